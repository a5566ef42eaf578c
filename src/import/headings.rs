//! The headings of a table, known by what `model::columns` declares and by what papers print besides.

use crate::model::columns::{self as c, Column};
use crate::model::text::fold;

/// What a column of a paper holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    Ref,
    Title,
    Published,
    No,
    Kind,
    Text,
    /// What is to be done, in a column beside the recommendation's own.
    Task,
    Status,
    Stage,
    Due,
    OriginalDue,
    RevisedDue,
    ReasonNewDate,
    Update,
    Reason,
    Evidence,
    Resources,
    Owner,
    CompletedOn,
    ClosedOn,
    WaitingOn,
    PortalRef,
    OnPortal,
    SubmittedOn,
    Direction,
    InspectorateStatus,
    Outstanding,
    Closed,
    PublishedBy,
    Lead,
}

/// What is known of each: the declared column, and headings that only papers print.
static KNOWN: &[(Holds, Option<&Column>, &[&str])] = &[
    (Holds::Ref, Some(&c::REF), &[]),
    (
        Holds::Title,
        Some(&c::TITLE),
        &["report", "name of inspection", "inspection title", "report name", "audit", "review", "report / inspection", "inspection/report"],
    ),
    (Holds::Published, Some(&c::PUBLISHED), &["date of report", "report date", "date of publication", "date of inspection"]),
    (
        Holds::No,
        Some(&c::NO),
        &[
            "rec ref",
            "rec. ref",
            "recommendation ref",
            "ref no",
            "ref no.",
            "id",
            "item no",
            "rec number",
            "rec #",
            "action no",
            "action ref",
            "ref code",
            "rec id",
            "action id",
            "r",
        ],
    ),
    (Holds::Kind, Some(&c::KIND), &["type", "rec/afi", "rec / afi", "recommendation or afi"]),
    (
        Holds::Text,
        Some(&c::TEXT),
        &[
            "recommendation/afi",
            "recommendation / afi",
            "recommendation or area for improvement",
            "recommendation/area for improvement",
            "recommendations/areas for improvement",
            "actions",
            "agreed action",
            "management action",
            "action required",
            "required action",
            "recommendation made",
            "recommendation(s)",
            "area of improvement",
            "must do / should do",
            "requirement",
            "requirements",
            "improvement needed",
            "improvement required",
            "improvements needed",
            "question",
            "matter of concern",
            "matters of concern",
            "finding",
            "findings",
            "agreed management action",
            "agreed management actions",
            "agreed actions",
            "management actions",
            "cause of concern/areas for improvement",
            "cause of concern / area for improvement",
            "afi/recommendation",
            "afi",
        ],
    ),
    (Holds::Task, Some(&c::TASK), &["task(s)", "tasks", "force task"]),
    (
        Holds::Status,
        Some(&c::RATING),
        &[
            "rag (status)",
            "brag rating",
            "brag status",
            "rag colour",
            "progress rag",
            "overall rag",
            "status (rag)",
            "current status (rag)",
            "r/a/g",
            "delivery status",
            "implementation status",
            "rating (rag)",
            "overall status",
            "action status",
            "progress status",
            "recommendation status",
            "bragg",
            "ragb",
        ],
    ),
    (Holds::Stage, Some(&c::STAGE), &[]),
    (
        Holds::Due,
        Some(&c::DUE),
        &[
            "due",
            "timescale",
            "timescales",
            "implementation date",
            "date for completion",
            "date for implementation",
            "by when",
            "current due date",
            "agreed date",
            "due date / deadline",
            "current target date",
            "completion due",
            "target completion",
            "target for completion",
            "when",
            "complete by",
            "due for completion",
            "date to be completed",
            "target implementation date",
        ],
    ),
    (
        Holds::OriginalDue,
        Some(&c::ORIGINAL_DUE),
        &[
            "original implementation date",
            "original timescale",
            "original date due",
            "first due date",
            "original completion date",
            "hmicfrs due date",
            "hmicfrs deadline",
            "initial date",
            "original due date / deadline",
        ],
    ),
    (
        Holds::RevisedDue,
        Some(&c::REVISED_DUE),
        &["revised implementation date", "revised target date", "revised deadline", "extended date", "extension date", "revised timescale"],
    ),
    (Holds::ReasonNewDate, Some(&c::REASON_NEW_DATE), &["reason for delay", "reason for slippage"]),
    (
        Holds::Update,
        Some(&c::UPDATE),
        &[
            "progress to date",
            "progress/comments",
            "progress / comments",
            "comment/update",
            "comments/update",
            "comments / update",
            "progress update/comments",
            "response",
            "management response",
            "force response",
            "action taken",
            "actions taken",
            "summary of progress",
            "current progress",
            "notes",
            "remarks",
            "delivery update",
            "status update",
            "status comments",
            "commentary / update",
            "position statement",
            "update/progress",
            "update / progress",
            "progress made",
            "progress since last meeting",
            "action update",
            "officer update",
        ],
    ),
    (Holds::Reason, Some(&c::REASON), &["position in", "position at", "reason for status", "rag rationale"]),
    (Holds::Evidence, Some(&c::EVIDENCE), &["assurance", "evidence / assurance", "evidence of implementation"]),
    (Holds::Resources, Some(&c::RESOURCES), &["resources needed / costs involved", "costs involved", "resources required"]),
    (
        Holds::Owner,
        Some(&c::OWNER),
        &[
            "responsible manager",
            "responsible person",
            "responsible lead",
            "lead director",
            "responsible director",
            "senior responsible owner",
            "sro",
            "accountable officer",
            "owner(s)",
            "task owner(s)",
            "force owner",
            "action lead",
            "operational lead",
            "assigned to",
            "lead",
            "who",
            "responsibility",
            "service lead",
            "by whom",
            "lead manager",
            "accountable lead",
            "accountable manager",
            "executive lead/owner",
            "owner / lead",
            "lead / owner",
        ],
    ),
    (Holds::CompletedOn, Some(&c::COMPLETED_ON), &["date implemented", "actual completion date"]),
    (Holds::ClosedOn, Some(&c::CLOSED_ON), &["closure date", "date of closure"]),
    (Holds::WaitingOn, Some(&c::WAITING_ON), &[]),
    (Holds::PortalRef, Some(&c::PORTAL_REF), &["portal id", "portal number"]),
    (Holds::OnPortal, Some(&c::ON_PORTAL), &[]),
    (
        Holds::SubmittedOn,
        Some(&c::SUBMITTED_ON),
        &["date evidence submitted", "evidence uploaded", "date submitted", "evidence uploaded on"],
    ),
    (Holds::Direction, Some(&c::DIRECTION), &["direction of travel (dot)", "trend"]),
    (Holds::InspectorateStatus, Some(&c::INSPECTORATE_STATUS), &["hmicfrs status", "portal status"]),
    (
        Holds::Outstanding,
        None,
        &[
            "total number outstanding",
            "number outstanding",
            "outstanding",
            "total outstanding",
            "no. outstanding",
            "open",
            "number open",
            "total open",
        ],
    ),
    (Holds::Closed, None, &["total number closed", "number closed", "closed", "total closed", "no. closed"]),
    (Holds::PublishedBy, Some(&c::PUBLISHED_BY), &["inspectorate", "inspecting body", "regulator"]),
    (Holds::Lead, Some(&c::CHIEF_LEAD), &["chief officer owner", "strategic owner", "executive owner"]),
];

/// What one heading cell turned out to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    pub printed: String,
    pub holds: Option<Holds>,
    /// For a heading that is not known: the one that it comes nearest to; empty when none is near.
    pub nearest: String,
    /// The heading of another column that means the same and is taken instead; empty where this one is taken.
    pub instead: String,
    /// It is not known, but read as the recommendation's text, since its table has no other.
    pub taken_for_text: bool,
}

/// Reads one heading; spaces, case, quotes, months, years and bracketed remarks say nothing.
#[must_use]
pub fn read(printed: &str) -> Heading {
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    let holds = known(&printed);
    let nearest = if holds.is_some() { String::new() } else { nearest(&printed) };
    Heading { printed, holds, nearest, ..Heading::default() }
}

/// What the heading is known to hold.
#[must_use]
pub fn known(printed: &str) -> Option<Holds> {
    if printed.is_empty() || printed.chars().count() > 80 {
        return None;
    }
    // Whose paper it is, as committees' front sheets say; no report.
    if matches!(fold(printed).trim_end_matches([':', ' ']), "report of" | "report by" | "report to" | "report author") {
        return None;
    }
    // A figure beside the words, however it is headed.
    if words_of(&fold(printed)).any(|word| matches!(word, "percent" | "percentage" | "pct"))
        || printed.contains('%') && printed.chars().count() <= 30
    {
        return None;
    }
    exactly(printed).or_else(|| qualified_due(printed)).or_else(|| what_is_asked(printed)).or_else(|| {
        let plain = plain(printed);
        let holds = (!plain.is_empty() && plain != fold(printed)).then(|| exactly(&plain)).flatten();
        // 'RAG last meeting' is what the colour was.
        holds.filter(|holds| *holds != Holds::Status || !words_of(&fold(printed)).any(|word| word == "last"))
    })
}

/// 'Revised target', 'Due date (original)', 'Forecast completion date': a heading of dates and which of them it means.
fn qualified_due(printed: &str) -> Option<Holds> {
    let folded = fold(printed);
    let which = |word: &str| match word {
        "original" | "initial" | "first" => Some(Holds::OriginalDue),
        "revised" | "extended" | "amended" | "rescheduled" => Some(Holds::RevisedDue),
        "forecast" | "expected" | "planned" | "estimated" | "anticipated" | "projected" | "proposed" => Some(Holds::Due),
        _ => None,
    };
    let found = words_of(&folded).find_map(which)?;
    let rest: Vec<&str> = words_of(&folded).filter(|word| which(word).is_none()).collect();
    let rest = rest.join(" ");
    let dates = matches!(rest.as_str(), "date" | "completion date" | "end date" | "finish date" | "completion")
        || exactly(&rest) == Some(Holds::Due);
    dates.then_some(found)
}

/// 'CQC requirement', 'Coroner's concern / recommendation': whoever asks, and what is asked.
fn what_is_asked(printed: &str) -> Option<Holds> {
    let folded = fold(printed);
    let words: Vec<&str> = words_of(&folded).filter(|word| *word != "s").collect();
    let asks = |word: &str| matches!(word, "requirement" | "requirements" | "recommendation" | "recommendations" | "concern" | "concerns");
    if let [who, "action" | "actions"] = words.as_slice()
        && matches!(
            *who,
            "service" | "proposed" | "planned" | "force" | "improvement" | "recommended" | "corrective" | "provider" | "trust" | "council"
        )
    {
        return Some(Holds::Text);
    }
    // 'Total recommendations' counts them, 'Status of recommendation' and 'Linked recommendation' speak of others.
    let other = |word: &str| {
        matches!(
            word,
            "cause" | "causes" | "of" | "number" | "no" | "link" | "linked" | "related" | "previous" | "original" | "total" | "all"
        ) || matches!(word, "open" | "closed" | "complete" | "completed" | "outstanding" | "overdue" | "implemented" | "discharged" | "new")
            || matches!(
                word,
                "accepted" | "rejected" | "live" | "current" | "remaining" | "ref" | "reference" | "type" | "other" | "max" | "per"
            )
    };
    let last = words.last().is_some_and(|word| asks(word));
    (last && (2..=4).contains(&words.len()) && !words.iter().any(|word| other(word))).then_some(Holds::Text)
}

/// The words of a folded heading.
fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// How well a heading fits what it means, for the choice among several that mean the same: the highest is taken.
#[must_use]
pub(super) fn rank(heading: &Heading) -> (u8, Option<chrono::NaiveDate>) {
    let folded = fold(&heading.printed);
    let has = |wanted: &[&str]| words_of(&folded).any(|word| wanted.contains(&word));
    let rank = match heading.holds {
        // The recommendation itself before what is to be done about it, and that before what was found.
        Some(Holds::Text) if has(&["recommendation", "recommendations", "area", "areas", "text"]) => 3,
        Some(Holds::Text) if has(&["finding", "findings"]) => 0,
        Some(Holds::Text) if is_action(heading) => 1,
        Some(Holds::Text) => 2,
        // Who does it before who answers for it.
        Some(Holds::Owner) if is_senior(heading) => 0,
        Some(Holds::Update) if has(&["response", "notes", "remarks"]) => 0,
        Some(Holds::Update) if has(&["update", "progress"]) => 2,
        Some(Holds::Status) if has(&["rag", "brag", "ragb", "bragg", "ragw"]) && !has(&["previous", "prior"]) => 2,
        _ if has(&["previous", "previously", "last", "prior", "original", "initial"]) => 0,
        _ if has(&["this", "current", "latest", "now", "revised", "new"]) => 2,
        _ => 1,
    };
    let dated = super::dates_in_text::dates_in(&heading.printed).into_iter().filter_map(|found| super::front::date_of(&found.says));
    (rank, dated.map(|(date, _)| date).max())
}

/// A heading of those who answer for what others do.
#[must_use]
pub(super) fn is_senior(heading: &Heading) -> bool {
    words_of(&fold(&heading.printed))
        .any(|word| matches!(word, "sro" | "senior" | "director" | "executive" | "accountable" | "strategic" | "chief"))
}

/// A heading of what is to be done.
#[must_use]
pub(super) fn is_action(heading: &Heading) -> bool {
    words_of(&fold(&heading.printed)).any(|word| matches!(word, "action" | "actions" | "task" | "tasks"))
}

/// A heading of colours, where another column says how far the work is.
#[must_use]
pub(super) fn is_of_colours(heading: &Heading) -> bool {
    words_of(&fold(&heading.printed))
        .any(|word| matches!(word, "rag" | "brag" | "ragb" | "bragg" | "ragw" | "colour" | "rating" | "traffic"))
}

fn exactly(printed: &str) -> Option<Holds> {
    let folded = fold(printed);
    let folded = folded.trim_end_matches([':', '*', '?', '.']).trim();
    KNOWN
        .iter()
        .find(|(_, column, also)| {
            also.contains(&folded)
                || column.is_some_and(|column| {
                    std::iter::once(column.heading)
                        .chain(column.aliases.iter().copied())
                        .any(|known| fold(known).trim_end_matches(['?', '.']) == folded)
                })
        })
        .map(|(holds, _, _)| *holds)
}

/// A heading without what changes from paper to paper: months, years, days, bracketed remarks, 'as at'.
fn plain(printed: &str) -> String {
    let mut open = 0_u32;
    let outside: String = fold(printed)
        .chars()
        .filter(|c| {
            match c {
                '(' | '[' => open += 1,
                ')' | ']' => {
                    open = open.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            open == 0
        })
        .collect();
    let words: Vec<&str> = outside
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | ','))
        .filter(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let is_month = bare.chars().count() >= 3 && crate::model::dates::month_named(bare).is_some();
            let changes = matches!(bare, "as" | "latest" | "current" | "this" | "last" | "meeting" | "since" | "force's");
            let is_mark = bare.is_empty() && !matches!(*word, "&" | "/");
            !(is_mark || is_month || changes || bare.starts_with(|c: char| c.is_ascii_digit()))
        })
        .collect();
    let mut words = words.as_slice();
    while let Some((last, rest)) = words.split_last() {
        if !matches!(last.trim_matches(|c: char| !c.is_alphanumeric()), "in" | "at" | "for" | "on" | "of" | "to" | "the") {
            break;
        }
        words = rest;
    }
    words.join(" ").trim_matches(|c: char| matches!(c, '?' | ':' | '.')).to_owned()
}

/// The known heading that `printed` comes nearest to, for a person to choose; empty when none is near.
fn nearest(printed: &str) -> String {
    let folded = fold(printed);
    if folded.chars().count() < 4 || folded.chars().count() > 60 {
        return String::new();
    }
    // When the work began is no date that we keep, and a share is no text: neither comes near to one.
    if folded.contains('%')
        || words_of(&folded).any(|word| matches!(word, "start" | "started" | "begin" | "begun" | "commenced" | "percentage"))
    {
        return String::new();
    }
    KNOWN
        .iter()
        .filter_map(|(_, column, _)| *column)
        .flat_map(|column| std::iter::once(column.heading).chain(column.aliases.iter().copied()).map(move |known| (known, column.heading)))
        .map(|(known, heading)| (strsim::normalized_damerau_levenshtein(&folded, &fold(known)), heading))
        .filter(|(near, _)| *near >= 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, heading)| heading.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_as_papers_print_them() {
        for (printed, holds) in [
            ("Recommendation &/or Area for Improvement", Holds::Text),
            ("Recommendations & Areas for Improvement", Holds::Text),
            ("Comment", Holds::Update),
            ("COMMENTS ", Holds::Update),
            ("Force Task Owner", Holds::Owner),
            ("Position in March?", Holds::Reason),
            ("Position in September 2022", Holds::Reason),
            ("Original  Due\nDate", Holds::OriginalDue),
            ("Resources needed/costs involved", Holds::Resources),
            ("Due Date:", Holds::Due),
            ("RAG rating", Holds::Status),
            ("Status (RAG)", Holds::Status),
            ("Progress update – March 2022", Holds::Update),
            ("Total Number Outstanding", Holds::Outstanding),
            ("Implementation date", Holds::Due),
            ("CQC requirement", Holds::Text),
            ("Coroner’s concern", Holds::Text),
            ("Coroner concern / recommendation", Holds::Text),
            ("Improvement needed", Holds::Text),
            ("Service action", Holds::Text),
            ("Responsible Officer", Holds::Owner),
            ("No", Holds::No),
        ] {
            assert_eq!(read(printed).holds, Some(holds), "{printed:?}");
        }
    }

    #[test]
    fn a_heading_nearly_known_is_suggested_and_not_taken() {
        for (printed, nearest) in [
            ("Report of:", ""),
            ("Progress %", ""),
            ("% complete", ""),
            ("Start date", ""),
            ("Recomendation", "Text"),
            ("Stauts", "Rating"),
            ("Due dat", "Due"),
            ("Weather", ""),
        ] {
            let heading = read(printed);
            assert_eq!((heading.holds, heading.nearest.as_str()), (None, nearest), "{printed:?}");
        }
    }

    #[test]
    fn no_heading_means_two_columns() {
        let mut seen: Vec<(String, Holds)> = Vec::new();
        for (holds, column, also) in KNOWN {
            for name in also
                .iter()
                .copied()
                .chain(column.iter().flat_map(|column| std::iter::once(column.heading).chain(column.aliases.iter().copied())))
            {
                let folded = fold(name).trim_end_matches(['?', '.']).to_owned();
                if let Some((_, other)) = seen.iter().find(|(known, other)| *known == folded && other != holds) {
                    assert_eq!(other, holds, "{name} means both");
                }
                seen.push((folded, *holds));
            }
        }
    }
}
