//! The register's rows as JSON objects by heading, for the files that only the tool reads.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use crate::model::sheet::Value;
use crate::model::tables::Row;

/// A row as an object: heading to value; empty cells are left out.
#[must_use]
pub fn to_json<R: Row>(row: &R) -> Json {
    let mut object = Map::new();
    for (column, value) in R::columns().iter().zip(row.to_cells()) {
        let json = match value {
            Value::Empty => continue,
            Value::Text(text) => Json::String(text),
            Value::Number(n) => serde_json::json!(n),
            Value::Date(date) => Json::String(date.to_string()),
            Value::Bool(yes) => Json::Bool(yes),
            Value::ErrorValue(literal) => Json::String(literal),
        };
        object.insert(column.heading.to_owned(), json);
    }
    Json::Object(object)
}

/// The row that an object holds; what does not fit is left empty.
#[must_use]
pub fn from_json<R: Row>(json: &Json) -> R {
    let mut row = R::default();
    for (at, column) in R::columns().iter().enumerate() {
        let value = match &json[column.heading] {
            Json::String(text) if column.holds == crate::model::columns::Holds::Date => Value::from(text.parse::<NaiveDate>().ok()),
            Json::String(text) => Value::Text(text.clone()),
            Json::Number(n) => n.as_f64().map_or(Value::Empty, Value::Number),
            Json::Bool(yes) => Value::Bool(*yes),
            _ => continue,
        };
        // A value that does not fit leaves the cell empty: these files are ours, and their hashes are journalled.
        let _ = row.put(at, &value);
    }
    row
}

/// A date as JSON.
#[must_use]
pub fn date(day: Option<NaiveDate>) -> Json {
    day.map_or(Json::Null, |day| Json::String(day.to_string()))
}

/// The date that JSON holds.
#[must_use]
pub fn read_date(json: &Json) -> Option<NaiveDate> {
    json.as_str()?.parse().ok()
}
