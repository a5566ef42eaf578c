//! `merge`, the main job: reads every return of the open cycle, checks, merges, and writes the register, `queries.xlsx`,
//! `corrections/` and `consolidated.xlsx` as one step.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use rayon::prelude::*;
use serde_json::json;

use super::ahead::OfCycle;
use super::gather::{self, Gathered};
use super::letters::{self, Unaddressed};
use super::round::{Counts, Round, Told, round};
use super::save::{self, Change, Saving};
use super::send::Draft;
use super::{Opened, Progress, World, cycle_files, decide, packs, paper, shown};
use crate::consolidated::{PaperAsk, Shown};
use crate::excel::queries_book;
use crate::excel::return_form::{self, FormTexts};
use crate::mail::Kind;
use crate::merge::{LastMerge, Tally};
use crate::model::facts::Field;
use crate::model::returned::{Asked, HeldTexts, Issued, Pack, Return};
use crate::model::settled::{AgreeRow, Choice, Clash, QueriesBook, QueryRow};
use crate::model::tables::Decision;
use crate::model::text::{Text, digest, fold};
use crate::model::words::{DecisionKind, Severity};
use crate::model::{Lookup, Query, Refusal, Register, Settings};
use crate::workspace::hash::sha256;
use crate::workspace::issued as issued_file;
use crate::workspace::{Locked, Workspace};

/// What a merge did, for the terminal.
#[derive(Debug)]
pub struct Done {
    pub cycle: String,
    pub counts: Counts,
    pub missing_owners: Vec<String>,
    pub tally: Tally,
    pub queries: Vec<Query>,
    pub clashes: Vec<Clash>,
    /// Rows on `To agree` that nobody has decided on.
    pub to_agree: usize,
    /// Files that were written, relative to the workspace.
    pub queries_book: String,
    pub consolidated: String,
    pub corrections: Vec<String>,
    /// The corrections' drafts, as they were or would be written.
    pub drafts: Vec<Draft>,
    pub unaddressed: Vec<Unaddressed>,
    /// What was noted while reading the register.
    pub noted: Vec<Query>,
}

/// What `check` and `merge` both read before they start.
#[derive(Debug)]
pub struct Read {
    pub cycle: String,
    pub issued: Issued,
    pub last: LastMerge,
    pub gathered: Gathered,
    /// The queries workbook as the coordinator left it.
    pub book: QueriesBook,
    /// Where it is kept as it is, with its bytes, when it holds what the next one will not.
    pub kept_book: Option<(String, Vec<u8>)>,
    pub typed: Vec<Decision>,
    pub unclear: Vec<Query>,
    /// What the paper showed that the committee saw last; none where it was not kept.
    pub shown: Option<BTreeMap<Text, Shown>>,
}

impl Read {
    /// What a round is told of it.
    #[must_use]
    pub fn told<'a>(&'a self, register: Register, settings: &'a Settings, today: chrono::NaiveDate) -> Told<'a> {
        Told {
            register,
            settings,
            issued: &self.issued,
            last: &self.last,
            gathered: &self.gathered,
            typed: &self.typed,
            cycle: &self.cycle,
            shown: self.shown.as_ref(),
            today,
        }
    }
}

/// What lies in the files of a cycle, read without the register. Each as it came: what is refused first is said first.
#[derive(Debug)]
pub struct Came {
    issued: Result<Issued, Refusal>,
    last: Result<LastMerge, Refusal>,
    returns: Result<gather::Opened, Refusal>,
}

impl Came {
    /// Reads the files of a cycle; its returns are those of the folder, or where files are `named` only those.
    pub(super) fn read(world: &World, named: &[PathBuf], progress: &dyn Progress) -> impl OfCycle<Self> {
        move |workspace: &Workspace, settings: &Settings, cycle: &str| {
            let opening = gather::Opening { cycle, settings, world };
            let returns = || {
                if named.is_empty() { gather::open(workspace, opening, progress) } else { gather::open_named(named, workspace, opening) }
            };
            let kept = || (cycle_files::issued(workspace, cycle), cycle_files::last_merge(workspace, cycle));
            let ((issued, last), returns) = rayon::join(kept, returns);
            Self { issued, last, returns }
        }
    }
}

/// Reads what has come back in the open cycle.
///
/// # Errors
/// When no cycle is open, or files cannot be read.
pub fn read(
    workspace: &Workspace,
    opened_register: &Register,
    settings: &Settings,
    world: &World,
    came: Option<Came>,
) -> Result<Read, Refusal> {
    let (Some(open), Some(came)) = (opened_register.open_cycle(), came) else {
        let newest = opened_register.cycles_in_order().into_iter().next_back();
        let again = newest
            .filter(|row| row.issued_on.is_some())
            .map_or_else(String::new, |row| format!(", or cycle {} again with 'rectrack close --reopen --why TEXT'", row.cycle));
        let remedy = format!("open one with 'rectrack issue --cycle LABEL --as-at DATE --return-by DATE'{again}");
        return Err(Refusal::new("no cycle is open", remedy));
    };
    let cycle = open.cycle.clone();
    let mut issued = came.issued?;
    let held = HeldTexts::of(opened_register);
    issued.packs.par_iter_mut().for_each(|pack| held.share_with(pack));
    if issued.packs.is_empty() {
        return Err(Refusal::new(
            format!("{} is missing or cannot be read, so nobody knows what was asked in cycle {cycle}", cycle_files::issued_path(&cycle)),
            "check the drive, or put the file back from a copy of the folder",
        ));
    }
    // A folder that has gone is not a folder without returns: what was merged from it would be taken out of the register.
    let folder = Workspace::returns_folder(&cycle);
    let known = opened_register.returns.iter().filter(|row| row.cycle == cycle).count();
    if known > 0 && !workspace.holds(&folder) {
        return Err(Refusal::new(
            format!("{folder} has gone; {known} of its files were read before"),
            "check the drive, or make the folder again when it is meant to be empty",
        ));
    }
    let last = came.last?;
    let setting = gather::Setting { register: opened_register, settings, issued: &issued, cycle: &cycle, today: world.today };
    let mut gathered = gather::sorted_out(came.returns?, setting);
    forget_unchanged(&mut gathered.returns, &issued);
    let (book, unclear, kept_book) = read_book(workspace, &cycle)?;
    let (typed, more) = decide::typed(&book, &cycle, &opened_register.decisions);
    let shown = shown::last(workspace, opened_register, &PaperAsk::new(&cycle, settings))?;
    let unclear = unclear.into_iter().chain(more).collect();
    Ok(Read { cycle: cycle.into(), issued, last, gathered, book, kept_book, typed, unclear, shown })
}

/// Forgets what the returns' locked cells say where it is what was issued.
fn forget_unchanged(returns: &mut [Return], issued: &Issued) {
    let asked = Asked::of(issued);
    returns.par_iter_mut().for_each(|ours| {
        let tasks = asked.tasks_of(ours);
        for row in &mut ours.rows {
            if let Some(task) = tasks.get(row.reference.as_str()) {
                row.forget_unchanged(task);
            }
        }
    });
}

/// A file to be written: its name, and its bytes.
pub(super) type File = (String, Vec<u8>);

/// The queries workbook, what was not understood in it, and where it is kept when it holds more than the next one will.
pub(super) fn read_book(workspace: &Workspace, cycle: &str) -> Result<(QueriesBook, Vec<Query>, Option<File>), Refusal> {
    let path = cycle_files::queries_path(cycle);
    let Some(bytes) = workspace.read_if_there(&path)? else { return Ok((QueriesBook::default(), Vec::new(), None)) };
    let book = crate::excel::book::open(&bytes, &path, &super::register_limits()).map_err(|why| {
        Refusal::new(
            format!("{path} cannot be read: {}", why.says()),
            "save it from Excel as .xlsx, or move it away to lose the decisions in it",
        )
    })?;
    let copy = cycle_files::kept_queries_path(cycle, &sha256(&bytes));
    let (read, mut unclear) = queries_book::read(&book);
    let added = queries_book::added(&book, &copy);
    let kept = (!added.is_empty()).then_some((copy, bytes));
    unclear.extend(added);
    Ok((read, unclear, kept))
}

/// Merges the returns of the open cycle.
///
/// # Errors
/// When no cycle is open, or something cannot be read or written; then the register is unchanged.
pub fn run(world: &World, progress: &dyn Progress) -> Result<Done, Refusal> {
    let (mut opened, came) = world.open_to_write_with(Came::read(world, &[], progress))?;
    let mut read = read(&opened.workspace, &opened.register, &opened.settings, world, came)?;
    let mut round = round(read.told(std::mem::take(&mut opened.register), &opened.settings, world.today));
    round.queries.extend(read.unclear.iter().cloned());
    if let Some(returns) = round.amended.take() {
        read.gathered.returns = returns;
    }
    let texts = FormTexts::of(&opened.settings, &round.finished.register, &read.cycle);
    let saving = Saving::begin(&opened, world);
    if let Some((copy, bytes)) = read.kept_book.take() {
        saving.put(copy, bytes);
    }
    // What the next merge starts from is written down first: it is as large as the returns.
    let keep = || {
        let path = cycle_files::merged_path(&read.cycle);
        saving.put_as_made(path, |out| issued_file::write_last_merge(&round.finished.last, out))
    };
    let listed = || (queries_book_of(&opened, &read, &round), correction_packs(&round, &read));
    let ((book, packs), kept) = rayon::join(listed, keep);
    kept?;
    // What was read is not needed any more, and is as large as what is now made of it.
    read.issued = Issued::default();
    read.gathered.returns = Vec::new();
    round.settled = Vec::new();
    round.finished.last = LastMerge::default();
    let register = &round.finished.register;
    // The paper is packed beside the corrections, and both are made beside the register: packing is the work of one core, the
    // paper's sheets and the corrections can be split.
    let (made, books) = rayon::join(
        || {
            let laid_out = paper::laid_out(&saving, register, &read.cycle, &book.queries, &round.asked)?;
            let packed = || laid_out.packed(&saving);
            let corrections = || corrections(&saving, world, register, packs, &texts);
            Ok::<_, Refusal>(rayon::join(packed, corrections))
        },
        || {
            let written = || {
                crate::excel::register::write_marked(register, save::made_on(register, world), &opened.settings.marking)
                    .map(|bytes| saving.put_register(bytes))
            };
            let listed = || queries_book::write(&book).map(|bytes| saving.put(cycle_files::queries_path(&read.cycle), bytes));
            rayon::join(written, listed)
        },
    );
    let (consolidated, corrections) = made?;
    let (consolidated, corrections) = (consolidated?, corrections?);
    let ((), ()) = (books.0?, books.1?);
    let folder = cycle_files::corrections_folder(&read.cycle);
    let stale: Vec<String> = opened
        .workspace
        .list(&folder)
        .into_iter()
        .map(|name| format!("{folder}/{name}"))
        .filter(|file| !corrections.made.contains(file))
        .collect();
    let tally = round.finished.tally;
    let to_agree = round.finished.agree.iter().filter(|row| row.choice.decision.is_none()).count();
    let open = round.queries.iter().filter(|query| query.is_open()).count() + round.finished.clashes.len() + to_agree;
    let change = Change {
        command: "merge",
        asked: json!({
            "cycle": read.cycle,
            "decisions": read.typed.iter().map(crate::workspace::rows::to_json).collect::<Vec<_>>(),
        }),
        inputs: read.gathered.inputs.clone(),
        keep: Vec::new(),
        counts: json!({
            "issued": tally.issued, "merged": tally.merged, "unchanged": tally.unchanged, "queried": tally.queried,
            "clashed": tally.clashed, "missing": tally.missing, "open": open,
        }),
    };
    saving.finish(change, &stale)?;
    Ok(Done {
        to_agree,
        cycle: read.cycle.clone(),
        counts: round.counts,
        missing_owners: round.missing_owners,
        tally,
        queries: round.queries,
        clashes: round.finished.clashes,
        queries_book: cycle_files::queries_path(&read.cycle),
        consolidated,
        corrections: corrections.made.into_iter().filter(|file| file.ends_with(".xlsx")).collect(),
        drafts: corrections.drafts,
        unaddressed: corrections.unaddressed,
        noted: opened.noted,
    })
}

/// What stands in `queries.xlsx`: open queries and clashes, what waits to be agreed, and owners' notes.
fn queries_book_of(opened: &Opened<Locked>, read: &Read, round: &Round) -> QueriesBook {
    let typed = TypedBefore::of(&read.book, decide::by_ref(&round.finished.register.decisions, &read.cycle));
    let returns = by_file(read);
    let settled: BTreeMap<&str, _> = round.settled.iter().map(|task| (task.reference.as_str(), task)).collect();
    let mut rows: Vec<QueryRow> = round
        .finished
        .clashes
        .iter()
        .map(|clash| QueryRow {
            reference: clash.reference.clone(),
            rule_or_field: clash.field.heading().into(),
            severity: Severity::Blocking,
            owner: clash.owner.clone(),
            issued: clash.issued.clone(),
            held: clash.held.clone(),
            returned: clash.returned.clone(),
            place: clash.place.clone(),
            says: format!("you and the owner both changed {}, differently", clash.field.heading()).into(),
            asks: "choose which one holds, or type the value to use".into(),
            choice: typed.on(&clash.reference, clash.field.heading(), &[&clash.issued, &clash.held, &clash.returned], |row| {
                (&row.issued, &row.held, &row.returned) == (&clash.issued, &clash.held, &clash.returned)
            }),
        })
        .collect();
    rows.extend(round.queries.iter().map(|query| {
        let task = settled.get(query.reference.as_str());
        let cell = answered_cell(&returns, query);
        let field = cell.as_ref().and_then(|(heading, _)| {
            if *heading == crate::model::columns::REVISED_DUE.heading { Some(Field::Due) } else { Field::headed(heading) }
        });
        let side = |facts: fn(&crate::merge::Settled) -> &crate::model::TaskFacts| {
            task.zip(field).map_or_else(Text::new, |(task, field)| facts(task).shown(field))
        };
        let says = query.says();
        let mut choice = typed.on(&query.reference, query.rule, &[&says], |row| row.says == says);
        if let Some(accepted) = query.accepted.as_ref().filter(|_| choice.decision.is_none()) {
            choice.reason.clone_from(accepted);
        }
        QueryRow {
            reference: query.reference.clone(),
            rule_or_field: query.rule.into(),
            severity: query.severity,
            owner: query.owner.clone(),
            issued: side(|task| &task.issued),
            held: side(|task| &task.held),
            returned: cell.map_or_else(Text::new, |(_, shown)| shown),
            place: query.place.clone(),
            says: says.into(),
            asks: query.asks().into(),
            choice,
        }
    }));
    let notes = read.gathered.returns.iter().flat_map(|ours| {
        let comments = ours.comments.iter().map(|(place, comment)| {
            let text = if comment.author.is_empty() { comment.text.clone() } else { format!("{}: {}", comment.author, comment.text) };
            (ours.owner.clone(), place.clone(), text.into())
        });
        let outside = ours.outside.iter().map(|(place, text)| (ours.owner.clone(), place.clone(), text.clone()));
        let unknown = ours
            .rows
            .iter()
            .flat_map(|row| &row.unknown)
            .map(|(heading, text, place)| (ours.owner.clone(), place.clone(), format!("{heading}: {text}").into()));
        comments.chain(outside).chain(unknown).collect::<Vec<_>>()
    });
    let mut notes: Vec<_> = notes.chain(read.gathered.said.iter().cloned()).collect();
    notes.extend(super::unkept::typed_into_locked(&read.gathered.returns, &read.issued));
    notes.extend(super::unkept::unkept(&read.gathered.returns, &round.finished.register, &rows));
    QueriesBook {
        cycle: read.cycle.as_str().into(),
        organisation: opened.settings.organisation.as_str().into(),
        marking: opened.settings.marking.as_str().into(),
        queries: rows,
        agree: round.finished.agree.iter().cloned().map(|row| typed.beside(row)).collect(),
        notes,
    }
}

/// What the coordinator typed in the queries workbook, by Ref and by rule or field.
struct TypedBefore<'a> {
    rows: HashMap<(&'a str, String), Vec<&'a QueryRow>>,
    /// By Ref and by claim.
    agree: HashMap<(&'a str, &'a str), &'a AgreeRow>,
    /// What is recorded in the register.
    recorded: BTreeMap<&'a str, Vec<&'a Decision>>,
}

impl<'a> TypedBefore<'a> {
    fn of(book: &'a QueriesBook, recorded: BTreeMap<&'a str, Vec<&'a Decision>>) -> Self {
        let mut rows: HashMap<(&str, String), Vec<&QueryRow>> = HashMap::new();
        for row in &book.queries {
            rows.entry((row.reference.as_str(), fold(&row.rule_or_field))).or_default().push(row);
        }
        let agree = book.agree.iter().map(|row| ((row.reference.as_str(), row.claim.as_str()), row)).collect();
        Self { rows, agree, recorded }
    }

    /// What was typed on a row that says the `same`; what was decided on these facts stands there also when the row was gone
    /// meanwhile. Where the facts have changed, a decision stands no more and would count for facts that nobody saw; what settles
    /// nothing yet is kept, if it is clear where it belongs.
    fn on(&self, reference: &str, name: &str, facts: &[&str], same: impl Fn(&QueryRow) -> bool) -> Choice {
        let rows = self.rows.get(&(reference, fold(name))).map_or(&[][..], Vec::as_slice);
        let stands = |row: &&&QueryRow| row.choice.decision != Some(DecisionKind::Withdraw);
        let alike = || rows.iter().filter(|row| same(row)).filter(stands);
        let exact = alike().find(|row| !row.choice.typed.is_empty()).or_else(|| alike().next());
        let only = || rows.first().filter(|row| rows.len() == 1 && row.choice.decision.is_none());
        let typed = exact.or_else(only).map(|row| row.choice.clone()).unwrap_or_default();
        if typed.typed.is_empty() { self.recorded_on(reference, name, facts).map_or(typed, Choice::of) } else { typed }
    }

    fn recorded_on(&self, reference: &str, name: &str, facts: &[&str]) -> Option<&'a Decision> {
        let on_it = self.recorded.get(reference)?;
        let (name, on) = (fold(name), digest(facts));
        on_it.iter().rev().find(|decision| decision.decided_on == on && fold(&decision.rule_or_field) == name).copied()
    }

    /// A row of `To agree` with what was typed there and settles nothing yet.
    fn beside(&self, mut row: AgreeRow) -> AgreeRow {
        let before = self.agree.get(&(row.reference.as_str(), row.claim.as_str()));
        if let Some(typed) = before.and_then(|before| before.choice.undecided()).filter(|_| row.choice.decision.is_none()) {
            row.choice = typed.clone();
        }
        row
    }
}

/// The returns by their files.
fn by_file(read: &Read) -> BTreeMap<&str, &Return> {
    read.gathered.returns.iter().map(|ours| (&*ours.seen.file, ours)).collect()
}

/// The heading and the content of the entry cell that a query is about; none when it is about no entry cell.
fn answered_cell(returns: &BTreeMap<&str, &Return>, query: &Query) -> Option<(&'static str, Text)> {
    let row = returns.get(&*query.place.file)?.rows.iter().find(|row| row.reference == query.reference)?;
    let mut cells = row.answers.cells().into_iter();
    cells.find(|(_, _, col)| row.place_in(*col) == query.place).map(|(column, value, _)| (column.heading, value.shown()))
}

/// Everything that the owner entered in the row that a query is about, by heading.
fn answered_row(returns: &BTreeMap<&str, &Return>, query: &Query) -> Option<Vec<(Text, Text)>> {
    let row = returns.get(&*query.place.file)?.rows.iter().find(|row| row.reference == query.reference)?;
    let cells = row.answers.cells().into_iter().filter(|(_, value, _)| !value.is_blank());
    Some(cells.map(|(column, value, _)| (column.heading.into(), value.shown())).collect())
}

/// The corrections of a merge.
#[derive(Default)]
struct Corrections {
    /// Their files, workbooks and drafts, relative to the workspace.
    made: Vec<String>,
    drafts: Vec<Draft>,
    unaddressed: Vec<Unaddressed>,
}

/// For each owner with queries a workbook with the faulty rows only, and a draft; each is handed over to be saved.
fn corrections(
    saving: &Saving<'_>,
    world: &World,
    register: &Register,
    packs: Vec<Pack>,
    texts: &FormTexts,
) -> Result<Corrections, Refusal> {
    let Opened { workspace, settings, .. } = saving.opened();
    let templates = letters::templates(workspace)?;
    let lookup = Lookup::of(register);
    let written = |pack: Pack| {
        let workbook = return_form::write(&pack, texts)?;
        let letter = letters::letter(Kind::Correction, &pack, &workbook, &lookup, settings, world.today);
        let file = pack.file.to_string();
        let draft = match letter {
            Ok(letter) => Ok((file.replace(".xlsx", ".eml"), crate::mail::draft(&letter, &templates)?)),
            Err(unaddressed) => Err(unaddressed),
        };
        saving.put(file.clone(), workbook);
        if let Ok((draft, bytes)) = &draft {
            saving.put(draft.clone(), bytes.clone());
        }
        Ok((file, draft))
    };
    let mut corrections = Corrections::default();
    for made in packs.into_par_iter().map(written).collect::<Vec<Result<_, Refusal>>>() {
        let (file, draft) = made?;
        corrections.made.push(file);
        match draft {
            Ok(draft) => {
                corrections.made.push(draft.0.clone());
                corrections.drafts.push(draft);
            }
            Err(why) => corrections.unaddressed.push(why),
        }
    }
    Ok(corrections)
}

/// One pack for each owner whose rows are queried: those rows, each with what is asked.
#[must_use]
pub fn correction_packs(round: &Round, read: &Read) -> Vec<Pack> {
    let answered: BTreeSet<&str> = round.settled.iter().map(|task| task.reference.as_str()).collect();
    let returns = by_file(read);
    let mut asked: BTreeMap<&str, Vec<(Text, Text)>> = BTreeMap::new();
    let mut wrote: BTreeMap<&str, Vec<(Text, Text)>> = BTreeMap::new();
    for query in &round.queries {
        if query.accepted.is_none()
            && query.severity != Severity::Note
            && answered.contains(query.reference.as_str())
            && !query.owner.is_empty()
        {
            let column = answered_cell(&returns, query).map(|(heading, _)| heading);
            let line = format!("{} - {}", query.says(), query.asks());
            asked.entry(&query.reference).or_default().push((column.unwrap_or("").into(), line.into()));
            if let Some(cells) = answered_row(&returns, query) {
                wrote.insert(&query.reference, cells);
            }
        }
    }
    let issues = || {
        let issues = read.issued.packs.iter().filter(|pack| !pack.correction);
        issues.map(|pack| (pack, pack.tasks.iter().filter(|task| asked.contains_key(task.reference.as_str()))))
    };
    // Asked about twice, a task is asked about again by its last workbook.
    let newest: HashMap<&str, &Pack> = issues().flat_map(|(pack, tasks)| tasks.map(move |task| (task.reference.as_str(), pack))).collect();
    let mut packs = Vec::new();
    for (pack, tasks) in issues() {
        let tasks: Vec<_> = tasks
            .filter(|task| newest.get(task.reference.as_str()).is_some_and(|newest| newest.stamp == pack.stamp))
            .map(|task| {
                let mut task = task.clone();
                task.asked_again = asked.get(task.reference.as_str()).cloned().unwrap_or_default();
                task.wrote = wrote.get(task.reference.as_str()).cloned().unwrap_or_default();
                task
            })
            .collect();
        if tasks.is_empty() {
            continue;
        }
        let name = pack.file.rsplit('/').next().unwrap_or("correction.xlsx");
        let mut correction = Pack {
            correction: true,
            tasks,
            pending: Vec::new(),
            file: format!("{}/{name}", cycle_files::corrections_folder(&read.cycle)).into(),
            ..pack.clone()
        };
        correction.stamp = packs::stamp(&correction).into();
        packs.push(correction);
    }
    packs
}
