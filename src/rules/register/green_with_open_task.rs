//! A recommendation that is Green or closed although one of its tasks is not.

use std::collections::BTreeMap;

use crate::model::tables::Task;
use crate::model::words::{Rating, Severity, Stage};
use crate::model::{Query, Word as _, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "green-with-open-task",
    severity: Severity::Warning,
    help: include_str!("green_with_open_task.md"),
    check: Check::Register(check),
};

static WORDS: Words =
    Words { says: "{stands}, but its task {task} of {owner} is {is}", asks: "finish that task first, or close it as not required" };

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let register = raise.context.register;
    let mut tasks: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
    for task in &register.tasks {
        tasks.entry(&task.recommendation).or_default().push(task);
    }
    for recommendation in &register.recommendations {
        let done = recommendation.rating == Some(Rating::Green) || recommendation.stage == Some(Stage::Closed);
        let own = tasks.get(recommendation.reference.as_str()).map_or(&[][..], Vec::as_slice);
        if !done || own.len() < 2 {
            continue;
        }
        let open = |task: &&&Task| task.stage != Some(Stage::Closed) && task.rating != Some(Rating::Green);
        for task in own.iter().filter(open) {
            let stands = if recommendation.stage == Some(Stage::Closed) { "closed" } else { "Green" };
            let query = raise.query(&WORDS).about(&task.owner, &recommendation.report, &task.reference);
            queries.push(
                query
                    .fact("stands", stands)
                    .fact("task", task.reference.clone())
                    .fact("owner", task.owner.clone())
                    .fact("is", task.rating.map_or("not rated", Rating::as_str)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Recommendation;
    use crate::rules::table;

    #[test]
    fn all_tasks_are_done_before_the_recommendation_is() {
        table::register_says(
            &RULE,
            &[
                "poor-relation-2019/2.2: Green, but its task poor-relation-2019/2.2 of Head of CJS is Amber - finish that task first, or close it as not required [green-with-open-task]",
            ],
            |register| {
                for (no, second) in [("1", Rating::Green), ("2", Rating::Amber)] {
                    let reference = format!("poor-relation-2019/{no}");
                    for (task, owner, rating) in [("1", "Head of PPU", Rating::Green), ("2", "Head of CJS", second)] {
                        register.tasks.push(Task {
                            reference: format!("{reference}.{task}").into(),
                            recommendation: reference.as_str().into(),
                            owner: owner.into(),
                            rating: Some(rating),
                            ..Task::default()
                        });
                    }
                    register.recommendations.push(Recommendation {
                        reference: reference.into(),
                        report: "poor-relation-2019".into(),
                        rating: Some(Rating::Green),
                        ..Recommendation::default()
                    });
                }
            },
        );
    }
}
