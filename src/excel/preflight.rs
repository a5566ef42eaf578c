//! What is looked at before any reader opens a file: what it really is, how much it would unpack to, and the few
//! declarations that make a reader reserve memory before it has read anything.
//!
//! The caps are measured: each closes a hazard that took a reader down (see `tests/it/hazards.rs`).

use memchr::{memchr2_iter, memmem};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::marks::{attribute, relationships};
use super::parts::{Parts, rels_of, resolve};
use super::sniff::{self, Sniffed};
use super::unreadable::Unreadable;
use crate::model::settings::Limits;

/// The longest run of text or tag that a part may hold: a full cell takes a quarter of it at most.
const LONGEST_EVENT: usize = 1 << 20;
/// The longest stretch from one cell, or one shared text, to the next.
const LONGEST_CELL: usize = 2 << 20;
/// Parts below this size cannot hold anything that hurts, and are not measured.
const SMALL: usize = 1 << 20;
/// Excel's own limit of cell formats is 65,490.
const MOST_FORMATS: usize = 70_000;
/// Sheets of one workbook.
const MOST_SHEETS: usize = 1_000;

/// A workbook that passed: its parts, and its sheets in order.
pub(crate) struct Package<'a> {
    pub(crate) parts: Parts<'a>,
    pub(crate) sheets: Vec<SheetPart>,
}

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetPart {
    pub(crate) name: String,
    /// The part that holds it.
    pub(crate) path: String,
    /// Hidden or very hidden.
    pub(crate) hidden: bool,
    /// It has cells; a chart sheet or a dialogue has none.
    pub(crate) cells: bool,
}

/// Looks at a file's content, and unpacks what every reading of a workbook needs.
pub(crate) fn look<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, Unreadable> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Unreadable::oversized(format!("the file has more than {} MB", limits.file_bytes / 1_048_576)));
    }
    match sniff::sniff(bytes) {
        Sniffed::Zip => {}
        Sniffed::Compound => return Err(sniff::compound(bytes)),
        Sniffed::Other(kind) => return Err(Unreadable::NotAWorkbook { looks_like: kind.to_owned() }),
    }
    let mut parts = Parts::look(bytes, limits)?;
    let Some(workbook) = main_part(&mut parts)? else { return Err(other_zip(&mut parts)) };
    if workbook.to_ascii_lowercase().ends_with(".bin") {
        return Err(Unreadable::NeedsChild { format: "xlsb" });
    }
    if !parts.hold(&workbook)? {
        return Err(Unreadable::damaged(format!("its part {workbook} is missing")));
    }
    let rels = rels_of(&workbook);
    if !parts.hold(&rels)? {
        return Err(Unreadable::damaged(format!("its part {rels} is missing")));
    }
    for path in [&workbook, &rels] {
        measure(parts.bytes(path).unwrap_or_default(), path)?;
    }
    hold_texts(&mut parts, &workbook, limits)?;
    hold_styles(&mut parts, &workbook)?;
    for path in ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"] {
        parts.hold(path)?;
        measure(parts.bytes(path).unwrap_or_default(), path)?;
    }
    let sheets = list_sheets(&parts, &workbook)?;
    Ok(Package { parts, sheets })
}

/// Unpacks one sheet and measures it. With more than `most` cells, empty ones counted, it is not read at all.
pub(crate) fn hold_sheet(parts: &mut Parts<'_>, path: &str, most: usize) -> Result<(), Unreadable> {
    if !parts.hold(path)? {
        return Err(Unreadable::damaged(format!("its part {path} is missing")));
    }
    let xml = parts.bytes(path).unwrap_or_default();
    measure(xml, path)?;
    let cells = xml.get(..memmem::find(xml, b"sheetData>").map_or(xml.len(), |_| last_sheet_data(xml))).unwrap_or(xml);
    stretch(cells, b"<c", path)?;
    // The shortest cell takes four bytes: most sheets need no counting.
    if cells.len() / 4 > most && memmem::find_iter(cells, b"<c").take(most + 1).count() > most {
        return Err(Unreadable::oversized("it holds millions of formatted empty cells"));
    }
    Ok(())
}

/// Where the cells end.
fn last_sheet_data(xml: &[u8]) -> usize {
    memmem::rfind(xml, b"sheetData>").unwrap_or(xml.len())
}

/// The workbook's own part, where the package is an Office workbook.
fn main_part(parts: &mut Parts<'_>) -> Result<Option<String>, Unreadable> {
    if parts.has("mimetype") || !parts.has("_rels/.rels") {
        return Ok(None);
    }
    let rels = parts.read("_rels/.rels")?;
    measure(rels.as_bytes(), "_rels/.rels")?;
    let target = relationships(rels).into_iter().find(|rel| rel.is("officeDocument")).map(|rel| resolve("", &rel.target));
    Ok(target.filter(|path| {
        let path = path.to_ascii_lowercase();
        !["word/", "ppt/", "visio/"].iter().any(|folder| path.starts_with(folder))
    }))
}

/// What a zip file is that holds no workbook of Excel's.
fn other_zip(parts: &mut Parts<'_>) -> Unreadable {
    let kind = match parts.read("mimetype") {
        Err(fault) => return fault,
        Ok(kind) => kind.to_owned(),
    };
    if kind.contains("opendocument.spreadsheet") {
        return match parts.read("META-INF/manifest.xml") {
            Ok(manifest) if manifest.contains("encryption-data") => Unreadable::PasswordProtected,
            _ => Unreadable::NeedsChild { format: "ods" },
        };
    }
    let begins = |prefix: &str| parts.names().any(|name| name.starts_with(prefix));
    let looks_like = if kind.contains("opendocument") {
        "an OpenDocument file, but no spreadsheet"
    } else if begins("word/") {
        "a Word document"
    } else if begins("ppt/") {
        "a PowerPoint presentation"
    } else if begins("visio/") {
        "a Visio drawing"
    } else if begins("index/document.iwa") || begins("index.zip") || begins("index/") && parts.names().any(|name| name.ends_with(".iwa")) {
        "an Apple Numbers document"
    } else if begins("xl/") || begins("[content_types].xml") {
        return Unreadable::damaged("its part _rels/.rels is missing");
    } else {
        "a zip file"
    };
    Unreadable::NotAWorkbook { looks_like: looks_like.to_owned() }
}

/// Unpacks the shared texts and proves what they declare.
fn hold_texts(parts: &mut Parts<'_>, workbook: &str, limits: &Limits) -> Result<(), Unreadable> {
    let path = resolve(workbook, "sharedStrings.xml");
    if !parts.hold(&path)? {
        return Ok(());
    }
    let xml = parts.bytes(&path).unwrap_or_default();
    measure(xml, &path)?;
    stretch(xml, b"<si", &path)?;
    let most = limits.cells.saturating_mul(4);
    if xml.len() / 5 > most && memmem::find_iter(xml, b"<si").take(most + 1).count() > most {
        return Err(Unreadable::oversized(format!("it holds more than {most} texts")));
    }
    // calamine reserves memory for as many texts as the part claims to hold: a text takes five bytes at least.
    if let Some(claimed) = claimed_texts(parts.text(&path)?)
        && claimed > xml.len() as u64 / 5 + 16
    {
        return Err(Unreadable::damaged(format!("its part {path} claims {claimed} texts and cannot hold them")));
    }
    Ok(())
}

/// How many texts the part claims to hold; none when it does not say.
fn claimed_texts(xml: &str) -> Option<u64> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                let claimed = attribute(&tag, "uniqueCount")?;
                let digits: String = claimed.chars().filter(char::is_ascii_digit).collect();
                return Some(if digits.len() > 18 { u64::MAX } else { digits.parse().unwrap_or(0) });
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Unpacks the formats and leaves only what tells a date from a number: fonts and fills would be copied once a format.
fn hold_styles(parts: &mut Parts<'_>, workbook: &str) -> Result<(), Unreadable> {
    let path = resolve(workbook, "styles.xml");
    if !parts.hold(&path)? {
        return Ok(());
    }
    measure(parts.bytes(&path).unwrap_or_default(), &path)?;
    let xml = parts.text(&path)?;
    let between = |tag: &str| {
        let (from, to) = (xml.find(&format!("<{tag}"))?, xml.find(&format!("</{tag}>"))?);
        xml.get(from..to + tag.len() + 3)
    };
    let short = between("cellXfs").map(|formats| format!("<styleSheet>{}{formats}</styleSheet>", between("numFmts").unwrap_or_default()));
    let text = short.as_deref().unwrap_or(xml).to_owned();
    let formats = memmem::find_iter(text.as_bytes(), b"xf ").take(MOST_FORMATS + 1).count();
    let longest = longest_event(text.as_bytes());
    if formats > MOST_FORMATS || formats.saturating_mul(longest) > (64 << 20) {
        return Err(Unreadable::oversized("it holds more cell formats than Excel allows"));
    }
    parts.replace(&path, &text);
    Ok(())
}

/// The sheets, in the workbook's order.
fn list_sheets(parts: &Parts<'_>, workbook: &str) -> Result<Vec<SheetPart>, Unreadable> {
    let rels = relationships(parts.text(&rels_of(workbook))?);
    let mut reader = Reader::from_str(parts.text(workbook)?);
    let mut sheets = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sheet" => {
                let id = attribute(&tag, "id").unwrap_or_default();
                let Some(rel) = rels.iter().find(|rel| rel.id == id) else {
                    return Err(Unreadable::damaged("it lists a sheet that it does not hold"));
                };
                sheets.push(SheetPart {
                    name: attribute(&tag, "name").unwrap_or_default(),
                    path: resolve(workbook, &rel.target),
                    hidden: attribute(&tag, "state").is_some_and(|state| state != "visible"),
                    cells: rel.is("worksheet"),
                });
                if sheets.len() > MOST_SHEETS {
                    return Err(Unreadable::oversized(format!("it holds more than {MOST_SHEETS} sheets")));
                }
            }
            Ok(Event::Eof) => break,
            Err(_) => return Err(Unreadable::damaged(format!("its part {workbook} cannot be read"))),
            Ok(_) => {}
        }
    }
    if sheets.is_empty() {
        return Err(Unreadable::damaged("it lists no sheets"));
    }
    Ok(sheets)
}

/// Refuses a part in which one text or tag is longer than any workbook's.
pub(crate) fn measure(xml: &[u8], path: &str) -> Result<(), Unreadable> {
    if xml.len() > SMALL && longest_event(xml) > LONGEST_EVENT {
        return Err(Unreadable::oversized(format!("its part {path} holds one text of more than a million characters")));
    }
    Ok(())
}

fn longest_event(xml: &[u8]) -> usize {
    let mut last = 0;
    let mut longest = 0;
    for at in memchr2_iter(b'<', b'>', xml) {
        longest = longest.max(at - last);
        last = at;
    }
    longest.max(xml.len() - last)
}

/// Refuses a part in which one cell, or one shared text of many runs, is longer than any workbook's.
fn stretch(xml: &[u8], mark: &[u8], path: &str) -> Result<(), Unreadable> {
    if xml.len() <= LONGEST_CELL {
        return Ok(());
    }
    let mut last = 0;
    for at in memmem::find_iter(xml, mark).chain([xml.len()]) {
        if at - last > LONGEST_CELL {
            return Err(Unreadable::oversized(format!("its part {path} holds one cell of more than a million characters")));
        }
        last = at;
    }
    Ok(())
}
