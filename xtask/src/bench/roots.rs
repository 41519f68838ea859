//! A live repo of the roots in `xtask/data/gaps`: each is a unit that uses modules of the catalog, with all that they need.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::synthetic::{ROOT, put};
use crate::{Outcome, failed, root};

/// Where the roots are.
pub(crate) const FOLDER: &str = "xtask/data/gaps";
/// What stands for the folder of the catalog in a root.
pub(super) const CATALOG: &str = "@catalog@";

/// How many roots are worked on at once.
const AT_ONCE: usize = 4;

/// Returns the names of all roots.
pub(super) fn names() -> Outcome<Vec<String>> {
    let files = super::files(&root().join(FOLDER), "tf")?.into_iter();
    let stem =
        |file: std::path::PathBuf| file.file_stem().map(|one| one.to_string_lossy().into_owned());
    Ok(files.filter_map(stem).collect())
}

/// Writes the live repo, with the roots that are wanted.
pub(crate) fn write(live: &Path, wanted: &dyn Fn(&str) -> bool) -> Outcome {
    put(&live.join("root.hcl"), &ROOT.replace("synthetic", "roots"))?;
    put(&live.join("dev/account.hcl"), "locals {\n  account_id = \"111111111111\"\n}\n")?;
    put(&live.join("dev/us-east-1/region.hcl"), "locals {\n  aws_region = \"us-east-1\"\n}\n")?;
    copy(&root().join("catalog/modules"), &live.join("modules"))?;
    for file in super::files(&root().join(FOLDER), "tf")? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !wanted(&name) {
            continue;
        }
        let text = std::fs::read_to_string(&file).map_err(|error| failed(&file, &error))?;
        let unit = live.join("dev/us-east-1").join(&name);
        put(&unit.join("main.tf"), &text.replace(CATALOG, "../../../modules"))?;
        let include = "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n";
        put(&unit.join("terragrunt.hcl"), include)?;
    }
    Ok(())
}

/// Copies the modules, without what is not theirs.
fn copy(from: &Path, to: &Path) -> Outcome {
    std::fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    for entry in from.read_dir().map_err(|error| failed(from, &error))?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            let is_other = ["examples", "tests"].iter().any(|name| path.ends_with(name));
            if !is_other {
                copy(&path, &target)?;
            }
        } else {
            std::fs::copy(&path, &target).map_err(|error| failed(&path, &error))?;
        }
    }
    Ok(())
}

/// Does something with each root, some at once: most of the time is waiting, since some resources take a minute, whatever the cloud.
pub(super) fn each<T: Send>(
    roots: Vec<String>,
    act: impl Fn(&str) -> T + Sync,
) -> Vec<(String, T)> {
    let pending = Mutex::new(roots);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let next = || pending.lock().unwrap_or_else(PoisonError::into_inner).pop();
                while let Some(root) = next() {
                    let outcome = act(&root);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((root, outcome));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by(|one, other| one.0.cmp(&other.0));
    done
}
