//! A sentence that counts rows and differs from them. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    name: "stated-count-differs",
    severity: Severity::Warning,
    help: include_str!("stated_count_differs.md"),
    check: Check::Elsewhere,
};
