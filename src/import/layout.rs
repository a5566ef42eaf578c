//! Finds the blocks of a sheet: the lines above each table, its headings, and its rows.
//!
//! Papers are pasted one under another: headings repeat after page breaks, cells continue in the next row, titles
//! stand in rows of their own with or without a blank row above. Nothing is thrown away: what is in no table is a line.

use std::collections::BTreeMap;

use crate::model::sheet::{Sheet, Value};
use crate::model::text::fold;
use crate::model::words::Rating;

use super::belongs::{Belongs, bare_number, belongs, is_sum, joins_status, says_continued};
use super::columns::{headings_of, name_bare_columns, name_numbered_text, name_text_column, one_of_each, same_headings};
use super::front;
use super::grid::{self, GridRow};
use super::headings::{self, Heading, Holds};
use super::{legend, number, status};

/// A line outside of the tables.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FrontLine {
    pub(super) text: String,
    pub(super) at: (u32, u32),
    /// A blank row stands above.
    pub(super) after_gap: bool,
}

/// A cell of a table row; rows that continue it are joined on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableCell<'a> {
    /// The value as it stands; none when it was joined from several rows.
    pub(super) value: Option<&'a Value>,
    pub(super) text: String,
    pub(super) at: (u32, u32),
    /// It stands in this row, and is not merged with the row above.
    pub(super) own: bool,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableRow<'a> {
    pub(super) at: u32,
    pub(super) cells: BTreeMap<u32, TableCell<'a>>,
}

/// A table: its headings by column, and its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table<'a> {
    pub(super) headings: BTreeMap<u32, Heading>,
    /// How many columns each heading spans, by column.
    pub(super) spans: BTreeMap<u32, u32>,
    pub(super) heading_row: u32,
    pub(super) rows: Vec<TableRow<'a>>,
    /// Its headings are those of the table above: lines stood between its rows.
    pub(super) goes_on: bool,
}

impl Table<'_> {
    /// The column that holds this.
    pub(super) fn column(&self, holds: Holds) -> Option<u32> {
        self.headings.iter().find(|(_, heading)| heading.holds == Some(holds)).map(|(col, _)| *col)
    }
}

/// Lines and the table below them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Block<'a> {
    pub(super) front: Vec<FrontLine>,
    pub(super) table: Option<Table<'a>>,
}

/// What a sheet holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    /// What the colours mean, where the paper says.
    pub(super) legend: Vec<(Rating, String)>,
    /// What Blue means, where the paper says: a colour that the register does not have.
    pub(super) blue: Option<String>,
    pub(super) unread: Vec<Unread>,
    /// What stands among or below the rows of a table and belongs to none of them.
    pub(super) asides: Vec<(String, (u32, u32))>,
}

/// Rows that look like a table outside of every table that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) at: (u32, u32),
    pub(super) rows: usize,
    /// The first row.
    pub(super) text: String,
    /// They hold numbers beside one word each: a summary.
    pub(super) figures: bool,
}

/// Finds the blocks of a sheet.
#[must_use]
pub(super) fn of(sheet: &Sheet) -> Layout<'_> {
    let rows = grid::rows(sheet);
    let mut finder = Finder { rows: &rows, layout: Layout::default(), lines: Vec::new(), table: None, known: None, apart: false };
    let mut at = 0;
    while at < rows.len() {
        at = finder.step(at);
    }
    finder.finish()
}

struct Finder<'r, 'a> {
    rows: &'r [GridRow<'a>],
    layout: Layout<'a>,
    lines: Vec<FrontLine>,
    table: Option<Block<'a>>,
    /// The last headings, for rows that follow a title without headings of their own.
    known: Option<Table<'a>>,
    /// A blank row or the heading of a key stands between the last row of the table and here.
    apart: bool,
}

impl<'a> Finder<'_, 'a> {
    /// Takes in the row at `at`; gives the next one to look at.
    fn step(&mut self, at: usize) -> usize {
        let Some(row) = self.rows.get(at) else { return at + 1 };
        // Where a merged cell reaches over a blank row, the rows around it are one.
        self.apart |= row.after_gap && row.cells.values().all(|cell| cell.own);
        if let Some((mut table, used)) = self.headings_at(at) {
            self.apart = false;
            name_numbered_text(&mut table, self.rows.get(at + used..).unwrap_or_default());
            let repeats = self.lines.iter().all(|line| front::read(&line.text) == front::Line::Furniture)
                && self.table.as_ref().and_then(|block| block.table.as_ref()).is_some_and(|open| same_headings(open, &table));
            if repeats {
                // The same headings after a page break: the table goes on.
                self.lines.clear();
            } else {
                self.close_table();
                self.known = Some(Table { rows: Vec::new(), ..table.clone() });
                table.rows.clear();
                self.table = Some(Block { front: std::mem::take(&mut self.lines), table: Some(table) });
            }
            return at + used;
        }
        if self.is_group_row(at) {
            return at + 1;
        }
        // Page numbers and markings, in whichever column they were pasted.
        if let Some((_, cell)) = row.only()
            && !number::is_number(&cell.text)
            && front::read(&cell.text) == front::Line::Furniture
        {
            self.apart |= legend::is_key(&cell.text);
            return at + 1;
        }
        let open = if self.lines.is_empty() { self.table.as_ref().and_then(|block| block.table.as_ref()) } else { None };
        let place = open.map(|table| belongs(table, row, self.apart));
        let opens_key = row.own().next().is_some_and(|(_, cell)| legend::is_key(&cell.text));
        if (place.is_none() || self.apart || opens_key || place == Some(Belongs::Above))
            && let Some(used) = self.legend_at(at)
        {
            return at + used;
        }
        if (place.is_none() && !self.continues_after_lines(row) || place == Some(Belongs::Below))
            && let Some(used) = self.unread_at(at, place.is_some())
        {
            return at + used;
        }
        if let Some(place) = place {
            let is_entry = || place == Belongs::Below && row.own().all(|(_, cell)| legend::is_entry(&cell.text));
            if self.is_line(at) && !is_entry() {
                self.take_lines(row);
            } else if place == Belongs::Below {
                // What stands below a note is below the rows as well.
                self.apart = true;
                let texts: Vec<&str> = row.own().map(|(_, cell)| cell.text.as_str()).collect();
                self.layout.asides.extend(row.own().next().map(|(_, cell)| (texts.join(", "), cell.at)));
            } else {
                self.take_row(row, place == Belongs::Above);
            }
        } else if self.continues_after_lines(row) {
            let known = self.known.clone().map(|table| Table { goes_on: true, ..table });
            self.close_table();
            self.table = Some(Block { front: std::mem::take(&mut self.lines), table: known });
            self.take_row(row, false);
        } else {
            self.take_lines(row);
        }
        at + 1
    }

    fn finish(mut self) -> Layout<'a> {
        self.close_table();
        if !self.lines.is_empty() {
            self.layout.blocks.push(Block { front: self.lines, table: None });
        }
        for block in &mut self.layout.blocks {
            if let Some(table) = &mut block.table {
                name_bare_columns(table);
                name_text_column(table);
            }
        }
        self.layout
    }

    fn close_table(&mut self) {
        if let Some(block) = self.table.take() {
            self.layout.blocks.push(block);
        }
    }

    fn take_lines(&mut self, row: &GridRow<'a>) {
        let mut texts: Vec<(String, (u32, u32))> = Vec::new();
        for (_, cell) in row.own() {
            // 'Published:' in one cell and the date in the next is one line; 'Report' beside a title is no part of it.
            let says = matches!(front::read(&cell.text), front::Line::Published(_) | front::Line::Scope(_) | front::Line::Counts);
            match texts.last_mut() {
                Some((before, at)) if is_title_label(before) => (*before, *at) = (cell.text.clone(), cell.at),
                Some((before, _)) if !says && before.ends_with(':') || before.chars().count() <= 12 => {
                    before.push(' ');
                    before.push_str(&cell.text);
                }
                _ => texts.push((cell.text.clone(), cell.at)),
            }
        }
        let mut after_gap = row.after_gap;
        for (text, at) in texts {
            // A cell that holds the whole front matter on several lines is as many lines; a title on two is one.
            let parts: Vec<&str> = text.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect();
            for part in parts {
                self.lines.push(FrontLine { text: part.to_owned(), at, after_gap });
                after_gap = false;
            }
        }
    }

    /// Adds a row to the open table, or joins it to the row above that it continues.
    fn take_row(&mut self, row: &GridRow<'a>, joins: bool) {
        // Sums end a table, or a part of one.
        self.apart = is_sum(row);
        let Some(table) = self.table.as_mut().and_then(|block| block.table.as_mut()) else { return };
        let (no, published) = (table.column(Holds::No), table.column(Holds::Published));
        let goes_on = joins && says_continued(table, row);
        let cells: BTreeMap<u32, TableCell<'a>> = row
            .cells
            .iter()
            .map(|(col, cell)| (*col, TableCell { value: Some(cell.value), text: cell.text.clone(), at: cell.at, own: cell.own }))
            .collect();
        let Some(above) = table.rows.last_mut().filter(|_| joins) else {
            table.rows.push(TableRow { at: row.at, cells });
            return;
        };
        for (col, cell) in cells.into_iter().filter(|(_, cell)| cell.own) {
            // What tells whose words go on is said already.
            if goes_on && (Some(col) == no || above.cells.get(&col).is_some_and(|above| above.text == cell.text)) {
                continue;
            }
            // A word is no part of a number, nor of a date: `2 Subtotal` would be another recommendation.
            if Some(col) == no || Some(col) == published && above.cells.contains_key(&col) {
                self.layout.asides.push((cell.text, cell.at));
                continue;
            }
            match above.cells.get_mut(&col) {
                Some(first) => {
                    // Where a row was full, its text was parted between words as like as not.
                    first.text.push(if goes_on && !first.text.ends_with(['.', ':', ';', '!', '?']) { ' ' } else { '\n' });
                    first.text.push_str(&cell.text);
                    first.value = None;
                }
                None => {
                    above.cells.insert(col, cell);
                }
            }
        }
    }

    /// The table that the row's headings open, and how many rows they take.
    fn headings_at(&self, at: usize) -> Option<(Table<'a>, usize)> {
        let row = self.rows.get(at)?;
        let mut table = headings_of(row)?;
        if self.is_group_row(at) {
            return None;
        }
        // A second row of headings below one that spans several columns ('Dates' over 'Due' and 'Original').
        if let Some(next) = self.rows.get(at + 1).filter(|next| next.at == row.at + 1 && headings_of(next).is_none()) {
            let under = |col: u32| {
                table.spans.iter().any(|(from, span)| *span > 1 && (*from..from.saturating_add(*span)).contains(&col))
                    || !table.headings.contains_key(&col)
            };
            // 'Original' under 'Timescales' says what it is together with what stands above it.
            let above = |col: u32| {
                let over = table.spans.iter().filter(|(from, span)| (**from..from.saturating_add(**span)).contains(&col));
                over.filter_map(|(from, _)| table.headings.get(from)).next_back().map_or("", |heading| heading.printed.as_str())
            };
            let read = |col: u32, text: &str| {
                if headings::known(text).is_some() { headings::read(text) } else { headings::read(&format!("{} {text}", above(col))) }
            };
            let own: Vec<(u32, Heading)> = next.own().map(|(col, cell)| (*col, read(*col, &cell.text))).collect();
            let known = own.iter().filter(|(_, heading)| heading.holds.is_some()).count();
            let short = next.own().all(|(_, cell)| matches!(cell.value, Value::Text(_)) && cell.text.chars().count() <= 40);
            if known > 0 && known * 2 >= own.len() && short && own.iter().all(|(col, _)| under(*col)) {
                for (col, heading) in own {
                    table.headings.insert(col, heading);
                    table.spans.insert(col, 1);
                }
                one_of_each(&mut table.headings);
                return Some((table, 2));
            }
        }
        Some((table, 1))
    }

    /// Whether a row names groups of columns whose own headings stand below it ('Progress' over four of them).
    fn is_group_row(&self, at: usize) -> bool {
        let (Some(row), Some(next)) = (self.rows.get(at), self.rows.get(at + 1)) else { return false };
        row.own().count() >= 2
            && row.own().any(|(_, cell)| cell.span > 1)
            && row.own().all(|(_, cell)| cell.text.chars().count() <= 40)
            && next.at == row.at + 1
            && headings_of(next).is_some_and(|below| below.headings.len() > row.own().count())
    }

    /// Whether a row of an open table is no row of it, but a line (most often the next report's title).
    fn is_line(&self, at: usize) -> bool {
        let (Some(row), Some(table)) = (self.rows.get(at), self.table.as_ref().and_then(|block| block.table.as_ref())) else { return true };
        let Some((col, cell)) = row.only() else { return two_cells_of_lines(table, row) };
        let columns = u32::try_from(table.headings.len()).unwrap_or(u32::MAX);
        if cell.span >= columns.div_ceil(2).max(3) {
            return true;
        }
        let is_front = |text: &str| {
            text.split('\n')
                .any(|line| matches!(front::read(line), front::Line::Published(_) | front::Line::Scope(_) | front::Line::Counts))
        };
        let first = table.headings.keys().next().copied().unwrap_or(0);
        if col <= first && is_front(&cell.text) {
            return true;
        }
        let front_follows = || {
            self.rows
                .iter()
                .skip(at + 1)
                .take(4)
                .map_while(|next| next.only().filter(|(next_col, _)| *next_col == col))
                .any(|(_, next)| is_front(&next.text))
        };
        let heading_follows = || self.rows.get(at + 1).is_some_and(|next| headings_of(next).is_some());
        match table.headings.get(&col).and_then(|heading| heading.holds) {
            Some(Holds::No | Holds::Ref) => {
                // A Ref has a stroke and no blanks; 'PEEL 2021/22' is a title.
                let is_ref = cell.text.contains('/') && !cell.text.contains(char::is_whitespace);
                !number::is_code(&cell.text) && !is_ref || front_follows() || (row.after_gap && heading_follows())
            }
            Some(Holds::Status) => !status::is_status(&cell.text) && !joins_status(&cell.text) || front_follows(),
            Some(Holds::Title | Holds::Published) => false,
            Some(Holds::Text) if table.column(Holds::Title).is_some() => false,
            Some(_) => {
                (row.after_gap && col <= first && table.column(Holds::Title).is_none())
                    || front_follows()
                    || (col <= first && heading_follows())
            }
            None => col <= first && (row.after_gap || front_follows() || heading_follows() || !number::is_number(&cell.text)),
        }
    }

    /// Whether a row after lines belongs to a table whose headings were given before the lines.
    fn continues_after_lines(&self, row: &GridRow<'a>) -> bool {
        let Some(table) = &self.known else { return false };
        let own = |holds: Holds| table.column(holds).and_then(|col| row.cells.get(&col)).filter(|cell| cell.own);
        if row.own().filter(|(col, _)| table.headings.get(col).is_some_and(|heading| heading.holds.is_some())).count() < 2 {
            return false;
        }
        let numbered = own(Holds::No).or_else(|| bare_number(table, row)).is_some_and(|cell| number::is_number(&cell.text));
        let rated = own(Holds::Status).is_some_and(|cell| status::is_status(&cell.text));
        numbered || rated || (table.column(Holds::No).is_none() && table.column(Holds::Status).is_none())
    }

    /// Rows side by side that look like a table, but under no headings that are known; gives how many they are. They are listed,
    /// and no part of them is taken for a title. Below the rows of a table only figures are: wide rows may be rows of it.
    fn unread_at(&mut self, at: usize, below_rows: bool) -> Option<usize> {
        let first = self.rows.get(at)?;
        let together = |fits: &dyn Fn(&GridRow<'a>) -> bool, from: usize| {
            let rows = self.rows.iter().skip(at + from).zip(first.at + u32::try_from(from).unwrap_or(0)..);
            rows.take_while(|(row, expected)| row.at == *expected && headings_of(row).is_none() && fits(row)).count()
        };
        let is_figure =
            |cell: &grid::Seen<'a>| matches!(cell.value, Value::Number(_)) || cell.text.trim_end_matches('%').trim().parse::<f64>().is_ok();
        let is_figures = |row: &GridRow<'a>| row.own().count() >= 2 && row.own().skip(1).all(|(_, cell)| is_figure(cell));
        let is_front = |text: &str| {
            text.ends_with(':') || matches!(front::read(text), front::Line::Published(_) | front::Line::Scope(_) | front::Line::Counts)
        };
        let is_wide = |row: &GridRow<'a>| row.own().count() >= 3 && !row.own().any(|(_, cell)| is_front(&cell.text));
        // Labels beside what they name: a form for each recommendation.
        let is_form = |row: &GridRow<'a>| {
            let mut own = row.own().map(|(_, cell)| headings::known(&cell.text));
            let label =
                matches!(own.next().flatten(), Some(Holds::No | Holds::Text | Holds::Status | Holds::Due | Holds::Owner | Holds::Update));
            label && own.next() == Some(None)
        };
        let headed = usize::from(first.own().count() >= 2 && !is_figures(first));
        let figures = together(&is_figures, headed);
        let wide = together(&is_wide, 0).max(together(&is_form, 0));
        let (rows, figures) = match (figures, wide) {
            (2.., _) => (figures + headed, true),
            (_, 2..) if !below_rows => (wide, false),
            _ => return None,
        };
        let texts: Vec<&str> = first.own().map(|(_, cell)| cell.text.as_str()).collect();
        let (_, begins) = first.own().next()?;
        self.layout.unread.push(Unread { at: begins.at, rows, text: texts.join(", "), figures });
        Some(rows)
    }

    /// A block that says what the colours mean; gives how many rows it takes.
    fn legend_at(&mut self, at: usize) -> Option<usize> {
        let (meanings, used) = legend::at(self.rows.get(at..)?)?;
        for meaning in meanings {
            if meaning.word == "blue" {
                self.layout.blue.get_or_insert_with(|| meaning.text.clone());
            }
            let Some(rating) = meaning.rating else { continue };
            if self.layout.legend.iter().all(|(known, _)| *known != rating) {
                self.layout.legend.push((rating, meaning.text));
            }
        }
        self.apart = true;
        Some(used)
    }
}

/// Two or more cells of which none is where it would be in the table: a title with its date beside it.
fn two_cells_of_lines(table: &Table<'_>, row: &GridRow<'_>) -> bool {
    if table.column(Holds::Title).is_some() {
        return false;
    }
    // Labels with what they name, after a blank row: 'Report', 'Custody'.
    let label = table.column(Holds::No).and_then(|col| row.cells.get(&col)).filter(|cell| cell.own);
    let rated = table.column(Holds::Status).and_then(|col| row.cells.get(&col)).is_some_and(|cell| cell.own);
    if row.after_gap
        && !rated
        && label.is_some_and(|cell| !number::is_code(&cell.text) && !number::read(&cell.text).no.is_empty() && is_label(&cell.text))
    {
        return true;
    }
    let number = table.column(Holds::No).and_then(|col| row.cells.get(&col)).filter(|cell| cell.own);
    let status = table.column(Holds::Status).and_then(|col| row.cells.get(&col)).filter(|cell| cell.own);
    let is_front = row.own().any(|(_, cell)| matches!(front::read(&cell.text), front::Line::Published(_)));
    is_front && number.is_none_or(|cell| !number::is_number(&cell.text)) && status.is_none_or(|cell| !status::is_status(&cell.text))
}

/// A word that stands before the title of a report.
fn is_title_label(text: &str) -> bool {
    matches!(fold(text).trim_end_matches(':').trim(), "report" | "report title" | "title" | "inspection" | "name of report")
}

/// A label of what a report is: its title, its date, its lead.
fn is_label(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_end_matches(':').trim();
    is_title_label(text)
        || text.trim_end().ends_with(':')
        || matches!(word, "published" | "date" | "lead" | "status" | "scope" | "force lead")
}
