//! What calamine does not read of a sheet, read with a plain XML reader: merged areas, hidden rows, notes and
//! threaded comments, text boxes and pictures, and the cells at which calamine stumbled.

use std::collections::BTreeMap;

use memchr::memmem;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::look::measure;
use super::parts::{Parts, rels_of, resolve};
use super::unreadable::Unreadable;
use crate::model::place::cell_at;
use crate::model::sheet::{Area, Comment, Drawn};
use crate::model::text::tidy;

/// Merged areas, notes and hidden rows beyond this number are not kept: a form has a handful.
const MOST_MARKS: usize = 20_000;

/// Rows and columns of Excel's grid.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// A relationship of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relationship {
    pub(crate) id: String,
    kind: String,
    pub(crate) target: String,
}

impl Relationship {
    /// True when its type ends in that word, whichever edition of the standard it is written in.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind.rsplit('/').next() == Some(word)
    }
}

/// The value of an attribute, by its local name.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name).map(|attribute| {
        attribute.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| attribute.value.to_string(), |value| value.into_owned())
    })
}

/// The relationships that a part lists; what cannot be read is left out.
pub(crate) fn relationships(xml: &str) -> Vec<Relationship> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "Relationship" => {
                let value = |name| attribute(&tag, name).unwrap_or_default();
                found.push(Relationship { id: value("Id"), kind: value("Type"), target: value("Target") });
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// Merged areas and hidden rows of a sheet.
pub(crate) fn merged_and_hidden(xml: &str) -> (Vec<Area>, Vec<u32>) {
    let (mut merged, mut hidden) = (Vec::new(), Vec::new());
    // Most sheets have neither: looking for the words is a hundred times quicker than reading. Columns may be hidden as well,
    // and stand before the rows.
    let bytes = xml.as_bytes();
    let rows = memmem::find(bytes, b"sheetData").and_then(|at| bytes.get(at..)).unwrap_or(bytes);
    if memmem::find(bytes, b"mergeCell").is_none() && memmem::find(rows, b"hidden=").is_none() {
        return (merged, hidden);
    }
    let mut reader = Reader::from_str(xml);
    let mut next_row = 0u32;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                "row" => {
                    let row =
                        attribute(&tag, "r").and_then(|r| r.trim().parse::<u32>().ok()).and_then(|r| r.checked_sub(1)).unwrap_or(next_row);
                    next_row = row.saturating_add(1);
                    if attribute(&tag, "hidden").is_some_and(|yes| yes == "1" || yes == "true") && row < ROWS && hidden.len() < MOST_MARKS {
                        hidden.push(row);
                    }
                }
                "mergeCell" if merged.len() < MOST_MARKS => merged.extend(attribute(&tag, "ref").and_then(|area| area_of(&area))),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return (merged, hidden),
            Ok(_) => {}
        }
    }
}

/// The area of a range as Excel writes it (`A1:B4`).
fn area_of(range: &str) -> Option<Area> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (a, b) = (cell_at(first)?, cell_at(last)?);
    Some(Area { first: (a.0.min(b.0), a.1.min(b.1)), last: (a.0.max(b.0), a.1.max(b.1)) })
}

/// A cell at which calamine may have stumbled: where it claims to stand, and the text of its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawCell {
    pub(crate) at: Option<(u32, u32)>,
    /// It holds one of Excel's error values.
    pub(crate) error: bool,
    /// The stored value as text; empty when there is none.
    pub(crate) value: String,
}

/// Calls `see` for every cell of a sheet that holds a value, in order; stops where the XML cannot be read.
pub(crate) fn raw_cells(xml: &str, mut see: impl FnMut(RawCell)) {
    let mut reader = Reader::from_str(xml);
    let mut cell: Option<RawCell> = None;
    let mut inside_value = false;
    let (mut row, mut col) = (0u32, 0u32);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "row" => {
                    row = attribute(&tag, "r").and_then(|r| r.trim().parse::<u32>().ok()).and_then(|r| r.checked_sub(1)).unwrap_or(row);
                    col = 0;
                }
                "c" => {
                    let counted = Some((row, col)).filter(|(row, col)| *row < ROWS && *col < COLUMNS);
                    let at = attribute(&tag, "r").map_or(counted, |name| cell_at(&name));
                    col = at.map_or(col, |(_, col)| col).saturating_add(1);
                    cell = Some(RawCell { at, error: attribute(&tag, "t").as_deref() == Some("e"), value: String::new() });
                }
                "v" | "t" => inside_value = true,
                _ => {}
            },
            Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "c" => col = col.saturating_add(1),
            Ok(Event::Text(text)) if inside_value => {
                if let Some(cell) = &mut cell {
                    cell.value.push_str(&text.xml10_content());
                }
            }
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                "v" | "t" => inside_value = false,
                "c" => {
                    if let Some(cell) = cell.take().filter(|cell| !cell.value.is_empty()) {
                        see(cell);
                    }
                }
                "row" => row = row.saturating_add(1),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Notes and threaded comments of the sheet that `path` holds, by cell.
pub(crate) fn comments(parts: &mut Parts<'_>, path: &str) -> Result<Vec<Comment>, Unreadable> {
    if !parts.names().any(|name| name.contains("omment")) {
        return Ok(Vec::new());
    }
    let rels = relationships(parts.read(&rels_of(path))?);
    let mut found: Vec<Comment> = Vec::new();
    let people = if rels.iter().any(|rel| rel.is("threadedComment")) { people(parts)? } else { BTreeMap::new() };
    for rel in rels.iter().filter(|rel| rel.is("threadedComment")).take(16) {
        let part = resolve(path, &rel.target);
        let xml = parts.read(&part)?;
        measure(xml.as_bytes(), &part)?;
        found.extend(notes(xml, "threadedComment", &people));
    }
    for rel in rels.iter().filter(|rel| rel.is("comments")).take(16) {
        let part = resolve(path, &rel.target);
        let xml = parts.read(&part)?;
        measure(xml.as_bytes(), &part)?;
        // Beside each thread Excel keeps a note for older versions, with the same words.
        let threads: Vec<(u32, u32)> = found.iter().map(|comment| comment.at).collect();
        found.extend(
            notes(xml, "comment", &BTreeMap::new())
                .into_iter()
                .filter(|note| !(threads.contains(&note.at) && note.text.trim_start().starts_with("[Threaded comment]"))),
        );
    }
    found.sort_by_key(|comment| comment.at);
    Ok(found)
}

/// Text boxes, pictures, charts and inserted documents of the sheet that `path` holds. Where on the sheet a document lies is told
/// in the sheet's own part, which may be long: it is named at the sheet's first cell.
pub(crate) fn drawn(parts: &mut Parts<'_>, path: &str) -> Result<Vec<Drawn>, Unreadable> {
    if !parts.names().any(|name| name.contains("drawings/drawing") || name.contains("embeddings/")) {
        return Ok(Vec::new());
    }
    let rels = relationships(parts.read(&rels_of(path))?);
    let inserted = rels.iter().filter(|rel| rel.is("package") || rel.is("oleObject")).take(MOST_MARKS);
    let mut found: Vec<Drawn> = inserted.map(|_| Drawn::default()).collect();
    for rel in rels.iter().filter(|rel| rel.is("drawing")).take(16) {
        let part = resolve(path, &rel.target);
        let xml = parts.read(&part)?;
        measure(xml.as_bytes(), &part)?;
        found.extend(anchored(xml));
    }
    Ok(found)
}

/// What the anchors of a drawing hold; shapes without words are left out.
fn anchored(xml: &str) -> Vec<Drawn> {
    let mut found = Vec::new();
    let mut drawn = Drawn::default();
    let (mut row, mut col, mut words) = (String::new(), String::new(), String::new());
    let (mut is_picture, mut copies) = (false, 0_usize);
    let mut within = String::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                name if name.ends_with("Anchor") => {
                    (drawn, is_picture, copies) = (Drawn::default(), false, 0);
                    (row, col, words) = Default::default();
                }
                "pic" | "graphicFrame" => is_picture = true,
                // The same once more, for programs that know no newer shapes.
                "Fallback" => copies += 1,
                name @ ("from" | "t") => name.clone_into(&mut within),
                name @ ("row" | "col") if within == "from" => name.clone_into(&mut within),
                _ => {}
            },
            Ok(Event::Text(piece)) => match within.as_str() {
                "row" => row.push_str(&piece.xml10_content()),
                "col" => col.push_str(&piece.xml10_content()),
                "t" if copies == 0 => words.push_str(&piece.xml10_content()),
                _ => {}
            },
            Ok(Event::GeneralRef(reference)) if within == "t" && copies == 0 => words.push_str(&entity(&reference)),
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                name if name.ends_with("Anchor") => {
                    drawn.at = (row.trim().parse().unwrap_or(0).min(ROWS - 1), col.trim().parse().unwrap_or(0).min(COLUMNS - 1));
                    drawn.text = tidy(&words);
                    if found.len() < MOST_MARKS && (is_picture || !drawn.text.is_empty()) {
                        found.push(std::mem::take(&mut drawn));
                    }
                }
                name @ ("row" | "col") if within == name => "from".clone_into(&mut within),
                "from" | "t" => within.clear(),
                "p" => words.push(' '),
                "Fallback" => copies = copies.saturating_sub(1),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The names of those who wrote threaded comments, by their ids.
fn people(parts: &mut Parts<'_>) -> Result<BTreeMap<String, String>, Unreadable> {
    let paths: Vec<String> = parts.names().filter(|name| name.contains("persons/")).take(4).map(str::to_owned).collect();
    let mut people = BTreeMap::new();
    for path in paths {
        let xml = parts.read(&path)?;
        measure(xml.as_bytes(), &path)?;
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "person" => {
                    if let (Some(id), Some(name)) = (attribute(&tag, "id"), attribute(&tag, "displayName")) {
                        people.insert(id, name);
                    }
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
    }
    Ok(people)
}

/// The notes of one part; `element` is `comment` or `threadedComment`.
fn notes(xml: &str, element: &str, people: &BTreeMap<String, String>) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut authors: Vec<String> = Vec::new();
    let mut note: Option<Comment> = None;
    let mut text: Option<String> = None;
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                name if name == element => {
                    let author = attribute(&tag, "personId").and_then(|id| people.get(&id).cloned()).or_else(|| {
                        attribute(&tag, "authorId").and_then(|id| id.parse::<usize>().ok()).and_then(|id| authors.get(id).cloned())
                    });
                    note = attribute(&tag, "ref").and_then(|at| cell_at(&at)).map(|at| Comment {
                        at,
                        author: author.unwrap_or_default().trim().to_owned(),
                        text: String::new(),
                    });
                }
                "author" | "t" | "text" => text = Some(String::new()),
                _ => {}
            },
            Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "author" => authors.push(String::new()),
            Ok(Event::Text(piece)) => {
                if let Some(text) = &mut text {
                    text.push_str(&piece.xml10_content());
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                if let Some(text) = &mut text {
                    text.push_str(&entity(&reference));
                }
            }
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                name if name == element && found.len() < MOST_MARKS => {
                    found.extend(note.take().filter(|note| !note.text.trim().is_empty()));
                }
                "author" => authors.extend(text.take()),
                "t" | "text" => {
                    if let (Some(text), Some(note)) = (text.take(), &mut note) {
                        note.text.push_str(&text);
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// What an entity stands for: one of the five that XML knows, or a letter by its number.
pub(crate) fn entity(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return letter.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(reference).unwrap_or_default().to_owned()
}
