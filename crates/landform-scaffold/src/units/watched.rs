//! What keeps an environment from being lost unseen: backups, dashboards, calls from outside; and the ways in for people.

use landform_company::{Compute, Connection, Vpn, names};

use super::account::{account_id, arn, in_account};
use super::{Place, logs, overview};
use crate::expression::{Expression, map, raw, text, texts};
use crate::unit::Unit;

/// The region in which calls from outside are counted.
const CALLERS: &str = "us-east-1";

pub(super) fn units(place: &Place<'_>) -> Vec<Unit> {
    let environment = place.environment;
    let mut units = vec![dashboard(place)];
    if !environment.databases.is_empty() {
        units.push(backup(place));
    }
    if !environment.services.is_empty() {
        units.push(unwell(place));
    }
    if place.company.is_called(environment) {
        units.push(health(place));
    }
    if let Some(check) = environment.checks.first() {
        units.push(checks(place, &check.bucket));
    }
    units.extend(environment.vpn.as_ref().map(|one| vpn(place, one)));
    // A gateway serves its own region.
    let gateway = place.company.transit_gateway_id.as_ref();
    let gateway = gateway.filter(|_| environment.region.name == place.company.region.name);
    units.extend(gateway.map(|id| attachment(place, id)));
    let peering = environment.peering_id.as_ref();
    let peering = peering.filter(|_| place.company.connection == Connection::Peering);
    units.extend(peering.map(|id| accepter(place, id)));
    units
}

fn dashboard(place: &Place<'_>) -> Unit {
    let environment = place.environment;
    let mut unit =
        Unit::new(place.path("dashboard"), "dashboard", format!("Shows how {} is.", place.of()))
            .text("name", names::environment_prefix(place.company, environment));
    let mut balancers = Vec::new();
    for side in ["public", "internal"] {
        if environment.services.iter().any(|one| one.public == (side == "public")) {
            let label = format!("alb_{side}");
            unit = unit.needs(&label, place.path(&format!("alb-{side}")));
            let suffix = raw(format!("dependency.{label}.outputs.arn_suffix"));
            balancers.push((side, map([("arn_suffix", suffix)])));
        }
    }
    let mut services = Vec::new();
    if !matches!(environment.compute, Compute::Groups { .. }) && !environment.services.is_empty() {
        unit = unit.needs("ecs_cluster", place.path("ecs-cluster"));
        services.extend(environment.services.iter().map(|one| {
            let cluster = raw("dependency.ecs_cluster.outputs.cluster_name");
            let entries =
                [("cluster_name", cluster), ("service_name", text(place.name(&one.name)))];
            (&one.name, map(entries))
        }));
    }
    let stores = |kind| {
        let rows = overview::shown(place.company, environment).into_iter();
        let rows: Vec<_> = rows.filter(|row| row.0 == kind).collect();
        (!rows.is_empty()).then(|| map(rows.into_iter().map(|(_, name, found)| (name, map(found)))))
    };
    let mut alarms = None;
    if !environment.services.is_empty() {
        unit = unit.needs("unwell", place.path("composite-alarms"));
        alarms = Some(raw(
            "concat([dependency.unwell.outputs.environment_alarm_arn], values(dependency.unwell.outputs.service_alarm_arns))",
        ));
    }
    unit.set_some("alarm_arns", alarms)
        .set_some("load_balancers", (!balancers.is_empty()).then(|| map(balancers)))
        .set_some("ecs_services", (!services.is_empty()).then(|| map(services)))
        .set_some("aurora_clusters", stores(overview::Kind::Database))
        .set_some("caches", stores(overview::Kind::Cache))
}

/// Returns one alarm for each part of an environment and one for all of it, of all the alarms that tell of it.
fn unwell(place: &Place<'_>) -> Unit {
    let environment = place.environment;
    // No service has a name with `_`, so that no two parts have the same.
    let mut parts: Vec<(String, String, String)> = Vec::new();
    for one in &environment.services {
        let label = format!("service_{}", one.name.replace('-', "_"));
        parts.push((one.name.clone(), label, format!("services/{}", one.name)));
    }
    for side in ["public", "internal"] {
        if environment.services.iter().any(|one| one.public == (side == "public")) {
            let label = format!("alb_{side}");
            parts.push((label.clone(), label, format!("alb-{side}")));
        }
    }
    let databases = environment.databases.iter().map(|one| ("database", &one.name));
    let caches = environment.caches.iter().map(|one| ("cache", &one.name));
    for (kind, name) in databases.chain(caches) {
        let label = format!("{kind}_{}", name.replace('-', "_"));
        parts.push((format!("{kind}_{name}"), label, format!("{kind}s/{name}")));
    }
    let comment =
        format!("Tells which parts of {} are unwell, and whether all of it is.", place.of());
    let unit = Unit::new(place.path("composite-alarms"), "composite-alarms", comment)
        .needs("alarms", place.alarms())
        .needs("vpc", place.path("vpc"));
    let unit =
        parts.iter().fold(unit, |unit, (_, label, folder)| unit.needs(label, place.path(folder)));
    let services = parts.into_iter().map(|(name, label, _)| {
        let names = raw(format!("dependency.{label}.outputs.alarm_names"));
        (name, map([("alarm_names", names)]))
    });
    // Each alarm tells of itself; that of the whole says that people are needed.
    unit.text("name", names::environment_prefix(place.company, environment))
        .set("services", map(services))
        .raw("environment_alarm_names", "dependency.vpc.outputs.alarm_names")
        .raw("environment_topic_arn", "dependency.alarms.outputs.topic_arn")
}

fn checks(place: &Place<'_>, bucket: &str) -> Unit {
    let environment = place.environment;
    let comment = format!("Tries {} from outside, as its users do.", place.of());
    let checks = environment.checks.iter().map(|one| {
        let entries = [
            ("code_key", text(&one.key)),
            ("handler", text(&one.handler)),
            ("every_minutes", raw(one.every_minutes)),
        ];
        (&one.name, map(entries))
    });
    Unit::new(place.path("synthetic-checks"), "synthetic-checks", comment)
        .needs("alarms", place.alarms())
        .needs("bucket", place.path(&format!("buckets/{bucket}")))
        .text("name", names::environment_prefix(place.company, environment))
        .raw("code_bucket_name", "dependency.bucket.outputs.bucket_name")
        .set("checks", map(checks))
        .raw("force_destroy", !environment.protect)
        .alarms()
}

/// Returns what accepts the peering that the management network has asked for.
fn accepter(place: &Place<'_>, peering: &str) -> Unit {
    let routes = place.company.management_cidr.map(|cidr| {
        let route = map([
            ("route_table_ids", raw("dependency.vpc.outputs.app_route_table_ids")),
            ("cidrs", texts([cidr.to_string()])),
        ]);
        map([("management", route)])
    });
    let comment = format!("Accepts the peering of {} with the management network.", place.of());
    let name = names::account(place.company, &format!("management-{}", place.environment.name));
    Unit::new(place.path("vpc-peering"), "vpc-peering-accepter", comment)
        .needs("vpc", place.path("vpc"))
        .text("name", name)
        .text("connection_id", peering)
        .set_some("routes", routes)
}

fn backup(place: &Place<'_>) -> Unit {
    let (company, environment) = (place.company, place.environment);
    let comment =
        format!("Backs up the databases of {}, where nobody can delete it early.", place.of());
    let mut unit =
        Unit::new(place.path("backup"), "backup", comment).needs("alarms", place.alarms());
    let mut arns = Vec::new();
    for database in &environment.databases {
        let label = format!("database_{}", database.name.replace('-', "_"));
        unit = unit.needs(&label, place.path(&format!("databases/{}", database.name)));
        arns.push(raw(format!("dependency.{label}.outputs.cluster_arn")));
    }
    let mut plan = vec![
        ("delete_after_days", raw(environment.backup_retention_days)),
        ("resource_arns", Expression::List(arns)),
    ];
    if let Some(keeper) = logs::keeper_of_copies(company) {
        let region = environment.region;
        let vault = format!("backup-vault:{}", names::account(company, "copies"));
        let vault = arn(company, ("backup", region.name), &keeper.name, &vault);
        unit = unit.after(logs::vault_path(&keeper.name, region));
        plan.push(("copies", map([("logs", map([("vault_arn", vault)]))])));
    }
    unit.text("name", names::environment_prefix(company, environment))
        .set("plans", map([("daily", map(plan))]))
        .set_some("lock", (!environment.protect).then(|| raw("null")))
        .set("failure_alerts", map([("topic_arn", raw("dependency.alarms.outputs.topic_arn"))]))
        .alarms()
}

fn health(place: &Place<'_>) -> Unit {
    let environment = place.environment;
    let first = environment.services.iter().find(|one| one.public);
    let path = first.map_or("/", |one| one.health_check_path.as_str());
    let endpoint = [("fqdn", text(&environment.domain)), ("path", text(path))];
    let folder =
        |unit: &str| format!("{}/{CALLERS}/{}/{unit}", environment.account, environment.name);
    let alarms = format!("{}/{CALLERS}/alarms", environment.account);
    let comment =
        format!("Calls the public services of {} from outside, all over the world.", place.of());
    Unit::new(folder("service-health"), "service-health", comment)
        .needs("alarms", alarms)
        .after(place.path("alb-public"))
        .text("name", names::environment_prefix(place.company, environment))
        .set("endpoints", map([("public", map(endpoint))]))
        .alarms()
}

fn vpn(place: &Place<'_>, vpn: &Vpn) -> Unit {
    let (company, environment) = (place.company, place.environment);
    let comment = format!("The OpenVPN server of {}.", place.of());
    let shared = company.account_of(landform_company::Role::Shared);
    let lookup = shared.map(|one| map([("owner", raw(account_id(&one.name)))]));
    let names =
        vpn.allow.iter().enumerate().map(|(at, cidr)| (format!("clients-{}", at + 1), text(cidr)));
    // The image is made in the region of the company.
    let is_near = environment.region.name == company.region.name;
    let key = vpn.image_key_id.as_ref().zip(shared).filter(|_| is_near).map(|(id, owner)| {
        let place = ("kms", company.region.name);
        map([("arn", arn(company, place, &owner.name, &format!("key/{id}")))])
    });
    let record = format!("vpn.{}", environment.domain);
    let zone = raw("dependency.dns_public.outputs.zone_id");
    let policy = map([("sessions", raw("dependency.sessions.outputs.instance_policy_json"))]);
    let unit = Unit::new(place.path("openvpn-server"), "openvpn-server", comment);
    let pipeline = key.as_ref().and(shared);
    let pipeline = pipeline.map(|owner| in_account(company, &owner.name, "image-pipeline"));
    let unit = pipeline.into_iter().fold(unit, Unit::after);
    unit.needs("alarms", place.alarms())
        .needs("sessions", sessions_path(&environment.account, environment.region.name))
        .needs("vpc", place.path("vpc"))
        .needs("dns_public", place.path("dns-public"))
        .text("name", place.name("vpn"))
        .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
        .raw("subnet_ids", "dependency.vpc.outputs.public_subnet_ids")
        .text("client_cidr", vpn.clients.to_string())
        .set("routes", map([("network", raw("dependency.vpc.outputs.cidr"))]))
        .set("allow_cidrs", map(names))
        .set_some("ami_id", vpn.image.as_ref().map(text))
        .set_some("ami_lookup", lookup.filter(|_| vpn.image.is_none()))
        .set_some("ami_kms_key", key)
        .set("dns_record", map([("zone_id", zone), ("name", text(record))]))
        .set("role_policies", policy)
        .raw("log_retention_days", environment.log_retention_days)
        .raw("force_destroy", !environment.protect)
        .alarms()
}

/// Returns what attaches the network. AWS takes routes once the gateway's account has accepted: when the file names the attachment.
fn attachment(place: &Place<'_>, gateway: &str) -> Unit {
    let environment = place.environment;
    let management = place.company.management_cidr.filter(|_| environment.attachment_id.is_some());
    let routes = management.map(|cidr| {
        let route = map([
            ("route_table_ids", raw("dependency.vpc.outputs.app_route_table_ids")),
            ("cidrs", texts([cidr.to_string()])),
        ]);
        map([("management", route)])
    });
    let comment = format!("Attaches the network of {} to the transit gateway.", place.of());
    let folder = place.path("transit-gateway-attachment");
    Unit::new(folder, "transit-gateway-attachment", comment)
        .needs("vpc", place.path("vpc"))
        .text("name", names::environment_prefix(place.company, environment))
        .text("transit_gateway_id", gateway)
        .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
        .raw("subnet_ids", "dependency.vpc.outputs.app_subnet_ids")
        .set_some("routes", routes)
}

/// Returns the folder of what records the sessions of an account in a region.
pub(super) fn sessions_path(account: &str, region: &str) -> String {
    format!("{account}/{region}/session-access")
}

/// Returns what records the sessions on the hosts of an account in a region, if there are any that let themselves be reached so.
pub(super) fn sessions(
    company: &landform_company::Company,
    account: &str,
    region: &landform_company::Region,
) -> Option<Unit> {
    let here = || {
        company
            .environments
            .iter()
            .filter(|one| one.account == account && one.region.name == region.name)
    };
    let has_hosts =
        here().any(|one| one.vpn.is_some() || matches!(one.compute, Compute::Groups { .. }));
    if !has_hosts {
        return None;
    }
    let days = here().map(|one| one.log_retention_days).max().unwrap_or(365);
    let keeps = here().any(|one| one.protect);
    let archive = if keeps { map::<String>([]) } else { map([("force_destroy", raw("true"))]) };
    let unit = Unit::new(
        sessions_path(account, region.name),
        "session-access",
        "How people reach hosts: through Session Manager, recorded, without any open port.",
    );
    Some(
        unit.text("name", names::account(company, &format!("{account}-sessions")))
            .raw("log_retention_days", days)
            .set("archive", archive),
    )
}
