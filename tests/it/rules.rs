//! The rules from outside: every name that is raised has its page, no message blames, and each names the right cell.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rectrack::excel::return_form::{Filled, FilledCell, write_filled};
use rectrack::excel::{book, return_form as form};
use rectrack::model::columns as c;
use rectrack::model::returned::{Asked, Issued};
use rectrack::model::settings::Limits;
use rectrack::model::{Lookup, Register, Settings, Value};
use rectrack::rules::{self, Context, page};

use crate::return_form::{rearrange, seen};
use crate::sample_pack;

/// Names between quotes that look like rules' and are none.
const NO_RULES: &[&str] = &[];

#[test]
fn every_name_that_is_raised_has_its_page() {
    let mut unknown = Vec::new();
    let mut raised = 0;
    for (file, text) in sources() {
        for call in text.split("Query::new(").skip(1) {
            let Some(name) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
            raised += 1;
            if rules::named(name).is_none() && !NO_RULES.contains(&name) {
                unknown.push(format!("{file} raises {name}, which `explain` does not know"));
            }
        }
    }
    assert!(raised > 0 || sources().is_empty(), "no call was found");
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

#[test]
fn no_message_blames_or_uses_jargon() {
    const WORDS: [&str; 12] =
        ["invalid", "error", "finding", "parse", "null", "regex", "string", "boolean", "exception", "illegal", "wrong", "failed"];
    let mut told = Vec::new();
    let mut read = 0;
    for (file, text) in sources() {
        for part in ["says: \"", "asks: \""] {
            for said in text.split(part).skip(1).filter_map(|rest| rest.split('"').next()) {
                read += 1;
                let lower = said.to_lowercase();
                let blames = WORDS.iter().find(|word| lower.split(|c: char| !c.is_alphabetic()).any(|said| said == **word));
                if let Some(word) = blames {
                    told.push(format!("{file}: '{said}' says {word}"));
                }
            }
        }
    }
    assert!(read > 100, "only {read} messages were read");
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn a_query_names_the_cell_wherever_the_form_begins() {
    let pack = sample_pack::pack();
    let typed = |at: usize, column: &'static c::Column, value: &str| FilledCell {
        reference: pack.tasks[at].reference.as_str().into(),
        column,
        value: Value::Text(value.into()),
    };
    let filled = Filled { cells: vec![typed(0, &c::RATING, "Ambr"), typed(1, &c::COMPLETED_ON, "soon")], ..Filled::default() };
    let bytes = write_filled(&pack, &sample_pack::texts(), &filled).unwrap();
    let as_at = NaiveDate::from_ymd_opt(2022, 11, 30).unwrap();
    let issued = Issued { cycle: pack.cycle.clone(), packs: vec![pack.clone()], ..Issued::default() };
    let asked = Asked::of(&issued);
    let (register, settings) = (Register::default(), Settings::default());
    let context = Context {
        register: &register,
        lookup: &Lookup::of(&register),
        settings: &settings,
        issued: Some(&asked),
        cycle: &pack.cycle,
        as_at,
        today: as_at,
    };
    // Rows and columns put in before the form: what a person sees as G9 is then J14.
    for (down, right) in [(0, 0), (5, 3), (200, 40)] {
        let mut book = book::open(&bytes, "ppu.xlsx", &Limits::default()).unwrap();
        rearrange(&mut book.sheets[0], |row, col| Some((row + down, col + right)));
        let wanted = |text: &str| {
            let (at, _) = book.sheets[0].cells.iter().find(|(_, cell)| cell.value.shown() == text).unwrap();
            rectrack::model::place::cell_name(at.0, at.1)
        };
        let (rating, date) = (wanted("Ambr"), wanted("soon"));
        let returned = form::read(&book, seen()).unwrap();
        let queries = rules::check_return(&returned, &context);
        let place = |rule: &str| queries.iter().find(|query| query.rule == rule).map(|query| query.place.cell());
        assert_eq!(place("unknown-rating"), Some(rating), "moved by {down} and {right}");
        assert_eq!(place("unreadable-date"), Some(date), "moved by {down} and {right}");
        let line = queries.iter().find(|query| query.rule == "unknown-rating").map(page::line).unwrap();
        assert!(line.contains("'Ambr' is not a rating - choose Amber from the list, if that is meant"), "{line}");
    }
}

/// Every source file without its unit tests, by name.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    find(&src, &mut files);
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
            (file.strip_prefix(&src).unwrap().display().to_string(), code)
        })
        .collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}
