//! `Queries`: what is still to be answered or settled.

use super::grid::{Shape, Table, head};
use super::view::View;
use crate::model::columns as c;
use crate::model::words::{Severity, Word as _};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Queries";

/// The table: blocking first, then by Ref.
pub(super) fn build(view: &View<'_>) -> Table {
    let mut table = Table::new(
        NAME,
        "Queries and clashes",
        "What owners or the coordinator have still to answer. Blocking: the row waits. Warning: merged and listed. Note: for information.",
        vec![
            head(c::REF.heading, 24, Shape::Text),
            head(c::RULE_OR_FIELD.heading, 24, Shape::Text),
            head(c::SEVERITY.heading, 10, Shape::Text),
            head(c::OWNER.heading, 24, Shape::Text),
            head(c::SAYS.heading, 48, Shape::Long),
            head(c::ASKS.heading, 44, Shape::Long),
            head("Place", 34, Shape::Text),
            head(c::DECISION.heading, 18, Shape::Text),
        ],
    );
    let shown: std::collections::BTreeSet<&str> = view
        .recs
        .iter()
        .flat_map(|rec| {
            rec.tasks.iter().map(|task| task.reference.as_str()).chain([rec.row.reference.as_str(), rec.report.report.as_str()])
        })
        .collect();
    let mut rows: Vec<(Severity, [String; 8])> = Vec::new();
    let mut put =
        |severity: Severity, reference: &str, rule: &str, owner: &str, says: String, asks: String, place: String, decision: &str| {
            if view.ask.lead.is_none() || shown.contains(reference) {
                let row = [reference, rule, severity.as_str(), owner, &says, &asks, &place, decision].map(str::to_owned);
                rows.push((severity, row));
            }
        };
    for row in view.ask.rows {
        put(
            row.severity,
            &row.reference,
            &row.rule_or_field,
            &row.owner,
            row.says.to_string(),
            row.asks.to_string(),
            row.place.to_string(),
            row.choice.decision.map_or(row.choice.typed.as_str(), |decision| decision.as_str()),
        );
    }
    // By what they say, so that the order in which they were raised or listed changes nothing.
    rows.sort();
    table.rows = rows.into_iter().map(|(_, row)| row.map(super::grid::Cell::from).into()).collect();
    table
}
