//! Opened again after it was done, without a reason.

use crate::model::standing::Source;
use crate::model::words::{Rating, Severity, Stage};
use crate::model::{Field, Query, Standing, Word as _, Words};
use crate::rules::condition::{Condition, REASON_TYPED};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "reopened-without-reason",
    severity: Severity::Blocking,
    help: include_str!("reopened_without_reason.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static REOPENED_WITHOUT_REASON: Condition = Condition::All(&[
    Condition::WasDone,
    Condition::Any(&[Condition::Typed(Rating::Red), Condition::Typed(Rating::Amber), Condition::Typed(Rating::White)]),
    Condition::Not(&REASON_TYPED),
]);

static WORDS: Words =
    Words { says: "{was} last time and {rating} now, but no reason is given", asks: "say under Reason for rating why it is open again" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if standing.source != Source::Held && raise.holds(&REOPENED_WITHOUT_REASON) {
        let (rating, stage) = standing.issued.map_or_else(
            || standing.before.map_or((None, None), |before| (before.rating, before.stage)),
            |issued| (issued.rating, issued.stage),
        );
        let was = if stage == Some(Stage::Closed) { "closed" } else { rating.map_or("done", Rating::as_str) };
        queries.push(raise.on(standing, Field::Reason, &WORDS).fact("was", was).fact("rating", standing.now.rating_word()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn what_was_done_is_opened_with_a_reason() {
        table::raises(
            &RULE,
            "
            | rating | reason        | was   | was stage          | due        |
            | Amber  | Audit in May  | Green | for force sign-off | 2022-06-30 |
            | Green  |               | Green | for force sign-off | 2022-06-30 |
            | Amber  |               | Red   | in progress        | 2022-06-30 |
            | Amber  |               | Green | for force sign-off | 2022-06-30 |
            | Red    |               |       | closed             | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, I11: poor-relation-2019/4.1: Green last time and Amber now, but no reason is given - say under Reason for rating why it is open again [reopened-without-reason]",
                "north.xlsx, Return, I12: poor-relation-2019/5.1: closed last time and Red now, but no reason is given - say under Reason for rating why it is open again [reopened-without-reason]",
            ],
        );
    }
}
