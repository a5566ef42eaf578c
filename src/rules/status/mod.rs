//! What stands, or would stand, for one task.

mod chase_date_passed;
mod completed_before_published;
mod completed_in_future;
mod completed_not_green;
mod date_moved_silently;
mod date_moved_without_reason;
mod date_setter_contradicted;
mod due_before_published;
mod due_in_the_past;
mod extended_repeatedly;
mod green_with_open_work;
mod green_without_evidence;
mod no_change_with_answers;
mod no_due_date;
mod owner_to_be_confirmed;
mod past_due;
mod rating_without_stage;
mod rating_without_update;
mod reason_names_other_colour;
mod red_not_yet_due_without_reason;
mod red_without_reason;
mod reopened_without_reason;
mod stale_update;
mod status_changed_update_not;
mod update_without_rating;
mod white_for_own_action;
mod white_without_body;

use crate::model::Standing;
use crate::model::text::Text;

use super::Rule;

pub(super) use completed_in_future::COMPLETED_IN_FUTURE;
pub(super) use completed_not_green::COMPLETED_NOT_GREEN;
pub(super) use date_moved_without_reason::DATE_MOVED_WITHOUT_REASON;
pub(super) use due_in_the_past::DUE_IN_THE_PAST;
pub(super) use green_without_evidence::GREEN_WITHOUT_EVIDENCE;
pub(super) use no_change_with_answers::NO_CHANGE_WITH_ANSWERS;
pub(super) use past_due::PAST_DUE;
pub(super) use rating_without_update::RATING_WITHOUT_UPDATE;
pub(super) use red_without_reason::RED_WITHOUT_REASON;
pub(super) use reopened_without_reason::REOPENED_WITHOUT_REASON;
pub(super) use stale_update::NO_CHANGE_PAST_DATE;
pub(super) use update_without_rating::UPDATE_WITHOUT_RATING;
pub(super) use white_without_body::WHITE_WITHOUT_BODY;

/// The rules of this group, in reading order.
pub(super) static RULES: &[&Rule] = &[
    &past_due::RULE,
    &red_without_reason::RULE,
    &green_without_evidence::RULE,
    &white_without_body::RULE,
    &date_moved_without_reason::RULE,
    &reopened_without_reason::RULE,
    &update_without_rating::RULE,
    &rating_without_update::RULE,
    &no_change_with_answers::RULE,
    &due_in_the_past::RULE,
    &completed_in_future::RULE,
    &completed_not_green::RULE,
    &stale_update::RULE,
    &red_not_yet_due_without_reason::RULE,
    &green_with_open_work::RULE,
    &white_for_own_action::RULE,
    &rating_without_stage::RULE,
    &reason_names_other_colour::RULE,
    &date_moved_silently::RULE,
    &due_before_published::RULE,
    &extended_repeatedly::RULE,
    &completed_before_published::RULE,
    &no_due_date::RULE,
    &status_changed_update_not::RULE,
    &owner_to_be_confirmed::RULE,
    &chase_date_passed::RULE,
    &date_setter_contradicted::RULE,
];

/// The update of last time: as issued, else of the cycle before.
fn last_update<'a>(standing: &'a Standing<'_>) -> &'a str {
    standing.issued.map_or_else(|| standing.before.map_or("", |before| &before.update), |issued| &issued.update)
}

/// True when this time's update repeats last time's words. A returned row must say them anew: carried words are not the owner's.
fn says_the_same(standing: &Standing<'_>) -> bool {
    use crate::model::standing::Source;
    let said = match standing.source {
        Source::Returned => standing.row.and_then(|row| row.answers.update.said()).map_or("", Text::as_str),
        Source::Imported => &standing.now.update,
        Source::Held => "",
    };
    // A dash says nothing.
    said.contains(char::is_alphanumeric) && same_words(said, last_update(standing))
}

/// True when the rating is not the owner's: the row states none, and a decision put it there.
fn rated_by_decision(standing: &Standing<'_>) -> bool {
    standing.row.is_some_and(|row| row.answers.rating.is_nothing())
}

/// True when the rating is another than last time.
fn rating_moved(standing: &Standing<'_>) -> bool {
    let last = standing.issued.map_or_else(|| standing.before.and_then(|before| before.rating), |issued| issued.rating);
    last.is_some() && standing.now.rating != last
}

/// The same letters and figures in the same order, whatever their case, blanks and punctuation. It stops at the first difference.
fn same_words(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(one).eq(letters(other))
}
