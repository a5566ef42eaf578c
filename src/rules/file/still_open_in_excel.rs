//! The sign that somebody has a workbook open.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "still-open-in-excel",
    severity: Severity::Warning,
    help: include_str!("still_open_in_excel.md"),
    check: Check::File(check),
};

static WORDS: Words = Words {
    says: "somebody has the workbook beside it open",
    asks: "close it in Excel and run again; this file is only the sign that it is open",
};

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::StillOpen {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn an_open_workbook_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("~$north.xlsx", ReturnOutcome::StillOpen)],
            &[
                "~$north.xlsx: somebody has the workbook beside it open - close it in Excel and run again; this file is only the sign that it is open [still-open-in-excel]",
            ],
        );
    }
}
