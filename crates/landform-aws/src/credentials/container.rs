//! Credentials of a container, from the agent beside it (ECS, EKS).

use super::{Credentials, read_written};
use crate::fault::{AwsFault, FaultKind};
use crate::http::{Request, Url};
use crate::proxy::is_this_machine;
use crate::session::Session;

/// Where the agent of ECS is.
const ECS: &str = "http://169.254.170.2";

/// The hosts that may be asked without encryption.
const TRUSTED: [&str; 3] = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

/// Returns the credentials; `None` if this is no container with an agent.
pub(super) fn read(session: &Session<'_>) -> Option<Result<Credentials, AwsFault>> {
    let environment = session.environment;
    let relative = environment.var("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    let text = match relative {
        Some(path) => format!("{ECS}{path}"),
        None => environment.var("AWS_CONTAINER_CREDENTIALS_FULL_URI")?.to_owned(),
    };
    Some(ask(session, &text))
}

fn ask(session: &Session<'_>, text: &str) -> Result<Credentials, AwsFault> {
    let url = Url::read(text).filter(|url| {
        url.scheme == "https" || is_this_machine(&url.host) || TRUSTED.contains(&url.host.as_str())
    });
    let Some(url) = url else {
        return Err(AwsFault::new(
            FaultKind::Settings,
            "`AWS_CONTAINER_CREDENTIALS_FULL_URI` names a host that must not be asked for credentials",
        )
        .hint("it must be `https`, or the agent of the container itself"));
    };
    let mut request = Request::new("GET", url);
    if let Some(token) = token(session)? {
        request.header("authorization", token);
    }
    let what = "get credentials of the container";
    let answer = session
        .ask_near(&request)
        .map_err(|silence| AwsFault::of_silence(what, &request.url, &silence))?;
    if !answer.is_success() {
        return Err(AwsFault::of_answer(what, &request.url, &answer));
    }
    read_written(&answer.body).ok_or_else(|| {
        AwsFault::new(
            FaultKind::Unavailable,
            format!("cannot {what}: `{}` answers something else", request.url.place()),
        )
        .hint("look at the agent of the container")
    })
}

fn token(session: &Session<'_>) -> Result<Option<String>, AwsFault> {
    let environment = session.environment;
    let Some(file) = environment.var("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
        return Ok(environment.var("AWS_CONTAINER_AUTHORIZATION_TOKEN").map(str::to_owned));
    };
    let text = environment.world().read_text(file.as_ref()).map_err(|error| {
        AwsFault::new(
            FaultKind::Credentials,
            format!("cannot read the token of the container in `{file}`: {error}"),
        )
        .hint("`AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` names a file that the cluster writes")
    })?;
    Ok(Some(text.trim().to_owned()))
}
