//! Laws of the merge over random cycles: no change is dropped, files' order and repetition change nothing, the tally adds up.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Finished, LastMerge, Outcome, Settled, Sides, choose, finish, settle, without_last_merge};
use crate::model::facts::{Field, TaskFacts};
use crate::model::returned::{Answer, Answers, Asked, FileSeen, Issued, IssuedTask, Pack, Reading, Return, ReturnRow};
use crate::model::sheet::Value;
use crate::model::tables::{Cycle, Recommendation, Task};
use crate::model::text::Text;
use crate::model::words::{CycleState, Rating, Stage};
use crate::model::{Place, Register, Settings};

const CYCLE: &str = "2022-06";

/// What one owner says of one task: nothing, a rating, an update, or both.
#[derive(Clone, Debug)]
struct Said {
    rating: Option<Rating>,
    update: Option<String>,
}

/// A small cycle: tasks as issued, what the coordinator changed since, and the returns.
#[derive(Clone, Debug)]
struct World {
    /// Rating and update as issued.
    issued: Vec<(Option<Rating>, String)>,
    /// What the coordinator changed by hand since.
    edited: Vec<(usize, Option<Rating>)>,
    /// Each return: the day it says it was saved, and what it says of each task (none: the row is missing).
    returns: Vec<(u32, Vec<Option<Said>>)>,
}

fn rating() -> impl Strategy<Value = Option<Rating>> {
    prop_oneof![Just(None), Just(Some(Rating::Red)), Just(Some(Rating::Amber)), Just(Some(Rating::Green))]
}

fn said() -> impl Strategy<Value = Option<Said>> {
    let text = prop_oneof![Just(None), Just(Some("one".to_owned())), Just(Some("two".to_owned()))];
    prop_oneof![1 => Just(None), 5 => (rating(), text).prop_map(|(rating, update)| Some(Said { rating, update }))]
}

fn world() -> impl Strategy<Value = World> {
    (1usize..5).prop_flat_map(|tasks| {
        (
            proptest::collection::vec((rating(), prop_oneof![Just(String::new()), Just("old".to_owned())]), tasks),
            proptest::collection::vec((0..tasks, rating()), 0..3),
            proptest::collection::vec((1u32..4, proptest::collection::vec(said(), tasks)), 0..4),
        )
            .prop_map(|(issued, edited, returns)| World { issued, edited, returns })
    })
}

fn reference(at: usize) -> String {
    format!("a-2022/{}.1", at + 1)
}

impl World {
    fn facts(&self, at: usize) -> TaskFacts {
        let (rating, update) = &self.issued[at];
        TaskFacts { rating: *rating, update: update.as_str().into(), stage: Some(Stage::InProgress), ..TaskFacts::default() }
    }

    fn issued(&self) -> Issued {
        let tasks = (0..self.issued.len())
            .map(|at| IssuedTask {
                reference: reference(at).into(),
                owner: "Head of A".into(),
                facts: self.facts(at),
                ..IssuedTask::default()
            })
            .collect();
        let pack = Pack { stamp: "s".into(), cycle: CYCLE.into(), owner: "Head of A".into(), issue: 1, tasks, ..Pack::default() };
        Issued { cycle: CYCLE.into(), as_at: NaiveDate::from_ymd_opt(2022, 6, 30), packs: vec![pack], ..Issued::default() }
    }

    fn register(&self) -> Register {
        let mut register = Register {
            cycles: vec![Cycle {
                cycle: CYCLE.into(),
                state: Some(CycleState::Open),
                as_at: NaiveDate::from_ymd_opt(2022, 6, 30),
                ..Cycle::default()
            }],
            ..Register::default()
        };
        for at in 0..self.issued.len() {
            let mut task = Task { reference: reference(at).into(), owner: "Head of A".into(), ..Task::default() };
            task.set_facts(&self.facts(at));
            register.tasks.push(task);
            register.recommendations.push(Recommendation { reference: format!("a-2022/{}", at + 1).into(), ..Recommendation::default() });
        }
        for (at, rating) in &self.edited {
            register.tasks[*at].rating = *rating;
        }
        register
    }

    fn returns(&self) -> Vec<Return> {
        self.returns.iter().enumerate().map(|(number, (day, rows))| a_return(number, *day, rows)).collect()
    }
}

fn a_return(number: usize, day: u32, rows: &[Option<Said>]) -> Return {
    let file = format!("cycles/{CYCLE}/returns/{number}.xlsx");
    let place = |row: usize| Place { file: file.as_str().into(), sheet: "Return".into(), at: Some((u32::try_from(row).unwrap() + 8, 0)) };
    Return {
        seen: FileSeen { hash: number.to_string().into(), mailed_on: NaiveDate::from_ymd_opt(2022, 6, day), ..FileSeen::named(&file) },
        stamp: "s".into(),
        cycle: CYCLE.into(),
        owner: "Head of A".into(),
        issue: 1,
        template: 1,
        correction: false,
        filled_in_by: Text::new(),
        agreed_by: Text::new(),
        rows: rows
            .iter()
            .enumerate()
            .filter_map(|(at, said)| said.as_ref().map(|said| (at, said)))
            .map(|(at, said)| ReturnRow {
                reference: reference(at).into(),
                place: place(at),
                answers: Answers {
                    rating: said.rating.map_or_else(Answer::default, |rating| Answer {
                        value: Value::Text(rating.to_string().into()),
                        col: 6,
                        reading: Reading::As(rating),
                        formula: false,
                    }),
                    update: said.update.clone().map_or_else(Answer::default, |text| Answer {
                        value: Value::Text(text.as_str().into()),
                        col: 7,
                        reading: Reading::As(text.into()),
                        formula: false,
                    }),
                    ..Answers::default()
                },
                locked: Vec::new(),
                hidden: false,
                merged: false,
                unknown: Vec::new(),
            })
            .collect(),
        pictures: Vec::new(),
        comments: Vec::new(),
        outside: Vec::new(),
        lost: Vec::new(),
        no_headings: None,
        moved: Vec::new(),
    }
}

fn merged(register: &Register, issued: &Issued, last: &LastMerge, returns: &[Return]) -> (Finished, Vec<Settled>) {
    let held = without_last_merge(register.clone(), CYCLE, last);
    let choice = choose(returns, issued);
    let settled: Vec<Settled> =
        choice.rows.values().map(|chosen| settle(chosen, &held.task(&chosen.issued.reference).unwrap().facts(), &[], &[])).collect();
    let blocked: BTreeSet<Text> = choice.queries.iter().filter(|query| query.blocks()).map(|query| query.reference.clone()).collect();
    let returned_owners = returns.iter().map(|ours| ours.owner.clone()).collect();
    let settings = Settings::default();
    let sides = Sides {
        cycle: CYCLE,
        asked: &Asked::of(issued),
        settings: &settings,
        returned_owners: &returned_owners,
        seen: crate::merge::Seen::default(),
    };
    (finish(&sides, held, &settled, &blocked), settled)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tally_adds_up_and_no_task_is_dropped(world in world()) {
        let (finished, _) = merged(&world.register(), &world.issued(), &LastMerge::default(), &world.returns());
        prop_assert!(finished.tally.adds_up());
        prop_assert_eq!(finished.tally.issued, world.issued.len());
        prop_assert_eq!(finished.outcomes.len(), world.issued.len());
        prop_assert_eq!(finished.register.tasks.len(), world.issued.len());
    }

    #[test]
    fn no_change_is_dropped(world in world()) {
        let (register, issued) = (world.register(), world.issued());
        let (finished, settled) = merged(&register, &issued, &LastMerge::default(), &world.returns());
        for task in &finished.register.tasks {
            let held = register.task(&task.reference).unwrap().facts();
            let was = world.facts(register.tasks.iter().position(|row| row.reference == task.reference).unwrap());
            let outcome = finished.outcomes[&task.reference];
            for field in [Field::Rating, Field::Update] {
                // What the coordinator changed stands, unless the owner changed it alike.
                if !held.same(&was, field) {
                    prop_assert!(task.facts().same(&held, field), "{field:?} of the coordinator was lost");
                }
                let Some(settled) = settled.iter().find(|settled| settled.reference == task.reference) else { continue };
                let said = &settled.proposal.facts;
                if said.same(&was, field) {
                    continue;
                }
                // What the owner changed stands in the register, or the whole task waits and says so.
                let stands = task.facts().same(said, field);
                let waits = matches!(outcome, Outcome::Clashed | Outcome::Queried);
                prop_assert!(stands || waits, "{field:?} of the owner was lost: {outcome:?}");
            }
        }
    }

    #[test]
    fn the_order_of_files_changes_nothing(world in world()) {
        let (register, issued) = (world.register(), world.issued());
        let mut returns = world.returns();
        let (one, _) = merged(&register, &issued, &LastMerge::default(), &returns);
        returns.reverse();
        let (other, _) = merged(&register, &issued, &LastMerge::default(), &returns);
        prop_assert_eq!(one.register, other.register);
        prop_assert_eq!(one.outcomes, other.outcomes);
    }

    #[test]
    fn merging_again_changes_nothing(world in world()) {
        let issued = world.issued();
        let returns = world.returns();
        let (one, _) = merged(&world.register(), &issued, &LastMerge::default(), &returns);
        let (two, _) = merged(&one.register, &issued, &one.last, &returns);
        prop_assert_eq!(&one.register, &two.register);
        prop_assert_eq!(one.tally, two.tally);
        prop_assert_eq!(&one.last, &two.last);
    }

    #[test]
    fn any_split_over_several_runs_ends_the_same(world in world()) {
        let issued = world.issued();
        let returns = world.returns();
        let (at_once, _) = merged(&world.register(), &issued, &LastMerge::default(), &returns);
        let mut register = world.register();
        let mut last = LastMerge::default();
        for so_far in 0..=returns.len() {
            let (step, _) = merged(&register, &issued, &last, &returns[..so_far]);
            register = step.register;
            last = step.last;
        }
        prop_assert_eq!(at_once.register, register);
    }

    #[test]
    fn a_return_taken_out_again_was_never_there(world in world()) {
        let issued = world.issued();
        let returns = world.returns();
        let (with, _) = merged(&world.register(), &issued, &LastMerge::default(), &returns);
        let (after, _) = merged(&with.register, &issued, &with.last, &[]);
        let (never, _) = merged(&world.register(), &issued, &LastMerge::default(), &[]);
        prop_assert_eq!(after.register, never.register);
    }

    #[test]
    fn nobodys_edits_change_nothing(world in world()) {
        let quiet = World { edited: Vec::new(), returns: Vec::new(), ..world };
        let register = quiet.register();
        let (finished, _) = merged(&register, &quiet.issued(), &LastMerge::default(), &[]);
        prop_assert_eq!(finished.register.tasks, register.tasks);
        prop_assert_eq!(finished.tally.missing, quiet.issued.len());
    }
}

/// Every case of one task: issued, held, returned, each of three ratings, with the row there or not.
#[test]
fn every_case_of_one_task_has_a_named_outcome() {
    let ratings = [Some(Rating::Red), Some(Rating::Amber), Some(Rating::Green)];
    for issued in ratings {
        for held in ratings {
            for returned in [None, Some(None), Some(ratings[0]), Some(ratings[1]), Some(ratings[2])] {
                let world = World {
                    issued: vec![(issued, String::new())],
                    edited: vec![(0, held)],
                    returns: vec![(1, vec![returned.map(|rating| Said { rating, update: None })])],
                };
                let (finished, _) = merged(&world.register(), &world.issued(), &LastMerge::default(), &world.returns());
                let outcome = finished.outcomes[reference(0).as_str()];
                let expected = match returned {
                    None => Outcome::MissingFromReturn,
                    Some(None) => Outcome::Unchanged,
                    Some(said) if said == issued => Outcome::Unchanged,
                    Some(said) if held == issued || said == held => Outcome::Merged,
                    Some(_) => Outcome::Clashed,
                };
                assert_eq!(outcome, expected, "issued {issued:?}, held {held:?}, returned {returned:?}");
                let stands = finished.register.tasks[0].rating;
                let should = if outcome == Outcome::Merged { returned.flatten() } else { held };
                assert_eq!(stands, should, "issued {issued:?}, held {held:?}, returned {returned:?}");
            }
        }
    }
}
