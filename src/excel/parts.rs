//! The parts of a workbook package, unpacked once, under caps, with their checksums proved.
//!
//! What is unpacked here is packed again without compression for calamine, so that it sees exactly the parts that
//! were looked at: a part whose headers lie, or that stands twice, cannot slip past the checks, and nothing is
//! unpacked twice. A large part is only passed through and goes to calamine as it was packed: unpacking it twice takes
//! less than the memory that it would fill.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::ops::Range;

use memchr::memmem;
use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::unreadable::Unreadable;
use crate::model::settings::Limits;

/// A package under reading.
pub(crate) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Place in the archive by name: forward slashes, lower case.
    index: BTreeMap<String, usize>,
    /// The package for calamine, growing: local headers and uncompressed parts.
    packed: Vec<u8>,
    held: BTreeMap<String, Held>,
    /// Bytes that may still be unpacked.
    budget: u64,
}

/// A part that has been unpacked, or passed through.
struct Held {
    name: String,
    header_at: usize,
    range: Range<usize>,
    crc: u32,
    /// Its size unpacked, where it is held as it was packed.
    packed_from: Option<usize>,
}

/// A part that was passed through to its end: its size unpacked, and its checksum.
pub(crate) struct Passed {
    at: usize,
    size: usize,
    crc: u32,
}

/// What is reserved at most for the parts of a package before any is unpacked.
const MOST_RESERVED: usize = 1 << 20;

/// How much of a part is unpacked at once when it is passed through.
const PIECE: usize = 1 << 16;

/// The share of the unpacking limit that the parts we need may take in memory; pictures and the like stay packed.
pub(crate) const SHARE_IN_MEMORY: u64 = 5;

impl<'a> Parts<'a> {
    /// Looks at the directory of the zip file; unpacks nothing.
    pub(crate) fn look(bytes: &'a [u8], limits: &Limits) -> Result<Self, Unreadable> {
        // Before the directory is built in memory: each entry costs some hundred bytes.
        if memmem::find_iter(bytes, b"PK\x01\x02").take(limits.entries + 1).count() > limits.entries {
            return Err(Unreadable::oversized(format!("it holds more than {} parts", limits.entries)));
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Unreadable::damaged("its list of parts cannot be read; it was cut off on the way"))?;
        let mut index = BTreeMap::new();
        let mut declared: u128 = 0;
        for at in 0..archive.len() {
            let Ok(entry) = archive.by_index_data(at) else {
                return Err(Unreadable::damaged("its list of parts cannot be read"));
            };
            declared = declared.saturating_add(u128::from(entry.size()));
            if let Ok(name) = entry.name() {
                index.insert(normal(&name), at);
            }
        }
        if declared > u128::from(limits.unpacked_bytes) {
            return Err(Unreadable::oversized(format!("unpacked it would take more than {} MB", limits.unpacked_bytes / 1_048_576)));
        }
        // What the parts claim is mostly what they take; a claim that lies reserves little.
        let packed = Vec::with_capacity(usize::try_from(declared).map_or(MOST_RESERVED, |declared| declared.min(MOST_RESERVED)));
        Ok(Self { archive, index, packed, held: BTreeMap::new(), budget: limits.unpacked_bytes / SHARE_IN_MEMORY })
    }

    /// True when the package holds the part.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.index.contains_key(&normal(path))
    }

    /// The names of all parts: forward slashes, lower case, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// Unpacks a part, where the package holds it.
    pub(crate) fn hold(&mut self, path: &str) -> Result<bool, Unreadable> {
        let key = normal(path);
        if self.held.contains_key(&key) {
            return Ok(true);
        }
        let Some(at) = self.index.get(&key).copied() else { return Ok(false) };
        let (header_at, start) = room_for(&mut self.packed, &key);
        let file = unpacked(&mut self.archive, at, &key)?;
        let expected = usize::try_from(file.size().min(self.budget)).unwrap_or(0);
        self.packed.reserve(expected.min(1 << 24));
        let read = file.take(self.budget + 1).read_to_end(&mut self.packed).map_err(|_| does_not_unpack(&key))?;
        self.take_from_budget(read)?;
        let range = start..self.packed.len();
        let crc = crc32fast::hash(&self.packed[range.clone()]);
        self.held.insert(key.clone(), Held { name: key, header_at, range, crc, packed_from: None });
        Ok(true)
    }

    /// The size that a part claims to have unpacked, where the package holds it and it is not held yet.
    pub(crate) fn claimed_size(&self, path: &str) -> Option<u64> {
        let key = normal(path);
        let at = self.index.get(&key).filter(|_| !self.held.contains_key(&key))?;
        self.archive.by_index_data(*at).ok().map(|entry| entry.size())
    }

    /// Unpacks a part piece by piece, keeps none of them, and proves its checksum. None when the package does not hold it.
    pub(crate) fn pass_through(&mut self, path: &str, mut see: impl FnMut(&[u8])) -> Result<Option<Passed>, Unreadable> {
        let key = normal(path);
        let Some(at) = self.index.get(&key).copied() else { return Ok(None) };
        let mut file = unpacked(&mut self.archive, at, &key)?.take(self.budget + 1);
        let mut piece = vec![0; PIECE];
        let mut crc = crc32fast::Hasher::new();
        let mut size = 0;
        loop {
            let read = file.read(&mut piece).map_err(|_| does_not_unpack(&key))?;
            let Some(seen) = piece.get(..read).filter(|seen| !seen.is_empty()) else { break };
            crc.update(seen);
            size += read;
            see(seen);
        }
        if size as u64 > self.budget {
            return Err(too_much_room());
        }
        Ok(Some(Passed { at, size, crc: crc.finalize() }))
    }

    /// Holds a part that was passed through as it is packed: there are no bytes of it to look at.
    pub(crate) fn hold_packed(&mut self, path: &str, passed: &Passed) -> Result<(), Unreadable> {
        let key = normal(path);
        self.take_from_budget(passed.size)?;
        let (header_at, start) = room_for(&mut self.packed, &key);
        let mut file = self.archive.by_index_raw(passed.at).map_err(|_| does_not_unpack(&key))?;
        file.read_to_end(&mut self.packed).map_err(|_| does_not_unpack(&key))?;
        let packed_from = (file.compression() == CompressionMethod::Deflated).then_some(passed.size);
        let range = start..self.packed.len();
        self.held.insert(key.clone(), Held { name: key, header_at, range, crc: passed.crc, packed_from });
        Ok(())
    }

    fn take_from_budget(&mut self, unpacked: usize) -> Result<(), Unreadable> {
        self.budget = self.budget.checked_sub(unpacked as u64).ok_or_else(too_much_room)?;
        Ok(())
    }

    /// The bytes of a part that is held unpacked; none of one that is held as it was packed.
    pub(crate) fn bytes(&self, path: &str) -> Option<&[u8]> {
        let held = self.held.get(&normal(path)).filter(|held| held.packed_from.is_none())?;
        self.packed.get(held.range.clone())
    }

    /// How long a part is that is held, once unpacked.
    pub(crate) fn size(&self, path: &str) -> Option<usize> {
        self.held.get(&normal(path)).map(|held| held.packed_from.unwrap_or(held.range.len()))
    }

    /// A part that is held, as text.
    pub(crate) fn text(&self, path: &str) -> Result<&str, Unreadable> {
        std::str::from_utf8(self.bytes(path).unwrap_or_default())
            .map_err(|_| Unreadable::damaged(format!("its part {} is not text", normal(path))))
    }

    /// Unpacks a part and gives it as text; empty when the package does not hold it.
    pub(crate) fn read(&mut self, path: &str) -> Result<&str, Unreadable> {
        self.hold(path)?;
        self.text(path)
    }

    /// Puts a shortened text in the place of a part that is held.
    pub(crate) fn replace(&mut self, path: &str, text: &str) {
        if let Some(held) = self.held.get_mut(&normal(path))
            && text.len() <= held.range.len()
        {
            let range = held.range.start..held.range.start + text.len();
            self.packed[range.clone()].copy_from_slice(text.as_bytes());
            held.crc = crc32fast::hash(text.as_bytes());
            held.range = range;
        }
    }

    /// A package of the parts that are held, with another text in the place of one of them.
    pub(crate) fn package_with(&self, path: &str, text: &[u8]) -> Vec<u8> {
        let key = normal(path);
        let mut packed = Vec::with_capacity(self.packed.len());
        let mut copies = BTreeMap::new();
        for (name, held) in &self.held {
            let (bytes, crc) = if *name == key { (text, crc32fast::hash(text)) } else { (&self.packed[held.range.clone()], held.crc) };
            let (header_at, start) = room_for(&mut packed, name);
            packed.extend(bytes);
            let range = start..packed.len();
            copies.insert(name.clone(), Held { name: name.clone(), header_at, range, crc, packed_from: held.packed_from });
        }
        package(packed, &copies)
    }

    /// The parts that are held as a package, uncompressed but for those that were passed through.
    pub(crate) fn into_package(self) -> Vec<u8> {
        package(self.packed, &self.held)
    }
}

/// Room for the header of the next part: where it begins, and where the part will.
fn room_for(packed: &mut Vec<u8>, name: &str) -> (usize, usize) {
    let header_at = packed.len();
    packed.resize(header_at + 30 + name.len(), 0);
    (header_at, packed.len())
}

/// The package: the headers of its parts in their rooms, and its directory.
fn package(mut packed: Vec<u8>, held: &BTreeMap<String, Held>) -> Vec<u8> {
    let mut directory = Vec::new();
    for held in held.values() {
        let packed_size = u32::try_from(held.range.len()).unwrap_or(u32::MAX);
        let size = held.packed_from.map_or(packed_size, |size| u32::try_from(size).unwrap_or(u32::MAX));
        let method = if held.packed_from.is_some() { DEFLATED } else { STORED };
        let name_len = u16::try_from(held.name.len()).unwrap_or(u16::MAX);
        // Version 2.0, no flags, method, 1 January 1980, checksum, both sizes, name, no extra field.
        let mut common = Vec::with_capacity(26);
        for short in [20u16, 0, method, 0, 33] {
            common.extend(short.to_le_bytes());
        }
        for long in [held.crc, packed_size, size] {
            common.extend(long.to_le_bytes());
        }
        common.extend(name_len.to_le_bytes());
        common.extend([0, 0]);
        let mut header = b"PK\x03\x04".to_vec();
        header.extend(&common);
        header.extend(held.name.as_bytes());
        packed[held.header_at..held.header_at + header.len()].copy_from_slice(&header);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(u32::try_from(held.header_at).unwrap_or(u32::MAX).to_le_bytes());
        directory.extend(held.name.as_bytes());
    }
    let at = u32::try_from(packed.len()).unwrap_or(u32::MAX);
    let size = u32::try_from(directory.len()).unwrap_or(u32::MAX);
    let count = u16::try_from(held.len()).unwrap_or(u16::MAX);
    packed.extend(directory);
    packed.extend(b"PK\x05\x06\0\0\0\0");
    packed.extend(count.to_le_bytes());
    packed.extend(count.to_le_bytes());
    packed.extend(size.to_le_bytes());
    packed.extend(at.to_le_bytes());
    packed.extend([0, 0]);
    packed
}

/// How a zip file says that a part is stored as it is, or deflated.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// A part of the archive, to be read unpacked.
fn unpacked<'x, 'a>(
    archive: &'x mut ZipArchive<Cursor<&'a [u8]>>,
    at: usize,
    key: &str,
) -> Result<ZipFile<'x, Cursor<&'a [u8]>>, Unreadable> {
    archive.by_index(at).map_err(|fault| match fault {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::PasswordProtected,
        _ => does_not_unpack(key),
    })
}

fn too_much_room() -> Unreadable {
    Unreadable::oversized("its sheets take too much room once unpacked")
}

fn does_not_unpack(key: &str) -> Unreadable {
    Unreadable::damaged(format!("its part {key} does not unpack; it was altered or cut off on the way"))
}

/// A part's name as we compare it.
fn normal(path: &str) -> String {
    path.trim_start_matches('/').chars().map(|c| if c == '\\' { '/' } else { c.to_ascii_lowercase() }).collect()
}

/// The path that a relationship's target means, seen from the part that holds it.
pub(crate) fn resolve(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                folders.pop();
            }
            other => folders.push(other),
        }
    }
    folders.join("/")
}

/// The part that lists a part's relationships.
pub(crate) fn rels_of(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{path}.rels"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_resolve_from_their_part() {
        for (from, target, path) in [
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets/sheet1.xml", "../comments1.xml", "xl/comments1.xml"),
            ("xl/workbook.xml", "/xl/styles.xml", "xl/styles.xml"),
            ("xl/workbook.xml", "../../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolve(from, target), path);
        }
        assert_eq!(rels_of("xl/worksheets/sheet1.xml"), "xl/worksheets/_rels/sheet1.xml.rels");
        assert_eq!(rels_of("workbook.xml"), "_rels/workbook.xml.rels");
    }
}
