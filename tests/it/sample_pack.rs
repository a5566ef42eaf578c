//! A made-up owner's pack for the tests of the form, and the texts around it. Every sentence is invented.

use chrono::NaiveDate;
use rectrack::excel::return_form::FormTexts;
use rectrack::model::facts::TaskFacts;
use rectrack::model::returned::{IssuedTask, Pack};
use rectrack::model::settled::{AgreeRow, Choice, QueriesBook, QueryRow};
use rectrack::model::text::Text;
use rectrack::model::words::{DecisionKind, DueKind, Rating, Setter, Severity, Stage};
use rectrack::model::{Due, Place, Settings};

/// A day.
pub(crate) fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the sample")
}

/// What the forms say besides their tasks.
pub(crate) fn texts() -> FormTexts {
    let meaning = |rating, text: &str| (rating, text.to_owned());
    FormTexts {
        settings: Settings { organisation: "Northford Police".to_owned(), marking: "OFFICIAL".to_owned(), ..Settings::default() },
        definitions: vec![
            meaning(Rating::Red, "The work is not done and its date has passed, or it cannot be done as things stand."),
            meaning(Rating::Amber, "Work goes on and is expected to be done by the date that is set."),
            meaning(Rating::Green, "The work is done, the evidence is held, and it has been checked."),
            meaning(Rating::White, "It waits for another body, or it is no longer required of us."),
        ],
        send_to: "recommendations@northford.example".to_owned(),
    }
}

/// One owner's pack: six open tasks of several kinds, and one that waits for the inspectorate.
pub(crate) fn pack() -> Pack {
    let tasks = vec![
        task("poor-relation-2019/10.1", "The poor relation", "10", Some(Rating::Amber), Due::month(on(2022, 3, 1)), 2),
        task("poor-relation-2019/11.1", "The poor relation", "11", Some(Rating::Red), Due::day(on(2022, 9, 30)), 0),
        task(
            "shining-a-light-2019/4a.1",
            "Shining a light on betrayal: abuse of position for a sexual purpose",
            "4a",
            Some(Rating::White),
            Due::without_day(DueKind::NoneSet),
            0,
        ),
        task("custody-2018/afi-2.1", "Custody services: joint inspection", "AFI 2", Some(Rating::Amber), Due::day(on(2022, 12, 31)), 1),
        task("fraud-2021/3.2", "Fraud: a review of progress", "3", None, Due::without_day(DueKind::ToBeSet), 0),
        task("fraud-2021/4.1", "Fraud: a review of progress", "4", Some(Rating::Green), Due::day(on(2022, 6, 30)), 0),
    ];
    let pending = vec![IssuedTask {
        facts: TaskFacts { rating: Some(Rating::Green), stage: Some(Stage::PendingSignOff), ..TaskFacts::default() },
        ..task("stop-and-search-2017/1.1", "Stop and search", "1", Some(Rating::Green), Due::day(on(2021, 6, 30)), 1)
    }];
    Pack {
        stamp: "2022-06/head-of-ppu/1/5f2c".into(),
        cycle: "2022-06".into(),
        owner: "Head of PPU".into(),
        file: "cycles/2022-06/issued/head-of-ppu.xlsx".into(),
        issued_on: Some(on(2022, 6, 1)),
        as_at: Some(on(2022, 6, 20)),
        return_by: Some(on(2022, 6, 24)),
        issue: 1,
        correction: false,
        tasks,
        pending,
    }
}

/// The same owner's correction: two faulty rows.
pub(crate) fn correction() -> Pack {
    let mut pack = pack();
    pack.correction = true;
    pack.issue = 2;
    pack.stamp = "2022-06/head-of-ppu/2/77aa".into();
    pack.pending.clear();
    pack.tasks.truncate(2);
    pack.tasks[0].asked_again = vec![
        ("Rating".into(), "Amber, but the due date Mar 2022 has passed - set it to Red, or give a new date with its reason".into()),
        ("Revised due date".into(), "Revised due date: 31/02/2022 is not a day - write it as 28/02/2022, or choose another".into()),
    ];
    let wrote = |column: &str, text: &str| (column.into(), text.into());
    pack.tasks[0].wrote = vec![
        wrote("Rating", "Amber"),
        wrote("Update", "The second group of officers was trained in May, and the samples are checked each month."),
        wrote("Revised due date", "31/02/2022"),
    ];
    pack.tasks[1].asked_again = vec![("Reason for rating".into(), "Red, but no reason is given - say why it is Red".into())];
    pack
}

fn task(reference: &str, title: &str, no: &str, rating: Option<Rating>, due: Due, moved: u32) -> IssuedTask {
    let words = "The team has written the new procedure, trained two thirds of its officers and agreed with the custody inspector how samples are checked each month. ";
    let facts = TaskFacts {
        rating,
        stage: Some(if rating == Some(Rating::Green) { Stage::ForForceSignOff } else { Stage::InProgress }),
        due: due.set_by(Setter::Inspectorate),
        reason: rating
            .map_or_else(String::new, |rating| format!("{rating} because the training plan runs behind the date that was set at first."))
            .into(),
        update: words.repeat(usize::try_from(moved + 1).unwrap_or(1)).into(),
        waiting_on: if rating == Some(Rating::White) { "Home Office".into() } else { Text::new() },
        ..TaskFacts::default()
    };
    IssuedTask {
        reference: reference.into(),
        report: reference.split('/').next().unwrap_or_default().into(),
        report_title: title.into(),
        no: no.into(),
        text: "Within three months, chief constables should see to it that every officer who works with people at risk knows whom to ask for advice, how to record what was said, and when to tell a supervisor. ".repeat(if no == "10" { 25 } else { 1 }).into(),
        task: if no == "3" { "Agree the form of words with the service desk".into() } else { Text::new() },
        owner: "Head of PPU".into(),
        published: Some(on(2019, 7, 17)),
        original_due: if moved > 0 { Due::day(on(2021, 11, 30)) } else { due },
        times_extended: moved,
        last_time: rating.map(|_| facts.clone()),
        facts,
        asked_again: Vec::new(),
        wrote: Vec::new(),
    }
}

/// The queries workbook of the same cycle: a clash, two queries of an owner, one for the coordinator, one claim, two notes.
pub(crate) fn queries() -> QueriesBook {
    let row = |reference: &str, rule: &str, severity, owner: &str, says: &str, asks: &str| QueryRow {
        reference: reference.into(),
        rule_or_field: rule.into(),
        severity,
        owner: owner.into(),
        issued: "Amber".into(),
        held: "Amber".into(),
        returned: Text::new(),
        place: Place { file: "cycles/2022-06/returns/ppu.xlsx".into(), sheet: "Return".into(), at: Some((6, 6)) },
        says: says.into(),
        asks: asks.into(),
        choice: Choice::default(),
    };
    let place = Place { file: "cycles/2022-06/returns/ppu.xlsx".into(), sheet: "Return".into(), at: Some((7, 6)) };
    QueriesBook {
        cycle: "2022-06".into(),
        organisation: Text::new(),
        marking: Text::new(),
        queries: vec![
            row(
                "fraud-2021",
                "response-due",
                Severity::Note,
                "",
                "the published answer is due on 14 Sep 2022",
                "have it published, and enter the day in Response sent on",
            ),
            row(
                "poor-relation-2019/11.1",
                "stale-update",
                Severity::Warning,
                "Head of PPU",
                "the update says the same words as last time",
                "ask what was done since, or choose No change",
            ),
            row(
                "poor-relation-2019/10.1",
                "past-due",
                Severity::Blocking,
                "Head of PPU",
                "Amber, but the due date Mar 2022 has passed",
                "set it to Red, or give a new date with its reason",
            ),
            QueryRow {
                held: "Red".into(),
                returned: "Green  ".into(),
                ..row(
                    "custody-2018/afi-2.1",
                    "Rating",
                    Severity::Blocking,
                    "Head of CJS",
                    "owner and coordinator changed it differently",
                    "choose whose value stands",
                )
            },
        ],
        agree: vec![AgreeRow {
            reference: "fraud-2021/4.1".into(),
            owner: "Head of PPU".into(),
            claim: "green".into(),
            last_time: "Amber".into(),
            owner_says: "Green: the form of words is agreed and in use since May".into(),
            suggested: "take the return".into(),
            held_back: true,
            place: place.clone(),
            choice: Choice {
                typed: "take the return".into(),
                decision: Some(DecisionKind::TakeReturn),
                decided_by: "ACC".into(),
                ..Choice::default()
            },
            committee_text: "The agreed words are in use.".into(),
        }],
        notes: vec![
            ("Head of PPU".into(), place.clone(), "A. Person: agreed with the ACC\nin June".into()),
            ("Head of PPU".into(), place.with_cell(19, 0), "Sorry that this is late".into()),
        ],
    }
}
