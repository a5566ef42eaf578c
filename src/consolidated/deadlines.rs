//! `Deadlines`: what is outstanding by its date, overdue first.

use chrono::NaiveDate;

use super::english::days;
use super::grid::{Cell, Link, Shape, Table, head};
use super::recommendations::NAME as RECOMMENDATIONS;
use super::said;
use super::view::{Rec, View};
use crate::model::columns as c;
use crate::model::text::{Text, shorten};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Deadlines";

/// The table.
pub(super) fn build(view: &View<'_>) -> Table {
    let mut table = Table::new(
        NAME,
        "Deadlines",
        "Everything outstanding: what is past its date first, then by date, then what has none. A date does not bind while a chief officer or the inspectorate has it, or while a named body must act first.",
        vec![
            head(c::REF.heading, 22, Shape::Text),
            head("What is asked", 40, Shape::Long),
            head(c::OWNER.heading, 22, Shape::Text),
            head("Status", 16, Shape::Rating),
            head(c::DUE.heading, 12, Shape::Date),
            head("When", 20, Shape::Text),
            head(c::ORIGINAL_DUE.heading, 12, Shape::Date),
            head("Times extended", 12, Shape::Whole),
            head("Months slipped", 10, Shape::Whole),
            head("Last reason for a new date", 36, Shape::Long),
        ],
    );
    let mut rows: Vec<(usize, &Rec<'_>)> = view.recs.iter().enumerate().filter(|(_, rec)| rec.outstanding()).collect();
    rows.sort_by_key(|(at, rec)| (order(view, rec), *at));
    for (at, rec) in rows {
        let moved = rec.moves.iter().rev().find(|row| !row.reason.is_empty());
        table.rows.push(vec![
            Cell::from(rec.row.reference.clone()).to_if(view.links(), || Link::Row(RECOMMENDATIONS, at)),
            shorten(&view.edited.say(&rec.row.text), 160).into(),
            rec.owners().into(),
            said::status(&rec.now, &view.ask.settings.inspectorate).into(),
            Cell::dated(&rec.now.due),
            when(view, rec).into(),
            Cell::dated(&rec.original_due()),
            rec.times_extended.into(),
            rec.months_slipped().into(),
            moved.map_or_else(Text::new, |row| view.edited.say(&row.reason)).into(),
        ]);
    }
    table
}

fn order(view: &View<'_>, rec: &Rec<'_>) -> (u8, Option<NaiveDate>) {
    let group = match (rec.days_overdue(view.as_at), rec.days_left(view.as_at)) {
        (Some(_), _) => 0,
        (None, Some(_)) => 1,
        (None, None) if rec.now.due.date.is_some() => 2,
        (None, None) => 3,
    };
    (group, rec.now.due.date)
}

/// `12 days overdue`, `today`, `in 3 days`, or why no date binds.
fn when(view: &View<'_>, rec: &Rec<'_>) -> String {
    if let Some(over) = rec.days_overdue(view.as_at) {
        return format!("{} overdue", days(over));
    }
    match rec.days_left(view.as_at) {
        Some(0) => "due today".to_owned(),
        Some(left) => format!("in {}", days(left)),
        None if rec.now.due.date.is_some() => "date does not bind".to_owned(),
        None => rec.now.due.kind.map_or_else(|| "no date".to_owned(), |kind| kind.to_string()),
    }
}
