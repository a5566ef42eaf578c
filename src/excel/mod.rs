//! Workbooks: the only user of calamine and rust_xlsxwriter. An edge: it translates and decides nothing.

pub mod style;
