//! What the writer cannot say, or says at too high a price, put into the package afterwards.
//!
//! Rows of a form that grow as somebody types: Excel fits a row to its text only where its height was not set by hand, and
//! the writer marks every height that we compute as set by hand. Here the mark is taken off again; the height stays.
//!
//! One look for all columns to the right of a form: the writer keeps an entry for each of 16,384 columns, which takes
//! longer than all the rest of a form. It is told of the first of them, and here that one is made to reach to the grid's end.
//!
//! The formulas of a form's `Check`: the writer goes through each letter by letter, looking for functions that Excel wants under
//! another name, which takes as long as a third of all the rest. It is told of stand-ins, and here the formulas take their places;
//! one that stands in several cells is written once and shared, as Excel itself does, since they are most of a form's first sheet.
//!
//! Tables of many rows: the writer notes each of a table's cells, to see that no two tables overlap, which takes a quarter of
//! the time that the register is written in. It is told of the first row, and here the table is made to reach to its last.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The first sheet of a workbook that we wrote.
const FIRST_SHEET: &str = "xl/worksheets/sheet1.xml";
/// Where the tables of a workbook that we wrote stand.
const TABLES: &str = "xl/tables/";
const MARK: &str = " customHeight=\"1\"";
/// The columns of the grid.
const LAST_COLUMN: &str = "16384";

/// What stands for a formula until [`finished_form`] puts it into its place: a defined name that no workbook has.
const STAND_IN: &str = "rectrack_check_";

/// The formula, for the writer, that stands for one of those handed to [`finished_form`], counted from nought.
#[must_use]
pub fn stand_in(at: usize) -> String {
    format!("={STAND_IN}{at}")
}

/// Puts the formulas of the first sheet into their places, lets its rows grow, and gives the look of its last column that has
/// one to all columns to the right. The formulas hold no function that Excel wants under another name, and no cell that is
/// counted from where they stand (`B7`, not `$B$7`): they mean the same in every row.
///
/// None for what is not a workbook of ours, or where a stand-in has no formula.
#[must_use]
pub fn finished_form(bytes: &[u8], formulas: &[String]) -> Option<Vec<u8>> {
    let finished = |sheet: String| with_formulas(&reaching_out(sheet.replace(MARK, "")), formulas);
    rewritten(bytes, |name| name == FIRST_SHEET, finished)
}

/// The sheet with its formulas in the places of what stands for them.
fn with_formulas(sheet: &str, formulas: &[String]) -> Option<String> {
    // As a cell's formula only: what people wrote stands in prompts and in the footer too, and without this sign.
    let begins = ["<f>", STAND_IN].concat();
    let mut pieces = sheet.split(&begins);
    let mut before = pieces.next()?;
    let mut cells = Vec::new();
    for piece in pieces {
        let (at, rest) = piece.split_once("</f>")?;
        let name = quoted(before.get(before.rfind("<c ")?..)?, " r=\"")?;
        cells.push((before, name, at.parse::<usize>().ok()?));
        before = rest;
    }
    let mut areas: BTreeMap<usize, Shared<'_>> = BTreeMap::new();
    for (_, name, at) in &cells {
        let number = areas.len();
        let area = areas.entry(*at).or_insert(Shared { number, first: name, last: name });
        area.last = name;
    }
    let mut out = String::with_capacity(sheet.len() + formulas.iter().map(|formula| formula.len() * 5 / 4).sum::<usize>());
    for (before, name, at) in cells {
        out.push_str(before);
        let formula = formulas.get(at)?;
        match areas.get(&at)? {
            Shared { first, last, .. } if first == last => out.extend(["<f>", &in_xml(formula), "</f>"]),
            Shared { number, first, last } if *first == name => {
                out.push_str(&format!("<f t=\"shared\" ref=\"{first}:{last}\" si=\"{number}\">{}</f>", in_xml(formula)));
            }
            Shared { number, .. } => out.push_str(&format!("<f t=\"shared\" si=\"{number}\"/>")),
        }
    }
    out.push_str(before);
    Some(out)
}

/// A formula that several cells of a column share, and the first and the last of them.
struct Shared<'x> {
    number: usize,
    first: &'x str,
    last: &'x str,
}

/// A text as it stands in an element.
fn in_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Excel tables that were declared with their first row only, by name: the last row of each, from nought.
#[derive(Debug, Default)]
pub struct TallTables(BTreeMap<String, u32>);

impl TallTables {
    /// Notes a table whose data begin at the row `first`, where its declaration ends, and go on to `last`.
    pub fn declare(&mut self, name: &str, first: u32, last: u32) {
        if last > first {
            self.0.insert(name.to_owned(), last);
        }
    }

    /// Makes each table reach to its last row. A workbook that cannot be taken apart is handed back as it is.
    #[must_use]
    pub fn finished(&self, bytes: Vec<u8>) -> Vec<u8> {
        if self.0.is_empty() {
            return bytes;
        }
        rewritten(&bytes, |name| name.starts_with(TABLES), |table| Some(self.reaching_down(table))).unwrap_or(bytes)
    }

    fn reaching_down(&self, table: String) -> String {
        let longer = || {
            let last = self.0.get(quoted(&table, " name=\"")?)?;
            let area = quoted(&table, " ref=\"")?;
            let corner = area.trim_end_matches(|c: char| c.is_ascii_digit());
            // The table says where it stands, and its filter says the same.
            Some(table.replace(&format!(" ref=\"{area}\""), &format!(" ref=\"{corner}{}\"", last + 1)))
        };
        longer().unwrap_or(table)
    }
}

/// What stands in quotation marks behind the first `key`.
fn quoted<'x>(xml: &'x str, key: &str) -> Option<&'x str> {
    let from = xml.find(key)? + key.len();
    xml.get(from..)?.split('"').next()
}

/// The package with some of its parts changed; the others are carried over packed as they are.
fn rewritten(bytes: &[u8], wanted: impl Fn(&str) -> bool, change: impl Fn(String) -> Option<String>) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    // What is changed may take a little more: without that room the last bytes of a large workbook would double what is held.
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + bytes.len() / 64 + 4_096)));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        let name = part.name().ok()?.into_owned();
        if !wanted(&name) {
            writer.raw_copy_file(part).ok()?;
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).ok()?;
        // The default time of a part is the first that zip knows: the same content gives the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(i64::from(super::COMPRESSION)));
        writer.start_file(name, options).ok()?;
        writer.write_all(change(text)?.as_bytes()).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

/// The sheet with its last run of columns reaching to the end of the grid.
fn reaching_out(mut sheet: String) -> String {
    const MAX: &str = " max=\"";
    let place = || {
        let columns = sheet.find("</cols>")?;
        let run = sheet.get(..columns)?.rfind("<col ")?;
        let from = run + sheet.get(run..columns)?.find(MAX)? + MAX.len();
        Some(from..from + sheet.get(from..columns)?.find('"')?)
    };
    if let Some(range) = place() {
        sheet.replace_range(range, LAST_COLUMN);
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Table, Workbook};

    #[test]
    fn heights_stay_unset_by_hand_and_the_last_column_reaches_out() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_row_height(2, 60).unwrap().write(2, 0, "text").unwrap();
        sheet.set_column_format(3, &Format::new().set_italic()).unwrap();
        let grown = finished_form(&workbook.save_to_buffer().unwrap(), &[]).unwrap();
        let sheet = first_sheet(&grown);
        assert!(sheet.contains("ht=\"60\"") && !sheet.contains("customHeight"), "{sheet}");
        assert!(sheet.contains("min=\"4\" max=\"16384\""), "{sheet}");
        assert_eq!(finished_form(b"not a workbook", &[]), None);
    }

    /// The first sheet of a workbook.
    fn first_sheet(bytes: &[u8]) -> String {
        let mut sheet = String::new();
        ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(FIRST_SHEET).unwrap().read_to_string(&mut sheet).unwrap();
        sheet
    }

    /// The formulas of its cells, as they are written.
    fn formulas_of(bytes: &[u8]) -> Vec<String> {
        let sheet = first_sheet(bytes);
        let cells = sheet.split("<c ").skip(1).filter_map(|cell| cell.get(cell.find("<f")?..cell.find("<v>")?));
        cells.map(str::to_owned).collect()
    }

    #[test]
    fn formulas_take_the_places_of_their_stand_ins() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        // More than ten, so that the second is not taken for the beginning of another.
        for (row, at) in (0u32..).zip([1, 10, 0, 1]) {
            sheet.write_formula(row, 0, stand_in(at).as_str()).unwrap();
        }
        sheet.set_footer(format!("&L{STAND_IN}1<f>{STAND_IN}99"));
        let formulas: Vec<String> = (0..11).map(|at| format!("IF({at}<2,\"a&b\",$B$1>{at})")).collect();
        let bytes = workbook.save_to_buffer().unwrap();
        let finished = finished_form(&bytes, &formulas).unwrap();
        let book = crate::excel::book::open(&finished, "form.xlsx", &crate::model::settings::Limits::default()).unwrap();
        let read = [0, 1, 2, 3].map(|row| book.sheets[0].cells.get(&(row, 0)).unwrap().formula.clone().unwrap());
        // The last shares the first one's.
        assert_eq!(read, [&formulas[1], &formulas[10], &formulas[0], ""].map(|formula: &str| formula.into()));
        assert_eq!(
            formulas_of(&finished),
            [
                "<f t=\"shared\" ref=\"A1:A4\" si=\"0\">IF(1&lt;2,\"a&amp;b\",$B$1&gt;1)</f>",
                "<f>IF(10&lt;2,\"a&amp;b\",$B$1&gt;10)</f>",
                "<f>IF(0&lt;2,\"a&amp;b\",$B$1&gt;0)</f>",
                "<f t=\"shared\" si=\"0\"/>",
            ]
        );
        assert_eq!(finished_form(&bytes, &formulas[..10]), None, "one has no formula");
    }

    #[test]
    fn tables_reach_to_their_last_rows() {
        let mut tall = TallTables::default();
        let mut workbook = Workbook::new();
        for (name, last) in [("Long", 1_200), ("Short", 4)] {
            tall.declare(name, 4, last);
            workbook.add_worksheet().add_table(3, 1, 4, 2, &Table::new().set_name(name)).unwrap();
        }
        let finished = tall.finished(workbook.save_to_buffer().unwrap());
        let mut archive = ZipArchive::new(Cursor::new(&finished)).unwrap();
        for (part, area) in [("table1", "B4:C1201"), ("table2", "B4:C5")] {
            let mut table = String::new();
            archive.by_name(&format!("{TABLES}{part}.xml")).unwrap().read_to_string(&mut table).unwrap();
            assert_eq!(table.matches(&format!(" ref=\"{area}\"")).count(), 2, "{table}");
        }
        assert_eq!(tall.finished(b"not a workbook".to_vec()), b"not a workbook");
    }
}
