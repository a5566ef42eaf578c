//! A return of another cycle.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "other-cycle", severity: Severity::Warning, help: include_str!("other_cycle.md"), check: Check::File(check) };

static WORDS: Words = Words { says: "this return belongs to another cycle", asks: "ask the owner for the workbook of cycle {cycle}" };

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::OtherCycle {
        queries.push(raise.on_file(file, &WORDS).fact("cycle", raise.context.cycle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_return_of_another_cycle_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("north-2021-11.xlsx", ReturnOutcome::OtherCycle)],
            &["north-2021-11.xlsx: this return belongs to another cycle - ask the owner for the workbook of cycle 2022-03 [other-cycle]"],
        );
    }
}
