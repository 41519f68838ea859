//! What a provider process is started from: a binary and an environment, both named in full.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Nobody listens there: what calls AWS in spite of all fails at once instead of reaching it.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:9";

/// A provider's binary and the environment that its processes see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The binary.
    pub binary: PathBuf,
    /// The SHA-256 of the binary.
    pub hash: String,
    /// All variables that the process sees.
    pub environment: BTreeMap<OsString, OsString>,
}

impl Launch {
    /// Returns the variables, out of an environment, that a real provider works with: AWS's own, proxies, certificates and folders.
    pub fn environment_of(
        all: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> BTreeMap<OsString, OsString> {
        all.into_iter().filter(|(name, _)| name.to_str().is_some_and(reaches_clouds)).collect()
    }
}

/// Tells whether a variable has to do with reaching a cloud: AWS's own, proxies, certificates, and the folders that their programs need.
pub fn reaches_clouds(name: &str) -> bool {
    let upper = name.to_uppercase();
    upper.starts_with("AWS_")
        || upper.ends_with("_PROXY")
        || ["HOME", "LANG", "PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "USER"]
            .contains(&name)
        || name.starts_with("TF_APPEND_USER_AGENT")
}

/// Returns an environment in which a provider finds no account and reaches no network. Its home is `folder`.
pub fn offline_environment(folder: &Path) -> BTreeMap<OsString, OsString> {
    let text = |value: &str| OsString::from(value);
    let variables = [
        ("HOME", folder.as_os_str().to_owned()),
        ("TMPDIR", folder.as_os_str().to_owned()),
        ("AWS_ENDPOINT_URL", text(NOWHERE)),
        ("AWS_EC2_METADATA_DISABLED", text("true")),
        ("HTTP_PROXY", text(NOWHERE)),
        ("HTTPS_PROXY", text(NOWHERE)),
    ];
    variables.into_iter().map(|(name, value)| (text(name), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_provider_works_with_is_passed_on() {
        let given = [
            "AWS_PROFILE",
            "HTTPS_PROXY",
            "no_proxy",
            "HOME",
            "SSL_CERT_FILE",
            "TF_VAR_password",
            "GITHUB_TOKEN",
            "MY_AWS_KEY",
        ];
        let all = given.map(|name| (OsString::from(name), OsString::from("x")));
        let kept: Vec<_> = Launch::environment_of(all).into_keys().collect();
        assert_eq!(kept, ["AWS_PROFILE", "HOME", "HTTPS_PROXY", "SSL_CERT_FILE", "no_proxy"]);
    }
}
