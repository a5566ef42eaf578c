//! The paper as one web page: self-contained, readable without script and without a network, made for WCAG 2.2 AA.
//!
//! It lays out what `consolidated` worked out, and decides nothing. Filtering needs script; reading does not.

mod charts;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::consolidated::{Block, Cell, Consolidated, Head, Link, Schedule, ScheduleReport, Shape, Table};
use crate::model::text::Text;
use crate::model::words::{Rating, Word as _};
use crate::model::{columns as c, dates};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page, as UTF-8. The same paper gives the same bytes.
#[must_use]
pub fn write(paper: &Consolidated) -> Vec<u8> {
    let mut html = Html(String::with_capacity(256 * 1024));
    let title = escape(&paper.title);
    html.push("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.push("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Nothing is fetched and nothing is sent, whatever a text may hold.
    html.push("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
    html.push(&format!("<title>{title} ({})</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n", escape(&paper.version)));
    html.push("<a class=\"skip\" href=\"#main\">Skip to the paper</a>\n");
    head(&mut html, paper, &title);
    html.push("<main id=\"main\" tabindex=\"-1\">\n");
    summary(&mut html, paper);
    schedule(&mut html, &paper.schedule);
    for (id, heading, tables) in sections(paper) {
        html.push(&format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n", escape(heading)));
        for table in tables {
            html.table(table, true);
        }
        html.push("</section>\n");
    }
    html.push("</main>\n");
    foot(&mut html, paper);
    html.push(&format!("<script>\n{SCRIPT}</script>\n</body>\n</html>\n"));
    html.0.into_bytes()
}

/// The parts after the schedule: address within the page, heading, tables. Parts without a row are left out.
fn sections(paper: &Consolidated) -> Vec<(&'static str, &'static str, Vec<&Table>)> {
    let mut sections = vec![
        ("reports", "Reports", vec![&paper.reports]),
        ("deadlines", "Deadlines", vec![&paper.deadlines]),
        ("milestones", "Milestones", paper.milestones.iter().collect()),
        ("changes", "What has changed", vec![&paper.changes.matrix, &paper.changes.list]),
        ("owners", "Owners", vec![&paper.owners]),
        ("closed", "Closed", vec![&paper.closed]),
        ("definitions", "What the colours and words mean", vec![&paper.definitions]),
    ];
    for (_, _, tables) in &mut sections {
        tables.retain(|table| !table.rows.is_empty());
    }
    sections.retain(|(_, _, tables)| !tables.is_empty());
    sections
}

fn head(html: &mut Html, paper: &Consolidated, title: &str) {
    html.push("<header>\n");
    if !paper.marking.is_empty() {
        html.push(&format!("<p class=\"marking\">{}</p>\n", escape(&paper.marking)));
    }
    html.push(&format!("<h1>{title}</h1>\n<dl class=\"front\">\n"));
    for (label, text) in paper.front.iter().filter(|(_, text)| !text.is_empty()) {
        html.push(&format!("<dt>{}</dt><dd>{}</dd>\n", escape(label), escape(text)));
    }
    html.push("</dl>\n</header>\n<nav aria-label=\"Contents\">\n<ul>\n<li><a href=\"#summary\">Summary</a></li>\n<li><a href=\"#schedule\">Schedule, report by report</a></li>\n");
    for (id, heading, _) in sections(paper) {
        html.push(&format!("<li><a href=\"#{id}\">{}</a></li>\n", escape(heading)));
    }
    html.push("</ul>\n</nav>\n");
}

fn foot(html: &mut Html, paper: &Consolidated) {
    html.push("<footer>\n");
    if let Some(as_at) = paper.as_at {
        html.push(&format!("<p>{}. Positions as at {}. {} edition.</p>\n", escape(&paper.version), dates::long(as_at), paper.edition));
    }
    html.push("<p>This page needs no network. It is made to be read with a screen reader, by keyboard alone, enlarged to 400 %, and on paper; the charts stand in the tables beside them as well. Where something cannot be read, ask ");
    html.push(&escape(&paper.organisation));
    html.push(" for it in another form.</p>\n</footer>\n");
}

fn summary(html: &mut Html, paper: &Consolidated) {
    html.push("<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n");
    for sentence in &paper.summary.paragraph {
        html.push(&format!("<p>{}</p>\n", escape(sentence)));
    }
    if let Some(missing) = &paper.summary.missing {
        html.push(&format!("<p>{}</p>\n", escape(missing)));
    }
    html.push("<div class=\"blocks\">\n");
    for (at, block) in paper.summary.blocks.iter().enumerate().filter(|(_, block)| !block.table.rows.is_empty()) {
        html.push("<div class=\"pair\">\n");
        html.table(&block.table, false);
        if let Block { chart: Some(chart), table } = block {
            html.push(&charts::figure(at, chart, table));
        }
        html.push("</div>\n");
    }
    html.push("</div>\n</section>\n");
}

fn schedule(html: &mut Html, schedule: &Schedule) {
    html.push("<section aria-labelledby=\"schedule\">\n<h2 id=\"schedule\">Schedule, report by report</h2>\n");
    if !schedule.note.is_empty() {
        html.push(&format!("<p>{}</p>\n", escape(&schedule.note)));
    }
    filter(html, schedule);
    let mut used = BTreeSet::new();
    for report in &schedule.reports {
        let id = address(&report.report, &mut used);
        html.push(&format!(
            "<section data-report=\"{0}\" aria-labelledby=\"{id}\">\n<h3 id=\"{id}\">{1}</h3>\n",
            escape(&report.report),
            escape(&report.title)
        ));
        for line in report.lines.iter().filter(|line| !line.is_empty()) {
            html.push(&format!("<p>{}</p>\n", escape(line)));
        }
        if !report.rows.is_empty() {
            schedule_table(html, schedule, report);
        }
        html.push("</section>\n");
    }
    html.push("</section>\n");
}

/// Search and choices. Hidden until the script says that it works.
fn filter(html: &mut Html, schedule: &Schedule) {
    let column = |heading: &str| schedule.heads.iter().position(|head| head.heading == heading);
    let owners: BTreeSet<Text> = column("Task owner")
        .map(|at| {
            schedule.reports.iter().flat_map(|report| &report.rows).filter_map(|row| row.get(at)).map(|cell| cell.value().shown()).collect()
        })
        .unwrap_or_default();
    html.push("<form id=\"filter\" hidden role=\"search\" aria-label=\"Filter the schedule\">\n");
    html.push("<div><label for=\"f-search\">Search</label><input id=\"f-search\" type=\"search\" autocomplete=\"off\"></div>\n");
    html.push("<div><label for=\"f-rating\">Rating</label><select id=\"f-rating\"><option value=\"\">Every rating</option>");
    for rating in Rating::SPOKEN {
        html.push(&format!("<option>{rating}</option>"));
    }
    html.push("</select></div>\n<div><label for=\"f-owner\">Owner</label><select id=\"f-owner\"><option value=\"\">Every owner</option>");
    for owner in owners.iter().filter(|owner| !owner.is_empty()) {
        html.push(&format!("<option>{}</option>", escape(owner)));
    }
    html.push(
        "</select></div>\n<div><label for=\"f-report\">Report</label><select id=\"f-report\"><option value=\"\">Every report</option>",
    );
    for report in &schedule.reports {
        html.push(&format!("<option value=\"{}\">{}</option>", escape(&report.report), escape(&report.title)));
    }
    html.push("</select></div>\n<div><button type=\"reset\">Show everything</button></div>\n<p class=\"found\" id=\"found\" role=\"status\"></p>\n</form>\n");
}

fn schedule_table(html: &mut Html, schedule: &Schedule, report: &ScheduleReport) {
    let title = escape(&report.title);
    html.push(&format!(
        "<div class=\"scroll wide\" role=\"region\" aria-label=\"Table: recommendations of {title}\" tabindex=\"0\">\n<table>\n"
    ));
    html.push(&format!("<caption>Recommendations of {title}</caption>\n"));
    // The Ref, the last column, is there for reading a workbook's edits back; a page is not edited.
    let heads: Vec<Head> = schedule.heads.iter().filter(|head| head.heading != c::REF.heading).cloned().collect();
    html.headings(&heads);
    html.push("<tbody>\n");
    let owner_at = schedule.heads.iter().position(|head| head.heading == "Task owner");
    let named_by = schedule.heads.iter().position(|head| head.heading == c::NO.heading);
    for row in &report.rows {
        let shown = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|cell| cell.value().shown()).unwrap_or_default();
        let rating = rating_of(&shown(Some(0))).map_or("", Rating::as_str);
        html.push(&format!(
            "<tr data-report=\"{}\" data-rating=\"{rating}\" data-owner=\"{}\" data-title=\"{title}\">",
            escape(&report.report),
            escape(&shown(owner_at))
        ));
        html.cells(&heads, row.get(..heads.len()).unwrap_or(row), named_by);
        html.push("</tr>\n");
    }
    html.push("</tbody>\n</table>\n</div>\n");
}

/// The rating that a status begins with.
fn rating_of(status: &str) -> Option<Rating> {
    let first: String = status.chars().take_while(|letter| letter.is_alphabetic()).collect();
    Rating::read(&first)
}

struct Html(String);

impl Html {
    fn push(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn table(&mut self, table: &Table, wide: bool) {
        let title = escape(&table.title);
        let class = if wide && table.heads.len() > 4 { "scroll wide" } else { "scroll" };
        self.push(&format!(
            "<div class=\"{class}\" role=\"region\" aria-label=\"Table: {title}\" tabindex=\"0\">\n<table>\n<caption>{title}</caption>\n"
        ));
        self.headings(&table.heads);
        self.push("<tbody>\n");
        for row in &table.rows {
            self.push("<tr>");
            self.cells(&table.heads, row, Some(0));
            self.push("</tr>\n");
        }
        self.push("</tbody>\n</table>\n</div>\n");
        if !table.note.is_empty() {
            self.push(&format!("<p>{}</p>\n", escape(&table.note)));
        }
    }

    fn headings(&mut self, heads: &[Head]) {
        self.push("<thead><tr>");
        for head in heads {
            let class = if matches!(head.shape, Shape::Whole | Shape::Change) { " class=\"n\"" } else { "" };
            self.push(&format!("<th scope=\"col\"{class}>{}</th>", escape(&head.heading)));
        }
        self.push("</tr></thead>\n");
    }

    /// One row; the cell in column `named_by` names it.
    fn cells(&mut self, heads: &[Head], row: &[Cell], named_by: Option<usize>) {
        for (at, (head, cell)) in heads.iter().zip(row).enumerate() {
            let shown = cell.shown();
            let text = match head.shape {
                Shape::Rating => rag(&shown),
                Shape::Change if cell.number() > 0.0 => format!("+{}", escape(&shown)),
                _ => escape(&shown),
            };
            let text = match cell.link() {
                Some(Link::Web(address)) if address.starts_with("https://") || address.starts_with("http://") => {
                    format!("<a href=\"{}\">{text}</a>", escape(address))
                }
                _ => text,
            };
            if named_by == Some(at) && !shown.is_empty() {
                self.push(&format!("<th scope=\"row\">{text}</th>"));
                continue;
            }
            let class = match head.shape {
                Shape::Whole | Shape::Change => " class=\"n\"",
                Shape::Date => " class=\"d\"",
                Shape::Long | Shape::Line => " class=\"long\"",
                _ => "",
            };
            self.push(&format!("<td{class}>{text}</td>"));
        }
    }
}

/// A status with its colour around the rating's word: the word says what the colour says.
fn rag(status: &str) -> String {
    let Some(rating) = rating_of(status) else { return escape(status) };
    let word = rating.as_str();
    match status.get(word.len()..) {
        Some(rest) => format!("<span class=\"rag {}\">{}</span>{}", word.to_lowercase(), escape(&status[..word.len()]), escape(rest)),
        None => escape(status),
    }
}

/// An address within the page: the short name, made distinct.
fn address(name: &str, used: &mut BTreeSet<Text>) -> String {
    let plain: String = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }).collect();
    let mut id = format!("report-{plain}");
    while !used.insert(id.as_str().into()) {
        id.push('x');
    }
    id
}

/// Text that can be nothing but text in HTML, also between quotation marks.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len() + 8), |mut escaped, letter| {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push('\n'),
            // Control characters are no part of HTML.
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
        escaped
    })
}

/// A number in an SVG attribute: two places at most.
fn number(value: f64) -> String {
    let mut text = String::new();
    let _ = write!(text, "{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consolidated::{PaperAsk, build};
    use crate::model::words::Edition;
    use crate::model::{Register, Settings};

    fn page(change: impl Fn(&mut Register), edition: Edition) -> String {
        let mut register = crate::run::demo::sample::register().unwrap();
        change(&mut register);
        let settings = Settings::default();
        let cycle = register.cycles_in_order().last().map(|cycle| cycle.cycle.clone()).unwrap();
        let mut ask = PaperAsk::new(&cycle, &settings);
        ask.edition = edition;
        String::from_utf8(write(&build(&register, &ask))).unwrap()
    }

    #[test]
    fn nothing_is_fetched_and_text_stays_text() {
        let html = page(|register| register.reports[0].title = "<script>alert(1)</script> & \"more\"".into(), Edition::Full);
        assert!(!html.contains("<script>alert"), "a title is not markup");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;"));
        for fetched in ["<link", "src=", "@import", "url("] {
            assert!(!html.contains(fetched), "{fetched}");
        }
    }

    #[test]
    fn ids_are_distinct_and_links_lead_to_them() {
        let html = page(|_| {}, Edition::Full);
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len());
        for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(distinct.contains(target), "{target}");
        }
        let references = html.split("aria-labelledby=\"").skip(1).filter_map(|rest| rest.split('"').next()).flat_map(|ids| ids.split(' '));
        for target in references {
            assert!(distinct.contains(target), "{target}");
        }
    }

    #[test]
    fn a_status_shows_its_colour_and_says_it() {
        assert_eq!(rag("Green - awaiting sign-off"), "<span class=\"rag green\">Green</span> - awaiting sign-off");
        assert_eq!(rag("NEW"), "NEW");
        assert_eq!(rag("Not rated"), "Not rated");
    }
}
