//! `Reports`: a row a report, its figures and its counts sentence.

use super::grid::{Cell, Count, Is, Link, Shape, Table, Test, head, is, is_not};
use super::recommendations::{COUNTED, NAME as RECOMMENDATIONS, OVERDUE};
use super::said::{self, NOT_RATED, Tally};
use super::view::View;
use crate::model::columns as c;
use crate::model::words::{DueKind, Precision};
use crate::model::{Due, Value};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Reports";
/// The headings of the figures, first to last, as columns of the table.
pub(super) const FIGURES: std::ops::Range<usize> = 4..14;

/// The table.
pub(super) fn build(view: &View<'_>) -> Table {
    let whole = |heading: &str| {
        let longest = heading.split(' ').map(str::len).max().unwrap_or(0);
        // The longest word of the heading on one line, beside the filter's button.
        head(heading, u16::try_from(longest).unwrap_or(9).max(5) + 4, Shape::Whole)
    };
    let mut table = Table::new(
        NAME,
        "Reports",
        "A row a report. Outstanding: for the force and not closed, those awaiting sign-off and open White included. Complete: closed as implemented.",
        vec![
            head(c::REPORT.heading, 20, Shape::Text),
            head(c::TITLE.heading, 32, Shape::Long),
            head(c::PUBLISHED.heading, 12, Shape::Date),
            whole("Made"),
            whole("For the force"),
            whole("Red"),
            whole("Amber"),
            whole("Green pending"),
            whole("White"),
            whole("Not rated"),
            whole("Outstanding"),
            whole("Complete"),
            whole("Closed"),
            whole("Overdue"),
            head("In a sentence", 46, Shape::Long),
            head(c::INSPECTORATE_STATUS.heading, 24, Shape::Long),
        ],
    );
    for (report, tally) in tallies(view) {
        let rows = |tests: Vec<Test>| {
            let mut all = vec![Test { column: c::REPORT.heading, is: Is::SameAs(0) }, is(COUNTED, "yes")];
            all.extend(tests);
            Cell::counted(Count::Rows { table: RECOMMENDATIONS, tests: all })
        };
        let open = |rating: &'static str| rows(vec![is(c::RATING.heading, rating), is_not(c::STAGE.heading, "closed")]);
        let kind = if report.published_precision == Some(Precision::Month) { DueKind::Month } else { DueKind::Day };
        let published = Cell::dated(&Due { date: report.published, kind: Some(kind), set_by: None });
        let made = report.made.map_or(Value::Empty, |made| Value::Number(f64::from(made)));
        let mut title = Cell::from(report.title.clone());
        if report.link.starts_with("https://") || report.link.starts_with("http://") {
            title = title.to(Link::Web(report.link.as_str().into()));
        }
        table.rows.push(vec![
            report.report.clone().into(),
            title,
            published,
            made.into(),
            rows(Vec::new()),
            open("Red"),
            open("Amber"),
            open("Green"),
            open("White"),
            open(NOT_RATED),
            rows(vec![is_not(c::STAGE.heading, "closed")]),
            rows(vec![is(c::STAGE.heading, "closed"), is(c::CLOSED_HOW.heading, "implemented")]),
            rows(vec![is(c::STAGE.heading, "closed")]),
            rows(vec![Test { column: OVERDUE, is: Is::AtLeast(1) }]),
            sentence(report, &tally).into(),
            view.edited.say(&report.inspectorate_status).into(),
        ]);
    }
    table
}

/// Each report with its numbers, in order.
pub(super) fn tallies<'a>(view: &View<'a>) -> Vec<(&'a crate::model::tables::Report, Tally)> {
    view.by_report().into_iter().map(|(report, recs)| (report, Tally::of(view, recs))).collect()
}

/// The counts sentence; the force's position stands in where a report asks nothing of it.
pub(super) fn sentence(report: &crate::model::tables::Report, tally: &Tally) -> String {
    if tally.for_force == 0 && report.made.is_none() {
        return "No recommendation of this report is for the force.".to_owned();
    }
    said::counts_sentence(report.made, tally)
}
