//! The sheet `Return`: what the owner fills in.

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Note, Workbook, Worksheet, XlsxError,
};

use crate::excel::style::{self, Page, finishing, measure, palette};
use crate::model::columns::{self as c, Column, Holds};
use crate::model::form;
use crate::model::returned::IssuedTask;
use crate::model::text::shorten;
use crate::model::words::{Rating, Word as _};

use super::checks;
use super::layout::{self, FIRST_ROW, HEADING_ROW, Sheets, column_of, is_entry, this_row};
use super::look::{FormLooks, protect};

/// Adds the sheet to the workbook.
pub(super) fn add(workbook: &mut Workbook, sheets: &mut Sheets<'_>) -> Result<(), XlsxError> {
    let looks = FormLooks::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(layout::RETURN)?;
    // Everything outside the form is locked, so that Tab goes from entry cell to entry cell and nowhere else. The column after
    // the form stands for all to its right, see `style::finishing`.
    sheet.set_column_range_format(0, column_of(&c::RESOURCES) + 1, &looks.outside)?;
    for column in c::RETURN {
        sheet.set_column_width(column_of(column), layout::width(column))?;
    }
    heading(sheet, sheets, &looks)?;
    let last = rows(sheet, sheets, &looks)?;
    validations(sheet, sheets, last)?;
    colours(sheet, last)?;
    sheet.autofilter(HEADING_ROW, 0, last, column_of(&c::RESOURCES))?;
    sheet.set_freeze_panes(FIRST_ROW, column_of(&c::ASKED))?;
    sheet.set_selection(FIRST_ROW, column_of(&c::NO_CHANGE), FIRST_ROW, column_of(&c::NO_CHANGE))?;
    sheet.set_tab_color(palette::ENTRY_HEADING.fill);
    protect(sheet);
    let settings = &sheets.texts.settings;
    let footing = format!("{} - return of {}, {}", settings.organisation, sheets.pack.owner, sheets.pack.cycle);
    style::set_page(
        sheet,
        &Page { marking: &settings.marking, footing: &footing, portrait: false, repeat: Some((HEADING_ROW, HEADING_ROW)) },
    )
}

/// Title, dates, names, and the row of headings.
fn heading(sheet: &mut Worksheet, sheets: &mut Sheets<'_>, looks: &FormLooks) -> Result<(), XlsxError> {
    let (pack, settings) = (sheets.pack, &sheets.texts.settings);
    let begins = if pack.correction { layout::TITLE_AGAIN } else { layout::TITLE };
    let title = format!("{begins}{} - {}", pack.owner, pack.cycle);
    sheet.write_with_format(0, 0, sheets.own(&title), &looks.shared.title)?.set_row_height(0, 26)?;
    let as_at = pack.as_at.map_or_else(String::new, |day| format!(", as at {}", form::day(Some(day))));
    let subtitle = format!("{}: progress on recommendations{as_at}. {}", settings.organisation, settings.marking);
    sheet.write_with_format(1, 0, sheets.own(&subtitle), &looks.shared.subtitle)?.set_row_height(1, 18)?;

    let entry = column_of(&c::LAST_TIME);
    sheet.write_with_format(2, 0, sheets.own("Please return by"), &looks.shared.label)?;
    // The day of the cycle has often passed when a correction goes out.
    let by = if pack.correction { String::new() } else { form::day(pack.return_by) };
    sheet.write_with_format(2, 1, sheets.own(if by.is_empty() { "as soon as you can" } else { &by }), &looks.fact)?;
    sheet.write_with_format(3, 0, sheets.own("Rows to answer"), &looks.shared.label)?;
    sheet.write_with_format(3, 1, sheets.own(&pack.tasks.len().to_string()), &looks.fact)?;
    for (row, label) in [(2, layout::FILLED_IN_BY), (3, layout::AGREED_BY)] {
        sheet.write_with_format(row, entry - 1, sheets.own(label), &looks.right_label)?;
        sheet.write_blank(row, entry, &looks.entry)?;
        sheet.set_row_height(row, 18)?;
    }
    let hint = if pack.correction {
        "Please answer these rows once more, in full: they take the place of what you sent. Marked cells need a change (hold the pointer over one); what you wrote stands under Last time."
    } else {
        "Fill in the white cells: No change, or a Rating with an Update. Check says what is still missing. The sheet Guidance explains; Details holds the full texts."
    };
    sheet.write_with_format(4, 0, sheets.own(hint), &looks.hint)?.set_row_height(4, 22)?;
    for column in c::RETURN {
        let format = if is_entry(column) { &looks.entry_heading } else { &looks.heading };
        sheet.write_with_format(HEADING_ROW, column_of(column), sheets.own(column.heading), format)?;
    }
    let tallest = c::RETURN.iter().map(|column| measure::lines(column.heading, layout::width(column) - 1.0, 11.0, true)).max();
    sheet.set_row_height(HEADING_ROW, measure::height_of(tallest.unwrap_or(1)))?;
    Ok(())
}

/// The tasks, a row each; gives the last row.
fn rows(sheet: &mut Worksheet, sheets: &mut Sheets<'_>, looks: &FormLooks) -> Result<u32, XlsxError> {
    let mut row = FIRST_ROW;
    for task in &sheets.pack.tasks {
        let cells = form::locked_again(task);
        for (column, text) in &cells {
            let format = if column.heading == c::REF.heading { &looks.locked_strong } else { &looks.locked };
            sheet.write_with_format(row, column_of(column), sheets.own(text), format)?;
        }
        let (formula, result) = sheets.checks.of(task, sheets.pack, sheets.texts);
        let formula = style::formula(&finishing::stand_in(formula), result);
        sheet.write_formula_with_format(row, column_of(&c::CHECK), formula, &looks.locked)?;
        for column in c::ENTRY {
            let date = column.holds == Holds::Date;
            let asked = asked_of(task, column);
            let format = match (asked.is_empty(), date) {
                (true, false) => &looks.entry,
                (true, true) => &looks.entry_date,
                (false, false) => &looks.asked,
                (false, true) => &looks.asked_date,
            };
            sheet.write_blank(row, column_of(column), format)?;
            if !asked.is_empty() {
                let text = asked.join("\n");
                let note = Note::new(sheets.own(&text)).set_author("What is asked").add_author_prefix(false).set_width(260).set_height(120);
                sheet.insert_note(row, column_of(column), &note)?;
            }
        }
        let tall = cells.iter().map(|(column, text)| (text.as_str(), layout::width(column)));
        // Six lines at the least: room for an update of a few sentences.
        sheet.set_row_height(row, measure::row_height(tall, 6))?;
        row += 1;
    }
    Ok(row.saturating_sub(1).max(FIRST_ROW))
}

/// What is asked again about one cell of a correction's row.
fn asked_of<'t>(task: &'t IssuedTask, column: &Column) -> Vec<&'t str> {
    task.asked_again.iter().filter(|(heading, _)| column.is_headed(heading)).map(|(_, asks)| asks.as_str()).collect()
}

/// Drop-down lists, dates, and what each column wants, shown when a cell is chosen.
fn validations(sheet: &mut Worksheet, sheets: &Sheets<'_>, last: u32) -> Result<(), XlsxError> {
    for column in c::ENTRY {
        let rule = DataValidation::new();
        let rule = match column.holds {
            Holds::OneOf(list) => rule
                .allow_list_formula(Formula::new(format!("={}", list.defined_name())))
                .set_error_title("Please choose from the list")?
                .set_error_message(list_message(&list.words()))?,
            Holds::Date => rule
                .allow_date_formula(DataValidationRule::Between(Formula::new("=DATE(2000,1,1)"), Formula::new("=DATE(2060,12,31)")))
                // Not a refusal: '-' clears a date, and a text is still read and asked about.
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("Is this a date?")?
                .set_error_message("Please type day, month and year, such as 31/03/2022.")?,
            _ => rule.allow_any_value(),
        };
        let rule = rule.set_input_title(shorten(column.heading, 32))?.set_input_message(shorten_lines(&message(column, sheets), 255))?;
        sheet.add_data_validation(FIRST_ROW, column_of(column), last, column_of(column), &rule)?;
    }
    Ok(())
}

fn list_message(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("Choose {} or {last}, or leave the cell empty.", rest.join(", ")),
        _ => format!("Choose {}, or leave the cell empty.", words.join("")),
    }
}

/// What a column wants: its help; for the rating what each colour means.
fn message(column: &Column, sheets: &Sheets<'_>) -> String {
    let definitions = &sheets.texts.definitions;
    if column.heading != c::RATING.heading || definitions.is_empty() {
        return match column.holds {
            Holds::Date => format!("{} Type day, month and year: 31/03/2022.", column.help),
            _ => column.help.to_owned(),
        };
    }
    // 255 characters is all that an input message holds: the four meanings share them.
    let heads: usize = definitions.iter().map(|(rating, _)| rating.as_str().len() + 3).sum();
    let share = (254 - heads.min(200)) / definitions.len();
    definitions.iter().map(|(rating, meaning)| format!("{rating}: {}", shorten(meaning, share))).collect::<Vec<_>>().join("\n")
}

fn shorten_lines(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most { text.to_owned() } else { shorten(text, most) }
}

/// Ratings in their colours, what is missing in orange, and in grey what this row does not need.
fn colours(sheet: &mut Worksheet, last: u32) -> Result<(), XlsxError> {
    let rating = column_of(&c::RATING);
    style::colour_ratings(sheet, (FIRST_ROW, rating), (last, rating))?;
    let check = column_of(&c::CHECK);
    let area = ((FIRST_ROW, check), (last, check));
    style::colour_when(sheet, area, &format!("={}=\"{}\"", this_row(&c::CHECK), checks::COMPLETE), palette::ANSWERED)?;
    let answered: Vec<String> = c::ENTRY.iter().map(|column| format!("LEN(TRIM({}))>0", this_row(column))).collect();
    style::colour_when(sheet, area, &format!("=OR({})", answered.join(",")), palette::ASKED)?;
    let same = format!("LEFT(TRIM({}),1)=\"Y\"", this_row(&c::NO_CHANGE));
    for column in c::ENTRY.iter().filter(|column| column.heading != c::NO_CHANGE.heading) {
        let not_needed: Vec<String> =
            ratings_without(column).iter().map(|rating| format!("TRIM({})=\"{rating}\"", this_row(&c::RATING))).collect();
        // An update is welcome beside No change, and needed once the date has passed.
        let unchanged = (column.heading != c::UPDATE.heading).then(|| same.clone());
        let unless: Vec<String> = unchanged.into_iter().chain(not_needed).collect();
        if unless.is_empty() {
            continue;
        }
        let rule = format!("=AND(LEN(TRIM({}))=0,OR({}))", this_row(column), unless.join(","));
        let format = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(style::when(palette::NOT_NEEDED));
        sheet.add_conditional_format(FIRST_ROW, column_of(column), last, column_of(column), &format)?;
    }
    Ok(())
}

/// The ratings that do not need a column.
fn ratings_without(column: &Column) -> &'static [Rating] {
    match column.heading {
        heading if heading == c::EVIDENCE.heading || heading == c::COMPLETED_ON.heading => &[Rating::Red, Rating::Amber, Rating::White],
        heading if heading == c::WAITING_ON.heading => &[Rating::Red, Rating::Amber, Rating::Green],
        heading if heading == c::REVISED_DUE.heading || heading == c::REASON_NEW_DATE.heading || heading == c::RESOURCES.heading => {
            &[Rating::Green]
        }
        _ => &[],
    }
}
