//! A date typed as words that could be read otherwise.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use crate::model::dates::DateText;
use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Value, Words, dates};
use crate::rules::{Check, Context, Raise, Rule};

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

static YEAR: Words = Words {
    says: "{column}: {read} is before the date that it moves; typed as '{short}', Excel makes that of it",
    asks: "write {other} if the year was meant, or correct the date",
};

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
        if let (Value::Date(date), true) = (answer.value, *column == crate::model::columns::REVISED_DUE)
            && let Some(year) = meant_as_year(*date, &row.reference, raise)
        {
            let short = date.format("%b-%d").to_string();
            let query = raise.on_row(returned, row, &row.place_in(answer.col), &YEAR).fact("column", column.heading).fact("short", short);
            queries.push(query.fact("read", dates::long(*date)).fact("other", dates::long(year)));
        }
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
        let query = raise.on_row(returned, row, &row.place_in(answer.col), words).fact("column", column.heading);
        queries.push(query.fact("typed", shorten(typed.trim(), 40)).fact("read", dates::long(read)).fact("other", other));
    });
}

/// Excel reads 'Mar-24' as the 24th of March of the year in which it is typed. A new date that lies in the past, or before the
/// date that it is to move, and whose day could be one of the next years, is probably that: the month's last day in that year.
fn meant_as_year(date: NaiveDate, reference: &str, raise: &Raise<'_>) -> Option<NaiveDate> {
    let Context { as_at, today, .. } = raise.context;
    let this_year = date.year() == as_at.year() || date.year() == today.year();
    let year = 2000 + i32::try_from(date.day()).ok()?;
    let month_end = date.succ_opt().is_some_and(|next| next.month() != date.month());
    if !this_year || month_end || !(as_at.year()..=as_at.year() + 5).contains(&year) {
        return None;
    }
    let due = raise.context.issued.and_then(|issued| issued.newest().get(reference).and_then(|(_, task)| task.facts.due.date));
    let back = date < *as_at || due.is_some_and(|due| date < due);
    back.then(|| dates::month_end(year, date.month())).flatten()
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

    /// 24 March and 23 December 2022 for 'Mar-24' and 'Dec-23'. Left alone: a month's end, a day that is no year, and a date
    /// that lies behind the one that it moves.
    #[test]
    fn a_day_that_was_meant_as_a_year_is_asked_about() {
        table::also_raises(
            &RULE,
            "
            | rating | new date   | why     | due        |
            | Amber  | 2022-03-24 | Courses | 2022-05-31 |
            | Amber  | 2022-12-23 | Courses | 2023-01-31 |
            | Amber  | 2022-03-31 | Courses | 2022-05-31 |
            | Amber  | 2022-03-12 | Courses | 2022-05-31 |
            | Amber  | 2022-12-23 | Courses | 2022-09-30 |
            ",
            &table::World::default(),
            &[
                "north.xlsx, Return, L8: poor-relation-2019/1.1: Revised due date: 24 Mar 2022 is before the date that it moves; typed as 'Mar-24', Excel makes that of it - write 31 Mar 2024 if the year was meant, or correct the date [ambiguous-date]",
                "north.xlsx, Return, L9: poor-relation-2019/2.1: Revised due date: 23 Dec 2022 is before the date that it moves; typed as 'Dec-23', Excel makes that of it - write 31 Dec 2023 if the year was meant, or correct the date [ambiguous-date]",
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
                    second.answers.completed_on.col = 10;
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
