//! Whole runs of the program, from its start to its end: `cargo bench --bench cycle`.
//!
//! Makes its own workspaces in a temporary folder, runs the built program on them in turn, and prints the median time, the
//! range, the peak of memory, and the ratio to the bare floor measured in the same run; and what the crates alone need. Names of sizes on the command line choose among them:
//! `cargo bench --bench cycle -- force large`.
//!
//! Where `python3` (or the program that `RECTRACK_PYTHON` names) has what `benches/peers/requirements.txt` lists, a script of
//! ours does the bare job on the same workspace with those libraries, for comparison.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark looks at a clock and says what it saw")]

mod crates;
mod data;
mod floor;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use data::Size;

/// Name, size, and how often each command is run.
const SIZES: [(&str, Size, usize); 8] = [
    ("force", Size { returns: 60, tasks: 10, cycles: 20 }, 11),
    ("cycles-5", Size { returns: 60, tasks: 10, cycles: 5 }, 5),
    ("cycles-10", Size { returns: 60, tasks: 10, cycles: 10 }, 5),
    ("small", Size { returns: 500, tasks: 20, cycles: 1 }, 5),
    ("middle", Size { returns: 1_000, tasks: 20, cycles: 1 }, 5),
    ("large", Size { returns: 2_000, tasks: 20, cycles: 1 }, 5),
    ("huge", Size { returns: 10_000, tasks: 20, cycles: 1 }, 1),
    // 43 forces in one workbook: 20,000 recommendations, and a history of 20 cycles.
    ("forces", Size { returns: 860, tasks: 47, cycles: 20 }, 1),
];

/// The program's own, so that what is measured here compares.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One run of the program.
struct Run {
    took: Duration,
    /// The most memory that it held, in bytes; none where the system does not tell.
    peak: Option<u64>,
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    // `cargo test --benches` builds this and runs it: it then shows that the smallest size works.
    let trying = !std::env::args().any(|arg| arg == "--bench");
    println!("{:10} {:>9} {:>28} {:>10} {:>10} {:>7}", "size", "command", "seconds: median (range)", "peak MB", "floor s", "ratio");
    for (name, size, runs) in SIZES {
        let (size, runs) = if trying { (Size { returns: 3, tasks: 4, cycles: 1 }, 1) } else { (size, runs) };
        let chosen = if trying { name == "force" } else { wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) };
        if chosen {
            measure(name, size, runs);
        }
    }
}

fn measure(name: &str, size: Size, runs: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (fresh, work) = (folder.path().join("fresh"), folder.path().join("work"));
    fs::create_dir(&fresh).expect("a temporary folder");
    data::make(&fresh, size);
    if let Some(kept) = std::env::var_os("RECTRACK_BENCH_KEEP") {
        copied(&fresh, &Path::new(&kept).join(name));
    }
    let mut merges = Vec::new();
    // The first run warms the disk's memory and does not count.
    for at in 0..=runs {
        if work.exists() {
            fs::remove_dir_all(&work).expect("a temporary folder");
        }
        copied(&fresh, &work);
        let run = program(&work, &["merge", "--quiet"]);
        if at > 0 || runs == 1 {
            merges.push(run);
        }
    }
    let read: Vec<PathBuf> = files(&fresh).into_iter().filter(|path| is_read(path)).collect();
    let written = changed(&fresh, &work);
    let floors: Vec<(Duration, Duration)> = (0..runs.min(3)).map(|_| floor::measure(&read, &written)).collect();
    let floor = floors.iter().map(|(read, write)| *read + *write).min().unwrap_or_default();
    say(name, "merge", &merges, Some(floor));
    let (reading, writing) =
        (0..runs.min(3)).map(|_| crates::measure(&read, &written)).min_by_key(|(read, write)| *read + *write).unwrap_or_default();
    let (reading, writing) = (reading.as_secs_f64(), writing.as_secs_f64());
    println!("{name:10} {:>9} {:.3} s: {reading:.3} reading, {writing:.3} writing bare cells", "crates", reading + writing);
    let (ours, bare) = (0..runs.min(3))
        .map(|_| crates::returns_a_second(&read))
        .fold((0.0_f64, 0.0_f64), |best, now| (best.0.max(now.0), best.1.max(now.1)));
    println!("{name:10} {:>9} {ours:.0} returns a second; calamine alone {bare:.0}", "reading");
    peer(name, &fresh, folder.path(), runs.min(3));
    for command in ["status", "check", "consolidate"] {
        let asked: &[&str] = if command == "consolidate" { &["consolidate", "--quiet"] } else { &[command, "--quiet"] };
        let runs: Vec<Run> = (0..runs).map(|_| program(&work, asked)).collect();
        say(name, command, &runs, None);
    }
    let bytes =
        |paths: &[PathBuf]| paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|seen| seen.len()).sum::<u64>() as f64 / 1e6;
    println!("{:10} {:>9} {:.1} MB read, {:.1} MB written", "", "", bytes(&read), bytes(&written));
}

/// Whether `merge` reads a file: not what went out, which it knows from `issued.json`, nor its own backups.
fn is_read(path: &Path) -> bool {
    let inside = |folder: &str| path.parent().is_some_and(|parent| parent.file_name().is_some_and(|name| name == folder));
    !inside("backups") && (!inside("issued") || path.extension().is_some_and(|ending| ending == "json"))
}

fn say(name: &str, command: &str, runs: &[Run], floor: Option<Duration>) {
    let mut times: Vec<f64> = runs.iter().map(|run| run.took.as_secs_f64()).collect();
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    let range = format!("{median:.3} ({:.3} to {:.3})", times[0], times[times.len() - 1]);
    let peak = runs.iter().filter_map(|run| run.peak).max().map_or_else(|| "-".to_owned(), |peak| (peak / 1_000_000).to_string());
    let (floor, ratio) = floor.map_or((String::new(), String::new()), |floor| {
        (format!("{:.3}", floor.as_secs_f64()), format!("{:.1}", median / floor.as_secs_f64()))
    });
    println!("{name:10} {command:>9} {range:>28} {peak:>10} {floor:>10} {ratio:>7}");
}

/// The Python script on the same workspace, where Python can run it.
fn peer(name: &str, fresh: &Path, out: &Path, runs: usize) {
    let python = std::env::var_os("RECTRACK_PYTHON").unwrap_or_else(|| "python3".into());
    let there = Command::new(&python).args(["-c", "import python_calamine, xlsxwriter"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        println!("{name:10} {:>9} not measured: Python lacks what benches/peers/requirements.txt lists", "python");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/merge.py");
    let run = || watched(Command::new(&python).arg(&script).arg(fresh).arg(out));
    say(name, "python", &(0..runs).map(|_| run()).collect::<Vec<_>>(), None);
}

/// Runs the program in a workspace and looks on.
fn program(root: &Path, args: &[&str]) -> Run {
    watched(Command::new(env!("CARGO_BIN_EXE_rectrack")).args(args).current_dir(root))
}

/// Runs a command and looks on.
fn watched(command: &mut Command) -> Run {
    let start = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a program that can be started");
    let mut peak = None;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child process") {
            break status;
        }
        peak = peak.max(held(child.id()));
        std::thread::sleep(Duration::from_millis(1));
    };
    let took = start.elapsed();
    // Queries are found, which is told by the status 1.
    assert!(
        matches!(status.code(), Some(0 | 1)),
        "{command:?} ended with {status}: {:?}",
        child.stderr.take().map(std::io::read_to_string)
    );
    Run { took, peak }
}

/// The most memory that a process has held so far, as Linux tells it.
fn held(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn copied(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("a path inside"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("a temporary folder");
        fs::copy(&path, &target).expect("a temporary folder");
    }
}

/// The files in `now` that are not in `before` with the same content; backups are copies, not written anew.
fn changed(before: &Path, now: &Path) -> Vec<PathBuf> {
    let same = |path: &Path| {
        let old = before.join(path.strip_prefix(now).expect("a path inside"));
        fs::read(old).is_ok_and(|old| fs::read(path).is_ok_and(|new| old == new))
    };
    files(now).into_iter().filter(|path| is_read(path) && !same(path)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
