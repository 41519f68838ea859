//! The catalog's modules: each example is made, unchanged and gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use landform_simulator::{Session, Simulator, VAST};

use crate::harness::{Root, engine};

/// The provider that examples are run with.
const PROVIDER: &str = r#"
provider "aws" {
  region              = "REGION"
  allowed_account_ids = ["111111111111"]
}
"#;

/// Modules of which some examples belong into the region of global services.
const GLOBAL: [&str; 3] = ["/dns-root/", "/service-health/", "/waf/"];

/// Examples that look up what somebody else must have made.
const LOOKING_UP: [&str; 2] =
    ["asg-service/examples/worker", "identity-center/examples/external-directory"];

/// Returns the region that an example is for.
pub(crate) fn region_of(example: &Path) -> &'static str {
    let example = example.display().to_string();
    if GLOBAL.iter().any(|module| example.contains(module)) { "us-east-1" } else { "eu-west-1" }
}

#[test]
fn every_example_is_made_stays_and_goes() {
    let Some(engine) = engine() else { return };
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let examples = examples(&catalog);
    for example in &examples {
        let simulator = Simulator::new();
        // Examples refer to networks and topics that other modules make.
        let module = example.ancestors().nth(2).unwrap();
        let blocks = VAST.iter().map(|ty| ((*ty).to_owned(), words_in(module))).collect();
        let types = Some(types_in(if uses_others(example) { &catalog } else { module }));
        let session = Session { types, blocks, trust_references: true, ..Session::default() };
        let root = Root::of(engine, &simulator, session);
        copy(&catalog, &root.path().join("catalog"));
        let inside = root.path().join("catalog").join(example.strip_prefix(&catalog).unwrap());
        let has_provider = fs::read_dir(&inside).unwrap().flatten().any(|file| {
            fs::read_to_string(file.path()).is_ok_and(|text| text.contains("provider \"aws\""))
        });
        if !has_provider {
            let text = PROVIDER.replace("REGION", region_of(example));
            fs::write(inside.join("simulated.tf"), text).unwrap();
        }
        let inside = format!("-chdir={}", inside.display());
        root.expect(&[&inside, "init", "-no-color", "-input=false"], 0, &[]);
        root.expect(&[&inside, "apply", "-no-color", "-auto-approve", "-input=false"], 0, &[]);
        let plan = [&inside, "plan", "-no-color", "-input=false", "-detailed-exitcode"];
        root.expect(&plan, 0, &["No changes"]);
        root.expect(&[&inside, "destroy", "-no-color", "-auto-approve", "-input=false"], 0, &[]);
        assert!(simulator.is_empty(), "{}: {:?}", example.display(), simulator.snapshot());
    }
    println!("{} examples made, unchanged and gone", examples.len());
    assert!(examples.len() > 10, "{examples:?}");
}

/// Tells whether an example uses other modules than its own.
fn uses_others(example: &Path) -> bool {
    let text = fs::read_to_string(example.join("main.tf")).unwrap();
    text.contains("../../../")
}

/// Returns the folders of all examples.
pub(crate) fn examples(catalog: &Path) -> Vec<PathBuf> {
    let modules = folders(&catalog.join("modules"));
    let all = modules.iter().flat_map(|module| folders(&module.join("examples")));
    all.filter(|example| !LOOKING_UP.iter().any(|one| example.ends_with(one))).collect()
}

/// Returns the words of all files below a folder that may be types.
pub(crate) fn types_in(folder: &Path) -> BTreeSet<String> {
    words_in(folder).into_iter().filter(|word| word.starts_with("aws_")).collect()
}

/// Returns the words of all files below a folder.
fn words_in(folder: &Path) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            words.extend(words_in(&entry.path()));
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            let all = text.split(|one: char| !one.is_ascii_alphanumeric() && one != '_');
            words.extend(all.map(str::to_owned));
        }
    }
    words
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> =
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Copies a folder without what engines left in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == ".terraform" {
            continue;
        }
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}
