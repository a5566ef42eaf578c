//! The coordinator's decisions: read from `queries.xlsx`, recorded in the register, found again for each task.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::merge::settle::{due_from, put_text};
use crate::merge::{self, Chosen, Claim, Settled};
use crate::model::columns::{self as c, Column};
use crate::model::facts::{Field, TaskFacts};
use crate::model::register::report_of;
use crate::model::returned::{Issued, Return, ReturnRow};
use crate::model::settled::{AgreeRow, Choice, QueriesBook, QueryRow};
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

static VALUE_ALONE: Words = Words {
    says: "'{value}' stands under Value without a decision beside it, so it was not carried out",
    asks: "choose 'use this value' beside it, or empty the cell",
};

/// What the names of decisions on claims begin with.
const CLAIM: &str = "to agree: ";
/// The name of the decision on the words that the committee reads.
const COMMITTEE_TEXT: &str = "Committee text";

/// The decisions that stand in the queries workbook, and what could not be read of them. `recorded` are the register's: what was
/// decided there on the very facts that a row shows, and is not in the row any more, was taken away by hand and is withdrawn.
#[must_use]
pub fn typed(book: &QueriesBook, cycle: &str, recorded: &[Decision]) -> (Vec<Decision>, Vec<Query>) {
    let mut read = Typed { cycle, recorded: by_ref(recorded, cycle), decisions: Vec::new(), queries: Vec::new() };
    let on = |row: &QueryRow| {
        let is_clash = Field::headed(&row.rule_or_field).is_some();
        if is_clash { digest(&[&row.issued, &row.held, &row.returned]) } else { digest(&[&row.says]) }
    };
    let keys: Vec<String> = book.queries.iter().map(on).collect();
    // Rows that say the same show the same: taken away is what none of them has any more.
    let row_of = |row: &QueryRow, on: &str| (row.reference.clone(), fold(&row.rule_or_field), on.to_owned());
    let still: HashSet<_> =
        book.queries.iter().zip(&keys).filter(|(row, _)| !tidy(&row.choice.typed).is_empty()).map(|(row, on)| row_of(row, on)).collect();
    for (row, on) in book.queries.iter().zip(&keys) {
        if still.contains(&row_of(row, on)) || !read.withdrawn(&row.reference, &row.rule_or_field, &row.choice, |_| on.clone()) {
            read.take(&row.reference, &row.rule_or_field, &row.choice, on.clone());
        }
    }
    for row in &book.agree {
        let name = format!("{CLAIM}{}", row.claim);
        let on = |kind| merge::settle::claim_digest(&row.claim, &row.last_time, &row.owner_says, kind);
        if !tidy(&row.choice.typed).is_empty() || !read.withdrawn(&row.reference, &name, &row.choice, on) {
            read.take(&row.reference, &name, &row.choice, on(row.choice.decision));
        }
        read.committee_text(row);
    }
    (read.decisions, read.queries)
}

/// What is read of a queries workbook.
struct Typed<'a> {
    cycle: &'a str,
    /// What the register holds of the cycle.
    recorded: BTreeMap<&'a str, Vec<&'a Decision>>,
    decisions: Vec<Decision>,
    queries: Vec<Query>,
}

impl Typed<'_> {
    fn take(&mut self, reference: &str, name: &str, choice: &Choice, on: String) {
        if choice.decision.is_none() {
            let (typed, value) = (tidy(&choice.typed), tidy(&choice.value));
            let words = if typed.is_empty() { &VALUE_ALONE } else { &UNKNOWN };
            if !typed.is_empty() || !value.is_empty() {
                let query = Query::new("decision-unclear", Severity::Warning, words).fact("typed", typed).fact("value", value);
                self.queries.push(query.about("", report_of(reference), reference).at(choice.place.clone()));
            }
            return;
        }
        self.decisions.push(Decision {
            reference: reference.into(),
            cycle: self.cycle.into(),
            rule_or_field: name.into(),
            decision: choice.decision,
            value: choice.value.clone(),
            decided_by: choice.decided_by.clone(),
            reason: choice.reason.clone(),
            decided_on: on.into(),
            ..Decision::default()
        });
    }

    /// Withdraws what was decided on the facts of a row that shows no decision any more; false where nothing was. Only what a merge
    /// recorded with its facts has stood in the row: what was typed into the register since has not.
    fn withdrawn(&mut self, reference: &str, name: &str, choice: &Choice, on: impl Fn(Option<DecisionKind>) -> String) -> bool {
        let on_it = self.recorded.get(reference).into_iter().flatten().copied();
        let mut named = on_it.filter(|known| !known.decided_on.is_empty() && fold(&known.rule_or_field) == fold(name));
        let Some(known) = named.find(|known| known.decided_on == on(known.decision)) else { return false };
        // Who and why stand beside the decision that went: they do not speak of another one.
        let emptied = Decision { decision: Some(DecisionKind::Withdraw), reason: choice.reason.clone(), ..known.clone() };
        self.decisions.push(emptied);
        true
    }

    /// The words for the committee: new ones are recorded, those that were taken away withdrawn.
    fn committee_text(&mut self, row: &AgreeRow) {
        let text = tidy(&row.committee_text);
        let on_it = self.recorded.get(row.reference.as_str()).into_iter().flatten().copied();
        let known = on_it.rev().find(|known| fold(&known.rule_or_field) == fold(COMMITTEE_TEXT));
        let was = known.map_or("", |known| known.value.as_str());
        let (by, why) = (&row.choice.decided_by, &row.choice.reason);
        // Beside a decision on the claim, who and why are that decision's.
        let signed = row.choice.decision.is_none() && !(by.is_empty() && why.is_empty());
        let anew = known.is_some_and(|known| signed && (&known.decided_by, &known.reason) != (by, why));
        let gone = text.is_empty() && known.is_some_and(|known| !known.decided_on.is_empty());
        if text == was && !anew || text.is_empty() && !gone {
            return;
        }
        self.decisions.push(Decision {
            reference: row.reference.clone(),
            cycle: self.cycle.into(),
            rule_or_field: COMMITTEE_TEXT.into(),
            decision: Some(if gone || text == "-" { DecisionKind::Withdraw } else { DecisionKind::UseValue }),
            value: text.into(),
            decided_by: by.clone(),
            reason: why.clone(),
            ..Decision::default()
        });
    }
}

/// Records decisions among the register's: a new one on the same point takes the place of the earlier one. A point is what a rule
/// says of a task, or a fact as its three sides stand: two cells of one row are decided apart. One that is withdrawn goes.
pub fn record(decisions: &mut Vec<Decision>, typed: &[Decision]) {
    let key = |decision: &Decision| (decision.reference.clone(), decision.cycle.clone(), fold(&decision.rule_or_field));
    let cycles: HashSet<&Text> = typed.iter().map(|decision| &decision.cycle).collect();
    let mut known: HashMap<(Text, Text, String), Vec<usize>> = HashMap::new();
    for (at, decision) in decisions.iter().enumerate().filter(|(_, decision)| cycles.contains(&decision.cycle)) {
        known.entry(key(decision)).or_default().push(at);
    }
    let mut withdrawn: HashSet<usize> = HashSet::new();
    for decision in typed {
        let on_it = known.entry(key(decision)).or_default();
        // A claim is one point, whatever stood beside it when it was decided.
        let is_claim = fold(&decision.rule_or_field).starts_with(CLAIM);
        let same_point = |at: &&usize| {
            let held = &decisions[**at].decided_on;
            is_claim || held.is_empty() || decision.decided_on.is_empty() || *held == decision.decided_on
        };
        if decision.decision == Some(DecisionKind::Withdraw) {
            // What is withdrawn stands no more; that it stood, the journal tells.
            on_it.retain(|at| {
                let gone = same_point(&at);
                withdrawn.extend(gone.then_some(*at));
                !gone
            });
        } else if let Some(at) = on_it.iter().rev().find(same_point) {
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
    let mut at = 0..;
    decisions.retain(|_| at.next().is_some_and(|at| !withdrawn.contains(&at)));
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
    // The words for the committee stand beside a claim.
    let shown = |task: &&Settled| !task.claims.is_empty();
    for decision in decisions.iter_mut().filter(|decision| decision.cycle == cycle && decision.decided_on.is_empty()) {
        if fold(&decision.rule_or_field) == fold(COMMITTEE_TEXT) && tasks.get(decision.reference.as_str()).is_some_and(shown) {
            decision.decided_on = digest(&[COMMITTEE_TEXT]).into();
            continue;
        }
        let claim =
            [Claim::Green, Claim::White, Claim::LaterDate].into_iter().find(|claim| claim.decided_as() == fold(&decision.rule_or_field));
        let (Some(claim), Some(task)) = (claim, tasks.get(decision.reference.as_str())) else { continue };
        decision.decided_on = task.claim_digest(claim, decision.decision).into();
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
        let of_cycle = decisions.iter().enumerate().filter(|(_, decision)| decision.cycle == cycle && decides(decision));
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
            Some(DecisionKind::Accept | DecisionKind::KeepRegister | DecisionKind::Withdraw) | None => Carried::AsItIs,
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

/// True when something was decided, and stands.
fn decides(decision: &Decision) -> bool {
    decision.decision.is_some_and(|kind| kind != DecisionKind::Withdraw)
}

/// True when the decision is on this query and on these facts.
fn answers(decision: &Decision, query: &Query) -> bool {
    decides(decision)
        && decision.reference == query.reference
        && fold(&decision.rule_or_field) == query.rule
        && (decision.decided_on.is_empty() || decision.decided_on == digest(&[&query.says()]))
}
