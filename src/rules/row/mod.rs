//! Rows of a return: whether they are ours, and left as they were issued.

mod added_row;
mod hidden_row_changed;
mod locked_cell_changed;
mod merged_cells;
mod missing_row;
mod moved_heading;
mod other_owners_row;
mod repeated_row;
mod unanswered_row;
mod unknown_column;
mod unknown_ref;

use std::collections::BTreeMap;

use crate::model::returned::{IssuedTask, Pack, Return, ReturnRow};

use super::Rule;

pub(super) use unanswered_row::UNANSWERED;

/// The rules of this group, in reading order.
pub(super) static RULES: &[&Rule] = &[
    &unknown_ref::RULE,
    &missing_row::RULE,
    &locked_cell_changed::RULE,
    &unanswered_row::RULE,
    &repeated_row::RULE,
    &added_row::RULE,
    &other_owners_row::RULE,
    &merged_cells::RULE,
    &hidden_row_changed::RULE,
    &moved_heading::RULE,
    &unknown_column::RULE,
];

/// What was issued to this owner under this return's stamp.
fn pack_of<'a>(returned: &Return, raise: &super::Raise<'a>) -> Option<&'a Pack> {
    raise.context.issued?.packs.iter().find(|pack| pack.stamp == returned.stamp)
}

/// The tasks that this owner was asked about in any issue of the cycle, by Ref. A later issue of a task replaces an earlier one,
/// save where this return is that earlier issue.
pub(super) fn tasks_of<'a>(returned: &Return, raise: &super::Raise<'a>) -> BTreeMap<&'a str, &'a IssuedTask> {
    let mut tasks = BTreeMap::new();
    for pack in raise.context.issued.iter().flat_map(|issued| &issued.packs).filter(|pack| pack.owner == returned.owner) {
        tasks.extend(pack.tasks.iter().map(|task| (task.reference.as_str(), task)));
    }
    if let Some(pack) = pack_of(returned, raise) {
        tasks.extend(pack.tasks.iter().map(|task| (task.reference.as_str(), task)));
    }
    tasks
}

/// The rows whose Ref this owner was not asked about, each with the owner of the task of that Ref, where there is one.
fn strange_rows<'a>(returned: &'a Return, raise: &super::Raise<'a>) -> Vec<(&'a ReturnRow, Option<&'a str>)> {
    let known = tasks_of(returned, raise);
    let strange: Vec<&ReturnRow> =
        returned.rows.iter().filter(|row| !row.reference.is_empty() && !known.contains_key(row.reference.as_str())).collect();
    if strange.is_empty() {
        return Vec::new();
    }
    let register = raise.context.register;
    let mut others: BTreeMap<&str, &str> = register.tasks.iter().map(|task| (task.reference.as_str(), task.owner.as_str())).collect();
    for pack in raise.context.issued.iter().flat_map(|issued| &issued.packs) {
        others.extend(pack.tasks.iter().map(|task| (task.reference.as_str(), pack.owner.as_str())));
    }
    strange.into_iter().map(|row| (row, others.get(row.reference.as_str()).copied())).collect()
}
