//! Finding a provider's binary: the newest that fits, in the mirrors of this machine, checked against the lock file.

use std::io;
use std::path::{Path, PathBuf};

use landform_terragrunt::{Constraint, Version};

use crate::dirhash::h1;
use crate::lock_file::{Locked, locked};
use crate::mirrors::Mirrors;

/// What is looked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The addresses under which the provider is known, such as `registry.terraform.io/hashicorp/aws`.
    pub addresses: &'a [&'a str],
    /// The versions that will do; all without it.
    pub constraint: Option<&'a Constraint>,
    /// The text of the lock file that the binary must agree with.
    pub lock: Option<&'a str>,
    /// Gives the SHA-256 of a file: binaries are large, so somebody may know it already.
    pub hash: &'a dyn Fn(&Path) -> io::Result<String>,
}

/// A provider's binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The binary.
    pub binary: PathBuf,
    /// Its version, as the mirror writes it.
    pub version: String,
}

/// Why no binary can be used.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// No mirror has one that fits.
    #[error("no unpacked provider `{provider}`{constraint} for {system} in {searched}{notes}")]
    Missing {
        /// What was looked for.
        provider: String,
        /// The versions that would do, or nothing.
        constraint: String,
        /// The system that it must be built for.
        system: String,
        /// The folders that were looked into.
        searched: String,
        /// What was seen that could not be used.
        notes: String,
        /// Whether archives of it were seen, which an engine can unpack.
        is_packed: bool,
    },
    /// The lock file cannot be read.
    #[error("{0}")]
    Lock(String),
    /// A file of the provider cannot be read.
    #[error("cannot read the provider in `{folder}`")]
    Read {
        /// The provider's folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The binary is not what the lock file says.
    #[error(
        "the provider in `{folder}` is not the one of the lock file: its hash is {actual}, {expected}"
    )]
    Mismatch {
        /// The provider's folder.
        folder: PathBuf,
        /// The hash of what is there.
        actual: String,
        /// What the lock file has.
        expected: String,
    },
}

/// A provider in a mirror.
struct Candidate {
    version: Version,
    text: String,
    folder: PathBuf,
    binary: PathBuf,
}

/// Returns the newest binary that fits, from the first mirror that has it.
///
/// # Errors
///
/// See [`FindError`].
pub fn find_provider(wanted: &Wanted<'_>, mirrors: &Mirrors) -> Result<Found, FindError> {
    let overridden = wanted
        .addresses
        .iter()
        .find_map(|address| Some((address.rsplit('/').next()?, mirrors.overrides.get(*address)?)));
    if let Some((name, folder)) = overridden {
        return overriding(name, folder);
    }
    let lock = wanted.lock.map(|text| locked(text, wanted.addresses)).transpose();
    let lock = lock.map_err(FindError::Lock)?.flatten();
    let mut candidates = Vec::new();
    let mut packed = Vec::new();
    for mirror in &mirrors.list {
        for address in wanted.addresses.iter().filter(|address| mirror.serves(address)) {
            unpacked_in(&mirror.path.join(address), &mut candidates, &mut packed);
        }
    }
    candidates.retain(|candidate| {
        let locked = lock.as_ref().and_then(|lock| Version::parse(&lock.version));
        locked.is_none_or(|version| version == candidate.version)
            && wanted.constraint.is_none_or(|constraint| constraint.allows(&candidate.version))
    });
    // The first mirror wins among equals: a sort keeps their order.
    candidates.sort_by(|one, other| other.version.cmp(&one.version));
    let Some(found) = candidates.into_iter().next() else {
        return Err(missing(wanted, lock.as_ref(), mirrors, &packed));
    };
    if let Some(lock) = &lock {
        verify(&found.folder, lock, wanted.hash)?;
    }
    Ok(Found { binary: found.binary, version: found.text })
}

/// Returns the binary that somebody who develops a provider has put in the place of all versions.
fn overriding(name: &str, folder: &Path) -> Result<Found, FindError> {
    let prefix = format!("terraform-provider-{name}");
    // The engines take a file for the binary too.
    let found = if folder.is_file() {
        Some(folder.to_path_buf())
    } else {
        entries(folder).into_iter().find(|path| is_binary(path, &prefix))
    };
    let binary = found.ok_or_else(|| FindError::Missing {
        provider: name.to_owned(),
        constraint: String::new(),
        system: system(),
        searched: format!("`{}`, which `dev_overrides` names", folder.display()),
        notes: String::new(),
        is_packed: false,
    })?;
    Ok(Found { binary, version: "dev".to_owned() })
}

/// Tells whether a path is a provider's binary, given how the name begins.
fn is_binary(path: &Path, prefix: &str) -> bool {
    let name = file_name(path);
    let rest = name.strip_prefix(prefix);
    path.is_file() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '.']))
}

/// Refuses a folder whose hash the lock file does not have.
fn verify(
    folder: &Path,
    lock: &Locked,
    hash: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<(), FindError> {
    let actual = h1(folder, hash)
        .map_err(|source| FindError::Read { folder: folder.to_path_buf(), source })?;
    if lock.h1.contains(&actual) {
        return Ok(());
    }
    let expected = if lock.h1.is_empty() {
        "and the lock file has no `h1:` hash to compare with".to_owned()
    } else {
        format!("but the lock file has {}", lock.h1.join(", "))
    };
    Err(FindError::Mismatch { folder: folder.to_path_buf(), actual, expected })
}

/// Returns the name of this system in mirrors, such as `linux_amd64`.
fn system() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        os => os,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        arch => arch,
    };
    format!("{os}_{arch}")
}

/// Collects the providers in `<address>/<version>/<system>/`, and the archives beside, which are for this system.
fn unpacked_in(address: &Path, found: &mut Vec<Candidate>, packed: &mut Vec<PathBuf>) {
    let system = system();
    let name = address.file_name().map(|name| name.to_string_lossy().into_owned());
    let prefix = format!("terraform-provider-{}", name.unwrap_or_default());
    for path in entries(address) {
        let text = file_name(&path);
        if text.starts_with(&prefix) && text.ends_with(&format!("_{system}.zip")) {
            packed.push(path);
            continue;
        }
        let Some(version) = Version::parse(&text) else { continue };
        let folder = path.join(&system);
        let binary = entries(&folder).into_iter().find(|path| is_binary(path, &prefix));
        if let Some(binary) = binary {
            found.push(Candidate { version, text, folder, binary });
        }
    }
}

/// Returns what is in a folder, sorted; nothing if it cannot be read.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn missing(
    wanted: &Wanted<'_>,
    lock: Option<&Locked>,
    mirrors: &Mirrors,
    packed: &[PathBuf],
) -> FindError {
    let searched: Vec<_> =
        mirrors.list.iter().map(|mirror| format!("`{}`", mirror.path.display())).collect();
    let is_packed = !packed.is_empty();
    let packed = packed
        .iter()
        .map(|path| format!("; `{}` is packed, which is not supported: unpack it", path.display()));
    let faults = mirrors.faults.iter().map(|fault| format!("; {fault}"));
    let constraint = wanted.constraint.map(|constraint| format!(" {}", constraint.as_str()));
    let locked = lock.map(|lock| format!(" {}, as locked,", lock.version));
    FindError::Missing {
        provider: wanted.addresses.last().map(|&address| address.to_owned()).unwrap_or_default(),
        constraint: locked.or(constraint).unwrap_or_default(),
        system: system(),
        searched: searched.join(", "),
        notes: packed.chain(faults).collect(),
        is_packed,
    }
}

#[cfg(test)]
mod tests {
    use crate::dirhash::sha256;
    use crate::mirrors::Mirror;

    use super::*;

    const ADDRESS: &str = "registry.terraform.io/hashicorp/aws";

    struct Fixture {
        folder: tempfile::TempDir,
    }

    impl Fixture {
        fn new(files: &[&str]) -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            for file in files {
                let path = folder.path().join(file.replace("SYSTEM", &system()));
                std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
                std::fs::write(&path, file).expect("a file");
            }
            Self { folder }
        }

        fn find(&self, constraint: Option<&str>, lock: Option<&str>) -> Result<String, String> {
            let constraint = constraint.and_then(Constraint::parse);
            let wanted = Wanted {
                addresses: &["registry.opentofu.org/hashicorp/aws", ADDRESS],
                constraint: constraint.as_ref(),
                lock,
                hash: &sha256,
            };
            let list = ["one", "two"].map(|name| Mirror::new(self.folder.path().join(name)));
            let mirrors = Mirrors { list: list.to_vec(), ..Mirrors::default() };
            let shown = |path: String| {
                let path = path.replace(&format!("{}/", self.folder.path().display()), "");
                path.replace(&system(), "SYSTEM")
            };
            find_provider(&wanted, &mirrors)
                .map(|found| shown(found.binary.display().to_string()))
                .map_err(|error| shown(error.to_string()))
        }
    }

    #[test]
    fn the_newest_that_fits_is_found() {
        let binary = |mirror: &str, version: &str| {
            format!("{mirror}/{ADDRESS}/{version}/SYSTEM/terraform-provider-aws_v{version}_x5")
        };
        let files = [
            binary("one", "5.99.1"),
            binary("one", "5.100.0"),
            binary("two", "5.100.0"),
            binary("two", "6.2.0"),
            format!("two/{ADDRESS}/7.0.0/plan9_mips/terraform-provider-aws_v7.0.0"),
            format!("two/{ADDRESS}/8.0.0/SYSTEM/LICENSE"),
        ];
        let fixture = Fixture::new(&files.iter().map(String::as_str).collect::<Vec<_>>());
        let cases = [
            (None, Ok(binary("two", "6.2.0"))),
            (Some("< 6.0"), Ok(binary("one", "5.100.0"))),
            (Some("~> 5.99.0"), Ok(binary("one", "5.99.1"))),
            (
                Some(">= 7.0"),
                Err(format!("no unpacked provider `{ADDRESS}` >= 7.0 for SYSTEM in `one`, `two`")),
            ),
        ];
        for (constraint, expected) in cases {
            assert_eq!(fixture.find(constraint, None), expected, "{constraint:?}");
        }
    }

    #[test]
    fn an_override_takes_the_place_of_all_versions() {
        let files = [
            format!("one/{ADDRESS}/5.0.0/SYSTEM/terraform-provider-aws_v5.0.0_x5"),
            "mine/terraform-provider-awscc".to_owned(),
            "mine/terraform-provider-aws".to_owned(),
            "empty/README".to_owned(),
        ];
        let fixture = Fixture::new(&files.each_ref().map(String::as_str));
        let at = |name: &str| fixture.folder.path().join(name);
        for (folder, expected) in [
            ("mine", Ok(at("mine/terraform-provider-aws"))),
            ("mine/terraform-provider-aws", Ok(at("mine/terraform-provider-aws"))),
            ("empty", Err("no unpacked provider `aws` for SYSTEM in `[folder]/empty`, which `dev_overrides` names".to_owned())),
        ] {
            let overrides = [(ADDRESS.to_owned(), at(folder))].into();
            let mirrors = Mirrors { list: vec![Mirror::new(at("one"))], overrides, ..Mirrors::default() };
            let wanted =
                Wanted { addresses: &[ADDRESS], constraint: None, lock: Some("nonsense {"), hash: &sha256 };
            let found = find_provider(&wanted, &mirrors).map(|found| found.binary);
            let shown = |error: FindError| {
                let text = error.to_string().replace(&system(), "SYSTEM");
                text.replace(&fixture.folder.path().display().to_string(), "[folder]")
            };
            assert_eq!(found.map_err(shown), expected, "{folder}");
        }
    }

    #[test]
    fn an_archive_is_named() {
        let archive = format!("one/{ADDRESS}/terraform-provider-aws_5.1.0_SYSTEM.zip");
        let expected = format!(
            "no unpacked provider `{ADDRESS}` for SYSTEM in `one`, `two`; `{archive}` is packed, which is not supported: unpack it"
        );
        assert_eq!(Fixture::new(&[&archive]).find(None, None), Err(expected));
    }

    #[test]
    fn the_lock_file_decides() {
        let binary = |version: &str| {
            format!("one/{ADDRESS}/{version}/SYSTEM/terraform-provider-aws_v{version}_x5")
        };
        let files = [binary("5.0.0"), binary("5.1.0")];
        let fixture = Fixture::new(&[&files[0], &files[1]]);
        let package = fixture.folder.path().join(binary("5.0.0").replace("SYSTEM", &system()));
        let hash = h1(package.parent().expect("a folder"), &sha256).expect("a hash");
        let lock = |version: &str, hashes: &str| {
            format!(
                "provider \"{ADDRESS}\" {{\n  version = \"{version}\"\n  hashes = [{hashes}]\n}}\n"
            )
        };
        let folder = format!("one/{ADDRESS}/5.0.0/SYSTEM");
        let refused = |rest: &str| {
            Err(format!(
                "the provider in `{folder}` is not the one of the lock file: its hash is {hash}, {rest}"
            ))
        };
        let cases = [
            (lock("5.0.0", &format!("\"{hash}\", \"zh:12\"")), Ok(binary("5.0.0"))),
            (lock("5.0.0", "\"h1:other=\""), refused("but the lock file has h1:other=")),
            (
                lock("5.0.0", "\"zh:12\""),
                refused("and the lock file has no `h1:` hash to compare with"),
            ),
            (
                lock("4.0.0", "\"h1:other=\""),
                Err(format!(
                    "no unpacked provider `{ADDRESS}` 4.0.0, as locked, for SYSTEM in `one`, `two`"
                )),
            ),
            (String::new(), Ok(binary("5.1.0"))),
        ];
        for (lock, expected) in cases {
            assert_eq!(fixture.find(None, Some(&lock)), expected, "{lock}");
        }
    }
}
