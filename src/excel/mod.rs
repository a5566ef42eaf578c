//! Workbooks: the only user of calamine and rust_xlsxwriter. An edge: it translates and decides nothing.
#![allow(clippy::disallowed_methods, reason = "this is the edge")]

pub mod archive;
pub mod book;
pub mod child;
pub mod consolidated;
pub mod delimited;
pub mod docx;
pub mod export;
mod halve;
mod legacy;
mod legacy_marks;
pub mod listing;
mod look;
mod marks;
mod parts;
pub mod preflight;
pub mod queries_book;
pub mod register;
pub mod return_form;
pub mod schedule;
mod sniff;
pub mod style;
pub mod unreadable;
mod values;
mod wire;
pub mod word;
