//! Lines between the rows of one table: the next report's title, or a section of the report above.

use crate::model::text::fold;
use crate::model::words::{Kind, Stage};

use super::headings::Holds;
use super::layout::Table;
use super::number;
use super::paper::{Head, PaperReport, PaperRow};

/// What a part of a report holds.
const HELD: &[&str] = &[
    "recommendation",
    "recommendations",
    "rec",
    "recs",
    "action",
    "actions",
    "task",
    "tasks",
    "item",
    "items",
    "afi",
    "afis",
    "area",
    "areas",
    "improvement",
    "improvements",
    "cause",
    "causes",
    "concern",
    "concerns",
    "enablers",
];
/// How far along a part is, or how it must be met.
const STATES: &[&str] = &[
    "open",
    "closed",
    "complete",
    "completed",
    "implemented",
    "delivered",
    "discharged",
    "outstanding",
    "progress",
    "ongoing",
    "overdue",
    "must",
    "should",
    "do",
    "innovative",
    "practice",
    "archive",
    "archived",
    "new",
    "remaining",
];
/// Words of [`STATES`] that say that the work is done.
const ENDED: &[&str] = &["closed", "complete", "completed", "implemented", "delivered", "discharged", "archive", "archived"];
/// What may stand beside them and names nothing.
const BESIDE: &[&str] = &[
    "in",
    "since",
    "last",
    "previous",
    "previously",
    "report",
    "reported",
    "meeting",
    "update",
    "the",
    "for",
    "of",
    "to",
    "date",
    "this",
    "period",
    "now",
    "information",
    "and",
    "or",
    "our",
    "all",
    "other",
    "by",
    "at",
    "on",
    "quarter",
    "year",
    "with",
    "no",
    "further",
];
/// Words that a letter or number makes a part: 'Theme 2', 'Part B: prevention'.
const LABELS: &[&str] = &["theme", "section", "part", "priority", "pillar", "chapter"];

fn words_of(folded: &str) -> Vec<&str> {
    let trimmed = folded.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    trimmed.filter(|word| !word.is_empty()).collect()
}

/// Whether a title names nothing but a part of a report: 'Completed actions', 'Closed since last report (for information)'.
pub(super) fn is_part(title: &str) -> bool {
    let folded = fold(title);
    let words = words_of(&folded);
    let plain = |word: &str| {
        HELD.contains(&word)
            || STATES.contains(&word)
            || BESIDE.contains(&word)
            || word.chars().all(|c| c.is_ascii_digit())
            || crate::model::dates::month_named(word).is_some()
    };
    let begins = words.first().is_some_and(|word| !word.chars().all(|c| c.is_ascii_digit()));
    begins && words.iter().any(|word| HELD.contains(word) || STATES.contains(word)) && words.iter().all(|word| plain(word))
}

/// Whether a title names the part of a report that is done with.
pub(super) fn is_ended_part(title: &str) -> bool {
    let folded = fold(title);
    is_part(title) && words_of(&folded).iter().any(|word| ENDED.contains(word)) && super::status::read(title).stage == Some(Stage::Closed)
}

/// Whether a line between the rows of one table begins a section of the report above, and not another report: it is a word for a
/// part of one, or it says nothing that reports say where the report above does, and its rows do not number other things anew.
pub(super) fn is_section(head: &Head, table: &Table<'_>, above: Option<&PaperReport>) -> bool {
    const KINDS: &[&str] = &["cause of concern", "causes of concern", "cause for concern", "area for improvement", "areas for improvement"];
    let says = |above: &PaperReport| !above.published.is_empty() || !above.scope.published_by.is_empty() || above.counts.is_some();
    let Some(above) = above.filter(|above| is_plain(head) && (says(above) || !above.rows.is_empty())) else { return false };
    let title = head.titles.first().map(|(text, _)| fold(text)).unwrap_or_default();
    let words = words_of(&title);
    if KINDS.iter().any(|kind| title.starts_with(kind)) || is_part(&title) {
        return true;
    }
    // 'Theme 2', 'Part B: prevention'; 'Section 60 stop and search' is a title.
    let label = words.first().filter(|word| LABELS.contains(word));
    let labelled = label.is_some_and(|label| {
        let rest = title.get(label.len()..).unwrap_or_default().split([':', '-']).next().unwrap_or_default().trim();
        rest.chars().count() <= 3 && rest.chars().all(char::is_alphanumeric)
    });
    // 'Recommendations for the Chief Constable'.
    let addressed = matches!(words.as_slice(), [first, "for" | "to", ..] if HELD.contains(first));
    !numbered_anew(table, above) && (labelled || addressed || says(above) && label.is_none())
}

/// Whether a title with headings of its own below it names a part of the report above.
pub(super) fn is_headed_section(head: &Head, table: &Table<'_>, above: Option<&PaperReport>) -> bool {
    let Some(above) = above.filter(|above| is_plain(head) && !above.rows.is_empty()) else { return false };
    // Areas for improvement have numbers of their own.
    let of_kind = |title: &str| kind_of_section(title) == Some(Kind::AreaForImprovement);
    head.titles.iter().all(|(title, _)| is_part(title))
        && (!numbered_anew(table, above) || head.titles.iter().any(|(title, _)| of_kind(title)))
}

fn is_plain(head: &Head) -> bool {
    !head.has_evidence() && head.prose.is_empty() && head.status.is_empty()
}

/// Whether a table's rows have numbers of the report above, with other texts.
fn numbered_anew(table: &Table<'_>, above: &PaperReport) -> bool {
    table.rows.iter().any(|row| {
        let text_of = |holds: Holds| table.column(holds).and_then(|col| row.cells.get(&col)).map(|cell| cell.text.as_str());
        let (no, text) = (text_of(Holds::No).map(number::read), text_of(Holds::Text).unwrap_or_default());
        no.is_some_and(|no| {
            let same =
                |known: &&PaperRow| !no.no.is_empty() && fold(&known.no) == fold(&no.no) && (no.kind.is_none() || known.kind == no.kind);
            above.rows.iter().find(same).is_some_and(|known| fold(&known.text) != fold(text))
        })
    })
}

/// The kind that a section's rows have, where its name says so.
pub(super) fn kind_of_section(section: &str) -> Option<Kind> {
    let folded = fold(section);
    if folded.starts_with("area for improvement") || folded.starts_with("areas for improvement") {
        Some(Kind::AreaForImprovement)
    } else if folded.starts_with("recommendation") {
        Some(Kind::Recommendation)
    } else {
        None
    }
}
