//! Measures the reading of workbooks: how long a return takes, and for each hazard its outcome, its time and the memory
//! that the process grew by. `cargo run --release --example measure_reading`; memory is read from `/proc`, so on Linux only.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    dead_code,
    reason = "an example stands outside the layers; it shares the making of packages with the tests"
)]

#[path = "../tests/it/cases/old_formats.rs"]
mod old_formats;
#[path = "../tests/it/cases/package.rs"]
mod package;
#[path = "../tests/it/sample_pack.rs"]
mod sample_pack;

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use package::{Package, zip_of};
use rectrack::excel::unreadable::Unreadable;
use rectrack::excel::{book, child, return_form};
use rectrack::model::settings::Limits;

/// A hazard by name: made anew in a process of its own, so that each grows from the same size.
type Hazard = (&'static str, fn() -> Vec<u8>);

const HAZARDS: &[Hazard] = &[
    ("a return as issued, for comparison", || return_form::write(&sample_pack::pack(), &sample_pack::texts()).unwrap()),
    ("cells A1 and XFD1048576", || cells("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row><c r=\"XFD1048576\"><v>2</v></c></row>")),
    ("a cell outside the grid, XFD4294967295", || cells("<row r=\"1\"><c r=\"XFD4294967295\"><v>1</v></c></row>")),
    ("shared texts that claim to be 4,294,967,295", || texts("<sst uniqueCount=\"4294967295\"><si><t>a</t></si></sst>")),
    ("a shared formula numbered 4,000,000,000", || {
        cells("<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"4000000000\">1</f><v>2</v></c></row>")
    }),
    ("a sheet of 60 million blanks", || cells(&" ".repeat(60_000_000))),
    ("a sheet of 300 million blanks", || cells(&" ".repeat(300_000_000))),
    ("one cell of 60 million letters", || {
        cells(&format!("<row><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(60_000_000)))
    }),
    ("3 million cells", || cells(&format!("<row>{}</row>", "<c><v>1</v></c>".repeat(15_000)).repeat(200))),
    ("4 million formatted empty cells", || cells(&format!("<row>{}</row>", "<c s=\"0\"/>".repeat(16_000)).repeat(250))),
    ("4 million shared texts", || texts(&format!("<sst>{}</sst>", "<si/>".repeat(4_000_000)))),
    ("one text of 32,000 letters, shown by 150,000 cells", || {
        let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(15_000));
        Package::new()
            .raw_sheet("Return", &format!("<sheetData>{}</sheetData>", row.repeat(10)))
            .part("xl/sharedStrings.xml", &format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000)))
            .bytes()
    }),
    (".xls: A1 and IV65536, the last cell", || old_formats::xls(&[(0, 0, 1.0), (65_535, 255, 2.0)])),
    (".ods: 94 columns by 1,048,576 rows, by repeats", || old_formats::ods_repeated(94, 1_048_576)),
    (".ods: 16,384 columns by 1,048,576 rows, by repeats", || old_formats::ods_repeated(16_384, 1_048_576)),
    (".xlsb of one row, for comparison", || old_formats::xlsb("Return", "| Ref | Rating |\n| a/1.1 | Amber |")),
    ("20,000 parts", || zip_of(&(0..20_000).map(|at| (format!("xl/media/{at}.png"), Vec::new())).collect::<Vec<_>>())),
];

fn cells(xml: &str) -> Vec<u8> {
    Package::new().raw_sheet("Return", &format!("<sheetData>{xml}</sheetData>")).bytes()
}

fn texts(xml: &str) -> Vec<u8> {
    Package::new().sheet("Return", "| a |").part("xl/sharedStrings.xml", xml).bytes()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        // The child that reads old formats is this program again.
        [command, rest @ ..] if command == child::COMMAND => {
            let _ = child::answer(rest, &mut std::io::stdin().lock(), &mut std::io::stdout().lock());
        }
        [at, file] => one(at, file),
        _ => all(),
    }
}

/// Makes every file, then reads each in a process of its own.
fn all() {
    let folder = tempfile::tempdir().unwrap();
    println!("| file | bytes | outcome | ms | MB |\n| --- | --- | --- | --- | --- |");
    for (at, (_, make)) in HAZARDS.iter().enumerate() {
        let path = folder.path().join("file.xlsx");
        std::fs::write(&path, make()).unwrap();
        let ran = Command::new(std::env::current_exe().unwrap()).arg(at.to_string()).arg(&path).output().unwrap();
        print!("{}", String::from_utf8_lossy(&ran.stdout));
    }
    let bytes = return_form::write(&sample_pack::pack(), &sample_pack::texts()).unwrap();
    let before = Instant::now();
    let times = 500;
    for _ in 0..times {
        book::open(&bytes, "return.xlsx", &Limits::default()).unwrap();
    }
    println!("\nopening a return of six tasks: {} microseconds on one core", before.elapsed().as_micros() / times);
}

fn one(at: &str, file: &str) {
    let (name, _) = HAZARDS[at.parse::<usize>().unwrap()];
    let bytes = std::fs::read(file).unwrap();
    let (grown_before, before) = (most_memory("self"), Instant::now());
    let limits = Limits::default();
    let done = AtomicBool::new(false);
    let (opened, of_child) = std::thread::scope(|threads| {
        let watch = threads.spawn(|| most_memory_of_children(&done));
        let opened = match book::open(&bytes, "hazard.xlsx", &limits) {
            Err(Unreadable::NeedsChild { .. }) => child::open(&std::env::current_exe().unwrap(), &bytes, "hazard", &limits),
            opened => opened,
        };
        done.store(true, Ordering::Relaxed);
        (opened, watch.join().unwrap())
    });
    let outcome = match opened {
        Ok(book) => format!("read, {} cells", book.sheets.iter().map(|sheet| sheet.cells.len()).sum::<usize>()),
        Err(Unreadable::Oversized { .. }) => "oversized".to_owned(),
        Err(Unreadable::Damaged { .. }) => "damaged".to_owned(),
        Err(other) => format!("{other:?}"),
    };
    let took = before.elapsed().as_secs_f64() * 1000.0;
    let memory = (most_memory("self") - grown_before + of_child) / 1024.0;
    println!("| {name} | {} | {outcome} | {took:.1} | {memory:.0} |", bytes.len());
}

/// The most memory that a child of this process has held while it ran, in kilobytes; looked at every millisecond.
fn most_memory_of_children(done: &AtomicBool) -> f64 {
    let mut most = 0.0_f64;
    while !done.load(Ordering::Relaxed) {
        for task in std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
            let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            most = children.split_whitespace().map(most_memory).fold(most, f64::max);
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    most
}

/// The most memory that a process has held, in kilobytes.
fn most_memory(process: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0.0)
}
