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

use std::collections::{BTreeMap, BTreeSet};

use crate::model::returned::{IssuedTask, Pack, Return};

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
fn tasks_of<'a>(returned: &Return, raise: &super::Raise<'a>) -> BTreeMap<&'a str, &'a IssuedTask> {
    let mut tasks = BTreeMap::new();
    for pack in raise.context.issued.iter().flat_map(|issued| &issued.packs).filter(|pack| pack.owner == returned.owner) {
        tasks.extend(pack.tasks.iter().map(|task| (task.reference.as_str(), task)));
    }
    if let Some(pack) = pack_of(returned, raise) {
        tasks.extend(pack.tasks.iter().map(|task| (task.reference.as_str(), task)));
    }
    tasks
}

/// The Refs that may stand in this return.
fn known_refs<'a>(returned: &Return, raise: &super::Raise<'a>) -> BTreeSet<&'a str> {
    tasks_of(returned, raise).into_keys().collect()
}

/// True when the Ref is of a task that exists, though this owner was not asked about it.
fn is_somebody_elses(reference: &str, raise: &super::Raise<'_>) -> bool {
    raise.context.register.task(reference).is_some()
        || raise
            .context
            .issued
            .is_some_and(|issued| issued.packs.iter().any(|pack| pack.tasks.iter().any(|task| task.reference == reference)))
}
