//! Nothing that an owner wrote is lost: every text entered in a return that can be read stands in the register, in the
//! queries workbook, or in a query; and every tally adds up. Returns are filled in at random, and damaged as people damage them.
//!
//! `RECTRACK_MERGES` sets how many merges of how many owners' files (`100x200` in `.ci/run`).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use rectrack::excel::return_form::{self, Filled, FilledCell, FormTexts};
use rectrack::excel::{book, register};
use rectrack::model::columns::{ENTRY, Holds};
use rectrack::model::returned::Pack;
use rectrack::model::settings::Limits;
use rectrack::model::tables::{Owner, Recommendation, Report, Task};
use rectrack::model::text::Text;
use rectrack::model::words::{DueKind, ForTheForce, Kind, Rating, Stage};
use rectrack::model::{Book, Register, Settings, Value};
use rectrack::run::{Unwatched, World, init, issue, merge};

use super::cases::package::{parts_of, zip_of};
use super::cases::told::seen;
use super::corruption::Dice;

const TASKS_EACH: usize = 3;

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn size() -> (usize, usize) {
    let asked = std::env::var("RECTRACK_MERGES").unwrap_or_else(|_| "3x8".to_owned());
    let (merges, owners) = asked.split_once('x').expect("merges x owners");
    (merges.parse().unwrap(), owners.parse().unwrap())
}

#[test]
fn what_owners_wrote_is_never_lost() {
    let (merges, owners) = size();
    let mut dice = Dice(0xca5e);
    for _ in 0..merges {
        one_merge(&mut dice, owners);
    }
}

fn one_merge(dice: &mut Dice, owners: usize) {
    let folder = tempfile::tempdir().unwrap();
    let world =
        World { root: folder.path().join("work"), today: on(2022, 6, 20), dry_run: false, program: env!("CARGO_BIN_EXE_rectrack").into() };
    fs::create_dir_all(&world.root).unwrap();
    init::run(&world).unwrap();
    fs::write(world.root.join("register.xlsx"), register::write(&held(owners), on(2022, 6, 1)).unwrap()).unwrap();
    let asked = issue::Asked {
        cycle: "2022-06".into(),
        as_at: Some(on(2022, 6, 20)),
        return_by: Some(on(2022, 6, 24)),
        owners: Vec::new(),
        due_within: None,
    };
    let issued = issue::run(&world, &asked, &Unwatched).unwrap();
    let returns = world.root.join("cycles/2022-06/returns");
    fs::create_dir_all(&returns).unwrap();
    let mut next = 0;
    let mut entered = BTreeSet::new();
    for (at, pack) in issued.packs.iter().enumerate() {
        for copy in 0..dice.below(3) {
            let well = filled_in(dice, pack, &mut next, copy);
            let bytes = damaged(dice, well);
            entered.extend(texts_in(&bytes));
            fs::write(returns.join(format!("{at}-{copy}.xlsx")), bytes).unwrap();
        }
    }
    let done = merge::run(&world, &Unwatched).unwrap();
    let tally = done.tally.to_string();
    let numbers: Vec<usize> = tally.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
    assert_eq!(numbers[0], issued.packs.iter().map(|pack| pack.tasks.len()).sum::<usize>(), "{tally}");
    assert_eq!(numbers[0], numbers[1..].iter().sum::<usize>(), "{tally}");
    let kept = [everything(&world.root, "register.xlsx"), everything(&world.root, &done.queries_book)].concat()
        + &done.queries.iter().map(|query| format!("{}\n", query.says())).collect::<String>();
    let lost: Vec<&Text> = entered.iter().filter(|text| !kept.contains(text.as_str())).collect();
    assert!(lost.is_empty(), "{} of {} texts are lost: {lost:?}\n{tally}", lost.len(), entered.len());
}

/// A register of so many owners with three open tasks each.
fn held(owners: usize) -> Register {
    let mut register = Register {
        reports: vec![Report {
            report: "custody-2018".into(),
            title: "Custody".into(),
            published: Some(on(2018, 1, 31)),
            ..Report::default()
        }],
        ..Register::default()
    };
    for owner in 0..owners {
        let name = format!("Head of team {owner}");
        register.owners.push(Owner {
            owner: name.as_str().into(),
            e_mail: format!("team{owner}@northford.example").into(),
            ..Owner::default()
        });
        for task in 0..TASKS_EACH {
            let no = (owner * TASKS_EACH + task + 1).to_string();
            let recommendation = format!("custody-2018/{no}");
            register.recommendations.push(Recommendation {
                reference: recommendation.as_str().into(),
                report: "custody-2018".into(),
                no: no.into(),
                kind: Some(Kind::Recommendation),
                for_force: Some(ForTheForce::Wholly),
                rating: Some(Rating::Amber),
                stage: Some(Stage::InProgress),
                due: Some(on(2022, 12, 31)),
                due_kind: Some(DueKind::Day),
                ..Recommendation::default()
            });
            register.tasks.push(Task {
                reference: format!("{recommendation}.1").into(),
                recommendation: recommendation.into(),
                owner: name.as_str().into(),
                rating: Some(Rating::Amber),
                stage: Some(Stage::InProgress),
                due: Some(on(2022, 12, 31)),
                due_kind: Some(DueKind::Day),
                ..Task::default()
            });
        }
    }
    register
}

/// A form with texts that stand nowhere else, in cells chosen at random; some where a word or a date should stand.
fn filled_in(dice: &mut Dice, pack: &Pack, next: &mut usize, copy: usize) -> Vec<u8> {
    let mut cells = Vec::new();
    for task in &pack.tasks {
        for column in ENTRY.iter().copied() {
            if dice.below(2) == 0 {
                continue;
            }
            *next += 1;
            let text = Value::Text(format!("words-{next:06}").into());
            let value = match column.holds {
                Holds::OneOf(list) if dice.below(5) > 0 => Value::from(list.words()[dice.below(list.words().len())]),
                Holds::Date if dice.below(5) > 0 => {
                    Value::Date(on(2022, 7, 1) + chrono::Duration::days(i64::try_from(dice.below(700)).unwrap()))
                }
                _ => text,
            };
            cells.push(FilledCell { reference: task.reference.as_str().into(), column, value });
        }
    }
    let saved_on = Some((on(2022, 6, 10 + u32::try_from(copy).unwrap()), 9));
    let filled = Filled { saved_on, filled_in_by: String::new(), agreed_by: String::new(), cells };
    let texts = FormTexts { settings: Settings::default(), ..FormTexts::default() };
    return_form::write_filled(pack, &texts, &filled).unwrap()
}

/// What people do to a file, or nothing.
fn damaged(dice: &mut Dice, bytes: Vec<u8>) -> Vec<u8> {
    let edit = |bytes: &[u8], part: &str, from: &str, to: &str| {
        let mut parts = parts_of(bytes);
        for (_, content) in parts.iter_mut().filter(|(name, _)| name == part) {
            *content = std::str::from_utf8(content).unwrap().replace(from, to).into_bytes();
        }
        zip_of(&parts)
    };
    match dice.below(10) {
        0 => edit(&bytes, "xl/workbook.xml", "name=\"Return\"", "name=\"My answers\""),
        1 => edit(&bytes, "docProps/custom.xml", "rectrack_", "someone_else_"),
        2 => edit(&bytes, "xl/sharedStrings.xml", "<t>Evidence</t>", "<t>Proof we hold</t>"),
        3 => edit(&bytes, "xl/sharedStrings.xml", "<t>Update</t>", "<t>UPDATE:</t>"),
        4 => bytes[..bytes.len() * 2 / 3].to_vec(),
        5 => {
            let mut bytes = bytes;
            let at = dice.below(bytes.len());
            bytes[at] ^= 0x55;
            bytes
        }
        _ => bytes,
    }
}

/// The texts entered in a return, where it can be read as one.
fn texts_in(bytes: &[u8]) -> Vec<Text> {
    let Ok(book) = book::open(bytes, "return.xlsx", &Limits::default()) else { return Vec::new() };
    let Ok(returned) = return_form::read(&book, seen("return.xlsx")) else { return Vec::new() };
    let answers = returned.rows.iter().flat_map(|row| row.answers.cells().map(|(_, value, _)| value.shown()));
    let beside = returned.rows.iter().flat_map(|row| row.unknown.iter().map(|(_, shown, _)| shown.clone()));
    let all = answers.chain(beside).chain(returned.outside.iter().map(|(_, text)| text.clone())).collect::<Vec<_>>();
    // And whatever of ours stands anywhere in the file: what the form's reading does not see is lost as well.
    let anywhere = all_texts(&book);
    let mut texts: Vec<Text> = all.into_iter().chain(anywhere).filter(|text| text.starts_with("words-")).collect();
    texts.sort();
    texts.dedup();
    texts
}

fn all_texts(book: &Book) -> Vec<Text> {
    book.sheets.iter().flat_map(|sheet| sheet.cells.values().map(|cell| cell.value.shown())).collect()
}

fn everything(root: &Path, file: &str) -> String {
    let bytes = fs::read(root.join(file)).unwrap();
    let book = book::open(&bytes, file, &Limits::for_register()).unwrap();
    all_texts(&book).join("\n")
}
