//! The integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stderr, reason = "tests stand outside the layers")]

mod as_they_come;
mod cases;
mod child;
mod conservation;
mod corruption;
mod cycle;
mod decisions;
mod demo;
mod filled;
mod hand_edits;
mod hand_overs;
mod hazards;
mod import_command;
mod import_laws;
mod import_shapes;
mod layers;
mod many_cycles;
mod moderation;
mod office;
mod pages;
mod paper;
mod paper_register;
mod papers;
mod queries_book;
mod return_form;
mod rules;
mod sample;
mod sample_pack;
mod saved_by;
mod status;
mod trouble;
mod two_papers;
mod whatever_happens;
mod workbooks;
