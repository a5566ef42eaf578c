//! Everything that came back in a cycle: every file of the returns folder, opened as far as it can be, each with an outcome.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{Progress, World};
use crate::excel::unreadable::Unreadable;
use crate::excel::{self, return_form};
use crate::mail;
use crate::model::returned::{Asked, FileSeen, Issued, Return};
use crate::model::text::{Text, fold};
use crate::model::words::{ReturnOutcome, Word as _};
use crate::model::{Lookup, Place, Query, Refusal, Register, Settings};
use crate::rules::{self, Context};
use crate::workspace::Workspace;
use crate::workspace::hash::sha256;
use crate::workspace::returns::Found;

/// What came back.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Every file, in order of names; those that are returns of this cycle are in `returns` as well.
    pub files: Vec<FileSeen>,
    pub returns: Vec<Return>,
    /// Files as they lie in the folder, with their hashes: the merge's inputs.
    pub inputs: Vec<Input>,
    /// What was written in the mails that returns came in: owner, place, words.
    pub said: Vec<(Text, Place, Text)>,
    /// What the workbooks themselves give rise to: macros, links to other workbooks.
    pub queries: Vec<Query>,
}

/// Files that were opened, each by itself: nothing of the register was needed for it.
#[derive(Debug, Default)]
pub struct Opened {
    parts: Vec<OpenedPart>,
    inputs: Vec<Input>,
    /// Files that were named on the command line: others may lie in the folder.
    named: bool,
}

/// What opening files is told.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    pub cycle: &'a str,
    pub settings: &'a Settings,
    pub world: &'a World,
}

/// What files that were opened are put in order by.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub register: &'a Register,
    pub settings: &'a Settings,
    pub issued: &'a Issued,
    pub cycle: &'a str,
    pub today: NaiveDate,
}

/// A file, or an attachment in one.
struct Part {
    file: String,
    bytes: Vec<u8>,
    mailed_on: Option<NaiveDate>,
    sent_at: Option<String>,
    sender: Option<String>,
}

/// A file as it lies in the folder, with its hash; one that is told by its name or size has none.
pub type Input = (String, String);

/// One part after it was read.
#[derive(Debug)]
enum OpenedPart {
    Seen(FileSeen),
    Ours(Box<OpenedReturn>),
    /// What the mail of that name says.
    Said(String, String),
}

/// A return as it was opened.
#[derive(Debug)]
struct OpenedReturn {
    ours: Return,
    /// What its workbook gives rise to.
    queries: Vec<Query>,
    /// The form's title as it stands, where no stamp says which cycle it belongs to.
    title: Option<String>,
}

/// Opens every file of the returns folder of a cycle.
///
/// # Errors
/// When the folder or a file in it cannot be read at all.
pub fn open(workspace: &Workspace, opening: Opening<'_>, progress: &dyn Progress) -> Result<Opened, Refusal> {
    let found = workspace.returns(opening.cycle)?;
    progress.begin("reading returns", found.len());
    let each: Vec<Result<(Vec<OpenedPart>, Input), Refusal>> = found
        .par_iter()
        .map(|found| {
            let opened = open_found(workspace, found, opening);
            progress.step();
            opened
        })
        .collect();
    progress.end();
    let mut opened = Opened::default();
    for each in each {
        let (parts, input) = each?;
        opened.parts.extend(parts);
        opened.inputs.push(input);
    }
    Ok(opened)
}

/// The files of the returns folder with their hashes, as a merge would note them; none is opened.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn inputs(workspace: &Workspace, cycle: &str, settings: &Settings) -> Result<Vec<Input>, Refusal> {
    let hashed = |found: Found| {
        let is_read = known_by_name(&found.file).is_none() && found.size <= settings.limits.file_bytes;
        let hash = if is_read { sha256(&workspace.read(&found.file)?) } else { String::new() };
        Ok((found.file, hash))
    };
    workspace.returns(cycle)?.into_par_iter().map(hashed).collect()
}

/// True for what other programs leave in a folder.
#[must_use]
pub fn is_no_return(file: &str) -> bool {
    known_by_name(file).is_some()
}

/// The names and hashes of the returns that were voided in a cycle.
#[must_use]
pub fn voided<'a>(register: &'a Register, cycle: &str) -> BTreeSet<&'a str> {
    register
        .decisions
        .iter()
        .filter(|decision| decision.cycle == cycle && fold(&decision.rule_or_field) == "void")
        .flat_map(|decision| [decision.reference.as_str(), decision.value.as_str()])
        .filter(|name| !name.is_empty())
        .collect()
}

/// Opens files that were named on the command line, as if they lay in the returns folder.
///
/// # Errors
/// When a file cannot be read at all.
pub fn open_named(files: &[std::path::PathBuf], workspace: &Workspace, opening: Opening<'_>) -> Result<Opened, Refusal> {
    let mut opened = Opened { named: true, ..Opened::default() };
    for path in files {
        let bytes = crate::workspace::read(path)?;
        let part = Part { file: workspace.relative(path), bytes, mailed_on: None, sent_at: None, sender: None };
        opened.parts.extend(open_part(part, opening, opening.settings.limits.depth));
    }
    Ok(opened)
}

/// A file that an earlier merge read, with its bytes; one that was told by its name or size has none.
pub type Kept = (String, Option<Vec<u8>>);

/// Opens files whose bytes are at hand: those that an earlier merge read.
#[must_use]
pub fn open_bytes(files: Vec<Kept>, opening: Opening<'_>) -> Opened {
    let parts: Vec<Vec<OpenedPart>> = files
        .into_par_iter()
        .map(|(file, bytes)| {
            let Some(bytes) = bytes else {
                let (outcome, asks) = known_by_name(&file).unwrap_or((ReturnOutcome::Oversized, OVERSIZED));
                return vec![OpenedPart::Seen(seen_as(&file, "", outcome, asks))];
            };
            let part = Part { file, bytes, mailed_on: None, sent_at: None, sender: None };
            open_part(part, opening, opening.settings.limits.depth)
        })
        .collect();
    Opened { parts: parts.into_iter().flatten().collect(), ..Opened::default() }
}

const OVERSIZED: &str = "ask the owner to send the form alone, without pictures or other sheets";

fn open_found(workspace: &Workspace, found: &Found, opening: Opening<'_>) -> Result<(Vec<OpenedPart>, Input), Refusal> {
    if let Some((outcome, asks)) = known_by_name(&found.file) {
        return Ok((vec![OpenedPart::Seen(seen_as(&found.file, "", outcome, asks))], (found.file.clone(), String::new())));
    }
    if found.size > opening.settings.limits.file_bytes {
        return Ok((
            vec![OpenedPart::Seen(seen_as(&found.file, "", ReturnOutcome::Oversized, OVERSIZED))],
            (found.file.clone(), String::new()),
        ));
    }
    let bytes = workspace.read(&found.file)?;
    let input = (found.file.clone(), sha256(&bytes));
    let part = Part { file: found.file.clone(), bytes, mailed_on: None, sent_at: None, sender: None };
    Ok((open_part(part, opening, opening.settings.limits.depth), input))
}

/// Files that are known by their names and are no returns.
fn known_by_name(file: &str) -> Option<(ReturnOutcome, &'static str)> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let folded = name.to_lowercase();
    if name.starts_with("~$") || folded.starts_with(".~lock.") {
        return Some((
            ReturnOutcome::StillOpen,
            "close the workbook beside it, then run again: this file is only the sign that it is open",
        ));
    }
    let ignored = matches!(folded.as_str(), "thumbs.db" | ".ds_store" | "desktop.ini" | ".gitkeep") || name.starts_with("._");
    ignored.then_some((ReturnOutcome::Ignored, ""))
}

fn open_part(part: Part, opening: Opening<'_>, depth: u32) -> Vec<OpenedPart> {
    let hash = sha256(&part.bytes);
    let mut seen = FileSeen {
        hash: hash.into(),
        mailed_on: part.mailed_on,
        received: part.mailed_on,
        sender: part.sender.as_deref().map(Text::from),
        modified: part.sent_at.as_deref().map(Text::from),
        ..FileSeen::named(&part.file)
    };
    if depth > 0
        && let Some(parts) = contents(&part, opening)
    {
        let (parts, said) = match parts {
            Ok(inside) => inside,
            Err((outcome, asks)) => {
                (seen.outcome, seen.asks) = (outcome, asks.into());
                return vec![OpenedPart::Seen(seen)];
            }
        };
        seen.outcome = ReturnOutcome::Opened;
        let mut opened = vec![OpenedPart::Seen(seen)];
        opened.extend(said.into_iter().map(|(file, text)| OpenedPart::Said(file, text)));
        opened.extend(parts.into_iter().flat_map(|part| open_part(part, opening, depth - 1)));
        beside_a_return(&mut opened);
        return opened;
    }
    let limits = &opening.settings.limits;
    let book = match excel::book::open(&part.bytes, &part.file, limits) {
        Err(Unreadable::NeedsChild { .. }) => excel::child::open(&opening.world.program, &part.bytes, &part.file, limits),
        opened => opened,
    };
    let book = match book {
        Ok(book) => book,
        Err(why) => {
            seen.outcome = why.outcome();
            seen.asks = why.asks().into();
            return vec![OpenedPart::Seen(seen)];
        }
    };
    if seen.modified.is_none() {
        seen.modified = book.modified.as_deref().map(Text::from);
    }
    match return_form::read(&book, seen) {
        Ok(ours) if !ours.cycle.is_empty() && ours.cycle != opening.cycle => {
            vec![OpenedPart::Seen(of_other_cycle(ours.seen, &ours.cycle, opening.cycle))]
        }
        Ok(ours) => {
            let title = if ours.cycle.is_empty() { return_form::title_shown(&book) } else { None };
            vec![OpenedPart::Ours(Box::new(OpenedReturn { ours, queries: rules::check_book(&book), title }))]
        }
        Err(seen) => vec![OpenedPart::Seen(seen)],
    }
}

/// Beside a return that was read, what is no workbook is evidence and not a return that nobody can read.
fn beside_a_return(opened: &mut [OpenedPart]) {
    if !opened.iter().any(|part| matches!(part, OpenedPart::Ours(_))) {
        return;
    }
    for part in opened {
        if let OpenedPart::Seen(seen) = part
            && seen.outcome == ReturnOutcome::NotAWorkbook
            && seen.asks != WINMAIL
        {
            seen.outcome = ReturnOutcome::Beside;
            seen.asks = "nothing: it came with a return; keep it where evidence is kept".into();
        }
    }
}

/// What a mail or an archive holds: files, and the words of mails by their names.
type Inside = (Vec<Part>, Vec<(String, String)>);

/// What a mail or an archive holds, or why that cannot be told; none when the part is neither.
fn contents(part: &Part, opening: Opening<'_>) -> Option<Result<Inside, (ReturnOutcome, String)>> {
    let limits = &opening.settings.limits;
    if let Some(files) = excel::archive::open(&part.bytes, limits) {
        let inside = files.into_iter().filter(|(name, _)| known_by_name(name).is_none());
        let inside = inside.map(|(name, bytes)| Part {
            file: format!("{}!{name}", part.file),
            bytes,
            mailed_on: part.mailed_on,
            sent_at: part.sent_at.clone(),
            sender: part.sender.clone(),
        });
        return Some(Ok((inside.collect(), Vec::new())));
    }
    let mail = match mail::open(&part.bytes, &part.file, limits) {
        Ok(mail) => mail,
        Err(mail::Unopened::Oversized { what }) => {
            return Some(Err((ReturnOutcome::Oversized, format!("the mail is not opened, since {what}; save its workbook beside it"))));
        }
        Err(mail::Unopened::NotAMail { looks_like }) if looks_like.starts_with("winmail.dat") => {
            return Some(Err((ReturnOutcome::NotAWorkbook, WINMAIL.to_owned())));
        }
        Err(_) => return None,
    };
    if mail.attachments.is_empty() {
        return Some(Err((
            ReturnOutcome::NotAWorkbook,
            "The mail holds no workbook: read it, and ask the owner for the workbook.".to_owned(),
        )));
    }
    let named = |inside: String| if inside.is_empty() { part.file.clone() } else { format!("{}!{inside}", part.file) };
    let said = mail.said.into_iter().map(|(inside, text)| (named(inside), text)).collect();
    let files = mail
        .attachments
        .into_iter()
        .map(|attached| Part {
            file: format!("{}!{}", part.file, attached.name),
            bytes: attached.bytes,
            mailed_on: attached.date,
            sent_at: attached.sent_at,
            sender: attached.sender,
        })
        .collect();
    Some(Ok((files, said)))
}

const WINMAIL: &str = "This is winmail.dat, Outlook's own wrapping of a workbook. Ask the owner to send it again with the mail's format set to HTML or plain text.";

fn of_other_cycle(mut seen: FileSeen, cycle: &str, open: &str) -> FileSeen {
    seen.outcome = ReturnOutcome::OtherCycle;
    seen.asks = format!("it is the form of cycle {cycle}; ask the owner for the one of {open}").into();
    seen
}

fn seen_as(file: &str, hash: &str, outcome: ReturnOutcome, asks: &str) -> FileSeen {
    FileSeen { hash: hash.into(), outcome, asks: asks.into(), ..FileSeen::named(file) }
}

/// The other cycle that a form's title names at its end; none for the open one's.
fn other_cycle_in<'a>(title: &str, setting: Setting<'a>) -> Option<&'a str> {
    let title = fold(title);
    let ends = |cycle: &str| title.ends_with(&format!(" - {}", fold(cycle)));
    let mut cycles = setting.register.cycles.iter().map(|row| row.cycle.as_str());
    if ends(setting.cycle) { None } else { cycles.find(|cycle| ends(cycle)) }
}

/// Returns that an earlier merge read and that are no longer there, neither by name nor by content: what they said is taken out
/// of the register again, and somebody may only have tidied up.
fn gone(gathered: &Gathered, setting: Setting<'_>, voided: &BTreeSet<&str>) -> Vec<FileSeen> {
    let there: BTreeSet<&str> = gathered
        .files
        .iter()
        .chain(gathered.returns.iter().map(|ours| &ours.seen))
        .flat_map(|seen| [&*seen.file, seen.hash.as_str()])
        .chain(voided.iter().copied())
        .collect();
    let was_read =
        |outcome: &str| matches!(ReturnOutcome::read(outcome), Some(ReturnOutcome::Read | ReturnOutcome::Late | ReturnOutcome::Gone));
    let rows = setting.register.returns.iter().filter(|row| row.cycle == setting.cycle && was_read(&row.outcome));
    rows.filter(|row| !there.contains(row.file.as_str()) && !there.contains(row.file_hash.as_str()))
        .map(|row| FileSeen {
            received: row.received,
            ..seen_as(&row.file, &row.file_hash, ReturnOutcome::Gone, "put the file back, or void it when it is not to count")
        })
        .collect()
}

/// Puts the same content twice aside, then what was voided; says when each file was received and what came late.
#[must_use]
pub fn sorted_out(opened: Opened, setting: Setting<'_>) -> Gathered {
    let mut gathered = Gathered { inputs: opened.inputs, ..Gathered::default() };
    let named = opened.named;
    let context = Context {
        register: setting.register,
        lookup: &Lookup::of(setting.register),
        settings: setting.settings,
        issued: None,
        cycle: setting.cycle,
        as_at: setting.issued.as_at.unwrap_or(setting.today),
        today: setting.today,
    };
    let asked = LazyCell::new(|| Asked::of(setting.issued));
    for part in opened.parts {
        match part {
            OpenedPart::Seen(seen) => gathered.files.push(seen),
            OpenedPart::Said(file, text) => gathered.said.push((Text::new(), Place::file(&file), text.into())),
            OpenedPart::Ours(opened) => {
                let OpenedReturn { mut ours, queries, title } = *opened;
                if let Some(cycle) = title.and_then(|title| other_cycle_in(&title, setting)) {
                    gathered.files.push(of_other_cycle(ours.seen, cycle, setting.cycle));
                    continue;
                }
                if ours.owner.is_empty() {
                    ours.owner = asked.owner_by_rows(&ours).unwrap_or_default().into();
                }
                let queries = rules::as_set(queries, &context).into_iter();
                gathered.queries.extend(queries.map(|query| Query { owner: ours.owner.clone(), ..query }));
                gathered.returns.push(ours);
            }
        }
    }
    let known: BTreeMap<&str, Option<NaiveDate>> = setting
        .register
        .returns
        .iter()
        .filter(|row| row.cycle == setting.cycle && !row.file_hash.is_empty())
        .map(|row| (row.file_hash.as_str(), row.received))
        .collect();
    let voided = voided(setting.register, setting.cycle);
    let gone = if named { Vec::new() } else { gone(&gathered, setting, &voided) };
    let received = |seen: &FileSeen| seen.mailed_on.or_else(|| known.get(seen.hash.as_str()).copied().flatten()).or(Some(setting.today));
    for seen in &mut gathered.files {
        seen.received = received(seen);
    }
    gathered.files.extend(gone);
    let mut returns = std::mem::take(&mut gathered.returns);
    returns.sort_by(|a, b| a.seen.file.cmp(&b.seen.file));
    for (owner, place, _) in &mut gathered.said {
        // Whose workbook the mail holds wrote it.
        let inside = format!("{}!", place.file);
        let first = returns.partition_point(|ours| *ours.seen.file < *inside);
        if let Some(ours) = returns.get(first).filter(|ours| ours.seen.file.starts_with(inside.as_str())) {
            owner.clone_from(&ours.owner);
        }
    }
    gathered.said.sort_by(|a, b| a.1.cmp(&b.1));
    let mut hashes: BTreeMap<String, String> = BTreeMap::new();
    for mut ours in returns {
        ours.seen.received = received(&ours.seen);
        if let Some(first) = hashes.get(ours.seen.hash.as_str()) {
            ours.seen.outcome = ReturnOutcome::AlreadyReceived;
            ours.seen.asks = format!("nothing: it is the same file as {first}").into();
            gathered.files.push(ours.seen);
            continue;
        }
        hashes.insert(ours.seen.hash.as_str().into(), ours.seen.file.to_string());
        if voided.contains(&*ours.seen.file) || voided.contains(ours.seen.hash.as_str()) {
            ours.seen.outcome = ReturnOutcome::Voided;
            gathered.files.push(ours.seen);
            continue;
        }
        if ours.seen.received > setting.issued.return_by && setting.issued.return_by.is_some() {
            ours.seen.outcome = ReturnOutcome::Late;
        }
        gathered.returns.push(ours);
    }
    gathered.files.sort_by(|a, b| a.file.cmp(&b.file));
    gathered
}
