//! `Check figures`: each figure and sentence of the paper once, with what it counts and the rows behind it.

use super::grid::{Count, Indexed, Is, Table, Tables, Test};
use super::owners;
use super::reports;
use super::summary::Summary;
use crate::model::text::Text;

/// Where a figure stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The table or block that holds it.
    pub table: &'static str,
    /// Row and column of it, from nought.
    pub row: usize,
    pub column: usize,
}

/// A figure of the paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The sheet that shows it.
    pub sheet: &'static str,
    pub what: String,
    pub at: At,
    pub value: f64,
    /// What it counts; none for a number that comes from earlier cycles or from the returns.
    pub count: Option<Count>,
    /// In words.
    pub words: String,
    /// The Refs of the first rows behind it, in order.
    pub refs: Vec<Text>,
    /// How many rows stand behind it.
    pub behind: usize,
}

/// A sentence of the paper, and the figures that it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub sheet: &'static str,
    pub text: String,
    /// Places in the list of figures.
    pub figures: Vec<usize>,
}

/// Everything to check.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckFigures {
    pub figures: Vec<Figure>,
    pub sentences: Vec<Sentence>,
}

impl CheckFigures {
    /// How many rows the sheet has: figures and sentences.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.figures.len() + self.sentences.len()
    }
}

/// How many Refs are named for a figure.
const SHOWN: usize = 12;
/// From this many reports on, only two figures of each are listed.
const MANY_REPORTS: usize = 60;

/// Collects the figures of the settled tables.
pub(super) fn build(summary: &Summary, movement: &Table, tables: &Tables<'_>) -> CheckFigures {
    let mut check = CheckFigures::default();
    for block in &summary.blocks {
        collect(&mut check.figures, "Summary", &block.table, tables, |_| true);
    }
    let on_summary: Vec<usize> = (0..check.figures.len()).collect();
    for text in &summary.paragraph {
        let figures = on_summary.iter().copied().filter(|at| is_said(text, &check.figures[*at])).collect();
        check.sentences.push(Sentence { sheet: "Summary", text: text.clone(), figures });
    }
    collect(&mut check.figures, "Movement", movement, tables, |_| true);
    if let Some(table) = tables.get(reports::NAME).map(|held| held.table) {
        let many = table.rows.len() > MANY_REPORTS;
        let first = check.figures.len();
        collect(&mut check.figures, reports::NAME, table, tables, |column| {
            !many || [reports::FIGURES.start, reports::FIGURES.start + 6].contains(&column)
        });
        if let Some(column) = table.column("In a sentence") {
            for (at, row) in table.rows.iter().enumerate() {
                let figures = (first..check.figures.len()).filter(|figure| check.figures[*figure].at.row == at).collect();
                let text = row.get(column).map(|cell| cell.value().shown()).unwrap_or_default();
                check.sentences.push(Sentence { sheet: reports::NAME, text: text.into(), figures });
            }
        }
    }
    if let Some(table) = tables.get(owners::NAME).map(|held| held.table) {
        collect(&mut check.figures, owners::NAME, table, tables, |_| true);
    }
    check
}

fn collect(figures: &mut Vec<Figure>, sheet: &'static str, table: &Table, tables: &Tables<'_>, wanted: impl Fn(usize) -> bool) {
    for (at, row) in table.rows.iter().enumerate() {
        let name = row.first().map(|cell| cell.value().shown()).unwrap_or_default();
        for (column, cell) in row.iter().enumerate().skip(1).filter(|(column, _)| wanted(*column)) {
            let is_number = matches!(*cell.value(), crate::model::Value::Number(_));
            // A plain number of a register's table is a fact; of a small table on Summary it is a figure.
            if cell.count().is_none() && !(is_number && sheet == "Summary") {
                continue;
            }
            let heading = table.heads.get(column).map_or("", |head| head.heading.as_str());
            let count = cell.count().map(|count| resolved(count, row));
            let of_rows = if let Some(Count::Plus(of_rows, _)) = &count { Some(&**of_rows) } else { count.as_ref() };
            let (refs, behind) = match of_rows {
                Some(Count::Rows { table, tests }) => tables.get(table).map(|table| refs(table, tests)).unwrap_or_default(),
                _ => (Vec::new(), 0),
            };
            let words = count.as_ref().map_or_else(|| "from earlier cycles' positions, or from the returns".to_owned(), Count::words);
            let title = if sheet == table.name { String::new() } else { format!("{}: ", table.title) };
            figures.push(Figure {
                sheet,
                what: format!("{title}{name}, {heading}"),
                at: At { table: table.name, row: at, column },
                value: cell.number(),
                count,
                words,
                refs,
                behind,
            });
        }
    }
}

/// The first Refs, and how many rows there are.
fn refs(held: &Indexed<'_>, tests: &[Test]) -> (Vec<Text>, usize) {
    let at = held.table.column(crate::model::columns::REF.heading);
    let rows: Vec<usize> = held.rows_of(tests, &[]).collect();
    let refs = rows.iter().take(SHOWN).filter_map(|row| Some(held.table.rows.get(*row)?.get(at?)?.value().shown())).collect();
    (refs, rows.len())
}

/// The same count with the texts of its own row put in, so that it can stand elsewhere.
fn resolved(count: &Count, row: &[super::grid::Cell]) -> Count {
    match count {
        Count::Rows { table, tests } => Count::Rows {
            table,
            tests: tests
                .iter()
                .map(|test| match &test.is {
                    Is::SameAs(at) => {
                        Test { column: test.column, is: Is::Text(row.get(*at).map(|cell| cell.value().shown()).unwrap_or_default()) }
                    }
                    _ => test.clone(),
                })
                .collect(),
        },
        other => other.clone(),
    }
}

/// Which figures a sentence of the paragraph says, by what it speaks of.
fn is_said(text: &str, figure: &Figure) -> bool {
    let what = figure.what.as_str();
    let says = |words: &str| text.contains(words);
    let now = |block: &str, row: &str| what == format!("{block}: {row}, Now");
    let number = |block: &str, row: &str| what.starts_with(&format!("{block}: {row}")) && what.ends_with(", Number");
    (says("for the force") && now("By rating", "For the force"))
        || (says("outstanding")
            && ["Red", "Amber", "Green - awaiting sign-off", "White - open", "Not rated", "Outstanding"]
                .iter()
                .any(|row| now("By rating", row)))
        || (says("closed,") && ["Closed", "of which complete (implemented)"].iter().any(|row| now("By rating", row)))
        || (says("Since the paper")
            && ["and new", "and not shown", "and opened again", "less closed since", "and counted now", "less no longer"]
                .iter()
                .any(|row| number("From the last paper to this one", row)))
        || (says("due date")
            && (number("By due date", "Overdue") || number("By due date", "Due within") || number("Overdue by age", "The longest")))
        || (says("asked") && (number("Returns", "Asked") || number("Returns", "Missing")))
}
