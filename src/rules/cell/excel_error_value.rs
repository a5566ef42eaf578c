//! A cell in which Excel shows that a formula failed.

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Query, Value, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "excel-error-value",
    severity: Severity::Blocking,
    help: include_str!("excel_error_value.md"),
    check: Check::Return(check),
};

static WORDS: Words = Words { says: "{column} shows {shown} instead of an answer", asks: "type the answer" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for row in &returned.rows {
        for (column, value, col) in row.answers.cells() {
            if let Value::ErrorValue(shown) = value {
                queries.push(
                    raise.on_row(returned, row, &row.place_in(col), &WORDS).fact("column", column.heading).fact("shown", shown.clone()),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_failed_formula_is_named() {
        let world = table::World {
            change: Some(|returned| returned.rows[1].answers.update.value = Value::ErrorValue("#REF!".into())),
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
                "north.xlsx, Return, H9: poor-relation-2019/2.1: Update shows #REF! instead of an answer - type the answer [excel-error-value]",
            ],
        );
    }
}
