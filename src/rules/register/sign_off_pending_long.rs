//! Evidence that the inspectorate has had for long without an answer.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::words::{Severity, Stage};
use crate::model::{Query, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "sign-off-pending-long",
    severity: Severity::Warning,
    help: include_str!("sign_off_pending_long.md"),
    check: Check::Register(check),
};

static WORDS: Words = Words {
    says: "{count} of this report with {inspectorate} since {since}, {days} days, without an answer",
    asks: "ask it where they stand",
};

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let context = raise.context;
    let long = i64::from(context.settings.meanings.sign_off_long_days);
    let mut waiting: BTreeMap<&str, (NaiveDate, usize)> = BTreeMap::new();
    for row in &context.register.recommendations {
        if let (Some(Stage::PendingSignOff), Some(since), None) = (row.stage, row.submitted_on, row.reply_on)
            && (context.today - since).num_days() > long
        {
            let (oldest, count) = waiting.entry(&row.report).or_insert((since, 0));
            *oldest = since.min(*oldest);
            *count += 1;
        }
    }
    for (report, (since, count)) in waiting {
        let count = if count == 1 { "1 recommendation".to_owned() } else { format!("{count} recommendations") };
        let days = (context.today - since).num_days().to_string();
        let query = raise.query(&WORDS).about("", report, report).fact("count", count);
        queries
            .push(query.fact("inspectorate", context.settings.inspectorate.clone()).fact("since", dates::long(since)).fact("days", days));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::register::report_of;
    use crate::model::tables::Recommendation;
    use crate::rules::table;

    #[test]
    fn one_query_a_report_after_half_a_year() {
        // 31 March 2022 is 180 days after 2 October 2021, and 181 after the day before.
        table::register_says(
            &RULE,
            &[
                "roads-policing-2020: 2 recommendations of this report with HMICFRS since 1 Sep 2021, 211 days, without an answer - ask it where they stand [sign-off-pending-long]",
            ],
            |register| {
                for (reference, submitted) in [
                    ("poor-relation-2019/1", "2021-10-02"),
                    ("roads-policing-2020/1", "2021-10-01"),
                    ("roads-policing-2020/2", "2021-09-01"),
                ] {
                    register.recommendations.push(Recommendation {
                        reference: reference.into(),
                        report: report_of(reference).into(),
                        stage: Some(Stage::PendingSignOff),
                        submitted_on: Some(table::on(submitted)),
                        ..Recommendation::default()
                    });
                }
            },
        );
    }
}
