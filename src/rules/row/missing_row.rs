//! A row that was issued and did not come back.

use std::collections::BTreeSet;

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "missing-row", severity: Severity::Warning, help: include_str!("missing_row.md"), check: Check::Return(check) };

static WORDS: Words = Words {
    says: "the row that was issued did not come back",
    asks: "restore it from the workbook as it was sent, and answer it; deleting a row closes nothing",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let Some(pack) = super::pack_of(returned, raise) else { return };
    let came: BTreeSet<&str> = returned.rows.iter().map(|row| row.reference.as_str()).collect();
    for task in pack.tasks.iter().filter(|task| !came.contains(task.reference.as_str())) {
        queries.push(raise.on_file(&returned.seen, &WORDS).about(&returned.owner, &task.report, &task.reference));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_deleted_row_is_named() {
        let world = table::World {
            change: Some(|returned| {
                returned.rows.remove(1);
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
                "north.xlsx: poor-relation-2019/2.1: the row that was issued did not come back - restore it from the workbook as it was sent, and answer it; deleting a row closes nothing [missing-row]",
            ],
        );
    }
}
