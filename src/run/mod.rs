//! The commands' work, one file each: the only place that sees two edges, or rules and merge, at once.
//!
//! A command takes the [`World`] and what was asked, and gives back a plain value; `cli` finds the words. It fails with a
//! [`Refusal`] only, and then nothing was written.

pub mod after_close;
mod ahead;
pub mod chase;
pub mod check;
pub mod close;
pub mod consolidate;
pub mod cycle_files;
pub mod decide;
pub mod demo;
pub mod edits;
pub mod export;
pub mod gather;
pub mod history;
pub mod import;
pub mod init;
pub mod issue;
pub mod kept;
pub mod letters;
pub mod merge;
pub mod named;
pub mod packs;
pub mod paper;
pub mod reconcile;
mod replay;
pub mod restore;
pub mod round;
pub mod save;
pub mod send;
pub mod shown;
pub mod status;
pub mod unkept;
pub mod unmerged;
pub mod verify;
pub mod void;

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::excel;
use crate::model::settings::Limits;
use crate::model::{Query, Refusal, Register, Settings};
use crate::rules;
use crate::workspace::recovery::Recovered;
use crate::workspace::{self, Locked, Workspace, hash::sha256};

/// What a command is told of the world around it.
#[derive(Clone, Debug)]
pub struct World {
    /// The workspace's folder.
    pub root: PathBuf,
    /// The day of the run; no command looks at a clock.
    pub today: NaiveDate,
    /// Nothing is written.
    pub dry_run: bool,
    /// This program, for reading old formats in a child process.
    pub program: PathBuf,
}

/// Told of long work: how much there is, and each step. Bars are drawn on a terminal only.
pub trait Progress: Sync {
    /// Work of so many steps begins.
    fn begin(&self, what: &str, steps: usize);
    /// One step is done.
    fn step(&self);
    /// The work has ended.
    fn end(&self);
}

/// Progress that nobody watches.
#[derive(Debug)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn begin(&self, _: &str, _: usize) {}
    fn step(&self) {}
    fn end(&self) {}
}

/// A workspace that was opened: its settings and its register as read.
#[derive(Debug)]
pub struct Opened<W> {
    pub workspace: W,
    pub settings: Settings,
    pub settings_hash: String,
    pub register: Register,
    /// Of the register's file as it was read.
    pub register_hash: String,
    /// What was noted while reading the register: columns and sheets that we do not know, what cannot be kept.
    pub noted: Vec<Query>,
}

impl World {
    /// The workspace, for this run alone; a dry run leaves everything in it as it is.
    ///
    /// # Errors
    /// When there is no workspace, another run works in it, or an interrupted one cannot be finished.
    pub fn lock(&self) -> Result<Locked, Refusal> {
        let workspace = Workspace::open(&self.root)?;
        if self.dry_run { workspace.lock_to_try() } else { workspace.lock() }
    }

    /// Finishes what an interrupted run left behind, and says what that came to; none where there is no such thing, or on a dry run.
    ///
    /// # Errors
    /// As [`Self::lock`].
    pub fn finish_interrupted(&self) -> Result<Option<Recovered>, Refusal> {
        if self.dry_run || !self.is_interrupted() {
            return Ok(None);
        }
        Ok(Some(self.lock()?.recovered().clone()))
    }

    /// True when a run was interrupted in the workspace, if there is one.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        Workspace::open(&self.root).is_ok_and(|workspace| workspace.is_interrupted())
    }

    /// Opens the workspace to write: this run alone.
    ///
    /// # Errors
    /// When there is no workspace, another run works in it, or its files cannot be read.
    pub fn open_to_write(&self) -> Result<Opened<Locked>, Refusal> {
        let workspace = self.lock()?;
        let (settings, settings_hash) = read_settings(&workspace)?;
        let (register, register_hash, noted) = read_register(&workspace, &[])?;
        Ok(Opened { workspace, settings, settings_hash, register, register_hash, noted })
    }

    /// Opens the workspace to write, and reads `of_cycle` of the open cycle beside the register; none where no cycle is open.
    ///
    /// # Errors
    /// As [`Self::open_to_write`].
    pub fn open_to_write_with<T: Send>(&self, of_cycle: impl ahead::OfCycle<T>) -> Result<(Opened<Locked>, Option<T>), Refusal> {
        let workspace = self.lock()?;
        let (settings, settings_hash) = read_settings(&workspace)?;
        let (read, ahead) = ahead::with_cycle(&workspace, &settings, || read_register(&workspace, &[]), &of_cycle);
        let (register, register_hash, noted) = read?;
        let came = ahead.of(&register, |cycle| of_cycle(&workspace, &settings, cycle));
        Ok((Opened { workspace, settings, settings_hash, register, register_hash, noted }, came))
    }

    /// As [`Self::open_to_write_with`], to read only, without some of the register's tables: they are as large as all past cycles.
    ///
    /// # Errors
    /// As [`Self::open_to_read`].
    pub fn open_with<T: Send>(
        &self,
        left_out: &'static [&'static str],
        of_cycle: impl ahead::OfCycle<T>,
    ) -> Result<(Opened<Workspace>, Option<T>), Refusal> {
        let workspace = Workspace::open(&self.root)?;
        let (settings, settings_hash) = read_settings(&workspace)?;
        let (read, ahead) = ahead::with_cycle(&workspace, &settings, || read_register(&workspace, left_out), &of_cycle);
        let (register, register_hash, noted) = read?;
        let came = ahead.of(&register, |cycle| of_cycle(&workspace, &settings, cycle));
        Ok((Opened { workspace, settings, settings_hash, register, register_hash, noted }, came))
    }

    /// Opens the workspace to read only.
    ///
    /// # Errors
    /// When there is no workspace, or its files cannot be read.
    pub fn open_to_read(&self) -> Result<Opened<Workspace>, Refusal> {
        let workspace = Workspace::open(&self.root)?;
        let (settings, settings_hash) = read_settings(&workspace)?;
        let (register, register_hash, noted) = read_register(&workspace, &[])?;
        Ok(Opened { workspace, settings, settings_hash, register, register_hash, noted })
    }
}

/// The limits for our own register: it is as large as the work is.
#[must_use]
pub fn register_limits() -> Limits {
    Limits { file_bytes: u64::MAX, unpacked_bytes: u64::MAX, cells: usize::MAX, ..Limits::default() }
}

/// Reads a register from its bytes.
///
/// # Errors
/// When it is no register, or its hand edits break the model: the places are named, and nothing is written.
pub fn register_from(bytes: &[u8]) -> Result<(Register, Vec<Query>), Refusal> {
    register_without(bytes, &[])
}

fn register_without(bytes: &[u8], left_out: &'static [&'static str]) -> Result<(Register, Vec<Query>), Refusal> {
    let wanted = |name: &str| !left_out.contains(&name);
    let book = excel::book::open_sheets(bytes, workspace::REGISTER, &register_limits(), wanted).map_err(|why| {
        Refusal::new(
            format!("{} cannot be read: {}", workspace::REGISTER, why.says()),
            "take the newest one out of backups with 'rectrack restore'",
        )
    })?;
    excel::register::read_without(book, left_out).map_err(|faults| {
        // What concerns the whole workbook is no cell to put right.
        if let [fault] = &faults[..]
            && fault.place.sheet.is_empty()
        {
            return Refusal::new(format!("{}: {}", workspace::REGISTER, fault.says()), fault.asks());
        }
        let said: Vec<String> = faults.iter().take(10).map(|fault| format!("{}: {}", fault.place, fault.says())).collect();
        let more = faults.len().saturating_sub(10);
        let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        let places =
            if faults.len() == 1 { "one cell that does not fit".to_owned() } else { format!("{} cells that do not fit", faults.len()) };
        Refusal::new(
            format!("{} has {places}:\n  {}{more}", workspace::REGISTER, said.join("\n  ")),
            "put these cells right in Excel, save, and try again",
        )
    })
}

fn read_settings(workspace: &Workspace) -> Result<(Settings, String), Refusal> {
    let bytes = workspace.read_if_there(workspace::SETTINGS)?.unwrap_or_default();
    let names: Vec<&'static str> = rules::all().map(|rule| rule.name).collect();
    let settings = workspace::settings::read(&bytes, &names)?;
    Ok((settings, sha256(&bytes)))
}

fn read_register(workspace: &Workspace, left_out: &'static [&'static str]) -> Result<(Register, String, Vec<Query>), Refusal> {
    let bytes = workspace.read(workspace::REGISTER)?;
    let (register, noted) = register_without(&bytes, left_out)?;
    if let Some(open) = register.open_cycle() {
        cycle_files::check_held_label(&open.cycle)?;
    }
    Ok((register, sha256(&bytes), noted))
}
