//! What holds for every rule.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::table;
use super::*;
use crate::model::settings::RuleSetting;
use crate::model::tables::Decision;
use crate::model::text::Text;
use crate::model::words::DecisionKind;

#[test]
fn every_rule_has_one_name_and_a_whole_page() {
    let mut names = BTreeSet::new();
    for rule in all() {
        assert!(names.insert(rule.name), "{} stands twice", rule.name);
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{} is not kebab-case", rule.name);
        let headings: Vec<&str> = rule.help.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, ["## What it checks", "## Why", "## What the owner should do", "## Example"], "{}", rule.name);
        for section in rule.help.split("## ").skip(1) {
            assert!(section.lines().filter(|line| !line.trim().is_empty()).count() > 1, "{} has an empty section", rule.name);
        }
    }
}

#[test]
fn no_page_blames_or_uses_jargon() {
    for rule in all() {
        let text = rule.help.to_lowercase();
        for word in ["invalid", "error ", "errors", "finding", "parse", "null", "regex", "string", "boolean"] {
            assert!(!text.contains(word), "{}: its page says '{word}'", rule.name);
        }
    }
}

#[test]
fn the_nearest_name_is_found() {
    assert_eq!(nearest("green-with-evidence"), Some("green-without-evidence"));
    assert_eq!(nearest("Past due"), Some("past-due"));
    assert_eq!(nearest("xyzzy"), None);
    assert!(explain("past-due").is_some_and(|page| page.starts_with("# past-due\n\nSeverity: blocking")));
    assert_eq!(explain("past-dew"), None);
}

#[test]
fn a_form_check_is_a_rule_and_short() {
    for check in condition::FORM_CHECKS {
        assert!(named(check.rule).is_some(), "{}", check.rule);
        assert!(check.message.chars().count() <= 48, "{}", check.message);
    }
}

const AMBER_LATE: &str = "
    | rating | due        |
    | Amber  | 2022-01-31 |
";

fn severities(rule: &str, table: &str, world: &table::World) -> Vec<(Severity, Option<Text>)> {
    table::queries(table, world).into_iter().filter(|query| query.rule == rule).map(|query| (query.severity, query.accepted)).collect()
}

#[test]
fn severities_are_set_until_a_day() {
    let set = |severity, off, until: Option<&str>| {
        let mut world = table::World::default();
        let until = until.map(|until| NaiveDate::parse_from_str(until, "%Y-%m-%d").unwrap());
        world.settings.rules.insert("past-due".to_owned(), RuleSetting { severity, off, until });
        severities("past-due", AMBER_LATE, &world)
    };
    assert_eq!(set(None, false, None), [(Severity::Blocking, None)]);
    assert_eq!(set(Some(Severity::Note), false, None), [(Severity::Note, None)]);
    // The as-at date is 31 March 2022; the last day is inside.
    assert_eq!(set(Some(Severity::Note), false, Some("2022-03-31")), [(Severity::Note, None)]);
    assert_eq!(set(Some(Severity::Note), false, Some("2022-03-30")), [(Severity::Blocking, None)]);
    assert_eq!(set(None, true, None), []);
    assert_eq!(set(None, true, Some("2022-03-30")), [(Severity::Blocking, None)]);
}

#[test]
fn imported_positions_never_wait() {
    let mut world = table::World::default();
    let table = "
        | source   | rating | due     |
        | imported | Amber  | 2022-01 |
    ";
    assert_eq!(severities("past-due", table, &world), [(Severity::Warning, None)]);
    world.settings.rules.insert("past-due".to_owned(), RuleSetting { severity: Some(Severity::Blocking), off: false, until: None });
    assert_eq!(severities("past-due", table, &world), [(Severity::Warning, None)]);
}

#[test]
fn an_accepted_query_stays_in_view() {
    let accept = |reference: &str, cycle: &str, until: Option<&str>| {
        let decision = Decision {
            reference: reference.into(),
            cycle: cycle.into(),
            rule_or_field: "past-due".into(),
            decision: Some(DecisionKind::Accept),
            decided_by: "DCC".into(),
            reason: "court dates".into(),
            until: until.map(|until| NaiveDate::parse_from_str(until, "%Y-%m-%d").unwrap()),
            ..Decision::default()
        };
        let register = Register { decisions: vec![decision], ..Register::default() };
        let settings = Settings::default();
        let lookup = Lookup::of(&register);
        let context = table::context(&register, &lookup, &settings, None);
        as_set(table::queries(AMBER_LATE, &table::World::default()), &context)
            .into_iter()
            .filter(|query| query.rule == "past-due")
            .map(|query| (query.blocks(), query.accepted))
            .collect::<Vec<_>>()
    };
    let accepted = vec![(false, Some("DCC: court dates".into()))];
    let open = vec![(true, None)];
    assert_eq!(accept("poor-relation-2019/1.1", "2022-03", None), accepted);
    assert_eq!(accept("poor-relation-2019/1", "", None), accepted);
    assert_eq!(accept("poor-relation-2019", "2021-11", Some("2022-03-31")), accepted);
    assert_eq!(accept("poor-relation-2019/1.1", "2021-11", None), open, "given in another cycle, without a last day");
    assert_eq!(accept("poor-relation-2019/1.1", "2022-03", Some("2022-03-30")), open);
    assert_eq!(accept("poor-relation-2019/2.1", "2022-03", None), open);
}

/// Thousands of rows, typed in every way that a form allows: what `Check` says is what the rules raise, and nothing else.
#[test]
fn the_form_and_the_rules_say_the_same() {
    let choices: [(&str, &[&str]); 11] = [
        ("rating", &["", "Red", "Amber", "Green", "White", "Ambr"]),
        ("was", &["Amber", "Green", "Red", "White", ""]),
        ("due", &["2022-03-01", "2022-06-30", ""]),
        ("no change", &["", "Yes"]),
        ("update", &["", "Begun", "-"]),
        ("reason", &["", "No trainers", "-"]),
        ("evidence", &["", "Minutes"]),
        ("new date", &["", "2022-03-15", "2022-06-30", "2022-09-30"]),
        ("why", &["", "Courses"]),
        ("waiting", &["", "Home Office"]),
        ("completed", &["", "2022-03-01", "2022-05-01"]),
    ];
    let worlds: usize = choices.iter().map(|(_, values)| values.len()).product();
    assert_eq!(worlds, 155_520);
    let headings: Vec<&str> = choices.iter().map(|(heading, _)| *heading).collect();
    // Every 61st of all combinations: 61 shares no factor with any list's length, so that every pair of values meets.
    let rows: Vec<String> = (0..worlds)
        .step_by(61)
        .map(|world| {
            let mut left = world;
            let value = |(_, values): &(&str, &'static [&'static str])| {
                let value = values[left % values.len()];
                left /= values.len();
                value
            };
            choices.iter().map(value).collect::<Vec<_>>().join(" | ")
        })
        .collect();
    let mut compared = 0;
    for rows in rows.chunks(150) {
        let table = format!("| {} |\n| {} |", headings.join(" | "), rows.join(" |\n| "));
        let queries = table::queries(&table, &table::World::default());
        for (at, (reference, row)) in table::form_rows(&table).iter().enumerate() {
            let raised: BTreeSet<&str> = queries.iter().filter(|query| query.reference == *reference).map(|query| query.rule).collect();
            for check in condition::FORM_CHECKS {
                assert_eq!(check.condition.holds(row), raised.contains(check.rule), "{}, row {at} ({reference}): {row:?}", check.rule);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 2_550 * condition::FORM_CHECKS.len());
}
