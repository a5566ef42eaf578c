//! A number that stands twice in one report.

use std::collections::BTreeSet;

use crate::model::text::fold;
use crate::model::words::{Kind, Severity};
use crate::model::{Query, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule =
    Rule { name: "repeated-number", severity: Severity::Warning, help: include_str!("repeated_number.md"), check: Check::Register(check) };

static WORDS: Words = Words { says: "the number {no} stands twice in this report, as {kind}", asks: "give one of them its own number" };

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let mut seen: BTreeSet<(&str, String, Option<Kind>)> = BTreeSet::new();
    for row in
        raise.context.register.recommendations.iter().filter(|row| !row.no.trim().is_empty() && row.kind != Some(Kind::CauseOfConcern))
    {
        if !seen.insert((&row.report, fold(&row.no), row.kind)) {
            let kind = row.kind.map_or_else(|| "the same kind".to_owned(), |kind| kind.to_string());
            let query = raise.query(&WORDS).about("", &row.report, &row.reference);
            queries.push(query.fact("no", row.no.clone()).fact("kind", kind));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Recommendation;
    use crate::rules::table;

    #[test]
    fn numbers_are_unique_within_a_kind() {
        table::register_says(
            &RULE,
            &[
                "custody-2018/1-2: the number 1 stands twice in this report, as recommendation - give one of them its own number [repeated-number]",
            ],
            |register| {
                for (reference, no, kind) in [
                    ("custody-2018/1", "1", Kind::Recommendation),
                    ("custody-2018/afi-1", "1", Kind::AreaForImprovement),
                    ("custody-2018/1-2", "1", Kind::Recommendation),
                ] {
                    register.recommendations.push(Recommendation {
                        reference: reference.into(),
                        report: "custody-2018".into(),
                        no: no.into(),
                        kind: Some(kind),
                        ..Recommendation::default()
                    });
                }
            },
        );
    }
}
