//! What the owner does not see: the lists behind the drop-downs, and the stamp in its several places.
//!
//! The stamp stands as custom properties, on the very hidden sheet `Issued`, and as defined names: each survives what
//! loses the others.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};

use crate::excel::style;
use crate::model::columns::{self as c, Holds, List};
use crate::model::facts::Field;
use crate::model::returned::{IssuedTask, Pack, TEMPLATE};
use crate::model::text::Text;
use crate::model::{Value, form};

use super::layout::{self, Sheets};
use super::{FormTexts, made};

/// What the names of custom properties and defined names begin with.
pub(super) const PREFIX: &str = "rectrack_";
/// Facts of the stamp, in the order in which they are written.
pub(super) const STAMP: &str = "stamp";
pub(super) const CYCLE: &str = "cycle";
pub(super) const OWNER: &str = "owner";
pub(super) const ISSUE: &str = "issue";
pub(super) const TEMPLATE_FACT: &str = "template";
pub(super) const CORRECTION: &str = "correction";

/// The stamp's facts by name.
pub(super) fn stamp(pack: &Pack) -> BTreeMap<&'static str, Text> {
    BTreeMap::from([
        (STAMP, pack.stamp.clone()),
        (CYCLE, pack.cycle.clone()),
        (OWNER, pack.owner.clone()),
        (ISSUE, pack.issue.to_string().into()),
        (TEMPLATE_FACT, TEMPLATE.to_string().into()),
        (CORRECTION, if pack.correction { "yes" } else { "no" }.into()),
    ])
}

/// The document's properties with the stamp.
pub(super) fn properties(pack: &Pack, texts: &FormTexts) -> DocProperties {
    let title = format!("Return of {} - {}", pack.owner, pack.cycle);
    let mut properties = style::properties(&title, "Progress on recommendations", &texts.settings.organisation, made(pack));
    for (name, value) in stamp(pack) {
        properties = properties.set_custom_property(format!("{PREFIX}{name}"), value.as_str());
    }
    properties
}

/// Adds the sheets `Lists` and `Issued` and the defined names.
pub(super) fn add(workbook: &mut Workbook, sheets: &Sheets<'_>) -> Result<(), XlsxError> {
    let lists = lists();
    let sheet = workbook.add_worksheet();
    sheet.set_name(layout::LISTS)?.set_hidden(true);
    for (col, list) in (0u16..).zip(&lists) {
        sheet.write(0, col, format!("{list:?}"))?;
        for (row, word) in (1u32..).zip(list.words()) {
            sheet.write(row, col, word)?;
        }
    }
    for (col, list) in (0u32..).zip(&lists) {
        let letters = crate::model::place::column_name(col);
        let last = list.words().len() + 1;
        workbook.define_name(list.defined_name(), &format!("={}!${letters}$2:${letters}${last}", layout::LISTS))?;
    }
    for (name, value) in stamp(sheets.pack) {
        let value = value.as_str().replace('"', "\"\"");
        // A formula holds no text longer than 255; the other places hold it whole.
        if value.encode_utf16().count() <= 255 {
            workbook.define_name(format!("{PREFIX}{name}"), &format!("=\"{value}\""))?;
        }
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(layout::ISSUED)?.set_very_hidden(true);
    issued(sheet, sheets)
}

/// The lists that the form's drop-downs need, each once.
fn lists() -> Vec<List> {
    let mut lists = Vec::new();
    for column in c::ENTRY {
        if let Holds::OneOf(list) = column.holds
            && !lists.contains(&list)
        {
            lists.push(list);
        }
    }
    lists
}

/// The sheet `Issued`: the stamp, every value as issued, and the digests of our own texts.
fn issued(sheet: &mut Worksheet, sheets: &Sheets<'_>) -> Result<(), XlsxError> {
    sheet.write(0, 0, layout::ISSUED_TITLE)?;
    let mut row = 1;
    for (name, value) in stamp(sheets.pack) {
        sheet.write(row, 0, name)?.write(row, 1, value.as_str())?;
        row += 1;
    }
    for (name, day) in [("as at", sheets.pack.as_at), ("return by", sheets.pack.return_by), ("issued on", sheets.pack.issued_on)] {
        sheet.write(row, 0, name)?.write(row, 1, form::day(day))?;
        row += 1;
    }
    row += 1;
    let headings = std::iter::once(c::REF.heading).chain(Field::ALL.map(Field::heading)).chain([c::ORIGINAL_DUE.heading]);
    for (col, heading) in (0u16..).zip(headings.chain([layout::KNOWN_HEADING])) {
        sheet.write(row, col, heading)?;
    }
    let known = u16::try_from(Field::ALL.len() + 2).unwrap_or(u16::MAX);
    for (at, text) in (row + 1..).zip(sheets.known()) {
        sheet.write(at, known, text)?;
    }
    for task in &sheets.pack.tasks {
        row += 1;
        for (col, value) in (0u16..).zip(values(task)) {
            if let Value::Text(text) = value {
                sheet.write(row, col, text.as_str())?;
            }
        }
    }
    Ok(())
}

/// The values of a task as issued, as text.
fn values(task: &IssuedTask) -> Vec<Value> {
    let facts = Field::ALL.map(|field| Value::from(task.facts.shown(field).as_str()));
    std::iter::once(Value::from(task.reference.as_str())).chain(facts).chain([Value::from(task.original_due.shown().as_str())]).collect()
}
