//! Mails that came back, opened: `.eml` and Outlook's `.msg`, with the mails forwarded inside them. Bounded in depth and size.

use chrono::NaiveDate;

use super::{eml, msg};
use crate::model::settings::Limits;
use crate::model::text::{fold, printable, tidy};

/// What a mail holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The day that the mail was sent, as its sender's clock had it.
    pub date: Option<NaiveDate>,
    /// The same moment in UTC (`2022-03-14T09:26:53Z`): orders several mails of one day.
    pub sent_at: Option<String>,
    /// The sender's address in lower case.
    pub sender: Option<String>,
    pub subject: String,
    /// Every attached file, those of forwarded mails included, in the mail's order.
    pub attachments: Vec<Attached>,
    /// What its sender wrote, without what is quoted below; of forwarded mails too, each with that mail's name (none for the outer
    /// one).
    pub said: Vec<(String, String)>,
    /// What was left out, by name and with the reason ('logo.png: a picture').
    pub passed_over: Vec<String>,
}

/// A file attached to a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// Its name; for one in a forwarded mail, that mail's name comes first, then `!`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// The date and sender of the mail that holds it directly: of a forwarded mail, not of the forwarding one.
    pub date: Option<NaiveDate>,
    pub sent_at: Option<String>,
    pub sender: Option<String>,
}

/// Why a mail could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It is something else: what it looks like, in words.
    NotAMail { looks_like: &'static str },
    /// It breaks off or contradicts itself.
    Damaged { why: String },
    /// It is larger, or holds more, than the limits allow.
    Oversized { what: String },
}

/// The bytes that open a compound file: Outlook's `.msg`, but also old Office files.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Opens a mail by what it holds, whatever its name is. Pictures within the text, signatures and the like are passed over.
///
/// # Errors
/// When it is no mail, is damaged, or goes beyond the limits.
pub fn open(bytes: &[u8], name: &str, limits: &Limits) -> Result<Opened, Unopened> {
    let mut opener = Opener { limits, left: limits.unpacked_bytes, files: 0 };
    // The parsers are others' work; should one of them panic on a damaged file, that file alone is lost.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| opener.open(bytes, name, 0)))
        .unwrap_or_else(|_| Err(Unopened::Damaged { why: "it could not be taken apart".to_owned() }))
}

/// Opens mails in mails, and keeps count of what may still be taken.
pub(super) struct Opener<'a> {
    pub(super) limits: &'a Limits,
    left: u64,
    files: usize,
}

impl Opener<'_> {
    /// Opens one mail, `depth` mails deep.
    pub(super) fn open(&mut self, bytes: &[u8], name: &str, depth: u32) -> Result<Opened, Unopened> {
        if depth > self.limits.depth {
            return Err(Unopened::Oversized { what: format!("mails are forwarded in one another more than {} deep", self.limits.depth) });
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > self.limits.file_bytes {
            let megabytes = self.limits.file_bytes / (1024 * 1024);
            return Err(Unopened::Oversized { what: format!("it is larger than {megabytes} MB") });
        }
        if bytes.starts_with(COMPOUND) {
            return msg::open(self, bytes, depth);
        }
        if let Some(looks_like) = looks_like(bytes, name) {
            return Err(Unopened::NotAMail { looks_like });
        }
        eml::open(self, bytes, depth)
    }

    /// Counts a file of `bytes` against the limits.
    pub(super) fn count(&mut self, bytes: usize) -> Result<(), Unopened> {
        self.files += 1;
        if self.files > self.limits.entries {
            return Err(Unopened::Oversized { what: format!("it holds more than {} files", self.limits.entries) });
        }
        self.left = self.left.checked_sub(u64::try_from(bytes).unwrap_or(u64::MAX)).ok_or_else(|| Unopened::Oversized {
            what: format!("its files are larger than {} MB together", self.limits.unpacked_bytes / (1024 * 1024)),
        })?;
        Ok(())
    }

    /// How many bytes may still be taken.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Puts one attached file into `opened`: passed over, opened itself where it is a mail, or kept.
    pub(super) fn take(&mut self, opened: &mut Opened, file: Found, depth: u32) -> Result<(), Unopened> {
        let name = file_name(&file.name);
        if let Some(why) = file.passed_over(&name) {
            opened.passed_over.push(format!("{name}: {why}"));
            return Ok(());
        }
        self.count(file.bytes.len())?;
        if file.is_mail || is_mail_name(&name) {
            match self.open(&file.bytes, &name, depth + 1) {
                Ok(inner) => {
                    opened.take_in(&name, inner);
                    return Ok(());
                }
                Err(Unopened::Oversized { what }) => return Err(Unopened::Oversized { what }),
                // Not a mail after all: kept as the file that it is, and named by whoever looks at it.
                Err(_) => {}
            }
        }
        opened.attachments.push(Attached {
            name,
            bytes: file.bytes,
            date: opened.date,
            sent_at: opened.sent_at.clone(),
            sender: opened.sender.clone(),
        });
        Ok(())
    }
}

impl Opened {
    /// Takes in what a forwarded mail holds.
    pub(super) fn take_in(&mut self, name: &str, inner: Self) {
        self.said.extend(inner.said.into_iter().map(|(inside, text)| {
            let path = if inside.is_empty() { name.to_owned() } else { format!("{name}!{inside}") };
            (path, text)
        }));
        self.passed_over.extend(inner.passed_over.into_iter().map(|line| format!("{name}!{line}")));
        for mut file in inner.attachments {
            file.name = format!("{name}!{}", file.name);
            // A forwarded mail without a head of its own came with the one around it.
            file.date = file.date.or(self.date);
            file.sent_at = file.sent_at.or_else(|| self.sent_at.clone());
            file.sender = file.sender.or_else(|| self.sender.clone());
            self.attachments.push(file);
        }
    }
}

/// As much of a mail's text as is kept, in letters.
const MOST_SAID: usize = 30_000;

/// What the writer of a mail wrote: the text up to a signature set off by its dashes, and without the mails that it answers.
pub(super) fn own_words(text: &str) -> Option<String> {
    let begins = |line: &str, headings: &[&str]| headings.iter().any(|heading| line.starts_with(heading));
    let mut own: Vec<&str> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let bare = line.trim();
        let folded = fold(bare);
        // Outlook's head of the mail that is answered: who, then when or to whom.
        let next = lines.peek().map_or_else(String::new, |next| fold(next));
        let head =
            begins(&folded, &["from: ", "*from:* "]) && begins(&next, &["sent: ", "date: ", "to: ", "*sent:* ", "*date:* ", "*to:* "]);
        let original = begins(&folded, &["-----original message", "begin forwarded message", "---------- forwarded message"]);
        let answers = folded.starts_with("on ") && (folded.ends_with(" wrote:") || next.ends_with(" wrote:"));
        let rule = bare.len() >= 20 && bare.bytes().all(|byte| byte == b'_');
        if head || original || answers || rule || line.trim_end_matches(['\r', ' ']) == "--" {
            break;
        }
        if !bare.starts_with('>') {
            own.push(line.trim_end());
        }
    }
    let own = tidy(&own.join("\n"));
    let own = own.char_indices().nth(MOST_SAID).map_or(own.as_str(), |(at, _)| &own[..at]).to_owned();
    (!own.is_empty()).then_some(own)
}

/// A part of a mail that may be an attached file.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) name: String,
    /// In lower case (`image/png`); may be empty.
    pub(super) media_type: String,
    /// Shown within the text.
    pub(super) inline: bool,
    pub(super) is_mail: bool,
    pub(super) bytes: Vec<u8>,
}

impl Found {
    /// Why it is passed over; none when it is to be looked at.
    fn passed_over(&self, name: &str) -> Option<&'static str> {
        let ending = ending(name);
        let picture = self.media_type.starts_with("image/")
            || ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "svg", "emf", "wmz", "webp", "ico"].contains(&ending.as_str());
        if picture {
            return Some(if self.inline { "a picture within the text" } else { "a picture" });
        }
        if ["p7s", "p7m", "asc", "sig"].contains(&ending.as_str()) || self.media_type.ends_with("-signature") {
            return Some("a signature");
        }
        if ["ics", "vcf"].contains(&ending.as_str()) || ["text/calendar", "text/vcard", "text/x-vcard"].contains(&self.media_type.as_str())
        {
            return Some("a calendar entry or visiting card");
        }
        None
    }
}

/// The last part of a path, on one line, safe as a file's name; `attachment` where nothing is left.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = printable(last).chars().filter(|c| !matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '!')).collect();
    let clean = clean.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if clean.is_empty() { "attachment".to_owned() } else { clean.chars().take(150).collect() }
}

/// What follows the last dot, in lower case.
fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

fn is_mail_name(name: &str) -> bool {
    ["eml", "msg"].contains(&ending(name).as_str())
}

/// What bytes look like that cannot be an `.eml`; none when they may be one.
fn looks_like(bytes: &[u8], name: &str) -> Option<&'static str> {
    if bytes.starts_with(b"PK") {
        Some("a zip file or workbook")
    } else if bytes.starts_with(&[0x78, 0x9f, 0x3e, 0x22]) || name.to_lowercase().ends_with("winmail.dat") {
        Some("winmail.dat, Outlook's own wrapping")
    } else if bytes.starts_with(b"%PDF") {
        Some("a PDF")
    } else if bytes.iter().all(u8::is_ascii_whitespace) {
        Some("an empty file")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::own_words;

    #[test]
    fn what_is_answered_and_signed_is_left_out() {
        for text in [
            "Rec 6 has moved.\n\nSee mine.",
            "Rec 6 has moved.\n\nSee mine.\n\nOn Mon, 2 Nov 2026 at 09:00, Tracker wrote:\n> Please answer.",
            "Rec 6 has moved.\n\nSee mine.\n-- \nPat",
            "Rec 6 has moved.\n> Please answer.\n\nSee mine.\n\nFrom: Tracker\nSent: 2 November\nTo: Pat\nPlease answer.",
            "Rec 6 has moved.\r\n\r\nSee mine.\r\n________________________________\r\nFrom: Tracker",
            "Rec 6 has moved.\n\nSee mine.\n-----Original Message-----\nPlease answer.",
        ] {
            assert_eq!(own_words(text).as_deref(), Some("Rec 6 has moved.\n\nSee mine."), "{text}");
        }
        assert_eq!(own_words("From: what we saw in May it is late.").as_deref(), Some("From: what we saw in May it is late."));
        assert_eq!(own_words("> Please answer."), None);
    }
}
