//! A form that a newer version made.

use crate::model::returned::FileSeen;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "newer-template", severity: Severity::Warning, help: include_str!("newer_template.md"), check: Check::File(check) };

static WORDS: Words =
    Words { says: "the form was made by a newer version of rectrack", asks: "use that version, or issue the form again with this one" };

fn check(file: &FileSeen, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if file.outcome == ReturnOutcome::NewerTemplate {
        queries.push(raise.on_file(file, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_newer_form_is_named() {
        table::files_say(
            &RULE,
            &[table::file("north.xlsx", ReturnOutcome::Read), table::file("north-new.xlsx", ReturnOutcome::NewerTemplate)],
            &[
                "north-new.xlsx: the form was made by a newer version of rectrack - use that version, or issue the form again with this one [newer-template]",
            ],
        );
    }
}
