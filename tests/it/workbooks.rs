//! The workbooks that are kept are the ones that the program makes now, part by part.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use super::cases::package::parts_of;

#[allow(dead_code, reason = "its main is for `cargo run --example`")]
#[path = "../../examples/make_workbooks.rs"]
mod make_workbooks;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks")
}

/// The parts of a workbook by name; none when it is no zip file (one of the samples is damaged on purpose).
fn parts(bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    Some(parts_of(bytes).into_iter().collect())
}

#[test]
fn kept_workbooks_are_current() {
    for (file, made) in make_workbooks::workbooks().unwrap() {
        let kept = fs::read(folder().join(&file)).unwrap_or_default();
        let again = "is stale: run `cargo run --example make_workbooks`";
        match (parts(&kept), parts(&made)) {
            (Some(kept), Some(made)) => {
                assert_eq!(kept.keys().collect::<Vec<_>>(), made.keys().collect::<Vec<_>>(), "{file} {again}");
                for (name, part) in &made {
                    assert!(kept[name] == *part, "{file}, {name} {again}");
                }
            }
            (None, None) => assert!(!kept.is_empty(), "workbooks/{file} is missing"),
            _ => panic!("{file} {again}"),
        }
    }
}

#[test]
fn every_kept_sample_is_still_made() {
    let made: Vec<String> = make_workbooks::workbooks().unwrap().into_iter().map(|(file, _)| file).collect();
    for entry in fs::read_dir(folder().join("sample-returns")).unwrap() {
        let name = format!("sample-returns/{}", entry.unwrap().file_name().to_string_lossy());
        assert!(made.contains(&name), "workbooks/{name} is not made any more: remove it");
    }
}
