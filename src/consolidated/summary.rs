//! `Summary`: what the paper is, what it says in a paragraph, and its headline figures.

use chrono::NaiveDate;

use super::english::{all, alone, count, days, sentence, verb, verb_alone};
use super::grid::{Cell, Count, Head, Is, Shape, Table, Test, head, is, is_not};
use super::recommendations::{COUNTED, COUNTED_BEFORE, LEFT, NAME as RECOMMENDATIONS, OVERDUE, RATING_BEFORE, STAGE_BEFORE};
use super::reports;
use super::returns::Answers;
use super::said::{self, NOT_RATED, NOT_SHOWN, Tally};
use super::view::View;
use crate::model::rollup::RolledUp;
use crate::model::words::{Direction, Rating, Stage, Word as _};
use crate::model::{columns as c, dates};

/// The summary.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Sentences that can be read aloud, one after the other.
    pub paragraph: Vec<String>,
    /// Small tables, in order.
    pub blocks: Vec<Block>,
    /// Owners from whom nothing has been read; none where the edition does not say, or nobody was asked.
    pub missing: Option<String>,
}

/// A small table of figures, and its chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    pub table: Table,
    pub chart: Option<Chart>,
}

/// A chart over a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// The chart in words, for readers who cannot see it.
    pub alt: String,
    /// The columns that it draws, each a series; the first column holds the categories.
    pub series: Vec<usize>,
    /// How many rows it draws.
    pub rows: usize,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Stacked bars, lying.
    Bars,
    /// Stacked columns, standing.
    Columns,
    /// One column a category.
    Ages,
}

/// The most reports that the chart shows; the table of all is `Reports`.
const CHARTED: usize = 15;
/// The most cycles that the trend shows.
pub(super) const TREND: usize = 20;

/// Builds the summary; its figures are settled later.
pub(super) fn build(view: &View<'_>, answers: &Answers) -> Summary {
    let tally = Tally::of(view, &view.recs);
    let mut blocks = vec![
        plain(ratings(view)),
        plain(stages(view)),
        plain(reconciliation(view)),
        plain(dates_block(view)),
        ages(view),
        by_report(view),
        trend(view),
    ];
    let asked = answers.issued && !view.edited.is_public();
    if asked {
        blocks.push(plain(returns(answers)));
    }
    Summary {
        paragraph: paragraph(view, &tally, answers),
        blocks,
        missing: asked.then(|| {
            let missing: Vec<String> = answers.missing().into_iter().map(str::to_owned).collect();
            if missing.is_empty() {
                "Every owner who was asked has answered.".to_owned()
            } else {
                format!("No return has been read from: {}.", missing.join("; "))
            }
        }),
    }
}

fn plain(table: Table) -> Block {
    Block { table, chart: None }
}

fn rows(tests: Vec<Test>) -> Cell {
    let mut all = vec![is(COUNTED, "yes")];
    all.extend(tests);
    Cell::counted(Count::Rows { table: RECOMMENDATIONS, tests: all })
}

fn open_now() -> Vec<Test> {
    vec![is_not(c::STAGE.heading, "closed")]
}

fn open_before() -> Vec<Test> {
    vec![is_not(STAGE_BEFORE, "closed")]
}

/// What the last paper counted and that stood so in it; `stood` says the same of what is no longer in this one.
fn rows_before(view: &View<'_>, tests: Vec<Test>, stood: impl Fn(&RolledUp) -> bool) -> Cell {
    let mut all = vec![is(COUNTED_BEFORE, "yes")];
    all.extend(tests);
    let count = Count::Rows { table: RECOMMENDATIONS, tests: all };
    let gone = view.gone.iter().filter(|was| stood(was)).count();
    Cell::counted(if gone == 0 { count } else { Count::Plus(Box::new(count), gone) })
}

/// What was outstanding in the last paper with this rating.
fn rated_before(view: &View<'_>, rating: Option<Rating>) -> Cell {
    let tests = with(open_before(), is(RATING_BEFORE, said::rating(rating)));
    rows_before(view, tests, |was| was.is_open() && was.rating == rating)
}

fn with(mut tests: Vec<Test>, more: Test) -> Vec<Test> {
    tests.push(more);
    tests
}

fn numbers(first: &str, width: u16, headings: &[&str]) -> Vec<Head> {
    let mut heads = vec![head(first, width, Shape::Rating)];
    heads.extend(headings.iter().map(|heading| head(*heading, 11, if *heading == "Change" { Shape::Change } else { Shape::Whole })));
    heads
}

/// Now, last time, and the change between them.
fn compared(name: impl Into<Cell>, now: Cell, before: Cell) -> Vec<Cell> {
    vec![name.into(), now, before, Cell::counted(Count::Across(vec![(true, 1), (false, 2)]))]
}

fn ratings(view: &View<'_>) -> Table {
    let last = if view.seen.is_some() { format!("Last time ({})", view.seen_label()) } else { "Last time".to_owned() };
    let mut table = Table::new("By_rating", "By rating", "", numbers("Rating", 34, &["Now", &last, "Change"]));
    for (rating, shown) in RATINGS.into_iter().zip(["Red", "Amber", "Green - awaiting sign-off", "White - open", "Not rated"]) {
        let now = rows(with(open_now(), is(c::RATING.heading, said::rating(rating))));
        table.rows.push(compared(shown, now, rated_before(view, rating)));
    }
    let sum = || Cell::counted(Count::Down((0..5).map(|at| (true, at)).collect()));
    table.rows.push(compared("Outstanding", sum(), sum()));
    table.rows.push(compared("Closed", rows(vec![is(c::STAGE.heading, "closed")]), closed_before(view)));
    // How a thing was closed by last time is not in the table: only this time's number is counted.
    let complete = vec![is(c::STAGE.heading, "closed"), is(c::CLOSED_HOW.heading, "implemented")];
    table.rows.push(vec!["of which complete (implemented)".into(), rows(complete), Cell::default(), Cell::default()]);
    let all = || Cell::counted(Count::Down(vec![(true, 5), (true, 6)]));
    table.rows.push(compared("For the force", all(), all()));
    table
}

/// What was closed in the last paper.
fn closed_before(view: &View<'_>) -> Cell {
    rows_before(view, vec![is(STAGE_BEFORE, "closed")], |was| !was.is_open())
}

fn stages(view: &View<'_>) -> Table {
    let mut table = Table::new("By_stage", "By stage", "", numbers("Stage", 34, &["Now", "Last time", "Change"]));
    for stage in Stage::ALL {
        table.rows.push(compared(
            sentence(stage.as_str()),
            rows(vec![is(c::STAGE.heading, stage.as_str())]),
            rows_before(view, vec![is(STAGE_BEFORE, stage.as_str())], |was| was.stage.unwrap_or(Stage::InProgress) == *stage),
        ));
    }
    let sum = || Cell::counted(Count::Down((0..Stage::ALL.len()).map(|at| (true, at)).collect()));
    table.rows.push(compared("For the force", sum(), sum()));
    table
}

fn reconciliation(view: &View<'_>) -> Table {
    let mut table = Table::new(
        "Reconciliation",
        "From the last paper to this one",
        "",
        vec![head("Step", 34, Shape::Text), head("Number", 11, Shape::Whole)],
    );
    let since =
        if view.seen.is_some() { format!("Outstanding in the paper of {}", view.seen_label()) } else { "Outstanding before".to_owned() };
    let closed_now = || is(c::STAGE.heading, "closed");
    let left_out = said::direction(Some(Direction::NotShownLastTime));
    let no_longer = Count::Rows { table: RECOMMENDATIONS, tests: with(was_counted(), is(COUNTED, "no")) };
    let moves = moves(view);
    let gone = view.gone.iter().filter(|was| was.is_open()).count();
    // Each with whether it is added; what seldom happens has a line only where it did.
    let steps = [
        (true, since, rows_before(view, open_before(), RolledUp::is_open), true),
        (
            true,
            "and new in this paper".into(),
            rows(vec![is(STAGE_BEFORE, NOT_SHOWN), is_not(c::DIRECTION.heading, left_out.clone())]),
            true,
        ),
        (
            true,
            "and not shown last time".into(),
            rows(vec![is(STAGE_BEFORE, NOT_SHOWN), is(c::DIRECTION.heading, left_out)]),
            moves.not_shown > 0,
        ),
        (true, "and opened again".into(), rows(with(with(open_now(), is(STAGE_BEFORE, "closed")), is(COUNTED_BEFORE, "yes"))), true),
        (false, "less closed since".into(), rows(vec![closed_now(), is_not(STAGE_BEFORE, "closed"), is_not(COUNTED_BEFORE, "no")]), true),
        (true, "and counted now, not last time".into(), rows(with(open_now(), is(COUNTED_BEFORE, "no"))), moves.counted_anew > 0),
        (false, "less no longer counted".into(), Cell::counted(no_longer), moves.no_longer > gone),
        (false, "less no longer in this paper".into(), gone.into(), gone > 0),
    ];
    let mut sum = Vec::new();
    for (at, (plus, step, number, _)) in steps.into_iter().filter(|(_, _, _, happened)| *happened).enumerate() {
        sum.push((plus, at));
        table.rows.push(vec![step.into(), number]);
    }
    table.rows.push(vec!["Outstanding now, by this sum".into(), Cell::counted(Count::Down(sum))]);
    table.rows.push(vec!["Outstanding now, counted".into(), rows(open_now())]);
    table
}

fn was_counted() -> Vec<Test> {
    with(open_before(), is(COUNTED_BEFORE, "yes"))
}

fn dates_block(view: &View<'_>) -> Table {
    let soon = i32::try_from(view.ask.settings.due_soon_days).unwrap_or(i32::MAX);
    let mut table = Table::new("By_date", "By due date", "", vec![head("Due", 34, Shape::Text), head("Number", 11, Shape::Whole)]);
    let left = |is| Test { column: LEFT, is };
    table.rows = vec![
        vec!["Outstanding".into(), rows(open_now())],
        vec!["Overdue".into(), rows(vec![Test { column: OVERDUE, is: Is::AtLeast(1) }])],
        vec![format!("Due within {soon} days").into(), rows(with(open_now(), left(Is::Between(0, soon))))],
        vec!["Due later".into(), rows(with(open_now(), left(Is::AtLeast(soon.saturating_add(1)))))],
        vec!["No date, or none that binds now".into(), Cell::counted(Count::Down(vec![(true, 0), (false, 1), (false, 2), (false, 3)]))],
    ];
    table
}

fn ages(view: &View<'_>) -> Block {
    let mut table =
        Table::new("Overdue_by_age", "Overdue by age", "", vec![head("Days overdue", 34, Shape::Text), head("Number", 11, Shape::Whole)]);
    for (name, is) in [
        ("1 to 30", Is::Between(1, 30)),
        ("31 to 90", Is::Between(31, 90)),
        ("91 to 180", Is::Between(91, 180)),
        ("181 to 365", Is::Between(181, 365)),
        ("more than a year", Is::AtLeast(366)),
    ] {
        table.rows.push(vec![name.into(), rows(vec![Test { column: OVERDUE, is }])]);
    }
    table.rows.push(vec!["Overdue in all".into(), Cell::counted(Count::Down((0..5).map(|at| (true, at)).collect()))]);
    let longest = Count::Largest { table: RECOMMENDATIONS, column: OVERDUE, tests: vec![is(COUNTED, "yes")] };
    table.rows.push(vec!["The longest, in days".into(), Cell::counted(longest)]);
    let over: Vec<i64> = view.counted().filter_map(|rec| rec.days_overdue(view.as_at)).collect();
    let chart = Chart {
        kind: ChartKind::Ages,
        title: "Overdue recommendations by age in days".to_owned(),
        alt: format!(
            "Column chart of overdue recommendations by age. {}{}.",
            sentence(&count(over.len(), "recommendation is overdue", "recommendations are overdue")),
            over.iter().max().map_or_else(String::new, |most| format!(", the longest by {}", days(*most)))
        ),
        series: vec![1],
        rows: 5,
    };
    Block { table, chart: (!over.is_empty()).then_some(chart) }
}

/// The columns that a chart of ratings draws: those without a rating only where there are any.
fn charted(unrated: bool) -> Vec<usize> {
    (1..if unrated { 6 } else { 5 }).collect()
}

fn by_report(view: &View<'_>) -> Block {
    let mut tallies: Vec<_> = reports::tallies(view).into_iter().filter(|(_, tally)| tally.outstanding() > 0).collect();
    let all = tallies.len();
    // The reports with the most outstanding, shown in the order of the paper.
    let mut by_most: Vec<usize> = tallies.iter().map(|(_, tally)| tally.outstanding()).collect();
    by_most.sort_unstable_by(|a, b| b.cmp(a));
    if let Some(least) = by_most.get(CHARTED - 1).copied().filter(|_| all > CHARTED) {
        let mut ties = CHARTED - by_most.iter().filter(|n| **n > least).count();
        tallies.retain(|(_, tally)| {
            let tie = tally.outstanding() == least;
            let kept = tally.outstanding() > least || (tie && ties > 0);
            ties -= usize::from(tie && kept);
            kept
        });
    }
    let title = if all > CHARTED {
        format!("Outstanding by report: the {CHARTED} of {all} reports with the most")
    } else {
        "Outstanding by report".to_owned()
    };
    let mut table =
        Table::new("By_report", title.clone(), "", numbers("Report", 34, &["Red", "Amber", "Green", "White", "Not rated", "Outstanding"]));
    for (report, _) in &tallies {
        let own = || vec![Test { column: c::REPORT.heading, is: Is::Text(report.report.clone()) }];
        let mut row = vec![Cell::from(report.report.clone())];
        for word in ["Red", "Amber", "Green", "White", NOT_RATED] {
            row.push(rows(with(with(own(), is_not(c::STAGE.heading, "closed")), is(c::RATING.heading, word))));
        }
        row.push(Cell::counted(Count::Across((1..=5).map(|at| (true, at)).collect())));
        table.rows.push(row);
    }
    let total = Tally::of(view, &view.recs);
    let unrated = tallies.iter().any(|(_, tally)| tally.unrated > 0);
    let chart = Chart {
        kind: ChartKind::Bars,
        alt: format!("Stacked bar chart, a bar a report, of outstanding recommendations by rating. In all, {}.", or_none(&total.colours())),
        title,
        series: charted(unrated),
        rows: table.rows.len(),
    };
    Block { chart: (!table.rows.is_empty()).then_some(chart), table }
}

/// The ratings in the order in which figures list them.
const RATINGS: [Option<Rating>; 5] = [Some(Rating::Red), Some(Rating::Amber), Some(Rating::Green), Some(Rating::White), None];

/// What was outstanding in an earlier cycle, by rating: as its final paper showed it, where that is known.
fn outstanding_in(view: &View<'_>, at: usize) -> [usize; 5] {
    let shown = view.cycles.get(at).and_then(|cycle| view.ask.trend?.get(cycle.cycle.as_str()));
    if let Some(shown) = shown.filter(|_| view.ask.lead.is_none()) {
        return *shown;
    }
    let was = |rec: &super::view::Rec<'_>| rec.history.get(at).copied().flatten().filter(RolledUp::is_open);
    RATINGS.map(|rating| view.counted().filter(|rec| was(rec).is_some_and(|was| was.rating == rating)).count())
}

fn trend(view: &View<'_>) -> Block {
    let mut table = Table::new(
        "Trend",
        "Outstanding by cycle",
        "",
        numbers("Cycle", 34, &["Red", "Amber", "Green", "White", "Not rated", "Outstanding"]),
    );
    let last = view.cycles.len().saturating_sub(1);
    let from = view.cycles.len().saturating_sub(TREND);
    let is_unrated = |was: &RolledUp| was.is_open() && was.rating.is_none();
    let mut before = view.recs.iter().filter(|rec| rec.was_outstanding()).filter_map(|rec| rec.before.as_ref()).chain(&view.gone);
    let mut was_unrated = view.counted().any(|rec| is_unrated(&rec.now)) || before.any(is_unrated);
    for (at, cycle) in view.cycles.iter().enumerate().skip(from) {
        let shown = cycle.as_at.map_or_else(|| cycle.cycle.clone(), |day| format!("{} (as at {})", cycle.cycle, dates::long(day)).into());
        let mut row = vec![Cell::from(shown)];
        let was = if at == last || Some(at) == view.seen { [0; 5] } else { outstanding_in(view, at) };
        was_unrated |= was[4] > 0;
        for (nth, rating) in RATINGS.into_iter().enumerate() {
            row.push(if at == last {
                rows(with(open_now(), is(c::RATING.heading, said::rating(rating))))
            } else if Some(at) == view.seen {
                rated_before(view, rating)
            } else {
                // Cycles before the last paper are no longer in the table of recommendations.
                was[nth].into()
            });
        }
        row.push(Cell::counted(Count::Across((1..=5).map(|at| (true, at)).collect())));
        table.rows.push(row);
    }
    let alt = format!(
        "Stacked column chart, a column a cycle, of outstanding recommendations by rating, over {}; the table beside it holds the numbers.",
        count(table.rows.len(), "cycle", "cycles")
    );
    let chart = Chart {
        kind: ChartKind::Columns,
        title: "Outstanding by cycle".to_owned(),
        alt,
        series: charted(was_unrated),
        rows: table.rows.len(),
    };
    Block { chart: (table.rows.len() > 1).then_some(chart), table }
}

fn returns(answers: &Answers) -> Table {
    let mut table = Table::new("Answers", "Returns", "", vec![head("Owners", 34, Shape::Text), head("Number", 11, Shape::Whole)]);
    table.rows = vec![
        vec!["Asked".into(), answers.asked().into()],
        vec!["Missing".into(), answers.missing().len().into()],
        vec!["Returned".into(), Cell::counted(Count::Down(vec![(true, 0), (false, 1)]))],
        vec!["of the returned, late".into(), answers.late().into()],
    ];
    table
}

fn or_none(colours: &str) -> String {
    if colours.is_empty() { "none is outstanding".to_owned() } else { colours.to_owned() }
}

/// The paragraph: sentence by sentence, so that each can be checked.
fn paragraph(view: &View<'_>, tally: &Tally, answers: &Answers) -> Vec<String> {
    let of_reports = reports::tallies(view).iter().filter(|(_, tally)| tally.for_force > 0).count();
    let whose = view.ask.lead.map_or_else(|| "for the force".to_owned(), |lead| format!("for the force and led by {lead}"));
    let n = tally.for_force;
    let mut said = vec![format!(
        "At {}, {} from {} {} {whose}.",
        said::day(view.as_at),
        count(n, "recommendation", "recommendations"),
        count(of_reports, "report", "reports"),
        verb(n, "is", "are")
    )];
    if n == 0 {
        return said;
    }
    let open = tally.outstanding();
    said.push(match open {
        0 => "None is outstanding.".to_owned(),
        _ => match tally.colour_of_all() {
            Some(colour) if open == 1 => format!("1 is outstanding; it is {colour}."),
            Some(colour) => format!("{open} are outstanding; {} are {colour}.", all(open)),
            None => format!("{open} are outstanding: {}.", tally.colours()),
        },
    });
    said.push(match (tally.closed, tally.complete) {
        (0, _) => "None is closed.".to_owned(),
        (closed, complete) if closed == complete => {
            format!("{closed} {} closed, {} as implemented.", verb(closed, "is", "are"), if closed == 1 { "and that" } else { all(closed) })
        }
        (1, _) => "1 is closed, and not as implemented.".to_owned(),
        (closed, complete) => format!(
            "{closed} {} closed, of which {} {} implemented.",
            verb(closed, "is", "are"),
            alone(complete),
            verb_alone(complete, "was", "were")
        ),
    });
    if view.seen.is_some() {
        let moved = moves(view);
        said.push(format!(
            "Since the paper of {}, {} {} new, {} {} closed and {} {} opened again{}.",
            said::day(view.seen_on()),
            alone(moved.new),
            verb_alone(moved.new, "is", "are"),
            alone(moved.closed),
            verb_alone(moved.closed, "was", "were"),
            alone(moved.reopened),
            verb_alone(moved.reopened, "was", "were"),
            moved.seldom(),
        ));
    }
    let soon = view.ask.settings.due_soon_days;
    let due_soon = view.counted().filter(|rec| rec.days_left(view.as_at).is_some_and(|left| left <= i64::from(soon))).count();
    let longest = view.counted().filter_map(|rec| rec.days_overdue(view.as_at)).max();
    let overdue = match longest {
        None => "None is past its due date".to_owned(),
        Some(most) if tally.overdue == 1 => format!("1 is past its due date, by {}", days(most)),
        Some(most) => format!("{} are past their due dates, the longest by {}", tally.overdue, days(most)),
    };
    said.push(format!("{overdue}; {} {} due within the next {soon} days.", alone(due_soon), verb_alone(due_soon, "falls", "fall")));
    if answers.issued && !view.edited.is_public() && answers.asked() > 0 {
        let missing = answers.missing().len();
        let n = answers.asked();
        let answered = match missing {
            0 if n == 1 => "it has answered".to_owned(),
            0 => format!("{} have answered", all(n)),
            _ => format!("{missing} {} not answered", verb(missing, "has", "have")),
        };
        said.push(format!("{} {} asked; {answered}.", sentence(&count(n, "owner", "owners")), verb(n, "was", "were")));
    }
    said
}

/// What came and went since the last paper.
#[derive(Default)]
struct Moves {
    new: usize,
    closed: usize,
    reopened: usize,
    /// Not new, but not in the last paper.
    not_shown: usize,
    /// In the last paper, which did not count it.
    counted_anew: usize,
    /// Outstanding in the last paper, and not counted in this one, or not in it.
    no_longer: usize,
}

impl Moves {
    /// What seldom happens, as the end of a sentence.
    fn seldom(&self) -> String {
        [
            (self.not_shown, "was not shown last time", "were not shown last time"),
            (self.counted_anew, "is counted that was not last time", "are counted that were not last time"),
            (self.no_longer, "is no longer counted", "are no longer counted"),
        ]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| format!("; {n} {}", verb(n, one, many)))
        .collect()
    }
}

fn moves(view: &View<'_>) -> Moves {
    let mut moves = Moves::default();
    for rec in view.counted() {
        let was_closed = rec.before.is_some_and(|was| !was.is_open());
        moves.new += usize::from(rec.before.is_none() && !rec.was_not_shown());
        moves.not_shown += usize::from(rec.was_not_shown());
        moves.closed += usize::from(!rec.now.is_open() && !was_closed && rec.counted_before != Some(false));
        moves.reopened += usize::from(rec.now.is_open() && was_closed && rec.counted_before == Some(true));
        moves.counted_anew += usize::from(rec.is_counted_anew());
    }
    moves.no_longer = view.recs.iter().filter(|rec| !rec.counted && rec.was_outstanding()).count();
    moves.no_longer += view.gone.iter().filter(|was| was.is_open()).count();
    moves
}

/// What the paper is: the lines of the front matter.
pub(super) fn front(view: &View<'_>) -> Vec<(&'static str, String)> {
    let ask = view.ask;
    let settings = ask.settings;
    let shown = |day: Option<NaiveDate>| day.map_or_else(|| "not recorded".to_owned(), |_| said::day(day));
    let mut front = vec![("Organisation", settings.organisation.clone()), ("Committee", ask.committee().to_owned())];
    if !ask.meeting.is_empty() {
        front.push(("Meeting", ask.meeting.to_owned()));
    }
    front.push(("Report of", settings.report_of.clone()));
    if let Some(lead) = ask.lead {
        front.push(("Page for", format!("{lead}, to sign off: only what this lead answers for")));
    }
    front.push(("For", if view.edited.is_public() { "Public" } else { "Not for publication: full edition" }.to_owned()));
    front.push(("Cycle", format!("{}, positions as at {}", ask.cycle, shown(view.as_at))));
    let compared =
        if view.seen.is_some() { format!("{}, as at {}", view.seen_label(), shown(view.seen_on())) } else { "no earlier paper".to_owned() };
    front.push(("Compared with", compared));
    front.push(("Version", version(ask.version)));
    if !ask.supplement_to.is_empty() {
        front.push(("Supplement to", ask.supplement_to.to_owned()));
    }
    if view.edited.is_public() && view.left_out > 0 {
        front.push((
            "Appendix",
            "A non-public appendix to this paper exists; its rows are not in this edition and not in its figures.".to_owned(),
        ));
    }
    front
}

/// `DRAFT 2` or `FINAL`.
pub(super) fn version(version: &str) -> String {
    if version.trim().is_empty() { "DRAFT".to_owned() } else { version.trim().to_uppercase() }
}
