//! The environments: region, domain and the range of each network.

use landform_diag::{Diagnostic, Diagnostics};

use super::{Blocks, region_of};
use crate::names::ACCOUNT_UNITS;
use crate::region::Region;
use crate::section::Section;
use crate::{Cidr, Compute, Environment, Size};

pub(super) fn resolve(
    blocks: &Blocks,
    home: &'static Region,
    faults: &mut Diagnostics,
) -> Vec<Environment> {
    check_compute(&blocks.compute, faults);
    let ranges = ranges(blocks, faults);
    let mut resolved: Vec<Environment> = Vec::new();
    for (section, cidr) in blocks.environments.iter().zip(ranges) {
        let environment = environment(section, blocks, home, cidr, faults);
        if let Some(other) = resolved.iter().find(|other| other.domain == environment.domain) {
            let (name, domain) = (&environment.name, &environment.domain);
            faults.push(
                Diagnostic::error(format!(
                    "environments `{}` and `{name}` both have the domain `{domain}`",
                    other.name
                ))
                .at(section.at("domain"))
                .hint("each environment has a zone of its own"),
            );
        }
        resolved.push(environment);
    }
    resolved
}

fn environment(
    section: &Section,
    blocks: &Blocks,
    home: &'static Region,
    cidr: Cidr,
    faults: &mut Diagnostics,
) -> Environment {
    let name = section.name.clone();
    if ACCOUNT_UNITS.contains(&name.as_str()) || name.starts_with("log-archive-") {
        let fault = Diagnostic::error(format!("no environment can be called `{name}`"));
        faults.push(fault.at(section.span.clone()).hint("a unit of the account has this name"));
    }
    let region = region_of(section, "region").unwrap_or(home);
    if region.partition() != home.partition() {
        let fault = Diagnostic::error(format!(
            "region `{}` of environment `{name}` lies in another partition of AWS than `{}`",
            region.name, home.name
        ));
        faults.push(fault.at(section.at("region")).hint("accounts of two partitions cannot share an organization; write a company file for each"));
    }
    let zones = section.whole("zones").unwrap_or_else(|| u32::from(region.zones.min(3)));
    if zones > u32::from(region.zones) {
        let fault = Diagnostic::error(format!(
            "region `{}` has {} zones, but environment `{name}` wants {zones}",
            region.name, region.zones
        ));
        faults.push(fault.at(section.at("zones")));
    }
    let size = section.text("size").and_then(|text| Size::parse(&text));
    let size = size.unwrap_or_else(|| Size::of_name(&name));
    let profile = size.profile();
    let parent = blocks.company.text("domain").unwrap_or_default();
    let domain = section.text("domain").unwrap_or_else(|| format!("{name}.{parent}"));
    if domain.len() > 64 {
        let fault = Diagnostic::error(format!(
            "domain `{domain}` has {} characters, but a certificate takes 64",
            domain.len()
        ));
        faults.push(fault.at(section.at("domain")).hint("set a shorter `domain`"));
    }
    Environment {
        account: section.text("account").unwrap_or_else(|| name.clone()),
        region,
        size,
        domain,
        name_servers: section.words("name_servers"),
        attachment_id: section.text("transit_gateway_attachment_id"),
        vpc_id: section.text("vpc_id"),
        peering_id: section.text("peering_id"),
        private_zone_id: section.text("private_zone_id"),
        cidr,
        zones,
        nat: section.text("nat").unwrap_or_else(|| profile.nat.to_owned()),
        protect: section.truth("protect").unwrap_or(profile.protect),
        log_retention_days: section
            .whole("log_retention_days")
            .unwrap_or(profile.log_retention_days),
        backup_retention_days: profile.backup_retention_days,
        waf: section.truth("waf").unwrap_or(true),
        dns_query_logs: section.truth("dns_query_logs").unwrap_or(profile.dns_query_logs),
        vpn: None,
        compute: compute(section, &blocks.compute),
        services: Vec::new(),
        databases: Vec::new(),
        caches: Vec::new(),
        buckets: Vec::new(),
        tasks: Vec::new(),
        secrets: Vec::new(),
        certificates: Vec::new(),
        checks: Vec::new(),
        name,
    }
}

fn compute(section: &Section, shared: &Section) -> Compute {
    let kind = section.text("compute").or_else(|| shared.text("type")).unwrap_or_default();
    let instance_type = shared.text("instance_type").unwrap_or_default();
    match kind.as_str() {
        "ecs-ec2" => Compute::Instances {
            instance_type,
            min: shared.whole("min").unwrap_or_default(),
            max: shared.whole("max").unwrap_or_default(),
        },
        "asg" => Compute::Groups { instance_type },
        _ => Compute::Fargate,
    }
}

fn check_compute(section: &Section, faults: &mut Diagnostics) {
    let (min, max) = (section.whole("min"), section.whole("max"));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let fault = Diagnostic::error(format!("`min` {min} of `compute` is above its `max` {max}"));
        let at = if section.has("min") { "min" } else { "max" };
        faults.push(fault.at(section.at(at)));
    }
}

/// Returns the range of each environment: those that are written, then free ones in the order of the file.
fn ranges(blocks: &Blocks, faults: &mut Diagnostics) -> Vec<Cidr> {
    let pool = pool(&blocks.network, faults);
    let bits = blocks.network.whole("environment_bits").unwrap_or(16);
    let bits = u8::try_from(bits).unwrap_or(16);
    let pinned: Vec<Option<Cidr>> = blocks
        .environments
        .iter()
        .map(|section| section.text("cidr").and_then(|text| Cidr::parse(&text)))
        .collect();
    for (index, (section, cidr)) in blocks.environments.iter().zip(&pinned).enumerate() {
        let Some(cidr) = cidr else { continue };
        check_range(section, *cidr, faults);
        let earlier = blocks.environments.iter().zip(&pinned).take(index);
        for (other, range) in earlier {
            if range.is_some_and(|range| range.overlaps(*cidr)) {
                faults.push(
                    Diagnostic::error(format!(
                        "range `{cidr}` of environment `{}` overlaps that of `{}`",
                        section.name, other.name
                    ))
                    .at(section.at("cidr"))
                    .note(other.at("cidr"), "the other range is here")
                    .hint("leave out `cidr` to get a free range"),
                );
            }
        }
    }
    let mut taken: Vec<Cidr> = pinned.iter().flatten().copied().collect();
    let mut full = false;
    let mut ranges = Vec::new();
    for (section, cidr) in blocks.environments.iter().zip(&pinned) {
        let free = cidr.or_else(|| pool?.allocate(bits, &taken));
        if let Some(range) = free {
            taken.push(range);
        } else if let Some(pool) = pool.filter(|_| !full) {
            full = true;
            let fault = Diagnostic::error(format!(
                "`{pool}` has no room for the /{bits} of environment `{}`",
                section.name
            ));
            faults.push(
                fault
                    .at(blocks.network.at("cidr"))
                    .hint("widen `cidr` of `network`, or raise its `environment_bits`"),
            );
        }
        ranges.push(free.unwrap_or(Cidr::ALL));
    }
    ranges
}

fn pool(network: &Section, faults: &mut Diagnostics) -> Option<Cidr> {
    let pool = Cidr::parse(&network.text("cidr")?)?;
    if !pool.is_private() {
        faults.push(not_private(pool).at(network.at("cidr")));
    }
    Some(pool)
}

fn check_range(section: &Section, cidr: Cidr, faults: &mut Diagnostics) {
    if !(16..=22).contains(&cidr.prefix()) {
        let fault = Diagnostic::error(format!(
            "range `{cidr}` of environment `{}` must be from /16 to /22",
            section.name
        ));
        faults.push(fault.at(section.at("cidr")).hint(
            "AWS takes no network above /16, and three tiers in up to eight zones need a /22",
        ));
    }
    if !cidr.is_private() {
        faults.push(not_private(cidr).at(section.at("cidr")));
    }
}

fn not_private(cidr: Cidr) -> Diagnostic {
    Diagnostic::error(format!("range `{cidr}` is not private"))
        .hint("take it from `10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` or `100.64.0.0/10`")
}
