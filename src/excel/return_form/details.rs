//! The sheet `Details`: the full text of each recommendation, and of what was said last time.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::excel::style::{self, Page, measure, palette};
use crate::model::columns as c;
use crate::model::form;
use crate::model::returned::IssuedTask;
use crate::model::text::Text;

use super::layout::{self, Sheets};
use super::look::{FormLooks, protect};

const HEADING_ROW: u32 = 2;
/// Heading and width of each column.
const COLUMNS: [(&str, f64); 5] =
    [("Ref", 20.0), ("Report", 30.0), ("No.", 8.0), ("Recommendation and task", 62.0), ("Last time, in full", 62.0)];

/// Adds the sheet to the workbook.
pub(super) fn add(workbook: &mut Workbook, sheets: &mut Sheets<'_>) -> Result<(), XlsxError> {
    let looks = FormLooks::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(layout::DETAILS)?;
    for (at, (_, width)) in (0u16..).zip(COLUMNS) {
        sheet.set_column_width(at, width)?;
    }
    sheet.write_with_format(0, 0, sheets.own(layout::DETAILS_TITLE), &looks.shared.title)?.set_row_height(0, 26)?;
    sheet.write_with_format(1, 0, sheets.own("For reading. Please answer on the sheet Return."), &looks.shared.subtitle)?;
    for (at, (heading, _)) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(HEADING_ROW, at, sheets.own(heading), &looks.heading)?;
    }
    let mut row = HEADING_ROW + 1;
    for task in &sheets.pack.tasks {
        row = one(sheet, sheets, &looks, task, row)?;
    }
    if !sheets.pack.pending.is_empty() {
        row += 1;
        let inspectorate = &sheets.texts.settings.inspectorate;
        let title = format!("Pending sign-off by {inspectorate}: for information, nothing is asked");
        sheet.write_with_format(row, 0, sheets.own(&title), &looks.shared.label.clone().unset_text_wrap())?;
        row += 1;
        for task in &sheets.pack.pending {
            row = one(sheet, sheets, &looks, task, row)?;
        }
    }
    sheet.set_freeze_panes(HEADING_ROW + 1, 1)?;
    sheet.set_tab_color(palette::HEADING.fill);
    protect(sheet);
    let settings = &sheets.texts.settings;
    let footing = format!("{} - details for {}, {}", settings.organisation, sheets.pack.owner, sheets.pack.cycle);
    style::set_page(
        sheet,
        &Page { marking: &settings.marking, footing: &footing, portrait: false, repeat: Some((HEADING_ROW, HEADING_ROW)) },
    )
}

/// One task; over several rows where a text is taller than a row can be. Gives the next free row.
fn one(sheet: &mut Worksheet, sheets: &mut Sheets<'_>, looks: &FormLooks, task: &IssuedTask, row: u32) -> Result<u32, XlsxError> {
    let cells = [task.reference.clone(), report(task), task.no.clone(), asked(task).into(), last_time(task).into()];
    let split: Vec<Vec<String>> = cells.iter().zip(COLUMNS).map(|(text, (_, width))| measure::parts(text, width)).collect();
    let rows = split.iter().map(Vec::len).max().unwrap_or(1);
    for at in 0..rows {
        let this = row + u32::try_from(at).unwrap_or(0);
        let mut tallest = Vec::new();
        for ((col, parts), (_, width)) in (0u16..).zip(&split).zip(COLUMNS) {
            let text = parts.get(at).map_or("", String::as_str);
            let format = if col == 0 { &looks.locked_strong } else { &looks.locked };
            sheet.write_with_format(this, col, sheets.own(text), format)?;
            tallest.push((text, width));
        }
        sheet.set_row_height(this, measure::row_height(tallest, 2))?;
    }
    Ok(row + u32::try_from(rows).unwrap_or(1))
}

fn report(task: &IssuedTask) -> Text {
    let title = if task.report_title.is_empty() { &task.report } else { &task.report_title };
    task.published.map_or_else(|| title.clone(), |day| format!("{title}\nPublished {}", form::day(Some(day))).into())
}

fn asked(task: &IssuedTask) -> String {
    let mut text = task.text.clone();
    if !task.task.is_empty() {
        text.push_str("\n\nYour task: ");
        text.push_str(&task.task);
    }
    text.push_str("\n\nDue: ");
    text.push_str(&form::due(task).replace('\n', " "));
    text.trim().to_owned()
}

fn last_time(task: &IssuedTask) -> String {
    let Some(last) = &task.last_time else { return form::last_time(task) };
    let mut lines = vec![form::standing(last)];
    for (column, text) in [
        (&c::REASON, &last.reason),
        (&c::UPDATE, &last.update),
        (&c::EVIDENCE, &last.evidence),
        (&c::WAITING_ON, &last.waiting_on),
        (&c::RESOURCES, &last.resources),
    ] {
        if !text.is_empty() {
            lines.push(format!("{}: {text}", column.heading));
        }
    }
    if let Some(day) = last.completed_on {
        lines.push(format!("{}: {}", c::COMPLETED_ON.heading, form::day(Some(day))));
    }
    lines.join("\n")
}
