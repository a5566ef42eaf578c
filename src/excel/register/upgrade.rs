//! Registers of earlier releases: brought up to what this build writes, step by step, when they are read.
//!
//! Whoever raises [`SCHEMA`](crate::model::register::SCHEMA) adds a step here and a stored register of the former schema to
//! `workbooks/registers/`. Columns and sheets that are new need no step: they are read as empty. A step is for what moved or changed its
//! meaning. Nothing is written by reading: the next command that writes keeps the old register in `backups/` as always.

use crate::model::Register;

/// One step, from the schema before `to` to `to`.
pub(super) struct Step {
    pub(super) to: u32,
    /// What changed, as people are told.
    pub(super) says: &'static str,
    pub(super) apply: fn(&mut Register),
}

/// Every step, in order. Schema 1 is the first that was released: there is none before it.
pub(super) const STEPS: &[Step] = &[];

/// Applies the steps that come after schema `from`, in order; gives what changed.
pub(super) fn upgrade(register: &mut Register, from: u32, steps: &[Step]) -> Vec<&'static str> {
    let mut said = Vec::new();
    for step in steps.iter().filter(|step| step.to > from) {
        (step.apply)(register);
        said.push(step.says);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::excel::register::read::read_as;
    use crate::model::register::SCHEMA;
    use crate::model::tables::Owner;

    /// Steps that a later release might take.
    const MADE_UP: [Step; 2] = [
        Step {
            to: 2,
            says: "leads moved to deputies",
            apply: |register| register.owners.iter_mut().for_each(|row| row.deputy = std::mem::take(&mut row.lead)),
        },
        Step {
            to: 3,
            says: "deputies are in capitals",
            apply: |register| register.owners.iter_mut().for_each(|row| row.deputy = row.deputy.to_uppercase()),
        },
    ];

    #[test]
    fn steps_are_taken_in_order_and_only_those_that_are_wanted() {
        for (from, deputy, said) in [
            (1, "ACC CRIME", &["leads moved to deputies", "deputies are in capitals"][..]),
            (2, "", &["deputies are in capitals"]),
            (3, "", &[]),
        ] {
            let mut register = Register::default();
            register.owners.push(Owner { lead: "ACC Crime".into(), ..Owner::default() });
            assert_eq!(upgrade(&mut register, from, &MADE_UP), said);
            assert_eq!(register.owners[0].deputy, deputy, "from schema {from}");
        }
    }

    #[test]
    fn an_older_register_is_brought_up_to_date_and_said_to_be() {
        let mut register = Register::default();
        register.owners.push(Owner { owner: "Head of Crime".into(), lead: "ACC Crime".into(), ..Owner::default() });
        let bytes = crate::excel::register::write(&register, chrono::NaiveDate::default()).unwrap();
        let book = crate::excel::book::open(&bytes, "register.xlsx", &crate::model::settings::Limits::default()).unwrap();
        let (read, notes) = read_as(book.clone(), 3, &MADE_UP, &[]).unwrap();
        assert_eq!((read.owners[0].lead.as_str(), read.owners[0].deputy.as_str()), ("", "ACC CRIME"));
        let said: Vec<String> = notes.iter().map(|note| format!("{} - {}", note.says(), note.asks())).collect();
        assert_eq!(
            said,
            [
                "this register is of schema 1, the program's is 3: leads moved to deputies; deputies are in capitals - nothing: the next command that writes brings it up to date, and keeps this one in backups"
            ]
        );
        let (same, notes) = read_as(book, 1, &MADE_UP[..0], &[]).unwrap();
        assert_eq!((same, notes.len()), (register, 0));
    }

    #[test]
    fn there_is_a_step_for_every_schema_since_the_first() {
        let to: Vec<u32> = STEPS.iter().map(|step| step.to).collect();
        assert_eq!(to, (1..SCHEMA).map(|before| before + 1).collect::<Vec<_>>());
    }
}
