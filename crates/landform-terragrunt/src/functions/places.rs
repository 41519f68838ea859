//! Functions that say where a configuration is: their answers depend on the unit for which a file is read.

use std::path::Path;

use landform_diag::{Diagnostic, Diagnostics};
use landform_hcl::{Call, nearest};
use landform_value::{Type, Value};

use super::{Answer, arguments, texts};
use crate::evaluator::Evaluator;
use crate::path::{folder_of, relative, shown};

/// The file that is looked for when no name is given.
const DEFAULT_PARENT: &str = "terragrunt.hcl";

/// Tells whether a function is one of these.
pub(super) fn depends_on_unit(function: &str) -> bool {
    matches!(
        function,
        "find_in_parent_folders"
            | "get_original_terragrunt_dir"
            | "get_parent_terragrunt_dir"
            | "get_path_from_repo_root"
            | "get_path_to_repo_root"
            | "get_repo_root"
            | "get_terragrunt_dir"
            | "get_working_dir"
            | "path_relative_from_include"
            | "path_relative_to_include"
    )
}

impl Evaluator<'_> {
    /// Calls one of the functions of [`depends_on_unit`].
    pub(super) fn place_function(&self, call: &Call<'_>) -> Answer {
        let place = &self.config.place;
        let folder = place.folder.as_path();
        match call.name {
            "find_in_parent_folders" => self.find_in_parent_folders(call),
            "get_original_terragrunt_dir" => plain(call, &place.original),
            "get_parent_terragrunt_dir" => Ok(text(self.included_folder(call)?.unwrap_or(folder))),
            "get_path_from_repo_root" => {
                let root = self.repo_root(call)?;
                plain(call, &relative(&root, folder))
            }
            "get_path_to_repo_root" => {
                let root = self.repo_root(call)?;
                plain(call, &relative(folder, &root))
            }
            "get_repo_root" => plain(call, &self.repo_root(call)?),
            "get_terragrunt_dir" => plain(call, folder),
            "get_working_dir" => self.working_folder(call),
            "path_relative_from_include" => {
                let included = self.included_folder(call)?;
                Ok(text(&included.map_or_else(|| ".".into(), |to| relative(folder, to))))
            }
            _ => {
                let included = self.included_folder(call)?;
                Ok(text(&included.map_or_else(|| ".".into(), |from| relative(from, folder))))
            }
        }
    }

    fn find_in_parent_folders(&self, call: &Call<'_>) -> Answer {
        let Some(words) = texts(call, 0..=2)? else { return Ok(Value::unknown(Type::String)) };
        let name = words.first().map_or(DEFAULT_PARENT, String::as_str);
        let folder = &self.config.place.folder;
        let (world, shared) = (self.visit.world, self.visit.shared);
        if let Some(found) = shared.above(world, folder, Path::new(name)) {
            return Ok(text(&found));
        }
        if let Some(fallback) = words.get(1) {
            return Ok(Value::string(fallback));
        }
        let below = shared.shown(folder);
        let fault = Diagnostic::error(format!("no folder above `{below}` holds `{name}`"))
            .at(call.span.clone());
        let near = self.near_file_above(name);
        Err(match near {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault.hint("create the file, or give a fallback as second argument"),
        }
        .into())
    }

    /// Returns the file in a folder above, up to the root of the estate, whose name is nearest.
    fn near_file_above(&self, name: &str) -> Option<String> {
        let root = self.visit.shared.root();
        let above = self.config.place.folder.ancestors().skip(1);
        above.take_while(|folder| folder.starts_with(root)).find_map(|folder| {
            let entries = self.visit.world.list(folder).ok()?;
            nearest(name, entries.iter().map(|entry| entry.name.as_str())).map(str::to_owned)
        })
    }

    /// Returns the folder of the included file that is meant: the file itself while it is evaluated as included.
    fn included_folder(&self, call: &Call<'_>) -> Result<Option<&Path>, Diagnostics> {
        let label = texts(call, 0..=1)?.unwrap_or_default();
        if self.config.place.included {
            return Ok(Some(self.config.file.folder()));
        }
        let includes = &self.config.includes;
        match (includes.as_slice(), label.first()) {
            ([], _) => Ok(None),
            ([only], _) => Ok(Some(folder_of(only.config.file.path()))),
            (_, None) => {
                let name = call.name;
                Err(Diagnostic::error(format!("`{name}` needs the label of one of the includes"))
                    .at(call.span.clone())
                    .hint(format!("write `{name}(\"<label>\")`"))
                    .into())
            }
            (_, Some(label)) => {
                let named = includes.iter().find(|one| one.label.as_ref() == Some(label));
                match named {
                    Some(include) => Ok(Some(folder_of(include.config.file.path()))),
                    None => Err(Diagnostic::error(format!("there is no include `{label}`"))
                        .at(call.span.clone())
                        .into()),
                }
            }
        }
    }

    fn repo_root(&self, call: &Call<'_>) -> Result<std::path::PathBuf, Diagnostics> {
        let folder = &self.config.place.folder;
        self.visit.shared.repo_root(self.visit.world, folder).ok_or_else(|| {
            let (name, below) = (call.name, self.visit.shared.shown(folder));
            Diagnostic::error(format!(
                "`{name}` finds no git repository: neither `{below}` nor a folder above holds `.git`"
            ))
            .at(call.span.clone())
            .hint("run `git init` in the root of the live repo, or use `get_parent_terragrunt_dir`")
            .into()
        })
    }

    fn working_folder(&self, call: &Call<'_>) -> Answer {
        let shared = self.visit.shared;
        match &shared.options().working_root {
            Some(root) => {
                plain(call, &root.join(relative(shared.root(), &self.config.place.original)))
            }
            None => Err(Diagnostic::error(
                "`get_working_dir` has no answer: nothing runs while files are only read",
            )
            .at(call.span.clone())
            .hint("use `get_terragrunt_dir` for the folder of the unit")
            .into()),
        }
    }
}

fn plain(call: &Call<'_>, path: &Path) -> Answer {
    arguments(call, 0..=0).map(|_| text(path))
}

fn text(path: &Path) -> Value {
    Value::string(shown(path))
}
