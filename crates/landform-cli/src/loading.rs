//! Finding and reading what a command works on: a company file, or a live repo.

use std::path::{Path, PathBuf};

use landform_company::{Company, parse_company};
use landform_diag::{Diagnostic, Source};
use landform_rehearse::{Kept, KeptError, read_kept};
use landform_terragrunt::{Estate, Options, load};
use landform_workbench::Place;
use landform_world::{Access, EntryKind, World};

use crate::error::{CommandError, Kind};
use crate::settings::home;
use crate::ui::Ui;

/// The name of the company file.
pub(crate) const COMPANY_FILE: &str = "landform.hcl";

/// The file that names the rehearsal that was kept last.
const LAST_KEPT: &str = "last";

const KEEP_HINT: &str = "`landform rehearse --keep` keeps one";

/// What a path leads to.
pub(crate) enum Subject {
    /// A company file.
    Company(PathBuf),
    /// The root folder of a live repo.
    Live(PathBuf),
}

impl Subject {
    /// Returns the company file, if it is one.
    pub(crate) fn company(&self) -> Option<PathBuf> {
        match self {
            Self::Company(file) => Some(file.clone()),
            Self::Live(_) => None,
        }
    }
}

/// Tells what a path leads to: a company file, a folder with one, or a live repo.
pub(crate) fn subject(world: &dyn World, path: &Path) -> Result<Subject, CommandError> {
    let path = absolute(path)?;
    match world.kind(&path) {
        None => Err(CommandError::new(Kind::Input, format!("`{}` is not there", path.display()))
            .hint("name a company file (landform.hcl) or the folder of a live repo")),
        Some(EntryKind::Folder) => {
            let company = path.join(COMPANY_FILE);
            // A generated live repo may have its company file beside the root: the live repo is then meant.
            let is_live = world.kind(&path.join("root.hcl")).is_some();
            if !is_live && world.kind(&company).is_some() {
                return Ok(Subject::Company(company));
            }
            Ok(Subject::Live(path))
        }
        Some(EntryKind::File | EntryKind::Link) => Ok(Subject::Company(path)),
    }
}

/// Returns the path as seen from the root of the file system.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, CommandError> {
    std::path::absolute(path)
        .map(|path| path.components().collect())
        .map_err(|error| CommandError::file("resolve", path, &error))
}

/// Returns the company file that a path leads to: the file itself, or the one in the folder.
pub(crate) fn company_file(world: &dyn World, path: &Path) -> Result<PathBuf, CommandError> {
    let path = absolute(path)?;
    Ok(if world.kind(&path) == Some(EntryKind::Folder) { path.join(COMPANY_FILE) } else { path })
}

/// Reads a company file; warnings are shown.
pub(crate) fn company(world: &dyn World, path: &Path, ui: &Ui) -> Result<Company, CommandError> {
    let text = world.read_text(path).map_err(|error| {
        CommandError { kind: Kind::Input, ..CommandError::file("read", path, &error) }
            .hint("`landform init` writes a company file")
    })?;
    let (company, diagnostics) = parse_company(&Source::new(path, text));
    let company = diagnostics.clone().into_result(company).map_err(CommandError::from)?;
    for warning in &diagnostics {
        ui.diagnostic(warning);
    }
    company.ok_or_else(|| CommandError::new(Kind::Input, "the company file is empty"))
}

/// Loads the estate of a live repo; warnings are shown.
pub(crate) fn estate(world: &dyn World, root: &Path, ui: &Ui) -> Result<Estate, CommandError> {
    // Outside of version control the live repo itself is what `get_repo_root` means.
    let is_git = |folder: &Path| world.kind(&folder.join(".git")).is_some();
    let repo_root = (!root.ancestors().any(is_git)).then(|| root.to_path_buf());
    let options = Options { repo_root, ..Options::default() };
    let (estate, diagnostics) = load(world, root, &options);
    let estate = diagnostics.clone().into_result(estate).map_err(CommandError::from)?;
    for warning in &diagnostics {
        ui.diagnostic(warning);
    }
    if estate.units.is_empty() {
        let message =
            format!("`{}` holds no unit (no folder with a terragrunt.hcl)", root.display());
        return Err(CommandError::new(Kind::Input, message)
            .hint("`landform generate` writes a live repo from a company file"));
    }
    Ok(estate)
}

/// Says which hooks are not run, although they would be with other tools.
pub(crate) fn warn_of_hooks(ui: &Ui, estate: &Estate, commands: &[&str]) {
    for hook in estate.hooks(commands) {
        let (block, name) = (hook.kind.block(), &hook.name);
        let warning = Diagnostic::warning(format!("the {block} `{name}` is not run"));
        ui.diagnostic(&warning.at(hook.span.clone()));
    }
}

/// Returns the root folder of a live repo.
pub(crate) fn live_root(world: &dyn World, folder: &Path) -> Result<PathBuf, CommandError> {
    let root = absolute(folder)?;
    if world.kind(&root) == Some(EntryKind::Folder) {
        return Ok(root);
    }
    Err(CommandError::new(Kind::Input, format!("`{}` is no folder", root.display()))
        .hint("name the root folder of a live repo"))
}

/// Returns the folder of a kept rehearsal: the one that is named, or the one that was kept last.
pub(crate) fn kept_place(world: &dyn World, folder: Option<&Path>) -> Result<Place, CommandError> {
    if let Some(folder) = folder {
        return Ok(Place::existing(absolute(folder)?));
    }
    let all = home(world).join("rehearsals");
    let last = world
        .read_text(&all.join(LAST_KEPT))
        .map_err(|_| CommandError::new(Kind::Input, "no rehearsal was kept").hint(KEEP_HINT))?;
    Ok(Place::existing(last.trim()))
}

/// Notes which rehearsal was kept last.
pub(crate) fn note_kept(world: &dyn World, place: &Place) -> std::io::Result<()> {
    let all = home(world).join("rehearsals");
    world.create_folder(&all, Access::Private)?;
    world.write(
        &all.join(LAST_KEPT),
        place.folder().display().to_string().as_bytes(),
        Access::Private,
    )
}

/// Reads a kept rehearsal.
pub(crate) fn kept(world: &dyn World, place: &Place) -> Result<Kept, CommandError> {
    read_kept(world, place).map_err(not_kept)
}

/// Returns why a folder is no kept rehearsal.
pub(crate) fn not_kept(error: KeptError) -> CommandError {
    CommandError::new(Kind::Input, error.to_string()).hint(KEEP_HINT)
}
