//! What an owner types into one cell: every entry cell of a form holds it. It is read, and what is not blank is not lost.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use rectrack::excel::return_form;
use rectrack::model::cells::Cells;
use rectrack::model::columns::{ENTRY, RETURN};
use rectrack::model::returned::{FileSeen, Reading};
use rectrack::model::{Book, Cell, Sheet, Value, text};

fuzz_target!(|typed: &str| {
    let _ = (text::fold_title(typed), text::printable(typed), text::shorten(typed, 10));
    assert_eq!(text::fold(&text::fold(typed)), text::fold(typed), "folding twice folds more");
    let mut cells = Cells::default();
    for (col, column) in (0u32..).zip(RETURN) {
        let entry = ENTRY.iter().any(|entry| entry.heading == column.heading);
        cells.insert((0, col), Cell { value: Value::from(column.heading), formula: None });
        let below = if entry { typed } else { "custody-2018/1.1" };
        cells.insert((1, col), Cell { value: Value::from(below), formula: None });
    }
    let book = Book {
        sheets: vec![Sheet { name: "Return".into(), cells, ..Sheet::default() }],
        properties: BTreeMap::from([("rectrack_cycle".to_owned(), "2022-06".to_owned())]),
        ..Book::default()
    };
    let seen = FileSeen::named("fuzzed.xlsx");
    let Ok(returned) = return_form::read(&book, seen) else { return };
    let blank = text::tidy(typed).is_empty();
    for row in &returned.rows {
        let update = &row.answers.update;
        assert_eq!(blank, update.reading == Reading::Nothing, "{typed:?} was read as {:?}", update.reading);
    }
});
