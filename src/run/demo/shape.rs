//! How `sample.toml` is laid out, and how its dates and words are read.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::model::dates::{self, DateText};
use crate::model::words::{ClosedBy, ClosedHow, DueKind, Word};
use crate::model::{Due, Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    pub(super) committee: String,
    pub(super) cycles: Vec<SampleCycle>,
    pub(super) definitions: Vec<SampleDefinition>,
    pub(super) owners: Vec<SampleOwner>,
    pub(super) report: Vec<SampleReport>,
    pub(super) recommendation: Vec<SampleRecommendation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleCycle {
    pub(super) cycle: String,
    pub(super) as_at: toml::value::Datetime,
    pub(super) issued_on: toml::value::Datetime,
    pub(super) return_by: toml::value::Datetime,
    pub(super) meeting_on: toml::value::Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleDefinition {
    pub(super) from_cycle: String,
    pub(super) rating: String,
    pub(super) meaning: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(super) struct SampleOwner {
    pub(super) owner: String,
    pub(super) also_written: String,
    pub(super) name: String,
    pub(super) e_mail: String,
    pub(super) deputy: String,
    pub(super) deputy_e_mail: String,
    pub(super) lead: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SampleReport {
    pub(super) report: String,
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) scope: String,
    pub(super) published_by: String,
    pub(super) published: String,
    pub(super) made: Option<u32>,
    pub(super) inspectorate_status: String,
    pub(super) position_statement: String,
    pub(super) response_sent: Option<toml::value::Datetime>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SampleRecommendation {
    #[serde(rename = "ref")]
    pub(super) reference: String,
    pub(super) no: Option<String>,
    pub(super) kind: String,
    pub(super) text: String,
    pub(super) for_the_force: String,
    pub(super) parent: String,
    pub(super) addressee: String,
    pub(super) chief_lead: String,
    pub(super) linked_to: String,
    pub(super) signed_off_by: String,
    pub(super) signed_off_on: Option<toml::value::Datetime>,
    pub(super) submitted_on: Option<toml::value::Datetime>,
    pub(super) reply: String,
    pub(super) reply_on: Option<toml::value::Datetime>,
    pub(super) test_at: String,
    pub(super) task: Vec<SampleTask>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SampleTask {
    pub(super) owner: String,
    pub(super) task: String,
    pub(super) contributors: String,
    pub(super) at: Vec<At>,
}

/// What stood for a task in one cycle.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct At {
    pub(super) cycle: String,
    pub(super) owner: Option<String>,
    pub(super) rating: String,
    pub(super) stage: String,
    pub(super) due: String,
    pub(super) by: String,
    pub(super) moved: String,
    pub(super) reason: String,
    pub(super) update: String,
    pub(super) evidence: String,
    pub(super) waiting_on: String,
    pub(super) resources: String,
    pub(super) closed: String,
}

/// `Dec 2019`, `31 Mar 2022`, or one of the words that stand in place of a day.
pub(super) fn read_due(text: &str) -> Result<Due, Refusal> {
    if let Some(kind) = DueKind::read(text) {
        return Ok(Due::without_day(kind));
    }
    match dates::read_date(text) {
        DateText::Day { date, .. } => Ok(Due::day(date)),
        DateText::Month { last_day } => Ok(Due::month(last_day)),
        _ => Err(unread(text)),
    }
}

/// `14 Feb 2020 by inspectorate, implemented`.
pub(super) fn read_closed(text: &str) -> Result<(NaiveDate, ClosedBy, ClosedHow), Refusal> {
    let parts = text.split_once(" by ").and_then(|(on, rest)| rest.split_once(", ").map(|(by, how)| (on, by, how)));
    let (on, by, how) = parts.ok_or_else(|| unread(text))?;
    match (dates::read_date(on), ClosedBy::read(by), ClosedHow::read(how)) {
        (DateText::Day { date, .. }, Some(by), Some(how)) => Ok((date, by, how)),
        _ => Err(unread(text)),
    }
}

pub(super) fn day(date: &toml::value::Datetime) -> Result<NaiveDate, Refusal> {
    match dates::read_date(&date.to_string()) {
        DateText::Day { date, .. } => Ok(date),
        _ => Err(unread(&date.to_string())),
    }
}

pub(super) fn word<W: Word>(text: &str) -> Result<Option<W>, Refusal> {
    W::read(text).map(Some).ok_or_else(|| unread(text))
}

pub(super) fn unread(what: &str) -> Refusal {
    Refusal::new(
        format!("the built-in sample holds something that cannot be read: {what}"),
        "please tell us: this is a fault of the program",
    )
}
