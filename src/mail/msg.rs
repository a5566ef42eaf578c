//! `.msg`: a mail as Outlook saves it, a compound file whose streams are named after the properties that they hold
//! (`__substg1.0_` + property + type; MS-OXMSG). Only the few that say who, when and what was attached are read.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;
use chrono::{DateTime, NaiveDate, TimeDelta};

use super::open::{Found, Opened, Opener, Unopened, own_words};

type Compound<'a> = CompoundFile<Cursor<&'a [u8]>>;

/// Properties, by their numbers in MS-OXPROPS.
mod property {
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const SUBMITTED: u16 = 0x0039;
    pub(super) const DELIVERED: u16 = 0x0e06;
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const HEADERS: u16 = 0x007d;
    pub(super) const CODE_PAGE: u16 = 0x3ffd;
    /// The sender's SMTP address, then the one represented, then the plain address (which may be Exchange's own form).
    pub(super) const SENDERS: [u16; 4] = [0x5d01, 0x5d02, 0x0c1f, 0x0065];
    pub(super) const DATA: u16 = 0x3701;
    /// Long name, short name, shown name.
    pub(super) const NAMES: [u16; 3] = [0x3707, 0x3704, 0x3001];
    pub(super) const MEDIA_TYPE: u16 = 0x370e;
    pub(super) const CONTENT_ID: u16 = 0x3712;
    pub(super) const HIDDEN: u16 = 0x7ffe;
    pub(super) const METHOD: u16 = 0x3705;
}

/// The attachment stands elsewhere, as a link: there are no bytes to read.
const BY_REFERENCE: [u32; 4] = [2, 3, 4, 7];
/// The most bytes of a text property that are read.
const TEXT: u64 = 1024 * 1024;

/// Opens a `.msg`, `depth` mails deep.
pub(super) fn open(opener: &mut Opener<'_>, bytes: &[u8], depth: u32) -> Result<Opened, Unopened> {
    let full = full_length(bytes);
    let mut file = CompoundFile::open(Cursor::new(&*full))
        .map_err(|fault| Unopened::Damaged { why: format!("its folders cannot be read ({fault})") })?;
    if !file.is_stream("/__properties_version1.0") {
        return Err(Unopened::NotAMail { looks_like: "an older Office file or a protected workbook" });
    }
    message(opener, &mut file, Path::new("/"), 32, depth)
}

/// Reads the message that stands in one folder of the compound file. Its fixed properties follow `head` bytes.
fn message(opener: &mut Opener<'_>, file: &mut Compound<'_>, folder: &Path, head: usize, depth: u32) -> Result<Opened, Unopened> {
    if depth > opener.limits.depth {
        return Err(Unopened::Oversized { what: format!("mails are forwarded in one another more than {} deep", opener.limits.depth) });
    }
    let fixed = Fixed::read(file, folder, head);
    let page = fixed.number(property::CODE_PAGE).unwrap_or(1252);
    let headers = text(file, folder, property::HEADERS, page).unwrap_or_default();
    let headed = mail_parser::MessageParser::default().parse_headers(headers.as_bytes());
    let from = || headed.as_ref().and_then(|mail| mail.from()?.first()?.address().map(str::to_owned));
    let sender = property::SENDERS
        .iter()
        .filter_map(|number| text(file, folder, *number, page))
        .find(|address| address.contains('@'))
        .or_else(from)
        .map(|address| address.trim().to_lowercase());
    // The headings hold the sender's own day; the properties are in UTC.
    let written = headed.as_ref().and_then(|mail| mail.date().cloned());
    let sent = fixed.moment(property::SUBMITTED).or_else(|| fixed.moment(property::DELIVERED));
    let mut opened = Opened {
        date: written
            .as_ref()
            .and_then(|date| NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day)))
            .or_else(|| sent.map(|sent| sent.date_naive())),
        sent_at: sent
            .or_else(|| written.and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)))
            .map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        sender,
        subject: text(file, folder, property::SUBJECT, page).unwrap_or_default(),
        ..Opened::default()
    };
    let said = text(file, folder, property::BODY, page).and_then(|text| own_words(&text));
    opened.said.extend(said.map(|text| (String::new(), text)));
    for attachment in attachments(file, folder) {
        attached(opener, file, &attachment, &mut opened, page, depth)?;
    }
    Ok(opened)
}

/// The folders of attachments, in their own order.
fn attachments(file: &Compound<'_>, folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = file.read_storage(folder) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_#"))
        .map(|entry| entry.path().to_owned())
        .collect();
    found.sort();
    found
}

fn attached(
    opener: &mut Opener<'_>,
    file: &mut Compound<'_>,
    folder: &Path,
    opened: &mut Opened,
    page: u32,
    depth: u32,
) -> Result<(), Unopened> {
    let fixed = Fixed::read(file, folder, 8);
    let name = property::NAMES.iter().filter_map(|number| text(file, folder, *number, page)).find(|name| !name.trim().is_empty());
    let embedded = stream_path(folder, property::DATA, "000D");
    if file.is_storage(&embedded) {
        let name = name.unwrap_or_else(|| "forwarded".to_owned());
        if !file.is_stream(embedded.join("__properties_version1.0")) {
            opened.passed_over.push(format!("{name}: an object of another program"));
            return Ok(());
        }
        opener.count(0)?;
        let inner = message(opener, file, &embedded, 24, depth + 1)?;
        opened.take_in(&format!("{}.msg", name.trim_end_matches(".msg").replace(['/', '\\', '!'], " ")), inner);
        return Ok(());
    }
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    let bytes = bytes(file, &stream_path(folder, property::DATA, "0102"), opener.left())?;
    let Some(bytes) = bytes else {
        let linked = fixed.number(property::METHOD).is_some_and(|method| BY_REFERENCE.contains(&method));
        opened.passed_over.push(format!("{name}: {}", if linked { "a link to a file elsewhere" } else { "empty" }));
        return Ok(());
    };
    let inline = text(file, folder, property::CONTENT_ID, page).is_some() || fixed.number(property::HIDDEN) == Some(1);
    let media_type = text(file, folder, property::MEDIA_TYPE, page).unwrap_or_default().to_lowercase();
    opener.take(opened, Found { name, media_type, inline, is_mail: false, bytes }, depth)
}

fn stream_path(folder: &Path, number: u16, kind: &str) -> PathBuf {
    folder.join(format!("__substg1.0_{number:04X}{kind}"))
}

/// A text property: UTF-16, or 8-bit in the mail's code page.
fn text(file: &mut Compound<'_>, folder: &Path, number: u16, page: u32) -> Option<String> {
    if let Some(wide) = bytes(file, &stream_path(folder, number, "001F"), TEXT).ok().flatten() {
        let units: Vec<u16> = wide.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        return Some(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned());
    }
    let narrow = bytes(file, &stream_path(folder, number, "001E"), TEXT).ok().flatten()?;
    let label = match page {
        65001 => "utf-8".to_owned(),
        page @ (874 | 1250..=1258) => format!("windows-{page}"),
        page @ 28591..=28605 => format!("iso-8859-{}", page - 28590),
        _ => "windows-1252".to_owned(),
    };
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
    Some(encoding.decode(&narrow).0.trim_end_matches('\0').to_owned())
}

/// The bytes of a stream; none when there is no such stream.
fn bytes(file: &mut Compound<'_>, path: &Path, most: u64) -> Result<Option<Vec<u8>>, Unopened> {
    if !file.is_stream(path) {
        return Ok(None);
    }
    let damaged = |fault: std::io::Error| Unopened::Damaged { why: format!("a part of it cannot be read ({fault})") };
    let stream = file.open_stream(path).map_err(damaged)?;
    let mut bytes = Vec::new();
    let read = stream.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(damaged)?;
    if u64::try_from(read).unwrap_or(u64::MAX) > most {
        return Err(Unopened::Oversized { what: "its files are larger together than the limit".to_owned() });
    }
    Ok(Some(bytes))
}

/// The properties of fixed length: numbers, moments, yes and no.
struct Fixed(Vec<(u16, u64)>);

impl Fixed {
    fn read(file: &mut Compound<'_>, folder: &Path, head: usize) -> Self {
        let table = bytes(file, &folder.join("__properties_version1.0"), TEXT).ok().flatten().unwrap_or_default();
        let rows = table.get(head..).unwrap_or_default();
        Self(
            rows.chunks_exact(16)
                .map(|row| {
                    let (number, value) = (u16::from_le_bytes([row[2], row[3]]), row[8..16].try_into().unwrap_or_default());
                    (number, u64::from_le_bytes(value))
                })
                .collect(),
        )
    }

    fn value(&self, number: u16) -> Option<u64> {
        self.0.iter().find(|(known, _)| *known == number).map(|(_, value)| *value)
    }

    fn number(&self, number: u16) -> Option<u32> {
        self.value(number).and_then(|value| u32::try_from(value & 0xffff_ffff).ok())
    }

    /// A moment, kept as tenths of microseconds since 1601.
    fn moment(&self, number: u16) -> Option<DateTime<chrono::Utc>> {
        let since_1601 = TimeDelta::try_seconds(i64::try_from(self.value(number)? / 10_000_000).ok()?)?;
        let start = NaiveDate::from_ymd_opt(1601, 1, 1)?.and_hms_opt(0, 0, 0)?.and_utc();
        start.checked_add_signed(since_1601)
    }
}

/// The file, filled up to what its table of sectors speaks of. Some programs write that table whole and end the file with the last
/// sector in use; the package that reads it takes that for damage. No more is added than one sector of the table describes.
fn full_length(bytes: &[u8]) -> Cow<'_, [u8]> {
    let number = |at: usize| bytes.get(at..at + 4).map_or(0, |four| u64::from(u32::from_le_bytes([four[0], four[1], four[2], four[3]])));
    let sector = match bytes.get(30) {
        Some(9) => 512,
        Some(12) => 4096,
        _ => return Cow::Borrowed(bytes),
    };
    let described = (number(44).saturating_mul(sector / 4).saturating_add(1)).saturating_mul(sector);
    let there = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match described.checked_sub(there) {
        Some(lacking) if lacking > 0 && lacking < sector / 4 * sector => {
            let mut full = bytes.to_vec();
            full.resize(usize::try_from(described).unwrap_or(bytes.len()), 0);
            Cow::Owned(full)
        }
        _ => Cow::Borrowed(bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::mail::open::open as open_mail;
    use crate::model::settings::Limits;

    /// Ticks of 31 March 2022, 09:26:53 UTC: 13293192413 seconds after 1 January 1601 (worked out with Python's datetime).
    const SENT: u64 = 13_293_192_413 * 10_000_000;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    struct Maker(CompoundFile<Cursor<Vec<u8>>>);

    impl Maker {
        fn put(&mut self, path: &str, bytes: &[u8]) {
            self.0.create_storage_all(Path::new(path).parent().unwrap()).unwrap();
            self.0.create_stream(path).unwrap().write_all(bytes).unwrap();
        }

        fn message(&mut self, folder: &str, head: usize, sender: &str) {
            let mut table = vec![0; head];
            for (kind, number, value) in [(0x0040u16, property::SUBMITTED, SENT), (0x0003, property::CODE_PAGE, 1252)] {
                table.extend(kind.to_le_bytes());
                table.extend(number.to_le_bytes());
                table.extend(6u32.to_le_bytes());
                table.extend(value.to_le_bytes());
            }
            self.put(&format!("{folder}__properties_version1.0"), &table);
            self.put(&format!("{folder}__substg1.0_0037001F"), &wide("Ffurflen – return"));
            self.put(&format!("{folder}__substg1.0_0C1F001F"), &wide("/O=EXCHANGE/CN=OWNER"));
            self.put(&format!("{folder}__substg1.0_5D01001F"), &wide(sender));
        }

        fn attachment(&mut self, folder: &str, name: &str, bytes: &[u8]) {
            self.put(&format!("{folder}__properties_version1.0"), &[0; 8]);
            // 8-bit text in the mail's code page: 0x96 is a dash in Windows-1252.
            let narrow: Vec<u8> = name.chars().map(|c| if c == '–' { 0x96 } else { u8::try_from(c).unwrap() }).collect();
            self.put(&format!("{folder}__substg1.0_3707001E"), &narrow);
            self.put(&format!("{folder}__substg1.0_37010102"), bytes);
        }
    }

    fn made() -> Vec<u8> {
        let mut maker = Maker(CompoundFile::create(Cursor::new(Vec::new())).unwrap());
        maker.message("/", 32, "Deputy@Example.org");
        maker.attachment("/__attach_version1.0_#00000000/", "image001.png", b"\x89PNG");
        maker.attachment("/__attach_version1.0_#00000001/", "Return – PPU.xlsx", b"PK\x03\x04one");
        let inner = "/__attach_version1.0_#00000002/__substg1.0_3701000D/";
        maker.put("/__attach_version1.0_#00000002/__substg1.0_3001001F", &wide("The owner's mail"));
        maker.message(inner, 24, "owner@example.org");
        maker.attachment(&format!("{inner}__attach_version1.0_#00000000/"), "Return.xlsx", &vec![7; 9000]);
        maker.0.flush().unwrap();
        maker.0.into_inner().into_inner()
    }

    #[test]
    fn sender_date_files_and_forwarded_mails_are_read() {
        let opened = open_mail(&made(), "a.msg", &Limits::default()).unwrap();
        assert_eq!(opened.sender.as_deref(), Some("deputy@example.org"));
        assert_eq!(opened.sent_at.as_deref(), Some("2022-03-31T09:26:53Z"));
        assert_eq!(opened.date, NaiveDate::from_ymd_opt(2022, 3, 31));
        assert_eq!(opened.subject, "Ffurflen – return");
        assert_eq!(opened.passed_over, ["image001.png: a picture"]);
        let files: Vec<_> =
            opened.attachments.iter().map(|file| (file.name.as_str(), file.bytes.len(), file.sender.as_deref().unwrap())).collect();
        assert_eq!(
            files,
            [("Return – PPU.xlsx", 7, "deputy@example.org"), ("The owner's mail.msg!Return.xlsx", 9000, "owner@example.org")]
        );
    }

    #[test]
    fn limits_hold() {
        let shallow = Limits { depth: 0, ..Limits::default() };
        assert!(matches!(open_mail(&made(), "a.msg", &shallow), Err(Unopened::Oversized { .. })));
        let small = Limits { unpacked_bytes: 1000, ..Limits::default() };
        assert!(matches!(open_mail(&made(), "a.msg", &small), Err(Unopened::Oversized { .. })));
    }

    #[test]
    fn no_damage_brings_it_down() {
        let whole = made();
        let mut state = 12345u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(state >> 8).unwrap() % below
        };
        for _ in 0..2_000 {
            let mut bytes = whole.clone();
            for _ in 0..=next(8) {
                let at = next(bytes.len());
                bytes[at] = u8::try_from(next(256)).unwrap();
            }
            bytes.truncate(bytes.len() - next(2) * next(whole.len()));
            let _ = open_mail(&bytes, "a.msg", &Limits::default());
        }
    }

    #[test]
    fn another_compound_file_is_said_to_be_one() {
        let mut maker = Maker(CompoundFile::create(Cursor::new(Vec::new())).unwrap());
        maker.put("/Workbook", b"BIFF");
        maker.0.flush().unwrap();
        let bytes = maker.0.into_inner().into_inner();
        assert_eq!(
            open_mail(&bytes, "a.msg", &Limits::default()).unwrap_err(),
            Unopened::NotAMail { looks_like: "an older Office file or a protected workbook" }
        );
    }
}
