//! What each owner is asked in a cycle: from the register to packs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::model::facts::{Field, TaskFacts};
use crate::model::register::{recommendation_of, report_of};
use crate::model::returned::{Issued, IssuedTask, Pack};
use crate::model::tables::{Recommendation, Report, Task};
use crate::model::text::{Text, digest, fold};
use crate::model::words::Stage;
use crate::model::{Due, Lookup, Register};
use crate::workspace::names;

/// What a cycle asks for.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    pub cycle: &'a str,
    pub as_at: NaiveDate,
    pub return_by: NaiveDate,
    pub issued_on: NaiveDate,
    /// These owners only; all when empty. Their packs are made whole, also where they were issued before.
    pub owners: &'a [String],
    /// Only tasks whose date lies at most so many days after the as-at date, has passed, or is not known.
    pub due_within: Option<u32>,
}

/// The packs that are still to be issued: for each owner the open tasks that its packs do not hold yet.
#[must_use]
pub fn packs(register: &Register, issued: &Issued, ask: &Ask<'_>) -> Vec<Pack> {
    let facts = Facts::of(register, ask.cycle);
    let was_issued = already_issued(issued);
    let lookup = Lookup::of(register);
    // Each spelling is looked up once: a large register names the same owners over and over.
    let mut owners: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    let mut by_owner: BTreeMap<&str, (Vec<IssuedTask>, Vec<IssuedTask>)> = BTreeMap::new();
    for task in register.tasks.iter().filter(|task| task.stage != Some(Stage::Closed)) {
        let written = if task.owner.is_empty() { "TBC" } else { task.owner.as_str() };
        let (owner, named) = *owners.entry(written).or_insert_with(|| {
            let owner = lookup.owner_on(written, Some(ask.as_at)).map_or(written, |known| known.owner.as_str());
            (owner, ask.owners.is_empty() || ask.owners.iter().any(|wanted| is_owner(&lookup, wanted, owner, ask.as_at)))
        });
        let held_already = ask.owners.is_empty() && was_issued.contains(&(owner, task.reference.as_str()));
        if !named || held_already || !is_due_within(task, ask) {
            continue;
        }
        let asked = facts.issued_task(task, owner);
        let (tasks, pending) = by_owner.entry(owner).or_default();
        if task.stage == Some(Stage::PendingSignOff) { pending.push(asked) } else { tasks.push(asked) }
    }
    let mut taken: Vec<Text> = issued.packs.iter().map(|pack| pack.file.clone()).collect();
    let mut packs = Vec::new();
    for (owner, (tasks, pending)) in by_owner {
        if tasks.is_empty() {
            continue;
        }
        let issue = issued.packs.iter().filter(|pack| pack.owner == owner).map(|pack| pack.issue).max().unwrap_or(0) + 1;
        let base = if issue == 1 { names::safe(owner) } else { format!("{}-{issue}", names::safe(owner)) };
        let path = |name: &str| format!("cycles/{}/issued/{name}.xlsx", ask.cycle);
        let file = path(&names::distinct(&base, &|name| taken.iter().any(|known| *known == path(name))));
        taken.push(file.as_str().into());
        let mut pack = Pack {
            stamp: Text::new(),
            cycle: ask.cycle.into(),
            owner: owner.into(),
            file: file.into(),
            issued_on: Some(ask.issued_on),
            as_at: Some(ask.as_at),
            return_by: Some(ask.return_by),
            issue,
            correction: false,
            tasks,
            pending,
        };
        pack.stamp = stamp(&pack).into();
        packs.push(pack);
    }
    packs
}

/// What tells a pack from every other: nothing random, so that the same inputs give the same bytes.
#[must_use]
pub fn stamp(pack: &Pack) -> String {
    let said: Vec<Text> = pack
        .tasks
        .iter()
        .flat_map(|task| std::iter::once(task.reference.clone()).chain(Field::ALL.iter().map(|field| task.facts.shown(*field))))
        .collect();
    let kind = if pack.correction { "correction" } else { "issue" };
    let mut texts: Vec<&str> = vec![&pack.cycle, &pack.owner, kind];
    texts.extend(said.iter().map(Text::as_str));
    format!("{}/{}/{}{}/{}", pack.cycle, names::safe(&pack.owner), if pack.correction { "c" } else { "" }, pack.issue, digest(&texts))
}

/// True when both name the same post on that day, by its name or another spelling.
#[must_use]
pub fn is_owner(lookup: &Lookup<'_>, wanted: &str, owner: &str, day: NaiveDate) -> bool {
    let post = |text: &str| fold(lookup.owner_on(text, Some(day)).map_or(text, |known| known.owner.as_str()));
    post(wanted) == post(owner)
}

/// Every owner and Ref that the cycle's packs hold.
fn already_issued(issued: &Issued) -> BTreeSet<(&str, &str)> {
    let packs = issued.packs.iter().filter(|pack| !pack.correction);
    packs.flat_map(|pack| pack.tasks.iter().chain(&pack.pending).map(|task| (pack.owner.as_str(), task.reference.as_str()))).collect()
}

fn is_due_within(task: &Task, ask: &Ask<'_>) -> bool {
    let Some(days) = ask.due_within else { return true };
    let last = ask.as_at.checked_add_days(Days::new(u64::from(days)));
    task.due.is_none() || task.due <= last
}

/// The register's facts by Ref, looked up once.
struct Facts<'a> {
    reports: BTreeMap<&'a str, &'a Report>,
    recommendations: BTreeMap<&'a str, &'a Recommendation>,
    last: BTreeMap<&'a str, TaskFacts>,
    moves: BTreeMap<&'a str, u32>,
}

impl<'a> Facts<'a> {
    fn of(register: &'a Register, cycle: &str) -> Self {
        let mut last = BTreeMap::new();
        let as_at = register.cycle(cycle).and_then(|cycle| cycle.as_at);
        for known in
            register.cycles_in_order().into_iter().filter(|known| known.cycle != cycle && (as_at.is_none() || known.as_at <= as_at))
        {
            for position in register.positions.iter().filter(|position| position.cycle == known.cycle) {
                last.insert(position.reference.as_str(), position.facts());
            }
        }
        let mut moves: BTreeMap<&str, u32> = BTreeMap::new();
        for extension in &register.extensions {
            *moves.entry(extension.reference.as_str()).or_default() += 1;
        }
        Self {
            reports: register.reports.iter().map(|row| (row.report.as_str(), row)).collect(),
            recommendations: register.recommendations.iter().map(|row| (row.reference.as_str(), row)).collect(),
            last,
            moves,
        }
    }

    fn issued_task(&self, task: &Task, owner: &str) -> IssuedTask {
        let recommendation = recommendation_of(&task.reference);
        let row = self.recommendations.get(recommendation);
        let report = self.reports.get(report_of(&task.reference));
        let moves = |reference: &str| self.moves.get(reference).copied().unwrap_or(0);
        IssuedTask {
            reference: task.reference.clone(),
            report: report_of(&task.reference).into(),
            report_title: report.map_or_else(Text::new, |report| report.title.clone()),
            no: row.map_or_else(Text::new, |row| row.no.clone()),
            text: row.map_or_else(Text::new, |row| row.text.clone()),
            task: task.task.clone(),
            owner: owner.into(),
            published: report.and_then(|report| report.published),
            original_due: row.map_or_else(Due::default, |row| Due {
                date: row.original_due,
                kind: row.original_due_kind,
                set_by: row.original_due_set_by,
            }),
            times_extended: moves(recommendation) + if recommendation == task.reference { 0 } else { moves(&task.reference) },
            facts: task.facts(),
            last_time: self.last.get(task.reference.as_str()).cloned(),
            asked_again: Vec::new(),
            wrote: Vec::new(),
        }
    }
}
