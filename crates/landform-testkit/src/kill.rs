//! The kill test: an apply that is killed at any moment and goes on loses nothing and doubles nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use landform_simulator::Simulator;
use serde_json::Value as Json;

use crate::moto::Moto;
use crate::processes::{Reach, kill_tree};

/// The units of the live repo, and what each needs.
const UNITS: [(&str, &[&str]); 4] =
    [("net", &[]), ("data", &["net"]), ("app", &["net"]), ("edge", &["app", "data"])];

/// The module of all units: things that AWS makes as often as it is asked, and one with a name that it gives away once.
const MODULE: &str = r#"terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "name" {
  type = string
}

variable "needs" {
  type    = list(string)
  default = []
}

resource "aws_vpc" "this" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this[0].id
  cidr_block = "10.0.1.0/24"
}

resource "aws_eip" "this" {
  count  = 3
  domain = "vpc"
}

resource "aws_ssm_parameter" "this" {
  name  = "/kill/${var.name}"
  type  = "String"
  value = join(",", concat(var.needs, [aws_subnet.this.id]))
}

output "parameter" {
  value = aws_ssm_parameter.this.name
}
"#;

/// The bucket with the states, where there is one.
const BUCKET: &str = "kill-state";

/// Where states are, if not in files of the command.
const REMOTE_STATE: &str = r#"remote_state {
  backend = "s3"
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }
  config = {
    bucket       = "kill-state"
    key          = "${path_relative_to_include()}/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
"#;

/// A live repo, the command, and where it keeps what it knows.
#[derive(Debug)]
pub struct Killing {
    /// The command.
    pub binary: PathBuf,
    /// A folder for everything.
    pub folder: PathBuf,
    /// Variables for the command.
    pub env: BTreeMap<String, String>,
    /// The emulator that is the cloud, with the real provider and states in its S3; else it is the simulator.
    pub moto: Option<Moto>,
}

/// What came of one kill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the command was still at work when it was to be killed.
    pub was_killed: bool,
    /// How many objects existed when it was killed, and how many of them were in states.
    pub before: (usize, usize),
    /// What is wrong after the run went on; nothing if all is well.
    pub faults: Vec<String>,
}

impl Killing {
    /// How many objects there are when all is applied: in each unit two networks, three addresses, a subnet and a parameter.
    pub const OBJECTS: usize = UNITS.len() * 7;

    /// Writes the live repo.
    ///
    /// # Errors
    /// Any failure of the file system.
    pub fn prepare(&self) -> std::io::Result<()> {
        let live = self.folder.join("live");
        fs::create_dir_all(live.join("modules/unit"))?;
        fs::write(live.join("modules/unit/main.tf"), MODULE)?;
        let root = if self.moto.is_some() { REMOTE_STATE } else { "" };
        fs::write(live.join("root.hcl"), root)?;
        for (unit, needs) in UNITS {
            let names = needs.iter().map(|need| format!("dependency.{need}.outputs.parameter"));
            let names = names.collect::<Vec<_>>().join(", ");
            let mut text = format!(
                "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\n\n\
                 terraform {{\n  source = \"../modules//unit\"\n}}\n\n\
                 inputs = {{\n  name  = \"{unit}\"\n  needs = [{names}]\n}}\n"
            );
            for need in needs {
                text.push_str(&format!(
                    "\ndependency \"{need}\" {{\n  config_path = \"../{need}\"\n}}\n"
                ));
            }
            fs::create_dir_all(live.join(unit))?;
            fs::write(live.join(unit).join("terragrunt.hcl"), text)?;
        }
        Ok(())
    }

    /// Forgets everything but the live repo.
    ///
    /// # Errors
    /// Any failure of the file system.
    pub fn forget(&self) -> std::io::Result<()> {
        if let Some(moto) = &self.moto {
            moto.reset()?;
        }
        // What is known of providers stays: it takes long to ask them.
        match fs::remove_dir_all(self.home().join("live")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            Err(_) | Ok(()) => Ok(()),
        }
    }

    fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    fn start(&self, args: &[&str]) -> std::io::Result<Child> {
        let said = fs::File::create(self.folder.join("said.txt"))?;
        let mut command = Command::new(&self.binary);
        command.args(args);
        match &self.moto {
            None => command.args(["live", "--cloud", "simulated"]),
            Some(moto) => command
                .args(["live", "--cloud", "moto", "--cloud-url", &moto.url(), "--cloud-ca"])
                .arg(moto.authority()),
        };
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.folder)
            .env("LANDFORM_HOME", self.home())
            .env("TMPDIR", std::env::temp_dir())
            .envs(&self.env)
            .stdin(Stdio::null())
            .stdout(said.try_clone()?)
            .stderr(said)
            .spawn()
    }

    fn apply(&self) -> &'static [&'static str] {
        // The bucket for the states is not there yet.
        if self.moto.is_some() { &["apply", "--yes", "--bootstrap"] } else { &["apply", "--yes"] }
    }

    /// Runs the command to its end; returns what is wrong if the exit code is not 0.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn run(&self, args: &[&str]) -> std::io::Result<Option<String>> {
        let status = self.start(args)?.wait()?;
        if status.success() {
            return Ok(None);
        }
        let said = fs::read_to_string(self.folder.join("said.txt"))?;
        Ok(Some(format!("`{}` ended with {status}:\n{said}", args.join(" "))))
    }

    /// Returns how long an apply takes that nobody kills.
    ///
    /// # Errors
    /// It fails, or leaves something wrong.
    pub fn undisturbed(&self) -> Result<Duration, String> {
        let text = |error: std::io::Error| error.to_string();
        self.forget().map_err(text)?;
        let since = Instant::now();
        if let Some(fault) = self.run(self.apply()).map_err(text)? {
            return Err(fault);
        }
        let took = since.elapsed();
        let faults = self.faults().map_err(text)?;
        if faults.is_empty() { Ok(took) } else { Err(faults.join("\n")) }
    }

    /// Applies, kills the command after some time, lets the run go on, and says what is wrong then.
    ///
    /// # Errors
    /// The command cannot be started, or its files cannot be read.
    pub fn kill_after(&self, time: Duration, reach: Reach) -> std::io::Result<Outcome> {
        self.forget()?;
        let mut child = self.start(self.apply())?;
        thread::sleep(time);
        let was_killed = child.try_wait()?.is_none();
        if was_killed {
            kill_tree(child.id(), reach);
        }
        child.wait()?;
        let before = (self.world()?.len(), self.states()?.len());
        let mut faults = Vec::new();
        // What was killed before its run began has nothing to go on with.
        let args: &[&str] =
            if self.is_unfinished()? { &["apply", "--yes", "--resume"] } else { self.apply() };
        faults.extend(self.run(args)?);
        faults.extend(self.faults()?);
        Ok(Outcome { was_killed, before, faults })
    }

    /// Applies, kills the engines as soon as something exists, and lets the run go on; returns what the command said of it, and what is wrong then.
    ///
    /// # Errors
    /// The command cannot be started, or its files cannot be read.
    pub fn kill_engines(&self) -> std::io::Result<(String, Vec<String>)> {
        self.forget()?;
        let mut child = self.start(self.apply())?;
        while child.try_wait()?.is_none() && self.world()?.is_empty() {
            thread::sleep(Duration::from_millis(1));
        }
        kill_tree(child.id(), Reach::Engines);
        let status = child.wait()?;
        let said = fs::read_to_string(self.folder.join("said.txt"))?;
        let mut faults = Vec::new();
        if status.success() {
            faults.push("the command did not mind that its engines were killed".to_owned());
        }
        let lost = self.world()?.len() > self.states()?.len();
        let again = self.run(self.apply())?;
        let refused = again.is_some_and(|said| said.contains("--resume"));
        if lost && !refused {
            faults.push("another run is begun while things are in no state".to_owned());
        }
        faults.extend(self.run(&["apply", "--yes", "--resume"])?.filter(|_| refused));
        faults.extend(self.faults()?);
        Ok((said, faults))
    }

    /// Takes everything down, and says what is left.
    ///
    /// # Errors
    /// The command cannot be started, or its files cannot be read.
    pub fn destroy(&self) -> std::io::Result<Vec<String>> {
        let mut faults: Vec<_> = self.run(&["destroy", "--yes"])?.into_iter().collect();
        let left = self.world()?.into_iter().chain(self.states()?);
        faults.extend(left.map(|(ty, id)| format!("{ty} {id} is left after destroy")));
        Ok(faults)
    }

    /// Returns what is wrong with an estate that is applied.
    fn faults(&self) -> std::io::Result<Vec<String>> {
        let (world, states) = (self.world()?, self.states()?);
        let mut faults = Vec::new();
        for (ty, id) in &world {
            let count = states.iter().filter(|known| (&known.0, &known.1) == (ty, id)).count();
            if count != 1 {
                faults.push(format!("{ty} {id} exists and is in {count} states"));
            }
        }
        for (ty, id) in states.iter().filter(|known| !world.contains(known)) {
            faults.push(format!("{ty} {id} is in a state and does not exist"));
        }
        if world.len() != Self::OBJECTS {
            faults.push(format!("{} objects exist instead of {}", world.len(), Self::OBJECTS));
        }
        faults.extend(self.locks()?.iter().map(|lock| format!("the lock `{lock}` is left")));
        faults.extend(self.run(&["plan", "--detailed-exitcode"])?);
        Ok(faults)
    }

    /// Returns what exists.
    fn world(&self) -> std::io::Result<Vec<(String, String)>> {
        let mut objects = Vec::new();
        if let Some(moto) = &self.moto {
            return moto.objects(&["10.0.0.0/16", "10.0.1.0/24"]);
        }
        let worlds = files(&self.home(), &|name| name == "world.log")?;
        for folder in worlds.iter().filter_map(|file| file.parent()) {
            let inventories = Simulator::look(folder).map_err(std::io::Error::other)?;
            objects.extend(inventories.into_iter().flat_map(|one| one.objects));
        }
        Ok(objects)
    }

    /// Returns what is in the states.
    fn states(&self) -> std::io::Result<Vec<(String, String)>> {
        let mut texts = Vec::new();
        if let Some(moto) = &self.moto {
            let keys = moto.keys(BUCKET)?.into_iter().filter(|key| key.ends_with(".tfstate"));
            for key in keys {
                texts.push(moto.object(BUCKET, &key)?.into_bytes());
            }
        } else {
            for file in files(&self.home(), &|name| name == "terraform.tfstate")? {
                texts.push(fs::read(&file)?);
            }
        }
        let mut objects = Vec::new();
        // An engine that is killed while it writes a file leaves it empty.
        for text in texts.iter().filter(|text| !text.is_empty()) {
            let state: Json = serde_json::from_slice(text)?;
            let resources = state.get("resources").and_then(Json::as_array);
            for resource in resources.into_iter().flatten() {
                let ty = resource.get("type").and_then(Json::as_str).unwrap_or_default();
                let instances = resource.get("instances").and_then(Json::as_array);
                let ids = instances.into_iter().flatten().map(|instance| {
                    let id = instance.pointer("/attributes/id").and_then(Json::as_str);
                    (ty.to_owned(), id.unwrap_or_default().to_owned())
                });
                objects.extend(ids);
            }
        }
        Ok(objects)
    }

    /// Returns the locks of states.
    fn locks(&self) -> std::io::Result<Vec<String>> {
        if let Some(moto) = &self.moto {
            let keys = moto.keys(BUCKET)?.into_iter();
            return Ok(keys.filter(|key| key.ends_with(".tflock")).collect());
        }
        let locks = files(&self.home(), &|name| name.ends_with(".lock.info"))?;
        Ok(locks.iter().map(|lock| lock.display().to_string()).collect())
    }

    /// Tells whether a run was begun.
    fn is_unfinished(&self) -> std::io::Result<bool> {
        let journals = files(&self.home(), &|name| name == "journal.jsonl")?;
        for journal in journals {
            let text = fs::read_to_string(journal)?;
            let has = |record: &str| text.contains(&format!("\"record\":\"{record}\""));
            if has("started") && !has("finished") {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns the files below a folder with a fitting name, sorted; none if there is no such folder.
fn files(folder: &Path, fits: &dyn Fn(&str) -> bool) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                pending.push(entry.path());
            } else if entry.file_name().to_str().is_some_and(fits) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Returns moments spread over a time: one at a random place in each of so many equal parts, always the same for the same seed.
pub fn moments(whole: Duration, count: u32, seed: u64) -> Vec<Duration> {
    // Vigna's splitmix64: good enough to be nowhere in particular.
    let mut state = seed;
    let mut random = move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    let part = whole / count.max(1);
    let within =
        |random: u64| part.mul_f64(f64::from((random >> 32) as u32) / (f64::from(u32::MAX) + 1.0));
    (0..count).map(|index| part * index + within(random())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_spread_and_the_same_each_time() {
        let whole = Duration::from_secs(10);
        let some = moments(whole, 10, 7);
        assert_eq!(some, moments(whole, 10, 7));
        assert_ne!(some, moments(whole, 10, 8));
        for (index, moment) in some.iter().enumerate() {
            assert_eq!(moment.as_secs(), index as u64);
        }
    }
}
