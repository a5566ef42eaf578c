//! A draft on its way out: who gets it, and the bytes that go over the wire.

use chrono::{DateTime, Utc};
use lettre::Address;
use mail_parser::MessageParser;
use sha2::{Digest as _, Sha256};

use crate::model::Refusal;

/// A message that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// What tells this message from every other: its Message-ID. It is sent at most once.
    pub key: String,
    /// The draft's path, as the caller names it.
    pub file: String,
    pub subject: String,
    pub(super) from: Address,
    pub(super) to: Vec<Address>,
    bytes: Vec<u8>,
}

impl Outgoing {
    /// Reads a draft. `sender` stands in where the draft names none.
    ///
    /// # Errors
    /// When the draft is no mail, or names nobody to send it to.
    pub fn read(draft: &[u8], file: &str, sender: &str) -> Result<Self, Refusal> {
        let unreadable = |why: &str| Refusal::new(format!("the draft {file} cannot be sent: {why}"), "make it again, or send it by hand");
        let mail = MessageParser::default().parse_headers(draft).ok_or_else(|| unreadable("it is not a mail"))?;
        let from = mail.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or(sender);
        let from: Address = from.trim().parse().map_err(|_| unreadable("it names no sender, and neither does 'from' under [mail]"))?;
        let mut to: Vec<Address> = Vec::new();
        for list in [mail.to(), mail.cc(), mail.bcc()].into_iter().flatten() {
            for address in list.iter().filter_map(|person| person.address()) {
                let address: Address = address.trim().parse().map_err(|_| unreadable(&format!("'{address}' is not an address")))?;
                if !to.contains(&address) {
                    to.push(address);
                }
            }
        }
        if to.is_empty() {
            return Err(unreadable("it is addressed to nobody"));
        }
        let key = mail.message_id().map_or_else(
            || Sha256::digest(draft).iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>(),
            |id| id.trim_matches(['<', '>']).to_owned(),
        );
        Ok(Self { key, file: file.to_owned(), subject: mail.subject().unwrap_or_default().to_owned(), from, to, bytes: draft.to_vec() })
    }

    /// The addresses that it goes to: To, Cc and Bcc, each once.
    #[must_use]
    pub fn recipients(&self) -> Vec<String> {
        self.to.iter().map(ToString::to_string).collect()
    }

    /// What goes over the wire: the draft without the marks of a draft and without Bcc, dated now, its sender named.
    pub(super) fn message(&self, now: DateTime<Utc>) -> Vec<u8> {
        let lines = with_crlf(&self.bytes);
        let end = lines.windows(4).position(|four| four == b"\r\n\r\n").map_or(lines.len(), |at| at + 2);
        let (head, body) = lines.split_at(end);
        let mut message = Vec::with_capacity(lines.len() + 128);
        message.extend_from_slice(format!("Date: {}\r\n", now.format("%a, %d %b %Y %H:%M:%S +0000")).as_bytes());
        let mut named = (false, false);
        let mut keep = true;
        for line in head.split_inclusive(|byte| *byte == b'\n') {
            // A line that begins with a blank goes on with the heading before it.
            if !line.starts_with(b" ") && !line.starts_with(b"\t") {
                let name = line.split(|byte| *byte == b':').next().unwrap_or_default().to_ascii_lowercase();
                keep = !matches!(name.as_slice(), b"date" | b"bcc" | b"x-unsent");
                named.0 |= name == b"from";
                named.1 |= name == b"message-id";
            }
            if keep {
                message.extend_from_slice(line);
            }
        }
        if !named.0 {
            message.extend_from_slice(format!("From: {}\r\n", self.from).as_bytes());
        }
        if !named.1 {
            message.extend_from_slice(format!("Message-ID: <{}@{}>\r\n", self.key, self.from.domain()).as_bytes());
        }
        message.extend_from_slice(body);
        message
    }
}

/// Lines as mail wants them, however the draft was saved.
fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(bytes.len());
    let mut last = 0;
    for byte in bytes.iter().copied() {
        if byte == b'\n' && last != b'\r' {
            lines.push(b'\r');
        }
        lines.push(byte);
        last = byte;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_a_draft_are_taken_off() {
        let draft = b"From: a@example.org\nTo: b@example.org,\n c@example.org\nBcc: d@example.org,\n\te@example.org\nDate: Tue, 01 Mar 2022 12:00:00 +0000\nMessage-ID: <k1@example.org>\nX-Unsent: 1\nSubject: Hello\n\nBcc: stays in the body\n";
        let outgoing = Outgoing::read(draft, "a.eml", "").unwrap();
        assert_eq!((outgoing.key.as_str(), outgoing.subject.as_str()), ("k1@example.org", "Hello"));
        assert_eq!(outgoing.recipients(), ["b@example.org", "c@example.org", "d@example.org", "e@example.org"]);
        let sent = String::from_utf8(outgoing.message(DateTime::from_timestamp(1_646_400_000, 0).unwrap())).unwrap();
        assert_eq!(
            sent,
            "Date: Fri, 04 Mar 2022 13:20:00 +0000\r\nFrom: a@example.org\r\nTo: b@example.org,\r\n c@example.org\r\nMessage-ID: <k1@example.org>\r\nSubject: Hello\r\n\r\nBcc: stays in the body\r\n"
        );
    }

    #[test]
    fn what_cannot_be_sent_is_refused_by_name() {
        for (draft, says) in [
            ("To: b@example.org\n\n", "the draft x.eml cannot be sent: it names no sender, and neither does 'from' under [mail]"),
            ("From: a@example.org\n\n", "the draft x.eml cannot be sent: it is addressed to nobody"),
        ] {
            assert_eq!(Outgoing::read(draft.as_bytes(), "x.eml", "").unwrap_err().says, says);
        }
        let sent = Outgoing::read(b"To: b@example.org\n\nHi", "x.eml", "me@example.org").unwrap().message(DateTime::default());
        let sent = String::from_utf8(sent).unwrap();
        assert!(sent.contains("\r\nFrom: me@example.org\r\n") && sent.contains("\r\nMessage-ID: <"), "{sent}");
    }
}
