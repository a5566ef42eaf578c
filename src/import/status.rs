//! A printed status: rating, stage, how it was closed, and whether the paper calls it new.
//!
//! Rating and stage are two facts that papers print in one cell ('Green - pending HMICFRS sign off', 'White (CLOSED)').

use std::borrow::Cow;

use crate::model::text::fold;
use crate::model::words::{ClosedHow, Rating, Stage};

/// What a printed status says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    pub rating: Option<Rating>,
    pub stage: Option<Stage>,
    pub closed_how: Option<ClosedHow>,
    /// The paper prints NEW beside the colour.
    pub new: bool,
    /// What was not understood, where nothing was; empty when the cell was read or blank.
    pub unread: String,
    /// The cell was blank.
    pub blank: bool,
}

/// Words that say that the work is done.
const DONE: &[&str] = &["complete", "completed", "implemented", "delivered", "discharged", "achieved", "done"];
/// Words that say that nothing more will be done.
const CLOSED: &[&str] = &["closed", "superseded", "withdrawn", "cancelled", "discontinued"];
/// Words that say that work is under way.
const UNDER_WAY: &[&str] = &[
    "progress",
    "ongoing",
    "on-going",
    "open",
    "underway",
    "started",
    "track",
    "outstanding",
    "overdue",
    "partially",
    "progressing",
    "target",
    "schedule",
    "due",
    "expected",
    "planned",
    "re-opened",
    "reopened",
];
/// Words that take back what a word of [`DONE`] or [`CLOSED`] would say, wherever they stand.
const NEARLY: &[&str] = &[
    "partial",
    "partially",
    "partly",
    "nearly",
    "almost",
    "mostly",
    "largely",
    "substantially",
    "majority",
    "except",
    "incomplete",
    "being",
    "re-opened",
    "reopened",
];
/// Words that somebody else has still to say a word.
const WAITING: &[&str] = &["pending", "awaiting", "await", "subject"];

/// A text with the name of the colour in the place of a coloured sign.
fn signs_named(text: &str) -> Cow<'_, str> {
    const SIGNS: &[(char, &str)] = &[
        ('🔴', " Red "),
        ('🟥', " Red "),
        ('🟠', " Amber "),
        ('🟧', " Amber "),
        ('🟡', " Amber "),
        ('🟨', " Amber "),
        ('🟢', " Green "),
        ('🟩', " Green "),
        ('⚪', " White "),
        ('⬜', " White "),
        ('🔵', " Blue "),
        ('🟦', " Blue "),
    ];
    if !text.contains(|c: char| SIGNS.iter().any(|(sign, _)| *sign == c)) {
        return Cow::Borrowed(text);
    }
    let named = SIGNS.iter().fold(text.to_owned(), |text, (sign, name)| text.replace(*sign, name));
    // '🟢 Green' says one colour.
    let words: Vec<&str> = named.split_whitespace().collect();
    let again = |at: &usize| *at == 0 || words.get(at - 1).is_none_or(|before| !before.eq_ignore_ascii_case(words.get(*at).unwrap_or(&"")));
    Cow::Owned((0..words.len()).filter(again).filter_map(|at| words.get(at).copied()).collect::<Vec<_>>().join(" "))
}

/// Reads a printed status, in any case, over several lines. A blank one is in progress, and says so.
#[must_use]
pub fn read(text: &str) -> Status {
    let folded = fold(&signs_named(text));
    let words: Vec<&str> = folded.split(|c: char| !(c.is_alphanumeric() || c == '-')).map(|word| word.trim_matches('-')).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Status { stage: Some(Stage::InProgress), blank: true, ..Status::default() };
    }
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    // 'Amber (was Red)': what it was says nothing of what it is.
    let now = words.iter().position(|word| matches!(*word, "was" | "previously" | "formerly")).filter(|at| *at > 0).unwrap_or(words.len());
    let ratings = ratings_in(words.get(..now).unwrap_or(&words));
    let new = words.first() == Some(&"new") || (words.last() == Some(&"new") && words.len() == 2);
    let rating = if ratings.len() == 1 { ratings.first().copied() } else { None };
    // What is said beside the colour.
    let colour = |word: &&str| {
        matches!(*word, "red" | "amber" | "green" | "white" | "new" | "rag" | "rated") || words.len() == 1 && rating.is_some()
    };
    let said: Vec<&str> = words.iter().copied().take(now).filter(|word| !colour(word)).collect();
    let not_done = taken_back(&said, &folded);
    let not_needed = ["required", "needed", "applicable", "relevant"].iter().any(|word| folded.contains(&format!("no longer {word}")));
    let closed = has(CLOSED) && !not_done || has(&["closure"]) && has(&["agreed", "approved", "confirmed"]) || not_needed;
    // 'Completed / ongoing' says both, and nobody can tell which.
    let both = has(DONE) && !not_done && !closed && has(&["ongoing", "on-going", "progress", "open", "underway", "outstanding", "overdue"]);
    let signed_off = said.windows(2).any(|two| two == ["signed", "off"]) && !has(WAITING);
    let done = (has(DONE) || signed_off) && !not_done && !both;
    let proposed = has(&["closure", "close"]) && has(&["proposed", "propose", "ready", "recommended", "recommend", "request", "requested"]);
    let signing = matches!(rating, None | Some(Rating::Green)) && waits_for_sign_off(&words, closed || done, &folded);
    let by_force = folded.contains("force sign") || folded.contains("internal sign") || has(&["chief", "acc", "dcc", "director"]);
    let (stage, closed_how) = if signing {
        (Some(if by_force { Stage::ForForceSignOff } else { Stage::PendingSignOff }), None)
    } else if proposed {
        (Some(Stage::ForForceSignOff), None)
    } else if closed {
        let how = if has(&["superseded"]) {
            Some(ClosedHow::Superseded)
        } else if ["not required", "no longer", "not applicable", "will not"].iter().any(|words| folded.contains(words)) {
            Some(ClosedHow::NotRequired)
        } else {
            (!not_yet(&said) && (rating == Some(Rating::Green) || done)).then_some(ClosedHow::Implemented)
        };
        (Some(Stage::Closed), how)
    } else if done && matches!(rating, None | Some(Rating::Green)) || rating == Some(Rating::Green) && said.is_empty() {
        (Some(Stage::Closed), Some(ClosedHow::Implemented))
    } else if folded.contains("not started") || folded.contains("awaiting allocation") || folded.contains("not allocated") {
        (Some(Stage::AwaitingAllocation), None)
    } else {
        // 'Green - on track' too: a colour for the way it goes, not for the end of it.
        (Some(Stage::InProgress), None)
    };
    let ends = has(CLOSED) || has(DONE) || has(&["close", "closure", "signed"]);
    let understood = rating.is_some()
        || (ratings.is_empty()
            && !both
            && (ends || closed || done || signing || has(UNDER_WAY) || stage == Some(Stage::AwaitingAllocation)));
    Status { rating, stage, closed_how, new, unread: if understood { String::new() } else { folded.clone() }, blank: false }
}

/// Whether what is said beside the colour takes back its own word of the end: 'part implemented', 'not yet complete', '3 of 5 done'.
fn taken_back(said: &[&str], folded: &str) -> bool {
    let end = |word: &&str| DONE.contains(word) || CLOSED.contains(word);
    let pair = |one: &str, other: &str| said.windows(2).any(|two| two == [one, other]);
    // A status that begins with its end has come to it: 'Closed - not achieved', 'Completed - part of a wider programme'.
    let firm = said.first().is_some_and(end);
    let later = pair("but", "not") || pair("not", "yet") || pair("in", "part") || said.contains(&"except");
    if short_of_all(folded) || later {
        return true;
    }
    if firm {
        return said.contains(&"re-opened") || said.contains(&"reopened");
    }
    let part = said
        .iter()
        .enumerate()
        .any(|(at, word)| *word == "part" && (at == 0 || said.get(at + 1).is_some_and(end)) && said.get(at + 1) != Some(&"of"));
    let phases = said.iter().filter(|word| matches!(**word, "phase" | "stage")).count() >= 2;
    part || phases || said.iter().any(|word| NEARLY.contains(word)) || not_yet(said)
}

/// Whether somebody has still to agree: to sign off, to approve, to close, or to see the evidence of what is done.
fn waits_for_sign_off(words: &[&str], ended: bool, folded: &str) -> bool {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let waits = has(WAITING) || ["for sign", "for force sign"].iter().any(|says| folded.contains(says)) || has(&["submitted"]);
    let agreed = has(&["sign", "sign-off", "signoff", "approval", "closure"]) || folded.contains("review by");
    let proved = ended && has(&["evidence", "verification", "validation", "audit", "confirmation", "testing"]);
    waits && (agreed || proved)
}

/// Reads a status of a paper whose Green is still under way; a Blue is what is complete where the paper has one.
#[must_use]
pub fn read_green_under_way(text: &str, has_blue: bool) -> Status {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut status = read(text);
    if has_blue && is_blue(text) && status.rating.is_none() {
        return Status {
            rating: Some(Rating::Green),
            stage: Some(Stage::Closed),
            closed_how: Some(ClosedHow::Implemented),
            ..Status::default()
        };
    }
    let ended = words.iter().any(|word| DONE.contains(word) || CLOSED.contains(word));
    if status.rating == Some(Rating::Green) && status.stage == Some(Stage::Closed) && !ended {
        (status.stage, status.closed_how) = (Some(Stage::InProgress), None);
    }
    status
}

/// What a key says that Green means: that the work is done, that it is under way, or neither for certain.
#[must_use]
pub fn says_done(meaning: &str) -> Option<bool> {
    let folded = fold(meaning);
    let words: Vec<&str> = folded.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()).collect();
    let under_way = words.iter().any(|word| UNDER_WAY.contains(word)) || words.windows(2).any(|two| two == ["under", "way"]);
    let ends = words.iter().any(|word| DONE.contains(word) || CLOSED.contains(word)) && !taken_back(&words, &folded);
    // 'Complete or on track' says both.
    match (ends, under_way) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// True of a status that begins with Blue.
#[must_use]
pub fn is_blue(text: &str) -> bool {
    let folded = fold(text);
    folded == "b" || folded.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()) == Some("blue")
}

/// 'Not yet complete', 'not fully implemented', 'to be completed', 'nothing done': a word of the end, of which it is said that it has
/// not come.
fn not_yet(words: &[&str]) -> bool {
    let ends = |from: usize, reach: usize| {
        let next = words.iter().skip(from + 1).take(reach);
        next.into_iter().any(|word| DONE.contains(word) || CLOSED.contains(word) || matches!(*word, "signed" | "embedded"))
    };
    words.iter().enumerate().any(|(at, word)| match *word {
        // 'Not applicable - closed' is closed.
        "not" | "never" | "isn't" => {
            let of_need = |next: &&str| matches!(*next, "applicable" | "required" | "needed" | "accepted" | "pursued" | "relevant");
            ends(at, 3) && !words.get(at + 1).is_some_and(of_need)
        }
        "no" | "nothing" | "little" | "cannot" => ends(at, 3) && words.get(at + 1) != Some(&"longer"),
        "to" | "will" | "should" | "shall" => ends(at, 2),
        _ => false,
    })
}

/// A percentage below a hundred, or some of several: '80% complete', '3 of 5 actions', '3/5 complete'.
fn short_of_all(folded: &str) -> bool {
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric() && c != '/').filter(|word| !word.is_empty()).collect();
    let fewer =
        |some: &str, all: &str| matches!((some.parse::<u32>(), all.parse::<u32>()), (Ok(some), Ok(all)) if some < all && all <= 100);
    let of = words.windows(3).any(|three| three[1] == "of" && fewer(three[0], three[2]));
    if of || words.iter().any(|word| word.split_once('/').is_some_and(|(some, all)| fewer(some, all))) {
        return true;
    }
    folded.match_indices('%').any(|(at, _)| {
        let before = folded.get(..at).unwrap_or_default().trim_end();
        let from = before.rfind(|c: char| !(c.is_ascii_digit() || c == '.')).map_or(0, |at| at + 1);
        before.get(from..).and_then(|number| number.parse::<f64>().ok()).is_some_and(|share| share < 100.0)
    })
}

/// The colours that the words name, each once. A single letter counts when it stands alone.
fn ratings_in(words: &[&str]) -> Vec<Rating> {
    let mut found = Vec::new();
    for word in words {
        let rating = match *word {
            "red" => Rating::Red,
            "amber" => Rating::Amber,
            "green" => Rating::Green,
            "white" => Rating::White,
            "r" if words.len() == 1 => Rating::Red,
            "a" if words.len() == 1 => Rating::Amber,
            "g" if words.len() == 1 => Rating::Green,
            "w" if words.len() == 1 => Rating::White,
            _ => continue,
        };
        if !found.contains(&rating) {
            found.push(rating);
        }
    }
    found
}

/// The colour that `text` most likely means, for a query to suggest; never used by itself.
#[must_use]
pub fn nearest(text: &str) -> Option<Rating> {
    let folded = fold(text);
    folded
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() >= 3)
        .filter_map(|word| {
            Rating::SPOKEN
                .into_iter()
                .map(|rating| (strsim::damerau_levenshtein(word, &fold(&rating.to_string())), rating))
                .filter(|(distance, _)| *distance <= 2 && *distance * 2 < word.chars().count())
                .min_by_key(|(distance, _)| *distance)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, rating)| rating)
}

/// True when the text is a status and nothing else: a colour or a word of closing, in a few words.
#[must_use]
pub fn is_status(text: &str) -> bool {
    let status = read(text);
    !status.blank && status.unread.is_empty() && text.chars().count() <= 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClosedHow::{Implemented, NotRequired};
    use Rating::{Amber, Green, Red, White};
    use Stage::{AwaitingAllocation, Closed, ForForceSignOff, InProgress, PendingSignOff};

    /// Expected values: the spellings of `docs/words.md`, read as the design's fixed points say.
    #[test]
    fn statuses_as_papers_print_them() {
        for (printed, rating, stage, how, new) in [
            ("Amber", Some(Amber), InProgress, None, false),
            ("AMBER", Some(Amber), InProgress, None, false),
            ("RED", Some(Red), InProgress, None, false),
            ("NEW GREEN", Some(Green), Closed, Some(Implemented), true),
            ("NEW\nRED", Some(Red), InProgress, None, true),
            ("Green (new)", Some(Green), Closed, Some(Implemented), true),
            ("White (CLOSED)", Some(White), Closed, None, false),
            ("WHITE\n(CLOSED)", Some(White), Closed, None, false),
            ("CLOSED", None, Closed, None, false),
            ("Closed - not applicable", None, Closed, Some(NotRequired), false),
            ("White", Some(White), InProgress, None, false),
            ("Green - pending HMICFRS sign off", Some(Green), PendingSignOff, None, false),
            ("GREEN –\npending HMICFRS sign-off", Some(Green), PendingSignOff, None, false),
            ("Green awaiting CQC approval", Some(Green), PendingSignOff, None, false),
            ("Green - awaiting force sign-off", Some(Green), ForForceSignOff, None, false),
            ("Green", Some(Green), Closed, Some(Implemented), false),
            ("Green - on track", Some(Green), InProgress, None, false),
            ("Green - complete", Some(Green), Closed, Some(Implemented), false),
            ("Amber - partially complete", Some(Amber), InProgress, None, false),
            ("Complete", None, Closed, Some(Implemented), false),
            ("In progress", None, InProgress, None, false),
            ("Not started", None, AwaitingAllocation, None, false),
            ("G", Some(Green), Closed, Some(Implemented), false),
            ("Not yet complete", None, InProgress, None, false),
            ("Not implemented", None, InProgress, None, false),
            ("Not fully implemented", None, InProgress, None, false),
            ("To be completed", None, InProgress, None, false),
            ("On track to be completed by June", None, InProgress, None, false),
            ("In progress - 80% complete", None, InProgress, None, false),
            ("95% complete", None, InProgress, None, false),
            ("100% complete", None, Closed, Some(Implemented), false),
            ("Part implemented", None, InProgress, None, false),
            ("Delivered in part", None, InProgress, None, false),
            ("Nearly complete", None, InProgress, None, false),
            ("Not yet closed", None, InProgress, None, false),
            ("To close", None, InProgress, None, false),
            ("Outstanding - not delivered", None, InProgress, None, false),
            ("Re-opened (previously closed)", None, InProgress, None, false),
            ("Will be completed by June", None, InProgress, None, false),
            ("Proposed for closure", None, ForForceSignOff, None, false),
            ("Ready for closure", None, ForForceSignOff, None, false),
            ("Submitted for closure", None, PendingSignOff, None, false),
            ("Not applicable - closed", None, Closed, Some(NotRequired), false),
            ("Green - on target", Some(Green), InProgress, None, false),
            ("Green - on schedule", Some(Green), InProgress, None, false),
            ("Green - not yet due", Some(Green), InProgress, None, false),
            ("Green - not yet complete", Some(Green), InProgress, None, false),
            ("Green - awaiting evidence", Some(Green), InProgress, None, false),
            ("Green - on hold", Some(Green), InProgress, None, false),
            ("Green: will be closed at next board", Some(Green), InProgress, None, false),
            ("Green - 5 of 6 actions complete", Some(Green), InProgress, None, false),
            ("Amber (was Red)", Some(Amber), InProgress, None, false),
            ("Green (previously Amber)", Some(Green), Closed, Some(Implemented), false),
            ("Closed - not achieved", None, Closed, None, false),
            ("Closed (part of Rec 5)", None, Closed, None, false),
            ("Closed - will not be implemented", None, Closed, Some(NotRequired), false),
            ("Closed - to be reviewed in June", None, Closed, None, false),
            ("Closed - awaiting HMICFRS verification", None, PendingSignOff, None, false),
            ("Completed - part of wider programme", None, Closed, Some(Implemented), false),
            ("Completed - due date June 2023", None, Closed, Some(Implemented), false),
            ("Complete - nothing more to be done", None, Closed, Some(Implemented), false),
            ("Completed - awaiting evidence", None, PendingSignOff, None, false),
            ("Implemented - subject to audit testing", None, PendingSignOff, None, false),
            ("Implemented but not yet embedded", None, InProgress, None, false),
            ("Work completed but not signed off", None, InProgress, None, false),
            ("Complete except for training", None, InProgress, None, false),
            ("Majority complete", None, InProgress, None, false),
            ("3/5 complete", None, InProgress, None, false),
            ("2 of 3 actions completed", None, InProgress, None, false),
            ("Phase 1 complete; phase 2 to start", None, InProgress, None, false),
            ("Being implemented", None, InProgress, None, false),
            ("Nothing done", None, InProgress, None, false),
            ("No work done", None, InProgress, None, false),
            ("Cannot be closed", None, InProgress, None, false),
            ("No longer required - closed", None, Closed, Some(NotRequired), false),
            ("No longer required", None, Closed, Some(NotRequired), false),
            ("Cancelled", None, Closed, None, false),
            ("Signed off by HMICFRS", None, Closed, Some(Implemented), false),
            ("Not yet signed off", None, InProgress, None, false),
            ("Open - due for closure June 24", None, InProgress, None, false),
            ("Closure due June 2024", None, InProgress, None, false),
            ("Close to completion", None, InProgress, None, false),
            ("Amber - close monitoring", Some(Amber), InProgress, None, false),
            ("Amber - awaiting funding approval", Some(Amber), InProgress, None, false),
            ("Red - assigned, awaiting start", Some(Red), InProgress, None, false),
        ] {
            let read = read(printed);
            assert_eq!((read.rating, read.stage, read.closed_how, read.new), (rating, Some(stage), how, new), "{printed:?}");
            assert!(read.unread.is_empty() && !read.blank, "{printed:?}");
        }
    }

    #[test]
    fn what_is_no_status_is_said_and_never_guessed() {
        for (printed, likely) in [
            ("Ambr", Some(Amber)),
            ("Gren", Some(Green)),
            ("Blue", None),
            ("Red/Amber", Some(Red)),
            ("see above", None),
            ("Completed / ongoing", None),
        ] {
            let read = read(printed);
            assert_eq!((read.rating, read.stage), (None, Some(InProgress)), "{printed:?}");
            assert!(!read.unread.is_empty(), "{printed:?}");
            assert_eq!(nearest(printed), likely, "{printed:?}");
        }
        assert!(read(" \u{a0}").blank);
        for (sign, rating) in [("🟢", Rating::Green), ("🔴 Red", Rating::Red), ("🟡", Rating::Amber), ("⚪", Rating::White)] {
            assert_eq!(read(sign).rating, Some(rating), "{sign}");
        }
        assert_eq!(read("🟢 complete").stage, Some(Stage::Closed));
        assert!(read("✓").blank, "a tick names no colour");
    }
}
