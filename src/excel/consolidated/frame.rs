//! What the sheets of the paper share: title, note, way back, page set-up, and writing one cell.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Url, Worksheet, XlsxError};

use super::super::style::{self, Looks, Page, measure, palette};
use super::{Pen, formulas};
use crate::consolidated::{Cell, Count, Head, Link, Shape};
use crate::model::Value;
use crate::model::words::{Rating, Word as _};

/// The row of a table's headings, from nought; title, note and the way back stand above.
pub(super) const HEAD_ROW: u32 = 3;
/// The first row of a table's data.
pub(super) const FIRST_ROW: u32 = HEAD_ROW + 1;

/// The height of a sheet's note in points, where not every row's is Excel's own.
pub(super) const NOTE_HEIGHT: f64 = 15.0;

/// Begins a sheet: its title in A1, a note under it, and the way back to `Summary`.
pub(super) fn begin(pen: &Pen<'_>, sheet: &mut Worksheet, title: &str, note: &str) -> Result<(), XlsxError> {
    sheet.set_screen_gridlines(false);
    sheet.set_row_height(0, 26)?.write_string_with_format(0, 0, title, &pen.looks.title)?;
    sheet.write_string_with_format(1, 0, note, &flat(&pen.looks.subtitle))?;
    let link = Url::new("internal:Summary!A1").set_text("Back to Summary").set_tip("The first sheet");
    sheet.set_row_height(2, 18)?.write_url(2, 0, link)?;
    Ok(())
}

/// The same format without wrapping: text runs on over the empty cells to its right.
pub(super) fn flat(format: &Format) -> Format {
    format.clone().unset_text_wrap()
}

/// Sets the sheet up for printing.
pub(super) fn page(pen: &Pen<'_>, sheet: &mut Worksheet, repeat: Option<(u32, u32)>) -> Result<(), XlsxError> {
    let paper = pen.paper;
    // On two lines: a long name on one would run into the marking in the middle.
    let what = paper.title.strip_prefix(&format!("{}: ", paper.organisation)).unwrap_or(&paper.title);
    let footing = format!("{}: {}\n{what}", paper.version, paper.organisation);
    style::set_page(sheet, &Page { marking: &paper.marking, footing: &footing, portrait: false, repeat })
}

/// A heading's format: those that name a rating stand in its colours.
pub(super) fn heading(looks: &Looks, head: &Head) -> Format {
    Rating::SPOKEN
        .into_iter()
        .find(|rating| head.heading.strip_prefix("to ").unwrap_or(&head.heading).split(' ').next() == Some(rating.as_str()))
        .filter(|_| head.shape == Shape::Whole)
        .map_or_else(|| looks.heading.clone(), |rating| looks.rating(rating))
}

/// How wide a column is set: long texts get more room where one row could not show them in full.
pub(super) fn width_for<'t>(head: &Head, texts: impl Iterator<Item = &'t str>, most: u16) -> u16 {
    if head.shape != Shape::Long {
        return head.width;
    }
    let mut width = head.width;
    for text in texts {
        while width < most && measure::lines(text, f64::from(width), 11.0, false) > measure::most_lines() {
            width = (width + 6).min(most);
        }
    }
    width
}

/// The width that shows a text on one line, at most `most`.
pub(super) fn width_on_one_line(text: &str, most: u16) -> u16 {
    (1..most).find(|width| measure::width(text, 11.0, false) + 4.0 <= f64::from(*width) * 5.25).unwrap_or(most)
}

/// The format of a cell under its heading.
pub(super) fn format(looks: &Looks, shape: Shape) -> Format {
    match shape {
        Shape::Text | Shape::Long => looks.text.clone(),
        Shape::Date => looks.date.clone(),
        Shape::Line => flat(&looks.text),
        // In the middle, so that a number never touches the text in the next column.
        Shape::Whole => looks.whole.clone().set_align(FormatAlign::Center),
        Shape::Change => looks.whole.clone().set_num_format("+0;-0;0").set_align(FormatAlign::Center),
        Shape::Rating | Shape::Direction | Shape::Agrees => looks.strong.clone(),
    }
}

/// The format of a column's cells, and of those that lead somewhere: made once for all its rows.
pub(super) struct Look {
    pub(super) plain: Format,
    linked: Format,
    /// The column has the plain format: its cells need not say it, and empty ones need not be written.
    by_column: bool,
}

impl Look {
    pub(super) fn of(format: &Format) -> Self {
        let linked = format.clone().set_font_color(LINK).set_underline(rust_xlsxwriter::FormatUnderline::Single);
        Self { plain: format.clone(), linked, by_column: false }
    }

    /// The look of a long column. A column's format reaches to the foot of the sheet, so it is without lines: those come from
    /// [`style::line_area`].
    pub(super) fn of_column(sheet: &mut Worksheet, col: u16, format: &Format) -> Result<Self, XlsxError> {
        let plain = format.clone().set_border(FormatBorder::None);
        sheet.set_column_format(col, &plain)?;
        Ok(Self { plain, by_column: true, ..Self::of(format) })
    }
}

/// Writes one cell: its live formula with the stored result, its link, or its value.
pub(super) fn put(
    pen: &Pen<'_>,
    sheet: &mut Worksheet,
    at: (u32, u16),
    cell: &Cell,
    look: &Look,
    own: &formulas::Own<'_>,
) -> Result<(), XlsxError> {
    let (row, col) = at;
    if let Some(url) = cell.link().and_then(|link| url(pen, link)) {
        sheet.write_url_with_format(row, col, url.set_text(cell.shown()), &look.linked)?;
        return Ok(());
    }
    let formula = cell.count().map(|count| style::formula(&formulas::counted(count, own), number(cell.number())));
    if look.by_column {
        match (formula, &*cell.value()) {
            (Some(formula), _) => sheet.write_formula(row, col, formula)?,
            (None, Value::Empty) => sheet,
            (None, Value::Number(number)) => sheet.write_number(row, col, *number)?,
            (None, Value::Date(date)) if cell.month() => sheet.write_datetime_with_format(row, col, date, &pen.month)?,
            (None, Value::Date(date)) => sheet.write_datetime(row, col, date)?,
            (None, other) => sheet.write_string(row, col, fitting(&other.seen()))?,
        };
        return Ok(());
    }
    let format = &look.plain;
    match (formula, &*cell.value()) {
        (Some(formula), _) => sheet.write_formula_with_format(row, col, formula, format)?,
        (None, Value::Empty) => sheet.write_blank(row, col, format)?,
        (None, Value::Number(number)) => sheet.write_number_with_format(row, col, *number, format)?,
        (None, Value::Date(date)) => sheet.write_datetime_with_format(row, col, date, if cell.month() { &pen.month } else { format })?,
        (None, other) => sheet.write_string_with_format(row, col, fitting(&other.seen()), format)?,
    };
    Ok(())
}

/// Lets a figure lead to the rows that it counts; to be called before its formula is written.
pub(super) fn lead_to_rows(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    if let Some(Count::Rows { table, .. }) = cell.count() {
        let link = Url::new(format!("internal:'{table}'!A{}", HEAD_ROW + 1)).set_tip("To the rows behind this figure");
        sheet.write_url_with_format(at.0, at.1, link, format)?;
    }
    Ok(())
}

/// The colour of links.
pub(super) const LINK: u32 = palette::LINK;

/// Text as a cell holds it: what goes beyond Excel's limit is said, and stands on `Schedule` in full.
pub(super) fn fitting(text: &str) -> String {
    crate::model::text::in_a_cell(text, " [continues: see Schedule]")
}

/// A number as results of formulas are stored.
pub(super) fn number(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() }
}

fn url(pen: &Pen<'_>, link: &Link) -> Option<Url> {
    let quoted = |sheet: &str| format!("'{}'", sheet.replace('\'', "''"));
    let target = match link {
        Link::Sheet(sheet) => format!("internal:{}!A1", quoted(sheet)),
        Link::Row("Schedule", row) => format!("internal:Schedule!A{}", pen.schedule_rows.get(*row)? + 1),
        Link::Row(sheet, row) => format!("internal:{}!A{}", quoted(sheet), FIRST_ROW + 1 + u32::try_from(*row).ok()?),
        // Excel holds at most 2,080 characters of an address.
        Link::Web(address) => (address.chars().count() <= 2_000).then(|| address.clone())?,
        Link::File { path, sheet, cell } if path.chars().count() <= 200 => {
            // A path without a drive is taken from this workbook's own folder.
            format!("file:///{}#{}!{cell}", path.replace('%', "%25").replace(' ', "%20").replace('#', "%23"), quoted(sheet))
        }
        Link::File { .. } => return None,
    };
    Some(Url::new(target))
}

/// Colours ratings, directions and answers by their words, over a column of a table.
pub(super) fn colour_column(sheet: &mut Worksheet, shape: Shape, first: (u32, u16), last: (u32, u16)) -> Result<(), XlsxError> {
    let cell = crate::model::place::cell_name(first.0, u32::from(first.1));
    match shape {
        Shape::Rating => style::colour_ratings(sheet, first, last),
        Shape::Agrees => style::colour_when(sheet, (first, last), &format!("={cell}=\"no\""), palette::ASKED),
        Shape::Direction => {
            style::colour_when(sheet, (first, last), &format!("=RIGHT({cell},5)=\"worse\""), palette::ASKED)?;
            style::colour_when(sheet, (first, last), &format!("=RIGHT({cell},8)=\"improved\""), palette::ANSWERED)
        }
        Shape::Text | Shape::Long | Shape::Line | Shape::Date | Shape::Whole | Shape::Change => Ok(()),
    }
}

/// A rating's bar in charts and the like needs no more than its fill; a title inside a sheet is bold and large.
pub(super) fn section(looks: &Looks) -> Format {
    flat(&looks.label).set_font_size(13).set_font_color(palette::HEADING.fill).set_align(FormatAlign::VerticalCenter)
}
