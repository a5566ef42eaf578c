//! Recommendations that a paper showed and that somebody has taken out of the register since. Their positions still stand, so
//! the paper shows them with the last of these, and what was outstanding cannot get lost without a word.

use std::collections::BTreeSet;

use crate::model::Register;
use crate::model::register::report_of;
use crate::model::rollup::roll_up;
use crate::model::tables::{Recommendation, Report};
use crate::model::words::Access;

/// What stands where the register held the text.
const GONE: &str = "(No longer in the register: its last position stands.)";

/// Rows in the place of those that are no longer there.
#[derive(Debug, Default)]
pub(super) struct Lost {
    pub reports: Vec<Report>,
    pub recommendations: Vec<Recommendation>,
}

impl Lost {
    /// What the register had lost by `cycle`.
    pub(super) fn of(register: &Register, cycle: &str) -> Self {
        let mut lost = Self::default();
        let mut known: BTreeSet<&str> = register.reports.iter().map(|row| row.report.as_str()).collect();
        for (reference, positions) in register.lost(cycle) {
            let Some(last) = positions.first() else { continue };
            let report = if last.report.is_empty() { report_of(reference) } else { last.report.as_str() };
            if known.insert(report) {
                lost.reports.push(Report { report: report.into(), title: report.into(), ..Report::default() });
            }
            let now = roll_up(&positions.iter().map(|position| position.facts()).collect::<Vec<_>>());
            let mut row = Recommendation {
                reference: reference.into(),
                report: report.into(),
                no: last.no.clone(),
                kind: last.kind,
                text: GONE.into(),
                // Whether it may be published stood in its row.
                access: Some(Access::NonPublic),
                ..Recommendation::default()
            };
            row.set_rolled_up(now);
            lost.recommendations.push(row);
        }
        lost
    }
}
