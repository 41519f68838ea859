//! Cycles, each as the full path of one shortest round.

use std::collections::{BTreeMap, VecDeque};

use crate::Graph;

impl<K: Ord + Clone> Graph<K> {
    /// Returns one shortest cycle for each group of nodes that depend on one another, starting at its smallest node.
    ///
    /// `[a, b, c]` means that `a` depends on `b`, `b` on `c` and `c` on `a`; `[a]` depends on itself.
    pub fn cycles(&self) -> Vec<Vec<K>> {
        let mut cycles = Vec::new();
        let groups = self.groups();
        let mut done = vec![false; self.len()];
        for start in 0..self.len() {
            if done.get(start).copied().unwrap_or(true) {
                continue;
            }
            if let Some(round) = self.shortest_round(start, &groups) {
                for (at, flag) in done.iter_mut().enumerate() {
                    *flag |= groups.get(at) == groups.get(start);
                }
                cycles.push(
                    round.into_iter().filter_map(|at| self.nodes().get(at).cloned()).collect(),
                );
            }
        }
        cycles
    }

    /// Returns for each node the number of its strongly connected group (Kosaraju, without recursion).
    fn groups(&self) -> Vec<usize> {
        let mut finished = Vec::with_capacity(self.len());
        let mut seen = vec![false; self.len()];
        for start in 0..self.len() {
            let mut stack = vec![(start, 0)];
            while let Some((at, child)) = stack.pop() {
                if child == 0 && std::mem::replace(seen.get_mut(at).unwrap_or(&mut true), true) {
                    continue;
                }
                match self.dependency_indices(at).get(child) {
                    Some(next) => stack.extend([(at, child + 1), (*next, 0)]),
                    None => finished.push(at),
                }
            }
        }
        let mut groups = vec![usize::MAX; self.len()];
        for root in finished.into_iter().rev() {
            let mut open = vec![root];
            while let Some(at) = open.pop() {
                if let Some(group) = groups.get_mut(at).filter(|group| **group == usize::MAX) {
                    *group = root;
                    open.extend(self.dependant_indices(at));
                }
            }
        }
        groups
    }

    /// Returns the shortest way from a node back to itself, if there is one.
    fn shortest_round(&self, start: usize, groups: &[usize]) -> Option<Vec<usize>> {
        let mut came_from = BTreeMap::new();
        let mut open = VecDeque::from([start]);
        while let Some(at) = open.pop_front() {
            for next in self.dependency_indices(at) {
                if *next == start {
                    let mut round = vec![at];
                    while let Some(before) = round.last().and_then(|last| came_from.get(last)) {
                        round.push(*before);
                    }
                    round.reverse();
                    return Some(round);
                }
                if groups.get(*next) == groups.get(start) && !came_from.contains_key(next) {
                    came_from.insert(*next, at);
                    open.push_back(*next);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles(edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
        Graph::new([], edges.iter().copied()).cycles()
    }

    #[test]
    fn finds_one_shortest_round_for_each_group() {
        let none: Vec<Vec<u32>> = Vec::new();
        assert_eq!(cycles(&[]), none);
        assert_eq!(cycles(&[(1, 2), (1, 3), (2, 3)]), none);
        assert_eq!(cycles(&[(5, 5)]), [[5]]);
        assert_eq!(cycles(&[(1, 2), (2, 3), (3, 1)]), [[1, 2, 3]]);
        assert_eq!(cycles(&[(1, 2), (2, 3), (3, 1), (2, 1)]), [[1, 2]]);
        assert_eq!(cycles(&[(9, 1), (1, 2), (2, 1), (3, 4), (4, 3), (2, 9)]), [[1, 2], [3, 4]]);
        assert_eq!(cycles(&[(0, 1), (1, 2), (2, 1)]), [[1, 2]], "what only leads there is no part");
    }

    #[test]
    fn the_order_reports_a_cycle() {
        let graph = Graph::new([7], [(1, 2), (2, 1), (3, 1)]);
        assert_eq!(graph.order().unwrap_err(), [1, 2]);
    }

    #[test]
    fn a_long_cycle_needs_no_stack() {
        let count = 100_000u32;
        let graph = Graph::new([], (0..count).map(|at| (at, (at + 1) % count)));
        assert_eq!(graph.cycles(), [(0..count).collect::<Vec<_>>()]);
    }
}
