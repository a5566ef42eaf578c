//! One workspace: its folders and names, its lock, its files written beside and renamed, its journal and settings.
//!
//! The only module that touches the file system. It knows names and bytes, nothing of what stands in them.
#![allow(clippy::disallowed_methods, reason = "this is the edge")]

pub mod commit;
pub mod hash;
pub mod issued;
pub mod journal;
pub mod names;
pub mod pieces;
pub mod recovery;
pub mod returns;
pub mod rows;
pub mod settings;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::model::Refusal;

/// The settings file's name.
pub const SETTINGS: &str = "rectrack.toml";
/// The register's name.
pub const REGISTER: &str = "register.xlsx";
/// The journal's name.
pub const JOURNAL: &str = "journal.jsonl";
/// The folder that keeps the register before each write, and inputs that stood outside the workspace.
pub const BACKUPS: &str = "backups";

/// A workspace folder.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

/// A workspace that this run alone may write to. The lock ends with the value, also when the process is killed.
#[derive(Debug)]
pub struct Locked {
    workspace: Workspace,
    /// What was finished of an interrupted run as the lock was taken.
    recovered: recovery::Recovered,
    /// None for a dry run where there is no such file: it makes none.
    _lock: Option<Lock>,
}

/// The lock's file. It is unlocked and not only closed: a program that was being started at that moment has a copy of it, and
/// would hold the lock until it runs.
#[derive(Debug)]
struct Lock(fs::File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing it is the other way to the same end.
        let _ = self.0.unlock();
    }
}

impl std::ops::Deref for Locked {
    type Target = Workspace;
    fn deref(&self) -> &Workspace {
        &self.workspace
    }
}

impl Workspace {
    /// The workspace in `root`, which must hold a register.
    ///
    /// # Errors
    /// When there is no such folder, or it holds no register.
    pub fn open(root: &Path) -> Result<Self, Refusal> {
        if root.is_file() {
            return Err(Refusal::new(format!("{} is a file, and a folder is wanted there", root.display()), "check the path after -C"));
        }
        if !root.is_dir() {
            return Err(Refusal::new(format!("there is no folder {}", root.display()), "check the path after -C"));
        }
        let workspace = Self { root: root.to_owned() };
        if !workspace.holds(REGISTER) && !recovery::is_pending(root) {
            return Err(Refusal::new(
                format!("{} holds no {REGISTER}", root.display()),
                "go to the workspace's folder, or make a new one with 'rectrack init'",
            ));
        }
        Ok(workspace)
    }

    /// A folder that is to become a workspace; it is made where it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn create(root: &Path) -> Result<Self, Refusal> {
        fs::create_dir_all(root).map_err(|why| refused(root, "made", &why))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Takes the lock, and finishes or clears away what an interrupted run left behind.
    ///
    /// # Errors
    /// When another run holds the lock, or the folder cannot be written to.
    pub fn lock(self) -> Result<Locked, Refusal> {
        let path = self.root.join(".rectrack.lock");
        let lock = fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|why| refused(&self.root, "written to", &why))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(is_locked()),
            Err(fs::TryLockError::Error(why)) => return Err(refused(&path, "locked", &why)),
        }
        let lock = Some(Lock(lock));
        Ok(Locked { recovered: recovery::recover(&self.root)?, workspace: self, _lock: lock })
    }

    /// As [`Self::lock`], for a run that writes nothing: it makes no file, and what an interrupted run left behind stays.
    ///
    /// # Errors
    /// When another run holds the lock, or one was interrupted: the files then do not belong together.
    pub fn lock_to_try(self) -> Result<Locked, Refusal> {
        if self.is_interrupted() {
            return Err(Refusal::new(
                "an earlier run was interrupted, and a dry run does not finish it",
                "run any command that writes, such as 'rectrack merge': it finishes that one first",
            ));
        }
        // A folder that nobody may write to, or that no run has written to yet.
        let lock = match fs::File::open(self.root.join(".rectrack.lock")) {
            Ok(lock) if matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)) => return Err(is_locked()),
            Ok(lock) => Some(Lock(lock)),
            Err(_) => None,
        };
        Ok(Locked { recovered: recovery::Recovered::default(), workspace: self, _lock: lock })
    }

    /// True when a run was interrupted that the next one will finish.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        recovery::is_pending(&self.root)
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file of the workspace, named relative to it with `/`.
    #[must_use]
    pub fn path(&self, file: &str) -> PathBuf {
        commit::place_of(&self.root, file)
    }

    /// True when the file is there.
    #[must_use]
    pub fn holds(&self, file: &str) -> bool {
        self.path(file).exists()
    }

    /// A file of the workspace.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn read(&self, file: &str) -> Result<Vec<u8>, Refusal> {
        read(&self.path(file))
    }

    /// A file of the workspace, or none when it is missing.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read_if_there(&self, file: &str) -> Result<Option<Vec<u8>>, Refusal> {
        match fs::read(self.path(file)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(why) => Err(refused(&self.path(file), "read", &why)),
        }
    }

    /// A file of the workspace, opened to be read, or none when it is missing.
    ///
    /// # Errors
    /// When it is there and cannot be opened.
    pub fn open_if_there(&self, file: &str) -> Result<Option<fs::File>, Refusal> {
        match fs::File::open(self.path(file)) {
            Ok(file) => Ok(Some(file)),
            Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(why) => Err(refused(&self.path(file), "read", &why)),
        }
    }

    /// The names of the files in a folder of the workspace, sorted; none when the folder is missing.
    #[must_use]
    pub fn list(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    /// True when the folder is missing or holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        fs::read_dir(&self.root).map_or(true, |mut entries| entries.next().is_none())
    }
}

impl Locked {
    /// What was finished of an interrupted run as the lock was taken.
    #[must_use]
    pub fn recovered(&self) -> &recovery::Recovered {
        &self.recovered
    }

    /// Writes files as one step: after it, or after the next run's start when this one is interrupted, all stand or none.
    ///
    /// # Errors
    /// When something cannot be written; then nothing has changed.
    pub fn write<B: AsRef<[u8]> + Sync>(&self, files: &[(String, B)], remove: &[String]) -> Result<(), Refusal> {
        commit::commit(&self.workspace.root, files, remove)
    }

    /// Begins a step whose files are written as they come.
    #[must_use]
    pub fn stage(&self) -> commit::Staging {
        commit::Staging::begin(&self.workspace.root)
    }

    /// Adds to the end of a file and flushes it, so that it stands even when the machine fails in the next instant.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&self, file: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let path = self.path(file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|why| refused(folder, "made", &why))?;
        }
        let added = fs::File::options().create(true).append(true).open(&path).and_then(|mut open| {
            std::io::Write::write_all(&mut open, bytes)?;
            open.sync_all()
        });
        added.map_err(|why| refused(&path, "written", &why))
    }

    /// Makes a folder of the workspace, with those above it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make_folder(&self, folder: &str) -> Result<(), Refusal> {
        let path = self.path(folder);
        fs::create_dir_all(&path).map_err(|why| refused(&path, "made", &why))
    }

    /// Removes a folder of the workspace with all that it holds.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove_folder(&self, folder: &str) -> Result<(), Refusal> {
        let path = self.path(folder);
        if !path.exists() {
            return Ok(());
        }
        fs::remove_dir_all(&path).map_err(|why| refused(&path, "removed", &why))
    }
}

fn is_locked() -> Refusal {
    Refusal::new("another run of rectrack is working in this workspace", "wait until it has ended, then try again")
}

/// Any file that was named on the command line.
///
/// # Errors
/// When it is missing or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    fs::read(path).map_err(|why| match why.kind() {
        ErrorKind::NotFound => Refusal::new(format!("there is no file {}", path.display()), "check the name"),
        _ => refused(path, "read", &why),
    })
}

/// Any file that was named on the command line to be written, as it stands there; none where nothing does.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_outside_if_there(path: &Path) -> Result<Option<Vec<u8>>, Refusal> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(why) => Err(refused(path, "read", &why)),
    }
}

/// True where something stands at a path that was named on the command line.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Writes one file outside a workspace, named on the command line: beside, flushed, renamed.
///
/// # Errors
/// When it cannot be written.
pub fn write_outside(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|why| refused(folder, "made", &why))?;
    commit::write_beside(folder, path, bytes)
}

/// A refusal of the operating system in words that help.
pub(crate) fn refused(path: &Path, done: &str, why: &std::io::Error) -> Refusal {
    let shown = |path: &Path| path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let kind = why.kind();
    let file_above = || path.ancestors().find(|above| above.is_file());
    // Windows tells neither of these two by a kind of its own.
    let wants_a_file = kind == ErrorKind::IsADirectory || (matches!(done, "read" | "written") && path.is_dir());
    let wants_a_folder = matches!(kind, ErrorKind::NotADirectory | ErrorKind::AlreadyExists) || done == "made";
    let (is, asks) = if wants_a_file {
        ("it is a folder, and a file is wanted".to_owned(), "name a file")
    } else if let (true, Some(file)) = (wants_a_folder, file_above()) {
        (format!("{} is a file, and a folder is wanted there", shown(file)), "name another folder, or move that file away")
    } else {
        (reason(why), remedy(kind, why.raw_os_error().filter(|_| cfg!(windows))))
    };
    Refusal::new(format!("{} cannot be {done}: {is}", shown(path)), asks)
}

/// What the operating system says, without its number.
fn reason(why: &std::io::Error) -> String {
    match why.kind() {
        ErrorKind::NotFound => "it is not there".to_owned(),
        ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        _ => {
            let said = why.to_string();
            said.split_once(" (os error").map_or(said.as_str(), |(said, _)| said).to_owned()
        }
    }
}

/// What helps. Windows tells a file that Excel holds by a number of its own, for which Rust has no kind.
fn remedy(kind: ErrorKind, windows: Option<i32>) -> &'static str {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    if matches!(windows, Some(SHARING_VIOLATION | LOCK_VIOLATION)) {
        return "it is open in Excel or another program: close it";
    }
    match kind {
        ErrorKind::PermissionDenied => "it may be open in Excel, or the folder is read-only: close it or ask for the right to write",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full: make room",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::NotFound => "the folder has gone: check the drive or the network",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "it is open in another program: close it",
        _ => "check the disk or the network drive",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_has_its_remedy() {
        for (kind, windows, asks) in [
            (ErrorKind::Other, Some(32), "open in Excel"),
            (ErrorKind::Other, Some(33), "open in Excel"),
            (ErrorKind::PermissionDenied, Some(5), "open in Excel, or the folder is read-only"),
            (ErrorKind::StorageFull, None, "the disk is full"),
            (ErrorKind::NotFound, None, "the folder has gone"),
            (ErrorKind::Other, None, "network drive"),
        ] {
            assert!(remedy(kind, windows).contains(asks), "{kind:?} {windows:?}: {}", remedy(kind, windows));
        }
    }

    #[test]
    fn a_trouble_is_told_in_words_and_not_by_number() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("file"), b"").unwrap();
        fs::create_dir(root.join("folder")).unwrap();
        let file = |name: &str| root.join(name);
        for (refused, says) in [
            (read(&file("folder")).unwrap_err(), "folder cannot be read: it is a folder, and a file is wanted"),
            (read(&file("file/below")).unwrap_err(), "below cannot be read: file is a file, and a folder is wanted there"),
            (read_outside_if_there(&file("folder")).unwrap_err(), "folder cannot be read: it is a folder, and a file is wanted"),
            (write_outside(&file("folder"), b"").unwrap_err(), "folder cannot be written: it is a folder, and a file is wanted"),
            (write_outside(&file("file/a.csv"), b"").unwrap_err(), "file cannot be made: file is a file, and a folder is wanted there"),
            (Workspace::create(&file("file/x")).unwrap_err(), "x cannot be made: file is a file, and a folder is wanted there"),
        ] {
            assert_eq!(refused.says, says);
            assert!(refused.asks.starts_with("name a"), "{refused}");
        }
        let of = |kind: ErrorKind| refused(Path::new("register.xlsx"), "locked", &kind.into()).says;
        assert_eq!(of(ErrorKind::PermissionDenied), "register.xlsx cannot be locked: permission is denied");
        assert_eq!(of(ErrorKind::NotFound), "register.xlsx cannot be locked: it is not there");
        let numbered = std::io::Error::from_raw_os_error(5);
        assert!(numbered.to_string().contains("os error 5") && !reason(&numbered).contains("os error"));
    }

    #[test]
    fn a_lock_ends_with_its_run_whoever_still_has_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = || Workspace { root: folder.path().to_owned() };
        let locked = workspace().lock().unwrap();
        // As a program has it that is started meanwhile.
        let copy = locked._lock.as_ref().unwrap().0.try_clone().unwrap();
        assert!(workspace().lock().is_err());
        drop(locked);
        workspace().lock().unwrap();
        drop(copy);
    }
}
