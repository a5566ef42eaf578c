//! The register as a whole, the clocks, and what papers say of themselves.

mod closed_without_agreement;

use std::collections::BTreeSet;

use crate::model::Register;
use crate::model::register::recommendation_of;
use crate::model::tables::Recommendation;
use crate::model::words::{ClosedHow, Rating, Stage};

use super::Rule;

/// The rules of this group, in reading order.
pub(super) static RULES: &[&Rule] = &[&closed_without_agreement::RULE];

/// The cycle's own workbooks lie here; a position that came from anywhere else was imported.
const OWN_FILES: &str = "cycles/";

/// The recommendations that a paper imported for this cycle shows.
fn imported_now<'a>(raise: &super::Raise<'a>) -> BTreeSet<&'a str> {
    let context = raise.context;
    let imported = |file: &str| !file.is_empty() && !file.starts_with(OWN_FILES);
    let positions = context.register.positions.iter().filter(|position| position.cycle == context.cycle && imported(&position.file));
    positions.map(|position| recommendation_of(&position.reference)).collect()
}

/// Closed because it was done: said so, or Green and closed with nothing else said.
fn closed_as_implemented(register: &Register) -> impl Iterator<Item = &Recommendation> {
    register.recommendations.iter().filter(|recommendation| {
        recommendation.stage == Some(Stage::Closed)
            && (recommendation.closed_how == Some(ClosedHow::Implemented)
                || (recommendation.closed_how.is_none() && recommendation.rating == Some(Rating::Green)))
    })
}

/// The owner of a recommendation's first task.
fn owner_of<'a>(register: &'a Register, recommendation: &Recommendation) -> &'a str {
    register.tasks.iter().find(|task| task.recommendation == recommendation.reference).map_or("", |task| &task.owner)
}
