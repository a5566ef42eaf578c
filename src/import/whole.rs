//! What a paper says as a whole, once all its sheets are read: reports that several sheets speak of, and what its Blue means.

use chrono::NaiveDate;

use crate::model::Query;
use crate::model::text::{fold, shorten};
use crate::model::words::{Rating, Severity, Stage};

use super::paper::{Paper, PaperReport, PaperRow};
use super::{matching, sections, status, words};

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

/// A sheet of what is done with ('Implemented since last report') belongs to the paper's only other report, unless its rows have
/// numbers of that one and other texts.
pub(super) fn join_ended_parts(paper: &mut Paper) {
    let is_ended = |report: &PaperReport| {
        let says = !report.published.is_empty() || report.counts.is_some() || !report.scope.published_by.is_empty();
        sections::is_ended_part(&report.title) && !says
    };
    let (ended, mut others): (Vec<PaperReport>, Vec<PaperReport>) = std::mem::take(&mut paper.reports).into_iter().partition(is_ended);
    for part in ended {
        let contradicts = |report: &PaperReport| {
            let same_no = |row: &&PaperRow, no: &str| !no.is_empty() && fold(&row.no) == fold(no);
            part.rows.iter().any(|row| {
                report.rows.iter().find(|held| same_no(held, &row.no)).is_some_and(|held| matching::is_other_text(&held.text, &row.text))
            })
        };
        let mut with_rows: Vec<&mut PaperReport> = others.iter_mut().filter(|report| !report.rows.is_empty()).collect();
        match with_rows.as_mut_slice() {
            [only] if !contradicts(only) => {
                only.rows.extend(part.rows.into_iter().map(|row| of_ended_part(row, &part.title)));
                only.prose.extend(part.prose);
            }
            _ => others.push(part),
        }
    }
    paper.reports = others;
}

/// A row of a part that is done with: it need not say so again.
fn of_ended_part(mut row: PaperRow, part: &str) -> PaperRow {
    if row.status.blank {
        row.status = status::read(part);
    }
    row.extra.push(("Section".to_owned(), part.to_owned()));
    row
}

/// A date by which a row would be closed that lies ahead of the paper's day closes nothing yet.
pub(super) fn open_what_ends_later(paper: &mut Paper, as_at: NaiveDate) {
    for row in paper.reports.iter_mut().flat_map(|report| &mut report.rows) {
        if row.closed_by_date && row.closed_on > Some(as_at) {
            row.status = status::read("");
            (row.closed_by_date, row.closed_on) = (false, None);
        }
    }
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
