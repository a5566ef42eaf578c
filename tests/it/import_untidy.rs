//! What stands around the rows of untidy papers, and what their columns leave open: keys, sums, notes, dates in place of statuses.

use chrono::NaiveDate;
use rectrack::import::{self, Imported, Intake};
use rectrack::model::words::{Kind, Rating};
use rectrack::model::{Book, Register, Settings};

use super::import_shapes::book;

fn taken(book: &Book) -> Imported {
    taken_into(&Register::default(), book, "2024-03", "hash")
}

fn taken_into(register: &Register, book: &Book, cycle: &str, file_hash: &str) -> Imported {
    let settings = Settings::default();
    let as_at = format!("{cycle}-28").parse::<NaiveDate>().unwrap();
    import::take(register, book, &Intake { cycle, as_at, file_hash, settings: &settings })
}

/// Each row as `report/no: text, rating, stage, due, owner, update`; then each query as `! cell rule`.
fn lines(imported: &Imported) -> Vec<String> {
    let register = &imported.register;
    let mut lines: Vec<String> = register
        .positions
        .iter()
        .map(|position| {
            let facts = position.facts();
            let held = register.recommendation(rectrack::model::register::recommendation_of(&position.reference)).unwrap();
            let stage = facts.stage.map_or_else(String::new, |stage| stage.to_string());
            let (rating, due) = (facts.rating_word(), facts.due.shown());
            format!("{}: {}, {rating}, {stage}, {due}, {}, {}", position.reference, held.text, position.owner, position.update)
        })
        .collect();
    lines.extend(imported.queries.iter().map(|query| format!("! {} {}", query.place.cell(), query.rule)));
    lines
}

/// The paper below these headings, with two rows, and what stands below them.
fn with_tail(tail: &str) -> Imported {
    taken(&book(&format!(
        "
        Fire inspection 2023
        Published 5 May 2023
        | No. | Recommendation | Lead | Due date | RAG | Update |
        | 1 | Build a model. | AM | Dec-24 | Red | a |
        | 2 | Train crews. | GM | Dec-24 | Amber | b |
        {tail}
        "
    )))
}

/// The two rows of [`with_tail`] as they stand, whatever is below them.
const ROWS: [&str; 2] = [
    "fire-inspection-2023/1.1: Build a model., Red, in progress, Dec 2024, AM, a",
    "fire-inspection-2023/2.1: Train crews., Amber, in progress, Dec 2024, GM, b",
];

#[test]
fn what_stands_below_the_last_row_is_named_and_is_no_part_of_it() {
    let mut differing: Vec<(&str, Vec<String>)> = Vec::new();
    for (tail, named) in [
        ("\n| | Complete |", &["B7"][..]),
        ("\n| G | On track |", &["A7"]),
        ("\n| Note 1 | Due date extended at the request of HMICFRS. |", &["A7"]),
        ("\n| 1 | Due date extended at the request of HMICFRS. |", &["A7"]),
        ("\n| | | | | | Prepared by: Strategy Unit, March 2024 |", &["F7"]),
        ("\n| Key |\n| | Off track |", &["B8"]),
        ("\n| Complete | On track | Minor delay | Major delay |", &["A7"]),
        ("\n| Signed off by DCC: | | Date: | 01/04/24 |", &["A7"]),
        ("\n| | | | | R = off track |\n| | | | | A = slippage |", &["E7", "E8"]),
        ("\n| | Red | #1 |\n| | Amber | #1 |\n| | Green | #0 |", &["B7"]),
        // Letters in the place of numbers, and a day: a row all the same.
        ("\n| a | Vet. | ACC | Dec-24 | |", &[]),
        // Without a blank row: notes and signatures say what they are.
        ("| Note 1 | The date is agreed. |", &["A6"]),
        ("| Signed: | J Smith | | Date: |\n| Name: | J Smith |", &["A6", "A7"]),
        ("\n| Prepared by | Strategy Unit |", &["A7"]),
        // Sums are what the rows come to, and say no more.
        ("\n| Subtotal | #2 |", &[]),
        ("\n| Total recommendations | #2 |", &[]),
        ("| Count | #2 |", &[]),
        ("| Total | #2 |\n| G | On track |\n| As agreed by the board | in May |", &["A7", "A8"]),
        ("| Sub total | 2 recs | | | 1 open |", &[]),
        ("| | Total recommendations: 2 | | | 1 open |", &[]),
        ("| TOTAL: 2 |", &[]),
    ] {
        let imported = with_tail(tail);
        let mut expected: Vec<String> = ROWS.iter().map(|row| (*row).to_owned()).collect();
        if tail.contains("| a |") {
            expected.push("fire-inspection-2023/a.1: Vet., not rated, in progress, Dec 2024, ACC, ".to_owned());
            expected.push("! E7 unknown-rating".to_owned());
        }
        expected.extend(named.iter().map(|cell| format!("! {cell} text-not-placed")));
        let said = lines(&imported);
        if said != expected {
            differing.push((tail, said));
        }
    }
    assert_eq!(differing, []);
    // Rows that go on below a blank row are rows; and a column of dates holds dates.
    let said = lines(&with_tail("\n| 3 | Buy kit. | AM | Dec-24 | Red | c |"));
    assert_eq!(said[2..], ["fire-inspection-2023/3.1: Buy kit., Red, in progress, Dec 2024, AM, c"]);
    let flat = taken(&book(
        "
        | Report | Published | No. | Recommendation | Lead | RAG |
        | Custody | 2 June 2023 | 1 | Do one. | AM | Red |

        | Key: |
        | | Off track |
        ",
    ));
    assert_eq!(flat.register.reports[0].published, NaiveDate::from_ymd_opt(2023, 6, 2));
    assert_eq!(lines(&flat), ["custody-2023/1.1: Do one., Red, in progress, , AM, ", "! B5 text-not-placed"]);
    let flat = taken(&book(
        "
        | Report | Published | No. | Recommendation | Lead | RAG |
        | Custody | 2 June 2023 | 1 | Do one. | AM | Red |
        | | | (new) | It is urgent. | | |

        | Green | Done |
        | Prepared by: | Strategy Unit |
        ",
    ));
    // A word beside the number is no part of it; the words beside it are of the text.
    let named = ["! C3 text-not-placed", "! A5 text-not-placed", "! A6 text-not-placed"];
    assert_eq!(lines(&flat)[0], "custody-2023/1.1: Do one.\nIt is urgent., Red, in progress, , AM, ");
    assert_eq!(lines(&flat)[1..], named);
}

#[test]
fn a_key_is_read_wherever_and_however_it_stands() {
    let key = [(Rating::Green, "Delivered in full"), (Rating::Amber, "At risk of delay"), (Rating::Red, "Will miss its date")];
    let mut differing: Vec<(&str, Vec<String>, usize)> = Vec::new();
    for tail in [
        "\n| Key |\n| Green | Delivered in full |\n| Amber | At risk of delay |\n| Red | Will miss its date |",
        "| Green | Delivered in full |\n| Amber | At risk of delay |\n| Red | Will miss its date |",
        "\n| G | Delivered in full |\n| A | At risk of delay |\n| R | Will miss its date |\n| Complete | Nothing is left |",
        "\n| RAG status key |\n| Green | Delivered in full |\n| Amber | At risk of delay |\n| Red | Will miss its date |",
        "\n| B = Complete | G = Delivered in full | A = At risk of delay | R = Will miss its date |",
        "\n| | | | | G = Delivered in full |\n| | | | | A = At risk of delay |\n| | | | | R = Will miss its date |",
        "\n| RAG key | | | Green – Delivered in full; Amber – At risk of delay; Red – Will miss its date |",
        "\n| RAG: Green = Delivered in full; Amber = At risk of delay; Red = Will miss its date |",
        "\n| Key: / Green – Delivered in full / Amber – At risk of delay / Red – Will miss its date | < | < |",
        "\n| RAG definitions: Green - Delivered in full, Amber - At risk of delay, Red - Will miss its date |",
    ] {
        let imported = with_tail(tail);
        let said = lines(&imported);
        let held: Vec<(Rating, &str)> =
            imported.register.definitions.iter().map(|row| (row.rating.unwrap(), row.meaning.as_str())).collect();
        if said != ROWS || held != key {
            differing.push((tail, said, held.len()));
        }
    }
    assert_eq!(differing, []);
}

#[test]
fn what_green_means_is_what_the_key_says() {
    // A plain Green; one that says what it is; a word of the end in the same column.
    let stages = |heading: &str, key: &str| {
        let imported = taken(&book(&format!(
            "
            Fire inspection 2023
            Published 5 May 2023
            | No. | Recommendation | Lead | Due date | {heading} |
            | 1 | Build a model. | AM | Dec-24 | Green |
            | 2 | Train crews. | GM | Dec-24 | Green - complete |
            | 3 | Buy kit. | GM | Dec-24 | Complete |
            | 4 | Sell kit. | GM | Dec-24 | G |
            | 5 | Count kit. | GM | Dec-24 | Amber |

            {key}
            "
        )));
        let stages = imported.register.positions.iter().map(|position| position.stage.unwrap().to_string()).collect::<Vec<_>>().join(", ");
        let said = imported.queries.iter().map(|query| query.rule.to_string()).collect::<Vec<_>>().join(", ");
        let under_way = imported.rows.iter().filter(|row| row.green_under_way).count();
        (stages, said, under_way)
    };
    let rest = "| Amber | At risk |\n| Red | Late |";
    for (meaning, green) in [
        ("On track to be delivered by the due date", "in progress"),
        ("Progressing well, and on target", "in progress"),
        ("Work is under way", "in progress"),
        ("Delivered in full and evidenced", "closed"),
        ("Discharged", "closed"),
        // Both, or neither: Green is closed, as anywhere.
        ("Complete or on track", "closed"),
        ("No concerns", "closed"),
    ] {
        let (stages, said, under_way) = stages("RAG", &format!("| Green | {meaning} |\n{rest}"));
        assert_eq!(stages, format!("{green}, closed, closed, {green}, in progress"), "{meaning}");
        let noted = green == "in progress";
        assert_eq!((said.as_str(), under_way), if noted { ("unknown-rating", 2) } else { ("", 0) }, "{meaning}");
    }
    // A Blue beside a Green that is complete changes nothing; beside another Green it does.
    let (both, ..) = stages("RAG", &format!("| Blue | Complete and signed off |\n| Green | Complete |\n{rest}"));
    assert_eq!(both, "closed, closed, closed, closed, in progress");
    let (blue, ..) = stages("RAG", &format!("| Blue | Complete |\n| Green | No concerns |\n{rest}"));
    assert_eq!(blue, "in progress, closed, closed, in progress, in progress");
}

/// Headings and rows of one shape, for papers that differ in what stands between them.
const HEADINGS: &str = "| No. | Recommendation | Lead | Due date | RAG |";

#[test]
fn a_title_that_goes_on_is_the_same_report() {
    for again in ["(continued)", "- continued", "cont'd", "cont.", "(cont’d)", "[CONTINUED]:"] {
        let imported = taken(&book(&format!(
            "
            PEEL 2023 Northshire
            Published 4 October 2023
            {HEADINGS}
            | 1 | Vet. | ACC | Dec-24 | Amber |

            PEEL 2023 Northshire {again}
            {HEADINGS}
            | 2 | Publish. | ACC | Dec-24 | Amber |
            "
        )));
        let refs: Vec<String> = imported.register.recommendations.iter().map(|known| known.reference.to_string()).collect();
        assert_eq!((refs.join(" "), imported.reports), ("peel-2023-northshire/1 peel-2023-northshire/2".to_owned(), 1), "{again}");
    }
}

#[test]
fn a_section_has_a_name_of_any_words() {
    let reports = |line: &str, again: &str, no: &str| {
        let imported = taken(&book(&format!(
            "
            Fire inspection 2023
            Published 5 May 2023
            {HEADINGS}
            | 1 | Build a model. | AM | Dec-24 | Red |
            | {line} | < | < | < | < |
            {again}
            | {no} | Train crews. | GM | Dec-24 | Amber |
            "
        )));
        imported.register.reports.iter().map(|report| report.title.to_string()).collect::<Vec<_>>().join("; ")
    };
    for line in [
        "Completed actions",
        "Completed recommendations",
        "Completed since last report",
        "Closed since the March 2024 meeting",
        "Actions completed",
        "Partnership working",
        "Openness and candour",
        "Recommendations for the Chief Constable",
        "Part-time staff",
        "Prevention",
        "Part B: protection",
    ] {
        assert_eq!(reports(line, "", "2"), "Fire inspection 2023", "{line}");
    }
    // With headings of its own a word for a part is one still; other words are the title of the next report.
    assert_eq!(reports("Completed actions", HEADINGS, "2"), "Fire inspection 2023");
    assert_eq!(reports("Openness and candour", HEADINGS, "2"), "Fire inspection 2023; Openness and candour");
    assert_eq!(reports("Openness and candour", "", "1"), "Fire inspection 2023; Openness and candour");
    // What stands below the name of such a part is closed without saying so again.
    let imported = taken(&book(&format!(
        "Fire inspection 2023\nPublished 5 May 2023\n{HEADINGS}\n| 1 | Build a model. | AM | Dec-24 | Red |\n| Completed actions | < | < | < | < |\n| 2 | Train crews. | GM | Dec-22 | |\n"
    )));
    let stages: Vec<String> = imported.register.positions.iter().map(|position| position.stage.unwrap().to_string()).collect();
    assert_eq!(stages, ["in progress", "closed"]);
}

#[test]
fn a_date_of_closing_closes_where_no_column_says_the_status() {
    for (heading, how) in [("Date closed", ""), ("Date completed", "implemented"), ("Date implemented", "implemented")] {
        let imported = taken(&book(&format!(
            "
            Fire inspection 2023
            Published 5 May 2023
            | No. | Recommendation | Lead | Due date | {heading} | Update |
            | 1 | Build a model. | AM | Mar-23 | 04/05/2023 | Done. |
            | 2 | Train crews. | GM | Dec-24 | | Going on. |
            | 3 | Buy kit. | GM | Dec-23 | =2023-06-12 | Reopened |
            | 4 | Sell kit. | GM | Dec-23 | Closed 12/6/23 | |
            | 5 | Count kit. | GM | Dec-24 | =2024-12-01 | |
            "
        )));
        let held: Vec<String> = imported
            .register
            .recommendations
            .iter()
            .map(|known| {
                let on = known.closed_on.map(|date| date.to_string()).unwrap_or_default();
                format!("{} {} {on}", known.no, known.stage.unwrap())
            })
            .collect();
        // The third says that it is open again, the fifth has a day that lies ahead.
        let expected = ["1 closed 2023-05-04", "2 in progress ", "3 in progress ", "4 closed 2023-06-12", "5 in progress "];
        assert_eq!(held, expected, "{heading}");
        let closed_how = imported.register.tasks[0].closed_how.map(|how| how.to_string()).unwrap_or_default();
        assert_eq!(closed_how, how, "{heading}");
        let note = imported.queries.iter().find(|query| query.rule == "unknown-rating").unwrap().says().to_string();
        assert!(note.contains(&format!("under '{heading}' (2 of 5)")), "{note}");
    }
}

#[test]
fn a_completion_date_that_may_be_aimed_at_closes_nothing() {
    for (headings, row, stage) in [
        ("| No. | Recommendation | Lead | Completion date |", "| 1 | Build a model. | AM | 04/05/2023 |", "in progress"),
        ("| No. | Recommendation | Lead | Due date | Completion date |", "| 1 | Build a model. | AM | Mar-23 | 04/05/2023 |", "closed"),
    ] {
        let imported = taken(&book(&format!("Fire inspection 2023\nPublished 5 May 2023\n{headings}\n{row}")));
        assert_eq!(imported.register.tasks[0].stage.unwrap().to_string(), stage, "{headings}");
    }
}

#[test]
fn a_table_that_counts_recommendations_asks_for_none() {
    let imported = taken(&book(
        "
        Custody
        Published May 2021
        | No. | Recommendation | RAG | Owner |
        | 1 | Mend the doors | Amber | Head A |

        | Report | Total recommendations | Outstanding | Closed |
        | Custody | 4 | 1 | 3 |
        ",
    ));
    assert_eq!(imported.register.recommendations.len(), 1);
}

#[test]
fn a_sheet_of_what_is_closed_belongs_to_the_report_of_its_rows() {
    let open = |rows: &str| format!("Internal audit: creditors\nPublished March 2023\n{HEADINGS}\n{rows}\n");
    let both = "| 1 | Run the report weekly. | AM | Dec-24 | Amber |\n| 2 | Update the limits. | GM | Dec-23 | Amber |";
    let first = taken(&book(&open(both))).register;
    let closed = "| No. | Recommendation | Lead | Date implemented |\n| 2 | Update the limits. | GM | 12/04/2024 |";
    for (title, line) in [("Implemented since last report", ""), ("Closed", ""), ("Sheet9", "Completed actions\n")] {
        let mut second = book(&open("| 1 | Run the report weekly. | AM | Dec-24 | Amber |"));
        let mut sheet = book(&format!("{line}{closed}")).sheets.remove(0);
        sheet.name = title.into();
        let alone = Book { sheets: vec![sheet.clone()], ..second.clone() };
        second.sheets.push(sheet);
        // Beside the report's other rows, and as the second of two files of one cycle.
        let together = taken_into(&first, &second, "2024-06", "second").register;
        let apart = taken_into(&first, &book(&open("| 1 | Run the report weekly. | AM | Dec-24 | Amber |")), "2024-06", "second").register;
        let mut alone = alone;
        alone.sheets.insert(0, book("A note").sheets.remove(0));
        let apart = taken_into(&apart, &alone, "2024-06", "third").register;
        for (how, register) in [("together", together), ("apart", apart)] {
            let held: Vec<String> =
                register.recommendations.iter().map(|known| format!("{} {}", known.reference, known.stage.unwrap())).collect();
            assert_eq!(held, ["internal-audit-2023/1 in progress", "internal-audit-2023/2 closed"], "{title} {how}");
        }
    }
}

/// What the register holds of the only recommendation under such headings: text, task, due date, first date, moves, milestones.
fn only(headings: &str, row: &str) -> (String, String, Vec<String>) {
    let imported = taken(&book(&format!("Fire inspection 2023\nPublished 5 May 2023\n{headings}\n{row}\n")));
    let register = &imported.register;
    assert_eq!(register.recommendations.len(), 1, "{row}: {:?}", lines(&imported));
    let known = &register.recommendations[0];
    let first = known.original_due.map(|date| date.to_string()).unwrap_or_default();
    let due = known.due.map(|date| date.to_string()).unwrap_or_default();
    let mut dates = vec![format!("{first} {due}")];
    dates.extend(register.extensions.iter().map(|step| format!("moved to {}", step.to.unwrap())));
    dates.extend(register.milestones.iter().map(|step| format!("{} {}", step.what, step.due.unwrap())));
    (format!("{} {}", known.no, known.text), register.tasks[0].task.to_string(), dates)
}

#[test]
fn the_first_and_last_day_of_the_work_are_one_due_date() {
    for (printed, dates) in [
        ("01/04/23 – 31/12/24", &["2024-12-31 2024-12-31"][..]),
        ("April 2024 - June 2024", &["2024-06-30 2024-06-30"]),
        ("From April 2024 to June 2024", &["2024-06-30 2024-06-30"]),
        ("Start: 01/04/23 / End: 31/12/24", &["2024-12-31 2024-12-31"]),
        ("Dec 2024 (Phase 1) / June 2025 (Phase 2)", &["2025-06-30 2025-06-30", "Phase 1 2024-12-31", "Phase 2 2025-06-30"]),
        ("Phase 1: Dec 2024; Phase 2: June 2025", &["2025-06-30 2025-06-30", "Phase 1 2024-12-31", "Phase 2 2025-06-30"]),
        // Words that tell of a move: a first date and another one.
        ("30/06/23, moved to 31/12/24", &["2023-06-30 2024-12-31", "moved to 2024-12-31"]),
        ("June 2023 / Now December 2024", &["2023-06-30 2024-12-31", "moved to 2024-12-31"]),
        ("Revised from June 2023 to December 2024", &["2023-06-30 2024-12-31", "moved to 2024-12-31"]),
    ] {
        let (_, _, held) =
            only("| No. | Recommendation | Lead | Due date | RAG |", &format!("| 1 | Build a model. | AM | {printed} | Red |"));
        // A break within a cell of the helper is ` / `.
        assert_eq!(held, dates, "{printed}");
    }
}

#[test]
fn a_number_that_excel_made_a_date_is_named_with_its_cell() {
    let imported = taken(&book(&format!(
        "Fire inspection 2023\nPublished 5 May 2023\n{HEADINGS}\n| 4.2 | Build a model. | AM | Dec-24 | Red |\n| =2024-04-03 | Train crews. | GM | Dec-24 | Amber |\n| 4.4 | Buy kit. | GM | Dec-24 | Red |"
    )));
    let numbers: Vec<&str> = imported.register.recommendations.iter().map(|known| known.no.as_str()).collect();
    assert_eq!(numbers, ["4.2", "3 Apr 2024", "4.4"]);
    let said: Vec<String> = imported.queries.iter().map(|query| format!("{} {}", query.place.cell(), query.says())).collect();
    assert_eq!(
        said,
        [
            "A5 this cell holds the date 3 Apr 2024 where the number stands: Excel makes one of a number such as 3.4 or 4.3; it was taken as it shows"
        ]
    );
}

#[test]
fn titles_and_dates_of_publication_on_lines_of_many_shapes() {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    for (front, title, published) in [
        ("Thematic review of police custody\nPublished 4 October 2023", "Thematic review of police custody", day("2023-10-04")),
        ("Joint thematic review of custody\nPublished 4 October 2023", "Joint thematic review of custody", day("2023-10-04")),
        ("CQC inspection report published 14 February 2023", "CQC inspection report", day("2023-02-14")),
        (
            "Northbank NHS Trust: medicines\nCQC inspection report published 14 February 2023",
            "Northbank NHS Trust: medicines",
            day("2023-02-14"),
        ),
        ("National Fraud Inquiry (published June 2022)", "National Fraud Inquiry", day("2022-06-30")),
        ("PEEL 2021/22 Northshire – published 13 October 2022", "PEEL 2021/22 Northshire", day("2022-10-13")),
        ("Audit: Creditors\nFinal report issued: 12 May 2023", "Audit: Creditors", day("2023-05-12")),
        ("Creditors\nDate issued: 12 May 2023", "Creditors", day("2023-05-12")),
        ("IOPC learning recommendations\nPosition at March 2024", "IOPC learning recommendations", None),
        ("Custody\nProgress update as at 31 March 2024\nPublished May 2019", "Custody", day("2019-05-31")),
        ("Review of the year to 31 March 2023", "Review of the year to 31 March 2023", None),
    ] {
        let imported = taken(&book(&format!("{front}\n{HEADINGS}\n| 1 | Build a model. | AM | Dec-24 | Red |")));
        let held: Vec<_> = imported.register.reports.iter().map(|report| (report.title.as_str(), report.published)).collect();
        assert_eq!(held, [(title, published)], "{front}");
    }
}

#[test]
fn what_is_asked_and_what_is_done_stand_in_their_columns() {
    for (headings, row) in [
        (
            "| No. | CQC requirement | Action | Lead | Deadline | RAG |",
            "| 1 | Triage in time. | Recruit nurses | Matron | Jul-24 | Amber |",
        ),
        (
            "| No. | Coroner's concern | Action | Lead | Deadline | RAG |",
            "| 1 | Triage in time. | Recruit nurses | Matron | Jul-24 | Amber |",
        ),
        (
            "| IEA | Question | Action required | Lead | By when | RAG |",
            "| 1 | Triage in time. | Recruit nurses | Matron | Jul-24 | Amber |",
        ),
        (
            "| No. | Improvement needed | Action | Lead | Start date | End date | RAG |",
            "| 1 | Triage in time. | Recruit nurses | Matron | 01/04/23 | Jul-24 | Amber |",
        ),
        (
            "| Recommendation | Improvement needed | Service action | Responsible officer | Timescale | RAG |",
            "| 1 | Triage in time. | Recruit nurses | Matron | Jul-24 | Amber |",
        ),
        (
            "| Recommendation | What must be better | Action | Lead | Timescale | RAG |",
            "| 1 | Triage in time. | Recruit nurses | Matron | Jul-24 | Amber |",
        ),
    ] {
        let (text, task, dates) = only(headings, row);
        let text = if headings.contains("IEA") { format!("1 {}", text.rsplit("1 ").next().unwrap()) } else { text };
        assert_eq!((text.as_str(), dates[0].as_str()), ("1 Triage in time.", "2024-07-31 2024-07-31"), "{headings}");
        if !headings.contains("Service action") {
            assert_eq!(task, "Recruit nurses", "{headings}");
        }
    }
    // What is signed below is no row, nor is the line above it.
    let imported = taken(&book(
        "
        Improvement plan
        Published 4 October 2023
        | Recommendation | Improvement needed | Service action | Responsible officer | Timescale |
        | 1 | The exits must be clear. | Daily checks. | Senior Nurse | Complete |
        | 2 | Patients must be fed. | Snack rounds. | Ward Manager | Dec-24 |
        | The following section must be completed by a representative of the service. |
        | Name (print): | A Roberts |
        | Date: | 1 November 2023 |
        ",
    ));
    let texts: Vec<String> = imported.register.recommendations.iter().map(|known| format!("{} {}", known.no, known.text)).collect();
    assert_eq!(texts, ["1 The exits must be clear.", "2 Patients must be fed."]);
}

#[test]
fn a_share_is_no_update_and_a_priority_no_status() {
    let imported = taken(&book(
        "
        Fire inspection 2023
        Published 5 May 2023
        | No. | Recommendation | Lead | Due date | RAG | Progress % | Update |
        | 1 | Build a model. | AM | Dec-24 | Red | #0.6 | Half way. |
        ",
    ));
    assert_eq!(imported.register.positions[0].update, "Half way.");
    let imported = taken(&book(
        "
        Fire inspection 2023
        Published 5 May 2023
        | No. | Recommendation | Rating | Owner | Due | Status |
        | 1 | Build a model. | Medium | AM | Dec-24 | Closed |
        ",
    ));
    assert_eq!(imported.register.positions[0].status_printed, "Medium - Closed");
    let said: Vec<String> = imported.queries.iter().map(|query| query.says().to_string()).collect();
    assert_eq!(said, ["the status 'Medium - Closed' names no colour that is known; the row is held as closed, without a rating"]);
}

#[test]
fn a_text_that_is_merged_over_rows_without_numbers_is_one_recommendation() {
    let paper = book(
        "
        Prevention of future deaths
        Published 4 October 2023
        | Case | Coroner's concern | Action | Owner | Target date | Status |
        | PFD-2023-014 (J Doe) | Cell checks were not made. | Revise the policy | Head A | Dec-23 | Complete |
        | ^ | ^ | Train sergeants | Head B | Mar-24 | Open |
        | ^ | ^ | Buy cameras | Head C | Jun-24 | Open |
        | PFD-2023-019 (A Bee) | The hand-over was late. | Agree a protocol | Head D | Jan-24 | Complete |
        ",
    );
    let first = taken(&paper);
    let held = |register: &Register| -> Vec<String> {
        register.tasks.iter().map(|task| format!("{} {} {}", task.reference, task.task, task.stage.unwrap())).collect()
    };
    let report = "prevention-of-future-deaths-2023";
    let expected = [
        format!("{report}/1.1 Revise the policy closed"),
        format!("{report}/1.2 Train sergeants in progress"),
        format!("{report}/1.3 Buy cameras in progress"),
        format!("{report}/2.1 Agree a protocol closed"),
    ];
    assert_eq!(held(&first.register), expected);
    // The next paper finds each task again.
    assert_eq!(held(&taken_into(&first.register, &paper, "2024-06", "second").register), expected);
}

#[test]
fn a_blank_status_is_asked_about_where_it_should_stand() {
    let imported = taken(&book(&format!("Fire inspection 2023\nPublished 5 May 2023\n{HEADINGS}\n| 1 | Build a model. | AM | Dec-24 | |")));
    let said: Vec<String> = imported.queries.iter().map(|query| format!("{} {}", query.place.cell(), query.rule)).collect();
    assert_eq!(said, ["E4 unknown-rating"]);
}

#[test]
fn labels_with_a_number_are_numbers_and_a_key_may_stand_beside_its_name() {
    let imported = taken(&book(
        "
        Hospital action plan
        Published 14 February 2024
        | Requirement | Core service | Action required | Owner | Due date | BRAG | Update |
        | MUST DO 1 | Maternity | Keep the records complete at every visit. | A | 30/06/2024 | B | Audited. |
        | SHOULD DO 1 | Urgent care | Look at the signs in the corridors. | C | 31/03/2025 | R | Late. |
        | Key | B | Complete and evidenced |
        |     | R | Off track |
        |     | A | At risk |
        |     | G | On track |
        ",
    ));
    let rows: Vec<String> = lines(&imported).into_iter().filter(|line| !line.starts_with('!')).collect();
    assert_eq!(
        rows,
        [
            "hospital-action-plan-2024/MUST-DO-1.1: Keep the records complete at every visit., Green, closed, 30 Jun 2024, A, Audited.",
            "hospital-action-plan-2024/SHOULD-DO-1.1: Look at the signs in the corridors., Red, in progress, 31 Mar 2025, C, Late.",
        ]
    );
}

#[test]
fn the_heading_over_the_texts_names_their_kind() {
    let kind_under = |heading: &str| {
        let text = format!("Fire plan\n| No. | {heading} | Owner | RAG |\n| 1 | Keep what is known of risks up to date. | A | Amber |");
        taken(&book(&text)).register.recommendations[0].kind.unwrap()
    };
    for (heading, kind) in [
        ("Area for improvement", Kind::AreaForImprovement),
        ("Areas for improvement (AFIs)", Kind::AreaForImprovement),
        ("AFI", Kind::AreaForImprovement),
        ("AFI/Recommendation", Kind::Recommendation),
        ("Recommendation / area for improvement", Kind::Recommendation),
        ("Recommendation", Kind::Recommendation),
    ] {
        assert_eq!(kind_under(heading), kind, "{heading}");
    }
}

#[test]
fn signs_in_a_column_of_statuses_are_colours_or_are_named() {
    let imported = taken(&book(
        "
        A tracker
        | No. | Recommendation | Owner | Status | Update |
        | 1 | Mow the verges. | A | 🟢 | Mown. |
        | 2 | Ask the residents. | A | 🟠 | Asked. |
        | 3 | Keep the charges. | A | ✓ | Kept. |
        | 4 | Paint the signs. | A |  | Begun. |
        ",
    ));
    let read = lines(&imported);
    assert!(read[0].contains("Green, closed") && read[1].contains("Amber, in progress"), "{read:?}");
    let says: Vec<String> = imported.queries.iter().map(|query| query.says().to_string()).collect();
    assert_eq!(
        says,
        [
            "the status '✓' names no colour that is known; the row is held as in progress, without a rating",
            "no status is printed, and the colour of a cell alone is not read; the row is held as in progress, without a rating",
        ]
    );
}
