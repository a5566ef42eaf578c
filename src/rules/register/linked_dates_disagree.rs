//! Linked recommendations that are due on different days.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::tables::Recommendation;
use crate::model::words::{Severity, Stage};
use crate::model::{Query, Words, dates};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "linked-dates-disagree",
    severity: Severity::Warning,
    help: include_str!("linked_dates_disagree.md"),
    check: Check::Register(check),
};

static WORDS: Words =
    Words { says: "linked to {other}, which is due {theirs}, but due {ours}", asks: "align the dates, or take the link out" };

fn check(raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let register = raise.context.register;
    let by_ref: BTreeMap<&str, &Recommendation> = register.recommendations.iter().map(|row| (row.reference.as_str(), row)).collect();
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let owners = super::owners(register);
    let open = |row: &Recommendation| row.stage != Some(Stage::Closed);
    for row in register.recommendations.iter().filter(|row| open(row) && !row.linked_to.is_empty()) {
        for other in row.linked_to.split([';', '\n']).filter_map(|name| by_ref.get(name.trim())) {
            let pair =
                if row.reference < other.reference { (&*row.reference, &*other.reference) } else { (&*other.reference, &*row.reference) };
            if let (Some(ours), Some(theirs)) = (row.due, other.due)
                && ours != theirs
                && open(other)
                && told.insert(pair)
            {
                let query =
                    raise.query(&WORDS).about(owners.get(row.reference.as_str()).copied().unwrap_or(""), &row.report, &row.reference);
                queries
                    .push(query.fact("other", other.reference.clone()).fact("theirs", dates::long(theirs)).fact("ours", dates::long(ours)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::register::report_of;
    use crate::rules::table;

    #[test]
    fn linked_rows_are_due_together() {
        table::register_says(
            &RULE,
            &[
                "peel-2018/2: linked to poor-relation-2019/2, which is due 30 Jun 2022, but due 31 Mar 2022 - align the dates, or take the link out [linked-dates-disagree]",
            ],
            |register| {
                for (reference, due, linked) in [
                    ("poor-relation-2019/1", "2022-06-30", "poor-relation-2019/2"),
                    ("poor-relation-2019/2", "2022-06-30", "poor-relation-2019/1"),
                    ("peel-2018/2", "2022-03-31", "poor-relation-2019/2; peel-2018/9"),
                ] {
                    register.recommendations.push(Recommendation {
                        reference: reference.into(),
                        report: report_of(reference).into(),
                        due: Some(table::on(due)),
                        linked_to: linked.into(),
                        ..Recommendation::default()
                    });
                }
            },
        );
    }
}
