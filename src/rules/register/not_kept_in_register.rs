//! Something in the register that cannot be kept. Reading the register raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "not-kept-in-register", severity: Severity::Note, help: include_str!("not_kept_in_register.md"), check: Check::Elsewhere };
