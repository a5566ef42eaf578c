//! Closed as implemented without the inspectorate's agreement.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::words::{ClosedBy, Severity, YesNo};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "closed-without-agreement",
    severity: Severity::Blocking,
    help: include_str!("closed_without_agreement.md"),
    check: Check::Register(check),
};

static WORDS: Words = Words {
    says: "closed as implemented, but no agreement of {inspectorate} is recorded",
    asks: "record its reply and the day, set the stage to pending sign-off, or accept it as it is",
};

static PAPER: Words = Words {
    says: "the paper shows {count} of this report as complete and does not say whether {inspectorate} agreed",
    asks: "check them against its portal",
};

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let register = raise.context.register;
    let inspectorate = raise.context.settings.inspectorate.as_str();
    let mut on_paper: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let imported = super::imported_now(raise);
    let owners = super::owners(register);
    for recommendation in super::closed_as_implemented(register) {
        let agreed = recommendation.closed_by == Some(ClosedBy::Inspectorate)
            || recommendation.reply_on.is_some()
            || !recommendation.reply.trim().is_empty();
        match recommendation.on_portal {
            Some(YesNo::Yes) if !agreed => {
                let owner = owners.get(recommendation.reference.as_str()).copied().unwrap_or("");
                let query = raise.query(&WORDS).about(owner, &recommendation.report, &recommendation.reference);
                queries.push(query.fact("inspectorate", inspectorate));
            }
            None if !agreed && imported.contains(recommendation.reference.as_str()) => {
                on_paper.entry(&recommendation.report).or_default().insert(&recommendation.reference);
            }
            _ => {}
        }
    }
    for (report, complete) in on_paper {
        let mut query = raise.query(&PAPER).about("", report, report);
        query.severity = Severity::Note;
        queries.push(query.fact("count", complete.len().to_string()).fact("inspectorate", inspectorate));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::{Position, Recommendation};
    use crate::model::words::{ClosedHow, Stage};
    use crate::rules::table;

    #[test]
    fn what_is_on_the_portal_is_closed_by_the_inspectorate() {
        table::register_says(
            &RULE,
            &[
                "shining-a-light-2019/3: closed as implemented, but no agreement of HMICFRS is recorded - record its reply and the day, set the stage to pending sign-off, or accept it as it is [closed-without-agreement]",
            ],
            |register| {
                for (no, portal, by, how) in [
                    ("1", YesNo::Yes, Some(ClosedBy::Inspectorate), ClosedHow::Implemented),
                    ("2", YesNo::No, Some(ClosedBy::Force), ClosedHow::Implemented),
                    ("3", YesNo::Yes, Some(ClosedBy::Force), ClosedHow::Implemented),
                    ("4", YesNo::Yes, Some(ClosedBy::Force), ClosedHow::NotRequired),
                ] {
                    register.recommendations.push(Recommendation {
                        reference: format!("shining-a-light-2019/{no}").into(),
                        report: "shining-a-light-2019".into(),
                        stage: Some(Stage::Closed),
                        closed_how: Some(how),
                        closed_by: by,
                        on_portal: Some(portal),
                        ..Recommendation::default()
                    });
                }
            },
        );
    }

    #[test]
    fn a_paper_gives_one_note_a_report() {
        table::register_also_says(
            &RULE,
            &[
                "shining-a-light-2019: the paper shows 2 of this report as complete and does not say whether HMICFRS agreed - check them against its portal [closed-without-agreement]",
            ],
            |register| {
                for no in ["1", "2"] {
                    let reference = format!("shining-a-light-2019/{no}");
                    register.recommendations.push(Recommendation {
                        reference: reference.as_str().into(),
                        report: "shining-a-light-2019".into(),
                        stage: Some(Stage::Closed),
                        closed_how: Some(ClosedHow::Implemented),
                        ..Recommendation::default()
                    });
                    register.positions.push(Position {
                        cycle: "2022-03".into(),
                        reference: format!("{reference}.1").into(),
                        file: "paper.xlsx".into(),
                        ..Position::default()
                    });
                }
            },
        );
    }
}
