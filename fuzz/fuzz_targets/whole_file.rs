//! A whole file, as it lies in the returns folder: opened, and read as a return.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rectrack::excel::{archive, book, return_form};
use rectrack::model::returned::FileSeen;
use rectrack::model::settings::Limits;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let _ = archive::open(bytes, &limits);
    match book::open(bytes, "fuzzed.xlsx", &limits) {
        Ok(book) => {
            let _ = return_form::read(&book, seen());
        }
        Err(why) => assert!(!why.asks().is_empty()),
    }
});

fn seen() -> FileSeen {
    FileSeen::named("fuzzed.xlsx")
}
