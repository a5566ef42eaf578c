//! A letter: what one owner is written, before any words are chosen.

use chrono::NaiveDate;

use crate::model::Settings;

/// Why an owner is written to. Each kind has a template of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The cycle's workbook, to fill in.
    Issue,
    /// Rows that came back and need another look.
    Correction,
    /// The return-by date is near, or has just passed.
    Reminder,
    /// The return is late.
    Overdue,
    /// The return is very late: the chief officer who leads is told.
    Escalation,
}

impl Kind {
    /// Every kind, mildest first.
    pub const ALL: [Self; 5] = [Self::Issue, Self::Correction, Self::Reminder, Self::Overdue, Self::Escalation];

    /// The template's name without its ending, and the word in file names and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Correction => "correction",
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Escalation => "escalation",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Someone who gets a message: a name, which may be empty, and an e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    pub name: String,
    pub e_mail: String,
}

impl Person {
    /// A person of that name and address.
    #[must_use]
    pub fn new(name: impl Into<String>, e_mail: impl Into<String>) -> Self {
        Self { name: name.into(), e_mail: e_mail.into() }
    }
}

/// One line of the letter's list: a task that is asked about, or a row that needs another look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The task's Ref; may be empty (a whole file).
    pub reference: String,
    /// What the task is called: the report's title and the number, or the file's name.
    pub title: String,
    /// When it is due, as people read it; may be empty.
    pub due: String,
    /// What is wrong with the row, one line; may be empty.
    pub says: String,
    /// What is asked, one line; may be empty.
    pub asks: String,
}

/// The workbook that goes with the letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name, without folders.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Everything that a message to one owner is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub kind: Kind,
    /// The coordinator; an empty address leaves the sender to the mail program.
    pub from: Person,
    pub to: Vec<Person>,
    /// Deputy and contributors.
    pub cc: Vec<Person>,
    /// The owner: a role, such as 'Head of PPU'.
    pub owner: String,
    /// Whom to greet; empty greets the role.
    pub greet: String,
    pub organisation: String,
    pub inspectorate: String,
    /// The protective marking, put before the subject.
    pub marking: String,
    pub cycle: String,
    pub as_at: Option<NaiveDate>,
    pub return_by: Option<NaiveDate>,
    /// The day of the letter: its date, and the day from which days left or late are counted.
    pub written: NaiveDate,
    pub items: Vec<Item>,
    pub attachment: Option<Attachment>,
}

impl Letter {
    /// A letter to `owner` with the facts of the settings; addresses, dates, items and attachment are filled in by the caller.
    #[must_use]
    pub fn new(kind: Kind, owner: &str, cycle: &str, written: NaiveDate, settings: &Settings) -> Self {
        Self {
            kind,
            from: Person::new("", settings.mail.from.trim()),
            to: Vec::new(),
            cc: Vec::new(),
            owner: owner.to_owned(),
            greet: String::new(),
            organisation: settings.organisation.clone(),
            inspectorate: settings.inspectorate.clone(),
            marking: settings.marking.clone(),
            cycle: cycle.to_owned(),
            as_at: None,
            return_by: None,
            written,
            items: Vec::new(),
            attachment: None,
        }
    }

    /// Days from the letter to the return-by date: negative once it has passed; none where no date is set.
    #[must_use]
    pub fn days_left(&self) -> Option<i64> {
        self.return_by.map(|by| (by - self.written).num_days())
    }
}
