//! What every workbook shares: colours, cell formats, page set-up, document properties, row heights.

pub mod finishing;
pub mod measure;
pub mod palette;
pub mod sheets;

use chrono::NaiveDate;
use rust_xlsxwriter::{
    ConditionalFormatFormula, DocProperties, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::model::place::cell_name;
use crate::model::text::shorten;
use crate::model::words::{Rating, Word as _};
use crate::model::{Refusal, Value};

pub use palette::Swatch;

/// How dates show in every workbook: day, month as a word, year, so that no reader takes one for the other.
pub const DATE: &str = "d mmm yyyy";

/// The cell formats of every workbook. All wrap and stand at the top, so that long text can be read.
#[derive(Clone, Debug)]
pub struct Looks {
    /// A sheet's title, in A1.
    pub title: Format,
    /// A line under the title.
    pub subtitle: Format,
    /// The name of a single fact (`Return by`).
    pub label: Format,
    /// Text with a thin line around it: the cells of tables.
    pub text: Format,
    /// The same, in bold.
    pub strong: Format,
    /// Running text without lines.
    pub prose: Format,
    pub heading: Format,
    pub date: Format,
    pub whole: Format,
}

impl Looks {
    /// The formats.
    #[must_use]
    pub fn new() -> Self {
        let plain = top(Format::new()).set_font_color(palette::PLAIN.text);
        let text = lined(plain.clone(), palette::PLAIN);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_font_color(palette::HEADING.fill).set_align(FormatAlign::VerticalCenter),
            subtitle: Format::new().set_font_color(palette::QUIET.text).set_align(FormatAlign::Top),
            label: plain.clone().set_bold(),
            strong: text.clone().set_bold(),
            heading: swatch(top(Format::new()), palette::HEADING),
            date: text.clone().set_num_format(DATE).set_align(FormatAlign::Left),
            whole: text.clone().set_num_format("0").set_align(FormatAlign::Right),
            text,
            prose: plain,
        }
    }

    /// A cell of a table in a rating's colours; the caller writes the word.
    #[must_use]
    pub fn rating(&self, rating: Rating) -> Format {
        swatch(top(Format::new()), palette::of(rating))
    }
}

impl Default for Looks {
    fn default() -> Self {
        Self::new()
    }
}

fn top(format: Format) -> Format {
    format.set_text_wrap().set_align(FormatAlign::Top)
}

/// The format with a thin line around it in the swatch's border colour.
#[must_use]
pub fn lined(format: Format, colours: Swatch) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(colours.border)
}

/// The format with the swatch's fill, text, line and weight.
#[must_use]
pub fn swatch(format: Format, colours: Swatch) -> Format {
    let format = lined(format, colours).set_background_color(colours.fill).set_font_color(colours.text);
    if colours.bold { format.set_bold() } else { format }
}

/// A swatch as conditional formats want it: without what they cannot change.
#[must_use]
pub fn when(colours: Swatch) -> Format {
    let format = Format::new()
        .set_background_color(colours.fill)
        .set_font_color(colours.text)
        .set_border(FormatBorder::Thin)
        .set_border_color(colours.border);
    if colours.bold { format.set_bold() } else { format }
}

/// Colours the ratings in an area as conditional formats: they follow when a word is changed. A cell counts as Red when
/// it says `Red` or begins with `Red ` (`Green - pending sign-off`), whatever the case.
///
/// # Errors
/// When the area lies outside Excel's grid.
pub fn colour_ratings(sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16)) -> Result<(), XlsxError> {
    let cell = cell_name(first.0, u32::from(first.1));
    for rating in Rating::SPOKEN {
        let word = rating.as_str();
        let rule = format!("=LEFT(TRIM({cell})&\" \",{})=\"{word} \"", word.len() + 1);
        colour_when(sheet, (first, last), &rule, palette::of(rating))?;
    }
    Ok(())
}

/// Colours the ratings in an area that holds other texts too: only a cell that says a rating and nothing else, whatever the
/// case. `Red since the audit` is a sentence.
///
/// # Errors
/// When the area lies outside Excel's grid.
pub fn colour_ratings_alone(sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16)) -> Result<(), XlsxError> {
    let cell = cell_name(first.0, u32::from(first.1));
    for rating in Rating::SPOKEN {
        colour_when(sheet, (first, last), &format!("=TRIM({cell})=\"{}\"", rating.as_str()), palette::of(rating))?;
    }
    Ok(())
}

/// Colours an area by a formula that is true for its top left cell, as conditional formats do.
///
/// # Errors
/// When the area lies outside Excel's grid.
pub fn colour_when(sheet: &mut Worksheet, area: ((u32, u16), (u32, u16)), rule: &str, colours: Swatch) -> Result<(), XlsxError> {
    let ((top, left), (bottom, right)) = area;
    let format = ConditionalFormatFormula::new().set_rule(rule).set_format(when(colours));
    sheet.add_conditional_format(top, left, bottom, right, &format).map(|_| ())
}

/// Draws the thin lines of tables around every cell of an area, as a conditional format: for areas too large to say it in each cell.
///
/// # Errors
/// When the area lies outside Excel's grid.
pub fn line_area(sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16)) -> Result<(), XlsxError> {
    let format = ConditionalFormatFormula::new().set_rule("=TRUE").set_format(lined(Format::new(), palette::PLAIN));
    sheet.add_conditional_format(first.0, first.1, last.0, last.1, &format).map(|_| ())
}

/// How a sheet is printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    /// The protective marking, in header and footer.
    pub marking: &'a str,
    /// The footer's left: what this is and whose, on one line or at most two.
    pub footing: &'a str,
    pub portrait: bool,
    /// The rows that every page repeats, from nought, both included.
    pub repeat: Option<(u32, u32)>,
}

/// Sets a sheet up for printing: A4, one page wide, marking in header and footer, `Page 3 of 12`, heading rows repeated.
///
/// # Errors
/// When the repeated rows lie outside Excel's grid.
pub fn set_page(sheet: &mut Worksheet, page: &Page<'_>) -> Result<(), XlsxError> {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3);
    if page.portrait {
        sheet.set_portrait();
    } else {
        sheet.set_landscape();
    }
    let marking = as_printed(page.marking, 60);
    // Two lines hold less each, so that all of it stays within the 255 characters of a footer.
    let most = if page.footing.contains('\n') { 60 } else { 90 };
    let footing = page.footing.split('\n').map(|line| as_printed(line, most)).collect::<Vec<_>>().join("\n");
    sheet.set_header(format!("&C&\"Calibri,Bold\"{marking}"));
    sheet.set_footer(format!("&L{footing}&C&\"Calibri,Bold\"{marking}&RPage &P of &N"));
    if let Some((first, last)) = page.repeat {
        sheet.set_repeat_rows(first, last)?;
    }
    Ok(())
}

/// Text as headers and footers want it: `&` doubled, and never longer than their share of the 255 that they hold in all.
fn as_printed(text: &str, most: usize) -> String {
    (0..=most)
        .rev()
        .map(|most| shorten(text, most).replace('&', "&&"))
        .find(|printed| printed.encode_utf16().count() <= most)
        .unwrap_or_default()
}

/// The document's properties. `made` is handed in, so that the same content gives the same bytes.
#[must_use]
pub fn properties(title: &str, subject: &str, organisation: &str, made: Option<NaiveDate>) -> DocProperties {
    // A workbook that no cycle has dated yet carries the first day of the calendar that Excel knows.
    let made = made.or_else(|| NaiveDate::from_ymd_opt(1900, 1, 1)).unwrap_or_default();
    DocProperties::new()
        .set_title(title)
        .set_subject(subject)
        .set_author(organisation)
        .set_company(organisation)
        .set_creation_datetime(&made.and_hms_opt(9, 0, 0).unwrap_or_default())
}

/// Writes a value as what it is: text as text (never as a formula), dates as dates, nothing as an empty cell with its format.
///
/// # Errors
/// When the cell lies outside Excel's grid or the text is longer than a cell holds.
pub fn write_value(sheet: &mut Worksheet, row: u32, col: u16, value: &Value, looks: &Looks) -> Result<(), XlsxError> {
    match value {
        Value::Empty => sheet.write_blank(row, col, &looks.text)?,
        Value::Text(text) => sheet.write_string_with_format(row, col, text, &looks.text)?,
        Value::Number(number) => sheet.write_number_with_format(row, col, *number, &looks.whole)?,
        Value::Date(date) => sheet.write_datetime_with_format(row, col, date, &looks.date)?,
        Value::Bool(yes) => sheet.write_boolean_with_format(row, col, *yes, &looks.text)?,
        Value::ErrorValue(literal) => sheet.write_string_with_format(row, col, literal, &looks.text)?,
    };
    Ok(())
}

/// A formula with the result that it has now, stored beside it: previews and Protected View show it without calculating.
#[must_use]
pub fn formula(text: &str, result: impl Into<String>) -> Formula {
    Formula::new(text).set_result(result)
}

/// How hard workbooks are packed, of 9: half the time that 6 takes, for some 7 % more bytes.
const COMPRESSION: u8 = 3;

/// The workbook's bytes.
///
/// # Errors
/// When Excel's own limits are broken (a text longer than 32,767, two sheets of one name).
pub fn bytes(mut workbook: Workbook) -> Result<Vec<u8>, Refusal> {
    workbook.set_zip_compression_level(COMPRESSION);
    sheets::on_disk(|| workbook.save_to_buffer().map_err(|limit| refused(&limit)))
}

/// What stands in the way, when a value breaks one of Excel's limits.
#[must_use]
pub fn refused(limit: &XlsxError) -> Refusal {
    Refusal::new(format!("the workbook cannot hold a value: {limit}"), "shorten it in the register, then try again")
}

impl From<XlsxError> for Refusal {
    fn from(limit: XlsxError) -> Self {
        refused(&limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_hold_ampersands_and_never_overflow() {
        assert_eq!(as_printed("Fire & Rescue", 60), "Fire && Rescue");
        let most = format!("&L{}&C&\"Calibri,Bold\"{}&RPage &P of &N", as_printed(&"&".repeat(500), 90), as_printed(&"&".repeat(500), 60));
        assert!(most.encode_utf16().count() <= 255, "{}", most.len());
        let two = "&".repeat(60);
        let most = format!("&L{two}\n{two}&C&\"Calibri,Bold\"{}&RPage &P of &N", as_printed(&"&".repeat(500), 60));
        assert!(most.encode_utf16().count() <= 255, "{}", most.len());
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        let make = || {
            let mut workbook = Workbook::new();
            workbook.set_properties(&properties("Title", "Subject", "Force", NaiveDate::from_ymd_opt(2022, 3, 1)));
            let sheet = workbook.add_worksheet();
            set_page(sheet, &Page { marking: "OFFICIAL", footing: "Force", repeat: Some((0, 0)), ..Page::default() }).unwrap();
            colour_ratings(sheet, (1, 0), (9, 3)).unwrap();
            write_value(sheet, 1, 0, &Value::from("=1+1"), &Looks::new()).unwrap();
            bytes(workbook).unwrap()
        };
        let first = make();
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        assert_eq!(first, make());
    }
}
