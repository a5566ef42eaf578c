//! An open recommendation that nobody has a task for.

use std::collections::BTreeSet;

use crate::model::words::{Severity, Stage};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "recommendation-without-task",
    severity: Severity::Warning,
    help: include_str!("recommendation_without_task.md"),
    check: Check::Register(check),
};

static WORDS: Words = Words { says: "open, but nobody has a task for it", asks: "add a task with its owner" };

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let register = raise.context.register;
    let tasked: BTreeSet<&str> = register.tasks.iter().map(|task| task.recommendation.as_str()).collect();
    for row in &register.recommendations {
        let ours = row.is_counted() && row.stage != Some(Stage::Closed);
        if ours && !tasked.contains(row.reference.as_str()) {
            queries.push(raise.query(&WORDS).about("", &row.report, &row.reference));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::{Recommendation, Task};
    use crate::model::words::ForTheForce;
    use crate::rules::table;

    #[test]
    fn open_recommendations_have_a_task() {
        table::register_says(
            &RULE,
            &["poor-relation-2019/3: open, but nobody has a task for it - add a task with its owner [recommendation-without-task]"],
            |register| {
                for (no, for_force) in [("1", ForTheForce::Wholly), ("2", ForTheForce::No), ("3", ForTheForce::Wholly)] {
                    register.recommendations.push(Recommendation {
                        reference: format!("poor-relation-2019/{no}").into(),
                        report: "poor-relation-2019".into(),
                        for_force: Some(for_force),
                        ..Recommendation::default()
                    });
                }
                register.tasks.push(Task {
                    reference: "poor-relation-2019/1.1".into(),
                    recommendation: "poor-relation-2019/1".into(),
                    ..Task::default()
                });
            },
        );
    }
}
