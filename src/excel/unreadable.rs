//! Why a file cannot be read as a workbook, and what to ask its owner for.

use crate::model::words::ReturnOutcome;

/// Why a file cannot be read as a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The content is something else, whatever the name says.
    NotAWorkbook {
        /// What it is, with its article: `a web page`.
        looks_like: String,
    },
    /// It needs a password to be opened.
    PasswordProtected,
    /// A sensitivity label encrypts it.
    Labelled,
    /// It is a workbook whose content does not hold together.
    Damaged {
        /// What does not hold together. Part of a sentence: `its part xl/workbook.xml is missing`.
        why: String,
    },
    /// It holds more than a return can sensibly hold, or more than may be unpacked.
    Oversized {
        /// What there is too much of. Part of a sentence: `it holds more than 200,000 cells`.
        what: String,
    },
    /// A workbook of a kind that is read in a process of its own (see `excel::child`).
    NeedsChild {
        /// `xls`, `xlsb` or `ods`.
        format: &'static str,
    },
}

impl Unreadable {
    /// A workbook whose content does not hold together.
    pub(crate) fn damaged(why: impl Into<String>) -> Self {
        Self::Damaged { why: why.into() }
    }

    /// More than may be read.
    pub(crate) fn oversized(what: impl Into<String>) -> Self {
        Self::Oversized { what: what.into() }
    }

    /// The outcome under which the file stands in the table `Returns`.
    #[must_use]
    pub fn outcome(&self) -> ReturnOutcome {
        match self {
            Self::NotAWorkbook { .. } | Self::NeedsChild { .. } => ReturnOutcome::NotAWorkbook,
            Self::PasswordProtected => ReturnOutcome::PasswordProtected,
            Self::Labelled => ReturnOutcome::Labelled,
            Self::Damaged { .. } => ReturnOutcome::Damaged,
            Self::Oversized { .. } => ReturnOutcome::Oversized,
        }
    }

    /// What is wrong, as a sentence without a full stop.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::NotAWorkbook { looks_like } => format!("this is {looks_like}, not a workbook"),
            Self::PasswordProtected => "the workbook is locked with a password".to_owned(),
            Self::Labelled => "a sensitivity label encrypts the workbook".to_owned(),
            Self::Damaged { why } => format!("the workbook is damaged: {why}"),
            Self::Oversized { what } => format!("the workbook is too large: {what}"),
            Self::NeedsChild { format } => format!("this is an .{format} workbook, which is read in a process of its own"),
        }
    }

    /// What to ask the owner for, as a sentence.
    #[must_use]
    pub fn asks(&self) -> String {
        match self {
            Self::NotAWorkbook { looks_like } => {
                format!("This is {looks_like}. Ask the owner for the workbook itself, saved by Excel as .xlsx.")
            }
            Self::PasswordProtected => {
                "Ask the owner to take the password off (File, Info, Protect Workbook, Encrypt with Password, leave it empty) and to send it again."
                    .to_owned()
            }
            Self::Labelled => {
                "Ask the owner to choose a sensitivity label that does not encrypt, to save the workbook and to send it again.".to_owned()
            }
            Self::Damaged { .. } => {
                "Ask the owner to open the workbook in Excel, to save it under another name as .xlsx and to send that.".to_owned()
            }
            Self::Oversized { what } => format!(
                "Ask the owner to copy the answers into a fresh copy of the form and to send that: {what}, far more than the form has."
            ),
            Self::NeedsChild { .. } => "Ask the owner to save the workbook as .xlsx and to send it again.".to_owned(),
        }
    }
}
