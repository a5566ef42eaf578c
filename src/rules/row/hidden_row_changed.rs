//! A row that was answered, and is hidden.

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "hidden-row-changed",
    severity: Severity::Warning,
    help: include_str!("hidden_row_changed.md"),
    check: Check::Return(check),
};

static WORDS: Words = Words {
    says: "the row was answered and is hidden or filtered away; its answers are taken",
    asks: "show it and look at the answers again",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for row in returned.rows.iter().filter(|row| row.hidden && !row.answers.is_empty()) {
        queries.push(raise.on_row(returned, row, &row.place, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_hidden_answer_is_named() {
        let world = table::World { change: Some(|returned| returned.rows[1].hidden = true), ..table::World::default() };
        table::raises_with(
            &RULE,
            "
            | rating | due        |
            | Amber  | 2022-06-30 |
            | Amber  | 2022-06-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, A9: poor-relation-2019/2.1: the row was answered and is hidden or filtered away; its answers are taken - show it and look at the answers again [hidden-row-changed]",
            ],
        );
    }
}
