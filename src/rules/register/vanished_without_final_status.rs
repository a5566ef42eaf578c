//! Open in the last paper, and not in this one: import raises it of rows that a paper leaves out, the rule of rows that somebody
//! has taken out of the register.

use crate::model::words::Severity;
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "vanished-without-final-status",
    severity: Severity::Warning,
    help: include_str!("vanished_without_final_status.md"),
    check: Check::Register(check),
};

static WORDS: Words = Words {
    says: "{rating} in {cycle} and no longer in the register; papers still show it as outstanding",
    asks: "put its row back, and if it is no longer wanted close it and say how; had it no place in any paper, take out its rows of Positions as well",
};

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    for (reference, positions) in raise.context.register.lost(raise.context.cycle) {
        let Some(open) = positions.iter().find(|position| position.facts().is_open()) else { continue };
        let query = raise.query(&WORDS).fact("rating", open.facts().rating_word()).fact("cycle", open.cycle.clone());
        queries.push(query.about("", &open.report, reference));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::{Position, Recommendation};
    use crate::model::words::{Rating, Stage};
    use crate::rules::table;

    #[test]
    fn what_was_open_is_not_taken_out_without_a_word() {
        table::register_says(
            &RULE,
            &[
                "custody-2018/4: Amber in 2021-11 and no longer in the register; papers still show it as outstanding - put its row back, and if it is no longer wanted close it and say how; had it no place in any paper, take out its rows of Positions as well [vanished-without-final-status]",
            ],
            |register| {
                // 3 is there; 4 was open when it was last told; 5 was closed.
                for (task, stage) in [("3.1", Stage::InProgress), ("4.1", Stage::InProgress), ("5.1", Stage::Closed)] {
                    register.positions.push(Position {
                        cycle: "2021-11".into(),
                        reference: format!("custody-2018/{task}").into(),
                        report: "custody-2018".into(),
                        rating: Some(Rating::Amber),
                        stage: Some(stage),
                        ..Position::default()
                    });
                }
                register.recommendations.push(Recommendation {
                    reference: "custody-2018/3".into(),
                    report: "custody-2018".into(),
                    stage: Some(Stage::Closed),
                    ..Recommendation::default()
                });
            },
        );
    }
}
