//! Sentences broken between words, for people who read on a terminal.

use std::io::IsTerminal as _;

use dialoguer::console::Term;

/// A terminal that says it is narrower than this is taken for as wide.
const NARROWEST: usize = 40;

/// The width of the terminal that results go to, in columns; none in a pipe or a file, where a line stays one.
pub(super) fn width() -> Option<usize> {
    let columns = || Term::stdout().size().1;
    std::io::stdout().is_terminal().then(|| usize::from(columns()).max(NARROWEST))
}

/// The words in lines of at most `width` columns. The first line begins after `begun` columns that are taken; the next ones
/// are indented by `indent`. A word that is longer than a line has one of its own.
pub(super) fn wrapped(text: &str, width: usize, begun: usize, indent: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let (mut taken, mut empty) = (begun, true);
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if !empty && taken + 1 + letters > width {
            lines.push(" ".repeat(indent));
            (taken, empty) = (indent, true);
        }
        let Some(line) = lines.last_mut() else { continue };
        if !empty {
            line.push(' ');
            taken += 1;
        }
        line.push_str(word);
        (taken, empty) = (taken + letters, false);
    }
    lines
}

/// A page as it stands in Markdown, each paragraph and point in lines of at most `width` columns.
pub(super) fn page(text: &str, width: usize) -> String {
    let line = |line: &str| {
        let begun = line.chars().take_while(|c| c.is_whitespace()).count();
        let point = ["- ", "> "].iter().any(|mark| line.trim_start().starts_with(mark));
        let is_table = line.starts_with('|');
        if is_table || line.chars().count() <= width {
            return line.to_owned();
        }
        let lines = wrapped(line, width, begun, begun + if point { 2 } else { 0 });
        " ".repeat(begun) + &lines.join("\n")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_whole_and_lines_within_the_width() {
        for (text, width, begun, indent, lines) in [
            ("one two three", 13, 0, 2, &["one two three"][..]),
            ("one two three", 12, 0, 2, &["one two", "  three"]),
            ("one two three", 13, 4, 4, &["one two", "    three"]),
            ("one  two\nthree", 80, 0, 2, &["one two three"]),
            ("unbreakable", 5, 3, 2, &["unbreakable"]),
            ("a unbreakable b", 5, 0, 2, &["a", "  unbreakable", "  b"]),
            ("é é é", 3, 0, 0, &["é é", "é"]),
            ("", 80, 0, 2, &[""]),
        ] {
            assert_eq!(wrapped(text, width, begun, indent), lines, "{text:?}");
        }
        let text = "# a heading\n\nA line that is long.\n\n- a point that is long\n  - a point within\n| a table that is long |\n";
        let page_of_14 =
            "# a heading\n\nA line that is\nlong.\n\n- a point that\n  is long\n  - a point\n    within\n| a table that is long |";
        assert_eq!(page(text, 14), page_of_14);
        assert_eq!(page(text, 80), text.trim_end());
    }
}
