//! The coordinator's side of the merge: the register as it would be had no return ever come.
//!
//! After a merge the register holds what owners said. What the last merge found and wrote tells the two apart: a fact that
//! still is what the merge wrote goes back to what it was before; a fact that differs was changed by hand, and stays. So
//! merging again, voiding a return or adding one always starts from the same side. Who closes a task by hand closes what stands
//! there: what a merge wrote into it stays, and is the coordinator's from then on.

use std::collections::{HashMap, HashSet};

use crate::model::Register;
use crate::model::facts::{Field, TaskFacts};
use crate::model::tables::Extension;
use crate::model::text::Text;

/// What the last merge of a cycle found and wrote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LastMerge {
    pub tasks: Vec<MergedTask>,
    /// Extensions that the merge added.
    pub extensions: Vec<Extension>,
}

/// One task of the last merge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergedTask {
    pub reference: Text,
    /// What the coordinator's side held, without any return.
    pub before: TaskFacts,
    /// What the merge wrote.
    pub after: TaskFacts,
}

/// The register without what the last merge of `cycle` wrote: the coordinator's own edits stay.
#[must_use]
pub fn without_last_merge(register: Register, cycle: &str, last: &LastMerge) -> Register {
    let mut base = register;
    let merged: HashMap<&str, &MergedTask> = last.tasks.iter().map(|task| (task.reference.as_str(), task)).collect();
    let mut closed: HashSet<Text> = HashSet::new();
    for task in &mut base.tasks {
        if let Some(merged) = merged.get(task.reference.as_str()) {
            let mut facts = task.facts();
            if !facts.is_open() && merged.after.is_open() {
                closed.insert(task.reference.clone());
                continue;
            }
            for field in Field::ALL {
                if facts.same(&merged.after, field) {
                    facts.take(&merged.before, field);
                }
            }
            task.set_facts(&facts);
        }
    }
    base.positions.retain(|position| position.cycle != cycle);
    base.returns.retain(|seen| seen.cycle != cycle);
    let what_moved = |row: &Extension| (row.reference.clone(), row.from, row.to);
    let added: HashSet<_> = last.extensions.iter().map(what_moved).collect();
    let taken_back = |known: &Extension| known.cycle == cycle && !closed.contains(&known.reference) && added.contains(&what_moved(known));
    base.extensions.retain(|known| !taken_back(known));
    base
}
