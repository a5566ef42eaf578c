//! What an owner's answers would make of a task, before anything else is looked at.

use crate::model::due::Due;
use crate::model::facts::{Field, TaskFacts};
use crate::model::returned::{Answer, Answers, Reading};
use crate::model::text::Text;
use crate::model::words::{DueKind, Rating, Setter, Stage};

/// The owner's side of the merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What was issued, with the owner's answers put in. The stage is not the owner's to say: see [`stage_after`].
    pub facts: TaskFacts,
    /// The fields that the owner stated, in order.
    pub stated: Vec<Field>,
    /// The owner chose 'No change'.
    pub no_change: bool,
    /// The owner's reason for a new date.
    pub move_reason: Text,
}

/// Puts the answers into what was issued. An empty cell says nothing; `-` clears; what does not fit is left to the rules.
#[must_use]
pub fn propose(issued: &TaskFacts, answers: &Answers) -> Proposal {
    let mut facts = issued.clone();
    let mut stated = Vec::new();
    match &answers.rating.reading {
        Reading::As(rating) => {
            // A reason belongs to the rating stated with it.
            if facts.rating != Some(*rating) && answers.reason.is_nothing() && !facts.reason.is_empty() {
                facts.reason = Text::new();
                stated.push(Field::Reason);
            }
            facts.rating = Some(*rating);
            stated.push(Field::Rating);
        }
        Reading::Cleared => {
            facts.rating = None;
            stated.push(Field::Rating);
        }
        Reading::Nothing | Reading::Unfit => {}
    }
    for (field, answer, fact) in [
        (Field::Reason, &answers.reason, &mut facts.reason),
        (Field::Update, &answers.update, &mut facts.update),
        (Field::Evidence, &answers.evidence, &mut facts.evidence),
        (Field::WaitingOn, &answers.waiting_on, &mut facts.waiting_on),
        (Field::Resources, &answers.resources, &mut facts.resources),
    ] {
        if let Some(text) = new_text(answer) {
            *fact = text;
            stated.push(field);
        }
    }
    match &answers.completed_on.reading {
        Reading::As(day) => {
            facts.completed_on = Some(*day);
            stated.push(Field::CompletedOn);
        }
        Reading::Cleared => {
            facts.completed_on = None;
            stated.push(Field::CompletedOn);
        }
        Reading::Nothing | Reading::Unfit => {}
    }
    match &answers.revised_due.reading {
        Reading::As(due) => {
            let mut due = *due;
            due.set_by = Some(Setter::Force);
            if !due.same_date(&issued.due) {
                facts.due = due;
            }
            stated.push(Field::Due);
        }
        Reading::Cleared => {
            // A date that was there is gone by the force's own word; where none was, nothing changes.
            if issued.due.date.is_some() {
                facts.due = Due::without_day(DueKind::NoneSet).set_by(Setter::Force);
            }
            stated.push(Field::Due);
        }
        Reading::Nothing | Reading::Unfit => {}
    }
    stated.sort_unstable();
    stated.dedup();
    let no_change = answers.no_change.said().copied().unwrap_or(false);
    let move_reason = answers.reason_for_new_date.said().cloned().unwrap_or_default();
    Proposal { facts, stated, no_change, move_reason }
}

/// The stage that follows from a rating that an owner stated. An owner's Green makes 'for force sign-off'; going back from
/// Green makes 'in progress'; all else is the coordinator's.
#[must_use]
pub fn stage_after(held: Option<Stage>, before: Option<Rating>, rating: Option<Rating>) -> Option<Stage> {
    let Some(rating) = rating else { return held };
    match (rating, held) {
        (_, Some(Stage::Closed)) => held,
        (Rating::Green, Some(Stage::PendingSignOff | Stage::ForForceSignOff)) => held,
        (Rating::Green, _) => Some(Stage::ForForceSignOff),
        (_, Some(Stage::ForForceSignOff | Stage::PendingSignOff)) if before == Some(Rating::Green) => Some(Stage::InProgress),
        (_, None | Some(Stage::AwaitingAllocation)) => Some(Stage::InProgress),
        (_, held) => held,
    }
}

fn new_text(answer: &Answer<Text>) -> Option<Text> {
    match &answer.reading {
        Reading::As(text) => Some(text.clone()),
        Reading::Cleared => Some(Text::new()),
        Reading::Nothing | Reading::Unfit => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T>(said: T) -> Answer<T> {
        Answer { reading: Reading::As(said), ..Answer::default() }
    }

    #[test]
    fn an_empty_cell_says_nothing_and_a_dash_clears() {
        let issued = TaskFacts {
            rating: Some(Rating::Red),
            reason: "No money".into(),
            update: "Old".into(),
            evidence: "Note".into(),
            ..TaskFacts::default()
        };
        let nothing = propose(&issued, &Answers::default());
        assert_eq!((nothing.facts, nothing.stated), (issued.clone(), vec![]));

        let answers = Answers {
            evidence: Answer { reading: Reading::Cleared, ..Answer::default() },
            update: said("New".into()),
            ..Answers::default()
        };
        let some = propose(&issued, &answers);
        assert_eq!(some.facts, TaskFacts { evidence: Text::new(), update: "New".into(), ..issued.clone() });
        assert_eq!(some.stated, [Field::Update, Field::Evidence]);
    }

    #[test]
    fn a_reason_belongs_to_the_rating_stated_with_it() {
        let issued = TaskFacts { rating: Some(Rating::Red), reason: "No money".into(), ..TaskFacts::default() };
        let to_amber = propose(&issued, &Answers { rating: said(Rating::Amber), ..Answers::default() });
        assert_eq!((to_amber.facts.rating, to_amber.facts.reason.as_str()), (Some(Rating::Amber), ""));
        let still_red = propose(&issued, &Answers { rating: said(Rating::Red), ..Answers::default() });
        assert_eq!(still_red.facts.reason, "No money");
    }

    #[test]
    fn stages_follow_ratings() {
        use Rating::{Amber, Green, Red, White};
        use Stage::{AwaitingAllocation, Closed, ForForceSignOff, InProgress, PendingSignOff};
        for (held, before, stated, after) in [
            (Some(InProgress), Some(Amber), Green, Some(ForForceSignOff)),
            (None, None, Green, Some(ForForceSignOff)),
            (Some(PendingSignOff), Some(Green), Green, Some(PendingSignOff)),
            (Some(PendingSignOff), Some(Green), Amber, Some(InProgress)),
            (Some(ForForceSignOff), Some(Green), Red, Some(InProgress)),
            (Some(AwaitingAllocation), None, Amber, Some(InProgress)),
            (None, None, White, Some(InProgress)),
            (Some(Closed), Some(Green), Amber, Some(Closed)),
        ] {
            assert_eq!(stage_after(held, before, Some(stated)), after, "{held:?} {stated}");
        }
    }
}
