//! What the coordinator does to the register while a cycle is open: tasks opened, closed, split, taken out, recommendations
//! shared by several owners. Every issued task ends in one named outcome, and nothing that an owner wrote is lost.

use rectrack::model::columns as c;
use rectrack::model::tables::Report;
use rectrack::model::text::Text;
use rectrack::model::words::{ClosedBy, ClosedHow, Rating, Stage};

use crate::office::{Office, add_owner, add_task, day, task_of};

fn amber(no: &'static str, said: &'static str) -> [(&'static str, &'static rectrack::model::columns::Column, &'static str); 2] {
    [(no, &c::RATING, "Amber"), (no, &c::UPDATE, said)]
}

/// What stands on `Notes` of the queries workbook.
fn notes(office: &Office) -> Vec<Text> {
    office.queries().notes.into_iter().map(|(_, _, text)| text).collect()
}

#[test]
fn new_reports_and_tasks_are_issued_as_a_supplement_and_nothing_twice() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of B")]);
    let first = office.issue();
    office.send(&first[0], "a.xlsx", 9, &amber("1", "A begins."));
    office.merge();
    office.edit(|register| {
        register.reports.push(Report {
            report: "custody-2022".into(),
            title: "Custody".into(),
            published: Some(day(2022, 6, 3)),
            ..Report::default()
        });
        add_owner(register, "Head of C");
        add_task(register, "3", "Head of C");
        add_task(register, "4", "Head of A");
        // A recommendation that was one owner's is shared: a second task of it.
        let mut shared = register.tasks[1].clone();
        shared.reference = "calls-2021/2.2".into();
        shared.owner = "Head of C".into();
        register.tasks.push(shared);
    });
    let second = office.issue();
    let issued: Vec<(&str, Vec<&str>, u32)> = second
        .iter()
        .map(|pack| (pack.owner.as_str(), pack.tasks.iter().map(|task| task.reference.as_str()).collect(), pack.issue))
        .collect();
    assert_eq!(issued, [("Head of A", vec!["calls-2021/4.1"], 2), ("Head of C", vec!["calls-2021/3.1", "calls-2021/2.2"], 1)]);
    assert!(second.iter().all(|pack| pack.return_by == Some(day(2022, 6, 17))), "the cycle's own dates hold");
    let refused = office.try_issue().unwrap_err().to_string();
    assert!(refused.contains("every open task was issued already"), "{refused}");
    // A's first return still counts, and the second workbook is one of its own.
    office.send(&second[0], "a 2.xlsx", 12, &amber("4", "A goes on."));
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 5 = merged 2 + unchanged 0 + queried 0 + clashed 0 + missing 3");
    assert_eq!((office.task("1").update, office.task("4").update), ("A begins.".into(), "A goes on.".into()));
    assert_eq!(done.missing_owners, ["Head of B", "Head of C"]);
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_shared_recommendation_is_as_far_as_its_last_owner() {
    let office = Office::new(&[("1", "Head of A")]);
    office.edit(|register| {
        add_owner(register, "Head of B");
        let mut shared = register.tasks[0].clone();
        shared.reference = "calls-2021/1.2".into();
        shared.owner = "Head of B".into();
        register.tasks.push(shared);
    });
    let packs = office.issue();
    let green = [("1", &c::RATING, "Green"), ("1", &c::UPDATE, "Done here."), ("1", &c::EVIDENCE, "Minutes of May")];
    office.send(&packs[0], "a.xlsx", 9, &green);
    let done = office.merge();
    assert_eq!(office.task("1").rating, Some(Rating::Green));
    let row = office.register().recommendations[0].clone();
    assert_eq!((row.rating, row.stage), (Some(Rating::Amber), Some(Stage::InProgress)), "the other half is not done");
    let asked = |done: &rectrack::run::merge::Done| done.queries.iter().any(|query| query.rule == "green-with-open-task");
    assert!(!asked(&done));
    // Overridden by a decision: the rules that run on the merged register ask about it.
    office.overrule("Green");
    let done = office.merge();
    assert_eq!(office.register().recommendations[0].rating, Some(Rating::Green));
    assert!(asked(&done));
}

#[test]
fn closed_split_and_taken_out_since_issue() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of A"), ("4", "Head of A")]);
    let packs = office.issue();
    office.send(
        &packs[0],
        "a.xlsx",
        9,
        &[
            amber("1", "Said of a closed one."),
            amber("2", "Said before the split."),
            amber("3", "Said of one that has gone."),
            amber("4", "As usual."),
        ]
        .concat(),
    );
    office.edit(|register| {
        // 1 is closed by the coordinator; 2 is split, its first half keeping the Ref; 3 is taken out.
        let task = &mut register.tasks[0];
        (task.stage, task.closed_by, task.closed_how) = (Some(Stage::Closed), Some(ClosedBy::Inspectorate), Some(ClosedHow::Implemented));
        let mut half = register.tasks[1].clone();
        (half.reference, half.task) = ("calls-2021/2.2".into(), "The second half".into());
        register.tasks.push(half);
        register.tasks.retain(|task| task.reference != task_of("3"));
        register.recommendations.retain(|row| row.reference != "calls-2021/3");
    });
    let done = office.merge();
    // 2 and 4 merged; 1 and 3 closed meanwhile, which counts as unchanged.
    assert_eq!(done.tally.to_string(), "issued 4 = merged 2 + unchanged 2 + queried 0 + clashed 0 + missing 0");
    assert_eq!(office.task("1").stage, Some(Stage::Closed), "what was closed stays closed");
    assert_eq!((office.task("1").update.as_str(), office.task("2").update.as_str()), ("", "Said before the split."));
    assert_eq!(office.register().task("calls-2021/2.2").unwrap().update, "", "the new half says what it said");
    let notes = notes(&office);
    for words in ["Update: Said of a closed one.", "Update: Said of one that has gone."] {
        assert!(notes.iter().any(|note| note == words), "'{words}' is lost: {notes:?}");
    }
    // The second half is issued by itself.
    let second = office.issue();
    assert_eq!(second.iter().flat_map(|pack| &pack.tasks).map(|task| task.reference.as_str()).collect::<Vec<_>>(), ["calls-2021/2.2"]);
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_task_that_is_closed_after_its_green_was_merged_keeps_what_the_owner_said() {
    let office = Office::new(&[("1", "Head of A")]);
    let packs = office.issue();
    let green = [
        ("1", &c::RATING, "Green"),
        ("1", &c::UPDATE, "All done."),
        ("1", &c::EVIDENCE, "Audit report"),
        ("1", &c::COMPLETED_ON, "2022-06-02"),
        ("1", &c::REVISED_DUE, "2023-03-31"),
        ("1", &c::REASON_NEW_DATE, "To be sure"),
    ];
    office.send(&packs[0], "a.xlsx", 9, &green);
    assert_eq!(office.merge().tally.merged, 1);
    office.edit(|register| register.tasks[0].stage = Some(Stage::Closed));
    for _ in 0..3 {
        let done = office.merge();
        assert_eq!(done.tally.to_string(), "issued 1 = merged 0 + unchanged 1 + queried 0 + clashed 0 + missing 0");
        let task = office.task("1");
        assert_eq!((task.rating, task.stage), (Some(Rating::Green), Some(Stage::Closed)));
        assert_eq!((task.update.as_str(), task.evidence.as_str()), ("All done.", "Audit report"));
        assert_eq!((task.completed_on, task.due), (Some(day(2022, 6, 2)), Some(day(2023, 3, 31))));
        assert_eq!(office.register().extensions.len(), 1, "its move is kept, once");
    }
    assert_eq!(office.faults(), Vec::<String>::new());
    // Opened again by hand, it is as its owner said.
    office.edit(|register| register.tasks[0].stage = Some(Stage::ForForceSignOff));
    office.merge();
    assert_eq!((office.task("1").rating, office.task("1").stage), (Some(Rating::Green), Some(Stage::ForForceSignOff)));
    assert_eq!(office.faults(), Vec::<String>::new());
}
