//! The paper: its figures worked out by hand from `paper_register.rs`, and its workbook.

use rectrack::consolidated::{Consolidated, DraftRow, PaperAsk, Table, build};
use rectrack::excel;
use rectrack::model::Value;
use rectrack::model::returned::WasAsked;
use rectrack::model::tables::{Decision, Milestone, Paper, Recommendation, Task};
use rectrack::model::text::Text;
use rectrack::model::words::{ClosedBy, DecisionKind, DueKind, Edition, ForTheForce, Kind, Rating, Stage, Word as _, YesNo};
use rectrack::run::{self, World};

use crate::paper_register::{CYCLES, register, settings};

/// Where rendered workbooks are put for people to look at, when the variable is set.
const KEEP: &str = "RECTRACK_KEEP_PAPERS";

fn keep(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var(KEEP) {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

fn paper(change: impl Fn(&mut PaperAsk<'_>)) -> Consolidated {
    let settings = settings();
    let mut ask = PaperAsk::new("2022-11", &settings);
    ask.version = "draft 1";
    ask.meeting = "8 December 2022";
    change(&mut ask);
    build(&register(), &ask)
}

#[test]
fn the_workbook_is_written() {
    let full = paper(|_| ());
    let bytes = excel::consolidated::write(&full).unwrap();
    keep("full.xlsx", &bytes);
    let public = paper(|ask| ask.edition = Edition::Public);
    keep("full.docx", &excel::word::write(&full).unwrap());
    keep("public.xlsx", &excel::consolidated::write(&public).unwrap());
}

/// The number under a heading of a block on `Summary`, by the row's first cell.
fn number(paper: &Consolidated, block: &str, row: &str, heading: &str) -> f64 {
    let block = paper.summary.blocks.iter().find(|held| held.table.name == block).unwrap();
    by_name(&block.table, row, heading).unwrap()
}

fn by_name(table: &Table, row: &str, heading: &str) -> Option<f64> {
    let at = table.rows.iter().position(|cells| cells[0].value().shown() == row).unwrap_or_else(|| panic!("no row {row}"));
    match *table.cell(at, heading).unwrap_or_else(|| panic!("no column {heading}")).value() {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

fn text(table: &Table, row: &str, heading: &str) -> String {
    let at = table.rows.iter().position(|cells| cells[0].value().shown() == row).unwrap_or_else(|| panic!("no row {row}"));
    table.cell(at, heading).unwrap_or_else(|| panic!("no column {heading}")).value().shown().into()
}

/// Counted by hand in `paper_register.rs` at 20 November 2022. Open: older-people 1 3, betrayal 1 2, mental-health 10 11 14 15 19,
/// crime-data 1 afi-1 3, vetting 1 2 3 7: 16. Closed: older-people 2 4a, betrayal 3, crime-data 2. Last time open:
/// older-people 1 3, betrayal 1 2, mental-health all five, crime-data 1 2 afi-1: 12; 3 of crime-data was closed and is open again.
#[test]
fn the_figures_are_those_counted_by_hand() {
    let paper = paper(|_| ());
    for (block, row, heading, counted) in [
        ("By_rating", "Red", "Now", 2.0),
        ("By_rating", "Amber", "Now", 10.0),
        ("By_rating", "Green - awaiting sign-off", "Now", 2.0),
        ("By_rating", "White - open", "Now", 2.0),
        ("By_rating", "Not rated", "Now", 0.0),
        ("By_rating", "Outstanding", "Now", 16.0),
        ("By_rating", "Outstanding", "Last time (2022-05)", 12.0),
        ("By_rating", "Outstanding", "Change", 4.0),
        ("By_rating", "Closed", "Now", 4.0),
        ("By_rating", "of which complete (implemented)", "Now", 3.0),
        ("By_rating", "For the force", "Now", 20.0),
        ("By_stage", "Awaiting allocation", "Now", 2.0),
        ("By_stage", "For force sign-off", "Now", 1.0),
        ("By_stage", "Pending sign-off", "Now", 1.0),
        ("Reconciliation", "Outstanding in the paper of 2022-05", "Number", 12.0),
        ("Reconciliation", "and new in this paper", "Number", 4.0),
        ("Reconciliation", "and opened again", "Number", 1.0),
        ("Reconciliation", "less closed since", "Number", 1.0),
        ("Reconciliation", "Outstanding now, by this sum", "Number", 16.0),
        ("Reconciliation", "Outstanding now, counted", "Number", 16.0),
        // 31 Dec 2021 is 324 days ago, 30 Jun 2022 143, 26 Aug 2022 86.
        ("By_date", "Overdue", "Number", 3.0),
        ("Overdue_by_age", "31 to 90", "Number", 1.0),
        ("Overdue_by_age", "91 to 180", "Number", 1.0),
        ("Overdue_by_age", "The longest, in days", "Number", 324.0),
        // Ahead by 10, 72, 10, 41 and 41 days.
        ("By_date", "Due within 90 days", "Number", 5.0),
        ("By_date", "Due later", "Number", 5.0),
        ("By_date", "No date, or none that binds now", "Number", 3.0),
        ("By_report", "mental-health-2021", "Amber", 3.0),
        ("Trend", "2021-11 (as at 20 Nov 2021)", "Red", 2.0),
        ("Trend", "2021-11 (as at 20 Nov 2021)", "Outstanding", 5.0),
        ("Trend", "2019-11 (as at 20 Nov 2019)", "Outstanding", 7.0),
        ("Answers", "Asked", "Number", 9.0),
        ("Answers", "Missing", "Number", 6.0),
    ] {
        assert_eq!(number(&paper, block, row, heading), counted, "{block}: {row}, {heading}");
    }
    for (row, heading, counted) in [
        ("older-people-2019", "For the force", 4.0),
        ("older-people-2019", "Complete", 1.0),
        ("older-people-2019", "Closed", 2.0),
        ("custody-2022", "For the force", 0.0),
    ] {
        assert_eq!(by_name(&paper.reports, row, heading), Some(counted), "{row}, {heading}");
    }
    assert_eq!(by_name(&paper.changes.matrix, "Amber", "to Red"), Some(1.0));
    assert_eq!(by_name(&paper.changes.matrix, "Closed", "to Amber"), Some(1.0));
    assert_eq!(by_name(&paper.changes.matrix, "Total now", "Total last time"), Some(20.0));
    assert_eq!(by_name(&paper.owners, "Head of PPU", "Open"), Some(2.0));
    assert_eq!(by_name(&paper.owners, "Head of PPU", "Overdue"), Some(1.0));
    assert_eq!(text(&paper.owners, "Head of CJS Services", "Returned"), "yes, late");
    assert_eq!(by_name(&paper.recommendations, "older-people-2019/1", "Times extended"), Some(3.0));
    // January 2020 to June 2023.
    assert_eq!(by_name(&paper.recommendations, "older-people-2019/1", "Months slipped"), Some(41.0));
}

#[test]
fn the_summary_can_be_read_aloud() {
    assert_eq!(
        paper(|_| ()).summary.paragraph,
        [
            "At 20 November 2022, 20 recommendations from 5 reports are for the force.",
            "16 are outstanding: 2 are Red, 10 are Amber, 2 are Green awaiting sign-off and 2 are White.",
            "4 are closed, of which 3 were implemented.",
            "Since the paper of 20 May 2022, 4 are new, 1 was closed and 1 was opened again.",
            "3 are past their due dates, the longest by 324 days; 5 fall due within the next 90 days.",
            "9 owners were asked; 6 have not answered.",
        ]
    );
    assert_eq!(
        paper(|ask| ask.cycle = "2018-05").summary.paragraph[0],
        "At a day that is not recorded, no recommendations from no reports are for the force."
    );
}

/// mental-health-2021/19 is not for the force and was due on 1 January 2020: no figure counts it, the longest of the others stays.
#[test]
fn the_longest_overdue_is_one_that_is_counted() {
    let mut register = register();
    let reference = "mental-health-2021/19";
    register.recommendations.iter_mut().find(|row| row.reference == reference).unwrap().for_force = Some(ForTheForce::No);
    let position = register.positions.iter_mut().rev().find(|row| row.reference.starts_with(reference)).unwrap();
    (position.rating, position.due) = (Some(Rating::Amber), Some(crate::paper_register::day("2020-01-01")));
    let settings = settings();
    let now = build(&register, &PaperAsk::new("2022-11", &settings));
    assert_eq!(by_name(&now.recommendations, reference, "Days overdue"), Some(1054.0));
    assert_eq!(number(&now, "Overdue_by_age", "The longest, in days", "Number"), 324.0);
    assert!(now.summary.paragraph[4].contains("the longest by 324 days"), "{:?}", now.summary.paragraph);
}

#[test]
fn direction_of_travel_is_against_what_the_same_committee_saw() {
    let now = paper(|_| ());
    for (reference, direction) in [
        ("older-people-2019/1", "→ no change"),
        ("betrayal-2019/1", "↑ improved"),
        ("betrayal-2019/2", "↓ worse"),
        ("crime-data-2022/2", "✓ closed"),
        ("crime-data-2022/3", "↓ worse"),
        ("vetting-2022/1", "+ new"),
    ] {
        assert_eq!(text(&now.recommendations, reference, "Direction of travel"), direction, "{reference}");
    }
    // A committee whose last final paper is that of 2021-11: the final paper of 2022-05 went to somebody else.
    let mut register = register();
    register.papers.push(Paper {
        cycle: "2022-05".into(),
        committee: "Audit Committee".into(),
        version: "final".into(),
        ..Paper::default()
    });
    let settings = settings();
    let other = build(&register, &PaperAsk::new("2022-11", &settings));
    assert_eq!(text(&other.recommendations, "betrayal-2019/2", "Rating last time"), "Red");
    assert_eq!(text(&other.recommendations, "betrayal-2019/2", "Direction of travel"), "→ no change");
    let mut audit = PaperAsk::new("2022-11", &settings);
    audit.committee = "audit committee";
    assert_eq!(text(&build(&register, &audit).recommendations, "betrayal-2019/2", "Rating last time"), "Amber");
}

#[test]
fn a_decision_stands_above_the_tasks_and_says_so() {
    let mut register = register();
    register.decisions.push(Decision {
        reference: "mental-health-2021/15".into(),
        cycle: "2022-11".into(),
        rule_or_field: "Rating".into(),
        decision: Some(DecisionKind::UseValue),
        value: "red".into(),
        reason: "the partners have stopped work".into(),
        ..Decision::default()
    });
    let settings = settings();
    let paper = build(&register, &PaperAsk::new("2022-11", &settings));
    assert_eq!(text(&paper.recommendations, "mental-health-2021/15", "Rating"), "Red");
    assert_eq!(
        text(&paper.recommendations, "mental-health-2021/15", "Decided above the tasks"),
        "Rating decided red: the partners have stopped work"
    );
    assert_eq!(number(&paper, "By_rating", "Red", "Now"), 3.0);
}

/// Rated for the first time, and rated no longer: neither better nor worse, and both say so. Of the open cycle's positions 10 was
/// Amber before and is not rated now; 14 was not rated before and is Red.
#[test]
fn a_first_rating_and_a_lost_one_are_neither_better_nor_worse() {
    let mut register = register();
    let mut rate = |reference: &str, cycle: &str, rating| {
        register.positions.iter_mut().find(|row| row.reference == reference && row.cycle == cycle).unwrap().rating = rating;
    };
    rate("mental-health-2021/10.1", "2022-11", None);
    rate("mental-health-2021/14.1", "2022-05", None);
    rate("mental-health-2021/14.1", "2022-11", Some(Rating::Red));
    let settings = settings();
    let now = build(&register, &PaperAsk::new("2022-11", &settings));
    for (reference, change, was, is) in [
        ("mental-health-2021/10", "no longer rated", "Amber", "Not rated"),
        ("mental-health-2021/14", "rated", "Not rated - awaiting allocation", "Red - awaiting allocation"),
    ] {
        assert_eq!(text(&now.recommendations, reference, "Direction of travel"), "→ no change", "{reference}");
        let rows = now.changes.list.rows.iter().filter(|row| row[1].shown() == reference);
        let said: Vec<Vec<String>> = rows.map(|row| [0, 3, 4].map(|at: usize| row[at].shown()).into()).collect();
        assert_eq!(said, [[change, was, is]], "{reference}");
    }
}

/// mental-health-2021/15 was closed by decision in 2022-05, crime-data-2022/1 was decided Red then. Worked out from the figures
/// above: 12 were outstanding then, now 11 of them; 15 has been opened again besides crime-data-2022/3.
#[test]
fn a_decision_of_an_earlier_cycle_stands_in_what_that_cycle_showed() {
    let mut register = register();
    for (reference, field, value) in [("mental-health-2021/15", "Stage", "closed"), ("crime-data-2022/1", "Rating", "Red")] {
        register.decisions.push(Decision {
            reference: reference.into(),
            cycle: "2022-05".into(),
            rule_or_field: field.into(),
            decision: Some(DecisionKind::UseValue),
            value: value.into(),
            ..Decision::default()
        });
    }
    let settings = settings();
    let then = build(&register, &PaperAsk::new("2022-05", &settings));
    assert_eq!(number(&then, "By_rating", "Outstanding", "Now"), 11.0);
    let now = build(&register, &PaperAsk::new("2022-11", &settings));
    for (row, counted) in [
        ("Outstanding in the paper of 2022-05", 11.0),
        ("and new in this paper", 4.0),
        ("and opened again", 2.0),
        ("less closed since", 1.0),
        ("Outstanding now, by this sum", 16.0),
    ] {
        assert_eq!(number(&now, "Reconciliation", row, "Number"), counted, "{row}");
    }
    for (reference, rating, stage, direction) in
        [("mental-health-2021/15", "Amber", "closed", "↓ worse"), ("crime-data-2022/1", "Red", "in progress", "↑ improved")]
    {
        assert_eq!(text(&now.recommendations, reference, "Rating last time"), rating, "{reference}");
        assert_eq!(text(&now.recommendations, reference, "Stage last time"), stage, "{reference}");
        assert_eq!(text(&now.recommendations, reference, "Direction of travel"), direction, "{reference}");
    }
    let reopened = now.changes.list.rows.iter().filter(|row| row[0].shown() == "reopened").map(|row| row[1].shown());
    assert_eq!(reopened.collect::<Vec<_>>(), ["crime-data-2022/3", "mental-health-2021/15"]);
}

/// crime-data-2022/1 and the whole report vetting-2022 are taken out of the register, rows and tasks.
#[test]
fn what_is_no_longer_in_the_register_stands_with_its_last_position() {
    let mut register = register();
    let gone = |reference: &str| reference.starts_with("crime-data-2022/1") || reference.starts_with("vetting-2022");
    register.reports.retain(|row| !gone(&row.report));
    register.recommendations.retain(|row| !gone(&row.reference));
    register.tasks.retain(|row| !gone(&row.reference));
    let settings = settings();
    let now = build(&register, &PaperAsk::new("2022-11", &settings));
    for (row, counted) in [("Outstanding in the paper of 2022-05", 12.0), ("Outstanding now, counted", 16.0)] {
        assert_eq!(number(&now, "Reconciliation", row, "Number"), counted, "{row}");
    }
    assert_eq!(text(&now.recommendations, "crime-data-2022/1", "Recommendation"), "(No longer in the register: its last position stands.)");
    assert_eq!(text(&now.recommendations, "vetting-2022/7", "Rating"), "White");
    // Whether it may be published stood in its row: of the 16 five have gone.
    let mut public = PaperAsk::new("2022-11", &settings);
    public.edition = Edition::Public;
    assert_eq!(number(&build(&register, &public), "By_rating", "Outstanding", "Now"), 11.0);
}

/// Given to nobody: crime-data-2022/4 without a task, /5 with a task without an owner; /6 says itself that it is in progress.
#[test]
fn what_nobody_was_given_awaits_allocation() {
    let mut register = register();
    let row = register.recommendations.iter().find(|row| row.reference == "crime-data-2022/1").unwrap().clone();
    for (no, stage) in [("4", None), ("5", None), ("6", Some(Stage::InProgress))] {
        let reference = Text::from(format!("crime-data-2022/{no}"));
        if no == "5" {
            let task = Task { reference: "crime-data-2022/5.1".into(), recommendation: reference.clone(), ..Task::default() };
            register.tasks.push(task);
        }
        register.recommendations.push(Recommendation { reference, stage, rating: None, ..row.clone() });
    }
    let settings = settings();
    let now = build(&register, &PaperAsk::new("2022-11", &settings));
    for (no, stage) in [("4", "awaiting allocation"), ("5", "awaiting allocation"), ("6", "in progress")] {
        assert_eq!(text(&now.recommendations, &format!("crime-data-2022/{no}"), "Stage"), stage, "{no}");
    }
    // Two there were before.
    assert_eq!(number(&now, "By_stage", "Awaiting allocation", "Now"), 4.0);
    // What has no rating is drawn where there is any, so that a bar is as long as its number says.
    let series = |paper: &Consolidated| {
        paper.summary.blocks.iter().filter_map(|block| block.chart.as_ref()).map(|chart| chart.series.len()).collect::<Vec<_>>()
    };
    assert_eq!((series(&paper(|_| ())), series(&now)), (vec![1, 4, 4], vec![1, 5, 5]));
    let html = String::from_utf8(rectrack::page::write(&now)).unwrap();
    assert!(html.contains(">Not rated</text>") && html.contains(">N 3</text>"), "the bar of crime-data-2022 has three that are not rated");
    excel::consolidated::write(&now).unwrap();
}

/// older-people-2019/2 was closed with its task on 3 March 2022; the tasks of betrayal-2019/3 say different bodies; what was
/// closed after the as-at day is not known yet.
#[test]
fn when_and_by_whom_it_was_closed_comes_from_its_tasks() {
    let mut register = register();
    let mut close = |reference: &str, on: &str, by: ClosedBy| {
        let task = register.tasks.iter_mut().find(|task| task.reference == reference).unwrap();
        (task.closed_on, task.closed_by) = (Some(crate::paper_register::day(on)), Some(by));
    };
    close("older-people-2019/2.1", "2022-03-03", ClosedBy::Inspectorate);
    close("betrayal-2019/3.1", "2021-03-03", ClosedBy::Force);
    close("crime-data-2022/2.1", "2022-12-24", ClosedBy::Force);
    let second = register.tasks.iter().find(|task| task.reference == "betrayal-2019/3.1").unwrap().clone();
    let (on, by) = (Some(crate::paper_register::day("2021-04-04")), Some(ClosedBy::Inspectorate));
    register.tasks.push(Task { reference: "betrayal-2019/3.2".into(), closed_on: on, closed_by: by, ..second });
    let settings = settings();
    let now = build(&register, &PaperAsk::new("2022-11", &settings));
    for (reference, on, by) in [
        ("older-people-2019/2", "2022-03-03", "inspectorate"),
        ("betrayal-2019/3", "2021-04-04", ""),
        ("crime-data-2022/2", "2022-11-10", ""),
    ] {
        let at = now.closed.rows.iter().position(|row| row[0].value().shown() == reference).unwrap();
        let closed = now.closed.cell(at, "Closed on").unwrap().value().into_owned();
        assert_eq!(closed, Value::Date(crate::paper_register::day(on)), "{reference}");
        assert_eq!(text(&now.closed, reference, "Closed by"), by, "{reference}");
    }
}

#[test]
fn the_schedule_says_which_rows_no_figure_counts() {
    let mut register = register();
    for row in &mut register.recommendations {
        match row.reference.as_str() {
            "mental-health-2021/19" => row.for_force = Some(ForTheForce::No),
            "mental-health-2021/11" => row.kind = Some(Kind::CauseOfConcern),
            _ => {}
        }
    }
    let settings = settings();
    let now = build(&register, &PaperAsk::new("2022-11", &settings));
    let report = now.schedule.reports.iter().find(|report| report.report == "mental-health-2021").unwrap();
    let marked = |words: &str| {
        let rows = report.refs.iter().zip(&report.rows).filter(|(_, row)| row[2].shown().starts_with(words));
        rows.map(|(reference, _)| reference.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(marked("Not for the force: not counted.\n"), ["mental-health-2021/19"]);
    assert_eq!(marked("Cause of concern: not counted itself.\n"), ["mental-health-2021/11"]);
    // Their rows under Changes say so as well.
    let text_of = |reference: &str| now.changes.list.rows.iter().find(|row| row[1].shown() == reference).map(|row| row[2].shown());
    assert!(text_of("mental-health-2021/19").unwrap().starts_with("Not for the force: not counted.\n"));
    assert!(text_of("mental-health-2021/11").unwrap().starts_with("Cause of concern: not counted itself.\n"));
    // Three of five are counted.
    assert!(report.lines[report.counts].contains("of which 3 are for the force"), "{:?}", report.lines);
}

#[test]
fn sentences_are_right_where_nothing_is_missing_and_one_is_closed() {
    let said = |asked: &[&str], change: fn(&mut rectrack::model::Register)| {
        let mut register = register();
        change(&mut register);
        let owners: Vec<String> = asked.iter().map(|owner| (*owner).to_owned()).collect();
        // Who answered without being asked counts as asked.
        register.returns.retain(|row| owners.iter().any(|owner| row.owner == owner.as_str()));
        let asked = WasAsked { owners, ..WasAsked::default() };
        let settings = settings();
        let mut ask = PaperAsk::new("2022-11", &settings);
        ask.asked = Some(&asked);
        build(&register, &ask).summary.paragraph
    };
    let returned = ["Head of PPU", "Head of IT", "Head of CJS Services"];
    for (asked, words) in [
        (&returned[..1], "1 owner was asked; it has answered."),
        (&returned[..2], "2 owners were asked; both have answered."),
        (&returned[..], "3 owners were asked; all have answered."),
        (&["Head of PPU", "Head of Estates"][..], "2 owners were asked; 1 has not answered."),
    ] {
        assert_eq!(said(asked, |_| ()).last().unwrap(), words);
    }
    // Of the four that are closed, older-people-2019/4a alone was not implemented.
    let one = said(&returned, |register| {
        register.recommendations.retain(|row| row.reference == "older-people-2019/4a" || row.reference.starts_with("vetting"));
        register.positions.retain(|row| row.reference == "older-people-2019/4a.1" || row.reference.starts_with("vetting"));
    });
    assert_eq!(one[2], "1 is closed, and not as implemented.");
}

#[test]
fn a_public_edition_tells_no_more_than_it_may() {
    let full = paper(|_| ());
    let public = paper(|ask| ask.edition = Edition::Public);
    // vetting-2022/3, Amber, is not public.
    assert_eq!(number(&full, "By_rating", "Amber", "Now") - number(&public, "By_rating", "Amber", "Now"), 1.0);
    assert_eq!(number(&public, "By_rating", "For the force", "Now"), 19.0);
    assert!(public.front.iter().any(|(label, text)| *label == "Appendix" && text.contains("non-public appendix")));
    assert!(public.queries.is_none() && public.returns.is_none() && public.summary.missing.is_none());
    let all = format!("{public:?}");
    for told in [
        "vetting-2022/3",
        "Sam Example",
        "harbourside.example",
        "Two analysts",
        "Minutes of the board",
        "cycles/2022-11",
        "Resources needed",
        "non-public\"",
    ] {
        assert!(!all.contains(told), "the public edition tells '{told}'");
    }
    assert!(all.contains("with Head of HR's agreement"), "the role stands in for the name");
    assert!(format!("{full:?}").contains("Sam Example"));
}

#[test]
fn a_past_cycle_gives_the_same_paper_whatever_happened_since() {
    let settings = settings();
    for (at, (cycle, as_at)) in CYCLES.iter().enumerate().take(4) {
        let now = register();
        let later: Vec<&str> = CYCLES.iter().skip(at + 1).map(|(label, _)| *label).collect();
        let mut then = now.clone();
        then.cycles.truncate(at + 1);
        then.positions.retain(|row| !later.contains(&row.cycle.as_str()));
        then.extensions.retain(|row| !later.contains(&row.cycle.as_str()));
        then.returns.retain(|row| !later.contains(&row.cycle.as_str()));
        then.reports.retain(|row| row.published <= Some(crate::paper_register::day(as_at)));
        then.recommendations.retain(|row| then.positions.iter().any(|held| held.reference.starts_with(&format!("{}.", row.reference))));
        then.tasks.clear();
        let ask = PaperAsk::new(cycle, &settings);
        let (then, now) = (build(&then, &ask), build(&now, &ask));
        assert_eq!(then, now, "{cycle}");
        assert_eq!(excel::consolidated::write(&then).unwrap(), excel::consolidated::write(&now).unwrap());
    }
}

#[test]
fn what_changed_since_the_last_draft_is_listed() {
    let drafted = |change: fn(&mut DraftRow)| {
        let full = paper(|_| ());
        let table = &full.recommendations;
        let mut rows: Vec<DraftRow> = (0..table.rows.len())
            .map(|at| {
                let of = |heading: &str| table.cell(at, heading).unwrap().value().shown();
                DraftRow {
                    reference: of("Ref"),
                    rating: of("Rating"),
                    stage: of("Stage"),
                    due: of("Due date in words"),
                    comments: of("Comments"),
                    position: of("Position"),
                    owner: of("Owner"),
                    counted: of("Counted"),
                    closed_how: of("Closed how"),
                    waiting_on: of("Waiting on"),
                }
            })
            .collect();
        change(&mut rows[0]);
        let settings = settings();
        let mut ask = PaperAsk::new("2022-11", &settings);
        ask.last_draft = &rows;
        build(&register(), &ask).changes.since_draft.unwrap().rows
    };
    assert!(drafted(|_| ()).is_empty());
    let rows = drafted(|row| row.rating = "Red".into());
    let said: Vec<Text> = rows[0].iter().map(|cell| cell.value().shown()).collect();
    assert_eq!((rows.len(), said), (1, ["Rating", "vetting-2022/1", "Red", "Amber"].map(Text::from).into()));
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let write = || excel::consolidated::write(&paper(|_| ())).unwrap();
    let first = write();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert!(first == write());
}

#[test]
fn a_written_paper_is_read_back_and_known_as_untouched() {
    let full = paper(|_| ());
    let bytes = excel::consolidated::write(&full).unwrap();
    let book = excel::book::open_sheets(&bytes, "consolidated.xlsx", &settings().limits, excel::consolidated::wanted).unwrap();
    let draft = excel::consolidated::read(&book).unwrap();
    assert!(!draft.edited);
    // The same rows again are no change.
    let settings = settings();
    let mut ask = PaperAsk::new("2022-11", &settings);
    ask.last_draft = &draft.rows;
    assert!(build(&register(), &ask).changes.since_draft.unwrap().rows.is_empty());
    // Who saved it is told without reading a sheet.
    let bare = excel::book::open_sheets(&bytes, "consolidated.xlsx", &settings.limits, |_| false).unwrap();
    assert!(bare.sheets.is_empty() && !excel::consolidated::is_edited(&bare));
    let mut saved = book;
    saved.modified = Some("2022-11-24T10:17:03Z".to_owned());
    assert!(excel::consolidated::read(&saved).unwrap().edited);
}

#[test]
fn the_word_document_has_a_caption_and_a_repeated_heading_row_for_each_table() {
    let full = paper(|_| ());
    let bytes = excel::word::write(&full).unwrap();
    assert!(bytes == excel::word::write(&full).unwrap());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/document.xml").unwrap(), &mut text).unwrap();
    let tables = full.schedule.reports.iter().filter(|report| !report.rows.is_empty()).count();
    assert_eq!((tables, text.matches("<w:tblHeader/>").count(), text.matches("\"Caption\"").count()), (5, 5, 5));
    let rows: usize = full.schedule.reports.iter().map(|report| report.rows.len()).sum();
    assert_eq!(text.matches("<w:tr>").count(), rows + tables);
}

#[test]
fn words_chosen_for_the_committee_stand_instead_of_the_owners() {
    let mut register = register();
    let decide = |reference: &str, field: &str, value: &str| Decision {
        reference: reference.into(),
        cycle: "2022-11".into(),
        rule_or_field: field.into(),
        decision: Some(DecisionKind::UseValue),
        value: value.into(),
        ..Decision::default()
    };
    register.decisions = vec![
        decide("mental-health-2021/10.1", "Committee text", "The courses begin in January."),
        decide("mental-health-2021/15", "Committee text", "Both partners have agreed."),
        decide("betrayal-2019/2", "Reason for rating", "The supplier is late."),
    ];
    let settings = settings();
    let paper = build(&register, &PaperAsk::new("2022-11", &settings));
    for (reference, heading, said) in [
        ("mental-health-2021/10", "Comments", "The courses begin in January."),
        ("mental-health-2021/15", "Comments", "Both partners have agreed."),
        ("betrayal-2019/2", "Position", "The supplier is late."),
    ] {
        assert_eq!(text(&paper.recommendations, reference, heading), said);
    }
    // Decisions of this cycle say nothing of an earlier one.
    let before = build(&register, &PaperAsk::new("2022-05", &settings));
    assert!(text(&before.recommendations, "mental-health-2021/10", "Comments").starts_with("2022-05:"));
}

#[test]
fn steps_on_the_way_to_a_date_are_listed_where_there_are_any() {
    assert!(paper(|_| ()).milestones.is_none());
    let mut register = register();
    let step = |reference: &str, due: &str, what: &str, done: YesNo| Milestone {
        reference: reference.into(),
        cycle: "2022-05".into(),
        due: Some(crate::paper_register::day(due)),
        due_kind: Some(DueKind::Month),
        what: what.into(),
        done: Some(done),
        ..Milestone::default()
    };
    register.milestones = vec![
        step("vetting-2022/1", "2023-01-31", "for a first review", YesNo::No),
        step("older-people-2019/1", "2022-10-31", "for a position", YesNo::No),
        step("older-people-2019/1", "2022-06-30", "for an initial review", YesNo::Yes),
        // Closed: its steps no longer matter.
        step("older-people-2019/2", "2022-06-30", "for nothing", YesNo::No),
    ];
    let settings = settings();
    let paper = build(&register, &PaperAsk::new("2022-11", &settings));
    let table = paper.milestones.as_ref().unwrap();
    let said: Vec<[String; 4]> = table.rows.iter().map(|row| [0, 2, 3, 4].map(|at: usize| row[at].shown())).collect();
    // At 20 November 2022, 31 October is 20 days past; 31 January lies 72 days ahead.
    assert_eq!(
        said,
        [
            ["older-people-2019/1", "for a position", "Oct 2022", "not done, 20 days past"],
            ["vetting-2022/1", "for a first review", "Jan 2023", "in 72 days"],
            ["older-people-2019/1", "for an initial review", "Jun 2022", "done"],
        ]
        .map(|row| row.map(str::to_owned))
    );
    let due = paper.schedule.heads.iter().position(|head| head.heading == "Due date").unwrap();
    let report = paper.schedule.reports.iter().find(|report| report.report == "older-people-2019").unwrap();
    assert_eq!(report.rows[0][due].shown(), "30 Jun 2023 (force)\nJun 2022: for an initial review (done)\nOct 2022: for a position");
    // A later paper's steps say nothing of an earlier one.
    assert!(build(&register, &PaperAsk::new("2021-11", &settings)).milestones.is_none());
    excel::consolidated::write(&paper).unwrap();
}

/// The register with so many copies of an open recommendation that the paper is a long one; the last copy has a long text.
fn long_register() -> rectrack::model::Register {
    let mut register = register();
    let recommendation = register.recommendations.iter().find(|row| row.reference == "vetting-2022/1").unwrap().clone();
    let task = register.tasks.iter().find(|row| row.reference.starts_with("vetting-2022/1.")).unwrap().clone();
    for no in 1_001..=6_001 {
        let (reference, no) = (Text::from(format!("vetting-2022/{no}")), Text::from(no.to_string()));
        let text = if no == "6001" { "Every word of this one. ".repeat(30).trim().into() } else { Text::from("Do so.") };
        register.tasks.push(rectrack::model::tables::Task { reference: format!("{reference}.1").into(), ..task.clone() });
        let stage = Some(Stage::InProgress);
        register.recommendations.push(rectrack::model::tables::Recommendation { reference, no, text, stage, ..recommendation.clone() });
    }
    register
}

#[test]
fn a_long_paper_goes_without_links_from_row_to_row() {
    let settings = settings();
    let links = |register: &rectrack::model::Register| {
        let paper = build(register, &PaperAsk::new("2022-11", &settings));
        let scheduled = paper.schedule.reports.iter().flat_map(|report| &report.rows);
        let rows = [&paper.recommendations, &paper.deadlines, &paper.changes.list].map(|table| &table.rows);
        rows.into_iter().flatten().chain(scheduled).flatten().filter(|cell| cell.link().is_some()).count()
    };
    assert!(links(&register()) > 20);
    assert_eq!(links(&long_register()), 0);
}

/// The sheet of all recommendations, as it stands in the long paper's package.
fn long_sheet(paper: &rectrack::consolidated::Consolidated) -> String {
    let bytes = excel::consolidated::write(paper).unwrap();
    let parts = crate::cases::package::parts_of(&bytes);
    let holds = |part: &[u8]| String::from_utf8_lossy(part).contains("Every recommendation, open or closed.");
    let sheet = parts.into_iter().find(|(name, part)| name.starts_with("xl/worksheets/") && holds(part));
    String::from_utf8(sheet.expect("one sheet has this note").1).unwrap()
}

/// An attribute of the first tag that begins so.
fn attribute<'x>(xml: &'x str, tag: &str, name: &str) -> Option<&'x str> {
    let tag = &xml[xml.find(tag)?..];
    let value = tag[..tag.find('>')?].split_once(&format!(" {name}=\""))?.1;
    Some(&value[..value.find('"')?])
}

/// Row heights are right where the sheet says once how tall most rows are.
#[test]
fn rows_of_a_long_table_are_as_tall_as_their_texts() {
    let settings = settings();
    let paper = build(&long_register(), &PaperAsk::new("2022-11", &settings));
    let xml = long_sheet(&paper);
    let height = |tag: &str, name: &str| attribute(&xml, tag, name)?.parse::<f64>().ok();
    let usual = height("<sheetFormatPr", "defaultRowHeight").unwrap();
    let at = |reference: &str| 5 + paper.recommendations.rows.iter().position(|row| row[0].shown() == reference).unwrap();
    let row = |line: usize| height(&format!("<row r=\"{line}\""), "ht");
    assert_eq!(usual, 18.0, "a line of 15 points and 3 of air");
    assert_eq!(row(at("vetting-2022/1001")).unwrap_or(usual), usual);
    assert!(row(at("vetting-2022/6001")).unwrap() > usual * 5.0, "720 characters in a column of 56 take more than ten lines");
    // The title, the note and the way back are not as tall as the rows.
    assert_eq!([row(1), row(2), row(3)], [Some(26.25), Some(15.0), Some(18.0)]);
}

/// A long table's cells look as its columns say, empty ones are not written, and one rule draws the lines around all of them.
#[test]
fn a_long_table_is_lined_by_one_rule() {
    let settings = settings();
    let paper = build(&long_register(), &PaperAsk::new("2022-11", &settings));
    let xml = long_sheet(&paper);
    let last = 4 + paper.recommendations.rows.len();
    let right = rectrack::model::place::column_name(u32::try_from(paper.recommendations.heads.len()).unwrap() - 1);
    let lines = xml.find(&format!("<conditionalFormatting sqref=\"A5:{right}{last}\"><cfRule type=\"expression\"")).expect("the rule");
    assert!(xml[lines..].contains("<formula>TRUE</formula>"));
    let order = |xml: &str| attribute(xml, "<cfRule", "priority").unwrap().parse::<u32>().unwrap();
    let colours = xml.find("<conditionalFormatting").unwrap();
    assert!(colours != lines && order(&xml[colours..]) < order(&xml[lines..]), "the colours' own lines come first");

    let row = &xml[xml.find("<row r=\"5\"").unwrap()..];
    let row = &row[..row.find("</row>").unwrap()];
    let columns: Vec<&str> = xml.split("<col ").skip(1).map(|tag| &tag[..tag.find('>').unwrap()]).collect();
    assert!(columns.len() > 10 && columns.iter().all(|tag| tag.contains(" style=\"")), "{columns:?}");
    assert!(!row.contains("/><c") && row.matches("<c ").count() < columns.len(), "empty cells are not written: {row}");
}

/// The printed columns are 201 units wide, 1,093 points, so that Schedule prints at 66 per cent and a page holds 727 points of rows, less
/// 33 for the headings: two rows of 22 lines (333 points) fill it, where one of Excel's tallest (27 lines, 408 points) left two fifths empty.
#[test]
fn rows_in_which_a_long_comment_goes_on_fill_a_page() {
    let settings = settings();
    let mut register = register();
    for position in register.positions.iter_mut().filter(|position| position.cycle == "2022-11") {
        position.committee_text = "The force looked at every case once more. ".repeat(300).into();
    }
    let made = build(&register, &PaperAsk::new("2022-11", &settings));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(excel::consolidated::write(&made).unwrap())).unwrap();
    let part = |number| format!("xl/worksheets/sheet{number}.xml");
    let sheets: Vec<String> =
        (1..=20).filter_map(|number| zip.by_name(&part(number)).ok().map(|part| std::io::read_to_string(part).unwrap())).collect();
    let schedule = sheets.iter().find(|sheet| sheet.contains("scale=\"66\"")).unwrap();
    let high = |height: &str| schedule.matches(&format!(" ht=\"{height}\"")).count();
    assert!(high("333") >= 5, "{} rows fill half a page", high("333"));
    assert_eq!(high("408"), 0);
}

/// A paper of ours is a published paper like any other: it goes into an empty register as its sheet Schedule says.
#[test]
fn a_paper_of_ours_is_read_as_a_paper() {
    let full = paper(|_| ());
    let folder = tempfile::tempdir().unwrap();
    let world = World {
        root: folder.path().join("work"),
        today: "2022-12-01".parse().unwrap(),
        dry_run: false,
        program: env!("CARGO_BIN_EXE_rectrack").into(),
    };
    std::fs::create_dir_all(&world.root).unwrap();
    run::init::run(&world).unwrap();
    let file = folder.path().join("paper.xlsx");
    std::fs::write(&file, excel::consolidated::write(&full).unwrap()).unwrap();
    let asked = run::import::Asked { file, cycle: "2022-11".into(), as_at: "2022-11-18".parse().unwrap(), audit: None };
    run::import::run(&world, &asked).unwrap();
    let held = world.open_to_read().unwrap().register;
    let titles: Vec<&str> = full.schedule.reports.iter().filter(|report| !report.rows.is_empty()).map(|report| &*report.title).collect();
    for title in &titles {
        assert!(held.reports.iter().any(|report| report.title == *title), "{title}");
    }
    let refs: Vec<&Text> = full.schedule.reports.iter().flat_map(|report| &report.refs).collect();
    assert_eq!(held.recommendations.len(), refs.len());
    for (row, read) in refs.iter().zip(&held.recommendations) {
        let at = full.recommendations.rows.iter().position(|cells| cells[0].value().shown() == **row).unwrap();
        let of = |heading: &str| full.recommendations.cell(at, heading).unwrap().value().shown();
        let printed = [of("No."), of("Rating"), of("Stage"), of("Due")];
        let due = read.due.map_or_else(Text::new, |day| rectrack::model::dates::long(day).into());
        let rating = read.rating.map_or("not rated", |rating| rating.as_str());
        assert_eq!([read.no.clone(), rating.into(), read.stage.unwrap().as_str().into(), due], printed, "{row}");
    }
}
