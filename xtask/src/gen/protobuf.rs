//! The Rust code of the provider protocol, from its protobuf files.

use std::fs;
use std::path::{Path, PathBuf};

use super::Output;
use crate::{Outcome, failed};

const CRATE: &str = "crates/landform-plugin";
const FILES: [&str; 4] = ["messages.proto", "tfplugin5.proto", "tfplugin6.proto", "plugin.proto"];

/// Adds one Rust file per protobuf package.
pub(super) fn generate(root: &Path, output: &mut Output) -> Outcome {
    let descriptors = protox::compile(FILES, [root.join(CRATE).join("proto")])
        .map_err(|error| error.to_string())?;
    let scratch = root.join("target/xtask-gen");
    fs::create_dir_all(&scratch).map_err(|error| failed(&scratch, &error))?;
    // Ordered maps, so that a schema has the same bytes each time it is sent.
    tonic_prost_build::configure()
        .out_dir(&scratch)
        .btree_map(".")
        .build_transport(false)
        .emit_rerun_if_changed(false)
        .compile_fds(descriptors)
        .map_err(|error| error.to_string())?;
    let folder = PathBuf::from(CRATE).join("src/generated");
    for package in ["tfplugin", "tfplugin5", "tfplugin6", "plugin"] {
        let source = scratch.join(format!("{package}.rs"));
        let code = fs::read(&source).map_err(|error| failed(&source, &error))?;
        output.files.insert(folder.join(format!("{package}.rs")), code);
    }
    output.folders.insert(folder);
    Ok(())
}
