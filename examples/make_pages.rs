//! Writes the pages of `docs/` that come from the code: `workbooks.md` from the columns, `settings.md` from the settings,
//! `queries.md` from the rules.
//!
//!     cargo run --example make_pages
//!
//! A test fails when a page is not what this makes.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example writes files and says so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use rectrack::excel::book;
use rectrack::import::{self, Imported, Intake};
use rectrack::model::columns::{self, Column, EditedBy, Holds, List};
use rectrack::model::settings::Limits;
use rectrack::model::standing::Source;
use rectrack::model::tables::{
    Cycle, Decision, Definition, Extension, Milestone, Owner, Paper, Position, Recommendation, Report, ReturnSeen, Row, Task,
};
use rectrack::model::words::Severity;
use rectrack::model::{Lookup, Query, Register, Settings, Standing};
use rectrack::rules::{self, Context};
use rectrack::workspace::settings;

fn main() -> std::io::Result<()> {
    for (file, page) in pages() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        std::fs::write(&path, page)?;
        println!("{file}");
    }
    Ok(())
}

/// Every generated page: its path from the top of the project, and its text.
pub(crate) fn pages() -> Vec<(&'static str, String)> {
    vec![("docs/workbooks.md", workbooks()), ("docs/settings.md", settings_page()), ("docs/queries.md", queries_page())]
}

fn workbooks() -> String {
    let mut page = String::from(
        "# The workbooks, column by column\n\n\
         This page is made from the code (`cargo run --example make_pages`); change `src/model/columns.rs`, not this page.\n\n\
         *Edited by*: **tool** means computed or recorded by the program (a change by hand is noted and computed again), \
         **coordinator** may be changed in the register, **owner** is asked of owners in their return.\n\n\
         Wherever headings are read, capitals, blanks and dashes do not matter, and the *other headings* are understood as well.\n\n\
         ## The register, `register.xlsx`\n",
    );
    table::<Report>(&mut page);
    table::<Recommendation>(&mut page);
    table::<Task>(&mut page);
    table::<Owner>(&mut page);
    table::<Cycle>(&mut page);
    table::<Paper>(&mut page);
    table::<Position>(&mut page);
    table::<Extension>(&mut page);
    table::<Milestone>(&mut page);
    table::<ReturnSeen>(&mut page);
    table::<Decision>(&mut page);
    table::<Definition>(&mut page);
    page.push_str("\n## The return workbook\n");
    sheet(&mut page, "Return", columns::RETURN);
    page.push_str("\n## The queries workbook, `queries.xlsx`\n");
    sheet(&mut page, "Queries", columns::QUERIES);
    page.push_str("\n## The lists\n\n| list | words |\n| --- | --- |\n");
    for list in List::ALL {
        let _ = writeln!(page, "| {} | {} |", spaced(&format!("{list:?}")), list.words().join(" · "));
    }
    page
}

fn table<R: Row>(page: &mut String) {
    sheet(page, R::SHEET, R::columns());
}

fn sheet(page: &mut String, name: &str, columns: &[&Column]) {
    let _ = write!(
        page,
        "\n### `{name}`\n\n| heading | holds | edited by | what it is for | other headings |\n| --- | --- | --- | --- | --- |\n"
    );
    for column in columns {
        let holds = match column.holds {
            Holds::Text => "text".to_owned(),
            Holds::LongText => "text, several lines".to_owned(),
            Holds::Date => "date".to_owned(),
            Holds::Whole => "whole number".to_owned(),
            Holds::OneOf(list) => format!("one of: {}", list.words().join(" · ")),
        };
        let by = match column.edited_by {
            EditedBy::Tool => "tool",
            EditedBy::Coordinator => "coordinator",
            EditedBy::Owner => "owner",
        };
        let _ = writeln!(page, "| {} | {holds} | {by} | {} | {} |", column.heading, column.help, column.aliases.join(" · "));
    }
}

/// `ReportTypes` as people read it: `Report types`.
fn spaced(name: &str) -> String {
    let mut said = String::new();
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_uppercase() {
            said.push(' ');
            said.extend(letter.to_lowercase());
        } else {
            said.push(letter);
        }
    }
    said
}

fn settings_page() -> String {
    let mut page = String::from(
        "# Settings: `rectrack.toml`\n\n\
         This page is made from the code (`cargo run --example make_pages`).\n\n\
         The file stands at the top of the workspace. Every setting may be left out; then the value shown here holds. \
         A name that the program does not know is refused, with the nearest one that it does.\n",
    );
    let defaults = Settings::default();
    let mut last = None;
    for setting in settings::ALL {
        if last != Some(setting.table) {
            let heading = if setting.table.is_empty() { "At the top".to_owned() } else { format!("`[{}]`", setting.table) };
            let _ = write!(page, "\n## {heading}\n\n| setting | by default | what it does |\n| --- | --- | --- |\n");
            last = Some(setting.table);
        }
        let _ = writeln!(page, "| `{}` | `{}` | {} |", setting.name, (setting.shown)(&defaults), setting.help);
    }
    page.push_str(
        "\n## `[rules]`\n\n\
         One line a rule: its name (`queries.md` lists them all), and `\"blocking\"`, `\"warning\"`, `\"note\"` or `\"off\"`. \
         A new rule can be eased in until a day; afterwards its own weight holds again:\n\n\
         ```toml\n[rules]\ngreen-without-evidence = \"warning\"\nstale-update = { severity = \"note\", until = 2026-12-31 }\n```\n",
    );
    page
}

fn queries_page() -> String {
    let mut page = String::from(
        "# Queries: every rule, and what to do\n\n\
         This page is made from the code (`cargo run --example make_pages`): each rule's own page stands beside it in `src/rules`. \
         `rectrack explain NAME` prints one of them.\n\n\
         **blocking**: the row waits until it is answered or decided. **warning**: merged, and listed. **note**: for information. \
         What comes from an imported paper never waits. Any of them can be set otherwise under `[rules]` in `rectrack.toml`, for good or \
         until a day. A single query is settled with 'accept as it is' in `queries.xlsx`, or by a line in the register's `Decisions` \
         (with `Until`, for later cycles as well); it stays in view, marked as accepted.\n",
    );
    for group in rules::GROUPS {
        let _ = write!(page, "\n## {}\n\n| rule | by default | what it checks |\n| --- | --- | --- |\n", group.title);
        for rule in group.rules {
            let first = rules::page::first_sentence(rule);
            let _ = writeln!(page, "| [`{0}`](#{0}) | {1} | {first} |", rule.name, rule.severity);
        }
    }
    page.push_str(&on_papers());
    for group in rules::GROUPS {
        for rule in group.rules {
            let text = rule.help.trim_end().replace("\n## ", "\n#### ");
            let _ = write!(page, "\n### {}\n\n#### {}\n", rule.name, text.trim_start_matches("## "));
        }
    }
    page
}

const ON_PAPERS: &str = "\n## How often each is raised on real papers\n";

/// The number of queries of each rule on the three papers, as they are imported. Where the papers are not there, what the page says
/// already is kept.
fn on_papers() -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut counts: BTreeMap<(&str, Severity), [usize; 3]> = BTreeMap::new();
    let mut rows = [0; 3];
    let mut register = Register::default();
    let settings = Settings::default();
    for (at, (file, cycle, as_at)) in PAPERS.into_iter().enumerate() {
        let Ok(bytes) = std::fs::read(top.join("../shared/papers").join(file)) else {
            let kept = std::fs::read_to_string(top.join("docs/queries.md")).unwrap_or_default();
            let section = kept.split_once(ON_PAPERS).map_or("", |(_, rest)| rest.split("\n### ").next().unwrap_or(""));
            return format!("{ON_PAPERS}{section}");
        };
        let (Ok(book), Ok(as_at)) = (book::open(&bytes, file, &Limits::default()), chrono::NaiveDate::parse_from_str(as_at, "%Y-%m-%d"))
        else {
            continue;
        };
        // The third paper is another force's.
        if at == 2 {
            register = Register::default();
        }
        let taken = import::take(&register, &book, &Intake { cycle, as_at, file_hash: "", settings: &settings });
        rows[at] = taken.positions;
        for query in paper_queries(&taken, cycle, as_at, &settings) {
            counts.entry((query.rule, query.severity)).or_default()[at] += 1;
        }
        register = taken.register;
    }
    let mut section = format!(
        "{ON_PAPERS}\nThe published schedules in `papers/` as `import` takes them, the second after the first: every query was read, \
         and the rules were tuned until none was left that a coordinator would laugh at.\n\n\
         | rule | severity | city-2021-11 ({} rows) | city-2022-05 ({} rows) | overview-2023-01 ({} rows) |\n| --- | --- | --- | --- | --- |\n",
        rows[0], rows[1], rows[2]
    );
    for ((rule, severity), [first, second, third]) in &counts {
        let _ = writeln!(section, "| [`{rule}`](#{rule}) | {severity} | {first} | {second} | {third} |");
    }
    section
}

const PAPERS: [(&str, &str, &str); 3] = [
    ("city-2021-11.xlsx", "2021-11", "2021-11-20"),
    ("city-2022-05.xlsx", "2022-05", "2022-05-20"),
    ("overview-2023-01.xlsx", "2023-01", "2023-01-31"),
];

/// Everything that is raised when a paper is imported: by import itself, of each row, and of the register.
fn paper_queries(taken: &Imported, cycle: &str, as_at: chrono::NaiveDate, settings: &Settings) -> Vec<Query> {
    let register = &taken.register;
    let context = Context { register, lookup: &Lookup::of(register), settings, issued: None, cycle, as_at, today: as_at };
    let previous = register.previous_cycle(cycle).map(|cycle| cycle.cycle.as_str());
    let position = |cycle: &str, task: &str| register.positions.iter().find(|held| held.cycle == cycle && held.reference == task);
    let mut queries = rules::as_set(taken.queries.clone(), &context);
    for row in &taken.rows {
        let Some(now) = position(cycle, &row.task) else { continue };
        let standing = Standing {
            source: Source::Imported,
            reference: &row.reference,
            owner: &now.owner,
            report: register.report(&row.report),
            recommendation: register.recommendation(&row.reference),
            now: &now.facts(),
            issued: None,
            before: previous.and_then(|previous| position(previous, &row.task)),
            row: None,
            move_reason: &row.move_reason,
            times_extended: row.times_extended,
            place: row.place.clone(),
            places: row.places.clone(),
        };
        queries.extend(rules::check_standing(&standing, &context));
    }
    queries.extend(rules::check_register(&context));
    queries
}
