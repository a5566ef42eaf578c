//! A workbook that cannot be opened without a password, or that a sensitivity label encrypts.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "password-protected",
    severity: Severity::Warning,
    help: include_str!("password_protected.md"),
    check: Check::File(check),
};

static WORDS: Words = Words {
    says: "the workbook is locked with a password",
    asks: "ask the owner to take the password off (File, Info, Protect Workbook, Encrypt with Password, leave it empty) and send it again",
};

static LABEL: Words = Words {
    says: "a sensitivity label encrypts the workbook",
    asks: "ask the owner to choose a label that does not encrypt, and send it again",
};

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let words = match file.outcome {
        ReturnOutcome::PasswordProtected => &WORDS,
        ReturnOutcome::Labelled => &LABEL,
        _ => return,
    };
    queries.push(raise.on_file(file, words));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn locked_and_labelled_are_told_apart() {
        table::files_say(
            &RULE,
            &[
                table::file("north.xlsx", ReturnOutcome::Read),
                table::file("north-locked.xlsx", ReturnOutcome::PasswordProtected),
                table::file("south-labelled.xlsx", ReturnOutcome::Labelled),
            ],
            &[
                "north-locked.xlsx: the workbook is locked with a password - ask the owner to take the password off (File, Info, Protect Workbook, Encrypt with Password, leave it empty) and send it again [password-protected]",
                "south-labelled.xlsx: a sensitivity label encrypts the workbook - ask the owner to choose a label that does not encrypt, and send it again [password-protected]",
            ],
        );
    }
}
