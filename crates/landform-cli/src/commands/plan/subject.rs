//! What is planned: a live repo, a kept rehearsal, or a company file as on its first day.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_workbench::Place;
use landform_world::World;

use super::Args;
use crate::cloud::{Cloud, CloudKind};
use crate::error::CommandError;
use crate::loading;
use crate::rehearsed::{account_ids, generated};
use crate::ui::Ui;

/// What is planned.
pub(crate) enum Subject {
    /// The live repo in a folder.
    Live(PathBuf),
    /// A kept rehearsal, and the live repo as it is now.
    Kept(Place, PathBuf),
    /// The live repo of a company file; nothing exists yet.
    New(PathBuf),
}

impl Subject {
    /// Finds out what the arguments mean; what is generated goes to a private folder.
    pub(crate) fn of(
        world: &dyn World,
        args: &Args,
        private: &Path,
        ui: &Ui,
    ) -> Result<Self, CommandError> {
        if let Some(path) = &args.folder {
            let place = Place::existing(loading::absolute(path)?);
            if world.kind(&place.index()).is_none() {
                return Ok(match loading::subject(world, path)? {
                    loading::Subject::Live(root) => Self::Live(root),
                    loading::Subject::Company(file) => {
                        let company = loading::company(world, &file, ui)?;
                        let place = Place::existing(private.join("new"));
                        Self::New(generated(world, &company, &place, ui)?)
                    }
                });
            }
        }
        let place = loading::kept_place(world, args.folder.as_deref())?;
        let kept = loading::kept(world, &place)?;
        let root = match &kept.company {
            Some(file) => generated(world, &loading::company(world, file, ui)?, &place, ui)?,
            None => kept.root,
        };
        Ok(Self::Kept(place, root))
    }

    /// Returns the root folder of the live repo.
    pub(crate) fn root(&self) -> &Path {
        match self {
            Self::Live(root) | Self::Kept(_, root) | Self::New(root) => root,
        }
    }

    pub(crate) fn is_live(&self) -> bool {
        matches!(self, Self::Live(_))
    }

    pub(crate) fn default_cloud(&self) -> CloudKind {
        match self {
            Self::Live(_) => CloudKind::Aws,
            Self::Kept(..) | Self::New(_) => CloudKind::Simulated,
        }
    }

    /// Returns the account file with a number for every account, where nothing is real.
    pub(crate) fn account_ids(
        &self,
        world: &dyn World,
        cloud: &Cloud,
    ) -> Result<BTreeMap<PathBuf, Vec<u8>>, CommandError> {
        match cloud.kind {
            CloudKind::Simulated => account_ids(world, self.root()),
            CloudKind::Aws | CloudKind::Moto | CloudKind::Emulator => Ok(BTreeMap::new()),
        }
    }
}
