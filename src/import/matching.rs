//! Finding in the register what a paper shows: the report by title and date, the recommendation by number, then by text.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::Register;
use crate::model::dates::months_between;
use crate::model::tables::{Recommendation, Report};
use crate::model::text::{Text, fold, fold_title};

use super::names::{Same, same_title};
use super::paper::{PaperReport, PaperRow};

/// Months by which the dates of publication of one report may differ between papers.
const MONTHS_APART: i32 = 8;
/// How much two texts must share to be the same recommendation without a number.
const SAME_TEXT: f64 = 0.75;
/// Below this, one number with two kinds means two recommendations.
const OTHER_TEXT: f64 = 0.3;
/// Below this, a text that stands elsewhere word for word has moved there.
const RELATED_TEXT: f64 = 0.6;
/// How much the text of a new number must share with one whose number is gone to be the same recommendation, numbered anew.
const RENUMBERED_TEXT: f64 = 0.9;

/// The short name of the register's report that the paper means; `taken` are those that it has shown already.
#[must_use]
pub fn report<'r>(register: &'r Register, shown: &PaperReport, taken: &BTreeSet<Text>) -> Option<&'r str> {
    if let Some(known) = register.reports.iter().find(|known| fold(&known.report) == fold(&shown.title)) {
        return Some(&known.report);
    }
    if super::sections::is_ended_part(&shown.title) && shown.published.is_empty() {
        return of_rows(register, shown);
    }
    let published: Option<NaiveDate> = shown.published.first().map(|(date, _, _)| *date);
    let apart = |known: Option<NaiveDate>| published.zip(known).map(|(a, b)| months_between(a, b).abs());
    let mut alike: Vec<(Same, i32, &str)> = register
        .reports
        .iter()
        .filter_map(|known| {
            let same = same_title(&known.title, &shown.title);
            let apart = apart(known.published);
            let fits = match same {
                Same::Yes => apart.is_none_or(|months| months <= MONTHS_APART),
                // Titles that are only alike need the same month of publication.
                Same::Perhaps => apart == Some(0) && !taken.contains(&known.report),
                Same::No => false,
            };
            let fits = fits && !contradicts(register, &known.report, shown);
            fits.then_some((same, apart.unwrap_or(0), known.report.as_str()))
        })
        .collect();
    alike.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    alike.first().map(|(_, _, report)| *report)
}

/// The report that holds every row that is shown, by number and words: what a sheet of closed rows speaks of. None where two do.
fn of_rows<'r>(register: &'r Register, shown: &PaperReport) -> Option<&'r str> {
    let same = |known: &Recommendation, row: &PaperRow| {
        fold(&known.no) == fold(&row.no) && !fold(&row.text).is_empty() && likeness(&known.text, &row.text) >= SAME_TEXT
    };
    let mut reports = register.recommendations.iter().filter(|known| shown.rows.first().is_some_and(|row| same(known, row)));
    let holds_all = |report: &str| {
        let held: Vec<&Recommendation> = register.recommendations.iter().filter(|known| known.report == report).collect();
        shown.rows.iter().all(|row| held.iter().any(|known| same(known, row)))
    };
    let found = reports.find(|known| holds_all(&known.report))?;
    reports.all(|other| other.report == found.report || !holds_all(&other.report)).then_some(found.report.as_str())
}

/// The report of exactly that title, whatever its recommendations say; none where several have it, or were published at another time.
#[must_use]
pub fn report_titled<'r>(register: &'r Register, shown: &PaperReport) -> Option<&'r str> {
    let published: Option<NaiveDate> = shown.published.first().map(|(date, _, _)| *date);
    let in_time = |known: Option<NaiveDate>| published.zip(known).is_none_or(|(a, b)| months_between(a, b).abs() <= MONTHS_APART);
    let titled = |known: &&Report| fold(&known.title) == fold(&shown.title) && in_time(known.published);
    let mut titled = register.reports.iter().filter(titled);
    let first = titled.next()?;
    titled.next().is_none().then_some(first.report.as_str())
}

/// Whether a report of the register is another one than is shown, by what its recommendations say: under the same numbers stand
/// other texts, and none of those shown is among its own.
fn contradicts(register: &Register, report: &str, shown: &PaperReport) -> bool {
    let held: Vec<&Recommendation> =
        register.recommendations.iter().filter(|known| known.report == report && !known.text.is_empty()).collect();
    let rows = || shown.rows.iter().filter(|row| !row.no.is_empty() && !fold(&row.text).is_empty());
    let collide =
        rows().filter(|row| held.iter().any(|known| fold(&known.no) == fold(&row.no) && is_other_text(&known.text, &row.text))).count();
    collide >= 2 && rows().all(|row| held.iter().all(|known| is_other_text(&known.text, &row.text)))
}

/// True of two texts that have next to nothing in common.
#[must_use]
pub fn is_other_text(one: &str, other: &str) -> bool {
    !fold(one).is_empty() && !fold(other).is_empty() && likeness(one, other) < OTHER_TEXT
}

/// Which recommendation of the register each row of a report means, if any.
///
/// On the number first, on the kind only where numbers collide, on the text where numbers are missing, or say that the paper was
/// numbered anew. `by_order` tells
/// which recommendations of the register were numbered by their order, so that their numbers mean nothing.
#[must_use]
pub fn rows(register: &Register, report: &str, shown: &[PaperRow], by_order: &dyn Fn(&str) -> bool) -> Vec<Option<Text>> {
    let held: Vec<&Recommendation> = register.recommendations.iter().filter(|known| known.report == report).collect();
    let mut found: Vec<Option<Text>> = vec![None; shown.len()];
    let mut taken: BTreeSet<Text> = BTreeSet::new();
    // A number whose text has moved to another one, or come from another one, says nothing: the paper was numbered anew.
    let texts_held: BTreeSet<String> = held.iter().map(|known| fold(&known.text)).collect();
    let texts_shown: BTreeSet<String> = shown.iter().map(|row| fold(&row.text)).collect();
    let renumbered = |row: &PaperRow, reference: &str| {
        held.iter().find(|known| known.reference == reference).is_some_and(|known| {
            let (was, is) = (fold(&known.text), fold(&row.text));
            if was.is_empty() || is.is_empty() || was == is {
                return false;
            }
            // Texts that begin alike are alike: word for word elsewhere tells more.
            let moved = texts_held.contains(&is) || texts_shown.contains(&was);
            let like = likeness(&known.text, &row.text);
            let from = || held.iter().map(|other| likeness(&other.text, &row.text)).fold(0.0, f64::max);
            let to = || shown.iter().map(|other| likeness(&other.text, &known.text)).fold(0.0, f64::max);
            moved || like < RELATED_TEXT && from() >= SAME_TEXT || like < OTHER_TEXT && to() >= SAME_TEXT
        })
    };
    let mut anew: BTreeSet<usize> = BTreeSet::new();
    for (at, row) in shown.iter().enumerate() {
        let by_ref = (!row.reference.is_empty()).then(|| {
            let named = crate::model::register::recommendation_of(&row.reference);
            held.iter().find(|known| known.reference == row.reference).or_else(|| held.iter().find(|known| known.reference == named))
        });
        let hit = match by_ref.flatten() {
            Some(known) => Some(known.reference.clone()),
            None if !row.no.is_empty() => by_number(&held, row, shown, by_order, &taken).filter(|hit| {
                let moved = renumbered(row, hit);
                if moved {
                    anew.insert(at);
                }
                !moved
            }),
            None => None,
        };
        if let Some(hit) = hit {
            taken.insert(hit.clone());
            if let Some(slot) = found.get_mut(at) {
                *slot = Some(hit);
            }
        }
    }
    // Texts: the likest pairs first, so that a row does not take what fits another better.
    let mut pairs: Vec<(f64, usize, &str)> = Vec::new();
    for (at, row) in shown.iter().enumerate().filter(|(at, row)| found.get(*at).is_some_and(Option::is_none) && !row.text.is_empty()) {
        for known in held.iter().filter(|known| !taken.contains(&known.reference)) {
            // A number that the register does not know, with the text of one that this paper does not print.
            let new_number = || {
                held.iter().all(|other| fold(&other.no) != fold(&row.no))
                    && shown.iter().enumerate().all(|(nth, other)| fold(&other.no) != fold(&known.no) || anew.contains(&nth))
            };
            let least = if row.no.is_empty() || by_order(&known.reference) || anew.contains(&at) {
                SAME_TEXT
            } else if new_number() {
                RENUMBERED_TEXT
            } else {
                continue;
            };
            let like = likeness(&row.text, &known.text);
            if like >= least {
                pairs.push((like, at, &known.reference));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    for (_, at, reference) in pairs {
        if let Some(slot) = found.get_mut(at).filter(|slot| slot.is_none())
            && taken.insert(reference.into())
        {
            *slot = Some(reference.into());
        }
    }
    // Rows with neither number nor text: nothing but their order tells them apart.
    for (row, slot) in shown.iter().zip(&mut found).filter(|(row, slot)| slot.is_none() && row.no.is_empty() && fold(&row.text).is_empty())
    {
        let next = held
            .iter()
            .find(|known| by_order(&known.reference) && fold(&known.text) == fold(&row.text) && !taken.contains(&known.reference));
        if let Some(known) = next {
            taken.insert(known.reference.clone());
            *slot = Some(known.reference.clone());
        }
    }
    found
}

fn by_number(
    held: &[&Recommendation],
    row: &PaperRow,
    shown: &[PaperRow],
    by_order: &dyn Fn(&str) -> bool,
    taken: &BTreeSet<Text>,
) -> Option<Text> {
    let no = fold(&row.no);
    let numbered: Vec<&&Recommendation> = held.iter().filter(|known| fold(&known.no) == no && !by_order(&known.reference)).collect();
    match numbered.as_slice() {
        [] => None,
        [only] => {
            let other_kind = only.kind.is_some() && row.kind.is_some() && only.kind != row.kind;
            let other_text = !only.text.is_empty() && !row.text.is_empty() && likeness(&only.text, &row.text) < OTHER_TEXT;
            // The paper shows the one of this number that is held, beside this one of another kind.
            let both = other_kind && shown.iter().any(|other| fold(&other.no) == no && other.kind == only.kind);
            (!(both || other_kind && other_text)).then(|| only.reference.clone())
        }
        several => {
            // Its own kind first. A report may print one number twice, for one kind: then the likest text tells, and of like
            // ones the first that no row above has. Two rows without a text are the same as well.
            let kind = |known: &Recommendation| known.kind == row.kind;
            let like = |known: &Recommendation| if fold(&known.text) == fold(&row.text) { 1.0 } else { likeness(&known.text, &row.text) };
            let free = |known: &Recommendation| !taken.contains(&known.reference);
            let order = |a: &Recommendation, b: &Recommendation| {
                kind(a).cmp(&kind(b)).then(like(a).total_cmp(&like(b))).then_with(|| free(a).cmp(&free(b)))
            };
            let best = several.iter().rev().max_by(|a, b| order(a, b));
            best.map(|known| known.reference.clone())
        }
    }
}

/// How alike two texts are, from nought to one: the words that they share.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    // A text without a letter or digit is like itself too.
    if fold(a) == fold(b) {
        return if fold(a).is_empty() { 0.0 } else { 1.0 };
    }
    let (a, b) = (fold_title(a), fold_title(b));
    if a == b {
        return if a.is_empty() { 0.0 } else { 1.0 };
    }
    let words = |text: &str| -> BTreeSet<String> { text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect() };
    let (one, other) = (words(&a), words(&b));
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let shared = one.intersection(&other).count();
    let whole = one.len() + other.len();
    // Counts of words in a cell fit a float exactly.
    let share = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    2.0 * share(shared) / share(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Report;
    use crate::model::words::Kind;

    fn recommendation(no: &str, kind: Kind, text: &str) -> Recommendation {
        Recommendation {
            reference: format!("r/{no}").into(),
            report: "r".into(),
            no: no.into(),
            kind: Some(kind),
            text: text.into(),
            ..Recommendation::default()
        }
    }

    fn row(no: &str, kind: Kind, text: &str) -> PaperRow {
        PaperRow { no: no.to_owned(), kind: Some(kind), text: text.to_owned(), ..PaperRow::default() }
    }

    #[test]
    fn rows_are_matched_on_the_number_then_on_the_text() {
        use Kind::{AreaForImprovement as Afi, CauseOfConcern as Concern, Recommendation as Rec};
        let held = vec![
            recommendation("10", Concern, "victims lack support services as they should have them"),
            recommendation("2", Rec, "keep better records of every custody visit"),
            Recommendation { reference: "r/afi-2".into(), ..recommendation("2", Afi, "train officers for searches") },
            recommendation("7", Afi, "review the policy on bail"),
        ];
        let register = Register { recommendations: held, ..Register::default() };
        let shown = [
            row("10", Rec, "Cause of concern: victims lack support services as they should have"),
            row("2", Afi, "anything"),
            row("2", Rec, "anything"),
            row("7", Rec, "publish a plan for a wholly different thing, with dates"),
            row("", Rec, "Review the policy on bail."),
            row("", Rec, "Something new"),
        ];
        let found = rows(&register, "r", &shown, &|_| false);
        let found: Vec<&str> = found.iter().map(|hit| hit.as_deref().unwrap_or("-")).collect();
        assert_eq!(found, ["r/10", "r/afi-2", "r/2", "-", "r/7", "-"]);
    }

    #[test]
    fn a_number_that_is_printed_twice_is_told_by_its_text() {
        use Kind::Recommendation as Rec;
        let again = |reference: &str, text: &str| Recommendation { reference: reference.into(), ..recommendation("3", Rec, text) };
        let same = ["publish a plan", "publish a plan"];
        for texts in [["", same[0]], [same[0], ""], ["review the policy on bail", same[0]], same] {
            let held = vec![again("r/3", texts[0]), again("r/rec-3", texts[1])];
            let register = Register { recommendations: held, ..Register::default() };
            let shown = texts.map(|text| row("3", Rec, text));
            assert_eq!(rows(&register, "r", &shown, &|_| false), [Some("r/3".into()), Some("r/rec-3".into())], "{texts:?}");
        }
    }

    #[test]
    fn numbers_by_order_mean_nothing() {
        let register = Register {
            recommendations: vec![
                recommendation("1", Kind::Recommendation, "keep records of custody visits"),
                recommendation("2", Kind::Recommendation, "train all officers"),
            ],
            ..Register::default()
        };
        let shown = [row("2", Kind::Recommendation, "Keep records of visitors.")];
        assert_eq!(rows(&register, "r", &shown, &|_| false), [Some("r/2".into())]);
        let shown = [row("2", Kind::Recommendation, "Keep records of custody visits.")];
        assert_eq!(rows(&register, "r", &shown, &|_| true), [Some("r/1".into())]);
    }

    #[test]
    fn a_report_that_was_numbered_anew_is_known_by_its_texts() {
        use Kind::Recommendation as Rec;
        let texts = ["write a policy on searches", "mend the doors of every cell", "film every use of force"];
        let held = ["1", "2", "3"].iter().zip(texts).map(|(no, text)| recommendation(no, Rec, text)).collect();
        let register = Register { recommendations: held, ..Register::default() };
        // The first was left out and a fourth added; a number that nobody knew has a text whose number is gone.
        for (shown, expected) in [
            ([("1", texts[1]), ("2", texts[2]), ("3", "appoint a nurse")], ["r/2", "r/3", "-"]),
            ([("1", texts[0]), ("2", texts[1]), ("7", texts[2])], ["r/1", "r/2", "r/3"]),
            // One was put in: all begin alike, as recommendations do.
            ([("1", texts[0]), ("2", "mend the windows of every cell"), ("3", texts[1])], ["r/1", "-", "r/2"]),
            // Another text under a number, and it is nowhere else: the number holds, and is asked about.
            ([("1", texts[0]), ("2", texts[1]), ("3", "appoint a nurse")], ["r/1", "r/2", "r/3"]),
        ] {
            let shown = shown.map(|(no, text)| row(no, Rec, text));
            let found = rows(&register, "r", &shown, &|_| false);
            let found: Vec<&str> = found.iter().map(|hit| hit.as_deref().unwrap_or("-")).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn reports_are_matched_on_title_and_date() {
        let day = |y, m| NaiveDate::from_ymd_opt(y, m, 28);
        let known =
            |report: &str, title: &str, published| Report { report: report.into(), title: title.into(), published, ..Report::default() };
        let register = Register {
            reports: vec![
                known("rape-2021", "The response to rape", day(2021, 7)),
                known("assessment-2019", "Annual assessment", day(2019, 7)),
            ],
            ..Register::default()
        };
        let shown = |title: &str, published: Option<NaiveDate>| PaperReport {
            title: title.to_owned(),
            published: published
                .into_iter()
                .map(|date| (date, crate::model::words::Precision::Day, crate::model::Place::default()))
                .collect(),
            ..PaperReport::default()
        };
        for (title, published, found) in [
            ("Response to rape", day(2021, 7), Some("rape-2021")),
            ("The response to rape, phase 2", day(2022, 2), None),
            ("The Response To Rape: a summary", day(2021, 7), Some("rape-2021")),
            ("Annual Assessment", day(2020, 7), None),
            ("Annual Assessment", day(2019, 9), Some("assessment-2019")),
            ("Annual Assessment", None, Some("assessment-2019")),
            ("rape-2021", None, Some("rape-2021")),
        ] {
            assert_eq!(report(&register, &shown(title, published), &BTreeSet::new()), found, "{title} {published:?}");
        }
    }
}
