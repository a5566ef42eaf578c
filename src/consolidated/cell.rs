//! One cell of a table: what it holds, what it counts, and where it leads to.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;

use super::grid::Count;
use crate::model::text::Text;
use crate::model::words::DueKind;
use crate::model::{Due, Value, dates};

/// The most rows that each lead somewhere: Excel holds 65,530 links a sheet and grows slow long before, and the writer keeps
/// each until its sheet is done.
pub const MOST_LINKS: usize = 5_000;

/// Where a cell leads to when it is clicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The top of a sheet.
    Sheet(&'static str),
    /// A row of the table on a sheet, from nought.
    Row(&'static str, usize),
    /// A web address.
    Web(String),
    /// A cell of another workbook; the path is relative to this workbook's folder, with `/`.
    File { path: String, sheet: String, cell: String },
}

/// One cell. A large paper holds millions: what few of them have is kept aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell(Held);

#[derive(Clone, Debug, PartialEq)]
enum Held {
    Plain(Value),
    /// A date that says its month only, by its last day.
    Month(NaiveDate),
    More(Arc<More>),
}

/// A cell with what few cells have.
#[derive(Clone, Debug, Default, PartialEq)]
struct More {
    value: Value,
    count: Option<Count>,
    link: Option<Link>,
    month: bool,
}

impl Default for Cell {
    fn default() -> Self {
        Self(Held::Plain(Value::Empty))
    }
}

impl Cell {
    /// A figure. Its value comes when the tables are settled.
    #[must_use]
    pub fn counted(count: Count) -> Self {
        Self(Held::More(Arc::new(More { value: Value::Number(0.0), count: Some(count), ..More::default() })))
    }

    /// A due date: a real date that shows as precisely as it is known; empty where there is none.
    #[must_use]
    pub fn dated(due: &Due) -> Self {
        match due.date {
            Some(day) if due.kind == Some(DueKind::Month) => Self(Held::Month(day)),
            day => Value::from(day).into(),
        }
    }

    /// What it holds.
    #[must_use]
    pub fn value(&self) -> Cow<'_, Value> {
        match &self.0 {
            Held::Plain(value) => Cow::Borrowed(value),
            Held::Month(day) => Cow::Owned(Value::Date(*day)),
            Held::More(more) => Cow::Borrowed(&more.value),
        }
    }

    /// The text that it holds; none where it holds anything else.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.0 {
            Held::Plain(Value::Text(text)) => Some(text),
            Held::More(more) => {
                if let Value::Text(text) = &more.value {
                    Some(text)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// What the value counts, where it is a figure.
    #[must_use]
    pub fn count(&self) -> Option<&Count> {
        self.more()?.count.as_ref()
    }

    /// Where it leads to when it is clicked.
    #[must_use]
    pub fn link(&self) -> Option<&Link> {
        self.more()?.link.as_ref()
    }

    /// True of a date that says its month only: its day is the month's last.
    #[must_use]
    pub fn month(&self) -> bool {
        matches!(self.0, Held::Month(_)) || self.more().is_some_and(|more| more.month)
    }

    fn more(&self) -> Option<&More> {
        if let Held::More(more) = &self.0 { Some(more) } else { None }
    }

    /// The same cell with room for what few have.
    fn with_more(self) -> Arc<More> {
        match self.0 {
            Held::Plain(value) => Arc::new(More { value, ..More::default() }),
            Held::Month(day) => Arc::new(More { value: Value::Date(day), month: true, ..More::default() }),
            Held::More(more) => more,
        }
    }

    /// What a reader sees in it.
    #[must_use]
    pub fn shown(&self) -> String {
        self.seen().into_owned()
    }

    /// Like [`Self::shown`]; text that is tidy already is not copied.
    #[must_use]
    pub fn seen(&self) -> Cow<'_, str> {
        match &self.0 {
            Held::Plain(value) => value.seen(),
            Held::Month(day) => Cow::Owned(dates::month(*day)),
            Held::More(more) => match more.value {
                Value::Date(day) if more.month => Cow::Owned(dates::month(day)),
                ref value => value.seen(),
            },
        }
    }

    /// The same cell, leading somewhere.
    #[must_use]
    pub fn to(self, link: Link) -> Self {
        let mut more = self.with_more();
        Arc::make_mut(&mut more).link = Some(link);
        Self(Held::More(more))
    }

    /// The same cell, leading somewhere where the table is short enough for links.
    #[must_use]
    pub fn to_if(self, links: bool, link: impl FnOnce() -> Link) -> Self {
        if links { self.to(link()) } else { self }
    }

    /// The number that it holds; nought for anything else.
    #[must_use]
    pub fn number(&self) -> f64 {
        if let Value::Number(number) = *self.value() { number } else { 0.0 }
    }

    /// Gives a figure its number.
    pub(super) fn settle(&mut self, number: f64) {
        if let Held::More(more) = &mut self.0 {
            Arc::make_mut(more).value = Value::Number(number);
        }
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self(Held::Plain(value))
    }
}
impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Value::from(text).into()
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Value::from(text.as_str()).into()
    }
}
impl From<Text> for Cell {
    fn from(text: Text) -> Self {
        Value::from(text).into()
    }
}
impl From<Option<NaiveDate>> for Cell {
    fn from(date: Option<NaiveDate>) -> Self {
        Value::from(date).into()
    }
}
impl From<usize> for Cell {
    fn from(n: usize) -> Self {
        Value::Number(whole(n)).into()
    }
}
impl From<Option<i64>> for Cell {
    fn from(n: Option<i64>) -> Self {
        n.and_then(|n| i32::try_from(n).ok()).map_or(Value::Empty, |n| Value::Number(f64::from(n))).into()
    }
}

/// A count as cells hold numbers.
#[must_use]
pub fn whole(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}
