//! A column that the form does not have.

use std::collections::BTreeMap;

use crate::model::place::column_name;
use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Place, Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unknown-column", severity: Severity::Warning, help: include_str!("unknown_column.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "the column {heading} is not one of the form's; its {count} listed and not merged",
    asks: "say under Update what matters of it",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // Columns without a heading are told by where they stand.
    let mut columns: BTreeMap<(&str, Option<u32>), (&Place, usize)> = BTreeMap::new();
    for (heading, _, place) in returned.rows.iter().flat_map(|row| &row.unknown) {
        let col = place.at.filter(|_| heading.is_empty()).map(|(_, col)| col);
        columns.entry((heading, col)).or_insert((place, 0)).1 += 1;
    }
    for ((heading, col), (place, count)) in columns {
        let count = if count == 1 { "one entry is".to_owned() } else { format!("{count} entries are") };
        let heading = col.map_or_else(|| format!("'{}'", shorten(heading, 40)), |col| format!("{}, without a heading,", column_name(col)));
        let query = raise.query(&WORDS).about(&returned.owner, "", "").at(place.clone());
        queries.push(query.fact("heading", heading).fact("count", count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn an_added_column_is_named_once() {
        let world = table::World {
            change: Some(|returned| {
                for row in &mut returned.rows {
                    let place = row.place.with_cell(row.place.at.unwrap().0, 15);
                    row.unknown.push(("Cost centre".into(), "4711".into(), place));
                }
                let place = returned.rows[0].place.with_cell(7, 16);
                returned.rows[0].unknown.push(("".into(), "see mail".into(), place));
            }),
            ..table::World::default()
        };
        table::raises_with(
            &RULE,
            "
            | rating | due        |
            | Amber  | 2022-06-30 |
            | Amber  | 2022-06-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, Q8: the column Q, without a heading, is not one of the form's; its one entry is listed and not merged - say under Update what matters of it [unknown-column]",
                "north.xlsx, Return, P8: the column 'Cost centre' is not one of the form's; its 2 entries are listed and not merged - say under Update what matters of it [unknown-column]",
            ],
        );
    }
}
