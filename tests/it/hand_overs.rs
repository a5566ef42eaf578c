//! Owners who change while a cycle is open: renamed, merged, split, one task handed over. Either stamp is accepted, the newer
//! owner's answer wins, the older one is listed, and nobody is chased who is asked nothing any more.

use rectrack::model::columns as c;
use rectrack::model::returned::Pack;
use rectrack::model::tables::Owner;
use rectrack::model::text::Text;
use rectrack::model::words::Rating;
use rectrack::run;

use crate::office::{CYCLE, Office, add_owner, day};

fn pack<'a>(packs: &'a [Pack], owner: &str) -> &'a Pack {
    packs.iter().find(|pack| pack.owner == owner).unwrap_or_else(|| panic!("nothing was issued to {owner}"))
}

fn owners(packs: &[Pack]) -> Vec<(&str, usize)> {
    packs.iter().map(|pack| (pack.owner.as_str(), pack.tasks.len())).collect()
}

/// The files of the cycle with their outcomes, as the register lists them.
fn outcomes(office: &Office) -> Vec<(Text, Text)> {
    let file = |file: &str| file.rsplit('/').next().unwrap().into();
    office.register().returns.iter().map(|row| (file(&row.file), row.outcome.clone())).collect()
}

/// What stands on `Notes` of the queries workbook.
fn notes(office: &Office) -> Vec<Text> {
    office.queries().notes.into_iter().map(|(_, _, text)| text).collect()
}

/// The paper's sheet `Owners`: each owner, and whether it returned.
fn returned(office: &Office) -> Vec<(Text, Text)> {
    let file = format!("cycles/{CYCLE}/consolidated.xlsx");
    let paper = rectrack::excel::book::open(&office.bytes(&file), &file, &rectrack::model::settings::Limits::default()).unwrap();
    let sheet = paper.sheet("Owners").unwrap();
    let heading = sheet.rows().into_iter().find(|row| sheet.text(*row, 0) == "Owner").unwrap();
    let col = (0..40).find(|col| sheet.text(heading, *col) == "Returned").unwrap();
    let rows = sheet.rows().into_iter().filter(|row| *row > heading && sheet.text(*row, 0).starts_with("Head of"));
    rows.map(|row| (sheet.text(row, 0), sheet.text(row, col))).collect()
}

#[test]
fn one_task_changes_hands_and_the_newer_owners_answer_wins() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Contact"), ("3", "Head of Roads")]);
    let first = office.issue();
    assert_eq!(owners(&first), [("Head of Contact", 2), ("Head of Roads", 1)]);
    // Contact's workbook was made again once: it counts two issues, and that must not outweigh the newer owner's first.
    let again = run::issue::Asked {
        cycle: CYCLE.to_owned(),
        as_at: None,
        return_by: None,
        owners: vec!["Head of Contact".to_owned()],
        due_within: None,
    };
    run::issue::run(&office.world, &again, &run::Unwatched).unwrap();
    office.edit(|register| register.tasks[1].owner = "Head of Roads".into());
    let second = office.issue();
    assert_eq!(owners(&second), [("Head of Roads", 1)], "only what changed hands is issued");

    let contact = pack(&first, "Head of Contact");
    // Contact answers both of its rows, later than Roads answers the one that it took over.
    office.send(pack(&second, "Head of Roads"), "roads 2.xlsx", 8, &[("2", &c::RATING, "Amber"), ("2", &c::UPDATE, "Roads: it begins.")]);
    office.send(
        contact,
        "contact.xlsx",
        15,
        &[
            ("1", &c::RATING, "Amber"),
            ("1", &c::UPDATE, "Two queues are merged."),
            ("2", &c::RATING, "Red"),
            ("2", &c::REASON, "Nobody is there"),
            ("2", &c::UPDATE, "Contact: it stands still."),
        ],
    );
    office.send(pack(&first, "Head of Roads"), "roads.xlsx", 8, &[("3", &c::NO_CHANGE, "Yes")]);
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 3 = merged 2 + unchanged 1 + queried 0 + clashed 0 + missing 0");
    assert_eq!(done.missing_owners, Vec::<String>::new());
    let two = office.task("2");
    assert_eq!((two.rating, two.update.as_str()), (Some(Rating::Amber), "Roads: it begins."), "the newer owner wins, though it is older");
    assert_eq!(office.task("1").update, "Two queues are merged.", "the old workbook still counts for what stayed");
    assert!(notes(&office).contains(&"Update: Contact: it stands still.".into()), "the older answer is listed: {:?}", notes(&office));
    assert!(notes(&office).contains(&"Rating: Red".into()));
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn the_older_stamp_alone_is_accepted() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Roads")]);
    let first = office.issue();
    office.edit(|register| register.tasks[0].owner = "Head of Roads".into());
    let second = office.issue();
    assert_eq!(owners(&second), [("Head of Roads", 1)]);
    office.send(pack(&first, "Head of Contact"), "contact.xlsx", 9, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "It begins.")]);
    let done = office.merge();
    assert_eq!(office.task("1").update, "It begins.");
    assert_eq!(done.tally.to_string(), "issued 2 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 1");
    // Roads owes its second task; Contact is asked nothing any more, whether or not it answers.
    let standing = run::status::run(&office.world, &run::Unwatched).unwrap().cycle.unwrap();
    assert_eq!((standing.issued_tasks, standing.issued_owners), (2, 1));
    let chase = run::chase::run(&office.world, &run::chase::Asked::default(), &run::Unwatched);
    let chased: Vec<String> = chase.unwrap().owners.into_iter().map(|line| line.chased.owner).collect();
    assert_eq!(chased, ["Head of Roads"]);

    // The paper says the same as the merge: nothing is missing of Roads while its row was answered for it.
    let missing = |office: &Office| {
        let file = format!("cycles/{CYCLE}/consolidated.xlsx");
        let paper = rectrack::excel::book::open(&office.bytes(&file), &file, &rectrack::model::settings::Limits::default()).unwrap();
        let sheet = paper.sheet("Returns").unwrap();
        let rows = sheet.rows().into_iter().filter(|row| sheet.text(*row, 2) == "nothing read");
        rows.map(|row| sheet.text(row, 0)).collect::<Vec<_>>()
    };
    assert_eq!((done.missing_owners.len(), missing(&office)), (0, Vec::<Text>::new()));
    std::fs::remove_file(office.path(&format!("cycles/{CYCLE}/returns/contact.xlsx"))).unwrap();
    assert_eq!(office.merge().missing_owners, ["Head of Roads"], "who handed everything over is not missing");
    assert_eq!(missing(&office), ["Head of Roads"]);
}

#[test]
fn a_post_that_is_renamed_keeps_its_first_workbook() {
    let office = Office::new(&[("1", "Head of Contact")]);
    let first = office.issue();
    // Renamed by its row in Owners: the tasks may go on saying the old name.
    office.edit(|register| {
        register.owners[0].owner = "Head of Call Handling".into();
        register.owners[0].also_written = "Head of Contact".into();
    });
    office.send(&first[0], "contact.xlsx", 9, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "It begins.")]);
    let done = office.merge();
    assert_eq!((done.tally.merged, done.missing_owners.len()), (1, 0), "the workbook of the old name counts");
    let position = &office.register().positions[0];
    assert_eq!(position.owner, "Head of Call Handling", "the paper shows the post's name");
    assert_eq!(returned(&office), [("Head of Call Handling".into(), "yes".into())], "and that it answered");
    // Asked again under its new name; the newer workbook's answer counts, older or not.
    let second = office.issue();
    assert_eq!(owners(&second), [("Head of Call Handling", 1)]);
    office.send(&second[0], "new name.xlsx", 8, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "Under the new name.")]);
    let done = office.merge();
    assert_eq!(done.missing_owners, Vec::<String>::new());
    assert_eq!(office.task("1").update, "Under the new name.");
    assert_eq!(
        outcomes(&office),
        [("contact.xlsx".into(), "superseded".into()), ("new name.xlsx".into(), "read".into())],
        "the older is listed"
    );
    assert!(done.queries.iter().any(|query| query.rule == "superseded-return"));
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn posts_are_merged_by_their_dates_and_spellings() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Control")]);
    let first = office.issue();
    office.edit(|register| {
        for owner in &mut register.owners {
            owner.to = Some(day(2022, 5, 31));
        }
        register.owners.push(Owner {
            owner: "Head of Contact and Control".into(),
            also_written: "Head of Contact; Head of Control".into(),
            from: Some(day(2022, 6, 1)),
            e_mail: "both@force.example".into(),
            ..Owner::default()
        });
    });
    let second = office.issue();
    assert_eq!(owners(&second), [("Head of Contact and Control", 2)], "one post answers for both");
    office.send(pack(&first, "Head of Control"), "control.xlsx", 12, &[("2", &c::RATING, "Amber"), ("2", &c::UPDATE, "Control says.")]);
    let done = office.merge();
    // Control's old workbook is accepted; nothing has come for task 1.
    assert_eq!(done.tally.to_string(), "issued 2 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 1");
    office.send(
        &second[0],
        "both.xlsx",
        10,
        &[("1", &c::NO_CHANGE, "Yes"), ("2", &c::RATING, "Amber"), ("2", &c::UPDATE, "The merged post says.")],
    );
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 2 = merged 1 + unchanged 1 + queried 0 + clashed 0 + missing 0");
    assert_eq!(office.task("2").update, "The merged post says.");
    assert!(office.register().positions.iter().all(|row| row.owner == "Head of Contact and Control"));
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_post_is_split_and_each_part_is_asked_its_own() {
    let office = Office::new(&[("1", "Head of Crime"), ("2", "Head of Crime"), ("3", "Head of Crime")]);
    let first = office.issue();
    office.edit(|register| {
        add_owner(register, "Head of Serious Crime");
        add_owner(register, "Head of Volume Crime");
        for (task, owner) in register.tasks.iter_mut().zip(["Head of Serious Crime", "Head of Serious Crime", "Head of Volume Crime"]) {
            task.owner = owner.into();
        }
    });
    let second = office.issue();
    assert_eq!(owners(&second), [("Head of Serious Crime", 2), ("Head of Volume Crime", 1)]);
    let update = |no: &'static str, said: &'static str| [(no, &c::RATING, "Amber"), (no, &c::UPDATE, said)];
    office.send(&first[0], "crime.xlsx", 14, &[update("1", "Old 1."), update("2", "Old 2."), update("3", "Old 3.")].concat());
    office.send(pack(&second, "Head of Serious Crime"), "serious.xlsx", 9, &update("1", "New 1."));
    let done = office.merge();
    // 1: the newer owner's answer. 2: the newer owner left the row empty, which is no answer, so the older one's is accepted.
    // 3: the newer owner sent nothing, the older stamp is accepted.
    assert_eq!(["1", "2", "3"].map(|no| office.task(no).update), ["New 1.", "Old 2.", "Old 3."]);
    assert_eq!(done.tally.to_string(), "issued 3 = merged 3 + unchanged 0 + queried 0 + clashed 0 + missing 0");
    assert_eq!(done.missing_owners, Vec::<String>::new(), "its row was answered by the old workbook");
    assert!(notes(&office).contains(&"Update: Old 1.".into()), "{:?}", notes(&office));
    assert_eq!(office.faults(), Vec::<String>::new());
}
