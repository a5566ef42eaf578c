//! Conditions over one row of the return form: one declaration that the rules evaluate and the form's `Check` formula repeats.
//!
//! A condition is a tree of a few primitives, each of which a formula can express with IF, AND, OR, NOT and comparisons over
//! the entry cells of the same row and over constants. What was issued is such a constant: [`Condition::known`] says which
//! branches it settles before anything is typed, so that a formula need hold only the rest.

use chrono::NaiveDate;

use crate::model::Settings;
use crate::model::columns::{self as c, Column};
use crate::model::returned::{Answer, Answers, IssuedTask, Reading};
use crate::model::words::{Rating, Stage, says_nothing};

/// An entry cell of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    NoChange,
    Rating,
    Update,
    Reason,
    Evidence,
    CompletedOn,
    RevisedDue,
    ReasonForNewDate,
    WaitingOn,
    Resources,
}

impl Cell {
    /// Every entry cell, in the order of the form.
    pub const ALL: [Self; 10] = [
        Self::NoChange,
        Self::Rating,
        Self::Update,
        Self::Reason,
        Self::Evidence,
        Self::CompletedOn,
        Self::RevisedDue,
        Self::ReasonForNewDate,
        Self::WaitingOn,
        Self::Resources,
    ];

    /// Its column.
    #[must_use]
    pub fn column(self) -> &'static Column {
        match self {
            Self::NoChange => &c::NO_CHANGE,
            Self::Rating => &c::RATING,
            Self::Update => &c::UPDATE,
            Self::Reason => &c::REASON,
            Self::Evidence => &c::EVIDENCE,
            Self::CompletedOn => &c::COMPLETED_ON,
            Self::RevisedDue => &c::REVISED_DUE,
            Self::ReasonForNewDate => &c::REASON_NEW_DATE,
            Self::WaitingOn => &c::WAITING_ON,
            Self::Resources => &c::RESOURCES,
        }
    }

    const fn at(self) -> usize {
        self as usize
    }
}

/// A day that is the same whatever the owner types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    AsAt,
    /// The due date as issued (what the row's locked `Due` shows); a month as its last day.
    Due,
    OriginalDue,
    /// The report's publication.
    Published,
}

/// A condition over one row of the form.
#[derive(Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of them hold.
    All(&'static [Self]),
    /// At least one of them holds.
    Any(&'static [Self]),
    Not(&'static Self),
    /// The cell says nothing: empty, or blanks only. (`No change` says something only as Yes.)
    Empty(Cell),
    /// The cell holds `-` alone, which clears what is held.
    Cleared(Cell),
    /// The text cell gives no value: it is empty, cleared, or holds a filler such as n/a, TBC or a dot.
    Missing(Cell),
    /// The `Rating` cell holds this word, whatever its case.
    Typed(Rating),
    /// The cell holds a real date. (A date typed as text reads as one too, which a formula cannot follow.)
    IsDate(Cell),
    /// The cell holds a date, the day is known, and the date lies before it.
    Before(Cell, Day),
    /// The cell holds a date, the day is known, and the date lies after it.
    After(Cell, Day),
    /// What was issued holds this rating. From here on nothing depends on what is typed.
    HeldRating(Rating),
    /// What was issued stands at this stage.
    HeldStage(Stage),
    /// What was issued holds something under the cell's column.
    Held(Cell),
    /// The day is known.
    Known(Day),
    /// The day is known and lies before the as-at date.
    Passed(Day),
    /// It was done last time: issued as Green, or as closed.
    WasDone,
    /// The organisation lets a moved date make Amber acceptable again.
    MovedDateAllowsAmber,
}

use Condition::{
    After, All, Any, Before, Cleared, Empty, Held, HeldRating, HeldStage, IsDate, Known, Missing, MovedDateAllowsAmber, Not, Passed, Typed,
    WasDone,
};

/// The rating that would stand is Red: typed, or held and nothing typed. The others likewise.
pub const RED: Condition = Any(&[Typed(Rating::Red), All(&[Empty(Cell::Rating), HeldRating(Rating::Red)])]);
pub const AMBER: Condition = Any(&[Typed(Rating::Amber), All(&[Empty(Cell::Rating), HeldRating(Rating::Amber)])]);
pub const GREEN: Condition = Any(&[Typed(Rating::Green), All(&[Empty(Cell::Rating), HeldRating(Rating::Green)])]);
pub const WHITE: Condition = Any(&[Typed(Rating::White), All(&[Empty(Cell::Rating), HeldRating(Rating::White)])]);
/// Something is entered in the cell, and it is neither `-` nor a filler.
pub const REASON_TYPED: Condition = Not(&Missing(Cell::Reason));
/// A reason belongs to the rating stated with it: a held one counts only while no rating is typed.
pub const REASON_GIVEN: Condition = Any(&[REASON_TYPED, All(&[Empty(Cell::Reason), Empty(Cell::Rating), Held(Cell::Reason)])]);
pub const EVIDENCE_GIVEN: Condition = Any(&[Not(&Missing(Cell::Evidence)), All(&[Empty(Cell::Evidence), Held(Cell::Evidence)])]);
pub const BODY_NAMED: Condition = Any(&[Not(&Missing(Cell::WaitingOn)), All(&[Empty(Cell::WaitingOn), Held(Cell::WaitingOn)])]);
/// The due date that would stand has passed: the new one where one is typed, else the one held.
pub const DUE_PASSED: Condition = Any(&[Before(Cell::RevisedDue, Day::AsAt), All(&[Empty(Cell::RevisedDue), Passed(Day::Due)])]);
/// The due date that would stand lies ahead, or is the as-at date itself.
pub const DUE_AHEAD: Condition = Any(&[
    All(&[IsDate(Cell::RevisedDue), Not(&Before(Cell::RevisedDue, Day::AsAt))]),
    All(&[Empty(Cell::RevisedDue), Known(Day::Due), Not(&Passed(Day::Due))]),
]);
/// A date was held and another is typed.
pub const DATE_MOVED: Condition = Any(&[Before(Cell::RevisedDue, Day::Due), After(Cell::RevisedDue, Day::Due)]);
/// A date was held and `-` takes it away.
pub const DATE_CLEARED: Condition = All(&[Cleared(Cell::RevisedDue), Known(Day::Due)]);
/// Neither closed nor waiting for the inspectorate's agreement.
pub const STILL_OURS: Condition = Not(&Any(&[HeldStage(Stage::PendingSignOff), HeldStage(Stage::Closed)]));

/// What one line of the form's `Check` says, and when.
#[derive(Debug)]
pub struct FormCheck {
    /// The rule that says the same.
    pub rule: &'static str,
    pub condition: &'static Condition,
    /// For the owner, while typing: what is missing, in a few words.
    pub message: &'static str,
}

/// What `Check` says: the message of the first that holds, or nothing. Each condition is its rule's own.
pub static FORM_CHECKS: &[FormCheck] = &[
    FormCheck { rule: "unanswered-row", condition: &super::row::UNANSWERED, message: "To be answered" },
    FormCheck { rule: "unknown-rating", condition: &super::cell::UNKNOWN_RATING, message: "Rating: choose Red, Amber, Green or White" },
    FormCheck {
        rule: "update-without-rating",
        condition: &super::status::UPDATE_WITHOUT_RATING,
        message: "Rating needed, or choose No change",
    },
    FormCheck { rule: "red-without-reason", condition: &super::status::RED_WITHOUT_REASON, message: "Reason needed for Red" },
    FormCheck {
        rule: "reopened-without-reason",
        condition: &super::status::REOPENED_WITHOUT_REASON,
        message: "Reason needed: it was done last time",
    },
    FormCheck { rule: "green-without-evidence", condition: &super::status::GREEN_WITHOUT_EVIDENCE, message: "Evidence needed for Green" },
    FormCheck { rule: "white-without-body", condition: &super::status::WHITE_WITHOUT_BODY, message: "White: say on whom it waits" },
    FormCheck { rule: "past-due", condition: &super::status::PAST_DUE, message: "The date has passed: Red, or a new date and why" },
    FormCheck {
        rule: "date-moved-without-reason",
        condition: &super::status::DATE_MOVED_WITHOUT_REASON,
        message: "Reason needed for the new date",
    },
    FormCheck { rule: "due-in-the-past", condition: &super::status::DUE_IN_THE_PAST, message: "The new date has passed already" },
    FormCheck { rule: "completed-in-future", condition: &super::status::COMPLETED_IN_FUTURE, message: "Completed on lies ahead" },
    FormCheck { rule: "completed-not-green", condition: &super::status::COMPLETED_NOT_GREEN, message: "Completed: is it Green?" },
    FormCheck { rule: "stale-update", condition: &super::status::NO_CHANGE_PAST_DATE, message: "The date has passed: say what was done" },
    FormCheck { rule: "rating-without-update", condition: &super::status::RATING_WITHOUT_UPDATE, message: "Update needed" },
    FormCheck {
        rule: "no-change-with-answers",
        condition: &super::status::NO_CHANGE_WITH_ANSWERS,
        message: "No change, or new answers: not both",
    },
];

/// What stands in one entry cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    #[default]
    Empty,
    /// `-`.
    Cleared,
    Rating(Rating),
    Date(NaiveDate),
    /// Text that fills the cell and says nothing: n/a, TBC, a dot.
    Filler,
    /// Text, or anything that is not what the column expects.
    Other,
}

impl Entry {
    /// What a text that was typed comes to.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        if says_nothing(text) { Self::Filler } else { Self::Other }
    }
}

/// What does not depend on what is typed in the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Constants {
    pub as_at: NaiveDate,
    pub rating: Option<Rating>,
    pub stage: Option<Stage>,
    pub due: Option<NaiveDate>,
    pub original_due: Option<NaiveDate>,
    pub published: Option<NaiveDate>,
    /// By [`Cell`], in the order of the form.
    pub held: [bool; 10],
    /// It was Green or closed when it was issued.
    pub was_done: bool,
    pub moved_date_allows_amber: bool,
}

impl Constants {
    /// What was issued for a task.
    #[must_use]
    pub fn issued(task: &IssuedTask, as_at: NaiveDate, settings: &Settings) -> Self {
        let facts = &task.facts;
        let mut held = [false; 10];
        for (cell, text) in [
            (Cell::Update, &facts.update),
            (Cell::Reason, &facts.reason),
            (Cell::Evidence, &facts.evidence),
            (Cell::WaitingOn, &facts.waiting_on),
            (Cell::Resources, &facts.resources),
        ] {
            held[cell.at()] = !says_nothing(text);
        }
        held[Cell::CompletedOn.at()] = facts.completed_on.is_some();
        Self {
            as_at,
            rating: facts.rating,
            stage: facts.stage,
            due: facts.due.date,
            original_due: task.original_due.date,
            published: task.published,
            held,
            was_done: facts.rating == Some(Rating::Green) || facts.stage == Some(Stage::Closed),
            moved_date_allows_amber: settings.meanings.moved_date_allows_amber,
        }
    }

    /// Nothing was issued: for conditions that look only at what is typed.
    #[must_use]
    pub fn nothing(as_at: NaiveDate) -> Self {
        Self {
            as_at,
            rating: None,
            stage: None,
            due: None,
            original_due: None,
            published: None,
            held: [false; 10],
            was_done: false,
            moved_date_allows_amber: true,
        }
    }

    fn day(&self, day: Day) -> Option<NaiveDate> {
        match day {
            Day::AsAt => Some(self.as_at),
            Day::Due => self.due,
            Day::OriginalDue => self.original_due,
            Day::Published => self.published,
        }
    }
}

/// One row of the form: what is typed, and what was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormRow {
    /// By [`Cell`], in the order of the form.
    pub typed: [Entry; 10],
    pub constants: Constants,
}

impl FormRow {
    /// The row as it was typed.
    #[must_use]
    pub fn typed(answers: &Answers, constants: Constants) -> Self {
        let mut typed = [Entry::Empty; 10];
        typed[Cell::NoChange.at()] = entry(&answers.no_change, |yes| if *yes { Entry::Other } else { Entry::Empty });
        typed[Cell::Rating.at()] = entry(&answers.rating, |rating| Entry::Rating(*rating));
        for (cell, answer) in [
            (Cell::Update, &answers.update),
            (Cell::Reason, &answers.reason),
            (Cell::Evidence, &answers.evidence),
            (Cell::ReasonForNewDate, &answers.reason_for_new_date),
            (Cell::WaitingOn, &answers.waiting_on),
            (Cell::Resources, &answers.resources),
        ] {
            typed[cell.at()] = entry(answer, |text| Entry::of_text(text));
        }
        typed[Cell::CompletedOn.at()] = entry(&answers.completed_on, |date| Entry::Date(*date));
        typed[Cell::RevisedDue.at()] = entry(&answers.revised_due, |due| due.date.map_or(Entry::Other, Entry::Date));
        Self { typed, constants }
    }

    /// What stands in an entry cell.
    #[must_use]
    pub fn entry(&self, cell: Cell) -> Entry {
        self.typed[cell.at()]
    }

    pub(super) fn put(&mut self, cell: Cell, entry: Entry) {
        self.typed[cell.at()] = entry;
    }

    pub(super) fn hold(&mut self, cell: Cell, held: bool) {
        self.constants.held[cell.at()] = held;
    }

    fn date(&self, cell: Cell) -> Option<NaiveDate> {
        match self.entry(cell) {
            Entry::Date(date) => Some(date),
            _ => None,
        }
    }
}

impl Condition {
    /// Whether it holds for a row.
    #[must_use]
    pub fn holds(&self, row: &FormRow) -> bool {
        match self {
            All(parts) => parts.iter().all(|part| part.holds(row)),
            Any(parts) => parts.iter().any(|part| part.holds(row)),
            Not(part) => !part.holds(row),
            Empty(cell) => row.entry(*cell) == Entry::Empty,
            Cleared(cell) => row.entry(*cell) == Entry::Cleared,
            Missing(cell) => matches!(row.entry(*cell), Entry::Empty | Entry::Cleared | Entry::Filler),
            Typed(rating) => row.entry(Cell::Rating) == Entry::Rating(*rating),
            IsDate(cell) => row.date(*cell).is_some(),
            Before(cell, day) => row.date(*cell).zip(row.constants.day(*day)).is_some_and(|(date, day)| date < day),
            After(cell, day) => row.date(*cell).zip(row.constants.day(*day)).is_some_and(|(date, day)| date > day),
            constant => constant.known(&row.constants).unwrap_or(false),
        }
    }

    /// Whether it holds whatever is typed: `None` while that depends on the entry cells.
    #[must_use]
    pub fn known(&self, constants: &Constants) -> Option<bool> {
        match self {
            All(parts) => settle(parts, constants, false),
            Any(parts) => settle(parts, constants, true),
            Not(part) => part.known(constants).map(|holds| !holds),
            Empty(_) | Cleared(_) | Missing(_) | Typed(_) | IsDate(_) => None,
            Before(_, day) | After(_, day) => constants.day(*day).is_none().then_some(false),
            HeldRating(rating) => Some(constants.rating == Some(*rating)),
            HeldStage(stage) => Some(constants.stage == Some(*stage)),
            Held(cell) => Some(constants.held[cell.at()]),
            Known(day) => Some(constants.day(*day).is_some()),
            Passed(day) => Some(constants.day(*day).is_some_and(|day| day < constants.as_at)),
            WasDone => Some(constants.was_done),
            MovedDateAllowsAmber => Some(constants.moved_date_allows_amber),
        }
    }
}

/// `decides` is the value of one part that settles the whole: true for any, false for all.
fn settle(parts: &[Condition], constants: &Constants, decides: bool) -> Option<bool> {
    let mut all_known = true;
    for part in parts {
        match part.known(constants) {
            Some(holds) if holds == decides => return Some(decides),
            Some(_) => {}
            None => all_known = false,
        }
    }
    all_known.then_some(!decides)
}

fn entry<T>(answer: &Answer<T>, said: impl Fn(&T) -> Entry) -> Entry {
    match &answer.reading {
        Reading::Nothing => Entry::Empty,
        Reading::Cleared => Entry::Cleared,
        Reading::As(value) => said(value),
        Reading::Unfit => Entry::Other,
    }
}
