//! Chasing: whose return is missing, and how firmly to ask for it. Pure: what was issued and what came back go in, values come out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::Register;
use crate::model::returned::{FileSeen, Issued, IssuedTask, Return};
use crate::model::settings::ChaseSettings;
use crate::model::text::{fold, folds_to};
use crate::model::words::ReturnOutcome;

/// What chasing is told.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub register: &'a Register,
    pub issued: &'a Issued,
    /// Every return of the cycle that could be read and was not voided.
    pub returns: &'a [Return],
    /// Every file that came, with what became of it.
    pub files: &'a [FileSeen],
    pub settings: &'a ChaseSettings,
    pub today: NaiveDate,
}

/// One owner of whom something is still to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Chased {
    pub owner: String,
    pub state: State,
    /// Tasks that nobody answered yet, in the order of the workbook.
    pub tasks: Vec<IssuedTask>,
    /// The newest workbook of the cycle that holds them, relative to the workspace.
    pub workbook: String,
    pub return_by: Option<NaiveDate>,
    /// Days to the return-by date; negative once it has passed.
    pub days_left: Option<i64>,
    /// How firmly to ask; none while it is too early to ask at all.
    pub level: Option<Level>,
}

/// What came of an owner so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    NotReturned,
    /// A file that could not be read: its name, what became of it, what to ask for.
    Unreadable { file: String, outcome: ReturnOutcome, asks: String },
    /// The workbook as it was sent out, with nothing filled in.
    NothingFilledIn { file: String },
    /// Some tasks are answered and some are not.
    InPart { answered: usize },
}

/// How firmly an owner is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Reminder,
    Overdue,
    /// The chief officer who leads is told.
    Escalation,
}

/// Of whom something is still to come, and the files that could not be read and that nobody's name or address stands on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chase {
    pub owners: Vec<Chased>,
    pub nobodys: Vec<String>,
}

impl Level {
    /// Its word, in lists, JSON and letters' names.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Escalation => "escalation",
        }
    }
}

impl Chased {
    /// Days to the return-by date in words: '3 days left', 'due today', '1 day late'; empty without a date.
    #[must_use]
    pub fn days(&self) -> String {
        let days = |count: i64| if count == 1 { "1 day".to_owned() } else { format!("{count} days") };
        match self.days_left {
            None => String::new(),
            Some(0) => "due today".to_owned(),
            Some(left) if left > 0 => format!("{} left", days(left)),
            Some(left) => format!("{} late", days(-left)),
        }
    }
}

impl State {
    /// The file that came and does not count; empty where there is none.
    #[must_use]
    pub fn file(&self) -> &str {
        match self {
            Self::Unreadable { file, .. } | Self::NothingFilledIn { file } => file,
            Self::NotReturned | Self::InPart { .. } => "",
        }
    }

    /// What came, in a few words: the line in lists.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::NotReturned => "no return".to_owned(),
            Self::Unreadable { file, outcome, .. } => format!("{} could not be read ({outcome})", bare(file)),
            Self::NothingFilledIn { file } => format!("{} came back with nothing filled in", bare(file)),
            Self::InPart { answered: 1 } => "1 row answered, the rest empty".to_owned(),
            Self::InPart { answered } => format!("{answered} rows answered, the rest empty"),
        }
    }

    /// What came, in at most twenty characters: for a table on a narrow screen.
    #[must_use]
    pub fn briefly(&self) -> String {
        match self {
            Self::NotReturned => "no return".to_owned(),
            Self::Unreadable { .. } => "not readable".to_owned(),
            Self::NothingFilledIn { .. } => "nothing filled in".to_owned(),
            Self::InPart { answered: 1 } => "1 row answered".to_owned(),
            Self::InPart { answered } => format!("{answered} rows answered"),
        }
    }
}

impl State {
    /// What the owner is asked to do, in words for the owner; empty where the letter itself says it all.
    #[must_use]
    pub fn asks(&self) -> &'static str {
        use ReturnOutcome as O;
        match self {
            Self::NotReturned | Self::InPart { .. } => "",
            Self::NothingFilledIn { .. } => "fill in the white cells of the attached workbook, save it and send it again",
            Self::Unreadable { outcome: O::PasswordProtected, .. } => {
                "take the password off (File, Info, Protect Workbook, Encrypt with Password: leave it empty) and send it again"
            }
            Self::Unreadable { outcome: O::Labelled, .. } => {
                "its sensitivity label locks it: save a copy under a lower label and send that"
            }
            Self::Unreadable { outcome: O::NotAWorkbook, .. } => {
                "send the workbook itself, saved by Excel as .xlsx: not a picture, a PDF or a link"
            }
            Self::Unreadable { outcome: O::Oversized, .. } => "send the form alone, without pictures or other sheets",
            Self::Unreadable { outcome: O::OtherCycle, .. } => "it was the workbook of another round: fill in the attached one",
            Self::Unreadable { outcome: O::NotOurs, .. } => "it was another workbook: fill in the attached one",
            Self::Unreadable { .. } => "fill in the attached workbook, save it as an Excel workbook and send it again",
        }
    }
}

/// A task as issued, its workbook, and when that is to be returned.
type Asked<'a> = (&'a IssuedTask, &'a str, Option<NaiveDate>);

/// Looks at every owner of the cycle. Owners come in order of their names; those who have answered everything are left out.
#[must_use]
pub fn chase(told: &Told<'_>) -> Chase {
    let answered: BTreeSet<&str> =
        told.returns.iter().flat_map(|ours| &ours.rows).filter(|row| !row.answers.is_empty()).map(|row| row.reference.as_str()).collect();
    // A task that was issued again belongs to its newest owner and workbook.
    let newest = told.issued.newest();
    let mut owners: BTreeMap<&str, Vec<Asked<'_>>> = BTreeMap::new();
    for pack in told.issued.packs.iter().filter(|pack| !pack.correction && !pack.tasks.is_empty()) {
        let tasks = owners.entry(&pack.owner).or_default();
        let here = pack.tasks.iter().filter(|task| newest.get(task.reference.as_str()).is_some_and(|(_, last)| std::ptr::eq(*last, *task)));
        tasks.extend(here.map(|task| (task, pack.file.as_str(), pack.return_by.or(told.issued.return_by))));
    }
    let closed: BTreeSet<&str> =
        told.register.tasks.iter().filter(|task| !task.facts().is_open()).map(|task| task.reference.as_str()).collect();
    let unread = unread(told, &owners.keys().copied().collect::<Vec<_>>());
    let mut chase = Chase {
        owners: Vec::new(),
        nobodys: unread.get("").cloned().unwrap_or_default().into_iter().map(|seen| seen.file.to_string()).collect(),
    };
    for (owner, tasks) in owners {
        // Closed since it was issued: nobody need answer.
        let waits = |task: &IssuedTask| !answered.contains(task.reference.as_str()) && !closed.contains(task.reference.as_str());
        let waiting: Vec<_> = tasks.iter().filter(|(task, ..)| waits(task)).collect();
        let Some((_, workbook, return_by)) = waiting.last().copied().copied() else { continue };
        let done = tasks.iter().filter(|(task, ..)| answered.contains(task.reference.as_str())).count();
        let folded = fold(owner);
        let empty = told.returns.iter().find(|ours| folds_to(&ours.owner, &folded) && ours.rows.iter().all(|row| row.answers.is_empty()));
        let state = match unread.get(owner).and_then(|files| files.last()) {
            _ if done > 0 => State::InPart { answered: done },
            Some(seen) if empty.is_none() => {
                State::Unreadable { file: seen.file.to_string(), outcome: seen.outcome, asks: seen.asks.as_str().into() }
            }
            _ => empty.map_or(State::NotReturned, |ours| State::NothingFilledIn { file: ours.seen.file.to_string() }),
        };
        let days_left = return_by.map(|by| (by - told.today).num_days());
        chase.owners.push(Chased {
            owner: owner.to_owned(),
            level: level(&state, days_left, told.settings),
            tasks: waiting.iter().map(|(task, ..)| (*task).clone()).collect(),
            workbook: workbook.to_owned(),
            return_by,
            days_left,
            state,
        });
    }
    chase
}

/// How firmly to ask. Someone who sent something that does not count is told at once, since they think that they are done.
fn level(state: &State, days_left: Option<i64>, settings: &ChaseSettings) -> Option<Level> {
    let Some(left) = days_left else { return Some(Level::Reminder) };
    let late = -left;
    if late >= i64::from(settings.escalate_days_after) {
        Some(Level::Escalation)
    } else if late >= i64::from(settings.overdue_days_after) {
        Some(Level::Overdue)
    } else if left <= i64::from(settings.remind_days_before) || *state != State::NotReturned {
        Some(Level::Reminder)
    } else {
        None
    }
}

/// Files that could not be read, by the owner whose address or workbook's name stands on them; under no name those of nobody.
fn unread<'a>(told: &Told<'a>, owners: &[&'a str]) -> BTreeMap<&'a str, Vec<&'a FileSeen>> {
    let mut found: BTreeMap<&str, Vec<&FileSeen>> = BTreeMap::new();
    for seen in told.files.iter().filter(|seen| is_unread(seen.outcome)) {
        let sender = seen.sender.as_deref().unwrap_or("").to_lowercase();
        let by_sender = owners.iter().copied().find(|owner| {
            !sender.is_empty()
                && told.register.owner_named(owner).is_some_and(|row| {
                    [&row.e_mail, &row.deputy_e_mail]
                        .iter()
                        .any(|cell| cell.to_lowercase().split([';', ',', '\n', '<', '>']).any(|part| part.trim() == sender))
                })
        });
        let name = hyphened(bare(&seen.file));
        let by_name = || {
            let fits = told.issued.packs.iter().filter(|pack| owners.contains(&pack.owner.as_str())).filter_map(|pack| {
                let stem = hyphened(bare(&pack.file).trim_end_matches(".xlsx"));
                (stem.len() > 3 && name.contains(&stem)).then_some((stem.len(), pack.owner.as_str()))
            });
            // The longest name: 'head-of-ppu-south' is not the file of the Head of PPU.
            fits.max_by_key(|(length, _)| *length).map(|(_, owner)| owner)
        };
        found.entry(by_sender.or_else(by_name).unwrap_or("")).or_default().push(seen);
    }
    found
}

fn is_unread(outcome: ReturnOutcome) -> bool {
    use ReturnOutcome as O;
    matches!(
        outcome,
        O::NotAWorkbook | O::PasswordProtected | O::Labelled | O::Damaged | O::Oversized | O::NotOurs | O::OtherCycle | O::NewerTemplate
    )
}

/// A path's last part.
fn bare(file: &str) -> &str {
    file.rsplit(['/', '!']).next().unwrap_or(file)
}

/// Letters and digits in lower case, everything else one hyphen: names as mail programs and people change them.
fn hyphened(name: &str) -> String {
    let plain: String = fold(name).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
