//! A report to which the local policing body must publish an answer.

use chrono::Days;

use crate::model::words::{Scope, Severity, YesNo};
use crate::model::{Query, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "response-due", severity: Severity::Warning, help: include_str!("response_due.md"), check: Check::Register(check) };

static WORDS: Words = Words {
    says: "the published answer to this report is due by {due}",
    asks: "see that the local policing body publishes it, then enter the day under Response sent on",
};

static LATE: Words = Words {
    says: "the published answer to this report was due by {due}",
    asks: "see that the local policing body publishes it, then enter the day under Response sent on",
};

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let today = raise.context.today;
    for report in raise.context.register.reports.iter().filter(|report| report.response_sent.is_none()) {
        // 56 days that begin with the day of publication end on the 55th day after it.
        let Some(due) = report.response_due.or_else(|| report.published?.checked_add_days(Days::new(55))) else { continue };
        let asked = match report.response_needed {
            Some(YesNo::Yes) => true,
            Some(YesNo::No) => false,
            // Nothing is said: reports on this force alone, while the clock is still of use.
            None => report.scope == Some(Scope::Force) && (today - due).num_days() <= 90,
        };
        if asked && report.published.is_none_or(|published| published <= today) {
            let words = if due < today { &LATE } else { &WORDS };
            queries.push(raise.query(words).about("", &report.report, &report.report).fact("due", dates::long(due)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Report;
    use crate::rules::table;

    #[test]
    fn the_clock_begins_on_the_day_of_publication() {
        // 4 February + 55 days = 31 March 2022 (24 left in February, 31 in March); the day before would have been due on the 30th.
        table::register_says(
            &RULE,
            &[
                "peel-2022: the published answer to this report is due by 31 Mar 2022 - see that the local policing body publishes it, then enter the day under Response sent on [response-due]",
                "custody-2022: the published answer to this report was due by 30 Mar 2022 - see that the local policing body publishes it, then enter the day under Response sent on [response-due]",
            ],
            |register| {
                for (report, published, needed, sent, scope) in [
                    ("peel-2022", "2022-02-04", Some(YesNo::Yes), None, None),
                    ("custody-2022", "2022-02-03", None, None, Some(Scope::Force)),
                    ("fraud-2021", "2021-08-05", None, None, Some(Scope::Force)),
                    ("rape-2022", "2022-02-25", None, None, Some(Scope::National)),
                    ("peel-2021", "2022-02-01", Some(YesNo::Yes), Some("2022-03-01"), None),
                ] {
                    register.reports.push(Report {
                        report: report.into(),
                        published: Some(table::on(published)),
                        response_needed: needed,
                        response_sent: sent.map(table::on),
                        scope,
                        ..Report::default()
                    });
                }
            },
        );
    }
}
