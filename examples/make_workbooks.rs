//! Writes the workbooks of `workbooks/` that anyone can open without running anything: the standard return template,
//! the sample register, and the sample returns.
//!
//!     cargo run --example make_workbooks
//!
//! A test compares what is kept with what this makes, part by part.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example writes files and says so")]

use std::path::Path;

use chrono::NaiveDate;
use rectrack::excel::register;
use rectrack::excel::return_form::{self, FormTexts};
use rectrack::merge::LastMerge;
use rectrack::model::facts::TaskFacts;
use rectrack::model::returned::{Issued, IssuedTask, Pack};
use rectrack::model::words::{Rating, Setter, Stage};
use rectrack::model::{Due, Refusal};
use rectrack::run::demo::{self, returns, sample};
use rectrack::run::{init, issue};

#[allow(clippy::unwrap_used, clippy::duplicate_mod, reason = "shared with the tests")]
#[path = "../tests/it/two_papers.rs"]
mod two_papers;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (file, bytes) in workbooks()? {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks").join(&file);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, bytes)?;
        println!("workbooks/{file}");
    }
    Ok(())
}

/// Every workbook: its path below `workbooks/`, and its bytes.
pub(crate) fn workbooks() -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let open = returns::open_cycle()?;
    let made = sample::register()?;
    let asked = issue::Asked {
        cycle: open.cycle.clone(),
        as_at: Some(open.as_at),
        return_by: Some(open.return_by),
        owners: Vec::new(),
        due_within: None,
    };
    let planned = issue::plan(&made, &Issued::default(), &asked, open.issued_on, &LastMerge::default())?;
    let texts = FormTexts::of(&demo::settings(), &planned.register, &open.cycle);
    let mut workbooks = vec![
        ("return-template.xlsx".to_owned(), template()?),
        ("sample-register.xlsx".to_owned(), register::write(&planned.register, open.as_at)?),
        ("papers/november.xlsx".to_owned(), two_papers::november()),
        ("papers/may.xlsx".to_owned(), two_papers::may()),
    ];
    for file in open.returns(&planned.issued, &texts)? {
        workbooks.push((format!("sample-returns/{}", file.name), file.bytes));
    }
    Ok(workbooks)
}

/// The form as an owner gets it, with one row that is made up.
fn template() -> Result<Vec<u8>, Refusal> {
    let day = |month, day| NaiveDate::from_ymd_opt(2022, month, day);
    let facts = TaskFacts {
        rating: Some(Rating::Amber),
        stage: Some(Stage::InProgress),
        due: Due { date: day(12, 31), ..Due::default() },
        update: "What the owner said last time stands here.".into(),
        ..TaskFacts::default()
    };
    let task = IssuedTask {
        reference: "example-report-2022/1.1".into(),
        report: "example-report-2022".into(),
        report_title: "The title of a report".into(),
        no: "1".into(),
        text: "What the report asks for stands here, in full on the sheet Details.".into(),
        owner: "The owner's role".into(),
        published: day(2, 25),
        original_due: day(12, 31).map(Due::day).unwrap_or_default().set_by(Setter::Inspectorate),
        last_time: Some(facts.clone()),
        facts,
        ..IssuedTask::default()
    };
    let pack = Pack {
        stamp: "2022-11/example/1/0".into(),
        cycle: "2022-11".into(),
        owner: "The owner's role".into(),
        issued_on: day(10, 24),
        as_at: day(11, 18),
        return_by: day(11, 11),
        issue: 1,
        tasks: vec![task],
        ..Pack::default()
    };
    return_form::write(&pack, &FormTexts::of(&demo::settings(), &init::empty(), "2022-11"))
}
