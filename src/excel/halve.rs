//! A long sheet as two: its reader goes from cell to cell, and nearly all of a register stands on one sheet.

use memchr::memmem;

use super::parts::Parts;
use super::preflight::SheetPart;
use super::unreadable::Unreadable;

/// Leaves the first half of a sheet of at least `from` bytes that is longer than all others together, and gives its path and a
/// package with the second. None where that sheet is so long that it is held as it was packed.
pub(super) fn halve(parts: &mut Parts<'_>, sheets: &[SheetPart], from: usize) -> Result<Option<(String, Vec<u8>)>, Unreadable> {
    let size = |part: &SheetPart| parts.size(&part.path).unwrap_or(0);
    let Some(longest) = sheets.iter().filter(|part| part.cells).max_by_key(|part| size(part)) else { return Ok(None) };
    let all: usize = sheets.iter().map(size).sum();
    if size(longest) < from.max(all / 2) || parts.bytes(&longest.path).is_none() {
        return Ok(None);
    }
    let Some((first, second)) = halves(parts.text(&longest.path)?) else { return Ok(None) };
    let package = parts.package_with(&longest.path, second.as_bytes());
    parts.replace(&longest.path, &first);
    Ok(Some((longest.path.clone(), package)))
}

/// The XML of a sheet as that of two: the first half of its rows and the second. None where it cannot be parted for sure:
/// formulas that are shared, comments and the like, another prefix, rows that do not say which they are.
fn halves(xml: &str) -> Option<(String, String)> {
    const BEGIN: &str = "<sheetData>";
    let has = |what: &str| memmem::find(xml.as_bytes(), what.as_bytes()).is_some();
    if has("<!") || has("\"shared\"") || !xml.ends_with("</worksheet>") {
        return None;
    }
    let rows = xml.find(BEGIN)? + BEGIN.len();
    let half = rows + (xml.len() - rows) / 2;
    let split = half + memmem::find(xml.as_bytes().get(half..)?, b"<row r=\"")?;
    let first = [xml.get(..split)?, "</sheetData></worksheet>"].concat();
    let second = [xml.get(..rows)?, xml.get(split..)?].concat();
    Some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_parted_between_two_rows() {
        let sheet = |rows: &str| format!("<worksheet><cols/><sheetData>{rows}</sheetData><tail/></worksheet>");
        let rows = "<row r=\"1\"><c/></row><row r=\"2\"><c/></row><row r=\"3\"><c/></row><row r=\"4\"><c/></row>";
        // The middle of the file lies in the third row, since something follows the rows.
        let first =
            "<worksheet><cols/><sheetData><row r=\"1\"><c/></row><row r=\"2\"><c/></row><row r=\"3\"><c/></row></sheetData></worksheet>";
        let second = "<worksheet><cols/><sheetData><row r=\"4\"><c/></row></sheetData><tail/></worksheet>";
        assert_eq!(halves(&sheet(rows)), Some((first.to_owned(), second.to_owned())));
        for whole in [
            sheet(""),
            sheet("<row r=\"1\"><c/></row>"),
            sheet(&rows.replace(" r=", " spans=\"1:1\" r=")),
            sheet(&rows.replace("<c/>", "<c><f t=\"shared\" si=\"0\"/></c>")),
            sheet(&rows.replace("<c/>", "<c><is><t><![CDATA[<row r=\"9\">]]></t></is></c>")),
            sheet(rows).replace("<worksheet>", "<x:worksheet>").replace("</worksheet>", "</x:worksheet>"),
        ] {
            assert_eq!(halves(&whole), None, "{whole}");
        }
    }
}
