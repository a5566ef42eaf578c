//! `Overview`: every report with its outstanding recommendations, in the layout of the inspections overview.

use super::grid::{Cell, Count, Is, Shape, Table, Test, head, is, is_not};
use super::recommendations::{COUNTED, NAME as RECOMMENDATIONS};
use super::said;
use super::view::View;
use crate::model::Value;
use crate::model::columns as c;

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Overview";

/// A row a report with its counts, and under it a row for each recommendation that is outstanding.
pub(super) fn build(view: &View<'_>) -> Table {
    let inspectorate = &view.ask.settings.inspectorate;
    let mut table = Table::new(
        NAME,
        format!("{inspectorate} inspections: current overview"),
        "A row a report with its counts; under it, what is outstanding.",
        vec![
            head("Date", 10, Shape::Text),
            head("Title", 46, Shape::Long),
            head("Recommendation", 64, Shape::Long),
            head("Total number outstanding", 16, Shape::Whole),
            head("Total number closed", 13, Shape::Whole),
        ],
    );
    for (report, recs) in view.by_report() {
        let mut title = report.title.clone();
        if !report.inspectorate_status.is_empty() {
            title = format!("{title}\nSTATUS - {}", view.edited.say(&report.inspectorate_status)).into();
        }
        let count = |stage: Test| {
            let tests = vec![Test { column: c::REPORT.heading, is: Is::Text(report.report.clone()) }, is(COUNTED, "yes"), stage];
            Cell::counted(Count::Rows { table: RECOMMENDATIONS, tests })
        };
        let what = if recs.is_empty() {
            if report.position_statement.is_empty() {
                "No recommendations for the force.".to_owned()
            } else {
                view.edited.say(&report.position_statement).into()
            }
        } else if recs.iter().any(|rec| rec.outstanding()) {
            "Outstanding:".to_owned()
        } else {
            "Nothing outstanding.".to_owned()
        };
        table.rows.push(vec![
            said::month(report).into(),
            title.into(),
            what.into(),
            count(is_not(c::STAGE.heading, "closed")),
            count(is(c::STAGE.heading, "closed")),
        ]);
        for rec in recs.iter().filter(|rec| rec.outstanding()) {
            let text = format!("{}: {}", rec.row.no, view.edited.say(&rec.row.text));
            let blank = || Cell::from(Value::Empty);
            table.rows.push(vec![blank(), blank(), text.into(), blank(), blank()]);
        }
    }
    table
}
