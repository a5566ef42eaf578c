//! Reading what belongs to the open cycle beside the register.
//!
//! Which cycle is open stands in the register, and in the journal as well: what is read by the journal counts only where the register agrees.

use crate::model::{Register, Settings};
use crate::workspace::{JOURNAL, Workspace, journal, names};

/// Reads what belongs to a cycle: what was issued in it, what came back.
pub trait OfCycle<T>: Fn(&Workspace, &Settings, &str) -> T + Sync {}

impl<T, F: Fn(&Workspace, &Settings, &str) -> T + Sync> OfCycle<T> for F {}

/// What was read of the cycle that the journal knows as open.
pub(super) struct Ahead<T>(Option<(String, T)>);

impl<T> Ahead<T> {
    /// What belongs to the cycle that is open in the register: read anew where the journal knew another.
    pub(super) fn of(self, register: &Register, read: impl FnOnce(&str) -> T) -> Option<T> {
        let open = &register.open_cycle()?.cycle;
        let known = self.0.filter(|(cycle, _)| cycle == open).map(|(_, came)| came);
        Some(known.unwrap_or_else(|| read(open)))
    }
}

/// Reads the register, and at the same time what belongs to the cycle that is open as far as the journal knows: nothing of the
/// one is needed for the other, and a register is mostly the work of one core.
pub(super) fn with_cycle<R: Send, T: Send>(
    workspace: &Workspace,
    settings: &Settings,
    register: impl FnOnce() -> R + Send,
    of_cycle: &impl OfCycle<T>,
) -> (R, Ahead<T>) {
    let journal = workspace.read_if_there(JOURNAL).ok().flatten().unwrap_or_default();
    let cycle = journal::open_cycle(&journal).filter(|cycle| names::is_label(cycle));
    let (register, came) = rayon::join(register, || cycle.map(|cycle| (of_cycle(workspace, settings, &cycle), cycle)));
    (register, Ahead(came.map(|(came, cycle)| (cycle, came))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Cycle;
    use crate::model::words::CycleState;

    #[test]
    fn the_register_says_which_cycle_is_open() {
        let cycle = |label: &str, state| Cycle { cycle: label.into(), state: Some(state), ..Cycle::default() };
        let mut register = Register::default();
        register.cycles.push(cycle("june", CycleState::Closed));
        register.cycles.push(cycle("september", CycleState::Open));
        let read = |known: Option<&str>, register: &Register| {
            let ahead = Ahead(known.map(|label| (label.to_owned(), format!("{label}, by the journal"))));
            ahead.of(register, |label| format!("{label}, by the register"))
        };
        assert_eq!(read(Some("september"), &register).as_deref(), Some("september, by the journal"));
        for known in [None, Some("june"), Some("december")] {
            assert_eq!(read(known, &register).as_deref(), Some("september, by the register"), "{known:?}");
        }
        register.cycles.pop();
        assert_eq!(read(Some("september"), &register), None);
    }
}
