//! The same content, received before.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "already-received", severity: Severity::Warning, help: include_str!("already_received.md"), check: Check::File(check) };

static WORDS: Words = Words { says: "the same content was received before in this cycle", asks: "nothing to do: it is counted once" };

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::AlreadyReceived {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn the_second_copy_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("again/north.xlsx", ReturnOutcome::AlreadyReceived)],
            &[
                "again/north.xlsx: the same content was received before in this cycle - nothing to do: it is counted once [already-received]",
            ],
        );
    }
}
