//! A form as an owner would send it back: for the worked example, the sample returns and the tests.

use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Worksheet, XlsxError};

use crate::excel::style;
use crate::model::columns::{self as c, Column};
use crate::model::returned::Pack;
use crate::model::{Refusal, Value};

use super::look::FormLooks;
use super::{FormTexts, hidden, layout};

/// What somebody typed into a form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The day on which it was saved, and the hour from nought: orders several returns of one owner.
    pub saved_on: Option<(NaiveDate, u16)>,
    pub filled_in_by: String,
    pub agreed_by: String,
    pub cells: Vec<FilledCell>,
}

/// One cell that was typed into. A locked one is written over as pasting would.
#[derive(Clone, Debug, PartialEq)]
pub struct FilledCell {
    /// The row's Ref.
    pub reference: String,
    pub column: &'static Column,
    pub value: Value,
}

/// Writes a pack's form with what was typed into it.
///
/// # Errors
/// When a text is longer than an Excel cell holds, or a Ref is not among the pack's.
pub fn write_filled(pack: &Pack, texts: &FormTexts, filled: &Filled) -> Result<Vec<u8>, Refusal> {
    for cell in &filled.cells {
        if !pack.tasks.iter().any(|task| task.reference == cell.reference) {
            return Err(Refusal::new(format!("{} is not asked of {}", cell.reference, pack.owner), "look at the issued workbook"));
        }
    }
    let mut form = super::build(pack, texts).map_err(|limit| style::refused(&limit))?;
    let saved = filled.saved_on.and_then(|(day, hour)| {
        use chrono::Datelike as _;
        let (month, date) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
        ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, month, date).and_then(|day| day.and_hms(hour, 0, 0)).ok()
    });
    if let Some(saved) = saved {
        form.workbook.set_properties(&hidden::properties(pack, texts).set_creation_datetime(&saved));
    }
    let sheet = form.workbook.worksheet_from_name(layout::RETURN).map_err(|limit| style::refused(&limit))?;
    fill(sheet, pack, filled).map_err(|limit| style::refused(&limit))?;
    form.bytes()
}

fn fill(sheet: &mut Worksheet, pack: &Pack, filled: &Filled) -> Result<(), XlsxError> {
    let looks = FormLooks::new();
    let names = layout::column_of(&c::LAST_TIME);
    for (row, name) in [(2, &filled.filled_in_by), (3, &filled.agreed_by)] {
        if !name.is_empty() {
            sheet.write_with_format(row, names, name, &looks.entry)?;
        }
    }
    for cell in &filled.cells {
        let at = pack.tasks.iter().position(|task| task.reference == cell.reference).unwrap_or_default();
        let row = layout::FIRST_ROW + u32::try_from(at).unwrap_or_default();
        let col = layout::column_of(cell.column);
        let format = if !layout::is_entry(cell.column) {
            &looks.locked
        } else if matches!(cell.value, Value::Date(_)) {
            &looks.entry_date
        } else {
            &looks.entry
        };
        match &cell.value {
            Value::Date(day) => sheet.write_with_format(row, col, day, format)?,
            Value::Number(number) => sheet.write_with_format(row, col, *number, format)?,
            Value::Bool(yes) => sheet.write_with_format(row, col, *yes, format)?,
            other => sheet.write_with_format(row, col, other.seen(), format)?,
        };
    }
    Ok(())
}
