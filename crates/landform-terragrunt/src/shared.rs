//! What all units of one load share: the options, and everything that is read or computed only once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use landform_value::Value;
use landform_world::{EntryKind, World};

use crate::file::{ConfigFile, FileFault};
use crate::path::{normal, relative, shown};

/// How many folders upwards a file is looked for.
const FOLDERS_UP: usize = 100;

/// How many results are kept for one file that depends on who includes or reads it.
const RESULTS_KEPT: usize = 64;

/// What the caller decides about reading an estate.
#[derive(Clone, Debug)]
pub struct Options {
    /// What `get_terraform_command` gives.
    pub command: String,
    /// What `get_terraform_cli_args` gives.
    pub arguments: Vec<String>,
    /// What `get_repo_root` gives; `None` looks for `.git` upwards.
    pub repo_root: Option<PathBuf>,
    /// The folder below which the units run; `get_working_dir` gives the unit's path in it.
    pub working_root: Option<PathBuf>,
    /// Values of features, instead of their defaults.
    pub features: BTreeMap<String, String>,
    /// How many units are read at the same time.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            command: "plan".to_owned(),
            arguments: Vec::new(),
            repo_root: None,
            working_root: None,
            features: BTreeMap::new(),
            threads: 2,
        }
    }
}

/// A call of a function whose answer depends on the unit for which a file is read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recorded {
    pub(crate) name: String,
    pub(crate) args: Vec<Value>,
    /// The answer; `None` if it was a fault.
    pub(crate) answer: Option<Value>,
}

/// A result that holds for every unit for which the recorded calls give the same answers.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    pub(crate) calls: Vec<Recorded>,
    pub(crate) reads: BTreeSet<PathBuf>,
    pub(crate) result: T,
}

type Cache<K, V> = Mutex<HashMap<K, V>>;
type Results<T> = Cache<PathBuf, Vec<Arc<Kept<T>>>>;
type Parsed = Arc<OnceLock<Result<Arc<ConfigFile>, FileFault>>>;

/// The locals of a file.
pub(crate) type Locals = Arc<BTreeMap<String, Value>>;

/// Options and caches of one load.
#[derive(Debug)]
pub(crate) struct Shared {
    root: PathBuf,
    options: Options,
    files: Cache<PathBuf, Parsed>,
    parents: Cache<(PathBuf, PathBuf), Option<PathBuf>>,
    kinds: Cache<PathBuf, Option<EntryKind>>,
    pub(crate) locals: Results<Locals>,
    pub(crate) configs: Results<Value>,
}

impl Shared {
    pub(crate) fn new(root: &Path, options: Options) -> Self {
        Self {
            root: normal(root),
            options,
            files: Cache::default(),
            parents: Cache::default(),
            kinds: Cache::default(),
            locals: Results::default(),
            configs: Results::default(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Returns the path as messages show it: relative to the root if it lies inside.
    pub(crate) fn shown(&self, path: &Path) -> String {
        if path.starts_with(&self.root) { shown(&relative(&self.root, path)) } else { shown(path) }
    }

    /// Returns the parsed file; it is read and parsed once.
    pub(crate) fn file(
        &self,
        world: &dyn World,
        path: &Path,
    ) -> Result<Arc<ConfigFile>, FileFault> {
        let slot = lock(&self.files).entry(path.to_path_buf()).or_default().clone();
        slot.get_or_init(|| {
            let text = world.read_text(path).map_err(|error| {
                if error.kind() == ErrorKind::NotFound {
                    FileFault::Missing
                } else {
                    FileFault::Unreadable(error.to_string())
                }
            })?;
            ConfigFile::parse(path, text).map(Arc::new).map_err(FileFault::Faulty)
        })
        .clone()
    }

    /// Returns what a path leads to; asked once.
    pub(crate) fn kind(&self, world: &dyn World, path: &Path) -> Option<EntryKind> {
        if let Some(known) = lock(&self.kinds).get(path) {
            return *known;
        }
        let kind = world.kind(path);
        lock(&self.kinds).insert(path.to_path_buf(), kind);
        kind
    }

    /// Returns the nearest path called `name` in a folder above `folder`.
    pub(crate) fn above(&self, world: &dyn World, folder: &Path, name: &Path) -> Option<PathBuf> {
        let mut passed = Vec::new();
        let mut found = None;
        for above in folder.ancestors().skip(1).take(FOLDERS_UP) {
            let key = (above.to_path_buf(), name.to_path_buf());
            if let Some(known) = lock(&self.parents).get(&key) {
                found.clone_from(known);
                break;
            }
            let candidate = normal(&above.join(name));
            passed.push(key);
            if self.kind(world, &candidate).is_some() {
                found = Some(candidate);
                break;
            }
        }
        lock(&self.parents).extend(passed.into_iter().map(|key| (key, found.clone())));
        found
    }

    /// Returns the root of the git repository around a folder.
    pub(crate) fn repo_root(&self, world: &dyn World, folder: &Path) -> Option<PathBuf> {
        if let Some(root) = &self.options.repo_root {
            return Some(root.clone());
        }
        let git = self.above(world, &folder.join("."), Path::new(".git"));
        let own = normal(&folder.join(".git"));
        if self.kind(world, &own).is_some() {
            return Some(folder.to_path_buf());
        }
        git.and_then(|git| git.parent().map(Path::to_path_buf))
    }
}

/// Returns the first result whose recorded calls `still_hold`.
pub(crate) fn reuse<T>(
    cache: &Results<T>,
    path: &Path,
    still_hold: impl Fn(&Recorded) -> bool,
) -> Option<Arc<Kept<T>>> {
    let known = lock(cache).get(path).cloned()?;
    known.into_iter().find(|kept| kept.calls.iter().all(&still_hold))
}

/// Keeps a result.
pub(crate) fn keep<T>(cache: &Results<T>, path: &Path, kept: Arc<Kept<T>>) {
    let mut cache = lock(cache);
    let known = cache.entry(path.to_path_buf()).or_default();
    if known.len() < RESULTS_KEPT {
        known.push(kept);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
