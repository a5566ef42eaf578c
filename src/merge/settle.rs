//! One task, three sides and the coordinator's decisions: what it comes to, unless a query makes it wait.

use super::choose::Chosen;
use super::propose::{Proposal, propose, stage_after};
use super::three_way::{Merged, three_way};
use crate::model::dates::{DateText, read_date};
use crate::model::facts::{Field, TaskFacts};
use crate::model::settled::Clash;
use crate::model::tables::Decision;
use crate::model::text::{Text, digest, fold, shorten, tidy};
use crate::model::words::{DecisionKind, DueKind, Rating, Setter, Severity, Stage, Word as _, says_nothing};
use crate::model::{Due, Place, Query, Words};

/// A value that does not fit what it was typed for.
pub static UNCLEAR: Words = Words {
    says: "the decision on {field} cannot be carried out: '{value}' is not {expected}",
    asks: "type {expected} under Value, or choose another decision",
};
static CONTRADICT: Words = Words {
    says: "two decisions on {field} contradict each other: '{one}' and '{other}'",
    asks: "leave one of them in the Decisions sheet of the register",
};

/// What an owner claims that a chief officer may want to agree first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    Green,
    White,
    LaterDate,
}

impl Claim {
    /// The word in settings and in `queries.xlsx`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::White => "white",
            Self::LaterDate => "later-date",
        }
    }

    /// The name of its decision.
    #[must_use]
    pub fn decided_as(self) -> String {
        format!("to agree: {}", self.as_str())
    }
}

/// One task after its three sides have met.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    pub reference: Text,
    pub owner: Text,
    pub issued: TaskFacts,
    pub held: TaskFacts,
    pub proposal: Proposal,
    /// What the task comes to when nothing makes it wait.
    pub facts: TaskFacts,
    pub clashes: Vec<Clash>,
    /// Claims that nobody has decided on.
    pub open_claims: Vec<Claim>,
    /// Every claim, decided or not.
    pub claims: Vec<Claim>,
    /// Who agreed to a later date, where somebody did.
    pub date_agreed_by: Text,
    /// Why another date was decided on, where one was.
    pub date_decided: Text,
    /// Why another rating was decided on, where one was.
    rating_decided: Text,
    pub queries: Vec<Query>,
    /// The row's place.
    pub place: Place,
    pub file_hash: Text,
    /// The row says nothing at all.
    pub silent: bool,
}

/// Settles one task. `decisions` are those on this task in this cycle; `on_queries` those on its facts that follow from decisions
/// on what a rule said of it: they were made later, on what the others came to.
#[must_use]
pub fn settle(chosen: &Chosen<'_>, held: &TaskFacts, decisions: &[&Decision], on_queries: &[&Decision]) -> Settled {
    let row = chosen.candidate.row;
    let issued = &chosen.issued.facts;
    let proposal = propose(issued, &row.answers);
    let mut settled = Settled {
        reference: row.reference.clone(),
        owner: chosen.issued.owner.clone(),
        issued: issued.clone(),
        held: held.clone(),
        facts: held.clone(),
        clashes: Vec::new(),
        open_claims: Vec::new(),
        claims: Vec::new(),
        date_agreed_by: Text::new(),
        date_decided: Text::new(),
        rating_decided: Text::new(),
        queries: Vec::new(),
        place: row.place.clone(),
        file_hash: chosen.candidate.from.seen.hash.clone(),
        silent: row.answers.is_empty(),
        proposal,
    };
    let cells = [
        (Field::Rating, row.answers.rating.col),
        (Field::Due, row.answers.revised_due.col),
        (Field::Reason, row.answers.reason.col),
        (Field::Update, row.answers.update.col),
        (Field::Evidence, row.answers.evidence.col),
        (Field::CompletedOn, row.answers.completed_on.col),
        (Field::WaitingOn, row.answers.waiting_on.col),
        (Field::Resources, row.answers.resources.col),
    ];
    let mut decided = Vec::new();
    for (field, col) in cells {
        if settled.settle_field(field, || row.place_in(col), decisions, on_queries) {
            decided.push(field);
        }
    }
    // The stage is the coordinator's: a stage moved by hand stays, else it follows from the rating that came through.
    let stage_moved = !issued.same(held, Field::Stage);
    if !stage_moved && settled.facts.rating != held.rating {
        settled.facts.stage = stage_after(held.stage, held.rating, settled.facts.rating);
    }
    let reason_follows = !decided.contains(&Field::Reason);
    if reason_follows && decided.contains(&Field::Rating) {
        settled.take_the_ratings_reason();
    }
    if settled.moderate(decisions) && reason_follows {
        settled.take_the_ratings_reason();
    }
    if reason_follows {
        settled.reason_from_the_decision();
    }
    settled
}

impl Settled {
    /// Settles one fact; true when a decision did.
    fn settle_field(&mut self, field: Field, place: impl Fn() -> Place, decisions: &[&Decision], on_queries: &[&Decision]) -> bool {
        let sides = three_way(&self.issued, &self.held, &self.proposal.facts, |a, b| a.same(b, field));
        let on =
            |task: &Self, _: &Decision| digest(&[&task.issued.shown(field), &task.held.shown(field), &task.proposal.facts.shown(field)]);
        let decision = self.decision_on(field.heading(), on, on_queries).or_else(|| self.decision_on(field.heading(), on, decisions));
        if let Some(decision) = decision
            && self.obey(decision, field, &place)
        {
            if field == Field::Due {
                self.date_is_decided(decision);
            } else if field == Field::Rating {
                self.rating_decided = tidy(&decision.reason).into();
            }
            return true;
        }
        match sides {
            Merged::Settled(facts) => self.facts.take(&facts, field),
            Merged::Clash { issued, held, returned } => self.clashes.push(Clash {
                reference: self.reference.clone(),
                owner: self.owner.clone(),
                field,
                issued: issued.shown(field),
                held: held.shown(field),
                returned: returned.shown(field),
                place: place(),
            }),
        }
        false
    }

    /// Carries a decision on a fact out; false when it settles nothing.
    fn obey(&mut self, decision: &Decision, field: Field, place: impl Fn() -> Place) -> bool {
        match decision.decision {
            Some(DecisionKind::TakeReturn) => self.facts.take(&self.proposal.facts, field),
            Some(DecisionKind::KeepRegister) => self.facts.take(&self.held, field),
            Some(DecisionKind::UseValue) => {
                if let Err(expected) = put_text(&mut self.facts, field, &decision.value) {
                    self.unclear(field.heading(), &decision.value, expected, &place());
                    return false;
                }
            }
            Some(DecisionKind::Accept | DecisionKind::Withdraw) | None => return false,
        }
        true
    }

    /// A reason belongs to the rating stated with it: with a side's rating stands that side's reason, and with another one none
    /// that was given earlier.
    fn take_the_ratings_reason(&mut self) {
        let (rating, stated) = (self.facts.rating, self.proposal.stated.contains(&Field::Reason));
        let (owners, held) = (self.proposal.facts.rating, self.held.rating);
        if rating == held && rating != owners {
            self.facts.take(&self.held, Field::Reason);
        } else if rating == owners && rating != held {
            self.facts.take(&self.proposal.facts, Field::Reason);
        } else if rating != owners && !stated && self.held.same(&self.issued, Field::Reason) {
            self.facts.reason = Text::new();
        } else {
            return;
        }
        self.clashes.retain(|clash| clash.field != Field::Reason);
    }

    /// Red needs a reason, and so does what was done and is open again: where the rating was decided and the facts give none, the
    /// decision's own serves.
    fn reason_from_the_decision(&mut self) {
        let was_done = |facts: &TaskFacts| facts.rating == Some(Rating::Green) || !facts.is_open();
        let needed = match self.facts.rating {
            Some(Rating::Green) | None => false,
            Some(rating) => rating == Rating::Red || was_done(&self.issued),
        };
        if needed && says_nothing(&self.facts.reason) && !says_nothing(&self.rating_decided) {
            self.facts.reason.clone_from(&self.rating_decided);
        }
    }

    /// Another date than the owner's was decided on: its reason is the decision's, and who decided agreed to it.
    fn date_is_decided(&mut self, decision: &Decision) {
        if !self.facts.due.same_date(&self.proposal.facts.due) {
            self.date_decided = tidy(&decision.reason).into();
            self.date_agreed_by.clone_from(&decision.decided_by);
        }
    }

    /// Why the date moves: in the words of who decided on another date than the owner's, else in the owner's.
    #[must_use]
    pub fn move_reason(&self) -> &Text {
        if self.date_decided.is_empty() { &self.proposal.move_reason } else { &self.date_decided }
    }

    /// The row says nothing, and nothing was decided on it.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        self.silent && self.facts == self.held
    }

    /// Finds the owner's claims, and obeys what was decided on them; true when the rating was decided.
    fn moderate(&mut self, decisions: &[&Decision]) -> bool {
        if self.says_nothing() || !self.clashes.is_empty() {
            return false;
        }
        // A date that is taken away is put off for longer than any other.
        let later = match (self.held.due.date, self.facts.due.date) {
            (Some(from), to) => to.is_none_or(|to| to > from),
            (None, _) => false,
        };
        let mut rating_decided = false;
        let to = |rating| self.facts.rating == Some(rating) && self.held.rating != Some(rating);
        let claims = [(Claim::Green, to(Rating::Green)), (Claim::White, to(Rating::White)), (Claim::LaterDate, later)];
        for claim in claims.into_iter().filter_map(|(claim, made)| made.then_some(claim)) {
            self.claims.push(claim);
            let on = |task: &Self, decision: &Decision| task.claim_digest(claim, decision.decision);
            let Some(decision) = self.decision_on(&claim.decided_as(), on, decisions).cloned() else {
                self.open_claims.push(claim);
                continue;
            };
            let rating_claim = claim != Claim::LaterDate;
            match decision.decision {
                Some(DecisionKind::TakeReturn | DecisionKind::Accept) => {
                    if !rating_claim {
                        self.date_agreed_by.clone_from(&decision.decided_by);
                    }
                }
                Some(DecisionKind::KeepRegister) if rating_claim => {
                    rating_decided = true;
                    self.rating_decided = tidy(&decision.reason).into();
                    self.facts.rating = self.held.rating;
                    self.facts.stage = self.held.stage;
                }
                Some(DecisionKind::KeepRegister) => self.facts.due = self.held.due,
                Some(DecisionKind::UseValue) => {
                    let field = if rating_claim { Field::Rating } else { Field::Due };
                    match put_text(&mut self.facts, field, &decision.value) {
                        Ok(()) if rating_claim => {
                            rating_decided = true;
                            self.rating_decided = tidy(&decision.reason).into();
                            self.facts.stage = stage_after(self.held.stage, self.held.rating, self.facts.rating);
                        }
                        Ok(()) => self.date_is_decided(&decision),
                        Err(expected) => {
                            let place = self.place.clone();
                            self.unclear(&claim.decided_as(), &decision.value, expected, &place);
                            self.open_claims.push(claim);
                        }
                    }
                }
                Some(DecisionKind::Withdraw) | None => self.open_claims.push(claim),
            }
        }
        rating_decided
    }

    /// What a claim says, as it is shown to whoever decides: what stood last time, and what the owner says now.
    #[must_use]
    pub fn claimed(&self, claim: Claim) -> (Text, Text) {
        let due = claim == Claim::LaterDate;
        let shown = |facts: &TaskFacts| if due { facts.due.shown() } else { facts.rating_word().to_owned() };
        let owners = &self.proposal.facts;
        let mut says = format!("{}: {}", shown(owners), shorten(if due { &self.proposal.move_reason } else { &owners.update }, 400));
        if !due {
            for field in [Field::Reason, Field::Evidence, Field::WaitingOn] {
                let text = owners.shown(field);
                if self.proposal.stated.contains(&field) && !text.is_empty() {
                    says = format!("{says}\n{}: {}", field.heading(), shorten(&text, 200));
                }
            }
        }
        (shown(&self.held).into(), says.into())
    }

    /// What a decision of that kind on a claim was made on; see [`claim_digest`].
    #[must_use]
    pub fn claim_digest(&self, claim: Claim, kind: Option<DecisionKind>) -> String {
        let (last_time, owner_says) = self.claimed(claim);
        claim_digest(claim.as_str(), &last_time, &owner_says, kind)
    }

    /// The decision on a rule or field; the last one where several agree, and a query where they contradict each other.
    /// `on` digests what such a decision is made on.
    fn decision_on<'d>(&mut self, name: &str, on: impl Fn(&Self, &Decision) -> String, decisions: &[&'d Decision]) -> Option<&'d Decision> {
        // Of most tasks nothing was decided.
        if decisions.is_empty() {
            return None;
        }
        let folded = fold(name);
        let on_it: Vec<&'d Decision> = decisions
            .iter()
            .copied()
            .filter(|decision| decision.decision != Some(DecisionKind::Withdraw) && fold(&decision.rule_or_field) == folded)
            .filter(|decision| decision.decided_on.is_empty() || decision.decided_on == on(self, decision))
            .collect();
        let last = on_it.last().copied()?;
        let contradicts = |other: &&&Decision| (other.decision, tidy(&other.value)) != (last.decision, tidy(&last.value));
        if let Some(other) = on_it.iter().find(contradicts) {
            let said = |decision: &Decision| {
                decision.decision.map_or_else(String::new, |kind| format!("{kind} {}", decision.value).trim().to_owned())
            };
            self.queries.push(
                Query::new("decisions-contradict", Severity::Warning, &CONTRADICT)
                    .fact("field", name)
                    .fact("one", said(other))
                    .fact("other", said(last))
                    .about("", crate::model::register::report_of(&self.reference), &self.reference),
            );
            return None;
        }
        Some(last)
    }

    fn unclear(&mut self, field: &str, value: &str, expected: &str, place: &Place) {
        self.queries.push(
            Query::new("decision-unclear", Severity::Warning, &UNCLEAR)
                .fact("field", field)
                .fact("value", value)
                .fact("expected", expected)
                .about("", crate::model::register::report_of(&self.reference), &self.reference)
                .at(place.clone()),
        );
    }
}

/// What a decision on a claim was made on, from what the row of `To agree` shows. Who agreed to a claim agreed to it until it is
/// another one; who did not is asked again as soon as the owner says more for it.
#[must_use]
pub fn claim_digest(claim: &str, last_time: &str, owner_says: &str, kind: Option<DecisionKind>) -> String {
    let agreed = matches!(kind, Some(DecisionKind::TakeReturn | DecisionKind::Accept));
    let claimed = owner_says.split(": ").next().unwrap_or("");
    digest(&[claim, &tidy(last_time), &tidy(if agreed { claimed } else { owner_says })])
}

/// Puts a value that the coordinator typed into a fact.
///
/// # Errors
/// What was expected, when it does not fit.
pub fn put_text(facts: &mut TaskFacts, field: Field, typed: &str) -> Result<(), &'static str> {
    let typed = tidy(typed);
    if typed.is_empty() {
        return Err("a value, or '-' for none");
    }
    let cleared = typed == "-";
    let text = || if cleared { String::new() } else { typed.clone() };
    match field {
        Field::Rating => {
            facts.rating = Some(Rating::read(&typed).ok_or("Red, Amber, Green or White")?);
        }
        Field::Stage => facts.stage = Some(Stage::read(&typed).ok_or("a stage of the list")?),
        Field::Due => {
            facts.due = if cleared { Due::without_day(DueKind::NoneSet) } else { due_from(&typed).ok_or("a date such as 31 Mar 2023")? };
            facts.due.set_by = Some(Setter::Force);
        }
        Field::CompletedOn => {
            facts.completed_on = match read_date(&typed) {
                _ if cleared => None,
                DateText::Day { date, .. } | DateText::Month { last_day: date } => Some(date),
                _ => return Err("a date such as 31 Mar 2023"),
            };
        }
        Field::Reason => facts.reason = text().into(),
        Field::Update => facts.update = text().into(),
        Field::Evidence => facts.evidence = text().into(),
        Field::WaitingOn => facts.waiting_on = text().into(),
        Field::Resources => facts.resources = text().into(),
    }
    Ok(())
}

/// The due date that a text says.
#[must_use]
pub fn due_from(typed: &str) -> Option<Due> {
    match read_date(typed) {
        DateText::Day { date, .. } => Some(Due::day(date)),
        DateText::Month { last_day } => Some(Due::month(last_day)),
        _ => None,
    }
}
