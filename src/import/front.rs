//! The lines above a table: title, when it was published, by whom, what it looks at, and what it counts. In any order.

use chrono::NaiveDate;

use crate::model::dates::DateText;
use crate::model::text::{fold, tidy};
use crate::model::words::{Precision, ReportType, Scope};

use super::counts;
use super::dates_in_text::dates_in;

/// What one line above a table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Title(String),
    Published(Option<(NaiveDate, Precision)>),
    Scope(ScopeLine),
    Counts,
    /// 'STATUS - evidence submitted ...': where the report stands with the inspectorate.
    InspectorateStatus(String),
    /// A paragraph: a position statement, or a note.
    Prose,
    /// 'Position at March 2024': the day of the paper, which says nothing of a report.
    AsAt,
    /// Markings, page numbers, names of appendices.
    Furniture,
    Footnote,
}

/// What a line such as 'A national report by HMICFRS' says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeLine {
    pub scope: Option<Scope>,
    pub kind: Option<ReportType>,
    pub published_by: String,
}

/// The most characters of a title on one line; anything longer is prose.
const LONGEST_TITLE: usize = 260;

/// Reads one line above a table.
#[must_use]
pub fn read(text: &str) -> Line {
    let line = tidy(text);
    let folded = fold(&line);
    if is_furniture(&folded) {
        return Line::Furniture;
    }
    if line.starts_with(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '*', '†', '‡'])
        || folded.starts_with("note:")
        || folded.starts_with("source:")
    {
        return Line::Footnote;
    }
    if let Some(published) = published(&line) {
        return Line::Published(published);
    }
    if is_as_at(&line) {
        return Line::AsAt;
    }
    if let Some(status) = inspectorate_status(&line) {
        return Line::InspectorateStatus(status);
    }
    if counts::is_counts(&line) {
        return Line::Counts;
    }
    if let Some(scope) = scope_line(&line) {
        return Line::Scope(scope);
    }
    if super::paper::is_total(&line) {
        return Line::Furniture;
    }
    if line.chars().count() > LONGEST_TITLE || sentences(&line) > 1 {
        return Line::Prose;
    }
    Line::Title(line)
}

/// 'Published 17th September 2021', 'Publication date: May 2019', 'Published: Sept-19'.
fn published(line: &str) -> Option<Option<(NaiveDate, Precision)>> {
    let folded = fold(line);
    let opens = [
        "published",
        "publication date",
        "date published",
        "date of publication",
        "issued",
        "report published",
        "date of report",
        "publication:",
    ];
    if !opens.iter().any(|words| folded.starts_with(words)) || line.chars().count() > 90 {
        // 'Final report issued: 12 May 2023'.
        let plain = |word: &str| matches!(word, "the" | "final" | "full" | "our" | "report" | "inspection" | "audit" | "date" | "first");
        let (before, date) = dated_title(line)?;
        return fold(before).split_whitespace().all(plain).then_some(Some(date));
    }
    let found = dates_in(line);
    let date = found.iter().find_map(|found| date_of(&found.says));
    // 'Published by the inspectorate' says nothing of a date.
    (date.is_some() || line.chars().any(|c| c.is_ascii_digit())).then_some(date)
}

/// A title and the date of publication at its end: 'CQC inspection report published 14 February 2023', '... (issued June 2022)'.
#[must_use]
pub fn dated_title(line: &str) -> Option<(&str, (NaiveDate, Precision))> {
    let found = dates_in(line).pop()?;
    let date = date_of(&found.says)?;
    let after = line.get(found.end..)?;
    if after.contains(char::is_alphanumeric) {
        return None;
    }
    let word_before = |text: &'_ str| -> Option<(usize, String)> {
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
        let at = text
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |at| at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        Some((at, fold(text.get(at..)?)))
    };
    let mut before = line.get(..found.start)?;
    let (mut at, mut word) = word_before(before)?;
    if matches!(word.as_str(), "on" | "in") {
        before = before.get(..at)?;
        (at, word) = word_before(before)?;
    }
    if !matches!(word.as_str(), "published" | "issued") {
        return None;
    }
    let title =
        before.get(..at)?.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '-' | '–' | '—' | ',' | ':' | ';'));
    title.contains(char::is_alphabetic).then_some((title, date))
}

/// Whether a line says of what day the paper speaks: 'Position at March 2024', 'Progress update as at 31 March 2024'.
fn is_as_at(line: &str) -> bool {
    let found = dates_in(line);
    let [only] = found.as_slice() else { return false };
    let folded = fold(&format!("{} {}", line.get(..only.start).unwrap_or_default(), line.get(only.end..).unwrap_or_default()));
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let opens = words
        .peek()
        .is_some_and(|word| matches!(*word, "position" | "progress" | "update" | "updated" | "status" | "as" | "correct" | "last"));
    opens
        && words.all(|word| {
            matches!(
                word,
                "position"
                    | "progress"
                    | "update"
                    | "updated"
                    | "status"
                    | "as"
                    | "at"
                    | "correct"
                    | "last"
                    | "of"
                    | "on"
                    | "to"
                    | "in"
                    | "the"
                    | "end"
                    | "for"
            )
        })
}

/// The day or month that a date text names.
#[must_use]
pub fn date_of(says: &DateText) -> Option<(NaiveDate, Precision)> {
    match says {
        DateText::Day { date, .. } => Some((*date, Precision::Day)),
        DateText::Month { last_day } => Some((*last_day, Precision::Month)),
        _ => None,
    }
}

/// The rest of a line that opens with 'STATUS -', or as our own papers have it, 'Status with HMICFRS:'.
#[must_use]
pub fn inspectorate_status(line: &str) -> Option<String> {
    let folded = fold(line);
    let rest = folded.strip_prefix("status")?.trim_start();
    let with_whom = rest.strip_prefix("with ").and_then(|rest| rest.split_once(':')).is_some_and(|(whom, _)| whom.chars().count() <= 60);
    if with_whom {
        return line.split_once(':').map(|(_, says)| tidy(says));
    }
    rest.starts_with(['-', ':']).then(|| {
        let at = line.find(['-', ':', '–', '—']).unwrap_or(0);
        tidy(line.get(at..).unwrap_or_default().trim_start_matches(['-', ':', '–', '—']))
    })
}

/// 'A national report HMICFRS', 'A force report by HMICFRS', 'A joint investigation report HMICFRS, College of Policing and IOPC'.
fn scope_line(line: &str) -> Option<ScopeLine> {
    let folded = fold(line);
    // A figure belongs to a title ('... inspections 2019 thematic report').
    if line.chars().count() > 200 || line.contains(|c: char| c == '\n' || c.is_ascii_digit()) {
        return None;
    }
    // As our own papers have it.
    if ["a report on this force", "a report on this organisation"].iter().any(|opens| folded.starts_with(opens)) {
        return Some(ScopeLine { scope: Some(Scope::Force), kind: None, published_by: publisher(line) });
    }
    let words: Vec<&str> =
        folded.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'')).filter(|word| !word.is_empty()).collect();
    let opens = matches!(words.first(), Some(&"a" | &"an" | &"national" | &"joint" | &"force" | &"local" | &"thematic"));
    let head = words.iter().take(6).copied().collect::<Vec<_>>();
    let scoped = head
        .iter()
        .any(|word| matches!(*word, "national" | "force" | "joint" | "local" | "thematic" | "regional" | "corporate" | "internal"));
    // 'A joint thematic inspection of ...' is a title: what it looks at follows.
    let describes = |word: &&str| matches!(*word, "report" | "thematic" | "review" | "publication");
    let first = words.iter().take(8).position(&describes).filter(|_| opens && scoped)?;
    // 'Thematic review of custody': the last of such words is followed by what it looks at.
    let end = first + words.iter().skip(first + 1).take_while(|word| describes(word)).count();
    if words.iter().any(|word| matches!(*word, "of" | "into" | "on"))
        && !folded.contains("report by")
        && !folded.contains("report following")
        && words.iter().position(|word| matches!(*word, "of" | "into" | "on")).is_some_and(|at| at <= end + 1)
    {
        return None;
    }
    if words.get(end + 1).is_some_and(|word| matches!(*word, "inspection" | "of" | "into" | "on")) {
        return None;
    }
    let has = |word: &str| words.contains(&word);
    let scope = if has("super-complaint") {
        Scope::SuperComplaint
    } else if has("joint") {
        Scope::Joint
    } else if has("force") || has("local") || has("corporate") || has("internal") {
        Scope::Force
    } else {
        Scope::National
    };
    let kind = has("thematic").then_some(ReportType::Thematic);
    Some(ScopeLine { scope: Some(scope), kind, published_by: publisher(line) })
}

/// Who published it: what follows 'by', else what follows the words that describe the report.
fn publisher(line: &str) -> String {
    const DESCRIBES: &[&str] = &[
        "a",
        "an",
        "the",
        "national",
        "force",
        "joint",
        "local",
        "thematic",
        "regional",
        "investigation",
        "inspection",
        "report",
        "review",
        "publication",
        "following",
        "police",
    ];
    let lower: String = line.chars().map(|c| c.to_ascii_lowercase()).collect();
    let by = lower.rfind(" by ").map(|at| at + " by ".len());
    if let Some(at) = by {
        return tidy(line.get(at..).unwrap_or_default()).trim_end_matches('.').to_owned();
    }
    let mut rest = line.trim();
    loop {
        let end = rest.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() || !DESCRIBES.contains(&fold(word).as_str()) {
            break;
        }
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == '-' || c == '–');
    }
    rest.trim_end_matches('.').trim_end_matches("report").trim().to_owned()
}

/// Lines that every page carries and that say nothing of a report.
fn is_furniture(folded: &str) -> bool {
    let marking = [
        "official",
        "official sensitive",
        "official-sensitive",
        "official - sensitive",
        "not protectively marked",
        "restricted",
        "unclassified",
        "public",
        "non-public",
    ];
    let page =
        folded.strip_prefix("page ").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "of/".contains(c)));
    let number = folded.chars().count() <= 4 && folded.chars().all(|c| c.is_ascii_digit());
    let appendix =
        folded.strip_prefix("appendix").or_else(|| folded.strip_prefix("annex")).is_some_and(|rest| rest.trim().chars().count() <= 3);
    folded.is_empty() || marking.contains(&folded) || super::legend::is_key(folded) || page || number || appendix
}

/// How many sentences a line holds, by its full stops followed by a blank.
fn sentences(line: &str) -> usize {
    let body = line.trim_end_matches(['.', ' ']);
    1 + body.matches(". ").filter(|_| body.chars().count() > 80).count()
}

/// A title without the word that it goes on from an earlier page ('(continued)', 'cont\'d'); none where it does not say so.
#[must_use]
pub fn continued(title: &str) -> Option<&str> {
    let words = title.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '.' | ':' | '…'));
    let at = words.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '-' | '–' | ','))?;
    let (before, word) = words.split_at(at);
    let word = fold(word.trim_start_matches(|c: char| !c.is_alphanumeric()));
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '-' | '–' | '—' | ',' | ':'));
    (matches!(word.as_str(), "continued" | "contd" | "cont'd" | "cont" | "con't") && !before.is_empty()).then_some(before)
}

/// What kind of report a title names, where it does.
#[must_use]
pub fn kind_of_title(title: &str) -> Option<ReportType> {
    let folded = fold(title);
    if folded.contains("super-complaint") || folded.contains("super complaint") {
        Some(ReportType::SuperComplaint)
    } else if folded.contains("thematic") {
        Some(ReportType::Thematic)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let day = |y, m, d, precision| Line::Published(NaiveDate::from_ymd_opt(y, m, d).map(|date| (date, precision)));
        for (text, line) in [
            ("Published 17th September 2021", day(2021, 9, 17, Precision::Day)),
            ("Published 16th July 2021.", day(2021, 7, 16, Precision::Day)),
            ("Published July 2019", day(2019, 7, 31, Precision::Month)),
            ("Publication date: 03/2020", day(2020, 3, 31, Precision::Month)),
            ("There are 7 actions for the force, 3 complete 4 are in progress.", Line::Counts),
            (
                "STATUS – Evidence submitted. Awaiting feedback.",
                Line::InspectorateStatus("Evidence submitted. Awaiting feedback.".to_owned()),
            ),
            ("OFFICIAL - SENSITIVE", Line::Furniture),
            ("Page 3 of 12", Line::Furniture),
            ("¹ The name of an operation", Line::Footnote),
        ] {
            assert_eq!(read(text), line, "{text}");
        }
        for title in [
            "Police response to violence against women and girls - Final inspection report",
            "A review of 'Fraud: Time to choose’",
            "A joint thematic inspection of the police and Crown Prosecution Service’s response to rape",
            "Review of policing domestic abuse during the pandemic",
            "PEEL 2018/2019",
            "Getting the balance right? An inspection of how effectively the police deal with protests",
            "National Child Protection Inspections 2019 thematic report",
            "Roads Policing – Not Optional",
            "Adult social care: local authority assessment",
        ] {
            assert_eq!(read(title), Line::Title(title.to_owned()), "{title}");
        }
    }

    #[test]
    fn scope_lines_say_who_and_whom() {
        for (text, scope, kind, by) in [
            ("A national report HMICFRS", Scope::National, None, "HMICFRS"),
            ("A force report by HMICFRS", Scope::Force, None, "HMICFRS"),
            ("A report on this force by HMICFRS", Scope::Force, None, "HMICFRS"),
            ("A national joint thematic HMICFRS and HMCPSi", Scope::Joint, Some(ReportType::Thematic), "HMICFRS and HMCPSi"),
            (
                "A joint investigation report HMICFRS, College of Policing and IPOC",
                Scope::Joint,
                None,
                "HMICFRS, College of Policing and IPOC",
            ),
            ("A Joint National report, HMICFRS and HMCPSi", Scope::Joint, None, "HMICFRS and HMCPSi"),
            (
                "A Joint national report following an investigation by HMICFRS, the College and others",
                Scope::Joint,
                None,
                "HMICFRS, the College and others",
            ),
            ("A national thematic HMICFRS report", Scope::National, Some(ReportType::Thematic), "HMICFRS"),
            ("A local report by the Care Quality Commission", Scope::Force, None, "the Care Quality Commission"),
        ] {
            assert_eq!(read(text), Line::Scope(ScopeLine { scope: Some(scope), kind, published_by: by.to_owned() }), "{text}");
        }
    }
}
