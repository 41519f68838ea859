//! What a configuration on disk requires of providers: which ones, in which versions, for which types.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::Body;
use landform_diag::{Diagnostics, Source};
use landform_world::{EntryKind, World, normal};
use serde_json::Value as Json;

/// The registries of the engines: an address without a host means that of whoever reads it.
const REGISTRIES: [&str; 2] = ["registry.opentofu.org", "registry.terraform.io"];

/// Where engines write which modules they have fetched.
const MANIFEST: &str = ".terraform/modules/modules.json";

/// The provider that engines have inside.
const BUILT_IN: &str = "terraform";

/// The address of a provider.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProviderAddress {
    /// The host, where it is not one of the engines' own registries.
    pub host: Option<String>,
    /// Who publishes it.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

impl ProviderAddress {
    /// Returns the address of a provider that the engines' vendors publish.
    pub fn of_vendor(name: &str) -> Self {
        Self { host: None, namespace: "hashicorp".to_owned(), name: name.to_lowercase() }
    }

    /// Reads `name`, `namespace/name` or `host/namespace/name`; nothing if it is none of them.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<_> = text.split('/').map(str::to_lowercase).collect();
        if parts.iter().any(String::is_empty) {
            return None;
        }
        match parts.as_slice() {
            [name] => Some(Self::of_vendor(name)),
            [namespace, name] => {
                Some(Self { host: None, namespace: namespace.clone(), name: name.clone() })
            }
            [host, namespace, name] => Some(Self {
                host: Some(host.clone()).filter(|host| !REGISTRIES.contains(&host.as_str())),
                namespace: namespace.clone(),
                name: name.clone(),
            }),
            _ => None,
        }
    }

    /// Returns the addresses under which the engines know it, in full.
    pub fn full(&self) -> Vec<String> {
        let hosts: Vec<&str> =
            self.host.as_ref().map_or_else(|| REGISTRIES.to_vec(), |host| vec![host.as_str()]);
        hosts.iter().map(|host| format!("{host}/{}/{}", self.namespace, self.name)).collect()
    }
}

impl fmt::Display for ProviderAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(host) = &self.host {
            write!(f, "{host}/")?;
        }
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

/// What a configuration requires of providers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// The version constraints of each provider.
    pub providers: BTreeMap<ProviderAddress, BTreeSet<String>>,
    /// The resource and data types in use.
    pub types: BTreeSet<String>,
    /// Whether all modules could be read: those from elsewhere are on disk only after `init`.
    pub is_complete: bool,
}

/// Reads what a configuration requires: its root folder, child modules on this machine, and those that the engine has fetched.
///
/// Faulty files are left to the engine, whose message is better.
///
/// # Errors
/// Names a file or folder that cannot be read.
pub fn read_requirements(world: &dyn World, folder: &Path) -> std::io::Result<Requirements> {
    let mut found = Requirements { is_complete: true, ..Requirements::default() };
    let fetched = manifest(world, folder);
    let mut pending: Vec<PathBuf> = fetched.clone().unwrap_or_default();
    pending.push(folder.to_path_buf());
    let mut seen = BTreeSet::new();
    while let Some(next) = pending.pop() {
        let next = normal(&next);
        if world.kind(&next) != Some(EntryKind::Folder) || !seen.insert(next.clone()) {
            continue;
        }
        let own = read_folder(world, &next)?;
        for child in &own.children {
            if child.starts_with("./") || child.starts_with("../") {
                pending.push(next.join(child));
            } else {
                // What the manifest does not speak of has not been fetched yet.
                found.is_complete &= fetched.is_some();
            }
        }
        own.merge_into(&mut found);
    }
    Ok(found)
}

/// Returns the folders of the modules that the engine has fetched; nothing before `init`.
fn manifest(world: &dyn World, folder: &Path) -> Option<Vec<PathBuf>> {
    let json: Json = serde_json::from_slice(&world.read(&folder.join(MANIFEST)).ok()?).ok()?;
    let modules = json.get("Modules")?.as_array()?;
    let folders = modules.iter().filter_map(|module| module.get("Dir")?.as_str());
    Some(folders.map(|path| folder.join(path)).collect())
}

/// One module's own part.
#[derive(Default)]
struct Own {
    /// Address and constraint by local name.
    required: BTreeMap<String, (Option<String>, Option<String>)>,
    /// Provider references, or the types where there is none.
    used: BTreeSet<String>,
    types: BTreeSet<String>,
    children: BTreeSet<String>,
}

impl Own {
    fn merge_into(self, found: &mut Requirements) {
        found.types.extend(self.types);
        let mut addresses = BTreeMap::new();
        for (local, (source, version)) in self.required {
            let address = match &source {
                Some(source) => ProviderAddress::parse(source),
                None => Some(ProviderAddress::of_vendor(&local)),
            };
            let Some(address) = address else { continue };
            found.providers.entry(address.clone()).or_default().extend(version);
            addresses.insert(local, address);
        }
        for local in self.used.iter().filter(|local| !addresses.contains_key(*local)) {
            if local != BUILT_IN {
                found.providers.entry(ProviderAddress::of_vendor(local)).or_default();
            }
        }
    }

    /// Notes a resource of a type, and the provider that it names or that its type implies.
    fn resource(&mut self, ty: &str, provider: Option<&str>) {
        let implied = ty.split('_').next().unwrap_or(ty);
        let local = provider
            .map_or(implied, |reference| reference.split('.').next().unwrap_or(reference).trim());
        self.used.insert(local.to_owned());
        self.types.insert(ty.to_owned());
    }
}

fn read_folder(world: &dyn World, folder: &Path) -> std::io::Result<Own> {
    let mut own = Own::default();
    for entry in world.list(folder)? {
        if entry.kind == EntryKind::Folder {
            continue;
        }
        let path = folder.join(&entry.name);
        if entry.name.ends_with(".tf") || entry.name.ends_with(".tofu") {
            let source = Source::new(&path, world.read_text(&path)?);
            let parsed: Result<_, Diagnostics> = landform_hcl::parse(&source);
            if let Ok(document) = parsed {
                read_body(document.body(), &mut own);
            }
        } else if (entry.name.ends_with(".tf.json") || entry.name.ends_with(".tofu.json"))
            && let Ok(json) = serde_json::from_slice(&world.read(&path)?)
        {
            read_json(&json, &mut own);
        }
    }
    Ok(own)
}

fn read_body(body: &Body, own: &mut Own) {
    for block in body.blocks() {
        let label = block.labels.first().map(|label| label.as_str().to_owned());
        match (block.ident.as_str(), label) {
            ("terraform", None) => {
                for inner in block.body.get_blocks("required_providers") {
                    read_required(&inner.body, own);
                }
            }
            ("provider", Some(local)) => {
                own.used.insert(local);
            }
            ("resource" | "data" | "ephemeral", Some(ty)) => {
                let provider = block.body.get_attribute("provider");
                own.resource(&ty, provider.and_then(|one| reference(&one.value)).as_deref());
            }
            ("import", None) => {
                let provider = block.body.get_attribute("provider");
                own.used.extend(provider.and_then(|one| reference(&one.value)));
            }
            ("module", Some(_)) => {
                let source = block.body.get_attribute("source");
                own.children.extend(source.and_then(|one| one.value.as_str().map(str::to_owned)));
            }
            // A data source may stand inside a check.
            ("check", Some(_)) => read_body(&block.body, own),
            _ => {}
        }
    }
}

/// Returns the local name that a provider reference such as `aws.east` starts with.
fn reference(value: &Expression) -> Option<String> {
    if let Some(text) = value.as_str() {
        return text.split('.').next().map(str::to_owned);
    }
    if let Some(name) = value.as_variable() {
        return Some(name.as_str().to_owned());
    }
    let traversal = value.as_traversal()?;
    Some(traversal.expr.as_variable()?.as_str().to_owned())
}

fn read_required(body: &Body, own: &mut Own) {
    for attribute in body.attributes() {
        let mut entry = (None, None);
        // The form of old: the version alone.
        entry.1 = attribute.value.as_str().map(str::to_owned);
        for (key, value) in attribute.value.as_object().into_iter().flat_map(|one| one.iter()) {
            let key = match key {
                ObjectKey::Ident(name) => Some(name.as_str()),
                ObjectKey::Expression(name) => name.as_str(),
            };
            let text = value.expr().as_str().map(str::to_owned);
            match key {
                Some("source") => entry.0 = text,
                Some("version") => entry.1 = text,
                _ => {}
            }
        }
        own.required.insert(attribute.key.as_str().to_owned(), entry);
    }
}

fn read_json(json: &Json, own: &mut Own) {
    let all = |json: &Json, name: &str| -> Vec<(String, Json)> {
        let entries = one_or_many(json.get(name)).into_iter().filter_map(Json::as_object);
        entries.flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    for terraform in one_or_many(json.get("terraform")) {
        for (local, value) in all(terraform, "required_providers") {
            let text = |name: &str| value.get(name).and_then(Json::as_str).map(str::to_owned);
            let version = text("version").or_else(|| value.as_str().map(str::to_owned));
            own.required.insert(local, (text("source"), version));
        }
    }
    own.used.extend(all(json, "provider").into_iter().map(|(local, _)| local));
    for kind in ["resource", "data", "ephemeral"] {
        for (ty, named) in all(json, kind) {
            for body in named.as_object().into_iter().flat_map(|bodies| bodies.values()) {
                for body in one_or_many(Some(body)) {
                    own.resource(&ty, body.get("provider").and_then(Json::as_str));
                }
            }
        }
    }
    for (_, module) in all(json, "module") {
        for module in one_or_many(Some(&module)) {
            own.children.extend(module.get("source").and_then(Json::as_str).map(str::to_owned));
        }
    }
}

/// In JSON, blocks are an object or a list of objects.
fn one_or_many(json: Option<&Json>) -> Vec<&Json> {
    match json {
        None => Vec::new(),
        Some(Json::Array(items)) => items.iter().collect(),
        Some(other) => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use landform_world::MemoryWorld;

    use super::*;

    fn shown(fixture: &str) -> String {
        let world = MemoryWorld::from_fixture(fixture);
        let found = read_requirements(&world, Path::new("/m")).unwrap();
        let providers = found.providers.iter().map(|(address, constraints)| {
            let constraints: Vec<_> = constraints.iter().map(String::as_str).collect();
            format!("{address} {}", constraints.join(" and ")).trim_end().to_owned()
        });
        let types: Vec<_> = found.types.iter().map(String::as_str).collect();
        let mut lines: Vec<_> = providers.collect();
        lines.push(types.join(" "));
        lines.push(if found.is_complete { "complete" } else { "incomplete" }.to_owned());
        lines.join("\n")
    }

    #[test]
    fn providers_are_required_named_or_implied() {
        let text = shown(
            r#"
//- /m/main.tf
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.90"
    }
    gh     = { source = "registry.terraform.io/integrations/github", "version" = "~> 6.0" }
    own    = { source = "example.com/acme/own" }
    random = "3.1.0"
  }
}
resource "aws_vpc" "a" {}
resource "own_thing" "a" {
  provider = own.east
}
data "http" "x" {}
resource "terraform_data" "x" {}
provider "tls" {}
check "c" {
  data "dns_a_record_set" "r" {}
}
module "b" {
  source = "./b"
}
//- /m/b/main.tf.json
{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "< 6"}}},
 "resource": {"null_resource": {"n": {}}, "aws_eip": {"n": [{"provider": "aws.x"}]}}}
//- /m/broken.tf
resource {{{
"#,
        );
        let expected = "hashicorp/aws < 6 and >= 5.90\nhashicorp/dns\nhashicorp/http\nhashicorp/null\n\
                        hashicorp/random 3.1.0\nhashicorp/tls\nintegrations/github ~> 6.0\nexample.com/acme/own\n\
                        aws_eip aws_vpc dns_a_record_set http null_resource own_thing terraform_data\ncomplete";
        assert_eq!(text, expected);
    }

    #[test]
    fn modules_from_elsewhere_are_read_once_they_are_there() {
        let before = "//- /m/main.tf\nmodule \"x\" {\n  source = \"acme/x/aws\"\n}\n";
        assert_eq!(shown(before), "\nincomplete");
        let after = format!(
            "{before}//- /m/.terraform/modules/modules.json\n\
             {{\"Modules\": [{{\"Key\": \"\", \"Dir\": \".\"}}, {{\"Key\": \"x\", \"Dir\": \".terraform/modules/x\"}}]}}\n\
             //- /m/.terraform/modules/x/main.tf\nresource \"aws_vpc\" \"a\" {{}}\n"
        );
        assert_eq!(shown(&after), "hashicorp/aws\naws_vpc\ncomplete");
    }

    #[test]
    fn an_address_is_known_under_both_registries() {
        let full = |text: &str| ProviderAddress::parse(text).map(|address| address.full());
        let both = |rest: &str| Some(REGISTRIES.map(|host| format!("{host}/{rest}")).to_vec());
        for (text, expected) in [
            ("aws", both("hashicorp/aws")),
            ("HashiCorp/AWS", both("hashicorp/aws")),
            ("registry.terraform.io/hashicorp/aws", both("hashicorp/aws")),
            ("example.com/acme/own", Some(vec!["example.com/acme/own".to_owned()])),
            ("a/b/c/d", None),
            ("/aws", None),
        ] {
            assert_eq!(full(text), expected, "{text}");
        }
    }
}
