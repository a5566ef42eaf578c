//! A due date that was changed without being declared as a move.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::dates::DateText;
use crate::model::register::{recommendation_of, report_of};
use crate::model::returned::Return;
use crate::model::tables::Position;
use crate::model::words::Severity;
use crate::model::{Query, Words, columns as c, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "date-moved-silently",
    severity: Severity::Warning,
    help: include_str!("date_moved_silently.md"),
    check: Check::Several(&[Check::Return(typed), Check::Register(held)]),
};

static TYPED: Words = Words {
    says: "Due was changed to {to} in its locked cell; {from} still stands",
    asks: "enter the new date under Revised due date, with its reason",
};

static HELD: Words = Words {
    says: "the due date went from {from} to {to} in the register, and no move is recorded",
    asks: "record it in Extensions with its reason, or set the date back",
};

/// The locked cell of a return. Its first line is the date in force.
fn typed(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let issued = crate::rules::row::tasks_of(returned, raise);
    for row in &returned.rows {
        let Some(due) = issued.get(row.reference.as_str()).map(|task| task.facts.due) else { continue };
        let Some((_, shown, col)) = row.locked.iter().find(|(heading, _, _)| *heading == c::DUE.heading) else { continue };
        let (DateText::Day { date, .. } | DateText::Month { last_day: date }) = dates::read_date(shown.lines().next().unwrap_or("")) else {
            continue;
        };
        if due.date != Some(date) {
            let from = if due.date.is_some() { due.shown() } else { "none".to_owned() };
            queries.push(raise.on_row(returned, row, &row.place_in(*col), &TYPED).fact("from", from).fact("to", dates::long(date)));
        }
    }
}

/// A task whose date in the register is not the one of the cycle before, without a recorded move.
fn held(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let register = raise.context.register;
    let Some(before) = register.previous_cycle(raise.context.cycle) else { return };
    let recorded: BTreeSet<(&str, NaiveDate)> =
        register.extensions.iter().filter_map(|moved| Some((&*moved.reference, moved.to?))).collect();
    let last: BTreeMap<&str, &Position> = register
        .positions
        .iter()
        .filter(|position| position.cycle == before.cycle)
        .map(|position| (&*position.reference, position))
        .collect();
    for task in &register.tasks {
        let Some((last, from, to)) = last.get(task.reference.as_str()).and_then(|last| Some((last, last.due?, task.due?))) else {
            continue;
        };
        let known =
            [task.reference.as_str(), recommendation_of(&task.reference)].iter().any(|reference| recorded.contains(&(*reference, to)));
        if from != to && !known {
            let query = raise.query(&HELD).about(&task.owner, report_of(&task.reference), &task.reference);
            queries.push(query.fact("from", last.facts().due.shown()).fact("to", task.facts().due.shown()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::{Extension, Task};
    use crate::rules::table;

    #[test]
    fn a_date_typed_over_the_locked_one_is_told() {
        table::raises(
            &RULE,
            "
            | rating | due        | locked due                          |
            | Amber  | 2022-06-30 | 30 Jun 2022 (first 31 Mar 2022)     |
            | Amber  | 2022-06-30 | 30 Sep 2022                         |
            ",
            &[
                "north.xlsx, Return, D9: poor-relation-2019/2.1: Due was changed to 30 Sep 2022 in its locked cell; 30 Jun 2022 still stands - enter the new date under Revised due date, with its reason [date-moved-silently]",
            ],
        );
    }

    #[test]
    fn a_move_in_the_register_is_recorded() {
        table::register_also_says(
            &RULE,
            &[
                "poor-relation-2019/3.1: the due date went from 30 Jun 2022 to 30 Sep 2022 in the register, and no move is recorded - record it in Extensions with its reason, or set the date back [date-moved-silently]",
            ],
            |register| {
                for (no, due) in [("1", "2022-06-30"), ("2", "2022-09-30"), ("3", "2022-09-30")] {
                    let reference = format!("poor-relation-2019/{no}.1");
                    register.tasks.push(Task { reference: reference.as_str().into(), due: Some(table::on(due)), ..Task::default() });
                    register.positions.push(Position {
                        cycle: "2021-11".into(),
                        reference: reference.into(),
                        due: Some(table::on("2022-06-30")),
                        ..Position::default()
                    });
                }
                register.extensions.push(Extension {
                    reference: "poor-relation-2019/2".into(),
                    to: Some(table::on("2022-09-30")),
                    ..Extension::default()
                });
            },
        );
    }
}
