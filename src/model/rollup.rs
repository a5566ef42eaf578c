//! From tasks to their recommendation, and from the last position to this one: the two computed facts.

use chrono::NaiveDate;

use super::due::Due;
use super::facts::{Field, TaskFacts};
use super::tables::{Decision, Recommendation};
use super::words::{ClosedHow, DecisionKind, Direction, Rating, Stage, Word as _};

/// What a recommendation's tasks come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RolledUp {
    pub rating: Option<Rating>,
    pub stage: Option<Stage>,
    /// The nearest date of the tasks that are still with their owners, else of the open ones; once all are closed, the last of theirs.
    pub due: Due,
    /// How it was closed; none while it is open.
    pub closed_how: Option<ClosedHow>,
}

impl RolledUp {
    /// Not closed: pending sign-off and open White included.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage != Some(Stage::Closed)
    }

    /// Closed as implemented. A closed White of which nobody said how is not: it was another's to do.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.is_open()
            && match self.closed_how {
                Some(how) => how == ClosedHow::Implemented,
                None => self.rating != Some(Rating::White),
            }
    }

    /// Takes the rating or the stage that a decision on the recommendation sets above its tasks; false when it sets neither.
    pub fn decide(&mut self, decision: &Decision) -> bool {
        if decision.decision != Some(DecisionKind::UseValue) {
            return false;
        }
        match Field::headed(&decision.rule_or_field) {
            Some(Field::Rating) => self.rating = Rating::read(&decision.value).or(self.rating),
            Some(Field::Stage) => self.stage = Stage::read(&decision.value).or(self.stage),
            _ => return false,
        }
        true
    }
}

impl Recommendation {
    /// What its own row says of what its tasks came to.
    #[must_use]
    pub fn rolled_up(&self) -> RolledUp {
        let due = Due { date: self.due, kind: self.due_kind, set_by: self.due_set_by };
        RolledUp { rating: self.rating, stage: self.stage, due, closed_how: self.closed_how }
    }

    /// Says in its row what its tasks come to.
    pub fn set_rolled_up(&mut self, now: RolledUp) {
        (self.rating, self.stage, self.closed_how) = (now.rating, now.stage, now.closed_how);
        (self.due, self.due_kind, self.due_set_by) = (now.due.date, now.due.kind, now.due.set_by);
    }
}

/// Rolls tasks up to their recommendation: the worst rating (Red, Amber, White, Green), the least advanced stage.
///
/// Tasks that were closed as not required or as another body's do not count, unless there are no others. An open task
/// without a rating keeps the recommendation from being called Green or White. No tasks give nothing.
#[must_use]
pub fn roll_up<'a>(tasks: impl IntoIterator<Item = &'a TaskFacts>) -> RolledUp {
    let tasks: Vec<&TaskFacts> = tasks.into_iter().collect();
    let fell_away = |task: &TaskFacts| {
        task.stage == Some(Stage::Closed) && matches!(task.closed_how, Some(ClosedHow::NotRequired | ClosedHow::OtherBody))
    };
    let mut counting: Vec<&TaskFacts> = tasks.iter().copied().filter(|task| !fell_away(task)).collect();
    if counting.is_empty() {
        counting = tasks;
    }
    let worst = counting.iter().filter_map(|task| task.rating).min();
    let unrated = counting.iter().any(|task| task.rating.is_none() && task.is_open());
    let rating = if unrated { worst.filter(|rating| *rating <= Rating::Amber) } else { worst };
    // An open task of unknown stage is at least in progress; it never makes the recommendation closed.
    let stage = if counting.iter().all(|task| task.stage.is_none()) {
        None
    } else {
        counting.iter().map(|task| task.stage.unwrap_or(Stage::InProgress)).min()
    };
    let open = stage != Some(Stage::Closed);
    let closed_how = if open {
        None
    } else {
        let hows = || counting.iter().filter_map(|task| task.closed_how);
        hows().find(|how| *how == ClosedHow::Implemented).or_else(|| hows().next())
    };
    // The date of work that is done is nobody's any more while other work is still with its owner.
    let with_owners = counting.iter().any(|task| task.is_with_owner());
    let dates = |task: &TaskFacts| !open || if with_owners { task.is_with_owner() } else { task.is_open() };
    let dues = || counting.iter().filter(|task| dates(task)).map(|task| task.due);
    let dated = || dues().filter(|due| due.date.is_some());
    let nearest = if open { dated().min_by_key(|due| due.date) } else { dated().max_by_key(|due| due.date) };
    let due = nearest.or_else(|| dues().find(|due| due.kind.is_some())).unwrap_or_default();
    RolledUp { rating, stage, due, closed_how }
}

/// The direction of travel of a position against the previous one that the same committee saw.
///
/// `before` is that position, none where the committee saw none. `published` and `seen_on` (the as-at day of the paper
/// that the committee saw last) tell a new report from one that was not shown; with no earlier paper there is no direction.
#[must_use]
pub fn travel(now: &RolledUp, before: Option<&RolledUp>, published: Option<NaiveDate>, seen_on: Option<NaiveDate>) -> Option<Direction> {
    let seen_on = seen_on?;
    let Some(before) = before else {
        // A report whose day of publication nobody noted is taken for new: nothing says that it was left out.
        let is_new = published.is_none_or(|day| day > seen_on);
        return Some(if is_new { Direction::New } else { Direction::NotShownLastTime });
    };
    Some(moved(now, before))
}

/// What a paper showed of one recommendation: what the next paper is measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub now: RolledUp,
    /// Figures counted it.
    pub counted: bool,
}

/// Like [`travel`], of a recommendation that may have been there without being in the paper that the committee saw last: what `was_shown`
/// there is measured, what was open and only carried on from an earlier paper is shown again.
#[must_use]
pub fn travel_shown(
    now: &RolledUp,
    before: Option<&RolledUp>,
    was_shown: bool,
    published: Option<NaiveDate>,
    seen_on: Option<NaiveDate>,
) -> Option<Direction> {
    match travel(now, before, published, seen_on) {
        Some(Direction::Improved | Direction::Worse | Direction::NoChange) if !was_shown && before.is_some_and(RolledUp::is_open) => {
            Some(Direction::NotShownLastTime)
        }
        other => other,
    }
}

/// What became of a position since the previous one. That it was given its first rating, or lost it, is neither better nor worse;
/// work of which nobody said the stage is in progress.
#[must_use]
pub fn moved(now: &RolledUp, before: &RolledUp) -> Direction {
    let stage = |of: &RolledUp| of.stage.unwrap_or(Stage::InProgress);
    let further = match (before.is_open(), now.is_open()) {
        (true, false) => return Direction::Closed,
        (false, true) => return Direction::Worse,
        (false, false) => return Direction::NoChange,
        (true, true) => match (before.rating, now.rating) {
            (Some(was), Some(is)) if was != is => is.cmp(&was),
            (None, Some(_)) | (Some(_), None) => std::cmp::Ordering::Equal,
            _ => stage(now).cmp(&stage(before)),
        },
    };
    match further {
        std::cmp::Ordering::Greater => Direction::Improved,
        std::cmp::Ordering::Less => Direction::Worse,
        std::cmp::Ordering::Equal => Direction::NoChange,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(rating: Option<Rating>, stage: Option<Stage>, closed_how: Option<ClosedHow>) -> TaskFacts {
        TaskFacts { rating, stage, closed_how, ..TaskFacts::default() }
    }

    #[test]
    fn the_worst_rating_and_the_least_advanced_stage() {
        use ClosedHow::{Implemented, NotRequired, OtherBody};
        use Rating::{Amber, Green, Red, White};
        use Stage::{Closed, ForForceSignOff, InProgress, PendingSignOff};
        let closed = |rating, how| task(rating, Some(Closed), Some(how));
        let open = |rating, stage| task(Some(rating), Some(stage), None);
        for (tasks, rating, stage, how) in [
            (vec![open(Amber, InProgress), open(Red, InProgress)], Some(Red), Some(InProgress), None),
            (vec![open(Green, PendingSignOff), open(White, InProgress)], Some(White), Some(InProgress), None),
            (vec![open(Green, PendingSignOff), open(Green, ForForceSignOff)], Some(Green), Some(ForForceSignOff), None),
            // One is done, the other is not: Amber and open.
            (vec![closed(Some(Green), Implemented), open(Amber, InProgress)], Some(Amber), Some(InProgress), None),
            // What fell away does not count, whatever its colour.
            (vec![closed(Some(Red), NotRequired), closed(Some(Green), Implemented)], Some(Green), Some(Closed), Some(Implemented)),
            (vec![closed(Some(White), OtherBody), open(Green, PendingSignOff)], Some(Green), Some(PendingSignOff), None),
            // Unless nothing else is left.
            (vec![closed(Some(White), OtherBody)], Some(White), Some(Closed), Some(OtherBody)),
            // An open task of which nobody said anything is not Green; nor can it hide a Red.
            (vec![open(Green, PendingSignOff), task(None, Some(InProgress), None)], None, Some(InProgress), None),
            (vec![open(Red, InProgress), task(None, None, None)], Some(Red), Some(InProgress), None),
            (vec![], None, None, None),
        ] {
            let rolled = roll_up(&tasks);
            assert_eq!((rolled.rating, rolled.stage, rolled.closed_how), (rating, stage, how), "{tasks:?}");
        }
    }

    #[test]
    fn the_order_of_tasks_changes_nothing() {
        let ratings = [None, Some(Rating::Red), Some(Rating::Amber), Some(Rating::White), Some(Rating::Green)];
        let stages = [None, Some(Stage::InProgress), Some(Stage::PendingSignOff), Some(Stage::Closed)];
        for (r1, s1) in ratings.into_iter().flat_map(|r| stages.map(|s| (r, s))) {
            for (r2, s2) in ratings.into_iter().flat_map(|r| stages.map(|s| (r, s))) {
                let (a, b) = (task(r1, s1, None), task(r2, s2, None));
                let both = roll_up([&a, &b]);
                assert_eq!(both, roll_up([&b, &a]));
                assert_eq!(both.is_open(), a.is_open() || b.is_open(), "closed only when all are: {a:?} {b:?}");
                assert_eq!(roll_up([&a]).stage, a.stage);
            }
        }
    }

    #[test]
    fn the_nearest_open_date_stands() {
        let day = |d| NaiveDate::from_ymd_opt(2022, 3, d).unwrap();
        let due = |d, stage| TaskFacts { stage: Some(stage), due: Due::day(day(d)), ..TaskFacts::default() };
        assert_eq!(roll_up([&due(9, Stage::InProgress), &due(4, Stage::InProgress), &due(1, Stage::Closed)]).due.date, Some(day(4)));
        assert_eq!(roll_up([&due(9, Stage::Closed), &due(4, Stage::Closed)]).due.date, Some(day(9)));
        // What its owner has done, and what waits on a body that is named, has no date that binds.
        let waits = TaskFacts { rating: Some(Rating::White), waiting_on: "NHS England".into(), ..due(1, Stage::InProgress) };
        for done in [due(1, Stage::ForForceSignOff), due(1, Stage::PendingSignOff), waits] {
            assert_eq!(roll_up([&due(9, Stage::AwaitingAllocation), &done]).due.date, Some(day(9)), "{done:?}");
            let undated = TaskFacts { stage: Some(Stage::InProgress), ..TaskFacts::default() };
            assert_eq!(roll_up([&undated, &done]).due.date, None, "{done:?}");
            assert_eq!(roll_up([&done, &due(9, Stage::PendingSignOff)]).due.date, Some(day(1)), "{done:?}");
        }
    }

    #[test]
    fn travel_is_computed() {
        use Direction::{Closed, Improved, New, NoChange, NotShownLastTime, Worse};
        let day = |y, m| NaiveDate::from_ymd_opt(y, m, 1);
        let up = |rating, stage| RolledUp { rating, stage: Some(stage), ..RolledUp::default() };
        let amber = up(Some(Rating::Amber), Stage::InProgress);
        let red = up(Some(Rating::Red), Stage::InProgress);
        let green = up(Some(Rating::Green), Stage::PendingSignOff);
        let claimed = up(Some(Rating::Green), Stage::ForForceSignOff);
        let closed = up(Some(Rating::Green), Stage::Closed);
        for (before, now, direction) in [
            (red, amber, Improved),
            (amber, red, Worse),
            (amber, amber, NoChange),
            (claimed, green, Improved),
            (green, claimed, Worse),
            (green, closed, Closed),
            (closed, closed, NoChange),
            (closed, amber, Worse),
            // The first rating says nothing of the way, nor does a missing one.
            (up(None, Stage::AwaitingAllocation), red, NoChange),
            (green, up(None, Stage::InProgress), NoChange),
            (up(None, Stage::AwaitingAllocation), up(None, Stage::InProgress), Improved),
            (RolledUp { stage: None, ..amber }, amber, NoChange),
            (RolledUp { stage: None, ..green }, green, Improved),
        ] {
            assert_eq!(travel(&now, Some(&before), day(2021, 1), day(2021, 11)), Some(direction), "{before:?} {now:?}");
        }
        assert_eq!(travel(&amber, None, day(2022, 1), day(2021, 11)), Some(New));
        assert_eq!(travel(&amber, None, day(2021, 1), day(2021, 11)), Some(NotShownLastTime));
        assert_eq!(travel(&amber, None, day(2021, 1), None), None);
    }
}
