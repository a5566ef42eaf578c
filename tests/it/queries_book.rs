//! `queries.xlsx`: written, typed into, and read back.

use rectrack::excel::{book, queries_book};
use rectrack::model::place::{Place, cell_at};
use rectrack::model::settings::Limits;
use rectrack::model::words::DecisionKind;
use rectrack::model::{Book, Cell, Value};

use crate::cases::package::parts_of;
use crate::sample_pack;

fn issued() -> Book {
    book::open(&queries_book::write(&sample_pack::queries()).unwrap(), "cycles/2022-06/queries.xlsx", &Limits::default()).unwrap()
}

fn put(book: &mut Book, cell: &str, text: &str) {
    book.sheets[0].cells.insert(cell_at(cell).unwrap(), Cell { value: Value::from(text), formula: None });
}

#[test]
fn every_text_comes_back_exactly() {
    let sample = sample_pack::queries();
    let (read, lost) = queries_book::read(&issued());
    assert!(lost.is_empty());
    assert_eq!(read.cycle, "2022-06");
    // Rows stand by owner, the worst first: Head of CJS has a row that waits, Head of PPU has one too and comes after by name.
    let order: Vec<(&str, &str)> = read.queries.iter().map(|row| (row.owner.as_str(), row.rule_or_field.as_str())).collect();
    assert_eq!(
        order,
        [("Head of CJS", "Rating"), ("Head of PPU", "past-due"), ("Head of PPU", "stale-update"), ("", "response-due")],
        "the coordinator's own note comes last"
    );
    for row in &read.queries {
        let mut written = sample.queries.iter().find(|known| known.rule_or_field == row.rule_or_field).unwrap().clone();
        written.choice.place = row.choice.place.clone();
        assert_eq!(*row, written);
    }
    let mut agree = read.agree.clone();
    agree[0].choice.place = Place::default();
    assert_eq!(agree, sample.agree);
    assert_eq!(read.notes, sample.notes);
}

#[test]
fn decisions_are_read_wherever_the_rows_and_columns_have_gone() {
    let mut book = issued();
    put(&mut book, "M5", "Keep the register");
    put(&mut book, "O5", "A. Clerk");
    put(&mut book, "M6", "no idea");
    put(&mut book, "M4", "my decision");
    put(&mut book, "B4", "Field");
    // Two rows inserted above, the rows turned round, a column inserted at the left, the sheet renamed.
    let sheet = &mut book.sheets[0];
    sheet.name = "Mine".into();
    let cells = std::mem::take(&mut sheet.cells);
    sheet.cells = cells.into_iter().map(|((row, col), cell)| ((if row > 3 { 20 - row } else { row + 2 }, col + 1), cell)).collect();
    let (read, lost) = queries_book::read(&book);
    assert!(lost.is_empty());
    assert_eq!(read.queries.len(), 4);
    let row = |rule: &str| read.queries.iter().find(|row| row.rule_or_field == rule).unwrap();
    let clash = row("Rating");
    assert_eq!((clash.choice.decision, clash.choice.decided_by.as_str()), (Some(DecisionKind::KeepRegister), "A. Clerk"));
    assert_eq!(clash.choice.place.to_string(), "cycles/2022-06/queries.xlsx, Mine, N17");
    assert_eq!((row("past-due").choice.decision, row("past-due").choice.typed.as_str()), (None, "no idea"));
}

#[test]
fn a_sheet_without_its_headings_is_told() {
    let mut book = issued();
    book.sheets[0].cells.retain(|(row, _), _| *row != 3);
    let (read, lost) = queries_book::read(&book);
    assert!(read.queries.is_empty());
    assert_eq!(lost.len(), 1);
    assert!(lost[0].says().contains("Queries"), "{}", lost[0].says());
}

#[test]
fn the_head_says_how_many_wait() {
    let mut book = sample_pack::queries();
    let head = |book: &_| {
        let written = book::open(&queries_book::write(book).unwrap(), "queries.xlsx", &Limits::default()).unwrap();
        written.sheets[0].text(1, 0).split(". ").next().unwrap().to_owned()
    };
    assert_eq!(head(&book), "4 in all, of which 2 wait for an answer");
    book.queries.retain(|row| row.owner != "Head of CJS");
    assert_eq!(head(&book), "3 in all, of which 1 waits for an answer");
}

#[test]
fn an_empty_book_is_written_and_read() {
    let empty = rectrack::model::settled::QueriesBook { cycle: "2022-06".into(), ..Default::default() };
    let bytes = queries_book::write(&empty).unwrap();
    let (read, lost) = queries_book::read(&book::open(&bytes, "queries.xlsx", &Limits::default()).unwrap());
    assert!(lost.is_empty());
    assert_eq!(read, empty);
}

/// Issued, Held and Returned hold reasons and updates too: a sentence that begins with a rating's word is no rating.
#[test]
fn only_a_cell_that_is_a_rating_is_coloured_as_one() {
    let parts = parts_of(&queries_book::write(&sample_pack::queries()).unwrap());
    let (_, sheet) = parts.iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").unwrap();
    let sheet = std::str::from_utf8(sheet).unwrap();
    for column in ["E", "F", "G"] {
        let area = format!("<conditionalFormatting sqref=\"{column}5:{column}8\">");
        let (rules, _) = sheet.split_once(&area).unwrap().1.split_once("</conditionalFormatting>").unwrap();
        let formulas: Vec<&str> = rules.split("<formula>").skip(1).map(|rule| rule.split_once("</formula>").unwrap().0).collect();
        // Excel compares without regard to case.
        let expected = ["Red", "Amber", "Green", "White"].map(|word| format!("TRIM({column}5)=\"{word}\""));
        assert_eq!(formulas, expected);
    }
}
