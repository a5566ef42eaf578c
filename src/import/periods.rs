//! Due dates of two or more days that are no moves: the first and last day of the work, or the days of its parts.

use crate::model::Due;
use crate::model::text::fold;

use super::due_chain::Step;

/// Words that tell of a date that was moved.
const MOVED: &[&str] = &[
    "now",
    "was",
    "new",
    "moved",
    "extended",
    "extension",
    "revised",
    "reset",
    "re-set",
    "changed",
    "amended",
    "slipped",
    "slippage",
    "delay",
    "delayed",
    "previously",
    "previous",
    "originally",
    "original",
    "initially",
    "formerly",
    "agreed",
    "approved",
    "reported",
    "rescheduled",
];

/// Whether a text gives the first and the last day of the work ('01/04/23 – 31/12/24', 'Start: ... End: ...') and moves no date.
pub(super) fn is_period(text: &str, spans: &[(usize, usize, Due)]) -> bool {
    let [(from, from_end, start), (to, _, end)] = spans else { return false };
    if start.date.is_none() || start.date >= end.date {
        return false;
    }
    let folded = fold(text);
    if folded.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| MOVED.contains(&word)) {
        return false;
    }
    let between = fold(text.get(*from_end..*to).unwrap_or_default());
    let between = between.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | ';' | ',' | ':'));
    let lead = fold(text.get(..*from).unwrap_or_default());
    let starts = ["start", "starts", "started", "start date", "from", "begins", "begin", "commences"];
    let starts = starts.contains(&lead.trim_matches(|c: char| !c.is_alphanumeric()));
    let ends = ["end", "ends", "end date", "finish", "finishes", "finish date", "completion", "complete", "due"];
    matches!(between, "-" | "–" | "—" | "to" | "until" | "till" | "through") || starts && ends.contains(&between)
}

/// The parts of the work, each with its date, where every date has the name of a part beside it: 'Dec 2024 (Phase 1) / June 2025
/// (Phase 2)'. The last of them is the date in force.
pub(super) fn parts_in(text: &str, spans: &[(usize, usize, Due)]) -> Option<Vec<Step>> {
    const PARTS: &[&str] =
        &["phase", "stage", "part", "tranche", "milestone", "step", "element", "pilot", "workstream", "interim", "final"];
    if spans.len() < 2 {
        return None;
    }
    let is_name = |name: &str| {
        let folded = fold(name);
        name.chars().count() <= 40 && folded.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|word| PARTS.contains(&word))
    };
    let names = |at: usize, (start, end, _): &(usize, usize, Due)| -> Option<String> {
        let after = text.get(*end..)?.trim_start();
        let bracketed = after.strip_prefix(['(', '[']).and_then(|inner| inner.split([')', ']']).next()).map(str::trim);
        let from = at.checked_sub(1).and_then(|before| spans.get(before)).map_or(0, |(_, end, _)| *end);
        let before =
            text.get(from..*start)?.rsplit(['/', ';', '\n', ',', '|', ')']).next().map(|name| name.trim_matches([' ', ':', '-', '–']));
        bracketed.filter(|name| is_name(name)).or_else(|| before.filter(|name| is_name(name))).map(str::to_owned)
    };
    let named: Option<Vec<String>> = spans.iter().enumerate().map(|(at, span)| names(at, span)).collect();
    let last = spans.iter().map(|(_, _, due)| due.date).max()?;
    let done = |name: &str| fold(name).split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "complete" | "completed" | "done"));
    let steps = spans.iter().zip(named?).map(|((_, _, due), what)| Step {
        due: *due,
        part: due.date != last,
        done: done(&what),
        what,
        ..Step::default()
    });
    spans.iter().all(|(_, _, due)| due.date.is_some()).then(|| steps.collect())
}
