//! A rating without an update.

use crate::model::words::{Rating, Severity};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{Cell, Condition};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "rating-without-update",
    severity: Severity::Warning,
    help: include_str!("rating_without_update.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static RATING_WITHOUT_UPDATE: Condition = Condition::All(&[
    Condition::Empty(Cell::NoChange),
    Condition::Any(&[
        Condition::Typed(Rating::Red),
        Condition::Typed(Rating::Amber),
        Condition::Typed(Rating::Green),
        Condition::Typed(Rating::White),
    ]),
    Condition::Missing(Cell::Update),
]);

static WORDS: Words = Words {
    says: "rated {rating}, but no update is given",
    asks: "say in a sentence or two what was done since last time, or choose No change",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&RATING_WITHOUT_UPDATE) && !super::rated_by_decision(standing) {
        queries.push(raise.on(standing, Field::Update, &WORDS).fact("rating", standing.now.rating_word()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_rating_has_an_update() {
        table::raises(
            &RULE,
            "
            | rating | update | was   | due        |
            | Amber  | Begun. | Amber | 2022-06-30 |
            | Amber  |        | Amber | 2022-06-30 |
            | Amber  | Ditto. | Amber | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, H9: poor-relation-2019/2.1: rated Amber, but no update is given - say in a sentence or two what was done since last time, or choose No change [rating-without-update]",
                "north.xlsx, Return, H10: poor-relation-2019/3.1: rated Amber, but no update is given - say in a sentence or two what was done since last time, or choose No change [rating-without-update]",
            ],
        );
    }
}
