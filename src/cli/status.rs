//! `rectrack status`

use serde_json::json;

use super::{Ending, Out};
use crate::model::words::{Rating, Word as _};
use crate::model::{Refusal, dates};
use crate::run::status::Standing;
use crate::run::{self, World};

/// Says where the workspace stands, without what comes next, and gives it back.
pub(super) fn told(world: &World, out: &Out) -> Result<Standing, Refusal> {
    let standing = run::status::run(world)?;
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
    out.line(&format!(
        "{}: {} reports, {open} recommendations open{}{}, {} closed, {} overdue",
        standing.organisation,
        standing.reports,
        if ratings.is_empty() { "" } else { ": " },
        ratings.join(", "),
        standing.closed,
        standing.overdue
    ));
    match &standing.cycle {
        None => out.line(&format!("No cycle is open; {} past.", super::merge::plural(standing.past_cycles, "cycle is", "cycles are"))),
        Some(cycle) => {
            let as_at = cycle.as_at.map_or_else(String::new, |day| format!(", as at {}", dates::long(day)));
            let left = match cycle.days_left {
                Some(0) => ", returns due today".to_owned(),
                Some(days) if days > 0 => {
                    format!(", {} left for returns", super::merge::plural(usize::try_from(days).unwrap_or(0), "day", "days"))
                }
                Some(days) => format!(", returns {} late", super::merge::plural(usize::try_from(-days).unwrap_or(0), "day", "days")),
                None => String::new(),
            };
            out.line(&format!("Cycle {} is open{as_at}{left}.", cycle.label));
            out.line(&format!(
                "  {} issued to {}; {} of them returned so far{}.",
                super::merge::plural(cycle.issued_tasks, "task", "tasks"),
                super::merge::plural(cycle.issued_owners, "owner", "owners"),
                cycle.returned_owners,
                if cycle.unreadable > 0 {
                    format!(", {} not readable", super::merge::plural(cycle.unreadable, "file", "files"))
                } else {
                    String::new()
                }
            ));
            if !cycle.missing_owners.is_empty() {
                let shown: Vec<&str> = cycle.missing_owners.iter().take(6).map(String::as_str).collect();
                let more = cycle.missing_owners.len().saturating_sub(6);
                out.line(&format!(
                    "  Waiting for: {}{}",
                    shown.join(", "),
                    if more > 0 { format!(" and {more} more") } else { String::new() }
                ));
            }
        }
    }
    Ok(standing)
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
            "returned_owners": cycle.returned_owners, "missing_owners": cycle.missing_owners, "new_files": cycle.new_files,
            "unreadable": cycle.unreadable, "merged": cycle.merged,
        })),
        "past_cycles": standing.past_cycles,
        "next": standing.next.iter().map(|(says, command)| json!({ "says": says, "command": command })).collect::<Vec<_>>(),
    }));
    Ok(Ending::Clean)
}
