//! A row that was issued to somebody else.

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "other-owners-row", severity: Severity::Warning, help: include_str!("other_owners_row.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "this task was issued to {other}, not to {owner}",
    asks: "agree who answers for it; tell the coordinator if it has changed hands",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // Without a stamp, and with rows of several owners, nobody knows whose return it is.
    if returned.owner.is_empty() {
        return;
    }
    for (row, other) in super::strange_rows(returned, raise) {
        if let Some(other) = other {
            let query = raise.on_row(returned, row, &row.place, &WORDS);
            queries.push(query.fact("other", if other.is_empty() { "TBC" } else { other }).fact("owner", returned.owner.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Task;
    use crate::rules::table;

    #[test]
    fn a_row_of_another_owner_is_named() {
        let world = table::World {
            register: Some(|register| {
                register.tasks.push(Task { reference: "poor-relation-2019/9.1".into(), owner: "Head of CJS".into(), ..Task::default() });
            }),
            change: Some(|returned| returned.rows[1].reference = "poor-relation-2019/9.1".into()),
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
                "north.xlsx, Return, A9: poor-relation-2019/9.1: this task was issued to Head of CJS, not to Head of PPU - agree who answers for it; tell the coordinator if it has changed hands [other-owners-row]",
            ],
        );
    }
}
