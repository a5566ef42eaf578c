//! White for a task that is the force's own.

use crate::model::words::{ForTheForce, Rating, Severity};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "white-for-own-action",
    severity: Severity::Warning,
    help: include_str!("white_for_own_action.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words {
    says: "White, but the recommendation is for the force",
    asks: "choose Red, Amber or Green; White stands for what is another body's",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let own = standing.recommendation.is_some_and(|recommendation| recommendation.for_force == Some(ForTheForce::Wholly));
    let open = standing.now.is_open() && standing.now.rating == Some(Rating::White);
    if open && own && !raise.context.settings.meanings.white_may_be_ours {
        queries.push(raise.on(standing, Field::Rating, &WORDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn where_white_is_for_others_ours_is_not_white() {
        let mut world = table::World::default();
        let rows = "
            | rating | waiting     | for force | due        |
            | White  | Home Office | in part   | 2022-06-30 |
            | White  | Home Office | yes       | 2022-06-30 |
            ";
        table::also_raises(&RULE, rows, &world, &[]);
        world.settings.meanings.white_may_be_ours = false;
        table::raises_with(
            &RULE,
            rows,
            &world,
            &[
                "north.xlsx, Return, G9: poor-relation-2019/2.1: White, but the recommendation is for the force - choose Red, Amber or Green; White stands for what is another body's [white-for-own-action]",
            ],
        );
    }
}
