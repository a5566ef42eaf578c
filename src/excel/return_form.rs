//! The return form: the workbook that an owner fills in, and what is read from it when it comes back.
//!
//! Writing lays out what a [`Pack`] holds; reading gives every value with its place and decides nothing: what does not fit
//! is kept as it stands, and the rules raise the queries.

mod checks;
mod details;
mod filled;
mod guidance;
mod hidden;
mod layout;
mod look;
mod read;
mod sheet;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::model::returned::Pack;
use crate::model::words::Rating;
use crate::model::{Refusal, Register, Settings};

use super::style;
use layout::Sheets;

pub use checks::{COMPLETE, answer};
pub use filled::{Filled, FilledCell, write_filled};
pub use read::{read, title_shown};

/// What every form of a cycle says besides its tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormTexts {
    /// Organisation, inspectorate, marking, and what the organisation means by its colours.
    pub settings: Settings,
    /// What each colour means in this cycle.
    pub definitions: Vec<(Rating, String)>,
    /// Whom to ask and where to send it: a name or an address; may be empty.
    pub send_to: String,
}

impl FormTexts {
    /// The texts of a cycle: the settings, the meanings of the colours in force then, and the coordinator's address.
    #[must_use]
    pub fn of(settings: &Settings, register: &Register, cycle: &str) -> Self {
        let definitions = register.definitions_at(cycle);
        Self {
            settings: settings.clone(),
            definitions: definitions.into_iter().filter_map(|row| Some((row.rating?, row.meaning.to_string()))).collect(),
            send_to: settings.mail.from.clone(),
        }
    }
}

/// Writes one owner's form: sheets `Return`, `Details`, `Guidance`, `Lists` (hidden) and `Issued` (very hidden).
///
/// # Errors
/// When a text is longer than an Excel cell holds (32,767).
pub fn write(pack: &Pack, texts: &FormTexts) -> Result<Vec<u8>, Refusal> {
    build(pack, texts).map_err(|limit| style::refused(&limit))?.bytes()
}

/// A form whose `Check` cells still hold stand-ins for their formulas.
struct Built {
    workbook: Workbook,
    formulas: Vec<String>,
}

impl Built {
    /// The form's bytes. Its rows have the height that their texts need, and still grow as the owner types.
    fn bytes(self) -> Result<Vec<u8>, Refusal> {
        let bytes = style::bytes(self.workbook)?;
        Ok(style::finishing::finished_form(&bytes, &self.formulas).expect("internal: the writer's own package"))
    }
}

fn build(pack: &Pack, texts: &FormTexts) -> Result<Built, XlsxError> {
    let mut workbook = Workbook::new();
    // What is pasted from outside brings the Normal style with it: it must not lock an entry cell.
    workbook.set_default_format(&Format::new().set_unlocked(), 20, 64)?;
    workbook.set_properties(&hidden::properties(pack, texts));
    let mut sheets = Sheets::new(pack, texts);
    sheet::add(&mut workbook, &mut sheets)?;
    details::add(&mut workbook, &mut sheets)?;
    guidance::add(&mut workbook, &mut sheets)?;
    hidden::add(&mut workbook, &sheets)?;
    Ok(Built { workbook, formulas: sheets.checks.formulas() })
}

/// The day that the form carries as its creation date.
fn made(pack: &Pack) -> Option<NaiveDate> {
    pack.issued_on.or(pack.as_at)
}
