//! `rectrack close`, `void`, `verify`, `restore` and `explain`

use serde_json::json;

use super::{Ending, Out};
use crate::model::Refusal;
use crate::model::text::plural;
use crate::rules;
use crate::run::{self, World};

/// The arguments of `close`.
#[derive(Debug, clap::Args)]
pub(super) struct CloseArgs {
    /// Open the newest closed cycle again
    #[arg(long)]
    reopen: bool,
    /// Why it is opened again
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// The arguments of `void`.
#[derive(Debug, clap::Args)]
pub(super) struct VoidArgs {
    /// The return, as the register's Returns sheet names it
    file: String,
    /// Why it does not count
    #[arg(long, value_name = "TEXT")]
    why: String,
}

/// The arguments of `restore`.
#[derive(Debug, clap::Args)]
pub(super) struct RestoreArgs {
    /// A file of the backups folder, or a part of its name; the newest when left out
    backup: Option<String>,
}

/// The arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// The rule's name, as it stands in brackets after a query; all names when left out
    name: Option<String>,
}

pub(super) fn close(args: &CloseArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let done = run::close::run(world, args.reopen, &args.why)?;
    let is = if world.dry_run { "would be" } else { "is" };
    out.line(&format!("cycle {} {is} {}", done.cycle, if done.reopened { "open again" } else { "closed" }));
    said_dry(world, out);
    if done.waiting > 0 {
        let (rows, what) = if done.waiting == 1 { ("row still waits", "it says") } else { ("rows still wait", "they say") };
        let queries = crate::run::cycle_files::queries_path(&done.cycle);
        out.line(&format!("{} {rows} for an answer or a decision: what {what} is in {queries} and not in the register", done.waiting));
    }
    out.json(&json!({ "cycle": done.cycle, "state": if done.reopened { "open" } else { "closed" }, "waiting": done.waiting, "dry_run": world.dry_run }));
    Ok(Ending::Clean)
}

pub(super) fn void(args: &VoidArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let file = run::void::run(world, &args.file, &args.why)?;
    if world.dry_run {
        out.line(&format!("{file} would no longer count"));
    } else {
        out.line(&format!("{file} no longer counts"));
        out.talk("Next: 'rectrack merge' makes the register as if it had never come.");
    }
    said_dry(world, out);
    out.json(&json!({ "voided": file, "dry_run": world.dry_run }));
    Ok(Ending::Clean)
}

fn said_dry(world: &World, out: &Out) {
    if world.dry_run {
        out.line(super::DRY_RUN);
    }
}

pub(super) fn explain(args: &ExplainArgs, out: &Out) -> Result<Ending, Refusal> {
    let Some(name) = &args.name else {
        let names: Vec<&str> = rules::all().map(|rule| rule.name).collect();
        for name in &names {
            out.line(name);
        }
        out.json(&json!({ "rules": names }));
        return Ok(Ending::Clean);
    };
    let Some(text) = rules::explain(name) else {
        let asks = rules::nearest(name)
            .map_or_else(|| "'rectrack explain' without a name lists them all".to_owned(), |nearest| format!("did you mean '{nearest}'?"));
        return Err(Refusal::new(format!("there is no rule '{name}'"), asks));
    };
    out.page(&text);
    out.json(&json!({ "rule": name, "page": text }));
    Ok(Ending::Clean)
}

pub(super) fn verify(world: &World, out: &Out) -> Result<Ending, Refusal> {
    let verified = run::verify::run(world)?;
    for fault in &verified.faults {
        out.line(fault);
    }
    for edit in &verified.hand_edits {
        out.line(edit);
    }
    out.line(&format!(
        "{} done again, {} taken as input: {}",
        plural(verified.runs, "run", "runs"),
        plural(verified.hand_edits.len(), "hand edit", "hand edits"),
        if verified.faults.is_empty() { "the register is what they make" } else { "not all agrees" }
    ));
    out.json(&json!({ "runs": verified.runs, "hand_edits": verified.hand_edits.len(), "edited": verified.hand_edits, "faults": verified.faults }));
    Ok(if verified.faults.is_empty() { Ending::Clean } else { Ending::Queries })
}

pub(super) fn restore(args: &RestoreArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let done = run::restore::run(world, args.backup.as_deref())?;
    out.queries(&done.noted);
    if world.dry_run {
        out.line(&format!("{} would be the register again; what stands now would be kept as {}", done.backup, done.kept));
    } else {
        out.line(&format!("{} is the register again; what stood before is {}", done.backup, done.kept));
    }
    said_dry(world, out);
    out.json(&json!({ "restored": done.backup, "kept": done.kept, "dry_run": world.dry_run }));
    Ok(Ending::Clean)
}
