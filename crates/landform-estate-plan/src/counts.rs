//! How many changes of each kind there are.

use std::ops::AddAssign;

use landform_plan::{Action, ResourceChange};
use serde::{Deserialize, Serialize};

/// The number of changes by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// What is created.
    pub create: usize,
    /// What is changed in place.
    pub update: usize,
    /// What is destroyed and created anew.
    pub replace: usize,
    /// What is destroyed.
    pub delete: usize,
    /// What moves to another address and is not changed otherwise.
    #[serde(rename = "move")]
    pub moved: usize,
    /// What is taken into the state and is not changed otherwise.
    pub import: usize,
    /// What leaves the state without being destroyed.
    pub forget: usize,
    /// What is read while applying.
    pub read: usize,
}

impl Counts {
    /// Counts changes.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c ResourceChange>) -> Self {
        let mut counts = Self::default();
        for change in changes {
            let count = match change.action() {
                Action::Create => &mut counts.create,
                Action::Update => &mut counts.update,
                Action::Replace => &mut counts.replace,
                Action::Delete => &mut counts.delete,
                Action::Move => &mut counts.moved,
                Action::Import => &mut counts.import,
                Action::Forget => &mut counts.forget,
                Action::Read => &mut counts.read,
                Action::Noop => continue,
            };
            *count += 1;
        }
        counts
    }

    /// Returns the number of changes; what is only read does not count.
    pub fn changes(&self) -> usize {
        self.entries().iter().filter(|(name, _)| *name != "read").map(|(_, count)| count).sum()
    }

    /// Returns the numbers with their names.
    pub fn entries(&self) -> [(&'static str, usize); 8] {
        [
            ("create", self.create),
            ("update", self.update),
            ("replace", self.replace),
            ("delete", self.delete),
            ("move", self.moved),
            ("import", self.import),
            ("forget", self.forget),
            ("read", self.read),
        ]
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.create += other.create;
        self.update += other.update;
        self.replace += other.replace;
        self.delete += other.delete;
        self.moved += other.moved;
        self.import += other.import;
        self.forget += other.forget;
        self.read += other.read;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_kind_once() {
        let change = |actions: &[&str]| ResourceChange {
            actions: actions.iter().map(|one| (*one).to_owned()).collect(),
            ..ResourceChange::default()
        };
        let moved =
            ResourceChange { previous_address: Some("a.b".to_owned()), ..change(&["no-op"]) };
        let all = [
            change(&["create"]),
            change(&["delete", "create"]),
            change(&["read"]),
            change(&["no-op"]),
            moved,
        ];
        let mut counts = Counts::of(&all);
        counts += Counts::of(&[change(&["delete"])]);
        let shown: Vec<_> = counts.entries().into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(shown, [("create", 1), ("replace", 1), ("delete", 1), ("move", 1), ("read", 1)]);
        assert_eq!(counts.changes(), 4);
    }
}
