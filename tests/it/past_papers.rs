//! A past cycle's paper is written again with the same bytes, whatever happened since; a final paper stays as it was sent.

use std::fs;

use chrono::{Days, NaiveDate};
use rectrack::excel;
use rectrack::model::Register;
use rectrack::model::tables::{Definition, Owner, Recommendation, Report, Task};
use rectrack::model::words::{Access, ClosedBy, ClosedHow, CycleState, Edition, ForTheForce, Rating, Stage};
use rectrack::run::consolidate::Asked;
use rectrack::run::{self, Unwatched, World};

fn world(root: &std::path::Path, today: NaiveDate) -> World {
    World { root: root.to_owned(), today, dry_run: false, program: env!("CARGO_BIN_EXE_rectrack").into() }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Everything that can be written of a cycle: the workbooks of both editions and of a lead, the Word document, the web page.
fn papers(world: &World, cycle: &str) -> Vec<(String, Vec<u8>)> {
    let asked = Asked { cycle: Some(cycle.to_owned()), ..Asked::default() };
    [
        Asked { docx: true, html: Some(Edition::Full), ..asked.clone() },
        Asked { public: true, ..asked.clone() },
        Asked { lead: Some("ACC Crime and Justice".to_owned()), ..asked },
    ]
    .iter()
    .flat_map(|asked| run::consolidate::run(world, asked).unwrap().files)
    .map(|file| (file.clone(), fs::read(world.root.join(&file)).unwrap()))
    .collect()
}

fn edit(world: &World, change: impl Fn(&mut Register)) {
    let mut register = world.open_to_read().unwrap().register;
    change(&mut register);
    fs::write(world.root.join("register.xlsx"), excel::register::write(&register, world.today).unwrap()).unwrap();
}

/// A whole cycle in which nobody answers.
fn cycle(world: &mut World, label: &str, as_at: NaiveDate) {
    world.today = as_at - Days::new(20);
    let asked =
        run::issue::Asked { cycle: label.to_owned(), as_at: Some(as_at), return_by: Some(as_at), owners: Vec::new(), due_within: None };
    run::issue::run(world, &asked, &Unwatched).unwrap();
    world.today = as_at;
    run::merge::run(world, &Unwatched).unwrap();
    run::close::run(world, false, "").unwrap();
}

/// Titles, texts, who may see it, owners, leads, people, statuses and dates: all that a coordinator types over, and settings too.
fn everything_changes(world: &World, year: &str) {
    edit(world, |register| {
        for report in &mut register.reports {
            report.title = format!("{} ({year})", report.title).into();
            report.inspectorate_status = format!("As {year} has it.").into();
            report.position_statement = "Another statement.".into();
            report.made = Some(99);
        }
        for (at, row) in register.recommendations.iter_mut().enumerate() {
            row.text = format!("{} As reworded in {year}.", row.text).into();
            row.lead = "Another lead".into();
            row.waiting_on = "Somebody".into();
            row.original_due = row.original_due.map(|day| day - Days::new(31));
            if at % 3 == 0 {
                row.for_force = Some(ForTheForce::No);
                row.access = Some(Access::NonPublic);
            }
        }
        for (at, task) in register.tasks.iter_mut().enumerate() {
            task.owner = if at % 2 == 0 { "Head of Custody".into() } else { "Head of CJS Services".into() };
            task.task = format!("Other words of {year}.").into();
            (task.rating, task.stage) = (Some(Rating::Green), Some(Stage::Closed));
            (task.closed_how, task.closed_by, task.closed_on) =
                (Some(ClosedHow::Implemented), Some(ClosedBy::Inspectorate), Some(day("2023-01-31")));
            if at % 3 == 0 {
                (task.rating, task.stage, task.closed_how) = (Some(Rating::Red), Some(Stage::InProgress), None);
                (task.closed_by, task.closed_on) = (None, None);
            }
        }
        for owner in &mut register.owners {
            (owner.name, owner.lead) = ("Jo Newcomer".into(), "Another lead".into());
        }
        for row in &mut register.definitions {
            row.meaning = "Means something else now.".into();
        }
        register.definitions.push(Definition { rating: Some(Rating::Red), meaning: "Late.".into(), ..Definition::default() });
        register.owners.push(Owner { owner: format!("Head of {year}").into(), ..Owner::default() });
        register.reports.push(Report { report: format!("late-{year}").into(), published: Some(day("2020-01-01")), ..Report::default() });
        let (report, reference) = (format!("late-{year}"), format!("late-{year}/1"));
        register.tasks.push(Task {
            reference: format!("{reference}.1").into(),
            recommendation: reference.as_str().into(),
            owner: format!("Head of {year}").into(),
            ..Task::default()
        });
        register.recommendations.push(Recommendation {
            reference: reference.into(),
            report: report.into(),
            no: "1".into(),
            ..Recommendation::default()
        });
    });
    let file = world.root.join("rectrack.toml");
    let settings = fs::read_to_string(&file).unwrap();
    let settings =
        settings.replace("Northshire Police", "Northshire and Southshire Police").replace("# due_soon_days = 90", "due_soon_days = 30");
    assert!(settings.contains("due_soon_days = 30"));
    fs::write(&file, settings.replace("marking = \"OFFICIAL\"", "marking = \"OFFICIAL - SENSITIVE\"")).unwrap();
}

/// As a word processor saves it: with a part that names the program.
fn saved_by_a_person(file: &std::path::Path) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(fs::read(file).unwrap())).unwrap();
    zip.start_file("docProps/app.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, b"<Properties><Application>A word processor</Application></Properties>").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    fs::write(file, &bytes).unwrap();
    bytes
}

#[test]
fn a_word_document_that_a_person_changed_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder.path().join("w"), day("2022-11-17"));
    run::demo::run(&world, &Unwatched).unwrap();
    let document = || {
        let done = run::consolidate::run(&world, &Asked { docx: true, ..Asked::default() }).unwrap();
        let file = done.files.iter().find(|file| file.ends_with(".docx")).unwrap().clone();
        (file, done.left_document)
    };
    let first = document();
    assert_eq!(first, ("cycles/2022-11/consolidated.docx".to_owned(), None));
    assert_eq!(document(), first, "what nobody changed is written over");
    let kept = saved_by_a_person(&world.root.join(&first.0));
    assert_eq!(document(), ("cycles/2022-11/consolidated-2.docx".to_owned(), Some(first.0.clone())));
    assert!(fs::read(world.root.join(&first.0)).unwrap() == kept);
}

#[test]
fn a_past_cycle_gives_the_same_bytes_whatever_happened_since() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = world(&folder.path().join("w"), day("2022-11-17"));
    run::demo::run(&world, &Unwatched).unwrap();
    // A recommendation that nobody was given yet counts while the cycle is open, and must not vanish when it is closed.
    edit(&world, |register| {
        let row = Recommendation {
            reference: "custody-2018/9".into(),
            report: "custody-2018".into(),
            no: "9".into(),
            ..Recommendation::default()
        };
        register.recommendations.push(row);
    });
    run::merge::run(&world, &Unwatched).unwrap();
    let meeting = Asked { meeting: Some("Audit Committee 8 December 2022".to_owned()), is_final: true, ..Asked::default() };
    let sent = run::consolidate::run(&world, &meeting).unwrap().files.remove(0);
    let sent_bytes = fs::read(world.root.join(&sent)).unwrap();
    // 2022-11 is written while it is open; 2022-05 was closed long ago, and is written now for the first time.
    let open = papers(&world, "2022-11");
    let past = papers(&world, "2022-05");
    assert_eq!(open.len(), 5);
    run::close::run(&world, false, "").unwrap();
    assert!(open == papers(&world, "2022-11"), "closing a cycle changes its paper");
    for (year, label, as_at) in [("2023", "2023-05", "2023-05-19"), ("2024", "2023-11", "2023-11-17")] {
        everything_changes(&world, year);
        cycle(&mut world, label, day(as_at));
    }
    for (name, was) in [("2022-11", &open), ("2022-05", &past)] {
        for ((file, was), (_, is)) in was.iter().zip(papers(&world, name)) {
            assert!(*was == is, "{file} is another one now");
        }
    }
    // The newest paper, on the other hand, says what changed.
    let done = run::consolidate::run(&world, &Asked::default()).unwrap();
    assert_eq!(done.cycle, "2023-11");
    assert!(world.open_to_read().unwrap().register.cycles.iter().all(|cycle| cycle.state == Some(CycleState::Closed)));
    assert!(sent_bytes == fs::read(world.root.join(&sent)).unwrap());
    assert!(run::consolidate::run(&world, &Asked { cycle: Some("2022-11".to_owned()), ..meeting }).is_err(), "a final paper is frozen");
    let faults = run::verify::run(&world).unwrap().faults;
    assert!(faults.is_empty(), "{faults:?}");
    // Without what was kept, the same cycle's paper would be another: the test can fail.
    fs::remove_file(world.root.join("cycles/2022-11/kept.json")).unwrap();
    assert!(open != papers(&world, "2022-11"));
}

#[test]
fn an_imported_cycle_is_kept_from_its_first_paper_on_and_follows_the_register_until_a_later_one_begins() {
    let Some(papers_folder) = crate::papers::folder() else { return };
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path(), day("2022-06-01"));
    run::init::run(&world).unwrap();
    let import = |file: &str, cycle: &str, as_at: &str| {
        let asked = run::import::Asked { file: papers_folder.join(file), cycle: cycle.to_owned(), as_at: day(as_at), audit: None };
        run::import::run(&world, &asked).unwrap();
    };
    let paper = |cycle: &str| {
        let done = run::consolidate::run(&world, &Asked { cycle: Some(cycle.to_owned()), ..Asked::default() }).unwrap();
        fs::read(world.root.join(&done.files[0])).unwrap()
    };
    import("city-2021-11.xlsx", "2021-11", "2021-11-10");
    let first = paper("2021-11");
    edit(&world, |register| register.reports[0].title = "As the coordinator corrected it".into());
    let corrected = paper("2021-11");
    assert!(first != corrected, "the newest cycle's paper follows the register");
    import("city-2022-05.xlsx", "2022-05", "2022-05-10");
    edit(&world, |register| register.reports[0].title = "Another title since".into());
    assert!(corrected == paper("2021-11"), "a later paper changes an earlier one's");
}

/// Whatever a draft says, in rows or in figures, a draft that would say otherwise is another one; that one again is the same.
#[test]
fn a_draft_of_which_anything_changed_is_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder.path().join("w"), day("2022-11-17"));
    run::demo::run(&world, &Unwatched).unwrap();
    let asked = Asked { meeting: Some("Audit Committee 8 December 2022".to_owned()), ..Asked::default() };
    let drafted = || run::consolidate::run(&world, &asked).map(|done| (done.version, done.unchanged)).unwrap();
    assert_eq!(drafted(), ("DRAFT 1".to_owned(), false));
    let changes: [fn(&mut Register); 5] = [
        |register| register.recommendations[0].for_force = Some(ForTheForce::No),
        |register| register.recommendations[1].kind = Some(rectrack::model::words::Kind::CauseOfConcern),
        |register| {
            let position = register.positions.iter_mut().rev().find(|row| row.stage == Some(Stage::Closed)).unwrap();
            position.closed_how = Some(ClosedHow::Superseded);
        },
        |register| register.positions.iter_mut().rev().find(|row| row.cycle == "2022-11").unwrap().waiting_on = "Home Office".into(),
        |register| register.returns.retain(|row| row.cycle != "2022-11"),
    ];
    for (n, change) in (2..).zip(changes) {
        edit(&world, change);
        assert_eq!(drafted(), (format!("DRAFT {n}"), false));
        assert_eq!(drafted(), (format!("DRAFT {n}"), true));
    }
}

/// Drafts are numbered and frozen one by one, two committees apart from each other; a final is followed by supplements only.
#[test]
fn drafts_are_numbered_for_each_committee_and_a_final_has_supplements() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder.path().join("w"), day("2022-11-17"));
    run::demo::run(&world, &Unwatched).unwrap();
    let make = |meeting: &str, change: fn(&mut Asked)| {
        let mut asked = Asked { meeting: Some(meeting.to_owned()), ..Asked::default() };
        change(&mut asked);
        run::consolidate::run(&world, &asked)
    };
    let (audit, board) = ("Audit Committee 8 December 2022", "Accountability Board 14 December 2022");
    let first = make(audit, |_| ()).unwrap();
    assert_eq!((first.version.as_str(), first.unchanged), ("DRAFT 1", false));
    let again = make(audit, |_| ()).unwrap();
    assert_eq!((again.version.as_str(), again.unchanged, &again.files), ("DRAFT 1", true, &first.files));
    edit(&world, |register| {
        register.positions.iter_mut().rev().find(|row| row.cycle == "2022-11").unwrap().committee_text = "Said anew.".into();
    });
    let second = make(audit, |_| ()).unwrap();
    assert_eq!((second.version.as_str(), make(board, |_| ()).unwrap().version.as_str()), ("DRAFT 2", "DRAFT 1"));
    let sheet = |file: &str, name: &str| {
        let bytes = fs::read(world.root.join(file)).unwrap();
        let limits = rectrack::model::settings::Limits::for_register();
        excel::book::open_sheets(&bytes, file, &limits, |held| held == name).unwrap().sheet(name).cloned()
    };
    assert!(sheet(&first.files[0], "Since draft").is_none());
    let since = sheet(&second.files[0], "Since draft").unwrap();
    assert!(since.rows().iter().any(|row| since.text(*row, 3) == "Said anew."), "what differs from the last draft is listed");
    // The board has seen every cycle; the audit committee none of them, since their final papers went to the board.
    let compared = |file: &str| {
        let summary = sheet(file, "Summary").unwrap();
        let row = summary.rows().into_iter().find(|row| summary.text(*row, 0) == "Compared with").unwrap();
        summary.text(row, 1)
    };
    let of_board = make(board, |_| ()).unwrap().files.remove(0);
    assert_eq!((compared(&second.files[0]).as_str(), compared(&of_board).as_str()), ("no earlier paper", "2022-05, as at 20 May 2022"));
    assert!(make(audit, |asked| asked.supplement = true).is_err(), "there is no final paper yet");
    assert_eq!(make(audit, |asked| asked.is_final = true).unwrap().version, "FINAL");
    assert!(make(audit, |_| ()).is_err(), "the final paper is frozen");
    assert_eq!(make(audit, |asked| asked.supplement = true).unwrap().version, "SUPPLEMENT 1");
    assert_eq!(make(audit, |asked| asked.supplement = true).unwrap().version, "SUPPLEMENT 2");
    let lead = Asked { lead: Some("acc crime and justice".to_owned()), ..Asked::default() };
    let page = run::consolidate::run(&world, &lead).unwrap().files.remove(0);
    let (all, led) = (sheet(&of_board, "Recommendations").unwrap(), sheet(&page, "Recommendations").unwrap());
    assert!(led.rows().len() > 5 && led.rows().len() < all.rows().len());
    let summary = sheet(&page, "Summary").unwrap();
    assert!(summary.rows().iter().any(|row| summary.text(*row, 0).starts_with("As acc crime and justice I have read the positions")));
    assert!(run::consolidate::run(&world, &Asked { lead: Some("Nobody".to_owned()), ..Asked::default() }).is_err());
}
