//! Dates that stand within a text: where each starts and ends, and what it says.

use chrono::NaiveDate;

use crate::model::dates::{DateText, month_named, read_date};
use crate::model::text::fold;

/// A date found within a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Byte offsets in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) says: DateText,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Digits,
    Letters,
    Other,
}

#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    sort: Sort,
}

/// Every date in the text, in order: days and months with a year. A year alone, or a day without its year, is none.
#[must_use]
pub(super) fn dates_in(text: &str) -> Vec<Found> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((after, date)) = date_at(text, &tokens, at) {
            found.push(date);
            at = after;
        } else {
            at += 1;
        }
    }
    found
}

/// Quarters of a financial year that says both its years ('Q3 2025/26', 'quarter 3 of 2025-26'), which runs from April to March as
/// public bodies' do: where each starts and ends in the text, and its last day. 'Q3 2025' alone may be either year's.
#[must_use]
pub(super) fn quarters_in(text: &str) -> Vec<(usize, usize, NaiveDate)> {
    let tokens = tokens(text);
    (0..tokens.len()).filter_map(|at| quarter_at(&tokens, at)).collect()
}

fn quarter_at(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize, NaiveDate)> {
    let first = tokens.get(at).filter(|token| matches!(fold(token.text).as_str(), "q" | "qtr" | "quarter"))?;
    let digits = |at: usize| tokens.get(at).filter(|token| token.sort == Sort::Digits);
    let number = skip_between(tokens, at + 1);
    let quarter: u32 = digits(number)?.text.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
    let mut next = skip_between(tokens, number + 1);
    if tokens.get(next).is_some_and(|token| token.text == "of") {
        next = skip_between(tokens, next + 1);
    }
    let year = |token: &Token<'_>| -> Option<i32> {
        let year: i32 = token.text.parse().ok()?;
        match token.text.len() {
            2 => Some(2000 + year),
            4 => Some(year),
            _ => None,
        }
    };
    let from = year(digits(next)?)?;
    tokens.get(next + 1).filter(|token| matches!(token.text, "/" | "-" | "–"))?;
    let last = digits(next + 2)?;
    year(last).filter(|until| *until == from + 1)?;
    let (year, month) = if quarter < 3 { (from, 3 * quarter + 4) } else { (from + 1, 3 * quarter - 8) };
    Some((first.start, last.end, NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()?))
}

/// The date that starts at token `at`, and the token after it.
fn date_at(text: &str, tokens: &[Token<'_>], at: usize) -> Option<(usize, Found)> {
    let first = tokens.get(at)?;
    let last = match first.sort {
        Sort::Letters => {
            month_named(first.text)?;
            // 'March 31, 2022' before 'March 31'.
            month_day_year(tokens, at).or_else(|| year_after(tokens, at))?
        }
        Sort::Digits if first.text.len() <= 2 => day_month(tokens, at).or_else(|| numbers(tokens, at))?,
        Sort::Digits if first.text.len() == 4 => numbers(tokens, at)?,
        _ => return None,
    };
    let end = tokens.get(last)?.end;
    let says = match read_date(&text.get(first.start..end)?.replace('\n', " ")) {
        DateText::Unreadable | DateText::Blank => return None,
        says => says,
    };
    Some((last + 1, Found { start: first.start, end, says }))
}

/// `31 March 2022`, `31st of March 2022`, `31-Mar-22`.
fn day_month(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mut next = at + 1;
    if tokens.get(next).is_some_and(|token| matches!(token.text, "st" | "nd" | "rd" | "th")) {
        next += 1;
    }
    next = skip_between(tokens, next);
    if tokens.get(next).is_some_and(|token| token.text == "of") {
        next = skip_between(tokens, next + 1);
    }
    month_named(tokens.get(next).filter(|token| token.sort == Sort::Letters)?.text)?;
    year_after(tokens, next)
}

/// `March 31, 2022`: only with the year in full.
fn month_day_year(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mut next = skip_between(tokens, at + 1);
    tokens.get(next).filter(|token| token.sort == Sort::Digits && token.text.len() <= 2)?;
    next += 1;
    if tokens.get(next).is_some_and(|token| matches!(token.text, "st" | "nd" | "rd" | "th")) {
        next += 1;
    }
    next = skip_between(tokens, next);
    tokens.get(next).filter(|token| token.sort == Sort::Digits && token.text.len() == 4).map(|_| next)
}

/// The year that follows the month at `at`: two digits, four, or a slip of five.
fn year_after(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let next = skip_between(tokens, at + 1);
    let year = tokens.get(next).filter(|token| token.sort == Sort::Digits)?;
    // '22nd' after a month is a day, not a year.
    let ordinal = tokens.get(next + 1).is_some_and(|token| token.start == year.end && token.sort == Sort::Letters);
    (matches!(year.text.len(), 2 | 4 | 5) && !ordinal && next <= at + 4).then_some(next)
}

/// `31/03/2022`, `31.3.22`, `2022-03-31`, `03/2022`.
fn numbers(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let joined = |from: usize| {
        tokens.get(from + 1).filter(|sep| matches!(sep.text, "/" | "." | "-"))?;
        tokens.get(from + 2).filter(|token| token.sort == Sort::Digits)
    };
    let first = tokens.get(at)?;
    let second = joined(at)?;
    if let Some(third) = joined(at + 2) {
        let fits = if first.text.len() == 4 {
            second.text.len() <= 2 && third.text.len() <= 2
        } else {
            second.text.len() <= 2 && third.text.len() >= 2
        };
        return fits.then_some(at + 4);
    }
    (first.text.len() <= 2 && second.text.len() == 4 && tokens.get(at + 1).is_some_and(|sep| sep.text == "/")).then_some(at + 2)
}

/// The next token that is not a blank or a mark which may stand within a date.
fn skip_between(tokens: &[Token<'_>], mut at: usize) -> usize {
    let mut skipped = 0;
    while skipped < 3
        && tokens.get(at).is_some_and(|token| matches!(token.text, " " | "\n" | "\u{a0}" | "-" | "–" | "." | "," | "'" | "’" | "/" | "‑"))
    {
        at += 1;
        skipped += 1;
    }
    at
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let sort_of = |c: char| {
        if c.is_ascii_digit() {
            Sort::Digits
        } else if c.is_alphabetic() {
            Sort::Letters
        } else {
            Sort::Other
        }
    };
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let sort = sort_of(c);
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = chars.peek().copied().filter(|(_, next)| sort != Sort::Other && sort_of(*next) == sort) {
            end = at + next.len_utf8();
            chars.next();
        }
        if let Some(piece) = text.get(start..end) {
            tokens.push(Token { start, end, text: piece, sort });
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quarters of the year from April to March, by hand: the first ends with June, the fourth with March of the second year.
    #[test]
    fn quarters_of_a_financial_year_end_on_a_day() {
        for (text, last) in [
            ("Q3 2025/26", "2025-12-31"),
            ("By end of Q1 2025-26", "2025-06-30"),
            ("Quarter 2 of 25/26", "2025-09-30"),
            ("Qtr 4, 2025/2026", "2026-03-31"),
            ("end Q4 (2023/24)", ""),
            ("Q3 2025", ""),
            ("Q5 2025/26", ""),
            ("Q3 2025/27", ""),
            ("Q3 25/11/2025", ""),
        ] {
            let read: Vec<String> = quarters_in(text).iter().map(|(_, _, last)| last.to_string()).collect();
            assert_eq!(read.join(" "), last, "{text}");
        }
    }

    #[test]
    fn dates_are_found_where_they_stand() {
        for (text, dates) in [
            ("Nov-22 (HMICFRS report)", vec!["Nov-22"]),
            ("March 22 - aligned to PEEL 2018/19 (Rec 2) as above", vec!["March 22"]),
            ("Immediate and June 2022", vec!["June 2022"]),
            ("No date set by HMICFRS\nMarch 2022", vec!["March 2022"]),
            ("By 30 September 2021, chief officers should", vec!["30 September 2021"]),
            ("30th of Sept 2021 / 31/10/2021", vec!["30th of Sept 2021", "31/10/2021"]),
            ("December 20190", vec!["December 20190"]),
            ("it may be 22 in all", vec![]),
            ("this may 22nd", vec![]),
            ("within 6 months", vec![]),
            ("10 of 2022", vec![]),
            ("2022-03-31 then 31.3.22", vec!["2022-03-31", "31.3.22"]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = dates_in(text).iter().map(|found| &text[found.start..found.end]).collect();
            assert_eq!(found, dates, "{text:?}");
        }
    }
}
