//! What the files of the returns folder give rise to, before a row is looked at.

mod already_received;
mod damaged_workbook;
mod has_macros;
mod has_pictures;
mod late_return;
mod links_outside;
mod newer_template;
mod not_a_workbook;
mod not_our_workbook;
mod nothing_filled_in;
mod other_cycle;
mod oversized_workbook;
mod password_protected;
mod return_gone;
mod still_open_in_excel;
mod superseded_return;
mod unexpected_sender;

use super::Rule;

/// The rules of this group, in reading order.
pub(super) static RULES: &[&Rule] = &[
    &not_our_workbook::RULE,
    &other_cycle::RULE,
    &already_received::RULE,
    &nothing_filled_in::RULE,
    &not_a_workbook::RULE,
    &password_protected::RULE,
    &damaged_workbook::RULE,
    &oversized_workbook::RULE,
    &newer_template::RULE,
    &still_open_in_excel::RULE,
    &late_return::RULE,
    &superseded_return::RULE,
    &return_gone::RULE,
    &unexpected_sender::RULE,
    &has_macros::RULE,
    &links_outside::RULE,
    &has_pictures::RULE,
];
