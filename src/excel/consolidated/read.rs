//! Reading a consolidated workbook back: what a draft said, and whether a person has changed it since it was written.

use crate::consolidated::DraftRow;
use crate::model::columns as c;
use crate::model::{Book, Sheet};

/// A consolidated workbook as it lies in the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// A person has saved it since it was written.
    pub edited: bool,
    pub rows: Vec<DraftRow>,
}

/// The sheets that are read.
#[must_use]
pub fn wanted(sheet: &str) -> bool {
    sheet == "Recommendations"
}

/// Reads the workbook; none when it is no consolidated workbook.
#[must_use]
pub fn read(book: &Book) -> Option<Draft> {
    let sheet = book.sheet("Recommendations")?;
    let head = sheet.rows().into_iter().take(20).find(|row| sheet.text(*row, 0) == c::REF.heading)?;
    let column = |heading: &str| sheet.row(head).find(|(_, cell)| cell.value.shown() == heading).map(|(at, _)| at);
    let (rating, stage) = (column(c::RATING.heading)?, column(c::STAGE.heading)?);
    let text = |row: u32, at: Option<u32>| at.map_or_else(String::new, |at| raw(sheet, row, at));
    let rows = sheet
        .rows()
        .into_iter()
        .filter(|row| *row > head && sheet.text(*row, 0).contains('/'))
        .map(|row| DraftRow {
            reference: sheet.text(row, 0),
            rating: sheet.text(row, rating),
            stage: sheet.text(row, stage),
            due: text(row, column("Due date in words")),
            comments: text(row, column("Comments")),
            position: text(row, column("Position")),
        })
        .collect();
    Some(Draft { edited: is_edited(book), rows })
}

/// Whether a program other than this one has saved it. We write a made-up time of saving, nine o'clock of the as-at day;
/// whoever saves it puts the real one there.
#[must_use]
pub fn is_edited(book: &Book) -> bool {
    !(book.application == "Microsoft Excel" && book.modified.as_deref().is_some_and(|at| at.ends_with("T09:00:00Z")))
}

fn raw(sheet: &Sheet, row: u32, col: u32) -> String {
    sheet.text(row, col)
}
