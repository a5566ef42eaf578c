//! The rules: one fault, one file, one name, one help page. Each looks and raises queries; none stops the run.
//!
//! Rules see the model only: what they need of the world (the register, the as-at date, the settings) is handed in.

use chrono::NaiveDate;

use crate::model::returned::{FileSeen, Issued, Return};
use crate::model::words::Severity;
use crate::model::{Query, Register, Settings, Standing, Words};

/// What the rules are told of the world.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub register: &'a Register,
    pub settings: &'a Settings,
    /// What was issued in the cycle, where one is under way.
    pub issued: Option<&'a Issued>,
    /// The cycle's label.
    pub cycle: &'a str,
    /// The day that the positions describe: every date is measured against it.
    pub as_at: NaiveDate,
    /// The day of the run: lateness and clocks are measured against it.
    pub today: NaiveDate,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case; names the fault, never the cure.
    pub name: &'static str,
    pub severity: Severity,
    /// The help page: what it checks, why, what the owner should do.
    pub help: &'static str,
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Check {
    /// One file of the returns folder.
    File(fn(&FileSeen, &Raise<'_>, &mut Vec<Query>)),
    /// One return that is ours: its rows and cells.
    Return(fn(&Return, &Raise<'_>, &mut Vec<Query>)),
    /// What stands, or would stand, for one task.
    Standing(fn(&Standing<'_>, &Raise<'_>, &mut Vec<Query>)),
    /// The register as a whole.
    Register(fn(&Raise<'_>, &mut Vec<Query>)),
    /// Raised by `import` or by the merge, which alone see the fault; the rule holds its words and its page.
    Elsewhere,
}

/// What a check is handed: the world, and the rule's own name and severity as set.
#[derive(Clone, Copy, Debug)]
pub struct Raise<'a> {
    pub context: &'a Context<'a>,
    pub rule: &'static str,
    pub severity: Severity,
}

impl Raise<'_> {
    /// A query of this rule.
    #[must_use]
    pub fn query(&self, words: &'static Words) -> Query {
        Query::new(self.rule, self.severity, words)
    }
}
