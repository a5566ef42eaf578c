//! An older return of an owner of whom a newer one came. The merge raises it: it alone compares them.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "superseded-return", severity: Severity::Warning, help: include_str!("superseded_return.md"), check: Check::Elsewhere };
