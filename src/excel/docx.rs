//! A Word document (.docx) as a sheet: each paragraph a row of its own, each table as it stands, merged cells included.
//!
//! Committee papers are written in Word. What stands between the tables (titles, dates, counts) matters as much as what
//! stands in them, so a document becomes one sheet, from top to bottom. A place in it is the cell that it would have there.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::look::measure;
use super::marks::attribute;
use super::parts::Parts;
use super::unreadable::Unreadable;
use crate::model::settings::Limits;
use crate::model::sheet::Area;
use crate::model::{Book, Cell, Sheet, Value};

/// The part that holds the text.
pub(crate) const DOCUMENT: &str = "word/document.xml";
/// The sheet's name.
const SHEET: &str = "Document";

/// Reads a Word document as a book of one sheet.
///
/// # Errors
/// When it is damaged, or larger than the limits allow.
pub fn open(bytes: &[u8], file: &str, limits: &Limits) -> Result<Book, Unreadable> {
    let mut parts = Parts::look(bytes, limits)?;
    let numbering = if parts.has(NUMBERING) { Numbering::read(parts.read(NUMBERING)?) } else { Numbering::default() };
    let xml = parts.read(DOCUMENT)?;
    measure(xml.as_bytes(), DOCUMENT)?;
    let file: Arc<str> = file.into();
    let sheet = Sheet { file: file.clone(), name: SHEET.into(), ..Sheet::default() };
    let mut walk = Walk { sheet, numbering, most: limits.cells, ..Walk::default() };
    walk.document(xml)?;
    Ok(Book { file, sheets: vec![walk.sheet], application: "Word".to_owned(), ..Book::default() })
}

const NUMBERING: &str = "word/numbering.xml";

/// What numbers and bullets look like, by list and level.
#[derive(Debug, Default)]
struct Numbering {
    /// Format and first number by abstract list and level.
    levels: BTreeMap<(String, String), (String, u32)>,
    /// The abstract list of each list.
    lists: BTreeMap<String, String>,
    /// The next number by list and level.
    next: BTreeMap<(String, String), u32>,
}

impl Numbering {
    fn read(xml: &str) -> Self {
        let mut numbering = Self::default();
        let mut reader = Reader::from_str(xml);
        let (mut of, mut level, mut list) = (String::new(), String::new(), String::new());
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    let value = |name: &str| attribute(&tag, name).unwrap_or_default();
                    match tag.local_name().as_ref() {
                        "abstractNum" => of = value("abstractNumId"),
                        "lvl" => {
                            level = value("ilvl");
                            numbering.levels.insert((of.clone(), level.clone()), (String::new(), 1));
                        }
                        "numFmt" => {
                            if let Some(known) = numbering.levels.get_mut(&(of.clone(), level.clone())) {
                                known.0 = value("val");
                            }
                        }
                        "start" => {
                            if let Some(known) = numbering.levels.get_mut(&(of.clone(), level.clone())) {
                                known.1 = value("val").parse().unwrap_or(1);
                            }
                        }
                        "num" => list = value("numId"),
                        "abstractNumId" => {
                            numbering.lists.insert(list.clone(), value("val"));
                        }
                        _ => {}
                    }
                }
                Ok(Event::Eof) | Err(_) => return numbering,
                Ok(_) => {}
            }
        }
    }

    /// What Word shows before a paragraph of that list: a bullet as '-', a number as itself.
    fn mark(&mut self, list: &str, level: &str) -> String {
        let of = self.lists.get(list).cloned().unwrap_or_default();
        let (format, first) = self.levels.get(&(of, level.to_owned())).cloned().unwrap_or_default();
        if list == "0" || format == "none" {
            return String::new();
        }
        if format == "bullet" || format.is_empty() {
            return "-".to_owned();
        }
        let next = self.next.entry((list.to_owned(), level.to_owned())).or_insert(first);
        let n = *next;
        *next = next.saturating_add(1);
        let letter = |base: u8| char::from(base + u8::try_from(n.saturating_sub(1) % 26).unwrap_or(0)).to_string();
        match format.as_str() {
            "lowerLetter" => letter(b'a'),
            "upperLetter" => letter(b'A'),
            _ => n.to_string(),
        }
    }
}

/// A table under reading.
#[derive(Debug, Default)]
struct Open {
    first_row: u32,
    row: u32,
    col: u32,
    /// Columns that the present cell spans.
    span: u32,
    /// The present cell goes on with the one above.
    goes_on: bool,
    text: Vec<String>,
    /// Areas that may still grow downwards, by their first column.
    growing: BTreeMap<u32, Area>,
}

#[derive(Debug, Default)]
struct Walk {
    sheet: Sheet,
    numbering: Numbering,
    most: usize,
    /// The row that comes next.
    row: u32,
    table: Option<Open>,
    /// Tables within cells of a table: their text belongs to the cell.
    nested: u32,
    paragraph: String,
    list: Option<(String, String)>,
    bulleted: bool,
    /// Within text, rather than within a deletion or a drawing's second copy.
    in_text: bool,
    left_out: u32,
}

impl Walk {
    fn document(&mut self, xml: &str) -> Result<(), Unreadable> {
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => self.start(&tag, false)?,
                Ok(Event::Empty(tag)) => self.start(&tag, true)?,
                Ok(Event::End(tag)) => self.end(tag.local_name().as_ref())?,
                Ok(Event::Text(text)) if self.in_text && self.left_out == 0 => {
                    self.paragraph.push_str(&text.xml_content(quick_xml::XmlVersion::Implicit1_0));
                }
                Ok(Event::GeneralRef(reference)) if self.in_text && self.left_out == 0 => {
                    self.paragraph.push_str(&entity(&reference));
                }
                Ok(Event::Eof) => return Ok(()),
                Err(_) => return Err(Unreadable::damaged(format!("its part {DOCUMENT} is not well formed"))),
                Ok(_) => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<(), Unreadable> {
        let value = |name: &str| attribute(tag, name).unwrap_or_default();
        let name = tag.local_name();
        match name.as_ref() {
            // The fallback repeats what stands in the choice; deletions are gone.
            "Fallback" | "del" | "moveFrom" if !empty => self.left_out += 1,
            _ if self.left_out > 0 => {}
            "t" => self.in_text = !empty,
            "br" | "cr" => self.paragraph.push('\n'),
            "tab" if !self.paragraph.is_empty() => self.paragraph.push(' '),
            "noBreakHyphen" => self.paragraph.push('-'),
            "p" if empty => self.end_paragraph()?,
            "p" => {
                // A text box within a paragraph: its own text follows on a line of its own.
                if !self.paragraph.is_empty() {
                    self.paragraph.push('\n');
                }
                self.list = None;
                self.bulleted = false;
            }
            "pStyle" => self.bulleted |= value("val").to_lowercase().contains("bullet"),
            "numId" => self.list.get_or_insert_with(Default::default).0 = value("val"),
            "ilvl" => self.list.get_or_insert_with(Default::default).1 = value("val"),
            "tbl" if !empty => {
                if self.table.is_some() {
                    self.nested += 1;
                } else {
                    self.table = Some(Open { first_row: self.row, row: self.row, ..Open::default() });
                }
            }
            _ if self.nested > 0 => {}
            other => self.cell_start(other, &value),
        }
        Ok(())
    }

    fn cell_start(&mut self, name: &str, value: &dyn Fn(&str) -> String) {
        let Some(table) = &mut self.table else { return };
        match name {
            "tr" => table.col = 0,
            "gridBefore" => table.col = value("val").parse::<u32>().unwrap_or(0).min(16_383),
            "tc" => {
                table.span = 1;
                table.goes_on = false;
                table.text.clear();
            }
            "gridSpan" => table.span = value("val").parse::<u32>().unwrap_or(1).clamp(1, 1_024),
            "vMerge" => table.goes_on = value("val") != "restart",
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Unreadable> {
        match name {
            "Fallback" | "del" | "moveFrom" => self.left_out = self.left_out.saturating_sub(1),
            _ if self.left_out > 0 => {}
            "t" => self.in_text = false,
            "p" => self.end_paragraph()?,
            "tbl" if self.nested > 0 => self.nested -= 1,
            "tbl" => {
                if let Some(table) = self.table.take() {
                    self.sheet.merged.extend(table.growing.into_values().filter(|area| area.last > area.first));
                    // A blank row below: the next title is no row of this table.
                    self.row = table.row.max(table.first_row).saturating_add(1);
                }
            }
            "tc" if self.nested == 0 => self.end_cell()?,
            "tr" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.row = table.row.saturating_add(1);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), Unreadable> {
        let text = std::mem::take(&mut self.paragraph);
        // What people indented by hand stays indented.
        let text = text.trim_matches('\n').trim_end_matches([' ', '\u{a0}']);
        // A list within a list is indented, as papers in Excel have it.
        let level = self.list.as_ref().and_then(|(_, level)| level.parse::<usize>().ok()).unwrap_or(0).min(8);
        let indent = "  ".repeat(level);
        let mark = match self.list.take() {
            Some((list, level)) => self.numbering.mark(&list, if level.is_empty() { "0" } else { &level }),
            None if self.bulleted => "-".to_owned(),
            None => String::new(),
        };
        let line = match (mark.as_str(), text.is_empty()) {
            ("", _) => text.to_owned(),
            // Word numbers an empty cell by itself: that is a column of numbers.
            ("-", true) => String::new(),
            (number, true) => number.to_owned(),
            ("-", false) => format!("{indent}- {text}"),
            (number, false) => format!("{number}. {text}"),
        };
        match &mut self.table {
            Some(table) => {
                if !line.is_empty() {
                    table.text.push(line);
                }
            }
            None => {
                if !line.is_empty() {
                    let row = self.row;
                    self.put(row, 0, line)?;
                }
                self.row = self.row.saturating_add(1);
            }
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Unreadable> {
        let Some(table) = &mut self.table else { return Ok(()) };
        let (row, col, last) = (table.row, table.col, table.col.saturating_add(table.span.max(1) - 1));
        table.col = last.saturating_add(1);
        let text = std::mem::take(&mut table.text).join("\n");
        if table.goes_on {
            if let Some(area) = table.growing.get_mut(&col).filter(|area| area.last.0.saturating_add(1) == row) {
                area.last = (row, area.last.1.max(last));
            }
            // Text in a cell that Word merges away is not shown.
            return Ok(());
        }
        if let Some(done) = table.growing.insert(col, Area { first: (row, col), last: (row, last) }).filter(|area| area.last > area.first) {
            self.sheet.merged.push(done);
        }
        if text.is_empty() { Ok(()) } else { self.put(row, col, text) }
    }

    fn put(&mut self, row: u32, col: u32, text: String) -> Result<(), Unreadable> {
        if self.sheet.cells.len() >= self.most || self.sheet.merged.len() >= self.most || row >= 1_048_576 || col >= 16_384 {
            return Err(Unreadable::oversized(format!("it holds more than {} cells", self.most)));
        }
        self.sheet.cells.insert((row, col), Cell { value: Value::Text(text.into()), formula: None });
        Ok(())
    }
}

/// A named or numbered character.
fn entity(name: &str) -> String {
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => other
            .strip_prefix('#')
            .and_then(|code| code.strip_prefix(['x', 'X']).map_or_else(|| code.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok()))
            .and_then(char::from_u32)
            .map_or_else(String::new, String::from),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn docx(body: &str, numbering: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            (DOCUMENT, format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")),
            (NUMBERING, format!("<w:numbering xmlns:w=\"w\">{numbering}</w:numbering>")),
        ] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn shown(body: &str, numbering: &str) -> String {
        let book = open(&docx(body, numbering), "paper.docx", &Limits::default()).unwrap();
        let sheet = &book.sheets[0];
        let name = crate::model::place::cell_name;
        let cells = sheet.cells.iter().map(|((row, col), cell)| format!("{}={}", name(*row, *col), cell.value.seen().replace('\n', "|")));
        let merged = sheet.merged.iter().map(|area| format!("{}:{}", name(area.first.0, area.first.1), name(area.last.0, area.last.1)));
        cells.chain(merged).collect::<Vec<_>>().join(" ")
    }

    fn p(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn paragraphs_and_tables_become_rows() {
        let cell = |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
        let body = format!(
            "{}{}<w:p/><w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>{}",
            p("A title"),
            p("Published &amp; shown &#8211; May"),
            cell("<w:gridSpan w:val=\"2\"/>", "Recommendations"),
            cell("", "Status"),
            cell("", "1"),
            cell("", "Do it"),
            cell("<w:vMerge w:val=\"restart\"/>", "Amber"),
            cell("", "2"),
            cell("", "And that"),
            cell("<w:vMerge/>", ""),
            p("Next")
        );
        assert_eq!(
            shown(&body, ""),
            "A1=A title A2=Published & shown – May A4=Recommendations C4=Status A5=1 B5=Do it C5=Amber A6=2 B6=And that A8=Next A4:B4 C5:C6"
        );
    }

    #[test]
    fn lists_deletions_and_tables_within_cells() {
        let numbering = "<w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"3\"/><w:numFmt w:val=\"decimal\"/></w:lvl></w:abstractNum>\
            <w:abstractNum w:abstractNumId=\"8\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/></w:lvl></w:abstractNum>\
            <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"8\"/></w:num>";
        let listed = |list: u32, text: &str| {
            format!(
                "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            )
        };
        let row = |text: String| format!("<w:tr><w:tc>{}</w:tc><w:tc>{text}</w:tc></w:tr>", listed(1, ""));
        let inner = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("within"));
        let body = format!(
            "<w:tbl>{}{}</w:tbl>",
            row(format!("{}{}{}", p("To do:"), listed(2, "first"), listed(2, "second"))),
            row(format!(
                "<w:p><w:del><w:r><w:delText>old</w:delText><w:t>gone</w:t></w:r></w:del><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>{inner}"
            ))
        );
        assert_eq!(shown(&body, numbering), "A1=3 B1=To do:|- first|- second A2=4 B2=a|b|within");
    }

    #[test]
    fn damage_is_said() {
        assert!(matches!(open(&docx("<w:p></w:tbl>", ""), "x.docx", &Limits::default()), Err(Unreadable::Damaged { .. })));
        assert!(open(b"PK\x03\x04", "x.docx", &Limits::default()).is_err());
    }
}
