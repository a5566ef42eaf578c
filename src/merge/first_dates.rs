//! The first due date of what was typed into the register, noted before it moves: it is `Original due` from then on.

use std::collections::{HashMap, HashSet};

use crate::model::Register;
use crate::model::due::Due;
use crate::model::facts::TaskFacts;
use crate::model::register::recommendation_of;
use crate::model::rollup::roll_up;
use crate::model::tables::Recommendation;
use crate::model::words::DueKind;

/// Notes the first date of every recommendation that has a date and no first one. Where the date has moved already, the first
/// is the one that it moved from; else the one in force. What is noted never changes.
pub fn note_first_dates(register: &mut Register) {
    let Register { recommendations, tasks, extensions, .. } = register;
    let wanting: HashSet<&str> = recommendations.iter().filter(|row| has_none(row)).map(|row| row.reference.as_str()).collect();
    if wanting.is_empty() {
        return;
    }
    let mut moved: HashMap<&str, Due> = HashMap::new();
    for row in extensions.iter() {
        let of = [row.reference.as_str(), recommendation_of(&row.reference)].into_iter().find(|of| wanting.contains(of));
        if let (Some(of), Some(date)) = (of, row.from) {
            moved.entry(of).or_insert(Due { date: Some(date), kind: row.from_kind, set_by: None });
        }
    }
    let mut facts: HashMap<&str, Vec<TaskFacts>> = HashMap::new();
    for task in tasks.iter().filter(|task| wanting.contains(task.recommendation.as_str())) {
        facts.entry(&task.recommendation).or_default().push(task.facts());
    }
    let first = |row: &Recommendation| {
        let own = Due { date: row.due, kind: row.due_kind, set_by: row.due_set_by };
        let of_tasks = || facts.get(row.reference.as_str()).map(|facts| roll_up(facts).due);
        let moved = moved.get(row.reference.as_str()).copied();
        moved.or_else(|| Some(own).filter(|due| due.date.is_some())).or_else(of_tasks).filter(|due| due.date.is_some())
    };
    let firsts: Vec<Option<Due>> = recommendations.iter().map(|row| if has_none(row) { first(row) } else { None }).collect();
    for (row, first) in recommendations.iter_mut().zip(firsts) {
        if let Some(first) = first {
            let kind = first.kind.or(Some(DueKind::Day));
            (row.original_due, row.original_due_kind, row.original_due_set_by) = (first.date, kind, first.set_by);
        }
    }
}

/// Nothing is noted of its first date, not even that there was none.
fn has_none(row: &Recommendation) -> bool {
    row.original_due.is_none() && row.original_due_kind.is_none() && row.original_due_printed.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::{Extension, Task};
    use chrono::NaiveDate;

    #[test]
    fn the_first_date_is_noted_once() {
        let day = |month| NaiveDate::from_ymd_opt(2023, month, 1);
        let due = |month| (day(month), day(month).map(|_| DueKind::Day));
        // Own date, date of the task, date that a task was moved from, first date noted: the first date afterwards.
        for (own, task, from, noted, first) in [(9, 10, 0, 0, 9), (0, 10, 0, 0, 10), (9, 9, 3, 0, 3), (9, 9, 3, 1, 1), (0, 0, 0, 0, 0)] {
            let mut row = Recommendation { reference: "a/1".into(), ..Recommendation::default() };
            ((row.due, row.due_kind), (row.original_due, row.original_due_kind)) = (due(own), due(noted));
            let mut register = Register { recommendations: vec![row], ..Register::default() };
            let (due, due_kind) = due(task);
            register.tasks.push(Task { reference: "a/1.1".into(), recommendation: "a/1".into(), due, due_kind, ..Task::default() });
            if from > 0 {
                let (from, to) = (day(from), day(9));
                register.extensions.push(Extension { reference: "a/1.1".into(), from, to, ..Extension::default() });
                // A later move says nothing of the first date.
                register.extensions.push(Extension { reference: "a/1.1".into(), from: to, to: day(12), ..Extension::default() });
            }
            note_first_dates(&mut register);
            let held = register.recommendations.first().and_then(|row| row.original_due);
            assert_eq!(held, day(first), "{own} {task} {from} {noted}");
            let before = register.clone();
            note_first_dates(&mut register);
            assert_eq!(register, before);
        }
    }
}
