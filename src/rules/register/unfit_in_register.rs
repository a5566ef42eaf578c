//! A hand edit of the register that does not fit. Reading the register raises it.

use crate::model::words::Severity;
use crate::rules::{Check, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unfit-in-register", severity: Severity::Blocking, help: include_str!("unfit_in_register.md"), check: Check::Elsewhere };
