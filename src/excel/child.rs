//! Old and foreign formats (.xls, .xlsb, .ods) are read in a process of our own with a memory and a time limit: their
//! readers build dense tables, and a small file can make them ask for gigabytes. When the child dies, one file is lost
//! and the run goes on.
//!
//! The child is a hidden command of the same program: `read-sheet FORMAT MEGABYTES SECONDS CELLS UNPACKED`, with the
//! file on its standard input and the sheets, or the reason why there are none, as JSON on its standard output.
//! On Unix the child sets both limits on itself (address space, processor time). On Windows there is no such limit
//! without a system package: there the parent's time limit and the limit of cells hold, and memory is not bounded.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::legacy;
use super::unreadable::Unreadable;
use super::wire::Answer;
use crate::model::Book;
use crate::model::settings::Limits;

/// The hidden command.
pub const COMMAND: &str = "read-sheet";
/// The most that a child may answer, in bytes.
const LONGEST_ANSWER: u64 = 256 << 20;
/// Starting and stopping a process takes time as well.
const GRACE: Duration = Duration::from_secs(2);

/// Reads an .xls, .xlsb or .ods workbook in a child process of `program`.
///
/// # Errors
/// As `excel::book::open`; a child that runs out of memory or time makes the file oversized, one that stumbles damaged.
pub fn open(program: &Path, bytes: &[u8], file: &str, limits: &Limits) -> Result<Book, Unreadable> {
    let format = match super::preflight::look(bytes, limits).map(|_| ()) {
        Err(Unreadable::NeedsChild { format }) => format,
        Err(other) => return Err(other),
        Ok(()) => return super::book::open(bytes, file, limits),
    };
    let arguments =
        [limits.child_megabytes, limits.child_seconds, limits.cells as u64, limits.unpacked_bytes].map(|limit| limit.to_string());
    let child = Command::new(program)
        .arg(COMMAND)
        .arg(format)
        .args(arguments)
        // The allocator sets a gigabyte of addresses aside as it starts, before the limit: what lies there would not be limited.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| Unreadable::NeedsChild { format })?;
    let (answer, status) = converse(child, bytes, Duration::from_secs(limits.child_seconds) + GRACE);
    match serde_json::from_slice::<Answer>(&answer) {
        Ok(answer) => answer.into_book(file),
        Err(_) => Err(died(status, limits)),
    }
}

/// Hands the file over and takes the answer; a child that takes longer than `longest` is ended, and gives no status.
fn converse(mut child: Child, bytes: &[u8], longest: Duration) -> (Vec<u8>, Option<ExitStatus>) {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|threads| {
        // A child that ends before it has read everything breaks the pipe: that shows in its answer.
        threads.spawn(move || stdin.map(|mut pipe| pipe.write_all(bytes)));
        let (sender, receiver) = mpsc::channel();
        threads.spawn(move || {
            let mut answer = Vec::new();
            if let Some(pipe) = stdout {
                let _ = pipe.take(LONGEST_ANSWER).read_to_end(&mut answer);
            }
            let _ = sender.send(answer);
        });
        let answer = receiver.recv_timeout(longest);
        if answer.is_err() {
            let _ = child.kill();
        }
        let status = child.wait().ok();
        match answer {
            Ok(answer) => (answer, status),
            Err(_) => (Vec::new(), None),
        }
    })
}

/// What a child's death says of the file.
fn died(status: Option<ExitStatus>, limits: &Limits) -> Unreadable {
    let too_long = || Unreadable::oversized(format!("reading it takes more than {} seconds", limits.child_seconds));
    let Some(status) = status else { return too_long() };
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        match status.signal() {
            // The allocator gave up.
            Some(6) => return Unreadable::oversized(format!("reading it takes more than {} MB of memory", limits.child_megabytes)),
            // The processor time was used up, or someone ended it.
            Some(9 | 24) => return too_long(),
            _ => {}
        }
    }
    let _ = status;
    Unreadable::damaged("the reader could not make sense of it")
}

/// The child's side: limits itself, reads the file from `input`, and answers on `output`.
///
/// `arguments` are those behind the command's name. False when they are not those of the parent, or the answer cannot be written.
#[must_use]
pub fn answer(arguments: &[String], input: &mut dyn Read, output: &mut dyn Write) -> bool {
    let [format, numbers @ ..] = arguments else { return false };
    let numbers: Vec<u64> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    let [megabytes, seconds, cells, unpacked] = numbers.as_slice() else { return false };
    limit(*megabytes, *seconds);
    let limits = Limits { cells: usize::try_from(*cells).unwrap_or(usize::MAX), unpacked_bytes: *unpacked, ..Limits::default() };
    let mut bytes = Vec::new();
    if input.read_to_end(&mut bytes).is_err() {
        return false;
    }
    let answer = Answer::of(legacy::read(format, &bytes, &limits));
    serde_json::to_writer(&mut *output, &answer).is_ok() && output.flush().is_ok()
}

#[cfg(unix)]
fn limit(megabytes: u64, seconds: u64) {
    use rlimit::{Resource, setrlimit};
    // Where the system refuses a limit, the parent's time limit still holds.
    let bytes = megabytes.saturating_mul(1 << 20);
    let _ = setrlimit(Resource::AS, bytes, bytes);
    let _ = setrlimit(Resource::CPU, seconds, seconds.saturating_add(1));
    let _ = setrlimit(Resource::CORE, 0, 0);
}

#[cfg(not(unix))]
fn limit(_megabytes: u64, _seconds: u64) {}
