//! Workbooks in the formats that no program here writes as a test needs them: .xlsb (BIFF12) made record by record, .xls (BIFF8)
//! of a few numbers, and .ods whose cells are repeated. After the published descriptions [MS-XLSB], [MS-XLS] and ODF 1.3.

use std::io::{Cursor, Write as _};

use super::package::{Package, zip_of};

/// An .xlsb of one sheet of texts, with the stamp as custom properties. The table is as in [`Package::sheet`].
pub(crate) fn xlsb(name: &str, table: &str) -> Vec<u8> {
    let mut workbook = Vec::new();
    record(&mut workbook, 0x83, &[]); // BrtBeginBook
    record(&mut workbook, 0x99, &[0; 12]); // BrtWbProp
    record(&mut workbook, 0x8F, &[]); // BrtBeginBundleShs
    let mut listed = [0u32.to_le_bytes(), 1u32.to_le_bytes()].concat(); // visible, number 1
    listed.extend(wide("rId1"));
    listed.extend(wide(name));
    record(&mut workbook, 0x9C, &listed); // BrtBundleSh
    record(&mut workbook, 0x90, &[]); // BrtEndBundleShs
    record(&mut workbook, 0x9D, &[0; 26]); // BrtCalcProp
    record(&mut workbook, 0x84, &[]); // BrtEndBook

    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.trim().trim_matches('|').split('|').map(str::trim).collect()).collect();
    let last_row = u32::try_from(rows.len() - 1).unwrap();
    let last_col = u32::try_from(rows.iter().map(Vec::len).max().unwrap() - 1).unwrap();
    let mut sheet = Vec::new();
    record(&mut sheet, 0x81, &[]); // BrtBeginSheet
    record(&mut sheet, 0x94, &[0, last_row, 0, last_col].map(u32::to_le_bytes).concat()); // BrtWsDim
    record(&mut sheet, 0x91, &[]); // BrtBeginSheetData
    for (row, cells) in (0u32..).zip(&rows) {
        let mut header = row.to_le_bytes().to_vec();
        header.extend([0; 13]);
        record(&mut sheet, 0x00, &header); // BrtRowHdr
        for (col, text) in (0u32..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            let mut cell = [col.to_le_bytes(), 0u32.to_le_bytes()].concat();
            cell.extend(wide(text));
            record(&mut sheet, 0x06, &cell); // BrtCellSt
        }
    }
    record(&mut sheet, 0x92, &[]); // BrtEndSheetData
    record(&mut sheet, 0x82, &[]); // BrtEndSheet

    let mut parts = Package::stamped().all_parts();
    parts.retain(|(path, _)| path == "docProps/custom.xml");
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |list: &[(&str, &str)]| {
        let lines: String = (1..)
            .zip(list)
            .map(|(at, (kind, target))| format!("<Relationship Id=\"rId{at}\" Type=\"{rel}/{kind}\" Target=\"{target}\"/>"))
            .collect();
        format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{lines}</Relationships>")
    };
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Default Extension=\"bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/>\
        <Override PartName=\"/xl/worksheets/sheet1.bin\" ContentType=\"application/vnd.ms-excel.worksheet\"/>\
        <Override PartName=\"/docProps/custom.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/></Types>";
    parts.extend([
        ("[Content_Types].xml".to_owned(), types.as_bytes().to_vec()),
        (
            "_rels/.rels".to_owned(),
            rels(&[("officeDocument", "xl/workbook.bin"), ("custom-properties", "docProps/custom.xml")]).into_bytes(),
        ),
        ("xl/_rels/workbook.bin.rels".to_owned(), rels(&[("worksheet", "worksheets/sheet1.bin")]).into_bytes()),
        ("xl/workbook.bin".to_owned(), workbook),
        ("xl/worksheets/sheet1.bin".to_owned(), sheet),
    ]);
    zip_of(&parts)
}

/// One BIFF12 record: its type and its length in groups of seven bits, then its content.
fn record(into: &mut Vec<u8>, kind: u32, content: &[u8]) {
    if kind > 0x7F {
        into.extend([u8::try_from(kind & 0x7F).unwrap() | 0x80, u8::try_from(kind >> 7).unwrap()]);
    } else {
        into.push(u8::try_from(kind).unwrap());
    }
    let mut left = content.len();
    while left > 0x7F {
        into.push(u8::try_from(left & 0x7F).unwrap() | 0x80);
        left >>= 7;
    }
    into.push(u8::try_from(left).unwrap());
    into.extend(content);
}

/// A text with its length before it, in UTF-16.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = u32::try_from(units.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

/// An .xls of one sheet, `Return`, with numbers in those cells (row, column, counted from nought).
pub(crate) fn xls(cells: &[(u16, u16, f64)]) -> Vec<u8> {
    let biff = |into: &mut Vec<u8>, kind: u16, content: &[u8]| {
        into.extend(kind.to_le_bytes());
        into.extend(u16::try_from(content.len()).unwrap().to_le_bytes());
        into.extend(content);
    };
    let begin = |kind: u16| [0x0600, kind, 0x0DBB, 0x07CC, 0, 0, 0x0600, 0].map(u16::to_le_bytes).concat();
    let globals = |sheet_at: u32| {
        let mut stream = Vec::new();
        biff(&mut stream, 0x0809, &begin(0x0005)); // BOF of the workbook
        biff(&mut stream, 0x0042, &1200u16.to_le_bytes()); // CODEPAGE
        let mut listed = sheet_at.to_le_bytes().to_vec();
        listed.extend([0, 0, 6, 0]);
        listed.extend(b"Return");
        biff(&mut stream, 0x0085, &listed); // BOUNDSHEET
        biff(&mut stream, 0x000A, &[]); // EOF
        stream
    };
    let mut stream = globals(u32::try_from(globals(0).len()).unwrap());
    biff(&mut stream, 0x0809, &begin(0x0010)); // BOF of the sheet
    for (row, col, number) in cells {
        let at = [*row, *col, 0].map(u16::to_le_bytes).concat();
        biff(&mut stream, 0x0203, &[at, number.to_le_bytes().to_vec()].concat()); // NUMBER
    }
    biff(&mut stream, 0x000A, &[]);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// An .ods of one sheet, `Return`, whose one number is repeated over so many columns and rows.
pub(crate) fn ods_repeated(cols: u32, rows: u32) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"Return\"><table:table-row table:number-rows-repeated=\"{rows}\">\
         <table:table-cell table:number-columns-repeated=\"{cols}\" office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell>\
         </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
        <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>\
        <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";
    zip_of(&[
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml".to_owned(), content.into_bytes()),
        ("META-INF/manifest.xml".to_owned(), manifest.as_bytes().to_vec()),
    ])
}
