//! The columns of a table: a row of headings, which of several like ones is taken, and columns that have no heading.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::sheet::Value;
use crate::model::text::fold;

use super::grid::{self, GridRow};
use super::headings::{self, Heading, Holds};
use super::layout::Table;
use super::number;

/// The headings of a row, when it is a heading row.
pub(super) fn headings_of<'a>(row: &GridRow<'a>) -> Option<Table<'a>> {
    let own: Vec<(u32, &grid::Seen<'a>)> = row.own().map(|(col, cell)| (*col, cell)).collect();
    if own.len() < 2 {
        return None;
    }
    let plain = own.iter().all(|(_, cell)| matches!(cell.value, Value::Text(_)) && cell.text.chars().count() <= 120);
    let mut table = Table { heading_row: row.at, ..Table::default() };
    for (col, cell) in &own {
        table.headings.insert(*col, headings::read(&cell.text));
        table.spans.insert(*col, cell.span);
    }
    one_of_each(&mut table.headings);
    let mut seen: Vec<Holds> = table.headings.values().filter_map(|heading| heading.holds).collect();
    // 'Date' beside a title is the report's; beside a recommendation without another date it is the due date.
    let date = table.headings.iter().find(|(_, heading)| fold(&heading.printed) == "date").map(|(col, _)| *col);
    if let Some(heading) = date.and_then(|col| table.headings.get_mut(&col)) {
        let holds = if seen.contains(&Holds::Title) { Holds::Published } else { Holds::Due };
        if !seen.contains(&holds) {
            heading.holds = Some(holds);
            seen.push(holds);
        }
    }
    // 'End' beside 'Start': the day by which it is done.
    let named =
        |wanted: &[&str]| table.headings.iter().find(|(_, heading)| wanted.contains(&fold(&heading.printed).as_str())).map(|(col, _)| *col);
    let starts = named(&["start", "start date", "started", "begin", "from", "date started", "commencement date"]);
    let ends = named(&["end", "end date", "finish", "finish date", "to", "planned end", "planned finish"]).filter(|_| starts.is_some());
    if let Some(heading) = ends.and_then(|col| table.headings.get_mut(&col)).filter(|heading| heading.holds.is_none())
        && !seen.contains(&Holds::Due)
    {
        heading.holds = Some(Holds::Due);
        heading.nearest.clear();
        seen.push(Holds::Due);
    }
    let telling = seen.iter().any(|holds| matches!(holds, Holds::Text | Holds::No | Holds::Title | Holds::Ref));
    // Among many columns few may be known, and one be headed by a date or by a long note: then the known ones must say enough.
    let enough = seen.len() >= 3 && seen.iter().any(|holds| matches!(holds, Holds::Text | Holds::Title));
    // 'Status' and 'Number' alone head a count of the colours.
    let counted = own.len() == 2 && seen.iter().all(|holds| matches!(holds, Holds::Status | Holds::No | Holds::Stage));
    // 'Rec No.', '1', 'Owner', 'Head of Custody': a form, whose labels stand beside what they name.
    let form = own.iter().any(|(_, cell)| number::is_number(&cell.text)) || own.iter().any(|(_, cell)| cell.text.ends_with(':')) && !enough;
    let known = plain && !form && seen.len() * 2 >= own.len();
    (seen.len() >= 2 && telling && !counted && (known || enough)).then_some(table)
}

/// Of several columns that mean the same one is taken: the one that says what stands now. The others are kept as they are.
pub(super) fn one_of_each(headings: &mut BTreeMap<u32, Heading>) {
    let of = |headings: &BTreeMap<u32, Heading>, holds: Holds| -> Vec<u32> {
        headings.iter().filter(|(_, heading)| heading.holds == Some(holds)).map(|(col, _)| *col).collect()
    };
    let best = |headings: &BTreeMap<u32, Heading>, columns: &[u32]| {
        // The first of equals.
        columns.iter().rev().copied().max_by_key(|col| headings.get(col).map(headings::rank))
    };
    // A column of colours and one that says how far the work is: rating and stage are two facts.
    let rated = of(headings, Holds::Status);
    let (colours, words): (Vec<u32>, Vec<u32>) = rated.iter().partition(|col| headings.get(col).is_some_and(headings::is_of_colours));
    if !colours.is_empty()
        && of(headings, Holds::Stage).is_empty()
        && let Some(heading) = best(headings, &words).and_then(|col| headings.get_mut(&col))
    {
        heading.holds = Some(Holds::Stage);
    }
    let texts = of(headings, Holds::Text);
    let taken = best(headings, &texts);
    // What is to be done, beside the recommendation.
    if of(headings, Holds::Task).is_empty()
        && let Some(action) = texts.iter().filter(|col| Some(**col) != taken).find(|col| headings.get(col).is_some_and(headings::is_action))
        && let Some(heading) = headings.get_mut(action)
    {
        heading.holds = Some(Holds::Task);
    }
    if texts.is_empty()
        && let Some(heading) = of(headings, Holds::Task).first().and_then(|col| headings.get_mut(col))
    {
        heading.holds = Some(Holds::Text);
    }
    // Who answers for it, beside who does it.
    let owners = of(headings, Holds::Owner);
    if of(headings, Holds::Lead).is_empty()
        && owners.len() > 1
        && let Some(senior) = owners.iter().find(|col| headings.get(col).is_some_and(headings::is_senior))
        && owners.iter().any(|col| headings.get(col).is_some_and(|heading| !headings::is_senior(heading)))
        && let Some(heading) = headings.get_mut(senior)
    {
        heading.holds = Some(Holds::Lead);
    }
    let all: BTreeSet<Holds> = headings.values().filter_map(|heading| heading.holds).collect();
    for holds in all {
        let columns = of(headings, holds);
        let Some(taken) = best(headings, &columns).filter(|_| columns.len() > 1) else { continue };
        let printed = headings.get(&taken).map(|heading| heading.printed.clone()).unwrap_or_default();
        for other in columns.into_iter().filter(|col| *col != taken) {
            if let Some(heading) = headings.get_mut(&other) {
                heading.holds = None;
                heading.instead.clone_from(&printed);
            }
        }
    }
}

pub(super) fn same_headings(a: &Table<'_>, b: &Table<'_>) -> bool {
    let folded =
        |table: &Table<'_>| -> Vec<(u32, String)> { table.headings.iter().map(|(col, heading)| (*col, fold(&heading.printed))).collect() };
    folded(a) == folded(b)
}

/// A column headed as the recommendation that holds nothing but numbers in the rows below, beside one of words with a heading of its
/// own: the words are the text. `below` are the rows under the headings.
pub(super) fn name_numbered_text(table: &mut Table<'_>, below: &[GridRow<'_>]) {
    if [Holds::No, Holds::Ref, Holds::Title].iter().any(|holds| table.column(*holds).is_some()) {
        return;
    }
    let Some(col) = table.column(Holds::Text) else { return };
    let rows = || {
        below
            .iter()
            .take(6)
            .take_while(|row| headings_of(row).is_none())
            .filter(|row| row.own().count() >= 2 && row.cells.contains_key(&col))
    };
    let numbered = rows().filter(|row| row.cells.get(&col).is_some_and(|cell| is_label(&cell.text))).count();
    if numbered == 0 || numbered * 2 < rows().count() {
        return;
    }
    let length = |at: u32| -> usize { rows().filter_map(|row| row.cells.get(&at)).map(|cell| cell.text.chars().count()).sum() };
    // One that means the same, else the longest texts under a heading that is not known; what is to be done, where there is no other.
    let same =
        table.headings.iter().find(|(at, heading)| **at != col && heading.holds.is_none() && known_as_text(heading)).map(|(at, _)| *at);
    let unknown = || {
        table
            .headings
            .iter()
            .filter(|(_, heading)| heading.holds.is_none() && heading.instead.is_empty())
            .map(|(at, _)| (length(*at), *at))
            .max()
    };
    let long = || unknown().filter(|(length, _)| *length >= 12 * numbered).map(|(_, at)| at);
    let Some(text) = same.or_else(long).or_else(|| table.column(Holds::Task)) else { return };
    if let Some(heading) = table.headings.get_mut(&text) {
        heading.taken_for_text = heading.holds.is_none() && heading.instead.is_empty();
        heading.holds = Some(Holds::Text);
        heading.instead.clear();
    }
    if let Some(heading) = table.headings.get_mut(&col) {
        heading.holds = Some(Holds::No);
    }
}

/// A number, with or without words that say what it numbers: '4', 'Must do 1'.
fn is_label(text: &str) -> bool {
    let mut words = text.split_whitespace().rev();
    let last = words.next().is_some_and(number::is_number);
    last && text.chars().count() <= 20 && words.clone().count() <= 2 && words.all(|word| word.chars().all(char::is_alphabetic))
}

fn known_as_text(heading: &Heading) -> bool {
    !heading.instead.is_empty() && headings::known(&heading.printed) == Some(Holds::Text)
}

/// A table of numbers, owners and dates without a column of recommendations has one under a heading that is not known: the one
/// with the longest texts.
pub(super) fn name_text_column(table: &mut Table<'_>) {
    if [Holds::Text, Holds::Title, Holds::Task].iter().any(|holds| table.column(*holds).is_some()) || table.rows.is_empty() {
        return;
    }
    let length =
        |col: u32| -> usize { table.rows.iter().filter_map(|row| row.cells.get(&col)).map(|cell| cell.text.chars().count()).sum() };
    let unknown = table.headings.iter().filter(|(_, heading)| heading.holds.is_none() && heading.instead.is_empty());
    let longest = unknown.map(|(col, _)| (length(*col), *col)).max();
    // A dozen letters a row: shorter ones are codes and names.
    if let Some((length, col)) = longest
        && length >= 12 * table.rows.len()
        && let Some(heading) = table.headings.get_mut(&col)
    {
        heading.holds = Some(Holds::Text);
        heading.taken_for_text = true;
    }
}

/// Gives columns without a heading (or under one that spans them) what their values show.
pub(super) fn name_bare_columns(table: &mut Table<'_>) {
    if table.column(Holds::No).is_some() || table.column(Holds::Title).is_some() {
        return;
    }
    let mut columns: Vec<u32> = table.rows.iter().flat_map(|row| row.cells.keys().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let mostly_numbers = |col: u32| {
        let texts: Vec<&str> = table.rows.iter().filter_map(|row| row.cells.get(&col)).map(|cell| cell.text.as_str()).collect();
        !texts.is_empty() && texts.iter().filter(|text| number::is_number(text)).count() * 10 >= texts.len() * 6
    };
    // 'Recommendations' over a column of numbers and a column of texts, merged or not.
    let headed: Vec<u32> = table.headings.iter().filter(|(_, heading)| heading.holds == Some(Holds::Text)).map(|(col, _)| *col).collect();
    if let Some(from) = headed.into_iter().find(|col| mostly_numbers(*col)) {
        let span = table.spans.get(&from).copied().unwrap_or(1).max(2);
        let within = |col: &u32| *col > from && *col < from.saturating_add(span) && !table.headings.contains_key(col);
        let next = columns.iter().copied().find(within);
        if let (Some(next), Some(heading)) = (next, table.headings.get(&from).cloned()) {
            table.headings.insert(next, heading);
            table.headings.insert(from, Heading { printed: "No.".to_owned(), holds: Some(Holds::No), ..Heading::default() });
            return;
        }
    }
    let bare = columns.iter().copied().find(|col| !table.headings.contains_key(col) && mostly_numbers(*col));
    if let Some(col) = bare {
        table.headings.insert(col, Heading { printed: "No.".to_owned(), holds: Some(Holds::No), ..Heading::default() });
    }
}
