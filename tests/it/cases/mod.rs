//! The gallery of `workbooks/cases/`: files as owners send them, each named for its fault, and what is told of each.
//!
//! `cargo run --example make_cases` writes the files anew.

pub(crate) mod made;
pub(crate) mod old_formats;
pub(crate) mod package;
pub(crate) mod told;

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use package::parts_of;

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/cases")
}

#[test]
fn every_case_ends_as_expected() {
    let mut faults = Vec::new();
    for case in made::all() {
        let told = told::told(case.file, &case.bytes);
        for line in &case.expected {
            if !told.iter().any(|said| said == line) {
                faults.push(format!("{}: '{line}' is not among\n    {}", case.file, told.join("\n    ")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_committed_cases_are_what_is_made() {
    let cases = made::all();
    let mut names: Vec<String> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "README.md");
    names.sort();
    let mut expected: Vec<String> = cases.iter().flat_map(|case| [case.file.to_owned(), format!("{}.txt", case.file)]).collect();
    expected.sort();
    assert_eq!(names, expected, "make them anew: cargo run --example make_cases");
    for case in cases {
        let committed = fs::read(folder().join(case.file)).unwrap();
        assert_eq!(unpacked(&committed), unpacked(&case.bytes), "{} is not what is made: cargo run --example make_cases", case.file);
        let text = fs::read_to_string(folder().join(format!("{}.txt", case.file))).unwrap();
        assert_eq!(text.lines().collect::<Vec<_>>(), case.expected, "{}.txt", case.file);
    }
}

/// The parts of a zip file by name; any other file as it is. Compression may differ between releases of a package.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    if zip::ZipArchive::new(Cursor::new(bytes)).is_err() {
        return BTreeMap::from([(String::new(), bytes.to_vec())]);
    }
    let opened = |(name, content): (String, Vec<u8>)| {
        let content = if name.ends_with(".xlsx") { unpacked(&content).into_values().flatten().collect() } else { content };
        (name, content)
    };
    parts_of(bytes).into_iter().map(opened).collect()
}
