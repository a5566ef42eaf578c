//! Returns that landed in the folder of a cycle after it was closed: no merge will see them there.

use super::gather;
use super::unmerged::Returns;
use crate::model::words::{CycleState, Severity};
use crate::model::{Place, Query, Refusal, Register, Settings, Words};
use crate::workspace::Workspace;

static WORDS: Words = Words {
    says: "it came after cycle {cycle} was closed{more}, and no merge has read it",
    asks: "move it into the returns folder of the open cycle if it answers that one; before another is opened, 'rectrack close --reopen --why TEXT' opens {cycle} again",
};

/// What lies unread in the returns folder of the newest closed cycle that was issued: one point, at the first file.
///
/// # Errors
/// When the folder cannot be read.
pub fn unread(workspace: &Workspace, register: &Register, settings: &Settings) -> Result<Vec<Query>, Refusal> {
    let mut past = register.cycles_in_order().into_iter().rev();
    let Some(closed) = past.find(|row| row.issued_on.is_some() && row.state == Some(CycleState::Closed)) else { return Ok(Vec::new()) };
    let inputs = gather::inputs(workspace, &closed.cycle, settings)?;
    let returns = Returns::of(register, &closed.cycle, &inputs);
    let files = returns.came();
    let Some((first, others)) = files.split_first() else { return Ok(Vec::new()) };
    let more = if others.is_empty() { String::new() } else { format!(", and so did {} more", others.len()) };
    let query = Query::new("late-return", Severity::Warning, &WORDS).fact("cycle", closed.cycle.clone()).fact("more", more);
    Ok(vec![query.at(Place::file(first))])
}
