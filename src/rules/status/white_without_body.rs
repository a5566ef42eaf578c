//! White that does not say on whom it waits.

use crate::model::words::{Severity, Stage};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{BODY_NAMED, Condition, WHITE};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "white-without-body",
    severity: Severity::Blocking,
    help: include_str!("white_without_body.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static WHITE_WITHOUT_BODY: Condition =
    Condition::All(&[WHITE, Condition::Not(&Condition::HeldStage(Stage::Closed)), Condition::Not(&BODY_NAMED)]);

static WORDS: Words =
    Words { says: "White, but no body is named that it waits on", asks: "name the body under Waiting on, or choose another rating" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&WHITE_WITHOUT_BODY) {
        queries.push(raise.on(standing, Field::WaitingOn, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn white_names_its_body() {
        table::raises(
            &RULE,
            "
            | rating | waiting       | was waiting | due        |
            | White  | College of Policing |       | 2022-06-30 |
            | White  |               | Home Office | 2022-06-30 |
            | White  |               |             | 2022-06-30 |
            | White  | -             | Home Office | 2022-06-30 |
            | White  | ?             |             | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, N10: poor-relation-2019/3.1: White, but no body is named that it waits on - name the body under Waiting on, or choose another rating [white-without-body]",
                "north.xlsx, Return, N11: poor-relation-2019/4.1: White, but no body is named that it waits on - name the body under Waiting on, or choose another rating [white-without-body]",
                "north.xlsx, Return, N12: poor-relation-2019/5.1: White, but no body is named that it waits on - name the body under Waiting on, or choose another rating [white-without-body]",
            ],
        );
    }
}
