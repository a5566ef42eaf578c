//! What a file is, by its content: the name is never trusted.

use std::io::Cursor;

use super::unreadable::Unreadable;

/// What the first bytes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A zip file; what it holds is not looked at yet.
    Zip,
    /// An old compound file; see [`compound`].
    Compound,
    /// Something that is no workbook, with its article.
    Other(&'static str),
}

/// Reads the first bytes.
pub(crate) fn sniff(bytes: &[u8]) -> Sniffed {
    const SIGNS: &[(&[u8], &str)] = &[
        (b"%PDF", "a PDF"),
        (b"{\\rtf", "a rich text document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"BM", "a picture"),
        (b"Rar!", "a .rar archive"),
        (b"7z\xbc\xaf\x27\x1c", "a .7z archive"),
        (b"\x1f\x8b", "a .gz archive"),
        (b"MZ", "a program"),
        (b"\x09\x04\x06\x00", "a workbook of Excel 4 or older"),
        (b"\x09\x02\x06\x00", "a workbook of Excel 4 or older"),
        (b"\x09\x00\x04\x00", "a workbook of Excel 4 or older"),
        (b"\x78\x9f\x3e\x22", "an Outlook winmail.dat"),
    ];
    if bytes.is_empty() {
        return Sniffed::Other("an empty file");
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Sniffed::Zip;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Sniffed::Compound;
    }
    let text = opening_text(bytes);
    for (sign, name) in SIGNS {
        // Two letters open many a plain text ('BMW ...', 'MZ ...'): they count in binary files only.
        if bytes.starts_with(sign) && (sign.len() > 2 || text.is_none()) {
            return Sniffed::Other(name);
        }
    }
    Sniffed::Other(text.map_or("a file of an unknown kind", |text| text_kind(&text)))
}

/// The first few kilobytes as text, or none when they are not text.
fn opening_text(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(8_192)).unwrap_or(bytes);
    let text = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0.into_owned(),
        None if head.contains(&0) => return None,
        None => match std::str::from_utf8(head) {
            Ok(text) => text.to_owned(),
            // The cut at eight kilobytes may split a letter.
            Err(fault) if fault.valid_up_to() + 4 > head.len() => {
                String::from_utf8_lossy(head.get(..fault.valid_up_to()).unwrap_or_default()).into_owned()
            }
            Err(_) => encoding_rs::WINDOWS_1252.decode(head).0.into_owned(),
        },
    };
    let odd = text.chars().filter(|c| (c.is_control() && !c.is_whitespace()) || *c == '\u{fffd}').count();
    (odd * 50 <= text.chars().count()).then_some(text)
}

fn text_kind(text: &str) -> &'static str {
    let lower = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if lower.is_empty() {
        return "an empty text file";
    }
    if lower.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return "an XML spreadsheet of 2003";
    }
    if ["<!doctype html", "<html", "<table", "<head", "<body", "<meta"].iter().any(|tag| lower.starts_with(tag))
        || (lower.starts_with('<') && lower.contains("<html"))
    {
        return "a web page";
    }
    if lower.starts_with("<?xml") {
        return "an XML file";
    }
    if lower.starts_with("sylk") || lower.starts_with("id;p") {
        return "a SYLK file";
    }
    let is_mail_line = |line: &str| {
        ["received:", "from:", "return-path:", "mime-version:", "delivered-to:", "date:", "subject:", "to:", "x-unsent:", "message-id:"]
            .iter()
            .any(|header| line.starts_with(header))
    };
    if lower.lines().next().is_some_and(is_mail_line) && lower.lines().take(40).filter(|line| is_mail_line(line)).count() >= 2 {
        return "an e-mail";
    }
    let rows: Vec<&str> = lower.lines().filter(|line| !line.trim().is_empty()).take(5).collect();
    for separator in [',', ';', '\t', '|'] {
        let counts: Vec<usize> = rows.iter().map(|row| row.matches(separator).count()).collect();
        if rows.len() > 1 && counts.iter().all(|count| *count > 0 && Some(count) == counts.first()) {
            return "a CSV file";
        }
    }
    if rows.len() > 1 && rows.iter().all(|row| row.matches(',').count() >= 2) {
        return "a CSV file";
    }
    "a plain text file"
}

/// What a compound file is: always a reason why it is not read here.
pub(crate) fn compound(bytes: &[u8]) -> Unreadable {
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return Unreadable::damaged("its directory cannot be read");
    };
    let names: Vec<String> = file.walk().take(2_000).map(|entry| entry.name().to_owned()).collect();
    let holds = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    // An encrypted .xlsx lies in a compound file; what encrypted it stands in the data spaces.
    if holds("DRMEncryptedTransform") || holds("DRMEncryptedDataSpace") || holds("\u{9}DRMContent") {
        return Unreadable::Labelled;
    }
    if holds("EncryptedPackage") {
        return Unreadable::PasswordProtected;
    }
    if holds("Workbook") || holds("Book") {
        return Unreadable::NeedsChild { format: "xls" };
    }
    let looks_like = if holds("WordDocument") {
        "a Word document"
    } else if holds("PowerPoint Document") {
        "a PowerPoint presentation"
    } else if holds("__properties_version1.0") {
        "an Outlook message"
    } else if holds("VisioDocument") {
        "a Visio drawing"
    } else {
        "an old Office file of an unknown kind"
    };
    Unreadable::NotAWorkbook { looks_like: looks_like.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_what_a_file_is() {
        for (bytes, kind) in [
            (&b""[..], "an empty file"),
            (b"%PDF-1.7 ...", "a PDF"),
            (b"<html><table><tr><td>Ref</td></tr></table></html>", "a web page"),
            (b"\xef\xbb\xbf<!DOCTYPE html>\n<html>", "a web page"),
            (b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "an XML spreadsheet of 2003"),
            (b"Ref,Rating,Update\na/1,Red,Late\n", "a CSV file"),
            (b"Ref;Rating\r\na/1;Red\r\n", "a CSV file"),
            (b"\xff\xfeR\0e\0f\0\t\0A\0\n\0b\0\t\0c\0", "a CSV file"),
            (b"Dear all, please find my answer: Amber.", "a plain text file"),
            (b"BMW fleet: nothing to report", "a plain text file"),
            (b"MIME-Version: 1.0\r\nFrom: a@b.uk\r\nSubject: Return\r\n\r\nHello", "an e-mail"),
            (b"\x00\x01\x02\x03\x04", "a file of an unknown kind"),
            (b"\x89PNG\r\n\x1a\n\0\0\0", "a picture"),
        ] {
            assert_eq!(sniff(bytes), Sniffed::Other(kind), "{:?}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(sniff(b"PK\x03\x04rest"), Sniffed::Zip);
        assert_eq!(sniff(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Sniffed::Compound);
    }

    #[test]
    fn a_cut_compound_file_is_damaged() {
        assert!(matches!(compound(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Unreadable::Damaged { .. }));
    }
}
