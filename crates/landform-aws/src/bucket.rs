//! Objects of one bucket.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use md5::{Digest, Md5};

use crate::endpoint::is_plain_host;
use crate::fault::AwsFault;
use crate::http::{Request, Response, Url};
use crate::session::{Service, Session};
use crate::sign::encoded;

/// A bucket, as some settings reach it.
pub(crate) struct Bucket<'a> {
    session: &'a Session<'a>,
    service: Service,
    name: &'a str,
    url: Url,
}

/// How objects are encrypted when they are written.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Sealing {
    /// Whether S3 is to encrypt with its own key, or with the one that is named.
    pub(crate) encrypt: bool,
    /// A key of KMS.
    pub(crate) kms_key: Option<String>,
    /// A key of the caller, in base 64, that S3 does not keep.
    pub(crate) own_key: Option<String>,
    /// A canned access control list.
    pub(crate) acl: Option<String>,
}

impl fmt::Debug for Sealing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").field("encrypt", &self.encrypt).finish_non_exhaustive()
    }
}

impl Sealing {
    fn seal(&self, request: &mut Request) {
        if let Some(acl) = &self.acl {
            request.header("x-amz-acl", acl.clone());
        }
        if !self.encrypt {
            return;
        }
        match &self.kms_key {
            Some(key) => {
                request.header("x-amz-server-side-encryption", "aws:kms");
                request.header("x-amz-server-side-encryption-aws-kms-key-id", key.clone());
            }
            None if self.own_key.is_some() => self.unseal(request),
            None => request.header("x-amz-server-side-encryption", "AES256"),
        }
    }

    /// A key that S3 does not keep is needed for reading too.
    fn unseal(&self, request: &mut Request) {
        let Some(key) = self.own_key.as_ref().filter(|_| self.encrypt) else { return };
        let digest = Md5::digest(BASE64.decode(key).unwrap_or_default());
        let prefix = "x-amz-server-side-encryption-customer-";
        request.header(&format!("{prefix}algorithm"), "AES256");
        request.header(&format!("{prefix}key"), key.clone());
        request.header(&format!("{prefix}key-md5"), BASE64.encode(digest));
    }
}

impl<'a> Bucket<'a> {
    /// Returns a bucket; nothing is asked yet.
    pub(crate) fn new(session: &'a Session<'a>, name: &'a str) -> Result<Self, AwsFault> {
        let service = session.service("s3")?;
        let in_path = session.settings.path_style
            || is_plain_host(&service.url.host)
            // A certificate for all buckets does not cover names with dots.
            || (name.contains('.') && service.url.scheme == "https");
        let url = if in_path {
            service.url.at(&encoded(name, false))
        } else {
            Url { host: format!("{name}.{}", service.url.host), ..service.url.clone() }
        };
        Ok(Self { session, service, name, url })
    }

    /// Returns the region of the bucket.
    pub(crate) fn region(&self) -> &str {
        &self.service.region
    }

    /// Returns an object; `None` if it is not there.
    pub(crate) fn get(&self, key: &str, sealing: &Sealing) -> Result<Option<Vec<u8>>, AwsFault> {
        let what = format!("read `s3://{}/{key}`", self.name);
        let mut request = Request::new("GET", self.at(key));
        sealing.unseal(&mut request);
        let answer = self.ask(&what, &request)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 if !is_no_bucket(&answer) => Ok(None),
            _ => Err(AwsFault::of_answer(&what, &request.url, &answer)),
        }
    }

    /// Writes an object unless there is one already; tells whether it was written.
    pub(crate) fn put_new(
        &self,
        key: &str,
        body: Vec<u8>,
        sealing: &Sealing,
    ) -> Result<bool, AwsFault> {
        let what = format!("write `s3://{}/{key}`", self.name);
        let mut request = Request::new("PUT", self.at(key));
        request.header("content-type", "application/json");
        request.header("if-none-match", "*");
        sealing.seal(&mut request);
        self.with_body(&mut request, body);
        let answer = self.ask(&what, &request)?;
        match answer.status {
            200 | 201 => Ok(true),
            412 => Ok(false),
            _ => Err(AwsFault::of_answer(&what, &request.url, &answer)),
        }
    }

    /// Deletes an object, which need not be there.
    pub(crate) fn delete(&self, key: &str) -> Result<(), AwsFault> {
        let what = format!("delete `s3://{}/{key}`", self.name);
        let request = Request::new("DELETE", self.at(key));
        let answer = self.ask(&what, &request)?;
        if answer.is_success() || (answer.status == 404 && !is_no_bucket(&answer)) {
            return Ok(());
        }
        Err(AwsFault::of_answer(&what, &request.url, &answer))
    }

    /// Sends a request about the bucket itself, and returns whatever the answer is.
    pub(crate) fn about(
        &self,
        what: &str,
        method: &'static str,
        subresource: Option<(&str, &str)>,
        body: Option<String>,
    ) -> Result<Response, AwsFault> {
        let request = self.request_about(method, subresource, body);
        self.ask(what, &request)
    }

    /// Sends a request about the bucket itself; an answer that is no success is a fault.
    pub(crate) fn set(
        &self,
        what: &str,
        subresource: Option<(&str, &str)>,
        body: Option<String>,
    ) -> Result<(), AwsFault> {
        let request = self.request_about("PUT", subresource, body);
        let answer = self.ask(what, &request)?;
        if answer.is_success() {
            return Ok(());
        }
        Err(AwsFault::of_answer(what, &request.url, &answer))
    }

    /// Returns the fault of an answer about the bucket itself.
    pub(crate) fn fault(&self, what: &str, answer: &Response) -> AwsFault {
        AwsFault::of_answer(what, &self.url, answer)
    }

    fn request_about(
        &self,
        method: &'static str,
        subresource: Option<(&str, &str)>,
        body: Option<String>,
    ) -> Request {
        let url = match subresource {
            Some((name, value)) => self.url.clone().with(name, value),
            None => self.url.clone(),
        };
        let mut request = Request::new(method, url);
        if let Some(body) = body {
            self.with_body(&mut request, body.into_bytes());
        }
        request
    }

    /// Buckets with locked objects want a checksum of what is written.
    fn with_body(&self, request: &mut Request, body: Vec<u8>) {
        request.header("content-md5", BASE64.encode(Md5::digest(&body)));
        request.body = body;
    }

    fn ask(&self, what: &str, request: &Request) -> Result<Response, AwsFault> {
        let credentials = self.session.credentials()?;
        self.session.ask(what, &self.service, Some(&credentials), request)
    }

    fn at(&self, key: &str) -> Url {
        self.url.at(&encoded(key, true))
    }
}

fn is_no_bucket(answer: &Response) -> bool {
    String::from_utf8_lossy(&answer.body).contains("NoSuchBucket")
}
