//! What reading a file tells, as lines that a person can check.

use std::path::Path;

use rectrack::excel::unreadable::Unreadable;
use rectrack::excel::{archive, book, child, return_form};
use rectrack::model::returned::{FileSeen, Reading, Return};
use rectrack::model::settings::Limits;
use rectrack::model::sheet::Book;
use rectrack::model::words::Word as _;

/// Reads a file as the program does, and tells what was found.
pub(crate) fn told(file: &str, bytes: &[u8]) -> Vec<String> {
    if let Some(files) = archive::open(bytes, &Limits::default()) {
        let inside = |(name, bytes): (String, Vec<u8>)| told(&name, &bytes).into_iter().map(move |line| format!("inside {name}: {line}"));
        return files.into_iter().flat_map(inside).collect();
    }
    match open(file, bytes) {
        Ok(book) => told_of_book(&book),
        Err(why) => vec![format!("outcome: {}", why.outcome().as_str()), format!("asks: {}", why.asks())],
    }
}

/// Opens a file in this process, or in the child where its format needs it.
pub(crate) fn open(file: &str, bytes: &[u8]) -> Result<Book, Unreadable> {
    match book::open(bytes, file, &Limits::default()) {
        Err(Unreadable::NeedsChild { .. }) => child::open(Path::new(env!("CARGO_BIN_EXE_rectrack")), bytes, file, &Limits::default()),
        opened => opened,
    }
}

pub(crate) fn seen(file: &str) -> FileSeen {
    FileSeen::named(file)
}

fn told_of_book(book: &Book) -> Vec<String> {
    let mut told = Vec::new();
    let flags = [(book.macros, "macros"), (book.links_outside, "links outside"), (book.epoch_1904, "counts from 1904")];
    told.extend(flags.iter().filter(|(is, _)| *is).map(|(_, flag)| (*flag).to_owned()));
    told.extend(book.label.iter().map(|label| format!("label: {label}")));
    let unread: usize = book.sheets.iter().map(|sheet| sheet.unread.len()).sum();
    if unread > 0 {
        told.push(format!("unread cells: {unread}"));
    }
    match return_form::read(book, seen(&book.file)) {
        Err(seen) => {
            told.push(format!("outcome: {}", seen.outcome.as_str()));
            told.push(format!("asks: {}", seen.asks));
        }
        Ok(returned) => told_of_return(&returned, &mut told),
    }
    told
}

fn told_of_return(returned: &Return, told: &mut Vec<String>) {
    told.push(format!("outcome: {}", returned.seen.outcome.as_str()));
    told.push(format!("cycle: {}", returned.cycle));
    told.push(format!("owner: {}", returned.owner));
    told.push(format!("rows: {}", returned.rows.len()));
    told.extend(returned.lost.iter().map(|(heading, _)| format!("lost: {heading}")));
    if returned.rows.iter().all(|row| row.answers.is_empty()) {
        told.push("nothing entered".to_owned());
    }
    for row in &returned.rows {
        let reference = &row.reference;
        let flags = [(row.hidden, " (hidden)"), (row.merged, " (merged)")];
        let flags: String = flags.iter().filter(|(is, _)| *is).map(|(_, flag)| *flag).collect();
        told.push(format!("row {reference}{flags}"));
        told.push(format!("place {reference}: {}", row.place.cell()));
        let a = &row.answers;
        let mut say = |heading: &str, formula: bool, said: Option<String>| {
            let formula = if formula { " (formula)" } else { "" };
            told.extend(said.map(|said| format!("{reference} {heading}: {}{formula}", long(&said))));
        };
        say(
            "No change",
            a.no_change.formula,
            reading(&a.no_change.reading, &a.no_change.value.shown(), |yes| if *yes { "Yes" } else { "No" }.to_owned()),
        );
        say("Rating", a.rating.formula, reading(&a.rating.reading, &a.rating.value.shown(), ToString::to_string));
        for (heading, answer) in [
            ("Update", &a.update),
            ("Reason for rating", &a.reason),
            ("Evidence", &a.evidence),
            ("Reason for new date", &a.reason_for_new_date),
            ("Waiting on", &a.waiting_on),
            ("Resources needed", &a.resources),
        ] {
            say(heading, answer.formula, reading(&answer.reading, &answer.value.shown(), ToString::to_string));
        }
        say(
            "Completed on",
            a.completed_on.formula,
            reading(&a.completed_on.reading, &a.completed_on.value.shown(), |day| rectrack::model::dates::long(*day)),
        );
        say("Revised due date", a.revised_due.formula, reading(&a.revised_due.reading, &a.revised_due.value.shown(), |due| due.shown()));
        told.extend(row.locked.iter().map(|(heading, shown, _)| format!("{reference} locked {heading}: {shown}")));
        told.extend(row.unknown.iter().map(|(heading, shown, _)| format!("{reference} unknown {heading}: {shown}")));
    }
    told.push(format!("notes: {}", returned.comments.len()));
    told.extend(returned.comments.iter().map(|(place, note)| format!("note {} {}: {}", place.cell(), note.author, note.text.trim())));
    told.extend(returned.outside.iter().map(|(place, text)| format!("outside {}!{}: {text}", place.sheet, place.cell())));
}

fn reading<T>(reading: &Reading<T>, shown: &str, said: impl Fn(&T) -> String) -> Option<String> {
    match reading {
        Reading::Nothing => None,
        Reading::Cleared => Some("cleared".to_owned()),
        Reading::As(value) => Some(said(value)),
        Reading::Unfit => Some(format!("unfit '{shown}'")),
    }
}

/// Line breaks as `\n`; texts that no line holds by their length.
fn long(text: &str) -> String {
    if text.chars().count() > 1_000 { format!("{} characters", text.chars().count()) } else { text.replace('\n', "\\n") }
}
