//! Lines between the rows of one table: the next report's title, or a section of the report above.

use crate::model::text::fold;
use crate::model::words::Kind;

use super::headings::Holds;
use super::layout::Table;
use super::number;
use super::paper::{Head, PaperReport, PaperRow};

/// Whether a line between the rows of one table begins a section of the report above, and not another report: it is a word for a
/// part of one, or it says nothing that reports say where the report above does, and its rows do not number other things anew.
pub(super) fn is_section(head: &Head, table: &Table<'_>, above: Option<&PaperReport>) -> bool {
    const PARTS: &[&str] = &[
        "recommendations",
        "must do",
        "should do",
        "open",
        "closed",
        "complete",
        "completed",
        "outstanding",
        "in progress",
        "actions",
        "theme",
        "section",
        "part",
        "priority",
        "pillar",
        "chapter",
        "innovative practice",
        "enablers",
    ];
    const KINDS: &[&str] = &["cause of concern", "causes of concern", "cause for concern", "area for improvement", "areas for improvement"];
    let plain = |head: &Head| !head.has_evidence() && head.prose.is_empty() && head.status.is_empty();
    let says = |above: &PaperReport| !above.published.is_empty() || !above.scope.published_by.is_empty() || above.counts.is_some();
    let Some(above) = above.filter(|above| plain(head) && (says(above) || !above.rows.is_empty())) else { return false };
    let title = head.titles.first().map(|(text, _)| fold(text)).unwrap_or_default();
    let rest = PARTS.iter().find_map(|part| title.strip_prefix(part)).map(str::trim);
    if KINDS.iter().any(|kind| title.starts_with(kind))
        || rest.is_some_and(|rest| matches!(rest, "" | "actions" | "recommendations" | "items"))
    {
        return true;
    }
    let numbered_anew = table.rows.iter().any(|row| {
        let text_of = |holds: Holds| table.column(holds).and_then(|col| row.cells.get(&col)).map(|cell| cell.text.as_str());
        let (no, text) = (text_of(Holds::No).map(number::read), text_of(Holds::Text).unwrap_or_default());
        no.is_some_and(|no| {
            let same =
                |known: &&PaperRow| !no.no.is_empty() && fold(&known.no) == fold(&no.no) && (no.kind.is_none() || known.kind == no.kind);
            above.rows.iter().find(same).is_some_and(|known| fold(&known.text) != fold(text))
        })
    });
    // 'Theme 2', 'Part B: prevention'; 'Section 60 stop and search' is a title.
    let labelled = rest.is_some_and(|rest| {
        let label = rest.split([':', '-']).next().unwrap_or_default().trim();
        label.chars().count() <= 3 && label.chars().all(char::is_alphanumeric)
    });
    !numbered_anew && (labelled || says(above) && rest.is_none())
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
