//! `verify`: rebuilds the register from its first state and every recorded input, and says where they part.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::gather::{self, Opening, Setting};
use super::issue::{self, Asked};
use super::round::{Told, round};
use super::{World, close, register_from, save, shown, void};
use crate::consolidated::PaperAsk;
use crate::merge::LastMerge;
use crate::model::returned::Issued;
use crate::model::tables::Decision;
use crate::model::{Refusal, Register, Settings};
use crate::workspace::hash::sha256;
use crate::workspace::journal::{self, Entry};
use crate::workspace::{self, BACKUPS, JOURNAL, Workspace, rows};

/// What `verify` found.
#[derive(Debug, Default)]
pub struct Verified {
    /// Runs that were done again.
    pub runs: usize,
    /// Hand edits of the register that were taken as inputs: when, and which tables they changed. One sentence each.
    pub hand_edits: Vec<String>,
    /// What does not agree; empty when all does. One sentence each.
    pub faults: Vec<String>,
}

/// What stands while the runs are done again.
#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    register: Register,
    issued: BTreeMap<String, Issued>,
    last: BTreeMap<String, LastMerge>,
}

/// Does every recorded run again and compares.
///
/// # Errors
/// When the workspace cannot be read, or a run was interrupted in it.
pub fn run(world: &World) -> Result<Verified, Refusal> {
    let workspace = Workspace::open(&world.root)?;
    if workspace.is_interrupted() {
        return Err(Refusal::new(
            "an earlier run was interrupted, so register and journal do not belong together yet",
            "run any command that writes, such as 'rectrack merge': it finishes that one first",
        ));
    }
    let journal = workspace.read_if_there(JOURNAL)?.unwrap_or_default();
    let (entries, broken) = journal::read(&journal);
    let mut verified = Verified::default();
    for line in broken {
        verified.faults.push(format!("{JOURNAL}, line {line}: it does not follow the line before; one of the two was changed"));
    }
    if entries.is_empty() {
        verified.faults.push(format!("{JOURNAL} is missing or empty: there is nothing to do again"));
        return Ok(verified);
    }
    let mut state = State::default();
    for (at, entry) in entries.iter().enumerate() {
        let line = at + 1;
        match again(&workspace, world, line, entry, &mut state, &mut verified) {
            Ok(()) => verified.runs += 1,
            Err(why) => {
                verified.faults.push(format!("{JOURNAL}, line {line} ({}): {why}", entry.command));
                // Go on from what that run left, where a backup holds it: later faults are named too.
                if let Some(bytes) = held(&workspace, &entry.register)
                    && let Ok((register, _)) = register_from(&bytes)
                {
                    (state.bytes, state.register) = (bytes, register);
                    continue;
                }
                break;
            }
        }
    }
    let now = workspace.read(workspace::REGISTER)?;
    let last = entries.last().map_or("", |entry| entry.register.as_str());
    if sha256(&now) != last {
        let (register, _) = register_from(&now)?;
        verified.hand_edits.push(edited("after the last run", &state.register, &register));
    }
    Ok(verified)
}

/// Does one run again.
fn again(
    workspace: &Workspace,
    world: &World,
    line: usize,
    entry: &Entry,
    state: &mut State,
    verified: &mut Verified,
) -> Result<(), String> {
    let today = entry.today.parse().map_err(|_| "its day cannot be read".to_owned())?;
    // What stood there before a restore does not matter, and need not even be a workbook.
    let from_before = !entry.register_before.is_empty() && entry.command != "restore";
    if from_before && entry.register_before != sha256(&state.bytes) {
        // The register was edited by hand between two runs: the edited one is an input, kept as one.
        let bytes = held(workspace, &entry.register_before).ok_or_else(|| {
            format!("the register that it started from ({}) is neither the one before nor in {BACKUPS}", short(&entry.register_before))
        })?;
        let (register, _) = register_from(&bytes).map_err(|why| why.to_string())?;
        verified.hand_edits.push(edited(&format!("before line {line} ({})", entry.command), &state.register, &register));
        (state.register, state.bytes) = (register, bytes);
    }
    let settings = settings_of(workspace, entry)?;
    let asked = &entry.asked;
    let text = |key: &str| asked[key].as_str().unwrap_or_default().to_owned();
    let register = match entry.command.as_str() {
        "init" => super::init::empty(),
        "issue" => {
            let cycle = text("cycle");
            let asked = Asked {
                cycle: cycle.clone(),
                as_at: rows::read_date(&asked["as_at"]),
                return_by: rows::read_date(&asked["return_by"]),
                owners: asked["owners"].as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect(),
                due_within: asked["due_within"].as_u64().and_then(|days| u32::try_from(days).ok()),
            };
            let known = state.issued.get(&cycle).cloned().unwrap_or_default();
            let last = state.last.get(&cycle).cloned().unwrap_or_default();
            let planned = issue::plan(&state.register, &known, &asked, today, &last).map_err(|why| why.to_string())?;
            state.issued.insert(cycle, planned.issued);
            planned.register
        }
        "merge" => {
            let cycle = text("cycle");
            let issued = state.issued.get(&cycle).cloned().unwrap_or_default();
            let last = state.last.get(&cycle).cloned().unwrap_or_default();
            let typed: Vec<Decision> = asked["decisions"].as_array().into_iter().flatten().map(rows::from_json).collect();
            let files = inputs(workspace, entry)?;
            let opened = gather::open_bytes(files, Opening { cycle: &cycle, settings: &settings, world });
            let setting = Setting { register: &state.register, settings: &settings, issued: &issued, cycle: &cycle, today };
            let gathered = gather::sorted_out(opened, setting);
            let shown = shown::last(workspace, &state.register, &PaperAsk::new(&cycle, &settings)).map_err(|why| why.to_string())?;
            let told = Told {
                register: std::mem::take(&mut state.register),
                settings: &settings,
                issued: &issued,
                last: &last,
                gathered: &gathered,
                typed: &typed,
                cycle: &cycle,
                shown: shown.as_ref(),
                today,
            };
            let round = round(told);
            state.last.insert(cycle, round.finished.last.clone());
            round.finished.register
        }
        "close" => {
            let reopen = asked["reopen"].as_bool().unwrap_or(false);
            close::changed(&state.register, reopen, &text("why")).map_err(|why| why.to_string())?.0
        }
        "void" => void::changed(&state.register, &text("file"), &text("why")).map_err(|why| why.to_string())?.0,
        "restore" => {
            let bytes = held(workspace, &entry.register).ok_or_else(|| format!("the backup {} is no longer there", text("backup")))?;
            let (register, _) = register_from(&bytes).map_err(|why| why.to_string())?;
            (state.bytes, state.register) = (bytes, register);
            return Ok(());
        }
        other => super::replay::again(other, workspace, world, entry, &state.register, &settings)?,
    };
    let world = World { today, ..world.clone() };
    let bytes = crate::excel::register::write_marked(&register, save::made_on(&register, &world), &settings.marking)
        .map_err(|why| why.to_string())?;
    let made = sha256(&bytes);
    if made != entry.register {
        return Err(differs(workspace, entry, &register));
    }
    state.bytes = bytes;
    state.register = register;
    Ok(())
}

/// Reads the returns that a merge read, each with the hash that it had then; one that it did not open has no bytes.
fn inputs(workspace: &Workspace, entry: &Entry) -> Result<Vec<gather::Kept>, String> {
    let mut files = Vec::new();
    for (file, hash) in entry.inputs.iter().filter(|(file, _)| file != workspace::SETTINGS) {
        if hash.is_empty() {
            files.push((file.clone(), None));
            continue;
        }
        let bytes = workspace.read_if_there(file).ok().flatten().filter(|bytes| sha256(bytes) == *hash);
        let bytes = bytes.or_else(|| kept(workspace, hash)).ok_or_else(|| {
            if workspace.holds(file) { format!("{file} was changed since it was read") } else { format!("{file} is no longer there") }
        })?;
        files.push((file.clone(), Some(bytes)));
    }
    Ok(files)
}

fn settings_of(workspace: &Workspace, entry: &Entry) -> Result<Settings, String> {
    let hash = entry.inputs.iter().find(|(file, _)| file == workspace::SETTINGS).map_or("", |(_, hash)| hash.as_str());
    let current = workspace.read_if_there(workspace::SETTINGS).ok().flatten().unwrap_or_default();
    let bytes = if sha256(&current) == hash || hash.is_empty() {
        current
    } else if sha256(b"") == hash {
        Vec::new() // There was no settings file yet.
    } else {
        kept(workspace, hash).ok_or_else(|| format!("the {} of that day ({}) was not kept", workspace::SETTINGS, short(hash)))?
    };
    let names: Vec<&'static str> = crate::rules::all().map(|rule| rule.name).collect();
    workspace::settings::read_past(&bytes, &names).map_err(|why| why.to_string())
}

/// An input that was kept by its hash.
pub(super) fn kept(workspace: &Workspace, hash: &str) -> Option<Vec<u8>> {
    workspace.read_if_there(&save::kept_name(hash)).ok().flatten().filter(|bytes| sha256(bytes) == hash)
}

/// A register of that hash: the present one, one kept as an input, or a backup.
fn held(workspace: &Workspace, hash: &str) -> Option<Vec<u8>> {
    let present = workspace.read(workspace::REGISTER).ok().filter(|bytes| sha256(bytes) == hash);
    present.or_else(|| kept(workspace, hash)).or_else(|| {
        save::backups(workspace)
            .iter()
            .rev()
            .filter(|name| hash.get(..12).is_some_and(|start| name.contains(start)))
            .find_map(|name| workspace.read(&format!("{BACKUPS}/{name}")).ok().filter(|bytes| sha256(bytes) == hash))
    })
}

/// Says what differs between the register of that run, where it is still held, and the one made again.
fn differs(workspace: &Workspace, entry: &Entry, made: &Register) -> String {
    let Some(bytes) = held(workspace, &entry.register) else {
        return format!(
            "done again it gives another register than the one recorded ({}), which is not in {BACKUPS}",
            short(&entry.register)
        );
    };
    match register_from(&bytes) {
        Err(why) => why.to_string(),
        Ok((was, _)) if was == *made => "the values agree, but the file was written by another release".to_owned(),
        Ok((was, _)) => {
            let tables = tables_that_differ(&was, made);
            format!("done again it gives other values in {}", tables.join(", "))
        }
    }
}

/// A hand edit in a sentence.
fn edited(when: &str, was: &Register, now: &Register) -> String {
    let tables = tables_that_differ(was, now);
    let what = if tables.is_empty() { "saved again, with the same values".to_owned() } else { format!("edited in {}", tables.join(", ")) };
    format!("{} was {what}, {when}", workspace::REGISTER)
}

fn tables_that_differ(was: &Register, made: &Register) -> Vec<&'static str> {
    [
        ("Reports", was.reports == made.reports),
        ("Recommendations", was.recommendations == made.recommendations),
        ("Tasks", was.tasks == made.tasks),
        ("Owners", was.owners == made.owners),
        ("Cycles", was.cycles == made.cycles),
        ("Papers", was.papers == made.papers),
        ("Positions", was.positions == made.positions),
        ("Extensions", was.extensions == made.extensions),
        ("Milestones", was.milestones == made.milestones),
        ("Returns", was.returns == made.returns),
        ("Decisions", was.decisions == made.decisions),
        ("Definitions", was.definitions == made.definitions),
        ("sheets that are not ours", was.extra_sheets == made.extra_sheets),
        ("columns that are not ours", was.extra_columns == made.extra_columns),
    ]
    .into_iter()
    .filter_map(|(name, same)| (!same).then_some(name))
    .collect()
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
