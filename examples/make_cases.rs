//! Writes the gallery of faulty files, each with what is expected of it beside it: `cargo run --example make_cases`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    dead_code,
    reason = "an example stands outside the layers; it shares the cases with the tests"
)]

#[path = "../tests/it/cases/made.rs"]
mod made;
#[path = "../tests/it/cases/old_formats.rs"]
mod old_formats;
#[path = "../tests/it/cases/package.rs"]
mod package;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks/cases");
    std::fs::create_dir_all(&folder)?;
    let cases = made::all();
    for case in &cases {
        std::fs::write(folder.join(case.file), &case.bytes)?;
        std::fs::write(
            folder.join(format!("{}.txt", case.file)),
            case.expected.iter().map(|line| format!("{line}\n")).collect::<String>(),
        )?;
    }
    println!("{} cases in workbooks/cases", cases.len());
    Ok(())
}
