//! Green although the update still speaks of open work.

use crate::model::standing::Source;
use crate::model::text::fold;
use crate::model::words::{Rating, Severity, Stage};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "green-with-open-work",
    severity: Severity::Warning,
    help: include_str!("green_with_open_work.md"),
    check: Check::Standing(check),
};

static WORDS: Words =
    Words { says: "Green, but the update says '{words}'", asks: "say when that was finished, or set the rating to Amber until it is" };

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let facts = standing.now;
    // What the register holds as closed was settled; a paper's Green is looked at as it is printed.
    let settled = standing.source == Source::Held && matches!(facts.stage, Some(Stage::Closed | Stage::PendingSignOff));
    if facts.rating != Some(Rating::Green) || settled {
        return;
    }
    let update = fold(crate::rules::newest::update(&facts.update));
    let meanings = &raise.context.settings.meanings;
    let words: Vec<String> = meanings.open_work_words.iter().map(|word| fold(word)).filter(|word| update.contains(word.as_str())).collect();
    if words.is_empty() {
        return;
    }
    let plain = meanings.open_work_exceptions.iter().fold(update, |text, exception| text.replace(&fold(exception), " "));
    let Some((at, word)) = words.iter().filter_map(|word| Some((plain.find(word)?, word))).min() else { return };
    let longest = word.split(' ').count() + 3;
    let quoted = plain.get(at..).unwrap_or("").split(' ').take(longest).collect::<Vec<_>>().join(" ");
    queries.push(raise.on(standing, Field::Update, &WORDS).fact("words", quoted.trim_end_matches(['.', ',', ';', ':'])));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn green_is_finished() {
        table::raises(
            &RULE,
            "
            | rating | evidence | due        | update |
            | Green  | Minutes  | 2022-06-30 | The policy is out; nothing outstanding. |
            | Green  | Minutes  | 2022-06-30 | Jan 2022 update: training still to be held. March 2022 update: training was held. |
            | Green  | Minutes  | 2022-06-30 | The SOP is out. We will monitor it, and dip sampling continues. |
            | Amber  | Minutes  | 2022-06-30 | Two courses are scheduled for May. |
            | Green  | Minutes  | 2022-06-30 | The SOP is out. Two courses are scheduled for May and June. |
            ",
            &[
                "north.xlsx, Return, H12: poor-relation-2019/5.1: Green, but the update says 'scheduled for may and june' - say when that was finished, or set the rating to Amber until it is [green-with-open-work]",
            ],
        );
    }
}
