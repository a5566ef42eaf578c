//! The counts of the paper as Excel formulas. Table names stand before every column, so that LibreOffice reads them too.

use super::Origin;
use crate::consolidated::{Cell, Count, Is, Test};
use crate::model::place::{cell_name, column_name};

/// The row and table that a formula stands in.
pub(super) struct Own<'a> {
    pub origin: Origin,
    /// The row within the table.
    pub at: usize,
    /// The column within the table.
    pub column: usize,
    pub cells: &'a [Cell],
    /// True where the formula stands on another sheet than its table.
    pub elsewhere: bool,
}

/// The count as the sheets show it: `COUNTIFS` over the table.
pub(super) fn counted(count: &Count, own: &Own<'_>) -> String {
    match count {
        Count::Rows { table, tests } if tests.is_empty() => format!("=ROWS({table})"),
        Count::Rows { table, tests } => {
            let pairs: Vec<String> = tests.iter().flat_map(|test| pairs(table, test, own)).collect();
            format!("=COUNTIFS({})", pairs.join(","))
        }
        Count::Plus(count, more) => format!("{}+{more}", counted(count, own)),
        other => again(other, own),
    }
}

/// The same count by another function, `SUMPRODUCT`: what `Check figures` holds it against.
pub(super) fn again(count: &Count, own: &Own<'_>) -> String {
    match count {
        Count::Rows { table, tests } if tests.is_empty() => format!("=ROWS({table})"),
        Count::Rows { table, tests } => {
            let factors: Vec<String> = tests.iter().map(|test| factor(table, test)).collect();
            format!("=SUMPRODUCT(1*{})", factors.join("*"))
        }
        Count::Largest { table, column, tests } if tests.is_empty() => format!("=MAX({})", area(table, column)),
        // `MAXIFS` is not in every Excel that people have. `SUMPRODUCT` makes an area of the product without being told to.
        Count::Largest { table, column, tests } => {
            let factors: Vec<String> = tests.iter().map(|test| factor(table, test)).collect();
            format!("=SUMPRODUCT(MAX({}*{}))", factors.join("*"), area(table, column))
        }
        Count::Plus(count, more) => format!("{}+{more}", again(count, own)),
        Count::Total { table, column } => format!("=SUM({})", area(table, column)),
        Count::Across(cells) => terms(cells.iter().map(|(plus, column)| (*plus, own.cell(own.at, *column)))),
        Count::Down(cells) => terms(cells.iter().map(|(plus, row)| (*plus, own.cell(*row, own.column)))),
    }
}

impl Own<'_> {
    fn cell(&self, row: usize, column: usize) -> String {
        let (row, column) =
            (self.origin.row + u32::try_from(row).unwrap_or(0), u32::from(self.origin.col) + u32::try_from(column).unwrap_or(0));
        let name = cell_name(row, column);
        if self.elsewhere { format!("'{}'!{name}", self.origin.sheet) } else { name }
    }
}

fn terms(cells: impl Iterator<Item = (bool, String)>) -> String {
    let mut formula = String::from("=");
    for (at, (plus, cell)) in cells.enumerate() {
        match (at, plus) {
            (0, true) => {}
            (_, true) => formula.push('+'),
            (_, false) => formula.push('-'),
        }
        formula.push_str(&cell);
    }
    formula
}

fn area(table: &str, column: &str) -> String {
    let mut escaped = String::with_capacity(column.len());
    for c in column.chars() {
        if matches!(c, '[' | ']' | '#' | '\'' | '@') {
            escaped.push('\'');
        }
        escaped.push(c);
    }
    format!("{table}[{escaped}]")
}

fn pairs(table: &str, test: &Test, own: &Own<'_>) -> Vec<String> {
    let area = area(table, test.column);
    let pair = |criterion: String| format!("{area},{criterion}");
    match &test.is {
        Is::Text(text) => vec![pair(quoted(&criterion(text)))],
        Is::Not(text) => vec![pair(quoted(&format!("<>{text}")))],
        Is::Between(from, to) => vec![pair(quoted(&format!(">={from}"))), pair(quoted(&format!("<={to}")))],
        Is::AtLeast(from) => vec![pair(quoted(&format!(">={from}")))],
        Is::SameAs(column) => {
            let text = own.cells.get(*column).map(|cell| cell.value().shown()).unwrap_or_default();
            // A cell's text would be taken for a pattern or a comparison; said as a criterion, it is not.
            if criterion(&text) == text && !text.is_empty() {
                let column = column_name(u32::from(own.origin.col) + u32::try_from(*column).unwrap_or(0));
                vec![pair(format!("${column}{}", own.origin.row + u32::try_from(own.at).unwrap_or(0) + 1))]
            } else {
                vec![pair(quoted(&criterion(&text)))]
            }
        }
    }
}

/// The text as a criterion that means this text and no other.
fn criterion(text: &str) -> String {
    let escaped = text.replace('~', "~~").replace('*', "~*").replace('?', "~?");
    if escaped.is_empty() || escaped.starts_with(['=', '<', '>']) { format!("={escaped}") } else { escaped }
}

fn factor(table: &str, test: &Test) -> String {
    let area = area(table, test.column);
    match &test.is {
        Is::Text(text) => format!("({area}={})", quoted(text)),
        Is::Not(text) => format!("({area}<>{})", quoted(text)),
        Is::Between(from, to) => format!("ISNUMBER({area})*({area}>={from})*({area}<={to})"),
        Is::AtLeast(from) => format!("ISNUMBER({area})*({area}>={from})"),
        Is::SameAs(_) => "1".to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_become_formulas() {
        let cells = [Cell::from("custody-2018"), Cell::from("Head of *?")];
        let own = Own { origin: Origin { sheet: "Reports", row: 4, col: 0 }, at: 2, column: 5, cells: &cells, elsewhere: false };
        let rows = |tests| Count::Rows { table: "Tasks", tests };
        let test = |column, is| Test { column, is };
        for (count, shown, counted_again) in [
            (rows(vec![]), "=ROWS(Tasks)", "=ROWS(Tasks)"),
            (
                rows(vec![test("Report", Is::SameAs(0)), test("Stage", Is::Not("closed".into()))]),
                "=COUNTIFS(Tasks[Report],$A7,Tasks[Stage],\"<>closed\")",
                "=SUMPRODUCT(1*1*(Tasks[Stage]<>\"closed\"))",
            ),
            (
                rows(vec![test("Owner", Is::SameAs(1)), test("Days overdue", Is::Between(1, 30))]),
                "=COUNTIFS(Tasks[Owner],\"Head of ~*~?\",Tasks[Days overdue],\">=1\",Tasks[Days overdue],\"<=30\")",
                "=SUMPRODUCT(1*1*ISNUMBER(Tasks[Days overdue])*(Tasks[Days overdue]>=1)*(Tasks[Days overdue]<=30))",
            ),
            (
                Count::Largest { table: "Tasks", column: "Days overdue", tests: vec![test("Counted", Is::Text("yes".into()))] },
                "=SUMPRODUCT(MAX((Tasks[Counted]=\"yes\")*Tasks[Days overdue]))",
                "=SUMPRODUCT(MAX((Tasks[Counted]=\"yes\")*Tasks[Days overdue]))",
            ),
            (Count::Plus(Box::new(rows(vec![])), 2), "=ROWS(Tasks)+2", "=ROWS(Tasks)+2"),
            (Count::Across(vec![(true, 1), (false, 2)]), "=B7-C7", "=B7-C7"),
            (Count::Down(vec![(true, 0), (true, 1)]), "=F5+F6", "=F5+F6"),
        ] {
            assert_eq!(counted(&count, &own), shown);
            assert_eq!(again(&count, &own), counted_again);
        }
        let own = Own { elsewhere: true, ..own };
        assert_eq!(again(&Count::Down(vec![(true, 0), (false, 1)]), &own), "='Reports'!F5-'Reports'!F6");
        assert_eq!(area("Tasks", "Owner's [x]"), "Tasks[Owner''s '[x']]");
    }
}
