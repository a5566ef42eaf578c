//! `rectrack demo`

use std::path::PathBuf;

use serde_json::json;

use super::{Ending, Out};
use crate::model::{Refusal, dates};
use crate::run::{self, World};

/// The arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder; made anew each time
    #[arg(default_value = run::demo::FOLDER)]
    dir: PathBuf,
}

pub(super) fn run(args: &Args, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let mut world = world.clone();
    world.root = world.root.join(&args.dir);
    let done = run::demo::run(&world, out)?;
    let folder = args.dir.display();
    let Some(merged) = &done.merged else {
        out.line(&format!("would make the worked example in {folder}"));
        out.line(super::DRY_RUN);
        out.json(&json!({ "folder": args.dir.to_string_lossy(), "cycle": done.cycle, "dry_run": true }));
        return Ok(Ending::Clean);
    };
    out.line(&format!(
        "A worked example stands in {folder}: cycle {} of {}, a force that does not exist.",
        done.cycle,
        run::demo::sample::ORGANISATION
    ));
    out.line(&format!("\n{} workbooks were issued. What came back, in {}:", done.issued, done.returns_folder));
    for (file, about) in &done.returns {
        out.line(&format!("  {file:<44} {about}"));
    }
    let days: Vec<String> = done.merged_on.iter().map(|day| dates::long(*day)).collect();
    out.line(&format!("\nMerged on {}:", days.join(" and on ")));
    out.line(&format!("  {}", merged.tally));
    let mut open = vec![
        (merged.consolidated.as_str(), "what the committee's clerk gets"),
        (merged.queries_book.as_str(), "what is open, and where you type your decisions"),
        ("register.xlsx", "the register"),
    ];
    if let Some(correction) = merged.corrections.first() {
        open.push((correction, "what an owner is asked to put right"));
    }
    let root = world.root.strip_prefix(".").unwrap_or(&world.root);
    let open: Vec<(String, &str)> = open
        .into_iter()
        .map(|(file, what)| (file.split('/').fold(root.to_owned(), |path, part| path.join(part)).display().to_string(), what))
        .collect();
    let widest = open.iter().map(|(file, _)| file.chars().count()).max().unwrap_or(0);
    out.line("\nOpen these:");
    for (file, what) in open {
        out.line(&format!("  {file:<widest$}  {what}"));
    }
    out.talk(&format!("\nThe cycle is still open. Try: rectrack -C {folder} status"));
    out.json(&json!({
        "folder": args.dir.to_string_lossy(), "cycle": done.cycle, "issued": done.issued,
        "returns": done.returns.iter().map(|(file, about)| json!({ "file": file, "about": about })).collect::<Vec<_>>(),
        "merge": super::merge::done_json(merged),
    }));
    Ok(Ending::Clean)
}
