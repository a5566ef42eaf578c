//! Writing the register: real Excel tables, one heading row, dates as dates, lists to choose from, help at each heading.

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, Formula, Table, TableColumn, TableStyle, Workbook,
    Worksheet, XlsxError,
};

use super::{LISTS, SCHEMA_PROPERTY, each_table};
use crate::excel::style::finishing::TallTables;
use crate::excel::style::sheets::{self, Job, Texts};
use crate::excel::style::{self, Looks, Page, measure, palette};
use crate::model::columns::{Column, EditedBy, Holds, List};
use crate::model::place::column_name;
use crate::model::register::SCHEMA;
use crate::model::sheet::Sheet;
use crate::model::tables::{
    Cycle, Decision, Definition, Extension, Milestone, Owner, Paper, Position, Recommendation, Report, ReturnSeen, Row, Task,
};
use crate::model::text::{CELL_HOLDS, fits_a_cell};
use crate::model::{Refusal, Register, Value};

/// The rows of a sheet that a table can use, less its heading.
const MOST_ROWS: usize = 1_048_575;
/// Rows under the table for which lists are offered already, so that a new row has them.
const ROWS_TO_COME: u32 = 500;
/// Rows grow no taller than this many lines: the register is for looking things up, not for reading through.
const MOST_LINES: usize = 12;
/// Rows above which a sheet says once how tall most of them are.
const LONG: usize = 15_000;
/// How wide a column is that we do not know.
const EXTRA_WIDTH: u16 = 20;

/// Writes the register. `made` is the day that stands in the properties: the same register gives the same bytes.
///
/// # Errors
/// When a text is longer than a cell holds, a date lies outside Excel's calendar, or a table has more rows than a sheet:
/// the row is named, and nothing is cut.
pub fn write(register: &Register, made: NaiveDate) -> Result<Vec<u8>, Refusal> {
    write_marked(register, made, "")
}

/// As [`write()`], with the protective marking in header and footer.
///
/// # Errors
/// As [`write()`].
pub fn write_marked(register: &Register, made: NaiveDate, marking: &str) -> Result<Vec<u8>, Refusal> {
    let mut workbook = Workbook::new();
    let looks = Columns::new();
    let mut tall = TallTables::default();
    let properties = style::properties("Recommendations register", "The master register", "", Some(made));
    workbook.set_properties(&properties.set_custom_property(SCHEMA_PROPERTY, i32::try_from(SCHEMA).unwrap_or(i32::MAX)));
    let mut jobs = Vec::new();
    macro_rules! sheet {
        ($field:ident: $row:ty) => {
            let extra = register.extra_columns.get(<$row>::SHEET).map_or(&[][..], Vec::as_slice);
            tall.declare(<$row>::SHEET, 1, last_row(register.$field.len()));
            jobs.push(Job::new(register.$field.len(), |sheet| write_table(sheet, &register.$field, extra, &looks, marking)));
        };
    }
    each_table!(sheet);
    for sheet in sheets::filled(&mut workbook, Texts::Shared, jobs)? {
        workbook.push_worksheet(sheet);
    }
    for sheet in &register.extra_sheets {
        write_extra(workbook.add_worksheet(), sheet, &looks)?;
    }
    write_lists(&mut workbook).map_err(|limit| style::refused(&limit))?;
    style::bytes(workbook).map(|bytes| tall.finished(bytes))
}

/// The last row of a table with that many rows: one without any has an empty one.
fn last_row(rows: usize) -> u32 {
    u32::try_from(rows.max(1)).unwrap_or(u32::MAX)
}

/// Writes a table on its sheet; gives the first row below it.
fn write_table<T: Row>(sheet: &mut Worksheet, rows: &[T], extra: &[String], looks: &Columns, marking: &str) -> Result<u32, Refusal> {
    if rows.len() > MOST_ROWS {
        return Err(Refusal::new(
            format!("{} has {} rows, and a sheet holds {MOST_ROWS}", T::SHEET, rows.len()),
            "close cycles and export old positions, then try again",
        ));
    }
    lay_out::<T>(sheet, rows.len(), extra, looks, marking).map_err(|limit| style::refused(&limit))?;
    let columns = T::columns();
    let usual = usual_lines(rows);
    if let Some(usual) = usual {
        sheet.set_default_row_height(measure::height_of(usual));
    }
    for (at, row) in rows.iter().enumerate() {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let cells = row.to_cells();
        let lines = lines_of_row::<T>(&cells, row.extra());
        for (col, value) in cells.iter().chain(row.extra()).enumerate() {
            let heading =
                columns.get(col).map_or_else(|| extra.get(col - columns.len()).map_or("", String::as_str), |column| column.heading);
            check(value, T::SHEET, line, heading)?;
            let holds = columns.get(col).map_or(Holds::Text, |column| column.holds);
            write_cell(sheet, line, short(col), value, holds, looks).map_err(|limit| style::refused(&limit))?;
        }
        if usual != Some(lines) {
            sheet.set_row_height(line, measure::height_of(lines)).map_err(|limit| style::refused(&limit))?;
        }
    }
    Ok(last_row(rows.len()) + 1)
}

/// The lines that most rows of a long table take, as rows from all over it tell: its sheet says once how tall they are, since the
/// writer keeps a quarter of a kilobyte for each row whose height is set. The empty rows below are as tall: none for tables as
/// people fill them by hand.
fn usual_lines<T: Row>(rows: &[T]) -> Option<usize> {
    if rows.len() <= LONG {
        return None;
    }
    let mut counts = [0_usize; MOST_LINES + 1];
    for row in rows.iter().step_by(rows.len() / (LONG / 10)) {
        if let Some(count) = counts.get_mut(lines_of_row::<T>(&row.to_cells(), row.extra())) {
            *count += 1;
        }
    }
    (1..=MOST_LINES).max_by_key(|lines| counts.get(*lines))
}

/// The lines that a row shows.
fn lines_of_row<T: Row>(cells: &[Value], extra: &[Value]) -> usize {
    let widths = T::columns().iter().map(|column| column.width).chain(std::iter::repeat(EXTRA_WIDTH));
    let lines = cells.iter().chain(extra).zip(widths).map(|(value, width)| match value {
        Value::Text(text) => lines_of(text, width),
        _ => 1,
    });
    lines.max().unwrap_or(1).min(MOST_LINES)
}

/// Headings, widths, the table, lists and help: everything but the rows.
fn lay_out<T: Row>(sheet: &mut Worksheet, rows: usize, extra: &[String], looks: &Columns, marking: &str) -> Result<(), XlsxError> {
    let columns = T::columns();
    sheet.set_name(T::SHEET)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_print_gridlines(true);
    style::set_page(sheet, &Page { marking, footing: T::SHEET, repeat: Some((0, 0)), ..Page::default() })?;
    sheet.set_row_height(0, measure::height_of(2))?;
    let own = Looks::new().heading;
    let owners_heading = style::swatch(own.clone(), palette::ENTRY_HEADING);
    let last = last_row(rows);
    let open_to = last.saturating_add(ROWS_TO_COME).min(u32::try_from(MOST_ROWS).unwrap_or(u32::MAX));
    let mut table_columns = Vec::new();
    for (col, column) in columns.iter().enumerate() {
        let col = short(col);
        sheet.set_column_width(col, column.width)?;
        sheet.set_column_format(col, looks.of(column.holds))?;
        let heading = if column.edited_by == EditedBy::Tool { &own } else { &owners_heading };
        table_columns.push(TableColumn::new().set_header(column.heading).set_header_format(heading));
        sheet.add_data_validation(0, col, 0, col, &help(column)?)?;
        if let Some(choice) = choice(column)? {
            sheet.add_data_validation(1, col, open_to, col, &choice)?;
        }
        if column.holds == Holds::OneOf(List::Ratings) {
            style::colour_ratings(sheet, (1, col), (open_to, col))?;
        }
    }
    for (at, heading) in extra.iter().enumerate() {
        sheet.set_column_width(short(columns.len() + at), EXTRA_WIDTH)?;
        sheet.set_column_format(short(columns.len() + at), looks.of(Holds::Text))?;
        table_columns.push(TableColumn::new().set_header(heading).set_header_format(&owners_heading));
    }
    let right = short(table_columns.len().saturating_sub(1));
    let table = Table::new()
        .set_name(T::SHEET)
        .set_columns(&table_columns)
        .set_style(TableStyle::Light1)
        .set_alt_text_title(T::SHEET)
        .set_alt_text(format!("The register's table {}, columns A to {}", T::SHEET, column_name(u32::from(right))));
    // Its other rows are put in when the workbook is finished, see `style::finishing`.
    sheet.add_table(0, 0, 1, right, &table)?;
    Ok(())
}

/// What a heading says when it is chosen: the column's help, and who enters it.
fn help(column: &Column) -> Result<DataValidation, XlsxError> {
    let by = match column.edited_by {
        EditedBy::Tool => " Kept by rectrack.",
        EditedBy::Coordinator | EditedBy::Owner => "",
    };
    let message: String = format!("{}{by}", column.help).chars().take(255).collect();
    DataValidation::new().allow_any_value().set_input_title(column.heading.chars().take(32).collect::<String>())?.set_input_message(message)
}

/// What a column's cells accept; none where anything goes.
fn choice(column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    let validation = match column.holds {
        Holds::OneOf(list) => DataValidation::new()
            .allow_list_formula(Formula::new(format!("={}", list.defined_name())))
            .set_error_title("Please choose from the list")?
            .set_error_message("The register knows the words of the list only.")?,
        Holds::Date => {
            let (from, to) = (NaiveDate::from_ymd_opt(1990, 1, 1), NaiveDate::from_ymd_opt(2090, 12, 31));
            let (Some(from), Some(to)) = (from, to) else { return Ok(None) };
            DataValidation::new()
                .allow_date(DataValidationRule::Between(from, to))
                .set_error_title("Please enter a date")?
                .set_error_message("Day, month and year, such as 31 Mar 2022.")?
                .set_error_style(DataValidationErrorStyle::Warning)
        }
        Holds::Whole => DataValidation::new()
            .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
            .set_error_title("Please enter a number")?
            .set_error_message("A whole number, such as 12.")?
            .set_error_style(DataValidationErrorStyle::Warning),
        Holds::Text | Holds::LongText => return Ok(None),
    };
    Ok(Some(validation))
}

/// Sheets that we do not know: their values in their places.
fn write_extra(sheet: &mut Worksheet, from: &Sheet, looks: &Columns) -> Result<(), Refusal> {
    let refused = |limit: XlsxError| style::refused(&limit);
    sheet.set_name(from.name.to_string()).map_err(refused)?;
    sheet.set_hidden(from.hidden);
    for ((row, col), cell) in from.cells.iter() {
        check(&cell.value, &from.name, *row, &column_name(*col))?;
        let col = u16::try_from(*col).unwrap_or(u16::MAX);
        write_cell(sheet, *row, col, &cell.value, Holds::Text, looks).map_err(refused)?;
    }
    Ok(())
}

/// The lists that drop-downs offer, each under its defined name.
fn write_lists(workbook: &mut Workbook) -> Result<(), XlsxError> {
    for (col, list) in List::ALL.iter().enumerate() {
        let letters = column_name(u32::try_from(col).unwrap_or(u32::MAX));
        let range = format!("={LISTS}!${letters}$2:${letters}${}", list.words().len() + 1);
        workbook.define_name(list.defined_name(), &range)?;
    }
    let sheet = workbook.add_worksheet().set_name(LISTS)?;
    sheet.set_hidden(true);
    for (col, list) in List::ALL.iter().enumerate() {
        sheet.write_string(0, short(col), list.defined_name())?;
        for (row, word) in list.words().into_iter().enumerate() {
            sheet.write_string(u32::try_from(row + 1).unwrap_or(u32::MAX), short(col), word)?;
        }
    }
    Ok(())
}

/// Refuses what a cell cannot hold, naming the row.
fn check(value: &Value, sheet: &str, row: u32, heading: &str) -> Result<(), Refusal> {
    let place = || format!("{sheet} row {}, {heading}", u64::from(row) + 1);
    match value {
        Value::Text(text) if !fits_a_cell(text) => Err(Refusal::new(
            format!("{}: the text has {} characters and a cell holds {CELL_HOLDS}", place(), text.encode_utf16().count()),
            "shorten it, then try again",
        )),
        Value::Date(date) if !(1900..=9999).contains(&date.year()) => {
            Err(Refusal::new(format!("{}: Excel has no date in the year {}", place(), date.year()), "correct the date, then try again"))
        }
        Value::Number(number) if !number.is_finite() => {
            Err(Refusal::new(format!("{}: this is not a number", place()), "correct it, then try again"))
        }
        _ => Ok(()),
    }
}

/// The formats of the columns. A cell that holds what its column is for takes its column's: nothing is said of it, nor of an
/// empty one, which spares half of the register's cells. Lines are drawn by the grid, on the screen and in print.
struct Columns {
    text: Format,
    date: Format,
    number: Format,
}

impl Columns {
    fn new() -> Self {
        let text = Looks::new().prose;
        Self {
            date: text.clone().set_num_format(style::DATE).set_align(FormatAlign::Left),
            // Numbers in columns of ours are whole; in others they show as they are.
            number: text.clone().set_align(FormatAlign::Right),
            text,
        }
    }

    fn of(&self, holds: Holds) -> &Format {
        match holds {
            Holds::Date => &self.date,
            Holds::Whole => &self.number,
            Holds::Text | Holds::LongText | Holds::OneOf(_) => &self.text,
        }
    }
}

fn write_cell(sheet: &mut Worksheet, row: u32, col: u16, value: &Value, holds: Holds, looks: &Columns) -> Result<(), XlsxError> {
    let plain = matches!(holds, Holds::Text | Holds::LongText | Holds::OneOf(_));
    match value {
        Value::Empty => return Ok(()),
        Value::Text(text) | Value::ErrorValue(text) if plain => sheet.write_string(row, col, text)?,
        Value::Text(text) | Value::ErrorValue(text) => sheet.write_string_with_format(row, col, text, &looks.text)?,
        Value::Number(number) if holds == Holds::Whole => sheet.write_number(row, col, *number)?,
        Value::Number(number) => sheet.write_number_with_format(row, col, *number, &looks.number)?,
        Value::Date(date) if holds == Holds::Date => sheet.write_datetime(row, col, date)?,
        Value::Date(date) => sheet.write_datetime_with_format(row, col, date, &looks.date)?,
        Value::Bool(yes) => sheet.write_boolean(row, col, *yes)?,
    };
    Ok(())
}

/// The lines that a text takes; very long ones need no exact count.
fn lines_of(text: &str, width: u16) -> usize {
    if text.len() < usize::from(width) / 2 && !text.contains('\n') {
        return 1;
    }
    let most = usize::from(width) * (MOST_LINES + 1) * 2;
    let end = if text.len() <= most { None } else { text.char_indices().nth(most) };
    measure::lines(end.and_then(|(at, _)| text.get(..at)).unwrap_or(text), f64::from(width), 11.0, false)
}

fn short(col: usize) -> u16 {
    u16::try_from(col).unwrap_or(u16::MAX)
}
