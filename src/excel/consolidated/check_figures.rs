//! `Check figures`: each figure as published, as its sheet shows it now, and counted again by another formula.

use rust_xlsxwriter::{Table as ExcelTable, TableColumn, TableStyle, Url, Worksheet, XlsxError};

use super::super::style::{self, measure};
use super::formulas::{self, Own};
use super::tables::column;
use super::{Origin, Pen, frame};
use crate::consolidated::grid::MOST_LINKS;
use crate::consolidated::{Consolidated, Figure, Head, Shape};
use crate::model::place::cell_name;

/// The Excel table's name.
pub(super) const TABLE: &str = "Check_figures";
/// The column that says whether a figure agrees.
const AGREES: u16 = 5;
/// The width of the figure's or sentence's words.
const WHAT: u16 = 62;

/// The columns.
fn heads() -> Vec<Head> {
    use crate::consolidated::grid::head;
    vec![
        head("Sheet", 18, Shape::Text),
        head("Figure or sentence", WHAT, Shape::Long),
        head("As published", 12, Shape::Whole),
        head("On the sheet", 10, Shape::Whole),
        head("Counted again", 11, Shape::Whole),
        head("Agrees", 10, Shape::Agrees),
        head("What it counts", 110, Shape::Line),
        head("Rows behind it", 110, Shape::Line),
    ]
}

/// The formula and the sentence that say whether all figures agree.
pub(super) fn verdict(paper: &Consolidated) -> (String, String) {
    let all = paper.check.rows();
    let said = format!("All {all} figures and sentences agree with the rows behind them (see Check figures).");
    let formula = format!(
        "=IF(COUNTIF({TABLE}[Agrees],\"no\")=0,\"{said}\",COUNTIF({TABLE}[Agrees],\"no\")&\" figures or sentences do not agree with the rows behind them: see Check figures.\")"
    );
    (formula, said)
}

/// The last row of the table.
pub(super) fn last_row(paper: &Consolidated) -> u32 {
    frame::HEAD_ROW + u32::try_from(paper.check.rows().max(1)).unwrap_or(u32::MAX)
}

/// Writes the sheet.
pub(super) fn sheet(pen: &Pen<'_>, sheet: &mut Worksheet) -> Result<u32, XlsxError> {
    let check = &pen.paper.check;
    let note = "Each figure as it was published, as its sheet shows it now, and counted again by another formula.";
    frame::begin(pen, sheet, "Check figures", note)?;
    let heads = heads();
    let last = last_row(pen.paper);
    let columns: Vec<TableColumn> =
        heads.iter().map(|head| TableColumn::new().set_header(&head.heading).set_header_format(&pen.looks.heading)).collect();
    let table = ExcelTable::new()
        .set_name(TABLE)
        .set_columns(&columns)
        .set_style(TableStyle::None)
        .set_alt_text_title("Check figures")
        .set_alt_text(note);
    sheet.set_row_height(frame::HEAD_ROW, measure::height_of(2))?;
    // Its other rows are put in when the workbook is finished, see `style::finishing`.
    sheet.add_table(frame::HEAD_ROW, 0, frame::FIRST_ROW, column(heads.len()) - 1, &table)?;
    for (at, head) in heads.iter().enumerate() {
        sheet.set_column_width(column(at), head.width)?;
    }
    let whole = frame::format(&pen.looks, Shape::Whole);
    let mut row = frame::FIRST_ROW;
    for figure in &check.figures {
        put_figure(pen, sheet, row, figure)?;
        row += 1;
    }
    for sentence in &check.sentences {
        let agree: Vec<String> = sentence
            .figures
            .iter()
            .filter_map(|at| u32::try_from(*at).ok())
            .map(|at| format!("{}=\"yes\"", cell_name(frame::FIRST_ROW + at, u32::from(AGREES))))
            .collect();
        let formula = if agree.is_empty() { "=\"yes\"".to_owned() } else { format!("=IF(AND({}),\"yes\",\"no\")", agree.join(",")) };
        let says = match agree.len() {
            0 => "a sentence without a figure".to_owned(),
            1 => "the sentence says 1 figure of this sheet".to_owned(),
            n => format!("the sentence says {n} figures of this sheet"),
        };
        put_texts(pen, sheet, row, (sentence.sheet, "A1"), &sentence.text, &says, "")?;
        for col in 2..AGREES {
            sheet.write_blank(row, col, &whole)?;
        }
        sheet.write_formula_with_format(row, AGREES, style::formula(&formula, "yes"), &pen.looks.strong)?;
        row += 1;
    }
    frame::colour_column(sheet, Shape::Agrees, (frame::FIRST_ROW, AGREES), (last, AGREES))?;
    sheet.set_freeze_panes(frame::FIRST_ROW, 2)?;
    frame::page(pen, sheet, Some((frame::HEAD_ROW, frame::HEAD_ROW)))?;
    // A figure a line, upright. What it counts and the rows behind it are for the screen: on paper nobody can filter.
    sheet.set_portrait();
    sheet.set_print_area(0, 0, last, AGREES)?;
    Ok(row)
}

fn put_figure(pen: &Pen<'_>, sheet: &mut Worksheet, row: u32, figure: &Figure) -> Result<(), XlsxError> {
    let looks = &pen.looks;
    let whole = frame::format(looks, Shape::Whole);
    let refs = match figure.behind - figure.refs.len().min(figure.behind) {
        0 => figure.refs.join(", "),
        more => format!("{} and {more} more: filter the table", figure.refs.join(", ")),
    };
    let origin_of = pen.origins.get(figure.at.table);
    let cell_of = |origin: &Origin| {
        let (down, across) = (u32::try_from(figure.at.row).unwrap_or(0), u32::try_from(figure.at.column).unwrap_or(0));
        cell_name(origin.row + down, u32::from(origin.col) + across)
    };
    let shown_at = origin_of.map_or_else(|| "A1".to_owned(), cell_of);
    put_texts(pen, sheet, row, (figure.sheet, &shown_at), &figure.what, &figure.words, &refs)?;
    let shown = frame::number(figure.value);
    sheet.write_number_with_format(row, 2, figure.value, &whole)?;
    let Some(origin) = origin_of else {
        for col in 3..=AGREES {
            sheet.write_blank(row, col, &whole)?;
        }
        return Ok(());
    };
    let there = format!("='{}'!{shown_at}", origin.sheet);
    sheet.write_formula_with_format(row, 3, style::formula(&there, &shown), &whole)?;
    let [published, on_sheet, again] = [2, 3, 4].map(|col| cell_name(row, col));
    let agrees = match &figure.count {
        Some(count) => {
            let own = Own { origin: *origin, at: figure.at.row, column: figure.at.column, cells: &[], elsewhere: true };
            sheet.write_formula_with_format(row, 4, style::formula(&formulas::again(count, &own), &shown), &whole)?;
            format!("=IF(AND({published}={on_sheet},{on_sheet}={again}),\"yes\",\"no\")")
        }
        None => {
            sheet.write_blank(row, 4, &whole)?;
            format!("=IF({published}={on_sheet},\"yes\",\"no\")")
        }
    };
    sheet.write_formula_with_format(row, AGREES, style::formula(&agrees, "yes"), &looks.strong)?;
    Ok(())
}

/// The texts of a row; `on` is the sheet and the cell that it speaks of.
fn put_texts(
    pen: &Pen<'_>,
    sheet: &mut Worksheet,
    row: u32,
    on: (&str, &str),
    what: &str,
    words: &str,
    refs: &str,
) -> Result<(), XlsxError> {
    let looks = &pen.looks;
    sheet.set_row_height(row, measure::row_height([(what, f64::from(WHAT))], 1))?;
    let linked = looks.text.clone().set_font_color(frame::LINK).set_underline(rust_xlsxwriter::FormatUnderline::Single);
    if pen.paper.check.rows() <= MOST_LINKS {
        sheet.write_url_with_format(row, 0, Url::new(format!("internal:'{}'!{}", on.0, on.1)).set_text(on.0), &linked)?;
    } else {
        sheet.write_string_with_format(row, 0, on.0, &looks.text)?;
    }
    sheet.write_string_with_format(row, 1, what, &looks.text)?;
    let line = frame::format(looks, Shape::Line);
    sheet.write_string_with_format(row, 6, words, &line)?;
    sheet.write_string_with_format(row, 7, refs, &line)?;
    Ok(())
}
