//! An answer that a formula gives.

use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "formula-in-answer",
    severity: Severity::Warning,
    help: include_str!("formula_in_answer.md"),
    check: Check::Return(check),
};

static WORDS: Words = Words { says: "{column} holds a formula; the value that it shows, '{shown}', is taken", asks: "type the answer" };

/// The program that made the workbook worked nothing out.
static NOTHING: Words = Words { says: "{column} holds a formula without a result, which counts as empty", asks: "type the answer" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for row in &returned.rows {
        let answers = &row.answers;
        let flags = [
            answers.no_change.formula,
            answers.rating.formula,
            answers.update.formula,
            answers.reason.formula,
            answers.evidence.formula,
            answers.completed_on.formula,
            answers.revised_due.formula,
            answers.reason_for_new_date.formula,
            answers.waiting_on.formula,
            answers.resources.formula,
        ];
        for ((column, value, col), _) in answers.cells().into_iter().zip(flags).filter(|(_, formula)| *formula) {
            let words = if value.is_blank() { &NOTHING } else { &WORDS };
            let query = raise.on_row(returned, row, &row.place_in(col), words);
            queries.push(query.fact("column", column.heading).fact("shown", shorten(&value.shown(), 40)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_formula_is_named() {
        let world = table::World {
            change: Some(|returned| {
                returned.rows[1].answers.rating.formula = true;
                returned.rows[1].answers.update.formula = true;
                returned.rows[1].answers.update.value = crate::model::Value::Empty;
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
                "north.xlsx, Return, G9: poor-relation-2019/2.1: Rating holds a formula; the value that it shows, 'Amber', is taken - type the answer [formula-in-answer]",
                "north.xlsx, Return, H9: poor-relation-2019/2.1: Update holds a formula without a result, which counts as empty - type the answer [formula-in-answer]",
            ],
        );
    }
}
