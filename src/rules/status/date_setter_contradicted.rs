//! The column and the comment disagree on who set the date.

use crate::model::due;
use crate::model::text::fold;
use crate::model::words::{Setter, Severity};
use crate::model::{Field, Query, Standing, Words};
use crate::rules::{Check, Raise, Rule};

pub(super) static RULE: Rule = Rule {
    name: "date-setter-contradicted",
    severity: Severity::Warning,
    help: include_str!("date_setter_contradicted.md"),
    check: Check::Standing(check),
};

static WORDS: Words = Words {
    says: "the due date is put down as set by {column}, but the comment says that {comment} set it",
    asks: "correct Due set by, or the comment",
};

fn check(standing: &Standing<'_>, raise: &Raise<'_>, queries: &mut Vec<Query>) {
    let set_by = standing.now.due.set_by.or_else(|| standing.recommendation.and_then(|recommendation| recommendation.original_due_set_by));
    let first_set_by = standing.recommendation.and_then(|recommendation| recommendation.original_due_set_by);
    if ![set_by, first_set_by].iter().any(|setter| matches!(setter, Some(Setter::Inspectorate | Setter::Force))) {
        return;
    }
    let text = fold(&format!("{} {}", standing.now.reason, standing.now.update));
    let inspectorate = fold(&raise.context.settings.inspectorate);
    // 'The original due date was set by the force' speaks of the first date, whoever set the present one.
    let of_the_first =
        text.split(['.', ';']).any(|sentence| sentence.contains("original") && due::FORCE_SET.iter().any(|words| sentence.contains(words)));
    let (column, comment) = match set_by {
        _ if first_set_by == Some(Setter::Inspectorate) && of_the_first => (raise.context.settings.inspectorate.as_str(), "the force"),
        Some(Setter::Inspectorate) if due::FORCE_SET.iter().any(|words| text.contains(words)) => {
            (raise.context.settings.inspectorate.as_str(), "the force")
        }
        Some(Setter::Force)
            if [" deadline", " set the date", " set this date", " set a date"]
                .iter()
                .any(|words| text.contains(&format!("{inspectorate}{words}"))) =>
        {
            ("the force", raise.context.settings.inspectorate.as_str())
        }
        _ => return,
    };
    queries.push(raise.on(standing, Field::Due, &WORDS).fact("column", column).fact("comment", comment));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::table;

    #[test]
    fn column_and_comment_agree() {
        table::raises(
            &RULE,
            "
            | source   | rating | due        | set by       | update |
            | imported | Amber  | 2022-06-30 | inspectorate | Work goes on. |
            | imported | Amber  | 2022-06-30 | force        | An internal deadline was agreed. |
            | imported | Amber  | 2022-06-30 | inspectorate | No date was given, so the date was set by the force. |
            | imported | Amber  | 2022-06-30 | force        | The HMICFRS deadline is June. |
            ",
            &[
                "north.xlsx, Return, A10: poor-relation-2019/3.1: the due date is put down as set by HMICFRS, but the comment says that the force set it - correct Due set by, or the comment [date-setter-contradicted]",
                "north.xlsx, Return, A11: poor-relation-2019/4.1: the due date is put down as set by the force, but the comment says that HMICFRS set it - correct Due set by, or the comment [date-setter-contradicted]",
            ],
        );
    }
}
