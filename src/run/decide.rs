//! The coordinator's decisions: read from `queries.xlsx`, recorded in the register, found again for each task.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::merge::settle::{due_from, put_text};
use crate::merge::{self, Chosen, Claim, Settled};
use crate::model::columns::{self as c, Column};
use crate::model::facts::{Field, TaskFacts};
use crate::model::register::report_of;
use crate::model::returned::{Issued, Return, ReturnRow};
use crate::model::settled::{Choice, QueriesBook};
use crate::model::tables::Decision;
use crate::model::text::{Text, digest, fold, shorten, tidy};
use crate::model::words::{DecisionKind, Rating, Severity, Word as _};
use crate::model::{Place, Query, Words};

const PAST_DUE: &str = "past-due";
const SUPERSEDED: &str = "superseded-return";
const UNKNOWN_REF: &str = "unknown-ref";

/// The rules whose words offer another rating, though they ask about another cell.
const OFFER_A_RATING: &[&str] = &[
    "green-without-evidence",
    "green-with-open-work",
    "white-without-body",
    "red-not-yet-due-without-reason",
    "completed-not-green",
    "reason-names-other-colour",
];

const NO_ROW: &str = "no answer of the owner's stands behind it";
const IN_REGISTER: &str = "change the register";

static CANNOT: Words =
    Words { says: "'{decision}' on {rule} cannot be carried out: {why}", asks: "choose 'accept as it is', or {instead}" };

static UNKNOWN: Words = Words {
    says: "the decision '{typed}' is not one of the list",
    asks: "choose 'take the return', 'keep the register', 'use this value' or 'accept as it is'",
};

/// The decisions that stand in the queries workbook, and what could not be read of them.
#[must_use]
pub fn typed(book: &QueriesBook, cycle: &str) -> (Vec<Decision>, Vec<Query>) {
    let mut decisions = Vec::new();
    let mut queries = Vec::new();
    for row in &book.queries {
        let is_clash = Field::headed(&row.rule_or_field).is_some();
        let on = if is_clash { digest(&[&row.issued, &row.held, &row.returned]) } else { digest(&[&row.says]) };
        take(&row.reference, &row.rule_or_field, &row.choice, cycle, on, &mut decisions, &mut queries);
    }
    for row in &book.agree {
        let name = format!("to agree: {}", row.claim);
        take(&row.reference, &name, &row.choice, cycle, String::new(), &mut decisions, &mut queries);
        if !tidy(&row.committee_text).is_empty() {
            decisions.push(Decision {
                reference: row.reference.clone(),
                cycle: cycle.into(),
                rule_or_field: "Committee text".into(),
                decision: Some(DecisionKind::UseValue),
                value: tidy(&row.committee_text).into(),
                decided_by: row.choice.decided_by.clone(),
                reason: row.choice.reason.clone(),
                ..Decision::default()
            });
        }
    }
    (decisions, queries)
}

fn take(reference: &str, name: &str, choice: &Choice, cycle: &str, on: String, decisions: &mut Vec<Decision>, queries: &mut Vec<Query>) {
    if choice.decision.is_none() {
        if !tidy(&choice.typed).is_empty() {
            queries.push(
                Query::new("decision-unclear", Severity::Warning, &UNKNOWN)
                    .fact("typed", tidy(&choice.typed))
                    .about("", report_of(reference), reference)
                    .at(choice.place.clone()),
            );
        }
        return;
    }
    decisions.push(Decision {
        reference: reference.into(),
        cycle: cycle.into(),
        rule_or_field: name.into(),
        decision: choice.decision,
        value: choice.value.clone(),
        decided_by: choice.decided_by.clone(),
        reason: choice.reason.clone(),
        decided_on: on.into(),
        ..Decision::default()
    });
}

/// Records decisions among the register's: a new one on the same point takes the place of the earlier one. A point is what a rule
/// says of a task, or a fact as its three sides stand: two cells of one row are decided apart.
pub fn record(decisions: &mut Vec<Decision>, typed: &[Decision]) {
    let key = |decision: &Decision| (decision.reference.clone(), decision.cycle.clone(), fold(&decision.rule_or_field));
    let cycles: HashSet<&Text> = typed.iter().map(|decision| &decision.cycle).collect();
    let mut known: HashMap<(Text, Text, String), Vec<usize>> = HashMap::new();
    for (at, decision) in decisions.iter().enumerate().filter(|(_, decision)| cycles.contains(&decision.cycle)) {
        known.entry(key(decision)).or_default().push(at);
    }
    for decision in typed {
        let on_it = known.entry(key(decision)).or_default();
        let apart = |at: &&usize| {
            let held = &decisions[**at].decided_on;
            held.is_empty() || decision.decided_on.is_empty() || *held == decision.decided_on
        };
        if let Some(at) = on_it.iter().rev().find(apart) {
            let known = &mut decisions[*at];
            let (until, extra) = (known.until, std::mem::take(&mut known.extra));
            let on = if decision.decided_on.is_empty() { known.decided_on.clone() } else { decision.decided_on.clone() };
            let same_choice = (known.decision, &known.value) == (decision.decision, &decision.value);
            *known = decision.clone();
            (known.until, known.extra) = (until, extra);
            // The same choice typed again says nothing of newer facts, save where its row shows them.
            known.decided_on = if same_choice { on } else { decision.decided_on.clone() };
        } else {
            on_it.push(decisions.len());
            decisions.push(decision.clone());
        }
    }
}

/// The decisions of a cycle by the task that they are on.
#[must_use]
pub fn by_ref<'a>(decisions: &'a [Decision], cycle: &str) -> BTreeMap<&'a str, Vec<&'a Decision>> {
    let mut by_ref: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for decision in decisions.iter().filter(|decision| decision.cycle == cycle) {
        by_ref.entry(decision.reference.as_str()).or_default().push(decision);
    }
    by_ref
}

/// Notes on what a claim was agreed, so that a later, different claim is asked about again.
pub fn stamp_claims(decisions: &mut [Decision], cycle: &str, settled: &[Settled]) {
    let tasks: BTreeMap<&str, &Settled> = settled.iter().map(|task| (task.reference.as_str(), task)).collect();
    for decision in decisions.iter_mut().filter(|decision| decision.cycle == cycle && decision.decided_on.is_empty()) {
        let claim =
            [Claim::Green, Claim::White, Claim::LaterDate].into_iter().find(|claim| claim.decided_as() == fold(&decision.rule_or_field));
        let (Some(claim), Some(task)) = (claim, tasks.get(decision.reference.as_str())) else { continue };
        decision.decided_on = task.claim_digest(claim).into();
    }
}

/// The returns as decisions on their rows leave them: a row whose Ref was decided speaks of that task, and what only an older
/// return said stands in the newest where it was taken. None where nothing was decided so.
#[must_use]
pub fn amended(returns: &[Return], issued: &Issued, decisions: &[Decision], cycle: &str) -> Option<Vec<Return>> {
    let on = |rule: &'static str, kind: DecisionKind| {
        let of_cycle = decisions.iter().filter(move |decision| decision.cycle == cycle && decision.decision == Some(kind));
        of_cycle.filter(move |decision| fold(&decision.rule_or_field) == rule)
    };
    let mut refs = on(UNKNOWN_REF, DecisionKind::UseValue).peekable();
    let taken: HashMap<&str, Vec<&Decision>> = on(SUPERSEDED, DecisionKind::TakeReturn).fold(HashMap::new(), |mut taken, decision| {
        taken.entry(decision.reference.as_str()).or_default().push(decision);
        taken
    });
    if refs.peek().is_none() && taken.is_empty() {
        return None;
    }
    let mut returns = returns.to_vec();
    if refs.peek().is_some() {
        let known: HashMap<String, &Text> =
            issued.packs.iter().flat_map(|pack| &pack.tasks).map(|task| (fold(&task.reference), &task.reference)).collect();
        let is_known = |reference: &Text| known.get(&fold(reference)).is_some_and(|known| *known == reference);
        let wrong = refs.filter(|on| !on.reference.is_empty() && !is_known(&on.reference));
        let right: HashMap<&str, &Text> = wrong.filter_map(|on| Some((on.reference.as_str(), *known.get(&fold(&on.value))?))).collect();
        let rows = returns.iter_mut().flat_map(|ours| &mut ours.rows);
        for row in rows {
            if let Some(right) = right.get(row.reference.as_str()) {
                row.reference = (*right).clone();
            }
        }
    }
    for (to, from) in taken_cells(&returns, issued, &taken) {
        let answers = returns[from.0].rows[from.1].answers.clone();
        returns[to.0].rows[to.1].answers.fill_in(from.2, &answers);
    }
    Some(returns)
}

/// Which return, counted from nought, and which of its rows.
type RowAt = (usize, usize);

/// The cells of older returns that were taken: where they go, and where they stand, with the heading. Of two under one heading
/// the newer comes first.
fn taken_cells(returns: &[Return], issued: &Issued, taken: &HashMap<&str, Vec<&Decision>>) -> Vec<(RowAt, (usize, usize, &'static str))> {
    if taken.is_empty() {
        return Vec::new();
    }
    let files: HashMap<&str, usize> = returns.iter().enumerate().map(|(at, ours)| (&*ours.seen.file, at)).collect();
    let row_of = |at: usize, reference: &str| returns[at].rows.iter().position(|row| row.reference == reference);
    let choice = merge::choose(returns, issued);
    let mut cells = Vec::new();
    for query in choice.queries.iter().rev().filter(|query| query.rule == SUPERSEDED) {
        let reference = query.reference.as_str();
        let is_taken = taken.get(reference).is_some_and(|on| on.iter().any(|decision| answers(decision, query)));
        let (Some(chosen), true) = (choice.rows.get(reference), is_taken) else { continue };
        let to = (chosen.candidate.at, row_of(chosen.candidate.at, reference));
        let from = files.get(&*query.place.file).map(|at| (*at, row_of(*at, reference)));
        if let ((to, Some(to_row)), Some((from, Some(from_row)))) = (to, from)
            && let Some(column) = entry_column(&returns[from].rows[from_row], &query.place)
        {
            cells.push(((to, to_row), (from, from_row, column.heading)));
        }
    }
    cells
}

/// The entry column of a row that a place stands in; none where several that the return lacks are said there.
fn entry_column(row: &ReturnRow, place: &Place) -> Option<&'static Column> {
    let cells = row.answers.cells();
    let mut there = cells.iter().filter(|(_, _, col)| row.place_in(*col) == *place);
    let (column, _, _) = there.next()?;
    there.next().is_none().then_some(*column)
}

/// What the decisions of a cycle on rules' queries come to: facts, rows that are set aside, and those that cannot be carried out.
#[derive(Debug)]
pub struct OnQueries<'a> {
    decisions: &'a [Decision],
    /// By the Ref that they are on.
    by_ref: HashMap<&'a str, Vec<usize>>,
    /// By their places among the decisions.
    heard: HashMap<usize, Heard>,
    facts: HashMap<&'a str, Vec<Decision>>,
    /// The tasks whose rows are set aside.
    pub kept: BTreeSet<Text>,
    /// What could not be carried out, and why.
    pub unclear: Vec<Query>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    CarriedOut,
    Unclear,
}

/// What one decision on a query comes to.
enum Carried {
    /// It stands as it is.
    AsItIs,
    /// The row is set aside.
    Kept,
    /// A fact takes this value.
    Fact(Field, Text),
    /// It cannot be carried out: why.
    Unclear(Query),
}

impl<'a> OnQueries<'a> {
    /// Nothing heard yet.
    #[must_use]
    pub fn of(decisions: &'a [Decision], cycle: &str) -> Self {
        let mut by_ref: HashMap<&str, Vec<usize>> = HashMap::new();
        let of_cycle = decisions.iter().enumerate().filter(|(_, decision)| decision.cycle == cycle && decision.decision.is_some());
        for (at, decision) in of_cycle {
            by_ref.entry(decision.reference.as_str()).or_default().push(at);
        }
        let (heard, facts) = (HashMap::new(), HashMap::new());
        Self { decisions, by_ref, heard, facts, kept: BTreeSet::new(), unclear: Vec::new() }
    }

    /// The decisions on a task's facts that follow from those on its queries.
    pub fn facts_of(&self, reference: &str) -> Vec<&Decision> {
        self.facts.get(reference).into_iter().flatten().collect()
    }

    /// Carries out what was decided on these queries; the Refs of the tasks that gained a fact. Each decision is carried out once.
    pub fn hear<'q>(&mut self, queries: impl Iterator<Item = &'q Query>, rows: &Rows<'_>) -> BTreeSet<Text> {
        let mut gained = BTreeSet::new();
        for query in queries {
            for at in self.by_ref.get(query.reference.as_str()).into_iter().flatten() {
                let decision = &self.decisions[*at];
                if self.heard.contains_key(at) || !answers(decision, query) {
                    continue;
                }
                let carried = rows.carry(decision, query);
                self.heard.insert(*at, if matches!(carried, Carried::Unclear(_)) { Heard::Unclear } else { Heard::CarriedOut });
                match carried {
                    Carried::AsItIs => {}
                    Carried::Kept => {
                        self.kept.insert(decision.reference.clone());
                    }
                    Carried::Fact(field, value) => {
                        let (rule_or_field, decided_on) = (field.heading().into(), Text::new());
                        let on_fact =
                            Decision { rule_or_field, decision: Some(DecisionKind::UseValue), value, decided_on, ..decision.clone() };
                        self.facts.entry(decision.reference.as_str()).or_default().push(on_fact);
                        gained.insert(decision.reference.clone());
                    }
                    Carried::Unclear(why) => self.unclear.push(why),
                }
            }
        }
        gained
    }

    /// Marks queries that a decision settles ('take the return', 'accept as it is', or a value), and takes the mark away where
    /// the facts have changed since, or the decision cannot be carried out.
    pub fn mark_accepted(&self, queries: &mut [Query]) {
        for query in queries {
            let at_it = self.by_ref.get(query.reference.as_str()).into_iter().flatten();
            let on_it: Vec<(usize, &Decision)> =
                at_it.map(|at| (*at, &self.decisions[*at])).filter(|(_, decision)| fold(&decision.rule_or_field) == query.rule).collect();
            let settles = |(at, decision): &&(usize, &Decision)| self.heard.get(at) != Some(&Heard::Unclear) && answers(decision, query);
            if let Some((_, decision)) = on_it.iter().rev().find(settles) {
                let who = [decision.decided_by.trim(), decision.reason.trim()]
                    .into_iter()
                    .filter(|said| !said.is_empty())
                    .collect::<Vec<_>>()
                    .join(": ");
                let kind = || decision.decision.map_or_else(Text::new, |kind| kind.to_string().into());
                query.accepted = Some(if who.is_empty() { kind() } else { who.into() });
            } else if on_it.iter().any(|(_, decision)| !decision.decided_on.is_empty()) {
                query.accepted = None;
            } else if self.kept.contains(&query.reference) {
                query.accepted = Some("the register is kept".into());
            }
        }
    }
}

/// What cannot be carried out of the decisions on what the rules say of the register as a whole: it can only be accepted.
#[must_use]
pub fn on_register(decisions: &[Decision], cycle: &str, queries: &[Query]) -> Vec<Query> {
    let by_ref = by_ref(decisions, cycle);
    let unclear = queries.iter().filter_map(|query| {
        let on_it = by_ref.get(query.reference.as_str())?.iter().rev().find(|decision| answers(decision, query))?;
        match cannot(on_it, query, "it is about the register and not about a return", IN_REGISTER) {
            Carried::Unclear(why) if on_it.decision != Some(DecisionKind::Accept) => Some(why),
            _ => None,
        }
    });
    unclear.collect()
}

/// The rows that decisions on queries speak of.
#[derive(Debug)]
pub struct Rows<'a> {
    /// The one that stands for each task.
    chosen: &'a BTreeMap<&'a str, Chosen<'a>>,
    /// The returns by their files.
    files: HashMap<&'a str, &'a Return>,
}

impl<'a> Rows<'a> {
    #[must_use]
    pub fn of(chosen: &'a BTreeMap<&'a str, Chosen<'a>>, returns: &'a [Return]) -> Self {
        Self { chosen, files: returns.iter().map(|ours| (&*ours.seen.file, ours)).collect() }
    }

    fn carry(&self, decision: &Decision, query: &Query) -> Carried {
        let chosen = self.chosen.get(query.reference.as_str()).map(|chosen| chosen.candidate.row);
        match decision.decision {
            Some(DecisionKind::TakeReturn) => taken(decision, query, chosen),
            Some(DecisionKind::KeepRegister) if query.reference.is_empty() => {
                cannot(decision, query, "it is about a file and not about a task", "take the file out with 'rectrack void'")
            }
            // What an older return said is not in the register: it is kept as it is, and so is the newest row.
            Some(DecisionKind::KeepRegister) if chosen.is_some() && query.rule != SUPERSEDED => Carried::Kept,
            Some(DecisionKind::UseValue) => self.valued(decision, query, chosen),
            Some(DecisionKind::Accept | DecisionKind::KeepRegister) | None => Carried::AsItIs,
        }
    }

    /// 'Use this value': for the fact that the query's cell holds, or for another that its words offer.
    fn valued(&self, decision: &Decision, query: &Query, chosen: Option<&ReturnRow>) -> Carried {
        if query.rule == UNKNOWN_REF {
            // A Ref that was issued has been put there already, and nothing is asked.
            return not_a_value(decision, query, "the Ref of a task that was issued");
        }
        let Some(chosen) = chosen else { return cannot(decision, query, NO_ROW, IN_REGISTER) };
        let older = || self.files.get(&*query.place.file)?.rows.iter().find(|row| row.reference == query.reference);
        let row = if query.rule == SUPERSEDED { older().unwrap_or(chosen) } else { chosen };
        let Some(mut field) = field_at(row, &query.place) else {
            return cannot(decision, query, "it is about no cell that a value could go into", IN_REGISTER);
        };
        let is_rating = Rating::read(&decision.value).is_some();
        if is_rating && field != Field::Rating {
            if !OFFER_A_RATING.contains(&query.rule) {
                return not_a_value(decision, query, "an answer, but a rating");
            }
            field = Field::Rating;
        } else if query.rule == PAST_DUE && !is_rating && due_from(&decision.value).is_some() {
            if decision.reason.trim().is_empty() {
                return cannot(decision, query, "a date moves with its reason", "type the reason beside the date");
            }
            field = Field::Due;
        }
        match put_text(&mut TaskFacts::default(), field, &decision.value) {
            Ok(()) => Carried::Fact(field, decision.value.clone()),
            Err(expected) => not_a_value(decision, query, expected),
        }
    }
}

/// 'Take the return': mostly what is merged already, once nothing makes it wait.
fn taken(decision: &Decision, query: &Query, chosen: Option<&ReturnRow>) -> Carried {
    match query.rule {
        // On its cells it was taken before the rows were chosen: those are not asked about any more.
        SUPERSEDED => cannot(decision, query, "it is about a whole file", "take its answers one by one where they are listed"),
        UNKNOWN_REF => cannot(decision, query, "nobody knows which task it speaks of", "use the task's Ref as the value"),
        "added-row" => cannot(decision, query, "no task stands behind the row", "add the recommendation to the register"),
        "locked-cell-changed" => cannot(decision, query, "what stands in a locked cell is yours to change", IN_REGISTER),
        "date-moved-silently" => {
            let to = query.facts.iter().find(|(name, _)| *name == "to");
            to.map_or(Carried::AsItIs, |(_, to)| Carried::Fact(Field::Due, to.clone()))
        }
        _ if query.reference.is_empty() => Carried::AsItIs,
        _ => match chosen {
            None => cannot(decision, query, NO_ROW, IN_REGISTER),
            Some(row) if is_unfit(row, &query.place) => cannot(decision, query, "what stands there cannot be read", "type it under Value"),
            Some(_) => Carried::AsItIs,
        },
    }
}

/// The fact that the cell of a place holds; `Due` for its locked cell as well.
fn field_at(row: &ReturnRow, place: &Place) -> Option<Field> {
    if let Some(column) = entry_column(row, place) {
        return if column.heading == c::REVISED_DUE.heading { Some(Field::Due) } else { Field::headed(column.heading) };
    }
    let mut locked = row.locked.iter().filter(|(_, _, col)| row.place_in(*col) == *place);
    locked.any(|(heading, _, _)| *heading == c::DUE.heading).then_some(Field::Due)
}

/// True when the cell holds something that nobody could read.
fn is_unfit(row: &ReturnRow, place: &Place) -> bool {
    entry_column(row, place).is_some_and(|column| row.answers.is_unfit(column.heading))
}

fn not_a_value(decision: &Decision, query: &Query, expected: &'static str) -> Carried {
    let why = Query::new("decision-unclear", Severity::Warning, &merge::settle::UNCLEAR)
        .fact("field", query.rule)
        .fact("value", shorten(&tidy(&decision.value), 60))
        .fact("expected", expected);
    Carried::Unclear(why.about("", report_of(&query.reference), &query.reference).at(query.place.clone()))
}

fn cannot(decision: &Decision, query: &Query, why: &'static str, instead: &'static str) -> Carried {
    let why = Query::new("decision-unclear", Severity::Warning, &CANNOT)
        .fact("decision", decision.decision.map_or("", DecisionKind::as_str))
        .fact("rule", query.rule)
        .fact("why", why)
        .fact("instead", instead);
    Carried::Unclear(why.about("", report_of(&query.reference), &query.reference).at(query.place.clone()))
}

/// True when the decision is on this query and on these facts.
fn answers(decision: &Decision, query: &Query) -> bool {
    decision.decision.is_some()
        && decision.reference == query.reference
        && fold(&decision.rule_or_field) == query.rule
        && (decision.decided_on.is_empty() || decision.decided_on == digest(&[&query.says()]))
}
