//! A workbook far larger than a return.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "oversized-workbook",
    severity: Severity::Warning,
    help: include_str!("oversized_workbook.md"),
    check: Check::File(check),
};

static WORDS: Words = Words {
    says: "the workbook is far larger than a return can be",
    asks: "ask the owner to copy the answers into a fresh copy of the form, without pictures or other sheets",
};

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::Oversized {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_huge_workbook_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("with-photos.xlsx", ReturnOutcome::Oversized)],
            &[
                "with-photos.xlsx: the workbook is far larger than a return can be - ask the owner to copy the answers into a fresh copy of the form, without pictures or other sheets [oversized-workbook]",
            ],
        );
    }
}
