//! The cells of a sheet, by their places.

use std::ops::{Bound, RangeBounds};

use super::sheet::Cell;

/// A row and a column, from nought.
pub type At = (u32, u32);

/// Cells in the order of rows and columns, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    /// Rows that hold something, in order; the cells of each by column.
    rows: Vec<Vec<(At, Cell)>>,
}

impl Cells {
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cell at a place; none where nothing stands.
    #[must_use]
    pub fn get(&self, at: &At) -> Option<&Cell> {
        let row = self.row(at.0);
        in_row(row, at).ok().and_then(|place| row.get(place)).map(|(_, cell)| cell)
    }

    #[must_use]
    pub fn contains_key(&self, at: &At) -> bool {
        self.get(at).is_some()
    }

    /// Puts a cell in its place; gives the one that stood there. Many cells are put in together.
    pub fn insert(&mut self, at: At, cell: Cell) -> Option<Cell> {
        let row = match self.place(at.0) {
            Ok(place) => self.rows.get_mut(place)?,
            Err(place) => {
                self.rows.insert(place, vec![(at, cell)]);
                return None;
            }
        };
        match in_row(row, &at) {
            Ok(place) => row.get_mut(place).map(|(_, held)| std::mem::replace(held, cell)),
            Err(place) => {
                row.insert(place, (at, cell));
                None
            }
        }
    }

    /// The cell at a place, to be changed; none where nothing stands.
    pub fn get_mut(&mut self, at: &At) -> Option<&mut Cell> {
        let place = self.place(at.0).ok()?;
        let row = self.rows.get_mut(place)?;
        let place = in_row(row, at).ok()?;
        row.get_mut(place).map(|(_, cell)| cell)
    }

    /// Takes a cell away.
    pub fn remove(&mut self, at: &At) -> Option<Cell> {
        let of_row = self.place(at.0).ok()?;
        let row = self.rows.get_mut(of_row)?;
        let place = in_row(row, at).ok()?;
        let (_, cell) = row.remove(place);
        if row.is_empty() {
            self.rows.remove(of_row);
        }
        Some(cell)
    }

    /// Keeps the cells that are wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(&At, &Cell) -> bool) {
        for row in &mut self.rows {
            row.retain(|(at, cell)| wanted(at, cell));
        }
        self.rows.retain(|row| !row.is_empty());
    }

    /// Every cell with its place, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&At, &Cell)> {
        self.rows.iter().flatten().map(|(at, cell)| (at, cell))
    }

    pub fn keys(&self) -> impl Iterator<Item = &At> {
        self.iter().map(|(at, _)| at)
    }

    pub fn values(&self) -> impl Iterator<Item = &Cell> {
        self.iter().map(|(_, cell)| cell)
    }

    /// The rows that hold something, in order.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| number(row))
    }

    /// The cells of one row, by column.
    #[must_use]
    pub fn row(&self, row: u32) -> &[(At, Cell)] {
        self.place(row).ok().and_then(|place| self.rows.get(place)).map_or(&[], Vec::as_slice)
    }

    /// The cells of each row that holds something, in order. A row that was gone through takes no memory any more.
    #[must_use]
    pub fn into_rows(self) -> std::vec::IntoIter<Vec<(At, Cell)>> {
        self.rows.into_iter()
    }

    /// Takes the cells of another, as [`Extend`] does: in no time where they all stand below.
    pub fn append(&mut self, other: Self) {
        match (self.rows.last(), other.rows.first()) {
            (Some(last), Some(first)) if number(last) >= number(first) => self.extend(other),
            _ => self.rows.extend(other.rows),
        }
    }

    /// The cells from one place to another, in order.
    pub fn range(&self, range: impl RangeBounds<At>) -> impl Iterator<Item = (&At, &Cell)> {
        let row_of = |bound: Bound<&At>| match bound {
            Bound::Included((row, _)) | Bound::Excluded((row, _)) => Some(*row),
            Bound::Unbounded => None,
        };
        let first = row_of(range.start_bound()).map_or(0, |from| self.rows.partition_point(|row| number(row) < from));
        let end = row_of(range.end_bound()).map_or(self.rows.len(), |to| self.rows.partition_point(|row| number(row) <= to));
        let rows = self.rows.get(first..end).unwrap_or_default();
        rows.iter().flatten().filter(move |(at, _)| range.contains(at)).map(|(at, cell)| (at, cell))
    }

    /// Where a row stands among those that hold something; or where it would.
    fn place(&self, row: u32) -> Result<usize, usize> {
        match self.rows.last() {
            Some(last) if number(last) >= row => self.rows.binary_search_by(|held| number(held).cmp(&row)),
            _ => Err(self.rows.len()),
        }
    }
}

/// A row's number, by its first cell.
fn number(row: &[(At, Cell)]) -> u32 {
    row.first().map_or(0, |((row, _), _)| *row)
}

fn in_row(row: &[(At, Cell)], at: &At) -> Result<usize, usize> {
    row.binary_search_by(|(held, _)| held.cmp(at))
}

/// Cells that come one by one: in order, as files hold them, or astray.
#[derive(Debug, Default)]
pub struct Coming {
    rows: Vec<Vec<(At, Cell)>>,
    /// The row that is being filled.
    row: Vec<(At, Cell)>,
    /// Cells that came behind one that stands after them.
    astray: Vec<(At, Cell)>,
}

impl Coming {
    /// Takes the next cell.
    pub fn push(&mut self, at: At, cell: Cell) {
        match self.row.last() {
            Some((last, _)) if *last >= at => self.astray.push((at, cell)),
            Some((last, _)) if last.0 < at.0 => {
                self.end_row();
                self.row.push((at, cell));
            }
            _ => self.row.push((at, cell)),
        }
    }

    /// A row is kept in no more room than it takes.
    fn end_row(&mut self) {
        if !self.row.is_empty() {
            self.rows.push(self.row.drain(..).collect());
        }
    }

    /// All that came; of several cells of one place the last. However they came, it takes no longer than sorting them.
    #[must_use]
    pub fn all(mut self) -> Cells {
        self.end_row();
        if self.astray.is_empty() {
            return Cells { rows: self.rows };
        }
        let mut cells: Vec<(At, Cell)> = self.rows.into_iter().flatten().collect();
        cells.append(&mut self.astray);
        cells.sort_by_key(|(at, _)| *at);
        cells.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                std::mem::swap(next, kept);
            }
            same
        });
        cells.into_iter().collect()
    }
}

impl Extend<(At, Cell)> for Cells {
    fn extend<I: IntoIterator<Item = (At, Cell)>>(&mut self, cells: I) {
        *self = std::mem::take(self).into_iter().chain(cells).collect();
    }
}

impl FromIterator<(At, Cell)> for Cells {
    fn from_iter<I: IntoIterator<Item = (At, Cell)>>(cells: I) -> Self {
        let mut coming = Coming::default();
        cells.into_iter().for_each(|(at, cell)| coming.push(at, cell));
        coming.all()
    }
}

impl IntoIterator for Cells {
    type Item = (At, Cell);
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<(At, Cell)>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter().flatten()
    }
}

impl std::ops::Index<&At> for Cells {
    type Output = Cell;

    fn index(&self, at: &At) -> &Cell {
        self.get(at).expect("a cell at that place")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn numbered(n: u32) -> Cell {
        Cell { value: crate::model::Value::Number(f64::from(n)), formula: None }
    }

    proptest! {
        /// Whatever is put in and taken out, in whichever order: the same as a map holds.
        #[test]
        fn cells_are_a_map(steps in prop::collection::vec((0..6u32, 0..4u32, 0..4u32), 0..60), from in (0..6u32, 0..4u32), to in (0..6u32, 0..4u32)) {
            let (mut cells, mut map) = (Cells::default(), BTreeMap::new());
            for (n, (row, col, what)) in (0..).zip(steps) {
                let at = (row, col);
                match what {
                    0 => prop_assert_eq!(cells.remove(&at), map.remove(&at)),
                    1 => prop_assert_eq!(cells.get_mut(&at), map.get_mut(&at)),
                    _ => prop_assert_eq!(cells.insert(at, numbered(n)), map.insert(at, numbered(n))),
                }
            }
            prop_assert!(cells.iter().eq(map.iter()));
            prop_assert_eq!(cells.len(), map.len());
            prop_assert_eq!(cells.get(&from), map.get(&from));
            let (from, to) = (from.min(to), from.max(to));
            prop_assert!(cells.range(from..to).eq(map.range(from..to)));
            prop_assert!(cells.range(from..=to).eq(map.range(from..=to)));
            prop_assert!(cells.range(..to).eq(map.range(..to)));
            prop_assert!(cells.range(from..).eq(map.range(from..)));
            prop_assert!(map.into_iter().collect::<Cells>() == cells);
        }

        /// Together or one by one, in any order: the last of a place counts.
        #[test]
        fn cells_come_in_any_order(places in prop::collection::vec((0..5u32, 0..3u32), 0..40), alone in 0..40usize) {
            let all: Vec<(At, Cell)> = (0..).zip(places).map(|(n, at)| (at, numbered(n))).collect();
            let (first, rest) = all.split_at(alone.min(all.len()));
            let mut cells: Cells = first.iter().cloned().collect();
            cells.extend(rest.iter().cloned());
            let map: BTreeMap<At, Cell> = all.into_iter().collect();
            prop_assert!(cells.iter().eq(map.iter()));
        }
    }
}
