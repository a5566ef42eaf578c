//! `restore`: puts a backup of the register in its place again.

use serde_json::json;

use super::save::{self, Change};
use super::{World, register_from};
use crate::model::{Query, Refusal};
use crate::workspace::hash::sha256;
use crate::workspace::{self, BACKUPS, Workspace};

/// The backups, newest first, and the one that was put in place.
#[derive(Debug)]
pub struct Done {
    pub backup: String,
    /// The register as it was is kept under this name.
    pub kept: String,
    pub noted: Vec<Query>,
}

/// Puts a backup in place: the newest, or the one that is named.
///
/// # Errors
/// When there is no such backup, it cannot be read, or nothing can be written.
pub fn run(world: &World, backup: Option<&str>) -> Result<Done, Refusal> {
    // The present register may be what cannot be read: only its bytes are needed.
    let workspace = Workspace::open(&world.root)?.lock()?;
    let known = save::backups(&workspace);
    let name = match backup {
        None => known.last().cloned(),
        Some(wanted) => known.iter().find(|name| *name == wanted || name.contains(wanted)).cloned(),
    };
    let Some(name) = name else {
        let shown: Vec<&str> = known.iter().rev().take(5).map(String::as_str).collect();
        let asks = if shown.is_empty() { "there are no backups yet".to_owned() } else { format!("the newest are: {}", shown.join(", ")) };
        return Err(Refusal::new("there is no such backup", asks));
    };
    let bytes = workspace.read(&format!("{BACKUPS}/{name}"))?;
    let (_, noted) = register_from(&bytes)?;
    let present = workspace.read_if_there(workspace::REGISTER)?.unwrap_or_default();
    let before = sha256(&present);
    let kept = format!("{BACKUPS}/register-{:05}-{}.xlsx", save::next_backup(&workspace), &before[..12]);
    if !world.dry_run {
        let change =
            Change { command: "restore", asked: json!({ "backup": name }), inputs: Vec::new(), keep: Vec::new(), counts: json!({}) };
        let line = save::journal_line(&workspace, world, &change, &before, &sha256(&bytes))?;
        // What was put in place is kept as an input too, so that `verify` finds it when its backup has gone.
        let input = (save::kept_name(&sha256(&bytes)), bytes.clone());
        workspace.write(&[(workspace::REGISTER.to_owned(), bytes), (kept.clone(), present), input, line], &[])?;
    }
    Ok(Done { backup: name, kept, noted })
}
