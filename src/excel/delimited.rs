//! Text files with separated columns (.csv, .tsv, .txt) as a sheet: commas, semicolons or tabs, in the encodings that
//! Excel and portals write. Every value is text: a number in it keeps its leading noughts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::unreadable::Unreadable;
use crate::model::cells::Cells;
use crate::model::settings::Limits;
use crate::model::{Book, Cell, Sheet, Value};

/// Columns beyond Excel's grid are refused.
const MOST_COLUMNS: usize = 16_384;

/// Reads a text file as a book of one sheet, named after the file.
///
/// UTF-8, UTF-16 with its mark, or Windows-1252; the separator is found by what makes the rows alike.
///
/// # Errors
/// When it is no text, or larger than the limits allow.
pub fn open(bytes: &[u8], file: &str, limits: &Limits) -> Result<Book, Unreadable> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.file_bytes {
        return Err(Unreadable::oversized(format!("it takes more than {} MB", limits.file_bytes / 1_048_576)));
    }
    let text = decoded(bytes).ok_or(Unreadable::NotAWorkbook { looks_like: "a file of an unknown kind".to_owned() })?;
    let (separator, body) = separator(&text);
    let file: Arc<str> = file.into();
    let name = file.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("Sheet1", |(stem, _)| stem);
    let mut sheet = Sheet { file: file.clone(), name: name.into(), ..Sheet::default() };
    let mut cells = Cells::default();
    for (row, record) in records(body, separator).enumerate() {
        let row = u32::try_from(row).map_err(|_| Unreadable::oversized("it has more rows than a sheet"))?;
        if record.len() > MOST_COLUMNS || row >= 1_048_576 {
            return Err(Unreadable::oversized("it has more rows or columns than a sheet"));
        }
        for (col, field) in record.iter().enumerate().filter(|(_, field)| !field.trim().is_empty()) {
            if cells.len() >= limits.cells {
                return Err(Unreadable::oversized(format!("it holds more than {} cells", limits.cells)));
            }
            let col = u32::try_from(col).unwrap_or(u32::MAX);
            cells.insert((row, col), Cell { value: Value::Text(field.into()), formula: None });
        }
    }
    sheet.cells = cells;
    Ok(Book { file, sheets: vec![sheet], ..Book::default() })
}

/// The text; none when the bytes are no text in any encoding that we know.
fn decoded(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, _) = encoding.decode(bytes.get(mark..).unwrap_or_default());
        return Some(text.trim_start_matches('\u{feff}').to_owned());
    }
    if bytes.contains(&0) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => Some(encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()),
    }
}

/// The separator, and the text after Excel's own first line (`sep=;`) where there is one.
fn separator(text: &str) -> (u8, &str) {
    let first = text.lines().next().unwrap_or_default().trim().trim_matches('"');
    if let Some(named) = first.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(u8::is_ascii) {
        let after = text.find('\n').map_or("", |at| text.get(at + 1..).unwrap_or_default());
        return (named, after);
    }
    let score = |separator: u8| -> usize {
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for record in records(text, separator).take(200) {
            *widths.entry(record.len()).or_default() += 1;
        }
        // Rows alike in many columns: that is a table.
        widths.iter().filter(|(width, _)| **width > 1).map(|(width, rows)| width * rows * rows).max().unwrap_or(0)
    };
    let best = [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|separator| score(*separator)).unwrap_or(b',');
    (best, text)
}

/// True when `at` stands inside a line end of two characters: the reader may hand over a record before it has read the second.
fn ends_between_return_and_feed(text: &[u8], at: usize) -> bool {
    text.get(at) == Some(&b'\n') && at.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'\r')
}

/// The records of a text; lines that are blank keep their place, since a blank row says something in a schedule.
fn records(text: &str, separator: u8) -> impl Iterator<Item = csv::StringRecord> + '_ {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut blank = 0_usize;
    let mut pending: Option<csv::StringRecord> = None;
    std::iter::from_fn(move || {
        if pending.is_none() {
            let mut record = csv::StringRecord::new();
            // The text is UTF-8 already, and rows may differ in length: nothing is left to go wrong.
            if reader.read_record(&mut record).unwrap_or(false) {
                // The reader passes blank lines over; a record starts where the one before it ended.
                let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
                let start = start + usize::from(ends_between_return_and_feed(text.as_bytes(), start));
                blank = text.bytes().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
                pending = Some(record);
            }
        }
        if blank > 0 && pending.is_some() {
            blank -= 1;
            return Some(csv::StringRecord::new());
        }
        pending.take()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> String {
        let book = open(bytes, "list.csv", &Limits::default()).unwrap();
        let sheet = &book.sheets[0];
        sheet
            .cells
            .iter()
            .map(|((row, col), cell)| format!("{}={}", crate::model::place::cell_name(*row, *col), cell.value.shown()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn encodings_and_separators() {
        let utf16: Vec<u8> = std::iter::once(0xfeff_u16).chain("No.\tDue\n1\tété".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for (bytes, cells) in [
            (b"No.,Due\n1,May-22\n".to_vec(), "A1=No. B1=Due A2=1 B2=May-22"),
            (b"No.;Due\r\n007;\"a, b; c\"\r\n".to_vec(), "A1=No. B1=Due A2=007 B2=a, b; c"),
            (b"sep=|\nNo.|Due\n1|x".to_vec(), "A1=No. B1=Due A2=1 B2=x"),
            ("\u{feff}No.,Due\n1,‘x’".as_bytes().to_vec(), "A1=No. B1=Due A2=1 B2=‘x’"),
            (b"No.,Due\n1,\x91x\x92 \x96 y".to_vec(), "A1=No. B1=Due A2=1 B2=‘x’ – y"),
            (utf16, "A1=No. B1=Due A2=1 B2=été"),
            (b"Title\n\nNo.,Due\n1,\"two\nlines\"\n2,x".to_vec(), "A1=Title A3=No. B3=Due A4=1 B4=two\nlines A5=2 B5=x"),
        ] {
            assert_eq!(shown(&bytes), cells, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(open(b"\x00\x01\x02", "x.csv", &Limits::default()), Err(Unreadable::NotAWorkbook { .. })));
        let limits = Limits { cells: 3, ..Limits::default() };
        assert!(matches!(open(b"a,b\nc,d\n", "x.csv", &limits), Err(Unreadable::Oversized { .. })));
    }
}
