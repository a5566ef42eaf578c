//! A row that the owner added.

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "added-row", severity: Severity::Warning, help: include_str!("added_row.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "a row was added that has no Ref; it is listed and not merged",
    asks: "add the recommendation to the register if it is a new one; it is issued to its owner then",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for row in returned.rows.iter().filter(|row| row.reference.is_empty() && !row.answers.is_empty()) {
        queries.push(raise.on_row(returned, row, &row.place, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_row_without_ref_is_named() {
        let world = table::World { change: Some(|returned| returned.rows[1].reference.clear()), ..table::World::default() };
        table::raises_with(
            &RULE,
            "
            | rating | due        |
            | Amber  | 2022-06-30 |
            | Amber  | 2022-06-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, A9: a row was added that has no Ref; it is listed and not merged - add the recommendation to the register if it is a new one; it is issued to its owner then [added-row]",
            ],
        );
    }
}
