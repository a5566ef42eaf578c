//! Every column of every workbook, declared once: heading, other headings that mean the same, kind of value, width,
//! who may edit it, and help in the user's words.
//!
//! The register's tables, the return form, drop-down lists, in-sheet help, the headings that `import` knows and
//! `docs/workbooks.md` all come from here.

use super::words::{
    Access, ClosedBy, ClosedHow, CycleState, DecisionKind, Direction, DueKind, Edition, ForTheForce, Kind as RecKind, Precision, Rating,
    ReportType, Scope, Setter, Severity, Stage, Word, YesNo,
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A line of text.
    Text,
    /// Text of several lines.
    LongText,
    /// A real date.
    Date,
    /// A whole number.
    Whole,
    /// One word of a closed list.
    OneOf(List),
}

/// The closed lists that drop-downs offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    Ratings,
    Stages,
    Kinds,
    ReportTypes,
    Scopes,
    Setters,
    DueKinds,
    Precisions,
    ForTheForce,
    ClosedHow,
    ClosedBy,
    Access,
    YesNo,
    /// `Yes` or nothing.
    Yes,
    CycleStates,
    Editions,
    Directions,
    Decisions,
    Severities,
}

impl List {
    /// Every list, in the order in which the `Lists` sheet holds them.
    pub const ALL: &'static [Self] = &[
        Self::Ratings,
        Self::Stages,
        Self::Kinds,
        Self::ReportTypes,
        Self::Scopes,
        Self::Setters,
        Self::DueKinds,
        Self::Precisions,
        Self::ForTheForce,
        Self::ClosedHow,
        Self::ClosedBy,
        Self::Access,
        Self::YesNo,
        Self::Yes,
        Self::CycleStates,
        Self::Editions,
        Self::Directions,
        Self::Decisions,
        Self::Severities,
    ];

    /// The words that the list offers, in order.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        fn all<W: Word>() -> Vec<&'static str> {
            W::ALL.iter().map(|word| word.as_str()).collect()
        }
        match self {
            Self::Ratings => Rating::SPOKEN.iter().map(|rating| rating.as_str()).collect(),
            Self::Stages => all::<Stage>(),
            Self::Kinds => all::<RecKind>(),
            Self::ReportTypes => all::<ReportType>(),
            Self::Scopes => all::<Scope>(),
            Self::Setters => all::<Setter>(),
            Self::DueKinds => all::<DueKind>(),
            Self::Precisions => all::<Precision>(),
            Self::ForTheForce => all::<ForTheForce>(),
            Self::ClosedHow => all::<ClosedHow>(),
            Self::ClosedBy => all::<ClosedBy>(),
            Self::Access => all::<Access>(),
            Self::YesNo => all::<YesNo>(),
            Self::Yes => vec!["Yes"],
            Self::CycleStates => all::<CycleState>(),
            Self::Editions => all::<Edition>(),
            Self::Directions => all::<Direction>(),
            Self::Decisions => all::<DecisionKind>(),
            Self::Severities => all::<Severity>(),
        }
    }

    /// The defined name under which a workbook holds the list (`List_Ratings`).
    #[must_use]
    pub fn defined_name(self) -> String {
        format!("List_{self:?}")
    }
}

/// Who enters a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditedBy {
    /// Computed or recorded by the tool: a hand edit is noted and computed again.
    Tool,
    Coordinator,
    Owner,
}

/// One column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub heading: &'static str,
    /// Other headings that mean the same in papers and returns; compared folded.
    pub aliases: &'static [&'static str],
    pub holds: Holds,
    /// In Excel's character units.
    pub width: u16,
    pub edited_by: EditedBy,
    pub help: &'static str,
}

impl Column {
    /// True when `heading` means this column: its own heading or an alias, folded.
    #[must_use]
    pub fn is_headed(&self, heading: &str) -> bool {
        let folded = super::text::fold(heading);
        super::text::fold(self.heading) == folded || self.aliases.iter().any(|alias| super::text::fold(alias) == folded)
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $heading:literal, $holds:expr, $width:literal, $by:ident, [$($alias:literal),*], $help:literal;)+) => {
        $(
            $(#[$doc])*
            #[doc = $help]
            pub static $name: Column = Column {
                heading: $heading, aliases: &[$($alias),*], holds: $holds, width: $width, edited_by: EditedBy::$by, help: $help,
            };
        )+
        /// Every column that is declared.
        pub static ALL: &[&Column] = &[$(&$name),+];
    };
}

use Holds::{Date, LongText, OneOf, Text, Whole};

columns! {
    // Reports
    REPORT: "Report", Text, 24, Tool, ["Report ref", "Report short name"], "The report's short name; it never changes once given.";
    TITLE: "Title", LongText, 48, Coordinator, ["Report title", "Inspection", "Name of report", "Inspection report"], "The title as printed on the report.";
    TYPE: "Type", OneOf(List::ReportTypes), 16, Coordinator, ["Report type"], "Inspection, thematic or super-complaint.";
    SCOPE: "Scope", OneOf(List::Scopes), 14, Coordinator, [], "Whom the report looks at: all forces, this force, or several bodies together.";
    PUBLISHED_BY: "Published by", Text, 22, Coordinator, ["Publisher", "Body"], "Who published the report.";
    PUBLISHED: "Published", Date, 13, Coordinator, ["Date published", "Publication date", "Published on"], "The day on which the report came out; the month's last day where only the month is known.";
    PUBLISHED_PRECISION: "Published precision", OneOf(List::Precisions), 12, Coordinator, [], "Whether the day of publication is known, or only the month.";
    MADE: "Recommendations made", Whole, 12, Coordinator, ["Total recommendations"], "How many recommendations the report makes in all, for every body.";
    REPORT_FOR_FORCE: "For the force", Whole, 10, Coordinator, [], "How many of them are for the force.";
    INSPECTORATE_STATUS: "Inspectorate status", LongText, 32, Coordinator, [], "Where the report stands with the inspectorate, in a sentence.";
    POSITION_STATEMENT: "Position statement", LongText, 40, Coordinator, [], "The force's position on a report that asks nothing of it.";
    STATED: "Stated counts", LongText, 40, Coordinator, ["Counts sentence"], "The sentence of the last imported paper that counts this report's recommendations, as printed.";
    ACCESS: "Access", OneOf(List::Access), 12, Coordinator, [], "Public, non-public, or embargoed until a date. Empty means public.";
    ACCESS_UNTIL: "Embargoed until", Date, 13, Coordinator, [], "The day from which an embargoed report is public.";
    EXEMPTION: "Exemption", Text, 18, Coordinator, ["Exemption paragraph"], "The paragraph that allows a non-public report to be kept from the public.";
    LINK: "Link", Text, 24, Coordinator, ["URL", "Web address"], "Where the report can be read.";
    RESPONSE_NEEDED: "Response needed", OneOf(List::YesNo), 11, Coordinator, [], "Whether the local policing body must publish an answer.";
    RESPONSE_DUE: "Response due", Date, 13, Coordinator, [], "The last day for that answer: 56 days that begin with the day of publication.";
    RESPONSE_SENT: "Response sent on", Date, 13, Coordinator, [], "The day on which the answer was published.";

    // Recommendations
    REF: "Ref", Text, 26, Tool, ["Reference", "Unique ref"], "The unchanging reference by which a row is known. Please leave it as it is.";
    NO: "No.", Text, 8, Coordinator, ["No", "Number", "Rec", "Rec no", "Rec no.", "Rec. no.", "Recommendation no", "Recommendation no.", "Recommendation number", "#", "Item"], "The number as printed in the report, alone.";
    KIND: "Kind", OneOf(List::Kinds), 18, Coordinator, ["Rec type", "Recommendation type"], "Recommendation, area for improvement or cause of concern.";
    TEXT: "Text", LongText, 60, Coordinator, ["Recommendation", "Recommendation text", "Recommendation / area for improvement", "Recommendation &/or Area for Improvement", "Recommendation and/or Area for Improvement", "Recommendations & Areas for Improvement", "Recommendations and Areas for Improvement", "Recommendations", "Area for improvement", "Action", "HMICFRS recommendation"], "What the report asks for, as printed.";
    FOR_FORCE: "For the force", OneOf(List::ForTheForce), 10, Coordinator, ["For force", "Applies to force"], "Whether it is for the force wholly, in part, or not at all.";
    ORIGINAL_DUE: "Original due", Date, 13, Tool, ["Original due date", "Original date", "Initial due date", "Original deadline", "Original target date"], "The first due date. It never changes.";
    ORIGINAL_DUE_KIND: "Original due kind", OneOf(List::DueKinds), 12, Tool, [], "How precise the first due date is, or why there is none.";
    ORIGINAL_DUE_SET_BY: "Original due set by", OneOf(List::Setters), 13, Coordinator, [], "Who set the first due date.";
    ORIGINAL_DUE_PRINTED: "Original due as printed", LongText, 24, Tool, [], "The first due date as the paper prints it.";
    DUE: "Due", Date, 13, Coordinator, ["Due date", "Deadline", "Target date", "Target", "Due by", "Date due", "Completion date due", "Target completion date"], "The date now in force; the month's last day where only a month is given.";
    DUE_KIND: "Due kind", OneOf(List::DueKinds), 12, Coordinator, [], "How precise the due date is, or why there is none.";
    DUE_SET_BY: "Due set by", OneOf(List::Setters), 13, Coordinator, ["Set by", "Deadline set by"], "Who set the date now in force.";
    DUE_PRINTED: "Due as printed", LongText, 24, Tool, [], "The due date as the paper prints it.";
    LEAD: "Lead", Text, 22, Coordinator, ["Strategic lead"], "The chief officer or senior lead who answers for the owner's area.";
    WAITING_ON: "Waiting on", Text, 22, Owner, ["Dependent on", "Awaiting", "Dependency"], "The body that must act first, such as another force, a government department or a national lead. Needed for White.";
    LINKED_TO: "Linked to", Text, 22, Coordinator, ["Aligned to", "Linked"], "Refs of recommendations that this one is bound to, separated by semicolons.";
    ON_PORTAL: "On portal", OneOf(List::YesNo), 10, Coordinator, ["On the portal"], "Whether the inspectorate follows it on its portal.";
    RATING: "Rating", OneOf(List::Ratings), 10, Owner, ["Status", "RAG", "RAG status", "RAG rating", "BRAG", "Colour", "Current status", "Traffic light", "Traffic light status", "Current RAG", "RAGW"], "Your own assessment today: Red, Amber, Green or White. What each colour means stands on the Guidance sheet.";
    STAGE: "Stage", OneOf(List::Stages), 16, Coordinator, [], "Where the work is, from awaiting allocation to closed.";
    DIRECTION: "Direction of travel", OneOf(List::Directions), 16, Tool, ["Direction", "DoT", "Travel"], "This position against the previous one that the committee saw; computed, never typed.";
    PARENT: "Parent", Text, 22, Coordinator, [], "The Ref of the cause of concern that it stands under.";
    ADDRESSEE: "Addressee", Text, 20, Coordinator, ["Addressed to"], "To whom the report addresses it.";
    CHIEF_LEAD: "Chief officer lead", Text, 22, Coordinator, ["Chief officer", "ACC lead", "Executive lead"], "The chief officer who agrees that it is done.";
    SIGNED_OFF_BY: "Signed off by", Text, 22, Coordinator, [], "The chief officer who agreed that it is done.";
    SIGNED_OFF_ON: "Signed off on", Date, 13, Coordinator, [], "The day on which the chief officer agreed.";
    SUBMITTED_ON: "Evidence submitted on", Date, 13, Coordinator, ["Evidence submitted", "Submitted to HMICFRS"], "The day on which evidence went to the inspectorate.";
    REPLY: "Inspectorate reply", LongText, 30, Coordinator, ["HMICFRS reply", "HMICFRS response"], "What the inspectorate answered.";
    REPLY_ON: "Reply on", Date, 13, Coordinator, [], "The day of that answer.";
    TEST_AT: "Test at", Text, 18, Coordinator, [], "When or where the inspectorate will test it.";
    PORTAL_REF: "Portal ref", Text, 16, Coordinator, ["Portal reference", "HMICFRS ref", "Recommendation ID", "Unique reference"], "The number under which the inspectorate's portal lists it.";
    PORTAL_UPDATED: "Portal updated on", Date, 13, Coordinator, ["Portal updated"], "The day on which the portal was last brought up to date.";
    CLOSED_ON: "Closed on", Date, 13, Coordinator, ["Date closed", "Closed date"], "The day on which it was closed.";
    CLOSED_BY: "Closed by", OneOf(List::ClosedBy), 13, Coordinator, [], "Whether the inspectorate or the force closed it.";
    CLOSED_HOW: "Closed how", OneOf(List::ClosedHow), 14, Coordinator, [], "Implemented, not required, superseded, or another body's.";

    // Tasks
    RECOMMENDATION: "Recommendation", Text, 26, Tool, [], "The Ref of the recommendation that the task belongs to.";
    TASK: "Task", LongText, 40, Coordinator, ["Task description"], "What this owner must do; empty where one task is the whole recommendation.";
    OWNER: "Owner", Text, 26, Coordinator, ["Task owner", "Force task owner", "Action owner", "Owner of action", "Responsible officer", "Lead officer", "Responsible owner", "Business lead", "Owner/lead", "Force lead", "Officer responsible"], "The role that answers for the task; TBC where none is named yet.";
    CONTRIBUTORS: "Contributors", Text, 26, Coordinator, [], "Roles that contribute and get a copy, separated by semicolons.";
    REASON: "Reason for rating", LongText, 34, Owner, ["Reason", "Rationale", "Position", "Reason for RAG", "Rating reason", "Position in March?", "Position in period"], "Why it has this colour. Needed for Red, and when something closed is opened again.";
    UPDATE: "Update", LongText, 48, Owner, ["Comment", "Comments", "Progress", "Progress update", "Latest update", "Current position", "Narrative", "Commentary", "Force update", "Update/comments"], "What was done since the last cycle, in a few sentences that the committee can read.";
    EVIDENCE: "Evidence", LongText, 30, Owner, ["Evidence of completion", "Evidence held", "Supporting evidence"], "The document, minute or figure that shows it is done, and where it is kept. Needed for Green.";
    COMPLETED_ON: "Completed on", Date, 13, Owner, ["Date completed", "Completion date", "Completed", "Date of completion"], "The day on which the work was finished.";
    RESOURCES: "Resources needed", LongText, 26, Owner, ["Resources needed/costs involved", "Resources", "Costs", "Resource implications"], "People or money that the task still needs.";

    // Positions and what records them
    CYCLE: "Cycle", Text, 10, Tool, [], "The cycle's label.";
    OWNERS_RATING: "Owner's rating", OneOf(List::Ratings), 10, Tool, [], "What the owner claimed, where the agreed rating differs.";
    COMMITTEE_TEXT: "Committee text", LongText, 40, Coordinator, [], "The words that the committee reads instead of the owner's update.";
    STATUS_PRINTED: "Status as printed", Text, 20, Tool, [], "The status as the imported paper prints it.";
    FILE: "File", Text, 28, Tool, [], "The file that the value came from, relative to the workspace.";
    SHEET: "Sheet", Text, 14, Tool, [], "The sheet that the value came from.";
    CELL: "Cell", Text, 8, Tool, [], "The cell that the value came from.";
    FILE_HASH: "File hash", Text, 20, Tool, ["Hash"], "SHA-256 of the file, to show that it is the same one.";
    FROM: "From", Date, 13, Tool, [], "The due date before it moved.";
    FROM_KIND: "From kind", OneOf(List::DueKinds), 12, Tool, [], "How precise the earlier date is.";
    TO: "To", Date, 13, Tool, [], "The due date after it moved.";
    TO_KIND: "To kind", OneOf(List::DueKinds), 12, Tool, [], "How precise the later date is.";
    MOVE_REASON: "Reason", LongText, 30, Coordinator, [], "Why.";
    APPROVED_BY: "Approved by", Text, 20, Coordinator, [], "Who approved the new date.";
    REPORTED_TO: "Reported to", Text, 20, Coordinator, [], "The committee that was told.";
    WHAT: "What", LongText, 30, Coordinator, [], "What is due at this step.";
    COMPLETED: "Done", OneOf(List::YesNo), 8, Coordinator, [], "Whether this step is done.";

    // Owners
    ALSO_WRITTEN: "Also written as", LongText, 34, Coordinator, ["Aliases"], "Other spellings of the same post, one a line or separated by semicolons.";
    NAME: "Name", Text, 22, Coordinator, ["Post holder"], "The person who holds the post.";
    E_MAIL: "E-mail", Text, 28, Coordinator, ["Email", "E-mail address", "Email address"], "Where the workbook is sent.";
    DEPUTY: "Deputy", Text, 22, Coordinator, [], "Who stands in.";
    DEPUTY_E_MAIL: "Deputy e-mail", Text, 28, Coordinator, ["Deputy email"], "Where the deputy's copy is sent.";
    HELD_FROM: "From", Date, 13, Coordinator, [], "The first day on which the post answers for its tasks.";
    HELD_TO: "To", Date, 13, Coordinator, [], "The last day; empty while it still does.";

    // Cycles and papers
    AS_AT: "As at", Date, 13, Tool, [], "The day that the positions describe.";
    ISSUED_ON: "Issued on", Date, 13, Tool, [], "The day on which the return workbooks were made.";
    RETURN_BY: "Return by", Date, 13, Coordinator, [], "The last day for returns.";
    STATE: "State", OneOf(List::CycleStates), 10, Tool, [], "Open while returns are taken in.";
    COMMITTEE: "Committee", Text, 28, Coordinator, [], "The committee that gets the paper.";
    MEETING_ON: "Meeting on", Date, 13, Coordinator, [], "The day of the meeting.";
    PAPERS_DUE: "Papers due", Date, 13, Coordinator, [], "The day on which the clerk needs the paper.";
    EDITION: "Edition", OneOf(List::Editions), 10, Tool, [], "Full, or public.";
    VERSION: "Version", Text, 12, Tool, [], "Draft and its number, or final.";
    SUPPLEMENT_TO: "Supplement to", Text, 16, Coordinator, [], "The paper that this one adds to.";
    SENT_ON: "Sent on", Date, 13, Tool, [], "The day on which the paper was made final.";

    // Returns, decisions, definitions
    OUTCOME: "Outcome", Text, 22, Tool, [], "What became of the file.";
    SAYS_RETURN: "What to do", LongText, 50, Tool, [], "What to ask the owner for, where something is needed.";
    ROWS: "Rows", Whole, 8, Tool, [], "How many rows were answered.";
    RECEIVED: "Received", Date, 13, Tool, [], "The mail's date, else the day on which the file was first read.";
    RULE_OR_FIELD: "Rule or field", Text, 26, Tool, ["Rule", "Field"], "The rule that raised the query, or the field that clashes.";
    DECISION: "Decision", OneOf(List::Decisions), 20, Coordinator, ["My decision"], "How you settle it: choose from the list.";
    DECIDED_VALUE: "Value", LongText, 22, Coordinator, [], "The value to use, where the decision is 'use this value'.";
    DECIDED_BY: "Decided by", Text, 20, Coordinator, [], "Who decided.";
    DECISION_REASON: "Reason", LongText, 30, Coordinator, ["Why"], "Why it was decided so.";
    DECIDED_ON: "Facts decided on", Text, 18, Tool, [], "A digest of what was asked when it was decided: the decision is asked for again when the facts change.";
    UNTIL: "Until", Date, 13, Coordinator, [], "The day up to which an accepted query stays accepted.";
    FROM_CYCLE: "From cycle", Text, 12, Coordinator, [], "The cycle from which this meaning holds.";
    MEANING: "Meaning", LongText, 70, Coordinator, ["Definition", "Definition of target achievement"], "What the colour means, as printed in every workbook that shows colours.";

    // The return form
    CHECK: "Check", LongText, 24, Tool, [], "What is still missing in this row. It changes as you type.";
    ASKED: "What is asked", LongText, 40, Tool, [], "The report, the number and the task, in short. The full text stands on the Details sheet.";
    LAST_TIME: "Last time", LongText, 40, Tool, [], "The rating, reason and update of the last cycle.";
    NO_CHANGE: "No change", OneOf(List::Yes), 9, Owner, [], "Choose Yes where nothing has changed since last time. Not enough once the date has passed.";
    REVISED_DUE: "Revised due date", Date, 13, Owner, ["Revised date", "New due date", "Proposed due date", "New date"], "A new due date, if the present one cannot be kept. Give the reason beside it.";
    REASON_NEW_DATE: "Reason for new date", LongText, 28, Owner, ["Reason for revised date", "Reason for extension"], "Why the date must move.";

    // The queries workbook
    CLAIM: "Claim", Text, 11, Tool, [], "What is to be agreed: a move to Green, White or closed, or a later date.";
    WAS: "Last time", Text, 14, Tool, ["Before"], "What stood last time.";
    OWNER_SAYS: "Owner says", LongText, 48, Tool, [], "What the owner claims, and why.";
    SUGGESTED: "Suggested", Text, 18, Tool, [], "What the tool suggests.";
    WAITS: "Waits", OneOf(List::YesNo), 8, Tool, [], "Yes: the row waits until you decide. No: it is merged, and listed here to be agreed.";
    MY_DECISION: "My decision", OneOf(List::Decisions), 19, Coordinator, ["Decision"], "How you settle it: choose from the list. Fill it down to settle many rows alike.";
    NOTED: "Text", LongText, 90, Tool, ["Note"], "What somebody wrote, as it stands.";
    SEVERITY: "Severity", OneOf(List::Severities), 10, Tool, [], "Blocking: the row waits. Warning: merged and listed. Note: for information.";
    ISSUED: "Issued", LongText, 24, Tool, [], "What was issued.";
    HELD: "Held", LongText, 24, Tool, [], "What the register holds.";
    RETURNED: "Returned", LongText, 24, Tool, [], "What the owner wrote.";
    SAYS: "Says", LongText, 46, Tool, [], "What is wrong.";
    ASKS: "Asks", LongText, 46, Tool, [], "What is asked.";
}

/// The columns of the return form, in order.
pub static RETURN: &[&Column] = &[
    &REF,
    &CHECK,
    &ASKED,
    &DUE,
    &LAST_TIME,
    &NO_CHANGE,
    &RATING,
    &UPDATE,
    &REASON,
    &EVIDENCE,
    &COMPLETED_ON,
    &REVISED_DUE,
    &REASON_NEW_DATE,
    &WAITING_ON,
    &RESOURCES,
];

/// The columns of the return form that the owner fills in, in order.
pub static ENTRY: &[&Column] =
    &[&NO_CHANGE, &RATING, &UPDATE, &REASON, &EVIDENCE, &COMPLETED_ON, &REVISED_DUE, &REASON_NEW_DATE, &WAITING_ON, &RESOURCES];

/// The columns of `queries.xlsx`, sheet `Queries`, in order.
pub static QUERIES: &[&Column] = &[
    &REF,
    &RULE_OR_FIELD,
    &SEVERITY,
    &OWNER,
    &ISSUED,
    &HELD,
    &RETURNED,
    &FILE,
    &SHEET,
    &CELL,
    &SAYS,
    &ASKS,
    &DECISION,
    &DECIDED_VALUE,
    &DECIDED_BY,
    &DECISION_REASON,
];

/// The columns of `queries.xlsx`, sheet `To agree`, in order.
pub static AGREE: &[&Column] = &[
    &REF,
    &CLAIM,
    &OWNER,
    &WAS,
    &OWNER_SAYS,
    &SUGGESTED,
    &WAITS,
    &FILE,
    &SHEET,
    &CELL,
    &MY_DECISION,
    &DECIDED_VALUE,
    &COMMITTEE_TEXT,
    &DECIDED_BY,
    &DECISION_REASON,
];

/// The columns of `queries.xlsx`, sheet `Notes`, in order.
pub static NOTES: &[&Column] = &[&OWNER, &NOTED, &FILE, &SHEET, &CELL];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_distinct_within_each_form() {
        for form in [RETURN, QUERIES, AGREE, NOTES] {
            for (at, column) in form.iter().enumerate() {
                assert!(form[..at].iter().all(|other| other.heading != column.heading), "{} stands twice", column.heading);
            }
        }
    }

    #[test]
    fn every_column_has_help_that_is_a_sentence() {
        for column in ALL {
            assert!(column.help.ends_with('.'), "{}: {}", column.heading, column.help);
            assert!(column.width >= 8, "{}: too narrow to read", column.heading);
        }
    }
}
