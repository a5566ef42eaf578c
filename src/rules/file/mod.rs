//! What the files of the returns folder give rise to, before a row is looked at.

mod already_received;
mod not_our_workbook;
mod nothing_filled_in;
mod other_cycle;

use super::Rule;

/// The rules of this group, in reading order.
pub(super) static RULES: &[&Rule] = &[&not_our_workbook::RULE, &other_cycle::RULE, &already_received::RULE, &nothing_filled_in::RULE];
