//! No change and new answers in one row.

use crate::model::returned::Reading;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Standing, Value, Words, columns as c};
use crate::rules::condition::{Cell, Condition};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "no-change-with-answers",
    severity: Severity::Warning,
    help: include_str!("no_change_with_answers.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static NO_CHANGE_WITH_ANSWERS: Condition = Condition::All(&[
    Condition::Not(&Condition::Empty(Cell::NoChange)),
    Condition::Not(&Condition::All(&[
        Condition::Empty(Cell::Rating),
        Condition::Empty(Cell::Reason),
        Condition::Empty(Cell::CompletedOn),
        Condition::Empty(Cell::RevisedDue),
    ])),
]);

static WORDS: Words = Words {
    says: "No change is chosen, and new answers stand beside it; the answers are taken",
    asks: "clear No change, or clear the answers",
};

static NOT_YES: Words = Words {
    says: "under No change stands '{typed}', which is neither Yes nor No; it counts as no answer",
    asks: "choose Yes if nothing changed; else choose a rating, and write the words under Update",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds_as_typed(standing, &NO_CHANGE_WITH_ANSWERS) {
        queries.push(raise.on_cell(standing, &c::NO_CHANGE, &WORDS));
    }
    let answer = standing.row.map(|row| &row.answers.no_change).filter(|answer| answer.reading == Reading::Unfit);
    if let Some(answer) = answer.filter(|answer| !matches!(answer.value, Value::ErrorValue(_))) {
        let typed = shorten(&answer.value.shown(), 80);
        queries.push(raise.on_cell(standing, &c::NO_CHANGE, &NOT_YES).fact("typed", typed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn no_change_stands_alone() {
        table::raises(
            &RULE,
            "
            | rating | update | no change | due        |
            |        |        | Yes       | 2022-06-30 |
            |        | Begun. | Yes       | 2022-06-30 |
            | Green  | Done.  | Yes       | 2022-06-30 |
            |        |        | As in May | 2022-06-30 |
            | Amber  | Begun. | see below | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, F10: poor-relation-2019/3.1: No change is chosen, and new answers stand beside it; the answers are taken - clear No change, or clear the answers [no-change-with-answers]",
                "north.xlsx, Return, F11: poor-relation-2019/4.1: under No change stands 'As in May', which is neither Yes nor No; it counts as no answer - choose Yes if nothing changed; else choose a rating, and write the words under Update [no-change-with-answers]",
                "north.xlsx, Return, F12: poor-relation-2019/5.1: under No change stands 'see below', which is neither Yes nor No; it counts as no answer - choose Yes if nothing changed; else choose a rating, and write the words under Update [no-change-with-answers]",
            ],
        );
    }
}
