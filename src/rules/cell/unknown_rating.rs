//! A rating that is not one of the four words.

use crate::model::returned::Return;
use crate::model::text::{fold, shorten};
use crate::model::words::{Rating, Severity};
use crate::model::{Query, Value, Word as _, Words};
use crate::rules::condition::{Cell, Condition, Constants, FormRow};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unknown-rating", severity: Severity::Blocking, help: include_str!("unknown_rating.md"), check: Check::Return(check) };

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static UNKNOWN_RATING: Condition = Condition::Not(&Condition::Any(&[
    Condition::Empty(Cell::Rating),
    Condition::Cleared(Cell::Rating),
    Condition::Typed(Rating::Red),
    Condition::Typed(Rating::Amber),
    Condition::Typed(Rating::Green),
    Condition::Typed(Rating::White),
]));

static WORDS: Words = Words { says: "'{typed}' is not a rating", asks: "choose Red, Amber, Green or White from the list" };

static NEAR: Words = Words { says: "'{typed}' is not a rating", asks: "choose {nearest} from the list, if that is meant" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let constants = Constants::nothing(raise.context.as_at);
    for row in &returned.rows {
        let answer = &row.answers.rating;
        // What Excel could not calculate has a rule of its own.
        if !matches!(answer.value, Value::ErrorValue(_)) && UNKNOWN_RATING.holds(&FormRow::typed(&row.answers, constants)) {
            let typed = answer.value.shown();
            let near = nearest(&typed);
            let query = raise.on_row(returned, row, &row.place_in(answer.col), if near.is_some() { &NEAR } else { &WORDS });
            queries.push(query.fact("typed", shorten(&typed, 40)).fact("nearest", near.map_or("", Rating::as_str)));
        }
    }
}

/// The rating that the typed words most likely mean: the one colour among them, or one that is a slip away.
fn nearest(typed: &str) -> Option<Rating> {
    let folded = fold(typed);
    let named: Vec<Rating> = Rating::ALL
        .iter()
        .copied()
        .filter(|rating| folded.split(|c: char| !c.is_alphabetic()).any(|word| word == fold(rating.as_str())))
        .collect();
    match named.as_slice() {
        [one] => Some(*one),
        [] => Rating::ALL.iter().copied().find(|rating| strsim::osa_distance(&folded, &fold(rating.as_str())) == 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn only_the_four_words_are_ratings() {
        table::raises(
            &RULE,
            "
            | rating       | due        |
            | amber        | 2022-06-30 |
            | Ambr         | 2022-06-30 |
            | Green - done | 2022-06-30 |
            | complete     | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, G9: poor-relation-2019/2.1: 'Ambr' is not a rating - choose Amber from the list, if that is meant [unknown-rating]",
                "north.xlsx, Return, G10: poor-relation-2019/3.1: 'Green - done' is not a rating - choose Green from the list, if that is meant [unknown-rating]",
                "north.xlsx, Return, G11: poor-relation-2019/4.1: 'complete' is not a rating - choose Red, Amber, Green or White from the list [unknown-rating]",
            ],
        );
    }
}
