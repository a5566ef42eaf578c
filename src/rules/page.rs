//! Queries as people read them: one line each, grouped by owner, worst first, repeated ones folded. Pure: the terminal prints it.

use std::collections::BTreeMap;

use crate::model::Query;
use crate::model::words::Severity;

use super::Rule;

/// The queries of one owner, worst first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerPage {
    /// Empty for the coordinator's own points, which stand last.
    pub owner: String,
    /// How many queries the lines stand for.
    pub queries: usize,
    pub lines: Vec<Line>,
}

/// One line: a query, and how many more say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub severity: Severity,
    pub accepted: bool,
    /// Place, fault, remedy, rule; with `(and 12 more)` where others were folded into it.
    pub text: String,
    /// How many others of the same rule were folded into it.
    pub more: usize,
}

/// A query on one line: `north.xlsx, Return, G9: fault - remedy [rule]`.
#[must_use]
pub fn line(query: &Query) -> String {
    let mut said = String::new();
    let place = query.place.to_string();
    if !place.is_empty() {
        said.push_str(&crate::model::text::printable(&place));
        said.push_str(": ");
    }
    if !query.reference.is_empty() {
        said.push_str(&crate::model::text::printable(&query.reference));
        said.push_str(": ");
    }
    said.push_str(&query.says());
    let asks = query.asks();
    if !asks.is_empty() {
        said.push_str(" - ");
        said.push_str(&asks);
    }
    said.push_str(" [");
    said.push_str(query.rule);
    said.push(']');
    if let Some(accepted) = &query.accepted {
        said.push_str(" (accepted: ");
        said.push_str(&crate::model::text::printable(accepted));
        said.push(')');
    }
    said
}

/// Every query grouped by owner, worst first. More than `shown` of one rule for one owner are folded into the last line of it.
#[must_use]
pub fn by_owner(queries: &[Query], shown: usize) -> Vec<OwnerPage> {
    let mut owners: BTreeMap<(bool, &str), Vec<&Query>> = BTreeMap::new();
    for query in queries {
        owners.entry((query.owner.is_empty(), &query.owner)).or_default().push(query);
    }
    let pages = owners.into_iter().map(|((_, owner), mut queries)| {
        queries.sort_by(|a, b| order(a).cmp(&order(b)));
        OwnerPage { owner: owner.to_owned(), queries: queries.len(), lines: folded(&queries, shown.max(1)) }
    });
    let mut pages: Vec<OwnerPage> = pages.collect();
    pages.sort_by_key(|page| (page.owner.is_empty(), page.lines.first().map(|line| (line.accepted, line.severity))));
    pages
}

/// A rule's page as `explain` shows it: name, what it weighs, the page.
#[must_use]
pub fn explained(rule: &Rule) -> String {
    format!("# {}\n\nSeverity: {}.\n\n{}", rule.name, weighs(rule.severity), rule.help.trim_end())
}

/// The first sentence of a rule's page: what it checks, in short.
#[must_use]
pub fn first_sentence(rule: &Rule) -> &'static str {
    let checks = rule.help.split("\n## ").next().unwrap_or("").trim_start_matches("## What it checks").trim();
    let line = checks.lines().next().unwrap_or("");
    line.find(". ").and_then(|end| line.get(..=end)).unwrap_or(line)
}

/// What a severity means for the row, in words.
#[must_use]
pub fn weighs(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocking => "blocking (the row waits until it is answered or decided)",
        Severity::Warning => "warning (merged, and listed)",
        Severity::Note => "note (for information)",
    }
}

/// Worst first; then rule by rule, in order of the places.
fn order(query: &Query) -> (bool, Severity, &'static str, &crate::model::Place, &str) {
    (query.accepted.is_some(), query.severity, query.rule, &query.place, &query.reference)
}

fn folded(queries: &[&Query], shown: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut run = 0;
    let mut last: Option<(&str, Severity, bool)> = None;
    for query in queries {
        let key = (query.rule, query.severity, query.accepted.is_some());
        run = if last == Some(key) { run + 1 } else { 1 };
        last = Some(key);
        match lines.last_mut() {
            Some(line) if run > shown => line.more += 1,
            _ => lines.push(Line { severity: query.severity, accepted: query.accepted.is_some(), text: self::line(query), more: 0 }),
        }
    }
    for line in lines.iter_mut().filter(|line| line.more > 0) {
        line.text.push_str(&format!(" (and {} more)", line.more));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, Words};

    static WORDS: Words = Words { says: "no reason is given for Red", asks: "say why" };

    fn query(owner: &str, rule: &'static str, severity: Severity, row: u32) -> Query {
        let place = Place { file: "north.xlsx".into(), sheet: "Return".into(), at: Some((row, 6)) };
        Query::new(rule, severity, &WORDS).about(owner, "a", "a/1.1").at(place)
    }

    #[test]
    fn worst_first_by_owner_and_folded() {
        let mut queries: Vec<Query> = (0..5).map(|row| query("Head of PPU", "red-without-reason", Severity::Blocking, 8 + row)).collect();
        queries.insert(0, query("Head of PPU", "stale-update", Severity::Warning, 30));
        queries.push(query("", "response-due", Severity::Warning, 2));
        let pages = by_owner(&queries, 2);
        let said: Vec<(&str, Vec<&str>)> =
            pages.iter().map(|page| (page.owner.as_str(), page.lines.iter().map(|line| line.text.as_str()).collect())).collect();
        assert_eq!(
            said,
            [
                (
                    "Head of PPU",
                    vec![
                        "north.xlsx, Return, G9: a/1.1: no reason is given for Red - say why [red-without-reason]",
                        "north.xlsx, Return, G10: a/1.1: no reason is given for Red - say why [red-without-reason] (and 3 more)",
                        "north.xlsx, Return, G31: a/1.1: no reason is given for Red - say why [stale-update]",
                    ]
                ),
                ("", vec!["north.xlsx, Return, G3: a/1.1: no reason is given for Red - say why [response-due]"]),
            ]
        );
    }
}
