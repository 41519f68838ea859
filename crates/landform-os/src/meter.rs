//! What this process and its children use: processor time and peak memory of the whole tree.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use landform_world::Usage;

/// How often memory is looked at. The peak of a process that lives shorter than this can be missed.
const INTERVAL: Duration = Duration::from_millis(50);

/// Measures this process and all below it from its creation on.
#[derive(Debug)]
pub struct Meter {
    peak: Arc<AtomicU64>,
    cpu_before: Duration,
}

impl Default for Meter {
    fn default() -> Self {
        let peak = Arc::new(AtomicU64::new(tree_rss()));
        let watched = Arc::downgrade(&peak);
        thread::spawn(move || {
            while let Some(peak) = watched.upgrade() {
                peak.fetch_max(tree_rss(), Ordering::Relaxed);
                drop(peak);
                thread::sleep(INTERVAL);
            }
        });
        Self { peak, cpu_before: tree_cpu() }
    }
}

impl Meter {
    /// Returns the processor time since the start (children count when they have ended) and the peak of the
    /// resident memory of all processes of the tree together.
    pub fn read(&self) -> Usage {
        self.peak.fetch_max(tree_rss(), Ordering::Relaxed);
        Usage {
            cpu: tree_cpu().saturating_sub(self.cpu_before),
            peak_rss_bytes: self.peak.load(Ordering::Relaxed),
        }
    }
}

/// Returns user and system time of this process and its ended children, from `/proc/self/stat` (proc(5), fields 14 to 17).
fn tree_cpu() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The program's name, in parentheses, may hold spaces: count from behind it.
    let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u64 = fields.skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second())
}

/// Returns the resident memory, in bytes, of this process and all below it.
fn tree_rss() -> u64 {
    let mut pending = vec![std::process::id()];
    let mut pages = 0;
    while let Some(pid) = pending.pop() {
        pages += resident_pages(pid);
        let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { continue };
        for thread in threads.flatten() {
            let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            pending
                .extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    pages * u64::try_from(rustix::param::page_size()).unwrap_or(4096)
}

/// Returns the resident pages of a process (proc(5), `statm`, second field); 0 if it is gone.
fn resident_pages(pid: u32) -> u64 {
    fs::read_to_string(format!("/proc/{pid}/statm"))
        .ok()
        .and_then(|text| text.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_its_own_memory_and_time() {
        let meter = Meter::default();
        let block = vec![1u8; 64 << 20];
        let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
        let usage = meter.read();
        assert_eq!(sum, 64 << 20);
        assert!(usage.peak_rss_bytes > 64 << 20, "{usage:?}");
    }
}
