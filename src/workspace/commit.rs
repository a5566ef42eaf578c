//! Several files written as one step.
//!
//! All files are written into a staging folder and flushed; then a list of what goes where is renamed into place: from that
//! instant the step is done. Renaming the files themselves can be interrupted at any point, since the next run starts by
//! carrying the list out again. Without the list, the next run clears the staging folder away: nothing has happened.
//! Before the list, every place is tried: a file that is open elsewhere, or a folder that is read-only, is met while nothing has changed.
//! Should the first file (the register) still not go into place, the step is taken back.
//!
//! The list also says how each place was that people write to. Who finds a workspace interrupted may open a workbook and type in it
//! before the next run: what such a place holds by then is kept beside it, under a name of its own, and told.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use rayon::prelude::*;

use super::recovery::{carry_out, digest, is_peoples};
use super::refused;
use crate::model::Refusal;

pub(super) const STAGING: &str = ".rectrack-staging";
pub(super) const LIST: &str = "list.json";
/// Made and removed again in each folder that is about to be written to.
const PROBE: &str = ".rectrack-probe";

/// Writes `files` (named relative to `root` with `/`) and removes `remove`, all or nothing.
///
/// # Errors
/// When something cannot be written; then nothing has changed.
pub(super) fn commit<B: AsRef<[u8]> + Sync>(root: &Path, files: &[(String, B)], remove: &[String]) -> Result<(), Refusal> {
    let mut staged = Staged::nothing(root);
    staged.add(files)?;
    staged.put_in_place(remove)
}

/// Files of one step that are written into the staging folder as they come, by a thread of its own: beside the work that makes
/// the next ones. What is the same as what stands in its place is left out.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    /// The number of the next file. Nought is kept for the first, whenever it comes.
    next: AtomicUsize,
    to_write: Option<Sender<Coming>>,
    writer: Option<JoinHandle<Result<Staged, Refusal>>>,
}

/// A file on its way into the staging folder.
#[derive(Debug)]
struct Coming {
    number: usize,
    file: String,
    /// None where it lies there already.
    bytes: Option<Vec<u8>>,
}

impl Staging {
    pub(super) fn begin(root: &Path) -> Self {
        let (to_write, coming) = mpsc::channel();
        let own = root.to_owned();
        let writer = thread::spawn(move || staged(&own, &coming));
        Self { root: root.to_owned(), next: AtomicUsize::new(1), to_write: Some(to_write), writer: Some(writer) }
    }

    /// Hands over a file, named relative to the root with `/`. What goes wrong with it is told by [`Staging::written`].
    pub fn put(&self, file: String, bytes: Vec<u8>) {
        self.send(Coming { number: self.number(), file, bytes: Some(bytes) });
    }

    /// Hands over the file without which the step is taken back: the register.
    pub fn put_first(&self, file: String, bytes: Vec<u8>) {
        self.send(Coming { number: 0, file, bytes: Some(bytes) });
    }

    /// Writes a long file while it is made, so that it is never in memory as a whole.
    ///
    /// # Errors
    /// When it cannot be written; then nothing has changed.
    pub fn put_as_made(&self, file: String, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Refusal> {
        let number = self.number();
        let staged = folder_for_staging(&self.root)?.join(number.to_string());
        let made = fs::File::create(&staged).map(BufWriter::new).and_then(|mut out| make(&mut out).and_then(|()| out.flush()));
        made.map_err(|why| refused(Path::new(&file), "written", &why))?;
        self.send(Coming { number, file, bytes: None });
        Ok(())
    }

    fn number(&self) -> usize {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    fn send(&self, coming: Coming) {
        if let Some(to_write) = &self.to_write {
            // Nobody listens any more once a file could not be written.
            let _ = to_write.send(coming);
        }
    }

    /// What was written, once all of it is.
    ///
    /// # Errors
    /// When a file could not be written; then nothing has changed.
    pub fn written(mut self) -> Result<Staged, Refusal> {
        self.to_write = None;
        let Some(writer) = self.writer.take() else { unreachable!("only this and the drop take it, and both consume") };
        let staged = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok(staged.going_on_at(self.number()))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.to_write = None;
        if let Some(writer) = self.writer.take() {
            // What it wrote is cleared away with its value, and before the lock is let go.
            drop(writer.join());
        }
    }
}

/// Writes what comes, until no more does.
fn staged(root: &Path, coming: &Receiver<Coming>) -> Result<Staged, Refusal> {
    let mut staged = Staged::nothing(root);
    while let Ok(begins) = coming.recv() {
        let from = staged.moves.len();
        let mut next = Some(begins);
        while let Some(Coming { number, file, bytes }) = next {
            if staged.changes(number, &file, bytes.as_deref())? {
                staged.moves.push((number, file));
            }
            next = coming.try_recv().ok();
        }
        // All that had come is written before the first is flushed: the disk then takes it together, in a fraction of the time.
        staged.moves.iter().skip(from).try_for_each(|(number, file)| staged.flush(*number, file))?;
    }
    Ok(staged)
}

/// True when a file has the length and the bytes that `new` gives.
fn is_same(place: &Path, length: u64, mut new: impl Read) -> Result<bool, Refusal> {
    let open = fs::File::open(place).and_then(|there| Ok((there.metadata()?.len(), there)));
    let (held, mut there) = match open {
        Ok(there) => there,
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(false),
        Err(why) => return Err(refused(place, "read", &why)),
    };
    // Piece by piece: either may be long.
    let (mut one, mut other) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let mut left = if held == length { length } else { return Ok(false) };
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(one.len());
        let (one, other) = (&mut one[..most], &mut other[..most]);
        there.read_exact(one).and_then(|()| new.read_exact(other)).map_err(|why| refused(place, "read", &why))?;
        if one != other {
            return Ok(false);
        }
        left -= most as u64;
    }
    Ok(true)
}

/// The staging folder, which is made for the first file.
fn folder_for_staging(root: &Path) -> Result<PathBuf, Refusal> {
    let staging = root.join(STAGING);
    fs::create_dir_all(&staging).map_err(|why| refused(&staging, "made", &why))?;
    Ok(staging)
}

/// Files of one step that lie in the staging folder. They are cleared away with this value, unless they were put in place.
#[derive(Debug)]
pub struct Staged {
    root: PathBuf,
    /// Each file's number in the staging folder, and its name relative to the root.
    moves: Vec<(usize, String)>,
    /// The number of the next file.
    next: usize,
    /// What is in the staging folder is the next run's to finish or to clear away.
    decided: bool,
}

impl Staged {
    fn nothing(root: &Path) -> Self {
        Self { root: root.to_owned(), moves: Vec::new(), next: 0, decided: false }
    }

    /// The same, with that number for the next file.
    fn going_on_at(mut self, next: usize) -> Self {
        self.next = next;
        self
    }

    /// Whether a file differs from what stands in its place; with its bytes it is written. What differs in nothing is cleared away.
    fn changes(&self, number: usize, file: &str, bytes: Option<&[u8]>) -> Result<bool, Refusal> {
        let place = place_of(&self.root, file);
        let Some(bytes) = bytes else {
            let staged = self.root.join(STAGING).join(number.to_string());
            let open = fs::File::open(&staged).and_then(|made| Ok((made.metadata()?.len(), made)));
            let (length, made) = open.map_err(|why| refused(Path::new(file), "written", &why))?;
            let same = is_same(&place, length, made)?;
            if same {
                fs::remove_file(&staged).map_err(|why| refused(Path::new(file), "written", &why))?;
            }
            return Ok(!same);
        };
        let same = is_same(&place, bytes.len() as u64, bytes)?;
        if !same {
            self.write(number, file, bytes)?;
        }
        Ok(!same)
    }

    /// True when no file would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty()
    }

    /// Adds files, whether or not they change anything.
    ///
    /// # Errors
    /// When one cannot be written; then nothing has changed.
    pub fn add<B: AsRef<[u8]> + Sync>(&mut self, files: &[(String, B)]) -> Result<(), Refusal> {
        let numbered: Vec<(usize, &(String, B))> = files.iter().map(|file| (self.number(), file)).collect();
        numbered.par_iter().try_for_each(|(number, (file, bytes))| self.write(*number, file, bytes.as_ref()))?;
        // All are written before the first is flushed, as above.
        numbered.par_iter().try_for_each(|(number, (file, _))| self.flush(*number, file))?;
        self.moves.extend(numbered.into_iter().map(|(number, (file, _))| (number, file.clone())));
        Ok(())
    }

    /// Puts the files in place and removes `remove`, all or nothing.
    ///
    /// # Errors
    /// When something cannot be put in place; then nothing has changed, or the refusal says that it is done in part.
    pub fn put_in_place(mut self, remove: &[String]) -> Result<(), Refusal> {
        // The one that the step stands and falls with goes first.
        self.moves.sort_unstable();
        self.list(remove)?;
        self.decided = true;
        carry_out(&self.root, false).map(drop)
    }

    /// Writes down what goes where. From then on the step is done, also when it is interrupted.
    fn list(&self, remove: &[String]) -> Result<(), Refusal> {
        if let Some(file) = self.moves.iter().map(|(_, file)| file).chain(remove).find(|file| !lies_within(file)) {
            return Err(Refusal::new(
                format!("{file} lies outside the workspace"),
                "look for that name in register.xlsx, and mend it there",
            ));
        }
        ask_whether_writable(&self.root, self.moves.iter().map(|(_, file)| file).chain(remove))?;
        let moves: Vec<_> = self.moves.iter().map(|(number, file)| serde_json::json!([number.to_string(), file])).collect();
        let peoples: Vec<&String> = self.moves.iter().map(|(_, file)| file).chain(remove).filter(|file| is_peoples(file)).collect();
        let was: BTreeMap<&str, String> = peoples
            .into_par_iter()
            .map(|file| Ok((file.as_str(), digest(&place_of(&self.root, file))?)))
            .collect::<Result<_, Refusal>>()?;
        let list = serde_json::json!({ "move": moves, "remove": remove, "was": was }).to_string();
        let staging = folder_for_staging(&self.root)?;
        let beside = staging.join("list.new");
        write_flushed(&beside, list.as_bytes()).map_err(|why| refused(&beside, "written", &why))?;
        flush_folder(&staging);
        let place = staging.join(LIST);
        fs::rename(&beside, &place).map_err(|why| refused(&place, "written", &why))?;
        flush_folder(&staging);
        Ok(())
    }

    fn number(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn write(&self, number: usize, file: &str, bytes: &[u8]) -> Result<(), Refusal> {
        fs::write(folder_for_staging(&self.root)?.join(number.to_string()), bytes).map_err(|why| refused(Path::new(file), "written", &why))
    }

    fn flush(&self, number: usize, file: &str) -> Result<(), Refusal> {
        flush(&self.root.join(STAGING).join(number.to_string())).map_err(|why| refused(Path::new(file), "written", &why))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.decided {
            // Best effort: what is left is cleared away at the next start as well.
            let _ = fs::remove_dir_all(self.root.join(STAGING));
        }
    }
}

/// Looks whether every place can be written, before anything is decided: a workbook that is open in Excel, or a folder without
/// the right to write, is met while nothing has changed yet.
fn ask_whether_writable<'a>(root: &Path, files: impl Iterator<Item = &'a String>) -> Result<(), Refusal> {
    let mut asked: Vec<PathBuf> = vec![root.to_owned()];
    for file in files {
        let place = place_of(root, file);
        match fs::File::options().append(true).open(&place) {
            Ok(_) => {}
            Err(why) if why.kind() == ErrorKind::NotFound => {}
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

/// Where a file goes that is named relative to the root with `/`.
pub(super) fn place_of(root: &Path, file: &str) -> PathBuf {
    file.split('/').fold(root.to_owned(), |path, part| path.join(part))
}

/// True for a name whose every part goes one folder further down.
fn lies_within(file: &str) -> bool {
    file.split('/').all(|part| {
        let mut parts = Path::new(part).components();
        matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
    })
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

fn write_flushed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Flushes a file that was written and closed. Windows wants a handle that may write.
fn flush(path: &Path) -> io::Result<()> {
    fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Flushes a folder's entries where the system knows how; Windows does it with the rename.
pub(super) fn flush_folder(folder: &Path) {
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
    use crate::workspace::recovery::{Recovered, is_pending, recover};

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
    fn nothing_outside_the_root_is_written_or_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (root, outside) = (folder.path().join("root"), folder.path().join("outside.txt"));
        fs::create_dir_all(&root).unwrap();
        fs::write(&outside, b"somebody's").unwrap();
        let absolute = outside.display().to_string();
        for file in ["../outside.txt", "cycles/../../outside.txt", &absolute, "cycles//a.txt", "./a.txt"] {
            let written = commit(&root, &[("a.txt".into(), b"a".to_vec()), (file.to_owned(), b"ours".to_vec())], &[]);
            let removed = commit(&root, &[("a.txt".into(), b"a".to_vec())], &[file.to_owned()]);
            for refusal in [written.unwrap_err(), removed.unwrap_err()] {
                assert!(refusal.says.ends_with("lies outside the workspace"), "{file}: {refusal:?}");
            }
            assert_eq!(fs::read(&outside).unwrap(), b"somebody's", "{file}");
            assert!(fs::read_dir(&root).unwrap().next().is_none(), "{file}");
        }
    }

    /// A step that was interrupted when it was decided, before its first file was in place.
    fn decided(root: &Path, files: &[(String, Vec<u8>)]) {
        let mut staged = Staged::nothing(root);
        staged.add(files).unwrap();
        staged.list(&[]).unwrap();
        staged.decided = true;
    }

    #[test]
    fn what_is_staged_beside_the_work_counts_when_it_is_put_in_place() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        // Longer than one piece of a comparison.
        let long = b"long ".repeat(20_000);
        commit(root, &[("a.txt".into(), b"a".to_vec()), ("b.txt".into(), b"b".to_vec()), ("long.txt".into(), long.clone())], &[]).unwrap();
        let begun = || {
            let staging = Staging::begin(root);
            staging.put("b.txt".into(), b"b".to_vec());
            staging.put_as_made("e.txt".into(), |out| out.write_all(b"e")).unwrap();
            staging.put_as_made("long.txt".into(), |out| out.write_all(&long)).unwrap();
            staging.put("sub/c.txt".into(), b"c".to_vec());
            staging.put_first("a.txt".into(), b"A".to_vec());
            staging
        };
        let read = |file: &str| fs::read(place_of(root, file)).ok();

        drop(begun());
        drop(begun().written().unwrap());
        assert!(!root.join(STAGING).exists(), "what was given up leaves nothing behind");
        assert_eq!((read("a.txt"), read("sub/c.txt")), (Some(b"a".to_vec()), None));

        let mut staged = begun().written().unwrap();
        let files: Vec<_> = staged.moves.iter().map(|(number, file)| (*number, file.as_str())).collect();
        assert_eq!(files, [(2, "e.txt"), (4, "sub/c.txt"), (0, "a.txt")], "what stands there already is left out");
        staged.add(&[("d.txt".to_owned(), b"d")]).unwrap();
        staged.put_in_place(&["b.txt".to_owned()]).unwrap();
        let put = ["a.txt", "b.txt", "sub/c.txt", "d.txt", "e.txt"].map(read);
        assert_eq!(put, [Some(b"A".to_vec()), None, Some(b"c".to_vec()), Some(b"d".to_vec()), Some(b"e".to_vec())]);
        assert!(!root.join(STAGING).exists());

        let last = long.len() - 1;
        let other = [&long[..last], b"."].concat();
        let staging = Staging::begin(root);
        staging.put_as_made("long.txt".into(), |out| out.write_all(&other)).unwrap();
        assert!(!staging.written().unwrap().is_empty(), "the last byte differs");

        let staging = Staging::begin(root);
        staging.put("a.txt".into(), b"A".to_vec());
        assert!(staging.written().unwrap().is_empty(), "nothing changes");
        assert!(!root.join(STAGING).exists());
    }

    #[test]
    fn a_file_that_cannot_be_staged_is_told_at_the_end() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        // No folder can be made where a file stands.
        fs::write(root.join(STAGING), b"").unwrap();
        let staging = Staging::begin(root);
        for number in 0..3 {
            staging.put(format!("{number}.txt"), b"new".to_vec());
        }
        let refusal = staging.written().unwrap_err();
        assert!(refusal.says.contains("cannot be made") && !refusal.in_part, "{refusal:?}");
    }

    #[test]
    fn what_somebody_typed_meanwhile_is_kept_beside() {
        const FILES: [&str; 4] = ["a.xlsx", "b.xlsx", "sub/c.xlsx", "d.json"];
        let step = |older: bool| {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path();
            let all = |bytes: &[u8]| FILES.map(|file| (file.to_owned(), bytes.to_vec()));
            commit(root, &all(b"old")[..2], &[]).unwrap();
            commit(root, &[("gone.xlsx".to_owned(), b"old"), ("left.xlsx".to_owned(), b"old")], &[]).unwrap();
            let mut staged = Staged::nothing(root);
            staged.add(&all(b"new")).unwrap();
            staged.list(&["gone.xlsx".to_owned(), "left.xlsx".to_owned()]).unwrap();
            staged.decided = true;
            let list = root.join(STAGING).join(LIST);
            if older {
                let mut said: serde_json::Value = serde_json::from_slice(&fs::read(&list).unwrap()).unwrap();
                said.as_object_mut().unwrap().remove("was");
                fs::write(&list, said.to_string()).unwrap();
            }
            // Typed in: a workbook that was there, one that came in the place of none, one that was to go, and what is ours.
            for file in ["a.xlsx", "sub/c.xlsx", "left.xlsx", "d.json"] {
                fs::create_dir_all(place_of(root, file).parent().unwrap()).unwrap();
                fs::write(place_of(root, file), b"typed").unwrap();
            }
            fs::write(root.join("a-2.xlsx"), b"another").unwrap();
            (recover(root).unwrap(), folder)
        };
        let (recovered, folder) = step(false);
        let read = |file: &str| fs::read(place_of(folder.path(), file)).ok().map(|bytes| String::from_utf8(bytes).unwrap());
        let kept = [("a.xlsx", "a-3.xlsx"), ("sub/c.xlsx", "sub/c-2.xlsx"), ("left.xlsx", "left.xlsx")];
        assert_eq!(recovered, Recovered { finished: true, kept: kept.map(|(file, name)| (file.to_owned(), name.to_owned())).into() });
        for (_, name) in kept {
            assert_eq!(read(name).as_deref(), Some("typed"), "{name}");
        }
        for file in FILES {
            assert_eq!(read(file).as_deref(), Some("new"), "{file}");
        }
        assert_eq!((read("a-2.xlsx").as_deref(), read("gone.xlsx")), (Some("another"), None));
        // A list of an earlier release says nothing of what was there.
        assert_eq!(step(true).0, Recovered { finished: true, kept: vec![] });
        assert_eq!(recover(folder.path()).unwrap(), Recovered::default());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_leads_to_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (root, shared) = (folder.path().join("root"), folder.path().join("shared.xlsx"));
        fs::create_dir_all(&root).unwrap();
        fs::write(&shared, b"old").unwrap();
        std::os::unix::fs::symlink(&shared, root.join("register.xlsx")).unwrap();
        commit(&root, &[("register.xlsx".into(), b"new".to_vec())], &[]).unwrap();
        assert_eq!(fs::read(&shared).unwrap(), b"new");
        assert!(fs::symlink_metadata(root.join("register.xlsx")).unwrap().file_type().is_symlink());
    }

    #[test]
    fn an_interrupted_step_is_finished_or_forgotten() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        commit(root, &[("a.txt".into(), b"old".to_vec())], &[]).unwrap();

        // Interrupted before the list: nothing has happened.
        decided(root, &[("a.txt".into(), b"new".to_vec())]);
        fs::remove_file(root.join(STAGING).join(LIST)).unwrap();
        recover(root).unwrap();
        assert_eq!(fs::read(root.join("a.txt")).unwrap(), b"old");

        // Interrupted after the list, with one of two files put in place: the rest follows.
        decided(root, &[("a.txt".into(), b"new".to_vec()), ("b/c.txt".into(), b"more".to_vec())]);
        fs::rename(root.join(STAGING).join("0"), root.join("a.txt")).unwrap();
        assert!(is_pending(root));
        recover(root).unwrap();
        assert_eq!(fs::read(root.join("a.txt")).unwrap(), b"new");
        assert_eq!(fs::read(root.join("b").join("c.txt")).unwrap(), b"more");
        assert!(!root.join(STAGING).exists());
    }
}
