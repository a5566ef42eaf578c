//! Queries: points for the owner or the coordinator to answer.

use super::place::Place;
use super::text::Text;
use super::words::Severity;

/// The words of a query, with `{facts}` to be filled in: what is wrong, and what is asked.
///
/// A rule declares its wordings beside its check, so that messages, the generated pages and the `Check` column say the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// What is wrong. One line, no full stop; facts in braces: `{rating}, but the due date {due} has passed`.
    pub says: &'static str,
    /// What is asked. One line, no full stop, an instruction: `set it to Red, or give a new date with its reason`.
    pub asks: &'static str,
}

/// A point for the owner or the coordinator to answer. It holds facts; its sentences are made from them.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The rule's name.
    pub rule: &'static str,
    pub severity: Severity,
    /// The owner whom it concerns; empty for the coordinator's own points.
    pub owner: Text,
    /// The report's short name; empty where it concerns none.
    pub report: Text,
    /// The task's Ref; the report's short name for a report; the recommendation's Ref for an imported row.
    pub reference: Text,
    pub place: Place,
    pub words: &'static Words,
    pub facts: Vec<(&'static str, Text)>,
    /// Who accepted it as it is, and why: it stays visible, and nothing waits for it.
    pub accepted: Option<Text>,
}

impl Query {
    /// A query of `rule` with its words; the rest is filled in with the builders below.
    #[must_use]
    pub fn new(rule: &'static str, severity: Severity, words: &'static Words) -> Self {
        Self {
            rule,
            severity,
            owner: Text::new(),
            report: Text::new(),
            reference: Text::new(),
            place: Place::default(),
            words,
            facts: Vec::new(),
            accepted: None,
        }
    }

    /// Adds a fact that the words name.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.facts.push((name, value.into()));
        self
    }

    /// Says whom and what it concerns.
    #[must_use]
    pub fn about(mut self, owner: &str, report: &str, reference: &str) -> Self {
        self.owner = owner.into();
        self.report = report.into();
        self.reference = reference.into();
        self
    }

    /// Says where it stands.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// What is wrong, as one line.
    #[must_use]
    pub fn says(&self) -> String {
        self.filled(self.words.says)
    }

    /// What is asked, as one line.
    #[must_use]
    pub fn asks(&self) -> String {
        self.filled(self.words.asks)
    }

    /// True when the row waits for it.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Blocking && self.accepted.is_none()
    }

    /// True when somebody has to do something about it: it is no note, and nobody has accepted it as it is.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.severity != Severity::Note && self.accepted.is_none()
    }

    fn filled(&self, template: &str) -> String {
        let mut said = String::with_capacity(template.len() + 16);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            let fact = self.facts.iter().find(|(known, _)| *known == name);
            debug_assert!(fact.is_some(), "internal: {} says {{{name}}}, but holds no such fact", self.rule);
            said.push_str(&super::text::printable(fact.map_or("", |(_, value)| value)));
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_says_its_facts_on_one_line() {
        static WORDS: Words = Words { says: "{rating}, but {due} has passed", asks: "set it to Red" };
        let query = Query::new("past-due", Severity::Blocking, &WORDS).fact("rating", "Amber").fact("due", "31 Mar\n2022");
        assert_eq!(query.says(), "Amber, but 31 Mar 2022 has passed");
        assert_eq!(query.asks(), "set it to Red");
    }
}
