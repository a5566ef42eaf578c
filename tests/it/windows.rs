//! Windows habits, tried here as far as they can be: names that Windows does not take, CRLF line ends, long paths, what a console shows.

use std::fs;
use std::path::Path;
use std::process::Command;

use rectrack::model::text::printable;
use rectrack::workspace::names::{distinct, safe};

/// A name that Windows takes: none of its reserved characters, no device, no dot or blank at the end, not too long.
fn fits_windows(name: &str) -> bool {
    let devices = ["con", "prn", "aux", "nul"];
    let numbered = ["com", "lpt"];
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let device = devices.contains(&stem.as_str())
        || (stem.len() == 4 && numbered.iter().any(|start| stem.starts_with(start)) && stem.as_bytes()[3].is_ascii_digit());
    !device
        && !name.is_empty()
        && name.len() <= 100
        && !name.ends_with(['.', ' '])
        && !name.chars().any(|c| c.is_control() || r#"<>:"/\|?*"#.contains(c))
}

#[test]
fn owners_of_every_name_get_files_that_windows_takes() {
    let mut taken: Vec<String> = Vec::new();
    for owner in [
        "CON",
        "Aux",
        "nul.",
        "LPT1",
        "com9",
        "Con.xlsx",
        "Head of PPU.",
        "Head of PPU ",
        "A/B\\C",
        "Who? <TBC>",
        "Ops|Intel: \"Gold\"",
        "...",
        "",
        "  ",
        "T\u{200b}BC",
        "\u{202e}gnp",
        "Sîan’s team",
        "Très long titre ",
        "日本",
        "head of ppu",
        "HEAD OF PPU",
        &"Head of Something Very Long ".repeat(20),
    ] {
        let name = distinct(&safe(owner), &|name| taken.iter().any(|known| known.eq_ignore_ascii_case(name)));
        for file in [format!("{name}.xlsx"), format!("{name}.eml")] {
            assert!(fits_windows(&file), "{owner:?} gave {file:?}");
        }
        assert!(!taken.iter().any(|known| known.eq_ignore_ascii_case(&name)), "{name} twice: Windows sees one file");
        taken.push(name);
    }
    assert!(!fits_windows("con-.xlsx".trim_end_matches("-.xlsx")), "the check itself can fail");
}

fn rectrack(root: &Path, words: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_rectrack")).arg("-C").arg(root).args(["--today", "2022-06-01"]).args(words).output().unwrap()
}

/// Notepad and git make CRLF of line ends, and some editors put a mark before the text: settings and templates are read all the same.
#[test]
fn settings_and_templates_with_windows_line_ends_are_read() {
    let folder = tempfile::tempdir().unwrap();
    assert!(rectrack(folder.path(), &["init"]).status.success());
    let papers = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/papers");
    let may = papers.join("may.xlsx");
    assert_eq!(
        rectrack(folder.path(), &["import", may.to_str().unwrap(), "--cycle", "2022-05", "--as-at", "2022-05-20"]).status.code(),
        Some(1)
    );
    let settings = fs::read_to_string(folder.path().join("rectrack.toml")).unwrap();
    let edited = settings
        .replace("organisation = \"Our force\"", "organisation = \"Northshire Police\"")
        .replace("\r\n", "\n")
        .replace('\n', "\r\n");
    assert!(edited.contains("Northshire") && edited.contains("\r\n"), "the setting was not found in {settings}");
    for mark in ["", "\u{feff}"] {
        fs::write(folder.path().join("rectrack.toml"), format!("{mark}{edited}")).unwrap();
        let said = rectrack(folder.path(), &["status"]);
        assert!(
            String::from_utf8_lossy(&said.stdout).starts_with("Northshire Police"),
            "{mark:?} {}",
            String::from_utf8_lossy(&said.stderr)
        );
    }
    fs::create_dir_all(folder.path().join("templates")).unwrap();
    fs::write(folder.path().join("templates/issue.txt"), "Subject: Our own words\r\n\r\nDear {{ greet }}\r\n").unwrap();
    let issued = rectrack(folder.path(), &["issue", "--cycle", "2022-06", "--as-at", "2022-06-20", "--return-by", "2022-06-17"]);
    assert_eq!(issued.status.code(), Some(1), "{}", String::from_utf8_lossy(&issued.stderr));
}

/// Windows cuts at 260 characters where a program asks for a short path; here the whole path is longer, and a name is as long as it may be.
#[test]
fn a_workspace_at_the_end_of_a_long_path_works() {
    let folder = tempfile::tempdir().unwrap();
    let mut root = folder.path().to_owned();
    for part in [
        "Strategic development and inspection",
        "Recommendations and areas for improvement",
        "Financial year 2022 to 2023",
        "Working copies",
    ] {
        root = root.join(format!("{part} {}", "x".repeat(40)));
    }
    assert!(root.as_os_str().len() > 260);
    assert!(rectrack(&root, &["init"]).status.success());
    let may = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/papers/may.xlsx");
    assert_eq!(rectrack(&root, &["import", may.to_str().unwrap(), "--cycle", "2022-05", "--as-at", "2022-05-20"]).status.code(), Some(1));
    assert_eq!(
        rectrack(&root, &["issue", "--cycle", "2022-06", "--as-at", "2022-06-20", "--return-by", "2022-06-17"]).status.code(),
        Some(1)
    );
    let issued = root.join("cycles/2022-06/issued/head-of-contact.xlsx");
    let name = format!("{}.xlsx", "a return with a long name ".repeat(9).trim_end());
    fs::copy(issued, root.join("cycles/2022-06/returns").join(&name)).unwrap();
    let merged = rectrack(&root, &["merge"]);
    assert!(merged.status.code().unwrap() < 2, "{}", String::from_utf8_lossy(&merged.stderr));
    // What lies inside a workspace is short enough that a folder of usual depth stays below the limit.
    let mut longest = 0;
    for entry in walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap) {
        let inside = entry.path().strip_prefix(&root).unwrap().as_os_str().len();
        if !entry.path().ends_with(&name) {
            longest = longest.max(inside);
        }
    }
    assert!(longest <= 120, "{longest} characters below the workspace");
}

/// A console of an old code page shows what it has: results hold no control characters that would move its cursor or change its colours.
#[test]
fn what_owners_wrote_cannot_steer_the_console() {
    for text in ["\u{1b}[31mred", "a\u{8}b", "a\rb", "\u{202e}abc", "tab\there"] {
        let shown = printable(text);
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
        assert!(!shown.contains('\u{202e}'), "{shown:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let said = rectrack(folder.path(), &["init"]);
    assert!(
        said.stdout.iter().all(|byte| *byte == b'\n' || (b' '..=b'~').contains(byte)),
        "the program's own words are plain ASCII off a terminal"
    );
}
