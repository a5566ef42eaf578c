//! Writing the register and all that goes with it as one step: backup, journal, kept inputs.

use std::io::{self, Write};
use std::sync::OnceLock;

use serde_json::Value as Json;

use super::{Opened, World};
use crate::excel;
use crate::model::{Refusal, Register};
use crate::workspace::commit::Staging;
use crate::workspace::hash::sha256;
use crate::workspace::journal::{self, Entry};
use crate::workspace::{self, BACKUPS, JOURNAL, Locked, Workspace};

/// What a command did, for the journal.
#[derive(Debug)]
pub struct Change {
    pub command: &'static str,
    /// What it was asked, so that `verify` can do it again.
    pub asked: Json,
    /// Files that it read, with their hashes.
    pub inputs: Vec<(String, String)>,
    /// Inputs from outside the workspace, kept by their hash: their bytes.
    pub keep: Vec<Vec<u8>>,
    pub counts: Json,
}

/// Writes the register, `files` beside it, the backup and the journal's line, all or nothing. When neither the register nor
/// any of the files would change, nothing is written at all.
///
/// # Errors
/// When something cannot be written; then nothing has changed.
pub fn save(
    opened: &Opened<Locked>,
    world: &World,
    register: &Register,
    change: Change,
    files: Vec<(String, Vec<u8>)>,
    remove: &[String],
) -> Result<(), Refusal> {
    let saving = Saving::begin(opened, world);
    saving.put_register(excel::register::write_marked(register, made_on(register, world), &opened.settings.marking)?);
    files.into_iter().for_each(|(file, bytes)| saving.put(file, bytes));
    saving.finish(change, remove)
}

/// Like [`save`], where the register stays as it is.
///
/// # Errors
/// When something cannot be written, or the register was saved by somebody since it was read; then nothing has changed.
pub fn save_beside(
    opened: &Opened<Locked>,
    world: &World,
    change: Change,
    files: Vec<(String, Vec<u8>)>,
    remove: &[String],
) -> Result<(), Refusal> {
    let saving = Saving::begin(opened, world);
    files.into_iter().for_each(|(file, bytes)| saving.put(file, bytes));
    saving.finish(change, remove)
}

/// Saving while the work goes on: each file is handed over as soon as it is made, and nothing is in place before the end. On a
/// dry run nothing is written.
#[derive(Debug)]
pub struct Saving<'a> {
    opened: &'a Opened<Locked>,
    world: &'a World,
    staging: Option<Staging>,
    /// The hash of the register that was handed over.
    register: OnceLock<String>,
}

impl<'a> Saving<'a> {
    /// Begins to save.
    #[must_use]
    pub fn begin(opened: &'a Opened<Locked>, world: &'a World) -> Self {
        let staging = (!world.dry_run).then(|| opened.workspace.stage());
        Self { opened, world, staging, register: OnceLock::new() }
    }

    /// The workspace that is saved to, as it was opened.
    #[must_use]
    pub fn opened(&self) -> &'a Opened<Locked> {
        self.opened
    }

    /// Hands a file over.
    pub fn put(&self, file: String, bytes: Vec<u8>) {
        if let Some(staging) = &self.staging {
            staging.put(file, bytes);
        }
    }

    /// Writes a long file while it is made. On a dry run it is not made.
    ///
    /// # Errors
    /// When it cannot be written; then nothing has changed.
    pub fn put_as_made(&self, file: String, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Refusal> {
        self.staging.as_ref().map_or(Ok(()), |staging| staging.put_as_made(file, make))
    }

    /// Hands the register over, once.
    pub fn put_register(&self, bytes: Vec<u8>) {
        let Some(staging) = &self.staging else { return };
        let hash = self.register.get_or_init(|| sha256(&bytes));
        if *hash != self.opened.register_hash {
            staging.put_first(workspace::REGISTER.to_owned(), bytes);
        }
    }

    /// Adds the backup and the journal's line, and puts everything in place, all or nothing. When nothing that was handed over
    /// would change, nothing is written at all.
    ///
    /// # Errors
    /// When something cannot be written, or the register was saved by somebody since it was read; then nothing has changed.
    pub fn finish(self, change: Change, remove: &[String]) -> Result<(), Refusal> {
        let Self { opened, world, staging: Some(staging), register } = self else { return Ok(()) };
        let workspace = &opened.workspace;
        let mut staged = staging.written()?;
        // Read again, and not kept in memory all the while: what somebody saved in between would be lost.
        let held = workspace.read(workspace::REGISTER)?;
        if sha256(&held) != opened.register_hash {
            return Err(Refusal::new(
                format!("{} was saved by somebody while this ran; nothing was written", workspace::REGISTER),
                "run it again: it then reads what stands there now",
            ));
        }
        let mut remove: Vec<String> = remove.iter().filter(|file| workspace.holds(file)).cloned().collect();
        if staged.is_empty() && remove.is_empty() {
            return Ok(());
        }
        let mut to_write: Vec<(String, &[u8])> = Vec::new();
        let register = register.get().unwrap_or(&opened.register_hash);
        if *register != opened.register_hash {
            let backup = backup_name(workspace, &opened.register_hash);
            if !workspace.holds(&backup) {
                to_write.push((backup, &held));
                remove.extend(too_old(workspace, opened.settings.keep_backups));
            }
        }
        let settings = workspace.read_if_there(workspace::SETTINGS)?.unwrap_or_default();
        let journal = workspace.read_if_there(JOURNAL)?.unwrap_or_default();
        // A register that is not what the last run left was edited by hand: `verify` needs it for as long as there is a journal,
        // and backups go when there are too many.
        let by_hand = (journal::last_register(&journal) != opened.register_hash).then_some(&held);
        for kept in change.keep.iter().chain([&settings]).chain(by_hand) {
            let name = kept_name(&sha256(kept));
            if !workspace.holds(&name) {
                to_write.push((name, kept));
            }
        }
        let (journal, line) = journal_line(workspace, world, &change, &opened.register_hash, register)?;
        to_write.push((journal, &line));
        staged.add(&to_write)?;
        staged.put_in_place(&remove)
    }
}

/// The journal with a line for this change, ready to be written; the registers are told by their hashes.
///
/// # Errors
/// When the journal cannot be read.
pub fn journal_line(
    workspace: &Locked,
    world: &World,
    change: &Change,
    before: &str,
    register: &str,
) -> Result<(String, Vec<u8>), Refusal> {
    let journal = workspace.read_if_there(JOURNAL)?.unwrap_or_default();
    let settings = workspace.read_if_there(workspace::SETTINGS)?.unwrap_or_default();
    let mut inputs = change.inputs.clone();
    inputs.push((workspace::SETTINGS.to_owned(), sha256(&settings)));
    let entry = Entry {
        today: world.today.to_string(),
        command: change.command.to_owned(),
        asked: change.asked.clone(),
        inputs,
        counts: change.counts.clone(),
        register_before: before.to_owned(),
        register: register.to_owned(),
    };
    Ok((JOURNAL.to_owned(), journal::with(&journal, &entry)))
}

/// Where an input that no run of ours made is kept: a paper, settings of that day, a register that was edited by hand.
#[must_use]
pub fn kept_name(hash: &str) -> String {
    format!("{BACKUPS}/inputs/{hash}")
}

/// The day that the register's properties carry: the newest cycle's as-at date, so that the same content has the same bytes.
#[must_use]
pub fn made_on(register: &Register, world: &World) -> chrono::NaiveDate {
    register.cycles.iter().filter_map(|cycle| cycle.as_at).max().unwrap_or(world.today)
}

fn backup_name(workspace: &Workspace, hash: &str) -> String {
    let known = backups(workspace);
    if let Some(same) = known.iter().find(|name| name.contains(&hash[..12])) {
        return format!("{BACKUPS}/{same}");
    }
    format!("{BACKUPS}/register-{:05}-{}.xlsx", next_backup(workspace), &hash[..12])
}

/// The number of the next backup.
#[must_use]
pub fn next_backup(workspace: &Workspace) -> u32 {
    backups(workspace).last().and_then(|name| name.split('-').nth(1)?.parse::<u32>().ok()).unwrap_or(0) + 1
}

/// The backups of the register, oldest first.
#[must_use]
pub fn backups(workspace: &Workspace) -> Vec<String> {
    workspace.list(BACKUPS).into_iter().filter(|name| name.starts_with("register-") && name.ends_with(".xlsx")).collect()
}

fn too_old(workspace: &Workspace, keep: u32) -> Vec<String> {
    let known = backups(workspace);
    let keep = usize::try_from(keep).unwrap_or(usize::MAX);
    if keep == 0 || known.len() < keep {
        return Vec::new();
    }
    known[..known.len() + 1 - keep].iter().map(|name| format!("{BACKUPS}/{name}")).collect()
}
