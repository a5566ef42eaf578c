//! A workbook that is not one of the return workbooks that were issued.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "not-our-workbook", severity: Severity::Warning, help: include_str!("not_our_workbook.md"), check: Check::File(check) };

static WORDS: Words = Words {
    says: "this is a workbook, but not one of the return workbooks that were issued",
    asks: "ask the sender for the workbook of this cycle, filled in",
};

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::NotOurs {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn only_a_foreign_workbook_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("budget.xlsx", ReturnOutcome::NotOurs)],
            &[
                "budget.xlsx: this is a workbook, but not one of the return workbooks that were issued - ask the sender for the workbook of this cycle, filled in [not-our-workbook]",
            ],
        );
    }
}
