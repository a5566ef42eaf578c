//! A date cell that holds no date.

use crate::model::dates::DateText;
use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Value, Words, columns as c, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unreadable-date", severity: Severity::Blocking, help: include_str!("unreadable_date.md"), check: Check::Return(check) };

static WORDS: Words = Words { says: "{column}: '{typed}' is not a date", asks: "write the day as in 31/03/2022" };

static NO_DAY: Words = Words { says: "{column}: '{typed}' is not a date", asks: "leave the date empty and say it under {beside}" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    super::dates_of(returned, |row, column, answer| {
        let typed = answer.value.shown();
        if !answer.unfit
            || matches!(answer.value, Value::ErrorValue(_))
            || !matches!(dates::read_date(&typed), DateText::Unreadable | DateText::Blank | DateText::Day { .. } | DateText::Month { .. })
        {
            return;
        }
        let words = if typed.chars().any(|c| c.is_ascii_digit()) { &WORDS } else { &NO_DAY };
        let beside = if std::ptr::eq(column, &c::REVISED_DUE) { c::REASON_NEW_DATE.heading } else { c::UPDATE.heading };
        let query = raise.on_row(returned, row, &row.place_in(answer.col), words);
        queries.push(query.fact("column", column.heading).fact("typed", shorten(&typed, 40)).fact("beside", beside));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn words_are_no_date() {
        table::raises(
            &RULE,
            "
            | rating | new date   | why     | completed  | due        | evidence |
            | Green  |            |         | 2022-03-01 | 2022-06-30 | Minutes  |
            | Green  |            |         | 1 or 2/3   | 2022-06-30 | Minutes  |
            | Amber  | soon       | Courses |            | 2022-06-30 |          |
            ",
            &[
                "north.xlsx, Return, K9: poor-relation-2019/2.1: Completed on: '1 or 2/3' is not a date - write the day as in 31/03/2022 [unreadable-date]",
                "north.xlsx, Return, L10: poor-relation-2019/3.1: Revised due date: 'soon' is not a date - leave the date empty and say it under Reason for new date [unreadable-date]",
            ],
        );
    }
}
