//! A task that has had no owner for more than a cycle.

use crate::model::words::Severity;
use crate::model::{Query, Standing, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "owner-to-be-confirmed",
    severity: Severity::Warning,
    help: include_str!("owner_to_be_confirmed.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words { says: "no owner is named, for the second cycle or longer", asks: "name the post that answers for it" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let tbc = crate::model::lookup::is_to_be_confirmed;
    if standing.now.is_open() && tbc(standing.owner) && standing.before.is_some_and(|before| tbc(&before.owner)) {
        queries.push(raise.query(&WORDS).about(standing.owner, standing.report_name(), standing.reference).at(standing.place.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn somebody_answers_from_the_second_cycle_on() {
        table::raises(
            &RULE,
            "
            | source | rating | owner       | last  | last owner  | due        |
            | held   | Amber  | TBC         |       |             | 2022-06-30 |
            | held   | Amber  | Head of PPU | Amber | TBC         | 2022-06-30 |
            | held   | Amber  | TBC         | Amber | tbc         | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, A10: poor-relation-2019/3.1: no owner is named, for the second cycle or longer - name the post that answers for it [owner-to-be-confirmed]",
            ],
        );
    }
}
