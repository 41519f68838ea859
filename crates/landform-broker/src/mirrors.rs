//! Mirrors: the folders of this machine that the engines take providers from.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use hcl_edit::expr::{Expression, ObjectKey};
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirrors {
    /// The folders.
    pub list: Vec<Mirror>,
    /// Folders with one provider each, by its full address: what a developer of providers works on.
    pub overrides: BTreeMap<String, PathBuf>,
    /// Whether engines may fetch what no folder has.
    pub is_open: bool,
    /// The configuration files of engines that could not be read, and why.
    pub faults: Vec<String>,
}

impl Default for Mirrors {
    fn default() -> Self {
        Self { list: Vec::new(), overrides: BTreeMap::new(), is_open: true, faults: Vec::new() }
    }
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
        let mut explicit = false;
        for file in configuration_files(&path) {
            explicit |= mirrors.read(&file, &variable);
        }
        if !explicit {
            let data = path("XDG_DATA_HOME")
                .or_else(|| home.as_ref().map(|home| home.join(".local/share")));
            let shared = variable("XDG_DATA_DIRS").filter(|text| !text.is_empty());
            let shared = shared.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
            let mut implied: Vec<_> =
                home.iter().map(|home| home.join(".terraform.d/plugins")).collect();
            for folder in data.into_iter().chain(std::env::split_paths(&shared)) {
                implied.extend(ENGINES.map(|engine| folder.join(engine).join("plugins")));
            }
            mirrors.list.extend(implied.into_iter().map(Mirror::new));
        }
        mirrors.list.extend(path("TF_PLUGIN_CACHE_DIR").map(Mirror::new));
        mirrors
    }

    /// Returns these mirrors with one more, which is looked into last.
    #[must_use]
    pub fn and(&self, folder: PathBuf) -> Self {
        let mut more = self.clone();
        more.list.push(Mirror::new(folder));
        more
    }

    /// Reads an engine's configuration file; tells whether it says where providers are installed from.
    fn read(&mut self, file: &Path, variable: &dyn Fn(&str) -> Option<OsString>) -> bool {
        let Ok(text) = std::fs::read_to_string(file) else { return false };
        let body: Body = match of_today(&braced(&text, variable)).parse() {
            Ok(body) => body,
            Err(error) => {
                let error: hcl_edit::parser::Error = error;
                self.faults.push(format!("cannot read `{}`: {}", file.display(), error.message()));
                return false;
            }
        };
        let cache = body.get_attribute("plugin_cache_dir").and_then(|one| one.value.as_str());
        let cache = cache.map(|text| expanded(text, variable));
        let installations: Vec<_> = body.get_blocks("provider_installation").collect();
        for installation in &installations {
            let inside = &installation.body;
            self.list.extend(inside.get_blocks("filesystem_mirror").filter_map(mirror));
            self.is_open = inside.has_blocks("direct") || inside.has_blocks("network_mirror");
            let overriding = inside.get_attribute(OVERRIDES);
            self.overrides.extend(overriding.map(|one| overrides(&one.value)).unwrap_or_default());
        }
        self.list.extend(cache.map(Mirror::new));
        !installations.is_empty()
    }
}

/// The names under which engines have folders of their own.
const ENGINES: [&str; 2] = ["terraform", "opentofu"];

/// Returns where engines look for their configuration: the file that is named, or else those of the user.
fn configuration_files(path: &dyn Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    if let Some(file) = path("TF_CLI_CONFIG_FILE").or_else(|| path("TERRAFORM_CONFIG")) {
        return vec![file];
    }
    let Some(home) = path("HOME") else { return Vec::new() };
    let settings = path("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let mut files =
        vec![home.join(".tofurc"), settings.join("opentofu/tofurc"), home.join(".terraformrc")];
    let more = std::fs::read_dir(home.join(".terraform.d")).into_iter().flatten().flatten();
    let mut more: Vec<_> = more.map(|entry| entry.path()).collect();
    more.retain(|path| path.extension().is_some_and(|extension| extension == "tfrc"));
    more.sort();
    files.extend(more);
    files
}

/// Returns a text with `${NAME}` replaced, which would be more than text in the syntax of today.
fn braced(text: &str, variable: &dyn Fn(&str) -> Option<OsString>) -> String {
    let mut parts = text.split("${");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((name, rest)) => {
                whole.push_str(&variable(name).unwrap_or_default().to_string_lossy());
                whole.push_str(rest);
            }
            None => whole.push_str(part),
        }
    }
    whole
}

/// Returns a text with `$NAME` replaced by the variable of that name, or by nothing, as the engines do it for the plugin cache.
fn expanded(text: &str, variable: &dyn Fn(&str) -> Option<OsString>) -> String {
    let mut parts = text.split('$');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_name = |one: char| one.is_ascii_alphanumeric() || one == '_';
        let (name, rest) = part.split_at(part.find(|one| !is_name(one)).unwrap_or(part.len()));
        whole.push_str(&variable(name).unwrap_or_default().to_string_lossy());
        whole.push_str(rest);
    }
    whole
}

/// The block whose names are addresses.
const OVERRIDES: &str = "dev_overrides";

/// Returns a configuration in the syntax of today: the engines read theirs in an older one, where the names in a block may be quoted.
fn of_today(text: &str) -> String {
    let mut parts = text.split(OVERRIDES);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_block = part.trim_start().starts_with('{');
        whole.push_str(OVERRIDES);
        whole.push_str(if is_block { " =" } else { "" });
        whole.push_str(part);
    }
    whole
}

/// Returns the folders that a `dev_overrides` block names, by full address.
fn overrides(value: &Expression) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for (key, value) in value.as_object().into_iter().flat_map(|object| object.iter()) {
        let key = match key {
            ObjectKey::Ident(name) => Some(name.as_str()),
            ObjectKey::Expression(name) => name.as_str(),
        };
        if let (Some(key), Some(folder)) = (key, value.expr().as_str()) {
            found.extend(addresses(key).map(|one| (one, folder.into())));
        }
    }
    found
}

/// Returns the addresses that one without a host may mean: that of either engine.
fn addresses(text: &str) -> impl Iterator<Item = String> + use<> {
    let hosts: &[&str] = match text.split('/').count() {
        2 => &["registry.opentofu.org/", "registry.terraform.io/"],
        _ => &[""],
    };
    let text = text.to_lowercase();
    hosts.iter().map(move |host| format!("{host}{text}"))
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
    fn a_developers_folders_and_variables_are_understood() {
        let text = "plugin_cache_dir = \"$HOME/cache/${NAME}x$NOTHING\"\n
            provider_installation {
              dev_overrides {
                \"hashicorp/aws\" = \"/mine/aws\"
                \"example.com/acme/own\" = \"/mine/own\"
              }
              filesystem_mirror {
                path = \"$HOME/plugins\"
              }
            }";
        let mirrors = of(text, &[("HOME", "/h"), ("NAME", "n")]);
        assert_eq!(mirrors.faults, Vec::<String>::new());
        // The engines take the path of a mirror as it is written.
        assert_eq!(paths(&mirrors), ["$HOME/plugins", "/h/cache/nx"]);
        let overrides: Vec<_> =
            mirrors.overrides.iter().map(|(key, path)| (key.as_str(), path.to_str())).collect();
        let expected = [
            ("example.com/acme/own", Some("/mine/own")),
            ("registry.opentofu.org/hashicorp/aws", Some("/mine/aws")),
            ("registry.terraform.io/hashicorp/aws", Some("/mine/aws")),
        ];
        assert_eq!(overrides, expected);
        assert!(!mirrors.is_open);
        assert!(of("provider_installation {\n  direct {}\n}\n", &[]).is_open);
    }

    #[test]
    fn the_files_of_the_user_are_read_where_none_is_named() {
        let home = tempfile::tempdir().expect("a folder");
        let at = |name: &str| home.path().join(name);
        for (name, cache) in [
            (".terraformrc", "a"),
            (".tofurc", "b"),
            (".terraform.d/more.tfrc", "c"),
            (".config/opentofu/tofurc", "d"),
            (".terraform.d/other.json", "e"),
        ] {
            std::fs::create_dir_all(at(name).parent().expect("a parent")).expect("folders");
            std::fs::write(at(name), format!("plugin_cache_dir = \"/{cache}\"\n")).expect("a file");
        }
        let mirrors = Mirrors::of_machine(|name| (name == "HOME").then(|| home.path().into()));
        let caches: Vec<_> = paths(&mirrors).into_iter().filter(|path| path.len() == 2).collect();
        assert_eq!(caches, ["/b", "/d", "/a", "/c"]);
    }

    #[test]
    fn without_a_configuration_the_folders_of_the_engines_are_used() {
        let mirrors = of("", &[("HOME", "/h")]);
        let expected = [
            "/h/.terraform.d/plugins",
            "/h/.local/share/terraform/plugins",
            "/h/.local/share/opentofu/plugins",
            "/usr/local/share/terraform/plugins",
            "/usr/local/share/opentofu/plugins",
            "/usr/share/terraform/plugins",
            "/usr/share/opentofu/plugins",
        ];
        assert_eq!(paths(&mirrors), expected);
        assert_eq!(mirrors.faults, Vec::<String>::new());
        assert!(mirrors.is_open);
        let elsewhere = of("", &[("XDG_DATA_HOME", "/d"), ("XDG_DATA_DIRS", "/e")]);
        let expected = [
            "/d/terraform/plugins",
            "/d/opentofu/plugins",
            "/e/terraform/plugins",
            "/e/opentofu/plugins",
        ];
        assert_eq!(paths(&elsewhere), expected);
        let broken = of("provider_installation {", &[]);
        assert_eq!(broken.faults.len(), 1);
        assert!(broken.faults[0].starts_with("cannot read `"), "{:?}", broken.faults);
    }
}
