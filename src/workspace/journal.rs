//! `journal.jsonl`: one line for every run that wrote, each carrying the hash of the line before.

use serde_json::{Value as Json, json};

use super::hash::sha256;

/// One run that wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The day that the run was told: nothing else of the clock is kept.
    pub today: String,
    pub command: String,
    /// What the command was asked, so that it can be done again.
    pub asked: Json,
    /// Every file that it read, relative to the workspace (or as kept in `backups/inputs`), with its hash.
    pub inputs: Vec<(String, String)>,
    pub counts: Json,
    /// The register's hash before the run; empty when there was none.
    pub register_before: String,
    /// The register's hash after the run.
    pub register: String,
}

/// The journal's bytes with one more line.
#[must_use]
pub fn with(journal: &[u8], entry: &Entry) -> Vec<u8> {
    let line = json!({
        "today": entry.today, "command": entry.command, "asked": entry.asked,
        "inputs": entry.inputs.iter().map(|(file, hash)| json!([file, hash])).collect::<Vec<_>>(),
        "counts": entry.counts, "register_before": entry.register_before, "register": entry.register,
        "previous": last_hash(journal),
    });
    let mut bytes = journal.to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(line.to_string().as_bytes());
    bytes.push(b'\n');
    bytes
}

/// The entries of a journal, and the number (from 1) of every line that was changed, is not readable, or does not follow the line before.
#[must_use]
pub fn read(journal: &[u8]) -> (Vec<Entry>, Vec<usize>) {
    let mut entries = Vec::new();
    let mut broken = Vec::new();
    let mut previous = String::new();
    for (at, line) in lines(journal).enumerate() {
        let json: Json = serde_json::from_slice(line).unwrap_or_default();
        if json["previous"].as_str() != Some(&previous) {
            broken.push(at + 1);
        }
        previous = sha256(line);
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        entries.push(Entry {
            today: text("today"),
            command: text("command"),
            asked: json["asked"].clone(),
            inputs: json["inputs"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|pair| (pair[0].as_str().unwrap_or_default().to_owned(), pair[1].as_str().unwrap_or_default().to_owned()))
                .collect(),
            counts: json["counts"].clone(),
            register_before: text("register_before"),
            register: text("register"),
        });
    }
    (entries, broken)
}

/// The hash of the register as the last run left it; empty when there is no line.
#[must_use]
pub fn last_register(journal: &[u8]) -> String {
    let last: Json = lines(journal).last().and_then(|line| serde_json::from_slice(line).ok()).unwrap_or_default();
    last["register"].as_str().unwrap_or_default().to_owned()
}

/// The cycle that is open as far as the journal knows; none where the last one was closed. The register alone says for sure,
/// since people edit it by hand: this is for what is worth reading beside it.
#[must_use]
pub fn open_cycle(journal: &[u8]) -> Option<String> {
    for line in journal.rsplit(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let json: Json = serde_json::from_slice(line).ok()?;
        let reopened = json["asked"]["reopen"].as_bool().unwrap_or(false);
        match json["command"].as_str()? {
            "issue" | "merge" => return json["asked"]["cycle"].as_str().map(str::to_owned),
            "close" if reopened => return json["asked"]["cycle"].as_str().map(str::to_owned),
            "close" => return None,
            _ => {}
        }
    }
    None
}

/// How many points the last merge of a cycle left open; none where that is not told.
#[must_use]
pub fn left_open(journal: &[u8], cycle: &str) -> Option<u64> {
    last_merge(journal, cycle)?["counts"]["open"].as_u64()
}

/// How many rows of owners the last merge of a cycle left waiting for an answer or a decision; nought where nobody noted it.
#[must_use]
pub fn left_waiting(journal: &[u8], cycle: &str) -> u64 {
    let merge = last_merge(journal, cycle).unwrap_or_default();
    ["queried", "clashed"].iter().filter_map(|count| merge["counts"][*count].as_u64()).sum()
}

fn last_merge(journal: &[u8], cycle: &str) -> Option<Json> {
    let lines = journal.rsplit(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Json>(line).ok());
    let mut merges = lines.filter(|json| json["command"] == "merge" && json["asked"]["cycle"] == cycle);
    merges.next()
}

/// True when the register that has this `hash` was changed by hand since the last merge of the cycle, or another one was put in its
/// place; also where the journal knows no such merge.
#[must_use]
pub fn edited_since_merge(journal: &[u8], cycle: &str, hash: &str) -> bool {
    let mut left = hash.to_owned();
    for line in journal.rsplit(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let Ok(json) = serde_json::from_slice::<Json>(line) else { return true };
        if json["register"] != *left || json["command"] == "restore" {
            return true;
        }
        if json["command"] == "merge" && json["asked"]["cycle"] == cycle {
            return false;
        }
        json["register_before"].as_str().unwrap_or_default().clone_into(&mut left);
    }
    true
}

fn last_hash(journal: &[u8]) -> String {
    lines(journal).last().map_or_else(String::new, sha256)
}

fn lines(journal: &[u8]) -> impl Iterator<Item = &[u8]> {
    journal.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(command: &str) -> Entry {
        Entry {
            today: "2022-06-01".into(),
            command: command.into(),
            asked: json!({ "cycle": "2022-06" }),
            inputs: vec![("a.xlsx".into(), "00".into())],
            counts: json!({}),
            register_before: "1".into(),
            register: "2".into(),
        }
    }

    #[test]
    fn a_changed_line_is_named() {
        let journal = with(&with(&with(b"", &entry("init")), &entry("import")), &entry("merge"));
        let (entries, broken) = read(&journal);
        assert_eq!(entries.iter().map(|entry| entry.command.as_str()).collect::<Vec<_>>(), ["init", "import", "merge"]);
        assert_eq!(entries[1], entry("import"));
        assert_eq!((last_register(&journal).as_str(), last_register(b"").as_str()), ("2", ""));
        assert!(broken.is_empty());

        let changed = String::from_utf8(journal).unwrap().replacen("\"command\":\"import\"", "\"command\":\"impart\"", 1);
        // The line after the changed one no longer follows it.
        assert_eq!(read(changed.as_bytes()).1, [3]);
    }

    #[test]
    fn the_cycle_that_was_issued_last_is_open_until_it_is_closed() {
        let about = |command: &str, asked: Json| Entry { asked, ..entry(command) };
        let lines = [
            (entry("init"), None),
            (about("issue", json!({ "cycle": "2022-03" })), Some("2022-03")),
            (about("void", json!({ "file": "north.xlsx" })), Some("2022-03")),
            (about("merge", json!({ "cycle": "2022-03" })), Some("2022-03")),
            (about("close", json!({ "cycle": "2022-03", "reopen": false })), None),
            (about("close", json!({ "cycle": "2022-03", "reopen": true })), Some("2022-03")),
            (about("close", json!({ "cycle": "2022-03", "reopen": false })), None),
            (about("issue", json!({ "cycle": "2022-06" })), Some("2022-06")),
        ];
        let mut journal = Vec::new();
        for (line, open) in lines {
            journal = with(&journal, &line);
            assert_eq!(open_cycle(&journal).as_deref(), open, "{line:?}");
        }
        assert_eq!(open_cycle(&[&journal[..], b"what nobody wrote\n"].concat()), None);
    }
}
