//! The newest part of an update that was written in several sittings.

use chrono::NaiveDate;

use crate::model::dates::{self, DateText};

/// The part of `text` that its newest dated heading opens (`March 2022 update:`, `As of 17/03/22`, `Update 3 May 2022 -`);
/// the whole of it where no date opens a part. Parts whose headings name no year count in the order in which they stand.
pub(super) fn update(text: &str) -> &str {
    let mut parts: Vec<(Option<NaiveDate>, usize)> = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(['\n', '.', ';']) {
        let heading = heading(piece);
        if let Some(date) = heading {
            parts.push((date, at));
        }
        at += piece.len();
    }
    let mut newest: Option<(Option<NaiveDate>, usize)> = None;
    for (index, (date, _)) in parts.iter().enumerate() {
        let newer = match (newest.and_then(|(newest, _)| newest), date) {
            (Some(newest), Some(date)) => *date >= newest,
            _ => true,
        };
        if newer {
            newest = Some((date.or_else(|| newest.and_then(|(newest, _)| newest)), index));
        }
    }
    let Some((_, index)) = newest else { return text };
    let from = parts.get(index).map_or(0, |(_, from)| *from);
    let to = parts.get(index + 1).map_or(text.len(), |(_, to)| *to);
    text.get(from..to).unwrap_or(text)
}

/// The date that opens a piece of text: `Some(None)` for a heading whose year is not said.
fn heading(piece: &str) -> Option<Option<NaiveDate>> {
    let line = piece.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '[' | '(' | '•' | '*'));
    let words: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || matches!(c, ':' | ']' | ')' | ',')).filter(|word| !word.is_empty()).take(6).collect();
    let opening = ["update", "updated", "as", "of", "at", "on"];
    let from = words.iter().position(|word| !opening.contains(&word.to_lowercase().as_str()))?;
    let dated = &words[from..];
    for take in (1..=3).rev() {
        let Some(said) = dated.get(..take) else { continue };
        if let DateText::Day { date, .. } | DateText::Month { last_day: date } = dates::read_date(&said.join(" ")) {
            return Some(Some(date));
        }
    }
    let update_follows = dated.get(1).is_some_and(|word| word.to_lowercase().starts_with("update"));
    (dates::month_named(dated.first()?).is_some() && (update_follows || from > 0)).then_some(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_part_is_found() {
        for (text, newest) in [
            ("Training is still to be held.", "Training is still to be held."),
            ("Jan 2022 update: not yet. March 2022 update: done.", " March 2022 update: done."),
            ("March 2022 Update:\n- done\nJanuary 2022 Update:\n- not yet", "March 2022 Update:\n- done\n"),
            ("- earlier\nMarch Update:\n- surveys\nAs of 17/03/22,\n- begun", "As of 17/03/22,\n- begun"),
            ("[Nov 2021] not yet\n[17/03/2022] done", "[17/03/2022] done"),
            ("May be held later. Marching on.", "May be held later. Marching on."),
        ] {
            assert_eq!(update(text), newest, "{text:?}");
        }
    }
}
