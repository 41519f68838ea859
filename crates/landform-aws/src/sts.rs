//! The service that says who somebody is, and lets them be somebody else.

use crate::credentials::Credentials;
use crate::fault::{AwsFault, FaultKind};
use crate::http::Request;
use crate::moment::Moment;
use crate::session::{Service, Session};
use crate::settings::Role;
use crate::sign::encoded;
use crate::xml;

/// The name of sessions of roles, where nobody gives another.
const SESSION_NAME: &str = "landform";

/// What to do where a role cannot be assumed.
const NOT_TRUSTED: &str =
    "the role must be there, and its trust policy must allow these credentials to assume it";

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: String,
    /// The user, or the session of a role.
    pub arn: String,
}

/// Asks who the credentials of a session belong to.
pub(crate) fn caller(session: &Session<'_>) -> Result<Caller, AwsFault> {
    let credentials = session.credentials()?;
    let what = format!("ask who {} is", session.settings.identity());
    let answer = ask(session, &what, Some(&credentials), "GetCallerIdentity", &[])?;
    let of = |name: &str| xml::text(&answer, name);
    match (of("Account"), of("Arn")) {
        (Some(account), Some(arn)) => Ok(Caller { account, arn }),
        _ => Err(unreadable(&what)),
    }
}

/// Assumes a role.
pub(crate) fn assume_role(
    session: &Session<'_>,
    credentials: &Credentials,
    role: &Role,
) -> Result<Credentials, AwsFault> {
    let what = format!("assume role `{}`", role.arn);
    let parameters = parameters(session, role);
    let answer = ask(session, &what, Some(credentials), "AssumeRole", &parameters);
    let answer = answer.map_err(|fault| {
        let is_denied = fault.kind == FaultKind::Denied;
        if is_denied { fault.hint(NOT_TRUSTED) } else { fault }
    })?;
    read_credentials(&answer).ok_or_else(|| unreadable(&what))
}

/// Assumes a role with the token of a web identity.
pub(crate) fn assume_role_with_web_identity(
    session: &Session<'_>,
    role: &Role,
    token: &str,
) -> Result<Credentials, AwsFault> {
    let what = format!("assume role `{}` with a web identity", role.arn);
    let mut parameters = parameters(session, role);
    parameters.push(("WebIdentityToken".to_owned(), token.to_owned()));
    let answer = ask(session, &what, None, "AssumeRoleWithWebIdentity", &parameters)?;
    read_credentials(&answer).ok_or_else(|| unreadable(&what))
}

fn parameters(session: &Session<'_>, role: &Role) -> Vec<(String, String)> {
    let name = role
        .session_name
        .as_deref()
        .or_else(|| session.environment.var("AWS_ROLE_SESSION_NAME"))
        .unwrap_or(SESSION_NAME);
    let mut all = vec![
        ("RoleArn".to_owned(), role.arn.clone()),
        ("RoleSessionName".to_owned(), name.to_owned()),
    ];
    let single = [
        ("ExternalId", role.external_id.clone()),
        ("SourceIdentity", role.source_identity.clone()),
        ("DurationSeconds", role.duration.map(|time| time.as_secs().to_string())),
        ("Policy", role.policy.clone()),
    ];
    all.extend(single.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    for (number, arn) in (1..).zip(&role.policy_arns) {
        all.push((format!("PolicyArns.member.{number}.arn"), arn.clone()));
    }
    for (number, (key, value)) in (1..).zip(&role.tags) {
        all.push((format!("Tags.member.{number}.Key"), key.clone()));
        all.push((format!("Tags.member.{number}.Value"), value.clone()));
    }
    for (number, key) in (1..).zip(&role.transitive_tags) {
        all.push((format!("TransitiveTagKeys.member.{number}"), key.clone()));
    }
    all
}

/// Sends one action and returns the text of the answer.
fn ask(
    session: &Session<'_>,
    what: &str,
    credentials: Option<&Credentials>,
    action: &str,
    parameters: &[(String, String)],
) -> Result<String, AwsFault> {
    let service = service(session)?;
    let mut request = Request::new("POST", service.url.clone());
    request.header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    let mut body = format!("Action={action}&Version=2011-06-15");
    for (name, value) in parameters {
        body.push_str(&format!("&{}={}", encoded(name, false), encoded(value, false)));
    }
    request.body = body.into_bytes();
    let answer = session.call(what, &service, credentials, &request)?;
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

fn service(session: &Session<'_>) -> Result<Service, AwsFault> {
    match session.settings.text("sts_region") {
        Some(region) => session.service_in("sts", region.to_owned()),
        None => session.service("sts"),
    }
}

fn read_credentials(answer: &str) -> Option<Credentials> {
    Some(Credentials {
        access_key: xml::text(answer, "AccessKeyId")?,
        secret: xml::text(answer, "SecretAccessKey")?,
        token: xml::text(answer, "SessionToken"),
        expires: xml::text(answer, "Expiration").and_then(|text| Moment::read(&text)),
    })
}

fn unreadable(what: &str) -> AwsFault {
    AwsFault::new(FaultKind::Unavailable, format!("cannot {what}: the answer is not of AWS's form"))
        .hint("look at the endpoint and the proxy: something else answers there")
}
