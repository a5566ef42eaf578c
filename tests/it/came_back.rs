//! What is read of returns as they come back, and what is said about who returned: through whole merges.

use std::collections::BTreeMap;

use rectrack::model::columns::{self as c, Column};
use rectrack::model::returned::Pack;
use rectrack::model::tables::Cycle;
use rectrack::model::words::{CycleState, Severity};
use rectrack::run;

use crate::cases::package::{Package, parts_of, zip_of};
use crate::office::{CYCLE, Office, day, task_of};

fn amber(no: &'static str, said: &'static str) -> [(&'static str, &'static Column, &'static str); 2] {
    [(no, &c::RATING, "Amber"), (no, &c::UPDATE, said)]
}

fn of<'a>(packs: &'a [Pack], owner: &str) -> &'a Pack {
    packs.iter().find(|pack| pack.owner == owner).unwrap()
}

/// A workbook with its parts changed.
fn changed(bytes: &[u8], change: impl FnOnce(&mut BTreeMap<String, String>)) -> Vec<u8> {
    let mut parts: BTreeMap<String, String> =
        parts_of(bytes).into_iter().map(|(name, content)| (name, String::from_utf8(content).unwrap())).collect();
    change(&mut parts);
    zip_of(&parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect::<Vec<_>>())
}

/// A workbook in which every part says `to` where it said `from`.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    changed(bytes, |parts| {
        assert!(parts.values().any(|text| text.contains(from)), "no part says {from}");
        parts.values_mut().for_each(|text| *text = text.replace(from, to));
    })
}

/// `rule file cell` of the queries of those rules.
fn raised(done: &run::merge::Done, rules: &[&str]) -> Vec<String> {
    let of_rules = done.queries.iter().filter(|query| rules.contains(&query.rule));
    let file = |file: &str| file.rsplit('/').next().unwrap().to_owned();
    of_rules.map(|query| format!("{} {} {}", query.rule, file(&query.place.file), query.place.cell())).collect()
}

/// The words on `Notes` of the queries workbook.
fn notes(office: &Office) -> Vec<String> {
    office.queries().notes.into_iter().map(|(_, _, text)| text.into()).collect()
}

/// A long text as it is listed, put together again; blanks at the ends of its pieces do not count.
fn listed(office: &Office) -> String {
    let pieces: String = notes(office).into_iter().filter(|note| note.contains("word")).collect();
    without_blanks(&pieces.replace("[continues below]", ""))
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_text_longer_than_a_cell_makes_its_row_wait_and_no_other() {
    let long = "word ".repeat(7_000) + "end";
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of B")]);
    let packs = office.issue();
    let typed = [amber("1", "@@"), amber("2", "As usual.")].concat();
    office.drop_in("a.xlsx", &replaced(&office.filled(of(&packs, "Head of A"), 9, &typed), "@@", &long));
    office.send(of(&packs, "Head of B"), "b.xlsx", 9, &amber("3", "B goes on."));
    let done = office.merge();
    assert_eq!(done.tally.to_string(), "issued 3 = merged 2 + unchanged 0 + queried 1 + clashed 0 + missing 0");
    assert_eq!((office.task("1").update.as_str(), office.task("2").update.as_str()), ("", "As usual."));
    let query = done.queries.iter().find(|query| query.rule == "text-cut-off").unwrap();
    // 7,000 words of five letters and blanks, and three letters.
    assert!(query.says().contains("Update holds 35003 characters"), "{}", query.says());
    assert_eq!((query.severity, query.reference.as_str(), query.place.cell().as_str()), (Severity::Blocking, task_of("1").as_str(), "H7"));
    assert_eq!(listed(&office), without_blanks(&format!("Update: {long}")));
    assert_eq!(office.faults(), Vec::<String>::new());

    // In a column of the owner's own, beside a row that merges.
    let office = Office::new(&[("1", "Head of A")]);
    let packs = office.issue();
    let row = answer("1", "Amber", "As usual.") + &format!(" {long} |");
    office.drop_in("a.xlsx", &form(&stamped(&packs[0]), "2022-06-09", " Our own |", &[row]));
    assert_eq!(office.merge().tally.merged, 1);
    assert_eq!(listed(&office), without_blanks(&format!("Our own: {long}")));
}

/// Names, each with what stands beside it.
type Pairs = Vec<(String, String)>;

/// The figures of the paper's summary that speak of returns, and its sheet `Owners`: who returned.
fn paper(office: &Office) -> (Pairs, Pairs) {
    let file = format!("cycles/{CYCLE}/consolidated.xlsx");
    let paper = rectrack::excel::book::open(&office.bytes(&file), &file, &rectrack::model::settings::Limits::default()).unwrap();
    let summary = paper.sheet("Summary").unwrap();
    let mut figures = Vec::new();
    for row in summary.rows() {
        let texts: Vec<String> = summary.row(row).map(|(_, cell)| cell.value.shown().into()).collect();
        if let [name, figure, ..] = &texts[..]
            && ["Asked", "Returned", "Missing"].contains(&name.as_str())
        {
            figures.push((name.clone(), figure.clone()));
        }
    }
    let owners = paper.sheet("Owners").unwrap();
    let heading = owners.rows().into_iter().find(|row| owners.text(*row, 0) == "Owner").unwrap();
    let col = (0..40).find(|col| owners.text(heading, *col) == "Returned").unwrap();
    let rows = owners.rows().into_iter().filter(|row| *row > heading && owners.text(*row, 0).starts_with("Head of"));
    (figures, rows.map(|row| (owners.text(row, 0).into(), owners.text(row, col).into())).collect())
}

/// What merge, status and the paper say of who returned: all of them the same. Those who have not, of how many.
fn missing(office: &Office, done: &run::merge::Done) -> (Vec<String>, usize) {
    let standing = run::status::run(&office.world, &run::Unwatched).unwrap().cycle.unwrap();
    assert_eq!(standing.missing_owners, done.missing_owners);
    assert_eq!(standing.returned_owners + standing.missing_owners.len(), standing.issued_owners);
    let (figures, owners) = paper(office);
    let shown = |name: &str| figures.iter().find(|(known, _)| known == name).unwrap().1.parse::<usize>().unwrap();
    let not_returned: Vec<String> = owners.into_iter().filter(|(_, returned)| returned == "no").map(|(owner, _)| owner).collect();
    assert_eq!(not_returned, done.missing_owners, "the paper's owners");
    assert_eq!((shown("Asked"), shown("Missing")), (standing.issued_owners, not_returned.len()));
    assert_eq!(shown("Returned"), shown("Asked") - shown("Missing"));
    (not_returned, shown("Asked"))
}

const HEADINGS: &str = "| Ref | Check | What is asked | Due | Last time | No change | Rating | Update | Reason for rating | Evidence | Completed on | Revised due date | Reason for new date | Waiting on | Resources needed |";

/// A row of a form made by hand: number, rating and update.
fn answer(no: &str, rating: &str, said: &str) -> String {
    format!("| {} | | Calls | | | | {rating} | {said} | | | | | | | |", task_of(no))
}

/// A form made by hand, its headings in the first row, with more of them at the end.
fn form(package: &Package, saved: &str, more_headings: &str, rows: &[String]) -> Vec<u8> {
    let core = format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\"><dcterms:modified>{saved}T10:00:00Z</dcterms:modified></cp:coreProperties>"
    );
    let table = format!("{HEADINGS}{more_headings}\n{}", rows.join("\n"));
    package.clone().sheet("Return", &table).part("docProps/core.xml", &core).bytes()
}

fn stamped(pack: &Pack) -> Package {
    Package::stamped().property("rectrack_stamp", &pack.stamp).property("rectrack_owner", &pack.owner)
}

#[test]
fn a_form_without_its_stamp_is_its_owners_by_its_rows() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of B"), ("4", "Head of C")]);
    let packs = office.issue();
    let bare = Package::new();
    office.drop_in("a.xlsx", &form(&bare, "2022-06-08", "", &[answer("1", "Amber", "A's newer words."), answer("2", "", "")]));
    office.drop_in("b.xlsx", &form(&bare, "2022-06-08", "", &[answer("3", "Amber", "B's words.")]));
    let done = office.merge();
    assert_eq!(missing(&office, &done), (vec!["Head of C".to_owned()], 3));
    assert_eq!(raised(&done, &["other-owners-row"]), Vec::<String>::new());
    let owners: Vec<String> = office.register().returns.iter().map(|row| row.owner.to_string()).collect();
    assert_eq!(owners, ["Head of A", "Head of B"]);
    // An older return with its stamp is the older one all the same.
    office.send(of(&packs, "Head of A"), "z.xlsx", 5, &amber("1", "A's older words."));
    let done = office.merge();
    assert_eq!(office.task("1").update, "A's newer words.");
    let says = done.queries.iter().find(|query| query.rule == "superseded-return" && query.reference.is_empty()).unwrap().says();
    assert_eq!(says, format!("a newer return of Head of A is there: cycles/{CYCLE}/returns/a.xlsx"));
    assert_eq!(office.faults(), Vec::<String>::new());
    // Rows of two owners in one workbook: nobody knows whose it is, and both have answered.
    office.drop_in("c.xlsx", &form(&bare, "2022-06-10", "", &[answer("3", "Amber", "B again."), answer("4", "Amber", "C's words.")]));
    let done = office.merge();
    assert_eq!(missing(&office, &done), (vec![], 3));
    assert_eq!(raised(&done, &["other-owners-row"]), Vec::<String>::new());
}

#[test]
fn a_form_without_its_stamp_belongs_to_the_cycle_that_it_shows() {
    for (title, outcome) in [
        ("Return of Head of A - 2022-06", "read"),
        ("Return of Head of A - 2021-12", "other cycle"),
        ("Points to put right: Head of A - 2021-12", "other cycle"),
        ("Return of Head of A - for June", "read"),
        ("Calls - 2021-12", "read"),
    ] {
        let office = Office::new(&[("1", "Head of A")]);
        office.edit(|register| {
            let past =
                Cycle { cycle: "2021-12".into(), state: Some(CycleState::Closed), as_at: Some(day(2021, 12, 31)), ..Cycle::default() };
            register.cycles.push(past);
        });
        office.issue();
        let table = format!("| {title} |\n{HEADINGS}\n{}", answer("1", "Amber", "It begins."));
        office.drop_in("a.xlsx", &Package::new().sheet("Return", &table).bytes());
        let done = office.merge();
        assert_eq!(office.register().returns[0].outcome, outcome, "{title}");
        assert_eq!(raised(&done, &["other-cycle"]).len(), usize::from(outcome == "other cycle"), "{title}");
    }
}

#[test]
fn who_returned_is_who_sent_a_return_of_their_own_with_an_answer_in_it() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A"), ("3", "Head of B"), ("4", "Head of B"), ("5", "Head of C")]);
    let packs = office.issue();
    // B's row 3 was answered in A's form: that is no return of B's.
    let a = stamped(of(&packs, "Head of A"));
    office.drop_in(
        "a.xlsx",
        &form(&a, "2022-06-09", "", &[answer("1", "Amber", "A's."), answer("2", "Amber", "A's."), answer("3", "Amber", "By A.")]),
    );
    // C sends the form as it came.
    office.send(of(&packs, "Head of C"), "c.xlsx", 9, &[]);
    let done = office.merge();
    assert_eq!(missing(&office, &done), (vec!["Head of B".to_owned(), "Head of C".to_owned()], 3));
    // 4 and 5: nothing with an answer came of either.
    assert_eq!(done.tally.to_string(), "issued 5 = merged 3 + unchanged 0 + queried 0 + clashed 0 + missing 2");
    assert_eq!(raised(&done, &["other-owners-row", "nothing-filled-in"]), ["nothing-filled-in c.xlsx ", "other-owners-row a.xlsx A4"]);
    // B answers row 3 as well: two owners now answer for one task.
    office.send(of(&packs, "Head of B"), "b.xlsx", 8, &amber("3", "B's."));
    let done = office.merge();
    assert_eq!(office.task("3").update, "B's.");
    assert_eq!(missing(&office, &done), (vec!["Head of C".to_owned()], 3));
    assert_eq!(raised(&done, &["other-owners-row"]), ["other-owners-row a.xlsx A4"]);
    assert_eq!(office.faults(), Vec::<String>::new());
    // The paper made again later says the same.
    run::consolidate::run(&office.world, &run::consolidate::Asked::default()).unwrap();
    assert_eq!(missing(&office, &done).0, ["Head of C"]);
}

#[test]
fn a_file_without_a_byte_is_the_same_when_verified() {
    let office = Office::new(&[("1", "Head of A")]);
    office.issue();
    office.drop_in("empty.xlsx", b"");
    office.drop_in("~$a.xlsx", b"lock");
    office.merge();
    assert_eq!(office.faults(), Vec::<String>::new());
}

#[test]
fn words_that_owners_wrote_beside_the_answers_are_listed() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A")]);
    let packs = office.issue();
    let table = |more: &str, rows: [&str; 2]| {
        let [first, second] = rows.map(str::to_owned);
        format!("| Filled in by: | Sgt Example |\n| Agreed by | | | Supt Sample |\n{HEADINGS}{more}\n{first}\n{second}")
    };
    let (first, second) = (answer("1", "Amber", "It begins."), answer("2", "", ""));
    let checked = first.replacen("| |", "| Ask the desk |", 1);
    let complete = second.replacen("| |", "| Complete |", 1);
    let blank = answer("1", "", "") + " By the desk |";
    let returned = stamped(&packs[0])
        .sheet("Return", &table("", [&checked, &complete]))
        // A copy of the sheet says the same, an empty one nothing; both have words beside the form.
        .sheet("Return (2)", &table(" Our own |", [&(first.clone() + " By hand |"), &second]))
        .sheet("Return (3)", &table(" Our own |", [&blank, &second]))
        // Begins as the sheet of the drop-down lists does.
        .sheet("Sheet1", "| Yes | More |\n| Talk to Sam | Green |")
        .sheet("Lists", "| Yes | Ratings |\n| Yes | Green |\n| | Amber |");
    office.drop_in("a.xlsx", &returned.bytes());
    let done = office.merge();
    assert_eq!(done.tally.merged, 1);
    let mut listed: Vec<String> =
        office.queries().notes.iter().map(|(_, place, text)| format!("{} {}: {text}", place.sheet, place.cell())).collect();
    listed.sort();
    let expected = [
        "Return (2) P4: Our own: By hand",
        "Return (3) P4: Our own: By the desk",
        "Return B1: Filled in by: Sgt Example",
        "Return B4: Check: Ask the desk",
        "Return D2: Agreed by: Supt Sample",
        "Sheet1 A2: Talk to Sam",
        "Sheet1 B1: More",
        "Sheet1 B2: Green",
    ];
    assert_eq!(listed, expected);
}

#[test]
fn a_return_that_has_gone_is_named_until_it_is_back_or_voided() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of B")]);
    let packs = office.issue();
    let a = office.filled(of(&packs, "Head of A"), 9, &amber("1", "A's words."));
    office.drop_in("a.xlsx", &a);
    office.send(of(&packs, "Head of B"), "b.xlsx", 9, &amber("2", "B's words."));
    assert_eq!(raised(&office.merge(), &["return-gone"]), Vec::<String>::new());
    let folder = office.path(&format!("cycles/{CYCLE}/returns"));
    // Under another name it is still there.
    std::fs::rename(folder.join("a.xlsx"), folder.join("A of June.xlsx")).unwrap();
    assert_eq!(raised(&office.merge(), &["return-gone"]), Vec::<String>::new());
    // Another content under its name takes its place.
    office.send(of(&packs, "Head of B"), "b.xlsx", 10, &amber("2", "B's newer words."));
    assert_eq!(raised(&office.merge(), &["return-gone"]), Vec::<String>::new());
    std::fs::remove_file(folder.join("A of June.xlsx")).unwrap();
    for _ in 0..2 {
        let done = office.merge();
        assert_eq!(raised(&done, &["return-gone"]), ["return-gone A of June.xlsx "]);
        assert_eq!((done.missing_owners, office.task("1").update.as_str()), (vec!["Head of A".to_owned()], ""));
    }
    // Some files, named for a check, are not all that there are.
    let named = [folder.join("b.xlsx")];
    let (_, checked) = run::check::run(&office.world, &named, &run::Unwatched).unwrap();
    assert!(!checked.queries.iter().any(|query| query.rule == "return-gone"));
    office.drop_in("back.xlsx", &a);
    let done = office.merge();
    assert_eq!((raised(&done, &["return-gone"]), office.task("1").update.as_str()), (vec![], "A's words."));
    std::fs::remove_file(folder.join("back.xlsx")).unwrap();
    office.merge();
    run::void::run(&office.world, "back.xlsx", "sent by mistake").unwrap();
    assert_eq!(raised(&office.merge(), &["return-gone"]), Vec::<String>::new());
}

#[test]
fn what_came_after_the_last_merge_is_not_closed_over() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of B")]);
    let packs = office.issue();
    office.send(of(&packs, "Head of A"), "a.xlsx", 9, &amber("1", "A's words."));
    office.merge();
    office.send(of(&packs, "Head of B"), "late.xlsx", 9, &amber("2", "B's words."));
    office.drop_in("~$late.xlsx", b"lock");
    let refused = run::close::run(&office.world, false, "").unwrap_err().to_string();
    assert!(refused.contains(&format!("cycles/{CYCLE}/returns/late.xlsx came and was not merged")), "{refused}");
    office.merge();
    run::close::run(&office.world, false, "").unwrap();
    let refused = office.try_merge().unwrap_err().to_string();
    assert!(refused.contains("cycle 2022-06 again with 'rectrack close --reopen --why TEXT'"), "{refused}");
}

#[test]
fn a_form_without_its_headings_is_not_called_empty() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of A")]);
    let packs = office.issue();
    // The row of headings deleted, the rest pasted as values into a workbook that kept its properties.
    let rows = [answer("1", "Amber", "It begins."), answer("2", "Green", "Done.")].join("\n");
    office.drop_in("a.xlsx", &stamped(&packs[0]).sheet("Return", &format!("| Return of Head of A |\n{rows}")).bytes());
    let done = office.merge();
    assert_eq!(raised(&done, &["moved-heading", "nothing-filled-in"]), ["moved-heading a.xlsx "]);
    let query = done.queries.iter().find(|query| query.rule == "moved-heading").unwrap();
    assert!(query.says().starts_with("the row of the form's headings is gone"), "{}", query.says());
    assert!(notes(&office).iter().any(|note| note == "It begins."));
    assert!(office.register().returns[0].asks.contains("row of headings"));
    assert_eq!(missing(&office, &done), (vec!["Head of A".to_owned()], 1));
}

#[test]
fn the_words_of_text_boxes_are_listed_and_pictures_are_named() {
    const DRAWING: &str = "<wsDr xmlns:a=\"urn:a\" xmlns:mc=\"urn:mc\">\
        <oneCellAnchor><from><col>9</col><colOff>0</colOff><row>7</row></from><pic><nvPicPr/></pic></oneCellAnchor>\
        <twoCellAnchor><from><col>7</col><colOff>5</colOff><row>1</row></from><to><col>9</col><row>9</row></to><mc:AlternateContent>\
        <mc:Choice><sp><txBody><a:p><a:r><a:t>Ask Sam &amp;</a:t></a:r></a:p><a:p><a:r><a:t>Jo</a:t></a:r></a:p></txBody></sp></mc:Choice>\
        <mc:Fallback><sp><txBody><a:p><a:r><a:t>Ask Sam</a:t></a:r></a:p></txBody></sp></mc:Fallback>\
        </mc:AlternateContent></twoCellAnchor>\
        <twoCellAnchor><from><col>0</col><row>0</row></from><sp><spPr/></sp></twoCellAnchor></wsDr>";
    let office = Office::new(&[("1", "Head of A")]);
    let packs = office.issue();
    let returned = stamped(&packs[0])
        .sheet("Return", &format!("{HEADINGS}\n{}", answer("1", "Amber", "It begins.")))
        .sheet_rel("http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing", "../drawings/drawing1.xml")
        .part("xl/drawings/drawing1.xml", DRAWING);
    office.drop_in("a.xlsx", &returned.bytes());
    let done = office.merge();
    assert_eq!((done.tally.merged, raised(&done, &["has-pictures"])), (1, vec!["has-pictures a.xlsx J8".to_owned()]));
    let listed: Vec<String> = office.queries().notes.iter().map(|(_, place, text)| format!("{}: {text}", place.cell())).collect();
    assert_eq!(listed, ["H2: Ask Sam & Jo"]);
}

/// Bytes as a mail carries them.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[test]
fn the_words_of_the_mail_around_a_return_are_listed_and_what_came_beside_it_is_no_unreadable_return() {
    let office = Office::new(&[("1", "Head of A")]);
    let packs = office.issue();
    let workbook = base64(&office.filled(&packs[0], 9, &amber("1", "It begins.")));
    let part = |name: &str, bytes: &str| {
        format!(
            "--x\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{bytes}\r\n"
        )
    };
    let mail = format!(
        "From: head.of.a@force.example\r\nDate: Thu, 9 Jun 2022 10:00:00 +0000\r\nSubject: RE: return\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nQueue 7 has moved to IT.\r\n\r\nOn 1 June the team wrote:\r\n> Please answer.\r\n{}{}--x--\r\n",
        part("A.xlsx", &workbook),
        part("audit.pdf", &base64(b"%PDF-1.4"))
    );
    office.drop_in("m.eml", mail.as_bytes());
    let done = office.merge();
    assert_eq!((done.counts.read, done.counts.unreadable), (1, 0));
    assert_eq!(raised(&done, &["not-a-workbook"]), [""; 0]);
    let notes = office.queries().notes;
    let told: Vec<(&str, String, &str)> = notes
        .iter()
        .filter(|(_, _, text)| !text.starts_with("Filled in by"))
        .map(|(owner, place, text)| (owner.as_str(), place.to_string(), text.as_str()))
        .collect();
    assert_eq!(told, [("Head of A", format!("cycles/{CYCLE}/returns/m.eml"), "Queue 7 has moved to IT.")]);
    let outcomes: Vec<(String, String)> =
        office.register().returns.iter().map(|row| (row.file.to_string(), row.outcome.to_string())).collect();
    let of = |name: &str| format!("cycles/{CYCLE}/returns/m.eml{name}");
    assert_eq!(
        outcomes,
        [("", "opened"), ("!A.xlsx", "read"), ("!audit.pdf", "beside a return")].map(|(name, outcome)| (of(name), outcome.to_owned()))
    );
    assert_eq!(office.faults(), Vec::<String>::new());
}
