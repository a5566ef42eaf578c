//! `Milestones`: the steps on the way to a due date, as papers printed them. Only in a paper that has some.

use chrono::NaiveDate;

use super::english::days;
use super::grid::{Cell, Link, Shape, Table, head};
use super::recommendations::NAME as RECOMMENDATIONS;
use super::view::{Rec, View};
use crate::model::Due;
use crate::model::columns as c;
use crate::model::tables::Milestone;
use crate::model::text::shorten;
use crate::model::words::YesNo;

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Milestones";

/// The table: none where nothing outstanding has a step.
pub(super) fn build(view: &View<'_>) -> Option<Table> {
    let outstanding = view.recs.iter().enumerate().filter(|(_, rec)| rec.outstanding());
    let mut steps: Vec<(usize, &Rec<'_>, &Milestone)> =
        outstanding.flat_map(|(at, rec)| rec.milestones.iter().map(move |step| (at, rec, *step))).collect();
    if steps.is_empty() {
        return None;
    }
    steps.sort_by_key(|(at, _, step)| (order(view, step), *at));
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
    for (at, rec, step) in steps {
        table.rows.push(vec![
            Cell::from(rec.row.reference.clone()).to_if(view.links(), || Link::Row(RECOMMENDATIONS, at)),
            shorten(&view.edited.say(&rec.row.text), 160).into(),
            view.edited.say(&step.what).into(),
            Cell::dated(&due(step)),
            when(view, step).into(),
            rec.owners().into(),
            step.cycle.clone().into(),
        ]);
    }
    Some(table)
}

/// The steps of a recommendation under its due date, as the committee's schedule prints them: `Dec 2021: for review (done)`.
pub(super) fn lines(view: &View<'_>, rec: &Rec<'_>) -> Vec<String> {
    rec.milestones
        .iter()
        .filter(|_| rec.now.is_open())
        .map(|step| {
            let done = if is_done(step) { " (done)" } else { "" };
            format!("{}: {}{done}", due(step).shown(), shorten(&view.edited.say(&step.what), 60))
        })
        .collect()
}

/// Late, ahead, without a date, done; then by date.
fn order(view: &View<'_>, step: &Milestone) -> (u8, Option<NaiveDate>) {
    let group = match days_left(view, step) {
        _ if is_done(step) => 3,
        Some(left) if left < 0 => 0,
        Some(_) => 1,
        None => 2,
    };
    (group, step.due)
}

/// `done`, `not done, 12 days past`, `due today`, `in 3 days`, `no date`.
fn when(view: &View<'_>, step: &Milestone) -> String {
    match days_left(view, step) {
        _ if is_done(step) => "done".to_owned(),
        Some(left) if left < 0 => format!("not done, {} past", days(-left)),
        Some(0) => "due today".to_owned(),
        Some(left) => format!("in {}", days(left)),
        None => "no date".to_owned(),
    }
}

fn days_left(view: &View<'_>, step: &Milestone) -> Option<i64> {
    step.due.zip(view.as_at).map(|(due, as_at)| (due - as_at).num_days())
}

fn is_done(step: &Milestone) -> bool {
    step.done == Some(YesNo::Yes)
}

fn due(step: &Milestone) -> Due {
    Due { date: step.due, kind: step.due_kind, set_by: None }
}
