//! `Changes`: who moved where since the last paper, one row a change; and what changed since the last draft.

use super::grid::{Cell, Count, Link, Shape, Table, Test, head, is, is_not};
use super::recommendations::{COUNTED, COUNTED_BEFORE, NAME as RECOMMENDATIONS, RATING_BEFORE, STAGE_BEFORE};
use super::said::{self, NOT_RATED, NOT_SHOWN};
use super::view::{Rec, View};
use crate::model::columns as c;
use crate::model::rollup::{RolledUp, moved};
use crate::model::text::{Text, fold, shorten};
use crate::model::words::Direction;

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Changes";

/// What changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// From (rows) to (columns), counted.
    pub matrix: Table,
    /// One row a change.
    pub list: Table,
    /// Against the last draft of this paper; none when there was no draft.
    pub since_draft: Option<Table>,
}

/// The kinds of place in the matrix: name, and the tests that put a row there.
fn places(rating: &'static str, stage: &'static str) -> Vec<(&'static str, Vec<Test>)> {
    let mut places: Vec<(&'static str, Vec<Test>)> = ["Red", "Amber", "Green", "White", NOT_RATED]
        .into_iter()
        .map(|word| (word, vec![is(rating, word), is_not(stage, "closed"), is_not(stage, NOT_SHOWN)]))
        .collect();
    places.push(("closed", vec![is(stage, "closed")]));
    places
}

/// Builds all three.
pub(super) fn build(view: &View<'_>) -> Changes {
    Changes { matrix: matrix(view), list: list(view), since_draft: since_draft(view) }
}

fn matrix(view: &View<'_>) -> Table {
    let now = places(c::RATING.heading, c::STAGE.heading);
    let no_longer = !view.gone.is_empty() || view.recs.iter().any(|rec| !rec.counted && rec.counted_before == Some(true));
    let anew = view.recs.iter().any(|rec| rec.counted && rec.counted_before == Some(false));
    let mut heads = vec![head("From, last time", 26, Shape::Rating)];
    heads.extend(now.iter().map(|(name, _)| head(format!("to {name}"), 13, Shape::Whole)));
    if no_longer {
        heads.push(head("to not counted", 13, Shape::Whole));
    }
    heads.push(head("Total last time", 13, Shape::Whole));
    let mut table = Table::new(
        "Movement",
        "Movement between the last paper and this one",
        "Rows: where recommendations stood last time; columns: where they stand now. Green is open and awaiting sign-off.",
        heads,
    );
    let mut before = places(RATING_BEFORE, STAGE_BEFORE);
    before.iter_mut().for_each(|(_, tests)| tests.push(is(COUNTED_BEFORE, "yes")));
    let shown = before.len();
    before.push((NOT_SHOWN, vec![is(STAGE_BEFORE, NOT_SHOWN)]));
    if anew {
        before.push(("not counted", vec![is(COUNTED_BEFORE, "no")]));
    }
    for (at, (from, from_tests)) in before.iter().enumerate() {
        let mut row = vec![Cell::from(super::english::sentence(from))];
        for (_, to_tests) in &now {
            let mut tests = vec![is(COUNTED, "yes")];
            tests.extend(from_tests.iter().chain(to_tests).cloned());
            row.push(Cell::counted(Count::Rows { table: RECOMMENDATIONS, tests }));
        }
        if no_longer {
            row.push(if at < shown { no_longer_counted(view, from, from_tests) } else { Cell::default() });
        }
        row.push(Cell::counted(Count::Across((1..row.len()).map(|at| (true, at)).collect())));
        table.rows.push(row);
    }
    let all: Vec<(bool, usize)> = (0..before.len()).map(|at| (true, at)).collect();
    let mut total = vec![Cell::from("Total now")];
    total.extend((1..table.heads.len()).map(|_| Cell::counted(Count::Down(all.clone()))));
    table.rows.push(total);
    table
}

/// What stood so last time, and is not counted now, or is not in this paper.
fn no_longer_counted(view: &View<'_>, from: &str, from_tests: &[Test]) -> Cell {
    let mut tests = vec![is(COUNTED, "no")];
    tests.extend(from_tests.iter().cloned());
    let count = Count::Rows { table: RECOMMENDATIONS, tests };
    let stood = |was: &&RolledUp| if was.is_open() { said::rating(was.rating) == from } else { from == "closed" };
    let gone = view.gone.iter().filter(stood).count();
    Cell::counted(if gone == 0 { count } else { Count::Plus(Box::new(count), gone) })
}

fn list(view: &View<'_>) -> Table {
    let since = view.seen_label();
    let note = if since.is_empty() {
        "There is no earlier paper to compare with: everything is new.".to_owned()
    } else {
        format!("One row a change against the paper of {since}, which this committee saw last.")
    };
    let mut table = Table::new(
        NAME,
        "Changes since the last paper",
        note,
        vec![
            head("Change", 18, Shape::Text),
            head(c::REF.heading, 24, Shape::Text),
            head("What is asked", 44, Shape::Long),
            head("Was", 24, Shape::Rating),
            head("Is", 24, Shape::Rating),
            head("Reason", 46, Shape::Long),
        ],
    );
    let mut rows: Vec<(usize, Vec<Cell>)> = Vec::new();
    for (at, rec) in view.recs.iter().enumerate() {
        for (kind, was, is, why) in changes_of(view, rec) {
            let reference = Cell::from(rec.row.reference.clone()).to_if(view.links(), || Link::Row(RECOMMENDATIONS, at));
            let asked = said::asked(rec, shorten(&view.edited.say(&rec.row.text), 140).into());
            rows.push((kind, vec![KINDS[kind].into(), reference, asked.into(), was.into(), is.into(), view.edited.say(&why).into()]));
        }
    }
    rows.sort_by_key(|(kind, _)| *kind);
    table.rows = rows.into_iter().map(|(_, row)| row).collect();
    table
}

/// The kinds of change, in the order in which they are listed.
const KINDS: [&str; 10] =
    ["worse", "reopened", "improved", "rated", "no longer rated", "closed", "new", "not shown last time", "date moved", "owner changed"];

fn changes_of(view: &View<'_>, rec: &Rec<'_>) -> Vec<(usize, String, String, Text)> {
    let inspectorate = &view.ask.settings.inspectorate;
    let is = said::status(&rec.now, inspectorate);
    let why = said::position(view, rec);
    let Some(was) = rec.before else {
        let new = view.seen.is_none() || rec.direction == Some(Direction::New);
        let mut changes = vec![(if new { 6 } else { 7 }, String::new(), is.clone(), why.clone())];
        // It came and was closed since: the summary counts it as both.
        if view.seen.is_some() && !rec.now.is_open() {
            changes.push((5, String::new(), is, why));
        }
        return changes;
    };
    let before = said::status(&was, inspectorate);
    let mut changes = Vec::new();
    match (was.is_open(), rec.now.is_open()) {
        (true, false) => changes.push((5, before, is, why)),
        (false, true) => changes.push((1, before, is, why)),
        (true, true) if before != is => {
            let kind = match (was.rating, rec.now.rating) {
                (None, Some(_)) => 3,
                (Some(_), None) => 4,
                _ if moved(&rec.now, &was) == Direction::Worse => 0,
                _ => 2,
            };
            changes.push((kind, before, is, why));
        }
        _ => {}
    }
    if rec.now.is_open() && was.is_open() && !rec.now.due.same_date(&was.due) {
        let reason = rec.moves.iter().rev().map(|row| row.reason.as_str()).find(|reason| !reason.is_empty()).unwrap_or_default();
        let shown = |due: &crate::model::Due| if due.shown().is_empty() { "no date".to_owned() } else { due.shown() };
        changes.push((8, shown(&was.due), shown(&rec.now.due), reason.into()));
    }
    for task in &rec.tasks {
        if let Some((owner, _)) = task.before
            && fold(owner) != fold(task.owner)
            // A paper that named nobody is no owner of before.
            && !owner.trim().is_empty()
            && !task.owner.trim().is_empty()
        {
            changes.push((9, owner.to_string(), task.owner.to_owned(), Text::new()));
        }
    }
    changes
}

fn since_draft(view: &View<'_>) -> Option<Table> {
    if view.ask.last_draft.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Since_draft",
        "Changes since the last draft of this paper",
        "What a reader of the last draft would find different.",
        vec![
            head("What", 18, Shape::Text),
            head(c::REF.heading, 24, Shape::Text),
            head("Last draft", 46, Shape::Long),
            head("This draft", 46, Shape::Long),
        ],
    );
    let drafted: std::collections::BTreeMap<&str, &super::ask::DraftRow> =
        view.ask.last_draft.iter().map(|row| (row.reference.as_str(), row)).collect();
    for rec in &view.recs {
        let reference = rec.row.reference.as_str();
        let now = draft_row(view, rec);
        let Some(was) = drafted.get(reference) else {
            table.rows.push(vec!["added".into(), reference.into(), "".into(), now.rating.as_str().into()]);
            continue;
        };
        let pairs = [
            (c::RATING.heading, &was.rating, &now.rating),
            (c::STAGE.heading, &was.stage, &now.stage),
            ("Due date", &was.due, &now.due),
            ("Position", &was.position, &now.position),
            ("Comments", &was.comments, &now.comments),
            (c::OWNER.heading, &was.owner, &now.owner),
            (COUNTED, &was.counted, &now.counted),
            (c::CLOSED_HOW.heading, &was.closed_how, &now.closed_how),
            (c::WAITING_ON.heading, &was.waiting_on, &now.waiting_on),
        ];
        for (what, was, is) in pairs.into_iter().filter(|(_, was, is)| fold(was) != fold(is)) {
            table.rows.push(vec![what.into(), reference.into(), shorten(was, 600).into(), shorten(is, 600).into()]);
        }
    }
    let here: std::collections::BTreeSet<&str> = view.recs.iter().map(|rec| rec.row.reference.as_str()).collect();
    for row in view.ask.last_draft.iter().filter(|row| !here.contains(row.reference.as_str())) {
        table.rows.push(vec!["left out".into(), row.reference.as_str().into(), row.rating.as_str().into(), "".into()]);
    }
    Some(table)
}

/// A recommendation as a draft shows it.
fn draft_row(view: &View<'_>, rec: &Rec<'_>) -> super::ask::DraftRow {
    super::ask::DraftRow {
        reference: rec.row.reference.clone(),
        rating: said::rating(rec.now.rating).into(),
        stage: said::stage(rec.now.stage).into(),
        due: rec.now.due.shown().into(),
        comments: said::comments(view, rec),
        position: said::position(view, rec),
        owner: rec.owners().into(),
        counted: rec.counted_word().into(),
        closed_how: said::closed_how(&rec.now).into(),
        waiting_on: super::recommendations::waiting_on(view, rec),
    }
}
