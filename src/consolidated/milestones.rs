//! `Milestones`: the steps on the way to a due date, as papers printed them. Only in a paper that has some.

use chrono::NaiveDate;

use super::english::days;
use super::grid::{Cell, Link, Shape, Table, head};
use super::view::{Rec, View};
use crate::model::Due;
use crate::model::columns as c;
use crate::model::tables::Milestone;
use crate::model::text::shorten;
use crate::model::words::YesNo;

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Milestones";

/// What comes first: late, ahead, without a date, done; then the date, then the paper's order.
type Order = (u8, Option<NaiveDate>, usize);

/// The steps of what is outstanding: those that are late first, then by date, then those that are done.
pub(super) fn build(view: &View<'_>) -> Option<Table> {
    let mut table = Table::new(
        NAME,
        "Milestones",
        "Steps on the way to the due date, of everything outstanding: what has passed and is not done first, then by date, then what is done.",
        vec![
            head(c::REF.heading, 24, Shape::Text),
            head("What is asked", 44, Shape::Long),
            head("Step", 50, Shape::Long),
            head("Step due", 13, Shape::Date),
            head("Where it stands", 26, Shape::Text),
            head(c::OWNER.heading, 24, Shape::Text),
            head("In the paper of", 15, Shape::Text),
        ],
    );
    let mut rows: Vec<(Order, Vec<Cell>)> = Vec::new();
    for (at, rec) in view.recs.iter().enumerate().filter(|(_, rec)| rec.outstanding()) {
        for step in &rec.milestones {
            let (group, stands) = state(step, view.as_at);
            let row = vec![
                Cell::from(rec.row.reference.as_str()).to(Link::Row("Recommendations", at)),
                shorten(&view.edited.say(&rec.row.text), 160).into(),
                view.edited.say(&step.what).into(),
                Cell::dated(&due(step)),
                stands.into(),
                rec.owners().into(),
                step.cycle.as_str().into(),
            ];
            rows.push(((group, step.due, at), row));
        }
    }
    rows.sort_by_key(|(key, _)| *key);
    table.rows = rows.into_iter().map(|(_, row)| row).collect();
    (!table.rows.is_empty()).then_some(table)
}

/// The steps of a recommendation under its due date, as the committee's schedule prints them: `Dec 2021: for review (done)`.
pub(super) fn lines(view: &View<'_>, rec: &Rec<'_>) -> Vec<String> {
    rec.milestones
        .iter()
        .filter(|_| rec.now.is_open())
        .map(|step| {
            let done = if step.done == Some(YesNo::Yes) { " (done)" } else { "" };
            format!("{}: {}{done}", due(step).shown(), shorten(&view.edited.say(&step.what), 60))
        })
        .collect()
}

fn due(step: &Milestone) -> Due {
    Due { date: step.due, kind: step.due_kind, set_by: None }
}

fn state(step: &Milestone, as_at: Option<NaiveDate>) -> (u8, String) {
    if step.done == Some(YesNo::Yes) {
        return (3, "done".to_owned());
    }
    match step.due.zip(as_at).map(|(due, as_at)| (due - as_at).num_days()) {
        Some(left) if left < 0 => (0, format!("not done, {} past", days(-left))),
        Some(0) => (1, "due today".to_owned()),
        Some(left) => (1, format!("in {}", days(left))),
        None => (2, "no date".to_owned()),
    }
}
