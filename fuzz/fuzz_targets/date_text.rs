//! A date as people type it: read without a panic, and read the same once it is written our way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rectrack::model::dates::{DateText, long, month, read_date};

fuzz_target!(|typed: &str| {
    match read_date(typed) {
        DateText::Day { date, .. } => {
            assert!(matches!(read_date(&long(date)), DateText::Day { date: again, ambiguous: false } if again == date));
        }
        DateText::Month { last_day } => assert_eq!(read_date(&month(last_day)), DateText::Month { last_day }),
        _ => {}
    }
});
