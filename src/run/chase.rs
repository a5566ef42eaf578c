//! `chase`: who has not returned, and a letter to each of them.

use chrono::NaiveDate;
use serde_json::json;

use super::letters::{self, Unaddressed};
use super::merge::{self, Came};
use super::save::{self, Change};
use super::send::{self, Report};
use super::{Progress, World};
use crate::chase::{self, Chased, Level, State, Told};
use crate::mail::{self, Attachment, Item, Kind, Letter, OutboxEntry, Person, Secret};
use crate::model::text::plural;
use crate::model::{Lookup, Refusal, Settings};

/// What is asked of `chase`.
#[derive(Debug, Default)]
pub struct Asked {
    /// Send the letters; the password where the server wants one.
    pub send: Option<Secret>,
}

/// What chasing came to.
#[derive(Debug)]
pub struct Done {
    pub cycle: String,
    pub return_by: Option<NaiveDate>,
    pub owners: Vec<Line>,
    /// Files that could not be read and that nobody's name or address stands on, relative to the workspace.
    pub nobodys: Vec<String>,
    /// What was written, relative to the workspace.
    pub outbox: String,
    pub sent: Option<Report>,
}

/// One owner of whom something is still to come.
#[derive(Debug)]
pub struct Line {
    pub chased: Chased,
    /// The draft, relative to the workspace; empty where there is none.
    pub draft: String,
    /// To whom it goes.
    pub to: Vec<Person>,
    /// Why there is no draft, or what is worth knowing about it.
    pub why: String,
}

/// Looks who is missing, writes letters to `reminders/`, and sends them where that is asked.
///
/// # Errors
/// When no cycle is open, or something cannot be read or written. What hinders sending stands in the report: the letters are written.
pub fn run(world: &World, asked: &Asked, progress: &dyn Progress) -> Result<Done, Refusal> {
    let (opened, came) = world.open_to_write_with(Came::read(world, &[], progress))?;
    let read = merge::read(&opened.workspace, &opened.register, &opened.settings, world, came)?;
    let chase = chase::chase(&Told {
        register: &opened.register,
        issued: &read.issued,
        returns: &read.gathered.returns,
        files: &read.gathered.files,
        settings: &opened.settings.chase,
        today: world.today,
    });
    let folder = format!("cycles/{}/reminders", read.cycle);
    let templates = letters::templates(&opened.workspace)?;
    let log = send::Log::read(&opened.workspace, &read.cycle)?;
    let (mut files, mut entries, mut owners, mut to_send) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let lookup = Lookup::of(&opened.register);
    for chased in chase.owners {
        let Some(level) = chased.level else {
            let from = opened.settings.chase.remind_days_before;
            owners.push(Line {
                why: format!("not written to until {} before the date", plural(usize::try_from(from).unwrap_or(usize::MAX), "day", "days")),
                draft: String::new(),
                to: Vec::new(),
                chased,
            });
            continue;
        };
        let name = chased.workbook.rsplit('/').next().unwrap_or_default().to_owned();
        let workbook = opened.workspace.read_if_there(&chased.workbook)?;
        match letter(&chased, level, workbook, &read.cycle, &lookup, &opened.settings, world.today) {
            Err(without) => {
                entries.push(OutboxEntry {
                    owner: chased.owner.clone(),
                    kind: "reminder".to_owned(),
                    why_not: without.why.clone(),
                    ..OutboxEntry::default()
                });
                owners.push(Line { why: without.why, draft: String::new(), to: Vec::new(), chased });
            }
            Ok((letter, why)) => {
                let file = format!("{folder}/{}", name.replace(".xlsx", ".eml"));
                let draft = mail::draft(&letter, &templates)?;
                files.push((file.clone(), draft.clone()));
                let workbook = if letter.attachment.is_some() { format!("../issued/{name}") } else { String::new() };
                entries.push(OutboxEntry::of(&letter, &templates, &name.replace(".xlsx", ".eml"), &workbook, "")?);
                let lately =
                    log.taken_on(&file).filter(|day| (world.today - *day).num_days() < i64::from(opened.settings.chase.repeat_days));
                let why = match lately {
                    Some(day) => format!("written to on {}", crate::model::dates::long(day)),
                    None => {
                        to_send.push((file.clone(), draft));
                        why
                    }
                };
                owners.push(Line { draft: file, to: letter.to, why, chased });
            }
        }
    }
    files.extend(letters::outbox_files(&folder, &format!("Reminders: {}", read.cycle), &entries)?);
    // Letters to owners who have answered since are taken away.
    let stale: Vec<String> = opened
        .workspace
        .list(&folder)
        .into_iter()
        .map(|name| format!("{folder}/{name}"))
        .filter(|file| !files.iter().any(|(made, _)| made == file))
        .collect();
    let change = Change {
        command: "chase",
        asked: json!({ "cycle": read.cycle }),
        inputs: Vec::new(),
        keep: Vec::new(),
        counts: json!({ "missing": owners.len(), "letters": owners.iter().filter(|line| !line.draft.is_empty()).count() }),
    };
    save::save_beside(&opened, world, change, files, &stale)?;
    let sent = asked.send.as_ref().map(|password| {
        send::after_work(send::drafts_sent(&opened.workspace, &read.cycle, &to_send, &opened.settings, password, world.dry_run))
    });
    Ok(Done {
        return_by: read.issued.return_by,
        cycle: read.cycle,
        owners,
        nobodys: chase.nobodys,
        outbox: format!("{folder}/outbox.html"),
        sent,
    })
}

/// The letter to one owner, and what is worth knowing about it.
fn letter(
    chased: &Chased,
    level: Level,
    workbook: Option<Vec<u8>>,
    cycle: &str,
    lookup: &Lookup<'_>,
    settings: &Settings,
    today: NaiveDate,
) -> Result<(Letter, String), Unaddressed> {
    let kind = match level {
        Level::Reminder => Kind::Reminder,
        Level::Overdue => Kind::Overdue,
        Level::Escalation => Kind::Escalation,
    };
    let mut letter = Letter::new(kind, &chased.owner, cycle, today, settings);
    let points = letter.address(lookup, chased.tasks.iter().map(|task| task.reference.as_str()));
    let stop = points.iter().find(|point| point.stops()).map(|point| point.why());
    let mut why = String::new();
    if level == Level::Escalation {
        match lead(&chased.owner, lookup) {
            // The owner reads what the lead is told.
            Some(lead) => {
                letter.cc.splice(0..0, std::mem::take(&mut letter.to));
                letter.greet.clone_from(&lead.name);
                why = format!("to the lead, {}", lead.name);
                letter.to.push(lead);
            }
            None => {
                letter.kind = Kind::Overdue;
                "no lead with an address stands in the register: written to the owner alone".clone_into(&mut why);
            }
        }
    }
    if letter.to.is_empty() {
        let why = stop.unwrap_or_else(|| "nobody to write to".to_owned());
        return Err(Unaddressed { owner: chased.owner.clone(), file: chased.workbook.clone(), why });
    }
    letter.return_by = chased.return_by;
    if !chased.state.file().is_empty() {
        letter.items.push(Item {
            title: chased.state.file().rsplit(['/', '!']).next().unwrap_or_default().to_owned(),
            says: match &chased.state {
                State::Unreadable { outcome, .. } => format!("this file could not be read ({outcome})"),
                _ => "this file came back with nothing filled in".to_owned(),
            },
            asks: chased.state.asks().to_owned(),
            ..Item::default()
        });
    }
    letter.items.extend(chased.tasks.iter().map(|task| Item {
        reference: task.reference.as_str().into(),
        title: format!("{}, number {}", task.report_title, task.no),
        due: task.facts.due.shown(),
        ..Item::default()
    }));
    let name = chased.workbook.rsplit('/').next().unwrap_or("return.xlsx").to_owned();
    letter.attachment = workbook.map(|bytes| Attachment { name, bytes });
    Ok((letter, why))
}

/// The chief officer who leads for an owner, with an address.
fn lead(owner: &str, lookup: &Lookup<'_>) -> Option<Person> {
    let named = lookup.owner_named(owner)?.lead.trim();
    if named.is_empty() {
        return None;
    }
    if named.contains('@') {
        return mail::address_of(named).map(|address| Person::new("", address));
    }
    let row = lookup.owner_named(named)?;
    let name = if row.name.trim().is_empty() { row.owner.trim() } else { row.name.trim() };
    mail::address_of(&row.e_mail).map(|address| Person::new(name, address))
}
