//! The words of letters: templates with built-in defaults, which a workspace's `templates/` folder may replace one by one.
//!
//! A text template (`reminder.txt`) opens with its `Subject:` line. Where only the text of a kind is replaced, its HTML body is
//! made from that text, so that both always say the same.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::letter::{Item, Kind, Letter, Person};
use crate::model::register::recommendation_of;
use crate::model::text::printable;
use crate::model::{Refusal, Settings, dates};

/// Every template that letters are made of, with its built-in text.
const DEFAULTS: &[(&str, &str)] = &[
    ("issue.txt", include_str!("templates/issue.txt")),
    ("issue.html", include_str!("templates/issue.html")),
    ("correction.txt", include_str!("templates/correction.txt")),
    ("correction.html", include_str!("templates/correction.html")),
    ("reminder.txt", include_str!("templates/reminder.txt")),
    ("reminder.html", include_str!("templates/reminder.html")),
    ("overdue.txt", include_str!("templates/overdue.txt")),
    ("overdue.html", include_str!("templates/overdue.html")),
    ("escalation.txt", include_str!("templates/escalation.txt")),
    ("escalation.html", include_str!("templates/escalation.html")),
    ("signature.txt", include_str!("templates/signature.txt")),
    ("signature.html", include_str!("templates/signature.html")),
    ("items.html", include_str!("templates/items.html")),
    ("frame.html", include_str!("templates/frame.html")),
    ("from-text.html", include_str!("templates/from-text.html")),
];

/// The templates that a workspace may replace: every kind's text and HTML, and the parts that they share.
pub const TEMPLATE_NAMES: [&str; 15] = {
    let mut names = [""; 15];
    let mut at = 0;
    while at < names.len() {
        names[at] = DEFAULTS[at].0;
        at += 1;
    }
    names
};

/// The built-in text of a template; none when there is no such template.
#[must_use]
pub fn default_template(name: &str) -> Option<&'static str> {
    DEFAULTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The templates in force: tried out on a made-up letter of every kind, so that a fault shows before anything is written.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    replaced: BTreeSet<String>,
}

/// A letter put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Worded {
    /// One line.
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Templates {
    /// The built-in templates, with `replaced` (file name within `templates/` and its text) put in their places. A text of another
    /// name may be included by one of these.
    ///
    /// # Errors
    /// When a template cannot be read or names something that letters do not have: the refusal names file and line. When a file has a
    /// name that nothing uses.
    pub fn new(replaced: &[(String, String)]) -> Result<Self, Refusal> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
        for (name, text) in DEFAULTS {
            environment.add_template(name, text).map_err(|fault| broken(name, &fault))?;
        }
        for (name, text) in replaced {
            let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            environment.add_template_owned(name.clone(), text).map_err(|fault| broken(name, &fault))?;
        }
        for (name, _) in replaced.iter().filter(|(name, _)| !TEMPLATE_NAMES.contains(&name.as_str())) {
            if !replaced.iter().any(|(other, text)| other != name && text.contains(name.as_str())) {
                return Err(unknown(name));
            }
        }
        let templates = Self { environment, replaced: replaced.iter().map(|(name, _)| name.clone()).collect() };
        for kind in Kind::ALL {
            templates.word(&made_up(kind, true))?;
            templates.word(&made_up(kind, false))?;
        }
        Ok(templates)
    }

    /// The built-in templates alone.
    ///
    /// # Errors
    /// Never in a build whose tests pass.
    pub fn built_in() -> Result<Self, Refusal> {
        Self::new(&[])
    }

    /// Puts a letter into words.
    pub(super) fn word(&self, letter: &Letter) -> Result<Worded, Refusal> {
        let name = letter.kind.as_str();
        let text_name = format!("{name}.txt");
        let whole = self.render(&text_name, &facts(letter, "", &[]))?;
        let whole = whole.trim_start();
        let (first, rest) = whole.split_once('\n').unwrap_or((whole, ""));
        let Some(subject) = first.strip_prefix("Subject:") else {
            return Err(Refusal::new(
                format!("templates/{text_name} does not open with a 'Subject:' line"),
                "write 'Subject: ...' as its first line, then an empty line, then the letter",
            ));
        };
        let subject = printable(subject).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = tidy(rest);
        let html_name = format!("{name}.html");
        let html = if self.replaced.contains(&text_name) && !self.replaced.contains(&html_name) {
            self.render("from-text.html", &facts(letter, &subject, &parts(&text)))?
        } else {
            self.render(&html_name, &facts(letter, &subject, &[]))?
        };
        Ok(Worded { subject, text, html: tidy(&html) })
    }

    fn render(&self, name: &str, facts: &Value) -> Result<String, Refusal> {
        let template = self.environment.get_template(name).map_err(|fault| broken(name, &fault))?;
        template.render(facts).map_err(|fault| broken(name, &fault))
    }
}

/// What a template may name.
fn facts(letter: &Letter, subject: &str, parts: &[Part]) -> Value {
    let days_left = letter.days_left();
    let short = |date: Option<NaiveDate>| date.map_or_else(String::new, dates::long);
    let long = |date: Option<NaiveDate>| date.map_or_else(String::new, |date| date.format("%A %-d %B %Y").to_string());
    let items: Vec<Value> = letter.items.iter().map(item_facts).collect();
    context! {
        subject,
        marking => printable(&letter.marking),
        organisation => printable(&letter.organisation),
        inspectorate => printable(&letter.inspectorate),
        sender => printable(&letter.from.name),
        owner => printable(&letter.owner),
        greet => printable(if letter.greet.trim().is_empty() { &letter.owner } else { &letter.greet }),
        cycle => printable(&letter.cycle),
        as_at => short(letter.as_at),
        return_by => short(letter.return_by),
        return_by_long => long(letter.return_by),
        written => short(Some(letter.written)),
        days_left,
        days_late => days_left.filter(|days| *days < 0).map(|days| -days),
        count => letter.items.len(),
        recommendations => letter.items.iter().map(|item| recommendation_of(&item.reference)).collect::<BTreeSet<_>>().len(),
        show_due => letter.items.iter().any(|item| !item.due.is_empty()),
        show_says => letter.items.iter().any(|item| !item.says.is_empty() || !item.asks.is_empty()),
        items,
        file => letter.attachment.as_ref().map_or_else(String::new, |file| printable(&file.name)),
        text_parts => parts.iter().map(Part::facts).collect::<Vec<_>>(),
    }
}

fn item_facts(item: &Item) -> Value {
    let one_line = |text: &str| printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    context! {
        ref => one_line(&item.reference),
        title => one_line(&item.title),
        due => one_line(&item.due),
        says => one_line(&item.says),
        asks => one_line(&item.asks),
    }
}

/// One paragraph or list of a plain text, for the HTML made from it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// `ul`, `ol`, or empty for a paragraph.
    list: &'static str,
    /// For a list, each entry with its lines; for a paragraph, each line alone.
    lines: Vec<Vec<String>>,
}

impl Part {
    fn facts(&self) -> Value {
        let lines: Vec<Value> = if self.list.is_empty() {
            self.lines.iter().map(|line| Value::from(line.concat())).collect()
        } else {
            self.lines.iter().map(|pieces| Value::from(pieces.clone())).collect()
        };
        context! { list => self.list, lines }
    }
}

/// Cuts a plain text into paragraphs and lists (`- ` and `1. ` open an entry; indented lines belong to it).
fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut gap = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        let (list, said) = entry(line);
        match parts.last_mut() {
            Some(part) if !list.is_empty() && part.list == list => part.lines.push(vec![said.to_owned()]),
            Some(part) if list.is_empty() && !gap && !part.list.is_empty() && line.starts_with(' ') => {
                if let Some(last) = part.lines.last_mut() {
                    last.push(said.to_owned());
                }
            }
            Some(part) if list.is_empty() && !gap && part.list.is_empty() => part.lines.push(vec![said.to_owned()]),
            _ => parts.push(Part { list, lines: vec![vec![said.to_owned()]] }),
        }
        gap = false;
    }
    parts
}

/// The list that a line opens an entry of, and the line without its mark.
fn entry(line: &str) -> (&'static str, &str) {
    let line = line.trim();
    if let Some(said) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return ("ul", said);
    }
    match line.split_once(". ") {
        Some((number, said)) if !number.is_empty() && number.len() < 3 && number.bytes().all(|b| b.is_ascii_digit()) => ("ol", said),
        _ => ("", line),
    }
}

/// Lines without blanks at their ends, and never more than one empty line in a row: what templates leave behind.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        tidied.push_str(line);
        tidied.push('\n');
    }
    tidied.truncate(tidied.trim_end().len());
    tidied.push('\n');
    tidied
}

/// A letter that has everything, or nearly nothing, to try templates on.
fn made_up(kind: Kind, full: bool) -> Letter {
    let day = NaiveDate::from_ymd_opt(2022, 3, 31).unwrap_or_default();
    let mut letter = Letter::new(kind, "Head of Example", "2022-03", day, &Settings::default());
    if full {
        letter.from = Person::new("A Coordinator", "coordinator@example.org");
        letter.as_at = Some(day);
        letter.return_by = Some(day);
        letter.items = vec![Item {
            reference: "example-2022/1.1".to_owned(),
            title: "An example, 1".to_owned(),
            due: "31 Mar 2022".to_owned(),
            says: "says".to_owned(),
            asks: "asks".to_owned(),
        }];
        letter.attachment = Some(super::letter::Attachment { name: "example.xlsx".to_owned(), bytes: Vec::new() });
    }
    letter
}

fn broken(name: &str, fault: &minijinja::Error) -> Refusal {
    // A fault in an included template is told with that template's name and line.
    let mut inner = fault;
    while let Some(next) = std::error::Error::source(inner).and_then(|source| source.downcast_ref::<minijinja::Error>()) {
        inner = next;
    }
    let file = inner.name().unwrap_or(name);
    let line = inner.line().map_or_else(String::new, |line| format!(", line {line}"));
    let why = inner.detail().map_or_else(|| inner.kind().to_string(), |detail| format!("{}: {detail}", inner.kind()));
    Refusal::new(
        format!("templates/{file}{line}: {}", printable(&why)),
        format!("mend that line, or take the file {file} away so that the built-in words are used"),
    )
}

fn unknown(name: &str) -> Refusal {
    let near = TEMPLATE_NAMES.iter().map(|known| (strsim::jaro_winkler(name, known), *known)).max_by(|a, b| a.0.total_cmp(&b.0));
    let asks = match near {
        Some((like, known)) if like > 0.8 => format!("did you mean {known}?"),
        _ => format!("the names are {}", TEMPLATE_NAMES.join(", ")),
    };
    Refusal::new(format!("templates/{name} is not used by any letter"), asks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(files: &[(&str, &str)]) -> Result<Templates, Refusal> {
        Templates::new(&files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn every_kind_has_its_words() {
        let templates = Templates::built_in().unwrap();
        for kind in Kind::ALL {
            let worded = templates.word(&made_up(kind, true)).unwrap();
            assert!(worded.subject.starts_with("[OFFICIAL] "), "{}", worded.subject);
            assert!(worded.subject.contains("2022-03") && worded.subject.contains("Head of Example"), "{}", worded.subject);
            for body in [&worded.text, &worded.html] {
                let body = body.replace("&#x2f;", "/");
                assert!(body.contains("example-2022/1.1") && body.contains("Dear Head of Example"), "{kind:?}: {body}");
                assert!(!body.contains("\n\n\n"), "{kind:?}: {body:?}");
            }
            assert!(worded.html.starts_with("<!DOCTYPE html>"));
        }
    }

    #[test]
    fn the_reminder_counts_the_days() {
        let templates = Templates::built_in().unwrap();
        for (written, says) in [
            ("2022-03-26", "is due in 5 days, on Thursday 31 March 2022"),
            ("2022-03-30", "is due tomorrow"),
            ("2022-03-31", "is due today"),
            ("2022-04-01", "was due on Thursday 31 March 2022"),
        ] {
            let mut letter = made_up(Kind::Reminder, true);
            letter.written = written.parse().unwrap();
            assert!(templates.word(&letter).unwrap().text.contains(says), "{written}");
        }
        let mut letter = made_up(Kind::Overdue, true);
        letter.written = "2022-04-01".parse().unwrap();
        assert!(templates.word(&letter).unwrap().text.contains("is 1 day late"));
    }

    #[test]
    fn what_owners_are_called_cannot_become_markup() {
        let mut letter = made_up(Kind::Issue, true);
        letter.owner = "Head of <b>R&D</b>".to_owned();
        let worded = Templates::built_in().unwrap().word(&letter).unwrap();
        assert!(worded.html.contains("Head of &lt;b&gt;R&amp;D&lt;"), "{}", worded.html);
        assert!(worded.text.contains("Head of <b>R&D</b>"));
    }

    #[test]
    fn a_replaced_text_makes_the_html_too() {
        let text =
            "\u{feff}Subject: {{ owner }}\r\n\r\nDear {{ greet }}\r\nplease:\r\n- one\r\n  more of it\r\n- two\r\n\r\nBye & thanks\r\n";
        let worded = replaced(&[("issue.txt", text)]).unwrap().word(&made_up(Kind::Issue, true)).unwrap();
        assert_eq!(worded.subject, "Head of Example");
        assert_eq!(worded.text, "Dear Head of Example\nplease:\n- one\n  more of it\n- two\n\nBye & thanks\n");
        for part in ["Dear Head of Example<br>\nplease:</p>", ">one<br>\nmore of it</li>", ">two</li>\n</ul>", "Bye &amp; thanks"] {
            assert!(worded.html.contains(part), "{part} in {}", worded.html);
        }
    }

    #[test]
    fn a_broken_template_is_refused_with_its_line() {
        for (name, text, says) in [
            ("reminder.txt", "Subject: x\n\n{% if %}\n", "templates/reminder.txt, line 3"),
            ("overdue.txt", "Subject: x\n\n{{ onwer }}\n", "templates/overdue.txt, line 3"),
            ("signature.txt", "a\nb {{ nobody }}\n", "templates/signature.txt, line 2"),
            ("issue.txt", "Dear {{ greet }}\n", "does not open with a 'Subject:' line"),
            ("isue.txt", "Subject: x\n", "templates/isue.txt is not used by any letter - did you mean issue.txt?"),
        ] {
            let refusal = replaced(&[(name, text)]).unwrap_err().to_string();
            assert!(refusal.contains(says), "{refusal}");
        }
        assert!(replaced(&[("contact.txt", "Ring us"), ("signature.txt", "{% include \"contact.txt\" %}")]).is_ok());
    }
}
