//! What decisions come to, through whole merges: each is carried out, and marked as such, or said to be unclear; merging again and
//! `verify` give the same.
//!
//! Every task is issued Amber, due on 31 December 2022 where nothing else is said; positions are as at 30 June 2022.

use std::fs;

use rectrack::model::columns::{self as c, Column};
use rectrack::model::settled::Choice;
use rectrack::model::tables::{Cycle, Position, Task};
use rectrack::model::text::Text;
use rectrack::model::words::{CycleState, DueKind, Rating, Setter, Stage, Word as _};
use rectrack::run;

use crate::office::{CYCLE, Office, day, task_of};

type Typed<'a> = &'a [(&'a str, &'static Column, &'a str)];

fn choice(decision: &str, value: &str) -> Choice {
    crate::office::choice(decision, value, "Agreed by telephone")
}

/// Types a decision on the row of a task and a rule whose words hold `says`.
fn decide(office: &Office, (no, rule, says): (&str, &str, &str), decision: &str, value: &str) {
    office.decide(|book| {
        let asked = |row: &&mut rectrack::model::settled::QueryRow| {
            (row.reference.as_str(), row.rule_or_field.as_str()) == (task_of(no).as_str(), rule) && row.says.contains(says)
        };
        let row = book.queries.iter_mut().find(asked).unwrap_or_else(|| panic!("{no}: {rule} is not asked"));
        row.choice = choice(decision, value);
    });
}

/// One task of one owner that is due on a day, and its return.
fn returned(due: (i32, u32, u32), typed: Typed<'_>) -> Office {
    let office = Office::new(&[("1", "Head of Contact")]);
    office.edit(|register| register.tasks[0].due = Some(day(due.0, due.1, due.2)));
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, typed);
    office
}

/// The rules that ask about the task, without what is accepted.
fn asked(done: &run::merge::Done) -> Vec<&'static str> {
    let mut rules: Vec<_> =
        done.queries.iter().filter(|query| query.reference == task_of("1") && query.accepted.is_none()).map(|query| query.rule).collect();
    rules.dedup();
    rules
}

/// Merging again changes nothing, and all of it can be done again.
fn holds(office: &Office, told: &str) {
    let before = office.bytes("register.xlsx");
    let tally = office.merge().tally;
    assert!(before == office.bytes("register.xlsx"), "{told}: merging again changed the register");
    assert_eq!(office.merge().tally, tally, "{told}");
    assert_eq!(office.faults(), Vec::<String>::new(), "{told}");
}

const AHEAD: (i32, u32, u32) = (2022, 12, 31);
const PAST: (i32, u32, u32) = (2022, 5, 31);

/// What stands of a task when all is decided: rating, reason, update, evidence, waiting on.
fn stands(task: &Task) -> [String; 5] {
    let rating = task.rating.map_or("", Rating::as_str);
    [rating, &task.reason, &task.update, &task.evidence, &task.waiting_on].map(ToString::to_string)
}

#[test]
fn a_value_goes_where_the_query_asks_for_it() {
    type Case<'a> = (&'a str, (i32, u32, u32), Typed<'a>, &'a [(&'a str, &'a str)], [&'a str; 5]);
    let cases: &[Case<'_>] = &[
        (
            "No change past its date: Red, and then why",
            PAST,
            &[("1", &c::NO_CHANGE, "Yes")],
            &[("past-due", "Red")],
            ["Red", "Agreed by telephone", "", "", ""],
        ),
        (
            "Amber past its date, and what is said under No change would be the same: a later date",
            PAST,
            &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "Begun.")],
            &[("past-due", "30 Sep 2022")],
            ["Amber", "", "Begun.", "", ""],
        ),
        (
            "the rating of last time, without an update",
            AHEAD,
            &[("1", &c::RATING, "Amber")],
            &[("rating-without-update", "All goes well")],
            ["Amber", "", "All goes well", "", ""],
        ),
        (
            "Green without evidence: the rating is set back",
            AHEAD,
            &[("1", &c::RATING, "Green"), ("1", &c::UPDATE, "Done.")],
            &[("green-without-evidence", "amber")],
            ["Amber", "", "Done.", "", ""],
        ),
        (
            "Green without evidence: the evidence",
            AHEAD,
            &[("1", &c::RATING, "Green"), ("1", &c::UPDATE, "Done.")],
            &[("green-without-evidence", "Amber Valley minutes")],
            ["Green", "", "Done.", "Amber Valley minutes", ""],
        ),
        (
            "Green with open work",
            AHEAD,
            &[("1", &c::RATING, "Green"), ("1", &c::UPDATE, "Training is still outstanding"), ("1", &c::EVIDENCE, "Plan")],
            &[("green-with-open-work", "Amber")],
            ["Amber", "", "Training is still outstanding", "Plan", ""],
        ),
        (
            "White without a body",
            AHEAD,
            &[("1", &c::RATING, "White"), ("1", &c::UPDATE, "We wait.")],
            &[("white-without-body", "Amber")],
            ["Amber", "", "We wait.", "", ""],
        ),
    ];
    for (told, due, typed, decisions, expected) in cases {
        let office = returned(*due, typed);
        office.merge();
        for (rule, value) in *decisions {
            decide(&office, ("1", rule, ""), "use this value", value);
            office.merge();
        }
        let done = office.merge();
        assert_eq!(done.tally.to_string(), "issued 1 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 0", "{told}");
        assert_eq!(stands(&office.task("1")), expected.map(str::to_owned), "{told}");
        let open = asked(&done);
        for false_alarm in ["no-change-with-answers", "status-changed-update-not", "update-without-rating", "decision-unclear"] {
            assert!(!open.contains(&false_alarm), "{told}: {open:?}");
        }
        holds(&office, told);
    }
    let office = returned(PAST, &[("1", &c::NO_CHANGE, "Yes")]);
    office.merge();
    decide(&office, ("1", "past-due", ""), "use this value", "30 Sep 2022");
    office.merge();
    let (task, moved) = (office.task("1"), office.register().extensions);
    assert_eq!((task.rating, task.due, task.due_set_by), (Some(Rating::Amber), Some(day(2022, 9, 30)), Some(Setter::Force)));
    assert_eq!((moved.len(), moved[0].to, moved[0].reason.as_str()), (1, Some(day(2022, 9, 30)), "Agreed by telephone"));
}

#[test]
fn a_decision_that_cannot_be_carried_out_says_so_and_settles_nothing() {
    let red: Typed<'_> = &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "It stands still.")];
    let blue: Typed<'_> = &[("1", &c::RATING, "Blue"), ("1", &c::UPDATE, "It goes on.")];
    for (typed, rule, decision, value) in [
        // Its words ask for a reason and offer no rating.
        (red, "red-without-reason", "use this value", "Amber"),
        (red, "red-without-reason", "use this value", " "),
        (blue, "unknown-rating", "use this value", "Ambre"),
        // Nobody can read what stands there.
        (blue, "unknown-rating", "take the return", ""),
    ] {
        let told = format!("{rule}: {decision} '{value}'");
        let office = returned(AHEAD, typed);
        office.merge();
        decide(&office, ("1", rule, ""), decision, value);
        let done = office.merge();
        assert_eq!(done.tally.queried, 1, "{told}");
        assert!(asked(&done).contains(&"decision-unclear"), "{told}");
        assert!(asked(&done).contains(&rule), "{told}: it is asked still");
        assert_eq!(stands(&office.task("1")), ["Amber", "", "", "", ""].map(str::to_owned), "{told}");
        holds(&office, &told);
    }
    // A task that nobody answered: no row takes a value.
    let office = Office::new(&[("1", "Head of Contact")]);
    office.edit(|register| register.tasks[0].due = Some(day(2022, 5, 31)));
    office.issue();
    office.merge();
    decide(&office, ("1", "past-due", ""), "use this value", "Red");
    assert!(asked(&office.merge()).contains(&"decision-unclear"));
    // What is said of the register as a whole is set right there.
    let office = Office::new(&[("1", "Head of Contact")]);
    office.edit(|register| {
        let (cycle, as_at) = (Text::from("2021-11"), Some(day(2021, 11, 30)));
        let due = Some(day(2022, 9, 30));
        register.positions.push(Position { cycle: cycle.clone(), reference: task_of("1").into(), due, ..Position::default() });
        register.cycles.push(Cycle { cycle, as_at, state: Some(CycleState::Closed), ..Cycle::default() });
    });
    office.issue();
    assert!(asked(&office.merge()).contains(&"date-moved-silently"));
    decide(&office, ("1", "date-moved-silently", "in the register"), "use this value", "30 Sep 2022");
    assert!(asked(&office.merge()).contains(&"decision-unclear"));
}

#[test]
fn what_an_older_return_said_is_taken_cell_by_cell() {
    let newer: Typed<'_> = &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "Begun.")];
    for (decision, value, evidence) in
        [("take the return", "", "Minutes of May"), ("use this value", "Minutes of June", "Minutes of June"), ("keep the register", "", "")]
    {
        let office = Office::new(&[("1", "Head of Contact")]);
        let packs = office.issue();
        let older = [newer, &[("1", &c::EVIDENCE, "Minutes of May"), ("1", &c::RESOURCES, "Two posts")]].concat();
        office.send(&packs[0], "older.xlsx", 8, &older);
        office.send(&packs[0], "newer.xlsx", 9, newer);
        office.merge();
        decide(&office, ("1", "superseded-return", "Evidence"), decision, value);
        for _ in 0..2 {
            office.merge();
            let task = office.task("1");
            assert_eq!((task.evidence.as_str(), task.resources.as_str()), (evidence, ""), "{decision}: the other cell was not decided");
        }
        // The other cell of the task, afterwards and by itself.
        decide(&office, ("1", "superseded-return", "Resources"), "take the return", "");
        let done = office.merge();
        let task = office.task("1");
        assert_eq!((task.evidence.as_str(), task.resources.as_str()), (evidence, "Two posts"), "{decision}");
        assert!(!asked(&done).contains(&"superseded-return"), "{decision}");
        holds(&office, decision);
    }
}

#[test]
fn two_deputies_who_each_fill_in_half_of_a_form_are_both_heard() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Contact")]);
    let packs = office.issue();
    office.send(&packs[0], "first half.xlsx", 8, &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "Stuck."), ("1", &c::REASON, "No money")]);
    office.send(&packs[0], "second half.xlsx", 9, &[("2", &c::RATING, "Amber"), ("2", &c::UPDATE, "Begun.")]);
    assert_eq!(office.merge().tally.to_string(), "issued 2 = merged 1 + unchanged 1 + queried 0 + clashed 0 + missing 0");
    for heading in ["Rating", "Update", "Reason for rating"] {
        decide(&office, ("1", "superseded-return", &format!("under {heading}")), "take the return", "");
    }
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 2 = merged 2 + unchanged 0 + queried 0 + clashed 0 + missing 0");
    assert_eq!(stands(&office.task("1")), ["Red", "No money", "Stuck.", "", ""].map(str::to_owned));
    assert!(!asked(&done).contains(&"unanswered-row"));
    holds(&office, "two halves");
}

#[test]
fn a_row_of_an_unknown_ref_is_given_its_task() {
    let office = Office::new(&[("1", "Head of Contact")]);
    let mut pack = office.issue().remove(0);
    pack.tasks[0].reference = task_of("99").into();
    office.send(&pack, "contact.xlsx", 9, &[("99", &c::RATING, "Amber"), ("99", &c::UPDATE, "Begun.")]);
    assert_eq!(office.merge().tally.missing, 1);
    decide(&office, ("99", "unknown-ref", ""), "use this value", &task_of("98"));
    assert!(office.merge().queries.iter().any(|query| query.rule == "decision-unclear"), "nothing was issued under that Ref");
    decide(&office, ("99", "unknown-ref", ""), "use this value", &task_of("1").to_uppercase());
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 1 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 0");
    assert!(!done.queries.iter().any(|query| query.rule == "unknown-ref" || query.rule == "missing-row"), "{:?}", done.queries);
    assert_eq!(office.task("1").update, "Begun.");
    holds(&office, "its task");
}

#[test]
fn a_date_typed_over_the_locked_one_is_taken_or_not() {
    for (decision, value, due) in [
        ("take the return", "", day(2023, 3, 31)),
        ("use this value", "28 Feb 2023", day(2023, 2, 28)),
        ("accept as it is", "", day(2022, 12, 31)),
    ] {
        let office = Office::new(&[("1", "Head of Contact")]);
        let mut pack = office.issue().remove(0);
        pack.tasks[0].facts.due.date = Some(day(2023, 3, 31));
        office.send(&pack, "contact.xlsx", 9, &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "Begun.")]);
        office.merge();
        decide(&office, ("1", "date-moved-silently", "locked cell"), decision, value);
        let done = office.merge();
        assert_eq!(office.task("1").due, Some(due), "{decision}");
        let moves: Vec<(Option<_>, Text)> = office.register().extensions.into_iter().map(|moved| (moved.to, moved.reason)).collect();
        let expected = (due != day(2022, 12, 31)).then(|| (Some(due), "Agreed by telephone".into()));
        assert_eq!(moves, expected.into_iter().collect::<Vec<_>>(), "{decision}");
        assert!(!asked(&done).contains(&"date-moved-silently"), "{decision}: {:?}", asked(&done));
        holds(&office, decision);
    }
}

#[test]
fn a_dash_does_not_make_a_date_that_passed_go_away() {
    let dash: Typed<'_> = &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "Begun."), ("1", &c::REVISED_DUE, "-")];
    let why: Typed<'_> = &[
        ("1", &c::RATING, "Amber"),
        ("1", &c::UPDATE, "Begun."),
        ("1", &c::REVISED_DUE, "-"),
        ("1", &c::REASON_NEW_DATE, "The board took it out"),
    ];
    for (due, typed, blocking) in [
        (PAST, dash, &["date-moved-without-reason", "past-due"][..]),
        (PAST, why, &["past-due"]),
        (AHEAD, dash, &["date-moved-without-reason"]),
    ] {
        let office = returned(due, typed);
        let done = office.merge();
        let mut blocks: Vec<_> = done.queries.iter().filter(|query| query.blocks()).map(|query| query.rule).collect();
        blocks.sort_unstable();
        assert_eq!(blocks, blocking, "due {due:?}");
        assert_eq!(office.task("1").due, Some(day(due.0, due.1, due.2)), "the row waits");
    }
    // A date ahead is taken away with a reason: it is listed to be agreed, and recorded as a move to none, everywhere alike.
    let office = returned(AHEAD, why);
    assert_eq!(office.merge().tally.merged, 1);
    let register = office.register();
    let (task, recommendation, moved) = (&register.tasks[0], &register.recommendations[0], &register.extensions[0]);
    assert_eq!((task.due, task.due_kind), (None, Some(DueKind::NoneSet)));
    assert_eq!((recommendation.due, recommendation.due_kind), (None, Some(DueKind::NoneSet)), "the paper's two tables agree");
    assert_eq!((moved.from, moved.to, moved.reason.as_str()), (Some(day(2022, 12, 31)), None, "The board took it out"));
    assert_eq!(office.queries().agree[0].claim, "later-date");
    holds(&office, "taken away");
    office.decide(|book| book.agree[0].choice = choice("keep the register", ""));
    office.merge();
    assert_eq!((office.task("1").due, office.register().extensions.len()), (Some(day(2022, 12, 31)), 0));
}

#[test]
fn a_form_that_nobody_filled_in_takes_nothing_back() {
    let office = returned(AHEAD, &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "Stuck."), ("1", &c::REASON, "No money")]);
    assert_eq!(office.merge().tally.merged, 1);
    let packs = run::cycle_files::issued(&office.world.open_to_read().unwrap().workspace, CYCLE).unwrap().packs;
    office.send(&packs[0], "again.xlsx", 14, &[]);
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 1 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 0");
    assert_eq!(stands(&office.task("1")), ["Red", "No money", "Stuck.", "", ""].map(str::to_owned));
    assert!(done.queries.iter().any(|query| query.rule == "nothing-filled-in"));
    assert!(!done.queries.iter().any(|query| query.rule == "superseded-return"));
    holds(&office, "an empty form");
}

#[test]
fn a_green_that_was_not_agreed_asks_the_owner_nothing() {
    let office = returned(AHEAD, &[("1", &c::RATING, "Green"), ("1", &c::UPDATE, "Done."), ("1", &c::EVIDENCE, "Minutes of May")]);
    office.settings("[agree]\nhold = [\"green\"]\n");
    assert_eq!(office.merge().tally.queried, 1);
    office.decide(|book| book.agree[0].choice = choice("keep the register", ""));
    let done = office.merge();
    assert_eq!((done.tally.merged, asked(&done), done.corrections), (1, vec![], vec![]));
    assert_eq!((office.task("1").rating, office.task("1").stage), (Some(Rating::Amber), Some(Stage::InProgress)));
    holds(&office, "not agreed");
}

#[test]
fn a_reason_stands_with_the_rating_that_it_was_given_for() {
    let owner: Typed<'_> = &[("1", &c::RATING, "Green"), ("1", &c::UPDATE, "Done."), ("1", &c::EVIDENCE, "Minutes of May")];
    for (decision, value, expected) in [
        ("take the return", "", ["Green", ""]),
        ("keep the register", "", ["Red", "Nobody is there"]),
        ("use this value", "Red", ["Red", "Nobody is there"]),
        ("use this value", "Green", ["Green", ""]),
    ] {
        let office = returned(AHEAD, owner);
        office.edit(|register| {
            (register.tasks[0].rating, register.tasks[0].reason) = (Some(Rating::Red), "Nobody is there".into());
        });
        assert_eq!(office.merge().tally.clashed, 1);
        decide(&office, ("1", "Rating", ""), decision, value);
        let done = office.merge();
        assert_eq!(done.tally.clashed, 0, "{decision} {value}");
        assert_eq!(stands(&office.task("1"))[..2], expected.map(str::to_owned), "{decision} {value}");
        holds(&office, decision);
    }
}

#[test]
fn words_under_no_change_are_asked_about() {
    for typed in ["Nothing since May; the board meets on 12 January", "Amber"] {
        let office = Office::new(&[("1", "Head of Contact")]);
        let packs = office.issue();
        office.send(&packs[0], "contact.xlsx", 9, &[("1", &c::NO_CHANGE, typed)]);
        let done = office.merge();
        let query = done.queries.iter().find(|query| query.rule == "no-change-with-answers").unwrap();
        assert!(query.says().contains(typed), "{}", query.says());
        assert_eq!((query.place.cell().as_str(), done.tally.unchanged), ("F7", 1));
    }
}

#[test]
fn a_decision_on_other_facts_is_asked_for_again() {
    let office = returned(AHEAD, &[("1", &c::RATING, "Blue"), ("1", &c::UPDATE, "Begun.")]);
    office.merge();
    decide(&office, ("1", "unknown-rating", ""), "use this value", "Amber");
    assert_eq!(office.merge().tally.merged, 1);
    let packs = run::cycle_files::issued(&office.world.open_to_read().unwrap().workspace, CYCLE).unwrap().packs;
    office.send(&packs[0], "again.xlsx", 14, &[("1", &c::RATING, "Purple"), ("1", &c::UPDATE, "Begun.")]);
    for _ in 0..3 {
        assert_eq!(office.merge().tally.queried, 1, "nobody has decided on that word");
    }
}

/// Who merges and who consolidates read the same decisions.
#[test]
fn the_paper_says_which_decision_was_made() {
    let office = Office::new(&[("1", "Head of Contact"), ("2", "Head of Contact"), ("3", "Head of Contact")]);
    let packs = office.issue();
    let red = |no: &'static str| [(no, &c::RATING, "Red"), (no, &c::UPDATE, "Stuck.")];
    office.send(&packs[0], "contact.xlsx", 9, &[red("1"), red("2"), red("3")].concat());
    office.merge();
    decide(&office, ("1", "red-without-reason", ""), "keep the register", "");
    decide(&office, ("2", "red-without-reason", ""), "take the return", "");
    office.merge();
    let file = format!("cycles/{CYCLE}/consolidated.xlsx");
    let bytes = office.bytes(&file);
    let paper = rectrack::excel::book::open(&bytes, &file, &rectrack::model::settings::Limits::default()).unwrap();
    let sheet = paper.sheet("Queries").unwrap();
    let asked = |row: &u32| sheet.text(*row, 1) == "red-without-reason";
    let decided: Vec<Text> = sheet.rows().into_iter().filter(asked).map(|row| sheet.text(row, 7)).collect();
    assert_eq!(decided, ["keep the register", "take the return", ""]);
    run::consolidate::run(&office.world, &run::consolidate::Asked::default()).unwrap();
    assert!(fs::read(office.path(&file)).unwrap() == bytes, "consolidate writes the same paper");
}
