//! The moves of a recommendation's due date, from everything that papers printed, in the order of their as-at dates.
//!
//! A later paper may print a chain shorter than an earlier one: the whole is kept. An older paper that comes in later
//! puts its dates where they belong.

use chrono::NaiveDate;

use crate::model::dates;
use crate::model::register::recommendation_of;
use crate::model::tables::{Extension, Milestone, Position};
use crate::model::text::{fold, tidy};
use crate::model::words::{DueKind, YesNo};
use crate::model::{Due, Register};

use super::due_chain::{self, Chain, Step};

/// One date of a timeline, with the cycle whose paper first printed it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stop {
    due: Due,
    cycle: String,
    reason: String,
    reported_to: String,
    /// A milestone that was met: what follows it is the next step, not a move of it.
    done: bool,
}

impl Stop {
    fn new(step: &Step, cycle: &str) -> Self {
        let (reason, reported_to) = (step.reason.clone(), step.reported_to.clone());
        Self { due: Due { set_by: None, ..step.due }, cycle: cycle.to_owned(), reason, reported_to, done: step.done }
    }
}

/// True when two dates mean the same: a month holds each of its days.
#[must_use]
pub fn same(a: &Due, b: &Due) -> bool {
    match (a.date, b.date) {
        (Some(one), Some(other)) => {
            one == other
                || ((a.kind == Some(DueKind::Month) || b.kind == Some(DueKind::Month))
                    && dates::last_of_month(one) == dates::last_of_month(other))
        }
        (None, None) => a.kind == b.kind,
        _ => false,
    }
}

/// The moves of one recommendation as the register's positions tell them.
#[must_use]
pub fn moves(register: &Register, recommendation: &str, inspectorate: &[String]) -> Vec<Extension> {
    let stops = stops(register, recommendation, inspectorate);
    stops
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] if !from.done => Some(Extension {
                reference: recommendation.into(),
                cycle: to.cycle.as_str().into(),
                from: from.due.date,
                from_kind: from.due.kind,
                to: to.due.date,
                to_kind: to.due.kind,
                reason: to.reason.as_str().into(),
                reported_to: to.reported_to.as_str().into(),
                ..Extension::default()
            }),
            _ => None,
        })
        .collect()
}

fn stops(register: &Register, recommendation: &str, inspectorate: &[String]) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    let positions = positions_in_order(register, recommendation);
    let first_cycle = positions.first().map_or("", |position| position.cycle.as_str());
    let mut met: Vec<Due> = Vec::new();
    if let Some(held) = register.recommendation(recommendation)
        && held.original_due.is_some()
    {
        let due = Due { date: held.original_due, kind: held.original_due_kind, set_by: None };
        stops.push(Stop::new(&Step { due, ..Step::default() }, ""));
        // The column of first dates may hold a chain of its own ('Nov-20 ... Now September 2021').
        let chain = due_chain::read(&held.original_due_printed, inspectorate);
        met.extend(chain.steps.iter().filter(|step| step.done).map(|step| step.due));
        stops.extend(chain.moves().filter(|step| !same(&step.due, &due)).map(|step| Stop::new(step, first_cycle)));
    }
    for position in positions {
        let chain = if position.due_printed.is_empty() { Chain::default() } else { due_chain::read(&position.due_printed, inspectorate) };
        met.extend(chain.steps.iter().filter(|step| step.done).map(|step| step.due));
        let mut printed: Vec<Stop> = chain.moves().map(|step| Stop::new(step, &position.cycle)).collect();
        let live = Due { date: position.due, kind: position.due_kind, set_by: None };
        if live.date.is_some() && printed.last().is_none_or(|last| !same(&last.due, &live)) {
            printed.push(Stop::new(&Step { due: live, ..Step::default() }, &position.cycle));
        }
        let last = printed.len().saturating_sub(1);
        for (nth, stop) in printed.into_iter().enumerate() {
            let known = if nth == last {
                // The date in force is a move whenever it differs from the last one, back to an earlier date included.
                stops.len().checked_sub(1).filter(|at| stops.get(*at).is_some_and(|held| same(&held.due, &stop.due)))
            } else {
                stops.iter().position(|held| same(&held.due, &stop.due))
            };
            if let Some(held) = known.and_then(|at| stops.get_mut(at)) {
                if held.reason.is_empty() {
                    held.reason = stop.reason;
                }
                if held.reported_to.is_empty() {
                    held.reported_to = stop.reported_to;
                }
            } else if nth == last {
                let reason = if stop.reason.is_empty() { spoken_reason(&position.reason, &position.update) } else { stop.reason };
                stops.push(Stop { reason, ..stop });
            } else {
                let at = stops.iter().position(|held| held.due.date > stop.due.date).unwrap_or(stops.len());
                // The first date stays first.
                stops.insert(at.max(usize::from(!stops.is_empty())), stop);
            }
        }
    }
    for stop in &mut stops {
        stop.done |= met.iter().any(|due| same(due, &stop.due));
    }
    stops
}

/// The first sentence that speaks of dates: what a paper says of a date that moved.
#[must_use]
pub fn spoken_reason(reason: &str, update: &str) -> String {
    const SPEAKS: &[&str] = &[
        "deadline",
        "timeline",
        "timescale",
        "extension",
        "extended",
        "due date",
        "target date",
        "new date",
        "review date",
        "revised date",
        "aligned",
        "delay",
        "slipp",
        "postpone",
        "rescheduled",
        "brought forward",
    ];
    [reason, update]
        .into_iter()
        .flat_map(|text| text.split(['\n', ';']).flat_map(|line| line.split(". ")))
        .find(|sentence| {
            let folded = fold(sentence);
            // 'The due date was set by ...' says who, not why.
            SPEAKS.iter().any(|word| folded.contains(word)) && !folded.contains("set by")
        })
        .map(|sentence| tidy(sentence.trim_start_matches(['-', '•', ' '])))
        .unwrap_or_default()
}

/// The positions of a recommendation's first task, oldest first.
#[must_use]
pub fn positions_in_order<'r>(register: &'r Register, recommendation: &str) -> Vec<&'r Position> {
    let mut positions: Vec<(Option<NaiveDate>, &Position)> = register
        .positions
        .iter()
        .filter(|position| recommendation_of(&position.reference) == recommendation)
        .map(|position| (register.cycle(&position.cycle).and_then(|cycle| cycle.as_at), position))
        .collect();
    positions.sort_by(|a, b| (a.0, &a.1.cycle, &a.1.reference).cmp(&(b.0, &b.1.cycle, &b.1.reference)));
    let first = positions.first().map(|(_, position)| position.reference.clone());
    positions.into_iter().filter(|(_, position)| Some(&position.reference) == first.as_ref()).map(|(_, position)| position).collect()
}

/// Brings the register's extensions of one recommendation up to date. `before` are its moves before the new position.
///
/// What people typed beside a move (who approved it) stays with it; a move that is now known in two steps is split.
pub fn bring_up_to_date(
    register: &mut Register,
    recommendation: &str,
    before: &[Extension],
    inspectorate: &[String],
    reason: Option<(&Due, &str)>,
) {
    let mut now = moves(register, recommendation, inspectorate);
    if let Some((to, words)) = reason {
        for step in now.iter_mut().filter(|step| step.reason.is_empty()) {
            if same(&Due { date: step.to, kind: step.to_kind, set_by: None }, to) {
                step.reason = words.into();
            }
        }
    }
    let is = |a: &Extension, b: &Extension| a.from == b.from && a.to == b.to;
    let mut carried: Vec<Extension> = Vec::new();
    for gone in before.iter().filter(|old| !now.iter().any(|step| is(step, old))) {
        if let Some(at) = register.extensions.iter().position(|held| held.reference == recommendation && is(held, gone)) {
            carried.push(register.extensions.remove(at));
        }
    }
    for mut step in now {
        let known = register.extensions.iter().any(|held| recommendation_of(&held.reference) == recommendation && is(held, &step));
        if known {
            continue;
        }
        if let Some(old) = carried.iter().find(|old| old.to == step.to) {
            if !old.reason.is_empty() {
                step.reason.clone_from(&old.reason);
            }
            if !old.reported_to.is_empty() {
                step.reported_to.clone_from(&old.reported_to);
            }
            step.approved_by.clone_from(&old.approved_by);
            step.extra.clone_from(&old.extra);
        }
        register.extensions.push(step);
    }
}

/// Adds the milestones that a chain prints; one that is known is only ever marked as done.
pub fn add_milestones(register: &mut Register, recommendation: &str, cycle: &str, chain: &Chain) {
    for step in chain.steps.iter().filter(|step| step.due.date.is_some() && (step.done || !step.what.is_empty())) {
        let known = register
            .milestones
            .iter_mut()
            .find(|held| held.reference == recommendation && same(&Due { date: held.due, kind: held.due_kind, set_by: None }, &step.due));
        match known {
            Some(held) => {
                if step.done {
                    held.done = Some(YesNo::Yes);
                }
            }
            None => register.milestones.push(Milestone {
                reference: recommendation.into(),
                cycle: cycle.into(),
                due: step.due.date,
                due_kind: step.due.kind,
                what: step.what.as_str().into(),
                done: Some(if step.done { YesNo::Yes } else { YesNo::No }),
                extra: Vec::new(),
            }),
        }
    }
}
