//! The command line: what may be typed, every word on the terminal, the exit status.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr, reason = "this is the edge")]

mod chase;
mod consolidate;
mod cycle;
mod demo;
mod guide;
mod import;
mod init;
mod issue;
mod merge;
mod out;
mod pages;
mod status;
mod typed;
mod wrapped;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Parser, Subcommand, ValueEnum};

use crate::model::Refusal;
use crate::run::World;
pub use out::Out;

/// What a dry run says at its end.
const DRY_RUN: &str = "nothing was written: this was a dry run";

/// What a refusal says was not done by what only reads.
const NOTHING: &str = "nothing was read or written";

/// A recommendations tracker that lives in workbooks.
#[derive(Debug, Parser)]
#[command(name = "rectrack", version, about, propagate_version = true)]
pub struct Cli {
    /// The workspace's folder
    #[arg(short = 'C', id = "workspace", value_name = "DIR", global = true, default_value = ".", hide_default_value = true)]
    dir: PathBuf,
    /// How results are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, hide_possible_values = false)]
    format: Format,
    /// No talk and no progress: results only
    #[arg(long, global = true, overrides_with = "quiet")]
    quiet: bool,
    /// The day to work as at, instead of the computer's
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = typed::date)]
    today: Option<NaiveDate>,
    /// Say what would be done, and write nothing
    #[arg(long, global = true, overrides_with = "dry_run")]
    dry_run: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

/// How a run ended; the worst of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// All clean.
    Clean = 0,
    /// The work was done; queries or clashes are open.
    Queries = 1,
    /// Nothing was written.
    Refused = 2,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new, empty workspace
    Init(init::Args),
    /// Make a worked example, merge it, and say what to open
    Demo(demo::Args),
    /// Take a published schedule into the register as a cycle's positions
    Import(import::ImportArgs),
    /// Open a cycle: one return workbook and one draft e-mail per owner
    Issue(issue::Args),
    /// Read returns and raise queries; writes nothing
    Check(merge::CheckArgs),
    /// Read every return of the open cycle, check, and merge into the register
    Merge(merge::MergeArgs),
    /// Who has not returned: reminders as drafts
    Chase(chase::Args),
    /// Write the consolidated workbook again: for any cycle, a meeting, the public, one chief officer
    Consolidate(consolidate::ConsolidateArgs),
    /// Where the cycle stands and what to do next
    Status,
    /// Freeze the cycle's positions
    Close(cycle::CloseArgs),
    /// Compare an outside list with the register; writes nothing
    Reconcile(import::ReconcileArgs),
    /// One recommendation through all cycles
    History(import::HistoryArgs),
    /// Take one return out again
    Void(cycle::VoidArgs),
    /// Rebuild the register from every recorded input, and compare
    Verify,
    /// Put a backup of the register in its place again
    Restore(cycle::RestoreArgs),
    /// The register and its history as CSV files with a datapackage.json
    Export(consolidate::ExportArgs),
    /// What a rule checks, why, and what the owner should do
    Explain(cycle::ExplainArgs),
    /// What a shell needs to complete commands and options
    Completions(pages::CompletionsArgs),
    /// The manual pages
    Man(pages::ManArgs),
    /// Read an old or foreign format for the parent process
    #[command(hide = true)]
    ReadSheet {
        /// As the parent gives them
        #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
        arguments: Vec<String>,
    },
}

impl Command {
    /// What a refusal says was not done.
    fn not_done(&self) -> &'static str {
        match self {
            Self::Init(_) | Self::Demo(_) => "nothing was made",
            Self::Import(_) => "nothing was imported; the register is unchanged",
            Self::Issue(_) => "nothing was issued; the register is unchanged",
            Self::Merge(_) => "nothing was merged; the register is unchanged",
            Self::Chase(_) => "nothing more was written or sent; the register is unchanged",
            Self::Consolidate(_) => "no paper was written; the register is unchanged",
            Self::Export(_) => "the export is not complete; the register is unchanged",
            Self::Close(_) => "the cycle is as it was; the register is unchanged",
            Self::Void(_) => "nothing was voided; the register is unchanged",
            Self::Restore(_) => "the register is unchanged",
            Self::ReadSheet { .. }
            | Self::Reconcile(_)
            | Self::History(_)
            | Self::Check(_)
            | Self::Status
            | Self::Verify
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Explain(_) => NOTHING,
        }
    }

    /// Finishes what an interrupted run left behind before anything is read, and says so; what writes nothing only says that it is there.
    fn finish_interrupted(&self, world: &World, out: &Out) -> Result<(), Refusal> {
        match self {
            Self::Import(_)
            | Self::Issue(_)
            | Self::Merge(_)
            | Self::Chase(_)
            | Self::Consolidate(_)
            | Self::Close(_)
            | Self::Void(_)
            | Self::Restore(_) => {
                let Some(recovered) = world.finish_interrupted()? else { return Ok(()) };
                out.notice("an earlier run was interrupted; it is finished now");
                for (file, kept) in &recovered.kept {
                    out.notice(&if file == kept {
                        format!("{file} was changed meanwhile, and is left as it is")
                    } else {
                        format!("{file} was changed meanwhile; what stood there is kept as {kept}")
                    });
                }
            }
            Self::Status | Self::Check(_) | Self::History(_) | Self::Reconcile(_) | Self::Export(_) if world.is_interrupted() => {
                out.notice(
                    "an earlier run was interrupted, and what is read here may be half of it; the next command that writes finishes it",
                );
            }
            _ => {}
        }
        Ok(())
    }

    fn run(&self, world: &World, out: &Out) -> Result<Ending, Refusal> {
        match self {
            Self::Init(args) => init::run(args, world, out),
            Self::Demo(args) => demo::run(args, world, out),
            Self::Import(args) => import::import(args, world, out),
            Self::Reconcile(args) => import::reconcile(args, world, out),
            Self::History(args) => import::history(args, world, out),
            Self::Issue(args) => issue::run(args, world, out),
            Self::Check(args) => merge::check(args, world, out),
            Self::Merge(args) => merge::merge(args, world, out),
            Self::Chase(args) => chase::run(args, world, out),
            Self::Consolidate(args) => consolidate::consolidate(args, world, out),
            Self::Export(args) => consolidate::export(args, world, out),
            Self::Status => status::run(world, out),
            Self::Close(args) => cycle::close(args, world, out),
            Self::Void(args) => cycle::void(args, world, out),
            Self::Verify => cycle::verify(world, out),
            Self::Restore(args) => cycle::restore(args, world, out),
            Self::ReadSheet { arguments } => {
                let answered = crate::excel::child::answer(arguments, &mut std::io::stdin().lock(), &mut std::io::stdout().lock());
                Ok(if answered { Ending::Clean } else { Ending::Refused })
            }
            Self::Completions(args) => Ok(pages::completions(args)),
            Self::Man(args) => pages::man(args, world, out),
            Self::Explain(args) => cycle::explain(args, out),
        }
    }
}

/// Runs the program with the arguments of the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => {
            // clap's own text: help and version end well, anything else is a refusal.
            let ending = if said.use_stderr() { Ending::Refused } else { Ending::Clean };
            let _ = said.print();
            if ending == Ending::Refused && typed::asks_for_json(std::env::args_os()) {
                Out::new(Format::Json, true).json(&out::refused_json(&typed::why(&said), NOTHING));
            }
            return ExitCode::from(ending as u8);
        }
    };
    let out = Out::new(cli.format, cli.quiet);
    let ending = dispatch(&cli, &out);
    let printed = match out.finish() {
        Ok(()) => Ending::Clean,
        Err(why) => {
            let why = why.to_string();
            out.notice(&format!("the result could not be printed: {}", why.split(" (os error").next().unwrap_or(&why)));
            Ending::Queries
        }
    };
    ExitCode::from(ending.max(printed) as u8)
}

/// Does what a command line says.
fn dispatch(cli: &Cli, out: &Out) -> Ending {
    let world = World {
        root: cli.dir.clone(),
        today: cli.today.unwrap_or_else(|| chrono::Local::now().date_naive()),
        dry_run: cli.dry_run,
        program: std::env::current_exe().unwrap_or_default(),
    };
    let Some(command) = &cli.command else {
        let people = std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
        if people && out.is_human() && !cli.dry_run {
            return guide::run(&world, out);
        }
        if out.is_human() {
            let _ = <Cli as clap::CommandFactory>::command().print_help();
        } else {
            out.refusal(&Refusal::new("no command was given", "'rectrack --help' lists them"), NOTHING);
        }
        return Ending::Refused;
    };
    command.finish_interrupted(&world, out).and_then(|()| command.run(&world, out)).unwrap_or_else(|why| {
        let not_done = if why.in_part { "some of its files are written, the others wait for the next run" } else { command.not_done() };
        out.refusal(&why, not_done);
        Ending::Refused
    })
}
