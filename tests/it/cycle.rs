//! The main job, start to end, through the program itself: two papers into an empty workspace, a cycle issued, returns filled in
//! well and badly, merged; register, queries and consolidated workbook against what a person worked out by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::NaiveDate;
use rectrack::excel::return_form::{Filled, FilledCell, FormTexts, write_filled};
use rectrack::excel::{book, queries_book, register};
use rectrack::model::columns::{self as c, Column};
use rectrack::model::returned::Issued;
use rectrack::model::settings::Limits;
use rectrack::model::text::Text;
use rectrack::model::words::{Direction, Rating, Stage};
use rectrack::model::{Book, Register, Settings, Value};
use rectrack::workspace::issued as issued_file;
use serde_json::Value as Json;

use crate::two_papers;

/// A coordinator's desk: a workspace and a folder for papers, and the program.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root().join(file)
    }

    /// Runs the program: its exit status, and the JSON document that it printed.
    pub(crate) fn run(&self, today: &str, args: &[&str]) -> (i32, Json) {
        fs::create_dir_all(self.root()).unwrap();
        let ran = Command::new(env!("CARGO_BIN_EXE_rectrack"))
            .arg("-C")
            .arg(self.root())
            .args(["--format", "json", "--today", today])
            .args(args)
            .output()
            .unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        let json = serde_json::from_str(&said).unwrap_or(Json::Null);
        (ran.status.code().unwrap_or(-1), json)
    }

    /// Imports a paper as a cycle.
    fn import(&self, name: &str, bytes: &[u8], cycle: &str, as_at: &str) -> Json {
        let paper = self.folder.path().join(name);
        fs::write(&paper, bytes).unwrap();
        let (status, said) = self.run(as_at, &["import", paper.to_str().unwrap(), "--cycle", cycle, "--as-at", as_at]);
        assert!(status < 2, "{said}");
        said
    }

    pub(crate) fn register(&self) -> Register {
        register::read(self.open("register.xlsx")).unwrap().0
    }

    pub(crate) fn open(&self, file: &str) -> Book {
        book::open(&fs::read(self.path(file)).unwrap(), file, &Limits::default()).unwrap()
    }

    pub(crate) fn issued(&self, cycle: &str) -> Issued {
        issued_file::read(&fs::read(self.path(&format!("cycles/{cycle}/issued/issued.json"))).unwrap()).unwrap()
    }

    /// Puts a filled form into the returns folder. `typed`: Ref, column, value.
    pub(crate) fn send_back(&self, cycle: &str, owner: &str, file: &str, saved: u32, typed: &[(&str, &'static Column, Value)]) {
        let issued = self.issued(cycle);
        let pack = issued.packs.iter().find(|pack| pack.owner == owner).unwrap_or_else(|| panic!("nothing was issued to {owner}"));
        let cells = typed
            .iter()
            .map(|(reference, column, value)| FilledCell { reference: (*reference).to_owned(), column, value: value.clone() })
            .collect();
        let filled = Filled {
            saved_on: NaiveDate::from_ymd_opt(2022, 6, saved).map(|day| (day, 12)),
            filled_in_by: "Somebody".to_owned(),
            agreed_by: String::new(),
            cells,
        };
        let texts = FormTexts::of(&Settings::default(), &self.register(), cycle);
        let bytes = write_filled(pack, &texts, &filled).unwrap();
        self.drop_in(cycle, file, &bytes);
    }

    pub(crate) fn drop_in(&self, cycle: &str, file: &str, bytes: &[u8]) {
        let folder = self.path(&format!("cycles/{cycle}/returns"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(file), bytes).unwrap();
    }
}

pub(crate) fn text(said: &str) -> Value {
    Value::Text(said.into())
}

/// The desk with both papers imported and cycle 2022-06 issued.
fn issued_desk() -> (Desk, BTreeMap<&'static str, Text>) {
    let desk = Desk::new();
    assert_eq!(desk.run("2021-11-20", &["init"]).0, 0);
    let november = desk.import("november.xlsx", &two_papers::november(), "2021-11", "2021-11-20");
    assert_eq!(
        (&november["reports"], &november["recommendations"], &november["positions"]),
        (&3.into(), &8.into(), &8.into()),
        "{november}"
    );
    let may = desk.import("may.xlsx", &two_papers::may(), "2022-05", "2022-05-20");
    assert_eq!((&may["reports"], &may["recommendations"], &may["positions"]), (&4.into(), &15.into(), &15.into()), "{may}");
    // Nobody has an address yet: every workbook is made, and the owners are listed.
    let (status, _) = desk.run("2022-06-01", &["issue", "--cycle", "2022-06", "--as-at", "2022-06-20", "--return-by", "2022-06-17"]);
    assert_eq!(status, 1);
    let held = desk.register();
    let named = |title: &str| {
        let folded = title.to_lowercase();
        held.reports.iter().find(|report| report.title.to_lowercase().contains(&folded)).unwrap().report.clone()
    };
    let names = BTreeMap::from([
        ("roads", named("roads made safer")),
        ("calls", named("calls answered")),
        ("wait", named("waiting for an answer")),
        ("safe", named("safe at home")),
    ]);
    (desk, names)
}

/// `safe/3` to the task's Ref.
fn task(names: &BTreeMap<&str, Text>, short: &str) -> String {
    let (report, number) = short.split_once('/').unwrap();
    format!("{}/{number}.1", names[report])
}

#[test]
fn two_papers_are_one_history() {
    let (desk, names) = issued_desk();
    let held = desk.register();
    // 3 reports in November, 1 more in May; 8 recommendations, and the 9 of the new report; 8 + 15 positions.
    assert_eq!((held.reports.len(), held.recommendations.len(), held.positions.len()), (4, 17, 23));
    for (short, direction, rating, stage) in [
        ("roads/5", Direction::NoChange, Some(Rating::Amber), Stage::InProgress),
        ("roads/6", Direction::Improved, Some(Rating::Green), Stage::PendingSignOff),
        ("calls/1", Direction::Improved, Some(Rating::Amber), Stage::InProgress),
        ("calls/4", Direction::NoChange, Some(Rating::Amber), Stage::InProgress),
        ("wait/1", Direction::Improved, Some(Rating::White), Stage::InProgress),
        ("wait/4", Direction::NoChange, Some(Rating::Amber), Stage::InProgress),
        ("safe/1", Direction::New, Some(Rating::Amber), Stage::InProgress),
        ("safe/9", Direction::New, Some(Rating::Amber), Stage::InProgress),
    ] {
        let reference = task(&names, short);
        let position = held.positions.iter().find(|row| row.cycle == "2022-05" && row.reference == reference).unwrap();
        assert_eq!((position.direction, position.rating, position.stage), (Some(direction), rating, Some(stage)), "{short}");
    }
    // 'AMBER' in November with two dates: the second is the one in force.
    let first = held.positions.iter().find(|row| row.cycle == "2021-11" && row.reference == task(&names, "roads/6")).unwrap();
    assert_eq!(first.due, NaiveDate::from_ymd_opt(2022, 3, 31));
    // 14 tasks are asked about: 15 rows of May less the one with the inspectorate. By owner: 1 + 2 + 2 + 4 + 3 + 1 + 1.
    let issued = desk.issued("2022-06");
    let mut asked: Vec<(Text, usize)> = issued.packs.iter().map(|pack| (pack.owner.clone(), pack.tasks.len())).collect();
    asked.sort();
    let expected = [
        ("DCI Crime and DI PPU", 2),
        ("Head of Contact", 2),
        ("Head of Custody", 3),
        ("Head of Learning & Development", 1),
        ("Head of PPU", 4),
        ("Head of Roads Policing", 1),
        ("TBC", 1),
    ];
    assert_eq!(asked, expected.map(|(owner, tasks)| (owner.into(), tasks)));
}

/// Every return of the cycle: two in order, one of each fault, one sent twice, one older version, one missing.
fn fill_in(desk: &Desk, names: &BTreeMap<&'static str, Text>) {
    let t = |short: &str| task(names, short);
    let send = |owner: &str, file: &str, saved: u32, typed: &[(String, &'static Column, Value)]| {
        let typed: Vec<(&str, &'static Column, Value)> =
            typed.iter().map(|(r, column, value)| (r.as_str(), *column, value.clone())).collect();
        desk.send_back("2022-06", owner, file, saved, &typed);
    };
    let roads = [
        (t("roads/5"), &c::RATING, text("Green")),
        (t("roads/5"), &c::UPDATE, text("The third junction opened on 10 June.")),
        (t("roads/5"), &c::EVIDENCE, text("Completion note of the council, 10 June 2022")),
    ];
    send("Head of Roads Policing", "roads.xlsx", 13, &roads);
    send("Head of Roads Policing", "roads (1).xlsx", 13, &roads);
    send("Head of Contact", "contact old.xlsx", 8, &[(t("calls/1"), &c::RATING, text("Green")), (t("calls/1"), &c::UPDATE, text("Done."))]);
    send(
        "Head of Contact",
        "contact.xlsx",
        14,
        &[
            (t("calls/1"), &c::RATING, text("Amber")),
            (t("calls/1"), &c::UPDATE, text("82 in 100 calls are answered in a minute.")),
            (t("calls/4"), &c::RATING, text("Amber")),
            (t("calls/4"), &c::UPDATE, text("The release slips to the winter.")),
            (t("calls/4"), &c::REVISED_DUE, Value::Date(NaiveDate::from_ymd_opt(2022, 12, 31).unwrap())),
        ],
    );
    send(
        "DCI Crime and DI PPU",
        "dci.xlsx",
        14,
        &[
            (t("wait/1"), &c::NO_CHANGE, text("Yes")),
            (t("wait/4"), &c::RATING, text("Amber")),
            (t("wait/4"), &c::UPDATE, text("The post is advertised.")),
        ],
    );
    send(
        "Head of PPU",
        "ppu.xlsx",
        14,
        &[
            (t("safe/1"), &c::RATING, text("Blue")),
            (t("safe/1"), &c::UPDATE, text("All homes but those of one district are visited.")),
            (t("safe/3"), &c::RATING, text("Red")),
            (t("safe/3"), &c::UPDATE, text("Calls stopped in June.")),
            (t("safe/4"), &c::RATING, text("Green")),
            (t("safe/4"), &c::UPDATE, text("The letter is in use.")),
            (t("safe/5"), &c::RATING, text("White")),
            (t("safe/5"), &c::UPDATE, text("The councils must decide.")),
        ],
    );
    send(
        "Head of Custody",
        "custody.xlsx",
        14,
        &[
            (t("safe/6"), &c::RATING, text("Amber")),
            (t("safe/6"), &c::UPDATE, text("The third suite waits for its scanner.")),
            (t("safe/6"), &c::REVISED_DUE, text("soon")),
            (t("safe/6"), &c::REASON_NEW_DATE, text("The scanner is late.")),
            (t("safe/7"), &c::RATING, text("Amber")),
            (t("safe/7"), &c::UPDATE, text("Two suites ask; the third begins in July.")),
            (t("safe/7"), &c::ASKED, text("Something else")),
            (t("safe/9"), &c::REF, text(&format!("{}/99.1", names["safe"]))),
            (t("safe/9"), &c::RATING, text("Amber")),
            (t("safe/9"), &c::UPDATE, text("Officers were shown how.")),
        ],
    );
    send("Head of Learning & Development", "learning.xlsx", 14, &[]);
    desk.drop_in("2022-06", "broken.xlsx", b"PK\x03\x04 and then nothing that unpacks");
    desk.drop_in("2022-06", "list.xlsx", &two_papers::may());
}

/// Issued 14. Merged 3: roads/5, wait/4, and safe/7, whose changed grey cell is only listed. Unchanged 1: wait/1 by 'No change'.
/// Queried 7: calls/1 (past its date), calls/4 (a new date without a
/// reason), safe/1 (Blue), safe/3 (Red without a reason), safe/4 (Green without evidence), safe/5 (White without a body), safe/6
/// ('soon'). Missing 3: safe/2 (TBC sends nothing), safe/8 (its form came back empty, which is no answer), safe/9 (its Ref was typed
/// over). 3 + 1 + 7 + 3 = 14.
#[test]
fn a_cycle_is_merged_as_worked_out_by_hand() {
    let (desk, names) = issued_desk();
    fill_in(&desk, &names);
    let before = desk.register();
    let (status, said) = desk.run("2022-06-16", &["merge"]);
    assert_eq!(status, 1, "{said}");
    assert_eq!(said["tasks"].to_string(), r#"{"clashed":0,"issued":14,"merged":3,"missing":3,"queried":7,"unchanged":1}"#);
    // Roads twice (one counts), contact twice (one is older), DCI, PPU, Custody, Learning; two that are not returns.
    assert_eq!((&said["returns"]["duplicate"], &said["returns"]["superseded"]), (&1.into(), &1.into()), "{}", said["returns"]);
    assert_eq!(said["missing_owners"].to_string(), r#"["Head of Learning & Development","TBC"]"#);
    let mut blocking: Vec<(String, String)> = said["queries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|query| query["severity"] == "blocking")
        .map(|query| (query["rule"].as_str().unwrap().to_owned(), query["ref"].as_str().unwrap().to_owned()))
        .collect();
    blocking.sort();
    blocking.dedup();
    let mut expected: Vec<(String, String)> = [
        ("date-moved-without-reason", task(&names, "calls/4")),
        ("green-without-evidence", task(&names, "safe/4")),
        ("past-due", task(&names, "calls/1")),
        ("red-without-reason", task(&names, "safe/3")),
        ("unknown-rating", task(&names, "safe/1")),
        ("unknown-ref", format!("{}/99.1", names["safe"])),
        ("unreadable-date", task(&names, "safe/6")),
        ("white-without-body", task(&names, "safe/5")),
    ]
    .map(|(rule, reference)| (rule.to_owned(), reference))
    .into();
    expected.sort();
    assert_eq!(blocking, expected);
    for rule in [
        "already-received",
        "damaged-workbook",
        "locked-cell-changed",
        "missing-row",
        "not-our-workbook",
        "nothing-filled-in",
        "superseded-return",
    ] {
        let raised = said["queries"].as_array().unwrap().iter().any(|query| query["rule"] == rule);
        assert!(raised, "{rule} was not raised: {}", said["queries"]);
    }

    // The register: what was clean went in, what was queried stands as it did.
    let held = desk.register();
    let now = |short: &str| held.task(&task(&names, short)).unwrap();
    assert_eq!((now("roads/5").rating, now("roads/5").stage), (Some(Rating::Green), Some(Stage::ForForceSignOff)));
    assert_eq!(now("roads/5").evidence, "Completion note of the council, 10 June 2022");
    assert_eq!(now("wait/4").update, "The post is advertised.");
    assert_eq!(now("safe/7").update, "Two suites ask; the third begins in July.");
    for waits in ["calls/1", "calls/4", "safe/1", "safe/2", "safe/3", "safe/4", "safe/5", "safe/6", "safe/8", "safe/9"] {
        let reference = task(&names, waits);
        assert_eq!(held.task(&reference).unwrap().facts(), before.task(&reference).unwrap().facts(), "{waits} waits");
    }
    assert!(before.positions.iter().all(|position| held.positions.contains(position)), "past positions are never overwritten");
    assert_eq!(now("calls/4").due, NaiveDate::from_ymd_opt(2022, 9, 30));

    // queries.xlsx names each with its place.
    let (rows, unclear) = queries_book::read(&desk.open("cycles/2022-06/queries.xlsx"));
    assert!(unclear.is_empty());
    let row = rows.queries.iter().find(|row| row.rule_or_field == "unknown-rating").unwrap();
    assert_eq!((row.reference.as_str(), row.returned.as_str(), &*row.place.sheet), (task(&names, "safe/1").as_str(), "Blue", "Return"));
    assert!(row.place.file.ends_with("ppu.xlsx") && !row.place.cell().is_empty());
    // A correction for each owner with a queried row: Contact, PPU, Custody.
    let corrections = fs::read_dir(desk.path("cycles/2022-06/corrections")).unwrap();
    let made: Vec<String> =
        corrections.map(|entry| entry.unwrap().file_name().into_string().unwrap()).filter(|name| name.ends_with(".xlsx")).collect();
    assert_eq!(made.len(), 3, "{made:?}");

    // Merging again: the same tally, the same bytes.
    let bytes = |file: &str| fs::read(desk.path(file)).unwrap();
    let files = ["register.xlsx", "cycles/2022-06/queries.xlsx", "cycles/2022-06/consolidated.xlsx"];
    let first = files.map(bytes);
    let (_, again) = desk.run("2022-06-16", &["merge"]);
    assert_eq!(again["tasks"], said["tasks"]);
    assert!(files.map(bytes) == first, "merging again writes the same bytes");
}

/// 17 recommendations. Closed 2: roads/2 and calls/3, Green in November. Open 15: Green 2 (roads/5 for force sign-off, roads/6 with the
/// inspectorate), White 1 (wait/1), Red 0, Amber the rest: calls 2, wait/4, safe 9 = 12. 2 + 1 + 0 + 12 = 15.
#[test]
fn the_paper_counts_as_a_person_would() {
    let (desk, names) = issued_desk();
    fill_in(&desk, &names);
    desk.run("2022-06-16", &["merge"]);
    let paper = desk.open("cycles/2022-06/consolidated.xlsx");
    let table = |sheet: &str, first: &str| {
        let sheet = paper.sheet(sheet).unwrap_or_else(|| panic!("no sheet {sheet}"));
        let heading = sheet.rows().into_iter().find(|row| sheet.text(*row, 0) == first).unwrap_or_else(|| panic!("no heading {first}"));
        let headings: Vec<Text> = (0..60).map(|col| sheet.text(heading, col)).take_while(|text| !text.is_empty()).collect();
        let rows = (heading + 1..).map(|row| (0..60).map(|col| sheet.text(row, col)).take(headings.len()).collect::<Vec<Text>>());
        let rows: Vec<Vec<Text>> = rows.take_while(|row| !row[0].is_empty()).collect();
        (headings, rows)
    };
    let (headings, rows) = table("Recommendations", "Ref");
    assert_eq!(rows.len(), 17);
    let col = |heading: &str| headings.iter().position(|known| known == heading).unwrap_or_else(|| panic!("{heading} in {headings:?}"));
    let count =
        |wanted: &[(&str, &str)]| rows.iter().filter(|row| wanted.iter().all(|(heading, value)| row[col(heading)] == *value)).count();
    assert_eq!(count(&[("Stage", "closed")]), 2);
    assert_eq!(count(&[("Stage", "closed"), ("Rating", "Green")]), 2);
    for (rating, all) in [("Green", 4), ("White", 1), ("Red", 0), ("Amber", 12)] {
        assert_eq!(count(&[("Rating", rating)]), all, "{rating}, the two closed ones included");
    }
    let (headings, reports) = table("Reports", "Report");
    let col = |heading: &str| headings.iter().position(|known| known == heading).unwrap_or_else(|| panic!("{heading} in {headings:?}"));
    let outstanding: BTreeMap<Text, Text> = reports
        .iter()
        .filter(|row| names.values().any(|name| *name == row[0]))
        .map(|row| (row[0].clone(), row[col("Outstanding")].clone()))
        .collect();
    for (report, expected) in [("roads", "2"), ("calls", "2"), ("wait", "2"), ("safe", "9")] {
        assert_eq!(outstanding[&names[report]], expected, "{report}");
    }
}

/// The two real papers, where they are there: counts from `expected.json`, and a merge of an empty cycle changes nothing.
#[test]
fn the_real_papers_carry_a_cycle() {
    let papers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/papers");
    let Ok(expected) = fs::read(papers.join("expected.json")) else {
        eprintln!("left out: the real papers are not here");
        return;
    };
    let expected: Json = serde_json::from_slice(&expected).unwrap();
    let desk = Desk::new();
    desk.run("2021-11-20", &["init"]);
    for (paper, cycle, as_at) in [("city-2021-11", "2021-11", "2021-11-20"), ("city-2022-05", "2022-05", "2022-05-20")] {
        let said = desk.import(&format!("{paper}.xlsx"), &fs::read(papers.join(format!("{paper}.xlsx"))).unwrap(), cycle, as_at);
        assert_eq!(said["positions"], expected[paper]["rows"], "{paper}");
    }
    // Open on 20 May, by the status as printed in the newer paper: neither plain Green nor closed; those with the inspectorate are not asked.
    let asked = expected["city-2022-05"]["reports"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|report| report["rows"].as_array().unwrap())
        .filter(|row| row["stage"] == "in progress")
        .count();
    let (status, _) = desk.run("2022-06-01", &["issue", "--cycle", "2022-06", "--as-at", "2022-06-20", "--return-by", "2022-06-17"]);
    assert_eq!(status, 1, "no owner has an address yet");
    // Rows of November that vanished without a final status are still open, and are asked about as well.
    let issued: usize = desk.issued("2022-06").packs.iter().map(|pack| pack.tasks.len()).sum();
    assert!(issued >= asked, "{issued} of at least {asked}");
    let (status, said) = desk.run("2022-06-16", &["merge"]);
    assert!(status < 2, "{said}");
    assert_eq!(said["tasks"]["issued"], issued);
    assert_eq!(said["tasks"]["missing"], issued, "nothing has come back");
}
