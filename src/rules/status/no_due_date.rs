//! Open work without a date.

use crate::model::words::{DueKind, Rating, Severity};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::STILL_OURS;
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "no-due-date", severity: Severity::Warning, help: include_str!("no_due_date.md"), check: Check::Standing(check) };

static WORDS: Words = Words {
    says: "{rating}, but no due date is set",
    asks: "give one under Revised due date; the force sets it where the inspectorate does not",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let due = &standing.now.due;
    let dated = due.date.is_some() || due.kind == Some(DueKind::Immediate);
    let open = raise.holds(&STILL_OURS) && matches!(standing.now.rating, Some(Rating::Red | Rating::Amber));
    if open && !dated {
        queries.push(raise.on(standing, Field::Due, &WORDS).fact("rating", standing.now.rating_word()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn open_work_has_a_date() {
        table::raises(
            &RULE,
            "
            | rating | due       | waiting | was stage        | evidence | no change |
            | Amber  | immediate |         | in progress      |          |           |
            | White  | none set  | the CPS | in progress      |          |           |
            |        | none set  |         | pending sign-off |          | Yes       |
            | Green  | none set  |         | in progress      | Minutes  |           |
            | Amber  | none set  |         | in progress      |          |           |
            | Red    |           |         | in progress      |          |           |
            ",
            &[
                "north.xlsx, Return, L12: poor-relation-2019/5.1: Amber, but no due date is set - give one under Revised due date; the force sets it where the inspectorate does not [no-due-date]",
                "north.xlsx, Return, L13: poor-relation-2019/6.1: Red, but no due date is set - give one under Revised due date; the force sets it where the inspectorate does not [no-due-date]",
            ],
        );
    }
}
