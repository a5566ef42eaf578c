//! 'NEW' beside a colour that is not new. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    name: "printed-new-differs",
    severity: Severity::Warning,
    help: include_str!("printed_new_differs.md"),
    check: Check::Elsewhere,
};
