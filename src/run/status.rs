//! `status`: where the cycle stands, who is to be chased, and what to do next, in one screen. It reads the returns as `chase` does, so
//! that both say the same of every owner, and writes nothing.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::unmerged::{self, Returns, Unmerged};
use super::{Opened, Progress, World, after_close, cycle_files, gather};
use crate::chase::{self, Chase, Told};
use crate::consolidated::{self, Figures, PaperAsk};
use crate::model::returned::{Asked, Issued};
use crate::model::tables::{Cycle, Position, ReturnSeen, Row as _};
use crate::model::text::plural;
use crate::model::words::{ReturnOutcome, Word as _};
use crate::model::{Query, Refusal, Register, Settings};
use crate::workspace::{JOURNAL, Workspace, journal};

/// Where the workspace stands.
#[derive(Debug, Default)]
pub struct Standing {
    pub organisation: String,
    pub cycle: Option<CycleStanding>,
    pub reports: usize,
    /// Recommendations: open by rating (Red, Amber, Green, White, not rated), and closed.
    pub open: [usize; 5],
    pub closed: usize,
    pub overdue: usize,
    pub past_cycles: usize,
    pub noted: Vec<Query>,
    /// What to do next: a sentence and the command.
    pub next: Vec<(String, String)>,
}

/// Where the open cycle stands.
#[derive(Debug, Default)]
pub struct CycleStanding {
    pub label: String,
    pub as_at: Option<NaiveDate>,
    pub return_by: Option<NaiveDate>,
    /// Days from today to the return-by date; negative once it has passed.
    pub days_left: Option<i64>,
    pub issued_owners: usize,
    pub issued_tasks: usize,
    /// Owners of whom the last merge read a return.
    pub returned_owners: usize,
    pub missing_owners: Vec<String>,
    /// What a merge would still take in.
    pub unmerged: Unmerged,
    pub unreadable: usize,
    pub merged: bool,
    /// What is to be done about `queries.xlsx`.
    pub points: Points,
    /// Of whom something is still to come, as `chase` would write to them today.
    pub chase: Chase,
}

/// What the queries workbook of a cycle waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Points {
    /// Nothing is open.
    #[default]
    None,
    /// Points that the last merge left open.
    Open,
    /// Nothing was open, but somebody has saved the workbook since: what is typed there is not merged.
    Typed,
}

/// Looks at the workspace.
///
/// # Errors
/// When there is none, or its register cannot be read.
pub fn run(world: &World, progress: &dyn Progress) -> Result<Standing, Refusal> {
    let (mut opened, came) = world.open_with(&[Position::SHEET], |workspace: &Workspace, settings: &Settings, cycle: &str| {
        let returns = || gather::open(workspace, gather::Opening { cycle, settings, world }, progress);
        rayon::join(|| cycle_files::issued(workspace, cycle), returns)
    })?;
    let register = &opened.register;
    let mut standing = Standing {
        organisation: opened.settings.organisation.clone(),
        reports: register.reports.len(),
        noted: std::mem::take(&mut opened.noted),
        ..Standing::default()
    };
    standing.noted.extend(after_close::unread(&opened.workspace, register, &opened.settings)?);
    let figures = figures(&opened, world.today);
    (standing.open, standing.closed, standing.overdue) = (figures.open, figures.closed, figures.overdue);
    standing.past_cycles = register.cycles.len();
    if let Some((open, (issued, returns))) = register.open_cycle().zip(came) {
        standing.past_cycles -= 1;
        let mut cycle = cycle_standing(world, &opened, &open.cycle, &issued?, returns?)?;
        (cycle.as_at, cycle.return_by) = (open.as_at, open.return_by);
        cycle.days_left = open.return_by.map(|by| (by - world.today).num_days());
        standing.cycle = Some(cycle);
    }
    standing.next = next(&standing);
    Ok(standing)
}

/// Counted as the paper of the open cycle counts, else as that of the last one; positions are left unread.
fn figures(opened: &Opened<Workspace>, today: NaiveDate) -> Figures {
    const NOW: &str = "now";
    let (register, settings) = (&opened.register, &opened.settings);
    let open = register.open_cycle();
    let Some(cycle) = open.or_else(|| register.cycles_in_order().last().copied()) else {
        let cycle = Cycle { cycle: NOW.into(), as_at: Some(today), ..Cycle::default() };
        let register = Register { cycles: vec![cycle], ..register.clone() };
        return consolidated::figures(&register, &PaperAsk::new(NOW, settings), false);
    };
    let mut ask = PaperAsk::new(&cycle.cycle, settings);
    ask.as_at = open.and_then(|cycle| cycle.as_at).or(Some(today));
    consolidated::figures(register, &ask, opened.workspace.holds(&cycle_files::merged_path(&cycle.cycle)))
}

fn cycle_standing(
    world: &World,
    opened: &Opened<Workspace>,
    label: &str,
    issued: &Issued,
    returns: gather::Opened,
) -> Result<CycleStanding, Refusal> {
    let (workspace, register, settings) = (&opened.workspace, &opened.register, &opened.settings);
    let gathered = gather::sorted_out(returns, gather::Setting { register, settings, issued, cycle: label, today: world.today });
    let (returns, files) = (&gathered.returns[..], &gathered.files[..]);
    let chase = chase::chase(&Told { register, issued, returns, files, settings: &settings.chase, today: world.today });
    let asked = Asked::of(issued);
    let owners = asked.owners();
    // As the last merge read them: a file that came since counts once it is merged.
    let is_read = |row: &&ReturnSeen| matches!(ReturnOutcome::read(&row.outcome), Some(ReturnOutcome::Read | ReturnOutcome::Late));
    let read: BTreeSet<&str> =
        register.returns.iter().filter(|row| row.cycle == label).filter(is_read).map(|row| row.file.as_str()).collect();
    let returned = asked.returned_owners(returns.iter().filter(|ours| read.contains(&*ours.seen.file)));
    let unreadable = register
        .returns
        .iter()
        .filter(|row| row.cycle == label)
        .filter_map(|row| ReturnOutcome::read(&row.outcome))
        .filter(|outcome| {
            !matches!(
                outcome,
                ReturnOutcome::Read
                    | ReturnOutcome::Late
                    | ReturnOutcome::NothingFilledIn
                    | ReturnOutcome::Superseded
                    | ReturnOutcome::AlreadyReceived
                    | ReturnOutcome::Voided
                    | ReturnOutcome::Gone
                    | ReturnOutcome::Opened
                    | ReturnOutcome::Ignored
                    | ReturnOutcome::Beside
            )
        })
        .count();
    Ok(CycleStanding {
        label: label.to_owned(),
        issued_owners: owners.len(),
        issued_tasks: issued.newest().len(),
        returned_owners: owners.iter().filter(|owner| returned.contains(**owner)).count(),
        missing_owners: owners.iter().filter(|owner| !returned.contains(**owner)).map(|owner| (*owner).to_owned()).collect(),
        unmerged: unmerged::briefly(workspace, (register, &opened.register_hash), label, &gathered.inputs)?,
        unreadable,
        merged: workspace.holds(&cycle_files::merged_path(label)),
        points: points(workspace, label)?,
        chase,
        ..CycleStanding::default()
    })
}

/// By the last merge's word, and by who saved the workbook: none of its sheets is read, they may be long.
fn points(workspace: &Workspace, label: &str) -> Result<Points, Refusal> {
    let journal = workspace.read_if_there(JOURNAL)?.unwrap_or_default();
    if journal::left_open(&journal, label) != Some(0) {
        return Ok(Points::Open);
    }
    let typed = unmerged::is_saved_by_somebody(workspace, &cycle_files::queries_path(label))?;
    Ok(if typed { Points::Typed } else { Points::None })
}

/// The files that a merge would take in, or out again, in words; none where there is none.
fn files_to_merge(returns: &Returns) -> Option<String> {
    let Returns { new, changed, gone, voided } = returns;
    let mut files: Vec<String> = Vec::new();
    for (of, one, several) in [
        (new, "new file", "new files"),
        (changed, "file that was saved again", "files that were saved again"),
        (gone, "file that has gone", "files that have gone"),
        (voided, "voided file", "voided files"),
    ] {
        if !of.is_empty() {
            files.push(plural(of.len(), one, several));
        }
    }
    let last = files.pop()?;
    Some(if files.is_empty() { last } else { format!("{} and {last}", files.join(", ")) })
}

fn next(standing: &Standing) -> Vec<(String, String)> {
    let mut next = Vec::new();
    let mut add = |says: String, command: &str| next.push((says, command.to_owned()));
    match &standing.cycle {
        None if standing.reports == 0 => {
            add("Bring in your past papers, oldest first".into(), "rectrack import FILE --cycle LABEL --as-at DATE");
        }
        None => add("Open the next cycle".into(), "rectrack issue --cycle LABEL --as-at DATE --return-by DATE"),
        Some(cycle) => {
            if let Some(files) = files_to_merge(&cycle.unmerged.returns) {
                add(format!("Merge {files} in cycles/{}/returns", cycle.label), "rectrack merge");
            }
            if cycle.unmerged.register.is_some() {
                add("Merge what was edited in register.xlsx".to_owned(), "rectrack merge");
            }
            for paper in &cycle.unmerged.papers {
                add(format!("Take the edits of {paper}"), "rectrack consolidate --take-edits");
            }
            if !cycle.missing_owners.is_empty() {
                let owners = match cycle.missing_owners.len() {
                    1 => "1 owner has".to_owned(),
                    n => format!("{n} owners have"),
                };
                add(format!("{owners} not returned: write reminders"), "rectrack chase");
            } else if !cycle.chase.owners.is_empty() {
                add("Some returns have gaps or cannot be read: write reminders".to_owned(), "rectrack chase");
            }
            if cycle.merged {
                match cycle.points {
                    Points::Open => {
                        add(format!("Settle what is open in cycles/{}/queries.xlsx, then merge again", cycle.label), "rectrack merge");
                    }
                    Points::Typed => add(format!("Merge what was typed into cycles/{}/queries.xlsx", cycle.label), "rectrack merge"),
                    Points::None => {}
                }
                add("Write the final paper for the clerk".into(), "rectrack consolidate --final");
                add("End the cycle once the committee has met".into(), "rectrack close");
            } else if cycle.unmerged.returns.is_empty() {
                add(
                    format!("Send what is in cycles/{0}/issued, and put what comes back into cycles/{0}/returns", cycle.label),
                    "rectrack merge",
                );
            }
        }
    }
    next
}
