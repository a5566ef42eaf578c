//! Where things stand on the form's sheets, and which texts we put there ourselves.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::model::columns::{self as c, Column};
use crate::model::place::column_name;
use crate::model::returned::Pack;
use crate::model::text::fold_bytes;

use super::FormTexts;
use super::checks::Checks;

pub(super) const RETURN: &str = "Return";
pub(super) const DETAILS: &str = "Details";
pub(super) const GUIDANCE: &str = "Guidance";
pub(super) const LISTS: &str = "Lists";
pub(super) const ISSUED: &str = "Issued";

/// The row of the headings on `Return`, from nought; the tasks follow at once.
pub(super) const HEADING_ROW: u32 = 5;
/// The first task's row.
pub(super) const FIRST_ROW: u32 = HEADING_ROW + 1;

/// What the form's title begins with; the owner and the cycle follow.
pub(super) const TITLE: &str = "Return of ";
/// That of a correction.
pub(super) const TITLE_AGAIN: &str = "Points to put right: ";

/// The titles of the sheets for reading.
pub(super) const DETAILS_TITLE: &str = "Details: the full texts";
pub(super) const GUIDANCE_TITLE: &str = "How to fill this in";

pub(super) const FILLED_IN_BY: &str = "Filled in by";
pub(super) const AGREED_BY: &str = "Agreed by";

/// The first cell of the sheet `Issued`: tells it from any other.
pub(super) const ISSUED_TITLE: &str = "rectrack: what was issued";
/// The heading of the texts that we wrote, on the sheet `Issued`.
pub(super) const KNOWN_HEADING: &str = "Texts as issued";

/// What is written, and every text that goes onto a visible sheet: what comes back beyond them was added by somebody.
pub(super) struct Sheets<'a> {
    pub(super) pack: &'a Pack,
    pub(super) texts: &'a FormTexts,
    pub(super) checks: Checks,
    known: BTreeSet<u64>,
}

impl<'a> Sheets<'a> {
    pub(super) fn new(pack: &'a Pack, texts: &'a FormTexts) -> Self {
        Self { pack, texts, checks: Checks::default(), known: BTreeSet::new() }
    }

    /// Remembers a text that we put on a visible sheet, and hands it back.
    pub(super) fn own<'t>(&mut self, text: &'t str) -> &'t str {
        if !text.trim().is_empty() {
            self.known.insert(digest(text));
        }
        text
    }

    /// The digests of every text of ours, sorted.
    pub(super) fn known(&self) -> impl Iterator<Item = String> {
        self.known.iter().map(|digest| format!("{digest:016x}"))
    }
}

/// A short digest of a text as people see it (FNV-1a over the folded text): to know our own texts again, not to keep a secret.
pub(super) fn digest(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    fold_bytes(text, |byte| hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    hash
}

/// The column's place on `Return`, from nought.
pub(super) fn column_of(column: &Column) -> u16 {
    let at = c::RETURN.iter().position(|known| known.heading == column.heading);
    u16::try_from(at.expect("internal: a column of the form")).expect("internal: the form has fewer than 65,536 columns")
}

/// The column's letters on `Return`.
pub(super) fn letters(column: &Column) -> String {
    column_name(u32::from(column_of(column)))
}

/// A cell of this row, wherever the row is moved to: cut and paste cannot break it.
pub(super) fn this_row(column: &Column) -> &'static str {
    /// Of each column of the form: a form's formulas name them thousands of times.
    static CELLS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let letters = c::RETURN.iter().map(|column| letters(column));
        letters.map(|letters| format!("INDEX(${letters}:${letters},ROW())")).collect()
    });
    CELLS.get(usize::from(column_of(column))).expect("internal: a column of the form")
}

/// The column's width on `Return`: narrower than in the register, so that a whole row shows on a wide screen and prints on one page.
pub(super) fn width(column: &Column) -> f64 {
    let widths = [
        (&c::REF, 17.0),
        (&c::CHECK, 19.0),
        (&c::ASKED, 27.0),
        (&c::DUE, 13.0),
        (&c::LAST_TIME, 31.0),
        (&c::NO_CHANGE, 9.0),
        (&c::RATING, 9.0),
        (&c::UPDATE, 34.0),
        (&c::REASON, 22.0),
        (&c::EVIDENCE, 22.0),
        (&c::COMPLETED_ON, 12.0),
        (&c::REVISED_DUE, 12.0),
        (&c::REASON_NEW_DATE, 20.0),
        (&c::WAITING_ON, 15.0),
        (&c::RESOURCES, 15.0),
    ];
    widths.iter().find(|(known, _)| known.heading == column.heading).map_or(f64::from(column.width), |(_, width)| *width)
}

/// True for the columns that the owner fills in.
pub(super) fn is_entry(column: &Column) -> bool {
    c::ENTRY.iter().any(|known| known.heading == column.heading)
}
