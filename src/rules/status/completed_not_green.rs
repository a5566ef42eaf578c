//! A day of completion beside a rating that is not Green.

use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{AMBER, Cell, Condition, RED, WHITE};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "completed-not-green",
    severity: Severity::Warning,
    help: include_str!("completed_not_green.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static COMPLETED_NOT_GREEN: Condition =
    Condition::All(&[Condition::IsDate(Cell::CompletedOn), Condition::Any(&[RED, AMBER, WHITE])]);

static WORDS: Words = Words {
    says: "Completed on is filled in, but the rating is {rating}",
    asks: "choose Green and name the evidence, or clear Completed on",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // A paper's White may carry the day on which it was closed.
    if standing.now.is_open() && standing.source != Source::Imported && raise.holds(&COMPLETED_NOT_GREEN) {
        queries.push(raise.on(standing, Field::CompletedOn, &WORDS).fact("rating", standing.now.rating_word()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn completed_is_green() {
        table::raises(
            &RULE,
            "
            | rating | evidence | completed  | due        |
            | Green  | Minutes  | 2022-03-01 | 2022-06-30 |
            | Amber  |          | 2022-03-01 | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, K9: poor-relation-2019/2.1: Completed on is filled in, but the rating is Amber - choose Green and name the evidence, or clear Completed on [completed-not-green]",
            ],
        );
    }
}
