//! What a past cycle's paper is made from, kept beside it: titles, texts, owners, dates and settings change in the register, and the
//! paper of a cycle that is past must not change with them.
//!
//! `close` keeps it; for a cycle that was imported, the first paper that is made of it does, and keeps it anew until a later cycle
//! begins. Positions and decisions of the cycle are not kept twice: the register never overwrites them.

use serde_json::{Value as Json, json};

use super::{cycle_files, paper};
use crate::model::place::cell_at;
use crate::model::returned::WasAsked;
use crate::model::settings::PaperSettings;
use crate::model::settled::{Choice, QueryRow};
use crate::model::tables::{Extension, Row};
use crate::model::text::Text;
use crate::model::words::{CycleState, DecisionKind, Severity, Word as _};
use crate::model::{Place, Refusal, Register, Settings};
use crate::workspace::{Workspace, rows};

/// What the paper of a cycle is made from, besides positions and decisions.
#[derive(Debug)]
pub struct Kept {
    /// Without positions and decisions; its last cycle is this one.
    register: Register,
    pub settings: Settings,
    pub queries: Vec<QueryRow>,
    pub asked: Option<WasAsked>,
    /// Kept by `close`.
    by_close: bool,
}

impl Kept {
    /// The papers that there were, and the cycles up to this one; of the register nothing that changes.
    #[must_use]
    pub fn papers(&self) -> &Register {
        &self.register
    }

    /// The register as the cycle's paper sees it: what was kept, with the positions and decisions of those cycles.
    #[must_use]
    pub fn over(&self, register: &Register) -> Register {
        let mut seen = self.register.clone();
        let known = |cycle: &str| self.register.cycle(cycle).is_some();
        seen.positions = register.positions.iter().filter(|row| known(&row.cycle)).cloned().collect();
        seen.decisions = register.decisions.iter().filter(|row| known(&row.cycle)).cloned().collect();
        seen
    }
}

/// What was kept of a cycle, where its paper is to be made from that: once it was closed, or once a later one has begun.
///
/// # Errors
/// When it is there and cannot be read.
pub fn of_past(workspace: &Workspace, register: &Register, settings: &Settings, cycle: &str) -> Result<Option<Kept>, Refusal> {
    let is_open = register.cycle(cycle).is_some_and(|row| row.state == Some(CycleState::Open));
    let is_newest = register.cycles_in_order().last().is_some_and(|row| row.cycle == cycle);
    if is_open {
        return Ok(None);
    }
    let path = cycle_files::kept_path(cycle);
    let Some(bytes) = workspace.read_if_there(&path)? else { return Ok(None) };
    let kept = read(&bytes, settings).filter(|kept| kept.register.cycle(cycle).is_some()).ok_or_else(|| {
        Refusal::new(
            format!("{path} is damaged: what the paper of {cycle} is made from cannot be read"),
            "put it back from a backup, or move it away: the paper is then made from the register as it is now",
        )
    })?;
    Ok((kept.by_close || !is_newest).then_some(kept))
}

/// What is to be kept of a cycle, as a file: its name and its bytes.
///
/// # Errors
/// When what else lies in the cycle's folder cannot be read.
pub fn file(
    workspace: &Workspace,
    register: &Register,
    settings: &Settings,
    cycle: &str,
    by_close: bool,
) -> Result<(String, Vec<u8>), Refusal> {
    let queries: Vec<Json> = paper::listed(workspace, cycle)?.iter().map(query_to_json).collect();
    let asked = paper::was_asked(workspace, cycle)?;
    let order = register.cycles_in_order();
    let upto = order.iter().position(|row| row.cycle == cycle).map_or(0, |at| at + 1);
    let known = &order[..upto];
    let is_later = |label: &str| !known.iter().any(|row| row.cycle == label) && register.cycle(label).is_some();
    let moves: Vec<&Extension> = register.extensions.iter().filter(|row| !is_later(&row.cycle)).collect();
    let json = json!({
        "kept_by": if by_close { "close" } else { "consolidate" },
        "settings": {
            "organisation": settings.organisation, "inspectorate": settings.inspectorate, "marking": settings.marking,
            "committee": settings.committee, "report_of": settings.report_of, "due_soon_days": settings.due_soon_days,
            "rows": settings.paper.rows, "hide_columns": settings.paper.hide_columns, "newest_first": settings.paper.newest_first,
        },
        "asked": asked.as_ref().map(|asked| &asked.owners),
        "handed_over": asked.as_ref().map(|asked| &asked.handed_over),
        "queries": queries,
        "reports": all(&register.reports),
        "recommendations": all(&register.recommendations),
        "tasks": all(&register.tasks),
        "owners": all(&register.owners),
        "cycles": known.iter().map(|row| rows::to_json(*row)).collect::<Vec<_>>(),
        "papers": all(register.papers.iter().filter(|row| !is_later(&row.cycle))),
        "extensions": all(moves),
        "milestones": all(register.milestones.iter().filter(|row| !is_later(&row.cycle))),
        "returns": all(register.returns.iter().filter(|row| row.cycle == cycle)),
        "definitions": all(register.definitions.iter().filter(|row| !is_later(&row.from_cycle))),
    });
    Ok((cycle_files::kept_path(cycle), format!("{json}\n").into_bytes()))
}

fn all<'r, R: Row + 'r>(rows: impl IntoIterator<Item = &'r R>) -> Vec<Json> {
    rows.into_iter().map(rows::to_json).collect()
}

fn read(bytes: &[u8], now: &Settings) -> Option<Kept> {
    let json: Json = serde_json::from_slice(bytes).ok()?;
    fn table<R: Row>(json: &Json, name: &str) -> Vec<R> {
        json[name].as_array().into_iter().flatten().map(rows::from_json).collect()
    }
    let set = &json["settings"];
    let text = |name: &str| set[name].as_str().map(str::to_owned);
    let texts = |json: &Json| json.as_array().map(|list| list.iter().filter_map(Json::as_str).map(str::to_owned).collect::<Vec<_>>());
    let settings = Settings {
        organisation: text("organisation")?,
        inspectorate: text("inspectorate")?,
        marking: text("marking")?,
        committee: text("committee")?,
        report_of: text("report_of")?,
        due_soon_days: u32::try_from(set["due_soon_days"].as_u64()?).ok()?,
        paper: PaperSettings {
            rows: text("rows")?,
            hide_columns: texts(&set["hide_columns"])?,
            newest_first: set["newest_first"].as_bool()?,
        },
        // What else is set says nothing in a paper.
        ..now.clone()
    };
    let register = Register {
        reports: table(&json, "reports"),
        recommendations: table(&json, "recommendations"),
        tasks: table(&json, "tasks"),
        owners: table(&json, "owners"),
        cycles: table(&json, "cycles"),
        papers: table(&json, "papers"),
        extensions: table(&json, "extensions"),
        milestones: table(&json, "milestones"),
        returns: table(&json, "returns"),
        definitions: table(&json, "definitions"),
        ..Register::default()
    };
    let queries = json["queries"].as_array()?.iter().map(query_from_json).collect();
    // Earlier builds did not keep what was handed over.
    let handed_over = serde_json::from_value(json["handed_over"].clone()).unwrap_or_default();
    let asked = texts(&json["asked"]).map(|owners| WasAsked { owners, handed_over });
    Some(Kept { register, settings, queries, asked, by_close: json["kept_by"] == "close" })
}

/// What the sheet `Queries` of a paper shows of a row.
fn query_to_json(row: &QueryRow) -> Json {
    let decided = row.choice.decision.map_or(row.choice.typed.as_str(), |decision| decision.as_str());
    json!({
        "ref": row.reference, "rule_or_field": row.rule_or_field, "severity": row.severity.as_str(), "owner": row.owner,
        "file": &*row.place.file, "sheet": &*row.place.sheet, "cell": row.place.cell(), "says": row.says, "asks": row.asks, "decided": decided,
    })
}

fn query_from_json(json: &Json) -> QueryRow {
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    QueryRow {
        reference: text("ref").into(),
        rule_or_field: text("rule_or_field").into(),
        severity: Severity::read(&text("severity")).unwrap_or(Severity::Note),
        owner: text("owner").into(),
        issued: Text::new(),
        held: Text::new(),
        returned: Text::new(),
        place: Place { file: text("file").into(), sheet: text("sheet").into(), at: cell_at(&text("cell")) },
        says: text("says").into(),
        asks: text("asks").into(),
        choice: Choice { decision: DecisionKind::read(&text("decided")), typed: text("decided").into(), ..Choice::default() },
    }
}
