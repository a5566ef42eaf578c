//! Cycle after cycle with owners as they are: late, silent, with last cycle's file, with locked cells written over, sending twice,
//! asking for later dates, handing over. After each cycle `verify` agrees and the counts reconcile.
//!
//! Small by default; with `RECTRACK_FULL=1` as large as a real force: 20 cycles, 60 owners, 600 tasks.

use std::fs;

use chrono::{Days, Months, NaiveDate};
use rectrack::excel::return_form::{Filled, FilledCell, FormTexts, write_filled};
use rectrack::excel::{self};
use rectrack::model::columns as c;
use rectrack::model::returned::Pack;
use rectrack::model::tables::{Owner, Report};
use rectrack::model::words::{ClosedBy, ClosedHow, Rating, Stage};
use rectrack::model::{Due, Register, Settings, Value, Word as _};
use rectrack::run::{self, Unwatched, World};
use rectrack::workspace::Workspace;

use super::office::add_recommendation;

struct Size {
    cycles: u32,
    owners: usize,
    tasks: usize,
}

/// Numbers that look random and are the same every time (a linear congruential generator, Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 1, 31).unwrap()
}

#[test]
fn many_cycles_with_owners_as_they_are() {
    let full = std::env::var("RECTRACK_FULL").is_ok_and(|set| set == "1");
    let size = if full { Size { cycles: 20, owners: 60, tasks: 600 } } else { Size { cycles: 3, owners: 6, tasks: 30 } };
    let folder = tempfile::tempdir().unwrap();
    let mut world =
        World { root: folder.path().to_owned(), today: first_day(), dry_run: false, program: env!("CARGO_BIN_EXE_rectrack").into() };
    run::init::run(&world).unwrap();
    let mut register = starting_register(&size);
    write(&world, &register);
    let mut dice = Dice(7);
    let mut last_packs: Vec<Pack> = Vec::new();
    let mut handed_over = 0;
    for number in 0..size.cycles {
        let as_at = first_day() + Months::new(3 * number);
        let label = format!("c{:02}", number + 1);
        let (return_by, issued_on) = (as_at + Days::new(14), as_at - Days::new(20));
        world.today = issued_on;
        let to_ask =
            run::issue::Asked { cycle: label.clone(), as_at: Some(as_at), return_by: Some(return_by), owners: vec![], due_within: None };
        let issued = run::issue::run(&world, &to_ask, &Unwatched).unwrap();
        register = held(&world);
        let open_before = open(&register);

        // Some returns, a merge, the rest, a merge: any split gives the same in the end.
        let texts = FormTexts::of(&Settings::default(), &register, &label);
        let returns = folder.path().join(Workspace::returns_folder(&label));
        let asked: usize = issued.packs.iter().map(|pack| pack.tasks.len()).sum();
        let mut supplement: Vec<Pack> = Vec::new();
        for (half, packs) in issued.packs.chunks(issued.packs.len().div_ceil(2)).enumerate() {
            for pack in packs.iter().chain(&supplement) {
                send_back(pack, &last_packs, &texts, &returns, as_at, &mut dice);
            }
            world.today = as_at + Days::new(10 + 10 * half as u64);
            let done = run::merge::run(&world, &Unwatched).unwrap();
            assert!(done.tally.adds_up(), "{label}: {}", done.tally);
            assert_eq!(done.tally.issued, asked, "{label}: each task counts once, whoever was asked about it");
            if half == 0 {
                supplement = hand_over(&world, &to_ask, &mut dice, size.owners);
                handed_over += supplement.iter().map(|pack| pack.tasks.len()).sum::<usize>();
            }
        }
        let before = fs::read(folder.path().join("register.xlsx")).unwrap();
        run::merge::run(&world, &Unwatched).unwrap();
        assert!(before == fs::read(folder.path().join("register.xlsx")).unwrap(), "{label}: merging again changed the register");

        // The coordinator agrees some that are claimed done, adds new ones, and merges again.
        register = held(&world);
        let closed = coordinate(&mut register, &mut dice);
        let new = add_report(&mut register, number, as_at, &mut dice, size.owners);
        write(&world, &register);
        run::merge::run(&world, &Unwatched).unwrap();
        run::close::run(&world, false, "").unwrap();
        register = held(&world);
        assert_eq!(open_before + new - closed, open(&register), "{label}: opening + new - closed = closing");
        // Verifying does every run since the first again: in full, after every fifth cycle.
        if !full || (number + 1) % 5 == 0 {
            let verified = run::verify::run(&world).unwrap();
            assert!(verified.faults.is_empty(), "{label}: {:?}", verified.faults);
        }
        last_packs = issued.packs;
    }
    assert!(handed_over > 0, "nothing changed hands");
    // Each cycle left a position of every task that was open in it: none was overwritten or lost.
    for number in 0..size.cycles {
        let label = format!("c{:02}", number + 1);
        assert!(register.positions.iter().any(|position| position.cycle == label), "{label} has no positions left");
    }
}

fn open(register: &Register) -> usize {
    register.recommendations.iter().filter(|row| row.stage != Some(Stage::Closed)).count()
}

fn held(world: &World) -> Register {
    world.open_to_read().unwrap().register
}

/// A hand edit: the register is saved over, as Excel would.
fn write(world: &World, register: &Register) {
    fs::write(world.root.join("register.xlsx"), excel::register::write(register, world.today).unwrap()).unwrap();
}

fn owner(at: usize) -> String {
    format!("Head of Unit {}", at + 1)
}

fn starting_register(size: &Size) -> Register {
    let mut register = run::init::empty();
    for at in 0..size.owners {
        register.owners.push(Owner { owner: owner(at).into(), e_mail: format!("unit{}@force.example", at + 1).into(), ..Owner::default() });
    }
    let mut dice = Dice(3);
    for at in 0..size.tasks.div_ceil(10) {
        report_of(&mut register, &format!("start-{}-2015", at + 1), first_day() - Months::new(6), 10, &mut dice, size.owners);
    }
    register
}

fn report_of(register: &mut Register, name: &str, published: NaiveDate, count: usize, dice: &mut Dice, owners: usize) {
    register.reports.push(Report {
        report: name.into(),
        title: name.replace('-', " ").into(),
        published: Some(published),
        ..Report::default()
    });
    for no in 1..=count {
        let due = Due::month(published + Months::new(6 + u32::try_from(dice.roll(12)).unwrap()));
        let owner = owner(usize::try_from(dice.roll(owners as u64)).unwrap());
        add_recommendation(register, (name, &no.to_string()), &format!("Do the thing numbered {no}."), due, &owner);
    }
}

fn add_report(register: &mut Register, number: u32, as_at: NaiveDate, dice: &mut Dice, owners: usize) -> usize {
    let count = usize::try_from(dice.roll(4)).unwrap();
    if count > 0 {
        report_of(register, &format!("new-{}-{}", number + 1, as_at.format("%Y")), as_at, count, dice, owners);
    }
    count
}

/// In the middle of a cycle some tasks go to another owner, who is asked about them in a workbook of a name that differs.
fn hand_over(world: &World, asked: &run::issue::Asked, dice: &mut Dice, owners: usize) -> Vec<Pack> {
    let mut register = held(world);
    let mut moved = 0;
    for task in register.tasks.iter_mut().filter(|task| task.stage == Some(Stage::InProgress)) {
        if dice.roll(20) == 0 {
            let to = owner(usize::try_from(dice.roll(owners as u64)).unwrap());
            moved += usize::from(task.owner != to);
            task.owner = to.into();
        }
    }
    if moved == 0 {
        return Vec::new();
    }
    write(world, &register);
    run::issue::run(world, asked, &Unwatched).unwrap().packs
}

/// Closes some of the claims. How many recommendations it closed.
fn coordinate(register: &mut Register, dice: &mut Dice) -> usize {
    let mut closed = 0;
    for task in &mut register.tasks {
        if task.stage == Some(Stage::ForForceSignOff) && dice.roll(2) == 0 {
            task.stage = Some(Stage::Closed);
            (task.closed_how, task.closed_by) = (Some(ClosedHow::Implemented), Some(ClosedBy::Force));
            closed += 1;
        }
    }
    closed
}

/// One owner's return, as owners send them.
fn send_back(pack: &Pack, last: &[Pack], texts: &FormTexts, folder: &std::path::Path, as_at: NaiveDate, dice: &mut Dice) {
    let name = pack.file.rsplit('/').next().unwrap();
    let save = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes).unwrap();
    match dice.roll(12) {
        0 | 1 => return,
        2 => {
            // Last cycle's file.
            if let Some(old) = last.iter().find(|old| old.owner == pack.owner) {
                save(name, write_filled(old, texts, &filled(old, as_at, 9, dice)).unwrap());
            }
            return;
        }
        3 => {
            save(name, b"not a workbook at all".to_vec());
            return;
        }
        4 => {
            // Twice, the second time with a change of mind.
            save(&format!("copy of {name}"), write_filled(pack, texts, &filled(pack, as_at, 8, dice)).unwrap());
        }
        5 => {
            // A locked cell written over.
            let mut said = filled(pack, as_at, 9, dice);
            let reference = pack.tasks[0].reference.clone();
            said.cells.push(FilledCell { reference: reference.into(), column: &c::ASKED, value: Value::from("something else") });
            save(name, write_filled(pack, texts, &said).unwrap());
            return;
        }
        _ => {}
    }
    save(name, write_filled(pack, texts, &filled(pack, as_at, 10, dice)).unwrap());
}

fn filled(pack: &Pack, as_at: NaiveDate, hour: u16, dice: &mut Dice) -> Filled {
    let mut cells = Vec::new();
    for task in &pack.tasks {
        let mut say = |column, value| cells.push(FilledCell { reference: task.reference.as_str().into(), column, value });
        let update = Value::from(format!("Work went on until {as_at}, step {}.", dice.roll(1000)).as_str());
        match dice.roll(8) {
            0 => {}
            1 => say(&c::NO_CHANGE, Value::from("Yes")),
            2 | 3 => {
                say(&c::RATING, Value::from(Rating::Green.as_str()));
                say(&c::UPDATE, update);
                say(&c::EVIDENCE, Value::from("Minutes of the board"));
            }
            4 => {
                say(&c::RATING, Value::from(Rating::Red.as_str()));
                say(&c::UPDATE, update);
                say(&c::REASON, Value::from("No people to do it"));
            }
            5 => {
                say(&c::RATING, Value::from(Rating::Amber.as_str()));
                say(&c::UPDATE, update);
                say(&c::REVISED_DUE, Value::Date(as_at + Months::new(6)));
                say(&c::REASON_NEW_DATE, Value::from("The system comes later"));
            }
            6 => {
                say(&c::RATING, Value::from("amber - on track"));
                say(&c::UPDATE, update);
            }
            _ => {
                say(&c::RATING, Value::from(Rating::Amber.as_str()));
                say(&c::UPDATE, update);
            }
        }
    }
    Filled { saved_on: Some((as_at, hour)), filled_in_by: "A. Person".to_owned(), agreed_by: String::new(), cells }
}
