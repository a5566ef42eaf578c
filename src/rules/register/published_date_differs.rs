//! Two dates of publication for one report. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    name: "published-date-differs",
    severity: Severity::Warning,
    help: include_str!("published_date_differs.md"),
    check: Check::Elsewhere,
};
