//! `history`: one recommendation through all cycles, each value with the place that it came from.

use super::World;
use crate::model::facts::Field;
use crate::model::register::recommendation_of;
use crate::model::tables::{Decision, Extension, Milestone, Position, Recommendation, Report, Task};
use crate::model::text::fold;
use crate::model::{Refusal, Register};

/// One recommendation and everything that the register has ever held of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub report: Option<Report>,
    pub recommendation: Recommendation,
    pub tasks: Vec<Task>,
    /// Oldest first.
    pub positions: Vec<Position>,
    pub extensions: Vec<Extension>,
    pub milestones: Vec<Milestone>,
    pub decisions: Vec<Decision>,
}

impl History {
    /// The earlier position that a position repeats where the owner's answer did not go in: it waits, or was decided against. The
    /// place of such a position is that of the answer, and its values come from the cycle before.
    #[must_use]
    pub fn held_from(&self, position: &Position) -> Option<&Position> {
        position.owners_rating?;
        let at = self.positions.iter().position(|held| std::ptr::eq(held, position) || held == position)?;
        let before = self.positions[..at].iter().rev().find(|held| held.reference == position.reference && held.cycle != position.cycle)?;
        let (is, was) = (position.facts(), before.facts());
        Field::ALL.into_iter().all(|field| is.same(&was, field)).then_some(before)
    }
}

/// Looks a recommendation up.
///
/// # Errors
/// When the register cannot be read or holds no such Ref.
pub fn run(world: &World, reference: &str) -> Result<History, Refusal> {
    let opened = world.open_to_read()?;
    of(&opened.register, reference)
}

/// The history of a recommendation; a task's Ref means its recommendation.
///
/// # Errors
/// When the register holds no such Ref: the nearest is named.
pub fn of(register: &Register, reference: &str) -> Result<History, Refusal> {
    let wanted = fold(reference);
    let known = |reference: &str| register.recommendations.iter().find(|held| fold(&held.reference) == reference);
    let Some(recommendation) = known(&wanted).or_else(|| known(recommendation_of(&wanted))) else {
        let nearest = register
            .recommendations
            .iter()
            .map(|held| (strsim::jaro_winkler(&wanted, &fold(&held.reference)), held.reference.as_str()))
            .filter(|(near, _)| *near > 0.8)
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        let asks =
            nearest.map_or_else(|| "look it up on the Recommendations sheet".to_owned(), |(_, near)| format!("did you mean {near}?"));
        return Err(Refusal::new(format!("the register holds no recommendation {reference}"), asks));
    };
    let ours = |reference: &str| reference == recommendation.reference || recommendation_of(reference) == recommendation.reference;
    let order: Vec<&str> = register.cycles_in_order().iter().map(|cycle| cycle.cycle.as_str()).collect();
    let place = |cycle: &str| order.iter().position(|known| *known == cycle).unwrap_or(usize::MAX);
    let mut positions: Vec<Position> = register.positions.iter().filter(|held| ours(&held.reference)).cloned().collect();
    positions.sort_by(|a, b| (place(&a.cycle), &a.reference).cmp(&(place(&b.cycle), &b.reference)));
    let mut extensions: Vec<Extension> = register.extensions.iter().filter(|held| ours(&held.reference)).cloned().collect();
    extensions.sort_by_key(|step| (place(&step.cycle), step.from, step.to));
    Ok(History {
        report: register.report(&recommendation.report).cloned(),
        recommendation: recommendation.clone(),
        tasks: register.tasks.iter().filter(|held| held.recommendation == recommendation.reference).cloned().collect(),
        positions,
        extensions,
        milestones: register.milestones.iter().filter(|held| ours(&held.reference)).cloned().collect(),
        decisions: register.decisions.iter().filter(|held| ours(&held.reference)).cloned().collect(),
    })
}
