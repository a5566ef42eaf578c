//! An answer without a rating.

use crate::model::standing::Source;
use crate::model::words::{Severity, Stage};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{Cell, Condition};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "update-without-rating",
    severity: Severity::Warning,
    help: include_str!("update_without_rating.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static UPDATE_WITHOUT_RATING: Condition = Condition::All(&[
    Condition::Empty(Cell::NoChange),
    Condition::Any(&[Condition::Empty(Cell::Rating), Condition::Cleared(Cell::Rating)]),
    Condition::Not(&crate::rules::row::UNANSWERED),
]);

static WORDS: Words = Words {
    says: "an answer is given, but no rating",
    asks: "choose the rating, even where it is the same as last time, or choose No change",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // A paper's plain CLOSED has no colour, and what stands beside it tells how it ended.
    if standing.source == Source::Imported && standing.now.stage == Some(Stage::Closed) {
        return;
    }
    if raise.holds_as_typed(standing, &UPDATE_WITHOUT_RATING) {
        queries.push(raise.on(standing, Field::Rating, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn an_answer_has_a_rating() {
        table::raises(
            &RULE,
            "
            | rating | update | no change | due        | source   | stage  |
            | Amber  | Begun. |           | 2022-06-30 |          |        |
            |        |        | Yes       | 2022-06-30 |          |        |
            |        | Begun. |           | 2022-06-30 |          |        |
            |        | Done.  |           | 2022-06-30 | imported | closed |
            ",
            &[
                "north.xlsx, Return, G10: poor-relation-2019/3.1: an answer is given, but no rating - choose the rating, even where it is the same as last time, or choose No change [update-without-rating]",
            ],
        );
    }
}
