//! Refs for rows that the coordinator added without one.

use chrono::Datelike as _;

use super::{GIVEN, Reading};
use crate::import::names;
use crate::model::Register;
use crate::model::columns as c;
use crate::model::register::recommendation_of;
use crate::model::tables::{Recommendation, Report, Row as _, Task};
use crate::model::text::fold;

impl Reading {
    /// A row that the coordinator added without a Ref is given one: a report one made from its title, a recommendation its
    /// report and number, a task its recommendation and the next number.
    pub(super) fn give_refs(&mut self, register: &mut Register) {
        self.name_reports(register);
        for (at, row) in register.recommendations.iter_mut().enumerate() {
            if row.reference.is_empty() && !row.report.is_empty() && !row.no.is_empty() {
                row.reference = format!("{}/{}", row.report, row.no.trim().to_lowercase().replace(' ', "-")).into();
                let place = self.place_of(Recommendation::SHEET, at);
                self.note(&GIVEN, place, &[("column", c::REF.heading), ("value", &row.reference)]);
            }
        }
        for at in 0..register.tasks.len() {
            let Some(row) = register.tasks.get(at) else { continue };
            let (reference, recommendation) = (row.reference.clone(), row.recommendation.clone());
            if recommendation.is_empty() && !reference.is_empty() {
                if let Some(row) = register.tasks.get_mut(at) {
                    row.recommendation = recommendation_of(&reference).into();
                }
            } else if reference.is_empty() && !recommendation.is_empty() {
                let number = |task: &Task| task.reference.strip_prefix(recommendation.as_str())?.strip_prefix('.')?.parse::<u32>().ok();
                let next = register.tasks.iter().filter_map(number).max().unwrap_or(0) + 1;
                let given = format!("{recommendation}.{next}");
                let place = self.place_of(Task::SHEET, at);
                self.note(&GIVEN, place, &[("column", c::REF.heading), ("value", &given)]);
                if let Some(row) = register.tasks.get_mut(at) {
                    row.reference = given.into();
                }
            }
        }
    }

    /// Short names for reports that have none, made as import makes them; recommendations may name a report by its title.
    fn name_reports(&mut self, register: &mut Register) {
        for at in 0..register.reports.len() {
            let Some(row) = register.reports.get(at).filter(|row| row.report.is_empty() && !row.title.is_empty()) else { continue };
            let year = row.published.map(|day| day.year());
            let name = names::short_name(&row.title, year, &|name| register.report(name).is_some());
            let place = self.place_of(Report::SHEET, at);
            self.note(&GIVEN, place, &[("column", c::REPORT.heading), ("value", &name)]);
            if let Some(row) = register.reports.get_mut(at) {
                row.report = name.into();
            }
        }
        let Register { reports, recommendations, .. } = register;
        for row in recommendations.iter_mut().filter(|row| row.reference.is_empty()) {
            let named = |report: &&Report| fold(&report.title) == fold(&row.report);
            if reports.iter().all(|report| report.report != row.report)
                && let Some(report) = reports.iter().find(named)
            {
                row.report.clone_from(&report.report);
            }
        }
    }
}
