//! A column that stands elsewhere, or under another heading, than in the form.

use crate::model::returned::Return;
use crate::model::text::{fold, shorten};
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "moved-heading", severity: Severity::Warning, help: include_str!("moved_heading.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "the column {column} was found elsewhere, under '{heading}'",
    asks: "nothing, if that is right; leave the headings as they are next time",
};

/// Under its own heading, among other neighbours.
static ELSEWHERE: Words = Words {
    says: "the column {column} stands in another place than in the form",
    asks: "nothing, if that is right; leave the columns as they are next time",
};

/// With the headings went what tells the columns.
static NO_HEADINGS: Words = Words {
    says: "the row of the form's headings is gone, so no answer could be told from another; what stands there is listed and not merged",
    asks: "ask the owner for the form with its headings, or for the answers in the form as it was sent",
};

static LOST: Words = Words {
    says: "the column {column} was not found; its cells count as empty",
    asks: "ask the owner for the answers, or for the form with all its columns",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let whose = |query: Query| query.about(&returned.owner, "", "");
    for (column, heading, place) in &returned.moved {
        let words = if fold(heading) == fold(column) { &ELSEWHERE } else { &WORDS };
        queries.push(whose(raise.query(words).at(place.clone())).fact("column", *column).fact("heading", shorten(heading, 40)));
    }
    queries.extend(returned.no_headings.iter().map(|place| whose(raise.query(&NO_HEADINGS).at(place.clone()))));
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
                returned.moved.push(("Evidence", "EVIDENCE".into(), place.with_cell(6, 12)));
                returned.no_headings = Some(place.with_cell(0, 0));
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
                "north.xlsx, Return, M7: the column Evidence stands in another place than in the form - nothing, if that is right; leave the columns as they are next time [moved-heading]",
                "north.xlsx, Return, A1: the row of the form's headings is gone, so no answer could be told from another; what stands there is listed and not merged - ask the owner for the form with its headings, or for the answers in the form as it was sent [moved-heading]",
                "north.xlsx, Return, A7: the column Evidence was not found; its cells count as empty - ask the owner for the answers, or for the form with all its columns [moved-heading]",
            ],
        );
    }
}
