//! The master register: the only store of truth.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::sheet::Sheet;
use super::tables::{Cycle, Decision, Definition, Extension, Milestone, Owner, Paper, Position, Recommendation, Report, ReturnSeen, Task};
use super::text::folds_to;
use super::words::{CycleState, ForTheForce, Kind};

/// The schema that this build writes. A register of a higher one is refused; a lower one is upgraded on reading.
pub const SCHEMA: u32 = 1;

/// Every table of the register, and what else its workbook holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    pub reports: Vec<Report>,
    pub recommendations: Vec<Recommendation>,
    pub tasks: Vec<Task>,
    pub owners: Vec<Owner>,
    pub cycles: Vec<Cycle>,
    pub papers: Vec<Paper>,
    pub positions: Vec<Position>,
    pub extensions: Vec<Extension>,
    pub milestones: Vec<Milestone>,
    pub returns: Vec<ReturnSeen>,
    pub decisions: Vec<Decision>,
    pub definitions: Vec<Definition>,
    /// Headings of columns that we do not know, by sheet; their values stand in each row's `extra`.
    pub extra_columns: BTreeMap<String, Vec<String>>,
    /// Sheets that we do not know, kept as values in their places.
    pub extra_sheets: Vec<Sheet>,
}

impl Register {
    /// The report of that short name.
    #[must_use]
    pub fn report(&self, report: &str) -> Option<&Report> {
        self.reports.iter().find(|row| row.report == report)
    }

    /// The recommendation of that Ref.
    #[must_use]
    pub fn recommendation(&self, reference: &str) -> Option<&Recommendation> {
        self.recommendations.iter().find(|row| row.reference == reference)
    }

    /// The task of that Ref.
    #[must_use]
    pub fn task(&self, reference: &str) -> Option<&Task> {
        self.tasks.iter().find(|row| row.reference == reference)
    }

    /// The cycle of that label.
    #[must_use]
    pub fn cycle(&self, label: &str) -> Option<&Cycle> {
        self.cycles.iter().find(|row| row.cycle == label)
    }

    /// The cycle that takes returns; at most one is open.
    #[must_use]
    pub fn open_cycle(&self) -> Option<&Cycle> {
        self.cycles.iter().find(|row| row.state == Some(CycleState::Open))
    }

    /// Cycles in order of their as-at dates (labels settle a tie).
    #[must_use]
    pub fn cycles_in_order(&self) -> Vec<&Cycle> {
        let mut cycles: Vec<&Cycle> = self.cycles.iter().collect();
        cycles.sort_by(|a, b| (a.as_at, &a.cycle).cmp(&(b.as_at, &b.cycle)));
        cycles
    }

    /// The cycle before `label` in order of as-at dates.
    #[must_use]
    pub fn previous_cycle(&self, label: &str) -> Option<&Cycle> {
        let cycles = self.cycles_in_order();
        let at = cycles.iter().position(|cycle| cycle.cycle == label)?;
        at.checked_sub(1).and_then(|before| cycles.get(before).copied())
    }

    /// Recommendations that cycles up to `cycle` had positions of and that have no row any more, by their Refs: each with the
    /// newest position of each of its tasks, in order.
    #[must_use]
    pub fn lost(&self, cycle: &str) -> BTreeMap<&str, Vec<&Position>> {
        let known: HashSet<&str> = self.recommendations.iter().map(|row| row.reference.as_str()).collect();
        let missing =
            |position: &&Position| !known.contains(recommendation_of(&position.reference)) && !known.contains(position.reference.as_str());
        let mut missing = self.positions.iter().filter(missing).peekable();
        // A register is long, and seldom has lost anything.
        if missing.peek().is_none() {
            return BTreeMap::new();
        }
        let order = self.cycles_in_order();
        let upto = order.iter().position(|row| row.cycle == cycle).map_or(order.len(), |at| at + 1);
        let place: HashMap<&str, usize> = order.iter().take(upto).enumerate().map(|(at, row)| (row.cycle.as_str(), at)).collect();
        let tasks: HashMap<&str, &str> = self.tasks.iter().map(|task| (task.reference.as_str(), task.recommendation.as_str())).collect();
        let mut newest: BTreeMap<&str, BTreeMap<&str, (usize, &Position)>> = BTreeMap::new();
        for position in missing {
            let reference = position.reference.as_str();
            let of = tasks.get(reference).copied().unwrap_or_else(|| recommendation_of(reference));
            let Some(at) = place.get(position.cycle.as_str()).copied().filter(|_| !known.contains(of)) else { continue };
            let held = newest.entry(of).or_default().entry(reference).or_insert((at, position));
            if held.0 <= at {
                *held = (at, position);
            }
        }
        newest.into_iter().map(|(of, tasks)| (of, tasks.into_values().map(|(_, position)| position).collect())).collect()
    }

    /// The owner whom `text` names, by name or by one of the other spellings, folded.
    #[must_use]
    pub fn owner_named(&self, text: &str) -> Option<&Owner> {
        let folded = super::text::fold(text);
        self.owners
            .iter()
            .find(|owner| folds_to(&owner.owner, &folded))
            .or_else(|| self.owners.iter().find(|owner| owner.other_spellings().any(|spelling| folds_to(spelling, &folded))))
    }

    /// Like [`Self::owner_named`], on a day: a post that is no longer, or not yet, in force gives way to one in force that is
    /// also written so. So a post that was renamed or merged hands its tasks over by its dates alone.
    #[must_use]
    pub fn owner_on(&self, text: &str, day: Option<NaiveDate>) -> Option<&Owner> {
        let known = self.owner_named(text)?;
        let (Some(day), true) = (day, known.from.is_some() || known.to.is_some()) else { return Some(known) };
        if known.in_force(day) {
            return Some(known);
        }
        let folded = super::text::fold(text);
        let written_so = |owner: &&Owner| owner.other_spellings().any(|spelling| folds_to(spelling, &folded));
        Some(self.owners.iter().filter(|owner| owner.in_force(day)).find(written_so).unwrap_or(known))
    }

    /// The meanings of the colours in force at `cycle`: for each rating the last one whose cycle is not after it.
    #[must_use]
    pub fn definitions_at(&self, cycle: &str) -> Vec<&Definition> {
        let order = self.cycles_in_order();
        let place = |label: &str| order.iter().position(|known| known.cycle == label);
        let at = place(cycle).unwrap_or(usize::MAX);
        super::words::Rating::SPOKEN
            .iter()
            .filter_map(|rating| {
                self.definitions
                    .iter()
                    .filter(|row| {
                        row.rating == Some(*rating) && (row.from_cycle.is_empty() || place(&row.from_cycle).is_some_and(|from| from <= at))
                    })
                    .max_by_key(|row| if row.from_cycle.is_empty() { None } else { place(&row.from_cycle) })
            })
            .collect()
    }
}

impl Recommendation {
    /// One of those that figures count: for the force, wholly or in part, and no parent of others.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.for_force != Some(ForTheForce::No) && self.kind != Some(Kind::CauseOfConcern)
    }
}

impl Owner {
    /// How the owner is also written, as typed.
    pub fn other_spellings(&self) -> impl Iterator<Item = &str> {
        self.also_written.split([';', '\n']).filter(|spelling| !spelling.trim().is_empty())
    }

    /// True on the days on which the post exists.
    #[must_use]
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The recommendation's Ref of a task's Ref: without the dot and the task's own number.
#[must_use]
pub fn recommendation_of(task: &str) -> &str {
    task.rsplit_once('.').filter(|(_, n)| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit())).map_or(task, |(before, _)| before)
}

/// The report's short name of a recommendation's or task's Ref.
#[must_use]
pub fn report_of(reference: &str) -> &str {
    reference.split_once('/').map_or(reference, |(report, _)| report)
}
