//! The pages that come from the code are what the code makes now, and the links between pages lead somewhere.

use std::fs;
use std::path::{Path, PathBuf};

#[allow(dead_code, reason = "its main is for `cargo run --example`")]
#[path = "../../examples/make_pages.rs"]
mod make_pages;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn generated_pages_are_current() {
    for (file, page) in make_pages::pages() {
        let kept = fs::read_to_string(top().join(file)).unwrap_or_default();
        assert!(kept == page, "{file} is stale: run `cargo run --example make_pages`");
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut pages = Vec::new();
    find_pages(top(), &mut pages);
    assert!(pages.len() >= 5, "the pages were not found");
    let mut lost = Vec::new();
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if file.contains("://") || file.starts_with("mailto:") || file.contains(' ') || link.is_empty() {
                continue;
            }
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let found =
                target.exists() && (anchor.is_empty() || anchors(&fs::read_to_string(&target).unwrap()).contains(&anchor.to_owned()));
            if !found {
                lost.push(format!("{} links to {link}", page.strip_prefix(top()).unwrap().display()));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// The fixed words of every refusal in the source: the longest stretch between what is put in.
fn refusals(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            refusals(&path, found);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap_or_default();
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        for after in code.split("Refusal::new(").skip(1) {
            let start = after.trim_start().trim_start_matches("format!(").trim_start();
            // What is put together elsewhere is found there.
            let Some(literal) = start.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
            let pieces = literal.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, words)| words));
            let words = pieces.flat_map(|piece| piece.split("\\n")).max_by_key(|piece| piece.len()).unwrap_or_default();
            let words = words.trim_matches([' ', ':', ',', ';', '\'', '(', ')']).to_owned();
            if words.len() > 3 {
                found.push((words, path.strip_prefix(top()).unwrap().display().to_string()));
            }
        }
    }
}

#[test]
fn the_page_for_trouble_speaks_of_every_refusal_and_every_file() {
    let page = include_str!("../../docs/guide/when-something-is-wrong.md");
    let mut found = Vec::new();
    refusals(&top().join("src"), &mut found);
    assert!(found.len() > 50, "the refusals were not found");
    let lost: Vec<String> =
        found.iter().filter(|(words, _)| !page.contains(words.as_str())).map(|(words, file)| format!("'{words}' of {file}")).collect();
    assert!(lost.is_empty(), "docs/guide/when-something-is-wrong.md does not speak of\n{}", lost.join("\n"));
    for entry in fs::read_dir(top().join("src/rules/file")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(rule) = name.strip_suffix(".md") {
            let rule = rule.replace('_', "-");
            assert!(page.contains(&format!("`{rule}`")), "it does not speak of {rule}");
        }
    }
}

/// The anchors of a page's headings, as the places where people read them make them: lower case, hyphens for blanks, no signs.
fn anchors(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in page.lines() {
        fenced ^= line.starts_with("```");
        if fenced || !line.starts_with('#') {
            continue;
        }
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        found.push(
            heading
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect(),
        );
    }
    found
}

#[test]
fn anchors_are_made_as_readers_make_them() {
    let page = "# Letters, and `code`\n```\n# no heading\n```\n## 1. Make a workspace\n### past-due\n";
    assert_eq!(anchors(page), ["letters-and-code", "1-make-a-workspace", "past-due"]);
}

fn find_pages(folder: &Path, pages: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" && name != "rectrack-demo" {
            find_pages(&path, pages);
        } else if name.ends_with(".md") {
            pages.push(path);
        }
    }
}
