//! A text as long as a cell can hold.

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Query, Value, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "text-cut-off", severity: Severity::Warning, help: include_str!("text_cut_off.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "{column} holds as much as a cell can; the end may be missing",
    asks: "send the text as a document, and say here in a few sentences what it says",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for row in &returned.rows {
        for (column, value, col) in row.answers.cells() {
            if let Value::Text(text) = value
                && text.len() >= CELL_HOLDS
                && text.encode_utf16().count() >= CELL_HOLDS
            {
                queries.push(raise.on_row(returned, row, &row.place_in(col), &WORDS).fact("column", column.heading));
            }
        }
    }
}

/// Characters that a cell holds, counted as Excel counts them.
const CELL_HOLDS: usize = 32_767;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_full_cell_is_named() {
        let world = table::World {
            change: Some(|returned| {
                returned.rows[0].answers.update.value = Value::Text("x".repeat(CELL_HOLDS - 1).into());
                returned.rows[1].answers.update.value = Value::Text("x".repeat(CELL_HOLDS).into());
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
                "north.xlsx, Return, H9: poor-relation-2019/2.1: Update holds as much as a cell can; the end may be missing - send the text as a document, and say here in a few sentences what it says [text-cut-off]",
            ],
        );
    }
}
