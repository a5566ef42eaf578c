use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Note, Workbook};

use super::*;
use crate::excel::book::open;
use crate::model::columns::Holds;
use crate::model::settings::Limits;
use crate::model::sheet::{Cell, Sheet};
use crate::model::tables::{
    Cycle, Decision, Definition, Extension, Milestone, Owner, Paper, Position, Recommendation, Report, ReturnSeen, Row, Task,
};
use crate::model::words::Rating;
use crate::model::{Book, Query, Register, Value};

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn book_of(bytes: &[u8]) -> Book {
    open(bytes, "register.xlsx", &Limits::for_register()).unwrap()
}

fn written_and_read(register: &Register) -> (Register, Vec<Query>) {
    read(book_of(&write(register, day(2022, 3, 31)).unwrap()))
        .unwrap_or_else(|faults| panic!("{:#?}", faults.iter().map(said).collect::<Vec<_>>()))
}

fn said(query: &Query) -> String {
    format!("{}: {} - {}", query.place, query.says(), query.asks())
}

/// Any text that a cell holds: letters of every script, controls, blanks, formulas, Excel's own escapes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z ,.'-]{0,40}",
        2 => proptest::collection::vec(any::<char>(), 0..12).prop_map(|letters| letters.into_iter().collect()),
        1 => prop::sample::select(vec![
            "=1+1", "_x000D_", "_x0041_\r\n", " blanks around ", "\u{a0}\u{200b}", "'quoted", "\u{0}\u{1}\u{fffe}\u{ffff}", "1e5", "00123",
            "line\none", "\t", "😀", "مرحبا", "#REF!", "TRUE", "31/03/2022", "<&>\"", "]]>", "_x005F_x000D_", "_xD83D__xDE00_", "\r", "\n",
        ])
        .prop_map(str::to_owned),
    ]
}

fn value(holds: Holds) -> BoxedStrategy<Value> {
    match holds {
        Holds::Text | Holds::LongText => text().prop_map(|text| Value::from(text.as_str())).boxed(),
        Holds::Date => prop::option::of(-36_500i64..40_000)
            .prop_map(|days| Value::from(days.map(|days| day(2000, 1, 1) + chrono::Duration::days(days))))
            .boxed(),
        Holds::Whole => prop::option::of(any::<u32>()).prop_map(|n| n.map_or(Value::Empty, |n| Value::Number(f64::from(n)))).boxed(),
        Holds::OneOf(list) => prop::option::of(prop::sample::select(list.words()))
            .prop_map(|word| word.map_or(Value::Empty, |word| Value::Text(word.into())))
            .boxed(),
    }
}

/// A value in a column or sheet that we do not know.
fn foreign() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Empty),
        text().prop_map(|text| Value::from(text.as_str())),
        (-1e300..1e300f64).prop_map(Value::Number),
        any::<i32>().prop_map(|n| Value::Number(f64::from(n))),
        any::<bool>().prop_map(Value::Bool),
        (0i64..20_000).prop_map(|days| Value::Date(day(2000, 1, 1) + chrono::Duration::days(days))),
    ]
}

/// Rows of a table, each with a key of its own; `extra` columns that we do not know.
fn rows<T: Row + 'static>(extra: usize) -> impl Strategy<Value = Vec<T>> {
    let cells: Vec<BoxedStrategy<Value>> = T::columns().iter().map(|column| value(column.holds)).collect();
    proptest::collection::vec((cells, proptest::collection::vec(foreign(), extra)), 0..4).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(at, (cells, foreign))| {
                let mut row = T::default();
                for (col, (value, column)) in cells.iter().zip(T::columns()).enumerate() {
                    // Keys are tidy and there; the rest is as it comes.
                    let value = if super::read::is_key(column) { Value::Text(format!("key {at}").into()) } else { value.clone() };
                    row.put(col, &value).unwrap();
                }
                *row.extra_mut() = foreign;
                row
            })
            .filter(|row| row.to_cells().iter().chain(row.extra()).any(|value| !value.is_blank()))
            .collect()
    })
}

fn registers() -> impl Strategy<Value = Register> {
    let one = (rows::<Report>(0), rows::<Recommendation>(2), rows::<Task>(1), rows::<Owner>(0), rows::<Cycle>(0), rows::<Paper>(0));
    let two = (
        rows::<Position>(0),
        rows::<Extension>(0),
        rows::<Milestone>(0),
        rows::<ReturnSeen>(1),
        rows::<Decision>(0),
        rows::<Definition>(0),
    );
    let sheet = proptest::collection::btree_map((0u32..30, 0u32..12), foreign(), 0..6);
    (one, two, proptest::option::of(sheet)).prop_map(|(one, two, sheet)| {
        let (reports, recommendations, tasks, owners, cycles, papers) = one;
        let (positions, extensions, milestones, returns, decisions, definitions) = two;
        let headings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let extra_columns = BTreeMap::from([
            ("Recommendations".to_owned(), headings(&["My notes", "Theme"])),
            ("Tasks".to_owned(), headings(&["Ward"])),
            ("Returns".to_owned(), headings(&["Chased by telephone"])),
        ]);
        let extra_sheets = sheet
            .map(|cells| Sheet {
                name: "My list".into(),
                cells: cells
                    .into_iter()
                    .filter(|(_, value)| *value != Value::Empty)
                    .map(|(at, value)| (at, Cell { value, formula: None }))
                    .collect(),
                ..Sheet::default()
            })
            .into_iter()
            .collect();
        Register {
            reports,
            recommendations,
            tasks,
            owners,
            cycles,
            papers,
            positions,
            extensions,
            milestones,
            returns,
            decisions,
            definitions,
            extra_columns,
            extra_sheets,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_register_is_read_as_it_was_written(register in registers()) {
        let (again, _) = written_and_read(&register);
        prop_assert_eq!(&again, &register);
    }
}

fn small() -> Register {
    Register {
        reports: vec![Report { report: "custody-2018".into(), title: "Custody".into(), ..Report::default() }],
        recommendations: vec![Recommendation {
            reference: "custody-2018/1".into(),
            report: "custody-2018".into(),
            no: "1".into(),
            rating: Some(Rating::Amber),
            ..Recommendation::default()
        }],
        tasks: vec![Task {
            reference: "custody-2018/1.1".into(),
            recommendation: "custody-2018/1".into(),
            owner: "Head of Custody".into(),
            due: Some(day(2022, 3, 31)),
            ..Task::default()
        }],
        ..Register::default()
    }
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    let first = write(&small(), day(2022, 3, 31)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(first, write(&small(), day(2022, 3, 31)).unwrap());
}

#[test]
fn what_a_cell_cannot_hold_is_refused_and_its_row_named() {
    let mut register = small();
    register.tasks[0].update = "é".repeat(32_767).into();
    assert!(write(&register, day(2022, 3, 31)).is_ok());
    register.tasks[0].update = "😀".repeat(16_384).into();
    let refusal = write(&register, day(2022, 3, 31)).unwrap_err();
    assert_eq!(refusal.says, "Tasks row 2, Update: the text has 32768 characters and a cell holds 32767");
    register.tasks[0].update.clear();
    register.tasks[0].due = Some(day(1899, 12, 31));
    assert_eq!(write(&register, day(2022, 3, 31)).unwrap_err().says, "Tasks row 2, Due: Excel has no date in the year 1899");
}

/// A register of the tables `Reports`, `Recommendations` and `Tasks`, whose sheets are edited by hand.
fn by_hand(edit: impl Fn(&mut BTreeMap<(&'static str, u32, u16), Value>)) -> Result<(Register, Vec<String>), Vec<String>> {
    let mut cells: BTreeMap<(&'static str, u32, u16), Value> = BTreeMap::new();
    let register = small();
    fn put<T: Row>(rows: &[T], cells: &mut BTreeMap<(&'static str, u32, u16), Value>) {
        for (col, column) in (0u16..).zip(T::columns()) {
            cells.insert((T::SHEET, 0, col), Value::from(column.heading));
        }
        for (at, row) in (1u32..).zip(rows) {
            cells.extend((0u16..).zip(row.to_cells()).map(|(col, value)| ((T::SHEET, at, col), value)));
        }
    }
    put(&register.reports, &mut cells);
    put(&register.recommendations, &mut cells);
    put(&register.tasks, &mut cells);
    edit(&mut cells);
    let mut workbook = Workbook::new();
    for name in ["Reports", "Recommendations", "Tasks"] {
        workbook.add_worksheet().set_name(name).unwrap();
    }
    let looks = crate::excel::style::Looks::new();
    for ((name, row, col), value) in &cells {
        let sheet = workbook.worksheet_from_name(name).unwrap();
        if *value != Value::Empty {
            crate::excel::style::write_value(sheet, *row, *col, value, &looks).unwrap();
        }
    }
    let lines = |queries: Vec<Query>| {
        let tables_that_are_not_there = |line: &String| line.contains("it counts as empty");
        queries.iter().map(said).filter(|line| !tables_that_are_not_there(line)).collect::<Vec<_>>()
    };
    read(book_of(&workbook.save_to_buffer().unwrap())).map(|(register, notes)| (register, lines(notes))).map_err(lines)
}

fn at<T: Row>(heading: &str) -> u16 {
    (0u16..).zip(T::columns()).find(|(_, column)| column.heading == heading).unwrap().0
}

#[test]
fn hand_edits_that_fit_are_taken() {
    let (read, notes) = by_hand(|cells| {
        // A new task without a Ref, its colour typed in capitals, its date as text.
        cells.insert(("Tasks", 2, at::<Task>("Recommendation")), Value::from(" custody-2018/1 "));
        cells.insert(("Tasks", 2, at::<Task>("Rating")), Value::from("RED"));
        cells.insert(("Tasks", 2, at::<Task>("Due")), Value::from("30 Sept 2022"));
        // A number typed into a text column; a column added.
        cells.insert(("Recommendations", 2, at::<Recommendation>("Report")), Value::from("custody-2018"));
        cells.insert(("Recommendations", 2, at::<Recommendation>("No.")), Value::Number(4.0));
        cells.insert(("Tasks", 0, 40), Value::from("Ward"));
        cells.insert(("Tasks", 1, 40), Value::Number(7.5));
    })
    .unwrap();
    assert_eq!(read.tasks[1].reference, "custody-2018/1.2");
    assert_eq!((read.tasks[1].rating, read.tasks[1].due), (Some(Rating::Red), Some(day(2022, 9, 30))));
    assert_eq!(read.recommendations[1].reference, "custody-2018/4");
    assert_eq!(read.extra_columns["Tasks"], ["Ward"]);
    assert_eq!((&read.tasks[0].extra[0], &read.tasks[1].extra[0]), (&Value::Number(7.5), &Value::Empty));
    let written = format!("{notes:#?}");
    for part in ["Tasks, H3: Due says '30 Sept 2022', read as 30 Sep 2022", "given the Ref custody-2018/1.2", "the column Ward is not one"]
    {
        assert!(written.contains(part), "{part} is not said in {written}");
    }
}

#[test]
fn hand_edits_that_do_not_fit_are_named_with_their_places() {
    for (what, col, value, says) in [
        (
            "colour",
            at::<Task>("Rating"),
            "Purple",
            "register.xlsx, Tasks, F2: Rating says 'Purple', where Red, Amber, Green or White should stand",
        ),
        ("date", at::<Task>("Due"), "soon", "register.xlsx, Tasks, H2: Due says 'soon', where a date should stand"),
        ("stage", at::<Task>("Stage"), "halfway", "register.xlsx, Tasks, G2: Stage says 'halfway', where a stage of the list should stand"),
    ] {
        let faults = by_hand(|cells| {
            cells.insert(("Tasks", 1, col), Value::from(value));
        })
        .unwrap_err();
        assert!(faults.len() == 1 && faults[0].starts_with(says), "{what}: {faults:?}");
    }
    let faults = by_hand(|cells| {
        let copy: Vec<_> = cells.range(("Tasks", 1, 0)..("Tasks", 2, 0)).map(|((_, _, col), value)| (*col, value.clone())).collect();
        cells.extend(copy.into_iter().map(|(col, value)| (("Tasks", 2, col), value)));
    })
    .unwrap_err();
    assert!(faults[0].starts_with("register.xlsx, Tasks, A3: custody-2018/1.1 stands twice, here and in row 2"), "{faults:?}");
    let faults = by_hand(|cells| {
        cells.insert(("Reports", 2, at::<Report>("Scope")), Value::from("national"));
    })
    .unwrap_err();
    assert!(faults[0].starts_with("register.xlsx, Reports, A3: the row has no Report"), "{faults:?}");
}

#[test]
fn columns_may_move_and_a_title_may_stand_above() {
    let (read, notes) = by_hand(|cells| {
        let tasks: Vec<_> = cells.iter().filter(|((name, ..), _)| *name == "Tasks").map(|(at, value)| (*at, value.clone())).collect();
        cells.retain(|(name, ..), _| *name != "Tasks");
        cells.insert(("Tasks", 0, 0), Value::from("Our tasks"));
        for ((_, row, col), value) in tasks {
            cells.insert(("Tasks", row + 2, 30 - col), value);
        }
    })
    .unwrap();
    assert_eq!(read.tasks, small().tasks);
    assert!(notes.iter().any(|note| note.contains("the cells above the headings (1) cannot be kept")), "{notes:?}");
}

#[test]
fn what_cannot_be_kept_is_named_before_it_is_lost() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Reports").unwrap();
    for (col, column) in (0u16..).zip(Report::columns()) {
        sheet.write(0, col, column.heading).unwrap();
    }
    sheet.write(1, 0, "custody-2018").unwrap();
    sheet.write(1, at::<Report>("Recommendations made"), Formula::new("=2+3").set_result("5")).unwrap();
    sheet.insert_note(1, 1, &Note::new("ask Ann")).unwrap();
    sheet.merge_range(3, 1, 4, 2, "", &Format::new()).unwrap();
    workbook.add_worksheet().set_name("Scratch").unwrap().write(4, 2, "mine").unwrap();
    let (read, notes) = read(book_of(&workbook.save_to_buffer().unwrap())).unwrap();
    assert_eq!(read.reports[0].made, Some(5));
    assert_eq!(read.extra_sheets[0].value(4, 2), &Value::from("mine"));
    let written = notes.iter().map(said).collect::<Vec<_>>().join("\n");
    for part in [
        "formulas (their results are kept) (H2)",
        "notes on cells (B2)",
        "merged cells (B4)",
        "Scratch: the sheet is not one of the register's",
    ] {
        assert!(written.contains(part), "{part} is not said in\n{written}");
    }
}

#[test]
fn a_newer_schema_and_a_foreign_workbook_are_not_read() {
    let mut workbook = Workbook::new();
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_custom_property(SCHEMA_PROPERTY, 99));
    workbook.add_worksheet().set_name("Reports").unwrap();
    let faults = read(book_of(&workbook.save_to_buffer().unwrap())).unwrap_err();
    assert!(faults[0].says().contains("newer rectrack (schema 99)"));
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "Budget").unwrap();
    let faults = read(book_of(&workbook.save_to_buffer().unwrap())).unwrap_err();
    assert_eq!(faults[0].says(), "this workbook holds none of the register's tables");
}

#[test]
fn a_long_table_says_once_how_tall_its_rows_are() {
    let position = |n: usize, update: &str| Position {
        reference: format!("r-2021/{n}.1").as_str().into(),
        update: update.into(),
        ..Position::default()
    };
    let long = "Posts were advertised in May, and nobody suitable came forward; the post is advertised again. ".repeat(3);
    let task = |n: usize| Task { reference: format!("r-2021/{n}.1").as_str().into(), ..Task::default() };
    let mut positions: Vec<Position> = (0..15_001).map(|n| position(n, &long)).collect();
    positions[7] = position(7, "Done");
    let register = Register { positions, tasks: (0..15_000).map(task).collect(), ..Register::default() };
    let bytes = write(&register, day(2022, 3, 31)).unwrap();
    let heights = |bytes: &[u8], sheet: &str| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(&format!("xl/worksheets/{sheet}.xml")).unwrap(), &mut xml).unwrap();
        let of = |height: &str| xml.matches(&format!(" ht=\"{height}\" ")).count();
        (xml.contains("<sheetFormatPr defaultRowHeight=\"15\"/>"), of("93"), of("18"))
    };
    // Six lines of 15 points and 3 of air; one row has one line. An empty row ends the sheet.
    assert_eq!(heights(&bytes, "sheet7"), (false, 15_000 + 1, 1));
    // People type below it, and empty rows would be as tall.
    assert_eq!(heights(&bytes, "sheet3"), (true, 0, 15_000));
    let (again, _) = read(book_of(&bytes)).unwrap();
    assert!(again.positions == register.positions && again.tasks.len() == register.tasks.len());
    let shorter = Register { positions: register.positions[..100].to_vec(), ..Register::default() };
    assert_eq!(heights(&write(&shorter, day(2022, 3, 31)).unwrap(), "sheet7"), (true, 99, 1));
}

#[test]
fn a_sheet_that_is_gone_does_not_take_another_tables_rows() {
    let position = Position { reference: "r-2021/1.1".into(), cycle: "2022-03".into(), update: "Begun.".into(), ..Position::default() };
    let task = Task { reference: "r-2021/1.1".into(), recommendation: "r-2021/1".into(), ..Task::default() };
    let register = Register { tasks: vec![task], positions: vec![position], ..Register::default() };
    for gone in [Task::SHEET, Recommendation::SHEET, Report::SHEET, Position::SHEET, Extension::SHEET, Milestone::SHEET, Decision::SHEET] {
        let mut book = book_of(&write(&register, day(2022, 3, 31)).unwrap());
        book.sheets.retain(|sheet| &*sheet.name != gone);
        let (read, notes) = read(book).unwrap();
        assert_eq!(read.tasks.len(), usize::from(gone != Task::SHEET), "without {gone}");
        assert_eq!(read.positions.len(), usize::from(gone != Position::SHEET), "without {gone}");
        assert!(notes.iter().any(|note| said(note).contains(gone)), "{gone} is named");
    }
}
