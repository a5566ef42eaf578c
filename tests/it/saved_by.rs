//! Forms that other programs really saved (`workbooks/saved-by/`): what the owner entered is read, wherever it went.

use std::fs;
use std::path::Path;

use super::cases::told::told;

/// What the owner entered, as `workbooks/saved-by/make.py` types it.
const ENTERED: [&str; 9] = [
    "poor-relation-2019/10.1 Rating: Green",
    "poor-relation-2019/10.1 Update: Every team has had the training; the last course ran in May.",
    "poor-relation-2019/10.1 Evidence: Training records, folder T7",
    "poor-relation-2019/10.1 Completed on: 27 May 2022",
    "poor-relation-2019/11.1 Rating: Amber",
    "poor-relation-2019/11.1 Update: The procedure is with the federation for comment.",
    "poor-relation-2019/11.1 Revised due date: 30 Nov 2022",
    "poor-relation-2019/11.1 Reason for new date: The federation asked for six more weeks.",
    "fraud-2021/4.1 No change: Yes",
];
const STAMP: [&str; 5] = ["outcome: read", "cycle: 2022-06", "owner: Head of PPU", "rows: 6", "row fraud-2021/3.2"];

#[test]
fn forms_saved_by_other_programs_are_read() {
    let moved: &[&str] =
        &["place poor-relation-2019/10.1: A9", "note J10 : Ask the training unit for the numbers", "row fraud-2021/4.1 (hidden)"];
    for (file, more) in [
        ("libreoffice-filled-in.xlsx", &[][..]),
        ("libreoffice-filled-in.ods", &[]),
        ("libreoffice-filled-in.xls", &[]),
        ("openpyxl-filled-in.xlsx", &[]),
        ("libreoffice-moved-about.xlsx", moved),
        ("libreoffice-moved-about.ods", moved),
        ("libreoffice-moved-about.xls", moved),
    ] {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/saved-by").join(file)).unwrap();
        let told = told(file, &bytes);
        for line in STAMP.iter().chain(&ENTERED).chain(more) {
            assert!(told.iter().any(|said| said == line), "{file}: '{line}' is not among\n    {}", told.join("\n    "));
        }
    }
}
