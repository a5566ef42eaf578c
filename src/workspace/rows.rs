//! The register's rows as JSON objects by heading, for the files that only the tool reads.

use std::borrow::Cow;
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use crate::model::columns::Holds;
use crate::model::sheet::Value;
use crate::model::tables::Row;

/// A row as an object: heading to value; empty cells are left out. Read as it comes, so that no tree of a whole file is built.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowJson<R>(pub R);

impl<R: Row> Serialize for RowJson<R> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        for (column, value) in R::columns().iter().zip(self.0.to_cells()) {
            match value {
                Value::Empty => {}
                Value::Text(text) | Value::ErrorValue(text) => object.serialize_entry(column.heading, &text)?,
                Value::Number(n) => object.serialize_entry(column.heading, &n)?,
                Value::Date(date) => object.serialize_entry(column.heading, &date.to_string())?,
                Value::Bool(yes) => object.serialize_entry(column.heading, &yes)?,
            }
        }
        object.end()
    }
}

impl<'de, R: Row> Deserialize<'de> for RowJson<R> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(RowVisitor(PhantomData))
    }
}

struct RowVisitor<R>(PhantomData<R>);

impl<'de, R: Row> Visitor<'de> for RowVisitor<R> {
    type Value = RowJson<R>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a row of {}", R::SHEET)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut row = R::default();
        while let Some(heading) = map.next_key::<Cow<'_, str>>()? {
            let json: Json = map.next_value()?;
            let Some((at, column)) = R::columns().iter().enumerate().find(|(_, column)| column.heading == heading) else { continue };
            let value = match json {
                Json::String(text) if column.holds == Holds::Date => Value::from(text.parse::<NaiveDate>().ok()),
                Json::String(text) => Value::Text(text.into()),
                Json::Number(n) => n.as_f64().map_or(Value::Empty, Value::Number),
                Json::Bool(yes) => Value::Bool(yes),
                _ => continue,
            };
            // A value that does not fit leaves the cell empty: these files are ours, and their hashes are journalled.
            let _ = row.put(at, &value);
        }
        Ok(RowJson(row))
    }
}

/// A row as a JSON value.
#[must_use]
pub fn to_json<R: Row>(row: &R) -> Json {
    serde_json::to_value(RowJson(row.clone())).unwrap_or_default()
}

/// The row that a JSON value holds; what does not fit is left empty.
#[must_use]
pub fn from_json<R: Row>(json: &Json) -> R {
    RowJson::deserialize(json).map_or_else(|_| R::default(), |row| row.0)
}

/// The date that JSON holds.
#[must_use]
pub fn read_date(json: &Json) -> Option<NaiveDate> {
    json.as_str()?.parse().ok()
}
