//! What a benchmark found: the sides that were compared, their ratio, and the bars.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::meter::{Usage, rounded};
use crate::Outcome;

/// A bar, and where it was hit.
struct Bar {
    what: String,
    wanted: String,
    measured: String,
    held: bool,
}

/// What a benchmark found.
pub(super) struct Report {
    name: &'static str,
    compared: String,
    sides: Vec<(String, Usage)>,
    bars: Vec<Bar>,
    details: Map<String, Json>,
}

impl Report {
    /// Creates a report from the benchmark's name and what it compares.
    pub(super) fn new(name: &'static str, compared: impl Into<String>) -> Self {
        let compared = compared.into();
        Self { name, compared, sides: Vec::new(), bars: Vec::new(), details: Map::new() }
    }

    /// Adds what one side used; the first is Landform's, the second what it is compared with.
    pub(super) fn side(&mut self, name: &str, usage: Usage) {
        self.sides.push((name.to_owned(), usage));
    }

    /// Adds a detail.
    pub(super) fn detail(&mut self, name: &str, value: impl Into<Json>) {
        self.details.insert(name.to_owned(), value.into());
    }

    /// Adds a bar that a number must not exceed.
    pub(super) fn at_most(&mut self, what: &str, measured: f64, limit: f64) {
        self.bar(what, format!("<= {limit}"), rounded(measured).to_string(), measured <= limit);
    }

    /// Adds a bar that a number must reach.
    pub(super) fn at_least(&mut self, what: &str, measured: f64, limit: f64) {
        self.bar(what, format!(">= {limit}"), rounded(measured).to_string(), measured >= limit);
    }

    /// Adds a bar that a list must be empty; what is in it is among the details.
    pub(super) fn none_of(&mut self, what: &str, found: &[String]) {
        self.bar(what, "0".to_owned(), found.len().to_string(), found.is_empty());
        self.detail(what, found.to_vec());
    }

    fn bar(&mut self, what: &str, wanted: String, measured: String, held: bool) {
        self.bars.push(Bar { what: what.to_owned(), wanted, measured, held });
    }

    /// Returns how many times more the second side uses than the first: processor time, resident and proportional memory.
    pub(super) fn ratio(&self) -> Option<[f64; 3]> {
        let [(_, own), (_, other), ..] = self.sides.as_slice() else { return None };
        #[expect(clippy::cast_precision_loss, reason = "sizes of memory are far below 2^52")]
        let bytes = |own: u64, other: u64| other as f64 / own.max(1) as f64;
        Some([
            other.cpu_seconds / own.cpu_seconds.max(0.01),
            bytes(own.peak_rss_bytes, other.peak_rss_bytes),
            bytes(own.peak_pss_bytes, other.peak_pss_bytes),
        ])
    }

    /// Returns the report as JSON text.
    pub(super) fn text(&self) -> String {
        let sides: Map<String, Json> =
            self.sides.iter().map(|(name, usage)| (name.clone(), usage.to_json())).collect();
        let bars: Vec<Json> = self
            .bars
            .iter()
            .map(|bar| json!({"what": bar.what, "wanted": bar.wanted, "measured": bar.measured, "held": bar.held}))
            .collect();
        let ratio = self.ratio().map(|[cpu, rss, pss]| {
            json!({
                "cpu_seconds": rounded(cpu),
                "peak_rss_bytes": rounded(rss),
                "peak_pss_bytes": rounded(pss),
            })
        });
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let report = json!({
            "benchmark": self.name,
            "compared": self.compared,
            "processors": processors,
            "sides": sides,
            "ratio": ratio,
            "bars": bars,
            "details": self.details,
        });
        format!("{report:#}\n")
    }

    /// Returns the report as a table.
    pub(super) fn table(&self) -> String {
        let mut text = format!("{}: {}\n", self.name, self.compared);
        let width = self.sides.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, usage) in &self.sides {
            let Usage { cpu_seconds, wall_seconds, peak_rss_bytes, peak_pss_bytes } = usage;
            let (rss, pss) = (peak_rss_bytes >> 20, peak_pss_bytes >> 20);
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "  {name:width$}  {cpu_seconds:8.2} CPU-s  {wall_seconds:8.2} s  {rss:6} MiB RSS  {pss:6} MiB PSS"
            );
        }
        if let Some([cpu, rss, pss]) = self.ratio() {
            let _ = writeln!(text, "  {cpu:.1} x CPU, {rss:.1} x RSS, {pss:.1} x PSS");
        }
        for Bar { what, wanted, measured, held } in &self.bars {
            let mark = if *held { "held" } else { "MISSED" };
            let _ = writeln!(text, "  {mark:6}  {what}: {measured} ({wanted})");
        }
        text
    }

    /// Fails if a bar was missed.
    pub(super) fn verdict(&self) -> Outcome {
        let missed: Vec<_> =
            self.bars.iter().filter(|bar| !bar.held).map(|bar| bar.what.as_str()).collect();
        if missed.is_empty() {
            return Ok(());
        }
        Err(format!("{}: missed: {}", self.name, missed.join("; ")))
    }
}
