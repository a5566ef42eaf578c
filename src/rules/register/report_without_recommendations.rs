//! A report without recommendations and without a position statement.

use std::collections::BTreeSet;

use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "report-without-recommendations",
    severity: Severity::Warning,
    help: include_str!("report_without_recommendations.md"),
    check: Check::Register(check),
};

static WORDS: Words = Words {
    says: "no recommendation is listed, and no position statement says why",
    asks: "add its recommendations, or say under Position statement what the force makes of it",
};

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let register = raise.context.register;
    let listed: BTreeSet<&str> = register.recommendations.iter().map(|row| row.report.as_str()).collect();
    for report in &register.reports {
        let said = !report.position_statement.trim().is_empty()
            || !report.inspectorate_status.trim().is_empty()
            || report.for_force == Some(0)
            || report.made == Some(0);
        if !said && !listed.contains(report.report.as_str()) {
            queries.push(raise.query(&WORDS).about("", &report.report, &report.report));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Report;
    use crate::rules::table;

    #[test]
    fn an_empty_report_says_why() {
        table::register_says(
            &RULE,
            &[
                "spotlight-2020: no recommendation is listed, and no position statement says why - add its recommendations, or say under Position statement what the force makes of it [report-without-recommendations]",
            ],
            |register| {
                for (report, statement, for_force) in
                    [("spotlight-2019", "Nothing is asked of us.", None), ("spotlight-2018", "", Some(0)), ("spotlight-2020", "", None)]
                {
                    register.reports.push(Report {
                        report: report.into(),
                        position_statement: statement.into(),
                        for_force,
                        ..Report::default()
                    });
                }
            },
        );
    }
}
