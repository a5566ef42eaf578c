//! The register edited by hand between runs: what is kept, what is given, what is refused; and how long an edit is remembered.

use std::fs;

use rectrack::model::Value;
use rectrack::model::columns as c;
use rectrack::model::tables::{Recommendation, Report, Row as _, Task};
use rectrack::model::words::{Rating, Stage};
use rectrack::run;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::office::{CYCLE, Office, task_of};

/// Saves the register as a person would in Excel: only what is written here, in any order, with columns and sheets of their own.
/// Rows are texts under headings; a text such as 2022-03-31 becomes a date.
fn saved_by_hand(office: &Office, sheets: &[(&str, Vec<Vec<String>>)]) {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("dd mmm yyyy");
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0u32..).zip(rows) {
            for (col, text) in (0u16..).zip(cells) {
                match ExcelDateTime::parse_from_str(text) {
                    Ok(day) if text.len() == 10 && row > 0 => sheet.write_datetime_with_format(row, col, &day, &date).unwrap(),
                    _ if text.is_empty() => sheet,
                    _ => sheet.write(row, col, text.as_str()).unwrap(),
                };
            }
        }
    }
    fs::write(office.path("register.xlsx"), workbook.save_to_buffer().unwrap()).unwrap();
}

/// A table as its sheet shows it: headings, then rows.
fn table<T: rectrack::model::tables::Row>(rows: &[T]) -> Vec<Vec<String>> {
    let headings = T::columns().iter().map(|column| column.heading.to_owned()).collect();
    std::iter::once(headings)
        .chain(rows.iter().map(|row| {
            row.to_cells().iter().map(|value| if let Value::Date(day) = value { day.to_string() } else { value.shown().into() }).collect()
        }))
        .collect()
}

/// Every sheet of the register as a person would find it.
fn sheets(office: &Office) -> Vec<(&'static str, Vec<Vec<String>>)> {
    let held = office.register();
    vec![
        (Report::SHEET, table(&held.reports)),
        (Recommendation::SHEET, table(&held.recommendations)),
        (Task::SHEET, table(&held.tasks)),
        ("Owners", table(&held.owners)),
        ("Cycles", table(&held.cycles)),
        ("Papers", table(&held.papers)),
        ("Positions", table(&held.positions)),
        ("Extensions", table(&held.extensions)),
        ("Milestones", table(&held.milestones)),
        ("Returns", table(&held.returns)),
        ("Decisions", table(&held.decisions)),
        ("Definitions", table(&held.definitions)),
    ]
}

/// Puts a text under a heading in one row of a sheet; row 1 is the first below the headings, and grows the sheet.
fn put(sheets: &mut [(&'static str, Vec<Vec<String>>)], sheet: &str, row: usize, heading: &str, text: &str) {
    let rows = &mut sheets.iter_mut().find(|(name, _)| *name == sheet).unwrap().1;
    let col = rows[0].iter().position(|known| known == heading).unwrap_or_else(|| panic!("{sheet} has no {heading}"));
    while rows.len() <= row {
        rows.push(vec![String::new(); rows[0].len()]);
    }
    rows[row][col] = text.to_owned();
}

#[test]
fn an_edited_register_is_sorted_kept_and_given_refs_through_a_merge() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Contact")]);
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "It begins."), ("2", &c::NO_CHANGE, "Yes")]);
    let mut edited = sheets(&office);
    // A new report without a short name, and two recommendations of it without Refs that name it by its title; the tasks sorted the other way round; a column and a sheet added.
    put(&mut edited, "Reports", 2, "Title", "Custody looked at again");
    put(&mut edited, "Reports", 2, "Published", "2022-05-20");
    for (row, no) in [(3, "1"), (4, "2")] {
        put(&mut edited, "Recommendations", row, "Report", "Custody looked at again");
        put(&mut edited, "Recommendations", row, "No.", no);
        put(&mut edited, "Recommendations", row, "Text", "Look again.");
    }
    let tasks = &mut edited.iter_mut().find(|(name, _)| *name == "Tasks").unwrap().1;
    tasks[1..].reverse();
    tasks[0].push("Ward".to_owned());
    for (at, row) in tasks[1..].iter_mut().enumerate() {
        row.push(format!("Ward {at}"));
    }
    edited.push(("My list", vec![vec!["telephone".to_owned(), "7 June".to_owned()]]));
    saved_by_hand(&office, &edited);

    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 2 = merged 1 + unchanged 1 + queried 0 + clashed 0 + missing 0");
    let noted: Vec<String> = done.noted.iter().map(rectrack::model::Query::says).collect();
    assert!(noted.iter().any(|said| said.contains("the new row was given the Report custody-looked-2022")), "{noted:?}");
    assert!(noted.iter().any(|said| said.contains("the new row was given the Ref custody-looked-2022/1")), "{noted:?}");
    assert!(noted.iter().any(|said| said.contains("the column Ward is not one of the register's; its values are kept")), "{noted:?}");
    assert!(noted.iter().any(|said| said.contains("the sheet is not one of the register's; its values are kept")), "{noted:?}");
    let held = office.register();
    let given: Vec<&str> = held.recommendations.iter().skip(2).map(|row| row.reference.as_str()).collect();
    assert_eq!(given, ["custody-looked-2022/1", "custody-looked-2022/2"]);
    assert_eq!(held.task(&task_of("1")).unwrap().update, "It begins.", "a row is known by its Ref, wherever it stands");
    assert_eq!(held.extra_columns["Tasks"], ["Ward"]);
    // Ward 0 stood beside task 2, which had been sorted to the top.
    assert_eq!(held.task(&task_of("2")).unwrap().extra, [Value::from("Ward 0")]);
    assert_eq!(held.extra_sheets[0].text(0, 1), "7 June");
    assert_eq!(office.faults(), Vec::<String>::new());
    // Refs are given once: merging again gives none and changes nothing.
    let before = office.bytes("register.xlsx");
    office.merge();
    assert!(before == office.bytes("register.xlsx"));
}

#[test]
fn edits_that_break_the_model_are_refused_with_their_places_before_anything_is_written() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Contact")]);
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::NO_CHANGE, "Yes")]);
    let mut edited = sheets(&office);
    put(&mut edited, "Tasks", 1, "Rating", "Blue");
    put(&mut edited, "Tasks", 2, "Due", "some day");
    put(&mut edited, "Recommendations", 2, "Ref", "calls-2021/1");
    saved_by_hand(&office, &edited);
    let everything = || {
        let files = walk(&office.path(""));
        files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect::<Vec<_>>()
    };
    let before = everything();
    let refusals = [
        office.try_merge().map(|_| ()).unwrap_err(),
        office.try_issue().map(|_| ()).unwrap_err(),
        run::close::run(&office.world, false, "").map(|_| ()).unwrap_err(),
    ];
    for refusal in refusals {
        let said = refusal.to_string();
        // Columns of Tasks: Rating is the sixth (F), Due the eighth (H); of Recommendations: Ref A.
        for place in ["Tasks, F2", "Tasks, H3", "Recommendations, A3"] {
            assert!(said.contains(place), "{place} is not named: {said}");
        }
    }
    assert!(before == everything(), "a refused run wrote something");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

#[test]
fn a_register_edited_by_hand_is_kept_for_verify_when_its_backup_has_gone() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Roads")]);
    office.settings("keep_backups = 2\n");
    let packs = office.issue();
    office.edit(|register| register.tasks[1].rating = Some(Rating::Red));
    for (at, pack) in packs.iter().enumerate() {
        let no = if pack.owner == "Head of Contact" { "1" } else { "2" };
        for turn in 0..4 {
            let said = format!("Turn {turn} of {at}.");
            office.send(pack, &format!("{at}.xlsx"), 2 + turn, &[(no, &c::RATING, "Amber"), (no, &c::UPDATE, &said)]);
            // Files that came back are inputs of their own: keep each.
            fs::copy(office.path(&format!("cycles/{CYCLE}/returns/{at}.xlsx")), office.outside(&format!("{at}-{turn}.xlsx"))).unwrap();
            office.merge();
        }
    }
    let backups = fs::read_dir(office.path("backups")).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_file()).count();
    assert_eq!(backups, 2, "the backups of both hand edits have gone");
    // What was overwritten in the returns folder is named, since it was an input; put back under its first name, nothing is missing.
    let faults = office.faults();
    assert!(faults.iter().all(|fault| fault.contains("was changed since it was read")), "{faults:?}");
}

#[test]
fn verify_goes_through_hand_edits_and_restores() {
    let office = Office::new(&[("1", "Head of Contact")]);
    office.settings("keep_backups = 1\n");
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "It begins.")]);
    office.merge();
    for turn in 0..3 {
        office.edit(|register| register.tasks[0].resources = format!("{turn} people").into());
        office.merge();
    }
    assert_eq!(office.task("1").resources, "2 people");
    // A damaged register is replaced by the backup; the runs before and after can be done again.
    fs::write(office.path("register.xlsx"), b"not a workbook").unwrap();
    assert!(office.try_merge().unwrap_err().to_string().contains("rectrack restore"));
    run::restore::run(&office.world, None).unwrap();
    office.merge();
    office.edit(|register| register.tasks[0].stage = Some(Stage::PendingSignOff));
    office.merge();
    let verified = run::verify::run(&office.world).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
    assert!(verified.hand_edits.len() >= 5, "{verified:?}");
}

#[test]
fn verify_names_what_was_changed() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Contact")]);
    let packs = office.issue();
    let answer = |said: &'static str| [("1", &c::RATING, "Amber"), ("1", &c::UPDATE, said)];
    office.send(&packs[0], "contact.xlsx", 9, &answer("It begins."));
    office.merge();
    run::close::run(&office.world, false, "").unwrap();
    assert_eq!(office.faults(), Vec::<String>::new());
    // A changed input.
    let input = format!("cycles/{CYCLE}/returns/contact.xlsx");
    let was = office.bytes(&input);
    fs::write(office.path(&input), office.filled(&packs[0], 9, &answer("It ends."))).unwrap();
    let faults = office.faults();
    assert!(faults.iter().any(|fault| fault.contains(&format!("(merge): {input} was changed since it was read"))), "{faults:?}");
    fs::remove_file(office.path(&input)).unwrap();
    assert!(office.faults().iter().any(|fault| fault.contains(&format!("{input} is no longer there"))));
    fs::write(office.path(&input), was).unwrap();
    assert_eq!(office.faults(), Vec::<String>::new());
    // A changed line of the journal: its number, and the run that no longer fits.
    let journal = office.bytes("journal.jsonl");
    let changed = String::from_utf8(journal.clone()).unwrap().replacen("2022-06-30", "2022-06-29", 1);
    fs::write(office.path("journal.jsonl"), changed).unwrap();
    let faults = office.faults();
    assert!(faults.iter().any(|fault| fault.starts_with("journal.jsonl, line 3")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.contains("(issue): done again it gives other values in Cycles")), "{faults:?}");
    fs::write(office.path("journal.jsonl"), journal).unwrap();
    // A register that was changed after the last run is an edit by hand: counted, and read with care.
    office.edit(|register| register.tasks[0].update = "Changed behind our back.".into());
    let verified = run::verify::run(&office.world).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
    let expected = ["edited in Reports, Recommendations, Tasks, Owners, before line 2 (issue)", "edited in Tasks, after the last run"];
    assert_eq!(verified.hand_edits, expected.map(|edit| format!("register.xlsx was {edit}")));
}

#[test]
fn a_closed_cycle_is_opened_again_by_a_decision_with_a_reason() {
    let office = Office::new(&[("1", "Head of Contact")]);
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "It begins.")]);
    office.merge();
    run::close::run(&office.world, false, "").unwrap();
    assert!(office.try_merge().unwrap_err().to_string().contains("no cycle is open"));
    assert!(office.try_issue().unwrap_err().to_string().contains("is closed"));
    let refused = run::close::run(&office.world, true, " ").unwrap_err();
    assert!(refused.to_string().contains("say why"), "{refused}");
    assert!(run::close::run(&office.world, true, "One return was left in a mailbox").unwrap().reopened);
    let decision = office.register().decisions.last().unwrap().clone();
    assert_eq!((decision.rule_or_field.as_str(), decision.reason.as_str()), ("reopen", "One return was left in a mailbox"));
    // The late return goes in, and the same returns give what they gave before.
    office.send(&packs[0], "contact 2.xlsx", 16, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "The second step.")]);
    office.merge();
    assert_eq!(office.task("1").update, "The second step.");
    run::close::run(&office.world, false, "").unwrap();
    assert_eq!(office.register().positions.len(), 1, "one position a task and cycle, however often it was opened");
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn what_waits_when_a_cycle_is_closed_and_what_comes_afterwards_is_named() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Roads")]);
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "It waits.")]);
    office.merge();
    assert_eq!(run::close::run(&office.world, false, "").unwrap().waiting, 1, "Red without a reason waits");
    let noted =
        |told: Vec<rectrack::model::Query>| told.iter().map(|query| format!("{}: {}", query.place, query.says())).collect::<Vec<_>>();
    assert_eq!(noted(run::status::run(&office.world, &run::Unwatched).unwrap().noted), Vec::<String>::new());
    office.send(&packs[1], "roads.xlsx", 9, &[("2", &c::RATING, "Amber"), ("2", &c::UPDATE, "Late.")]);
    let late = [format!("cycles/{CYCLE}/returns/roads.xlsx: it came after cycle {CYCLE} was closed, and no merge has read it")];
    assert_eq!(noted(run::status::run(&office.world, &run::Unwatched).unwrap().noted), late);
    let asked = run::issue::Asked {
        cycle: "2022-09".into(),
        as_at: Some(crate::office::day(2022, 9, 30)),
        return_by: Some(crate::office::day(2022, 9, 17)),
        owners: vec![],
        due_within: None,
    };
    assert_eq!(noted(run::issue::run(&office.world, &asked, &run::Unwatched).unwrap().unread), late);
}

/// Somebody who saves the register in Excel while a run is going on.
struct SavesMeanwhile<'a> {
    office: &'a Office,
    edited: Vec<u8>,
}

impl run::Progress for SavesMeanwhile<'_> {
    fn begin(&self, _: &str, _: usize) {
        // As Excel saves: beside, then in its place.
        let beside = self.office.path("register.tmp");
        fs::write(&beside, &self.edited).unwrap();
        fs::rename(beside, self.office.path("register.xlsx")).unwrap();
    }
    fn step(&self) {}
    fn end(&self) {}
}

/// The register as somebody saves it with a task's contributors filled in, and as it is.
fn saved_with_contributors(office: &Office) -> (Vec<u8>, Vec<u8>) {
    let before = fs::read(office.path("register.xlsx")).unwrap();
    let mut edited = sheets(office);
    put(&mut edited, "Tasks", 1, "Contributors", "Head of Custody");
    saved_by_hand(office, &edited);
    let edited = fs::read(office.path("register.xlsx")).unwrap();
    fs::write(office.path("register.xlsx"), &before).unwrap();
    (edited, before)
}

#[test]
fn what_somebody_saves_during_a_run_is_not_written_over() {
    let office = Office::new(&[("1", "Head of Contact")]);
    let (edited, before) = saved_with_contributors(&office);
    let meanwhile = SavesMeanwhile { office: &office, edited: edited.clone() };
    let refusal = office.issue_watched(&meanwhile).unwrap_err().to_string();
    assert!(refusal.contains("register.xlsx was saved by somebody while this ran; nothing was written"), "{refusal}");
    assert!(fs::read(office.path("register.xlsx")).unwrap() == edited, "it stands as it was saved");
    assert!(!office.path(&format!("cycles/{CYCLE}/issued")).exists(), "nothing else was written");

    // A merge reads returns and register side by side: the saved register comes too late for it, or is the one that it reads.
    fs::write(office.path("register.xlsx"), before).unwrap();
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "It begins.")]);
    let (edited, _) = saved_with_contributors(&office);
    let meanwhile = SavesMeanwhile { office: &office, edited: edited.clone() };
    if let Err(refusal) = run::merge::run(&office.world, &meanwhile) {
        assert!(refusal.to_string().contains("register.xlsx was saved by somebody while this ran; nothing was written"), "{refusal}");
        assert!(fs::read(office.path("register.xlsx")).unwrap() == edited, "it stands as it was saved");
        assert!(!office.path(&format!("cycles/{CYCLE}/queries.xlsx")).exists(), "nothing else was written");
        // The next run takes both: what was saved, and what the owner returned.
        office.merge();
    }
    let held = office.register();
    let task = held.task(&task_of("1")).unwrap();
    assert_eq!((task.contributors.as_str(), task.update.as_str()), ("Head of Custody", "It begins."));
}

#[test]
fn what_is_typed_over_a_recommendations_stage_or_date_is_named_and_set_back() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Contact")]);
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::RATING, "Red"), ("1", &c::REASON, "No money"), ("1", &c::UPDATE, "It waits.")]);
    let named = |done: &run::merge::Done| -> Vec<String> {
        let of_rule = done.queries.iter().filter(|query| query.rule == "not-kept-in-register");
        of_rule.map(|query| format!("{}: {}", query.reference, query.says())).collect()
    };
    // What the tasks say, or said when the register was last written, nobody typed.
    office.edit(|register| register.tasks[1].stage = Some(Stage::PendingSignOff));
    assert_eq!(named(&office.merge()), Vec::<String>::new());
    office.edit(|register| register.tasks[1].stage = Some(Stage::Closed));
    assert_eq!(named(&office.merge()), Vec::<String>::new());
    office.edit(|register| {
        register.recommendations[0].stage = Some(Stage::Closed);
        register.recommendations[0].due = Some(crate::office::day(2028, 1, 31));
    });
    let done = office.merge();
    assert_eq!(
        named(&done),
        [
            "calls-2021/1: Due '31 Jan 2028' was typed beside the recommendation, but comes from its tasks, which say '31 Dec 2022': it is set back",
            "calls-2021/1: Stage 'closed' was typed beside the recommendation, but comes from its tasks, which say 'in progress': it is set back",
        ]
    );
    assert!(done.queries.iter().any(|query| query.asks().contains("beside calls-2021/1.1")));
    assert_eq!(office.register().recommendations[0].stage, Some(Stage::InProgress));
    assert_eq!(named(&office.merge()), Vec::<String>::new());
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_queries_workbook_with_columns_and_sheets_of_ones_own_is_kept_as_it_is() {
    let office = Office::new(&[("1", "Head of Contact")]);
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "It waits.")]);
    office.merge();
    let kept = || {
        walk(&office.path(&format!("cycles/{CYCLE}")))
            .into_iter()
            .filter(|file| file.to_string_lossy().contains("kept"))
            .collect::<Vec<_>>()
    };
    office.merge();
    assert_eq!(kept(), Vec::<std::path::PathBuf>::new(), "ours alone needs no copy");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Queries").unwrap();
    for (col, heading) in (0u16..).zip(c::QUERIES.iter().map(|column| column.heading).chain(["Rang owner"])) {
        sheet.write(3, col, heading).unwrap();
    }
    sheet.write(4, u16::try_from(c::QUERIES.len()).unwrap(), "on Friday").unwrap();
    workbook.add_worksheet().set_name("To do").unwrap().write(0, 0, "Ring them").unwrap();
    let edited = workbook.save_to_buffer().unwrap();
    fs::write(office.path(&format!("cycles/{CYCLE}/queries.xlsx")), &edited).unwrap();
    let done = office.merge();
    let told: Vec<String> = done.queries.iter().filter(|query| query.rule == "unknown-column").map(rectrack::model::Query::says).collect();
    assert_eq!(
        told,
        [
            "the column 'Rang owner' is not one of this workbook's; its 1 entry will not stand in the next one",
            "the sheet 'To do' is not one of this workbook's and will not be in the next one",
        ]
    );
    let files = kept();
    assert_eq!(files.len(), 1);
    assert!(fs::read(&files[0]).unwrap() == edited);
    assert!(done.queries.iter().any(|query| query.asks().contains(&files[0].file_name().unwrap().to_string_lossy().into_owned())));
    office.merge();
    assert_eq!(kept(), files, "what is kept stays");
}
