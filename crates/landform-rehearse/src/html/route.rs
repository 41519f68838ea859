//! The lines of the picture: curves inside an account, rounded lines in the channels from account to account.

use std::fmt::Write;

use super::block::{GAP, NODE_HEIGHT, NODE_WIDTH, Spot};
use super::picture::Picture;

/// The radius of a corner.
const CORNER: i32 = 9;

/// Returns the path of a line inside an account, from what is depended on to what depends on it.
pub(super) fn curve(to: Spot, from: Spot) -> String {
    let (x1, y1) = right_port(to);
    let (x2, y2) = left_port(from);
    if x2 >= x1 + GAP / 3 {
        let bend = ((x2 - x1) / 2).min(90);
        return format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend);
    }
    // One above the other: a bow along their left sides.
    let (x1, y1) = left_port(to);
    let bow = x1.min(x2) - GAP / 2;
    format!("M{x1} {y1}C{bow} {y1} {bow} {y2} {x2} {y2}")
}

/// Returns the path of a line from one account to another: through the channels and, over several shelves, the gutter.
pub(super) fn crossing(picture: &Picture, (to, from): (Spot, Spot)) -> String {
    let track = picture.tracks.get(&to.unit).copied().unwrap_or(0);
    let gutter = Picture::in_gutter(track);
    let shelf = |spot: Spot| picture.shelves.get(&spot.unit).copied().unwrap_or(0);
    let (source, target) = (shelf(to), shelf(from));
    let channel = |number: usize| {
        let top = picture.channels.get(number).copied().unwrap_or(0);
        top + Picture::in_channel(track)
    };
    let out = if source <= target { source + 1 } else { source };
    let into = if target > source { target } else { target + 1 };
    let ((x1, y1), (x2, y2)) = (right_port(to), left_port(from));
    let step = 7 + track % 4 * 4;
    let mut points = vec![(x1, y1), (x1 + step, y1), (x1 + step, channel(out))];
    if out != into {
        points.extend([(gutter, channel(out)), (gutter, channel(into))]);
    }
    points.extend([(x2 - step, channel(into)), (x2 - step, y2), (x2, y2)]);
    rounded(&points)
}

fn right_port(spot: Spot) -> (i32, i32) {
    (spot.left + NODE_WIDTH, spot.top + NODE_HEIGHT / 2)
}

fn left_port(spot: Spot) -> (i32, i32) {
    (spot.left, spot.top + NODE_HEIGHT / 2)
}

/// Returns the path through points that lie on vertical and horizontal lines, with round corners.
fn rounded(points: &[(i32, i32)]) -> String {
    let mut points = points.to_vec();
    points.dedup();
    let mut path = String::new();
    if let Some((x, y)) = points.first() {
        let _ = write!(path, "M{x} {y}");
    }
    for corner in points.windows(3) {
        let [before, at, after] = corner else { continue };
        let ((x1, y1), (x2, y2)) = (towards(*at, *before), towards(*at, *after));
        let _ = write!(path, "L{x1} {y1}Q{} {} {x2} {y2}", at.0, at.1);
    }
    if let Some((x, y)) = points.last() {
        let _ = write!(path, "L{x} {y}");
    }
    path
}

/// Returns the point at a corner's radius from a point towards another, at most half-way.
fn towards((x, y): (i32, i32), (to_x, to_y): (i32, i32)) -> (i32, i32) {
    let step = |way: i32| way.signum() * CORNER.min(way.abs() / 2);
    (x + step(to_x - x), y + step(to_y - y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_run_left_to_right_or_along_the_left() {
        let spot = |left, top| Spot { unit: 0, left, top };
        assert_eq!(curve(spot(0, 0), spot(220, 52)), "M172 20C196 20 196 72 220 72");
        assert_eq!(curve(spot(0, 0), spot(0, 52)), "M0 20C-24 20 -24 72 0 72");
    }

    #[test]
    fn corners_are_round() {
        assert_eq!(rounded(&[(0, 0), (0, 0), (40, 0), (40, 6)]), "M0 0L31 0Q40 0 40 3L40 6");
        assert_eq!(rounded(&[(3, 4)]), "M3 4L3 4");
        assert_eq!(rounded(&[]), "");
    }
}
