//! `rectrack completions` and `rectrack man`

use std::io::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::merge::plural;
use super::{Cli, Ending, Out};
use crate::model::Refusal;

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

pub(super) fn man(args: &ManArgs, out: &Out) -> Result<Ending, Refusal> {
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
    for (name, bytes) in &pages {
        crate::workspace::write_outside(&dir.join(name), bytes)?;
    }
    out.line(&format!("{} in {}", plural(pages.len(), "page", "pages"), dir.display()));
    Ok(Ending::Clean)
}

fn page(command: &clap::Command, title: &str) -> Result<Vec<u8>, Refusal> {
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(command.clone()).title(title);
    man.render(&mut page).map_err(|why| Refusal::new(format!("the page cannot be made ({why})"), ""))?;
    Ok(page)
}
