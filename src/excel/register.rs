//! The register as a workbook: one Excel table a sheet, written whole and read back with the care that a return gets.

mod read;
mod upgrade;
mod write;

pub use read::{read, read_without};
pub use write::{write, write_marked};

/// The custom property that holds the schema's number.
pub const SCHEMA_PROPERTY: &str = "rectrack_schema";
/// The hidden sheet that holds the drop-down lists.
pub const LISTS: &str = "Lists";

/// Calls a macro with every table of the register: its field and its row type.
macro_rules! each_table {
    ($with:ident) => {
        $with!(reports: Report);
        $with!(recommendations: Recommendation);
        $with!(tasks: Task);
        $with!(owners: Owner);
        $with!(cycles: Cycle);
        $with!(papers: Paper);
        $with!(positions: Position);
        $with!(extensions: Extension);
        $with!(milestones: Milestone);
        $with!(returns: ReturnSeen);
        $with!(decisions: Decision);
        $with!(definitions: Definition);
    };
}
use each_table;

#[cfg(test)]
mod tests;
