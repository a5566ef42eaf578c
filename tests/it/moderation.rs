//! What an owner claims and a chief officer may want to agree first: later dates, Green, White; by setting listed or held.
//! Through whole merges: owner's form, queries workbook, register, paper, history.

use rectrack::model::columns as c;
use rectrack::model::settled::Choice;
use rectrack::model::tables::Decision;
use rectrack::model::text::Text;
use rectrack::model::words::{DecisionKind, Rating, Setter, Stage};
use rectrack::run;

use crate::office::{CYCLE, Office, day, task_of};

const LATER: &[(&str, &rectrack::model::columns::Column, &str)] = &[
    ("1", &c::RATING, "Amber"),
    ("1", &c::UPDATE, "The system is being tried."),
    ("1", &c::REVISED_DUE, "2023-06-30"),
    ("1", &c::REASON_NEW_DATE, "The supplier is late"),
];

fn choice(decision: &str, value: &str) -> Choice {
    crate::office::choice(decision, value, "Seen by the board")
}

/// One task, its return, and the setting.
fn office(toml: &str, typed: &[(&str, &'static rectrack::model::columns::Column, &str)]) -> Office {
    let office = Office::new(&[("1", "Head of Contact")]);
    office.settings(toml);
    let packs = office.issue();
    office.send(&packs[0], "contact.xlsx", 9, typed);
    office
}

/// Decides on the only row of `To agree`.
fn agree(office: &Office, decision: &str, value: &str) {
    office.decide(|book| {
        assert_eq!(book.agree.len(), 1);
        book.agree[0].choice = choice(decision, value);
    });
}

#[test]
fn a_later_date_with_a_reason_is_accepted_and_listed() {
    let office = office("", LATER);
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 1 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 0");
    let task = office.task("1");
    assert_eq!((task.due, task.due_set_by), (Some(day(2023, 6, 30)), Some(Setter::Force)));
    let register = office.register();
    let moved = &register.extensions[0];
    assert_eq!((moved.from, moved.to, moved.reason.as_str()), (Some(day(2022, 12, 31)), Some(day(2023, 6, 30)), "The supplier is late"));
    assert_eq!(moved.approved_by, "", "nobody has agreed to it yet");
    assert_eq!(register.recommendations[0].original_due, Some(day(2022, 12, 31)), "the first date never changes");
    let listed = &office.queries().agree[0];
    assert_eq!((listed.claim.as_str(), listed.held_back), ("later-date", false));
    assert!(listed.owner_says.contains("The supplier is late"), "{}", listed.owner_says);

    // Agreed afterwards: who agreed stands beside the move. Not agreed: the date goes back, and the move with it.
    agree(&office, "take the return", "");
    office.merge();
    assert_eq!(office.register().extensions[0].approved_by, "ACC Crime");
    agree(&office, "keep the register", "");
    office.merge();
    assert_eq!(office.task("1").due, Some(day(2022, 12, 31)));
    assert_eq!(office.register().extensions.len(), 0);
    assert_eq!(office.task("1").update, "The system is being tried.", "only the date was not agreed");
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_later_date_waits_for_a_decision_where_it_is_set_so() {
    for (decision, value, due, moves) in [
        ("take the return", "", day(2023, 6, 30), 1),
        ("keep the register", "", day(2022, 12, 31), 0),
        ("use this value", "31 Mar 2023", day(2023, 3, 31), 1),
    ] {
        let office = office("[agree]\nhold = [\"later-date\"]\n", LATER);
        let done = office.merge();
        assert_eq!(done.tally.to_string(), "issued 1 = merged 0 + unchanged 0 + queried 1 + clashed 0 + missing 0", "{decision}");
        assert_eq!(done.to_agree, 1);
        let before = office.task("1");
        assert_eq!((before.due, before.update.as_str()), (Some(day(2022, 12, 31)), ""), "the whole row waits");
        assert!(office.queries().agree[0].held_back);
        agree(&office, decision, value);
        let done = office.merge();
        assert_eq!(done.tally.to_string(), "issued 1 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 0", "{decision}");
        let task = office.task("1");
        assert_eq!((task.due, task.update.as_str()), (Some(due), "The system is being tried."), "{decision}");
        let extensions = office.register().extensions;
        assert_eq!(extensions.len(), moves, "{decision}");
        assert!(extensions.iter().all(|moved| moved.to == Some(due)), "{decision}");
        assert_eq!(office.merge().to_agree, 0, "{decision}: it is not asked again");
        assert_eq!(office.faults(), Vec::<String>::new(), "{decision}");
    }
}

#[test]
fn a_later_date_without_a_reason_waits_whatever_is_set() {
    let office = office("", &LATER[..3]);
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 1 = merged 0 + unchanged 0 + queried 1 + clashed 0 + missing 0");
    assert!(done.queries.iter().any(|query| query.rule == "date-moved-without-reason" && query.blocks()));
    assert_eq!(office.task("1").due, Some(day(2022, 12, 31)));
}

#[test]
fn green_waits_until_agreed_and_both_what_was_said_and_what_was_agreed_are_kept() {
    let green = [("1", &c::RATING, "Green"), ("1", &c::UPDATE, "All calls are answered."), ("1", &c::EVIDENCE, "Figures of May 2022")];
    let office = office("[agree]\nhold = [\"green\", \"white\"]\n", &green);
    assert_eq!(office.merge().tally.queried, 1);
    assert_eq!(office.task("1").rating, Some(Rating::Amber));
    // A chief officer thinks that it is Amber still, and chooses the committee's words.
    office.decide(|book| {
        book.agree[0].choice = choice("use this value", "Amber");
        book.agree[0].committee_text = "Most calls are answered in time.".into();
    });
    let done = office.merge();
    assert_eq!((done.tally.merged, done.to_agree), (1, 0));
    let task = office.task("1");
    assert_eq!((task.rating, task.stage, task.update.as_str()), (Some(Rating::Amber), Some(Stage::InProgress), "All calls are answered."));
    let position = &office.register().positions[0];
    assert_eq!((position.rating, position.owners_rating), (Some(Rating::Amber), Some(Rating::Green)), "agreed, and as the owner said");
    assert_eq!(position.committee_text, "Most calls are answered in time.");
    // History shows both, and who decided; the paper shows what was agreed.
    let history = run::history::run(&office.world, "calls-2021/1").unwrap();
    assert_eq!(history.positions[0].owners_rating, Some(Rating::Green));
    assert!(history.decisions.iter().any(|decision| decision.decided_by == "ACC Crime" && decision.value == "Amber"));
    let file = format!("cycles/{CYCLE}/consolidated.xlsx");
    let paper = rectrack::excel::book::open(&office.bytes(&file), &file, &rectrack::model::settings::Limits::default()).unwrap();
    let schedule: Vec<Text> = paper.sheet("Schedule").unwrap().cells.values().map(|cell| cell.value.shown()).collect();
    assert!(schedule.iter().any(|text| text.contains("Most calls are answered in time.")));
    assert!(!schedule.iter().any(|text| text == "Green" || text.contains("All calls are answered.")), "{schedule:?}");
    assert_eq!(office.faults(), Vec::<String>::new());

    // Facts change: a later return says Green on other grounds, and the decision on the first claim no longer counts.
    let packs = run::cycle_files::issued(&office.world.open_to_read().unwrap().workspace, CYCLE).unwrap().packs;
    let again = [
        ("1", &c::RATING, "Green"),
        ("1", &c::UPDATE, "Audited: all are."),
        ("1", &c::EVIDENCE, "Audit of June"),
        ("1", &c::REVISED_DUE, "2023-01-31"),
        ("1", &c::REASON_NEW_DATE, "To be sure"),
    ];
    office.send(&packs[0], "contact 2.xlsx", 14, &again);
    let done = office.merge();
    assert_eq!((done.tally.queried, done.to_agree), (1, 2), "the rating is claimed on other grounds, and the date is new");
}

#[test]
fn a_roll_up_is_overridden_by_a_decision_on_the_recommendation() {
    let office = office("", &[("1", &c::RATING, "Red"), ("1", &c::REASON, "Nobody is there"), ("1", &c::UPDATE, "It stands still.")]);
    office.merge();
    assert_eq!(office.register().recommendations[0].rating, Some(Rating::Red));
    office.overrule("Amber");
    office.merge();
    assert_eq!(office.register().recommendations[0].rating, Some(Rating::Amber));
    assert_eq!(office.task("1").rating, Some(Rating::Red), "the task says what its owner said");
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn decisions_that_contradict_each_other_or_a_rule_are_queries() {
    let office = office("", &[("1", &c::RATING, "Amber"), ("1", &c::UPDATE, "As the owner says.")]);
    // Owner and coordinator both changed the update: a clash.
    office.edit(|register| register.tasks[0].update = "As the coordinator says.".into());
    assert_eq!(office.merge().tally.clashed, 1);
    let on = |decision, value: &str| Decision {
        reference: task_of("1").into(),
        cycle: CYCLE.into(),
        rule_or_field: "Update".into(),
        decision: Some(decision),
        value: value.into(),
        decided_by: "ACC".into(),
        ..Decision::default()
    };
    office.edit(|register| register.decisions.extend([on(DecisionKind::TakeReturn, ""), on(DecisionKind::KeepRegister, "")]));
    let done = office.merge();
    assert!(done.queries.iter().any(|query| query.rule == "decisions-contradict"), "two decisions on one fact");
    assert_eq!(done.tally.clashed, 1, "neither is obeyed");
    assert_eq!(office.task("1").update, "As the coordinator says.");
    // One of them goes; the other asks for a rating that a rule does not let pass as it stands: Green without evidence.
    office.edit(|register| {
        register.decisions.truncate(1);
        register.decisions.push(Decision { rule_or_field: "Rating".into(), ..on(DecisionKind::UseValue, "Green") });
    });
    let done = office.merge();
    assert!(done.queries.iter().any(|query| query.rule == "green-without-evidence" && query.blocks()));
    assert_eq!((done.tally.queried, office.task("1").rating), (1, Some(Rating::Amber)), "coupled facts are checked after settling");
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn what_was_typed_is_kept_when_the_queries_workbook_is_written_again() {
    let office = office("", &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "It stands still.")]);
    office.merge();
    let typed = |office: &Office| {
        let book = office.queries();
        let row = book.queries.into_iter().find(|row| row.rule_or_field == "red-without-reason").unwrap();
        (row.choice.typed, row.choice.value, row.choice.reason)
    };
    office.decide(|book| {
        let row = book.queries.iter_mut().find(|row| row.rule_or_field == "red-without-reason").unwrap();
        row.choice.typed = "ask Jo first".into();
        row.choice.value = "see mail".into();
        row.choice.reason = "half a thought".into();
    });
    for _ in 0..2 {
        let done = office.merge();
        assert!(done.queries.iter().any(|query| query.rule == "decision-unclear"));
        assert_eq!(typed(&office), ("ask Jo first".into(), "see mail".into(), "half a thought".into()));
    }
}

#[test]
fn one_decision_filled_down_settles_many_rows() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of A")]);
    office.settings("[agree]\nhold = [\"green\"]\n");
    let packs = office.issue();
    let green = |no: &'static str| [(no, &c::RATING, "Green"), (no, &c::UPDATE, "Done."), (no, &c::EVIDENCE, "Minutes of May")];
    office.send(&packs[0], "a.xlsx", 9, &[green("1"), green("2"), green("3")].concat());
    assert_eq!(office.merge().tally.queried, 3);
    // As Excel fills a column down: the same in each row.
    office.decide(|book| {
        for row in &mut book.agree {
            row.choice = choice("take the return", "");
        }
    });
    let done = office.merge();
    assert_eq!((done.tally.merged, done.to_agree), (3, 0));
    let held = office.register();
    assert_eq!(held.decisions.len(), 3, "each is recorded beside its own task");
    assert!(held.tasks.iter().all(|task| task.stage == Some(Stage::ForForceSignOff)));
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// Green with evidence, and what the owner says of it.
fn green(update: &'static str, evidence: &'static str) -> [(&'static str, &'static rectrack::model::columns::Column, &'static str); 3] {
    [("1", &c::RATING, "Green"), ("1", &c::UPDATE, update), ("1", &c::EVIDENCE, evidence)]
}

#[test]
fn a_claim_that_was_refused_is_asked_about_again_when_the_owner_says_more_for_it() {
    let office = office("", &green("Done.", "A note"));
    office.merge();
    agree(&office, "keep the register", "");
    assert_eq!(office.merge().to_agree, 0);
    assert_eq!(office.task("1").rating, Some(Rating::Amber));
    let packs = run::cycle_files::issued(&office.world.open_to_read().unwrap().workspace, CYCLE).unwrap().packs;
    office.send(&packs[0], "contact 2.xlsx", 14, &green("Done.", "Audit of June"));
    let done = office.merge();
    assert_eq!((done.to_agree, office.task("1").rating), (1, Some(Rating::Green)), "other evidence is another claim");
    let row = office.queries().agree.remove(0);
    assert_eq!((row.choice.typed.as_str(), row.owner_says.as_str()), ("", "Green: Done.\nEvidence: Audit of June"));
    // It may be refused again, in the same words.
    agree(&office, "keep the register", "");
    for _ in 0..2 {
        assert_eq!((office.merge().to_agree, office.task("1").rating), (0, Some(Rating::Amber)));
    }
    assert_eq!(office.faults(), Vec::<String>::new());

    // Who agreed to Green agreed to it, whatever its owner adds.
    agree(&office, "take the return", "");
    office.merge();
    office.send(&packs[0], "contact 3.xlsx", 15, &green("Done, and looked at.", "Audit of June"));
    assert_eq!((office.merge().to_agree, office.task("1").rating), (0, Some(Rating::Green)));
    assert_eq!(office.register().decisions.len(), 1, "one decision a claim");
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn what_is_typed_beside_a_claim_stays_there_when_it_is_merged_again() {
    let office = office("", &green("Done.", "A note"));
    office.merge();
    office.decide(|book| {
        book.agree[0].committee_text = "A lead is in post.".into();
        book.agree[0].choice.decided_by = "ACC Crime".into();
        book.agree[0].choice.reason = "Gold group".into();
    });
    for _ in 0..3 {
        office.merge();
        let decisions = office.register().decisions;
        let told: Vec<[&str; 3]> = decisions.iter().map(|row| [row.value.as_str(), &row.decided_by, &row.reason]).collect();
        assert_eq!(told, [["A lead is in post.", "ACC Crime", "Gold group"]]);
        assert!(!office.path(&format!("cycles/{CYCLE}/kept")).exists(), "the workbook is ours alone");
        let row = office.queries().agree.remove(0);
        assert_eq!((row.choice.decided_by.as_str(), row.choice.reason.as_str()), ("ACC Crime", "Gold group"));
    }
    // Words that are taken away again, or replaced by a dash, stand no more.
    for gone in ["", "-"] {
        office.decide(|book| book.agree[0].committee_text = gone.into());
        for _ in 0..2 {
            office.merge();
            assert_eq!(office.register().decisions, [], "{gone}");
        }
        assert_eq!(office.register().positions[0].committee_text, "");
        office.decide(|book| book.agree[0].committee_text = "A lead is in post.".into());
        office.merge();
    }
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_decision_that_is_taken_away_is_withdrawn() {
    for withdraw in ["", "withdraw"] {
        let office = office("", &green("Done.", "A note"));
        office.merge();
        agree(&office, "keep the register", "");
        office.merge();
        assert_eq!(office.task("1").rating, Some(Rating::Amber));
        office.decide(|book| {
            book.agree[0].choice = if withdraw.is_empty() { Choice::default() } else { choice(withdraw, "") };
        });
        for _ in 0..2 {
            let done = office.merge();
            assert_eq!((done.to_agree, office.task("1").rating), (1, Some(Rating::Green)), "{withdraw}");
            assert_eq!(office.register().decisions, [], "{withdraw}");
            assert_eq!(office.queries().agree[0].choice.typed, "", "{withdraw}");
        }
        assert_eq!(office.faults(), Vec::<String>::new(), "{withdraw}");
    }
    // What was typed into the register itself has never stood in the row, and is not taken away by its being empty there.
    let office = office("", &green("Done.", "A note"));
    office.merge();
    office.edit(|register| {
        register.decisions.push(Decision {
            reference: task_of("1").into(),
            cycle: CYCLE.into(),
            rule_or_field: "to agree: green".into(),
            decision: Some(DecisionKind::KeepRegister),
            ..Decision::default()
        });
    });
    for _ in 0..3 {
        office.merge();
        assert_eq!(office.task("1").rating, Some(Rating::Amber));
    }
    assert_eq!(office.queries().agree[0].choice.typed, "keep the register");
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_date_that_was_decided_is_moved_for_the_reason_of_who_decided() {
    let office = office("", LATER);
    office.merge();
    office.decide(|book| book.agree[0].choice = crate::office::choice("use this value", "31 Mar 2023", "They promised March"));
    for _ in 0..2 {
        office.merge();
        let moved = office.register().extensions;
        let told: Vec<_> = moved.iter().map(|moved| (moved.to, moved.reason.as_str(), moved.approved_by.as_str())).collect();
        assert_eq!(told, [(Some(day(2023, 3, 31)), "They promised March", "ACC Crime")]);
    }
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_rating_that_was_decided_has_its_reason_beside_it() {
    // Issued Amber, due at the end of 2022: the owner says Green, the chief officer Red and why.
    let office = office("", &green("Done.", "A note"));
    office.merge();
    office.decide(|book| book.agree[0].choice = crate::office::choice("use this value", "Red", "Nobody has looked"));
    for _ in 0..2 {
        let done = office.merge();
        let task = office.task("1");
        assert_eq!((task.rating, task.reason.as_str()), (Some(Rating::Red), "Nobody has looked"));
        assert_eq!(done.tally.to_string(), "issued 1 = merged 1 + unchanged 0 + queried 0 + clashed 0 + missing 0");
    }
    // A word that fills the cell gives none.
    office.decide(|book| book.agree[0].choice = crate::office::choice("use this value", "Red", "n/a"));
    let done = office.merge();
    assert!(done.queries.iter().any(|query| query.rule == "red-without-reason" && query.blocks()));
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn a_value_without_a_decision_is_said_to_settle_nothing() {
    let office = office("", &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "It stands still.")]);
    office.merge();
    office.decide(|book| {
        book.queries.iter_mut().find(|row| row.rule_or_field == "red-without-reason").unwrap().choice.value = "No money".into();
    });
    for _ in 0..2 {
        let done = office.merge();
        let said: Vec<String> =
            done.queries.iter().filter(|query| query.rule == "decision-unclear").map(rectrack::model::Query::says).collect();
        assert_eq!(said, ["'No money' stands under Value without a decision beside it, so it was not carried out"]);
    }
}
