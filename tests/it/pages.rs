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
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") || file.starts_with("mailto:") || file.contains(' ') {
                continue;
            }
            if !page.parent().unwrap().join(file).exists() {
                lost.push(format!("{} links to {link}", page.strip_prefix(top()).unwrap().display()));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
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
