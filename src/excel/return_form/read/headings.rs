//! Finding the form on a sheet: its heading row by content, its columns by heading, alias, place or what stands in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::excel::return_form::layout;
use crate::model::columns::{self as c, Column};
use crate::model::place::Place;
use crate::model::sheet::Sheet;
use crate::model::text::{Text, fold, fold_title};

use super::stamp::Stamp;

/// The form on a sheet.
#[derive(Debug)]
pub(super) struct Table<'s> {
    pub(super) sheet: &'s Sheet,
    /// None where the heading row was deleted.
    pub(super) heading_row: Option<u32>,
    /// By the column's place on the form as issued: where it stands now.
    pub(super) columns: BTreeMap<usize, u32>,
    pub(super) moved: Vec<(&'static str, Text, Place)>,
    pub(super) lost: Vec<&'static str>,
    /// The workbook counts days from 1904.
    pub(super) from_1904: bool,
    /// Rows of which a cell of the form is part of a merged area: first and last, in order, none within another.
    pub(super) merged: Vec<(u32, u32)>,
    /// Cells that could not be read at all.
    pub(super) unread: BTreeSet<(u32, u32)>,
    /// What stands over each of the form's columns, folded.
    pub(super) headings: Vec<(u32, String)>,
}

impl Table<'_> {
    /// Where a column stands now.
    pub(super) fn at(&self, column: &Column) -> Option<u32> {
        let at = c::RETURN.iter().position(|known| known.heading == column.heading)?;
        self.columns.get(&at).copied()
    }

    /// The heading over a column, as it stands.
    pub(super) fn heading(&self, col: u32) -> Text {
        self.heading_row.map_or_else(Text::new, |row| self.sheet.text(row, col))
    }

    /// The Ref in a row; empty where none stands.
    pub(super) fn reference(&self, row: u32) -> String {
        self.at(&c::REF).map_or_else(String::new, |col| self.sheet.text(row, col).into())
    }

    /// The place of the heading row, or of the sheet.
    pub(super) fn place(&self) -> Place {
        self.heading_row.map_or_else(|| self.sheet.whole(), |row| self.sheet.place(row, self.at(&c::REF).unwrap_or(0)))
    }

    /// The headings pasted once more among the rows.
    pub(super) fn is_heading_again(&self, row: u32) -> bool {
        self.headings.iter().filter(|(col, heading)| !heading.is_empty() && self.sheet.says(row, *col, heading)).count() >= 3
    }

    /// True when a cell of the form in this row is part of a merged area.
    pub(super) fn is_merged(&self, row: u32) -> bool {
        let after = self.merged.partition_point(|(first, _)| *first <= row);
        after.checked_sub(1).and_then(|at| self.merged.get(at)).is_some_and(|(_, last)| row <= *last)
    }
}

/// A table as it was found. Merged areas and unreadable cells are sorted once: a sheet may hold thousands of either.
fn found<'s>(
    sheet: &'s Sheet,
    heading_row: Option<u32>,
    columns: BTreeMap<usize, u32>,
    moved: Vec<(&'static str, Text, Place)>,
    lost: Vec<&'static str>,
) -> Table<'s> {
    let touching = sheet.merged.iter().filter(|area| columns.values().any(|col| (area.first.1..=area.last.1).contains(col)));
    let mut rows: Vec<(u32, u32)> = touching.map(|area| (area.first.0, area.last.0)).collect();
    rows.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for (first, last) in rows {
        match merged.last_mut() {
            Some(before) if first <= before.1 => before.1 = before.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    let heading = |col: &u32| heading_row.map_or_else(String::new, |row| fold(&sheet.value(row, *col).seen()));
    let headings = columns.values().map(|col| (*col, heading(col))).collect();
    let unread = sheet.unread.iter().copied().collect();
    Table { sheet, heading_row, columns, moved, lost, from_1904: false, merged, unread, headings }
}

/// Columns that only the return form has: what tells it from a register, a schedule or somebody's own list.
fn is_forms_own(column: &Column) -> bool {
    [&c::CHECK, &c::ASKED, &c::LAST_TIME, &c::NO_CHANGE, &c::REVISED_DUE, &c::REASON_NEW_DATE]
        .iter()
        .any(|own| own.heading == column.heading)
}

/// A sheet that is a return form even though no stamp says so: its own headings are there, and rows with Refs.
pub(super) fn is_form_by_itself(table: &Table<'_>) -> bool {
    let own = table.columns.keys().filter(|at| c::RETURN.get(**at).is_some_and(|column| is_forms_own(column))).count();
    let none = Stamp::default();
    own >= 3 && table.heading_row.is_some() && table.sheet.rows().into_iter().any(|row| none.looks_like_ref(&table.reference(row)))
}

/// Every heading and alias of the form, folded, with the columns that it may mean.
pub(super) struct Index {
    exact: BTreeMap<String, usize>,
    alias: BTreeMap<String, usize>,
    /// The headings without their punctuation.
    titles: BTreeMap<String, usize>,
    /// The first words of the headings: text that begins with another is no heading.
    first_words: BTreeSet<String>,
}

/// A row with fewer headings of the form is not its heading row.
const FEWEST_HEADINGS: usize = 4;

/// Made once for all returns.
pub(super) static INDEX: LazyLock<Index> = LazyLock::new(Index::new);

/// The letters and digits that a folded text begins with, apostrophes left out as [`fold_title`] does.
fn first_word(folded: &str) -> String {
    let letters = folded.chars().filter(|c| *c != '\'').skip_while(|c| !c.is_alphanumeric());
    letters.take_while(|c| c.is_alphanumeric()).collect()
}

impl Index {
    fn new() -> Self {
        let (exact, alias, titles, first_words) = Default::default();
        let mut index = Self { exact, alias, titles, first_words };
        for (at, column) in c::RETURN.iter().enumerate() {
            index.exact.insert(fold(column.heading), at);
            index.first_words.insert(first_word(&fold(column.heading)));
            index.titles.entry(fold_title(column.heading)).or_insert(at);
            for alias in column.aliases {
                index.alias.entry(fold(alias)).or_insert(at);
            }
        }
        index
    }

    fn exactly(&self, text: &str) -> Option<usize> {
        self.exact.get(text).copied()
    }

    /// The column that a retyped heading means: an alias, the heading without its punctuation, or the heading with a remark in brackets.
    fn nearly(&self, text: &str) -> Option<usize> {
        let by_title = || self.titles.get(&fold_title(text)).copied();
        let with_remark = || {
            let heads = self.exact.iter().filter(|(heading, _)| {
                text.strip_prefix(heading.as_str())
                    .is_some_and(|rest| rest.trim_start().starts_with(['(', '[', ':', '-', '/', '*', '?', '.']))
            });
            heads.max_by_key(|(heading, _)| heading.len()).map(|(_, at)| *at)
        };
        let begins = || self.first_words.contains(&first_word(text));
        self.alias.get(text).copied().or_else(|| begins().then(|| by_title().or_else(with_remark)).flatten())
    }
}

/// Finds the form on a sheet; none when it is not there.
pub(super) fn find<'s>(sheet: &'s Sheet, stamp: &Stamp) -> Option<Table<'s>> {
    // The fullest row; of equals the first. Nothing is fuller than a row with every heading: the rows below are not looked at.
    let mut best: Option<(u32, BTreeMap<usize, u32>)> = None;
    for row in sheet.rows() {
        if sheet.cells.row(row).len() < FEWEST_HEADINGS {
            continue;
        }
        let found = matched(sheet, row, &INDEX);
        let entries = found.keys().filter(|at| c::RETURN.get(**at).is_some_and(|column| layout::is_entry(column))).count();
        if found.len() < FEWEST_HEADINGS || entries < 2 || best.as_ref().is_some_and(|(_, fullest)| found.len() <= fullest.len()) {
            continue;
        }
        let full = found.len() == c::RETURN.len();
        best = Some((row, found));
        if full {
            break;
        }
    }
    match best {
        Some((row, found)) => Some(table(sheet, row, found, stamp)),
        None => without_headings(sheet, stamp),
    }
}

/// Headings of the row that are ours: the form's column to the sheet's.
fn matched(sheet: &Sheet, row: u32, index: &Index) -> BTreeMap<usize, u32> {
    let cells: Vec<(u32, String)> = sheet
        .row(row)
        .map(|(col, cell)| (col, cell.value.seen()))
        .filter(|(_, text)| text.len() <= 120)
        .map(|(col, text)| (col, fold(&text)))
        .collect();
    let mut found: BTreeMap<usize, u32> = BTreeMap::new();
    for (col, text) in &cells {
        if let Some(at) = index.exactly(text) {
            found.entry(at).or_insert(*col);
        }
    }
    for (col, text) in &cells {
        if !text.is_empty()
            && !found.values().any(|taken| taken == col)
            && let Some(at) = index.nearly(text)
        {
            found.entry(at).or_insert(*col);
        }
    }
    found
}

fn table<'s>(sheet: &'s Sheet, row: u32, mut columns: BTreeMap<usize, u32>, stamp: &Stamp) -> Table<'s> {
    by_neighbours(sheet, row, &mut columns);
    if !columns.contains_key(&0)
        && let Some(col) = by_refs(sheet, row, &columns, stamp)
    {
        columns.insert(0, col);
    }
    let mut moved = Vec::new();
    let steady = longest_rising(&columns);
    for (at, col) in &columns {
        let Some(column) = c::RETURN.get(*at) else { continue };
        let found = sheet.text(row, *col);
        if fold(&found) != fold(column.heading) || !steady.contains(at) || (*at == 0 && row != layout::HEADING_ROW) {
            moved.push((column.heading, found, sheet.place(row, *col)));
        }
    }
    let lost = c::RETURN
        .iter()
        .enumerate()
        .filter(|(at, column)| !columns.contains_key(at) && column.heading != c::CHECK.heading)
        .map(|(_, column)| column.heading)
        .collect();
    found(sheet, Some(row), columns, moved, lost)
}

/// A heading that was retyped beyond knowing, or deleted, between two that are right is the one that belongs there.
fn by_neighbours(sheet: &Sheet, row: u32, columns: &mut BTreeMap<usize, u32>) {
    for at in 0..c::RETURN.len() {
        if columns.contains_key(&at) {
            continue;
        }
        let before = at.checked_sub(1).map(|before| columns.get(&before).copied());
        let after = columns.get(&(at + 1)).copied();
        let here = match (before, after) {
            (Some(Some(before)), Some(after)) if after == before + 2 => before + 1,
            (Some(Some(before)), None) if at + 1 == c::RETURN.len() && !sheet.text(row, before + 1).is_empty() => before + 1,
            (None, Some(1)) => 0,
            _ => continue,
        };
        if !columns.values().any(|taken| *taken == here) {
            columns.insert(at, here);
        }
    }
}

/// The column whose cells below the headings are Refs.
fn by_refs(sheet: &Sheet, row: u32, columns: &BTreeMap<usize, u32>, stamp: &Stamp) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for ((_, col), cell) in sheet.cells.range((row + 1, 0)..) {
        if !columns.values().any(|taken| taken == col) && stamp.looks_like_ref(&cell.value.shown()) {
            *counts.entry(*col).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(col, count)| (*count, std::cmp::Reverse(*col))).map(|(col, _)| col)
}

/// The heading row is gone, but Refs that we issued stand in a column: the form's columns are taken to stand as issued.
fn without_headings<'s>(sheet: &'s Sheet, stamp: &Stamp) -> Option<Table<'s>> {
    // Only the form has the formula of `Check` beside its Refs.
    if sheet.cells.values().all(|cell| cell.formula.is_none()) {
        return None;
    }
    let shown = sheet.cells.iter().map(|(at, cell)| (at, cell.value.seen()));
    let refs = shown.filter(|(_, text)| stamp.is_issued(text));
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    let mut formulas = 0;
    for ((row, col), _) in refs {
        *counts.entry(*col).or_default() += 1;
        formulas += usize::from(sheet.cells.get(&(*row, col + 1)).is_some_and(|cell| cell.formula.is_some()));
    }
    // `Details` holds the Refs too.
    let (left, _) = counts.into_iter().max_by_key(|(_, count)| *count).filter(|_| formulas > 0)?;
    let columns: BTreeMap<usize, u32> = (0..c::RETURN.len()).zip(left..).collect();
    let moved = vec![(c::REF.heading, Text::new(), sheet.whole())];
    Some(found(sheet, None, columns, moved, Vec::new()))
}

/// The most columns that still stand in the form's order: the others are the ones that moved.
fn longest_rising(columns: &BTreeMap<usize, u32>) -> Vec<usize> {
    let found: Vec<(usize, u32)> = columns.iter().map(|(at, col)| (*at, *col)).collect();
    let mut best: Vec<Vec<usize>> = Vec::with_capacity(found.len());
    for (index, (at, col)) in found.iter().enumerate() {
        let before = (0..index).filter(|earlier| found[*earlier].1 < *col).max_by_key(|earlier| best[*earlier].len());
        let mut run = before.map_or_else(Vec::new, |earlier| best[earlier].clone());
        run.push(*at);
        best.push(run);
    }
    best.into_iter().max_by_key(Vec::len).unwrap_or_default()
}
