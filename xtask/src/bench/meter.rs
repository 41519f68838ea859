//! What the processes below this one use: processor time, and memory at its peak.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

/// How often memory is looked at.
const INTERVAL: Duration = Duration::from_millis(50);
/// How many looks at resident memory there are for each at proportional memory, which costs the kernel much more.
const SHARED_EVERY: u64 = 4;
/// The unit of processor times in `/proc` on Linux, whatever the kernel's own clock is.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a piece of work used.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Usage {
    /// User and system time of all processes.
    pub(super) cpu_seconds: f64,
    /// Time on the wall.
    pub(super) wall_seconds: f64,
    /// The highest sum of the resident memory of all processes at one moment.
    pub(super) peak_rss_bytes: u64,
    /// The same with pages that several processes share counted once.
    pub(super) peak_pss_bytes: u64,
}

impl Usage {
    pub(super) fn to_json(self) -> Json {
        json!({
            "cpu_seconds": rounded(self.cpu_seconds),
            "wall_seconds": rounded(self.wall_seconds),
            "peak_rss_bytes": self.peak_rss_bytes,
            "peak_pss_bytes": self.peak_pss_bytes,
        })
    }

    /// Returns the run in the middle by processor time.
    pub(super) fn median(mut runs: Vec<Self>) -> Self {
        runs.sort_by(|one, other| one.cpu_seconds.total_cmp(&other.cpu_seconds));
        runs.get(runs.len() / 2).copied().unwrap_or_default()
    }
}

/// Rounds to a hundredth: the rest is noise.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[derive(Default)]
struct Peaks {
    rss: AtomicU64,
    pss: AtomicU64,
}

/// Watches all processes that this one starts, directly or not, from its creation to its end.
///
/// Processor time counts when a process was waited for by its parent, as wait4(2) has it.
pub(super) struct Meter {
    since: Instant,
    cpu_before: f64,
    peaks: Arc<Peaks>,
    done: Arc<AtomicBool>,
    sampler: Option<JoinHandle<()>>,
}

impl Meter {
    /// Starts; processes that run already are left out with all below them.
    pub(super) fn start() -> Self {
        let peaks = Arc::new(Peaks::default());
        let done = Arc::new(AtomicBool::new(false));
        let before: BTreeSet<u32> = children(std::process::id()).into_iter().collect();
        let (shared, end) = (Arc::clone(&peaks), Arc::clone(&done));
        let sampler = std::thread::spawn(move || {
            let mut looks = 0;
            while !end.load(Ordering::Relaxed) {
                sample(&before, &shared, looks % SHARED_EVERY == 0);
                looks += 1;
                std::thread::sleep(INTERVAL);
            }
        });
        Self { since: Instant::now(), cpu_before: ended_cpu(), peaks, done, sampler: Some(sampler) }
    }

    /// Ends, and returns what was used since the start.
    pub(super) fn stop(mut self) -> Usage {
        let (wall, cpu) = (self.since.elapsed(), ended_cpu() - self.cpu_before);
        self.done.store(true, Ordering::Relaxed);
        if let Some(sampler) = self.sampler.take() {
            // A sampler that died has left the peaks that it saw.
            let _ = sampler.join();
        }
        Usage {
            cpu_seconds: cpu,
            wall_seconds: wall.as_secs_f64(),
            peak_rss_bytes: self.peaks.rss.load(Ordering::Relaxed),
            peak_pss_bytes: self.peaks.pss.load(Ordering::Relaxed),
        }
    }
}

/// Measures a piece of work; only one is measured at a time, so that none counts the processes of another.
pub(super) fn measured<T>(work: impl FnOnce() -> T) -> (T, Usage) {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let meter = Meter::start();
    let answer = work();
    (answer, meter.stop())
}

fn sample(before: &BTreeSet<u32>, peaks: &Peaks, also_shared: bool) {
    let own = children(std::process::id());
    let mut pending: Vec<u32> = own.into_iter().filter(|pid| !before.contains(pid)).collect();
    let (mut rss, mut pss) = (0, 0);
    while let Some(pid) = pending.pop() {
        rss += field(&format!("/proc/{pid}/status"), "VmRSS:");
        if also_shared {
            pss += field(&format!("/proc/{pid}/smaps_rollup"), "Pss:");
        }
        pending.extend(children(pid));
    }
    peaks.rss.fetch_max(rss, Ordering::Relaxed);
    peaks.pss.fetch_max(pss, Ordering::Relaxed);
}

/// Returns a field of a file of the kernel's, which is in KiB, in bytes; 0 if the process is gone.
fn field(file: &str, name: &str) -> u64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or(0) * 1024
}

/// Returns the children of a process.
fn children(pid: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let texts = threads.map(|thread| fs::read_to_string(thread.path().join("children")));
    let numbers = texts.flat_map(|text| {
        let text = text.unwrap_or_default();
        text.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<u32>>()
    });
    numbers.collect()
}

/// Returns user and system time of the ended processes below this one (proc(5), `stat`, fields 16 and 17).
fn ended_cpu() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The program's name, in parentheses, may hold spaces: count from behind it.
    let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>()
        / TICKS_PER_SECOND
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn sees_processes_below_processes_and_their_memory() {
        let script = "python3 -c 'x = bytearray(80 << 20); sum(range(6000000))' & wait";
        let (status, usage) = measured(|| Command::new("sh").args(["-c", script]).status());
        if !status.is_ok_and(|status| status.success()) {
            return;
        }
        assert!(usage.cpu_seconds > 0.02, "{usage:?}");
        assert!(usage.wall_seconds > 0.02, "{usage:?}");
        assert!(usage.peak_rss_bytes > 80 << 20, "{usage:?}");
    }

    #[test]
    fn the_median_is_the_run_in_the_middle() {
        let run = |cpu_seconds| Usage { cpu_seconds, ..Usage::default() };
        let median = Usage::median(vec![run(9.0), run(1.0), run(2.0)]);
        assert_eq!(median, run(2.0));
    }
}
