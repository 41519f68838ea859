//! Evaluates the same expressions with this crate and with a real engine, and compares the results as JSON.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_types,
    reason = "tests read their own files and start the engine"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use landform_diag::Source;
use landform_hcl::{Context, NoScope, StandardFunctions, evaluate, parse_expression};
use landform_world::MemoryWorld;

/// What either side says where an expression has no value.
const FAILED: &str = "error";

/// Expressions whose results may differ, and why. This list may only shrink.
const ACCEPTED: &[(&str, &str)] = &[
    ("format(\"%v\",null)", NULL_FORMATTED),
    ("format(\"%s\",null)", NULL_FORMATTED),
    ("cidrsubnet(\"10.0.0.0/8\",-1,0)", "a negative number of bits leads out of the network"),
    ("cidrsubnet(\"10.0.0.0/8\",8,-1)", "a negative number leads out of the network"),
    ("try(1/0,2)", "a division by zero is a fault here, an infinity there"),
    ("{ a = 1, a = 2 }", "the parser refuses a key that is there twice"),
];

/// The engine gives an unknown value for an untyped null, which then cannot become an output.
const NULL_FORMATTED: &str = "nothing is unknown about a null";

fn cases() -> Vec<String> {
    let lines = include_str!("differential/expressions.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(str::to_owned);
    let blocks = include_str!("differential/templates.txt")
        .split("\n---\n")
        .map(|block| block.trim_end_matches('\n').to_owned());
    lines.chain(blocks).collect()
}

/// Returns the expression that gives JSON and the kind of collection, or the word for a failure.
fn wrapped(case: &str) -> String {
    let kind =
        |convert: &str| format!("try([for x in [(\n{case}\n)] : x == {convert}(x)][0], \"-\")");
    let kinds = ["tolist", "toset", "tomap"].map(kind).join(", ");
    format!("try(join(\" \", [jsonencode(\n{case}\n), {kinds}]), \"{FAILED}\")")
}

fn ours(case: &str) -> String {
    let source = Source::new("case", wrapped(case));
    let world = MemoryWorld::default();
    let functions = StandardFunctions { world: &world, folder: Path::new("/app") };
    let context = Context { source: &source, scope: &NoScope, functions: &functions };
    let value = parse_expression(&source).and_then(|expression| evaluate(&expression, &context));
    match value {
        Ok(value) => value.as_str().unwrap_or("not a string").to_owned(),
        Err(faults) => faults.to_string(),
    }
}

/// Returns the engine on the `PATH`, if there is one.
fn engine() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    ["terraform", "tofu"].iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    })
}

/// Evaluates all cases in one run of the engine.
fn theirs(engine: &Path, cases: &[String]) -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("differential");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut text = String::new();
    for (index, case) in cases.iter().enumerate() {
        text.push_str(&format!("output \"c{index}\" {{\n  value = {}\n}}\n", wrapped(case)));
    }
    std::fs::write(folder.join("main.tf"), text).unwrap();
    let run = |args: &[&str]| {
        let outcome = Command::new(engine)
            .args(args)
            .current_dir(&folder)
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert!(outcome.status.success(), "{} {args:?}: {said}", engine.display());
        String::from_utf8(outcome.stdout).unwrap()
    };
    run(&["apply", "-auto-approve", "-no-color", "-input=false"]);
    let outputs: serde_json::Value = serde_json::from_str(&run(&["output", "-json"])).unwrap();
    (0..cases.len())
        .map(|index| {
            outputs[format!("c{index}")]["value"].as_str().unwrap_or("no string").to_owned()
        })
        .collect()
}

#[test]
fn agrees_with_the_engine() {
    let Some(engine) = engine() else {
        println!("skipped: neither terraform nor tofu is on the PATH");
        return;
    };
    let cases = cases();
    let mut wrong = Vec::new();
    for (case, theirs) in cases.iter().zip(theirs(&engine, &cases)) {
        let ours = ours(case);
        let accepted = ACCEPTED.iter().find(|(expression, _)| expression == case);
        match accepted {
            None if ours != theirs => {
                wrong.push(format!("{case}\n  ours   {ours}\n  theirs {theirs}"));
            }
            Some((_, reason)) if ours == theirs => {
                wrong.push(format!("{case}\n  agrees now, drop it from the list: {reason}"));
            }
            _ => {}
        }
    }
    println!("{} expressions compared with {}", cases.len(), engine.display());
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
