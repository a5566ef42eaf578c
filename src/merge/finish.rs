//! The register after a merge, with a named outcome for every issued task and a tally that adds up.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::base::{LastMerge, MergedTask};
use super::settle::Settled;
use crate::model::due::Due;
use crate::model::facts::{Field, TaskFacts};
use crate::model::register::{recommendation_of, report_of};
use crate::model::returned::Asked;
use crate::model::rollup::{RolledUp, Shown, roll_up, travel, travel_shown};
use crate::model::settled::{AgreeRow, Choice, Clash};
use crate::model::tables::{Decision, Extension, Position, Recommendation, Row as _, Task};
use crate::model::text::{Text, fold};
use crate::model::words::{Direction, Stage};
use crate::model::{Lookup, Register, Settings};

/// What became of one issued task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The owner's answers went into the register.
    Merged,
    /// The owner said that nothing changed, or nothing at all.
    Unchanged,
    /// A query makes it wait.
    Queried,
    /// It waits until a chief officer agrees.
    Proposed,
    /// Owner and coordinator changed the same fact, differently.
    Clashed,
    /// Its owner sent nothing that could be read, or nothing that was filled in.
    NoReturn,
    /// Its owner's return lacks the row.
    MissingFromReturn,
    /// The coordinator closed it, or took it out, since it was issued.
    ClosedMeanwhile,
}

/// How many issued tasks ended how. The parts add up to `issued`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub issued: usize,
    pub merged: usize,
    pub unchanged: usize,
    pub queried: usize,
    pub clashed: usize,
    pub missing: usize,
}

impl Tally {
    /// Counts outcomes.
    #[must_use]
    pub fn of(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        let mut tally = Self::default();
        for outcome in outcomes {
            tally.issued += 1;
            match outcome {
                Outcome::Merged => tally.merged += 1,
                Outcome::Unchanged | Outcome::ClosedMeanwhile => tally.unchanged += 1,
                Outcome::Queried | Outcome::Proposed => tally.queried += 1,
                Outcome::Clashed => tally.clashed += 1,
                Outcome::NoReturn | Outcome::MissingFromReturn => tally.missing += 1,
            }
        }
        tally
    }

    /// True when the parts add up.
    #[must_use]
    pub const fn adds_up(&self) -> bool {
        self.issued == self.merged + self.unchanged + self.queried + self.clashed + self.missing
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "issued {} = merged {} + unchanged {} + queried {} + clashed {} + missing {}",
            self.issued, self.merged, self.unchanged, self.queried, self.clashed, self.missing
        )
    }
}

/// What the merge is told.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    pub cycle: &'a str,
    pub asked: &'a Asked<'a>,
    pub settings: &'a Settings,
    /// Owners of whom a return was read in which something is filled in.
    pub returned_owners: &'a BTreeSet<Text>,
    pub seen: Seen<'a>,
}

/// What the committee saw last, which the direction of travel is measured from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen<'a> {
    /// Its cycle; none when it saw none.
    pub cycle: Option<&'a str>,
    /// What its paper showed; none to take it from the positions up to that cycle.
    pub shown: Option<&'a BTreeMap<Text, Shown>>,
}

/// What the merge comes to.
#[derive(Clone, Debug, Default)]
pub struct Finished {
    pub register: Register,
    /// Every issued task once, in order of Refs.
    pub outcomes: BTreeMap<Text, Outcome>,
    pub tally: Tally,
    pub clashes: Vec<Clash>,
    pub agree: Vec<AgreeRow>,
    pub last: LastMerge,
}

/// Puts settled tasks into the register, save those that wait: `blocked` holds the Refs of tasks that a query makes wait.
/// `held` is the coordinator's side: the register without what an earlier merge wrote.
#[must_use]
pub fn finish(sides: &Sides<'_>, held: Register, settled: &[Settled], blocked: &BTreeSet<Text>) -> Finished {
    let mut finished = Finished { register: held, ..Finished::default() };
    super::note_first_dates(&mut finished.register);
    let issued = sides.asked.newest();
    let by_ref: HashMap<&str, &Settled> = settled.iter().map(|task| (task.reference.as_str(), task)).collect();
    let mut outcomes: Vec<(Text, Outcome)> = Vec::with_capacity(issued.len());
    let mut moves: Vec<Extension> = Vec::new();
    let Register { tasks, decisions, .. } = &mut finished.register;
    let decisions = decided(decisions, sides.cycle);
    finished.last.tasks.reserve_exact(issued.len());
    for task in tasks {
        let Some((_, was)) = issued.get(task.reference.as_str()) else { continue };
        let before = task.facts();
        let outcome = match by_ref.get(task.reference.as_str()) {
            _ if !before.is_open() && was.facts.is_open() => Outcome::ClosedMeanwhile,
            None if sides.returned_owners.contains(&was.owner) => Outcome::MissingFromReturn,
            None => Outcome::NoReturn,
            // An empty return is no answer.
            Some(settled) if settled.silent && !sides.returned_owners.contains(&was.owner) => Outcome::NoReturn,
            Some(settled) => {
                finished.clashes.extend(settled.clashes.iter().cloned());
                let outcome = outcome_of(settled, blocked, sides.settings);
                finished.agree.extend(agree_rows(settled, outcome, &decisions));
                if outcome == Outcome::Merged {
                    moves.extend(moved(settled, sides.cycle));
                    task.set_facts(&settled.facts);
                }
                outcome
            }
        };
        finished.last.tasks.push(MergedTask { reference: task.reference.clone(), before, after: task.facts() });
        outcomes.push((task.reference.clone(), outcome));
    }
    finished.outcomes = outcomes.into_iter().collect();
    // A task that the coordinator took out of the register since it was issued still ends in a named outcome.
    if finished.outcomes.len() < issued.len() {
        for reference in sides.asked.references() {
            finished.outcomes.entry(reference.into()).or_insert(Outcome::ClosedMeanwhile);
        }
    }
    finished.tally = Tally::of(finished.outcomes.values().copied());
    finished.register.extensions.extend(moves.iter().cloned());
    finished.last.extensions = moves;
    let positions = positions(&finished.register, sides.cycle, &by_ref, &finished.outcomes);
    // A history is long: no room is made for more of it.
    finished.register.positions.reserve_exact(positions.len());
    finished.register.positions.extend(positions);
    roll_up_all(&mut finished.register, sides.cycle, sides.seen);
    finished
}

fn outcome_of(settled: &Settled, blocked: &BTreeSet<Text>, settings: &Settings) -> Outcome {
    if !settled.clashes.is_empty() {
        return Outcome::Clashed;
    }
    if blocked.contains(&settled.reference) {
        return Outcome::Queried;
    }
    if settled.open_claims.iter().any(|claim| settings.agree.hold.iter().any(|hold| hold == claim.as_str())) {
        return Outcome::Proposed;
    }
    // What a decision put beside a 'No change' is merged as well.
    let nothing_new = settled.proposal.facts == settled.issued && settled.facts == settled.held;
    if nothing_new { Outcome::Unchanged } else { Outcome::Merged }
}

/// The move of a due date that the owner gave, or that was decided; one that was taken away moves to none.
fn moved(settled: &Settled, cycle: &str) -> Option<Extension> {
    let (from, to) = (settled.held.due, settled.facts.due);
    (!from.same_date(&to) && from.date.or(to.date).is_some()).then(|| Extension {
        reference: settled.reference.clone(),
        cycle: cycle.into(),
        from: from.date,
        from_kind: from.kind,
        to: to.date,
        to_kind: to.kind,
        reason: settled.move_reason().clone(),
        approved_by: settled.date_agreed_by.clone(),
        ..Extension::default()
    })
}

/// The decisions of a cycle by their Refs, in order.
fn decided<'a>(decisions: &'a [Decision], cycle: &str) -> HashMap<&'a str, Vec<&'a Decision>> {
    let mut by_ref: HashMap<&str, Vec<&Decision>> = HashMap::new();
    for decision in decisions.iter().filter(|decision| decision.cycle == cycle) {
        by_ref.entry(&decision.reference).or_default().push(decision);
    }
    by_ref
}

fn agree_rows(settled: &Settled, outcome: Outcome, decisions: &HashMap<&str, Vec<&Decision>>) -> Vec<AgreeRow> {
    // The last decision counts.
    let decided = |on: &str| {
        let decisions = decisions.get(settled.reference.as_str()).map_or(&[][..], Vec::as_slice);
        decisions.iter().rev().find(|decision| fold(&decision.rule_or_field) == on).copied()
    };
    settled
        .claims
        .iter()
        .map(|claim| {
            let (last_time, owner_says) = settled.claimed(*claim);
            // One that was made on other facts settles nothing any more.
            let stands = |decision: &&Decision| {
                decision.decided_on.is_empty() || decision.decided_on == settled.claim_digest(*claim, decision.decision)
            };
            let decision = decided(&claim.decided_as()).filter(stands);
            AgreeRow {
                reference: settled.reference.clone(),
                owner: settled.owner.clone(),
                claim: claim.as_str().into(),
                last_time,
                owner_says,
                suggested: "take the return".into(),
                // Where something else makes the row wait, none of it is in the register yet.
                held_back: match outcome {
                    Outcome::Queried | Outcome::Clashed => true,
                    Outcome::Proposed => settled.open_claims.contains(claim),
                    _ => false,
                },
                place: settled.place.clone(),
                choice: decision.map(Choice::of).unwrap_or_default(),
                committee_text: decided("committee text").map_or_else(Text::new, |decision| decision.value.clone()),
            }
        })
        .collect()
}

/// The positions that a cycle still lacks: of what came into the register since its last merge. The cycle's paper shows it too.
#[must_use]
pub fn positions_left(register: &Register, cycle: &str) -> Vec<Position> {
    positions(register, cycle, &HashMap::new(), &BTreeMap::new())
}

/// The cycle's positions, save those that it has: every task that is open, was asked about, or is closed and was not so in its
/// last position; and what the force was asked to do and nobody was given yet.
fn positions(register: &Register, cycle: &str, settled: &HashMap<&str, &Settled>, outcomes: &BTreeMap<Text, Outcome>) -> Vec<Position> {
    let recommendations: HashMap<&str, &Recommendation> =
        register.recommendations.iter().map(|row| (row.reference.as_str(), row)).collect();
    let reports: HashMap<&str, _> = register.reports.iter().map(|row| (row.report.as_str(), row)).collect();
    let previous = register.previous_cycle(cycle);
    let before: HashMap<&str, &Position> = previous.map_or_else(HashMap::new, |cycle| {
        register
            .positions
            .iter()
            .filter(|position| position.cycle == cycle.cycle)
            .map(|position| (position.reference.as_str(), position))
            .collect()
    });
    let seen_on = previous.and_then(|cycle| cycle.as_at);
    let texts: HashMap<&str, &Text> = register
        .decisions
        .iter()
        .filter(|decision| decision.cycle == cycle && fold(&decision.rule_or_field) == "committee text")
        .map(|decision| (decision.reference.as_str(), &decision.value))
        .collect();
    // A post has one name and many spellings: the paper shows the name.
    let as_at = register.cycle(cycle).and_then(|cycle| cycle.as_at);
    let lookup = Lookup::of(register);
    let mut names: HashMap<&str, &Text> = HashMap::new();
    for task in &register.tasks {
        names.entry(&task.owner).or_insert_with(|| lookup.owner_on(&task.owner, as_at).map_or(&task.owner, |known| &known.owner));
    }
    let told = Told::of(register, cycle, outcomes);
    let position_of = |reference: &Text, recommendation: Option<&&Recommendation>, facts: &TaskFacts| {
        let report = report_of(reference);
        let was = before.get(reference.as_str()).map(|position| roll_up([&position.facts()]));
        let published = reports.get(report).and_then(|row| row.published);
        let mut position = Position {
            cycle: cycle.into(),
            reference: reference.clone(),
            report: report.into(),
            no: recommendation.map_or_else(Text::new, |row| row.no.clone()),
            kind: recommendation.and_then(|row| row.kind),
            committee_text: texts.get(reference.as_str()).map_or_else(Text::new, |text| (*text).clone()),
            direction: travel(&roll_up([facts]), was.as_ref(), published, seen_on),
            ..Position::default()
        };
        position.set_facts(facts);
        position
    };
    let shown = register.tasks.iter().map(|task| (task, task.facts())).filter(|(task, facts)| {
        outcomes.contains_key(&task.reference) && !told.here.contains(task.reference.as_str()) || told.is_due(&task.reference, facts)
    });
    let made = shown.map(|(task, facts)| {
        let mut position = position_of(&task.reference, recommendations.get(recommendation_of(&task.reference)), &facts);
        position.owner = names.get(task.owner.as_str()).map_or_else(Text::new, |name| (*name).clone());
        if let Some(settled) = settled.get(task.reference.as_str()).filter(|settled| !settled.silent) {
            position.owners_rating = settled.proposal.facts.rating.filter(|rating| Some(*rating) != task.rating);
            position.file = (&*settled.place.file).into();
            position.sheet = (&*settled.place.sheet).into();
            position.cell = settled.place.cell().into();
            position.file_hash.clone_from(&settled.file_hash);
        }
        position
    });
    // Nearly every task has one: no more room is taken than that.
    let mut positions = Vec::with_capacity(register.tasks.len());
    positions.extend(made);
    let nobodys = told.nobodys.iter().map(|row| (row, standing(row))).filter(|(row, facts)| told.is_due(&row.reference, facts));
    positions.extend(nobodys.map(|(row, facts)| position_of(&row.reference, Some(row), &facts)));
    positions
}

/// What stands for a recommendation that nobody was given: what its own row says.
fn standing(row: &Recommendation) -> TaskFacts {
    TaskFacts {
        rating: row.rating,
        stage: row.stage.or(Some(Stage::AwaitingAllocation)),
        due: Due { date: row.due, kind: row.due_kind, set_by: row.due_set_by },
        waiting_on: row.waiting_on.clone(),
        closed_how: row.closed_how,
        ..TaskFacts::default()
    }
}

/// What positions have told already.
struct Told<'a> {
    /// What has its position in this cycle.
    here: HashSet<&'a str>,
    /// Of what is closed or nobody's: the newest position of an earlier cycle.
    last: HashMap<&'a str, (usize, &'a Position)>,
    /// Recommendations for the force that nobody has, or ever had, a task for.
    nobodys: Vec<&'a Recommendation>,
}

impl<'a> Told<'a> {
    fn of(register: &'a Register, cycle: &str, outcomes: &BTreeMap<Text, Outcome>) -> Self {
        let order = register.cycles_in_order();
        let earlier = order.iter().map(|row| row.cycle.as_str()).take_while(|label| *label != cycle);
        let place: HashMap<&str, usize> = earlier.enumerate().map(|(at, label)| (label, at)).collect();
        let of = |task: &'a Task| [task.recommendation.as_str(), recommendation_of(&task.reference)];
        let tasked: HashSet<&str> = register.tasks.iter().flat_map(of).collect();
        let mut nobodys: BTreeMap<&str, &Recommendation> = register
            .recommendations
            .iter()
            .filter(|row| row.is_counted() && !tasked.contains(row.reference.as_str()))
            .map(|row| (row.reference.as_str(), row))
            .collect();
        let closed = |task: &&Task| task.stage == Some(Stage::Closed) && !outcomes.contains_key(&task.reference);
        let wanted: HashSet<&str> =
            register.tasks.iter().filter(closed).map(|task| task.reference.as_str()).chain(nobodys.keys().copied()).collect();
        let mut told = Self { here: HashSet::new(), last: HashMap::new(), nobodys: Vec::new() };
        for position in &register.positions {
            let reference = position.reference.as_str();
            if position.cycle == cycle {
                told.here.insert(reference);
            }
            if wanted.contains(reference) {
                if let Some(at) = place.get(position.cycle.as_str()) {
                    let held = told.last.entry(reference).or_insert((*at, position));
                    if held.0 <= *at {
                        *held = (*at, position);
                    }
                }
            } else if !nobodys.is_empty() {
                // A task that was taken out of the register: its last position stands for the recommendation.
                nobodys.remove(recommendation_of(reference));
            }
        }
        told.nobodys = nobodys.into_values().collect();
        told
    }

    /// Open, or closed and not so when it was told last; and not told in this cycle yet.
    fn is_due(&self, reference: &str, facts: &TaskFacts) -> bool {
        let told = self.last.get(reference).is_some_and(|(_, position)| {
            let was = position.facts();
            facts.same(&was, Field::Rating) && facts.same(&was, Field::Stage)
        });
        !self.here.contains(reference) && (facts.is_open() || !told)
    }
}

/// The newest position of each task up to a cycle, by recommendation; of one that nobody was given, its own.
fn last_positions<'r>(register: &'r Register, upto: &str) -> HashMap<&'r str, Vec<&'r Position>> {
    let order = register.cycles_in_order();
    let last = order.iter().position(|row| row.cycle == upto).map_or(0, |at| at + 1);
    let place: HashMap<&str, usize> = order.iter().take(last).enumerate().map(|(at, row)| (row.cycle.as_str(), at)).collect();
    let mut newest: HashMap<&str, (usize, &Position)> = HashMap::new();
    for position in &register.positions {
        let Some(at) = place.get(position.cycle.as_str()) else { continue };
        let held = newest.entry(&position.reference).or_insert((*at, position));
        if held.0 <= *at {
            *held = (*at, position);
        }
    }
    let mut newest: Vec<&Position> = newest.into_values().map(|(_, position)| position).collect();
    newest.sort_unstable_by(|a, b| a.reference.cmp(&b.reference));
    let mut of: HashMap<&str, Vec<&Position>> = HashMap::new();
    for position in newest {
        of.entry(recommendation_of(&position.reference)).or_default().push(position);
    }
    // Once somebody has it, its own position says nothing any more.
    of.values_mut()
        .filter(|rows| rows.len() > 1)
        .for_each(|rows| rows.retain(|row| recommendation_of(&row.reference) != row.reference.as_str()));
    of
}

/// Brings every recommendation's rating, stage, date and direction up to its tasks. A decision on the recommendation overrides.
pub fn roll_up_all(register: &mut Register, cycle: &str, seen: Seen<'_>) {
    let mut tasks: HashMap<&str, Vec<&Task>> = HashMap::new();
    for task in &register.tasks {
        tasks.entry(recommendation_of(&task.reference)).or_default().push(task);
    }
    let previous = seen.cycle.and_then(|label| register.cycle(label));
    let seen_on = previous.and_then(|cycle| cycle.as_at);
    let before = previous.filter(|_| seen.shown.is_none()).map_or_else(HashMap::new, |previous| last_positions(register, &previous.cycle));
    let published: HashMap<&str, _> = register.reports.iter().map(|row| (row.report.as_str(), row.published)).collect();
    let decisions = decided(&register.decisions, cycle);
    let decided_before = previous.map_or_else(HashMap::new, |cycle| decided(&register.decisions, &cycle.cycle));
    let mut rolled: Vec<Option<(RolledUp, Option<Direction>)>> = Vec::with_capacity(register.recommendations.len());
    for row in &register.recommendations {
        rolled.push(tasks.get(row.reference.as_str()).map(|tasks| {
            let facts: Vec<TaskFacts> = tasks.iter().map(|task| task.facts()).collect();
            let mut now = roll_up(&facts);
            for decision in decisions.get(row.reference.as_str()).into_iter().flatten() {
                now.decide(decision);
            }
            let (was, was_shown) = match seen.shown {
                Some(shown) => (shown.get(&row.reference).map(|shown| shown.now), true),
                None => {
                    let rows = before.get(row.reference.as_str());
                    let mut was = rows.map(|rows| roll_up(&rows.iter().map(|row| row.facts()).collect::<Vec<_>>()));
                    for decision in decided_before.get(row.reference.as_str()).into_iter().flatten() {
                        was.iter_mut().for_each(|was| _ = was.decide(decision));
                    }
                    (was, rows.into_iter().flatten().any(|row| Some(row.cycle.as_str()) == seen.cycle))
                }
            };
            let published = published.get(row.report.as_str()).copied().flatten();
            (now, travel_shown(&now, was.as_ref(), was_shown, published, seen_on))
        }));
    }
    for (row, rolled) in register.recommendations.iter_mut().zip(rolled) {
        let Some((now, direction)) = rolled else { continue };
        row.rating = now.rating;
        row.stage = now.stage;
        row.direction = direction;
        if now.due.kind.is_some() || now.due.date.is_some() {
            (row.due, row.due_kind, row.due_set_by) = (now.due.date, now.due.kind, now.due.set_by);
        }
        // How it was closed once stays in its positions.
        row.closed_how = if now.is_open() { None } else { now.closed_how.or(row.closed_how) };
    }
    debug_assert!(register.recommendations.iter().all(|row| row.to_cells().len() == crate::model::tables::Recommendation::columns().len()));
}
