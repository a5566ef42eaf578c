//! Issued + held + returned -> outcomes. Pure: plain values in, plain values out.
//!
//! [`choose()`] finds the row that stands for each task; [`settle()`] lets its three sides meet; the rules then look at what it
//! would come to; [`finish()`] writes what nothing makes wait into the register. [`base`] gives the coordinator's side.

pub mod base;
pub mod choose;
pub mod finish;
pub mod first_dates;
pub mod inherited;
pub mod propose;
pub mod set_back;
pub mod settle;
pub mod three_way;

#[cfg(test)]
mod laws;

pub use base::{LastMerge, MergedTask, without_last_merge};
pub use choose::{Choice, Chosen, choose};
pub use finish::{Finished, Outcome, Seen, Sides, Tally, finish, positions_left};
pub use first_dates::note_first_dates;
pub use inherited::inherit;
pub use set_back::set_back;
pub use settle::{Claim, Settled, settle};
pub use three_way::{Merged, three_way};
