//! Sheets that hold one table each.

use rust_xlsxwriter::{Table as ExcelTable, TableColumn, TableStyle, Worksheet, XlsxError};

use super::super::style::measure;
use super::formulas::Own;
use super::{Origin, Pen, frame};
use crate::consolidated::{Cell, Head, Shape, Table};

/// The widest a column of long text is made.
const WIDEST: u16 = 120;
/// The most rows whose figures each lead to the rows that they count; Excel grows slow with many links.
const MOST_LINKED: usize = 300;
/// The widest a column of links is made.
const LONGEST_LINK: u16 = 48;

/// A sheet with one table. Only the first `printed` columns are printed, where it says so.
pub(super) fn sheet(pen: &Pen<'_>, table: &Table, printed: Option<usize>) -> Result<Worksheet, XlsxError> {
    let mut sheet = frame::begin(pen, &table.title, &table.note)?;
    set_widths(&mut sheet, table)?;
    let below = put_table(pen, &mut sheet, table, Origin { sheet: table.name, row: frame::FIRST_ROW, col: 0 })?;
    sheet.set_freeze_panes(frame::FIRST_ROW, 1)?;
    frame::page(pen, &mut sheet, Some((frame::HEAD_ROW, frame::HEAD_ROW)))?;
    let columns = printed.unwrap_or(table.heads.len()).min(table.heads.len()).max(1);
    sheet.set_print_area(0, 0, below - 1, column(columns - 1))?;
    Ok(sheet)
}

/// Sets each column as wide as its heading asks, wider where a text would not fit the tallest row.
fn set_widths(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    for (at, head) in table.heads.iter().enumerate() {
        sheet.set_column_width(column(at), width(table, at, head))?;
    }
    Ok(())
}

/// As wide as the heading asks; wider where a text would not fit the tallest row, and where a link is longer: LibreOffice
/// shows a link on one line.
fn width(table: &Table, at: usize, head: &Head) -> u16 {
    let width = frame::width_for(head, long_texts(table, at), WIDEST);
    if head.shape != Shape::Text {
        return width;
    }
    let linked = table.rows.iter().filter_map(|row| row.get(at)).filter(|cell| cell.link.is_some());
    linked.fold(width, |width, cell| width.max(frame::width_on_one_line(&frame::shown(cell), LONGEST_LINK)))
}

fn long_texts(table: &Table, at: usize) -> impl Iterator<Item = &str> {
    table.rows.iter().filter_map(move |row| match &row.get(at)?.value {
        crate::model::Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

/// A column's number as Excel's.
pub(super) fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Writes headings and rows as an Excel table; gives the first row under it. A table without rows says so in one.
pub(super) fn put_table(pen: &Pen<'_>, sheet: &mut Worksheet, table: &Table, origin: Origin) -> Result<u32, XlsxError> {
    let nothing = [vec![Cell::from("Nothing to list.")]];
    let rows: &[Vec<Cell>] = if table.rows.is_empty() { &nothing } else { &table.rows };
    let last_row = origin.row + u32::try_from(rows.len()).unwrap_or(u32::MAX) - 1;
    let last_col = origin.col + column(table.heads.len()) - 1;
    let columns: Vec<TableColumn> = table
        .heads
        .iter()
        .map(|head| TableColumn::new().set_header(&head.heading).set_header_format(frame::heading(&pen.looks, head)))
        .collect();
    let excel = ExcelTable::new()
        .set_name(table.name)
        .set_columns(&columns)
        .set_style(TableStyle::None)
        .set_alt_text_title(&table.title)
        .set_alt_text(&table.note);
    sheet.add_table(origin.row - 1, origin.col, last_row, last_col, &excel)?;
    let widths: Vec<f64> = table.heads.iter().enumerate().map(|(at, head)| f64::from(width(table, at, head))).collect();
    let head_lines = table.heads.iter().zip(&widths).map(|(head, width)| measure::heading_lines(&head.heading, *width)).max();
    sheet.set_row_height(origin.row - 1, measure::height_of(head_lines.unwrap_or(1)))?;
    let formats: Vec<_> = table.heads.iter().map(|head| frame::format(&pen.looks, head.shape)).collect();
    for (at, cells) in rows.iter().enumerate() {
        let row = origin.row + u32::try_from(at).unwrap_or(0);
        let texts: Vec<(String, f64)> = cells
            .iter()
            .zip(table.heads.iter().zip(&widths))
            .filter(|(_, (head, _))| !matches!(head.shape, Shape::Whole | Shape::Change | Shape::Date | Shape::Line))
            .map(|(cell, (head, width))| (frame::shown(cell), if head.shape == Shape::Rating { width - 1.0 } else { *width }))
            .collect();
        sheet.set_row_height(row, measure::row_height(texts.iter().map(|(text, width)| (text.as_str(), *width)), 1))?;
        for (col, format) in formats.iter().enumerate() {
            let own = Own { origin, at, column: col, cells, elsewhere: false };
            let cell = cells.get(col).cloned().unwrap_or_default();
            if rows.len() <= MOST_LINKED {
                frame::lead_to_rows(sheet, (row, origin.col + column(col)), &cell, format)?;
            }
            frame::put(pen, sheet, (row, origin.col + column(col)), &cell, format, &own)?;
        }
    }
    for (at, head) in table.heads.iter().enumerate() {
        let col = origin.col + column(at);
        frame::colour_column(sheet, head.shape, (origin.row, col), (last_row, col))?;
    }
    Ok(last_row + 1)
}
