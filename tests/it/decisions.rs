//! The coordinator's decisions: typed into `queries.xlsx`, obeyed by the next merge, recorded, and done again by `verify`.

use std::fs;

use chrono::NaiveDate;
use rectrack::excel::{book, queries_book};
use rectrack::model::settings::Limits;
use rectrack::model::words::{DecisionKind, Rating, Word as _};
use rectrack::run::{self, Unwatched, World};

fn world(folder: &std::path::Path) -> World {
    World {
        root: folder.to_owned(),
        today: NaiveDate::from_ymd_opt(2022, 11, 17).unwrap(),
        dry_run: false,
        program: env!("CARGO_BIN_EXE_rectrack").into(),
    }
}

/// Types decisions as the coordinator would: by the rule or field, with a value where one is needed.
fn decide(folder: &std::path::Path, decisions: &[(&str, &str, &str, &str)]) {
    let path = folder.join("cycles/2022-11/queries.xlsx");
    let opened = book::open(&fs::read(&path).unwrap(), "queries.xlsx", &Limits::default()).unwrap();
    let (mut rows, _) = queries_book::read(&opened);
    for (reference, rule_or_field, decision, value) in decisions {
        let row = rows.queries.iter_mut().find(|row| row.reference == *reference && row.rule_or_field == *rule_or_field);
        let choice = &mut row.unwrap_or_else(|| panic!("{reference} {rule_or_field} is not asked about")).choice;
        choice.typed = (*decision).into();
        choice.decision = DecisionKind::read(decision);
        choice.value = (*value).into();
        choice.decided_by = "ACC".into();
        choice.reason = "Seen by the board".into();
    }
    fs::write(&path, queries_book::write(&rows).unwrap()).unwrap();
}

#[test]
fn decisions_are_obeyed_recorded_and_not_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("demo");
    let world = world(&folder);
    // The worked example: of 23 tasks 11 merged, 3 unchanged, 4 queried, 1 clashed, 4 missing (its README says why each).
    run::demo::run(&world, &Unwatched).unwrap();
    decide(
        &folder,
        &[
            // A clash: the owner's date.
            ("mental-health-2021/16.1", "Due", "take the return", ""),
            // Amber past its date: let it stand.
            ("peel-2018-19/7.1", "past-due", "Accept as it is", ""),
            // 'Amber/Green': Amber was meant.
            ("rape-post-charge-2022/9.1", "unknown-rating", "use this value", "amber"),
            // Green without evidence: not taken.
            ("mental-health-2021/10.1", "green-without-evidence", "keep the register", ""),
            // Not one of the words.
            ("custody-2018/afi-2.1", "red-without-reason", "maybe", ""),
        ],
    );
    let done = run::merge::run(&world, &Unwatched).unwrap();
    // Three more merged (11 + 3), one more unchanged (3 + 1), one still queried (4 - 3), no clash left (1 - 1).
    let tally = "issued 23 = merged 14 + unchanged 4 + queried 1 + clashed 0 + missing 4";
    assert_eq!(done.tally.to_string(), tally);
    assert!(done.queries.iter().any(|query| query.rule == "decision-unclear" && query.reference == "custody-2018/afi-2.1"));

    let register = world.open_to_read().unwrap().register;
    let task = |reference: &str| register.task(reference).unwrap();
    assert_eq!(task("mental-health-2021/16.1").due, NaiveDate::from_ymd_opt(2023, 3, 31), "the owner's date was taken");
    assert_eq!(task("rape-post-charge-2022/9.1").rating, Some(Rating::Amber), "the value was used");
    assert_eq!(task("mental-health-2021/10.1").rating, Some(Rating::Amber), "the register was kept");
    assert_eq!(register.decisions.len(), 4, "each decision that could be read is recorded once");
    assert!(register.decisions.iter().all(|decision| decision.decided_by == "ACC"));

    // Merged again, without the decisions being typed again: obeyed still, and nothing changes.
    let before = fs::read(folder.join("register.xlsx")).unwrap();
    assert_eq!(run::merge::run(&world, &Unwatched).unwrap().tally.to_string(), tally);
    assert!(before == fs::read(folder.join("register.xlsx")).unwrap(), "merging again changed the register");
    assert_eq!(run::verify::run(&world).unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_voided_return_was_never_there() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("demo");
    let world = world(&folder);
    run::demo::run(&world, &Unwatched).unwrap();
    let before = world.open_to_read().unwrap().register;
    let file = run::void::run(&world, "custody return.xlsx", "sent by mistake").unwrap();
    let done = run::merge::run(&world, &Unwatched).unwrap();
    assert_eq!(done.counts.voided, 1, "{file}");
    assert!(done.missing_owners.contains(&"Head of Custody".to_owned()));
    assert!(done.tally.adds_up());
    let register = world.open_to_read().unwrap().register;
    // Its rows are as they were issued.
    let issued = run::cycle_files::issued(&world.open_to_read().unwrap().workspace, "2022-11").unwrap();
    let pack = issued.packs.iter().find(|pack| pack.owner == "Head of Custody").unwrap();
    for task in &pack.tasks {
        assert_eq!(register.task(&task.reference).unwrap().facts(), task.facts, "{}", task.reference);
    }
    assert_eq!(register.tasks.len(), before.tasks.len());
    assert_eq!(run::verify::run(&world).unwrap().faults, Vec::<String>::new());
}
