//! Red without a reason.

use crate::model::words::{Severity, Stage};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{Condition, REASON_GIVEN, RED};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "red-without-reason",
    severity: Severity::Blocking,
    help: include_str!("red_without_reason.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static RED_WITHOUT_REASON: Condition =
    Condition::All(&[RED, Condition::Not(&Condition::HeldStage(Stage::Closed)), Condition::Not(&REASON_GIVEN)]);

static WORDS: Words =
    Words { says: "Red, but no reason is given", asks: "say under Reason for rating what stands in the way, and what is done about it" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&RED_WITHOUT_REASON) {
        queries.push(raise.on(standing, Field::Reason, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn red_needs_its_own_reason() {
        table::raises(
            &RULE,
            "
            | rating | reason      | was   | was reason  | due        | no change |
            | Red    | No trainers | Amber |             | 2022-03-01 |           |
            |        |             | Red   | No trainers | 2022-03-01 | Yes       |
            | Red    |             | Red   | No trainers | 2022-03-01 |           |
            | Red    | -           | Amber |             | 2022-03-01 |           |
            |        |             | Red   |             | 2022-03-01 | Yes       |
            | Red    | n/a         | Amber |             | 2022-03-01 |           |
            ",
            &[
                "north.xlsx, Return, I10: poor-relation-2019/3.1: Red, but no reason is given - say under Reason for rating what stands in the way, and what is done about it [red-without-reason]",
                "north.xlsx, Return, I11: poor-relation-2019/4.1: Red, but no reason is given - say under Reason for rating what stands in the way, and what is done about it [red-without-reason]",
                "north.xlsx, Return, I12: poor-relation-2019/5.1: Red, but no reason is given - say under Reason for rating what stands in the way, and what is done about it [red-without-reason]",
                "north.xlsx, Return, I13: poor-relation-2019/6.1: Red, but no reason is given - say under Reason for rating what stands in the way, and what is done about it [red-without-reason]",
            ],
        );
    }
}
