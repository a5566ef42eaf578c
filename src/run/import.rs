//! `import`: a published schedule into the register as one cycle's positions, with an audit of what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::json;

use super::save::{self, Change};
use super::{Opened, World, cycle_files, named};
use crate::excel::listing::{self, Listing};
use crate::excel::{consolidated, schedule};
use crate::import::{self, CountsSeen, Imported, Intake, RowSeen};
use crate::model::register::report_of;
use crate::model::standing::Source;
use crate::model::tables::Position;
use crate::model::words::{CycleState, Severity, Stage};
use crate::model::{Book, Lookup, Query, Refusal, Register, Settings, Standing, Value};
use crate::rules::{self, Context};
use crate::workspace::hash::sha256;

/// The title of an audit.
const AUDIT: &str = "What the paper would have been queried for";

/// What is asked of an import.
#[derive(Clone, Debug)]
pub struct Asked {
    pub file: PathBuf,
    pub cycle: String,
    pub as_at: NaiveDate,
    /// Where the audit is saved as a workbook.
    pub audit: Option<PathBuf>,
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Done {
    pub cycle: String,
    /// What the paper shows.
    pub reports: usize,
    pub recommendations: usize,
    pub positions: usize,
    /// What came new into the register.
    pub new_reports: usize,
    pub new_recommendations: usize,
    pub new_positions: usize,
    /// The register differs from what it was, if only in what it held already.
    pub changed: bool,
    pub queries: Vec<Query>,
    pub counts: Vec<CountsSeen>,
    pub noted: Vec<Query>,
}

/// Takes a paper into the register.
///
/// # Errors
/// When the file cannot be read or holds no schedule, or the cycle is another one already; then nothing was imported.
pub fn run(world: &World, asked: &Asked) -> Result<Done, Refusal> {
    cycle_files::check_label(&asked.cycle)?;
    asked.audit.as_ref().map_or(Ok(()), |path| named::check(path, AUDIT))?;
    let opened = world.open_to_write()?;
    let bytes = crate::workspace::read(&asked.file)?;
    let name = file_name(&asked.file);
    let book = open(world, &bytes, &name, &opened.settings)?;
    let hash = sha256(&bytes);
    let (imported, queries) = taken(&opened.register, &opened.settings, &book, &hash, asked, world.today)?;
    // The audit is wanted of a dry run as well: it is the one file that a dry run may write, because it was named. It goes first:
    // where it cannot be written, nothing is imported.
    if let Some(path) = &asked.audit {
        crate::workspace::write_outside(path, &audit_book(&imported, &queries, asked, &name, &opened.settings)?)?;
    }
    let changed = imported.register != opened.register;
    if changed {
        write(&opened, world, &imported, asked, &name, hash, bytes)?;
    }
    let new = |now: usize, before: usize| now.saturating_sub(before);
    let (now, before) = (&imported.register, &opened.register);
    Ok(Done {
        cycle: asked.cycle.clone(),
        reports: imported.reports,
        recommendations: imported.recommendations,
        positions: imported.positions,
        new_reports: new(now.reports.len(), before.reports.len()),
        new_recommendations: new(now.recommendations.len(), before.recommendations.len()),
        new_positions: new(now.positions.len(), before.positions.len()),
        changed,
        queries,
        counts: imported.counts,
        noted: opened.noted,
    })
}

/// Reads a schedule or an outside list, whatever kind of file it is.
///
/// # Errors
/// When it cannot be read.
pub fn open(world: &World, bytes: &[u8], name: &str, settings: &Settings) -> Result<Book, Refusal> {
    let mut book = schedule::open(&world.program, bytes, name, &settings.limits)
        .map_err(|why| Refusal::new(format!("{name} cannot be read: {}", why.says()), "save it as .xlsx, .docx or .csv, and try again"))?;
    // The other sheets of a paper of ours list the same recommendations again, each in its own way.
    if consolidated::is_paper(&book) {
        book.sheets.retain(|sheet| &*sheet.name == consolidated::SCHEDULE);
    }
    Ok(book)
}

fn write(
    opened: &Opened<crate::workspace::Locked>,
    world: &World,
    imported: &Imported,
    asked: &Asked,
    name: &str,
    hash: String,
    bytes: Vec<u8>,
) -> Result<(), Refusal> {
    let change = Change {
        command: "import",
        asked: json!({ "file": name, "cycle": asked.cycle, "as_at": asked.as_at.to_string() }),
        inputs: vec![(name.to_owned(), hash)],
        keep: vec![bytes],
        counts: json!({ "reports": imported.reports, "recommendations": imported.recommendations, "positions": imported.positions }),
    };
    // What was kept of this very cycle for its paper is no longer what it holds.
    save::save(opened, world, &imported.register, change, Vec::new(), &[cycle_files::kept_path(&asked.cycle)])
}

/// What the paper makes of the register, and everything that is to be said of it.
///
/// # Errors
/// When the cycle takes returns, has another as-at date, or the file holds no schedule.
pub fn taken(
    register: &Register,
    settings: &Settings,
    book: &Book,
    hash: &str,
    asked: &Asked,
    today: NaiveDate,
) -> Result<(Imported, Vec<Query>), Refusal> {
    if let Some(known) = register.cycle(&asked.cycle) {
        if known.state == Some(CycleState::Open) {
            return Err(Refusal::new(
                format!("cycle {} is open and takes returns", asked.cycle),
                "give the paper a cycle of its own; a paper is never imported over returns",
            ));
        }
        if let Some(as_at) = known.as_at.filter(|as_at| *as_at != asked.as_at) {
            return Err(Refusal::new(
                format!(
                    "cycle {} is in the register as at {}, not {}",
                    asked.cycle,
                    crate::model::dates::long(as_at),
                    crate::model::dates::long(asked.as_at)
                ),
                format!("use --as-at {as_at}, or another label"),
            ));
        }
    }
    let intake = Intake { cycle: &asked.cycle, as_at: asked.as_at, file_hash: hash, settings };
    let imported = import::take(register, book, &intake);
    if imported.positions == 0 && imported.reports == 0 {
        let seen = imported.queries.last().map_or_else(String::new, Query::asks);
        return Err(Refusal::new(format!("no table of recommendations was found in {}", book.file), seen));
    }
    let queries = audit(&imported, settings, asked, today);
    Ok((imported, queries))
}

/// Everything that the paper would have been queried for: what import saw, what the rules say of each position as at the
/// paper's date, and what they say of the register where it concerns the paper's reports.
fn audit(imported: &Imported, settings: &Settings, asked: &Asked, today: NaiveDate) -> Vec<Query> {
    /// Rules that speak of the coordinator's work today, or of what import has said with its place already.
    const NOT_OF_THE_PAPER: &[&str] =
        &["response-due", "sign-off-pending-long", "repeated-number", "recommendation-without-task", "report-without-recommendations"];
    let register = &imported.register;
    let context =
        Context { register, lookup: &Lookup::of(register), settings, issued: None, cycle: &asked.cycle, as_at: asked.as_at, today };
    let mut queries = rules::as_set(imported.queries.clone(), &context);
    let seen = Seen::of(imported, &asked.cycle);
    for row in &imported.rows {
        // What import has said of the row already, with its own place, is not said again.
        let said: BTreeSet<&str> =
            imported.queries.iter().filter(|query| query.reference == row.reference).map(|query| query.rule).collect();
        queries.extend(of_row(row, &seen, &context).into_iter().filter(|query| !said.contains(query.rule)));
    }
    let reports: BTreeSet<&str> = imported.rows.iter().map(|row| row.report.as_str()).collect();
    let shown = |report: &str| reports.contains(report);
    queries.extend(rules::check_register(&context).into_iter().filter(|query| {
        !NOT_OF_THE_PAPER.contains(&query.rule) && shown(if query.report.is_empty() { report_of(&query.reference) } else { &query.report })
    }));
    for query in &mut queries {
        // A query on the register has no place of its own: the row that it concerns has one.
        if query.place.file.is_empty()
            && let Some(row) = imported
                .rows
                .iter()
                .find(|row| row.reference == query.reference || row.task == query.reference || row.report == query.reference)
        {
            query.place = row.place.clone();
        }
        // Imported positions never wait.
        query.severity = query.severity.max(Severity::Warning);
    }
    queries
}

/// Rules that ask about a date ahead: what waits for the inspectorate, or is closed, has none to keep.
const ASKS_FOR_A_DATE: &[&str] = &["due-in-the-past", "extended-repeatedly"];

/// The paper's positions, and the cycle's before it.
struct Seen<'a> {
    now: BTreeMap<&'a str, &'a Position>,
    before: BTreeMap<&'a str, &'a Position>,
    /// The paper names owners; without, it has had its one note.
    names_owners: bool,
    /// The paper rates its rows.
    rates: bool,
}

impl<'a> Seen<'a> {
    fn of(imported: &'a Imported, cycle: &str) -> Self {
        let register = &imported.register;
        let of = |cycle: &str| -> BTreeMap<&str, &Position> {
            register.positions.iter().filter(|held| held.cycle == cycle).map(|held| (held.reference.as_str(), held)).collect()
        };
        let with_positions: BTreeSet<&str> = register.positions.iter().map(|held| held.cycle.as_str()).collect();
        let order = register.cycles_in_order();
        let before =
            order.iter().rev().skip_while(|known| known.cycle != cycle).skip(1).find(|known| with_positions.contains(known.cycle.as_str()));
        let now = of(cycle);
        let ours: Vec<&Position> = imported.rows.iter().filter_map(|row| now.get(row.task.as_str()).copied()).collect();
        let names_owners = ours.iter().any(|held| !held.owner.is_empty());
        let rates = ours.iter().any(|held| held.rating.is_some());
        Self { now, before: before.map(|before| of(&before.cycle)).unwrap_or_default(), names_owners, rates }
    }
}

fn of_row(row: &RowSeen, seen: &Seen<'_>, context: &Context<'_>) -> Vec<Query> {
    let register = context.register;
    let Some(now) = seen.now.get(row.task.as_str()) else { return Vec::new() };
    let before = seen.before.get(row.task.as_str()).copied();
    let facts = now.facts();
    let waits = matches!(facts.stage, Some(Stage::PendingSignOff | Stage::ForForceSignOff | Stage::Closed));
    let standing = Standing {
        source: Source::Imported,
        reference: &row.reference,
        owner: &now.owner,
        report: register.report(&row.report),
        recommendation: register.recommendation(&row.reference),
        now: &facts,
        issued: None,
        before,
        row: None,
        move_reason: &row.move_reason,
        times_extended: row.times_extended,
        place: row.place.clone(),
        places: row.places.clone(),
    };
    rules::check_standing(&standing, context)
        .into_iter()
        .filter(|query| {
            (seen.names_owners || query.rule != "owner-to-be-confirmed")
                && !(waits && ASKS_FOR_A_DATE.contains(&query.rule))
                // Import has said already that it reads this Green as under way, and why.
                && !(row.green_under_way && query.rule == "rating-without-stage")
                && !(row.unrated && query.rule == "update-without-rating")
                && (seen.rates || !matches!(query.rule, "unknown-rating" | "rating-without-stage"))
        })
        .collect()
}

/// The audit as a workbook: queries, counts sentences, and what was read of each row.
fn audit_book(imported: &Imported, queries: &[Query], asked: &Asked, name: &str, settings: &Settings) -> Result<Vec<u8>, Refusal> {
    let text = |text: &str| Value::Text(text.into());
    let count = |n: usize| Value::Number(f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
    let subtitle = format!("{name}, cycle {}, as at {}", asked.cycle, crate::model::dates::long(asked.as_at));
    let mut sorted: Vec<&Query> = queries.iter().collect();
    sorted.sort_by(|a, b| (&a.place, a.severity, a.rule).cmp(&(&b.place, b.severity, b.rule)));
    let rules = Listing {
        name: "Queries".to_owned(),
        title: AUDIT.to_owned(),
        subtitle: subtitle.clone(),
        columns: vec![("Ref", 26), ("Rule", 24), ("Severity", 10), ("Owner", 24), ("Sheet", 16), ("Cell", 8), ("Says", 52), ("Asks", 46)],
        rows: sorted
            .iter()
            .map(|query| {
                let cell = query.place.cell();
                [
                    &query.reference,
                    query.rule,
                    query.severity.to_string().as_str(),
                    &query.owner,
                    &query.place.sheet,
                    &cell,
                    &query.says(),
                    &query.asks(),
                ]
                .map(text)
                .to_vec()
            })
            .collect(),
    };
    let mut by_rule: Vec<(&str, usize)> = Vec::new();
    let mut names: Vec<&str> = queries.iter().map(|query| query.rule).collect();
    names.sort_unstable();
    for rule in names {
        match by_rule.last_mut().filter(|(known, _)| *known == rule) {
            Some((_, n)) => *n += 1,
            None => by_rule.push((rule, 1)),
        }
    }
    let tally = Listing {
        name: "Tally".to_owned(),
        title: "Queries by rule".to_owned(),
        subtitle: subtitle.clone(),
        columns: vec![("Rule", 34), ("Queries", 10)],
        rows: by_rule.into_iter().map(|(rule, n)| vec![text(rule), count(n)]).collect(),
    };
    let counts = Listing {
        name: "Counts".to_owned(),
        title: "Counts sentences against the rows below them".to_owned(),
        subtitle: format!("{subtitle}. Complete rows may be left out; Red and open White count as in progress."),
        columns: vec![("Report", 28), ("Cell", 8), ("Sentence", 60), ("Read as", 34), ("Rows come to", 34), ("Agrees", 9)],
        rows: imported
            .counts
            .iter()
            .map(|seen| {
                let agrees = if seen.agrees { "yes" } else { "no" };
                [&seen.report, &seen.place.cell(), &seen.sentence, &seen.stated.shown(), &seen.rows.shown(), agrees].map(text).to_vec()
            })
            .collect(),
    };
    let positions = Listing {
        name: "Positions".to_owned(),
        title: "What was read of each row".to_owned(),
        subtitle,
        columns: vec![
            ("Ref", 28),
            ("Cell", 8),
            ("Status as printed", 22),
            ("Rating", 10),
            ("Stage", 18),
            ("Due as printed", 34),
            ("Due", 14),
            ("Owner", 28),
            ("Direction of travel", 18),
        ],
        rows: imported
            .rows
            .iter()
            .filter_map(|row| imported.register.positions.iter().find(|held| held.cycle == asked.cycle && held.reference == row.task))
            .map(|held| {
                let facts = held.facts();
                let shown = |field| facts.shown(field);
                let direction = held.direction.map_or_else(String::new, |direction| direction.to_string());
                use crate::model::Field;
                [
                    &held.reference,
                    &held.cell,
                    &held.status_printed,
                    &shown(Field::Rating),
                    &shown(Field::Stage),
                    &held.due_printed,
                    &shown(Field::Due),
                    &held.owner,
                    direction.as_str(),
                ]
                .map(&text)
                .to_vec()
            })
            .collect(),
    };
    listing::write(&format!("Audit of {name}"), settings, asked.as_at, &[rules, tally, counts, positions])
}

/// The bare name of a file: no path of this machine goes into the register.
#[must_use]
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Does a recorded import again.
///
/// # Errors
/// Why it cannot be done again.
pub(super) fn again(
    world: &World,
    bytes: &[u8],
    asked: &serde_json::Value,
    register: &Register,
    settings: &Settings,
) -> Result<Register, String> {
    let text = |key: &str| asked[key].as_str().unwrap_or_default().to_owned();
    let file = text("file");
    let as_at = text("as_at").parse().map_err(|_| "its as-at date cannot be read".to_owned())?;
    let book = open(world, bytes, &file, settings).map_err(|why| why.to_string())?;
    let asked = Asked { file: PathBuf::from(&file), cycle: text("cycle"), as_at, audit: None };
    let (imported, _) = taken(register, settings, &book, &sha256(bytes), &asked, as_at).map_err(|why| why.to_string())?;
    Ok(imported.register)
}
