//! A workbook that cannot be read.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "damaged-workbook", severity: Severity::Warning, help: include_str!("damaged_workbook.md"), check: Check::File(check) };

static WORDS: Words = Words {
    says: "the workbook is damaged and cannot be read",
    asks: "ask the owner to open it in Excel, save it under another name as .xlsx, and send that",
};

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::Damaged {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_damaged_workbook_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("cut-short.xlsx", ReturnOutcome::Damaged)],
            &[
                "cut-short.xlsx: the workbook is damaged and cannot be read - ask the owner to open it in Excel, save it under another name as .xlsx, and send that [damaged-workbook]",
            ],
        );
    }
}
