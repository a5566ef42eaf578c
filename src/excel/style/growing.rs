//! What the writer cannot say of a form's first sheet, put into it afterwards.
//!
//! Rows that grow as somebody types: Excel fits a row to its text only where its height was not set by hand, and the
//! writer marks every height that we compute as set by hand. Here the mark is taken off again; the height stays.
//!
//! One look for all columns to the right of the form: the writer keeps an entry for each of 16,384 columns, which takes
//! longer than all the rest of a form. It is told of the first of them, and here that one is made to reach to the grid's end.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The first sheet of a workbook that we wrote.
const FIRST_SHEET: &str = "xl/worksheets/sheet1.xml";
const MARK: &str = " customHeight=\"1\"";
/// The columns of the grid.
const LAST_COLUMN: &str = "16384";

/// Lets the rows of the first sheet grow, and gives the look of its last column that has one to all columns to the right.
/// A workbook that cannot be taken apart is handed back as it is.
#[must_use]
pub fn finished_form(bytes: Vec<u8>) -> Vec<u8> {
    rewritten(&bytes).unwrap_or(bytes)
}

fn rewritten(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        let name = part.name().ok()?.into_owned();
        if name != FIRST_SHEET {
            writer.raw_copy_file(part).ok()?;
            continue;
        }
        let mut sheet = String::new();
        part.read_to_string(&mut sheet).ok()?;
        // The default time of a part is the first that zip knows: the same content gives the same bytes.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(name, options).ok()?;
        writer.write_all(reaching_out(sheet.replace(MARK, "")).as_bytes()).ok()?;
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
    use rust_xlsxwriter::{Format, Workbook};

    #[test]
    fn heights_stay_unset_by_hand_and_the_last_column_reaches_out() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_row_height(2, 60).unwrap().write(2, 0, "text").unwrap();
        sheet.set_column_format(3, &Format::new().set_italic()).unwrap();
        let grown = finished_form(workbook.save_to_buffer().unwrap());
        let mut sheet = String::new();
        ZipArchive::new(Cursor::new(&grown)).unwrap().by_name(FIRST_SHEET).unwrap().read_to_string(&mut sheet).unwrap();
        assert!(sheet.contains("ht=\"60\"") && !sheet.contains("customHeight"), "{sheet}");
        assert!(sheet.contains("min=\"4\" max=\"16384\""), "{sheet}");
        assert_eq!(finished_form(b"not a workbook".to_vec()), b"not a workbook");
    }
}
