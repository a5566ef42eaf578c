//! Prints what is read from returned forms, one JSON document a line: `cargo run --example read_form -- PROGRAM FILE...`.
//! PROGRAM is the rectrack binary, whose child process reads .ods and .xls.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example stands outside the layers")]

use std::path::Path;

use rectrack::excel::unreadable::Unreadable;
use rectrack::excel::{book, child, return_form};
use rectrack::model::returned::{FileSeen, Reading};
use rectrack::model::settings::Limits;
use serde_json::json;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let program = args.next().unwrap_or_default();
    for file in args {
        let bytes = std::fs::read(&file)?;
        let limits = Limits::default();
        let book = match book::open(&bytes, &file, &limits) {
            Err(Unreadable::NeedsChild { .. }) => child::open(Path::new(&program), &bytes, &file, &limits),
            read => read,
        };
        let book = book.map_err(|why| anyhow::anyhow!("{file}: {}", why.says()))?;
        let seen = FileSeen::named(&file);
        let returned = return_form::read(&book, seen).map_err(|seen| anyhow::anyhow!("{file}: {}", seen.asks))?;
        let rows: Vec<_> = returned
            .rows
            .iter()
            .map(|row| {
                let cells: Vec<(&str, rectrack::model::text::Text)> =
                    row.answers.cells().iter().filter(|(_, value, _)| !value.is_blank()).map(|(column, value, _)| (column.heading, value.shown())).collect();
                let due = match &row.answers.revised_due.reading {
                    Reading::As(due) => due.shown(),
                    other => format!("{other:?}"),
                };
                let locked: Vec<&str> = row.locked.iter().map(|(_, text, _)| text.as_str()).collect();
                json!({ "ref": row.reference, "cells": cells, "revised": due, "locked": locked, "hidden": row.hidden, "merged": row.merged })
            })
            .collect();
        let outside: Vec<String> =
            returned.outside.iter().map(|(place, text)| format!("{}!{}: {text}", place.sheet, place.cell())).collect();
        let comments: Vec<&str> = returned.comments.iter().map(|(_, comment)| comment.text.as_str()).collect();
        let moved: Vec<(&str, &str)> = returned.moved.iter().map(|(heading, found, _)| (*heading, found.as_str())).collect();
        println!(
            "{}",
            json!({
                "stamp": returned.stamp, "cycle": returned.cycle, "owner": returned.owner, "issue": returned.issue,
                "correction": returned.correction, "by": returned.filled_in_by, "rows": rows, "outside": outside, "comments": comments, "moved": moved,
            })
        );
    }
    Ok(())
}
