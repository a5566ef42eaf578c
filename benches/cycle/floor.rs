//! The bare floor: what the machine needs for the same bytes when nobody looks at what they say. Every part of every workbook
//! that is read is inflated and searched once for the starts of elements (a file that is no workbook is searched for the starts
//! of its texts); every part of every workbook that is written is deflated once, at the level that the workbooks are written
//! with. All cores, no other work.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// How long inflating and scanning `read`, and deflating what `written` holds, take.
pub(crate) fn measure(read: &[PathBuf], written: &[PathBuf]) -> (Duration, Duration) {
    let workbooks = written.iter().filter(|path| path.extension().is_some_and(|ending| ending == "xlsx"));
    let parts: Vec<Vec<u8>> = workbooks.flat_map(|path| unpacked(path)).collect();
    let start = Instant::now();
    let starts: usize =
        read.par_iter().flat_map_iter(|path| unpacked(path)).map(|part| memchr::memchr2_iter(b'<', b'"', &part).count()).sum();
    let reading = start.elapsed();
    assert!(starts > 0, "something was read");
    let start = Instant::now();
    let packed: usize = parts.par_iter().map(|part| deflated(part)).sum();
    let writing = start.elapsed();
    assert!(packed > 0, "something was written");
    (reading, writing)
}

/// The parts of a workbook; the file itself where it is none.
fn unpacked(path: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(path).expect("a file of the workspace");
    let Ok(mut archive) = ZipArchive::new(Cursor::new(&bytes)) else { return vec![bytes] };
    (0..archive.len())
        .map(|at| {
            let mut part = Vec::new();
            archive.by_index(at).expect("a part").read_to_end(&mut part).expect("a part that unpacks");
            part
        })
        .collect()
}

fn deflated(part: &[u8]) -> usize {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(3)).large_file(true);
    archive.start_file("part", options).expect("a file in memory");
    archive.write_all(part).expect("memory");
    archive.finish().expect("memory").into_inner().len()
}
