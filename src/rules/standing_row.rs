//! A standing as a row of the form, so that a condition answers for both.

use crate::model::returned::{Answer, Reading, ReturnRow};
use crate::model::standing::Source;
use crate::model::text::Text;
use crate::model::words::{Rating, Stage, says_nothing};
use crate::model::{Field, Standing};

use super::Context;
use super::condition::{Cell, Constants, Entry, FormRow};

/// The facts of a task that are plain text, and the cells in which they are typed.
const TEXTS: [(Field, Cell); 5] = [
    (Field::Update, Cell::Update),
    (Field::Reason, Cell::Reason),
    (Field::Evidence, Cell::Evidence),
    (Field::WaitingOn, Cell::WaitingOn),
    (Field::Resources, Cell::Resources),
];

/// The row of the form that says what the standing says.
///
/// What stands counts, not what was typed: where a decision settled a fact otherwise, the cell counts as the decision left it.
pub(super) fn row_of(standing: &Standing<'_>, context: &Context<'_>) -> FormRow {
    let (now, base) = (standing.now, standing.issued);
    let before = standing.before;
    let mut row = FormRow {
        typed: [Entry::Empty; 10],
        constants: Constants {
            as_at: context.as_at,
            rating: base.map_or(now.rating, |base| base.rating),
            stage: now.stage,
            due: now.due.date,
            original_due: standing.recommendation.and_then(|recommendation| recommendation.original_due),
            published: standing.report.and_then(|report| report.published),
            held: [false; 10],
            was_done: was_done(standing),
            moved_date_allows_amber: context.settings.meanings.moved_date_allows_amber,
        },
    };
    for (field, cell) in TEXTS {
        row.hold(cell, !says_nothing(text(now, field)));
    }
    row.hold(Cell::CompletedOn, now.completed_on.is_some());
    match (standing.source, standing.row) {
        (Source::Returned, Some(returned)) => typed(&mut row, standing, returned),
        (Source::Returned | Source::Imported, _) => {
            if let Some(rating) = now.rating {
                row.put(Cell::Rating, Entry::Rating(rating));
            }
            row.constants.rating = base.map_or_else(|| before.and_then(|before| before.rating), |base| base.rating);
            let comment = !now.update.trim().is_empty() || !now.reason.trim().is_empty();
            for (field, cell) in TEXTS {
                // On a paper the comment is the evidence, the reason and the place where a body is named.
                let said = !text(now, field).trim().is_empty() || (standing.source == Source::Imported && comment);
                row.put(cell, if said { Entry::Other } else { Entry::Empty });
            }
            if let Some(date) = now.completed_on {
                row.put(Cell::CompletedOn, Entry::Date(date));
            }
            if let (Some(from), Some(to)) = (base.map_or_else(|| before.and_then(|before| before.due), |base| base.due.date), now.due.date)
                && from != to
            {
                row.constants.due = Some(from);
                row.put(Cell::RevisedDue, Entry::Date(to));
            }
            if !standing.move_reason.trim().is_empty() {
                row.put(Cell::ReasonForNewDate, Entry::of_text(standing.move_reason));
            }
        }
        // Nothing is typed: what the register holds stands, also where it changed since it was issued.
        (Source::Held, _) => row.constants.rating = now.rating,
    }
    row
}

/// What the owner typed, as far as it stands.
fn typed(row: &mut FormRow, standing: &Standing<'_>, returned: &ReturnRow) {
    let (now, base, answers) = (standing.now, standing.issued, &returned.answers);
    let changed = |field| base.is_some_and(|base| !base.same(now, field));
    row.put(Cell::NoChange, if answers.no_change.said() == Some(&true) { Entry::Other } else { Entry::Empty });
    row.put(
        Cell::Rating,
        match (&answers.rating.reading, now.rating) {
            (Reading::Unfit, rating) if !changed(Field::Rating) || rating.is_none() => Entry::Other,
            (Reading::As(said), Some(stands)) if *said == stands => Entry::Rating(stands),
            (_, Some(stands)) if changed(Field::Rating) => Entry::Rating(stands),
            (Reading::Cleared, None) => Entry::Cleared,
            _ => Entry::Empty,
        },
    );
    for (field, cell) in TEXTS {
        let answer = match field {
            Field::Update => &answers.update,
            Field::Reason => &answers.reason,
            Field::Evidence => &answers.evidence,
            Field::WaitingOn => &answers.waiting_on,
            _ => &answers.resources,
        };
        row.put(cell, text_entry(answer, text(now, field), changed(field)));
    }
    row.put(
        Cell::CompletedOn,
        match (&answers.completed_on.reading, now.completed_on) {
            (Reading::As(said), Some(stands)) if *said == stands => Entry::Date(stands),
            (_, Some(stands)) if changed(Field::CompletedOn) => Entry::Date(stands),
            (Reading::Cleared, None) => Entry::Cleared,
            (Reading::Unfit, _) => Entry::Other,
            _ => Entry::Empty,
        },
    );
    // A date that the coordinator moved in the register is not the owner's move.
    match &answers.revised_due.reading {
        Reading::As(said) if said.same_date(&now.due) => {
            row.put(Cell::RevisedDue, said.date.map_or(Entry::Other, Entry::Date));
            row.constants.due = base.map_or(row.constants.due, |base| base.due.date);
        }
        Reading::Unfit => row.put(Cell::RevisedDue, Entry::Other),
        Reading::Cleared if now.due.date.is_none() => {
            row.put(Cell::RevisedDue, Entry::Cleared);
            row.constants.due = base.map_or(row.constants.due, |base| base.due.date);
        }
        _ => {}
    }
    let typed = answers.reason_for_new_date.said().map_or("", |said| said.as_str());
    let because = if says_nothing(standing.move_reason) { typed } else { standing.move_reason };
    row.put(Cell::ReasonForNewDate, if because.trim().is_empty() { Entry::Empty } else { Entry::of_text(because) });
}

fn text_entry(answer: &Answer<Text>, stands: &str, changed: bool) -> Entry {
    let blank = stands.trim().is_empty();
    match &answer.reading {
        Reading::As(said) if said == stands => Entry::of_text(said),
        Reading::Cleared if blank => Entry::Cleared,
        _ if changed => {
            if blank {
                Entry::Cleared
            } else {
                Entry::of_text(stands)
            }
        }
        _ => Entry::Empty,
    }
}

fn text(facts: &crate::model::TaskFacts, field: Field) -> &str {
    match field {
        Field::Update => &facts.update,
        Field::Reason => &facts.reason,
        Field::Evidence => &facts.evidence,
        Field::WaitingOn => &facts.waiting_on,
        Field::Resources => &facts.resources,
        Field::Rating | Field::Stage | Field::Due | Field::CompletedOn => "",
    }
}

/// Whether it was done last time: as issued, else in the cycle before.
fn was_done(standing: &Standing<'_>) -> bool {
    let (rating, stage) = match (standing.issued, standing.before) {
        (Some(issued), _) => (issued.rating, issued.stage),
        (None, Some(before)) => (before.rating, before.stage),
        (None, None) => (None, None),
    };
    rating == Some(Rating::Green) || stage == Some(Stage::Closed)
}
