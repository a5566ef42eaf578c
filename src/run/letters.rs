//! From packs to letters: whom each goes to, and who cannot be written to.

use chrono::NaiveDate;

use crate::mail::{AddressPoint, Attachment, Item, Kind, Letter, OutboxEntry, Templates, mail_merge, outbox_page, shared_addresses};
use crate::model::returned::Pack;
use crate::model::{Lookup, Refusal, Register, Settings};
use crate::workspace::Workspace;

/// An owner without a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unaddressed {
    pub owner: String,
    /// The workbook, relative to the workspace.
    pub file: String,
    pub why: String,
}

/// The templates of the workspace's `templates` folder over those built in.
///
/// # Errors
/// When one of them is broken: the refusal names its line.
pub fn templates(workspace: &Workspace) -> Result<Templates, Refusal> {
    let mut own = Vec::new();
    for name in workspace.list("templates") {
        let bytes = workspace.read(&format!("templates/{name}"))?;
        own.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    Templates::new(&own)
}

/// The letter that goes with an owner's workbook.
///
/// # Errors
/// Why nobody can be written to.
pub fn letter(
    kind: Kind,
    pack: &Pack,
    workbook: &[u8],
    lookup: &Lookup<'_>,
    settings: &Settings,
    today: NaiveDate,
) -> Result<Letter, Unaddressed> {
    let mut letter = Letter::new(kind, &pack.owner, &pack.cycle, today, settings);
    let points = letter.address(lookup, pack.tasks.iter().map(|task| task.reference.as_str()));
    if let Some(stop) = points.iter().find(|point| point.stops()) {
        return Err(Unaddressed { owner: pack.owner.as_str().into(), file: pack.file.as_str().into(), why: stop.why() });
    }
    for task in &pack.tasks {
        letter.items.push(Item {
            reference: task.reference.as_str().into(),
            title: format!("{}, number {}", task.report_title, task.no),
            due: task.facts.due.shown(),
            says: String::new(),
            asks: task.asked_again.iter().map(|(_, asks)| asks.as_str()).collect::<Vec<_>>().join("; "),
        });
    }
    // The day of the cycle has often passed when a correction goes out: its letter asks for an answer soon, as its workbook does.
    let return_by = pack.return_by.filter(|by| kind != Kind::Correction || *by >= today);
    (letter.as_at, letter.return_by) = (pack.as_at, return_by);
    let name = pack.file.rsplit('/').next().unwrap_or("return.xlsx").to_owned();
    letter.attachment = Some(Attachment { name, bytes: workbook.to_vec() });
    Ok(letter)
}

/// What is wrong with addresses and does not stop a letter: copies that nobody gets, one address of two owners.
#[must_use]
pub fn address_points(packs: &[Pack], lookup: &Lookup<'_>, settings: &Settings) -> Vec<AddressPoint> {
    let mut points: Vec<AddressPoint> = Vec::new();
    for pack in packs {
        let mut letter = Letter::new(Kind::Issue, &pack.owner, &pack.cycle, NaiveDate::default(), settings);
        points.extend(letter.address(lookup, pack.tasks.iter().map(|task| task.reference.as_str())));
    }
    let owners: Vec<&str> = packs.iter().map(|pack| pack.owner.as_str()).collect();
    points.extend(shared_addresses(lookup, &owners));
    points.retain(|point| !point.stops());
    points
}

/// The page of links and the table for mail merge over every workbook of a folder, in order of owners.
///
/// # Errors
/// When a template fails.
pub fn outbox(
    packs: &[&Pack],
    register: &Register,
    settings: &Settings,
    templates: &Templates,
    today: NaiveDate,
    folder: &str,
) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let lookup = Lookup::of(register);
    let mut entries = Vec::new();
    for pack in packs {
        let name = pack.file.rsplit('/').next().unwrap_or_default();
        let made = letter(Kind::Issue, pack, &[], &lookup, settings, today);
        entries.push(match made {
            Ok(letter) => OutboxEntry::of(&letter, templates, &name.replace(".xlsx", ".eml"), name, "")?,
            Err(why) => OutboxEntry {
                owner: pack.owner.as_str().into(),
                kind: Kind::Issue.as_str().to_owned(),
                workbook: name.to_owned(),
                why_not: why.why,
                ..OutboxEntry::default()
            },
        });
    }
    entries.sort_by(|a, b| a.owner.cmp(&b.owner));
    outbox_files(folder, &format!("Messages to send: {}", packs.first().map_or("", |pack| pack.cycle.as_str())), &entries)
}

/// The two files of an outbox.
///
/// # Errors
/// When the page cannot be made.
pub fn outbox_files(folder: &str, title: &str, entries: &[OutboxEntry]) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    Ok(vec![
        (format!("{folder}/outbox.html"), outbox_page(title, entries)?.into_bytes()),
        (format!("{folder}/mail-merge.csv"), mail_merge(entries)),
    ])
}
