//! What the crates alone need for the same workbooks: every sheet that is read goes through calamine's reader cell by cell and
//! is forgotten; every cell that is written goes through `rust_xlsxwriter` again, as a bare value without format, formula, link,
//! height or table. Workbooks and long sheets side by side on all cores. What the crates cost at the least, roughly: every sheet
//! of a form is read, and every long one is written with its texts in its cells.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use calamine::{DataRef, Reader as _, Xlsx};
use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, Worksheet};

use rectrack::excel::{book, return_form};
use rectrack::model::returned::FileSeen;
use rectrack::model::settings::Limits;

/// From this many rows on a sheet goes to a temporary file, as the program's own do.
const LONG: usize = 4_000;

/// A cell as it is written again.
enum Bare {
    Text(String),
    Number(f64),
    Bool(bool),
}

type Cells = Vec<(u32, u16, Bare)>;

/// How long calamine takes for the workbooks of `read`, and `rust_xlsxwriter` for the cells of those of `written`.
pub(crate) fn measure(read: &[PathBuf], written: &[PathBuf]) -> (Duration, Duration) {
    let books: Vec<Vec<(String, Cells)>> = workbooks(written).map(|path| bare(&path)).collect();
    // The register is as long as many returns: it begins first.
    let mut paths: Vec<PathBuf> = workbooks(read).collect();
    paths.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).map_or(0, |seen| seen.len())));
    let start = Instant::now();
    let cells: usize = paths.par_iter().with_max_len(1).map(|path| each_cell(path, |_, _| ())).sum();
    let reading = start.elapsed();
    assert!(cells > 0, "something was read");
    let start = Instant::now();
    let packed: usize = books.par_iter().with_max_len(1).map(|sheets| saved(sheets)).sum();
    let writing = start.elapsed();
    assert!(packed > 0, "something was written");
    (reading, writing)
}

/// How many returns a second are read on all cores, as `merge` reads them and before any rule; and how many calamine alone reads.
pub(crate) fn returns_a_second(read: &[PathBuf]) -> (f64, f64) {
    let in_returns = |path: &PathBuf| path.parent().is_some_and(|folder| folder.ends_with("returns"));
    let paths: Vec<PathBuf> = workbooks(read).filter(in_returns).collect();
    let start = Instant::now();
    let rows: usize = paths
        .par_iter()
        .map(|path| {
            let bytes = fs::read(path).expect("a return");
            let book = book::open(&bytes, "return.xlsx", &Limits::default()).expect("a workbook");
            return_form::read(&book, FileSeen::named("return.xlsx")).expect("a form").rows.len()
        })
        .sum();
    let ours = start.elapsed();
    assert!(rows > 0, "something was read");
    let start = Instant::now();
    let cells: usize = paths.par_iter().map(|path| each_cell(path, |_, _| ())).sum();
    assert!(cells > 0, "something was read");
    let each = |took: Duration| paths.len() as f64 / took.as_secs_f64();
    (each(ours), each(start.elapsed()))
}

fn workbooks(paths: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "xlsx")).cloned()
}

/// Hands on every cell of a workbook with its sheet's name; gives their number.
fn each_cell(path: &Path, mut put: impl FnMut(&str, calamine::Cell<DataRef<'_>>)) -> usize {
    let mut book = Xlsx::new(Cursor::new(fs::read(path).expect("a file of the workspace"))).expect("a workbook");
    let mut cells = 0;
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).expect("a sheet");
        while let Some(cell) = reader.next_cell().expect("a cell") {
            cells += 1;
            put(&name, cell);
        }
    }
    cells
}

/// The values of a workbook by sheet.
fn bare(path: &Path) -> Vec<(String, Cells)> {
    let mut sheets: Vec<(String, Cells)> = Vec::new();
    each_cell(path, |name, cell| {
        let (row, col) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::String(text) => Bare::Text(text.clone()),
            DataRef::SharedString(text) => Bare::Text((*text).to_owned()),
            DataRef::Float(number) => Bare::Number(*number),
            DataRef::DateTime(day) => Bare::Number(day.as_f64()),
            DataRef::Bool(yes) => Bare::Bool(*yes),
            _ => return,
        };
        if sheets.last().is_none_or(|(held, _)| held != name) {
            sheets.push((name.to_owned(), Vec::new()));
        }
        if let (Some((_, cells)), Ok(col)) = (sheets.last_mut(), u16::try_from(col)) {
            cells.push((row, col, value));
        }
    });
    sheets
}

/// Writes the cells as a workbook; gives its length.
fn saved(sheets: &[(String, Cells)]) -> usize {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(3);
    let empty: Vec<Worksheet> = sheets
        .iter()
        .map(|(_, cells)| {
            let long = cells.last().is_some_and(|(row, ..)| *row as usize > LONG);
            if long { workbook.new_worksheet_with_constant_memory().expect("a temporary file") } else { Worksheet::new() }
        })
        .collect();
    let filled: Vec<Worksheet> = empty
        .into_par_iter()
        .zip(sheets)
        .with_max_len(1)
        .map(|(mut sheet, (name, cells))| {
            sheet.set_name(name).expect("a name");
            for (row, col, value) in cells {
                match value {
                    Bare::Text(text) => sheet.write_string(*row, *col, text),
                    Bare::Number(number) => sheet.write_number(*row, *col, *number),
                    Bare::Bool(yes) => sheet.write_boolean(*row, *col, *yes),
                }
                .expect("a cell that was written before");
            }
            sheet
        })
        .collect();
    for sheet in filled {
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer().expect("memory").len()
}
