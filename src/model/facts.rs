//! What stands for one task at one moment: the unit that is issued, returned, merged and kept as a position.

use chrono::NaiveDate;

use super::columns::{self as c, Column};
use super::due::Due;
use super::sheet::Value;
use super::tables::{Position, Task};
use super::text::Text;
use super::words::{ClosedHow, Rating, Stage, Word as _};

/// The facts of one task. Rating, stage, dates and evidence belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TaskFacts {
    pub rating: Option<Rating>,
    pub stage: Option<Stage>,
    pub due: Due,
    pub reason: Text,
    pub update: Text,
    pub evidence: Text,
    pub completed_on: Option<NaiveDate>,
    pub waiting_on: Text,
    pub resources: Text,
    pub closed_how: Option<ClosedHow>,
}

/// One fact of a task: the unit that is compared three ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Rating,
    Stage,
    Due,
    Reason,
    Update,
    Evidence,
    CompletedOn,
    WaitingOn,
    Resources,
}

impl Field {
    /// Every field, in the order of the columns.
    pub const ALL: [Self; 9] = [
        Self::Rating,
        Self::Stage,
        Self::Due,
        Self::Reason,
        Self::Update,
        Self::Evidence,
        Self::CompletedOn,
        Self::WaitingOn,
        Self::Resources,
    ];

    /// The column that holds the fact in the register.
    #[must_use]
    pub fn column(self) -> &'static Column {
        match self {
            Self::Rating => &c::RATING,
            Self::Stage => &c::STAGE,
            Self::Due => &c::DUE,
            Self::Reason => &c::REASON,
            Self::Update => &c::UPDATE,
            Self::Evidence => &c::EVIDENCE,
            Self::CompletedOn => &c::COMPLETED_ON,
            Self::WaitingOn => &c::WAITING_ON,
            Self::Resources => &c::RESOURCES,
        }
    }

    /// Its heading: the word that people know it by.
    #[must_use]
    pub fn heading(self) -> &'static str {
        self.column().heading
    }

    /// The field of that heading, folded.
    #[must_use]
    pub fn headed(heading: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| super::text::fold(field.heading()) == super::text::fold(heading))
    }
}

impl TaskFacts {
    /// The fact as people read it; empty when nothing stands there.
    #[must_use]
    pub fn shown(&self, field: Field) -> Text {
        match field {
            Field::Rating => self.rating.map_or_else(Text::new, |rating| rating.as_str().into()),
            Field::Stage => self.stage.map_or_else(Text::new, |stage| stage.as_str().into()),
            Field::Due => self.due.shown().into(),
            Field::Reason => self.reason.clone(),
            Field::Update => self.update.clone(),
            Field::Evidence => self.evidence.clone(),
            Field::CompletedOn => Value::from(self.completed_on).shown(),
            Field::WaitingOn => self.waiting_on.clone(),
            Field::Resources => self.resources.clone(),
        }
    }

    /// True when both hold the same fact. Of a due date the day counts, not who set it.
    #[must_use]
    pub fn same(&self, other: &Self, field: Field) -> bool {
        match field {
            Field::Rating => self.rating == other.rating,
            Field::Stage => self.stage == other.stage && self.closed_how == other.closed_how,
            Field::Due => self.due.same_date(&other.due),
            Field::Reason => self.reason == other.reason,
            Field::Update => self.update == other.update,
            Field::Evidence => self.evidence == other.evidence,
            Field::CompletedOn => self.completed_on == other.completed_on,
            Field::WaitingOn => self.waiting_on == other.waiting_on,
            Field::Resources => self.resources == other.resources,
        }
    }

    /// Takes one fact from `other`.
    pub fn take(&mut self, other: &Self, field: Field) {
        match field {
            Field::Rating => self.rating = other.rating,
            Field::Stage => {
                self.stage = other.stage;
                self.closed_how = other.closed_how;
            }
            Field::Due => self.due = other.due,
            Field::Reason => self.reason.clone_from(&other.reason),
            Field::Update => self.update.clone_from(&other.update),
            Field::Evidence => self.evidence.clone_from(&other.evidence),
            Field::CompletedOn => self.completed_on = other.completed_on,
            Field::WaitingOn => self.waiting_on.clone_from(&other.waiting_on),
            Field::Resources => self.resources.clone_from(&other.resources),
        }
    }

    /// Not closed: pending sign-off and open White included.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage != Some(Stage::Closed)
    }

    /// Its owner has still to act: not closed, not done and waiting for a sign-off, and not White while a body that is named
    /// must act first.
    #[must_use]
    pub fn is_with_owner(&self) -> bool {
        let done = matches!(self.stage, Some(Stage::ForForceSignOff | Stage::PendingSignOff | Stage::Closed));
        !done && (self.rating != Some(Rating::White) || self.waiting_on.is_empty())
    }

    /// The rating as a word, or `not rated`.
    #[must_use]
    pub fn rating_word(&self) -> &'static str {
        self.rating.map_or("not rated", Rating::as_str)
    }
}

impl Task {
    /// The facts that the task holds.
    #[must_use]
    pub fn facts(&self) -> TaskFacts {
        TaskFacts {
            rating: self.rating,
            stage: self.stage,
            due: Due { date: self.due, kind: self.due_kind, set_by: self.due_set_by },
            reason: self.reason.clone(),
            update: self.update.clone(),
            evidence: self.evidence.clone(),
            completed_on: self.completed_on,
            waiting_on: self.waiting_on.clone(),
            resources: self.resources.clone(),
            closed_how: self.closed_how,
        }
    }

    /// Puts facts into the task.
    pub fn set_facts(&mut self, facts: &TaskFacts) {
        self.rating = facts.rating;
        self.stage = facts.stage;
        (self.due, self.due_kind, self.due_set_by) = (facts.due.date, facts.due.kind, facts.due.set_by);
        self.reason.clone_from(&facts.reason);
        self.update.clone_from(&facts.update);
        self.evidence.clone_from(&facts.evidence);
        self.completed_on = facts.completed_on;
        self.waiting_on.clone_from(&facts.waiting_on);
        self.resources.clone_from(&facts.resources);
        self.closed_how = facts.closed_how;
    }
}

impl Position {
    /// The facts that the position holds.
    #[must_use]
    pub fn facts(&self) -> TaskFacts {
        TaskFacts {
            rating: self.rating,
            stage: self.stage,
            due: Due { date: self.due, kind: self.due_kind, set_by: self.due_set_by },
            reason: self.reason.clone(),
            update: self.update.clone(),
            evidence: self.evidence.clone(),
            completed_on: self.completed_on,
            waiting_on: self.waiting_on.clone(),
            resources: self.resources.clone(),
            closed_how: self.closed_how,
        }
    }

    /// Puts facts into the position.
    pub fn set_facts(&mut self, facts: &TaskFacts) {
        self.rating = facts.rating;
        self.stage = facts.stage;
        (self.due, self.due_kind, self.due_set_by) = (facts.due.date, facts.due.kind, facts.due.set_by);
        self.reason.clone_from(&facts.reason);
        self.update.clone_from(&facts.update);
        self.evidence.clone_from(&facts.evidence);
        self.completed_on = facts.completed_on;
        self.waiting_on.clone_from(&facts.waiting_on);
        self.resources.clone_from(&facts.resources);
        self.closed_how = facts.closed_how;
    }
}
