//! What a merge would still take in is neither closed over nor frozen in a final paper, and `status` names it.

use rectrack::excel;
use rectrack::model::columns as c;
use rectrack::model::settings::Limits;
use rectrack::model::words::{Rating, Stage};
use rectrack::run;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::office::{CYCLE, Office, choice, day};

/// Two owners; A answered with a Red that lacks its reason (so `queries.xlsx` asks), B in `b.xlsx` with an Amber. Merged.
fn merged() -> Office {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of B")]);
    let packs = office.issue();
    office.send(&packs[0], "a.xlsx", 9, &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "The supplier has gone.")]);
    office.send(&packs[1], "b.xlsx", 9, &[("2", &c::RATING, "Amber"), ("2", &c::UPDATE, "Half is done.")]);
    office.merge();
    office
}

fn returned(file: &str) -> String {
    format!("cycles/{CYCLE}/returns/{file}")
}

/// A paper as somebody saved it: one recommendation, with the clerk's comment.
fn edited_paper() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Recommendations").unwrap();
    sheet.write_row(0, 0, ["Ref", "Rating", "Stage", "Comments"]).unwrap();
    sheet.write_row(1, 0, ["calls-2021/2", "Amber", "in progress", "Members asked for this."]).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2022, 6, 13).unwrap()));
    book.save_to_buffer().unwrap()
}

/// What is refused because of it, and by the same words named by `status`; nothing where the cycle can be closed.
fn refused(office: &Office) -> Vec<String> {
    let asked = run::consolidate::Asked { is_final: true, ..Default::default() };
    let dry = run::World { dry_run: true, ..office.world.clone() };
    let final_paper = run::consolidate::run(&dry, &asked).map(|_| ());
    let closed = run::close::run(&dry, false, "").map(|_| ());
    assert_eq!(final_paper, closed);
    let status = run::status::run(&office.world, &run::Unwatched).unwrap();
    let named = status.cycle.unwrap().unmerged.says();
    match closed {
        Ok(()) => {
            assert_eq!(named, Vec::<String>::new());
            Vec::new()
        }
        Err(why) => {
            let says: Vec<String> = why.says.lines().filter(|line| !line.ends_with(':')).map(|line| line.trim().to_owned()).collect();
            assert_eq!(named.len(), says.len(), "{named:?} {says:?}");
            says
        }
    }
}

#[test]
fn what_is_not_merged_is_neither_closed_over_nor_frozen() {
    type Change = fn(&Office);
    let cases: [(&str, Change, Vec<String>); 8] = [
        ("nothing", |_| (), vec![]),
        (
            "a new file, and one that another program left",
            |office| {
                office.drop_in("late.xlsx", b"late");
                office.drop_in("~$late.xlsx", b"lock");
            },
            vec![format!("{} came and was not merged", returned("late.xlsx"))],
        ),
        (
            "a newer return under the same name",
            |office| office.drop_in("b.xlsx", b"newer"),
            vec![format!("{} was saved again since the last merge", returned("b.xlsx"))],
        ),
        (
            "a return that has gone",
            |office| std::fs::remove_file(office.path(&returned("b.xlsx"))).unwrap(),
            vec![format!("{} was merged and has gone since", returned("b.xlsx"))],
        ),
        (
            "a voided return",
            |office| drop(run::void::run(&office.world, "b.xlsx", "sent by mistake").unwrap()),
            vec![format!("{} was voided, and what it said still counts", returned("b.xlsx"))],
        ),
        (
            "a task that was closed in the register",
            |office| {
                office.edit(|register| {
                    let task = &mut register.tasks[1];
                    (task.stage, task.rating) = (Some(Stage::Closed), Some(Rating::Green));
                });
            },
            vec!["register.xlsx was edited since the last merge: calls-2021/2.1".to_owned()],
        ),
        (
            "a task that was taken out of the register, and its draft written meanwhile",
            |office| {
                office.edit(|register| drop(register.tasks.remove(1)));
                run::consolidate::run(&office.world, &run::consolidate::Asked::default()).unwrap();
            },
            vec!["register.xlsx was edited since the last merge: calls-2021/2.1".to_owned()],
        ),
        (
            "the clerk's comment",
            |office| std::fs::write(office.path(&format!("cycles/{CYCLE}/consolidated.xlsx")), edited_paper()).unwrap(),
            vec![format!("cycles/{CYCLE}/consolidated.xlsx was edited, and its edits are not taken")],
        ),
    ];
    for (what, change, says) in cases {
        let office = merged();
        change(&office);
        assert_eq!(refused(&office), says, "{what}");
        if what != "the clerk's comment" {
            office.merge();
            assert_eq!(refused(&office), Vec::<String>::new(), "{what}");
        }
    }
}

#[test]
fn decisions_that_are_typed_and_not_merged_are_named() {
    let office = merged();
    office.decide(|book| {
        let red = book.queries.iter_mut().find(|row| row.rule_or_field == "red-without-reason").unwrap();
        red.choice = choice("accept as it is", "", "the reason was heard");
    });
    // Who saved the workbook does not show in the file that the test writes: `status` goes by that, the others read what is typed.
    let typed = format!("1 decision typed in cycles/{CYCLE}/queries.xlsx is not merged");
    let closed = run::close::run(&office.world, false, "").unwrap_err();
    assert_eq!((closed.says, closed.asks), (typed, "run 'rectrack merge' first".to_owned()));
    office.merge();
    run::close::run(&office.world, false, "").unwrap();
}

#[test]
fn an_edit_that_no_merge_takes_in_does_not_stop_anything() {
    let office = merged();
    office.edit(|register| register.owners[0].e_mail = "new@force.example".into());
    run::close::run(&office.world, false, "").unwrap();
}

/// What was issued before the register was put back is issued anew, as long as nobody has answered.
#[test]
fn a_cycle_is_issued_anew_after_the_register_was_put_back() {
    let office = Office::new(&[("1", "Head of A"), ("2", "Head of B")]);
    assert_eq!(office.issue().len(), 2);
    run::restore::run(&office.world, None).unwrap();
    let only_b = run::issue::Asked {
        cycle: CYCLE.to_owned(),
        as_at: Some(day(2022, 7, 31)),
        return_by: Some(day(2022, 7, 15)),
        owners: vec!["Head of B".to_owned()],
        due_within: None,
    };
    let issued = run::issue::run(&office.world, &only_b, &run::Unwatched).unwrap();
    assert_eq!((issued.supplement, issued.packs.len()), (false, 1));
    let folder = std::fs::read_dir(office.path(&format!("cycles/{CYCLE}/issued"))).unwrap();
    let mut names: Vec<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    // Nothing of the first issue is left, and its workbooks are asked of nobody.
    assert_eq!(names, ["head-of-b.eml", "head-of-b.xlsx", "issued.json", "mail-merge.csv", "outbox.html"]);
    office.send(&issued.packs[0], "b.xlsx", 9, &[("2", &c::RATING, "Amber"), ("2", &c::UPDATE, "Half is done.")]);
    assert_eq!(office.merge().tally.issued, 1);
    assert_eq!(office.faults(), Vec::<String>::new());
    run::restore::run(&office.world, Some("1")).unwrap();
    let refused = run::issue::run(&office.world, &only_b, &run::Unwatched).map(|done| done.supplement).unwrap_err();
    assert_eq!(refused.says, "cycle 2022-06 was issued before the register was put back, and 1 file has come back in it");
}

/// A letter asks for no answer by a day that has passed: the last day of the cycle is 17 June 2022.
#[test]
fn a_correction_asks_for_an_answer_soon_once_the_day_has_passed() {
    for (today, subject, asks) in [
        (17, "Recommendations, 2022-06: 1 point for Head of A, back by 17 Jun 2022", "Please reply by Friday 17 June 2022."),
        (18, "Recommendations, 2022-06: 1 point for Head of A, as soon as you can", "Please reply as soon as you can."),
    ] {
        let mut office = Office::new(&[("1", "Head of A")]);
        let packs = office.issue();
        office.world.today = day(2022, 6, today);
        office.send(&packs[0], "a.xlsx", 9, &[("1", &c::RATING, "Red"), ("1", &c::UPDATE, "The supplier has gone.")]);
        office.merge();
        let draft = String::from_utf8(office.bytes(&format!("cycles/{CYCLE}/corrections/head-of-a.eml"))).unwrap();
        let mail = rectrack::mail::open(draft.as_bytes(), "a.eml", &rectrack::model::settings::Limits::default()).unwrap();
        assert!(mail.subject.ends_with(subject.split_once(',').unwrap().1), "{}", mail.subject);
        assert!(draft.replace("=\r\n", "").contains(asks), "{draft}");
    }
}

/// The marking of the settings stands on every page of the register too.
#[test]
fn the_register_is_printed_with_its_marking() {
    let office = Office::new(&[("1", "Head of A")]);
    office.settings("marking = 'OFFICIAL-SENSITIVE'\n");
    office.issue();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(office.bytes("register.xlsx"))).unwrap();
    for sheet in 1..=3 {
        let mut part = zip.by_name(&format!("xl/worksheets/sheet{sheet}.xml")).unwrap();
        let text = std::io::read_to_string(&mut part).unwrap();
        assert_eq!(text.matches("OFFICIAL-SENSITIVE").count(), 2, "header and footer of sheet {sheet}");
    }
    assert_eq!(office.faults(), Vec::<String>::new());
}

/// A draft for a meeting, as the clerk saved it with another comment: the final paper waits until the edit is taken, which is kept.
#[test]
fn a_draft_that_the_clerk_edited_is_taken_before_the_final() {
    const HEADS: [&str; 6] = ["Ref", "Rating", "Stage", "Due date in words", "Comments", "Position"];
    let office = merged();
    let meeting = run::consolidate::Asked { meeting: Some("Audit Committee 8 December 2022".to_owned()), ..Default::default() };
    let file = run::consolidate::run(&office.world, &meeting).unwrap().files.remove(0);
    let book = excel::book::open(&office.bytes(&file), &file, &Limits::default()).unwrap();
    let mut book_saved = Workbook::new();
    let sheet = book_saved.add_worksheet().set_name("Recommendations").unwrap();
    sheet.write_row(0, 0, HEADS).unwrap();
    for (at, row) in (1..).zip(excel::consolidated::read(&book).unwrap().rows) {
        let comments = if row.reference == "calls-2021/2" { "Members asked for this.".into() } else { row.comments };
        let cells = [row.reference, row.rating, row.stage, row.due, comments, row.position].map(|text| text.to_string());
        sheet.write_row(at, 0, cells).unwrap();
    }
    book_saved.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2022, 6, 13).unwrap()));
    std::fs::write(office.path(&file), book_saved.save_to_buffer().unwrap()).unwrap();

    let last = run::consolidate::Asked { is_final: true, ..meeting.clone() };
    let refused = run::consolidate::run(&office.world, &last).unwrap_err();
    assert_eq!(refused.says, format!("{file} was edited, and its edits are not taken"));
    let taken = run::consolidate::run(&office.world, &run::consolidate::Asked { take_edits: true, ..meeting }).unwrap();
    assert_eq!(taken.taken, [("calls-2021/2".to_owned(), "Committee text".to_owned())]);
    let decided = office.register().decisions.into_iter().find(|row| row.reference == "calls-2021/2").unwrap();
    assert_eq!(decided.value, "Members asked for this.");
    run::consolidate::run(&office.world, &last).unwrap();
}
