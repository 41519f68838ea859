//! Killing: a process with everything that it has started, at once, as a power failure or an impatient person does it.

use std::collections::BTreeSet;
use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The process and everything below it: a power failure.
    Everything,
    /// The process and everything below it, except for its keeper and what is below that: `kill -9` of the process group and its engines.
    AllButTheKeeper,
    /// The engines alone.
    Engines,
}

/// Kills a process of ours with what is below it, so that none of it does anything after another is dead. Returns how many there were.
pub fn kill_tree(pid: u32, reach: Reach) -> usize {
    let mut stopped = BTreeSet::new();
    // What was started while others were being stopped is found in the next round.
    loop {
        let spares = |one: &u32| stopped.contains(one) || (reach == Reach::Engines && *one == pid);
        let fresh: Vec<u32> = tree(pid, reach).into_iter().filter(|one| !spares(one)).collect();
        if fresh.is_empty() {
            break;
        }
        for one in fresh {
            signal(one, Signal::STOP);
            stopped.insert(one);
        }
    }
    for one in &stopped {
        signal(*one, Signal::KILL);
    }
    stopped.len()
}

fn signal(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    // A process that is gone already needs no signal.
    let _ = pid.map(|pid| kill_process(pid, signal));
}

fn tree(pid: u32, reach: Reach) -> Vec<u32> {
    let mut all = vec![pid];
    let mut next = 0;
    while let Some(one) = all.get(next).copied() {
        next += 1;
        let spared = |child: &u32| reach != Reach::Everything && is_keeper(*child);
        all.extend(children(one).into_iter().filter(|child| !spared(child)));
    }
    all
}

/// Tells whether a process is the command's keeper, by its first argument.
fn is_keeper(pid: u32) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0).nth(1) == Some(b"keeper")
}

fn children(pid: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let texts = threads.map(|thread| fs::read_to_string(thread.path().join("children")));
    let numbers = texts.flat_map(|text| {
        let text = text.unwrap_or_default();
        text.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<u32>>()
    });
    numbers.collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_dies_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let script = format!("sleep 600 & sh -c 'touch {}; sleep 600'; true", mark.display());
        let mut child = Command::new("sh").args(["-c", &script]).spawn().unwrap();
        while !mark.exists() {
            std::thread::yield_now();
        }
        let below = children(child.id());
        assert_eq!(below.len(), 2);
        assert!(kill_tree(child.id(), Reach::Everything) >= 3);
        assert!(!child.wait().unwrap().success());
        let is_alive = |pid: &u32| {
            let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let state = text.rsplit_once(") ").map(|(_, rest)| rest.starts_with('Z'));
            state == Some(false)
        };
        // A killed process takes a moment to be gone.
        while below.iter().any(is_alive) {
            std::thread::yield_now();
        }
    }
}
