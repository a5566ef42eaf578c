//! What one entry cell says.

use chrono::{Datelike as _, NaiveDate};

use crate::model::Due;
use crate::model::columns::{self as c, Column, Holds};
use crate::model::dates::{DateText, LIKELY_YEARS, read_date};
use crate::model::returned::{Answer, Answers, Reading};
use crate::model::sheet::Value;
use crate::model::text::{Text, fits_a_cell, fold};
use crate::model::words::{Rating, Word as _};

use super::headings::Table;

/// Plain numbers that can only be days: 1 January 2000 to 31 December 2060, as Excel counts them.
const DAYS: std::ops::Range<f64> = 36_526.0..58_807.0;
/// 31 December 1899 is day 1 of Excel's calendar for every day after February 1900.
const DAY_NOUGHT: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);

/// The entry cells of a row.
pub(super) fn answers(table: &Table<'_>, row: u32) -> Answers {
    Answers {
        no_change: answer(table, row, &c::NO_CHANGE, yes),
        rating: answer(table, row, &c::RATING, rating),
        update: answer(table, row, &c::UPDATE, text),
        reason: answer(table, row, &c::REASON, text),
        evidence: answer(table, row, &c::EVIDENCE, text),
        completed_on: answer(table, row, &c::COMPLETED_ON, day),
        revised_due: answer(table, row, &c::REVISED_DUE, due),
        reason_for_new_date: answer(table, row, &c::REASON_NEW_DATE, text),
        waiting_on: answer(table, row, &c::WAITING_ON, text),
        resources: answer(table, row, &c::RESOURCES, text),
    }
}

fn answer<T>(table: &Table<'_>, row: u32, column: &Column, read: impl Fn(&Value) -> Reading<T>) -> Answer<T> {
    let sheet = table.sheet;
    let Some(col) = table.at(column) else {
        return Answer { col: table.at(&c::REF).unwrap_or(0), ..Answer::default() };
    };
    let value = if table.unread.contains(&(row, col)) {
        Value::ErrorValue("a value that cannot be read".into())
    } else {
        sheet.value(row, col).clone()
    };
    let reading = match &value {
        blank if blank.is_blank() => Reading::Nothing,
        Value::Text(typed) if fold(typed) == "-" => Reading::Cleared,
        Value::ErrorValue(_) => Reading::Unfit,
        number if table.from_1904 && column.holds == Holds::Date => read(&as_1900(number)),
        value => read(value),
    };
    // LibreOffice writes TRUE and FALSE as formulas; nobody typed those.
    let formula = sheet.cells.get(&(row, col)).and_then(|cell| cell.formula.as_deref());
    let formula = formula.is_some_and(|formula| !matches!(fold(formula).trim_start_matches('='), "true()" | "false()"));
    Answer { value, col, reading, formula }
}

/// A plain number of a workbook that counts days from 1904, as one that counts from 1900: 1,462 days lie between.
fn as_1900(value: &Value) -> Value {
    match value {
        Value::Number(days) => Value::Number(days + 1_462.0),
        other => other.clone(),
    }
}

/// `Yes`, and what people type for it.
fn yes(value: &Value) -> Reading<bool> {
    match value {
        Value::Bool(yes) => Reading::As(*yes),
        other => match fold(&other.shown()).as_str() {
            "yes" | "y" | "x" | "✓" | "✔" | "true" | "no change" => Reading::As(true),
            "no" | "n" | "false" => Reading::As(false),
            _ => Reading::Unfit,
        },
    }
}

/// One of the four words, whatever its case; a remark beside it makes it unfit, so that the remark is asked about and not lost.
fn rating(value: &Value) -> Reading<Rating> {
    Rating::read(&value.shown()).map_or(Reading::Unfit, Reading::As)
}

/// A text that no cell of the register would hold is unfit: a rule asks about it.
fn text(value: &Value) -> Reading<Text> {
    let shown = value.shown();
    if fits_a_cell(&shown) { Reading::As(shown) } else { Reading::Unfit }
}

/// A day: a month alone does not say on which day something was finished.
fn day(value: &Value) -> Reading<NaiveDate> {
    match dated(value) {
        Some(DateText::Day { date, .. }) => Reading::As(date),
        _ => Reading::Unfit,
    }
}

/// A due date: a month alone means its last day.
fn due(value: &Value) -> Reading<Due> {
    match dated(value) {
        Some(DateText::Day { date, .. }) => Reading::As(Due::day(date)),
        Some(DateText::Month { last_day }) => Reading::As(Due::month(last_day)),
        _ => Reading::Unfit,
    }
}

fn dated(value: &Value) -> Option<DateText> {
    match value {
        // A date outside the years of this work is a slip: it is asked about and not taken.
        Value::Date(date) if !LIKELY_YEARS.contains(&date.year()) => Some(DateText::Unlikely { likely: None }),
        Value::Date(date) => Some(DateText::Day { date: *date, ambiguous: false }),
        Value::Number(number) if DAYS.contains(number) => {
            // The range makes the number a whole one of five digits once its time of day is dropped.
            let days = chrono::Duration::days(*number as i64);
            let date = DAY_NOUGHT?.checked_add_signed(days)?;
            Some(DateText::Day { date, ambiguous: false })
        }
        Value::Text(typed) => Some(read_date(typed)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn due_dates_as_people_leave_them() {
        for (value, reading) in [
            (Value::Date(on(2022, 9, 30)), Reading::As(Due::day(on(2022, 9, 30)))),
            // 44834 is 30 September 2022: 44562 is 1 January 2022, and September ends with its 273rd day.
            (Value::Number(44_834.0), Reading::As(Due::day(on(2022, 9, 30)))),
            (Value::Number(44_834.75), Reading::As(Due::day(on(2022, 9, 30)))),
            (Value::Number(2022.0), Reading::Unfit),
            (Value::Date(on(2202, 9, 30)), Reading::Unfit),
            (Value::Number(58_806.5), Reading::As(Due::day(on(2060, 12, 31)))),
            (Value::Number(58_807.0), Reading::Unfit),
            (Value::from("30/9/22"), Reading::As(Due::day(on(2022, 9, 30)))),
            (Value::from("Sept 2022"), Reading::As(Due::month(on(2022, 9, 1)))),
            (Value::from("31/02/2022"), Reading::Unfit),
            (Value::from("to be set"), Reading::Unfit),
            (Value::Bool(true), Reading::Unfit),
        ] {
            assert_eq!(due(&value), reading, "{value:?}");
        }
        assert_eq!(day(&Value::from("Sept 2022")), Reading::Unfit);
    }

    #[test]
    fn ratings_and_yes_as_people_type_them() {
        assert_eq!(rating(&Value::from(" amber\u{a0}")), Reading::As(Rating::Amber));
        assert_eq!(rating(&Value::from("amber - on track")), Reading::Unfit);
        for (typed, reading) in
            [("Yes", Reading::As(true)), ("y", Reading::As(true)), ("no", Reading::As(false)), ("perhaps", Reading::Unfit)]
        {
            assert_eq!(yes(&Value::from(typed)), reading, "{typed}");
        }
    }
}
