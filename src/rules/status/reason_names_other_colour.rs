//! A reason that speaks of another colour.

use crate::model::text::fold;
use crate::model::words::{Rating, Severity};
use crate::model::{Field, Query, Standing, Word as _, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "reason-names-other-colour",
    severity: Severity::Warning,
    help: include_str!("reason_names_other_colour.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words { says: "rated {rating}, but the reason says {other}", asks: "make the two agree" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let Some(rating) = standing.now.rating else { return };
    if let Some(other) = named_colour(&fold(&standing.now.reason)).filter(|named| *named != rating) {
        let query = raise.on(standing, Field::Reason, &WORDS);
        queries.push(query.fact("rating", rating.to_string()).fact("other", other.to_string()));
    }
}

/// The colour that the reason claims: the last that follows `now`, else the one that opens it (or the one that it goes on to).
fn named_colour(reason: &str) -> Option<Rating> {
    let words: Vec<&str> = reason.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let colour = |at: usize| words.get(at).and_then(|word| Rating::read(word));
    let now = (0..words.len()).rev().find_map(|at| (words[at] == "now").then(|| colour(at + 1))?);
    if now.is_some() {
        return now;
    }
    let first = colour(0)?;
    Some(if words.get(1) == Some(&"to") { colour(2).unwrap_or(first) } else { first })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn the_reason_names_the_same_colour() {
        table::raises(
            &RULE,
            "
            | rating | reason                              | waiting     | evidence | due        |
            | Amber  | Amber - courses run until May       |             |          | 2022-06-30 |
            | Amber  | Gone from Green to Amber            |             |          | 2022-06-30 |
            | White  | Previously AMBER. Now WHITE         | Home Office |          | 2022-06-30 |
            | Amber  | Green to Amber, as the audit failed |             |          | 2022-06-30 |
            | Amber  | The Green Lane office has closed    |             |          | 2022-06-30 |
            | Green  | Amber - courses run until May       |             | Minutes  | 2022-06-30 |
            | Amber  | Was Amber, is now green             |             |          | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, I13: poor-relation-2019/6.1: rated Green, but the reason says Amber - make the two agree [reason-names-other-colour]",
                "north.xlsx, Return, I14: poor-relation-2019/7.1: rated Amber, but the reason says Green - make the two agree [reason-names-other-colour]",
            ],
        );
    }
}
