//! Why AWS did not do what was asked.

use landform_plan::StoreFault;

pub use landform_plan::FaultKind;

use crate::http::{NoAnswer, Response, Url};
use crate::xml;

/// What was asked of whom, what came back, and what to do next. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AwsFault {
    /// The sort of fault.
    pub kind: FaultKind,
    /// What was asked of whom, and what came back.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The code that AWS gave, such as `AccessDenied`; empty if it gave none.
    pub code: String,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
}

impl AwsFault {
    /// Creates a fault without a code.
    pub(crate) fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, code: String::new(), status: 0 }
    }

    /// Says what to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the fault of an answer that is no success; `what` was tried, as in "read `x`".
    pub(crate) fn of_answer(what: &str, url: &Url, answer: &Response) -> Self {
        let text = String::from_utf8_lossy(&answer.body);
        let (mut code, said) = said_of(&text);
        if code.is_empty() && answer.status == 301 {
            "PermanentRedirect".clone_into(&mut code);
        }
        let (kind, hint) = meaning(&code, answer);
        let code_shown = if code.is_empty() { String::new() } else { format!("{code}, ") };
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        let message = format!(
            "cannot {what}: `{}` answers {code_shown}status {}{said}",
            url.place(),
            answer.status
        );
        Self { kind, message, hint: Some(hint), code, status: answer.status }
    }

    /// Returns the fault of a request that got no answer.
    pub(crate) fn of_silence(what: &str, url: &Url, silence: &NoAnswer) -> Self {
        let message =
            format!("cannot {what}: no answer from `{}`: {}", url.place(), silence.reason);
        Self::new(FaultKind::Unavailable, message).hint(silence.hint.unwrap_or(
            "look at the network, at `HTTPS_PROXY` and at the endpoint in the settings, then try again",
        ))
    }
}

/// Returns the code and the message of an answer, which is XML or JSON.
fn said_of(text: &str) -> (String, String) {
    let of = |names: [&str; 3]| {
        let json = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
        let in_json =
            |name: &str| json.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        names.iter().find_map(|name| xml::text(text, name).or_else(|| in_json(name)))
    };
    let code = of(["Code", "error", "__type"]).unwrap_or_default();
    let message = of(["Message", "message", "error_description"]).unwrap_or_default();
    let one_line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    (code, one_line.chars().take(300).collect())
}

/// Returns the sort of a fault, and the cure.
fn meaning(code: &str, answer: &Response) -> (FaultKind, String) {
    let (kind, hint) = match (code, answer.status) {
        (
            "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired",
            _,
        ) => (
            FaultKind::Credentials,
            "the credentials have expired: sign in again (`aws sso login`), or set new ones",
        ),
        (
            "InvalidAccessKeyId"
            | "InvalidClientTokenId"
            | "InvalidToken"
            | "InvalidIdentityToken"
            | "SignatureDoesNotMatch"
            | "UnauthorizedException"
            | "UnrecognizedClientException",
            _,
        ) => (
            FaultKind::Credentials,
            "AWS does not know these credentials: look at `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_PROFILE`",
        ),
        ("RequestTimeTooSkewed", _) => {
            (FaultKind::Settings, "the clock of this machine is wrong: set it")
        }
        ("NoSuchBucket", _) => (
            FaultKind::NoPlace,
            "the bucket is not there: `landform apply --bootstrap` creates it, if its name and region are right",
        ),
        (
            "PermanentRedirect"
            | "TemporaryRedirect"
            | "AuthorizationHeaderMalformed"
            | "IllegalLocationConstraintException"
            | "RegionDisabledException",
            _,
        ) => return (FaultKind::Settings, region_hint(answer)),
        (_, 401 | 403) => (
            FaultKind::Denied,
            "these credentials do not suffice: use others, or have the role, the bucket and its key allow it",
        ),
        (_, 429 | 500..) => {
            (FaultKind::Unavailable, "AWS is in trouble or overloaded: try again later")
        }
        _ => (FaultKind::Settings, "look at the settings of the backend or provider"),
    };
    (kind, hint.to_owned())
}

fn region_hint(answer: &Response) -> String {
    let said = || xml::text(&String::from_utf8_lossy(&answer.body), "Region");
    let region = answer.header("x-amz-bucket-region").map(str::to_owned).or_else(said);
    region.map_or_else(
        || "the region does not fit: correct `region`".to_owned(),
        |region| format!("the bucket is in `{region}`: set `region` to that"),
    )
}

impl From<AwsFault> for StoreFault {
    fn from(fault: AwsFault) -> Self {
        Self { kind: fault.kind, message: fault.message, hint: fault.hint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_has_a_sort_and_a_cure() {
        for (status, body, kind, hint) in [
            (403, "<Error><Code>AccessDenied</Code></Error>", FaultKind::Denied, "do not suffice"),
            (403, "", FaultKind::Denied, "do not suffice"),
            (
                400,
                "<Error><Code>ExpiredToken</Code></Error>",
                FaultKind::Credentials,
                "sign in again",
            ),
            (
                403,
                "<Error><Code>InvalidAccessKeyId</Code></Error>",
                FaultKind::Credentials,
                "does not know",
            ),
            (403, "<Error><Code>RequestTimeTooSkewed</Code></Error>", FaultKind::Settings, "clock"),
            (404, "<Error><Code>NoSuchBucket</Code></Error>", FaultKind::NoPlace, "--bootstrap"),
            (301, "", FaultKind::Settings, "is in `eu-west-1`"),
            (
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code></Error>",
                FaultKind::Settings,
                "is in `eu-west-1`",
            ),
            (503, "<Error><Code>SlowDown</Code></Error>", FaultKind::Unavailable, "later"),
            (429, "", FaultKind::Unavailable, "later"),
            (
                401,
                r#"{"error": "UnauthorizedException", "message": "no"}"#,
                FaultKind::Credentials,
                "does not know",
            ),
            (400, r#"{"__type": "Other"}"#, FaultKind::Settings, "settings"),
        ] {
            let headers = [("x-amz-bucket-region".to_owned(), "eu-west-1".to_owned())].into();
            let answer = Response { status, headers, body: body.as_bytes().to_vec() };
            let url = Url::read("https://h/secret?token=secret").unwrap();
            let fault = AwsFault::of_answer("read `x`", &url, &answer);
            assert_eq!((fault.kind, fault.status), (kind, status), "{body}");
            assert!(fault.hint.as_ref().unwrap().contains(hint), "{fault:?}");
            assert!(!fault.message.contains("secret"), "{fault}");
        }
    }

    #[test]
    fn the_right_region_is_said_in_the_body_too() {
        let said = |body: &str| {
            let body = format!("<Error><Code>AuthorizationHeaderMalformed</Code>{body}</Error>");
            let answer = Response { status: 400, body: body.into_bytes(), ..Response::default() };
            AwsFault::of_answer("read", &Url::read("https://h").unwrap(), &answer).hint.unwrap()
        };
        assert_eq!(said("<Region>x-1</Region>"), "the bucket is in `x-1`: set `region` to that");
        assert_eq!(said(""), "the region does not fit: correct `region`");
    }

    #[test]
    fn shows_what_was_asked_of_whom() {
        let url = Url::read("https://b.s3.eu-west-1.amazonaws.com/k").unwrap();
        let body = b"<Error><Code>AccessDenied</Code><Message>No\n  way</Message></Error>".to_vec();
        let answer = Response { status: 403, body, ..Response::default() };
        assert_eq!(
            AwsFault::of_answer("read `s3://b/k`", &url, &answer).to_string(),
            "cannot read `s3://b/k`: `https://b.s3.eu-west-1.amazonaws.com` answers AccessDenied, status 403: No way"
        );
        let silence = NoAnswer { reason: "connection refused".to_owned(), hint: None };
        assert_eq!(
            AwsFault::of_silence("read `s3://b/k`", &url, &silence).to_string(),
            "cannot read `s3://b/k`: no answer from `https://b.s3.eu-west-1.amazonaws.com`: connection refused"
        );
    }
}
