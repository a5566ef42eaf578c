//! `export`: the register and its history as CSV files with a `datapackage.json`.

use std::path::{Path, PathBuf};

use super::World;
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
/// When the register cannot be read, or the folder cannot be written.
pub fn run(world: &World, folder: &Path) -> Result<Done, Refusal> {
    let opened = world.open_to_read()?;
    let files = excel::export::package(&opened.register, &opened.settings)?;
    let mut done = Done { folder: folder.to_owned(), files: Vec::new() };
    for (name, bytes) in files {
        if !world.dry_run {
            workspace::write_outside(&folder.join(&name), &bytes)?;
        }
        done.files.push(name);
    }
    Ok(done)
}
