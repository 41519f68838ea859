//! Whom a document names in `Principal` and `NotPrincipal`.

use landform_diag::Diagnostic;

use crate::document::Effect;
use crate::name::{AccountId, Arn};
use crate::principal::{Principal, last_part};

/// One entry of `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trusted {
    /// `*`: everybody, also without credentials.
    Anybody,
    Account(AccountId),
    User(Arn),
    Role(Arn),
    Session {
        account: AccountId,
        role: String,
        name: String,
    },
    Service(String),
    AnyService,
    Federated(String),
    AnyFederated,
    /// What cannot be told to be anybody: a canonical user, a deleted principal, a federated user.
    Unresolved,
}

/// How directly a resource's document grants something, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// To an account, which has to grant it on.
    Account,
    /// To a role, whose sessions stay inside its boundary and their own policies.
    Role,
    /// To the very user or session, or to everybody.
    Direct,
}

impl Trusted {
    /// Reads an entry of `AWS`.
    pub(crate) fn aws(text: &str) -> Result<Self, Diagnostic> {
        if text == "*" {
            return Ok(Self::Anybody);
        }
        if let Ok(account) = text.parse() {
            return Ok(Self::Account(account));
        }
        if text.contains(['*', '?']) {
            return Err(Diagnostic::error(format!("`{text}` has a wildcard in a principal"))
                .hint("name whole principals, or use `*` with a condition on `aws:PrincipalArn`"));
        }
        if is_unique_id(text) {
            return Ok(Self::Unresolved);
        }
        let arn: Arn = text.parse().map_err(|_| not_aws(text))?;
        let account = arn.account().ok_or_else(|| not_aws(text))?;
        let (kind, name) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
        match (arn.service(), kind, name) {
            ("iam", "root", "") => Ok(Self::Account(account)),
            (_, _, "") => Err(not_aws(text)),
            ("iam", "user", _) => Ok(Self::User(arn)),
            ("iam", "role", _) => Ok(Self::Role(arn)),
            ("sts", "federated-user", _) => Ok(Self::Unresolved),
            ("sts", "assumed-role", _) => {
                let (role, session) = name.split_once('/').ok_or_else(|| not_aws(text))?;
                Ok(Self::Session { account, role: role.to_owned(), name: session.to_owned() })
            }
            _ => Err(not_aws(text)),
        }
    }

    /// Reads an entry of `Service`.
    pub(crate) fn service(text: &str) -> Result<Self, Diagnostic> {
        let plain = |one: u8| one.is_ascii_alphanumeric() || b"-.".contains(&one);
        match text {
            "*" => Ok(Self::AnyService),
            _ if text.contains('.') && text.bytes().all(plain) => {
                Ok(Self::Service(text.to_owned()))
            }
            _ => Err(Diagnostic::error(format!("`{text}` is not a service"))
                .hint("services look like `ec2.amazonaws.com`")),
        }
    }

    /// Reads an entry of `Federated`.
    pub(crate) fn federated(text: &str) -> Result<Self, Diagnostic> {
        let provider = |arn: &Arn| {
            let (kind, name) = arn.resource().split_once('/').unwrap_or_default();
            arn.service() == "iam"
                && arn.account().is_some()
                && ["oidc-provider", "saml-provider"].contains(&kind)
                && !name.is_empty()
        };
        let is_host = text.contains('.') && !text.contains([':', ' ']);
        match text.parse::<Arn>() {
            _ if text == "*" => Ok(Self::AnyFederated),
            Ok(arn) if provider(&arn) && !text.contains(['*', '?']) => {
                Ok(Self::Federated(text.to_owned()))
            }
            Err(_) if is_host && !text.contains(['*', '?']) => Ok(Self::Federated(text.to_owned())),
            Ok(_) | Err(_) => Err(Diagnostic::error(format!("`{text}` is no identity provider"))
                .hint("name the ARN of an `oidc-provider` or `saml-provider`, or a host")),
        }
    }

    /// Returns how the entry covers a principal, if it does.
    ///
    /// A session whose name is open can have any name, so it may be one that is allowed and need not be one that is denied.
    pub(crate) fn covers(&self, principal: &Principal, effect: Effect) -> Option<Grant> {
        let (fits, grant) = match (self, principal) {
            (Self::Anybody, _) => (true, Grant::Direct),
            (Self::Account(account), _) => {
                (principal.account().as_ref() == Some(account), Grant::Account)
            }
            (Self::User(own), Principal::User(arn)) => (own == arn, Grant::Direct),
            (Self::Role(own), Principal::Session { role, .. }) => (own == role, Grant::Role),
            (
                Self::Session { account, role, name },
                Principal::Session { role: arn, name: own },
            ) => {
                let named = own.as_ref().map_or(effect == Effect::Allow, |own| own == name);
                let same = arn.account().as_ref() == Some(account) && last_part(arn) == role;
                (same && named, Grant::Direct)
            }
            (Self::Service(own), Principal::Service(name)) => {
                (own.eq_ignore_ascii_case(name), Grant::Direct)
            }
            (Self::AnyService, Principal::Service(_))
            | (Self::AnyFederated, Principal::Federated(_)) => (true, Grant::Direct),
            (Self::Federated(own), Principal::Federated(name)) => (own == name, Grant::Direct),
            _ => (false, Grant::Direct),
        };
        fits.then_some(grant)
    }
}

/// Tells whether `NotPrincipal` leaves a principal out: its user, or both its role and its session must be named.
///
/// Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal". The account's ARN is asked for there too, but not by
/// every service; here it is not needed.
pub(crate) fn is_left_out(named: &[Trusted], principal: &Principal) -> bool {
    let is_named =
        |grant: Grant| named.iter().any(|one| one.covers(principal, Effect::Allow) == Some(grant));
    match principal {
        Principal::Session { .. } => {
            named.contains(&Trusted::Anybody) || (is_named(Grant::Role) && is_named(Grant::Direct))
        }
        Principal::Root(_) => is_named(Grant::Account) || is_named(Grant::Direct),
        Principal::Anonymous
        | Principal::User(_)
        | Principal::Service(_)
        | Principal::Federated(_) => is_named(Grant::Direct),
    }
}

/// The identifier that stands where a principal was deleted.
fn is_unique_id(text: &str) -> bool {
    ["AIDA", "AROA", "ASIA", "AKIA"].iter().any(|start| text.starts_with(start))
        && text.len() >= 16
        && text.bytes().all(|one| one.is_ascii_uppercase() || one.is_ascii_digit())
}

fn not_aws(text: &str) -> Diagnostic {
    Diagnostic::error(format!("`{text}` is not a principal"))
        .hint("name an account, or the ARN of a user, a role or a role's session")
}
