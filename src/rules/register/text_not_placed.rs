//! Text of a paper that stands in no report and no row. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "text-not-placed", severity: Severity::Warning, help: include_str!("text_not_placed.md"), check: Check::Elsewhere };
