//! Two papers in the layouts of real published schedules, every sentence made up: what an empty workspace imports.
//!
//! `november` is laid out as schedules of 2021 (number and text, status, due date, comment), `may` as those of 2022 (status first,
//! with the original date, the owner and the position). They are untidy in the ways that real ones are.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

/// One block of a paper: a report and its rows.
struct Block {
    title: &'static str,
    published_by: &'static str,
    published: &'static str,
    stated: &'static str,
    rows: &'static [&'static [&'static str]],
}

/// The paper of November 2021: number, text, status, due date, comment.
const NOVEMBER: &[Block] = &[
    Block {
        title: "Roads made safer",
        published_by: "A national report by HMICFRS",
        published: "Published 15th July 2020.",
        stated: "There are 3 recommendations for the force, 1 is complete and 2 are in progress.",
        rows: &[
            &[
                "2",
                "Recommendation\nWatch speed where most people are hurt.",
                "NEW GREEN",
                "September 2020",
                "Cameras stand at the ten worst places since October.",
            ],
            &[
                "5",
                "Recommendation\nRebuild the three worst junctions with the council.",
                "AMBER",
                "December 2021",
                "Two of three are rebuilt.",
            ],
            &[
                "6",
                "Recommendation\nShare figures on collisions with the council.",
                "AMBER",
                "No date set by HMICFRS | March 2022",
                "A first set of figures went to the council.",
            ],
        ],
    },
    Block {
        title: "Calls answered in Northshire",
        published_by: "A force report by HMICFRS",
        published: "Published May 2019",
        stated: "This report makes 3 areas for improvement for the force; 1 is complete and 2 are in progress.",
        rows: &[
            &[
                "1",
                "Area for Improvement\nAnswer calls that are not urgent sooner.",
                "RED",
                "December 2019",
                "The telephone system came late, and staff were short; nothing was measured.",
            ],
            &[
                "3",
                "Area for Improvement\nTell callers how long they will wait.",
                "NEW GREEN",
                "December 2019",
                "A recorded voice tells them since June.",
            ],
            &["4", "Area for Improvement\nOffer to call back.", "AMBER", "December 2021", "The supplier has been asked for it."],
        ],
    },
    Block {
        title: "Police super-complaint - Waiting for an answer: how complaints by other bodies are heard",
        published_by: "A joint investigation report by HMICFRS, the College of Policing and the IOPC",
        published: "Published 17th December 2020",
        stated: "There are 2 actions for the force, both are in progress.",
        rows: &[
            &[
                "1",
                "Recommendation\nWait for the national policy, then follow it.",
                "AMBER",
                "March 2022",
                "A first draft is with the legal team.",
            ],
            &["4", "Recommendation\nName one person whom other bodies may call.", "AMBER", "March 2022", "The post is being written."],
        ],
    },
];

/// The paper of May 2022: status, number, text, due date, original due date, comments, owner, position, direction of travel.
const MAY: &[Block] = &[
    Block {
        title: "Safe At Home: Burglary And What Follows",
        published_by: "A national report HMICFRS",
        published: "Published 25 February 2022",
        stated: "This report makes 9 recommendations aimed at the Police, all are currently open.",
        rows: &[
            &[
                "Amber",
                "1",
                "Recommendation\nVisit each burgled home.",
                "Jul-22",
                "Jul-22 (HMICFRS report)",
                "May 2022 update:\n- Four of five homes are visited.",
                "Head of PPU",
                "Amber - work goes on in one district.",
                "",
            ],
            &[
                "Amber",
                "2",
                "Recommendation\nKeep what was taken on one list.",
                "No date set by HMICFRS",
                "No date set by HMICFRS",
                "May 2022 update:\n- An owner is being looked for.",
                "TBC",
                "Amber - new.",
                "",
            ],
            &[
                "Amber",
                "3",
                "Recommendation\nCall each victim within a week.",
                "Aug-22",
                "Aug-22 (HMICFRS report)",
                "May 2022 update:\n- A form letter goes out; calls begin in June.",
                "Head of PPU",
                "Amber - new.",
                "",
            ],
            &[
                "Amber",
                "4",
                "Recommendation\nTell victims how a case ended.",
                "Aug-22",
                "Aug-22 (HMICFRS report)",
                "May 2022 update:\n- The letter is being rewritten.",
                "Head of PPU",
                "Amber - new.",
                "",
            ],
            &[
                "Amber",
                "5",
                "Recommendation\nAgree with councils on locks for those at risk.",
                "Aug-22",
                "Aug-22 (HMICFRS report)",
                "May 2022 update:\n- One council of three has agreed.",
                "Head of PPU",
                "Amber - new.",
                "",
            ],
            &[
                "Amber",
                "6",
                "Recommendation\nTake fingerprints of everyone held for burglary.",
                "Sep-22",
                "Sep-22 (HMICFRS report)",
                "May 2022 update:\n- Two suites of three do so.",
                "Head of Custody",
                "Amber - new.",
                "",
            ],
            &[
                "Amber",
                "7",
                "Recommendation\nAsk everyone held for burglary about drugs.",
                "Sep-22",
                "Sep-22 (HMICFRS report)",
                "May 2022 update:\n- The question is on the form.",
                "Head of Custody",
                "Amber - new.",
                "",
            ],
            &[
                "Amber",
                "8",
                "Recommendation\nTeach officers to look for traces.",
                "Oct-22",
                "Oct-22 (HMICFRS report)",
                "May 2022 update:\n- A course is being written.",
                "Head of Learning & Development",
                "Amber - new.",
                "",
            ],
            &[
                "Amber",
                "9",
                "Recommendation\nKeep bail conditions where officers can see them.",
                "Oct-22",
                "Oct-22 (HMICFRS report)",
                "May 2022 update:\n- The system can show them; few look.",
                "Head of Custody",
                "Amber - new.",
                "",
            ],
        ],
    },
    Block {
        title: "Police Super-Complaint - Waiting For An Answer: How Complaints By Other Bodies Are Heard",
        published_by: "A joint investigation report HMICFRS, College of Policing and IOPC",
        published: "Published 17th December 2020",
        stated: "There are 2 actions for the force, which are both in progress.",
        rows: &[
            &[
                "White",
                "1",
                "Recommendation\nWait for the national policy, then follow it.",
                "WHITE pending the national policy of the Home Office",
                "Mar-22 (HMICFRS report)",
                "The policy is not out.",
                "DCI Crime and DI PPU",
                "White - nothing can be done before.",
                "",
            ],
            &[
                "Amber",
                "4",
                "Recommendation\nName one person whom other bodies may call.",
                "Nov-22",
                "Mar-22 (HMICFRS report)",
                "May 2022 update:\n- Moved since the post was frozen; it is open again from October.",
                "DCI Crime and DI PPU",
                "Amber - the post is frozen until October.",
                "",
            ],
        ],
    },
    Block {
        title: "Roads Made Safer",
        published_by: "A national report HMICFRS",
        published: "Published 15th July 2020",
        stated: "There are 3 actions for the force: 1 is complete, 1 is green pending HMICFRS sign-off and 1 is in progress.",
        rows: &[
            &[
                "Amber",
                "5",
                "Recommendation\nRebuild the three worst junctions with the council.",
                "Dec-22",
                "Dec-21 (HMICFRS report)",
                "May 2022 update:\n- Moved since the third junction needs land that the council buys in the summer.",
                "Head of Roads Policing",
                "Amber - one junction of three is left.",
                "",
            ],
            &[
                "Green - pending HMICFRS sign off",
                "6",
                "Recommendation\nShare figures on collisions with the council.",
                "Mar-22",
                "No dates set by HMICFRS",
                "Figures go over each month since January.",
                "Head of Roads Policing",
                "Green - evidence was sent in April.",
                "",
            ],
        ],
    },
    Block {
        title: "Calls Answered In Northshire",
        published_by: "A force report HMICFRS",
        published: "Published May 2019",
        stated: "This report makes 3 areas for improvement for the force: 1 is complete and 2 are in progress.",
        rows: &[
            &[
                "Amber",
                "1",
                "Area for Improvement\nAnswer calls that are not urgent sooner.",
                "May-22",
                "Dec-19 (HMICFRS report)",
                "May 2022 update:\n- The new system measures since March. Moved since it came late.",
                "Head of Contact",
                "Amber - the first figures are good.",
                "",
            ],
            &[
                "Amber",
                "4",
                "Area for Improvement\nOffer to call back.",
                "Sep-22",
                "Dec-21 (HMICFRS report)",
                "May 2022 update:\n- Moved to the supplier's next release, in September.",
                "Head of Contact",
                "Amber - waits for the release.",
                "",
            ],
        ],
    },
];

/// The paper of November 2021, as at 2021-11-20: 8 rows in 3 reports; 2 Green (closed), 1 Red, 5 Amber.
pub(crate) fn november() -> Vec<u8> {
    paper(NOVEMBER, &["Recommendations & Areas for Improvement", "", "Status", "Due Date", "Comment"], |_| ())
}

/// The paper of May 2022, as at 2022-05-20: 15 rows in 4 reports; 13 Amber, 1 Green pending sign-off, 1 White.
pub(crate) fn may() -> Vec<u8> {
    let headings = [
        "Status",
        "No.",
        "Recommendation &/or Area for Improvement",
        "Due Date",
        "Original Due Date",
        "Comments",
        "Force Task Owner",
        "Position in May?",
        "Direction of Travel",
    ];
    paper(MAY, &headings, |sheet| {
        let key = [
            ("Traffic Light Colour", "Definition of target achievement"),
            ("GREEN", "It is done"),
            ("AMBER", "Work goes on"),
            ("RED", "It should be done and is not"),
            ("WHITE", "Nobody need act, or another body must act first"),
        ];
        for (row, (colour, meaning)) in (2u32..).zip(key) {
            sheet.write(row, 0, colour).unwrap().write(row, 1, meaning).unwrap();
        }
    })
}

fn paper(blocks: &[Block], headings: &[&str], key: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    // The same bytes whenever it is made: the papers are kept in `workbooks/papers` too.
    let made = ExcelDateTime::from_ymd(2022, 5, 20).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    sheet.set_name("Recommendations").unwrap();
    sheet.write(0, 0, "Report Recommendations").unwrap();
    key(sheet);
    let mut row = 8;
    for block in blocks {
        for line in [block.title, block.published_by, block.published, block.stated] {
            sheet.write(row, 0, line).unwrap();
            row += 1;
        }
        for cells in std::iter::once(headings).chain(block.rows.iter().copied()) {
            for (col, text) in (0u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                // A heading over two columns, as it is printed: number and text below it.
                if cells.get(usize::from(col) + 1) == Some(&"") && col == 0 {
                    sheet.merge_range(row, 0, row, 1, text, &Format::new()).unwrap();
                } else {
                    sheet.write(row, col, *text).unwrap();
                }
            }
            row += 1;
        }
        row += 1;
    }
    book.save_to_buffer().unwrap()
}
