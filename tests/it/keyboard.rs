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
            .args(["-C", "work", "--today", "2022-06-01"])
            .args(args)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap_or(-1), text(ran.stdout), text(ran.stderr))
    }

    fn import(&self, name: &str, cycle: &str, as_at: &str) -> (i32, String, String) {
        self.typed(&["import", name, "--cycle", cycle, "--as-at", as_at])
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
