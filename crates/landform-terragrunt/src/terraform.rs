//! The `terraform` block: where the module is, and what the engine gets besides.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hcl_edit::structure::Block;
use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_hcl::nearest;

use crate::config::Strategy;
use crate::evaluator::{Evaluator, Stage};
use crate::fields::Fields;
use crate::hook::{self, Hook, HookKind};
use crate::path::normal;

const ATTRIBUTES: [&str; 4] =
    ["copy_terraform_lock_file", "exclude_from_copy", "include_in_copy", "source"];

const EXTRA_ATTRIBUTES: [&str; 5] =
    ["arguments", "commands", "env_vars", "optional_var_files", "required_var_files"];

/// Attributes and blocks of `terraform` that are known, but refused.
const REFUSED: [(&str, &str); 3] = [
    ("mutable", "it is an experiment: remove it"),
    ("update_source_with_cas", "it is an experiment: remove it"),
    ("version", "it is an experiment: write the version into `source`"),
];

/// How a source that is no path may start.
const REMOTE_PREFIXES: [&str; 13] = [
    "bitbucket.org/",
    "gcs::",
    "git::",
    "git@",
    "github.com/",
    "gitlab.com/",
    "hg::",
    "http://",
    "https://",
    "oci://",
    "s3::",
    "ssh://",
    "tfr://",
];

/// Where the module of a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleSource {
    /// The text, all expressions evaluated.
    pub text: String,
    /// What the text means.
    pub location: Location,
    /// Where it is set.
    pub span: Span,
}

/// What a source means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A folder of this machine.
    Local {
        /// What is copied: the part before `//`, or the module itself.
        root: PathBuf,
        /// The module inside, empty if it is the root.
        subfolder: PathBuf,
    },
    /// Somewhere else: a repository, a bucket, a registry.
    Remote {
        /// The address without the part behind `//` and without the query.
        address: String,
        /// The module inside, empty if it is the root.
        subfolder: String,
        /// The query behind `?`, for example `ref=v1.2.3`.
        query: Option<String>,
    },
}

impl ModuleSource {
    fn new(text: String, folder: &Path, span: Span) -> Self {
        let location = if REMOTE_PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
            remote(&text)
        } else {
            let (root, subfolder) = text.split_once("//").unwrap_or((&text, ""));
            Location::Local {
                root: normal(&folder.join(root)),
                subfolder: normal(Path::new(subfolder.trim_start_matches('/'))),
            }
        };
        Self { text, location, span }
    }

    /// Returns the folder of the module, if it is on this machine.
    pub fn local_folder(&self) -> Option<PathBuf> {
        match &self.location {
            Location::Local { root, subfolder } => Some(root.join(subfolder)),
            Location::Remote { .. } => None,
        }
    }
}

fn remote(text: &str) -> Location {
    let (text, query) = match text.split_once('?') {
        Some((text, query)) => (text, Some(query.to_owned())),
        None => (text, None),
    };
    // The first `//` may belong to the scheme.
    let scheme = text.find("://").map_or(0, |at| at + 3);
    let cut = text.get(scheme..).and_then(|rest| rest.find("//")).map(|at| at + scheme);
    let (address, subfolder) = match cut {
        Some(at) => (text.get(..at).unwrap_or(text), text.get(at + 2..).unwrap_or("")),
        None => (text, ""),
    };
    Location::Remote { address: address.to_owned(), subfolder: subfolder.to_owned(), query }
}

/// One `extra_arguments` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraArguments {
    /// The label.
    pub name: String,
    /// The commands of the engine that get the rest.
    pub commands: Vec<String>,
    /// Further arguments.
    pub arguments: Vec<String>,
    /// Further environment variables.
    pub env_vars: BTreeMap<String, String>,
    /// Variable files that must exist.
    pub required_var_files: Vec<String>,
    /// Variable files that are left out if they do not exist.
    pub optional_var_files: Vec<String>,
}

/// The `terraform` block of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terraform {
    /// Where the module is; `None` means the folder of the unit itself.
    pub source: Option<ModuleSource>,
    /// Hidden files that are copied with the module, as globs.
    pub include_in_copy: Vec<String>,
    /// Files that are not copied, as globs.
    pub exclude_from_copy: Vec<String>,
    /// Whether the lock file is copied back to the unit.
    pub copy_lock_file: Option<bool>,
    /// What the engine gets besides.
    pub extra_arguments: Vec<ExtraArguments>,
    /// What somebody wants to run around the commands of the engine.
    pub hooks: Vec<Hook>,
    /// Whether something depends on outputs that are not known yet.
    pub incomplete: bool,
}

/// Reads the `terraform` block of a file.
pub(crate) fn of_file(
    evaluator: &Evaluator<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Terraform> {
    let file = &evaluator.config.file;
    let block = file.blocks("terraform").next()?;
    check_names(evaluator, block, diagnostics);
    let early = Evaluator { stage: Stage::Early("module sources"), ..*evaluator };
    let mut known = ATTRIBUTES.to_vec();
    known.extend(REFUSED.iter().map(|(name, _)| *name));
    let mut fields = Fields::of_attributes(&early, block, &known, diagnostics);
    let folder = &evaluator.config.place.folder;
    let source = fields
        .placed_string("source", diagnostics)
        .map(|(text, span)| ModuleSource::new(text, folder, span));
    let mut terraform = Terraform {
        source,
        include_in_copy: fields.strings("include_in_copy", diagnostics),
        exclude_from_copy: fields.strings("exclude_from_copy", diagnostics),
        copy_lock_file: fields.bool("copy_terraform_lock_file", diagnostics),
        extra_arguments: Vec::new(),
        hooks: Vec::new(),
        incomplete: fields.incomplete,
    };
    for nested in block.body.blocks() {
        let Some(kind) = HookKind::of_block(nested.ident.as_str()) else { continue };
        if let Some((hook, incomplete)) = hook::of_block(evaluator, kind, nested, diagnostics) {
            terraform.hooks.push(hook);
            terraform.incomplete |= incomplete;
        }
    }
    for nested in block.body.get_blocks("extra_arguments") {
        let Some(name) = nested.labels.first().map(|label| label.as_str().to_owned()) else {
            continue;
        };
        let mut fields = Fields::of_block(evaluator, nested, &EXTRA_ATTRIBUTES, diagnostics);
        terraform.extra_arguments.push(ExtraArguments {
            name,
            commands: fields.strings("commands", diagnostics),
            arguments: fields.strings("arguments", diagnostics),
            env_vars: fields.string_map("env_vars", diagnostics),
            required_var_files: fields.strings("required_var_files", diagnostics),
            optional_var_files: fields.strings("optional_var_files", diagnostics),
        });
        terraform.incomplete |= fields.incomplete;
    }
    Some(terraform)
}

/// Reports what the block holds that is refused or unknown.
fn check_names(evaluator: &Evaluator<'_>, block: &Block, diagnostics: &mut Diagnostics) {
    let file = &evaluator.config.file;
    let refused = |name: &str| REFUSED.iter().find(|(known, _)| *known == name);
    for attribute in block.body.attributes() {
        let name = attribute.key.as_str();
        if let Some((_, hint)) = refused(name) {
            let fault = Diagnostic::error(format!("`{name}` in `terraform` is not supported"));
            diagnostics.push(fault.at(file.span(&attribute.key)).hint(*hint));
        }
    }
    for nested in block.body.blocks() {
        let name = nested.ident.as_str();
        let head = file.head(nested);
        if name == "extra_arguments" {
            if nested.labels.len() != 1 {
                let fault = Diagnostic::error("the block `extra_arguments` takes one label");
                diagnostics.push(fault.at(head).hint("write `extra_arguments \"<name>\" {`"));
            }
        } else if HookKind::of_block(name).is_none() {
            let fault =
                Diagnostic::error(format!("unknown block `{name}` in `terraform`")).at(head);
            let known = ["after_hook", "before_hook", "error_hook", "extra_arguments"];
            diagnostics.push(match nearest(name, known.into_iter()) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault,
            });
        }
    }
}

/// Merges the blocks of an included file and of the including one.
pub(crate) fn merge(parent: Terraform, child: Terraform, strategy: Strategy) -> Terraform {
    let (include_in_copy, exclude_from_copy) = if strategy == Strategy::Deep {
        let joined = |mut first: Vec<String>, second: Vec<String>| {
            first.extend(second);
            first
        };
        (
            joined(child.include_in_copy, parent.include_in_copy),
            joined(child.exclude_from_copy, parent.exclude_from_copy),
        )
    } else {
        // The original drops the child's lists here, and so must whoever gives the same result.
        (parent.include_in_copy, parent.exclude_from_copy)
    };
    let mut extra_arguments = parent.extra_arguments;
    for one in child.extra_arguments {
        match extra_arguments.iter_mut().find(|known| known.name == one.name) {
            Some(known) => *known = one,
            None => extra_arguments.push(one),
        }
    }
    Terraform {
        source: child.source.or(parent.source),
        include_in_copy,
        exclude_from_copy,
        copy_lock_file: child.copy_lock_file.or(parent.copy_lock_file),
        extra_arguments,
        hooks: hook::merge(parent.hooks, child.hooks),
        incomplete: parent.incomplete || child.incomplete,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use landform_diag::Source;

    fn shown(text: &str) -> String {
        let span = Source::new("u", "").start();
        match ModuleSource::new(text.to_owned(), Path::new("/live/dev/vpc"), span).location {
            Location::Local { root, subfolder } => {
                format!("local {} {}", root.display(), subfolder.display())
            }
            Location::Remote { address, subfolder, query } => {
                format!("remote {address} {subfolder} {}", query.unwrap_or_default())
            }
        }
    }

    #[test]
    fn tells_folders_from_addresses() {
        for (text, expected) in [
            ("/live/modules//vpc", "local /live/modules vpc"),
            ("../../modules//net/vpc", "local /live/modules net/vpc"),
            ("../../modules/vpc", "local /live/modules/vpc "),
            (".", "local /live/dev/vpc "),
            ("/a///b", "local /a b"),
            ("git::https://x.y/z.git//m/vpc?ref=v1", "remote git::https://x.y/z.git m/vpc ref=v1"),
            ("git@github.com:o/r.git//m?ref=v1", "remote git@github.com:o/r.git m ref=v1"),
            ("tfr:///o/m/aws?version=1.0.0", "remote tfr:///o/m/aws  version=1.0.0"),
            ("github.com/o/r//m", "remote github.com/o/r m "),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
