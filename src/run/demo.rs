//! `demo`: a worked example in a folder of its own: a register with several past cycles, an issued cycle, and what came back,
//! merged on two days.
//!
//! Every step is the command that a coordinator would give; only the hand edits and the returns are made here.

pub mod returns;
pub mod sample;
mod shape;

use chrono::NaiveDate;
use serde_json::json;

use super::save::{self, Change};
use super::{Progress, World, cycle_files, issue, merge, register_from};
use crate::excel;
use crate::excel::return_form::FormTexts;
use crate::model::{Due, Refusal, Settings};
use crate::workspace::hash::sha256;
use crate::workspace::{self, Locked, Workspace};

use returns::OpenCycle;

/// The folder when none is named.
pub const FOLDER: &str = "rectrack-demo";
/// The first line of the demo's settings file: what tells its folder from anybody's work.
const MARK: &str = "# The worked example of 'rectrack demo': this folder is made anew each time the command runs.\n";

/// What the demo made.
#[derive(Debug)]
pub struct Done {
    pub cycle: String,
    /// The workbooks that went out.
    pub issued: usize,
    /// What came back: the file's name, and what there is to see about it.
    pub returns: Vec<(String, String)>,
    /// The days of the merges.
    pub merged_on: Vec<NaiveDate>,
    /// The last merge; none for a dry run.
    pub merged: Option<merge::Done>,
    /// The folder of returns, relative to the demo's.
    pub returns_folder: String,
}

/// The settings of the worked example.
#[must_use]
pub fn settings() -> Settings {
    let mut settings = Settings {
        organisation: sample::ORGANISATION.to_owned(),
        committee: sample::COMMITTEE.to_owned(),
        report_of: "Deputy Chief Constable".to_owned(),
        ..Settings::default()
    };
    settings.mail.from = "recommendations@northshire.example".to_owned();
    settings
}

/// Makes the worked example in the world's folder.
///
/// # Errors
/// When the folder holds anything else, or cannot be written to.
pub fn run(world: &World, progress: &dyn Progress) -> Result<Done, Refusal> {
    let open = returns::open_cycle()?;
    let returns_folder = Workspace::returns_folder(&open.cycle);
    if world.dry_run {
        let merged_on = open.merged_on.clone();
        return Ok(Done { cycle: open.cycle, issued: 0, returns: Vec::new(), merged_on, merged: None, returns_folder });
    }
    start(world)?;
    let on = |today: NaiveDate| World { today, ..world.clone() };
    let asked = issue::Asked {
        cycle: open.cycle.clone(),
        as_at: Some(open.as_at),
        return_by: Some(open.return_by),
        owners: Vec::new(),
        due_within: None,
    };
    let issued = issue::run(&on(open.issued_on), &asked, progress)?;
    edit_by_hand(world, &open)?;
    let files = {
        let opened = world.open_to_read()?;
        let texts = FormTexts::of(&opened.settings, &opened.register, &open.cycle);
        open.returns(&cycle_files::issued(&opened.workspace, &open.cycle)?, &texts)?
    };
    let mut merged = None;
    let mut since = NaiveDate::MIN;
    for day in &open.merged_on {
        // What has come since the last merge.
        let arrived: Vec<(String, Vec<u8>)> = files
            .iter()
            .filter(|file| file.saved_on > since && file.saved_on <= *day)
            .map(|file| (format!("{returns_folder}/{}", file.name), file.bytes.clone()))
            .collect();
        Workspace::open(&world.root)?.lock()?.write(&arrived, &[])?;
        merged = Some(merge::run(&on(*day), progress)?);
        since = *day;
    }
    Ok(Done {
        issued: issued.packs.len(),
        returns: files.into_iter().map(|file| (file.name, file.about)).collect(),
        merged_on: open.merged_on,
        cycle: open.cycle,
        merged,
        returns_folder,
    })
}

/// The folder with the sample's register and settings, emptied of an earlier demo.
fn start(world: &World) -> Result<(), Refusal> {
    let workspace = Workspace::create(&world.root)?;
    if !workspace.is_empty() {
        let settings = workspace.read_if_there(workspace::SETTINGS)?.unwrap_or_default();
        if !settings.starts_with(MARK.as_bytes()) {
            return Err(Refusal::new(
                format!("{} is not empty, and holds no demo", world.root.display()),
                "name an empty or a new folder: 'rectrack demo DIR'",
            ));
        }
    }
    let locked = workspace.lock()?;
    for folder in ["cycles", workspace::BACKUPS] {
        locked.remove_folder(folder)?;
    }
    let register = sample::register()?;
    let bytes = excel::register::write_marked(&register, save::made_on(&register, world), &settings().marking)?;
    let toml = format!("{MARK}{}", workspace::settings::written(&settings()));
    locked.write(
        &[(workspace::REGISTER.to_owned(), bytes.clone()), (workspace::SETTINGS.to_owned(), toml.into_bytes())],
        &[workspace::JOURNAL.to_owned()],
    )?;
    let begun = register.cycles.iter().filter_map(|cycle| cycle.as_at).max().unwrap_or(world.today);
    let change = Change { command: "demo", asked: json!({}), inputs: Vec::new(), keep: Vec::new(), counts: json!({}) };
    let line = save::journal_line(&locked, &World { today: begun, ..world.clone() }, &change, "", &sha256(&bytes))?;
    locked.write(&[line], &[])
}

/// What the coordinator types into the register after the workbooks have gone out.
fn edit_by_hand(world: &World, open: &OpenCycle) -> Result<(), Refusal> {
    let locked: Locked = Workspace::open(&world.root)?.lock()?;
    let (mut register, _) = register_from(&locked.read(workspace::REGISTER)?)?;
    for (reference, due) in &open.edits {
        for task in register.tasks.iter_mut().filter(|task| task.reference == *reference) {
            let Due { date, kind, .. } = *due;
            (task.due, task.due_kind) = (date, kind);
        }
    }
    let bytes = excel::register::write_marked(&register, save::made_on(&register, world), &settings().marking)?;
    locked.write(&[(workspace::REGISTER.to_owned(), bytes)], &[])
}
