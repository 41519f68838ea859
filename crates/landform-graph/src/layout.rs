//! Where each node of a picture goes: columns by depth, one band for each cluster.

use std::collections::BTreeMap;

use crate::{Graph, Names};

/// The sweeps that move connected nodes to the same height.
const SWEEPS: usize = 4;

/// The place of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text of the node.
    pub label: String,
    /// The number of its band, counting from the top.
    pub band: usize,
    /// The column: 0 for nodes without dependencies.
    pub column: usize,
    /// The row inside the band.
    pub row: usize,
}

/// The places of all nodes, in the order of [`Graph::nodes`], and the bands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The place of each node.
    pub places: Vec<Place>,
    /// The name of each band (none for nodes without a cluster), and how many rows it has.
    pub bands: Vec<(Option<String>, usize)>,
    /// The number of columns.
    pub columns: usize,
}

/// Places the nodes in columns by depth and bands by cluster, connected nodes near one another.
pub fn layout<K: Ord + Clone>(graph: &Graph<K>, names: &impl Names<K>) -> Layout {
    let clusters: Vec<Option<String>> =
        graph.nodes().iter().map(|node| names.cluster(node)).collect();
    let mut numbers: BTreeMap<&Option<String>, usize> =
        clusters.iter().map(|cluster| (cluster, 0)).collect();
    for (at, number) in numbers.values_mut().enumerate() {
        *number = at;
    }
    let mut bands: Vec<(Option<String>, usize)> =
        numbers.keys().map(|name| ((*name).clone(), 0)).collect();
    let mut cells: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let depths = graph.depths();
    for (at, (cluster, column)) in clusters.iter().zip(&depths).enumerate() {
        let band = numbers.get(cluster).copied().unwrap_or(0);
        cells.entry((band, *column)).or_default().push(at);
    }
    let rows = rows(graph, &mut cells);
    let mut places: Vec<Place> = graph
        .nodes()
        .iter()
        .map(|node| Place { label: names.label(node), band: 0, column: 0, row: 0 })
        .collect();
    for ((band, column), nodes) in &cells {
        if let Some((_, height)) = bands.get_mut(*band) {
            *height = nodes.len().max(*height);
        }
        for at in nodes {
            if let (Some(place), Some(row)) = (places.get_mut(*at), rows.get(*at)) {
                (place.band, place.column, place.row) = (*band, *column, *row);
            }
        }
    }
    let columns = depths.iter().max().map_or(0, |deepest| deepest + 1);
    Layout { places, bands, columns }
}

/// Returns the row of each node in its cell: sorted by the mean row of its neighbours, a few times over.
fn rows<K: Ord + Clone>(
    graph: &Graph<K>,
    cells: &mut BTreeMap<(usize, usize), Vec<usize>>,
) -> Vec<usize> {
    let mut rows = vec![0; graph.len()];
    let assign = |rows: &mut Vec<usize>, nodes: &[usize]| {
        for (row, at) in nodes.iter().enumerate() {
            if let Some(slot) = rows.get_mut(*at) {
                *slot = row;
            }
        }
    };
    for nodes in cells.values() {
        assign(&mut rows, nodes);
    }
    for sweep in 0..SWEEPS {
        for nodes in cells.values_mut() {
            let mut keyed: Vec<(usize, usize)> = nodes
                .iter()
                .map(|at| {
                    let neighbours = if sweep % 2 == 0 {
                        graph.dependency_indices(*at)
                    } else {
                        graph.dependant_indices(*at)
                    };
                    let sum: usize = neighbours.iter().filter_map(|to| rows.get(*to)).sum();
                    let own = rows.get(*at).copied().unwrap_or(0);
                    // In thousandths, so that no float decides the order.
                    let mean = (sum * 1000).checked_div(neighbours.len()).unwrap_or(own * 1000);
                    (mean, *at)
                })
                .collect();
            keyed.sort_unstable();
            *nodes = keyed.into_iter().map(|(_, at)| at).collect();
            assign(&mut rows, nodes);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dot::tests::{ByFolder, graph};

    fn shown(edges: &[(&str, &str)]) -> Vec<String> {
        let layout = layout(&graph(edges), &ByFolder);
        layout
            .places
            .iter()
            .map(|place| format!("{} {}:{}:{}", place.label, place.band, place.column, place.row))
            .collect()
    }

    #[test]
    fn columns_are_depths_and_bands_are_clusters() {
        let edges =
            [("b/app", "b/vpc"), ("b/app", "a/log"), ("b/web", "b/app"), ("b/dns", "b/app")];
        assert_eq!(
            shown(&edges),
            ["a/log 0:0:0", "b/app 1:1:0", "b/dns 1:2:0", "b/vpc 1:0:0", "b/web 1:2:1"]
        );
    }

    #[test]
    fn connected_nodes_get_the_same_row() {
        let edges = [("x/4", "x/1"), ("x/3", "x/2")];
        assert_eq!(shown(&edges), ["x/1 0:0:0", "x/2 0:0:1", "x/3 0:1:1", "x/4 0:1:0"]);
    }

    #[test]
    fn no_two_nodes_share_a_place() {
        let edges: Vec<(String, String)> = (1..200u32)
            .map(|at| (format!("{}/{at}", at % 3), format!("{}/{}", (at / 3) % 3, at / 3)))
            .collect();
        let graph = Graph::new([], edges);
        let layout = layout(&graph, &ByFolder);
        let mut taken: Vec<_> =
            layout.places.iter().map(|place| (place.band, place.column, place.row)).collect();
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), graph.len());
        assert!(layout.places.iter().all(|place| place.row < layout.bands[place.band].1));
    }
}
