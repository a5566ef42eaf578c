//! The formula of `Check`: the conditions that the rules evaluate, rendered so that the form says the same as they do.
//!
//! What was issued cannot change while the owner types: what it settles is worked out now, and the formula holds the rest.
//! It reaches the cells of its row by `INDEX(column, ROW())`, which cut and paste cannot break.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::model::columns::Holds;
use crate::model::returned::{Answers, IssuedTask, Pack};
use crate::model::words::{FILLERS, Word as _};
use crate::rules::condition::{Cell, Condition, Constants, Day, FORM_CHECKS, FormRow};

use super::FormTexts;
use super::layout::this_row;

/// What `Check` says when nothing is missing.
pub const COMPLETE: &str = "Complete";
/// What it says when a cell of the row holds one of Excel's own values, such as #REF!.
const UNREADABLE: &str = "A cell shows # and a word: type it again";
/// Excel's day numbers of 1 January 2000 and 1 January 2061: what lies between is read as a date.
const FIRST_DAY: i64 = 36_526;
const AFTER_LAST_DAY: i64 = 58_807;

/// True for what the formula says: somebody pasted the form as values.
pub(super) fn is_ours(text: &str) -> bool {
    text == COMPLETE || text == UNREADABLE || FORM_CHECKS.iter().any(|check| check.message == text)
}

/// The formulas of a form, each once: tasks that were issued with like facts have the same.
#[derive(Default)]
pub(super) struct Checks {
    known: HashMap<Constants, (usize, &'static str)>,
    formulas: Vec<String>,
}

impl Checks {
    /// Which of the formulas is that of the task's `Check`, and what it says while nothing is entered.
    pub(super) fn of(&mut self, task: &IssuedTask, pack: &Pack, texts: &FormTexts) -> (usize, &'static str) {
        let constants = constants(task, pack, texts);
        *self.known.entry(constants).or_insert_with(|| {
            self.formulas.push(formula(&constants));
            (self.formulas.len() - 1, says(&Answers::default(), constants))
        })
    }

    /// The formulas, without the sign that begins them.
    pub(super) fn formulas(self) -> Vec<String> {
        self.formulas
    }
}

fn formula(constants: &Constants) -> String {
    let mut formula = "IFERROR(".to_owned();
    let mut open = 0;
    let mut otherwise = COMPLETE;
    for check in FORM_CHECKS {
        match check.condition.known(constants) {
            Some(false) => {}
            Some(true) => {
                otherwise = check.message;
                break;
            }
            None => {
                formula.push_str("IF(");
                render(check.condition, constants, &mut formula);
                say(&mut formula, format_args!(",\"{}\",", quoted(check.message)));
                open += 1;
            }
        }
    }
    say(&mut formula, format_args!("\"{}\"{},\"{UNREADABLE}\")", quoted(otherwise), ")".repeat(open)));
    formula
}

/// What the rules say of a row: the message that its `Check` shows.
#[must_use]
pub fn answer(task: &IssuedTask, pack: &Pack, texts: &FormTexts, answers: &Answers) -> &'static str {
    says(answers, constants(task, pack, texts))
}

fn says(answers: &Answers, constants: Constants) -> &'static str {
    let row = FormRow::typed(answers, constants);
    FORM_CHECKS.iter().find(|check| check.condition.holds(&row)).map_or(COMPLETE, |check| check.message)
}

fn constants(task: &IssuedTask, pack: &Pack, texts: &FormTexts) -> Constants {
    Constants::issued(task, pack.as_at.unwrap_or_default(), &texts.settings)
}

/// Puts a condition that what was issued does not settle behind the formula.
fn render(condition: &Condition, constants: &Constants, formula: &mut String) {
    if let Some(known) = condition.known(constants) {
        formula.push_str(if known { "TRUE" } else { "FALSE" });
        return;
    }
    match condition {
        Condition::All(parts) => join("AND", parts, constants, formula),
        Condition::Any(parts) => join("OR", parts, constants, formula),
        Condition::Not(part) => {
            formula.push_str("NOT(");
            render(part, constants, formula);
            formula.push(')');
        }
        Condition::Empty(Cell::NoChange) => {
            let text = text_of(Cell::NoChange);
            say(formula, format_args!("OR({text}=\"\",{text}=\"no\",{text}=\"n\",{text}=\"false\")"));
        }
        Condition::Empty(cell) => say(formula, format_args!("{}=\"\"", text_of(*cell))),
        Condition::Cleared(cell) => {
            let text = text_of(*cell);
            say(formula, format_args!("OR({text}=\"-\",{text}=\"\u{2013}\",{text}=\"\u{2014}\")"));
        }
        Condition::Missing(cell) => {
            say(formula, format_args!("ISNUMBER(FIND(\"|\"&LOWER({})&\"|\",\"{}\"))", text_of(*cell), fillers()));
        }
        Condition::Typed(rating) => say(formula, format_args!("{}=\"{}\"", text_of(Cell::Rating), rating.as_str())),
        Condition::IsDate(cell) => between(*cell, FIRST_DAY, AFTER_LAST_DAY, formula),
        Condition::Before(cell, day) => between(*cell, FIRST_DAY, number(*day, constants), formula),
        // A time of day belongs to its day.
        Condition::After(cell, day) => between(*cell, (number(*day, constants) + 1).max(FIRST_DAY), AFTER_LAST_DAY, formula),
        // Everything else is settled by what was issued.
        _ => formula.push_str("FALSE"),
    }
}

/// What leaves a text cell without a value, between bars: an array would keep rows from sharing the formula. Of punctuation alone it
/// names what people type.
fn fillers() -> &'static str {
    static LIST: LazyLock<String> = LazyLock::new(|| {
        let alone = ["", "-", "\u{2013}", "\u{2014}", ".", "..", "...", "?", "??", "/", "\"\""];
        let all: Vec<&str> = alone.iter().chain(FILLERS).copied().collect();
        format!("|{}|", all.join("|"))
    });
    &LIST
}

/// Puts a piece behind the formula.
fn say(formula: &mut String, piece: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = formula.write_fmt(piece);
}

/// The parts that are not settled, joined; a single one stands alone.
fn join(function: &str, parts: &[Condition], constants: &Constants, formula: &mut String) {
    let open: Vec<&Condition> = parts.iter().filter(|part| part.known(constants).is_none()).collect();
    if let [one] = open[..] {
        return render(one, constants, formula);
    }
    say(formula, format_args!("{function}("));
    for (at, part) in open.into_iter().enumerate() {
        if at > 0 {
            formula.push(',');
        }
        render(part, constants, formula);
    }
    formula.push(')');
}

/// The cell's text without blanks around it, non-breaking ones among them, and without line breaks.
fn text_of(cell: Cell) -> String {
    let value = this_row(cell.column());
    match cell.column().holds {
        // Nobody presses Enter in a list or a date.
        Holds::OneOf(_) | Holds::Date => format!("TRIM({value})"),
        _ => format!("TRIM(CLEAN(SUBSTITUTE({value},\"\u{a0}\",\" \")))"),
    }
}

/// A day from the first to before the other, in Excel's numbers.
fn between(cell: Cell, first: i64, before: i64, formula: &mut String) {
    let value = this_row(cell.column());
    say(formula, format_args!("AND(ISNUMBER({value}),{value}>={first},{value}<{before})"));
}

fn number(day: Day, constants: &Constants) -> i64 {
    let day = match day {
        Day::AsAt => Some(constants.as_at),
        Day::Due => constants.due,
        Day::OriginalDue => constants.original_due,
        Day::Published => constants.published,
    };
    // A day that is not known settles the condition before it is rendered.
    let nought = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    day.map_or(0, |day| (day - nought).num_days())
}

fn quoted(text: &str) -> String {
    text.replace('"', "\"\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TaskFacts;
    use crate::model::words::{Rating, Stage};

    fn formula(facts: TaskFacts) -> String {
        let pack = Pack { as_at: NaiveDate::from_ymd_opt(2022, 6, 20), ..Pack::default() };
        let mut checks = Checks::default();
        let task = IssuedTask { facts, ..IssuedTask::default() };
        assert_eq!(checks.of(&task, &pack, &FormTexts::default()), (0, "To be answered"));
        checks.formulas().remove(0)
    }

    #[test]
    fn excels_days_are_counted_as_excel_counts_them() {
        let nought = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
        for (day, counted) in [((2000, 1, 1), FIRST_DAY), ((2061, 1, 1), AFTER_LAST_DAY), ((2022, 1, 1), 44_562)] {
            assert_eq!((NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap() - nought).num_days(), counted);
        }
    }

    #[test]
    fn formulas_stay_well_under_what_excel_takes() {
        use crate::model::Due;
        let mut longest = 0;
        for rating in [None, Some(Rating::Red), Some(Rating::Amber), Some(Rating::Green), Some(Rating::White)] {
            for stage in [None, Some(Stage::InProgress), Some(Stage::Closed)] {
                for due in [Due::default(), Due::day(NaiveDate::from_ymd_opt(2022, 3, 31).unwrap())] {
                    for held in ["", "held"] {
                        let facts = TaskFacts { rating, stage, due, reason: held.into(), evidence: held.into(), ..TaskFacts::default() };
                        let formula = formula(facts);
                        assert!(!formula.contains("HeldRating") && formula.matches('(').count() == formula.matches(')').count());
                        longest = longest.max(formula.encode_utf16().count());
                    }
                }
            }
        }
        // Excel takes 255 characters in a text of a formula.
        assert!(fillers().encode_utf16().count() <= 255, "{}", fillers());
        // Excel takes 8,192 characters.
        assert!(longest < 7_000, "{longest}");
    }

    #[test]
    fn tasks_of_like_facts_share_a_formula() {
        let task = |rating, update: &str| IssuedTask {
            facts: TaskFacts { rating: Some(rating), update: update.into(), ..TaskFacts::default() },
            ..IssuedTask::default()
        };
        let mut checks = Checks::default();
        let of = [(Rating::Red, "a"), (Rating::Amber, "a"), (Rating::Red, "b"), (Rating::Red, "")]
            .map(|(rating, update)| checks.of(&task(rating, update), &Pack::default(), &FormTexts::default()).0);
        // What the update says makes no difference to what is missing; that there is one does.
        assert_eq!(of, [0, 1, 0, 2]);
        assert_eq!(checks.formulas().len(), 3);
    }

    #[test]
    fn no_message_is_longer_than_the_column_shows() {
        for check in FORM_CHECKS {
            assert!(check.message.len() <= 60, "{}", check.message);
        }
    }
}
