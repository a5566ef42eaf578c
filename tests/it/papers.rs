//! The three real papers, against what a person read in them (`expected.json` beside the papers).

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use rectrack::excel::{book, delimited};
use rectrack::import::{self, Imported, Intake};
use rectrack::model::text::Text;
use rectrack::model::words::{Direction, DueKind, Rating, Stage, Word as _};
use rectrack::model::{Book, Due, Register, Settings};
use serde_json::Value as Json;

pub(crate) fn folder() -> Option<PathBuf> {
    let papers = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/papers");
    if papers.join("expected.json").exists() {
        return Some(papers);
    }
    eprintln!("left out: the real papers are not here (../shared/papers)");
    None
}

fn open(name: &str) -> Option<Book> {
    let bytes = fs::read(folder()?.join(name)).unwrap();
    Some(book::open(&bytes, name, &Settings::default().limits).unwrap())
}

fn take(register: &Register, name: &str, cycle: &str, as_at: (i32, u32, u32)) -> Option<Imported> {
    let book = open(name)?;
    let settings = Settings::default();
    let intake = Intake { cycle, as_at: NaiveDate::from_ymd_opt(as_at.0, as_at.1, as_at.2).unwrap(), file_hash: name, settings: &settings };
    Some(import::take(register, &book, &intake))
}

fn expected(paper: &str) -> Json {
    let text = fs::read_to_string(folder().unwrap().join("expected.json")).unwrap();
    let all: Json = serde_json::from_str(&text).unwrap();
    all[paper].clone()
}

/// `2022-03` for a month, `2022-03-31` for a day.
fn shown(due: &Due) -> Option<String> {
    let date = due.date?;
    Some(if due.kind == Some(DueKind::Month) { date.format("%Y-%m").to_string() } else { date.to_string() })
}

/// The rules that raised queries, each with how often, and the Refs that they concern.
fn raised(imported: &Imported, rule: &str) -> Vec<Text> {
    imported.queries.iter().filter(|query| query.rule == rule).map(|query| query.reference.clone()).collect()
}

/// Compares every report and row with what a person read; gives how many of each were compared.
fn compare(imported: &Imported, cycle: &str, paper: &str) -> (usize, usize) {
    let wanted = expected(paper);
    let register = &imported.register;
    let positions: Vec<_> = register.positions.iter().filter(|position| position.cycle == cycle).collect();
    let mut at = 0;
    let reports = wanted["reports"].as_array().unwrap();
    for report in reports {
        let title = report["title"].as_str().unwrap();
        let mut name = String::new();
        for row in report["rows"].as_array().unwrap() {
            let position = positions[at];
            at += 1;
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let what = format!("{title} {}", text("no"));
            assert_eq!(position.no, text("no"), "{what}");
            assert_eq!(position.kind.unwrap().as_str(), text("kind").replace('_', " "), "{what}");
            assert_eq!(position.rating, Rating::read(&text("rating")), "{what}");
            assert_eq!(position.stage, Stage::read(&text("stage")), "{what}");
            assert_eq!(position.status_printed, text("status_printed"), "{what}");
            // A break within the cell is noted as a bar in expected.json.
            assert_eq!(position.due_printed.as_str().replace('\n', " | "), text("due_printed"), "{what}");
            assert_eq!(shown(&position.facts().due), row["live_due"].as_str().map(str::to_owned), "{what}");
            assert_eq!(position.owner, text("owner"), "{what}");
            let seen = imported.rows.iter().find(|seen| seen.task == position.reference).unwrap();
            assert_eq!(seen.printed_new, row["printed_new"].as_bool().unwrap(), "{what}");
            assert_eq!((position.file.as_str(), position.sheet.as_str()), (format!("{paper}.xlsx").as_str(), "Recommendations"), "{what}");
            name = position.report.to_string();
        }
        let held = register.report(&name).unwrap();
        assert_eq!(held.title.to_lowercase().as_str().replace(['’', '\''], ""), title.to_lowercase().as_str().replace(['’', '\''], ""));
        let published = held.published.unwrap();
        let wanted = report["published"].as_str().unwrap();
        let to_the_day = wanted.len() == 10;
        assert_eq!(if to_the_day { published.to_string() } else { published.format("%Y-%m").to_string() }, wanted, "{title}");
        let counts = imported.counts.iter().find(|counts| counts.report == name).unwrap();
        assert_eq!(counts.sentence, report["stated_line"].as_str().unwrap());
        for (key, figure) in [
            ("total", counts.stated.total),
            ("for_force", counts.stated.for_force),
            ("complete", counts.stated.complete),
            ("green_pending", counts.stated.pending),
            ("in_progress", counts.stated.in_progress),
            ("closed", counts.stated.closed),
        ] {
            // Where a person noted no total beside the force's own figure, the sentence gives one and the same.
            if let Some(wanted) = report["stated"][key].as_u64() {
                assert_eq!(figure.map(u64::from), Some(wanted), "{title}: {key} of {}", counts.sentence);
            } else if !matches!(key, "total" | "for_force") {
                assert_eq!(figure, None, "{title}: {key} of {}", counts.sentence);
            }
        }
    }
    assert_eq!(at, positions.len(), "no row is left over");
    (reports.len(), at)
}

fn first() -> Option<Imported> {
    take(&Register::default(), "city-2021-11.xlsx", "2021-11", (2021, 11, 20))
}

fn second(first: &Imported) -> Imported {
    take(&first.register, "city-2022-05.xlsx", "2022-05", (2022, 5, 20)).unwrap()
}

#[test]
fn the_paper_of_november_2021() {
    let Some(paper) = first() else { return };
    // 14 reports and 36 rows; of each row number, kind, rating, stage, status and due date as printed, live due date, owner.
    assert_eq!(compare(&paper, "2021-11", "city-2021-11"), (14, 36));
    assert_eq!((paper.reports, paper.recommendations, paper.positions), (14, 36, 36));
    // Counted by hand in expected.json: 17 Green (closed), 18 Amber, 1 Red.
    let count = |rating| paper.register.positions.iter().filter(|position| position.rating == Some(rating)).count();
    assert_eq!((count(Rating::Green), count(Rating::Amber), count(Rating::Red), count(Rating::White)), (17, 18, 1, 0));
    assert_eq!(raised(&paper, "stated-count-differs"), ["hidden-victims-2021"], "'currently in progress' above a Green row");
    assert_eq!(raised(&paper, "owner-to-be-confirmed").len(), 1, "no column of owners: one note");
    assert_eq!(paper.register.definitions.len(), 4);
    // Dates replaced: the reason stands in the third column where the paper gives one.
    let moves: Vec<(&str, String, bool)> = paper
        .register
        .extensions
        .iter()
        .map(|step| (step.reference.as_str(), step.to.unwrap().format("%Y-%m").to_string(), step.reason.is_empty()))
        .collect();
    assert_eq!(
        moves,
        [
            ("hidden-victims-2021/2", "2021-12".to_owned(), false),
            ("hidden-victims-2021/3", "2021-12".to_owned(), true),
            ("disproportionate-use-2021/3", "2021-12".to_owned(), true),
            ("roads-policing-2020/6", "2022-01".to_owned(), true),
            ("crime-data-integrity-2019/6", "2021-12".to_owned(), false),
            ("understanding-the-difference-2018/8", "2021-12".to_owned(), false),
        ]
    );
}

#[test]
fn the_paper_of_may_2022_after_it() {
    let Some(before) = first() else { return };
    let paper = second(&before);
    assert_eq!(compare(&paper, "2022-05", "city-2022-05"), (13, 28));
    assert_eq!(paper.register.positions.len(), 36 + 28);
    // 9 of the 13 reports and 14 of the 28 rows were in November's paper (counted by hand): 14 + 4 reports, 36 + 14 recommendations.
    let known = paper.rows.iter().filter(|row| before.rows.iter().any(|old| old.task == row.task)).count();
    assert_eq!((paper.register.reports.len(), paper.register.recommendations.len(), known), (14 + 4, 36 + 14, 14));
    assert_eq!(raised(&paper, "stated-count-differs"), ["duty-to-protect-2021", "police-data-sharing-2020"]);
    assert_eq!(
        raised(&paper, "vanished-without-final-status"),
        [
            "duty-to-protect-2021/1",
            "policing-domestic-abuse-2021/3",
            "hidden-victims-2021/2",
            "disproportionate-use-2021/3",
            "pre-charge-bail-2020/9",
            "crime-data-integrity-2019/6"
        ]
    );
    let linked = |reference: &str| paper.register.recommendation(reference).unwrap().linked_to.clone();
    assert_eq!(linked("understanding-the-difference-2018/8"), "peel-2018-2019/2");
    // The four dates that moved without a word (read in the paper: rape 3, 6 and 7, and The Poor Relation 10).
    let silent: Vec<&str> = paper
        .register
        .extensions
        .iter()
        .filter(|step| step.cycle == "2022-05" && step.reason.is_empty())
        .map(|step| step.reference.as_str())
        .collect();
    assert_eq!(silent, ["rape-2021/3", "rape-2021/6", "rape-2021/7", "poor-relation-2019/10"]);
    // Once Amber, now Green pending sign-off.
    let now = paper
        .register
        .positions
        .iter()
        .find(|position| position.cycle == "2022-05" && position.reference == "violence-against-women-2021/4.1")
        .unwrap();
    assert_eq!(now.direction, Some(Direction::Improved));
}

#[test]
fn the_overview_of_january_2023() {
    let Some(paper) = take(&Register::default(), "overview-2023-01.xlsx", "2023-01", (2023, 1, 20)) else { return };
    let wanted = expected("overview-2023-01");
    let reports = wanted["reports"].as_array().unwrap();
    assert_eq!((paper.reports, paper.positions, reports.len()), (26, 93, 26));
    for (report, held) in reports.iter().zip(&paper.register.reports) {
        let title = report["title"].as_str().unwrap();
        assert_eq!(held.title, title);
        let date = report["date"].as_str().unwrap();
        let published = held.published.unwrap();
        assert_eq!(if date.len() == 10 { published.to_string() } else { published.format("%Y-%m").to_string() }, date, "{title}");
        let rows = paper.rows.iter().filter(|row| row.report == held.report).count();
        assert_eq!(u64::try_from(rows).unwrap(), report["recommendations"].as_u64().unwrap(), "{title}");
        let counts = paper.counts.iter().find(|counts| counts.report == held.report);
        assert_eq!(counts.and_then(|counts| counts.stated.in_progress).map(u64::from), report["outstanding"].as_u64(), "{title}");
        assert_eq!(counts.and_then(|counts| counts.stated.closed).map(u64::from), report["closed"].as_u64(), "{title}");
        assert!(!held.inspectorate_status.is_empty(), "{title}");
    }
    let stated = |figure: fn(&rectrack::import::counts::Stated) -> Option<u32>| -> u32 {
        paper.counts.iter().filter_map(|counts| figure(&counts.stated)).sum()
    };
    assert_eq!((stated(|counts| counts.in_progress), stated(|counts| counts.closed)), (93, 5), "93 outstanding and 5 closed");
    assert!(paper.counts.iter().all(|counts| counts.agrees), "agreeing with the rows");
    assert!(paper.register.positions.iter().all(|position| position.stage == Some(Stage::InProgress) && position.rating.is_none()));
    // One note for the whole paper on ratings and one on owners; nothing else.
    assert_eq!(paper.queries.iter().map(|query| query.rule).collect::<Vec<_>>(), ["unknown-rating", "owner-to-be-confirmed"]);
}

#[test]
fn importing_again_changes_nothing() {
    let Some(before) = first() else { return };
    assert_eq!(
        first().map(|_| take(&before.register, "city-2021-11.xlsx", "2021-11", (2021, 11, 20)).unwrap().register),
        Some(before.register.clone())
    );
    let both = second(&before);
    let again = take(&both.register, "city-2022-05.xlsx", "2022-05", (2022, 5, 20)).unwrap();
    assert_eq!(again.register, both.register);
    assert_eq!((again.reports, again.recommendations, again.positions), (13, 28, 28));
    let older = take(&both.register, "city-2021-11.xlsx", "2021-11", (2021, 11, 20)).unwrap();
    assert_eq!(older.register, both.register);
}

#[test]
fn an_older_paper_after_a_newer_one() {
    let Some(before) = first() else { return };
    let right = second(&before).register;
    let newer = take(&Register::default(), "city-2022-05.xlsx", "2022-05", (2022, 5, 20)).unwrap();
    let wrong = take(&newer.register, "city-2021-11.xlsx", "2021-11", (2021, 11, 20)).unwrap().register;
    // Whatever the order: the same tasks, positions with their directions, first dates, moves and milestones.
    let by_ref = |register: &Register| {
        let mut tasks: Vec<String> =
            register.tasks.iter().map(|task| format!("{:?}", (&task.reference, task.facts(), &task.owner))).collect();
        let mut positions: Vec<String> = register.positions.iter().map(|held| format!("{held:?}")).collect();
        let mut dates: Vec<String> = register
            .recommendations
            .iter()
            .map(|held| {
                format!(
                    "{:?}",
                    (
                        &held.reference,
                        held.original_due,
                        &held.original_due_printed,
                        held.due,
                        held.rating,
                        held.stage,
                        held.direction,
                        &held.linked_to
                    )
                )
            })
            .collect();
        let mut moves: Vec<String> = register
            .extensions
            .iter()
            .map(|step| format!("{:?}", (&step.reference, &step.cycle, step.from, step.to, &step.reason)))
            .collect();
        let mut steps: Vec<String> =
            register.milestones.iter().map(|step| format!("{:?}", (&step.reference, step.due, step.done))).collect();
        for list in [&mut tasks, &mut positions, &mut dates, &mut moves, &mut steps] {
            list.sort();
        }
        [tasks, positions, dates, moves, steps]
    };
    for (right, wrong) in by_ref(&right).iter().zip(&by_ref(&wrong)) {
        assert_eq!(right, wrong);
    }
    for cycle in ["2021-11", "2022-05"] {
        let meanings = |register: &Register| register.definitions_at(cycle).iter().map(|row| row.meaning.clone()).collect::<Vec<_>>();
        assert_eq!(meanings(&right), meanings(&wrong));
    }
}

/// The sheet as separated text: what Excel saves, with merged cells in their first column only.
fn separated(book: &Book, separator: char) -> String {
    let mut text = String::new();
    let sheet = &book.sheets[0];
    let last = *sheet.rows().last().unwrap();
    for row in 0..=last {
        let cells: Vec<String> = (0..10)
            .map(|col| match sheet.value(row, col).shown() {
                cell if cell.as_str().contains([separator, '"', '\n']) => format!("\"{}\"", cell.as_str().replace('"', "\"\"")),
                cell => cell.into(),
            })
            .collect();
        text.push_str(cells.join(&separator.to_string()).trim_end_matches(separator));
        text.push('\n');
    }
    text
}

/// A register without what depends on the kind of file: the file's and the sheet's name.
fn without_sheet(mut register: Register) -> Register {
    for position in &mut register.positions {
        position.sheet.clear();
        position.file.clear();
        position.file_hash.clear();
    }
    register
}

#[test]
fn separated_text_gives_the_same_register() {
    for (name, cycle, as_at) in [
        ("city-2021-11", "2021-11", (2021, 11, 20)),
        ("city-2022-05", "2022-05", (2022, 5, 20)),
        ("overview-2023-01", "2023-01", (2023, 1, 20)),
    ] {
        let Some(book) = open(&format!("{name}.xlsx")) else { return };
        let workbook = take(&Register::default(), &format!("{name}.xlsx"), cycle, as_at).unwrap();
        let settings = Settings::default();
        for (separator, to_bytes) in [
            (',', (|text: &str| text.as_bytes().to_vec()) as fn(&str) -> Vec<u8>),
            (';', |text| encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
            ('\t', |text| std::iter::once(0xfeff_u16).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()),
        ] {
            let bytes = to_bytes(&separated(&book, separator));
            let read = delimited::open(&bytes, &format!("{name}.csv"), &settings.limits).unwrap();
            let as_at = NaiveDate::from_ymd_opt(as_at.0, as_at.1, as_at.2).unwrap();
            let taken = import::take(&Register::default(), &read, &Intake { cycle, as_at, file_hash: "", settings: &settings });
            let (left, right) = (without_sheet(taken.register), without_sheet(workbook.register.clone()));
            for (left, right) in left.positions.iter().zip(&right.positions) {
                assert_eq!(left, right, "{name} {separator:?}");
            }
            assert_eq!(left, right, "{name} {separator:?}");
        }
    }
}
