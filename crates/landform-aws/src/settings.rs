//! The settings of an S3 backend, or of an AWS provider, that say where AWS is and as whom it is asked.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value as Json};

/// Where AWS is, and as whom it is asked.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Settings {
    /// The region.
    pub region: Option<String>,
    /// The profile in the shared files.
    pub profile: Option<String>,
    /// An access key with its secret, and perhaps a session.
    pub keys: Option<Keys>,
    /// The roles that are assumed, one after the other.
    pub roles: Vec<Role>,
    /// The role that a web identity assumes.
    pub web_identity: Option<WebIdentity>,
    /// The addresses of services, by their names, such as `s3`.
    pub endpoints: BTreeMap<String, String>,
    /// Whether buckets are named in the path instead of the host.
    pub path_style: bool,
    /// The accounts that may be used; any if there are none.
    pub allowed_accounts: Vec<String>,
    /// The accounts that must not be used.
    pub forbidden_accounts: Vec<String>,
    pub(crate) texts: BTreeMap<&'static str, String>,
    pub(crate) config_files: Vec<String>,
    pub(crate) credentials_files: Vec<String>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) skip_metadata: bool,
    pub(crate) dual_stack: bool,
    pub(crate) fips: bool,
    pub(crate) insecure: bool,
}

/// An access key with its secret, and perhaps a session.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Keys {
    pub(crate) access_key: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
}

/// A role, and how it is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Role {
    /// The role.
    pub arn: String,
    pub(crate) session_name: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) source_identity: Option<String>,
    pub(crate) duration: Option<Duration>,
    pub(crate) policy: Option<String>,
    pub(crate) policy_arns: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) transitive_tags: Vec<String>,
}

/// A role that a web identity assumes.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WebIdentity {
    pub(crate) role: Role,
    pub(crate) token: Option<String>,
    pub(crate) token_file: Option<String>,
}

/// Settings that are plain texts and have no field of their own.
const TEXTS: [&str; 7] = [
    "custom_ca_bundle",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "sts_region",
];

impl Settings {
    /// Reads the settings of a backend or provider; names that have nothing to do with this are left alone.
    pub fn of(config: &Map<String, Json>) -> Self {
        let fields = Fields(config);
        let access_key = fields.text("access_key");
        let secret = fields.text("secret_key");
        let keys = (access_key.is_some() || secret.is_some()).then(|| Keys {
            access_key: access_key.unwrap_or_default(),
            secret: secret.unwrap_or_default(),
            token: fields.text("token"),
        });
        let texts = TEXTS.iter().filter_map(|name| Some((*name, fields.text(name)?)));
        let mut credentials_files = fields.texts("shared_credentials_files");
        credentials_files.extend(fields.text("shared_credentials_file"));
        Self {
            region: fields.text("region"),
            profile: fields.text("profile"),
            keys,
            roles: fields.roles(),
            web_identity: fields.web_identity(),
            endpoints: fields.endpoints(),
            path_style: ["use_path_style", "force_path_style", "s3_use_path_style"]
                .iter()
                .any(|name| fields.flag(name)),
            allowed_accounts: fields.texts("allowed_account_ids"),
            forbidden_accounts: fields.texts("forbidden_account_ids"),
            texts: texts.collect(),
            config_files: fields.texts("shared_config_files"),
            credentials_files,
            max_retries: fields.text("max_retries").and_then(|text| text.parse().ok()),
            skip_metadata: fields.flag("skip_metadata_api_check"),
            dual_stack: fields.flag("use_dualstack_endpoint"),
            fips: fields.flag("use_fips_endpoint"),
            insecure: fields.flag("insecure"),
        }
    }

    /// Returns the same settings without any role: those of whoever assumes them.
    #[must_use]
    pub fn without_roles(&self) -> Self {
        Self { roles: Vec::new(), ..self.clone() }
    }

    /// Says as whom AWS is asked, for people.
    pub fn identity(&self) -> String {
        let base = match (&self.keys, &self.profile) {
            (Some(keys), _) => format!("access key `{}`", keys.access_key),
            (None, Some(profile)) => format!("profile `{profile}`"),
            (None, None) => "the ordinary credentials".to_owned(),
        };
        let web = self.web_identity.as_ref().map(|web| &web.role);
        match self.roles.last().or(web) {
            Some(role) => format!("role `{}`", role.arn),
            None => base,
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }
}

impl fmt::Debug for Settings {
    /// Shows no key, no token and no proxy, which may have a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("region", &self.region)
            .field("identity", &self.identity())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

impl fmt::Debug for WebIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebIdentity").field("role", &self.role).finish_non_exhaustive()
    }
}

struct Fields<'a>(&'a Map<String, Json>);

impl<'a> Fields<'a> {
    fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Json::String(text) if !text.is_empty() => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => None,
        }
    }

    fn flag(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(Json::Bool(true)))
            || self.text(name).is_some_and(|text| text == "true")
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let entries = self.0.get(name).and_then(Json::as_array).into_iter().flatten();
        entries.filter_map(Json::as_str).map(str::to_owned).collect()
    }

    /// Returns the blocks of a name: an object, or a list of objects.
    fn blocks(&self, name: &str) -> Vec<Self> {
        match self.0.get(name) {
            Some(Json::Object(object)) => vec![Fields(object)],
            Some(Json::Array(entries)) => {
                entries.iter().filter_map(Json::as_object).map(Fields).collect()
            }
            _ => Vec::new(),
        }
    }

    fn tags(&self, name: &str) -> BTreeMap<String, String> {
        let entries = self.0.get(name).and_then(Json::as_object).into_iter().flatten();
        entries
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect()
    }

    /// Returns the roles; a backend may also name one without a block.
    fn roles(&self) -> Vec<Role> {
        let blocks = self.blocks("assume_role");
        if blocks.is_empty() {
            let old = Role {
                policy: self.text("assume_role_policy"),
                policy_arns: self.texts("assume_role_policy_arns"),
                tags: self.tags("assume_role_tags"),
                transitive_tags: self.texts("assume_role_transitive_tag_keys"),
                duration: self
                    .text("assume_role_duration_seconds")
                    .and_then(|text| Some(Duration::from_secs(text.parse().ok()?))),
                ..self.role()
            };
            return if old.arn.is_empty() { Vec::new() } else { vec![old] };
        }
        blocks.iter().map(Fields::role).filter(|role| !role.arn.is_empty()).collect()
    }

    fn role(&self) -> Role {
        Role {
            arn: self.text("role_arn").unwrap_or_default(),
            session_name: self.text("session_name"),
            external_id: self.text("external_id"),
            source_identity: self.text("source_identity"),
            duration: self.text("duration").and_then(|text| read_duration(&text)),
            policy: self.text("policy"),
            policy_arns: self.texts("policy_arns"),
            tags: self.tags("tags"),
            transitive_tags: self.texts("transitive_tag_keys"),
        }
    }

    fn web_identity(&self) -> Option<WebIdentity> {
        let block = self.blocks("assume_role_with_web_identity").into_iter().next()?;
        Some(WebIdentity {
            role: block.role(),
            token: block.text("web_identity_token"),
            token_file: block.text("web_identity_token_file"),
        })
    }

    fn endpoints(&self) -> BTreeMap<String, String> {
        let old = [("endpoint", "s3"), ("sts_endpoint", "sts"), ("iam_endpoint", "iam")];
        let old = old
            .into_iter()
            .filter_map(|(name, service)| Some((service.to_owned(), self.text(name)?)));
        let blocks = self.blocks("endpoints");
        let new = blocks.iter().flat_map(|block| {
            block.0.keys().filter_map(|name| Some((name.clone(), block.text(name)?)))
        });
        old.chain(new).collect()
    }
}

/// Reads a duration as Go writes it, such as `1h30m`.
fn read_duration(text: &str) -> Option<Duration> {
    let mut seconds = 0;
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let unit = match c {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        seconds += number.parse::<u64>().ok()?.checked_mul(unit)?;
        number.clear();
    }
    number.is_empty().then_some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(json: &str) -> Settings {
        let Ok(Json::Object(config)) = serde_json::from_str(json) else { panic!("{json}") };
        Settings::of(&config)
    }

    #[test]
    fn reads_roles_of_backends_and_providers() {
        for (json, arns) in [
            (r#"{"assume_role": {"role_arn": "a"}}"#, &["a"][..]),
            (r#"{"assume_role": [{"role_arn": "a"}, {"role_arn": "b"}]}"#, &["a", "b"]),
            (r#"{"role_arn": "a"}"#, &["a"]),
            (r#"{"role_arn": "a", "assume_role": {"role_arn": "b"}}"#, &["b"]),
            (r#"{"assume_role": []}"#, &[]),
            (r#"{"assume_role": {"role_arn": ""}}"#, &[]),
            ("{}", &[]),
        ] {
            let found: Vec<_> = settings(json).roles.into_iter().map(|role| role.arn).collect();
            assert_eq!(found, arns, "{json}");
        }
        let role = settings(
            r#"{"assume_role": {"role_arn": "a", "session_name": "s", "external_id": "e", "duration": "1h30m",
                "policy_arns": ["p"], "tags": {"k": "v"}, "transitive_tag_keys": ["k"]}}"#,
        )
        .roles
        .remove(0);
        assert_eq!(role.duration, Some(Duration::from_secs(5400)));
        assert_eq!(
            (role.session_name.as_deref(), role.external_id.as_deref()),
            (Some("s"), Some("e"))
        );
        assert_eq!(
            (role.policy_arns, role.transitive_tags),
            (vec!["p".to_owned()], vec!["k".to_owned()])
        );
        assert_eq!(role.tags, BTreeMap::from([("k".to_owned(), "v".to_owned())]));
    }

    #[test]
    fn reads_endpoints_old_and_new() {
        let found = settings(
            r#"{"endpoint": "http://old", "sts_endpoint": "http://sts", "endpoints": {"s3": "http://new", "iam": null}}"#,
        );
        assert_eq!(
            found.endpoints,
            BTreeMap::from(
                [("s3", "http://new"), ("sts", "http://sts")]
                    .map(|(a, b)| (a.to_owned(), b.to_owned()))
            )
        );
        assert!(settings(r#"{"force_path_style": "true"}"#).path_style);
        assert_eq!(settings(r#"{"max_retries": 7}"#).max_retries, Some(7));
    }

    #[test]
    fn shows_identities_and_no_secret() {
        for (json, identity) in [
            ("{}", "the ordinary credentials"),
            (r#"{"profile": "dev"}"#, "profile `dev`"),
            (
                r#"{"access_key": "AKIA", "secret_key": "hush", "token": "hush"}"#,
                "access key `AKIA`",
            ),
            (r#"{"profile": "dev", "assume_role": {"role_arn": "arn:r"}}"#, "role `arn:r`"),
            (
                r#"{"assume_role_with_web_identity": {"role_arn": "arn:w", "web_identity_token": "hush"}}"#,
                "role `arn:w`",
            ),
        ] {
            let settings = settings(json);
            assert_eq!(settings.identity(), identity);
            let shown = format!("{settings:?} {:?} {:?}", settings.keys, settings.web_identity);
            assert!(!shown.contains("hush"), "{shown}");
        }
    }

    #[test]
    fn reads_durations() {
        for (text, seconds) in [
            ("1h", Some(3600)),
            ("15m30s", Some(930)),
            ("", Some(0)),
            ("5", None),
            ("1d", None),
            ("h", None),
        ] {
            assert_eq!(read_duration(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
