//! A returns folder with one file of every kind, through a whole merge: each ends in the table `Returns` with its outcome and
//! with what to ask for, and what its owner wrote is in the register, in the queries workbook, or listed there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rectrack::model::columns as c;
use rectrack::model::returned::Pack;
use rectrack::model::words::{ReturnOutcome, Word as _};
use rectrack::run;

use crate::cases::made;
use crate::cases::old_formats::{ods_repeated, xls, xlsb};
use crate::cases::package::{Package, parts_of, zip_of};
use crate::office::{CYCLE, Office, day, task_of};

/// A workbook with its parts changed.
fn changed(bytes: &[u8], change: impl FnOnce(&mut BTreeMap<String, String>)) -> Vec<u8> {
    let mut parts: BTreeMap<String, String> =
        parts_of(bytes).into_iter().map(|(name, content)| (name, String::from_utf8(content).unwrap())).collect();
    change(&mut parts);
    zip_of(&parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect::<Vec<_>>())
}

fn replaced(parts: &mut BTreeMap<String, String>, part: &str, from: &str, to: &str) {
    let text = parts.get_mut(part).unwrap_or_else(|| panic!("there is no {part}"));
    assert!(text.contains(from), "{part} does not say {from}: {text}");
    *text = text.replace(from, to);
}

fn of<'a>(packs: &'a [Pack], owner: &str) -> &'a Pack {
    packs.iter().find(|pack| pack.owner == owner).unwrap()
}

fn amber(no: &'static str, said: &'static str) -> [(&'static str, &'static rectrack::model::columns::Column, &'static str); 2] {
    [(no, &c::RATING, "Amber"), (no, &c::UPDATE, said)]
}

#[test]
fn every_file_ends_in_the_table_of_returns_with_an_outcome() {
    let mut office = Office::new(&[("1", "Head of A"), ("2", "Head of B"), ("3", "Head of C"), ("4", "Head of D"), ("5", "Head of E")]);
    office.settings("[limits]\nfile_megabytes = 1\n");
    let packs = office.issue();
    let good = office.filled(of(&packs, "Head of A"), 9, &amber("1", "It begins."));
    let case = |name: &str| made::all().into_iter().find(|case| case.file == name).unwrap().bytes;
    let other = Pack { cycle: "2021-12".into(), stamp: "2021-12/head-of-a/1/0".into(), ..of(&packs, "Head of A").clone() };
    let newer = changed(&office.filled(of(&packs, "Head of C"), 9, &amber("3", "It ends.")), |parts| {
        let property = parts["docProps/custom.xml"].split("rectrack_template").nth(1).unwrap().to_owned();
        replaced(parts, "docProps/custom.xml", &property, &property.replacen(">1<", ">99<", 1));
    });
    let first_words = office.filled(of(&packs, "Head of B"), 7, &amber("2", "First words."));
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("A.xlsx", good.clone(), "read"),
        ("Copy of A.xlsx", good.clone(), "already received"),
        ("B old.xlsx", office.filled(of(&packs, "Head of B"), 8, &amber("2", "Older words.")), "superseded"),
        ("B.xlsx", office.filled(of(&packs, "Head of B"), 10, &amber("2", "Newer words.")), "read"),
        ("C.xlsx", office.filled(of(&packs, "Head of C"), 9, &[]), "nothing filled in"),
        ("C newer.xlsx", newer, "newer template"),
        ("D.xlsx", office.filled(of(&packs, "Head of D"), 9, &amber("4", "Sent by mistake.")), "voided"),
        ("last year.xlsx", office.filled(&other, 9, &amber("1", "Last year.")), "other cycle"),
        ("page.xlsx", case("web-page.xlsx"), "not a workbook"),
        ("list.csv", case("csv-named-as-workbook.xlsx"), "not a workbook"),
        ("secret.xlsx", case("password.xlsx"), "password-protected"),
        ("label.xlsx", case("label-that-encrypts.xlsx"), "labelled and encrypted"),
        ("broken.xlsx", good[..good.len() / 2].to_vec(), "damaged"),
        ("huge.xlsx", vec![b'x'; (1 << 20) + 1], "oversized"),
        ("wide.ods", ods_repeated(94, 1_048_576), "oversized"),
        ("budget.xlsx", Package::new().sheet("Budget", "| Cost | Year |\n| 5 | 2022 |").bytes(), "not our workbook"),
        ("really old format.xlsx", xls(&[(0, 0, 1.0)]), "not our workbook"),
        ("two.zip", zip_of(&[("A again.xlsx".to_owned(), good.clone())]), "opened"),
        ("two.zip!A again.xlsx", Vec::new(), "already received"),
        ("B with a scan.zip", zip_of(&[("B.xlsx".to_owned(), first_words), ("Audit.pdf".to_owned(), b"%PDF-1.4".to_vec())]), "opened"),
        ("B with a scan.zip!B.xlsx", Vec::new(), "superseded"),
        ("B with a scan.zip!Audit.pdf", Vec::new(), "beside a return"),
        ("~$B.xlsx", b"lock".to_vec(), "still open in Excel"),
        ("Thumbs.db", b"x".to_vec(), "ignored"),
        (".DS_Store", b"x".to_vec(), "ignored"),
        ("desktop.ini", b"x".to_vec(), "ignored"),
    ];
    for (file, bytes, _) in files.iter().filter(|(file, ..)| !file.contains('!')) {
        office.drop_in(file, bytes);
    }
    let moved_away = office.filled(of(&packs, "Head of E"), 9, &amber("5", "Early words."));
    office.drop_in("E moved away.xlsx", &moved_away);
    office.merge();
    fs::remove_file(office.path(&format!("cycles/{CYCLE}/returns/E moved away.xlsx"))).unwrap();
    run::void::run(&office.world, "D.xlsx", "sent by mistake").unwrap();
    // One comes after the return-by date.
    office.world.today = day(2022, 6, 20);
    office.drop_in("E.xlsx", &office.filled(of(&packs, "Head of E"), 19, &amber("5", "Late words.")));
    let done = office.merge();

    let held = office.register();
    let seen: BTreeMap<&str, _> = held.returns.iter().map(|row| (row.file.rsplit('/').next().unwrap(), row)).collect();
    let expected: Vec<(&str, &str)> =
        files.iter().map(|(file, _, outcome)| (*file, *outcome)).chain([("E.xlsx", "read, late"), ("E moved away.xlsx", "gone")]).collect();
    for (file, outcome) in &expected {
        let row = seen.get(file).unwrap_or_else(|| panic!("{file} is not listed"));
        assert_eq!(row.outcome, *outcome, "{file}: {}", row.asks);
        let needs_words = !matches!(*outcome, "read" | "read, late" | "ignored" | "opened" | "voided" | "superseded");
        assert!(!needs_words || !row.asks.is_empty(), "{file}: nothing says what to ask for");
    }
    assert_eq!(held.returns.len(), expected.len(), "nothing else is listed");
    let known: BTreeSet<&str> = ReturnOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect();
    assert_eq!(expected.iter().map(|(_, outcome)| *outcome).collect::<BTreeSet<_>>(), known, "every outcome is met");
    // One bad file never stops the others: 1, 2 and 5 merged, 3 came back as it was sent, which is no answer, 4 was voided.
    assert_eq!(done.tally.to_string(), "issued 5 = merged 3 + unchanged 0 + queried 0 + clashed 0 + missing 2");
    assert_eq!([1, 2, 5].map(|no| office.task(&no.to_string()).update), ["It begins.", "Newer words.", "Late words."]);
    // What has gone cannot be read again.
    office.drop_in("E moved away.xlsx", &moved_away);
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn macros_links_threads_and_unknown_errors_come_through_a_merge() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of B")]);
    let packs = office.issue();
    let typed = [amber("1", "It begins."), [("2", &c::RATING, "SPILLS"), ("2", &c::UPDATE, "Kept words.")]].concat();
    let bytes = changed(&office.filled(of(&packs, "Head of A"), 9, &typed), |parts| {
        parts.insert("xl/vbaProject.bin".to_owned(), "macros".to_owned());
        parts.insert("xl/externalLinks/externalLink1.xml".to_owned(), "<externalLink/>".to_owned());
        // The rating of task 2 spills: an error value that came after the seven that every reader knows.
        let texts = parts["xl/sharedStrings.xml"].clone();
        let at = texts.split("<si>").skip(1).position(|text| text.contains(">SPILLS<")).unwrap();
        replaced(parts, "xl/worksheets/sheet1.xml", &format!(" t=\"s\"><v>{at}</v>"), " t=\"e\"><v>#SPILL!</v>");
        // A conversation on a cell, as newer Excel keeps it.
        parts.insert(
            "xl/persons/person.xml".to_owned(),
            "<personList><person displayName=\"Ann Example\" id=\"{A}\"/></personList>".to_owned(),
        );
        parts.insert(
            "xl/threadedComments/threadedComment1.xml".to_owned(),
            "<ThreadedComments><threadedComment ref=\"H9\" personId=\"{A}\" id=\"{1}\"><text>Is this the new desk?</text></threadedComment>\
             <threadedComment ref=\"H9\" personId=\"{A}\" id=\"{2}\" parentId=\"{1}\"><text>It is</text></threadedComment></ThreadedComments>"
                .to_owned(),
        );
        let rels = "xl/worksheets/_rels/sheet1.xml.rels";
        let open = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
        let known = parts.remove(rels).unwrap_or_else(|| format!("{open}</Relationships>"));
        let more = "<Relationship Id=\"rIdT\" Type=\"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment\" \
            Target=\"../threadedComments/threadedComment1.xml\"/></Relationships>";
        parts.insert(rels.to_owned(), known.replace("</Relationships>", more));
    });
    office.drop_in("A.xlsm", &bytes);
    // The other owner saved as binary workbook: what was issued, row by row.
    let binary = xlsb(
        "Return",
        &format!(
            "| Ref | Check | What is asked | Due | Last time | No change | Rating | Update | Reason for rating | Evidence | Completed on | Revised due date | Reason for new date | Waiting on | Resources needed |\n\
             | {} | | Calls | | | | Amber | From a binary workbook. | | | | | | | |",
            task_of("3")
        ),
    );
    let stamp = &of(&packs, "Head of B").stamp;
    let binary =
        changed_binary(&binary, &crate::cases::package::stamp(), &[("stamp", stamp), ("cycle", "2022-06"), ("owner", "Head of B")]);
    office.drop_in("B.xlsb", &binary);
    let done = office.merge();
    // 1 and 3 merged; 2 waits, since its rating could not be read.
    assert_eq!(done.tally.to_string(), "issued 3 = merged 2 + unchanged 0 + queried 1 + clashed 0 + missing 0");
    assert_eq!((office.task("1").update, office.task("3").update), ("It begins.".into(), "From a binary workbook.".into()));
    for (rule, place) in [("has-macros", None), ("links-outside", None), ("excel-error-value", Some("#SPILL!"))] {
        let query = done.queries.iter().find(|query| query.rule == rule).unwrap_or_else(|| panic!("{rule} was not raised"));
        assert!(query.place.file.ends_with("A.xlsm"), "{rule}: {}", query.place);
        assert_eq!(query.owner, "Head of A");
        if let Some(says) = place {
            assert!(query.says().contains(says) && query.place.cell().starts_with('G'), "{}: {}", query.place, query.says());
            assert_eq!(query.reference, task_of("2"));
        }
    }
    let book = office.queries();
    let notes: Vec<String> = book.notes.iter().map(|(owner, place, text)| format!("{owner} {} {text}", place.cell())).collect();
    for note in ["Head of A H9 Ann Example: Is this the new desk?", "Head of A H9 Ann Example: It is"] {
        assert!(notes.iter().any(|said| said == note), "'{note}' is not carried into the queries workbook: {notes:?}");
    }
    assert!(notes.iter().any(|said| said.ends_with("Update: Kept words.")), "what waits is listed: {notes:?}");
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// The custom properties of an .xlsb changed; its other parts are no text.
fn changed_binary(bytes: &[u8], was: &[(&str, &str)], now: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = parts_of(bytes);
    for (_, content) in parts.iter_mut().filter(|(name, _)| name == "docProps/custom.xml") {
        let mut text = std::str::from_utf8(content).unwrap().to_owned();
        for (key, value) in now {
            let old = was.iter().find(|(known, _)| known == key).unwrap().1;
            text = text.replace(&format!("<vt:lpwstr>{old}</vt:lpwstr>"), &format!("<vt:lpwstr>{value}</vt:lpwstr>"));
        }
        *content = text.into_bytes();
    }
    zip_of(&parts)
}

/// A form of those rows only, as an owner makes one by deleting the others or by pasting somebody else's in.
fn part_of(pack: &Pack, saved: &str, rows: &[(&str, &str)]) -> Vec<u8> {
    let headings = "| Ref | Check | What is asked | Due | Last time | No change | Rating | Update | Reason for rating | Evidence | Completed on | Revised due date | Reason for new date | Waiting on | Resources needed |";
    let lines: String =
        rows.iter().map(|(no, said)| format!("\n| {} | | Calls | | | | Amber | {said} | | | | | | | |", task_of(no))).collect();
    let stamped = Package::stamped().property("rectrack_stamp", &pack.stamp).property("rectrack_owner", &pack.owner);
    let core = format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\"><dcterms:modified>{saved}</dcterms:modified></cp:coreProperties>"
    );
    stamped.sheet("Return", &format!("{headings}{lines}")).part("docProps/core.xml", &core).bytes()
}

#[test]
fn rows_are_known_by_their_refs_whoever_sends_them_in_however_many_files() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of B"), ("4", "Head of B")]);
    let packs = office.issue();
    let (a, b) = (of(&packs, "Head of A"), of(&packs, "Head of B"));
    // A's rows come in two files, a person each; B's row 3 was forwarded to A and comes in A's file, row 4 in B's own.
    office.drop_in("A part 1.xlsx", &part_of(a, "2022-06-09T10:00:00Z", &[("1", "From the first person.")]));
    office.drop_in("A part 2.xlsx", &part_of(a, "2022-06-10T10:00:00Z", &[("2", "From the second."), ("3", "Answered by A.")]));
    office.drop_in("B.xlsx", &part_of(b, "2022-06-08T10:00:00Z", &[("4", "B's own.")]));
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 4 = merged 4 + unchanged 0 + queried 0 + clashed 0 + missing 0");
    let updates = ["1", "2", "3", "4"].map(|no| office.task(no).update);
    assert_eq!(updates, ["From the first person.", "From the second.", "Answered by A.", "B's own."]);
    let raised =
        |rule: &str| done.queries.iter().filter(|query| query.rule == rule).map(|query| query.reference.clone()).collect::<BTreeSet<_>>();
    assert_eq!(raised("other-owners-row"), BTreeSet::from([task_of("3").into()]));
    assert_eq!(raised("missing-row"), BTreeSet::new(), "what one file lacks stands in another");
    // B answers row 3 after all: the owner of record counts, though A's file is newer.
    office.drop_in("B 2.xlsx", &part_of(b, "2022-06-09T10:00:00Z", &[("3", "Answered by B."), ("4", "B's own.")]));
    office.merge();
    assert_eq!(office.task("3").update, "Answered by B.");
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn zips_in_zips_are_opened_to_a_depth_and_named_beyond_it() {
    let office = Office::new(&[("1", "Head of A")]);
    office.settings("[limits]\ndepth = 2\n");
    let packs = office.issue();
    let within = |name: &str, bytes: Vec<u8>| zip_of(&[(name.to_owned(), bytes)]);
    let two = within("inner.zip", within("A.xlsx", office.filled(&packs[0], 9, &amber("1", "It begins."))));
    office.drop_in("outer.zip", &two);
    office.drop_in(
        "too deep.zip",
        &within("a.zip", within("b.zip", within("A.xlsx", office.filled(&packs[0], 10, &amber("1", "Never seen."))))),
    );
    let done = office.merge();
    assert_eq!((done.tally.merged, office.task("1").update.as_str()), (1, "It begins."));
    let deep = office.register().returns.iter().find(|row| row.file.ends_with("b.zip")).cloned().unwrap();
    assert!(!deep.asks.is_empty() && deep.outcome == "not a workbook", "{}: {}", deep.outcome, deep.asks);
}
