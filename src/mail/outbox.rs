//! The other ways to send: a page of `mailto:` links and a table for mail merge.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::letter::{Letter, Person};
use super::templates::Templates;
use crate::model::Refusal;
use crate::model::dates;
use crate::model::text::{printable, shorten};

/// The most characters of a `mailto:` link: Windows hands on no more than 2,046 or so, and cuts the rest without a word.
pub const MAILTO_MOST: usize = 1_900;

/// One owner's line on the page and in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxEntry {
    pub owner: String,
    /// 'issue', 'reminder' and so on.
    pub kind: String,
    pub cycle: String,
    pub return_by: String,
    /// Empty where nobody can be written to; `why_not` then says why.
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub subject: String,
    pub text: String,
    /// The draft's path relative to the page, with `/`; empty where there is none.
    pub draft: String,
    /// The workbook's path relative to the page, with `/`; empty where there is none.
    pub workbook: String,
    pub why_not: String,
}

impl OutboxEntry {
    /// The line of a letter; `draft` and `workbook` are paths relative to the page.
    ///
    /// # Errors
    /// When a template fails.
    pub fn of(letter: &Letter, templates: &Templates, draft: &str, workbook: &str, why_not: &str) -> Result<Self, Refusal> {
        let worded = templates.word(letter)?;
        Ok(Self {
            owner: letter.owner.clone(),
            kind: letter.kind.as_str().to_owned(),
            cycle: letter.cycle.clone(),
            return_by: letter.return_by.map_or_else(String::new, dates::long),
            to: letter.to.clone(),
            cc: letter.cc.clone(),
            subject: worded.subject,
            text: worded.text,
            draft: draft.to_owned(),
            workbook: workbook.to_owned(),
            why_not: why_not.to_owned(),
        })
    }

    /// The link that opens a new message: addresses, subject and as much of the text as fits. Where it is cut, it says so.
    #[must_use]
    pub fn mailto(&self) -> String {
        let list = |people: &[Person]| people.iter().map(|person| encoded(&person.e_mail, "@")).collect::<Vec<_>>().join(",");
        let mut link = format!("mailto:{}?subject={}", list(&self.to), encoded(&shorten(&self.subject, 200), ""));
        let cc = list(&self.cc);
        // Copies that would crowd out the text are left to the draft.
        if !cc.is_empty() && link.len() + cc.len() < MAILTO_MOST / 2 {
            link.push_str("&cc=");
            link.push_str(&cc);
        }
        link.push_str("&body=");
        let cut = encoded("\r\n[...]", "");
        for line in self.text.lines() {
            let line = encoded(&format!("{}\r\n", printable(line)), "");
            if link.len() + line.len() + cut.len() > MAILTO_MOST {
                link.push_str(&cut);
                break;
            }
            link.push_str(&line);
        }
        link
    }
}

/// The page (`outbox.html`): self-contained, without script, usable by keyboard.
///
/// # Errors
/// Never in a build whose tests pass.
pub fn outbox_page(title: &str, entries: &[OutboxEntry]) -> Result<String, Refusal> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let refused = |fault: minijinja::Error| Refusal::new(format!("the page outbox.html could not be made: {fault}"), "");
    environment.add_template("outbox.html", include_str!("templates/outbox.html")).map_err(refused)?;
    let rows: Vec<Value> = entries
        .iter()
        .map(|entry| {
            context! {
                owner => printable(&entry.owner),
                kind => &entry.kind,
                to => people(&entry.to),
                cc => people(&entry.cc),
                draft_link => encoded(&entry.draft, "/"),
                mailto => entry.mailto(),
                workbook => printable(entry.workbook.rsplit('/').next().unwrap_or("")),
                workbook_link => encoded(&entry.workbook, "/"),
                why_not => printable(&entry.why_not),
            }
        })
        .collect();
    let ready = entries.iter().filter(|entry| !entry.to.is_empty()).count();
    let facts = context! { title => printable(title), ready, missing => entries.len() - ready, rows };
    environment.get_template("outbox.html").and_then(|page| page.render(facts)).map_err(refused)
}

/// The table for mail merge (`mail-merge.csv`): UTF-8 with the mark that Excel and Word need, one row an owner who can be written to.
#[must_use]
pub fn mail_merge(entries: &[OutboxEntry]) -> Vec<u8> {
    let mut table = String::from("\u{feff}");
    let headings = ["Owner", "Name", "E-mail", "Copies to", "Subject", "Text", "Cycle", "Return by", "Kind", "Workbook", "Draft"];
    push_row(&mut table, headings.map(str::to_owned));
    for entry in entries.iter().filter(|entry| !entry.to.is_empty()) {
        let names: Vec<&str> = entry.to.iter().map(|person| person.name.as_str()).collect();
        let addresses = |people: &[Person]| people.iter().map(|person| person.e_mail.clone()).collect::<Vec<_>>().join("; ");
        push_row(
            &mut table,
            [
                entry.owner.clone(),
                names.join("; "),
                addresses(&entry.to),
                addresses(&entry.cc),
                entry.subject.clone(),
                entry.text.trim_end().replace('\n', "\r\n"),
                entry.cycle.clone(),
                entry.return_by.clone(),
                entry.kind.clone(),
                entry.workbook.clone(),
                entry.draft.clone(),
            ],
        );
    }
    table.into_bytes()
}

fn push_row(table: &mut String, cells: [String; 11]) {
    let cells = cells.map(|cell| {
        // Excel would run a cell that begins like a formula.
        let safe = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell };
        format!("\"{}\"", safe.replace('"', "\"\""))
    });
    table.push_str(&cells.join(","));
    table.push_str("\r\n");
}

fn people(people: &[Person]) -> String {
    let shown: Vec<String> = people
        .iter()
        .map(|person| if person.name.is_empty() { person.e_mail.clone() } else { format!("{} <{}>", person.name, person.e_mail) })
        .collect();
    printable(&shown.join(", "))
}

/// Percent-encoded for a link: letters, digits, `-._~` and the characters of `keep` stay as they are.
fn encoded(text: &str, keep: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut link, byte| {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.as_bytes().contains(&byte);
        if plain {
            link.push(char::from(byte));
        } else {
            link.push_str(&format!("%{byte:02X}"));
        }
        link
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> OutboxEntry {
        OutboxEntry {
            owner: "Head of <R&D>".to_owned(),
            kind: "issue".to_owned(),
            cycle: "2022-03".to_owned(),
            return_by: "31 Mar 2022".to_owned(),
            to: vec![Person::new("Ann \"A\" Lee", "a&b@example.org")],
            cc: vec![Person::new("", "c@example.org")],
            subject: "Recs & dates – 100%".to_owned(),
            text: "Dear Ann\n\n=line one\n".to_owned(),
            draft: "issued/Head of R&D.eml".to_owned(),
            workbook: "issued/Head of R&D #1.xlsx".to_owned(),
            why_not: String::new(),
        }
    }

    #[test]
    fn links_are_encoded_and_capped() {
        assert_eq!(
            entry().mailto(),
            "mailto:a%26b@example.org?subject=Recs%20%26%20dates%20%E2%80%93%20100%25&cc=c@example.org&body=Dear%20Ann%0D%0A%0D%0A%3Dline%20one%0D%0A"
        );
        let mut long = entry();
        long.text = "ŵ line that goes on\n".repeat(500);
        long.cc = vec![Person::new("", "someone@example.org"); 200];
        assert!(long.mailto().len() <= MAILTO_MOST, "{}", long.mailto().len());
        assert!(long.mailto().ends_with("%5B...%5D"));
    }

    #[test]
    fn the_page_names_who_cannot_be_written_to() {
        let mut nobody = entry();
        nobody.owner = "TBC".to_owned();
        nobody.to.clear();
        nobody.why_not = "no owner is confirmed".to_owned();
        let page = outbox_page("Messages of 2022-03", &[entry(), nobody]).unwrap();
        for part in [
            "1 message to send; 1 cannot be written yet",
            "Write to Head of &lt;R&amp;D&gt;</a>",
            "href=\"issued&#x2f;Head%20of%20R%26D.eml\"",
            "href=\"issued&#x2f;Head%20of%20R%26D%20%231.xlsx\"",
            "no owner is confirmed",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("http"), "nothing is fetched");
    }

    #[test]
    fn the_table_is_safe_in_excel() {
        let mut sly = entry();
        sly.owner = "=HYPERLINK(\"x\")".to_owned();
        let table = String::from_utf8(mail_merge(&[sly])).unwrap();
        let mut rows = csv::ReaderBuilder::new().from_reader(table.trim_start_matches('\u{feff}').as_bytes()).into_records();
        let row = rows.next().unwrap().unwrap();
        assert_eq!(row.get(0), Some("'=HYPERLINK(\"x\")"));
        assert_eq!(row.get(2), Some("a&b@example.org"));
        assert_eq!(row.get(5), Some("Dear Ann\r\n\r\n=line one"));
        assert!(rows.next().is_none());
    }
}
