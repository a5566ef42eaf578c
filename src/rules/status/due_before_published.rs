//! A due date before the report came out.

use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "due-before-published",
    severity: Severity::Warning,
    help: include_str!("due_before_published.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words {
    says: "the due date {due} lies before the report came out on {published}",
    asks: "correct the date; the year is often the slip",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let published = standing.report.and_then(|report| report.published);
    if let (Some(due), Some(published)) = (standing.now.due.date, published)
        && due < published
        && standing.now.is_open()
    {
        let query = raise.on(standing, Field::Due, &WORDS);
        queries.push(query.fact("due", standing.now.due.shown()).fact("published", dates::long(published)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn nothing_is_due_before_it_is_asked() {
        table::raises(
            &RULE,
            "
            | rating | published  | due        | new date   | why     |
            | Amber  | 2021-09-17 | 2022-06-30 |            |         |
            | Amber  | 2021-09-17 | 2022-03-31 | 2021-07-31 | Courses |
            ",
            &[
                "north.xlsx, Return, L9: poor-relation-2019/2.1: the due date 31 Jul 2021 lies before the report came out on 17 Sep 2021 - correct the date; the year is often the slip [due-before-published]",
            ],
        );
    }
}
