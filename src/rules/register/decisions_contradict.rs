//! Two decisions on one thing that cannot both hold. The merge raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    name: "decisions-contradict",
    severity: Severity::Warning,
    help: include_str!("decisions_contradict.md"),
    check: Check::Elsewhere,
};
