//! The tables of the page: the units and the accounts.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::estate::Estate;
use super::family::family;
use super::outcome::Outcome;
use super::text::{counted, duration, escaped, grouped};
use crate::report::{Report, UnitReport};

/// The width of the longest bar.
const BAR: f64 = 64.0;

/// Returns the table of the units; a row's id is what the unit's node in the picture leads to.
pub(super) fn units(estate: &Estate<'_>) -> String {
    let longest = estate.units.iter().map(|unit| unit.seconds).filter(|own| own.is_finite());
    let longest = longest.fold(0.0, f64::max);
    let mut html = String::from(
        "<div class=\"scroll\"><table id=\"units\"><thead><tr><th>Result</th><th>Unit</th><th>Account</th>\
         <th>Region</th><th>Module</th><th class=\"num\">Resources</th><th class=\"num\">Time</th><th>Needs</th>\
         </tr></thead>\n<tbody>\n",
    );
    let numbers: BTreeMap<&str, usize> =
        estate.units.iter().enumerate().rev().map(|(at, unit)| (unit.path.as_str(), at)).collect();
    for (at, unit) in estate.units.iter().enumerate() {
        let _ = write!(
            html,
            "<tr id=\"u{at}\"><td>{}</td><th scope=\"row\"><a class=\"path\" href=\"#n{at}\">{}</a></th>\
             <td>{}</td><td>{}</td><td><i class=\"dot {}\"></i>{}</td>",
            result(unit),
            path(&unit.path),
            escaped(&unit.account),
            escaped(&unit.region),
            family(&unit.types).class(),
            escaped(&unit.module),
        );
        let _ = writeln!(
            html,
            "<td class=\"num\" data-v=\"{}\">{}</td><td class=\"num\" data-v=\"{:.3}\">{}</td><td>{}</td></tr>",
            unit.resources,
            types(unit),
            unit.seconds,
            time(unit.seconds, longest),
            needs(unit, &numbers),
        );
    }
    html.push_str("</tbody></table></div>\n");
    html
}

/// Returns a path with places where the line may break.
fn path(path: &str) -> String {
    escaped(path).replace('/', "/<wbr>")
}

fn result(unit: &UnitReport) -> String {
    let outcome = Outcome::of(unit);
    let badge = format!(
        "<span class=\"r-{}\">{} {}</span>",
        outcome.class(),
        outcome.sign(),
        outcome.title()
    );
    let details = match outcome {
        Outcome::Passed => return badge,
        Outcome::Failed => unit.error.clone().unwrap_or_default(),
        Outcome::Changed => unit.second_plan.join("\n"),
        Outcome::Skipped => {
            format!("because of {}", unit.skipped_because.as_deref().unwrap_or_default())
        }
    };
    format!("<details><summary>{badge}</summary><pre>{}</pre></details>", escaped(&details))
}

fn types(unit: &UnitReport) -> String {
    if unit.types.is_empty() {
        return grouped(unit.resources);
    }
    let mut html = format!("<details><summary>{}</summary><ul>", grouped(unit.resources));
    for (name, count) in &unit.types {
        let _ = write!(html, "<li><b>{}</b> {}</li>", grouped(*count), escaped(name));
    }
    html.push_str("</ul></details>");
    html
}

fn time(seconds: f64, longest: f64) -> String {
    let share = if longest > 0.0 && seconds.is_finite() {
        (seconds / longest).clamp(0.0, 1.0)
    } else {
        0.0
    };
    format!(
        "{}<svg class=\"bar\" width=\"{BAR}\" height=\"4\" aria-hidden=\"true\"><rect width=\"{BAR}\" height=\"4\" rx=\"2\"/>\
         <rect class=\"v\" width=\"{:.1}\" height=\"4\" rx=\"2\"/></svg>",
        duration(seconds),
        share * BAR,
    )
}

fn needs(unit: &UnitReport, numbers: &BTreeMap<&str, usize>) -> String {
    if unit.edges.is_empty() {
        return "<span class=\"mute\">nothing</span>".to_owned();
    }
    let mut html = format!("<details><summary>{}</summary><ul>", counted(unit.edges.len(), "unit"));
    for edge in &unit.edges {
        match numbers.get(edge.as_str()) {
            Some(at) => {
                let _ = write!(html, "<li><a href=\"#u{at}\">{}</a></li>", path(edge));
            }
            None => {
                let _ = write!(
                    html,
                    "<li>{} <span class=\"mute\">(not rehearsed)</span></li>",
                    path(edge)
                );
            }
        }
    }
    html.push_str("</ul></details>");
    html
}

/// Returns the table of the accounts.
pub(super) fn accounts(report: &Report, estate: &Estate<'_>) -> String {
    let mut html = String::from(
        "<div class=\"scroll\"><table><thead><tr><th>Account</th><th>Id</th><th class=\"num\">Units</th>\
         <th class=\"num\">Resources</th><th class=\"num\">Time in units</th><th>Regions</th></tr></thead>\n<tbody>\n",
    );
    for (at, account) in estate.accounts.iter().enumerate() {
        let known = report.accounts.get(account.name).cloned().unwrap_or_default();
        let own = estate.units.iter().filter(|unit| unit.account == account.name);
        let seconds: f64 = own.map(|unit| unit.seconds).sum();
        let regions: Vec<&str> = account.regions.keys().copied().collect();
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\"><a class=\"path\" href=\"#a{at}\">{}</a></th><td class=\"mono\">{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td>\
             <td class=\"num\">{}</td><td>{}</td></tr>",
            escaped(account.name),
            escaped(&known.id),
            grouped(known.units),
            grouped(known.resources),
            duration(seconds),
            escaped(&regions.join(", ")),
        );
    }
    html.push_str("</tbody></table></div>\n");
    html
}
