//! Where everything of the estate's picture stands: accounts on shelves, with room for lines between them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::block::{
    Block, Frame, GAP, Kind, NODE_HEIGHT, NODE_WIDTH, Spot, beside, nodes, shelved,
};
use super::estate::{Account, Environment, Estate, Region};
use super::text::counted;

/// The least width of the shelves.
const WIDTH: i32 = 1240;
/// The space between lines that run side by side.
const TRACK: i32 = 6;
/// The lines that may run side by side; more share their tracks.
const TRACKS: usize = 10;
/// How far below a network's node the units in the network begin.
const MEMBERS: i32 = NODE_HEIGHT + GAP / 2;
/// The space around the shelves, and between accounts.
const MARGIN: i32 = 20;

/// The places of all nodes and frames, and of the channels between the shelves.
pub(super) struct Picture {
    /// The width.
    pub(super) width: i32,
    /// The height.
    pub(super) height: i32,
    /// The frames, outer before inner.
    pub(super) frames: Vec<Frame>,
    /// The nodes by the numbers of the units.
    pub(super) spots: BTreeMap<usize, Spot>,
    /// The shelf of each unit.
    pub(super) shelves: BTreeMap<usize, usize>,
    /// The top of the channel above each shelf; the last is the channel below them all.
    pub(super) channels: Vec<i32>,
    /// The track of the lines to each unit that another account's unit depends on.
    pub(super) tracks: BTreeMap<usize, i32>,
}

impl Picture {
    /// Tells whether the picture is too wide to be fitted into a page.
    pub(super) fn is_wide(&self) -> bool {
        self.width > WIDTH * 4 / 3
    }

    /// Places an estate.
    pub(super) fn new(estate: &Estate<'_>) -> Self {
        let tracks = tracks(estate);
        let lanes = i32::try_from(tracks.len().min(TRACKS)).unwrap_or(0) * TRACK;
        let left = MARGIN / 2 + lanes;
        let shelves = shelves(estate);
        let mut all = Block::default();
        let mut picture = Self {
            width: 0,
            height: 0,
            frames: Vec::new(),
            spots: BTreeMap::new(),
            shelves: BTreeMap::new(),
            channels: Vec::new(),
            tracks,
        };
        let mut top = MARGIN / 2;
        for (number, shelf) in shelves.into_iter().enumerate() {
            picture.channels.push(top);
            top += if number == 0 { 0 } else { MARGIN + lanes };
            picture.shelves.extend(shelf.spots.iter().map(|spot| (spot.unit, number)));
            let height = shelf.height;
            all.put(shelf, left, top);
            top += height;
        }
        picture.channels.push(top);
        picture.width = all.width.max(left) + MARGIN / 2;
        picture.height =
            top + MARGIN / 2 + if picture.is_last_channel_used(estate) { lanes } else { 0 };
        picture.spots = all.spots.into_iter().map(|spot| (spot.unit, spot)).collect();
        picture.frames = all.frames;
        picture
    }

    /// Returns how far below the top of a channel the lines of a track run.
    pub(super) fn in_channel(track: i32) -> i32 {
        MARGIN / 2 + track * TRACK
    }

    /// Returns how far from the left the lines of a track run in the gutter.
    pub(super) fn in_gutter(track: i32) -> i32 {
        TRACK / 2 + track * TRACK
    }

    fn is_last_channel_used(&self, estate: &Estate<'_>) -> bool {
        let last = self.channels.len().saturating_sub(2);
        let on_last = |unit: usize| self.shelves.get(&unit) == Some(&last);
        crossing(estate).any(|(from, to)| on_last(from) && on_last(to))
    }
}

/// Iterates over the edges (unit, what it depends on) from one account to another.
pub(super) fn crossing<'a>(estate: &'a Estate<'_>) -> impl Iterator<Item = (usize, usize)> + 'a {
    let account = |at: usize| estate.units.get(at).map(|unit| &unit.account);
    let edges = estate.graph.edges().map(|(from, to)| (*from, *to));
    edges.filter(move |(from, to)| account(*from) != account(*to))
}

fn tracks(estate: &Estate<'_>) -> BTreeMap<usize, i32> {
    let targets: BTreeSet<usize> = crossing(estate).map(|(_, to)| to).collect();
    let numbered = targets.into_iter().enumerate();
    numbered.map(|(at, to)| (to, i32::try_from(at % TRACKS).unwrap_or(0))).collect()
}

/// Returns the shelves of accounts: all of one width, the accounts of a shelf of one height.
fn shelves(estate: &Estate<'_>) -> Vec<Block> {
    let natural: Vec<(i32, i32)> = estate
        .accounts
        .iter()
        .map(|account| {
            let block = account_block(estate, account, (0, 0));
            (block.width, block.height)
        })
        .collect();
    // A far wider account sticks out on a shelf of its own, so that the others stay in sight.
    let near = natural.iter().map(|(width, _)| *width).filter(|width| *width <= WIDTH * 5 / 4);
    let width = near.max().unwrap_or(0).max(WIDTH);
    let widths: Vec<i32> = natural.iter().map(|(width, _)| *width).collect();
    let rows = rows(&widths, width);
    rows.into_iter().map(|row| shelf(estate, row, &natural, width)).collect()
}

/// Returns which accounts stand on which shelf, so that the shelves are filled as evenly as the order allows.
fn rows(widths: &[i32], width: i32) -> Vec<Range<usize>> {
    // For each number of accounts the least sum of squared free widths, and where the last shelf starts.
    let mut best: Vec<(i64, usize)> = vec![(0, 0)];
    for end in 1..=widths.len() {
        let mut used = -MARGIN;
        let mut least = (i64::MAX, 0);
        for start in (0..end).rev() {
            used += MARGIN + widths.get(start).copied().unwrap_or(0);
            if used > width && start + 1 < end {
                break;
            }
            let before = best.get(start).map_or(0, |(cost, _)| *cost);
            let free = i64::from((width - used).max(0));
            least = least.min((before + free * free, start));
        }
        best.push(least);
    }
    let mut rows = Vec::new();
    let mut end = widths.len();
    while let Some((_, start)) = best.get(end).filter(|(_, start)| *start < end) {
        rows.push(*start..end);
        end = *start;
    }
    rows.reverse();
    rows
}

/// Returns the widths of a shelf's accounts when the free width goes to the narrowest.
fn justified(widths: &[i32], width: i32) -> Vec<i32> {
    let count = i32::try_from(widths.len()).unwrap_or(1).max(1);
    let free = width - widths.iter().sum::<i32>() - MARGIN * (count - 1);
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    // Up to which width the narrowest grow: as many as the free width lifts to the next wider one.
    let mut level = 0;
    let mut below = 0;
    for (number, own) in (1..).zip(&sorted) {
        if own * (number - 1) - below > free {
            break;
        }
        below += own;
        level = (below + free) / number;
    }
    widths.iter().map(|own| level.max(*own)).collect()
}

fn shelf(estate: &Estate<'_>, row: Range<usize>, natural: &[(i32, i32)], width: i32) -> Block {
    let sizes = natural.get(row.clone()).unwrap_or_default();
    let mut widths: Vec<i32> = sizes.iter().map(|(width, _)| *width).collect();
    // A shelf that is nearly empty is left so: very wide boxes around few nodes look broken.
    if widths.iter().map(|own| own + MARGIN).sum::<i32>() * 2 > width {
        widths = justified(&widths, width);
    }
    let height = sizes.iter().map(|(_, height)| *height).max().unwrap_or(0);
    let mut shelf = Block::default();
    let mut left = 0;
    let accounts = estate.accounts.get(row).unwrap_or_default();
    for (account, own) in accounts.iter().zip(widths) {
        shelf.put(account_block(estate, account, (own, height)), left, 0);
        left += own + MARGIN;
    }
    shelf
}

fn account_block(estate: &Estate<'_>, account: &Account<'_>, least: (i32, i32)) -> Block {
    // Of several regions none is stretched: which one should it be?
    let room = if account.regions.len() == 1 { Block::room(Kind::Account, least) } else { (0, 0) };
    let regions: Vec<Block> = account
        .regions
        .iter()
        .map(|(name, region)| region_block(estate, name, region, room))
        .collect();
    let count: usize = account.regions.values().map(count_region).sum();
    let resources = estate.units.iter().filter(|unit| unit.account == account.name);
    let resources = resources.map(|unit| unit.resources).sum();
    let note = format!("{} · {}", counted(count, "unit"), counted(resources, "resource"));
    let mut inside = shelved(regions, WIDTH, GAP / 2);
    inside.width = inside.width.max(NODE_WIDTH);
    inside.framed(Kind::Account, (account.name.to_owned(), note), least)
}

fn count_region(region: &Region<'_>) -> usize {
    let environments = region.environments.values().map(|environment| environment.all().count());
    region.loose.len() + environments.sum::<usize>()
}

/// Returns what of a size is left beside other blocks, if there is exactly one block to give it to.
fn beside_room(room: (i32, i32), others: [&Block; 2], takers: usize) -> (i32, i32) {
    let used = others.iter().filter(|block| block.width > 0).map(|block| block.width + GAP);
    if takers == 1 { (room.0 - used.sum::<i32>(), room.1) } else { (0, 0) }
}

fn region_block(estate: &Estate<'_>, name: &str, region: &Region<'_>, least: (i32, i32)) -> Block {
    let inside: BTreeSet<usize> = region.environments.values().flat_map(Environment::all).collect();
    let (before, after) = split(estate, &region.loose, &inside);
    let (before, after) = (nodes(&estate.graph, &before), nodes(&estate.graph, &after));
    let room = Block::room(Kind::Region, least);
    let room = beside_room(room, [&before, &after], region.environments.len());
    let environments = region
        .environments
        .iter()
        .map(|(name, environment)| environment_block(estate, name, environment, room))
        .collect();
    let content = beside([before, shelved(environments, WIDTH, GAP / 2), after]);
    let title = if name.is_empty() { "no region" } else { name };
    content.framed(Kind::Region, (title.to_owned(), String::new()), least)
}

fn environment_block(
    estate: &Estate<'_>,
    name: &str,
    environment: &Environment,
    least: (i32, i32),
) -> Block {
    let (before, after) = split(estate, &environment.loose, &environment.inside().collect());
    // In line with the units in the network, so that lines to the network's own node pass above.
    let below = Kind::Network.header() + MEMBERS;
    let before = nodes(&estate.graph, &before).lowered(below);
    let after = nodes(&estate.graph, &after).lowered(below);
    let room = if name.is_empty() { least } else { Block::room(Kind::Environment, least) };
    let room = beside_room(room, [&before, &after], environment.networks.len());
    let networks = environment
        .networks
        .iter()
        .map(|(network, members)| network_block(estate, *network, members, room))
        .collect();
    let content = beside([before, shelved(networks, WIDTH, GAP / 2), after]);
    if name.is_empty() {
        return content;
    }
    content.framed(Kind::Environment, (name.to_owned(), "environment".to_owned()), least)
}

fn network_block(
    estate: &Estate<'_>,
    network: usize,
    members: &[usize],
    least: (i32, i32),
) -> Block {
    let mut content = Block::default();
    content.spots.push(Spot { unit: network, left: 0, top: 0 });
    (content.width, content.height) = (NODE_WIDTH + 110, NODE_HEIGHT);
    let members = nodes(&estate.graph, &members.iter().copied().collect());
    let count = members.spots.len();
    if count > 0 {
        content.put(members, 0, MEMBERS);
    }
    content.framed(Kind::Network, ("VPC".to_owned(), counted(count, "unit")), least)
}

/// Splits loose units into those left of what they stand beside and those right of it, for they depend on it.
fn split(
    estate: &Estate<'_>,
    loose: &[usize],
    inside: &BTreeSet<usize>,
) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let after = |unit: &usize| !estate.graph.all_dependencies([unit]).is_disjoint(inside);
    let (right, left) = loose.iter().partition(|unit| after(unit));
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shelves_are_filled_evenly() {
        let cases: [(&[i32], &[usize]); 5] = [
            (&[], &[]),
            (&[300, 300, 300], &[3]),
            (&[280, 280, 280, 280, 280], &[2, 3]),
            (&[280, 280, 280, 1000, 1000], &[3, 1, 1]),
            (&[2000, 100], &[1, 1]),
        ];
        for (widths, expected) in cases {
            let lengths: Vec<usize> = rows(widths, 1200).into_iter().map(|row| row.len()).collect();
            assert_eq!(lengths, expected, "{widths:?}");
        }
    }

    #[test]
    fn the_narrowest_grow_first() {
        let cases: [(&[i32], i32, &[i32]); 4] = [
            (&[100, 100], 320, &[150, 150]),
            (&[100, 400], 560, &[140, 400]),
            (&[100, 400, 200], 840, &[200, 400, 200]),
            (&[500], 400, &[500]),
        ];
        for (widths, width, expected) in cases {
            assert_eq!(justified(widths, width), expected, "{widths:?}");
        }
    }
}
