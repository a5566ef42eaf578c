//! Writes forms with thousands of generated rows filled in, and beside each form what the rules say of every row, read
//! back from the workbook: `cargo run --example form_check -- FOLDER [FORMS]`. The interop test recalculates the forms and compares.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example stands outside the layers")]

#[path = "../tests/it/sample_pack.rs"]
#[allow(dead_code, reason = "the example needs a part of the sample")]
mod sample_pack;

use std::path::Path;

use chrono::Duration;
use rectrack::excel::book;
use rectrack::excel::return_form::{self, Filled, FilledCell};
use rectrack::model::columns as c;
use rectrack::model::facts::TaskFacts;
use rectrack::model::returned::{FileSeen, IssuedTask, Pack};
use rectrack::model::settings::Limits;
use rectrack::model::text::Text;
use rectrack::model::words::{DueKind, Rating, Stage, Word as _};
use rectrack::model::{Due, Value};

const ROWS: usize = 1_000;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap_or_else(|| ".".to_owned());
    let forms: u64 = args.next().and_then(|text| text.parse().ok()).unwrap_or(3);
    std::fs::create_dir_all(&folder)?;
    for form in 0..forms {
        let mut dice = Dice(form + 1);
        let mut texts = sample_pack::texts();
        texts.settings.meanings.moved_date_allows_amber = form % 2 == 0;
        let pack = pack(&mut dice);
        let cells = pack.tasks.iter().flat_map(|task| typed(task, &mut dice)).collect();
        let bytes = return_form::write_filled(&pack, &texts, &Filled { cells, ..Filled::default() })?;
        let name = format!("form-{form}");
        let book = book::open(&bytes, &name, &Limits::default()).map_err(|why| anyhow::anyhow!(why.says()))?;
        let seen = FileSeen::named(&name);
        let returned = return_form::read(&book, seen).map_err(|seen| anyhow::anyhow!(seen.asks))?;
        let rows: Vec<(Text, &str)> = returned
            .rows
            .iter()
            .zip(&pack.tasks)
            .map(|(row, task)| (row.reference.clone(), return_form::answer(task, &pack, &texts, &row.answers)))
            .collect();
        anyhow::ensure!(rows.len() == ROWS, "every row is read");
        std::fs::write(Path::new(&folder).join(format!("{name}.xlsx")), bytes)?;
        std::fs::write(Path::new(&folder).join(format!("{name}.json")), serde_json::to_vec(&rows)?)?;
        println!("{name}");
    }
    Ok(())
}

/// A plain generator: the same forms on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        let at = usize::try_from(self.below(of.len() as u64)).unwrap_or(0);
        &of[at]
    }

    fn day(&mut self) -> chrono::NaiveDate {
        let days = i64::try_from(self.below(700)).unwrap_or(0) - 350;
        // Often the very days on which a comparison turns.
        let days = *self.one(&[days, days, days, 0, 1, -1]);
        sample_pack::on(2022, 6, 20) + Duration::days(days)
    }
}

fn pack(dice: &mut Dice) -> Pack {
    let mut pack = sample_pack::pack();
    pack.tasks = (0..ROWS)
        .map(|at| {
            let due = match dice.below(5) {
                0 => Due::default(),
                1 => Due::without_day(*dice.one(&[DueKind::Immediate, DueKind::ToBeSet, DueKind::NoneSet])),
                2 => Due::month(dice.day()),
                _ => Due::day(dice.day()),
            };
            let held = |dice: &mut Dice| dice.one(&["", "", "what was held"]).to_string();
            IssuedTask {
                reference: format!("generated-2022/{at}.1").into(),
                report: "generated-2022".into(),
                no: at.to_string().into(),
                published: (dice.below(4) > 0).then(|| dice.day()),
                original_due: due,
                facts: TaskFacts {
                    rating: *dice.one(&[None, Some(Rating::Red), Some(Rating::Amber), Some(Rating::Green), Some(Rating::White)]),
                    stage: (dice.below(5) > 0).then(|| *dice.one(Stage::ALL)),
                    due,
                    reason: held(dice).into(),
                    update: held(dice).into(),
                    evidence: held(dice).into(),
                    waiting_on: held(dice).into(),
                    completed_on: (dice.below(4) == 0).then(|| dice.day()),
                    ..TaskFacts::default()
                },
                ..IssuedTask::default()
            }
        })
        .collect();
    pack
}

/// What somebody typed into a row: often little, sometimes odd.
fn typed(task: &IssuedTask, dice: &mut Dice) -> Vec<FilledCell> {
    let likely = dice.below(4);
    c::ENTRY
        .iter()
        .filter_map(|column| {
            let value = match column.heading {
                heading if heading == c::NO_CHANGE.heading => {
                    Value::from(*dice.one(&["", "", "", "Yes", "yes ", "y", "no", "N", "perhaps", "-"]))
                }
                heading if heading == c::RATING.heading => Value::from(*dice.one(&[
                    "",
                    "",
                    "Red",
                    "Amber",
                    "Green",
                    "White",
                    "Red",
                    "Amber",
                    "Green",
                    "White",
                    "amber",
                    " GREEN",
                    "Amber - on track",
                    "purple",
                    "-",
                ])),
                _ if column.holds == c::Holds::Date => match dice.below(6) {
                    0 => Value::Date(dice.day()),
                    // A plain number that is a day, with a time of day.
                    1 => Value::Number(44_500.0 + f64::from(u32::try_from(dice.below(400)).unwrap_or(0)) + 0.25),
                    2 => Value::from(*dice.one(&["-", "soon", " ", "\u{2013}"])),
                    _ => Value::Empty,
                },
                _ => Value::from(*dice.one(&[
                    "",
                    "",
                    "",
                    "Done in May.",
                    "We did what was asked.",
                    "  ",
                    "\u{a0}",
                    "-",
                    "\u{2014}",
                    "Line one\nline two",
                    "\n",
                ])),
            };
            // A quarter of the rows is hardly filled in.
            let left_out = likely == 0 && dice.below(4) > 0;
            (!left_out && value != Value::Empty).then(|| FilledCell { reference: task.reference.as_str().into(), column, value })
        })
        .collect()
}
