//! Doing recorded runs again, for commands that `verify` does not know itself.

use crate::model::{Register, Settings};
use crate::workspace::Workspace;
use crate::workspace::journal::Entry;

/// What a recorded run made of the register.
///
/// # Errors
/// Why it cannot be done again.
pub(super) fn again(
    command: &str,
    _workspace: &Workspace,
    entry: &Entry,
    register: &Register,
    _settings: &Settings,
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
    Err(format!("'{command}' cannot be done again by this release"))
}
