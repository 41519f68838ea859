//! Credentials of somebody who signed in with IAM Identity Center (`aws sso login`).

use std::path::Path;
use std::time::Duration;

use landform_world::Access;
use serde_json::{Map, Value as Json, json};
use sha1::{Digest, Sha1};

use super::Credentials;
use crate::fault::{AwsFault, FaultKind};
use crate::http::Request;
use crate::moment::Moment;
use crate::profiles::Section;
use crate::session::Session;

/// What a profile says of the sign-in.
struct SignIn<'a> {
    profile: &'a str,
    region: &'a str,
    account: &'a str,
    role: &'a str,
    /// The name of the session, or of the start page: the file of the token is named after it.
    name: &'a str,
    /// Sessions can be prolonged without the user, the older form cannot.
    is_session: bool,
}

/// Returns the credentials of a profile's account and role.
pub(super) fn read(
    session: &Session<'_>,
    profile: &str,
    section: &Section,
) -> Result<Credentials, AwsFault> {
    let sign_in = sign_in(session, profile, section)?;
    let token = token(session, &sign_in)?;
    let portal = session.service_in("portal.sso", sign_in.region.to_owned())?;
    let url = portal
        .url
        .at("/federation/credentials")
        .with("role_name", sign_in.role)
        .with("account_id", sign_in.account);
    let mut request = Request::new("GET", url);
    request.header("x-amz-sso_bearer_token", token);
    let what = format!(
        "get credentials of role `{}` in account `{}` for profile `{profile}`",
        sign_in.role, sign_in.account
    );
    let answer =
        session.call(&what, &portal, None, &request).map_err(|fault| match fault.status {
            401 => AwsFault { kind: FaultKind::Credentials, ..fault }.hint(login(profile)),
            _ => fault,
        })?;
    read_credentials(&answer.body).ok_or_else(|| {
        AwsFault::new(FaultKind::Unavailable, format!("cannot {what}: the answer has none"))
            .hint(login(profile))
    })
}

fn sign_in<'a>(
    session: &'a Session<'_>,
    profile: &'a str,
    section: &'a Section,
) -> Result<SignIn<'a>, AwsFault> {
    let lacks = |what: &str| {
        AwsFault::new(FaultKind::Settings, format!("profile `{profile}` has no `{what}`"))
            .hint("run `aws configure sso`")
    };
    let of = |section: &'a Section, key: &str| {
        section.get(key).map(String::as_str).ok_or_else(|| lacks(key))
    };
    let named = section.get("sso_session");
    let place = match named {
        Some(name) => session
            .profiles
            .sso_session(name)
            .ok_or_else(|| lacks(&format!("sso-session {name}")))?,
        None => section,
    };
    Ok(SignIn {
        profile,
        region: of(place, "sso_region")?,
        account: of(section, "sso_account_id")?,
        role: of(section, "sso_role_name")?,
        name: match named {
            Some(name) => name,
            None => of(section, "sso_start_url")?,
        },
        is_session: named.is_some(),
    })
}

fn login(profile: &str) -> String {
    format!("sign in: `aws sso login --profile {profile}`")
}

/// Returns the token of the sign-in, prolonged if it has expired and can be.
fn token(session: &Session<'_>, sign_in: &SignIn<'_>) -> Result<String, AwsFault> {
    let environment = session.environment;
    let file = hex::encode(Sha1::digest(sign_in.name)) + ".json";
    let path = environment.expanded("~/.aws/sso/cache/").join(file);
    let expired = |what: &str| {
        let message = format!("the sign-in of profile `{}` {what}", sign_in.profile);
        AwsFault::new(FaultKind::Credentials, message).hint(login(sign_in.profile))
    };
    let bytes = environment.world().read(&path).map_err(|_| expired("is not there"))?;
    let kept: Map<String, Json> =
        serde_json::from_slice(&bytes).map_err(|_| expired("cannot be read"))?;
    let text = |name: &str| kept.get(name).and_then(Json::as_str);
    let expires = text("expiresAt").and_then(Moment::read);
    let soon = environment.now().after(Duration::from_secs(60));
    match text("accessToken") {
        Some(token) if expires.is_some_and(|expires| expires > soon) => Ok(token.to_owned()),
        _ if sign_in.is_session => {
            prolong(session, sign_in, &path, &kept).ok_or_else(|| expired("has expired"))
        }
        _ => Err(expired("has expired")),
    }
}

/// Gets another token and keeps it where the AWS tools look; `None` if the user must sign in again.
fn prolong(
    session: &Session<'_>,
    sign_in: &SignIn<'_>,
    path: &Path,
    kept: &Map<String, Json>,
) -> Option<String> {
    let text = |name: &str| kept.get(name).and_then(Json::as_str);
    let service = session.service_in("oidc", sign_in.region.to_owned()).ok()?;
    let mut request = Request::new("POST", service.url.at("/token"));
    request.header("content-type", "application/json");
    request.body = json!({
        "grantType": "refresh_token",
        "clientId": text("clientId")?,
        "clientSecret": text("clientSecret")?,
        "refreshToken": text("refreshToken")?,
    })
    .to_string()
    .into_bytes();
    let answer = session.call("prolong the sign-in", &service, None, &request).ok()?;
    let given: Map<String, Json> = serde_json::from_slice(&answer.body).ok()?;
    let token = given.get("accessToken")?.as_str()?.to_owned();
    let seconds = given.get("expiresIn")?.as_u64()?;
    let expires = session.environment.now().after(Duration::from_secs(seconds));
    let mut renewed = kept.clone();
    renewed.insert("accessToken".to_owned(), Json::String(token.clone()));
    renewed.insert("expiresAt".to_owned(), Json::String(expires.to_string()));
    if let Some(next) = given.get("refreshToken") {
        renewed.insert("refreshToken".to_owned(), next.clone());
    }
    let text = Json::Object(renewed).to_string();
    // A token that cannot be kept can be used all the same.
    let _ = session.environment.world().write(path, text.as_bytes(), Access::Private);
    Some(token)
}

fn read_credentials(text: &[u8]) -> Option<Credentials> {
    let json: Json = serde_json::from_slice(text).ok()?;
    let given = json.get("roleCredentials")?;
    let text = |name: &str| given.get(name).and_then(Json::as_str).map(str::to_owned);
    Some(Credentials {
        access_key: text("accessKeyId")?,
        secret: text("secretAccessKey")?,
        token: text("sessionToken"),
        expires: given
            .get("expiration")
            .and_then(Json::as_u64)
            .map(|millis| Moment::of_seconds(millis / 1000)),
    })
}
