//! A module on disk: which variables it declares and which types it uses, children included.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use hcl_edit::structure::{Attribute, Block, Body};
use landform_diag::{Diagnostics, Source};
use landform_world::{EntryKind, World, normal};
use serde_json::Value as Json;

/// Resources, each as type and name, by the folder of the module that declares them.
pub type ByFolder = BTreeMap<PathBuf, BTreeSet<(String, String)>>;

/// Attributes by which a provider refuses to destroy a resource as long as they are true.
pub const GUARDS: [&str; 5] = [
    "deletion_protection",
    "deletion_protection_enabled",
    "disable_api_termination",
    "enable_deletion_protection",
    "termination_protection",
];

/// The blocks that say where a state is.
const BACK_ENDS: [&str; 2] = ["backend", "cloud"];

/// A resource that a provider may refuse to destroy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Protected {
    /// The resource type.
    pub type_name: String,
    /// The name.
    pub name: String,
    /// The attribute.
    pub attribute: String,
}

/// Such resources by the folder of the module that declares them.
pub type ProtectedByFolder = BTreeMap<PathBuf, BTreeSet<Protected>>;

/// What a module and its child modules say about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// The variables that the root of the module declares.
    pub variables: BTreeSet<String>,
    /// The resource and data types in use, child modules on this machine included.
    pub types: BTreeSet<String>,
    /// Sources of child modules that are not on this machine.
    pub remote_children: BTreeSet<String>,
    /// The resources with provisioners, by the folder of their module.
    pub provisioned: ByFolder,
    /// The resources that refuse to be destroyed, by the folder of their module.
    pub guarded: ByFolder,
    /// The resources with an attribute by which a provider refuses to destroy them, by the folder of their module.
    pub protected: ProtectedByFolder,
    /// Whether a child module lies outside the module's own folder.
    pub reaches_out: bool,
    /// Whether the root of the module says where its state is.
    pub has_back_end: bool,
}

/// Reads a module folder. JSON files count; faulty files and children that are not there are left to the engine,
/// whose message is better.
///
/// # Errors
/// Names a file or folder that cannot be read.
pub fn read_module(world: &dyn World, folder: &Path) -> std::io::Result<Module> {
    let mut module = Module::default();
    let mut seen = BTreeSet::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(next) = pending.pop() {
        let is_missing = next != folder && world.kind(&next) != Some(EntryKind::Folder);
        if is_missing || !seen.insert(next.clone()) {
            continue;
        }
        let own = read_folder(world, &next)?;
        if next == folder {
            module.variables = own.variables;
            module.has_back_end = own.has_back_end;
        }
        module.types.extend(own.types);
        for (all, own) in
            [(&mut module.provisioned, own.provisioned), (&mut module.guarded, own.guarded)]
        {
            if !own.is_empty() {
                all.insert(next.clone(), own);
            }
        }
        if !own.protected.is_empty() {
            module.protected.insert(next.clone(), own.protected);
        }
        for child in own.children {
            if child.starts_with("./") || child.starts_with("../") {
                let child = normal(&next.join(&child));
                module.reaches_out |= !child.starts_with(normal(folder));
                pending.push(child);
            } else {
                module.remote_children.insert(child);
            }
        }
    }
    Ok(module)
}

#[derive(Default)]
struct Folder {
    variables: BTreeSet<String>,
    types: BTreeSet<String>,
    children: BTreeSet<String>,
    has_back_end: bool,
    provisioned: BTreeSet<(String, String)>,
    guarded: BTreeSet<(String, String)>,
    protected: BTreeSet<Protected>,
}

fn read_folder(world: &dyn World, folder: &Path) -> std::io::Result<Folder> {
    let mut found = Folder::default();
    for entry in world.list(folder)? {
        if entry.kind == EntryKind::Folder {
            continue;
        }
        let path = folder.join(&entry.name);
        if entry.name.ends_with(".tf") || entry.name.ends_with(".tofu") {
            let source = Source::new(&path, world.read_text(&path)?);
            let parsed: Result<_, Diagnostics> = landform_hcl::parse(&source);
            if let Ok(document) = parsed {
                read_body(document.body(), &mut found);
            }
        } else if (entry.name.ends_with(".tf.json") || entry.name.ends_with(".tofu.json"))
            && let Ok(json) = serde_json::from_slice(&world.read(&path)?)
        {
            read_json(&json, &mut found);
        }
    }
    Ok(found)
}

fn read_body(body: &Body, found: &mut Folder) {
    for block in body.blocks() {
        let label = block.labels.first().map(|label| label.as_str().to_owned());
        match (block.ident.as_str(), label) {
            ("variable", Some(name)) => {
                found.variables.insert(name);
            }
            (kind @ ("resource" | "data" | "ephemeral"), Some(ty)) => {
                if let ("resource", [_, name]) = (kind, block.labels.as_slice()) {
                    read_resource(&block.body, (&ty, name.as_str()), found);
                }
                found.types.insert(ty);
            }
            ("module", Some(_)) => found.children.extend(source_of(block)),
            ("terraform", None) => {
                found.has_back_end |= BACK_ENDS.into_iter().any(|name| block.body.has_blocks(name));
            }
            // A data source may stand inside a check.
            ("check", Some(_)) => read_body(&block.body, found),
            _ => {}
        }
    }
}

fn read_resource(body: &Body, (ty, name): (&str, &str), found: &mut Folder) {
    if body.has_blocks("provisioner") {
        found.provisioned.insert((ty.to_owned(), name.to_owned()));
    }
    let guards = GUARDS.into_iter().filter(|guard| body.has_attribute(guard));
    found.protected.extend(guards.map(|guard| protected(ty, name, guard)));
    let mut lifecycles = body.get_blocks("lifecycle");
    if lifecycles.any(|lifecycle| lifecycle.body.has_attribute("prevent_destroy")) {
        found.guarded.insert((ty.to_owned(), name.to_owned()));
    }
}

fn protected(ty: &str, name: &str, attribute: &str) -> Protected {
    let (type_name, name, attribute) = (ty.to_owned(), name.to_owned(), attribute.to_owned());
    Protected { type_name, name, attribute }
}

fn source_of(module: &Block) -> Option<String> {
    let source: &Attribute = module.body.get_attribute("source")?;
    source.value.as_str().map(str::to_owned)
}

/// Reads the resources of one type in JSON: bodies by name, each an object or a list of objects.
fn read_json_resources(ty: &str, resources: &Json, found: &mut Folder) {
    for (name, body) in resources.as_object().into_iter().flatten() {
        let bodies = body.as_array().map_or(std::slice::from_ref(body), Vec::as_slice);
        for body in bodies {
            if body.get("provisioner").is_some() {
                found.provisioned.insert((ty.to_owned(), name.clone()));
            }
            let guards = GUARDS.into_iter().filter(|guard| body.get(*guard).is_some());
            found.protected.extend(guards.map(|guard| protected(ty, name, guard)));
            if body.get("lifecycle").is_some() {
                found.guarded.insert((ty.to_owned(), name.clone()));
            }
        }
    }
}

fn read_json(json: &Json, found: &mut Folder) {
    for (ty, resources) in json.get("resource").and_then(Json::as_object).into_iter().flatten() {
        read_json_resources(ty, resources, found);
    }
    let keys = |name: &str| -> BTreeSet<String> {
        json.get(name)
            .and_then(Json::as_object)
            .map(|entries| entries.keys().cloned().collect())
            .unwrap_or_default()
    };
    found.variables.extend(keys("variable"));
    for kind in ["resource", "data", "ephemeral"] {
        found.types.extend(keys(kind));
    }
    let settings = json.get("terraform");
    found.has_back_end |=
        BACK_ENDS.into_iter().any(|name| settings.is_some_and(|one| one.get(name).is_some()));
    let modules = json.get("module").and_then(Json::as_object);
    let sources = modules.into_iter().flat_map(|modules| modules.values());
    found
        .children
        .extend(sources.filter_map(|module| module.get("source")?.as_str().map(str::to_owned)));
}

#[cfg(test)]
mod tests {
    use landform_world::MemoryWorld;

    use super::*;

    #[test]
    fn collects_variables_types_and_children() {
        let world = MemoryWorld::from_fixture(
            r#"
//- /m/a/main.tf
variable "x" {}
resource "aws_vpc" "this" {
  lifecycle {
    prevent_destroy = true
  }
}
module "gone" {
  source = "./gone"
}
module "b" {
  source = "../b"
}
module "r" {
  source = "terraform-aws-modules/vpc/aws"
}
check "c" {
  data "aws_region" "r" {}
}
//- /m/a/more.tf.json
{"variable": {"y": {}}, "resource": {"aws_eip": {"n": {"provisioner": [{}], "lifecycle": {}}}}}
//- /m/a/broken.tf
resource {{{
//- /m/b/main.tf
variable "z" {}
data "aws_ami" "x" {}
resource "aws_vpc" "run" {
  provisioner "local-exec" {
    command = "true"
  }
}
"#,
        );
        let module = read_module(&world, Path::new("/m/a")).unwrap();
        let set =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(module.variables, set(&["x", "y"]));
        assert_eq!(module.types, set(&["aws_ami", "aws_eip", "aws_region", "aws_vpc"]));
        assert_eq!(module.remote_children, set(&["terraform-aws-modules/vpc/aws"]));
        assert!(module.reaches_out);
        let resources = |all: &[(&str, &str)]| {
            all.iter().map(|(ty, name)| ((*ty).to_owned(), (*name).to_owned())).collect()
        };
        let guarded = resources(&[("aws_eip", "n"), ("aws_vpc", "this")]);
        assert_eq!(module.guarded, ByFolder::from([("/m/a".into(), guarded)]));
        let (a, b) = (resources(&[("aws_eip", "n")]), resources(&[("aws_vpc", "run")]));
        assert_eq!(module.provisioned, ByFolder::from([("/m/a".into(), a), ("/m/b".into(), b)]));
    }
}
