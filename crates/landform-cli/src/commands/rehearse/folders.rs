//! The folders of a rehearsal: where its states and working copies are, and where its sockets are.

use std::path::{Path, PathBuf};

use landform_os::OsWorld;
use landform_workbench::Place;
use landform_world::{Entry, EntryKind, World};

use crate::error::{CommandError, Kind};
use crate::private::PrivateFolder;
use crate::settings::{home, socket_folder};

/// The folders of a rehearsal; those that are not kept go away with this value.
pub(super) struct Folders {
    /// Where the rehearsal is.
    pub(super) place: Place,
    /// Sockets have a limit of about 100 bytes on their path, so they are not below the place.
    pub(super) sockets: PrivateFolder,
    _temporary: Option<PrivateFolder>,
}

impl Folders {
    /// Makes them: the place at `keep` if it is given, else one that goes away.
    pub(super) fn create(world: &OsWorld, keep: Option<&PathBuf>) -> Result<Self, CommandError> {
        let home = home(world);
        let short = socket_folder(world);
        let fault = |path: &Path| {
            let path = path.to_path_buf();
            move |error: std::io::Error| {
                CommandError::file("create a private folder in", &path, &error)
                    .hint("name another place with LANDFORM_HOME or TMPDIR")
            }
        };
        let sockets = PrivateFolder::create(world, &short, "run").map_err(fault(&short))?;
        let (folder, temporary) = match keep {
            Some(folder) => (folder.clone(), None),
            None => {
                let temporary = PrivateFolder::create(world, &home.join("tmp"), "rehearsal")
                    .map_err(fault(&home))?;
                (temporary.path().to_path_buf(), Some(temporary))
            }
        };
        clear(world, &Place::existing(&folder))?;
        let place = Place::create(world, &folder).map_err(fault(&folder))?;
        Ok(Self { place, sockets, _temporary: temporary })
    }
}

/// Empties the folder of an earlier kept rehearsal; a folder that holds anything else is left alone.
fn clear(world: &OsWorld, place: &Place) -> Result<(), CommandError> {
    let folder = place.folder();
    let mut entries = world.list(folder).unwrap_or_default();
    entries.retain(|entry| entry.name != "lock");
    let known = ["engine.tfrc", "fetched", "live", "rehearsal.json", "state", "work"];
    let is_foreign = |entry: &Entry| !known.contains(&entry.name.as_str());
    let is_rehearsal = world.kind(&place.engine_config()).is_some();
    let foreign = entries.iter().find(|entry| is_foreign(entry) || !is_rehearsal);
    if let Some(Entry { name, .. }) = foreign {
        let folder = folder.display();
        let message = format!("`{folder}` holds `{name}`, which no rehearsal has left there");
        return Err(
            CommandError::new(Kind::Input, message).hint("name an empty folder with --keep")
        );
    }
    for entry in entries {
        let path = folder.join(&entry.name);
        let removed = match world.kind(&path) {
            Some(EntryKind::Folder) => world.remove_folder(&path),
            _ => world.remove_file(&path),
        };
        removed.map_err(|error| CommandError::file("remove", &path, &error))?;
    }
    Ok(())
}
