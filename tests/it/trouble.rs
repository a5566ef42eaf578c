//! When things go wrong around the program: a clear refusal, nothing half-written, nothing lost.

use std::fs;
use std::process::Command;

use crate::cycle::Desk;

const TODAY: &str = "2022-11-17";

/// A desk with the worked example as its workspace; the cycle is open.
fn demo_desk() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run(TODAY, &["demo", "."]).0, 0);
    desk
}

#[test]
fn a_missing_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_rectrack")).arg("-C").arg(folder.path().join("nowhere")).arg("merge").output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains("there is no folder") && said.contains("nothing was merged; the register is unchanged"), "{said}");
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn a_second_run_waits_its_turn() {
    let desk = demo_desk();
    let before = fs::read(desk.path("register.xlsx")).unwrap();
    let lock = fs::File::options().write(true).open(desk.path(".rectrack.lock")).unwrap();
    lock.lock().unwrap();
    let (status, said) = desk.run(TODAY, &["merge"]);
    assert_eq!(status, 2);
    assert!(said["refused"]["says"].as_str().unwrap().contains("another run"), "{said}");
    assert!(fs::read(desk.path("register.xlsx")).unwrap() == before);
    drop(lock);
    assert_eq!(desk.run(TODAY, &["merge"]).0, 1, "once it is free, the merge runs");
}

#[test]
fn a_register_that_is_no_workbook_is_named() {
    let desk = demo_desk();
    fs::write(desk.path("register.xlsx"), b"not a workbook").unwrap();
    let (status, said) = desk.run(TODAY, &["merge"]);
    assert_eq!(status, 2);
    let says = said["refused"]["says"].as_str().unwrap();
    assert!(says.contains("register.xlsx cannot be read"), "{says}");
    assert!(said["refused"]["asks"].as_str().unwrap().contains("rectrack restore"));
    assert_eq!(fs::read(desk.path("register.xlsx")).unwrap(), b"not a workbook", "it is left as it is");
}

#[test]
fn no_file_of_the_returns_folder_stops_a_merge() {
    let desk = demo_desk();
    let (_, first) = desk.run(TODAY, &["check"]);
    for (name, bytes) in [
        ("empty.xlsx", b"".as_slice()),
        ("letter.docx", b"PK\x03\x04"),
        ("scan.pdf", b"%PDF-1.7"),
        ("photo.xlsx", b"\xff\xd8\xff\xe0 a picture"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut short"),
        ("~$custody return.xlsx", b"lock"),
        ("forwarded.eml", b"no mail at all"),
        ("packed.zip", b"PK\x05\x06"),
    ] {
        desk.drop_in("2022-11", name, bytes);
    }
    let (status, said) = desk.run(TODAY, &["merge"]);
    assert_eq!(status, 1, "{said}");
    assert_eq!(said["tasks"], first["tasks"], "what the owners wrote counts as before");
    let unreadable = |said: &serde_json::Value| said["returns"]["unreadable"].as_u64().unwrap();
    assert!(unreadable(&said) > unreadable(&first), "{}", said["returns"]);
}

/// A disk that is full: the first bytes of a file can be written, the rest cannot. The file-size limit of the shell does that:
/// with its signal ignored a write fails; without, the program is ended in the middle of it.
#[cfg(unix)]
#[test]
fn a_full_disk_and_an_interrupted_write_change_nothing() {
    let desk = demo_desk();
    // Something new to merge.
    fs::remove_file(desk.path("cycles/2022-11/returns/PSD.xlsx")).unwrap();
    let whole = fs::read(desk.path("register.xlsx")).unwrap();
    let journal = fs::read(desk.path("journal.jsonl")).unwrap();
    for (name, trap) in [("full", "trap '' XFSZ;"), ("interrupted", "")] {
        let script = format!("{trap} ulimit -f 8; exec \"$0\" -C \"$1\" --today {TODAY} merge");
        let ran = Command::new("sh").args(["-c", &script]).arg(env!("CARGO_BIN_EXE_rectrack")).arg(desk.root()).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_ne!(ran.status.code(), Some(0), "{name}");
        assert_ne!(ran.status.code(), Some(1), "{name}: {said}");
        if name == "full" {
            assert_eq!(ran.status.code(), Some(2), "{said}");
            assert!(said.contains("cannot be written") && said.contains("the register is unchanged"), "{said}");
        }
        assert!(fs::read(desk.path("register.xlsx")).unwrap() == whole, "{name}: the register is as it was");
        assert!(fs::read(desk.path("journal.jsonl")).unwrap() == journal, "{name}: the journal is as it was");
    }
    // With room again, the next run clears up and does the work.
    let (status, said) = desk.run(TODAY, &["merge"]);
    assert_eq!(status, 1, "{said}");
    assert_eq!(said["tasks"]["missing"], 5, "one return fewer than the example's four missing tasks");
    assert!(!desk.path(".rectrack-staging").exists());
}

/// A workspace in which a run was interrupted when it was decided: one file is still to go into place, where somebody typed meanwhile.
fn interrupted() -> Desk {
    let desk = demo_desk();
    fs::create_dir_all(desk.path(".rectrack-staging")).unwrap();
    fs::write(desk.path(".rectrack-staging/0"), b"the run's").unwrap();
    let list = r#"{"move":[["0","cycles/2022-11/notes.xlsx"]],"remove":[],"was":{"cycles/2022-11/notes.xlsx":""}}"#;
    fs::write(desk.path(".rectrack-staging/list.json"), list).unwrap();
    fs::write(desk.path("cycles/2022-11/notes.xlsx"), b"typed").unwrap();
    desk
}

fn typed(desk: &Desk, args: &[&str]) -> (i32, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_rectrack"))
        .arg("-C")
        .arg(desk.root())
        .args(["--today", TODAY, "--quiet"])
        .args(args)
        .output()
        .unwrap();
    (ran.status.code().unwrap(), String::from_utf8(ran.stderr).unwrap())
}

#[test]
fn an_interrupted_run_is_finished_by_the_next_that_writes_and_by_no_other() {
    let desk = interrupted();
    for (args, ends, says) in [
        (&["--dry-run", "merge"][..], 2, "an earlier run was interrupted, and a dry run does not finish it"),
        (&["--dry-run", "restore"], 2, "an earlier run was interrupted, and a dry run does not finish it"),
        (&["verify"], 2, "an earlier run was interrupted, so register and journal do not belong together yet"),
        (&["status"], 0, "the next command that writes finishes it"),
        (&["history", "custody-2018/afi-2"], 0, "the next command that writes finishes it"),
    ] {
        let (ended, said) = typed(&desk, args);
        assert!(ended == ends && said.contains(says), "{args:?} {ended} {said}");
        assert!(desk.path(".rectrack-staging/list.json").exists(), "{args:?}");
    }
    let (ended, said) = typed(&desk, &["merge"]);
    assert_eq!(ended, 1);
    assert!(said.contains("an earlier run was interrupted; it is finished now"), "{said}");
    assert!(
        said.contains("cycles/2022-11/notes.xlsx was changed meanwhile; what stood there is kept as cycles/2022-11/notes-2.xlsx"),
        "{said}"
    );
    assert_eq!(fs::read(desk.path("cycles/2022-11/notes.xlsx")).unwrap(), b"the run's");
    assert_eq!(fs::read(desk.path("cycles/2022-11/notes-2.xlsx")).unwrap(), b"typed");
    assert!(!desk.path(".rectrack-staging").exists());
    assert_eq!(typed(&desk, &["verify"]), (0, String::new()));
}

#[test]
fn a_dry_run_makes_no_file_at_all() {
    let desk = demo_desk();
    fs::remove_file(desk.path(".rectrack.lock")).unwrap();
    assert_eq!(typed(&desk, &["--dry-run", "merge"]).0, 1);
    assert!(!desk.path(".rectrack.lock").exists());
    let list = desk.path("list.xlsx");
    let returned = desk.path("cycles/2022-11/consolidated.xlsx");
    let compared = ["--dry-run", "reconcile", returned.to_str().unwrap(), "--save", list.to_str().unwrap()];
    assert!(typed(&desk, &compared).0 < 2);
    assert!(!list.exists());
}
