//! A text as long as a cell can hold, or longer.

use crate::model::returned::Return;
use crate::model::text::{CELL_HOLDS, tidied};
use crate::model::words::Severity;
use crate::model::{Query, Value, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "text-cut-off", severity: Severity::Warning, help: include_str!("text_cut_off.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "{column} holds as much as a cell can; the end may be missing",
    asks: "send the text as a document, and say here in a few sentences what it says",
};

/// Excel itself makes no such cell, other programs do.
static LONGER: Words = Words {
    says: "{column} holds {count} characters, and a cell of Excel no more than 32767: the text is listed on Notes and not merged",
    asks: "say here in a few sentences what it says, and send the text as a document",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for row in &returned.rows {
        for (column, value, col) in row.answers.cells() {
            let Value::Text(text) = value else { continue };
            if text.len() < CELL_HOLDS {
                continue;
            }
            // As it is stored: blanks around it are not.
            let count = tidied(text).encode_utf16().count();
            let on_cell = |words| raise.on_row(returned, row, &row.place_in(col), words).fact("column", column.heading);
            if count > CELL_HOLDS {
                queries.push(Query { severity: Severity::Blocking, ..on_cell(&LONGER).fact("count", count.to_string()) });
            } else if text.encode_utf16().count() >= CELL_HOLDS {
                queries.push(on_cell(&WORDS));
            }
        }
    }
}

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
                returned.rows[2].answers.update.value = Value::Text("x".repeat(CELL_HOLDS + 1).into());
            }),
            ..table::World::default()
        };
        table::raises_with(
            &RULE,
            "
            | rating | due        |
            | Amber  | 2022-06-30 |
            | Amber  | 2022-06-30 |
            | Amber  | 2022-06-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, H9: poor-relation-2019/2.1: Update holds as much as a cell can; the end may be missing - send the text as a document, and say here in a few sentences what it says [text-cut-off]",
                "north.xlsx, Return, H10: poor-relation-2019/3.1: Update holds 32768 characters, and a cell of Excel no more than 32767: the text is listed on Notes and not merged - say here in a few sentences what it says, and send the text as a document [text-cut-off]",
            ],
        );
    }
}
