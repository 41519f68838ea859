//! Guesses: plausible values for attributes that no table has, by their names.

use crate::kinds::{arn_template, is_known, service};
use crate::maker::Maker;
use crate::special::{home_vpc, private_ip, zones};
use crate::template::{Attributes as _, expand};

/// The time at which everything was made.
pub(crate) const TIME: &str = "2025-01-01T00:00:00Z";

/// Returns a number for a name.
pub(crate) fn guessed_number(name: &str) -> i64 {
    match name {
        "version" | "revision" | "version_number" | "latest_version" | "latest_revision" => 1,
        "port" | "from_port" | "to_port" => 443,
        name if name.ends_with("_version") || name.ends_with("_revision") => 1,
        _ => 0,
    }
}

/// Returns a truth value for a name.
pub(crate) fn guessed_bool(name: &str) -> bool {
    matches!(name, "enabled" | "is_enabled" | "active" | "supported" | "ena_support")
}

/// Returns the members of a list of texts for a name, if the name says what they are.
pub(crate) fn guessed_texts(maker: &Maker<'_>, name: &str) -> Option<Vec<String>> {
    Some(match name {
        "availability_zones" | "az_names" => zones(maker),
        "name_servers" => {
            let server = |(index, end): (usize, &str)| {
                let seed = maker.seed.part(&format!("ns{index}"));
                format!("ns-{}.awsdns-{}.{end}", seed.digits(3), seed.part("x").digits(2))
            };
            ["com", "net", "org", "co.uk"].into_iter().enumerate().map(server).collect()
        }
        _ => return None,
    })
}

/// Returns a text for a name.
pub(crate) fn guessed_text(
    maker: &mut Maker<'_>,
    name: &str,
    path: &str,
    optional: bool,
) -> String {
    let top = !path.contains('.');
    match name {
        "id" if top => object_id(maker),
        "arn" if top => object_arn(maker),
        "id" => maker.seed.part(path).hex(17),
        "name" if optional && top => name_of(maker),
        "region" | "source_region" | "home_region" | "vpc_region" => maker.place.region.clone(),
        "partition" => maker.place.partition().to_owned(),
        "vpc_id" => home_vpc(maker),
        "availability_zone" => {
            let zones = zones(maker);
            let chosen = maker.seed.part("zone").below(u64::try_from(zones.len()).unwrap_or(1));
            let chosen = usize::try_from(chosen).unwrap_or(0);
            zones.into_iter().nth(chosen).unwrap_or_default()
        }
        "hosted_zone_id" | "zone_id" => format!("Z{}", maker.seed.part(path).upper(20)),
        "status" | "state" => "ACTIVE".to_owned(),
        "email" => "account@example.com".to_owned(),
        "etag" | "md5" | "fingerprint" => maker.seed.part(path).hex(32),
        "mac_address" => "02:00:00:00:00:01".to_owned(),
        _ => by_ending(maker, name, path, optional),
    }
}

fn by_ending(maker: &mut Maker<'_>, name: &str, path: &str, optional: bool) -> String {
    let seed = maker.seed.part(path);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let is_account = ["owner", "owner_id", "owner_account", "account", "account_id", "registry_id"]
        .contains(&name)
        || ends(&["_account_id", "_owner_id"]);
    if is_account {
        return maker.place.account.clone();
    }
    if ends(&["private_ip", "private_ip_address", "ip_address"]) && !name.contains("public") {
        return private_ip(maker, path);
    }
    if name.contains("ipv6") || (name.starts_with("public_ip") && optional) {
        return String::new();
    }
    if name.starts_with("public_ip") {
        return format!("203.0.113.{}", seed.below(254) + 1);
    }
    if ends(&["sha256"]) {
        return seed.hex(64);
    }
    if is_time(name) {
        return TIME.to_owned();
    }
    if optional {
        // What may be configured and is not is mostly switched off.
        return String::new();
    }
    computed_only(maker, name, path)
}

fn is_time(name: &str) -> bool {
    const ENDINGS: &[&str] =
        &["_at", "_time", "_date", "_timestamp", "_on", "time", "date", "timestamp", "_datetime"];
    const STARTS: &[&str] = &["created", "date_", "last_modified", "last_updated", "modified_"];
    (ENDINGS.iter().any(|ending| name.ends_with(ending))
        || STARTS.iter().any(|start| name.starts_with(start)))
        && !name.ends_with("_by")
        && !name.ends_with("state")
        && !name.ends_with("update")
}

/// Returns a text that only the provider can set.
fn computed_only(maker: &mut Maker<'_>, name: &str, path: &str) -> String {
    let seed = maker.seed.part(path);
    let ty = maker.ty.to_owned();
    if let Some(stem) = name.strip_suffix("_arn") {
        if ty.ends_with(&format!("_{stem}")) && !maker.provides("arn") {
            return object_arn(maker);
        }
        let (service, _) = service(&ty);
        let (place, partition) = (maker.place, maker.place.partition());
        let thing = stem.replace('_', "-");
        return format!(
            "arn:{partition}:{service}:{}:{}:{thing}/{}",
            place.region,
            place.account,
            seed.hex(17)
        );
    }
    if let Some(stem) = name.strip_suffix("_id") {
        return match ec2_prefix(stem) {
            Some(prefix) => format!("{prefix}-{}", seed.hex(17)),
            None => seed.lower(10),
        };
    }
    let host = ["dns_name", "domain_name", "endpoint", "address", "hostname", "fqdn", "_domain"];
    if host.iter().any(|ending| name.ends_with(ending)) || name.ends_with("_dns") {
        return host_of(maker, path);
    }
    if ["url", "uri", "_location"].iter().any(|ending| name.ends_with(ending)) {
        return format!("https://{}/", host_of(maker, path));
    }
    match name {
        "version" | "default_version" | "latest_version" | "version_number" => "1".to_owned(),
        "version_id" => seed.mixed(32),
        "name" => name_of(maker),
        "policy" | "json" | "document" => "{}".to_owned(),
        name if name.ends_with("_version") => "1".to_owned(),
        name if name.ends_with("status") || name.ends_with("_state") => "ACTIVE".to_owned(),
        name if name.ends_with("_number") || name.ends_with("_count") => "1".to_owned(),
        name if name.ends_with("message") || name.ends_with("reason") => String::new(),
        name if name.contains("description") => String::new(),
        name => format!("{}-{}", name.replace('_', "-"), seed.hex(8)),
    }
}

/// Returns what ids of a thing of EC2 start with.
fn ec2_prefix(thing: &str) -> Option<&'static str> {
    Some(match thing {
        thing if thing.ends_with("security_group") => "sg",
        thing if thing.ends_with("subnet") => "subnet",
        thing if thing.ends_with("network_interface") => "eni",
        thing if thing.ends_with("route_table") => "rtb",
        thing if thing.ends_with("network_acl") => "acl",
        thing if thing.ends_with("internet_gateway") => "igw",
        thing if thing.ends_with("allocation") => "eipalloc",
        thing if thing.ends_with("volume") => "vol",
        thing if thing.ends_with("snapshot") => "snap",
        thing if thing.ends_with("launch_template") => "lt",
        "transit_gateway_attachment" => "tgw-attach",
        "vpc_endpoint" => "vpce",
        "instance" => "i",
        _ => return None,
    })
}

fn host_of(maker: &mut Maker<'_>, path: &str) -> String {
    let label = maker.seed.part(path).lower(12);
    let name = maker.known("name").map(str::to_owned).unwrap_or_default();
    let plain = |one: char| one.is_ascii_alphanumeric() || one == '-';
    let name: String = name.chars().filter(|one| plain(*one)).take(40).collect();
    let name = if name.is_empty() { label } else { format!("{}-{label}", name.to_lowercase()) };
    let (service, _) = service(maker.ty);
    format!("{name}.{service}.{}.{}", maker.place.region, maker.place.suffix())
}

/// Returns the name that the provider makes, with the configured prefix if there is one.
fn name_of(maker: &Maker<'_>) -> String {
    let number = maker.seed.part("name").digits(26);
    match maker.known("name_prefix") {
        Some(prefix) => format!("{prefix}{number}"),
        None => format!("terraform-{number}"),
    }
}

/// Returns the ARN of an object of a type that the table does not have.
fn object_arn(maker: &mut Maker<'_>) -> String {
    let template = arn_template(maker.ty);
    let (place, seed) = (maker.place, maker.seed.clone());
    expand(&template, place, &seed, maker)
}

/// Attributes that name an object, best first.
const NAMES: &[&str] = &["name", "identifier", "domain", "domain_name", "key"];

/// Returns the id of an object of a type that the table does not have.
fn object_id(maker: &mut Maker<'_>) -> String {
    let ty = maker.ty.to_owned();
    let (service, thing) = service(&ty);
    let own = thing.rsplit('_').next().unwrap_or(thing);
    // Where the provider gives the id under another name too, the two agree.
    for other in [format!("{thing}_id"), format!("{own}_id")] {
        if maker.provides(&other) {
            return maker.text(&other);
        }
    }
    let listed = [format!("{thing}_name"), format!("{own}_name"), format!("{thing}_identifier")];
    let named = NAMES.iter().map(|name| (*name).to_owned()).chain(listed);
    for name in named {
        if let Some(name) = maker.known(&name) {
            return name.to_owned();
        }
    }
    if service == "ec2" && !is_known(&ty) {
        let words = thing.split('_').filter(|word| !["vpc", "ec2", "aws"].contains(word));
        let initials: String = words.filter_map(|word| word.chars().next()).collect();
        return format!("{initials}-{}", maker.seed.hex(17));
    }
    maker.seed.uuid()
}
