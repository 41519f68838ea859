//! Which nested blocks a configuration uses: some resource types have thousands, of which a configuration writes a dozen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use hcl_edit::structure::{Block, Body};
use landform_diag::{Diagnostics, Source};
use landform_world::{EntryKind, World, normal};
use serde_json::Value as Json;

/// Names of nested blocks by resource type.
pub type BlocksByType = BTreeMap<String, BTreeSet<String>>;

/// Returns the names of the blocks that a configuration and its child modules write in resources of some types, at any depth;
/// `None` if a part of the configuration cannot be read here.
///
/// # Errors
/// Names a file or folder that cannot be read.
pub fn blocks_in_use(
    world: &dyn World,
    folder: &Path,
    types: &BTreeSet<String>,
) -> std::io::Result<Option<BlocksByType>> {
    let mut found: BlocksByType = types.iter().map(|ty| (ty.clone(), BTreeSet::new())).collect();
    let mut seen = BTreeSet::new();
    let mut pending = vec![normal(folder)];
    while let Some(next) = pending.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        if world.kind(&next) != Some(EntryKind::Folder) {
            return Ok(None);
        }
        for entry in world.list(&next)? {
            let path = next.join(&entry.name);
            if entry.name.ends_with(".tf.json") || entry.name.ends_with(".tofu.json") {
                // There, blocks and objects look the same.
                let json: Result<Json, _> = serde_json::from_slice(&world.read(&path)?);
                let names_one = |json: &Json| types.iter().any(|ty| json.to_string().contains(ty));
                if json.as_ref().map_or(true, names_one) || has_modules(json.ok().as_ref()) {
                    return Ok(None);
                }
            } else if entry.name.ends_with(".tf") || entry.name.ends_with(".tofu") {
                let source = Source::new(&path, world.read_text(&path)?);
                let parsed: Result<_, Diagnostics> = landform_hcl::parse(&source);
                let Ok(document) = parsed else { return Ok(None) };
                let Some(children) = read(document.body(), &mut found) else { return Ok(None) };
                pending.extend(children.into_iter().map(|child| normal(&next.join(child))));
            }
        }
    }
    Ok(Some(found))
}

fn has_modules(json: Option<&Json>) -> bool {
    json.is_some_and(|json| json.get("module").is_some())
}

/// Adds what a file uses; returns the folders of the modules that it calls, `None` if one is not on this machine.
fn read(body: &Body, found: &mut BlocksByType) -> Option<Vec<PathBuf>> {
    let mut children = Vec::new();
    for block in body.blocks() {
        match (block.ident.as_str(), block.labels.first()) {
            ("resource" | "data", Some(ty)) => {
                if let Some(names) = found.get_mut(ty.as_str()) {
                    collect(&block.body, names);
                }
            }
            ("module", Some(_)) => {
                let source = block.body.get_attribute("source")?.value.as_str()?;
                if !(source.starts_with("./") || source.starts_with("../")) {
                    return None;
                }
                children.push(PathBuf::from(source));
            }
            _ => {}
        }
    }
    Some(children)
}

fn collect(body: &Body, names: &mut BTreeSet<String>) {
    for block in body.blocks() {
        names.insert(name(block).to_owned());
        collect(&block.body, names);
    }
}

/// Returns the name of a block, also where an expression decides how many there are.
fn name(block: &Block) -> &str {
    match (block.ident.as_str(), block.labels.first()) {
        ("dynamic", Some(label)) => label.as_str(),
        (name, _) => name,
    }
}

#[cfg(test)]
mod tests {
    use landform_world::MemoryWorld;

    use super::*;

    const MAIN: &str = r#"
resource "aws_x" "a" {
  rule {
    statement {
      match {}
    }
  }
  dynamic "rule" {
    for_each = []
    content {
      limit {}
    }
  }
  lifecycle { prevent_destroy = true }
}
resource "aws_y" "b" {
  other {}
}
module "child" { source = "./child" }
"#;

    fn used(files: &str) -> Option<Vec<String>> {
        let world = MemoryWorld::from_fixture(files);
        let types = BTreeSet::from(["aws_x".to_owned()]);
        let found = blocks_in_use(&world, Path::new("/m"), &types).unwrap()?;
        Some(found["aws_x"].iter().cloned().collect())
    }

    #[test]
    fn blocks_of_all_modules_count_at_any_depth() {
        let files = format!(
            "//- /m/main.tf\n{MAIN}\n//- /m/child/main.tf\nresource \"aws_x\" \"c\" {{\n  more {{}}\n}}\n"
        );
        let all = ["content", "lifecycle", "limit", "match", "more", "rule", "statement"];
        assert_eq!(used(&files).unwrap(), all);
    }

    #[test]
    fn what_cannot_be_read_here_may_use_anything() {
        assert_eq!(used(&format!("//- /m/main.tf\n{MAIN}\n")), None, "a child is missing");
        let remote = "//- /m/main.tf\nmodule \"a\" {\n  source = \"a/b/aws\"\n}\n";
        assert_eq!(used(remote), None);
        let json = "//- /m/main.tf.json\n{\"resource\": {\"aws_x\": {\"a\": {}}}}\n";
        assert_eq!(used(json), None);
        assert_eq!(used("//- /m/main.tf.json\n{\"locals\": {}}\n"), Some(Vec::new()));
    }
}
