//! `consolidated.xlsx`: the paper as a workbook. It lays out what `crate::consolidated` worked out and decides nothing.

mod charts;
mod check_figures;
mod formulas;
mod frame;
mod read;
mod schedule;
mod summary;
mod tables;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

pub use read::{Draft, SCHEDULE, is_edited, is_paper, is_untouched, read, wanted, wanted_for_edits};

use super::style::finishing::TallTables;
use super::style::sheets::{self, Job, Texts};
use super::style::{self, Looks};
use crate::consolidated::{Cell, Consolidated, Table};
use crate::model::Refusal;

/// Where a table or block stands, once it is laid out.
#[derive(Clone, Copy, Debug)]
struct Origin {
    sheet: &'static str,
    /// The row under its headings.
    row: u32,
    col: u16,
}

/// What every sheet's writer is handed.
struct Pen<'a> {
    paper: &'a Consolidated,
    looks: Looks,
    /// A date that says its month only.
    month: Format,
    origins: BTreeMap<&'static str, Origin>,
    /// The sheets that this paper has, in order, each with what it shows.
    contents: Vec<(&'static str, &'static str)>,
    /// The row of each recommendation on `Schedule`.
    schedule_rows: Vec<u32>,
}

/// Sheets in order: name, tab colour, what it shows.
const SHEETS: [(&str, u32, &str); 17] = [
    ("Summary", 0x1F_3A_5F, "The paper in a paragraph and in figures"),
    ("Check figures", 0x1F_3A_5F, "Each figure and sentence, counted again"),
    ("Recommendations", 0x0B_5C_63, "Every recommendation: the rows behind all figures"),
    ("Reports", 0x0B_5C_63, "A row a report, with its counts"),
    ("Owners", 0x0B_5C_63, "A row an owner: open, overdue, due soon"),
    ("Tasks", 0x0B_5C_63, "A row a task: the rows behind Owners"),
    ("Deadlines", 0xB3_86_00, "What is outstanding by its date, overdue first"),
    ("Milestones", 0xB3_86_00, "Steps on the way to a date, and which are done"),
    ("Changes", 0xB3_86_00, "What changed since the last paper"),
    ("Movement", 0xB3_86_00, "From which rating to which, in numbers"),
    ("Since draft", 0xB3_86_00, "What differs from the last draft"),
    ("Schedule", 0x3F_AE_8B, "The committee's schedule, report by report"),
    ("Overview", 0x3F_AE_8B, "Every report: what is outstanding and closed"),
    ("Closed", 0x7F_7F_7F, "What is closed, when and how"),
    ("Queries", 0x7F_7F_7F, "What is still to be answered or settled"),
    ("Returns", 0x7F_7F_7F, "What came back, and who has not answered"),
    ("Definitions", 0x7F_7F_7F, "What the colours and words mean; acronyms"),
];

/// The workbook's bytes. The same paper gives the same bytes.
///
/// # Errors
/// When a value breaks one of Excel's limits.
pub fn write(paper: &Consolidated) -> Result<Vec<u8>, Refusal> {
    laid_out(paper, BTreeMap::new())?.packed()
}

/// The workbook of a paper, laid out on its sheets: the paper is needed no more.
#[expect(missing_debug_implementations, reason = "the writer's workbook has none")]
pub struct LaidOut(Workbook, TallTables);

impl LaidOut {
    /// The workbook's bytes.
    ///
    /// # Errors
    /// When a sheet breaks one of Excel's limits.
    pub fn packed(self) -> Result<Vec<u8>, Refusal> {
        let Self(workbook, tall) = self;
        style::bytes(workbook).map(|bytes| tall.finished(bytes))
    }
}

/// The first half of [`write()`]: puts the paper on its sheets. Its longest tables are let go row by row.
///
/// # Errors
/// When a value breaks one of Excel's limits.
pub fn lay_out(mut paper: Consolidated) -> Result<LaidOut, Refusal> {
    let given = [&mut paper.recommendations, &mut paper.tasks, &mut paper.deadlines, &mut paper.overview]
        .map(|table| (table.name, std::mem::take(&mut table.rows)))
        .into();
    laid_out(&paper, given)
}

/// Puts a paper on its sheets; the rows of some tables are `given` away, by name.
fn laid_out(paper: &Consolidated, mut given: BTreeMap<&str, Vec<Vec<Cell>>>) -> Result<LaidOut, Refusal> {
    let looks = Looks::new();
    let month = looks.date.clone().set_num_format("mmm yyyy");
    let mut pen = Pen { paper, looks, month, origins: BTreeMap::new(), contents: Vec::new(), schedule_rows: Vec::new() };
    pen.schedule_rows = schedule::rows_on_sheet(&pen);
    pen.contents = SHEETS
        .into_iter()
        .filter(|(name, _, _)| match *name {
            "Queries" => paper.queries.is_some(),
            "Returns" => paper.returns.is_some(),
            "Milestones" => paper.milestones.is_some(),
            "Since draft" => paper.changes.since_draft.is_some(),
            _ => true,
        })
        .map(|(name, _, shows)| (name, shows))
        .collect();
    // Places of the tables that other sheets link to are known before anything is written: every table starts alike.
    for table in [&paper.recommendations, &paper.reports, &paper.owners, &paper.tasks, &paper.changes.matrix] {
        pen.origins.insert(table.name, Origin { sheet: table.name, row: frame::FIRST_ROW, col: 0 });
    }
    let mut summary = Worksheet::new();
    summary::sheet(&mut pen, &mut summary)?;
    let mut workbook = Workbook::new();
    let mut tall = TallTables::default();
    let mut names = vec!["Schedule", "Check figures"];
    // Sheets know nothing of one another any more: they are filled side by side.
    let pen = &pen;
    let mut jobs = vec![
        job(pen.schedule_rows.len(), move |sheet| schedule::sheet(pen, sheet)),
        job(paper.check.figures.len(), move |sheet| check_figures::sheet(pen, sheet)),
    ];
    tall.declare(check_figures::TABLE, frame::FIRST_ROW, check_figures::last_row(paper));
    for (name, table, printed) in tables_of(paper) {
        names.push(name);
        let rows = given.remove(table.name).map_or(Cow::Borrowed(&table.rows[..]), Cow::Owned);
        tall.declare(table.name, frame::FIRST_ROW, tables::last_row(rows.len()));
        jobs.push(job(rows.len(), move |sheet| tables::sheet(pen, sheet, table, rows, printed)));
    }
    let mut sheets: BTreeMap<&'static str, Worksheet> =
        names.into_iter().zip(sheets::filled(&mut workbook, Texts::InCells, jobs)?).collect();
    sheets.insert("Summary", summary);
    let subject = format!("Cycle {}, {}, {} edition", paper.cycle, paper.version, paper.edition_word());
    let properties = style::properties(&paper.title, &subject, &paper.organisation, paper.as_at).set_custom_property("Language", "en-GB");
    workbook.set_properties(&properties);
    for (name, colour, _) in SHEETS {
        if let Some(mut sheet) = sheets.remove(name) {
            sheet.set_name(name)?.set_tab_color(colour);
            workbook.push_worksheet(sheet);
        }
    }
    Ok(LaidOut(workbook, tall))
}

fn job<'a>(rows: usize, fill: impl FnOnce(&mut Worksheet) -> Result<u32, XlsxError> + Send + 'a) -> Job<'a> {
    Job::new(rows, |sheet| Ok(fill(sheet)?))
}

/// The sheets that hold one table each: name, table, and how many of its columns are printed, where not all are.
fn tables_of(paper: &Consolidated) -> Vec<(&'static str, &Table, Option<usize>)> {
    let mut tables = vec![
        ("Recommendations", &paper.recommendations, Some(crate::consolidated::PRINTED)),
        // Where a report stands with the inspectorate is read on the screen and on Schedule; the page has room for the figures.
        ("Reports", &paper.reports, Some(paper.reports.heads.len().saturating_sub(1))),
        // Up to who had it last time: what follows is for filters, and for finding the words again.
        ("Tasks", &paper.tasks, Some(10)),
    ];
    let all =
        [&paper.owners, &paper.deadlines, &paper.changes.list, &paper.changes.matrix, &paper.overview, &paper.closed, &paper.definitions];
    tables.extend(all.map(|table| (table.name, table, None)));
    for table in [&paper.milestones, &paper.queries, &paper.returns, &paper.changes.since_draft].into_iter().flatten() {
        tables.push((if table.name == "Since_draft" { "Since draft" } else { table.name }, table, None));
    }
    tables
}
