//! A file that is not a workbook at all.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "not-a-workbook", severity: Severity::Warning, help: include_str!("not_a_workbook.md"), check: Check::File(check) };

static WORDS: Words =
    Words { says: "this is not a workbook", asks: "ask the owner for the return workbook itself, saved by Excel as .xlsx" };

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::NotAWorkbook {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_picture_is_no_workbook() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("scan.pdf", ReturnOutcome::NotAWorkbook)],
            &["scan.pdf: this is not a workbook - ask the owner for the return workbook itself, saved by Excel as .xlsx [not-a-workbook]"],
        );
    }
}
