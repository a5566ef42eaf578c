//! The rules: one fault, one file, one name, one help page. Each looks and raises queries; none stops the run.
//!
//! Rules see the model only: what they need of the world (the register, the as-at date, the settings) is handed in.
//! A rule raises with its own severity; [`as_set`] is the one place where `rectrack.toml` and accepted decisions change that.

pub mod condition;
pub mod page;

mod cell;
mod file;
mod newest;
mod register;
mod row;
mod settled;
mod standing_row;
mod status;

#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::model::columns::Column;
use crate::model::facts::Field;
use crate::model::returned::{Asked, FileSeen, Return, ReturnRow};
use crate::model::standing::Source;
use crate::model::words::Severity;
use crate::model::{Book, Lookup, Place, Query, Register, Settings, Standing, Words};

pub use settled::as_set;

use condition::{Condition, FormRow};

/// What the rules are told of the world.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub register: &'a Register,
    /// The register's owners and tasks by name.
    pub lookup: &'a Lookup<'a>,
    pub settings: &'a Settings,
    /// What was issued in the cycle, where one is under way.
    pub issued: Option<&'a Asked<'a>>,
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
    /// A workbook that could be opened, whoever made it; before anything else is known.
    Book(fn(&Book) -> Option<&'static Words>),
    /// One return that is ours: its rows and cells.
    Return(fn(&Return, &Raise<'_>, &mut Vec<Query>)),
    /// What stands, or would stand, for one task.
    Standing(fn(&Standing<'_>, &Raise<'_>, &mut Vec<Query>)),
    /// The register as a whole.
    Register(fn(&Raise<'_>, &mut Vec<Query>)),
    /// More than one of these.
    Several(&'static [Self]),
    /// Raised by `import` or by the merge, which alone see the fault; the rule holds its words and its page.
    Elsewhere,
}

/// Rules that look at the same thing, in the order in which people read them.
#[derive(Debug)]
pub struct Group {
    /// What they look at: the file, the row, the cell, ...
    pub title: &'static str,
    pub rules: &'static [&'static Rule],
}

/// Every group, in reading order.
pub static GROUPS: &[Group] = &[
    Group { title: "The file", rules: file::RULES },
    Group { title: "The row", rules: row::RULES },
    Group { title: "The cell", rules: cell::RULES },
    Group { title: "What stands for a task", rules: status::RULES },
    Group { title: "The register and the paper", rules: register::RULES },
];

/// Every rule, group by group.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|group| group.rules.iter().copied())
}

/// The rule of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The name that someone who wrote `name` most likely meant; none when no rule's name is near it.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    let wanted = crate::model::text::fold(name).replace([' ', '_'], "-");
    all()
        .map(|rule| (strsim::jaro_winkler(&wanted, rule.name), rule.name))
        .filter(|(near, _)| *near > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// The help page of a rule, headed by its name and what it weighs; none when there is no such rule.
#[must_use]
pub fn explain(name: &str) -> Option<String> {
    named(name).map(page::explained)
}

/// Raises what the files themselves give rise to: unreadable ones, ones that are not ours, late ones.
#[must_use]
pub fn check_files(files: &[FileSeen], context: &Context<'_>) -> Vec<Query> {
    raised(context, |part, raise, queries| {
        if let Check::File(check) = part {
            files.iter().for_each(|file| check(file, raise, queries));
        }
    })
}

/// Raises what a workbook gives rise to before it is known whose it is: macros, links to other workbooks. With the rules' own
/// severities: [`as_set`] has what the settings and decisions say of them.
#[must_use]
pub fn check_book(book: &Book) -> Vec<Query> {
    let raised = all().filter_map(|rule| match rule.check {
        Check::Book(check) => Some(Query::new(rule.name, rule.severity, check(book)?).at(Place::file(&book.file))),
        _ => None,
    });
    raised.collect()
}

/// Raises what the rows and cells of one return give rise to.
#[must_use]
pub fn check_return(returned: &Return, context: &Context<'_>) -> Vec<Query> {
    raised(context, |part, raise, queries| {
        if let Check::Return(check) = part {
            check(returned, raise, queries);
        }
    })
}

/// Raises what stands, or would stand, for one task. Only what an owner returned can be blocking.
#[must_use]
pub fn check_standing(standing: &Standing<'_>, context: &Context<'_>) -> Vec<Query> {
    let mut queries = Vec::new();
    let row = standing_row::row_of(standing, context);
    for rule in status::RULES {
        if let Check::Standing(check) = rule.check {
            let severity = if standing.source == Source::Returned { rule.severity } else { rule.severity.max(Severity::Warning) };
            check(standing, &Raise { context, rule: rule.name, severity, row: Some(&row) }, &mut queries);
        }
    }
    as_set(queries, context)
}

/// What one rule alone raises for a task; for measuring what it costs.
#[must_use]
pub fn check_standing_alone(rule: &Rule, standing: &Standing<'_>, context: &Context<'_>) -> Vec<Query> {
    let mut queries = Vec::new();
    if let Check::Standing(check) = rule.check {
        let row = standing_row::row_of(standing, context);
        check(standing, &Raise { context, rule: rule.name, severity: rule.severity, row: Some(&row) }, &mut queries);
    }
    queries
}

/// Raises what the register as a whole gives rise to.
#[must_use]
pub fn check_register(context: &Context<'_>) -> Vec<Query> {
    raised(context, |part, raise, queries| {
        if let Check::Register(check) = part {
            check(raise, queries);
        }
    })
}

fn raised(context: &Context<'_>, run: impl Fn(&Check, &Raise<'_>, &mut Vec<Query>)) -> Vec<Query> {
    let mut queries = Vec::new();
    for rule in all() {
        let raise = Raise { context, rule: rule.name, severity: rule.severity, row: None };
        match rule.check {
            Check::Several(parts) => parts.iter().for_each(|part| run(part, &raise, &mut queries)),
            ref one => run(one, &raise, &mut queries),
        }
    }
    as_set(queries, context)
}

/// What a check is handed: the world, and the rule's own name and severity.
#[derive(Clone, Copy, Debug)]
pub struct Raise<'a> {
    pub context: &'a Context<'a>,
    pub rule: &'static str,
    pub severity: Severity,
    /// The task as a row of the form, where a task is looked at.
    row: Option<&'a FormRow>,
}

impl Raise<'_> {
    /// Whether a condition holds for the task that is looked at.
    #[must_use]
    pub fn holds(&self, condition: &Condition) -> bool {
        self.row.is_some_and(|row| condition.holds(row))
    }

    /// Whether a condition holds for what the owner typed as well, whatever was decided since: nobody is asked about what another
    /// put there. Only for conditions on entry cells; without a return there is no difference.
    #[must_use]
    pub fn holds_as_typed(&self, standing: &Standing<'_>, condition: &Condition) -> bool {
        let typed = |row: &ReturnRow| FormRow::typed(&row.answers, condition::Constants::nothing(self.context.as_at));
        self.holds(condition) && standing.row.is_none_or(|row| condition.holds(&typed(row)))
    }

    /// A query of this rule.
    #[must_use]
    pub fn query(&self, words: &'static Words) -> Query {
        Query::new(self.rule, self.severity, words)
    }

    /// A query about a task, at one of its facts.
    #[must_use]
    pub fn on(&self, standing: &Standing<'_>, field: Field, words: &'static Words) -> Query {
        self.query(words).about(standing.owner, standing.report_name(), standing.reference).at(place_of(standing, field.column()))
    }

    /// A query about a task, at one of the form's cells (which need not be a fact: `Reason for new date`).
    #[must_use]
    pub fn on_cell(&self, standing: &Standing<'_>, column: &'static Column, words: &'static Words) -> Query {
        self.query(words).about(standing.owner, standing.report_name(), standing.reference).at(place_of(standing, column))
    }

    /// A query about a row of a return.
    #[must_use]
    pub fn on_row(&self, returned: &Return, row: &ReturnRow, place: &Place, words: &'static Words) -> Query {
        let report = crate::model::register::report_of(&row.reference);
        self.query(words).about(&returned.owner, report, &row.reference).at(place.clone())
    }

    /// A query about a file.
    #[must_use]
    pub fn on_file(&self, file: &FileSeen, words: &'static Words) -> Query {
        self.query(words).at(Place::file(&file.file))
    }
}

/// The cell in which the owner answers (or would answer) `column`; else the place of the fact, else of the row.
fn place_of(standing: &Standing<'_>, column: &'static Column) -> Place {
    use crate::model::columns as c;
    // The due date of the form is locked: what an owner can change is the revised one beside it.
    let typed = if std::ptr::eq(column, &c::DUE) { &c::REVISED_DUE } else { column };
    let cell = standing.row.and_then(|row| {
        let mut cells = row.answers.cells().into_iter();
        cells.find(|(known, _, _)| std::ptr::eq(*known, typed)).map(|(_, _, col)| row.place_in(col))
    });
    let fact = if std::ptr::eq(column, &c::REASON_NEW_DATE) { &c::DUE } else { column };
    cell.or_else(|| Field::ALL.into_iter().find(|field| std::ptr::eq(field.column(), fact)).map(|field| standing.at(field)))
        .unwrap_or_else(|| standing.place.clone())
}
