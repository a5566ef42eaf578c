//! A due date that moved without a reason.

use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Query, Standing, Words, columns as c};
use crate::rules::condition::{Cell, Condition, DATE_CLEARED, DATE_MOVED};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "date-moved-without-reason",
    severity: Severity::Blocking,
    help: include_str!("date_moved_without_reason.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static DATE_MOVED_WITHOUT_REASON: Condition =
    Condition::All(&[Condition::Any(&[DATE_MOVED, DATE_CLEARED]), Condition::Missing(Cell::ReasonForNewDate)]);

static WORDS: Words = Words {
    says: "the due date moves from {from} to {to}, but no reason is given",
    asks: "say under Reason for new date why it must move",
};

static CLEARED: Words = Words {
    says: "the due date {from} is taken away, but no reason is given",
    asks: "say under Reason for new date why there is none any more, or give a new date",
};

static PAPER: Words =
    Words { says: "the due date moves from {from} to {to}, but no reason is given", asks: "say in the comment why it moved" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&DATE_MOVED_WITHOUT_REASON) {
        let from = standing.issued.map(|issued| issued.due.shown()).or_else(|| standing.before.map(|before| before.facts().due.shown()));
        let paper = standing.source == Source::Imported;
        let words = match standing.now.due.date {
            _ if paper => &PAPER,
            Some(_) => &WORDS,
            None => &CLEARED,
        };
        let query = raise.on_cell(standing, &c::REASON_NEW_DATE, words);
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
            | returned | Amber  | 2022-06-30 | -          |              |       |            |
            | returned | Amber  | 2022-06-30 | -          | Not needed   |       |            |
            | returned | Amber  |            | -          |              |       |            |
            | returned | Amber  | 2022-06-30 | 2022-09-30 | N/A          |       |            |
            ",
            &[
                "north.xlsx, Return, M11: poor-relation-2019/4.1: the due date moves from 30 Jun 2022 to 30 Sep 2022, but no reason is given - say under Reason for new date why it must move [date-moved-without-reason]",
                "north.xlsx, Return, A12: poor-relation-2019/5.1: the due date moves from 30 Jun 2022 to 30 Sep 2022, but no reason is given - say in the comment why it moved [date-moved-without-reason]",
                "north.xlsx, Return, M14: poor-relation-2019/7.1: the due date 30 Jun 2022 is taken away, but no reason is given - say under Reason for new date why there is none any more, or give a new date [date-moved-without-reason]",
                "north.xlsx, Return, M17: poor-relation-2019/10.1: the due date moves from 30 Jun 2022 to 30 Sep 2022, but no reason is given - say under Reason for new date why it must move [date-moved-without-reason]",
            ],
        );
    }
}
