//! Doing recorded runs again, for commands that `verify` does not know itself.

use super::{World, import};
use crate::model::{Register, Settings};
use crate::workspace::journal::Entry;
use crate::workspace::{SETTINGS, Workspace};

/// What a recorded run made of the register.
///
/// # Errors
/// Why it cannot be done again.
pub(super) fn again(
    command: &str,
    workspace: &Workspace,
    world: &World,
    entry: &Entry,
    register: &Register,
    settings: &Settings,
) -> Result<Register, String> {
    if command == "demo" {
        return super::demo::sample::register().map_err(|why| why.to_string());
    }
    // A run that wrote other files and left the register as it was.
    if entry.register == entry.register_before {
        return Ok(register.clone());
    }
    if command == "consolidate" {
        return Ok(super::consolidate::again(register, &entry.asked));
    }
    if command == "import" {
        let hash = entry.inputs.iter().find(|(file, _)| file != SETTINGS).map_or("", |(_, hash)| hash.as_str());
        let bytes = super::verify::kept(workspace, hash).ok_or_else(|| "the paper that it read was not kept".to_owned())?;
        return import::again(world, &bytes, &entry.asked, register, settings);
    }
    Err(format!("'{command}' cannot be done again by this release"))
}
