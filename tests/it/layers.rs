//! The layers hold: each module uses only what `ARCHITECTURE.md` lets it use.

use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may use of the crate besides itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("rules", &["model"]),
    ("merge", &["model"]),
    ("consolidated", &["model"]),
    ("import", &["model"]),
    ("chase", &["model"]),
    ("excel", &["model", "rules", "merge", "consolidated", "import", "chase"]),
    ("mail", &["model", "rules", "merge", "consolidated", "import", "chase"]),
    ("page", &["model", "consolidated"]),
    ("workspace", &["model", "rules", "merge", "consolidated", "import", "chase"]),
    ("run", &["model", "rules", "merge", "consolidated", "import", "chase", "excel", "mail", "page", "workspace"]),
    ("cli", &["model", "rules", "merge", "consolidated", "import", "chase", "excel", "mail", "page", "workspace", "run"]),
];

/// Crates that only one layer may name.
const OWNED: &[(&str, &[&str])] = &[
    ("calamine", &["excel"]),
    ("rust_xlsxwriter", &["excel"]),
    ("lettre", &["mail"]),
    ("mail_parser", &["mail"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("tempfile", &["workspace"]),
];

/// Crates that the pure layers may name.
const PURE_MAY_NAME: &[&str] = &["std", "core", "chrono", "crate", "ecow", "super", "self", "strsim"];
const PURE: &[&str] = &["model", "rules", "merge", "consolidated", "import", "chase"];

#[test]
fn each_layer_uses_only_what_it_may() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for (layer, may) in MAY_USE {
        for file in rust_files(&src.join(layer)) {
            let text = code_of(&fs::read_to_string(&file).unwrap());
            let named = file.strip_prefix(&src).unwrap().display().to_string();
            for (other, _) in MAY_USE.iter().filter(|(other, _)| other != layer && !may.contains(other)) {
                if text.contains(&format!("crate::{other}::")) || text.contains(&format!("crate::{other};")) {
                    faults.push(format!("{named} uses {other}"));
                }
            }
            for (package, owners) in OWNED.iter().filter(|(_, owners)| !owners.contains(layer)) {
                if text.contains(&format!("{package}::")) {
                    faults.push(format!("{named} uses {package}, which is {}'s", owners.join(" and ")));
                }
            }
            if PURE.contains(layer) {
                faults.extend(
                    used_crates(&text)
                        .into_iter()
                        .filter(|package| !PURE_MAY_NAME.contains(&package.as_str()))
                        .map(|package| format!("{named} uses the package {package}, and is pure")),
                );
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The code without its comments and without its unit tests, which may use what they like.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The first path segments of `use` lines that name a package.
fn used_crates(code: &str) -> Vec<String> {
    code.lines()
        .filter_map(|line| line.strip_prefix("use ").or_else(|| line.strip_prefix("pub use ")))
        .filter_map(|path| path.split("::").next())
        .map(|first| first.trim_end_matches(';').to_owned())
        .filter(|first| first.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()))
        .filter(|first| !first.is_empty() && !local_modules().contains(first))
        .collect()
}

/// Modules that `pub use` names without `self::`.
fn local_modules() -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    rust_files(&src)
        .iter()
        .flat_map(|file| [file.file_stem(), file.parent().and_then(Path::file_name)])
        .flatten()
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_of_tests(&path) {
            files.push(path);
        }
    }
    files
}

/// Files of unit tests, declared with `#[cfg(test)]`.
fn is_of_tests(path: &Path) -> bool {
    path.file_stem().is_some_and(|name| name == "tests" || name == "laws")
}
