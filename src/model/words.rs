//! The closed lists of words: ratings, stages, kinds and the like.
//!
//! Each list is declared once by `words!`: its spelling in workbooks, its reading (case, spaces, dashes and smart
//! quotes folded) and the drop-down list come from the same lines.

use super::text::{fold, folds_to};

/// What people type into a cell that must not stay empty: it stands for a value and says nothing. Folded, without the punctuation
/// around it.
pub const FILLERS: &[&str] = &[
    "n/a",
    "na",
    "n.a",
    "not applicable",
    "none",
    "nil",
    "nothing",
    "tbc",
    "tba",
    "tbd",
    "to be confirmed",
    "to follow",
    "as above",
    "as below",
    "as before",
    "see above",
    "see below",
    "ditto",
];

/// Longer than any filler with what may stand around it: longer texts need no folding.
const LONGEST_FILLER: usize = 60;

/// True for a text that is empty, or only fills its cell: one of [`FILLERS`], or punctuation alone. Where a value is required it
/// counts as missing; it is kept as it was typed.
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    if text.len() > LONGEST_FILLER {
        return !text.contains(char::is_alphanumeric);
    }
    let folded = fold(text);
    let said = folded.trim_matches(|c: char| !c.is_alphanumeric());
    said.is_empty() || FILLERS.contains(&said)
}

/// A closed list of words that a cell may hold.
pub trait Word: Copy + Sized + 'static {
    /// Every word of the list, in the order in which people are shown it.
    const ALL: &'static [Self];
    /// The spelling in workbooks and messages.
    fn as_str(self) -> &'static str;
    /// The word that `text` spells, whatever its case, spaces and dashes; none when it spells none of them.
    fn read(text: &str) -> Option<Self> {
        // What we wrote ourselves is spelt as the list spells it.
        let mut words = Self::ALL.iter().copied();
        words.clone().find(|word| word.as_str() == text).or_else(|| {
            let folded = fold(text);
            words.find(|word| folds_to(word.as_str(), &folded))
        })
    }
}

/// Declares a closed list of words: the enum, its spellings, `Display` and [`Word`].
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$wdoc:meta])* $word:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$wdoc])* $word,)+ }

        impl Word for $name {
            const ALL: &'static [Self] = &[$(Self::$word),+];
            fn as_str(self) -> &'static str { match self { $(Self::$word => $text,)+ } }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
    };
}

words! {
    /// The force's own assessment, worst first: the order in which tasks roll up to their recommendation.
    Rating {
        Red = "Red",
        Amber = "Amber",
        White = "White",
        Green = "Green",
    }
}

impl Rating {
    /// The order in which people say them, and in which lists and figures show them.
    pub const SPOKEN: [Self; 4] = [Self::Red, Self::Amber, Self::Green, Self::White];
}

words! {
    /// Where the work is, least advanced first: the order in which tasks roll up to their recommendation.
    Stage {
        AwaitingAllocation = "awaiting allocation",
        InProgress = "in progress",
        /// The owner says that it is done; a chief officer has not agreed.
        ForForceSignOff = "for force sign-off",
        /// The chief officer agreed and evidence went to the inspectorate, which has not yet agreed.
        PendingSignOff = "pending sign-off",
        Closed = "closed",
    }
}

words! {
    /// What a numbered thing in a report is.
    Kind {
        Recommendation = "recommendation",
        AreaForImprovement = "area for improvement",
        /// A parent: not counted itself.
        CauseOfConcern = "cause of concern",
    }
}

words! {
    /// What kind of report it is.
    ReportType {
        Inspection = "inspection",
        Thematic = "thematic",
        /// Several bodies publish it, and each recommendation is answered as the report says.
        SuperComplaint = "super-complaint",
    }
}

words! {
    /// Whom a report looks at.
    Scope {
        National = "national",
        Force = "force",
        Joint = "joint",
        SuperComplaint = "super-complaint",
    }
}

words! {
    /// Who set a due date.
    Setter {
        Inspectorate = "inspectorate",
        Force = "force",
        Nobody = "none",
    }
}

words! {
    /// How precise a due date is, or why there is no day.
    DueKind {
        Day = "day",
        /// Due at the last day of the month, which is what the date column then holds.
        Month = "month",
        Immediate = "immediate",
        ToBeSet = "to be set",
        NoneSet = "none set",
    }
}

words! {
    /// How precisely a date of publication is known.
    Precision {
        Day = "day",
        Month = "month",
    }
}

words! {
    /// Whether a recommendation is for the force.
    ForTheForce {
        Wholly = "yes",
        InPart = "in part",
        No = "no",
    }
}

words! {
    /// How a recommendation was closed.
    ClosedHow {
        Implemented = "implemented",
        NotRequired = "not required",
        Superseded = "superseded",
        OtherBody = "other body's",
    }
}

words! {
    /// Who closed a recommendation.
    ClosedBy {
        Inspectorate = "inspectorate",
        Force = "force",
    }
}

words! {
    /// Who may see a report or recommendation.
    Access {
        Public = "public",
        NonPublic = "non-public",
        /// Non-public until a date.
        Embargoed = "embargoed",
    }
}

words! {
    /// A plain yes or no.
    YesNo {
        Yes = "yes",
        No = "no",
    }
}

words! {
    /// Whether a cycle still takes returns.
    CycleState {
        Open = "open",
        Closed = "closed",
    }
}

words! {
    /// For whom a paper is made.
    Edition {
        Full = "full",
        Public = "public",
    }
}

words! {
    /// This position against the previous one that the same committee saw.
    Direction {
        Improved = "improved",
        Worse = "worse",
        NoChange = "no change",
        /// The report came out since.
        New = "new",
        NotShownLastTime = "not shown last time",
        Closed = "closed",
    }
}

words! {
    /// How the coordinator settles a clash or a query.
    DecisionKind {
        TakeReturn = "take the return",
        KeepRegister = "keep the register",
        UseValue = "use this value",
        Accept = "accept as it is",
        /// What was decided is undone: the point is open again.
        Withdraw = "withdraw",
    }
}

words! {
    /// How much a query weighs.
    Severity {
        /// The row waits until it is answered or decided.
        Blocking = "blocking",
        /// Merged, and listed.
        Warning = "warning",
        /// For information.
        Note = "note",
    }
}

words! {
    /// What became of a file in the returns folder.
    ReturnOutcome {
        Read = "read",
        NothingFilledIn = "nothing filled in",
        Late = "read, late",
        Superseded = "superseded",
        AlreadyReceived = "already received",
        Voided = "voided",
        /// It was read before, and is no longer in the folder.
        Gone = "gone",
        NotAWorkbook = "not a workbook",
        PasswordProtected = "password-protected",
        Labelled = "labelled and encrypted",
        Damaged = "damaged",
        Oversized = "oversized",
        NotOurs = "not our workbook",
        OtherCycle = "other cycle",
        NewerTemplate = "newer template",
        StillOpen = "still open in Excel",
        /// A container (e-mail, zip) whose workbooks stand in rows of their own.
        Opened = "opened",
        Ignored = "ignored",
        /// A file that is no workbook, in a mail or archive whose return was read: evidence.
        Beside = "beside a return",
    }
}

#[cfg(test)]
mod tests {
    use super::says_nothing;

    #[test]
    fn what_only_fills_a_cell_says_nothing() {
        for filler in [
            "",
            " ",
            "n/a",
            "N/A",
            "(n/a)",
            "N.A.",
            "None",
            "nil.",
            "TBC",
            "to follow...",
            "As above",
            "see below",
            "ditto",
            "\"",
            "?",
            ".",
            "-",
            "\u{2014}",
        ] {
            assert!(says_nothing(filler), "{filler}");
        }
        for said in ["None of the courses ran", "See minute 4", "NHS", "7", "To follow the pilot", "As above, and the audit of June"] {
            assert!(!says_nothing(said), "{said}");
        }
    }
}
