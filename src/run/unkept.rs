//! What owners entered that stands neither in the register nor beside a query: rows that wait, and what only an older
//! return said. It is listed, so that nothing that anybody wrote is lost.

use std::collections::BTreeMap;

use crate::model::columns as c;
use crate::model::facts::Field;
use crate::model::returned::Return;
use crate::model::settled::QueryRow;
use crate::model::text::{Text, fits_a_cell, tidy};
use crate::model::words::ReturnOutcome;
use crate::model::{Place, Register};

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
