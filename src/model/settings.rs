//! What `rectrack.toml` sets. Every setting has a default; reading the file is the workspace's work.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::words::Severity;

/// The settings of one workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The force, council, service or trust.
    pub organisation: String,
    /// The body that inspects.
    pub inspectorate: String,
    /// Other names of the inspectorate in papers and its former names.
    pub inspectorate_also: Vec<String>,
    /// The protective marking in header and footer.
    pub marking: String,
    /// The committee whose paper `consolidate` makes by default.
    pub committee: String,
    /// Who presents the paper.
    pub report_of: String,
    /// Days ahead that count as due soon.
    pub due_soon_days: u32,
    /// How many backups of the register are kept; 0 keeps all.
    pub keep_backups: u32,
    /// By rule name.
    pub rules: BTreeMap<String, RuleSetting>,
    pub meanings: Meanings,
    pub agree: Agree,
    pub paper: PaperSettings,
    pub mail: MailSettings,
    pub chase: ChaseSettings,
    pub limits: Limits,
}

/// What is set for one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSetting {
    /// None keeps the rule's own severity; `off` is held in `off`.
    pub severity: Option<Severity>,
    pub off: bool,
    /// The severity holds until this day, inclusive; afterwards the rule's own holds again.
    pub until: Option<NaiveDate>,
}

/// What the organisation means by its colours, where organisations differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meanings {
    /// A new date with a reason makes an overdue Amber acceptable again.
    pub moved_date_allows_amber: bool,
    /// White may stand for what is no longer required, and for dependence on others; if false, White is for other bodies' work only.
    pub white_may_be_ours: bool,
    /// Words in the newest update that tell that work is still open.
    pub open_work_words: Vec<String>,
    /// Words that sound open and are not.
    pub open_work_exceptions: Vec<String>,
    /// Days after which evidence without an answer is asked about.
    pub sign_off_long_days: u32,
}

/// What waits for a chief officer's agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agree {
    /// Any of `green`, `white`, `closed`, `later-date`: such rows wait as proposed until a decision.
    pub hold: Vec<String>,
}

/// How the committee's schedule is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperSettings {
    /// `open-and-changed` (the default) or `all`.
    pub rows: String,
    /// Headings of `Schedule` columns to leave out.
    pub hide_columns: Vec<String>,
    /// Order reports by publication, newest first.
    pub newest_first: bool,
}

/// How mail is written and sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailSettings {
    /// The coordinator's address: the sender of every draft.
    pub from: String,
    pub host: String,
    /// 0 means the usual port for `security`.
    pub port: u16,
    /// `starttls` (the default), `tls` or `none` (loopback only).
    pub security: String,
    pub user: String,
    /// The most messages a minute; 0 means no limit.
    pub per_minute: u32,
}

/// When owners are reminded, and how firmly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChaseSettings {
    /// Days before the return-by date from which owners are reminded.
    pub remind_days_before: u32,
    /// Days after it from which the letter says that the return is overdue.
    pub overdue_days_after: u32,
    /// Days after it from which the chief officer who leads is written to.
    pub escalate_days_after: u32,
    /// An owner who was sent a reminder by `--send` is left alone for so many days.
    pub repeat_days: u32,
}

/// Caps that keep one file from taking the machine down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file as it lies in the folder.
    pub file_bytes: u64,
    /// Bytes of a workbook once unpacked.
    pub unpacked_bytes: u64,
    /// Entries of a zip file.
    pub entries: usize,
    /// Cells of a workbook that hold something.
    pub cells: usize,
    /// Zip files in zip files, mails in mails.
    pub depth: u32,
    /// Megabytes that the child reader may take.
    pub child_megabytes: u64,
    /// Seconds that the child reader may take.
    pub child_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 * 1024 * 1024,
            unpacked_bytes: 200 * 1024 * 1024,
            entries: 4_096,
            cells: 200_000,
            depth: 4,
            child_megabytes: 512,
            child_seconds: 20,
        }
    }
}

impl Limits {
    /// The register and what we wrote ourselves: it grows over the years, and nobody sends it in.
    #[must_use]
    pub fn for_register() -> Self {
        Self { file_bytes: 1 << 30, unpacked_bytes: 6 << 30, cells: 20_000_000, ..Self::default() }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: "Our force".to_owned(),
            inspectorate: "HMICFRS".to_owned(),
            inspectorate_also: vec!["HMIC".to_owned()],
            marking: "OFFICIAL".to_owned(),
            committee: "Performance and Resource Management Committee".to_owned(),
            report_of: "Commissioner".to_owned(),
            due_soon_days: 90,
            keep_backups: 50,
            rules: BTreeMap::new(),
            meanings: Meanings::default(),
            agree: Agree::default(),
            paper: PaperSettings { rows: "open-and-changed".to_owned(), hide_columns: Vec::new(), newest_first: true },
            mail: MailSettings { security: "starttls".to_owned(), per_minute: 30, ..MailSettings::default() },
            chase: ChaseSettings::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for ChaseSettings {
    fn default() -> Self {
        Self { remind_days_before: 3, overdue_days_after: 1, escalate_days_after: 7, repeat_days: 2 }
    }
}

impl Default for Meanings {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Self {
            moved_date_allows_amber: true,
            white_may_be_ours: true,
            open_work_words: words(&["outstanding", "still to", "not yet", "scheduled for"]),
            open_work_exceptions: words(&["nothing outstanding", "none outstanding", "no outstanding"]),
            sign_off_long_days: 180,
        }
    }
}
