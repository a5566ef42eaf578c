//! A new rating with the old words.

use crate::model::standing::Source;
use crate::model::words::{Rating, Severity};
use crate::model::{Field, Query, Standing, Word as _, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "status-changed-update-not",
    severity: Severity::Warning,
    help: include_str!("status_changed_update_not.md"),
    check: Check::Standing(check),
};

static SAME: Words = Words { says: "{was} last time and {rating} now, but the update says the same as then", asks: "say what changed" };

static NONE: Words = Words { says: "{was} last time and {rating} now, but no update says what changed", asks: "say what changed" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let typed = standing.row.and_then(|row| row.answers.update.said());
    let silent = standing.source == Source::Returned && standing.row.is_some() && typed.is_none();
    if super::rated_by_decision(standing) {
        return;
    }
    if !super::rating_moved(standing) || standing.now.rating.is_none() || !(silent || super::says_the_same(standing)) {
        return;
    }
    let last = standing.issued.map_or_else(|| standing.before.and_then(|before| before.rating), |issued| issued.rating);
    let query = raise.on(standing, Field::Update, if silent { &NONE } else { &SAME });
    queries.push(query.fact("was", last.map_or("", Rating::as_str)).fact("rating", standing.now.rating_word()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_new_rating_has_new_words() {
        table::raises(
            &RULE,
            "
            | rating | was   | update     | was update | evidence | due        |
            | Green  | Amber | Audit held | Begun      | Minutes  | 2022-06-30 |
            | Amber  | Amber | Begun      | Begun      |          | 2022-06-30 |
            | Green  | Amber | Begun      | Begun      | Minutes  | 2022-06-30 |
            | Green  | Amber |            | Begun      | Minutes  | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, H10: poor-relation-2019/3.1: Amber last time and Green now, but the update says the same as then - say what changed [status-changed-update-not]",
                "north.xlsx, Return, H11: poor-relation-2019/4.1: Amber last time and Green now, but no update says what changed - say what changed [status-changed-update-not]",
            ],
        );
    }
}
