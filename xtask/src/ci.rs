//! `cargo xtask ci`: everything that must hold before a change lands.

use std::process::Command;

use crate::{Outcome, r#gen, root, tidy};

/// The cargo commands, in the order in which a fault shows soonest.
const STEPS: [&[&str]; 3] = [
    &["fmt", "--all", "--check"],
    &["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"],
    &["test", "--quiet", "--workspace"],
];

/// Runs all checks; the first that fails ends the run.
pub(crate) fn run() -> Outcome {
    tidy::run()?;
    r#gen::run(&r#gen::Args { check: true })?;
    for step in STEPS {
        eprintln!("cargo {}", step.join(" "));
        let status = Command::new(env!("CARGO"))
            .args(step)
            .current_dir(root())
            .status()
            .map_err(|error| format!("cannot run cargo: {error}"))?;
        if !status.success() {
            return Err(format!("`cargo {}` failed", step.join(" ")));
        }
    }
    Ok(())
}
