//! Evaluates the same expressions with this crate and with a real engine, and compares the results as JSON.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_types,
    reason = "tests read their own files and start the engine"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use landform_diag::{Diagnostics, Source};
use landform_hcl::{Context, NoScope, Scope, StandardFunctions, Step, evaluate, parse_expression};
use landform_value::{Type, Value, to_json};
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
    ("issensitive(false && sensitive(true))", SHORT_CIRCUIT),
    ("true || local.later == \"x\"", SHORT_CIRCUIT),
    ("local.later == \"x\" || true", SHORT_CIRCUIT),
    ("local.later == \"x\" && false", SHORT_CIRCUIT),
    ("local.later != null", NO_REFINEMENTS),
    ("local.later == null", NO_REFINEMENTS),
    ("sort([local.later, \"a\"])", NO_REFINEMENTS),
    ("setunion([local.later], [\"a\"])", NO_REFINEMENTS),
    (r#"yamldecode("a: [b:]")"#, YAML_1_2),
    (r#"yamldecode("a:\tb")"#, YAML_1_2),
    (r#"yamldecode("a: \"\\/\"")"#, YAML_1_2),
    (r#"yamldecode("[?a]")"#, YAML_1_2),
    (r#"yamldecode("a: x\u2028  y")"#, "line breaks of YAML 1.1 alone are refused"),
    (
        r#"yamldecode("a: &x [&x b]\nc: *x")"#,
        "an anchor counts from where it stands, not from its end",
    ),
    (r#"yamldecode("a: |\n  x\n    ")"#, "spaces alone are no last line"),
    (r#"yamldecode(".inf: 1")"#, "there is no infinite number"),
    ("{ a = 1, a = 2 }", "the parser refuses a key that is there twice"),
];

/// The parser is one of YAML 1.2, the engine's one of 1.1.
const YAML_1_2: &str = "YAML 1.2 reads it differently";

/// Terraform does so from 1.12 on.
const SHORT_CIRCUIT: &str = "what decides `&&` and `||` alone is all that is evaluated";

/// The engine knows bounds of some unknown values: never null, or how many items.
const NO_REFINEMENTS: &str = "an unknown value is unknown altogether";

/// The engine gives an unknown value for an untyped null, which then cannot become an output.
const NULL_FORMATTED: &str = "nothing is unknown about a null";

fn lines(text: &str) -> impl Iterator<Item = String> {
    let kept = text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    kept.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn cases() -> Vec<String> {
    let blocks = include_str!("differential/templates.txt")
        .split("\n---\n")
        .map(|block| block.trim_end_matches('\n').to_owned());
    lines(include_str!("differential/expressions.txt")).chain(blocks).collect()
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

/// Runs the engine in a fresh folder with one configuration, and returns what the last command says.
fn run(engine: &Path, name: &str, text: &str, commands: &[&[&str]]) -> serde_json::Value {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("main.tf"), text).unwrap();
    let mut said = Vec::new();
    for args in commands {
        let outcome = Command::new(engine)
            .args(*args)
            .current_dir(&folder)
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .output()
            .unwrap();
        let fault = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert!(outcome.status.success(), "{} {args:?}: {fault}", engine.display());
        said = outcome.stdout;
    }
    serde_json::from_slice(&said).unwrap()
}

/// Evaluates all cases in one run of the engine.
fn theirs(engine: &Path, cases: &[String]) -> Vec<String> {
    let mut text = String::new();
    for (index, case) in cases.iter().enumerate() {
        text.push_str(&format!("output \"c{index}\" {{\n  value = {}\n}}\n", wrapped(case)));
    }
    let apply: &[&str] = &["apply", "-auto-approve", "-no-color", "-input=false"];
    let outputs = run(engine, "expressions", &text, &[apply, &["output", "-json"]]);
    (0..cases.len())
        .map(|index| {
            outputs[format!("c{index}")]["value"].as_str().unwrap_or("no string").to_owned()
        })
        .collect()
}

/// One unknown string.
struct Later;

impl Scope for Later {
    fn lookup(&self, root: &str, _steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        let local = Value::object([("later", Value::unknown(Type::String))]);
        (root == "local").then_some(Ok((local, 0)))
    }

    fn names(&self) -> Vec<String> {
        vec!["local".to_owned()]
    }
}

/// Says what this crate knows: the JSON of a known value, `unknown`, or `partly`.
fn known_to_us(case: &str) -> String {
    let source = Source::new("case", case);
    let world = MemoryWorld::default();
    let functions = StandardFunctions { world: &world, folder: Path::new("/app") };
    let context = Context { source: &source, scope: &Later, functions: &functions };
    let value = parse_expression(&source).and_then(|expression| evaluate(&expression, &context));
    match value {
        Ok(value) if value.is_unknown() => "unknown".to_owned(),
        Ok(value) => to_json(&value).map_or("partly".to_owned(), |json| json.to_string()),
        Err(faults) => faults.to_string(),
    }
}

/// Says what the engine knows while it plans.
fn known_to_them(engine: &Path, cases: &[String]) -> Vec<String> {
    let mut text = "resource \"terraform_data\" \"later\" {}\nlocals {\n  later = terraform_data.later.id\n}\n".to_owned();
    for (index, case) in cases.iter().enumerate() {
        text.push_str(&format!("output \"c{index}\" {{\n  value = {case}\n}}\n"));
    }
    let plan: &[&str] = &["plan", "-out=plan", "-no-color", "-input=false"];
    let shown = run(engine, "unknowns", &text, &[plan, &["show", "-json", "plan"]]);
    let state = |index| {
        let change = &shown["output_changes"][format!("c{index}")];
        let unknown = change["after_unknown"].to_string();
        if unknown == "true" {
            "unknown".to_owned()
        } else if unknown.contains("true") {
            "partly".to_owned()
        } else {
            change["after"].to_string()
        }
    };
    (0..cases.len()).map(state).collect()
}

/// Compares, and names the cases that differ without being on the list, or are on it for nothing.
fn compare(cases: &[String], ours: impl Fn(&str) -> String, theirs: &[String]) {
    let mut wrong = Vec::new();
    for (case, theirs) in cases.iter().zip(theirs) {
        let ours = ours(case);
        let accepted = ACCEPTED.iter().find(|(expression, _)| expression == case);
        match accepted {
            None if ours != *theirs => {
                wrong.push(format!("{case}\n  ours   {ours}\n  theirs {theirs}"));
            }
            Some((_, reason)) if ours == *theirs => {
                wrong.push(format!("{case}\n  agrees now, drop it from the list: {reason}"));
            }
            _ => {}
        }
    }
    println!("{} expressions compared", cases.len());
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn agrees_with_the_engine() {
    let Some(engine) = engine() else {
        println!("skipped: neither terraform nor tofu is on the PATH");
        return;
    };
    let cases = cases();
    compare(&cases, ours, &theirs(&engine, &cases));
}

#[test]
fn knows_what_the_engine_knows_while_it_plans() {
    let Some(engine) = engine() else {
        println!("skipped: neither terraform nor tofu is on the PATH");
        return;
    };
    let cases: Vec<String> = lines(include_str!("differential/unknowns.txt")).collect();
    compare(&cases, known_to_us, &known_to_them(&engine, &cases));
}
