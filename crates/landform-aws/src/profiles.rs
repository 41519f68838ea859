//! The shared configuration and credentials files of AWS.

use std::collections::BTreeMap;

use crate::environment::Environment;
use crate::settings::Settings;

/// The keys and values of one section.
pub(crate) type Section = BTreeMap<String, String>;

/// What the shared files hold.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Profiles {
    profiles: BTreeMap<String, Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
}

impl Profiles {
    /// Reads the files that the settings or the environment name; files that are not there hold nothing.
    pub(crate) fn read(settings: &Settings, environment: &Environment<'_>) -> Self {
        let files = |own: &[String], variable: &str, default: &str| {
            if own.is_empty() {
                vec![environment.var(variable).unwrap_or(default).to_owned()]
            } else {
                own.to_vec()
            }
        };
        let text = |file: &String| {
            let bytes = environment.world().read(&environment.expanded(file)).ok()?;
            String::from_utf8(bytes).ok()
        };
        let mut all = Self::default();
        for file in files(&settings.config_files, "AWS_CONFIG_FILE", "~/.aws/config") {
            all.add_config(&text(&file).unwrap_or_default());
        }
        let own = &settings.credentials_files;
        for file in files(own, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials") {
            all.add_credentials(&text(&file).unwrap_or_default());
        }
        all
    }

    /// Returns a profile.
    pub(crate) fn profile(&self, name: &str) -> Option<&Section> {
        self.profiles.get(name)
    }

    /// Returns the section of an SSO session.
    pub(crate) fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// Returns the endpoint of a service, or of all services, that a profile sets.
    pub(crate) fn endpoint(&self, profile: &str, service: &str) -> Option<&str> {
        let profile = self.profile(profile)?;
        let of_service = profile
            .get("services")
            .and_then(|name| self.services.get(name)?.get(&format!("{service}.endpoint_url")));
        of_service.or_else(|| profile.get("endpoint_url")).map(String::as_str)
    }

    /// Returns the names of the profiles.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// Returns what the text of a configuration file holds.
    #[cfg(test)]
    pub(crate) fn of_config(text: &str) -> Self {
        let mut all = Self::default();
        all.add_config(text);
        all
    }

    fn add_config(&mut self, text: &str) {
        for (title, section) in sections(text) {
            let (kind, name) = title.split_once(char::is_whitespace).unwrap_or(("", &title));
            let name = name.trim().to_owned();
            let place = match (kind, name.as_str()) {
                ("profile", _) | ("", "default") => &mut self.profiles,
                ("sso-session", _) => &mut self.sso_sessions,
                ("services", _) => &mut self.services,
                _ => continue,
            };
            place.entry(name).or_default().extend(section);
        }
    }

    /// The credentials file names profiles plainly, and wins.
    fn add_credentials(&mut self, text: &str) {
        for (title, section) in sections(text) {
            self.profiles.entry(title).or_default().extend(section);
        }
    }
}

/// Returns the sections in the order of the text; indented lines belong to the key above them.
fn sections(text: &str) -> Vec<(String, Section)> {
    let mut found: Vec<(String, Section)> = Vec::new();
    let mut above = String::new();
    for line in text.lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with(['#', ';']) {
            continue;
        }
        if let Some(title) = bare.strip_prefix('[') {
            let title = title.split(']').next().unwrap_or(title).trim();
            found.push((title.replace('"', ""), Section::new()));
            above.clear();
            continue;
        }
        let Some((_, section)) = found.last_mut() else { continue };
        let Some((name, value)) = bare.split_once('=') else { continue };
        let name = name.trim().to_ascii_lowercase();
        let is_indented = line.starts_with([' ', '\t']);
        let name = if is_indented && !above.is_empty() {
            format!("{above}.{name}")
        } else {
            above.clone_from(&name);
            name
        };
        section.insert(name, without_comment(value));
    }
    found
}

/// A comment may follow a value after a blank.
fn without_comment(value: &str) -> String {
    let end = [" #", " ;", "\t#", "\t;"].iter().filter_map(|mark| value.find(mark)).min();
    value.get(..end.unwrap_or(value.len())).unwrap_or(value).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_profiles_sessions_and_services() {
        let mut profiles = Profiles::of_config(
            "lost = 1\n[default]\nregion = eu-west-1 # here\n[profile dev]\nREGION=us-east-1\nservices = local\n\
             s3 =\n  max = 5\nrole_arn = arn:r\n[profile \"two words\"]\nregion=x\n[dev]\nregion = ignored\n\
             [sso-session corp]\nsso_region = eu-west-1\n[services local]\ns3 =\n  endpoint_url = http://s3\n\
             [broken\nno equals\n",
        );
        profiles.add_credentials(
            "; comment\n[dev]\naws_access_key_id = AKIA\nregion = from-credentials\n[other]\nendpoint_url=http://all",
        );
        let of = |profile: &str, key: &str| profiles.profile(profile)?.get(key).cloned();
        for (profile, key, expected) in [
            ("default", "region", Some("eu-west-1")),
            ("dev", "region", Some("from-credentials")),
            ("dev", "role_arn", Some("arn:r")),
            ("dev", "s3.max", Some("5")),
            ("dev", "aws_access_key_id", Some("AKIA")),
            ("two words", "region", Some("x")),
            ("corp", "sso_region", None),
        ] {
            assert_eq!(of(profile, key).as_deref(), expected, "{profile} {key}");
        }
        assert_eq!(profiles.sso_session("corp").unwrap().len(), 1);
        for (profile, service, expected) in [
            ("dev", "s3", Some("http://s3")),
            ("dev", "sts", None),
            ("other", "sts", Some("http://all")),
            ("nobody", "s3", None),
        ] {
            assert_eq!(profiles.endpoint(profile, service), expected);
        }
        assert_eq!(profiles.names().collect::<Vec<_>>(), ["default", "dev", "other", "two words"]);
    }
}
