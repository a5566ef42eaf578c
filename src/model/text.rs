//! Comparing and cleaning text as people type it.

use std::borrow::Cow;

/// A text that rows hold. Copies share it, so that what is issued, returned, held and written is in memory once.
pub use ecow::EcoString as Text;

/// A number and its noun: `1 return`, `2 returns`.
#[must_use]
pub fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Folds what people do not see as a difference: case, runs of blanks, non-breaking and zero-width spaces, smart
/// quotes, dashes of every length. For comparing headings, list words and names; never for what is stored.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = Vec::with_capacity(text.len());
        fold_bytes(text, |byte| folded.push(byte));
        return String::from_utf8(folded).unwrap_or_default();
    }
    let mut folded = String::with_capacity(text.len());
    folding(text, |c| {
        folded.push(c);
        true
    });
    folded
}

/// Hands on the bytes of a folded text one by one: of plain text, as most is, without a copy of it.
pub fn fold_bytes(text: &str, mut put: impl FnMut(u8)) {
    if !text.is_ascii() {
        return fold(text).bytes().for_each(put);
    }
    let (mut begun, mut blank) = (false, false);
    for byte in text.bytes() {
        if matches!(byte, b'\t'..=b'\r' | b' ') {
            blank = begun;
            continue;
        }
        if std::mem::take(&mut blank) {
            put(b' ');
        }
        begun = true;
        put(if byte == b'`' { b'\'' } else { byte.to_ascii_lowercase() });
    }
}

/// Whether a text folds to `folded`; stops at the first difference, so that a long text costs no more than a short one.
#[must_use]
pub fn folds_to(text: &str, folded: &str) -> bool {
    let mut rest = folded.chars();
    folding(text, |c| rest.next() == Some(c)) && rest.next().is_none()
}

/// Hands on the characters of a folded text one by one, until `put` says that it wants no more.
fn folding(text: &str, mut put: impl FnMut(char) -> bool) -> bool {
    let (mut begun, mut blank) = (false, false);
    for c in text.chars() {
        let plain = c.is_ascii_graphic();
        // Most of what is folded is plain: told apart first.
        if !plain {
            if c.is_whitespace() || c == '\u{a0}' {
                blank = begun;
                continue;
            }
            if is_invisible(c) {
                continue;
            }
        }
        if std::mem::take(&mut blank) && !put(' ') {
            return false;
        }
        begun = true;
        let wanted = match c {
            '‘' | '’' | '‛' | '`' | '´' | 'ʼ' => put('\''),
            _ if plain => put(c.to_ascii_lowercase()),
            '“' | '”' | '„' | '«' | '»' => put('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => put('-'),
            'ﬁ' => put('f') && put('i'),
            'ﬂ' => put('f') && put('l'),
            '…' => put('.') && put('.') && put('.'),
            _ => c.to_lowercase().all(&mut put),
        };
        if !wanted {
            return false;
        }
    }
    true
}

/// Like [`fold`], and without punctuation: for matching titles that differ in colons, dashes and quotes.
#[must_use]
pub fn fold_title(text: &str) -> String {
    let spaced: String = fold(text).chars().filter(|c| *c != '\'').map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as it is stored: ends trimmed (of every blank that people cannot see), line breaks as `\n`.
#[must_use]
pub fn tidy(text: &str) -> String {
    tidied(text).into_owned()
}

/// Like [`tidy`]; text that is tidy already is not copied.
#[must_use]
pub fn tidied(text: &str) -> Cow<'_, str> {
    fn trim(text: &str) -> &str {
        text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
    }
    // The other line breaks begin with the byte 0xE2 in UTF-8, as much else does; most texts hold neither byte.
    let bytes = text.as_bytes();
    let breaks = |at: usize| bytes.get(at) == Some(&b'\r') || matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xA8 | 0xA9]));
    if !memchr::memchr2_iter(b'\r', 0xE2, bytes).any(breaks) {
        return Cow::Borrowed(trim(text));
    }
    Cow::Owned(trim(&text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n")).to_owned())
}

/// Text safe to print on a terminal: control characters (escape sequences among them) become spaces.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c }).collect()
}

/// What somebody typed into a text that stood there: the words between those that both begin and end with, else, where words
/// were only taken away, all that is left.
#[must_use]
pub fn typed_into(was: &str, now: &str) -> String {
    let (was, new): (Vec<&str>, Vec<&str>) = (was.split_whitespace().collect(), now.split_whitespace().collect());
    let before = was.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = || was[before..].iter().rev().zip(new[before..].iter().rev());
    let after = rest().take_while(|(a, b)| a == b).count();
    let typed = &new[before..new.len() - after];
    if typed.is_empty() { new.join(" ") } else { typed.join(" ") }
}

/// The first `most` characters on one line, with `...` when something was left out.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    // A long text is not gone through to its end.
    let mut line = String::with_capacity(text.len().min(most + 1));
    let mut long = 0;
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = long > 0;
            continue;
        }
        if std::mem::take(&mut blank) {
            line.push(' ');
            long += 1;
        }
        line.push(c);
        long += 1;
        if long > most {
            break;
        }
    }
    if long <= most {
        return line;
    }
    let mut short: String = line.chars().take(most.saturating_sub(3)).collect();
    short.truncate(short.trim_end().len());
    short.push_str("...");
    short
}

/// A short digest of texts (FNV-1a, 64 bits), to tell whether facts have changed since they were decided on. Not for security.
#[must_use]
pub fn digest(texts: &[&str]) -> String {
    format!("{:016x}", digest_of(texts.iter().flat_map(|text| text.bytes().chain([END]))))
}

/// What ends each text of a digest: no byte of a text is this one.
pub const END: u8 = 0xff;

/// The number that [`digest`] shows.
#[must_use]
pub fn digest_of(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

/// The characters that a cell of Excel holds, as Excel counts them: units of UTF-16.
pub const CELL_HOLDS: usize = 32_767;

/// True when a cell of Excel holds the text.
#[must_use]
pub fn fits_a_cell(text: &str) -> bool {
    // A unit of UTF-16 takes a byte of UTF-8 at the least.
    text.len() <= CELL_HOLDS || text.encode_utf16().count() <= CELL_HOLDS
}

/// The text in pieces that cells of Excel hold, in order; all but the last end with `told`, which fits a cell itself.
#[must_use]
pub fn in_cells(text: &str, told: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !fits_a_cell(rest) {
        let mut room = CELL_HOLDS - told.encode_utf16().count().min(CELL_HOLDS - 2);
        let ends = rest.char_indices().find(|(_, c)| {
            let wide = c.len_utf16();
            let full = wide > room;
            room = room.saturating_sub(wide);
            full
        });
        let (piece, after) = rest.split_at(ends.map_or(rest.len(), |(at, _)| at));
        pieces.push(format!("{piece}{told}"));
        rest = after;
    }
    pieces.push(rest.to_owned());
    pieces
}

/// The text as a cell of Excel holds it: what goes beyond gives way to `told`.
#[must_use]
pub fn in_a_cell(text: &str, told: &str) -> String {
    if fits_a_cell(text) { text.to_owned() } else { in_cells(text, told).swap_remove(0) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_typed_into_a_text_is_found() {
        for (was, now, typed) in [
            ("Amber. Two courses ran.", "Amber. Two courses ran.\nMy update: a third one did.", "My update: a third one did."),
            ("Amber. Two courses ran.", "Amber. Two long courses ran.", "long"),
            ("Amber. Two courses ran.", "NEW Amber. Two courses ran.", "NEW"),
            ("Amber. Two courses ran.", "Amber. courses ran.", "Amber. courses ran."),
            ("Amber", "Red now", "Red now"),
            ("a a", "a a a", "a"),
        ] {
            assert_eq!(typed_into(was, now), typed, "{now}");
        }
    }

    proptest! {
        /// The short way for plain text comes to what the long one does.
        #[test]
        fn plain_text_folds_as_any_text(text in "[ -~\\x00-\\x1f\\x7f]{0,40}") {
            let mut folded = String::new();
            folding(&text, |c| { folded.push(c); true });
            let mut bytes = Vec::new();
            fold_bytes(&text, |byte| bytes.push(byte));
            prop_assert_eq!(bytes, folded.as_bytes());
            prop_assert_eq!(fold(&text), folded);
        }
    }

    #[test]
    fn folds_what_people_do_not_see() {
        for (typed, folded) in [
            ("  Due\u{a0} Date ", "due date"),
            ("Owner’s rating", "owner's rating"),
            ("sign–off", "sign-off"),
            ("A\u{200b}mber", "amber"),
            ("Line\r\nbreak", "line break"),
        ] {
            assert_eq!(fold(typed), folded, "{typed:?}");
            assert!(folds_to(typed, folded), "{typed:?}");
            assert!(!folds_to(&format!("{typed}s"), folded) && !folds_to(typed, &format!("{folded}s")), "{typed:?}");
        }
        assert_eq!(fold_title("A review of 'Fraud: Time to choose’"), "a review of fraud time to choose");
    }

    #[test]
    fn shortens_to_whole_length() {
        assert_eq!(shorten("one two three", 20), "one two three");
        assert_eq!(shorten("one two three", 10), "one two...");
        assert_eq!(shorten(" one\n\ntwo\u{a0} three ", 13), "one two three");
        assert_eq!(shorten("one two three", 12), "one two t...");
        // Characters are counted, not bytes, and no blank stands before the dots.
        assert_eq!(shorten("\u{e9}t\u{e9} \u{e9}t\u{e9} \u{e9}t\u{e9}", 10), "\u{e9}t\u{e9} \u{e9}t\u{e9}...");
        assert_eq!(shorten("", 3), "");
    }

    #[test]
    fn long_texts_are_parted_where_a_cell_is_full() {
        let full = CELL_HOLDS;
        for (text, lengths) in [
            (String::new(), vec![0]),
            ("x".repeat(full), vec![full]),
            // Beyond it the piece gives three characters to the dots.
            ("x".repeat(full + 1), vec![full, 4]),
            ("x".repeat(2 * full), vec![full, full, 6]),
            // Two units each: 16,382 of them and the dots; the rest is one.
            ("\u{1F600}".repeat(16_384), vec![full, 4]),
        ] {
            let pieces = in_cells(&text, "...");
            assert_eq!(pieces.iter().map(|piece| piece.encode_utf16().count()).collect::<Vec<_>>(), lengths);
            let (last, others) = pieces.split_last().unwrap();
            let whole: String = others.iter().map(|piece| piece.strip_suffix("...").unwrap()).chain([last.as_str()]).collect();
            assert_eq!(whole, text);
            assert_eq!(in_a_cell(&text, "..."), pieces[0]);
        }
    }
}
