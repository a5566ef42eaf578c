//! The XML of one sheet, inside a workbook that is otherwise well.
#![no_main]
#![allow(dead_code, reason = "shares the making of packages with the tests")]

#[path = "../../tests/it/cases/package.rs"]
mod package;

use libfuzzer_sys::fuzz_target;
use rectrack::excel::book;
use rectrack::model::settings::Limits;

fuzz_target!(|xml: &str| {
    let bytes = package::Package::stamped().raw_sheet("Return", xml).bytes();
    if let Ok(book) = book::open(&bytes, "fuzzed.xlsx", &Limits::default()) {
        for (row, col) in book.sheets.iter().flat_map(|sheet| sheet.cells.keys().chain(&sheet.unread)) {
            assert!(*row < 1_048_576 && *col < 16_384, "a cell outside the grid");
        }
    }
});
