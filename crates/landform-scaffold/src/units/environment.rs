//! The units of an environment: network, zones, load balancers and cluster.

use landform_company::{Certificate, Compute, Environment, Service, names};

use super::{Place, shared};
use crate::expression::{map, raw, text, texts};
use crate::unit::Unit;

/// The endpoints through which containers start where no gateway leads out.
const FARGATE_ENDPOINTS: [&str; 5] = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"];
/// Those that instances need besides.
const INSTANCE_ENDPOINTS: [&str; 5] = ["ecs", "ecs-agent", "ecs-telemetry", "ssm", "ssmmessages"];

/// The region in which CloudFront looks for certificates.
const CLOUDFRONT: &str = "us-east-1";

pub(super) fn units(place: &Place<'_>) -> Vec<Unit> {
    let services = &place.environment.services;
    let mut units = vec![vpc(place), dns_public(place)];
    if services.iter().any(|service| service.public) {
        units.push(alb_public(place));
        units.extend(place.environment.waf.then(|| waf(place)));
    }
    if services.iter().any(|service| !service.public) {
        units.push(dns_private(place));
        units.push(alb_internal(place));
    }
    units.extend(place.environment.dns_query_logs.then(|| query_logs(place)));
    units.extend(place.environment.certificates.iter().map(|one| certificate(place, one)));
    let opened = shared::is_opened(place.company, place.environment);
    let management = place.company.management_vpc_id.as_ref().filter(|_| opened);
    units.extend(management.map(|id| authorization(place, id)));
    let uses_cluster = !matches!(place.environment.compute, Compute::Groups { .. });
    if !services.is_empty() && uses_cluster || !place.environment.tasks.is_empty() {
        units.push(cluster(place));
    }
    units
}

fn vpc(place: &Place<'_>) -> Unit {
    let environment = place.environment;
    let comment = format!("The network of {}.", place.of());
    let bucket = place.log_bucket("flow-logs");
    let arn = format!("arn:{}:s3:::{bucket}", environment.region.partition());
    let retention = map([("retention_days", raw(environment.log_retention_days))]);
    let endpoints = (environment.nat == "none").then(|| {
        let more =
            if environment.compute == Compute::Fargate { &[][..] } else { &INSTANCE_ENDPOINTS };
        texts(FARGATE_ENDPOINTS.iter().chain(more).copied())
    });
    Unit::new(place.path("vpc"), "vpc", comment)
        .needs("alarms", place.alarms())
        .after(place.archive())
        .text("name", names::environment_prefix(place.company, environment))
        .text("cidr", environment.cidr.to_string())
        .raw("zone_count", environment.zones)
        .text("nat", &environment.nat)
        .set_some("interface_endpoints", endpoints)
        .set("flow_logs", map([("cloudwatch", retention), ("s3_bucket_arn", text(arn))]))
        .alarms()
}

fn dns_public(place: &Place<'_>) -> Unit {
    let environment = place.environment;
    let comment = format!("The public zone of {}, and its certificate.", place.of());
    let names = certificate_names(environment);
    let certificate = map((!names.is_empty()).then(|| ("subject_alternative_names", texts(names))));
    Unit::new(place.path("dns-public"), "dns-zone", comment)
        .needs("alarms", place.alarms())
        .text("domain", &environment.domain)
        .set("certificate", certificate)
        .alarms()
}

/// Returns the names that the certificate needs beside the domain and `*.domain`.
fn certificate_names(environment: &Environment) -> Vec<String> {
    let internal = environment.internal_domain();
    let mut names = Vec::new();
    if environment.services.iter().any(|service| !service.public) {
        names.extend([internal.clone(), format!("*.{internal}")]);
    }
    let covered = |host: &str, zone: &str| {
        host == zone || host.split_once('.').is_some_and(|(_, above)| above == zone)
    };
    for host in environment.services.iter().flat_map(|service| &service.hosts) {
        let known = covered(host, &environment.domain) || covered(host, &internal);
        if !known && !names.contains(host) {
            names.push(host.clone());
        }
    }
    names
}

fn dns_private(place: &Place<'_>) -> Unit {
    let comment = format!("The zone that answers only inside the network of {}.", place.of());
    Unit::new(place.path("dns-private"), "dns-zone", comment)
        .needs("vpc", place.path("vpc"))
        .text("domain", place.environment.internal_domain())
        .raw("private_vpc_ids", "[dependency.vpc.outputs.vpc_id]")
}

/// Returns what lets another account take the private zone into the management network.
fn authorization(place: &Place<'_>, vpc_id: &str) -> Unit {
    let comment =
        format!("Lets the private zone of {} answer in the management network.", place.of());
    let mut vpc = vec![("vpc_id", text(vpc_id))];
    if place.company.region.name != place.environment.region.name {
        vpc.push(("region", text(place.company.region.name)));
    }
    Unit::new(place.path("zone-authorization"), "zone-authorization", comment)
        .needs("dns_private", place.path("dns-private"))
        .raw("zone_id", "dependency.dns_private.outputs.zone_id")
        .set("vpcs", map([("management", map(vpc))]))
}

fn query_logs(place: &Place<'_>) -> Unit {
    let environment = place.environment;
    let comment = format!("Records the names that machines of {} look up.", place.of());
    let retention = [("retention_days", raw(environment.log_retention_days))];
    Unit::new(place.path("dns-resolver-logs"), "dns-resolver-logs", comment)
        .needs("alarms", place.alarms())
        .needs("vpc", place.path("vpc"))
        .text("name", names::environment_prefix(place.company, environment))
        .set("vpc_ids", map([("environment", raw("dependency.vpc.outputs.vpc_id"))]))
        .set("query_log", map(retention))
        .alarms()
}

fn certificate(place: &Place<'_>, certificate: &Certificate) -> Unit {
    let Certificate { name, hosts, cloudfront } = certificate;
    let Environment { account, region, name: environment, .. } = place.environment;
    let region = if *cloudfront { CLOUDFRONT } else { region.name };
    let comment = match cloudfront {
        true => format!("The certificate {name} of {}, where CloudFront looks for it.", place.of()),
        false => format!("The certificate {name} of {}.", place.of()),
    };
    let zones = hosts.iter().map(|host| (host, raw("dependency.dns_public.outputs.zone_id")));
    let folder = format!("{account}/{region}/{environment}/certificates/{name}");
    Unit::new(folder, "certificate", comment)
        .needs("alarms", format!("{account}/{region}/alarms"))
        .needs("dns_public", place.path("dns-public"))
        .text("domain", hosts.first().cloned().unwrap_or_default())
        .set("zone_ids", map(zones))
        .alarms()
}

fn alb_public(place: &Place<'_>) -> Unit {
    let comment = "The load balancer that is reachable from the internet.";
    let apex = std::iter::once(place.environment.domain.clone());
    let services = place.environment.services.iter().filter(|service| service.public);
    let domain = &place.environment.domain;
    let hosts = apex.chain(hosts_of(services).into_iter().filter(|host| host != domain)).collect();
    alb(place, "public", comment, hosts)
}

fn alb_internal(place: &Place<'_>) -> Unit {
    let comment = "The load balancer that is reachable inside the network only.";
    let hosts = hosts_of(place.environment.services.iter().filter(|service| !service.public));
    alb(place, "internal", comment, hosts)
}

/// Returns the hosts of services, each once.
fn hosts_of<'a>(services: impl Iterator<Item = &'a Service>) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for host in services.flat_map(|service| &service.hosts) {
        if !hosts.contains(host) {
            hosts.push(host.clone());
        }
    }
    hosts
}

fn alb(place: &Place<'_>, side: &str, comment: &str, hosts: Vec<String>) -> Unit {
    let name = place.name(side);
    let public = side == "public";
    let (zone, tier) = if public { ("dns_public", "public") } else { ("dns_private", "app") };
    let clients = if public { "[\"0.0.0.0/0\"]" } else { "[dependency.vpc.outputs.cidr]" };
    let records = hosts.into_iter().map(|host| {
        let zone = raw(format!("dependency.{zone}.outputs.zone_id"));
        (host.clone(), map([("zone_id", zone), ("name", text(host))]))
    });
    let logs = map([("bucket", text(place.log_bucket("alb")))]);
    let unit = Unit::new(place.path(&format!("alb-{side}")), "alb", comment)
        .needs("alarms", place.alarms())
        .needs("vpc", place.path("vpc"))
        .needs("dns_public", place.path("dns-public"));
    let unit =
        if side == "public" { unit } else { unit.needs("dns_private", place.path("dns-private")) };
    unit.after(place.archive())
        .text("name", name)
        .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
        .raw("subnet_ids", format!("dependency.vpc.outputs.{tier}_subnet_ids"))
        .raw("internal", !public)
        .raw("ingress_cidrs", clients)
        .raw("certificate_arn", "dependency.dns_public.outputs.certificate_arn")
        .raw("egress_cidrs", "[dependency.vpc.outputs.cidr]")
        .set("access_logs", logs)
        .set("alias_records", map(records))
        .raw("deletion_protection", place.environment.protect)
        .alarms()
}

fn waf(place: &Place<'_>) -> Unit {
    let days = place.environment.log_retention_days;
    Unit::new(place.path("waf"), "waf", "The firewall before the public load balancer.")
        .needs("alarms", place.alarms())
        .needs("alb_public", place.path("alb-public"))
        .text("name", names::environment_prefix(place.company, place.environment))
        .set("associations", map([("alb-public", raw("dependency.alb_public.outputs.arn"))]))
        .set("logging", map([("retention_days", raw(days))]))
        .alarms()
}

fn cluster(place: &Place<'_>) -> Unit {
    let environment = place.environment;
    let comment = format!("The cluster that runs the containers of {}.", place.of());
    let mut unit = Unit::new(place.path("ecs-cluster"), "ecs-cluster", comment)
        .needs("alarms", place.alarms());
    let mut instances = None;
    if let Compute::Instances { instance_type, min, max } = &environment.compute {
        unit = unit.needs("vpc", place.path("vpc"));
        instances = Some(map([
            ("vpc_id", raw("dependency.vpc.outputs.vpc_id")),
            ("subnet_ids", raw("dependency.vpc.outputs.app_subnet_ids")),
            ("instance_type", text(instance_type)),
            ("architecture", text(environment.compute.architecture().to_ascii_lowercase())),
            ("min_size", raw(min)),
            ("max_size", raw(max)),
        ]));
    }
    unit.text("name", names::environment_prefix(place.company, environment))
        .set_some("ec2", instances)
        .raw("log_retention_days", environment.log_retention_days)
        .alarms()
}

impl Unit {
    /// Sends the alarms of the unit to the topic of its account.
    #[must_use]
    pub(super) fn alarms(self) -> Self {
        self.raw("alarms_topic_arn", "dependency.alarms.outputs.topic_arn")
    }
}
