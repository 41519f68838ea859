//! The live repo as a rehearsal sees it: generated from a company file where need be, with an id for every account.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_company::Company;
use landform_rehearse::with_account_ids;
use landform_workbench::Place;
use landform_world::{Access, World};

use crate::error::CommandError;
use crate::ui::Ui;

/// The file of a live repo that has the account ids.
const ACCOUNTS_FILE: &str = "accounts.json";

/// Writes the live repo of a company, anew, into the rehearsal's own folder.
pub(crate) fn generated(
    world: &dyn World,
    company: &Company,
    place: &Place,
    ui: &Ui,
) -> Result<PathBuf, CommandError> {
    let root = place.live();
    if world.kind(&root).is_some() {
        world.remove_folder(&root).map_err(|error| CommandError::file("remove", &root, &error))?;
    }
    let tree = landform_scaffold::render(company);
    for (path, text) in &tree.files {
        let target = root.join(path);
        let folder = target.parent().unwrap_or(&root);
        world
            .create_folder(folder, Access::Private)
            .and_then(|()| world.write(&target, text.as_bytes(), Access::Shared))
            .map_err(|error| CommandError::file("write", &target, &error))?;
    }
    ui.status("generated", &format!("{} files of company {}", tree.files.len(), company.name));
    Ok(root)
}

/// Returns the account file with an id for every account that has none yet; nothing where there is no account file.
pub(crate) fn account_ids(
    world: &dyn World,
    root: &Path,
) -> Result<BTreeMap<PathBuf, Vec<u8>>, CommandError> {
    let path = root.join(ACCOUNTS_FILE);
    if world.kind(&path).is_none() {
        return Ok(BTreeMap::new());
    }
    let text = world.read_text(&path).map_err(|error| CommandError::file("read", &path, &error))?;
    // A live repo that Landform did not write may have an account file of another shape: it stays as it is.
    let filled = with_account_ids(&text).unwrap_or(text);
    Ok(BTreeMap::from([(path, filled.into_bytes())]))
}
