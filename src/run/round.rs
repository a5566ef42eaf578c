//! One round of check and merge, as values: what came back, what the rules say of it, what the register becomes.
//!
//! `check`, `merge` and `verify` all go through here; none of it touches a file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::decide;
use super::gather::Gathered;
use crate::consolidated::{self, PaperAsk, Shown};
use crate::merge::{self, Chosen, Finished, LastMerge, Seen, Settled, Sides};
use crate::model::facts::TaskFacts;
use crate::model::register::{recommendation_of, report_of};
use crate::model::returned::{Asked, FileSeen, Issued, Return, WasAsked};
use crate::model::standing::Source;
use crate::model::tables::{Decision, Position, Recommendation, Report, ReturnSeen, Task};
use crate::model::text::Text;
use crate::model::words::{ReturnOutcome, Word as _};
use crate::model::{Lookup, Place, Query, Register, Settings, Standing};
use crate::rules::{self, Context};

/// What a round is told.
#[derive(Debug)]
pub struct Told<'a> {
    pub register: Register,
    pub settings: &'a Settings,
    pub issued: &'a Issued,
    pub last: &'a LastMerge,
    pub gathered: &'a Gathered,
    /// Decisions that the coordinator typed since the last round.
    pub typed: &'a [Decision],
    pub cycle: &'a str,
    /// What the paper showed that the committee saw last; none where it was not kept.
    pub shown: Option<&'a BTreeMap<Text, Shown>>,
    pub today: NaiveDate,
}

/// What a round comes to.
#[derive(Debug)]
pub struct Round {
    pub finished: Finished,
    /// Every query, in a fixed order.
    pub queries: Vec<Query>,
    /// Every file with its outcome, in order of names.
    pub files: Vec<FileSeen>,
    pub settled: Vec<Settled>,
    /// Who is asked about some task.
    pub asked: WasAsked,
    /// Those of whom no return with an answer was read.
    pub missing_owners: Vec<String>,
    pub counts: Counts,
    /// The returns as decisions on their rows left them, where there were such.
    pub amended: Option<Vec<Return>>,
}

/// Files by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Returns that were read and count, late ones and empty ones included.
    pub read: usize,
    pub unreadable: usize,
    pub duplicate: usize,
    pub superseded: usize,
    pub voided: usize,
    pub late: usize,
}

/// Goes through one round.
#[must_use]
pub fn round(mut told: Told<'_>) -> Round {
    let asked = Asked::of(told.issued);
    let set_back = merge::set_back(&told.register, told.cycle, &asked);
    let mut held = merge::without_last_merge(std::mem::take(&mut told.register), told.cycle, told.last);
    merge::inherit(&mut held);
    let told = &told;
    let cycle_row = held.cycle(told.cycle);
    let as_at = told.issued.as_at.or(cycle_row.and_then(|cycle| cycle.as_at)).unwrap_or(told.today);
    let previous = held.previous_cycle(told.cycle).map(|cycle| cycle.cycle.clone());
    // Borrowed one by one: decisions are still to be recorded, and stamped.
    let (held_tasks, reports, recommendations) = (&held.tasks[..], &held.reports[..], &held.recommendations[..]);
    decide::record(&mut held.decisions, told.typed);
    let amended = decide::amended(&told.gathered.returns, told.issued, &held.decisions, told.cycle);
    let returns = amended.as_deref().unwrap_or(&told.gathered.returns);
    let (choice, tasks) = rayon::join(
        || merge::choose(returns, told.issued),
        || Tasks::of(held_tasks, reports, recommendations, before(&held.positions, previous.as_deref()), &asked),
    );
    // What the register no longer holds cannot be settled.
    let chosen: Vec<(&Chosen<'_>, &TaskFacts)> =
        choice.rows.iter().filter_map(|(reference, chosen)| Some((chosen, tasks.tasks.get(reference)?))).collect();
    let mut settled: Vec<Settled> = {
        let decisions = decide::by_ref(&held.decisions, told.cycle);
        let settle = |(chosen, held): &(&Chosen<'_>, &TaskFacts)| settle(chosen, held, &decisions, &[]);
        chosen.par_iter().map(settle).collect()
    };
    decide::stamp_claims(&mut held.decisions, told.cycle, &settled);
    let context = Context {
        register: &held,
        lookup: &Lookup::of(&held),
        settings: told.settings,
        issued: Some(&asked),
        cycle: told.cycle,
        as_at,
        today: told.today,
    };

    let (files, superseded) = files(told.gathered, returns, &choice.outcomes);
    let mut queries = rules::check_files(&files, &context);
    queries.extend(told.gathered.queries.iter().cloned());
    queries.extend(rules::as_set(set_back, &context));
    let of_returns: Vec<Vec<Query>> = returns
        .par_iter()
        .enumerate()
        .filter(|(at, _)| !superseded.contains(at))
        .map(|(_, ours)| rules::check_return(ours, &context))
        .collect();
    // A row that a newer return answers says nothing any more, save that two owners answer for one task.
    let stands = |query: &Query| {
        let chosen = choice.rows.get(query.reference.as_str());
        query.rule == "other-owners-row" || chosen.is_none_or(|chosen| chosen.candidate.from.seen.file == query.place.file)
    };
    queries.extend(of_returns.into_iter().flatten().filter(stands));
    queries.extend(rules::as_set(choice.queries.clone(), &context));

    let mut of_rows = check_returned(&tasks, settled.par_iter(), &choice.rows, &context);
    of_rows.extend(check_others(&tasks, &settled, &context));
    // Decisions on a rule's query that name a value speak of a fact: their tasks are settled again with them, and what the rules
    // say then may have been decided on as well.
    let rows = decide::Rows::of(&choice.rows, returns);
    let mut on_queries = decide::OnQueries::of(&held.decisions, told.cycle);
    let mut gained = on_queries.hear(queries.iter().chain(&of_rows), &rows);
    if !gained.is_empty() {
        let decisions = decide::by_ref(&held.decisions, told.cycle);
        while !gained.is_empty() {
            let again = settled.par_iter_mut().zip(&chosen).filter(|(task, _)| gained.contains(&task.reference));
            again.for_each(|(task, (chosen, held))| *task = settle(chosen, held, &decisions, &on_queries.facts_of(&task.reference)));
            let of_these = settled.par_iter().filter(|task| gained.contains(&task.reference));
            let said_again = check_returned(&tasks, of_these, &choice.rows, &context);
            of_rows.retain(|query| !gained.contains(&query.reference));
            gained = on_queries.hear(said_again.iter(), &rows);
            of_rows.extend(said_again);
        }
    }
    let kept = &on_queries.kept;
    for task in settled.iter_mut().filter(|task| kept.contains(&task.reference)) {
        task.facts = task.held.clone();
        task.proposal.facts = task.issued.clone();
        task.clashes.clear();
        task.open_claims.clear();
        task.claims.clear();
    }
    queries.extend(of_rows);
    queries.extend(rules::as_set(settled.iter().flat_map(|task| task.queries.iter().cloned()).collect(), &context));
    queries.extend(rules::as_set(std::mem::take(&mut on_queries.unclear), &context));
    on_queries.mark_accepted(&mut queries);
    let answered: BTreeSet<&str> = settled.iter().map(|task| task.reference.as_str()).collect();
    let blocked: BTreeSet<Text> = queries
        .iter()
        .filter(|query| query.blocks() && answered.contains(query.reference.as_str()))
        .map(|query| query.reference.clone())
        .collect();

    let returned_owners = asked.returned_owners(returns);
    let seen_in = consolidated::cycle_seen_last(&held, &PaperAsk::new(told.cycle, told.settings)).map(|cycle| cycle.cycle.clone());
    let seen = Seen { cycle: seen_in.as_deref(), shown: told.shown };
    let sides = Sides { cycle: told.cycle, asked: &asked, settings: told.settings, returned_owners: &returned_owners, seen };
    let mut finished = merge::finish(&sides, held, &settled, &blocked);
    finished.register.returns.extend(seen_rows(told, &files));
    let merged = Context {
        register: &finished.register,
        lookup: &Lookup::of(&finished.register),
        settings: told.settings,
        issued: Some(&asked),
        cycle: told.cycle,
        as_at,
        today: told.today,
    };
    let of_register = rules::check_register(&merged);
    queries.extend(rules::as_set(decide::on_register(&finished.register.decisions, told.cycle, &of_register), &merged));
    queries.extend(of_register);
    queries.sort_by(|a, b| {
        let order = |query: &Query| (query.severity, query.rule);
        let known = a.owner.cmp(&b.owner).then_with(|| order(a).cmp(&order(b)));
        // Words are made of their facts: only for queries that nothing else tells apart.
        known.then_with(|| (&a.reference, &a.place).cmp(&(&b.reference, &b.place))).then_with(|| a.says().cmp(&b.says()))
    });
    queries.dedup();
    let was_asked = told.issued.was_asked();
    let missing_owners = was_asked.owners.iter().filter(|owner| !returned_owners.contains(owner.as_str())).cloned().collect();
    let counts = counts(&files);
    Round { finished, queries, files, settled, asked: was_asked, missing_owners, counts, amended }
}

/// Settles one task with the decisions on it.
fn settle(chosen: &Chosen<'_>, held: &TaskFacts, decisions: &BTreeMap<&str, Vec<&Decision>>, on_queries: &[&Decision]) -> Settled {
    let on_it = decisions.get(chosen.candidate.row.reference.as_str()).map_or(&[][..], Vec::as_slice);
    merge::settle(chosen, held, on_it, on_queries)
}

/// Every file with its outcome, and the numbers of the returns that count for nothing.
fn files(gathered: &Gathered, returns: &[Return], outcomes: &BTreeMap<usize, ReturnOutcome>) -> (Vec<FileSeen>, BTreeSet<usize>) {
    let mut files = gathered.files.clone();
    let mut superseded = BTreeSet::new();
    for (at, ours) in returns.iter().enumerate() {
        let mut seen = ours.seen.clone();
        if let Some(outcome) = outcomes.get(&at) {
            seen.outcome = *outcome;
            if *outcome == ReturnOutcome::Superseded {
                superseded.insert(at);
            }
            if *outcome == ReturnOutcome::NothingFilledIn {
                seen.asks = if seen.without_headings {
                    "ask the owner for the form with its row of headings"
                } else {
                    "ask the owner to fill in at least 'No change' or a rating in each row"
                }
                .into();
            }
        }
        files.push(seen);
    }
    files.sort_by(|a, b| a.file.cmp(&b.file));
    (files, superseded)
}

fn counts(files: &[FileSeen]) -> Counts {
    let mut counts = Counts::default();
    for seen in files {
        match seen.outcome {
            ReturnOutcome::Read | ReturnOutcome::NothingFilledIn => counts.read += 1,
            ReturnOutcome::Late => {
                counts.read += 1;
                counts.late += 1;
            }
            ReturnOutcome::AlreadyReceived => counts.duplicate += 1,
            ReturnOutcome::Superseded => counts.superseded += 1,
            ReturnOutcome::Voided => counts.voided += 1,
            ReturnOutcome::Ignored | ReturnOutcome::Beside | ReturnOutcome::Opened | ReturnOutcome::Gone => {}
            _ => counts.unreadable += 1,
        }
    }
    counts
}

/// The rows of the table `Returns`.
fn seen_rows(told: &Told<'_>, files: &[FileSeen]) -> Vec<ReturnSeen> {
    let returns: BTreeMap<&str, &Return> = told.gathered.returns.iter().map(|ours| (&*ours.seen.file, ours)).collect();
    files
        .iter()
        .map(|seen| {
            let ours = returns.get(&*seen.file);
            let rows = ours.map(|ours| ours.rows.iter().filter(|row| !row.answers.is_empty()).count());
            ReturnSeen {
                cycle: told.cycle.into(),
                file: seen.file.to_string().into(),
                file_hash: seen.hash.clone(),
                owner: ours.map_or_else(Text::new, |ours| ours.owner.clone()),
                outcome: seen.outcome.as_str().into(),
                rows: rows.and_then(|rows| u32::try_from(rows).ok()),
                received: seen.received,
                asks: seen.asks.clone(),
                ..ReturnSeen::default()
            }
        })
        .collect()
}

/// The register's facts by Ref, looked up once.
struct Tasks<'a> {
    tasks: HashMap<&'a str, TaskFacts>,
    reports: HashMap<&'a str, &'a Report>,
    recommendations: HashMap<&'a str, &'a Recommendation>,
    before: HashMap<&'a str, &'a Position>,
    issued: &'a Asked<'a>,
    owners: HashMap<&'a str, &'a str>,
}

/// What the cycle before came to, by Ref.
fn before<'a>(positions: &'a [Position], previous: Option<&str>) -> HashMap<&'a str, &'a Position> {
    let of_it = positions.iter().filter(|position| Some(position.cycle.as_str()) == previous);
    of_it.map(|position| (position.reference.as_str(), position)).collect()
}

impl<'a> Tasks<'a> {
    fn of(
        tasks: &'a [Task],
        reports: &'a [Report],
        recommendations: &'a [Recommendation],
        before: HashMap<&'a str, &'a Position>,
        issued: &'a Asked<'a>,
    ) -> Self {
        Self {
            tasks: tasks.iter().map(|task| (task.reference.as_str(), task.facts())).collect(),
            reports: reports.iter().map(|row| (row.report.as_str(), row)).collect(),
            recommendations: recommendations.iter().map(|row| (row.reference.as_str(), row)).collect(),
            before,
            issued,
            owners: tasks.iter().map(|task| (task.reference.as_str(), task.owner.as_str())).collect(),
        }
    }

    fn standing<'s>(&'s self, reference: &'s str, now: &'s TaskFacts) -> Standing<'s> {
        let issued = self.issued.newest().get(reference).map(|(_, task)| *task);
        Standing {
            source: Source::Held,
            reference,
            owner: self.owners.get(reference).copied().unwrap_or(""),
            report: self.reports.get(report_of(reference)).copied(),
            recommendation: self.recommendations.get(recommendation_of(reference)).copied(),
            now,
            issued: issued.map(|task| &task.facts),
            before: self.before.get(reference).copied(),
            row: None,
            move_reason: "",
            times_extended: issued.map_or(0, |task| task.times_extended),
            place: Place::default(),
            places: Vec::new(),
        }
    }
}

/// What the rules say of tasks that were returned, as they would be merged.
fn check_returned<'s>(
    tasks: &Tasks<'_>,
    settled: impl ParallelIterator<Item = &'s Settled>,
    chosen: &BTreeMap<&str, Chosen<'_>>,
    context: &Context<'_>,
) -> Vec<Query> {
    let of_returned = settled.filter(|task| !task.says_nothing()).map(|task| {
        let Some(row) = chosen.get(task.reference.as_str()) else { return Vec::new() };
        let moved = u32::from(!task.held.due.same_date(&task.facts.due));
        // A fact that clashes or waits is looked at as the owner would have it.
        let mut standing = tasks.standing(&task.reference, &task.facts);
        standing.source = Source::Returned;
        standing.owner = &task.owner;
        standing.issued = Some(&row.issued.facts);
        standing.row = Some(row.candidate.row);
        standing.move_reason = task.move_reason();
        standing.times_extended += moved;
        standing.place = task.place.clone();
        rules::check_standing(&standing, context)
    });
    of_returned.flatten().collect()
}

/// What the rules say of the issued tasks that nobody answered, as the register holds them.
fn check_others(tasks: &Tasks<'_>, settled: &[Settled], context: &Context<'_>) -> Vec<Query> {
    let returned: HashSet<&str> = settled.iter().filter(|task| !task.says_nothing()).map(|task| task.reference.as_str()).collect();
    let asked = tasks.issued.newest();
    let others: Vec<&Task> = context
        .register
        .tasks
        .iter()
        .filter(|task| asked.contains_key(task.reference.as_str()) && !returned.contains(task.reference.as_str()))
        .collect();
    let of_others = others.par_iter().map(|task| {
        let facts = tasks.tasks.get(task.reference.as_str());
        facts.map_or_else(Vec::new, |facts| rules::check_standing(&tasks.standing(&task.reference, facts), context))
    });
    of_others.flatten().collect()
}
