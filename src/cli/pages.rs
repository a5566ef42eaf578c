//! `rectrack completions` and `rectrack man`

use std::io::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;

use serde_json::json;

use super::{Cli, Ending, Out};
use crate::model::Refusal;
use crate::model::text::plural;
use crate::run::World;

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// The arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// A folder that gets one page a command; the main page goes to the terminal when left out
    dir: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Ending {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rectrack", &mut script);
    let _ = std::io::stdout().lock().write_all(&script);
    Ending::Clean
}

pub(super) fn man(args: &ManArgs, world: &World, out: &Out) -> Result<Ending, Refusal> {
    let command = Cli::command();
    let Some(dir) = &args.dir else {
        let _ = std::io::stdout().lock().write_all(&page(&command, "rectrack")?);
        return Ok(Ending::Clean);
    };
    let mut pages = vec![("rectrack.1".to_owned(), page(&command, "rectrack")?)];
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        let name = format!("rectrack-{}", inner.get_name());
        pages.push((format!("{name}.1"), page(inner, &name)?));
    }
    let said = format!("{} in {}", plural(pages.len(), "page", "pages"), dir.display());
    if world.dry_run {
        out.line(&format!("would write {said}"));
        out.line(super::DRY_RUN);
    } else {
        for (name, bytes) in &pages {
            crate::workspace::write_outside(&dir.join(name), bytes)?;
        }
        out.line(&said);
    }
    let files: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    out.json(&json!({ "folder": dir.display().to_string(), "files": files, "dry_run": world.dry_run }));
    Ok(Ending::Clean)
}

fn page(command: &clap::Command, title: &str) -> Result<Vec<u8>, Refusal> {
    let mut page = Vec::new();
    // What is typed, and not the command's own name alone.
    let command = command.clone().display_name(title.to_owned()).bin_name(title.replacen('-', " ", 1));
    let man = clap_mangen::Man::new(command).title(title);
    man.render(&mut page).map_err(|why| Refusal::new(format!("the page cannot be made ({why})"), ""))?;
    Ok(page)
}
