//! What engines said while they applied: the address of everything that they made, also of what is in no state.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use landform_plan::State;
use landform_world::{Access, EntryKind, World};
use serde::Deserialize;

/// The file of a working copy that takes what was made into the state.
const CLAIMS: &str = "landform_resumed.tf";

/// What engines said in a run, in files by unit and attempt.
pub(crate) struct Said<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) folder: PathBuf,
}

/// A line of an engine.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    hook: Option<Hook>,
}

#[derive(Deserialize)]
struct Hook {
    resource: Resource,
    #[serde(default)]
    action: String,
    #[serde(default)]
    id_key: String,
    #[serde(default)]
    id_value: String,
}

#[derive(Deserialize)]
struct Resource {
    addr: String,
}

impl Said<'_> {
    /// Returns the file for the next attempt at a unit.
    pub(crate) fn next(&self, unit: &str) -> Result<PathBuf, String> {
        let folder = self.folder.join(unit);
        let made = self.world.create_folder(&folder, Access::Private);
        made.map_err(|error| format!("cannot note what the engine says: {error}"))?;
        Ok(folder.join(format!("{}.jsonl", self.files(unit).len())))
    }

    /// Lets a plan take what was made and is in no state into the state, each under its own address.
    ///
    /// Equal things could not be told apart otherwise: an engine does not tell a provider which of them it asks for.
    pub(crate) fn claim(&self, unit: &str, state: &State, working: &Path) -> Result<(), String> {
        let fault = |error: io::Error| format!("cannot take over what was made before: {error}");
        let mut made = BTreeMap::new();
        for file in self.files(unit) {
            let text = self.world.read(&file).map_err(fault)?;
            read(&String::from_utf8_lossy(&text), &mut made);
        }
        let known: BTreeSet<&str> =
            state.instances.iter().map(|instance| instance.address.as_str()).collect();
        let claims: String = made
            .iter()
            .filter(|(address, _)| !known.contains(address.as_str()))
            .map(|(address, id)| {
                format!("import {{\n  to = {address}\n  id = {}\n}}\n", quoted(id))
            })
            .collect();
        if claims.is_empty() {
            return Ok(());
        }
        self.world.write(&working.join(CLAIMS), claims.as_bytes(), Access::Private).map_err(fault)
    }

    /// Returns the files of a unit, in the order of the attempts.
    fn files(&self, unit: &str) -> Vec<PathBuf> {
        let folder = self.folder.join(unit);
        let entries = self.world.list(&folder).unwrap_or_default().into_iter();
        let files = entries.filter(|entry| entry.kind == EntryKind::File);
        let mut numbers: Vec<usize> =
            files.filter_map(|entry| entry.name.strip_suffix(".jsonl")?.parse().ok()).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| folder.join(format!("{number}.jsonl"))).collect()
    }
}

/// Reads which addresses have come to which ids, and which have gone; a line that was cut off says nothing.
fn read(text: &str, made: &mut BTreeMap<String, String>) {
    for line in text.lines() {
        let Ok(Line { kind, hook: Some(hook) }) = serde_json::from_str(line) else { continue };
        let Hook { resource: Resource { addr }, action, id_key, id_value } = hook;
        match (kind.as_str(), action.as_str()) {
            ("apply_complete", "create") if id_key == "id" => {
                made.insert(addr, id_value);
            }
            ("apply_complete", "delete") => {
                made.remove(&addr);
            }
            _ => {}
        }
    }
}

/// Returns a text as the language has it.
fn quoted(text: &str) -> String {
    let escaped = serde_json::Value::from(text).to_string();
    escaped.replace("${", "$${").replace("%{", "%%{")
}

#[cfg(test)]
mod tests {
    use landform_plan::Instance;
    use landform_world::MemoryWorld;

    use super::*;

    fn line(kind: &str, addr: &str, action: &str, id: &str) -> String {
        format!(
            r#"{{"type":"{kind}","hook":{{"resource":{{"addr":{addr:?}}},"action":"{action}","id_key":"id","id_value":"{id}"}}}}"#
        )
    }

    #[test]
    fn what_was_made_is_claimed_under_its_address_unless_it_is_known_or_gone() {
        let world = MemoryWorld::default();
        let said = Said { world: &world, folder: "/run/said".into() };
        let first = said.next("a").unwrap();
        let text = [
            line("apply_start", "aws_vpc.a[0]", "create", ""),
            line("apply_complete", "aws_vpc.a[0]", "create", "vpc-0"),
            line("apply_complete", "module.m[\"x\"].aws_eip.b", "create", "${id}"),
            line("apply_complete", "aws_vpc.known", "create", "vpc-1"),
            line("apply_complete", "aws_vpc.gone", "create", "vpc-2"),
            line("apply_complete", "aws_vpc.gone", "delete", "vpc-2"),
            line("apply_complete", "aws_vpc.updated", "update", "vpc-3"),
            r#"{"type":"version"}"#.to_owned(),
            r#"{"type":"apply_complete","hook":{"resource":{"ad"#.to_owned(),
        ];
        world.write(&first, text.join("\n").as_bytes(), Access::Private).unwrap();
        let second = said.next("a").unwrap();
        assert_ne!(first, second);
        let again = line("apply_complete", "aws_vpc.a[0]", "create", "vpc-9");
        world.write(&second, again.as_bytes(), Access::Private).unwrap();
        let known = Instance {
            address: "aws_vpc.known".to_owned(),
            type_name: "aws_vpc".to_owned(),
            provider: String::new(),
            tainted: false,
            attributes: serde_json::Value::Null,
        };
        let state = State { instances: vec![known], ..State::default() };
        said.claim("a", &state, Path::new("/copy")).unwrap();
        let expected = "import {\n  to = aws_vpc.a[0]\n  id = \"vpc-9\"\n}\n\
                        import {\n  to = module.m[\"x\"].aws_eip.b\n  id = \"$${id}\"\n}\n";
        assert_eq!(world.read_text(Path::new("/copy/landform_resumed.tf")).unwrap(), expected);
        said.claim("b", &state, Path::new("/other")).unwrap();
        assert!(world.kind(Path::new("/other/landform_resumed.tf")).is_none());
    }
}
