//! The catalog's plans: what the simulator plans for each example is what the real provider was recorded to plan.
//!
//! With `UPDATE=1` the plans are recorded anew: the engine finds the real provider in the mirror that `LANDFORM_PROVIDER_MIRROR` names, or
//! else where its own configuration says. Nothing of AWS is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use landform_simulator::{AWS_VERSION, Session, Simulator};
use serde_json::{Map, Value as Json, json};

use crate::catalog::{copy, examples, region_of, types_in};
use crate::fake_aws;
use crate::harness::{Root, engine};

/// What of all attributes must be planned as by the real provider, in hundredths.
const BAR: usize = 98;

/// Attributes that are planned otherwise, by type and path without indexes, and why that is right.
const ACCEPTED: &[(&str, &str, &str)] = &[
    (
        "aws_ce_anomaly_subscription",
        "monitor_arn_list",
        "the provider forgets what is known of a list with an unknown part",
    ),
    (
        "aws_ce_anomaly_subscription",
        "monitor_arn_list.0",
        "the provider forgets what is known of a list with an unknown part",
    ),
    (
        "aws_config_configuration_recorder",
        "recording_group.0.exclusion_by_resource_types",
        "a block that the provider computes where the configuration has another one",
    ),
    (
        "aws_default_security_group",
        "egress",
        "the provider tells an empty list of rules from none, which no schema says",
    ),
    (
        "aws_default_security_group",
        "ingress",
        "the provider tells an empty list of rules from none, which no schema says",
    ),
    (
        "aws_guardduty_organization_configuration",
        "auto_enable",
        "the provider derives it from another attribute",
    ),
    (
        "aws_s3_bucket_lifecycle_configuration",
        "rule.0.expiration.0.days",
        "the provider has a default for it beside one attribute only",
    ),
];

/// Examples whose plans begin with something that only AWS knows.
const ASKING: [&str; 1] = ["identity-center_standard"];

const HEAD: &str = r#"
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "VERSION"
    }
  }
}
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias               = "us-east-1"
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}
"#;

/// A planned attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Leaf {
    Known(Json),
    Unknown,
}

/// By address and path: what is planned.
type Plan = BTreeMap<String, BTreeMap<String, Leaf>>;

#[test]
fn examples_are_planned_as_by_the_real_provider() {
    let Some(engine) = engine() else { return };
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/plans.json");
    if env::var_os("UPDATE").is_some() {
        fs::write(&golden, recorded(engine)).unwrap();
    }
    let golden: Json = serde_json::from_str(&fs::read_to_string(&golden).unwrap()).unwrap();
    assert_eq!(golden["provider"], AWS_VERSION, "record the plans anew with UPDATE=1");
    let expected = leaves(&golden["resources"]);
    let planned = leaves(&Json::Object(simulated(engine)));
    let (addresses, others): (Vec<_>, Vec<_>) =
        (expected.keys().collect(), planned.keys().collect());
    assert_eq!(addresses, others, "the examples have changed: record the plans anew with UPDATE=1");
    let (mut all, mut same) = (0, 0);
    let mut differences = String::new();
    let mut used = BTreeSet::new();
    for (address, expected) in &expected {
        let planned = &planned[address];
        let paths: BTreeSet<&String> = expected.keys().chain(planned.keys()).collect();
        for path in paths {
            all += 1;
            let (expected, planned) = (expected.get(path), planned.get(path));
            if expected == planned {
                same += 1;
            } else if let Some(accepted) = accepted(address, path) {
                used.insert(accepted);
            } else {
                writeln!(differences, "{address} {path}: {planned:?}, really {expected:?}")
                    .unwrap();
            }
        }
    }
    println!(
        "{same} of {all} attributes of {} resources are planned as by the real provider\n{differences}",
        expected.len()
    );
    assert!(differences.is_empty(), "{differences}");
    assert!(same * 100 >= all * BAR, "{same} of {all}");
    assert!(all > 4_000, "{all}");
    assert_eq!(used.len(), ACCEPTED.len(), "some accepted differences are gone: only {used:?}");
}

fn accepted(address: &str, path: &str) -> Option<(&'static str, &'static str)> {
    let is = |ty: &str| address.contains(&format!(".{ty}."));
    let found = ACCEPTED.iter().find(|(ty, name, _)| is(ty) && *name == path);
    found.map(|(ty, name, _)| (*ty, *name))
}

/// Plans all examples with the real provider and returns the text to keep: one resource a line.
fn recorded(engine: &'static str) -> String {
    let service = fake_aws::start();
    let root = Root::real(engine, &service);
    let resources = plans(&root);
    let version: Json = serde_json::from_str(&root.output(&["version", "-json"])).unwrap();
    let version = version.get("terraform_version").unwrap();
    let head = format!("{{\"engine\":{version},\"provider\":{AWS_VERSION:?},\"resources\":");
    let mut text = format!("{head}{{\n");
    let lines: Vec<String> = resources
        .iter()
        .map(|(address, planned)| format!("{}:{planned}", json!(address)))
        .collect();
    text.push_str(&lines.join(",\n"));
    text.push_str("\n}}\n");
    text
}

fn simulated(engine: &'static str) -> Map<String, Json> {
    let session =
        Session { types: Some(types_in(&catalog())), trust_references: true, ..Session::default() };
    plans(&Root::of(engine, &Simulator::new(), session))
}

fn catalog() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog")
}

/// Plans all examples together: starting a provider costs more than all plans.
fn plans(root: &Root) -> Map<String, Json> {
    let catalog = catalog();
    copy(&catalog, &root.path().join("catalog"));
    let mut text = HEAD.replace("VERSION", AWS_VERSION);
    for example in examples(&catalog) {
        let inside = example.strip_prefix(&catalog).unwrap().display().to_string();
        let label = inside.trim_start_matches("modules/").replace("/examples/", "_");
        if ASKING.contains(&label.as_str()) {
            continue;
        }
        let providers = match region_of(&example) {
            "us-east-1" => "  providers = { aws = aws.us-east-1 }\n",
            _ => "",
        };
        writeln!(text, "module \"{label}\" {{\n  source = \"./catalog/{inside}\"\n{providers}}}")
            .unwrap();
    }
    root.write("main.tf", &text);
    root.expect(&["init", "-no-color", "-input=false"], 0, &[]);
    root.expect(&["plan", "-no-color", "-input=false", "-refresh=false", "-out=plan"], 0, &[]);
    let shown: Json = serde_json::from_str(&root.output(&["show", "-json", "plan"])).unwrap();
    let changes = shown.pointer("/resource_changes").and_then(Json::as_array).unwrap();
    let managed = changes.iter().filter(|change| text_at(change, "/mode") == "managed");
    let planned = managed.map(|one| {
        let after = one.pointer("/change/after").unwrap();
        let unknown = only_true(one.pointer("/change/after_unknown").unwrap());
        let planned = json!({ "after": after, "unknown": unknown });
        (text_at(one, "/address").to_owned(), planned)
    });
    planned.collect()
}

fn text_at<'a>(json: &'a Json, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(Json::as_str).unwrap_or_default()
}

/// Returns what is unknown without all that is not; lists keep their length.
fn only_true(unknown: &Json) -> Json {
    match unknown {
        Json::Object(entries) => {
            let kept = entries.iter().map(|(name, one)| (name.clone(), only_true(one)));
            kept.filter(|(_, one)| *one != json!(false) && *one != json!([])).collect()
        }
        Json::Array(items) => {
            let items: Vec<Json> = items.iter().map(only_true).collect();
            let none = |one: &Json| {
                matches!(one, Json::Bool(false)) || *one == json!({}) || *one == json!([])
            };
            if items.iter().all(none) { json!([]) } else { items.into() }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => unknown.clone(),
    }
}

fn leaves(resources: &Json) -> Plan {
    let resources = resources.as_object().unwrap().iter();
    let leaves_of = |one: &Json| {
        let mut known = BTreeMap::new();
        flatten(one.pointer("/after").unwrap(), "", &mut known);
        let mut unknown = BTreeMap::new();
        flatten(one.pointer("/unknown").unwrap(), "", &mut unknown);
        let unknown = unknown.into_iter().filter(|(_, leaf)| *leaf == json!(true));
        let known = known.into_iter().map(|(path, leaf)| (path, Leaf::Known(leaf)));
        known.chain(unknown.map(|(path, _)| (path, Leaf::Unknown))).collect()
    };
    resources.map(|(address, one)| (address.clone(), leaves_of(one))).collect()
}

/// Collects what is at the end of each path; what is empty is an end.
fn flatten(json: &Json, path: &str, leaves: &mut BTreeMap<String, Json>) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match json {
        Json::Object(entries) if !entries.is_empty() => {
            entries.iter().for_each(|(name, one)| flatten(one, &below(name), leaves));
        }
        Json::Array(items) if !items.is_empty() => {
            let indexed = items.iter().enumerate();
            indexed.for_each(|(index, one)| flatten(one, &below(&index.to_string()), leaves));
        }
        Json::Object(_)
        | Json::Array(_)
        | Json::Null
        | Json::Bool(_)
        | Json::Number(_)
        | Json::String(_) => {
            leaves.insert(path.to_owned(), json.clone());
        }
    }
}
