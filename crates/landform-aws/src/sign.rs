//! Signature Version 4: what makes AWS believe who a request is from.

use std::collections::BTreeMap;

use ring::hmac;
use sha2::{Digest, Sha256};

use crate::credentials::Credentials;
use crate::http::Request;
use crate::moment::Moment;

/// The name of the algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope<'a> {
    /// The region.
    pub(crate) region: &'a str,
    /// The service, as signatures name it.
    pub(crate) service: &'a str,
    /// The time.
    pub(crate) moment: Moment,
}

/// Signs a request: adds the headers of the date, the payload, the session and the signature.
pub(crate) fn sign(request: &mut Request, credentials: &Credentials, scope: Scope<'_>) {
    let payload = hex::encode(Sha256::digest(&request.body));
    request.header("x-amz-date", scope.moment.basic());
    // S3 wants to see the hash; all others take it from the body.
    if scope.service == "s3" {
        request.header("x-amz-content-sha256", payload.clone());
    }
    if let Some(token) = &credentials.token {
        request.header("x-amz-security-token", token.clone());
    }
    let authorization = authorization(request, credentials, scope, &payload);
    request.header("authorization", authorization);
}

fn authorization(
    request: &Request,
    credentials: &Credentials,
    scope: Scope<'_>,
    payload: &str,
) -> String {
    let mut headers: BTreeMap<String, String> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), folded(value)))
        .collect();
    headers.insert("host".to_owned(), request.url.authority());
    let signed = headers.keys().map(String::as_str).collect::<Vec<_>>().join(";");
    let listed: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let canonical = format!(
        "{}\n{}\n{}\n{listed}\n{signed}\n{payload}",
        request.method,
        canonical_path(&request.url.path, scope.service),
        canonical_query(&request.url.query),
    );
    let basic = scope.moment.basic();
    let date = basic.get(..8).unwrap_or_default();
    let place = format!("{date}/{}/{}/aws4_request", scope.region, scope.service);
    let hash = hex::encode(Sha256::digest(canonical));
    let text = format!("{ALGORITHM}\n{basic}\n{place}\n{hash}");
    let key = [date, scope.region, scope.service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{}", credentials.secret).into_bytes(), |key, part| mac(&key, part));
    let signature = hex::encode(mac(&key, &text));
    format!(
        "{ALGORITHM} Credential={}/{place}, SignedHeaders={signed}, Signature={signature}",
        credentials.access_key
    )
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

/// Runs of blanks count as one.
fn folded(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The path as sent for S3; encoded once more for all others.
fn canonical_path(path: &str, service: &str) -> String {
    let path = if path.is_empty() { "/" } else { path };
    if service == "s3" { path.to_owned() } else { encoded(path, true) }
}

fn canonical_query(query: &[(String, String)]) -> String {
    let mut pairs: Vec<_> =
        query.iter().map(|(name, value)| (encoded(name, false), encoded(value, false))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Encodes all but the unreserved characters of RFC 3986, and slashes where they divide.
pub(crate) fn encoded(text: &str, keep_slashes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let kept = byte.is_ascii_alphanumeric()
            || b"-_.~".contains(&byte)
            || (keep_slashes && byte == b'/');
        if kept {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex::encode_upper([byte]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Url;

    /// The key of AWS's published test vectors.
    fn example(token: Option<&str>) -> Credentials {
        Credentials {
            access_key: "AKIDEXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            token: token.map(str::to_owned),
            expires: None,
        }
    }

    fn signature_of(request: &Request) -> &str {
        let header = request.headers.get("authorization").map_or("", String::as_str);
        header.rsplit("Signature=").next().unwrap()
    }

    /// Method, address, headers, body and signature: AWS's `aws-sig-v4-test-suite`.
    #[test]
    fn signs_the_published_vectors() {
        const HOST: &str = "https://example.amazonaws.com";
        const NONE: &[(&str, &str)] = &[];
        for (name, method, target, headers, body, signature) in [
            (
                "get-vanilla",
                "GET",
                "/",
                NONE,
                "",
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                "get-vanilla-query-order-key-case",
                "GET",
                "/?Param2=value2&Param1=value1",
                NONE,
                "",
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                "get-unreserved",
                "GET",
                "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                NONE,
                "",
                "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
            ),
            (
                "get-header-value-trim",
                "GET",
                "/",
                &[("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
                "",
                "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            ),
            (
                "post-vanilla",
                "POST",
                "/",
                NONE,
                "",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "post-x-www-form-urlencoded",
                "POST",
                "/",
                &[("Content-Type", "application/x-www-form-urlencoded")],
                "Param1=value1",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            let mut request = Request::new(method, Url::read(&format!("{HOST}{target}")).unwrap());
            for (name, value) in headers {
                request.header(name, *value);
            }
            request.body = body.as_bytes().to_vec();
            let scope = Scope {
                region: "us-east-1",
                service: "service",
                moment: Moment::of_seconds(1_440_938_160),
            };
            sign(&mut request, &example(None), scope);
            assert_eq!(signature_of(&request), signature, "{name}");
        }
    }

    /// The example of the S3 developer guide: GET of an object with a range.
    #[test]
    fn signs_for_s3_as_the_guide_has_it() {
        let mut request = Request::new(
            "GET",
            Url::read("https://examplebucket.s3.amazonaws.com/test.txt").unwrap(),
        );
        request.header("range", "bytes=0-9");
        let credentials = Credentials {
            access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            token: None,
            expires: None,
        };
        let moment = Moment::read("2013-05-24T00:00:00Z").unwrap();
        sign(&mut request, &credentials, Scope { region: "us-east-1", service: "s3", moment });
        assert_eq!(
            signature_of(&request),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
    }

    #[test]
    fn a_session_is_part_of_what_is_signed() {
        let signed = |token| {
            let mut request = Request::new("GET", Url::read("https://h/").unwrap());
            let scope = Scope { region: "r", service: "sts", moment: Moment::of_seconds(0) };
            sign(&mut request, &example(token), scope);
            request.headers
        };
        let with = signed(Some("session"));
        assert_eq!(with.get("x-amz-security-token").unwrap(), "session");
        assert!(
            with.get("authorization").unwrap().contains("host;x-amz-date;x-amz-security-token")
        );
        assert_ne!(with.get("authorization"), signed(None).get("authorization"));
    }

    #[test]
    fn encodes_what_is_not_unreserved() {
        for (text, path, whole) in
            [("a/b c", "a/b%20c", "a%2Fb%20c"), ("a+b=ü~", "a%2Bb%3D%C3%BC~", "a%2Bb%3D%C3%BC~")]
        {
            assert_eq!(encoded(text, true), path);
            assert_eq!(encoded(text, false), whole);
        }
    }
}
