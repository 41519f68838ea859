//! `record-schema`: asks the real provider for its schema, watches how it plans, and writes both into the simulator's data.

mod hints;
mod probe;
mod sample;
mod session;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use landform_broker::{Mirrors, Wanted, find_provider, sha256};
use landform_plugin::recorded::{Behaviour, Recorded};

use self::session::Session;
use crate::{Outcome, failed, root};

const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";
const DATA: &str = "crates/landform-simulator/data";

const NOTICE: &str = "\
The files `aws-*.json.zst` beside this one are recorded from the provider hashicorp/aws
(https://github.com/hashicorp/terraform-provider-aws), which is under the Mozilla Public
License, version 2.0 (https://mozilla.org/MPL/2.0/): the names, types and properties of what
it offers, without descriptions, and how it plans. `cargo xtask record-schema` makes them.
";

/// How long the probing of one resource type takes without being mentioned.
const REMARKABLE: Duration = Duration::from_secs(5);

/// Record the schema of the real AWS provider and how it plans
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The provider's binary; by default it is looked for in the mirrors that the engines use
    #[arg(long)]
    provider: Option<PathBuf>,
    /// Show what is found for these resource types, and write nothing
    #[arg(long)]
    show: Vec<String>,
}

pub(crate) fn run(arguments: &Args) -> Outcome {
    let (path, version) = match &arguments.provider {
        Some(path) => {
            let version = version(path);
            let nameless = || format!("`{}` has no version in its name", path.display());
            (path.clone(), version.ok_or_else(nameless)?)
        }
        None => {
            let wanted =
                Wanted { addresses: &[PROVIDER], constraint: None, lock: None, hash: &sha256 };
            let found = find_provider(&wanted, &Mirrors::of_machine(|name| std::env::var_os(name)))
                .map_err(|error| format!("{error} (name it with `--provider`)"))?;
            (found.binary, found.version)
        }
    };
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    if arguments.show.is_empty() {
        let recorded = runtime.block_on(record(&path, version))?;
        return write(&root().join(DATA), &recorded);
    }
    runtime.block_on(show(&path, &arguments.show))
}

/// Returns the version in the name of a binary, such as `terraform-provider-aws_v5.100.0_x5`.
fn version(path: &Path) -> Option<String> {
    let (_, version) = path.file_name()?.to_str()?.split_once("_v")?;
    Some(version.split('_').next()?.to_owned())
}

async fn record(path: &Path, version: String) -> Outcome<Recorded> {
    let mut session = Session::start(path).await?;
    let schema = session.schema();
    eprintln!(
        "{} resource types, {} data sources, {} functions, {} ephemeral types",
        schema.resources.len(),
        schema.data_sources.len(),
        schema.functions.len(),
        schema.ephemeral_resources.len(),
    );
    let mut behaviour = Behaviour::default();
    for (name, resource) in &schema.resources {
        let started = Instant::now();
        probe::probe(&mut session, name, resource, &mut behaviour).await;
        if started.elapsed() > REMARKABLE {
            eprintln!("{name} took {} s", started.elapsed().as_secs());
        }
    }
    eprintln!(
        "with defaults {}, force-new {}, recomputed {}, listed values {}, computed blocks {}, JSON {}; not probed {}",
        behaviour.defaults.len(),
        behaviour.force_new.len(),
        behaviour.recomputed.len(),
        behaviour.one_of.len(),
        behaviour.computed_blocks.len(),
        behaviour.json.len(),
        behaviour.unprobed.len(),
    );
    Ok(Recorded { provider: PROVIDER.to_owned(), version, schema: (*schema).clone(), behaviour })
}

async fn show(path: &Path, types: &[String]) -> Outcome {
    let mut session = Session::start(path).await?;
    let schema = session.schema();
    let mut behaviour = Behaviour::default();
    for name in types {
        let resource = schema.resources.get(name);
        let resource = resource.ok_or_else(|| format!("there is no resource type `{name}`"))?;
        probe::probe(&mut session, name, resource, &mut behaviour).await;
    }
    let text = serde_json::to_string_pretty(&behaviour).map_err(|error| error.to_string())?;
    eprintln!("{text}");
    Ok(())
}

fn write(folder: &Path, recorded: &Recorded) -> Outcome {
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let bytes = recorded.write().map_err(|error| error.to_string())?;
    let name = format!("aws-{}.json.zst", recorded.version);
    let path = folder.join(&name);
    fs::write(&path, &bytes).map_err(|error| failed(&path, &error))?;
    let notice = folder.join("NOTICE");
    fs::write(&notice, NOTICE).map_err(|error| failed(&notice, &error))?;
    eprintln!("wrote {name}: {} bytes", bytes.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_says_its_version() {
        let version = |name: &str| version(Path::new(name));
        let name = "/m/terraform-provider-aws_v5.100.0_x5";
        assert_eq!(version(name).as_deref(), Some("5.100.0"));
        assert_eq!(version("/m/terraform-provider-aws_v6.1.0").as_deref(), Some("6.1.0"));
        assert_eq!(version("/m/LICENSE.txt"), None);
    }
}
