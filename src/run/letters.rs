//! From packs to letters: whom each goes to, and who cannot be written to.

use chrono::NaiveDate;

use crate::mail::{Attachment, Item, Kind, Letter, Person, Templates};
use crate::model::returned::Pack;
use crate::model::text::fold;
use crate::model::{Refusal, Register, Settings};
use crate::workspace::Workspace;

/// An owner without a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unaddressed {
    pub owner: String,
    /// The workbook, relative to the workspace.
    pub file: String,
    pub why: String,
}

/// The templates of the workspace's `templates` folder over those built in.
///
/// # Errors
/// When one of them is broken: the refusal names its line.
pub fn templates(workspace: &Workspace) -> Result<Templates, Refusal> {
    let mut own = Vec::new();
    for name in workspace.list("templates") {
        let bytes = workspace.read(&format!("templates/{name}"))?;
        own.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    Templates::new(&own)
}

/// The letter that goes with an owner's workbook.
///
/// # Errors
/// Why nobody can be written to.
pub fn letter(
    kind: Kind,
    pack: &Pack,
    workbook: &[u8],
    register: &Register,
    settings: &Settings,
    today: NaiveDate,
) -> Result<Letter, Unaddressed> {
    let without = |why: &str| Unaddressed { owner: pack.owner.clone(), file: pack.file.clone(), why: why.to_owned() };
    if fold(&pack.owner) == "tbc" {
        return Err(without("no owner is named yet"));
    }
    let owner = register.owner_named(&pack.owner).ok_or_else(|| without("the register's Owners sheet does not list this owner"))?;
    let address = owner.e_mail.trim();
    if address.is_empty() {
        return Err(without("the register's Owners sheet has no e-mail for this owner"));
    }
    if !looks_like_address(address) {
        return Err(without(&format!("'{address}' is not an e-mail address")));
    }
    let mut letter = Letter::new(kind, &pack.owner, &pack.cycle, today, settings);
    letter.to = vec![Person::new(owner.name.trim(), address)];
    letter.greet = owner.name.trim().to_owned();
    if looks_like_address(owner.deputy_e_mail.trim()) {
        letter.cc.push(Person::new(owner.deputy.trim(), owner.deputy_e_mail.trim()));
    }
    for task in &pack.tasks {
        let contributors = register.task(&task.reference).map_or("", |task| task.contributors.as_str());
        for name in contributors.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            let known = register.owner_named(name).filter(|known| looks_like_address(known.e_mail.trim()));
            if let Some(known) = known {
                let person = Person::new(known.name.trim(), known.e_mail.trim());
                if !letter.cc.contains(&person) && !letter.to.contains(&person) {
                    letter.cc.push(person);
                }
            }
        }
        letter.items.push(Item {
            reference: task.reference.clone(),
            title: format!("{}, number {}", task.report_title, task.no),
            due: task.facts.due.shown(),
            says: String::new(),
            asks: task.asked_again.iter().map(|(_, asks)| asks.as_str()).collect::<Vec<_>>().join("; "),
        });
    }
    (letter.as_at, letter.return_by) = (pack.as_at, pack.return_by);
    let name = pack.file.rsplit('/').next().unwrap_or("return.xlsx").to_owned();
    letter.attachment = Some(Attachment { name, bytes: workbook.to_vec() });
    Ok(letter)
}

/// One `@`, something before it, a dot after it, no blanks: enough to catch what is no address.
#[must_use]
pub fn looks_like_address(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    !name.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>'))
}
