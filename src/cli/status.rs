//! `rectrack status`

use serde_json::json;

use super::chase::chased_json;
use super::wrapped::wrapped;
use super::{Ending, Out};
use crate::chase::{Chased, Level};
use crate::model::text::{plural, printable};
use crate::model::words::{Rating, Word as _};
use crate::model::{Refusal, dates};
use crate::run::status::{CycleStanding, Standing};
use crate::run::{self, World};

/// The narrowest terminal that people have.
const WIDTH: usize = 80;
/// Owners that are named; with the rest counted, everything fits on one screen.
const MOST_OWNERS: usize = 10;

/// Says where the workspace stands, without what comes next, and gives it back.
pub(super) fn told(world: &World, out: &Out) -> Result<Standing, Refusal> {
    let standing = run::status::run(world, out)?;
    out.queries(&standing.noted);
    let open: usize = standing.open.iter().sum();
    let mut ratings: Vec<String> = Rating::SPOKEN
        .iter()
        .zip(standing.open)
        .filter(|(_, count)| *count > 0)
        .map(|(rating, count)| format!("{count} {}", rating.as_str()))
        .collect();
    if standing.open[4] > 0 {
        ratings.push(format!("{} not rated", standing.open[4]));
    }
    let ratings = if ratings.is_empty() { String::new() } else { format!(": {}", ratings.join(", ")) };
    let reports = plural(standing.reports, "report", "reports");
    let recommendations = plural(open, "recommendation", "recommendations");
    said(out, &format!("{}: {reports}.", standing.organisation));
    said(out, &format!("  {recommendations} open{ratings}; {} overdue, {} closed.", standing.overdue, standing.closed));
    match &standing.cycle {
        None => out.line(&format!("No cycle is open; {} past.", plural(standing.past_cycles, "cycle is", "cycles are"))),
        Some(cycle) => cycle_said(cycle, out),
    }
    Ok(standing)
}

fn cycle_said(cycle: &CycleStanding, out: &Out) {
    let as_at = cycle.as_at.map_or_else(String::new, |day| format!(", as at {}", dates::long(day)));
    let count = |days: i64| plural(usize::try_from(days.abs()).unwrap_or(0), "day", "days");
    let left = match cycle.days_left {
        Some(0) => ", returns due today".to_owned(),
        Some(days) if days > 0 => format!(", {} left for returns", count(days)),
        Some(days) => format!(", returns {} late", count(days)),
        None => String::new(),
    };
    said(out, &format!("Cycle {} is open{as_at}{left}.", cycle.label));
    let unreadable =
        if cycle.unreadable > 0 { format!(", {} not readable", plural(cycle.unreadable, "file", "files")) } else { String::new() };
    let tasks = plural(cycle.issued_tasks, "task", "tasks");
    let owners = plural(cycle.issued_owners, "owner", "owners");
    let returns = plural(cycle.returned_owners, "return", "returns");
    said(out, &format!("  {tasks} issued to {owners}; {returns} merged so far{unreadable}."));
    let mut waiting: Vec<&Chased> = cycle.chase.owners.iter().collect();
    // The most pressing first; within a level by name.
    waiting.sort_by_key(|chased| std::cmp::Reverse(chased.level));
    if !waiting.is_empty() {
        out.line(&format!("  Still to come, from {}:", plural(waiting.len(), "owner", "owners")));
    }
    // One line more is no longer than saying that there is one more.
    let shown = if waiting.len() <= MOST_OWNERS + 1 { waiting.len() } else { MOST_OWNERS };
    for chased in waiting.iter().take(shown) {
        out.line(&owner_line(chased));
    }
    if waiting.len() > shown {
        out.line(&format!("    and {} more: 'rectrack chase --dry-run' lists them", waiting.len() - shown));
    }
    let nobodys = cycle.chase.nobodys.len();
    if nobodys > 0 {
        let files = plural(nobodys, "file that could not be read names", "files that could not be read name");
        said(out, &format!("  {files} no owner: 'rectrack chase --dry-run' lists them."));
    }
}

/// An owner's line: level, days, what came, owner; no wider than a narrow terminal.
fn owner_line(chased: &Chased) -> String {
    let level = chased.level.map_or("", Level::as_str);
    let line = format!("    {level:<10} {:<12} {:<17} {}", chased.days(), chased.state.briefly(), printable(&chased.owner));
    if line.chars().count() <= WIDTH {
        return line;
    }
    let cut: String = line.chars().take(WIDTH - 3).collect();
    format!("{}...", cut.trim_end())
}

/// A sentence, broken between words where a narrow terminal ends; what follows is indented as its start is, and by two more.
fn said(out: &Out, sentence: &str) {
    let indent = sentence.len() - sentence.trim_start().len();
    let lines = wrapped(&printable(sentence), WIDTH, indent, indent + 2);
    out.line(&format!("{}{}", " ".repeat(indent), lines.join("\n")));
}

pub(super) fn run(world: &World, out: &Out) -> Result<Ending, Refusal> {
    let standing = told(world, out)?;
    if !standing.next.is_empty() {
        out.line("\nNext:");
    }
    for (says, command) in &standing.next {
        out.line(&format!("  {says}\n      {command}"));
    }
    out.json(&json!({
        "organisation": standing.organisation, "reports": standing.reports,
        "recommendations": {
            "red": standing.open[0], "amber": standing.open[1], "green": standing.open[2], "white": standing.open[3],
            "not_rated": standing.open[4], "closed": standing.closed, "overdue": standing.overdue,
        },
        "cycle": standing.cycle.as_ref().map(|cycle| json!({
            "cycle": cycle.label, "as_at": cycle.as_at.map(|day| day.to_string()), "return_by": cycle.return_by.map(|day| day.to_string()),
            "days_left": cycle.days_left, "issued_owners": cycle.issued_owners, "issued_tasks": cycle.issued_tasks,
            "returned_owners": cycle.returned_owners, "missing_owners": cycle.missing_owners,
            "new_files": cycle.unmerged.returns.new.len() + cycle.unmerged.returns.changed.len(), "to_merge": cycle.unmerged.says(),
            "unreadable": cycle.unreadable, "merged": cycle.merged,
            "to_come": cycle.chase.owners.iter().map(chased_json).collect::<Vec<_>>(), "unplaced_files": cycle.chase.nobodys,
        })),
        "past_cycles": standing.past_cycles,
        "next": standing.next.iter().map(|(says, command)| json!({ "says": says, "command": command })).collect::<Vec<_>>(),
    }));
    Ok(Ending::Clean)
}
