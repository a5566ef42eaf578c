//! What owners entered that stands neither in the register nor beside a query: rows that wait, and what only an older
//! return said. It is listed, so that nothing that anybody wrote is lost.

use std::collections::BTreeMap;

use crate::model::columns as c;
use crate::model::facts::Field;
use crate::model::form::{self, TYPED_SHOWN};
use crate::model::returned::{Asked, Issued, Return};
use crate::model::settled::QueryRow;
use crate::model::text::{Text, fits_a_cell, fold, tidy, typed_into};
use crate::model::words::ReturnOutcome;
use crate::model::{Place, Register};

/// What somebody typed into the locked cells that were sent along and is longer than its query says: owner, place, and the words
/// that are new behind their heading.
#[must_use]
pub fn typed_into_locked(returns: &[Return], issued: &Issued) -> Vec<(Text, Place, Text)> {
    if returns.iter().flat_map(|ours| &ours.rows).all(|row| row.locked.is_empty()) {
        return Vec::new();
    }
    let asked = Asked::of(issued);
    let mut listed = Vec::new();
    for ours in returns {
        let tasks = asked.tasks_of(ours);
        for row in ours.rows.iter().filter(|row| !row.locked.is_empty()) {
            let Some(task) = tasks.get(row.reference.as_str()) else { continue };
            let expected = form::locked(task);
            for (heading, now, col) in row.locked.iter() {
                let Some((_, was)) = expected.iter().find(|(column, _)| column.heading == *heading) else { continue };
                let typed = typed_into(was, now);
                if fold(now) != fold(was) && typed.chars().count() > TYPED_SHOWN {
                    listed.push((ours.owner.clone(), row.place_in(*col), format!("{heading}: {typed}").into()));
                }
            }
        }
    }
    listed
}

/// Entry cells whose words are kept nowhere else: owner, place, and the words behind their heading.
#[must_use]
pub fn unkept(returns: &[Return], register: &Register, rows: &[QueryRow]) -> Vec<(Text, Place, Text)> {
    let mut kept: BTreeMap<&str, Vec<Text>> = BTreeMap::new();
    for task in &register.tasks {
        let facts = task.facts();
        kept.entry(&task.reference).or_default().extend(Field::ALL.map(|field| facts.shown(field)));
    }
    for moved in &register.extensions {
        kept.entry(&moved.reference).or_default().push(tidy(&moved.reason).into());
    }
    // Beside a query no more stands than a cell holds.
    for row in rows.iter().filter(|row| fits_a_cell(&row.returned)) {
        kept.entry(&row.reference).or_default().push(row.returned.clone());
    }
    let mut listed = Vec::new();
    for ours in returns.iter().filter(|ours| ours.seen.outcome != ReturnOutcome::AlreadyReceived) {
        for row in &ours.rows {
            let known = kept.get(row.reference.as_str());
            for (column, value, col) in row.answers.cells() {
                // 'No change' is told by what became of the row.
                if value.is_blank() || (column.heading == c::NO_CHANGE.heading && row.answers.no_change.said().is_some()) {
                    continue;
                }
                let shown = value.shown();
                // Most words stand there as they were written: looked for first.
                let stands = |known: &Vec<Text>| known.contains(&shown) || known.iter().any(|text| text.contains(shown.as_str()));
                if !known.is_some_and(stands) {
                    listed.push((ours.owner.clone(), row.place_in(col), format!("{}: {shown}", column.heading).into()));
                }
            }
        }
    }
    listed
}
