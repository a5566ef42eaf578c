//! Green without evidence.

use crate::model::standing::Source;
use crate::model::words::{Severity, Stage};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::condition::{Condition, EVIDENCE_GIVEN, GREEN};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "green-without-evidence",
    severity: Severity::Blocking,
    help: include_str!("green_without_evidence.md"),
    check: Check::Standing(check),
};

/// When it holds, for the form's `Check` as well.
pub(in crate::rules) static GREEN_WITHOUT_EVIDENCE: Condition = Condition::All(&[GREEN, Condition::Not(&EVIDENCE_GIVEN)]);

static WORDS: Words = Words {
    says: "Green, but no evidence is named",
    asks: "name the document, minute or figure that shows it is done, or set the rating back",
};

static PAPER: Words = Words { says: "Green, but the comment is empty", asks: "say what was done, so that the paper shows why it is Green" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    // What is closed or was sent to the inspectorate had its evidence looked at; on a paper, the comment is all there is.
    let settled = matches!(standing.now.stage, Some(Stage::Closed | Stage::PendingSignOff)) && standing.source != Source::Imported;
    if !settled && raise.holds(&GREEN_WITHOUT_EVIDENCE) {
        let paper = standing.source == Source::Imported;
        queries.push(raise.on(standing, if paper { Field::Update } else { Field::Evidence }, if paper { &PAPER } else { &WORDS }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn green_names_its_evidence() {
        table::raises(
            &RULE,
            "
            | source   | rating | evidence       | was evidence | update | due        |
            | returned | Green  | Minutes 3 June |              | Done.  | 2022-06-30 |
            | returned | Green  |                | Minutes      | Done.  | 2022-06-30 |
            | returned | Green  |                |              | Done.  | 2022-06-30 |
            | returned | Green  | -              | Minutes      | Done.  | 2022-06-30 |
            | imported | Green  |                |              | Done.  | 2022-06-30 |
            | imported | Green  |                |              |        | 2022-06-30 |
            | returned | Green  | TBC            | Minutes      | Done.  | 2022-06-30 |
            | returned | Green  |                | n/a          | Done.  | 2022-06-30 |
            ",
            &[
                "north.xlsx, Return, J10: poor-relation-2019/3.1: Green, but no evidence is named - name the document, minute or figure that shows it is done, or set the rating back [green-without-evidence]",
                "north.xlsx, Return, J11: poor-relation-2019/4.1: Green, but no evidence is named - name the document, minute or figure that shows it is done, or set the rating back [green-without-evidence]",
                "north.xlsx, Return, A13: poor-relation-2019/6.1: Green, but the comment is empty - say what was done, so that the paper shows why it is Green [green-without-evidence]",
                "north.xlsx, Return, J14: poor-relation-2019/7.1: Green, but no evidence is named - name the document, minute or figure that shows it is done, or set the rating back [green-without-evidence]",
                "north.xlsx, Return, J15: poor-relation-2019/8.1: Green, but no evidence is named - name the document, minute or figure that shows it is done, or set the rating back [green-without-evidence]",
            ],
        );
    }
}
