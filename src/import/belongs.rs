//! Where a row below the rows of a table belongs: it is one of them, it goes on with the one above, or it is none of either.

use crate::model::sheet::Value;
use crate::model::text::fold;

use super::front::continued;
use super::grid::{self, GridRow};
use super::headings::Holds;
use super::layout::Table;
use super::paper::is_total;
use super::{legend, number, status};

/// Where a row belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Belongs {
    /// A row of its own.
    Own,
    /// To the row above, which it goes on with.
    Above,
    /// A key, a note or a signature below the rows.
    Below,
}

/// Where a row belongs; `apart` tells that a blank row or the heading of a key stands above it.
pub(super) fn belongs(table: &Table<'_>, row: &GridRow<'_>, apart: bool) -> Belongs {
    if table.rows.is_empty() {
        return Belongs::Own;
    }
    let above = continues(table, row);
    if above && number_cell(table, row).is_some_and(|cell| is_label(&cell.text)) {
        return Belongs::Below;
    }
    if apart && (above || is_foot(table, row)) {
        return Belongs::Below;
    }
    if above { Belongs::Above } else { Belongs::Own }
}

/// Whether a row below a blank one is no row of the table, although it holds what rows hold: a cell alone, the entry of a key, words in
/// the place of a number, a count, or a note under a number that stands above.
fn is_foot(table: &Table<'_>, row: &GridRow<'_>) -> bool {
    let own = |holds: Holds| table.column(holds).and_then(|col| row.cells.get(&col)).filter(|cell| cell.own);
    let numbered = [Holds::No, Holds::Ref, Holds::PortalRef].into_iter().filter_map(own).find(|cell| is_numbering(cell));
    let rated = own(Holds::Status).is_some_and(|cell| is_rating(&cell.text));
    let asks = own(Holds::Owner).is_some() || own(Holds::Due).is_some() || own(Holds::OriginalDue).is_some();
    let two = row.own().count() == 2;
    let opens = row.own().next().is_some_and(|(_, cell)| is_label(&cell.text) || two && legend::is_word(&cell.text));
    if opens && numbered.is_none() && !rated && (two || !asks) {
        return true;
    }
    if own(Holds::Title).is_some() || is_sum(row) {
        return false;
    }
    if row.own().any(|(_, cell)| legend::is_entry(&cell.text)) && !(numbered.is_some() && rated) {
        return true;
    }
    if let Some(cell) = numbered {
        let again = |other: &super::layout::TableRow<'_>| {
            let held = [Holds::No, Holds::Ref].into_iter().filter_map(|holds| other.cells.get(&table.column(holds)?));
            held.into_iter().any(|held| fold(&held.text) == fold(&cell.text))
        };
        let tells = [Holds::Status, Holds::Owner, Holds::Due].into_iter().filter(|holds| table.column(*holds).is_some()).count();
        return row.own().count() == 2 && tells >= 2 && !rated && !asks && table.rows.iter().any(again);
    }
    let named = table.column(Holds::No).is_some() || table.column(Holds::Ref).is_some();
    if row.only().is_some() {
        return bare_number(table, row).is_none()
            && (named || table.column(Holds::Status).is_some() || table.column(Holds::Owner).is_some());
    }
    let mut counted = row.own().skip(1).map(|(_, cell)| cell.text.trim_end_matches('%').trim());
    if counted.all(|text| text.parse::<f64>().is_ok()) {
        return true;
    }
    // 'Signed off by:', 'Complete' beside 'On track': words where the numbers stand.
    let worded = [Holds::No, Holds::Ref].into_iter().filter_map(own).next().is_some();
    let dated = [Holds::Due, Holds::OriginalDue].into_iter().filter_map(own).any(is_date);
    let asked = own(Holds::Text).is_some_and(|cell| dated || asks && cell.text.chars().count() > 20);
    worded && !rated && !asked
}

/// The cell in the column of numbers that stands in this row.
fn number_cell<'c, 'a>(table: &Table<'_>, row: &'c GridRow<'a>) -> Option<&'c grid::Seen<'a>> {
    table.column(Holds::No).and_then(|col| row.cells.get(&col)).filter(|cell| cell.own)
}

/// What a note or a signature begins with: 'Signed:', 'Note 1', 'Prepared by'.
fn is_label(text: &str) -> bool {
    let folded = fold(text);
    let first = folded.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    text.chars().count() <= 60
        && (folded.ends_with(':')
            || matches!(first, "note" | "notes" | "source" | "sources" | "signed" | "prepared" | "produced" | "compiled"))
}

/// A number or a code, a reference of others (it has a stroke and no blanks), or a number that Excel made a date.
fn is_numbering(cell: &grid::Seen<'_>) -> bool {
    let text = &cell.text;
    matches!(cell.value, Value::Date(_)) || number::is_code(text) || text.contains('/') && !text.contains(char::is_whitespace)
}

/// A status, and not what a key says of one.
fn is_rating(text: &str) -> bool {
    status::is_status(text) && !joins_status(text) && !legend::is_entry(text)
}

fn is_date(cell: &grid::Seen<'_>) -> bool {
    matches!(cell.value, Value::Date(_)) || !super::dates_in_text::dates_in(&cell.text).is_empty()
}

/// A row of sums, as far as its first cell tells.
pub(super) fn is_sum(row: &GridRow<'_>) -> bool {
    row.own().next().is_some_and(|(_, cell)| is_total(&cell.text))
}

/// Whether a row says itself that it goes on with the one above: under its number, with 'continued' ('12 (cont.)').
pub(super) fn says_continued(table: &Table<'_>, row: &GridRow<'_>) -> bool {
    let Some(col) = table.column(Holds::No) else { return false };
    let above = table.rows.last().and_then(|above| above.cells.get(&col));
    let number = row.cells.get(&col).and_then(|cell| continued(&cell.text));
    above.zip(number).is_some_and(|(above, number)| fold(&above.text) == fold(number))
}

/// Whether a row goes on with the row above: no number, status or owner of its own, or a second line of one.
fn continues(table: &Table<'_>, row: &GridRow<'_>) -> bool {
    if says_continued(table, row) {
        return true;
    }
    let own = |holds: Holds| table.column(holds).and_then(|col| row.cells.get(&col)).filter(|cell| cell.own);
    if own(Holds::Title).is_some() || own(Holds::Ref).is_some() || is_sum(row) {
        return false;
    }
    let numbered = [Holds::No, Holds::PortalRef]
        .iter()
        .filter_map(|holds| own(*holds))
        .any(|cell| number::is_code(&cell.text) || matches!(cell.value, Value::Date(_)))
        || bare_number(table, row).is_some();
    if numbered {
        return false;
    }
    let text = own(Holds::Text).map(|cell| cell.text.as_str()).unwrap_or_default();
    if number::kind_of_text(text).0.is_some() && !text.is_empty() && number::kind_of_text(text).1 != text {
        return false;
    }
    if stands_alone(table, row, text) {
        return false;
    }
    let rated = own(Holds::Status).is_some_and(|cell| is_rating(&cell.text));
    if rated || own(Holds::Owner).is_some() {
        return false;
    }
    let has_number = table.column(Holds::No).is_some()
        || table
            .rows
            .iter()
            .any(|row| row.cells.iter().any(|(col, cell)| !table.headings.contains_key(col) && number::is_number(&cell.text)));
    let has_status = table.column(Holds::Status).is_some();
    if !has_number && !text.is_empty() {
        // Without numbers every text is a row of its own, unless the table rates its rows and this one says nothing else.
        let alone = row.own().count() == 1;
        return has_status && alone && !row.after_gap;
    }
    true
}

/// A sentence of its own with a date of its own, below one that has ended, where the row above is not rated either: in a table that
/// rates its rows, one that is not rated goes on with the row above, and so does a date that says that it replaces another.
fn stands_alone(table: &Table<'_>, row: &GridRow<'_>, text: &str) -> bool {
    let above = |holds: Holds| table.column(holds).and_then(|col| table.rows.last()?.cells.get(&col));
    let ended = above(Holds::Text).is_some_and(|above| above.text.ends_with(['.', '!', '?', ';']));
    let begins = text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if !(ended && begins && above(Holds::Status).is_none()) {
        return false;
    }
    let dates = [Holds::Due, Holds::OriginalDue, Holds::RevisedDue].into_iter().filter_map(|holds| table.column(holds));
    let dates: Vec<&grid::Seen<'_>> = dates.filter_map(|col| row.cells.get(&col)).filter(|cell| cell.own).collect();
    let replaces = |cell: &&grid::Seen<'_>| {
        let folded = fold(&cell.text);
        let opens = folded.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
        folded.starts_with('(') || matches!(opens, "was" | "now" | "reset" | "extended" | "previously" | "revised" | "moved")
    };
    dates.iter().any(|cell| is_date(cell)) && !dates.iter().any(replaces)
}

/// The number in a column without a heading.
pub(super) fn bare_number<'c, 'a>(table: &Table<'_>, row: &'c GridRow<'a>) -> Option<&'c grid::Seen<'a>> {
    if table.column(Holds::No).is_some() {
        return None;
    }
    row.own().find(|(col, cell)| may_hold_numbers(table, **col) && number::is_number(&cell.text)).map(|(_, cell)| cell)
}

/// A column without a heading, under one that spans it, or headed as the text whose own column has no heading.
fn may_hold_numbers(table: &Table<'_>, col: u32) -> bool {
    let spanned = table.spans.iter().any(|(from, span)| *span > 1 && (*from..from.saturating_add(*span)).contains(&col));
    let before_bare = table.headings.get(&col).is_some_and(|heading| heading.holds == Some(Holds::Text))
        && !table.headings.contains_key(&col.saturating_add(1));
    spanned || before_bare || !table.headings.contains_key(&col)
}

/// The second line of a status that was broken over two rows.
pub(super) fn joins_status(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_start_matches(['-', '(', ' ']);
    text.chars().count() <= 40
        && ["pending", "awaiting", "sign", "(closed", "hmicfrs"].iter().any(|start| word.starts_with(start) || folded.starts_with(start))
}
