//! Rows into recommendations, tasks and positions.

use std::collections::BTreeSet;

use crate::model::columns::{OWNER, TEXT};
use crate::model::facts::{Field, TaskFacts};
use crate::model::register::recommendation_of;
use crate::model::rollup::roll_up;
use crate::model::sheet::Value;
use crate::model::tables::{Owner, Position, Recommendation, Row as _, Task};
use crate::model::text::{Text, fold};
use crate::model::words::{DueKind, ForTheForce, Kind, Precision, Setter, Severity, Stage};
use crate::model::{Due, Query};

use super::dates_in_text::dates_in;
use super::due_chain::Chain;
use super::enter::Entering;
use super::paper::{Paper, PaperReport, PaperRow};
use super::{RowSeen, front, matching, number, timeline, words};

impl Entering<'_> {
    pub(super) fn enter_rows(&mut self, report: &str, shown: &PaperReport, paper: &Paper) {
        let by_order = self.numbered_by_order(report);
        let matched = matching::rows(&self.register, report, &shown.rows, &|reference| by_order.contains(reference));
        let mut first_of_number: Vec<&PaperRow> = Vec::new();
        let mut last: Option<Text> = None;
        for (row, found) in shown.rows.iter().zip(matched) {
            // Without numbers a text that is merged over several rows is one recommendation with as many tasks.
            let shared = last.take().filter(|_| row.shares_text && row.no.is_empty() && row.reference.is_empty());
            if let Some(reference) = shared.filter(|_| !row.text.is_empty()) {
                self.enter_row(report, &reference, row, paper, true);
                last = Some(reference);
                continue;
            }
            // The same number again: another owner's task where the text is the same, else a number printed twice.
            let again = first_of_number
                .iter()
                .find(|first| !row.no.is_empty() && fold(&first.no) == fold(&row.no) && first.kind == row.kind)
                .copied();
            let same_text = again.is_some_and(|first| fold(&first.text) == fold(&row.text));
            // Told apart by their tasks, or one number merged over several rows.
            let tasks = row.shares_no || !row.task.is_empty() && again.is_some_and(|first| fold(&first.task) != fold(&row.task));
            match again {
                Some(first) if !same_text || first.owner == row.owner && !tasks => {
                    let reference = found.clone().unwrap_or_else(|| format!("{report}/{}", number::in_ref(&row.no)).into());
                    self.raise(
                        Query::new("repeated-number", Severity::Warning, &words::REPEATED_NUMBER)
                            .fact("no", row.no.clone())
                            .fact("first", first.place.cell())
                            .about(row.owner.as_deref().unwrap_or(""), report, &reference)
                            .at(row.place.clone()),
                    );
                }
                Some(_) => {}
                None => first_of_number.push(row),
            }
            let reference = match found.filter(|reference| again.is_none() || same_text || !self.shown.contains(reference)) {
                Some(reference) => reference,
                None if same_text => {
                    self.reference_shown(report, row).unwrap_or_else(|| self.new_recommendation(report, shown, row).into())
                }
                None => self.new_recommendation(report, shown, row).into(),
            };
            self.query_number(report, &reference, row, &by_order);
            // A paper that prints numbers tells the number of what was counted before.
            if by_order.contains(&reference)
                && !row.no.is_empty()
                && let Some(held) = self.register.recommendations.iter_mut().find(|known| known.reference == reference)
            {
                held.no = row.no.as_str().into();
            }
            self.shown.insert(reference.clone());
            self.enter_row(report, &reference, row, paper, again.is_some());
            last = Some(reference);
        }
    }

    /// A number that speaks of another text than before, or a text that has another number.
    fn query_number(&mut self, report: &str, reference: &str, row: &PaperRow, by_order: &BTreeSet<Text>) {
        let Some(held) = self.register.recommendations.iter().find(|known| known.reference == reference) else { return };
        let seen_before = self
            .register
            .positions
            .iter()
            .any(|position| recommendation_of(&position.reference) == reference && position.cycle != self.intake.cycle);
        if !seen_before || row.no.is_empty() || held.no.is_empty() || by_order.contains(reference) {
            return;
        }
        let query = if fold(&held.no) != fold(&row.no) {
            Query::new("repeated-number", Severity::Note, &words::RENUMBERED).fact("was", held.no.clone())
        } else if matching::is_other_text(&held.text, &row.text) {
            Query::new("imported-differs", Severity::Warning, &words::OTHER_TEXT)
                .fact("before", crate::model::text::shorten(&held.text, 80))
        } else {
            return;
        };
        self.raise(query.fact("no", row.no.clone()).about(row.owner.as_deref().unwrap_or(""), report, reference).at(row.place.clone()));
    }

    /// Recommendations of a report that no paper ever printed a number for.
    fn numbered_by_order(&self, report: &str) -> BTreeSet<Text> {
        let mut printed: BTreeSet<&str> = BTreeSet::new();
        let mut imported: BTreeSet<&str> = BTreeSet::new();
        for position in self.register.positions.iter().filter(|position| position.report == report) {
            let recommendation = recommendation_of(&position.reference);
            imported.insert(recommendation);
            if !position.no.is_empty() {
                printed.insert(recommendation);
            }
        }
        imported.difference(&printed).map(|reference| Text::from(*reference)).collect()
    }

    fn reference_shown(&self, report: &str, row: &PaperRow) -> Option<Text> {
        self.register
            .recommendations
            .iter()
            .find(|known| {
                known.report == report
                    && fold(&known.no) == fold(&row.no)
                    && self.shown.contains(&known.reference)
                    && (known.kind == row.kind || row.kind.is_none())
            })
            .map(|known| known.reference.clone())
    }

    fn new_recommendation(&mut self, report: &str, shown: &PaperReport, row: &PaperRow) -> String {
        let kind = row.kind.unwrap_or(Kind::Recommendation);
        let taken = |no: &str| self.register.recommendation(&format!("{report}/{no}")).is_some();
        let no = if row.no.is_empty() {
            let mut next = 1 + self.register.recommendations.iter().filter(|known| known.report == report).count();
            // A number that this paper prints is its own row's.
            let printed = |no: &str| shown.rows.iter().any(|other| fold(&other.no) == no);
            while taken(&next.to_string()) || printed(&next.to_string()) {
                next += 1;
            }
            next.to_string()
        } else {
            row.no.clone()
        };
        let plain = number::in_ref(&no);
        let plain = if plain.is_empty() { "x".to_owned() } else { plain };
        // A number that is taken: the kind tells them apart, and failing that a letter of the alphabet that papers do not use.
        let marked = match kind {
            Kind::AreaForImprovement => format!("afi-{plain}"),
            Kind::CauseOfConcern => format!("coc-{plain}"),
            Kind::Recommendation => format!("rec-{plain}"),
        };
        // In a paper that prints both a recommendation and an area for improvement of this number, the latter is marked.
        let shared = kind != Kind::Recommendation
            && !row.no.is_empty()
            && shown.rows.iter().any(|other| {
                fold(&other.no) == fold(&row.no)
                    && other.kind.unwrap_or(Kind::Recommendation) == Kind::Recommendation
                    && other.kind != row.kind
            });
        let free = if shared { vec![marked.clone()] } else { vec![plain.clone(), marked.clone()] };
        let last = free
            .into_iter()
            .find(|no| !taken(no))
            .or_else(|| (2..).map(|n| format!("{marked}-{n}")).find(|no| !taken(no)))
            .unwrap_or(marked);
        let reference = format!("{report}/{last}");
        let for_force = if shown.stated.in_part { ForTheForce::InPart } else { ForTheForce::Wholly };
        self.register.recommendations.push(Recommendation {
            reference: reference.as_str().into(),
            report: report.into(),
            no: no.into(),
            kind: Some(kind),
            text: row.text.as_str().into(),
            for_force: Some(for_force),
            ..Recommendation::default()
        });
        reference
    }

    fn enter_row(&mut self, report: &str, reference: &str, row: &PaperRow, paper: &Paper, again: bool) {
        let newest = self.is_newest();
        let owner = row.owner.as_deref().filter(|owner| !owner.is_empty()).map(|owner| self.owner(owner));
        let task = self.task_for(reference, owner.as_deref(), &row.task, again);
        let facts = self.facts(row);
        let owner_said = owner.clone().unwrap_or_default();
        self.query_row(report, reference, &owner_said, row, paper);
        let before_moves = timeline::moves(&self.register, reference, &self.inspectorate);
        let held =
            self.register.positions.iter().find(|position| position.cycle == self.intake.cycle && position.reference == task).cloned();
        if let Some(held) = held {
            self.compare_again(report, reference, row, &held, &facts, &owner_said);
            self.see(report, reference, &task, row);
            return;
        }
        let mut position = Position {
            cycle: self.intake.cycle.into(),
            reference: task.as_str().into(),
            report: report.into(),
            no: row.no.as_str().into(),
            kind: row.kind,
            owner: owner_said.into(),
            status_printed: row.status_printed.as_str().into(),
            due_printed: row.due_printed.as_str().into(),
            file: (&*row.place.file).into(),
            sheet: (&*row.place.sheet).into(),
            cell: row.place.cell().into(),
            file_hash: self.intake.file_hash.into(),
            ..Position::default()
        };
        position.set_facts(&facts);
        position.extra = self.extras(&row.extra);
        // The task holds the newest position that any paper shows of it.
        let newest_of_task = newest
            || self
                .register
                .positions
                .iter()
                .filter(|other| other.reference == task)
                .all(|other| self.register.cycle(&other.cycle).is_none_or(|cycle| cycle.as_at < Some(self.intake.as_at)))
                && self.register.open_cycle().is_none();
        // No other position of the recommendation, of this cycle or an earlier one: its date is the first that is known.
        let first_known = self
            .register
            .positions
            .iter()
            .filter(|other| recommendation_of(&other.reference) == reference)
            .all(|other| self.register.cycle(&other.cycle).is_none_or(|cycle| cycle.as_at > Some(self.intake.as_at)));
        self.register.positions.push(position);
        self.set_original(report, reference, row, first_known, again);
        if let Some(held) = self.register.tasks.iter_mut().find(|held| held.reference == task && held.task.is_empty()) {
            held.task = row.task.as_str().into();
        }
        if newest_of_task && let Some(held) = self.register.tasks.iter_mut().find(|held| held.reference == task) {
            held.set_facts(&facts);
            if let Some(owner) = &owner {
                held.owner = owner.as_str().into();
            }
            held.closed_on = row.closed_on.or(held.closed_on);
        } else if let Some(held) = self.register.tasks.iter_mut().find(|held| held.reference == task && held.owner.is_empty())
            && let Some(owner) = &owner
        {
            held.owner = owner.as_str().into();
        }
        let live = facts.due;
        timeline::bring_up_to_date(
            &mut self.register,
            reference,
            &before_moves,
            &self.inspectorate,
            (!row.reason_new_date.is_empty()).then_some((&live, row.reason_new_date.as_str())),
        );
        timeline::add_milestones(&mut self.register, reference, self.intake.cycle, &row.due);
        if let Some(original) = &row.original {
            timeline::add_milestones(&mut self.register, reference, self.intake.cycle, original);
        }
        self.roll(reference, row, newest_of_task);
        for link in
            row.due.links.iter().chain(super::due_chain::links_in(&row.update).iter()).chain(super::due_chain::links_in(&row.reason).iter())
        {
            let place =
                row.places.iter().find(|(field, _)| *field == Field::Due).map_or_else(|| row.place.clone(), |(_, place)| place.clone());
            self.links.push((reference.to_owned(), link.clone(), place));
        }
        self.see(report, reference, &task, row);
    }

    fn see(&mut self, report: &str, reference: &str, task: &str, row: &PaperRow) {
        self.rows.push(RowSeen {
            report: report.to_owned(),
            reference: reference.to_owned(),
            task: task.to_owned(),
            place: row.place.clone(),
            places: row.places.clone(),
            printed_new: row.status.new,
            green_under_way: row.green_under_way,
            unrated: row.status.blank || !row.status.unread.is_empty(),
            move_reason: move_reason(row),
            times_extended: 0,
        });
    }

    /// The owner as the register writes it; a new one is added.
    fn owner(&mut self, printed: &str) -> String {
        if let Some(owner) = self.register.owner_named(printed) {
            return owner.owner.as_str().into();
        }
        self.register.owners.push(Owner { owner: printed.into(), ..Owner::default() });
        printed.to_owned()
    }

    /// The task that a row speaks of: the one of these words, the only one, the owner's, or a new one.
    fn task_for(&mut self, reference: &str, owner: Option<&str>, words: &str, again: bool) -> String {
        let used = |task: &str| self.rows.iter().any(|row| row.task == task);
        let tasks: Vec<&Task> =
            self.register.tasks.iter().filter(|task| task.recommendation == reference && !used(&task.reference)).collect();
        if let Some(task) = tasks.iter().find(|task| !words.is_empty() && fold(&task.task) == fold(words)) {
            return task.reference.as_str().into();
        }
        let owners = owner.and_then(|owner| tasks.iter().find(|task| fold(&task.owner) == fold(owner)));
        let free = if again { owners } else { owners.or_else(|| tasks.first()) };
        if let Some(task) = free.or_else(|| tasks.first().filter(|_| again)) {
            return task.reference.as_str().into();
        }
        let taken = |n: usize| self.register.tasks.iter().any(|task| task.reference == format!("{reference}.{n}"));
        let n = (1..).find(|n| !taken(*n)).unwrap_or(1);
        let task = format!("{reference}.{n}");
        self.register.tasks.push(Task {
            reference: task.as_str().into(),
            recommendation: reference.into(),
            owner: owner.unwrap_or_default().into(),
            ..Task::default()
        });
        task
    }

    fn facts(&self, row: &PaperRow) -> TaskFacts {
        let mut due = row.due.live();
        if due.set_by.is_none() && due.date.is_some() {
            due.set_by = self.setter(row, &due);
        }
        TaskFacts {
            rating: row.status.rating,
            stage: row.status.stage,
            due,
            reason: row.reason.as_str().into(),
            update: row.update.as_str().into(),
            evidence: row.evidence.as_str().into(),
            completed_on: row.completed_on,
            waiting_on: row.waiting_on.as_str().into(),
            resources: row.resources.as_str().into(),
            closed_how: if row.status.stage == Some(Stage::Closed) { row.status.closed_how } else { None },
        }
    }

    /// Who set the date in force, where its own cell does not say.
    fn setter(&self, row: &PaperRow, due: &Due) -> Option<Setter> {
        let original = row.original.as_ref().map(Chain::original);
        match original {
            Some(original) if timeline::same(&original, due) => original.set_by,
            Some(original) if original.kind.is_some() => Some(Setter::Force),
            _ => date_in_recommendation(&row.text).filter(|asked| timeline::same(asked, due)).map(|_| Setter::Inspectorate),
        }
    }

    /// The first due date never changes: printed in a column of its own it counts most, else the first one printed.
    /// Another task of the same paper may have a first date of its own: the recommendation keeps the first that is printed.
    fn set_original(&mut self, report: &str, reference: &str, row: &PaperRow, first_known: bool, again: bool) {
        let explicit = row.original.as_ref().map(Chain::original).filter(|due| due.kind.is_some());
        let asked = date_in_recommendation(&row.text)
            .filter(|asked| row.due.steps.len() == 1 && row.due.live().date.is_some_and(|live| asked.date <= Some(live)))
            .map(|due| due.set_by(Setter::Inspectorate));
        let inferred = asked.unwrap_or_else(|| row.due.original());
        let earlier_cycle = self
            .register
            .positions
            .iter()
            .filter(|position| recommendation_of(&position.reference) == reference && position.cycle != self.intake.cycle)
            .filter_map(|position| self.register.cycle(&position.cycle))
            .filter(|cycle| cycle.as_at < Some(self.intake.as_at))
            .max_by_key(|cycle| cycle.as_at)
            .map(|cycle| cycle.cycle.clone());
        let Some(held) = self.register.recommendations.iter_mut().find(|known| known.reference == reference) else { return };
        let held_due = Due { date: held.original_due, kind: held.original_due_kind, set_by: held.original_due_set_by };
        let printed_before = !held.original_due_printed.is_empty();
        let new = explicit.unwrap_or(inferred);
        if new.kind.is_none() {
            return;
        }
        let differs = held_due.kind.is_some() && !timeline::same(&held_due, &new);
        let take = match (explicit, printed_before) {
            _ if held_due.kind.is_none() => true,
            (Some(_), false) => true,
            // Two papers that both infer it: the older paper is nearer to the first date.
            (None, false) => differs && first_known,
            _ => false,
        };
        let query = differs && (explicit.is_some() || (printed_before && row.due.moves().count() > 1));
        if take {
            held.original_due = new.date;
            held.original_due_kind = new.kind;
            held.original_due_set_by = new.set_by.or_else(|| held_due.set_by.filter(|_| !differs));
            if explicit.is_some() {
                held.original_due_printed = row.original_printed.as_str().into();
            }
        } else if held.original_due_set_by.is_none() && !differs {
            held.original_due_set_by = new.set_by;
        }
        if query && !again {
            let place = if explicit.is_some() { row.original_place.clone() } else { row.place.clone() };
            let query = match earlier_cycle {
                Some(cycle) => Query::new("original-date-changed", Severity::Warning, &words::ORIGINAL_CHANGED).fact("cycle", cycle),
                None => Query::new("original-date-changed", Severity::Warning, &words::ORIGINAL_CHANGED_HELD),
            };
            let owner = row.owner.clone().unwrap_or_default();
            self.raise(query.fact("printed", new.shown()).fact("held", held_due.shown()).about(&owner, report, reference).at(place));
        }
    }

    /// The recommendation's own facts from its tasks, and what the row says beside them.
    fn roll(&mut self, reference: &str, row: &PaperRow, newest: bool) {
        let facts: Vec<TaskFacts> = self.register.tasks.iter().filter(|task| task.recommendation == reference).map(Task::facts).collect();
        let Some(held) = self.register.recommendations.iter_mut().find(|known| known.reference == reference) else { return };
        if held.text.is_empty() {
            held.text = row.text.as_str().into();
        }
        if held.lead.is_empty() || newest && !row.lead.is_empty() {
            held.lead = row.lead.as_str().into();
        }
        if !row.portal_ref.is_empty() {
            held.portal_ref = row.portal_ref.as_str().into();
        }
        held.on_portal = row.on_portal.or(held.on_portal);
        held.submitted_on = row.submitted_on.or(held.submitted_on);
        if newest {
            let rolled = roll_up(&facts);
            held.set_rolled_up(rolled);
            held.waiting_on = row.waiting_on.as_str().into();
            held.closed_on = row.closed_on.or(held.closed_on).filter(|_| rolled.stage == Some(Stage::Closed));
        }
    }

    /// Values of columns that are not known go to columns of the same heading in `Positions`.
    fn extras(&mut self, extra: &[(String, String)]) -> Vec<Value> {
        let headings = self.register.extra_columns.entry("Positions".to_owned()).or_default();
        let mut values = Vec::new();
        for (heading, text) in extra {
            // A heading of the table's own is the table's.
            let own = Position::columns().iter().any(|column| column.is_headed(heading));
            let heading = &if own { format!("{heading} as printed") } else { heading.clone() };
            let at = headings.iter().position(|known| fold(known) == fold(heading)).unwrap_or_else(|| {
                headings.push(heading.clone());
                headings.len() - 1
            });
            if values.len() <= at {
                values.resize(at + 1, Value::Empty);
            }
            if let Some(value) = values.get_mut(at) {
                *value = Value::Text(text.as_str().into());
            }
        }
        if headings.is_empty() {
            self.register.extra_columns.remove("Positions");
        }
        values
    }

    /// A position that is there already: the same file says the same; another one may differ, and is told so.
    fn compare_again(&mut self, report: &str, reference: &str, row: &PaperRow, held: &Position, facts: &TaskFacts, owner: &str) {
        if held.file_hash == self.intake.file_hash {
            return;
        }
        let mut differing: Vec<&str> =
            Field::ALL.into_iter().filter(|field| !held.facts().same(facts, *field)).map(Field::heading).collect();
        if row.owner.is_some() && fold(&held.owner) != fold(owner) {
            differing.push(OWNER.heading);
        }
        let text = self.register.recommendation(reference).map_or_else(String::new, |known| fold(&known.text));
        if !fold(&row.text).is_empty() && fold(&row.text) != text {
            differing.push(TEXT.heading);
        }
        if !differing.is_empty() {
            self.raise(
                Query::new("imported-differs", Severity::Warning, &words::IMPORTED_DIFFERS)
                    .fact("cycle", self.intake.cycle)
                    .fact("fields", differing.join(", "))
                    .about(owner, report, reference)
                    .at(row.place.clone()),
            );
        }
    }
}

/// 'By March 2022, forces should ...': the date that the recommendation itself sets.
fn date_in_recommendation(text: &str) -> Option<Due> {
    let opening = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let folded = fold(opening);
    if !folded.starts_with("by ") {
        return None;
    }
    let found = dates_in(opening).into_iter().next().filter(|found| found.start <= 14)?;
    let (date, precision) = front::date_of(&found.says)?;
    Some(if precision == Precision::Month { Due { date: Some(date), kind: Some(DueKind::Month), set_by: None } } else { Due::day(date) })
}

/// Why the date moved, where the paper says: the column for it, the step of the chain, or a sentence that speaks of dates.
#[must_use]
pub(super) fn move_reason(row: &PaperRow) -> String {
    if !row.reason_new_date.is_empty() {
        return row.reason_new_date.clone();
    }
    let said = row
        .due
        .steps
        .last()
        .filter(|_| row.due.steps.len() > 1 || !row.due.links.is_empty())
        .map(|step| step.reason.clone())
        .unwrap_or_default();
    if said.is_empty() { timeline::spoken_reason(&row.reason, &row.update) } else { said }
}
