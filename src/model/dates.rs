//! Dates as people type them, read day first; and dates as we show them.

use chrono::{Datelike as _, NaiveDate};

/// The earliest and latest year that a date in this work can sensibly lie in.
pub const LIKELY_YEARS: std::ops::RangeInclusive<i32> = 2000..=2060;

/// What a text says as a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateText {
    Blank,
    /// A day. `ambiguous` when day and month could be exchanged (03/04/2022 is read as 3 April).
    Day {
        date: NaiveDate,
        ambiguous: bool,
    },
    /// A month alone, as its last day: for a due date that is what it means.
    Month {
        last_day: NaiveDate,
    },
    /// It has the shape of a date, but no such day exists (31/02/2022).
    Impossible,
    /// A date far outside this work (the year 20201 or 2201), with the likely one where a single typing slip explains it.
    Unlikely {
        likely: Option<NaiveDate>,
    },
    /// Not a date at all.
    Unreadable,
}

/// A day as people read it: `31 Mar 2022`.
#[must_use]
pub fn long(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// A month as people read it: `Mar 2022`.
#[must_use]
pub fn month(date: NaiveDate) -> String {
    date.format("%b %Y").to_string()
}

/// The last day of the month that `date` stands in.
#[must_use]
pub fn last_of_month(date: NaiveDate) -> NaiveDate {
    month_end(date.year(), date.month()).unwrap_or(date)
}

/// The last day of a month; none when there is no such month.
#[must_use]
pub fn month_end(year: i32, month: u32) -> Option<NaiveDate> {
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(year, month, 1)?;
    NaiveDate::from_ymd_opt(next_year, next, 1)?.pred_opt()
}

/// Whole months from one date to another, negative when `to` lies before `from`.
#[must_use]
pub fn months_between(from: NaiveDate, to: NaiveDate) -> i32 {
    (to.year() - from.year()) * 12 + i32::try_from(to.month()).unwrap_or(0) - i32::try_from(from.month()).unwrap_or(0)
}

/// The month that a word names, in English, in full or shortened to three letters or more (`Sept`).
#[must_use]
pub fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let word = word.trim_end_matches('.').to_lowercase();
    if word.len() < 3 {
        return None;
    }
    MONTHS.iter().position(|month| month.starts_with(&word)).and_then(|at| u32::try_from(at + 1).ok())
}

/// Reads a text that should be one date and nothing else: `31/03/2022`, `31.3.22`, `2022-03-31`, `31st March 2022`,
/// `31 Mar`, `March 2022`, `Mar-22`, `03/2022`. Day before month, always.
#[must_use]
pub fn read_date(text: &str) -> DateText {
    let folded = super::text::fold(text);
    if folded.is_empty() {
        return DateText::Blank;
    }
    let spaced: String = folded.chars().map(|c| if matches!(c, '/' | '-' | '.' | ',' | '\'') { ' ' } else { c }).collect();
    let mut parts: Vec<&str> = spaced.split(' ').filter(|part| !part.is_empty() && *part != "of").collect();
    if parts.first().is_some_and(|word| is_weekday(word)) {
        parts.remove(0);
    }
    // A time of day after a date is dropped: the register holds none.
    if let Some(time) = parts.iter().position(|part| part.contains(':')) {
        if time < 3 && parts.len() < 4 {
            return DateText::Unreadable;
        }
        parts.truncate(time);
    }
    let parts: Vec<&str> = parts.iter().flat_map(|part| split_letters(part)).collect();
    match parts.as_slice() {
        [day, month, year] if month_named(month).is_some() => from_day(number(day), month_named(month), read_year(year), false),
        [month, day, year] if month_named(month).is_some() => from_day(number(day), month_named(month), read_year(year), false),
        [year, month, day] if year.len() == 4 && number(year).is_some() => {
            from_day(number(day), number(month).or_else(|| month_named(month)), read_year(year), false)
        }
        [day, month, year] => match (number(day), number(month)) {
            (Some(d), Some(m)) => {
                // 03/04/2022 could be either; 25/04/2022 and 04/04/2022 could not; 04/25/2022 is only a date month first.
                if m > 12 && d <= 12 {
                    from_day(Some(m), Some(d), read_year(year), true)
                } else {
                    from_day(Some(d), Some(m), read_year(year), d <= 12 && d != m)
                }
            }
            _ => DateText::Unreadable,
        },
        [month, year] if month_named(month).is_some() => from_month(month_named(month), read_year(year)),
        [year, month] if year.len() == 4 && number(year).is_some() => {
            from_month(number(month).or_else(|| month_named(month)), read_year(year))
        }
        [month, year] if year.len() == 4 => from_month(number(month), read_year(year)),
        _ => DateText::Unreadable,
    }
}

/// A year as typed; two digits are of this century.
fn read_year(text: &str) -> Option<i32> {
    let year: i32 = (!text.is_empty() && text.chars().all(|c| c.is_ascii_digit())).then(|| text.parse().ok())??;
    Some(if text.len() == 2 { 2000 + year } else { year })
}

fn from_day(day: Option<u32>, month: Option<u32>, year: Option<i32>, ambiguous: bool) -> DateText {
    let (Some(day), Some(month), Some(year)) = (day, month, year) else { return DateText::Unreadable };
    if !LIKELY_YEARS.contains(&year) {
        let likely = likely_year(year).and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        return DateText::Unlikely { likely };
    }
    NaiveDate::from_ymd_opt(year, month, day).map_or(DateText::Impossible, |date| DateText::Day { date, ambiguous })
}

fn from_month(month: Option<u32>, year: Option<i32>) -> DateText {
    let (Some(month), Some(year)) = (month, year) else { return DateText::Unreadable };
    if !(1..=12).contains(&month) {
        return DateText::Impossible;
    }
    if !LIKELY_YEARS.contains(&year) {
        return DateText::Unlikely { likely: likely_year(year).and_then(|year| month_end(year, month)) };
    }
    month_end(year, month).map_or(DateText::Impossible, |last_day| DateText::Month { last_day })
}

/// The year that one typing slip turned into `typed`: a digit too many (20201, 20190), or two exchanged or mistyped (2202).
/// None when several years would explain it equally well.
#[must_use]
pub fn likely_year(typed: i32) -> Option<i32> {
    let digits = typed.to_string();
    let mut found: Vec<i32> = Vec::new();
    if digits.len() == 5 {
        // A finger that slipped doubles or adds a digit, most often at the end.
        for at in (0..5).rev() {
            let mut shorter = digits.clone();
            shorter.remove(at);
            found.extend(shorter.parse::<i32>().ok().filter(|year| (2005..=2040).contains(year)));
        }
        return found.first().copied();
    }
    if digits.len() == 4 {
        for at in 0..3 {
            let mut swapped: Vec<char> = digits.chars().collect();
            swapped.swap(at, at + 1);
            let year = swapped.iter().collect::<String>().parse::<i32>().ok();
            found.extend(year.filter(|year| (2005..=2040).contains(year)));
        }
        found.sort_unstable();
        found.dedup();
        if found.len() == 1 {
            return found.first().copied();
        }
    }
    None
}

fn number(text: &str) -> Option<u32> {
    (text.len() <= 5 && text.chars().all(|c| c.is_ascii_digit())).then(|| text.parse().ok())?
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(word))
}

/// `31mar2022` and `mar22` are numbers and names typed without a blank; `st`, `nd`, `rd`, `th` after a number say nothing more.
fn split_letters(part: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = part;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if digits || runs.is_empty() || !matches!(run, "st" | "nd" | "rd" | "th") {
            runs.push(run);
        }
        rest = after;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> DateText {
        DateText::Day { date: NaiveDate::from_ymd_opt(y, m, d).unwrap(), ambiguous: false }
    }

    fn month(y: i32, m: u32) -> DateText {
        DateText::Month { last_day: month_end(y, m).unwrap() }
    }

    #[test]
    fn dates_as_people_type_them() {
        let third_of_april = DateText::Day { date: NaiveDate::from_ymd_opt(2022, 4, 3).unwrap(), ambiguous: true };
        for (typed, read) in [
            ("31/03/2022", day(2022, 3, 31)),
            ("31.3.22", day(2022, 3, 31)),
            ("2022-03-31", day(2022, 3, 31)),
            ("2022-03-31 00:00:00", day(2022, 3, 31)),
            ("31st March 2022", day(2022, 3, 31)),
            ("Thursday 31 March, 2022", day(2022, 3, 31)),
            ("31mar2022", day(2022, 3, 31)),
            ("March 31, 2022", day(2022, 3, 31)),
            ("30 Sept 2021", day(2021, 9, 30)),
            ("03/04/2022", third_of_april),
            ("04/04/2022", day(2022, 4, 4)),
            ("Mar-22", month(2022, 3)),
            ("March 2022", month(2022, 3)),
            ("Sept. 2022", month(2022, 9)),
            ("02/2024", month(2024, 2)),
            ("31/02/2022", DateText::Impossible),
            ("13/13/2022", DateText::Impossible),
            ("March 20201", DateText::Unlikely { likely: month_end(2020, 3) }),
            ("Dec 20190", DateText::Unlikely { likely: month_end(2019, 12) }),
            ("1 May 2202", DateText::Unlikely { likely: NaiveDate::from_ymd_opt(2022, 5, 1) }),
            ("1 May 1902", DateText::Unlikely { likely: None }),
            ("soon", DateText::Unreadable),
            ("TBC", DateText::Unreadable),
            ("Q3", DateText::Unreadable),
            (" \u{a0}", DateText::Blank),
        ] {
            assert_eq!(read_date(typed), read, "{typed:?}");
        }
    }
}
