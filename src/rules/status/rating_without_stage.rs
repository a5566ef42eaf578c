//! A rating without a stage, or two that cannot stand together.

use crate::model::words::{Rating, Severity, Stage};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "rating-without-stage",
    severity: Severity::Warning,
    help: include_str!("rating_without_stage.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words { says: "{rating}, but no stage", asks: "choose the stage in the register" };

static PAIR: Words = Words { says: "{rating} and {stage} cannot stand together", asks: "correct the rating or the stage" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let (rating, stage) = (standing.now.rating, standing.now.stage);
    let words = match (rating, stage) {
        (Some(_), None) => &WORDS,
        (Some(Rating::Red | Rating::Amber), Some(Stage::ForForceSignOff | Stage::PendingSignOff | Stage::Closed))
        | (Some(Rating::Green), Some(Stage::AwaitingAllocation | Stage::InProgress)) => &PAIR,
        _ => return,
    };
    let stage = stage.map_or_else(String::new, |stage| stage.to_string());
    queries.push(raise.on(standing, Field::Rating, words).fact("rating", standing.now.rating_word()).fact("stage", stage));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn rating_and_stage_go_together() {
        table::raises(
            &RULE,
            "
            | source | rating | stage              | due        | evidence |
            | held   | Green  | for force sign-off | 2022-06-30 | Minutes  |
            | held   | White  | closed             | 2022-06-30 |          |
            | held   | Amber  | -                  | 2022-06-30 |          |
            | held   | Red    | closed             | 2022-03-01 |          |
            | held   | Green  | in progress        | 2022-06-30 | Minutes  |
            ",
            &[
                "north.xlsx, Return, A10: poor-relation-2019/3.1: Amber, but no stage - choose the stage in the register [rating-without-stage]",
                "north.xlsx, Return, A11: poor-relation-2019/4.1: Red and closed cannot stand together - correct the rating or the stage [rating-without-stage]",
                "north.xlsx, Return, A12: poor-relation-2019/5.1: Green and in progress cannot stand together - correct the rating or the stage [rating-without-stage]",
            ],
        );
    }
}
