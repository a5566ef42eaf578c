//! What calamine does not read of .ods and .xls workbooks: notes on cells, hidden rows and, of .ods, merged areas.
//!
//! What cannot be made out is left out: the cells themselves have been read already.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::marks::{attribute, entity};
use super::parts::Parts;
use crate::model::Sheet;
use crate::model::settings::Limits;
use crate::model::sheet::{Area, Comment};

/// Rows that one repeated row stands for, where they are hidden: more is a whole empty sheet.
const MOST_REPEATED: u32 = 1_000;
/// Notes and hidden rows beyond this number are not kept.
const MOST_MARKS: usize = 20_000;

/// Adds the marks of an OpenDocument spreadsheet to its sheets.
pub(crate) fn of_ods(bytes: &[u8], limits: &Limits, sheets: &mut [Sheet]) {
    let Ok(mut parts) = Parts::look(bytes, limits) else { return };
    let Ok(xml) = parts.read("content.xml") else { return };
    let mut reader = Reader::from_str(xml);
    let mut at = Position::default();
    let mut note: Option<Comment> = None;
    let mut text: Option<String> = None;
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return,
            Ok(event) => event,
        };
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "annotation" => note = Some(Comment { at: (at.row, at.col), ..Comment::default() }),
                "creator" | "p" if note.is_some() => text = Some(String::new()),
                _ => at.enter(&tag, sheets),
            },
            Event::Empty(tag) => {
                at.enter(&tag, sheets);
                at.leave(tag.local_name().as_ref());
            }
            Event::Text(piece) => {
                if let Some(text) = &mut text {
                    text.push_str(&piece.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(text) = &mut text {
                    text.push_str(&entity(&reference));
                }
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "annotation" => {
                    if let (Some(note), Some(sheet)) = (note.take().filter(|note| !note.text.is_empty()), at.sheet(sheets)) {
                        sheet.comments.push(note);
                    }
                }
                "creator" => {
                    if let (Some(text), Some(note)) = (text.take(), &mut note) {
                        text.trim().clone_into(&mut note.author);
                    }
                }
                "p" => {
                    if let (Some(text), Some(note)) = (text.take(), &mut note) {
                        if !note.text.is_empty() {
                            note.text.push('\n');
                        }
                        note.text.push_str(&text);
                    }
                }
                name => at.leave(name),
            },
            _ => {}
        }
    }
}

/// Where the reading of an OpenDocument table stands.
#[derive(Default)]
struct Position {
    table: Option<String>,
    row: u32,
    col: u32,
    row_repeated: u32,
    col_repeated: u32,
}

impl Position {
    fn sheet<'s>(&self, sheets: &'s mut [Sheet]) -> Option<&'s mut Sheet> {
        let name = self.table.as_deref()?;
        sheets.iter_mut().find(|sheet| &*sheet.name == name)
    }

    fn enter(&mut self, tag: &BytesStart<'_>, sheets: &mut [Sheet]) {
        let number = |name| attribute(tag, name).and_then(|text| text.parse::<u32>().ok());
        match tag.local_name().as_ref() {
            "table" => *self = Self { table: attribute(tag, "name"), ..Self::default() },
            "table-row" => {
                self.row_repeated = number("number-rows-repeated").unwrap_or(1).max(1);
                let hidden = attribute(tag, "visibility").is_some_and(|seen| seen != "visible");
                let (row, rows) = (self.row, self.row_repeated);
                if hidden
                    && rows <= MOST_REPEATED
                    && let Some(sheet) = self.sheet(sheets)
                    && sheet.hidden_rows.len() < MOST_MARKS
                {
                    sheet.hidden_rows.extend(row..row.saturating_add(rows));
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.col_repeated = number("number-columns-repeated").unwrap_or(1).max(1);
                let (down, right) = (number("number-rows-spanned").unwrap_or(1), number("number-columns-spanned").unwrap_or(1));
                let (row, col) = (self.row, self.col);
                if (down > 1 || right > 1)
                    && let Some(sheet) = self.sheet(sheets)
                    && sheet.merged.len() < MOST_MARKS
                {
                    let last = (row.saturating_add(down.saturating_sub(1)), col.saturating_add(right.saturating_sub(1)));
                    sheet.merged.push(Area { first: (row, col), last });
                }
            }
            _ => {}
        }
    }

    fn leave(&mut self, name: &str) {
        match name {
            "table-row" => {
                self.row = self.row.saturating_add(self.row_repeated);
                self.col = 0;
            }
            "table-cell" | "covered-table-cell" => self.col = self.col.saturating_add(self.col_repeated),
            _ => {}
        }
    }
}

/// Adds the marks of an old Excel workbook to its sheets: its stream is a list of records, each with a kind and a length.
pub(crate) fn of_xls(bytes: &[u8], sheets: &mut [Sheet]) {
    let Some(stream) = workbook_stream(bytes) else { return };
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    let mut sheet: Option<String> = None;
    let mut depth = 0usize;
    let mut texts: BTreeMap<u16, String> = BTreeMap::new();
    let (mut object, mut letters) = (0u16, 0usize);
    let mut notes: Vec<(u16, Comment)> = Vec::new();
    let mut hidden: Vec<u32> = Vec::new();
    let mut at = 0;
    while let (Some(kind), Some(len)) = (short(&stream, at), short(&stream, at + 2)) {
        let data = stream.get(at + 4..at + 4 + usize::from(len)).unwrap_or_default();
        match kind {
            // The beginning and the end of the globals, of a sheet, of a chart on a sheet.
            0x0809 => {
                if depth == 0 {
                    sheet = names.get(&at).cloned();
                }
                depth += 1;
            }
            0x000A => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let (mut notes, hidden, texts) = (std::mem::take(&mut notes), std::mem::take(&mut hidden), std::mem::take(&mut texts));
                    let named = sheet.take().and_then(|name| sheets.iter_mut().find(|known| *known.name == *name));
                    if let Some(sheet) = named {
                        for (object, note) in &mut notes {
                            note.text = texts.get(object).cloned().unwrap_or_default();
                        }
                        sheet.comments.extend(notes.into_iter().map(|(_, note)| note).filter(|note| !note.text.is_empty()));
                        sheet.hidden_rows.extend(hidden);
                    }
                }
            }
            // A sheet's name, and where in the stream it begins.
            0x0085 => {
                if let (Some(low), Some(high), Some(count)) = (short(data, 0), short(data, 2), data.get(6)) {
                    let begins = usize::from(low) | (usize::from(high) << 16);
                    names.insert(begins, characters(data.get(7..).unwrap_or_default(), usize::from(*count)));
                }
            }
            // A row: the flag says that it has no height.
            0x0208 if depth == 1 && hidden.len() < MOST_MARKS => {
                if let (Some(row), Some(flags)) = (short(data, 0), short(data, 12))
                    && flags & 0x0020 != 0
                {
                    hidden.push(u32::from(row));
                }
            }
            // An object, its text in the record after next, and the cell that it is a note of.
            0x005D => object = short(data, 6).unwrap_or(0),
            0x01B6 => letters = short(data, 10).map_or(0, usize::from),
            0x003C if letters > 0 => {
                texts.insert(object, characters(data, letters).replace('\r', "\n"));
                letters = 0;
            }
            0x001C if notes.len() < MOST_MARKS => {
                if let (Some(row), Some(col), Some(object), Some(count)) = (short(data, 0), short(data, 2), short(data, 6), short(data, 8))
                {
                    let author = characters(data.get(10..).unwrap_or_default(), usize::from(count)).trim().to_owned();
                    notes.push((object, Comment { at: (u32::from(row), u32::from(col)), author, text: String::new() }));
                }
            }
            _ => {}
        }
        at += 4 + usize::from(len);
    }
}

fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name))?;
    let mut stream = Vec::new();
    file.open_stream(name).ok()?.take(bytes.len() as u64).read_to_end(&mut stream).ok()?;
    Some(stream)
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    let two = data.get(at..at + 2)?;
    Some(u16::from_le_bytes([*two.first()?, *two.get(1)?]))
}

/// Characters behind a flag that says whether each takes one byte or two.
fn characters(data: &[u8], count: usize) -> String {
    let Some((flag, rest)) = data.split_first() else { return String::new() };
    if flag & 1 == 0 {
        rest.iter().take(count).map(|byte| char::from(*byte)).collect()
    } else {
        let units: Vec<u16> = rest.chunks_exact(2).take(count).filter_map(|pair| short(pair, 0)).collect();
        String::from_utf16_lossy(&units)
    }
}
