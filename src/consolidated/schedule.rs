//! `Schedule`: the committee's layout, report by report.

use super::grid::{Cell, Head, Link, Shape, head};
use super::said::{self, Tally};
use super::view::{Rec, View};
use super::{milestones, reports};
use crate::model::tables::Report;
use crate::model::text::Text;
use crate::model::words::Direction;
use crate::model::{Value, columns as c};

/// The schedule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schedule {
    /// The columns of every report's table.
    pub heads: Vec<Head>,
    pub reports: Vec<ScheduleReport>,
    /// What is shown and what is not, in a sentence.
    pub note: String,
}

/// Columns for the coordinator: on the screen, never on paper. By `Ref` a row is known again when edits are taken back.
const NOT_PRINTED: [&str; 2] = ["Source", c::REF.heading];

/// Whether a column of the schedule is printed.
#[must_use]
pub fn is_printed(head: &Head) -> bool {
    !NOT_PRINTED.contains(&head.heading.as_str())
}

/// One report of the schedule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScheduleReport {
    /// The report's short name.
    pub report: String,
    pub title: String,
    /// Whose report, when published, its counts, where it stands: the lines under the title.
    pub lines: Vec<String>,
    /// One line of `lines` is the counts sentence: its place.
    pub counts: usize,
    pub rows: Vec<Vec<Cell>>,
    /// The recommendation of each row.
    pub refs: Vec<Text>,
}

impl Schedule {
    /// How many rows of recommendations stand before `report`'s first: rows are counted through all reports.
    #[must_use]
    pub fn row_of(&self, reference: &str) -> Option<usize> {
        self.reports.iter().flat_map(|report| &report.refs).position(|held| held == reference)
    }
}

/// The columns that there are, before any is hidden.
fn heads() -> Vec<Head> {
    vec![
        head("Status", 13, Shape::Rating),
        head("No.", 6, Shape::Text),
        head("Recommendation / area for improvement", 38, Shape::Long),
        head("Due date", 12, Shape::Text),
        head("Original due date", 12, Shape::Text),
        head("Comments", 52, Shape::Long),
        head(c::RESOURCES.heading, 16, Shape::Long).internal(),
        head("Task owner", 17, Shape::Text),
        head("Position", 22, Shape::Long),
        head("Direction of travel", 13, Shape::Direction),
        head("Source", 24, Shape::Text).internal(),
        head(c::REF.heading, 24, Shape::Text),
    ]
}

/// The headings of all columns of the schedule: those that settings may hide.
#[must_use]
pub fn headings() -> Vec<String> {
    heads().into_iter().map(|head| head.heading).collect()
}

/// The schedule: what is outstanding or has changed, unless the settings ask for all.
pub(super) fn build(view: &View<'_>) -> Schedule {
    let all = view.ask.settings.paper.rows == "all";
    let heads = heads();
    let mut reports = Vec::new();
    let mut hidden = 0;
    for (report, recs) in view.by_report() {
        let tally = Tally::of(view, recs.iter().copied());
        let shown: Vec<&&Rec<'_>> = recs.iter().filter(|rec| all || is_shown(rec)).collect();
        hidden += recs.len() - shown.len();
        // A report without recommendations is shown for its position statement until the committee has seen it.
        let fresh = recs.is_empty() && view.seen_on().is_none_or(|seen| report.published.is_none_or(|day| day > seen));
        if shown.is_empty() && !(fresh || all) {
            continue;
        }
        let (lines, counts) = lines(view, report, &tally);
        reports.push(ScheduleReport {
            report: report.report.as_str().into(),
            title: report.title.as_str().into(),
            lines,
            counts,
            refs: shown.iter().map(|rec| rec.row.reference.clone()).collect(),
            rows: shown.iter().map(|rec| row(view, rec)).collect(),
        });
    }
    let note = if all {
        "Every recommendation of every report.".to_owned()
    } else {
        let closed = super::english::count(hidden, "recommendation that was closed before", "recommendations that were closed before");
        format!("What is outstanding, and what has changed since the last paper. Not shown here: {closed}.")
    };
    let mut schedule = Schedule { heads, reports, note };
    hide_columns(&mut schedule, view);
    schedule
}

fn is_shown(rec: &Rec<'_>) -> bool {
    rec.now.is_open() || !matches!(rec.direction, Some(Direction::NoChange) | None) || rec.before.is_some_and(|was| was.is_open())
}

fn lines(view: &View<'_>, report: &Report, tally: &Tally) -> (Vec<String>, usize) {
    let inspectorate = &view.ask.settings.inspectorate;
    let mut lines = vec![said::whose(report, inspectorate), said::published(report)];
    lines.retain(|line| !line.is_empty());
    let counts = lines.len();
    lines.push(reports::sentence(report, tally));
    if !report.inspectorate_status.is_empty() {
        lines.push(format!("Status with {inspectorate}: {}", view.edited.say(&report.inspectorate_status)));
    }
    if !report.position_statement.is_empty() {
        lines.push(view.edited.say(&report.position_statement).to_string());
    }
    (lines, counts)
}

fn row(view: &View<'_>, rec: &Rec<'_>) -> Vec<Cell> {
    let inspectorate = &view.ask.settings.inspectorate;
    let mut comments = said::comments(view, rec);
    let last = view.cycles.len().saturating_sub(1);
    if rec.of < last && rec.now.is_open() {
        // Nobody answered for it in this cycle: the reader must not take old words for new ones.
        let cycle = view.cycles.get(rec.of).map_or("", |cycle| cycle.cycle.as_str());
        comments = format!("No new position in this cycle; that of {cycle} stands.\n{comments}").trim_end().into();
    }
    if let Some(decision) = rec.decided {
        comments = format!("{comments}\n\n{} decided: {}", decision.rule_or_field, view.edited.say(&decision.reason)).trim().into();
    }
    let original = rec.original_due();
    let original =
        if original.shown().is_empty() { rec.row.original_due_printed.clone() } else { said::due(&original, inspectorate).into() };
    let mut due = said::due(&rec.now.due, inspectorate);
    for step in milestones::lines(view, rec) {
        due = format!("{due}\n{step}").trim().to_owned();
    }
    let position = rec.tasks.first().and_then(|task| task.position).filter(|_| rec.of == last);
    let mut source_cell = Cell::from(position.map_or_else(String::new, short_source));
    if let Some(link) = position.filter(|_| view.links()).and_then(|position| return_of(view, position)) {
        source_cell = source_cell.to(link);
    }
    vec![
        said::status(&rec.now, inspectorate).into(),
        Cell::from(rec.row.no.clone()),
        asked(view, rec).into(),
        due.into(),
        original.into(),
        comments.into(),
        said::joined(view, rec, |task| task.facts.resources.clone()).into(),
        rec.owners().into(),
        said::position(view, rec).into(),
        said::direction(rec.direction).into(),
        source_cell,
        rec.row.reference.clone().into(),
    ]
}

/// What is asked; where no figure counts it, with why.
fn asked(view: &View<'_>, rec: &Rec<'_>) -> Text {
    said::asked(rec, view.edited.say(&rec.row.text))
}

/// File, sheet and cell, without the folders: the link leads there.
fn short_source(position: &crate::model::tables::Position) -> String {
    let full = super::owners::source(position);
    full.rsplit_once('/').map_or_else(|| full.clone(), |(_, name)| name.to_owned())
}

/// The return that a position came from, beside which this workbook lies.
fn return_of(view: &View<'_>, position: &crate::model::tables::Position) -> Option<Link> {
    let beside = position.file.strip_prefix(&format!("cycles/{}/", view.ask.cycle))?;
    // An attachment of a mail cannot be opened by a link.
    (!beside.contains('!')).then(|| Link::File {
        path: beside.to_owned(),
        sheet: position.sheet.as_str().into(),
        cell: position.cell.as_str().into(),
    })
}

/// Leaves out the columns that this edition, or the settings, do not show.
fn hide_columns(schedule: &mut Schedule, view: &View<'_>) {
    let keep: Vec<bool> = schedule
        .heads
        .iter()
        .map(|head| {
            let internal = head.internal && view.edited.is_public();
            !(internal || view.ask.settings.paper.hide_columns.contains(&head.heading))
        })
        .collect();
    if keep.iter().all(|keep| *keep) {
        return;
    }
    let pick = |cells: &[Cell]| -> Vec<Cell> { cells.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(cell, _)| cell.clone()).collect() };
    for report in &mut schedule.reports {
        for row in &mut report.rows {
            *row = pick(row);
        }
    }
    schedule.heads = schedule.heads.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(head, _)| head.clone()).collect();
    // A column in which no row says anything takes room from those that do.
    let empty = schedule.heads.iter().position(|head| head.heading == c::RESOURCES.heading).filter(|at| {
        schedule.reports.iter().flat_map(|report| &report.rows).all(|row| row.get(*at).is_none_or(|cell| *cell.value() == Value::Empty))
    });
    if let Some(at) = empty {
        schedule.heads.remove(at);
        for row in schedule.reports.iter_mut().flat_map(|report| &mut report.rows) {
            if at < row.len() {
                row.remove(at);
            }
        }
    }
}
