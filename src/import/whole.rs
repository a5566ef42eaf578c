//! What a paper says as a whole, once all its sheets are read: reports that several sheets speak of, and what its Blue means.

use crate::model::Query;
use crate::model::text::{fold, shorten};
use crate::model::words::{Rating, Severity, Stage};

use super::paper::{Paper, PaperReport};
use super::{status, words};

/// A report that one sheet only counts and another one shows is one report: its figures are compared with all its rows.
pub(super) fn join_summaries(paper: &mut Paper) {
    let reports = std::mem::take(&mut paper.reports);
    let (shown, counted): (Vec<_>, Vec<_>) = reports.into_iter().enumerate().partition(|(_, report)| !report.rows.is_empty());
    let mut shown = shown;
    let mut alone = Vec::new();
    for (at, summary) in counted {
        let day = |report: &PaperReport| report.published.first().map(|(date, _, _)| *date);
        let same = |report: &PaperReport| {
            fold(&report.title) == fold(&summary.title)
                && (day(&summary).is_none() || day(report).is_none() || day(report) == day(&summary))
        };
        let Some((_, report)) = shown.iter_mut().find(|(_, report)| same(report)) else {
            alone.push((at, summary));
            continue;
        };
        report.columns = report.columns.take().or(summary.columns);
        if report.counts.is_none() {
            (report.counts, report.stated) = (summary.counts, summary.stated);
        }
        if report.published.is_empty() {
            report.published = summary.published;
        }
        if report.scope.published_by.is_empty() {
            report.scope = summary.scope;
        }
        if report.inspectorate_status.is_empty() {
            report.inspectorate_status = summary.inspectorate_status;
        }
        report.prose.extend(summary.prose);
    }
    shown.append(&mut alone);
    shown.sort_by_key(|(at, _)| *at);
    paper.reports = shown.into_iter().map(|(_, report)| report).collect();
}

/// What Blue and Green stand for: where the key says that Green is on track, or Blue stands for what is complete, Green is still
/// under way.
pub(super) fn read_colours(paper: &mut Paper) {
    let mut rows = paper.reports.iter().flat_map(|report| &report.rows);
    let has_blue = paper.blue_is_done || paper.brag && rows.any(|row| status::is_blue(&row.status_printed));
    let green = paper.legend.iter().find(|(rating, _)| *rating == Rating::Green);
    let green = green.and_then(|(_, meaning)| Some((status::says_done(meaning)?, meaning.clone())));
    let on_its_way = green.as_ref().is_some_and(|(done, _)| !done);
    if !(has_blue || on_its_way) {
        return;
    }
    // A key that calls Green complete is obeyed beside Blue too.
    let done = green.as_ref().is_some_and(|(done, _)| *done);
    let mut first = None;
    for row in paper.reports.iter_mut().flat_map(|report| &mut report.rows) {
        // Where a column of stages or of dates says how far the work is, it says more than the colour.
        if row.status != status::read(&row.status_printed) || done && !status::is_blue(&row.status_printed) {
            continue;
        }
        let read = status::read_green_under_way(&row.status_printed, has_blue);
        if row.status != read {
            row.green_under_way = read.rating == Some(Rating::Green) && read.stage == Some(Stage::InProgress);
            row.status = read;
            first.get_or_insert_with(|| row.place.clone());
        }
    }
    let words = if has_blue { &words::BLUE } else { &words::GREEN };
    let meaning = green.map(|(_, meaning)| shorten(&meaning, 60)).unwrap_or_default();
    let query = |place| Query::new("unknown-rating", Severity::Note, words).fact("meaning", meaning.clone()).at(place);
    paper.queries.extend(first.map(query));
}
