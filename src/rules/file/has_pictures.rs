//! A return with pictures, charts or inserted documents on it.

use std::collections::BTreeMap;

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Place, Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "has-pictures", severity: Severity::Note, help: include_str!("has_pictures.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "the sheet holds {count}, which nobody but a person can read",
    asks: "look at it; what matters of it belongs under Update or Evidence",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let mut sheets: BTreeMap<&str, (&Place, usize)> = BTreeMap::new();
    for place in &returned.pictures {
        sheets.entry(&place.sheet).or_insert((place, 0)).1 += 1;
    }
    for (place, count) in sheets.into_values() {
        let count = if count == 1 {
            "a picture, chart or inserted document".to_owned()
        } else {
            format!("{count} pictures, charts or inserted documents")
        };
        queries.push(raise.query(&WORDS).about(&returned.owner, "", "").at(place.clone()).fact("count", count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn pictures_are_named_once_a_sheet() {
        let world = table::World {
            change: Some(|returned| {
                let place = returned.rows[0].place.with_cell(7, 9);
                returned.pictures = vec![place.clone(), place.with_cell(9, 9), Place { sheet: "Photos".into(), ..place.with_cell(0, 0) }];
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
                "north.xlsx, Photos, A1: the sheet holds a picture, chart or inserted document, which nobody but a person can read - look at it; what matters of it belongs under Update or Evidence [has-pictures]",
                "north.xlsx, Return, J8: the sheet holds 2 pictures, charts or inserted documents, which nobody but a person can read - look at it; what matters of it belongs under Update or Evidence [has-pictures]",
            ],
        );
    }
}
