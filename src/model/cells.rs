//! The cells of a sheet, by their places.

use std::ops::{Bound, RangeBounds};

use super::sheet::Cell;

/// A row and a column, from nought.
pub type At = (u32, u32);

/// Cells in the order of rows and columns. Files hold them in that order, so that each is put behind the last. Many that may
/// come in any order are put in together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    cells: Vec<(At, Cell)>,
}

impl Cells {
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cell at a place; none where nothing stands.
    #[must_use]
    pub fn get(&self, at: &At) -> Option<&Cell> {
        self.place(at).ok().and_then(|place| self.cells.get(place)).map(|(_, cell)| cell)
    }

    #[must_use]
    pub fn contains_key(&self, at: &At) -> bool {
        self.place(at).is_ok()
    }

    /// Puts a cell in its place; gives the one that stood there.
    pub fn insert(&mut self, at: At, cell: Cell) -> Option<Cell> {
        match self.place(&at) {
            Ok(place) => self.cells.get_mut(place).map(|(_, held)| std::mem::replace(held, cell)),
            Err(place) => {
                self.cells.insert(place, (at, cell));
                None
            }
        }
    }

    /// The cell at a place, to be changed; none where nothing stands.
    pub fn get_mut(&mut self, at: &At) -> Option<&mut Cell> {
        self.place(at).ok().and_then(|place| self.cells.get_mut(place)).map(|(_, cell)| cell)
    }

    /// Takes a cell away.
    pub fn remove(&mut self, at: &At) -> Option<Cell> {
        self.place(at).ok().map(|place| self.cells.remove(place).1)
    }

    /// Keeps the cells that are wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(&At, &Cell) -> bool) {
        self.cells.retain(|(at, cell)| wanted(at, cell));
    }

    /// Every cell with its place, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&At, &Cell)> {
        self.cells.iter().map(|(at, cell)| (at, cell))
    }

    pub fn keys(&self) -> impl Iterator<Item = &At> {
        self.cells.iter().map(|(at, _)| at)
    }

    pub fn values(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().map(|(_, cell)| cell)
    }

    /// The cells from one place to another, in order.
    pub fn range(&self, range: impl RangeBounds<At>) -> impl Iterator<Item = (&At, &Cell)> {
        let before = |bound: Bound<&At>, open: usize| match bound {
            Bound::Included(at) => self.cells.partition_point(|(held, _)| held < at),
            Bound::Excluded(at) => self.cells.partition_point(|(held, _)| held <= at),
            Bound::Unbounded => open,
        };
        let first = before(range.start_bound(), 0);
        let end = match range.end_bound() {
            Bound::Included(at) => self.cells.partition_point(|(held, _)| held <= at),
            Bound::Excluded(at) => self.cells.partition_point(|(held, _)| held < at),
            Bound::Unbounded => self.cells.len(),
        };
        self.cells.get(first..end).unwrap_or_default().iter().map(|(at, cell)| (at, cell))
    }

    fn place(&self, at: &At) -> Result<usize, usize> {
        match self.cells.last() {
            Some((last, _)) if last >= at => self.cells.binary_search_by(|(held, _)| held.cmp(at)),
            _ => Err(self.cells.len()),
        }
    }
}

/// Of several cells of one place the last counts. However they come, it takes no longer than sorting them.
impl From<Vec<(At, Cell)>> for Cells {
    fn from(mut cells: Vec<(At, Cell)>) -> Self {
        if !cells.is_sorted_by(|(one, _), (next, _)| one < next) {
            cells.sort_by_key(|(at, _)| *at);
            cells.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    std::mem::swap(next, kept);
                }
                same
            });
        }
        Self { cells }
    }
}

impl Extend<(At, Cell)> for Cells {
    fn extend<I: IntoIterator<Item = (At, Cell)>>(&mut self, cells: I) {
        let mut all = std::mem::take(&mut self.cells);
        all.extend(cells);
        *self = Self::from(all);
    }
}

impl FromIterator<(At, Cell)> for Cells {
    fn from_iter<I: IntoIterator<Item = (At, Cell)>>(cells: I) -> Self {
        Self::from(cells.into_iter().collect::<Vec<_>>())
    }
}

impl IntoIterator for Cells {
    type Item = (At, Cell);
    type IntoIter = std::vec::IntoIter<(At, Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.cells.into_iter()
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
