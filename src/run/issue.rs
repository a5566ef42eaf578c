//! `issue`: opens a cycle and makes one return workbook and one draft e-mail per owner; on an open cycle it supplements.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::json;

use super::letters::{self, Unaddressed};
use super::packs::{self, Ask};
use super::save::{self, Change};
use super::send::Draft;
use super::{Opened, Progress, World, after_close, cycle_files, gather};
use crate::excel::return_form::{self, FormTexts};
use crate::mail::{AddressPoint, Kind};
use crate::merge::{LastMerge, inherit, note_first_dates, without_last_merge};
use crate::model::returned::{Issued, Pack};
use crate::model::tables::Cycle;
use crate::model::text::fold;
use crate::model::words::CycleState;
use crate::model::{Lookup, Query, Refusal, Register, dates};
use crate::workspace::{Workspace, issued as issued_file};

/// What is asked of `issue`.
#[derive(Clone, Debug)]
pub struct Asked {
    pub cycle: String,
    /// Left out on an open cycle: its own dates hold.
    pub as_at: Option<NaiveDate>,
    pub return_by: Option<NaiveDate>,
    pub owners: Vec<String>,
    pub due_within: Option<u32>,
}

/// What was issued.
#[derive(Debug)]
pub struct Done {
    pub cycle: String,
    pub packs: Vec<Pack>,
    /// The drafts, relative to the workspace, as they were or would be written.
    pub drafts: Vec<Draft>,
    /// Owners without a draft, and why.
    pub unaddressed: Vec<Unaddressed>,
    /// What else is wrong with addresses; the letters went on.
    pub address_points: Vec<AddressPoint>,
    /// The cycle was open already.
    pub supplement: bool,
    /// The last day for returns, where it has passed already.
    pub late_already: Option<NaiveDate>,
    /// Returns of the cycle before that came after it was closed.
    pub unread: Vec<Query>,
}

/// What a refusal says when nothing new is to be issued.
pub const NOTHING_NEW: &str = "every open task was issued already";

/// Opens or supplements a cycle.
///
/// # Errors
/// When another cycle is open, the cycle is closed, dates are missing, there is nothing to ask, or something cannot be written.
pub fn run(world: &World, asked: &Asked, progress: &dyn Progress) -> Result<Done, Refusal> {
    cycle_files::check_label(&asked.cycle)?;
    let opened = world.open_to_write()?;
    let known = cycle_files::issued(&opened.workspace, &asked.cycle)?;
    check_as_at(&opened.register, asked)?;
    let stale = is_stale(&opened.register, &known, &asked.cycle);
    if stale {
        refuse_returned(&opened.workspace, &asked.cycle)?;
    }
    let planned = plan(&opened.register, &known, asked, world.today, &cycle_files::last_merge(&opened.workspace, &asked.cycle)?)?;
    let (files, drafts, unaddressed) = workbooks(&opened, world, &planned, progress)?;
    let mut to_write = files;
    to_write.push((cycle_files::issued_path(&asked.cycle), issued_file::write(&planned.issued)));
    let change = Change {
        command: "issue",
        asked: json!({
            "cycle": asked.cycle, "as_at": asked.as_at.map(|day| day.to_string()), "return_by": asked.return_by.map(|day| day.to_string()),
            "owners": asked.owners, "due_within": asked.due_within,
        }),
        inputs: Vec::new(),
        keep: Vec::new(),
        counts: json!({ "workbooks": planned.packs.len(), "tasks": planned.packs.iter().map(|pack| pack.tasks.len()).sum::<usize>() }),
    };
    let unread = after_close::unread(&opened.workspace, &opened.register, &opened.settings)?;
    let remove = if stale { left_behind(&opened.workspace, &asked.cycle, &to_write) } else { Vec::new() };
    save::save(&opened, world, &planned.register, change, to_write, &remove)?;
    if !world.dry_run {
        opened.workspace.make_folder(&Workspace::returns_folder(&asked.cycle))?;
    }
    let address_points = letters::address_points(&planned.packs, &Lookup::of(&opened.register), &opened.settings);
    let late_already = planned.issued.return_by.filter(|by| *by < world.today);
    Ok(Done {
        cycle: asked.cycle.clone(),
        packs: planned.packs,
        drafts,
        unaddressed,
        address_points,
        supplement: planned.supplement,
        late_already,
        unread,
    })
}

/// True where workbooks were issued in a cycle that the register does not know: it was put back to what it was before.
fn is_stale(register: &Register, known: &Issued, cycle: &str) -> bool {
    register.cycle(cycle).is_none() && !known.packs.is_empty()
}

/// What owners answered on workbooks that are issued anew could be taken for answers to the new ones.
fn refuse_returned(workspace: &Workspace, cycle: &str) -> Result<(), Refusal> {
    let came = workspace.returns(cycle)?.into_iter().filter(|found| !gather::is_no_return(&found.file)).count();
    if came == 0 {
        return Ok(());
    }
    let files = if came == 1 { "1 file has".to_owned() } else { format!("{came} files have") };
    Err(Refusal::new(
        format!("cycle {cycle} was issued before the register was put back, and {files} come back in it"),
        format!("put a newer register back with 'rectrack restore', choose another label, or move cycles/{cycle} away to begin it anew"),
    ))
}

/// What an earlier issue of the cycle made, and this one does not.
fn left_behind(workspace: &Workspace, cycle: &str, made: &[(String, Vec<u8>)]) -> Vec<String> {
    let folder = format!("cycles/{cycle}/issued");
    let issued = workspace.list(&folder).into_iter().map(|name| format!("{folder}/{name}"));
    let mut left: Vec<String> = issued.filter(|file| made.iter().all(|(written, _)| written != file)).collect();
    left.push(cycle_files::merged_path(cycle));
    left
}

/// A cycle comes after those that are past: what was said last time and what moved since are told by the order of their dates.
fn check_as_at(register: &Register, asked: &Asked) -> Result<(), Refusal> {
    let others = register.cycles_in_order().into_iter().rev().filter(|cycle| cycle.cycle != asked.cycle);
    let last = others.filter_map(|cycle| Some((&cycle.cycle, cycle.as_at?))).next();
    match (asked.as_at, last) {
        (Some(as_at), Some((cycle, past))) if as_at < past => Err(Refusal::new(
            format!("{} lies before {}, the as-at date of cycle {cycle}", dates::long(as_at), dates::long(past)),
            "give a later --as-at; a past paper is brought in with 'rectrack import'",
        )),
        _ => Ok(()),
    }
}

/// What an issue comes to, before anything is written.
#[derive(Debug)]
pub struct Planned {
    pub register: Register,
    /// Everything issued in the cycle, these packs included.
    pub issued: Issued,
    pub packs: Vec<Pack>,
    pub supplement: bool,
}

/// Works out what to issue.
///
/// # Errors
/// When another cycle is open, the cycle is closed, dates are missing, or there is nothing to ask.
pub fn plan(register: &Register, known: &Issued, asked: &Asked, today: NaiveDate, last: &LastMerge) -> Result<Planned, Refusal> {
    if let Some(open) = register.open_cycle().filter(|open| open.cycle != asked.cycle) {
        return Err(Refusal::new(format!("cycle {} is still open", open.cycle), "end it first with 'rectrack close'"));
    }
    let cycle = register.cycle(&asked.cycle);
    if cycle.is_some_and(|cycle| cycle.state == Some(CycleState::Closed)) {
        return Err(Refusal::new(
            format!("cycle {} is closed", asked.cycle),
            "choose a new label, or open it again with 'rectrack close --reopen --why TEXT'",
        ));
    }
    let supplement = cycle.is_some();
    // What was issued before the register was put back counts no more.
    let (nothing, unmerged) = (Issued::default(), LastMerge::default());
    let (known, last) = if supplement { (known, last) } else { (&nothing, &unmerged) };
    let as_at = asked.as_at.or(cycle.and_then(|cycle| cycle.as_at));
    let return_by = asked.return_by.or(cycle.and_then(|cycle| cycle.return_by));
    let (Some(as_at), Some(return_by)) = (as_at, return_by) else {
        return Err(Refusal::new("a new cycle needs its dates", "add --as-at and --return-by"));
    };
    let lookup = Lookup::of(register);
    if let Some(unknown) =
        asked.owners.iter().find(|owner| !register.tasks.iter().any(|task| packs::is_owner(&lookup, owner, &task.owner, as_at)))
    {
        return Err(Refusal::new(format!("no task has the owner '{unknown}'"), whom_else(register, unknown)));
    }
    let mut register = register.clone();
    note_first_dates(&mut register);
    inherit(&mut register);
    // What owners said in this cycle so far is no base for asking: the base is the coordinator's side.
    let base = without_last_merge(register.clone(), &asked.cycle, last);
    let ask = Ask { cycle: &asked.cycle, as_at, return_by, issued_on: today, owners: &asked.owners, due_within: asked.due_within };
    let mut new = packs::packs(&base, known, &ask);
    if new.is_empty() {
        let (says, asks) = if supplement {
            (NOTHING_NEW, "name an owner with --owner to make that workbook again")
        } else {
            ("there is no open task to ask about", "import a paper first, or add tasks in register.xlsx")
        };
        return Err(Refusal::new(says, asks));
    }
    new.sort_by(|a, b| a.owner.cmp(&b.owner));
    let mut issued = known.clone();
    issued.cycle = asked.cycle.as_str().into();
    (issued.as_at, issued.return_by) = (Some(as_at), Some(return_by));
    issued.packs.extend(new.iter().cloned());
    let row = match register.cycles.iter_mut().find(|row| row.cycle == asked.cycle) {
        Some(row) => row,
        None => {
            register.cycles.push(Cycle { cycle: asked.cycle.as_str().into(), issued_on: Some(today), ..Cycle::default() });
            register.cycles.last_mut().expect("internal: the row that was just added")
        }
    };
    row.state = Some(CycleState::Open);
    (row.as_at, row.return_by) = (Some(as_at), Some(return_by));
    Ok(Planned { register, issued, packs: new, supplement })
}

/// What helps where nobody of that name has a task: the nearest name, else whose tasks there are.
fn whom_else(register: &Register, unknown: &str) -> String {
    const SHOWN: usize = 5;
    let wanted = fold(unknown);
    let known: BTreeSet<&str> = register.tasks.iter().map(|task| task.owner.as_str()).filter(|owner| !owner.is_empty()).collect();
    let nearest = known
        .iter()
        .map(|owner| (strsim::jaro_winkler(&wanted, &fold(owner)), *owner))
        .filter(|(near, _)| *near > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match (nearest, known.len()) {
        (Some((_, nearest)), _) => format!("did you mean '{nearest}'?"),
        (None, 0) => "no task in register.xlsx has an owner yet: name them on the sheet Tasks, or leave --owner out".to_owned(),
        (None, all) => {
            let shown: Vec<&str> = known.into_iter().take(SHOWN).collect();
            let more = if all > SHOWN { format!(" and {} more", all - SHOWN) } else { String::new() };
            format!("there are tasks of {}{more}", shown.join(", "))
        }
    }
}

/// A letter's draft, or why there is none.
type Lettered = Result<Vec<u8>, Unaddressed>;

type Workbooks = (Vec<(String, Vec<u8>)>, Vec<Draft>, Vec<Unaddressed>);

fn workbooks<W>(opened: &Opened<W>, world: &World, planned: &Planned, progress: &dyn Progress) -> Result<Workbooks, Refusal>
where
    W: std::ops::Deref<Target = Workspace> + Sync,
{
    let cycle = &planned.issued.cycle;
    let texts = FormTexts::of(&opened.settings, &planned.register, cycle);
    let templates = letters::templates(&opened.workspace)?;
    let lookup = Lookup::of(&planned.register);
    progress.begin("making workbooks", planned.packs.len());
    let made: Vec<Result<(Vec<u8>, Lettered), Refusal>> = planned
        .packs
        .par_iter()
        .map(|pack| {
            let workbook = return_form::write(pack, &texts)?;
            let letter = letters::letter(Kind::Issue, pack, &workbook, &lookup, &opened.settings, world.today);
            let draft = match letter {
                Ok(letter) => Ok(crate::mail::draft(&letter, &templates)?),
                Err(unaddressed) => Err(unaddressed),
            };
            progress.step();
            Ok((workbook, draft))
        })
        .collect();
    progress.end();
    let (mut files, mut drafts, mut unaddressed) = (Vec::new(), Vec::new(), Vec::new());
    for (pack, made) in planned.packs.iter().zip(made) {
        let (workbook, draft) = made?;
        files.push((pack.file.to_string(), workbook));
        match draft {
            Ok(draft) => {
                let file = pack.file.as_str().replace(".xlsx", ".eml");
                drafts.push((file.clone(), draft.clone()));
                files.push((file, draft));
            }
            Err(why) => unaddressed.push(why),
        }
    }
    let all: Vec<&Pack> = newest(&planned.issued);
    let folder = format!("cycles/{cycle}/issued");
    files.extend(letters::outbox(&all, &planned.register, &opened.settings, &templates, world.today, &folder)?);
    Ok((files, drafts, unaddressed))
}

/// The workbooks of a cycle that stand in its folder: of those that were made again, the newest.
fn newest(issued: &Issued) -> Vec<&Pack> {
    let mut newest: Vec<&Pack> = Vec::new();
    for pack in issued.packs.iter().filter(|pack| !pack.correction) {
        newest.retain(|known| known.file != pack.file);
        newest.push(pack);
    }
    newest
}
