//! Credentials of an EC2 instance, from its metadata service, version 2.

use super::chain::nothing_found;
use super::{Credentials, read_written};
use crate::fault::{AwsFault, FaultKind};
use crate::http::{Request, Response, Url};
use crate::session::Session;

/// Where the metadata service is.
const SERVICE: &str = "http://169.254.169.254";

/// Where it is with IPv6.
const SERVICE_6: &str = "http://[fd00:ec2::254]";

/// Where the credentials are.
const PATH: &str = "/latest/meta-data/iam/security-credentials/";

/// Returns the credentials of the instance; there being no instance is the end of all ways to find some.
pub(super) fn read(session: &Session<'_>) -> Result<Credentials, AwsFault> {
    let (settings, environment) = (session.settings, session.environment);
    if settings.skip_metadata || environment.flag("AWS_EC2_METADATA_DISABLED") {
        return Err(nothing_found());
    }
    let mode = settings
        .text("ec2_metadata_service_endpoint_mode")
        .or_else(|| environment.var("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"));
    let default = if mode == Some("IPv6") { SERVICE_6 } else { SERVICE };
    let base = settings
        .text("ec2_metadata_service_endpoint")
        .or_else(|| environment.var("AWS_EC2_METADATA_SERVICE_ENDPOINT"))
        .unwrap_or(default);
    let base = Url::read(base).ok_or_else(|| {
        AwsFault::new(FaultKind::Settings, format!("`{base}`, the metadata service, is no address"))
            .hint("correct `AWS_EC2_METADATA_SERVICE_ENDPOINT`")
    })?;
    let mut request = Request::new("PUT", base.at("/latest/api/token"));
    request.header("x-aws-ec2-metadata-token-ttl-seconds", "21600");
    // Where nobody answers, this is no instance.
    let Ok(answer) = session.ask_near(&request) else { return Err(nothing_found()) };
    let token = text(&answer).ok_or_else(nothing_found)?;
    let get = |path: &str| {
        let mut request = Request::new("GET", base.at(path));
        request.header("x-aws-ec2-metadata-token", token.clone());
        session.ask_near(&request).ok().filter(Response::is_success)
    };
    let no_role = || {
        AwsFault::new(FaultKind::Credentials, "this EC2 instance has no role")
            .hint("give the instance an instance profile, or set other credentials")
    };
    let roles = get(PATH).and_then(|answer| text(&answer)).ok_or_else(no_role)?;
    let role = roles.lines().next().unwrap_or_default().trim();
    get(&format!("{PATH}{role}")).and_then(|answer| read_written(&answer.body)).ok_or_else(no_role)
}

fn text(answer: &Response) -> Option<String> {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    (answer.is_success() && !text.is_empty()).then_some(text)
}
