//! A recommendation's number as printed, and what kind of thing it numbers.

use crate::model::text::fold;
use crate::model::words::Kind;

/// A printed number: the number alone, and the kind where it is printed with it ('AFI 11', 'R1').
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// The number alone, as printed: `4a`, `13`, `13A`.
    pub no: String,
    pub kind: Option<Kind>,
}

/// What stands before numbers, longest first, and the kind that it names.
const BEFORE: &[(&str, Option<Kind>)] = &[
    ("areas for improvement", Some(Kind::AreaForImprovement)),
    ("area for improvement", Some(Kind::AreaForImprovement)),
    ("cause of concern", Some(Kind::CauseOfConcern)),
    ("recommendation", Some(Kind::Recommendation)),
    ("rec no.", Some(Kind::Recommendation)),
    ("rec no", Some(Kind::Recommendation)),
    ("rec", Some(Kind::Recommendation)),
    ("afi", Some(Kind::AreaForImprovement)),
    ("coc", Some(Kind::CauseOfConcern)),
    ("number", None),
    ("action", None),
    ("item", None),
    ("no.", None),
    ("no", None),
    ("r", Some(Kind::Recommendation)),
    ("#", None),
];

/// Reads a printed number. Text that is none comes back whole, without a kind.
#[must_use]
pub fn read(text: &str) -> Number {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = fold(&line);
    for (before, kind) in BEFORE {
        if let Some(rest) = folded.strip_prefix(before) {
            let rest = rest.trim_start_matches(['.', ':', ' ', '-', '#']);
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                let from = line.chars().count() - rest.chars().count();
                // Folding may change how long a text is; then the folded spelling has to do.
                let printed: String =
                    if fold(&line).chars().count() == line.chars().count() { line.chars().skip(from).collect() } else { rest.to_owned() };
                return Number { no: clean(&printed), kind: *kind };
            }
        }
    }
    Number { no: clean(&line), kind: None }
}

/// True for what looks like a number of a recommendation: digits, perhaps with a letter, a prefix or a range.
#[must_use]
pub fn is_number(text: &str) -> bool {
    let no = read(text).no;
    no.chars().count() <= 12
        && no.starts_with(|c: char| c.is_ascii_digit())
        && no.chars().filter(|c| c.is_alphabetic()).count() <= 3
        && no.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '–' | '/' | '(' | ')' | ',' | '&' | ' '))
}

/// True for a number, and for a code that stands for one: `MD1`, `HMI-16`, `CP-2022-17`.
#[must_use]
pub fn is_code(text: &str) -> bool {
    is_number(text)
        || text.chars().count() <= 20
            && text.contains(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '–' | '/' | '_' | '#'))
            && super::front::date_of(&crate::model::dates::read_date(text)).is_none()
}

/// Without the full stop, colon or bracket that often closes it.
fn clean(text: &str) -> String {
    // A footnote's mark is no part of a number.
    let text = text.trim_end_matches(['.', ':', ' ', ',', '*', '†', '‡', '¹', '²', '³']);
    if matches!(fold(text).as_str(), "n/a" | "na" | "-" | "–" | "none" | "tbc") {
        return String::new();
    }
    let text = text.strip_prefix('(').filter(|rest| !rest.trim_end_matches(')').contains(')')).unwrap_or(text);
    if text.contains('(') { text.to_owned() } else { text.trim_end_matches([')', ' ', '.']).to_owned() }
}

/// The number as it stands in a Ref: letters, digits and hyphens.
#[must_use]
pub fn in_ref(no: &str) -> String {
    let spaced: String = no.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The number that a text opens with, its kind, and the text behind it: 'Recommendation 7' on a line of its own, 'AFI 3: ...'.
#[must_use]
pub fn number_of_text(text: &str) -> Option<(Number, &str)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (label, rest) = match line.split_once([':', '–', '—']).or_else(|| line.split_once(" - ")) {
        Some((label, said)) if !said.trim().is_empty() => {
            (label, text.get(text.len() - said.len() - if rest.is_empty() { 0 } else { rest.len() + 1 }..)?)
        }
        _ => (line, rest),
    };
    let number = read(label);
    (number.kind.is_some() && is_number(label) && !rest.trim().is_empty()).then(|| (number, rest.trim_start()))
}

/// The kind that a text opens with ('Recommendation', 'Area for Improvement', 'Cause of concern'), and the text after that line.
#[must_use]
pub fn kind_of_text(text: &str) -> (Option<Kind>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let folded = fold(first);
    let folded = folded.trim_end_matches([':', '.', '-', ' ']);
    let word = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let kind = match word {
        "recommendation" | "rec" => Kind::Recommendation,
        "area for improvement" | "areas for improvement" | "afi" => Kind::AreaForImprovement,
        "cause of concern" | "causes of concern" | "cause for concern" => Kind::CauseOfConcern,
        _ => return (None, text),
    };
    if rest.trim().is_empty() { (Some(kind), text) } else { (Some(kind), rest.trim_start()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_alone() {
        use Kind::{AreaForImprovement, Recommendation};
        for (printed, no, kind) in [
            ("4a", "4a", None),
            ("13A.", "13A", None),
            ("R1", "1", Some(Recommendation)),
            ("Rec 10", "10", Some(Recommendation)),
            ("Recommendation\n7", "7", Some(Recommendation)),
            ("AFI 11", "11", Some(AreaForImprovement)),
            ("No. 3", "3", None),
            ("(10)", "10", None),
            ("13*", "13", None),
            ("14¹", "14", None),
            ("15 (new)", "15 (new)", None),
            ("11)", "11", None),
            ("1-3", "1-3", None),
        ] {
            assert_eq!(read(printed), Number { no: no.to_owned(), kind }, "{printed:?}");
            assert!(is_number(printed), "{printed:?}");
        }
        for words in ["Recommendation", "A national report HMICFRS", "Published May 2019", "", "PEEL 2018/2019", "Total", "31 March 2022"] {
            assert!(!is_number(words), "{words:?}");
        }
        assert_eq!(in_ref("1.2"), "1-2");
        assert_eq!(in_ref("13 (a)"), "13-a");
    }

    #[test]
    fn texts_open_with_their_kind() {
        assert_eq!(kind_of_text("Area for Improvement\nDo it."), (Some(Kind::AreaForImprovement), "Do it."));
        assert_eq!(kind_of_text("Recommendations are good"), (None, "Recommendations are good"));
        let numbered = |text| number_of_text(text).map(|(number, rest)| (number.no, number.kind, rest));
        for (text, no, kind, rest) in [
            ("Recommendation 7\nDo it: now.\nAnd then.", "7", Kind::Recommendation, "Do it: now.\nAnd then."),
            ("Recommendation 14: Do it.\nAnd then.", "14", Kind::Recommendation, "Do it.\nAnd then."),
            ("AFI 3 - Do it.", "3", Kind::AreaForImprovement, "Do it."),
        ] {
            assert_eq!(numbered(text), Some((no.to_owned(), Some(kind), rest)), "{text:?}");
        }
        for text in ["Recommendation 7", "Do it: now", "Recommendations 3 to 5 are done", "2024: a year"] {
            assert_eq!(numbered(text), None, "{text:?}");
        }
        assert_eq!(kind_of_text("Cause of concern\nA.\nRecommendation\nB."), (Some(Kind::CauseOfConcern), "A.\nRecommendation\nB."));
    }
}
