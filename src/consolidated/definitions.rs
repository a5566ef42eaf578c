//! `Definitions`: what the colours and the other words mean, and acronyms that the paper never spells out.

use std::collections::BTreeMap;

use super::grid::{Shape, Table, head};
use super::view::View;
use crate::model::words::{Rating, Word as _};

/// The sheet's and the table's name.
pub(super) const NAME: &str = "Definitions";

/// Words of every paper: what kind of word, the word, its meaning.
const WORDS: &[(&str, &str, &str)] = &[
    ("Stage", "awaiting allocation", "No owner has been given the work yet."),
    ("Stage", "in progress", "The owner is at work on it."),
    ("Stage", "for force sign-off", "The owner says that it is done; a chief officer has not agreed yet."),
    ("Stage", "pending sign-off", "A chief officer has agreed and evidence has gone to the inspectorate, which has not agreed yet."),
    ("Stage", "closed", "Nothing more is to be done: it was implemented, is not required, was superseded or is another body's."),
    ("Direction of travel", "↑ improved", "A better rating, or a later stage, than in the last paper that this committee saw."),
    ("Direction of travel", "↓ worse", "A worse rating, an earlier stage, or opened again."),
    ("Direction of travel", "→ no change", "The same rating and stage."),
    ("Direction of travel", "+ new", "The report came out since the last paper."),
    ("Direction of travel", "– not shown last time", "It existed, but the last paper did not show it."),
    ("Direction of travel", "✓ closed", "Closed since the last paper."),
    ("Figure", "outstanding", "For the force and not closed: those awaiting sign-off and open White ones are included."),
    ("Figure", "complete", "Closed as implemented."),
    ("Figure", "overdue", "The date in force lies before the as-at day, and the work is still with its owner."),
    (
        "Figure",
        "counted",
        "Recommendations for the force, wholly or in part. Causes of concern are not counted themselves; their recommendations are.",
    ),
];

/// The table.
pub(super) fn build(view: &View<'_>, acronyms: &BTreeMap<String, usize>) -> Table {
    let mut table = Table::new(
        NAME,
        "Definitions",
        "What the words of this paper mean. The meanings of the colours are the organisation's own, as they stood in this cycle.",
        vec![head("Kind", 22, Shape::Text), head("Word", 26, Shape::Rating), head("Meaning", 90, Shape::Long)],
    );
    let defined = view.register.definitions_at(view.ask.cycle);
    for rating in Rating::SPOKEN {
        let meaning =
            defined.iter().find(|row| row.rating == Some(rating)).map_or("No meaning is recorded in the register.", |row| &row.meaning);
        table.rows.push(vec!["Rating".into(), rating.as_str().into(), view.edited.say(&meaning.into()).into()]);
    }
    for (kind, word, meaning) in WORDS {
        table.rows.push(vec![(*kind).into(), (*word).into(), (*meaning).into()]);
    }
    for (acronym, times) in acronyms {
        let meaning = format!("Used {} and never spelled out in this paper.", super::english::times(*times));
        table.rows.push(vec!["Acronym".into(), acronym.as_str().into(), meaning.into()]);
    }
    table
}
