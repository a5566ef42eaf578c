//! What is typed after an option, read the same way for every command.

use std::ffi::OsString;

use chrono::{Datelike as _, NaiveDate};

use crate::model::Refusal;
use crate::model::dates::{self, DateText, month_named, read_date};

/// A date as it may be typed: `2022-05-20`, `20/11/2021`, `20 November 2021`, or a month's name and a year for its last day. One that
/// could be two days is asked for again.
///
/// # Errors
/// Why it is no date.
pub(super) fn date(typed: &str) -> Result<NaiveDate, String> {
    match read_date(typed) {
        DateText::Day { date, ambiguous: false } => Ok(date),
        DateText::Day { date, ambiguous: true } => Err(could_be_two(typed, date)),
        DateText::Month { last_day } if typed.split(|c: char| !c.is_alphabetic()).any(|word| month_named(word).is_some()) => Ok(last_day),
        DateText::Impossible => Err(format!("there is no such day as '{typed}' - write it as 2022-05-20")),
        DateText::Unlikely { .. } => Err(format!("the year of '{typed}' is far from this work - write it as 2022-05-20")),
        _ => Err(format!("'{typed}' is not a date - write it as 2022-05-20")),
    }
}

fn could_be_two(typed: &str, date: NaiveDate) -> String {
    match NaiveDate::from_ymd_opt(date.year(), date.day(), date.month()) {
        Some(other) if other != date => {
            format!("'{typed}' could be {} or {} - write it as {date}, if that is meant", dates::long(date), dates::long(other))
        }
        _ => format!("'{typed}' has its month before its day - write it as {date}, if that is meant"),
    }
}

/// A number of days.
///
/// # Errors
/// Why it is none.
pub(super) fn days(typed: &str) -> Result<u32, String> {
    typed.trim().parse().map_err(|_| format!("'{typed}' is not a number of days - write it as 90"))
}

/// True where a command line that could not be read asks for JSON.
pub(super) fn asks_for_json(words: impl Iterator<Item = OsString>) -> bool {
    let words: Vec<OsString> = words.take_while(|word| word != "--").collect();
    words.iter().any(|word| word == "--format=json") || words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
}

/// Why a command line could not be read, in one sentence.
pub(super) fn why(said: &clap::Error) -> Refusal {
    let text = said.render().to_string();
    let first = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    Refusal::new(
        first.split_whitespace().collect::<Vec<_>>().join(" "),
        "'rectrack --help' and 'rectrack COMMAND --help' say what may be typed",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_people_type_it_and_only_where_it_is_one_day() {
        for (typed, read) in [
            ("2022-05-20", Ok("2022-05-20")),
            ("20/11/2021", Ok("2021-11-20")),
            ("20 November 2021", Ok("2021-11-20")),
            ("04/04/2022", Ok("2022-04-04")),
            ("May 2022", Ok("2022-05-31")),
            ("05/01/2022", Err("'05/01/2022' could be 5 Jan 2022 or 1 May 2022 - write it as 2022-01-05, if that is meant")),
            ("01/31/2022", Err("'01/31/2022' has its month before its day - write it as 2022-01-31, if that is meant")),
            ("31/02/2022", Err("there is no such day as '31/02/2022' - write it as 2022-05-20")),
            ("2022-13-01", Err("there is no such day as '2022-13-01' - write it as 2022-05-20")),
            ("1 May 2202", Err("the year of '1 May 2202' is far from this work - write it as 2022-05-20")),
            ("05/2022", Err("'05/2022' is not a date - write it as 2022-05-20")),
            ("soon", Err("'soon' is not a date - write it as 2022-05-20")),
            ("", Err("'' is not a date - write it as 2022-05-20")),
        ] {
            assert_eq!(date(typed).map(|day| day.to_string()), read.map(str::to_owned).map_err(str::to_owned), "{typed:?}");
        }
        assert_eq!(days("90"), Ok(90));
        for typed in ["x", "", "-5", "1.5", "99999999999"] {
            assert_eq!(days(typed), Err(format!("'{typed}' is not a number of days - write it as 90")));
        }
    }
}
