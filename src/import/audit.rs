//! What only a second paper shows: rows that vanish, colours printed as new, the direction of travel.

use crate::model::facts::{Field, TaskFacts};
use crate::model::lookup::is_to_be_confirmed;
use crate::model::register::recommendation_of;
use crate::model::rollup::{roll_up, travel};
use crate::model::tables::{Cycle, Position};
use crate::model::words::Severity;
use crate::model::{Due, Place, Query, Register};

use super::enter::{Entering, rating_word};
use super::paper::Paper;
use super::words;

/// Everything that the register with the new positions shows.
pub(super) fn audit(entering: &mut Entering<'_>, paper: &Paper) {
    travel_of_cycle(&mut entering.register, entering.intake.cycle);
    let (before, after) = neighbours(&entering.register, entering.intake.cycle);
    if let Some(after) = &after {
        travel_of_cycle(&mut entering.register, &after.cycle);
    }
    printed_new(entering, paper, before.as_ref());
    vanished(entering, before.as_ref(), after.as_ref());
    notes_for_missing_columns(entering, paper);
    owners_to_come(entering, before.as_ref());
    moved_in_paper(entering, before.as_ref());
    let register = &entering.register;
    for row in &mut entering.rows {
        let times = register.extensions.iter().filter(|held| recommendation_of(&held.reference) == row.reference).count();
        row.times_extended = u32::try_from(times).unwrap_or(u32::MAX);
    }
}

/// The cycles with positions before and after this one, in the order of their as-at dates.
fn neighbours(register: &Register, cycle: &str) -> (Option<Cycle>, Option<Cycle>) {
    let cycles: Vec<&Cycle> = register
        .cycles_in_order()
        .into_iter()
        .filter(|known| known.cycle == cycle || register.positions.iter().any(|position| position.cycle == known.cycle))
        .collect();
    let Some(at) = cycles.iter().position(|known| known.cycle == cycle) else { return (None, None) };
    let before = at.checked_sub(1).and_then(|before| cycles.get(before)).map(|cycle| (*cycle).clone());
    (before, cycles.get(at + 1).map(|cycle| (*cycle).clone()))
}

/// Computes the direction of travel of every position of a cycle against the cycle before it.
fn travel_of_cycle(register: &mut Register, cycle: &str) {
    let (before, _) = neighbours(register, cycle);
    let seen_on = before.as_ref().and_then(|before| before.as_at);
    let directions: Vec<_> = register
        .positions
        .iter()
        .enumerate()
        .filter(|(_, position)| position.cycle == cycle)
        .map(|(at, position)| {
            let held = before.as_ref().and_then(|before| {
                register.positions.iter().find(|held| held.cycle == before.cycle && held.reference == position.reference)
            });
            let up = |facts: &TaskFacts| roll_up([facts]);
            let published = register.report(&position.report).and_then(|report| report.published);
            (at, travel(&up(&position.facts()), held.map(|held| up(&held.facts())).as_ref(), published, seen_on))
        })
        .collect();
    let newest = register
        .cycles_in_order()
        .iter()
        .rev()
        .find(|known| register.positions.iter().any(|position| position.cycle == known.cycle))
        .map(|known| known.cycle.clone());
    for (at, direction) in directions {
        let Some(position) = register.positions.get_mut(at) else { continue };
        position.direction = direction;
        let recommendation = recommendation_of(&position.reference).to_owned();
        if newest.as_deref() == Some(cycle)
            && let Some(held) = register.recommendations.iter_mut().find(|known| known.reference == recommendation)
        {
            held.direction = direction;
        }
    }
}

/// 'NEW GREEN' is Green now and not before: computed, and compared with what is printed.
fn printed_new(entering: &mut Entering<'_>, paper: &Paper, before: Option<&Cycle>) {
    let Some(before) = before else { return };
    let mut raised = Vec::new();
    for row in &entering.rows {
        let position = |cycle: &str| entering.register.positions.iter().find(|held| held.cycle == cycle && held.reference == row.task);
        let (Some(now), Some(held)) = (position(entering.intake.cycle), position(&before.cycle)) else { continue };
        let changed = now.rating != held.rating;
        let query = if row.printed_new && !changed {
            Query::new("printed-new-differs", Severity::Warning, &words::PRINTED_NEW)
                .fact("printed", now.status_printed.split_whitespace().collect::<Vec<_>>().join(" "))
                .fact("rating", rating_word(held.rating))
                .fact("cycle", before.cycle.clone())
        } else if paper.prints_new && changed && !row.printed_new && now.rating.is_some() {
            Query::new("printed-new-differs", Severity::Warning, &words::PRINTED_NOT_NEW)
                .fact("rating", rating_word(now.rating))
                .fact("before", rating_word(held.rating))
                .fact("cycle", before.cycle.clone())
        } else {
            continue;
        };
        raised.push(query.about(&now.owner, &row.report, &row.reference).at(row.place.clone()));
    }
    entering.queries.extend(raised);
}

/// A row that was open in one paper and is gone in the next, with no final colour between.
fn vanished(entering: &mut Entering<'_>, before: Option<&Cycle>, after: Option<&Cycle>) {
    let cycle = entering.intake.cycle;
    let mut raised = Vec::new();
    let register = &entering.register;
    let of = |label: &str| -> Vec<&Position> { register.positions.iter().filter(|position| position.cycle == label).collect() };
    let place = |position: &Position| Place {
        file: position.file.as_str().into(),
        sheet: position.sheet.as_str().into(),
        at: crate::model::place::cell_at(&position.cell),
    };
    for (earlier, later, words) in [
        (before.map(|before| before.cycle.as_str()), Some(cycle), &words::VANISHED),
        (Some(cycle), after.map(|after| after.cycle.as_str()), &words::VANISHED_LATER),
    ] {
        let (Some(earlier), Some(later)) = (earlier, later) else { continue };
        let shown = of(later);
        let earlier_positions = of(earlier);
        // Papers that share no report at all belong to different series: nothing vanished between them.
        if !earlier_positions.iter().any(|held| shown.iter().any(|now| now.report == held.report)) {
            continue;
        }
        for held in earlier_positions {
            let reference = recommendation_of(&held.reference);
            if !held.facts().is_open() || shown.iter().any(|now| recommendation_of(&now.reference) == reference) {
                continue;
            }
            let named = if earlier == cycle { later } else { earlier };
            raised.push(
                Query::new("vanished-without-final-status", Severity::Warning, words)
                    .fact("rating", rating_word(held.rating))
                    .fact("cycle", named)
                    .about(&held.owner, &held.report, reference)
                    .at(place(held)),
            );
        }
    }
    entering.queries.extend(raised);
}

/// A paper without ratings or owners gets one note, not one a row.
fn notes_for_missing_columns(entering: &mut Entering<'_>, paper: &Paper) {
    if entering.rows.is_empty() {
        return;
    }
    let rows = entering.rows.len().to_string();
    let place = entering.rows.first().map(|row| Place { at: None, ..row.place.clone() }).unwrap_or_default();
    if !paper.rates {
        let closed = paper.reports.iter().flat_map(|report| &report.rows).filter(|row| row.closed_by_date).count();
        let words = if closed > 0 { &words::CLOSED_BY_DATE } else { &words::NO_RATINGS };
        let query = Query::new("unknown-rating", Severity::Note, words).fact("heading", paper.closes_by.clone());
        entering.queries.push(query.fact("closed", closed.to_string()).fact("rows", rows.clone()).at(place.clone()));
    }
    if !paper.owns {
        entering.queries.push(Query::new("owner-to-be-confirmed", Severity::Note, &words::NO_OWNERS).fact("rows", rows).at(place));
    }
}

/// An owner who is to be confirmed: a note the first time, a rule's warning from the second cycle on.
fn owners_to_come(entering: &mut Entering<'_>, before: Option<&Cycle>) {
    let to_come = |owner: &str| !owner.is_empty() && is_to_be_confirmed(owner);
    let register = &entering.register;
    let held = |cycle: &str, task: &str| register.positions.iter().find(|held| held.cycle == cycle && held.reference == task);
    let mut raised = Vec::new();
    for row in &entering.rows {
        let Some(now) = held(entering.intake.cycle, &row.task).filter(|now| to_come(&now.owner) && now.facts().is_open()) else { continue };
        if before.and_then(|before| held(&before.cycle, &row.task)).is_some_and(|held| to_come(&held.owner)) {
            continue;
        }
        let query = Query::new("owner-to-be-confirmed", Severity::Note, &words::OWNER_TO_COME);
        raised.push(query.about(&now.owner, &row.report, &row.reference).at(row.place.clone()));
    }
    entering.queries.extend(raised);
}

/// A date that one paper by itself replaces without a word; the rule sees moves against the cycle before only.
fn moved_in_paper(entering: &mut Entering<'_>, before: Option<&Cycle>) {
    let register = &entering.register;
    let mut raised = Vec::new();
    for row in entering.rows.iter().filter(|row| row.move_reason.is_empty()) {
        let held = |cycle: &str| register.positions.iter().find(|held| held.cycle == cycle && held.reference == row.task);
        let Some(now) = held(entering.intake.cycle).filter(|now| now.facts().is_open()) else { continue };
        if before.is_some_and(|before| held(&before.cycle).is_some()) {
            continue;
        }
        let moved = register.extensions.iter().find(|step| {
            step.reference == row.reference && step.cycle == entering.intake.cycle && step.to == now.due && step.reason.is_empty()
        });
        let Some(step) = moved else { continue };
        let shown = |date, kind| Due { date, kind, set_by: None }.shown();
        raised.push(
            Query::new("date-moved-without-reason", Severity::Warning, &words::MOVED_IN_PAPER)
                .fact("from", shown(step.from, step.from_kind))
                .fact("to", shown(step.to, step.to_kind))
                .about(&now.owner, &row.report, &row.reference)
                .at(row
                    .places
                    .iter()
                    .find(|(field, _)| *field == Field::Due)
                    .map_or_else(|| row.place.clone(), |(_, place)| place.clone())),
        );
    }
    entering.queries.extend(raised);
}
