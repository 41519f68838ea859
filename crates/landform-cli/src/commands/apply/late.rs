//! Units whose plan nobody could review before the run: asked about, let through, or left.

use std::sync::{Mutex, PoisonError};

use landform_apply::{Reviewer, is_change};
use landform_plan::{SavedChange, SavedUnit};
use landform_world::Cancel;

use super::review;
use crate::prompt::confirmed;
use crate::run_view::RunView;

/// Decides on late plans.
pub(crate) struct Late<'a, 'u> {
    /// What to do: ask a person (`None`), or take this answer.
    pub(crate) asks: Option<bool>,
    /// The view, which is silent while a question is open.
    pub(crate) view: &'a Mutex<RunView<'u>>,
    /// A wish to stop.
    pub(crate) cancel: &'a Cancel,
}

impl Reviewer for Late<'_, '_> {
    fn allows(&self, unit: &str, changes: &[SavedChange]) -> bool {
        let view = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = SavedUnit { changes: changes.to_vec(), ..SavedUnit::default() };
        let count = changes.iter().filter(|one| is_change(one)).count();
        review::show(view.ui(), &[(unit.to_owned(), shown)].into());
        match self.asks {
            Some(answer) => answer,
            // Without an answer nothing is changed.
            None => view.pause(|| {
                confirmed(
                    &format!("{unit} could be planned only now. Make these {count} changes?"),
                    self.cancel,
                )
                .unwrap_or(false)
            }),
        }
    }
}
