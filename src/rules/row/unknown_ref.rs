//! A row whose Ref is not one that was issued.

use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unknown-ref", severity: Severity::Blocking, help: include_str!("unknown_ref.md"), check: Check::Return(check) };

static WORDS: Words =
    Words { says: "no task has the Ref '{ref}'", asks: "restore the Ref from the workbook as it was sent; Refs never change" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for (row, other) in super::strange_rows(returned, raise) {
        if other.is_none() {
            queries.push(raise.on_row(returned, row, &row.place, &WORDS).fact("ref", shorten(&row.reference, 40)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_ref_that_was_not_issued_is_named() {
        let world = table::World {
            change: Some(|returned| returned.rows[1].reference = "poor-relation-2019/99.1".into()),
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
                "north.xlsx, Return, A9: poor-relation-2019/99.1: no task has the Ref 'poor-relation-2019/99.1' - restore the Ref from the workbook as it was sent; Refs never change [unknown-ref]",
            ],
        );
    }
}
