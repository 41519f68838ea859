//! The report of a rehearsal as one page that works without a network: totals, the picture of the estate, tables.

mod block;
mod columns;
mod drawing;
mod estate;
mod family;
mod outcome;
mod picture;
mod route;
mod table;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::estate::Estate;
use self::family::{Family, family};
use self::outcome::Outcome;
use self::text::{counted, duration, escaped, grouped, size};
use crate::report::Report;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// Returns the report as one HTML page, which loads nothing and may run no script but its own.
pub fn html(report: &Report) -> String {
    let estate = Estate::new(report);
    let mut page = head(report);
    page.push_str("<body>\n<a class=\"jump\" href=\"#table\">Skip to the table of units</a>\n");
    page.push_str(&headline(report));
    page.push_str("<main>\n");
    page.push_str(&failures(&estate));
    page.push_str("<section aria-labelledby=\"picture\">\n<h2 id=\"picture\">The estate</h2>\n");
    page.push_str(&legend(&estate));
    page.push_str("<div class=\"scroll picture\">\n");
    page.push_str(&drawing::drawing(report, &estate));
    page.push_str("</div>\n<p id=\"focus\" aria-live=\"polite\" hidden></p>\n</section>\n");
    page.push_str("<section aria-labelledby=\"accounts\">\n<h2 id=\"accounts\">Accounts</h2>\n");
    page.push_str(&table::accounts(report, &estate));
    page.push_str(
        "</section>\n<section aria-labelledby=\"table\">\n<div class=\"bar-row\"><h2 id=\"table\">Units</h2>\
         <label class=\"js\" hidden>Filter <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" \
         placeholder=\"prod aws_rds_cluster\"></label><output id=\"count\"></output></div>\n",
    );
    page.push_str(&table::units(&estate));
    page.push_str("</section>\n</main>\n");
    let _ = write!(page, "<script>{SCRIPT}</script>\n</body>\n</html>\n");
    page
}

fn head(report: &Report) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; \
         script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{}: rehearsal {}</title>\n<style>{STYLE}</style>\n</head>\n",
        hash(STYLE),
        hash(SCRIPT),
        escaped(&report.name),
        verdict(report),
    )
}

fn verdict(report: &Report) -> &'static str {
    if report.success { "passed" } else { "failed" }
}

/// Returns the sentence that says what the verdict rests on.
fn summary(report: &Report) -> String {
    let units = report.units.len();
    let count =
        |wanted: Outcome| report.units.iter().filter(|unit| Outcome::of(unit) == wanted).count();
    let (failed, skipped) = (count(Outcome::Failed), count(Outcome::Skipped));
    let mut parts = Vec::new();
    if failed + skipped > 0 {
        parts.push(format!("{} of {} failed", grouped(failed), counted(units, "unit")));
        if skipped > 0 {
            parts.push(format!("{} not reached because of them", grouped(skipped)));
        }
    } else {
        parts.push(format!("{} built", counted(units, "unit")));
    }
    parts.push(match report.second_plan_changes {
        0 if failed + skipped > 0 => "the others did not change at the second plan".to_owned(),
        0 => "the second plan changes nothing".to_owned(),
        changes => format!("the second plan wants {}", counted(changes, "change")),
    });
    parts.push(match report.resources_left {
        None => "the estate is kept".to_owned(),
        Some(0) => "nothing is left after the destroy".to_owned(),
        Some(left) => format!("{} left after the destroy", counted(left, "resource")),
    });
    format!("{}.", parts.join(", "))
}

fn headline(report: &Report) -> String {
    let class = if report.success { "ok" } else { "bad" };
    let sign = if report.success { "✓" } else { "✕" };
    let mut html = format!(
        "<header class=\"{class}\">\n<p class=\"kicker\">Rehearsal{}</p>\n<h1>{} <span class=\"verdict\">{sign} {}</span></h1>\n\
         <p class=\"summary\">{}</p>\n<dl>\n",
        if report.engine.is_empty() {
            String::new()
        } else {
            format!(" · {}", escaped(&report.engine))
        },
        escaped(&report.name),
        verdict(report),
        escaped(&summary(report)),
    );
    let left = report.resources_left;
    let judged = |good: bool| if good { "good" } else { "wrong" };
    let tiles = [
        ("accounts", grouped(report.accounts.len()), ""),
        ("units", grouped(report.units.len()), ""),
        ("resources", grouped(report.resources_created), ""),
        (
            "changes at the second plan",
            grouped(report.second_plan_changes),
            judged(report.second_plan_changes == 0),
        ),
        (
            "resources left",
            left.map_or_else(|| "kept".to_owned(), grouped),
            left.map_or("", |left| judged(left == 0)),
        ),
        ("wall time", duration(report.wall_seconds), ""),
        ("processor time", duration(report.cpu_seconds), ""),
        ("peak memory", size(report.peak_rss_bytes), ""),
    ];
    for (name, value, class) in tiles {
        let _ = writeln!(html, "<div class=\"{class}\"><dt>{name}</dt><dd>{value}</dd></div>");
    }
    html.push_str("</dl>\n</header>\n");
    html
}

/// Returns what went wrong, unit by unit, worst first; nothing if nothing did.
fn failures(estate: &Estate<'_>) -> String {
    let mut wrong: Vec<(Outcome, usize)> =
        estate.units.iter().enumerate().map(|(at, unit)| (Outcome::of(unit), at)).collect();
    wrong.retain(|(outcome, _)| matches!(outcome, Outcome::Failed | Outcome::Changed));
    wrong.sort_unstable();
    if wrong.is_empty() {
        return String::new();
    }
    let mut html = String::from(
        "<section aria-labelledby=\"wrong\" class=\"wrong\">\n<h2 id=\"wrong\">What went wrong</h2>\n<ul>\n",
    );
    for (outcome, at) in wrong {
        if let Some(unit) = estate.units.get(at) {
            let text = unit.error.clone().unwrap_or_else(|| unit.second_plan.join("\n"));
            let _ = writeln!(
                html,
                "<li><span class=\"r-{}\">{} {}</span> <a class=\"path\" href=\"#u{at}\">{}</a><pre>{}</pre></li>",
                outcome.class(),
                outcome.sign(),
                outcome.title(),
                escaped(&unit.path),
                escaped(&text),
            );
        }
    }
    html.push_str("</ul>\n</section>\n");
    html
}

fn legend(estate: &Estate<'_>) -> String {
    let present: BTreeSet<Family> = estate.units.iter().map(|unit| family(&unit.types)).collect();
    let mut html = String::from("<ul class=\"legend\">");
    for family in Family::ALL.into_iter().filter(|family| present.contains(family)) {
        let _ = write!(html, "<li><i class=\"dot {}\"></i>{}</li>", family.class(), family.title());
    }
    let line = |class: &str| {
        format!(
            "<svg width=\"30\" height=\"10\" aria-hidden=\"true\"><path class=\"e {class}\" d=\"M1 5L28 5\"/></svg>"
        )
    };
    let _ = write!(
        html,
        "<li>{}needed by</li><li>{}needed by, across accounts</li>\
         <li><i class=\"vpc\"></i>in the VPC, and needs it</li></ul>\n\
         <input id=\"all\" type=\"checkbox\"><label for=\"all\">all {} lines, also those that others imply</label>\n\
         <span class=\"js hint\" hidden>Point at a unit for <b class=\"up\">what it needs</b> and \
         <b class=\"down\">what needs it</b>; click to keep it</span>\n",
        line(""),
        line("x"),
        grouped(estate.graph.edges().count()),
    );
    html
}
