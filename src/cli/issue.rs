//! `rectrack issue`

use chrono::NaiveDate;
use serde_json::json;

use super::{Ending, Out, typed};
use crate::model::text::plural;
use crate::model::{Refusal, dates};
use crate::run::{self, World};

/// The arguments of `issue`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The cycle's label, for example 2022-06
    #[arg(long, value_name = "LABEL")]
    cycle: String,
    /// The day that the positions describe
    #[arg(long, value_name = "DATE", value_parser = typed::date)]
    as_at: Option<NaiveDate>,
    /// The last day for returns
    #[arg(long, value_name = "DATE", value_parser = typed::date)]
    return_by: Option<NaiveDate>,
    /// This owner only; may be given several times
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    /// Only tasks due within so many days of the as-at date
    #[arg(long, value_name = "DAYS", value_parser = typed::days)]
    due_within: Option<u32>,
    /// Send the letters by the mail server of rectrack.toml, those of an earlier run that did not go too; with --dry-run, say to whom
    #[arg(long)]
    send: bool,
}

pub(super) fn run(args: &Args, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let asked = run::issue::Asked {
        cycle: args.cycle.clone(),
        as_at: args.as_at,
        return_by: args.return_by,
        owners: args.owner.clone(),
        due_within: args.due_within,
    };
    let password = if args.send { Some(super::chase::password(world)?) } else { None };
    let done = match run::issue::run(world, &asked, out) {
        // Everything was issued before: what is asked for is to send what has not gone yet.
        Err(why) if why.says == run::issue::NOTHING_NEW && password.is_some() => {
            return send_only(world, &args.cycle, &password.unwrap_or_default(), out);
        }
        done => done?,
    };
    let verb = if world.dry_run { "would issue" } else { "issued" };
    for pack in &done.packs {
        out.line(&format!("{:>4} {} {}", pack.tasks.len(), if pack.tasks.len() == 1 { "task " } else { "tasks" }, pack.owner));
    }
    for without in &done.unaddressed {
        out.line(&format!("no draft for {}: {} - send {} by hand", without.owner, without.why, without.file));
    }
    for point in &done.address_points {
        out.line(&format!("{} - {}", point.says(), point.asks()));
    }
    let tasks: usize = done.packs.iter().map(|pack| pack.tasks.len()).sum();
    let by =
        done.packs.first().and_then(|pack| pack.return_by).map_or_else(String::new, |by| format!(", to come back by {}", dates::long(by)));
    out.line(&format!(
        "{verb} {} in {} and {}{by}",
        plural(tasks, "task", "tasks"),
        plural(done.packs.len(), "workbook", "workbooks"),
        plural(done.drafts.len(), "draft", "drafts"),
    ));
    out.queries(&done.unread);
    if let Some(by) = done.late_already {
        out.line(&format!("{} has passed: what is issued now can only come back late - if that is not meant, issue it again with --owner and a later --return-by", dates::long(by)));
    }
    if world.dry_run {
        out.line(super::DRY_RUN);
    } else {
        out.talk(&format!(
            "Next: send what is in cycles/{0}/issued; put what comes back into cycles/{0}/returns; then 'rectrack merge'.",
            done.cycle
        ));
    }
    let report = password.map(|password| run::send::after_work(run::send::issued(world, &done.cycle, &done.drafts, &password)));
    if let Some(report) = &report {
        super::chase::said(report, out);
    }
    out.json(&json!({
        "cycle": done.cycle, "supplement": done.supplement, "late_already": done.late_already.is_some(),
        "workbooks": done.packs.iter().map(|pack| json!({ "owner": pack.owner, "file": pack.file, "tasks": pack.tasks.len() })).collect::<Vec<_>>(),
        "drafts": done.drafts.iter().map(|(file, _)| file).collect::<Vec<_>>(),
        "without_draft": done.unaddressed.iter().map(|it| json!({ "owner": it.owner, "file": it.file, "why": it.why })).collect::<Vec<_>>(),
        "addresses": done.address_points.iter().map(|point| json!({ "owner": point.owner, "says": point.says(), "asks": point.asks() })).collect::<Vec<_>>(),
        "sent": report.as_ref().map(super::chase::sent_json),
    }));
    let clean = done.unaddressed.is_empty() && report.as_ref().is_none_or(run::send::Report::is_clean);
    Ok(if clean { Ending::Clean } else { Ending::Queries })
}

/// Sends the drafts of the cycle that have not gone yet.
fn send_only(world: &World, cycle: &str, password: &crate::mail::Secret, out: &Out) -> Result<Ending, Refusal> {
    let report = run::send::issued(world, cycle, &[], password)?;
    super::chase::said(&report, out);
    out.json(&json!({ "sent": super::chase::sent_json(&report) }));
    Ok(if report.is_clean() { Ending::Clean } else { Ending::Queries })
}
