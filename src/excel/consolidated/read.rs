//! Reading a consolidated workbook back: what a draft said, and whether a person has changed it since it was written.

use std::io::{Cursor, Read as _};

use crate::consolidated::{DraftRow, ScheduleRow};
use crate::model::columns as c;
use crate::model::text::Text;
use crate::model::{Book, Sheet};

/// A consolidated workbook as it lies in the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// A person has saved it since it was written.
    pub edited: bool,
    pub rows: Vec<DraftRow>,
    /// The rows of `Schedule`; empty where that sheet was not read, or is gone.
    pub schedule: Vec<ScheduleRow>,
    /// Rows of `Schedule` with words beside each other and without a Ref, counted from one.
    pub unknown_rows: Vec<u32>,
}

/// The sheets that are read to know what a draft said.
#[must_use]
pub fn wanted(sheet: &str) -> bool {
    sheet == "Recommendations"
}

/// The sheets that are read to take a person's edits back.
#[must_use]
pub fn wanted_for_edits(sheet: &str) -> bool {
    wanted(sheet) || sheet == SCHEDULE
}

/// Whether a workbook is a paper that this program wrote, whoever saved it since.
#[must_use]
pub fn is_paper(book: &Book) -> bool {
    let heads =
        |sheet: &Sheet| sheet.rows().into_iter().take(20).any(|row| sheet.row(row).any(|(_, cell)| cell.value.shown() == c::REF.heading));
    book.sheet("Check figures").is_some() && [SCHEDULE, "Recommendations"].into_iter().all(|name| book.sheet(name).is_some_and(heads))
}

/// The sheet of the committee's rows: it says all that another paper would.
pub const SCHEDULE: &str = "Schedule";

/// Reads the workbook; none when it is no consolidated workbook.
#[must_use]
pub fn read(book: &Book) -> Option<Draft> {
    let sheet = book.sheet("Recommendations")?;
    let head = sheet.rows().into_iter().take(20).find(|row| sheet.text(*row, 0) == c::REF.heading)?;
    let column = |heading: &str| sheet.row(head).find(|(_, cell)| cell.value.shown() == heading).map(|(at, _)| at);
    let (rating, stage) = (column(c::RATING.heading)?, column(c::STAGE.heading)?);
    let (due, comments, position) = (column("Due date in words"), column("Comments"), column("Position"));
    let (owner, counted) = (column(c::OWNER.heading), column("Counted"));
    let (closed_how, waiting_on) = (column(c::CLOSED_HOW.heading), column(c::WAITING_ON.heading));
    let text = |row: u32, at: Option<u32>| at.map_or_else(Text::new, |at| sheet.text(row, at));
    let rows = sheet
        .rows()
        .into_iter()
        .filter(|row| *row > head && sheet.text(*row, 0).contains('/'))
        .map(|row| DraftRow {
            reference: sheet.text(row, 0),
            rating: sheet.text(row, rating),
            stage: sheet.text(row, stage),
            due: text(row, due),
            comments: text(row, comments),
            position: text(row, position),
            owner: text(row, owner),
            counted: text(row, counted),
            closed_how: text(row, closed_how),
            waiting_on: text(row, waiting_on),
        })
        .collect();
    let (schedule, unknown_rows) = book.sheet(SCHEDULE).map(schedule).unwrap_or_default();
    Some(Draft { edited: is_edited(book), rows, schedule, unknown_rows })
}

/// The rows of `Schedule`, known by their Refs wherever they were moved to. A text that goes on in the next row is one again.
fn schedule(sheet: &Sheet) -> (Vec<ScheduleRow>, Vec<u32>) {
    let is_head = |row: &u32| sheet.row(*row).any(|(_, cell)| cell.value.shown() == c::REF.heading);
    let Some(head) = sheet.rows().into_iter().take(20).find(is_head) else { return Default::default() };
    let heads: Vec<(u32, Text)> = sheet.row(head).map(|(at, cell)| (at, cell.value.shown())).collect();
    let Some(reference_at) = heads.iter().find(|(_, heading)| heading == c::REF.heading).map(|(at, _)| *at) else {
        return Default::default();
    };
    let mut rows: Vec<ScheduleRow> = Vec::new();
    let mut unknown = Vec::new();
    for row in sheet.rows().into_iter().filter(|row| *row > head) {
        let reference = sheet.text(row, reference_at);
        let cells = heads.iter().filter(|(at, _)| *at != reference_at).map(|(at, heading)| (heading.clone(), sheet.text(row, *at)));
        if reference.is_empty() {
            // Titles and lines under them stand in the first column alone.
            if sheet.row(row).filter(|(_, cell)| !cell.value.is_blank()).count() > 1 {
                unknown.push(row + 1);
            }
            continue;
        }
        match rows.last_mut().filter(|last| last.reference == reference) {
            Some(last) => {
                for ((heading, held), (_, more)) in last.cells.iter_mut().zip(cells) {
                    if !more.is_empty() && *heading != c::NO.heading {
                        // Where a text was split nobody notes; a sentence that ended there began a new line as like as not.
                        let ended = held.ends_with(['.', ':', ';', '!', '?']);
                        held.push_str(if held.is_empty() {
                            ""
                        } else if ended {
                            "\n"
                        } else {
                            " "
                        });
                        held.push_str(&more);
                    }
                }
            }
            None => rows.push(ScheduleRow { reference: reference.clone(), cells: cells.collect() }),
        }
    }
    (rows, unknown)
}

/// Whether a program other than this one has saved it. We write a made-up time of saving, nine o'clock of the as-at day;
/// whoever saves it puts the real one there.
#[must_use]
pub fn is_edited(book: &Book) -> bool {
    !(book.application == "Microsoft Excel" && book.modified.as_deref().is_some_and(|at| at.ends_with("T09:00:00Z")))
}

/// Whether the bytes surely are a workbook as this program wrote it: told by its properties alone, whatever else it holds. Where it
/// is not sure, [`is_edited`] tells.
#[must_use]
pub fn is_untouched(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut holds = |part: &str, words: &str| {
        let mut text = String::new();
        let read = archive.by_name(part).is_ok_and(|mut part| part.by_ref().take(1 << 20).read_to_string(&mut text).is_ok());
        read && text.contains(words)
    };
    holds("docProps/app.xml", "<Application>Microsoft Excel</Application>") && holds("docProps/core.xml", "T09:00:00Z</dcterms:modified>")
}
