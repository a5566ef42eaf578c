//! To whom an owner's letter goes: owner, deputy, contributors; and what is wrong with their addresses.
//!
//! Looked at before anything is written: what is wrong is listed, and the other owners' letters go on.

use std::collections::BTreeMap;

use lettre::Address;

use super::letter::{Letter, Person};
use crate::model::Lookup;
use crate::model::lookup::is_to_be_confirmed;
use crate::model::text::{fold, printable};

/// One point about an owner's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressPoint {
    /// The owner whom it concerns.
    pub owner: String,
    pub trouble: Trouble,
}

/// What is wrong with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The owner is TBC: there is nobody to write to.
    NotConfirmed,
    /// The register does not know the owner.
    Unknown,
    /// No address stands in the register.
    Missing,
    /// What stands there is not an address.
    Malformed { e_mail: String },
    /// The deputy's is not an address: the owner's letter goes without that copy.
    DeputyMalformed { e_mail: String },
    /// A contributor has no usable address: the letter goes without that copy.
    Contributor { role: String },
    /// Other owners have the same address: right where one person holds several posts, a slip otherwise.
    Shared { e_mail: String, with: Vec<String> },
}

impl AddressPoint {
    /// True when no letter can be written.
    #[must_use]
    pub fn stops(&self) -> bool {
        matches!(self.trouble, Trouble::NotConfirmed | Trouble::Unknown | Trouble::Missing | Trouble::Malformed { .. })
    }

    /// What is wrong, without the owner's name.
    #[must_use]
    pub fn why(&self) -> String {
        let says = self.says();
        says.strip_prefix(&format!("{}: ", printable(&self.owner))).map_or(says.clone(), str::to_owned)
    }

    /// What is wrong, as one line.
    #[must_use]
    pub fn says(&self) -> String {
        let owner = printable(&self.owner);
        match &self.trouble {
            Trouble::NotConfirmed => format!("{owner}: no owner is confirmed, so there is nobody to write to"),
            Trouble::Unknown => format!("{owner}: not on the sheet Owners of the register"),
            Trouble::Missing => format!("{owner}: no e-mail address in the register"),
            Trouble::Malformed { e_mail } => format!("{owner}: '{}' is not an e-mail address", printable(e_mail)),
            Trouble::DeputyMalformed { e_mail } => format!("{owner}: the deputy's '{}' is not an e-mail address", printable(e_mail)),
            Trouble::Contributor { role } => {
                format!("{owner}: the contributor '{}' has no e-mail address in the register", printable(role))
            }
            Trouble::Shared { e_mail, with } => {
                format!("{owner}: {} is the address of {} too", printable(e_mail), printable(&with.join(", ")))
            }
        }
    }

    /// What to do about it, as one line.
    #[must_use]
    pub fn asks(&self) -> &'static str {
        match &self.trouble {
            Trouble::NotConfirmed => "name the owner in the register, then issue again for that owner",
            Trouble::Unknown => "add the owner to the sheet Owners, or name this spelling under 'Also written as'",
            Trouble::Missing | Trouble::Malformed { .. } => {
                "write the address on the sheet Owners, column E-mail; until then send the workbook by hand"
            }
            Trouble::DeputyMalformed { .. } => {
                "write the address on the sheet Owners, column Deputy e-mail; the letter goes without this copy"
            }
            Trouble::Contributor { .. } => "add the role and its address to the sheet Owners; the letter goes without this copy",
            Trouble::Shared { .. } => "right where one person holds both posts; otherwise mend the sheet Owners before sending",
        }
    }
}

impl Letter {
    /// Addresses the letter: the owner in To, the deputy and the tasks' contributors in Cc, each address once. Gives back what is
    /// wrong; where a point [stops](AddressPoint::stops) the letter, nobody is in To.
    pub fn address<'a>(&mut self, lookup: &Lookup<'_>, tasks: impl IntoIterator<Item = &'a str>) -> Vec<AddressPoint> {
        let point = |trouble| AddressPoint { owner: self.owner.clone(), trouble };
        self.to.clear();
        self.cc.clear();
        if is_to_be_confirmed(&self.owner) {
            return vec![point(Trouble::NotConfirmed)];
        }
        let Some(owner) = lookup.owner_named(&self.owner) else {
            return vec![point(Trouble::Unknown)];
        };
        owner.name.trim().clone_into(&mut self.greet);
        let mut points = Vec::new();
        if owner.e_mail.trim().is_empty() {
            points.push(point(Trouble::Missing));
        }
        for e_mail in addresses_in(&owner.e_mail) {
            match usable(e_mail) {
                Some(address) => self.to.push(Person::new(owner.name.trim(), address)),
                None => points.push(point(Trouble::Malformed { e_mail: e_mail.to_owned() })),
            }
        }
        if points.iter().any(AddressPoint::stops) {
            self.to.clear();
            return points;
        }
        for e_mail in addresses_in(&owner.deputy_e_mail) {
            match usable(e_mail) {
                Some(address) => self.cc.push(Person::new(owner.deputy.trim(), address)),
                None => points.push(point(Trouble::DeputyMalformed { e_mail: e_mail.to_owned() })),
            }
        }
        let mut asked: Vec<&str> = Vec::new();
        for task in tasks.into_iter().filter_map(|reference| lookup.task(reference)) {
            for role in task.contributors.split([';', '\n']).map(str::trim).filter(|role| !role.is_empty() && !is_to_be_confirmed(role)) {
                if !asked.iter().any(|known| fold(known) == fold(role)) {
                    asked.push(role);
                }
            }
        }
        for role in asked {
            let known = lookup.owner_named(role);
            let found: Vec<Person> = known
                .iter()
                .flat_map(|known| addresses_in(&known.e_mail).filter_map(usable).map(|address| Person::new(known.name.trim(), address)))
                .collect();
            if found.is_empty() {
                points.push(point(Trouble::Contributor { role: role.to_owned() }));
            }
            self.cc.extend(found);
        }
        let mut seen: Vec<String> = Vec::new();
        for people in [&mut self.to, &mut self.cc] {
            people.retain(|person| {
                let address = person.e_mail.to_lowercase();
                let first = !seen.contains(&address);
                seen.push(address);
                first
            });
        }
        points
    }
}

/// Points about the register's addresses as a whole: one address of two owners among `owners`.
#[must_use]
pub fn shared_addresses(lookup: &Lookup<'_>, owners: &[&str]) -> Vec<AddressPoint> {
    let mut by_address: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in owners.iter().copied().filter(|name| !is_to_be_confirmed(name)) {
        let Some(owner) = lookup.owner_named(name) else { continue };
        for address in addresses_in(&owner.e_mail).filter_map(usable) {
            let holders = by_address.entry(address.to_lowercase()).or_default();
            if !holders.contains(&owner.owner.as_str()) {
                holders.push(&owner.owner);
            }
        }
    }
    by_address
        .into_iter()
        .filter(|(_, holders)| holders.len() > 1)
        .filter_map(|(e_mail, holders)| {
            let (first, others) = holders.split_first()?;
            let with = others.iter().map(|other| (*other).to_owned()).collect();
            Some(AddressPoint { owner: (*first).to_owned(), trouble: Trouble::Shared { e_mail, with } })
        })
        .collect()
}

/// The first usable address of a cell; none when it holds none.
#[must_use]
pub fn address_of(cell: &str) -> Option<String> {
    addresses_in(cell).find_map(usable)
}

/// The addresses that a cell holds, as they stand: separated by semicolons, commas or lines.
fn addresses_in(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// The bare address in what people paste (`Name <a@b.uk>`, `mailto:a@b.uk`); none when it cannot be written to.
fn usable(text: &str) -> Option<String> {
    let text = text.rsplit_once('<').map_or(text, |(_, inner)| inner.trim_end_matches('>')).trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text).trim();
    let address: Address = text.parse().ok()?;
    let host = address.domain();
    let dotted = host.contains('.') && host.split('.').all(|part| !part.is_empty());
    (text.is_ascii() && dotted && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Kind;
    use crate::model::Register;
    use crate::model::Settings;
    use crate::model::tables::{Owner, Task};

    fn register(rows: &[(&str, &str, &str)]) -> Register {
        let owners = rows.iter().map(|(owner, e_mail, deputy)| Owner {
            owner: (*owner).into(),
            name: format!("Name of {owner}").into(),
            e_mail: (*e_mail).into(),
            deputy_e_mail: (*deputy).into(),
            ..Owner::default()
        });
        let task = Task { reference: "r/1.1".into(), contributors: "Head of PPU; Head of IT\nTBC".into(), ..Task::default() };
        Register { owners: owners.collect(), tasks: vec![task], ..Register::default() }
    }

    fn addressed(e_mail: &str, deputy: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let register = register(&[("Head of CJS", e_mail, deputy), ("Head of PPU", "ppu@example.org", "")]);
        let mut letter = Letter::new(Kind::Issue, "head of CJS", "2022-03", chrono::NaiveDate::default(), &Settings::default());
        let points = letter.address(&Lookup::of(&register), ["r/1.1"]);
        let bare = |people: &[Person]| people.iter().map(|person| person.e_mail.clone()).collect();
        (bare(&letter.to), bare(&letter.cc), points.iter().map(AddressPoint::says).collect())
    }

    #[test]
    fn owner_deputy_and_contributors_are_addressed() {
        let no_it = "head of CJS: the contributor 'Head of IT' has no e-mail address in the register".to_owned();
        let to = |to: &[&str]| to.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        for (e_mail, deputy, expected) in [
            (
                "cjs@example.org",
                "d@example.org",
                (to(&["cjs@example.org"]), to(&["d@example.org", "ppu@example.org"]), vec![no_it.clone()]),
            ),
            (
                " Ann Lee <cjs@example.org> ; mailto:b@example.org",
                "PPU@example.org",
                (to(&["cjs@example.org", "b@example.org"]), to(&["PPU@example.org"]), vec![no_it.clone()]),
            ),
            (
                "cjs@example.org",
                "nobody",
                (
                    to(&["cjs@example.org"]),
                    to(&["ppu@example.org"]),
                    vec!["head of CJS: the deputy's 'nobody' is not an e-mail address".to_owned(), no_it],
                ),
            ),
            ("", "", (vec![], vec![], vec!["head of CJS: no e-mail address in the register".to_owned()])),
            ("cjs at example.org", "", (vec![], vec![], vec!["head of CJS: 'cjs at example.org' is not an e-mail address".to_owned()])),
        ] {
            assert_eq!(addressed(e_mail, deputy), expected, "{e_mail}");
        }
    }

    #[test]
    fn addresses_that_mail_cannot_reach() {
        for bad in [
            "a@b",
            "a b@example.org",
            "a@@example.org",
            "@example.org",
            "a@",
            "a@example..org",
            "a@example.org.",
            "zoë@example.org",
            "a@example,org",
        ] {
            assert_eq!(usable(bad), None, "{bad}");
        }
    }

    #[test]
    fn nobody_is_written_to_where_the_owner_is_to_be_confirmed() {
        for owner in ["TBC", "tbc.", "To be confirmed", "(TBC)", " "] {
            let mut letter = Letter::new(Kind::Issue, owner, "2022-03", chrono::NaiveDate::default(), &Settings::default());
            let points = letter.address(&Lookup::of(&register(&[])), []);
            assert_eq!((points[0].trouble.clone(), letter.to.len()), (Trouble::NotConfirmed, 0), "{owner}");
        }
        assert!(!is_to_be_confirmed("Head of TBC Unit"));
    }

    #[test]
    fn one_address_of_two_owners_is_listed_once() {
        let register =
            register(&[("A", "x@example.org", ""), ("B", "X@Example.org", ""), ("C", "c@example.org", ""), ("TBC", "x@example.org", "")]);
        let points = shared_addresses(&Lookup::of(&register), &["A", "B", "C", "TBC"]);
        assert_eq!(points.iter().map(AddressPoint::says).collect::<Vec<_>>(), ["A: x@example.org is the address of B too"]);
        assert!(!points[0].stops());
    }
}
