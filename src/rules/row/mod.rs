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
    raise.context.issued?.pack(&returned.stamp)
}

/// What [`Asked::tasks_of`](crate::model::returned::Asked::tasks_of) a return's owner; nothing where nothing was issued.
pub(super) fn tasks_of<'a>(returned: &Return, raise: &super::Raise<'a>) -> BTreeMap<&'a str, &'a IssuedTask> {
    raise.context.issued.map_or_else(BTreeMap::new, |issued| issued.tasks_of(returned))
}

/// The rows whose Ref this owner was not asked about, each with the owner of the task of that Ref, where there is one.
fn strange_rows<'a>(returned: &'a Return, raise: &super::Raise<'a>) -> Vec<(&'a ReturnRow, Option<&'a str>)> {
    let known = tasks_of(returned, raise);
    let strange: Vec<&ReturnRow> =
        returned.rows.iter().filter(|row| !row.reference.is_empty() && !known.contains_key(row.reference.as_str())).collect();
    strange.into_iter().map(|row| (row, owner_of(&row.reference, raise))).collect()
}

/// Who was asked about a task last; else whose it is in the register.
fn owner_of<'a>(reference: &str, raise: &super::Raise<'a>) -> Option<&'a str> {
    let asked = raise.context.issued.and_then(|issued| issued.newest().get(reference)).map(|(pack, _)| pack.owner.as_str());
    asked.or_else(|| raise.context.register.tasks.iter().find(|task| task.reference == reference).map(|task| task.owner.as_str()))
}
