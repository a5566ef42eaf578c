//! Which row stands for each task, when several returns speak of it.
//!
//! The newest valid return counts: newest by the mail's date, else by the workbook's own; the file's time never decides. After a
//! hand-over the newer owner's answer wins. A correction supersedes only its rows. The order in which files lie there changes nothing.

use std::collections::BTreeMap;

use crate::model::returned::{Issued, IssuedTask, Pack, Return, ReturnRow};
use crate::model::sheet::Value;
use crate::model::words::{ReturnOutcome, Severity};
use crate::model::{Query, Words};

static ONLY_OLDER: Words = Words {
    says: "an earlier return of this owner said '{value}' under {heading}, and the newest says nothing there",
    asks: "ask the owner whether it still holds; the newest return counts",
};
static OLDER_SUPERSEDED: Words = Words {
    says: "a newer return of {owner} is there: {newer}",
    asks: "nothing: the newer one counts, and what only this one said is listed",
};
static TIED: Words = Words {
    says: "two returns of the same age answer this row differently: {heading} is '{one}' here and '{other}' in {file}",
    asks: "ask the owner which one holds, then choose 'take the return' or type the value",
};

/// One row of one return.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Which return, counted from nought.
    pub at: usize,
    pub from: &'a Return,
    pub row: &'a ReturnRow,
}

/// The row that stands for one task.
#[derive(Clone, Debug)]
pub struct Chosen<'a> {
    pub candidate: Candidate<'a>,
    /// What the row was issued with.
    pub issued: &'a IssuedTask,
}

/// What was chosen of all returns.
#[derive(Clone, Debug, Default)]
pub struct Choice<'a> {
    /// By the task's Ref.
    pub rows: BTreeMap<&'a str, Chosen<'a>>,
    /// Returns that count for nothing any more, or that nobody filled in.
    pub outcomes: BTreeMap<usize, ReturnOutcome>,
    pub queries: Vec<Query>,
}

/// Chooses the row that stands for each issued task.
#[must_use]
pub fn choose<'a>(returns: &'a [Return], issued: &'a Issued) -> Choice<'a> {
    let mut by_ref: BTreeMap<&'a str, Vec<Candidate<'a>>> = BTreeMap::new();
    let mut choice = Choice::default();
    for (at, from) in returns.iter().enumerate() {
        if from.is_empty() {
            choice.outcomes.insert(at, ReturnOutcome::NothingFilledIn);
        }
        for row in &from.rows {
            // An untouched row of a correction takes nothing back.
            if from.correction && row.answers.is_empty() {
                continue;
            }
            by_ref.entry(row.reference.as_str()).or_default().push(Candidate { at, from, row });
        }
    }
    let index = index(issued);
    let mut counts: BTreeMap<usize, bool> = BTreeMap::new();
    let mut superseded: BTreeMap<usize, &'a Return> = BTreeMap::new();
    for (reference, mut candidates) in by_ref {
        let Some(packs) = index.get(reference) else { continue };
        // A return that nobody filled in is no answer: it takes nothing back, however new it is.
        let filled_in = |one: &Candidate<'_>| !choice.outcomes.contains_key(&one.at);
        if candidates.iter().any(filled_in) {
            candidates.retain(filled_in);
        }
        let owner = packs.last().map_or("", |(pack, _)| pack.owner.as_str());
        // A row that the newer owner left empty is no answer: that of an owner before it is accepted.
        let before = |one: &Candidate<'_>| one.from.owner != owner && packs.iter().any(|(pack, _)| pack.owner == one.from.owner);
        let answers = |one: &Candidate<'_>| !one.row.answers.is_empty();
        if candidates.iter().any(|one| before(one) && answers(one)) && !candidates.iter().any(|one| !before(one) && answers(one)) {
            candidates.retain(before);
        }
        candidates.sort_by(|a, b| age(a.from, owner).cmp(&age(b.from, owner)).then_with(|| b.from.seen.file.cmp(&a.from.seen.file)));
        let Some(newest) = candidates.last().copied() else { continue };
        let issued_task = packs.iter().find(|(pack, _)| pack.stamp == newest.from.stamp).or(packs.last()).map(|(_, task)| *task);
        let Some(issued_task) = issued_task else { continue };
        *counts.entry(newest.at).or_default() = true;
        for older in &candidates[..candidates.len() - 1] {
            counts.entry(older.at).or_default();
            if older.at == newest.at {
                continue;
            }
            if age(older.from, owner) == age(newest.from, owner) {
                choice.queries.extend(tie(older, &newest));
            } else {
                superseded.entry(older.at).or_insert(newest.from);
                choice.queries.extend(only_older(older, &newest));
            }
        }
        choice.rows.insert(reference, Chosen { candidate: newest, issued: issued_task });
    }
    for (at, newer) in superseded {
        let from = &returns[at];
        if counts.get(&at) == Some(&false) && !choice.outcomes.contains_key(&at) {
            choice.outcomes.insert(at, ReturnOutcome::Superseded);
            choice.queries.push(
                Query::new("superseded-return", Severity::Warning, &OLDER_SUPERSEDED)
                    .fact("owner", &from.owner)
                    .fact("newer", &*newer.seen.file)
                    .about(&from.owner, "", "")
                    .at(crate::model::Place::file(&from.seen.file)),
            );
        }
    }
    choice
}

/// Orders the returns of a task: the owner of record first of all, then the day, the time of saving, a correction last.
fn age<'a>(from: &'a Return, owner: &str) -> (bool, String, &'a str, bool) {
    let saved = from.seen.modified.as_deref().unwrap_or("");
    let day = from.seen.mailed_on.map_or_else(|| saved.get(..10).unwrap_or("").to_owned(), |day| day.to_string());
    (from.owner == owner, day, saved, from.correction)
}

fn index(issued: &Issued) -> BTreeMap<&str, Vec<(&Pack, &IssuedTask)>> {
    let mut index: BTreeMap<&str, Vec<(&Pack, &IssuedTask)>> = BTreeMap::new();
    for pack in &issued.packs {
        for task in &pack.tasks {
            index.entry(task.reference.as_str()).or_default().push((pack, task));
        }
    }
    for packs in index.values_mut() {
        // In the order of issue: the count of one owner says nothing about another.
        packs.sort_by_key(|(pack, _)| pack.correction);
    }
    index
}

/// What only the older return said.
fn only_older(older: &Candidate<'_>, newest: &Candidate<'_>) -> Vec<Query> {
    let cells = older.row.answers.cells().into_iter().zip(newest.row.answers.cells());
    cells
        .filter(|((_, old, _), (_, new, _))| !old.is_blank() && new.is_blank())
        .map(|((column, old, col), _)| {
            Query::new("superseded-return", Severity::Warning, &ONLY_OLDER)
                .fact("value", crate::model::text::shorten(&old.shown(), 120))
                .fact("heading", column.heading)
                .about(&older.from.owner, crate::model::register::report_of(&older.row.reference), &older.row.reference)
                .at(older.row.place_in(col))
        })
        .collect()
}

/// Rows of the same age that differ: nobody can say which is newer. Rows that agree merge.
fn tie(one: &Candidate<'_>, other: &Candidate<'_>) -> Option<Query> {
    let differs = one.row.answers.cells().into_iter().zip(other.row.answers.cells()).find(|((_, a, _), (_, b, _))| shown(a) != shown(b))?;
    let ((column, a, _), (_, b, col)) = differs;
    Some(
        Query::new("repeated-row", Severity::Blocking, &TIED)
            .fact("heading", column.heading)
            .fact("one", crate::model::text::shorten(&b.shown(), 60))
            .fact("other", crate::model::text::shorten(&a.shown(), 60))
            .fact("file", &*one.from.seen.file)
            .about(&other.from.owner, crate::model::register::report_of(&other.row.reference), &other.row.reference)
            .at(other.row.place_in(col)),
    )
}

fn shown(value: &Value) -> String {
    crate::model::text::fold(&value.shown())
}
