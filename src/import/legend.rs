//! What the colours mean, where a paper says so: a key above or below its table, on a sheet of its own, in rows or in one.

use std::collections::BTreeSet;

use crate::model::columns::MEANING;
use crate::model::text::fold;
use crate::model::words::{Rating, Word as _};

use super::grid::GridRow;

/// One entry of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// None for what the register does not have: another colour, or a word beside the colours.
    pub(super) rating: Option<Rating>,
    /// The colour or word, folded and written out.
    pub(super) word: String,
    pub(super) text: String,
}

/// What may stand between a colour and its meaning.
const BETWEEN: &[char] = &['-', '–', ':', '=', '—'];

/// The key that begins in the first row, and how many rows it takes.
pub(super) fn at(rows: &[GridRow<'_>]) -> Option<(Vec<Meaning>, usize)> {
    let mut used = usize::from(rows.first().is_some_and(is_heading));
    let mut meanings: Vec<Meaning> = Vec::new();
    for row in rows.iter().skip(used) {
        let Some(said) = meanings_of(row) else { break };
        meanings.extend(said);
        used += 1;
    }
    let colours = || meanings.iter().filter(|meaning| is_colour(meaning));
    let words: BTreeSet<&str> = meanings.iter().map(|meaning| meaning.word.as_str()).collect();
    // Two words beside a colour are a meaning where every colour has some; else it takes a sentence.
    let sentences = colours().all(|meaning| meaning.text.chars().count() >= 15);
    let enough = colours().count() >= 3 || colours().count() == 2 && sentences;
    (enough && words.len() == meanings.len()).then_some((meanings, used))
}

/// Whether a line is the heading of a key: 'Key', 'RAG definitions:', 'Key to status'.
pub(super) fn is_key(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let tells = |word: &str| matches!(word, "key" | "legend" | "definition" | "definitions");
    let beside = |word: &str| {
        matches!(
            word,
            "rag"
                | "brag"
                | "ragb"
                | "bragg"
                | "status"
                | "rating"
                | "ratings"
                | "colour"
                | "colours"
                | "code"
                | "codes"
                | "to"
                | "of"
                | "the"
        )
    };
    words.peek().is_some() && folded.split(|c: char| !c.is_alphanumeric()).any(tells) && words.all(|word| tells(word) || beside(word))
}

/// Whether a cell is a colour and nothing else, as keys begin with.
pub(super) fn is_word(text: &str) -> bool {
    entry(text).is_some_and(|(rating, _)| rating.is_some())
}

/// Whether a cell is an entry of a key and no status: 'R = off track'.
pub(super) fn is_entry(text: &str) -> bool {
    text.contains('=') && in_cell(text).is_some()
}

fn is_colour(meaning: &Meaning) -> bool {
    meaning.rating.is_some() || matches!(meaning.word.as_str(), "blue" | "grey" | "black" | "purple" | "yellow")
}

fn is_heading(row: &GridRow<'_>) -> bool {
    row.own().count() == 2
        && row
            .own()
            .any(|(_, cell)| MEANING.is_headed(&cell.text) || matches!(fold(&cell.text).as_str(), "definitions" | "what it means" | "key"))
}

/// A colour or letter as the register calls it, a colour that it does not have, or a word that stands among colours.
fn entry(word: &str) -> Option<(Option<Rating>, String)> {
    let folded = fold(word);
    let rating = match folded.as_str() {
        "r" => Some(Rating::Red),
        "a" => Some(Rating::Amber),
        "g" => Some(Rating::Green),
        "w" => Some(Rating::White),
        _ => Rating::read(word),
    };
    let named = match (rating, folded.as_str()) {
        (Some(rating), _) => fold(rating.as_str()),
        (None, "blue" | "b") => "blue".to_owned(),
        (None, "grey" | "gray") => "grey".to_owned(),
        (
            None,
            "black" | "purple" | "yellow" | "c" | "complete" | "completed" | "closed" | "delivered" | "implemented" | "overdue"
            | "not started" | "on hold" | "on track" | "in progress" | "open",
        ) => folded,
        _ => return None,
    };
    Some((rating, named))
}

/// The entries that one row holds: a colour beside what it means, or cells that each say both.
fn meanings_of(row: &GridRow<'_>) -> Option<Vec<Meaning>> {
    let texts: Vec<&str> = row.own().map(|(_, cell)| cell.text.as_str()).collect();
    let cells = texts.as_slice();
    // 'Key' in a cell before the first entry.
    let cells = if cells.len() > 1 && cells.first().is_some_and(|first| is_key(first)) { cells.get(1..)? } else { cells };
    if let [first, second] = cells
        && let Some((rating, word)) = entry(first)
        && tells(second)
    {
        // 'R', 'Red - off track': the colour in full says no more.
        let again =
            |text: &str| text.split_once(BETWEEN).is_some_and(|(colour, _)| entry(colour.trim()).is_some_and(|(_, again)| again == word));
        let text = if again(second) { second.split_once(BETWEEN).map_or(*second, |(_, rest)| rest.trim()) } else { second };
        return Some(vec![Meaning { rating, word, text: text.to_owned() }]);
    }
    let said: Option<Vec<Vec<Meaning>>> = cells.iter().map(|cell| in_cell(cell)).collect();
    said.map(|cells| cells.into_iter().flatten().collect())
}

/// The entries of one cell: 'Red: late', or several of them on lines or behind one another.
fn in_cell(text: &str) -> Option<Vec<Meaning>> {
    // 'Key: Green = complete', 'RAG: Green = complete'.
    let leads = |before: &str| is_key(before) || is_key(&format!("{before} key"));
    let text = text.split_once(':').filter(|(before, _)| leads(before)).map_or(text, |(_, rest)| rest);
    let mut meanings: Vec<Meaning> = Vec::new();
    for piece in text.split(['\n', ';', ',', '|']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let split = piece.split_once(BETWEEN).and_then(|(word, rest)| Some((entry(word.trim())?, rest.trim())));
        match (split, meanings.last_mut()) {
            // 'Green - pending sign-off' is a status.
            (Some((_, rest)), _) if fold(rest).contains("sign off") || fold(rest).contains("sign-off") => return None,
            (Some(((rating, word), rest)), _) if tells(rest) => meanings.push(Meaning { rating, word, text: rest.to_owned() }),
            (None, Some(last)) => {
                last.text.push_str(", ");
                last.text.push_str(piece);
            }
            _ => return None,
        }
    }
    (!meanings.is_empty()).then_some(meanings)
}

fn tells(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
