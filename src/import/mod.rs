//! A published schedule, laid out as it was printed, into the register as one cycle's positions. Pure.
//!
//! A paper is read in three steps: `layout` finds tables and the lines above them, `paper` says what they mean, `enter`
//! puts it into the register. What contradicts itself, or was not understood, becomes a query.

pub mod counts;
pub mod due_chain;
pub mod front;
pub mod headings;
pub mod matching;
pub mod names;
pub mod number;
pub mod paper;
pub mod reconcile;
pub mod status;
pub mod timeline;
pub mod words;

mod audit;
mod belongs;
mod checks;
mod columns;
mod dates_in_text;
mod enter;
mod flat;
mod grid;
mod layout;
mod legend;
mod periods;
mod row;
mod rows;
mod sections;
mod whole;

use chrono::NaiveDate;

use crate::model::facts::Field;
use crate::model::text::fold;
use crate::model::words::Severity;
use crate::model::{Book, Place, Query, Register, Settings};

use counts::{Stated, Tally};

/// What the coordinator says of a paper, and the world that it is read in.
#[derive(Clone, Copy, Debug)]
pub struct Intake<'a> {
    /// The label of the paper's cycle.
    pub cycle: &'a str,
    /// The day that its positions describe.
    pub as_at: NaiveDate,
    /// SHA-256 of the file, in hexadecimal.
    pub file_hash: &'a str,
    pub settings: &'a Settings,
}

/// A paper in the register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    pub register: Register,
    /// Reports, recommendations and positions that this paper shows.
    pub reports: usize,
    pub recommendations: usize,
    pub positions: usize,
    /// What import alone sees; the rules look at the standings besides.
    pub queries: Vec<Query>,
    /// Every row that was read, in the order of the paper.
    pub rows: Vec<RowSeen>,
    /// Every counts sentence, with what the rows come to.
    pub counts: Vec<CountsSeen>,
}

/// One row of the paper: enough to look at its position as at the paper's date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowSeen {
    /// The report's short name.
    pub report: String,
    /// The recommendation's Ref.
    pub reference: String,
    /// The task's Ref, under which its position stands.
    pub task: String,
    pub place: Place,
    /// The places of single facts.
    pub places: Vec<(Field, Place)>,
    pub printed_new: bool,
    /// Its Green is under way, by what the paper says of its colours.
    pub green_under_way: bool,
    /// Its status is blank or not understood, which import has said.
    pub unrated: bool,
    /// Why the date moved, in the paper's words; empty where it says nothing.
    pub move_reason: String,
    /// How often the date has moved, by all papers so far.
    pub times_extended: u32,
}

/// A counts sentence, read and compared.
#[derive(Clone, Debug, PartialEq)]
pub struct CountsSeen {
    pub report: String,
    pub sentence: String,
    pub stated: Stated,
    pub rows: Tally,
    pub agrees: bool,
    pub place: Place,
}

/// Takes a paper into the register: a new register, and everything that the paper gives rise to.
///
/// Taking the same paper again changes nothing; papers may come in any order.
#[must_use]
pub fn take(register: &Register, book: &Book, intake: &Intake<'_>) -> Imported {
    let inspectorate = inspectorate_names(intake.settings);
    let mut paper = paper::read(book, &inspectorate);
    whole::open_what_ends_later(&mut paper, intake.as_at);
    // A report without rows says why: it counts them, or states its position.
    let says_nothing = |report: &paper::PaperReport| {
        report.rows.is_empty()
            && report.counts.is_none()
            && (report.published.is_empty() || report.prose.is_empty() && report.inspectorate_status.is_empty())
    };
    let none = paper.reports.iter().all(|report| report.rows.is_empty());
    if paper.reports.iter().all(says_nothing) || none && !paper.unread.is_empty() {
        let mut queries = paper.queries;
        let place = paper.unread.into_iter().next().unwrap_or_else(|| Place::file(&book.file));
        queries.push(Query::new("text-not-placed", Severity::Blocking, &words::NOTHING_FOUND).at(place));
        return Imported { register: register.clone(), queries, ..Imported::default() };
    }
    let mut entering = enter::Entering::new(register, intake, inspectorate);
    entering.enter(&paper);
    audit::audit(&mut entering, &paper);
    let mut seen: Vec<&str> = entering.rows.iter().map(|row| row.reference.as_str()).collect();
    seen.sort_unstable();
    seen.dedup();
    let recommendations = seen.len();
    let reports = paper.reports.len();
    let mut queries = paper.queries;
    queries.append(&mut entering.queries);
    Imported {
        reports,
        recommendations,
        positions: entering.rows.len(),
        queries,
        rows: entering.rows,
        counts: entering.counts,
        register: entering.register,
    }
}

/// The inspectorate's names, folded.
fn inspectorate_names(settings: &Settings) -> Vec<String> {
    std::iter::once(&settings.inspectorate)
        .chain(&settings.inspectorate_also)
        .map(|name| fold(name))
        .filter(|name| !name.is_empty())
        .collect()
}
