//! What came back in the worked example's open cycle, made from the issued packs and `returns.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::excel::return_form::{Filled, FilledCell, FormTexts, write_filled};
use crate::model::columns::{self as c, Holds};
use crate::model::dates::{self, DateText};
use crate::model::returned::{Issued, Pack};
use crate::model::{Due, Refusal, Value};

use super::shape::{day, read_due, unread};

const RETURNS: &str = include_str!("returns.toml");
/// A list of a team's telephone numbers, saved by LibreOffice: what somebody attached by mistake.
const TEAM_LIST: &[u8] = include_bytes!("team-list.xlsx");

/// The open cycle of the example.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenCycle {
    pub cycle: String,
    pub as_at: NaiveDate,
    pub issued_on: NaiveDate,
    pub return_by: NaiveDate,
    /// The days on which the coordinator merges.
    pub merged_on: Vec<NaiveDate>,
    /// What the coordinator types into the register after the workbooks have gone out: task, new due date.
    pub edits: Vec<(String, Due)>,
    files: Vec<SampleReturn>,
}

/// One file of the returns folder.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnedFile {
    pub name: String,
    /// The day on which it was saved: it is in the folder from then on.
    pub saved_on: NaiveDate,
    /// What there is to see about it, in a few words.
    pub about: String,
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    cycle: String,
    as_at: toml::value::Datetime,
    issued_on: toml::value::Datetime,
    return_by: toml::value::Datetime,
    merged_on: Vec<toml::value::Datetime>,
    edit: Vec<Edit>,
    #[serde(rename = "return")]
    files: Vec<SampleReturn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    #[serde(rename = "ref")]
    reference: String,
    due: String,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
struct SampleReturn {
    about: String,
    file: String,
    owner: String,
    same_as: String,
    saved_on: Option<toml::value::Datetime>,
    filled_in_by: String,
    agreed_by: String,
    spoil: String,
    /// By Ref, then by the form's heading.
    rows: BTreeMap<String, BTreeMap<String, String>>,
}

/// The open cycle: its dates, and what came back.
///
/// # Errors
/// When `returns.toml` was changed into something that cannot be read; a test reads it.
pub fn open_cycle() -> Result<OpenCycle, Refusal> {
    let sample: Sample = toml::from_str(RETURNS).map_err(|why| unread(&why.to_string()))?;
    Ok(OpenCycle {
        as_at: day(&sample.as_at)?,
        issued_on: day(&sample.issued_on)?,
        return_by: day(&sample.return_by)?,
        merged_on: sample.merged_on.iter().map(day).collect::<Result<_, _>>()?,
        edits: sample.edit.iter().map(|edit| Ok((edit.reference.clone(), read_due(&edit.due)?))).collect::<Result<_, Refusal>>()?,
        cycle: sample.cycle,
        files: sample.files,
    })
}

impl OpenCycle {
    /// The files that came back, in order of the days on which they were saved.
    ///
    /// # Errors
    /// When a return names an owner or a row that was not issued.
    pub fn returns(&self, issued: &Issued, texts: &FormTexts) -> Result<Vec<ReturnedFile>, Refusal> {
        let mut made: Vec<ReturnedFile> = Vec::new();
        for file in &self.files {
            let (bytes, saved_on) = if let Some(twin) = made.iter().find(|twin| twin.name == file.same_as) {
                (twin.bytes.clone(), twin.saved_on)
            } else {
                let saved_on = day(file.saved_on.as_ref().ok_or_else(|| unread(&file.file))?)?;
                (self.bytes(file, saved_on, issued, texts)?, saved_on)
            };
            made.push(ReturnedFile { name: file.file.clone(), saved_on, about: file.about.clone(), bytes });
        }
        made.sort_by_key(|file| file.saved_on);
        Ok(made)
    }

    fn bytes(&self, file: &SampleReturn, saved_on: NaiveDate, issued: &Issued, texts: &FormTexts) -> Result<Vec<u8>, Refusal> {
        if file.spoil == "another workbook" {
            return Ok(TEAM_LIST.to_vec());
        }
        let pack = issued.packs.iter().find(|pack| pack.owner == file.owner && !pack.correction).ok_or_else(|| unread(&file.owner))?;
        let pack = if file.spoil == "last cycle's" { last_cycles(pack) } else { pack.clone() };
        let mut cells = Vec::new();
        for (reference, typed) in &file.rows {
            for (heading, text) in typed {
                let column = c::RETURN.iter().find(|column| column.heading == heading).ok_or_else(|| unread(heading))?;
                let date = match dates::read_date(text) {
                    DateText::Day { date, .. } if column.holds == Holds::Date && column.heading != c::DUE.heading => Some(date),
                    _ => None,
                };
                let value = date.map_or_else(|| Value::from(text.as_str()), Value::Date);
                cells.push(FilledCell { reference: reference.clone(), column, value });
            }
        }
        let filled =
            Filled { saved_on: Some((saved_on, 9)), filled_in_by: file.filled_in_by.clone(), agreed_by: file.agreed_by.clone(), cells };
        let mut bytes = write_filled(&pack, texts, &filled)?;
        if file.spoil == "cut in half" {
            bytes.truncate(bytes.len() / 2);
        }
        Ok(bytes)
    }
}

/// The workbook that the owner had half a year before.
fn last_cycles(pack: &Pack) -> Pack {
    Pack { cycle: "2022-05".into(), stamp: pack.stamp.replace(&pack.cycle, "2022-05"), ..pack.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_returns_name_tasks_of_the_register() {
        let register = super::super::sample::register().unwrap();
        let open = open_cycle().unwrap();
        assert!(open.as_at > open.return_by && open.issued_on < open.return_by);
        for file in &open.files {
            for (reference, typed) in &file.rows {
                let task = register.task(reference).unwrap_or_else(|| panic!("{}: no task {reference}", file.file));
                assert_eq!(task.owner, file.owner, "{}: {reference} is another's", file.file);
                for heading in typed.keys() {
                    assert!(c::RETURN.iter().any(|column| column.heading == heading), "{}: {heading}", file.file);
                }
            }
        }
        for (reference, _) in &open.edits {
            assert!(register.task(reference).is_some(), "{reference}");
        }
    }
}
