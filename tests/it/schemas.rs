//! Registers of every released schema are still read; one of a schema to come is refused, with what to do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rectrack::model::register::SCHEMA;
use rectrack::run::register_from;

use super::cases::package::{parts_of, zip_of};

fn stored(schema: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("workbooks/registers/schema-{schema}.xlsx"))
}

#[test]
fn there_is_a_stored_register_of_every_schema() {
    for schema in 1..=SCHEMA {
        assert!(stored(schema).exists(), "workbooks/registers/schema-{schema}.xlsx: see its README");
    }
}

/// Rows were counted in the workbook: Reports 13, Recommendations 38, Tasks 39, Owners 13, Cycles 5, Papers 4, Positions 84,
/// Extensions 28, Definitions 5.
#[test]
fn schema_1_is_read_whole_and_written_again_unchanged() {
    let (register, notes) = register_from(&fs::read(stored(1)).unwrap()).unwrap();
    let rows = [
        register.reports.len(),
        register.recommendations.len(),
        register.tasks.len(),
        register.owners.len(),
        register.cycles.len(),
        register.papers.len(),
        register.positions.len(),
        register.extensions.len(),
        register.definitions.len(),
    ];
    assert_eq!(rows, [13, 38, 39, 13, 5, 4, 84, 28, 5]);
    let expected = if SCHEMA == 1 { 0 } else { 1 };
    assert_eq!(notes.len(), expected, "{notes:?}");
    let open = register.open_cycle().unwrap();
    assert_eq!((open.cycle.as_str(), open.as_at.unwrap().to_string().as_str()), ("2022-11", "2022-11-18"));
    let written = rectrack::excel::register::write(&register, open.as_at.unwrap()).unwrap();
    assert_eq!(register_from(&written).unwrap().0, register, "nothing is lost on the way to today's schema");
}

/// A register whose stamp says another schema.
fn stamped(schema: u32) -> Vec<u8> {
    let mut parts = parts_of(&fs::read(stored(1)).unwrap());
    for (_, content) in parts.iter_mut().filter(|(name, _)| name == "docProps/custom.xml") {
        let text = std::str::from_utf8(content).unwrap();
        assert!(text.contains("<vt:i4>1</vt:i4>"), "{text}");
        *content = text.replace("<vt:i4>1</vt:i4>", &format!("<vt:i4>{schema}</vt:i4>")).into_bytes();
    }
    zip_of(&parts)
}

#[test]
fn a_register_of_a_schema_to_come_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let newer = stamped(SCHEMA + 1);
    fs::write(folder.path().join("register.xlsx"), &newer).unwrap();
    fs::write(folder.path().join("rectrack.toml"), "").unwrap();
    for command in [&["status"][..], &["merge"], &["chase"], &["close"]] {
        let ran = Command::new(env!("CARGO_BIN_EXE_rectrack")).arg("-C").arg(folder.path()).args(command).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{command:?}");
        assert!(said.contains(&format!("register.xlsx: this register was written by a newer rectrack (schema {})", SCHEMA + 1)), "{said}");
        assert!(said.contains("use that version or a newer one"), "{said}");
    }
    assert!(fs::read(folder.path().join("register.xlsx")).unwrap() == newer);
    // The same register with today's stamp is read.
    fs::write(folder.path().join("register.xlsx"), stamped(SCHEMA)).unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_rectrack")).arg("-C").arg(folder.path()).arg("status").output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
}
