//! A due date that moved again.

use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::STILL_OURS;
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "extended-repeatedly",
    severity: Severity::Warning,
    help: include_str!("extended_repeatedly.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words { says: "the due date has moved {times} times", asks: "say under Reason for new date why this one will hold" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // Told when it moves again, not in every cycle after; a paper shows all its moves at once.
    let moved_now = match standing.source {
        Source::Returned => standing.issued.is_some_and(|issued| !issued.due.same_date(&standing.now.due)),
        Source::Imported => true,
        Source::Held => false,
    };
    if moved_now && standing.times_extended >= 2 && raise.holds(&STILL_OURS) {
        queries.push(raise.on(standing, Field::Due, &WORDS).fact("times", standing.times_extended.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn the_second_move_is_told() {
        table::raises(
            &RULE,
            "
            | rating | due        | new date   | why     | times |
            | Amber  | 2022-06-30 | 2022-09-30 | Courses | 1     |
            | Amber  | 2022-06-30 |            |         | 2     |
            | Amber  | 2022-06-30 | 2022-09-30 | Courses | 2     |
            ",
            &[
                "north.xlsx, Return, L10: poor-relation-2019/3.1: the due date has moved 2 times - say under Reason for new date why this one will hold [extended-repeatedly]",
            ],
        );
    }
}
