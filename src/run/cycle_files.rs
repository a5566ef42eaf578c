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
    let path = issued_path(cycle);
    let Some(file) = workspace.open_if_there(&path)? else { return Ok(Issued::default()) };
    issued_file::read_file(&file).map_err(|why| unreadable(&path, &why))
}

/// What the last merge of a cycle found and wrote.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn last_merge(workspace: &Workspace, cycle: &str) -> Result<LastMerge, Refusal> {
    let path = merged_path(cycle);
    let Some(file) = workspace.open_if_there(&path)? else { return Ok(LastMerge::default()) };
    issued_file::read_last_merge_file(&file).map_err(|why| unreadable(&path, &why))
}

/// A file that this program keeps for itself was changed by something else: going on without it would lose what owners wrote.
fn unreadable(path: &str, why: &str) -> Refusal {
    Refusal::new(format!("{path} cannot be read: {why}"), "put the file back from a copy of the folder; nothing else writes it")
}
