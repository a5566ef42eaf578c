//! Writes the form of a made-up owner, a correction and a queries workbook into a folder, for looking at them and for the
//! interop tests: `cargo run --example sample_form -- FOLDER`.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example stands outside the layers")]

#[path = "../tests/it/sample_pack.rs"]
mod sample_pack;

use std::path::Path;

use rectrack::excel::{queries_book, return_form};

fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for (name, bytes) in [
        ("return.xlsx", return_form::write(&sample_pack::pack(), &sample_pack::texts())?),
        ("queries.xlsx", queries_book::write(&sample_pack::queries())?),
        ("correction.xlsx", return_form::write(&sample_pack::correction(), &sample_pack::texts())?),
    ] {
        std::fs::write(folder.join(name), bytes)?;
        println!("{name}");
    }
    Ok(())
}
