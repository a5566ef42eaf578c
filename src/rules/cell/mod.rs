//! Entry cells of a return: whether what stands in them can be read.

mod ambiguous_date;
mod excel_error_value;
mod formula_in_answer;
mod impossible_date;
mod text_cut_off;
mod unknown_owner;
mod unknown_rating;
mod unknown_stage;
mod unlikely_date;
mod unreadable_date;

use crate::model::Value;
use crate::model::columns::{self as c, Column};
use crate::model::returned::{Answer, Reading, Return, ReturnRow};

use super::Rule;

pub(super) use unknown_rating::UNKNOWN_RATING;

/// The rules of this group, in reading order.
pub(super) static RULES: &[&Rule] = &[
    &unknown_rating::RULE,
    &unreadable_date::RULE,
    &impossible_date::RULE,
    &unlikely_date::RULE,
    &ambiguous_date::RULE,
    &formula_in_answer::RULE,
    &excel_error_value::RULE,
    &text_cut_off::RULE,
    &unknown_stage::RULE,
    &unknown_owner::RULE,
];

/// A date cell as it stands.
struct DateCell<'a> {
    value: &'a Value,
    /// The cell's column in the row.
    col: u32,
    unfit: bool,
}

/// Looks at every date cell of a return.
fn dates_of(returned: &Return, mut look: impl FnMut(&ReturnRow, &'static Column, &DateCell<'_>)) {
    fn cell<T>(answer: &Answer<T>) -> DateCell<'_> {
        DateCell { value: &answer.value, col: answer.col, unfit: matches!(answer.reading, Reading::Unfit) }
    }
    for row in &returned.rows {
        look(row, &c::COMPLETED_ON, &cell(&row.answers.completed_on));
        look(row, &c::REVISED_DUE, &cell(&row.answers.revised_due));
    }
}
