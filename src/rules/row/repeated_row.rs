//! A Ref that stands twice in one return.

use std::collections::BTreeMap;

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Place, Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "repeated-row", severity: Severity::Blocking, help: include_str!("repeated_row.md"), check: Check::Return(check) };

static WORDS: Words = Words { says: "the Ref stands twice, here and in {first}", asks: "delete the row that does not count" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let mut first: BTreeMap<&str, &Place> = BTreeMap::new();
    for row in returned.rows.iter().filter(|row| !row.reference.is_empty()) {
        if let Some(place) = first.get(row.reference.as_str()) {
            queries.push(raise.on_row(returned, row, &row.place, &WORDS).fact("first", place.cell()));
        } else {
            first.insert(&row.reference, &row.place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_ref_stands_once() {
        table::raises(
            &RULE,
            "
            | ref | rating | due |
            | poor-relation-2019/1.1 | Amber | 2022-06-30 |
            | poor-relation-2019/2.1 | Amber | 2022-06-30 |
            | poor-relation-2019/1.1 | Red   | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, A10: poor-relation-2019/1.1: the Ref stands twice, here and in A8 - delete the row that does not count [repeated-row]",
            ],
        );
    }
}
