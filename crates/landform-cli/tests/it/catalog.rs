//! Every module of the catalog passes its own tests, offline, with a real engine and the recorded schema.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use landform_plugin::{Protocol, REATTACH_VARIABLE, reattach_value, serve};
use landform_simulator::{Session, Simulator};

use crate::landform::{copy, engine_or_skip, repository};

#[test]
fn every_module_passes_its_own_tests() {
    let Some(engine) = engine_or_skip("the tests of the modules") else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    let mut modules: Vec<PathBuf> = repository("catalog/modules")
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    modules.sort();
    assert!(modules.len() >= 11);
    for module in modules {
        let name = module.file_name().unwrap().to_str().unwrap();
        let output = test_module(&engine, &module);
        let passed = output.ends_with(", 0 failed.\n") && !output.contains(" 0 passed");
        assert!(passed, "{name}:\n{output}");
    }
}

/// Runs the engine's `test` command in a copy of a module; returns what it said.
fn test_module(engine: &Path, module: &Path) -> String {
    let private = std::fs::Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir().unwrap();
    let copied = folder.path().join("module");
    copy(module, &copied);
    let types =
        landform_engine::read_module(&landform_os::OsWorld::default(), &copied).unwrap().types;
    let session = Session { types: Some(types), ..Session::default() };
    let socket = folder.path().join("provider.sock");
    let _server =
        serve(&socket, Protocol::Five, Simulator::new().factory(session).unwrap()).unwrap();
    let servers = ["registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"]
        .map(|address| (address, Protocol::Five, socket.as_path()));
    let run = |args: &[&str]| {
        let output = Command::new(engine)
            .args(args)
            .current_dir(&copied)
            .env(REATTACH_VARIABLE, reattach_value(&servers, std::process::id()))
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_CONFIG_FILE")
            .output()
            .unwrap();
        format!(
            "{}{}",
            String::from_utf8_lossy(&output.stderr),
            String::from_utf8_lossy(&output.stdout)
        )
    };
    run(&["init", "-no-color", "-input=false", "-backend=false"]);
    run(&["test", "-no-color"])
}
