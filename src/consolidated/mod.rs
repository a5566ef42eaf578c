//! What will be published, as plain values. Pure: the register and the asking go in, the paper comes out.
//!
//! Every figure is declared once as a [`grid::Count`]: it is worked out here, and `excel` writes the same count as a live
//! formula. One file a sheet; `view.rs` is the register as the cycle saw it, `said.rs` the words.

mod acronyms;
mod ask;
mod cell;
mod changes;
mod check_figures;
mod closed;
mod deadlines;
mod definitions;
mod english;
pub mod grid;
mod lost;
mod milestones;
mod overview;
mod owners;
mod public;
mod queries;
mod recommendations;
mod reports;
mod returns;
mod said;
mod schedule;
mod summary;
mod view;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use ask::{DraftRow, PaperAsk, ScheduleRow};
pub use changes::Changes;
pub use check_figures::{At, CheckFigures, Figure, Sentence};
pub use grid::{Cell, Count, Head, Is, Link, Shape, Table, Test};
pub use recommendations::PRINTED;
pub use said::status_said;
pub use schedule::{Schedule, ScheduleReport, headings, is_printed};
pub use summary::{Block, Chart, ChartKind, Summary};
pub use view::{cycle_seen_last, earlier_papers, last_paper};

use crate::model::Register;
pub use crate::model::rollup::Shown;
use crate::model::text::Text;
use crate::model::words::{Edition, Word as _};
use grid::{Indexed, Tables};
use view::View;

/// A paper: everything that the consolidated workbook shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Consolidated {
    pub cycle: String,
    /// The day that the positions describe: also the workbook's date of making, so that the same inputs give the same bytes.
    pub as_at: Option<NaiveDate>,
    pub edition: Edition,
    /// The title of the paper.
    pub title: String,
    /// `DRAFT 2`, `FINAL`.
    pub version: String,
    pub organisation: String,
    pub inspectorate: String,
    pub marking: String,
    /// What the paper is: label and text.
    pub front: Vec<(&'static str, String)>,
    pub summary: Summary,
    pub check: CheckFigures,
    pub recommendations: Table,
    pub reports: Table,
    pub owners: Table,
    pub tasks: Table,
    pub deadlines: Table,
    /// None where no paper printed steps on the way to a date.
    pub milestones: Option<Table>,
    pub changes: Changes,
    pub schedule: Schedule,
    pub overview: Table,
    pub closed: Table,
    /// None in a public edition: points between owners and the coordinator.
    pub queries: Option<Table>,
    /// None in a public edition.
    pub returns: Option<Table>,
    pub definitions: Table,
    /// For a chief officer's page: what is signed. None for a committee's paper.
    pub sign_off: Option<String>,
    /// What it says of each recommendation, by its Ref: once the paper is final, the next one is measured against this.
    pub shown: BTreeMap<Text, Shown>,
}

/// Makes the paper of a cycle. A cycle that the register does not know gives an empty paper.
#[must_use]
pub fn build(register: &Register, ask: &PaperAsk<'_>) -> Consolidated {
    let lost = lost::Lost::of(register, ask.cycle);
    let view = View::new(register, &lost, ask);
    let public = view.edited.is_public();
    let answers = returns::Answers::new(&view);
    let schedule = schedule::build(&view);
    let row_on_schedule: BTreeMap<&str, usize> =
        schedule.reports.iter().flat_map(|report| &report.refs).enumerate().map(|(at, reference)| (reference.as_str(), at)).collect();
    let mut recommendations = recommendations::build(&view, |reference| row_on_schedule.get(reference).copied());
    let mut reports = reports::build(&view);
    let mut tasks = owners::tasks(&view);
    let mut owners = owners::build(&view, &answers);
    let mut changes = changes::build(&view);
    let mut overview = overview::build(&view);
    let mut summary = summary::build(&view, &answers);
    if public {
        for table in [&mut recommendations, &mut tasks, &mut owners, &mut reports] {
            table.drop_internal();
        }
    }
    let counted = Tables::from([(recommendations.name, Indexed::new(&recommendations)), (tasks.name, Indexed::new(&tasks))]);
    for table in [&mut reports, &mut owners, &mut changes.matrix, &mut overview] {
        table.settle(&counted);
    }
    for block in &mut summary.blocks {
        block.table.settle(&counted);
    }
    let mut tables = counted;
    tables.insert(reports.name, Indexed::new(&reports));
    tables.insert(owners.name, Indexed::new(&owners));
    let check = check_figures::build(&summary, &changes.matrix, &tables);
    let texts: Vec<Cow<'_, str>> = schedule
        .reports
        .iter()
        .flat_map(|report| {
            let printed = report.rows.iter().flat_map(|row| row.iter().zip(&schedule.heads)).filter(|(_, head)| is_printed(head));
            report.lines.iter().map(|line| Cow::Borrowed(line.as_str())).chain(printed.map(|(cell, _)| cell.seen()))
        })
        .collect();
    let settings = ask.settings;
    let acronyms = acronyms::unexplained(&texts, &[&settings.inspectorate, &settings.organisation, &settings.marking]);
    Consolidated {
        cycle: ask.cycle.to_owned(),
        as_at: view.as_at,
        edition: ask.edition,
        title: format!(
            "{}: {} recommendations, {}{}",
            settings.organisation,
            settings.inspectorate,
            ask.cycle,
            ask.lead.map_or_else(String::new, |lead| format!(", for {lead} to sign off"))
        ),
        version: summary::version(ask.version),
        organisation: settings.organisation.clone(),
        inspectorate: settings.inspectorate.clone(),
        marking: settings.marking.clone(),
        front: summary::front(&view),
        check,
        deadlines: deadlines::build(&view),
        milestones: milestones::build(&view),
        closed: closed::build(&view),
        queries: (!public).then(|| queries::build(&view)),
        returns: (!public).then(|| returns::build(&view, &answers)),
        definitions: definitions::build(&view, &acronyms),
        shown: view.recs.iter().map(|rec| (rec.row.reference.clone(), Shown { now: rec.now, counted: rec.counted })).collect(),
        sign_off: ask.lead.map(|lead| {
            format!(
                "As {lead} I have read the positions on the sheet Schedule and agree that they go to the {} as they stand.",
                ask.committee()
            )
        }),
        summary,
        recommendations,
        reports,
        owners,
        tasks,
        changes,
        schedule,
        overview,
    }
}

/// What the figures of a paper come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Outstanding: Red, Amber, Green, White, not rated.
    pub open: [usize; 5],
    pub closed: usize,
    pub overdue: usize,
}

/// What a register without its positions comes to, as the cycle's paper counts while it is open: by what the tasks say, or, once the
/// cycle is `merged`, by what the merge made of them; and by what was decided in the cycle. Nothing of a cycle that it does not know.
#[must_use]
pub fn figures(register: &Register, ask: &PaperAsk<'_>, merged: bool) -> Figures {
    let lost = lost::Lost::of(register, ask.cycle);
    let mut view = View::seen_so(register, &lost, ask, true);
    if merged {
        view.take_merged();
    }
    let tally = said::Tally::of(&view, &view.recs);
    Figures { open: [tally.red, tally.amber, tally.green, tally.white, tally.unrated], closed: tally.closed, overdue: tally.overdue }
}

impl Consolidated {
    /// `full` or `public`.
    #[must_use]
    pub fn edition_word(&self) -> &'static str {
        self.edition.as_str()
    }
}
