//! The gallery of `workbooks/mails/`: mails that other programs made, each with what is told of it in the `.txt` beside it; and the
//! same mails damaged.

use std::fs;
use std::path::{Path, PathBuf};

use rectrack::excel::archive;
use rectrack::mail::{self, Unopened};
use rectrack::model::settings::Limits;

use super::cases::told;
use super::corruption::{Dice, flips};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/mails")
}

/// The mails by name.
fn mails() -> Vec<(String, Vec<u8>)> {
    let mut names: Vec<String> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| [".eml", ".msg", ".zip", ".dat"].iter().any(|ending| name.ends_with(ending)));
    names.sort();
    names.into_iter().map(|name| (name.clone(), fs::read(folder().join(name)).unwrap())).collect()
}

/// What a mail tells, as lines that a person can check.
fn told_of(name: &str, bytes: &[u8]) -> Vec<String> {
    if let Some(files) = archive::open(bytes, &Limits::default()) {
        return files
            .into_iter()
            .flat_map(|(inside, bytes)| told_of(&inside, &bytes).into_iter().map(move |line| format!("inside {inside}: {line}")))
            .collect();
    }
    let opened = match mail::open(bytes, name, &Limits::default()) {
        Ok(opened) => opened,
        Err(Unopened::NotAMail { looks_like }) => return vec![format!("not a mail: {looks_like}")],
        Err(Unopened::Damaged { why: what } | Unopened::Oversized { what }) => return vec![format!("not opened: {what}")],
    };
    let mut lines = vec![
        format!("sender: {}", opened.sender.as_deref().unwrap_or("nobody")),
        format!("sent: {}", opened.sent_at.as_deref().unwrap_or("at no time")),
        format!("subject: {}", opened.subject),
    ];
    lines.extend(opened.passed_over.iter().map(|file| format!("passed over {file}")));
    for file in &opened.attachments {
        lines.push(format!(
            "attached {} of {}, {}",
            file.name,
            file.sender.as_deref().unwrap_or("nobody"),
            file.sent_at.as_deref().unwrap_or("")
        ));
        let of_file = told::told(&file.name, &file.bytes);
        let kept = of_file.into_iter().filter(|line| ["outcome: ", "owner: ", "rows: "].iter().any(|start| line.starts_with(start)));
        lines.extend(kept.map(|line| format!("  {line}")));
    }
    if opened.attachments.is_empty() {
        lines.push("nothing attached".to_owned());
    }
    lines
}

#[test]
fn every_mail_ends_as_expected() {
    let mails = mails();
    assert!(mails.len() >= 16, "the gallery was not found");
    let mut faults = Vec::new();
    for (name, bytes) in mails {
        let told = told_of(&name, &bytes);
        let expected = fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap_or_default();
        if !expected.lines().eq(told.iter().map(String::as_str)) {
            faults.push(format!("{name} tells:\n{}\nand not:\n{expected}", told.join("\n")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Bytes flipped, lines swapped, ends cut off: a mail is opened or not, its files are read or not, and nothing else happens.
#[test]
fn damage_never_takes_the_run_down() {
    let mails = mails();
    let mut dice = Dice(0xa11);
    let (mut opened, mut told) = (0, 0);
    for _ in 0..flips() / 4 {
        let (name, whole) = &mails[dice.below(mails.len())];
        let mut bytes = whole.clone();
        // Half of the damage is done to the headings, where it matters most.
        let reach = if dice.below(2) == 0 { bytes.len() } else { bytes.len().min(2_000) };
        for _ in 0..=dice.below(6) {
            let (at, from) = (dice.below(reach.min(bytes.len())), dice.below(bytes.len()));
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                1 => bytes[at] = bytes[from],
                2 => bytes.truncate(from.max(1)),
                _ => {
                    bytes.remove(at);
                }
            }
            if bytes.is_empty() {
                bytes.push(b'\n');
            }
        }
        for (name, bytes) in archive::open(&bytes, &Limits::default()).unwrap_or_else(|| vec![(name.clone(), bytes)]) {
            match mail::open(&bytes, &name, &Limits::default()) {
                Ok(mail) => {
                    opened += 1;
                    let taken: usize = mail.attachments.iter().map(|file| file.bytes.len()).sum();
                    assert!(taken as u64 <= Limits::default().unpacked_bytes);
                    // One in eight is read to its end: the old formats want a process each.
                    if dice.below(8) == 0 {
                        told += mail.attachments.iter().map(|file| told::told(&file.name, &file.bytes).len()).sum::<usize>();
                    }
                }
                Err(Unopened::NotAMail { looks_like }) => assert!(!looks_like.is_empty()),
                Err(Unopened::Damaged { why: what } | Unopened::Oversized { what }) => assert!(!what.is_empty()),
            }
        }
    }
    assert!(opened > 0 && told > 0, "nothing was opened at all");
}
