//! `rectrack init`

use std::path::PathBuf;

use serde_json::json;

use super::{Ending, Out};
use crate::model::Refusal;
use crate::run::{self, World};

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder; the workspace's folder (-C) when left out
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let mut world = world.clone();
    if let Some(dir) = &args.dir {
        world.root = world.root.join(dir);
    }
    let made = run::init::run(&world)?;
    for file in &made.files {
        out.line(&format!("{} {file}", if world.dry_run { "would make" } else { "made" }));
    }
    if world.dry_run {
        out.line(super::DRY_RUN);
    } else {
        out.talk(
            "Next: name your organisation in rectrack.toml, then 'rectrack import FILE --cycle LABEL --as-at DATE' for each past paper.",
        );
    }
    out.json(&json!({ "made": made.files }));
    Ok(Ending::Clean)
}
