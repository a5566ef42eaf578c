//! A register of five reports and five cycles, made for tests of the paper: every kind of row once, texts in our own words.

use chrono::NaiveDate;
use rectrack::model::tables::{Cycle, Definition, Extension, Owner, Position, Recommendation, Report, ReturnSeen, Task};
use rectrack::model::text::Text;
use rectrack::model::words::{
    Access, ClosedHow, CycleState, DueKind, ForTheForce, Kind, Precision, Rating, ReportType, Scope, Setter, Stage, YesNo,
};
use rectrack::model::{Due, Register, Settings, TaskFacts, Word as _};

/// The cycles: label and as-at day. The last is open.
pub(crate) const CYCLES: [(&str, &str); 5] =
    [("2019-11", "2019-11-20"), ("2021-05", "2021-05-20"), ("2021-11", "2021-11-20"), ("2022-05", "2022-05-20"), ("2022-11", "2022-11-20")];

/// A day as `2022-05-20`.
pub(crate) fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

/// The settings of the sample.
pub(crate) fn settings() -> Settings {
    Settings { organisation: "Harbourside Police".to_owned(), ..Settings::default() }
}

/// One task of the sample: Ref, owner, first due date, and a position for each cycle that had one.
///
/// A position is `cycle status due`: R, A, G, W with stage `a`waiting, (none) in progress, `f`orce sign-off, `p`ending
/// sign-off, `c`losed as implemented, `n` closed as not required. A due date may be a month (`2022-03`) or `-`.
type Line = (&'static str, &'static str, &'static str, &'static [&'static str]);

const LINES: &[Line] = &[
    (
        "older-people-2019/1.1",
        "Head of CJS Services",
        "2020-01",
        &["2019-11 A 2020-01", "2021-05 A 2021-09", "2021-11 R 2021-09", "2022-05 A 2022-12", "2022-11 A 2023-06-30"],
    ),
    (
        "older-people-2019/2.1",
        "Head of PPU",
        "2020-01",
        &["2019-11 A 2020-01", "2021-05 Gp 2020-01", "2021-11 Gp 2020-01", "2022-05 Gc 2020-01"],
    ),
    (
        "older-people-2019/3.1",
        "Head of PPU",
        "2020-06",
        &["2019-11 Aa 2020-06", "2021-05 A 2021-06", "2021-11 A 2021-12", "2022-05 R 2021-12", "2022-11 R 2021-12"],
    ),
    ("older-people-2019/4a.1", "Head of Learning and Development", "-", &["2019-11 W -", "2021-05 Wn -"]),
    (
        "betrayal-2019/1.1",
        "Head of Professional Standards",
        "2020-04",
        &["2019-11 A 2020-04", "2021-05 A 2021-12", "2021-11 A 2021-12", "2022-05 Gf 2021-12", "2022-11 Gp 2021-12"],
    ),
    (
        "betrayal-2019/2.1",
        "Head of IT",
        "2020-04",
        &["2019-11 R 2020-04", "2021-05 R 2020-04", "2021-11 R 2022-06", "2022-05 A 2022-06", "2022-11 R 2022-06"],
    ),
    ("betrayal-2019/3.1", "Head of Professional Standards", "2020-09-30", &["2019-11 A 2020-09-30", "2021-05 Gc 2020-09-30"]),
    ("mental-health-2021/10.1", "Head of Learning and Development", "2022-11", &["2022-05 A 2022-11", "2022-11 A 2022-11"]),
    ("mental-health-2021/11.1", "Head of CJS Services", "2022-11", &["2022-05 A 2022-11", "2022-11 Gf 2022-11"]),
    ("mental-health-2021/14.1", "TBC", "-", &["2022-05 Aa -", "2022-11 Aa -"]),
    ("mental-health-2021/15.1", "Head of PPU", "2022-11", &["2022-05 A 2022-11", "2022-11 A 2023-01"]),
    ("mental-health-2021/15.2", "Head of CJS Services", "2022-11", &["2022-05 A 2022-11", "2022-11 Gc 2022-11"]),
    ("mental-health-2021/19.1", "Head of IT", "2022-11", &["2022-05 A 2022-11", "2022-11 W 2022-11"]),
    ("crime-data-2022/1.1", "Head of Crime Recording", "2022-08-26", &["2022-05 A 2022-08-26", "2022-11 A 2022-08-26"]),
    ("crime-data-2022/2.1", "Head of Crime Recording", "2022-08-26", &["2022-05 A 2022-08-26", "2022-11 Gc 2022-08-26"]),
    ("crime-data-2022/afi-1.1", "Head of Call Handling", "2023-02", &["2022-05 A 2023-02", "2022-11 A 2023-02"]),
    ("crime-data-2022/3.1", "Head of Call Handling", "-", &["2022-05 Wn -", "2022-11 A 2023-03"]),
    ("vetting-2022/1.1", "Head of Professional Standards", "2023-05", &["2022-11 A 2023-05"]),
    ("vetting-2022/2.1", "Head of Professional Standards", "2022-12-31", &["2022-11 A 2022-12-31"]),
    ("vetting-2022/3.1", "Head of HR", "2022-12-31", &["2022-11 Aa 2022-12-31"]),
    ("vetting-2022/7.1", "Head of HR", "2023-10", &["2022-11 W 2023-10"]),
];

const REPORTS: &[(&str, &str, &str, Option<u32>)] = &[
    ("older-people-2019", "A review of how the police and prosecutors serve older victims of crime", "2019-07-17", Some(9)),
    ("betrayal-2019", "Preventing the abuse of position for a sexual purpose: a national inspection", "2019-09-27", Some(3)),
    (
        "mental-health-2021",
        "The path through criminal justice of people with mental health needs: a joint thematic inspection",
        "2021-11-17",
        Some(22),
    ),
    ("crime-data-2022", "Crime data integrity in this force", "2022-03-10", None),
    ("vetting-2022", "Vetting, misconduct and misogyny in the police service", "2022-11-02", Some(43)),
    ("custody-2022", "An inspection of custody suites that asks nothing of this force", "2022-10-01", Some(4)),
];

/// The register, with positions up to and including the last cycle.
pub(crate) fn register() -> Register {
    let mut register = Register::default();
    for (label, as_at) in CYCLES {
        let open = label == "2022-11";
        register.cycles.push(Cycle {
            cycle: label.into(),
            as_at: Some(day(as_at)),
            issued_on: open.then(|| day("2022-10-24")),
            return_by: open.then(|| day("2022-11-14")),
            state: Some(if open { CycleState::Open } else { CycleState::Closed }),
            ..Cycle::default()
        });
    }
    for (short, title, published, made) in REPORTS {
        register.reports.push(Report {
            report: (*short).into(),
            title: (*title).into(),
            kind: Some(ReportType::Inspection),
            scope: Some(if *short == "crime-data-2022" { Scope::Force } else { Scope::National }),
            published_by: "HMICFRS".into(),
            published: Some(day(published)),
            published_precision: Some(Precision::Day),
            made: *made,
            inspectorate_status: if *short == "betrayal-2019" { "evidence sent in October 2022, answer awaited".into() } else { Text::new() },
            position_statement: if *short == "custody-2022" {
                "The force has no custody suites of its own; it uses those of its neighbour, to whom the recommendations are addressed. The custody board follows them.".into()
            } else {
                Text::new()
            },
            ..Report::default()
        });
    }
    let mut seen = std::collections::BTreeSet::new();
    for line in LINES {
        let reference = line.0.rsplit_once('.').unwrap().0;
        if seen.insert(reference) {
            register.recommendations.push(recommendation(reference, line));
        }
        put_task(&mut register, reference, line);
    }
    register.extensions = extensions();
    register.owners = owners();
    for (file, owner, outcome, received) in [
        ("Head of PPU.xlsx", "Head of PPU", "read", "2022-11-10"),
        ("Head of IT.xlsx", "Head of IT", "read", "2022-11-11"),
        ("RE update.eml!Head of CJS Services.xlsx", "Head of CJS Services", "read, late", "2022-11-16"),
        ("Head of PPU (1).xlsx", "Head of PPU", "already received", "2022-11-12"),
        ("minutes.docx", "", "not a workbook", "2022-11-12"),
    ] {
        register.returns.push(ReturnSeen {
            cycle: "2022-11".into(),
            file: format!("cycles/2022-11/returns/{file}").into(),
            owner: owner.into(),
            outcome: outcome.into(),
            rows: outcome.starts_with("read").then_some(3),
            received: Some(day(received)),
            ..ReturnSeen::default()
        });
    }
    for (rating, meaning) in [
        (Rating::Green, "The recommendation has been carried out."),
        (Rating::Amber, "Work is under way and is expected to be done by the date."),
        (Rating::Red, "The date has passed, or the recommendation cannot be carried out; the reason stands beside it."),
        (Rating::White, "It is not for the force, or it waits on another body."),
    ] {
        register.definitions.push(Definition { rating: Some(rating), meaning: meaning.into(), ..Definition::default() });
    }
    register
}

fn recommendation(reference: &str, line: &Line) -> Recommendation {
    let (report, no) = reference.split_once('/').unwrap();
    let afi = no.starts_with("afi-");
    let due = due(line.2);
    let text = match no {
        "15" => {
            "Chief officers and their partners should, within twelve months, agree how they will share information about people whose needs were noticed at an earlier stage:\n- who asks\n- who answers, and within which time\n- what is written down, and where".to_owned()
        }
        _ => format!("By the date set, the force should review how it deals with matter {no} of this report, and put right what it finds."),
    };
    Recommendation {
        reference: reference.into(),
        report: report.into(),
        no: no.trim_start_matches("afi-").into(),
        kind: Some(if afi { Kind::AreaForImprovement } else { Kind::Recommendation }),
        text: text.into(),
        for_force: Some(if no == "7" { ForTheForce::InPart } else { ForTheForce::Wholly }),
        original_due: due.date,
        original_due_kind: due.kind,
        original_due_set_by: Some(if afi { Setter::Force } else { Setter::Inspectorate }),
        on_portal: Some(YesNo::Yes),
        access: (reference == "vetting-2022/3").then_some(Access::NonPublic),
        ..Recommendation::default()
    }
}

fn due(text: &str) -> Due {
    match text.len() {
        7 => Due::month(day(&format!("{text}-01"))),
        10 => Due::day(day(text)),
        _ => Due::without_day(DueKind::NoneSet),
    }
    .set_by(Setter::Force)
}

fn put_task(register: &mut Register, reference: &str, line: &Line) {
    let mut facts = TaskFacts::default();
    for at in line.3 {
        let mut parts = at.split(' ');
        let (cycle, status, date) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        facts = position(line.0, cycle, status, date);
        let mut position = Position {
            cycle: cycle.into(),
            reference: line.0.into(),
            report: reference.split_once('/').unwrap().0.into(),
            owner: if line.0 == "older-people-2019/3.1" && cycle < "2022" { "Head of CJS Services".into() } else { line.1.into() },
            file: format!("cycles/{cycle}/returns/{}.xlsx", line.1).into(),
            sheet: "Return".into(),
            cell: "A7".into(),
            ..Position::default()
        };
        position.set_facts(&facts);
        if line.0 == "vetting-2022/1.1" {
            position.committee_text =
                "All posts that need a higher level of clearance have been listed, with Sam Example's agreement.".into();
        }
        register.positions.push(position);
    }
    let mut task = Task { reference: line.0.into(), recommendation: reference.into(), owner: line.1.into(), ..Task::default() };
    task.set_facts(&facts);
    register.tasks.push(task);
}

fn position(reference: &str, cycle: &str, status: &str, date: &str) -> TaskFacts {
    let rating = Rating::ALL.iter().copied().find(|rating| rating.as_str().starts_with(&status[..1]));
    let (stage, closed_how) = match &status[1..] {
        "a" => (Stage::AwaitingAllocation, None),
        "f" => (Stage::ForForceSignOff, None),
        "p" => (Stage::PendingSignOff, None),
        "c" => (Stage::Closed, Some(ClosedHow::Implemented)),
        "n" => (Stage::Closed, Some(ClosedHow::NotRequired)),
        _ => (Stage::InProgress, None),
    };
    let mut update = format!("{cycle}: the working group met and agreed what is still to be done; the next step is a dip sample of cases.");
    if reference == "older-people-2019/1.1" && cycle == "2022-11" {
        // Longer than the tallest row of Excel: has to be split.
        update = (1..=45)
            .map(|n| format!("{n}. Victim needs assessments were looked at again in area {n}; the PPU and the CPS agreed on the wording, and the officers were told.\n"))
            .collect();
    }
    TaskFacts {
        rating,
        stage: Some(stage),
        due: due(date),
        reason: match rating {
            Some(Rating::Red) => "Red because the supplier has not delivered; the date has passed.".into(),
            Some(Rating::White) => "White while another body acts.".into(),
            _ => Text::new(),
        },
        update: update.into(),
        evidence: if closed_how.is_some() { "Minutes of the board, item 4".into() } else { Text::new() },
        completed_on: closed_how.map(|_| day(&format!("{cycle}-10"))),
        waiting_on: if rating == Some(Rating::White) { "NHS England".into() } else { Text::new() },
        resources: if reference.starts_with("betrayal-2019/2") { "Two analysts for six months".into() } else { Text::new() },
        closed_how,
    }
}

fn extensions() -> Vec<Extension> {
    [
        ("older-people-2019/1.1", "2021-05", "2020-01", "2021-09", "Courts were closed for months."),
        ("older-people-2019/1.1", "2022-05", "2021-09", "2022-12", "A new system has to be in use first."),
        ("older-people-2019/1.1", "2022-11", "2022-12", "2023-06-30", "The new system comes later than planned."),
        ("older-people-2019/3.1", "2021-05", "2020-06", "2021-06", "No owner until the spring."),
        ("older-people-2019/3.1", "2021-11", "2021-06", "2021-12", ""),
        ("betrayal-2019/2.1", "2021-11", "2020-04", "2022-06", "The contract was let again."),
        ("mental-health-2021/15.1", "2022-11", "2022-11", "2023-01", "Partners asked for two more months."),
    ]
    .map(|(reference, cycle, from, to, reason)| Extension {
        reference: reference.into(),
        cycle: cycle.into(),
        from: due(from).date,
        from_kind: due(from).kind,
        to: due(to).date,
        to_kind: due(to).kind,
        reason: reason.into(),
        ..Extension::default()
    })
    .into()
}

fn owners() -> Vec<Owner> {
    let mut names: Vec<&str> = LINES.iter().map(|line| line.1).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|owner| Owner {
            owner: owner.into(),
            name: if owner == "Head of HR" { "Sam Example".into() } else { Text::new() },
            e_mail: format!("{}@harbourside.example", owner.to_lowercase().replace(' ', ".")).into(),
            lead: if owner.contains("PPU") || owner.contains("CJS") { "ACC Operations" } else { "DCC" }.into(),
            ..Owner::default()
        })
        .collect()
}
