//! The coordinator's decisions: read from `queries.xlsx`, recorded in the register, found again for each task.

use std::collections::{BTreeMap, BTreeSet};

use crate::merge::{Chosen, Claim, Settled};
use crate::model::facts::Field;
use crate::model::register::report_of;
use crate::model::settled::{Choice, QueriesBook};
use crate::model::tables::Decision;
use crate::model::text::{Text, digest, fold, tidy};
use crate::model::words::{DecisionKind, Severity};
use crate::model::{Query, Words};

static UNKNOWN: Words = Words {
    says: "the decision '{typed}' is not one of the list",
    asks: "choose 'take the return', 'keep the register', 'use this value' or 'accept as it is'",
};

/// The decisions that stand in the queries workbook, and what could not be read of them.
#[must_use]
pub fn typed(book: &QueriesBook, cycle: &str) -> (Vec<Decision>, Vec<Query>) {
    let mut decisions = Vec::new();
    let mut queries = Vec::new();
    for row in &book.queries {
        let is_clash = Field::headed(&row.rule_or_field).is_some();
        let on = if is_clash { digest(&[&row.issued, &row.held, &row.returned]) } else { digest(&[&row.says]) };
        take(&row.reference, &row.rule_or_field, &row.choice, cycle, on, &mut decisions, &mut queries);
    }
    for row in &book.agree {
        let name = format!("to agree: {}", row.claim);
        take(&row.reference, &name, &row.choice, cycle, String::new(), &mut decisions, &mut queries);
        if !tidy(&row.committee_text).is_empty() {
            decisions.push(Decision {
                reference: row.reference.clone(),
                cycle: cycle.into(),
                rule_or_field: "Committee text".into(),
                decision: Some(DecisionKind::UseValue),
                value: tidy(&row.committee_text).into(),
                decided_by: row.choice.decided_by.clone(),
                reason: row.choice.reason.clone(),
                ..Decision::default()
            });
        }
    }
    (decisions, queries)
}

fn take(reference: &str, name: &str, choice: &Choice, cycle: &str, on: String, decisions: &mut Vec<Decision>, queries: &mut Vec<Query>) {
    if choice.decision.is_none() {
        if !tidy(&choice.typed).is_empty() {
            queries.push(
                Query::new("decision-unclear", Severity::Warning, &UNKNOWN)
                    .fact("typed", tidy(&choice.typed))
                    .about("", report_of(reference), reference)
                    .at(choice.place.clone()),
            );
        }
        return;
    }
    decisions.push(Decision {
        reference: reference.into(),
        cycle: cycle.into(),
        rule_or_field: name.into(),
        decision: choice.decision,
        value: choice.value.clone(),
        decided_by: choice.decided_by.clone(),
        reason: choice.reason.clone(),
        decided_on: on.into(),
        ..Decision::default()
    });
}

/// Records decisions among the register's: a new one on the same point takes the place of the earlier one.
pub fn record(decisions: &mut Vec<Decision>, typed: &[Decision]) {
    for decision in typed {
        let same = |known: &Decision| {
            known.reference == decision.reference
                && known.cycle == decision.cycle
                && fold(&known.rule_or_field) == fold(&decision.rule_or_field)
        };
        let known = decisions.iter_mut().rev().find(|known| same(known));
        match known {
            Some(known) => {
                let (until, extra) = (known.until, std::mem::take(&mut known.extra));
                let on = if decision.decided_on.is_empty() { known.decided_on.clone() } else { decision.decided_on.clone() };
                let same_choice = (known.decision, &known.value) == (decision.decision, &decision.value);
                *known = decision.clone();
                (known.until, known.extra) = (until, extra);
                // The same choice typed again says nothing of newer facts, save where its row shows them.
                known.decided_on = if same_choice { on } else { decision.decided_on.clone() };
            }
            None => decisions.push(decision.clone()),
        }
    }
}

/// The decisions of a cycle by the task that they are on.
#[must_use]
pub fn by_ref<'a>(decisions: &'a [Decision], cycle: &str) -> BTreeMap<&'a str, Vec<&'a Decision>> {
    let mut by_ref: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for decision in decisions.iter().filter(|decision| decision.cycle == cycle) {
        by_ref.entry(decision.reference.as_str()).or_default().push(decision);
    }
    by_ref
}

/// Notes on what a claim was agreed, so that a later, different claim is asked about again.
pub fn stamp_claims(decisions: &mut [Decision], cycle: &str, settled: &[Settled]) {
    let tasks: BTreeMap<&str, &Settled> = settled.iter().map(|task| (task.reference.as_str(), task)).collect();
    for decision in decisions.iter_mut().filter(|decision| decision.cycle == cycle && decision.decided_on.is_empty()) {
        let claim =
            [Claim::Green, Claim::White, Claim::LaterDate].into_iter().find(|claim| claim.decided_as() == fold(&decision.rule_or_field));
        let (Some(claim), Some(task)) = (claim, tasks.get(decision.reference.as_str())) else { continue };
        decision.decided_on = task.claim_digest(claim).into();
    }
}

/// Decisions on a rule's query that speak of a fact: 'use this value' becomes a decision on the field that the query's cell
/// holds; 'keep the register' sets the owner's row aside (the second value: those tasks).
#[must_use]
pub fn on_facts(
    decisions: &[Decision],
    cycle: &str,
    queries: &[Query],
    chosen: &BTreeMap<&str, Chosen<'_>>,
) -> (Vec<Decision>, BTreeSet<Text>) {
    let mut on_facts = Vec::new();
    let mut kept = BTreeSet::new();
    for decision in decisions.iter().filter(|decision| decision.cycle == cycle) {
        let Some(row) = chosen.get(decision.reference.as_str()) else { continue };
        let query = queries.iter().find(|query| answers(decision, query));
        let Some(query) = query else { continue };
        match decision.decision {
            Some(DecisionKind::KeepRegister) => {
                kept.insert(decision.reference.clone());
            }
            Some(DecisionKind::UseValue) => {
                let row = row.candidate.row;
                let mut cells = row.answers.cells().into_iter();
                let column = cells.find(|(_, _, col)| row.place_in(*col) == query.place).map(|(column, _, _)| column);
                let field = column.and_then(|column| {
                    if column.heading == crate::model::columns::REVISED_DUE.heading {
                        Some(Field::Due)
                    } else {
                        Field::headed(column.heading)
                    }
                });
                if let Some(field) = field {
                    on_facts.push(Decision { rule_or_field: field.heading().into(), decided_on: Text::new(), ..decision.clone() });
                }
            }
            _ => {}
        }
    }
    (on_facts, kept)
}

/// Marks queries that a decision settles ('take the return', 'accept as it is', or a value), and takes the mark away where
/// the facts have changed since.
pub fn mark_accepted(queries: &mut [Query], decisions: &[Decision], cycle: &str, kept: &BTreeSet<Text>) {
    let by_ref = by_ref(decisions, cycle);
    for query in queries {
        let on_it: Vec<&&Decision> = by_ref
            .get(query.reference.as_str())
            .map_or_else(Vec::new, |on| on.iter().filter(|decision| fold(&decision.rule_or_field) == query.rule).collect());
        let fresh = on_it.iter().rev().find(|decision| answers(decision, query));
        if let Some(decision) = fresh {
            let who = [decision.decided_by.trim(), decision.reason.trim()]
                .into_iter()
                .filter(|said| !said.is_empty())
                .collect::<Vec<_>>()
                .join(": ");
            query.accepted =
                Some(if who.is_empty() { decision.decision.map_or_else(Text::new, |kind| kind.to_string().into()) } else { who.into() });
        } else if on_it.iter().any(|decision| !decision.decided_on.is_empty()) {
            query.accepted = None;
        } else if kept.contains(&query.reference) {
            query.accepted = Some("the register is kept".into());
        }
    }
}

/// True when the decision is on this query and on these facts.
fn answers(decision: &Decision, query: &Query) -> bool {
    decision.decision.is_some()
        && decision.reference == query.reference
        && fold(&decision.rule_or_field) == query.rule
        && (decision.decided_on.is_empty() || decision.decided_on == digest(&[&query.says()]))
}
