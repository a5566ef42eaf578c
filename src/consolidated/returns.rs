//! `Returns`: every file that came back, and who has not answered.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::grid::{Shape, Table, head};
use super::view::View;
use crate::model::text::fold;
use crate::model::words::{ReturnOutcome, Stage, Word as _};
use crate::model::{Lookup, Value, columns as c};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Returns";

/// Who was asked and who answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    /// By name; whether a return of theirs was read, and whether it was late.
    owners: BTreeMap<String, Option<bool>>,
    /// False where the cycle was never issued (an imported one).
    pub issued: bool,
}

impl Answers {
    /// Looks at the cycle's returns.
    pub(super) fn new(view: &View<'_>) -> Self {
        // An issued cycle of which no file is recorded was kept elsewhere: nobody can say who answered.
        let recorded = || view.register.returns.iter().any(|row| row.cycle == view.ask.cycle);
        let issued = view.ask.asked.is_some() || (view.cycles.last().is_some_and(|cycle| cycle.issued_on.is_some()) && recorded());
        // Posts that were renamed since are known by their present name, as in positions.
        let lookup = Lookup::of(view.register);
        let post = |name: &str| lookup.owner_on(name, view.as_at).map_or_else(|| name.to_owned(), |known| known.owner.as_str().into());
        let mut owners: BTreeMap<String, Option<bool>> = BTreeMap::new();
        if let Some(asked) = view.ask.asked {
            owners.extend(asked.owners.iter().map(|owner| (post(owner), None)));
        } else if issued {
            for task in view.recs.iter().flat_map(|rec| &rec.tasks) {
                let stage = task.before.map_or(task.facts.stage, |(_, stage)| stage);
                if !matches!(stage, Some(Stage::Closed | Stage::PendingSignOff)) {
                    owners.insert(task.owner.to_owned(), None);
                }
            }
        }
        let shown: BTreeSet<String> = view.recs.iter().flat_map(|rec| &rec.tasks).map(|task| fold(task.owner)).collect();
        let mut files: HashMap<&str, (&str, bool)> = HashMap::new();
        for seen in view.register.returns.iter().filter(|row| row.cycle == view.ask.cycle) {
            let read = match ReturnOutcome::read(&seen.outcome) {
                Some(ReturnOutcome::Read) => false,
                Some(ReturnOutcome::Late) => true,
                _ => continue,
            };
            files.insert(&seen.file, (&seen.owner, read));
            let owner = post(&seen.owner);
            // Of several owners' rows without a stamp: told by the rows below. A lead's page speaks of that lead's owners only.
            if owner.is_empty() || view.ask.lead.is_some() && !shown.contains(&fold(&owner)) {
                continue;
            }
            let late = owners.entry(owner).or_default();
            *late = Some(late.unwrap_or(read) && read);
        }
        // After a hand-over the older owner's workbook may have answered for the newer one. A row that somebody else answered does
        // not make its owner one who returned.
        let handed_over: HashSet<(&str, &str)> =
            view.ask.asked.into_iter().flat_map(|asked| &asked.handed_over).map(|(task, owner)| (task.as_str(), owner.as_str())).collect();
        for task in view.recs.iter().flat_map(|rec| &rec.tasks) {
            let Some(position) = task.position.filter(|position| position.cycle == view.ask.cycle) else { continue };
            let Some((by, late)) = files.get(position.file.as_str()) else { continue };
            let counts = by.is_empty() || handed_over.contains(&(position.reference.as_str(), *by));
            if let (true, Some(read @ None)) = (counts, owners.get_mut(task.owner)) {
                *read = Some(*late);
            }
        }
        if view.ask.lead.is_some() {
            owners.retain(|owner, _| shown.contains(&fold(owner)));
        }
        Self { owners, issued }
    }

    /// `yes`, `yes, late`, `no`, or `not asked`.
    pub(super) fn of(&self, owner: &str) -> &'static str {
        match self.owners.get(owner) {
            None => "not asked",
            Some(None) => "no",
            Some(Some(false)) => "yes",
            Some(Some(true)) => "yes, late",
        }
    }

    /// Owners who were asked and have not answered.
    pub(super) fn missing(&self) -> Vec<&str> {
        self.owners.iter().filter(|(_, read)| read.is_none()).map(|(owner, _)| owner.as_str()).collect()
    }

    /// Everybody who was asked or answered.
    pub(super) fn asked(&self) -> usize {
        self.owners.len()
    }

    pub(super) fn late(&self) -> usize {
        self.owners.values().filter(|read| **read == Some(true)).count()
    }
}

/// The table: first the files that came back, then the owners who have not answered.
pub(super) fn build(view: &View<'_>, answers: &Answers) -> Table {
    let mut table = Table::new(
        NAME,
        "Returns",
        if answers.issued {
            "Every file that came back in this cycle and what became of it; then the owners from whom nothing has been read."
        } else {
            "This cycle was taken from a published paper: no owner was asked, so nothing came back."
        },
        vec![
            head(c::OWNER.heading, 34, Shape::Text),
            head("Returned", 11, Shape::Text),
            head(c::OUTCOME.heading, 22, Shape::Text),
            head(c::RECEIVED.heading, 13, Shape::Date),
            head(c::ROWS.heading, 9, Shape::Whole),
            head(c::FILE.heading, 44, Shape::Text),
            head(c::SAYS_RETURN.heading, 50, Shape::Long),
        ],
    );
    for row in view.register.returns.iter().filter(|row| row.cycle == view.ask.cycle) {
        if view.ask.lead.is_some() && answers.of(&row.owner) == "not asked" {
            continue;
        }
        let read = matches!(ReturnOutcome::read(&row.outcome), Some(ReturnOutcome::Read | ReturnOutcome::Late));
        table.rows.push(vec![
            row.owner.clone().into(),
            (if read { "yes" } else { "no" }).into(),
            row.outcome.clone().into(),
            row.received.into(),
            row.rows.map_or(Value::Empty, |rows| Value::Number(f64::from(rows))).into(),
            row.file.clone().into(),
            row.asks.clone().into(),
        ]);
    }
    for owner in answers.missing() {
        let blank = || Value::Empty.into();
        table.rows.push(vec![owner.into(), "no".into(), "nothing read".into(), blank(), blank(), blank(), "ask for the return".into()]);
    }
    table
}
