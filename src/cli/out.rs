//! Where words go: results to stdout, talk and progress to stderr.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value as Json, json};

use super::Format;
use crate::model::words::Severity;
use crate::model::{Query, Refusal};
use crate::run::Progress;

/// The terminal, or what stands in its place.
#[derive(Debug)]
pub struct Out {
    format: Format,
    quiet: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Out {
    /// Output of that format; `quiet` leaves out talk and progress.
    #[must_use]
    pub fn new(format: Format, quiet: bool) -> Self {
        Self { format, quiet, bar: Mutex::new(None) }
    }

    /// True when people read it.
    #[must_use]
    pub fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// A line of the result, for people; nothing in JSON.
    pub fn line(&self, text: &str) {
        if self.is_human() {
            // A reader that went away (a pipe into head) is no fault of ours.
            let _ = writeln!(anstream::stdout().lock(), "{text}");
        }
    }

    /// The result as one JSON document; nothing for people.
    pub fn json(&self, document: &Json) {
        if self.format == Format::Json {
            let _ = writeln!(std::io::stdout().lock(), "{document:#}");
        }
    }

    /// Talk: what is being done, what comes next.
    pub fn talk(&self, text: &str) {
        if !self.quiet && self.is_human() {
            let _ = writeln!(anstream::stderr().lock(), "{text}");
        }
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
        self.json(&json!({ "refused": { "says": why.says, "asks": why.asks, "not_done": not_done } }));
    }

    /// Queries, grouped by owner, worst first; after `most` of one rule for one owner the rest is counted.
    pub fn queries(&self, queries: &[Query]) {
        const MOST: usize = 3;
        if !self.is_human() || queries.is_empty() {
            return;
        }
        let mut sorted: Vec<&Query> = queries.iter().collect();
        sorted.sort_by(|a, b| {
            (a.accepted.is_some(), &a.owner, a.severity, a.rule, &a.reference, &a.place).cmp(&(
                b.accepted.is_some(),
                &b.owner,
                b.severity,
                b.rule,
                &b.reference,
                &b.place,
            ))
        });
        let mut owner: Option<&str> = None;
        let mut at = 0;
        while at < sorted.len() {
            let first = sorted[at];
            if owner != Some(first.owner.as_str()) {
                owner = Some(first.owner.as_str());
                let bold = Style::new().bold();
                let name = if first.owner.is_empty() { "For you" } else { first.owner.as_str() };
                self.line(&format!("\n{bold}{}{bold:#}", crate::model::text::printable(name)));
            }
            let same = sorted[at..].iter().take_while(|other| other.rule == first.rule && other.owner == first.owner).count();
            for query in &sorted[at..at + same.min(MOST)] {
                self.line(&query_line(query));
            }
            if same > MOST {
                self.line(&format!("  and {} more [{}]", same - MOST, first.rule));
            }
            at += same;
        }
    }
}

/// One query as one line: place, fault, remedy, rule.
fn query_line(query: &Query) -> String {
    let style = match query.severity {
        _ if query.accepted.is_some() => Style::new().dimmed(),
        Severity::Blocking => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Note => Style::new().dimmed(),
    };
    let mut line = format!("  {style}{}{style:#} ", query.severity);
    let place = query.place.to_string();
    if !place.is_empty() {
        let _ = write!(line, "{place}: ");
    }
    if !query.reference.is_empty() {
        let _ = write!(line, "{} ", query.reference);
    }
    let _ = write!(line, "{}", query.says());
    let asks = query.asks();
    if !asks.is_empty() {
        let _ = write!(line, " - {asks}");
    }
    let _ = write!(line, " [{}]", query.rule);
    if let Some(accepted) = &query.accepted {
        let _ = write!(line, " (accepted: {accepted})");
    }
    line
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
