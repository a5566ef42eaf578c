//! `rectrack consolidate` and `rectrack export`

use std::path::PathBuf;

use serde_json::json;

use super::{Ending, Out};
use crate::model::Refusal;
use crate::model::words::Edition;
use crate::run::consolidate::Asked;
use crate::run::{self, World};

/// The arguments of `consolidate`.
#[derive(Debug, clap::Args)]
pub(super) struct ConsolidateArgs {
    /// The cycle; the open one, else the newest, when left out
    #[arg(long, value_name = "LABEL")]
    cycle: Option<String>,
    /// For a committee's meeting, as a numbered draft: 'Audit Committee 8 December 2022'
    #[arg(long, value_name = "NAME")]
    meeting: Option<String>,
    /// The paper as sent: it is frozen
    #[arg(long = "final")]
    is_final: bool,
    /// A supplement to the final paper
    #[arg(long, conflicts_with = "is_final")]
    supplement: bool,
    /// For whom it is made; full when left out, and public for --html
    #[arg(long, value_enum)]
    edition: Option<EditionArg>,
    /// Only what this chief officer or lead answers for, to sign off
    #[arg(long, value_name = "NAME", conflicts_with_all = ["is_final", "supplement", "meeting"])]
    lead: Option<String>,
    /// Take what was edited in the workbook back as decisions, and make it again
    #[arg(long)]
    take_edits: bool,
    /// The schedule as a Word document as well
    #[arg(long)]
    docx: bool,
    /// The paper as one web page as well, in the public edition unless --edition says full
    #[arg(long)]
    html: bool,
}

/// For whom a paper is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum EditionArg {
    Full,
    Public,
}

/// The arguments of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// The folder for the files; it is made where it is missing
    dir: PathBuf,
}

pub(super) fn consolidate(args: &ConsolidateArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let asked = Asked {
        cycle: args.cycle.clone(),
        meeting: args.meeting.clone(),
        is_final: args.is_final,
        supplement: args.supplement,
        public: args.edition == Some(EditionArg::Public),
        lead: args.lead.clone(),
        take_edits: args.take_edits,
        docx: args.docx,
        html: args.html.then_some(if args.edition == Some(EditionArg::Full) { Edition::Full } else { Edition::Public }),
    };
    let done = run::consolidate::run(world, &asked)?;
    for sentence in &done.paragraph {
        out.line(sentence);
    }
    for (reference, field) in &done.taken {
        out.line(&format!("taken as a decision: {reference}, {field}"));
    }
    for why in &done.not_taken {
        out.line(&format!("not taken: {why}"));
    }
    if let Some(left) = &done.left {
        out.talk(&format!("{left} was changed since it was written and is left as it is; --take-edits takes its words back."));
    }
    if let Some(left) = &done.left_document {
        out.talk(&format!("{left} was changed since it was written and is left as it is."));
    }
    if done.from_kept {
        let cycle = &done.cycle;
        out.talk(&format!(
            "{cycle} is past: its paper is made from what was kept of it, cycles/{cycle}/kept.json, whatever the register says since."
        ));
    }
    if done.unchanged {
        out.talk("Nothing has changed since that draft.");
    } else if world.dry_run {
        out.line(super::DRY_RUN);
    }
    let files = done.files.join(" and ");
    out.line(&format!("{} of cycle {}, {} edition: {files}", done.version, done.cycle, done.edition));
    out.json(&json!({
        "cycle": done.cycle, "committee": done.committee, "edition": done.edition, "version": done.version, "files": done.files,
        "left_as_it_is": done.left, "document_left_as_it_is": done.left_document, "unchanged": done.unchanged, "summary": done.paragraph,
        "taken": done.taken.iter().map(|(reference, field)| json!({ "ref": reference, "field": field })).collect::<Vec<_>>(),
        "not_taken": done.not_taken,
    }));
    Ok(if done.not_taken.is_empty() { Ending::Clean } else { Ending::Queries })
}

pub(super) fn export(args: &ExportArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let done = run::export::run(world, &args.dir)?;
    for file in &done.files {
        out.line(&done.folder.join(file).display().to_string());
    }
    if world.dry_run {
        out.line(super::DRY_RUN);
    }
    out.json(&json!({ "folder": done.folder.display().to_string(), "files": done.files }));
    Ok(Ending::Clean)
}
