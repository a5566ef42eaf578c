//! The worked example, start to end: what it makes, that it makes itself anew, and that it touches nobody else's folder.

use std::fs;
use std::path::Path;

use rectrack::model::Refusal;
use rectrack::run::{Unwatched, World, demo, merge};

fn world(root: &Path) -> World {
    let today = chrono::NaiveDate::from_ymd_opt(2022, 11, 17).unwrap();
    World { root: root.to_owned(), today, dry_run: false, program: env!("CARGO_BIN_EXE_rectrack").into() }
}

fn run(root: &Path) -> Result<demo::Done, Refusal> {
    demo::run(&world(root), &Unwatched)
}

/// Issued: CJS Services 4, Public Protection 3, Custody 3, Local Policing, Learning & Development, DCI Crime and DI PPU and Contact
/// Management 2 each, and five owners (TBC among them) 1 each: 4 + 3 + 3 + 4 x 2 + 5 = 23.
/// Merged 11: CJS 3, Public Protection 2, Local Policing 1, Custody 1, Learning 1, Standards 1, DCI 1, Intelligence 1.
/// Unchanged 3: one 'No change' each of CJS, Custody and DCI. Queried 4: the four rows with a blocking fault, one an owner.
/// Clashed 1: the date that the coordinator had typed over. Missing 4: Major Crime 1, TBC 1, and the 2 of the damaged file.
#[test]
fn the_demo_merges_what_came_back() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("rectrack-demo");
    let done = run(&root).unwrap();
    assert_eq!(done.issued, 12);
    let merged = done.merged.unwrap();
    assert_eq!(merged.tally.to_string(), "issued 23 = merged 11 + unchanged 3 + queried 4 + clashed 1 + missing 4");
    let mut blocking: Vec<(&str, &str)> =
        merged.queries.iter().filter(|query| query.blocks()).map(|query| (query.rule, query.reference.as_str())).collect();
    blocking.sort_unstable();
    assert_eq!(
        blocking,
        [
            ("green-without-evidence", "mental-health-2021/10.1"),
            ("past-due", "peel-2018-19/7.1"),
            ("red-without-reason", "custody-2018/afi-2.1"),
            ("unknown-rating", "rape-post-charge-2022/9.1"),
        ]
    );
    for rule in [
        "already-received",
        "damaged-workbook",
        "late-return",
        "locked-cell-changed",
        "not-our-workbook",
        "other-cycle",
        "superseded-return",
    ] {
        assert!(merged.queries.iter().any(|query| query.rule == rule), "{rule} has something to show");
    }
    assert_eq!(merged.missing_owners, ["Head of Contact Management", "Head of Major Crime", "TBC"]);
    let clash = &merged.clashes[0];
    assert_eq!((clash.issued.as_str(), clash.held.as_str(), clash.returned.as_str()), ("Nov 2022", "Feb 2023", "31 Mar 2023"));

    // The same again: the same tally, and a register of the same bytes.
    let before = fs::read(root.join("register.xlsx")).unwrap();
    let again = merge::run(&World { today: *done.merged_on.last().unwrap(), ..world(&root) }, &Unwatched).unwrap();
    assert_eq!(again.tally, merged.tally);
    assert!(fs::read(root.join("register.xlsx")).unwrap() == before, "merging again changes nothing");
}

#[test]
fn the_demo_makes_its_own_folder_anew_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("demo");
    run(&root).unwrap();
    let first = fs::read(root.join("register.xlsx")).unwrap();
    fs::write(root.join("register.xlsx"), b"spoilt").unwrap();
    run(&root).unwrap();
    assert!(fs::read(root.join("register.xlsx")).unwrap() == first, "the same demo makes the same register");

    for (name, file) in [("notes", "notes.txt"), ("theirs", "register.xlsx")] {
        let foreign = folder.path().join(name);
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join(file), b"mine").unwrap();
        let why = run(&foreign).unwrap_err();
        assert!(why.says.contains("not empty"), "{why}");
        assert_eq!(fs::read(foreign.join(file)).unwrap(), b"mine");
        assert_eq!(fs::read_dir(&foreign).unwrap().count(), 1, "nothing was added");
    }
}

#[test]
fn the_readme_shows_what_the_demo_prints() {
    let folder = tempfile::tempdir().unwrap();
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_rectrack")).arg("demo").current_dir(folder.path()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let printed = String::from_utf8(ran.stdout).unwrap().replace('\\', "/");
    let readme = include_str!("../../README.md");
    assert!(readme.contains(printed.trim_end()), "README.md shows another output than:\n{printed}");
}
