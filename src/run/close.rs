//! `close`: freezes the cycle's positions; with `--reopen`, a decision with its reason, opens it again.

use serde_json::json;

use super::save::{self, Change};
use super::{World, cycle_files, kept, unmerged};
use crate::merge;
use crate::model::tables::Decision;
use crate::model::words::CycleState;
use crate::model::{Refusal, Register};
use crate::workspace::{JOURNAL, journal};

/// What `close` did.
#[derive(Debug)]
pub struct Done {
    pub cycle: String,
    pub reopened: bool,
    /// Rows of owners that wait still: what they say is not in the register. By the last merge's word.
    pub waiting: u64,
}

/// Closes the open cycle, or opens the newest closed one again.
///
/// # Errors
/// When there is no such cycle, its positions were never merged, something came since the last merge, or nothing can be written.
pub fn run(world: &World, reopen: bool, why: &str) -> Result<Done, Refusal> {
    let opened = world.open_to_write()?;
    let (register, cycle) = changed(&opened.register, reopen, why)?;
    cycle_files::check_held_label(&cycle)?;
    if !reopen {
        // What came since the last merge would be passed over for good.
        unmerged::of(&opened, &cycle)?.refused()?;
    }
    let change = Change {
        command: "close",
        asked: json!({ "cycle": cycle, "reopen": reopen, "why": why }),
        inputs: Vec::new(),
        keep: Vec::new(),
        counts: json!({}),
    };
    let journal = opened.workspace.read_if_there(JOURNAL)?.unwrap_or_default();
    let waiting = if reopen { 0 } else { journal::left_waiting(&journal, &cycle) };
    // The paper of the cycle is made from this from now on, and says what it said before the cycle was closed.
    let kept = (!reopen).then(|| kept::file(&opened.workspace, &opened.register, &opened.settings, &cycle, true)).transpose()?;
    save::save(&opened, world, &register, change, kept.into_iter().collect(), &[])?;
    Ok(Done { cycle, reopened: reopen, waiting })
}

/// The register with its cycle closed or opened again.
///
/// # Errors
/// When there is no such cycle, or its positions were never merged.
pub fn changed(register: &Register, reopen: bool, why: &str) -> Result<(Register, String), Refusal> {
    let mut register = register.clone();
    if !reopen {
        let Some(cycle) = register.open_cycle().map(|cycle| cycle.cycle.clone()) else {
            return Err(Refusal::new("no cycle is open", "'rectrack status' says what is next"));
        };
        if !register.positions.iter().any(|position| position.cycle == cycle) {
            return Err(Refusal::new(
                format!("cycle {cycle} has no positions yet"),
                "run 'rectrack merge' once, so that every task has a position in this cycle",
            ));
        }
        // What came into the register since the last merge is in the cycle's paper, and must be in its positions.
        let left = merge::positions_left(&register, &cycle);
        register.positions.extend(left);
        set_state(&mut register, &cycle, CycleState::Closed);
        return Ok((register, cycle.into()));
    }
    if let Some(open) = register.open_cycle() {
        return Err(Refusal::new(format!("cycle {} is open already", open.cycle), "close it before another is opened again"));
    }
    if why.trim().is_empty() {
        return Err(Refusal::new("opening a closed cycle again is a decision", "say why with --why TEXT"));
    }
    let Some(cycle) = register.cycles_in_order().last().map(|cycle| cycle.cycle.clone()) else {
        return Err(Refusal::new(
            "there is no cycle to open again",
            "open one with 'rectrack issue --cycle LABEL --as-at DATE --return-by DATE'",
        ));
    };
    if register.cycle(&cycle).is_some_and(|row| row.issued_on.is_none()) {
        return Err(Refusal::new(
            format!("cycle {cycle} was imported from a paper, so it has no returns"),
            "correct its positions by importing the paper again",
        ));
    }
    set_state(&mut register, &cycle, CycleState::Open);
    register.decisions.push(Decision {
        reference: cycle.clone(),
        cycle: cycle.clone(),
        rule_or_field: "reopen".into(),
        reason: why.trim().into(),
        ..Decision::default()
    });
    Ok((register, cycle.into()))
}

fn set_state(register: &mut Register, cycle: &str, state: CycleState) {
    for row in register.cycles.iter_mut().filter(|row| row.cycle == cycle) {
        row.state = Some(state);
    }
}
