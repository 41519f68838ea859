//! Mirrors: the folders of this machine that the engines take providers from.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body, Structure};

/// The variable that names one more mirror, which is looked into first.
pub const MIRROR_VARIABLE: &str = "LANDFORM_PROVIDER_MIRROR";

/// The registry that an address without a host means.
const DEFAULT_HOST: &str = "registry.terraform.io";

/// A folder with providers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The folder.
    pub path: PathBuf,
    /// The providers that it may be used for; all without any.
    include: Vec<String>,
    /// The providers that it must not be used for.
    exclude: Vec<String>,
}

impl Mirror {
    /// Creates a mirror for every provider.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), include: Vec::new(), exclude: Vec::new() }
    }

    /// Tells whether the mirror may be used for a provider, given as host, namespace and name.
    pub(crate) fn serves(&self, address: &str) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, address));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

/// Tells whether a pattern such as `hashicorp/*` or `example.com/*/*` fits an address.
fn matches(pattern: &str, address: &str) -> bool {
    let pattern = match pattern.split('/').count() {
        2 if pattern == "*/*" => "*/*/*".to_owned(),
        2 => format!("{DEFAULT_HOST}/{pattern}"),
        _ => pattern.to_owned(),
    };
    let parts = |text: &str| text.split('/').map(str::to_lowercase).collect::<Vec<_>>();
    let (pattern, address) = (parts(&pattern), parts(address));
    pattern.len() == address.len()
        && pattern.iter().zip(&address).all(|(one, other)| one == "*" || one == other)
}

/// The mirrors of this machine, in the order in which they are looked into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mirrors {
    /// The folders.
    pub list: Vec<Mirror>,
    /// The configuration files of engines that could not be read, and why.
    pub faults: Vec<String>,
}

impl Mirrors {
    /// Returns what the environment and the engines' configuration files name, and what the engines look into anyway.
    ///
    /// As in the engines, a `provider_installation` block takes the place of the folders that need not be named.
    pub fn of_machine(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name: &str| variable(name).filter(|text| !text.is_empty()).map(PathBuf::from);
        let mut mirrors = Self::default();
        mirrors.list.extend(path(MIRROR_VARIABLE).map(Mirror::new));
        let home = path("HOME");
        let files = match (path("TF_CLI_CONFIG_FILE"), &home) {
            (Some(file), _) => vec![file],
            (None, Some(home)) => vec![home.join(".tofurc"), home.join(".terraformrc")],
            (None, None) => Vec::new(),
        };
        let mut explicit = false;
        for file in files {
            explicit |= mirrors.read(&file);
        }
        if !explicit {
            let data = path("XDG_DATA_HOME")
                .or_else(|| home.as_ref().map(|home| home.join(".local/share")));
            let implied = [
                home.map(|home| home.join(".terraform.d/plugins")),
                data.map(|data| data.join("terraform/plugins")),
                Some(PathBuf::from("/usr/local/share/terraform/plugins")),
                Some(PathBuf::from("/usr/share/terraform/plugins")),
            ];
            mirrors.list.extend(implied.into_iter().flatten().map(Mirror::new));
        }
        mirrors.list.extend(path("TF_PLUGIN_CACHE_DIR").map(Mirror::new));
        mirrors
    }

    /// Reads an engine's configuration file; tells whether it says where providers are installed from.
    fn read(&mut self, file: &Path) -> bool {
        let Ok(text) = std::fs::read_to_string(file) else { return false };
        let body: Body = match text.parse() {
            Ok(body) => body,
            Err(error) => {
                let error: hcl_edit::parser::Error = error;
                self.faults.push(format!("cannot read `{}`: {}", file.display(), error.message()));
                return false;
            }
        };
        let cache = body.get_attribute("plugin_cache_dir").and_then(|one| one.value.as_str());
        let mut installation = body.get_blocks("provider_installation").peekable();
        let explicit = installation.peek().is_some();
        let inner = installation.flat_map(|block| block.body.get_blocks("filesystem_mirror"));
        self.list.extend(inner.filter_map(mirror));
        self.list.extend(cache.map(Mirror::new));
        explicit
    }
}

/// Returns the mirror that a `filesystem_mirror` block names.
fn mirror(block: &Block) -> Option<Mirror> {
    let mut found = Mirror::new(block.body.get_attribute("path")?.value.as_str()?);
    for attribute in block.body.iter().filter_map(Structure::as_attribute) {
        let items = attribute.value.as_array().into_iter().flat_map(|array| array.iter());
        let texts: Vec<String> = items.filter_map(Expression::as_str).map(Into::into).collect();
        match attribute.key.as_str() {
            "include" => found.include = texts,
            "exclude" => found.exclude = texts,
            _ => {}
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(config: &str, variables: &[(&str, &str)]) -> Mirrors {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("engine.tfrc");
        std::fs::write(&file, config).expect("a file");
        Mirrors::of_machine(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            let given = found.map(|(_, value)| OsString::from(value));
            given.or_else(|| (name == "TF_CLI_CONFIG_FILE").then(|| file.clone().into_os_string()))
        })
    }

    fn paths(mirrors: &Mirrors) -> Vec<String> {
        mirrors.list.iter().map(|mirror| mirror.path.display().to_string()).collect()
    }

    #[test]
    fn a_configuration_takes_the_place_of_what_is_implied() {
        let text = "plugin_cache_dir = \"/cache\"\n
            provider_installation {
              filesystem_mirror {
                path    = \"/somewhere/plugins\" # ours
                include = [\"hashicorp/*\", \"example.com/*/*\"]
                exclude = [\"hashicorp/null\"]
              }
              filesystem_mirror {
                path=\"/else\"
              }
              direct {}
            }";
        let variables = [
            ("LANDFORM_PROVIDER_MIRROR", "/mine"),
            ("HOME", "/h"),
            ("TF_PLUGIN_CACHE_DIR", "/cache2"),
        ];
        let mirrors = of(text, &variables);
        assert_eq!(paths(&mirrors), ["/mine", "/somewhere/plugins", "/else", "/cache", "/cache2"]);
        let cases = [
            ("registry.terraform.io/hashicorp/aws", true),
            ("registry.terraform.io/hashicorp/null", false),
            ("registry.terraform.io/acme/aws", false),
            ("example.com/acme/aws", true),
            ("registry.opentofu.org/hashicorp/aws", false),
        ];
        for (address, expected) in cases {
            assert_eq!(mirrors.list[1].serves(address), expected, "{address}");
            assert!(mirrors.list[2].serves(address), "{address}");
        }
    }

    #[test]
    fn without_a_configuration_the_folders_of_the_engines_are_used() {
        let mirrors = of("", &[("HOME", "/h")]);
        let expected = [
            "/h/.terraform.d/plugins",
            "/h/.local/share/terraform/plugins",
            "/usr/local/share/terraform/plugins",
            "/usr/share/terraform/plugins",
        ];
        assert_eq!(paths(&mirrors), expected);
        assert_eq!(mirrors.faults, Vec::<String>::new());
        let broken = of("provider_installation {", &[]);
        assert_eq!(broken.faults.len(), 1);
        assert!(broken.faults[0].starts_with("cannot read `"), "{:?}", broken.faults);
    }
}
