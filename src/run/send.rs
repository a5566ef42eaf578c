//! Sending drafts that stand in the workspace: each at most once, also when an earlier run broke in the middle.
//!
//! `sent.jsonl` in the cycle's folder is the memory: a line before a message's text goes out, a line after. Nothing of it is secret.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::World;
use crate::mail::{self, Outgoing, Outside, Secret, Sent, send};
use crate::model::{Refusal, Settings};
use crate::workspace::{Locked, Workspace};

/// What became of the drafts that were to be sent.
#[derive(Debug, Default)]
pub struct Report {
    /// Nothing was sent: these would have been.
    pub dry_run: bool,
    /// Taken by the server in this run.
    pub sent: Vec<Line>,
    /// Sent by an earlier run: left alone.
    pub already: Vec<Line>,
    /// Begun by an earlier run that broke, or broken now: they may have gone, and are not sent again.
    pub unclear: Vec<Line>,
    /// Not taken by the server; the next run tries again.
    pub not_taken: Vec<Line>,
    /// Not reached, since the server went away; the next run sends them.
    pub left: Vec<Line>,
    /// Why sending did not begin, when the work before it was done already.
    pub refused: Option<Refusal>,
}

/// One draft in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The draft, relative to the workspace.
    pub file: String,
    pub subject: String,
    pub to: Vec<String>,
    /// Recipients that the server refused, each with its words; or why the whole message was not taken.
    pub why: String,
}

impl Report {
    /// True when everything that was to go has gone.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.refused.is_none()
            && self.unclear.is_empty()
            && self.not_taken.is_empty()
            && self.left.is_empty()
            && self.sent.iter().all(|line| line.why.is_empty())
    }
}

/// The sent log of a cycle.
#[must_use]
pub fn log_path(cycle: &str) -> String {
    format!("cycles/{cycle}/sent.jsonl")
}

/// A draft: its path relative to the workspace, and what stands in it.
pub type Draft = (String, Vec<u8>);

/// Looks, before anything is done, whether the settings allow sending; true when the server wants a password.
///
/// # Errors
/// When the workspace or its settings cannot be read, or no server is set.
pub fn ready(world: &World) -> Result<bool, Refusal> {
    let mail = world.open_to_read()?.settings.mail;
    mail::ready(&mail)?;
    Ok(!mail.user.trim().is_empty())
}

/// The drafts that stand in a folder of a cycle (`issued`, `corrections`, `reminders`), and those just made for it in their place: in a
/// dry run nothing was written, and yet it can be said who would get what.
///
/// # Errors
/// When a draft cannot be read.
pub fn drafts_in(workspace: &Workspace, folder: &str, made: &[Draft]) -> Result<Vec<Draft>, Refusal> {
    let mut drafts = BTreeMap::new();
    for name in workspace.list(folder).into_iter().filter(|name| name.ends_with(".eml")) {
        let file = format!("{folder}/{name}");
        let bytes = workspace.read(&file)?;
        drafts.insert(file, bytes);
    }
    drafts.extend(made.iter().cloned());
    Ok(drafts.into_iter().collect())
}

/// Sends what was issued in a cycle and has not gone yet, earlier runs' drafts included.
///
/// # Errors
/// When a draft cannot be read or sent at all, or the server cannot be used; then nothing was sent.
pub fn issued(world: &World, cycle: &str, made: &[Draft], password: &Secret) -> Result<Report, Refusal> {
    let opened = world.open_to_write()?;
    let drafts = drafts_in(&opened.workspace, &format!("cycles/{cycle}/issued"), made)?;
    drafts_sent(&opened.workspace, cycle, &drafts, &opened.settings, password, world.dry_run)
}

/// Sends the corrections that a merge made.
///
/// # Errors
/// When a draft cannot be sent at all, or the server cannot be used; then nothing was sent.
pub fn corrections(world: &World, cycle: &str, made: &[Draft], password: &Secret) -> Result<Report, Refusal> {
    let opened = world.open_to_write()?;
    drafts_sent(&opened.workspace, cycle, made, &opened.settings, password, world.dry_run)
}

/// What is told of sending that came after other work: that work is done and told, so a refusal is a part of the report.
#[must_use]
pub fn after_work(sent: Result<Report, Refusal>) -> Report {
    sent.unwrap_or_else(|why| Report { refused: Some(why), ..Report::default() })
}

/// Sends drafts in their order: the one way out for letters of every kind, with one log for a cycle.
///
/// # Errors
/// When a draft cannot be sent at all or the server cannot be used (nothing was sent), or the log cannot be written.
pub fn drafts_sent(
    workspace: &Locked,
    cycle: &str,
    drafts: &[Draft],
    settings: &Settings,
    password: &Secret,
    dry_run: bool,
) -> Result<Report, Refusal> {
    let known = Log::read(workspace, cycle)?;
    let mut report = Report { dry_run, ..Report::default() };
    let mut to_send = Vec::new();
    for (file, bytes) in drafts {
        let message = Outgoing::read(bytes, file, &settings.mail.from)?;
        match known.how.get(&message.key).map(|(how, _)| how.as_str()) {
            Some("taken") => report.already.push(line(&message, "")),
            Some("begun" | "unclear") => report.unclear.push(line(&message, "an earlier run broke while it was sent")),
            _ => to_send.push(message),
        }
    }
    if dry_run {
        report.sent = to_send.iter().map(|message| line(message, "")).collect();
        return Ok(report);
    }
    if to_send.is_empty() {
        return Ok(report);
    }
    let mut log = Writing { workspace, path: log_path(cycle) };
    let ended = send(&to_send, &settings.mail, password, &mut log)?;
    let reached = ended.len();
    for (at, how) in ended {
        let Some(message) = to_send.get(at) else { continue };
        match how {
            Sent::Taken { refused } => {
                let why: Vec<String> = refused.iter().map(|(to, why)| format!("{to} was refused: {why}")).collect();
                report.sent.push(line(message, &why.join("; ")));
            }
            Sent::NotTaken { why } => report.not_taken.push(line(message, &why)),
            Sent::Unclear { why } => report.unclear.push(line(message, &why)),
            Sent::Begun => {}
        }
    }
    report.left = to_send.iter().skip(reached).map(|message| line(message, "the server went away")).collect();
    Ok(report)
}

fn line(message: &Outgoing, why: &str) -> Line {
    Line { file: message.file.clone(), subject: message.subject.clone(), to: message.recipients(), why: why.to_owned() }
}

/// What the sent log of a cycle says.
#[derive(Debug, Default)]
pub struct Log {
    /// By message: how it stands, and since when (`2022-03-14T09:26:53Z`).
    how: BTreeMap<String, (String, String)>,
    /// By draft: when it was last taken.
    taken: BTreeMap<String, String>,
}

impl Log {
    /// Reads the sent log; an unfinished last line is what a broken run left, and says nothing.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read(workspace: &Workspace, cycle: &str) -> Result<Self, Refusal> {
        let bytes = workspace.read_if_there(&log_path(cycle))?.unwrap_or_default();
        let mut log = Self::default();
        for line in bytes.split(|byte| *byte == b'\n') {
            let Ok(json) = serde_json::from_slice::<Json>(line) else { continue };
            let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
            if text("how") == "taken" {
                log.taken.insert(text("file"), text("at"));
            }
            log.how.insert(text("key"), (text("how"), text("at")));
        }
        Ok(log)
    }

    /// The day on which a draft of that path was last taken by the server.
    #[must_use]
    pub fn taken_on(&self, file: &str) -> Option<chrono::NaiveDate> {
        self.taken.get(file)?.get(..10)?.parse().ok()
    }
}

/// Writes the log as sending goes on.
struct Writing<'a> {
    workspace: &'a Locked,
    path: String,
}

impl Outside for Writing<'_> {
    fn log(&mut self, message: &Outgoing, how: &Sent) -> Result<(), Refusal> {
        let (word, why) = match how {
            Sent::Begun => ("begun", String::new()),
            Sent::Taken { refused } => ("taken", refused.iter().map(|(to, why)| format!("{to}: {why}")).collect::<Vec<_>>().join("; ")),
            Sent::NotTaken { why } => ("not taken", why.clone()),
            Sent::Unclear { why } => ("unclear", why.clone()),
        };
        let at = self.now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let line = json!({ "at": at, "key": message.key, "file": message.file, "to": message.recipients(), "how": word, "why": why });
        // The line break comes first as well: after a line that a broken run left unfinished, this one still stands alone.
        self.workspace.append(&self.path, format!("\n{line}\n").as_bytes())
    }
}
