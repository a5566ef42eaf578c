//! `restore`: puts a backup of the register in its place again.

use serde_json::json;

use super::save::{self, Change};
use super::{World, register_from};
use crate::model::{Query, Refusal};
use crate::workspace::hash::sha256;
use crate::workspace::{self, BACKUPS};

/// The backups, newest first, and the one that was put in place.
#[derive(Debug)]
pub struct Done {
    pub backup: String,
    /// The register as it was is kept under this name.
    pub kept: String,
    pub noted: Vec<Query>,
}

/// Puts a backup in place: the newest, or the one that is named.
///
/// # Errors
/// When there is no such backup, it cannot be read, or nothing can be written.
pub fn run(world: &World, backup: Option<&str>) -> Result<Done, Refusal> {
    // The present register may be what cannot be read: only its bytes are needed.
    let workspace = world.lock()?;
    let known = save::backups(&workspace);
    let name = meant(&known, backup)?;
    let bytes = workspace.read(&format!("{BACKUPS}/{name}"))?;
    let (_, noted) = register_from(&bytes)?;
    let present = workspace.read_if_there(workspace::REGISTER)?.unwrap_or_default();
    let before = sha256(&present);
    let kept = format!("{BACKUPS}/register-{:05}-{}.xlsx", save::next_backup(&workspace), &before[..12]);
    if !world.dry_run {
        let change =
            Change { command: "restore", asked: json!({ "backup": name }), inputs: Vec::new(), keep: Vec::new(), counts: json!({}) };
        let line = save::journal_line(&workspace, world, &change, &before, &sha256(&bytes))?;
        // What was put in place is kept as an input too, so that `verify` finds it when its backup has gone.
        let input = (save::kept_name(&sha256(&bytes)), bytes.clone());
        workspace.write(&[(workspace::REGISTER.to_owned(), bytes), (kept.clone(), present), input, line], &[])?;
    }
    Ok(Done { backup: name, kept, noted })
}

/// The backup that is meant: the newest, or by its name, its number, or a part that only one name has.
fn meant(known: &[String], wanted: Option<&str>) -> Result<String, Refusal> {
    let shown = |names: &[&String]| names.iter().rev().take(5).map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let all: Vec<&String> = known.iter().collect();
    let asks = if known.is_empty() { "there are no backups yet".to_owned() } else { format!("the newest are: {}", shown(&all)) };
    let Some(wanted) = wanted else { return known.last().cloned().ok_or_else(|| Refusal::new("there is no such backup", asks)) };
    let wanted = wanted.trim().rsplit(['/', '\\']).next().unwrap_or_default();
    if wanted.is_empty() {
        return Err(Refusal::new("no backup is named", asks));
    }
    let number = |name: &str| name.split('-').nth(1).and_then(|number| number.parse::<u32>().ok());
    let by_number = || wanted.parse::<u32>().ok().and_then(|wanted| known.iter().find(|name| number(name) == Some(wanted)));
    if let Some(name) = known.iter().find(|name| *name == wanted).or_else(by_number) {
        return Ok(name.clone());
    }
    let part: Vec<&String> = known.iter().filter(|name| name.contains(wanted)).collect();
    match part[..] {
        [name] => Ok(name.clone()),
        [] => Err(Refusal::new("there is no such backup", asks)),
        _ => Err(Refusal::new(
            format!("'{wanted}' could be any of: {}{}", shown(&part), if part.len() > 5 { " and others" } else { "" }),
            "name one of them by its number or in full",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_named_by_its_number_or_by_a_part_that_is_its_own() {
        let known = ["00001-3f2a", "00002-b003", "00003-77aa", "00013-c0de"].map(|name| format!("register-{name}.xlsx"));
        for (wanted, is) in [
            (None, Ok("00013-c0de")),
            (Some("3"), Ok("00003-77aa")),
            (Some("00003"), Ok("00003-77aa")),
            (Some("13"), Ok("00013-c0de")),
            (Some("register-00002-b003.xlsx"), Ok("00002-b003")),
            (Some("backups/register-00002-b003.xlsx"), Ok("00002-b003")),
            (Some("77a"), Ok("00003-77aa")),
            (Some("4"), Err("there is no such backup")),
            (Some("x"), Err("'x' could be any of: ")),
            (Some("-b"), Ok("00002-b003")),
            (Some(""), Err("no backup is named")),
            (Some(" "), Err("no backup is named")),
            (Some("zzz"), Err("there is no such backup")),
        ] {
            match (meant(&known, wanted), is) {
                (Ok(name), Ok(is)) => assert_eq!(name, format!("register-{is}.xlsx"), "{wanted:?}"),
                (Err(why), Err(says)) => assert!(why.says.starts_with(says), "{wanted:?}: {why}"),
                (got, _) => panic!("{wanted:?}: {got:?}"),
            }
        }
        assert_eq!(meant(&[], None).unwrap_err().asks, "there are no backups yet");
    }
}
