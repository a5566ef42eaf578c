//! Tables as plain values: headings, cells, and for each counted cell what it counts.
//!
//! A count is declared once, as a value. Here it gives the number; `excel` renders it as the live formula. So the stored
//! result and the formula cannot say two things.

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use super::cell::{Cell, Link, MOST_LINKS, whole};
use crate::model::Value;
use crate::model::columns::{OWNER, REPORT};
use crate::model::text::Text;

/// What a column holds, as far as its looks go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// Text of several lines.
    Long,
    /// Long text on one line: for filters and copying, never printed.
    Line,
    Date,
    Whole,
    /// A whole number with its sign.
    Change,
    /// A rating, or a status that begins with one: coloured by the word.
    Rating,
    /// An arrow and a word.
    Direction,
    /// `yes` or `no`; `no` stands out.
    Agrees,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub heading: String,
    /// In Excel's character units.
    pub width: u16,
    pub shape: Shape,
    /// Left out of a public edition.
    pub internal: bool,
}

/// A column.
#[must_use]
pub fn head(heading: impl Into<String>, width: u16, shape: Shape) -> Head {
    Head { heading: heading.into(), width, shape, internal: false }
}

impl Head {
    /// The same column, left out of a public edition.
    #[must_use]
    pub fn internal(mut self) -> Self {
        self.internal = true;
        self
    }
}

/// A condition on one column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub column: &'static str,
    pub is: Is,
}

/// What a cell must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Is {
    /// Exactly this text.
    Text(Text),
    /// Any text but this; an empty cell too.
    Not(Text),
    /// A number from the first to the last, both included.
    Between(i32, i32),
    /// A number that is at least this.
    AtLeast(i32),
    /// What stands in this column of the figure's own row.
    SameAs(usize),
}

/// `column` is exactly `text`.
#[must_use]
pub fn is(column: &'static str, text: impl Into<Text>) -> Test {
    Test { column, is: Is::Text(text.into()) }
}

/// `column` is anything but `text`.
#[must_use]
pub fn is_not(column: &'static str, text: impl Into<Text>) -> Test {
    Test { column, is: Is::Not(text.into()) }
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Count {
    /// The rows of a table that pass every test.
    Rows { table: &'static str, tests: Vec<Test> },
    /// The largest number in a column of a table, of the rows that pass every test; nought when there is none.
    Largest { table: &'static str, column: &'static str, tests: Vec<Test> },
    /// Another count, and so many more that no table holds: the last paper showed them and this one does not.
    Plus(Box<Self>, usize),
    /// The sum of a column of a table.
    Total { table: &'static str, column: &'static str },
    /// Other cells of the same row, added (`true`) or taken away; each stands left of this one.
    Across(Vec<(bool, usize)>),
    /// Other cells of the same column, added (`true`) or taken away; each stands above this one.
    Down(Vec<(bool, usize)>),
}

impl Count {
    /// In words, for the reader of `Check figures`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Rows { table, tests } => {
                let tests: Vec<String> = tests.iter().map(Test::words).collect();
                if tests.is_empty() { format!("{table}: all rows") } else { format!("{table}: {}", tests.join("; ")) }
            }
            Self::Largest { table, column, tests } => {
                let tests: Vec<String> = tests.iter().map(Test::words).collect();
                if tests.is_empty() {
                    format!("the largest {column} of {table}")
                } else {
                    format!("the largest {column} of {table}: {}", tests.join("; "))
                }
            }
            Self::Plus(count, more) => format!("{}; and {more} no longer in this paper", count.words()),
            Self::Total { table, column } => format!("the sum of {column} of {table}"),
            Self::Across(_) => "from the figures beside it".to_owned(),
            Self::Down(_) => "from the figures above it".to_owned(),
        }
    }
}

impl Test {
    fn words(&self) -> String {
        let column = self.column;
        match &self.is {
            Is::Text(text) => format!("{column} {text}"),
            Is::Not(text) => format!("{column} not {text}"),
            Is::Between(from, to) => format!("{column} {from} to {to}"),
            Is::AtLeast(from) => format!("{column} {from} or more"),
            Is::SameAs(_) => format!("{column} as in this row"),
        }
    }

    fn holds(&self, value: &Value, own: &[Cell]) -> bool {
        let number = |value: &Value| if let Value::Number(n) = value { Some(*n) } else { None };
        match &self.is {
            Is::Text(text) => matches!(value, Value::Text(held) if held == text),
            Is::Not(text) => !matches!(value, Value::Text(held) if held == text),
            Is::Between(from, to) => number(value).is_some_and(|n| n >= f64::from(*from) && n <= f64::from(*to)),
            Is::AtLeast(from) => number(value).is_some_and(|n| n >= f64::from(*from)),
            Is::SameAs(at) => own.get(*at).is_some_and(|cell| *cell.value() == *value),
        }
    }
}

/// A table of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The name of the sheet and of its Excel table (blanks as `_`).
    pub name: &'static str,
    /// The title in A1.
    pub title: String,
    /// What the table shows, in a line or two.
    pub note: String,
    pub heads: Vec<Head>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(name: &'static str, title: impl Into<String>, note: impl Into<String>, heads: Vec<Head>) -> Self {
        Self { name, title: title.into(), note: note.into(), heads, rows: Vec::new() }
    }

    /// The place of a heading.
    #[must_use]
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.heads.iter().position(|head| head.heading == heading)
    }

    /// The cell under a heading.
    #[must_use]
    pub fn cell(&self, row: usize, heading: &str) -> Option<&Cell> {
        self.rows.get(row)?.get(self.column(heading)?)
    }

    /// Leaves out the columns marked internal. Figures that refer to columns by their place must stand left of those.
    pub fn drop_internal(&mut self) {
        let keep: Vec<bool> = self.heads.iter().map(|head| !head.internal).collect();
        let kept = |at: usize| keep.get(at).copied().unwrap_or(true);
        for row in &mut self.rows {
            let mut at = 0;
            row.retain(|_| {
                at += 1;
                kept(at - 1)
            });
        }
        self.heads.retain(|head| !head.internal);
    }

    /// Gives every counted cell its value. `others` are the tables that it may count, by name.
    pub fn settle(&mut self, others: &Tables<'_>) {
        for at in 0..self.rows.len() {
            for column in 0..self.rows[at].len() {
                if let Some(count) = self.rows[at][column].count().cloned() {
                    let number = self.value_of(&count, at, column, others);
                    self.rows[at][column].settle(number);
                }
            }
        }
    }

    fn value_of(&self, count: &Count, row: usize, column: usize, others: &Tables<'_>) -> f64 {
        let numbers = |table: &&'static str, column: &str| -> Vec<f64> {
            let Some(table) = others.get(table).map(|held| held.table) else { return Vec::new() };
            let Some(at) = table.column(column) else { return Vec::new() };
            table.rows.iter().filter_map(|row| row.get(at)).map(Cell::number).collect()
        };
        let signed = |(plus, n): (bool, f64)| if plus { n } else { -n };
        match count {
            Count::Rows { table, tests } => {
                others.get(table).map_or(0.0, |table| whole(table.rows_of(tests, self.rows.get(row).map_or(&[], Vec::as_slice)).count()))
            }
            Count::Largest { table, column, tests } => others.get(table).map_or(0.0, |held| {
                let number = |at: usize| held.table.cell(at, column).map_or(0.0, Cell::number);
                held.rows_of(tests, self.rows.get(row).map_or(&[], Vec::as_slice)).map(number).fold(0.0, f64::max)
            }),
            Count::Plus(count, more) => self.value_of(count, row, column, others) + whole(*more),
            Count::Total { table, column } => numbers(table, column).into_iter().sum(),
            Count::Across(cells) => {
                cells.iter().filter_map(|(plus, at)| Some(signed((*plus, self.rows.get(row)?.get(*at)?.number())))).sum()
            }
            Count::Down(cells) => {
                cells.iter().filter_map(|(plus, at)| Some(signed((*plus, self.rows.get(*at)?.get(column)?.number())))).sum()
            }
        }
    }
}

/// The tables that figures may count, by name.
pub type Tables<'a> = BTreeMap<&'static str, Indexed<'a>>;

/// A table with its rows by report and by owner, so that a figure of one report does not walk through all of them, and with
/// the texts of the columns that are asked about as numbers, which are compared faster.
#[derive(Debug)]
pub struct Indexed<'a> {
    pub table: &'a Table,
    keys: BTreeMap<&'static str, BTreeMap<&'a str, Vec<usize>>>,
    /// By column; made when first asked about.
    texts: Vec<OnceLock<Texts<'a>>>,
}

/// The texts of one column, each by a number of its own.
#[derive(Debug)]
struct Texts<'a> {
    numbers: BTreeMap<&'a str, usize>,
    /// For each row the number of its text; none where the cell holds another thing.
    rows: Vec<Option<usize>>,
}

impl<'a> Texts<'a> {
    fn of(table: &'a Table, column: usize) -> Self {
        let mut numbers = BTreeMap::new();
        let rows = table.rows.iter().map(|row| {
            let next = numbers.len();
            Some(*numbers.entry(row.get(column)?.text()?).or_insert(next))
        });
        let rows = rows.collect();
        Self { numbers, rows }
    }
}

/// A test made ready for many rows.
enum Ready<'t> {
    /// The row's text has this number; never true where no row has the text.
    Is(&'t [Option<usize>], Option<usize>),
    /// The row's text has another number, or the cell holds no text.
    IsNot(&'t [Option<usize>], Option<usize>),
    Cell(&'t Test, usize),
    /// The table lacks the column.
    Never,
}

impl<'a> Indexed<'a> {
    /// The table, looked through once.
    #[must_use]
    pub fn new(table: &'a Table) -> Self {
        let mut keys = BTreeMap::new();
        for heading in [REPORT.heading, OWNER.heading] {
            let Some(at) = table.column(heading) else { continue };
            let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (row, cells) in table.rows.iter().enumerate() {
                if let Some(text) = cells.get(at).and_then(Cell::text) {
                    rows.entry(text).or_default().push(row);
                }
            }
            keys.insert(heading, rows);
        }
        Self { table, keys, texts: table.heads.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The rows that pass the tests of a figure in the row `own`.
    pub fn rows_of<'t>(&'t self, tests: &'t [Test], own: &'t [Cell]) -> impl Iterator<Item = usize> + 't {
        let ready: Vec<Ready<'t>> = tests.iter().map(|test| self.ready(test, own)).collect();
        let passes = move |at: &usize| {
            ready.iter().all(|test| match test {
                Ready::Is(rows, number) => number.is_some() && rows.get(*at) == Some(number),
                Ready::IsNot(rows, number) => number.is_none() || rows.get(*at) != Some(number),
                Ready::Cell(test, column) => {
                    self.table.rows.get(*at).and_then(|row| row.get(*column)).is_some_and(|cell| test.holds(&cell.value(), own))
                }
                Ready::Never => false,
            })
        };
        let narrowed =
            tests.iter().find_map(|test| Some(self.keys.get(test.column)?.get(wanted(test, own)?).map_or(&[][..], Vec::as_slice)));
        let all = if narrowed.is_none() { 0..self.table.rows.len() } else { 0..0 };
        narrowed.unwrap_or_default().iter().copied().chain(all).filter(passes)
    }

    fn ready<'t>(&'t self, test: &'t Test, own: &[Cell]) -> Ready<'t> {
        let Some(column) = self.table.column(test.column) else { return Ready::Never };
        let Some(texts) = self.texts.get(column) else { return Ready::Never };
        let text = match &test.is {
            Is::Not(text) => Some(text.as_str()),
            _ => wanted(test, own),
        };
        let Some(text) = text else { return Ready::Cell(test, column) };
        let texts = texts.get_or_init(|| Texts::of(self.table, column));
        let number = texts.numbers.get(text).copied();
        if matches!(test.is, Is::Not(_)) { Ready::IsNot(&texts.rows, number) } else { Ready::Is(&texts.rows, number) }
    }
}

/// The text that a cell must be, where a test asks for one.
fn wanted<'t>(test: &'t Test, own: &'t [Cell]) -> Option<&'t str> {
    match &test.is {
        Is::Text(text) => Some(text),
        Is::SameAs(at) => own.get(*at)?.text(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_give_what_they_say() {
        let mut rows = Table::new("Rows", "", "", vec![head("Rating", 9, Shape::Rating), head("Days", 9, Shape::Whole)]);
        rows.rows = [("Red", Some(40)), ("Red", None), ("Amber", Some(3)), ("", None)]
            .map(|(rating, days): (&str, Option<i64>)| vec![rating.into(), days.into()])
            .into();
        let count = |tests| Cell::counted(Count::Rows { table: "Rows", tests });
        let mut figures = Table::new("Figures", "", "", Vec::new());
        let days = |is| Test { column: "Days", is };
        figures.rows = vec![vec![
            "Red".into(),
            count(vec![Test { column: "Rating", is: Is::SameAs(0) }]),
            count(vec![is_not("Rating", "Red")]),
            count(vec![is("Rating", "Red"), days(Is::AtLeast(1))]),
            count(vec![days(Is::Between(1, 30))]),
            count(vec![is("Rating", "Green")]),
            count(vec![is_not("Rating", "Green")]),
            count(vec![is("Stage", "closed")]),
            Cell::counted(Count::Across(vec![(true, 1), (true, 2), (false, 3)])),
            Cell::counted(Count::Largest { table: "Rows", column: "Days", tests: Vec::new() }),
            Cell::counted(Count::Largest { table: "Rows", column: "Days", tests: vec![is("Rating", "Amber")] }),
            Cell::counted(Count::Largest { table: "Rows", column: "Days", tests: vec![is("Rating", "Green")] }),
        ]];
        figures.rows.push(vec!["".into(), Cell::counted(Count::Down(vec![(true, 0)]))]);
        figures.settle(&Tables::from([("Rows", Indexed::new(&rows))]));
        let numbers = |row: usize| figures.rows[row].iter().skip(1).map(Cell::number).collect::<Vec<_>>();
        // No row is Green; three texts and an empty cell are not; there is no column Stage.
        assert_eq!(numbers(0), [2.0, 2.0, 1.0, 1.0, 0.0, 4.0, 0.0, 3.0, 40.0, 3.0, 0.0]);
        assert_eq!(numbers(1), [2.0]);
    }

    #[test]
    fn internal_columns_are_left_out_with_their_cells() {
        let mut table =
            Table::new("Rows", "", "", vec![head("A", 9, Shape::Text), head("B", 9, Shape::Text).internal(), head("C", 9, Shape::Text)]);
        table.rows = vec![vec!["a".into(), "b".into(), "c".into()]];
        table.drop_internal();
        assert_eq!(table.rows, [vec!["a".into(), Cell::from("c")]]);
        assert_eq!(table.column("C"), Some(1));
    }
}
