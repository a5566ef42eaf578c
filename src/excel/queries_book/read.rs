//! Reading `queries.xlsx` back, as forgivingly as a return.

use std::collections::BTreeMap;

use crate::model::columns::{self as c, Column};
use crate::model::place::{Place, cell_at};
use crate::model::settled::{AgreeRow, Choice, QueriesBook, QueryRow};
use crate::model::sheet::{Book, Sheet, Value};
use crate::model::text::{Text, fold};
use crate::model::words::{DecisionKind, Severity, Word as _, YesNo};
use crate::model::{Query, Words};

use super::{AGREE, CYCLE, LISTS, NOTES, QUERIES};

static LOST: Words = Words {
    says: "the headings of the sheet {sheet} were not found, so decisions typed there were not read",
    asks: "put the headings back, or copy the decisions into the queries workbook that is written now",
};

static ADDED_COLUMN: Words = Words {
    says: "the column '{heading}' is not one of this workbook's; its {count} will not stand in the next one",
    asks: "look into {copy}, which keeps this workbook as it is",
};
static ADDED_SHEET: Words = Words {
    says: "the sheet '{sheet}' is not one of this workbook's and will not be in the next one",
    asks: "look into {copy}, which keeps this workbook as it is",
};
static ADDED_NOTES: Words =
    Words { says: "{notes} will not be in the next workbook", asks: "look into {copy}, which keeps this workbook as it is" };

/// The tables of the workbook: their columns, and the headings that tell each from the others.
const TABLES: [(&[&Column], &[&Column]); 3] =
    [(c::QUERIES, &[&c::RULE_OR_FIELD, &c::SAYS]), (c::AGREE, &[&c::CLAIM, &c::OWNER_SAYS]), (c::NOTES, &[&c::NOTED, &c::CELL])];

/// Reads the workbook: every row with what was typed, its texts exactly as written. The queries say what could not be read.
#[must_use]
pub fn read(book: &Book) -> (QueriesBook, Vec<Query>) {
    let mut read = QueriesBook { cycle: book.properties.get(CYCLE).cloned().unwrap_or_default().into(), ..QueriesBook::default() };
    let mut lost = Vec::new();
    for sheet in &book.sheets {
        let [queries, agree, notes] = TABLES.map(|(columns, needed)| move || Table::find(sheet, columns, needed));
        if let Some(table) = queries() {
            read.queries.extend(table.rows().filter_map(|row| query_row(&table, row)));
        } else if let Some(table) = agree() {
            read.agree.extend(table.rows().filter_map(|row| agree_row(&table, row)));
        } else if let Some(table) = notes() {
            let notes = table.rows().map(|row| (table.text(row, &c::OWNER), table.place(row), table.text(row, &c::NOTED)));
            read.notes.extend(notes.filter(|(_, _, text)| !text.is_empty()));
        } else if [QUERIES, AGREE].iter().any(|name| fold(name) == fold(&sheet.name)) && !sheet.cells.is_empty() {
            lost.push(Query::new("moved-heading", Severity::Warning, &LOST).fact("sheet", sheet.name.to_string()).at(sheet.whole()));
        }
    }
    (read, lost)
}

/// What somebody added to the workbook and the next one will not have: columns, sheets and notes of their own. `copy` is where the
/// workbook is kept as it is.
#[must_use]
pub fn added(book: &Book, copy: &str) -> Vec<Query> {
    let told = |words: &'static Words, place: Place| Query::new("unknown-column", Severity::Warning, words).fact("copy", copy).at(place);
    let mut added = Vec::new();
    for sheet in &book.sheets {
        let table = TABLES.iter().find_map(|(columns, needed)| Table::find(sheet, columns, needed));
        let ours = [QUERIES, AGREE, NOTES, LISTS].iter().any(|name| fold(name) == fold(&sheet.name));
        if let Some(table) = &table {
            let mut columns: BTreeMap<u32, usize> = BTreeMap::new();
            for ((row, col), cell) in sheet.cells.range((table.heading_row + 1, 0)..) {
                // Below an empty table stands that there is nothing.
                let beside = !table.columns.values().any(|known| known == col) && *row > table.heading_row;
                *columns.entry(*col).or_default() += usize::from(beside && !cell.value.is_blank());
            }
            for (col, entries) in columns.into_iter().filter(|(_, entries)| *entries > 0) {
                let heading = sheet.text(table.heading_row, col);
                let query = told(&ADDED_COLUMN, sheet.place(table.heading_row, col)).fact("heading", heading);
                added.push(query.fact("count", crate::model::text::plural(entries, "entry", "entries")));
            }
        } else if !ours && !sheet.cells.is_empty() {
            added.push(told(&ADDED_SHEET, sheet.whole()).fact("sheet", sheet.name.to_string()));
        }
        if let Some(first) = sheet.comments.first() {
            let notes = crate::model::text::plural(sheet.comments.len(), "note on a cell", "notes on cells");
            added.push(told(&ADDED_NOTES, sheet.place(first.at.0, first.at.1)).fact("notes", notes));
        }
    }
    added
}

fn query_row(table: &Table<'_>, row: u32) -> Option<QueryRow> {
    let (reference, rule_or_field) = (table.text(row, &c::REF), table.text(row, &c::RULE_OR_FIELD));
    if rule_or_field.trim().is_empty() {
        return None;
    }
    Some(QueryRow {
        reference,
        rule_or_field,
        severity: Severity::read(&table.text(row, &c::SEVERITY)).unwrap_or(Severity::Warning),
        owner: table.text(row, &c::OWNER),
        issued: table.text(row, &c::ISSUED),
        held: table.text(row, &c::HELD),
        returned: table.text(row, &c::RETURNED),
        place: table.place(row),
        says: table.text(row, &c::SAYS),
        asks: table.text(row, &c::ASKS),
        choice: table.choice(row, &c::DECISION),
    })
}

fn agree_row(table: &Table<'_>, row: u32) -> Option<AgreeRow> {
    let (reference, claim) = (table.text(row, &c::REF), table.text(row, &c::CLAIM));
    if reference.trim().is_empty() || claim.trim().is_empty() {
        return None;
    }
    Some(AgreeRow {
        reference,
        owner: table.text(row, &c::OWNER),
        claim,
        last_time: table.text(row, &c::WAS),
        owner_says: table.text(row, &c::OWNER_SAYS),
        suggested: table.text(row, &c::SUGGESTED),
        held_back: YesNo::read(&table.text(row, &c::WAITS)) == Some(YesNo::Yes),
        place: table.place(row),
        choice: table.choice(row, &c::MY_DECISION),
        committee_text: table.text(row, &c::COMMITTEE_TEXT),
    })
}

/// A table found by its headings.
struct Table<'s> {
    sheet: &'s Sheet,
    heading_row: u32,
    /// By heading: where the column stands now.
    columns: BTreeMap<&'static str, u32>,
}

impl<'s> Table<'s> {
    /// The table whose heading row holds `needed` and at least half of `columns`.
    fn find(sheet: &'s Sheet, columns: &[&'static Column], needed: &[&Column]) -> Option<Self> {
        let found = sheet.rows().into_iter().take(200).map(|row| {
            let headed = |exactly: bool| {
                move |column: &&'static Column| {
                    let matches = |text: &str| if exactly { fold(text) == fold(column.heading) } else { column.is_headed(text) };
                    sheet.row(row).find(|(_, cell)| matches(&cell.value.shown())).map(|(col, _)| (column.heading, col))
                }
            };
            let mut found: BTreeMap<&'static str, u32> = columns.iter().filter_map(headed(true)).collect();
            for (heading, col) in columns.iter().filter_map(headed(false)) {
                if !found.values().any(|taken| *taken == col) {
                    found.entry(heading).or_insert(col);
                }
            }
            (row, found)
        });
        found
            .filter(|(_, found)| needed.iter().all(|column| found.contains_key(column.heading)) && found.len() * 2 >= columns.len())
            .max_by_key(|(row, found)| (found.len(), std::cmp::Reverse(*row)))
            .map(|(heading_row, columns)| Self { sheet, heading_row, columns })
    }

    fn rows(&self) -> impl Iterator<Item = u32> + use<'s> {
        let heading_row = self.heading_row;
        self.sheet.rows().into_iter().filter(move |row| *row > heading_row)
    }

    /// The text exactly as it stands; other values as people see them.
    fn text(&self, row: u32, column: &Column) -> Text {
        let Some(col) = self.columns.get(column.heading) else { return Text::new() };
        match self.sheet.value(row, *col) {
            Value::Text(text) => text.clone(),
            other => other.shown(),
        }
    }

    /// The place that the row tells of.
    fn place(&self, row: u32) -> Place {
        let [file, sheet, cell] = [&c::FILE, &c::SHEET, &c::CELL].map(|column| self.text(row, column));
        Place { file: file.as_str().into(), sheet: sheet.as_str().into(), at: cell_at(&cell) }
    }

    fn choice(&self, row: u32, decision: &Column) -> Choice {
        let typed = self.text(row, decision);
        Choice {
            decision: DecisionKind::read(&typed),
            typed,
            value: self.text(row, &c::DECIDED_VALUE),
            decided_by: self.text(row, &c::DECIDED_BY),
            reason: self.text(row, &c::DECISION_REASON),
            place: self.columns.get(decision.heading).map_or_else(|| self.sheet.whole(), |col| self.sheet.place(row, *col)),
        }
    }
}
