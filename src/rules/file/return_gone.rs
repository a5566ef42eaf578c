//! A return that was read and is no longer in the folder.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "return-gone", severity: Severity::Warning, help: include_str!("return_gone.md"), check: Check::File(check) };

static WORDS: Words = Words {
    says: "this return was read before and is no longer there; what only it said is taken out of the register again",
    asks: "put the file back, or say with 'rectrack void' that it is not to count",
};

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::Gone {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_return_that_has_gone_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("south.xlsx", ReturnOutcome::Gone)],
            &[
                "south.xlsx: this return was read before and is no longer there; what only it said is taken out of the register again - put the file back, or say with 'rectrack void' that it is not to count [return-gone]",
            ],
        );
    }
}
