//! The child process that reads .xls, .xlsb and .ods: its memory and time limits hold, it may die in any way, and the hazards
//! of old formats end in their expected outcome.

use std::path::Path;

use rectrack::excel::child;
use rectrack::excel::unreadable::Unreadable;
use rectrack::model::Value;
use rectrack::model::settings::Limits;

use crate::cases::old_formats::{ods_repeated, xls};

fn opened(bytes: &[u8], limits: &Limits) -> Result<rectrack::model::Book, Unreadable> {
    child::open(Path::new(env!("CARGO_BIN_EXE_rectrack")), bytes, "hazard", limits)
}

/// What became of it, in the words that the owner is told.
fn ended(result: Result<rectrack::model::Book, Unreadable>) -> String {
    match result {
        Ok(book) => format!("read {} cells", book.sheets[0].cells.len()),
        Err(why) => format!("{}: {}", why.outcome(), why.says()),
    }
}

#[test]
fn old_formats_are_read_in_the_child() {
    let book = opened(&xls(&[(0, 0, 1.0), (2, 1, 2.5)]), &Limits::default()).unwrap();
    assert_eq!((&*book.sheets[0].name, book.sheets[0].value(2, 1)), ("Return", &Value::Number(2.5)));
    assert_eq!(ended(opened(&ods_repeated(3, 4), &Limits::default())), "read 12 cells");
    // The content decides, not the name.
    let renamed = rectrack::excel::book::open(&xls(&[(0, 0, 1.0)]), "return.xlsx", &Limits::default());
    assert_eq!(renamed.unwrap_err(), Unreadable::NeedsChild { format: "xls" });
}

/// A far cell makes the reader of .xls ask for 65,536 x 256 cells of 32 bytes, 512 MB; a wide .ods of 94 x 1,048,576 cells for
/// gigabytes. The limits by default hold on Unix; elsewhere the limit of time does.
#[cfg(unix)]
#[test]
fn hazards_of_old_formats_end_as_oversized_within_the_limits_by_default() {
    let limits = Limits::default();
    for (name, bytes) in [("xls", xls(&[(0, 0, 1.0), (65_535, 255, 2.0)])), ("ods", ods_repeated(94, 1_048_576))] {
        let ended = ended(opened(&bytes, &limits));
        assert!(ended.starts_with("oversized: "), "{name}: {ended}");
        assert!(ended.contains("more than 512 MB of memory") || ended.contains("more than 200000 filled cells"), "{name}: {ended}");
    }
    // More cells than the reader itself lets pass, said by it and not by a limit.
    assert_eq!(ended(opened(&ods_repeated(16_384, 1_048_576), &limits)).split(':').next(), Some("oversized"));
    // With the memory that it asks for, the same far cell is read: it is the limit that ended it.
    let roomy = Limits { child_megabytes: 4_096, ..limits };
    assert_eq!(ended(opened(&xls(&[(0, 0, 1.0), (20_000, 255, 2.0)]), &roomy)), "read 2 cells");
    let tight = Limits { child_megabytes: 128, ..limits };
    assert!(ended(opened(&xls(&[(0, 0, 1.0), (20_000, 255, 2.0)]), &tight)).contains("more than 128 MB of memory"));
}

#[cfg(unix)]
#[test]
fn a_child_that_takes_too_long_is_ended() {
    // By the processor time that it limits itself to: tens of millions of cells take longer than a second.
    let limits = Limits { child_seconds: 1, child_megabytes: 8_192, ..Limits::default() };
    let ended_by_itself = ended(opened(&ods_repeated(94, 1_048_576), &limits));
    assert_eq!(ended_by_itself, "oversized: the workbook is too large: reading it takes more than 1 seconds");
    // By the parent, when it does nothing at all: a program that sleeps stands in for it.
    let fake = script("exec sleep 600");
    let limits = Limits { child_seconds: 0, ..Limits::default() };
    let slept = ended(child::open(&fake.1, &xls(&[(0, 0, 1.0)]), "hazard", &limits));
    assert_eq!(slept, "oversized: the workbook is too large: reading it takes more than 0 seconds");
}

#[cfg(unix)]
#[test]
fn however_a_child_dies_one_file_is_lost() {
    let limits = Limits::default();
    let file = xls(&[(0, 0, 1.0)]);
    for (body, outcome) in [
        ("exit 3", "damaged"),
        ("echo no answer of ours; exit 0", "damaged"),
        ("kill -ABRT $$", "oversized"),
        ("kill -KILL $$", "oversized"),
        ("kill -SEGV $$", "damaged"),
        ("printf '{\"sheets\":'; kill -ABRT $$", "oversized"),
    ] {
        let fake = script(body);
        let ended = ended(child::open(&fake.1, &file, "hazard", &limits));
        assert_eq!(ended.split(':').next(), Some(outcome), "{body}: {ended}");
    }
    // A program that is not there: the file cannot be read, and it is said which kind it is.
    let nowhere = child::open(Path::new("/nowhere/rectrack"), &file, "hazard", &limits);
    assert_eq!(nowhere.unwrap_err(), Unreadable::NeedsChild { format: "xls" });
}

/// A program that does as the shell is told, and the folder that it stands in.
#[cfg(unix)]
fn script(body: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reader");
    std::fs::write(&path, format!("#!/bin/sh\n[ \"$1\" = ready ] && exit 0\n{body}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    // Another test's process may hold the file for an instant: then it counts as busy.
    while std::process::Command::new(&path).arg("ready").status().is_err() {
        std::thread::yield_now();
    }
    (folder, path)
}
