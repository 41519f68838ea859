//! A ready queue: which nodes may start now, as others finish.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::Graph;

/// How the work on a node ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its dependants may start.
    Succeeded,
    /// Everything that depends on it is skipped.
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting(usize),
    Ready,
    Running,
    Done,
}

/// Hands out the nodes of a graph, each when all that it depends on has succeeded, the most urgent first.
///
/// Urgent is what the longest chain of nodes waits for; among equals the smallest key comes first.
#[derive(Clone, Debug)]
pub struct Queue<'g, K> {
    graph: &'g Graph<K>,
    states: Vec<State>,
    heights: Vec<usize>,
    ready: BinaryHeap<(usize, Reverse<usize>)>,
    running: usize,
    left: usize,
}

impl<'g, K: Ord + Clone> Queue<'g, K> {
    /// Creates the queue of all nodes. Nodes in a cycle, and behind one, are never handed out.
    pub fn new(graph: &'g Graph<K>) -> Self {
        Self::with_heights(graph, graph.reversed().depths())
    }

    /// Creates the queue of all nodes in which the smallest key always comes first, so that neighbours follow each other.
    pub fn by_key(graph: &'g Graph<K>) -> Self {
        Self::with_heights(graph, Vec::new())
    }

    fn with_heights(graph: &'g Graph<K>, heights: Vec<usize>) -> Self {
        let states = (0..graph.len())
            .map(|at| match graph.dependency_indices(at).len() {
                0 => State::Ready,
                count => State::Waiting(count),
            })
            .collect();
        let mut queue = Self {
            graph,
            states,
            heights,
            ready: BinaryHeap::new(),
            running: 0,
            left: graph.len(),
        };
        for at in 0..graph.len() {
            if queue.states.get(at) == Some(&State::Ready) {
                queue.make_ready(at);
            }
        }
        queue
    }

    /// Returns the next node that may start, which counts as running from now on.
    pub fn pop(&mut self) -> Option<&'g K> {
        let (_, Reverse(at)) = self.ready.pop()?;
        *self.states.get_mut(at)? = State::Running;
        self.running += 1;
        self.graph.nodes().get(at)
    }

    /// Ends a running node; returns the nodes that are skipped because of it, sorted.
    pub fn finish(&mut self, node: &K, outcome: Outcome) -> Vec<&'g K> {
        let Some(at) = self.graph.index(node) else { return Vec::new() };
        if self.states.get(at) != Some(&State::Running) {
            return Vec::new();
        }
        self.running -= 1;
        self.end(at);
        match outcome {
            Outcome::Succeeded => {
                self.release(at);
                Vec::new()
            }
            Outcome::Failed => self.skip_dependants(at),
        }
    }

    /// Returns how many nodes run.
    pub fn running(&self) -> usize {
        self.running
    }

    /// Returns how many nodes may start now.
    pub fn ready(&self) -> usize {
        self.ready.len()
    }

    /// Returns how many nodes have not ended yet, the running ones included.
    pub fn left(&self) -> usize {
        self.left
    }

    /// Tells whether every node has ended or was skipped.
    pub fn is_finished(&self) -> bool {
        self.left == 0
    }

    fn end(&mut self, at: usize) {
        if let Some(state) = self.states.get_mut(at) {
            *state = State::Done;
            self.left -= 1;
        }
    }

    fn make_ready(&mut self, at: usize) {
        if let Some(state) = self.states.get_mut(at) {
            *state = State::Ready;
            self.ready.push((self.heights.get(at).copied().unwrap_or(0), Reverse(at)));
        }
    }

    fn release(&mut self, at: usize) {
        for dependant in self.graph.dependant_indices(at) {
            match self.states.get_mut(*dependant) {
                Some(State::Waiting(1)) => self.make_ready(*dependant),
                Some(State::Waiting(count)) => *count -= 1,
                _ => {}
            }
        }
    }

    fn skip_dependants(&mut self, at: usize) -> Vec<&'g K> {
        let mut skipped = Vec::new();
        let mut open = self.graph.dependant_indices(at).to_vec();
        while let Some(next) = open.pop() {
            if matches!(self.states.get(next), Some(State::Waiting(_))) {
                self.end(next);
                skipped.extend(self.graph.nodes().get(next));
                open.extend(self.graph.dependant_indices(next));
            }
        }
        skipped.sort();
        skipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph() -> Graph<&'static str> {
        let edges = [("app", "db"), ("app", "vpc"), ("db", "vpc"), ("web", "app"), ("dns", "zone")];
        Graph::new(["alone"], edges)
    }

    #[test]
    fn hands_out_what_is_ready_the_most_urgent_first() {
        let graph = graph();
        let mut queue = Queue::new(&graph);
        assert_eq!(queue.ready(), 3);
        assert_eq!(queue.pop(), Some(&"vpc"), "three wait for it in a row");
        assert_eq!(queue.pop(), Some(&"zone"));
        assert_eq!(queue.pop(), Some(&"alone"));
        assert_eq!((queue.pop(), queue.running(), queue.left()), (None, 3, 7));
        queue.finish(&"vpc", Outcome::Succeeded);
        assert_eq!((queue.pop(), queue.pop()), (Some(&"db"), None));
        for node in ["zone", "alone", "db"] {
            assert_eq!(queue.finish(&node, Outcome::Succeeded), Vec::<&&str>::new());
        }
        assert_eq!((queue.pop(), queue.pop()), (Some(&"app"), Some(&"dns")));
        for node in ["app", "dns"] {
            queue.finish(&node, Outcome::Succeeded);
        }
        assert_eq!(queue.pop(), Some(&"web"));
        queue.finish(&"web", Outcome::Succeeded);
        assert!(queue.is_finished());
    }

    #[test]
    fn hands_out_neighbours_one_after_the_other_by_key() {
        let edges = [("a/app", "a/vpc"), ("b/app", "b/vpc"), ("b/web", "b/app")];
        let graph = Graph::new([], edges);
        let mut queue = Queue::by_key(&graph);
        let mut order = Vec::new();
        while let Some(next) = queue.pop() {
            order.push(*next);
            queue.finish(next, Outcome::Succeeded);
        }
        assert_eq!(order, ["a/vpc", "a/app", "b/vpc", "b/app", "b/web"]);
    }

    #[test]
    fn a_failure_skips_what_depends_on_it() {
        let graph = graph();
        let mut queue = Queue::new(&graph);
        assert_eq!(queue.pop(), Some(&"vpc"));
        assert_eq!(queue.finish(&"vpc", Outcome::Failed), [&"app", &"db", &"web"]);
        assert_eq!(queue.finish(&"vpc", Outcome::Failed), Vec::<&&str>::new(), "only once");
        assert_eq!(queue.left(), 3);
    }

    #[test]
    fn a_cycle_is_never_handed_out() {
        let graph = Graph::new([], [(1, 2), (2, 1), (3, 1)]);
        let mut queue = Queue::new(&graph);
        assert_eq!((queue.pop(), queue.is_finished()), (None, false));
    }
}
