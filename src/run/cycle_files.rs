//! Where a cycle's files stand, and reading those that only the tool reads.

use crate::merge::LastMerge;
use crate::model::Refusal;
use crate::model::returned::Issued;
use crate::workspace::{Workspace, issued as issued_file};

/// `issued.json` of a cycle.
#[must_use]
pub fn issued_path(cycle: &str) -> String {
    format!("cycles/{cycle}/issued/issued.json")
}

/// `merged.json` of a cycle.
#[must_use]
pub fn merged_path(cycle: &str) -> String {
    format!("cycles/{cycle}/merged.json")
}

/// The queries workbook of a cycle.
#[must_use]
pub fn queries_path(cycle: &str) -> String {
    format!("cycles/{cycle}/queries.xlsx")
}

/// The consolidated workbook of a cycle.
#[must_use]
pub fn consolidated_path(cycle: &str) -> String {
    format!("cycles/{cycle}/consolidated.xlsx")
}

/// What the paper of a cycle is made from once the cycle is past.
#[must_use]
pub fn kept_path(cycle: &str) -> String {
    format!("cycles/{cycle}/kept.json")
}

/// What the papers of a cycle said when they were written.
#[must_use]
pub fn written_path(cycle: &str) -> String {
    format!("cycles/{cycle}/written.json")
}

/// The folder of a cycle's corrections.
#[must_use]
pub fn corrections_folder(cycle: &str) -> String {
    format!("cycles/{cycle}/corrections")
}

/// What was issued in a cycle; nothing where it was not issued.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn issued(workspace: &Workspace, cycle: &str) -> Result<Issued, Refusal> {
    Ok(workspace.read_if_there(&issued_path(cycle))?.map_or_else(Issued::default, |bytes| issued_file::read(&bytes)))
}

/// What the last merge of a cycle found and wrote.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn last_merge(workspace: &Workspace, cycle: &str) -> Result<LastMerge, Refusal> {
    Ok(workspace.read_if_there(&merged_path(cycle))?.map_or_else(LastMerge::default, |bytes| issued_file::read_last_merge(&bytes)))
}
