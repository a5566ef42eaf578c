//! A filled form holds what was typed, in the cells where an owner would have typed it.

use chrono::NaiveDate;
use rectrack::excel::book;
use rectrack::excel::return_form::{Filled, FilledCell, write_filled};
use rectrack::model::columns as c;
use rectrack::model::settings::Limits;
use rectrack::model::{Value, columns::Column};

use crate::sample_pack;

#[test]
fn what_was_typed_stands_in_its_cells() {
    let pack = sample_pack::pack();
    let saved = NaiveDate::from_ymd_opt(2022, 11, 7).unwrap();
    let cell = |at: usize, column: &'static Column, value: Value| FilledCell {
        reference: pack.tasks[at].reference.as_str().into(),
        column,
        value,
    };
    let filled = Filled {
        saved_on: Some((saved, 9)),
        filled_in_by: "A. Person".to_owned(),
        agreed_by: String::new(),
        cells: vec![
            cell(0, &c::RATING, Value::Text("Green".into())),
            cell(0, &c::COMPLETED_ON, Value::Date(saved)),
            cell(1, &c::REVISED_DUE, Value::Text("Mar-23".into())),
            cell(1, &c::DUE, Value::Text("Mar 2023".into())),
        ],
    };
    let bytes = write_filled(&pack, &sample_pack::texts(), &filled).unwrap();
    let read = book::open(&bytes, "returned.xlsx", &Limits::default()).unwrap();
    let sheet = read.sheet("Return").unwrap();
    let headings = sheet.rows().into_iter().find(|row| sheet.text(*row, 0) == c::REF.heading).unwrap();
    let at = |row: u32, column: &Column| {
        let col = (0..40).find(|col| sheet.text(headings, *col) == column.heading).unwrap();
        sheet.value(headings + row, col).clone()
    };
    assert_eq!(at(1, &c::REF).shown(), pack.tasks[0].reference);
    assert_eq!(at(1, &c::RATING).shown(), "Green");
    assert_eq!(at(1, &c::COMPLETED_ON), Value::Date(saved));
    assert_eq!(at(2, &c::REVISED_DUE).shown(), "Mar-23");
    assert_eq!(at(2, &c::DUE).shown(), "Mar 2023");
    assert!(sheet.cells.values().any(|cell| cell.value.shown() == "A. Person"));
    assert_eq!(read.modified.as_deref(), Some("2022-11-07T09:00:00Z"));
    let unknown =
        Filled { cells: vec![FilledCell { reference: "nowhere/1.1".to_owned(), ..filled.cells[0].clone() }], ..Filled::default() };
    assert!(write_filled(&pack, &sample_pack::texts(), &unknown).is_err());
}
