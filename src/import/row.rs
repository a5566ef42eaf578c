//! One row of a table: what each of its cells says.

use chrono::Datelike as _;

use crate::model::dates;
use crate::model::facts::Field;
use crate::model::sheet::Value;
use crate::model::text::{fold, shorten, tidy};
use crate::model::words::{ClosedHow, Kind, Rating, Stage, Word as _, YesNo};

use super::dates_in_text::dates_in;
use super::due_chain::{self, Chain};
use super::headings::Holds;
use super::layout::{self, Table, TableRow};
use super::paper::{PaperRow, SheetReader};
use super::{front, number, status};

impl SheetReader<'_> {
    pub(super) fn row(&self, table: &Table<'_>, row: &TableRow<'_>, above: Option<&PaperRow>) -> PaperRow {
        let cell = |holds: Holds| table.column(holds).and_then(|col| row.cells.get(&col));
        let text_of = |holds: Holds| cell(holds).map(|cell| cell.text.clone()).unwrap_or_default();
        let place_of = |holds: Holds| cell(holds).map(|cell| self.sheet.place(cell.at.0, cell.at.1));
        let mut read = PaperRow::default();

        let printed_no = cell(Holds::No).map(|cell| cell.text.clone()).unwrap_or_default();
        let reference = text_of(Holds::Ref);
        let ours = is_our_ref(&reference);
        if ours {
            read.reference = tidy(&reference);
        } else if !reference.is_empty() && !printed_no.is_empty() {
            read.extra.push(("Ref as printed".to_owned(), reference.clone()));
        }
        let printed_no = if printed_no.is_empty() && !ours { reference } else { printed_no };
        // 'AFI-1' under the inspectorate's own reference is the number where there is no other.
        let portal = text_of(Holds::PortalRef);
        let by_portal = table.column(Holds::No).is_none() && table.column(Holds::Ref).is_none() && number::read(&portal).kind.is_some();
        let printed_no = if by_portal { portal } else { printed_no };
        read.shares_text = cell(Holds::Text).is_some_and(|cell| !cell.own);
        read.shares_no = cell(Holds::No).or_else(|| cell(Holds::Ref)).is_some_and(|cell| !cell.own);
        let no = number::read(&printed_no);
        let number_cell = cell(Holds::No).or_else(|| cell(Holds::Ref)).filter(|cell| cell.own);
        if let Some((cell, Value::Date(date))) = number_cell.and_then(|cell| Some((cell, cell.value?))) {
            let (day, month) = (date.day(), date.month());
            let likely = if day == month { format!("{day}.{month}") } else { format!("{day}.{month} or {month}.{day}") };
            read.no_is_date = Some((likely, self.sheet.place(cell.at.0, cell.at.1)));
        }
        let printed_text = text_of(Holds::Text);
        // Without a column of numbers the text may open with its own.
        let opens = number::number_of_text(&printed_text).filter(|_| no.no.is_empty());
        let (text_kind, text) = number::kind_of_text(&printed_text);
        let printed_kind = text_of(Holds::Kind);
        let kind_column = Kind::read(&printed_kind).or_else(|| number::kind_of_text(&printed_kind).0);
        if kind_column.is_none() && !printed_kind.is_empty() {
            read.extra.push(("Type as printed".to_owned(), printed_kind));
        }
        read.kind = kind_column.or(no.kind).or(text_kind);
        read.no = no.no;
        text.clone_into(&mut read.text);
        if let Some((number, rest)) = opens {
            read.kind = kind_column.or(number.kind);
            read.no = number.no;
            rest.clone_into(&mut read.text);
        }
        read.task = text_of(Holds::Task);

        read.status_printed = text_of(Holds::Status);
        let stage_column = text_of(Holds::Stage);
        read.status = status::read(&read.status_printed);
        read_stage(&mut read, &stage_column);
        (read.due, read.due_printed) = self.due(cell(Holds::Due));
        if let Some(col) = table.column(Holds::RevisedDue) {
            // A column of revised dates holds the date in force; the other one then holds the first.
            let (revised, printed) = self.due(row.cells.get(&col));
            let first = std::mem::replace(&mut read.due_printed, printed);
            if revised.steps.is_empty() {
                read.due_printed = first;
            } else {
                if table.column(Holds::OriginalDue).is_none() {
                    read.original = Some(std::mem::replace(&mut read.due, revised));
                    read.original_printed = first;
                    read.original_place = place_of(Holds::Due).unwrap_or_default();
                } else {
                    read.due = revised;
                }
            }
        }
        if let Some(col) = table.column(Holds::OriginalDue) {
            let (original, printed) = self.due(row.cells.get(&col));
            // A blank column of revised dates, and no other: the first date stands.
            if read.due.steps.is_empty() && read.due.faults.is_empty() && table.column(Holds::Due).is_none() {
                read.due = original.clone();
                read.due_printed.clone_from(&printed);
            }
            read.original = Some(original);
            read.original_printed = printed;
            read.original_place = place_of(Holds::OriginalDue).unwrap_or_default();
        }
        read.owner = table.column(Holds::Owner).map(|_| one_line(&text_of(Holds::Owner)));
        read.update = text_of(Holds::Update);
        read.reason = text_of(Holds::Reason);
        read.evidence = text_of(Holds::Evidence);
        read.resources = text_of(Holds::Resources);
        read.waiting_on = text_of(Holds::WaitingOn);
        read.reason_new_date = text_of(Holds::ReasonNewDate);
        read.lead = text_of(Holds::Lead);
        read.portal_ref = text_of(Holds::PortalRef);
        let on_portal = text_of(Holds::OnPortal);
        read.on_portal = YesNo::read(&on_portal);
        if read.on_portal.is_none() && !on_portal.is_empty() {
            read.extra.push(("On portal as printed".to_owned(), on_portal));
        }
        read_of_reports(&mut read, table, row);
        for (holds, what) in
            [(Holds::CompletedOn, "Completed on"), (Holds::ClosedOn, "Closed on"), (Holds::SubmittedOn, "Evidence submitted on")]
        {
            let Some(cell) = cell(holds) else { continue };
            let date = match cell.value {
                Some(Value::Date(date)) => Some(*date),
                _ => front::date_of(&dates::read_date(&cell.text)).map(|(date, _)| date).or_else(|| date_of_end(&cell.text)),
            };
            if date.is_none() {
                read.not_dates.push((what, shorten(&cell.text, 60), self.sheet.place(cell.at.0, cell.at.1)));
                read.extra.push((what.to_owned(), cell.text.clone()));
            }
            match holds {
                Holds::CompletedOn => read.completed_on = date,
                Holds::ClosedOn => read.closed_on = date.or(read.closed_on),
                _ => read.submitted_on = date,
            }
        }
        if read.waiting_on.is_empty() && read.status.rating == Some(Rating::White) && read.status.stage != Some(Stage::Closed) {
            read.waiting_on.clone_from(&read.due.waiting_on);
            if read.waiting_on.is_empty() {
                read.waiting_on = [&read.status_printed, &read.reason, &read.update]
                    .into_iter()
                    .map(|text| due_chain::waiting_on(text))
                    .find(|body| !body.is_empty())
                    .unwrap_or_default();
            }
        }
        for (col, cell) in &row.cells {
            let heading = table.headings.get(col);
            let unknown = heading.is_none_or(|heading| heading.holds.is_none());
            if heading.is_some_and(|heading| heading.holds == Some(Holds::Direction)) {
                read.extra.push(("Direction of travel as printed".to_owned(), cell.text.clone()));
            } else if unknown {
                let named =
                    heading.map_or_else(|| format!("Column {}", crate::model::place::column_name(*col)), |heading| heading.printed.clone());
                read.extra.push((named, cell.text.clone()));
            }
        }
        read.place = place_of(Holds::No)
            .or_else(|| place_of(Holds::Ref))
            .or_else(|| cell(Holds::Text).filter(|cell| cell.own).map(|cell| self.sheet.place(cell.at.0, cell.at.1)))
            .unwrap_or_else(|| self.sheet.place(row.at, row.cells.keys().next().copied().unwrap_or(0)));
        // A number that is merged over several rows names the first of them: the row is its own place.
        if read.place.at.is_some_and(|(at, _)| at != row.at) {
            let own = row.cells.iter().find(|(_, cell)| cell.own).map_or(0, |(col, _)| *col);
            read.place = self.sheet.place(row.at, own);
        }
        for (field, holds) in [
            (Field::Rating, Holds::Status),
            (Field::Stage, Holds::Status),
            (Field::Due, Holds::Due),
            (Field::Reason, Holds::Reason),
            (Field::Update, Holds::Update),
            (Field::Evidence, Holds::Evidence),
            (Field::CompletedOn, Holds::CompletedOn),
            (Field::Resources, Holds::Resources),
        ] {
            // A blank status is asked about where it should stand.
            let blank = || table.column(Holds::Status).filter(|_| field == Field::Rating).map(|col| self.sheet.place(row.at, col));
            if let Some(place) = place_of(holds).or_else(blank) {
                read.places.push((field, place));
            }
        }
        close_by_date(&mut read, table);
        if let Some(above) = above {
            share(&mut read, above, table, row);
        }
        read.status.blank &= !read.closed_by_date;
        self.cut_off(&mut read, table, row);
        read
    }

    /// Cells that go on over pages may hold more than one cell of the register can: what is beyond goes to columns of its own.
    fn cut_off(&self, read: &mut PaperRow, table: &Table<'_>, row: &TableRow<'_>) {
        let PaperRow { text, update, reason, evidence, resources, extra, cut_off, .. } = read;
        for (held, holds, heading) in [
            (text, Holds::Text, "Text"),
            (update, Holds::Update, "Update"),
            (reason, Holds::Reason, "Reason for rating"),
            (evidence, Holds::Evidence, "Evidence"),
            (resources, Holds::Resources, "Resources needed"),
        ] {
            let mut beyond = beyond_a_cell(held).to_owned();
            if beyond.is_empty() {
                continue;
            }
            held.truncate(held.len() - beyond.len());
            let place = table
                .column(holds)
                .and_then(|col| row.cells.get(&col))
                .map_or_else(|| self.sheet.whole(), |cell| self.sheet.place(cell.at.0, cell.at.1));
            cut_off.push((heading, format!("{heading}, continued"), place));
            for part in 1_u32.. {
                let rest = beyond_a_cell(&beyond).to_owned();
                beyond.truncate(beyond.len() - rest.len());
                let named = if part == 1 { format!("{heading}, continued") } else { format!("{heading}, continued {part}") };
                extra.push((named, beyond));
                beyond = rest;
                if beyond.is_empty() {
                    break;
                }
            }
        }
    }

    fn due(&self, cell: Option<&layout::TableCell<'_>>) -> (Chain, String) {
        let Some(cell) = cell else { return (Chain::default(), String::new()) };
        match cell.value {
            Some(Value::Date(date)) if self.months => {
                let printed = dates::month(*date);
                (due_chain::read(&printed, self.inspectorate), printed)
            }
            Some(value @ Value::Date(_)) => (due_chain::read_value(value, self.inspectorate), cell.text.clone()),
            _ => (due_chain::read(&cell.text, self.inspectorate), cell.text.clone()),
        }
    }
}

/// What of a text a cell does not hold: Excel counts UTF-16 units, of which a cell holds 32,767. Cut at a blank, with some room.
fn beyond_a_cell(text: &str) -> &str {
    const MOST: usize = 32_000;
    let mut units = 0;
    let Some((end, _)) = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST
    }) else {
        return "";
    };
    let held = text.get(..end).unwrap_or_default();
    let at = held.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(end);
    text.get(at..).unwrap_or_default()
}

/// What stands under headings that speak of reports, in a table of recommendations: kept as it is printed.
fn read_of_reports(read: &mut PaperRow, table: &Table<'_>, row: &TableRow<'_>) {
    let flat = table.column(Holds::Title).is_some();
    for (holds, named, of_reports) in [
        (Holds::InspectorateStatus, "Inspectorate status as printed", false),
        (Holds::PublishedBy, "Published by as printed", true),
        (Holds::Published, "Published as printed", true),
        (Holds::Outstanding, "Outstanding as printed", false),
        (Holds::Closed, "Closed as printed", false),
    ] {
        let Some(cell) = table.column(holds).and_then(|col| row.cells.get(&col)).filter(|_| !(flat && of_reports)) else { continue };
        // Figures count the report's rows, and are compared with them.
        if cell.text.trim().parse::<u32>().is_ok() {
            continue;
        }
        let date = match cell.value {
            Some(Value::Date(date)) => Some(*date),
            _ => front::date_of(&dates::read_date(&cell.text)).map(|(date, _)| date),
        };
        match date.filter(|_| holds == Holds::Closed) {
            Some(date) => read.closed_on = Some(date),
            None => read.extra.push((named.to_owned(), cell.text.clone())),
        }
    }
}

/// A Ref as the register gives them: the report's short name, a stroke, the number.
fn is_our_ref(text: &str) -> bool {
    let short_name = |name: &str| {
        name.contains(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    text.trim().split_once('/').is_some_and(|(report, no)| short_name(report) && !no.is_empty())
}

/// 'Closed 12/6/23': the only date beside a word of the end.
fn date_of_end(text: &str) -> Option<chrono::NaiveDate> {
    let found = dates_in(text);
    let [only] = found.as_slice() else { return None };
    front::date_of(&only.says).map(|(date, _)| date).filter(|_| status::read(text).stage == Some(Stage::Closed))
}

/// The column of days on which rows were closed, in a table without a column of statuses. A 'Completion date' is one only beside a
/// due date: alone it may be what is aimed at.
pub(super) fn closing_column(table: &Table<'_>) -> Option<u32> {
    let has = |holds: &Holds| table.column(*holds).is_some();
    if [Holds::Status, Holds::Stage].iter().any(has) {
        return None;
    }
    let due = [Holds::Due, Holds::OriginalDue, Holds::RevisedDue].iter().any(has);
    [Holds::ClosedOn, Holds::CompletedOn, Holds::Closed].into_iter().filter_map(|holds| table.column(holds)).find(|col| {
        let printed = table.headings.get(col).map(|heading| fold(&heading.printed)).unwrap_or_default();
        due || ["closed", "completed", "implemented", "actual"].iter().any(|word| printed.contains(word))
    })
}

/// A table without a column of statuses says by its dates what is closed, unless the row says in a word that it is not.
fn close_by_date(read: &mut PaperRow, table: &Table<'_>) {
    if closing_column(table).is_none() {
        return;
    }
    let open = |text: &&String| status::is_status(text) && status::read(text).stage != Some(Stage::Closed);
    let Some(on) = read.closed_on.or(read.completed_on).filter(|_| ![&read.update, &read.reason].iter().any(open)) else { return };
    read.status.stage = Some(Stage::Closed);
    read.status.closed_how = read.completed_on.map(|_| ClosedHow::Implemented);
    read.closed_on = Some(on);
    read.closed_by_date = true;
}

/// What a column of stages says beside the column of ratings: one of the register's stages, or a status in a paper's own words.
fn read_stage(read: &mut PaperRow, printed: &str) {
    if let Some(stage) = Stage::read(printed) {
        if read.status.blank {
            printed.clone_into(&mut read.status_printed);
            read.status.blank = stage != Stage::Closed;
        } else if fold(&read.status_printed) != fold(printed) {
            read.status_printed = format!("{} - {}", read.status_printed, printed);
        }
        read.status.stage = Some(stage);
        if stage != Stage::Closed {
            read.status.closed_how = None;
        }
        return;
    }
    let said = status::read(printed);
    if said.blank {
        return;
    }
    if !read.status.blank && fold(&read.status_printed) != fold(printed) {
        read.status_printed = format!("{} - {}", read.status_printed, printed);
    } else {
        printed.clone_into(&mut read.status_printed);
    }
    if read.status.blank {
        read.status = said;
    } else if said.unread.is_empty() {
        // The colour is what the one column says; how far the work is, the other.
        read.status.rating = read.status.rating.or(said.rating);
        (read.status.stage, read.status.closed_how) =
            (said.stage, said.closed_how.or(read.status.closed_how.filter(|_| said.stage == Some(Stage::Closed))));
        if read.status.rating.is_some() {
            read.status.unread.clear();
        }
    }
}

/// What a row leaves blank because it shares it with the row above: the text always, date and comment where the
/// colour is the same. Merged cells are there already.
fn share(read: &mut PaperRow, above: &PaperRow, table: &Table<'_>, row: &TableRow<'_>) {
    let blank = |holds: Holds| table.column(holds).is_some_and(|col| !row.cells.contains_key(&col));
    if read.no.is_empty() && read.text.is_empty() {
        // Another owner's row of the same recommendation.
        read.no.clone_from(&above.no);
        read.kind = read.kind.or(above.kind);
    }
    if read.text.is_empty() && table.column(Holds::Text).is_some() {
        read.text.clone_from(&above.text);
        read.kind = read.kind.or(above.kind);
        if read.no != above.no {
            read.shares.push("text");
        }
    }
    let alike = fold(&read.status_printed) == fold(&above.status_printed);
    let open = read.status.stage != Some(Stage::Closed);
    if blank(Holds::Due) && open && alike && !above.due_printed.is_empty() {
        read.due.clone_from(&above.due);
        read.due_printed.clone_from(&above.due_printed);
        read.shares.push("due date");
    }
    if blank(Holds::OriginalDue) && read.shares.contains(&"due date") && !above.original_printed.is_empty() {
        read.original.clone_from(&above.original);
        read.original_printed.clone_from(&above.original_printed);
    }
    if blank(Holds::Update) && alike && !above.update.is_empty() && !read.status.blank {
        read.update.clone_from(&above.update);
        read.shares.push("comment");
    }
}

/// Owners stand on one line; roles are never split.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
