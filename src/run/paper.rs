//! The consolidated workbook of a cycle, made and ready to be written. A workbook that a person has changed since it was
//! written is never overwritten: the new one gets a name beside it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::edits::Digests;
use super::save::Saving;
use super::{Opened, cycle_files, register_limits, shown};
use crate::consolidated::{self, Consolidated, DraftRow, PaperAsk};
use crate::excel;
use crate::model::returned::WasAsked;
use crate::model::settled::QueryRow;
use crate::model::{Refusal, Register};
use crate::workspace::{Workspace, issued as issued_file};

/// A paper that is laid out on its sheets and still to be packed, which is the work of one core.
#[expect(missing_debug_implementations, reason = "the writer's workbook has none")]
pub struct LaidOut {
    file: String,
    workbook: excel::consolidated::LaidOut,
}

impl LaidOut {
    /// Packs the paper and hands it over to be saved; gives its name, relative to the workspace.
    ///
    /// # Errors
    /// When a sheet breaks one of Excel's limits.
    pub fn packed(self, saving: &Saving<'_>) -> Result<String, Refusal> {
        saving.put(self.file.clone(), self.workbook.packed()?);
        Ok(self.file)
    }
}

/// Lays out the consolidated workbook of a cycle in which these owners were `asked` and the queries workbook lists these `rows`, and
/// hands `written.json` over to be saved.
///
/// # Errors
/// When a text is longer than an Excel cell holds, or a file of the cycle cannot be read.
pub fn laid_out(saving: &Saving<'_>, register: &Register, cycle: &str, rows: &[QueryRow], asked: &WasAsked) -> Result<LaidOut, Refusal> {
    let Opened { workspace, settings, .. } = saving.opened();
    let mut ask = PaperAsk::new(cycle, settings);
    (ask.rows, ask.asked) = (rows, Some(asked));
    let shown = shown::last(workspace, register, &ask)?;
    let trend = shown::trend(workspace, register, &ask)?;
    (ask.shown, ask.trend) = (shown.as_ref(), Some(&trend));
    let paper = consolidated::build(register, &ask);
    let file = free_name(workspace, &cycle_files::consolidated_path(cycle))?;
    let keep = || {
        let earlier = earlier_papers(workspace, cycle)?;
        let papers = papers(&earlier, &file, &paper);
        saving.put_as_made(cycle_files::written_path(cycle), |out| issued_file::write_pretty(&papers, out))
    };
    keep()?;
    Ok(LaidOut { workbook: excel::consolidated::lay_out(paper)?, file })
}

/// `written.json` of a cycle with what a paper says, so that a person's edits are told from what the register says later.
pub(super) fn written(workspace: &Workspace, cycle: &str, file: &str, paper: &Consolidated) -> Result<(String, Vec<u8>), Refusal> {
    let earlier = earlier_papers(workspace, cycle)?;
    Ok((cycle_files::written_path(cycle), issued_file::pretty(&papers(&earlier, file, paper))))
}

/// What `written.json` of a cycle keeps, by file, as it stands there.
fn earlier_papers(workspace: &Workspace, cycle: &str) -> Result<BTreeMap<String, Box<RawValue>>, Refusal> {
    let bytes = workspace.read_if_there(&cycle_files::written_path(cycle))?;
    // A file that is damaged is as good as none: edits are then told from the paper as it would be made now.
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// What each paper says, this one among them.
fn papers<'a>(earlier: &'a BTreeMap<String, Box<RawValue>>, file: &'a str, paper: &'a Consolidated) -> BTreeMap<&'a str, Paper<'a>> {
    let mut papers: BTreeMap<&str, Paper<'_>> = earlier.iter().map(|(file, said)| (file.as_str(), Paper::Earlier(said))).collect();
    papers.insert(file, Paper::Now(Digests(paper)));
    papers
}

/// What one paper says, as `written.json` keeps it.
#[derive(Serialize)]
#[serde(untagged)]
enum Paper<'a> {
    Earlier(&'a RawValue),
    Now(Digests<'a>),
}

/// What `written.json` of a cycle keeps, by file.
pub(super) fn written_papers(workspace: &Workspace, cycle: &str) -> Result<Map<String, Json>, Refusal> {
    let bytes = workspace.read_if_there(&cycle_files::written_path(cycle))?;
    // A file that is damaged is as good as none: edits are then told from the paper as it would be made now.
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// Who was asked in a cycle, as issued; none where it was not issued by this tool.
pub(super) fn was_asked(workspace: &Workspace, cycle: &str) -> Result<Option<WasAsked>, Refusal> {
    let issued = cycle_files::issued(workspace, cycle)?;
    Ok((!issued.packs.is_empty()).then(|| issued.was_asked()))
}

/// What `queries.xlsx` of a cycle lists; nothing where there is none.
pub(super) fn listed(workspace: &Workspace, cycle: &str) -> Result<Vec<QueryRow>, Refusal> {
    let path = cycle_files::queries_path(cycle);
    let Some(bytes) = workspace.read_if_there(&path)? else { return Ok(Vec::new()) };
    let book = excel::book::open(&bytes, &path, &register_limits())
        .map_err(|why| Refusal::new(format!("{path} cannot be read: {}", why.says()), "save it from Excel as .xlsx"))?;
    Ok(excel::queries_book::read(&book).0.queries)
}

/// What a consolidated workbook in the workspace says, and whether a person has changed it.
pub(super) fn draft(
    workspace: &Workspace,
    file: &str,
    wanted: fn(&str) -> bool,
) -> Result<Option<(Vec<u8>, excel::consolidated::Draft)>, Refusal> {
    let Some(bytes) = workspace.read_if_there(file)? else { return Ok(None) };
    let book = excel::book::open_sheets(&bytes, file, &register_limits(), wanted)
        .map_err(|why| Refusal::new(format!("{file} cannot be read: {}", why.says()), "move it away, or save it from Excel as .xlsx"))?;
    // A file of that name that is no paper of ours is somebody's work as well.
    let draft = excel::consolidated::read(&book).unwrap_or(excel::consolidated::Draft { edited: true, ..Default::default() });
    Ok(Some((bytes, draft)))
}

/// `file`, or a name beside it where a person has changed the workbook that lies there.
pub(super) fn free_name(workspace: &Workspace, file: &str) -> Result<String, Refusal> {
    // Who saved it stands in its properties: no sheet is read. What cannot be read is not overwritten either.
    let untouched = |bytes: &[u8], name: &str| {
        let book = excel::book::open_sheets(bytes, name, &register_limits(), |_| false);
        book.is_ok_and(|book| !excel::consolidated::is_edited(&book))
    };
    free(workspace, file, ".xlsx", untouched)
}

/// Like [`free_name`], of a Word document.
pub(super) fn free_document(workspace: &Workspace, file: &str) -> Result<String, Refusal> {
    free(workspace, file, ".docx", |bytes, _| excel::word::is_untouched(bytes))
}

fn free(workspace: &Workspace, file: &str, ending: &str, untouched: impl Fn(&[u8], &str) -> bool) -> Result<String, Refusal> {
    let stem = file.trim_end_matches(ending);
    let mut name = file.to_owned();
    for n in 2..1_000 {
        match workspace.read_if_there(&name)? {
            Some(bytes) if !untouched(&bytes, &name) => name = format!("{stem}-{n}{ending}"),
            _ => return Ok(name),
        }
    }
    Err(Refusal::new(format!("there are too many changed files beside {file}"), "move those away that are no longer needed"))
}

/// The rows of a paper as a draft shows them.
pub(super) fn rows_of(paper: &Consolidated) -> impl Iterator<Item = DraftRow> {
    let table = &paper.recommendations;
    (0..table.rows.len()).map(|at| {
        let text = |heading: &str| table.cell(at, heading).map(|cell| cell.value().shown()).unwrap_or_default();
        DraftRow {
            reference: text("Ref"),
            rating: text("Rating"),
            stage: text("Stage"),
            due: text("Due date in words"),
            comments: text("Comments"),
            position: text("Position"),
            owner: text("Owner"),
            counted: text("Counted"),
            closed_how: text("Closed how"),
            waiting_on: text("Waiting on"),
        }
    })
}
