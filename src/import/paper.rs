//! What a paper says, report by report and row by row, before the register is asked.

use chrono::{Datelike as _, NaiveDate};

use crate::model::Query;
use crate::model::facts::Field;
use crate::model::place::Place;
use crate::model::sheet::{Book, Sheet, Value};
use crate::model::text::{fold, shorten, tidy};
use crate::model::words::{Kind, Precision, Rating, ReportType, Scope, Severity, Stage, YesNo};

use super::counts::{self, Stated};
use super::due_chain::Chain;
use super::front::{self, Line, ScopeLine};
use super::headings::Holds;
use super::layout::{self, Block, FrontLine, Table, TableRow};
use super::status::{self, Status};
use super::{row, sections, whole, words};

/// Everything that a paper says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    pub reports: Vec<PaperReport>,
    /// What the colours mean, where the paper says.
    pub legend: Vec<(Rating, String)>,
    /// It has a column that rates its rows.
    pub rates: bool,
    /// What a table without a column of statuses calls the dates by which its rows are closed; empty where none does.
    pub closes_by: String,
    /// It has a column of owners.
    pub owns: bool,
    /// It prints NEW beside some of its colours.
    pub prints_new: bool,
    /// It says that Blue means complete.
    pub(super) blue_is_done: bool,
    /// It has a column of Blue, Red, Amber and Green.
    pub(super) brag: bool,
    /// Where rows stand that look like a table and are none that is known.
    pub unread: Vec<Place>,
    /// Points about the paper that concern no report.
    pub queries: Vec<Query>,
}

/// One report as the paper shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaperReport {
    pub title: String,
    pub place: Place,
    /// Every date of publication that is printed with it, with its place; more than one only where they differ.
    pub published: Vec<(NaiveDate, Precision, Place)>,
    pub scope: ScopeLine,
    /// The counts sentence as printed, with its place.
    pub counts: Option<(String, Place)>,
    pub stated: Stated,
    /// The figures of the columns 'outstanding' and 'closed', with the place.
    pub columns: Option<(Option<u32>, Option<u32>, Place)>,
    pub inspectorate_status: String,
    /// Paragraphs beside it: the position statement of a report without rows.
    pub prose: Vec<(String, Place)>,
    pub rows: Vec<PaperRow>,
}

/// One row as printed and read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaperRow {
    /// Our own Ref, where the paper prints it.
    pub reference: String,
    /// The number alone; empty where none is printed.
    pub no: String,
    /// Where a real date stands in the place of the number: the numbers that it may have been, and the cell.
    pub no_is_date: Option<(String, Place)>,
    pub kind: Option<Kind>,
    pub text: String,
    /// What is to be done, where the table says so beside the recommendation.
    pub task: String,
    pub status: Status,
    pub status_printed: String,
    /// Its Green is under way, by what the paper says of its colours.
    pub green_under_way: bool,
    pub due: Chain,
    pub due_printed: String,
    /// The column of first dates: none where the table has none.
    pub original: Option<Chain>,
    pub original_printed: String,
    /// None where the table has no column of owners.
    pub owner: Option<String>,
    pub update: String,
    pub reason: String,
    pub evidence: String,
    pub resources: String,
    pub waiting_on: String,
    pub reason_new_date: String,
    pub lead: String,
    pub portal_ref: String,
    pub on_portal: Option<YesNo>,
    pub completed_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    /// Nothing but a date in a column of such dates says that it is closed.
    pub closed_by_date: bool,
    pub submitted_on: Option<NaiveDate>,
    /// Its number is merged with that of the row above: another task of the same recommendation.
    pub shares_no: bool,
    /// Its text is merged with that of the row above.
    pub shares_text: bool,
    /// What it shares with the row above, in the column's words.
    pub shares: Vec<&'static str>,
    /// Values of columns that are not known: heading and text.
    pub extra: Vec<(String, String)>,
    pub place: Place,
    pub places: Vec<(Field, Place)>,
    /// The place of the first due date, where it has a column.
    pub original_place: Place,
    /// Texts longer than a cell of the register holds: heading, the heading that holds what is beyond, place.
    pub cut_off: Vec<(&'static str, String, Place)>,
    /// Cells that should hold a date and do not: heading, what stands there, place.
    pub not_dates: Vec<(&'static str, String, Place)>,
}

/// Reads every visible sheet of a paper. `inspectorate` holds the inspectorate's names, folded.
#[must_use]
pub fn read(book: &Book, inspectorate: &[String]) -> Paper {
    let mut paper = Paper::default();
    let shown: Vec<&Sheet> = book.sheets.iter().filter(|sheet| !sheet.hidden).collect();
    for sheet in &shown {
        SheetReader { sheet, inspectorate, months: false, only_sheet: shown.len() == 1 }.read(&mut paper);
    }
    for sheet in book.sheets.iter().filter(|sheet| sheet.hidden && !sheet.cells.is_empty()) {
        paper.queries.push(Query::new("text-not-placed", Severity::Note, &words::HIDDEN_SHEET).at(sheet.whole()));
    }
    whole::join_ended_parts(&mut paper);
    whole::join_summaries(&mut paper);
    whole::read_colours(&mut paper);
    paper.prints_new = paper.reports.iter().flat_map(|report| &report.rows).any(|row| row.status.new);
    paper
}

pub(super) struct SheetReader<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) inspectorate: &'s [String],
    /// All real dates of the due columns stand on the first of a month: they are months.
    pub(super) months: bool,
    only_sheet: bool,
}

/// The lines above one table, sorted out.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub(super) titles: Vec<(String, (u32, u32))>,
    published: Vec<(NaiveDate, Precision, (u32, u32))>,
    scope: Option<ScopeLine>,
    counts: Vec<(String, (u32, u32))>,
    pub(super) status: String,
    pub(super) prose: Vec<(String, (u32, u32))>,
    /// The last line was a title.
    on_title: bool,
}

impl Head {
    pub(super) fn has_evidence(&self) -> bool {
        !self.published.is_empty() || self.scope.is_some() || !self.counts.is_empty()
    }
}

impl SheetReader<'_> {
    fn read(mut self, paper: &mut Paper) {
        let layout = layout::of(self.sheet);
        self.months = self.all_first_of_month(&layout.blocks);
        for (rating, meaning) in layout.legend {
            if paper.legend.iter().all(|(known, _)| *known != rating) {
                paper.legend.push((rating, meaning));
            }
        }
        let done = |meaning: &String| status::read(meaning).stage == Some(Stage::Closed);
        let brag = |table: &Table<'_>| table.headings.values().any(|heading| fold(&heading.printed).contains("brag"));
        paper.blue_is_done |= layout.blue.as_ref().is_some_and(done);
        paper.brag |= layout.blue.is_none() && layout.blocks.iter().filter_map(|block| block.table.as_ref()).any(brag);
        for unread in &layout.unread {
            let place = self.sheet.place(unread.at.0, unread.at.1);
            let query = if unread.figures {
                Query::new("text-not-placed", Severity::Note, &words::FIGURES)
            } else {
                paper.unread.push(place.clone());
                Query::new("text-not-placed", Severity::Warning, &words::UNREAD_TABLE)
            };
            paper.queries.push(query.fact("rows", unread.rows.to_string()).fact("text", shorten(&unread.text, 80)).at(place));
        }
        for (text, at) in &layout.asides {
            self.note_text(text, *at, paper);
        }
        if self.months {
            paper.queries.push(Query::new("ambiguous-date", Severity::Note, &words::FIRST_OF_MONTH).at(self.sheet.whole()));
        }
        let first_report = paper.reports.len();
        for (nth, block) in layout.blocks.iter().enumerate() {
            self.read_block(block, nth == 0, first_report, paper);
        }
        let mut unsaved: Vec<(u32, u32)> = Vec::new();
        for (&(row, col), cell) in self.sheet.cells.iter() {
            if let Value::ErrorValue(value) = &cell.value {
                let query = Query::new("excel-error-value", Severity::Warning, &words::ERROR_VALUE).fact("value", value.clone());
                paper.queries.push(query.at(self.sheet.place(row, col)));
            } else if cell.formula.is_some() && cell.value == Value::Empty {
                unsaved.push((row, col));
            }
        }
        if let Some((row, col)) = unsaved.first() {
            let query =
                Query::new("excel-error-value", Severity::Warning, &words::NO_STORED_VALUE).fact("count", unsaved.len().to_string());
            paper.queries.push(query.at(self.sheet.place(*row, *col)));
        }
        for &(row, col) in &self.sheet.unread {
            paper.queries.push(Query::new("excel-error-value", Severity::Warning, &words::UNREAD_CELL).at(self.sheet.place(row, col)));
        }
    }

    fn read_block(&self, block: &Block<'_>, first: bool, first_report: usize, paper: &mut Paper) {
        let flat = block.table.as_ref().is_some_and(|table| table.column(Holds::Title).is_some());
        let mut heads = self.heads(&block.front, first, paper);
        let Some(table) = &block.table else {
            for head in heads {
                self.without_table(head, first_report, paper);
            }
            return;
        };
        self.query_headings(table, paper);
        paper.rates |= table.column(Holds::Status).is_some();
        if let Some(heading) = row::closing_column(table).and_then(|col| table.headings.get(&col)) {
            paper.closes_by.clone_from(&heading.printed);
        }
        paper.owns |= table.column(Holds::Owner).is_some();
        if flat {
            for head in heads {
                // Above the first table stands the name of the paper; between rows, that of a section.
                let titles = head.titles.into_iter().filter(|_| !first);
                for (text, at) in titles.chain(head.prose) {
                    self.note_text(&text, at, paper);
                }
            }
            self.read_flat(table, paper);
            return;
        }
        let last = heads.pop();
        for head in heads {
            self.without_table(head, first_report, paper);
        }
        let mut section = None;
        match last.filter(|head| !head.titles.is_empty()) {
            Some(head) if table.goes_on && sections::is_section(&head, table, paper.reports.get(first_report..).and_then(<[_]>::last)) => {
                section = Some(head.titles.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" "));
            }
            Some(head) => {
                let above = paper.reports.get(first_report..).and_then(<[_]>::last);
                if sections::is_headed_section(&head, table, above) {
                    section = Some(head.titles.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" "));
                } else if !self.goes_on_with(&head, paper) {
                    let report = self.report(head);
                    paper.reports.push(report);
                }
            }
            None if paper.reports.len() > first_report || table.rows.is_empty() => {}
            None => {
                let report = self.untitled(table, paper);
                paper.reports.push(report);
            }
        }
        self.read_rows(table, section.as_deref(), paper);
    }

    /// Whether a head is that of the report above once more, after a page: 'PEEL 2023 (continued)'.
    fn goes_on_with(&self, head: &Head, paper: &Paper) -> bool {
        let [(title, _)] = head.titles.as_slice() else { return false };
        let above = paper.reports.last().filter(|above| above.place.sheet == self.sheet.name);
        front::continued(title).is_some_and(|title| above.is_some_and(|above| fold(&above.title) == fold(title)))
    }

    /// Lines into heads: one a report. A title that nothing follows is the document's own, or a note.
    fn heads(&self, lines: &[FrontLine], first_block: bool, paper: &mut Paper) -> Vec<Head> {
        let read: Vec<(Line, &FrontLine)> = lines.iter().map(|line| (front::read(&line.text), line)).collect();
        let mut heads: Vec<Head> = Vec::new();
        let mut head = Head::default();
        for (nth, (kind, line)) in read.iter().enumerate() {
            let was_title = std::mem::take(&mut head.on_title);
            match kind {
                Line::Furniture | Line::AsAt => {}
                // The name of an operation is a word or two; what is longer may say something of a recommendation.
                Line::Footnote if line.text.chars().count() > 40 => self.note_text(&line.text, line.at, paper),
                Line::Footnote => {}
                Line::Title(title) => {
                    let (title, published) = match front::dated_title(title) {
                        Some((title, date)) => (title.to_owned(), Some(date)),
                        None => (title.clone(), None),
                    };
                    // 'CQC inspection report published 14 February 2023' below a title says when, and no more.
                    let names_report = fold(&title).ends_with("report") && title.split_whitespace().count() <= 4;
                    if let Some((date, precision)) = published.filter(|_| names_report && !head.titles.is_empty() && !head.has_evidence()) {
                        head.published.push((date, precision, line.at));
                        continue;
                    }
                    head.on_title = true;
                    let ahead = || read.iter().skip(nth + 1).take(4).take_while(|(_, next)| !next.after_gap);
                    let comes_again = || {
                        ahead().any(|(next, _)| match next {
                            Line::Published(_) => !head.published.is_empty(),
                            Line::Scope(_) => head.scope.is_some(),
                            Line::Counts => !head.counts.is_empty(),
                            _ => false,
                        })
                    };
                    let evidence_ahead = || ahead().any(|(next, _)| matches!(next, Line::Published(_) | Line::Scope(_) | Line::Counts));
                    if head.titles.is_empty() {
                        head.titles.push((title.clone(), line.at));
                    } else if head.has_evidence() {
                        if comes_again() || (line.after_gap && (evidence_ahead() || nth + 1 == read.len())) {
                            heads.push(std::mem::take(&mut head));
                            head.titles.push((title.clone(), line.at));
                            head.on_title = true;
                        } else if was_title {
                            head.titles.push((title.clone(), line.at));
                        } else {
                            head.prose.push((title.clone(), line.at));
                        }
                    } else if line.after_gap
                        || (first_block && heads.is_empty() && head.titles.len() == 1 && is_document_title(&head.titles))
                    {
                        self.stray(&mut head, first_block && heads.is_empty(), paper);
                        head.titles.push((title.clone(), line.at));
                        head.on_title = true;
                    } else {
                        head.titles.push((title.clone(), line.at));
                    }
                    head.published.extend(published.map(|(date, precision)| (date, precision, line.at)));
                }
                Line::Published(date) => {
                    if let Some((date, precision)) = date {
                        head.published.push((*date, *precision, line.at));
                    } else {
                        head.prose.push((line.text.clone(), line.at));
                    }
                }
                Line::Scope(scope) => head.scope = Some(scope.clone()),
                Line::Counts => head.counts.push((line.text.clone(), line.at)),
                Line::InspectorateStatus(status) => head.status.clone_from(status),
                Line::Prose => {
                    // A paragraph after a blank row, before the next title, belongs to what stands above.
                    head.prose.push((line.text.clone(), line.at));
                }
            }
        }
        if !head.titles.is_empty() || head.has_evidence() || !head.prose.is_empty() || !head.status.is_empty() {
            heads.push(head);
        }
        heads
    }

    /// Titles that stand alone: the document's own, or text that belongs nowhere.
    fn stray(&self, head: &mut Head, opening: bool, paper: &mut Paper) {
        for (text, at) in std::mem::take(&mut head.titles) {
            if !opening {
                self.note_text(&text, at, paper);
            }
        }
        for (text, at) in std::mem::take(&mut head.prose) {
            self.note_text(&text, at, paper);
        }
    }

    fn note_text(&self, text: &str, at: (u32, u32), paper: &mut Paper) {
        paper.queries.push(
            Query::new("text-not-placed", Severity::Note, &words::TEXT_NOT_PLACED)
                .fact("text", shorten(text, 80))
                .at(self.sheet.place(at.0, at.1)),
        );
    }

    /// A head without a table: a report without rows, or what follows the table above.
    fn without_table(&self, mut head: Head, first_report: usize, paper: &mut Paper) {
        if !head.titles.is_empty() && head.has_evidence() {
            let report = self.report(head);
            paper.reports.push(report);
            return;
        }
        if paper.reports.len() > first_report
            && let Some(report) = paper.reports.last_mut()
        {
            for (text, at) in head.titles.drain(..).chain(head.prose.drain(..)) {
                report.prose.push((text, self.sheet.place(at.0, at.1)));
            }
            if report.counts.is_none()
                && let Some((text, at)) = head.counts.first()
            {
                report.stated = counts::read(text);
                report.counts = Some((text.clone(), self.sheet.place(at.0, at.1)));
            }
            return;
        }
        self.stray(&mut head, true, paper);
    }

    fn report(&self, head: Head) -> PaperReport {
        let at = head.titles.first().map_or((0, 0), |(_, at)| *at);
        let mut title = String::new();
        for (line, _) in &head.titles {
            if !title.is_empty() {
                title.push_str(
                    if title.ends_with([':', '-', '–', '—', ',', '?'])
                        || line.starts_with(['-', '–', '('])
                        || !line.starts_with(char::is_uppercase)
                    {
                        " "
                    } else {
                        " - "
                    },
                );
            }
            title.push_str(line);
        }
        let title = front::continued(&title).map_or(title.clone(), str::to_owned);
        let mut published: Vec<(NaiveDate, Precision, Place)> = Vec::new();
        for (date, precision, at) in head.published {
            if published.iter().all(|(known, _, _)| *known != date) {
                published.push((date, precision, self.sheet.place(at.0, at.1)));
            }
        }
        let counts_text = head.counts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" ");
        let counts = head.counts.first().map(|(_, at)| (counts_text.clone(), self.sheet.place(at.0, at.1)));
        PaperReport {
            title,
            place: self.sheet.place(at.0, at.1),
            published,
            scope: head.scope.unwrap_or_default(),
            stated: if counts.is_some() { counts::read(&counts_text) } else { Stated::default() },
            counts,
            inspectorate_status: head.status,
            prose: head.prose.into_iter().map(|(text, at)| (text, self.sheet.place(at.0, at.1))).collect(),
            ..PaperReport::default()
        }
    }

    /// A table with no title above it: the sheet's name where it tells something.
    pub(super) fn untitled(&self, table: &Table<'_>, paper: &mut Paper) -> PaperReport {
        let name = tidy(&self.sheet.name);
        let folded = fold(&name);
        let generic = ["sheet", "table", "data", "recommendations", "schedule", "document", "register", "export", "report", "overview"];
        let telling =
            !self.only_sheet && !generic.iter().any(|word| folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ') == *word);
        let place = self.sheet.place(table.heading_row, 0);
        if !telling {
            paper.queries.push(Query::new("text-not-placed", Severity::Warning, &words::NO_TITLE).at(place.clone()));
        }
        PaperReport { title: if telling { name } else { "Report without a title".to_owned() }, place, ..PaperReport::default() }
    }

    fn query_headings(&self, table: &Table<'_>, paper: &mut Paper) {
        for (col, heading) in table.headings.iter().filter(|(_, heading)| heading.holds.is_none() || heading.taken_for_text) {
            let filled = table.rows.iter().any(|row| row.cells.contains_key(col));
            let seen = |query: &Query| {
                query.rule == "unknown-column" && query.facts.iter().any(|(_, value)| fold(value) == fold(&heading.printed))
            };
            if !filled || paper.queries.iter().any(seen) {
                continue;
            }
            let query = if heading.taken_for_text {
                Query::new("unknown-column", Severity::Warning, &words::TAKEN_FOR_TEXT)
            } else if !heading.instead.is_empty() {
                Query::new("unknown-column", Severity::Warning, &words::SAME_COLUMN).fact("taken", heading.instead.clone())
            } else if heading.nearest.is_empty() {
                Query::new("unknown-column", Severity::Warning, &words::UNKNOWN_COLUMN)
            } else {
                Query::new("unknown-column", Severity::Warning, &words::NEARLY_KNOWN_COLUMN).fact("nearest", heading.nearest.clone())
            };
            paper.queries.push(query.fact("heading", heading.printed.clone()).at(self.sheet.place(table.heading_row, *col)));
        }
    }

    fn read_rows(&self, table: &Table<'_>, section: Option<&str>, paper: &mut Paper) {
        let Some(report) = paper.reports.last_mut() else { return };
        let from = report.rows.len();
        let mut empty: Vec<(String, (u32, u32))> = Vec::new();
        for row in table.rows.iter().filter(|row| !is_total_row(table, row)) {
            let above = report.rows.last().filter(|_| report.rows.len() > from).cloned();
            let mut read = self.row(table, row, above.as_ref());
            let section_kind = section.and_then(sections::kind_of_section);
            // 'Area for improvement' over the texts says what each of them is.
            read.kind = read.kind.or(section_kind).or_else(|| kind_of_heading(table));
            if let Some(section) = section {
                read.extra.push(("Section".to_owned(), section.to_owned()));
                // Below 'Completed actions' a row need not say so again.
                if read.status.blank && sections::is_ended_part(section) {
                    read.status = status::read(section);
                }
            }
            if read.no.is_empty() && read.text.is_empty() && read.reference.is_empty() {
                // Neither a number nor a text: nothing says which recommendation this is.
                empty.extend(row.cells.values().next().map(|cell| (cell.text.clone(), cell.at)));
            } else {
                report.rows.push(read);
            }
        }
        for (text, at) in empty {
            self.note_text(&text, at, paper);
        }
    }

    /// Excel stores 'Nov-22' as the first of the month. Where every real due date is a first, months were meant.
    fn all_first_of_month(&self, blocks: &[Block<'_>]) -> bool {
        let mut seen = 0_usize;
        for table in blocks.iter().filter_map(|block| block.table.as_ref()) {
            for col in [Holds::Due, Holds::OriginalDue, Holds::RevisedDue].iter().filter_map(|holds| table.column(*holds)) {
                for row in &table.rows {
                    if let Some(Some(Value::Date(date))) = row.cells.get(&col).map(|cell| cell.value) {
                        if date.day() != 1 {
                            return false;
                        }
                        seen += 1;
                    }
                }
            }
        }
        seen >= 2
    }
}

/// A row of sums: it says so where a row begins, or has no text of a recommendation.
pub(super) fn is_total_row(table: &Table<'_>, row: &TableRow<'_>) -> bool {
    let mut own = row.cells.values().filter(|cell| cell.own);
    let begins = own.next().is_some_and(|cell| is_total(&cell.text));
    let has_text = table.column(Holds::Text).is_some_and(|col| row.cells.contains_key(&col));
    begins || !has_text && own.any(|cell| is_total(&cell.text))
}

/// Words that begin a row of sums: 'Total', 'Sub-total: 2', 'Total recommendations'; 'Total place: a review' is a title.
pub(super) fn is_total(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    while words.next_if(|word| matches!(*word, "grand" | "overall" | "sub" | "running")).is_some() {}
    let counts = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit())
            || matches!(word, "number" | "no" | "of" | "for" | "all" | "the" | "this" | "in" | "report" | "reports" | "recommendation")
            || matches!(
                word,
                "recommendations" | "rec" | "recs" | "afi" | "afis" | "action" | "actions" | "task" | "tasks" | "item" | "items"
            )
            || matches!(
                word,
                "open" | "closed" | "complete" | "completed" | "outstanding" | "progress" | "overdue" | "red" | "amber" | "green"
            )
    };
    match words.next() {
        Some("total" | "totals" | "subtotal" | "subtotals") => words.all(counts),
        Some("count") => words.all(|word| word.chars().all(|c| c.is_ascii_digit())),
        _ => false,
    }
}

/// The kind of a table's rows, where the heading over their texts names one and no other.
fn kind_of_heading(table: &Table<'_>) -> Option<Kind> {
    let heading = fold(&table.headings.get(&table.column(Holds::Text)?)?.printed);
    let afi = ["area for improvement", "areas for improvement", "area of improvement", "afi"].iter().any(|name| heading.starts_with(name));
    (afi && !heading.contains("rec")).then_some(Kind::AreaForImprovement)
}

/// The name of the whole paper rather than of a report in it.
fn is_document_title(titles: &[(String, (u32, u32))]) -> bool {
    const TELLS: &[&str] =
        &["recommendations", "schedule", "tracker", "overview", "appendix", "annex", "action plan", "summary of", "register", "monitoring"];
    titles.first().is_some_and(|(title, _)| {
        let folded = fold(title);
        TELLS.iter().any(|word| folded.contains(word))
    })
}

/// Whom the report looks at, from its title and the line that says so.
#[must_use]
pub fn kind_and_scope(report: &PaperReport) -> (Option<ReportType>, Option<Scope>) {
    let kind = front::kind_of_title(&report.title).or(report.scope.kind);
    let scope = if kind == Some(ReportType::SuperComplaint) { Some(Scope::SuperComplaint) } else { report.scope.scope };
    (kind.or((!report.scope.published_by.is_empty() || report.scope.scope.is_some()).then_some(ReportType::Inspection)), scope)
}
