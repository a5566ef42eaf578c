//! Accidental damage: good returns with bytes flipped, many times in one process. None may panic or abort.
//!
//! `RECTRACK_FLIPS` sets how many; `.ci/run` asks for 20,000.

use rectrack::excel::{book, return_form};
use rectrack::model::settings::Limits;

use super::cases::package::{parts_of, zip_of};
use super::cases::told::seen;
use super::sample_pack;

/// A small generator of numbers that are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most.max(1) as u64).unwrap()
    }
}

pub(crate) fn flips() -> usize {
    std::env::var("RECTRACK_FLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(600)
}

/// Opens and reads; true when it was read, damage or no.
fn survives(bytes: &[u8]) -> bool {
    match book::open(bytes, "return.xlsx", &Limits::default()) {
        Ok(book) => {
            let _ = return_form::read(&book, seen("return.xlsx"));
            true
        }
        Err(why) => {
            assert!(why.asks().ends_with('.'), "{why:?}");
            false
        }
    }
}

#[test]
fn flipped_bytes_of_the_file_never_take_the_run_down() {
    let good = return_form::write(&sample_pack::pack(), &sample_pack::texts()).unwrap();
    assert!(survives(&good));
    let mut dice = Dice(0x5eed);
    let mut read = 0;
    for _ in 0..flips() / 2 {
        let mut bytes = good.clone();
        for _ in 0..=dice.below(8) {
            let at = dice.below(bytes.len());
            bytes[at] = u8::try_from(dice.below(256)).unwrap();
        }
        read += usize::from(survives(&bytes));
    }
    // A checksum stands on every part: damage in what we need is noticed. What is read was damaged elsewhere, or not at all.
    assert!(read < flips() / 2, "no damage was noticed");
}

#[test]
fn flipped_bytes_inside_the_parts_never_take_the_run_down() {
    let good = return_form::write(&sample_pack::pack(), &sample_pack::texts()).unwrap();
    let parts = parts_of(&good);
    let mut dice = Dice(0xdead);
    let mut read = 0;
    for _ in 0..flips() / 2 {
        let mut damaged = parts.clone();
        let at = dice.below(damaged.len());
        let content = &mut damaged[at].1;
        for _ in 0..=dice.below(4) {
            let at = dice.below(content.len());
            match dice.below(3) {
                0 => content[at] = u8::try_from(dice.below(256)).unwrap(),
                // Digits make other cells, other texts, other sizes.
                1 => content[at] = b"0123456789"[dice.below(10)],
                _ => {
                    content.remove(at);
                }
            }
        }
        read += usize::from(survives(&zip_of(&damaged)));
    }
    assert!(read > 0, "nothing was read at all");
}
