//! Nothing new is said, though there should be.

use crate::model::words::{Severity, Stage};
use crate::model::{Field, Query, Standing, Words, columns as c};
use crate::rules::condition::{Cell, Condition, DUE_PASSED, STILL_OURS};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "stale-update", severity: Severity::Warning, help: include_str!("stale_update.md"), check: Check::Standing(check) };

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static NO_CHANGE_PAST_DATE: Condition =
    Condition::All(&[STILL_OURS, Condition::Not(&Condition::Empty(Cell::NoChange)), Condition::Empty(Cell::Update), DUE_PASSED]);

static NO_CHANGE: Words =
    Words { says: "No change, but the due date {due} has passed", asks: "say what was done since, and by when it will be finished" };

static SAME: Words =
    Words { says: "the update says the same as last time, word for word", asks: "say what was done since last time, or choose No change" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&NO_CHANGE_PAST_DATE) {
        queries.push(raise.on_cell(standing, &c::NO_CHANGE, &NO_CHANGE).fact("due", standing.now.due.shown()));
        return;
    }
    if super::says_the_same(standing)
        && !super::rating_moved(standing)
        && standing.now.is_open()
        && standing.now.stage != Some(Stage::PendingSignOff)
    {
        queries.push(raise.on(standing, Field::Update, &SAME));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn the_update_is_new() {
        table::raises(
            &RULE,
            "
            | source   | rating | update       | was update | no change | due        | last  | last update |
            | returned |        |              | Begun.     | Yes       | 2022-06-30 |       |             |
            | returned | Amber  | Half done.   | Begun.     |           | 2022-06-30 |       |             |
            | returned |        |              | Begun.     | Yes       | 2022-03-01 |       |             |
            | returned | Amber  | begun.       | Begun.     |           | 2022-06-30 |       |             |
            | imported | Amber  | Begun.       |            |           | 2022-06-30 | Amber | Begun.      |
            | imported | Amber  | -            |            |           | 2022-06-30 |       |             |
            ",
            &[
                "north.xlsx, Return, F10: poor-relation-2019/3.1: No change, but the due date 1 Mar 2022 has passed - say what was done since, and by when it will be finished [stale-update]",
                "north.xlsx, Return, H11: poor-relation-2019/4.1: the update says the same as last time, word for word - say what was done since last time, or choose No change [stale-update]",
                "north.xlsx, Return, A12: poor-relation-2019/5.1: the update says the same as last time, word for word - say what was done since last time, or choose No change [stale-update]",
            ],
        );
    }
}
