//! Due dates as papers print them: a date with who set it, or a chain of dates with what was said at each step.
//!
//! `December 2019 | Reset to June 2020 [Reported to PAB] | Now July 2021` becomes the first date, the moves in order,
//! and the date now in force. What is not understood stays as printed, and is asked about.

use crate::model::Due;
use crate::model::dates::DateText;
use crate::model::sheet::Value;
use crate::model::text::fold;
use crate::model::words::{DueKind, Setter};

use super::dates_in_text::{dates_in, quarters_in};
use super::periods::{is_period, parts_in};

/// One step of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub due: Due,
    /// What is due at this step, where the paper says ('for initial review').
    pub what: String,
    /// The step is marked as completed.
    pub done: bool,
    /// What is said beside the date, setter and committee apart: why it moved, or on what it depends.
    pub reason: String,
    /// The committee that was told.
    pub reported_to: String,
    /// A part of the work with a date of its own, before the last one: no date that was moved.
    pub part: bool,
}

/// What in the text is not a date that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A year far outside this work, with the likely date as people read it (empty when none is).
    Unlikely { typed: String, likely: String },
    /// It has the shape of a date, but no such day exists.
    Impossible { typed: String },
    /// Day and month could be exchanged; it was read day first.
    Ambiguous { typed: String, read: String },
    /// No date at all.
    Unreadable { typed: String },
}

/// A printed due date, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    pub steps: Vec<Step>,
    pub faults: Vec<Fault>,
    /// The body that must act first, where the text says so ('pending the outcome of ...').
    pub waiting_on: String,
    /// Recommendations that the date is bound to.
    pub links: Vec<Link>,
}

/// A recommendation that a text names: the report as it is called there (empty for the same report), and the number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub report: String,
    pub no: String,
}

impl Chain {
    /// The date now in force: the last one that is not done; where there is none, why there is no day.
    #[must_use]
    pub fn live(&self) -> Due {
        let dated = || self.steps.iter().rev().filter(|step| step.due.date.is_some());
        dated()
            .find(|step| !step.done && !step.part)
            .or_else(|| dated().next())
            .or_else(|| self.steps.last())
            .map_or_else(Due::default, |step| step.due)
    }

    /// The first date, or why there was none.
    #[must_use]
    pub fn original(&self) -> Due {
        self.steps.iter().find(|step| !step.part).map_or_else(Due::default, |step| step.due)
    }

    /// The dated steps that follow one another as moves of the same deadline; a completed milestone is none of them.
    pub fn moves(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.due.date.is_some() && !step.done && !step.part)
    }
}

/// Reads the value of a due date cell. `inspectorate` holds the inspectorate's names, folded.
#[must_use]
pub fn read_value(value: &Value, inspectorate: &[String]) -> Chain {
    match value {
        Value::Date(date) => Chain { steps: vec![Step { due: Due::day(*date), ..Step::default() }], ..Chain::default() },
        Value::Empty => Chain::default(),
        Value::Text(text) => read(text, inspectorate),
        other => Chain { faults: vec![Fault::Unreadable { typed: other.shown().into() }], ..Chain::default() },
    }
}

/// Reads a due date as printed. `inspectorate` holds the inspectorate's names, folded.
#[must_use]
pub fn read(text: &str, inspectorate: &[String]) -> Chain {
    let mut chain = Chain { links: links_in(text), waiting_on: waiting_on(text), ..Chain::default() };
    let mut spans: Vec<(usize, usize, Due)> = Vec::new();
    for found in dates_in(text) {
        let typed = text.get(found.start..found.end).unwrap_or_default().to_owned();
        let due = match found.says {
            DateText::Day { date, ambiguous } => {
                let due = Due::day(date);
                if ambiguous {
                    chain.faults.push(Fault::Ambiguous { typed, read: due.shown() });
                }
                due
            }
            DateText::Month { last_day } => Due::month(last_day),
            DateText::Unlikely { likely } => {
                let shown = likely.map_or_else(String::new, |date| {
                    if typed.chars().filter(char::is_ascii_digit).count() <= 6 { Due::month(date).shown() } else { Due::day(date).shown() }
                });
                chain.faults.push(Fault::Unlikely { typed, likely: shown });
                continue;
            }
            DateText::Impossible => {
                chain.faults.push(Fault::Impossible { typed });
                continue;
            }
            DateText::Blank | DateText::Unreadable => continue,
        };
        spans.push((found.start, found.end, due));
    }
    spans.extend(quarters_in(text).into_iter().map(|(start, end, last)| (start, end, Due::month(last))));
    spans.extend(without_day(text));
    spans.sort_by_key(|(start, _, _)| *start);
    if is_period(text, &spans) {
        spans.remove(0);
    }
    if let Some(parts) = parts_in(text, &spans) {
        chain.steps = parts;
        return chain;
    }
    let mut none_set = false;
    for (at, (_, end, due)) in spans.iter().enumerate() {
        let until = spans.get(at + 1).map_or(text.len(), |(start, _, _)| *start);
        let tail = text.get(*end..until).unwrap_or_default();
        let tail = if at + 1 < spans.len() { without_lead(tail) } else { tail };
        let mut step = step(*due, tail, inspectorate);
        none_set |= step.due.kind == Some(DueKind::NoneSet);
        // Where the inspectorate set no date, a date that stands there is the force's own.
        if none_set && step.due.date.is_some() && step.due.set_by.is_none() {
            step.due.set_by = Some(Setter::Force);
        }
        chain.steps.push(step);
    }
    chain.steps = in_order_of_setting(text, &spans, std::mem::take(&mut chain.steps));
    if chain.steps.is_empty() && chain.faults.is_empty() && !says_no_date(text) {
        chain.faults.push(Fault::Unreadable { typed: crate::model::text::shorten(text, 60) });
    }
    chain
}

/// True for text that stands in a due date cell and promises no date: blank, a colour, 'closed', 'n/a'.
fn says_no_date(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(word, "" | "n/a" | "na" | "none" | "not applicable" | "complete" | "completed" | "closed" | "implemented" | "delivered")
        || super::status::is_status(&folded)
        || ["red", "amber", "green", "white"].iter().any(|colour| word.starts_with(colour))
        || word.starts_with("pending ")
        || word.starts_with("awaiting ")
}

/// Phrases that stand in the place of a date.
fn without_day(text: &str) -> Vec<(usize, usize, Due)> {
    const PHRASES: &[(&str, DueKind)] = &[
        ("no dates set", DueKind::NoneSet),
        ("no date set", DueKind::NoneSet),
        ("no date given", DueKind::NoneSet),
        ("no deadline", DueKind::NoneSet),
        ("none set", DueKind::NoneSet),
        ("to be set", DueKind::ToBeSet),
        ("to be confirmed", DueKind::ToBeSet),
        ("to be agreed", DueKind::ToBeSet),
        ("to be determined", DueKind::ToBeSet),
        ("tbc", DueKind::ToBeSet),
        ("tba", DueKind::ToBeSet),
        ("tbd", DueKind::ToBeSet),
        ("with immediate effect", DueKind::Immediate),
        ("immediately", DueKind::Immediate),
        ("immediate", DueKind::Immediate),
    ];
    let lower: String = text.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut found: Vec<(usize, usize, Due)> = Vec::new();
    for (phrase, kind) in PHRASES {
        for (start, _) in lower.match_indices(phrase) {
            let end = start + phrase.len();
            let alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let free = alone(lower.get(..start).and_then(|before| before.chars().next_back()))
                && alone(lower.get(end..).and_then(|after| after.chars().next()));
            if free && found.iter().all(|(from, to, _)| end <= *from || start >= *to) {
                found.push((start, end, Due::without_day(*kind)));
            }
        }
    }
    // 'To be set' beside a date speaks of something else: the first phrase counts, later ones only where no date stands.
    found.sort_by_key(|(start, _, _)| *start);
    found
}

/// The steps in the order in which they were set. 'March 2024 (previously December 2023, originally June 2023)' names the date in
/// force first and then those before it, the latest of them first; what follows them says why the date moved. The day of a meeting
/// that agreed to a date is none of them.
fn in_order_of_setting(text: &str, spans: &[(usize, usize, Due)], steps: Vec<Step>) -> Vec<Step> {
    let before = |at: usize| {
        let from = at.checked_sub(1).and_then(|before| spans.get(before)).map_or(0, |(_, end, _)| *end);
        text.get(from..spans.get(at).map_or(from, |(start, _, _)| *start)).unwrap_or_default()
    };
    let mut ordered: Vec<Step> = Vec::with_capacity(steps.len());
    // Those before the last step, the latest first.
    let mut earlier: Vec<Step> = Vec::new();
    for (at, step) in steps.into_iter().enumerate() {
        let lead = before(at);
        if at > 0 && is_of_a_meeting(lead) {
            continue;
        }
        let moved_on = at + 1 < spans.len() && fold(before(at + 1)).split_whitespace().next_back() == Some("to");
        // 'previously March and December': one word for both.
        let goes_on = !earlier.is_empty() && lead.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '&' | ';' | '/'))
            || (!earlier.is_empty() && fold(lead).trim() == "and");
        // '30/06/24 (31/03/24)': alone in brackets, and before the date beside it.
        let bracketed = lead.trim() == "(" && step.due.date.is_some() && step.due.date < ordered.last().and_then(|last| last.due.date);
        if at > 0 && (goes_on || bracketed || names_the_earlier(lead) && !moved_on) {
            earlier.push(step);
            continue;
        }
        put_before_last(&mut ordered, &mut earlier);
        ordered.push(step);
    }
    put_before_last(&mut ordered, &mut earlier);
    ordered
}

/// Puts the earlier dates where they belong, and what was said beside the first of them beside the date that replaced it.
fn put_before_last(ordered: &mut Vec<Step>, earlier: &mut Vec<Step>) {
    let Some(mut newest) = ordered.pop() else { return };
    if let Some(first) = earlier.first_mut().filter(|_| newest.reason.is_empty()) {
        std::mem::swap(&mut newest.reason, &mut first.reason);
        std::mem::swap(&mut newest.reported_to, &mut first.reported_to);
    }
    ordered.extend(earlier.drain(..).rev());
    ordered.push(newest);
}

/// 'approved by the board on', 'agreed at PAB': what follows is the day of a meeting.
fn is_of_a_meeting(between: &str) -> bool {
    let folded = fold(between);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let agreed = words.iter().rposition(|word| matches!(*word, "agreed" | "approved" | "endorsed" | "reported"));
    agreed.is_some_and(|at| {
        let after = words.get(at + 1..).unwrap_or_default();
        matches!(after.first(), Some(&("at" | "by" | "on" | "in")))
            && !after.iter().any(|word| matches!(*word, "to" | "until" | "now" | "extended" | "revised"))
    })
}

/// Whether what stands between two dates says that the second is the one that was in force before.
fn names_the_earlier(between: &str) -> bool {
    // What a bracket or a sentence closes belongs to the date before it.
    let lead = fold(between.rsplit([')', ']', ';', '\n', '|']).next().unwrap_or_default());
    let lead = lead.rsplit(". ").next().unwrap_or_default();
    for word in lead.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()).rev().take(4) {
        match word {
            "previously" | "previous" | "prev" | "formerly" | "originally" | "original" | "orig" | "initially" | "was" | "from"
            | "replaces" | "instead" | "old" | "ex" => return true,
            "missed" | "met" | "passed" | "not" => return false,
            "now" | "to" | "until" | "reset" | "re-set" | "extended" | "revised" | "new" | "then" | "for" => return false,
            _ => {}
        }
    }
    false
}

/// The tail of one step without the words that lead to the next one ('... Now', '... | Extended to').
fn without_lead(tail: &str) -> &str {
    const LEAD: &[&str] = &[
        "now",
        "reset",
        "re-set",
        "extended",
        "further",
        "revised",
        "moved",
        "changed",
        "amended",
        "then",
        "new",
        "date",
        "deadline",
        "due",
        "to",
        "by",
        "until",
        "is",
        "was",
        "and",
        "the",
        "end",
        "of",
        "early",
        "mid",
        "late",
        "for",
        "in",
        "at",
        "be",
        "from",
        "review",
        "previously",
        "previous",
        "formerly",
        "originally",
        "original",
        "initially",
        "replaces",
    ];
    if let Some(at) = tail.rfind(['\n', '|']) {
        let after = tail.get(at..).unwrap_or_default();
        if after.split(|c: char| !(c.is_alphanumeric() || c == '-')).all(|word| word.is_empty() || LEAD.contains(&fold(word).as_str())) {
            return tail.get(..at).unwrap_or_default();
        }
    }
    let mut cut = tail;
    loop {
        let trimmed = cut.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '-' | '–' | '|' | ';' | ',' | ':'));
        let word_at = trimmed
            .rfind(|c: char| !(c.is_alphanumeric() || c == '-'))
            .map_or(0, |at| at + trimmed.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let word = trimmed.get(word_at..).unwrap_or_default();
        if word.is_empty() || !LEAD.contains(&fold(word).as_str()) {
            return trimmed;
        }
        cut = trimmed.get(..word_at).unwrap_or_default();
    }
}

/// What stands behind a date, taken apart.
fn step(mut due: Due, tail: &str, inspectorate: &[String]) -> Step {
    let folded = fold(tail);
    let named = inspectorate.iter().any(|name| !name.is_empty() && folded.contains(name.as_str()));
    let by_force = ["self-defin", "self defin", "set by the force", "set by force", "force date", "internal date", "policing date"];
    due.set_by = if due.kind == Some(DueKind::NoneSet) {
        Some(Setter::Nobody)
    } else if by_force.iter().any(|words| folded.contains(words)) {
        Some(Setter::Force)
    } else if named && (folded.contains("report") || folded.contains("set by") || folded.contains("deadline") || folded.contains("date")) {
        Some(Setter::Inspectorate)
    } else {
        None
    };
    let done =
        (folded.contains("completed") || folded.contains("[complete]") || folded.contains("(complete)") || folded.contains("achieved"))
            && !folded.contains("to be completed")
            && !folded.contains("not completed");
    let mut said = String::new();
    let mut reported_to = String::new();
    for (piece, bracketed) in pieces(tail) {
        let folded = fold(piece);
        if let Some(at) = folded.find("reported to ") {
            reported_to = crate::model::text::tidy(tail_after(piece, at + "reported to ".len()));
        } else if !(bracketed && says_no_more(&folded, due.set_by.is_some())) {
            let words = piece.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '|' | ';' | ',' | ':' | '.'));
            let words = if due.set_by == Some(Setter::Nobody) && folded.trim().starts_with("by ") { "" } else { words };
            if !words.is_empty() {
                if !said.is_empty() {
                    said.push(' ');
                }
                said.push_str(words);
            }
        }
    }
    let opening = fold(&said);
    let what = if opening.starts_with("for ") || opening.starts_with("to ") { said.clone() } else { String::new() };
    Step { due, what, done, reason: said, reported_to, part: false }
}

/// A remark in brackets that is held already: that the step is done, or who set the date.
fn says_no_more(folded: &str, setter_known: bool) -> bool {
    matches!(folded, "completed" | "complete" | "achieved") || (setter_known && (folded.contains("report") || folded.contains("date")))
}

/// The rest of `piece` after `chars` characters.
fn tail_after(piece: &str, chars: usize) -> &str {
    let trimmed = piece.trim_start();
    trimmed.char_indices().nth(chars).map_or("", |(at, _)| trimmed.get(at..).unwrap_or_default())
}

/// A text cut at its brackets: what stands outside of them, and what stands within.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut within = false;
    for (at, c) in text.char_indices() {
        if matches!(c, '(' | '[' | ')' | ']') {
            if let Some(piece) = text.get(from..at).filter(|piece| !piece.trim().is_empty()) {
                pieces.push((piece, within));
            }
            within = matches!(c, '(' | '[');
            from = at + 1;
        }
    }
    if let Some(piece) = text.get(from..).filter(|piece| !piece.trim().is_empty()) {
        pieces.push((piece, within));
    }
    pieces
}

/// The body or event that a text says the work waits on.
#[must_use]
pub fn waiting_on(text: &str) -> String {
    const OPENING: &[&str] = &["pending ", "awaiting ", "waiting on ", "waiting for ", "dependent upon ", "dependent on "];
    let lower: String = text.chars().map(|c| c.to_ascii_lowercase()).collect();
    for words in OPENING {
        let Some(at) = lower.find(words) else { continue };
        let after = text.get(at + words.len()..).unwrap_or_default();
        let line = after.split(['\n', ';', '.', ']', '[']).next().unwrap_or_default().trim();
        let folded = fold(line);
        // Pending sign-off is a stage, not a body.
        let signing = ["sign off", "sign-off", "signoff"].iter().any(|words| folded.contains(words));
        if !line.is_empty() && !signing {
            return line.to_owned();
        }
    }
    String::new()
}

/// Recommendations that a text says this one is bound to: 'aligned to PEEL 2018/19 (Rec 2)', 'linked to recommendation 17 from "..."'.
#[must_use]
pub fn links_in(text: &str) -> Vec<Link> {
    const BINDING: &[&str] = &["aligned to ", "aligned with ", "linked to ", "linked with ", "links to ", "tied to "];
    let lower: String = text.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut links: Vec<Link> = Vec::new();
    for words in BINDING {
        for (at, _) in lower.match_indices(words) {
            let after = text.get(at + words.len()..).unwrap_or_default();
            let line = after.split('\n').next().unwrap_or_default();
            let line: String = line.chars().take(300).collect();
            if let Some(link) = link_in(&line).filter(|link| !links.contains(link)) {
                links.push(link);
            }
        }
    }
    links
}

fn link_in(line: &str) -> Option<Link> {
    let folded: String = line.chars().map(|c| c.to_ascii_lowercase()).collect();
    let word_before_number = ["recommendation ", "recc ", "rec. ", "rec ", "afi ", "action "];
    let (at, no) = word_before_number.iter().find_map(|word| {
        let at = folded.find(word)?;
        let rest = line.get(at + word.len()..)?;
        let no: String = rest.trim_start_matches("no. ").chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        super::number::is_number(&no).then_some((at, no))
    })?;
    // The number must stand close by, or it belongs to something else.
    let sentence_end = line.find(". ").unwrap_or(line.len());
    if at > sentence_end {
        return None;
    }
    let quoted = line.split(['"', '“', '”']).nth(1).map(str::trim).filter(|title| title.chars().count() > 3);
    let before = line.get(..at).unwrap_or_default().trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | ',' | '-'));
    Some(Link { report: quoted.unwrap_or(before).trim_end_matches('.').to_owned(), no })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(text: &str) -> Chain {
        read(text, &["hmicfrs".to_owned(), "hmic".to_owned()])
    }

    /// Steps as `due [setter] {what} done <reason> (reported to)`.
    fn shown(chain: &Chain) -> String {
        let step = |step: &Step| {
            let mut text = step.due.shown();
            if let Some(setter) = step.due.set_by {
                text.push_str(&format!(" by {setter}"));
            }
            if step.done {
                text.push_str(" done");
            }
            if !step.reason.is_empty() {
                text.push_str(&format!(" <{}>", step.reason));
            }
            if !step.reported_to.is_empty() {
                text.push_str(&format!(" to {}", step.reported_to));
            }
            text
        };
        chain.steps.iter().map(step).collect::<Vec<_>>().join(" | ")
    }

    /// Spellings of `docs/words.md` and of the papers; expected values worked out by hand.
    #[test]
    fn chains_as_papers_print_them() {
        for (printed, steps, live) in [
            ("Nov-22 (HMICFRS report)", "Nov 2022 by inspectorate", "Nov 2022"),
            ("March 22 - aligned to PEEL 2018/19 (Rec 2) as above", "Mar 2022 <aligned to PEEL 2018/19 Rec 2 as above>", "Mar 2022"),
            ("No date set by HMICFRS", "none set by none", "none set"),
            ("No dates set by HMICFRS\nMarch 2022", "none set by none | Mar 2022 by force", "Mar 2022"),
            ("To be set", "to be set", "to be set"),
            ("Immediate and June 2022", "immediate | Jun 2022", "Jun 2022"),
            ("WHITE pending the outcome of the lead's challenge", "", ""),
            ("WHITE (CLOSED)", "", ""),
            (
                "December 2019 | Reset to June 2020 [Reported to PAB] | Extended to November 2020 subject to review | Now July 2021",
                "Dec 2019 | Jun 2020 to PAB | Nov 2020 <subject to review> | Jul 2021",
                "Jul 2021",
            ),
            (
                "February 2021 for initial review [completed] July 2021 (self-defining policing date) for the review of SOPs",
                "Feb 2021 done <for initial review> | Jul 2021 by force <for the review of SOPs>",
                "Jul 2021",
            ),
            ("October 2021\nDecember 2021 to monitor compliance", "Oct 2021 | Dec 2021 <to monitor compliance>", "Dec 2021"),
            ("October 2021\nNow December 2021", "Oct 2021 | Dec 2021", "Dec 2021"),
            ("December 2020\n(December 2021 to establish progress)", "Dec 2020 | Dec 2021 <to establish progress>", "Dec 2021"),
            ("By end of Q3 2025/26 (was Q1 2025/26)", "Jun 2025 | Dec 2025", "Dec 2025"),
            ("September 2020 [subject to review]", "Sep 2020 <subject to review>", "Sep 2020"),
            ("December 20190\nNow June 2020", "Jun 2020", "Jun 2020"),
            ("30 Sept 2021", "30 Sep 2021", "30 Sep 2021"),
            ("March 2024 (previously December 2023)", "Dec 2023 | Mar 2024", "Mar 2024"),
            ("31/03/2024 (was 31/12/2023)", "31 Dec 2023 | 31 Mar 2024", "31 Mar 2024"),
            ("June 2024 (original date March 2024)", "Mar 2024 | Jun 2024", "Jun 2024"),
            ("30/09/24 - moved from 30/06/24 as supplier late", "30 Jun 2024 | 30 Sep 2024 <as supplier late>", "30 Sep 2024"),
            ("June 2024 (was March 2024, originally December 2023)", "Dec 2023 | Mar 2024 | Jun 2024", "Jun 2024"),
            ("June 2024 (previously 31/3/24 and 31/12/23)", "31 Dec 2023 | 31 Mar 2024 | Jun 2024", "Jun 2024"),
            ("30/06/24 (31/03/24)", "31 Mar 2024 | 30 Jun 2024", "30 Jun 2024"),
            ("Original due date March 2024 was not met. June 2024", "Mar 2024 <was not met> | Jun 2024", "Jun 2024"),
            ("March 2024 was missed, June 2024", "Mar 2024 <was missed> | Jun 2024", "Jun 2024"),
            ("Sep 2024 - approved by board on 12/03/2024", "Sep 2024 <approved by board on>", "Sep 2024"),
            ("30 June\n2024", "30 Jun 2024", "30 Jun 2024"),
            ("September\n2024\nNow October 2024", "Sep 2024 | Oct 2024", "Oct 2024"),
            ("June 2024 (original) December 2024 (revised)", "Jun 2024 <original> | Dec 2024 <revised>", "Dec 2024"),
            ("December 2019\nReset from June 2020 to July 2021", "Dec 2019 | Jun 2020 | Jul 2021", "Jul 2021"),
        ] {
            let read = chain(printed);
            assert_eq!(shown(&read), steps, "{printed:?}");
            assert_eq!(read.live().shown(), live, "{printed:?}");
        }
    }

    #[test]
    fn what_is_no_date_is_said() {
        let likely = |typed: &str, likely: &str| vec![Fault::Unlikely { typed: typed.to_owned(), likely: likely.to_owned() }];
        assert_eq!(chain("December 20190").faults, likely("December 20190", "Dec 2019"));
        assert_eq!(chain("March 20201").faults, likely("March 20201", "Mar 2020"));
        assert_eq!(chain("31/02/2022").faults, vec![Fault::Impossible { typed: "31/02/2022".to_owned() }]);
        assert_eq!(chain("03/04/2022").faults, vec![Fault::Ambiguous { typed: "03/04/2022".to_owned(), read: "3 Apr 2022".to_owned() }]);
        assert_eq!(chain("when funds allow").faults, vec![Fault::Unreadable { typed: "when funds allow".to_owned() }]);
        for silent in ["", "n/a", "CLOSED", "White pending a reply", "May-22"] {
            assert!(chain(silent).faults.is_empty(), "{silent:?}");
        }
    }

    #[test]
    fn bodies_and_links_are_found() {
        assert_eq!(chain("WHITE pending the outcome of the lead's challenge").waiting_on, "the outcome of the lead's challenge");
        assert_eq!(waiting_on("Green - pending HMICFRS sign off"), "");
        let link = |report: &str, no: &str| vec![Link { report: report.to_owned(), no: no.to_owned() }];
        assert_eq!(links_in("March 22 - aligned to PEEL 2018/19 (Rec 2) as above"), link("PEEL 2018/19", "2"));
        assert_eq!(
            links_in("This is now linked to recommendation 17 from \"A joint inspection of X.\" And more."),
            link("A joint inspection of X", "17")
        );
        assert_eq!(links_in("aligned to rec 4b"), link("", "4b"));
        assert!(links_in("linked to the work of the board. Rec 2 is done.").is_empty());
    }
}
