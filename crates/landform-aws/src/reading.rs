//! Many states read at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use landform_plan::{Backend, StateError, StateStore};

/// How many states are read at once.
const AT_ONCE: usize = 8;

/// What became of reading the state of one unit; `None` if there is none yet.
pub type StateRead = Result<Option<Vec<u8>>, StateError>;

/// Reads the states of units, by the paths of the units; one that cannot be read hides no other.
pub fn read_all(
    store: &dyn StateStore,
    backends: &BTreeMap<String, Backend>,
) -> BTreeMap<String, StateRead> {
    let found = Mutex::new(BTreeMap::new());
    each(backends, AT_ONCE, |(unit, backend)| {
        let state = store.read(backend);
        found.lock().unwrap_or_else(PoisonError::into_inner).insert(unit.clone(), state);
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Does work for each item, several at once.
pub(crate) fn each<T: Send>(
    items: impl IntoIterator<Item = T>,
    at_once: usize,
    work: impl Fn(T) + Sync,
) {
    let items: Vec<Mutex<Option<T>>> =
        items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let next = AtomicUsize::new(0);
    let worker = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(item) = item.lock().unwrap_or_else(PoisonError::into_inner).take() {
                work(item);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once.min(items.len()) {
            scope.spawn(worker);
        }
    });
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use landform_world::MemoryWorld;

    use super::*;
    use crate::{Environment, States};

    #[test]
    fn one_bad_state_hides_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let mut backends = BTreeMap::new();
        for number in 0..50 {
            let path = folder.path().join(format!("{number}.tfstate"));
            let text = format!(r#"{{"version": 4, "serial": {number}}}"#);
            std::fs::write(&path, text).unwrap();
            backends.insert(format!("unit-{number:02}"), Backend::file(&path));
        }
        std::fs::write(folder.path().join("7.tfstate"), "{").unwrap();
        std::fs::write(folder.path().join("8.tfstate"), "").unwrap();
        backends.insert("new".to_owned(), Backend::file(Path::new("/nowhere/x.tfstate")));
        let world = MemoryWorld::default();
        let store = States::new(Environment::new(BTreeMap::new(), &world));
        let found = read_all(&store, &backends);
        assert_eq!(found.keys().collect::<Vec<_>>(), backends.keys().collect::<Vec<_>>());
        for (unit, state) in &found {
            match unit.as_str() {
                "unit-07" => assert!(matches!(state, Err(StateError::Damaged(_))), "{state:?}"),
                "new" | "unit-08" => assert!(matches!(state, Ok(None)), "{state:?}"),
                _ => {
                    let number: usize = unit.trim_start_matches("unit-").parse().unwrap();
                    let text = String::from_utf8(state.as_ref().unwrap().clone().unwrap()).unwrap();
                    assert!(text.ends_with(&format!("{number}}}")), "{unit}: {text}");
                }
            }
        }
    }
}
