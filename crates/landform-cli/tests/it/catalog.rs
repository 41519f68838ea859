//! Every module of the catalog passes its own tests, offline, with a real engine and the recorded schema.

use std::path::PathBuf;

use landform_testkit::{test_module, validate_with_next};

use crate::landform::{engine_or_skip, repository};

#[test]
fn every_module_passes_its_own_tests() {
    let Some(engine) = engine_or_skip("the tests of the modules") else { return };
    for module in modules() {
        let name = module.file_name().unwrap().to_str().unwrap();
        let tested = test_module(&engine, &module).unwrap();
        assert!(tested.is_fine, "{name}:\n{}", tested.said);
    }
}

/// Attributes that are gone there, or have another type, are found; what the provider itself checks is not.
#[test]
fn every_module_is_valid_with_the_next_major_version_of_the_provider() {
    let Some(engine) = engine_or_skip("the validation with the next provider") else { return };
    let mut faults = Vec::new();
    for module in modules() {
        let name = module.file_name().unwrap().to_str().unwrap();
        let found = validate_with_next(&engine, &module).unwrap();
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn modules() -> Vec<PathBuf> {
    let entries = repository("catalog/modules").read_dir().unwrap();
    let mut modules: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    modules.sort();
    assert!(modules.len() >= 50);
    modules
}
