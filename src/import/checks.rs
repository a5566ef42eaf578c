//! What one row or one report of a paper gives rise to by itself.

use crate::model::Query;
use crate::model::facts::Field;
use crate::model::text::shorten;
use crate::model::words::{Kind, Severity, Stage};

use super::counts::{Differs, Tally};
use super::due_chain::Fault;
use super::enter::{Entering, columns_said};
use super::paper::{Paper, PaperReport, PaperRow};
use super::{CountsSeen, status, words};

impl Entering<'_> {
    pub(super) fn query_row(&mut self, report: &str, reference: &str, owner: &str, row: &PaperRow, paper: &Paper) {
        let at = |field: Field| {
            row.places.iter().find(|(known, _)| *known == field).map_or_else(|| row.place.clone(), |(_, place)| place.clone())
        };
        let mut raised: Vec<Query> = Vec::new();
        if !row.status.unread.is_empty() {
            let typed = shorten(&row.status_printed, 40);
            let stage = row.status.stage.map_or_else(String::new, |stage| stage.to_string());
            let query = match status::nearest(&row.status_printed) {
                Some(nearest) => Query::new("unknown-rating", Severity::Warning, &words::UNKNOWN_RATING_NEAREST)
                    .fact("typed", typed)
                    .fact("nearest", nearest.to_string()),
                None => Query::new("unknown-rating", Severity::Warning, &words::UNKNOWN_RATING).fact("typed", typed),
            };
            raised.push(query.fact("stage", stage));
        } else if row.status.blank && paper.rates {
            // A tick, a dot or a dash is printed, and says nothing of a colour.
            let sign = shorten(row.status_printed.trim(), 40);
            let query = if sign.is_empty() {
                Query::new("unknown-rating", Severity::Warning, &words::BLANK_STATUS)
            } else {
                Query::new("unknown-rating", Severity::Warning, &words::UNKNOWN_RATING)
                    .fact("typed", sign)
                    .fact("stage", row.status.stage.map_or_else(String::new, |stage| stage.to_string()))
            };
            raised.push(query);
        }
        for query in &mut raised {
            query.place = at(Field::Rating);
        }
        let closed = row.status.stage == Some(Stage::Closed);
        for (chain, place) in [(Some(&row.due), at(Field::Due)), (row.original.as_ref(), row.original_place.clone())] {
            for fault in chain.iter().flat_map(|chain| &chain.faults) {
                let query = match fault {
                    // What stands in the date cell of a closed row is a remark.
                    Fault::Unreadable { .. } if closed => continue,
                    Fault::Unreadable { typed } => {
                        Query::new("unreadable-date", Severity::Warning, &words::UNREADABLE_DATE).fact("typed", typed.clone())
                    }
                    Fault::Unlikely { typed, likely } if likely.is_empty() => {
                        Query::new("unlikely-date", Severity::Warning, &words::UNLIKELY_DATE_UNCLEAR).fact("typed", typed.clone())
                    }
                    Fault::Unlikely { typed, likely } => Query::new("unlikely-date", Severity::Warning, &words::UNLIKELY_DATE)
                        .fact("typed", typed.clone())
                        .fact("likely", likely.clone()),
                    Fault::Impossible { typed } => {
                        Query::new("impossible-date", Severity::Warning, &words::IMPOSSIBLE_DATE).fact("typed", typed.clone())
                    }
                    Fault::Ambiguous { typed, read } => {
                        self.ambiguous.push((typed.clone(), read.clone(), place.clone()));
                        continue;
                    }
                };
                raised.push(query.at(place.clone()));
            }
        }
        if let Some((likely, place)) = &row.no_is_date {
            let query = Query::new("excel-error-value", Severity::Warning, &words::NUMBER_IS_DATE);
            raised.push(query.fact("no", row.no.clone()).fact("likely", likely.clone()).at(place.clone()));
        }
        for (heading, beyond, place) in &row.cut_off {
            raised.push(
                Query::new("text-cut-off", Severity::Warning, &words::CUT_OFF)
                    .fact("heading", *heading)
                    .fact("beyond", beyond.clone())
                    .at(place.clone()),
            );
        }
        for (column, typed, place) in &row.not_dates {
            raised.push(
                Query::new("unreadable-date", Severity::Warning, &words::NOT_A_DATE)
                    .fact("column", *column)
                    .fact("typed", typed.clone())
                    .at(place.clone()),
            );
        }
        for query in raised {
            self.raise(query.about(owner, report, reference));
        }
    }

    /// What concerns a report as a whole: its counts, its rows that share cells.
    pub(super) fn check_report(&mut self, report: &str, shown: &PaperReport) {
        let mut tally = Tally::default();
        shown
            .rows
            .iter()
            .filter(|row| row.kind != Some(Kind::CauseOfConcern) || !row.no.is_empty())
            .for_each(|row| tally.add(row.status.stage));
        if let Some((sentence, place)) = &shown.counts {
            let differs = shown.stated.differs(&tally);
            let query = match differs {
                Some(Differs::Rows) => {
                    Some(Query::new("stated-count-differs", Severity::Warning, &words::STATED_COUNT).fact("rows", tally.shown()))
                }
                Some(Differs::Parts { sum, whole }) => Some(
                    Query::new("stated-count-differs", Severity::Warning, &words::STATED_PARTS)
                        .fact("sum", sum.to_string())
                        .fact("whole", whole.to_string()),
                ),
                None => None,
            };
            if let Some(query) = query {
                self.raise(query.fact("stated", shown.stated.shown()).about("", report, report).at(place.clone()));
            }
            self.counts.push(CountsSeen {
                report: report.to_owned(),
                sentence: sentence.clone(),
                stated: shown.stated,
                rows: tally,
                agrees: differs.is_none(),
                place: place.clone(),
            });
        }
        if let Some((outstanding, closed, place)) = &shown.columns {
            let open = tally.in_progress + tally.pending;
            let agrees = outstanding.is_none_or(|stated| stated == open)
                && (tally.closed == 0 || closed.is_none_or(|stated| stated == tally.closed));
            let stated = super::counts::Stated { in_progress: *outstanding, closed: *closed, ..Default::default() };
            if !agrees {
                self.raise(
                    Query::new("stated-count-differs", Severity::Warning, &words::STATED_COLUMNS)
                        .fact("stated", columns_said(*outstanding, *closed))
                        .fact("rows", columns_said(Some(open), Some(tally.closed)))
                        .about("", report, report)
                        .at(place.clone()),
                );
            }
            self.counts.push(CountsSeen {
                report: report.to_owned(),
                sentence: columns_said(*outstanding, *closed),
                stated,
                rows: tally,
                agrees,
                place: place.clone(),
            });
        }
        for what in ["text", "due date", "comment"] {
            let sharing: Vec<&PaperRow> = shown.rows.iter().filter(|row| row.shares.contains(&what)).collect();
            if let Some(first) = sharing.first() {
                let nos = sharing
                    .iter()
                    .map(|row| if row.no.is_empty() { row.place.cell() } else { row.no.clone() })
                    .collect::<Vec<_>>()
                    .join(", ");
                self.raise(
                    Query::new("shared-with-row-above", Severity::Note, &words::SHARED)
                        .fact("nos", nos)
                        .fact("what", what)
                        .about("", report, report)
                        .at(first.place.clone()),
                );
            }
        }
        let says_something = !shown.prose.is_empty()
            || !shown.inspectorate_status.is_empty()
            || shown.stated.for_force == Some(0)
            || shown.stated.complete.is_some()
            || shown.stated.closed.is_some();
        if shown.rows.is_empty() && !says_something {
            self.raise(
                Query::new("report-without-recommendations", Severity::Warning, &words::WITHOUT_RECOMMENDATIONS)
                    .about("", report, report)
                    .at(shown.place.clone()),
            );
        }
    }
}
