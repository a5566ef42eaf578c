//! A plain workbook of lists: a title, a line below it, and one table a sheet. For audits and comparisons.

use std::cell::Cell;

use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::style::{self, Looks, Page, measure};
use super::{book, consolidated};
use crate::model::settings::Limits;
use crate::model::text::Text;
use crate::model::{Refusal, Settings, Value};

/// One sheet.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The sheet's name: at most 31 characters.
    pub name: String,
    pub title: String,
    pub subtitle: String,
    /// Headings and widths in Excel's character units.
    pub columns: Vec<(&'static str, u16)>,
    pub rows: Vec<Vec<Value>>,
}

/// Writes the lists, each on a sheet of its own.
///
/// # Errors
/// When a value breaks one of Excel's limits.
pub fn write(title: &str, settings: &Settings, made: NaiveDate, listings: &[Listing]) -> Result<Vec<u8>, Refusal> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&style::properties(title, "Recommendations", &settings.organisation, Some(made)));
    let looks = Looks::new();
    for listing in listings {
        sheet(&mut workbook, listing, settings, &looks).map_err(|limit| style::refused(&limit))?;
    }
    style::bytes(workbook)
}

/// True for a workbook of lists whose first has that title, as it was written: nobody has saved it since.
#[must_use]
pub fn is_ours(bytes: &[u8], title: &str) -> bool {
    let first = Cell::new(false);
    // The first sheet alone is read: it says which list it is.
    let wanted = |_: &str| !first.replace(true);
    book::open_sheets(bytes, "", &Limits::for_register(), wanted)
        .is_ok_and(|book| !consolidated::is_edited(&book) && book.sheets.first().is_some_and(|sheet| sheet.text(0, 0) == title))
}

const HEADING_ROW: u32 = 3;

fn sheet(workbook: &mut Workbook, listing: &Listing, settings: &Settings, looks: &Looks) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(&listing.name)?;
    sheet.write_string_with_format(0, 0, &listing.title, &looks.title)?;
    sheet.write_string_with_format(1, 0, &listing.subtitle, &looks.subtitle)?;
    sheet.set_row_height(0, 24)?;
    for (col, (heading, width)) in (0_u16..).zip(&listing.columns) {
        sheet.write_string_with_format(HEADING_ROW, col, *heading, &looks.heading)?;
        sheet.set_column_width(col, f64::from(*width))?;
    }
    for (row, values) in (HEADING_ROW + 1..).zip(&listing.rows) {
        for (col, value) in (0_u16..).zip(values) {
            style::write_value(sheet, row, col, value, looks)?;
        }
        let shown: Vec<Text> = values.iter().map(Value::shown).collect();
        let widths = listing.columns.iter().map(|(_, width)| f64::from(*width));
        sheet.set_row_height(row, measure::row_height(shown.iter().map(Text::as_str).zip(widths), 1))?;
    }
    let last_row = HEADING_ROW + u32::try_from(listing.rows.len()).unwrap_or(0);
    let last_col = u16::try_from(listing.columns.len().saturating_sub(1)).unwrap_or(0);
    if !listing.rows.is_empty() {
        sheet.autofilter(HEADING_ROW, 0, last_row, last_col)?;
    }
    sheet.set_freeze_panes(HEADING_ROW + 1, 0)?;
    let footing = format!("{} - {}", settings.organisation, listing.title);
    style::set_page(
        sheet,
        &Page { marking: &settings.marking, footing: &footing, portrait: false, repeat: Some((HEADING_ROW, HEADING_ROW)) },
    )?;
    Ok(())
}
