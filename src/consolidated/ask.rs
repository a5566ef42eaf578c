//! What is asked for when a paper is made.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::Settings;
use crate::model::returned::WasAsked;
use crate::model::rollup::Shown;
use crate::model::settled::QueryRow;
use crate::model::text::Text;
use crate::model::words::Edition;

/// Everything that a paper depends on besides the register.
#[derive(Clone, Debug)]
pub struct PaperAsk<'a> {
    /// The cycle's label.
    pub cycle: &'a str,
    pub settings: &'a Settings,
    pub edition: Edition,
    /// The committee that gets it; empty for the one of the settings.
    pub committee: &'a str,
    /// The meeting as people call it (`12 May 2022`); empty when it is not known.
    pub meeting: &'a str,
    /// `draft 1`, `draft 2`, `final`; empty counts as a draft without a number.
    pub version: &'a str,
    /// The paper that this one adds to; empty for none.
    pub supplement_to: &'a str,
    /// Only what this chief officer or lead answers for.
    pub lead: Option<&'a str>,
    /// Queries and clashes as `queries.xlsx` lists them, so that the paper is the same whichever command makes it.
    pub rows: &'a [QueryRow],
    /// Who was asked, as issued; none to take them from the open tasks.
    pub asked: Option<&'a WasAsked>,
    /// The day that the positions describe; none for the cycle's own.
    pub as_at: Option<NaiveDate>,
    /// The cycle that the same committee saw last; none to find it in the register.
    pub previous: Option<&'a str>,
    /// What the last draft of this paper said; empty when there was none.
    pub last_draft: &'a [DraftRow],
    /// What the paper showed that the same committee saw last; none to take it from the positions of that cycle.
    pub shown: Option<&'a BTreeMap<Text, Shown>>,
    /// What final papers of earlier cycles showed as outstanding, by cycle: Red, Amber, Green, White, not rated. Of other cycles
    /// the trend counts the positions.
    pub trend: Option<&'a BTreeMap<Text, [usize; 5]>>,
}

/// One recommendation as a draft showed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftRow {
    pub reference: Text,
    pub rating: Text,
    pub stage: Text,
    pub due: Text,
    pub comments: Text,
    pub position: Text,
    pub owner: Text,
    /// `yes` where figures count it.
    pub counted: Text,
    pub closed_how: Text,
    pub waiting_on: Text,
}

/// One row of `Schedule` as a workbook shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScheduleRow {
    pub reference: Text,
    /// Heading and text.
    pub cells: Vec<(Text, Text)>,
}

impl<'a> PaperAsk<'a> {
    /// A full edition for the committee of the settings; change what differs.
    #[must_use]
    pub fn new(cycle: &'a str, settings: &'a Settings) -> Self {
        Self {
            cycle,
            settings,
            edition: Edition::Full,
            committee: "",
            meeting: "",
            version: "",
            supplement_to: "",
            lead: None,
            rows: &[],
            asked: None,
            as_at: None,
            previous: None,
            last_draft: &[],
            shown: None,
            trend: None,
        }
    }

    /// The committee that gets it.
    #[must_use]
    pub fn committee(&self) -> &'a str {
        if self.committee.is_empty() { &self.settings.committee } else { self.committee }
    }
}
