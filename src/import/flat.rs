//! Tables with a column of reports: one row a recommendation, and its report's title on it, merged, or in a row above.

use chrono::{Datelike as _, NaiveDate};

use crate::model::dates;
use crate::model::place::Place;
use crate::model::sheet::Value;
use crate::model::text::fold;
use crate::model::words::Precision;

use super::front::{self, ScopeLine};
use super::headings::Holds;
use super::layout::{Table, TableRow};
use super::paper::{Paper, PaperReport, SheetReader, is_total, is_total_row};

impl SheetReader<'_> {
    /// A table with a column of reports: one row a recommendation, the title on each, merged, or blank below.
    pub(super) fn read_flat(&self, table: &Table<'_>, paper: &mut Paper) {
        let cell = |row: &TableRow<'_>, holds: Holds| {
            table.column(holds).and_then(|col| row.cells.get(&col).map(|cell| (cell.text.clone(), cell.at, cell.own)))
        };
        let mut current: Option<usize> = None;
        for row in &table.rows {
            if let Some((title, at, _)) = cell(row, Holds::Title).filter(|(title, _, own)| *own && !is_total(title)) {
                let (title, status) = split_status(&title);
                let title = front::continued(&title).map_or(title.clone(), str::to_owned);
                let published = self.published_of(table, row);
                // A status alone speaks of the report above it; with none above, of one without a title.
                let alone = fold(&title).is_empty();
                let above = current.filter(|_| alone);
                if let Some(report) = above.and_then(|at| paper.reports.get_mut(at)) {
                    report.inspectorate_status.clone_from(&status);
                }
                let title = if alone && above.is_none() { self.untitled(table, paper).title } else { title };
                let known = above.or_else(|| {
                    paper.reports.iter().position(|report| {
                        fold(&report.title) == fold(&title)
                            && (published.is_none()
                                || report.published.first().map(|(date, _, _)| *date) == published.as_ref().map(|(date, _, _)| *date))
                    })
                });
                current = Some(known.unwrap_or_else(|| {
                    let scope = cell(row, Holds::PublishedBy)
                        .map(|(by, _, _)| ScopeLine { published_by: by, ..ScopeLine::default() })
                        .unwrap_or_default();
                    paper.reports.push(PaperReport {
                        title,
                        place: self.sheet.place(at.0, at.1),
                        published: published.into_iter().collect(),
                        scope,
                        inspectorate_status: status,
                        ..PaperReport::default()
                    });
                    paper.reports.len() - 1
                }));
            }
            if is_total_row(table, row) {
                continue;
            }
            if current.is_none() {
                // Rows above the first name of a report.
                let report = self.untitled(table, paper);
                paper.reports.push(report);
                current = Some(paper.reports.len() - 1);
            }
            let Some(report) = current.and_then(|at| paper.reports.get_mut(at)) else { continue };
            self.take_columns(table, row, report);
            let has_row =
                [Holds::Text, Holds::No, Holds::Ref].iter().any(|holds| table.column(*holds).and_then(|col| row.cells.get(&col)).is_some());
            if has_row {
                let read = self.row(table, row, None);
                report.rows.push(read);
            } else {
                // What is said of a report that asks for nothing is its position.
                let said = [Holds::Update, Holds::Reason, Holds::Evidence].into_iter().filter_map(|holds| cell(row, holds));
                report.prose.extend(said.map(|(text, at, _)| (text, self.sheet.place(at.0, at.1))));
            }
        }
    }

    fn published_of(&self, table: &Table<'_>, row: &TableRow<'_>) -> Option<(NaiveDate, Precision, Place)> {
        let cell = row.cells.get(&table.column(Holds::Published)?)?;
        let place = self.sheet.place(cell.at.0, cell.at.1);
        match cell.value {
            Some(Value::Date(date)) if date.day() == 1 => Some((dates::last_of_month(*date), Precision::Month, place)),
            Some(Value::Date(date)) => Some((*date, Precision::Day, place)),
            _ => front::date_of(&dates::read_date(&cell.text)).map(|(date, precision)| (date, precision, place)),
        }
    }

    /// The figures of the columns 'outstanding' and 'closed', which stand once a report.
    fn take_columns(&self, table: &Table<'_>, row: &TableRow<'_>, report: &mut PaperReport) {
        let figure = |holds: Holds| -> Option<(u32, (u32, u32))> {
            let cell = row.cells.get(&table.column(holds)?)?;
            cell.text.trim().parse().ok().map(|n| (n, cell.at))
        };
        let (outstanding, closed) = (figure(Holds::Outstanding), figure(Holds::Closed));
        if report.columns.is_none()
            && let Some((_, at)) = outstanding.or(closed)
        {
            report.columns = Some((outstanding.map(|(n, _)| n), closed.map(|(n, _)| n), self.sheet.place(at.0, at.1)));
        }
    }
}

/// A title cell that also says where the report stands: 'Title' and, on its own line, 'STATUS - ...'.
fn split_status(cell: &str) -> (String, String) {
    let mut title: Vec<&str> = Vec::new();
    let mut status = String::new();
    for line in cell.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        match front::inspectorate_status(line) {
            Some(said) => status = said,
            None if status.is_empty() => title.push(line),
            None => {
                status.push(' ');
                status.push_str(line);
            }
        }
    }
    (title.join(" "), status)
}
