//! `Recommendations`: a row a recommendation, all of them. The table behind every figure.

use super::grid::{Cell, Link, Shape, Table, head};
use super::said::{self, NOT_SHOWN};
use super::view::View;
use crate::model::text::Text;
use crate::model::words::Word as _;
use crate::model::{Value, columns as c};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Recommendations";
/// How many columns are printed; those after them are for filters and figures.
pub const PRINTED: usize = 11;

/// Headings that figures count by.
pub(super) const COUNTED: &str = "Counted";
pub(super) const RATING_BEFORE: &str = "Rating last time";
pub(super) const STAGE_BEFORE: &str = "Stage last time";
pub(super) const COUNTED_BEFORE: &str = "Counted last time";
pub(super) const OVERDUE: &str = "Days overdue";
pub(super) const LEFT: &str = "Days to due date";

/// The table. `row_on_schedule` gives each recommendation's row on `Schedule`.
pub(super) fn build(view: &View<'_>, row_on_schedule: impl Fn(&str) -> Option<usize>) -> Table {
    let long = Shape::Long;
    let mut table = Table::new(
        NAME,
        "Recommendations",
        "Every recommendation, open or closed. Filter it to see the rows behind any figure. Figures count the rows where Counted is yes.",
        vec![
            head(c::REF.heading, 22, Shape::Text),
            head(c::NO.heading, 7, Shape::Text),
            head("Recommendation", 56, long),
            head(c::OWNER.heading, 20, Shape::Text),
            head(c::RATING.heading, 10, Shape::Rating),
            head(c::STAGE.heading, 14, Shape::Text),
            head(c::DIRECTION.heading, 15, Shape::Direction),
            head(c::DUE.heading, 12, Shape::Date),
            head(c::ORIGINAL_DUE.heading, 12, Shape::Date),
            head("Times extended", 12, Shape::Whole),
            head(OVERDUE, 11, Shape::Whole),
            head(c::REPORT.heading, 22, Shape::Text),
            head(c::KIND.heading, 18, Shape::Text),
            head(c::FOR_FORCE.heading, 10, Shape::Text),
            head(COUNTED, 11, Shape::Text),
            head(RATING_BEFORE, 10, Shape::Rating),
            head(STAGE_BEFORE, 14, Shape::Text),
            head(COUNTED_BEFORE, 11, Shape::Text),
            head(c::CLOSED_HOW.heading, 14, Shape::Text),
            head(LEFT, 11, Shape::Whole),
            head("Months slipped", 11, Shape::Whole),
            head("Due date in words", 22, Shape::Text),
            head(c::DUE_SET_BY.heading, 13, Shape::Text),
            head(c::WAITING_ON.heading, 24, Shape::Line),
            head("Position of", 11, Shape::Text),
            head("Decided above the tasks", 30, Shape::Line),
            head("Position", 40, Shape::Line),
            head("Comments", 60, Shape::Line),
            head(c::RESOURCES.heading, 30, Shape::Line).internal(),
            head(c::EVIDENCE.heading, 30, Shape::Line).internal(),
            head(c::LEAD.heading, 20, Shape::Text).internal(),
            head(c::ACCESS.heading, 12, Shape::Text).internal(),
        ],
    );
    let links = view.links();
    for rec in &view.recs {
        let number = |n: usize| if n == 0 { Value::Empty } else { Value::Number(super::grid::whole(n)) };
        let before = |is: fn(&crate::model::rollup::RolledUp) -> &'static str, none| rec.before.as_ref().map_or(none, is);
        let access = rec.row.access.or(rec.report.access).map_or("public", crate::model::words::Access::as_str);
        let mut reference = Cell::from(rec.row.reference.clone());
        if let Some(row) = row_on_schedule(&rec.row.reference).filter(|_| links) {
            reference = reference.to(Link::Row("Schedule", row));
        }
        let lead = if rec.row.lead.is_empty() { rec.tasks.first().map_or("", |task| view.lead_of(task.owner)) } else { &rec.row.lead };
        let decided = rec
            .decided
            .map_or_else(String::new, |row| format!("{} decided {}: {}", row.rule_or_field, row.value, view.edited.say(&row.reason)));
        table.rows.push(vec![
            reference,
            rec.row.no.clone().into(),
            view.edited.say(&rec.row.text).into(),
            rec.owners().into(),
            said::rating(rec.now.rating).into(),
            said::stage(rec.now.stage).into(),
            said::direction(rec.direction).into(),
            Cell::dated(&rec.now.due),
            Cell::dated(&rec.original_due()),
            number(rec.times_extended).into(),
            rec.days_overdue(view.as_at).into(),
            rec.report.report.clone().into(),
            rec.row.kind.map_or("", crate::model::words::Kind::as_str).into(),
            rec.row.for_force.map_or("yes", crate::model::words::ForTheForce::as_str).into(),
            rec.counted_word().into(),
            before(|was| said::rating(was.rating), "").into(),
            before(|was| said::stage(was.stage), NOT_SHOWN).into(),
            rec.counted_before.map_or("", |counted| if counted { "yes" } else { "no" }).into(),
            said::closed_how(&rec.now).into(),
            rec.days_left(view.as_at).into(),
            rec.months_slipped().filter(|months| *months != 0).into(),
            rec.now.due.shown().into(),
            rec.now.due.set_by.map_or("", crate::model::words::Setter::as_str).into(),
            waiting_on(view, rec).into(),
            view.cycles.get(rec.of).map_or("", |cycle| cycle.cycle.as_str()).into(),
            decided.into(),
            said::position(view, rec).into(),
            said::comments(view, rec).into(),
            said::joined(view, rec, |task| task.facts.resources.clone()).into(),
            said::joined(view, rec, |task| task.facts.evidence.clone()).into(),
            lead.into(),
            access.into(),
        ]);
    }
    table
}

/// Whom it waits on, as its tasks say, or its own row.
pub(super) fn waiting_on(view: &View<'_>, rec: &super::view::Rec<'_>) -> Text {
    let said = said::joined(view, rec, |task| task.facts.waiting_on.clone());
    if said.is_empty() { view.edited.say(&rec.row.waiting_on) } else { said }
}
