//! The register as a whole, the clocks, and what papers say of themselves.

mod closed_without_agreement;
mod decision_unclear;
mod decisions_contradict;
mod green_with_open_task;
mod imported_differs;
mod linked_dates_disagree;
mod not_kept_in_register;
mod original_date_changed;
mod printed_new_differs;
mod published_date_differs;
mod recommendation_without_task;
mod repeated_number;
mod report_without_recommendations;
mod response_due;
mod shared_with_row_above;
mod sign_off_pending_long;
mod stated_count_differs;
mod text_not_placed;
mod unfit_in_register;
mod unknown_link;
mod vanished_without_final_status;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Register;
use crate::model::register::recommendation_of;
use crate::model::tables::Recommendation;
use crate::model::words::{ClosedHow, Rating, Stage};

use super::Rule;

/// The rules of this group, in reading order.
pub(super) static RULES: &[&Rule] = &[
    &closed_without_agreement::RULE,
    &green_with_open_task::RULE,
    &linked_dates_disagree::RULE,
    &sign_off_pending_long::RULE,
    &response_due::RULE,
    &repeated_number::RULE,
    &recommendation_without_task::RULE,
    &report_without_recommendations::RULE,
    &stated_count_differs::RULE,
    &vanished_without_final_status::RULE,
    &original_date_changed::RULE,
    &published_date_differs::RULE,
    &printed_new_differs::RULE,
    &decision_unclear::RULE,
    &decisions_contradict::RULE,
    &unfit_in_register::RULE,
    &not_kept_in_register::RULE,
    &text_not_placed::RULE,
    &unknown_link::RULE,
    &shared_with_row_above::RULE,
    &imported_differs::RULE,
];

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

/// The owner of each recommendation's first task.
fn owners(register: &Register) -> BTreeMap<&str, &str> {
    register.tasks.iter().rev().map(|task| (task.recommendation.as_str(), task.owner.as_str())).collect()
}
