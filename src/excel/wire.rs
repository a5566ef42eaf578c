//! A book as it travels from the child reader to its parent.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::unreadable::Unreadable;
use crate::model::sheet::{Area, Comment};
use crate::model::{Book, Cell, Sheet, Value};

/// What the child says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Book(Box<WireBook>),
    Password,
    Damaged(String),
    Oversized(String),
    Other(String),
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WireBook {
    sheets: Vec<WireSheet>,
    properties: BTreeMap<String, String>,
    names: Vec<(String, String)>,
    application: String,
    modified: Option<String>,
    macros: bool,
    pictures: bool,
    epoch_1904: bool,
    label: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireSheet {
    name: String,
    hidden: bool,
    /// Row, column, value, formula.
    cells: Vec<(u32, u32, WireValue, Option<String>)>,
    /// First row and column, last row and column.
    merged: Vec<(u32, u32, u32, u32)>,
    hidden_rows: Vec<u32>,
    /// Row, column, author, text.
    comments: Vec<(u32, u32, String, String)>,
}

/// A value; a date as days of the common era.
#[derive(Debug, Serialize, Deserialize)]
enum WireValue {
    E,
    T(String),
    N(f64),
    D(i32),
    B(bool),
    X(String),
}

impl Answer {
    pub(crate) fn of(read: Result<Book, Unreadable>) -> Self {
        match read {
            Ok(book) => Self::Book(Box::new(WireBook::of(book))),
            Err(Unreadable::PasswordProtected | Unreadable::Labelled) => Self::Password,
            Err(Unreadable::Damaged { why }) => Self::Damaged(why),
            Err(Unreadable::Oversized { what }) => Self::Oversized(what),
            Err(Unreadable::NotAWorkbook { looks_like }) => Self::Other(looks_like),
            Err(Unreadable::NeedsChild { format }) => Self::Damaged(format!("it is no .{format} workbook")),
        }
    }

    pub(crate) fn into_book(self, file: &str) -> Result<Book, Unreadable> {
        match self {
            Self::Book(book) => Ok(book.into_book(file)),
            Self::Password => Err(Unreadable::PasswordProtected),
            Self::Damaged(why) => Err(Unreadable::Damaged { why }),
            Self::Oversized(what) => Err(Unreadable::Oversized { what }),
            Self::Other(looks_like) => Err(Unreadable::NotAWorkbook { looks_like }),
        }
    }
}

impl WireBook {
    fn of(book: Book) -> Self {
        Self {
            sheets: book.sheets.into_iter().map(WireSheet::of).collect(),
            properties: book.properties,
            names: book.names,
            application: book.application,
            modified: book.modified,
            macros: book.macros,
            pictures: book.pictures,
            epoch_1904: book.epoch_1904,
            label: book.label,
        }
    }

    fn into_book(self, file: &str) -> Book {
        let file: Arc<str> = file.into();
        Book {
            sheets: self.sheets.into_iter().map(|sheet| sheet.into_sheet(&file)).collect(),
            file,
            properties: self.properties,
            names: self.names,
            application: self.application,
            modified: self.modified,
            macros: self.macros,
            pictures: self.pictures,
            epoch_1904: self.epoch_1904,
            label: self.label,
            ..Book::default()
        }
    }
}

impl WireSheet {
    fn of(sheet: Sheet) -> Self {
        Self {
            name: sheet.name.to_string(),
            hidden: sheet.hidden,
            cells: sheet
                .cells
                .into_iter()
                .map(|((row, col), cell)| (row, col, WireValue::of(cell.value), cell.formula.map(String::from)))
                .collect(),
            merged: sheet.merged.iter().map(|area| (area.first.0, area.first.1, area.last.0, area.last.1)).collect(),
            hidden_rows: sheet.hidden_rows,
            comments: sheet.comments.into_iter().map(|note| (note.at.0, note.at.1, note.author, note.text)).collect(),
        }
    }

    fn into_sheet(self, file: &Arc<str>) -> Sheet {
        Sheet {
            file: file.clone(),
            name: self.name.into(),
            hidden: self.hidden,
            cells: self
                .cells
                .into_iter()
                .map(|(row, col, value, formula)| ((row, col), Cell { value: value.into_value(), formula: formula.map(Into::into) }))
                .collect(),
            merged: self.merged.into_iter().map(|(top, left, bottom, right)| Area { first: (top, left), last: (bottom, right) }).collect(),
            hidden_rows: self.hidden_rows,
            comments: self.comments.into_iter().map(|(row, col, author, text)| Comment { at: (row, col), author, text }).collect(),
            drawn: Vec::new(),
            unread: Vec::new(),
        }
    }
}

impl WireValue {
    fn of(value: Value) -> Self {
        match value {
            Value::Empty => Self::E,
            Value::Text(text) => Self::T(text.into()),
            Value::Number(number) => Self::N(number),
            Value::Date(date) => Self::D(date.num_days_from_ce()),
            Value::Bool(yes) => Self::B(yes),
            Value::ErrorValue(literal) => Self::X(literal.into()),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::E => Value::Empty,
            Self::T(text) => Value::Text(text.into()),
            Self::N(number) => Value::Number(number),
            Self::D(days) => Value::from(NaiveDate::from_num_days_from_ce_opt(days)),
            Self::B(yes) => Value::Bool(yes),
            Self::X(literal) => Value::ErrorValue(literal.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cells::Cells;

    #[test]
    fn a_book_travels_whole() {
        let cell = |value| Cell { value, formula: None };
        let sheet = Sheet {
            file: "a.ods".into(),
            name: "Return".into(),
            hidden: true,
            cells: Cells::from_iter([
                ((0, 0), cell(Value::Text("tëxt\n\u{1}".into()))),
                ((0, 1), Cell { value: Value::Number(0.1 + 0.2), formula: Some("0.1+0.2".into()) }),
                ((1, 0), cell(Value::from(NaiveDate::from_ymd_opt(2022, 3, 31)))),
                ((1_048_575, 16_383), cell(Value::Bool(true))),
                ((4, 0), cell(Value::ErrorValue("#REF!".into()))),
            ]),
            merged: vec![Area { first: (1, 2), last: (3, 4) }],
            hidden_rows: vec![7],
            comments: vec![Comment { at: (0, 0), author: "A".into(), text: "note".into() }],
            drawn: Vec::new(),
            unread: Vec::new(),
        };
        let book = Book {
            file: "a.ods".into(),
            sheets: vec![sheet],
            properties: BTreeMap::from([("stamp".into(), "x".into())]),
            names: vec![("n".into(), "Return!A1".into())],
            application: "LibreOffice".into(),
            modified: Some("2022-03-31T00:00:00Z".into()),
            epoch_1904: true,
            ..Book::default()
        };
        let text = serde_json::to_string(&Answer::of(Ok(book.clone()))).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap().into_book("a.ods"), Ok(book));
    }
}
