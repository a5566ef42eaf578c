//! Any file that a schedule or an outside list comes in: a workbook, a Word document, or text with separated columns.

use std::path::Path;

use super::unreadable::Unreadable;
use super::{child, delimited, docx};
use crate::model::Book;
use crate::model::settings::Limits;

/// Reads the file by what it holds; its name only tells apart what the content does not.
///
/// `program` is this program, for old formats that are read in a child process.
///
/// # Errors
/// When it is none of these, is locked or damaged, or is larger than the limits allow.
pub fn open(program: &Path, bytes: &[u8], file: &str, limits: &Limits) -> Result<Book, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") && super::parts::Parts::look(bytes, limits).is_ok_and(|parts| parts.has(docx::DOCUMENT)) {
        return docx::open(bytes, file, limits);
    }
    match child::open(program, bytes, file, limits) {
        Err(Unreadable::NotAWorkbook { looks_like }) if is_text(&looks_like, file) => delimited::open(bytes, file, limits),
        opened => opened,
    }
}

/// Text that could be a list: a web page or an e-mail is none.
fn is_text(looks_like: &str, file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let listed = matches!(ending.as_str(), "csv" | "tsv" | "txt" | "tab");
    matches!(looks_like, "a CSV file" | "a SYLK file")
        || (listed && matches!(looks_like, "a plain text file" | "a file of an unknown kind"))
}
