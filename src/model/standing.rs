//! What stands, or would stand, for one task: the row that the status rules look at.

use super::facts::{Field, TaskFacts};
use super::place::Place;
use super::returned::ReturnRow;
use super::tables::{Position, Recommendation, Report};

/// Where a standing comes from. Imported positions never wait; some rules ask less of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// What a returned row would make of the task.
    Returned,
    /// A position of an imported paper.
    Imported,
    /// A task as the register holds it, with no return.
    Held,
}

/// One task as the status rules see it.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub source: Source,
    /// The task's Ref; the recommendation's for an imported row.
    pub reference: &'a str,
    pub owner: &'a str,
    /// None only where the register lacks them.
    pub report: Option<&'a Report>,
    pub recommendation: Option<&'a Recommendation>,
    /// What stands, or would stand once the return is merged.
    pub now: &'a TaskFacts,
    /// What was issued, for a returned row.
    pub issued: Option<&'a TaskFacts>,
    /// The task's position in the cycle before.
    pub before: Option<&'a Position>,
    /// The row as the owner sent it, for a returned row.
    pub row: Option<&'a ReturnRow>,
    /// Why the date moved, where it did: the owner's words, or the paper's.
    pub move_reason: &'a str,
    /// How often the date has moved, this time included.
    pub times_extended: u32,
    /// The place of the row.
    pub place: Place,
    /// The places of single facts, where they differ.
    pub places: Vec<(Field, Place)>,
}

impl Standing<'_> {
    /// The place of one fact, or the row's.
    #[must_use]
    pub fn at(&self, field: Field) -> Place {
        self.places.iter().find(|(known, _)| *known == field).map_or_else(|| self.place.clone(), |(_, place)| place.clone())
    }

    /// The report's short name.
    #[must_use]
    pub fn report_name(&self) -> &str {
        super::register::report_of(self.reference)
    }
}
