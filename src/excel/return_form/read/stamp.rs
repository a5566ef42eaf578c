//! The stamp, in whichever of its places it survived.

use std::collections::{BTreeMap, BTreeSet};

use crate::excel::return_form::hidden::PREFIX;
use crate::excel::return_form::layout::{ISSUED_TITLE, KNOWN_HEADING, digest};
use crate::model::columns as c;
use crate::model::sheet::{Book, Sheet};
use crate::model::text::{fold, folds_to, tidy};

/// More than any Ref takes, with the blanks that somebody may have put around it.
pub(super) const LONGEST_REF: usize = 400;

/// What the stamp says, and what else the sheet `Issued` holds.
#[derive(Debug, Default)]
pub(super) struct Stamp {
    /// By name; empty when no stamp survived anywhere.
    pub(super) facts: BTreeMap<String, String>,
    /// The Refs that were issued, folded.
    pub(super) refs: BTreeSet<String>,
    /// Digests of the texts that we wrote.
    pub(super) known: BTreeSet<u64>,
    /// Which sheet is `Issued`.
    pub(super) issued_sheet: Option<usize>,
}

impl Stamp {
    pub(super) fn text(&self, name: &str) -> String {
        self.facts.get(name).cloned().unwrap_or_default()
    }

    /// A number of the stamp; some programs store whole numbers with decimals.
    pub(super) fn number(&self, name: &str) -> u32 {
        self.facts.get(name).and_then(|text| text.split('.').next()?.trim().parse().ok()).unwrap_or(0)
    }

    /// True for a Ref that was issued; a Ref is a word, so long texts need no folding.
    pub(super) fn is_issued(&self, text: &str) -> bool {
        text.len() <= LONGEST_REF && self.refs.contains(&fold(text))
    }

    /// True for a text that we wrote on some visible sheet.
    pub(super) fn is_known(&self, text: &str) -> bool {
        self.known.contains(&digest(text))
    }

    /// True for a Ref that was issued, and for text that could be one: no blanks, a slash inside.
    pub(super) fn looks_like_ref(&self, text: &str) -> bool {
        let inside = text.find('/').is_some_and(|at| at > 0 && at + 1 < text.len());
        self.refs.contains(&fold(text)) || (inside && text.chars().count() <= 80 && !text.contains(char::is_whitespace))
    }
}

/// Finds the stamp: custom properties first, then the sheet `Issued`, then defined names; each fills what is missing.
pub(super) fn find(book: &Book) -> Stamp {
    let mut stamp = Stamp::default();
    for (name, value) in &book.properties {
        put(&mut stamp.facts, name, value);
    }
    for (at, sheet) in book.sheets.iter().enumerate() {
        if let Some(corner) = corner(sheet) {
            stamp.issued_sheet = Some(at);
            take_issued(sheet, corner, &mut stamp);
            break;
        }
    }
    for (name, formula) in &book.names {
        if let Some(text) = quoted(formula) {
            put(&mut stamp.facts, name, &text);
        }
    }
    stamp
}

fn put(facts: &mut BTreeMap<String, String>, name: &str, value: &str) {
    let folded = fold(name);
    if let Some(name) = folded.strip_prefix(PREFIX)
        && !value.trim().is_empty()
    {
        facts.entry(name.to_owned()).or_insert_with(|| tidy(value));
    }
}

/// The text of a name that refers to a text: `="..."`, with or without the sign.
fn quoted(formula: &str) -> Option<String> {
    let text = formula.trim().trim_start_matches('=').trim();
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.replace("\"\"", "\""))
}

/// The cell that tells the sheet `Issued` from any other, wherever it stands and whatever the sheet is called.
fn corner(sheet: &Sheet) -> Option<(u32, u32)> {
    // Our own title stands at the top: a sheet with thousands of other cells before it is not that one.
    let title = fold(ISSUED_TITLE);
    sheet.cells.iter().take(200).find(|(_, cell)| folds_to(&cell.value.seen(), &title)).map(|(at, _)| *at)
}

fn take_issued(sheet: &Sheet, (top, left): (u32, u32), stamp: &mut Stamp) {
    let mut row = top + 1;
    while !sheet.text(row, left).is_empty() {
        let (name, value) = (sheet.text(row, left), sheet.text(row, left + 1));
        put(&mut stamp.facts, &format!("{PREFIX}{name}"), &value);
        row += 1;
    }
    let headings = row + 1;
    let Some(reference) = sheet.row(headings).find(|(_, cell)| fold(&cell.value.shown()) == fold(c::REF.heading)).map(|(col, _)| col)
    else {
        return;
    };
    let known = sheet.row(headings).find(|(_, cell)| fold(&cell.value.shown()) == fold(KNOWN_HEADING)).map(|(col, _)| col);
    for ((row, col), cell) in sheet.cells.range((headings + 1, 0)..) {
        debug_assert!(*row > headings);
        if *col == reference {
            stamp.refs.insert(fold(&cell.value.seen()));
        } else if Some(*col) == known {
            stamp.known.extend(u64::from_str_radix(&cell.value.seen(), 16));
        }
    }
}
