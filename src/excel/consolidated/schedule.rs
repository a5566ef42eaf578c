//! `Schedule`: the committee's layout. One heading row, repeated on every page; under it report by report.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::style::{lined, measure, palette};
use super::formulas::Own;
use super::summary::wrapped;
use super::tables::column;
use super::{Origin, Pen, frame};
use crate::consolidated::{Cell, ScheduleReport, Shape, is_printed};

/// Writes the sheet.
pub(super) fn sheet(pen: &Pen<'_>) -> Result<Worksheet, XlsxError> {
    let schedule = &pen.paper.schedule;
    let mut sheet = frame::begin(pen, &format!("{} report recommendations", pen.paper.inspectorate), &schedule.note)?;
    for (at, head) in schedule.heads.iter().enumerate() {
        sheet.set_column_width(column(at), head.width)?;
        sheet.write_string_with_format(frame::HEAD_ROW, column(at), &head.heading, &pen.looks.heading)?;
    }
    let lines = schedule.heads.iter().map(|head| measure::lines(&head.heading, f64::from(head.width), 11.0, true)).max().unwrap_or(1);
    sheet.set_row_height(frame::HEAD_ROW, measure::height_of(lines))?;
    let mut row = frame::FIRST_ROW;
    for report in &schedule.reports {
        row = put_report(pen, &mut sheet, report, row)?;
    }
    if schedule.reports.is_empty() {
        sheet.write_string_with_format(row, 0, "Nothing to list.", &frame::flat(&pen.looks.prose))?;
        row += 1;
    }
    for (at, head) in schedule.heads.iter().enumerate() {
        frame::colour_column(&mut sheet, head.shape, (frame::FIRST_ROW, column(at)), (row - 1, column(at)))?;
    }
    sheet.set_freeze_panes(frame::FIRST_ROW, 0)?;
    frame::page(pen, &mut sheet, Some((frame::HEAD_ROW, frame::HEAD_ROW)))?;
    // Where the words came from is for the coordinator: it is on the screen, not on paper.
    let printed = schedule.heads.iter().filter(|head| is_printed(head)).count();
    sheet.set_print_area(0, 0, row - 1, column(printed.max(1) - 1))?;
    Ok(sheet)
}

/// The sheet's row of each recommendation, from nought, in the order of the schedule.
pub(super) fn rows_on_sheet(pen: &Pen<'_>) -> Vec<u32> {
    let mut row = frame::FIRST_ROW;
    let mut rows = Vec::new();
    for report in &pen.paper.schedule.reports {
        row += u32::try_from(title_lines(pen, report).0.len()).unwrap_or(0);
        for cells in &report.rows {
            rows.push(row);
            row += u32::try_from(rows_of(pen, cells).len()).unwrap_or(1);
        }
    }
    rows
}

/// Total width of the columns, in character units.
fn width(pen: &Pen<'_>) -> f64 {
    pen.paper.schedule.heads.iter().filter(|head| is_printed(head)).map(|head| f64::from(head.width)).sum()
}

/// The lines over a report's rows, and how many of them are its title.
fn title_lines(pen: &Pen<'_>, report: &ScheduleReport) -> (Vec<String>, usize) {
    // A title is set larger than running text.
    let mut lines = wrapped(&report.title, width(pen) * 0.75);
    let titles = lines.len();
    for line in &report.lines {
        lines.extend(wrapped(line, width(pen)));
    }
    (lines, titles)
}

fn put_report(pen: &Pen<'_>, sheet: &mut Worksheet, report: &ScheduleReport, from: u32) -> Result<u32, XlsxError> {
    let mut row = from;
    let title = frame::section(&pen.looks);
    let (lines, titles) = title_lines(pen, report);
    let band = Format::new().set_background_color(palette::LOCKED.fill);
    for (at, line) in lines.iter().enumerate() {
        let format = if at < titles { title.clone() } else { frame::flat(&pen.looks.prose) };
        sheet.write_string_with_format(row, 0, line, &format.set_background_color(palette::LOCKED.fill))?;
        for col in 1..column(pen.paper.schedule.heads.len()) {
            sheet.write_blank(row, col, &band)?;
        }
        sheet.set_row_height(row, if at < titles { 22.0 } else { measure::height_of(1) })?;
        row += 1;
    }
    for cells in &report.rows {
        for part in rows_of(pen, cells) {
            put_row(pen, sheet, row, &part)?;
            row += 1;
        }
    }
    Ok(row)
}

/// One recommendation as one row, or as several where a text is longer than the tallest row: nothing is cut.
fn rows_of(pen: &Pen<'_>, cells: &[Cell]) -> Vec<Vec<Cell>> {
    let heads = &pen.paper.schedule.heads;
    let parts: Vec<Vec<String>> = cells
        .iter()
        .zip(heads)
        .map(|(cell, head)| if head.shape == Shape::Long { measure::parts(&frame::shown(cell), f64::from(head.width)) } else { Vec::new() })
        .collect();
    let rows = parts.iter().map(Vec::len).max().unwrap_or(1).max(1);
    (0..rows)
        .map(|at| {
            cells
                .iter()
                .zip(heads)
                .zip(&parts)
                .map(|((cell, head), parts)| match (head.shape, at) {
                    (Shape::Long, _) => Cell::from(parts.get(at).cloned().unwrap_or_default()),
                    (_, 0) => cell.clone(),
                    _ if head.heading == crate::model::columns::REF.heading => cell.clone(),
                    // The number says whose words go on here.
                    _ if head.heading == crate::model::columns::NO.heading => Cell::from(format!("{} (cont.)", frame::shown(cell))),
                    _ => Cell::default(),
                })
                .collect()
        })
        .collect()
}

fn put_row(pen: &Pen<'_>, sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
    let heads = &pen.paper.schedule.heads;
    let texts: Vec<(String, f64)> = cells
        .iter()
        .zip(heads)
        .map(|(cell, head)| (frame::shown(cell), f64::from(head.width) - if head.shape == Shape::Rating { 1.0 } else { 0.0 }))
        .collect();
    sheet.set_row_height(row, measure::row_height(texts.iter().map(|(text, width)| (text.as_str(), *width)), 1))?;
    let origin = Origin { sheet: "Schedule", row, col: 0 };
    for (at, (cell, head)) in cells.iter().zip(heads).enumerate() {
        let format = lined(frame::format(&pen.looks, head.shape), palette::PLAIN);
        let own = Own { origin, at: 0, column: at, cells, elsewhere: false };
        frame::put(pen, sheet, (row, column(at)), cell, &format, &own)?;
    }
    Ok(())
}
