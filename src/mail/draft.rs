//! A letter as an `.eml` file: the draft that a mail program opens, and the message that is sent.
//!
//! Same letter, same bytes: part boundaries and the message's own name are made from the contents, the date is handed in.

use lettre::message::header::{ContentType, Date, HeaderName, HeaderValue, Headers, MessageId, MimeVersion, Subject};
use lettre::message::{Attachment as AttachedPart, Mailbox, Mailboxes, MultiPart, SinglePart, header};
use sha2::{Digest as _, Sha256};

use super::letter::{Letter, Person};
use super::templates::Templates;
use crate::model::Refusal;
use crate::model::text::printable;

/// The media type of a workbook (`.xlsx`).
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The letter as an `.eml` draft with a plain-text and an HTML body, and its workbook attached. `X-Unsent: 1` makes classic Outlook
/// open it ready to send.
///
/// # Errors
/// When a template fails, or an address cannot be written to: nothing was made.
pub fn draft(letter: &Letter, templates: &Templates) -> Result<Vec<u8>, Refusal> {
    let worded = templates.word(letter)?;
    let key = key(letter);
    let mut headers = Headers::new();
    if !letter.from.e_mail.trim().is_empty() {
        headers.set(header::From::from(Mailboxes::from(mailbox(&letter.from)?)));
    }
    if !letter.to.is_empty() {
        headers.set(header::To::from(mailboxes(&letter.to)?));
    }
    if !letter.cc.is_empty() {
        headers.set(header::Cc::from(mailboxes(&letter.cc)?));
    }
    headers.set(Subject::from(worded.subject.clone()));
    headers.set(date_of(letter));
    headers.set(MessageId::from(format!("<{key}@{}>", domain(letter))));
    headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str("X-Unsent"), "1".to_owned()));
    headers.set(MimeVersion::default());

    let bodies = MultiPart::alternative()
        .boundary(format!("bodies-{key}"))
        .singlepart(SinglePart::plain(worded.text.replace('\n', "\r\n")))
        .singlepart(SinglePart::html(worded.html.replace('\n', "\r\n")));
    let whole = match &letter.attachment {
        None => bodies,
        Some(file) => {
            let kind = ContentType::parse(WORKBOOK).expect("internal: the media type of a workbook is well formed");
            let part = AttachedPart::new(printable(&file.name)).body(file.bytes.clone(), kind);
            MultiPart::mixed().boundary(format!("parts-{key}")).multipart(bodies).singlepart(part)
        }
    };
    let mut bytes = headers.to_string().into_bytes();
    bytes.extend(whole.formatted());
    Ok(bytes)
}

/// What tells this message from every other: the kind, the cycle, the owner and the workbook; for reminders the day too, since the
/// same one may be sent again another day. In hexadecimal.
pub(super) fn key(letter: &Letter) -> String {
    let mut digest = Sha256::new();
    let mut put = |text: &[u8]| {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        digest.update(text);
    };
    put(letter.kind.as_str().as_bytes());
    put(letter.cycle.as_bytes());
    put(letter.owner.as_bytes());
    put(letter.attachment.as_ref().map_or(&[][..], |file| &file.bytes));
    for person in letter.to.iter().chain(&letter.cc) {
        put(person.e_mail.as_bytes());
    }
    if letter.kind > super::letter::Kind::Correction {
        put(letter.written.to_string().as_bytes());
    }
    for item in letter.items.iter() {
        put(item.reference.as_bytes());
        put(item.says.as_bytes());
    }
    digest.finalize().iter().take(12).fold(String::new(), |mut hex, byte| {
        hex.push_str(&format!("{byte:02x}"));
        hex
    })
}

/// The part of the sender's address after the `@`; a name that cannot exist where there is no sender.
fn domain(letter: &Letter) -> String {
    let host = letter.from.e_mail.rsplit_once('@').map_or("", |(_, host)| host.trim());
    if host.is_empty() { "rectrack.invalid".to_owned() } else { host.to_owned() }
}

fn date_of(letter: &Letter) -> Date {
    // Noon, so that the day is the same in every time zone from which Britain is written to.
    let noon = letter.written.and_hms_opt(12, 0, 0).unwrap_or_default().and_utc().timestamp();
    let since = std::time::Duration::from_secs(u64::try_from(noon).unwrap_or(0));
    Date::new(std::time::SystemTime::UNIX_EPOCH + since)
}

fn mailboxes(people: &[Person]) -> Result<Mailboxes, Refusal> {
    let mut all = Mailboxes::new();
    for person in people {
        all.push(mailbox(person)?);
    }
    Ok(all)
}

fn mailbox(person: &Person) -> Result<Mailbox, Refusal> {
    let address = person.e_mail.trim().parse().map_err(|_| {
        Refusal::new(
            format!("'{}' is not an e-mail address", printable(&person.e_mail)),
            "mend it on the sheet Owners of the register, or under [mail] in rectrack.toml",
        )
    })?;
    let name = printable(&person.name).split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders as _};

    use super::*;
    use crate::mail::{Attachment, Item, Kind};
    use crate::model::Settings;

    fn letter() -> Letter {
        let settings = Settings::default();
        let mut letter = Letter::new(Kind::Issue, "Head of CJS Services", "2022-03", "2022-03-01".parse().unwrap(), &settings);
        letter.from = Person::new("Co-ordinator, Zoë", "coordinator@example.org");
        letter.to = vec![Person::new("Siân O’Neill", "s.oneill@example.org")];
        letter.cc = vec![Person::new("", "deputy@example.org"), Person::new("Head of PPU", "ppu@example.org")];
        letter.return_by = Some("2022-03-31".parse().unwrap());
        letter.items = vec![Item { reference: "x/1.1".to_owned(), title: "A title – with a dash".to_owned(), ..Item::default() }];
        letter.attachment = Some(Attachment { name: "Pennaeth y Gŵyl – 2022-03.xlsx".to_owned(), bytes: (0..=255).collect() });
        letter
    }

    #[test]
    fn a_draft_reads_back_as_written() {
        let bytes = draft(&letter(), &Templates::built_in().unwrap()).unwrap();
        let read = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(read.header_raw("X-Unsent").unwrap().trim(), "1");
        assert_eq!(read.subject().unwrap(), "[OFFICIAL] HMICFRS recommendations, 2022-03: Head of CJS Services, back by 31 Mar 2022");
        let to = read.to().unwrap().first().unwrap();
        assert_eq!((to.name().unwrap(), to.address().unwrap()), ("Siân O’Neill", "s.oneill@example.org"));
        assert_eq!(read.cc().unwrap().iter().count(), 2);
        assert_eq!(read.from().unwrap().first().unwrap().name().unwrap(), "Co-ordinator, Zoë");
        assert_eq!(read.date().unwrap().to_rfc3339(), "2022-03-01T12:00:00Z");
        assert!(read.body_text(0).unwrap().contains("A title – with a dash"));
        assert!(read.body_html(0).unwrap().contains("A title – with a dash"));
        let file = read.attachment(0).unwrap();
        assert_eq!(file.attachment_name().unwrap(), "Pennaeth y Gŵyl – 2022-03.xlsx");
        assert_eq!(file.contents(), (0..=255).collect::<Vec<u8>>());
        assert!(bytes.iter().all(u8::is_ascii), "headers and bodies are encoded");
        assert!(bytes.split(|b| *b == b'\n').all(|line| line.len() < 998), "lines are short enough for every server");
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        let templates = Templates::built_in().unwrap();
        assert_eq!(draft(&letter(), &templates).unwrap(), draft(&letter(), &templates).unwrap());
    }

    #[test]
    fn the_key_tells_letters_apart() {
        let first = key(&letter());
        for change in [
            (|l: &mut Letter| l.owner.push('x')) as fn(&mut Letter),
            |l| l.cycle.push('x'),
            |l| l.kind = Kind::Correction,
            |l| l.attachment = None,
            |l| l.to[0].e_mail = "other@example.org".to_owned(),
        ] {
            let mut other = letter();
            change(&mut other);
            assert_ne!(key(&other), first);
        }
        let mut later = letter();
        later.written = "2022-03-02".parse().unwrap();
        assert_eq!(key(&later), first, "the same workbook is not sent again because the day changed");
    }

    #[test]
    fn a_line_break_in_a_name_makes_no_header() {
        let mut sly = letter();
        sly.owner = "Head of PPU\r\nBcc: thief@example.net".to_owned();
        sly.to[0].name = "A\r\nBcc: thief@example.net".to_owned();
        if let Some(file) = &mut sly.attachment {
            file.name = "a\"\r\nX-Evil: 1.xlsx".to_owned();
        }
        let bytes = draft(&sly, &Templates::built_in().unwrap()).unwrap();
        let read = MessageParser::default().parse(&bytes).unwrap();
        assert!(read.bcc().is_none());
        assert!(!String::from_utf8_lossy(&bytes).contains("\nX-Evil"));
        assert!(!String::from_utf8_lossy(&bytes).contains("\nBcc"));
    }

    #[test]
    fn an_address_that_cannot_be_written_to_is_refused() {
        let mut wrong = letter();
        wrong.to[0].e_mail = "sian at example".to_owned();
        let refusal = draft(&wrong, &Templates::built_in().unwrap()).unwrap_err();
        assert_eq!(refusal.says, "'sian at example' is not an e-mail address");
    }
}
