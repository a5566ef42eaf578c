//! What somebody typed over a recommendation's stage or date: both come from its tasks, and are set back.

use std::collections::HashMap;

use crate::model::facts::{Field, TaskFacts};
use crate::model::register::recommendation_of;
use crate::model::returned::Asked;
use crate::model::rollup::{RolledUp, roll_up};
use crate::model::tables::{Recommendation, Task};
use crate::model::text::Text;
use crate::model::words::Severity;
use crate::model::{Due, Query, Register, Words};

static WORDS: Words = Words {
    says: "{column} '{typed}' was typed beside the recommendation, but comes from its tasks, which say '{tasks}': it is set back",
    asks: "type it on the sheet Tasks, beside {beside}; a date there is the recommendation's as well",
};

/// Names each recommendation whose stage or date is neither what its tasks come to nor what they came to when the register was last
/// written: somebody typed it. `register` is as it was read.
#[must_use]
pub fn set_back(register: &Register, cycle: &str, asked: &Asked<'_>) -> Vec<Query> {
    let mut tasks: HashMap<&str, Vec<&Task>> = HashMap::new();
    for task in &register.tasks {
        tasks.entry(recommendation_of(&task.reference)).or_default().push(task);
    }
    let typed: Vec<(&Recommendation, &[&Task])> = register
        .recommendations
        .iter()
        .filter_map(|row| Some((row, tasks.get(row.reference.as_str())?.as_slice())))
        .filter(|(row, tasks)| {
            let now = roll_up(&facts(tasks, |_| None));
            typed_stage(row, &[now]) || typed_due(row, &[now])
        })
        .collect();
    if typed.is_empty() {
        return Vec::new();
    }
    // Few are left. Of them all is looked at that their tasks were when the register was written: by the last merge of this cycle, as
    // it was issued, at the end of the cycle before.
    let previous = register.previous_cycle(cycle).map_or("", |row| row.cycle.as_str());
    let of_cycle = |cycle: &str| -> HashMap<&str, TaskFacts> {
        let positions = register.positions.iter().filter(|position| position.cycle == cycle);
        positions.map(|position| (position.reference.as_str(), position.facts())).collect()
    };
    let (merged, before) = (of_cycle(cycle), of_cycle(previous));
    let mut queries = Vec::new();
    for (row, tasks) in typed {
        let now = roll_up(&facts(tasks, |_| None));
        let came_to = [
            now,
            roll_up(&facts(tasks, |task| merged.get(task.reference.as_str()).cloned())),
            roll_up(&facts(tasks, |task| asked.newest().get(task.reference.as_str()).map(|(_, was)| was.facts.clone()))),
            roll_up(&facts(tasks, |task| before.get(task.reference.as_str()).cloned())),
        ];
        let decided = register.decisions.iter().filter(|decision| decision.reference == row.reference);
        let decided = |field: Field| decided.clone().any(|decision| Field::headed(&decision.rule_or_field) == Some(field));
        let beside: Vec<&str> = tasks.iter().map(|task| task.reference.as_str()).collect();
        let mut name = |field: Field, typed: Text, says: String| {
            let query = Query::new("not-kept-in-register", Severity::Warning, &WORDS);
            let query = query.fact("column", field.heading()).fact("typed", typed).fact("tasks", says).fact("beside", beside.join(", "));
            queries.push(query.about("", &row.report, &row.reference));
        };
        if typed_stage(row, &came_to) && !decided(Field::Stage) {
            let stage = |stage: Option<crate::model::words::Stage>| stage.map_or("none".to_owned(), |stage| stage.to_string());
            name(Field::Stage, stage(row.stage).into(), stage(now.stage));
        }
        if typed_due(row, &came_to) {
            name(Field::Due, due(row).shown().into(), now.due.shown());
        }
    }
    queries
}

/// What the tasks of a recommendation were: as `was` gives them, else as they are.
fn facts(tasks: &[&Task], was: impl Fn(&Task) -> Option<TaskFacts>) -> Vec<TaskFacts> {
    tasks.iter().map(|task| was(task).unwrap_or_else(|| task.facts())).collect()
}

fn typed_stage(row: &Recommendation, came_to: &[RolledUp]) -> bool {
    row.stage.is_some() && came_to.iter().all(|came_to| came_to.stage != row.stage)
}

/// A date that no task has ever had is the recommendation's own.
fn typed_due(row: &Recommendation, came_to: &[RolledUp]) -> bool {
    let none = |due: &Due| due.date.is_none() && due.kind.is_none();
    let now = due(row);
    !none(&now) && came_to.iter().all(|came_to| !none(&came_to.due) && !came_to.due.same_date(&now))
}

fn due(row: &Recommendation) -> Due {
    Due { date: row.due, kind: row.due_kind, set_by: row.due_set_by }
}
