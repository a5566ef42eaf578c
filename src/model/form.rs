//! What stands in the locked cells of the return form: composed here once, so that the form shows it and a rule can
//! tell whether somebody changed it.

use super::columns::{self as c, Column};
use super::dates;
use super::facts::TaskFacts;
use super::returned::IssuedTask;
use super::text::shorten;
use super::words::Stage;
use crate::model::text::Text;

/// As much of what somebody typed into a locked cell as its query says, in letters; what is longer is listed whole beside the queries.
pub const TYPED_SHOWN: usize = 200;

/// The most characters of an update and of a reason that `Last time` shows; the full words stand on `Details`.
const UPDATE_SHOWN: usize = 320;
const REASON_SHOWN: usize = 140;
/// The most characters of a task or recommendation that `What is asked` shows.
const ASKED_SHOWN: usize = 160;

/// The locked cells of a task's row that hold what was issued, with what they say. `Check` is not among them: it changes.
#[must_use]
pub fn locked(task: &IssuedTask) -> [(&'static Column, String); 4] {
    [(&c::REF, task.reference.as_str().into()), (&c::ASKED, asked(task)), (&c::DUE, due(task)), (&c::LAST_TIME, last_time(task))]
}

/// `What is asked`: report, number, task, in short.
#[must_use]
pub fn asked(task: &IssuedTask) -> String {
    let report = if task.report_title.is_empty() { &task.report } else { &task.report_title };
    let what = if task.task.is_empty() { &task.text } else { &task.task };
    let lines = [format!("{}, no. {}", shorten(report, 90), task.no), shorten(what, ASKED_SHOWN)];
    lines.join("\n").trim_end().to_owned()
}

/// What is asked again about a correction's row, a line a point: `Evidence: name the document`. A point that names its
/// column already is not told it twice.
#[must_use]
pub fn asked_again(task: &IssuedTask) -> Vec<Text> {
    let line = |(column, asks): &(Text, Text)| {
        let named = column.is_empty() || asks.starts_with(column.as_str());
        if named { asks.clone() } else { format!("{column}: {asks}").into() }
    };
    task.asked_again.iter().map(line).collect()
}

/// The locked cells of a correction's row: before what was issued, what is asked again and what the owner wrote.
#[must_use]
pub fn locked_again(task: &IssuedTask) -> [(&'static Column, String); 4] {
    let wrote: Vec<Text> = task.wrote.iter().map(|(column, text)| format!("{column}: {}", shorten(text, UPDATE_SHOWN)).into()).collect();
    locked(task).map(|(column, text)| {
        let text = match column.heading {
            heading if heading == c::ASKED.heading => before(ASKED_AGAIN, &asked_again(task), text),
            heading if heading == c::LAST_TIME.heading => before(WROTE, &wrote, text),
            _ => text,
        };
        (column, text)
    })
}

/// The text of a locked cell without what a correction puts before it: what was issued at first.
#[must_use]
pub fn as_issued(text: &str) -> &str {
    let again = [ASKED_AGAIN, WROTE].iter().any(|title| text.starts_with(title));
    if again { text.split_once("\n\n").map_or("", |(_, issued)| issued) } else { text }
}

const ASKED_AGAIN: &str = "Asked again:";
const WROTE: &str = "You wrote:";

fn before(title: &str, lines: &[Text], text: String) -> String {
    if lines.is_empty() {
        return text;
    }
    let lines: Vec<String> = lines.iter().map(|line| format!("- {}", shorten(line, 2 * UPDATE_SHOWN))).collect();
    format!("{title}\n{}\n\n{text}", lines.join("\n"))
}

/// `Due`: the date now in force, with the first one and how often it moved, where it moved.
#[must_use]
pub fn due(task: &IssuedTask) -> String {
    let now = task.facts.due.shown();
    let now = if now.is_empty() { "none set".to_owned() } else { now };
    let first = task.original_due.shown();
    if first.is_empty() || task.original_due.same_date(&task.facts.due) {
        return now;
    }
    let moved = match task.times_extended {
        0 => String::new(),
        1 => ", moved once".to_owned(),
        2 => ", moved twice".to_owned(),
        times => format!(", moved {times} times"),
    };
    format!("{now}\n(first {first}{moved})")
}

/// `Last time`: rating, reason and update of the last cycle, in short.
#[must_use]
pub fn last_time(task: &IssuedTask) -> String {
    let Some(last) = &task.last_time else { return "New: not asked before.".to_owned() };
    let mut lines = vec![standing(last)];
    if !last.reason.is_empty() {
        lines.push(format!("Reason: {}", shorten(&last.reason, REASON_SHOWN)));
    }
    if !last.update.is_empty() {
        lines.push(format!("Update: {}", shorten(&last.update, UPDATE_SHOWN)));
    }
    if !last.waiting_on.is_empty() {
        lines.push(format!("Waiting on: {}", shorten(&last.waiting_on, REASON_SHOWN)));
    }
    lines.join("\n")
}

/// A rating with its stage, where the stage says more than that work goes on: `Green, for force sign-off`.
#[must_use]
pub fn standing(facts: &TaskFacts) -> String {
    match facts.stage {
        None | Some(Stage::InProgress) => sentence_case(facts.rating_word()),
        Some(stage) => format!("{}, {stage}", sentence_case(facts.rating_word())),
    }
}

/// A date as the form shows it; nothing for none.
#[must_use]
pub fn day(date: Option<chrono::NaiveDate>) -> String {
    date.map(dates::long).unwrap_or_default()
}

fn sentence_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Due;
    use crate::model::words::{DueKind, Rating};
    use chrono::NaiveDate;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn due_tells_the_first_date_only_where_it_moved() {
        let moved = Due::month(on(2022, 3, 1));
        for (first, now, times, says) in [
            (Due::default(), Due::default(), 0, "none set"),
            (moved, moved, 0, "Mar 2022"),
            (Due::day(on(2021, 11, 30)), moved, 2, "Mar 2022\n(first 30 Nov 2021, moved twice)"),
            (Due::day(on(2021, 11, 30)), Due::without_day(DueKind::ToBeSet), 3, "to be set\n(first 30 Nov 2021, moved 3 times)"),
        ] {
            let task = IssuedTask {
                original_due: first,
                times_extended: times,
                facts: TaskFacts { due: now, ..TaskFacts::default() },
                ..IssuedTask::default()
            };
            assert_eq!(due(&task), says);
        }
    }

    #[test]
    fn last_time_says_rating_reason_and_update() {
        let last = TaskFacts {
            rating: Some(Rating::Green),
            stage: Some(Stage::ForForceSignOff),
            reason: "The policy is out.".into(),
            update: "Training ran in May.".into(),
            ..TaskFacts::default()
        };
        let task = IssuedTask { last_time: Some(last), ..IssuedTask::default() };
        assert_eq!(last_time(&task), "Green, for force sign-off\nReason: The policy is out.\nUpdate: Training ran in May.");
        assert_eq!(last_time(&IssuedTask::default()), "New: not asked before.");
    }

    #[test]
    fn a_correction_asks_first_and_still_holds_what_was_issued() {
        let task = IssuedTask {
            report_title: "Poor relation".into(),
            no: "10".into(),
            task: "Publish the policy".into(),
            asked_again: vec![("Evidence".into(), "name the document".into()), (Text::new(), "answer the row".into())],
            wrote: vec![("Rating".into(), "Green".into()), ("Update".into(), "Done.\n\nAll of it.".into())],
            ..IssuedTask::default()
        };
        let again = locked_again(&task);
        assert_eq!(
            again[1].1,
            "Asked again:\n- Evidence: name the document\n- answer the row\n\nPoor relation, no. 10\nPublish the policy"
        );
        assert_eq!(again[3].1, "You wrote:\n- Rating: Green\n- Update: Done. All of it.\n\nNew: not asked before.");
        for ((_, again), (_, issued)) in again.iter().zip(locked(&task)) {
            assert_eq!(as_issued(again), issued);
        }
    }
}
