//! An estate plan in the form that is saved for a review.

use std::collections::BTreeMap;

use landform_plan::{Hiding, SavedChange, SavedStatus, SavedUnit};
use serde::Deserialize;

use crate::plan::{EstatePlan, Outcome};

impl EstatePlan {
    /// Returns the units in the form that is saved; sensitive values are hidden, states are named by lineage and serial.
    pub fn saved(
        &self,
        states: &BTreeMap<String, Vec<u8>>,
        hiding: &Hiding,
    ) -> BTreeMap<String, SavedUnit> {
        let unit = |(path, outcome): (&String, &Outcome)| {
            let state = states.get(path).and_then(|text| mark(text));
            let saved = SavedUnit { state, ..self.saved_unit(path, outcome, hiding) };
            (path.clone(), saved)
        };
        self.units.iter().map(unit).collect()
    }

    fn saved_unit(&self, path: &str, outcome: &Outcome, hiding: &Hiding) -> SavedUnit {
        let without = |status: SavedStatus, reason: String| SavedUnit {
            status,
            reason: Some(reason),
            ..SavedUnit::default()
        };
        match outcome {
            Outcome::Planned(plan) => SavedUnit {
                changes: plan.changes.iter().map(|one| SavedChange::of(one, hiding)).collect(),
                outputs: plan.outputs.keys().cloned().collect(),
                ..SavedUnit::default()
            },
            Outcome::AfterUpstream(reason) => without(SavedStatus::AfterUpstream, reason.clone()),
            Outcome::Failed(reason) => without(SavedStatus::Failed, reason.clone()),
            Outcome::Needs(other) => {
                let status = match self.is_faulty(path) {
                    true => SavedStatus::Failed,
                    false => SavedStatus::AfterUpstream,
                };
                without(status, format!("it needs {other}"))
            }
        }
    }
}

/// Returns lineage and serial of a state.
fn mark(state: &[u8]) -> Option<(String, u64)> {
    #[derive(Deserialize)]
    struct Head {
        lineage: String,
        serial: u64,
    }
    let head: Head = serde_json::from_slice(state).ok()?;
    Some((head.lineage, head.serial))
}
