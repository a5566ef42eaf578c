//! A row without any answer in a return that holds some.

use crate::model::returned::{Return, ReturnRow};
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::condition::{Cell, Condition, Constants, FormRow};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unanswered-row", severity: Severity::Warning, help: include_str!("unanswered_row.md"), check: Check::Return(check) };

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static UNANSWERED: Condition = Condition::All(&[
    Condition::Empty(Cell::NoChange),
    Condition::Empty(Cell::Rating),
    Condition::Empty(Cell::Update),
    Condition::Empty(Cell::Reason),
    Condition::Empty(Cell::Evidence),
    Condition::Empty(Cell::CompletedOn),
    Condition::Empty(Cell::RevisedDue),
    Condition::Empty(Cell::ReasonForNewDate),
    Condition::Empty(Cell::WaitingOn),
    Condition::Empty(Cell::Resources),
]);

static WORDS: Words = Words { says: "nothing was entered in this row", asks: "choose No change, or a rating, and say what was done" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let constants = Constants::nothing(raise.context.as_at);
    let empty = |row: &&ReturnRow| UNANSWERED.holds(&FormRow::typed(&row.answers, constants));
    // A return without any answer is one query on the file, not one a row.
    if returned.rows.iter().all(|row| empty(&row)) {
        return;
    }
    for row in returned.rows.iter().filter(empty).filter(|row| !row.reference.is_empty()) {
        queries.push(raise.on_row(returned, row, &row.place_in(row.answers.rating.col), &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn an_empty_row_among_answers_is_named() {
        table::raises(
            &RULE,
            "
            | rating | update | due        |
            | Amber  | Begun. | 2022-06-30 |
            |        |        | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, G9: poor-relation-2019/2.1: nothing was entered in this row - choose No change, or a rating, and say what was done [unanswered-row]",
            ],
        );
    }
}
