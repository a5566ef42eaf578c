//! Laying `queries.xlsx` out.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, Formula, Workbook, Worksheet, XlsxError};

use crate::excel::style::{self, Looks, Page, measure, palette};
use crate::model::columns::{self as c, Column, EditedBy, Holds, List};
use crate::model::place::{Place, cell_name};
use crate::model::settled::{QueriesBook, QueryRow};
use crate::model::text::{Text, in_a_cell, in_cells};
use crate::model::words::{Severity, Word as _};

use super::{AGREE, LISTS, NOTES, QUERIES};

/// The row of the headings, from nought.
const HEADING_ROW: u32 = 3;
const FIRST_ROW: u32 = HEADING_ROW + 1;

/// One sheet to lay out.
struct Layout<'a> {
    name: &'a str,
    title: String,
    subtitle: &'a str,
    columns: &'static [&'static Column],
    rows: Vec<Vec<Text>>,
}

/// The sheet `Queries`: grouped by owner, the owner with the worst first; within an owner worst first, then by Ref.
pub(super) fn queries(workbook: &mut Workbook, book: &QueriesBook) -> Result<(), XlsxError> {
    let rows = in_order(&book.queries).into_iter().map(query_cells).collect();
    let open = book.queries.iter().filter(|row| row.severity == Severity::Blocking).count();
    let sheet = add(
        workbook,
        book,
        &Layout {
            name: QUERIES,
            title: format!("Queries and clashes of {}", book.cycle),
            subtitle: &format!(
                "{} in all, of which {open} {} for an answer. Choose a decision in the teal columns, save, and merge again.",
                book.queries.len(),
                if open == 1 { "waits" } else { "wait" }
            ),
            columns: c::QUERIES,
            rows,
        },
    )?;
    let last = last_row(book.queries.len());
    let severity = column_of(c::QUERIES, &c::SEVERITY);
    let cell = cell_name(FIRST_ROW, u32::from(severity));
    for (word, colours) in [(Severity::Blocking, palette::ASKED), (Severity::Note, palette::NOT_NEEDED)] {
        let rule = format!("={cell}=\"{}\"", word.as_str());
        style::colour_when(sheet, ((FIRST_ROW, severity), (last, severity)), &rule, colours)?;
    }
    for column in [&c::ISSUED, &c::HELD, &c::RETURNED] {
        let col = column_of(c::QUERIES, column);
        style::colour_ratings_alone(sheet, (FIRST_ROW, col), (last, col))?;
    }
    Ok(())
}

/// The sheet `To agree`.
pub(super) fn agree(workbook: &mut Workbook, book: &QueriesBook) -> Result<(), XlsxError> {
    let rows = book
        .agree
        .iter()
        .map(|row| {
            let [file, sheet, cell] = place_cells(&row.place);
            vec![
                row.reference.clone(),
                row.claim.clone(),
                row.owner.clone(),
                row.last_time.clone(),
                row.owner_says.clone(),
                row.suggested.clone(),
                if row.held_back { "yes" } else { "no" }.into(),
                file.into(),
                sheet.into(),
                cell.into(),
                row.choice.typed.clone(),
                row.choice.value.clone(),
                row.committee_text.clone(),
                row.choice.decided_by.clone(),
                row.choice.reason.clone(),
            ]
        })
        .collect();
    let sheet = add(
        workbook,
        book,
        &Layout {
            name: AGREE,
            title: format!("To agree for {}", book.cycle),
            subtitle: "Moves to Green, White or closed, and later dates. Where Waits says no the row is merged already; a decision still changes it.",
            columns: c::AGREE,
            rows,
        },
    )?;
    let was = column_of(c::AGREE, &c::WAS);
    style::colour_ratings(sheet, (FIRST_ROW, was), (last_row(book.agree.len()), was))
}

/// The sheet `Notes`: owners' notes on cells, and text outside the form.
pub(super) fn notes(workbook: &mut Workbook, book: &QueriesBook) -> Result<(), XlsxError> {
    let rows = book
        .notes
        .iter()
        .flat_map(|(owner, place, text)| in_cells(text, " [continues below]").into_iter().map(move |piece| (owner, place, piece)))
        .map(|(owner, place, piece)| {
            let [file, sheet, cell] = place_cells(place);
            vec![owner.clone(), piece.into(), file.into(), sheet.into(), cell.into()]
        })
        .collect();
    add(
        workbook,
        book,
        &Layout {
            name: NOTES,
            title: format!("Notes of {}", book.cycle),
            subtitle: "What owners wrote that is not in the register: notes on cells, other sheets, columns of their own, and answers that wait or that a newer return replaced.",
            columns: c::NOTES,
            rows,
        },
    )
    .map(|_| ())
}

/// The lists behind the drop-downs.
pub(super) fn lists(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let words = List::Decisions.words();
    workbook.define_name(List::Decisions.defined_name(), &format!("={LISTS}!$A$2:$A${}", words.len() + 1))?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(LISTS)?.set_hidden(true);
    sheet.write(0, 0, "Decisions")?;
    for (row, word) in (1u32..).zip(words) {
        sheet.write(row, 0, word)?;
    }
    Ok(())
}

fn add<'w>(workbook: &'w mut Workbook, book: &QueriesBook, layout: &Layout<'_>) -> Result<&'w mut Worksheet, XlsxError> {
    let looks = Looks::new();
    let entry_heading = style::swatch(Format::new().set_text_wrap().set_align(rust_xlsxwriter::FormatAlign::Top), palette::ENTRY_HEADING);
    let entry = style::lined(looks.text.clone(), palette::ENTRY).set_unlocked();
    let sheet = workbook.add_worksheet();
    sheet.set_name(layout.name)?;
    sheet.write_with_format(0, 0, &layout.title, &looks.title)?.set_row_height(0, 26)?;
    sheet.write_with_format(1, 0, layout.subtitle, &looks.subtitle)?;
    for (col, column) in (0u16..).zip(layout.columns) {
        sheet.set_column_width(col, width(column))?;
        let format = if column.edited_by == EditedBy::Coordinator && is_decided(column) { &entry_heading } else { &looks.heading };
        sheet.write_with_format(HEADING_ROW, col, column.heading, format)?;
    }
    for (row, cells) in (FIRST_ROW..).zip(&layout.rows) {
        for ((col, column), text) in (0u16..).zip(layout.columns).zip(cells) {
            let format = if is_decided(column) { &entry } else { &looks.text };
            sheet.write_with_format(row, col, in_a_cell(text, " [continues: see Notes]"), format)?;
        }
        let tall = cells.iter().zip(layout.columns).map(|(text, column)| (text.as_str(), width(column)));
        sheet.set_row_height(row, measure::row_height(tall, 2))?;
    }
    if layout.rows.is_empty() {
        sheet.write_with_format(FIRST_ROW, 0, "None.", &looks.subtitle)?;
    }
    let last = last_row(layout.rows.len());
    let last_col = u16::try_from(layout.columns.len().saturating_sub(1)).unwrap_or(0);
    for (col, column) in (0u16..).zip(layout.columns).filter(|(_, column)| is_decided(column)) {
        let rule = DataValidation::new().set_input_title(column.heading)?.set_input_message(column.help)?;
        let rule = match column.holds {
            Holds::OneOf(list) => rule
                .allow_list_formula(Formula::new(format!("={}", list.defined_name())))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("Please choose from the list")?
                .set_error_message("Another word is kept, but it settles nothing.")?,
            _ => rule.allow_any_value(),
        };
        sheet.add_data_validation(FIRST_ROW, col, last, col, &rule)?;
    }
    sheet.autofilter(HEADING_ROW, 0, last, last_col)?;
    sheet.set_freeze_panes(FIRST_ROW, 1)?;
    let footing = format!("{} - {}", book.organisation, layout.title);
    style::set_page(sheet, &Page { marking: &book.marking, footing: &footing, portrait: false, repeat: Some((HEADING_ROW, HEADING_ROW)) })?;
    Ok(sheet)
}

/// True for the columns that the coordinator fills in here.
fn is_decided(column: &Column) -> bool {
    [&c::DECISION, &c::MY_DECISION, &c::DECIDED_VALUE, &c::DECIDED_BY, &c::DECISION_REASON, &c::COMMITTEE_TEXT]
        .iter()
        .any(|decided| decided.heading == column.heading)
}

/// Narrower than in the register, so that a row can be read across and prints on one page.
fn width(column: &Column) -> f64 {
    let narrower = [
        (&c::REF, 18.0),
        (&c::RULE_OR_FIELD, 18.0),
        (&c::OWNER, 16.0),
        (&c::ISSUED, 18.0),
        (&c::HELD, 18.0),
        (&c::RETURNED, 22.0),
        (&c::FILE, 16.0),
        (&c::SHEET, 10.0),
        (&c::CELL, 7.0),
        (&c::SAYS, 32.0),
        (&c::ASKS, 32.0),
        (&c::DECISION, 17.0),
        (&c::DECIDED_VALUE, 15.0),
        (&c::DECIDED_BY, 13.0),
        (&c::DECISION_REASON, 20.0),
        (&c::COMMITTEE_TEXT, 30.0),
        (&c::OWNER_SAYS, 40.0),
    ];
    narrower.iter().find(|(known, _)| known.heading == column.heading).map_or(f64::from(column.width), |(_, width)| *width)
}

fn in_order(rows: &[QueryRow]) -> Vec<&QueryRow> {
    let mut worst: BTreeMap<&str, Severity> = BTreeMap::new();
    for row in rows {
        let known = worst.entry(row.owner.as_str()).or_insert(row.severity);
        *known = (*known).min(row.severity);
    }
    let mut rows: Vec<&QueryRow> = rows.iter().collect();
    // Stable: rows that are alike keep the order in which they were raised.
    rows.sort_by_key(|row| (worst.get(row.owner.as_str()).copied(), row.owner.as_str(), row.severity, row.reference.as_str()));
    rows
}

fn query_cells(row: &QueryRow) -> Vec<Text> {
    let [file, sheet, cell] = place_cells(&row.place);
    vec![
        row.reference.clone(),
        row.rule_or_field.clone(),
        row.severity.to_string().into(),
        row.owner.clone(),
        row.issued.clone(),
        row.held.clone(),
        row.returned.clone(),
        file.into(),
        sheet.into(),
        cell.into(),
        row.says.clone(),
        row.asks.clone(),
        row.choice.typed.clone(),
        row.choice.value.clone(),
        row.choice.decided_by.clone(),
        row.choice.reason.clone(),
    ]
}

fn place_cells(place: &Place) -> [String; 3] {
    [place.file.to_string(), place.sheet.to_string(), place.cell()]
}

fn column_of(columns: &[&Column], column: &Column) -> u16 {
    let at = columns.iter().position(|known| known.heading == column.heading).unwrap_or(0);
    u16::try_from(at).unwrap_or(0)
}

fn last_row(rows: usize) -> u32 {
    FIRST_ROW + u32::try_from(rows.saturating_sub(1)).unwrap_or(0)
}
