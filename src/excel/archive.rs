//! A plain .zip of returns: what it holds, under caps.

use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::ZipArchive;

use crate::model::settings::Limits;

/// The files in a plain zip file, by their paths inside it. None when it is no zip file, is itself an Office or
/// OpenDocument file, cannot be read, or holds more than the limits allow: `book::open` then says why.
#[must_use]
pub fn open(bytes: &[u8], limits: &Limits) -> Option<Vec<(String, Vec<u8>)>> {
    if !bytes.starts_with(b"PK\x03\x04") || bytes.len() as u64 > limits.file_bytes {
        return None;
    }
    if memmem::find_iter(bytes, b"PK\x01\x02").take(limits.entries + 1).count() > limits.entries {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let is_document = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == "[content_types].xml" || name == "mimetype" || name == "_rels/.rels" || name.starts_with("index/document.iwa")
    };
    if archive.file_names().flatten().any(|name| is_document(&name)) {
        return None;
    }
    let mut left = limits.unpacked_bytes;
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index(at).ok()?;
        let name = file.name().ok()?.replace('\\', "/");
        if file.is_dir() || name.starts_with("__MACOSX/") {
            continue;
        }
        let mut unpacked = Vec::new();
        let read = file.take(left + 1).read_to_end(&mut unpacked).ok()? as u64;
        left = left.checked_sub(read)?;
        files.push((name, unpacked));
    }
    files.sort();
    Some(files)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_plain_zip_is_opened_and_nothing_else() {
        let bytes = zip_of(&[("returns/b.xlsx", b"two"), ("a.xlsx", b"one"), ("__MACOSX/._a.xlsx", b"x")]);
        let files = open(&bytes, &Limits::default()).unwrap();
        assert_eq!(files, [("a.xlsx".to_owned(), b"one".to_vec()), ("returns/b.xlsx".to_owned(), b"two".to_vec())]);
        assert_eq!(open(&zip_of(&[("[Content_Types].xml", b"<Types/>")]), &Limits::default()), None);
        assert_eq!(open(&zip_of(&[("mimetype", b"x")]), &Limits::default()), None);
        assert_eq!(open(b"Ref,Rating", &Limits::default()), None);
        assert_eq!(open(&bytes[..bytes.len() / 2], &Limits::default()), None);
        let few = Limits { entries: 2, ..Limits::default() };
        assert_eq!(open(&bytes, &few), None, "more entries than allowed");
        let small = Limits { unpacked_bytes: 5, ..Limits::default() };
        assert_eq!(open(&bytes, &small), None, "more bytes than allowed");
    }
}
