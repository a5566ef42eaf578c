//! Completed on a day that lies ahead.

use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words, dates};
use crate::rules::condition::{Cell, Condition, Day};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "completed-in-future",
    severity: Severity::Warning,
    help: include_str!("completed_in_future.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static COMPLETED_IN_FUTURE: Condition = Condition::After(Cell::CompletedOn, Day::AsAt);

static WORDS: Words = Words {
    says: "Completed on says {date}, which lies ahead of {as_at}",
    asks: "correct the day, or enter it under Revised due date if it is when the work will be done",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&COMPLETED_IN_FUTURE) {
        queries.push(
            raise
                .on(standing, Field::CompletedOn, &WORDS)
                .fact("date", standing.now.shown(Field::CompletedOn))
                .fact("as_at", dates::long(raise.context.as_at)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn completed_is_behind() {
        table::raises(
            &RULE,
            "
            | rating | evidence | completed  | due        |
            | Green  | Minutes  | 2022-03-31 | 2022-06-30 |
            | Green  | Minutes  | 2022-04-01 | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, K9: poor-relation-2019/2.1: Completed on says 1 Apr 2022, which lies ahead of 31 Mar 2022 - correct the day, or enter it under Revised due date if it is when the work will be done [completed-in-future]",
            ],
        );
    }
}
