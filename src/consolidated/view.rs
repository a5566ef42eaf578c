//! The register as it stood in one cycle: each recommendation with what it is now, what it was, and how it got here.
//!
//! Everything comes from the positions up to that cycle, so that a past cycle's paper can be made again whatever happened
//! since. Only in an open cycle the tasks stand in where no position was taken yet; and what the committee saw last is what its
//! final paper showed, where that is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::ask::PaperAsk;
use super::grid::MOST_LINKS;
use super::lost::Lost;
use super::public::Edited;
use crate::model::columns::COMMITTEE_TEXT;
use crate::model::dates;
use crate::model::register::{recommendation_of, report_of};
use crate::model::rollup::{RolledUp, roll_up, travel_shown};
use crate::model::tables::{Cycle, Decision, Extension, Milestone, Paper, Position, Recommendation, Report, Task};
use crate::model::text::{Text, fold};
use crate::model::words::{CycleState, DecisionKind, Direction, Edition, Rating, Stage};
use crate::model::{Due, Field, Lookup, Register, TaskFacts};

/// The register as one cycle saw it.
pub(super) struct View<'a> {
    pub register: &'a Register,
    /// What earlier papers showed and the register no longer holds.
    lost: &'a Lost,
    pub ask: &'a PaperAsk<'a>,
    /// The cycles up to this one, in order; it is the last.
    pub cycles: Vec<&'a Cycle>,
    /// The place among them of the cycle that the committee saw last.
    pub seen: Option<usize>,
    /// None only for a cycle that the register does not date.
    pub as_at: Option<NaiveDate>,
    pub reports: Vec<&'a Report>,
    /// In the reports' order, then as the register lists them.
    pub recs: Vec<Rec<'a>>,
    /// What the last paper counted and this one does not show: it became non-public, say.
    pub gone: Vec<RolledUp>,
    /// Rows left out because they are not public.
    pub left_out: usize,
    pub edited: Edited,
    /// The lead of each owner, by the owner as positions name it.
    leads: BTreeMap<&'a str, &'a str>,
}

/// One recommendation.
pub(super) struct Rec<'a> {
    pub row: &'a Recommendation,
    pub report: &'a Report,
    pub tasks: Vec<TaskAt<'a>>,
    /// What the committee reads of it, once it has been put together.
    pub comments: OnceLock<Text>,
    pub now: RolledUp,
    /// What the committee saw last; none when it saw nothing.
    pub before: Option<RolledUp>,
    /// The paper that the committee saw last had a position of its own for it, or for one of its tasks.
    pub seen: bool,
    /// What it came to in each cycle up to this one; none while it did not exist.
    pub history: Vec<Option<RolledUp>>,
    pub direction: Option<Direction>,
    /// The cycle that its newest position comes from.
    pub of: usize,
    /// Why the rating or stage is not what its tasks come to.
    pub decided: Option<&'a Decision>,
    /// The words that the coordinator chose for the committee instead of the owners': comments and position.
    pub worded: (Option<&'a Text>, Option<&'a Text>),
    /// Moves of its date up to this cycle, in order.
    pub moves: Vec<&'a Extension>,
    /// Steps on the way to its date, as papers up to this cycle printed them, by date.
    pub milestones: Vec<&'a Milestone>,
    pub times_extended: usize,
    /// One of those that figures count: for the force, and no parent.
    pub counted: bool,
    /// The paper that the committee saw last counted it; none when that did not show it.
    pub counted_before: Option<bool>,
}

/// One task in the cycle.
pub(super) struct TaskAt<'a> {
    pub reference: &'a Text,
    pub owner: &'a str,
    pub facts: TaskFacts,
    pub committee_text: &'a str,
    /// Who had it, and its stage, in the paper that the committee saw last.
    pub before: Option<(&'a Text, Option<Stage>)>,
    /// The paper that the committee saw last had a position of its own for it.
    pub seen: bool,
    /// The position that it comes from; none where the task itself stands in.
    pub position: Option<&'a Position>,
    pub of: usize,
    /// Cycles in a row, up to this one, whose position says what the one before said.
    pub unchanged: usize,
    pub row: Option<&'a Task>,
}

impl Rec<'_> {
    /// Counted and not closed.
    pub(super) fn outstanding(&self) -> bool {
        self.counted && self.now.is_open()
    }

    /// Counted in the last paper and outstanding there.
    pub(super) fn was_outstanding(&self) -> bool {
        self.counted_before == Some(true) && self.before.is_some_and(|was| was.is_open())
    }

    /// Outstanding and in the last paper, which did not count it.
    pub(super) fn is_counted_anew(&self) -> bool {
        self.outstanding() && self.counted_before == Some(false)
    }

    /// The committee sees it for the first time, though its report is older than the last paper.
    pub(super) fn was_not_shown(&self) -> bool {
        self.before.is_none() && self.direction == Some(Direction::NotShownLastTime)
    }

    /// `yes` where figures count it, else `no`.
    pub(super) fn counted_word(&self) -> &'static str {
        if self.counted { "yes" } else { "no" }
    }

    /// Days past its date, where somebody should have finished it.
    pub(super) fn days_overdue(&self, as_at: Option<NaiveDate>) -> Option<i64> {
        let with_owner = self.tasks.iter().any(|task| task.facts.is_with_owner());
        let waits = !self.row.waiting_on.is_empty() || !with_owner && self.tasks.iter().any(|task| !task.facts.waiting_on.is_empty());
        days_left(&self.now, waits, as_at).filter(|days| *days < 0).map(|days| -days)
    }

    /// Days to its date, where it lies ahead.
    pub(super) fn days_left(&self, as_at: Option<NaiveDate>) -> Option<i64> {
        days_left(&self.now, false, as_at).filter(|days| *days >= 0)
    }

    /// Whole months from the first date to the one in force; none where either is missing.
    pub(super) fn months_slipped(&self) -> Option<i64> {
        Some(i64::from(dates::months_between(self.row.original_due?, self.now.due.date?)))
    }

    /// The first date.
    pub(super) fn original_due(&self) -> Due {
        Due { date: self.row.original_due, kind: self.row.original_due_kind, set_by: self.row.original_due_set_by }
    }

    /// Every owner once, in the order of the tasks.
    pub(super) fn owners(&self) -> String {
        let mut owners: Vec<&str> = Vec::new();
        for task in &self.tasks {
            if !task.owner.is_empty() && !owners.contains(&task.owner) {
                owners.push(task.owner);
            }
        }
        owners.join("; ")
    }
}

/// Days from the as-at day to the date, negative once it has passed. None where no date binds: closed, with a chief
/// officer or the inspectorate, or White that waits on somebody who is named.
pub(super) fn days_left(now: &RolledUp, waits: bool, as_at: Option<NaiveDate>) -> Option<i64> {
    let binds = match now.stage {
        Some(Stage::Closed | Stage::PendingSignOff | Stage::ForForceSignOff) => false,
        _ => !(now.rating == Some(Rating::White) && waits),
    };
    Some((now.due.date.filter(|_| binds)? - as_at?).num_days())
}

impl<'a> View<'a> {
    /// Looks at the register as the asked cycle saw it.
    pub(super) fn new(register: &'a Register, lost: &'a Lost, ask: &'a PaperAsk<'a>) -> Self {
        let open = register.cycle(ask.cycle).is_some_and(|cycle| cycle.state == Some(CycleState::Open));
        Self::seen_so(register, lost, ask, open)
    }

    /// The same, of a cycle that is taken for open or past.
    pub(super) fn seen_so(register: &'a Register, lost: &'a Lost, ask: &'a PaperAsk<'a>, open: bool) -> Self {
        let mut cycles = register.cycles_in_order();
        let at = cycles.iter().position(|cycle| cycle.cycle == ask.cycle);
        cycles.truncate(at.map_or(cycles.len(), |at| at + 1));
        let this = at.and_then(|at| cycles.get(at).copied());
        let as_at = ask.as_at.or_else(|| this.and_then(|cycle| cycle.as_at));
        let seen = seen_last(register, &cycles, ask);
        let mut view = Self {
            register,
            lost,
            ask,
            seen,
            as_at,
            reports: Vec::new(),
            recs: Vec::new(),
            gone: Vec::new(),
            left_out: 0,
            edited: Edited::new(register, ask.edition, as_at),
            leads: BTreeMap::new(),
            cycles,
        };
        if this.is_some() {
            view.fill(open);
            view.gone = view.gone();
        }
        view
    }

    /// What the last merge made of each recommendation, and what was decided since, stands for what its tasks say: they may have been
    /// edited after it.
    pub(super) fn take_merged(&mut self) {
        let mut decided: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
        for row in self.register.decisions.iter().filter(|row| row.cycle == self.ask.cycle) {
            decided.entry(&row.reference).or_default().push(row);
        }
        for rec in self.recs.iter_mut().filter(|rec| !rec.tasks.is_empty()) {
            rec.now = rec.row.rolled_up();
            for decision in decided.get(rec.row.reference.as_str()).into_iter().flatten() {
                rec.now.decide(decision);
            }
        }
    }

    /// The last cycle's label that the committee saw; empty when there was none.
    pub(super) fn seen_label(&self) -> &'a str {
        self.seen.and_then(|at| self.cycles.get(at)).map_or("", |cycle| &cycle.cycle)
    }

    /// The as-at day of the paper that the committee saw last.
    pub(super) fn seen_on(&self) -> Option<NaiveDate> {
        self.seen.and_then(|at| self.cycles.get(at)).and_then(|cycle| cycle.as_at)
    }

    /// Whether the rows of recommendations lead to one another and to the returns; a paper of more than
    /// [`MOST_LINKS`] goes without.
    pub(super) fn links(&self) -> bool {
        self.recs.len() <= MOST_LINKS
    }

    /// The recommendations of each report, in order, for the reports in order.
    pub(super) fn by_report(&self) -> Vec<(&'a Report, Vec<&Rec<'a>>)> {
        let mut of: BTreeMap<&str, Vec<&Rec<'a>>> = BTreeMap::new();
        for rec in &self.recs {
            of.entry(rec.report.report.as_str()).or_default().push(rec);
        }
        self.reports.iter().map(|report| (*report, of.remove(report.report.as_str()).unwrap_or_default())).collect()
    }

    /// Those that figures count.
    pub(super) fn counted(&self) -> impl Iterator<Item = &Rec<'a>> {
        self.recs.iter().filter(|rec| rec.counted)
    }

    fn fill(&mut self, open: bool) {
        let register = self.register;
        let last = self.cycles.len() - 1;
        let place: BTreeMap<&str, usize> = self.cycles.iter().enumerate().map(|(at, cycle)| (cycle.cycle.as_str(), at)).collect();
        let task_rows: BTreeMap<&str, &Task> = register.tasks.iter().map(|task| (task.reference.as_str(), task)).collect();
        let rows =
            || register.recommendations.iter().map(|row| (row, false)).chain(self.lost.recommendations.iter().map(|row| (row, true)));
        let known: BTreeSet<&str> = rows().map(|(row, _)| row.reference.as_str()).collect();
        // Task Ref -> cycle -> position. Two positions of one task in one cycle: the later row stands.
        let mut positions: BTreeMap<&str, BTreeMap<usize, &Position>> = BTreeMap::new();
        for position in &register.positions {
            if let Some(at) = place.get(position.cycle.as_str()) {
                positions.entry(&position.reference).or_default().insert(*at, position);
            }
        }
        let mut tasks_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for reference in positions.keys().copied().chain(task_rows.keys().copied().filter(|_| open)) {
            let rec = match task_rows.get(reference) {
                Some(task) => task.recommendation.as_str(),
                None if known.contains(reference) => reference,
                None => recommendation_of(reference),
            };
            tasks_of.entry(rec).or_default().insert(reference);
        }
        let moves = self.moves(&place);
        let mut milestones: BTreeMap<&str, Vec<&Milestone>> = BTreeMap::new();
        for row in register.milestones.iter().filter(|row| place.contains_key(row.cycle.as_str()) || register.cycle(&row.cycle).is_none()) {
            milestones.entry(&row.reference).or_default().push(row);
        }
        for steps in milestones.values_mut() {
            steps.sort_by_key(|step| step.due);
        }
        let mut decisions: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
        // A decision of an earlier cycle stands in the history of that cycle, and there alone.
        let mut decided_then: BTreeMap<&str, Vec<(usize, &Decision)>> = BTreeMap::new();
        for row in &register.decisions {
            match place.get(row.cycle.as_str()) {
                Some(at) if *at == last => decisions.entry(&row.reference).or_default().push(row),
                Some(at) if known.contains(row.reference.as_str()) => decided_then.entry(&row.reference).or_default().push((*at, row)),
                _ => {}
            }
        }
        let reports: BTreeMap<&str, &Report> =
            register.reports.iter().chain(&self.lost.reports).map(|row| (row.report.as_str(), row)).collect();
        let mut recs: BTreeMap<&str, Vec<Rec<'a>>> = BTreeMap::new();
        for (row, lost) in rows() {
            let Some(report) = reports.get(row.report.as_str()).or_else(|| reports.get(report_of(&row.reference))) else { continue };
            // While nobody was given it, it has positions of its own: they are no task's.
            let own = positions.get(row.reference.as_str()).filter(|_| !task_rows.contains_key(row.reference.as_str()));
            let mut refs: Vec<&'a str> = tasks_of.get(row.reference.as_str()).map(|refs| in_order(refs)).unwrap_or_default();
            refs.retain(|task| own.is_none() || *task != row.reference);
            // Of these there are as many as tasks: no room is made for more.
            let mut tasks: Vec<TaskAt<'a>> = Vec::with_capacity(refs.len());
            tasks.extend(refs.iter().filter_map(|task| self.task(positions.get(task), task_rows.get(task).copied(), open)));
            let shown = self.ask.shown.map(|shown| shown.get(&row.reference));
            // Whom a row was for that is no longer there, only the paper tells that showed it.
            let counted = row.is_counted() && (!lost || shown.flatten().is_none_or(|shown| shown.counted));
            // A recommendation that nobody was given yet stands for itself; what is not for the force, and parents, stand for
            // nothing without a task.
            if tasks.is_empty() && !(counted && (open || own.is_some())) {
                continue;
            }
            let mut history = history(&refs, own, &positions, self.cycles.len());
            for (at, decision) in decided_then.get(row.reference.as_str()).into_iter().flatten() {
                if let Some(Some(was)) = history.get_mut(*at) {
                    was.decide(decision);
                }
            }
            let seen = |held: &BTreeMap<usize, &Position>| self.seen.is_some_and(|seen| held.contains_key(&seen));
            let mut rec = Rec {
                row,
                report,
                comments: OnceLock::new(),
                now: roll_up(tasks.iter().map(|task| &task.facts)),
                before: match shown {
                    Some(shown) => shown.map(|shown| shown.now),
                    None => self.seen.and_then(|seen| history.get(seen).copied().flatten()),
                },
                seen: shown.flatten().is_some() || own.is_some_and(seen) || tasks.iter().any(|task| task.seen),
                history,
                direction: None,
                of: tasks.iter().map(|task| task.of).max().unwrap_or(last),
                decided: None,
                worded: (None, None),
                milestones: milestones.get(row.reference.as_str()).cloned().unwrap_or_default(),
                times_extended: times_extended(&row.reference, &refs, &moves),
                moves: std::iter::once(row.reference.as_str())
                    .chain(refs.iter().copied().filter(|task| *task != row.reference))
                    .flat_map(|reference| moves.get(reference).into_iter().flatten().copied())
                    .collect(),
                counted,
                counted_before: None,
                tasks,
            };
            rec.counted_before = rec.before.map(|_| shown.flatten().map_or(counted, |shown| shown.counted));
            if rec.tasks.is_empty() {
                let newest = own.and_then(|held| held.last_key_value()).filter(|(at, _)| **at == last || !open);
                rec.now = newest.map_or_else(|| of_row(row), |(_, position)| roll_up([&standing(position.facts(), "")]));
                rec.of = newest.map_or(last, |(at, _)| *at);
            }
            if open && rec.now.due.date.is_none() && rec.now.due.kind.is_none() {
                rec.now.due = due_of(row);
            }
            override_by(&mut rec, &decisions);
            if let Some(now) = rec.history.last_mut() {
                *now = Some(rec.now);
            }
            rec.direction = self.direction(&rec);
            recs.entry(&report.report).or_default().push(rec);
        }
        self.keep(recs);
    }

    /// The lead of an owner; empty where none is named.
    pub(super) fn lead_of(&self, owner: &str) -> &'a str {
        self.leads.get(owner).copied().unwrap_or_default()
    }

    /// Puts the reports in order and drops what this edition or this lead does not see.
    fn keep(&mut self, mut recs: BTreeMap<&'a str, Vec<Rec<'a>>>) {
        let lookup = Lookup::of(self.register);
        for owner in recs.values().flatten().flat_map(|rec| &rec.tasks).map(|task| task.owner).collect::<BTreeSet<&str>>() {
            self.leads.insert(owner, lookup.owner_named(owner).map_or("", |row| &row.lead));
        }
        let mut reports: Vec<&Report> = self
            .register
            .reports
            .iter()
            .chain(&self.lost.reports)
            .filter(|report| recs.contains_key(report.report.as_str()) || report.published.is_none_or(|day| Some(day) <= self.as_at))
            .collect();
        reports.sort_by_key(|report| report.published);
        if self.ask.settings.paper.newest_first {
            // Reports of one day keep the register's order.
            reports.sort_by_key(|report| std::cmp::Reverse(report.published));
        }
        for report in reports {
            let mut rows = recs.remove(report.report.as_str()).unwrap_or_default();
            let had = rows.len();
            let shown = self.edited.shows(report.access, report.access_until);
            rows.retain(|rec| shown && self.edited.shows(rec.row.access, rec.row.access_until));
            self.left_out += had - rows.len();
            if !shown && had == 0 {
                self.left_out += 1;
            }
            if let Some(lead) = self.ask.lead {
                rows.retain(|rec| self.leads(rec, lead));
            }
            let no_rows_at_all = had == 0 && shown && self.ask.lead.is_none();
            if no_rows_at_all || !rows.is_empty() {
                self.reports.push(report);
            }
            self.recs.append(&mut rows);
        }
    }

    /// What the last paper counted and this one does not show. A public edition tells nothing of what only a full one showed, and
    /// a lead's page nothing of other leads.
    fn gone(&self) -> Vec<RolledUp> {
        let alike = || last_paper(self.register, self.ask).is_some_and(|paper| paper.edition.unwrap_or(Edition::Full) == self.ask.edition);
        let Some(shown) = self.ask.shown.filter(|_| self.ask.lead.is_none() && alike()) else { return Vec::new() };
        let here: BTreeSet<&str> = self.recs.iter().map(|rec| rec.row.reference.as_str()).collect();
        shown.iter().filter(|(reference, was)| was.counted && !here.contains(reference.as_str())).map(|(_, was)| was.now).collect()
    }

    fn leads(&self, rec: &Rec<'_>, lead: &str) -> bool {
        let lead = fold(lead);
        let is = |name: &str| !name.is_empty() && fold(name) == lead;
        is(&rec.row.lead) || is(&rec.row.chief_lead) || rec.tasks.iter().any(|task| is(task.owner) || is(self.lead_of(task.owner)))
    }

    fn task(&self, positions: Option<&BTreeMap<usize, &'a Position>>, row: Option<&'a Task>, open: bool) -> Option<TaskAt<'a>> {
        let last = self.cycles.len() - 1;
        let newest = positions.and_then(|held| held.last_key_value()).map(|(at, position)| (*at, *position));
        let before = self.seen.and_then(|seen| positions?.range(..=seen).next_back()).map(|(_, p)| (&p.owner, p.stage));
        let (facts, owner, committee_text, position, of) = match (newest, row) {
            (Some((at, position)), _) if at == last || !open => {
                (position.facts(), position.owner.as_str(), position.committee_text.as_str(), Some(position), at)
            }
            (newest, Some(row)) if open => {
                let text = newest.map_or("", |(_, position)| position.committee_text.as_str());
                // The committee's words of an earlier cycle belong to that cycle's update.
                let text = if newest.is_some_and(|(_, position)| position.update == row.update) { text } else { "" };
                (row.facts(), row.owner.as_str(), text, newest.map(|(_, position)| position), newest.map_or(last, |(at, _)| at))
            }
            (Some((at, position)), _) => (position.facts(), position.owner.as_str(), position.committee_text.as_str(), Some(position), at),
            (None, _) => return None,
        };
        let seen = self.seen.is_some_and(|seen| positions.is_some_and(|held| held.contains_key(&seen)));
        let facts = standing(facts, owner);
        let reference = row.map(|row| &row.reference).or_else(|| Some(&newest?.1.reference))?;
        Some(TaskAt { reference, owner, seen, unchanged: positions.map_or(0, unchanged), facts, committee_text, before, position, of, row })
    }

    fn moves(&self, place: &BTreeMap<&str, usize>) -> BTreeMap<&'a str, Vec<&'a Extension>> {
        let mut moves: BTreeMap<&str, Vec<&Extension>> = BTreeMap::new();
        let later = |cycle: &str| !place.contains_key(cycle) && self.register.cycle(cycle).is_some();
        for row in self.register.extensions.iter().filter(|row| !later(&row.cycle)) {
            moves.entry(&row.reference).or_default().push(row);
        }
        moves
    }

    fn direction(&self, rec: &Rec<'_>) -> Option<Direction> {
        travel_shown(&rec.now, rec.before.as_ref(), rec.seen, rec.report.published, self.seen_on())
    }
}

/// What a recommendation that nobody was given comes to.
fn of_row(row: &Recommendation) -> RolledUp {
    RolledUp { stage: row.stage.or(Some(Stage::AwaitingAllocation)), ..row.rolled_up() }
}

/// Facts as the paper reads them: what has no owner and no stage awaits allocation.
fn standing(mut facts: TaskFacts, owner: &str) -> TaskFacts {
    if facts.stage.is_none() && owner.trim().is_empty() {
        facts.stage = Some(Stage::AwaitingAllocation);
    }
    facts
}

fn due_of(row: &Recommendation) -> Due {
    Due { date: row.due, kind: row.due_kind, set_by: row.due_set_by }
}

/// Task Refs in the order of their own numbers: `x/1.2` before `x/1.10`.
fn in_order<'a>(refs: &BTreeSet<&'a str>) -> Vec<&'a str> {
    let mut refs: Vec<&str> = refs.iter().copied().collect();
    let number = |reference: &str| reference.rsplit_once('.').and_then(|(_, n)| n.parse::<u32>().ok());
    refs.sort_by_key(|reference| (number(reference), *reference));
    refs
}

fn times_extended(reference: &str, tasks: &[&str], moves: &BTreeMap<&str, Vec<&Extension>>) -> usize {
    let of = |reference: &str| moves.get(reference).map_or(0, Vec::len);
    // A move of the recommendation and the moves of its tasks are told apart by their Refs; tasks that moved together moved once.
    of(reference) + tasks.iter().filter(|task| **task != reference).map(|task| of(task)).max().unwrap_or(0)
}

fn unchanged(positions: &BTreeMap<usize, &Position>) -> usize {
    let newest_first: Vec<&Position> = positions.values().rev().copied().collect();
    newest_first
        .windows(2)
        .take_while(|pair| {
            let (now, before) = (pair[0].facts(), pair[1].facts());
            [Field::Rating, Field::Stage, Field::Due, Field::Update].iter().all(|field| now.same(&before, *field))
        })
        .count()
}

/// What a recommendation came to in each cycle: what its tasks came to, and before it had one, what its `own` positions said.
fn history(
    tasks: &[&str],
    own: Option<&BTreeMap<usize, &Position>>,
    positions: &BTreeMap<&str, BTreeMap<usize, &Position>>,
    cycles: usize,
) -> Vec<Option<RolledUp>> {
    let held: Vec<&BTreeMap<usize, &Position>> = tasks.iter().filter_map(|task| positions.get(task)).collect();
    let mut facts: Vec<Option<TaskFacts>> = vec![None; held.len()];
    let mut nobodys: Option<TaskFacts> = None;
    let said = |position: &&Position| standing(position.facts(), &position.owner);
    (0..cycles)
        .map(|at| {
            for (known, positions) in facts.iter_mut().zip(&held) {
                if let Some(position) = positions.get(&at) {
                    *known = Some(said(position));
                }
            }
            nobodys = own.and_then(|own| own.get(&at)).map(said).or_else(|| nobodys.take());
            let of_tasks = facts.iter().any(Option::is_some).then(|| roll_up(facts.iter().flatten()));
            of_tasks.or_else(|| nobodys.as_ref().map(|facts| roll_up([facts])))
        })
        .collect()
}

/// The paper that the asked one is measured against: the last final one, or supplement to it, that the same committee got of the
/// cycle that it saw last. None where there was none; a full paper is not measured against a public one, which shows less.
#[must_use]
pub fn last_paper<'r>(register: &'r Register, ask: &PaperAsk<'_>) -> Option<&'r Paper> {
    let mut cycles = register.cycles_in_order();
    cycles.truncate(cycles.iter().position(|cycle| cycle.cycle == ask.cycle)? + 1);
    let seen = cycles.get(seen_last(register, &cycles, ask)?)?;
    let of = |edition| register.papers.iter().rev().find(|paper| paper.cycle == seen.cycle && was_sent(paper, ask, edition));
    of(ask.edition).or_else(|| of(Edition::Full))
}

/// Of each cycle before the asked one, as far back as the trend goes: the last paper that the same committee got in the same edition.
#[must_use]
pub fn earlier_papers<'r>(register: &'r Register, ask: &PaperAsk<'_>) -> Vec<&'r Paper> {
    let mut cycles = register.cycles_in_order();
    cycles.truncate(cycles.iter().position(|cycle| cycle.cycle == ask.cycle).unwrap_or(0));
    let last = |cycle: &&Cycle| register.papers.iter().rev().find(|row| row.cycle == cycle.cycle && was_sent(row, ask, ask.edition));
    cycles.iter().rev().take(super::summary::TREND).filter_map(last).collect()
}

/// True of a final paper, or a supplement to one, for the asked committee.
fn was_sent(paper: &Paper, ask: &PaperAsk<'_>, edition: Edition) -> bool {
    let version = fold(&paper.version);
    let to_them = fold(&paper.committee) == fold(ask.committee()) && paper.edition.unwrap_or(Edition::Full) == edition;
    to_them && (version == "final" || version.starts_with("supplement"))
}

/// The last cycle before the asked one that its committee saw.
#[must_use]
pub fn cycle_seen_last<'r>(register: &'r Register, ask: &PaperAsk<'_>) -> Option<&'r Cycle> {
    let mut cycles = register.cycles_in_order();
    cycles.truncate(cycles.iter().position(|cycle| cycle.cycle == ask.cycle)? + 1);
    cycles.get(seen_last(register, &cycles, ask)?).copied()
}

/// The last cycle that the committee saw: every cycle, save those whose final papers went to other committees only.
fn seen_last(register: &Register, cycles: &[&Cycle], ask: &PaperAsk<'_>) -> Option<usize> {
    let before = cycles.len().checked_sub(1)?;
    if let Some(previous) = ask.previous {
        return cycles.iter().take(before).position(|cycle| cycle.cycle == previous);
    }
    let committee = fold(ask.committee());
    (0..before).rev().find(|at| {
        let cycle = cycles.get(*at).map_or("", |cycle| cycle.cycle.as_str());
        let mut finals = register.papers.iter().filter(|paper| paper.cycle == cycle && fold(&paper.version) == "final").peekable();
        finals.peek().is_none() || finals.any(|paper| fold(&paper.committee) == committee)
    })
}

/// A decision on a recommendation's rating or stage stands above what its tasks come to; so do words chosen for the committee.
fn override_by<'a>(rec: &mut Rec<'a>, decisions: &BTreeMap<&str, Vec<&'a Decision>>) {
    let on = |reference: &str| {
        decisions.get(reference).into_iter().flatten().copied().filter(|row| row.decision == Some(DecisionKind::UseValue))
    };
    let speaks = |row: &&Decision| fold(&row.rule_or_field) == fold(COMMITTEE_TEXT.heading);
    for task in &mut rec.tasks {
        if let Some(decision) = on(task.reference).rfind(speaks) {
            task.committee_text = &decision.value;
        }
    }
    for decision in on(&rec.row.reference) {
        if speaks(&decision) {
            rec.worded.0 = Some(&decision.value);
        } else if Field::headed(&decision.rule_or_field) == Some(Field::Reason) {
            rec.worded.1 = Some(&decision.value);
        } else if rec.now.decide(decision) {
            rec.decided = Some(decision);
        }
    }
}
