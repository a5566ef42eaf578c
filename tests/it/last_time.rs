//! What a paper says of last time is what the same committee's last paper showed, whatever was merged, typed or taken out since.

use rectrack::excel;
use rectrack::model::Sheet;
use rectrack::model::columns as c;
use rectrack::model::tables::{Recommendation, Task};
use rectrack::model::words::{Access, ClosedBy, ClosedHow, Direction, DueKind, ForTheForce, Kind, Rating, Setter, Stage};
use rectrack::run::consolidate::Asked;
use rectrack::run::{self, Unwatched};

use crate::office::{Office, day, task_of};

/// Opens a cycle as at the end of a month of 2022, returns due on its 17th.
fn issue(office: &mut Office, month: u32) -> Vec<rectrack::model::returned::Pack> {
    office.world.today = day(2022, month, 1);
    let asked = run::issue::Asked {
        cycle: format!("2022-{month:02}"),
        as_at: Some(day(2022, month, 30)),
        return_by: Some(day(2022, month, 17)),
        owners: Vec::new(),
        due_within: None,
    };
    run::issue::run(&office.world, &asked, &Unwatched).unwrap().packs
}

fn sheet(office: &Office, file: &str, name: &str) -> Sheet {
    let limits = rectrack::model::settings::Limits::for_register();
    excel::book::open_sheets(&office.bytes(file), file, &limits, |held| held == name).unwrap().sheet(name).unwrap().clone()
}

/// The final paper of the open cycle: its file and its paragraph.
fn final_paper(office: &Office) -> (String, String) {
    let mut done = run::consolidate::run(&office.world, &Asked { is_final: true, ..Asked::default() }).unwrap();
    (done.files.remove(0), done.paragraph.join(" "))
}

/// The numbers of `From the last paper to this one`: opening, new, opened again, closed, closing.
fn reconciled(office: &Office, file: &str) -> [String; 5] {
    let summary = sheet(office, file, "Summary");
    let from = summary.rows().into_iter().find(|row| summary.text(*row, 0).starts_with("Outstanding in the paper of")).unwrap();
    [0, 1, 2, 3, 5].map(|row| summary.text(from + row, 1).to_string())
}

/// Of each recommendation: Ref, Rating, Stage, Direction of travel, Rating last time, Stage last time.
fn rows(office: &Office, file: &str) -> Vec<String> {
    let sheet = sheet(office, file, "Recommendations");
    let headings = sheet.rows().into_iter().find(|row| sheet.text(*row, 0) == "Ref").unwrap();
    let column = |heading: &str| (0..40).find(|col| sheet.text(headings, *col) == heading).unwrap();
    let wanted = ["Ref", "Rating", "Stage", "Direction of travel", "Rating last time", "Stage last time"].map(column);
    let rows = sheet.rows().into_iter().filter(|row| *row > headings);
    rows.map(|row| wanted.map(|col| sheet.text(row, col)).join(" | ")).collect()
}

fn close_task(task: &mut Task) {
    (task.rating, task.stage, task.closed_on) = (Some(Rating::Green), Some(Stage::Closed), Some(day(2021, 10, 1)));
    (task.closed_by, task.closed_how) = (Some(ClosedBy::Inspectorate), Some(ClosedHow::Implemented));
}

/// Four recommendations typed into the register, as a coordinator begins: Amber; closed before the first cycle; pending sign-off;
/// given to nobody. Nothing changes in three cycles, so each final paper opens with what the one before closed with.
#[test]
fn what_was_closed_before_the_first_cycle_and_what_nobody_was_given_is_not_new_every_time() {
    let mut office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of A")]);
    office.edit(|register| {
        close_task(&mut register.tasks[1]);
        (register.tasks[2].rating, register.tasks[2].stage) = (Some(Rating::Green), Some(Stage::PendingSignOff));
        let nobodys = Recommendation { reference: "calls-2021/4".into(), no: "4".into(), ..register.recommendations[0].clone() };
        register.recommendations.push(Recommendation { rating: None, stage: None, ..nobodys });
    });
    for month in [6, 7, 8] {
        issue(&mut office, month);
        office.merge();
        let (file, paragraph) = final_paper(&office);
        assert!(paragraph.contains("4 recommendations from 1 report are for the force. 3 are outstanding"), "{paragraph}");
        if month > 6 {
            assert_eq!(reconciled(&office, &file), ["3", "0", "0", "0", "3"]);
            assert_eq!(
                rows(&office, &file),
                [
                    "calls-2021/1 | Amber | in progress | → no change | Amber | in progress",
                    "calls-2021/2 | Green | closed | → no change | Green | closed",
                    "calls-2021/3 | Green | pending sign-off | → no change | Green | pending sign-off",
                    "calls-2021/4 | not rated | awaiting allocation | → no change | not rated | awaiting allocation",
                ]
            );
        }
        run::close::run(&office.world, false, "").unwrap();
    }
    let register = office.register();
    let told = |reference: &str| register.positions.iter().filter(|row| row.reference == reference).count();
    // The closed one is told once, the one that nobody was given each time, and then by the task that it is given.
    assert_eq!([task_of("1").as_str(), task_of("2").as_str(), "calls-2021/4"].map(told), [3, 1, 3]);
    assert_eq!(run::history::of(&register, "calls-2021/4").unwrap().positions.len(), 3);
    office.edit(|register| {
        let task = Task { reference: task_of("4").into(), recommendation: "calls-2021/4".into(), ..register.tasks[0].clone() };
        register.tasks.push(task);
        // And a closed one is found to have been closed otherwise.
        register.tasks[1].rating = Some(Rating::White);
        register.tasks[1].closed_how = Some(ClosedHow::OtherBody);
    });
    for month in [9, 10] {
        issue(&mut office, month);
        office.merge();
        let (file, _) = final_paper(&office);
        assert_eq!(reconciled(&office, &file), ["3", "0", "0", "0", "3"]);
        let last = if month == 9 { "→ no change | not rated | awaiting allocation" } else { "→ no change | Amber | in progress" };
        assert_eq!(rows(&office, &file)[3], format!("calls-2021/4 | Amber | in progress | {last}"));
        let last = if month == 9 { "Green" } else { "White" };
        assert_eq!(rows(&office, &file)[1], format!("calls-2021/2 | White | closed | → no change | {last} | closed"));
        run::close::run(&office.world, false, "").unwrap();
    }
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// What came into the register after the last merge is in the paper of the cycle, and so it was there last time.
#[test]
fn what_was_typed_after_the_last_merge_has_its_position_when_the_cycle_is_closed() {
    let mut office = Office::new(&[("1", "Head of A")]);
    issue(&mut office, 6);
    office.merge();
    office.edit(|register| crate::office::add_task(register, "2", "Head of A"));
    let (_, paragraph) = final_paper(&office);
    assert!(paragraph.contains("2 are outstanding"), "{paragraph}");
    run::close::run(&office.world, false, "").unwrap();
    assert_eq!(office.register().positions.len(), 2);
    issue(&mut office, 7);
    office.merge();
    assert_eq!(reconciled(&office, &final_paper(&office).0), ["2", "0", "0", "0", "2"]);
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// The final paper said 2 Amber; then a late return turned one Red, and the cycle was closed with it, or closed and opened again
/// for it. The committee saw Amber, so the next paper tells it of the move.
#[test]
fn a_return_merged_after_the_final_paper_is_told_in_the_next_one() {
    for reopened in [false, true] {
        let mut office = Office::new(&[("1", "Head of A"), ("2", "Head of B")]);
        let packs = issue(&mut office, 6);
        office.merge();
        let (first, _) = final_paper(&office);
        if reopened {
            run::close::run(&office.world, false, "").unwrap();
            run::close::run(&office.world, true, "A late return").unwrap();
        }
        let late = [("2", &c::RATING, "Red"), ("2", &c::UPDATE, "Stuck."), ("2", &c::REASON, "There is no money.")];
        office.send(&packs[1], "b.xlsx", 29, &late);
        assert_eq!(office.merge().tally.merged, 1);
        run::close::run(&office.world, false, "").unwrap();
        assert!(rows(&office, &first)[1].starts_with("calls-2021/2 | Amber"));
        issue(&mut office, 7);
        office.merge();
        let (second, _) = final_paper(&office);
        let told = "calls-2021/2 | Red | in progress | ↓ worse | Amber | in progress";
        assert_eq!(rows(&office, &second)[1], told);
        // The register says so too.
        let direction = office.register().recommendations.iter().map(|row| row.direction).collect::<Vec<_>>();
        assert_eq!(direction, [Some(Direction::NoChange), Some(Direction::Worse)]);
        let changes = sheet(&office, &second, "Changes");
        assert!(changes.rows().into_iter().any(|row| changes.text(row, 0) == "worse" && changes.text(row, 1) == "calls-2021/2"));
        run::close::run(&office.world, false, "").unwrap();
        // Another committee has seen none of it, and the cycle's own paper made again says what the final one said.
        let again = Asked { cycle: Some("2022-07".to_owned()), ..Asked::default() };
        let file = run::consolidate::run(&office.world, &again).unwrap().files.remove(0);
        assert_eq!(rows(&office, &file)[1], told);
        assert_eq!(office.faults(), Vec::<String>::new());
        // What was kept of the final paper has gone: the positions of its cycle stand in.
        std::fs::remove_file(office.path("cycles/2022-06/shown.json")).unwrap();
        let file = run::consolidate::run(&office.world, &again).unwrap().files.remove(0);
        assert_eq!(rows(&office, &file)[1], "calls-2021/2 | Red | in progress | → no change | Red | in progress");
        std::fs::write(office.path("cycles/2022-06/shown.json"), "{").unwrap();
        assert!(run::consolidate::run(&office.world, &again).unwrap_err().to_string().contains("shown.json is damaged"));
    }
}

/// A block of `Summary`: its lines with their last figure, save its heading and headings.
fn block(office: &Office, file: &str, title: &str, first: &str) -> Vec<String> {
    let summary = sheet(office, file, "Summary");
    let rows = summary.rows();
    let at = rows.iter().position(|row| summary.text(*row, 0) == title).unwrap();
    let lines = rows[at..].iter().skip_while(|row| !summary.text(**row, 0).starts_with(first));
    let last = |row: u32| (1..7).rev().map(|col| summary.text(row, col)).find(|text| !text.is_empty()).unwrap_or_default();
    lines.map(|row| format!("{}: {}", summary.text(*row, 0), last(*row))).take_while(|line| !line.ends_with(": ")).collect()
}

/// The lines of the movement since the last paper.
fn moved(office: &Office, file: &str) -> Vec<String> {
    block(office, file, "From the last paper to this one", "Outstanding in the paper")
}

/// The final paper said 4. Since then one is not for the force, one is a cause of concern, and one of the old report was added.
#[test]
fn what_is_no_longer_counted_has_its_line_in_the_movement() {
    let mut office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of A"), ("4", "Head of A")]);
    issue(&mut office, 6);
    office.merge();
    final_paper(&office);
    let public = Asked { is_final: true, public: true, ..Asked::default() };
    run::consolidate::run(&office.world, &public).unwrap();
    run::close::run(&office.world, false, "").unwrap();
    office.edit(|register| {
        register.recommendations[0].for_force = Some(ForTheForce::No);
        register.recommendations[1].kind = Some(Kind::CauseOfConcern);
        register.recommendations[2].access = Some(Access::NonPublic);
        crate::office::add_task(register, "5", "Head of A");
    });
    issue(&mut office, 7);
    office.merge();
    let (file, paragraph) = final_paper(&office);
    let opening = "Outstanding in the paper of 2022-06: 4";
    let steps = [
        opening,
        "and new in this paper: 0",
        "and not shown last time: 1",
        "and opened again: 0",
        "less closed since: 0",
        "less no longer counted: 2",
        "Outstanding now, by this sum: 3",
        "Outstanding now, counted: 3",
    ];
    assert_eq!(moved(&office, &file)[..8], steps);
    assert!(
        paragraph.contains("none is new, none was closed and none was opened again; 1 was not shown last time; 2 are no longer counted."),
        "{paragraph}"
    );
    assert_eq!(
        block(&office, &file, "Outstanding by cycle", "2022-0")[..2],
        ["2022-06 (as at 30 Jun 2022): 4", "2022-07 (as at 30 Jul 2022): 3"]
    );
    assert_eq!(block(&office, &file, "By rating", "Outstanding")[0], "Outstanding: -1");
    // The public edition: the third became non-public as well.
    let file = run::consolidate::run(&office.world, &public).unwrap().files.remove(0);
    let steps = [
        opening,
        "and new in this paper: 0",
        "and not shown last time: 1",
        "and opened again: 0",
        "less closed since: 0",
        "less no longer counted: 2",
        "less no longer in this paper: 1",
        "Outstanding now, by this sum: 2",
        "Outstanding now, counted: 2",
    ];
    assert_eq!(moved(&office, &file)[..9], steps);
    assert_eq!(block(&office, &file, "Outstanding by cycle", "2022-0")[0], "2022-06 (as at 30 Jun 2022): 4");
    // And counted again in the third.
    run::close::run(&office.world, false, "").unwrap();
    office.edit(|register| register.recommendations[0].for_force = None);
    issue(&mut office, 8);
    office.merge();
    let (file, paragraph) = final_paper(&office);
    assert!(paragraph.contains("; 1 is counted that was not last time."), "{paragraph}");
    let steps: Vec<String> = moved(&office, &file);
    assert_eq!(
        (&*steps[0], &*steps[4], &*steps[5]),
        ("Outstanding in the paper of 2022-07: 3", "and counted now, not last time: 1", "Outstanding now, by this sum: 4")
    );
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// The final paper of June said 2 Amber; a late return made one Red. Every later paper's trend says of June what June's paper said.
#[test]
fn the_trend_says_of_a_cycle_what_its_paper_said() {
    let mut office = Office::new(&[("1", "Head of A"), ("2", "Head of B")]);
    let packs = issue(&mut office, 6);
    office.merge();
    final_paper(&office);
    let late = [("2", &c::RATING, "Red"), ("2", &c::UPDATE, "Stuck."), ("2", &c::REASON, "There is no money.")];
    office.send(&packs[1], "b.xlsx", 29, &late);
    office.merge();
    run::close::run(&office.world, false, "").unwrap();
    for month in [7, 8] {
        issue(&mut office, month);
        office.merge();
        let (file, _) = final_paper(&office);
        let summary = sheet(&office, &file, "Summary");
        let june = summary.rows().into_iter().find(|row| summary.text(*row, 0).starts_with("2022-06 (as at")).unwrap();
        assert_eq!([1, 2, 6].map(|col| summary.text(june, col).to_string()), ["0", "2", "2"], "as the paper of 2022-{month:02} tells it");
        run::close::run(&office.world, false, "").unwrap();
    }
}

/// The final paper said 3; one of them is deleted, row and task. It is asked about, counted in what was, and still outstanding.
#[test]
fn what_was_taken_out_of_the_register_is_asked_about_and_still_counted() {
    let mut office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of A")]);
    issue(&mut office, 6);
    office.merge();
    final_paper(&office);
    run::close::run(&office.world, false, "").unwrap();
    office.edit(|register| {
        register.tasks.retain(|task| task.reference != task_of("2"));
        register.recommendations.retain(|row| row.reference != "calls-2021/2");
    });
    issue(&mut office, 7);
    let done = office.merge();
    let asked: Vec<&str> =
        done.queries.iter().filter(|query| query.rule == "vanished-without-final-status").map(|query| query.reference.as_str()).collect();
    assert_eq!(asked, ["calls-2021/2"]);
    let (file, _) = final_paper(&office);
    assert_eq!(reconciled(&office, &file), ["3", "0", "0", "0", "3"]);
    assert_eq!(rows(&office, &file)[2], "calls-2021/2 | Amber | in progress | → no change | Amber | in progress");
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// Typed into the register without a first date, as the guide says: due 31 December 2022, then moved by its owner to 31 March.
#[test]
fn the_first_date_of_what_was_typed_is_noted_before_it_moves() {
    let mut office = Office::new(&[("1", "Head of A"), ("2", "Head of A")]);
    office.edit(|register| {
        for row in &mut register.recommendations {
            (row.original_due, row.original_due_kind, row.original_due_set_by) = (None, None, None);
        }
        // One date stands with the recommendation, the other with its task alone.
        let row = &mut register.recommendations[0];
        (row.due, row.due_kind, row.due_set_by) = (Some(day(2022, 12, 31)), Some(DueKind::Day), Some(Setter::Inspectorate));
    });
    let packs = issue(&mut office, 6);
    assert!(packs[0].tasks.iter().all(|task| task.original_due.date == Some(day(2022, 12, 31))));
    let later = |no| {
        [(no, &c::RATING, "Amber"), (no, &c::UPDATE, "Slow."), (no, &c::REVISED_DUE, "2023-03-31"), (no, &c::REASON_NEW_DATE, "Staff.")]
    };
    office.send(&packs[0], "a.xlsx", 9, &[later("1"), later("2")].concat());
    assert_eq!(office.merge().tally.merged, 2);
    run::close::run(&office.world, false, "").unwrap();
    let packs = issue(&mut office, 7);
    for task in &packs[0].tasks {
        let first = (task.original_due.date, task.facts.due.date, task.original_due.set_by);
        assert_eq!(first, (Some(day(2022, 12, 31)), Some(day(2023, 3, 31)), Some(Setter::Inspectorate)), "{}", task.reference);
    }
    // Noted by `issue`, and never again: a form shows the first date beside the one in force.
    let texts = excel::return_form::FormTexts::of(&rectrack::model::Settings::default(), &office.register(), "2022-07");
    let form = excel::return_form::write(&packs[0], &texts).unwrap();
    let book = excel::book::open(&form, "form.xlsx", &rectrack::model::settings::Limits::default()).unwrap();
    assert!(book.sheet("Return").unwrap().cells.values().any(|cell| cell.value.shown().starts_with("31 Mar 2023\n(first 31 Dec 2022")));
    assert_eq!(office.faults(), Vec::<String>::new());
}
