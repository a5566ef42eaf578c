//! A workbook that carries macros.

use crate::model::words::Severity;
use crate::model::{Book, Words};
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "has-macros", severity: Severity::Warning, help: include_str!("has_macros.md"), check: Check::Book(check) };

static WORDS: Words = Words {
    says: "the workbook carries macros; its cells are read, its macros are not run",
    asks: "ask the owner for it saved as .xlsx, if nobody knows what they do",
};

fn check(book: &Book) -> Option<&'static Words> {
    book.macros.then_some(&WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn macros_are_named() {
        let plain = Book { file: "north.xlsx".into(), ..Book::default() };
        let other = Book { file: "south.xlsm".into(), macros: true, ..Book::default() };
        table::books_say(
            &RULE,
            &[plain, other],
            &[
                "south.xlsm: the workbook carries macros; its cells are read, its macros are not run - ask the owner for it saved as .xlsx, if nobody knows what they do [has-macros]",
            ],
        );
    }
}
