//! A form as it came back: every value with its place, whatever was renamed, moved, sorted, copied or deleted.
//!
//! Nothing is decided here. What does not fit is kept as it stands; text outside the form's cells is listed.

mod cells;
mod headings;
mod stamp;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::columns::{self as c, Column};
use crate::model::form;
use crate::model::place::Place;
use crate::model::returned::{Answers, FileSeen, Return, ReturnRow, TEMPLATE};
use crate::model::sheet::{Book, Cell, Sheet, Value};
use crate::model::text::{Text, fold, tidy};
use crate::model::words::ReturnOutcome;

use super::layout;
use super::{checks, hidden};
use headings::Table;
use stamp::Stamp;

/// The most cells of text outside the form that are listed for one sheet; the rest is told as a number.
const OUTSIDE_LISTED: usize = 500;

/// On somebody's own sheet a text of ours that is longer than this, in bytes, is still ours: nobody else words a whole sentence so.
const LONGEST_OWN: usize = 40;

/// More than any title of a form takes.
const LONGEST_TITLE: usize = 1_000;

/// Reads a return.
///
/// # Errors
/// When the workbook is not ours, or a newer release made it: `seen` with its outcome, and what to ask for.
#[allow(clippy::result_large_err, reason = "a file that is not ours is a value like any other")]
pub fn read(book: &Book, seen: FileSeen) -> Result<Return, FileSeen> {
    let stamp = stamp::find(book);
    let tables: Vec<Table<'_>> = book
        .sheets
        .iter()
        .enumerate()
        .filter(|(at, _)| stamp.issued_sheet != Some(*at))
        .filter_map(|(_, sheet)| headings::find(sheet, &stamp))
        .map(|table| Table { from_1904: book.epoch_1904, ..table })
        .collect();
    // A register carries our name too, and headings that a form has.
    let is_register = book.properties.contains_key(crate::excel::register::SCHEMA_PROPERTY);
    if is_register || stamp.facts.is_empty() && !tables.iter().any(headings::is_form_by_itself) {
        return Err(FileSeen {
            outcome: ReturnOutcome::NotOurs,
            asks: "This workbook was not sent out by us. Ask the owner for the return workbook of this cycle, filled in.".into(),
            ..seen
        });
    }
    let template = stamp.number(hidden::TEMPLATE_FACT);
    if template > TEMPLATE {
        return Err(FileSeen {
            outcome: ReturnOutcome::NewerTemplate,
            asks:
                "A newer release of rectrack made this workbook. Bring the program up to date, then merge again; the owner need do nothing."
                    .into(),
            ..seen
        });
    }
    let mut returned = Return {
        seen: FileSeen { outcome: ReturnOutcome::Read, without_headings: tables.is_empty(), asks: Text::new(), ..seen },
        stamp: stamp.text(hidden::STAMP).into(),
        cycle: stamp.text(hidden::CYCLE).into(),
        owner: stamp.text(hidden::OWNER).into(),
        issue: stamp.number(hidden::ISSUE),
        template,
        correction: fold(&stamp.text(hidden::CORRECTION)) == "yes",
        filled_in_by: Text::new(),
        agreed_by: Text::new(),
        rows: Vec::new(),
        moved: Vec::new(),
        lost: Vec::new(),
        no_headings: tables.is_empty().then(|| where_looked_for(book, &stamp)),
        pictures: Vec::new(),
        comments: Vec::new(),
        outside: Vec::new(),
    };
    for table in &tables {
        take_table(table, &stamp, &mut returned);
    }
    returned.rows = without_copies(returned.rows);
    for (at, sheet) in book.sheets.iter().enumerate() {
        for comment in &sheet.comments {
            if !stamp.is_known(&comment.text) && !comment.text.trim().is_empty() {
                returned.comments.push((sheet.place(comment.at.0, comment.at.1), comment.clone()));
            }
        }
        for drawn in &sheet.drawn {
            let place = sheet.place(drawn.at.0, drawn.at.1);
            if drawn.text.is_empty() {
                returned.pictures.push(place);
            } else {
                returned.outside.push((place, drawn.text.as_str().into()));
            }
        }
        let ours = stamp.issued_sheet == Some(at) || tables.iter().any(|table| std::ptr::eq(table.sheet, sheet));
        if is_lists(sheet) {
            list_outside(sheet, beside_lists(sheet), |_, text| stamp.is_known(text), &mut returned.outside);
        } else if !ours {
            let all = sheet.cells.iter().map(|(at, cell)| (*at, cell));
            // Without the digests of our own texts, our own sheets cannot be told from what was added to them.
            let readable =
                !stamp.known.is_empty() || ![layout::DETAILS, layout::GUIDANCE].iter().any(|name| fold(name) == fold(&sheet.name));
            if readable {
                // On a sheet of the owner's own a short text of ours (a rating, a day, a number) is the owner's.
                let copied = is_copied(sheet);
                let ours = |_, text: &str| (copied || text.len() > LONGEST_OWN) && stamp.is_known(text);
                list_outside(sheet, all, ours, &mut returned.outside);
            }
        }
    }
    Ok(returned)
}

/// The title of the form as it stands on one of the first rows of a sheet; none where somebody took it away.
#[must_use]
pub fn title_shown(book: &Book) -> Option<String> {
    let begins = [layout::TITLE, layout::TITLE_AGAIN].map(fold);
    let above = book.sheets.iter().flat_map(|sheet| sheet.cells.range(..(layout::HEADING_ROW, 0)));
    let mut shown = above.filter_map(|(_, cell)| match &cell.value {
        Value::Text(text) if text.len() <= LONGEST_TITLE => Some(tidy(text)),
        _ => None,
    });
    shown.find(|text| begins.iter().any(|begins| fold(text).starts_with(begins.as_str())))
}

/// The sheet that most likely was the form: by its name, else the first with a Ref that was issued; the workbook where neither is.
fn where_looked_for(book: &Book, stamp: &Stamp) -> Place {
    let others = || book.sheets.iter().enumerate().filter(|(at, _)| stamp.issued_sheet != Some(*at)).map(|(_, sheet)| sheet);
    let holds_ref = |sheet: &&Sheet| sheet.cells.values().any(|cell| stamp.is_issued(&cell.value.seen()));
    let named = others().find(|sheet| fold(&sheet.name) == fold(layout::RETURN));
    named.or_else(|| others().find(holds_ref)).map_or_else(|| Place::file(&book.file), Sheet::whole)
}

/// Takes the rows of one form sheet, its names and what stands outside its cells.
fn take_table(table: &Table<'_>, stamp: &Stamp, returned: &mut Return) {
    let sheet = table.sheet;
    returned.moved.extend(table.moved.iter().cloned());
    returned.lost.extend(table.lost.iter().map(|heading| (*heading, table.place())));
    let mut beyond: Vec<((u32, u32), &Cell)> = Vec::new();
    let hidden_rows: BTreeSet<u32> = sheet.hidden_rows.iter().copied().collect();
    let names = NamesAbove::of(table);
    for (label, name, at) in &names.found {
        let mine = if *label == layout::FILLED_IN_BY { &mut returned.filled_in_by } else { &mut returned.agreed_by };
        // A copied sheet says the same.
        if mine != name {
            returned.outside.push((sheet.place(at.0, at.1), format!("{label}: {name}").into()));
        }
        if mine.is_empty() {
            mine.clone_from(name);
        }
    }
    let mut rows = sheet.rows();
    rows.extend(sheet.unread.iter().map(|(row, _)| *row));
    rows.sort_unstable();
    rows.dedup();
    for row in rows {
        if Some(row) == table.heading_row {
            continue;
        }
        let cells = sheet.row(row).map(|(col, cell)| ((row, col), cell));
        returned.outside.extend(typed_over_check(table, row));
        if table.heading_row.is_some_and(|heading| row < heading) || table.is_heading_again(row) {
            beyond.extend(cells.filter(|(at, _)| !names.found.iter().any(|(_, _, taken)| taken == at)));
            continue;
        }
        let reference = table.reference(row);
        let answers = cells::answers(table, row);
        if answers.is_empty() && !stamp.looks_like_ref(&reference) {
            beyond.extend(cells.filter(|((_, col), _)| Some(*col) != table.at(&c::CHECK)));
            continue;
        }
        returned.rows.push(ReturnRow {
            place: sheet.place(row, table.at(&c::REF).unwrap_or(0)),
            locked: locked(table, row),
            hidden: hidden_rows.contains(&row),
            merged: table.is_merged(row),
            unknown: unknown(table, row, stamp),
            reference: reference.into(),
            answers,
        });
    }
    // Without the digests of our own texts, the lines above the headings are taken for ours.
    let first = table.heading_row.unwrap_or(0);
    beyond.retain(|((row, _), _)| !stamp.known.is_empty() || *row > first);
    // Our own texts are left out where ours stood: above the headings, in locked columns, in columns that may be ours.
    let last = table.columns.values().max().copied().unwrap_or(0);
    let locked = [&c::REF, &c::CHECK, &c::ASKED, &c::DUE, &c::LAST_TIME].map(|column| table.at(column));
    let stood = |(row, col): (u32, u32)| {
        let above = row < first || table.is_heading_again(row);
        if above { col <= last } else { locked.contains(&Some(col)) || may_be_ours(table, col, stamp) }
    };
    list_outside(sheet, beyond.into_iter(), |at, text| stood(at) && stamp.is_known(text), &mut returned.outside);
}

/// The locked cells of a row as they came back. `Check` is a formula's result and says nothing of its own.
fn locked(table: &Table<'_>, row: u32) -> Vec<(&'static str, Text, u32)> {
    [&c::ASKED, &c::DUE, &c::LAST_TIME]
        .into_iter()
        .filter_map(|column: &'static Column| {
            let col = table.at(column)?;
            // A correction says more in these cells than was issued at first.
            let text = form::as_issued(&table.sheet.value(row, col).seen()).into();
            Some((column.heading, text, col))
        })
        .collect()
}

/// What somebody typed over the formula of `Check`.
fn typed_over_check(table: &Table<'_>, row: u32) -> Option<(Place, Text)> {
    let col = table.at(&c::CHECK).filter(|_| table.heading_row.is_some_and(|heading| row > heading))?;
    let cell = table.sheet.cells.get(&(row, col)).filter(|cell| cell.formula.is_none())?;
    let Value::Text(text) = &cell.value else { return None };
    let text = tidy(text);
    let typed = !text.is_empty() && !checks::is_ours(&text) && fold(&text) != fold(c::CHECK.heading);
    typed.then(|| (table.sheet.place(row, col), format!("{}: {text}", c::CHECK.heading).into()))
}

/// What stands in columns that the form does not have.
fn unknown(table: &Table<'_>, row: u32, stamp: &Stamp) -> Vec<(Text, Text, Place)> {
    table
        .sheet
        .row(row)
        .filter(|(col, cell)| !table.columns.values().any(|known| known == col) && !cell.value.is_blank())
        // A column of ours that stands there once more, or whose heading is gone, holds our own texts: a column of the owner's does not.
        .filter(|(col, cell)| !may_be_ours(table, *col, stamp) || !stamp.is_known(&cell.value.shown()))
        .map(|(col, cell)| (table.heading(col), cell.value.shown(), table.sheet.place(row, col)))
        .collect()
}

/// True for a column beside the form's that may hold texts of ours: under a heading of ours, or under none where one was lost.
fn may_be_ours(table: &Table<'_>, col: u32, stamp: &Stamp) -> bool {
    let heading = table.heading(col);
    if heading.is_empty() { table.heading_row.is_none() || !table.lost.is_empty() } else { stamp.is_known(&heading) }
}

/// A sheet that was copied holds every row twice: the copy that says nothing, or says the very same, is left out. What stands
/// beside it, in columns that the form does not have, is kept.
fn without_copies(rows: Vec<ReturnRow>) -> Vec<ReturnRow> {
    let mut kept: Vec<ReturnRow> = Vec::with_capacity(rows.len());
    let mut at: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in rows {
        let places = at.entry(fold(&row.reference)).or_default();
        let copy = (!row.reference.is_empty()).then(|| {
            places.iter().copied().find(|place| {
                let other = &kept[*place];
                other.place.sheet != row.place.sheet
                    && (says_same(&other.answers, &row.answers) || row.answers.is_empty() || other.answers.is_empty())
            })
        });
        match copy.flatten() {
            Some(place) if kept[place].answers.is_empty() && !row.answers.is_empty() => {
                let empty = std::mem::replace(&mut kept[place], row);
                keep_unknown(&mut kept[place], empty.unknown);
            }
            Some(place) => keep_unknown(&mut kept[place], row.unknown),
            None => {
                places.push(kept.len());
                kept.push(row);
            }
        }
    }
    kept
}

/// Takes over what a copy of the row says beside the form, save what the row says there itself.
fn keep_unknown(row: &mut ReturnRow, unknown: Vec<(Text, Text, Place)>) {
    for (heading, text, place) in unknown {
        if !row.unknown.iter().any(|(known, same, _)| *known == heading && *same == text) {
            row.unknown.push((heading, text, place));
        }
    }
}

fn says_same(one: &Answers, other: &Answers) -> bool {
    one.cells().iter().zip(other.cells()).all(|((_, a, _), (_, b, _))| a.shown() == b.shown())
}

/// Lists text that is not ours and not in the form's cells.
fn list_outside<'s>(
    sheet: &'s Sheet,
    cells: impl Iterator<Item = ((u32, u32), &'s Cell)>,
    is_ours: impl Fn((u32, u32), &str) -> bool,
    outside: &mut Vec<(Place, Text)>,
) {
    let mut more = 0_usize;
    let mut listed = 0_usize;
    for ((row, col), cell) in cells {
        let shown = cell.value.seen();
        if shown.is_empty() || is_ours((row, col), &shown) {
            continue;
        }
        if listed == OUTSIDE_LISTED {
            more += 1;
            continue;
        }
        listed += 1;
        outside.push((sheet.place(row, col), Text::from(shown)));
    }
    if more > 0 {
        outside.push((sheet.whole(), format!("and {more} more cells on this sheet").into()));
    }
}

/// True for `Details` and `Guidance`, for copies of them, and for copies of the form's upper part.
fn is_copied(sheet: &Sheet) -> bool {
    let name = fold(&sheet.name);
    let named = |ours: &str| name.strip_prefix(fold(ours).as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("));
    let titles = [layout::DETAILS_TITLE, layout::GUIDANCE_TITLE, layout::TITLE, layout::TITLE_AGAIN].map(fold);
    let titled =
        || sheet.cells.values().take(20).any(|cell| titles.iter().any(|title| fold(&cell.value.seen()).starts_with(title.as_str())));
    named(layout::DETAILS) || named(layout::GUIDANCE) || titled()
}

/// The sheet of the drop-down lists, whatever it is called now.
fn is_lists(sheet: &Sheet) -> bool {
    list_named(&sheet.text(0, 0)).is_some()
}

fn list_named(heading: &str) -> Option<c::List> {
    c::List::ALL.iter().copied().find(|list| heading == format!("{list:?}"))
}

/// What stands on the sheet of the lists, or on one that begins as it does, and is not of the lists.
fn beside_lists(sheet: &Sheet) -> impl Iterator<Item = ((u32, u32), &Cell)> {
    let lists: BTreeMap<u32, Vec<&str>> =
        sheet.row(0).filter_map(|(col, cell)| Some((col, list_named(&cell.value.seen())?.words()))).collect();
    let of_lists = move |row: u32, col: u32, text: &str| lists.get(&col).is_some_and(|words| row == 0 || words.contains(&text));
    sheet.cells.iter().map(|(at, cell)| (*at, cell)).filter(move |((row, col), cell)| !of_lists(*row, *col, &cell.value.seen()))
}

/// The names typed beside `Filled in by` and `Agreed by`.
#[derive(Default)]
struct NamesAbove {
    /// The label, the name beside it, and the name's cell.
    found: Vec<(&'static str, Text, (u32, u32))>,
}

impl NamesAbove {
    fn of(table: &Table<'_>) -> Self {
        let mut names = Self::default();
        let Some(heading) = table.heading_row else { return names };
        let sheet = table.sheet;
        for ((row, col), cell) in sheet.cells.range(..(heading, 0)) {
            let label = fold(&cell.value.shown());
            let label = label.trim_end_matches(':').trim_end();
            let labels = [layout::FILLED_IN_BY, layout::AGREED_BY];
            let Some(label) = labels.into_iter().find(|known| label == fold(known)) else { continue };
            let beside = sheet.row(*row).find(|(at, cell)| *at > *col && *at <= *col + 6 && !cell.value.is_blank());
            if let Some((at, cell)) = beside {
                names.found.push((label, cell.value.shown(), (*row, at)));
            }
        }
        names
    }
}
