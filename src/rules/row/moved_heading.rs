//! A column that stands elsewhere, or under another heading, than in the form.

use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "moved-heading", severity: Severity::Warning, help: include_str!("moved_heading.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "the column {column} was found elsewhere, under '{heading}'",
    asks: "nothing, if that is right; leave the headings as they are next time",
};

static LOST: Words = Words {
    says: "the column {column} was not found; its cells count as empty",
    asks: "ask the owner for the answers, or for the form with all its columns",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let whose = |query: Query| query.about(&returned.owner, "", "");
    for (column, heading, place) in &returned.moved {
        queries.push(whose(raise.query(&WORDS).at(place.clone())).fact("column", *column).fact("heading", shorten(heading, 40)));
    }
    for (column, place) in &returned.lost {
        queries.push(whose(raise.query(&LOST).at(place.clone())).fact("column", *column));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_moved_and_a_lost_column_are_named() {
        let world = table::World {
            change: Some(|returned| {
                let place = returned.rows[0].place.with_cell(6, 11);
                returned.moved.push(("Update", "Progress".into(), place.clone()));
                returned.lost.push(("Evidence", place.with_cell(6, 0)));
            }),
            ..table::World::default()
        };
        table::raises_with(
            &RULE,
            "
            | rating | due        |
            | Amber  | 2022-06-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, L7: the column Update was found elsewhere, under 'Progress' - nothing, if that is right; leave the headings as they are next time [moved-heading]",
                "north.xlsx, Return, A7: the column Evidence was not found; its cells count as empty - ask the owner for the answers, or for the form with all its columns [moved-heading]",
            ],
        );
    }
}
