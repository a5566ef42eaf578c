//! What is typed at the keyboard, and whether what is said back is true: a table of cases for each thing that can be said.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A paper of two recommendations.
const PAPER: &str = "\
Custody suites: a second look
A force report by HMICFRS
Published 4 May 2021
No.,Recommendation,Status,Due date,Comments,Task owner
1,Light every cell,Amber,May 2022,Every cell has a lamp.,Head of Custody
2,Keep a log of visits,Amber,Jul-22,The log is on paper.,TBC
";

/// An empty workspace, and a folder beside it.
struct Keyboard {
    folder: tempfile::TempDir,
}

impl Keyboard {
    fn new() -> Self {
        let keyboard = Self { folder: tempfile::tempdir().unwrap() };
        assert_eq!(keyboard.typed(&["init"]).0, 0);
        keyboard
    }

    /// With the paper as cycle 2022-05.
    fn with_paper() -> Self {
        let keyboard = Self::new();
        keyboard.file("paper.csv", PAPER);
        assert!(keyboard.import("paper.csv", "2022-05", "2022-05-20").0 < 2);
        keyboard
    }

    /// The worked example: its cycle is open and merged.
    fn with_demo() -> Self {
        let keyboard = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(keyboard.path("work")).unwrap();
        assert_eq!(keyboard.typed(&["demo", "."]).0, 0);
        keyboard
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    /// What a command gives: its exit status, standard output, standard error. The workspace is the folder `work`.
    fn typed(&self, args: &[&str]) -> (i32, String, String) {
        let ran = Command::new(env!("CARGO_BIN_EXE_rectrack"))
            .current_dir(self.folder.path())
            .args(["-C", "work"])
            .args(["--today", "2022-06-01"].iter().filter(|_| !args.contains(&"--today")))
            .args(args)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap_or(-1), text(ran.stdout), text(ran.stderr))
    }

    fn import(&self, name: &str, cycle: &str, as_at: &str) -> (i32, String, String) {
        self.typed(&["import", name, "--cycle", cycle, "--as-at", as_at])
    }

    /// Every file of the folder with its bytes; the lock is empty and nobody's.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let found = walkdir::WalkDir::new(self.folder.path()).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = found.filter(|entry| entry.file_type().is_file() && entry.file_name() != ".rectrack.lock");
        files.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap())).collect()
    }

    fn register(&self) -> Vec<u8> {
        fs::read(self.path("work/register.xlsx")).unwrap()
    }
}

#[test]
fn an_import_says_that_nothing_changed_only_where_nothing_did() {
    const SAME: &str = "everything in this paper is in the register already; the register is unchanged";
    const OTHER: &str = "no position is new, but the register has changed";
    let keyboard = Keyboard::with_paper();
    keyboard.file("corrected.csv", &PAPER.replace("TBC", "Head of Estates"));
    // The third adds an owner, and no position.
    for (file, cycle, as_at, same, other) in [
        ("paper.csv", "2022-05", "2022-05-20", true, false),
        ("corrected.csv", "2022-05", "2022-05-20", false, true),
        ("corrected.csv", "2022-05", "2022-05-20", true, false),
        ("corrected.csv", "2022-06", "2022-06-20", false, false),
    ] {
        let before = keyboard.register();
        let (_, said, _) = keyboard.import(file, cycle, as_at);
        assert_eq!(keyboard.register() == before, same, "{file} {cycle}: {said}");
        assert_eq!((said.contains(SAME), said.contains(OTHER)), (same, other), "{file} {cycle}: {said}");
    }
}

#[test]
fn a_dry_run_says_what_would_be_and_writes_nothing() {
    const DRY: &str = "nothing was written: this was a dry run";
    let tried = |keyboard: &Keyboard, cases: &[(&[&str], &str, &str)]| {
        for (args, would, never) in cases {
            let before = keyboard.files();
            let (status, said, talk) = keyboard.typed(&[&["--dry-run"], *args].concat());
            assert!(status < 2, "{args:?}: {talk}");
            assert!(said.contains(would) && said.contains(DRY), "{args:?}: {said}");
            assert!(!said.contains(never) && !talk.contains(never), "{args:?}: {said}{talk}");
            assert!(keyboard.files() == before, "{args:?}");
            let (_, json, _) = keyboard.typed(&[&["--dry-run", "--format", "json"], *args].concat());
            assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{args:?}: {json}");
        }
    };
    let keyboard = Keyboard::with_demo();
    tried(
        &keyboard,
        &[
            (&["merge"], "issued ", "Open cycles"),
            (&["close"], "cycle 2022-11 would be closed", "is closed"),
            (&["void", "PSD.xlsx", "--why", "wrong file"], "PSD.xlsx would no longer count", "Next:"),
            (&["restore"], "would be the register again; what stands now would be kept as backups/", "is the register again"),
            (&["issue", "--cycle", "2022-11", "--owner", "Head of Professional Standards"], "would issue ", "Next:"),
            (&["consolidate"], "of cycle 2022-11", "wrote"),
            (&["export", "csv"], "datapackage.json", "wrote"),
            (&["man", "pages"], "would write ", "wrote"),
            (&["init", "other"], "would make register.xlsx", "Next:"),
            (&["demo", "other"], "would make the worked example in other", "stands in"),
        ],
    );
    assert_eq!(keyboard.typed(&["close"]).0, 0);
    tried(&keyboard, &[(&["close", "--reopen", "--why", "a late return"], "cycle 2022-11 would be open again", "is open again")]);
    // What a real run would refuse, a dry one does too.
    let (status, _, talk) = keyboard.typed(&["--dry-run", "init"]);
    assert_eq!(status, 2);
    assert!(talk.contains("is already a workspace"), "{talk}");
}

#[test]
fn one_is_not_many() {
    const COUNTS: &str = "This report makes 2 recommendations for the force: 2 are in progress";
    let keyboard = Keyboard::new();
    let one = |counts: &str| format!("Custody suites\nPublished 4 May 2021\n{counts}\n{}", &PAPER[PAPER.find("No.").unwrap()..]);
    keyboard.file("one.csv", &one(COUNTS));
    keyboard.file("none.csv", &one("This report makes 3 recommendations for the force: 3 are in progress"));
    let list = "Inspection,Recommendation,Status\nCustody suites,Light every cell,Open\n";
    keyboard.file("list.csv", list);
    keyboard.file("other.csv", &list.replace("Light every cell", "Paint every wall of the yard white"));
    for (args, says) in [
        (&["import", "one.csv", "--cycle", "2022-05", "--as-at", "2022-05-20"][..], "1 counts sentence read, and it agrees with its rows"),
        (
            &["import", "none.csv", "--cycle", "2022-04", "--as-at", "2022-04-20"],
            "1 counts sentence read, and it does not agree with its rows",
        ),
        (&["reconcile", "list.csv"], "1 row in the list and in the register, 1 difference"),
        (&["reconcile", "other.csv"], "1 row in the list, not in the register, 3 differences"),
        (
            &["issue", "--cycle", "2022-06", "--as-at", "2022-06-20", "--return-by", "2022-06-17", "--owner", "Head of Custody"],
            "issued 1 task in 1 workbook and 0 drafts",
        ),
    ] {
        let (_, said, talk) = keyboard.typed(args);
        assert!(said.contains(says), "{args:?}: {said}{talk}");
    }
}

/// What is not known is named with what is, also where there is nothing yet.
#[test]
fn a_remedy_never_ends_in_nothing() {
    let issue =
        |owner: &'static str| ["issue", "--cycle", "2022-06", "--as-at", "2022-06-20", "--return-by", "2022-06-17", "--owner", owner];
    let empty = Keyboard::new();
    let held = Keyboard::with_paper();
    for (keyboard, args, asks) in [
        (&empty, &["consolidate", "--cycle", "2022-05"][..], "import a paper, or open a cycle with 'rectrack issue'"),
        (&empty, &["consolidate"], "import a paper, or open a cycle with 'rectrack issue'"),
        (&empty, &issue("Head of Custody"), "no task in register.xlsx has an owner yet"),
        (&empty, &["close", "--reopen", "--why", "late"], "open one with 'rectrack issue"),
        (&empty, &["explain", "xyzzy"], "'rectrack explain' without a name lists them all"),
        (&held, &["consolidate", "--cycle", "2022-04"], "the register knows 2022-05"),
        (&held, &["consolidate", "--lead", "Nobody"], "no lead is named in register.xlsx"),
        (&held, &issue("head of custardy"), "did you mean 'Head of Custody'?"),
        (&held, &issue("Zoological gardens"), "there are tasks of Head of Custody, TBC"),
    ] {
        let (status, _, talk) = keyboard.typed(args);
        assert_eq!(status, 2, "{args:?}: {talk}");
        assert!(talk.contains(asks), "{args:?}: {talk}");
    }
}

#[test]
fn every_date_is_read_alike() {
    let keyboard = Keyboard::with_paper();
    let issue = |as_at: &'static str, by: &'static str| ["issue", "--cycle", "2022-06", "--as-at", as_at, "--return-by", by];
    for (args, says) in [
        (&["import", "paper.csv", "--cycle", "2022-04", "--as-at", "20/04/2022"][..], ""),
        (&issue("20/06/2022", "17 June 2022"), ""),
        (&["--today", "13/06/2022", "status"], ""),
        (
            &["import", "paper.csv", "--cycle", "2022-03", "--as-at", "03/04/2022"],
            "could be 3 Apr 2022 or 4 Mar 2022 - write it as 2022-04-03",
        ),
        (&issue("31/02/2022", "2022-06-17"), "there is no such day as '31/02/2022' - write it as 2022-05-20"),
        (&issue("2022-06-20", "soon"), "'soon' is not a date - write it as 2022-05-20"),
        (&["--today", "05/01/2022", "status"], "could be 5 Jan 2022 or 1 May 2022 - write it as 2022-01-05"),
        (&["issue", "--cycle", "2022-06", "--due-within", "x"], "'x' is not a number of days - write it as 90"),
    ] {
        let dry = [&["--dry-run"], args].concat();
        let (status, _, talk) = keyboard.typed(&dry);
        assert_eq!(status == 2, !says.is_empty(), "{args:?}: {talk}");
        assert!(talk.contains(says), "{args:?}: {talk}");
    }
}

/// `docs/json.md`: one JSON document on standard output, also where the command line cannot be read.
#[test]
fn whatever_is_refused_is_one_json_document() {
    let keyboard = Keyboard::new();
    for (args, says) in [
        (&[][..], "no command was given"),
        (&["status", "--wrong"], "unexpected argument '--wrong' found"),
        (&["issue"], "the following required arguments were not provided: --cycle <LABEL>"),
        (
            &["import", "x.csv", "--cycle", "2022-05", "--as-at", "soon"],
            "invalid value 'soon' for '--as-at <DATE>': 'soon' is not a date - write it as 2022-05-20",
        ),
        (&["meld"], "unrecognized subcommand 'meld'"),
        (&["import", "x.csv", "--cycle", "2022-05", "--as-at", "2022-05-20"], "there is no file x.csv"),
    ] {
        for format in [&["--format", "json"][..], &["--format=json"]] {
            let (status, said, _) = keyboard.typed(&[format, args].concat());
            assert_eq!(status, 2, "{args:?}");
            let json: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|why| panic!("{args:?}: {why}: {said}"));
            assert_eq!(json["refused"]["says"], says, "{args:?}");
            assert!(["asks", "not_done"].iter().all(|key| !json["refused"][key].as_str().unwrap().is_empty()), "{json}");
        }
        let (_, said, talk) = keyboard.typed(args);
        assert!(!said.contains("refused") && (args.is_empty() || said.is_empty()), "{args:?}: {said}");
        assert!(args.is_empty() || !talk.is_empty(), "{args:?}");
    }
}

#[test]
fn a_folder_and_a_file_are_told_apart() {
    let keyboard = Keyboard::with_paper();
    fs::create_dir(keyboard.path("folder")).unwrap();
    const IN_THE_WAY: &str = "paper.csv is a file, and a folder is wanted there";
    const A_FOLDER: &str = "folder cannot be read: it is a folder, and a file is wanted";
    for (args, says) in [
        (&["import", "folder", "--cycle", "2022-06", "--as-at", "2022-06-20"][..], A_FOLDER),
        (&["import", "paper.csv", "--cycle", "2022-06", "--as-at", "2022-06-20", "--audit", "folder"], A_FOLDER),
        (&["reconcile", "folder"], A_FOLDER),
        (&["check", "folder"], ""),
        (&["init", "../paper.csv"], IN_THE_WAY),
        (&["init", "../paper.csv/new"], IN_THE_WAY),
        (&["export", "paper.csv"], IN_THE_WAY),
        (&["man", "paper.csv"], IN_THE_WAY),
        (&["reconcile", "paper.csv", "--save", "paper.csv/a.xlsx"], IN_THE_WAY),
    ] {
        let before = keyboard.files();
        let (status, _, talk) = keyboard.typed(args);
        assert_eq!(status, 2, "{args:?}: {talk}");
        assert!(talk.contains(says) && !talk.contains("os error") && !talk.contains("drive"), "{args:?}: {talk}");
        assert!(keyboard.files() == before, "{args:?}");
    }
}

#[test]
fn a_history_without_an_owner_ends_with_the_stage() {
    let keyboard = Keyboard::new();
    let no_owners = PAPER.replace(",Task owner", "").replace(",Head of Custody", "").replace(",TBC", "");
    keyboard.file("no owners.csv", &no_owners);
    keyboard.import("no owners.csv", "2022-05", "2022-05-20");
    keyboard.file("owners.csv", PAPER);
    keyboard.import("owners.csv", "2022-06", "2022-06-20");
    let (_, said, _) = keyboard.typed(&["history", "custody-suites-2021/1"]);
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("2022-")).collect();
    assert_eq!(lines, ["2022-05: Amber, in progress", "2022-06: Amber, in progress (no change) - Head of Custody"]);
}

/// The paper is as at 20 May 2022, and today is 1 June.
#[test]
fn a_cycle_comes_after_those_that_are_past() {
    for (as_at, by, status, says) in [
        ("2021-01-01", "2022-06-17", 2, "1 Jan 2021 lies before 20 May 2022, the as-at date of cycle 2022-05"),
        ("2022-05-19", "2022-06-17", 2, "19 May 2022 lies before 20 May 2022"),
        ("2022-05-20", "2022-06-01", 1, ""),
        ("2022-06-20", "2022-06-17", 1, ""),
        ("2022-06-20", "2022-05-31", 1, "31 May 2022 has passed: what is issued now can only come back late"),
    ] {
        let keyboard = Keyboard::with_paper();
        let before = keyboard.files();
        let (ended, said, talk) = keyboard.typed(&["issue", "--cycle", "2022-06", "--as-at", as_at, "--return-by", by]);
        assert_eq!(ended, status, "{as_at} {by}: {talk}");
        assert!(said.contains(says) || talk.contains(says), "{as_at} {by}: {said}{talk}");
        assert_eq!(said.contains("has passed"), says.contains("has passed"), "{said}");
        assert_eq!(keyboard.files() == before, status == 2);
    }
}

/// The custody return of the worked example says Green without evidence for its second area: the row waits, and what stands is that of
/// the cycle before. Its place is that of the answer.
#[test]
fn a_history_says_which_values_are_held() {
    let keyboard = Keyboard::with_demo();
    let (_, said, _) = keyboard.typed(&["history", "custody-2018/afi-2"]);
    assert!(said.contains("  held from 2022-05; the owner's answer, "), "{said}");
    assert!(!said.lines().last().unwrap().starts_with("  from "), "{said}");
    let (_, said, _) = keyboard.typed(&["--format", "json", "history", "custody-2018/afi-2"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let last = said["positions"].as_array().unwrap().last().unwrap();
    assert_eq!(last["held_from"], "2022-05", "{last}");
    assert!(last["owners_rating"].is_string(), "{last}");
}

#[test]
fn help_is_given_however_it_is_asked_for() {
    let keyboard = Keyboard::new();
    let (ended, said, _) = keyboard.typed(&["help"]);
    assert!(ended == 0 && said.contains("Usage: rectrack"), "{said}");
    assert_eq!(keyboard.typed(&["--quiet", "--dry-run", "--quiet", "--dry-run", "status"]).0, 0);
    keyboard.typed(&["man", "pages"]);
    let page = fs::read_to_string(keyboard.path("pages/rectrack-merge.1")).unwrap();
    let synopsis = page.lines().skip_while(|line| *line != ".SH SYNOPSIS").nth(1).unwrap();
    assert!(synopsis.starts_with("\\fBrectrack merge\\fR"), "{synopsis}");
}

/// A result that nobody gets is not a clean end.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_printed_is_told() {
    let keyboard = Keyboard::new();
    for format in ["human", "json"] {
        let ran = Command::new(env!("CARGO_BIN_EXE_rectrack"))
            .arg("-C")
            .arg(keyboard.path("work"))
            .args(["--format", format, "status"])
            .stdout(fs::File::options().write(true).open("/dev/full").unwrap())
            .output()
            .unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.code() == Some(1) && said.contains("the result could not be printed"), "{format}: {:?} {said}", ran.status);
    }
}
