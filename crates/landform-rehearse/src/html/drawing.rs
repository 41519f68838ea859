//! The picture of the estate as SVG.

use std::fmt::Write;

use super::block::{Frame, Kind, NODE_HEIGHT, NODE_WIDTH, Spot};
use super::estate::Estate;
use super::family::family;
use super::outcome::Outcome;
use super::picture::Picture;
use super::route;
use super::text::{counted, duration, escaped, shortened};
use crate::report::{Report, UnitReport};

/// How many hundredths of a pixel a letter of a font of so many pixels is wide.
const LETTER: i32 = 61;

/// Returns the picture; what the page's style sheet and script rely on are the classes and the `data-` attributes.
pub(super) fn drawing(report: &Report, estate: &Estate<'_>) -> String {
    let picture = Picture::new(estate);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"estate{4}\" viewBox=\"0 0 {0} {1}\" \
         width=\"{0}\" height=\"{1}\" role=\"group\" aria-label=\"The estate: {2} in {3}\">",
        picture.width,
        picture.height,
        counted(estate.units.len(), "unit"),
        counted(estate.accounts.len(), "account"),
        if picture.is_wide() { " wide" } else { "" },
    );
    svg.push_str(MARKERS);
    for frame in &picture.frames {
        let _ = writeln!(
            svg,
            "<rect class=\"f {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            frame.kind.class(),
            frame.left,
            frame.top,
            frame.width,
            frame.height,
            if frame.kind == Kind::Account { 12 } else { 8 },
        );
    }
    svg.push_str("<g>\n");
    lines(&mut svg, estate, &picture);
    svg.push_str("</g>\n");
    for frame in &picture.frames {
        titles(&mut svg, report, estate, frame);
    }
    for (at, unit) in estate.units.iter().enumerate() {
        if let Some(spot) = picture.spots.get(&at) {
            let label = estate.labels.get(at).map_or(unit.path.as_str(), String::as_str);
            node(&mut svg, unit, label, *spot);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// The heads of the lines, one for each colour, for a head can't take its line's.
const MARKERS: &str = concat!(
    "<defs>",
    "<marker id=\"m\" viewBox=\"0 0 6 6\" refX=\"6\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\">",
    "<path class=\"m\" d=\"M0 0L6 3L0 6z\"/></marker>",
    "<marker id=\"mx\" viewBox=\"0 0 6 6\" refX=\"6\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\">",
    "<path class=\"mx\" d=\"M0 0L6 3L0 6z\"/></marker>",
    "<marker id=\"mu\" viewBox=\"0 0 6 6\" refX=\"6\" refY=\"3\" markerWidth=\"5\" markerHeight=\"5\" orient=\"auto\">",
    "<path class=\"mu\" d=\"M0 0L6 3L0 6z\"/></marker>",
    "<marker id=\"md\" viewBox=\"0 0 6 6\" refX=\"6\" refY=\"3\" markerWidth=\"5\" markerHeight=\"5\" orient=\"auto\">",
    "<path class=\"md\" d=\"M0 0L6 3L0 6z\"/></marker>",
    "</defs>\n",
);

fn lines(svg: &mut String, estate: &Estate<'_>, picture: &Picture) {
    let implied = estate.implied();
    let account = |at: usize| estate.units.get(at).map(|unit| &unit.account);
    for (from, to) in estate.graph.edges() {
        let (Some(of), Some(target)) = (picture.spots.get(from), picture.spots.get(to)) else {
            continue;
        };
        let crosses = account(*from) != account(*to);
        let path = if crosses {
            route::crossing(picture, (*target, *of))
        } else {
            route::curve(*target, *of)
        };
        // Standing in a network's frame says the same as a line to it.
        let said = estate.network_of.get(from) == Some(to) || implied.contains(&(*from, *to));
        let _ = writeln!(
            svg,
            "<path class=\"e{}{}\" data-a=\"{from}\" data-b=\"{to}\" d=\"{path}\"/>",
            if crosses { " x" } else { "" },
            if said { " r" } else { "" },
        );
    }
}

/// Returns how many letters of a font size fit into a width.
fn columns(width: i32, size: i32) -> usize {
    usize::try_from(width * 100 / (size * LETTER)).unwrap_or(0)
}

fn line_of_text(svg: &mut String, class: &str, (x, y): (i32, i32), text: &str) {
    if !text.is_empty() {
        let _ = write!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text));
    }
}

fn titles(svg: &mut String, report: &Report, estate: &Estate<'_>, frame: &Frame) {
    let (left, top, width) = (frame.left, frame.top, frame.width);
    let account = estate.accounts.iter().position(|account| account.name == frame.title);
    let id = match (frame.kind, account) {
        (Kind::Account, Some(at)) => format!(" id=\"a{at}\""),
        _ => String::new(),
    };
    let (title, note) = (escaped(&frame.title), escaped(&frame.note));
    let _ = write!(svg, "<g{id}><title>{title} {note}</title>");
    match frame.kind {
        Kind::Account => {
            let id = report.accounts.get(&frame.title).map_or("", |account| account.id.as_str());
            // In line with the nodes, for lines from other accounts run left of them.
            let (left, room) = (left + 24, width - 48);
            let title = shortened(&frame.title, columns(room, 15));
            line_of_text(svg, "ta", (left, top + 26), &title);
            let note = shortened(&frame.note, columns(room, 11));
            line_of_text(svg, "to", (left, top + 43), &note);
            let taken = i32::try_from(title.chars().count()).unwrap_or(0) * 15 * LETTER / 100;
            if columns(room - taken - 16, 11) >= id.chars().count() {
                line_of_text(svg, "to end", (left + room, top + 26), id);
            }
        }
        Kind::Region | Kind::Environment => {
            let text = format!("{} {}", frame.note, frame.title);
            let text = shortened(text.trim(), columns(width - 28, 11));
            line_of_text(svg, "tr", (left + 14, top + 20), &text);
        }
        Kind::Network => {
            let right = left + width - 20;
            let note = format!("{} inside", frame.note);
            let note = shortened(&note, columns(104, 11));
            line_of_text(svg, "tn end", (right, top + 34), &frame.title);
            line_of_text(svg, "tm end", (right, top + 50), &note);
        }
    }
    svg.push_str("</g>\n");
}

fn node(svg: &mut String, unit: &UnitReport, label: &str, spot: Spot) {
    let outcome = Outcome::of(unit);
    let _ = write!(
        svg,
        "<a class=\"n {} {}\" id=\"n{2}\" href=\"#u{2}\"><title>{3}</title>\
         <rect x=\"{4}\" y=\"{5}\" width=\"{NODE_WIDTH}\" height=\"{NODE_HEIGHT}\" rx=\"6\"/>\
         <rect class=\"s\" x=\"{4}\" y=\"{5}\" width=\"5\" height=\"{NODE_HEIGHT}\" rx=\"2\"/>",
        family(&unit.types).class(),
        outcome.class(),
        spot.unit,
        escaped(&tooltip(unit, outcome)),
        spot.left,
        spot.top,
    );
    let room = NODE_WIDTH - 24;
    let sign = if outcome == Outcome::Passed { 0 } else { 14 };
    let label = shortened(label, columns(room - sign, 12));
    line_of_text(svg, "l", (spot.left + 14, spot.top + 17), &label);
    let count = unit.resources.to_string();
    let badge = i32::try_from(count.len()).unwrap_or(0) * 7 + 8;
    let module = shortened(&unit.module, columns(room - badge, 10));
    line_of_text(svg, "d", (spot.left + 14, spot.top + 32), &module);
    line_of_text(svg, "c", (spot.left + NODE_WIDTH - 10, spot.top + 32), &count);
    if sign > 0 {
        line_of_text(svg, "b", (spot.left + NODE_WIDTH - 10, spot.top + 17), outcome.sign());
    }
    svg.push_str("</a>\n");
}

fn tooltip(unit: &UnitReport, outcome: Outcome) -> String {
    format!(
        "{}\nmodule {}\n{} in {}\nneeds {}\n{}",
        unit.path,
        unit.module,
        counted(unit.resources, "resource"),
        duration(unit.seconds),
        counted(unit.edges.len(), "unit"),
        outcome.title(),
    )
}
