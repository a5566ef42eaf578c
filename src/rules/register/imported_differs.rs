//! A paper that was imported before and says something else now. Import raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "imported-differs", severity: Severity::Warning, help: include_str!("imported_differs.md"), check: Check::Elsewhere };
