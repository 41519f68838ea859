//! The graph itself: nodes in order of their keys, edges from a node to what it depends on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// A directed graph over ordered keys; an edge leads from a node to a node that it depends on.
///
/// All answers are in a defined order: by key, or in the stable topological order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph<K> {
    nodes: Vec<K>,
    dependencies: Vec<Vec<usize>>,
    dependants: Vec<Vec<usize>>,
}

impl<K> Default for Graph<K> {
    fn default() -> Self {
        Self { nodes: Vec::new(), dependencies: Vec::new(), dependants: Vec::new() }
    }
}

impl<K: Ord + Clone> Graph<K> {
    /// Creates a graph; an edge is (node, what it depends on), and its ends become nodes if they are not yet.
    pub fn new(
        nodes: impl IntoIterator<Item = K>,
        edges: impl IntoIterator<Item = (K, K)>,
    ) -> Self {
        let edges: BTreeSet<(K, K)> = edges.into_iter().collect();
        let mut all: BTreeSet<K> = nodes.into_iter().collect();
        for (from, to) in &edges {
            for end in [from, to] {
                if !all.contains(end) {
                    all.insert(end.clone());
                }
            }
        }
        let nodes: Vec<K> = all.into_iter().collect();
        let mut graph = Self {
            dependencies: vec![Vec::new(); nodes.len()],
            dependants: vec![Vec::new(); nodes.len()],
            nodes,
        };
        for (from, to) in &edges {
            if let (Some(from), Some(to)) = (graph.index(from), graph.index(to)) {
                graph.link(from, to);
            }
        }
        graph
    }

    fn link(&mut self, from: usize, to: usize) {
        if let Some(list) = self.dependencies.get_mut(from) {
            list.push(to);
        }
        if let Some(list) = self.dependants.get_mut(to) {
            list.push(from);
        }
    }

    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Tells whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the nodes, sorted.
    pub fn nodes(&self) -> &[K] {
        &self.nodes
    }

    /// Tells whether a node is there.
    pub fn contains(&self, node: &K) -> bool {
        self.index(node).is_some()
    }

    /// Iterates over the edges (node, what it depends on), sorted.
    pub fn edges(&self) -> impl Iterator<Item = (&K, &K)> {
        self.nodes.iter().zip(&self.dependencies).flat_map(move |(node, targets)| {
            targets.iter().filter_map(move |target| Some((node, self.nodes.get(*target)?)))
        })
    }

    /// Returns the direct dependencies of a node, sorted.
    pub fn dependencies(&self, node: &K) -> Vec<&K> {
        self.neighbours(&self.dependencies, node)
    }

    /// Returns the nodes that directly depend on a node, sorted.
    pub fn dependants(&self, node: &K) -> Vec<&K> {
        self.neighbours(&self.dependants, node)
    }

    /// Returns everything that the given nodes depend on, directly or not, without the nodes unless they are in a cycle.
    pub fn all_dependencies<'a>(&self, of: impl IntoIterator<Item = &'a K>) -> BTreeSet<K>
    where
        K: 'a,
    {
        self.closure(&self.dependencies, of)
    }

    /// Returns everything that depends on the given nodes, directly or not, without the nodes unless they are in a cycle.
    pub fn all_dependants<'a>(&self, of: impl IntoIterator<Item = &'a K>) -> BTreeSet<K>
    where
        K: 'a,
    {
        self.closure(&self.dependants, of)
    }

    /// Returns the graph with all edges turned round: the order of destruction.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            nodes: self.nodes.clone(),
            dependencies: self.dependants.clone(),
            dependants: self.dependencies.clone(),
        }
    }

    /// Returns the graph of some of the nodes; a path through nodes that are left out becomes one edge.
    #[must_use]
    pub fn restricted_to(&self, keep: &BTreeSet<K>) -> Self {
        let kept: Vec<bool> = self.nodes.iter().map(|node| keep.contains(node)).collect();
        let is_kept = |at: usize| kept.get(at).copied().unwrap_or(false);
        let mut edges = Vec::new();
        for from in (0..self.nodes.len()).filter(|at| is_kept(*at)) {
            let mut seen = vec![false; self.nodes.len()];
            let mut open = self.neighbour_indices(&self.dependencies, from).to_vec();
            while let Some(at) = open.pop() {
                match seen.get_mut(at) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                if is_kept(at) {
                    edges.extend(self.pair(from, at));
                } else {
                    open.extend(self.neighbour_indices(&self.dependencies, at));
                }
            }
        }
        let nodes = self.nodes.iter().filter(|node| keep.contains(node)).cloned();
        Self::new(nodes, edges)
    }

    /// Returns the nodes with each after its dependencies, the smallest key first among those that are ready.
    ///
    /// # Errors
    /// Returns the nodes of one cycle, see [`Graph::cycles`].
    pub fn order(&self) -> Result<Vec<&K>, Vec<K>> {
        let order = self.order_indices();
        if order.len() < self.nodes.len() {
            return Err(self.cycles().into_iter().next().unwrap_or_default());
        }
        Ok(order.into_iter().filter_map(|at| self.nodes.get(at)).collect())
    }

    /// Returns the depth of each node, in the order of [`Graph::nodes`]: 0 without dependencies, else one more than the deepest dependency.
    pub fn depths(&self) -> Vec<usize> {
        let mut depths = vec![0; self.nodes.len()];
        for at in self.order_indices() {
            let below = self
                .neighbour_indices(&self.dependencies, at)
                .iter()
                .filter_map(|to| depths.get(*to));
            let depth = below.max().map_or(0, |deepest| deepest + 1);
            if let Some(slot) = depths.get_mut(at) {
                *slot = depth;
            }
        }
        depths
    }

    /// Returns the indices in topological order, without those that are in a cycle or behind one.
    fn order_indices(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = self.dependencies.iter().map(Vec::len).collect();
        let mut ready: BinaryHeap<Reverse<usize>> =
            (0..self.nodes.len()).filter(|at| waiting.get(*at) == Some(&0)).map(Reverse).collect();
        let mut order = Vec::with_capacity(self.nodes.len());
        while let Some(Reverse(at)) = ready.pop() {
            order.push(at);
            for dependant in self.neighbour_indices(&self.dependants, at) {
                if let Some(count) = waiting.get_mut(*dependant) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(Reverse(*dependant));
                    }
                }
            }
        }
        order
    }

    pub(crate) fn index(&self, node: &K) -> Option<usize> {
        self.nodes.binary_search(node).ok()
    }

    pub(crate) fn dependency_indices(&self, at: usize) -> &[usize] {
        self.neighbour_indices(&self.dependencies, at)
    }

    pub(crate) fn dependant_indices(&self, at: usize) -> &[usize] {
        self.neighbour_indices(&self.dependants, at)
    }

    fn neighbour_indices<'a>(&self, lists: &'a [Vec<usize>], at: usize) -> &'a [usize] {
        lists.get(at).map_or(&[], Vec::as_slice)
    }

    fn neighbours(&self, lists: &[Vec<usize>], node: &K) -> Vec<&K> {
        let at = self.index(node).unwrap_or(usize::MAX);
        self.neighbour_indices(lists, at).iter().filter_map(|to| self.nodes.get(*to)).collect()
    }

    fn pair(&self, from: usize, to: usize) -> Option<(K, K)> {
        Some((self.nodes.get(from)?.clone(), self.nodes.get(to)?.clone()))
    }

    fn closure<'a>(&self, lists: &[Vec<usize>], of: impl IntoIterator<Item = &'a K>) -> BTreeSet<K>
    where
        K: 'a,
    {
        let mut open: Vec<usize> = of.into_iter().filter_map(|node| self.index(node)).collect();
        let mut seen = BTreeMap::new();
        while let Some(at) = open.pop() {
            for next in self.neighbour_indices(lists, at) {
                if seen.insert(*next, ()).is_none() {
                    open.push(*next);
                }
            }
        }
        seen.keys().filter_map(|at| self.nodes.get(*at).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `a: b c; b: c; d` as edges from `a` to `b` and `c`, and so on.
    pub(crate) fn graph(text: &str) -> Graph<String> {
        let mut nodes = Vec::new();
        let mut edges = Vec::new();
        for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
            let (node, targets) = line.split_once(':').unwrap_or((line, ""));
            nodes.push(node.to_owned());
            edges.extend(targets.split_whitespace().map(|to| (node.to_owned(), to.to_owned())));
        }
        Graph::new(nodes, edges)
    }

    fn keys(text: &str) -> BTreeSet<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn joined<'a>(nodes: impl IntoIterator<Item = &'a String>) -> String {
        nodes.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn orders_dependencies_first_and_keys_second() {
        for (text, order) in [
            ("", ""),
            ("b; a; c", "a b c"),
            ("a: b; b: c", "c b a"),
            ("a: z; b: z; m", "m z a b"),
            ("app: vpc db; db: vpc; web: app", "vpc db app web"),
            ("a: b b b; b", "b a"),
        ] {
            assert_eq!(joined(graph(text).order().unwrap()), order, "{text}");
        }
    }

    #[test]
    fn the_order_respects_every_edge_of_a_large_graph() {
        let edges = (1..500u32).flat_map(|at| [(at, at / 2), (at, (at * 7) % at.max(1))]);
        let graph = Graph::new(0..500, edges.filter(|(a, b)| a != b));
        let order = graph.order().unwrap();
        let place: BTreeMap<_, _> =
            order.iter().enumerate().map(|(at, node)| (**node, at)).collect();
        assert_eq!(order.len(), 500);
        assert!(graph.edges().all(|(from, to)| place[from] > place[to]));
    }

    #[test]
    fn finds_neighbours_and_closures() {
        let graph = graph("web: app; app: vpc db; db: vpc; lone");
        let web = "web".to_owned();
        let vpc = "vpc".to_owned();
        assert_eq!(joined(graph.dependencies(&web)), "app");
        assert_eq!(joined(graph.dependants(&vpc)), "app db");
        assert_eq!(joined(&graph.all_dependencies([&web])), "app db vpc");
        assert_eq!(joined(&graph.all_dependants([&vpc])), "app db web");
        assert!(graph.all_dependants([&"nobody".to_owned()]).is_empty());
        assert_eq!(graph.depths(), [2, 1, 0, 0, 3], "app db lone vpc web");
    }

    #[test]
    fn the_reverse_is_the_order_of_destruction() {
        let reversed = graph("app: db; db: vpc").reversed();
        assert_eq!(joined(reversed.order().unwrap()), "app db vpc");
        assert_eq!(reversed.reversed(), graph("app: db; db: vpc"));
    }

    #[test]
    fn leaving_nodes_out_keeps_the_order_through_them() {
        let graph = graph("web: app log; app: db; db: vpc; log: vpc");
        let some = graph.restricted_to(&keys("web vpc log"));
        let edges: Vec<_> = some.edges().map(|(a, b)| format!("{a}>{b}")).collect();
        assert_eq!(edges, ["log>vpc", "web>log", "web>vpc"]);
    }
}
