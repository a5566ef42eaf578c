//! Where a value stands: file, sheet, and cell as Excel shows it.

use std::fmt;
use std::sync::Arc;

/// The place of a value. Rows and columns are counted from nought inside and shown as Excel shows them (`B14`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Relative to the workspace with `/`, or the bare name for imports; empty for the register in memory.
    pub file: Arc<str>,
    /// Empty when the whole file is meant.
    pub sheet: Arc<str>,
    /// Row and column from nought; none when the whole sheet or file is meant.
    pub at: Option<(u32, u32)>,
}

impl Place {
    /// The place of a whole file.
    #[must_use]
    pub fn file(file: &str) -> Self {
        Self { file: file.into(), sheet: "".into(), at: None }
    }

    /// The cell as Excel shows it, or nothing when the whole sheet or file is meant.
    #[must_use]
    pub fn cell(&self) -> String {
        self.at.map_or_else(String::new, |(row, col)| cell_name(row, col))
    }

    /// The same file and sheet, another cell.
    #[must_use]
    pub fn with_cell(&self, row: u32, col: u32) -> Self {
        Self { file: self.file.clone(), sheet: self.sheet.clone(), at: Some((row, col)) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&*self.file, &*self.sheet, &*self.cell()].map(str::to_owned);
        let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        f.write_str(&said.join(", "))
    }
}

/// A cell's name as Excel shows it: row and column from nought, so `(13, 1)` is `B14`.
#[must_use]
pub fn cell_name(row: u32, col: u32) -> String {
    format!("{}{}", column_name(col), u64::from(row) + 1)
}

/// A column's letters: nought is `A`, 16383 is `XFD`.
#[must_use]
pub fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(col) + 1;
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Row and column from nought of a cell's name (`B14`, `$B$14`); none when it is not one inside Excel's grid.
#[must_use]
pub fn cell_at(name: &str) -> Option<(u32, u32)> {
    let name: String = name.chars().filter(|c| *c != '$').collect();
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let col = letters.bytes().fold(0u32, |col, b| col * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = row.parse().ok()?;
    (1..=1_048_576).contains(&row).then_some(())?;
    (col <= 16_384).then_some((row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_excel_names_them() {
        for (at, name) in [((13, 1), "B14"), ((0, 0), "A1"), ((0, 25), "Z1"), ((0, 26), "AA1"), ((1_048_575, 16_383), "XFD1048576")] {
            assert_eq!(cell_name(at.0, at.1), name);
            assert_eq!(cell_at(name), Some(at));
        }
        assert_eq!(cell_at("XFE1"), None);
        assert_eq!(cell_at("A1048577"), None);
        assert_eq!(cell_at("14"), None);
    }
}
