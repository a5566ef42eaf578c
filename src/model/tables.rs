//! The register's tables: one row type a table, bound to the columns that `columns.rs` declares.
//!
//! `table!` writes the row type, its columns, and the turning of a row into cells and back, so that a column
//! is named in one place only.

use chrono::NaiveDate;

use super::columns::{self as c, Column};
use super::sheet::Value;
use super::text::Text;
use super::words::{
    Access, ClosedBy, ClosedHow, CycleState, DecisionKind, Direction, DueKind, Edition, ForTheForce, Kind, Precision, Rating, ReportType,
    Scope, Setter, Stage, Word as _, YesNo,
};

/// A cell's value that does not fit its column: what was expected, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    pub expected: &'static str,
}

/// A type that stands in one cell.
pub trait Fact: Sized {
    /// The cell's value.
    fn to_value(&self) -> Value;
    /// Reads a cell; a value that does not fit is said so, never guessed.
    ///
    /// # Errors
    /// When the value is of another kind than the column.
    fn from_value(value: &Value) -> Result<Self, Unfit>;
}

impl Fact for Text {
    fn to_value(&self) -> Value {
        Value::from(self.clone())
    }
    fn from_value(value: &Value) -> Result<Self, Unfit> {
        match value {
            // Stored text is kept as it stands; tidying is for what people type.
            Value::Text(text) => Ok(text.clone()),
            Value::ErrorValue(_) => Err(Unfit { expected: "text" }),
            other => Ok(other.shown()),
        }
    }
}

impl Fact for Option<NaiveDate> {
    fn to_value(&self) -> Value {
        Value::from(*self)
    }
    fn from_value(value: &Value) -> Result<Self, Unfit> {
        match value {
            Value::Date(date) => Ok(Some(*date)),
            Value::Text(text) => match super::dates::read_date(text) {
                super::dates::DateText::Blank => Ok(None),
                super::dates::DateText::Day { date, .. } | super::dates::DateText::Month { last_day: date } => Ok(Some(date)),
                _ => Err(Unfit { expected: "a date" }),
            },
            Value::Empty => Ok(None),
            _ => Err(Unfit { expected: "a date" }),
        }
    }
}

impl Fact for Option<u32> {
    fn to_value(&self) -> Value {
        self.map_or(Value::Empty, |n| Value::Number(f64::from(n)))
    }
    fn from_value(value: &Value) -> Result<Self, Unfit> {
        if let Value::Number(number) = value
            && number.fract() == 0.0
            && (0.0..=f64::from(u32::MAX)).contains(number)
        {
            return Ok(Some(*number as u32));
        }
        let text = value.shown();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| Unfit { expected: "a whole number" })
    }
}

/// A closed list of words is a fact: the word, or empty.
macro_rules! word_facts {
    ($($word:ty: $expected:literal),+ $(,)?) => { $(
        impl Fact for Option<$word> {
            fn to_value(&self) -> Value {
                self.map_or(Value::Empty, |word| Value::Text(word.as_str().into()))
            }
            fn from_value(value: &Value) -> Result<Self, Unfit> {
                let text = value.seen();
                if text.is_empty() {
                    return Ok(None);
                }
                <$word>::read(&text).map(Some).ok_or(Unfit { expected: $expected })
            }
        }
    )+ };
}

word_facts! {
    Rating: "Red, Amber, Green or White",
    Stage: "a stage of the list",
    Kind: "a kind of the list",
    ReportType: "a type of the list",
    Scope: "a scope of the list",
    Setter: "inspectorate, force or none",
    DueKind: "day, month, immediate, to be set or none set",
    Precision: "day or month",
    ForTheForce: "yes, in part or no",
    ClosedHow: "a way of closing of the list",
    ClosedBy: "inspectorate or force",
    Access: "public, non-public or embargoed",
    YesNo: "yes or no",
    CycleState: "open or closed",
    Edition: "full or public",
    Direction: "a direction of the list",
    DecisionKind: "a decision of the list",
}

/// A row of one of the register's tables.
pub trait Row: Clone + Default + PartialEq + std::fmt::Debug {
    /// The sheet's name, and the Excel table's.
    const SHEET: &'static str;
    /// The columns, in order.
    fn columns() -> &'static [&'static Column];
    /// The row as cells, in the columns' order.
    fn to_cells(&self) -> Vec<Value>;
    /// Puts one cell's value into the row. `at` counts the columns from nought.
    ///
    /// # Errors
    /// When the value does not fit the column; the row is then as before.
    fn put(&mut self, at: usize, value: &Value) -> Result<(), Unfit>;
    /// Values of columns that we do not know, in the order of the table's extra headings.
    fn extra(&self) -> &[Value];
    /// The same, to fill.
    fn extra_mut(&mut self) -> &mut Vec<Value>;
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident in $sheet:literal { $($(#[$fdoc:meta])* $field:ident: $kind:ty => $column:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$fdoc])* #[doc = concat!("Column `", stringify!($column), "`.")] pub $field: $kind,)+
            /// Values of columns that we do not know, carried along.
            pub extra: Vec<Value>,
        }

        impl Row for $name {
            const SHEET: &'static str = $sheet;

            fn columns() -> &'static [&'static Column] {
                static COLUMNS: &[&Column] = &[$(&c::$column),+];
                COLUMNS
            }

            fn to_cells(&self) -> Vec<Value> {
                vec![$(self.$field.to_value()),+]
            }

            fn put(&mut self, at: usize, value: &Value) -> Result<(), Unfit> {
                let mut next = 0;
                $(
                    if at == next {
                        self.$field = <$kind as Fact>::from_value(value)?;
                        return Ok(());
                    }
                    next += 1;
                )+
                debug_assert!(at < next, "internal: no column {at} in {}", $sheet);
                Ok(())
            }

            fn extra(&self) -> &[Value] {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut Vec<Value> {
                &mut self.extra
            }
        }
    };
}

table! {
    /// A published inspection report.
    Report in "Reports" {
        report: Text => REPORT,
        title: Text => TITLE,
        kind: Option<ReportType> => TYPE,
        scope: Option<Scope> => SCOPE,
        published_by: Text => PUBLISHED_BY,
        published: Option<NaiveDate> => PUBLISHED,
        published_precision: Option<Precision> => PUBLISHED_PRECISION,
        made: Option<u32> => MADE,
        for_force: Option<u32> => REPORT_FOR_FORCE,
        inspectorate_status: Text => INSPECTORATE_STATUS,
        position_statement: Text => POSITION_STATEMENT,
        stated: Text => STATED,
        access: Option<Access> => ACCESS,
        access_until: Option<NaiveDate> => ACCESS_UNTIL,
        exemption: Text => EXEMPTION,
        link: Text => LINK,
        response_needed: Option<YesNo> => RESPONSE_NEEDED,
        response_due: Option<NaiveDate> => RESPONSE_DUE,
        response_sent: Option<NaiveDate> => RESPONSE_SENT,
    }
}

table! {
    /// One numbered thing that a report asks for: the unit that is counted.
    Recommendation in "Recommendations" {
        reference: Text => REF,
        report: Text => REPORT,
        no: Text => NO,
        kind: Option<Kind> => KIND,
        text: Text => TEXT,
        for_force: Option<ForTheForce> => FOR_FORCE,
        original_due: Option<NaiveDate> => ORIGINAL_DUE,
        original_due_kind: Option<DueKind> => ORIGINAL_DUE_KIND,
        original_due_set_by: Option<Setter> => ORIGINAL_DUE_SET_BY,
        original_due_printed: Text => ORIGINAL_DUE_PRINTED,
        due: Option<NaiveDate> => DUE,
        due_kind: Option<DueKind> => DUE_KIND,
        due_set_by: Option<Setter> => DUE_SET_BY,
        lead: Text => LEAD,
        waiting_on: Text => WAITING_ON,
        linked_to: Text => LINKED_TO,
        on_portal: Option<YesNo> => ON_PORTAL,
        rating: Option<Rating> => RATING,
        stage: Option<Stage> => STAGE,
        direction: Option<Direction> => DIRECTION,
        parent: Text => PARENT,
        addressee: Text => ADDRESSEE,
        chief_lead: Text => CHIEF_LEAD,
        signed_off_by: Text => SIGNED_OFF_BY,
        signed_off_on: Option<NaiveDate> => SIGNED_OFF_ON,
        submitted_on: Option<NaiveDate> => SUBMITTED_ON,
        reply: Text => REPLY,
        reply_on: Option<NaiveDate> => REPLY_ON,
        test_at: Text => TEST_AT,
        portal_ref: Text => PORTAL_REF,
        portal_updated: Option<NaiveDate> => PORTAL_UPDATED,
        access: Option<Access> => ACCESS,
        access_until: Option<NaiveDate> => ACCESS_UNTIL,
        closed_on: Option<NaiveDate> => CLOSED_ON,
        closed_by: Option<ClosedBy> => CLOSED_BY,
        closed_how: Option<ClosedHow> => CLOSED_HOW,
    }
}

table! {
    /// What one owner must do for a recommendation.
    Task in "Tasks" {
        reference: Text => REF,
        recommendation: Text => RECOMMENDATION,
        task: Text => TASK,
        owner: Text => OWNER,
        contributors: Text => CONTRIBUTORS,
        rating: Option<Rating> => RATING,
        stage: Option<Stage> => STAGE,
        due: Option<NaiveDate> => DUE,
        due_kind: Option<DueKind> => DUE_KIND,
        due_set_by: Option<Setter> => DUE_SET_BY,
        reason: Text => REASON,
        update: Text => UPDATE,
        evidence: Text => EVIDENCE,
        completed_on: Option<NaiveDate> => COMPLETED_ON,
        waiting_on: Text => WAITING_ON,
        resources: Text => RESOURCES,
        closed_on: Option<NaiveDate> => CLOSED_ON,
        closed_by: Option<ClosedBy> => CLOSED_BY,
        closed_how: Option<ClosedHow> => CLOSED_HOW,
    }
}

table! {
    /// The role that answers for tasks.
    Owner in "Owners" {
        owner: Text => OWNER,
        also_written: Text => ALSO_WRITTEN,
        name: Text => NAME,
        e_mail: Text => E_MAIL,
        deputy: Text => DEPUTY,
        deputy_e_mail: Text => DEPUTY_E_MAIL,
        lead: Text => LEAD,
        from: Option<NaiveDate> => HELD_FROM,
        to: Option<NaiveDate> => HELD_TO,
    }
}

table! {
    /// One round of asking owners.
    Cycle in "Cycles" {
        cycle: Text => CYCLE,
        as_at: Option<NaiveDate> => AS_AT,
        issued_on: Option<NaiveDate> => ISSUED_ON,
        return_by: Option<NaiveDate> => RETURN_BY,
        state: Option<CycleState> => STATE,
    }
}

table! {
    /// One handing-over to a committee.
    Paper in "Papers" {
        cycle: Text => CYCLE,
        committee: Text => COMMITTEE,
        meeting_on: Option<NaiveDate> => MEETING_ON,
        papers_due: Option<NaiveDate> => PAPERS_DUE,
        edition: Option<Edition> => EDITION,
        version: Text => VERSION,
        supplement_to: Text => SUPPLEMENT_TO,
        sent_on: Option<NaiveDate> => SENT_ON,
        file_hash: Text => FILE_HASH,
    }
}

table! {
    /// What stands for one task in one cycle. Positions of past cycles are never overwritten.
    Position in "Positions" {
        cycle: Text => CYCLE,
        /// The task's Ref.
        reference: Text => REF,
        report: Text => REPORT,
        no: Text => NO,
        kind: Option<Kind> => KIND,
        owner: Text => OWNER,
        rating: Option<Rating> => RATING,
        stage: Option<Stage> => STAGE,
        due: Option<NaiveDate> => DUE,
        due_kind: Option<DueKind> => DUE_KIND,
        due_set_by: Option<Setter> => DUE_SET_BY,
        reason: Text => REASON,
        update: Text => UPDATE,
        evidence: Text => EVIDENCE,
        completed_on: Option<NaiveDate> => COMPLETED_ON,
        waiting_on: Text => WAITING_ON,
        resources: Text => RESOURCES,
        owners_rating: Option<Rating> => OWNERS_RATING,
        committee_text: Text => COMMITTEE_TEXT,
        direction: Option<Direction> => DIRECTION,
        status_printed: Text => STATUS_PRINTED,
        due_printed: Text => DUE_PRINTED,
        closed_how: Option<ClosedHow> => CLOSED_HOW,
        file: Text => FILE,
        sheet: Text => SHEET,
        cell: Text => CELL,
        file_hash: Text => FILE_HASH,
    }
}

table! {
    /// A move of the due date. All are kept.
    Extension in "Extensions" {
        /// The recommendation's Ref for an imported move, the task's for a returned one.
        reference: Text => REF,
        cycle: Text => CYCLE,
        from: Option<NaiveDate> => FROM,
        from_kind: Option<DueKind> => FROM_KIND,
        to: Option<NaiveDate> => TO,
        to_kind: Option<DueKind> => TO_KIND,
        reason: Text => MOVE_REASON,
        approved_by: Text => APPROVED_BY,
        reported_to: Text => REPORTED_TO,
    }
}

table! {
    /// A step on the way to the due date, as papers print them ('for initial review', then 'completed').
    Milestone in "Milestones" {
        reference: Text => REF,
        cycle: Text => CYCLE,
        due: Option<NaiveDate> => DUE,
        due_kind: Option<DueKind> => DUE_KIND,
        what: Text => WHAT,
        done: Option<YesNo> => COMPLETED,
    }
}

table! {
    /// A file that was seen in a returns folder, and what became of it.
    ReturnSeen in "Returns" {
        cycle: Text => CYCLE,
        file: Text => FILE,
        file_hash: Text => FILE_HASH,
        owner: Text => OWNER,
        outcome: Text => OUTCOME,
        rows: Option<u32> => ROWS,
        received: Option<NaiveDate> => RECEIVED,
        asks: Text => SAYS_RETURN,
    }
}

table! {
    /// How the coordinator settled a clash or a query.
    Decision in "Decisions" {
        reference: Text => REF,
        cycle: Text => CYCLE,
        rule_or_field: Text => RULE_OR_FIELD,
        decision: Option<DecisionKind> => DECISION,
        value: Text => DECIDED_VALUE,
        decided_by: Text => DECIDED_BY,
        reason: Text => DECISION_REASON,
        until: Option<NaiveDate> => UNTIL,
        decided_on: Text => DECIDED_ON,
    }
}

table! {
    /// What a colour means, from a cycle on.
    Definition in "Definitions" {
        from_cycle: Text => FROM_CYCLE,
        rating: Option<Rating> => RATING,
        meaning: Text => MEANING,
    }
}
