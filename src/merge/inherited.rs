//! What was typed beside a recommendation and not beside its tasks: they say the same from then on, so that forms, rules and
//! figures read one thing.

use std::collections::HashMap;

use crate::model::Register;
use crate::model::tables::{Recommendation, Task};
use crate::model::words::{Rating, Stage};

/// Gives open tasks the date of their recommendation where none of its tasks says anything of a date, and those that are White and
/// name no body the one that the recommendation waits on.
pub fn inherit(register: &mut Register) {
    let Register { recommendations, tasks, .. } = register;
    let says = |row: &&Recommendation| row.due.is_some() || !row.waiting_on.is_empty();
    let mut of: HashMap<&str, (&Recommendation, bool)> =
        recommendations.iter().filter(says).map(|row| (row.reference.as_str(), (row, row.due.is_some()))).collect();
    for task in tasks.iter().filter(|task| task.due.is_some() || task.due_kind.is_some()) {
        if let Some((_, gives_date)) = of.get_mut(task.recommendation.as_str()) {
            *gives_date = false;
        }
    }
    for task in tasks.iter_mut().filter(|task| task.stage != Some(Stage::Closed)) {
        let Some((row, gives_date)) = of.get(task.recommendation.as_str()) else { continue };
        if *gives_date {
            (task.due, task.due_kind, task.due_set_by) = (row.due, row.due_kind, row.due_set_by);
        }
        if names_nobody(task) {
            task.waiting_on.clone_from(&row.waiting_on);
        }
    }
}

fn names_nobody(task: &Task) -> bool {
    task.rating == Some(Rating::White) && task.waiting_on.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::{DueKind, Setter};

    /// The recommendation is due on 31 January 2024 and waits on the Home Office; what its tasks say, and what they say afterwards.
    #[test]
    fn tasks_say_what_was_typed_beside_their_recommendation_alone() {
        let day = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d);
        let own = day(2024, 3, 31);
        let theirs = day(2024, 1, 31);
        let task = |rating, due: Option<chrono::NaiveDate>, waiting: &str| Task {
            recommendation: "r/1".into(),
            rating: Some(rating),
            stage: Some(Stage::InProgress),
            due,
            due_kind: due.map(|_| DueKind::Day),
            waiting_on: waiting.into(),
            ..Task::default()
        };
        let none_set = Task { due_kind: Some(DueKind::NoneSet), ..task(Rating::Amber, None, "") };
        let closed = Task { stage: Some(Stage::Closed), ..task(Rating::White, None, "") };
        for (tasks, says) in [
            (vec![task(Rating::Amber, None, "")], vec![(theirs, "")]),
            (vec![task(Rating::White, None, "")], vec![(theirs, "Home Office")]),
            (vec![task(Rating::White, own, "NHS")], vec![(own, "NHS")]),
            // One has a date, and so the recommendation's may be that one's.
            (vec![task(Rating::Amber, own, ""), task(Rating::White, None, "")], vec![(own, ""), (None, "Home Office")]),
            (vec![none_set], vec![(None, "")]),
            (vec![closed], vec![(None, "")]),
        ] {
            let row = Recommendation {
                reference: "r/1".into(),
                due: theirs,
                due_kind: Some(DueKind::Day),
                due_set_by: Some(Setter::Inspectorate),
                waiting_on: "Home Office".into(),
                ..Recommendation::default()
            };
            let mut register = Register { recommendations: vec![row], tasks, ..Register::default() };
            inherit(&mut register);
            let said: Vec<_> = register.tasks.iter().map(|task| (task.due, task.waiting_on.as_str())).collect();
            assert_eq!(said, says);
        }
    }
}
