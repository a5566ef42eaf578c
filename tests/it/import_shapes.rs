//! Papers of other shapes than the real ones: other forces, councils, fire services and trusts, in our own words.
//!
//! Each sheet is a table of bars: a cell a column, `/` a break within a cell, `<` merged with the cell to its left, `^`
//! merged with the cell above; a line without bars is a line of the paper, an empty line a blank row.

use std::sync::Arc;

use chrono::NaiveDate;
use rectrack::import::{self, Imported, Intake};
use rectrack::model::sheet::Area;
use rectrack::model::words::Severity;
use rectrack::model::{Book, Cell, Register, Settings, Sheet, Value};

/// A book of one sheet. A cell such as `=2022-11-01` holds a real date, `#7` a number.
pub(crate) fn book(text: &str) -> Book {
    let file: Arc<str> = "paper.xlsx".into();
    let mut sheet = Sheet { file: file.clone(), name: "Sheet1".into(), ..Sheet::default() };
    let mut merged: Vec<Area> = Vec::new();
    let lines: Vec<&str> = text.trim_matches('\n').lines().map(str::trim).collect();
    for (row, line) in (0_u32..).zip(&lines) {
        let cells: Vec<&str> = if line.starts_with('|') { line.trim_matches('|').split('|').map(str::trim).collect() } else { vec![*line] };
        for (col, cell) in (0_u32..).zip(cells) {
            let value = match cell.strip_prefix('=') {
                Some(date) => Value::Date(date.parse::<NaiveDate>().unwrap()),
                None if cell.starts_with('#') => Value::Number(cell[1..].parse().unwrap()),
                None => Value::from(cell.replace(" / ", "\n").as_str()),
            };
            match cell {
                "" => {}
                "<" => {
                    let area = merged.iter_mut().find(|area| area.last == (row, col - 1));
                    match area {
                        Some(area) => area.last = (row, col),
                        None => merged.push(Area { first: (row, col - 1), last: (row, col) }),
                    }
                }
                "^" => {
                    let area = merged.iter_mut().find(|area| area.first.1 == col && area.last == (row - 1, col));
                    match area {
                        Some(area) => area.last = (row, col),
                        None => merged.push(Area { first: (row - 1, col), last: (row, col) }),
                    }
                }
                _ => {
                    sheet.cells.insert((row, col), Cell { value, formula: None });
                }
            }
        }
    }
    sheet.merged = merged;
    Book { file, sheets: vec![sheet], ..Book::default() }
}

fn taken(text: &str, settings: &Settings) -> Imported {
    let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "hash", settings };
    import::take(&Register::default(), &book(text), &intake)
}

/// Each row as `ref rating, stage, due, owner`; then each query as `! rule ref`.
fn shown(text: &str) -> Vec<String> {
    shown_with(text, &Settings::default())
}

fn shown_with(text: &str, settings: &Settings) -> Vec<String> {
    let imported = taken(text, settings);
    let mut lines: Vec<String> = imported
        .register
        .positions
        .iter()
        .map(|position| {
            let facts = position.facts();
            let stage = facts.stage.map_or_else(String::new, |stage| stage.to_string());
            format!("{} {}, {stage}, {}, {}", position.reference, facts.rating_word(), facts.due.shown(), position.owner)
        })
        .collect();
    lines.extend(imported.queries.iter().map(|query| format!("! {} {}", query.rule, query.reference).trim_end().to_owned()));
    lines
}

#[test]
fn a_flat_table_with_a_report_column() {
    // Real dates, numbers as numbers, 'R1', the report once and blank or merged below.
    let lines = shown(
        "
        | Report                  | Date published | Rec No | Recommendation           | RAG rating | Target date | Lead officer      | Progress to date |
        | Fire prevention review  | =2021-06-15    | R1     | Visit every high-rise    | Amber      | =2022-09-30 | Head of Prevention | Half are visited |
        | ^                       | ^              | R2     | Train all crews          | Green      | =2022-03-31 | Head of Training   | Done in March    |
        | Culture in the service  | =2022-01-10    | #1     | Publish a code           | Red        | =2022-04-30 | Head of People     | Draft only       |
        |                         |                | #2     | Ask staff every year     | In progress | TBC        | Head of People     | Survey is bought |
        ",
    );
    assert_eq!(
        lines,
        [
            "fire-prevention-review-2021/1.1 Amber, in progress, 30 Sep 2022, Head of Prevention",
            "fire-prevention-review-2021/2.1 Green, closed, 31 Mar 2022, Head of Training",
            "culture-in-the-service-2022/1.1 Red, in progress, 30 Apr 2022, Head of People",
            "culture-in-the-service-2022/2.1 not rated, in progress, to be set, Head of People",
        ]
    );
}

#[test]
fn headings_repeat_and_cells_go_on_after_a_page_break() {
    let lines = shown(
        "
        Housing Repairs: a review
        A local report by the Regulator of Social Housing
        Published 3 March 2022
        This report makes 3 recommendations, all of which are for the council: 1 is complete and 2 are in progress
        | No. | Recommendation | Status | Due date | Comments | Task owner |
        | 1   | Answer repairs within | Amber | Sep-22 | March update: | Head of Housing and Repairs |
        |     | ten days.      |        |          | New staff start in June. | |
        | No. | Recommendation | Status | Due date | Comments | Task owner |
        |     |                |        |          | They are trained. | |
        | 2   | Keep a list of damp homes | Green | Apr-22 | The list is kept. | Head of Homes |
        | 3a  | Publish the list | Ambr | soon | To be agreed. | Head of Homes |
        ",
    );
    assert_eq!(
        lines,
        [
            "housing-repairs-2022/1.1 Amber, in progress, Sep 2022, Head of Housing and Repairs",
            "housing-repairs-2022/2.1 Green, closed, Apr 2022, Head of Homes",
            "housing-repairs-2022/3a.1 not rated, in progress, , Head of Homes",
            "! unknown-rating housing-repairs-2022/3a",
            "! unreadable-date housing-repairs-2022/3a",
        ]
    );
    let imported = taken(
        "
        A report
        Published May 2021
        | No. | Recommendation | Status | Comments |
        | 1 | Do it | Amber | First |
        |   | well. |       | then second |
        ",
        &Settings::default(),
    );
    assert_eq!(imported.register.recommendations[0].text, "Do it\nwell.");
    assert_eq!(imported.register.positions[0].update, "First\nthen second");
}

#[test]
fn titles_between_rows_of_one_table() {
    // One heading row for all; titles as merged rows; two lines; the lines in another order; a report without rows.
    let lines = shown(
        "
        Schedule of recommendations
        | No. | Recommendation | RAG | Deadline | Update | Owner |
        | A national report by HMICFRS | < | < | < | < | < |
        | Custody suites: | < | < | < | < | < |
        | the second look | < | < | < | < | < |
        | Published: May 2020 | < | < | < | < | < |
        | 1 | Light every cell | RED | Dec 2020 / Now June 2021 [Reported to PAB] / Extended to March 2022 | Late. | Head of Estates |
        | AFI 2 | Keep a log | Amber | Immediate and June 2022 | Begun. | Head of Custody |
        | Published 12 April 2021 | < | < | < | < | < |
        | Digital evidence | < | < | < | < | < |
        | This report makes no recommendations for the force | < | < | < | < | < |
        | We keep to the national standard. Nothing is asked of us, and the next look is in two years. | < | < | < | < | < |

        | Call handling | < | < | < | < | < |
        | Published 1 May 2021 | < | < | < | < | < |
        | There are 2 actions for the force: 2 are complete | < | < | < | < | < |
        | 1 | Answer in time | Amber | 31/12/2022 | Ongoing. | Head of Control |
        ",
    );
    assert_eq!(
        lines,
        [
            "custody-suites-2020/1.1 Red, in progress, Mar 2022, Head of Estates",
            "custody-suites-2020/2.1 Amber, in progress, Jun 2022, Head of Custody",
            "call-handling-2021/1.1 Amber, in progress, 31 Dec 2022, Head of Control",
            "! stated-count-differs call-handling-2021",
            "! date-moved-without-reason custody-suites-2020/1",
        ]
    );
}

#[test]
fn numbers_that_kinds_share_and_numbers_printed_twice() {
    let lines = shown(
        "
        Custody
        Published June 2018
        | No. | Recommendation | Status | Due date | Owner |
        | 2 | Recommendation / Check every cell | Amber | Jun-22 | Head of Custody |
        | 2 | Area for improvement / Train the staff | Amber | Jun-22 | Head of Training |
        | 3 | Recommendation / Mend the doors | Amber | Jun-22 | Head of Estates |
        | 3 | Recommendation / Mend the doors | Amber | Jul-22 | Head of Stores |
        | 4 | Recommendation / Buy lamps | Amber | Jun-22 | Head of Stores |
        | 4 | Recommendation / Sweep the yard | Amber | Jun-22 | Head of Stores |
        ",
    );
    assert_eq!(
        lines,
        [
            "custody-2018/2.1 Amber, in progress, Jun 2022, Head of Custody",
            "custody-2018/afi-2.1 Amber, in progress, Jun 2022, Head of Training",
            "custody-2018/3.1 Amber, in progress, Jun 2022, Head of Estates",
            "custody-2018/3.2 Amber, in progress, Jul 2022, Head of Stores",
            "custody-2018/4.1 Amber, in progress, Jun 2022, Head of Stores",
            "custody-2018/rec-4.1 Amber, in progress, Jun 2022, Head of Stores",
            "! repeated-number custody-2018/4",
        ]
    );
}

#[test]
fn other_inspectorates_and_words() {
    let settings =
        Settings { inspectorate: "CQC".to_owned(), inspectorate_also: vec!["Care Quality Commission".to_owned()], ..Settings::default() };
    let lines = shown_with(
        "
        Maternity services
        A local report by the Care Quality Commission
        Publication date: 14/02/2022
        The report contains two must do actions for the trust; both are in progress
        | Ref | Action required | BRAG rating | Original due date | Revised due date | Reason for slippage | Responsible director | Current position |
        | 1 | Staff every shift | Amber | 31/03/2022 (CQC report) | 30/09/2022 | Posts are hard to fill | Chief Nurse and Director of People | Agency staff are used |
        | 2 | Record every call | Green - awaiting CQC approval | No date set by CQC | 30/04/2022 | First date that we set | Medical Director | Sent in April |
        ",
        &settings,
    );
    assert_eq!(
        lines,
        [
            "maternity-services-2022/1.1 Amber, in progress, 30 Sep 2022, Chief Nurse and Director of People",
            "maternity-services-2022/2.1 Green, pending sign-off, 30 Apr 2022, Medical Director",
            "! stated-count-differs maternity-services-2022",
        ]
    );
}

#[test]
fn months_that_excel_made_into_days() {
    let lines = shown(
        "
        Search
        Published May 2021
        | No. | Recommendation | Status | Due date | Owner |
        | 1 | One | Amber | =2022-11-01 | A |
        | 2 | Two | Amber | =2022-06-01 | B |
        ",
    );
    assert_eq!(lines[..2], ["search-2021/1.1 Amber, in progress, Nov 2022, A", "search-2021/2.1 Amber, in progress, Jun 2022, B"]);
    assert_eq!(lines[2..], ["! ambiguous-date"]);
}

#[test]
fn what_is_not_known_is_kept_and_named() {
    let imported = taken(
        "
        Search
        Published May 2021
        | No. | Recommendation | Status | Due dat | Priority | Owner |
        | 1 | One | Amber | Nov-22 | High | A |
        ",
        &Settings::default(),
    );
    assert_eq!(imported.register.extra_columns["Positions"], ["Due dat", "Priority"]);
    assert_eq!(imported.register.positions[0].extra, [Value::from("Nov-22"), Value::from("High")]);
    let said: Vec<String> = imported.queries.iter().map(|query| format!("{}: {}", query.place.cell(), query.asks())).collect();
    assert_eq!(said[0], "D3: write 'Due', if that is what it means, and import again");
    assert!(said[1].starts_with("E3: name the column"), "{said:?}");
}

#[test]
fn of_columns_that_mean_the_same_the_one_that_stands_now_is_read() {
    let text = "
        Custody suites
        Published May 2021
        | No. | Finding | Recommendation | Agreed action | RAG last meeting | RAG this meeting | Update - December 2021 | Update - March 2022 | Due date (original) | Due date (revised) | Owner |
        | 1 | Doors stick | Mend the doors | Ask for quotes | Red | Amber | Nothing yet | Two quotes are in | Dec-21 | Sep-22 | Head of Estates |
        | ^ | ^ | ^ | Buy the parts | Red | Red | Nothing yet | None are in stock | Jan-22 | | Head of Estates |
        ";
    let lines = shown(text);
    assert_eq!(
        lines[..2],
        [
            "custody-suites-2021/1.1 Amber, in progress, Sep 2022, Head of Estates",
            // A blank revised date leaves the first one.
            "custody-suites-2021/1.2 Red, in progress, Jan 2022, Head of Estates"
        ]
    );
    let register = taken(text, &Settings::default()).register;
    assert_eq!(register.recommendations[0].text, "Mend the doors");
    let tasks: Vec<&str> = register.tasks.iter().map(|task| task.task.as_str()).collect();
    assert_eq!(tasks, ["Ask for quotes", "Buy the parts"]);
    assert_eq!(register.positions[0].update, "Two quotes are in");
    // What is not read is kept, and said: two columns mean the same as another, one is not known.
    assert_eq!(register.extra_columns["Positions"], ["Finding", "RAG last meeting", "Update - December 2021"]);
    let named: Vec<&String> = lines[2..].iter().collect();
    assert_eq!(named, ["! unknown-column", "! unknown-column", "! unknown-column", "! date-moved-without-reason custody-suites-2021/1"]);
}

#[test]
fn a_column_of_colours_and_one_of_stages_are_two_facts() {
    for (headings, first, second) in [("Status | RAG", "Open", "Green"), ("RAG | Status", "Green", "Open")] {
        let lines = shown(&format!(
            "
            Custody suites
            Published May 2021
            | No. | Recommendation | {headings} | Due date | Owner |
            | 1 | Mend the doors | {first} | {second} | Sep-22 | Head of Estates |
            "
        ));
        assert_eq!(lines, ["custody-suites-2021/1.1 Green, in progress, Sep 2022, Head of Estates"], "{headings}");
    }
    let lines = shown(
        "
        Custody suites
        Published May 2021
        | No. | Recommendation | Status | RAG | Due date | Owner |
        | 1 | Mend the doors | Closed | Green | Sep-21 | Head of Estates |
        | 2 | Light the yard | Not started | Red | Sep-22 | Head of Estates |
        | 3 | Paint the cells | | Amber | Oct-22 | Head of Estates |
        ",
    );
    assert_eq!(
        lines,
        [
            "custody-suites-2021/1.1 Green, closed, Sep 2021, Head of Estates",
            "custody-suites-2021/2.1 Red, awaiting allocation, Sep 2022, Head of Estates",
            "custody-suites-2021/3.1 Amber, in progress, Oct 2022, Head of Estates",
        ]
    );
}

#[test]
fn tables_that_are_not_known_are_named_and_never_taken_for_titles() {
    // A second sheet's worth of rows under headings that nobody knows, and a summary of figures, beside a good table.
    let text = "
        Custody suites
        Published May 2021
        | No. | Recommendation | Status | Due date | Owner |
        | 1 | Mend the doors | Amber | Sep-22 | Head of Estates |

        Detention: figures
        | Lead | Waiting | Ended | All |
        | Head A | #3 | #1 | #4 |
        | Head B | #2 | #2 | #4 |

        Culture report
        Published June 2021
        | Code | Area of focus | Confidence | Accountable |
        | C1 | Publish a code | Amber | Head of People |
        | C2 | Ask the staff | Red | Head of People |
        ";
    let lines = shown(text);
    assert_eq!(lines[0], "custody-suites-2021/1.1 Amber, in progress, Sep 2022, Head of Estates");
    let imported = taken(text, &Settings::default());
    let said: Vec<String> = imported
        .queries
        .iter()
        .filter(|query| query.rule == "text-not-placed")
        .map(|query| format!("{} {}", query.place.cell(), query.says()))
        .collect();
    assert_eq!(
        said[..2],
        [
            "A7 3 rows of figures stand here outside of every table ('Lead, Waiting, Ended, All'); they were not taken in",
            "A13 3 rows from here look like a table, but their headings are not known ('Code, Area of focus, Confidence, Accountable'); nothing of them was taken in",
        ]
    );
    assert!(imported.register.reports.iter().all(|report| !report.title.contains("Publish a code")));
    // Alone, such a table is refused, with its place; so are headings down the side, and a title without anything.
    for text in [
        "Culture report\nPublished June 2021\n| Code | Area of focus | Confidence | Accountable |\n| C1 | Publish a code | Amber | Head of People |",
        "Culture report\nPublished June 2021\n| Rec No. | 1 | 2 |\n| Recommendation | One. | Two. |\n| Status | Amber | Red |",
        // A form for each recommendation, with labels beside what they name.
        "Culture report\nPublished June 2021\n| Rec No. | 1 | Owner | Head A |\n| Recommendation | Publish a code |\n| Status | Amber | Due date: | Jun-22 |",
        "Culture report\nPublished June 2021",
    ] {
        let imported = taken(text, &Settings::default());
        assert_eq!((imported.register, imported.positions), (Register::default(), 0), "{text}");
        assert!(imported.queries.iter().any(|query| query.severity == Severity::Blocking), "{text}");
    }
}

#[test]
fn a_heading_row_may_have_many_columns_that_are_not_known() {
    let lines = shown(
        "
        Fire service
        Published July 2021
        | Code | Recommendation | Division | =2022-03-01 | BRAG | Priority | Cost | Due date | Owner |
        | 1 | Map the risks | North | Begun | Amber | High | #5 | Sep-22 | Head of Prevention |
        ",
    );
    assert_eq!(lines[0], "fire-service-2021/1.1 Amber, in progress, Sep 2022, Head of Prevention");
}

#[test]
fn headings_of_two_rows_and_of_groups() {
    let expected =
        ["custody-suites-2021/1.1 Amber, in progress, Sep 2022, Head A", "custody-suites-2021/2.1 Red, in progress, Oct 2022, Head B"];
    for headings in [
        // What stands below says with what stands above which of two it is; the older colour is kept, and named.
        "| No. | Recommendation | Timescales | < | RAG | < | Owner | Update |
        | ^ | ^ | Original | Current | Previous | Current | ^ | ^ |",
        // Names of groups say nothing.
        "| What was asked | < | When | < | How it stands | < | Who | < |
        | No. | Recommendation | Original due date | Due date | Previous RAG | RAG | Owner | Update |",
        "| Recommendation | < | When | < | Progress | < | Who | < |
        | No. | Recommendation | Original due date | Due date | Previous RAG | RAG | Owner | Update |",
    ] {
        let lines = shown(&format!(
            "
            Custody suites
            Published May 2021
            {headings}
            | 1 | Mend the doors | Sep-22 | Sep-22 | Red | Amber | Head A | Begun |
            | 2 | Light the yard | Oct-22 | Oct-22 | Amber | Red | Head B | Late |
            "
        ));
        assert_eq!(lines[..2], expected, "{headings}");
        assert_eq!(lines[2..3], ["! unknown-column"], "{headings}");
    }
}

#[test]
fn rows_with_codes_or_dates_of_their_own_are_rows_of_their_own() {
    // By the colour of its cell alone a row is rated, and its owner stands merged beside three: nothing but code and date is its own.
    let lines = shown(
        "
        Maternity services
        Published May 2021
        | No. | Action | RAG | Due date | Owner | Update |
        | MD1 | Staff every shift. | | Sep-22 | Chief Nurse | A rota |
        | MD2 | Lock the medicines. | | Oct-22 | ^ | Locks |
        | SD-1 | Count them. | | Nov-22 | ^ | Counted |
        | | Area for improvement: keep the log. | | Dec-22 | ^ | A log |
        | | Page 2 of 7 | | | | |
        | | which every midwife signs. | | | | |
        ",
    );
    let refs: Vec<&str> = lines.iter().filter(|line| !line.starts_with('!')).map(String::as_str).collect();
    assert_eq!(
        refs,
        [
            "maternity-services-2021/MD1.1 not rated, in progress, Sep 2022, Chief Nurse",
            "maternity-services-2021/MD2.1 not rated, in progress, Oct 2022, Chief Nurse",
            "maternity-services-2021/SD-1.1 not rated, in progress, Nov 2022, Chief Nurse",
            "maternity-services-2021/4.1 not rated, in progress, Dec 2022, Chief Nurse",
        ]
    );
}

#[test]
fn a_stroke_in_a_title_or_a_note_makes_no_number() {
    let lines = shown(
        "
        Custody suites
        Published May 2021
        | No. | Recommendation | RAG | Due date | Owner |
        | 1 | Mend the doors | Amber | Sep-22 | Head A |

        PEEL 2021/22
        | No. | Recommendation | RAG | Due date | Owner |
        | 1 | Answer the phone | Amber | Sep-22 | Head B |

        Colours: Red/Amber/Green as the board agreed
        ",
    );
    assert_eq!(
        lines,
        [
            "custody-suites-2021/1.1 Amber, in progress, Sep 2022, Head A",
            "peel-2021-22/1.1 Amber, in progress, Sep 2022, Head B",
            "! text-not-placed peel-2021-22",
        ]
    );
}

#[test]
fn what_stands_under_a_known_heading_is_never_dropped() {
    // References of others, kinds and stages that we do not have, what speaks of reports: kept in columns of their own.
    let imported = taken(
        "
        Custody suites
        Published May 2021
        | Ref | Rec No. | Recommendation | Type | Stage | RAG | HMICFRS status | Due date | Owner | Closed | On portal |
        | CP-17 | 1 | Mend the doors | Must do | Embedding | Amber | Visit due | Sep-22 | Head A | Yes | Since May |
        | CP-18 | 2 | Light the yard | AFI | Closed | Green | | Sep-21 | Head A | 12/03/2022 | Yes |
        ",
        &Settings::default(),
    );
    let headings = &imported.register.extra_columns["Positions"];
    let kept = |at: usize| -> Vec<String> {
        let position = &imported.register.positions[at];
        headings
            .iter()
            .zip(&position.extra)
            .filter(|(_, value)| **value != Value::Empty)
            .map(|(name, value)| format!("{name}: {}", value.shown()))
            .collect()
    };
    assert_eq!(
        kept(0),
        [
            "Ref as printed: CP-17",
            "Type as printed: Must do",
            "On portal as printed: Since May",
            "Inspectorate status as printed: Visit due",
            "Closed as printed: Yes",
        ]
    );
    assert_eq!(imported.register.positions[0].status_printed, "Amber - Embedding");
    assert_eq!(kept(1), ["Ref as printed: CP-18"]);
    assert_eq!(imported.register.tasks[1].closed_on, NaiveDate::from_ymd_opt(2022, 3, 12));
    // References with strokes that are not ours number their rows.
    let lines = shown(
        "
        Custody suites
        Published May 2021
        | Ref | Recommendation | RAG | Due date | Owner |
        | 2022/03-7 | Mend the doors | Amber | Sep-22 | Head A |
        | FRS/1 | Light the yard | Amber | Sep-22 | Head A |
        ",
    );
    assert_eq!(
        lines,
        [
            "custody-suites-2021/2022-03-7.1 Amber, in progress, Sep 2022, Head A",
            "custody-suites-2021/FRS-1.1 Amber, in progress, Sep 2022, Head A",
        ]
    );
}

#[test]
fn numbers_that_open_the_text() {
    let text = "
        Custody suites
        Published May 2021
        | Recommendation | RAG | Due date | Owner |
        | Recommendation 7 / By March the doors are mended. | Amber | Sep-22 | Head A |
        | AFI 3 / Log each visit. | Red | Sep-22 | Head A |
        | Recommendation 14: Light the yard. | Red | Sep-22 | Head A |
        ";
    let refs: Vec<String> = shown(text).iter().take(3).map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(refs, ["custody-suites-2021/7.1", "custody-suites-2021/3.1", "custody-suites-2021/14.1"]);
    let register = taken(text, &Settings::default()).register;
    assert_eq!(register.recommendations[2].text, "Light the yard.");
}

#[test]
fn sums_beside_a_table_and_rows_above_the_first_report_drop_nothing() {
    let lines = shown(
        "
        Custody suites
        Published May 2021
        | No. | Recommendation | RAG | Due date | Owner | | Summary | Count |
        | 1 | Mend the doors | Amber | Sep-22 | Head A | | Red | #1 |
        | 2 | Light the yard | Red | Sep-21 | Head A | | Total | #2 |
        | Total | | 2 | | | | | |

        Note: recommendation 3 was closed by the inspectorate in May, after its visit.
        ",
    );
    assert_eq!(
        lines[..2],
        ["custody-suites-2021/1.1 Amber, in progress, Sep 2022, Head A", "custody-suites-2021/2.1 Red, in progress, Sep 2021, Head A"]
    );
    assert!(
        lines.contains(&"! text-not-placed".to_owned()) || lines.contains(&"! text-not-placed custody-suites-2021".to_owned()),
        "{lines:?}"
    );
    let imported = taken(
        "
        | Report | Date published | Rec No | Recommendation | RAG | Due date | Owner | Update |
        | | | 7 | Mend the doors | Amber | Sep-22 | Head A | Begun |
        | Digital evidence | =2021-06-14 | | | | | Head B | Nothing is asked of us. |
        | Stalking | =2021-06-15 | 1 | Log each call | Red | Sep-22 | Head B | Late |
        ",
        &Settings::default(),
    );
    assert_eq!(imported.positions, 2);
    assert_eq!(imported.register.report("digital-evidence-2021").unwrap().position_statement, "Nothing is asked of us.");
}

#[test]
fn sections_between_rows_are_parts_of_their_report() {
    let text = "
        Fire service inspection
        A local report by HMICFRS
        Published 5 May 2021
        | No. | Recommendation | RAG | Due date | Owner |
        | Cause of concern: the risks are not known | < | < | < | < |
        | 1 | Map the risks | Amber | Sep-22 | Head A |
        | Areas for improvement | < | < | < | < |
        | 1 | Keep records | Amber | Sep-22 | Head A |
        | Prevention | < | < | < | < |
        | 3 | Visit homes | Amber | Sep-22 | Head A |
        ";
    let lines = shown(text);
    assert_eq!(
        lines,
        [
            "fire-service-2021/1.1 Amber, in progress, Sep 2022, Head A",
            "fire-service-2021/afi-1.1 Amber, in progress, Sep 2022, Head A",
            "fire-service-2021/3.1 Amber, in progress, Sep 2022, Head A",
        ]
    );
    // Their names are kept with their rows.
    let register = taken(text, &Settings::default()).register;
    assert_eq!(register.extra_columns["Positions"], ["Section"]);
    let sections: Vec<_> = register.positions.iter().map(|position| position.extra[0].shown()).collect();
    assert_eq!(sections, ["Cause of concern: the risks are not known", "Areas for improvement", "Prevention"]);
}

#[test]
fn titles_between_rows_are_reports_where_their_rows_are_numbered_anew() {
    // Each title on a row between the rows of one table; the first with a date, the others without, one like a word for a part.
    let lines = shown(
        "
        Response to rape
        Published 5 May 2021
        | No. | Recommendation | RAG | Due date | Owner |
        | 1 | Map the risks | Amber | Sep-22 | Head A |
        | Stalking and harassment | < | < | < | < |
        | 1 | Log each call | Amber | Sep-22 | Head A |
        | Section 60 stop and search | < | < | < | < |
        | 1 | Film each search | Amber | Sep-22 | Head A |
        ",
    );
    assert_eq!(
        lines,
        [
            "response-to-rape-2021/1.1 Amber, in progress, Sep 2022, Head A",
            "stalking-and-harassment/1.1 Amber, in progress, Sep 2022, Head A",
            "section-60-stop/1.1 Amber, in progress, Sep 2022, Head A",
        ]
    );
    // One heading row above all of them.
    let lines = shown(
        "
        | No. | Recommendation | RAG | Due date | Owner |
        | Response to rape | < | < | < | < |
        | 1 | Map the risks | Amber | Sep-22 | Head A |
        | Stalking and harassment | < | < | < | < |
        | 1 | Log each call | Amber | Sep-22 | Head A |
        ",
    );
    assert_eq!(
        lines,
        ["response-to-rape/1.1 Amber, in progress, Sep 2022, Head A", "stalking-and-harassment/1.1 Amber, in progress, Sep 2022, Head A"]
    );
}

#[test]
fn labels_beside_what_they_name_stand_above_their_table() {
    let table = "| No. | Recommendation | RAG | Due date | Owner |";
    let lines = shown(&format!(
        "
        | Report | Custody suites |
        | Published | May 2021 |
        {table}
        | 1 | Mend the doors | Amber | Sep-22 | Head A |

        | Report | Roads policing |
        | Published | June 2021 |
        {table}
        | 1 | Light the road | Amber | Sep-22 | Head B |
        "
    ));
    assert_eq!(
        lines,
        ["custody-suites-2021/1.1 Amber, in progress, Sep 2022, Head A", "roads-policing-2021/1.1 Amber, in progress, Sep 2022, Head B"]
    );
}

#[test]
fn a_row_that_goes_on_with_a_date_is_no_row_of_its_own() {
    let lines = shown(
        "
        Custody suites
        Published May 2021
        | No. | Recommendation | RAG | Due date | Owner |
        | 1 | Mend the doors. | Amber | Jun-22 | Head A |
        | | All of them by autumn. | | Now Sep-22 | |
        | 2 | Light the yard. | Amber | Jun-22 | Head A |
        ",
    );
    let refs: Vec<&str> = lines.iter().filter(|line| !line.starts_with('!')).map(String::as_str).collect();
    assert_eq!(
        refs,
        ["custody-suites-2021/1.1 Amber, in progress, Sep 2022, Head A", "custody-suites-2021/2.1 Amber, in progress, Jun 2022, Head A"]
    );
}

#[test]
fn a_column_that_is_named_like_one_of_the_registers_is_kept_beside_it() {
    let imported = taken(
        "
        Custody suites
        Published May 2021
        | No. | Recommendation | RAG | Rating | Due date | Owner | Lead | Cycle |
        | 1 | Mend the doors | Amber | High | Jun-22 | Head A | Head Z | 3 |
        ",
        &Settings::default(),
    );
    let position = &imported.register.positions[0];
    assert_eq!((position.rating.unwrap().to_string(), position.owner.as_str()), ("Amber".to_owned(), "Head A"));
    let kept: Vec<String> = imported.register.extra_columns["Positions"]
        .iter()
        .zip(&position.extra)
        .map(|(name, value)| format!("{name}: {}", value.shown()))
        .collect();
    assert_eq!(kept, ["Rating as printed: High", "Lead: Head Z", "Cycle as printed: 3"]);
}

#[test]
fn a_table_without_a_known_column_of_recommendations_has_one_all_the_same() {
    let lines = shown(
        "
        Culture report
        Published June 2021
        | Ref code | Area of focus | Lead officer | Target completion | Update | RAG |
        | 1 | Publish a code of conduct | Head of People | Jun-22 | Draft ready | Amber |
        ",
    );
    assert_eq!(lines, ["culture-report-2021/1.1 Amber, in progress, Jun 2022, Head of People", "! unknown-column"]);
}

#[test]
fn failed_formulas_are_named_and_are_nobodys_words() {
    let mut book = book(
        "
        Custody suites
        Published May 2021
        | No. | Recommendation | RAG | Due date | Owner |
        | 1 | Mend the doors | Amber | Sep-22 | Head A |
        ",
    );
    let cells = &mut book.sheets[0].cells;
    cells.insert((3, 4), Cell { value: Value::ErrorValue("#N/A".into()), formula: Some("VLOOKUP(A4,B:C,2,0)".into()) });
    cells.insert((3, 3), Cell { value: Value::Empty, formula: Some("TODAY()".into()) });
    let settings = Settings::default();
    let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "hash", settings: &settings };
    let imported = import::take(&Register::default(), &book, &intake);
    assert_eq!(imported.register.owners, []);
    let said: Vec<String> = imported
        .queries
        .iter()
        .filter(|query| query.rule == "excel-error-value")
        .map(|query| format!("{} {}", query.place.cell(), query.says()))
        .collect();
    assert_eq!(
        said,
        [
            "E4 this cell shows #N/A: its formula failed, and it was read as blank",
            "D4 formulas of this sheet have no stored value and were read as blank: 1, of which this is the first",
        ]
    );
}

#[test]
fn a_comment_that_is_longer_than_a_cell_is_kept_in_parts() {
    // Two cells over a page break, together 40,000 letters and blanks: a cell of the register holds 32,767.
    let page = "word ".repeat(4_000);
    let imported = taken(
        &format!(
            "
        Custody suites
        Published May 2021
        | No. | Recommendation | RAG | Due date | Owner | Update |
        | 1 | Mend the doors | Amber | Sep-22 | Head A | {page} |
        | | | | | | {page} |
        "
        ),
        &Settings::default(),
    );
    let position = &imported.register.positions[0];
    assert_eq!(imported.register.extra_columns["Positions"], ["Update, continued"]);
    let words = format!("{} {}", position.update, position.extra[0].shown());
    assert_eq!(words.split_whitespace().filter(|word| *word == "word").count(), 8_000);
    assert!(position.update.encode_utf16().count() <= 32_767);
    let query = imported.queries.iter().find(|query| query.rule == "text-cut-off").unwrap();
    assert_eq!(query.place.cell(), "F4");
}

#[test]
fn a_corrected_paper_of_the_same_cycle_says_what_differs() {
    let paper = |owner: &str, text: &str| {
        format!(
            "Custody suites\nPublished May 2021\n| No. | Recommendation | RAG | Due date | Owner |\n| 1 | {text} | Amber | Sep-22 | {owner} |\n"
        )
    };
    let settings = Settings::default();
    let first = taken(&paper("Head A", "Mend the doors"), &settings).register;
    let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "other", settings: &settings };
    let again = import::take(&first, &book(&paper("Head Z", "Mend every door")), &intake);
    let said: Vec<String> =
        again.queries.iter().filter(|query| query.rule == "imported-differs").map(|query| query.says().to_string()).collect();
    assert_eq!(said, ["this row differs from what was imported for 2022-05 before (Owner, Text); the earlier position is kept"]);
}

#[test]
fn an_owner_who_is_not_named_yet_is_asked_for_in_whatever_words() {
    for owner in ["TBC", "Vacant", "Not yet allocated", "?", "(to be appointed)"] {
        let lines = shown(&format!(
            "Custody suites\nPublished May 2021\n| No. | Recommendation | RAG | Due date | Owner |\n| 1 | Mend the doors | Amber | Sep-22 | {owner} |\n"
        ));
        assert_eq!(lines[1..], ["! owner-to-be-confirmed custody-suites-2021/1"], "{owner}");
    }
}

#[test]
fn two_reports_of_one_title_stay_two() {
    let text = "
        Internal audit

        | No. | Recommendation | RAG | Due date | Owner |
        | 1 | Reconcile the ledger | Amber | Sep-22 | Head A |
        | 2 | Count the cash | Amber | Sep-22 | Head A |

        Internal audit

        | No. | Recommendation | RAG | Due date | Owner |
        | 1 | Check references | Amber | Sep-22 | Head B |
        | 2 | Keep leave records | Amber | Sep-22 | Head B |
        ";
    let refs: Vec<String> = shown(text).iter().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        refs,
        [
            "internal-audit/1.1 Amber,",
            "internal-audit/2.1 Amber,",
            "internal-audit-2/1.1 Amber,",
            "internal-audit-2/2.1 Amber,",
            "! repeated-number",
        ]
    );
    // The same paper again finds both where they are.
    let settings = Settings::default();
    let intake = Intake { cycle: "2022-05", as_at: NaiveDate::from_ymd_opt(2022, 5, 20).unwrap(), file_hash: "hash", settings: &settings };
    let once = taken(text, &settings).register;
    assert_eq!(import::take(&once, &book(text), &intake).register, once);
}

#[test]
fn where_blue_is_complete_green_is_on_its_way() {
    let rows = "| 1 | Mend the doors | Green | Sep-22 | A |
        | 2 | Light the yard | Blue | Sep-21 | A |
        | 3 | Paint the cells | Green - complete | Sep-21 | A |";
    let shown_under = |above: &str, heading: &str| {
        let text = format!("Custody suites\nPublished May 2021\n{above}| No. | Recommendation | {heading} | Due date | Owner |\n{rows}\n");
        shown(&text)
    };
    let key = "\nKey\n| Blue | Complete |\n| Green | On track |\n| Amber | At risk |\n| Red | Late |\n\n";
    for (above, heading) in [(key, "RAG"), ("", "BRAG")] {
        assert_eq!(
            shown_under(above, heading),
            [
                "custody-suites-2021/1.1 Green, in progress, Sep 2022, A",
                "custody-suites-2021/2.1 Green, closed, Sep 2021, A",
                "custody-suites-2021/3.1 Green, closed, Sep 2021, A",
                "! unknown-rating",
            ],
            "{heading}"
        );
    }
    // A column of such colours without a Blue says nothing of what Green means.
    let lines = shown(
        "Custody suites\nPublished May 2021\n| No. | Recommendation | BRAG | Due date | Owner |\n| 1 | Mend the doors | Green | Sep-21 | A |\n",
    );
    assert_eq!(lines, ["custody-suites-2021/1.1 Green, closed, Sep 2021, A"]);
    // Where nothing says what Blue means, it is not guessed.
    assert_eq!(shown_under("", "RAG")[1], "custody-suites-2021/2.1 not rated, in progress, Sep 2021, A");
}

#[test]
fn files_that_hold_no_schedule() {
    for text in ["", "A letter\nDear committee, nothing is said here. It is all talk.", "| A | B |\n| 1 | 2 |"] {
        let imported = taken(text, &Settings::default());
        assert_eq!((imported.reports, imported.positions), (0, 0), "{text}");
        assert_eq!(imported.register, Register::default(), "{text}");
    }
}
