//! Small workbooks made part by part, so that a case can hold exactly the fault that it is named for.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

/// A workbook in the making.
#[derive(Clone)]
pub(crate) struct Package {
    /// Name, state (`visible`, `hidden`, `veryHidden`) and the XML inside `worksheet`.
    sheets: Vec<(String, &'static str, String)>,
    properties: Vec<(String, String)>,
    names: Vec<(String, String)>,
    from_1904: bool,
    /// Further parts, or other contents of parts that are made here.
    parts: Vec<(String, Vec<u8>)>,
    /// Relationships of the first sheet: type and target.
    sheet_rels: Vec<(&'static str, &'static str)>,
}

impl Package {
    pub(crate) fn new() -> Self {
        Self { sheets: Vec::new(), properties: Vec::new(), names: Vec::new(), from_1904: false, parts: Vec::new(), sheet_rels: Vec::new() }
    }

    /// A workbook with the stamp as custom properties.
    pub(crate) fn stamped() -> Self {
        let mut package = Self::new();
        for (name, value) in stamp() {
            package.properties.push((format!("rectrack_{name}"), value.to_owned()));
        }
        package
    }

    pub(crate) fn property(mut self, name: &str, value: &str) -> Self {
        self.properties.retain(|(known, _)| known != name);
        self.properties.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn name(mut self, name: &str, refers_to: &str) -> Self {
        self.names.push((name.to_owned(), refers_to.to_owned()));
        self
    }

    pub(crate) fn counting_from_1904(mut self) -> Self {
        self.from_1904 = true;
        self
    }

    pub(crate) fn sheet(self, name: &str, table: &str) -> Self {
        self.sheet_with(name, "visible", table, 1, "")
    }

    /// A sheet from a table; its first line stands in row `first_row`; `behind` is XML behind the cells.
    pub(crate) fn sheet_with(mut self, name: &str, state: &'static str, table: &str, first_row: u32, behind: &str) -> Self {
        self.sheets.push((name.to_owned(), state, format!("{}{behind}", sheet_data(table, first_row))));
        self
    }

    /// A sheet whose XML stands as it is inside `worksheet`.
    pub(crate) fn raw_sheet(mut self, name: &str, xml: &str) -> Self {
        self.sheets.push((name.to_owned(), "visible", xml.to_owned()));
        self
    }

    /// Changes the XML of the last sheet.
    pub(crate) fn changed(mut self, from: &str, to: &str) -> Self {
        let (_, _, xml) = self.sheets.last_mut().expect("a sheet to change");
        assert!(xml.contains(from), "{from} does not stand in {xml}");
        *xml = xml.replace(from, to);
        self
    }

    pub(crate) fn part(mut self, path: &str, content: &str) -> Self {
        self.parts.push((path.to_owned(), content.as_bytes().to_vec()));
        self
    }

    pub(crate) fn sheet_rel(mut self, kind: &'static str, target: &'static str) -> Self {
        self.sheet_rels.push((kind, target));
        self
    }

    /// The workbook's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        zip_of(&self.all_parts())
    }

    /// Its parts, in order.
    pub(crate) fn all_parts(&self) -> Vec<(String, Vec<u8>)> {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const PACKAGE_REL: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
        let rels = |list: &[(String, String)]| {
            let lines: String = list
                .iter()
                .enumerate()
                .map(|(at, (kind, target))| format!("<Relationship Id=\"rId{}\" Type=\"{kind}\" Target=\"{target}\"/>", at + 1))
                .collect();
            format!("<Relationships xmlns=\"{PACKAGE_REL}\">{lines}</Relationships>")
        };
        let mut types = String::from(
            "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
             <Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>",
        );
        let mut listed = String::new();
        let mut workbook_rels = Vec::new();
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        let mut add = |path: &str, text: String| parts.push((path.to_owned(), text.into_bytes()));
        for (at, (name, state, xml)) in self.sheets.iter().enumerate() {
            let path = format!("worksheets/sheet{}.xml", at + 1);
            types += &format!(
                "<Override PartName=\"/xl/{path}\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            );
            listed += &format!("<sheet name=\"{}\" sheetId=\"{}\" state=\"{state}\" r:id=\"rId{}\"/>", escaped(name), at + 1, at + 1);
            workbook_rels.push((format!("{REL}/worksheet"), path.clone()));
            add(&format!("xl/{path}"), format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{REL}\">{xml}</worksheet>"));
        }
        workbook_rels.push((format!("{REL}/styles"), "styles.xml".to_owned()));
        let names: String =
            self.names.iter().map(|(name, to)| format!("<definedName name=\"{name}\">{}</definedName>", escaped(to))).collect();
        let names = if names.is_empty() { names } else { format!("<definedNames>{names}</definedNames>") };
        let epoch = if self.from_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
        add("xl/workbook.xml", format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\">{epoch}<sheets>{listed}</sheets>{names}</workbook>"));
        add("xl/_rels/workbook.xml.rels", rels(&workbook_rels));
        add(
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>\
                 <cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        );
        let mut top = vec![(format!("{REL}/officeDocument"), "xl/workbook.xml".to_owned())];
        if !self.properties.is_empty() {
            top.push((format!("{REL}/custom-properties"), "docProps/custom.xml".to_owned()));
            types += "<Override PartName=\"/docProps/custom.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>";
            let list: String = self
                .properties
                .iter()
                .enumerate()
                .map(|(at, (name, value))| {
                    format!(
                        "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{}\" name=\"{name}\"><vt:lpwstr>{}</vt:lpwstr></property>",
                        at + 2,
                        escaped(value)
                    )
                })
                .collect();
            add(
                "docProps/custom.xml",
                format!(
                    "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
                     xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">{list}</Properties>"
                ),
            );
        }
        if !self.sheet_rels.is_empty() {
            let list: Vec<(String, String)> =
                self.sheet_rels.iter().map(|(kind, target)| ((*kind).to_owned(), (*target).to_owned())).collect();
            add("xl/worksheets/_rels/sheet1.xml.rels", rels(&list));
        }
        add("_rels/.rels", rels(&top));
        add(
            "[Content_Types].xml",
            format!("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">{types}</Types>"),
        );
        parts.reverse();
        for (path, content) in &self.parts {
            parts.retain(|(known, _)| known != path);
            parts.push((path.clone(), content.clone()));
        }
        parts
    }
}

/// The stamp of the made-up owner's form.
pub(crate) fn stamp() -> [(&'static str, &'static str); 6] {
    [
        ("stamp", "2022-06/head-of-ppu/1/5f2c"),
        ("cycle", "2022-06"),
        ("owner", "Head of PPU"),
        ("issue", "1"),
        ("template", "1"),
        ("correction", "no"),
    ]
}

/// The parts of a package, in their order: the other way round.
pub(crate) fn parts_of(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let parts = archive.len();
    let part = |at| {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        (part.name().unwrap().into_owned(), content)
    };
    (0..parts).map(part).collect()
}

/// A zip file of those parts.
pub(crate) fn zip_of(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in parts {
        zip.start_file(path.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The cells of a table as people read it: `| Ref | Rating |`. A cell is text as it stands (`\n` is a line break);
/// `#12.5` a number, `@44651` a date by its serial number, `!#REF!` an error value, `=1+1 -> 2` a formula with its result.
fn sheet_data(table: &str, first_row: u32) -> String {
    let mut xml = String::from("<sheetData>");
    let lines = table.lines().map(str::trim).filter(|line| line.starts_with('|'));
    for (row, line) in (first_row..).zip(lines) {
        xml += &format!("<row r=\"{row}\">");
        let cells = line.trim_matches('|').split('|').map(str::trim);
        for (col, cell) in (0u32..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let at = rectrack::model::place::cell_name(row - 1, col);
            let first = cell.chars().next().unwrap_or_default();
            let rest = &cell[first.len_utf8()..];
            xml += &match first {
                '#' if rest.parse::<f64>().is_ok() => format!("<c r=\"{at}\"><v>{rest}</v></c>"),
                '@' => format!("<c r=\"{at}\" s=\"1\"><v>{rest}</v></c>"),
                '!' => format!("<c r=\"{at}\" t=\"e\"><v>{rest}</v></c>"),
                '=' if cell.contains("->") => {
                    let (formula, result) = rest.split_once("->").expect("a result");
                    format!("<c r=\"{at}\" t=\"str\"><f>{}</f><v>{}</v></c>", escaped(formula.trim()), escaped(result.trim()))
                }
                _ => {
                    let text = escaped(&cell.replace("\\n", "\n"));
                    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
                }
            };
        }
        xml += "</row>";
    }
    xml + "</sheetData>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
