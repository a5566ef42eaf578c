//! Reading the register: as forgiving as for a return, since the coordinator edits it in Excel.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;

use super::upgrade::{self, Step};
use super::{LISTS, SCHEMA_PROPERTY, each_table};
use crate::excel::values::serial_date;
use crate::model::cells::At;
use crate::model::columns::{self as c, Column, Holds};
use crate::model::dates::{self, DateText};
use crate::model::place::{Place, cell_name, column_name};
use crate::model::register::SCHEMA;
use crate::model::sheet::{Cell, Sheet};
use crate::model::tables::{
    Cycle, Decision, Definition, Extension, Milestone, Owner, Paper, Position, Recommendation, Report, ReturnSeen, Row, Task,
};
use crate::model::text::{Text, fold};
use crate::model::words::Severity;
use crate::model::{Book, Query, Register, Value, Words};

/// A hand edit that does not fit the register.
const UNFIT: &str = "unfit-in-register";
/// What a hand edit brought that the register cannot keep.
const NOT_KEPT: &str = "not-kept-in-register";
/// Rows at the top of a sheet in which its headings are looked for.
const HEADING_ROWS: u32 = 30;

static NO_REGISTER: Words =
    Words { says: "this workbook holds none of the register's tables", asks: "name the register itself, or put it back from backups" };
static NEWER: Words =
    Words { says: "this register was written by a newer rectrack (schema {schema})", asks: "use that version or a newer one" };
static OLDER: Words = Words {
    says: "this register is of schema {schema}, the program's is {ours}: {what}",
    asks: "nothing: the next command that writes brings it up to date, and keeps this one in backups",
};
static MISSING_SHEET: Words =
    Words { says: "the sheet {sheet} is not there; it counts as empty", asks: "put it back from backups, if it was not meant to go" };
static MISSING_COLUMN: Words = Words {
    says: "the column {column} is not there; its cells count as empty",
    asks: "put it back from backups, if it was not meant to go",
};
static MISSING_KEY: Words =
    Words { says: "the column {column} is not there, by which rows are known", asks: "put the column back with its values" };
static DOES_NOT_FIT: Words = Words { says: "{column} says '{value}', where {expected} should stand", asks: "correct the cell" };
static NO_KEY: Words = Words { says: "the row has no {column}", asks: "give it one, or delete the row" };
static TWICE: Words =
    Words { says: "{value} stands twice, here and in {other}", asks: "delete one of the rows, or give it another {column}" };
static POINTS_NOWHERE: Words =
    Words { says: "{column} names '{value}', which {sheet} does not list", asks: "correct it, or add it to {sheet}" };
static GIVEN: Words = Words { says: "the new row was given the {column} {value}", asks: "leave it as it is from now on" };
static READ_AS: Words = Words { says: "{column} says '{value}', read as {read}", asks: "type it as a date if that is not what was meant" };
static EXTRA_COLUMN: Words =
    Words { says: "the column {column} is not one of the register's; its values are kept", asks: "nothing, if it is yours" };
static EXTRA_SHEET: Words = Words { says: "the sheet is not one of the register's; its values are kept", asks: "nothing, if it is yours" };
static LOST: Words =
    Words { says: "{what} cannot be kept when the register is written", asks: "copy them elsewhere if they matter; the backup has them" };
static UNREAD: Words = Words { says: "the cell could not be read", asks: "type its value again" };

mod refs;

/// Reads the register; takes the book, so that the cells of a row that was read take no memory any more.
///
/// The queries beside it are notes: what was read with care, given, or cannot be kept when the register is written.
///
/// # Errors
/// The queries, with their places, that say what does not fit: nothing may be written over such a register.
pub fn read(book: Book) -> Result<(Register, Vec<Query>), Vec<Query>> {
    read_without(book, &[])
}

/// Reads the register without some of its tables, by their sheets: they come out empty, and nothing is said of them.
///
/// # Errors
/// As [`read`].
pub fn read_without(book: Book, left_out: &'static [&'static str]) -> Result<(Register, Vec<Query>), Vec<Query>> {
    read_as(book, SCHEMA, upgrade::STEPS, left_out)
}

/// Reads the register as a build does whose schema is `ours`.
pub(super) fn read_as(
    book: Book,
    ours: u32,
    steps: &[Step],
    left_out: &'static [&'static str],
) -> Result<(Register, Vec<Query>), Vec<Query>> {
    let mut reading = Reading {
        book,
        left_out,
        notes: Vec::new(),
        faults: Vec::new(),
        extra_columns: BTreeMap::new(),
        taken: BTreeMap::new(),
        places: BTreeMap::new(),
    };
    let file = Place::file(&reading.book.file);
    let schema = reading.book.properties.get(SCHEMA_PROPERTY).and_then(|text| text.trim().parse::<f64>().ok());
    if let Some(schema) = schema.filter(|schema| *schema > f64::from(ours)) {
        let fault = Query::new(UNFIT, Severity::Blocking, &NEWER).fact("schema", schema.to_string()).at(file);
        return Err(vec![fault]);
    }
    let mut register = Register::default();
    let mut found = 0;
    macro_rules! table {
        ($field:ident: $row:ty) => {
            register.$field = reading.table::<$row>(&mut found);
        };
    }
    each_table!(table);
    if found == 0 {
        return Err(vec![Query::new(UNFIT, Severity::Blocking, &NO_REGISTER).at(file)]);
    }
    reading.extra_sheets(&mut register);
    // A register without a stamp (saved by a program that drops it) is taken for one of this schema.
    if let Some(old) = (1..ours).find(|known| schema == Some(f64::from(*known))) {
        let what = upgrade::upgrade(&mut register, old, steps).join("; ");
        let what = if what.is_empty() { "new columns are empty".to_owned() } else { what };
        let facts = [("schema", old.to_string()), ("ours", ours.to_string()), ("what", what)];
        let facts: Vec<(&'static str, &str)> = facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
        reading.note(&OLDER, file, &facts);
    }
    reading.check_keys(&mut register);
    let Reading { notes, faults, extra_columns, .. } = reading;
    register.extra_columns = extra_columns;
    if faults.is_empty() { Ok((register, notes)) } else { Err(faults) }
}

struct Reading {
    /// What is still to be read: the sheets of tables that were read have no cells any more.
    book: Book,
    left_out: &'static [&'static str],
    notes: Vec<Query>,
    faults: Vec<Query>,
    extra_columns: BTreeMap<String, Vec<String>>,
    /// Sheets that a table was read from, by their place in the book, and the cells of each that hold formulas.
    taken: BTreeMap<usize, Vec<(u32, u32)>>,
    /// For each table its sheet, and the rows of it that were read, in order.
    places: BTreeMap<&'static str, (Place, Vec<u32>)>,
}

/// Where a table's columns stand in its sheet.
struct Layout {
    heading_row: u32,
    /// For each column of the table, the sheet's column.
    known: Vec<Option<u32>>,
    /// Columns that the table does not have, with their headings.
    extra: Vec<(u32, Text)>,
}

impl Reading {
    fn note(&mut self, words: &'static Words, place: Place, facts: &[(&'static str, &str)]) {
        self.notes.push(query(UNFIT, Severity::Note, words, place, facts));
    }

    fn fault(&mut self, words: &'static Words, place: Place, facts: &[(&'static str, &str)]) {
        self.faults.push(query(UNFIT, Severity::Blocking, words, place, facts));
    }

    fn table<T: Row>(&mut self, found: &mut usize) -> Vec<T> {
        let Some((sheet_at, layout)) = self.find::<T>() else {
            if self.left_out.contains(&T::SHEET) {
                return Vec::new();
            }
            // Tables that came with a later version are missing in an older register: that is no point to raise.
            let severity = if T::SHEET == Milestone::SHEET { Severity::Note } else { Severity::Warning };
            self.notes.push(query(UNFIT, severity, &MISSING_SHEET, Place::file(&self.book.file), &[("sheet", T::SHEET)]));
            return Vec::new();
        };
        *found += 1;
        let mut sheet = self.book.sheets.get_mut(sheet_at).map(std::mem::take).unwrap_or_default();
        for (column, _) in T::columns().iter().zip(&layout.known).filter(|(_, at)| at.is_none()) {
            let place = sheet.place(layout.heading_row, 0);
            if is_key(column) && T::columns().first() == Some(column) {
                self.fault(&MISSING_KEY, place, &[("column", column.heading)]);
            } else {
                let missing = query(UNFIT, Severity::Warning, &MISSING_COLUMN, place, &[("column", column.heading)]);
                self.notes.push(missing);
            }
        }
        let cells = std::mem::take(&mut sheet.cells).into_rows();
        // A merge adds a position for each task: a long history is not to be moved to make room.
        let added = if T::SHEET == Position::SHEET { self.places.get(Task::SHEET).map_or(0, |(_, tasks)| tasks.len()) } else { 0 };
        let mut rows = Vec::with_capacity(cells.len() + added);
        let mut read = Vec::with_capacity(cells.len());
        let mut formulas = Vec::new();
        let mut above = 0;
        for cells in cells {
            formulas.extend(cells.iter().filter(|(_, cell)| cell.formula.is_some()).map(|(at, _)| *at));
            let Some(((row, _), _)) = cells.first() else { continue };
            let mut filled = cells.iter().filter(|(_, cell)| !cell.value.is_blank());
            if *row < layout.heading_row {
                above += filled.count();
            } else if *row > layout.heading_row && filled.next().is_some() {
                rows.push(self.row::<T>(&sheet, *row, &cells, &layout));
                read.push(*row);
            }
        }
        self.places.insert(T::SHEET, (sheet.whole(), read));
        for (row, col) in &sheet.unread {
            self.fault(&UNREAD, sheet.place(*row, *col), &[]);
        }
        for (col, heading) in &layout.extra {
            self.note(&EXTRA_COLUMN, sheet.place(layout.heading_row, *col), &[("column", heading)]);
        }
        if above > 0 {
            self.lost(&sheet.whole(), &format!("the cells above the headings ({above})"));
        }
        if !layout.extra.is_empty() {
            self.extra_columns.insert(T::SHEET.to_owned(), layout.extra.into_iter().map(|(_, heading)| heading.into()).collect());
        }
        if let Some(slot) = self.book.sheets.get_mut(sheet_at) {
            *slot = sheet;
        }
        self.taken.insert(sheet_at, formulas);
        rows
    }

    /// The sheet of a table, by its place in the book: by its name, else the one that has most of its headings.
    fn find<T: Row>(&mut self) -> Option<(usize, Layout)> {
        let wanted = fold(T::SHEET);
        let columns = T::columns();
        let sheets = &self.book.sheets;
        if let Some((at, sheet)) = sheets.iter().enumerate().find(|(_, sheet)| fold(&sheet.name) == wanted) {
            self.taken.insert(at, Vec::new());
            return match layout(sheet, columns) {
                Some((layout, _)) => Some((at, layout)),
                None if sheet.cells.is_empty() => None,
                None => {
                    let key = columns.first().map_or("", |column| column.heading);
                    let place = sheet.whole();
                    self.fault(&MISSING_KEY, place, &[("column", key)]);
                    None
                }
            };
        }
        // A sheet that bears another table's name holds that table, however alike their headings are.
        let free = sheets.iter().enumerate().filter(|(at, sheet)| !self.taken.contains_key(at) && !bears_a_tables_name(sheet));
        let (_, at, layout) = free
            .filter_map(|(at, sheet)| layout(sheet, columns).map(|(layout, score)| (score, at, layout)))
            .filter(|(score, ..)| score * 10 >= columns.len() * 7)
            .max_by_key(|(score, at, _)| (*score, usize::MAX - at))?;
        Some((at, layout))
    }

    fn row<T: Row>(&mut self, sheet: &Sheet, row: u32, cells: &[(At, Cell)], layout: &Layout) -> T {
        let cell_at = |col: u32| cells.binary_search_by(|((_, at), _)| at.cmp(&col)).ok().and_then(|at| cells.get(at));
        let mut read = T::default();
        for (at, (column, col)) in T::columns().iter().zip(&layout.known).enumerate() {
            let Some(col) = *col else { continue };
            let Some((_, cell)) = cell_at(col) else { continue };
            let value = self.prepared(column, cell, &|| sheet.place(row, col));
            if let Err(unfit) = read.put(at, &value) {
                self.fault(
                    &DOES_NOT_FIT,
                    sheet.place(row, col),
                    &[("column", column.heading), ("value", &value.shown()), ("expected", unfit.expected)],
                );
            }
        }
        *read.extra_mut() =
            layout.extra.iter().map(|(col, _)| cell_at(*col).map_or(Value::Empty, |(_, cell)| plain(&cell.value))).collect();
        read
    }

    /// A cell's value as its column takes it: what Excel made of what was typed is undone, and said.
    fn prepared<'c>(&mut self, column: &Column, cell: &'c Cell, place: &dyn Fn() -> Place) -> Cow<'c, Value> {
        let said = |reading: &mut Self, read: &str| {
            reading.note(&READ_AS, place(), &[("column", column.heading), ("value", &cell.value.shown()), ("read", read)]);
        };
        match (&cell.value, column.holds) {
            (Value::Text(_), _) if is_key(column) => Cow::Owned(Value::from(cell.value.shown())),
            // Excel makes a date of a cycle's label that is typed ('2022-03').
            (Value::Date(date), _) if [c::CYCLE.heading, c::FROM_CYCLE.heading].contains(&column.heading) => {
                let label = format!("{}-{:02}", date.year(), date.month());
                said(self, &label);
                Cow::Owned(Value::Text(label.into()))
            }
            (Value::Number(serial), Holds::Date) => match serial_date(*serial, self.book.epoch_1904) {
                Some(date) if dates::LIKELY_YEARS.contains(&date.year()) => {
                    said(self, &dates::long(date));
                    Cow::Owned(Value::Date(date))
                }
                _ => Cow::Borrowed(&cell.value),
            },
            (Value::Text(text), Holds::Date) => {
                if let DateText::Day { date, .. } | DateText::Month { last_day: date } = dates::read_date(text) {
                    said(self, &dates::long(date));
                }
                Cow::Borrowed(&cell.value)
            }
            _ => Cow::Borrowed(&cell.value),
        }
    }

    /// Sheets that are not the register's are kept; what of all sheets cannot be kept is named.
    fn extra_sheets(&mut self, register: &mut Register) {
        let book = std::mem::take(&mut self.book);
        for (at, sheet) in book.sheets.iter().enumerate() {
            let formulas = self.taken.remove(&at);
            let ours = formulas.is_some();
            let lists = fold(&sheet.name) == fold(LISTS);
            if !ours && !lists {
                self.note(&EXTRA_SHEET, sheet.whole(), &[]);
                let cells = sheet.cells.iter().filter(|(_, cell)| cell.value != Value::Empty);
                register.extra_sheets.push(Sheet {
                    name: sheet.name.clone(),
                    hidden: sheet.hidden,
                    cells: cells.map(|(at, cell)| (*at, Cell { value: plain(&cell.value), formula: None })).collect(),
                    ..Sheet::default()
                });
            }
            let still = sheet.cells.iter().filter(|(_, cell)| cell.formula.is_some()).map(|(at, _)| *at);
            let formulas: Vec<(u32, u32)> = formulas.unwrap_or_default().into_iter().chain(still).collect();
            let notes: Vec<(u32, u32)> = sheet.comments.iter().map(|note| note.at).collect();
            let merged: Vec<(u32, u32)> = sheet.merged.iter().map(|area| area.first).collect();
            let hidden: Vec<(u32, u32)> = sheet.hidden_rows.iter().map(|row| (*row, 0)).collect();
            for (what, cells) in [
                ("formulas (their results are kept)", formulas),
                ("notes on cells", notes),
                ("merged cells", merged),
                ("hidden rows", hidden),
            ] {
                if !cells.is_empty() {
                    self.lost(&sheet.whole(), &format!("{what} ({})", listed(&cells)));
                }
            }
        }
        if book.pictures {
            self.lost(&Place::file(&book.file), "pictures and charts");
        }
    }

    fn lost(&mut self, place: &Place, what: &str) {
        self.notes.push(query(NOT_KEPT, Severity::Warning, &LOST, place.clone(), &[("what", what)]));
    }

    /// Gives new rows their Refs, and checks that rows are known by one key each and point to rows that exist.
    fn check_keys(&mut self, register: &mut Register) {
        self.give_refs(register);
        let keys = |rows: Vec<&str>| rows.into_iter().map(str::to_owned).collect::<Vec<_>>();
        self.unique(Report::SHEET, &c::REPORT, &keys(register.reports.iter().map(|row| row.report.as_str()).collect()));
        self.unique(Recommendation::SHEET, &c::REF, &keys(register.recommendations.iter().map(|row| row.reference.as_str()).collect()));
        self.unique(Task::SHEET, &c::REF, &keys(register.tasks.iter().map(|row| row.reference.as_str()).collect()));
        self.unique(Cycle::SHEET, &c::CYCLE, &keys(register.cycles.iter().map(|row| row.cycle.as_str()).collect()));
        let reports: Vec<&str> = register.reports.iter().map(|row| row.report.as_str()).collect();
        let named = register.recommendations.iter().map(|row| row.report.as_str()).collect::<Vec<_>>();
        self.known(Recommendation::SHEET, &c::REPORT, &named, Report::SHEET, &reports);
        let recommendations: Vec<&str> = register.recommendations.iter().map(|row| row.reference.as_str()).collect();
        let named = register.tasks.iter().map(|row| row.recommendation.as_str()).collect::<Vec<_>>();
        self.known(Task::SHEET, &c::RECOMMENDATION, &named, Recommendation::SHEET, &recommendations);
    }

    fn place_of(&self, sheet: &'static str, at: usize) -> Place {
        let row = self.places.get(sheet).and_then(|(whole, rows)| Some((whole, *rows.get(at)?)));
        row.map(|(whole, row)| Place { at: Some((row, 0)), ..whole.clone() }).unwrap_or_default()
    }

    fn unique(&mut self, sheet: &'static str, column: &Column, keys: &[String]) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, key) in keys.iter().enumerate() {
            let place = self.place_of(sheet, at);
            if key.is_empty() {
                self.fault(&NO_KEY, place, &[("column", column.heading)]);
            } else if let Some(first) = seen.get(key.as_str()) {
                let other = self.place_of(sheet, *first).at.map_or_else(String::new, |(row, _)| format!("row {}", u64::from(row) + 1));
                self.fault(&TWICE, place, &[("value", key), ("other", &other), ("column", column.heading)]);
            } else {
                seen.insert(key, at);
            }
        }
    }

    fn known(&mut self, sheet: &'static str, column: &Column, named: &[&str], of: &'static str, known: &[&str]) {
        let known: BTreeSet<&str> = known.iter().copied().collect();
        for (at, name) in named.iter().enumerate() {
            if !name.is_empty() && !known.contains(name) {
                let place = self.place_of(sheet, at);
                let fact = [("column", column.heading), ("value", *name), ("sheet", of)];
                self.notes.push(query(UNFIT, Severity::Warning, &POINTS_NOWHERE, place, &fact));
            }
        }
    }
}

fn bears_a_tables_name(sheet: &Sheet) -> bool {
    let name = fold(&sheet.name);
    let mut bears = false;
    macro_rules! named {
        ($field:ident: $row:ty) => {
            bears |= name == fold(<$row>::SHEET);
        };
    }
    each_table!(named);
    bears
}

/// The row that holds the headings and where each column stands; and how many of the table's columns were found.
fn layout(sheet: &Sheet, columns: &[&'static Column]) -> Option<(Layout, usize)> {
    let wanted: Vec<Wanted> = columns.iter().map(|column| Wanted::of(column)).collect();
    let claimed = |row: u32| claim(&headings(sheet, row), &wanted);
    let score = |row: u32| claimed(row).iter().flatten().count();
    let mut rows: Vec<u32> = sheet.cells.range(..(HEADING_ROWS, 0)).map(|((row, _), _)| *row).collect();
    rows.dedup();
    let mut best: Option<(usize, u32)> = None;
    for row in rows {
        let score = score(row);
        if score > best.map_or(0, |(score, _)| score) {
            best = Some((score, row));
        }
    }
    let (score, heading_row) = best?;
    let known = claimed(heading_row);
    let mut names: Vec<String> = columns.iter().map(|column| fold(column.heading)).collect();
    let mut unknown = BTreeSet::new();
    for ((_, col), cell) in sheet.cells.range((heading_row, 0)..) {
        if !known.contains(&Some(*col)) && !unknown.contains(col) && !cell.value.is_blank() {
            unknown.insert(*col);
        }
    }
    let mut extra = Vec::new();
    for col in unknown {
        let shown: String = sheet.text(heading_row, col).chars().filter(|c| !c.is_control()).take(200).collect();
        let base = if shown.is_empty() { format!("Column {}", column_name(col)) } else { shown };
        let mut heading = base.clone();
        let mut next = 2;
        while names.contains(&fold(&heading)) {
            heading = format!("{base} ({next})");
            next += 1;
        }
        names.push(fold(&heading));
        extra.push((col, heading.into()));
    }
    Some((Layout { heading_row, known, extra }, score))
}

fn headings(sheet: &Sheet, row: u32) -> Vec<(u32, Text)> {
    sheet.row(row).map(|(col, cell)| (col, cell.value.shown())).filter(|(_, heading)| !heading.is_empty()).collect()
}

/// A column's heading and the others that mean the same, folded once.
struct Wanted {
    heading: String,
    aliases: Vec<String>,
}

impl Wanted {
    fn of(column: &Column) -> Self {
        Self { heading: fold(column.heading), aliases: column.aliases.iter().map(|alias| fold(alias)).collect() }
    }
}

/// Gives each column the first heading that is its own; then what is left by other headings that mean the same.
fn claim(headings: &[(u32, Text)], columns: &[Wanted]) -> Vec<Option<u32>> {
    let folded: Vec<(u32, String)> = headings.iter().map(|(col, heading)| (*col, fold(heading))).collect();
    let mut known: Vec<Option<u32>> =
        columns.iter().map(|column| folded.iter().find(|(_, heading)| *heading == column.heading).map(|(col, _)| *col)).collect();
    for at in 0..columns.len() {
        if known.get(at).copied().flatten().is_none()
            && let Some(column) = columns.get(at)
        {
            let means = |heading: &String| column.heading == *heading || column.aliases.contains(heading);
            let free = folded.iter().find(|(col, heading)| !known.contains(&Some(*col)) && means(heading)).map(|(col, _)| *col);
            if let Some(slot) = known.get_mut(at) {
                *slot = free;
            }
        }
    }
    known
}

/// Columns by which rows are known, or by which rows point to others: blanks around them mean nothing.
pub(super) fn is_key(column: &Column) -> bool {
    [&c::REF, &c::REPORT, &c::RECOMMENDATION, &c::CYCLE, &c::OWNER, &c::NO, &c::PARENT, &c::FROM_CYCLE]
        .iter()
        .any(|key| key.heading == column.heading)
}

/// A value that we keep without knowing its column.
fn plain(value: &Value) -> Value {
    match value {
        Value::ErrorValue(literal) => Value::Text(literal.clone()),
        other => other.clone(),
    }
}

/// The first cells by name, and how many more there are.
fn listed(cells: &[(u32, u32)]) -> String {
    let mut names: Vec<String> = cells.iter().take(5).map(|(row, col)| cell_name(*row, *col)).collect();
    if cells.len() > 5 {
        names.push(format!("{} more", cells.len() - 5));
    }
    names.join(", ")
}

fn query(rule: &'static str, severity: Severity, words: &'static Words, place: Place, facts: &[(&'static str, &str)]) -> Query {
    facts.iter().fold(Query::new(rule, severity, words).at(place), |query, (name, value)| query.fact(name, *value))
}
