//! The layout of the files: what `terraform fmt` would write.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::trees;

/// Runs only where there is a terraform; the golden files hold the layout everywhere else.
#[test]
fn terraform_fmt_changes_nothing() {
    let mut text = String::new();
    for (_, tree) in trees() {
        for (path, content) in tree.files.iter().filter(|(path, _)| path.ends_with(".hcl")) {
            // A file may have an attribute once, and here all files are one.
            let own = format!("\ninputs_{} = {{", text.len());
            text.push_str(&format!("# file {path}\n{}", content.replace("\ninputs = {", &own)));
        }
    }
    let spawned = Command::new("terraform")
        .args(["fmt", "-no-color", "-"])
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut process) = spawned else { return };
    process.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    let formatted = String::from_utf8(output.stdout).unwrap();
    assert!(
        formatted == text,
        "{}",
        similar::TextDiff::from_lines(&text, &formatted).unified_diff()
    );
}
