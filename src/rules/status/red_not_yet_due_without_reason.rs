//! Red before the date has come, without a reason.

use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{Condition, DATE_MOVED, DUE_AHEAD, REASON_GIVEN, REASON_TYPED, RED, STILL_OURS};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "red-not-yet-due-without-reason",
    severity: Severity::Warning,
    help: include_str!("red_not_yet_due_without_reason.md"),
    check: Check::Standing(check),
};

/// When it holds.
static RED_NOT_YET_DUE: Condition = Condition::All(&[
    RED,
    STILL_OURS,
    DUE_AHEAD,
    Condition::Not(&REASON_TYPED),
    Condition::Any(&[Condition::Not(&REASON_GIVEN), DATE_MOVED]),
]);

static WORDS: Words =
    Words { says: "Red, although the date {due} has not come, and no reason is given", asks: "say why it cannot be kept, or choose Amber" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&RED_NOT_YET_DUE) {
        queries.push(raise.on(standing, Field::Reason, &WORDS).fact("due", standing.now.due.shown()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn red_before_its_date_says_why() {
        table::raises(
            &RULE,
            "
            | rating | reason      | was   | was reason  | due        | new date   | why     | no change |
            | Red    | No trainers | Amber |             | 2022-06-30 |            |         |           |
            | Red    |             | Amber |             | 2022-03-01 |            |         |           |
            |        |             | Red   | No trainers | 2022-06-30 |            |         | Yes       |
            | Red    |             | Amber |             | 2022-06-30 |            |         |           |
            |        |             | Red   | No trainers | 2022-03-01 | 2022-09-30 | Courses |           |
            ",
            &[
                "north.xlsx, Return, I11: poor-relation-2019/4.1: Red, although the date 30 Jun 2022 has not come, and no reason is given - say why it cannot be kept, or choose Amber [red-not-yet-due-without-reason]",
                "north.xlsx, Return, I12: poor-relation-2019/5.1: Red, although the date 30 Sep 2022 has not come, and no reason is given - say why it cannot be kept, or choose Amber [red-not-yet-due-without-reason]",
            ],
        );
    }
}
