//! Files that the person at the keyboard names to be written: never over somebody's work.

use std::path::Path;

use crate::excel::listing;
use crate::model::Refusal;
use crate::workspace;

/// Looks whether a workbook of lists may be written there: where nothing stands, or an earlier one of that title, as we wrote it.
///
/// # Errors
/// When something else stands there, or it cannot be read.
pub fn check(path: &Path, title: &str) -> Result<(), Refusal> {
    match workspace::read_outside_if_there(path)? {
        Some(there) if !listing::is_ours(&there, title) => Err(in_the_way(path)),
        _ => Ok(()),
    }
}

/// Something that is not ours stands where we were asked to write.
#[must_use]
pub fn in_the_way(path: &Path) -> Refusal {
    Refusal::new(
        format!("{} is there already, and is not what an earlier run of this command left", path.display()),
        "name another place, or move that file away",
    )
}
