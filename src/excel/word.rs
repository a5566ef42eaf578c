//! The schedule as a Word document, for committee packs that are made in Word: headings, a caption over each table, heading
//! rows that every page repeats, the marking and 'Page n of m' in header and footer.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::style::palette::{self, Swatch};
use crate::consolidated::{Cell, Consolidated, Head, ScheduleReport, Shape, is_printed};
use crate::model::Refusal;
use crate::model::words::{Rating, Word as _};

/// The width between the margins of a landscape A4 page, in twentieths of a point.
const PAGE: u32 = 15_000;

/// The document's bytes. The same paper gives the same bytes.
///
/// # Errors
/// When the document cannot be put together, which no paper makes happen.
pub fn write(paper: &Consolidated) -> Result<Vec<u8>, Refusal> {
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("docProps/core.xml", core(paper)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELS.to_owned()),
        ("word/styles.xml", styles()),
        ("word/settings.xml", SETTINGS.to_owned()),
        ("word/fontTable.xml", FONTS.to_owned()),
        ("word/theme/theme1.xml", theme()),
        ("word/header1.xml", header(paper)),
        ("word/footer1.xml", footer(paper)),
        ("word/document.xml", document(paper)),
    ];
    let told = |_| Refusal::new("the Word document cannot be written", "make the paper without --docx");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The time of each part is the same for ever: the same paper, the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        zip.start_file(name, options).map_err(told)?;
        zip.write_all(text.as_bytes()).map_err(|_| Refusal::new("the Word document cannot be written", ""))?;
    }
    zip.finish().map(Cursor::into_inner).map_err(told)
}

/// Whether the bytes are a document that this program wrote and nobody has saved since: whoever saves it adds the part that names
/// his program, or the time of saving.
#[must_use]
pub fn is_untouched(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut properties = String::new();
    let read =
        archive.by_name("docProps/core.xml").is_ok_and(|mut part| part.by_ref().take(1 << 20).read_to_string(&mut properties).is_ok());
    read && archive.by_name("docProps/app.xml").is_err() && !properties.contains("modified")
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const DOCUMENT_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme" Target="theme/theme1.xml"/></Relationships>"#;

/// Word's newest mode: without it, Word opens the document in 'compatibility mode'.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-GB"/></w:settings>"#;

const FONTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="Calibri"><w:panose1 w:val="020F0502020204030204"/><w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>"#;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

fn core(paper: &Consolidated) -> String {
    let made = paper.as_at.map_or_else(|| "1900-01-01".to_owned(), |day| day.to_string());
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>en-GB</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">{made}T09:00:00Z</dcterms:created></cp:coreProperties>",
        escaped(&paper.title),
        escaped(&paper.organisation)
    )
}

fn styles() -> String {
    let heading = format!("{:06X}", palette::HEADING.fill);
    let style = |id: &str, name: &str, size: u32, bold: bool, outline: Option<u32>, keep: bool| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/><w:pPr>{}<w:spacing w:before=\"160\" w:after=\"60\"/>{}</w:pPr><w:rPr>{}<w:color w:val=\"{heading}\"/><w:sz w:val=\"{size}\"/></w:rPr></w:style>",
            if keep { "<w:keepNext/>" } else { "" },
            outline.map_or_else(String::new, |level| format!("<w:outlineLvl w:val=\"{level}\"/>")),
            if bold { "<w:b/>" } else { "<w:i/>" },
        )
    };
    format!(
        "{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"20\"/><w:lang w:val=\"en-GB\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"60\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>{}{}{}{}</w:styles>",
        style("Title", "Title", 36, true, None, true),
        style("Heading1", "heading 1", 28, true, Some(0), true),
        style("Heading2", "heading 2", 24, true, Some(1), true),
        style("Caption", "caption", 18, false, None, true),
    )
}

/// The least theme that Word takes: nothing in the document refers to it.
fn theme() -> String {
    let colour = |name: &str, rgb: &str| format!("<a:{name}><a:srgbClr val=\"{rgb}\"/></a:{name}>");
    let colours: String = [
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "1F3A5F"),
        ("lt2", "F2F4F7"),
        ("accent1", "1F3A5F"),
        ("accent2", "B3261E"),
        ("accent3", "FFC20E"),
        ("accent4", "3FAE8B"),
        ("accent5", "7F7F7F"),
        ("accent6", "0B5C63"),
        ("hlink", "0B4FA0"),
        ("folHlink", "50555C"),
    ]
    .into_iter()
    .map(|(name, rgb)| colour(name, rgb))
    .collect();
    let font = "<a:latin typeface=\"Calibri\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>";
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        "{XML}<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" name=\"Plain\"><a:themeElements><a:clrScheme name=\"Plain\">{colours}</a:clrScheme><a:fontScheme name=\"Plain\"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme><a:fmtScheme name=\"Plain\"><a:fillStyleLst>{}</a:fillStyleLst><a:lnStyleLst>{}</a:lnStyleLst><a:effectStyleLst>{}</a:effectStyleLst><a:bgFillStyleLst>{}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
        fill.repeat(3),
        format!("<a:ln w=\"6350\">{fill}</a:ln>").repeat(3),
        effect.repeat(3),
        fill.repeat(3),
    )
}

fn header(paper: &Consolidated) -> String {
    format!("{XML}<w:hdr {W}><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{}</w:p></w:hdr>", run(&paper.marking, "<w:b/>"))
}

fn footer(paper: &Consolidated) -> String {
    let field = |name: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {name} </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    format!(
        "{XML}<w:ftr {W}><w:p><w:pPr><w:tabs><w:tab w:val=\"center\" w:pos=\"{}\"/><w:tab w:val=\"right\" w:pos=\"{PAGE}\"/></w:tabs></w:pPr>{}<w:r><w:tab/></w:r>{}<w:r><w:tab/></w:r>{}{}{}{}</w:p></w:ftr>",
        PAGE / 2,
        run(&format!("{}, {}", paper.title, paper.version), ""),
        run(&paper.marking, "<w:b/>"),
        run("Page ", ""),
        field("PAGE"),
        run(" of ", ""),
        field("NUMPAGES")
    )
}

fn document(paper: &Consolidated) -> String {
    let mut body = styled("Title", &paper.title);
    for (label, text) in &paper.front {
        body.push_str(&format!("<w:p>{}{}</w:p>", run(&format!("{label}: "), "<w:b/>"), run(text, "")));
    }
    body.push_str(&styled("Heading1", "In short"));
    body.push_str(&plain(&paper.summary.paragraph.join(" ")));
    body.push_str(&styled("Heading1", "Schedule"));
    body.push_str(&plain(&paper.schedule.note));
    let heads: Vec<(usize, &Head)> = paper.schedule.heads.iter().enumerate().filter(|(_, head)| is_printed(head)).collect();
    let mut tables = 0;
    for report in &paper.schedule.reports {
        body.push_str(&styled("Heading2", &report.title));
        // The lines under a title are one paragraph: it stays with the title, and with the table where there is one.
        body.push_str(&lines(&report.lines.join("\n"), !report.rows.is_empty()));
        if !report.rows.is_empty() {
            tables += 1;
            body.push_str(&styled("Caption", &format!("Table {tables}: recommendations of {}", report.title)));
            body.push_str(&table(&heads, report));
        }
    }
    body.push_str(&styled("Heading1", "Definitions"));
    for row in paper.definitions.rows.iter().filter(|row| row.first().is_some_and(|cell| cell.value().shown() != "Acronym")) {
        let text = |at: usize| row.get(at).map(|cell| cell.value().shown()).unwrap_or_default();
        body.push_str(&format!(
            "<w:p>{}{}</w:p>",
            run(&format!("{} ({}): ", text(1), text(0).to_lowercase()), "<w:b/>"),
            run(&text(2), "")
        ));
    }
    format!(
        "{XML}<w:document {W}><w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1100\" w:right=\"919\" w:bottom=\"1000\" w:left=\"919\" w:header=\"500\" w:footer=\"500\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

/// A text of fewer characters takes no more than a third of a page.
const SHORT: usize = 700;

fn table(heads: &[(usize, &Head)], report: &ScheduleReport) -> String {
    let all: u32 = heads.iter().map(|(_, head)| u32::from(head.width)).sum::<u32>().max(1);
    let widths: Vec<u32> = heads.iter().map(|(_, head)| u32::from(head.width) * PAGE / all).collect();
    let line = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"{:06X}\"/>", palette::PLAIN.border);
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let mut rows = format!("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>", {
        let cells: String =
            heads.iter().zip(&widths).map(|((_, head), width)| cell(&head.heading, *width, Some(palette::HEADING), true)).collect();
        cells
    });
    for row in &report.rows {
        // A row of a few lines stays on one page; one that could fill a page may go on in the next.
        let longest = row.iter().map(|cell| cell.value().shown().chars().count()).max().unwrap_or(0);
        rows.push_str(if longest < SHORT { "<w:tr><w:trPr><w:cantSplit/></w:trPr>" } else { "<w:tr>" });
        for ((at, head), width) in heads.iter().zip(&widths) {
            let text = row.get(*at).map(|held: &Cell| held.value().shown()).unwrap_or_default();
            let swatch = (head.shape == Shape::Rating).then(|| rated(&text)).flatten();
            rows.push_str(&cell(&text, *width, swatch, swatch.is_some() || head.shape == Shape::Direction));
        }
        rows.push_str("</w:tr>");
    }
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{PAGE}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"70\" w:type=\"dxa\"/><w:right w:w=\"70\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

/// The colours of a status by its first word, as the workbook colours it.
fn rated(status: &str) -> Option<Swatch> {
    Rating::read(status.split(' ').next().unwrap_or_default()).map(palette::of)
}

fn cell(text: &str, width: u32, swatch: Option<Swatch>, bold: bool) -> String {
    let shade = swatch.map_or_else(String::new, |s| format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{:06X}\"/>", s.fill));
    let colour = swatch.map_or_else(String::new, |s| format!("<w:color w:val=\"{:06X}\"/>", s.text));
    let look = format!("{}{colour}<w:sz w:val=\"17\"/>", if bold { "<w:b/>" } else { "" });
    // The heading row stays with the first row of recommendations.
    let keep = if swatch == Some(palette::HEADING) { "<w:keepNext/>" } else { "" };
    let paragraphs: String =
        text.split('\n').map(|line| format!("<w:p><w:pPr>{keep}<w:spacing w:after=\"20\"/></w:pPr>{}</w:p>", run(line, &look))).collect();
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>{paragraphs}</w:tc>")
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text, ""))
}

fn plain(text: &str) -> String {
    text.split('\n').map(|line| format!("<w:p>{}</w:p>", run(line, ""))).collect()
}

/// A paragraph of several lines, which may have to stand on the same page as what follows it.
fn lines(text: &str, stays: bool) -> String {
    let keep = if stays { "<w:keepNext/>" } else { "" };
    let runs: Vec<String> = text.split('\n').map(|line| run(line, "")).collect();
    format!("<w:p><w:pPr>{keep}<w:keepLines/></w:pPr>{}</w:p>", runs.join("<w:r><w:br/></w:r>"))
}

fn run(text: &str, look: &str) -> String {
    let properties = if look.is_empty() { String::new() } else { format!("<w:rPr>{look}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

/// Text as XML holds it; characters that XML has no place for are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push(' '),
            c if (c as u32) < 0x20 || matches!(c as u32, 0xFFFE | 0xFFFF) => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_and_markup_in_it_is_not_obeyed() {
        assert_eq!(escaped("a < b & \"c\"\u{1}\u{ffff}\td"), "a &lt; b &amp; &quot;c&quot; d");
        assert_eq!(rated("Green - pending HMICFRS sign-off"), Some(palette::GREEN));
        assert_eq!(rated("Closed"), None);
    }
}
