//! `issued.json` (every value as issued: the base of the merge) and `merged.json` (what the last merge found and wrote).

use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write};

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::pieces;
use super::rows::RowJson;
use crate::merge::{LastMerge, MergedTask};
use crate::model::Due;
use crate::model::facts::{Field, TaskFacts};
use crate::model::returned::{Issued, IssuedTask, Pack};
use crate::model::tables::{Extension, Task};
use crate::model::text::Text;

/// The JSON of what was issued.
#[must_use]
pub fn write(issued: &Issued) -> Vec<u8> {
    let packs = issued.packs.iter().map(PackJson::of).collect();
    pretty(&IssuedJson { cycle: issued.cycle.clone(), as_at: issued.as_at.into(), return_by: issued.return_by.into(), packs })
}

/// What was issued, from its file, which is read in pieces where it is laid out as it was written; see [`read`].
///
/// # Errors
/// As [`read`], and where the file cannot be read.
pub fn read_file(file: &File) -> Result<Issued, String> {
    let in_pieces = pieces::read(&mut BufReader::with_capacity(1 << 18, file), "packs", PackJson::into_pack);
    match in_pieces {
        Some((around, packs)) => {
            let IssuedJson { cycle, as_at, return_by, .. } = around;
            Ok(Issued { cycle, as_at: as_at.day(), return_by: return_by.day(), packs })
        }
        None => read(&whole(file)?),
    }
}

/// A file from its beginning.
fn whole(mut file: &File) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|why| why.to_string())
}

/// What was issued, from its JSON; what is missing is empty.
///
/// # Errors
/// When it is no such JSON: what stands in its way.
pub fn read(bytes: &[u8]) -> Result<Issued, String> {
    let json: IssuedSeen<'_> = serde_json::from_slice(bytes).map_err(|why| why.to_string())?;
    // Thousands of packs are nearly all of the file: each is read by whichever core is free.
    let pack = |json: &&RawValue| serde_json::from_str(json.get()).map(PackJson::into_pack);
    let packs: Result<_, serde_json::Error> = json.packs.par_iter().map(pack).collect();
    // A pack read by itself counts its lines from its own: read as a whole, the file says where it goes wrong.
    let placed = |why: serde_json::Error| serde_json::from_slice::<IssuedJson>(bytes).err().unwrap_or(why).to_string();
    Ok(Issued { cycle: json.cycle, as_at: json.as_at.day(), return_by: json.return_by.day(), packs: packs.map_err(placed)? })
}

/// Writes the JSON of the last merge. Of each task only the facts that the merge changed are kept: the others say nothing.
///
/// # Errors
/// When it cannot be written.
pub fn write_last_merge(last: &LastMerge, out: &mut dyn Write) -> io::Result<()> {
    write_pretty(&LastWritten(last), out)
}

/// The last merge as it is written: row by row, since it is as long as the returns.
struct LastWritten<'a>(&'a LastMerge);

impl Serialize for LastWritten<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut json = to.serialize_struct("LastMerge", 2)?;
        json.serialize_field("tasks", &EachOf(|| self.0.tasks.iter().filter_map(changed)))?;
        json.serialize_field("extensions", &EachOf(|| self.0.extensions.iter().cloned().map(RowJson)))?;
        json.end()
    }
}

/// A list whose rows are made as they are written.
struct EachOf<F>(F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for EachOf<F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq((self.0)())
    }
}

/// What a merge changed of a task.
fn changed(task: &MergedTask) -> Option<MergedJson> {
    let (mut before, mut after) = (TaskFacts::default(), TaskFacts::default());
    for field in Field::ALL.into_iter().filter(|field| !task.before.same(&task.after, *field)) {
        before.take(&task.before, field);
        after.take(&task.after, field);
    }
    (before != after).then(|| MergedJson { reference: task.reference.clone(), before: facts_row(&before), after: facts_row(&after) })
}

/// The last merge, from its file: see [`read_file`].
///
/// # Errors
/// As [`read_last_merge`], and where the file cannot be read.
pub fn read_last_merge_file(file: &File) -> Result<LastMerge, String> {
    let in_pieces = pieces::read(&mut BufReader::with_capacity(1 << 18, file), "tasks", MergedJson::into_task);
    match in_pieces {
        Some((LastJson { extensions, .. }, tasks)) => {
            Ok(LastMerge { tasks, extensions: extensions.into_iter().map(|row| row.0).collect() })
        }
        None => read_last_merge(&whole(file)?),
    }
}

/// The last merge, from its JSON.
///
/// # Errors
/// When it is no such JSON: what stands in its way.
pub fn read_last_merge(bytes: &[u8]) -> Result<LastMerge, String> {
    let json: LastJson = serde_json::from_slice(bytes).map_err(|why| why.to_string())?;
    Ok(LastMerge {
        tasks: json.tasks.into_iter().map(MergedJson::into_task).collect(),
        extensions: json.extensions.into_iter().map(|row| row.0).collect(),
    })
}

/// A day as `2022-03-31`; what is none is empty.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Day(Option<String>);

impl Day {
    fn day(&self) -> Option<NaiveDate> {
        self.0.as_ref()?.parse().ok()
    }
}

impl From<Option<NaiveDate>> for Day {
    fn from(day: Option<NaiveDate>) -> Self {
        Self(day.map(|day| day.to_string()))
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct IssuedJson {
    cycle: Text,
    as_at: Day,
    return_by: Day,
    packs: Vec<PackJson>,
}

/// [`IssuedJson`] with its packs still to be read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct IssuedSeen<'j> {
    cycle: Text,
    as_at: Day,
    return_by: Day,
    #[serde(borrow)]
    packs: Vec<&'j RawValue>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct PackJson {
    stamp: Text,
    cycle: Text,
    owner: Text,
    file: Text,
    issue: u32,
    correction: bool,
    issued_on: Day,
    as_at: Day,
    return_by: Day,
    tasks: Vec<TaskJson>,
    pending: Vec<TaskJson>,
}

impl PackJson {
    fn of(pack: &Pack) -> Self {
        Self {
            stamp: pack.stamp.clone(),
            cycle: pack.cycle.clone(),
            owner: pack.owner.clone(),
            file: pack.file.clone(),
            issue: pack.issue,
            correction: pack.correction,
            issued_on: pack.issued_on.into(),
            as_at: pack.as_at.into(),
            return_by: pack.return_by.into(),
            tasks: pack.tasks.iter().map(TaskJson::of).collect(),
            pending: pack.pending.iter().map(TaskJson::of).collect(),
        }
    }

    fn into_pack(self) -> Pack {
        Pack {
            issued_on: self.issued_on.day(),
            as_at: self.as_at.day(),
            return_by: self.return_by.day(),
            stamp: self.stamp,
            cycle: self.cycle,
            owner: self.owner,
            file: self.file,
            issue: self.issue,
            correction: self.correction,
            tasks: issued_tasks(self.tasks),
            pending: issued_tasks(self.pending),
        }
    }
}

/// The tasks in as much room as they take: collected, they would keep the room of what they are made of, which is three times theirs.
fn issued_tasks(json: Vec<TaskJson>) -> Vec<IssuedTask> {
    let mut tasks = Vec::with_capacity(json.len());
    tasks.extend(json.into_iter().map(TaskJson::into_task));
    tasks
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct TaskJson {
    #[serde(rename = "ref")]
    reference: Text,
    report: Text,
    report_title: Text,
    no: Text,
    text: Text,
    task: Text,
    owner: Text,
    published: Day,
    original_due: RowJson<Task>,
    times_extended: u32,
    facts: RowJson<Task>,
    last_time: Option<RowJson<Task>>,
    asked_again: Vec<(Text, Text)>,
    wrote: Vec<(Text, Text)>,
}

impl TaskJson {
    fn of(task: &IssuedTask) -> Self {
        Self {
            reference: task.reference.clone(),
            report: task.report.clone(),
            report_title: task.report_title.clone(),
            no: task.no.clone(),
            text: task.text.clone(),
            task: task.task.clone(),
            owner: task.owner.clone(),
            published: task.published.into(),
            original_due: due_row(task.original_due),
            times_extended: task.times_extended,
            facts: facts_row(&task.facts),
            last_time: task.last_time.as_ref().map(facts_row),
            asked_again: task.asked_again.clone(),
            wrote: task.wrote.clone(),
        }
    }

    fn into_task(self) -> IssuedTask {
        IssuedTask {
            published: self.published.day(),
            reference: self.reference,
            report: self.report,
            report_title: self.report_title,
            no: self.no,
            text: self.text,
            task: self.task,
            owner: self.owner,
            original_due: self.original_due.0.facts().due,
            times_extended: self.times_extended,
            facts: self.facts.0.facts(),
            last_time: self.last_time.map(|row| row.0.facts()),
            asked_again: self.asked_again,
            wrote: self.wrote,
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct LastJson {
    tasks: Vec<MergedJson>,
    extensions: Vec<RowJson<Extension>>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct MergedJson {
    #[serde(rename = "ref")]
    reference: Text,
    before: RowJson<Task>,
    after: RowJson<Task>,
}

impl MergedJson {
    fn into_task(self) -> MergedTask {
        MergedTask { reference: self.reference, before: self.before.0.facts(), after: self.after.0.facts() }
    }
}

/// Facts as the row of a task.
fn facts_row(facts: &TaskFacts) -> RowJson<Task> {
    let mut task = Task::default();
    task.set_facts(facts);
    RowJson(task)
}

fn due_row(due: Due) -> RowJson<Task> {
    facts_row(&TaskFacts { due, ..TaskFacts::default() })
}

/// JSON with line breaks, so that people can read and compare it.
#[must_use]
pub fn pretty(json: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Memory takes whatever is written to it.
    write_pretty(json, &mut bytes).unwrap_or_default();
    bytes
}

/// The same, written as it is made.
///
/// # Errors
/// When it cannot be written.
pub fn write_pretty(json: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, json)?;
    out.write_all(b"\n")
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
        assert_eq!(read(&write(&issued)).unwrap(), issued);
        assert!(read(b"{ \"cycle\": ").is_err());
        // From its file, in pieces or, where another hand laid it out, whole.
        let folder = tempfile::tempdir().unwrap();
        let file_of = |bytes: &[u8]| {
            std::fs::write(folder.path().join("issued.json"), bytes).unwrap();
            File::open(folder.path().join("issued.json")).unwrap()
        };
        let other_layout = serde_json::to_vec(&serde_json::from_slice::<serde_json::Value>(&write(&issued)).unwrap()).unwrap();
        for bytes in [write(&issued), other_layout] {
            assert_eq!(read_file(&file_of(&bytes)).unwrap(), issued);
        }
        let damaged = String::from_utf8(write(&issued)).unwrap().replace("\"issue\": 2", "\"issue\": \"second\"");
        assert_eq!(read_file(&file_of(damaged.as_bytes())), read(damaged.as_bytes()));
        assert!(read(damaged.as_bytes()).is_err());
    }

    #[test]
    fn a_fault_in_a_pack_is_placed_by_the_lines_of_the_file() {
        // The ninth line of the file, and the third of its second pack.
        let json =
            "{\n\"cycle\": \"2022-06\",\n\"packs\": [\n{\n\"stamp\": \"s\"\n},\n{\n\"stamp\": \"t\",\n\"issue\": \"second\"\n}\n]\n}";
        let why = read(json.as_bytes()).unwrap_err();
        assert!(why.contains("\"second\"") && why.contains("at line 9 column"), "{why}");
    }

    #[test]
    fn of_the_last_merge_only_what_changed_is_kept() {
        let before = TaskFacts { update: "Old".into(), reason: "Same".into(), ..TaskFacts::default() };
        let after = TaskFacts { update: "New".into(), ..before.clone() };
        let same = MergedTask { reference: "a-2022/1.2".into(), before: before.clone(), after: before.clone() };
        let last = LastMerge { tasks: vec![MergedTask { reference: "a-2022/1.1".into(), before, after }, same], extensions: Vec::new() };
        let mut written = Vec::new();
        write_last_merge(&last, &mut written).unwrap();
        let read = read_last_merge(&written).unwrap();
        let only = |update: &str| TaskFacts { update: update.into(), ..TaskFacts::default() };
        assert_eq!(read.tasks, [MergedTask { reference: "a-2022/1.1".into(), before: only("Old"), after: only("New") }]);
        // Either way the register without the last merge is the same.
        let mut register = crate::model::Register::default();
        let mut task = Task { reference: "a-2022/1.1".into(), ..Task::default() };
        task.set_facts(&last.tasks[0].after);
        register.tasks.push(task);
        let base = |last: &LastMerge| crate::merge::without_last_merge(register.clone(), "2022-06", last);
        assert_eq!(base(&read), base(&last));
        assert_eq!(base(&read).tasks[0].update, "Old");
    }
}
