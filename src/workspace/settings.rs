//! `rectrack.toml`: read with a caret under what is wrong, and with the nearest name for one that we do not know.

use std::borrow::Cow;

use chrono::NaiveDate;
use toml::{Table, Value};

use crate::consolidated::headings;
use crate::model::Refusal;
use crate::model::settings::{RuleSetting, Settings};
use crate::model::text::fold;
use crate::model::words::{Severity, Word as _};

/// One setting: where it stands, what it is, what it does.
#[derive(Debug)]
pub struct Setting {
    /// The table in square brackets; empty for the top of the file.
    pub table: &'static str,
    pub name: &'static str,
    pub help: &'static str,
    /// The value as the file writes it.
    pub shown: fn(&Settings) -> Value,
    put: fn(&mut Settings, &Value) -> Option<()>,
}

macro_rules! settings {
    ($($table:literal . $name:literal: $help:literal, |$s:ident| $show:expr, |$t:ident, $v:ident| $put:expr;)+) => {
        /// Every setting, in the order of the file.
        pub static ALL: &[Setting] = &[$(
            Setting {
                table: $table, name: $name, help: $help,
                shown: |$s| Value::from($show),
                put: |$t, $v| { $put; Some(()) },
            }
        ),+];
    };
}

settings! {
    ""."organisation": "The force, council, service or trust.", |s| s.organisation.clone(), |t, v| t.organisation = text(v)?;
    ""."inspectorate": "The body that inspects.", |s| s.inspectorate.clone(), |t, v| t.inspectorate = text(v)?;
    ""."inspectorate_also": "Other names of the inspectorate in papers, former ones too.", |s| s.inspectorate_also.clone(), |t, v| t.inspectorate_also = texts(v)?;
    ""."marking": "The protective marking in header and footer of every workbook.", |s| s.marking.clone(), |t, v| t.marking = text(v)?;
    ""."committee": "The committee that the paper is for, unless --meeting says another.", |s| s.committee.clone(), |t, v| t.committee = text(v)?;
    ""."report_of": "Who presents the paper.", |s| s.report_of.clone(), |t, v| t.report_of = text(v)?;
    ""."due_soon_days": "Days ahead that count as due soon.", |s| i64::from(s.due_soon_days), |t, v| t.due_soon_days = whole(v)?;
    ""."keep_backups": "How many backups of the register are kept; 0 keeps all.", |s| i64::from(s.keep_backups), |t, v| t.keep_backups = whole(v)?;
    "meanings"."moved_date_allows_amber": "A new date with a reason makes an overdue Amber acceptable again.", |s| s.meanings.moved_date_allows_amber, |t, v| t.meanings.moved_date_allows_amber = v.as_bool()?;
    "meanings"."white_may_be_ours": "White may stand for work that depends on others or is no longer required, not for other bodies' work alone.", |s| s.meanings.white_may_be_ours, |t, v| t.meanings.white_may_be_ours = v.as_bool()?;
    "meanings"."open_work_words": "Words in the newest update that tell that work is still open.", |s| s.meanings.open_work_words.clone(), |t, v| t.meanings.open_work_words = texts(v)?;
    "meanings"."open_work_exceptions": "Words that sound open and are not.", |s| s.meanings.open_work_exceptions.clone(), |t, v| t.meanings.open_work_exceptions = texts(v)?;
    "meanings"."sign_off_long_days": "Days after which evidence without an answer is asked about.", |s| i64::from(s.meanings.sign_off_long_days), |t, v| t.meanings.sign_off_long_days = whole(v)?;
    "agree"."hold": "Claims that wait until a chief officer agrees: any of green, white, closed, later-date.", |s| s.agree.hold.clone(), |t, v| t.agree.hold = claims(v)?;
    "paper"."rows": "Rows of the Schedule: open-and-changed, or all.", |s| s.paper.rows.clone(), |t, v| t.paper.rows = one_of(v, &["open-and-changed", "all"])?;
    "paper"."hide_columns": "Headings of the Schedule to leave out.", |s| s.paper.hide_columns.clone(), |t, v| t.paper.hide_columns = texts(v)?;
    "paper"."newest_first": "Reports by publication, newest first.", |s| s.paper.newest_first, |t, v| t.paper.newest_first = v.as_bool()?;
    "mail"."from": "The coordinator's address: the sender of every draft.", |s| s.mail.from.clone(), |t, v| t.mail.from = text(v)?;
    "mail"."host": "The mail server; empty where drafts are sent by hand.", |s| s.mail.host.clone(), |t, v| t.mail.host = text(v)?;
    "mail"."port": "The server's port; 0 for the usual one.", |s| i64::from(s.mail.port), |t, v| t.mail.port = u16::try_from(whole(v)?).ok()?;
    "mail"."security": "starttls, tls, or none (this machine only).", |s| s.mail.security.clone(), |t, v| t.mail.security = one_of(v, &["starttls", "tls", "none"])?;
    "mail"."user": "The user name at the server. The password never stands in this file.", |s| s.mail.user.clone(), |t, v| t.mail.user = text(v)?;
    "mail"."per_minute": "The most messages a minute; 0 for no limit.", |s| i64::from(s.mail.per_minute), |t, v| t.mail.per_minute = whole(v)?;
    "chase"."remind_days_before": "Days before the return-by date from which owners are reminded.", |s| i64::from(s.chase.remind_days_before), |t, v| t.chase.remind_days_before = whole(v)?;
    "chase"."overdue_days_after": "Days after the return-by date from which the letter says that the return is overdue.", |s| i64::from(s.chase.overdue_days_after), |t, v| t.chase.overdue_days_after = whole(v)?;
    "chase"."escalate_days_after": "Days after the return-by date from which the chief officer who leads is written to.", |s| i64::from(s.chase.escalate_days_after), |t, v| t.chase.escalate_days_after = whole(v)?;
    "chase"."repeat_days": "An owner who was sent a reminder by --send is left alone for so many days.", |s| i64::from(s.chase.repeat_days), |t, v| t.chase.repeat_days = whole(v)?;
    "limits"."file_megabytes": "The largest file that is opened.", |s| megabytes(s.limits.file_bytes), |t, v| t.limits.file_bytes = u64::from(whole(v)?) * 1024 * 1024;
    "limits"."unpacked_megabytes": "The largest workbook once unpacked.", |s| megabytes(s.limits.unpacked_bytes), |t, v| t.limits.unpacked_bytes = u64::from(whole(v)?) * 1024 * 1024;
    "limits"."entries": "The most parts of a workbook or zip file.", |s| i64::try_from(s.limits.entries).unwrap_or(i64::MAX), |t, v| t.limits.entries = usize::try_from(whole(v)?).ok()?;
    "limits"."cells": "The most filled cells of a returned workbook.", |s| i64::try_from(s.limits.cells).unwrap_or(i64::MAX), |t, v| t.limits.cells = usize::try_from(whole(v)?).ok()?;
    "limits"."depth": "Zip files in zip files, mails in mails.", |s| i64::from(s.limits.depth), |t, v| t.limits.depth = whole(v)?;
    "limits"."child_megabytes": "Memory for reading an .xls, .xlsb or .ods file.", |s| i64::try_from(s.limits.child_megabytes).unwrap_or(i64::MAX), |t, v| t.limits.child_megabytes = u64::from(whole(v)?);
    "limits"."child_seconds": "Time for reading an .xls, .xlsb or .ods file.", |s| i64::try_from(s.limits.child_seconds).unwrap_or(i64::MAX), |t, v| t.limits.child_seconds = u64::from(whole(v)?);
}

/// Reads the settings file. `rules` are the rules' names.
///
/// # Errors
/// When it is not TOML, or names a setting or rule that we do not know: the refusal suggests the nearest.
pub fn read(bytes: &[u8], rules: &[&'static str]) -> Result<Settings, Refusal> {
    let (mut settings, unknown_keys) = read_any(bytes, rules)?;
    if let Some(refusal) = unknown_keys {
        return Err(refusal);
    }
    for hidden in &mut settings.paper.hide_columns {
        *hidden = heading_of(hidden)?;
    }
    Ok(settings)
}

/// Reads settings as they stood when a past run was done: what earlier releases passed over is passed over.
///
/// # Errors
/// As [`read`].
pub fn read_past(bytes: &[u8], rules: &[&'static str]) -> Result<Settings, Refusal> {
    read_any(bytes, rules).map(|(settings, _)| settings)
}

/// The settings, and the refusal of a key in a rule's table that we do not know.
fn read_any(bytes: &[u8], rules: &[&'static str]) -> Result<(Settings, Option<Refusal>), Refusal> {
    let text = decoded(bytes);
    let table: Table =
        toml::from_str(&text).map_err(|why| Refusal::new(format!("rectrack.toml cannot be read: {why}"), "mend the line it shows"))?;
    let mut settings = Settings::default();
    let mut unknown_keys = None;
    for (name, value) in &table {
        match value {
            Value::Table(inner) if name == "rules" => {
                read_rules(inner, rules, &mut settings)?;
                unknown_keys = unknown_key(inner);
            }
            Value::Table(inner) if ALL.iter().any(|setting| setting.table == name) => {
                for (inner_name, value) in inner {
                    put(&mut settings, name, inner_name, value)?;
                }
            }
            Value::Table(_) => return Err(unknown("table", name, &["rules", "meanings", "agree", "paper", "mail", "chase", "limits"])),
            value => put(&mut settings, "", name, value)?,
        }
    }
    Ok((settings, unknown_keys))
}

/// Refuses a key of a rule's own table that says nothing.
fn unknown_key(rules: &Table) -> Option<Refusal> {
    let keys = rules.iter().flat_map(|(name, value)| value.as_table().into_iter().flat_map(Table::keys).map(move |key| (name, key)));
    let mut unknown_keys = keys.filter(|(_, key)| !RULE_KEYS.contains(&key.as_str()));
    unknown_keys.next().map(|(name, key)| {
        let unknown = unknown("key", key, &RULE_KEYS);
        Refusal::new(format!("{}, as it stands for {name} in [rules]", unknown.says), unknown.asks)
    })
}

/// The heading of the Schedule that is meant.
fn heading_of(name: &str) -> Result<String, Refusal> {
    let known = headings();
    let same = known.iter().find(|heading| fold(heading) == fold(name)).cloned();
    same.ok_or_else(|| {
        let unknown = unknown("column", name, &known.iter().map(String::as_str).collect::<Vec<_>>());
        Refusal::new(format!("{} on the Schedule, for hide_columns in [paper]", unknown.says), unknown.asks)
    })
}

/// The text of a file that an editor saved as UTF-8, in one of Windows' wide encodings, or in its older one for western Europe.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0;
    }
    std::str::from_utf8(bytes).map_or_else(|_| encoding_rs::WINDOWS_1252.decode(bytes).0, Cow::Borrowed)
}

/// The settings file of a new workspace: every setting with its default, as a comment where it need not be set.
#[must_use]
pub fn written(settings: &Settings) -> String {
    let mut file = String::from(
        "# Settings of this workspace. Every line may be left out: then the value shown holds.\n# Remove the # in front of a line to change it.\n",
    );
    let mut table = "";
    let defaults = Settings::default();
    for setting in ALL {
        if setting.table != table {
            table = setting.table;
            file.push_str(&format!("\n[{table}]\n"));
        }
        let named = setting.table.is_empty() && matches!(setting.name, "organisation" | "inspectorate" | "marking" | "committee");
        let differs = (setting.shown)(settings) != (setting.shown)(&defaults);
        let mark = if named || differs { "" } else { "# " };
        file.push_str(&format!("# {}\n{mark}{} = {}\n", setting.help, setting.name, (setting.shown)(settings)));
    }
    file.push_str(
        "\n# How much a rule's query weighs: blocking, warning, note or off; with 'until' the usual weight returns after that day.\n[rules]\n# green-without-evidence = \"warning\"\n# stale-update = { severity = \"off\", until = 2026-12-31 }\n",
    );
    file
}

fn put(settings: &mut Settings, table: &str, name: &str, value: &Value) -> Result<(), Refusal> {
    let Some(setting) = ALL.iter().find(|setting| setting.table == table && setting.name == name) else {
        misplaced(table, name)?;
        let known: Vec<&'static str> = ALL.iter().filter(|setting| setting.table == table).map(|setting| setting.name).collect();
        return Err(unknown("setting", name, &known));
    };
    (setting.put)(settings, value).ok_or_else(|| {
        let place = if table.is_empty() { name.to_owned() } else { format!("{name} in [{table}]") };
        Refusal::new(
            format!("rectrack.toml: {place} cannot be {value}"),
            format!("it is written like {} - {}", (setting.shown)(&Settings::default()), setting.help),
        )
    })
}

fn read_rules(table: &Table, rules: &[&'static str], settings: &mut Settings) -> Result<(), Refusal> {
    for (name, value) in table {
        if !rules.contains(&name.as_str()) {
            misplaced("rules", name)?;
            return Err(unknown("rule", name, rules));
        }
        let (word, until) = match value {
            Value::String(word) => (word.as_str(), None),
            Value::Table(inner) => {
                let until = match inner.get("until") {
                    None => None,
                    Some(until) => Some(day(until).ok_or_else(|| bad_rule(name))?),
                };
                (inner.get("severity").and_then(Value::as_str).ok_or_else(|| bad_rule(name))?, until)
            }
            _ => return Err(bad_rule(name)),
        };
        let (severity, off) = if word == "off" { (None, true) } else { (Some(Severity::read(word).ok_or_else(|| bad_rule(name))?), false) };
        settings.rules.insert(name.clone(), RuleSetting { severity, off, until });
    }
    Ok(())
}

/// What a rule's own table may hold.
const RULE_KEYS: [&str; 2] = ["severity", "until"];

/// Names a setting that stands in another table than its own: at the end of the file a line belongs to the table above it.
fn misplaced(table: &str, name: &str) -> Result<(), Refusal> {
    let Some(setting) = ALL.iter().find(|setting| setting.name == name && setting.table != table) else { return Ok(()) };
    let place = |table: &str| if table.is_empty() { "above the first [table]".to_owned() } else { format!("under [{table}]") };
    let must = match setting.table {
        "" => "it must stand above the first line in square brackets".to_owned(),
        own => format!("it must stand under [{own}]"),
    };
    Err(Refusal::new(format!("rectrack.toml: '{name}' stands {}", place(table)), must))
}

fn bad_rule(name: &str) -> Refusal {
    Refusal::new(
        format!("rectrack.toml: the weight of {name} in [rules] cannot be read"),
        "write \"blocking\", \"warning\", \"note\" or \"off\", or { severity = \"note\", until = 2026-12-31 }",
    )
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Refusal {
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
    Refusal::new(
        format!("rectrack.toml: there is no {what} '{name}'"),
        nearest.map_or_else(String::new, |nearest| format!("did you mean '{nearest}'?")),
    )
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(text).collect()
}

fn claims(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|claim| one_of(claim, &["green", "white", "closed", "later-date"])).collect()
}

fn one_of(value: &Value, words: &[&str]) -> Option<String> {
    words.contains(&value.as_str()?).then(|| text(value))?
}

fn whole(value: &Value) -> Option<u32> {
    u32::try_from(value.as_integer()?).ok()
}

fn megabytes(bytes: u64) -> i64 {
    i64::try_from(bytes / 1024 / 1024).unwrap_or(i64::MAX)
}

fn day(value: &Value) -> Option<NaiveDate> {
    let date = value.as_datetime()?.date?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[&str] = &["past-due", "green-without-evidence"];

    #[test]
    fn the_file_that_init_writes_says_the_defaults() {
        let written = written(&Settings::default());
        assert_eq!(read(written.as_bytes(), RULES).unwrap(), Settings::default());
        // Every commented setting, uncommented, is read as the default too.
        let bare: String = written
            .lines()
            .map(|line| {
                if line.contains(" = ") && !line.contains("stale-update") && !line.contains("green-without") {
                    line.trim_start_matches("# ")
                } else {
                    line
                }
            })
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(read(bare.as_bytes(), RULES).unwrap(), Settings::default());
    }

    #[test]
    fn a_file_is_read_whatever_the_editor_saved_it_as() {
        let wide = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
        for bytes in [
            "organisation = 'Heddlu D\u{f4}l'".as_bytes().to_vec(),
            "\u{feff}organisation = 'Heddlu D\u{f4}l'".as_bytes().to_vec(),
            // As Windows-1252.
            b"organisation = 'Heddlu D\xf4l'".to_vec(),
            wide("organisation = 'Heddlu D\u{f4}l'"),
        ] {
            assert_eq!(read(&bytes, RULES).unwrap().organisation, "Heddlu D\u{f4}l", "{bytes:?}");
        }
        assert_eq!(read("[paper]\nhide_columns = ['source', 'Task owner']".as_bytes(), RULES).unwrap().paper.hide_columns.len(), 2);
    }

    #[test]
    fn what_is_wrong_is_named_with_the_nearest() {
        for (file, says, asks) in [
            ("organization = 'A'", "rectrack.toml: there is no setting 'organization'", "did you mean 'organisation'?"),
            ("[rules]\npast_due = 'note'", "rectrack.toml: there is no rule 'past_due'", "did you mean 'past-due'?"),
            ("[rule]\npast-due = 'note'", "rectrack.toml: there is no table 'rule'", "did you mean 'rules'?"),
            (
                "[rules]\npast-due = { severity = 'off', untill = 2026-12-31 }",
                "rectrack.toml: there is no key 'untill', as it stands for past-due in [rules]",
                "did you mean 'until'?",
            ),
            (
                "[rules]\npast-due = 'note'\norganisation = 'A'",
                "rectrack.toml: 'organisation' stands under [rules]",
                "it must stand above the first line in square brackets",
            ),
            (
                "[mail]\nmarking = ''",
                "rectrack.toml: 'marking' stands under [mail]",
                "it must stand above the first line in square brackets",
            ),
            ("hide_columns = []", "rectrack.toml: 'hide_columns' stands above the first [table]", "it must stand under [paper]"),
            (
                "[paper]\nhide_columns = ['Resource needed']",
                "rectrack.toml: there is no column 'Resource needed' on the Schedule, for hide_columns in [paper]",
                "did you mean 'Resources needed'?",
            ),
            (
                "due_soon_days = 'ninety'",
                "rectrack.toml: due_soon_days cannot be \"ninety\"",
                "it is written like 90 - Days ahead that count as due soon.",
            ),
        ] {
            assert_eq!(read(file.as_bytes(), RULES), Err(Refusal::new(says, asks)), "{file}");
        }
        let set = read(b"[rules]\npast-due = { severity = 'note', until = 2026-12-31 }\ngreen-without-evidence = 'off'", RULES).unwrap();
        assert_eq!(set.rules["past-due"].until, NaiveDate::from_ymd_opt(2026, 12, 31));
        assert!(set.rules["green-without-evidence"].off);
    }
}
