//! A generic directed acyclic graph: stable order, closures, cycle paths, a ready queue, and its text and pictures.

mod cycle;
mod dot;
mod graph;
mod layout;
mod queue;
mod svg;

pub use dot::to_dot;
pub use graph::Graph;
pub use layout::{Layout, Place, layout};
pub use queue::{Outcome, Queue};
pub use svg::to_svg;

/// The names under which a picture shows the nodes of a graph.
pub trait Names<K> {
    /// Returns the text of a node.
    fn label(&self, node: &K) -> String;

    /// Returns the cluster (an account, say) in which a node is drawn; nodes with none are drawn outside.
    fn cluster(&self, node: &K) -> Option<String>;
}
