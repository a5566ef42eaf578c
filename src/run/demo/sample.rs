//! The register of the worked example, built from `sample.toml`.
//!
//! The file holds what a person would have typed, cycle by cycle; refs, extensions, directions of travel and what stands
//! for a recommendation are worked out here, by the same functions that a merge uses.

use chrono::Days;

use crate::model::dates::{self, DateText};
use crate::model::facts::TaskFacts;
use crate::model::register::{Register, report_of};
use crate::model::rollup::{RolledUp, roll_up, travel};
use crate::model::tables::{Cycle, Definition, Extension, Owner, Paper, Position, Recommendation, Report, Task};
use crate::model::words::{CycleState, Edition, ForTheForce, Kind, Precision, Rating, ReportType, Scope, Stage, YesNo};
use crate::model::{Due, Refusal};

use super::shape::{At, Sample, SampleOwner, SampleRecommendation, SampleReport, day, read_closed, read_due, unread, word};

/// The committee that the papers of the sample go to.
pub const COMMITTEE: &str = "Accountability Board";
/// The force of the sample. It does not exist.
pub const ORGANISATION: &str = "Northshire Police";

const SAMPLE: &str = include_str!("sample.toml");
/// Stands in place of a cycle for what the coordinator entered after the last one.
const NOW: &str = "now";

/// The register of the example before its fifth cycle is opened.
///
/// # Errors
/// When `sample.toml` was changed into something that cannot be read; a test reads it.
pub fn register() -> Result<Register, Refusal> {
    let sample: Sample = toml::from_str(SAMPLE).map_err(|why| unread(&why.to_string()))?;
    sample.register()
}

impl Sample {
    fn register(self) -> Result<Register, Refusal> {
        let mut register = Register::default();
        for row in &self.cycles {
            let as_at = day(&row.as_at)?;
            let meeting_on = day(&row.meeting_on)?;
            register.cycles.push(Cycle {
                cycle: row.cycle.as_str().into(),
                as_at: Some(as_at),
                issued_on: Some(day(&row.issued_on)?),
                return_by: Some(day(&row.return_by)?),
                state: Some(CycleState::Closed),
                ..Cycle::default()
            });
            let papers_due = meeting_on.checked_sub_days(Days::new(9));
            register.papers.push(Paper {
                cycle: row.cycle.as_str().into(),
                committee: self.committee.as_str().into(),
                meeting_on: Some(meeting_on),
                papers_due,
                edition: Some(Edition::Full),
                version: "final".into(),
                sent_on: papers_due,
                ..Paper::default()
            });
        }
        for row in self.definitions {
            let rating = word(&row.rating)?;
            register.definitions.push(Definition {
                from_cycle: row.from_cycle.into(),
                rating,
                meaning: row.meaning.into(),
                ..Definition::default()
            });
        }
        register.owners = self.owners.into_iter().map(SampleOwner::row).collect();
        for row in self.report {
            register.reports.push(row.row()?);
        }
        for row in self.recommendation {
            row.put_into(&mut register, &self.committee)?;
        }
        for at in 0..register.reports.len() {
            let counted = register.recommendations.iter().filter(|row| {
                row.report == register.reports[at].report
                    && row.for_force != Some(ForTheForce::No)
                    && row.kind != Some(Kind::CauseOfConcern)
            });
            let counted = u32::try_from(counted.count()).ok();
            let report = &mut register.reports[at];
            report.for_force = counted;
            let asked = counted.is_some_and(|counted| counted > 0);
            report.response_needed = Some(if asked { YesNo::Yes } else { YesNo::No });
            if asked {
                // 56 days that begin with the day of publication.
                report.response_due = report.published.and_then(|published| published.checked_add_days(Days::new(55)));
                report.response_sent =
                    report.response_sent.or_else(|| report.response_due.and_then(|due| due.checked_sub_days(Days::new(6))));
            }
        }
        Ok(register)
    }
}

impl SampleOwner {
    fn row(self) -> Owner {
        Owner {
            owner: self.owner.into(),
            also_written: self.also_written.into(),
            name: self.name.into(),
            e_mail: self.e_mail.into(),
            deputy: self.deputy.into(),
            deputy_e_mail: self.deputy_e_mail.into(),
            lead: self.lead.into(),
            ..Owner::default()
        }
    }
}

impl SampleReport {
    fn row(self) -> Result<Report, Refusal> {
        let (published, precision) = match dates::read_date(&self.published) {
            DateText::Day { date, .. } => (date, Precision::Day),
            DateText::Month { last_day } => (last_day, Precision::Month),
            _ => return Err(unread(&self.published)),
        };
        Ok(Report {
            kind: word::<ReportType>(&self.kind)?,
            scope: word::<Scope>(&self.scope)?,
            published: Some(published),
            published_precision: Some(precision),
            made: self.made,
            response_sent: self.response_sent.as_ref().map(day).transpose()?,
            report: self.report.into(),
            title: self.title.into(),
            published_by: self.published_by.into(),
            inspectorate_status: self.inspectorate_status.into(),
            position_statement: self.position_statement.into(),
            ..Report::default()
        })
    }
}

impl SampleRecommendation {
    /// Adds the recommendation with its tasks, their positions and extensions.
    fn put_into(self, register: &mut Register, committee: &str) -> Result<(), Refusal> {
        let number = self.reference.split_once('/').map_or("", |(_, number)| number).to_owned();
        let for_force = if self.for_the_force.is_empty() { Some(ForTheForce::Wholly) } else { word(&self.for_the_force)? };
        let kind = if self.kind.is_empty() { Some(Kind::Recommendation) } else { word(&self.kind)? };
        let no = self.no.unwrap_or(number);
        let on_portal = for_force != Some(ForTheForce::No) && kind != Some(Kind::CauseOfConcern);
        let mut row = Recommendation {
            report: report_of(&self.reference).into(),
            no: no.as_str().into(),
            kind,
            text: self.text.into(),
            for_force,
            on_portal: on_portal.then_some(YesNo::Yes),
            parent: self.parent.into(),
            addressee: self.addressee.into(),
            chief_lead: self.chief_lead.into(),
            linked_to: self.linked_to.into(),
            signed_off_by: self.signed_off_by.into(),
            signed_off_on: self.signed_off_on.as_ref().map(day).transpose()?,
            submitted_on: self.submitted_on.as_ref().map(day).transpose()?,
            reply: self.reply.into(),
            reply_on: self.reply_on.as_ref().map(day).transpose()?,
            test_at: self.test_at.into(),
            reference: self.reference.into(),
            ..Recommendation::default()
        };
        let first = register.tasks.len();
        let mut originals: Vec<Due> = Vec::new();
        for (at, said) in self.task.into_iter().enumerate() {
            let task = Task {
                reference: format!("{}.{}", row.reference, at + 1).into(),
                recommendation: row.reference.clone(),
                task: said.task.into(),
                owner: said.owner.into(),
                contributors: said.contributors.into(),
                ..Task::default()
            };
            originals.push(put_task(register, &row, task, &said.at, committee)?);
        }
        let tasks = register.tasks.get(first..).unwrap_or_default();
        let facts: Vec<TaskFacts> = tasks.iter().map(Task::facts).collect();
        let now = roll_up(&facts);
        (row.rating, row.stage, row.closed_how) = (now.rating, now.stage, now.closed_how);
        (row.due, row.due_kind, row.due_set_by) = (now.due.date, now.due.kind, now.due.set_by);
        if !now.is_open() {
            let last = tasks.iter().max_by_key(|task| task.closed_on);
            (row.closed_on, row.closed_by) = (last.and_then(|task| task.closed_on), last.and_then(|task| task.closed_by));
        }
        let original = originals.iter().min_by_key(|due| (due.date.is_none(), due.date)).copied().unwrap_or_default();
        (row.original_due, row.original_due_kind, row.original_due_set_by) = (original.date, original.kind, original.set_by);
        row.waiting_on = tasks.iter().map(|task| task.waiting_on.as_str()).find(|body| !body.is_empty()).unwrap_or_default().into();
        row.direction =
            register.positions.iter().rev().find(|position| report_and_task(position, &row.reference)).and_then(|p| p.direction);
        register.recommendations.push(row);
        Ok(())
    }
}

fn report_and_task(position: &Position, recommendation: &str) -> bool {
    crate::model::register::recommendation_of(&position.reference) == recommendation
}

/// Adds a task with its positions and extensions; gives its first date.
fn put_task(register: &mut Register, row: &Recommendation, mut task: Task, said: &[At], committee: &str) -> Result<Due, Refusal> {
    let published = register.report(&row.report).and_then(|report| report.published);
    let mut due = Due::default();
    let mut original: Option<Due> = None;
    let mut before: Option<RolledUp> = None;
    for at in said {
        let moved_from = due;
        if !at.due.is_empty() {
            due = read_due(&at.due)?;
            due.set_by = moved_from.set_by;
        }
        if !at.by.is_empty() {
            due.set_by = word(&at.by)?;
        }
        if original.is_none() && due.date.is_some() {
            original = Some(due);
        }
        let closed = if at.closed.is_empty() { None } else { Some(read_closed(&at.closed)?) };
        let stage = if closed.is_some() {
            Some(Stage::Closed)
        } else if at.stage.is_empty() {
            Some(Stage::InProgress)
        } else {
            word(&at.stage)?
        };
        let facts = TaskFacts {
            rating: if at.rating.is_empty() { None } else { word::<Rating>(&at.rating)? },
            stage,
            due,
            reason: at.reason.as_str().into(),
            update: at.update.as_str().into(),
            evidence: at.evidence.as_str().into(),
            completed_on: None,
            waiting_on: at.waiting_on.as_str().into(),
            resources: at.resources.as_str().into(),
            closed_how: closed.map(|(_, _, how)| how),
        };
        task.set_facts(&facts);
        (task.closed_on, task.closed_by) = closed.map_or((None, None), |(on, by, _)| (Some(on), Some(by)));
        if at.cycle == NOW {
            continue;
        }
        if moved_from.date.is_some() && !moved_from.same_date(&due) {
            register.extensions.push(Extension {
                reference: task.reference.clone(),
                cycle: at.cycle.as_str().into(),
                from: moved_from.date,
                from_kind: moved_from.kind,
                to: due.date,
                to_kind: due.kind,
                reason: at.moved.as_str().into(),
                approved_by: row.chief_lead.clone(),
                reported_to: committee.into(),
                ..Extension::default()
            });
        }
        let now = roll_up([&facts]);
        let seen_on = register.previous_cycle(&at.cycle).and_then(|cycle| cycle.as_at);
        let mut position = Position {
            cycle: at.cycle.as_str().into(),
            reference: task.reference.clone(),
            report: row.report.clone(),
            no: row.no.clone(),
            kind: row.kind,
            owner: at.owner.clone().unwrap_or_else(|| task.owner.as_str().into()).into(),
            direction: travel(&now, before.as_ref(), published, seen_on),
            ..Position::default()
        };
        position.set_facts(&facts);
        register.positions.push(position);
        before = Some(now);
    }
    register.tasks.push(task);
    Ok(original.unwrap_or(due))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::model::words::Direction;

    #[test]
    fn the_sample_is_whole() {
        let register = register().unwrap();
        assert_eq!(register.cycles.len(), 4);
        assert_eq!(register.reports.len(), 13);
        // 36 for the force, one cause of concern, one for other bodies only.
        assert_eq!(register.recommendations.len(), 38);
        assert_eq!(register.reports.iter().filter_map(|report| report.for_force).sum::<u32>(), 36);
        let mut refs: Vec<&str> = register.tasks.iter().map(|task| task.reference.as_str()).collect();
        refs.sort_unstable();
        refs.dedup();
        assert_eq!(refs.len(), register.tasks.len(), "refs are unique");
        for task in &register.tasks {
            assert!(register.owner_named(&task.owner).is_some(), "{}: {} is not among the owners", task.reference, task.owner);
        }
        for row in &register.recommendations {
            assert!(register.report(&row.report).is_some(), "{} has no report", row.reference);
            for linked in row.linked_to.split("; ").chain([row.parent.as_str()]).filter(|reference| !reference.is_empty()) {
                assert!(register.recommendation(linked).is_some(), "{} names {linked}", row.reference);
            }
        }
    }

    #[test]
    fn the_sample_is_well_kept() {
        let register = register().unwrap();
        for moved in &register.extensions {
            assert!(!moved.reason.is_empty(), "{} moved without a reason", moved.reference);
        }
        for position in &register.positions {
            let as_at = register.cycle(&position.cycle).and_then(|cycle| cycle.as_at).unwrap();
            let facts = position.facts();
            let says = format!("{} in {}", position.reference, position.cycle);
            assert!(!facts.update.is_empty(), "{says}: no update");
            assert!(facts.rating != Some(Rating::Red) || !facts.reason.is_empty(), "{says}: Red without a reason");
            assert!(facts.rating != Some(Rating::Green) || !facts.evidence.is_empty(), "{says}: Green without evidence");
            assert!(facts.rating != Some(Rating::White) || !facts.waiting_on.is_empty(), "{says}: White without a body");
            assert!(facts.rating != Some(Rating::Amber) || !facts.due.is_past(as_at), "{says}: Amber and past its date");
        }
        for report in &register.reports {
            assert!(report.response_sent <= report.response_due, "{} was answered late", report.report);
        }
    }

    #[test]
    fn travel_and_ageing_have_something_to_show() {
        let register = register().unwrap();
        let position = |cycle: &str, reference: &str| {
            register
                .positions
                .iter()
                .find(|p| p.cycle == cycle && p.reference == reference)
                .unwrap_or_else(|| panic!("{reference} {cycle}"))
        };
        for (cycle, reference, direction) in [
            ("2021-05", "peel-2018-19/2.1", Direction::Worse),
            ("2021-11", "peel-2018-19/2.1", Direction::NoChange),
            ("2022-05", "peel-2018-19/2.1", Direction::Improved),
            ("2021-05", "hate-crime-2018/4.1", Direction::Closed),
            ("2021-11", "rape-2021/3.2", Direction::New),
            ("2022-05", "rape-2021/3.2", Direction::Improved),
        ] {
            assert_eq!(position(cycle, reference).direction, Some(direction), "{reference} in {cycle}");
        }
        let red = register.recommendation("shining-a-light-2019/4b").unwrap();
        assert_eq!((red.rating, red.due), (Some(Rating::Red), NaiveDate::from_ymd_opt(2020, 4, 30)));
        // Amber over its two tasks: one for force sign-off, one at work.
        let both = register.recommendation("custody-2018/2").unwrap();
        assert_eq!(
            (both.rating, both.stage, both.due),
            (Some(Rating::Amber), Some(Stage::InProgress), NaiveDate::from_ymd_opt(2022, 12, 31))
        );
    }
}
