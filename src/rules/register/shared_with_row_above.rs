//! A cell that is blank because it belongs with the one above. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    name: "shared-with-row-above",
    severity: Severity::Note,
    help: include_str!("shared_with_row_above.md"),
    check: Check::Elsewhere,
};
