//! The register as CSV files with a `datapackage.json` (Frictionless), for other programs.
//!
//! Dates are ISO dates, words are the register's own. Text that a spreadsheet would take for a formula is preceded by an
//! apostrophe: the package says so.

use serde_json::{Value as Json, json};

use crate::model::columns::{Column, Holds};
use crate::model::tables::{
    Cycle, Decision, Definition, Extension, Milestone, Owner, Paper, Position, Recommendation, Report, ReturnSeen, Row, Task,
};
use crate::model::{Refusal, Register, Settings, Value};

/// A file of the package: its name and its bytes.
pub type File = (String, Vec<u8>);

/// The file that describes the others.
pub const DESCRIPTION: &str = "datapackage.json";

/// The package's name, in its description.
const NAME: &str = "rectrack-register";

/// What stands before text that begins like a formula.
const GUARD: char = '\'';

/// Every table of the register as a CSV file, and `datapackage.json`.
///
/// # Errors
/// When a table cannot be put into CSV, which cannot happen with the register's values.
pub fn package(register: &Register, settings: &Settings) -> Result<Vec<File>, Refusal> {
    let mut files = Vec::new();
    let mut resources = Vec::new();
    table::<Report>(register, &register.reports, &[], &mut files, &mut resources)?;
    table::<Recommendation>(register, &register.recommendations, &[("Report", "reports", "Report")], &mut files, &mut resources)?;
    table::<Task>(register, &register.tasks, &[("Recommendation", "recommendations", "Ref")], &mut files, &mut resources)?;
    table::<Owner>(register, &register.owners, &[], &mut files, &mut resources)?;
    table::<Cycle>(register, &register.cycles, &[], &mut files, &mut resources)?;
    table::<Paper>(register, &register.papers, &[("Cycle", "cycles", "Cycle")], &mut files, &mut resources)?;
    table::<Position>(register, &register.positions, &[("Cycle", "cycles", "Cycle")], &mut files, &mut resources)?;
    table::<Extension>(register, &register.extensions, &[], &mut files, &mut resources)?;
    table::<Milestone>(register, &register.milestones, &[], &mut files, &mut resources)?;
    table::<ReturnSeen>(register, &register.returns, &[], &mut files, &mut resources)?;
    table::<Decision>(register, &register.decisions, &[], &mut files, &mut resources)?;
    table::<Definition>(register, &register.definitions, &[], &mut files, &mut resources)?;
    let package = json!({
        "name": NAME,
        "title": format!("{}: register of recommendations", settings.organisation),
        "description": "The register and its history, a table a file. Text that begins with =, +, -, @, a tab or a line break is preceded by an apostrophe, so that no spreadsheet takes it for a formula; the apostrophe is no part of it.",
        "profile": "tabular-data-package",
        "resources": resources,
    });
    files.push((DESCRIPTION.to_owned(), format!("{package:#}\n").into_bytes()));
    Ok(files)
}

/// True for the description of an earlier package.
#[must_use]
pub fn is_ours(description: &[u8]) -> bool {
    serde_json::from_slice::<Json>(description).is_ok_and(|json| json["name"] == NAME)
}

fn table<R: Row>(
    register: &Register,
    rows: &[R],
    keys: &[(&str, &str, &str)],
    files: &mut Vec<File>,
    resources: &mut Vec<Json>,
) -> Result<(), Refusal> {
    let name = R::SHEET.to_lowercase();
    let extra = register.extra_columns.get(R::SHEET).map(Vec::as_slice).unwrap_or_default();
    let mut headings: Vec<String> = R::columns().iter().map(|column| column.heading.to_owned()).collect();
    headings.extend(extra.iter().map(|heading| guarded(heading)));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let told = |_| Refusal::new(format!("{} cannot be written as CSV", R::SHEET), "check the register's sheet of that name");
    writer.write_record(&headings).map_err(told)?;
    for row in rows {
        let cells = row.to_cells();
        let of_extra = (0..extra.len()).map(|at| row.extra().get(at).cloned().unwrap_or_default());
        writer.write_record(cells.iter().cloned().chain(of_extra).map(|value| shown(&value))).map_err(told)?;
    }
    let bytes = writer.into_inner().map_err(|_| Refusal::new(format!("{} cannot be written as CSV", R::SHEET), ""))?;
    let mut fields: Vec<Json> = R::columns().iter().map(|column| field(column)).collect();
    fields.extend(extra.iter().map(|heading| json!({ "name": guarded(heading), "type": "string" })));
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    let keys: Vec<Json> = keys
        .iter()
        .map(|(field, resource, other)| json!({ "fields": field, "reference": { "resource": resource, "fields": other } }))
        .collect();
    if !keys.is_empty() {
        schema["foreignKeys"] = json!(keys);
    }
    resources.push(json!({
        "name": name,
        "path": format!("{name}.csv"),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }));
    files.push((format!("{name}.csv"), bytes));
    Ok(())
}

fn field(column: &Column) -> Json {
    let mut field = json!({
        "name": column.heading,
        "description": column.help,
        "type": match column.holds {
            Holds::Date => "date",
            Holds::Whole => "integer",
            Holds::Text | Holds::LongText | Holds::OneOf(_) => "string",
        },
    });
    if let Holds::OneOf(list) = column.holds {
        field["constraints"] = json!({ "enum": list.words() });
    }
    field
}

/// A value as CSV holds it.
fn shown(value: &Value) -> String {
    match value {
        Value::Date(date) => date.to_string(),
        Value::Text(text) => guarded(text),
        Value::Number(_) | Value::Bool(_) | Value::Empty => value.shown().into(),
        Value::ErrorValue(literal) => guarded(literal),
    }
}

fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("{GUARD}{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_register_becomes_csv_that_no_spreadsheet_calculates() {
        let mut register = Register::default();
        register.reports.push(Report {
            report: "custody-2018".into(),
            title: "=HYPERLINK(\"x\")\nsecond line, with a comma".into(),
            published: NaiveDate::from_ymd_opt(2018, 10, 23),
            made: Some(7),
            extra: vec![Value::from("@x")],
            ..Report::default()
        });
        register.extra_columns.insert("Reports".into(), vec!["Our note".into()]);
        let files = package(&register, &Settings::default()).unwrap();
        let text = |name: &str| String::from_utf8(files.iter().find(|(file, _)| file == name).unwrap().1.clone()).unwrap();
        let reports = text("reports.csv");
        assert!(reports.starts_with("Report,Title,Type,Scope,Published by,Published,"), "{reports}");
        assert!(reports.contains("custody-2018,\"'=HYPERLINK(\"\"x\"\")\nsecond line, with a comma\",,,,2018-10-23,"), "{reports}");
        assert!(reports.ends_with(",'@x\r\n"), "{reports}");
        let described: Json = serde_json::from_str(&text("datapackage.json")).unwrap();
        let resources = described["resources"].as_array().unwrap();
        assert_eq!((files.len(), resources.len()), (13, 12));
        assert_eq!(
            resources[0]["schema"]["fields"][5],
            json!({ "name": "Published", "description": crate::model::columns::PUBLISHED.help, "type": "date" })
        );
    }
}
