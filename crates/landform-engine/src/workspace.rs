//! The working copy of a unit: its module, its own files, what is generated, and its inputs.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use landform_value::{Data, Value, to_json};
use landform_world::{Access, EntryKind, World, normal};

use crate::module::{Module, read_module};

/// The file that carries the inputs of a unit.
pub(crate) const INPUTS_FILE: &str = "landform.auto.tfvars.json";

/// The file in which engines write which providers they have chosen.
const LOCK_FILE: &str = ".terraform.lock.hcl";

/// A folder in which an engine can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// The folder.
    pub folder: PathBuf,
    /// What the module says about itself, with the unit's own files.
    pub module: Module,
}

/// Why a working copy cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The module is not there.
    #[error("the module folder `{}` is not there", .0.display())]
    NoModule(PathBuf),
    /// A file cannot be read or written.
    #[error("cannot copy the module to `{}`: {error}", folder.display())]
    Copy {
        /// The working copy.
        folder: PathBuf,
        /// The fault.
        error: io::Error,
    },
    /// An input has no known value.
    #[error("the input `{0}` is not known yet")]
    Unknown(String),
}

/// Makes a working copy in `folder`, which is emptied first: the module `base/inside`, over it the unit's own files.
///
/// Where the module needs nothing beside itself, it alone is copied and not the whole of `base`.
///
/// # Errors
/// Says what cannot be read or written.
pub fn prepare(
    world: &dyn World,
    base: &Path,
    inside: &Path,
    unit: &Path,
    folder: &Path,
) -> Result<Workspace, WorkspaceError> {
    let source = normal(&base.join(inside));
    if world.kind(&source) != Some(EntryKind::Folder) {
        return Err(WorkspaceError::NoModule(source));
    }
    let fault = |error| WorkspaceError::Copy { folder: folder.to_path_buf(), error };
    let module = read_module(world, &source).map_err(fault)?;
    if world.kind(folder).is_some() {
        world.remove_folder(folder).map_err(fault)?;
    }
    let place = if module.reaches_out {
        copy(world, &normal(base), folder, &|_| true).map_err(fault)?;
        normal(&folder.join(inside))
    } else {
        copy(world, &source, folder, &|_| true).map_err(fault)?;
        folder.to_path_buf()
    };
    if normal(unit) != source {
        copy_own_files(world, unit, &place).map_err(fault)?;
    }
    let mut made = Workspace { folder: place, module };
    made.reread(world).map_err(fault)?;
    Ok(made)
}

/// Copies a folder; hidden entries, states and caches stay behind.
fn copy(
    world: &dyn World,
    from: &Path,
    to: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> io::Result<()> {
    world.create_folder(to, Access::Private)?;
    for entry in world.list(from)? {
        let hidden = entry.name.starts_with('.') && entry.name != LOCK_FILE;
        if hidden || entry.name.contains(".tfstate") || !wanted(&entry.name) {
            continue;
        }
        let (source, target) = (from.join(&entry.name), to.join(&entry.name));
        match world.kind(&source) {
            Some(EntryKind::Folder) => copy(world, &source, &target, &|_| true)?,
            Some(_) => world.write(&target, &world.read(&source)?, Access::Shared)?,
            None => {}
        }
    }
    Ok(())
}

/// Copies the files beside the unit's `terragrunt.hcl`, as Terragrunt does; folders below may be other units.
fn copy_own_files(world: &dyn World, unit: &Path, to: &Path) -> io::Result<()> {
    for entry in world.list(unit)? {
        // The lock file of the unit's providers stands beside its terragrunt.hcl.
        let hidden = entry.name.starts_with('.') && entry.name != LOCK_FILE;
        let foreign = hidden || entry.name == "terragrunt.hcl";
        if entry.kind == EntryKind::File && !foreign {
            world.write(
                &to.join(&entry.name),
                &world.read(&unit.join(&entry.name))?,
                Access::Shared,
            )?;
        }
    }
    Ok(())
}

impl Workspace {
    /// Reads the module again, after files were added to it: they may declare variables and resources too.
    ///
    /// # Errors
    /// Names a file or folder that cannot be read.
    pub fn reread(&mut self, world: &dyn World) -> io::Result<()> {
        self.module = read_module(world, &self.folder)?;
        Ok(())
    }

    /// Writes a generated file below the working copy.
    ///
    /// # Errors
    /// Any failure of the file system.
    pub fn write(&self, world: &dyn World, path: &Path, contents: &str) -> io::Result<()> {
        let target = self.folder.join(path);
        if let Some(parent) = target.parent() {
            world.create_folder(parent, Access::Private)?;
        }
        world.write(&target, contents.as_bytes(), Access::Private)
    }

    /// Writes those inputs that the module declares; others are for somebody else, as Terragrunt has it.
    ///
    /// # Errors
    /// Names an input without a known value, or says what cannot be written.
    pub fn write_inputs(&self, world: &dyn World, inputs: &Value) -> Result<(), WorkspaceError> {
        let mut json = serde_json::Map::new();
        if let Data::Object(entries) | Data::Map(_, entries) = inputs.data() {
            let declared: &BTreeSet<String> = &self.module.variables;
            for (name, value) in entries.iter().filter(|(name, _)| declared.contains(*name)) {
                let value = to_json(value).ok_or_else(|| WorkspaceError::Unknown(name.clone()))?;
                json.insert(name.clone(), value);
            }
        }
        let text = serde_json::Value::Object(json).to_string();
        self.write(world, Path::new(INPUTS_FILE), &text)
            .map_err(|error| WorkspaceError::Copy { folder: self.folder.clone(), error })
    }
}

#[cfg(test)]
mod tests {
    use landform_value::Type;
    use landform_world::MemoryWorld;

    use super::*;

    const TREE: &str = r#"
//- /modules/a/main.tf
variable "x" {}
//- /modules/a/.terraform/junk
junk
//- /modules/b/main.tf
module "a" {
  source = "../a"
}
//- /live/u/terragrunt.hcl
inputs = {}
//- /live/u/extra.tf
variable "own" {}
"#;

    #[test]
    fn copies_the_module_and_the_units_own_files() {
        let world = MemoryWorld::from_fixture(TREE);
        let at = |path: &str| PathBuf::from(path);
        let made = prepare(&world, &at("/modules"), &at("a"), &at("/live/u"), &at("/w/u")).unwrap();
        assert_eq!(made.folder, at("/w/u"));
        let files: Vec<_> =
            world.files().into_keys().filter(|path| path.starts_with("/w")).collect();
        assert_eq!(files, [at("/w/u/extra.tf"), at("/w/u/main.tf")]);
        assert!(made.module.variables.contains("own"), "the unit's own files count");
    }

    #[test]
    fn copies_the_whole_base_where_a_child_is_beside_the_module() {
        let world = MemoryWorld::from_fixture(TREE);
        let at = |path: &str| PathBuf::from(path);
        let made = prepare(&world, &at("/modules"), &at("b"), &at("/live/u"), &at("/w/u")).unwrap();
        assert_eq!(made.folder, at("/w/u/b"));
        assert!(world.files().contains_key(Path::new("/w/u/a/main.tf")));
    }

    #[test]
    fn writes_declared_inputs_only_and_refuses_unknown_ones() {
        let world = MemoryWorld::from_fixture(TREE);
        let at = |path: &str| PathBuf::from(path);
        let made = prepare(&world, &at("/modules"), &at("a"), &at("/live/u"), &at("/w/u")).unwrap();
        made.write_inputs(&world, &Value::object([("x", 1.into()), ("y", 2.into())])).unwrap();
        assert_eq!(world.read_text(&made.folder.join(INPUTS_FILE)).unwrap(), r#"{"x":1}"#);
        let unknown = Value::object([("x", Value::unknown(Type::String))]);
        let error = made.write_inputs(&world, &unknown).unwrap_err();
        assert_eq!(error.to_string(), "the input `x` is not known yet");
    }

    #[test]
    fn names_a_missing_module() {
        let world = MemoryWorld::from_fixture(TREE);
        let at = |path: &str| PathBuf::from(path);
        let error =
            prepare(&world, &at("/modules"), &at("c"), &at("/live/u"), &at("/w")).unwrap_err();
        assert_eq!(error.to_string(), "the module folder `/modules/c` is not there");
    }
}
