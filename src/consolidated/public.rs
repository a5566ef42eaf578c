//! What a public edition may show: which rows, and texts without the names of people.

use chrono::NaiveDate;

use crate::model::Register;
use crate::model::text::Text;
use crate::model::words::{Access, Edition};

/// What an edition shows.
pub(super) struct Edited {
    public: bool,
    as_at: Option<NaiveDate>,
    /// Names of people, longest first, each with the role that stands in for it.
    names: Vec<(String, String)>,
}

impl Edited {
    /// What this edition shows on that day.
    pub(super) fn new(register: &Register, edition: Edition, as_at: Option<NaiveDate>) -> Self {
        let mut names: Vec<(String, String)> = Vec::new();
        for owner in &register.owners {
            let deputy = format!("the deputy of {}", owner.owner);
            for (name, role) in [(&owner.name, owner.owner.clone()), (&owner.deputy, deputy.into())] {
                // A single word may be an ordinary one ('May', 'Price'); it is not taken for a name.
                if name.trim().contains(' ') && *name != owner.owner {
                    names.push((name.trim().to_owned(), role.into()));
                }
            }
        }
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self { public: edition == Edition::Public, as_at, names }
    }

    /// True in a public edition.
    pub(super) fn is_public(&self) -> bool {
        self.public
    }

    /// Whether a row of that access is shown. An embargoed row is public from its day on.
    pub(super) fn shows(&self, access: Option<Access>, until: Option<NaiveDate>) -> bool {
        !self.public
            || match access {
                None | Some(Access::Public) => true,
                Some(Access::NonPublic) => false,
                Some(Access::Embargoed) => until.zip(self.as_at).is_some_and(|(until, as_at)| until <= as_at),
            }
    }

    /// The text as this edition prints it: roles instead of people, no e-mail addresses.
    pub(super) fn say(&self, text: &Text) -> Text {
        if !self.public {
            return text.clone();
        }
        let mut said = text.to_string();
        for (name, role) in &self.names {
            said = replace_folded(&said, name, role);
        }
        if said.contains('@') {
            said = said
                .split_inclusive(char::is_whitespace)
                .map(|word| {
                    let bare = word.trim_end();
                    let is_address = bare.split_once('@').is_some_and(|(before, after)| !before.is_empty() && after.contains('.'));
                    if is_address { format!("[address left out]{}", &word[bare.len()..]) } else { word.to_owned() }
                })
                .collect();
        }
        said.into()
    }
}

/// Replaces whole words, whatever their case.
fn replace_folded(text: &str, name: &str, role: &str) -> String {
    let (low, wanted) = (text.to_lowercase(), name.to_lowercase());
    // Lower case may be longer than what it was made of; then places do not match, and the exact spelling has to do.
    if low.len() != text.len() {
        return text.replace(name, role);
    }
    let mut said = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(found) = low.get(from..).and_then(|rest| rest.find(&wanted)) {
        let (start, end) = (from + found, from + found + wanted.len());
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let inside = letter(low.get(..start).and_then(|t| t.chars().next_back())) || letter(low.get(end..).and_then(|t| t.chars().next()));
        said.push_str(text.get(from..start).unwrap_or_default());
        said.push_str(if inside { text.get(start..end).unwrap_or_default() } else { role });
        from = end;
    }
    said.push_str(text.get(from..).unwrap_or_default());
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::Owner;

    #[test]
    fn people_become_roles_in_a_public_edition() {
        let mut register = Register::default();
        register.owners.push(Owner {
            owner: "Head of Training".into(),
            name: "Pat Smith".into(),
            deputy: "May".into(),
            ..Owner::default()
        });
        let text = "PAT SMITH wrote to pat.smith@force.example in May; Pat Smithson did not.";
        let said = |edition| Edited::new(&register, edition, None).say(&text.into());
        assert_eq!(said(Edition::Full), text);
        assert_eq!(said(Edition::Public), "Head of Training wrote to [address left out] in May; Pat Smithson did not.");
    }

    #[test]
    fn what_is_not_public_is_not_shown() {
        let day = |d| NaiveDate::from_ymd_opt(2022, 3, d);
        for (access, until, shown) in [
            (None, None, true),
            (Some(Access::NonPublic), None, false),
            (Some(Access::Embargoed), day(10), true),
            (Some(Access::Embargoed), day(11), false),
            (Some(Access::Embargoed), None, false),
        ] {
            let edited = |edition| Edited::new(&Register::default(), edition, day(10)).shows(access, until);
            assert!(edited(Edition::Full));
            assert_eq!(edited(Edition::Public), shown, "{access:?} {until:?}");
        }
    }
}
