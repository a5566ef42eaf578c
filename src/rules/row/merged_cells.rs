//! Cells that were merged into one.

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "merged-cells", severity: Severity::Warning, help: include_str!("merged_cells.md"), check: Check::Return(check) };

static WORDS: Words =
    Words { says: "cells of this row were merged; only the first of them keeps its words", asks: "unmerge them and answer each cell" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for row in returned.rows.iter().filter(|row| row.merged) {
        queries.push(raise.on_row(returned, row, &row.place, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn merged_cells_are_named() {
        let world = table::World { change: Some(|returned| returned.rows[1].merged = true), ..table::World::default() };
        table::raises_with(
            &RULE,
            "
            | rating | due        |
            | Amber  | 2022-06-30 |
            | Amber  | 2022-06-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, A9: poor-relation-2019/2.1: cells of this row were merged; only the first of them keeps its words - unmerge them and answer each cell [merged-cells]",
            ],
        );
    }
}
