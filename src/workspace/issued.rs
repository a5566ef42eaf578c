//! `issued.json` (every value as issued: the base of the merge) and `merged.json` (what the last merge found and wrote).

use serde_json::{Value as Json, json};

use super::rows::{date, from_json, read_date, to_json};
use crate::merge::{LastMerge, MergedTask};
use crate::model::Due;
use crate::model::facts::TaskFacts;
use crate::model::returned::{Issued, IssuedTask, Pack};
use crate::model::tables::Task;

/// The JSON of what was issued.
#[must_use]
pub fn write(issued: &Issued) -> Vec<u8> {
    let packs: Vec<Json> = issued.packs.iter().map(pack_to_json).collect();
    pretty(&json!({
        "cycle": issued.cycle, "as_at": date(issued.as_at), "return_by": date(issued.return_by), "packs": packs,
    }))
}

/// What was issued, from its JSON; what is missing is empty.
#[must_use]
pub fn read(bytes: &[u8]) -> Issued {
    let json: Json = serde_json::from_slice(bytes).unwrap_or_default();
    Issued {
        cycle: text(&json["cycle"]),
        as_at: read_date(&json["as_at"]),
        return_by: read_date(&json["return_by"]),
        packs: list(&json["packs"], pack_from_json),
    }
}

/// The JSON of the last merge.
#[must_use]
pub fn write_last_merge(last: &LastMerge) -> Vec<u8> {
    let tasks: Vec<Json> = last
        .tasks
        .iter()
        .map(|task| json!({ "ref": task.reference, "before": facts_to_json(&task.before), "after": facts_to_json(&task.after) }))
        .collect();
    let extensions: Vec<Json> = last.extensions.iter().map(to_json).collect();
    pretty(&json!({ "tasks": tasks, "extensions": extensions }))
}

/// The last merge, from its JSON.
#[must_use]
pub fn read_last_merge(bytes: &[u8]) -> LastMerge {
    let json: Json = serde_json::from_slice(bytes).unwrap_or_default();
    LastMerge {
        tasks: list(&json["tasks"], |task| MergedTask {
            reference: text(&task["ref"]),
            before: facts_from_json(&task["before"]),
            after: facts_from_json(&task["after"]),
        }),
        extensions: list(&json["extensions"], from_json),
    }
}

fn pack_to_json(pack: &Pack) -> Json {
    json!({
        "stamp": pack.stamp, "owner": pack.owner, "file": pack.file, "issue": pack.issue, "correction": pack.correction,
        "issued_on": date(pack.issued_on), "as_at": date(pack.as_at), "return_by": date(pack.return_by), "cycle": pack.cycle,
        "tasks": pack.tasks.iter().map(task_to_json).collect::<Vec<_>>(),
        "pending": pack.pending.iter().map(task_to_json).collect::<Vec<_>>(),
    })
}

fn pack_from_json(json: &Json) -> Pack {
    Pack {
        stamp: text(&json["stamp"]),
        cycle: text(&json["cycle"]),
        owner: text(&json["owner"]),
        file: text(&json["file"]),
        issued_on: read_date(&json["issued_on"]),
        as_at: read_date(&json["as_at"]),
        return_by: read_date(&json["return_by"]),
        issue: number(&json["issue"]),
        correction: json["correction"].as_bool().unwrap_or(false),
        tasks: list(&json["tasks"], task_from_json),
        pending: list(&json["pending"], task_from_json),
    }
}

fn task_to_json(task: &IssuedTask) -> Json {
    json!({
        "ref": task.reference, "report": task.report, "report_title": task.report_title, "no": task.no, "text": task.text,
        "task": task.task, "owner": task.owner, "published": date(task.published), "original_due": due_to_json(&task.original_due),
        "times_extended": task.times_extended, "facts": facts_to_json(&task.facts),
        "last_time": task.last_time.as_ref().map(facts_to_json),
        "asked_again": task.asked_again.iter().map(|(column, asks)| json!([column, asks])).collect::<Vec<_>>(),
        "wrote": task.wrote.iter().map(|(column, text)| json!([column, text])).collect::<Vec<_>>(),
    })
}

fn task_from_json(json: &Json) -> IssuedTask {
    IssuedTask {
        reference: text(&json["ref"]),
        report: text(&json["report"]),
        report_title: text(&json["report_title"]),
        no: text(&json["no"]),
        text: text(&json["text"]),
        task: text(&json["task"]),
        owner: text(&json["owner"]),
        published: read_date(&json["published"]),
        original_due: due_from_json(&json["original_due"]),
        times_extended: number(&json["times_extended"]),
        facts: facts_from_json(&json["facts"]),
        last_time: (!json["last_time"].is_null()).then(|| facts_from_json(&json["last_time"])),
        asked_again: list(&json["asked_again"], |pair| (text(&pair[0]), text(&pair[1]))),
        wrote: list(&json["wrote"], |pair| (text(&pair[0]), text(&pair[1]))),
    }
}

fn facts_to_json(facts: &TaskFacts) -> Json {
    let mut task = Task::default();
    task.set_facts(facts);
    to_json(&task)
}

fn facts_from_json(json: &Json) -> TaskFacts {
    from_json::<Task>(json).facts()
}

fn due_to_json(due: &Due) -> Json {
    facts_to_json(&TaskFacts { due: *due, ..TaskFacts::default() })
}

fn due_from_json(json: &Json) -> Due {
    facts_from_json(json).due
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn number(json: &Json) -> u32 {
    json.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

fn list<T>(json: &Json, read: impl Fn(&Json) -> T) -> Vec<T> {
    json.as_array().map_or_else(Vec::new, |rows| rows.iter().map(read).collect())
}

/// JSON with line breaks, so that people can read and compare it.
fn pretty(json: &Json) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(json).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::{Rating, Setter, Stage};

    #[test]
    fn what_was_issued_is_read_back_equal() {
        let day = chrono::NaiveDate::from_ymd_opt(2022, 6, 30);
        let facts = TaskFacts {
            rating: Some(Rating::Amber),
            stage: Some(Stage::InProgress),
            due: Due::month(day.unwrap()).set_by(Setter::Force),
            update: "Two lines\nof text".into(),
            ..TaskFacts::default()
        };
        let task = IssuedTask {
            reference: "a-2022/1.1".into(),
            facts: facts.clone(),
            last_time: Some(facts),
            original_due: Due::day(day.unwrap()),
            asked_again: vec![("Rating".into(), "say which".into())],
            ..IssuedTask::default()
        };
        let pack = Pack {
            stamp: "s".into(),
            owner: "Head of A".into(),
            issue: 2,
            tasks: vec![task.clone()],
            pending: vec![task],
            ..Pack::default()
        };
        let issued = Issued { cycle: "2022-06".into(), as_at: day, return_by: day, packs: vec![pack] };
        assert_eq!(read(&write(&issued)), issued);
    }
}
