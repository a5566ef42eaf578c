//! What is looked at before any reader opens a file: what it really is, how much it would unpack to, and the few
//! declarations that make a reader reserve memory before it has read anything.
//!
//! The caps are measured: each closes a hazard that took a reader down (see `tests/it/hazards.rs`).

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::look::{Find, HEAD, Look, SMALL, longest_event, measure};
use super::marks::{attribute, relationships};
use super::parts::{Parts, rels_of, resolve};
use super::sniff::{self, Sniffed};
use super::unreadable::Unreadable;
use crate::model::settings::Limits;

/// Parts above this size are not unpacked as a whole, unless something in them must be looked for.
const LARGE: u64 = 4 << 20;
/// The same for a sheet of our own workbooks, which two cores read: a force's register stays below.
pub(super) const LARGE_OF_OURS: u64 = 16 << 20;
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

/// Measures one sheet and holds it: unpacked, or as it is packed where it is large and has nothing to be looked for beside
/// its cells. With more than `most` cells, empty ones counted, it is not read at all; our own have no such limit.
///
/// True when it may have merged areas or hidden rows, and is held unpacked.
pub(crate) fn hold_sheet(parts: &mut Parts<'_>, path: &str, most: usize) -> Result<bool, Unreadable> {
    let mut look = Look::new(b"<c", Some(b"sheetData>"));
    let ours = most == usize::MAX;
    let large = if ours { LARGE_OF_OURS } else { LARGE };
    if parts.claimed_size(path).is_some_and(|size| size > large) {
        let (mut merged, mut hidden) = (Find::new(b"mergeCell"), Find::new(b"hidden="));
        let mut marked = false;
        let passed = parts.pass_through(path, |piece| {
            look.see(piece);
            merged.see(piece, |_| marked = true);
            hidden.see(piece, |_| marked = true);
        })?;
        if look.measured(path)? > most {
            return Err(too_many_cells());
        }
        match passed {
            Some(passed) if !marked => parts.hold_packed(path, &passed)?,
            _ => marked = parts.hold(path)?,
        }
        return Ok(marked);
    }
    if !parts.hold(path)? {
        return Err(Unreadable::damaged(format!("its part {path} is missing")));
    }
    let xml = parts.bytes(path).unwrap_or_default();
    // The shortest cell takes four bytes: most sheets need no counting.
    if !ours && (xml.len() > SMALL || xml.len() / 4 > most) {
        look.see(xml);
        if look.measured(path)? > most {
            return Err(too_many_cells());
        }
    }
    Ok(true)
}

fn too_many_cells() -> Unreadable {
    Unreadable::oversized("it holds millions of formatted empty cells")
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

/// Holds the shared texts and proves what they declare.
fn hold_texts(parts: &mut Parts<'_>, workbook: &str, limits: &Limits) -> Result<(), Unreadable> {
    let path = resolve(workbook, "sharedStrings.xml");
    let most = limits.cells.saturating_mul(4);
    let mut look = Look::new(b"<si", None);
    if parts.claimed_size(&path).is_some_and(|size| size > LARGE) {
        if let Some(passed) = parts.pass_through(&path, |piece| look.see(piece))? {
            parts.hold_packed(&path, &passed)?;
        }
    } else if parts.hold(&path)? {
        let xml = parts.bytes(&path).unwrap_or_default();
        if xml.len() > SMALL || xml.len() / 5 > most { look.see(xml) } else { look.see_small(xml) }
    } else {
        return Ok(());
    }
    // calamine reserves memory for as many texts as the part claims to hold: a text takes five bytes at least.
    match look.claimed_texts() {
        Some(claimed) if claimed > look.size() as u64 / 5 + 16 => {
            return Err(Unreadable::damaged(format!("its part {path} claims {claimed} texts and cannot hold them")));
        }
        // A list that does not begin where lists begin was made to hide what it claims.
        None if look.size() > HEAD => return Err(Unreadable::damaged(format!("its part {path} does not begin as a list of texts"))),
        _ => {}
    }
    if look.measured(&path)? > most {
        return Err(Unreadable::oversized(format!("it holds more than {most} texts")));
    }
    Ok(())
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
