//! Which cloud a command talks to: AWS, an emulator of it, or the simulator; and what everything that talks to it must see.

use std::collections::BTreeMap;
use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;

use landform_broker::{Gaps, reaches_clouds};
use landform_world::{EntryKind, World};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{CommandError, Kind};
use crate::loading;
use crate::settings::home;

/// Where moto's proxy listens unless it is told otherwise.
const MOTO_URL: &str = "http://127.0.0.1:5005";

/// What moto cannot do, measured type by type.
const MOTO_GAPS: &str = include_str!("../data/gaps/moto.json");

/// How long an emulator may take to take a connection.
const PATIENCE: Duration = Duration::from_secs(3);

/// What stays of the user's own AWS settings when they must not lead to AWS.
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The kinds of clouds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CloudKind {
    /// AWS, with the credentials of the ordinary AWS chain
    Aws,
    /// moto in proxy mode (`moto_proxy`), on this machine
    Moto,
    /// Another emulator, behind one endpoint
    Emulator,
    /// The simulator: no AWS, no provider binary, states in a folder of Landform's
    Simulated,
}

/// Options of commands that talk to a cloud.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct CloudOptions {
    /// The cloud that a live repo is planned and applied in [default: aws]
    #[arg(long, value_enum, env = "LANDFORM_CLOUD", value_name = "CLOUD")]
    pub(crate) cloud: Option<CloudKind>,
    /// Where the emulator listens [default for moto: http://127.0.0.1:5005]
    #[arg(long, env = "LANDFORM_CLOUD_URL", value_name = "URL")]
    pub(crate) cloud_url: Option<String>,
    /// The certificate that the emulator signs with [default for moto: the one that it ships, found by `moto_proxy` on PATH]
    #[arg(long, env = "LANDFORM_CLOUD_CA", value_name = "FILE")]
    pub(crate) cloud_ca: Option<PathBuf>,
    /// A list of the types that the emulator lacks, which are simulated [default for moto: Landform's own]
    #[arg(long, value_name = "FILE")]
    pub(crate) gaps: Option<PathBuf>,
    /// Let engines find and start providers by themselves
    #[arg(long)]
    pub(crate) no_broker: bool,
}

/// A cloud, resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cloud {
    /// Which it is.
    pub(crate) kind: CloudKind,
    /// Everything in the environment that has to do with reaching it: for engines' back ends, for real providers and for our own clients.
    ///
    /// It is complete: no other variable of this sort may be looked up in the environment of the process.
    pub(crate) env: BTreeMap<String, String>,
    /// What it lacks.
    pub(crate) gaps: Gaps,
    /// Whether providers are served by Landform.
    pub(crate) broker: bool,
}

impl CloudOptions {
    /// Returns the cloud that the options mean; without `--cloud` it is the given one.
    ///
    /// An emulator must be there: everything that is tried later would fail in a longer way.
    pub(crate) fn resolve(
        &self,
        world: &dyn World,
        default: CloudKind,
    ) -> Result<Cloud, CommandError> {
        let kind = self.cloud.unwrap_or(default);
        self.refuse_needless(kind)?;
        let own = world.variables().into_iter();
        let own = own.filter(|(name, _)| reaches_clouds(name) || is_for_engines(name));
        let env = match kind {
            CloudKind::Aws => own.collect(),
            CloudKind::Simulated => own.filter(|(name, _)| is_harmless(name)).collect(),
            CloudKind::Moto | CloudKind::Emulator => {
                let url = self.url(kind)?;
                let mut env: BTreeMap<_, _> = own.filter(|(name, _)| is_harmless(name)).collect();
                env.extend(self.emulated(world, kind, &url)?);
                reach(kind, &url)?;
                env
            }
        };
        let broker = !self.no_broker || kind == CloudKind::Simulated;
        Ok(Cloud { kind, env, gaps: self.gaps(world, kind)?, broker })
    }

    /// Refuses options that have no meaning for a kind: they would be taken for being heeded.
    fn refuse_needless(&self, kind: CloudKind) -> Result<(), CommandError> {
        let emulated = matches!(kind, CloudKind::Moto | CloudKind::Emulator);
        let given = [
            // An address in the environment may be there for other commands.
            ("--gaps", self.gaps.is_some() && !emulated),
            ("--no-broker", self.no_broker && kind == CloudKind::Simulated),
        ];
        match given.into_iter().find(|(_, needless)| *needless) {
            None => Ok(()),
            Some((option, _)) => {
                let message = format!("`{option}` does not go with `--cloud {}`", kind.name());
                Err(CommandError::new(Kind::Usage, message).hint(if option == "--gaps" {
                    "types are simulated only beside an emulator: `--cloud moto` or `--cloud emulator`"
                } else {
                    "the simulator can only be served by Landform: leave `--no-broker` out"
                }))
            }
        }
    }

    fn url(&self, kind: CloudKind) -> Result<String, CommandError> {
        let default = (kind == CloudKind::Moto).then(|| MOTO_URL.to_owned());
        let url = self.cloud_url.clone().or(default).ok_or_else(|| {
            CommandError::new(Kind::Usage, "`--cloud emulator` needs `--cloud-url`")
                .hint("such as `--cloud-url http://127.0.0.1:4566`")
        })?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    /// Returns the variables that lead to an emulator, with credentials that are nobody's.
    fn emulated(
        &self,
        world: &dyn World,
        kind: CloudKind,
        url: &str,
    ) -> Result<BTreeMap<String, String>, CommandError> {
        let mut env: BTreeMap<String, String> = [
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "not-a-secret"),
            // Files of the user could lead to AWS itself.
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_MAX_ATTEMPTS", "5"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let certificate = match (&self.cloud_ca, kind) {
            (Some(file), _) => {
                let file = loading::absolute(file)?;
                if world.kind(&file) != Some(EntryKind::File) {
                    let message = format!("`{}` is no file", file.display());
                    return Err(CommandError::new(Kind::Input, message)
                        .hint("`--cloud-ca` is the certificate that the emulator signs with"));
                }
                Some(file)
            }
            (None, CloudKind::Moto) => Some(moto_certificate(world)?),
            (None, CloudKind::Aws | CloudKind::Emulator | CloudKind::Simulated) => None,
        };
        if let Some(file) = certificate {
            env.insert("AWS_CA_BUNDLE".to_owned(), file.display().to_string());
        }
        let addresses: &[&str] = match kind {
            CloudKind::Moto => &["HTTPS_PROXY", "HTTP_PROXY"],
            CloudKind::Aws | CloudKind::Emulator | CloudKind::Simulated => &["AWS_ENDPOINT_URL"],
        };
        env.extend(addresses.iter().map(|name| ((*name).to_owned(), url.to_owned())));
        Ok(env)
    }

    fn gaps(&self, world: &dyn World, kind: CloudKind) -> Result<Gaps, CommandError> {
        let faulty = |name: &str, fault: String| {
            CommandError::new(Kind::Input, format!("cannot read the gap list {name}: {fault}"))
                .hint("a gap list is `[{\"type\": \"aws_x\", \"reason\": \"…\"}]`; `data.aws_x` for a data source")
        };
        match (&self.gaps, kind) {
            (Some(file), _) => {
                let text = world
                    .read_text(file)
                    .map_err(|error| CommandError::file("read", file, &error))?;
                Gaps::parse(&text).map_err(|fault| faulty(&format!("`{}`", file.display()), fault))
            }
            (None, CloudKind::Moto) => {
                Gaps::parse(MOTO_GAPS).map_err(|fault| faulty("of moto", fault))
            }
            (None, CloudKind::Aws | CloudKind::Emulator | CloudKind::Simulated) => {
                Ok(Gaps::default())
            }
        }
    }
}

impl CloudKind {
    /// Returns the name, as it is given on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Moto => "moto",
            Self::Emulator => "emulator",
            Self::Simulated => "simulated",
        }
    }
}

impl Cloud {
    /// Looks a variable up: what has to do with reaching clouds is this cloud's, everything else is the world's.
    pub(crate) fn var(&self, world: &dyn World, name: &str) -> Option<String> {
        let own = self.env.get(name).cloned();
        own.or_else(|| if reaches_clouds(name) && !is_place(name) { None } else { world.env(name) })
    }

    /// Returns the environment of a process that talks to the cloud: the world's, with this cloud's in place of all that reaches clouds.
    pub(crate) fn variables(&self, world: &dyn World) -> BTreeMap<String, String> {
        let others = world.variables().into_iter();
        let mut all: BTreeMap<_, _> =
            others.filter(|(name, _)| !reaches_clouds(name) || is_place(name)).collect();
        all.extend(self.env.clone());
        all
    }

    /// Tells whether providers are real ones.
    pub(crate) fn is_real(&self) -> bool {
        self.kind != CloudKind::Simulated
    }

    /// Tells whether it plays AWS on this machine: nothing that is made in it is AWS's.
    pub(crate) fn is_emulated(&self) -> bool {
        matches!(self.kind, CloudKind::Moto | CloudKind::Emulator)
    }
}

/// Tells whether a variable may stay where nothing may lead to AWS itself.
fn is_harmless(name: &str) -> bool {
    REGIONS.contains(&name)
        || !(name.starts_with("AWS_") || name.to_uppercase().ends_with("_PROXY"))
}

/// Tells whether a variable is a setting of the engines' that has nothing to do with a single run: where providers and modules come from.
fn is_for_engines(name: &str) -> bool {
    ["TF_TOKEN_", "TF_REGISTRY_", "TF_VAR_", "TF_PLUGIN_CACHE_", "XDG_", "GIT_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || ["TF_CLI_CONFIG_FILE", "SSH_AUTH_SOCK"].contains(&name)
}

/// Tells whether a variable names a folder or the like, which every process needs.
fn is_place(name: &str) -> bool {
    ["HOME", "LANG", "PATH", "TMPDIR", "USER"].contains(&name)
}

/// Returns the folder of what Landform keeps for a live repo: simulated states and worlds, journals.
pub(crate) fn live_home(world: &dyn World, root: &Path) -> PathBuf {
    let name = root.file_name().map_or_else(|| "live".into(), |name| name.to_string_lossy());
    let hash = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let hash: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    home(world).join("live").join(format!("{name}-{hash}"))
}

/// Returns the folder of a live repo's simulated states and world.
pub(crate) fn simulated_home(world: &dyn World, root: &Path) -> PathBuf {
    live_home(world, root).join("simulated")
}

/// Returns the certificate that moto's proxy ships, looked for in the Python installation of the `moto_proxy` on PATH.
fn moto_certificate(world: &dyn World) -> Result<PathBuf, CommandError> {
    let path = world.env("PATH").unwrap_or_default();
    for folder in std::env::split_paths(&path) {
        if world.kind(&folder.join("moto_proxy")).is_none() {
            continue;
        }
        let library = folder.join("../lib");
        for python in world.list(&library).unwrap_or_default() {
            if !python.name.starts_with("python") {
                continue;
            }
            let package = library.join(&python.name).join("site-packages/moto/moto_proxy/ca.crt");
            if world.kind(&package) == Some(EntryKind::File) {
                return Ok(landform_world::normal(&package));
            }
        }
    }
    Err(CommandError::new(Kind::Input, "cannot find the certificate that moto signs with").hint(
        "put the folder of `moto_proxy` on PATH, or name moto's `moto_proxy/ca.crt` with `--cloud-ca` or LANDFORM_CLOUD_CA",
    ))
}

/// Fails unless somebody listens at an address.
fn reach(kind: CloudKind, url: &str) -> Result<(), CommandError> {
    let hint = match kind {
        CloudKind::Moto => {
            "start it with `moto_proxy`, or say with `--cloud-url` where it listens".to_owned()
        }
        CloudKind::Aws | CloudKind::Emulator | CloudKind::Simulated => {
            "start the emulator, or say with `--cloud-url` where it listens".to_owned()
        }
    };
    let Some(address) = address_of(url) else {
        let message = format!("`{url}` is no address of an emulator");
        return Err(CommandError::new(Kind::Usage, message).hint("such as http://127.0.0.1:5005"));
    };
    let answer = address.to_socket_addrs().and_then(|mut all| {
        let first = all.next().ok_or_else(|| std::io::Error::other("the name has no address"))?;
        TcpStream::connect_timeout(&first, PATIENCE)
    });
    answer.map(drop).map_err(|error| {
        let message = format!("cannot reach {} at {url}: {error}", kind.name());
        CommandError::new(Kind::Failed, message).hint(hint)
    })
}

/// Returns host and port of an address such as `http://127.0.0.1:5005/path`.
fn address_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let port = match scheme {
        "http" => "80",
        "https" => "443",
        _ => return None,
    };
    let host = rest.split('/').next().filter(|host| !host.is_empty() && !host.contains('@'))?;
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    Some(if has_port { host.to_owned() } else { format!("{host}:{port}") })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use landform_world::MemoryWorld;

    use super::*;

    const OPTIONS: CloudOptions =
        CloudOptions { cloud: None, cloud_url: None, cloud_ca: None, gaps: None, no_broker: false };

    fn world() -> MemoryWorld {
        let files = ["/venv/bin/moto_proxy", MOTO_CA, "/gaps.json", "/ca.crt"];
        MemoryWorld::new(files.map(|file| (file, r#"[{"type": "aws_x", "reason": "no"}]"#)))
            .with_env("PATH", "/bin:/venv/bin")
            .with_env("HOME", "/h")
            .with_env("AWS_PROFILE", "prod")
            .with_env("AWS_REGION", "eu-west-1")
            .with_env("AWS_ENDPOINT_URL_S3", "https://s3.example.com")
            .with_env("no_proxy", "amazonaws.com")
            .with_env("https_proxy", "http://corporate:1")
            .with_env("GITHUB_TOKEN", "t")
            .with_env("TF_TOKEN_app_example_com", "t")
            .with_env("TF_REATTACH_PROVIDERS", "{}")
            .with_env("TF_WORKSPACE", "other")
    }

    const MOTO_CA: &str = "/venv/lib/python3.11/site-packages/moto/moto_proxy/ca.crt";

    fn listening() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        (listener, url)
    }

    fn failure(options: &CloudOptions) -> String {
        options.resolve(&world(), CloudKind::Aws).unwrap_err().message
    }

    #[test]
    fn aws_is_reached_as_the_user_has_set_it_up() {
        let cloud = OPTIONS.resolve(&world(), CloudKind::Aws).unwrap();
        assert_eq!(cloud.kind, CloudKind::Aws);
        assert!(cloud.gaps.is_empty() && cloud.broker && cloud.is_real());
        let names: Vec<_> = cloud.env.keys().map(String::as_str).collect();
        let expected = [
            "AWS_ENDPOINT_URL_S3",
            "AWS_PROFILE",
            "AWS_REGION",
            "HOME",
            "PATH",
            "TF_TOKEN_app_example_com",
            "https_proxy",
            "no_proxy",
        ];
        assert_eq!(names, expected);
        assert_eq!(cloud.variables(&world()).get("GITHUB_TOKEN").map(String::as_str), Some("t"));
    }

    #[test]
    fn an_emulator_hides_everything_that_leads_to_aws() {
        let (_listener, url) = listening();
        for kind in [CloudKind::Moto, CloudKind::Emulator] {
            let options = CloudOptions { cloud_url: Some(url.clone()), ..OPTIONS };
            let options = CloudOptions { cloud: Some(kind), ..options };
            let cloud = options.resolve(&world(), CloudKind::Aws).unwrap();
            let var = |name: &str| cloud.var(&world(), name);
            let hidden = ["AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "no_proxy", "https_proxy"];
            for name in hidden {
                assert_eq!(var(name), None, "{name}");
                assert!(!cloud.variables(&world()).contains_key(name), "{name}");
            }
            for (name, value) in [
                ("AWS_REGION", "eu-west-1"),
                ("AWS_CONFIG_FILE", "/dev/null"),
                ("HOME", "/h"),
                ("GITHUB_TOKEN", "t"),
            ] {
                assert_eq!(var(name).as_deref(), Some(value), "{name}");
            }
            let (proxy, endpoint) = (var("HTTPS_PROXY"), var("AWS_ENDPOINT_URL"));
            if kind == CloudKind::Moto {
                assert_eq!((proxy, endpoint), (Some(url.clone()), None));
                assert_eq!(var("AWS_CA_BUNDLE").as_deref(), Some(MOTO_CA));
                assert!(!cloud.gaps.is_empty());
            } else {
                assert_eq!((proxy, endpoint), (None, Some(url.clone())));
                assert_eq!(var("AWS_CA_BUNDLE"), None);
                assert!(cloud.gaps.is_empty());
            }
        }
    }

    #[test]
    fn gaps_and_certificate_can_be_given() {
        let (_listener, url) = listening();
        let options = CloudOptions {
            cloud: Some(CloudKind::Moto),
            cloud_url: Some(format!("{url}/")),
            cloud_ca: Some("/ca.crt".into()),
            gaps: Some("/gaps.json".into()),
            no_broker: true,
        };
        let cloud = options.resolve(&world(), CloudKind::Aws).unwrap();
        assert_eq!(cloud.gaps.list(), [("aws_x".to_owned(), "no")]);
        assert_eq!(cloud.env.get("AWS_CA_BUNDLE").map(String::as_str), Some("/ca.crt"));
        assert_eq!(cloud.env.get("HTTPS_PROXY"), Some(&url));
        assert!(!cloud.broker);
    }

    #[test]
    fn what_cannot_work_is_said_at_once() {
        let emulator = CloudOptions { cloud: Some(CloudKind::Emulator), ..OPTIONS };
        assert_eq!(failure(&emulator), "`--cloud emulator` needs `--cloud-url`");
        let at = |url: &str| CloudOptions { cloud_url: Some(url.to_owned()), ..emulator.clone() };
        assert_eq!(failure(&at("127.0.0.1:1")), "`127.0.0.1:1` is no address of an emulator");
        let (listener, url) = listening();
        drop(listener);
        let message = failure(&at(&url));
        assert!(message.starts_with(&format!("cannot reach emulator at {url}: ")), "{message}");
        let gaps = CloudOptions { gaps: Some("/gaps.json".into()), ..OPTIONS };
        assert_eq!(failure(&gaps), "`--gaps` does not go with `--cloud aws`");
        let simulated =
            CloudOptions { cloud: Some(CloudKind::Simulated), no_broker: true, ..OPTIONS };
        assert_eq!(failure(&simulated), "`--no-broker` does not go with `--cloud simulated`");
        let no_file = CloudOptions { cloud_ca: Some("/none".into()), ..at(&url) };
        assert_eq!(failure(&no_file), "`/none` is no file");
    }

    #[test]
    fn without_moto_on_the_path_its_certificate_must_be_named() {
        let world = MemoryWorld::new([("/x", "")]).with_env("PATH", "/bin");
        let options = CloudOptions { cloud: Some(CloudKind::Moto), ..OPTIONS };
        let error = options.resolve(&world, CloudKind::Aws).unwrap_err();
        assert_eq!(error.message, "cannot find the certificate that moto signs with");
    }

    #[test]
    fn addresses_have_a_port() {
        for (url, expected) in [
            ("http://127.0.0.1:5005", Some("127.0.0.1:5005")),
            ("https://emulator.example/x", Some("emulator.example:443")),
            ("http://h", Some("h:80")),
            ("ftp://h", None),
            ("http://", None),
            ("http://user@h", None),
        ] {
            assert_eq!(address_of(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn live_repos_of_the_same_name_have_folders_of_their_own() {
        let world = MemoryWorld::new([("/x", "")]).with_env("LANDFORM_HOME", "/home");
        let (one, other) =
            (live_home(&world, Path::new("/a/live")), live_home(&world, Path::new("/b/live")));
        assert_ne!(one, other);
        assert!(one.starts_with("/home/live"), "{}", one.display());
        assert_eq!(one, live_home(&world, Path::new("/a/live")));
    }
}
