//! Rows that grow as somebody types: Excel fits a row to its text only where its height was not set by hand, and the
//! writer marks every height that we compute as set by hand. Here the mark is taken off again; the height stays.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The first sheet of a workbook that we wrote.
const FIRST_SHEET: &str = "xl/worksheets/sheet1.xml";
const MARK: &str = " customHeight=\"1\"";

/// Lets the rows of the first sheet grow. A workbook that cannot be taken apart is handed back as it is.
#[must_use]
pub fn let_rows_grow(bytes: Vec<u8>) -> Vec<u8> {
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
        writer.write_all(sheet.replace(MARK, "").as_bytes()).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    #[test]
    fn heights_stay_and_are_no_longer_set_by_hand() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_row_height(2, 60).unwrap().write(2, 0, "text").unwrap();
        let grown = let_rows_grow(workbook.save_to_buffer().unwrap());
        let mut sheet = String::new();
        ZipArchive::new(Cursor::new(&grown)).unwrap().by_name(FIRST_SHEET).unwrap().read_to_string(&mut sheet).unwrap();
        assert!(sheet.contains("ht=\"60\"") && !sheet.contains("customHeight"), "{sheet}");
        assert_eq!(let_rows_grow(b"not a workbook".to_vec()), b"not a workbook");
    }
}
