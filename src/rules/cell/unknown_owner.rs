//! A task whose owner is not in the list of owners.

use std::collections::BTreeSet;

use crate::model::register::report_of;
use crate::model::text::{fold, shorten};
use crate::model::words::{Severity, Stage};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "unknown-owner", severity: Severity::Blocking, help: include_str!("unknown_owner.md"), check: Check::Register(check) };

static WORDS: Words = Words {
    says: "the owner '{owner}' is not in the sheet Owners",
    asks: "add the post there, or add this spelling under Also written as",
};

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let register = raise.context.register;
    let mut known: BTreeSet<String> = BTreeSet::new();
    for owner in &register.owners {
        known.insert(fold(&owner.owner));
        known.extend(owner.also_written.split([';', '\n']).map(fold));
    }
    let mut told: BTreeSet<String> = BTreeSet::new();
    for task in register.tasks.iter().filter(|task| task.stage != Some(Stage::Closed)) {
        let folded = fold(&task.owner);
        if !crate::model::lookup::is_to_be_confirmed(&task.owner) && !known.contains(&folded) && told.insert(folded) {
            let query = raise.query(&WORDS).about("", report_of(&task.reference), &task.reference);
            queries.push(query.fact("owner", shorten(&task.owner, 60)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::{Owner, Task};
    use crate::rules::table;

    #[test]
    fn an_owner_is_listed_or_to_be_confirmed() {
        table::register_says(
            &RULE,
            &[
                "poor-relation-2019/3.1: the owner 'Head of Custard' is not in the sheet Owners - add the post there, or add this spelling under Also written as [unknown-owner]",
            ],
            |register| {
                register.owners.push(Owner {
                    owner: "Head of PPU".into(),
                    also_written: "Head of Public Protection; PPU Manager".into(),
                    ..Owner::default()
                });
                for (no, owner) in ["ppu manager", "TBC", "Head of Custard", "Head of Custard"].iter().enumerate() {
                    register.tasks.push(Task {
                        reference: format!("poor-relation-2019/{}.1", no + 1).into(),
                        owner: (*owner).into(),
                        ..Task::default()
                    });
                }
            },
        );
    }
}
