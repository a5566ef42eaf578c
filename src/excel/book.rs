//! Reading a workbook: a look at what it is, then a lazy reading of its cells into our own sparse sheets, under caps.
//!
//! No function of calamine that builds a dense range is called here: a legal file of 1.5 kB that holds A1 and
//! XFD1048576 would make it ask for half a terabyte.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Reader as _, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::parts::Parts;
pub use super::unreadable::Unreadable;
use super::values::{Texts, value_of};
use super::{halve, marks, preflight};
use crate::model::cells::Coming;
use crate::model::settings::Limits;
use crate::model::{Book, Cell, Sheet, Value};

/// Rows and columns of Excel's grid.
const GRID: (u32, u32) = (1_048_576, 16_384);
/// Cells that may be passed over for each one that is kept: formatted, but empty.
const EMPTY_FOR_EACH_KEPT: usize = 10;
/// Cells of one sheet that the reader may stumble at before the file counts as damaged.
const MOST_UNREAD: usize = 10_000;

/// A workbook of our own, without caps, of so many unpacked bytes is read by two threads.
const SHARED_FROM: usize = 2_000_000;

/// Reads a workbook: every sheet.
///
/// `file` is what its places are named by. Only `.xlsx` and `.xlsm` are read here; the content decides, not the name.
///
/// # Errors
/// When it is not a workbook, is locked, damaged or beyond the limits, or is of a kind that `excel::child` reads.
pub fn open(bytes: &[u8], file: &str, limits: &Limits) -> Result<Book, Unreadable> {
    open_sheets(bytes, file, limits, |_| true)
}

/// Reads a workbook, but only the sheets whose names are wanted: the others are left out of the book.
///
/// # Errors
/// As [`open`].
pub fn open_sheets(bytes: &[u8], file: &str, limits: &Limits, wanted: impl Fn(&str) -> bool) -> Result<Book, Unreadable> {
    // calamine does not panic on any file that we have seen; one that we have not must not take the run down.
    catch_unwind(AssertUnwindSafe(|| read(bytes, file, limits, &wanted)))
        .unwrap_or_else(|_| Err(Unreadable::damaged("the reader could not make sense of it")))
}

fn read(bytes: &[u8], file: &str, limits: &Limits, wanted: &dyn Fn(&str) -> bool) -> Result<Book, Unreadable> {
    let file: Arc<str> = file.into();
    let preflight::Package { mut parts, mut sheets } = preflight::look(bytes, limits)?;
    sheets.retain(|sheet| wanted(&sheet.name));
    let mut read_sheets = Vec::new();
    for part in sheets.iter().filter(|part| part.cells) {
        let marked = preflight::hold_sheet(&mut parts, &part.path, limits.cells.saturating_mul(EMPTY_FOR_EACH_KEPT + 1))?;
        let (merged, hidden_rows) = if marked { marks::merged_and_hidden(parts.text(&part.path)?) } else { (Vec::new(), Vec::new()) };
        let comments = marks::comments(&mut parts, &part.path)?;
        let drawn = marks::drawn(&mut parts, &part.path)?;
        read_sheets.push(Sheet {
            file: file.clone(),
            name: part.name.as_str().into(),
            hidden: part.hidden,
            merged,
            hidden_rows,
            comments,
            drawn,
            ..Sheet::default()
        });
    }
    let label = label_of(&mut parts)?;
    let mut book = Book {
        file,
        macros: parts.names().any(|name| name.ends_with("vbaproject.bin")),
        pictures: parts.names().any(|name| name.contains("/media/") || name.contains("/charts/")),
        links_outside: parts.names().any(|name| name.contains("externallinks/") && !name.contains("_rels/")),
        label,
        ..Book::default()
    };
    let second_half = if limits.cells == usize::MAX { halve::halve(&mut parts, &sheets, SHARED_FROM)? } else { None };
    let package = parts.into_package();
    let mut workbook = opened(&package)?;
    book.epoch_1904 = workbook.has_1904_epoch();
    book.names = workbook.defined_names().to_vec();
    properties(&mut workbook, &mut book);
    let parts = sheets.iter().filter(|part| part.cells);
    let mut all: Vec<Filling> = read_sheets.into_iter().zip(parts).map(|(sheet, part)| Filling::of(sheet, &part.path)).collect();
    // Two cores, two readers.
    if let Some((path, package)) = second_half {
        let name = all.iter().find(|filling| filling.path == path).map(|filling| filling.sheet.name.clone()).unwrap_or_default();
        let mut rest = Filling::of(Sheet { name, ..Sheet::default() }, &path);
        let beside = || fill(&mut opened(&package)?, std::slice::from_mut(&mut rest), limits);
        let (second, first) = rayon::join(beside, || fill(&mut workbook, &mut all, limits));
        first.and(second)?;
        for filling in all.iter_mut().filter(|filling| filling.path == path) {
            filling.sheet.cells.append(std::mem::take(&mut rest.sheet.cells));
            filling.stumbled |= rest.stumbled;
        }
    } else if let Some(at) = largest(&package, &all).filter(|_| limits.cells == usize::MAX && package.len() > SHARED_FROM) {
        let mut aside = all.remove(at);
        let beside = || fill(&mut opened(&package)?, std::slice::from_mut(&mut aside), limits);
        let (second, first) = rayon::join(beside, || fill(&mut workbook, &mut all, limits));
        first.and(second)?;
        all.insert(at, aside);
    } else {
        fill(&mut workbook, &mut all, limits)?;
    }
    for filling in all.iter_mut().filter(|filling| filling.stumbled) {
        find_unread(&mut filling.sheet, bytes, &filling.path, limits)?;
    }
    book.sheets = all.into_iter().map(|filling| filling.sheet).collect();
    Ok(book)
}

fn opened(package: &[u8]) -> Result<Xlsx<Cursor<&[u8]>>, Unreadable> {
    Xlsx::new(Cursor::new(package)).map_err(|fault| {
        if matches!(fault, XlsxError::Password) { Unreadable::PasswordProtected } else { Unreadable::damaged(format!("{fault}")) }
    })
}

/// A sheet whose cells are being read.
struct Filling {
    sheet: Sheet,
    /// The part that holds it.
    path: String,
    /// Some of its cells could not be read.
    stumbled: bool,
}

impl Filling {
    fn of(sheet: Sheet, path: &str) -> Self {
        Self { sheet, path: path.to_owned(), stumbled: false }
    }
}

/// Reads the cells of some sheets.
fn fill(workbook: &mut Xlsx<Cursor<&[u8]>>, sheets: &mut [Filling], limits: &Limits) -> Result<(), Unreadable> {
    let mut budget = Budget {
        cells: limits.cells,
        visits: limits.cells.saturating_mul(EMPTY_FOR_EACH_KEPT),
        text: usize::try_from(limits.unpacked_bytes / super::parts::SHARE_IN_MEMORY).unwrap_or(usize::MAX),
        limits: *limits,
    };
    let mut texts = Texts::default();
    for filling in sheets {
        filling.stumbled = read_cells(workbook, &mut filling.sheet, &mut texts, &mut budget)? > 0;
    }
    Ok(())
}

/// Which of the sheets is the largest, as the package states it.
fn largest(package: &[u8], sheets: &[Filling]) -> Option<usize> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).ok()?;
    let sizes = sheets.iter().map(|filling| archive.by_name(&filling.path).map_or(0, |part| part.size()));
    sizes.enumerate().max_by_key(|(_, size)| *size).map(|(at, _)| at)
}

/// What may still be read.
struct Budget {
    cells: usize,
    visits: usize,
    text: usize,
    limits: Limits,
}

impl Budget {
    fn visit(&mut self) -> Result<(), Unreadable> {
        self.visits = self.visits.checked_sub(1).ok_or_else(|| Unreadable::oversized("it holds millions of formatted empty cells"))?;
        Ok(())
    }

    fn keep(&mut self, bytes: usize) -> Result<(), Unreadable> {
        let most = self.limits.cells;
        self.cells = self.cells.checked_sub(1).ok_or_else(|| Unreadable::oversized(format!("it holds more than {most} filled cells")))?;
        self.text = self.text.checked_sub(bytes).ok_or_else(|| Unreadable::oversized("it holds more text than fits a workbook"))?;
        Ok(())
    }
}

/// Reads the cells of one sheet; gives the number of cells that could not be read.
fn read_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet, texts: &mut Texts, budget: &mut Budget) -> Result<usize, Unreadable> {
    let name = sheet.name.clone();
    let broken = |fault: &XlsxError| Unreadable::damaged(format!("its sheet {name} cannot be read ({fault})"));
    let epoch_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(|fault| broken(&fault))?;
    let mut cells = Coming::default();
    let mut stumbles = 0;
    loop {
        budget.visit()?;
        let record = match reader.next_cell_with_formula_metadata() {
            Ok(Some(record)) => record,
            Ok(None) => {
                sheet.cells = cells.all();
                return Ok(stumbles);
            }
            Err(fault @ (XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_))) => return Err(broken(&fault)),
            // One cell that calamine does not know: an error value such as #SPILL!, a text that is not there. The
            // reader stands behind it and goes on; where it stands is found in a second reading.
            Err(fault) => {
                stumbles += 1;
                if stumbles > MOST_UNREAD {
                    return Err(broken(&fault));
                }
                continue;
            }
        };
        let (row, col) = record.pos;
        if row >= GRID.0 || col >= GRID.1 {
            stumbles += 1;
            if stumbles > MOST_UNREAD {
                return Err(Unreadable::damaged(format!("its sheet {name} has cells outside the grid")));
            }
            continue;
        }
        let value = value_of(record.value, epoch_1904, texts);
        let formula = record.formula.map(|formula| match formula {
            XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
            // Shares the formula of an earlier cell.
            _ => String::new(),
        });
        // LibreOffice writes TRUE and FALSE as formulas: nobody typed those.
        let formula = formula.filter(|text| !(matches!(value, Value::Bool(_)) && matches!(text.as_str(), "TRUE()" | "FALSE()")));
        if value == Value::Empty && formula.is_none() {
            continue;
        }
        budget.keep(formula.as_deref().map_or(0, str::len) + text_len(&value))?;
        cells.push((row, col), Cell { value, formula: formula.map(Into::into) });
    }
}

fn text_len(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::ErrorValue(text) => text.len(),
        _ => 0,
    }
}

/// Finds the cells that calamine could not read: an error value that it does not know is kept as it is spelt, any
/// other is listed as unread.
fn find_unread(sheet: &mut Sheet, bytes: &[u8], path: &str, limits: &Limits) -> Result<(), Unreadable> {
    let mut parts = Parts::look(bytes, limits)?;
    parts.hold(path)?;
    let Sheet { cells, unread, .. } = sheet;
    let mut errors = Vec::new();
    marks::raw_cells(parts.text(path)?, |raw| match raw.at {
        Some(at) if cells.contains_key(&at) => {}
        Some(at) if raw.error => errors.push((at, Cell { value: Value::ErrorValue(raw.value.trim().into()), formula: None })),
        Some(at) if unread.len() < MOST_UNREAD => unread.push(at),
        // Outside the grid: the nearest cell inside stands for it.
        None if unread.len() < MOST_UNREAD => unread.push((GRID.0 - 1, GRID.1 - 1)),
        _ => {}
    });
    // Of an error that stands twice the first counts, as of any cell that is read.
    errors.reverse();
    cells.extend(errors);
    unread.sort_unstable();
    unread.dedup();
    Ok(())
}

/// The sensitivity label's name, where the workbook carries one that does not encrypt.
fn label_of(parts: &mut Parts<'_>) -> Result<Option<String>, Unreadable> {
    let path = "docMetadata/LabelInfo.xml";
    if !parts.has(path) {
        return Ok(None);
    }
    Ok(parts.read(path)?.contains("label ").then(String::new))
}

/// Properties, the program that saved the file, the day it was saved, and the label's name.
fn properties(workbook: &mut Xlsx<Cursor<&[u8]>>, book: &mut Book) {
    let Ok(found) = workbook.workbook_properties() else { return };
    book.application = found.application.unwrap_or_default();
    book.modified = found.modified.or(found.created).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    book.properties = found.custom_properties.into_iter().collect::<BTreeMap<_, _>>();
    let named = book.properties.iter().find(|(name, _)| name.starts_with("MSIP_Label_") && name.ends_with("_Name"));
    if let Some((_, name)) = named {
        book.label = Some(name.clone());
    } else if book.label.is_some() {
        book.label = Some("a label without a name".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use chrono::NaiveDate;
    use rust_xlsxwriter::{Format, Formula, Note, Workbook};
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::model::sheet::Area;
    use crate::model::text::Text;

    /// A package of one sheet with that XML inside `worksheet`.
    fn sheet_of(xml: &str) -> Vec<u8> {
        package(&[("xl/worksheets/sheet1.xml", &format!("<worksheet>{xml}</worksheet>"))])
    }

    /// A small package; `parts` replace or add to its own.
    fn package(parts: &[(&str, &str)]) -> Vec<u8> {
        const OWN: &[(&str, &str)] = &[
            ("[Content_Types].xml", "<Types/>"),
            (
                "_rels/.rels",
                "<Relationships><Relationship Id=\"r1\" Type=\"x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"r1\" Type=\"x/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
            ),
            ("xl/workbook.xml", "<workbook><sheets><sheet name=\"Return\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
            ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"),
        ];
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let replaced = |name: &str| parts.iter().any(|(other, _)| *other == name);
        for (name, text) in OWN.iter().filter(|(name, _)| !replaced(name)).chain(parts) {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn open_it(bytes: &[u8]) -> Result<Book, Unreadable> {
        open(bytes, "return.xlsx", &Limits::default())
    }

    fn only_sheet(bytes: &[u8]) -> Sheet {
        open_it(bytes).unwrap().sheets.remove(0)
    }

    fn day(y: i32, m: u32, d: u32) -> Value {
        Value::Date(NaiveDate::from_ymd_opt(y, m, d).unwrap())
    }

    #[test]
    fn large_parts_are_read_as_small_ones() {
        // Beyond the size from which a part goes to the reader as it is packed: sheet and shared texts.
        let count = 90_000;
        let texts: String = (0..count).map(|n| format!("<si><t>text number {n:0>40}</t></si>")).collect();
        let rows: String = (1..=count)
            .map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"s\"><v>{}</v></c><c r=\"B{n}\"><v>{n}</v></c></row>", n - 1))
            .collect();
        let of = |texts: &str, before: &str, after: &str| {
            let sheet = format!("<worksheet><sheetData>{before}{rows}</sheetData>{after}</worksheet>");
            package(&[("xl/sharedStrings.xml", texts), ("xl/worksheets/sheet1.xml", &sheet)])
        };
        let list = format!("<sst uniqueCount=\"{count}\">{texts}</sst>");
        let bytes = of(&list, "", "");
        let sheet = only_sheet(&bytes);
        assert_eq!(sheet.cells.len(), 2 * count);
        let last = u32::try_from(count - 1).unwrap();
        assert_eq!(
            (sheet.text(0, 0), sheet.text(last, 0)),
            (format!("text number {:0>40}", "").into(), format!("text number {last:0>40}").into())
        );
        assert_eq!(sheet.value(last, 1), &Value::Number(f64::from(last + 1)));

        // What must be looked for in the sheet is found as in a small one.
        let marked = only_sheet(&of(&list, "<row r=\"1\" hidden=\"1\"/>", "<mergeCells><mergeCell ref=\"C3:C4\"/></mergeCells>"));
        assert_eq!((marked.hidden_rows, marked.merged), (vec![0], vec![Area { first: (2, 2), last: (3, 2) }]));
        assert_eq!(marked.cells, sheet.cells);

        // A list that lies, or does not begin as one, is refused before anything is reserved for it.
        for list in [format!("<sst uniqueCount=\"4000000000\">{texts}</sst>"), format!("<!--{}-->{list}", " ".repeat(8_000))] {
            assert!(matches!(open_it(&of(&list, "", "")), Err(Unreadable::Damaged { .. })));
        }
        // Looked through and then unpacked, a sheet is counted once: room for both parts is room enough, less is not.
        let bytes_marked = of(&list, "<row r=\"1\" hidden=\"1\"/>", "");
        let room = |share: usize| Limits {
            unpacked_bytes: u64::try_from((list.len() + rows.len()) / 10 * share).unwrap() * 5,
            ..Limits::default()
        };
        assert_eq!(open(&bytes_marked, "return.xlsx", &room(11)).unwrap().sheets[0].cells, sheet.cells);
        for bytes in [&bytes, &bytes_marked] {
            assert!(matches!(open(bytes, "return.xlsx", &room(9)), Err(Unreadable::Oversized { .. })));
        }
        // So is a part that was altered on the way, here in its middle.
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        for part in ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"] {
            let (at, size) = archive.by_name(part).map(|part| (part.data_start().unwrap(), part.compressed_size())).unwrap();
            let mut altered = bytes.clone();
            altered[usize::try_from(at + size / 2).unwrap()] ^= 0x55;
            assert!(matches!(open_it(&altered), Err(Unreadable::Damaged { .. })), "{part}");
        }
    }

    #[test]
    fn a_long_sheet_that_two_cores_read_says_the_same() {
        let rows: String = (1..=30_000)
            .map(|row| {
                format!(
                    "<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><f>B{row}*2</f><v>row {row}</v></c><c r=\"B{row}\"><v>{row}</v></c></row>"
                )
            })
            .collect();
        // An error that calamine does not know, behind the middle, is found in the file as it is.
        let rows = rows.replace("<c r=\"B20001\">", "<c r=\"C20001\" t=\"e\"><v>#SPILL!</v></c><c r=\"B20001\">");
        let sheet =
            |begin: &str| sheet_of(&format!("{begin}<sheetData>{rows}</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>"));
        let ours = Limits { cells: usize::MAX, ..Limits::default() };
        let whole = only_sheet(&sheet(""));
        assert_eq!(whole.cells.len(), 60_001);
        // A comment keeps the sheet whole.
        for begin in ["", "<!-- -->"] {
            let read = open(&sheet(begin), "register.xlsx", &ours).unwrap().sheets.remove(0);
            assert_eq!((&read.cells, &read.unread, &read.merged), (&whole.cells, &whole.unread, &whole.merged), "{begin}");
        }
    }

    #[test]
    fn a_history_that_is_too_long_to_be_unpacked_is_read() {
        // What does not repeat: packed it is still longer than a sheet from which on two cores share the work.
        let mut seed = 1_u64;
        let mut said = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!("{seed:016x}")
        };
        let count = 20_000;
        let rows: String = (1..=count)
            .map(|row| {
                let text: String = (0..60).map(|_| said()).collect();
                format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>")
            })
            .collect();
        let bytes = sheet_of(&format!("<sheetData>{rows}</sheetData>"));
        // Else another way of reading is looked at here.
        assert!(bytes.len() > SHARED_FROM && rows.len() as u64 > preflight::LARGE_OF_OURS, "{} and {}", bytes.len(), rows.len());
        let ours = Limits { cells: usize::MAX, unpacked_bytes: u64::MAX, ..Limits::default() };
        let read = open(&bytes, "register.xlsx", &ours).unwrap().sheets.remove(0);
        assert_eq!(read.cells.len(), count);
        assert_eq!(read.cells, only_sheet(&bytes).cells, "as under caps, where one core reads it");
    }

    #[test]
    fn cells_come_as_they_were_written() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Return").unwrap();
        let date = Format::new().set_num_format("dd mmm yyyy");
        sheet.write(3, 1, "  line one\nline two ").unwrap();
        sheet.write(4, 1, 12.5).unwrap();
        sheet.write(5, 1, true).unwrap();
        sheet.write_with_format(6, 1, &NaiveDate::from_ymd_opt(2022, 3, 31).unwrap(), &date).unwrap();
        sheet.write(7, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write(8, 1, "=1+1").unwrap();
        sheet.write(9, 1, "_x000D_ as typed").unwrap();
        sheet.insert_note(3, 1, &Note::new("please see mail").set_author("A. Owner")).unwrap();
        sheet.merge_range(10, 0, 11, 2, "merged", &Format::new()).unwrap();
        sheet.set_row_hidden(4).unwrap();
        workbook.add_worksheet().set_name("Lists").unwrap().set_hidden(true);
        let book = open_it(&workbook.save_to_buffer().unwrap()).unwrap();
        let sheet = &book.sheets[0];
        assert_eq!(sheet.value(3, 1), &Value::from("  line one\nline two "));
        assert_eq!(sheet.value(4, 1), &Value::Number(12.5));
        assert_eq!(sheet.value(5, 1), &Value::Bool(true));
        assert_eq!(sheet.value(6, 1), &day(2022, 3, 31));
        assert_eq!(sheet.value(8, 1), &Value::from("=1+1"));
        assert_eq!(sheet.cells[&(8, 1)].formula, None);
        assert_eq!(sheet.value(9, 1), &Value::from("_x000D_ as typed"));
        assert_eq!(sheet.cells[&(7, 1)].formula.as_deref(), Some("1/0"));
        assert_eq!(sheet.merged, [crate::model::sheet::Area { first: (10, 0), last: (11, 2) }]);
        assert_eq!(sheet.hidden_rows, [4]);
        assert_eq!(sheet.comments.len(), 1);
        assert_eq!((sheet.comments[0].at, sheet.comments[0].author.as_str()), ((3, 1), "A. Owner"));
        assert!(sheet.comments[0].text.contains("please see mail"));
        assert_eq!(book.application, "Microsoft Excel");
        assert!(book.modified.is_some());
        assert!(!book.sheets[0].hidden && book.sheets[1].hidden);
    }

    #[test]
    fn only_wanted_sheets_are_read() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("Return").unwrap().write(0, 0, 1).unwrap();
        workbook.add_worksheet().set_name("Details").unwrap().write(0, 0, 2).unwrap();
        let book = open_sheets(&workbook.save_to_buffer().unwrap(), "r.xlsx", &Limits::default(), |name| name == "Return").unwrap();
        assert_eq!(book.sheets.iter().map(|sheet| &*sheet.name).collect::<Vec<_>>(), ["Return"]);
    }

    #[test]
    fn an_unknown_error_value_loses_its_cell_only() {
        let sheet = only_sheet(&sheet_of(
            "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" t=\"e\"><f>X()</f><v>#SPILL!</v></c><c r=\"C1\"><v>3</v></c>\
             <c r=\"D1\" t=\"s\"><v>99</v></c></row><row r=\"2\"><c r=\"A2\" t=\"e\"><v>#REF!</v></c></row></sheetData>",
        ));
        assert_eq!(sheet.value(0, 0), &Value::Number(1.0));
        assert_eq!(sheet.value(0, 1), &Value::ErrorValue("#SPILL!".into()));
        assert_eq!(sheet.value(0, 2), &Value::Number(3.0));
        assert_eq!(sheet.value(1, 0), &Value::ErrorValue("#REF!".into()));
        assert_eq!(sheet.unread, [(0, 3)], "a shared text that is not there");
    }

    #[test]
    fn cells_outside_the_grid_are_listed_and_corners_are_read() {
        let sheet = only_sheet(&sheet_of(
            "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>\
             <row r=\"1048577\"><c r=\"A1048577\"><v>3</v></c></row></sheetData>",
        ));
        assert_eq!(sheet.cells.len(), 2);
        assert_eq!(sheet.value(1_048_575, 16_383), &Value::Number(2.0));
        assert_eq!(sheet.unread.len(), 1);
    }

    #[test]
    fn a_label_that_does_not_encrypt_is_named() {
        let book = open_it(&package(&[("docMetadata/LabelInfo.xml", "<labelList><label id=\"{1}\" enabled=\"1\"/></labelList>")])).unwrap();
        assert_eq!(book.label.as_deref(), Some("a label without a name"));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let fault = |bytes: &[u8]| open_it(bytes).unwrap_err();
        let whole = package(&[]);
        assert!(open_it(&whole).is_ok());
        assert!(matches!(fault(&whole[..whole.len() / 2]), Unreadable::Damaged { .. }));
        assert!(matches!(fault(b"Ref,Rating\na,b\n"), Unreadable::NotAWorkbook { .. }));
        assert!(matches!(fault(&package(&[("xl/workbook.xml", "<workbook><sheets/></workbook>")])), Unreadable::Damaged { .. }));
        assert!(matches!(
            fault(&package(&[("xl/sharedStrings.xml", "<sst uniqueCount=\"4294967295\"><si><t>a</t></si></sst>")])),
            Unreadable::Damaged { .. }
        ));
        let many = "<c><v>1</v></c>".repeat(1_001);
        let few = Limits { cells: 1_000, ..Limits::default() };
        let bytes = sheet_of(&format!("<sheetData><row>{many}</row></sheetData>"));
        assert!(matches!(open(&bytes, "r.xlsx", &few), Err(Unreadable::Oversized { .. })));
        for unreadable in [Unreadable::PasswordProtected, Unreadable::Labelled, fault(b"")] {
            assert!(unreadable.asks().contains("Ask the owner") && unreadable.asks().ends_with('.'), "{}", unreadable.asks());
        }
    }

    #[test]
    fn a_text_that_many_cells_share_is_kept_once() {
        let text = "Two of three teams are trained; the third follows in May.";
        let mut workbook = Workbook::new();
        for _ in 0..2 {
            workbook
                .add_worksheet()
                .write(0, 0, text)
                .unwrap()
                .write(4, 1, text)
                .unwrap()
                .write(5, 1, "Another text of that length.")
                .unwrap();
        }
        let book = open(&workbook.save_to_buffer().unwrap(), "book.xlsx", &Limits::default()).unwrap();
        let texts = book.sheets.iter().flat_map(|sheet| [(0, 0), (4, 1), (5, 1)].map(|(row, col)| sheet.value(row, col).clone()));
        let texts: Vec<Text> = texts.map(|value| if let Value::Text(text) = value { text } else { panic!("a text") }).collect();
        assert_eq!(texts[0], text);
        let first = texts.iter().map(|other| (*other == text, other.as_ptr() == texts[0].as_ptr()));
        assert!(first.clone().all(|(says, is)| says == is) && first.filter(|(_, is)| *is).count() == 4);
    }
}
