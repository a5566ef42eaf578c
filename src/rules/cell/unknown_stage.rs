//! A stage that is not one of the list. Reading the register or a paper raises it: owners never set a stage.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unknown-stage", severity: Severity::Blocking, help: include_str!("unknown_stage.md"), check: Check::Elsewhere };
