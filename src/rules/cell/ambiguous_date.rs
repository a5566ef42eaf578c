//! A date typed as words that could be read otherwise.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use crate::model::dates::DateText;
use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Value, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "ambiguous-date", severity: Severity::Warning, help: include_str!("ambiguous_date.md"), check: Check::Return(check) };

static DAY: Words = Words {
    says: "{column}: '{typed}' is read as {read}, the day before the month",
    asks: "write it as {read} if that is right, or correct it",
};

static OTHER: Words = Words {
    says: "{column}: '{typed}' is read as {read}, but {other} in the same column can only be month before day",
    asks: "write both as in 3 Apr 2022",
};

static MONTH: Words =
    Words { says: "{column}: '{typed}' is read as the last day of the month, {read}", asks: "write the day, if another is meant" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // A date in the same column that can only be read one way settles the others.
    let mut month_first: BTreeMap<&str, String> = BTreeMap::new();
    super::dates_of(returned, |_, column, answer| {
        if let (Value::Text(typed), DateText::Day { ambiguous: true, date }) = (answer.value, dates::read_date(&answer.value.shown()))
            && date.day() > 12
        {
            month_first.entry(column.heading).or_insert_with(|| typed.trim().to_owned());
        }
    });
    super::dates_of(returned, |row, column, answer| {
        let Value::Text(typed) = answer.value else { return };
        if answer.unfit {
            return;
        }
        let (words, read) = match dates::read_date(typed) {
            DateText::Day { ambiguous: true, date } if month_first.contains_key(column.heading) && date.day() <= 12 => (&OTHER, date),
            DateText::Day { ambiguous: true, date } => (&DAY, date),
            DateText::Month { last_day } => (&MONTH, last_day),
            _ => return,
        };
        let other = month_first.get(column.heading).cloned().unwrap_or_default();
        let query = raise.on_row(returned, row, answer.place, words).fact("column", column.heading);
        queries.push(query.fact("typed", shorten(typed.trim(), 40)).fact("read", dates::long(read)).fact("other", other));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_typed_date_says_how_it_was_read() {
        table::raises(
            &RULE,
            "
            | rating | new date   | why     | due        |
            | Amber  | 2022-09-03 | Courses | 2022-05-31 |
            | Amber  | 25/06/2022 | Courses | 2022-05-31 |
            | Amber  | 03/09/2022 | Courses | 2022-05-31 |
            | Amber  | Sept 2022  | Courses | 2022-05-31 |
            ",
            &[
                "north.xlsx, Return, L10: poor-relation-2019/3.1: Revised due date: '03/09/2022' is read as 3 Sep 2022, the day before the month - write it as 3 Sep 2022 if that is right, or correct it [ambiguous-date]",
                "north.xlsx, Return, L11: poor-relation-2019/4.1: Revised due date: 'Sept 2022' is read as the last day of the month, 30 Sep 2022 - write the day, if another is meant [ambiguous-date]",
            ],
        );
    }

    #[test]
    fn a_column_of_months_first_is_told() {
        table::also_raises(
            &RULE,
            "
            | rating | completed  | evidence | due        |
            | Green  | 03/02/2022 | Minutes  | 2022-05-31 |
            ",
            &table::World {
                change: Some(|returned| {
                    let mut second = returned.rows[0].clone();
                    second.place = second.place.with_cell(8, 0);
                    second.answers.completed_on.value = Value::from("02/25/2022");
                    second.answers.completed_on.place = second.place.with_cell(8, 10);
                    returned.rows.push(second);
                }),
                ..table::World::default()
            },
            &[
                "north.xlsx, Return, K8: poor-relation-2019/1.1: Completed on: '03/02/2022' is read as 3 Feb 2022, but 02/25/2022 in the same column can only be month before day - write both as in 3 Apr 2022 [ambiguous-date]",
                "north.xlsx, Return, K9: poor-relation-2019/1.1: Completed on: '02/25/2022' is read as 25 Feb 2022, the day before the month - write it as 25 Feb 2022 if that is right, or correct it [ambiguous-date]",
            ],
        );
    }
}
