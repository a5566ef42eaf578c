//! `init`: a new, empty workspace.

use serde_json::json;

use super::World;
use super::save::{self, Change};
use crate::excel;
use crate::model::tables::Definition;
use crate::model::words::Rating;
use crate::model::{Refusal, Register, Settings};
use crate::workspace::hash::sha256;
use crate::workspace::{self, Workspace};

/// What `init` made.
#[derive(Debug)]
pub struct Made {
    /// Files, relative to the workspace.
    pub files: Vec<String>,
}

/// Makes an empty workspace.
///
/// # Errors
/// When the folder already holds one, or cannot be written to.
pub fn run(world: &World) -> Result<Made, Refusal> {
    let files = vec![workspace::SETTINGS.to_owned(), workspace::REGISTER.to_owned()];
    if workspace::is_there(&world.root.join(workspace::REGISTER)) {
        return Err(Refusal::new(
            format!("{} is already a workspace", world.root.display()),
            "go on with it: 'rectrack status' says what is next",
        ));
    }
    if world.dry_run {
        return Ok(Made { files });
    }
    let workspace = Workspace::create(&world.root)?;
    let locked = workspace.lock()?;
    let register = empty();
    // Settings that somebody put there before are kept.
    let (settings, _) = super::read_settings(&locked)?;
    let bytes = excel::register::write_marked(&register, world.today, &settings.marking)?;
    let toml = workspace::settings::written(&Settings::default()).into_bytes();
    let mut to_write = vec![(workspace::REGISTER.to_owned(), bytes.clone())];
    if !locked.holds(workspace::SETTINGS) {
        to_write.push((workspace::SETTINGS.to_owned(), toml));
    }
    let change = Change { command: "init", asked: json!({}), inputs: Vec::new(), keep: Vec::new(), counts: json!({}) };
    to_write.push(save::journal_line(&locked, world, &change, "", &sha256(&bytes))?);
    locked.write(&to_write, &[])?;
    locked.make_folder("cycles")?;
    Ok(Made { files })
}

/// A register with nothing in it but what the colours mean.
#[must_use]
pub fn empty() -> Register {
    let meaning = |rating, meaning: &str| Definition { rating: Some(rating), meaning: meaning.into(), ..Definition::default() };
    Register {
        definitions: vec![
            meaning(
                Rating::Red,
                "It should have been done by now and is not: people, money or ability are lacking, and it stays outstanding.",
            ),
            meaning(Rating::Amber, "Work is going on and is being watched."),
            meaning(Rating::Green, "It is done."),
            meaning(Rating::White, "It is no longer needed, or it depends on another organisation."),
        ],
        ..Register::default()
    }
}
