//! A decision that cannot be carried out as it was typed. The merge raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "decision-unclear", severity: Severity::Warning, help: include_str!("decision_unclear.md"), check: Check::Elsewhere };
