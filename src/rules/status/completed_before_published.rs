//! Completed before the report came out.

use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Field, Query, Standing, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "completed-before-published",
    severity: Severity::Note,
    help: include_str!("completed_before_published.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words {
    says: "completed on {date}, before the report came out on {published}",
    asks: "nothing, if the force complied already; else correct the day",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let published = standing.report.and_then(|report| report.published);
    if let (Some(date), Some(published)) = (standing.now.completed_on, published)
        && date < published
        && standing.source != Source::Held
    {
        let query = raise.on(standing, Field::CompletedOn, &WORDS);
        queries.push(query.fact("date", dates::long(date)).fact("published", dates::long(published)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn work_done_before_is_a_note() {
        table::raises(
            &RULE,
            "
            | rating | evidence | published  | completed  | due        |
            | Green  | Minutes  | 2021-09-17 | 2021-10-01 | 2022-06-30 |
            | Green  | Minutes  | 2021-09-17 | 2021-08-01 | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, K9: poor-relation-2019/2.1: completed on 1 Aug 2021, before the report came out on 17 Sep 2021 - nothing, if the force complied already; else correct the day [completed-before-published]",
            ],
        );
    }
}
