//! Sheets that hold one table each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_xlsxwriter::{Table as ExcelTable, TableColumn, TableStyle, Worksheet, XlsxError};

use super::super::style::{self, measure};
use super::formulas::Own;
use super::{Origin, Pen, frame};
use crate::consolidated::{Cell, Head, Shape, Table};

/// The widest a column of long text is made.
const WIDEST: u16 = 120;
/// The most rows whose figures each lead to the rows that they count; Excel grows slow with many links.
const MOST_LINKED: usize = 300;
/// From this many rows on a sheet says once how tall most of its rows are: the writer keeps a quarter of a kilobyte for each row
/// whose height is set. The empty rows below are as tall. Its columns say how their cells look, and one rule draws the lines: the
/// writer looks a format up for each cell that has its own, and a quarter of a long paper's cells are empty.
pub(super) const LONG: usize = 4_000;
/// The widest a column of links is made.
const LONGEST_LINK: u16 = 48;

/// The rows of a table: borrowed, or given away, and then each is let go when it is written.
pub(super) type Rows<'a> = Cow<'a, [Vec<Cell>]>;

/// A sheet with one table of these rows. Only the first `printed` columns are printed, where it says so.
pub(super) fn sheet(pen: &Pen<'_>, sheet: &mut Worksheet, table: &Table, rows: Rows<'_>, printed: Option<usize>) -> Result<u32, XlsxError> {
    let widths: Vec<u16> = table.heads.iter().enumerate().map(|(at, head)| width(&rows, at, head)).collect();
    let usual = usual_lines(table, &rows, &widths);
    if let Some(usual) = usual {
        sheet.set_default_row_height(measure::height_of(usual)).set_row_height(1, frame::NOTE_HEIGHT)?;
    }
    frame::begin(pen, sheet, &table.title, &table.note)?;
    for (at, width) in widths.iter().enumerate() {
        sheet.set_column_width(column(at), *width)?;
    }
    let below = put_table(pen, sheet, table, rows, &widths, usual)?;
    sheet.set_freeze_panes(frame::FIRST_ROW, 1)?;
    frame::page(pen, sheet, Some((frame::HEAD_ROW, frame::HEAD_ROW)))?;
    let columns = printed.unwrap_or(table.heads.len()).min(table.heads.len()).max(1);
    sheet.set_print_area(0, 0, below - 1, column(columns - 1))?;
    Ok(below)
}

/// As wide as the heading asks; wider where a text would not fit the tallest row, and where a link is longer: LibreOffice
/// shows a link on one line.
fn width(rows: &[Vec<Cell>], at: usize, head: &Head) -> u16 {
    let width = frame::width_for(head, long_texts(rows, at), WIDEST);
    if head.shape != Shape::Text {
        return width;
    }
    let linked = rows.iter().filter_map(|row| row.get(at)).filter(|cell| cell.link().is_some());
    linked.fold(width, |width, cell| width.max(frame::width_on_one_line(&cell.seen(), LONGEST_LINK)))
}

fn long_texts(rows: &[Vec<Cell>], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.get(at)?.text())
}

/// The lines that a row shows.
fn lines_of(table: &Table, cells: &[Cell], widths: &[u16]) -> usize {
    let texts = cells
        .iter()
        .zip(table.heads.iter().zip(widths))
        .filter(|(_, (head, _))| !matches!(head.shape, Shape::Whole | Shape::Change | Shape::Date | Shape::Line))
        .map(|(cell, (head, width))| (cell.seen(), f64::from(*width) - if head.shape == Shape::Rating { 1.0 } else { 0.0 }));
    texts.map(|(text, width)| measure::lines(&text, width, 11.0, false)).max().unwrap_or(1)
}

/// The lines that most rows of a long table show, as rows from all over it tell; none for a shorter one.
fn usual_lines(table: &Table, rows: &[Vec<Cell>], widths: &[u16]) -> Option<usize> {
    if rows.len() <= LONG {
        return None;
    }
    let sampled = rows.iter().step_by(rows.len() / (LONG / 10));
    most_frequent(sampled.map(|cells| lines_of(table, cells, widths)))
}

/// The number that comes most often.
pub(super) fn most_frequent(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for number in numbers {
        *counts.entry(number).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, times)| *times).map(|(number, _)| number)
}

/// A column's number as Excel's.
pub(super) fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// The last row of a table on its sheet. A table without rows has one that says so.
pub(super) fn last_row(rows: usize) -> u32 {
    frame::HEAD_ROW + u32::try_from(rows.max(1)).unwrap_or(u32::MAX)
}

/// Writes headings and rows as an Excel table; gives the first row under it. A table without rows says so in one.
fn put_table(
    pen: &Pen<'_>,
    sheet: &mut Worksheet,
    table: &Table,
    rows: Rows<'_>,
    widths: &[u16],
    usual: Option<usize>,
) -> Result<u32, XlsxError> {
    let rows = if rows.is_empty() { Cow::Owned(vec![vec![Cell::from("Nothing to list.")]]) } else { rows };
    let count = rows.len();
    let origin = Origin { sheet: table.name, row: frame::FIRST_ROW, col: 0 };
    let last_row = last_row(count);
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
    let head_lines = table.heads.iter().zip(widths).map(|(head, width)| measure::heading_lines(&head.heading, f64::from(*width))).max();
    sheet.set_row_height(origin.row - 1, measure::height_of(head_lines.unwrap_or(1)))?;
    // Its other rows are put in when the workbook is finished, see `style::finishing`.
    sheet.add_table(origin.row - 1, origin.col, origin.row, last_col, &excel)?;
    let looks = table.heads.iter().enumerate().map(|(at, head)| {
        let format = frame::format(&pen.looks, head.shape);
        if usual.is_some() { frame::Look::of_column(sheet, origin.col + column(at), &format) } else { Ok(frame::Look::of(&format)) }
    });
    let looks: Vec<frame::Look> = looks.collect::<Result<_, _>>()?;
    let empty = Cell::default();
    let mut put_row = |at: usize, cells: &[Cell]| -> Result<(), XlsxError> {
        let row = origin.row + u32::try_from(at).unwrap_or(0);
        let lines = lines_of(table, cells, widths);
        if usual != Some(lines) {
            sheet.set_row_height(row, measure::height_of(lines))?;
        }
        for (col, look) in looks.iter().enumerate() {
            let own = Own { origin, at, column: col, cells, elsewhere: false };
            let cell = cells.get(col).unwrap_or(&empty);
            if count <= MOST_LINKED {
                frame::lead_to_rows(sheet, (row, origin.col + column(col)), cell, &look.plain)?;
            }
            frame::put(pen, sheet, (row, origin.col + column(col)), cell, look, &own)?;
        }
        Ok(())
    };
    match rows {
        Cow::Borrowed(rows) => rows.iter().enumerate().try_for_each(|(at, cells)| put_row(at, cells))?,
        Cow::Owned(rows) => rows.into_iter().enumerate().try_for_each(|(at, cells)| put_row(at, &cells))?,
    }
    for (at, head) in table.heads.iter().enumerate() {
        let col = origin.col + column(at);
        frame::colour_column(sheet, head.shape, (origin.row, col), (last_row, col))?;
    }
    if usual.is_some() {
        // After the colours, whose lines come first.
        style::line_area(sheet, (origin.row, origin.col), (last_row, last_col))?;
    }
    Ok(last_row + 1)
}
