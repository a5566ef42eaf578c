//! A cell's value as its reader gives it, in our words: texts, and days of either calendar.

use std::collections::HashMap;

use calamine::{DataRef, ExcelDateTime};
use chrono::{Days, NaiveDate};

use crate::model::Value;
use crate::model::text::Text;

/// A cell's value in our words.
pub(super) fn value_of(value: DataRef<'_>, epoch_1904: bool, texts: &mut Texts) -> Value {
    match value {
        DataRef::Empty => Value::Empty,
        DataRef::Int(n) => Value::Number(n as f64),
        DataRef::Float(n) => Value::Number(n),
        DataRef::String(text) => text_of(text),
        DataRef::SharedString(text) => texts.shared(text),
        DataRef::Bool(yes) => Value::Bool(yes),
        DataRef::DateTime(date) => date_of(&date, epoch_1904),
        DataRef::DateTimeIso(text) => iso_date(&text),
        DataRef::DurationIso(text) => text_of(text),
        DataRef::Error(error) => Value::ErrorValue(error.to_string().into()),
    }
}

/// The texts that cells of a workbook share, by where its reader keeps them: a text that stands in many cells is kept once.
#[derive(Default)]
pub(super) struct Texts(HashMap<usize, Text>);

impl Texts {
    /// Texts up to this length take no more room in a cell than a reference to them.
    const SHORT: usize = Text::INLINE_LIMIT;

    fn shared(&mut self, text: &str) -> Value {
        if text.len() <= Self::SHORT {
            return Value::from(text);
        }
        let held = self.0.entry(text.as_ptr().addr()).or_insert_with(|| text.into());
        // Where it stands tells where to look; only what it says tells that it is the same.
        if *held != text {
            *held = text.into();
        }
        Value::Text(held.clone())
    }
}

pub(crate) fn text_of(text: String) -> Value {
    if text.is_empty() { Value::Empty } else { Value::Text(text.into()) }
}

/// The day of a date and time; the time of day is dropped. A time without a day, or a day before the calendar of
/// Excel begins, stays a number.
pub(crate) fn date_of(date: &ExcelDateTime, epoch_1904: bool) -> Value {
    let serial = date.as_f64();
    if date.is_duration() {
        return Value::Number(serial);
    }
    serial_date(serial, epoch_1904).map_or(Value::Number(serial), Value::Date)
}

/// The day that a serial number of Excel means: 1 is 1 January 1900 (60 is the day that never was), or 0 is 1 January 1904.
pub(crate) fn serial_date(serial: f64, epoch_1904: bool) -> Option<NaiveDate> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as u64;
    let from = match (epoch_1904, days) {
        (true, _) => NaiveDate::from_ymd_opt(1904, 1, 1),
        (false, 0 | 60) => None,
        (false, 1..60) => NaiveDate::from_ymd_opt(1899, 12, 31),
        (false, _) => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    from?.checked_add_days(Days::new(days))
}

/// A date as ISO 8601 writes it; anything else stays text.
pub(crate) fn iso_date(text: &str) -> Value {
    let day = text.get(..10).unwrap_or(text);
    NaiveDate::parse_from_str(day, "%Y-%m-%d").map_or_else(|_| text_of(text.to_owned()), Value::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_either_epoch() {
        for (serial, epoch_1904, read) in [
            (44_651.0, false, Some((2022, 3, 31))),
            (44_651.75, false, Some((2022, 3, 31))),
            (43_189.0, true, Some((2022, 3, 31))),
            (1.0, false, Some((1900, 1, 1))),
            (59.0, false, Some((1900, 2, 28))),
            (60.0, false, None),
            (61.0, false, Some((1900, 3, 1))),
            (0.5, false, None),
            (-1.0, false, None),
            (f64::NAN, false, None),
            (2_958_465.0, false, Some((9999, 12, 31))),
            (2_958_466.0, false, None),
        ] {
            assert_eq!(serial_date(serial, epoch_1904), read.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)), "{serial}");
        }
    }
}
