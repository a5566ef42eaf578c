//! Finding owners and tasks by what they are called, for those who look up many.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Register;
use super::tables::{Owner, Task};
use super::text::fold;

/// A register's owners and tasks by their names. What it finds is what the register finds row by row, see
/// [`Register::owner_named`] and its neighbours.
#[derive(Debug)]
pub struct Lookup<'r> {
    /// By name, folded; of several owners of one name the first.
    named: HashMap<String, &'r Owner>,
    /// By other spelling, folded; in the register's order.
    written: HashMap<String, Vec<&'r Owner>>,
    tasks: HashMap<&'r str, &'r Task>,
}

impl<'r> Lookup<'r> {
    /// Looks through the register once.
    #[must_use]
    pub fn of(register: &'r Register) -> Self {
        let mut named = HashMap::new();
        let mut written: HashMap<String, Vec<&Owner>> = HashMap::new();
        for owner in &register.owners {
            named.entry(fold(&owner.owner)).or_insert(owner);
            for spelling in owner.other_spellings() {
                written.entry(fold(spelling)).or_default().push(owner);
            }
        }
        let mut tasks = HashMap::with_capacity(register.tasks.len());
        for task in &register.tasks {
            tasks.entry(task.reference.as_str()).or_insert(task);
        }
        Self { named, written, tasks }
    }

    /// The task of that Ref.
    #[must_use]
    pub fn task(&self, reference: &str) -> Option<&'r Task> {
        self.tasks.get(reference).copied()
    }

    /// The owner whom `text` names, by name or by one of the other spellings, folded.
    #[must_use]
    pub fn owner_named(&self, text: &str) -> Option<&'r Owner> {
        self.owner_folded(&fold(text))
    }

    fn owner_folded(&self, folded: &str) -> Option<&'r Owner> {
        let written = || self.written.get(folded).and_then(|owners| owners.first());
        self.named.get(folded).or_else(written).copied()
    }

    /// Like [`Self::owner_named`], on a day: a post that is no longer, or not yet, in force gives way to one in force that is
    /// also written so. So a post that was renamed or merged hands its tasks over by its dates alone.
    #[must_use]
    pub fn owner_on(&self, text: &str, day: Option<NaiveDate>) -> Option<&'r Owner> {
        let folded = fold(text);
        let known = self.owner_folded(&folded)?;
        let Some(day) = day.filter(|_| known.from.is_some() || known.to.is_some()) else { return Some(known) };
        if known.in_force(day) {
            return Some(known);
        }
        let successor = self.written.get(&folded).and_then(|owners| owners.iter().find(|owner| owner.in_force(day)));
        Some(successor.copied().unwrap_or(known))
    }
}

/// True where an owner's cell says that nobody is named yet: blank, TBC, vacant, and their like.
#[must_use]
pub fn is_to_be_confirmed(owner: &str) -> bool {
    const NOBODY: &[&str] = &[
        "",
        "-",
        "?",
        "??",
        "tbc",
        "tba",
        "tbd",
        "t.b.c",
        "to be confirmed",
        "to be allocated",
        "to be agreed",
        "to be determined",
        "to be appointed",
        "not allocated",
        "not yet allocated",
        "not assigned",
        "not yet assigned",
        "unallocated",
        "unassigned",
        "vacant",
        "n/a",
        "none",
        "nobody",
    ];
    let folded = super::text::fold(owner);
    NOBODY.contains(&folded.trim_matches(['(', ')', '.', ' ']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 1, 1 + n).expect("a day of January")
    }

    fn any_name() -> impl Strategy<Value = String> {
        prop::sample::select(vec!["Ops", "ops ", "Crime", "Crime  Lead", "crime lead", "Custody", ""]).prop_map(str::to_owned)
    }

    fn any_day() -> impl Strategy<Value = Option<NaiveDate>> {
        prop::option::of((0..6u32).prop_map(day))
    }

    proptest! {
        /// Looking up finds what a search row by row finds: the row by row rule is `Register`'s own.
        #[test]
        fn lookup_finds_what_the_register_finds(
            owners in prop::collection::vec((any_name(), prop::collection::vec(any_name(), 0..3), any_day(), any_day()), 0..5),
            asked in any_name(),
            on in any_day(),
        ) {
            let owners = owners.into_iter().map(|(owner, also, from, to)| Owner {
                owner: owner.as_str().into(),
                also_written: also.join(";").as_str().into(),
                from,
                to,
                ..Owner::default()
            });
            let tasks = ["r-2021/1.1", "r-2021/1.2", "r-2021/1.1"].map(|reference| Task { reference: reference.into(), ..Task::default() });
            let register = Register { owners: owners.collect(), tasks: tasks.into(), ..Register::default() };
            let lookup = Lookup::of(&register);
            let same = |a: Option<&Owner>, b: Option<&Owner>| a.map(std::ptr::from_ref) == b.map(std::ptr::from_ref);
            prop_assert!(same(lookup.owner_named(&asked), register.owner_named(&asked)));
            prop_assert!(same(lookup.owner_on(&asked, on), register.owner_on(&asked, on)));
            for reference in ["r-2021/1.1", "r-2021/1.2", "r-2021/2.1"] {
                prop_assert_eq!(lookup.task(reference).map(std::ptr::from_ref), register.task(reference).map(std::ptr::from_ref));
            }
        }
    }
}
