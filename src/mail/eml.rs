//! `.eml`: a mail as it goes over the wire.
//!
//! The parser opens forwarded mails by itself, to any depth, and frees them one in another: a small hostile file could run the
//! stack out. So their media types are disguised before it sees them ([`disguise`]), and this module opens them one by one.

use chrono::NaiveDate;
use mail_parser::{DateTime, Encoding, MessageParser, MessagePart, MimeHeaders as _, PartType};

use super::open::{Found, Opened, Opener, Unopened, own_words};

/// Words that make the parser open a part as a mail, and the letter of each that is disguised.
const WORDS: [(&[u8], usize); 3] = [(b"rfc822", 1), (b"digest", 1), (b"global", 2)];
/// The byte that stands in for the letter.
const DISGUISED: u8 = 1;

/// Opens an `.eml`, `depth` mails deep.
pub(super) fn open(opener: &mut Opener<'_>, bytes: &[u8], depth: u32) -> Result<Opened, Unopened> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Mailbox files begin with a line of their own.
    let bytes =
        if bytes.starts_with(b"From ") { bytes.split_at(bytes.iter().position(|b| *b == b'\n').map_or(0, |at| at + 1)).1 } else { bytes };
    let disguised = disguise(bytes);
    let Some(mail) = MessageParser::default().parse(&disguised) else {
        return Err(Unopened::NotAMail { looks_like: "no mail: it has none of a mail's headings" });
    };
    let known = ["From", "Date", "Subject", "Content-Type", "Received", "MIME-Version"];
    if !mail.headers().iter().any(|header| known.contains(&header.name())) {
        return Err(Unopened::NotAMail { looks_like: "no mail: it has none of a mail's headings" });
    }
    let sender = mail.from().or_else(|| mail.sender()).and_then(|from| from.first()).and_then(|from| from.address()).map(plain_address);
    let mut opened = Opened {
        date: mail.date().and_then(day),
        sent_at: mail.date().and_then(moment),
        sender: sender.filter(|sender| !sender.is_empty()),
        subject: mail.subject().map(bare).unwrap_or_default(),
        ..Opened::default()
    };
    // Of the two bodies of one text the plain one, else the other without its layout.
    let said = mail.body_text(0).and_then(|text| own_words(&bare(&text)));
    opened.said.extend(said.map(|text| (String::new(), text)));
    // The root is the body itself, unless the whole mail is one file.
    for (at, part) in mail.parts.iter().enumerate() {
        if is_body(&mail, at, part) {
            continue;
        }
        let found = found(part);
        opener.take(&mut opened, found, depth)?;
    }
    Ok(opened)
}

/// A part that is read and not attached: a multipart's frame, or text without a file's name.
fn is_body(mail: &mail_parser::Message<'_>, at: usize, part: &MessagePart<'_>) -> bool {
    match &part.body {
        PartType::Multipart(_) => true,
        PartType::Text(_) | PartType::Html(_) => part.attachment_name().is_none() && !is_mail(part),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.is_empty() && at == 0 && mail.parts.len() == 1,
        PartType::Message(_) => false,
    }
}

fn found(part: &MessagePart<'_>) -> Found {
    let media_type = part.content_type().map_or_else(String::new, |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("")));
    let media_type = bare(&media_type).to_lowercase();
    let is_mail = is_mail(part);
    let name = part.attachment_name().map(bare).filter(|name| !name.trim().is_empty()).unwrap_or_else(|| {
        let ending = if is_mail {
            "forwarded.eml"
        } else if media_type == "application/ms-tnef" {
            "winmail.dat"
        } else if media_type.contains("spreadsheetml") {
            "attachment.xlsx"
        } else {
            "attachment"
        };
        ending.to_owned()
    });
    let inline = part.content_id().is_some() || part.content_disposition().is_some_and(|how| how.ctype().eq_ignore_ascii_case("inline"));
    let bytes = match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes().to_vec(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
        PartType::Message(mail) => mail.raw_message.to_vec(),
        PartType::Multipart(_) => Vec::new(),
    };
    let bytes = if part.encoding == Encoding::Base64 { bytes } else { undisguise(bytes) };
    Found { name, media_type, inline, is_mail, bytes }
}

fn is_mail(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("message")
            && ["rfc822", "global"].contains(&bare(kind.subtype().unwrap_or("")).to_lowercase().as_str())
    })
}

/// The text without the disguise.
fn bare(text: &str) -> String {
    String::from_utf8(undisguise(text.as_bytes().to_vec())).unwrap_or_default()
}

fn plain_address(address: &str) -> String {
    bare(address).trim().trim_matches(['<', '>']).to_lowercase()
}

fn day(date: &DateTime) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

fn moment(date: &DateTime) -> Option<String> {
    day(date)?;
    chrono::DateTime::from_timestamp(date.to_timestamp(), 0).map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Puts the disguise on: one letter of each word that names a mail as a part's media type becomes a byte that no text holds.
///
/// Encoded bodies are left alone: there the words stand between letters or at a line's start, where no heading's value stands.
fn disguise(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for (word, letter) in WORDS {
        for at in positions(bytes, word) {
            if names_a_type(bytes, at) {
                out[at + letter] = DISGUISED;
            }
        }
    }
    out
}

/// Takes the disguise off again.
fn undisguise(mut bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.contains(&DISGUISED) {
        return bytes;
    }
    for (word, letter) in WORDS {
        let mut disguised = word.to_vec();
        disguised[letter] = DISGUISED;
        for at in positions(&bytes, &disguised) {
            bytes[at + letter] = word[letter];
        }
    }
    bytes
}

/// Where `word` stands, whatever its case.
fn positions(bytes: &[u8], word: &[u8]) -> Vec<usize> {
    let first = word.first().copied().unwrap_or_default();
    let mut found = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if byte.eq_ignore_ascii_case(&first) && bytes.get(at..at + word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word)) {
            found.push(at);
        }
    }
    found
}

/// Whether the word at `at` can be a media type's second half.
fn names_a_type(bytes: &[u8], at: usize) -> bool {
    let encoded = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'\n';
    let before = |back: usize| at.checked_sub(back).and_then(|at| bytes.get(at)).copied();
    match before(1) {
        None => false,
        Some(b'/') => {
            let head = bytes.get(..at - 1).unwrap_or_default();
            let ends = |word: &[u8]| head.len() >= word.len() && head[head.len() - word.len()..].eq_ignore_ascii_case(word);
            ends(b"message") || ends(b"multipart") || before(2).is_some_and(|byte| !encoded(byte) && byte != b'/')
        }
        Some(byte) => !encoded(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::open::open as open_mail;
    use crate::model::settings::Limits;

    fn mail(text: &str) -> Result<Opened, Unopened> {
        open_mail(text.replace('\n', "\r\n").as_bytes(), "returns/a.eml", &Limits::default())
    }

    const HEAD: &str = "From: \"Head, CJS\" <Head.CJS@Example.org>\nDate: Thu, 31 Mar 2022 00:30:00 +0100\nSubject: =?utf-8?q?Ffurflen_ddychwelyd_=E2=80=93_2022?=\nMIME-Version: 1.0\n";

    #[test]
    fn sender_date_and_files_are_read() {
        let opened = mail(&format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nHere it is\n--b1\nContent-Type: application/octet-stream; name=\"return.xlsx\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"return.xlsx\"\n\nUEsDBA==\n--b1\nContent-Type: image/png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename=\"logo.png\"\n\niVBORw0=\n--b1--\n"
        ))
        .unwrap();
        assert_eq!(opened.sender.as_deref(), Some("head.cjs@example.org"));
        assert_eq!(opened.date, NaiveDate::from_ymd_opt(2022, 3, 31), "the sender's own day");
        assert_eq!(opened.sent_at.as_deref(), Some("2022-03-30T23:30:00Z"));
        assert_eq!(opened.subject, "Ffurflen ddychwelyd – 2022");
        assert_eq!(opened.attachments.len(), 1);
        assert_eq!((opened.attachments[0].name.as_str(), opened.attachments[0].bytes.as_slice()), ("return.xlsx", &b"PK\x03\x04"[..]));
        assert_eq!(opened.passed_over, ["logo.png: a picture within the text"]);
    }

    #[test]
    fn a_forwarded_mail_keeps_its_own_sender_and_date() {
        let opened = mail(&format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nsee the digest, rfc822 and global\n--b1\nContent-Type: message/rfc822\n\nFrom: owner@example.org\nDate: Mon, 28 Mar 2022 09:00:00 +0000\nSubject: inner\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename*=utf-8''Pennaeth%20%E2%80%93%20digest.xlsx\n\nUEsDBA==\n--b2--\n\n--b1--\n"
        ))
        .unwrap();
        assert_eq!(opened.attachments.len(), 1);
        let file = &opened.attachments[0];
        assert_eq!(file.name, "forwarded.eml!Pennaeth – digest.xlsx");
        assert_eq!((file.sender.as_deref(), file.date), (Some("owner@example.org"), NaiveDate::from_ymd_opt(2022, 3, 28)));
    }

    #[test]
    fn mails_in_mails_stop_at_the_limit() {
        let deep = "Content-Type: message/rfc822\n\n".repeat(20_000);
        let what = match mail(&format!("{HEAD}{deep}")) {
            Err(Unopened::Oversized { what }) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(what, "mails are forwarded in one another more than 4 deep");
        for sly in ["message/ rfc822", "message/(x)RFC822", "MESSAGE/\n rfc822", "message /rfc822", "multipart/digest; boundary=b"] {
            let deep = format!("Content-Type: {sly}\n\n--b\n").repeat(1_000);
            let _ = mail(&format!("{HEAD}{deep}"));
        }
    }

    #[test]
    fn no_damage_brings_it_down() {
        let whole = format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n{HEAD}Content-Type: multipart/related; boundary=b2\r\n\r\n--b2\r\nContent-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=b.xlsx\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--b2--\r\n--b1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E2=80=93=\r\n--b1--\r\n"
        );
        let whole = whole.as_bytes();
        let mut state = 99u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(state >> 8).unwrap() % below
        };
        for _ in 0..600 {
            let mut bytes = whole.to_vec();
            for _ in 0..=next(6) {
                let (at, from) = (next(bytes.len()), next(bytes.len()));
                match next(3) {
                    0 => bytes[at] = u8::try_from(next(256)).unwrap(),
                    1 => bytes[at] = bytes[from],
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let _ = open_mail(&bytes, "a.eml", &Limits::default());
        }
    }

    #[test]
    fn encoded_bodies_are_not_disguised() {
        for text in ["UEsDBBdigestAAA", "\ndigestAAAA", "AAAA\nglobal/rfc822AA"] {
            assert_eq!(disguise(text.as_bytes()), text.as_bytes(), "{text:?}");
        }
        for text in ["message/rfc822", "multipart/digest", " Message/GLOBAL;"] {
            assert_ne!(disguise(text.as_bytes()), text.as_bytes(), "{text:?}");
        }
        assert_eq!(undisguise(disguise(b"type: message/rfc822")), b"type: message/rfc822");
    }

    #[test]
    fn what_is_no_mail_is_said() {
        for (bytes, looks_like) in [
            (&b"PK\x03\x04rest"[..], "a zip file or workbook"),
            (b"just a note\nwithout any head\n", "no mail: it has none of a mail's headings"),
            (b"", "an empty file"),
            (b"\x78\x9f\x3e\x22rest", "winmail.dat, Outlook's own wrapping"),
        ] {
            assert_eq!(open_mail(bytes, "a.eml", &Limits::default()).unwrap_err(), Unopened::NotAMail { looks_like });
        }
    }
}
