//! A sheet as it was read: cells with their places, and what else matters about how people left it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::cells::Cells;
use super::place::Place;
use super::text::{Text, folds_to, tidied};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    #[default]
    Empty,
    Text(Text),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    /// One of Excel's own error values (`#REF!`), or a literal that the reader does not know.
    ErrorValue(Text),
}

impl Value {
    /// True for an empty cell and for text of blanks only.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => tidied(text).is_empty(),
            _ => false,
        }
    }

    /// What a person sees: numbers without a needless `.0`, dates as `31 Mar 2022`, text tidied.
    #[must_use]
    pub fn shown(&self) -> Text {
        match (self, self.seen()) {
            // Tidy as it stands, as most is: shared.
            (Self::Text(text), Cow::Borrowed(tidy)) if tidy.len() == text.len() => text.clone(),
            (_, tidy) => tidy.into(),
        }
    }

    /// Like [`Self::shown`]; text that is tidy already is not copied.
    #[must_use]
    pub fn seen(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => tidied(text),
            Self::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => Cow::Owned(format!("{n:.0}")),
            Self::Number(n) => Cow::Owned(n.to_string()),
            Self::Date(date) => Cow::Owned(super::dates::long(*date)),
            Self::Bool(yes) => Cow::Borrowed(if *yes { "TRUE" } else { "FALSE" }),
            Self::ErrorValue(literal) => Cow::Borrowed(literal),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Option<NaiveDate>> for Value {
    fn from(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }
}

/// One cell of a sheet that was read.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Cell {
    pub value: Value,
    /// The cell holds a formula; `value` is the result that was stored with it.
    pub formula: Option<Box<str>>,
}

/// A rectangle of cells, both corners inside; rows and columns from nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    pub first: (u32, u32),
    pub last: (u32, u32),
}

impl Area {
    /// True when the cell stands inside.
    #[must_use]
    pub fn holds(&self, row: u32, col: u32) -> bool {
        (self.first.0..=self.last.0).contains(&row) && (self.first.1..=self.last.1).contains(&col)
    }
}

/// One sheet, sparse: only cells that hold something, in row order.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sheet {
    pub file: Arc<str>,
    pub name: Arc<str>,
    /// Hidden or very hidden.
    pub hidden: bool,
    pub cells: Cells,
    pub merged: Vec<Area>,
    /// Rows that are hidden or filtered away.
    pub hidden_rows: Vec<u32>,
    /// Notes and threaded comments that people left on cells.
    pub comments: Vec<Comment>,
    /// Text boxes, pictures and charts.
    pub drawn: Vec<Drawn>,
    /// Cells that could not be read at all (an unknown error literal, a reference outside the grid).
    pub unread: Vec<(u32, u32)>,
}

/// A note on a cell.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Comment {
    pub at: (u32, u32),
    pub author: String,
    pub text: String,
}

/// Something that lies on a sheet, over its cells.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Drawn {
    /// The cell under its upper left corner.
    pub at: (u32, u32),
    /// The words of a text box or shape, tidied; empty for a picture, a chart or an inserted document.
    pub text: String,
}

static EMPTY: Value = Value::Empty;

impl Sheet {
    /// The place of one of its cells.
    #[must_use]
    pub fn place(&self, row: u32, col: u32) -> Place {
        Place { file: self.file.clone(), sheet: self.name.clone(), at: Some((row, col)) }
    }

    /// The place of the sheet as a whole.
    #[must_use]
    pub fn whole(&self) -> Place {
        Place { file: self.file.clone(), sheet: self.name.clone(), at: None }
    }

    /// What the cell holds; empty when nothing stands there.
    #[must_use]
    pub fn value(&self, row: u32, col: u32) -> &Value {
        self.cells.get(&(row, col)).map_or(&EMPTY, |cell| &cell.value)
    }

    /// What the cell shows, tidied.
    #[must_use]
    pub fn text(&self, row: u32, col: u32) -> Text {
        self.value(row, col).shown()
    }

    /// Whether what the cell shows folds to `folded`.
    #[must_use]
    pub fn says(&self, row: u32, col: u32, folded: &str) -> bool {
        folds_to(&self.value(row, col).seen(), folded)
    }

    /// The merged area that the cell is part of.
    #[must_use]
    pub fn merged_at(&self, row: u32, col: u32) -> Option<&Area> {
        self.merged.iter().find(|area| area.holds(row, col))
    }

    /// The cells of one row that hold something, by column.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Cell)> {
        self.cells.row(row).iter().map(|((_, col), cell)| (*col, cell))
    }

    /// Every row that holds something, in order, each once.
    #[must_use]
    pub fn rows(&self) -> Vec<u32> {
        self.cells.rows().collect()
    }
}

/// A workbook as it was read.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Book {
    pub file: Arc<str>,
    pub sheets: Vec<Sheet>,
    /// Custom document properties as text, by name.
    pub properties: BTreeMap<String, String>,
    /// Defined names and what they refer to.
    pub names: Vec<(String, String)>,
    /// The program that saved it, as it names itself.
    pub application: String,
    /// When it says that it was last saved: a day, as the file states it. Never trusted beyond ordering.
    pub modified: Option<String>,
    /// It carries macros.
    pub macros: bool,
    /// It holds pictures, charts or inserted documents.
    pub pictures: bool,
    /// It links to other workbooks.
    pub links_outside: bool,
    /// The workbook counts days from 1904; its dates were read accordingly.
    pub epoch_1904: bool,
    /// The name of a sensitivity label that it carries, when it has one.
    pub label: Option<String>,
}

impl Book {
    /// The sheet of that name, folded.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        let wanted = super::text::fold(name);
        self.sheets.iter().find(|sheet| super::text::fold(&sheet.name) == wanted)
    }
}
