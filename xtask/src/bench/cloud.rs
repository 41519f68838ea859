//! The command against an emulator of AWS that was started for a benchmark.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_testkit::{Mode, Moto};

use serde_json::Value as Json;

use super::answer::plan;
use super::binary::{Answer, Binary};
use super::synthetic::put;
use crate::Outcome;

/// Where engines read which providers there are.
const ENGINE_CONFIG: &str = "mirror.tfrc";

/// Which types are simulated beside the emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Simulated {
    /// Those of Landform's gap list.
    Listed,
    /// None.
    Nothing,
}

/// An emulator, and the command that is told to use it.
pub(super) struct Cloud<'a> {
    binary: &'a Binary,
    folder: &'a Path,
    moto: Moto,
    simulated: Simulated,
}

impl<'a> Cloud<'a> {
    /// Starts an emulator with nothing in it.
    pub(super) fn start(
        binary: &'a Binary,
        folder: &'a Path,
        simulated: Simulated,
    ) -> Outcome<Self> {
        let moto = Moto::start(Mode::Proxy).map_err(|skip| skip.to_string())?;
        put(&folder.join("nothing.json"), "[]\n")?;
        // Engines that find providers by themselves must find the same ones.
        let config = landform_testkit::engine_config().map_err(|skip| skip.to_string())?;
        put(&folder.join(ENGINE_CONFIG), &config)?;
        Ok(Self { binary, folder, moto, simulated })
    }

    /// Returns the variables with which others reach the emulator.
    pub(super) fn env(&self) -> BTreeMap<String, String> {
        self.moto.env()
    }

    /// Runs the command.
    pub(super) fn run(&self, args: &[&str]) -> Outcome<Answer> {
        let (url, authority) = (self.moto.url(), self.moto.authority().display().to_string());
        let mut all = args.to_vec();
        all.extend(["--cloud", "moto", "--cloud-url", &url, "--cloud-ca", &authority]);
        if self.simulated == Simulated::Nothing {
            all.extend(["--gaps", "nothing.json"]);
        }
        let config = self.folder.join(ENGINE_CONFIG).display().to_string();
        let env = BTreeMap::from([("TF_CLI_CONFIG_FILE".to_owned(), config)]);
        self.binary.run(self.folder, &all, &env)
    }

    /// Applies a live repo without asking.
    pub(super) fn apply(&self, live: &str) -> Outcome<Answer> {
        self.run(&["apply", live, "--yes", "--allow-late", "--bootstrap"])?
            .expect("`landform apply`", &[0])
    }

    /// Plans a live repo and keeps what was planned in a file, which is returned.
    pub(super) fn plan(&self, live: &str, file: &str) -> Outcome<PathBuf> {
        self.run(&["plan", live, "--out", file])?.expect("`landform plan`", &[0])?;
        Ok(self.folder.join(file))
    }

    /// Plans a live repo and returns what was printed.
    pub(super) fn printed(&self, live: &str, further: &[&str]) -> Outcome<Json> {
        let args = [&["plan", live, "--json"], further].concat();
        plan(&self.run(&args)?.expect("`landform plan`", &[0])?)
    }
}
