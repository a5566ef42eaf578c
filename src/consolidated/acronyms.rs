//! Acronyms that the paper uses and never spells out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Words in capitals that are no acronyms here, or that need no spelling out.
const KNOWN: &[&str] = &[
    "RED", "AMBER", "GREEN", "WHITE", "CLOSED", "NEW", "STATUS", "TBC", "UK", "AFI", "OK", "NO", "AND", "NOT", "THE", "ALL", "PDF", "II",
    "III", "IV", "VI",
];

/// The acronyms of `texts` that no text spells out, in order, each with how often it is used.
///
/// Spelled out means: in brackets behind a phrase (`public protection unit (PPU)`) or before one (`PPU (public protection
/// unit)`), anywhere in the texts. A word that also stands in small letters is a word and no acronym.
pub(super) fn unexplained(texts: &[Cow<'_, str>], known: &[&str]) -> BTreeMap<String, usize> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut spelled: BTreeSet<String> = BTreeSet::new();
    for text in texts {
        let mut words = words(text).peekable();
        let mut first = true;
        while let Some(word) = words.next() {
            let before = !std::mem::take(&mut first);
            // Most words begin with a small letter, and are no acronyms whatever follows.
            if word.starts_with(|c: char| c.is_ascii_lowercase()) {
                continue;
            }
            let bare = bare(word);
            let single = bare.strip_suffix('s').filter(|stem| is_acronym(stem)).unwrap_or(bare);
            if !is_acronym(single) {
                continue;
            }
            *used.entry(single.to_owned()).or_default() += 1;
            let bracketed = word.starts_with('(') && word.trim_end_matches([',', '.', ';', ':']).ends_with(')') && before;
            let explained = words.peek().is_some_and(|next| next.starts_with('(') && next.chars().nth(1).is_some_and(char::is_lowercase));
            if bracketed || explained {
                spelled.insert(single.into());
            }
        }
    }
    used.retain(|word, _| {
        !spelled.contains(word)
            && !KNOWN.contains(&word.as_str())
            && !known.iter().any(|known| known.to_uppercase().contains(word.as_str()))
    });
    // Looked for last, when few are left: most words of a paper stand in small letters.
    let letters = used.keys().filter(|word| word.chars().all(char::is_alphabetic));
    let small: BTreeMap<String, String> = letters.map(|word| (word.to_lowercase(), word.clone())).collect();
    if !small.is_empty() {
        let longest = small.keys().map(String::len).max().unwrap_or(0);
        for word in texts.iter().flat_map(|text| words(text)).map(bare).filter(|word| word.len() <= longest) {
            if let Some(acronym) = small.get(word) {
                used.remove(acronym);
            }
        }
    }
    used
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '–')).filter(|word| !word.is_empty())
}

/// A word without the punctuation around it, and without a possessive.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s").trim_end_matches("’s")
}

fn is_acronym(word: &str) -> bool {
    // Most words begin with a small letter, and are told apart by it.
    if !word.starts_with(|c: char| c.is_uppercase() || c == '&' || c.is_ascii_digit()) {
        return false;
    }
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&word.chars().count()) && capitals >= 2 && word.chars().all(|c| c.is_uppercase() || c == '&' || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_that_nobody_spells_out() {
        let texts = [
            "The public protection unit (PPU) met the NPCC. PPUs elsewhere ALL did.",
            "All of them. The CPS's answer, HMICFRS's view; VAWG (violence against women and girls). 2021 and R2 stay out; NPCC again.",
        ];
        let found = unexplained(&texts.map(Cow::Borrowed), &["HMICFRS"]);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [("CPS".to_owned(), 1), ("NPCC".to_owned(), 2)]);
    }
}
