//! A sheet as rows of cells with merged cells resolved: what a person sees in each place.

use std::collections::BTreeMap;

use crate::model::sheet::{Area, Sheet, Value};

/// The most cells that merged areas may lend to rows below: a hostile sheet may merge everything with everything.
const MOST_LENT: usize = 200_000;

/// One cell as a person sees it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen<'a> {
    pub(super) value: &'a Value,
    /// What it shows, tidied.
    pub(super) text: String,
    /// Where the value stands.
    pub(super) at: (u32, u32),
    /// How many columns it spans.
    pub(super) span: u32,
    /// It stands in this row; a cell that is merged with the row above does not.
    pub(super) own: bool,
}

/// One row that holds something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GridRow<'a> {
    pub(super) at: u32,
    pub(super) cells: BTreeMap<u32, Seen<'a>>,
    /// A blank row stands above.
    pub(super) after_gap: bool,
}

impl<'a> GridRow<'a> {
    /// The cells that stand in this row itself.
    pub(super) fn own(&self) -> impl Iterator<Item = (&u32, &Seen<'a>)> {
        self.cells.iter().filter(|(_, cell)| cell.own)
    }

    /// The only cell that stands in this row.
    pub(super) fn only(&self) -> Option<(u32, &Seen<'a>)> {
        let mut own = self.own();
        match (own.next(), own.next()) {
            (Some((col, cell)), None) => Some((*col, cell)),
            _ => None,
        }
    }
}

/// The rows of a sheet that hold something, in order.
#[must_use]
pub(super) fn rows(sheet: &Sheet) -> Vec<GridRow<'_>> {
    let spans: BTreeMap<(u32, u32), &Area> = sheet.merged.iter().map(|area| (area.first, area)).collect();
    let mut grid: BTreeMap<u32, BTreeMap<u32, Seen<'_>>> = BTreeMap::new();
    for (&(row, col), cell) in sheet.cells.iter() {
        // What a failed formula shows is no word of the paper's; it is named.
        if cell.value.is_blank() || matches!(cell.value, Value::ErrorValue(_)) {
            continue;
        }
        let span = spans.get(&(row, col)).map_or(1, |area| area.last.1.saturating_sub(area.first.1).saturating_add(1));
        let seen = Seen { value: &cell.value, text: cell.value.shown().into(), at: (row, col), span, own: true };
        grid.entry(row).or_default().insert(col, seen);
    }
    let mut lent = 0;
    for area in spans.values().filter(|area| area.last.0 > area.first.0) {
        let Some(top) = grid.get(&area.first.0).and_then(|row| row.get(&area.first.1)).filter(|cell| cell.own).cloned() else { continue };
        for (_, row) in grid.range_mut(area.first.0.saturating_add(1)..=area.last.0) {
            if lent < MOST_LENT && !row.contains_key(&area.first.1) {
                row.insert(area.first.1, Seen { own: false, ..top.clone() });
                lent += 1;
            }
        }
    }
    let mut before: Option<u32> = None;
    grid.into_iter()
        .map(|(at, cells)| {
            let after_gap = before.is_some_and(|before| at > before.saturating_add(1));
            before = Some(at);
            GridRow { at, cells, after_gap }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cell;

    #[test]
    fn merged_cells_show_in_every_row_and_once_in_a_row() {
        let mut sheet = Sheet::default();
        for ((row, col), text) in [((0, 0), "A"), ((1, 1), "B"), ((3, 1), "C")] {
            sheet.cells.insert((row, col), Cell { value: Value::from(text), formula: None });
        }
        sheet.merged.push(Area { first: (0, 0), last: (1_048_575, 1) });
        let rows = rows(&sheet);
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                row.cells
                    .iter()
                    .map(|(col, cell)| format!("{col}{}{}", cell.text, if cell.own { "" } else { "*" }))
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        assert_eq!(shown, ["0A", "0A* 1B", "0A* 1C"]);
        assert_eq!(rows.iter().map(|row| row.after_gap).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(rows[0].cells[&0].span, 2);
    }
}
