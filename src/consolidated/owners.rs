//! `Owners`: a row an owner; and `Tasks`, the table behind it.

use std::collections::BTreeMap;

use super::grid::{Cell, Count, Is, Link, Shape, Table, Test, head, is, is_not, whole};
use super::recommendations::{COUNTED, LEFT, OVERDUE};
use super::returns::Answers;
use super::said::{self, NOT_RATED};
use super::view::{View, days_left};
use crate::model::rollup::roll_up;
use crate::model::text::Text;
use crate::model::{Value, columns as c};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Owners";
/// The table behind it.
pub(super) const TASKS: &str = "Tasks";
const UNCHANGED: &str = "Cycles without change";

/// A row a task.
pub(super) fn tasks(view: &View<'_>) -> Table {
    let mut table = Table::new(
        TASKS,
        "Tasks",
        "A row a task: what each owner must do for a recommendation. The figures of Owners count these rows. Source: the file, sheet and cell that the position came from.",
        vec![
            head(c::REF.heading, 24, Shape::Text),
            head(c::TASK.heading, 40, Shape::Long),
            head(c::OWNER.heading, 26, Shape::Text),
            head(c::RATING.heading, 10, Shape::Rating),
            head(c::STAGE.heading, 16, Shape::Text),
            head(c::DUE.heading, 12, Shape::Date),
            head(OVERDUE, 9, Shape::Whole),
            head(LEFT, 9, Shape::Whole),
            head(UNCHANGED, 9, Shape::Whole),
            head("Owner last time", 22, Shape::Text),
            head(COUNTED, 9, Shape::Text),
            head(c::OWNERS_RATING.heading, 10, Shape::Rating).internal(),
            head("Source", 46, Shape::Text).internal(),
        ],
    );
    for rec in &view.recs {
        for task in &rec.tasks {
            let now = roll_up([&task.facts]);
            let waits = !task.facts.waiting_on.is_empty();
            let days = days_left(&now, waits, view.as_at);
            let owner_before = task.before.map_or_else(Text::new, |(owner, _)| owner.clone());
            let claimed = task.position.and_then(|position| position.owners_rating).filter(|rating| Some(*rating) != task.facts.rating);
            let source = task.position.filter(|_| task.of + 1 == view.cycles.len()).map_or_else(String::new, source);
            table.rows.push(vec![
                task.reference.clone().into(),
                task.row.map_or_else(Text::new, |row| view.edited.say(&row.task)).into(),
                named(task.owner).into(),
                said::rating(task.facts.rating).into(),
                said::stage(task.facts.stage).into(),
                Cell::dated(&task.facts.due),
                days.filter(|days| *days < 0).map(|days| -days).into(),
                days_left(&now, false, view.as_at).filter(|days| *days >= 0).into(),
                if task.unchanged == 0 { Value::Empty.into() } else { task.unchanged.into() },
                owner_before.into(),
                rec.counted_word().into(),
                claimed.map_or("", |rating| said::rating(Some(rating))).into(),
                source.into(),
            ]);
        }
    }
    table
}

/// An owner as tables name it: a blank cell could be neither counted nor clicked.
fn named(owner: &str) -> &str {
    if owner.trim().is_empty() { "(no owner named)" } else { owner }
}

/// File, sheet and cell of a position.
pub(super) fn source(position: &crate::model::tables::Position) -> String {
    let parts = [&position.file, &position.sheet, &position.cell];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// A row an owner, by name.
pub(super) fn build(view: &View<'_>, answers: &Answers) -> Table {
    let number = |heading: &str| head(heading, 10, Shape::Whole);
    let soon = view.ask.settings.due_soon_days;
    let mut table = Table::new(
        NAME,
        "Owners",
        format!(
            "A row an owner with open tasks. Due soon: within {soon} days of the as-at day. Cycles without change: the longest of any open task."
        ),
        vec![
            head(c::OWNER.heading, 34, Shape::Text),
            number("Open"),
            number("Red"),
            number("Amber"),
            number("Green pending"),
            number("White"),
            number("Not rated"),
            number("Overdue"),
            number("Due soon"),
            head(UNCHANGED, 11, Shape::Whole),
            head("Returned", 18, Shape::Text).internal(),
            head(c::LEAD.heading, 26, Shape::Text).internal(),
        ],
    );
    let mut longest: BTreeMap<&str, usize> = BTreeMap::new();
    for task in view.recs.iter().filter(|rec| rec.counted).flat_map(|rec| &rec.tasks).filter(|task| task.facts.is_open()) {
        let most = longest.entry(named(task.owner)).or_default();
        *most = (*most).max(task.unchanged);
    }
    for (owner, unchanged) in longest {
        let rows = |tests: Vec<Test>| {
            let mut all =
                vec![Test { column: c::OWNER.heading, is: Is::SameAs(0) }, is(COUNTED, "yes"), is_not(c::STAGE.heading, "closed")];
            all.extend(tests);
            Cell::counted(Count::Rows { table: TASKS, tests: all })
        };
        let rated = |rating: &str| rows(vec![is(c::RATING.heading, rating)]);
        let soon = i32::try_from(soon).unwrap_or(i32::MAX);
        table.rows.push(vec![
            Cell::from(owner).to(Link::Sheet(TASKS)),
            rows(Vec::new()),
            rated("Red"),
            rated("Amber"),
            rated("Green"),
            rated("White"),
            rated(NOT_RATED),
            rows(vec![Test { column: OVERDUE, is: Is::AtLeast(1) }]),
            rows(vec![Test { column: LEFT, is: Is::Between(0, soon) }]),
            Value::Number(whole(unchanged)).into(),
            answers.of(owner).into(),
            view.lead_of(owner).into(),
        ]);
    }
    table
}
