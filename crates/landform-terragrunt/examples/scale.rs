//! Measures discovery and loading of 1,000 units, in memory and on disk: `cargo run --release --example scale -- 1000`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measurement reads the clock and prints"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use landform_os::OsWorld;
use landform_terragrunt::{Options, find, load};
use landform_world::{MemoryWorld, World};

#[path = "../tests/common/mod.rs"]
mod common;

const ROUNDS: usize = 15;

fn main() {
    let units: usize = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1000);
    let files = common::estate(units / 10);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in &files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("files");
    }
    let disk = OsWorld::default();
    measure("disk", &disk, folder.path());
    let in_memory = files.into_iter().map(|(path, text)| (PathBuf::from("/live").join(path), text));
    measure("memory", &MemoryWorld::new(in_memory), Path::new("/live"));
}

fn measure(name: &str, world: &dyn World, root: &Path) {
    let (found, count) = rounds(|| find(world, root).expect("no faults").len());
    println!("{name}: find {count} units: {found}");
    for threads in [1, 2] {
        let options = Options { threads, ..Options::default() };
        let (loaded, edges) = rounds(|| {
            let (estate, faults) = load(world, root, &options);
            assert!(faults.is_empty(), "{faults}");
            estate.graph.edges().count()
        });
        println!("{name}: load with {threads} threads, {edges} edges: {loaded}");
    }
    let (estate, _) = load(world, root, &Options::default());
    let (inputs, count) = rounds(|| {
        let all = estate.units.values();
        all.filter(|unit| unit.inputs(world, &unit.unknown_outputs()).is_ok()).count()
    });
    println!("{name}: inputs of {count} units: {inputs}; peak memory {}", peak());
}

/// Runs a few rounds and tells the times: on a busy machine only the processor time means something.
fn rounds(mut run: impl FnMut() -> usize) -> (String, usize) {
    let mut count = 0;
    let before = processor_time();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            count = run();
            start.elapsed()
        })
        .collect();
    let processor = (processor_time() - before) / u32::try_from(ROUNDS).unwrap_or(1);
    times.sort();
    let best = times.first().copied().unwrap_or_default();
    let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
    (format!("fastest {best:.1?}, median {median:.1?}, processor {processor:.1?}"), count)
}

/// Returns the processor time of this process so far, in steps of 10 ms.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}
