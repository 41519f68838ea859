//! Every module of the catalog passes its own tests, offline, with a real engine and the recorded schema.

use std::path::PathBuf;

use landform_testkit::test_module;

use crate::landform::{engine_or_skip, repository};

#[test]
fn every_module_passes_its_own_tests() {
    let Some(engine) = engine_or_skip("the tests of the modules") else { return };
    let mut modules: Vec<PathBuf> = repository("catalog/modules")
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    modules.sort();
    assert!(modules.len() >= 11);
    for module in modules {
        let name = module.file_name().unwrap().to_str().unwrap();
        let tested = test_module(&engine, &module).unwrap();
        assert!(tested.is_fine, "{name}:\n{}", tested.said);
    }
}
