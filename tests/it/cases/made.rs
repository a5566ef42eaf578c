//! The cases: files as owners send them, each named for its fault, with what must be found in it.
//!
//! What is expected is worked out by hand from the case: the lines are the words of `told` (see `read.rs`).

use std::io::{Cursor, Write as _};
use std::time::SystemTime;

use super::old_formats;
use super::package::{Package, stamp, zip_of};

/// One case.
pub(crate) struct Case {
    /// The file's name, which names the fault.
    pub(crate) file: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Lines that reading it must tell.
    pub(crate) expected: Vec<&'static str>,
}

const HEADINGS: &str = "| Ref | Check | What is asked | Due | Last time | No change | Rating | Update | Reason for rating | Evidence | Completed on | Revised due date | Reason for new date | Waiting on | Resources needed |";
const CUSTODY: &str = "| custody-2018/1.1 | | Custody, no. 1 | 30 Sep 2022 | Amber | | Amber | Two of three sites are done | | | | @44895 | The third site waits for its refit | | |";
const FRAUD: &str = "| fraud-2021/4.1 | | Fraud, no. 4 | 30 Jun 2022 | Green | Yes | | | | | | | | | |";

/// What reading the two rows above tells. 44895 is 30 November 2022: 44562 is 1 January, and November ends with the 334th day.
const CUSTODY_TOLD: [&str; 4] = [
    "custody-2018/1.1 Rating: Amber",
    "custody-2018/1.1 Update: Two of three sites are done",
    "custody-2018/1.1 Revised due date: 30 Nov 2022",
    "custody-2018/1.1 Reason for new date: The third site waits for its refit",
];
const FRAUD_TOLD: &str = "fraud-2021/4.1 No change: Yes";

fn table(rows: &[&str]) -> String {
    [&[HEADINGS], rows].concat().join("\n")
}

fn good() -> Package {
    Package::stamped().sheet("Return", &table(&[CUSTODY, FRAUD]))
}

/// One row with these entry cells, from `No change` to `Resources needed`.
fn one_row(entries: &str) -> Package {
    Package::stamped().sheet("Return", &table(&[&format!("| custody-2018/1.1 | | Custody, no. 1 | 30 Sep 2022 | Amber {entries}")]))
}

fn case(file: &'static str, bytes: Vec<u8>, expected: &[&'static str]) -> Case {
    Case { file, bytes, expected: expected.to_vec() }
}

/// A workbook that reads, with more to be told than the custody row.
fn read(file: &'static str, package: &Package, more: &[&'static str]) -> Case {
    case(file, package.bytes(), &[&["outcome: read"], more].concat())
}

/// Every case, in order of names.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = [not_workbooks(), packages(), identity(), layout(), cells(), around()].into_iter().flatten().collect::<Vec<_>>();
    cases.sort_by_key(|case| case.file);
    cases
}

fn not_workbooks() -> Vec<Case> {
    let page = b"<html><body><table><tr><td>Ref</td><td>Rating</td></tr></table></body></html>".to_vec();
    let word = zip_of(&[
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        (
            "_rels/.rels".to_owned(),
            b"<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>".to_vec(),
        ),
        ("word/document.xml".to_owned(), b"<document/>".to_vec()),
    ]);
    vec![
        case(
            "web-page.xlsx",
            page,
            &["outcome: not a workbook", "asks: This is a web page. Ask the owner for the workbook itself, saved by Excel as .xlsx."],
        ),
        case(
            "csv-named-as-workbook.xlsx",
            b"Ref,Rating,Update\r\ncustody-2018/1.1,Amber,going on\r\n".to_vec(),
            &["outcome: not a workbook", "asks: This is a CSV file. Ask the owner for the workbook itself, saved by Excel as .xlsx."],
        ),
        case(
            "plain-text.xlsx",
            b"Dear all, custody is Amber. Regards".to_vec(),
            &[
                "outcome: not a workbook",
                "asks: This is a plain text file. Ask the owner for the workbook itself, saved by Excel as .xlsx.",
            ],
        ),
        case(
            "pdf-printed.xlsx",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            &["outcome: not a workbook", "asks: This is a PDF. Ask the owner for the workbook itself, saved by Excel as .xlsx."],
        ),
        case(
            "empty.xlsx",
            Vec::new(),
            &["outcome: not a workbook", "asks: This is an empty file. Ask the owner for the workbook itself, saved by Excel as .xlsx."],
        ),
        case(
            "word-document.xlsx",
            word,
            &["outcome: not a workbook", "asks: This is a Word document. Ask the owner for the workbook itself, saved by Excel as .xlsx."],
        ),
        case("password.xlsx", compound(&["EncryptedPackage", "EncryptionInfo"], &[]), &["outcome: password-protected"]),
        case(
            "label-that-encrypts.xlsx",
            compound(
                &["EncryptedPackage"],
                &["\u{6}DataSpaces", "\u{6}DataSpaces/TransformInfo", "\u{6}DataSpaces/TransformInfo/DRMEncryptedTransform"],
            ),
            &["outcome: labelled and encrypted"],
        ),
    ]
}

/// A compound file with those streams and storages.
fn compound(streams: &[&str], storages: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for storage in storages {
        file.create_storage(storage).unwrap();
        file.set_created_time(storage, SystemTime::UNIX_EPOCH).unwrap();
        file.set_modified_time(storage, SystemTime::UNIX_EPOCH).unwrap();
    }
    for stream in streams {
        file.create_stream(stream).unwrap().write_all(b"sealed").unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Saved as 'Excel Binary Workbook': texts only, the date among them.
fn binary() -> Case {
    let rows = table(&[&CUSTODY.replace("@44895", "30 Nov 2022"), FRAUD]);
    case(
        "saved-as-binary.xlsb",
        old_formats::xlsb("Return", &rows),
        &["outcome: read", CUSTODY_TOLD[0], CUSTODY_TOLD[1], CUSTODY_TOLD[2], CUSTODY_TOLD[3], FRAUD_TOLD],
    )
}

fn packages() -> Vec<Case> {
    let good = good().bytes();
    let without_sheet: Vec<(String, Vec<u8>)> = self::good().all_parts().into_iter().filter(|(path, _)| !path.contains("sheet1")).collect();
    let texts = self::good().part("xl/sharedStrings.xml", "<sst uniqueCount=\"4294967295\"><si><t>one</t></si></sst>");
    let two = zip_of(&[("from Ann/return.xlsx".to_owned(), good.clone()), ("notes.txt".to_owned(), b"see the workbook".to_vec())]);
    vec![
        case("cut-off.xlsx", good[..good.len() / 2].to_vec(), &["outcome: damaged"]),
        case("sheet-part-missing.xlsx", zip_of(&without_sheet), &["outcome: damaged"]),
        case("claims-more-texts-than-it-holds.xlsx", texts.bytes(), &["outcome: damaged"]),
        case(
            "zipped.zip",
            two,
            &[
                "inside from Ann/return.xlsx: outcome: read",
                "inside from Ann/return.xlsx: custody-2018/1.1 Rating: Amber",
                "inside notes.txt: outcome: not a workbook",
            ],
        ),
        binary(),
    ]
}

fn identity() -> Vec<Case> {
    let form = table(&[CUSTODY, FRAUD]);
    let lines: String = stamp().iter().map(|(name, value)| format!("\n| {name} | {value} |")).collect();
    let issued = format!("| rectrack: what was issued |{lines}\n| |\n| Ref |\n| custody-2018/1.1 |\n| fraud-2021/4.1 |");
    let hidden = Package::new().sheet("Return", &form).sheet_with("Issued", "veryHidden", &issued, 1, "");
    let named =
        stamp().iter().fold(Package::new(), |package, (name, value)| package.name(&format!("rectrack_{name}"), &format!("\"{value}\"")));
    let told = &["cycle: 2022-06", "owner: Head of PPU", CUSTODY_TOLD[0], FRAUD_TOLD][..];
    vec![
        read("filled-in-well.xlsx", &good(), &[&["cycle: 2022-06", "owner: Head of PPU", FRAUD_TOLD], &CUSTODY_TOLD[..]].concat()),
        read("stamp-in-names-only.xlsx", &named.sheet("Return", &form), told),
        read("stamp-on-the-hidden-sheet-only.xlsx", &hidden, told),
        read("stamp-lost.xlsx", &Package::new().sheet("Return", &form), &["cycle: ", CUSTODY_TOLD[0], FRAUD_TOLD]),
        case("not-ours.xlsx", Package::new().sheet("Budget", "| Item | Cost |\n| Paper | #12 |").bytes(), &["outcome: not our workbook"]),
        read("other-cycle.xlsx", &good().property("rectrack_cycle", "2021-11"), &["cycle: 2021-11"]),
        case("newer-template.xlsx", good().property("rectrack_template", "99").bytes(), &["outcome: newer template"]),
        read("nothing-filled-in.xlsx", &one_row("| | | | | | | | | | |"), &["row custody-2018/1.1", "nothing entered"]),
        read(
            "two-owners-in-one-file.xlsx",
            &Package::stamped().sheet("Return", &table(&[CUSTODY])).sheet("From Bill", &table(&[FRAUD])),
            &[CUSTODY_TOLD[0], FRAUD_TOLD],
        ),
    ]
}

fn layout() -> Vec<Case> {
    let form = table(&[CUSTODY, FRAUD]);
    let moved = Package::stamped()
        .sheet("Return", "| Rating | Update | Ref | Due |\n| Amber | Two of three sites are done | custody-2018/1.1 | 30 Sep 2022 |");
    let inserted = Package::stamped().sheet(
        "Return",
        "| Ref | My remark | Due | Rating | Update |\n| custody-2018/1.1 | ring Ann | 30 Sep 2022 | Amber | Two of three sites are done |",
    );
    let retyped = Package::stamped()
        .sheet("Return", "| REF | due date | RAG status | update: | Evidence (where kept) |\n| custody-2018/1.1 | 30 Sep 2022 | Amber | Two of three sites are done | T7 |");
    vec![
        read("sheet-renamed.xlsx", &Package::stamped().sheet("Custody answers v2", &form), &[CUSTODY_TOLD[0], FRAUD_TOLD]),
        read(
            "heading-row-moved.xlsx",
            &Package::stamped().sheet_with("Return", "visible", &form, 9, ""),
            &[CUSTODY_TOLD[0], "place custody-2018/1.1: A10"],
        ),
        read("columns-moved.xlsx", &moved, &[CUSTODY_TOLD[0], CUSTODY_TOLD[1]]),
        read("column-inserted.xlsx", &inserted, &[CUSTODY_TOLD[0], "custody-2018/1.1 unknown My remark: ring Ann"]),
        read("column-deleted.xlsx", &moved, &["lost: Evidence", "lost: Waiting on"]),
        read("headings-retyped.xlsx", &retyped, &[CUSTODY_TOLD[0], CUSTODY_TOLD[1], "custody-2018/1.1 Evidence: T7"]),
        read("rows-sorted.xlsx", &Package::stamped().sheet("Return", &table(&[FRAUD, CUSTODY])), &[CUSTODY_TOLD[0], FRAUD_TOLD]),
        read(
            "row-hidden.xlsx",
            &good().changed("<row r=\"2\">", "<row r=\"2\" hidden=\"1\">"),
            &["row custody-2018/1.1 (hidden)", CUSTODY_TOLD[0]],
        ),
        read("row-deleted.xlsx", &Package::stamped().sheet("Return", &table(&[FRAUD])), &["rows: 1", FRAUD_TOLD]),
        read("row-repeated.xlsx", &Package::stamped().sheet("Return", &table(&[CUSTODY, CUSTODY])), &["rows: 2"]),
        read(
            "row-added.xlsx",
            &Package::stamped().sheet("Return", &table(&[CUSTODY, "| | | A new idea | | | | Green | We also did this | | | | | | | |"])),
            &["rows: 2", " Rating: Green", " Update: We also did this"],
        ),
        read(
            "cells-merged.xlsx",
            &Package::stamped().sheet_with(
                "Return",
                "visible",
                &form,
                1,
                "<mergeCells count=\"1\"><mergeCell ref=\"H2:H3\"/></mergeCells>",
            ),
            &["row custody-2018/1.1 (merged)", "row fraud-2021/4.1 (merged)"],
        ),
        read(
            "locked-text-edited.xlsx",
            &Package::stamped().sheet(
                "Return",
                &table(&["| custody-2018/1.1 | | Custody, no. 1 | 31 Dec 2023 | Amber | | Amber | Going on | | | | | | | |"]),
            ),
            &["custody-2018/1.1 locked Due: 31 Dec 2023"],
        ),
    ]
}

fn cells() -> Vec<Case> {
    let odd = one_row("| | \u{a0}amber\u{200b} | First line\\nsecond\u{a0}line, “quoted” – done | | | | | | | |");
    let wide = one_row("| | Green | 😀 done | شكرا | | | | | | |");
    let longest = format!("| | Amber | {} | | | | | | | |", "word ".repeat(6_553) + "ab");
    vec![
        read(
            "rating-typed-by-hand.xlsx",
            &one_row("| | amber - on track | Going on | | | | | | | |"),
            &["custody-2018/1.1 Rating: unfit 'amber - on track'"],
        ),
        read(
            "odd-spaces-and-quotes.xlsx",
            &odd,
            &["custody-2018/1.1 Rating: Amber", "custody-2018/1.1 Update: First line\\nsecond\u{a0}line, “quoted” – done"],
        ),
        read("emoji-and-right-to-left.xlsx", &wide, &["custody-2018/1.1 Update: 😀 done", "custody-2018/1.1 Reason for rating: شكرا"]),
        read("longest-text.xlsx", &one_row(&longest), &["custody-2018/1.1 Update: 32767 characters"]),
        read(
            "dates-as-text.xlsx",
            &one_row("| | Amber | Going on | | | 31/05/2022 | Sept 2022 | Refit | | |"),
            &["custody-2018/1.1 Completed on: 31 May 2022", "custody-2018/1.1 Revised due date: Sep 2022"],
        ),
        // 44834 is 30 September 2022, the 273rd day after 44561.
        read(
            "date-as-plain-number.xlsx",
            &one_row("| | Amber | Going on | | | | #44834 | Refit | | |"),
            &["custody-2018/1.1 Revised due date: 30 Sep 2022"],
        ),
        read(
            "date-that-is-none.xlsx",
            &one_row("| | Amber | Going on | | | | 31/02/2022 | Refit | | |"),
            &["custody-2018/1.1 Revised due date: unfit '31/02/2022'"],
        ),
        // 43433 days after 1 January 1904 is 30 November 2022: 44895 less the 1,462 days between the two calendars.
        read(
            "dates-counted-from-1904.xlsx",
            &one_row("| | Amber | Going on | | | | @43433 | Refit | | |").counting_from_1904(),
            &["counts from 1904", "custody-2018/1.1 Revised due date: 30 Nov 2022"],
        ),
        read(
            "formula-in-answer.xlsx",
            &one_row("| | Green | =A1&\" done\" -> all done | | | | | | | |"),
            &["custody-2018/1.1 Update: all done (formula)"],
        ),
        read(
            "error-value.xlsx",
            &one_row("| | !#REF! | Going on | | | | | | | |"),
            &["custody-2018/1.1 Rating: unfit '#REF!'", "custody-2018/1.1 Update: Going on"],
        ),
        read(
            "error-value-of-a-newer-excel.xlsx",
            &one_row("| | !#SPILL! | Going on | | | | | | | |"),
            &["custody-2018/1.1 Rating: unfit '#SPILL!'", "custody-2018/1.1 Update: Going on"],
        ),
        read("text-that-looks-like-a-formula.xlsx", &one_row("| | Amber | =1+1 | | | | | | | |"), &["custody-2018/1.1 Update: =1+1"]),
        read("dash-clears.xlsx", &one_row("| | Amber | Going on | | | | | | - | |"), &["custody-2018/1.1 Waiting on: cleared"]),
    ]
}

fn around() -> Vec<Case> {
    let note = good()
        .sheet_rel("http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments", "../comments1.xml")
        .part(
            "xl/comments1.xml",
            "<comments><authors><author>Ann Example</author></authors><commentList><comment ref=\"H2\" authorId=\"0\"><text><r><t>Ask the &amp; contractor</t></r></text></comment></commentList></comments>",
        );
    let thread = good()
        .sheet_rel("http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml")
        .sheet_rel("http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments", "../comments1.xml")
        .part("xl/persons/person.xml", "<personList><person displayName=\"Ann Example\" id=\"{A}\"/></personList>")
        .part(
            "xl/threadedComments/threadedComment1.xml",
            "<ThreadedComments><threadedComment ref=\"H2\" personId=\"{A}\" id=\"{1}\"><text>Is this the refit?</text></threadedComment>\
             <threadedComment ref=\"H2\" personId=\"{A}\" id=\"{2}\" parentId=\"{1}\"><text>Yes</text></threadedComment></ThreadedComments>",
        )
        .part(
            "xl/comments1.xml",
            "<comments><authors><author>tc={1}</author></authors><commentList><comment ref=\"H2\" authorId=\"0\"><text><t>[Threaded comment]\n\nIs this the refit?</t></text></comment></commentList></comments>",
        );
    let far = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>first</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let outside = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD4294967295\"><v>2</v></c></row></sheetData>";
    vec![
        read("note-on-a-cell.xlsx", &note, &["note H2 Ann Example: Ask the & contractor"]),
        read("threaded-comment.xlsx", &thread, &["note H2 Ann Example: Is this the refit?", "note H2 Ann Example: Yes", "notes: 2"]),
        read("cell-in-the-last-corner.xlsx", &good().raw_sheet("Sheet1", far), &[CUSTODY_TOLD[0], "outside Sheet1!XFD1048576: 1"]),
        read("cell-outside-the-grid.xlsx", &good().raw_sheet("Sheet1", outside), &[CUSTODY_TOLD[0], "unread cells: 1"]),
        read(
            "written-on-another-sheet.xlsx",
            &good().sheet("Sheet2", "| I could not fit this in |"),
            &["outside Sheet2!A1: I could not fit this in"],
        ),
        read("macros.xlsm", &good().part("xl/vbaProject.bin", "macros"), &["macros", CUSTODY_TOLD[0]]),
        read(
            "links-to-another-workbook.xlsx",
            &good().part("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
            &["links outside", CUSTODY_TOLD[0]],
        ),
        read("label-without-encryption.xlsx", &good().property("MSIP_Label_1_Name", "Official"), &["label: Official", CUSTODY_TOLD[0]]),
    ]
}
