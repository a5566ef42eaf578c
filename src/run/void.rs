//! `void`: takes one return out again. The next merge is as if it had never come.

use serde_json::json;

use super::World;
use super::save::{self, Change};
use crate::model::tables::Decision;
use crate::model::{Refusal, Register};

/// Records that a return of the open cycle does not count.
///
/// # Errors
/// When no cycle is open, no reason is given, or no return of that name is known.
pub fn run(world: &World, file: &str, why: &str) -> Result<String, Refusal> {
    let opened = world.open_to_write()?;
    let (register, voided) = changed(&opened.register, file, why)?;
    let change =
        Change { command: "void", asked: json!({ "file": file, "why": why }), inputs: Vec::new(), keep: Vec::new(), counts: json!({}) };
    save::save(&opened, world, &register, change, Vec::new(), &[])?;
    Ok(voided)
}

/// The register with the return voided, and the return's name.
///
/// # Errors
/// When no cycle is open, no reason is given, or no return of that name is known.
pub fn changed(register: &Register, file: &str, why: &str) -> Result<(Register, String), Refusal> {
    let Some(cycle) = register.open_cycle().map(|cycle| cycle.cycle.clone()) else {
        return Err(Refusal::new("no cycle is open", "open the cycle again with 'rectrack close --reopen --why TEXT'"));
    };
    if why.trim().is_empty() {
        return Err(Refusal::new("voiding a return is a decision", "say why with --why TEXT"));
    }
    let wanted = file.replace('\\', "/");
    let known: Vec<_> = register.returns.iter().filter(|row| row.cycle == cycle).collect();
    let same_name = |row: &&&crate::model::tables::ReturnSeen| row.file.rsplit(['/', '!']).next() == wanted.rsplit('/').next();
    let exact = known.iter().find(|row| row.file == wanted);
    let named: Vec<_> = known.iter().filter(same_name).collect();
    let found = match (exact, named.as_slice()) {
        (Some(row), _) => *row,
        (None, [row]) => **row,
        (None, []) => {
            return Err(Refusal::new(
                format!("no return '{file}' is known in cycle {cycle}"),
                "name it as the Returns sheet of the register does",
            ));
        }
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|row| row.file.as_str()).collect();
            return Err(Refusal::new(format!("'{file}' could be any of: {}", names.join(", ")), "name one of them in full"));
        }
    };
    let mut changed = register.clone();
    let name = found.file.clone();
    changed.decisions.push(Decision {
        reference: name.clone(),
        cycle,
        rule_or_field: "void".into(),
        // The content is voided, under whatever name it lies there.
        value: found.file_hash.clone(),
        reason: why.trim().into(),
        ..Decision::default()
    });
    Ok((changed, name.into()))
}
