//! A return that came by a mail from somebody other than its owner.

use crate::model::returned::Return;
use crate::model::words::Severity;
use crate::model::{Lookup, Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "unexpected-sender",
    severity: Severity::Warning,
    help: include_str!("unexpected_sender.md"),
    check: Check::Return(check),
};

static WORDS: Words = Words {
    says: "the return of {owner} came from {sender}, which is neither the owner's address nor the deputy's",
    asks: "make sure that the owner agrees with it, or add the address to the sheet Owners",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let Some(sender) = returned.seen.sender.as_deref().map(str::to_lowercase).filter(|sender| !sender.is_empty()) else { return };
    let context = raise.context;
    // The coordinator forwards what came to a personal mailbox.
    if addresses(&context.settings.mail.from).contains(&sender) {
        return;
    }
    let known = known(&returned.owner, returned, context.lookup);
    if known.is_empty() || known.contains(&sender) {
        return;
    }
    let query = raise.on_file(&returned.seen, &WORDS).fact("owner", &returned.owner).fact("sender", sender);
    queries.push(Query { owner: returned.owner.clone(), ..query });
}

/// The addresses of the owner, the deputy, and of those who contribute to the return's tasks; none where the owner has none.
fn known(owner: &str, returned: &Return, lookup: &Lookup<'_>) -> Vec<String> {
    let Some(row) = lookup.owner_named(owner) else { return Vec::new() };
    let mut known = addresses(&row.e_mail);
    if known.is_empty() {
        return known;
    }
    known.extend(addresses(&row.deputy_e_mail));
    for task in returned.rows.iter().filter_map(|row| lookup.task(&row.reference)) {
        for role in task.contributors.split([';', '\n']).map(str::trim).filter(|role| !role.is_empty()) {
            known.extend(lookup.owner_named(role).map(|row| addresses(&row.e_mail)).unwrap_or_default());
        }
    }
    known
}

/// The addresses in a cell, in lower case, however they were pasted (`Name <a@b.uk>; mailto:c@d.uk`).
fn addresses(cell: &str) -> Vec<String> {
    cell.to_lowercase()
        .split([';', ',', '\n', '<', '>', ' '])
        .map(|part| part.trim().trim_start_matches("mailto:").to_owned())
        .filter(|part| part.contains('@'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Register;
    use crate::model::tables::Owner;
    use crate::rules::table::{self, World};

    const TABLE: &str = "
        | ref | rating | update | reason |
        | r-2021/1.1 | Red | Posts advertised in May | Staff lost |
    ";

    fn world(sender: fn(&mut Return)) -> World {
        let owners = |register: &mut Register| {
            register.owners.push(Owner {
                owner: "Head of PPU".into(),
                e_mail: "Pat Lee <PPU@example.org>".into(),
                deputy_e_mail: "deputy@example.org".into(),
                ..Owner::default()
            });
        };
        World { change: Some(sender), register: Some(owners), ..World::default() }
    }

    #[test]
    fn a_strangers_return_is_named() {
        table::raises_with(
            &RULE,
            TABLE,
            &world(|returned| returned.seen.sender = Some("Someone@example.org".into())),
            &[
                "north.xlsx: the return of Head of PPU came from someone@example.org, which is neither the owner's address nor the deputy's - make sure that the owner agrees with it, or add the address to the sheet Owners [unexpected-sender]",
            ],
        );
    }

    #[test]
    fn owner_deputy_and_files_without_a_mail_are_not() {
        for sender in [
            (|returned| returned.seen.sender = Some("ppu@example.org".into())) as fn(&mut Return),
            |returned| returned.seen.sender = Some("deputy@example.org".into()),
            |returned| returned.seen.sender = None,
        ] {
            table::also_raises(&RULE, TABLE, &world(sender), &[]);
        }
    }
}
