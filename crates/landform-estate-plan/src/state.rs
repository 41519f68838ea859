//! The states of units merged into one, each under its module's name.

use std::collections::{BTreeMap, BTreeSet};

use landform_plan::check_state;
use serde_json::{Map, Value as Json, json};

use crate::provider::RootProvider;

/// The merged state has no history.
const LINEAGE: &str = "00000000-0000-0000-0000-000000000000";

/// What tells how a unit's state becomes a part of the whole.
pub(crate) struct Prefix<'a> {
    /// The name of the module.
    pub(crate) module: &'a str,
    /// The configuration in the root, by how the unit refers to its own (`aws`, `aws.us`).
    pub(crate) aliases: &'a BTreeMap<String, RootProvider>,
    /// The references of the configurations that stay in the unit.
    pub(crate) kept: &'a BTreeSet<String>,
}

/// The merged state.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    version: String,
    /// As text: the trees of all units at once would be large.
    resources: String,
    outputs: Map<String, Json>,
}

impl Merged {
    /// Adds a unit's state; attributes and private data stay as they are. Returns the names of the unit's outputs.
    pub(crate) fn add(&mut self, text: &[u8], prefix: &Prefix<'_>) -> Result<Vec<String>, String> {
        check_state(text).map_err(|error| error.to_string())?;
        let damaged = |error: serde_json::Error| format!("the state is damaged: {error}");
        let mut state: Json = serde_json::from_slice(text).map_err(damaged)?;
        let mut names = Vec::new();
        let version = state.get("terraform_version").and_then(Json::as_str).unwrap_or_default();
        if parts(version) > parts(&self.version) {
            version.clone_into(&mut self.version);
        }
        if let Some(Json::Object(outputs)) = state.get_mut("outputs").map(Json::take) {
            for (name, mut output) in outputs {
                if let Json::Object(entries) = &mut output {
                    entries.insert("sensitive".to_owned(), true.into());
                }
                self.outputs.insert(output_name(prefix.module, &name), output);
                names.push(name);
            }
        }
        if let Some(Json::Array(resources)) = state.get_mut("resources").map(Json::take) {
            for mut resource in resources {
                rewrite(&mut resource, prefix);
                if !self.resources.is_empty() {
                    self.resources.push(',');
                }
                self.resources.push_str(&resource.to_string());
            }
        }
        Ok(names)
    }

    /// Returns the text of the merged state; `None` if there is nothing in it.
    pub(crate) fn text(&self) -> Option<String> {
        if self.resources.is_empty() && self.outputs.is_empty() {
            return None;
        }
        let (version, outputs) = (Json::from(self.version.as_str()), json!(self.outputs));
        Some(format!(
            "{{\"version\":4,\"terraform_version\":{version},\"serial\":1,\"lineage\":\"{LINEAGE}\",\"outputs\":{outputs},\"resources\":[{}],\"check_results\":null}}",
            self.resources
        ))
    }
}

/// Returns the name that a unit's output has in the root.
pub(crate) fn output_name(module: &str, output: &str) -> String {
    format!("{module}-{output}")
}

fn parts(version: &str) -> Vec<u64> {
    version.split(['.', '-']).map_while(|part| part.parse().ok()).collect()
}

fn rewrite(resource: &mut Json, prefix: &Prefix<'_>) {
    let Json::Object(entries) = resource else { return };
    let whole = format!("module.{}", prefix.module);
    let module = match entries.get("module").and_then(Json::as_str) {
        Some(inner) => format!("{whole}.{inner}"),
        None => whole.clone(),
    };
    entries.insert("module".to_owned(), module.into());
    if let Some(address) = entries.get("provider").and_then(Json::as_str) {
        let address = provider_address(address, &whole, prefix);
        entries.insert("provider".to_owned(), address.into());
    }
    let instances = entries.get_mut("instances").and_then(Json::as_array_mut);
    for instance in instances.into_iter().flatten() {
        let dependencies = instance.get_mut("dependencies").and_then(Json::as_array_mut);
        for dependency in dependencies.into_iter().flatten() {
            if let Some(address) = dependency.as_str() {
                *dependency = format!("{whole}.{address}").into();
            }
        }
    }
}

/// Returns the address of a provider configuration as the root sees it.
fn provider_address(address: &str, whole: &str, prefix: &Prefix<'_>) -> String {
    let Some(rest) = address.strip_prefix("provider[\"") else {
        // The configuration of a child module, which stays where it is.
        return format!("{whole}.{address}");
    };
    let Some((source, behind)) = rest.split_once("\"]") else { return address.to_owned() };
    let reference = format!("{}{behind}", source.rsplit('/').next().unwrap_or(source));
    match prefix.aliases.get(&reference) {
        Some(root) => format!("provider[\"{source}\"].{}", root.alias),
        None if prefix.kept.contains(&reference) => format!("{whole}.{address}"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_modules_providers_and_dependencies_under_the_units_name() {
        let text = r#"{"version": 4, "terraform_version": "1.9.10", "serial": 1, "lineage": "b", "outputs": {"id": {"value": 1.50, "type": "number"}},
            "resources": [
                {"mode": "managed", "type": "aws_vpc", "name": "a", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
                 "instances": [{"attributes": {"n": 1.50}, "private": "cHI=", "dependencies": ["aws_x.y", "module.m.aws_z.z"]}]},
                {"module": "module.m[\"k\"]", "mode": "managed", "type": "aws_z", "name": "z", "instances": [],
                 "provider": "provider[\"registry.terraform.io/hashicorp/aws\"].us"},
                {"mode": "managed", "type": "null_resource", "name": "n", "instances": [],
                 "provider": "module.m.provider[\"registry.terraform.io/hashicorp/null\"]"},
                {"mode": "managed", "type": "kubernetes_secret", "name": "s", "instances": [],
                 "provider": "provider[\"registry.terraform.io/hashicorp/kubernetes\"]"}
            ]}"#;
        let root = |alias: &str| RootProvider { local: "aws".to_owned(), alias: alias.to_owned() };
        let aliases = BTreeMap::from([
            ("aws".to_owned(), root("dev_eu")),
            ("aws.us".to_owned(), root("dev_us")),
        ]);
        let kept = BTreeSet::from(["kubernetes".to_owned()]);
        let mut merged = Merged::default();
        let prefix = Prefix { module: "dev__vpc", aliases: &aliases, kept: &kept };
        assert_eq!(merged.add(text.as_bytes(), &prefix).unwrap(), ["id"]);
        let older = br#"{"version": 4, "terraform_version": "1.9.9", "serial": 1, "lineage": "a", "resources": []}"#;
        merged.add(older, &Prefix { module: "x", ..prefix }).unwrap();
        let state: Json = serde_json::from_str(&merged.text().unwrap()).unwrap();
        assert_eq!(state["terraform_version"], "1.9.10");
        assert_eq!(state["outputs"]["dev__vpc-id"]["value"].to_string(), "1.50");
        let [vpc, inner, null, kept] = state["resources"].as_array().unwrap().as_slice() else {
            panic!()
        };
        assert_eq!(vpc["module"], "module.dev__vpc");
        assert_eq!(vpc["provider"], "provider[\"registry.terraform.io/hashicorp/aws\"].dev_eu");
        let instance = &vpc["instances"][0];
        assert_eq!(
            instance["dependencies"],
            json!(["module.dev__vpc.aws_x.y", "module.dev__vpc.module.m.aws_z.z"])
        );
        assert_eq!(
            (instance["attributes"]["n"].to_string().as_str(), &instance["private"]),
            ("1.50", &json!("cHI="))
        );
        assert_eq!(inner["module"], "module.dev__vpc.module.m[\"k\"]");
        assert_eq!(inner["provider"], "provider[\"registry.terraform.io/hashicorp/aws\"].dev_us");
        assert_eq!(
            null["provider"],
            "module.dev__vpc.module.m.provider[\"registry.terraform.io/hashicorp/null\"]"
        );
        assert_eq!(
            kept["provider"],
            "module.dev__vpc.provider[\"registry.terraform.io/hashicorp/kubernetes\"]"
        );
    }

    #[test]
    fn refuses_what_is_no_state() {
        let (aliases, kept, mut merged) = (BTreeMap::new(), BTreeSet::new(), Merged::default());
        let prefix = Prefix { module: "x", aliases: &aliases, kept: &kept };
        for text in ["", "{}", "{\"version\": 3}"] {
            assert!(merged.add(text.as_bytes(), &prefix).is_err(), "{text}");
        }
        assert_eq!(merged.text(), None);
    }
}
