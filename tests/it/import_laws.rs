//! Laws of import: a schedule laid out in any layout gives the same register, and no sheet whatever makes it stumble.

use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use rectrack::import::{self, Intake, counts, due_chain, front, headings, number, status};
use rectrack::model::cells::Cells;
use rectrack::model::sheet::Area;
use rectrack::model::text::Text;
use rectrack::model::{Book, Cell, Register, Settings, Sheet, Value};

/// One row of a made-up schedule.
#[derive(Clone, Debug)]
struct Row {
    status: &'static str,
    text: String,
    due: &'static str,
    owner: &'static str,
    update: String,
}

#[derive(Clone, Debug)]
struct Report {
    title: &'static str,
    published: &'static str,
    rows: Vec<Row>,
}

const TITLES: [(&str, &str); 5] = [
    ("Custody suites: the second look", "4 May 2019"),
    ("Answering calls for help", "17 July 2020"),
    ("A review of roads policing", "1 March 2021"),
    ("Police super-complaint - Stalking", "30 November 2021"),
    ("Digital evidence - Are forces ready?", "9 February 2022"),
];

fn reports() -> impl Strategy<Value = Vec<Report>> {
    let status =
        prop::sample::select(vec!["Amber", "RED", "NEW GREEN", "White", "White (CLOSED)", "CLOSED", "Green - pending HMICFRS sign off"]);
    let due = prop::sample::select(vec![
        "Nov-22",
        "30 June 2022",
        "No date set by HMICFRS\nMarch 2022",
        "To be set",
        "March 2021 | Now July 2022",
        "Immediate and June 2022",
    ]);
    let owner = prop::sample::select(vec!["Head of Custody", "TBC", "Head of Learning and Development", "DCI Crime + DS PPU"]);
    let words = |what: &'static str| {
        prop::collection::vec(
            prop::sample::select(vec!["check", "every", "door", "often", "with", "care", "records", "train", "staff", "again"]),
            2..7,
        )
        .prop_map(move |words| format!("{what} {}", words.join(" ")))
    };
    let row = (status, words("Forces should"), due, owner, words("Update:")).prop_map(|(status, text, due, owner, update)| Row {
        status,
        text,
        due,
        owner,
        update,
    });
    prop::collection::vec(prop::collection::vec(row, 1..5), 1..5).prop_map(|all| {
        all.into_iter()
            .zip(TITLES)
            .map(|(rows, (title, published))| {
                // Texts differ within a report, as they do in life.
                let rows = rows
                    .into_iter()
                    .enumerate()
                    .map(|(at, row)| Row { text: format!("{} number {}", row.text, ["alpha", "beta", "gamma", "delta"][at % 4]), ..row })
                    .collect();
                Report { title, published, rows }
            })
            .collect()
    })
}

#[derive(Default)]
struct Pen {
    cells: Cells,
    merged: Vec<Area>,
    row: u32,
}

impl Pen {
    fn line(&mut self, cells: &[&str]) {
        for (col, text) in (0_u32..).zip(cells) {
            if !text.is_empty() {
                self.cells.insert((self.row, col), Cell { value: Value::from(*text), formula: None });
            }
        }
        self.row += 1;
    }

    fn book(self) -> Book {
        let file: Arc<str> = "paper.xlsx".into();
        let sheet =
            Sheet { file: file.clone(), name: "Recommendations".into(), cells: self.cells, merged: self.merged, ..Sheet::default() };
        Book { file, sheets: vec![sheet], ..Book::default() }
    }
}

/// Blocks under one another, with a heading row each, as `city-2022-05` has them.
fn blocks(reports: &[Report], gaps: bool, repeat_after: usize) -> Book {
    let mut pen = Pen::default();
    let heading = ["Status", "No.", "Recommendation &/or Area for Improvement", "Due Date", "Comments", "Force Task Owner"];
    for report in reports {
        pen.line(&[report.title]);
        pen.line(&["A national report HMICFRS"]);
        pen.line(&[&format!("Published {}", report.published)]);
        pen.line(&heading);
        for (at, row) in report.rows.iter().enumerate() {
            if at > 0 && at == repeat_after {
                pen.line(&heading);
            }
            pen.line(&[row.status, &(at + 1).to_string(), &row.text, row.due, &row.update, row.owner]);
        }
        if gaps {
            pen.row += 1;
        }
    }
    pen.book()
}

/// One flat table, the report on each row, once with blanks below, or merged.
fn flat(reports: &[Report], how: usize) -> Book {
    let mut pen = Pen::default();
    pen.line(&["Report", "Date published", "Rec no.", "Recommendation", "RAG status", "Deadline", "Progress", "Task owner"]);
    for report in reports {
        let from = pen.row;
        for (at, row) in report.rows.iter().enumerate() {
            let (title, published) = if how == 0 || at == 0 { (report.title, report.published) } else { ("", "") };
            pen.line(&[title, published, &(at + 1).to_string(), &row.text, row.status, row.due, &row.update, row.owner]);
        }
        if how == 2 && report.rows.len() > 1 {
            for col in [0, 1] {
                pen.merged.push(Area { first: (from, col), last: (pen.row - 1, col) });
            }
        }
    }
    pen.book()
}

fn register(book: &Book) -> Register {
    let settings = Settings::default();
    let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "", settings: &settings };
    let mut register = import::take(&Register::default(), book, &intake).register;
    // The place differs with the layout, and only some layouts say who published it.
    for position in &mut register.positions {
        position.cell.clear();
    }
    for report in &mut register.reports {
        (report.published_by, report.scope, report.kind) = (Text::new(), None, None);
    }
    register
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_layout_gives_the_same_register(reports in reports(), repeat_after in 1_usize..4) {
        let first = register(&blocks(&reports, true, 99));
        prop_assert_eq!(first.reports.len(), reports.len());
        prop_assert_eq!(first.positions.len(), reports.iter().map(|report| report.rows.len()).sum::<usize>());
        for (held, row) in first.recommendations.iter().zip(reports.iter().flat_map(|report| &report.rows)) {
            prop_assert_eq!(&held.text, &row.text);
        }
        for (held, row) in first.positions.iter().zip(reports.iter().flat_map(|report| &report.rows)) {
            prop_assert_eq!((&*held.owner, &*held.status_printed, &*held.update), (row.owner, row.status, &*row.update));
        }
        for other in [blocks(&reports, false, 99), blocks(&reports, true, repeat_after), flat(&reports, 0), flat(&reports, 1), flat(&reports, 2)] {
            prop_assert_eq!(&register(&other), &first);
        }
    }

    #[test]
    fn importing_twice_changes_nothing(reports in reports()) {
        let settings = Settings::default();
        let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "", settings: &settings };
        let once = import::take(&Register::default(), &blocks(&reports, true, 99), &intake);
        let twice = import::take(&once.register, &blocks(&reports, true, 99), &intake);
        prop_assert_eq!(&twice.register, &once.register);
        prop_assert_eq!(twice.positions, once.positions);
    }
}

/// Cells that papers, typing slips and bad luck put anywhere.
fn cell() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(vec![
        "Status",
        "No.",
        "Recommendation",
        "Due Date",
        "Comment",
        "Report",
        "Title",
        "Ref",
        "Owner",
        "Amber",
        "NEW",
        "GREEN",
        "13A",
        "R1",
        "AFI 11",
        "Published May 2019",
        "Published 31 February 20201",
        "There are 7 actions for the force, 3 complete",
        "A national report HMICFRS",
        "March 20201 | Now | Reset to",
        "STATUS - none",
        "Total",
        "¹ note",
        "]",
        "[[[",
        "((",
        "aligned to",
        "aligned to (Rec ",
        "pending ",
        "By 31 ",
        "é’“",
        "ﬁ",
        "\u{200b}",
        "1\n2\n3",
        "x/y.1",
        "12/12/2012 and 31.12.99",
        "99999999999",
    ]);
    prop_oneof![
        4 => text.prop_map(Value::from),
        2 => "\\PC{0,12}".prop_map(|text| Value::from(text.as_str())),
        1 => any::<f64>().prop_map(Value::Number),
        1 => (1900_i32..2100, 1_u32..366).prop_map(|(year, day)| Value::Date(NaiveDate::from_yo_opt(year, day).unwrap())),
        1 => Just(Value::ErrorValue("#REF!".into())),
        1 => any::<bool>().prop_map(Value::Bool),
    ]
}

/// Takes a sheet with these cells twice: what it comes to, and that the second time adds nothing.
fn taken_twice(said: &[((u32, u32), &str)]) -> Register {
    let cells = said.iter().map(|(at, text)| (*at, Cell { value: Value::from(*text), formula: None })).collect();
    let book = Pen { cells, merged: Vec::new(), row: 0 }.book();
    let settings = Settings::default();
    let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "", settings: &settings };
    let taken = import::take(&Register::default(), &book, &intake).register;
    assert_eq!(import::take(&taken, &book, &intake).register, taken);
    taken
}

// Both were found by the law below.

#[test]
fn a_number_that_stands_twice_is_known_again() {
    let taken =
        taken_twice(&[((2, 0), "Ref"), ((2, 5), "Recommendation"), ((4, 0), "3"), ((4, 1), "Status"), ((5, 0), "3"), ((5, 5), "Due Date")]);
    assert_eq!(taken.recommendations.len(), 2);
}

#[test]
fn a_status_in_the_place_of_a_title_speaks_of_the_report_above() {
    let headed = [((0, 1), "Report"), ((0, 3), "No."), ((0, 4), "Recommendation")];
    let below = [((2, 1), "STATUS - published"), ((2, 3), "2"), ((2, 4), "Train all officers")];
    let taken = taken_twice(&[&headed[..], &below].concat());
    let reports = |register: &Register| -> Vec<String> {
        register.reports.iter().map(|report| format!("{}: {}", report.title, report.inspectorate_status)).collect()
    };
    assert_eq!(reports(&taken), ["Report without a title: published"]);

    let above = [((1, 1), "Custody"), ((1, 3), "1"), ((1, 4), "Keep records of each visit")];
    let taken = taken_twice(&[&headed[..], &above, &below].concat());
    assert_eq!(reports(&taken), ["Custody: published"]);
    assert_eq!(taken.recommendations.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sheet_makes_it_stumble(
        cells in prop::collection::btree_map((0_u32..14, 0_u32..7), cell(), 0..60),
        merged in prop::collection::vec((0_u32..14, 0_u32..7, 0_u32..5, 0_u32..5), 0..4),
    ) {
        let cells = cells.into_iter().map(|(at, value)| (at, Cell { value, formula: None })).collect();
        let merged = merged.into_iter().map(|(row, col, down, right)| Area { first: (row, col), last: (row + down, col + right) }).collect();
        let book = Pen { cells, merged, row: 0 }.book();
        let settings = Settings::default();
        let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "", settings: &settings };
        let taken = import::take(&Register::default(), &book, &intake);
        for query in &taken.queries {
            prop_assert!(!query.says().is_empty() && !query.asks().is_empty());
        }
        // Whatever it made of the sheet, the same sheet again adds nothing.
        prop_assert_eq!(&import::take(&taken.register, &book, &intake).register, &taken.register);
        prop_assert_eq!(taken.register.positions.len(), taken.positions);
        let _ = import::reconcile::reconcile(&taken.register, &book, &settings);
    }

    #[test]
    fn no_text_makes_a_reader_stumble(text in "\\PC{0,80}") {
        let _ = (status::read(&text), number::read(&text), front::read(&text), headings::read(&text), counts::read(&text), counts::is_counts(&text));
        let chain = due_chain::read(&text, &["hmicfrs".to_owned()]);
        let _ = (chain.live(), chain.original(), due_chain::links_in(&text), due_chain::waiting_on(&text));
    }
}
