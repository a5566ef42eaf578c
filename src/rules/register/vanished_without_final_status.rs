//! Open in the last paper, and not in this one. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    name: "vanished-without-final-status",
    severity: Severity::Warning,
    help: include_str!("vanished_without_final_status.md"),
    check: Check::Elsewhere,
};
