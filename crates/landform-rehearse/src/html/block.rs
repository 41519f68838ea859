//! Blocks of nodes and frames, put together from the inside out; a block knows its size, not its place.

use std::collections::BTreeSet;

use landform_graph::Graph;

use super::columns::columns;

/// The width of a node.
pub(super) const NODE_WIDTH: i32 = 172;
/// The height of a node.
pub(super) const NODE_HEIGHT: i32 = 40;
/// The space between columns; lines run in it.
pub(super) const GAP: i32 = 48;
/// The space between rows.
pub(super) const ROW_GAP: i32 = 12;

/// The rows of a column from which on a column is split.
const ROWS: usize = 8;

/// What a frame stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An account.
    Account,
    /// A region of an account.
    Region,
    /// An environment of a region.
    Environment,
    /// A network; its node stands in its frame.
    Network,
}

impl Kind {
    /// Returns the class of the page's style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Account => "fa",
            Self::Region => "fr",
            Self::Environment => "fe",
            Self::Network => "fn",
        }
    }

    /// Returns the space that is left free at the sides and at the bottom.
    fn padding(self) -> i32 {
        match self {
            Self::Account => 10,
            Self::Region | Self::Environment => 14,
            Self::Network => 20,
        }
    }

    /// Returns the space that is left free at the top, for the titles.
    pub(super) fn header(self) -> i32 {
        match self {
            Self::Account => 52,
            Self::Region | Self::Environment => 30,
            Self::Network => 20,
        }
    }
}

/// A unit's node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The number of the unit.
    pub(super) unit: usize,
    /// The left side.
    pub(super) left: i32,
    /// The top.
    pub(super) top: i32,
}

/// A titled box around nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// What it stands for.
    pub(super) kind: Kind,
    /// The title.
    pub(super) title: String,
    /// The smaller text beside or below the title.
    pub(super) note: String,
    /// The left side.
    pub(super) left: i32,
    /// The top.
    pub(super) top: i32,
    /// The width.
    pub(super) width: i32,
    /// The height.
    pub(super) height: i32,
}

/// Nodes and frames with places relative to the block's corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// The width.
    pub(super) width: i32,
    /// The height.
    pub(super) height: i32,
    /// The frames, outer before inner.
    pub(super) frames: Vec<Frame>,
    /// The nodes.
    pub(super) spots: Vec<Spot>,
}

impl Block {
    /// Puts another block into this one, which grows to hold it.
    pub(super) fn put(&mut self, other: Self, left: i32, top: i32) {
        self.width = self.width.max(left + other.width);
        self.height = self.height.max(top + other.height);
        self.frames.extend(other.frames.into_iter().map(|frame| Frame {
            left: frame.left + left,
            top: frame.top + top,
            ..frame
        }));
        self.spots.extend(other.spots.into_iter().map(|spot| Spot {
            left: spot.left + left,
            top: spot.top + top,
            ..spot
        }));
    }

    /// Returns the block in a frame that is at least of the given size.
    pub(super) fn framed(
        self,
        kind: Kind,
        (title, note): (String, String),
        least: (i32, i32),
    ) -> Self {
        let (padding, header) = (kind.padding(), kind.header());
        let width = (self.width + 2 * padding).max(least.0);
        let height = (self.height + header + padding).max(least.1);
        let frame = Frame { kind, title, note, left: 0, top: 0, width, height };
        let mut framed = Self { width, height, frames: vec![frame], spots: Vec::new() };
        framed.put(self, padding, header);
        framed
    }

    /// Returns the block with space above it.
    pub(super) fn lowered(self, by: i32) -> Self {
        let mut lowered = Self::default();
        if self.width > 0 {
            lowered.put(self, 0, by);
        }
        lowered
    }

    /// Returns the size that is left for the content of a frame.
    pub(super) fn room(kind: Kind, (width, height): (i32, i32)) -> (i32, i32) {
        let padding = kind.padding();
        (width - 2 * padding, height - kind.header() - padding)
    }
}

/// Returns the blocks side by side; empty ones are left out.
pub(super) fn beside(blocks: impl IntoIterator<Item = Block>) -> Block {
    let mut row = Block::default();
    for block in blocks.into_iter().filter(|block| block.width > 0) {
        let left = if row.width > 0 { row.width + GAP } else { 0 };
        row.put(block, left, 0);
    }
    row
}

/// Returns the blocks in rows of at most the given width, each row as high as its highest block.
pub(super) fn shelved(blocks: Vec<Block>, width: i32, gap: i32) -> Block {
    let mut all = Block::default();
    let (mut left, mut top) = (0, 0);
    for block in blocks.into_iter().filter(|block| block.width > 0) {
        if left > 0 && left + block.width > width {
            (left, top) = (0, all.height + gap);
        }
        let next = left + block.width + gap;
        all.put(block, left, top);
        left = next;
    }
    all
}

/// Returns units as columns of nodes: each right of what it depends on, and high columns split.
pub(super) fn nodes(graph: &Graph<usize>, units: &BTreeSet<usize>) -> Block {
    // Big groups get higher columns, so that they are about as high as wide.
    let rows = ROWS.max(units.len().isqrt());
    let columns = columns(&graph.restricted_to(units));
    let parts: Vec<&[usize]> = columns
        .iter()
        .flat_map(|column| {
            let parts = column.len().div_ceil(rows).max(1);
            column.chunks(column.len().div_ceil(parts).max(1))
        })
        .collect();
    let height =
        |part: &[usize]| i32::try_from(part.len()).unwrap_or(0) * (NODE_HEIGHT + ROW_GAP) - ROW_GAP;
    let highest = parts.iter().map(|part| height(part)).max().unwrap_or(0);
    let mut block = Block { height: highest, ..Block::default() };
    let mut left = 0;
    for part in parts {
        let mut top = (highest - height(part)) / 2;
        for unit in part {
            block.spots.push(Spot { unit: *unit, left, top });
            top += NODE_HEIGHT + ROW_GAP;
        }
        block.width = left + NODE_WIDTH;
        left += NODE_WIDTH + GAP;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    fn box_of(width: i32, height: i32) -> Block {
        Block { width, height, ..Block::default() }
    }

    #[test]
    fn frames_surround_what_they_hold() {
        let inner = nodes(&Graph::new([1], []), &BTreeSet::from([1]));
        let title = || (String::new(), String::new());
        let framed = inner.framed(Kind::Region, title(), (0, 0));
        assert_eq!((framed.width, framed.height), (NODE_WIDTH + 28, NODE_HEIGHT + 44));
        assert_eq!(framed.spots, [Spot { unit: 1, left: 14, top: 30 }]);
        let wide = framed.framed(Kind::Account, title(), (900, 0));
        assert_eq!((wide.width, wide.frames.len()), (900, 2));
        assert_eq!((wide.frames[1].left, wide.frames[1].top), (10, 52));
    }

    #[test]
    fn shelves_break_where_the_width_ends() {
        let all = shelved(vec![box_of(60, 10), box_of(30, 30), box_of(20, 5)], 100, 10);
        assert_eq!((all.width, all.height), (100, 45));
        let row = beside([box_of(60, 10), Block::default(), box_of(30, 30)]);
        assert_eq!((row.width, row.height), (90 + GAP, 30));
    }

    #[test]
    fn high_columns_are_split_evenly() {
        let block = nodes(&Graph::new(0..10, []), &(0..10).collect());
        assert_eq!(block.width, 2 * NODE_WIDTH + GAP);
        assert_eq!(block.height, 5 * NODE_HEIGHT + 4 * ROW_GAP);
        assert_eq!(nodes(&Graph::default(), &BTreeSet::new()), Block::default());
    }
}
