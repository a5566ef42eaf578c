//! How statuses, directions and reports are said in a paper.

use super::english::{all, alone, count, list, sentence, verb, verb_alone};
use super::view::{Rec, TaskAt, View};
use crate::model::dates;
use crate::model::rollup::RolledUp;
use crate::model::tables::Report;
use crate::model::text::{Text, fold};
use crate::model::words::{Direction, Kind, Precision, Rating, Scope, Stage, Word as _};

/// What stands where there is no rating.
pub(super) const NOT_RATED: &str = "not rated";
/// What stands as the stage of the last paper for what was not in it.
pub(super) const NOT_SHOWN: &str = "not shown";

/// The rating as a word.
pub(super) fn rating(rating: Option<Rating>) -> &'static str {
    rating.map_or(NOT_RATED, Rating::as_str)
}

/// The stage as a word. Work of which nobody said the stage is in progress.
pub(super) fn stage(stage: Option<Stage>) -> &'static str {
    stage.unwrap_or(Stage::InProgress).as_str()
}

/// Rating and stage as the committee reads them: `Amber`, `Green - pending HMICFRS sign-off`, `White (closed)`.
pub(super) fn status(now: &RolledUp, inspectorate: &str) -> String {
    let colour = sentence(rating(now.rating));
    match now.stage {
        Some(Stage::Closed) => now.rating.map_or_else(|| "Closed".to_owned(), |_| format!("{colour} (closed)")),
        Some(Stage::PendingSignOff) => format!("{colour} - pending {inspectorate} sign-off"),
        Some(Stage::ForForceSignOff) => format!("{colour} - for force sign-off"),
        Some(Stage::AwaitingAllocation) => format!("{colour} - awaiting allocation"),
        Some(Stage::InProgress) | None => colour,
    }
}

/// The rating and the stage that a status says; none where no status reads so.
#[must_use]
pub fn status_said(text: &str, inspectorate: &str) -> Option<(Option<Rating>, Stage)> {
    let text = fold(text);
    Stage::ALL.iter().find_map(|stage| {
        [None, Some(Rating::Red), Some(Rating::Amber), Some(Rating::Green), Some(Rating::White)]
            .into_iter()
            .find(|rating| fold(&status(&RolledUp { rating: *rating, stage: Some(*stage), ..RolledUp::default() }, inspectorate)) == text)
            .map(|rating| (rating, *stage))
    })
}

/// How it was closed, as figures count it; empty while it is open.
pub(super) fn closed_how(now: &RolledUp) -> &'static str {
    if now.is_open() {
        return "";
    }
    match now.closed_how {
        Some(how) => how.as_str(),
        None if now.is_complete() => crate::model::words::ClosedHow::Implemented.as_str(),
        None => "not stated",
    }
}

/// The direction of travel as an arrow and its word; empty in a first paper.
pub(super) fn direction(direction: Option<Direction>) -> String {
    let arrow = match direction {
        None => return String::new(),
        Some(Direction::Improved) => '↑',
        Some(Direction::Worse) => '↓',
        Some(Direction::NoChange) => '→',
        Some(Direction::New) => '+',
        Some(Direction::NotShownLastTime) => '–',
        Some(Direction::Closed) => '✓',
    };
    direction.map_or_else(String::new, |word| format!("{arrow} {word}"))
}

/// The owners' words of one recommendation, as the committee reads them: each owner's under the owner's name where there are several.
pub(super) fn joined(view: &View<'_>, rec: &Rec<'_>, of: impl Fn(&TaskAt<'_>) -> Text) -> Text {
    let said: Vec<(&str, Text)> = rec.tasks.iter().map(|task| (task.owner, of(task))).filter(|(_, text)| !text.is_empty()).collect();
    let several = rec.tasks.len() > 1;
    let mut parts: Vec<Text> = Vec::new();
    for (owner, text) in said {
        let part = if several { format!("{owner}: {text}").into() } else { text };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    // Most have one task: its text is the row's.
    let whole = if let [only] = &parts[..] { only.clone() } else { parts.join("\n\n").into() };
    view.edited.say(&whole)
}

/// The `text` of a recommendation; where no figure counts it, with why.
pub(super) fn asked(rec: &Rec<'_>, text: Text) -> Text {
    let why = if rec.counted {
        return text;
    } else if rec.row.kind == Some(Kind::CauseOfConcern) {
        "Cause of concern: not counted itself."
    } else {
        "Not for the force: not counted."
    };
    format!("{why}\n{text}").trim_end().into()
}

/// The committee's words where there are some, else the owner's.
pub(super) fn comments(view: &View<'_>, rec: &Rec<'_>) -> Text {
    let said = |task: &TaskAt<'_>| if task.committee_text.is_empty() { task.facts.update.clone() } else { task.committee_text.into() };
    let made = || rec.worded.0.map_or_else(|| joined(view, rec, said), |text| view.edited.say(text));
    rec.comments.get_or_init(made).clone()
}

/// Why it has this rating, in the words chosen for the committee where there are some.
pub(super) fn position(view: &View<'_>, rec: &Rec<'_>) -> Text {
    rec.worded.1.map_or_else(|| joined(view, rec, |task| task.facts.reason.clone()), |text| view.edited.say(text))
}

/// `Published 17 September 2021`, or the month alone.
pub(super) fn published(report: &Report) -> String {
    report.published.map_or_else(String::new, |day| {
        let format = if report.published_precision == Some(Precision::Month) { "%B %Y" } else { "%-d %B %Y" };
        format!("Published {}", day.format(format))
    })
}

/// `A national report by HMICFRS`.
pub(super) fn whose(report: &Report, inspectorate: &str) -> String {
    let what = match report.scope {
        Some(Scope::National) => "A national report",
        Some(Scope::Force) => "A report on this force",
        Some(Scope::Joint) => "A joint report",
        Some(Scope::SuperComplaint) => "A super-complaint report",
        None => "A report",
    };
    let by = if report.published_by.is_empty() { inspectorate } else { &report.published_by };
    format!("{what} by {by}")
}

/// The numbers of one report, or of the whole paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub for_force: usize,
    pub red: usize,
    pub amber: usize,
    pub green: usize,
    /// Of the Green ones those that await no sign-off: a paper's own key called them on track.
    pub under_way: usize,
    pub white: usize,
    pub unrated: usize,
    pub complete: usize,
    pub closed: usize,
    pub overdue: usize,
}

impl Tally {
    /// Counts what figures count.
    pub(super) fn of<'r, 'a: 'r>(view: &View<'_>, recs: impl IntoIterator<Item = &'r Rec<'a>>) -> Self {
        let mut tally = Self::default();
        for rec in recs.into_iter().filter(|rec| rec.counted) {
            tally.for_force += 1;
            if rec.now.is_open() {
                *tally.rated(rec.now.rating) += 1;
                tally.under_way += usize::from((rec.now.rating, rec.now.stage) == (Some(Rating::Green), Some(Stage::InProgress)));
                tally.overdue += usize::from(rec.days_overdue(view.as_at).is_some());
            } else {
                tally.closed += 1;
                tally.complete += usize::from(rec.now.is_complete());
            }
        }
        tally
    }

    fn rated(&mut self, rating: Option<Rating>) -> &mut usize {
        match rating {
            Some(Rating::Red) => &mut self.red,
            Some(Rating::Amber) => &mut self.amber,
            Some(Rating::Green) => &mut self.green,
            Some(Rating::White) => &mut self.white,
            None => &mut self.unrated,
        }
    }

    pub(super) fn outstanding(&self) -> usize {
        self.red + self.amber + self.green + self.white + self.unrated
    }

    /// The colour of everything outstanding, where it is one.
    pub(super) fn colour_of_all(&self) -> Option<&'static str> {
        let mut held = self.parts().into_iter().filter(|(n, _)| *n > 0);
        let first = held.next()?.1;
        held.next().is_none().then_some(first)
    }

    fn parts(&self) -> [(usize, &'static str); 6] {
        [
            (self.red, "Red"),
            (self.amber, "Amber"),
            (self.green - self.under_way, "Green awaiting sign-off"),
            (self.under_way, "Green and in progress"),
            (self.white, "White"),
            (self.unrated, "not yet rated"),
        ]
    }

    /// `3 are Red, 1 is Amber and 2 are Green awaiting sign-off`; empty when nothing is outstanding.
    pub(super) fn colours(&self) -> String {
        let parts: Vec<String> =
            self.parts().into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {} {word}", verb(n, "is", "are"))).collect();
        list(&parts)
    }
}

/// The counts sentence of a report in the house wording.
pub(super) fn counts_sentence(made: Option<u32>, tally: &Tally) -> String {
    let n = tally.for_force;
    let made = made.and_then(|made| usize::try_from(made).ok()).filter(|made| *made >= n);
    let opening = match made {
        Some(0) => return "This report makes no recommendations.".to_owned(),
        Some(made) if made == n => {
            format!(
                "This report makes {}, {} for the force",
                count(made, "recommendation", "recommendations"),
                if n == 1 { "which is" } else { all(n) }
            )
        }
        Some(made) => format!(
            "This report makes {}, of which {} {} for the force",
            count(made, "recommendation", "recommendations"),
            alone(n),
            verb_alone(n, "is", "are")
        ),
        None => {
            format!("{} of this report {} for the force", sentence(&count(n, "recommendation", "recommendations")), verb(n, "is", "are"))
        }
    };
    if n == 0 {
        return format!("{opening}.");
    }
    let open = tally.outstanding();
    let mut parts = Vec::new();
    if tally.complete > 0 {
        parts.push(format!("{} {} complete", tally.complete, verb(tally.complete, "is", "are")));
    }
    let otherwise = tally.closed - tally.complete;
    if otherwise > 0 {
        parts.push(format!("{otherwise} {} closed for other reasons", verb(otherwise, "is", "are")));
    }
    let outstanding = match open {
        0 => "none is outstanding".to_owned(),
        _ => format!("{open} {} outstanding", verb(open, "is", "are")),
    };
    parts.push(outstanding);
    let counts = list(&parts);
    let of_them = match (tally.colour_of_all(), open) {
        (None, 0) => String::new(),
        (Some(colour), 1) if n == 1 => format!(" It is {colour}."),
        (Some(colour), 1) => format!(" The outstanding one is {colour}."),
        (Some(colour), _) => format!(" {} outstanding ones are {colour}.", sentence(all(open))),
        (None, _) => format!(" Of the outstanding, {}.", tally.colours()),
    };
    format!("{opening}: {counts}.{of_them}")
}

/// The day as it is said in a sentence: `20 November 2021`.
pub(super) fn day(day: Option<chrono::NaiveDate>) -> String {
    day.map_or_else(|| "a day that is not recorded".to_owned(), |day| day.format("%-d %B %Y").to_string())
}

/// The due date in a cell of text, with who set it: `Mar 2022 (inspectorate)`.
pub(super) fn due(due: &crate::model::Due, inspectorate: &str) -> String {
    let shown = due.shown();
    match due.set_by {
        Some(crate::model::words::Setter::Inspectorate) if !shown.is_empty() => format!("{shown} ({inspectorate})"),
        Some(crate::model::words::Setter::Force) if !shown.is_empty() => format!("{shown} (force)"),
        _ => shown,
    }
}

/// A month as it stands in the overview: `Mar 2022`.
pub(super) fn month(report: &Report) -> String {
    report.published.map_or_else(String::new, dates::month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_sentence_is_right_for_none_one_and_many() {
        let tally = |red, amber, green, complete, closed| Tally {
            for_force: red + amber + green + closed,
            red,
            amber,
            green,
            complete,
            closed,
            ..Tally::default()
        };
        for (made, tally, said) in [
            (Some(0), tally(0, 0, 0, 0, 0), "This report makes no recommendations."),
            (Some(6), tally(0, 0, 0, 0, 0), "This report makes 6 recommendations, of which none is for the force."),
            (Some(1), tally(0, 1, 0, 0, 0), "This report makes 1 recommendation, which is for the force: 1 is outstanding. It is Amber."),
            (
                Some(9),
                tally(2, 1, 1, 1, 2),
                "This report makes 9 recommendations, of which 6 are for the force: 1 is complete, 1 is closed for other reasons and 4 are outstanding. Of the outstanding, 2 are Red, 1 is Amber and 1 is Green awaiting sign-off.",
            ),
            (
                Some(2),
                tally(0, 0, 0, 2, 2),
                "This report makes 2 recommendations, both for the force: 2 are complete and none is outstanding.",
            ),
            (
                Some(3),
                tally(0, 3, 0, 0, 0),
                "This report makes 3 recommendations, all for the force: 3 are outstanding. All outstanding ones are Amber.",
            ),
            (
                Some(2),
                tally(1, 0, 0, 1, 1),
                "This report makes 2 recommendations, both for the force: 1 is complete and 1 is outstanding. The outstanding one is Red.",
            ),
            (
                None,
                tally(0, 0, 2, 0, 0),
                "2 recommendations of this report are for the force: 2 are outstanding. Both outstanding ones are Green awaiting sign-off.",
            ),
        ] {
            assert_eq!(counts_sentence(made, &tally), said);
        }
        let two_kinds = Tally { under_way: 1, ..tally(0, 0, 3, 0, 0) };
        assert_eq!(two_kinds.colours(), "2 are Green awaiting sign-off and 1 is Green and in progress");
    }

    #[test]
    fn a_status_begins_with_its_colour() {
        let up = |rating, stage| RolledUp { rating, stage, ..RolledUp::default() };
        for (now, said) in [
            (up(Some(Rating::Amber), Some(Stage::InProgress)), "Amber"),
            (up(Some(Rating::Green), Some(Stage::PendingSignOff)), "Green - pending HMICFRS sign-off"),
            (up(Some(Rating::White), Some(Stage::Closed)), "White (closed)"),
            (up(None, Some(Stage::Closed)), "Closed"),
            (up(None, None), "Not rated"),
        ] {
            assert_eq!(status(&now, "HMICFRS"), said);
            let read = status_said(&said.to_uppercase(), "HMICFRS");
            assert_eq!(read, Some((now.rating, now.stage.unwrap_or(Stage::InProgress))), "{said}");
        }
        assert_eq!(status_said("Ambr", "HMICFRS"), None);
    }
}
