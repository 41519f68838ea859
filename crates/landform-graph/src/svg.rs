//! The graph as one SVG picture.

use std::fmt::Write;

use crate::layout::Place;
use crate::{Graph, Layout, Names, layout};

const ROW: usize = 34;
const BOX: usize = 24;
const GAP: usize = 60;
const MARGIN: usize = 16;
const TITLE: usize = 26;
const LETTER: usize = 7;

/// Returns the graph as an SVG: columns by depth, a titled band for each cluster; lines lead to what a node depends on.
pub fn to_svg<K: Ord + Clone>(graph: &Graph<K>, names: &impl Names<K>) -> String {
    let layout = layout(graph, names);
    let frame = Frame::new(&layout);
    let mut text = String::new();
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" \
         font-family=\"ui-monospace, monospace\" font-size=\"12\">",
        frame.width, frame.height
    );
    for ((name, rows), top) in layout.bands.iter().zip(&frame.tops) {
        let _ = writeln!(
            text,
            "<rect x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"6\" fill=\"#f4f6f8\"/>",
            MARGIN / 2,
            frame.width.saturating_sub(MARGIN),
            band_height(*rows)
        );
        if let Some(name) = name {
            let _ = writeln!(
                text,
                "<text x=\"{MARGIN}\" y=\"{}\" font-weight=\"bold\" fill=\"#334\">{}</text>",
                top + TITLE - 8,
                escaped(name)
            );
        }
    }
    for (from, to) in graph.edges() {
        let place = |node| graph.index(node).and_then(|at| layout.places.get(at));
        if let (Some(from), Some(to)) = (place(from), place(to)) {
            frame.line(&mut text, from, to);
        }
    }
    for place in &layout.places {
        frame.node(&mut text, place);
    }
    text.push_str("</svg>\n");
    text
}

/// The pixel positions of columns and bands.
struct Frame {
    lefts: Vec<usize>,
    widths: Vec<usize>,
    tops: Vec<usize>,
    width: usize,
    height: usize,
}

impl Frame {
    fn new(layout: &Layout) -> Self {
        let mut widths = vec![0; layout.columns];
        for place in &layout.places {
            if let Some(width) = widths.get_mut(place.column) {
                *width = (*width).max(place.label.chars().count() * LETTER + 16);
            }
        }
        let (lefts, left) = positions(MARGIN, widths.iter().map(|width| width + GAP));
        let heights = layout.bands.iter().map(|(_, rows)| band_height(*rows) + MARGIN / 2);
        let (tops, top) = positions(MARGIN / 2, heights);
        let width = left.saturating_sub(GAP).max(MARGIN) + MARGIN;
        Self { lefts, widths, tops, width, height: top }
    }

    /// Returns the left, right and middle height of a node's box.
    fn spot(&self, place: &Place) -> (usize, usize, usize) {
        let left = self.lefts.get(place.column).copied().unwrap_or(0);
        let width = self.widths.get(place.column).copied().unwrap_or(0);
        let top = self.tops.get(place.band).copied().unwrap_or(0);
        (left, left + width, top + TITLE + place.row * ROW + BOX / 2)
    }

    fn line(&self, text: &mut String, from: &Place, to: &Place) {
        let (x1, _, y1) = self.spot(from);
        let (_, x2, y2) = self.spot(to);
        let bend = GAP / 2;
        let _ = writeln!(
            text,
            "<path d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\" fill=\"none\" stroke=\"#89a\"/>",
            x1.saturating_sub(bend),
            x2 + bend
        );
    }

    fn node(&self, text: &mut String, place: &Place) {
        let (left, right, middle) = self.spot(place);
        let label = escaped(&place.label);
        let _ = writeln!(
            text,
            "<g><title>{label}</title><rect x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{BOX}\" rx=\"4\" \
             fill=\"#fff\" stroke=\"#567\"/><text x=\"{}\" y=\"{}\" fill=\"#123\">{label}</text></g>",
            middle - BOX / 2,
            right - left,
            left + 8,
            middle + 4
        );
    }
}

/// Returns where each part starts when they follow one another, and where the last ends.
fn positions(start: usize, sizes: impl Iterator<Item = usize>) -> (Vec<usize>, usize) {
    let mut at = start;
    let mut starts = Vec::new();
    for size in sizes {
        starts.push(at);
        at += size;
    }
    (starts, at)
}

fn band_height(rows: usize) -> usize {
    TITLE + rows * ROW
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dot::tests::{ByFolder, graph};

    #[test]
    fn draws_bands_lines_and_boxes() {
        let svg = to_svg(&graph(&[("dev/a<b", "dev/vpc"), ("prod/app", "dev/vpc")]), &ByFolder);
        assert_eq!(svg.matches("<path ").count(), 2);
        assert_eq!(svg.matches("<g>").count(), 3);
        assert_eq!(svg.matches("font-weight=\"bold\"").count(), 2);
        assert!(svg.contains("<title>dev/a&lt;b</title>"), "{svg}");
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
        assert!(svg.ends_with("</svg>\n"));
    }

    #[test]
    fn an_empty_graph_is_an_empty_picture() {
        let svg = to_svg(&Graph::default(), &ByFolder);
        assert_eq!(svg.lines().count(), 2);
    }
}
