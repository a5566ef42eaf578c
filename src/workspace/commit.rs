//! Several files written as one step.
//!
//! All files are written into a staging folder and flushed; then a list of what goes where is renamed into place: from that
//! instant the step is done. Renaming the files themselves can be interrupted at any point, since the next run starts by
//! carrying the list out again. Without the list, the next run clears the staging folder away: nothing has happened.
//! Before the list, every place is tried: a file that is open elsewhere, or a folder that is read-only, is met while nothing has changed.
//! Should the first file (the register) still not go into place, the step is taken back.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::refused;
use crate::model::Refusal;

const STAGING: &str = ".rectrack-staging";
const LIST: &str = "list.json";
/// Made and removed again in each folder that is about to be written to.
const PROBE: &str = ".rectrack-probe";

/// Writes `files` (named relative to `root` with `/`) and removes `remove`, all or nothing.
///
/// # Errors
/// When something cannot be written; then nothing has changed.
pub(super) fn commit<B: AsRef<[u8]> + Sync>(root: &Path, files: &[(String, B)], remove: &[String]) -> Result<(), Refusal> {
    let staging = root.join(STAGING);
    let staged = stage(&staging, files, remove);
    if let Err(why) = staged {
        // Best effort: what is left is cleared away at the next start as well.
        let _ = fs::remove_dir_all(&staging);
        return Err(why);
    }
    carry_out(root)
}

/// True when an earlier run was interrupted after its step was decided.
pub(super) fn is_pending(root: &Path) -> bool {
    root.join(STAGING).join(LIST).exists()
}

/// Finishes a step that was decided, or clears away one that was not.
///
/// # Errors
/// When the files cannot be put in place, for example since one is open in another program.
pub(super) fn recover(root: &Path) -> Result<(), Refusal> {
    let staging = root.join(STAGING);
    if is_pending(root) {
        return carry_out(root);
    }
    if staging.exists() {
        fs::remove_dir_all(&staging).map_err(|why| refused(&staging, "removed", &why))?;
    }
    Ok(())
}

fn stage<B: AsRef<[u8]> + Sync>(staging: &Path, files: &[(String, B)], remove: &[String]) -> Result<(), Refusal> {
    if staging.exists() {
        fs::remove_dir_all(staging).map_err(|why| refused(staging, "removed", &why))?;
    }
    fs::create_dir_all(staging).map_err(|why| refused(staging, "made", &why))?;
    let of_each = |write: &(dyn Fn(&Path, &[u8]) -> std::io::Result<()> + Sync)| {
        files.par_iter().enumerate().try_for_each(|(at, (file, bytes))| {
            write(&staging.join(at.to_string()), bytes.as_ref()).map_err(|why| refused(Path::new(file), "written", &why))
        })
    };
    of_each(&|staged, bytes| fs::write(staged, bytes))?;
    // All are written before the first is flushed: the disk then takes them together, in a fraction of the time.
    of_each(&|staged, _| flush(staged))?;
    let moves: Vec<_> = files.iter().enumerate().map(|(at, (file, _))| serde_json::json!([at.to_string(), file])).collect();
    let root = staging.parent().unwrap_or(staging);
    ask_whether_writable(root, files.iter().map(|(file, _)| file).chain(remove))?;
    let list = serde_json::json!({ "move": moves, "remove": remove }).to_string();
    let beside = staging.join("list.new");
    write_flushed(&beside, list.as_bytes()).map_err(|why| refused(&beside, "written", &why))?;
    flush_folder(staging);
    let place = staging.join(LIST);
    fs::rename(&beside, &place).map_err(|why| refused(&place, "written", &why))?;
    flush_folder(staging);
    Ok(())
}

/// Looks whether every place can be written, before anything is decided: a workbook that is open in Excel, or a folder without
/// the right to write, is met while nothing has changed yet.
fn ask_whether_writable<'a>(root: &Path, files: impl Iterator<Item = &'a String>) -> Result<(), Refusal> {
    let mut asked: Vec<PathBuf> = vec![root.to_owned()];
    for file in files {
        let place = file.split('/').fold(root.to_owned(), |path, part| path.join(part));
        match fs::File::options().append(true).open(&place) {
            Ok(_) => {}
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
            Err(why) => return Err(refused(&place, "written", &why)),
        }
        let Some(folder) = place.ancestors().skip(1).find(|folder| folder.is_dir()) else { continue };
        if !asked.iter().any(|known| known == folder) {
            let probe = folder.join(PROBE);
            fs::File::create(&probe).and_then(|_| fs::remove_file(&probe)).map_err(|why| refused(folder, "written to", &why))?;
            asked.push(folder.to_owned());
        }
    }
    Ok(())
}

fn carry_out(root: &Path) -> Result<(), Refusal> {
    let staging = root.join(STAGING);
    let list = staging.join(LIST);
    let text = fs::read_to_string(&list).map_err(|why| refused(&list, "read", &why))?;
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for pair in parsed["move"].as_array().into_iter().flatten() {
        let (Some(from), Some(file)) = (pair[0].as_str(), pair[1].as_str()) else { continue };
        let beside = staging.join(from);
        if !beside.exists() {
            continue; // Put in place before an interruption.
        }
        let place = file.split('/').fold(root.to_owned(), |path, part| path.join(part));
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|why| refused(folder, "made", &why))?;
            if !folders.iter().any(|known| known == folder) {
                folders.push(folder.to_owned());
            }
        }
        if let Err(why) = fs::rename(&beside, &place) {
            if from == "0" {
                // Nothing is in place yet: the step is taken back whole.
                let _ = fs::remove_file(&list);
                let _ = fs::remove_dir_all(&staging);
                return Err(refused(&place, "written", &why));
            }
            return Err(Refusal::in_part(refused(&place, "written", &why).to_string(), "then run anything again: it finishes this first"));
        }
    }
    for file in parsed["remove"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str) {
        let place = file.split('/').fold(root.to_owned(), |path, part| path.join(part));
        match fs::remove_file(&place) {
            Ok(()) => {}
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
            Err(why) => return Err(refused(&place, "removed", &why)),
        }
    }
    for folder in &folders {
        flush_folder(folder);
    }
    fs::remove_file(&list).map_err(|why| refused(&list, "removed", &why))?;
    let _ = fs::remove_dir_all(&staging);
    Ok(())
}

/// Writes one file beside its place, flushes it and renames it.
pub(super) fn write_beside(folder: &Path, place: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(|why| refused(place, "written", &why))?;
    let written = beside.write_all(bytes).and_then(|()| beside.as_file().sync_all());
    written.map_err(|why| refused(place, "written", &why))?;
    beside.persist(place).map_err(|why| refused(place, "written", &why.error))?;
    flush_folder(folder);
    Ok(())
}

fn write_flushed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Flushes a file that was written and closed. Windows wants a handle that may write.
fn flush(path: &Path) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Flushes a folder's entries where the system knows how; Windows does it with the rename.
fn flush_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(open) = fs::File::open(folder) {
        // A file system that cannot flush folders is not a reason to lose the work.
        let _ = open.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cannot_be_written_is_met_before_anything_changes() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        commit(root, &[("a.txt".into(), b"old".to_vec())], &[]).unwrap();
        // Where the second file should go, a folder stands.
        fs::create_dir_all(root.join("b.txt")).unwrap();
        let refusal = commit(root, &[("a.txt".into(), b"new".to_vec()), ("b.txt".into(), b"more".to_vec())], &[]).unwrap_err();
        assert!(refusal.says.starts_with("b.txt cannot be written") && !refusal.in_part, "{refusal:?}");
        assert_eq!(fs::read(root.join("a.txt")).unwrap(), b"old");
        assert!(!root.join(STAGING).exists());
        commit(root, &[("sub/c.txt".into(), b"more".to_vec())], &[]).unwrap();
        assert!(!root.join(PROBE).exists() && !root.join("sub").join(PROBE).exists(), "nothing is left of trying");
    }

    #[test]
    fn an_interrupted_step_is_finished_or_forgotten() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        commit(root, &[("a.txt".into(), b"old".to_vec())], &[]).unwrap();

        // Interrupted before the list: nothing has happened.
        stage(&root.join(STAGING), &[("a.txt".into(), b"new".to_vec())], &[]).unwrap();
        fs::remove_file(root.join(STAGING).join(LIST)).unwrap();
        recover(root).unwrap();
        assert_eq!(fs::read(root.join("a.txt")).unwrap(), b"old");

        // Interrupted after the list, with one of two files put in place: the rest follows.
        stage(&root.join(STAGING), &[("a.txt".into(), b"new".to_vec()), ("b/c.txt".into(), b"more".to_vec())], &[]).unwrap();
        fs::rename(root.join(STAGING).join("0"), root.join("a.txt")).unwrap();
        assert!(is_pending(root));
        recover(root).unwrap();
        assert_eq!(fs::read(root.join("a.txt")).unwrap(), b"new");
        assert_eq!(fs::read(root.join("b").join("c.txt")).unwrap(), b"more");
        assert!(!root.join(STAGING).exists());
    }
}
