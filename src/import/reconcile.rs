//! An outside list (the inspectorate's portal, another system, a paper) against the register. Nothing is changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::register::recommendation_of;
use crate::model::tables::Recommendation;
use crate::model::text::{Text, fold, plural, shorten};
use crate::model::words::Stage;
use crate::model::{Book, Due, Place, Query, Register, Settings, Words};

use super::paper::{PaperReport, PaperRow};
use super::{inspectorate_names, matching, paper, timeline};

/// In what list and register differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differs {
    OnlyThere,
    OnlyHere,
    ClosedThereOpenHere,
    OpenThereClosedHere,
    DueDate,
    EvidenceNotUploaded,
    /// It was matched by report and number: the list words it otherwise.
    Wording,
}

impl Differs {
    /// Every difference, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::OnlyThere,
        Self::OnlyHere,
        Self::ClosedThereOpenHere,
        Self::OpenThereClosedHere,
        Self::DueDate,
        Self::EvidenceNotUploaded,
        Self::Wording,
    ];

    /// As people read it.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::OnlyThere => "only in the list",
            Self::OnlyHere => "open in the register, not in the list",
            Self::ClosedThereOpenHere => "closed in the list, open in the register",
            Self::OpenThereClosedHere => "open in the list, closed in the register",
            Self::DueDate => "due dates differ",
            Self::EvidenceNotUploaded => "evidence not in the list",
            Self::Wording => "matched by number, worded otherwise",
        }
    }

    /// The key in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::OnlyThere => "only_there",
            Self::OnlyHere => "only_here",
            Self::ClosedThereOpenHere => "closed_there_open_here",
            Self::OpenThereClosedHere => "open_there_closed_here",
            Self::DueDate => "due_dates_differ",
            Self::EvidenceNotUploaded => "evidence_not_uploaded",
            Self::Wording => "wording_differs",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub differs: Differs,
    /// The recommendation's Ref; empty for what only the list holds.
    pub reference: String,
    /// The report's title, as the side that holds it gives it.
    pub report: String,
    pub no: String,
    /// What it asks, shortened.
    pub text: String,
    /// What the list says.
    pub there: String,
    /// What the register says.
    pub here: String,
    /// Where it stands in the list.
    pub place: Place,
}

/// A list compared with the register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciled {
    /// Rows of the list.
    pub rows: usize,
    /// Rows that the register holds as well.
    pub matched: usize,
    pub differences: Vec<Difference>,
    /// What was not understood in the list.
    pub queries: Vec<Query>,
}

impl Reconciled {
    /// How many rows the list holds, and how many of them the register holds too: `1 row in the list and in the register`.
    #[must_use]
    pub fn counted(&self) -> String {
        match (self.rows, self.matched) {
            (1, 1) => "1 row in the list and in the register".to_owned(),
            (1, _) => "1 row in the list, not in the register".to_owned(),
            (rows, matched) => format!("{} in the list, {matched} of them in the register", plural(rows, "row", "rows")),
        }
    }
}

/// Recommendations by what a list may call them.
struct Known<'r> {
    /// By Ref, folded.
    refs: HashMap<String, &'r Recommendation>,
    /// By the portal's reference, folded; of several the first.
    portal: HashMap<String, &'r Recommendation>,
}

impl<'r> Known<'r> {
    fn of(register: &'r Register) -> Self {
        let (mut refs, mut portal) = (HashMap::new(), HashMap::new());
        for held in &register.recommendations {
            refs.entry(fold(&held.reference)).or_insert(held);
            if !held.portal_ref.is_empty() {
                portal.entry(fold(&held.portal_ref)).or_insert(held);
            }
        }
        Self { refs, portal }
    }

    /// By our own Ref (a task's means its recommendation), whatever report the list files it under; else by the portal's.
    fn named(&self, row: &PaperRow) -> Option<&'r Recommendation> {
        // What is not written as we write a Ref was read as a number.
        let ours = fold(if row.reference.is_empty() { &row.no } else { &row.reference });
        let by_ref = self.refs.get(&ours).or_else(|| self.refs.get(recommendation_of(&ours)));
        by_ref.or_else(|| self.portal.get(&fold(&row.portal_ref))).copied()
    }
}

/// Compares a list with the register: by our Ref, by the portal's reference, then as a paper is matched.
#[must_use]
pub fn reconcile(register: &Register, book: &Book, settings: &Settings) -> Reconciled {
    let mut list = paper::read(book, &inspectorate_names(settings));
    list.reports.iter_mut().flat_map(|report| &mut report.rows).for_each(without_noughts);
    let known = Known::of(register);
    let mut done = Reconciled { queries: list.queries.iter().map(only_compared).collect(), ..Reconciled::default() };
    let mut seen: BTreeSet<Text> = BTreeSet::new();
    let mut taken: BTreeSet<Text> = BTreeSet::new();
    let lists_evidence = list.reports.iter().flat_map(|report| &report.rows).any(|row| row.submitted_on.is_some());
    for report in &list.reports {
        // Another system words recommendations as it likes: what has the report's own title is that report.
        let by_title = || matching::report_titled(register, report).filter(|name| !taken.contains(*name));
        let name = matching::report(register, report, &taken).or_else(by_title).map(Text::from);
        taken.extend(name.clone());
        let matched = match &name {
            Some(name) => matching::rows(register, name, &report.rows, &|_| false),
            None => vec![None; report.rows.len()],
        };
        for (row, found) in report.rows.iter().zip(matched) {
            done.rows += 1;
            let by_text = || name.is_none().then(|| by_text(register, row, &seen)).flatten();
            let found = known.named(row).or_else(|| known.refs.get(&fold(&found?)).copied()).or_else(by_text);
            let Some(held) = found else {
                done.differences.push(difference(Differs::OnlyThere, None, report, row, said(row), String::new()));
                continue;
            };
            done.matched += 1;
            seen.insert(held.reference.clone());
            compare(held, report, row, lists_evidence, &mut done.differences);
        }
    }
    for held in register.recommendations.iter().filter(|held| held.stage != Some(Stage::Closed) && !seen.contains(&held.reference)) {
        let title = register.report(&held.report).map_or_else(|| held.report.clone(), |report| report.title.clone());
        done.differences.push(Difference {
            differs: Differs::OnlyHere,
            reference: held.reference.as_str().into(),
            report: title.into(),
            no: held.no.as_str().into(),
            text: shorten(&held.text, 120),
            there: String::new(),
            here: stage_said(held),
            place: Place::default(),
        });
    }
    done.differences.sort_by(|a, b| (a.differs, &a.place, &a.reference).cmp(&(b.differs, &b.place, &b.reference)));
    done
}

/// A number as we write it: other systems pad them (`01`).
fn without_noughts(row: &mut PaperRow) {
    let bare = row.no.trim_start_matches('0');
    if bare.len() < row.no.len() && bare.starts_with(|c: char| c.is_ascii_digit()) {
        row.no = bare.into();
    }
}

/// A query of an import in the words of a comparison: nothing was taken in and nothing is kept.
fn only_compared(query: &Query) -> Query {
    static WORDS: Words = Words { says: "{says}", asks: "{asks}" };
    let says = query.says();
    let told = [
        ("; its values are kept as they stand in the table Positions", "; it was not compared"),
        (", and was not taken in", ", and was not compared"),
        ("; nothing of them was taken in", "; nothing of them was compared"),
    ];
    let says = told.iter().fold(says, |says, (import, compared)| says.replace(import, compared));
    let asks = query.asks().replace("and import again", "and compare again").replace("else import again", "else compare again");
    Query { words: &WORDS, facts: vec![("says", says.into()), ("asks", asks.into())], ..query.clone() }
}

/// How many differences there are of each kind; kinds without any are left out.
#[must_use]
pub fn tally(differences: &[Difference]) -> BTreeMap<Differs, usize> {
    let mut tally = BTreeMap::new();
    for difference in differences {
        *tally.entry(difference.differs).or_insert(0) += 1;
    }
    tally
}

/// A list without reports' titles: the text alone, where exactly one recommendation has it.
fn by_text<'r>(register: &'r Register, row: &PaperRow, seen: &BTreeSet<Text>) -> Option<&'r Recommendation> {
    if row.text.is_empty() {
        return None;
    }
    let mut alike: Vec<(f64, &Recommendation)> = register
        .recommendations
        .iter()
        .filter(|held| !seen.contains(&held.reference))
        .map(|held| (matching::likeness(&row.text, &held.text), held))
        .filter(|(like, _)| *like >= 0.85)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    match alike.as_slice() {
        [(_, only)] => Some(*only),
        [(best, first), (next, _), ..] if best - next > 0.05 => Some(*first),
        _ => None,
    }
}

fn compare(held: &Recommendation, report: &PaperReport, row: &PaperRow, lists_evidence: bool, differences: &mut Vec<Difference>) {
    let mut differ = |differs, there: String, here: String| differences.push(difference(differs, Some(held), report, row, there, here));
    if matching::is_other_text(&held.text, &row.text) {
        differ(Differs::Wording, shorten(&row.text, 120), shorten(&held.text, 120));
    }
    let says_status = !row.status.blank && row.status.unread.is_empty();
    let closed_there = row.status.stage == Some(Stage::Closed) || row.closed_on.is_some();
    let closed_here = held.stage == Some(Stage::Closed);
    if closed_there && !closed_here {
        differ(Differs::ClosedThereOpenHere, said(row), stage_said(held));
    } else if says_status && !closed_there && closed_here {
        differ(Differs::OpenThereClosedHere, said(row), stage_said(held));
    }
    let (there, here) = (row.due.live(), Due { date: held.due, kind: held.due_kind, set_by: None });
    if there.kind.is_some() && here.kind.is_some() && !closed_here && !timeline::same(&there, &here) {
        differ(Differs::DueDate, there.shown(), here.shown());
    }
    let sent_here = held.submitted_on.is_some() || held.stage == Some(Stage::PendingSignOff);
    if lists_evidence && sent_here && row.submitted_on.is_none() && !closed_there {
        let here = held.submitted_on.map_or_else(|| stage_said(held), |day| format!("sent on {}", crate::model::dates::long(day)));
        differ(Differs::EvidenceNotUploaded, "no date".to_owned(), here);
    }
}

fn difference(
    differs: Differs,
    held: Option<&Recommendation>,
    report: &PaperReport,
    row: &PaperRow,
    there: String,
    here: String,
) -> Difference {
    Difference {
        differs,
        reference: held.map(|held| held.reference.clone()).unwrap_or_default().into(),
        report: report.title.clone(),
        no: match held {
            // What the list calls it is all that is known.
            None if !row.reference.is_empty() => row.reference.clone(),
            Some(held) if row.no.is_empty() || !row.reference.is_empty() => held.no.as_str().into(),
            _ => row.no.clone(),
        },
        text: shorten(&row.text, 120),
        there,
        here,
        place: row.place.clone(),
    }
}

fn said(row: &PaperRow) -> String {
    if row.status_printed.is_empty() {
        row.closed_on.map_or_else(|| "no status".to_owned(), |day| format!("closed on {}", crate::model::dates::long(day)))
    } else {
        row.status_printed.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn stage_said(held: &Recommendation) -> String {
    let rating = held.rating.map(|rating| rating.to_string());
    let stage = held.stage.map(|stage| stage.to_string());
    [rating, stage].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
