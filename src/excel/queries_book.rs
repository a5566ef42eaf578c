//! `queries.xlsx`: open queries and clashes, what is to be agreed, and what owners wrote outside the form's cells.
//!
//! The coordinator types decisions into it; it is read back whatever was sorted, moved or retyped, and every text comes
//! back exactly as it was written, since decisions are held against what their row showed.

mod read;
mod write;

use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::style;
use crate::model::Refusal;
use crate::model::settled::QueriesBook;

pub use read::{added, read};

const QUERIES: &str = "Queries";
const AGREE: &str = "To agree";
const NOTES: &str = "Notes";
const LISTS: &str = "Lists";
/// The custom property that tells this workbook from others, and holds its cycle.
const CYCLE: &str = "rectrack_queries";

/// Writes the workbook: rows grouped by owner, worst first, with what was typed before.
///
/// # Errors
/// When a text is longer than an Excel cell holds (32,767).
pub fn write(book: &QueriesBook) -> Result<Vec<u8>, Refusal> {
    let workbook = build(book).map_err(|limit| style::refused(&limit))?;
    style::bytes(workbook)
}

fn build(book: &QueriesBook) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let title = format!("Queries of {}", book.cycle);
    let properties = style::properties(&title, "Open queries and what is to be agreed", &book.organisation, month_of(&book.cycle));
    workbook.set_properties(&properties.set_custom_property(CYCLE, book.cycle.as_str()));
    write::queries(&mut workbook, book)?;
    write::agree(&mut workbook, book)?;
    write::notes(&mut workbook, book)?;
    write::lists(&mut workbook)?;
    Ok(workbook)
}

/// The first day of the month that a cycle's label names (`2022-06`): the creation date, which no clock may give.
fn month_of(cycle: &str) -> Option<NaiveDate> {
    let (year, month) = cycle.get(..7)?.split_once('-')?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
}
