//! A locked cell that was changed.

use crate::model::columns as c;
use crate::model::form::TYPED_SHOWN;
use crate::model::returned::Return;
use crate::model::text::{fold, shorten, typed_into};
use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "locked-cell-changed",
    severity: Severity::Warning,
    help: include_str!("locked_cell_changed.md"),
    check: Check::Return(check),
};

static WORDS: Words = Words {
    says: "{column} was changed to '{now}'; the change is not taken over",
    asks: "write what should change into the cells to fill in, or tell the coordinator",
};

static CLEARED: Words = Words {
    says: "{column} was cleared; that is not taken over",
    asks: "write what should change into the cells to fill in, or tell the coordinator",
};

fn check(returned: &Return, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let issued = super::tasks_of(returned, raise);
    for row in &returned.rows {
        let Some(task) = issued.get(row.reference.as_str()) else { continue };
        let expected = (!row.locked.is_empty()).then(|| crate::model::form::locked(task));
        for (heading, now, col) in &row.locked {
            let Some((column, was)) = expected.iter().flatten().find(|(column, _)| column.heading == *heading) else { continue };
            if now == was || fold(now) == fold(was) {
                continue;
            }
            let words = if now.trim().is_empty() { &CLEARED } else { &WORDS };
            // A date is one thing; of a text what is new is told, and not what stood there before it.
            let typed = if *heading == c::DUE.heading { now.to_string() } else { typed_into(was, now) };
            let query = raise.on_row(returned, row, &row.place_in(*col), words).fact("column", column.heading);
            queries.push(query.fact("now", shorten(&typed, TYPED_SHOWN)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn a_changed_due_date_is_named() {
        let world = table::World {
            change: Some(|returned| {
                for (row, due) in returned.rows.iter_mut().zip(["30 Jun 2022", "30 Sep 2022"]) {
                    row.locked = vec![("Due", due.into(), 3)];
                }
            }),
            ..table::World::default()
        };
        table::raises_with(
            &RULE,
            "
            | rating | due        |
            | Amber  | 2022-06-30 |
            | Amber  | 2022-06-30 |
            ",
            &world,
            &[
                "north.xlsx, Return, D9: poor-relation-2019/2.1: Due was changed to '30 Sep 2022'; the change is not taken over - write what should change into the cells to fill in, or tell the coordinator [locked-cell-changed]",
            ],
        );
    }
}
