//! Who makes a request.

use std::fmt;

use crate::context::Context;
use crate::name::{AccountId, Arn, NameError};

/// Who makes a request.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Nobody who is known.
    Anonymous,
    /// The root user of an account.
    Root(AccountId),
    /// A user.
    User(Arn),
    /// A session of a role.
    Session {
        /// The role, as `arn:aws:iam::account:role/path/name`.
        role: Arn,
        /// The name of the session; `None` stands for whatever name whoever assumes the role gives it.
        name: Option<String>,
    },
    /// A service of AWS that acts for itself, such as `ec2.amazonaws.com`.
    Service(String),
    /// Somebody whom an identity provider vouches for and who has no session yet: the provider's ARN or host.
    Federated(String),
}

impl Principal {
    /// Reads an ARN: an account's root, a user, a role (any session of it), a role's session, or an identity provider.
    ///
    /// The ARN of a session does not tell the path of its role, so the role is taken to have none.
    ///
    /// # Errors
    /// Returns an error if the ARN is of anything else.
    pub fn from_arn(arn: &Arn) -> Result<Self, NameError> {
        let unknown = || NameError::Principal(arn.to_string());
        let account = arn.account().ok_or_else(unknown)?;
        let (kind, name) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
        match (arn.service(), kind, name) {
            ("iam", "root", "") => Ok(Self::Root(account)),
            ("iam" | "sts", _, "") => Err(unknown()),
            ("iam", "user", _) => Ok(Self::User(arn.clone())),
            ("iam", "role", _) => Ok(Self::Session { role: arn.clone(), name: None }),
            ("iam", "oidc-provider" | "saml-provider", _) => Ok(Self::Federated(arn.to_string())),
            ("sts", "assumed-role", _) => {
                let (role, session) = name.split_once('/').ok_or_else(unknown)?;
                let role = format!("arn:{}:iam::{account}:role/{role}", arn.partition()).parse()?;
                Ok(Self::Session { role, name: Some(session.to_owned()) })
            }
            _ => Err(unknown()),
        }
    }

    /// Returns the account whose policies count for the principal, if there is one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Root(account) => Some(account.clone()),
            Self::User(arn) | Self::Session { role: arn, .. } => arn.account(),
            Self::Anonymous | Self::Service(_) | Self::Federated(_) => None,
        }
    }

    /// Tells whether this is a session of a role that is linked to a service, which no organization limits.
    #[must_use]
    pub fn is_service_linked(&self) -> bool {
        match self {
            Self::Session { role, .. } => role.resource().starts_with("role/aws-service-role/"),
            Self::Anonymous
            | Self::Root(_)
            | Self::User(_)
            | Self::Service(_)
            | Self::Federated(_) => false,
        }
    }

    /// Adds the keys that follow from the principal, unless they are there.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys".
    pub(crate) fn add_keys(&self, context: &mut Context) {
        if let Some(account) = self.account() {
            context.add("aws:PrincipalAccount", account.to_string());
        }
        // Requests without a signature, also those that bring a token instead, do not have this key.
        if !matches!(self, Self::Anonymous | Self::Federated(_)) {
            let is_service = matches!(self, Self::Service(_));
            context.add("aws:PrincipalIsAWSService", is_service.to_string());
        }
        match self {
            Self::Anonymous => context.add("aws:PrincipalType", "Anonymous".to_owned()),
            Self::Root(account) => {
                context.add("aws:PrincipalType", "Account".to_owned());
                context.add("aws:PrincipalArn", format!("arn:aws:iam::{account}:root"));
                context.add("aws:userid", account.to_string());
            }
            Self::User(arn) => {
                context.add("aws:PrincipalType", "User".to_owned());
                context.add("aws:PrincipalArn", arn.to_string());
                context.add("aws:username", last_part(arn).to_owned());
            }
            Self::Session { role, .. } => {
                context.add("aws:PrincipalType", "AssumedRole".to_owned());
                context.add("aws:PrincipalArn", role.to_string());
            }
            Self::Service(name) => context.add("aws:PrincipalServiceName", name.clone()),
            Self::Federated(provider) => context.add("aws:FederatedProvider", provider.clone()),
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anybody"),
            Self::Root(account) => write!(f, "arn:aws:iam::{account}:root"),
            Self::User(arn) | Self::Session { role: arn, name: None } => write!(f, "{arn}"),
            Self::Session { role, name: Some(name) } => write!(f, "{role} as {name}"),
            Self::Service(name) | Self::Federated(name) => f.write_str(name),
        }
    }
}

/// Returns the name of a user or role without its path.
pub(crate) fn last_part(arn: &Arn) -> &str {
    arn.resource().rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_arns() {
        for (text, shown) in [
            ("arn:aws:iam::111111111111:root", Some("arn:aws:iam::111111111111:root")),
            ("arn:aws:iam::111111111111:user/a/b", Some("arn:aws:iam::111111111111:user/a/b")),
            ("arn:aws:iam::111111111111:role/r", Some("arn:aws:iam::111111111111:role/r")),
            (
                "arn:aws:sts::111111111111:assumed-role/r/s",
                Some("arn:aws:iam::111111111111:role/r as s"),
            ),
            (
                "arn:aws:iam::111111111111:oidc-provider/x.example",
                Some("arn:aws:iam::111111111111:oidc-provider/x.example"),
            ),
            ("arn:aws:sts::111111111111:assumed-role/r", None),
            ("arn:aws:iam::111111111111:user/", None),
            ("arn:aws:iam::111111111111:group/g", None),
            ("arn:aws:iam::aws:policy/x", None),
            ("arn:aws:s3:::bucket", None),
        ] {
            let read = Principal::from_arn(&text.parse().unwrap());
            assert_eq!(read.ok().map(|one| one.to_string()).as_deref(), shown, "{text}");
        }
    }
}
