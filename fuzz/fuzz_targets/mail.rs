//! A mail that came back, whatever its kind: opened within the limits, or named for what it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rectrack::mail::{self, Unopened};
use rectrack::model::settings::Limits;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    match mail::open(bytes, "returns/fuzzed.eml", &limits) {
        Ok(opened) => {
            let taken: usize = opened.attachments.iter().map(|file| file.bytes.len()).sum();
            assert!(u64::try_from(taken).unwrap_or(u64::MAX) <= limits.unpacked_bytes, "more was taken than may be");
            assert!(opened.attachments.iter().all(|file| !file.name.contains(['/', '\\', '\0'])), "a name that leads elsewhere");
        }
        Err(Unopened::NotAMail { looks_like }) => assert!(!looks_like.is_empty()),
        Err(Unopened::Damaged { why: what } | Unopened::Oversized { what }) => assert!(!what.is_empty()),
    }
});
