//! `rectrack chase`, and what `--send` says for every command that has it.

use std::io::IsTerminal as _;

use serde_json::{Value as Json, json};

use super::{Ending, Out};
use crate::chase::{Chased, Level};
use crate::mail::Secret;
use crate::model::text::plural;
use crate::model::{Refusal, dates};
use crate::run::send::{self, Report};
use crate::run::{self, World};

/// Where the mail server's password is looked for before it is asked for.
const PASSWORD: &str = "RECTRACK_SMTP_PASSWORD";

/// The arguments of `chase`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Send the letters by the mail server of rectrack.toml; with --dry-run, say to whom they would go
    #[arg(long)]
    send: bool,
}

pub(super) fn run(args: &Args, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let password = if args.send { Some(password(world)?) } else { None };
    let done = run::chase::run(world, &run::chase::Asked { send: password }, out)?;
    let by = done.return_by.map_or_else(String::new, |by| format!(", to be returned by {}", dates::long(by)));
    if done.owners.is_empty() {
        out.line(&format!("Cycle {}{by}: everything has been returned.", done.cycle));
    } else {
        out.line(&format!(
            "Cycle {}{by}: {} something to send.",
            done.cycle,
            plural(done.owners.len(), "owner still has", "owners still have")
        ));
    }
    for line in &done.owners {
        let chased = &line.chased;
        let days = Some(chased.days()).filter(|days| !days.is_empty()).map_or_else(String::new, |days| format!(", {days}"));
        let level = chased.level.map_or_else(String::new, |level| format!(" [{}]", level.as_str()));
        let tasks = plural(chased.tasks.len(), "task", "tasks");
        out.line(&format!("  {}: {}; {tasks}{days}{level}", chased.owner, chased.state.says()));
        if !line.why.is_empty() {
            let no_draft = if line.draft.is_empty() && chased.level.is_some() { "no draft: " } else { "" };
            out.line(&format!("      {no_draft}{}", line.why));
        }
    }
    for file in &done.nobodys {
        out.line(&format!("  {file} could not be read, and no owner's name or address stands on it - look whose it is"));
    }
    let drafts = done.owners.iter().filter(|line| !line.draft.is_empty()).count();
    if drafts > 0 {
        let verb = if world.dry_run { "would write" } else { "wrote" };
        out.line(&format!("{verb} {} and {}", plural(drafts, "draft", "drafts"), done.outbox));
    }
    if let Some(report) = &done.sent {
        said(report, out);
    }
    out.json(&json!({
        "cycle": done.cycle, "return_by": done.return_by.map(|by| by.to_string()),
        "owners": done.owners.iter().map(|line| {
            let mut owner = chased_json(&line.chased);
            owner["to"] = json!(line.to.iter().map(|person| person.e_mail.as_str()).collect::<Vec<_>>());
            (owner["draft"], owner["why"]) = (json!(line.draft), json!(line.why));
            owner
        }).collect::<Vec<_>>(),
        "unplaced_files": done.nobodys,
        "sent": done.sent.as_ref().map(sent_json),
    }));
    let without = done.owners.iter().any(|line| line.chased.level.is_some() && line.draft.is_empty());
    let clean = !without && done.nobodys.is_empty() && done.sent.as_ref().is_none_or(Report::is_clean);
    Ok(if clean { Ending::Clean } else { Ending::Queries })
}

/// One owner of whom something is still to come: the same keys for `chase` and `status`.
pub(super) fn chased_json(chased: &Chased) -> Json {
    json!({
        "owner": chased.owner, "says": chased.state.says(), "file": chased.state.file(),
        "tasks": chased.tasks.iter().map(|task| task.reference.as_str()).collect::<Vec<_>>(),
        "days_left": chased.days_left, "level": chased.level.map(Level::as_str),
    })
}

/// The mail server's password: from the environment, or typed on a terminal; empty where no user name is set.
pub(super) fn password(world: &World) -> Result<Secret, Refusal> {
    if world.dry_run || !send::ready(world)? {
        return Ok(Secret::default());
    }
    if let Ok(password) = std::env::var(PASSWORD) {
        return Ok(Secret::new(password));
    }
    let refused = || {
        Refusal::new(
            "the mail server's password is not known; nothing was sent",
            format!("set {PASSWORD}, or run this on a terminal to be asked for it"),
        )
    };
    if !std::io::stdin().is_terminal() {
        return Err(refused());
    }
    dialoguer::Password::new().with_prompt("Password of the mail server").interact().map(Secret::new).map_err(|_| refused())
}

/// What became of the messages, for people.
pub(super) fn said(report: &Report, out: &Out) {
    let verb = if report.dry_run { "would send" } else { "sent" };
    if let Some(why) = &report.refused {
        out.line(&format!("nothing was sent: {}", why.says.trim_end_matches("; nothing was sent")));
        if !why.asks.is_empty() {
            out.line(&format!("  {}", why.asks));
        }
        return;
    }
    for line in &report.sent {
        let why = if line.why.is_empty() { String::new() } else { format!(" - {}", line.why) };
        out.line(&format!("  {verb} {} to {}{why}", line.file, line.to.join(", ")));
    }
    for (lines, says) in [
        (&report.unclear, "may have gone, and is not sent again: look in the sender's mailbox, or send it by hand"),
        (&report.not_taken, "was not taken"),
        (&report.left, "was not reached: run the command again"),
    ] {
        for line in lines {
            out.line(&format!("  {} to {} {says} ({})", line.file, line.to.join(", "), line.why));
        }
    }
    out.line(&format!(
        "{verb} {}, {} sent before, {} unclear, {} not taken, {} left",
        plural(report.sent.len(), "message", "messages"),
        report.already.len(),
        report.unclear.len(),
        report.not_taken.len(),
        report.left.len()
    ));
}

/// What became of the messages, in JSON.
pub(super) fn sent_json(report: &Report) -> Json {
    let lines =
        |lines: &[send::Line]| lines.iter().map(|line| json!({ "draft": line.file, "to": line.to, "why": line.why })).collect::<Vec<_>>();
    json!({
        "dry_run": report.dry_run, "sent": lines(&report.sent), "already": lines(&report.already), "unclear": lines(&report.unclear),
        "not_taken": lines(&report.not_taken), "left": lines(&report.left),
        "refused": report.refused.as_ref().map(|why| json!({ "says": why.says, "asks": why.asks })),
    })
}
