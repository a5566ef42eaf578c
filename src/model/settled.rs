//! What waits for the coordinator, and how it is settled: the rows of `queries.xlsx`.

use super::facts::Field;
use super::place::Place;
use super::tables::Decision;
use super::text::Text;
use super::words::{DecisionKind, Severity, Word as _};

/// Owner and coordinator changed the same fact, differently. A value, never written into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The task's Ref.
    pub reference: Text,
    pub owner: Text,
    pub field: Field,
    pub issued: Text,
    pub held: Text,
    pub returned: Text,
    /// Where the owner wrote it.
    pub place: Place,
}

/// What the coordinator types beside a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// As typed; read by [`DecisionKind`]. Kept even where it is not one of the words.
    pub typed: Text,
    pub decision: Option<DecisionKind>,
    pub value: Text,
    pub decided_by: Text,
    pub reason: Text,
    /// The cell of the decision.
    pub place: Place,
}

impl Choice {
    /// What the coordinator typed, from the decision that was recorded.
    #[must_use]
    pub fn of(decision: &Decision) -> Self {
        Self {
            typed: decision.decision.map_or_else(Text::new, |kind| kind.as_str().into()),
            decision: decision.decision,
            value: decision.value.clone(),
            decided_by: decision.decided_by.clone(),
            reason: decision.reason.clone(),
            ..Self::default()
        }
    }

    /// What settles nothing yet: a remark, a name, a value; none where something was decided.
    #[must_use]
    pub fn undecided(&self) -> Option<&Self> {
        self.decision.is_none().then_some(self)
    }
}

/// A row of the sheet `Queries`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryRow {
    pub reference: Text,
    /// The rule's name, or the field's heading for a clash.
    pub rule_or_field: Text,
    pub severity: Severity,
    pub owner: Text,
    pub issued: Text,
    pub held: Text,
    pub returned: Text,
    pub place: Place,
    pub says: Text,
    pub asks: Text,
    pub choice: Choice,
}

/// A row of the sheet `To agree`: a move to Green, White or closed, or a later due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreeRow {
    pub reference: Text,
    pub owner: Text,
    /// `green`, `white`, `closed` or `later-date`.
    pub claim: Text,
    /// What stood last time.
    pub last_time: Text,
    /// What the owner says now.
    pub owner_says: Text,
    /// What the tool suggests.
    pub suggested: Text,
    /// True when the row waits until agreed.
    pub held_back: bool,
    pub place: Place,
    pub choice: Choice,
    /// The words that the committee reads instead of the owner's.
    pub committee_text: Text,
}

/// Everything that `queries.xlsx` shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueriesBook {
    pub cycle: Text,
    pub organisation: Text,
    pub marking: Text,
    pub queries: Vec<QueryRow>,
    pub agree: Vec<AgreeRow>,
    /// Notes that owners left on cells, and text outside the form: listed so that nothing is lost. Owner, place, text.
    pub notes: Vec<(Text, Place, Text)>,
}
