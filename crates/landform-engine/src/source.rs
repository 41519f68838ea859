//! `terraform.source`: a folder on this machine, or something that the engine must fetch.

use std::path::{Path, PathBuf};

/// Where a unit's module comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleSource {
    /// A folder: `base` is copied as a whole, the module is `base/inside`.
    Folder {
        /// What stands before `//`.
        base: PathBuf,
        /// What stands behind `//`; empty if there is none.
        inside: PathBuf,
    },
    /// An address that the engine fetches.
    Remote(String),
}

/// Reads a source; relative paths are below `folder`.
pub fn parse_source(source: &str, folder: &Path) -> ModuleSource {
    let path = source.strip_prefix("file://").unwrap_or(source);
    let is_path = path.starts_with('/')
        || path.starts_with("./")
        || path.starts_with("../")
        || matches!(path, "." | "..");
    if !is_path {
        return ModuleSource::Remote(source.to_owned());
    }
    let (base, inside) = path.split_once("//").unwrap_or((path, ""));
    ModuleSource::Folder { base: folder.join(base), inside: PathBuf::from(inside) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_folders_from_addresses() {
        let folder = |base: &str, inside: &str| ModuleSource::Folder {
            base: base.into(),
            inside: inside.into(),
        };
        for (source, expected) in [
            ("/live/modules//vpc", folder("/live/modules", "vpc")),
            ("../modules//a/b", folder("/u/../modules", "a/b")),
            ("./m", folder("/u/./m", "")),
            ("file:///m//x", folder("/m", "x")),
            (
                "git::https://x.example/y.git//vpc?ref=v1",
                ModuleSource::Remote("git::https://x.example/y.git//vpc?ref=v1".into()),
            ),
            (
                "tfr:///terraform-aws-modules/vpc/aws?version=5.0.0",
                ModuleSource::Remote("tfr:///terraform-aws-modules/vpc/aws?version=5.0.0".into()),
            ),
        ] {
            assert_eq!(parse_source(source, Path::new("/u")), expected, "{source}");
        }
    }
}
