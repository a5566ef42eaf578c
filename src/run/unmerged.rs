//! What a merge would still take in: returns, decisions and edits since the last one. `status` names it; a final paper and a closed
//! cycle would pass it over for good, and are refused.

use std::collections::{BTreeSet, HashMap};

use super::edits::{self, Told};
use super::gather::{self, Input};
use super::{Opened, cycle_files, decide, merge, paper, register_limits};
use crate::excel;
use crate::model::facts::Field;
use crate::model::register::recommendation_of;
use crate::model::tables::{ReturnSeen, Task};
use crate::model::text::plural;
use crate::model::words::{DecisionKind, ReturnOutcome, Word as _};
use crate::model::{Refusal, Register};
use crate::workspace::{JOURNAL, Locked, REGISTER, Workspace, journal};

/// What is not merged yet in the open cycle; everything is, where nothing stands here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmerged {
    pub returns: Returns,
    /// Decisions that were typed in the queries workbook.
    pub decisions: usize,
    /// The register was edited by hand, so that tasks say something else than their positions: their Refs, where those were read.
    pub register: Option<Vec<String>>,
    /// Papers with a person's edits that no run has taken.
    pub papers: Vec<String>,
    cycle: String,
}

/// Files of the returns folder, relative to the workspace, by what the last merge does not know of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returns {
    /// No merge has seen them.
    pub new: Vec<String>,
    /// Saved again, under the same name.
    pub changed: Vec<String>,
    /// Read by the last merge, and no longer there.
    pub gone: Vec<String>,
    /// Voided; what they said still counts.
    pub voided: Vec<String>,
}

impl Returns {
    /// Compares what lies in the folder with what the last merge noted.
    #[must_use]
    pub fn of(register: &Register, cycle: &str, inputs: &[Input]) -> Self {
        let rows = || register.returns.iter().filter(|row| row.cycle == cycle);
        let seen: HashMap<&str, &ReturnSeen> = rows().map(|row| (row.file.as_str(), row)).collect();
        let mut returns = Self::default();
        for (file, hash) in inputs.iter().filter(|(file, _)| !gather::is_no_return(file)) {
            match seen.get(file.as_str()) {
                None => returns.new.push(file.clone()),
                Some(row) if row.file_hash != *hash => returns.changed.push(file.clone()),
                Some(_) => {}
            }
        }
        let there: BTreeSet<&str> = inputs.iter().flat_map(|(file, hash)| [file.as_str(), hash.as_str()]).collect();
        let voided = gather::voided(register, cycle);
        for row in rows() {
            let outcome = ReturnOutcome::read(&row.outcome);
            let is_voided = voided.contains(row.file.as_str()) || voided.contains(row.file_hash.as_str());
            // What came in a mail or an archive is there as long as that is.
            let outer = row.file.split('!').next().unwrap_or_default();
            let counts = matches!(outcome, Some(ReturnOutcome::Read | ReturnOutcome::Late));
            let still_named = matches!(outcome, Some(ReturnOutcome::NothingFilledIn | ReturnOutcome::Superseded));
            if is_voided && (counts || still_named) {
                returns.voided.push(row.file.to_string());
            } else if counts && !there.contains(outer) && !there.contains(row.file_hash.as_str()) {
                returns.gone.push(row.file.to_string());
            }
        }
        returns
    }

    /// How many files: new and changed, gone and voided ones.
    #[must_use]
    pub fn len(&self) -> usize {
        self.new.len() + self.changed.len() + self.gone.len() + self.voided.len()
    }

    /// What came since the last merge, new or saved again.
    #[must_use]
    pub fn came(&self) -> Vec<&String> {
        self.new.iter().chain(&self.changed).collect()
    }

    /// True when the last merge knows of everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Looks what is not merged in a cycle, the register's positions at hand; nothing in one that is not open.
///
/// # Errors
/// When a file of the cycle cannot be read.
pub fn of(opened: &Opened<Locked>, cycle: &str) -> Result<Unmerged, Refusal> {
    let Opened { workspace, register, settings, register_hash, .. } = opened;
    if register.open_cycle().is_none_or(|open| open.cycle != cycle) {
        return Ok(Unmerged::default());
    }
    let inputs = gather::inputs(workspace, cycle, settings)?;
    let mut unmerged = briefly(workspace, (register, register_hash), cycle, &inputs)?;
    unmerged.register = unmerged.register.and_then(|_| {
        let edited = edited(register, cycle);
        (!edited.is_empty()).then_some(edited)
    });
    unmerged.decisions = typed(workspace, register, cycle)?;
    Ok(unmerged)
}

/// As [`of`], from the returns as they were read, the journal, and who saved a workbook last: neither positions nor long sheets
/// are read for it, save those of a workbook that somebody saved. The register comes with its file's hash.
///
/// # Errors
/// When a file of the cycle cannot be read.
pub fn briefly(
    workspace: &Workspace,
    (register, register_hash): (&Register, &str),
    cycle: &str,
    inputs: &[Input],
) -> Result<Unmerged, Refusal> {
    let journal = workspace.read_if_there(JOURNAL)?.unwrap_or_default();
    let merged = workspace.holds(&cycle_files::merged_path(cycle));
    let by_hand = merged && journal::edited_since_merge(&journal, cycle, register_hash);
    let decisions =
        if is_saved_by_somebody(workspace, &cycle_files::queries_path(cycle))? { typed(workspace, register, cycle)? } else { 0 };
    Ok(Unmerged {
        returns: Returns::of(register, cycle, inputs),
        decisions,
        register: by_hand.then(Vec::new),
        papers: edited_papers(workspace, cycle, [cycle_files::consolidated_path(cycle)])?,
        cycle: cycle.to_owned(),
    })
}

/// Tasks that say something else than their positions in the cycle, and those that were taken out of the register since.
fn edited(register: &Register, cycle: &str) -> Vec<String> {
    let tasks: HashMap<&str, &Task> = register.tasks.iter().map(|task| (task.reference.as_str(), task)).collect();
    let of_cycle = register.positions.iter().filter(|position| position.cycle == cycle);
    let differs = |reference: &str, position: &crate::model::tables::Position| match tasks.get(reference) {
        Some(task) => {
            let (is, was) = (task.facts(), position.facts());
            Field::ALL.into_iter().any(|field| !is.same(&was, field))
        }
        // What nobody was given has a position under the recommendation's own Ref.
        None => recommendation_of(reference) != reference,
    };
    of_cycle.filter(|position| differs(&position.reference, position)).map(|position| position.reference.to_string()).collect()
}

/// How many decisions stand in the queries workbook that the register does not hold.
fn typed(workspace: &Workspace, register: &Register, cycle: &str) -> Result<usize, Refusal> {
    let (book, mut unclear, _) = merge::read_book(workspace, cycle)?;
    let (mut typed, more) = decide::typed(&book, cycle, &register.decisions);
    unclear.extend(more);
    // One that is withdrawn would move the others from their places, by which they are compared.
    let all = typed.len();
    typed.retain(|decision| decision.decision != Some(DecisionKind::Withdraw));
    let withdrawn = all - typed.len();
    let held: Vec<_> = register.decisions.iter().filter(|decision| decision.cycle == cycle).cloned().collect();
    let mut recorded = held.clone();
    decide::record(&mut recorded, &typed);
    let changed = recorded.iter().enumerate().filter(|(at, decision)| held.get(*at) != Some(decision)).count();
    // What no merge could make sense of stays in the workbook: it is new only where somebody saved that since.
    let is_new = !unclear.is_empty() && is_saved_by_somebody(workspace, &cycle_files::queries_path(cycle))?;
    Ok(withdrawn + changed + if is_new { unclear.len() } else { 0 })
}

/// True where a workbook was saved by a person: its properties tell, and no sheet is read.
pub(super) fn is_saved_by_somebody(workspace: &Workspace, file: &str) -> Result<bool, Refusal> {
    let Some(bytes) = workspace.read_if_there(file)? else { return Ok(false) };
    if excel::consolidated::is_untouched(&bytes) {
        return Ok(false);
    }
    let book = excel::book::open_sheets(&bytes, file, &register_limits(), |_| false);
    Ok(book.is_ok_and(|book| excel::consolidated::is_edited(&book)))
}

/// Those of the papers in which a person changed what the paper says.
pub(super) fn edited_papers(workspace: &Workspace, cycle: &str, files: impl IntoIterator<Item = String>) -> Result<Vec<String>, Refusal> {
    let mut edited = Vec::new();
    for file in files {
        if !is_saved_by_somebody(workspace, &file)? {
            continue;
        }
        let Some((_, draft)) = paper::draft(workspace, &file, excel::consolidated::wanted_for_edits)? else { continue };
        let written = paper::written_papers(workspace, cycle)?;
        if written.get(&file).is_some_and(|written| edits::differ(written, &Told::within(&draft))) {
            edited.push(file);
        }
    }
    Ok(edited)
}

impl Unmerged {
    /// True when everything is merged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.says().is_empty()
    }

    /// What is not merged, a sentence each.
    #[must_use]
    pub fn says(&self) -> Vec<String> {
        let Returns { new, changed, gone, voided } = &self.returns;
        let mut says = Vec::new();
        let mut of = |names: &[String], one: &str, several: &str| {
            if let Some(named) = named(names) {
                says.push(format!("{named} {}", if names.len() == 1 { one } else { several }));
            }
        };
        of(new, "came and was not merged", "came and were not merged");
        of(changed, "was saved again since the last merge", "were saved again since the last merge");
        of(gone, "was merged and has gone since", "were merged and have gone since");
        of(voided, "was voided, and what it said still counts", "were voided, and what they said still counts");
        if self.decisions > 0 {
            let typed = plural(self.decisions, "decision", "decisions");
            let are = if self.decisions == 1 { "is" } else { "are" };
            says.push(format!("{typed} typed in {} {are} not merged", cycle_files::queries_path(&self.cycle)));
        }
        if let Some(tasks) = &self.register {
            let of = named(tasks).map_or_else(String::new, |tasks| format!(": {tasks}"));
            says.push(format!("{REGISTER} was edited since the last merge{of}"));
        }
        for paper in &self.papers {
            says.push(format!("{paper} was edited, and its edits are not taken"));
        }
        says
    }

    /// What is to be done about it.
    fn asks(&self) -> String {
        let mut asks: Vec<&str> = Vec::new();
        if self.says().len() > self.papers.len() {
            asks.push("run 'rectrack merge' first");
        }
        if !self.returns.new.is_empty() || !self.returns.changed.is_empty() {
            asks.push("move out of the folder what is not to count");
        }
        let mut asks = asks.join(", or ");
        if !self.papers.is_empty() {
            let take =
                "take the edits with 'rectrack consolidate --take-edits' (those of a draft with its --meeting), or move that workbook away";
            asks = if asks.is_empty() { take.to_owned() } else { format!("{asks}; {take}") };
        }
        asks
    }

    /// Refuses to go on where something is not merged.
    ///
    /// # Errors
    /// When something is not: all of it is named.
    pub fn refused(&self) -> Result<(), Refusal> {
        let says = match &self.says()[..] {
            [] => return Ok(()),
            [one] => one.clone(),
            several => format!("cycle {} is not merged to its end:\n  {}", self.cycle, several.join("\n  ")),
        };
        Err(Refusal::new(says, self.asks()))
    }
}

/// The first of some names, and how many more there are.
fn named(names: &[String]) -> Option<String> {
    let (first, others) = names.split_first()?;
    Some(if others.is_empty() { first.clone() } else { format!("{first} and {} more", others.len()) })
}
