//! The sentence that counts a report's recommendations, read into figures and compared with the rows below it.
//!
//! The habit of published papers, by which sentence and rows are compared: complete and closed rows may be left out of
//! the table; Red and open White count as in progress; pending sign-off is counted apart.

use crate::model::text::fold;
use crate::model::words::Stage;

/// What a counts sentence states. A figure that it does not give is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// Recommendations that the report makes, for every body.
    pub total: Option<u32>,
    pub for_force: Option<u32>,
    pub complete: Option<u32>,
    pub pending: Option<u32>,
    pub in_progress: Option<u32>,
    pub closed: Option<u32>,
    /// Some of them apply in part.
    pub in_part: bool,
}

/// What the rows of a report come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub in_progress: u32,
    pub pending: u32,
    pub closed: u32,
}

impl Tally {
    /// Counts one row by its stage.
    pub fn add(&mut self, stage: Option<Stage>) {
        match stage {
            Some(Stage::Closed) => self.closed += 1,
            Some(Stage::PendingSignOff | Stage::ForForceSignOff) => self.pending += 1,
            _ => self.in_progress += 1,
        }
    }

    /// As people say it: `2 pending sign-off, 2 in progress`.
    #[must_use]
    pub fn shown(&self) -> String {
        let parts = [(self.closed, "complete or closed"), (self.pending, "pending sign-off"), (self.in_progress, "in progress")];
        let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if said.is_empty() { "none".to_owned() } else { said.join(", ") }
    }
}

impl Stated {
    /// True when nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self { in_part: self.in_part, ..Self::default() }
    }

    /// As people say it.
    #[must_use]
    pub fn shown(&self) -> String {
        let parts = [
            (self.total, "made"),
            (self.for_force, "for the force"),
            (self.complete, "complete"),
            (self.closed, "closed"),
            (self.pending, "pending sign-off"),
            (self.in_progress, "in progress"),
        ];
        parts.iter().filter_map(|(n, what)| n.map(|n| format!("{n} {what}"))).collect::<Vec<_>>().join(", ")
    }

    /// What differs between the sentence and the rows, by the habit of this module; none when they agree.
    #[must_use]
    pub fn differs(&self, rows: &Tally) -> Option<Differs> {
        let parts = [self.complete, self.pending, self.in_progress, self.closed];
        let sum: u32 = parts.iter().flatten().sum();
        let whole = self.for_force.or(self.total);
        let any = parts.iter().any(Option::is_some);
        let says_done = self.complete.is_some() || self.closed.is_some();
        let done = self.complete.unwrap_or(0) + self.closed.unwrap_or(0);
        let too_many = whole.is_some_and(|whole| rows.in_progress + rows.pending + rows.closed > whole);
        let other = any
            && (self.in_progress.unwrap_or(0) != rows.in_progress
                || self.pending.unwrap_or(0) != rows.pending
                || (rows.closed > done && (says_done || whole == Some(sum))));
        if too_many || other {
            return Some(Differs::Rows);
        }
        // Parts that leave complete ones unsaid may come to less than the whole.
        whole.filter(|whole| any && (sum > *whole || (sum < *whole && says_done))).map(|whole| Differs::Parts { sum, whole })
    }
}

/// How a counts sentence differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// The rows below it come to something else.
    Rows,
    /// The rows agree, but its own parts do not come to its whole.
    Parts { sum: u32, whole: u32 },
}

/// True when the line counts recommendations: a number (in digits or words, or 'no') close to what is counted.
#[must_use]
pub fn is_counts(line: &str) -> bool {
    if line.chars().count() > 400 {
        return false;
    }
    let tokens = tokens(line);
    let opening = fold(line);
    let counted = (0..tokens.len())
        .any(|at| number(&tokens, at).is_some() && (at + 1..tokens.len().min(at + 6)).any(|next| is_counted(&tokens, next)));
    let opens = ["this report", "the report", "there are", "there is", "there were", "of the", "it makes", "we were given", "none of"]
        .iter()
        .any(|words| opening.starts_with(words));
    counted && (opens || !read(line).is_empty() && opening.starts_with(|c: char| c.is_ascii_digit()))
        || (opens && counted_anywhere(&tokens) && tokens.iter().any(|word| word == "all" || word == "no"))
}

fn counted_anywhere(tokens: &[String]) -> bool {
    (0..tokens.len()).any(|at| is_counted(tokens, at))
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    Complete,
    Pending,
    InProgress,
    Closed,
}

/// Reads a counts sentence into figures.
#[must_use]
pub fn read(line: &str) -> Stated {
    // 'Of the outstanding, 2 are Green awaiting sign-off' says more of a figure that was given: it is no further one.
    let Some((whole, parts)) = breakdown(line) else { return read_whole(line) };
    let mut stated = read_whole(whole);
    if let Some(outstanding) = stated.in_progress {
        let pending = pending_of(parts, outstanding).min(outstanding);
        stated.in_progress = Some(outstanding - pending).filter(|left| *left > 0 || pending == 0);
        if pending > 0 {
            put(&mut stated, Counts::Pending, pending);
        }
    }
    stated
}

/// A counts sentence, and what it says of the outstanding ones that it counted.
fn breakdown(line: &str) -> Option<(&str, &str)> {
    const OPENS: &[&str] =
        &["of the outstanding", "the outstanding one ", "both outstanding ones ", "all outstanding ones ", "outstanding. of these"];
    let lower = line.to_ascii_lowercase();
    let at = OPENS
        .iter()
        .filter_map(|opens| lower.find(opens).map(|at| if opens.ends_with("these") { at + "outstanding.".len() } else { at }))
        .min()?;
    Some((line.get(..at)?, line.get(at..)?))
}

/// How many of the outstanding ones wait for a sign-off.
fn pending_of(parts: &str, outstanding: u32) -> u32 {
    let tokens = tokens(parts);
    let starts: Vec<usize> = (0..tokens.len()).filter(|at| number(&tokens, *at).is_some() && tokens[*at] != "one").collect();
    let is_pending = |clause: &[String]| state_of(clause) == Some(Counts::Pending);
    if starts.is_empty() {
        return if is_pending(&tokens) { outstanding } else { 0 };
    }
    let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
    let clauses = starts.iter().zip(ends).filter(|(at, until)| is_pending(tokens.get(**at..*until).unwrap_or_default()));
    clauses.filter_map(|(at, _)| number(&tokens, *at)).sum()
}

fn read_whole(line: &str) -> Stated {
    let tokens = tokens(line);
    let mut stated = Stated { in_part: fold(line).contains("in part"), ..Stated::default() };
    let starts: Vec<usize> = (0..tokens.len()).filter(|at| number(&tokens, *at).is_some() && !is_a_label(&tokens, *at)).collect();
    let makes_at = tokens.iter().position(|word| {
        matches!(word.as_str(), "makes" | "made" | "make" | "contains" | "contained" | "identifies" | "identified" | "has")
    });
    let mut last_counted: Option<usize> = None;
    for (nth, at) in starts.iter().enumerate() {
        let Some(n) = number(&tokens, *at) else { continue };
        let until = starts.get(nth + 1).copied().unwrap_or(tokens.len());
        let clause = tokens.get(at + 1..until).unwrap_or_default();
        let for_force = is_for_force(clause);
        let state = state_of(clause);
        let counted = (at + 1..until.min(at + 6)).any(|next| is_counted(&tokens, next));
        if for_force && !(state.is_some() && stated.for_force.is_some()) {
            let makes = counted && nth == 0 && makes_at.is_some_and(|makes| makes < *at);
            if makes {
                stated.total = Some(n);
            }
            stated.for_force = Some(n);
            // 'There are 3 recommendations for the force which are all complete': the clause states both.
            if let Some(state) = state.filter(|_| clause.iter().any(|word| matches!(word.as_str(), "all" | "both" | "these"))) {
                put(&mut stated, state, n);
            }
        } else if let Some(state) = state {
            if counted && nth == 0 && clause.iter().any(|word| matches!(word.as_str(), "all" | "both" | "these" | "which")) {
                stated.total = Some(n);
            }
            put(&mut stated, state, n);
        } else if counted {
            // '1 recommendation and 21 areas for improvement' is one figure in two parts.
            let joined =
                last_counted.is_some_and(|before| tokens.get(before..*at).is_some_and(|between| between.iter().any(|word| word == "and")));
            stated.total = Some(if joined { stated.total.unwrap_or(0).saturating_add(n) } else { stated.total.unwrap_or(n).max(n) });
            last_counted = Some(*at);
        }
    }
    let parts = [stated.complete, stated.pending, stated.in_progress, stated.closed];
    if parts.iter().all(Option::is_none) {
        let whole = stated.for_force.or(stated.total);
        let everything = tokens.iter().position(|word| matches!(word.as_str(), "all" | "both" | "these" | "each"));
        if let (Some(whole), Some(at)) = (whole, everything)
            && let Some(state) = state_of(tokens.get(at..).unwrap_or_default())
        {
            put(&mut stated, state, whole);
        }
    }
    if stated.total.is_some()
        && stated.for_force.is_none()
        && fold(line).contains("for the force")
        && tokens.iter().any(|word| word == "no" || word == "none")
    {
        stated.for_force = Some(0);
    }
    stated
}

fn put(stated: &mut Stated, state: Counts, n: u32) {
    let figure = match state {
        Counts::Complete => &mut stated.complete,
        Counts::Pending => &mut stated.pending,
        Counts::InProgress => &mut stated.in_progress,
        Counts::Closed => &mut stated.closed,
    };
    *figure = Some(figure.unwrap_or(0).saturating_add(n));
}

/// Whether a clause says that its figure is for the force (the council, the service, the trust).
fn is_for_force(clause: &[String]) -> bool {
    const WHO: &[&str] = &[
        "force",
        "forces",
        "police",
        "council",
        "service",
        "trust",
        "authority",
        "us",
        "organisation",
        "constables",
        "constabulary",
        "chief",
    ];
    clause.iter().enumerate().any(|(at, word)| {
        matches!(word.as_str(), "for" | "to" | "at") && clause.iter().skip(at + 1).take(2).any(|next| WHO.contains(&next.as_str()))
    })
}

/// The state that a clause gives its figure.
fn state_of(clause: &[String]) -> Option<Counts> {
    let has = |words: &[&str]| clause.iter().any(|word| words.contains(&word.as_str()));
    let near = |word: &str| clause.iter().any(|said| said.chars().count() > 5 && strsim::damerau_levenshtein(said, word) <= 1);
    let done = has(&["complete", "completed", "delivered", "implemented", "discharged", "achieved", "met"])
        || near("complete")
        || near("completed");
    if has(&["pending", "awaiting"]) && has(&["sign", "sign-off", "signoff", "off", "approval", "closure", "agreement"]) {
        Some(Counts::Pending)
    } else if done && !has(&["partially", "partly"]) {
        Some(Counts::Complete)
    } else if has(&["closed", "superseded"]) || (has(&["not"]) && has(&["applicable", "required"])) {
        Some(Counts::Closed)
    } else if has(&["green"]) && !has(&["pending", "progress"]) {
        Some(Counts::Complete)
    } else if has(&[
        "progress",
        "progressed",
        "ongoing",
        "open",
        "outstanding",
        "underway",
        "amber",
        "red",
        "white",
        "remain",
        "remains",
        "remaining",
        "progressing",
    ]) || near("progress")
    {
        Some(Counts::InProgress)
    } else if has(&["pending"]) {
        Some(Counts::Pending)
    } else {
        None
    }
}

/// True when the word is something that papers count, typing slips included.
fn is_counted(tokens: &[String], at: usize) -> bool {
    let Some(word) = tokens.get(at) else { return false };
    let close = |to: &str| word.chars().count() >= 5 && strsim::damerau_levenshtein(word, to) <= 2;
    matches!(word.as_str(), "action" | "actions" | "afi" | "afis" | "recs" | "findings")
        || ["recommendation", "recommendations", "actions"].iter().any(|to| close(to))
        || (matches!(word.as_str(), "area" | "areas" | "cause" | "causes")
            && tokens.get(at + 1).is_some_and(|next| matches!(next.as_str(), "for" | "of")))
}

/// A figure that names something rather than counting it: 'recommendation 3', 'PEEL 2018', 'phase 2'.
fn is_a_label(tokens: &[String], at: usize) -> bool {
    let digits = tokens.get(at).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let year = tokens.get(at).is_some_and(|word| word.len() == 4 && digits);
    let before = at.checked_sub(1).and_then(|before| tokens.get(before)).map(String::as_str);
    year || digits && matches!(before, Some("recommendation" | "action" | "rec" | "phase" | "afi" | "part" | "peel" | "number" | "no"))
}

/// A whole number below a thousand, in digits or in words up to thirty and the tens; 'no' and 'none' are nought.
fn number(tokens: &[String], at: usize) -> Option<u32> {
    const WORDS: [&str; 21] = [
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: [(&str, u32); 5] = [("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60)];
    let word = tokens.get(at)?.as_str();
    if word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit()) {
        return word.parse().ok();
    }
    if word == "none" {
        return Some(0);
    }
    if let Some((tens, unit)) = word.split_once('-') {
        let tens = TENS.iter().find(|(name, _)| *name == tens)?.1;
        let unit = WORDS.iter().position(|name| *name == unit).filter(|n| (1..10).contains(n))?;
        return u32::try_from(unit).ok().map(|unit| tens + unit);
    }
    WORDS
        .iter()
        .position(|name| *name == word)
        .and_then(|n| u32::try_from(n).ok())
        .or_else(|| TENS.iter().find(|(name, _)| *name == word).map(|(_, n)| *n))
}

/// The words of a sentence, folded; figures stand alone even where a full stop is stuck to the next word.
fn tokens(line: &str) -> Vec<String> {
    let folded = fold(line);
    let mut tokens: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'')) {
        let mut word = word.trim_matches(['-', '\'']);
        // '4recommendations' is a figure and a word.
        if let Some(end) = word.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0) {
            let (digits, rest) = word.split_at(end);
            if rest.chars().count() > 2 && rest.chars().all(char::is_alphabetic) {
                tokens.push(digits.to_owned());
                word = rest;
            }
        }
        if !word.is_empty() {
            tokens.push(word.to_owned());
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures in the order: made, for the force, complete, pending, in progress, closed; `-` where none is given.
    fn figures(line: &str) -> String {
        let stated = read(line);
        [stated.total, stated.for_force, stated.complete, stated.pending, stated.in_progress, stated.closed]
            .map(|n| n.map_or("-".to_owned(), |n| n.to_string()))
            .join(" ")
    }

    /// Sentences of the kinds that papers use, in our own words and figures; read by hand.
    #[test]
    fn sentences_are_read_into_figures() {
        for (line, read) in [
            ("This report makes 23 recommendations, 5 of which are for force – 2 completed and 3 in progress", "23 5 2 - 3 -"),
            (
                "There are 7 actions for the force: 1 is closed, 3 are complete, 2 are green pending HMICFRS sign-off, and 1 is in progress.",
                "- 7 3 2 1 1",
            ),
            ("This report makes 9 recommendations aimed at the Police, all are currently open.", "9 9 - - 9 -"),
            ("There are 8 actions for the force, these are currently in progress.", "- 8 - - 8 -"),
            ("This report makes 6 recommendations which are all complete.", "6 - 6 - - -"),
            ("There are 2 actions for the force, which are all complete pending outcome of a challenge.", "- 2 2 - - -"),
            ("The report makes 1 recommendation and 21 areas for improvement", "22 - - - - -"),
            ("There are twelve recomendations; four are for the force, one complete, three on-going and underway", "12 4 1 - 3 -"),
            // As our own papers say it: what is said of the outstanding ones is no further figure.
            (
                "This report makes 13 recommendations, of which 4 are for the force: 1 is complete and 3 are outstanding. Of the outstanding, 1 is Amber and 2 are Green awaiting sign-off.",
                "13 4 1 2 1 -",
            ),
            (
                "This report makes 3 recommendations, all for the force: 1 is closed for other reasons and 2 are outstanding. Of the outstanding, 1 is Amber and 1 is not yet rated.",
                "3 3 - - 2 1",
            ),
            (
                "This report makes 8 recommendations, of which 3 are for the force: 2 are complete and 1 is outstanding. The outstanding one is Green awaiting sign-off.",
                "8 3 2 1 - -",
            ),
            ("2 recommendations of this report are for the force: 2 are outstanding. Both outstanding ones are Amber.", "- 2 - - 2 -"),
            (
                "This report makes 30 recommendations, 5 of which are for force.4 recommendations are complete 1 in progress.",
                "30 5 4 - 1 -",
            ),
            ("This report makes 4 areas for improvement for the force; 2 are complete, 1 closed and 1 to be progressed.", "4 4 2 - 1 1"),
            ("There are 3 new actions for the force, 2 of which are delivered, 1 is in progress..", "- 3 2 - 1 -"),
            (
                "This report makes 5 recommendations. 2 recommendations apply to the force [in part] at this time; 1 is complete.",
                "5 2 1 - - -",
            ),
            ("This report makes 6 recommendations, none of which are for the force", "6 0 - - - -"),
            ("There are 4 recommendations for the council: three are implemented and one is outstanding", "- 4 3 - 1 -"),
        ] {
            assert_eq!(figures(line), read, "{line}");
            assert!(is_counts(line), "{line}");
        }
        for other in [
            "A national report HMICFRS",
            "Published 17th September 2021",
            "HMICFRS Report Recommendations",
            "PEEL 2018/2019",
            "Twenty years on: a review",
        ] {
            assert!(!is_counts(other), "{other}");
        }
    }

    #[test]
    fn sentences_are_compared_by_the_habit() {
        let rows = |closed, pending, in_progress| Tally { in_progress, pending, closed };
        for (line, tally, agrees) in [
            // Complete rows may be left out, or be listed.
            ("There are 7 actions for the force, 3 complete 4 are in progress.", rows(0, 0, 4), true),
            ("There are 7 actions for the force, 3 complete 4 are in progress.", rows(3, 0, 4), true),
            ("There are 7 actions for the force, 3 complete 4 are in progress.", rows(2, 0, 5), false),
            ("There are 7 actions for the force, 1 is green pending HMICFRS sign-off and 3 are in progress.", rows(0, 2, 2), false),
            ("There are 3 actions for the force, these are currently in progress.", rows(1, 0, 2), false),
            ("There are 3 actions for the force: 2 are complete and 2 in progress.", rows(0, 0, 2), false),
            ("This report makes 5 recommendations, 2 apply to the force", rows(1, 0, 1), true),
            ("This report makes 5 recommendations, 2 apply to the force", rows(1, 0, 2), false),
        ] {
            assert_eq!(read(line).differs(&tally).is_none(), agrees, "{line}: {:?}", read(line).differs(&tally));
        }
    }
}
