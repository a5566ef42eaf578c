//! The one helper of the rules' tests: a pipe table becomes a return, its issue, a register and standings.
//!
//! A row is a task. `rating`, `update`, `reason`, `evidence`, `completed`, `new date`, `why`, `waiting`, `no change` are typed by the
//! owner; `was`, `was stage`, `was reason`, ... and `due` are what was issued. `source` may say imported or held: the same columns
//! are then what stands, and `last`, `last due`, ... the position of the cycle before. The as-at date is 31 March 2022.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::dates::{DateText, read_date};
use crate::model::register::{recommendation_of, report_of};
use crate::model::returned::{Answer, Answers, Asked, FileSeen, Issued, IssuedTask, Pack, Reading, Return, ReturnRow};
use crate::model::standing::Source;
use crate::model::tables::{Cycle, Position, Recommendation, Report, Task};
use crate::model::text::Text;
use crate::model::words::{ClosedHow, CycleState, DueKind, Rating, ReturnOutcome, Stage, YesNo};
use crate::model::{Book, Due, Lookup, Place, Query, Register, Settings, Standing, TaskFacts, Value, Word as _, columns as c};

use super::condition::{Constants, FormRow};
use super::{Context, Rule, check_register, check_return, check_standing, page};

/// The as-at date and the day of the run of every table.
pub(super) fn as_at() -> NaiveDate {
    on("2022-03-31")
}

/// A date of a test, as `2022-03-31`.
pub(super) fn on(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|_| panic!("{text}: dates stand as 2022-03-31"))
}

/// Says that the table's rows raise exactly these lines of this rule, and that the first stands in its page as the example.
pub(super) fn raises(rule: &Rule, table: &str, lines: &[&str]) {
    raises_with(rule, table, &World::default(), lines);
}

/// The same, with other settings.
pub(super) fn raises_with(rule: &Rule, table: &str, world: &World, lines: &[&str]) {
    says(rule, &queries(table, world), lines);
}

/// The same, for a further table whose lines need not stand in the page.
pub(super) fn also_raises(rule: &Rule, table: &str, world: &World, lines: &[&str]) {
    assert_eq!(lines_of(rule, &queries(table, world)), lines, "\nwhat {} says", rule.name);
}

fn lines_of(rule: &Rule, queries: &[Query]) -> Vec<String> {
    queries.iter().filter(|query| query.rule == rule.name).map(page::line).collect()
}

/// Says that the queries hold exactly these lines of this rule.
pub(super) fn says(rule: &Rule, queries: &[Query], lines: &[&str]) {
    let said = lines_of(rule, queries);
    assert_eq!(said, lines, "\nwhat {} says", rule.name);
    let example = said.first().expect("internal: a test shows a row that does not pass");
    assert!(
        rule.help.lines().filter_map(|line| line.strip_prefix("> ")).any(|line| lines.contains(&line)),
        "PAGE {} lacks: {example}",
        rule.name
    );
}

/// A register that holds what the closure puts into it, checked as a whole.
pub(super) fn register_says(rule: &Rule, lines: &[&str], fill: impl Fn(&mut Register)) {
    says(rule, &register_queries(fill), lines);
}

/// The same, for further lines that need not stand in the page.
pub(super) fn register_also_says(rule: &Rule, lines: &[&str], fill: impl Fn(&mut Register)) {
    assert_eq!(lines_of(rule, &register_queries(fill)), lines, "\nwhat {} says", rule.name);
}

/// What rules are told in their tests: cycle 2022-03, looked at on its as-at date.
pub(super) fn context<'a>(
    register: &'a Register,
    lookup: &'a Lookup<'a>,
    settings: &'a Settings,
    issued: Option<&'a Asked<'a>>,
) -> Context<'a> {
    Context { register, lookup, settings, issued, cycle: "2022-03", as_at: as_at(), today: as_at() }
}

fn register_queries(fill: impl Fn(&mut Register)) -> Vec<Query> {
    let mut register = Register::default();
    cycles(&mut register);
    fill(&mut register);
    let settings = Settings::default();
    let lookup = Lookup::of(&register);
    let context = context(&register, &lookup, &settings, None);
    check_register(&context)
}

/// A file that was seen, of an outcome.
pub(super) fn file(name: &str, outcome: ReturnOutcome) -> FileSeen {
    FileSeen { hash: "0".repeat(64).into(), outcome, ..FileSeen::named(name) }
}

/// Says that files raise exactly these lines.
pub(super) fn files_say(rule: &Rule, files: &[FileSeen], lines: &[&str]) {
    let (register, settings) = (Register::default(), Settings::default());
    let lookup = Lookup::of(&register);
    let context = context(&register, &lookup, &settings, None);
    says(rule, &super::check_files(files, &context), lines);
}

/// Says that workbooks raise exactly these lines.
pub(super) fn books_say(rule: &Rule, books: &[Book], lines: &[&str]) {
    let (register, settings) = (Register::default(), Settings::default());
    let lookup = Lookup::of(&register);
    let context = context(&register, &lookup, &settings, None);
    let queries: Vec<Query> = books.iter().flat_map(super::check_book).collect();
    says(rule, &super::as_set(queries, &context), lines);
}

/// What a table does not say.
#[derive(Default)]
pub(super) struct World {
    pub(super) settings: Settings,
    /// Changes the return as it came back.
    pub(super) change: Option<fn(&mut Return)>,
    /// Changes the register.
    pub(super) register: Option<fn(&mut Register)>,
}

/// Everything that the rules raise for a table.
pub(super) fn queries(table: &str, world: &World) -> Vec<Query> {
    let rows = read(table);
    let mut register = Register::default();
    cycles(&mut register);
    for row in &rows {
        fill(&mut register, row);
    }
    if let Some(change) = world.register {
        change(&mut register);
    }
    let mut returned = Return {
        seen: file("north.xlsx", ReturnOutcome::Read),
        stamp: "north".into(),
        cycle: "2022-03".into(),
        owner: "Head of PPU".into(),
        issue: 1,
        template: 1,
        correction: false,
        filled_in_by: Text::new(),
        agreed_by: Text::new(),
        rows: rows.iter().enumerate().filter(|(_, row)| row.source == Source::Returned).map(|(at, row)| row.returned(at)).collect(),
        pictures: Vec::new(),
        comments: Vec::new(),
        outside: Vec::new(),
        moved: Vec::new(),
        lost: Vec::new(),
        no_headings: None,
    };
    let pack = Pack {
        stamp: "north".into(),
        cycle: "2022-03".into(),
        owner: "Head of PPU".into(),
        tasks: rows.iter().filter(|row| row.source == Source::Returned).map(Row::issued).collect(),
        as_at: Some(as_at()),
        issue: 1,
        ..Pack::default()
    };
    let issued = Issued { cycle: "2022-03".into(), as_at: Some(as_at()), return_by: None, packs: vec![pack] };
    let asked = Asked::of(&issued);
    let lookup = Lookup::of(&register);
    let context = context(&register, &lookup, &world.settings, Some(&asked));
    let answers: Vec<ReturnRow> = rows.iter().enumerate().map(|(at, row)| row.returned(at)).collect();
    if let Some(change) = world.change {
        change(&mut returned);
    }
    let mut queries = check_return(&returned, &context);
    for (at, row) in rows.iter().enumerate() {
        let (now, issued) = (row.now(), row.issued().facts);
        let before = row.before();
        let standing = Standing {
            source: row.source,
            reference: &row.reference,
            owner: row.get_or("owner", "Head of PPU"),
            report: register.report(report_of(&row.reference)),
            recommendation: register.recommendation(recommendation_of(&row.reference)),
            now: &now,
            issued: (row.source == Source::Returned).then_some(&issued),
            before: before.as_ref(),
            row: (row.source == Source::Returned).then_some(&answers[at]),
            move_reason: row.get("why"),
            times_extended: row.get("times").parse().unwrap_or(0),
            place: answers[at].place.clone(),
            places: Vec::new(),
        };
        queries.extend(check_standing(&standing, &context));
    }
    queries.extend(check_register(&context));
    queries
}

/// The rows of a table as the form sees them, by Ref.
pub(super) fn form_rows(table: &str) -> BTreeMap<String, FormRow> {
    let settings = Settings::default();
    let row = |row: Row| {
        let constants = Constants::issued(&row.issued(), as_at(), &settings);
        (row.reference.clone(), FormRow::typed(&row.returned(0).answers, constants))
    };
    read(table).into_iter().map(row).collect()
}

/// One row of a table, by its headings.
struct Row {
    reference: String,
    source: Source,
    cells: BTreeMap<String, String>,
}

fn read(table: &str) -> Vec<Row> {
    let mut lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    let cells = |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    let headings = cells(lines.next().expect("internal: a table has headings"));
    lines
        .enumerate()
        .map(|(at, line)| {
            let values = cells(line);
            assert_eq!(values.len(), headings.len(), "{line}");
            let cells: BTreeMap<String, String> = headings.iter().cloned().zip(values).collect();
            let source = match cells.get("source").map(String::as_str) {
                Some("imported") => Source::Imported,
                Some("held") => Source::Held,
                _ => Source::Returned,
            };
            let reference = cells.get("ref").cloned().unwrap_or_else(|| format!("poor-relation-2019/{}.1", at + 1));
            Row { reference, source, cells }
        })
        .collect()
}

impl Row {
    fn get(&self, heading: &str) -> &str {
        self.cells.get(heading).map_or("", String::as_str)
    }

    fn get_or<'a>(&'a self, heading: &str, otherwise: &'a str) -> &'a str {
        self.cells.get(heading).map_or(otherwise, String::as_str)
    }

    fn due(&self, heading: &str) -> Due {
        Due { set_by: crate::model::words::Setter::read(self.get("set by")), ..due(self.get(heading)) }
    }

    /// What was issued.
    fn issued(&self) -> IssuedTask {
        IssuedTask {
            reference: self.reference.as_str().into(),
            report: report_of(&self.reference).into(),
            owner: "Head of PPU".into(),
            published: day(self.get("published")),
            original_due: if self.get("original").is_empty() { self.due("due") } else { self.due("original") },
            facts: TaskFacts {
                rating: Rating::read(self.get_or("was", "Amber")),
                stage: Stage::read(self.get_or("was stage", "in progress")),
                due: self.due("due"),
                reason: self.get("was reason").into(),
                update: self.get("was update").into(),
                evidence: self.get("was evidence").into(),
                waiting_on: self.get("was waiting").into(),
                ..TaskFacts::default()
            },
            ..IssuedTask::default()
        }
    }

    /// What stands, or would stand: for a return, what was issued with what was typed.
    fn now(&self) -> TaskFacts {
        if self.source != Source::Returned {
            return TaskFacts {
                rating: Rating::read(self.get("rating")),
                stage: Stage::read(self.get_or("stage", "in progress")),
                due: self.due("due"),
                reason: self.get("reason").into(),
                update: self.get_or("update", "Work went on.").into(),
                evidence: self.get("evidence").into(),
                completed_on: day(self.get("completed")),
                waiting_on: self.get("waiting").into(),
                closed_how: ClosedHow::read(self.get("how")),
                ..TaskFacts::default()
            };
        }
        let mut now = self.issued().facts;
        let answers = self.returned(0).answers;
        take(&mut now.update, &answers.update);
        if answers.rating.said().is_some() {
            now.reason.clear();
        }
        take(&mut now.reason, &answers.reason);
        take(&mut now.evidence, &answers.evidence);
        take(&mut now.waiting_on, &answers.waiting_on);
        if let Some(rating) = answers.rating.said() {
            now.rating = Some(*rating);
            now.stage = Some(if *rating == Rating::Green { Stage::ForForceSignOff } else { Stage::InProgress });
        }
        if let Some(due) = answers.revised_due.said() {
            now.due = *due;
        } else if answers.revised_due.reading == Reading::Cleared && now.due.date.is_some() {
            now.due = Due::without_day(DueKind::NoneSet);
        }
        if let Some(date) = answers.completed_on.said() {
            now.completed_on = Some(*date);
        }
        if let Some(stage) = Stage::read(self.get("stage")) {
            now.stage = Some(stage);
        }
        now
    }

    /// The position of the cycle before.
    fn before(&self) -> Option<Position> {
        let said = self.cells.iter().any(|(heading, value)| heading.starts_with("last") && !value.is_empty());
        said.then(|| Position {
            cycle: "2021-11".into(),
            reference: self.reference.as_str().into(),
            rating: Rating::read(self.get("last")),
            stage: Stage::read(self.get_or("last stage", "in progress")),
            due: self.due("last due").date,
            due_kind: self.due("last due").kind,
            update: self.get("last update").into(),
            reason: self.get("last reason").into(),
            owner: self.get_or("last owner", "Head of PPU").into(),
            ..Position::default()
        })
    }

    /// The row as it came back: the form's columns from A on, the first task in row 8.
    fn returned(&self, at: usize) -> ReturnRow {
        let row = 7 + u32::try_from(at).expect("internal: a short table");
        let col = |column: &c::Column| {
            let col = c::RETURN.iter().position(|known| *known == column).expect("internal: a column of the form");
            u32::try_from(col).unwrap()
        };
        let text = |heading: &str, column: &c::Column| {
            let otherwise = if heading == "update" { "Work went on." } else { "" };
            answer(self.get_or(heading, otherwise), col(column), |typed| Some(typed.into()))
        };
        let answers = Answers {
            no_change: answer(self.get("no change"), col(&c::NO_CHANGE), |typed| YesNo::read(typed).map(|said| said == YesNo::Yes)),
            rating: answer(self.get("rating"), col(&c::RATING), Rating::read),
            update: text("update", &c::UPDATE),
            reason: text("reason", &c::REASON),
            evidence: text("evidence", &c::EVIDENCE),
            completed_on: answer(self.get("completed"), col(&c::COMPLETED_ON), day),
            revised_due: answer(self.get("new date"), col(&c::REVISED_DUE), |typed| Some(due(typed)).filter(|due| due.date.is_some())),
            reason_for_new_date: text("why", &c::REASON_NEW_DATE),
            waiting_on: text("waiting", &c::WAITING_ON),
            resources: text("resources", &c::RESOURCES),
        };
        ReturnRow {
            reference: self.reference.as_str().into(),
            place: Place { file: "north.xlsx".into(), sheet: "Return".into(), at: Some((row, col(&c::REF))) },
            answers,
            locked: if self.get("locked due").is_empty() {
                Vec::new()
            } else {
                vec![(c::DUE.heading, self.get("locked due").replace(" (", "\n(").into(), col(&c::DUE))]
            },
            hidden: false,
            merged: false,
            unknown: Vec::new(),
        }
    }
}

fn fill(register: &mut Register, row: &Row) {
    let (report, recommendation) = (report_of(&row.reference), recommendation_of(&row.reference));
    if register.report(report).is_none() {
        register.reports.push(Report {
            report: report.into(),
            title: "The poor relation".into(),
            published: Some(day(row.get("published")).unwrap_or_else(|| on("2019-07-17"))),
            ..Report::default()
        });
    }
    let original = if row.get("original").is_empty() { row.due("due") } else { row.due("original") };
    if register.recommendation(recommendation).is_none() {
        register.recommendations.push(Recommendation {
            reference: recommendation.into(),
            report: report.into(),
            no: recommendation.rsplit('/').next().unwrap_or("").into(),
            original_due: original.date,
            original_due_kind: original.kind,
            for_force: crate::model::words::ForTheForce::read(row.get("for force")),
            on_portal: crate::model::words::YesNo::read(row.get("portal")),
            linked_to: row.get("linked").into(),
            ..Recommendation::default()
        });
    }
    let mut task = Task {
        reference: row.reference.as_str().into(),
        recommendation: recommendation.into(),
        owner: row.get_or("owner", "Head of PPU").into(),
        ..Task::default()
    };
    task.set_facts(&row.now());
    register.tasks.push(task);
    register.positions.extend(row.before());
}

/// Two closed cycles and the open one.
fn cycles(register: &mut Register) {
    for (label, as_at, state) in [
        ("2021-05", "2021-05-20", CycleState::Closed),
        ("2021-11", "2021-11-20", CycleState::Closed),
        ("2022-03", "2022-03-31", CycleState::Open),
    ] {
        register.cycles.push(Cycle { cycle: label.into(), as_at: Some(on(as_at)), state: Some(state), ..Cycle::default() });
    }
}

fn answer<T>(typed: &str, col: u32, read: impl Fn(&str) -> Option<T>) -> Answer<T> {
    let reading = match typed {
        "" => Reading::Nothing,
        "-" => Reading::Cleared,
        typed => read(typed).map_or(Reading::Unfit, Reading::As),
    };
    let value = NaiveDate::parse_from_str(typed, "%Y-%m-%d").map_or_else(|_| Value::from(typed), Value::Date);
    Answer { value, col, reading, formula: false }
}

fn take(fact: &mut Text, answer: &Answer<Text>) {
    match &answer.reading {
        Reading::As(said) => fact.clone_from(said),
        Reading::Cleared => fact.clear(),
        Reading::Nothing | Reading::Unfit => {}
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    match read_date(text) {
        DateText::Day { date, .. } => Some(date),
        _ => None,
    }
}

fn due(text: &str) -> Due {
    match read_date(text) {
        DateText::Day { date, .. } => Due::day(date),
        DateText::Month { last_day } => Due::month(last_day),
        _ => DueKind::read(text).map_or(Due::default(), Due::without_day),
    }
}
