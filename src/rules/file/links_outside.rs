//! A workbook that is linked to others.

use crate::model::words::Severity;
use crate::model::{Book, Words};
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "links-outside", severity: Severity::Warning, help: include_str!("links_outside.md"), check: Check::Book(check) };

static WORDS: Words = Words {
    says: "cells of the workbook are linked to other workbooks",
    asks: "ask the owner to type the answers; linked values may be old",
};

fn check(book: &Book) -> Option<&'static Words> {
    book.links_outside.then_some(&WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn links_are_named() {
        let plain = Book { file: "north.xlsx".into(), ..Book::default() };
        let other = Book { file: "south.xlsm".into(), links_outside: true, ..Book::default() };
        table::books_say(
            &RULE,
            &[plain, other],
            &[
                "south.xlsm: cells of the workbook are linked to other workbooks - ask the owner to type the answers; linked values may be old [links-outside]",
            ],
        );
    }
}
