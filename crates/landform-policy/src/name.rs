//! Names of AWS: accounts, resources, actions.

use std::fmt;
use std::str::FromStr;

/// Why a text is no name of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// An account is not twelve digits.
    #[error("`{0}` is not an account: it must be twelve digits")]
    Account(String),
    /// A resource name does not have its six parts.
    #[error("`{0}` is not an ARN: it must be `arn:partition:service:region:account:resource`")]
    Arn(String),
    /// An action is not a service and a name.
    #[error("`{0}` is not an action: it must be `service:Name`")]
    Action(String),
    /// An ARN is of nobody who could make a request.
    #[error(
        "`{0}` is not an account's root, a user, a role, a role's session or an identity provider"
    )]
    Principal(String),
}

/// The twelve digits of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountId(String);

impl AccountId {
    /// Returns the digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = text.len() == 12 && text.bytes().all(|one| one.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(NameError::Account(text.to_owned())) }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a resource: `arn:partition:service:region:account:resource`.
///
/// Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arn(String);

impl Arn {
    /// Returns the whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the partition, such as `aws` or `aws-cn`.
    #[must_use]
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// Returns the service, such as `iam`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// Returns the account, if the name has one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.part(4).parse().ok()
    }

    /// Returns what is behind the fifth colon.
    #[must_use]
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    fn part(&self, number: usize) -> &str {
        self.0.splitn(6, ':').nth(number).unwrap_or_default()
    }
}

impl FromStr for Arn {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let mut parts = text.splitn(6, ':');
        let first = parts.next() == Some("arn");
        let rest: Vec<&str> = parts.collect();
        let fits = |(partition, service, resource): (&str, &str, &str)| {
            !partition.is_empty() && !service.is_empty() && !resource.is_empty()
        };
        match rest.as_slice() {
            [partition, service, _, _, resource]
                if first && fits((partition, service, resource)) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(NameError::Arn(text.to_owned())),
        }
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One action of a service, such as `s3:GetObject`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action(String);

impl Action {
    /// Names an action that is known to be one.
    pub(crate) fn named(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// Returns the action as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the service before the colon.
    #[must_use]
    pub fn service(&self) -> &str {
        self.0.split_once(':').map_or("", |(service, _)| service)
    }
}

impl FromStr for Action {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|one| one.is_ascii_alphanumeric() || b"-_.".contains(&one))
        };
        match text.split_once(':') {
            Some((service, action)) if name(service) && name(action) => Ok(Self(text.to_owned())),
            _ => Err(NameError::Action(text.to_owned())),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_apart() {
        let arn: Arn = "arn:aws:iam::111111111111:role/a:b".parse().unwrap();
        assert_eq!((arn.partition(), arn.service(), arn.resource()), ("aws", "iam", "role/a:b"));
        assert_eq!(arn.account().unwrap().as_str(), "111111111111");
        let bucket: Arn = "arn:aws:s3:::bucket/*".parse().unwrap();
        assert_eq!(bucket.account(), None);
        let action: Action = "s3:GetObject".parse().unwrap();
        assert_eq!(action.service(), "s3");
    }

    #[test]
    fn refuses_the_rest() {
        for text in ["", "arn", "arn:aws:s3", "arn:aws:s3:::", "arn:::::x", "x:aws:s3:::b"] {
            assert!(text.parse::<Arn>().is_err(), "{text}");
        }
        for text in ["", "s3", "s3:", ":Get", "s3:Get*", "s3:a:b", "s3: x"] {
            assert!(text.parse::<Action>().is_err(), "{text}");
        }
        for text in ["", "11111111111", "1111111111111", "11111111111a"] {
            assert!(text.parse::<AccountId>().is_err(), "{text}");
        }
    }
}
