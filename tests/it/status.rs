//! `status`: it says of every owner what `chase` says, and fits on one screen.

use std::path::Path;
use std::process::Command;

use rectrack::model::columns as c;
use rectrack::run;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use serde_json::{Value as Json, json};

use crate::office::Office;

fn said(root: &Path, today: &str, args: &[&str]) -> String {
    let ran =
        Command::new(env!("CARGO_BIN_EXE_rectrack")).arg("-C").arg(root).args(["--today", today, "--quiet"]).args(args).output().unwrap();
    assert!(ran.status.code().unwrap() < 2, "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn told(root: &Path, today: &str, args: &[&str]) -> Json {
    serde_json::from_str(&said(root, today, &[&["--format", "json"], args].concat())).unwrap()
}

/// Owners as `status` shows them on the screen: level, days, what came, and who.
fn shown(screen: &str) -> Vec<Vec<&str>> {
    let lines = screen.lines().skip_while(|line| !line.contains("Still to come")).skip(1);
    let owners = lines.take_while(|line| line.starts_with("    "));
    owners.map(|line| [4..15, 15..28, 28..46, 46..line.len()].map(|part| line[part].trim()).to_vec()).collect()
}

/// In the worked example nothing that counts has come from three owners: one file is damaged, two sent nothing. Returns were due on
/// 11 November; by the settings' defaults owners are reminded from 3 days before, overdue from 1 day after, and escalated from 7.
#[test]
fn status_says_what_chase_says() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("demo");
    let world = rectrack::run::World {
        root: root.clone(),
        today: chrono::NaiveDate::from_ymd_opt(2022, 11, 16).unwrap(),
        dry_run: false,
        program: env!("CARGO_BIN_EXE_rectrack").into(),
    };
    rectrack::run::demo::run(&world, &rectrack::run::Unwatched).unwrap();
    for (today, level, days) in [
        ("2022-11-07", None, "4 days left"),
        ("2022-11-08", Some("reminder"), "3 days left"),
        ("2022-11-11", Some("reminder"), "due today"),
        ("2022-11-12", Some("overdue"), "1 day late"),
        ("2022-11-17", Some("overdue"), "6 days late"),
        ("2022-11-18", Some("escalation"), "7 days late"),
    ] {
        let status = told(&root, today, &["status"])["cycle"].take();
        let chase = told(&root, today, &["--dry-run", "chase"]);
        let mut owners = chase["owners"].clone();
        for owner in owners.as_array_mut().unwrap() {
            for key in ["to", "draft", "why"] {
                owner.as_object_mut().unwrap().remove(key).unwrap();
            }
        }
        assert_eq!(status["to_come"], owners, "{today}");
        assert_eq!(status["unplaced_files"], chase["unplaced_files"], "{today}");
        assert_eq!(status["unplaced_files"], json!(["cycles/2022-11/returns/team list.xlsx"]));

        let screen = said(&root, today, &["status"]);
        // Who sent something that cannot be read is told at once, before anybody else is reminded.
        let word = |level: Option<&'static str>| level.unwrap_or("");
        assert_eq!(
            shown(&screen),
            [
                [word(level.or(Some("reminder"))), days, "not readable", "Head of Contact Management"],
                [word(level), days, "no return", "Head of Major Crime"],
                [word(level), days, "no return", "TBC"],
            ],
            "{today}: {screen}"
        );
        fits_a_screen(&screen);
    }
}

fn fits_a_screen(screen: &str) {
    let widest = screen.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 80, "a line of {widest}:\n{screen}");
    assert!(screen.lines().count() <= 25, "longer than a screen:\n{screen}");
}

/// What was typed into a register counts before the first merge as the paper counts it; a decision counts in its own cycle, on what
/// has tasks and on what has none.
#[test]
fn status_counts_as_the_paper_does() {
    let counted = |office: &Office| {
        let standing = run::status::run(&office.world, &run::Unwatched).unwrap();
        (standing.open, standing.closed, standing.overdue)
    };
    let office = Office::new(&[("1", "Alpha"), ("2", "Alpha")]);
    office.edit(|register| {
        for row in &mut register.recommendations {
            (row.rating, row.stage) = (None, None);
        }
        // Past the as-at day, 30 June 2022.
        register.tasks[1].due = chrono::NaiveDate::from_ymd_opt(2022, 6, 29);
        let nobodys = rectrack::model::tables::Recommendation { reference: "calls-2021/3".into(), ..register.recommendations[0].clone() };
        register.recommendations.push(nobodys);
    });
    assert_eq!(counted(&office), ([0, 2, 0, 0, 1], 0, 0), "no cycle yet: as at today, 1 June");
    office.issue();
    assert_eq!(counted(&office), ([0, 2, 0, 0, 1], 0, 1));
    office.overrule("Red");
    office.edit(|register| {
        let mut decision = register.decisions[0].clone();
        decision.reference = "calls-2021/3".into();
        register.decisions.push(decision);
    });
    for merged in [false, true] {
        if merged {
            office.merge();
        }
        assert_eq!(counted(&office), ([2, 1, 0, 0, 0], 0, 1), "merged: {merged}");
        let paper = run::consolidate::run(&office.world, &run::consolidate::Asked::default()).unwrap().paragraph.join(" ");
        assert!(paper.contains("3 are outstanding: 2 are Red and 1 is Amber."), "{paper}");
    }
    // Typed after the merge: neither says so before the next one.
    office.edit(|register| register.tasks[1].stage = Some(rectrack::model::words::Stage::Closed));
    assert_eq!(counted(&office), ([2, 1, 0, 0, 0], 0, 1));
    office.merge();
    assert_eq!(counted(&office), ([2, 0, 0, 0, 0], 1, 0));
}

/// `status` asks for the queries workbook to be settled only where something in it waits.
#[test]
fn what_is_to_be_settled_is_what_waits() {
    let settle = "Settle what is open in cycles/2022-06/queries.xlsx, then merge again";
    let typed = "Merge what was typed into cycles/2022-06/queries.xlsx";
    let said = |office: &Office| {
        let next = run::status::run(&office.world, &run::Unwatched).unwrap().next;
        let about = |says: &&String| says.contains("queries.xlsx");
        next.iter().map(|(says, _)| says).filter(about).cloned().collect::<Vec<_>>()
    };
    let office = Office::new(&[("1", "Alpha")]);
    let packs = office.issue();
    assert_eq!(said(&office), Vec::<String>::new(), "nothing was merged");
    // Amber with a word and a date ahead: nothing is asked.
    let good = [("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "Half of the calls are answered.")];
    office.send(&packs[0], "alpha.xlsx", 10, &good);
    assert!(office.merge().queries.is_empty());
    assert_eq!(said(&office), Vec::<String>::new());
    // Somebody saves the workbook, as Excel does: with its own time.
    let file = "cycles/2022-06/queries.xlsx";
    let mut saved = Workbook::new();
    saved.add_worksheet().set_name("Queries").unwrap();
    saved.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2022, 6, 13).unwrap()));
    let ours = office.bytes(file);
    std::fs::write(office.path(file), saved.save_to_buffer().unwrap()).unwrap();
    assert_eq!(said(&office), [typed]);
    std::fs::write(office.path(file), ours).unwrap();
    // Red without a reason waits.
    office.send(&packs[0], "alpha again.xlsx", 12, &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "The supplier has gone.")]);
    assert!(!office.merge().queries.is_empty());
    assert_eq!(said(&office), [settle]);
}
