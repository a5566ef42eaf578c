//! `Summary`: front matter, contents, the paragraph, headline tables with their charts beside them.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::super::style::{self, measure, palette};
use super::formulas::Own;
use super::tables::column;
use super::{Origin, Pen, charts, check_figures, frame};
use crate::consolidated::{Block, Cell, Shape};
use crate::model::place::cell_name;

/// The label column, then six columns of numbers, a gap, and the column where contents and charts stand.
const LABEL: f64 = 34.0;
const NUMBER: f64 = 11.0;
const GAP: f64 = 3.0;
const NUMBERS: u16 = 6;
const RIGHT: u16 = NUMBERS + 2;
/// In per cent.
const SCALE: u16 = 76;
/// Blocks that begin a page.
const NEW_PAGE: [&str; 2] = ["By_stage", "By_report"];

/// Writes the sheet and notes where its blocks stand.
pub(super) fn sheet(pen: &mut Pen<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let paper = pen.paper;
    sheet.set_screen_gridlines(false);
    sheet.set_column_width(0, LABEL)?.set_column_range_width(1, NUMBERS, NUMBER)?;
    sheet.set_column_width(NUMBERS + 1, GAP)?.set_column_width(RIGHT, 20)?.set_column_width(RIGHT + 1, 48)?;
    sheet.write_string_with_format(0, 0, &paper.title, &pen.looks.title)?.set_row_height(0, 26)?;
    let line = format!("{} - {} - {} edition", paper.marking, paper.version, paper.edition_word());
    sheet.write_string_with_format(1, 0, line, &frame::flat(&pen.looks.label))?;
    let mut row = 3;
    let below_contents = contents(pen, sheet, row)?;
    row = front(pen, sheet, row)? + 1;
    row = paragraph(pen, sheet, row)?.max(below_contents) + 1;
    row = blocks(pen, sheet, row)?;
    if let Some(missing) = &paper.summary.missing {
        let width = LABEL + NUMBER * f64::from(NUMBERS);
        row = prose(pen, sheet, row, missing, width)? + 1;
    }
    if let Some(text) = &paper.sign_off {
        row = sign_off(pen, sheet, row + 1, text)?;
    }
    frame::page(pen, sheet, None)?;
    // A scale instead of fitting, since Excel keeps page breaks only so; three quarters is one page wide with room to spare.
    sheet.set_print_scale(SCALE);
    sheet.set_print_area(0, 0, row, RIGHT + 1)?;
    Ok(())
}

fn front(pen: &Pen<'_>, sheet: &mut Worksheet, from: u32) -> Result<u32, XlsxError> {
    let mut row = from;
    let room = NUMBER * f64::from(NUMBERS);
    for (label, text) in &pen.paper.front {
        sheet.write_string_with_format(row, 0, *label, &pen.looks.label)?;
        for line in wrapped(text, room) {
            sheet.write_string_with_format(row, 1, line, &frame::flat(&pen.looks.prose))?;
            row += 1;
        }
    }
    Ok(row)
}

fn contents(pen: &Pen<'_>, sheet: &mut Worksheet, from: u32) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(from, RIGHT, "Contents", &frame::section(&pen.looks))?;
    let mut row = from + 1;
    for (name, shows) in pen.contents.iter().skip(1) {
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(*name);
        let format = frame::flat(&pen.looks.prose).set_font_color(frame::LINK).set_underline(rust_xlsxwriter::FormatUnderline::Single);
        sheet.write_url_with_format(row, RIGHT, link, &format)?;
        sheet.write_string_with_format(row, RIGHT + 1, *shows, &frame::flat(&pen.looks.prose))?;
        row += 1;
    }
    Ok(row)
}

/// The paragraph, and whether every figure agrees.
fn paragraph(pen: &Pen<'_>, sheet: &mut Worksheet, from: u32) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(from, 0, "In short", &frame::section(&pen.looks))?.set_row_height(from, 22)?;
    let mut row = from + 1;
    let width = LABEL + NUMBER * f64::from(NUMBERS);
    for sentence in &pen.paper.summary.paragraph {
        row = prose(pen, sheet, row, sentence, width)?;
    }
    let (formula, said) = check_figures::verdict(pen.paper);
    sheet.write_formula_with_format(row, 0, style::formula(&formula, said), &frame::flat(&pen.looks.label))?;
    let cell = cell_name(row, 0);
    style::colour_when(sheet, ((row, 0), (row, 0)), &format!("=LEFT({cell},3)<>\"All\""), palette::ASKED)?;
    Ok(row + 1)
}

/// Text over several rows, each as wide as the page: no merged cells, nothing cut.
fn prose(pen: &Pen<'_>, sheet: &mut Worksheet, from: u32, text: &str, width: f64) -> Result<u32, XlsxError> {
    let mut row = from;
    for line in wrapped(text, width) {
        sheet.write_string_with_format(row, 0, line, &frame::flat(&pen.looks.prose))?;
        row += 1;
    }
    Ok(row)
}

/// Text in lines that fit a width in character units.
pub(super) fn wrapped(text: &str, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && measure::lines(&longer, width - 1.0, 11.0, false) > 1 {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            } else {
                line = longer;
            }
        }
        lines.push(line);
    }
    lines
}

/// The blocks under each other on the left, their charts under each other on the right.
fn blocks(pen: &mut Pen<'_>, sheet: &mut Worksheet, from: u32) -> Result<u32, XlsxError> {
    let mut row = from;
    let mut charted = Vec::new();
    let mut breaks = Vec::new();
    for block in &pen.paper.summary.blocks {
        if NEW_PAGE.contains(&block.table.name) {
            breaks.push(row);
        }
        sheet.write_string_with_format(row, 0, &block.table.title, &frame::section(&pen.looks))?.set_row_height(row, 22)?;
        let origin = Origin { sheet: "Summary", row: row + 2, col: 0 };
        pen.origins.insert(block.table.name, origin);
        row = put_block(pen, sheet, block, origin)? + 1;
        if block.chart.is_some() {
            charted.push((block, origin));
        }
    }
    sheet.set_page_breaks(&breaks)?;
    let below = charts::put(sheet, &charted, &[from].into_iter().chain(breaks).collect::<Vec<_>>(), RIGHT)?;
    Ok(row.max(below))
}

fn put_block(pen: &Pen<'_>, sheet: &mut Worksheet, block: &Block, origin: Origin) -> Result<u32, XlsxError> {
    let heads = &block.table.heads;
    let head_row = origin.row - 1;
    for (at, head) in heads.iter().enumerate() {
        sheet.write_string_with_format(head_row, column(at), &head.heading, &frame::heading(&pen.looks, head))?;
    }
    let widths = |at: usize| if at == 0 { LABEL } else { NUMBER };
    let lines = heads.iter().enumerate().map(|(at, head)| measure::lines(&head.heading, widths(at), 11.0, true)).max().unwrap_or(1);
    sheet.set_row_height(head_row, measure::height_of(lines))?;
    let mut row = origin.row;
    for (at, cells) in block.table.rows.iter().enumerate() {
        let first = cells.first().map(Cell::seen).unwrap_or_default();
        sheet.set_row_height(row, measure::row_height([(&*first, LABEL)], 1))?;
        for (col, cell) in cells.iter().enumerate() {
            let shape = heads.get(col).map_or(Shape::Whole, |head| head.shape);
            let format = if col == 0 { pen.looks.strong.clone() } else { frame::format(&pen.looks, shape) };
            let own = Own { origin, at, column: col, cells, elsewhere: false };
            frame::lead_to_rows(sheet, (row, column(col)), cell, &format)?;
            frame::put(pen, sheet, (row, column(col)), cell, &frame::Look::of(&format), &own)?;
        }
        row += 1;
    }
    if row > origin.row {
        frame::colour_column(sheet, heads.first().map_or(Shape::Text, |head| head.shape), (origin.row, 0), (row - 1, 0))?;
    }
    Ok(row)
}

/// What the chief officer signs.
fn sign_off(pen: &Pen<'_>, sheet: &mut Worksheet, from: u32, text: &str) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(from, 0, "Sign-off", &frame::section(&pen.looks))?;
    let mut row = prose(pen, sheet, from + 1, text, LABEL + NUMBER * f64::from(NUMBERS))?;
    for label in ["Name", "Signature", "Date"] {
        row += 1;
        sheet.write_string_with_format(row, 0, label, &pen.looks.label)?.set_row_height(row, 26)?;
        for col in 1..=NUMBERS {
            sheet.write_blank(row, col, &rust_xlsxwriter::Format::new().set_border_bottom(rust_xlsxwriter::FormatBorder::Thin))?;
        }
    }
    Ok(row + 1)
}
