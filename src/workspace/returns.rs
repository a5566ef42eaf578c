//! The files of a returns folder, as they lie there.

use std::path::Path;

use walkdir::WalkDir;

use super::{Workspace, refused};
use crate::model::Refusal;

/// A file of the returns folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Relative to the workspace with `/`.
    pub file: String,
    /// Bytes.
    pub size: u64,
}

impl Workspace {
    /// The folder that takes a cycle's returns, relative to the workspace.
    #[must_use]
    pub fn returns_folder(cycle: &str) -> String {
        format!("cycles/{cycle}/returns")
    }

    /// Every file in a cycle's returns folder and its sub-folders, in order of their names. Links are not followed.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn returns(&self, cycle: &str) -> Result<Vec<Found>, Refusal> {
        let folder = self.path(&Self::returns_folder(cycle));
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for entry in WalkDir::new(&folder).follow_links(false) {
            let entry = entry.map_err(|why| {
                let path = why.path().unwrap_or(&folder).to_owned();
                why.into_io_error()
                    .map_or_else(|| Refusal::new("the returns folder cannot be read", ""), |why| refused(&path, "read", &why))
            })?;
            if entry.file_type().is_file() {
                found.push(Found { file: self.relative(entry.path()), size: entry.metadata().map_or(0, |data| data.len()) });
            }
        }
        found.sort();
        Ok(found)
    }

    /// A path as the workspace names it: relative, with `/`; outside it, the bare name.
    #[must_use]
    pub fn relative(&self, path: &Path) -> String {
        path.strip_prefix(self.root()).map_or_else(
            |_| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            |inside| inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/"),
        )
    }
}
