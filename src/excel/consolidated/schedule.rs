//! `Schedule`: the committee's layout. One heading row, repeated on every page; under it report by report.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::style::{lined, measure, palette};
use super::formulas::Own;
use super::summary::wrapped;
use super::tables::{LONG, column, most_frequent};
use super::{Origin, Pen, frame};
use crate::consolidated::{Cell, Head, ScheduleReport, Shape, is_printed};

/// Writes the sheet; gives the first row below what is on it.
pub(super) fn sheet(pen: &Pen<'_>, sheet: &mut Worksheet) -> Result<u32, XlsxError> {
    let schedule = &pen.paper.schedule;
    let usual = usual_lines(pen);
    if let Some(usual) = usual {
        sheet.set_default_row_height(measure::height_of(usual)).set_row_height(1, frame::NOTE_HEIGHT)?;
    }
    frame::begin(pen, sheet, &format!("{} report recommendations", pen.paper.inspectorate), &schedule.note)?;
    sheet.set_row_height(frame::HEAD_ROW, height_of_heads(pen))?;
    for (at, head) in schedule.heads.iter().enumerate() {
        sheet.set_column_width(column(at), head.width)?;
        sheet.write_string_with_format(frame::HEAD_ROW, column(at), &head.heading, &pen.looks.heading)?;
    }
    let mut row = frame::FIRST_ROW;
    let mut pages = Pages::new(pen);
    let look = |head: &Head| frame::Look::of(&lined(frame::format(&pen.looks, head.shape), palette::PLAIN));
    let looks: Vec<frame::Look> = schedule.heads.iter().map(look).collect();
    for report in &schedule.reports {
        row = put_report(pen, sheet, report, row, &mut pages, &looks, usual)?;
    }
    if schedule.reports.is_empty() {
        sheet.write_string_with_format(row, 0, "Nothing to list.", &frame::flat(&pen.looks.prose))?;
        row += 1;
    }
    for (at, head) in schedule.heads.iter().enumerate() {
        frame::colour_column(sheet, head.shape, (frame::FIRST_ROW, column(at)), (row - 1, column(at)))?;
    }
    sheet.set_freeze_panes(frame::FIRST_ROW, 0)?;
    frame::page(pen, sheet, Some((frame::HEAD_ROW, frame::HEAD_ROW)))?;
    // A scale instead of fitting, since Excel keeps page breaks only so.
    sheet.set_print_scale(pages.scale);
    sheet.set_page_breaks(&pages.breaks)?;
    // Where the words came from is for the coordinator: it is on the screen, not on paper.
    let printed = schedule.heads.iter().filter(|head| is_printed(head)).count();
    sheet.set_print_area(0, 0, row - 1, column(printed.max(1) - 1))?;
    Ok(row)
}

/// The sheet's row of each recommendation, from nought, in the order of the schedule.
pub(super) fn rows_on_sheet(pen: &Pen<'_>) -> Vec<u32> {
    let mut row = frame::FIRST_ROW;
    let mut rows = Vec::new();
    let most = Pages::new(pen).lines_of_part();
    for report in &pen.paper.schedule.reports {
        row += u32::try_from(title_lines(pen, report).0.len()).unwrap_or(0);
        for cells in &report.rows {
            rows.push(row);
            row += u32::try_from(rows_needed(pen, cells, most)).unwrap_or(1);
        }
    }
    rows
}

/// Where pages end, so that a report's heading never stands at the foot of a page without a row under it.
struct Pages {
    /// In per cent.
    scale: u16,
    /// The height that rows have on a page, in points at full size.
    room: f64,
    used: f64,
    /// Rows that begin a page, from nought.
    breaks: Vec<u32>,
    /// The first row, and the height, of what is to stay together.
    group: Option<(u32, f64)>,
}

impl Pages {
    /// The most page breaks that Excel keeps is 1,026.
    const MOST: usize = 1_000;

    fn new(pen: &Pen<'_>) -> Self {
        // A4 across, less margins. A few per cent are left: programs do not agree on how wide a column is.
        const PAGE: (f64, f64) = (841.9 - 0.8 * 72.0, 595.3 - 1.4 * 72.0);
        let printed = pen.paper.schedule.heads.iter().filter(|head| is_printed(head));
        let wide: f64 = printed.map(|head| (f64::from(head.width) * 7.0 + 5.0) * 0.75).sum();
        let scale = (PAGE.0 / wide.max(1.0) * 92.0).clamp(30.0, 100.0).floor();
        let room = PAGE.1 / scale * 97.0 - height_of_heads(pen);
        // On the first page the title, the note and the way back take their room.
        Self { scale: scale as u16, room, used: 26.0 + 15.0 + 18.0, breaks: Vec::new(), group: None }
    }

    /// The lines of a row in which a long text goes on: such rows fill a page, where the tallest that Excel knows leave two fifths of
    /// it empty.
    fn lines_of_part(&self) -> usize {
        let rows = (self.room / measure::TALLEST).ceil().max(1.0);
        measure::lines_within(self.room / rows).clamp(1, measure::most_lines())
    }

    /// The next row; `stays` where the row after it must stand on the same page.
    fn row(&mut self, row: u32, height: f64, stays: bool) {
        let (first, before) = self.group.take().unwrap_or((row, 0.0));
        let high = before + height;
        if stays {
            self.group = Some((first, high));
            return;
        }
        if self.used + high > self.room && self.used > 0.0 && self.breaks.len() < Self::MOST {
            self.breaks.push(first);
            self.used = 0.0;
        }
        self.used += high;
    }
}

/// The height of the row of headings.
fn height_of_heads(pen: &Pen<'_>) -> f64 {
    let heads = pen.paper.schedule.heads.iter();
    measure::height_of(heads.map(|head| measure::lines(&head.heading, f64::from(head.width), 11.0, true)).max().unwrap_or(1))
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

fn put_report(
    pen: &Pen<'_>,
    sheet: &mut Worksheet,
    report: &ScheduleReport,
    from: u32,
    pages: &mut Pages,
    looks: &[frame::Look],
    usual: Option<usize>,
) -> Result<u32, XlsxError> {
    let mut row = from;
    let title = frame::section(&pen.looks);
    let (lines, titles) = title_lines(pen, report);
    let band = Format::new().set_background_color(palette::LOCKED.fill);
    for (at, line) in lines.iter().enumerate() {
        let format = if at < titles { title.clone() } else { frame::flat(&pen.looks.prose) };
        let height = if at < titles { 22.0 } else { measure::height_of(1) };
        sheet.set_row_height(row, height)?;
        sheet.write_string_with_format(row, 0, line, &format.set_background_color(palette::LOCKED.fill))?;
        for col in 1..column(pen.paper.schedule.heads.len()) {
            sheet.write_blank(row, col, &band)?;
        }
        pages.row(row, height, at + 1 < lines.len() || !report.rows.is_empty());
        row += 1;
    }
    let most = pages.lines_of_part();
    for cells in &report.rows {
        for part in rows_of(pen, cells, rows_needed(pen, cells, most), most) {
            let height = put_row(pen, sheet, row, &part, looks, usual)?;
            pages.row(row, height, false);
            row += 1;
        }
    }
    Ok(row)
}

/// How many rows a recommendation takes, where a text that goes on takes `most` lines a row.
fn rows_needed(pen: &Pen<'_>, cells: &[Cell], most: usize) -> usize {
    let long = cells.iter().zip(&pen.paper.schedule.heads).filter(|(_, head)| head.shape == Shape::Long);
    long.map(|(cell, head)| measure::parts_within(&cell.seen(), f64::from(head.width), most).len()).max().unwrap_or(1).max(1)
}

/// One recommendation as one row, or as several where a text is longer than the tallest row: nothing is cut.
fn rows_of<'c>(pen: &Pen<'_>, cells: &'c [Cell], rows: usize, most: usize) -> Vec<Cow<'c, [Cell]>> {
    if rows == 1 {
        return vec![Cow::Borrowed(cells)];
    }
    let heads = &pen.paper.schedule.heads;
    let parts: Vec<Vec<String>> = cells
        .iter()
        .zip(heads)
        .map(
            |(cell, head)| {
                if head.shape == Shape::Long { measure::parts_within(&cell.seen(), f64::from(head.width), most) } else { Vec::new() }
            },
        )
        .collect();
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
                    _ if head.heading == crate::model::columns::NO.heading => Cell::from(format!("{} (cont.)", cell.seen())),
                    _ => Cell::default(),
                })
                .collect()
        })
        .collect()
}

/// The lines that a row shows.
fn lines_of(pen: &Pen<'_>, cells: &[Cell]) -> usize {
    let texts = cells
        .iter()
        .zip(&pen.paper.schedule.heads)
        .map(|(cell, head)| (cell.seen(), f64::from(head.width) - if head.shape == Shape::Rating { 1.0 } else { 0.0 }));
    texts.map(|(text, width)| measure::lines(&text, width, 11.0, false)).max().unwrap_or(1)
}

/// The lines that most rows of a long schedule show, see [`LONG`]; none for a shorter one.
fn usual_lines(pen: &Pen<'_>) -> Option<usize> {
    let rows = || pen.paper.schedule.reports.iter().flat_map(|report| &report.rows);
    let count = rows().count();
    (count > LONG).then(|| most_frequent(rows().step_by(count / (LONG / 10)).map(|cells| lines_of(pen, cells)))).flatten()
}

/// Writes one row; gives its height.
fn put_row(
    pen: &Pen<'_>,
    sheet: &mut Worksheet,
    row: u32,
    cells: &[Cell],
    looks: &[frame::Look],
    usual: Option<usize>,
) -> Result<f64, XlsxError> {
    let lines = lines_of(pen, cells);
    let height = measure::height_of(lines);
    if usual != Some(lines) {
        sheet.set_row_height(row, height)?;
    }
    let origin = Origin { sheet: "Schedule", row, col: 0 };
    for (at, (cell, look)) in cells.iter().zip(looks).enumerate() {
        let own = Own { origin, at: 0, column: at, cells, elsewhere: false };
        frame::put(pen, sheet, (row, column(at)), cell, look, &own)?;
    }
    Ok(height)
}
