//! `reconcile`: an outside list against the register. Writes nothing but the workbook that is named.

use std::path::{Path, PathBuf};

use super::import::{file_name, open};
use super::{World, named};
use crate::excel::listing::{self, Listing};
use crate::import::reconcile::{Reconciled, reconcile, tally};
use crate::model::{Refusal, Value};

/// The title of the workbook of differences.
const TITLE: &str = "The list against the register";

/// Compares a list with the register; `save` is where a workbook of the differences goes.
///
/// # Errors
/// When register or list cannot be read, or the workbook cannot be written.
pub fn run(world: &World, file: &Path, save: Option<&PathBuf>) -> Result<Reconciled, Refusal> {
    save.map_or(Ok(()), |path| named::check(path, TITLE))?;
    let opened = world.open_to_read()?;
    let bytes = crate::workspace::read(file)?;
    let name = file_name(file);
    let book = open(world, &bytes, &name, &opened.settings)?;
    let done = reconcile(&opened.register, &book, &opened.settings);
    if done.rows == 0 {
        return Err(Refusal::new(
            format!("no list of recommendations was found in {name}"),
            "it needs a heading row with the report, the number or reference, and the status",
        ));
    }
    if let Some(path) = save {
        let text = |text: &str| Value::Text(text.into());
        let made = opened.register.cycles.iter().filter_map(|cycle| cycle.as_at).max().unwrap_or(world.today);
        let differences = Listing {
            name: "Differences".to_owned(),
            title: TITLE.to_owned(),
            subtitle: format!("{name}: {}", done.counted()),
            columns: vec![
                ("What differs", 30),
                ("Ref", 28),
                ("Report", 36),
                ("No.", 8),
                ("Text", 44),
                ("The list says", 26),
                ("The register says", 26),
                ("Sheet", 14),
                ("Cell", 8),
            ],
            rows: done
                .differences
                .iter()
                .map(|row| {
                    [
                        row.differs.says(),
                        &row.reference,
                        &row.report,
                        &row.no,
                        &row.text,
                        &row.there,
                        &row.here,
                        &row.place.sheet,
                        &row.place.cell(),
                    ]
                    .map(text)
                    .to_vec()
                })
                .collect(),
        };
        let counts = Listing {
            name: "Tally".to_owned(),
            title: "Differences by kind".to_owned(),
            subtitle: differences.subtitle.clone(),
            columns: vec![("What differs", 44), ("Rows", 10)],
            rows: tally(&done.differences)
                .into_iter()
                .map(|(differs, n)| vec![text(differs.says()), Value::Number(f64::from(u32::try_from(n).unwrap_or(u32::MAX)))])
                .collect(),
        };
        let bytes = listing::write(&format!("{name} against the register"), &opened.settings, made, &[differences, counts])?;
        if !world.dry_run {
            crate::workspace::write_outside(path, &bytes)?;
        }
    }
    Ok(done)
}
