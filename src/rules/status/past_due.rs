//! Amber or White although the due date has passed.

use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words, dates};
use crate::rules::condition::{AMBER, BODY_NAMED, Cell, Condition, DUE_PASSED, Day, STILL_OURS, WHITE};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "past-due", severity: Severity::Blocking, help: include_str!("past_due.md"), check: Check::Standing(check) };

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static PAST_DUE: Condition = Condition::All(&[
    STILL_OURS,
    Condition::Any(&[
        Condition::All(&[Condition::Any(&[AMBER, Condition::All(&[WHITE, Condition::Not(&BODY_NAMED)])]), NOT_AHEAD]),
        Condition::All(&[AMBER, Condition::Not(&Condition::MovedDateAllowsAmber), Condition::Passed(Day::OriginalDue)]),
    ]),
]);

/// The date that would stand has passed, or is to be taken away although it has: no date lies ahead either way.
const NOT_AHEAD: Condition =
    Condition::Any(&[DUE_PASSED, Condition::All(&[Condition::Cleared(Cell::RevisedDue), Condition::Passed(Day::Due)])]);

static WORDS: Words =
    Words { says: "{rating}, but the due date {due} has passed", asks: "set it to Red, or give a revised due date with its reason" };

static FIRST: Words = Words {
    says: "{rating}, but the first due date {due} has passed, and a later date does not change that here",
    asks: "set it to Red, and say why",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if !raise.holds(&PAST_DUE) {
        return;
    }
    let passed = raise.holds(&NOT_AHEAD);
    let stands = standing.issued.filter(|_| standing.now.due.date.is_none()).unwrap_or(standing.now);
    let first = standing.recommendation.and_then(|recommendation| recommendation.original_due).map(dates::long);
    let (words, due) = if passed { (&WORDS, stands.due.shown()) } else { (&FIRST, first.unwrap_or_default()) };
    queries.push(raise.on(standing, Field::Rating, words).fact("rating", standing.now.rating_word()).fact("due", due));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_passed_date_is_red_or_moved() {
        table::raises(
            &RULE,
            "
            | rating | due        | new date   | why     | waiting   | was stage        | no change |
            | Amber  | 2022-03-31 |            |         |           | in progress      |           |
            | Red    | 2022-03-30 |            |         |           | in progress      |           |
            | Amber  | 2022-03-30 | 2022-09-30 | Courses |           | in progress      |           |
            | White  | 2022-03-30 |            |         | the court | in progress      |           |
            |        | 2022-03-30 |            |         |           | pending sign-off | Yes       |
            |        | Feb 2022   |            |         |           | in progress      | Yes       |
            | White  | 2022-03-30 |            |         |           | in progress      |           |
            | Amber  | 2022-03-30 | 2022-03-15 | Courses |           | in progress      |           |
            | Amber  | 2022-03-30 | -          | Courses |           | in progress      |           |
            | Amber  | 2022-09-30 | -          | Courses |           | in progress      |           |
            ",
            &[
                "north.xlsx, Return, G13: poor-relation-2019/6.1: Amber, but the due date Feb 2022 has passed - set it to Red, or give a revised due date with its reason [past-due]",
                "north.xlsx, Return, G14: poor-relation-2019/7.1: White, but the due date 30 Mar 2022 has passed - set it to Red, or give a revised due date with its reason [past-due]",
                "north.xlsx, Return, G15: poor-relation-2019/8.1: Amber, but the due date 15 Mar 2022 has passed - set it to Red, or give a revised due date with its reason [past-due]",
                "north.xlsx, Return, G16: poor-relation-2019/9.1: Amber, but the due date 30 Mar 2022 has passed - set it to Red, or give a revised due date with its reason [past-due]",
            ],
        );
    }

    #[test]
    fn where_a_moved_date_does_not_allow_amber_the_first_date_counts() {
        let mut world = table::World::default();
        world.settings.meanings.moved_date_allows_amber = false;
        table::also_raises(
            &RULE,
            "
            | rating | original   | due        |
            | Amber  | 2022-06-30 | 2022-09-30 |
            | Amber  | 2021-06-30 | 2022-09-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, G9: poor-relation-2019/2.1: Amber, but the first due date 30 Jun 2021 has passed, and a later date does not change that here - set it to Red, and say why [past-due]",
            ],
        );
    }
}
