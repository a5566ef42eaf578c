//! 100,000 rows through all rules: `cargo bench --bench rules`.
//!
//! First each rule's share of the whole is printed, then criterion measures the whole at three sizes, which shows that it is linear.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark looks at a clock and says what it saw")]

use std::hint::black_box;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use criterion::{BenchmarkId, Criterion, Throughput};

use rectrack::model::returned::{Answer, Answers, Asked, FileSeen, Issued, IssuedTask, Pack, Reading, Return, ReturnRow};
use rectrack::model::standing::Source;
use rectrack::model::tables::{Cycle, Owner, Position, Recommendation, Report, Task};
use rectrack::model::text::Text;
use rectrack::model::words::{CycleState, Rating, Stage};
use rectrack::model::{Due, Lookup, Place, Query, Register, Settings, Standing, TaskFacts, Value, Word as _};
use rectrack::rules::{self, Check, Context};

const ROWS: usize = 100_000;
/// Tasks of one report, and rows of one return.
const OF_ONE: usize = 20;

/// A register with that many tasks, what was issued of it, and what came back.
struct World {
    register: Register,
    settings: Settings,
    issued: Issued,
    returns: Vec<Return>,
    /// What the returns would make of the tasks.
    now: Vec<TaskFacts>,
    as_at: NaiveDate,
}

impl World {
    fn of(rows: usize) -> Self {
        let as_at = NaiveDate::from_ymd_opt(2022, 3, 31).unwrap_or_default();
        let mut world = Self {
            register: Register::default(),
            settings: Settings::default(),
            issued: Issued { cycle: "2022-03".into(), ..Issued::default() },
            returns: Vec::new(),
            now: Vec::new(),
            as_at,
        };
        for (cycle, days, state) in [("2021-11", 130, CycleState::Closed), ("2022-03", 0, CycleState::Open)] {
            let as_at = as_at.checked_sub_days(Days::new(days));
            world.register.cycles.push(Cycle { cycle: cycle.into(), as_at, state: Some(state), ..Cycle::default() });
        }
        for at in 0..rows {
            world.add(at);
        }
        world
    }

    fn add(&mut self, at: usize) {
        let (report, owner): (Text, Text) = (format!("report-{}", at / OF_ONE).into(), format!("Head of unit {}", at / OF_ONE).into());
        let published = NaiveDate::from_ymd_opt(2019, 7, 17);
        if at.is_multiple_of(OF_ONE) {
            self.register.reports.push(Report { report: report.clone(), title: report.clone(), published, ..Report::default() });
            self.register.owners.push(Owner { owner: owner.clone(), ..Owner::default() });
            self.returns.push(a_return(&owner));
            self.issued.packs.push(Pack { stamp: owner.clone(), owner: owner.clone(), cycle: "2022-03".into(), ..Pack::default() });
        }
        let recommendation: Text = format!("{report}/{}", at % OF_ONE + 1).into();
        let reference: Text = format!("{recommendation}.1").into();
        let issued = TaskFacts {
            rating: Rating::ALL.get(at % 4).copied(),
            stage: Some(if at % 4 == 3 { Stage::ForForceSignOff } else { Stage::InProgress }),
            due: Due { date: self.as_at.checked_add_days(Days::new(at as u64 % 400)), ..Due::day(self.as_at) },
            update: "January 2022 update: the first courses were held, and the policy was drawn up with the partners.".into(),
            reason: "No trainers until the new year".into(),
            evidence: "Minutes of 3 June".into(),
            waiting_on: "College of Policing".into(),
            ..TaskFacts::default()
        };
        // One row in ten is faulty: a share that a careless cycle has.
        let rating = Rating::ALL.get((at / 3) % 4).copied();
        let faulty = at % 10 == 9;
        let row = 8 + u32::try_from(at % OF_ONE).unwrap_or(0);
        let place = Place { file: "north.xlsx".into(), sheet: "Return".into(), at: Some((row, 0)) };
        let said = |col: u32, text: &str| Answer {
            value: Value::from(text),
            col,
            reading: if text.is_empty() { Reading::Nothing } else { Reading::As(text.into()) },
            formula: false,
        };
        let answers = Answers {
            rating: Answer {
                value: Value::from(rating.map_or("", |rating| rating.as_str())),
                col: 6,
                reading: rating.map_or(Reading::Nothing, Reading::As),
                formula: false,
            },
            update: said(7, "March 2022 update: all courses were held; the figures of the audit are attached to the minutes."),
            reason: said(8, if faulty { "" } else { "The audit of February" }),
            evidence: said(9, "Minutes of 1 March"),
            waiting_on: said(13, if faulty { "" } else { "Home Office" }),
            ..Answers::default()
        };
        let now = TaskFacts {
            rating,
            stage: Some(if rating == Some(Rating::Green) { Stage::ForForceSignOff } else { Stage::InProgress }),
            update: answers.update.said().cloned().unwrap_or_default(),
            reason: answers.reason.said().cloned().unwrap_or_default(),
            evidence: answers.evidence.said().cloned().unwrap_or_default(),
            ..issued.clone()
        };
        let mut task =
            Task { reference: reference.clone(), recommendation: recommendation.clone(), owner: owner.clone(), ..Task::default() };
        task.set_facts(&issued);
        self.register.tasks.push(task);
        self.register.recommendations.push(Recommendation {
            reference: recommendation,
            report: report.clone(),
            no: (at % OF_ONE + 1).to_string().into(),
            original_due: issued.due.date,
            due: issued.due.date,
            rating: issued.rating,
            stage: issued.stage,
            ..Recommendation::default()
        });
        let mut position =
            Position { cycle: "2021-11".into(), reference: reference.clone(), report: report.clone(), owner, ..Position::default() };
        position.set_facts(&issued);
        self.register.positions.push(position);
        if let (Some(pack), Some(returned)) = (self.issued.packs.last_mut(), self.returns.last_mut()) {
            pack.tasks.push(IssuedTask { reference: reference.clone(), report, published, facts: issued, ..IssuedTask::default() });
            let (locked, unknown) = (Vec::new(), Vec::new());
            returned.rows.push(ReturnRow { reference, place, answers, locked, hidden: false, merged: false, unknown });
        }
        self.now.push(now);
    }

    fn context<'a>(&'a self, asked: &'a Asked<'a>, lookup: &'a Lookup<'a>) -> Context<'a> {
        let today = self.as_at;
        Context {
            register: &self.register,
            lookup,
            settings: &self.settings,
            issued: Some(asked),
            cycle: "2022-03",
            as_at: self.as_at,
            today,
        }
    }

    fn standing(&self, at: usize) -> Option<Standing<'_>> {
        let pack = self.issued.packs.get(at / OF_ONE)?;
        let row = self.returns.get(at / OF_ONE)?.rows.get(at % OF_ONE)?;
        Some(Standing {
            source: Source::Returned,
            reference: &row.reference,
            owner: &pack.owner,
            report: self.register.reports.get(at / OF_ONE),
            recommendation: self.register.recommendations.get(at),
            now: self.now.get(at)?,
            issued: Some(&pack.tasks.get(at % OF_ONE)?.facts),
            before: self.register.positions.get(at),
            row: Some(row),
            move_reason: "",
            times_extended: 0,
            place: row.place.clone(),
            places: Vec::new(),
        })
    }

    fn standings(&self) -> impl Iterator<Item = Standing<'_>> {
        (0..self.now.len()).filter_map(|at| self.standing(at))
    }

    /// Everything that a merge runs.
    fn all(&self) -> Vec<Query> {
        let asked = Asked::of(&self.issued);
        let lookup = Lookup::of(&self.register);
        let context = self.context(&asked, &lookup);
        let mut queries: Vec<Query> = self.returns.iter().flat_map(|returned| rules::check_return(returned, &context)).collect();
        queries.extend(self.standings().flat_map(|standing| rules::check_standing(&standing, &context)));
        queries.extend(rules::check_register(&context));
        queries
    }
}

fn a_return(owner: &str) -> Return {
    let seen = FileSeen { file: format!("{owner}.xlsx").as_str().into(), ..file_seen() };
    Return {
        seen,
        stamp: owner.into(),
        cycle: "2022-03".into(),
        owner: owner.into(),
        issue: 1,
        template: 1,
        correction: false,
        filled_in_by: Text::new(),
        agreed_by: Text::new(),
        rows: Vec::new(),
        no_headings: None,
        pictures: Vec::new(),
        comments: Vec::new(),
        outside: Vec::new(),
        moved: Vec::new(),
        lost: Vec::new(),
    }
}

fn file_seen() -> FileSeen {
    FileSeen::named("")
}

/// Prints what each rule that looks at a task costs by itself, and its share of all of them.
fn shares(world: &World) {
    let asked = Asked::of(&world.issued);
    let lookup = Lookup::of(&world.register);
    let context = world.context(&asked, &lookup);
    let timed = |run: &dyn Fn() -> usize| {
        let best = (0..3).map(|_| {
            let begun = Instant::now();
            black_box(run());
            begun.elapsed().as_secs_f64()
        });
        best.fold(f64::INFINITY, f64::min)
    };
    let nothing = rules::named("past-due").filter(|_| false);
    let row = timed(&|| world.standings().filter(|standing| nothing.is_some() && standing.owner.is_empty()).count());
    let mut costs: Vec<(&str, f64)> = rules::all()
        .filter(|rule| matches!(rule.check, Check::Standing(_)))
        .map(|rule| {
            let alone = timed(&|| world.standings().map(|standing| rules::check_standing_alone(rule, &standing, &context).len()).sum());
            (rule.name, alone)
        })
        .collect();
    let least = costs.iter().map(|(_, cost)| *cost).fold(f64::INFINITY, f64::min);
    costs.iter_mut().for_each(|(_, cost)| *cost -= least);
    let whole = timed(&|| world.standings().map(|standing| rules::check_standing(&standing, &context).len()).sum());
    costs.sort_by(|a, b| b.1.total_cmp(&a.1));
    println!("{ROWS} tasks, all rules that look at a task: {:.0} ms, of which {:.0} ms build the standings", whole * 1e3, row * 1e3);
    for (name, cost) in costs.iter().take(10) {
        println!("  {:>5.1} %  {name}", cost / whole * 100.0);
    }
}

fn main() {
    shares(&World::of(ROWS));
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("rules");
    for rows in [ROWS / 10, ROWS / 2, ROWS] {
        let world = World::of(rows);
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_with_input(BenchmarkId::new("all", rows), &world, |bencher, world| bencher.iter(|| black_box(world.all().len())));
    }
    group.finish();
    criterion.final_summary();
}
