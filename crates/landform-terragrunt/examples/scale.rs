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
    let found = median(|| find(world, root).expect("no faults").len());
    println!("{name}: find {} units in {:?}", found.1, found.0);
    for threads in [1, 2] {
        let options = Options { threads, ..Options::default() };
        let loaded = median(|| {
            let (estate, faults) = load(world, root, &options);
            assert!(faults.is_empty(), "{faults}");
            estate.graph.edges().count()
        });
        println!("{name}: load with {threads} threads, {} edges in {:?}", loaded.1, loaded.0);
    }
    let options = Options::default();
    let (estate, _) = load(world, root, &options);
    let inputs = median(|| {
        let all = estate.units.values();
        all.filter(|unit| unit.inputs(world, &unit.unknown_outputs()).is_ok()).count()
    });
    println!("{name}: inputs of {} units in {:?}; peak memory {}", inputs.1, inputs.0, peak());
}

fn median(mut run: impl FnMut() -> usize) -> (Duration, usize) {
    let mut count = 0;
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            count = run();
            start.elapsed()
        })
        .collect();
    times.sort();
    (times.get(ROUNDS / 2).copied().unwrap_or_default(), count)
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}
