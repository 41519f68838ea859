//! Where the services of AWS are.

use crate::environment::Environment;
use crate::fault::{AwsFault, FaultKind};
use crate::http::Url;
use crate::profiles::Profiles;
use crate::proxy::{address, is_this_machine};
use crate::settings::Settings;

/// The domains of the partitions, by the first letters of their regions.
const PARTITIONS: [(&str, &str); 7] = [
    ("cn-", "amazonaws.com.cn"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("eusc-", "amazonaws.eu"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("", "amazonaws.com"),
];

/// Returns the address of a service: one that somebody set, else that of AWS.
pub(crate) fn endpoint(
    service: &str,
    region: &str,
    settings: &Settings,
    profiles: &Profiles,
    environment: &Environment<'_>,
) -> Result<Url, AwsFault> {
    if let Some(text) = custom(service, settings, profiles, environment) {
        return Url::read(&text).ok_or_else(|| {
            AwsFault::new(
                FaultKind::Settings,
                format!("`{text}`, the endpoint of `{service}`, is no address"),
            )
            .hint("an endpoint is an address such as `http://127.0.0.1:5000`")
        });
    }
    let is_region = !region.is_empty()
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let url = is_region.then(|| Url::read(&standard(service, region, settings, environment)));
    url.flatten().ok_or_else(|| {
        AwsFault::new(FaultKind::Settings, format!("`{region}` is no region"))
            .hint("a region is a name such as `eu-west-1`")
    })
}

/// Tells whether a host has no names below it, so that buckets cannot be part of its name.
pub(crate) fn is_plain_host(host: &str) -> bool {
    is_this_machine(host) || address(host).is_some()
}

fn custom(
    service: &str,
    settings: &Settings,
    profiles: &Profiles,
    environment: &Environment<'_>,
) -> Option<String> {
    // The services of the sign-in have other names in settings than in addresses.
    let service = match service {
        "portal.sso" => "sso",
        "oidc" => "sso_oidc",
        _ => service,
    };
    if let Some(own) = settings.endpoints.get(service) {
        return Some(own.clone());
    }
    if environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
        return None;
    }
    let name = service.to_ascii_uppercase();
    let (specific, old) = (format!("AWS_ENDPOINT_URL_{name}"), format!("AWS_{name}_ENDPOINT"));
    let variable = environment.first(&[&specific, &old, "AWS_ENDPOINT_URL"]).map(str::to_owned);
    variable.or_else(|| {
        let profile = profile_name(settings, environment);
        profiles.endpoint(profile, service).map(str::to_owned)
    })
}

/// Returns the profile that is in force.
pub(crate) fn profile_name<'a>(
    settings: &'a Settings,
    environment: &'a Environment<'_>,
) -> &'a str {
    let named = settings.profile.as_deref();
    named
        .or_else(|| environment.first(&["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]))
        .unwrap_or("default")
}

fn standard(
    service: &str,
    region: &str,
    settings: &Settings,
    environment: &Environment<'_>,
) -> String {
    let fips = settings.fips || environment.flag("AWS_USE_FIPS_ENDPOINT");
    let dual = settings.dual_stack || environment.flag("AWS_USE_DUALSTACK_ENDPOINT");
    let domain = PARTITIONS
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix))
        .map_or("amazonaws.com", |(_, domain)| domain);
    let fips = if fips { "-fips" } else { "" };
    let dual = if dual { "dualstack." } else { "" };
    match service {
        "s3" => format!("https://s3{fips}.{dual}{region}.{domain}"),
        _ => format!("https://{service}{fips}.{region}.{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use landform_world::MemoryWorld;

    use super::*;

    #[test]
    fn finds_endpoints_in_order() {
        let config = "[default]\nendpoint_url = http://profile\n[profile other]\nregion = x\n";
        let set = |text: &str| Settings {
            endpoints: BTreeMap::from([("s3".to_owned(), text.to_owned())]),
            ..Settings::default()
        };
        for (settings, variables, with_profile, expected) in [
            (set("http://own"), "AWS_ENDPOINT_URL=http://all", true, "http://own/"),
            (
                Settings::default(),
                "AWS_ENDPOINT_URL=http://all AWS_ENDPOINT_URL_S3=http://s3",
                true,
                "http://s3/",
            ),
            (
                Settings::default(),
                "AWS_ENDPOINT_URL=http://all AWS_S3_ENDPOINT=http://old",
                true,
                "http://old/",
            ),
            (Settings::default(), "AWS_ENDPOINT_URL=http://all", true, "http://all/"),
            (Settings::default(), "", true, "http://profile/"),
            (Settings::default(), "AWS_PROFILE=other", true, "https://s3.eu-west-1.amazonaws.com/"),
            (
                Settings::default(),
                "AWS_ENDPOINT_URL=http://all AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
                true,
                "https://s3.eu-west-1.amazonaws.com/",
            ),
            (Settings::default(), "", false, "https://s3.eu-west-1.amazonaws.com/"),
            (
                Settings { fips: true, dual_stack: true, ..Settings::default() },
                "",
                false,
                "https://s3-fips.dualstack.eu-west-1.amazonaws.com/",
            ),
        ] {
            let world = MemoryWorld::default();
            let variables = variables.split_whitespace().filter_map(|pair| pair.split_once('='));
            let variables = variables.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
            let environment = Environment::new(variables, &world);
            let text = if with_profile { config } else { "" };
            let profiles = Profiles::of_config(text);
            let url = endpoint("s3", "eu-west-1", &settings, &profiles, &environment).unwrap();
            assert_eq!(url.to_string(), expected);
        }
    }

    #[test]
    fn each_partition_has_its_domain() {
        let world = MemoryWorld::default();
        let environment = Environment::new(BTreeMap::new(), &world);
        for (region, expected) in [
            ("us-east-1", Some("https://sts.us-east-1.amazonaws.com/")),
            ("us-gov-west-1", Some("https://sts.us-gov-west-1.amazonaws.com/")),
            ("cn-north-1", Some("https://sts.cn-north-1.amazonaws.com.cn/")),
            ("us-iso-east-1", Some("https://sts.us-iso-east-1.c2s.ic.gov/")),
            ("us-isob-east-1", Some("https://sts.us-isob-east-1.sc2s.sgov.gov/")),
            ("", None),
            ("evil.example.com/", None),
        ] {
            let (settings, profiles) = (Settings::default(), Profiles::default());
            let found = endpoint("sts", region, &settings, &profiles, &environment);
            assert_eq!(found.ok().map(|url| url.to_string()).as_deref(), expected);
        }
    }
}
