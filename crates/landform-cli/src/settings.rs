//! Flags and environment variables that several commands share, resolved in one place.

use std::path::PathBuf;

use landform_run::jobs_for;
use landform_world::World;

/// Every environment variable that Landform reads, with its meaning.
pub(crate) const VARIABLES: [(&str, &str); 16] = [
    (
        "AWS_*",
        "credentials, profile, region, endpoints and certificates, as the AWS tools read them",
    ),
    ("HTTPS_PROXY", "the proxy on the way to AWS; HTTP_PROXY and NO_PROXY likewise"),
    ("LANDFORM_CLOUD", "the cloud, where `--cloud` is not given (default: aws)"),
    ("LANDFORM_CLOUD_CA", "the certificate that an emulator of AWS signs with"),
    ("LANDFORM_CLOUD_URL", "where an emulator of AWS listens"),
    (
        "LANDFORM_ENGINE",
        "the engine to use: a name on PATH or a path (default: tofu, then terraform)",
    ),
    (
        "LANDFORM_HOME",
        "where kept rehearsals, fetched providers and private working folders go (default: $XDG_STATE_HOME/landform or ~/.local/state/landform)",
    ),
    (
        "LANDFORM_PROVIDER_MIRROR",
        "a folder with unpacked providers, looked into before those that the engines use",
    ),
    ("NO_COLOR", "any value turns colours off"),
    ("PATH", "where engines are looked for"),
    ("SSL_CERT_FILE", "the certificates to trust (default: the system's)"),
    (
        "TF_CLI_CONFIG_FILE",
        "the engine's configuration file, which may name folders with providers",
    ),
    ("TF_PLUGIN_CACHE_DIR", "the engine's folder of fetched providers"),
    ("TF_WORKSPACE", "states of a workspace other than `default` are left to the engine"),
    ("TMPDIR", "where sockets go (default: /tmp)"),
    ("XDG_DATA_HOME", "below it, `terraform/plugins` may hold providers (default: ~/.local/share)"),
];

/// Options of every command.
#[derive(clap::Args, Debug)]
pub(crate) struct Global {
    /// Show errors and data only
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// Options of commands that start engines.
#[derive(clap::Args, Debug)]
pub(crate) struct EngineOptions {
    /// The engine: a name on PATH or a path [default: tofu, then terraform]
    #[arg(long, env = "LANDFORM_ENGINE", value_name = "PROGRAM")]
    pub(crate) engine: Option<String>,
    /// How many engines may run at once [default: as cores and free memory allow]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
}

impl EngineOptions {
    /// Returns how many engines may run at once.
    pub(crate) fn jobs(&self, world: &dyn World) -> usize {
        self.jobs.map_or_else(
            || {
                let cores = std::thread::available_parallelism().map_or(1, usize::from);
                jobs_for(cores, free_memory(world))
            },
            usize::from,
        )
    }
}

/// Returns the memory, in bytes, that processes can still get (proc(5), `meminfo`); plenty where the system does not say.
fn free_memory(world: &dyn World) -> u64 {
    let text = world.read_text("/proc/meminfo".as_ref()).unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
        .map_or(u64::MAX, |kibibytes| kibibytes * 1024)
}

/// Returns the folder for kept rehearsals and private working folders.
pub(crate) fn home(world: &dyn World) -> PathBuf {
    let below = |name: &str, rest: &str| {
        world
            .env(name)
            .filter(|value| value.starts_with('/'))
            .map(|value| PathBuf::from(value).join(rest))
    };
    below("LANDFORM_HOME", "")
        .or_else(|| below("XDG_STATE_HOME", "landform"))
        .or_else(|| below("HOME", ".local/state/landform"))
        .unwrap_or_else(|| PathBuf::from("/tmp/landform"))
}

/// Returns the folder for sockets: short, because the path of a socket may have about 100 bytes only.
pub(crate) fn socket_folder(world: &dyn World) -> PathBuf {
    let folder =
        world.env("TMPDIR").filter(|path| path.len() < 50).unwrap_or_else(|| "/tmp".into());
    PathBuf::from(folder).join(format!("landform-{}", landform_os::user_id()))
}
