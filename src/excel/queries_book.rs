//! Stand-in.
use crate::model::settled::QueriesBook;
use crate::model::{Book, Query, Refusal};

/// Writes it.
///
/// # Errors
/// Never, for now.
pub fn write(_book: &QueriesBook) -> Result<Vec<u8>, Refusal> {
    Ok(Vec::new())
}

/// Reads it.
#[must_use]
pub fn read(_book: &Book) -> (QueriesBook, Vec<Query>) {
    (QueriesBook::default(), Vec::new())
}
