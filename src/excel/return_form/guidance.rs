//! The sheet `Guidance`: how to fill the form in, what each colour means, what `Check` asks. One side of A4.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::excel::style::{self, Page, measure, palette};
use crate::model::columns as c;
use crate::model::words::{Rating, Word as _};
use crate::rules::{self, condition::FORM_CHECKS};

use super::layout::{self, Sheets};
use super::look::{FormLooks, protect};

const WIDTHS: [f64; 2] = [26.0, 100.0];

/// Adds the sheet to the workbook.
pub(super) fn add(workbook: &mut Workbook, sheets: &mut Sheets<'_>) -> Result<(), XlsxError> {
    let looks = FormLooks::new();
    let settings = &sheets.texts.settings;
    let footing = format!("{} - how to fill in the return, {}", settings.organisation, sheets.pack.cycle);
    let sheet = workbook.add_worksheet();
    sheet.set_name(layout::GUIDANCE)?;
    for (at, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(at, width)?;
    }
    sheet.write_with_format(0, 0, sheets.own(layout::GUIDANCE_TITLE), &looks.shared.title)?.set_row_height(0, 26)?;
    let mut page = Lines { sheet, sheets, looks: &looks, row: 1 };
    for (number, step) in (1..).zip(steps(page.sheets)) {
        page.prose(&format!("{number}. {step}"))?;
    }
    page.title("What the colours mean")?;
    for rating in Rating::SPOKEN {
        let meaning = page.sheets.texts.definitions.iter().find(|(known, _)| *known == rating).map_or("", |(_, meaning)| meaning);
        let meaning = if meaning.is_empty() { "Ask your coordinator what this colour means here." } else { meaning };
        let format = style::swatch(page.looks.locked.clone(), palette::of(rating));
        page.pair(rating.as_str(), &format, meaning)?;
    }
    page.title("What each column wants")?;
    let name = page.looks.locked_strong.clone();
    for column in c::ENTRY {
        page.pair(column.heading, &name, column.help)?;
    }
    page.title("What Check asks")?;
    for check in FORM_CHECKS {
        page.pair(check.message, &name, &what_to_do(check.rule))?;
    }
    page.title("Good to know")?;
    for line in KNOW {
        page.prose(line)?;
    }
    let sheet = page.sheet;
    sheet.set_tab_color(palette::HEADING.fill);
    protect(sheet);
    style::set_page(sheet, &Page { marking: &settings.marking, footing: &footing, portrait: true, repeat: None })?;
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

/// What the rule's page tells the owner to do, as plain text.
fn what_to_do(rule: &str) -> String {
    let page = rules::named(rule).map_or("", |rule| rule.help);
    let section = page.split("## What the owner should do").nth(1).unwrap_or("");
    let section = section.split("\n## ").next().unwrap_or("");
    section.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn steps(sheets: &Sheets<'_>) -> Vec<String> {
    let (pack, to) = (sheets.pack, &sheets.texts.send_to);
    let by =
        pack.return_by.filter(|_| !pack.correction).map_or_else(String::new, |day| format!(" by {}", crate::model::form::day(Some(day))));
    let to = if to.is_empty() { "your coordinator".to_owned() } else { to.clone() };
    vec![
        "If Excel shows a yellow bar, click Enable Editing. The form is on the sheet Return; the full texts are on Details.".to_owned(),
        "Nothing has changed? Choose Yes under No change. Once the due date has passed that is not enough: say what was done.".to_owned(),
        "Otherwise choose a Rating and write an Update. Cells that turn grey are not needed for that rating.".to_owned(),
        "Check tells you, as you type, what is still missing in the row. When it says Complete, the row is done.".to_owned(),
        "Type your name beside Filled in by and, where your force wants it, who agreed it.".to_owned(),
        format!("Save the workbook as .xlsx and send it to {to}{by}."),
    ]
}

const KNOW: [&str; 5] = [
    "An empty cell says nothing: what is held stays as it is. To clear something, type a single - (hyphen).",
    "Write dates as day, month, year: 31/03/2022. A month alone, such as March 2022, means its last day.",
    "You may filter, make columns wider and rows taller. Excel does not let anyone sort rows that hold locked cells: filter instead.",
    "Please do not add, delete or merge rows or columns. A note on a cell (Review, New Note) is welcome and reaches the coordinator.",
    "The Ref tells which row is which. Please leave it, and the grey columns, as they are.",
];

/// Writes lines one below the other.
struct Lines<'l, 'p> {
    sheet: &'l mut Worksheet,
    sheets: &'l mut Sheets<'p>,
    looks: &'l FormLooks,
    row: u32,
}

impl Lines<'_, '_> {
    fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.sheet.write_with_format(self.row, 0, self.sheets.own(text), &self.looks.shared.label.clone().unset_text_wrap())?;
        self.row += 1;
        Ok(())
    }

    /// Text over both columns.
    fn prose(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = &self.looks.shared.prose;
        self.sheet.merge_range(self.row, 0, self.row, 1, self.sheets.own(text), format)?;
        self.tall(&[(text, WIDTHS[0] + WIDTHS[1])])
    }

    fn pair(&mut self, name: &str, format: &rust_xlsxwriter::Format, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_with_format(self.row, 0, self.sheets.own(name), format)?;
        self.sheet.write_with_format(self.row, 1, self.sheets.own(text), &self.looks.locked)?;
        self.tall(&[(name, WIDTHS[0]), (text, WIDTHS[1])])
    }

    fn tall(&mut self, cells: &[(&str, f64)]) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, measure::row_height(cells.iter().copied(), 1))?;
        self.row += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_tells_what_to_do() {
        for check in FORM_CHECKS {
            let told = what_to_do(check.rule);
            assert!(told.len() > 20 && told.ends_with('.') && !told.contains('#'), "{}: {told}", check.rule);
        }
    }
}
