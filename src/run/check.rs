//! `check`: reads returns and raises queries; writes nothing.

use std::path::PathBuf;

use super::merge::{self, Came, Read};
use super::round::{Round, round};
use super::{Progress, World};
use crate::model::Refusal;

/// Checks the open cycle's returns, or the files that are named.
///
/// # Errors
/// When no cycle is open, or files cannot be read.
pub fn run(world: &World, files: &[PathBuf], progress: &dyn Progress) -> Result<(Read, Round), Refusal> {
    let (mut opened, came) = world.open_with(&[], Came::read(world, files, progress))?;
    let read = merge::read(&opened.workspace, &opened.register, &opened.settings, world, came)?;
    let round = round(read.told(std::mem::take(&mut opened.register), &opened.settings, world.today));
    Ok((read, round))
}
