//! Where a cycle's files stand, and reading those that only the tool reads.

use crate::merge::LastMerge;
use crate::model::Refusal;
use crate::model::returned::Issued;
use crate::workspace::{Workspace, issued as issued_file, names};

/// The label of a cycle as it was typed: it names the cycle's folder.
///
/// # Errors
/// When it cannot be one.
pub fn check_label(label: &str) -> Result<(), Refusal> {
    if label.trim().is_empty() {
        return Err(Refusal::new("the cycle needs a label", "give one, such as --cycle 2022-03"));
    }
    label_or(label, "use lower-case letters, digits and hyphens, for example 2022-06")
}

/// The label of a cycle that stands in the register, where people type too, before files are named by it.
///
/// # Errors
/// When it cannot be one.
pub fn check_held_label(label: &str) -> Result<(), Refusal> {
    label_or(
        label,
        "in register.xlsx give it lower-case letters, digits and hyphens, for example 2022-06, on the sheet Cycles and wherever else it stands",
    )
}

fn label_or(label: &str, asks: &str) -> Result<(), Refusal> {
    if names::is_label(label) { Ok(()) } else { Err(Refusal::new(format!("'{label}' cannot be a cycle's label"), asks)) }
}

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

/// Where a queries workbook to which somebody added columns, sheets or notes is kept as it was, by its hash.
#[must_use]
pub fn kept_queries_path(cycle: &str, hash: &str) -> String {
    format!("cycles/{cycle}/kept/queries-{}.xlsx", hash.get(..8).unwrap_or(hash))
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

/// What the final papers of a cycle showed.
#[must_use]
pub fn shown_path(cycle: &str) -> String {
    format!("cycles/{cycle}/shown.json")
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
