//! A workspace of a wanted size, made by the program's own commands: a register with closed cycles behind it, a cycle that was
//! issued, and every owner's workbook filled in and sent back.

use std::fs;
use std::path::Path;

use chrono::{Days, Months, NaiveDate};
use rayon::prelude::*;

use rectrack::excel::{
    self,
    return_form::{Filled, FilledCell, FormTexts, write_filled},
};
use rectrack::model::columns as c;
use rectrack::model::returned::Pack;
use rectrack::model::tables::{Cycle, Owner, Position, Recommendation, Report, Task};
use rectrack::model::words::{CycleState, Rating, Setter, Stage};
use rectrack::model::{Due, Register, Settings, TaskFacts, Value, Word as _};
use rectrack::run::{self, Unwatched, World};
use rectrack::workspace::Workspace;

/// How large a workspace is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) returns: usize,
    /// Tasks in each return; two of them belong to one recommendation.
    pub(crate) tasks: usize,
    /// Cycles that were closed before this one; each left a position of every task.
    pub(crate) cycles: u32,
}

/// Recommendations of one report.
const OF_A_REPORT: usize = 25;

/// Makes the workspace in a folder that is there and empty. The open cycle is `now`; nothing of it has been merged.
pub(crate) fn make(root: &Path, size: Size) {
    let today = today();
    let world = World { root: root.to_owned(), today, dry_run: false, program: "rectrack".into() };
    run::init::run(&world).expect("the folder is empty");
    let register = register(size, today);
    fs::write(root.join("register.xlsx"), excel::register::write(&register, today).expect("short texts")).expect("a folder to write to");
    let asked = run::issue::Asked {
        cycle: "now".to_owned(),
        as_at: Some(today + Days::new(30)),
        return_by: Some(today + Days::new(40)),
        owners: Vec::new(),
        due_within: None,
    };
    let issued = run::issue::run(&world, &asked, &Unwatched).expect("there is something to issue");
    let texts = FormTexts::of(&Settings::default(), &register, "now");
    let folder = root.join(Workspace::returns_folder("now"));
    issued.packs.par_iter().for_each(|pack| {
        let name = pack.file.rsplit('/').next().unwrap_or(&pack.file);
        let bytes = write_filled(pack, &texts, &filled(pack, today)).expect("short texts");
        fs::write(folder.join(name), bytes).expect("a folder to write to");
    });
}

/// The day on which the open cycle was issued.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 10, 1).expect("a day of the calendar")
}

fn register(size: Size, today: NaiveDate) -> Register {
    let mut register = run::init::empty();
    for back in (1..=size.cycles).rev() {
        let as_at = Some(today - Months::new(3 * back));
        register.cycles.push(Cycle { cycle: label(back).into(), as_at, state: Some(CycleState::Closed), ..Cycle::default() });
    }
    for at in 0..size.returns {
        register.owners.push(Owner { owner: owner(at).into(), e_mail: format!("unit{at}@force.example").into(), ..Owner::default() });
    }
    for at in 0..size.returns * size.tasks {
        add_task(&mut register, at, size, today);
    }
    for back in (1..=size.cycles).rev() {
        for task in &register.tasks {
            let report = task.recommendation.split('/').next().unwrap_or_default().to_owned();
            let owner = task.owner.clone();
            let mut position = Position {
                cycle: label(back).into(),
                reference: task.reference.clone(),
                report: report.into(),
                owner,
                ..Position::default()
            };
            position.set_facts(&TaskFacts { update: long(position.reference.len() + back as usize).into(), ..task.facts() });
            register.positions.push(position);
        }
    }
    register
}

fn add_task(register: &mut Register, at: usize, size: Size, today: NaiveDate) {
    let report = format!("inspection-{}", at / 2 / OF_A_REPORT + 1);
    let published = today - Months::new(24);
    let recommendation = format!("{report}/{}", at / 2 % OF_A_REPORT + 1);
    let rating = Some(Rating::Amber);
    let due = Due::month(today + Months::new(3 + u32::try_from(at % 12).unwrap_or(0))).set_by(Setter::Force);
    if at.is_multiple_of(2 * OF_A_REPORT) {
        let title = report.replace('-', " ");
        register.reports.push(Report {
            report: report.as_str().into(),
            title: title.into(),
            published: Some(published),
            ..Report::default()
        });
    }
    if at.is_multiple_of(2) {
        register.recommendations.push(Recommendation {
            reference: recommendation.as_str().into(),
            report: report.into(),
            no: (at / 2 % OF_A_REPORT + 1).to_string().into(),
            text: long(at).into(),
            original_due: due.date,
            original_due_kind: due.kind,
            due: due.date,
            due_kind: due.kind,
            rating,
            stage: Some(Stage::InProgress),
            ..Recommendation::default()
        });
    }
    register.tasks.push(Task {
        reference: format!("{recommendation}.{}", at % 2 + 1).into(),
        recommendation: recommendation.into(),
        // Tasks of one recommendation go to different owners, as they do.
        owner: owner(at % size.returns).into(),
        task: long(at + 1).into(),
        rating,
        stage: Some(Stage::InProgress),
        due: due.date,
        due_kind: due.kind,
        due_set_by: due.set_by,
        update: long(at + 2).into(),
        ..Task::default()
    });
}

fn owner(at: usize) -> String {
    format!("Head of Unit {}", at + 1)
}

fn label(back: u32) -> String {
    format!("back-{back:02}")
}

/// A text of some three hundred characters, each differently put together, so that it packs as real ones do.
fn long(at: usize) -> String {
    const PARTS: [&str; 12] = [
        "The new form went to every unit and is used for all reports.",
        "Half of the sergeants have been trained; the rest follow in the spring.",
        "An audit of sixty files found that four in five met the standard.",
        "The board looked at the figures and asked for another sample.",
        "A paper on costs goes to the next meeting of the resources group.",
        "The supplier has given a date for the change to the system.",
        "Partners were asked for their views, and nine of twelve have answered.",
        "The policy was redrafted after the review and waits for the union's reply.",
        "Supervisors check ten cases a month and record what they find.",
        "No further money is needed this year.",
        "The dashboard shows each team's backlog by age.",
        "Lessons were shared at the away day.",
    ];
    let mut text = String::new();
    let mut state = at as u64 + 1;
    for _ in 0..5 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = PARTS[usize::try_from((state >> 33) % PARTS.len() as u64).unwrap_or(0)];
        text.push_str(part);
        text.push_str(&format!(" ({}) ", (state >> 40) % 1_000));
    }
    text.trim_end().to_owned()
}

/// What an owner typed. Two rows in ten have no change, and one row in fifty has a fault.
fn filled(pack: &Pack, today: NaiveDate) -> Filled {
    let mut cells = Vec::new();
    for (at, task) in pack.tasks.iter().enumerate() {
        let mut say = |column, value| cells.push(FilledCell { reference: task.reference.as_str().into(), column, value });
        let seed = at + pack.stamp.bytes().map(usize::from).sum::<usize>();
        let update = Value::from(long(seed + task.reference.len() * 7).as_str());
        match at % 10 {
            0 | 5 => say(&c::NO_CHANGE, Value::from("Yes")),
            1 => {
                say(&c::RATING, Value::from(Rating::Red.as_str()));
                say(&c::UPDATE, update);
                if seed % 5 > 0 {
                    say(&c::REASON, Value::from("The trainers left, and new ones start in the spring"));
                }
            }
            2 => {
                say(&c::RATING, Value::from(Rating::Green.as_str()));
                say(&c::UPDATE, Value::from("The work is complete: the audit found that all files meet the standard."));
                say(&c::EVIDENCE, Value::from("Minutes of the board of May"));
                say(&c::COMPLETED_ON, Value::Date(today));
            }
            4 => {
                say(&c::RATING, Value::from(Rating::Amber.as_str()));
                say(&c::UPDATE, update);
                say(&c::REVISED_DUE, Value::Date(today + Months::new(15)));
                say(&c::REASON_NEW_DATE, Value::from("The system comes a quarter later than was planned"));
            }
            _ => {
                say(&c::RATING, Value::from(Rating::Amber.as_str()));
                say(&c::UPDATE, update);
            }
        }
    }
    Filled { saved_on: Some((today + Days::new(32), 10)), filled_in_by: "A. Person".to_owned(), agreed_by: String::new(), cells }
}
