//! A return that came after the return-by date.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "late-return", severity: Severity::Note, help: include_str!("late_return.md"), check: Check::File(check) };

static WORDS: Words = Words { says: "the return came after the return-by date; it is merged all the same", asks: "nothing to do" };

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::Late {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_late_return_is_noted() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("south.xlsx", ReturnOutcome::Late)],
            &["south.xlsx: the return came after the return-by date; it is merged all the same - nothing to do [late-return]"],
        );
    }
}
