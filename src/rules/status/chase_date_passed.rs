//! White, and the day to chase the other body has passed.

use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{BODY_NAMED, DUE_PASSED, STILL_OURS, WHITE};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "chase-date-passed", severity: Severity::Note, help: include_str!("chase_date_passed.md"), check: Check::Standing(check) };

static WORDS: Words =
    Words { says: "White, waiting on {body}; the date to chase this was {due}", asks: "ask them, and give the next date to look at it" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    if raise.holds(&STILL_OURS) && raise.holds(&WHITE) && raise.holds(&BODY_NAMED) && raise.holds(&DUE_PASSED) {
        let body =
            if standing.now.waiting_on.trim().is_empty() { "another body".to_owned() } else { shorten(&standing.now.waiting_on, 60) };
        queries.push(raise.on(standing, Field::Due, &WORDS).fact("body", body).fact("due", standing.now.due.shown()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn white_is_chased() {
        table::raises(
            &RULE,
            "
            | rating | waiting     | due        |
            | White  | Home Office | 2022-06-30 |
            | White  | Home Office | 2022-03-01 |
            ",
            &[
                "north.xlsx, Return, L9: poor-relation-2019/2.1: White, waiting on Home Office; the date to chase this was 1 Mar 2022 - ask them, and give the next date to look at it [chase-date-passed]",
            ],
        );
    }
}
