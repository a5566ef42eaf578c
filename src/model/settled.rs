//! What waits for the coordinator, and how it is settled: the rows of `queries.xlsx`.

use super::facts::Field;
use super::place::Place;
use super::words::{DecisionKind, Severity};

/// Owner and coordinator changed the same fact, differently. A value, never written into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The task's Ref.
    pub reference: String,
    pub owner: String,
    pub field: Field,
    pub issued: String,
    pub held: String,
    pub returned: String,
    /// Where the owner wrote it.
    pub place: Place,
}

/// What the coordinator types beside a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// As typed; read by [`DecisionKind`]. Kept even where it is not one of the words.
    pub typed: String,
    pub decision: Option<DecisionKind>,
    pub value: String,
    pub decided_by: String,
    pub reason: String,
    /// The cell of the decision.
    pub place: Place,
}

/// A row of the sheet `Queries`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryRow {
    pub reference: String,
    /// The rule's name, or the field's heading for a clash.
    pub rule_or_field: String,
    pub severity: Severity,
    pub owner: String,
    pub issued: String,
    pub held: String,
    pub returned: String,
    pub place: Place,
    pub says: String,
    pub asks: String,
    pub choice: Choice,
}

/// A row of the sheet `To agree`: a move to Green, White or closed, or a later due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreeRow {
    pub reference: String,
    pub owner: String,
    /// `green`, `white`, `closed` or `later-date`.
    pub claim: String,
    /// What stood last time.
    pub last_time: String,
    /// What the owner says now.
    pub owner_says: String,
    /// What the tool suggests.
    pub suggested: String,
    /// True when the row waits until agreed.
    pub held_back: bool,
    pub place: Place,
    pub choice: Choice,
    /// The words that the committee reads instead of the owner's.
    pub committee_text: String,
}

/// Everything that `queries.xlsx` shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueriesBook {
    pub cycle: String,
    pub organisation: String,
    pub marking: String,
    pub queries: Vec<QueryRow>,
    pub agree: Vec<AgreeRow>,
    /// Notes that owners left on cells, and text outside the form: listed so that nothing is lost. Owner, place, text.
    pub notes: Vec<(String, Place, String)>,
}
