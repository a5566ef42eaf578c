//! The sheets of a large workbook, filled side by side, and the longest without keeping their cells.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::model::Refusal;

/// A sheet of more rows is written row by row to a temporary file: its cells are not held in memory, and it takes three
/// quarters of the time. For shorter ones no such file is made.
const ASIDE_FROM: usize = 4_000;

/// How the texts of a long sheet are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Each once for the whole workbook: the same ones stand in many cells, and the workbook is read again.
    Shared,
    /// Each in its cell, so that no list of them is held in memory and sheets are filled side by side.
    InCells,
}

impl Texts {
    fn worksheet_aside(self, workbook: &mut Workbook) -> Result<Worksheet, XlsxError> {
        match self {
            Self::Shared => workbook.new_worksheet_with_low_memory(),
            Self::InCells => workbook.new_worksheet_with_constant_memory(),
        }
    }
}

/// One sheet to be filled.
pub struct Job<'a> {
    /// How many rows it gets, roughly.
    rows: usize,
    fill: Fill<'a>,
}

type Fill<'a> = Box<dyn FnOnce(&mut Worksheet) -> Result<u32, Refusal> + Send + 'a>;

impl<'a> Job<'a> {
    /// A sheet of that many rows. What fills it must write row after row, and gives the first row below the last, from nought.
    pub fn new(rows: usize, fill: impl FnOnce(&mut Worksheet) -> Result<u32, Refusal> + Send + 'a) -> Self {
        Self { rows, fill: Box::new(fill) }
    }
}

/// The sheets, filled, in the order of the jobs. They still have to be put into the workbook that they were made for. Which
/// thread fills which sheet makes no difference to the bytes.
///
/// # Errors
/// When a sheet cannot hold what it is given, or the temporary files' disk is full.
pub fn filled(workbook: &mut Workbook, texts: Texts, jobs: Vec<Job<'_>>) -> Result<Vec<Worksheet>, Refusal> {
    let mut aside = Vec::new();
    let mut kept = Vec::new();
    for (at, job) in jobs.into_iter().enumerate() {
        if job.rows > ASIDE_FROM
            && let Ok(sheet) = texts.worksheet_aside(workbook)
        {
            aside.push((at, sheet, job));
        } else {
            kept.push((at, Worksheet::new(), job));
        }
    }
    let fill = |(at, mut sheet, job): (usize, Worksheet, Job<'_>)| (job.fill)(&mut sheet).map(|_| (at, sheet));
    let fill_aside = |(at, mut sheet, job): (usize, Worksheet, Job<'_>)| {
        let below = (job.fill)(&mut sheet)?;
        end(&mut sheet, below);
        Ok((at, sheet))
    };
    let written_aside = || {
        on_disk(|| match texts {
            // One list of texts must grow in the same order each time: one sheet after another.
            Texts::Shared => aside.into_iter().map(fill_aside).collect::<Result<Vec<_>, Refusal>>(),
            Texts::InCells => {
                // The longest begin first, so that no core is left with a long one at the end.
                aside.sort_by_key(|(_, _, job)| std::cmp::Reverse(job.rows));
                aside.into_par_iter().with_max_len(1).map(fill_aside).collect()
            }
        })
    };
    let together = || kept.into_par_iter().map(fill).collect::<Result<Vec<_>, Refusal>>();
    let (aside, kept) = rayon::join(written_aside, together);
    let mut all = kept?;
    all.extend(aside?);
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, sheet)| sheet).collect())
}

/// Ends a sheet that is written row by row. A last row with a height would be written a second time, empty, when the workbook is
/// saved (`rust_xlsxwriter` 0.102), and Excel takes a row that stands there twice for damage: so an empty row without a height
/// follows it. A sheet that is full to its last row has no room for it.
fn end(sheet: &mut Worksheet, below: u32) {
    if sheet.write_blank(below, 0, &Format::default()).is_ok() {
        sheet.clear_cell(below, 0);
    }
}

/// Runs what writes temporary files. The writer knows no other way to say that their disk is full than to panic.
pub(super) fn on_disk<T>(write: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(write)).unwrap_or_else(|_| {
        Err(Refusal::new(
            "a large workbook could not be put together in the folder for temporary files",
            "make room on its disk, or name another folder in TMPDIR (TEMP on Windows), then try again",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::excel::{book, style};
    use crate::model::settings::Limits;

    /// A workbook of a short sheet, a long one and a short one that share texts.
    fn made(texts: Texts, rows: usize) -> Vec<u8> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&style::properties("Title", "Subject", "Force", None));
        let job = |name: &'static str, rows: usize| {
            Job::new(rows, move |sheet: &mut Worksheet| {
                sheet.set_name(name)?;
                let below = u32::try_from(rows).unwrap();
                for row in 0..below {
                    sheet.set_row_height(row, 30)?.write(row, 0, format!("text {}", row % 7))?.write(row, 1, row)?;
                }
                Ok(below)
            })
        };
        for sheet in filled(&mut workbook, texts, vec![job("First", 10), job("Long", rows), job("Last", 9)]).unwrap() {
            workbook.push_worksheet(sheet);
        }
        style::bytes(workbook).unwrap()
    }

    /// Excel takes a row that stands in a sheet twice, or before an earlier one, for damage.
    #[test]
    fn every_row_of_a_long_sheet_stands_there_once() {
        for texts in [Texts::Shared, Texts::InCells] {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(made(texts, ASIDE_FROM + 1))).unwrap();
            let mut xml = String::new();
            std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet2.xml").unwrap(), &mut xml).unwrap();
            let number = |row: &str| row[..row.find('"').unwrap()].parse::<usize>().unwrap();
            let rows: Vec<usize> = xml.split("<row r=\"").skip(1).map(number).collect();
            let filled = xml.matches("</row>").count() - xml.matches("\"></row>").count();
            assert!(rows.is_sorted_by(|a, b| a < b), "{texts:?}: {:?}", &rows[rows.len() - 3..]);
            assert_eq!((rows[0], filled), (1, ASIDE_FROM + 1), "{texts:?}");
        }
    }

    #[test]
    fn long_sheets_say_the_same_and_are_the_same_each_time() {
        for texts in [Texts::Shared, Texts::InCells] {
            let rows = ASIDE_FROM + 1;
            let bytes = made(texts, rows);
            assert!(bytes == made(texts, rows), "{texts:?}: the same content gives the same bytes");
            let book = book::open(&bytes, "long.xlsx", &Limits { cells: 100_000, ..Limits::default() }).unwrap();
            let names: Vec<&str> = book.sheets.iter().map(|sheet| &*sheet.name).collect();
            assert_eq!(names, ["First", "Long", "Last"]);
            let last = u32::try_from(rows - 1).unwrap();
            for (sheet, row) in [(0, 9), (1, 0), (1, last), (2, 8)] {
                let said = (book.sheets[sheet].text(row, 0), book.sheets[sheet].text(row, 1));
                assert_eq!(said, (format!("text {}", row % 7).into(), row.to_string().into()), "{texts:?}: sheet {sheet}, row {row}");
            }
        }
    }
}
