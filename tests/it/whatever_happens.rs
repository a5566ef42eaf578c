//! What must have no effect on the register, and what must end in a refusal that leaves all as it was: a clock that goes
//! backwards, file times that lie, the order and number of runs, folders that vanish or cannot be written, two workspaces.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rectrack::model::columns as c;
use rectrack::model::returned::Pack;

use crate::office::{CYCLE, Office, day};

/// Every file below a folder with its bytes, without the lock.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(everything(&path));
        } else if path.file_name().unwrap() != ".rectrack.lock" {
            files.insert(path.to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    files
}

/// Three owners and five returns: one sent twice, one corrected by a newer one.
fn returns(office: &Office, packs: &[Pack]) -> Vec<(&'static str, Vec<u8>)> {
    let pack = |owner: &str| packs.iter().find(|pack| pack.owner == owner).unwrap();
    let amber = |no: &'static str, said: &'static str| [(no, &c::RATING, "Amber"), (no, &c::UPDATE, said)];
    let contact = office.filled(pack("Head of Contact"), 9, &amber("1", "Contact says."));
    vec![
        ("contact.xlsx", contact.clone()),
        ("contact (1).xlsx", contact),
        ("roads old.xlsx", office.filled(pack("Head of Roads"), 7, &amber("2", "Roads said."))),
        ("roads.xlsx", office.filled(pack("Head of Roads"), 12, &amber("2", "Roads says."))),
        ("custody.xlsx", office.filled(pack("Head of Custody"), 10, &[("3", &c::RATING, "Blue"), ("3", &c::UPDATE, "It goes on.")])),
    ]
}

fn three_owners() -> (Office, Vec<Pack>) {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Roads"), ("3", "Head of Custody")]);
    let packs = office.issue();
    (office, packs)
}

#[test]
fn order_split_and_repetition_end_in_the_same_register() {
    let orders: [&[&[usize]]; 5] = [
        &[&[0, 1, 2, 3, 4]],
        &[&[4, 3, 2, 1, 0]],
        &[&[3], &[2], &[1, 0], &[4]],
        &[&[1, 2], &[], &[0, 4], &[3]],
        &[&[0], &[0], &[4, 1, 3], &[2], &[]],
    ];
    let mut ends: Vec<(Vec<u8>, String)> = Vec::new();
    for order in orders {
        let (office, packs) = three_owners();
        let returns = returns(&office, &packs);
        for run in order {
            for at in *run {
                let (file, bytes) = &returns[*at];
                office.drop_in(file, bytes);
            }
            office.merge();
        }
        let done = office.merge();
        ends.push((office.bytes("register.xlsx"), done.tally.to_string()));
        assert_eq!(office.faults(), Vec::<String>::new());
    }
    assert_eq!(ends[0].1, "issued 3 = merged 2 + unchanged 0 + queried 1 + clashed 0 + missing 0");
    assert!(ends.iter().all(|end| *end == ends[0]), "the register depends on how the returns came");
}

#[test]
fn file_times_that_lie_and_a_clock_that_goes_back_have_no_effect() {
    let (usual, packs) = three_owners();
    let returned = returns(&usual, &packs);
    for (file, bytes) in &returned {
        usual.drop_in(file, bytes);
    }
    usual.merge();
    let expected = usual.register();

    let (mut office, packs) = three_owners();
    let returned = returns(&office, &packs);
    for (at, (file, bytes)) in (0u64..).zip(&returned) {
        office.drop_in(file, bytes);
        // The older return carries the newer time, and all lie in the future or long ago.
        let time = SystemTime::now() + Duration::from_secs(86_400 * 400) - Duration::from_secs(86_400 * 200 * at);
        let opened = fs::File::options().write(true).open(office.path(&format!("cycles/{CYCLE}/returns/{file}"))).unwrap();
        opened.set_modified(time).unwrap();
    }
    office.merge();
    assert_eq!(office.register(), expected, "the file's own time decides nothing");

    // Merged again on a day before the cycle was issued, and long afterwards: what was received stays received.
    for today in [day(2022, 5, 1), day(1999, 12, 31), day(2031, 1, 1)] {
        office.world.today = today;
        let before = office.bytes("register.xlsx");
        office.merge();
        assert!(before == office.bytes("register.xlsx"), "merged on {today}");
    }
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_folder_that_vanished_is_a_refusal_and_takes_nothing_out() {
    let (office, packs) = three_owners();
    for (file, bytes) in returns(&office, &packs) {
        office.drop_in(file, &bytes);
    }
    office.merge();
    let away = office.outside("away");
    for (folder, says) in [("returns", "of its files were read before"), ("issued", "nobody knows what was asked")] {
        let folder = office.path(&format!("cycles/{CYCLE}/{folder}"));
        fs::rename(&folder, &away).unwrap();
        let before = everything(&office.world.root);
        let refusal = office.try_merge().unwrap_err().to_string();
        assert!(refusal.contains(says), "{refusal}");
        assert!(before == everything(&office.world.root), "nothing was written");
        fs::rename(&away, &folder).unwrap();
    }
    // The whole workspace.
    fs::rename(&office.world.root, &away).unwrap();
    assert!(office.try_merge().unwrap_err().to_string().contains("there is no folder"));
    assert!(!office.world.root.exists(), "it is not made anew");
    fs::rename(&away, &office.world.root).unwrap();
    office.merge();
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// As a user without the right to write. A test that runs as root gives the run to 'nobody', whom the rights bind.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_a_refusal_that_says_so() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let (office, packs) = three_owners();
    for (file, bytes) in returns(&office, &packs) {
        office.drop_in(file, &bytes);
    }
    let is_root = fs::metadata(office.outside(".")).unwrap().uid() == 0;
    let program = office.outside("rectrack");
    fs::copy(env!("CARGO_BIN_EXE_rectrack"), &program).unwrap();
    let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    open(&office.outside("."), 0o755);
    open(&program, 0o755);
    let before = everything(&office.world.root);
    for folder in ["", &format!("cycles/{CYCLE}"), "backups"] {
        let path = office.path(folder);
        fs::create_dir_all(&path).unwrap();
        let rights: Vec<_> = walk(&office.world.root).into_iter().map(|path| (fs::metadata(&path).unwrap().permissions(), path)).collect();
        // Everything may be written, save the one folder.
        for (_, path) in &rights {
            open(path, 0o777);
        }
        open(&path, 0o555);
        let mut command = std::process::Command::new(&program);
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        let ran = command.arg("-C").arg(&office.world.root).args(["--today", "2022-06-14", "merge"]).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        for (rights, path) in rights.into_iter().filter(|(_, path)| path.exists()) {
            fs::set_permissions(path, rights).unwrap();
        }
        assert_eq!(ran.status.code(), Some(2), "{folder}: {said}");
        assert!(said.contains("read-only") && said.contains("the register is unchanged"), "{folder}: {said}");
        let after = everything(&office.world.root);
        let changed: Vec<&String> = after.iter().filter(|(file, bytes)| before.get(*file) != Some(bytes)).map(|(file, _)| file).collect();
        assert!(changed.is_empty() && after.len() == before.len(), "{folder}: {changed:?}");
    }
    office.merge();
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[cfg(unix)]
fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { paths.extend(walk(&path)) } else { paths.push(path) }
    }
    paths
}

#[test]
fn two_workspaces_never_touch_each_other() {
    let (one, packs) = three_owners();
    let (other, others) = three_owners();
    for (file, bytes) in returns(&one, &packs) {
        one.drop_in(file, &bytes);
    }
    let untouched = everything(&other.world.root);
    one.merge();
    assert!(untouched == everything(&other.world.root));
    // Both at the same time, from two threads: each ends as it would alone.
    for (file, bytes) in returns(&other, &others) {
        other.drop_in(file, &bytes);
    }
    std::thread::scope(|scope| {
        let merged = [scope.spawn(|| one.merge().tally), scope.spawn(|| other.merge().tally)];
        for merged in merged {
            assert_eq!(merged.join().unwrap().to_string(), "issued 3 = merged 2 + unchanged 0 + queried 1 + clashed 0 + missing 0");
        }
    });
    assert_eq!(one.register(), other.register());
    assert!(one.bytes("register.xlsx") == other.bytes("register.xlsx"), "the same inputs give the same bytes, wherever they lie");
}
