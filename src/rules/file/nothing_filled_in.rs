//! A return in which nothing was filled in.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "nothing-filled-in", severity: Severity::Warning, help: include_str!("nothing_filled_in.md"), check: Check::File(check) };

static WORDS: Words =
    Words { says: "nothing was filled in", asks: "ask the owner to answer each row: No change, or a rating with an update" };

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // Under headings that are gone something may stand: that is said of the return itself.
    if file.outcome == ReturnOutcome::NothingFilledIn && !file.without_headings {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn an_empty_return_is_named() {
        table::files_say(
            &RULE,
            &[
                table::file("north.xlsx", ReturnOutcome::Read),
                table::file("south.xlsx", ReturnOutcome::NothingFilledIn),
                FileSeen { without_headings: true, ..table::file("west.xlsx", ReturnOutcome::NothingFilledIn) },
            ],
            &[
                "south.xlsx: nothing was filled in - ask the owner to answer each row: No change, or a rating with an update [nothing-filled-in]",
            ],
        );
    }
}
