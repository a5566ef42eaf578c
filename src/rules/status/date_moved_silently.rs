//! A due date that was changed without being declared as a move.

use crate::model::dates::DateText;
use crate::model::register::recommendation_of;
use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words, columns as c, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "date-moved-silently",
    severity: Severity::Warning,
    help: include_str!("date_moved_silently.md"),
    check: Check::Standing(check),
};

static TYPED: Words = Words {
    says: "Due was changed to {to} in its locked cell; {from} still stands",
    asks: "enter the new date under Revised due date, with its reason",
};

static HELD: Words = Words {
    says: "the due date went from {from} to {to} in the register, and no move is recorded",
    asks: "record it in Extensions with its reason, or set the date back",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let Some(issued) = standing.issued else { return held(standing, raise, queries) };
    let Some((_, shown, place)) = standing.row.and_then(|row| row.locked.iter().find(|(heading, _, _)| *heading == c::DUE.heading)) else {
        return;
    };
    // The first line of the locked cell is the date in force.
    let (DateText::Day { date, .. } | DateText::Month { last_day: date }) = dates::read_date(shown.lines().next().unwrap_or("")) else {
        return;
    };
    if issued.due.date != Some(date) && standing.now.due.date != Some(date) {
        let mut query = raise.on(standing, Field::Due, &TYPED).at(place.clone());
        query = query.fact("from", if issued.due.date.is_some() { issued.due.shown() } else { "none".to_owned() });
        queries.push(query.fact("to", dates::long(date)));
    }
}

/// A task whose date in the register is not the one of the cycle before, without a recorded move.
fn held(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let Some(before) = standing.before.filter(|_| standing.source == Source::Held && standing.move_reason.trim().is_empty()) else {
        return;
    };
    let (Some(from), Some(to)) = (before.due, standing.now.due.date) else { return };
    let recorded = |reference: &str| {
        raise
            .context
            .register
            .extensions
            .iter()
            .any(|moved| moved.to == Some(to) && (moved.reference == reference || moved.reference == recommendation_of(reference)))
    };
    if from != to && !recorded(standing.reference) {
        let query = raise.on(standing, Field::Due, &HELD);
        queries.push(query.fact("from", before.facts().due.shown()).fact("to", standing.now.due.shown()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_move_is_declared() {
        table::raises(
            &RULE,
            "
            | source | rating | due        | last  | last due   | why     |
            | held   | Amber  | 2022-06-30 | Amber | 2022-06-30 |         |
            | held   | Amber  | 2022-09-30 | Amber | 2022-06-30 | Courses |
            | held   | Amber  | 2022-09-30 | Amber | 2022-06-30 |         |
            ",
            &[
                "north.xlsx, Return, A10: poor-relation-2019/3.1: the due date went from 30 Jun 2022 to 30 Sep 2022 in the register, and no move is recorded - record it in Extensions with its reason, or set the date back [date-moved-silently]",
            ],
        );
    }

    #[test]
    fn a_date_typed_over_the_locked_one_is_told() {
        table::also_raises(
            &RULE,
            "
            | rating | due        | locked due                          |
            | Amber  | 2022-06-30 | 30 Jun 2022 (first 31 Mar 2022)     |
            | Amber  | 2022-06-30 | 30 Sep 2022                         |
            ",
            &table::World::default(),
            &[
                "north.xlsx, Return, D9: poor-relation-2019/2.1: Due was changed to 30 Sep 2022 in its locked cell; 30 Jun 2022 still stands - enter the new date under Revised due date, with its reason [date-moved-silently]",
            ],
        );
    }
}
