//! Where words go: results to stdout, talk and progress to stderr.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Mutex;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value as Json, json};

use super::Format;
use super::wrapped::{self, wrapped};
use crate::model::words::Severity;
use crate::model::{Query, Refusal};
use crate::rules::page;
use crate::run::Progress;

/// The terminal, or what stands in its place.
#[derive(Debug)]
pub struct Out {
    format: Format,
    quiet: bool,
    /// Of the terminal; none where nobody reads along.
    width: Option<usize>,
    bar: Mutex<Option<ProgressBar>>,
    /// Why the result, or a part of it, could not be printed.
    unprinted: Mutex<Option<io::Error>>,
}

impl Out {
    /// Output of that format; `quiet` leaves out talk and progress.
    #[must_use]
    pub fn new(format: Format, quiet: bool) -> Self {
        Self { format, quiet, width: wrapped::width(), bar: Mutex::new(None), unprinted: Mutex::new(None) }
    }

    /// True when people read it.
    #[must_use]
    pub fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// A line of the result, for people; nothing in JSON.
    pub fn line(&self, text: &str) {
        if self.is_human() {
            self.printed(writeln!(anstream::stdout().lock(), "{text}"));
        }
    }

    /// A page of paragraphs, for people; nothing in JSON.
    pub fn page(&self, text: &str) {
        self.line(&self.width.map_or_else(|| text.to_owned(), |width| wrapped::page(text, width)));
    }

    /// The result as one JSON document; nothing for people.
    pub fn json(&self, document: &Json) {
        if self.format == Format::Json {
            self.printed(writeln!(io::stdout().lock(), "{document:#}"));
        }
    }

    /// Notes that something could not be printed; a reader that went away (a pipe into head) is no fault of ours.
    fn printed(&self, printed: io::Result<()>) {
        if let Err(why) = printed
            && why.kind() != io::ErrorKind::BrokenPipe
            && let Ok(mut unprinted) = self.unprinted.lock()
        {
            unprinted.get_or_insert(why);
        }
    }

    /// The end of the output.
    ///
    /// # Errors
    /// Why the result is not all printed, such as a full disk.
    pub fn finish(&self) -> io::Result<()> {
        self.printed(io::stdout().lock().flush());
        self.unprinted.lock().ok().and_then(|mut unprinted| unprinted.take()).map_or(Ok(()), Err)
    }

    /// Talk: what is being done, what comes next.
    pub fn talk(&self, text: &str) {
        if !self.quiet && self.is_human() {
            let _ = writeln!(anstream::stderr().lock(), "{text}");
        }
    }

    /// What has to be known whatever was asked for: not on stdout, and said with `--quiet` and in JSON as well.
    pub fn notice(&self, text: &str) {
        let bold = Style::new().bold();
        let _ = writeln!(anstream::stderr().lock(), "{bold}rectrack:{bold:#} {text}");
    }

    /// Why nothing was done, and what was not done.
    pub fn refusal(&self, why: &Refusal, not_done: &str) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
        let bold = Style::new().bold();
        let _ = writeln!(anstream::stderr().lock(), "{bold}rectrack:{bold:#} {}", why.says);
        if !why.asks.is_empty() {
            let _ = writeln!(anstream::stderr().lock(), "  {}", why.asks);
        }
        let _ = writeln!(anstream::stderr().lock(), "  {not_done}");
        self.json(&refused_json(why, not_done));
    }

    /// Queries, grouped by owner, worst first; after `most` of one rule for one owner the rest is counted.
    pub fn queries(&self, queries: &[Query]) {
        const MOST: usize = 3;
        if !self.is_human() || queries.is_empty() {
            return;
        }
        for owner in page::by_owner(queries, MOST) {
            let bold = Style::new().bold();
            let name = if owner.owner.is_empty() { "For you" } else { owner.owner.as_str() };
            self.line(&format!("\n{bold}{}{bold:#}", crate::model::text::printable(name)));
            for line in &owner.lines {
                let style = match line.severity {
                    _ if line.accepted => Style::new().dimmed(),
                    Severity::Blocking => AnsiColor::Red.on_default(),
                    Severity::Warning => AnsiColor::Yellow.on_default(),
                    Severity::Note => Style::new().dimmed(),
                };
                let severity = line.severity.to_string();
                let text = match self.width {
                    Some(width) => wrapped(&line.text, width, 3 + severity.len(), 6).join("\n"),
                    None => line.text.clone(),
                };
                self.line(&format!("  {style}{severity}{style:#} {text}"));
            }
        }
    }
}

/// A refusal in JSON.
#[must_use]
pub(super) fn refused_json(why: &Refusal, not_done: &str) -> Json {
    json!({ "refused": { "says": why.says, "asks": why.asks, "not_done": not_done } })
}

/// A query in JSON, with the keys that `docs/json.md` names.
#[must_use]
pub(super) fn query_json(query: &Query) -> Json {
    json!({
        "rule": query.rule, "severity": query.severity.to_string(), "owner": query.owner, "report": query.report,
        "ref": query.reference, "place": place_json(&query.place), "says": query.says(), "asks": query.asks(),
        "accepted": query.accepted,
    })
}

/// A place in JSON.
#[must_use]
pub(super) fn place_json(place: &crate::model::Place) -> Json {
    json!({ "file": &*place.file, "sheet": &*place.sheet, "cell": place.cell() })
}

impl Progress for Out {
    fn begin(&self, what: &str, steps: usize) {
        // Short work needs no bar.
        if self.quiet || !self.is_human() || steps < 20 || !std::io::stderr().is_terminal() {
            return;
        }
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX)).with_style(style).with_message(what.to_owned());
        if let Ok(mut held) = self.bar.lock() {
            *held = Some(bar);
        }
    }

    fn step(&self) {
        if let Ok(held) = self.bar.lock()
            && let Some(bar) = held.as_ref()
        {
            bar.inc(1);
        }
    }

    fn end(&self) {
        if let Ok(mut held) = self.bar.lock()
            && let Some(bar) = held.take()
        {
            bar.finish_and_clear();
        }
    }
}
