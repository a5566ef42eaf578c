//! What is issued to owners, and what comes back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::due::Due;
use super::facts::{Field, TaskFacts};
use super::place::Place;
use super::register::{Register, recommendation_of};
use super::sheet::{Comment, Value};
use super::tables::{Recommendation, Report, Task};
use super::text::{Text, fold};
use super::words::{Rating, ReturnOutcome};

/// The form's version that this build writes. A higher one is refused, lower ones are mapped.
pub const TEMPLATE: u32 = 1;

/// Everything that was issued in one cycle: the base of the merge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issued {
    pub cycle: Text,
    pub as_at: Option<NaiveDate>,
    pub return_by: Option<NaiveDate>,
    /// In the order in which they were issued.
    pub packs: Vec<Pack>,
}

impl Issued {
    /// Every task once, by its Ref, with the workbook that asked about it last: after a hand-over that is the newer owner's.
    #[must_use]
    pub fn newest(&self) -> BTreeMap<&str, (&Pack, &IssuedTask)> {
        self.newest_tasks().collect()
    }

    /// Every task in the order of issue: of a task that stands there twice the last counts.
    fn newest_tasks(&self) -> impl Iterator<Item = (&str, (&Pack, &IssuedTask))> {
        let packs = self.packs.iter().filter(|pack| !pack.correction);
        packs.flat_map(|pack| pack.tasks.iter().map(move |task| (task.reference.as_str(), (pack, task))))
    }

    /// Who was asked, as a paper tells it.
    #[must_use]
    pub fn was_asked(&self) -> WasAsked {
        let asked = Asked::of(self);
        let packs = self.packs.iter().filter(|pack| !pack.correction);
        let tasks = packs.flat_map(|pack| pack.tasks.iter().map(move |task| (&task.reference, &pack.owner)));
        let handed_over =
            tasks.filter(|(reference, owner)| asked.newest().get(reference.as_str()).is_some_and(|(last, _)| last.owner != **owner));
        WasAsked {
            owners: asked.owners().into_iter().map(str::to_owned).collect(),
            handed_over: handed_over.map(|(reference, owner)| (reference.to_string(), owner.to_string())).collect(),
        }
    }

    /// The owners who are asked about some task; one whose tasks were all handed over is asked no more.
    #[must_use]
    pub fn asked_owners(&self) -> BTreeSet<&str> {
        Asked::of(self).owners()
    }
}

/// Who was asked in a cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WasAsked {
    /// The owners who are asked about some task, in order of their names.
    pub owners: Vec<String>,
    /// Tasks that were issued to one owner and then to another: the Ref and the owner before.
    pub handed_over: Vec<(String, String)>,
}

/// What was issued in a cycle, by what one looks for in it: made once, asked for each return.
#[derive(Debug)]
pub struct Asked<'a> {
    issued: &'a Issued,
    newest: HashMap<&'a str, (&'a Pack, &'a IssuedTask)>,
    by_stamp: HashMap<&'a str, &'a Pack>,
    by_owner: HashMap<&'a str, Vec<&'a Pack>>,
}

impl<'a> Asked<'a> {
    #[must_use]
    pub fn of(issued: &'a Issued) -> Self {
        let mut by_owner: HashMap<&str, Vec<&Pack>> = HashMap::new();
        for pack in &issued.packs {
            by_owner.entry(&pack.owner).or_default().push(pack);
        }
        // The first of a stamp counts: a stamp tells one workbook from every other.
        let by_stamp = issued.packs.iter().rev().map(|pack| (pack.stamp.as_str(), pack)).collect();
        Self { issued, newest: issued.newest_tasks().collect(), by_stamp, by_owner }
    }

    /// Every task once, with the workbook that asked about it last; see [`Issued::newest`]. To be looked up: it has no order.
    #[must_use]
    pub fn newest(&self) -> &HashMap<&'a str, (&'a Pack, &'a IssuedTask)> {
        &self.newest
    }

    /// The Refs of all tasks, in the order of issue; of a task that was issued twice, twice.
    pub fn references(&self) -> impl Iterator<Item = &'a str> {
        self.issued.newest_tasks().map(|(reference, _)| reference)
    }

    /// The owners who are asked about some task; see [`Issued::asked_owners`].
    #[must_use]
    pub fn owners(&self) -> BTreeSet<&'a str> {
        // Most tasks are asked about once, by an owner who has several.
        let newest = self.newest();
        let asks =
            |pack: &&Pack| pack.tasks.iter().any(|task| newest.get(task.reference.as_str()).is_some_and(|(by, _)| by.owner == pack.owner));
        self.issued.packs.iter().filter(|pack| !pack.correction).filter(asks).map(|pack| pack.owner.as_str()).collect()
    }

    /// The workbook of that stamp.
    #[must_use]
    pub fn pack(&self, stamp: &str) -> Option<&'a Pack> {
        self.by_stamp.get(stamp).copied()
    }

    /// The workbooks that an owner was sent, corrections among them, in the order in which they were issued.
    pub fn packs_of(&self, owner: &str) -> impl Iterator<Item = &'a Pack> {
        self.by_owner.get(owner).into_iter().flatten().copied()
    }

    /// The tasks that a return's owner was asked about in any issue of the cycle, by Ref. A later issue of a task replaces an
    /// earlier one, save where the return is that earlier issue.
    #[must_use]
    pub fn tasks_of(&self, returned: &Return) -> BTreeMap<&'a str, &'a IssuedTask> {
        let issues = self.packs_of(&returned.owner).chain(self.pack(&returned.stamp));
        issues.flat_map(|pack| &pack.tasks).map(|task| (task.reference.as_str(), task)).collect()
    }

    /// Whose a return is whose stamp was lost: the one owner who is asked about all of its rows; none where there are several.
    #[must_use]
    pub fn owner_by_rows(&self, returned: &Return) -> Option<&'a str> {
        let mut owners =
            returned.rows.iter().filter_map(|row| self.newest.get(row.reference.as_str())).map(|(pack, _)| pack.owner.as_str());
        let first = owners.next()?;
        owners.all(|owner| owner == first).then_some(first)
    }

    /// Owners of whom a return of their own was read in which something is filled in: by the stamp, or by the rows where no stamp
    /// survived. After a hand-over a row in the older owner's workbook answers for the newer one.
    #[must_use]
    pub fn returned_owners<'r>(&self, returns: impl IntoIterator<Item = &'r Return>) -> BTreeSet<Text> {
        let mut owners = BTreeSet::new();
        for ours in returns.into_iter().filter(|ours| !ours.is_empty()) {
            if !ours.owner.is_empty() {
                owners.insert(ours.owner.clone());
            }
            let answered = ours.rows.iter().filter(|row| !row.answers.is_empty());
            let asked =
                answered.filter_map(|row| Some((row.reference.as_str(), self.newest.get(row.reference.as_str())?.0.owner.as_str())));
            let others: Vec<(&str, &str)> = asked.filter(|(_, owner)| *owner != ours.owner).collect();
            if others.is_empty() {
                continue;
            }
            let before = self.tasks_of(ours);
            let counts = others.into_iter().filter(|(reference, _)| ours.owner.is_empty() || before.contains_key(reference));
            owners.extend(counts.map(|(_, owner)| Text::from(owner)));
        }
        owners
    }
}

/// The register's texts, by what they belong to.
#[derive(Debug)]
pub struct HeldTexts<'a> {
    reports: HashMap<&'a str, &'a Report>,
    recommendations: HashMap<&'a str, &'a Recommendation>,
    tasks: HashMap<&'a str, &'a Task>,
}

impl<'a> HeldTexts<'a> {
    /// Those of a register.
    #[must_use]
    pub fn of(register: &'a Register) -> Self {
        Self {
            reports: register.reports.iter().map(|row| (row.report.as_str(), row)).collect(),
            recommendations: register.recommendations.iter().map(|row| (row.reference.as_str(), row)).collect(),
            tasks: register.tasks.iter().map(|row| (row.reference.as_str(), row)).collect(),
        }
    }

    /// Gives a workbook as issued the register's copy of each text that both hold, so that what has not changed since is in
    /// memory once.
    pub fn share_with(&self, pack: &mut Pack) {
        let one = |mine: &mut Text, held: &Text| {
            if mine == held {
                mine.clone_from(held);
            }
        };
        for ours in pack.tasks.iter_mut().chain(&mut pack.pending) {
            if let Some(held) = self.reports.get(ours.report.as_str()) {
                one(&mut ours.report, &held.report);
                one(&mut ours.report_title, &held.title);
            }
            if let Some(held) = self.recommendations.get(recommendation_of(&ours.reference)) {
                one(&mut ours.text, &held.text);
            }
            if let Some(held) = self.tasks.get(ours.reference.as_str()) {
                one(&mut ours.reference, &held.reference);
                one(&mut ours.task, &held.task);
                one(&mut ours.owner, &held.owner);
                let held = held.facts();
                for facts in std::iter::once(&mut ours.facts).chain(&mut ours.last_time) {
                    // A date that is the same may still have been set by another: only texts are taken.
                    for field in [Field::Reason, Field::Update, Field::Evidence, Field::WaitingOn, Field::Resources] {
                        if facts.same(&held, field) {
                            facts.take(&held, field);
                        }
                    }
                }
            }
        }
    }
}

/// One owner's workbook as issued.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pack {
    /// What tells this workbook from every other: the cycle, the owner, the issue, and a digest of what was issued.
    pub stamp: Text,
    pub cycle: Text,
    pub owner: Text,
    /// The workbook's path relative to the workspace, with `/`.
    pub file: Text,
    pub issued_on: Option<NaiveDate>,
    pub as_at: Option<NaiveDate>,
    pub return_by: Option<NaiveDate>,
    /// Which issue of the cycle: 1, then 2 and on for supplements and re-makes.
    pub issue: u32,
    /// Asked again about faulty rows only: it supersedes those rows and no others.
    pub correction: bool,
    /// The open tasks that are asked about, in order.
    pub tasks: Vec<IssuedTask>,
    /// Recommendations pending sign-off: for information on `Details`.
    pub pending: Vec<IssuedTask>,
}

/// One task as issued.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IssuedTask {
    pub reference: Text,
    pub report: Text,
    pub report_title: Text,
    pub no: Text,
    /// The full text of the recommendation.
    pub text: Text,
    /// The task's own words; empty where one task is the whole recommendation.
    pub task: Text,
    pub owner: Text,
    pub published: Option<NaiveDate>,
    pub original_due: Due,
    /// How often the due date has moved.
    pub times_extended: u32,
    /// What the register held.
    pub facts: TaskFacts,
    /// What stood in the last cycle that asked; none for a new task.
    pub last_time: Option<TaskFacts>,
    /// For a correction: what is asked about the row, one line a query, with the column that it is about.
    pub asked_again: Vec<(Text, Text)>,
    /// For a correction: what the owner wrote before, by heading, shown beside the empty cells to copy from.
    pub wrote: Vec<(Text, Text)>,
}

/// A file of the returns folder (or an attachment in one), and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileSeen {
    /// Relative to the workspace with `/`; an attachment's name follows its container's after `!`.
    pub file: Arc<str>,
    /// SHA-256, in hexadecimal.
    pub hash: Text,
    /// The mail's date, where it came in a mail.
    pub mailed_on: Option<NaiveDate>,
    /// The mail's date, else the day on which the file was first read.
    pub received: Option<NaiveDate>,
    /// The mail's sender, where it came in a mail.
    pub sender: Option<Text>,
    /// When the workbook says that it was last saved (`2022-03-14T09:26:53Z`); orders several returns of one owner.
    pub modified: Option<Text>,
    pub outcome: ReturnOutcome,
    /// It is a form whose row of headings is gone: nobody knows what was filled in.
    pub without_headings: bool,
    /// What to ask the owner for, where something is needed; else empty.
    pub asks: Text,
}

impl FileSeen {
    /// A file of that name of which nothing else is known yet; it counts as read.
    #[must_use]
    pub fn named(file: &str) -> Self {
        Self {
            file: file.into(),
            hash: Text::new(),
            mailed_on: None,
            received: None,
            sender: None,
            modified: None,
            outcome: ReturnOutcome::Read,
            without_headings: false,
            asks: Text::new(),
        }
    }
}

/// One workbook that came back and is ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Return {
    pub seen: FileSeen,
    /// From the stamp; empty where no stamp survived.
    pub stamp: Text,
    pub cycle: Text,
    pub owner: Text,
    pub issue: u32,
    pub template: u32,
    pub correction: bool,
    pub filled_in_by: Text,
    pub agreed_by: Text,
    pub rows: Vec<ReturnRow>,
    /// Columns that stood elsewhere or under another heading, and were found: the form's heading, the heading as it came
    /// back, its place. A heading row that moved is told once, for `Ref`.
    pub moved: Vec<(&'static str, Text, Place)>,
    /// Headings of the form that were not found on a sheet, with the place of its heading row.
    pub lost: Vec<(&'static str, Place)>,
    /// Where the form was looked for, when no sheet has its row of headings: no answer could be read.
    pub no_headings: Option<Place>,
    /// Where pictures, charts and inserted documents stand: what they show is not read.
    pub pictures: Vec<Place>,
    /// Notes that people left on cells.
    pub comments: Vec<(Place, Comment)>,
    /// Text outside the form's cells (other sheets, added columns), each with its place: listed, never merged.
    pub outside: Vec<(Place, Text)>,
}

impl Return {
    /// True when nothing was filled in: it is no answer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(|row| row.answers.is_empty())
    }
}

/// One row of the form as it came back.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnRow {
    /// The Ref as it stands, tidied; may be empty or unknown.
    pub reference: Text,
    /// The place of the Ref's cell.
    pub place: Place,
    pub answers: Answers,
    /// Locked cells as they came back: heading, shown text, column from nought. See [`Self::forget_unchanged`].
    pub locked: Vec<(&'static str, Text, u32)>,
    /// The row was hidden or filtered away when it was saved.
    pub hidden: bool,
    /// Some cell of the row is part of a merged area.
    pub merged: bool,
    /// Values in columns that the form does not have: heading, shown text, place.
    pub unknown: Vec<(Text, Text, Place)>,
}

impl ReturnRow {
    /// The place of the row's cell in that column, counted from nought.
    #[must_use]
    pub fn place_in(&self, col: u32) -> Place {
        Place { at: self.place.at.map(|(row, _)| (row, col)), ..self.place.clone() }
    }

    /// Forgets the locked cells that say what was issued, as far as people can see: they are as long as the answers.
    pub fn forget_unchanged(&mut self, issued: &IssuedTask) {
        if self.locked.is_empty() {
            return;
        }
        let expected = super::form::locked(issued);
        let same = |was: &str, now: &str| now == was || fold(now) == fold(was);
        let unchanged = |heading: &str, now: &str| expected.iter().any(|(column, was)| column.heading == heading && same(was, now));
        self.locked.retain(|(heading, now, _)| !unchanged(heading, now));
        self.locked.shrink_to_fit();
    }
}

/// What the owner entered in one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    pub no_change: Answer<bool>,
    pub rating: Answer<Rating>,
    pub update: Answer<Text>,
    pub reason: Answer<Text>,
    pub evidence: Answer<Text>,
    pub completed_on: Answer<NaiveDate>,
    pub revised_due: Answer<Due>,
    pub reason_for_new_date: Answer<Text>,
    pub waiting_on: Answer<Text>,
    pub resources: Answer<Text>,
}

impl Answers {
    /// True when nothing was entered in the whole row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells().iter().all(|(_, value, _)| value.is_blank())
    }

    /// True when what stands under a heading could not be read.
    #[must_use]
    pub fn is_unfit(&self, heading: &str) -> bool {
        use super::columns as c;
        let texts = [
            (&c::UPDATE, &self.update),
            (&c::REASON, &self.reason),
            (&c::EVIDENCE, &self.evidence),
            (&c::REASON_NEW_DATE, &self.reason_for_new_date),
            (&c::WAITING_ON, &self.waiting_on),
            (&c::RESOURCES, &self.resources),
        ];
        heading == c::NO_CHANGE.heading && self.no_change.reading == Reading::Unfit
            || heading == c::RATING.heading && self.rating.reading == Reading::Unfit
            || heading == c::COMPLETED_ON.heading && self.completed_on.reading == Reading::Unfit
            || heading == c::REVISED_DUE.heading && self.revised_due.reading == Reading::Unfit
            || texts.iter().any(|(column, answer)| heading == column.heading && answer.reading == Reading::Unfit)
    }

    /// Takes the answer under a heading from another row where nothing stands here.
    pub fn fill_in(&mut self, heading: &str, other: &Self) {
        use super::columns as c;
        fn taken<T: Clone>(mine: &mut Answer<T>, theirs: &Answer<T>) {
            if mine.value.is_blank() {
                *mine = Answer { col: mine.col, ..theirs.clone() };
            }
        }
        match heading {
            heading if heading == c::NO_CHANGE.heading => taken(&mut self.no_change, &other.no_change),
            heading if heading == c::RATING.heading => taken(&mut self.rating, &other.rating),
            heading if heading == c::UPDATE.heading => taken(&mut self.update, &other.update),
            heading if heading == c::REASON.heading => taken(&mut self.reason, &other.reason),
            heading if heading == c::EVIDENCE.heading => taken(&mut self.evidence, &other.evidence),
            heading if heading == c::COMPLETED_ON.heading => taken(&mut self.completed_on, &other.completed_on),
            heading if heading == c::REVISED_DUE.heading => taken(&mut self.revised_due, &other.revised_due),
            heading if heading == c::REASON_NEW_DATE.heading => taken(&mut self.reason_for_new_date, &other.reason_for_new_date),
            heading if heading == c::WAITING_ON.heading => taken(&mut self.waiting_on, &other.waiting_on),
            heading if heading == c::RESOURCES.heading => taken(&mut self.resources, &other.resources),
            _ => {}
        }
    }

    /// Every entry cell with its column, as it stands; last where that column is in the return, counted from nought.
    #[must_use]
    pub fn cells(&self) -> [(&'static super::columns::Column, &Value, u32); 10] {
        use super::columns as c;
        [
            (&c::NO_CHANGE, &self.no_change.value, self.no_change.col),
            (&c::RATING, &self.rating.value, self.rating.col),
            (&c::UPDATE, &self.update.value, self.update.col),
            (&c::REASON, &self.reason.value, self.reason.col),
            (&c::EVIDENCE, &self.evidence.value, self.evidence.col),
            (&c::COMPLETED_ON, &self.completed_on.value, self.completed_on.col),
            (&c::REVISED_DUE, &self.revised_due.value, self.revised_due.col),
            (&c::REASON_NEW_DATE, &self.reason_for_new_date.value, self.reason_for_new_date.col),
            (&c::WAITING_ON, &self.waiting_on.value, self.waiting_on.col),
            (&c::RESOURCES, &self.resources.value, self.resources.col),
        ]
    }
}

/// One entry cell: as it stands, and as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    pub value: Value,
    /// The cell's column, from nought: that of `Ref` where the column is gone. See [`ReturnRow::place_in`].
    pub col: u32,
    pub reading: Reading<T>,
    /// A formula gave the value.
    pub formula: bool,
}

/// What an entry cell says.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Reading<T> {
    /// Nothing: what the register holds stays.
    #[default]
    Nothing,
    /// `-`: what the register holds is cleared.
    Cleared,
    As(T),
    /// Something that does not fit; a rule says so.
    Unfit,
}

impl<T> Default for Answer<T> {
    fn default() -> Self {
        Self { value: Value::Empty, col: 0, reading: Reading::Nothing, formula: false }
    }
}

impl<T> Answer<T> {
    /// What was read; none when nothing was said, cleared, or it does not fit.
    #[must_use]
    pub fn said(&self) -> Option<&T> {
        match &self.reading {
            Reading::As(said) => Some(said),
            _ => None,
        }
    }

    /// True when the cell says nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self.reading, Reading::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::Setter;

    #[test]
    fn what_was_issued_shares_the_registers_texts_and_says_what_it_said() {
        let long = |what: &str| Text::from(format!("{what}, in more words than stand in a row itself"));
        let due = |set_by| Due { set_by: Some(set_by), ..Due::day(chrono::NaiveDate::from_ymd_opt(2022, 3, 31).unwrap()) };
        let facts = |update: &str, set_by| TaskFacts { update: long(update), due: due(set_by), ..TaskFacts::default() };
        let task =
            |facts| IssuedTask { reference: "calls-2021/1.1".into(), owner: long("Head of Contact"), facts, ..IssuedTask::default() };
        let mut held = Task { reference: "calls-2021/1.1".into(), owner: long("Head of Contact"), ..Task::default() };
        held.set_facts(&facts("Begun", Setter::Force));
        let register = Register { tasks: vec![held], ..Register::default() };
        let tasks = vec![task(facts("Begun", Setter::Inspectorate)), task(facts("Not begun", Setter::Force))];
        let before = Issued { packs: vec![Pack { tasks, ..Pack::default() }], ..Issued::default() };
        let mut issued = before.clone();
        issued.packs.iter_mut().for_each(|pack| HeldTexts::of(&register).share_with(pack));
        assert_eq!(issued, before);
        let [same, other] = &issued.packs[0].tasks[..] else { panic!("two tasks") };
        let held = &register.tasks[0];
        assert_eq!((same.owner.as_ptr(), same.facts.update.as_ptr()), (held.owner.as_ptr(), held.update.as_ptr()));
        assert_ne!(other.facts.update.as_ptr(), held.update.as_ptr());
    }
}
