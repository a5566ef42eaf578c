//! A due date that moved without a reason.

use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Query, Standing, Words, columns as c};
use crate::rules::condition::{Cell, Condition, DATE_MOVED};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "date-moved-without-reason",
    severity: Severity::Blocking,
    help: include_str!("date_moved_without_reason.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static DATE_MOVED_WITHOUT_REASON: Condition =
    Condition::All(&[DATE_MOVED, Condition::Any(&[Condition::Empty(Cell::ReasonForNewDate), Condition::Cleared(Cell::ReasonForNewDate)])]);

static WORDS: Words = Words {
    says: "the due date moves from {from} to {to}, but no reason is given",
    asks: "say under Reason for new date why it must move",
};

static PAPER: Words =
    Words { says: "the due date moves from {from} to {to}, but no reason is given", asks: "say in the comment why it moved" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&DATE_MOVED_WITHOUT_REASON) {
        let from = standing.issued.map(|issued| issued.due.shown()).or_else(|| standing.before.map(|before| before.facts().due.shown()));
        let paper = standing.source == Source::Imported;
        let query = raise.on_cell(standing, &c::REASON_NEW_DATE, if paper { &PAPER } else { &WORDS });
        queries.push(query.fact("from", from.unwrap_or_default()).fact("to", standing.now.due.shown()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_moved_date_says_why() {
        table::raises(
            &RULE,
            "
            | source   | rating | due        | new date   | why          | last  | last due   |
            | returned | Amber  | 2022-06-30 | 2022-09-30 | Two trainers |       |            |
            | returned | Amber  | 2022-06-30 | 2022-06-30 |              |       |            |
            | returned | Amber  |            | 2022-06-30 |              |       |            |
            | returned | Amber  | 2022-06-30 | 2022-09-30 |              |       |            |
            | imported | Amber  | 2022-09-30 |            |              | Amber | 2022-06-30 |
            | imported | Amber  | 2022-09-30 |            | Courses      | Amber | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, M11: poor-relation-2019/4.1: the due date moves from 30 Jun 2022 to 30 Sep 2022, but no reason is given - say under Reason for new date why it must move [date-moved-without-reason]",
                "north.xlsx, Return, A12: poor-relation-2019/5.1: the due date moves from 30 Jun 2022 to 30 Sep 2022, but no reason is given - say in the comment why it moved [date-moved-without-reason]",
            ],
        );
    }
}
