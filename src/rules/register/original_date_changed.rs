//! An original due date that differs from the one that is held. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    name: "original-date-changed",
    severity: Severity::Warning,
    help: include_str!("original_date_changed.md"),
    check: Check::Elsewhere,
};
