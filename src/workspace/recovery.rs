//! Carrying out the list of a step that is decided, at once or by the run after an interruption.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::commit::{LIST, STAGING, flush_folder, place_of};
use super::hash::sha256;
use super::refused;
use crate::model::Refusal;

/// True when an earlier run was interrupted after its step was decided.
pub(super) fn is_pending(root: &Path) -> bool {
    root.join(STAGING).join(LIST).exists()
}

/// What was finished of an interrupted run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// There was something to finish.
    pub finished: bool,
    /// Files that somebody changed meanwhile, and under which names what they held is kept; relative to the workspace.
    pub kept: Vec<(String, String)>,
}

/// Finishes a step that was decided, or clears away one that was not.
///
/// # Errors
/// When the files cannot be put in place, for example since one is open in another program.
pub(super) fn recover(root: &Path) -> Result<Recovered, Refusal> {
    let staging = root.join(STAGING);
    if is_pending(root) {
        return carry_out(root, true).map(|kept| Recovered { finished: true, kept });
    }
    if staging.exists() {
        fs::remove_dir_all(&staging).map_err(|why| refused(&staging, "removed", &why))?;
    }
    Ok(Recovered::default())
}

/// True for what people open and type in: not for what the program keeps for itself, nor for corrections, which every merge makes anew.
pub(super) fn is_peoples(file: &str) -> bool {
    let ours = [".json", ".jsonl"].iter().any(|ending| file.ends_with(ending)) || file.starts_with(super::BACKUPS);
    !ours && !file.split('/').any(|part| part == "corrections")
}

/// The digest of what stands in a place; empty where nothing does.
pub(super) fn digest(place: &Path) -> Result<String, Refusal> {
    match fs::read(place) {
        Ok(bytes) => Ok(sha256(&bytes)),
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(String::new()),
        Err(why) => Err(refused(place, "read", &why)),
    }
}

/// The name beside a file under which nothing lies yet.
fn name_beside(root: &Path, file: &str) -> String {
    let (stem, ending) = file.rsplit_once('.').map_or((file, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let names = (2..u32::MAX).map(|number| format!("{stem}-{number}{ending}"));
    names.into_iter().find(|name| !place_of(root, name).exists()).unwrap_or_else(|| format!("{file}.kept"))
}

/// Does what the list says; gives what somebody changed since the list was made and where that is kept. Only a run that is `finished`
/// later has to look for it.
pub(super) fn carry_out(root: &Path, finished: bool) -> Result<Vec<(String, String)>, Refusal> {
    let staging = root.join(STAGING);
    let list = staging.join(LIST);
    let text = fs::read_to_string(&list).map_err(|why| refused(&list, "read", &why))?;
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut kept: Vec<(String, String)> = Vec::new();
    // Lists of earlier releases do not say how a place was.
    let is_changed = |file: &str| match parsed["was"][file].as_str().filter(|_| finished) {
        Some(was) => digest(&place_of(root, file)).map(|now| !now.is_empty() && now != *was),
        None => Ok(false),
    };
    for pair in parsed["move"].as_array().into_iter().flatten() {
        let (Some(from), Some(file)) = (pair[0].as_str(), pair[1].as_str()) else { continue };
        let beside = staging.join(from);
        if !beside.exists() {
            continue; // Put in place before an interruption.
        }
        let place = linked(place_of(root, file));
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|why| refused(folder, "made", &why))?;
            if !folders.iter().any(|known| known == folder) {
                folders.push(folder.to_owned());
            }
        }
        if is_changed(file)? && digest(&place)? != digest(&beside)? {
            let name = name_beside(root, file);
            fs::rename(&place, place_of(root, &name)).map_err(|why| {
                Refusal::in_part(refused(&place, "written", &why).to_string(), "then run anything again: it finishes this first")
            })?;
            kept.push((file.to_owned(), name));
        }
        if let Err(why) = put(&beside, &place) {
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
        let place = place_of(root, file);
        if is_changed(file)? {
            kept.push((file.to_owned(), file.to_owned()));
            continue;
        }
        match fs::remove_file(&place) {
            Ok(()) => {}
            Err(why) if why.kind() == ErrorKind::NotFound => {}
            Err(why) => return Err(refused(&place, "removed", &why)),
        }
    }
    for folder in &folders {
        flush_folder(folder);
    }
    fs::remove_file(&list).map_err(|why| refused(&list, "removed", &why))?;
    let _ = fs::remove_dir_all(&staging);
    Ok(kept)
}

/// Where a link in the place of a file leads to: what it names is written, and the link stays. Else the place itself.
fn linked(place: PathBuf) -> PathBuf {
    let is_link = fs::symlink_metadata(&place).is_ok_and(|held| held.file_type().is_symlink());
    if is_link { fs::canonicalize(&place).unwrap_or(place) } else { place }
}

/// Puts a staged file in its place, which a link may have moved to another disk.
fn put(staged: &Path, place: &Path) -> io::Result<()> {
    match fs::rename(staged, place) {
        Err(why) if why.kind() == ErrorKind::CrossesDevices => {
            let folder = place.parent().unwrap_or(Path::new("."));
            let mut beside = tempfile::NamedTempFile::new_in(folder)?;
            io::copy(&mut fs::File::open(staged)?, &mut beside)?;
            beside.as_file().sync_all()?;
            beside.persist(place).map_err(|why| why.error)?;
            fs::remove_file(staged)
        }
        put => put,
    }
}
