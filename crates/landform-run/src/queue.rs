//! The ready-queue: which units may start now, the ones with the longest way to go first.

use std::collections::{BTreeMap, BTreeSet};

/// Units whose prerequisites are done, and those that still wait.
#[derive(Debug)]
pub(crate) struct Queue {
    /// Prerequisites that are not done yet, by waiting unit.
    waiting: BTreeMap<String, BTreeSet<String>>,
    /// Units that need a unit, by that unit.
    dependants: BTreeMap<String, BTreeSet<String>>,
    /// Units that may start, by (what is left below them, turned round; name).
    ready: BTreeSet<(std::cmp::Reverse<usize>, String)>,
    heights: BTreeMap<String, usize>,
}

impl Queue {
    /// Creates the queue of units with their prerequisites; prerequisites that are no units of the run count as done.
    pub(crate) fn new(units: &BTreeMap<String, BTreeSet<String>>) -> Self {
        let mut dependants: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut waiting = BTreeMap::new();
        for (unit, needs) in units {
            let needs: BTreeSet<_> =
                needs.iter().filter(|need| units.contains_key(*need)).cloned().collect();
            for need in &needs {
                dependants.entry(need.clone()).or_default().insert(unit.clone());
            }
            waiting.insert(unit.clone(), needs);
        }
        let heights = heights(&waiting, &dependants);
        let mut queue = Self { waiting, dependants, ready: BTreeSet::new(), heights };
        let free: Vec<_> = queue
            .waiting
            .iter()
            .filter(|(_, needs)| needs.is_empty())
            .map(|(unit, _)| unit.clone())
            .collect();
        for unit in free {
            queue.make_ready(unit);
        }
        queue
    }

    fn make_ready(&mut self, unit: String) {
        self.waiting.remove(&unit);
        let height = self.heights.get(&unit).copied().unwrap_or(0);
        self.ready.insert((std::cmp::Reverse(height), unit));
    }

    /// Takes the next unit that may start.
    pub(crate) fn next(&mut self) -> Option<String> {
        self.ready.pop_first().map(|(_, unit)| unit)
    }

    /// Notes that a unit is done.
    pub(crate) fn done(&mut self, unit: &str) {
        for dependant in self.dependants.get(unit).cloned().unwrap_or_default() {
            let Some(needs) = self.waiting.get_mut(&dependant) else { continue };
            needs.remove(unit);
            if needs.is_empty() {
                self.make_ready(dependant);
            }
        }
    }

    /// Notes that a unit failed; returns all that can no longer be reached.
    pub(crate) fn failed(&mut self, unit: &str) -> Vec<String> {
        let mut pending = vec![unit.to_owned()];
        let mut lost = BTreeSet::new();
        while let Some(one) = pending.pop() {
            for dependant in self.dependants.get(&one).into_iter().flatten() {
                if self.waiting.remove(dependant).is_some() {
                    lost.insert(dependant.clone());
                    pending.push(dependant.clone());
                }
            }
        }
        lost.into_iter().collect()
    }

    /// Returns, and forgets, everything that has not started.
    pub(crate) fn drain(&mut self) -> Vec<String> {
        let ready = std::mem::take(&mut self.ready).into_iter().map(|(_, unit)| unit);
        let waiting = std::mem::take(&mut self.waiting).into_keys();
        ready.chain(waiting).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Returns, for each unit, the length of the longest chain of units that wait for it.
fn heights(
    needs: &BTreeMap<String, BTreeSet<String>>,
    dependants: &BTreeMap<String, BTreeSet<String>>,
) -> BTreeMap<String, usize> {
    let mut open: BTreeMap<&str, usize> = needs
        .keys()
        .map(|unit| (unit.as_str(), dependants.get(unit).map_or(0, BTreeSet::len)))
        .collect();
    let mut heights: BTreeMap<String, usize> = BTreeMap::new();
    let mut leaves: Vec<&str> =
        open.iter().filter(|(_, count)| **count == 0).map(|(unit, _)| *unit).collect();
    while let Some(unit) = leaves.pop() {
        let height = dependants
            .get(unit)
            .into_iter()
            .flatten()
            .filter_map(|dependant| heights.get(dependant))
            .max()
            .map_or(0, |height| height + 1);
        heights.insert(unit.to_owned(), height);
        for need in needs.get(unit).into_iter().flatten() {
            if let Some(count) = open.get_mut(need.as_str()) {
                *count -= 1;
                if *count == 0 {
                    leaves.push(need);
                }
            }
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(edges: &[(&str, &[&str])]) -> BTreeMap<String, BTreeSet<String>> {
        edges
            .iter()
            .map(|(unit, needs)| {
                ((*unit).to_owned(), needs.iter().map(|need| (*need).to_owned()).collect())
            })
            .collect()
    }

    #[test]
    fn the_longest_way_goes_first() {
        let mut queue = Queue::new(&units(&[("a", &[]), ("b", &[]), ("c", &["b"]), ("d", &["c"])]));
        assert_eq!(queue.next().as_deref(), Some("b"));
        queue.done("b");
        assert_eq!(queue.next().as_deref(), Some("c"));
        assert_eq!(queue.next().as_deref(), Some("a"));
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn a_failure_loses_all_that_wait_for_it_once() {
        let mut queue =
            Queue::new(&units(&[("a", &[]), ("b", &["a"]), ("c", &["a", "b"]), ("d", &[])]));
        assert_eq!(queue.next().as_deref(), Some("a"));
        assert_eq!(queue.failed("a"), ["b", "c"]);
        assert_eq!(queue.drain(), ["d"]);
    }
}
