//! The units of the shared account: keys, images of machines, the zone of the company, and the network that joins others.

use landform_company::{Account, Cidr, Company, Connection, Environment, PrivateCa, Role, names};

use super::account::{account_id, in_account};
use super::{Place, access, alarms, archive};
use crate::expression::{Expression, map, raw, text, texts};
use crate::unit::Unit;

pub(super) fn units(company: &Company, account: &Account) -> Vec<Unit> {
    let mut units = vec![keys(company, account)];
    if !company.environments.iter().any(|one| one.domain == company.domain) {
        units.push(zone(company, account));
    }
    if let Some(cidr) = company.management_cidr {
        units.push(network(company, account, cidr));
        units.push(images(company, account));
    }
    match company.connection {
        Connection::None => {}
        Connection::Peering => units.extend(peerings(company, account)),
        Connection::TransitGateway => {
            units.push(gateway(company, account));
            units.push(attachment(company, account));
            units.push(routing(company, account));
        }
    }
    units.extend(zones(company, account));
    if !company.shared_secrets.is_empty() {
        units.push(secrets(company, account));
    }
    units.extend(company.private_ca.as_ref().map(|one| authority(company, account, one)));
    units
}

/// Returns the folder of the keys that other accounts may use.
fn keys_path(company: &Company, account: &Account) -> String {
    in_account(company, &account.name, "shared-keys")
}

fn secrets(company: &Company, account: &Account) -> Unit {
    let secrets = company.shared_secrets.iter().map(|one| {
        let readers = one.readers.iter().map(|name| raw(account_id(name))).collect();
        let entries = [
            ("description", text(&one.description)),
            ("reader_account_ids", Expression::List(readers)),
        ];
        (&one.name, map(entries))
    });
    Unit::new(
        in_account(company, &account.name, "shared-secrets"),
        "shared-secret",
        "Secrets that other accounts read.",
    )
    .needs("shared_keys", keys_path(company, account))
    .text("name", format!("{}/shared", company.name))
    .set("secrets", map(secrets))
    .set("kms_key", map([("arn", raw("dependency.shared_keys.outputs.key_arns[\"secrets\"]"))]))
    .set_some("organization_id", company.organization.id.as_ref().map(text))
}

fn authority(company: &Company, account: &Account, authority: &PrivateCa) -> Unit {
    let mut subject = vec![("common_name", text(&authority.common_name))];
    subject.extend(authority.organization.as_ref().map(|one| ("organization", text(one))));
    subject.extend(authority.country.as_ref().map(|one| ("country", text(one))));
    let unit = Unit::new(
        in_account(company, &account.name, "internal-tls"),
        "internal-tls",
        "The private authority from which workload accounts get certificates.",
    )
    .needs("alarms", alarms(&account.name, company.region));
    let organization = company.organization.manage.then(|| super::organization::path(company));
    let unit = organization.into_iter().fold(unit, Unit::after);
    unit.text("name", names::account(company, "internal"))
        .set("subject", map(subject))
        .set("share_with", map(workloads(company)))
        .alarms()
}

/// Returns the ids of the accounts that environments live in.
fn workloads(company: &Company) -> impl Iterator<Item = (&String, Expression)> {
    let all = company.accounts.iter().filter(|one| one.role == Role::Workload);
    all.map(|one| (&one.name, raw(account_id(&one.name))))
}

fn keys(company: &Company, account: &Account) -> Unit {
    let ids = || Expression::List(workloads(company).map(|(_, id)| id).collect());
    let secrets = map([
        ("description", text("secrets that several accounts read")),
        ("account_ids", ids()),
        ("via_services", texts(["secretsmanager"])),
    ]);
    Unit::new(keys_path(company, account), "shared-keys", "Keys that other accounts may use.")
        .text("name", &company.name)
        .set("keys", map([("secrets", secrets)]))
        .set_some("organization_id", company.organization.id.as_ref().map(text))
}

fn zone(company: &Company, account: &Account) -> Unit {
    let delegations = company.environments.iter().filter_map(|one| {
        let below = one.domain.strip_suffix(&company.domain)?.strip_suffix('.')?;
        (!one.name_servers.is_empty()).then(|| (below.to_owned(), texts(&one.name_servers)))
    });
    let delegations: Vec<_> = delegations.collect();
    Unit::new(
        in_account(company, &account.name, "dns-root"),
        "dns-root",
        "The zone of the company, which delegates to those of the environments.",
    )
    .text("domain", &company.domain)
    .set_some("delegations", (!delegations.is_empty()).then(|| map(delegations)))
}

/// Returns the folder of the management network.
fn network_path(company: &Company, account: &Account) -> String {
    in_account(company, &account.name, "vpc")
}

fn network(company: &Company, account: &Account, cidr: Cidr) -> Unit {
    let bucket = names::log_bucket(company, &account.name, company.region.name, "flow-logs");
    let arn = format!("arn:{}:s3:::{bucket}", company.region.partition());
    Unit::new(
        network_path(company, account),
        "vpc",
        "The management network, in which images of machines are made.",
    )
    .needs("alarms", alarms(&account.name, company.region))
    .after(archive(company, company.region, names::archive_of(company, &account.name)))
    .text("name", names::account(company, "management"))
    .text("cidr", cidr.to_string())
    .raw("zone_count", 2)
    .text("nat", "single")
    .raw("data_tier", "false")
    .set("flow_logs", map([("s3_bucket_arn", text(arn))]))
    .alarms()
}

fn images(company: &Company, account: &Account) -> Unit {
    let (partition, id) = (company.region.partition(), account_id(&account.name));
    let provider = format!(
        "\"arn:{partition}:iam::${{{id}}}:oidc-provider/token.actions.githubusercontent.com\""
    );
    let mut github = access::workflows(company);
    github.push(("oidc_provider_arn", raw(provider)));
    Unit::new(
        in_account(company, &account.name, "image-pipeline"),
        "image-pipeline",
        "What builds images of machines, for all accounts.",
    )
    .needs("vpc", network_path(company, account))
    .after(in_account(company, &account.name, "ci-roles"))
    .text("name", names::account(company, "images"))
    .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
    .raw("subnet_id", "dependency.vpc.outputs.app_subnet_ids[0]")
    .set("github", map(github))
    .set("share_account_ids", map(workloads(company)))
}

fn gateway(company: &Company, account: &Account) -> Unit {
    let ids = workloads(company).map(|(_, id)| id).collect();
    let organization = company.organization.manage.then(|| super::organization::path(company));
    let unit = Unit::new(
        in_account(company, &account.name, "transit-gateway"),
        "transit-gateway",
        "The gateway through which networks reach the management network, but not each other.",
    )
    .needs("alarms", alarms(&account.name, company.region));
    let unit = organization.into_iter().fold(unit, Unit::after);
    unit.text("name", names::account(company, "transit"))
        .set("segments", texts(["environments", "management"]))
        .set("share_with", Expression::List(ids))
        .alarms()
}

/// Returns the peerings that the management network asks for. AWS takes one once the other network exists: when the file names it.
fn peerings(company: &Company, account: &Account) -> Vec<Unit> {
    let wanted = company.environments.iter().filter_map(|one| Some((one, one.vpc_id.as_ref()?)));
    let unit = |(environment, vpc_id): (&Environment, &String)| {
        let name = &environment.name;
        let mut peer =
            vec![("vpc_id", text(vpc_id)), ("account_id", raw(account_id(&environment.account)))];
        if environment.region.name != company.region.name {
            peer.push(("region", text(environment.region.name)));
        }
        let route = map([
            ("route_table_ids", raw("dependency.vpc.outputs.app_route_table_ids")),
            ("cidrs", texts([environment.cidr.to_string()])),
        ]);
        let comment =
            format!("Asks the network of {name} for a peering with the management network.");
        let folder = in_account(company, &account.name, &format!("vpc-peering/{name}"));
        Unit::new(folder, "vpc-peering", comment)
            .needs("vpc", network_path(company, account))
            .text("name", names::account(company, &format!("management-{name}")))
            .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
            .set("peer", map(peer))
            .set("routes", map([("environment", route)]))
    };
    wanted.map(unit).collect()
}

/// Returns what lets the private zones of environments answer in the management network.
fn zones(company: &Company, account: &Account) -> Option<Unit> {
    let opened = || company.environments.iter().filter(|one| is_opened(company, one));
    let zones = opened().filter_map(|one| Some((&one.name, text(one.private_zone_id.as_ref()?))));
    let zones: Vec<_> = zones.collect();
    if zones.is_empty() {
        return None;
    }
    let unit = Unit::new(
        in_account(company, &account.name, "zone-association"),
        "zone-association",
        "Lets the private zones of environments answer in the management network.",
    )
    .needs("vpc", network_path(company, account));
    let opened = opened().filter(|one| one.private_zone_id.is_some());
    let unit = opened.fold(unit, |unit, environment| {
        unit.after(Place { company, environment }.path("zone-authorization"))
    });
    Some(unit.raw("vpc_id", "dependency.vpc.outputs.vpc_id").set("zone_ids", map(zones)))
}

/// Tells whether the private zone of an environment is opened to the management network.
pub(crate) fn is_opened(company: &Company, environment: &Environment) -> bool {
    company.connection != Connection::None
        && company.management_vpc_id.is_some()
        && environment.services.iter().any(|one| !one.public)
}

/// Returns the environments whose networks can be attached: a gateway serves its own region.
fn attached(company: &Company) -> impl Iterator<Item = &Environment> {
    company.environments.iter().filter(|one| one.region.name == company.region.name)
}

fn attachment(company: &Company, account: &Account) -> Unit {
    let cidrs = attached(company).map(|one| one.cidr.to_string());
    let route = map([
        ("route_table_ids", raw("dependency.vpc.outputs.app_route_table_ids")),
        ("cidrs", texts(cidrs)),
    ]);
    Unit::new(
        in_account(company, &account.name, "transit-gateway-attachment"),
        "transit-gateway-attachment",
        "Attaches the management network to the transit gateway.",
    )
    .needs("vpc", network_path(company, account))
    .needs("transit_gateway", in_account(company, &account.name, "transit-gateway"))
    .text("name", names::account(company, "management"))
    .raw("transit_gateway_id", "dependency.transit_gateway.outputs.id")
    .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
    .raw("subnet_ids", "dependency.vpc.outputs.app_subnet_ids")
    .set("routes", map([("environments", route)]))
}

/// Returns who reaches whom: environments and the management network each other, environments not among themselves.
fn routing(company: &Company, account: &Account) -> Unit {
    let one = |id: Expression, segment: &str, from: &str| {
        vec![("attachment_id", id), ("segment", text(segment)), ("reachable_from", texts([from]))]
    };
    let own = raw("dependency.management.outputs.attachment_id");
    let mut management = one(own, "management", "environments");
    management.push(("accept", raw("false")));
    let environments = attached(company).filter_map(|environment| {
        let id = text(environment.attachment_id.as_ref()?);
        Some((environment.name.clone(), map(one(id, "environments", "management"))))
    });
    let all = std::iter::once(("management".to_owned(), map(management))).chain(environments);
    Unit::new(
        in_account(company, &account.name, "transit-gateway-routing"),
        "transit-gateway-routing",
        "Says which networks reach each other through the transit gateway.",
    )
    .needs("transit_gateway", in_account(company, &account.name, "transit-gateway"))
    .needs("management", in_account(company, &account.name, "transit-gateway-attachment"))
    .raw("route_table_ids", "dependency.transit_gateway.outputs.route_table_ids")
    .set("attachments", map(all))
}
