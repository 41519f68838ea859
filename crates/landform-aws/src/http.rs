//! Requests and answers, sent directly or through a proxy, with the certificates that were asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy};

use crate::environment::Environment;
use crate::fault::{AwsFault, FaultKind};
use crate::proxy::{Proxies, is_link_local};
use crate::sign::encoded;

/// The largest answer that is read.
const LARGEST: u64 = 1 << 30;

/// Where systems keep the certificates that they trust, in the order in which they are looked for.
const TRUSTED: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// An address, in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// `http` or `https`.
    pub(crate) scheme: String,
    /// The host; an IPv6 address has brackets.
    pub(crate) host: String,
    /// The port, if it is named.
    pub(crate) port: Option<u16>,
    /// The path, encoded; starts with a slash.
    pub(crate) path: String,
    /// The query, not encoded.
    pub(crate) query: Vec<(String, String)>,
}

impl Url {
    /// Reads an address; one without a scheme is taken as `https`. The query must not need encoding.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return None;
        }
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let authority = authority.rsplit('@').next().unwrap_or(authority);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
            _ => (authority, None),
        };
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return None;
        }
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Some(Self {
            scheme,
            host: host.to_ascii_lowercase(),
            port,
            path: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
            query: query.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        })
    }

    /// Returns the host and, unless it is the ordinary one, the port.
    pub(crate) fn authority(&self) -> String {
        let ordinary = if self.scheme == "http" { 80 } else { 443 };
        match self.port {
            Some(port) if port != ordinary => format!("{}:{port}", self.host),
            _ => self.host.clone(),
        }
    }

    /// Returns the address with another path below it.
    pub(crate) fn at(&self, path: &str) -> Self {
        let base = self.path.trim_end_matches('/');
        Self { path: format!("{base}/{}", path.trim_start_matches('/')), ..self.clone() }
    }

    /// Returns the address with one more parameter.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Returns the address without its query, which may hold a secret.
    pub(crate) fn place(&self) -> String {
        format!("{}://{}", self.scheme, self.authority())
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.place(), self.path)?;
        for (index, (name, value)) in self.query.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            write!(f, "{mark}{}={}", encoded(name, false), encoded(value, false))?;
        }
        Ok(())
    }
}

/// A request. Headers have lower-case names.
#[derive(Clone)]
pub(crate) struct Request {
    /// The method.
    pub(crate) method: &'static str,
    /// The address.
    pub(crate) url: Url,
    /// The headers.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Creates a request without headers and body.
    pub(crate) fn new(method: &'static str, url: Url) -> Self {
        Self { method, url, headers: BTreeMap::new(), body: Vec::new() }
    }

    /// Sets a header.
    pub(crate) fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.insert(name.to_ascii_lowercase(), value.into());
    }
}

/// An answer. Headers have lower-case names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Response {
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Tells whether the request was done.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoAnswer {
    /// In words.
    pub(crate) reason: String,
    /// The cure, if there is one for this reason alone.
    pub(crate) hint: Option<&'static str>,
}

/// How long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience {
    /// For a connection.
    pub(crate) connect: Duration,
    /// For everything.
    pub(crate) whole: Duration,
}

impl Patience {
    /// For services that are far away and answer with much.
    pub(crate) const LONG: Self =
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(120) };
    /// For services that are on this machine, or not there at all.
    pub(crate) const SHORT: Self =
        Self { connect: Duration::from_secs(1), whole: Duration::from_secs(3) };
}

/// How requests leave: proxies and certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Transport {
    /// The proxies, by scheme.
    pub(crate) proxies: Proxies,
    /// A file with the certificates to trust, in place of the system's.
    pub(crate) authorities: Option<String>,
    /// Whether certificates are not checked.
    pub(crate) insecure: bool,
}

/// Sends requests.
#[derive(Clone)]
pub(crate) struct Http {
    agents: Arc<BTreeMap<Option<String>, Agent>>,
    proxies: Proxies,
}

impl Http {
    /// Creates a sender.
    pub(crate) fn new(
        transport: &Transport,
        environment: &Environment<'_>,
    ) -> Result<Self, AwsFault> {
        let roots = match &transport.authorities {
            Some(file) => authorities(environment, file)?,
            None => system_authorities(environment),
        };
        let tls =
            TlsConfig::builder().root_certs(roots).disable_verification(transport.insecure).build();
        let mut agents = BTreeMap::from([(None, agent(&tls, None))]);
        for address in transport.proxies.addresses() {
            // The address may have a password, so it is not shown.
            let usable = Url::read(address).and_then(|_| Proxy::new(address).ok());
            let proxy = usable.ok_or_else(|| {
                let message = "a proxy is set whose address cannot be used";
                AwsFault::new(FaultKind::Settings, message)
                    .hint("set `HTTPS_PROXY` to an address such as `http://proxy.example.com:3128`")
            })?;
            agents.insert(Some(address.to_owned()), agent(&tls, Some(proxy)));
        }
        Ok(Self { agents: Arc::new(agents), proxies: transport.proxies.clone() })
    }

    /// Sends a request once; whatever the status is, it is an answer.
    pub(crate) fn send(&self, request: &Request, patience: Patience) -> Result<Response, NoAnswer> {
        let url = &request.url;
        let through = self.proxies.of(url).filter(|_| !is_link_local(&url.host));
        let Some(agent) = self.agents.get(&through.map(str::to_owned)) else {
            return Err(NoAnswer { reason: "the proxy is not known".to_owned(), hint: None });
        };
        answer(agent, request, patience).map_err(|error| no_answer(&error, through))
    }
}

fn agent(tls: &TlsConfig, proxy: Option<Proxy>) -> Agent {
    Agent::config_builder()
        .tls_config(tls.clone())
        .proxy(proxy)
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("landform/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("identity")
        .max_idle_age(Duration::from_secs(3))
        .max_idle_connections(64)
        .max_idle_connections_per_host(16)
        .build()
        .new_agent()
}

fn answer(agent: &Agent, request: &Request, patience: Patience) -> Result<Response, ureq::Error> {
    let mut builder =
        ureq::http::Request::builder().method(request.method).uri(request.url.to_string());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    // A GET with a body, even an empty one, would be something else.
    let bodiless = matches!(request.method, "GET" | "HEAD" | "DELETE");
    let mut response = if bodiless {
        run(agent, builder.body(())?, patience)?
    } else {
        run(agent, builder.body(request.body.as_slice())?, patience)?
    };
    let headers = response.headers().iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    });
    let (status, headers) = (response.status().as_u16(), headers.collect());
    let body = response.body_mut().with_config().limit(LARGEST).read_to_vec()?;
    Ok(Response { status, headers, body })
}

fn run<B: ureq::AsSendBody>(
    agent: &Agent,
    request: ureq::http::Request<B>,
    patience: Patience,
) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
    let configured = agent
        .configure_request(request)
        .timeout_connect(Some(patience.connect))
        .timeout_global(Some(patience.whole))
        .build();
    agent.run(configured)
}

/// Puts the fault in words, none of which come from the request.
fn no_answer(error: &ureq::Error, through: Option<&str>) -> NoAnswer {
    let text = error.to_string();
    let via = through
        .and_then(Url::read)
        .map_or_else(String::new, |url| format!(" (through the proxy `{}`)", url.place()));
    let is_certificate = text.contains("certificate") || text.contains("UnknownIssuer");
    let hint = is_certificate.then_some(
        "set `AWS_CA_BUNDLE` to the certificate of the authority, if it is yours (an inspecting proxy, an emulator)",
    );
    NoAnswer { reason: format!("{text}{via}"), hint }
}

/// Reads the certificates of a file that was asked for; they replace all others.
fn authorities(environment: &Environment<'_>, file: &str) -> Result<RootCerts, AwsFault> {
    let fault = |reason: String| {
        AwsFault::new(
            FaultKind::Settings,
            format!("cannot trust the certificates in `{file}`: {reason}"),
        )
        .hint("`AWS_CA_BUNDLE` (or `custom_ca_bundle`) names a file of certificates in PEM form")
    };
    let path = environment.expanded(file);
    let text = environment.world().read(&path).map_err(|error| fault(error.to_string()))?;
    let found = certificates(&text);
    if found.is_empty() {
        Err(fault("there is none".to_owned()))
    } else {
        Ok(RootCerts::from(found))
    }
}

/// Returns what the system trusts; where it does not say, what browsers do.
fn system_authorities(environment: &Environment<'_>) -> RootCerts {
    let named = environment.var("SSL_CERT_FILE");
    let files = named.map_or(TRUSTED.to_vec(), |file| vec![file]);
    let texts = files.into_iter().filter_map(|file| environment.world().read(file.as_ref()).ok());
    texts
        .map(|text| certificates(&text))
        .find(|found| !found.is_empty())
        .map_or(RootCerts::WebPki, RootCerts::from)
}

fn certificates(text: &[u8]) -> Vec<Certificate<'static>> {
    parse_pem(text)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses() {
        for (text, shown, authority) in [
            ("https://s3.amazonaws.com", "https://s3.amazonaws.com/", "s3.amazonaws.com"),
            ("http://127.0.0.1:5000/", "http://127.0.0.1:5000/", "127.0.0.1:5000"),
            ("https://H:443/a%20b?x=1&y", "https://h/a%20b?x=1&y=", "h"),
            ("http://h:80/a", "http://h/a", "h"),
            ("http://[::1]:80/a", "http://[::1]/a", "[::1]"),
            ("http://[::1]/a", "http://[::1]/a", "[::1]"),
            ("sts.amazonaws.com", "https://sts.amazonaws.com/", "sts.amazonaws.com"),
            ("http://user:pass@proxy:3128", "http://proxy:3128/", "proxy:3128"),
        ] {
            let url = Url::read(text).unwrap();
            assert_eq!((url.to_string().as_str(), url.authority().as_str()), (shown, authority));
        }
        for text in ["", "ftp://h/", "http:///a", "http://h:port/", "http://a b/"] {
            assert_eq!(Url::read(text), None, "{text}");
        }
    }

    #[test]
    fn puts_paths_below_each_other() {
        let base = Url::read("http://h/base/").unwrap();
        assert_eq!(base.at("/a/b").with("x", "y z").to_string(), "http://h/base/a/b?x=y%20z");
        assert_eq!(Url::read("http://h").unwrap().at("a").place(), "http://h");
    }
}
