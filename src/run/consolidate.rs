//! `consolidate`: the paper of any cycle again; for a committee's meeting as a numbered draft or a final that is frozen; for
//! one chief officer; and taking the edits of a paper back as decisions.

use serde_json::{Value as Json, json};

use super::edits::{Told, edits};
use super::save::{self, Change};
use super::{Opened, World, cycle_files, decide, kept, paper, shown, unmerged};
use crate::consolidated::{self, DraftRow, PaperAsk};
use crate::excel;
use crate::model::tables::{Decision, Paper};
use crate::model::text::{Text, fold, tidy};
use crate::model::words::{CycleState, Edition, Word as _};
use crate::model::{Refusal, Register, dates};
use crate::page;
use crate::workspace::hash::sha256;
use crate::workspace::{Locked, names, rows};

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// None for the open cycle, else the newest.
    pub cycle: Option<String>,
    /// The committee and, at its end, the day of the meeting; either may be missing.
    pub meeting: Option<String>,
    pub is_final: bool,
    pub supplement: bool,
    pub public: bool,
    pub lead: Option<String>,
    pub take_edits: bool,
    pub docx: bool,
    /// The paper as a web page as well: in the edition of that name.
    pub html: Option<Edition>,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    pub cycle: String,
    pub committee: String,
    pub edition: &'static str,
    /// `DRAFT 2`, `FINAL`.
    pub version: String,
    /// Relative to the workspace, the workbook first.
    pub files: Vec<String>,
    /// A workbook that a person changed and that was left as it is.
    pub left: Option<String>,
    /// A Word document that a person changed and that was left as it is.
    pub left_document: Option<String>,
    /// Edits that were taken back as decisions: Ref and field.
    pub taken: Vec<(String, String)>,
    /// Edits that could not be taken, each with why.
    pub not_taken: Vec<String>,
    pub paragraph: Vec<String>,
    /// The paper was there already, just so.
    pub unchanged: bool,
    /// The cycle is past: the paper is made from what was kept of it.
    pub from_kept: bool,
}

/// Where a paper goes and what it is.
struct Target {
    cycle: String,
    committee: String,
    meeting: String,
    edition: Edition,
    /// The row of the table `Papers`; none for the working copy.
    row: Option<Paper>,
    last: Option<LastDraft>,
    /// Where its newest draft lies, whatever is made.
    draft: Option<String>,
    file: String,
}

/// The last draft of a paper.
struct LastDraft {
    /// Where it lies.
    file: String,
    version: String,
    /// The hash of the workbook as it was written.
    hash: Text,
    /// Where the draft before it lies: it says what changed since that one.
    before: Option<String>,
}

/// Makes the paper.
///
/// # Errors
/// When there is no such cycle, the paper is final already, something would be missing in a final one, or something cannot be read or written.
pub fn run(world: &World, asked: &Asked) -> Result<Done, Refusal> {
    let mut opened = world.open_to_write()?;
    let cycle = cycle_of(&opened.register, asked.cycle.as_deref())?;
    cycle_files::check_held_label(&cycle)?;
    let past = kept::of_past(&opened.workspace, &opened.register, &opened.settings, &cycle)?;
    let settings = past.as_ref().map_or(&opened.settings, |kept| &kept.settings);
    let mut target = target(&opened.register, &settings.committee, asked, &cycle)?;
    if asked.is_final {
        refuse_unmerged(&opened, asked, &target)?;
    }
    let (queries, owners) = match &past {
        Some(kept) => (kept.queries.clone(), kept.asked.clone()),
        None => (paper::listed(&opened.workspace, &cycle)?, paper::was_asked(&opened.workspace, &cycle)?),
    };
    let mut done = Done { cycle: cycle.clone(), committee: target.committee.clone(), edition: target.edition.as_str(), ..Done::default() };
    let mut keep = Vec::new();
    let mut decisions = Vec::new();
    // Two editions may be made in one run, each measured against what was shown of its own.
    let [shown_full, shown_public] = [Edition::Full, Edition::Public].map(|edition| {
        let mut ask = PaperAsk::new(&cycle, settings);
        (ask.edition, ask.committee) = (edition, &target.committee);
        let register = past.as_ref().map_or(&opened.register, kept::Kept::papers);
        shown::last(&opened.workspace, register, &ask).and_then(|last| Ok((last, shown::trend(&opened.workspace, register, &ask)?)))
    });
    let (shown_full, shown_public) = (shown_full?, shown_public?);
    let make_edition = |edition: Edition, register: &Register, target: &Target, version: &str, last_draft: &[DraftRow]| {
        let mut ask = PaperAsk::new(&target.cycle, settings);
        (ask.edition, ask.committee, ask.meeting) = (edition, &target.committee, &target.meeting);
        (ask.version, ask.lead, ask.rows, ask.asked) = (version, asked.lead.as_deref(), &queries, owners.as_ref());
        (ask.supplement_to, ask.last_draft) = (target.row.as_ref().map_or("", |row| &row.supplement_to), last_draft);
        let (last, trend) = if edition == Edition::Public { &shown_public } else { &shown_full };
        (ask.shown, ask.trend) = (last.as_ref(), Some(trend));
        match &past {
            Some(kept) => consolidated::build(&kept.over(register), &ask),
            None => consolidated::build(register, &ask),
        }
    };
    let make = |register: &Register, target: &Target, version: &str, last_draft: &[DraftRow]| {
        make_edition(target.edition, register, target, version, last_draft)
    };
    // A register may be large: only what a paper changes of it is kept to compare.
    let mut register = std::mem::take(&mut opened.register);
    let decisions_before = register.decisions.clone();
    if asked.take_edits {
        let file = target.last.as_ref().map_or(&target.file, |last| &last.file).clone();
        let Some((bytes, draft)) = paper::draft(&opened.workspace, &file, excel::consolidated::wanted_for_edits)? else {
            return Err(Refusal::new(format!("there is no {file} to take edits from"), "make it first with 'rectrack consolidate'"));
        };
        let now = Told::of(&make(&register, &target, "", &[]));
        let written = paper::written_papers(&opened.workspace, &cycle)?;
        let written = written.get(&file).unwrap_or(&Json::Null);
        (decisions, done.not_taken) = edits(&cycle, &file, settings, &now, written, &Told::within(&draft));
        done.not_taken.extend(
            draft.unknown_rows.iter().map(|row| format!("Schedule, row {row}: no Ref stands in it, so nobody knows whose words these are")),
        );
        decide::record(&mut register.decisions, &decisions);
        done.taken = decisions.iter().map(|row| (row.reference.to_string(), row.rule_or_field.to_string())).collect();
        if draft.edited {
            keep.push(bytes);
        }
    }
    let taken = asked.take_edits;
    let version = target.row.as_ref().map_or(String::new(), |row| row.version.as_str().into());
    let rows_in = |file: &str| -> Result<Vec<DraftRow>, Refusal> {
        Ok(paper::draft(&opened.workspace, file, excel::consolidated::wanted)?.map_or_else(Vec::new, |(_, draft)| draft.rows))
    };
    let last_rows = target.last.as_ref().map_or_else(|| Ok(Vec::new()), |last| rows_in(&last.file))?;
    let made = make(&register, &target, &version, &last_rows);
    // A draft that says what the last one said is that one: what was typed into it stands, and made again it is the same to the byte.
    let mut same_as_last = false;
    if let Some(last) = target.last.as_ref().filter(|_| !taken && paper::rows_of(&made).collect::<Vec<_>>() == last_rows) {
        let rows_before = last.before.as_ref().map_or_else(|| Ok(Vec::new()), |before| rows_in(before))?;
        let again = excel::consolidated::write(&make(&register, &target, &last.version, &rows_before))?;
        same_as_last = sha256(&again) == last.hash.as_str();
    }
    let web = |register: &Register, target: &Target, version: &str, workbook: &str| {
        asked.html.map(|edition| {
            let stem = workbook.trim_end_matches(".xlsx").trim_end_matches("-public");
            let suffix = if edition == Edition::Public { "-public" } else { "" };
            (format!("{stem}{suffix}.html"), page::write(&make_edition(edition, register, target, version, &[])))
        })
    };
    if let (true, Some(last)) = (same_as_last, &target.last) {
        done.unchanged = true;
        done.version = last.version.to_uppercase();
        let page = web(&register, &target, &last.version, &last.file);
        done.files = std::iter::once(last.file.clone()).chain(page.iter().map(|(file, _)| file.clone())).collect();
        done.paragraph = made.summary.paragraph;
        write(&opened, world, None, None, &[], Vec::new(), page.into_iter().collect())?;
        return Ok(done);
    }
    let bytes = excel::consolidated::write(&made)?;
    if target.row.is_none() && !taken {
        let free = paper::free_name(&opened.workspace, &target.file)?;
        if free != target.file {
            done.left = Some(std::mem::replace(&mut target.file, free));
        }
    }
    let is_open = register.cycle(&cycle).is_some_and(|row| row.state == Some(CycleState::Open));
    let kept = match &past {
        // As it was before this paper: made again, the paper is its own first one.
        None if !is_open => Some(kept::file(&opened.workspace, &register, &opened.settings, &cycle, false)?),
        _ => None,
    };
    let mut paper = None;
    let mut seen = None;
    if let Some(mut row) = target.row.clone() {
        row.file_hash = sha256(&bytes).into();
        if asked.is_final || asked.supplement {
            seen = Some(shown::file(&opened.workspace, &cycle, &row.file_hash, &made.shown)?);
        }
        if asked.is_final {
            row.sent_on = Some(world.today);
        }
        paper = Some(rows::to_json(&row));
        register.papers.push(row);
    }
    if let Some(lead) = asked.lead.as_deref().filter(|_| made.recommendations.rows.is_empty()) {
        let known = leads(&register);
        let asks = match &known[..] {
            [] => "no lead is named in register.xlsx: name them under Lead, on the sheet Owners or Recommendations".to_owned(),
            known => format!("the register names {}", known.join(", ")),
        };
        return Err(Refusal::new(format!("'{lead}' leads nothing in {cycle}"), asks));
    }
    done.version.clone_from(&made.version);
    done.paragraph.clone_from(&made.summary.paragraph);
    let written = paper::written(&opened.workspace, &cycle, &target.file, &made)?;
    let mut files = vec![(target.file.clone(), bytes)];
    if asked.docx {
        let wanted = format!("{}.docx", target.file.trim_end_matches(".xlsx"));
        let free = paper::free_document(&opened.workspace, &wanted)?;
        done.left_document = (free != wanted).then_some(wanted);
        files.push((free, excel::word::write(&made)?));
    }
    files.extend(web(&register, &target, &version, &target.file));
    done.files = files.iter().map(|(file, _)| file.clone()).collect();
    files.push(written);
    files.extend(seen);
    done.from_kept = past.is_some();
    files.extend(kept);
    let changed = paper.is_some() || register.decisions != decisions_before;
    // The paper is written; what it was made of needs no memory while the register is.
    drop(made);
    write(&opened, world, changed.then_some(&register), paper, &decisions, keep, files)?;
    Ok(done)
}

/// What is not merged would be missing in a paper that is frozen.
fn refuse_unmerged(opened: &Opened<Locked>, asked: &Asked, target: &Target) -> Result<(), Refusal> {
    let mut unmerged = unmerged::of(opened, &target.cycle)?;
    if asked.take_edits {
        unmerged.papers.clear();
    } else {
        unmerged.papers.extend(unmerged::edited_papers(&opened.workspace, &target.cycle, target.draft.clone())?);
    }
    unmerged.refused()
}

fn write(
    opened: &Opened<Locked>,
    world: &World,
    changed: Option<&Register>,
    paper: Option<Json>,
    decisions: &[Decision],
    keep: Vec<Vec<u8>>,
    files: Vec<(String, Vec<u8>)>,
) -> Result<(), Refusal> {
    let asked = json!({ "decisions": decisions.iter().map(rows::to_json).collect::<Vec<_>>(), "paper": paper });
    let change = Change {
        command: "consolidate",
        asked,
        inputs: Vec::new(),
        keep,
        counts: json!({ "files": files.len(), "taken": decisions.len() }),
    };
    match changed {
        Some(register) => save::save(opened, world, register, change, files, &[]),
        None => save::save_beside(opened, world, change, files, &[]),
    }
}

/// What a recorded run made of the register: its decisions and its paper, put in again.
#[must_use]
pub fn again(register: &Register, asked: &Json) -> Register {
    let mut register = register.clone();
    let decisions: Vec<Decision> = asked["decisions"].as_array().into_iter().flatten().map(rows::from_json).collect();
    decide::record(&mut register.decisions, &decisions);
    if asked["paper"].is_object() {
        register.papers.push(rows::from_json(&asked["paper"]));
    }
    register
}

/// Everybody whom the register names as a lead.
fn leads(register: &Register) -> Vec<&str> {
    let of_rows = register.recommendations.iter().flat_map(|row| [row.lead.as_str(), row.chief_lead.as_str()]);
    let mut leads: Vec<&str> = register.owners.iter().map(|row| row.lead.as_str()).chain(of_rows).filter(|lead| !lead.is_empty()).collect();
    leads.sort_unstable();
    leads.dedup();
    leads
}

fn cycle_of(register: &Register, asked: Option<&str>) -> Result<String, Refusal> {
    const BEGIN: &str = "import a paper, or open a cycle with 'rectrack issue'";
    if let Some(label) = asked {
        return register.cycle(label).map(|cycle| cycle.cycle.to_string()).ok_or_else(|| {
            let known: Vec<&str> = register.cycles_in_order().iter().map(|cycle| cycle.cycle.as_str()).collect();
            let asks = if known.is_empty() { BEGIN.to_owned() } else { format!("the register knows {}", known.join(", ")) };
            Refusal::new(format!("there is no cycle {label}"), asks)
        });
    }
    register
        .open_cycle()
        .or_else(|| register.cycles_in_order().last().copied())
        .map(|cycle| cycle.cycle.to_string())
        .ok_or_else(|| Refusal::new("the register knows no cycle", BEGIN))
}

/// Which paper is meant, its version and its place.
fn target(register: &Register, usual: &str, asked: &Asked, cycle: &str) -> Result<Target, Refusal> {
    let (committee, day) = meeting_of(asked.meeting.as_deref().unwrap_or_default())?;
    let committee = if committee.is_empty() { usual.to_owned() } else { committee };
    let edition = if asked.public { Edition::Public } else { Edition::Full };
    let meeting = day.map_or_else(String::new, |day| day.format("%-d %B %Y").to_string());
    let suffix = if asked.public { "-public" } else { "" };
    if asked.lead.is_some() || (asked.meeting.is_none() && !asked.is_final && !asked.supplement) {
        let file = match &asked.lead {
            Some(lead) => format!("cycles/{cycle}/consolidated-for-{}{suffix}.xlsx", names::safe(lead)),
            None => format!("{}{suffix}.xlsx", cycle_files::consolidated_path(cycle).trim_end_matches(".xlsx")),
        };
        return Ok(Target { cycle: cycle.to_owned(), committee, meeting, edition, row: None, last: None, draft: None, file });
    }
    let mut row =
        Paper { cycle: cycle.into(), committee: committee.as_str().into(), meeting_on: day, edition: Some(edition), ..Paper::default() };
    let same = |held: &&Paper| {
        held.cycle == row.cycle
            && fold(&held.committee) == fold(&row.committee)
            && held.edition.unwrap_or(Edition::Full) == edition
            && (day.is_none() || held.meeting_on.is_none() || held.meeting_on == day)
    };
    let held: Vec<&Paper> = register.papers.iter().filter(same).collect();
    let finals = held.iter().filter(|held| fold(&held.version).starts_with("final")).count();
    if finals > 0 && !asked.supplement {
        return Err(Refusal::new(
            format!("the paper of {cycle} for the {committee} is final and frozen"),
            "add to it with --supplement; the working copy is made without --meeting and --final",
        ));
    }
    if finals == 0 && asked.supplement {
        return Err(Refusal::new(format!("there is no final paper of {cycle} for the {committee} to add to"), "make it with --final"));
    }
    let stem = |version: &str| {
        let day = day.map_or_else(String::new, |day| format!("-{day}"));
        format!("cycles/{cycle}/papers/{}{day}{suffix}-{}.xlsx", names::safe(&committee), names::safe(version))
    };
    let drafts = held.iter().filter(|held| fold(&held.version).starts_with("draft")).count();
    let supplements = held.iter().filter(|held| fold(&held.version).starts_with("supplement")).count();
    row.version = if asked.supplement {
        row.supplement_to = "final".into();
        format!("supplement {}", supplements + 1).into()
    } else if asked.is_final {
        "final".into()
    } else {
        format!("draft {}", drafts + 1).into()
    };
    let numbered = |n: usize| format!("draft {n}");
    let draft = (drafts > 0).then(|| stem(&numbered(drafts)));
    let last = draft.clone().filter(|_| !asked.supplement && !asked.is_final).map(|file| {
        let version = numbered(drafts);
        let hash = held.iter().rev().find(|held| fold(&held.version) == version).map_or_else(Text::new, |held| held.file_hash.clone());
        LastDraft { file, version, hash, before: (drafts > 1).then(|| stem(&numbered(drafts - 1))) }
    });
    let file = stem(&row.version);
    Ok(Target { cycle: cycle.to_owned(), committee, meeting, edition, row: Some(row), last, draft, file })
}

/// `Audit Committee 8 December 2022`: the committee, and the day where the text ends in one.
///
/// # Errors
/// When it ends in a day that there is not: it would become part of the committee's name.
fn meeting_of(text: &str) -> Result<(String, Option<chrono::NaiveDate>), Refusal> {
    let text = tidy(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    for from in 0..words.len() {
        let end = words[from..].join(" ");
        // A day begins with a digit or a weekday; a committee's name may end in a year.
        match dates::read_date(&end) {
            dates::DateText::Day { date, .. } => {
                return Ok((words[..from].join(" ").trim_end_matches([',', ';', '-']).trim().to_owned(), Some(date)));
            }
            dates::DateText::Impossible | dates::DateText::Unlikely { .. } if names_a_day(&end) => {
                return Err(Refusal::new(
                    format!("there is no such day as '{end}'"),
                    "put the day of the meeting behind the committee, such as 'Audit Committee 8 December 2022'",
                ));
            }
            _ => {}
        }
    }
    Ok((text, None))
}

/// True for what can only be meant as a day: `32 January 2023`, `13/13/2022`, but not the `13 2022` of a Panel 13.
fn names_a_day(text: &str) -> bool {
    text.contains(['/', '-', '.']) || text.split_whitespace().any(|word| dates::month_named(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_is_a_committee_and_a_day() {
        let day = chrono::NaiveDate::from_ymd_opt(2022, 12, 8);
        for (text, committee, on) in [
            ("Audit Committee 8 December 2022", "Audit Committee", day),
            ("Audit Committee, 2022-12-08", "Audit Committee", day),
            ("08/12/2022", "", day),
            ("Audit Committee", "Audit Committee", None),
            ("Programme Board 2022", "Programme Board 2022", None),
            ("Ward Panel 13 2022", "Ward Panel 13 2022", None),
            ("", "", None),
        ] {
            assert_eq!(meeting_of(text), Ok((committee.to_owned(), on)), "{text}");
        }
        for (text, no_day) in [
            ("Cabinet 32 January 2023", "32 January 2023"),
            ("Cabinet, Tuesday 30 February 2023", "Tuesday 30 February 2023"),
            ("Audit Committee 13/13/2022", "13/13/2022"),
            ("Audit Committee 2022-12-32", "2022-12-32"),
            ("Audit Committee 8 December 20222", "8 December 20222"),
        ] {
            assert_eq!(meeting_of(text).unwrap_err().says, format!("there is no such day as '{no_day}'"));
        }
    }
}
