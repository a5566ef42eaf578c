//! `export`: the register and its history as CSV files with a `datapackage.json`.

use std::path::{Path, PathBuf};

use super::{World, named};
use crate::excel;
use crate::model::Refusal;
use crate::workspace;

/// What was written.
#[derive(Debug, Default)]
pub struct Done {
    pub folder: PathBuf,
    pub files: Vec<String>,
}

/// Writes the package into a folder, which may lie outside the workspace.
///
/// # Errors
/// When the register cannot be read, the folder holds other files of these names, or it cannot be written.
pub fn run(world: &World, folder: &Path) -> Result<Done, Refusal> {
    let opened = world.open_to_read()?;
    let files = excel::export::package(&opened.register, &opened.settings)?;
    if !is_ours(folder)?
        && let Some((name, _)) = files.iter().find(|(name, _)| workspace::is_there(&folder.join(name)))
    {
        return Err(named::in_the_way(&folder.join(name)));
    }
    if !world.dry_run {
        // The description goes first: by it an export that was interrupted is known as one.
        for (name, bytes) in files.iter().rev() {
            workspace::write_outside(&folder.join(name), bytes)?;
        }
    }
    Ok(Done { folder: folder.to_owned(), files: files.into_iter().map(|(name, _)| name).collect() })
}

/// True for a folder that holds an earlier export.
fn is_ours(folder: &Path) -> Result<bool, Refusal> {
    let there = workspace::read_outside_if_there(&folder.join(excel::export::DESCRIPTION))?.unwrap_or_default();
    Ok(excel::export::is_ours(&there))
}
