//! A new due date that lies in the past.

use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{Cell, Condition, DATE_MOVED, Day};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "due-in-the-past", severity: Severity::Warning, help: include_str!("due_in_the_past.md"), check: Check::Standing(check) };

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static DUE_IN_THE_PAST: Condition = Condition::All(&[
    Condition::Before(Cell::RevisedDue, Day::AsAt),
    Condition::Any(&[DATE_MOVED, Condition::Not(&Condition::Known(Day::Due))]),
]);

static WORDS: Words =
    Words { says: "the new due date {due} has passed already", asks: "give a date that lies ahead, or leave the cell empty" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // A paper gives the date that stands; whether it has passed is `past-due`'s question.
    if standing.source == Source::Returned && raise.holds(&DUE_IN_THE_PAST) {
        queries.push(raise.on(standing, Field::Due, &WORDS).fact("due", standing.now.due.shown()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_new_date_lies_ahead() {
        table::raises(
            &RULE,
            "
            | rating | due        | new date   | why     | reason  |
            | Red    | 2022-03-01 | 2022-09-30 | Courses | Courses |
            | Red    | 2022-03-01 | 2022-03-15 | Courses | Courses |
            ",
            &[
                "north.xlsx, Return, L9: poor-relation-2019/2.1: the new due date 15 Mar 2022 has passed already - give a date that lies ahead, or leave the cell empty [due-in-the-past]",
            ],
        );
    }
}
