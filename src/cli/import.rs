//! `rectrack import`, `reconcile` and `history`

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::merge::ending;
use super::out::{place_json, query_json};
use super::{Ending, Out, typed};
use crate::import::reconcile::{Differs, tally};
use crate::model::facts::Field;
use crate::model::place::cell_at;
use crate::model::tables::{Extension, Position};
use crate::model::text::{plural, printable, shorten};
use crate::model::{Due, Place, Refusal};
use crate::run::import::Asked;
use crate::run::{self, World};

/// The arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// The schedule: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .docx
    file: PathBuf,
    /// The label of the cycle that the paper shows, such as 2022-05
    #[arg(long, value_name = "LABEL")]
    cycle: String,
    /// The day that its positions describe
    #[arg(long, value_name = "DATE", value_parser = typed::date)]
    as_at: NaiveDate,
    /// Save what the paper is queried for as a workbook
    #[arg(long, value_name = "FILE.xlsx")]
    audit: Option<PathBuf>,
}

/// The arguments of `reconcile`.
#[derive(Debug, clap::Args)]
pub(super) struct ReconcileArgs {
    /// The outside list: the portal's export, another system's, a paper
    file: PathBuf,
    /// Save the differences as a workbook
    #[arg(long, value_name = "FILE.xlsx")]
    save: Option<PathBuf>,
}

/// The arguments of `history`.
#[derive(Debug, clap::Args)]
pub(super) struct HistoryArgs {
    /// A recommendation's Ref, such as poor-relation-2019/10
    #[arg(value_name = "REF")]
    reference: String,
}

pub(super) fn import(args: &ImportArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let asked = Asked { file: args.file.clone(), cycle: args.cycle.clone(), as_at: args.as_at, audit: args.audit.clone() };
    let done = run::import::run(world, &asked)?;
    out.queries(&done.noted);
    out.queries(&done.queries);
    let agreeing = done.counts.iter().filter(|counts| counts.agrees).count();
    match (done.counts.len(), agreeing) {
        (0, _) => {}
        (1, 1) => out.line("\n1 counts sentence read, and it agrees with its rows"),
        (1, _) => out.line("\n1 counts sentence read, and it does not agree with its rows"),
        (all, 1) => out.line(&format!("\n{all} counts sentences read, 1 of them agrees with its rows")),
        (all, agreeing) => out.line(&format!("\n{all} counts sentences read, {agreeing} of them agree with their rows")),
    }
    if world.dry_run {
        out.line("nothing was written to the workspace: this was a dry run");
    } else if !done.changed {
        out.line("everything in this paper is in the register already; the register is unchanged");
    } else if done.new_positions == 0 {
        out.line("no position is new, but the register has changed: it holds what this paper says now");
    }
    if let Some(path) = &args.audit {
        out.talk(&format!("The audit is in {}.", path.display()));
    }
    out.json(&json!({
        "cycle": done.cycle, "reports": done.reports, "recommendations": done.recommendations, "positions": done.positions,
        "queries": done.queries.iter().map(query_json).collect::<Vec<_>>(),
        "new": { "reports": done.new_reports, "recommendations": done.new_recommendations, "positions": done.new_positions },
        "counts": done.counts.iter().map(|seen| json!({
            "report": seen.report, "sentence": seen.sentence, "stated": seen.stated.shown(), "rows": seen.rows.shown(),
            "agrees": seen.agrees, "place": place_json(&seen.place),
        })).collect::<Vec<_>>(),
    }));
    out.line(&format!(
        "cycle {}: {} ({} new), {} ({} new), {}",
        done.cycle,
        plural(done.reports, "report", "reports"),
        done.new_reports,
        plural(done.recommendations, "recommendation", "recommendations"),
        done.new_recommendations,
        plural(done.positions, "position", "positions"),
    ));
    Ok(ending(&done.queries, &[]))
}

pub(super) fn reconcile(args: &ReconcileArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let done = run::reconcile::run(world, &args.file, args.save.as_ref())?;
    let counts = tally(&done.differences);
    for differs in Differs::ALL {
        let rows: Vec<_> = done.differences.iter().filter(|row| row.differs == differs).collect();
        if rows.is_empty() {
            continue;
        }
        out.line(&format!("\n{} ({})", differs.says(), rows.len()));
        for row in rows {
            let named = if row.reference.is_empty() {
                format!("{} {}", shorten(&row.report, 50), row.no).trim().to_owned()
            } else {
                row.reference.clone()
            };
            let sides = match (row.there.is_empty(), row.here.is_empty()) {
                (false, false) => format!("the list says {}, the register says {}", row.there, row.here),
                (false, true) => row.there.clone(),
                _ => row.here.clone(),
            };
            let place = row.place.cell();
            let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
            out.line(&format!("  {}: {}{place}", printable(&named), printable(&sides)));
        }
    }
    out.queries(&done.queries);
    if let Some(path) = args.save.as_ref().filter(|_| world.dry_run) {
        out.line(&format!("\nthe differences would be saved in {}\n{}", path.display(), super::DRY_RUN));
    }
    out.json(&json!({
        "rows": done.rows, "matched": done.matched,
        "differences": Differs::ALL.iter().map(|differs| (differs.key().to_owned(), json!(counts.get(differs).copied().unwrap_or(0)))).collect::<serde_json::Map<_, _>>(),
        "list": done.differences.iter().map(|row| json!({
            "differs": row.differs.key(), "ref": row.reference, "report": row.report, "no": row.no, "text": row.text,
            "there": row.there, "here": row.here, "place": place_json(&row.place),
        })).collect::<Vec<_>>(),
        "queries": done.queries.iter().map(query_json).collect::<Vec<_>>(),
    }));
    out.line(&format!("\n{}, {}", done.counted(), plural(done.differences.len(), "difference", "differences")));
    Ok(if done.differences.is_empty() { ending(&done.queries, &[]) } else { Ending::Queries })
}

pub(super) fn history(args: &HistoryArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let history = run::history::run(world, &args.reference)?;
    let held = &history.recommendation;
    let title = history.report.as_ref().map_or_else(String::new, |report| report.title.as_str().into());
    out.line(&format!("{} - {}", held.reference, printable(&shorten(&title, 90))));
    out.line(&format!("  {}", printable(&shorten(&held.text, 200))));
    let original = Due { date: held.original_due, kind: held.original_due_kind, set_by: None };
    if original.kind.is_some() {
        let setter = held.original_due_set_by.map_or_else(String::new, |setter| format!(", set by {setter}"));
        out.line(&format!("  first due {}{setter}", original.shown()));
    }
    for position in &history.positions {
        out.line("");
        for line in position_lines(position, history.held_from(position)) {
            out.line(&line);
        }
        for step in history.extensions.iter().filter(|step| step.cycle == position.cycle) {
            out.line(&format!("  due date moved: {}", printable(&moved(step))));
        }
    }
    for step in history.extensions.iter().filter(|step| history.positions.iter().all(|position| position.cycle != step.cycle)) {
        out.line(&format!("\n{}: due date moved: {}", step.cycle, printable(&moved(step))));
    }
    for step in &history.milestones {
        let done = if step.done == Some(crate::model::words::YesNo::Yes) { ", done" } else { "" };
        out.line(&format!(
            "\nmilestone {} {}{done}",
            Due { date: step.due, kind: step.due_kind, set_by: None }.shown(),
            printable(&step.what)
        ));
    }
    for decision in &history.decisions {
        let decided = decision.decision.map_or_else(String::new, |kind| format!(" - {kind}"));
        let why: Vec<String> =
            [&decision.decided_by, &decision.reason].iter().filter(|text| !text.is_empty()).map(|text| printable(text)).collect();
        let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join(": ")) };
        out.line(&format!("\n{}: {}{decided}{why}", decision.cycle, decision.rule_or_field));
    }
    out.json(&json!({
        "ref": held.reference, "report": held.report, "title": title, "no": held.no, "text": held.text,
        "original_due": held.original_due.map(|day| day.to_string()), "original_due_printed": held.original_due_printed,
        "positions": history.positions.iter().map(|position| position_json(position, history.held_from(position))).collect::<Vec<_>>(),
        "extensions": history.extensions.iter().map(|step| json!({
            "cycle": step.cycle, "from": step.from.map(|day| day.to_string()), "to": step.to.map(|day| day.to_string()),
            "reason": step.reason, "approved_by": step.approved_by, "reported_to": step.reported_to,
        })).collect::<Vec<_>>(),
        "milestones": history.milestones.iter().map(|step| json!({
            "cycle": step.cycle, "due": step.due.map(|day| day.to_string()), "what": step.what, "done": step.done.map(|done| done.to_string()),
        })).collect::<Vec<_>>(),
        "decisions": history.decisions.iter().map(|row| json!({
            "cycle": row.cycle, "rule_or_field": row.rule_or_field, "decision": row.decision.map(|kind| kind.to_string()),
            "value": row.value, "decided_by": row.decided_by, "reason": row.reason,
        })).collect::<Vec<_>>(),
    }));
    Ok(Ending::Clean)
}

fn place_of(position: &Position) -> Place {
    Place { file: position.file.as_str().into(), sheet: position.sheet.as_str().into(), at: cell_at(&position.cell) }
}

fn position_lines(position: &Position, held_from: Option<&Position>) -> Vec<String> {
    let facts = position.facts();
    let direction = position.direction.map_or_else(String::new, |direction| format!(" ({direction})"));
    let rating = facts.rating_word();
    let stage = facts.shown(Field::Stage);
    let owner = if position.owner.is_empty() { String::new() } else { format!(" - {}", printable(&position.owner)) };
    let mut lines = vec![format!("{}: {rating}, {stage}{direction}{owner}", position.cycle)];
    let printed =
        if position.due_printed.is_empty() { String::new() } else { format!(" (printed as '{}')", shorten(&position.due_printed, 60)) };
    if !facts.due.shown().is_empty() || !printed.is_empty() {
        lines.push(format!("  due {}{}", facts.due.shown(), printable(&printed)));
    }
    for (name, text) in
        [("reason", &position.reason), ("update", &position.update), ("evidence", &position.evidence), ("waiting on", &position.waiting_on)]
    {
        if !text.is_empty() {
            lines.push(format!("  {name}: {}", printable(&shorten(text, 160))));
        }
    }
    let place = printable(&place_of(position).to_string());
    match (held_from, position.owners_rating) {
        (Some(held), Some(said)) => {
            let at = if place.is_empty() { String::new() } else { format!(", and stands at {place}") };
            lines.push(format!("  held from {}; the owner's answer, {said}, is not in it{at}", held.cycle));
        }
        (_, said) => {
            lines.extend(said.map(|said| format!("  the owner's own rating: {said}")));
            if !place.is_empty() {
                lines.push(format!("  from {place}"));
            }
        }
    }
    lines
}

fn moved(step: &Extension) -> String {
    let shown = |date, kind| Due { date, kind, set_by: None }.shown();
    let reason = if step.reason.is_empty() { " (no reason given)".to_owned() } else { format!(" - {}", shorten(&step.reason, 120)) };
    let told = if step.reported_to.is_empty() { String::new() } else { format!(" [reported to {}]", step.reported_to) };
    format!("{} to {}{reason}{told}", shown(step.from, step.from_kind), shown(step.to, step.to_kind))
}

fn position_json(position: &Position, held_from: Option<&Position>) -> serde_json::Value {
    let facts = position.facts();
    json!({
        "cycle": position.cycle, "task": position.reference, "owner": position.owner, "rating": facts.shown(Field::Rating),
        "stage": facts.shown(Field::Stage), "due": position.due.map(|day| day.to_string()), "due_kind": position.due_kind.map(|kind| kind.to_string()),
        "due_printed": position.due_printed, "status_printed": position.status_printed, "reason": position.reason,
        "update": position.update, "evidence": position.evidence, "direction": position.direction.map(|direction| direction.to_string()),
        "owners_rating": position.owners_rating.map(|rating| rating.to_string()), "held_from": held_from.map(|held| held.cycle.as_str()),
        "place": place_json(&place_of(position)), "file_hash": position.file_hash,
    })
}
