//! What a final paper showed, kept in its cycle's folder. Returns that are merged after it change the positions of the cycle;
//! the next paper for the same committee is measured against what that committee saw.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::cycle_files;
use crate::consolidated::{self, PaperAsk, Shown};
use crate::model::tables::Recommendation;
use crate::model::text::Text;
use crate::model::words::{ForTheForce, Rating};
use crate::model::{Refusal, Register};
use crate::workspace::{Workspace, rows};

/// What the paper showed that the asked one is measured against; none where there was none, or where an earlier release made it.
///
/// # Errors
/// When it was kept and cannot be read.
pub fn last(workspace: &Workspace, register: &Register, ask: &PaperAsk<'_>) -> Result<Option<BTreeMap<Text, Shown>>, Refusal> {
    let Some(paper) = consolidated::last_paper(register, ask) else { return Ok(None) };
    cycle_files::check_held_label(&paper.cycle)?;
    let papers = read(workspace, &paper.cycle)?;
    let rows = papers.get(paper.file_hash.as_str()).and_then(Json::as_array);
    Ok(rows.map(|rows| rows.iter().map(rows::from_json).map(|row: Recommendation| (row.reference.clone(), shown(&row))).collect()))
}

/// What the final papers of earlier cycles showed as outstanding, as [`PaperAsk::trend`] wants it: of the same committee, in the same
/// edition. Nothing for cycles of which it was not kept.
///
/// # Errors
/// When it was kept and cannot be read.
pub fn trend(workspace: &Workspace, register: &Register, ask: &PaperAsk<'_>) -> Result<BTreeMap<Text, [usize; 5]>, Refusal> {
    let mut trend = BTreeMap::new();
    for paper in consolidated::earlier_papers(register, ask) {
        cycle_files::check_held_label(&paper.cycle)?;
        let papers = read(workspace, &paper.cycle)?;
        let Some(rows) = papers.get(paper.file_hash.as_str()).and_then(Json::as_array) else { continue };
        let mut outstanding = [0; 5];
        let held = rows.iter().map(rows::from_json).map(|row: Recommendation| shown(&row));
        for now in held.filter(|shown| shown.counted && shown.now.is_open()).map(|shown| shown.now) {
            let at = now.rating.and_then(|rating| Rating::SPOKEN.iter().position(|spoken| *spoken == rating));
            outstanding[at.unwrap_or(4)] += 1;
        }
        trend.insert(paper.cycle.clone(), outstanding);
    }
    Ok(trend)
}

/// The file that keeps what final papers of a cycle showed, with one more of them, known by the hash of its workbook.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn file(workspace: &Workspace, cycle: &str, hash: &str, shown: &BTreeMap<Text, Shown>) -> Result<(String, Vec<u8>), Refusal> {
    let mut papers = read(workspace, cycle)?;
    papers.insert(hash.to_owned(), shown.iter().map(|(reference, shown)| rows::to_json(&row(reference, shown))).collect());
    Ok((cycle_files::shown_path(cycle), format!("{}\n", Json::Object(papers)).into_bytes()))
}

fn read(workspace: &Workspace, cycle: &str) -> Result<Map<String, Json>, Refusal> {
    let path = cycle_files::shown_path(cycle);
    let Some(bytes) = workspace.read_if_there(&path)? else { return Ok(Map::new()) };
    serde_json::from_slice(&bytes).map_err(|_| {
        Refusal::new(
            format!("{path} is damaged: what the final papers of {cycle} showed cannot be read"),
            "put it back from a backup, or move it away: later papers are then measured against the cycle's positions",
        )
    })
}

fn row(reference: &Text, shown: &Shown) -> Recommendation {
    let for_force = (!shown.counted).then_some(ForTheForce::No);
    let mut row = Recommendation { reference: reference.clone(), for_force, ..Recommendation::default() };
    row.set_rolled_up(shown.now);
    row
}

fn shown(row: &Recommendation) -> Shown {
    Shown { now: row.rolled_up(), counted: row.is_counted() }
}
