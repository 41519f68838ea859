//! Which proxy a request goes through, if any.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::environment::Environment;
use crate::http::Url;

/// Proxies, and what goes past them.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Proxies {
    http: Option<String>,
    https: Option<String>,
    past: Vec<String>,
}

impl std::fmt::Debug for Proxies {
    /// Addresses of proxies may have passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxies").field("past", &self.past).finish_non_exhaustive()
    }
}

impl Proxies {
    /// Creates them of settings, and of the environment where a setting is absent.
    pub(crate) fn new(
        http: Option<&str>,
        https: Option<&str>,
        past: Option<&str>,
        environment: &Environment<'_>,
    ) -> Self {
        let http = http.or_else(|| environment.first(&["HTTP_PROXY", "http_proxy"]));
        let https = https.or_else(|| environment.first(&["HTTPS_PROXY", "https_proxy"]));
        let past = past.or_else(|| environment.first(&["NO_PROXY", "no_proxy"])).unwrap_or("");
        let with_scheme = |address: &str| {
            if address.contains("://") { address.to_owned() } else { format!("http://{address}") }
        };
        let past = past.split(',').map(|entry| entry.trim().to_ascii_lowercase());
        Self {
            http: http.map(with_scheme),
            https: https.map(with_scheme),
            past: past.filter(|entry| !entry.is_empty()).collect(),
        }
    }

    /// Returns the addresses of all proxies.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.http.iter().chain(&self.https).map(String::as_str)
    }

    /// Returns the proxy for an address; none for this machine itself.
    pub(crate) fn of(&self, url: &Url) -> Option<&str> {
        let proxy = if url.scheme == "http" { &self.http } else { &self.https };
        let port = url.port.unwrap_or(if url.scheme == "http" { 80 } else { 443 });
        let past = is_this_machine(&url.host)
            || self.past.iter().any(|entry| goes_past(entry, &url.host, port));
        proxy.as_deref().filter(|_| !past)
    }
}

/// Tells whether a host is this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || address(host).is_some_and(|address| address.is_loopback())
}

/// Tells whether a host is the metadata service of the machine or container, which no proxy reaches.
pub(crate) fn is_link_local(host: &str) -> bool {
    match address(host) {
        Some(IpAddr::V4(address)) => address.is_link_local(),
        Some(IpAddr::V6(address)) => address.segments().starts_with(&[0xfd00, 0xec2]),
        None => false,
    }
}

/// Returns the address that a host is written as.
pub(crate) fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// One entry of `NO_PROXY`: everything, a network, an address, or a name that also stands for those below it.
fn goes_past(entry: &str, host: &str, port: u16) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some((network, bits)) = entry.split_once('/') {
        let inside = || Some(is_inside(address(host)?, address(network)?, bits.parse().ok()?));
        return inside().unwrap_or(false);
    }
    let (name, wanted) = match entry.rsplit_once(':') {
        Some((name, wanted)) if !name.contains(':') || name.ends_with(']') => {
            (name, wanted.parse::<u16>().ok())
        }
        _ => (entry, None),
    };
    if wanted.is_some_and(|wanted| wanted != port) {
        return false;
    }
    if let Some(wanted) = address(name) {
        return address(host) == Some(wanted);
    }
    let name = name.trim_start_matches('*');
    match name.strip_prefix('.') {
        Some(_) => host.ends_with(name),
        None => host == name || host.ends_with(&format!(".{name}")),
    }
}

fn is_inside(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let number = |address: Ipv4Addr| u128::from(u32::from(address)) << 96;
    let (address, network, width) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => (number(address), number(network), 32),
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            (u128::from(address as Ipv6Addr), u128::from(network), 128)
        }
        _ => return false,
    };
    let mask = if bits == 0 { 0 } else { u128::MAX << (128 - bits.min(128)) };
    bits <= width && address & mask == network & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_hosts_go_past_the_proxy() {
        for (past, url, expected) in [
            ("", "https://s3.amazonaws.com", true),
            ("", "https://localhost/", false),
            ("", "https://127.0.0.9:1/", false),
            ("", "https://[::1]:1/", false),
            ("*", "https://s3.amazonaws.com", false),
            ("amazonaws.com", "https://s3.amazonaws.com", false),
            ("amazonaws.com", "https://amazonaws.com", false),
            ("amazonaws.com", "https://notamazonaws.com", true),
            (".amazonaws.com", "https://amazonaws.com", true),
            (".amazonaws.com", "https://s3.AMAZONAWS.com", false),
            ("*.amazonaws.com", "https://s3.amazonaws.com", false),
            ("example.com, s3.amazonaws.com:443", "https://s3.amazonaws.com", false),
            ("s3.amazonaws.com:8443", "https://s3.amazonaws.com", true),
            ("10.0.0.0/8", "https://10.2.3.4", false),
            ("10.0.0.0/8", "https://11.2.3.4", true),
            ("0.0.0.0/0", "https://11.2.3.4", false),
            ("10.0.0.0/99", "https://10.0.0.0", true),
            ("10.1.1.1", "https://10.1.1.1", false),
            ("fd00::/8", "https://[fd00::1]/", false),
            ("fd00::1", "https://[fd00::1]/", false),
            ("fd00::/8", "https://10.1.1.1/", true),
        ] {
            let proxies = Proxies {
                http: None,
                https: Some("http://p".to_owned()),
                past: past.split(',').map(|one| one.trim().to_owned()).collect(),
            };
            let url = Url::read(url).unwrap();
            assert_eq!(proxies.of(&url).is_some(), expected, "{past} {url}");
        }
    }

    #[test]
    fn metadata_services_are_link_local() {
        for (host, expected) in [
            ("169.254.169.254", true),
            ("[fd00:ec2::254]", true),
            ("[fd00:ec3::254]", false),
            ("10.0.0.1", false),
            ("example.com", false),
        ] {
            assert_eq!(is_link_local(host), expected, "{host}");
        }
    }
}
