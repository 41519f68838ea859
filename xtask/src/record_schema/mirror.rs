//! Where a provider's binary lies: the folders that the engines themselves look into.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// The variable that names one more mirror.
const MIRROR_VARIABLE: &str = "LANDFORM_PROVIDER_MIRROR";

/// Returns the newest binary of a provider in the mirrors.
pub(super) fn find(provider: &str) -> Outcome<PathBuf> {
    let mirrors = mirrors();
    let found = mirrors.iter().flat_map(|mirror| binaries(&mirror.join(provider)));
    let newest = found.max_by_key(|path| version(path).map(|version| parts(&version)));
    newest.ok_or_else(|| {
        let list: Vec<_> = mirrors.iter().map(|path| path.display().to_string()).collect();
        format!("no `{provider}` in {} (name it with `--provider`)", list.join(", "))
    })
}

/// Returns the version in the name of a binary, such as `terraform-provider-aws_v5.100.0_x5`.
pub(super) fn version(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let (_, version) = name.split_once("_v")?;
    Some(version.split('_').next()?.to_owned())
}

fn parts(version: &str) -> Vec<u64> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn mirrors() -> Vec<PathBuf> {
    let mut mirrors = Vec::new();
    if let Some(config) = env::var_os("TF_CLI_CONFIG_FILE") {
        mirrors.extend(configured(&fs::read_to_string(config).unwrap_or_default()));
    }
    if let Some(home) = env::var_os("HOME") {
        mirrors.push(Path::new(&home).join(".terraform.d/plugins"));
    }
    mirrors.push(PathBuf::from("/usr/share/terraform/plugins"));
    mirrors.push(PathBuf::from("/usr/local/share/terraform/plugins"));
    mirrors.extend(env::var_os(MIRROR_VARIABLE).map(PathBuf::from));
    mirrors
}

/// Returns the `path` of each `filesystem_mirror` block of an engine's configuration.
fn configured(text: &str) -> Vec<PathBuf> {
    let blocks = text.split("filesystem_mirror").skip(1);
    let path = |block: &str| {
        let body = block.split('}').next()?;
        let line = body.lines().map(str::trim).find(|line| {
            line.strip_prefix("path").is_some_and(|rest| rest.trim_start().starts_with('='))
        })?;
        Some(PathBuf::from(line.split('"').nth(1)?))
    };
    blocks.filter_map(path).collect()
}

/// Returns the binaries under `<provider>/<version>/<system>/`.
fn binaries(provider: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let systems = entries(provider).into_iter().flat_map(|version| entries(&version));
    let files = systems.flat_map(|system| entries(&system));
    files.filter(|path| version(path).is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_are_read_from_the_configuration() {
        let text = "
            provider_installation {
              filesystem_mirror {
                path    = \"/somewhere/plugins\"
                include = [\"a/b/*\"]
              }
              filesystem_mirror {
                include = [\"c/d/*\"]
                path=\"/else\"
              }
              direct {}
            }";
        let expected = [PathBuf::from("/somewhere/plugins"), PathBuf::from("/else")];
        assert_eq!(configured(text), expected);
    }

    #[test]
    fn versions_are_compared_by_number() {
        let version = |name: &str| version(Path::new(name));
        let name = "/m/terraform-provider-aws_v5.100.0_x5";
        assert_eq!(version(name).as_deref(), Some("5.100.0"));
        assert_eq!(version("/m/terraform-provider-aws_v6.1.0").as_deref(), Some("6.1.0"));
        assert_eq!(version("/m/LICENSE.txt"), None);
        assert!(parts("5.100.0") > parts("5.99.1"));
    }
}
