//! A date far outside this work.

use crate::model::dates::DateText;
use crate::model::returned::Return;
use crate::model::text::shorten;
use crate::model::words::Severity;
use crate::model::{Query, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unlikely-date", severity: Severity::Blocking, help: include_str!("unlikely_date.md"), check: Check::Return(check) };

static WORDS: Words = Words { says: "{column}: {typed} lies outside the years of this work", asks: "correct the year" };

static NEAR: Words = Words { says: "{column}: {typed} lies outside the years of this work", asks: "write {likely}, if that is meant" };

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    super::dates_of(returned, |row, column, answer| {
        let typed = answer.value.shown();
        let (true, DateText::Unlikely { likely }) = (answer.unfit, dates::read_date(&typed)) else { return };
        let query = raise.on_row(returned, row, &row.place_in(answer.col), if likely.is_some() { &NEAR } else { &WORDS });
        let likely = likely.map(dates::long).unwrap_or_default();
        queries.push(query.fact("column", column.heading).fact("typed", shorten(&typed, 40)).fact("likely", likely));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_year_of_five_figures_is_a_slip() {
        table::raises(
            &RULE,
            "
            | rating | new date        | why     | due        |
            | Amber  | 30 June 2022    | Courses | 2022-05-31 |
            | Amber  | 30 June 20222   | Courses | 2022-05-31 |
            | Amber  | 30/06/1922      | Courses | 2022-05-31 |
            ",
            &[
                "north.xlsx, Return, L9: poor-relation-2019/2.1: Revised due date: 30 June 20222 lies outside the years of this work - write 30 Jun 2022, if that is meant [unlikely-date]",
                "north.xlsx, Return, L10: poor-relation-2019/3.1: Revised due date: 30/06/1922 lies outside the years of this work - correct the year [unlikely-date]",
            ],
        );
    }
}
