//! A newcomer's walk: the commands of the coordinator's guide, word for word in a clean folder, and what they print against what the
//! guide shows. What the guide tells a person to type into a workbook is typed from its tables.
//!
//! `RECTRACK_GUIDE=write cargo test --test it walk` puts what is printed now into the guide (read what changed before you keep it) and
//! leaves the folder in `target/walk`, where `packaging/pictures` makes the guide's pictures from it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rectrack::excel::return_form::{Filled, FilledCell, FormTexts, write_filled};
use rectrack::excel::{book, queries_book, register};
use rectrack::model::columns::{ENTRY, RETURN};
use rectrack::model::dates::{DateText, read_date};
use rectrack::model::settings::Limits;
use rectrack::model::words::{DecisionKind, Word as _};
use rectrack::model::{Settings, Value};
use rectrack::workspace::issued as issued_file;

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/coordinator.md")
}

/// What a newcomer meets, in the page's order.
#[derive(Debug)]
enum Step {
    /// Commands and what is printed after each.
    Typed(Vec<(String, String)>),
    /// A table to be typed into a workbook: what the comment before it says, and its rows.
    Filled(String, Vec<Vec<String>>),
    /// Everything else.
    Prose(String),
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "```console" {
            let mut typed: Vec<(String, String)> = Vec::new();
            for line in lines.by_ref().take_while(|line| *line != "```") {
                match (line.strip_prefix("$ "), typed.last_mut()) {
                    (Some(command), _) => typed.push((command.to_owned(), String::new())),
                    (None, Some((_, printed))) => printed.push_str(&format!("{line}\n")),
                    (None, None) => panic!("'{line}' is printed before anything is typed"),
                }
            }
            steps.push(Step::Typed(typed));
        } else if let Some(what) = line.strip_prefix("<!-- walk: ").and_then(|rest| rest.strip_suffix(" -->")) {
            let mut rows = Vec::new();
            while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect());
            }
            steps.push(Step::Filled(what.to_owned(), rows));
        } else {
            steps.push(Step::Prose(line.to_owned()));
        }
    }
    steps
}

/// The page again; what is printed comes from `steps`.
fn written(steps: &[Step]) -> String {
    let mut page = String::new();
    for step in steps {
        match step {
            Step::Prose(line) => page.push_str(&format!("{line}\n")),
            Step::Filled(what, rows) => {
                page.push_str(&format!("<!-- walk: {what} -->\n"));
                rows.iter().for_each(|row| page.push_str(&format!("| {} |\n", row.join(" | "))));
            }
            Step::Typed(typed) => {
                page.push_str("```console\n");
                typed.iter().for_each(|(command, printed)| page.push_str(&format!("$ {command}\n{printed}")));
                page.push_str("```\n");
            }
        }
    }
    page
}

/// Types a line as on a terminal: results and talk in one stream, in their order.
fn typed(folder: &Path, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[0], "rectrack", "only the program is typed: {line}");
    let said = folder.join("said.txt");
    let file = File::create(&said).unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_rectrack"))
        .args(&words[1..])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(file.try_clone().unwrap())
        .stderr(file)
        .status()
        .unwrap();
    let printed = fs::read_to_string(&said).unwrap().replace('\\', "/");
    assert!(status.code().is_some_and(|code| code < 2), "{line}\n{printed}");
    // What stands on a page has no blanks at its lines' ends.
    printed.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn read(path: &Path) -> rectrack::model::Book {
    book::open(&fs::read(path).unwrap(), &path.display().to_string(), &Limits::default()).unwrap()
}

/// Types a table of the guide into the workbook that it is meant for.
fn fill(tracker: &Path, what: &str, rows: &[Vec<String>]) {
    let rows = &rows[2..];
    assert!(!rows.is_empty(), "nothing to type: {what}");
    let register_path = tracker.join("register.xlsx");
    if what == "owners" {
        let (mut held, _) = register::read(read(&register_path)).unwrap();
        for row in rows {
            let owner = held.owners.iter_mut().find(|owner| owner.owner == row[0]).unwrap_or_else(|| panic!("{} is no owner", row[0]));
            owner.e_mail = row[1].as_str().into();
        }
        let unnamed: Vec<&str> = held.owners.iter().filter(|row| row.e_mail.is_empty()).map(|row| row.owner.as_str()).collect();
        assert_eq!(unnamed, ["TBC"], "the guide names every owner but TBC");
        let made = held.cycles.iter().filter_map(|cycle| cycle.as_at).max().unwrap();
        fs::write(register_path, register::write(&held, made).unwrap()).unwrap();
    } else if what == "decide" {
        let path = tracker.join("cycles/2022-06/queries.xlsx");
        let (mut held, _) = queries_book::read(&read(&path));
        for row in rows {
            let query = held.queries.iter_mut().find(|query| query.reference == row[0] && query.rule_or_field == row[1]);
            let choice = &mut query.unwrap_or_else(|| panic!("{row:?} is not asked about")).choice;
            choice.typed = row[2].as_str().into();
            choice.decision = DecisionKind::read(&row[2]);
            assert!(choice.decision.is_some(), "'{}' is no decision", row[2]);
            (choice.decided_by, choice.reason) = (row[3].as_str().into(), row[4].as_str().into());
        }
        fs::write(path, queries_book::write(&held).unwrap()).unwrap();
    } else {
        let (form, name) = what.strip_prefix("return ").and_then(|rest| rest.split_once(" as ")).unwrap();
        let issued = issued_file::read(&fs::read(tracker.join("cycles/2022-06/issued/issued.json")).unwrap()).unwrap();
        let pack = issued.packs.iter().find(|pack| pack.file.ends_with(&format!("/{form}"))).unwrap();
        let cells = rows.iter().map(|row| {
            let column = RETURN.iter().find(|column| column.heading == row[1]).unwrap_or_else(|| panic!("no column is called {}", row[1]));
            assert!(ENTRY.iter().any(|entry| entry.heading == column.heading), "{} is not to be filled in", row[1]);
            // Excel makes a date of what looks like one.
            let value = match read_date(&row[2]) {
                DateText::Day { date, .. } => Value::Date(date),
                _ => Value::from(row[2].as_str()),
            };
            FilledCell { reference: row[0].clone(), column, value }
        });
        let filled = Filled { cells: cells.collect(), ..Filled::default() };
        let texts = FormTexts::of(&Settings::default(), &register::read(read(&register_path)).unwrap().0, "2022-06");
        fs::write(tracker.join("cycles/2022-06/returns").join(name), write_filled(pack, &texts, &filled).unwrap()).unwrap();
    }
}

#[test]
fn the_guide_is_followed_word_by_word() {
    let page = fs::read_to_string(guide()).unwrap();
    let mut steps = steps(&page);
    assert_eq!(written(&steps), page, "the page was not understood");
    let write = std::env::var("RECTRACK_GUIDE").is_ok_and(|asked| asked == "write");
    let clean = tempfile::tempdir().unwrap();
    let folder = if write { Path::new(env!("CARGO_MANIFEST_DIR")).join("target/walk") } else { clean.path().to_owned() };
    if write {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
    }
    for paper in ["november.xlsx", "may.xlsx"] {
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/papers").join(paper), folder.join(paper)).unwrap();
    }
    for step in &mut steps {
        match step {
            Step::Prose(_) => {}
            Step::Filled(what, rows) => fill(&folder.join("tracker"), what, rows),
            Step::Typed(lines) => lines.iter_mut().for_each(|(command, printed)| *printed = typed(&folder, command)),
        }
    }
    let now = written(&steps);
    if write {
        fs::write(guide(), now).unwrap();
        return;
    }
    for (shown, printed) in page.lines().zip(now.lines()) {
        assert_eq!(shown, printed, "docs/guide/coordinator.md shows the first, the program prints the second");
    }
    assert_eq!(page, now);
}
