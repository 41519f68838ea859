//! The order in which credentials are looked for: that of the AWS tools and of the engines' backends.

use std::time::Duration;

use super::{Credentials, container, metadata, process, sso};
use crate::endpoint::profile_name;
use crate::fault::{AwsFault, FaultKind};
use crate::profiles::Section;
use crate::session::Session;
use crate::settings::{Role, WebIdentity};
use crate::sts;

/// Returns the credentials that the settings of a session lead to, roles included.
pub(crate) fn resolve(session: &Session<'_>) -> Result<Credentials, AwsFault> {
    let mut found = base(session)?;
    for role in &session.settings.roles {
        found = sts::assume_role(session, &found, role)?;
    }
    Ok(found)
}

/// Returns the credentials before any role of the settings is assumed.
fn base(session: &Session<'_>) -> Result<Credentials, AwsFault> {
    let (settings, environment) = (session.settings, session.environment);
    if let Some(web) = &settings.web_identity {
        return web_identity(session, web);
    }
    if let Some(keys) = &settings.keys {
        return Ok(Credentials {
            access_key: keys.access_key.clone(),
            secret: keys.secret.clone(),
            token: keys.token.clone(),
            expires: None,
        });
    }
    // A profile in the settings goes before the environment, one that is in the environment does not.
    if settings.profile.is_none() {
        if let Some(found) = of_variables(session) {
            return Ok(found);
        }
        if environment.var("AWS_WEB_IDENTITY_TOKEN_FILE").is_some() {
            return web_identity(session, &WebIdentity::default());
        }
    }
    of_profile(session, profile_name(settings, environment), &mut Vec::new())
}

/// Returns the credentials that stand in the environment itself.
fn of_variables(session: &Session<'_>) -> Option<Credentials> {
    let environment = session.environment;
    Some(Credentials {
        access_key: environment.first(&["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"])?.to_owned(),
        secret: environment.first(&["AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"])?.to_owned(),
        token: environment.var("AWS_SESSION_TOKEN").map(str::to_owned),
        expires: None,
    })
}

/// Assumes a role with a web identity; what is not set stands in the environment.
fn web_identity(session: &Session<'_>, web: &WebIdentity) -> Result<Credentials, AwsFault> {
    let environment = session.environment;
    let missing = |what: &str| {
        AwsFault::new(FaultKind::Credentials, format!("a web identity has no {what}"))
            .hint("set `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as the CI system or cluster gives them")
    };
    let mut role = web.role.clone();
    if role.arn.is_empty() {
        role.arn = environment.var("AWS_ROLE_ARN").ok_or_else(|| missing("role"))?.to_owned();
    }
    if let Some(token) = &web.token {
        return sts::assume_role_with_web_identity(session, &role, token);
    }
    let file = web
        .token_file
        .as_deref()
        .or_else(|| environment.var("AWS_WEB_IDENTITY_TOKEN_FILE"))
        .ok_or_else(|| missing("token"))?;
    let token = environment.world().read_text(&environment.expanded(file)).map_err(|error| {
        AwsFault::new(
            FaultKind::Credentials,
            format!("cannot read the token of a web identity in `{file}`: {error}"),
        )
        .hint("`AWS_WEB_IDENTITY_TOKEN_FILE` names a file that the CI system or cluster writes")
    })?;
    sts::assume_role_with_web_identity(session, &role, token.trim())
}

/// Returns the credentials of a profile; `above` are the profiles that lead to it.
fn of_profile(
    session: &Session<'_>,
    name: &str,
    above: &mut Vec<String>,
) -> Result<Credentials, AwsFault> {
    let empty = Section::new();
    let section = match session.profiles.profile(name) {
        Some(section) => section,
        None if name == "default" && above.is_empty() => &empty,
        None => return Err(no_profile(session, name)),
    };
    if above.iter().any(|one| one == name) {
        let circle = above.join("` → `");
        return Err(AwsFault::new(
            FaultKind::Settings,
            format!("the profiles `{circle}` → `{name}` lead back to themselves"),
        )
        .hint("correct `source_profile` in the AWS configuration file"));
    }
    above.push(name.to_owned());
    let Some(arn) = section.get("role_arn") else { return plain(session, name, section) };
    let text = |key: &str| section.get(key).cloned();
    let role = Role {
        arn: arn.clone(),
        session_name: text("role_session_name"),
        external_id: text("external_id"),
        duration: text("duration_seconds")
            .and_then(|seconds| Some(Duration::from_secs(seconds.parse().ok()?))),
        ..Role::default()
    };
    if let Some(file) = section.get("web_identity_token_file") {
        let web = WebIdentity { role, token: None, token_file: Some(file.clone()) };
        return web_identity(session, &web);
    }
    if section.contains_key("mfa_serial") {
        return Err(AwsFault::new(
            FaultKind::Credentials,
            format!(
                "profile `{name}` needs a code of a second factor, which cannot be asked for here"
            ),
        )
        .hint("get a session with a tool that asks, and use its keys; or use `aws sso login`"));
    }
    let source = source_of(session, name, section, above)?;
    sts::assume_role(session, &source, &role)
}

/// Returns the credentials with which the role of a profile is assumed.
fn source_of(
    session: &Session<'_>,
    name: &str,
    section: &Section,
    above: &mut Vec<String>,
) -> Result<Credentials, AwsFault> {
    if let Some(source) = section.get("source_profile") {
        return if source == name {
            plain(session, name, section)
        } else {
            of_profile(session, source, above)
        };
    }
    let wrong = |message: String| {
        Err(AwsFault::new(FaultKind::Settings, message)
        .hint("a profile with `role_arn` needs `source_profile`, `credential_source` or `web_identity_token_file`"))
    };
    match section.get("credential_source").map(String::as_str) {
        Some("Environment") => of_variables(session).ok_or_else(nothing_found),
        Some("EcsContainer") => container::read(session).unwrap_or_else(|| Err(nothing_found())),
        Some("Ec2InstanceMetadata") => metadata::read(session),
        Some(other) => {
            wrong(format!("profile `{name}` has the unknown `credential_source` `{other}`"))
        }
        None => wrong(format!("profile `{name}` does not say who assumes its role")),
    }
}

/// Returns the credentials of a profile, its role left aside; where it has none, those of the container or machine.
fn plain(session: &Session<'_>, name: &str, section: &Section) -> Result<Credentials, AwsFault> {
    if let (Some(access_key), Some(secret)) =
        (section.get("aws_access_key_id"), section.get("aws_secret_access_key"))
    {
        let token = section.get("aws_session_token").filter(|token| !token.is_empty());
        return Ok(Credentials {
            access_key: access_key.clone(),
            secret: secret.clone(),
            token: token.cloned(),
            expires: None,
        });
    }
    if section.contains_key("sso_account_id") {
        return sso::read(session, name, section);
    }
    if let Some(command) = section.get("credential_process") {
        return process::read(session, name, command);
    }
    container::read(session).unwrap_or_else(|| metadata::read(session))
}

fn no_profile(session: &Session<'_>, name: &str) -> AwsFault {
    let known: Vec<_> = session.profiles.names().map(|name| format!("`{name}`")).collect();
    let hint = if known.is_empty() {
        "there is no AWS configuration file with profiles; `AWS_CONFIG_FILE` may name one"
            .to_owned()
    } else {
        format!("the AWS configuration files have {}", known.join(", "))
    };
    AwsFault::new(FaultKind::Credentials, format!("there is no AWS profile `{name}`")).hint(hint)
}

/// Returns the fault of having looked everywhere.
pub(super) fn nothing_found() -> AwsFault {
    AwsFault::new(FaultKind::Credentials, "there are no AWS credentials").hint(
        "sign in (`aws sso login` and `AWS_PROFILE`), or set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`",
    )
}
