//! The worked example's register: written, read back and looked at by the rules.

use rectrack::excel::{book, register, return_form};
use rectrack::model::returned::FileSeen;
use rectrack::model::settings::Limits;
use rectrack::model::words::ReturnOutcome;
use rectrack::model::{Lookup, Settings};
use rectrack::rules::{self, Context};
use rectrack::run::demo::{returns, sample};

#[test]
fn the_sample_is_the_same_once_written_and_read() {
    let made = sample::register().unwrap();
    let bytes = register::write(&made, sample_day()).unwrap();
    let opened = book::open(&bytes, "register.xlsx", &Limits::default()).unwrap();
    let (read, queries) = register::read(opened).unwrap();
    assert!(queries.is_empty(), "{:?}", queries.iter().map(|query| query.says()).collect::<Vec<_>>());
    assert_eq!(read, made);
}

/// A coordinator who keeps the register well is asked nothing that is not worth asking: two dates moved again and again,
/// an owner who is still to be found, and evidence that the inspectorate has had for half a year.
#[test]
fn the_rules_ask_little_of_a_register_that_is_well_kept() {
    let made = sample::register().unwrap();
    let open = returns::open_cycle().unwrap();
    let settings = Settings::default();
    let context = Context {
        register: &made,
        lookup: &Lookup::of(&made),
        settings: &settings,
        issued: None,
        cycle: "2022-05",
        as_at: made.cycle("2022-05").and_then(|cycle| cycle.as_at).unwrap(),
        today: open.issued_on,
    };
    let worth_asking = ["extended-repeatedly", "sign-off-pending-long", "owner-to-be-confirmed"];
    let laughable: Vec<String> = rules::check_register(&context)
        .iter()
        .filter(|query| !worth_asking.contains(&query.rule))
        .map(|query| format!("{} {}: {} - {}", query.rule, query.reference, query.says(), query.asks()))
        .collect();
    assert!(laughable.is_empty(), "{}", laughable.join("\n"));
}

#[test]
fn a_register_among_the_returns_is_not_taken_for_one() {
    let bytes = register::write(&sample::register().unwrap(), sample_day()).unwrap();
    let opened = book::open(&bytes, "register.xlsx", &Limits::default()).unwrap();
    let seen = FileSeen::named("register.xlsx");
    assert_eq!(return_form::read(&opened, seen).map_err(|seen| seen.outcome), Err(ReturnOutcome::NotOurs));
}

fn sample_day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2022, 5, 20).unwrap()
}
