//! What `rectrack.toml` and the register's decisions make of queries: the one place where a severity changes.

use crate::model::Query;
use crate::model::register::{recommendation_of, report_of};
use crate::model::text::{Text, fold};
use crate::model::words::DecisionKind;

use super::{Context, named};

/// Applies the severities that are set, leaves out the rules that are turned off, and marks what was accepted as it is.
///
/// The checks of this module have done so already; it is for queries that were raised elsewhere (import, merge).
/// A rule that lowered its severity (imported positions never wait) is not raised above that by a setting.
#[must_use]
pub fn as_set(queries: Vec<Query>, context: &Context<'_>) -> Vec<Query> {
    queries.into_iter().filter_map(|query| settled(query, context)).collect()
}

fn settled(mut query: Query, context: &Context<'_>) -> Option<Query> {
    if let Some(setting) = context.settings.rules.get(query.rule)
        && setting.until.is_none_or(|until| context.as_at <= until)
    {
        if setting.off {
            return None;
        }
        let own = named(query.rule).map_or(query.severity, |rule| rule.severity);
        let lowered = (query.severity > own).then_some(query.severity);
        if let Some(set) = setting.severity {
            query.severity = lowered.map_or(set, |least| set.max(least));
        }
    }
    if query.accepted.is_none() {
        query.accepted = accepted(&query, context);
    }
    Some(query)
}

/// Who accepted it, and why. An acceptance without a last day holds in the cycle that it was given in.
fn accepted(query: &Query, context: &Context<'_>) -> Option<Text> {
    let covers = |reference: &str| {
        !reference.is_empty()
            && (reference == query.reference
                || reference == recommendation_of(&query.reference)
                || reference == report_of(&query.reference))
    };
    let decision = context.register.decisions.iter().rev().find(|decision| {
        decision.decision == Some(DecisionKind::Accept)
            && fold(&decision.rule_or_field) == query.rule
            && covers(&decision.reference)
            && match decision.until {
                Some(until) => context.as_at <= until,
                None => decision.cycle.is_empty() || decision.cycle == context.cycle,
            }
    })?;
    let said: Vec<&str> = [decision.decided_by.trim(), decision.reason.trim()].into_iter().filter(|said| !said.is_empty()).collect();
    Some(if said.is_empty() { "accepted as it is".into() } else { said.join(": ").into() })
}
