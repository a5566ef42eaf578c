//! What a person changed in a written paper, as decisions; and what a paper said when it was written, so that this can be told
//! from what has changed in the register since.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::paper;
use crate::consolidated::{Consolidated, DraftRow, status_said};
use crate::excel::consolidated::Draft;
use crate::model::tables::Decision;
use crate::model::text::{END, Text, digest_of, fold, tidy};
use crate::model::words::{DecisionKind, Rating, Stage, Word as _};
use crate::model::{Settings, columns as c};

const RECOMMENDATIONS: &str = "Recommendations";
const SCHEDULE: &str = "Schedule";
/// The sheets whose edits are taken.
const SHEETS: [&str; 2] = [RECOMMENDATIONS, SCHEDULE];
const COMMENTS: &str = "Comments";
const POSITION: &str = "Position";
const DUE: &str = "Due date in words";
const STATUS: &str = "Status";

/// What a paper says: by sheet and Ref, heading and text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told(BTreeMap<(&'static str, Text), Vec<(Text, Text)>>);

impl Told {
    /// What a paper says that was just made.
    #[must_use]
    pub fn of(made: &Consolidated) -> Self {
        let rows = SHEETS.into_iter().flat_map(|sheet| said(made, sheet).map(move |(reference, cells)| ((sheet, reference), cells)));
        Self(rows.collect())
    }

    /// What a workbook says that lies in the folder.
    #[must_use]
    pub fn within(draft: &Draft) -> Self {
        let recommendations =
            draft.rows.iter().cloned().map(of_recommendation).map(|(reference, cells)| ((RECOMMENDATIONS, reference), cells));
        let scheduled = draft.schedule.iter().map(|row| ((SCHEDULE, row.reference.clone()), row.cells.clone()));
        Self(recommendations.chain(scheduled).collect())
    }

    fn text(&self, sheet: &'static str, reference: &str, heading: &str) -> Option<&str> {
        let cells = self.0.get(&(sheet, reference.into()))?;
        cells.iter().find(|(held, _)| held == heading).map(|(_, text)| text.as_str())
    }
}

/// What a row says: its Ref, and each heading with its text.
type Row = (Text, Vec<(Text, Text)>);

/// What a sheet of a paper says, row by row.
fn said<'a>(made: &'a Consolidated, sheet: &'static str) -> Box<dyn Iterator<Item = Row> + 'a> {
    if sheet == RECOMMENDATIONS {
        return Box::new(paper::rows_of(made).map(of_recommendation));
    }
    let heads = &made.schedule.heads;
    let rows = made.schedule.reports.iter().flat_map(|report| report.refs.iter().zip(&report.rows));
    Box::new(rows.map(move |(reference, row)| {
        let cells = heads.iter().zip(row).filter(|(head, _)| head.heading != c::REF.heading);
        (reference.clone(), cells.map(|(head, cell)| (head.heading.as_str().into(), cell.value().shown())).collect())
    }))
}

fn of_recommendation(row: DraftRow) -> Row {
    let cells = [
        (c::RATING.heading, row.rating),
        (c::STAGE.heading, row.stage),
        (DUE, row.due),
        (COMMENTS, row.comments),
        (POSITION, row.position),
    ];
    (row.reference, cells.map(|(heading, text)| (heading.into(), text)).into())
}

/// Digests of everything that a paper says, as `written.json` keeps them: by sheet and Ref one line. Written as they are made,
/// since all that a paper says is as long as the paper.
#[derive(Debug)]
pub struct Digests<'a>(pub &'a Consolidated);

impl Serialize for Digests<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(SHEETS.map(|sheet| (sheet, OfSheet { made: self.0, sheet })))
    }
}

struct OfSheet<'a> {
    made: &'a Consolidated,
    sheet: &'static str,
}

impl Serialize for OfSheet<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(said(self.made, self.sheet).map(|(reference, cells)| (reference, digests(&cells))))
    }
}

/// The headings of a row, each with the digest of its text.
fn digests(cells: &[(Text, Text)]) -> String {
    let mut row = String::with_capacity(cells.len() * 32);
    for (heading, text) in cells {
        row.push_str(if row.is_empty() { "" } else { "; " });
        row.push_str(heading);
        row.push('=');
        row.push_str(&short(text));
    }
    row
}

/// The words of a text: where lines break and parts begin is no edit.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '\u{a0}')
}

/// A text without its blanks.
fn bare(text: &str) -> String {
    words(text).collect()
}

/// The first ten digits of a bare text's digest.
fn short(text: &str) -> String {
    format!("{:010x}", digest_of(words(text).flat_map(str::bytes).chain([END])) >> 24)
}

/// What a person did to one cell.
fn changed(written: &Json, now: &Told, at: (&'static str, &str, &str), is: &str) -> bool {
    let (sheet, reference, heading) = at;
    let row = written[sheet][reference].as_str();
    match row.and_then(|row| row.split("; ").find_map(|cell| cell.strip_prefix(heading)?.strip_prefix('='))) {
        Some(was) => was != short(is),
        // Written by an earlier release: all that can be compared with is the paper as it would be made now.
        None => now.text(sheet, reference, heading).is_some_and(|was| bare(was) != bare(is)),
    }
}

/// True when a paper says something else than it said when it was written; of an earlier release's nothing is kept to tell by.
#[must_use]
pub fn differ(written: &Json, edited: &Told) -> bool {
    let nothing = Told::default();
    let mut cells = edited.0.iter().flat_map(|((sheet, reference), cells)| cells.iter().map(move |cell| (*sheet, reference, cell)));
    cells.any(|(sheet, reference, (heading, is))| changed(written, &nothing, (sheet, reference, heading), is))
}

/// The edits as decisions on the recommendations, and what cannot be taken, with why.
///
/// `now` is the paper as it would be made now, `written` what `written.json` keeps of the file, `edited` the file itself.
#[must_use]
pub fn edits(cycle: &str, file: &str, settings: &Settings, now: &Told, written: &Json, edited: &Told) -> (Vec<Decision>, Vec<String>) {
    let mut wanted: BTreeMap<(&str, &'static str), Vec<(&'static str, Text)>> = BTreeMap::new();
    let mut not_taken = Vec::new();
    for ((sheet, reference), cells) in &edited.0 {
        if !now.0.contains_key(&(RECOMMENDATIONS, reference.clone())) {
            not_taken.push(format!("{reference}: the paper has no such recommendation"));
            continue;
        }
        for (heading, is) in cells.iter().filter(|(heading, is)| changed(written, now, (sheet, reference, heading), is)) {
            let mut want = |field: &'static str, value: String| wanted.entry((reference, field)).or_default().push((sheet, value.into()));
            match (*sheet, heading.as_str()) {
                (_, POSITION) => want(c::REASON.heading, tidy(is)),
                (RECOMMENDATIONS, COMMENTS) => want(c::COMMITTEE_TEXT.heading, tidy(is)),
                (_, COMMENTS) => want(c::COMMITTEE_TEXT.heading, unframed(now, reference, is)),
                (RECOMMENDATIONS, heading) if heading == c::RATING.heading => match Rating::read(is) {
                    Some(rating) => want(c::RATING.heading, rating.as_str().to_owned()),
                    None => not_taken.push(format!("{reference}: '{is}' is not a rating")),
                },
                (RECOMMENDATIONS, heading) if heading == c::STAGE.heading => match Stage::read(is) {
                    Some(stage) => want(c::STAGE.heading, stage.as_str().to_owned()),
                    None => not_taken.push(format!("{reference}: '{is}' is not a stage")),
                },
                (SCHEDULE, STATUS) => match status_said(is, &settings.inspectorate) {
                    Some((rating, stage)) => {
                        // Only what differs from what stands is decided.
                        let stands = |field: &str| now.text(RECOMMENDATIONS, reference, field).map(fold);
                        if let Some(rating) = rating.filter(|rating| stands(c::RATING.heading) != Some(fold(rating.as_str()))) {
                            want(c::RATING.heading, rating.as_str().to_owned());
                        }
                        if stands(c::STAGE.heading) != Some(fold(stage.as_str())) {
                            want(c::STAGE.heading, stage.as_str().to_owned());
                        }
                    }
                    None => not_taken.push(format!("{reference}: '{is}' is not a status: write it as Green, or as another row writes it")),
                },
                (_, DUE | "Due date" | "Original due date") => {
                    not_taken.push(format!("{reference}: a due date is changed in the register, with its reason"));
                }
                (_, heading) => not_taken.push(format!("{reference}: {heading} is changed in the register")),
            }
        }
    }
    not_taken.sort();
    not_taken.dedup();
    let mut decisions = Vec::new();
    for ((reference, field), mut values) in wanted {
        values.dedup_by(|one, other| bare(&one.1) == bare(&other.1));
        if values.len() > 1 {
            not_taken
                .push(format!("{reference}: {RECOMMENDATIONS} and {SCHEDULE} were given different words for {field}: keep one of them"));
            continue;
        }
        decisions.extend(values.into_iter().map(|(_, value)| Decision {
            reference: reference.into(),
            cycle: cycle.into(),
            rule_or_field: field.into(),
            decision: Some(DecisionKind::UseValue),
            value,
            decided_by: "coordinator".into(),
            reason: format!("edited in {file}").into(),
            ..Decision::default()
        }));
    }
    (decisions, not_taken)
}

/// Comments as a person left them on `Schedule`, without the lines that we put before and after the owner's words.
fn unframed(now: &Told, reference: &str, is: &str) -> String {
    let (Some(all), Some(words)) = (now.text(SCHEDULE, reference, COMMENTS), now.text(RECOMMENDATIONS, reference, COMMENTS)) else {
        return tidy(is);
    };
    let Some((before, after)) = (if words.is_empty() { all.split_once("\n\n") } else { all.split_once(words) }) else { return tidy(is) };
    let mut left = is.trim();
    left = left.strip_prefix(before.trim()).unwrap_or(left);
    left = left.strip_suffix(after.trim()).unwrap_or(left);
    tidy(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A paper of one recommendation: rating and comments on `Recommendations`, status, due date and comments on `Schedule`.
    fn told(rating: &str, comments: &str, status: &str, due: &str, on_schedule: &str) -> Told {
        let pair = |heading: &str, text: &str| (heading.into(), text.into());
        Told(BTreeMap::from([
            (
                (RECOMMENDATIONS, "a/1".into()),
                vec![pair("Rating", rating), pair("Stage", "in progress"), pair(COMMENTS, comments), pair(POSITION, "")],
            ),
            ((SCHEDULE, "a/1".into()), vec![pair(STATUS, status), pair("Due date", due), pair(COMMENTS, on_schedule)]),
        ]))
    }

    /// What is taken of `edited`, written as `written`, when the paper would be `now`: decisions as `Field=value`, then what is not.
    fn taken(now: &Told, written: &Told, edited: &Told) -> Vec<String> {
        let mut kept = serde_json::json!({});
        for ((sheet, reference), cells) in &written.0 {
            kept[*sheet][reference.as_str()] = digests(cells).into();
        }
        let (decisions, not_taken) = edits("2022-11", "f", &Settings::default(), now, &kept, edited);
        decisions.iter().map(|row| format!("{}={}", row.rule_or_field, row.value)).chain(not_taken).collect()
    }

    #[test]
    fn edits_of_either_sheet_become_decisions_and_what_cannot_be_taken_is_said() {
        let was = told("Amber", "as told", "Amber", "Mar 2023", "as told");
        for (edited, said) in [
            (told("Amber", "as told ", "Amber", "Mar 2023", "as\ntold"), vec![]),
            (told("green", "In plain words.", "Amber", "Mar 2023", "as told"), vec!["Committee text=In plain words.", "Rating=Green"]),
            (told("Amber", "as told", "Amber", "Mar 2023", "In plain words."), vec!["Committee text=In plain words."]),
            (told("Amber", "One.", "Amber", "Mar 2023", "One."), vec!["Committee text=One."]),
            (
                told("Amber", "One.", "Amber", "Mar 2023", "Two."),
                vec!["a/1: Recommendations and Schedule were given different words for Committee text: keep one of them"],
            ),
            (
                told("Amber", "as told", "Green - pending HMICFRS sign-off", "Mar 2023", "as told"),
                vec!["Rating=Green", "Stage=pending sign-off"],
            ),
            (
                told("Ambr", "as told", "Ambr", "Apr 2023", "as told"),
                vec![
                    "a/1: 'Ambr' is not a rating",
                    "a/1: 'Ambr' is not a status: write it as Green, or as another row writes it",
                    "a/1: a due date is changed in the register, with its reason",
                ],
            ),
        ] {
            assert_eq!(taken(&was, &was, &edited), said, "{edited:?}");
        }
    }

    #[test]
    fn digests_stay_what_earlier_releases_wrote() {
        // FNV-1a of the bare text and the byte 0xff, worked out apart; the first ten of sixteen digits.
        assert_eq!(short("On the way\n to\u{a0}£3m"), "d817618cb5");
    }

    #[test]
    fn what_has_changed_in_the_register_since_is_no_edit() {
        let written = told("Amber", "as told", "Amber", "Mar 2023", "as told");
        let now = told("Red", "told again", "Red", "Mar 2023", "told again");
        assert_eq!(taken(&now, &written, &written), Vec::<String>::new());
        let edited = told("Amber", "as told", "Amber", "Mar 2023", "In plain words.");
        assert_eq!(taken(&now, &written, &edited), ["Committee text=In plain words."]);
    }

    #[test]
    fn our_own_lines_around_the_comments_are_not_taken_for_the_owners_words() {
        let all = "No new position in this cycle; that of 2022-05 stands.\nas told\n\nRating decided: agreed";
        let was = told("Amber", "as told", "Amber", "Mar 2023", all);
        let edited = told("Amber", "as told", "Amber", "Mar 2023", &all.replace("as told", "In plain words."));
        assert_eq!(taken(&was, &was, &edited), ["Committee text=In plain words."]);
    }
}
