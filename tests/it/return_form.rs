//! The return form: written, and read as it comes back after an owner's kinds of editing.

use std::sync::Arc;

use rectrack::excel::{book, return_form};
use rectrack::model::columns as c;
use rectrack::model::form;
use rectrack::model::place::{Place, cell_at, cell_name};
use rectrack::model::returned::{FileSeen, Pack, Reading, Return};
use rectrack::model::settings::Limits;
use rectrack::model::sheet::{Area, Comment};
use rectrack::model::text::Text;
use rectrack::model::words::{Rating, ReturnOutcome};
use rectrack::model::{Book, Cell, Due, Sheet, Value};

use crate::sample_pack::{self, on};

pub(crate) fn seen() -> FileSeen {
    FileSeen { hash: "00".into(), ..FileSeen::named("returns/ppu.xlsx") }
}

fn written(pack: &Pack) -> Vec<u8> {
    return_form::write(pack, &sample_pack::texts()).unwrap()
}

fn opened(bytes: &[u8]) -> Book {
    book::open(bytes, "returns/ppu.xlsx", &Limits::default()).unwrap()
}

/// The sample form as it was issued, in memory.
fn issued() -> Book {
    opened(&written(&sample_pack::pack()))
}

fn form(book: &mut Book) -> &mut Sheet {
    &mut book.sheets[0]
}

fn put(sheet: &mut Sheet, cell: &str, value: impl Into<Value>) {
    sheet.cells.insert(cell_at(cell).unwrap(), Cell { value: value.into(), formula: None });
}

fn read(book: &Book) -> Return {
    return_form::read(book, seen()).unwrap()
}

/// Moves every cell of a sheet: `to` gives a cell's new place, or none to delete it.
pub(crate) fn rearrange(sheet: &mut Sheet, to: impl Fn(u32, u32) -> Option<(u32, u32)>) {
    let cells = std::mem::take(&mut sheet.cells);
    sheet.cells = cells.into_iter().filter_map(|((row, col), cell)| Some((to(row, col)?, cell))).collect();
}

/// Fills the first two rows: Red with reason and update; Green with evidence, completed.
fn fill(sheet: &mut Sheet) {
    for (cell, text) in [
        ("G7", "red"),
        ("H7", "Two of three teams are trained."),
        ("I7", "No room for the third course.\r\nIt is booked."),
        ("L7", "31/10/2022"),
        ("M7", "The trainer is ill."),
        ("G8", "Green"),
        ("H8", "Done."),
        ("J8", "Minutes of 3 June"),
        ("F9", "Yes"),
        ("H10", "-"),
        ("O10", "Two officers"),
    ] {
        put(sheet, cell, text);
    }
    put(sheet, "K8", Value::Date(on(2022, 6, 3)));
}

/// What `fill` says, wherever the rows and columns stand now.
fn assert_filled(returned: &Return, what: &str) {
    let row =
        |reference: &str| returned.rows.iter().find(|row| row.reference == reference).unwrap_or_else(|| panic!("{what}: no {reference}"));
    let first = &row("poor-relation-2019/10.1").answers;
    assert_eq!(first.rating.said(), Some(&Rating::Red), "{what}");
    assert_eq!(first.update.said().map(Text::as_str), Some("Two of three teams are trained."), "{what}");
    assert_eq!(first.reason.said().map(Text::as_str), Some("No room for the third course.\nIt is booked."), "{what}");
    assert_eq!(first.revised_due.said(), Some(&Due::day(on(2022, 10, 31))), "{what}");
    assert_eq!(first.reason_for_new_date.said().map(Text::as_str), Some("The trainer is ill."), "{what}");
    assert!(first.evidence.is_nothing() && first.no_change.is_nothing(), "{what}");
    let second = &row("poor-relation-2019/11.1").answers;
    assert_eq!(second.rating.said(), Some(&Rating::Green), "{what}");
    assert_eq!(second.evidence.said().map(Text::as_str), Some("Minutes of 3 June"), "{what}");
    assert_eq!(second.completed_on.said(), Some(&on(2022, 6, 3)), "{what}");
    assert_eq!(row("shining-a-light-2019/4a.1").answers.no_change.said(), Some(&true), "{what}");
    let fourth = &row("custody-2018/afi-2.1").answers;
    assert_eq!(fourth.update.reading, Reading::Cleared, "{what}");
    assert_eq!(fourth.resources.said().map(Text::as_str), Some("Two officers"), "{what}");
    assert_eq!(returned.rows.iter().filter(|row| !row.answers.is_empty()).count(), 4, "{what}");
}

fn assert_stamped(returned: &Return, what: &str) {
    assert_eq!(returned.stamp, "2022-06/head-of-ppu/1/5f2c", "{what}");
    assert_eq!((returned.cycle.as_str(), returned.owner.as_str(), returned.issue), ("2022-06", "Head of PPU", 1), "{what}");
}

#[test]
fn the_same_pack_gives_the_same_bytes() {
    let first = written(&sample_pack::pack());
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(first, written(&sample_pack::pack()));
}

#[test]
fn what_was_issued_is_read_back_with_nothing_in_it() {
    let returned = read(&issued());
    let pack = sample_pack::pack();
    assert_stamped(&returned, "as issued");
    assert_eq!((returned.template, returned.correction), (1, false));
    assert_eq!(returned.seen.outcome, ReturnOutcome::Read);
    assert_eq!(returned.rows.len(), pack.tasks.len());
    for (row, task) in returned.rows.iter().zip(&pack.tasks) {
        assert!(row.answers.is_empty() && row.unknown.is_empty() && !row.hidden && !row.merged, "{}", task.reference);
        let locked: Vec<(&str, &str)> = row.locked.iter().map(|(heading, text, _)| (*heading, text.as_str())).collect();
        let issued = form::locked(task);
        let issued: Vec<(&str, &str)> = issued[1..].iter().map(|(column, text)| (column.heading, text.as_str())).collect();
        assert_eq!(locked, issued);
    }
    assert_eq!(returned.rows[0].place.cell(), "A7");
    assert_eq!(returned.rows[0].place_in(returned.rows[0].answers.rating.col).to_string(), "returns/ppu.xlsx, Return, G7");
    assert!(returned.moved.is_empty() && returned.lost.is_empty(), "{:?} {:?}", returned.moved, returned.lost);
    assert!(returned.outside.is_empty() && returned.comments.is_empty(), "{:?}", returned.outside);
    let correction = read(&opened(&written(&sample_pack::correction())));
    assert!(correction.correction && correction.comments.is_empty() && correction.outside.is_empty(), "{:?}", correction.outside);
    assert_eq!(correction.rows.len(), 2);
    // What is asked again stands before what was issued at first, and is not taken for a change of it.
    for (row, task) in correction.rows.iter().zip(&pack.tasks) {
        let issued: Vec<String> = form::locked(task)[1..].iter().map(|(_, text)| text.clone()).collect();
        assert_eq!(row.locked.iter().map(|(_, text, _)| text.clone()).collect::<Vec<_>>(), issued);
    }
}

/// Every column as a whole, moved by a rule: row and column in, row and column out.
type Edit = fn(&mut Book);

#[test]
fn an_owners_editing_loses_nothing() {
    let edits: [(&str, Edit); 17] = [
        ("nothing else", |_| {}),
        ("sheet renamed", |book| form(book).name = "My answers (final)".into()),
        ("sheets in another order", |book| book.sheets.reverse()),
        ("three rows inserted above", |book| rearrange(form(book), |row, col| Some((row + 3, col)))),
        ("the title deleted", |book| rearrange(form(book), |row, col| row.checked_sub(4).map(|row| (row, col)))),
        ("rows sorted the other way round", |book| rearrange(form(book), |row, col| Some((if row > 5 { 17 - row } else { row }, col)))),
        ("blank rows between", |book| rearrange(form(book), |row, col| Some((if row > 5 { 6 + (row - 6) * 2 } else { row }, col)))),
        ("a column inserted", |book| {
            rearrange(form(book), |row, col| Some((row, if col > 6 { col + 1 } else { col })));
        }),
        ("two columns exchanged", |book| {
            rearrange(form(book), |row, col| {
                Some((
                    row,
                    match col {
                        6 => 7,
                        7 => 6,
                        other => other,
                    },
                ))
            });
        }),
        ("locked columns deleted", |book| {
            rearrange(form(book), |row, col| if (1..=4).contains(&col) { None } else { Some((row, if col > 4 { col - 4 } else { col })) });
        }),
        ("headings retyped", |book| {
            put(form(book), "A6", "Reference");
            put(form(book), "G6", "RAG");
            put(form(book), "H6", "PROGRESS  update");
            put(form(book), "J6", "Evidence (please name it)");
            put(form(book), "I6", "Why?");
        }),
        ("the heading of Ref deleted", |book| put(form(book), "A6", Value::Empty)),
        ("hidden sheets deleted", |book| book.sheets.truncate(3)),
        ("properties lost", |book| book.properties.clear()),
        ("properties and hidden sheets lost", |book| {
            book.properties.clear();
            book.sheets.truncate(1);
        }),
        ("heading row deleted", |book| {
            form(book).cells.retain(|(row, _), _| *row != 5);
        }),
        ("the sheet copied before it was filled in", |book| {
            let mut copy = issued().sheets.remove(0);
            copy.name = "Return (2)".into();
            book.sheets.insert(0, copy);
        }),
    ];
    for (what, edit) in edits {
        let mut book = issued();
        fill(form(&mut book));
        edit(&mut book);
        let returned = read(&book);
        assert_filled(&returned, what);
        assert_stamped(&returned, what);
    }
}

#[test]
fn without_any_stamp_it_is_still_ours_by_its_refs() {
    let mut book = issued();
    fill(form(&mut book));
    book.properties.clear();
    book.names.clear();
    book.sheets.truncate(1);
    let returned = read(&book);
    assert_filled(&returned, "no stamp");
    assert_eq!((returned.stamp.as_str(), returned.cycle.as_str(), returned.owner.as_str(), returned.template), ("", "", "", 0));
}

#[test]
fn what_is_not_ours_is_told_apart() {
    let outcome = |edit: Edit| {
        let mut book = issued();
        edit(&mut book);
        return_form::read(&book, seen()).map_or_else(|seen| (seen.outcome, !seen.asks.is_empty()), |_| (ReturnOutcome::Read, false))
    };
    assert_eq!(outcome(|book| *book = Book::default()), (ReturnOutcome::NotOurs, true));
    // Somebody's own list with headings that a register or a schedule has too.
    assert_eq!(
        outcome(|book| {
            let mut sheet = Sheet { name: "Tasks".into(), ..Sheet::default() };
            for (col, heading) in (0u32..).zip(["Ref", "Owner", "Rating", "Update", "Evidence", "Completed on", "Waiting on"]) {
                put(&mut sheet, &cell_name(0, col), heading);
                put(&mut sheet, &cell_name(1, col), "poor-relation-2019/10.1");
            }
            *book = Book { sheets: vec![sheet], ..Book::default() };
        }),
        (ReturnOutcome::NotOurs, true)
    );
    assert_eq!(
        outcome(|book| {
            book.properties.insert("rectrack_template".to_owned(), "99".to_owned());
        }),
        (ReturnOutcome::NewerTemplate, true)
    );
}

#[test]
fn what_was_moved_added_or_left_on_cells_is_told() {
    let mut book = issued();
    fill(form(&mut book));
    let sheet = form(&mut book);
    put(sheet, "E3", "A. Person");
    put(sheet, "E4", "Head of PPU");
    put(sheet, "P6", "My notes");
    put(sheet, "P7", "ask about the room");
    put(sheet, "A20", "Sorry this is late");
    put(sheet, "C2", "see my mail");
    put(sheet, "C7", "something else");
    sheet.hidden_rows.push(8);
    sheet.merged.push(Area { first: (9, 7), last: (10, 7) });
    sheet.comments.push(Comment { at: (6, 6), author: "A. Person".to_owned(), text: "agreed with the ACC".to_owned() });
    let mut extra = Sheet { name: "Sheet1".into(), file: Arc::clone(&book.file), ..Sheet::default() };
    put(&mut extra, "B2", "A longer story");
    book.sheets.push(extra);
    let returned = read(&book);
    assert_filled(&returned, "with additions");
    assert_eq!((returned.filled_in_by.as_str(), returned.agreed_by.as_str()), ("A. Person", "Head of PPU"));
    let unknown: Vec<(&str, &str, String)> =
        returned.rows[0].unknown.iter().map(|(heading, text, place)| (heading.as_str(), text.as_str(), place.cell())).collect();
    assert_eq!(unknown, [("My notes", "ask about the room", "P7".to_owned())]);
    let outside: Vec<(String, &str)> = returned.outside.iter().map(|(place, text)| (place.to_string(), text.as_str())).collect();
    assert_eq!(
        outside,
        [
            ("returns/ppu.xlsx, Return, E3".to_owned(), "Filled in by: A. Person"),
            ("returns/ppu.xlsx, Return, E4".to_owned(), "Agreed by: Head of PPU"),
            ("returns/ppu.xlsx, Return, C2".to_owned(), "see my mail"),
            ("returns/ppu.xlsx, Return, A20".to_owned(), "Sorry this is late"),
            ("returns/ppu.xlsx, Sheet1, B2".to_owned(), "A longer story"),
        ]
    );
    assert_eq!(returned.comments.len(), 1);
    assert_eq!(returned.comments[0].0.cell(), "G7");
    assert_eq!(returned.rows.iter().map(|row| row.hidden).collect::<Vec<_>>(), [false, false, true, false, false, false]);
    assert_eq!(returned.rows.iter().map(|row| row.merged).collect::<Vec<_>>(), [false, false, false, true, true, false]);
    assert_eq!(returned.rows[0].locked[0].1, "something else");
}

#[test]
fn what_an_owner_adds_is_theirs_also_in_our_words() {
    let mut book = issued();
    let sheet = form(&mut book);
    // Words that we put on the form's sheets ourselves: ratings, and the number of rows to answer.
    let added = ["Green", "Red", "Amber", "White", "Yes", "6"];
    put(sheet, "P6", "Gold group");
    for (row, text) in (7..).zip(added) {
        put(sheet, &format!("P{row}"), text);
    }
    put(sheet, "Q3", "Red");
    put(sheet, "H20", "Sum");
    put(sheet, "P20", "Green");
    let mut tracker = Sheet { name: "My tracker".into(), file: Arc::clone(&book.file), ..Sheet::default() };
    for (col, text) in ["A", "B", "C"].into_iter().zip(["Rating", "Green", "6"]) {
        put(&mut tracker, &format!("{col}1"), text);
    }
    let details = Sheet { name: "Details (2)".into(), ..book.sheets.iter().find(|sheet| &*sheet.name == "Details").unwrap().clone() };
    book.sheets.extend([tracker, details]);
    let returned = read(&book);
    let of_rows: Vec<&str> = returned.rows.iter().flat_map(|row| &row.unknown).map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(of_rows, ["Green", "Red", "Amber", "White", "Yes", "6", "Green"]);
    let outside: Vec<(String, &str)> = returned.outside.iter().map(|(place, text)| (place.cell(), text.as_str())).collect();
    let expected = [("Q3", "Red"), ("A1", "Rating"), ("B1", "Green"), ("C1", "6")];
    assert_eq!(outside, expected.map(|(cell, text)| (cell.to_owned(), text)), "the copied sheet of ours says nothing new");
}

#[test]
fn headings_that_moved_and_rows_that_were_added() {
    let mut book = issued();
    fill(form(&mut book));
    let sheet = form(&mut book);
    rearrange(sheet, |row, col| {
        Some((
            row,
            match col {
                13 => 14,
                14 => 13,
                other => other,
            },
        ))
    });
    put(sheet, "G6", "Colour");
    sheet.cells.remove(&(5, 9));
    put(sheet, "G14", "Amber");
    put(sheet, "A15", "poor-relation-2019/10.1");
    put(sheet, "H15", "once more");
    let returned = read(&book);
    let moved: Vec<(&str, &str, String)> =
        returned.moved.iter().map(|(heading, found, place)| (*heading, found.as_str(), place.cell())).collect();
    // Evidence stands between two headings that are right; of the two that were exchanged one has moved.
    assert_eq!(
        moved,
        [("Rating", "Colour", "G6".to_owned()), ("Evidence", "", "J6".to_owned()), ("Waiting on", "Waiting on", "O6".to_owned())]
    );
    let added: Vec<(&str, String)> = returned.rows[6..].iter().map(|row| (row.reference.as_str(), row.place.cell())).collect();
    assert_eq!(added, [("", "A14".to_owned()), ("poor-relation-2019/10.1", "A15".to_owned())]);
    let mut book = issued();
    form(&mut book).cells.retain(|(_, col), _| !(8..=9).contains(col));
    let lost: Vec<&str> = read(&book).lost.iter().map(|(heading, _)| *heading).collect();
    assert_eq!(lost, [c::REASON.heading, c::EVIDENCE.heading]);
    assert_eq!(
        read(&book).rows[0].place_in(read(&book).rows[0].answers.reason.col),
        Place { file: "returns/ppu.xlsx".into(), sheet: "Return".into(), at: Some((6, 0)) }
    );
}

#[test]
fn formulas_and_excels_own_values_are_flagged() {
    let mut book = issued();
    let sheet = form(&mut book);
    let cell = |value, formula: &str| Cell { value, formula: Some(formula.into()) };
    sheet.cells.insert(cell_at("H7").unwrap(), cell(Value::from("copied"), "[1]Other!A1"));
    sheet.cells.insert(cell_at("F8").unwrap(), cell(Value::Bool(true), "TRUE()"));
    put(sheet, "G9", Value::ErrorValue("#REF!".into()));
    sheet.unread.push((11, 8));
    put(sheet, "L9", Value::Number(44_834.0));
    put(sheet, "L10", "Sept 2022");
    put(sheet, "K10", "Sept 2022");
    let rows = read(&book).rows;
    assert!(rows[0].answers.update.formula);
    assert_eq!((rows[1].answers.no_change.formula, rows[1].answers.no_change.said()), (false, Some(&true)));
    assert_eq!(rows[2].answers.rating.reading, Reading::Unfit);
    assert_eq!(rows[5].answers.reason.reading, Reading::Unfit);
    assert_eq!(rows[2].answers.revised_due.said(), Some(&Due::day(on(2022, 9, 30))));
    assert_eq!(rows[3].answers.revised_due.said(), Some(&Due::month(on(2022, 9, 30))));
    assert_eq!(rows[3].answers.completed_on.reading, Reading::Unfit);
    // The same day in a workbook that counts from 1904: 1,462 days fewer.
    book.epoch_1904 = true;
    put(form(&mut book), "L9", Value::Number(43_372.0));
    assert_eq!(read(&book).rows[2].answers.revised_due.said(), Some(&Due::day(on(2022, 9, 30))));
}
