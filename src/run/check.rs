//! `check`: reads returns and raises queries; writes nothing.

use std::path::PathBuf;

use super::gather::{self, Setting};
use super::merge::{self, Read};
use super::round::{Round, round};
use super::{Progress, World};
use crate::model::{Lookup, Refusal};

/// Checks the open cycle's returns, or the files that are named.
///
/// # Errors
/// When no cycle is open, or files cannot be read.
pub fn run(world: &World, files: &[PathBuf], progress: &dyn Progress) -> Result<(Read, Round), Refusal> {
    let mut opened = world.open_to_read()?;
    let mut read = merge::read(&opened.workspace, &opened.register, &opened.settings, world, progress)?;
    if !files.is_empty() {
        let setting = Setting {
            register: &opened.register,
            lookup: &Lookup::of(&opened.register),
            settings: &opened.settings,
            issued: &read.issued,
            cycle: &read.cycle,
            world,
        };
        read.gathered = gather::gather_named(files, &opened.workspace, &setting)?;
    }
    let round = round(read.told(std::mem::take(&mut opened.register), &opened.settings, world.today));
    Ok((read, round))
}
