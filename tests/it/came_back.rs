//! What is read of returns as they come back, and what is said about who returned: through whole merges.

use std::collections::BTreeMap;

use rectrack::model::columns::{self as c, Column};
use rectrack::model::returned::Pack;
use rectrack::model::words::Severity;
use rectrack::run;

use crate::cases::package::{Package, parts_of, zip_of};
use crate::office::{Office, task_of};

fn amber(no: &'static str, said: &'static str) -> [(&'static str, &'static Column, &'static str); 2] {
    [(no, &c::RATING, "Amber"), (no, &c::UPDATE, said)]
}

fn of<'a>(packs: &'a [Pack], owner: &str) -> &'a Pack {
    packs.iter().find(|pack| pack.owner == owner).unwrap()
}

/// A workbook with its parts changed.
fn changed(bytes: &[u8], change: impl FnOnce(&mut BTreeMap<String, String>)) -> Vec<u8> {
    let mut parts: BTreeMap<String, String> =
        parts_of(bytes).into_iter().map(|(name, content)| (name, String::from_utf8(content).unwrap())).collect();
    change(&mut parts);
    zip_of(&parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect::<Vec<_>>())
}

/// A workbook in which every part says `to` where it said `from`.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    changed(bytes, |parts| {
        assert!(parts.values().any(|text| text.contains(from)), "no part says {from}");
        parts.values_mut().for_each(|text| *text = text.replace(from, to));
    })
}

/// The words on `Notes` of the queries workbook.
fn notes(office: &Office) -> Vec<String> {
    office.queries().notes.into_iter().map(|(_, _, text)| text.into()).collect()
}

/// A long text as it is listed, put together again; blanks at the ends of its pieces do not count.
fn listed(office: &Office) -> String {
    let pieces: String = notes(office).into_iter().filter(|note| note.contains("word")).collect();
    without_blanks(&pieces.replace("[continues below]", ""))
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_text_longer_than_a_cell_makes_its_row_wait_and_no_other() {
    let long = "word ".repeat(7_000) + "end";
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of B")]);
    let packs = office.issue();
    let typed = [amber("1", "@@"), amber("2", "As usual.")].concat();
    office.drop_in("a.xlsx", &replaced(&office.filled(of(&packs, "Head of A"), 9, &typed), "@@", &long));
    office.send(of(&packs, "Head of B"), "b.xlsx", 9, &amber("3", "B goes on."));
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 3 = merged 2 + unchanged 0 + queried 1 + clashed 0 + missing 0");
    assert_eq!((office.task("1").update.as_str(), office.task("2").update.as_str()), ("", "As usual."));
    let query = done.queries.iter().find(|query| query.rule == "text-cut-off").unwrap();
    // 7,000 words of five letters and blanks, and three letters.
    assert!(query.says().contains("Update holds 35003 characters"), "{}", query.says());
    assert_eq!((query.severity, query.reference.as_str(), query.place.cell().as_str()), (Severity::Blocking, task_of("1").as_str(), "H7"));
    assert_eq!(listed(&office), without_blanks(&format!("Update: {long}")));
    assert_eq!(office.faults(), Vec::<String>::new());

    // In a column of the owner's own, beside a row that merges.
    let office = Office::new(&[("1", "Head of A")]);
    let packs = office.issue();
    let row = answer("1", "Amber", "As usual.") + &format!(" {long} |");
    office.drop_in("a.xlsx", &form(&stamped(&packs[0]), "2022-06-09", " Our own |", &[row]));
    assert_eq!(office.merge().tally.merged, 1);
    assert_eq!(listed(&office), without_blanks(&format!("Our own: {long}")));
}

const HEADINGS: &str = "| Ref | Check | What is asked | Due | Last time | No change | Rating | Update | Reason for rating | Evidence | Completed on | Revised due date | Reason for new date | Waiting on | Resources needed |";

/// A row of a form made by hand: number, rating and update.
fn answer(no: &str, rating: &str, said: &str) -> String {
    format!("| {} | | Calls | | | | {rating} | {said} | | | | | | | |", task_of(no))
}

/// A form made by hand, its headings in the first row, with more of them at the end.
fn form(package: &Package, saved: &str, more_headings: &str, rows: &[String]) -> Vec<u8> {
    let core = format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\"><dcterms:modified>{saved}T10:00:00Z</dcterms:modified></cp:coreProperties>"
    );
    let table = format!("{HEADINGS}{more_headings}\n{}", rows.join("\n"));
    package.clone().sheet("Return", &table).part("docProps/core.xml", &core).bytes()
}

fn stamped(pack: &Pack) -> Package {
    Package::stamped().property("rectrack_stamp", &pack.stamp).property("rectrack_owner", &pack.owner)
}

#[test]
fn a_file_without_a_byte_is_the_same_when_verified() {
    let office = Office::new(&[("1", "Head of A")]);
    office.issue();
    office.drop_in("empty.xlsx", b"");
    office.drop_in("~$a.xlsx", b"lock");
    office.merge();
    assert_eq!(office.faults(), Vec::<String>::new());
}
