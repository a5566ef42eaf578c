//! A refusal: why the tool did not do what the person at the keyboard asked for.

use std::fmt;

/// Why nothing was done, and what would help. The command adds what was not done ('nothing was merged; the register is unchanged').
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What stands in the way. One sentence without a full stop.
    pub says: String,
    /// What to do about it; may be empty.
    pub asks: String,
    /// The work was decided and part of its files stand in their places: it is not true that nothing was done.
    pub in_part: bool,
}

impl Refusal {
    /// A refusal with its remedy.
    #[must_use]
    pub fn new(says: impl Into<String>, asks: impl Into<String>) -> Self {
        Self { says: says.into(), asks: asks.into(), in_part: false }
    }

    /// A refusal after part of the files were put in their places.
    #[must_use]
    pub fn in_part(says: impl Into<String>, asks: impl Into<String>) -> Self {
        Self { in_part: true, ..Self::new(says, asks) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)?;
        if self.asks.is_empty() { Ok(()) } else { write!(f, " - {}", self.asks) }
    }
}

impl std::error::Error for Refusal {}
