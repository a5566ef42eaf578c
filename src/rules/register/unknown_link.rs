//! A row of a paper that is aligned to another one that is not there. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unknown-link", severity: Severity::Warning, help: include_str!("unknown_link.md"), check: Check::Elsewhere };
