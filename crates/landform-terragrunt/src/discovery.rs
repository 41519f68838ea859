//! Where the units are: every folder below the root that holds a `terragrunt.hcl`.

use std::path::{Path, PathBuf};

use landform_diag::{Diagnostic, Diagnostics};
use landform_world::{EntryKind, World};

/// The file that makes a folder a unit.
pub const UNIT_FILE: &str = "terragrunt.hcl";

/// Folders that never hold units of their own.
const SKIPPED: [&str; 4] = [".git", ".landform", ".terraform", ".terragrunt-cache"];

/// Files that stand for more than a unit's own file and would change what it means.
const UNSUPPORTED: [(&str, &str); 4] = [
    ("terragrunt.stack.hcl", "stacks are not supported: write out their units"),
    ("terragrunt.values.hcl", "values of stacks are not supported: write them into the unit"),
    ("terragrunt.autoinclude.hcl", "include the file by an `include` block of the unit"),
    ("terragrunt.hcl.json", "write the unit as `terragrunt.hcl`"),
];

/// Returns the folders of all units below `root`, sorted; parses nothing.
///
/// Links are not followed. A legacy parent named `terragrunt.hcl` is still in the list: only [`crate::load`] can tell.
///
/// # Errors
/// Names every folder that cannot be listed, and files that would change a unit but are not supported.
pub fn find(world: &dyn World, root: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut units = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = match world.list(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                let folder = folder.display();
                diagnostics
                    .push(Diagnostic::error(format!("cannot list the folder `{folder}`: {error}")));
                continue;
            }
        };
        for entry in entries {
            if entry.kind == EntryKind::Folder {
                if !SKIPPED.contains(&entry.name.as_str()) {
                    open.push(folder.join(entry.name));
                }
            } else if entry.name == UNIT_FILE {
                units.push(folder.clone());
            } else if let Some((name, hint)) =
                UNSUPPORTED.iter().find(|(name, _)| *name == entry.name)
            {
                let folder = folder.display();
                diagnostics.push(
                    Diagnostic::error(format!("`{name}` in `{folder}` is not supported"))
                        .hint(*hint),
                );
            }
        }
    }
    units.sort();
    diagnostics.into_result(units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use landform_world::MemoryWorld;

    #[test]
    fn finds_units_and_skips_caches() {
        let world = MemoryWorld::from_fixture(
            "//- /live/root.hcl
//- /live/b/vpc/terragrunt.hcl
//- /live/b/vpc/.terragrunt-cache/x/y/terragrunt.hcl
//- /live/b/vpc/.terraform/terragrunt.hcl
//- /live/a/terragrunt.hcl
//- /live/.git/terragrunt.hcl
//- /live/.landform/work/terragrunt.hcl
//- /live/modules/vpc/main.tf
//- /elsewhere/terragrunt.hcl
",
        );
        let units = find(&world, Path::new("/live")).unwrap();
        assert_eq!(units, [Path::new("/live/a"), Path::new("/live/b/vpc")]);
    }

    #[test]
    fn names_what_it_cannot_read() {
        let world = MemoryWorld::from_fixture("//- /live/s/terragrunt.stack.hcl\n");
        let message = |root: &str| find(&world, Path::new(root)).unwrap_err().to_string();
        assert_eq!(
            message("/live"),
            "error: `terragrunt.stack.hcl` in `/live/s` is not supported\n  hint: stacks are not supported: write out their units"
        );
        assert!(message("/nowhere").starts_with("error: cannot list the folder `/nowhere`: "));
    }
}
