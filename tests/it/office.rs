//! A small office for tests that go through whole runs: a workspace of a few tasks, edited, issued, returned and merged.

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use rectrack::excel;
use rectrack::excel::return_form::{Filled, FilledCell, FormTexts, write_filled};
use rectrack::model::columns::Column;
use rectrack::model::returned::Pack;
use rectrack::model::settled::Choice;
use rectrack::model::tables::{Decision, Owner, Recommendation, Report, Task};
use rectrack::model::words::{DecisionKind, Rating, Setter, Stage, Word as _};
use rectrack::model::{Due, Refusal, Register, Settings, Value};
use rectrack::run::{self, Unwatched, World};

/// The cycle that [`Office::issue`] opens: as at 30 June 2022, back by 17 June.
pub(crate) const CYCLE: &str = "2022-06";

pub(crate) struct Office {
    folder: tempfile::TempDir,
    pub(crate) world: World,
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// What a coordinator types beside a row of `queries.xlsx`, agreed with a chief officer.
pub(crate) fn choice(decision: &str, value: &str, reason: &str) -> Choice {
    Choice {
        typed: decision.into(),
        decision: DecisionKind::read(decision),
        value: value.into(),
        decided_by: "ACC Crime".into(),
        reason: reason.into(),
        ..Choice::default()
    }
}

impl Office {
    /// One report, `calls-2021`, with a task a recommendation: numbers and owners are given. All Amber, due at the end of 2022.
    pub(crate) fn new(tasks: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = World {
            root: folder.path().join("office"),
            today: day(2022, 6, 1),
            dry_run: false,
            program: env!("CARGO_BIN_EXE_rectrack").into(),
        };
        run::init::run(&world).unwrap();
        let office = Self { folder, world };
        office.edit(|register| {
            for (_, owner) in tasks {
                add_owner(register, owner);
            }
            register.reports.push(Report {
                report: "calls-2021".into(),
                title: "Calls answered".into(),
                published: Some(day(2021, 3, 1)),
                ..Report::default()
            });
            for (no, owner) in tasks {
                add_task(register, no, owner);
            }
        });
        office
    }

    /// A folder outside the workspace.
    pub(crate) fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.world.root.join(file)
    }

    pub(crate) fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.path(file)).unwrap()
    }

    pub(crate) fn register(&self) -> Register {
        self.world.open_to_read().unwrap().register
    }

    /// A decision of the coordinator's own: the first recommendation's rating, whatever its tasks roll up to.
    pub(crate) fn overrule(&self, rating: &str) {
        self.edit(|register| {
            register.decisions.push(Decision {
                reference: "calls-2021/1".into(),
                cycle: CYCLE.into(),
                rule_or_field: "Rating".into(),
                decision: Some(DecisionKind::UseValue),
                value: rating.into(),
                decided_by: "DCC".into(),
                reason: "The other half is done".into(),
                ..Decision::default()
            });
        });
    }

    /// A hand edit: the register's values change, and the file is saved over.
    pub(crate) fn edit(&self, change: impl FnOnce(&mut Register)) {
        let mut register = self.register();
        change(&mut register);
        fs::write(self.path("register.xlsx"), excel::register::write(&register, day(2022, 5, 5)).unwrap()).unwrap();
    }

    pub(crate) fn settings(&self, toml: &str) {
        fs::write(self.path("rectrack.toml"), toml).unwrap();
    }

    /// Opens the cycle, or adds to it.
    pub(crate) fn issue(&self) -> Vec<Pack> {
        self.try_issue().unwrap()
    }

    pub(crate) fn try_issue(&self) -> Result<Vec<Pack>, Refusal> {
        self.issue_watched(&Unwatched)
    }

    pub(crate) fn issue_watched(&self, progress: &dyn run::Progress) -> Result<Vec<Pack>, Refusal> {
        let asked = run::issue::Asked {
            cycle: CYCLE.to_owned(),
            as_at: Some(day(2022, 6, 30)),
            return_by: Some(day(2022, 6, 17)),
            owners: vec![],
            due_within: None,
        };
        Ok(run::issue::run(&self.world, &asked, progress)?.packs)
    }

    /// A pack filled in and saved on a day of June. `typed`: number, column, value.
    pub(crate) fn filled(&self, pack: &Pack, saved: u32, typed: &[(&str, &'static Column, &str)]) -> Vec<u8> {
        let cells = typed.iter().map(|(no, column, said)| FilledCell {
            reference: task_of(no),
            column,
            value: said.parse::<NaiveDate>().map_or_else(|_| Value::from(*said), Value::Date),
        });
        let filled = Filled {
            saved_on: Some((day(2022, 6, saved), 12)),
            filled_in_by: "Somebody".to_owned(),
            agreed_by: String::new(),
            cells: cells.collect(),
        };
        write_filled(pack, &FormTexts::of(&Settings::default(), &self.register(), CYCLE), &filled).unwrap()
    }

    /// Puts a filled pack into the returns folder.
    pub(crate) fn send(&self, pack: &Pack, file: &str, saved: u32, typed: &[(&str, &'static Column, &str)]) {
        self.drop_in(file, &self.filled(pack, saved, typed));
    }

    pub(crate) fn drop_in(&self, file: &str, bytes: &[u8]) {
        let folder = self.path(&format!("cycles/{CYCLE}/returns"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(file), bytes).unwrap();
    }

    pub(crate) fn merge(&self) -> run::merge::Done {
        let done = self.try_merge().unwrap();
        assert!(done.tally.adds_up(), "{}", done.tally);
        done
    }

    pub(crate) fn try_merge(&self) -> Result<run::merge::Done, Refusal> {
        run::merge::run(&self.world, &Unwatched)
    }

    /// What `verify` names; none when all agrees.
    pub(crate) fn faults(&self) -> Vec<String> {
        run::verify::run(&self.world).unwrap().faults
    }

    pub(crate) fn task(&self, no: &str) -> Task {
        self.register().task(&task_of(no)).unwrap().clone()
    }

    /// The queries workbook, read back.
    pub(crate) fn queries(&self) -> rectrack::model::settled::QueriesBook {
        let file = format!("cycles/{CYCLE}/queries.xlsx");
        let book = excel::book::open(&self.bytes(&file), &file, &rectrack::model::settings::Limits::default()).unwrap();
        excel::queries_book::read(&book).0
    }

    /// The coordinator types into the queries workbook.
    pub(crate) fn decide(&self, change: impl FnOnce(&mut rectrack::model::settled::QueriesBook)) {
        let mut book = self.queries();
        change(&mut book);
        fs::write(self.path(&format!("cycles/{CYCLE}/queries.xlsx")), excel::queries_book::write(&book).unwrap()).unwrap();
    }
}

/// `4` to the task's Ref.
pub(crate) fn task_of(no: &str) -> String {
    format!("calls-2021/{no}.1")
}

pub(crate) fn add_owner(register: &mut Register, owner: &str) {
    if register.owners.iter().all(|known| known.owner != owner) {
        let e_mail = format!("{}@force.example", owner.to_lowercase().replace(' ', "."));
        register.owners.push(Owner { owner: owner.into(), e_mail: e_mail.into(), ..Owner::default() });
    }
}

pub(crate) fn add_task(register: &mut Register, no: &str, owner: &str) {
    add_recommendation(register, ("calls-2021", no), &format!("Answer the calls of queue {no}."), Due::day(day(2022, 12, 31)), owner);
}

/// A recommendation of a report, by its number, with its one task: in progress, Amber, due when the inspectorate said.
pub(crate) fn add_recommendation(register: &mut Register, (report, no): (&str, &str), text: &str, due: Due, owner: &str) {
    let due = due.set_by(Setter::Inspectorate);
    let reference = format!("{report}/{no}");
    register.tasks.push(Task {
        reference: format!("{reference}.1").into(),
        recommendation: reference.as_str().into(),
        owner: owner.into(),
        rating: Some(Rating::Amber),
        stage: Some(Stage::InProgress),
        due: due.date,
        due_kind: due.kind,
        due_set_by: due.set_by,
        ..Task::default()
    });
    register.recommendations.push(Recommendation {
        reference: reference.into(),
        report: report.into(),
        no: no.into(),
        text: text.into(),
        original_due: due.date,
        original_due_kind: due.kind,
        original_due_set_by: due.set_by,
        rating: Some(Rating::Amber),
        stage: Some(Stage::InProgress),
        ..Recommendation::default()
    });
}
