//! Puts what a paper says into the register: reports, recommendations, tasks, owners, and the cycle's positions.
//!
//! What the register holds is never overwritten by an older paper, and a position that is there already stays as it is.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::tables::{Cycle, Definition, Report};
use crate::model::text::{Text, fold, shorten};
use crate::model::words::{CycleState, Precision, Rating, Severity, Word as _};
use crate::model::{Place, Query, Register, dates};

use super::paper::{Paper, PaperReport};
use super::{CountsSeen, Intake, RowSeen, matching, names, paper, words};

/// The register as it becomes, and what was seen on the way.
pub(super) struct Entering<'a> {
    pub(super) register: Register,
    pub(super) intake: &'a Intake<'a>,
    pub(super) inspectorate: Vec<String>,
    pub(super) queries: Vec<Query>,
    pub(super) rows: Vec<RowSeen>,
    pub(super) counts: Vec<CountsSeen>,
    /// Dates as text that could be read two ways: typed, read, place.
    pub(super) ambiguous: Vec<(String, String, Place)>,
    /// Links to resolve once every report is in: the recommendation, what the text names, the place.
    pub(super) links: Vec<(String, super::due_chain::Link, Place)>,
    /// Recommendations that this paper has shown, by report.
    pub(super) shown: BTreeSet<Text>,
}

impl<'a> Entering<'a> {
    pub(super) fn new(register: &Register, intake: &'a Intake<'a>, inspectorate: Vec<String>) -> Self {
        Self {
            register: register.clone(),
            intake,
            inspectorate,
            queries: Vec::new(),
            rows: Vec::new(),
            counts: Vec::new(),
            ambiguous: Vec::new(),
            links: Vec::new(),
            shown: BTreeSet::new(),
        }
    }

    /// Puts the whole paper in.
    pub(super) fn enter(&mut self, paper: &Paper) {
        self.add_cycle();
        self.add_definitions(paper);
        let mut taken: BTreeSet<Text> = BTreeSet::new();
        for shown in &paper.reports {
            if shown.rows.is_empty()
                && shown.published.is_empty()
                && shown.columns.is_none()
                && shown.prose.is_empty()
                && shown.counts.is_none()
                && shown.inspectorate_status.is_empty()
            {
                continue;
            }
            let report = self.enter_report(shown, &taken);
            taken.insert(report.as_str().into());
            self.enter_rows(&report, shown, paper);
            self.check_report(&report, shown);
        }
        self.resolve_links();
        self.note_ambiguous();
    }

    fn add_cycle(&mut self) {
        if self.register.cycle(self.intake.cycle).is_none() {
            self.register.cycles.push(Cycle {
                cycle: self.intake.cycle.into(),
                as_at: Some(self.intake.as_at),
                state: Some(CycleState::Closed),
                ..Cycle::default()
            });
        }
    }

    /// A colour's meaning holds from this cycle on where it differs from what held before; later cycles keep theirs.
    fn add_definitions(&mut self, paper: &Paper) {
        let cycle = self.intake.cycle;
        for (rating, meaning) in &paper.legend {
            let at = |register: &Register, cycle: &str| -> Option<Text> {
                register.definitions_at(cycle).iter().find(|row| row.rating == Some(*rating)).map(|row| row.meaning.clone())
            };
            if at(&self.register, cycle).is_some_and(|held| fold(&held) == fold(meaning)) {
                continue;
            }
            if self.register.definitions.iter().any(|row| row.from_cycle == cycle && row.rating == Some(*rating)) {
                continue;
            }
            let order: Vec<Text> = self.register.cycles_in_order().iter().map(|known| known.cycle.clone()).collect();
            let next = order.iter().skip_while(|known| *known != cycle).nth(1).cloned();
            let held_next = next.as_ref().and_then(|next| at(&self.register, next));
            self.register.definitions.push(Definition {
                from_cycle: cycle.into(),
                rating: Some(*rating),
                meaning: meaning.as_str().into(),
                extra: Vec::new(),
            });
            if let (Some(next), Some(held)) = (next, held_next)
                && at(&self.register, &next).is_some_and(|now| now != held)
            {
                self.register.definitions.push(Definition { from_cycle: next, rating: Some(*rating), meaning: held, extra: Vec::new() });
            }
        }
    }

    /// No paper of a later cycle, and no open cycle, says more of what stands now.
    pub(super) fn is_newest(&self) -> bool {
        let as_at = Some(self.intake.as_at);
        self.register.cycles.iter().all(|cycle| {
            cycle.cycle == self.intake.cycle || cycle.as_at < as_at || cycle.as_at == as_at && cycle.state != Some(CycleState::Open)
        })
    }

    fn enter_report(&mut self, shown: &PaperReport, taken: &BTreeSet<Text>) -> String {
        let newest = self.is_newest();
        let found = matching::report(&self.register, shown, taken).map(str::to_owned);
        let mut other: Option<String> = None;
        let name = found.unwrap_or_else(|| {
            use chrono::Datelike as _;
            let year = shown.published.first().map(|(date, _, _)| date.year());
            let name = names::short_name(&shown.title, year, &|name| self.register.report(name).is_some());
            let same_title = |known: &Report| {
                fold(&known.title) == fold(&shown.title)
                    && (known.published.is_none() || shown.published.first().map(|(date, _, _)| *date) == known.published)
            };
            if self.register.reports.iter().any(same_title) {
                other = Some(name.clone());
            }
            self.register.reports.push(Report { report: name.as_str().into(), title: shown.title.as_str().into(), ..Report::default() });
            name
        });
        if let Some(report) = other {
            let query = Query::new("repeated-number", Severity::Warning, &words::SAME_TITLE).fact("report", report.clone());
            self.raise(query.about("", &report, &report).at(shown.place.clone()));
        }
        let (kind, scope) = paper::kind_and_scope(shown);
        let mut differs: Option<(String, String, Place)> = None;
        if let Some(report) = self.register.reports.iter_mut().find(|report| report.report == name) {
            report.kind = report.kind.or(kind);
            report.scope = report.scope.or(scope);
            if report.published_by.is_empty() {
                report.published_by = shown.scope.published_by.as_str().into();
            }
            if let Some((date, precision, place)) = shown.published.first() {
                match report.published {
                    None => {
                        report.published = Some(*date);
                        report.published_precision = Some(*precision);
                    }
                    Some(held) => {
                        let to_the_day = report.published_precision != Some(Precision::Month) && *precision == Precision::Day;
                        let same = if to_the_day { held == *date } else { dates::last_of_month(held) == dates::last_of_month(*date) };
                        if !same {
                            let held =
                                if report.published_precision == Some(Precision::Month) { dates::month(held) } else { dates::long(held) };
                            differs = Some((shown_date(*date, *precision), held, place.clone()));
                        } else if report.published_precision == Some(Precision::Month) && *precision == Precision::Day {
                            report.published = Some(*date);
                            report.published_precision = Some(*precision);
                        }
                    }
                }
            }
            let stated = shown
                .counts
                .as_ref()
                .map(|(text, _)| text.clone())
                .or_else(|| shown.columns.as_ref().map(|(open, closed, _)| columns_said(*open, *closed)));
            if let Some(stated) = stated.filter(|_| newest || report.stated.is_empty()) {
                report.stated = stated.into();
                let columns_sum = shown.columns.as_ref().and_then(|(open, closed, _)| open.map(|open| open + closed.unwrap_or(0)));
                report.made = shown.stated.total.or(report.made);
                report.for_force = shown.stated.for_force.or(columns_sum).or(report.for_force);
            }
            if !shown.inspectorate_status.is_empty() && (newest || report.inspectorate_status.is_empty()) {
                report.inspectorate_status = shown.inspectorate_status.as_str().into();
            }
            if shown.rows.is_empty() && !shown.prose.is_empty() && (newest || report.position_statement.is_empty()) {
                report.position_statement = shown.prose.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n").into();
            }
        }
        if let Some((printed, held, place)) = differs {
            self.raise(
                Query::new("published-date-differs", Severity::Warning, &words::PUBLISHED_DIFFERS)
                    .fact("printed", printed)
                    .fact("held", held)
                    .about("", &name, &name)
                    .at(place),
            );
        }
        for (date, precision, place) in shown.published.iter().skip(1) {
            let Some((first, first_precision, other)) = shown.published.first() else { continue };
            let query = Query::new("published-date-differs", Severity::Warning, &words::PUBLISHED_TWICE)
                .fact("printed", shown_date(*date, *precision))
                .fact("other", other.cell())
                .fact("held", shown_date(*first, *first_precision))
                .about("", &name, &name)
                .at(place.clone());
            self.raise(query);
        }
        if !shown.rows.is_empty() {
            for (text, place) in &shown.prose {
                self.raise(
                    Query::new("text-not-placed", Severity::Note, &words::TEXT_NOT_PLACED)
                        .fact("text", shorten(text, 80))
                        .about("", &name, &name)
                        .at(place.clone()),
                );
            }
        }
        name
    }

    fn resolve_links(&mut self) {
        for (reference, link, place) in std::mem::take(&mut self.links) {
            let report = if link.report.is_empty() {
                Some(crate::model::register::report_of(&reference).to_owned())
            } else {
                let named = PaperReport { title: link.report.clone(), ..PaperReport::default() };
                matching::report(&self.register, &named, &BTreeSet::new()).map(str::to_owned).or_else(|| {
                    let alike: Vec<&Report> = self
                        .register
                        .reports
                        .iter()
                        .filter(|known| names::same_title(&known.title, &link.report) == names::Same::Perhaps)
                        .collect();
                    if let [only] = alike.as_slice() { Some(only.report.as_str().into()) } else { None }
                })
            };
            let target = report.and_then(|report| {
                self.register
                    .recommendations
                    .iter()
                    .find(|known| known.report == report && fold(&known.no) == fold(&link.no))
                    .map(|known| known.reference.clone())
            });
            let Some(target) = target.filter(|target| *target != reference) else {
                // Only a named report is worth a word: 'action 3' within a comment may mean anything.
                if !link.report.is_empty() && link.report.chars().count() > 6 {
                    let named = format!("{} {}", shorten(&link.report, 60), link.no);
                    let report = crate::model::register::report_of(&reference).to_owned();
                    self.raise(
                        Query::new("unknown-link", Severity::Note, &words::LINK_UNKNOWN)
                            .fact("named", named)
                            .about("", &report, &reference)
                            .at(place),
                    );
                }
                continue;
            };
            if let Some(held) = self.register.recommendations.iter_mut().find(|known| known.reference == reference) {
                let mut linked: Vec<&str> = held.linked_to.split(';').map(str::trim).filter(|text| !text.is_empty()).collect();
                if !linked.contains(&target.as_str()) {
                    linked.push(&target);
                    held.linked_to = linked.join("; ").into();
                }
            }
        }
    }

    /// One point for the whole paper: two hundred of them would say no more.
    fn note_ambiguous(&mut self) {
        if let Some((typed, read, place)) = self.ambiguous.first().cloned() {
            let count = self.ambiguous.len().to_string();
            self.raise(
                Query::new("ambiguous-date", Severity::Warning, &words::AMBIGUOUS_DATE)
                    .fact("count", count)
                    .fact("typed", typed)
                    .fact("read", read)
                    .at(place),
            );
        }
    }

    pub(super) fn raise(&mut self, query: Query) {
        self.queries.push(query);
    }
}

pub(super) fn columns_said(outstanding: Option<u32>, closed: Option<u32>) -> String {
    let said = |n: Option<u32>, what: &str| n.map(|n| format!("{n} {what}"));
    [said(outstanding, "outstanding"), said(closed, "closed")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn shown_date(date: NaiveDate, precision: Precision) -> String {
    if precision == Precision::Month { dates::month(date) } else { dates::long(date) }
}

/// The rating that people know a position by, for messages.
#[must_use]
pub(super) fn rating_word(rating: Option<Rating>) -> String {
    rating.map_or_else(|| "not rated".to_owned(), |rating| rating.as_str().to_owned())
}
