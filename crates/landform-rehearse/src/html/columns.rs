//! The columns in which a group of units stands: each unit right of what it needs, and as near to its users as it can.

use std::collections::{BTreeMap, BTreeSet};

use landform_graph::Graph;

/// The sweeps that move connected units to the same height.
const SWEEPS: usize = 6;

/// Returns the units of a group column by column, from top to bottom.
pub(super) fn columns(group: &Graph<usize>) -> Vec<Vec<usize>> {
    let column_of = column_of(group);
    let count = column_of.values().max().map_or(0, |last| last + 1);
    let mut columns = vec![Vec::new(); count];
    for (unit, column) in &column_of {
        if let Some(column) = columns.get_mut(*column) {
            column.push(*unit);
        }
    }
    for sweep in 0..SWEEPS {
        sort_rows(group, &mut columns, sweep % 2 == 1);
    }
    columns
}

/// Returns the column of each unit: as far right as its users allow, so that lines are short; units without users as far left as can be.
fn column_of(group: &Graph<usize>) -> BTreeMap<usize, usize> {
    let heights: BTreeMap<usize, usize> =
        group.nodes().iter().copied().zip(group.reversed().depths()).collect();
    let mut columns = BTreeMap::new();
    for part in parts(group) {
        let highest = part.iter().filter_map(|unit| heights.get(unit)).max().copied().unwrap_or(0);
        for unit in part {
            let height = heights.get(&unit).copied().unwrap_or(0);
            columns.insert(unit, highest - height);
        }
    }
    for unit in group.nodes().iter().filter(|unit| group.dependants(unit).is_empty()) {
        let needs = group.dependencies(unit);
        let right = needs.into_iter().filter_map(|need| columns.get(need)).max();
        let column = right.map_or(0, |column| column + 1);
        columns.insert(*unit, column);
    }
    columns
}

/// Returns the parts of the group that hang together.
fn parts(group: &Graph<usize>) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut seen = BTreeSet::new();
    for start in group.nodes() {
        let mut open = vec![*start];
        let mut part = Vec::new();
        while let Some(unit) = open.pop() {
            if seen.insert(unit) {
                part.push(unit);
                open.extend(group.dependencies(&unit));
                open.extend(group.dependants(&unit));
            }
        }
        if !part.is_empty() {
            parts.push(part);
        }
    }
    parts
}

/// Sorts each column by the mean height of what its units need, or of what needs them.
fn sort_rows(group: &Graph<usize>, columns: &mut [Vec<usize>], by_users: bool) {
    let order: Vec<usize> =
        if by_users { (0..columns.len()).rev().collect() } else { (0..columns.len()).collect() };
    let mut heights: BTreeMap<usize, usize> = BTreeMap::new();
    let note = |heights: &mut BTreeMap<usize, usize>, column: &[usize]| {
        // Columns are centred, so heights count from the middle; in thousandths, so that no float decides.
        for (row, unit) in column.iter().enumerate() {
            heights.insert(*unit, (500_000 + row * 1000).saturating_sub(column.len() * 500));
        }
    };
    for column in columns.iter() {
        note(&mut heights, column);
    }
    for number in order {
        let Some(column) = columns.get_mut(number) else { continue };
        let mut keyed: Vec<(usize, usize)> = column
            .iter()
            .map(|unit| {
                let near = if by_users { group.dependants(unit) } else { group.dependencies(unit) };
                let sum: usize = near.iter().filter_map(|other| heights.get(other)).sum();
                let own = heights.get(unit).copied().unwrap_or(0);
                (sum.checked_div(near.len()).unwrap_or(own), *unit)
            })
            .collect();
        keyed.sort_unstable();
        *column = keyed.into_iter().map(|(_, unit)| unit).collect();
        note(&mut heights, column);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: &[(usize, usize)], alone: &[usize], expected: &[&[usize]]) {
        let group = Graph::new(alone.iter().copied(), edges.iter().copied());
        assert_eq!(columns(&group), expected, "{edges:?}");
    }

    #[test]
    fn units_stand_right_of_what_they_need_and_near_their_users() {
        check(&[], &[], &[]);
        check(&[], &[3, 1], &[&[1, 3]]);
        check(&[(2, 1), (3, 2)], &[9], &[&[1, 9], &[2], &[3]]);
        // 4 is needed by 3 alone, so it stands beside it.
        check(&[(2, 1), (3, 2), (3, 4)], &[], &[&[1], &[2, 4], &[3]]);
        // 5 could stand further right, but nothing needs it.
        check(&[(2, 1), (3, 2), (5, 1)], &[], &[&[1], &[2, 5], &[3]]);
    }

    #[test]
    fn connected_units_get_the_same_row() {
        check(&[(4, 1), (3, 2)], &[], &[&[1, 2], &[4, 3]]);
    }

    #[test]
    fn a_cycle_is_placed_somehow() {
        let placed = columns(&Graph::new([], [(1, 2), (2, 1), (3, 1)]));
        assert_eq!(placed.concat().len(), 3);
    }
}
