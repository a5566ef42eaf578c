//! The guided run: `rectrack` alone, on a terminal. It shows where things stand and offers what comes next by number.
//!
//! Each step is a command line, filled in by asking, shown, tried without writing, and run when it is agreed: the same code as the
//! plain commands, and a way to learn them.

use std::path::Path;

use chrono::{Days, NaiveDate};
use clap::Parser as _;
use dialoguer::{Confirm, Input};

use super::{Cli, Ending, Out};
use crate::model::dates::{self, DateText};
use crate::run::World;
use crate::workspace;

/// Commands that say what they would do before they do it.
const TRIED_FIRST: [&str; 6] = ["import", "issue", "merge", "chase", "consolidate", "close"];

/// What may come next: in plain words, and as a command with `FILE`, `LABEL` and `DATE` still to be filled in.
struct Step {
    says: String,
    command: String,
}

/// The person closed the input or pressed Ctrl-C: the run ends.
struct Left;

impl From<dialoguer::Error> for Left {
    fn from(_: dialoguer::Error) -> Self {
        Self
    }
}

/// Guides until the person leaves.
pub(super) fn run(world: &World, out: &Out) -> Ending {
    out.line("Choose by number; Ctrl-C leaves at any time, and nothing is written before you agree.");
    loop {
        match round(world, out) {
            Ok(true) => {}
            Ok(false) | Err(Left) => {
                out.line("");
                return Ending::Clean;
            }
        }
    }
}

/// One round; false when the person leaves.
fn round(world: &World, out: &Out) -> Result<bool, Left> {
    let steps = steps(world, out);
    out.line("\nWhat next?");
    for (at, step) in steps.iter().enumerate() {
        out.line(&format!("  {}  {}", at + 1, step.says));
    }
    out.line("  0  Leave");
    let most = steps.len();
    let chosen: usize = Input::new()
        .with_prompt("Number")
        .default(1)
        .validate_with(|number: &usize| if *number <= most { Ok(()) } else { Err(format!("type a number from 0 to {most}")) })
        .interact_text()?;
    let Some(step) = chosen.checked_sub(1).and_then(|at| steps.get(at)) else { return Ok(false) };
    let words = filled(&step.command, world)?;
    take(&words, world, out)?;
    Ok(true)
}

/// What may come next, the likeliest first.
fn steps(world: &World, out: &Out) -> Vec<Step> {
    let step = |says: &str, command: &str| Step { says: says.to_owned(), command: command.to_owned() };
    if !world.root.join(workspace::REGISTER).exists() {
        out.line(&format!("\n{} is no workspace yet.", shown(&world.root)));
        return vec![
            step("Make a workspace in this folder", "rectrack init"),
            step("Make a worked example to look at, in rectrack-demo", "rectrack demo"),
        ];
    }
    out.line("");
    let standing = match super::status::told(world, out) {
        Ok(standing) => standing,
        Err(why) => {
            out.refusal(&why, "nothing was read or written");
            return vec![step("Look again", "rectrack status")];
        }
    };
    let mut steps: Vec<Step> = standing.next.iter().map(|(says, command)| step(says, command)).collect();
    let mut more = |says: &str, command: &str| {
        if !steps.iter().any(|known| known.command == command) {
            steps.push(step(says, command));
        }
    };
    match &standing.cycle {
        Some(cycle) => {
            if cycle.merged {
                more("Write the paper as a web page for the public", "rectrack consolidate --html");
            }
            more("Check what has come back, and write nothing", "rectrack check");
        }
        None if standing.past_cycles > 0 => {
            more("Bring in another past paper", "rectrack import FILE --cycle LABEL --as-at DATE");
            more("Write the paper of the newest cycle again", "rectrack consolidate");
            more("Write it as a web page for the public", "rectrack consolidate --html");
        }
        None => more("Open a cycle: a workbook for each owner", "rectrack issue --cycle LABEL --as-at DATE --return-by DATE"),
    }
    steps
}

/// The words of a command, its blanks filled in by asking.
fn filled(command: &str, world: &World) -> Result<Vec<String>, Left> {
    let mut words: Vec<String> = Vec::new();
    for word in command.split_whitespace().skip(1) {
        let before = words.last().map_or("", String::as_str);
        let word = match (word, before) {
            ("FILE", _) => file()?,
            ("LABEL", _) => {
                Input::new().with_prompt("Name of the cycle").default(world.today.format("%Y-%m").to_string()).interact_text()?
            }
            ("DATE", "--as-at") => day("The positions are as at", world.today)?,
            ("DATE", "--return-by") => day("To be returned by", in_two_weeks(world.today))?,
            ("DATE", _) => day("Date", world.today)?,
            ("TEXT", _) => Input::new().with_prompt("Why").interact_text()?,
            (word, _) => word.to_owned(),
        };
        words.push(word);
    }
    Ok(words)
}

fn file() -> Result<String, Left> {
    let typed: String = Input::new()
        .with_prompt("File (drag it into this window, or type its path)")
        .validate_with(|typed: &String| if Path::new(unquoted(typed)).is_file() { Ok(()) } else { Err("there is no such file".to_owned()) })
        .interact_text()?;
    Ok(unquoted(&typed).to_owned())
}

/// A path as terminals paste it: in quotation marks, with blanks around.
fn unquoted(typed: &str) -> &str {
    typed.trim().trim_matches(['"', '\''])
}

fn day(prompt: &str, usual: NaiveDate) -> Result<String, Left> {
    let read = |typed: &str| match dates::read_date(typed) {
        DateText::Day { date, .. } | DateText::Month { last_day: date } => Some(date),
        _ => None,
    };
    let typed: String = Input::new()
        .with_prompt(prompt)
        .default(dates::long(usual))
        .validate_with(|typed: &String| read(typed).map(|_| ()).ok_or("type a day, such as 31 March 2022"))
        .interact_text()?;
    Ok(read(&typed).unwrap_or(usual).to_string())
}

/// Two weeks on: the same day of the week, so that a working day stays one.
fn in_two_weeks(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(14)).unwrap_or(day)
}

/// Shows a command, tries it without writing where it can be tried, and runs it when that is agreed.
fn take(words: &[String], world: &World, out: &Out) -> Result<(), Left> {
    out.line(&format!("\n> rectrack {}", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")));
    let command = words.first().map_or("", String::as_str);
    let reads_only = ["status", "check"].contains(&command);
    if TRIED_FIRST.contains(&command) {
        out.line("This is what it would do:\n");
        if carried_out(words, world, out, true) == Ending::Refused {
            return Ok(());
        }
    }
    if !reads_only && !Confirm::new().with_prompt("Do it?").default(true).wait_for_newline(true).interact()? {
        out.line("Nothing was done.");
        return Ok(());
    }
    if command != "status" {
        carried_out(words, world, out, false);
    }
    Ok(())
}

/// Runs a command as if it had been typed.
fn carried_out(words: &[String], world: &World, out: &Out, dry_run: bool) -> Ending {
    let mut line =
        vec!["rectrack".to_owned(), "-C".to_owned(), world.root.display().to_string(), "--today".to_owned(), world.today.to_string()];
    if dry_run {
        line.push("--dry-run".to_owned());
    }
    line.extend(words.iter().cloned());
    match Cli::try_parse_from(line) {
        Ok(cli) => super::dispatch(&cli, out),
        Err(said) => {
            let _ = said.print();
            Ending::Refused
        }
    }
}

fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
}

fn shown(root: &Path) -> String {
    if root == Path::new(".") { "This folder".to_owned() } else { root.display().to_string() }
}
