//! What became of a unit, in one word.

use crate::report::UnitReport;

/// What became of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// It went wrong.
    Failed,
    /// It was not reached.
    Skipped,
    /// The second plan wanted changes.
    Changed,
    /// All is well.
    Passed,
}

impl Outcome {
    /// Returns what became of a unit.
    pub(super) fn of(unit: &UnitReport) -> Self {
        if unit.error.is_some() {
            Self::Failed
        } else if unit.skipped_because.is_some() {
            Self::Skipped
        } else if unit.second_plan.is_empty() {
            Self::Passed
        } else {
            Self::Changed
        }
    }

    /// Returns the class of the page's style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Failed => "bad",
            Self::Skipped => "skip",
            Self::Changed => "warn",
            Self::Passed => "ok",
        }
    }

    /// Returns the word for it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Changed => "changes again",
            Self::Passed => "passed",
        }
    }

    /// Returns the sign for it.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Failed => "✕",
            Self::Skipped => "–",
            Self::Changed => "≠",
            Self::Passed => "✓",
        }
    }
}
