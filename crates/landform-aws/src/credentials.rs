//! Credentials, and the ways in which they are found.

pub(crate) mod chain;
mod container;
mod metadata;
mod process;
mod sso;

use std::fmt;

use serde::Deserialize;

use crate::moment::Moment;

/// An access key with its secret, and until when they hold.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// The access key, which is no secret.
    pub(crate) access_key: String,
    /// The secret.
    pub(crate) secret: String,
    /// The session, if the key is for a session only.
    pub(crate) token: Option<String>,
    /// Until when they hold; for ever if that is not said.
    pub(crate) expires: Option<Moment>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key", &self.access_key)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Credentials as processes, containers and machines write them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written {
    access_key_id: String,
    secret_access_key: String,
    #[serde(alias = "SessionToken")]
    token: Option<String>,
    expiration: Option<String>,
}

/// Reads credentials as processes, containers and machines write them.
fn read_written(text: &[u8]) -> Option<Credentials> {
    let written: Written = serde_json::from_slice(text).ok()?;
    let expires = written.expiration.as_deref().filter(|text| !text.is_empty());
    let expires = match expires {
        Some(text) => Some(Moment::read(text)?),
        None => None,
    };
    Some(Credentials {
        access_key: written.access_key_id,
        secret: written.secret_access_key,
        token: written.token.filter(|token| !token.is_empty()),
        expires,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_others_write_and_shows_no_secret() {
        for (text, expected) in [
            (r#"{"AccessKeyId": "a", "SecretAccessKey": "hush"}"#, Some((None, None))),
            (
                r#"{"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "hush", "SessionToken": "t",
                    "Expiration": "1970-01-01T00:00:05Z"}"#,
                Some((Some("t"), Some(Moment::of_seconds(5)))),
            ),
            (
                r#"{"AccessKeyId": "a", "SecretAccessKey": "hush", "Token": "t"}"#,
                Some((Some("t"), None)),
            ),
            (r#"{"AccessKeyId": "a", "SecretAccessKey": "hush", "Expiration": "soon"}"#, None),
            (r#"{"AccessKeyId": "a"}"#, None),
            ("", None),
        ] {
            let found = read_written(text.as_bytes());
            let shown = found.as_ref().map(|found| (found.token.as_deref(), found.expires));
            assert_eq!(shown, expected, "{text}");
            assert!(!format!("{found:?}").contains("hush"));
        }
    }
}
