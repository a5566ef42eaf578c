//! `Closed`: every recommendation that is closed, newest first.

use chrono::NaiveDate;

use super::grid::{Shape, Table, head};
use super::said;
use super::view::{Rec, View};
use crate::model::columns as c;
use crate::model::text::shorten;
use crate::model::words::{ClosedBy, Word as _};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Closed";

/// The table.
pub(super) fn build(view: &View<'_>) -> Table {
    let mut table = Table::new(
        NAME,
        "Closed",
        "Recommendations that are closed, those closed since last time first.",
        vec![
            head(c::REF.heading, 24, Shape::Text),
            head("What was asked", 44, Shape::Long),
            head("Status", 14, Shape::Rating),
            head("Closed in", 11, Shape::Text),
            head(c::CLOSED_ON.heading, 12, Shape::Date),
            head(c::CLOSED_BY.heading, 13, Shape::Text),
            head(c::CLOSED_HOW.heading, 14, Shape::Text),
            head(c::OWNER.heading, 22, Shape::Text),
            head("Comments", 50, Shape::Long),
        ],
    );
    let mut rows: Vec<(usize, &Rec<'_>)> = view.recs.iter().filter(|rec| !rec.now.is_open()).map(|rec| (closed_in(rec), rec)).collect();
    rows.sort_by_key(|(cycle, _)| std::cmp::Reverse(*cycle));
    for (cycle, rec) in rows {
        // What was noted later does not belong to this cycle's paper.
        let (noted, by) = noted(rec);
        let on = noted.filter(|day| view.as_at.is_none_or(|as_at| *day <= as_at));
        let completed = rec.tasks.iter().filter_map(|task| task.facts.completed_on).max();
        let by = by.filter(|_| on.is_some() || noted.is_none());
        table.rows.push(vec![
            rec.row.reference.clone().into(),
            said::asked(rec, shorten(&view.edited.say(&rec.row.text), 200).into()).into(),
            said::status(&rec.now, &view.ask.settings.inspectorate).into(),
            view.cycles.get(cycle).map_or("", |cycle| cycle.cycle.as_str()).into(),
            on.or(completed).into(),
            by.map_or("", ClosedBy::as_str).into(),
            said::closed_how(&rec.now).into(),
            rec.owners().into(),
            said::comments(view, rec).into(),
        ]);
    }
    table
}

/// When and by whom it was closed: as its own row says, else on the day of the last of its tasks, and by whom all of them say.
fn noted(rec: &Rec<'_>) -> (Option<NaiveDate>, Option<ClosedBy>) {
    let tasks = || rec.tasks.iter().filter_map(|task| task.row);
    let on = rec.row.closed_on.or_else(|| tasks().filter_map(|task| task.closed_on).max());
    let mut by = tasks().filter_map(|task| task.closed_by);
    let first = by.next().filter(|first| by.all(|other| other == *first));
    (on, rec.row.closed_by.or(first))
}

/// The cycle since which it has been closed.
fn closed_in(rec: &Rec<'_>) -> usize {
    let open = rec.history.iter().rposition(|was| was.is_none_or(|was| was.is_open()));
    open.map_or(0, |at| at + 1).min(rec.history.len().saturating_sub(1))
}
