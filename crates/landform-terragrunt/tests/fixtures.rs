//! Live repos that Landform did not generate, in three shapes: everything that is read of them, as recorded in `tests/golden`.
//!
//! `UPDATE=1` rewrites what is recorded.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the repos and the records are on disk, and what is missing must fail loudly"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use landform_os::OsWorld;
use landform_terragrunt::{Estate, Options, Unit, load};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn read(name: &str) -> (Estate, PathBuf) {
    let root = folder("fixtures").join(name);
    let options = Options { repo_root: Some(root.clone()), ..Options::default() };
    let (estate, faults) = load(&OsWorld::default(), &root, &options);
    assert_eq!(faults.to_string(), "", "{name} is without fault");
    (estate, root)
}

fn record(unit: &Unit, root: &Path) -> String {
    let mut text = format!("=== {}\n", unit.path);
    let _ = writeln!(text, "account {:?}, region {:?}", unit.account, unit.region);
    for (target, _) in unit.edges() {
        let _ = writeln!(text, "after {target}");
    }
    let folder = unit.source().and_then(|source| source.local_folder());
    let _ = writeln!(text, "module {}", folder.unwrap_or_default().display());
    let inputs = unit.inputs(&OsWorld::default(), &unit.unknown_outputs()).unwrap();
    for (name, value) in inputs.as_entries().into_iter().flatten() {
        let _ = writeln!(text, "{name} = {value}");
    }
    let settings = &unit.settings;
    let backend = settings.remote_state.as_ref().and_then(|state| state.backend_file());
    for file in backend.iter().chain(&settings.generate) {
        let _ = writeln!(text, "> {}\n{}", file.path, file.text().unwrap().trim_end());
    }
    for extra in &settings.terraform.extra_arguments {
        let _ = writeln!(text, "{} gets {:?}", extra.commands.join(" "), extra.arguments);
    }
    for path in &unit.read_files {
        let _ = writeln!(text, "reads {}", path.display());
    }
    text.replace(&*root.to_string_lossy(), "<root>")
}

fn check(name: &str, units: usize) {
    let (estate, root) = read(name);
    assert_eq!(estate.units.len(), units);
    let mut text = String::new();
    for path in estate.graph.order().unwrap() {
        let _ = writeln!(text, "{}", record(&estate.units[path], &root));
    }
    let golden = folder("golden").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(folder("golden")).unwrap();
        std::fs::write(&golden, &text).unwrap();
    }
    let known = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(known == text, "run with UPDATE=1 to accept what is read of {name}:\n{text}");
}

#[test]
fn env_first() {
    check("env-first", 8);
}

#[test]
fn region_first() {
    check("region-first", 9);
}

#[test]
fn deep_includes() {
    check("deep-includes", 8);
}
