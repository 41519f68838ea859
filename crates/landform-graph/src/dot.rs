//! The graph as DOT text.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::{Graph, Names};

/// Returns the graph in the DOT language, its clusters as boxes; arrows lead to what a node depends on.
pub fn to_dot<K: Ord + Clone>(graph: &Graph<K>, names: &impl Names<K>) -> String {
    let mut clusters: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    for node in graph.nodes() {
        clusters.entry(names.cluster(node)).or_default().push(quoted(&names.label(node)));
    }
    let mut text = String::from("digraph {\n  rankdir = LR\n  node [shape = box]\n");
    for (number, (cluster, nodes)) in clusters.iter().enumerate() {
        let mut indent = "  ";
        if let Some(name) = cluster {
            let _ = writeln!(text, "  subgraph cluster_{number} {{\n    label = {}", quoted(name));
            indent = "    ";
        }
        for node in nodes {
            let _ = writeln!(text, "{indent}{node}");
        }
        if cluster.is_some() {
            text.push_str("  }\n");
        }
    }
    for (from, to) in graph.edges() {
        let _ = writeln!(text, "  {} -> {}", quoted(&names.label(from)), quoted(&names.label(to)));
    }
    text.push_str("}\n");
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Takes the part before the first slash as the cluster.
    pub(crate) struct ByFolder;

    impl Names<String> for ByFolder {
        fn label(&self, node: &String) -> String {
            node.clone()
        }

        fn cluster(&self, node: &String) -> Option<String> {
            node.split_once('/').map(|(account, _)| account.to_owned())
        }
    }

    pub(crate) fn graph(edges: &[(&str, &str)]) -> Graph<String> {
        Graph::new([], edges.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())))
    }

    #[test]
    fn writes_clusters_and_edges() {
        let graph = graph(&[("dev/app", "dev/vpc"), ("dev/vpc", "root"), ("prod/\"x\"", "root")]);
        let expected = r#"digraph {
  rankdir = LR
  node [shape = box]
  "root"
  subgraph cluster_1 {
    label = "dev"
    "dev/app"
    "dev/vpc"
  }
  subgraph cluster_2 {
    label = "prod"
    "prod/\"x\""
  }
  "dev/app" -> "dev/vpc"
  "dev/vpc" -> "root"
  "prod/\"x\"" -> "root"
}
"#;
        assert_eq!(to_dot(&graph, &ByFolder), expected);
    }
}
