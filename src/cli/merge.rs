//! `rectrack merge` and `rectrack check`

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::out::{place_json, query_json};
use super::{Ending, Out};
use crate::merge::Tally;
use crate::model::settled::Clash;
use crate::model::text::plural;
use crate::model::{Query, Refusal};
use crate::run::round::Counts;
use crate::run::{self, World};

/// The arguments of `merge`.
#[derive(Debug, clap::Args)]
pub(super) struct MergeArgs {
    /// Send the corrections by the mail server of rectrack.toml; with --dry-run, say to whom they would go
    #[arg(long)]
    send: bool,
}

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Returns to check; those in the open cycle's returns folder when left out
    files: Vec<PathBuf>,
}

pub(super) fn merge(args: &MergeArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let password = if args.send { Some(super::chase::password(world)?) } else { None };
    let done = run::merge::run(world, out)?;
    let report = password.map(|password| run::send::after_work(run::send::corrections(world, &done.cycle, &done.drafts, &password)));
    out.queries(&done.noted);
    out.queries(&done.queries);
    clashes(&done.clashes, out);
    said_of_returns(done.counts, &done.missing_owners, out);
    for without in &done.unaddressed {
        out.line(&format!("no draft for {}: {} - send {} by hand", without.owner, without.why, without.file));
    }
    if let Some(report) = &report {
        super::chase::said(report, out);
    }
    if done.to_agree > 0 {
        out.line(&format!("{} to agree on the sheet To agree of {}", plural(done.to_agree, "claim", "claims"), done.queries_book));
    }
    if world.dry_run {
        out.line(super::DRY_RUN);
    } else {
        out.talk(&format!("Open {} for the paper and {} for what is open.", done.consolidated, done.queries_book));
    }
    let mut json = done_json(&done);
    json["sent"] = report.as_ref().map_or(Json::Null, super::chase::sent_json);
    out.json(&json);
    out.line(&done.tally.to_string());
    let sent = if report.as_ref().is_none_or(run::send::Report::is_clean) { Ending::Clean } else { Ending::Queries };
    Ok(ending(&done.queries, &done.clashes).max(sent))
}

/// What a merge prints as JSON.
pub(super) fn done_json(done: &run::merge::Done) -> Json {
    json!({
        "cycle": done.cycle, "returns": counts_json(done.counts), "missing_owners": done.missing_owners, "tasks": tally_json(done.tally),
        "queries": done.queries.iter().map(query_json).collect::<Vec<_>>(),
        "clashes": done.clashes.iter().map(clash_json).collect::<Vec<_>>(),
        "register": crate::workspace::REGISTER, "consolidated": done.consolidated,
        "queries_workbook": done.queries_book, "corrections": done.corrections, "to_agree": done.to_agree,
    })
}

pub(super) fn check(args: &CheckArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let (read, round) = run::check::run(world, &args.files, out)?;
    out.queries(&round.queries);
    clashes(&round.finished.clashes, out);
    said_of_returns(round.counts, &round.missing_owners, out);
    out.json(&json!({
        "cycle": read.cycle, "returns": counts_json(round.counts), "missing_owners": round.missing_owners,
        "tasks": tally_json(round.finished.tally),
        "queries": round.queries.iter().map(query_json).collect::<Vec<_>>(),
        "clashes": round.finished.clashes.iter().map(clash_json).collect::<Vec<_>>(),
    }));
    out.line(&format!("would merge: {}", round.finished.tally));
    Ok(ending(&round.queries, &round.finished.clashes))
}

/// Open queries (notes aside) or clashes make the ending.
pub(super) fn ending(queries: &[Query], clashes: &[Clash]) -> Ending {
    if queries.iter().any(Query::is_open) || !clashes.is_empty() { Ending::Queries } else { Ending::Clean }
}

fn clashes(clashes: &[Clash], out: &Out) {
    if clashes.is_empty() {
        return;
    }
    out.line("\nClashes: you and the owner changed the same fact, differently");
    for clash in clashes {
        let short = |text: &str| crate::model::text::printable(&crate::model::text::shorten(text, 40));
        out.line(&format!(
            "  {} {}: issued '{}', the register holds '{}', the owner wrote '{}' ({})",
            clash.reference,
            clash.field.heading(),
            short(&clash.issued),
            short(&clash.held),
            short(&clash.returned),
            clash.place
        ));
    }
}

fn said_of_returns(counts: Counts, missing: &[String], out: &Out) {
    let mut parts = vec![format!("{} read", plural(counts.read, "return", "returns"))];
    for (count, word) in [
        (counts.unreadable, "not readable"),
        (counts.duplicate, "received twice"),
        (counts.superseded, "superseded"),
        (counts.voided, "voided"),
        (counts.late, "late"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    out.line(&format!("\n{}", parts.join(", ")));
    if !missing.is_empty() {
        let named: Vec<&str> = missing.iter().take(8).map(String::as_str).collect();
        let more = missing.len().saturating_sub(8);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        out.line(&format!("nothing from {}{more}", named.join(", ")));
    }
}

fn counts_json(counts: Counts) -> Json {
    json!({
        "read": counts.read, "unreadable": counts.unreadable, "duplicate": counts.duplicate, "superseded": counts.superseded,
        "voided": counts.voided, "late": counts.late,
    })
}

fn tally_json(tally: Tally) -> Json {
    json!({
        "issued": tally.issued, "merged": tally.merged, "unchanged": tally.unchanged, "queried": tally.queried,
        "clashed": tally.clashed, "missing": tally.missing,
    })
}

fn clash_json(clash: &Clash) -> Json {
    json!({
        "ref": clash.reference, "field": clash.field.heading(), "issued": clash.issued, "held": clash.held,
        "returned": clash.returned, "place": place_json(&clash.place),
    })
}
