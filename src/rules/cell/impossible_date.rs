//! A day that no calendar has.

use crate::model::dates::DateText;
use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "impossible-date", severity: Severity::Blocking, help: include_str!("impossible_date.md"), check: Check::Return(check) };

static WORDS: Words = Words { says: "{column}: there is no day {typed}", asks: "correct the day or the month" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    super::dates_of(returned, |row, column, answer| {
        let typed = answer.value.shown();
        if answer.unfit && dates::read_date(&typed) == DateText::Impossible {
            let query = raise.on_row(returned, row, &row.place_in(answer.col), &WORDS);
            queries.push(query.fact("column", column.heading).fact("typed", shorten(&typed, 40)));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn no_month_has_the_day() {
        table::raises(
            &RULE,
            "
            | rating | new date   | why     | due        |
            | Amber  | 30/06/2022 | Courses | 2022-05-31 |
            | Amber  | 31/06/2022 | Courses | 2022-05-31 |
            ",
            &[
                "north.xlsx, Return, L9: poor-relation-2019/2.1: Revised due date: there is no day 31/06/2022 - correct the day or the month [impossible-date]",
            ],
        );
    }
}
