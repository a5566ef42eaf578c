use super::*;
use crate::model::returned::{Answers, Pack, ReturnRow};
use crate::model::tables::{Owner, Task};
use crate::model::text::Text;
use crate::model::words::Stage;
use crate::model::{Place, Value};

/// Four owners with two tasks each, to be returned by 31 March 2022.
fn issued() -> Issued {
    let pack = |owner: &str| {
        let letter = owner.rsplit(' ').next().unwrap().to_lowercase();
        let task = |n: u32| IssuedTask { reference: format!("{letter}/{n}.1").into(), ..IssuedTask::default() };
        Pack {
            owner: owner.into(),
            file: format!("cycles/2022-03/issued/head-of-{letter}.xlsx").into(),
            tasks: vec![task(1), task(2)],
            ..Pack::default()
        }
    };
    Issued {
        cycle: "2022-03".into(),
        as_at: None,
        return_by: NaiveDate::from_ymd_opt(2022, 3, 31),
        packs: ["Head of A1", "Head of A1 South", "Head of B2", "Head of C3"].map(pack).to_vec(),
    }
}

fn seen(file: &str, outcome: ReturnOutcome, sender: Option<&str>) -> FileSeen {
    FileSeen { sender: sender.map(Text::from), outcome, ..FileSeen::named(file) }
}

fn returned(owner: &str, rows: &[(&str, bool)]) -> Return {
    let row = |(reference, filled): &(&str, bool)| {
        let mut answers = Answers::default();
        if *filled {
            answers.update.value = Value::Text("done".into());
        }
        ReturnRow {
            reference: (*reference).into(),
            place: Place::default(),
            answers,
            locked: Vec::new(),
            hidden: false,
            merged: false,
            unknown: Vec::new(),
        }
    };
    Return {
        seen: seen("cycles/2022-03/returns/x.xlsx", ReturnOutcome::Read, None),
        stamp: Text::new(),
        cycle: "2022-03".into(),
        owner: owner.into(),
        issue: 1,
        template: 1,
        correction: false,
        filled_in_by: Text::new(),
        agreed_by: Text::new(),
        rows: rows.iter().map(row).collect(),
        pictures: Vec::new(),
        comments: Vec::new(),
        outside: Vec::new(),
        moved: Vec::new(),
        lost: Vec::new(),
        no_headings: None,
    }
}

fn chased(returns: &[Return], files: &[FileSeen], today: &str) -> Chase {
    let register = Register {
        owners: vec![Owner { owner: "Head of C3".into(), e_mail: "Cee <c3@example.org>".into(), ..Owner::default() }],
        tasks: vec![Task { reference: "b2/2.1".into(), stage: Some(Stage::Closed), ..Task::default() }],
        ..Register::default()
    };
    let issued = issued();
    let settings = ChaseSettings::default();
    chase(&Told { register: &register, issued: &issued, returns, files, settings: &settings, today: today.parse().unwrap() })
}

/// One line an owner: name, what came, how many tasks are waited for.
fn lines(chase: &Chase) -> Vec<String> {
    chase.owners.iter().map(|one| format!("{}: {} ({})", one.owner, one.state.says(), one.tasks.len())).collect()
}

#[test]
fn everyone_who_owes_something_is_listed_with_what_came() {
    let returns = [
        returned("Head of A1", &[("a1/1.1", true), ("a1/2.1", true)]),
        returned("Head of A1 South", &[("south/1.1", true), ("south/2.1", false)]),
        returned("Head of B2", &[("b2/1.1", false)]),
    ];
    let files = [
        seen("cycles/2022-03/returns/mail.eml!Scan.pdf", ReturnOutcome::NotAWorkbook, Some("c3@example.org")),
        seen("cycles/2022-03/returns/notes.docx", ReturnOutcome::NotAWorkbook, None),
        seen("cycles/2022-03/returns/mail.eml", ReturnOutcome::Opened, Some("c3@example.org")),
    ];
    let chase = chased(&returns, &files, "2022-03-30");
    assert_eq!(
        lines(&chase),
        [
            // The other row of Head of B2 was closed meanwhile.
            "Head of A1 South: 1 row answered, the rest empty (1)",
            "Head of B2: x.xlsx came back with nothing filled in (1)",
            "Head of C3: Scan.pdf could not be read (not a workbook) (2)",
        ]
    );
    assert_eq!(chase.nobodys, ["cycles/2022-03/returns/notes.docx"]);
}

#[test]
fn a_file_without_a_sender_is_known_by_its_name() {
    for (file, owner) in [
        ("returns/Head of A1 (2) – copy.xlsx", "Head of A1"),
        ("returns/FW_head-of-south.xls", "Head of A1 South"),
        ("returns/mail.msg!head_of_b2 final.xlsx", "Head of B2"),
    ] {
        let chase = chased(&[], &[seen(file, ReturnOutcome::Damaged, None)], "2022-03-01");
        let unread: Vec<&str> =
            chase.owners.iter().filter(|one| matches!(one.state, State::Unreadable { .. })).map(|one| one.owner.as_str()).collect();
        assert_eq!(unread, [owner], "{file}");
    }
}

#[test]
fn the_level_follows_the_days() {
    // Defaults: remind from three days before, overdue from the first day after, escalate from the seventh.
    for (today, level) in [
        ("2022-03-27", None),
        ("2022-03-28", Some(Level::Reminder)),
        ("2022-03-31", Some(Level::Reminder)),
        ("2022-04-01", Some(Level::Overdue)),
        ("2022-04-06", Some(Level::Overdue)),
        ("2022-04-07", Some(Level::Escalation)),
    ] {
        assert_eq!(chased(&[], &[], today).owners[0].level, level, "{today}");
    }
    // Someone who thinks that they are done is told at once.
    let empty = [returned("Head of B2", &[("b2/1.1", false)])];
    let chase = chased(&empty, &[], "2022-03-01");
    assert_eq!(chase.owners.iter().find(|one| one.owner == "Head of B2").unwrap().level, Some(Level::Reminder));
}

#[test]
fn a_task_that_was_handed_over_is_asked_of_its_new_owner() {
    let mut issued = issued();
    let mut handed = issued.packs[0].clone();
    handed.owner = "Head of D4".into();
    handed.tasks.truncate(1);
    issued.packs.push(handed);
    let register = Register::default();
    let settings = ChaseSettings::default();
    let today = NaiveDate::from_ymd_opt(2022, 4, 1).unwrap();
    let chase = chase(&Told { register: &register, issued: &issued, returns: &[], files: &[], settings: &settings, today });
    let of = |owner: &str| {
        chase.owners.iter().find(|one| one.owner == owner).unwrap().tasks.iter().map(|task| task.reference.clone()).collect::<Vec<_>>()
    };
    assert_eq!((of("Head of A1"), of("Head of D4")), (vec!["a1/2.1".into()], vec!["a1/1.1".into()]));
}
