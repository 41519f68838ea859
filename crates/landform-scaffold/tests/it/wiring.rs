//! The wiring of the units: inputs are variables, outputs are outputs, edges lead to units and never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, ObjectKey};
use landform_catalog::{Interface, Mode, interface, modules};
use landform_company::schema;
use landform_diag::Source;
use landform_hcl::{Document, Step, parse, references};
use landform_scaffold::{FileTree, LessonSubject, lessons, render};

use crate::{FULL, PEERED, acme, company, trees};

/// A unit as its text says it.
pub(crate) struct Unit {
    pub(crate) module: String,
    /// Folder by the name that the unit gives it.
    pub(crate) dependencies: BTreeMap<String, String>,
    pub(crate) after: Vec<String>,
    pub(crate) document: Document,
}

fn text(expression: &Expression) -> String {
    expression.as_str().unwrap().to_owned()
}

fn resolve(from: &str, way: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    for part in way.split('/') {
        if part == ".." {
            parts.pop().unwrap();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// Returns the units of a live repo by their folders.
pub(crate) fn units(tree: &FileTree) -> BTreeMap<String, Unit> {
    let mut units = BTreeMap::new();
    for (path, content) in &tree.files {
        let Some(folder) = path.strip_suffix("/terragrunt.hcl") else { continue };
        let document = parse(&Source::new(path, content)).unwrap();
        let body = document.body();
        let source = body.get_blocks("terraform").next().unwrap().body.get_attribute("source");
        let source = source.unwrap().value.to_string();
        let module = source.trim().trim_matches('"').rsplit("//").next().unwrap().to_owned();
        let mut dependencies = BTreeMap::new();
        for block in body.get_blocks("dependency") {
            let way = text(&block.body.get_attribute("config_path").unwrap().value);
            let name = block.labels[0].as_str().to_owned();
            assert!(dependencies.insert(name, resolve(folder, &way)).is_none(), "{path}");
        }
        let mut after = Vec::new();
        for block in body.get_blocks("dependencies") {
            let paths = block.body.get_attribute("paths").unwrap().value.as_array().unwrap();
            after.extend(paths.iter().map(|way| resolve(folder, &text(way))));
        }
        units.insert(folder.to_owned(), Unit { module, dependencies, after, document });
    }
    units
}

fn interfaces() -> BTreeMap<&'static str, Interface> {
    modules().iter().map(|module| (module.name, interface(module).unwrap())).collect()
}

#[test]
fn inputs_are_variables_and_required_ones_are_set() {
    let interfaces = interfaces();
    for (_, tree) in trees() {
        for (path, unit) in units(&tree) {
            let interface = &interfaces[unit.module.as_str()];
            let inputs = &unit.document.body().get_attribute("inputs").unwrap().value;
            let mut set = BTreeSet::new();
            for (key, _) in inputs.as_object().unwrap() {
                let ObjectKey::Ident(key) = key else { panic!("{path}: {key:?}") };
                let name = key.as_str().to_owned();
                assert!(
                    interface.variable(&name).is_some(),
                    "{path}: {} has no {name}",
                    unit.module
                );
                assert!(set.insert(name.clone()), "{path}: {name} is set twice");
            }
            for variable in interface.variables.iter().filter(|variable| variable.required()) {
                assert!(set.contains(&variable.name), "{path} lacks {}", variable.name);
            }
        }
    }
}

#[test]
fn references_lead_to_outputs_and_locals() {
    let interfaces = interfaces();
    let locals = ["account", "account_ids", "alert_emails", "modules"];
    for (_, tree) in trees() {
        let units = units(&tree);
        for (path, unit) in &units {
            let inputs = &unit.document.body().get_attribute("inputs").unwrap().value;
            let mut used = BTreeSet::new();
            for reference in references(inputs) {
                let steps: Vec<&str> = reference
                    .steps
                    .iter()
                    .map_while(|step| match step {
                        Step::Attribute(name) => Some(name.as_str()),
                        Step::Index(_) => None,
                    })
                    .collect();
                match (reference.root.as_str(), steps.as_slice()) {
                    ("dependency", [name, "outputs", output, ..]) => {
                        let target = &units[&unit.dependencies[*name]];
                        let found = interfaces[target.module.as_str()].output(output);
                        assert!(
                            found.is_some(),
                            "{path}: {} has no output {output}",
                            target.module
                        );
                        used.insert((*name).to_owned());
                    }
                    ("include", ["root", "locals", local, ..]) => {
                        assert!(locals.contains(local), "{path}: {local}");
                    }
                    (root, steps) => panic!("{path}: {root} {steps:?}"),
                }
            }
            let declared: BTreeSet<String> = unit.dependencies.keys().cloned().collect();
            assert_eq!(used, declared, "{path}: each dependency is used");
        }
        for local in locals {
            assert!(tree.files["root.hcl"].contains(&format!("  {local} ")), "{local}");
        }
    }
}

#[test]
fn edges_lead_to_units_and_outputs_stay_in_their_account() {
    for (_, tree) in trees() {
        let units = units(&tree);
        for (path, unit) in &units {
            let account = |path: &str| path.split('/').next().map(str::to_owned);
            for target in unit.dependencies.values() {
                assert!(units.contains_key(target), "{path}: {target}");
                assert_eq!(
                    account(path),
                    account(target),
                    "{path} reads a state of another account"
                );
            }
            for target in &unit.after {
                assert!(units.contains_key(target), "{path}: {target}");
            }
        }
        let mut done: BTreeSet<&str> = BTreeSet::new();
        while done.len() < units.len() {
            let ready: Vec<&str> = units
                .iter()
                .filter(|(path, unit)| {
                    let mut before = unit.dependencies.values().chain(&unit.after);
                    !done.contains(path.as_str()) && before.all(|path| done.contains(path.as_str()))
                })
                .map(|(path, _)| path.as_str())
                .collect();
            assert!(!ready.is_empty(), "the edges form a circle");
            done.extend(ready);
        }
    }
}

#[test]
fn roles_carry_the_boundary_of_their_account_once_it_exists() {
    let interfaces = interfaces();
    for (name, tree) in trees() {
        let units = units(&tree);
        let mut bounded = BTreeSet::new();
        for (path, unit) in &units {
            let mut resources = interfaces[unit.module.as_str()].resources.iter();
            let makes_roles =
                resources.any(|one| one.mode == Mode::Resource && one.ty == "aws_iam_role");
            let inputs = &unit.document.body().get_attribute("inputs").unwrap().value;
            let mut entries = inputs.as_object().unwrap().iter();
            let boundary = entries.find(|(key, _)| {
                key.as_ident().is_some_and(|key| key.as_str() == "permissions_boundary_arn")
            });
            let boundary = boundary.map(|(_, value)| value.expr().to_string());
            if unit.module == "ci-roles" || !makes_roles {
                assert_eq!(boundary, None, "{path}");
                continue;
            }
            let arn =
                "arn:aws:iam::${include.root.locals.account.account_id}:policy/landform-boundary";
            assert_eq!(boundary.unwrap().trim(), format!("\"{arn}\""), "{path}");
            let mut pipelines =
                unit.after.iter().filter(|one| units[one.as_str()].module == "ci-roles");
            let pipeline = pipelines.next().unwrap();
            assert_eq!(pipeline.split('/').next(), path.split('/').next(), "{path}");
            assert_eq!(pipelines.next(), None, "{path}");
            bounded.insert(unit.module.clone());
        }
        assert!(bounded.contains("vpc") && bounded.contains("access-roles"), "{name}: {bounded:?}");
        let mut pipelines = units.values().filter(|unit| unit.module == "ci-roles");
        assert!(pipelines.all(|unit| unit.dependencies.is_empty() && unit.after.is_empty()));
    }
}

#[test]
fn every_file_is_in_the_language() {
    for (name, tree) in trees() {
        for (path, content) in
            tree.files.iter().filter(|(path, _)| path.ends_with(".hcl") || path.ends_with(".tf"))
        {
            if let Err(faults) = parse(&Source::new(path, content)) {
                panic!("{name}: {faults}");
            }
        }
    }
}

#[test]
fn no_environment_can_be_called_like_a_unit_of_an_account() {
    let mut used = BTreeSet::new();
    for (_, tree) in trees() {
        let folders = units(&tree).into_keys().collect::<Vec<_>>();
        used.extend(folders.iter().filter_map(|path| match *path.split('/').collect::<Vec<_>>() {
            [_, _, name] => Some(name.to_owned()),
            _ => None,
        }));
    }
    let reserved = landform_company::names::ACCOUNT_UNITS.map(str::to_owned);
    assert_eq!(used, BTreeSet::from(reserved));
}

#[test]
fn what_can_be_learned_is_told_by_an_output_and_said_by_an_attribute() {
    let interfaces = interfaces();
    let mut names = BTreeSet::new();
    for (name, company) in [("acme", acme()), ("full", company(FULL)), ("peered", company(PEERED))]
    {
        let units = units(&render(&company));
        for lesson in lessons(&company) {
            if let LessonSubject::Attribute { block, name, .. } = lesson.subject {
                let schema = schema().iter().find(|one| one.name == block).unwrap();
                assert!(schema.attribute(name).is_some(), "{block} {name}");
                names.insert(name);
            }
            // A unit that only what was learned brings is not there yet.
            if let Some(unit) = units.get(&lesson.unit) {
                let output = interfaces[unit.module.as_str()].output(lesson.output);
                assert!(output.is_some(), "{name}: {} {}", lesson.unit, lesson.output);
            }
        }
    }
    let expected = [
        "id",
        "image_key_id",
        "management_vpc_id",
        "name_servers",
        "peering_id",
        "private_zone_id",
        "transit_gateway_attachment_id",
        "transit_gateway_id",
        "vpc_id",
    ];
    assert_eq!(names, BTreeSet::from(expected));
}
