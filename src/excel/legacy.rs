//! The formats that owners save by accident: .xls, .xlsb and .ods, read by calamine whole. Only the child process
//! calls this (`excel::child`), under its limits.

use std::io::Cursor;

use calamine::{
    Data, Dimensions, Ods, OdsError, Range, Reader, SheetType, SheetVisible, WorkbookProperties, Xls, XlsError, Xlsb, XlsbError,
};

use super::legacy_marks;
use super::unreadable::Unreadable;
use super::values::{date_of, iso_date, text_of};
use crate::model::settings::Limits;
use crate::model::sheet::Area;
use crate::model::{Book, Cell, Sheet, Value};

/// Reads a workbook of that format.
pub(crate) fn read(format: &str, bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    match format {
        "xls" => {
            let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|fault| match fault {
                XlsError::Password => Unreadable::PasswordProtected,
                fault => Unreadable::damaged(fault.to_string()),
            })?;
            let properties = workbook.workbook_properties().unwrap_or_default();
            let epoch_1904 = workbook.has_1904_epoch();
            let mut book = whole(&mut workbook, epoch_1904, limits)?;
            for sheet in &mut book.sheets {
                sheet.merged = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default().iter().map(area).collect();
            }
            legacy_marks::of_xls(bytes, &mut book.sheets);
            book.macros = matches!(workbook.vba_project(), Ok(Some(_)));
            Ok(with(book, properties))
        }
        "xlsb" => {
            let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|fault| match fault {
                XlsbError::Password => Unreadable::PasswordProtected,
                fault => Unreadable::damaged(fault.to_string()),
            })?;
            let properties = workbook.workbook_properties().unwrap_or_default();
            let epoch_1904 = workbook.has_1904_epoch();
            let mut book = whole(&mut workbook, epoch_1904, limits)?;
            book.macros = matches!(workbook.vba_project(), Ok(Some(_)));
            Ok(with(book, properties))
        }
        _ => {
            let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|fault| match fault {
                OdsError::Password => Unreadable::PasswordProtected,
                OdsError::CellLimitExceeded { .. } => Unreadable::oversized("it holds more cells than can be read"),
                fault => Unreadable::damaged(fault.to_string()),
            })?;
            let properties = workbook.workbook_properties().unwrap_or_default();
            let mut book = whole(&mut workbook, false, limits)?;
            legacy_marks::of_ods(bytes, limits, &mut book.sheets);
            Ok(with(book, properties))
        }
    }
}

/// Every sheet with its cells and formulas.
fn whole<'a, R: Reader<Cursor<&'a [u8]>>>(workbook: &mut R, epoch_1904: bool, limits: &Limits) -> Result<Book, Unreadable>
where
    R::Error: std::fmt::Display,
{
    let mut book = Book { epoch_1904, names: workbook.defined_names().to_vec(), ..Book::default() };
    // .xls files carry built-in names as control characters: nobody gave those.
    book.names.retain(|(name, _)| !name.chars().any(char::is_control));
    let mut left = limits.cells;
    for meta in workbook.sheets_metadata().to_vec() {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let mut sheet = Sheet { name: meta.name.as_str().into(), hidden: meta.visible != SheetVisible::Visible, ..Sheet::default() };
        let range = workbook
            .worksheet_range(&meta.name)
            .map_err(|fault| Unreadable::damaged(format!("its sheet {} cannot be read ({fault})", meta.name)))?;
        for ((row, col), value) in absolute(&range) {
            let value = value_of(value, epoch_1904);
            if value == Value::Empty {
                continue;
            }
            left = left.checked_sub(1).ok_or_else(|| Unreadable::oversized(format!("it holds more than {} filled cells", limits.cells)))?;
            sheet.cells.insert((row, col), Cell { value, formula: None });
        }
        if let Ok(formulas) = workbook.worksheet_formula(&meta.name) {
            let mut alone = Vec::new();
            for (at, formula) in absolute(&formulas).filter(|(_, formula)| !formula.is_empty()) {
                match sheet.cells.get_mut(&at) {
                    // LibreOffice writes TRUE and FALSE as formulas: nobody typed those.
                    Some(cell) if matches!(cell.value, Value::Bool(_)) && formula.ends_with("()") => {}
                    Some(cell) => cell.formula = Some(formula.as_str().into()),
                    None => alone.push((at, Cell { value: Value::Empty, formula: Some(formula.as_str().into()) })),
                }
            }
            sheet.cells.extend(alone);
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// The cells of a dense range with their places in the sheet: its own begin at the first cell that is used.
fn absolute<T: calamine::CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (top, left) = range.start().unwrap_or_default();
    range.used_cells().map(move |(row, col, value)| {
        let at = |first: u32, offset: usize| first.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        ((at(top, row), at(left, col)), value)
    })
}

fn with(mut book: Book, properties: WorkbookProperties) -> Book {
    book.application = properties.application.unwrap_or_default();
    book.modified = properties.modified.or(properties.created).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    book.properties = properties.custom_properties.into_iter().collect();
    let named = book.properties.iter().find(|(name, _)| name.starts_with("MSIP_Label_") && name.ends_with("_Name"));
    book.label = named.map(|(_, name)| name.clone());
    book
}

fn area(dimensions: &Dimensions) -> Area {
    Area { first: dimensions.start, last: dimensions.end }
}

fn value_of(value: &Data, epoch_1904: bool) -> Value {
    match value {
        Data::Empty => Value::Empty,
        Data::Int(n) => Value::Number(*n as f64),
        Data::Float(n) => Value::Number(*n),
        Data::String(text) => text_of(text.clone()),
        Data::Bool(yes) => Value::Bool(*yes),
        Data::DateTime(date) => date_of(date, epoch_1904),
        Data::DateTimeIso(text) => iso_date(text),
        Data::DurationIso(text) => text_of(text.clone()),
        Data::Error(error) => Value::ErrorValue(error.to_string().into()),
    }
}
