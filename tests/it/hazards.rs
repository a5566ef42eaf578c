//! Files that took readers down: each ends in its expected outcome, here in the process, with bounded memory.
//!
//! The expected outcome is the point; how long each takes and how much memory is measured in `benches/`.

use rectrack::excel::book::{open, open_sheets};
use rectrack::excel::unreadable::Unreadable;
use rectrack::model::settings::Limits;
use rectrack::model::{Book, Value};

use super::cases::package::{Package, zip_of};

fn cells(xml: &str) -> Package {
    Package::new().raw_sheet("Return", &format!("<sheetData>{xml}</sheetData>"))
}

fn opened(package: &Package) -> Result<Book, Unreadable> {
    open(&package.bytes(), "hazard.xlsx", &Limits::default())
}

/// What became of it, in a word; for a workbook that was read, its cells and those that were not.
fn ended(result: Result<Book, Unreadable>) -> String {
    match result {
        Ok(book) => format!("read {} cells, {} not", book.sheets[0].cells.len(), book.sheets[0].unread.len()),
        Err(Unreadable::Oversized { .. }) => "oversized".to_owned(),
        Err(Unreadable::Damaged { .. }) => "damaged".to_owned(),
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn cells_far_apart_are_read_and_cells_outside_the_grid_are_listed() {
    let one = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    for (name, outcome) in [
        ("XFD1048576", "read 2 cells, 0 not"),
        ("Z1048576", "read 2 cells, 0 not"),
        ("XFD1000", "read 2 cells, 0 not"),
        ("A1048576", "read 2 cells, 0 not"),
        ("XFD4294967295", "read 1 cells, 1 not"),
        ("ZZZZZZZZ5", "read 1 cells, 1 not"),
        ("A0", "read 1 cells, 1 not"),
        ("5", "read 1 cells, 1 not"),
    ] {
        let package = cells(&format!("{one}<row><c r=\"{name}\"><v>2</v></c></row>"));
        assert_eq!(ended(opened(&package)), outcome, "{name}");
    }
}

#[test]
fn cells_that_do_not_say_where_they_stand_are_counted_and_never_leave_the_grid() {
    let many =
        "<row r=\"1\"><c><v>1</v></c></row>".to_owned() + &format!("<row r=\"2\">{}</row>", "<c t=\"e\"><v>#NEW!</v></c>".repeat(16_390));
    let limits = Limits { cells: 50_000, ..Limits::default() };
    let book = open(&cells(&many).bytes(), "hazard.xlsx", &limits);
    // More than ten thousand cells that cannot be read: the file counts as damaged.
    assert_eq!(ended(book), "damaged");
    let few = "<row r=\"1048576\"><c t=\"e\"><v>#NEW!</v></c></row><row r=\"1048577\"><c t=\"e\"><v>#NEW!</v></c></row>";
    assert_eq!(ended(opened(&cells(few))), "read 1 cells, 1 not");
}

#[test]
fn declarations_that_lie_reserve_nothing() {
    let one = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    let texts = |count: &str| cells(one).part("xl/sharedStrings.xml", &format!("<sst uniqueCount=\"{count}\"><si><t>a</t></si></sst>"));
    assert_eq!(ended(opened(&texts("4294967295"))), "damaged");
    assert_eq!(ended(opened(&texts("9999999999999999999"))), "damaged");
    assert_eq!(ended(opened(&texts("1"))), "read 1 cells, 0 not");
    let backwards = Package::new().raw_sheet("Return", &format!("<dimension ref=\"B2:A1\"/><sheetData>{one}</sheetData>"));
    assert_eq!(ended(opened(&backwards)), "read 1 cells, 0 not");
    let shared = cells("<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"4000000000\">1+1</f><v>2</v></c></row>");
    assert_eq!(ended(opened(&shared)), "read 1 cells, 0 not");
}

#[test]
fn what_unpacks_to_too_much_is_oversized() {
    let blanks = " ".repeat(8 << 20);
    assert_eq!(ended(opened(&cells(&blanks))), "oversized", "one text of eight million blanks");
    let long = format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(8 << 20));
    assert_eq!(ended(opened(&cells(&long))), "oversized", "one cell of eight million letters");
    let runs = format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>{}</is></c></row>", "<r><t>xxxxxxxxxx</t></r>".repeat(300_000));
    assert_eq!(ended(opened(&cells(&runs))), "oversized", "one cell of three hundred thousand runs");
    let limits = Limits { cells: 10_000, ..Limits::default() };
    let few = |package: &Package| ended(open(&package.bytes(), "hazard.xlsx", &limits));
    assert_eq!(few(&cells(&format!("<row>{}</row>", "<c><v>1</v></c>".repeat(10_001)))), "oversized", "more cells than allowed");
    assert_eq!(
        few(&cells(&format!("<row>{}</row>", "<c s=\"0\"/>".repeat(10_000)).repeat(11))),
        "oversized",
        "more formatted empty cells than allowed"
    );
    let texts = cells("").part("xl/sharedStrings.xml", &format!("<sst>{}</sst>", "<si/>".repeat(40_001)));
    assert_eq!(few(&texts), "oversized", "more shared texts than cells could show");
    let again = cells(&"<row><c t=\"s\"><v>0</v></c></row>".repeat(9_000));
    let again = again.part("xl/sharedStrings.xml", &format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000)));
    assert_eq!(few(&again), "oversized", "one long text shown by nine thousand cells");
    let fonts = format!("<font><name val=\"{}\"/></font>", "x".repeat(30_000));
    let formats = "<xf numFmtId=\"0\" fontId=\"0\"/>".repeat(60_000);
    let styles = cells("<row><c><v>1</v></c></row>")
        .part("xl/styles.xml", &format!("<styleSheet><fonts>{fonts}</fonts><cellXfs>{formats}</cellXfs></styleSheet>"));
    assert_eq!(few(&styles), "read 1 cells, 0 not", "a long font name is not copied for each format");
    let small = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let bomb = cells("").part("xl/media/image1.png", &" ".repeat(2 << 20));
    assert_eq!(ended(open(&bomb.bytes(), "hazard.xlsx", &small)), "oversized", "told by its list of parts, unpacked not at all");
    let parts: Vec<(String, Vec<u8>)> = (0..5_000).map(|at| (format!("xl/media/{at}.png"), Vec::new())).collect();
    assert_eq!(ended(open(&zip_of(&parts), "hazard.xlsx", &Limits::default())), "oversized", "five thousand parts");
    let big = vec![b'x'; 2 << 20];
    assert_eq!(
        ended(open(&big, "hazard.xlsx", &Limits { file_bytes: 1 << 20, ..Limits::default() })),
        "oversized",
        "a file of two megabytes"
    );
}

#[test]
fn a_zip_whose_headers_lie_is_damaged() {
    let mut bytes = cells(&format!("<row r=\"1\"><c r=\"A1\"><v>{}</v></c></row>", "1".repeat(500))).bytes();
    // The uncompressed size of the sheet's part in its local header and in the list of parts: said to be 10 bytes.
    let name = b"xl/worksheets/sheet1.xml";
    let places: Vec<usize> = bytes.windows(name.len()).enumerate().filter(|(_, window)| window == name).map(|(at, _)| at).collect();
    let [local, listed] = places.as_slice() else { panic!("the name stands twice") };
    bytes[local - 8..local - 4].copy_from_slice(&10u32.to_le_bytes());
    bytes[listed - 22..listed - 18].copy_from_slice(&10u32.to_le_bytes());
    assert_eq!(ended(open(&bytes, "hazard.xlsx", &Limits::default())), "damaged");
}

#[test]
fn a_sheet_that_is_not_wanted_costs_nothing() {
    let package = Package::new().sheet("Return", "| a |").raw_sheet("Pasted", &" ".repeat(4 << 20));
    let book = open_sheets(&package.bytes(), "hazard.xlsx", &Limits::default(), |name| name == "Return").unwrap();
    assert_eq!(book.sheets[0].value(0, 0), &Value::from("a"));
}
