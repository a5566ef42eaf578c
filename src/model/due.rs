//! Due dates: a day, a month, or why there is none; with who set it.

use chrono::NaiveDate;

use super::dates;
use super::words::{DueKind, Setter};

/// What a comment says, folded, where the force set the date itself.
pub const FORCE_SET: &[&str] = &[
    "set by the force",
    "force set date",
    "force-set date",
    "internal deadline",
    "internal target date",
    "internally set",
    "date set internally",
    "deadline set internally",
];

/// A due date as it stands in three columns: the date, its kind, and who set it.
///
/// The date is there for `Day` and `Month` only (a month as its last day); a due date of no kind is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Due {
    pub date: Option<NaiveDate>,
    pub kind: Option<DueKind>,
    pub set_by: Option<Setter>,
}

impl Due {
    /// Due on a day.
    #[must_use]
    pub const fn day(date: NaiveDate) -> Self {
        Self { date: Some(date), kind: Some(DueKind::Day), set_by: None }
    }

    /// Due at the end of the month that `date` stands in.
    #[must_use]
    pub fn month(date: NaiveDate) -> Self {
        Self { date: Some(dates::last_of_month(date)), kind: Some(DueKind::Month), set_by: None }
    }

    /// No day: immediate, to be set, or none set.
    #[must_use]
    pub const fn without_day(kind: DueKind) -> Self {
        Self { date: None, kind: Some(kind), set_by: None }
    }

    /// The same date, set by `setter`.
    #[must_use]
    pub const fn set_by(mut self, setter: Setter) -> Self {
        self.set_by = Some(setter);
        self
    }

    /// True when the date is known and lies before `day`. A month has passed when its last day has.
    #[must_use]
    pub fn is_past(&self, day: NaiveDate) -> bool {
        self.date.is_some_and(|date| date < day)
    }

    /// True when the date is known and not past on `day`.
    #[must_use]
    pub fn is_ahead(&self, day: NaiveDate) -> bool {
        self.date.is_some_and(|date| date >= day)
    }

    /// The same day or the same lack of one, whoever set it.
    #[must_use]
    pub fn same_date(&self, other: &Self) -> bool {
        self.date == other.date && (self.date.is_some() || self.kind == other.kind)
    }

    /// As people read it: `31 Mar 2022`, `Mar 2022`, `immediate`, or nothing.
    #[must_use]
    pub fn shown(&self) -> String {
        match (self.date, self.kind) {
            (Some(date), Some(DueKind::Month)) => dates::month(date),
            (Some(date), _) => dates::long(date),
            (None, Some(kind)) => kind.to_string(),
            (None, None) => String::new(),
        }
    }
}
