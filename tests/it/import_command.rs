//! `import`, `reconcile` and `history` as commands: what they write, what they refuse, and what can be done again.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rectrack::import::reconcile::Differs;
use rectrack::model::Refusal;
use rectrack::model::words::{CycleState, Rating, Stage};
use rectrack::run::import::{Asked, Done};
use rectrack::run::{self, World};
use tempfile::TempDir;

const SCHEDULE: &str = "\
Custody suites: a second look
A force report by HMICFRS
Published 4 May 2021
This report makes 3 recommendations for the force: 1 is complete and 2 are in progress
No.,Recommendation,Status,Due date,Comments,Task owner,Portal ref
1,Light every cell,Green,May 2022,Every cell has a lamp.,Head of Custody,P-11
2,Keep a log of visits,Amber,Jul-22,The log is on paper.,Head of Custody,P-12
3a,Train the night staff,Amber,Mar-22,Half are trained.,TBC,P-13
";

struct Bench {
    folder: TempDir,
    world: World,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = World {
            root: folder.path().join("work"),
            today: NaiveDate::from_ymd_opt(2022, 6, 1).unwrap(),
            dry_run: false,
            program: env!("CARGO_BIN_EXE_rectrack").into(),
        };
        fs::create_dir_all(&world.root).unwrap();
        run::init::run(&world).unwrap();
        Self { folder, world }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, file: &Path, cycle: &str, as_at: &str) -> Result<Done, String> {
        let asked = Asked { file: file.to_owned(), cycle: cycle.to_owned(), as_at: as_at.parse().unwrap(), audit: None };
        run::import::run(&self.world, &asked).map_err(|why| why.to_string())
    }

    fn register(&self) -> Vec<u8> {
        fs::read(self.world.root.join("register.xlsx")).unwrap()
    }
}

#[test]
fn a_paper_goes_in_once_and_can_be_done_again() {
    let bench = Bench::new();
    let file = bench.file("schedule.csv", SCHEDULE);
    let empty = bench.register();
    let dry = Bench { world: World { dry_run: true, ..bench.world.clone() }, folder: tempfile::tempdir().unwrap() };
    let audit = dry.import(&file, "2022-05", "2022-05-20").unwrap();
    assert_eq!(bench.register(), empty, "a dry run writes nothing");
    let done = bench.import(&file, "2022-05", "2022-05-20").unwrap();
    assert_eq!((done.reports, done.recommendations, done.positions, done.new_positions), (1, 3, 3, 3));
    assert_eq!(done.queries, audit.queries);
    let said: Vec<String> = done.queries.iter().map(|query| format!("{} {} {}", query.rule, query.reference, query.place.cell())).collect();
    // March has passed on 20 May; nobody is named for 3a; and whether the inspectorate agreed to 1 is not said.
    assert!(said.contains(&"past-due custody-suites-2021/3a C8".to_owned()), "{said:?}");
    assert!(said.contains(&"owner-to-be-confirmed custody-suites-2021/3a A8".to_owned()), "{said:?}");
    assert!(said.iter().any(|said| said.starts_with("closed-without-agreement custody-suites-2021")), "{said:?}");
    assert!(done.counts.iter().all(|counts| counts.agrees));
    let once = bench.register();
    let again = bench.import(&file, "2022-05", "2022-05-20").unwrap();
    assert_eq!((again.positions, again.new_positions), (3, 0));
    assert_eq!(bench.register(), once, "the same paper again changes nothing");
    let verified = run::verify::run(&bench.world).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
}

#[test]
fn what_is_refused_changes_nothing() {
    let bench = Bench::new();
    let file = bench.file("schedule.csv", SCHEDULE);
    bench.import(&file, "2022-05", "2022-05-20").unwrap();
    let held = bench.register();
    for (file, cycle, as_at, says) in [
        (file.clone(), "2022-05", "2022-05-21", "as at 20 May 2022, not 21 May 2022"),
        (file.clone(), " ", "2022-05-20", "needs a label"),
        (file.clone(), "../../../out", "2022-06-20", "'../../../out' cannot be a cycle's label"),
        (file.clone(), "/elsewhere", "2022-06-20", "cannot be a cycle's label"),
        (file.clone(), "2022/06", "2022-06-20", "cannot be a cycle's label"),
        (file.clone(), "Jun 2022", "2022-06-20", "cannot be a cycle's label - use lower-case letters, digits and hyphens"),
        (bench.file("letter.txt", "Dear all,\nnothing is asked here.\n"), "2022-06", "2022-06-20", "no table of recommendations"),
        (bench.file("figures.csv", "Month,Calls\nMay,12\nJune,14\n"), "2022-06", "2022-06-20", "no table of recommendations"),
        (bench.file("broken.docx", "PK\u{3}\u{4}nothing"), "2022-06", "2022-06-20", "cannot be read"),
        (bench.folder.path().join("missing.xlsx"), "2022-06", "2022-06-20", ""),
    ] {
        let why = bench.import(&file, cycle, as_at).unwrap_err();
        assert!(why.contains(says), "{}: {why}", file.display());
    }
    assert_eq!(bench.register(), held);
}

/// A label that somebody typed on the sheet `Cycles` names no folder outside the workspace either.
#[test]
fn a_label_typed_into_the_register_leads_nowhere_else() {
    let bench = Bench::new();
    bench.import(&bench.file("schedule.csv", SCHEDULE), "2022-05", "2022-05-20").unwrap();
    let held = rectrack::run::register_from(&bench.register()).unwrap().0;
    for (label, state) in [
        ("../../../out", CycleState::Closed),
        ("../../../out", CycleState::Open),
        ("2022/05", CycleState::Closed),
        ("Nov 2021", CycleState::Closed),
    ] {
        let mut edited = held.clone();
        (edited.cycles[0].cycle, edited.cycles[0].state) = (label.into(), Some(state));
        edited.positions.iter_mut().for_each(|row| row.cycle = label.into());
        let bytes = rectrack::excel::register::write(&edited, bench.world.today).unwrap();
        fs::write(bench.world.root.join("register.xlsx"), &bytes).unwrap();
        let paper = |cycle: Option<&str>| {
            let asked = run::consolidate::Asked { cycle: cycle.map(str::to_owned), ..run::consolidate::Asked::default() };
            run::consolidate::run(&bench.world, &asked).map(|_| ())
        };
        let merged = run::merge::run(&bench.world, &run::Unwatched).map(|_| ());
        let mut refused = vec![paper(None), paper(Some(label))];
        if state == CycleState::Open {
            refused.extend([merged, run::close::run(&bench.world, false, "").map(|_| ())]);
        }
        for done in refused {
            let why = done.unwrap_err();
            assert_eq!(why.says, format!("'{label}' cannot be a cycle's label"));
            assert!(why.asks.starts_with("in register.xlsx give it"), "{why}");
        }
        assert_eq!(bench.register(), bytes);
        assert!(!bench.folder.path().join("out").exists());
    }
}

#[test]
fn a_word_document_really_saved_by_libreoffice() {
    let bench = Bench::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/saved-by/libreoffice-schedule.docx");
    let done = bench.import(&file, "2022-05", "2022-05-20").unwrap();
    assert_eq!((done.reports, done.recommendations, done.positions), (2, 4, 4));
    let history = run::history::run(&bench.world, "custody-suites-2021/1").unwrap();
    assert_eq!(history.recommendation.text, "Light every cell:\n- by day\n- by night", "bullets stay");
    assert_eq!((history.positions[0].rating, history.positions[0].stage), (Some(Rating::Green), Some(Stage::Closed)));
    let moved = run::history::run(&bench.world, "custody-suites-2021/2.1").unwrap();
    assert_eq!(moved.extensions.len(), 1, "October 2021, now July 2022");
    assert_eq!((&*moved.positions[0].sheet, &*moved.positions[0].cell), ("Document", "A7"));
    let waiting = run::history::run(&bench.world, "answering-calls-2021/7").unwrap();
    assert_eq!(waiting.recommendation.waiting_on, "the new exchange");
}

#[test]
fn history_names_the_nearest() {
    let bench = Bench::new();
    bench.import(&bench.file("schedule.csv", SCHEDULE), "2022-05", "2022-05-20").unwrap();
    let why = run::history::run(&bench.world, "custody-suite-2021/2").unwrap_err();
    assert_eq!(why.asks, "did you mean custody-suites-2021/2?");
}

#[test]
fn an_outside_list_is_compared_and_nothing_is_written() {
    let bench = Bench::new();
    bench.import(&bench.file("schedule.csv", SCHEDULE), "2022-05", "2022-05-20").unwrap();
    let held = bench.register();
    // The portal's export: its own references, another order, one row that we do not have, one of ours missing.
    let list = bench.file(
        "portal.csv",
        "Portal ref;Inspection;Recommendation;Status;Due date;Evidence submitted\n\
         P-12;Custody suites: a second look;Keep a log of visits;Closed;31/07/2022;\n\
         P-11;Custody suites: a second look;Light every cell;Open;31/05/2022;01/05/2022\n\
         P-99;Custody suites: a second look;Paint every cell blue and white;Open;31/12/2022;\n",
    );
    let save = bench.folder.path().join("differences.xlsx");
    let done = run::reconcile::run(&bench.world, &list, Some(&save)).unwrap();
    assert_eq!((done.rows, done.matched), (3, 2));
    let said: Vec<(Differs, &str)> = done.differences.iter().map(|row| (row.differs, row.reference.as_str())).collect();
    assert_eq!(
        said,
        [
            (Differs::OnlyThere, ""),
            (Differs::OnlyHere, "custody-suites-2021/3a"),
            (Differs::ClosedThereOpenHere, "custody-suites-2021/2"),
            (Differs::OpenThereClosedHere, "custody-suites-2021/1"),
        ]
    );
    assert!(save.exists());
    assert_eq!(bench.register(), held);
}

/// Another system words recommendations shortly and pads its numbers: report and number say which is meant.
#[test]
fn a_list_in_other_words_is_matched_by_report_and_number() {
    let bench = Bench::new();
    bench.import(&bench.file("schedule.csv", SCHEDULE), "2022-05", "2022-05-20").unwrap();
    let list = bench.file(
        "system.csv",
        "Inspection;No.;Recommendation;Status;Cost centre\nCustody suites: a second look;01;Estates programme;Open;4\n\
         Custody suites: a second look;02;Register quality;Closed;4\n",
    );
    let done = run::reconcile::run(&bench.world, &list, None).unwrap();
    assert_eq!((done.rows, done.matched), (2, 2));
    let of = |differs: Differs| {
        done.differences.iter().filter(move |row| row.differs == differs).map(|row| row.reference.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of(Differs::Wording), ["custody-suites-2021/1", "custody-suites-2021/2"]);
    assert_eq!(of(Differs::ClosedThereOpenHere), ["custody-suites-2021/2"]);
    for query in &done.queries {
        let told = format!("{} - {}", query.says(), query.asks());
        assert!(!told.contains("import again") && !told.contains("Positions"), "{told}");
    }
    assert!(done.queries.iter().any(|query| query.says().contains("it was not compared")), "the column 'Cost centre' is named");
}

/// The register's own Refs name a recommendation without its report, a task's Ref too, in whatever case.
#[test]
fn a_list_of_refs_needs_no_reports() {
    let bench = Bench::new();
    bench.import(&bench.file("schedule.csv", SCHEDULE), "2022-05", "2022-05-20").unwrap();
    let list = bench.file(
        "refs.csv",
        "Reference,Status,Due\ncustody-suites-2021/2,Closed,31/07/2022\nCustody-Suites-2021/3a.1,Amber,31/03/2022\ncustody-suites-2021/9,Amber,\n",
    );
    let done = run::reconcile::run(&bench.world, &list, None).unwrap();
    assert_eq!((done.rows, done.matched), (3, 2));
    let said: Vec<(Differs, &str, &str)> =
        done.differences.iter().map(|row| (row.differs, row.reference.as_str(), row.no.as_str())).collect();
    assert_eq!(
        said,
        [(Differs::OnlyThere, "", "custody-suites-2021/9"), (Differs::ClosedThereOpenHere, "custody-suites-2021/2", "2")],
        "1 is closed here, 3a is open on both sides on the same day"
    );
}

/// A command that writes where it is told.
type Writes<'a> = &'a dyn Fn(&Path) -> Result<(), Refusal>;

/// `--audit`, `--save` and `export` write where they are told, but only over what they wrote themselves.
#[test]
fn a_file_that_is_named_to_be_written_is_never_somebodys_work() {
    let bench = Bench::new();
    let paper = bench.file("schedule.csv", SCHEDULE);
    bench.import(&paper, "2022-05", "2022-05-20").unwrap();
    let inside = |name: &str| bench.world.root.join(name);
    let outside = |name: &str| bench.folder.path().join(name);
    let import = |audit: &Path| {
        let asked = Asked { file: paper.clone(), cycle: "2022-06".into(), as_at: "2022-06-20".parse().unwrap(), audit: Some(audit.into()) };
        run::import::run(&bench.world, &asked).map(|_| ())
    };
    let reconcile = |save: &Path| run::reconcile::run(&bench.world, &paper, Some(&save.to_owned())).map(|_| ());
    let export = |folder: &Path| run::export::run(&bench.world, folder).map(|_| ());
    let write: [(&str, Writes<'_>); 2] = [("audit", &import), ("save", &reconcile)];

    // New, and again over what it wrote itself.
    for (name, write) in write {
        let path = outside(&format!("{name}.xlsx"));
        write(&path).unwrap();
        write(&path).unwrap();
    }
    export(&outside("csv")).unwrap();
    export(&outside("csv")).unwrap();

    // One kind is not the other; a workbook that somebody has saved since is somebody's.
    let saved_since = {
        let mut book = rust_xlsxwriter::Workbook::new();
        let at = rust_xlsxwriter::ExcelDateTime::from_ymd(2022, 6, 1).unwrap().and_hms(10, 5, 0).unwrap();
        book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&at));
        let text = "What the paper would have been queried for";
        book.add_worksheet().set_name("Queries").unwrap().write(0, 0, text).unwrap().write(9, 9, "Ask Jo").unwrap();
        book.save_to_buffer().unwrap()
    };
    fs::write(outside("saved.xlsx"), saved_since).unwrap();
    fs::create_dir_all(outside("mine")).unwrap();
    fs::write(outside("mine/owners.csv"), "name,telephone\n").unwrap();
    let cases: [(Writes<'_>, PathBuf, PathBuf); 9] = [
        (&import, inside("register.xlsx"), inside("register.xlsx")),
        (&import, inside("rectrack.toml"), inside("rectrack.toml")),
        (&import, inside("journal.jsonl"), inside("journal.jsonl")),
        (&import, paper.clone(), paper.clone()),
        (&import, outside("save.xlsx"), outside("save.xlsx")),
        (&import, outside("saved.xlsx"), outside("saved.xlsx")),
        (&reconcile, inside("register.xlsx"), inside("register.xlsx")),
        (&reconcile, paper.clone(), paper.clone()),
        (&export, outside("mine"), outside("mine/owners.csv")),
    ];
    let register = bench.register();
    for (write, named, at_stake) in cases {
        let held = fs::read(&at_stake).unwrap();
        let why = write(&named).unwrap_err();
        let says = format!("{} is there already, and is not what an earlier run of this command left", at_stake.display());
        assert_eq!(why.says, says);
        assert_eq!(fs::read(&at_stake).unwrap(), held, "{says}");
        assert_eq!(bench.register(), register, "{says}");
    }
    assert_eq!(fs::read_dir(outside("mine")).unwrap().count(), 1);
    // An audit that cannot be written imports nothing.
    let why = import(&paper.join("below-a-file.xlsx")).unwrap_err();
    assert!(why.says.contains("schedule.csv"), "{why}");
    assert_eq!(bench.register(), register);
}

/// A row whose status nobody can read is asked about once, at its status, and not as an owner's answer is.
#[test]
fn a_status_that_says_nothing_is_asked_about_once() {
    let bench = Bench::new();
    let text = "A tracker\nPublished May 2021\nNo.,Recommendation,Status,Update,Task owner\n1,Mow the verges,Green,Mown.,A\n\
                2,Ask the residents,✓,Asked.,A\n3,Keep the charges,,Kept.,A\n4,Paint the signs,Ambr,Begun.,A\n";
    let done = bench.import(&bench.file("tracker.csv", text), "2022-05", "2022-05-20").unwrap();
    let said: Vec<String> = done.queries.iter().map(|query| format!("{} {}", query.rule, query.place.cell())).collect();
    let of_statuses: Vec<&String> = said.iter().filter(|said| said.contains("rating")).collect();
    assert_eq!(of_statuses, ["unknown-rating C5", "unknown-rating C6", "unknown-rating C7"]);
}
