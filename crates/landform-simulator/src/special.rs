//! Special values: what follows from other attributes or from the world by a rule of its own.

use std::collections::BTreeSet;

use landform_value::{Type, Value, from_json_as};
use serde_json::json;

use crate::cidr::Cidr;
use crate::maker::Maker;
use crate::place::Region;
use crate::template::Attributes as _;
use crate::world::{Scope, id_prefix};

/// Returns what a template means by `{#word}`.
pub(crate) fn special(maker: &mut Maker<'_>, word: &str) -> String {
    match word {
        "label" => label(maker),
        "lbkind" => {
            let kind = maker.text("load_balancer_type");
            match kind.as_str() {
                "network" => "net",
                "gateway" => "gwy",
                _ => "app",
            }
            .to_owned()
        }
        "listenerarn" => {
            let listener = maker.text("load_balancer_arn").replace(":loadbalancer/", ":listener/");
            format!("{listener}/{}", maker.seed.hex(16))
        }
        "rulearn" => {
            let rule = maker.text("listener_arn").replace(":listener/", ":listener-rule/");
            format!("{rule}/{}", maker.seed.hex(16))
        }
        "host" => {
            let url = maker.text("url");
            url.trim_start_matches("https://").trim_end_matches('/').to_owned()
        }
        "servicename" => service_role_name(&maker.text("aws_service_name")),
        "setid" => {
            let set = maker.text("set_identifier");
            if set.is_empty() { set } else { format!("_{set}") }
        }
        "slashname" => {
            let name = maker.text("name");
            if name.starts_with('/') { name } else { format!("/{name}") }
        }
        "cluster" => {
            let cluster = maker.text("cluster");
            let name = cluster.rsplit('/').next().unwrap_or_default();
            if name.is_empty() { "default".to_owned() } else { name.to_owned() }
        }
        "functionarn" => function_arn(maker),
        "inout" => maker.text("direction").to_lowercase().replace("bound", ""),
        "dbport" => db_port(&maker.text("engine")).to_owned(),
        "dbversion" => db_version(&maker.text("engine")).to_owned(),
        "mastersecret" => master_secret(maker),
        "orgid" => organization(maker, "id"),
        "orgroot" => organization(maker, "root"),
        "policytype" => maker.text("type").to_lowercase(),
        "wafscope" => {
            let scope = maker.text("scope");
            if scope == "CLOUDFRONT" { "global" } else { "regional" }.to_owned()
        }
        "aftersecondslash" => {
            let arn = ["standards_arn", "instance_arn"].map(|name| maker.text(name)).concat();
            let resource = arn.rsplit_once(":::").map_or(arn.as_str(), |(_, resource)| resource);
            let resource = resource.rsplit(':').next().unwrap_or_default();
            resource.split_once('/').map_or(resource, |(_, rest)| rest).to_owned()
        }
        "alternate" => {
            let account = maker.text("account_id");
            let kind = maker.text("alternate_contact_type");
            if account.is_empty() { kind } else { format!("{account}/{kind}") }
        }
        _ => String::new(),
    }
}

/// Returns what names the object in an ARN.
fn label(maker: &mut Maker<'_>) -> String {
    let named = ["name", "identifier", "domain_name", "id"];
    let label = named.iter().map(|name| maker.text(name)).find(|label| !label.is_empty());
    label.unwrap_or_else(|| maker.seed.hex(17))
}

/// Returns `ECS` for `ecs.amazonaws.com` and the like, as service-linked roles are named.
fn service_role_name(service: &str) -> String {
    let word = service.split('.').next().unwrap_or_default();
    match word {
        "ecs" | "rds" | "eks" | "es" | "sso" | "fms" | "ram" | "kms" => word.to_uppercase(),
        "autoscaling" => "AutoScaling".to_owned(),
        "elasticloadbalancing" => "ElasticLoadBalancing".to_owned(),
        "elasticache" => "ElastiCache".to_owned(),
        _ => {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

fn function_arn(maker: &mut Maker<'_>) -> String {
    let name = maker.text("function_name");
    if name.starts_with("arn:") {
        return name;
    }
    let (place, partition) = (maker.place, maker.place.partition());
    format!("arn:{partition}:lambda:{}:{}:function:{name}", place.region, place.account)
}

fn db_port(engine: &str) -> &'static str {
    match engine {
        engine if engine.contains("postgres") => "5432",
        engine if engine.contains("oracle") => "1521",
        engine if engine.contains("sqlserver") => "1433",
        engine if engine.starts_with("db2") => "50000",
        "neptune" => "8182",
        "docdb" => "27017",
        _ => "3306",
    }
}

pub(crate) fn db_version(engine: &str) -> &'static str {
    match engine {
        "aurora-postgresql" => "16.6",
        "aurora-mysql" | "aurora" => "8.0.mysql_aurora.3.08.0",
        "postgres" => "17.4",
        "mariadb" => "11.4.5",
        engine if engine.contains("oracle") => "19.0.0.0.ru-2025-01.rur-2025-01.r1",
        engine if engine.contains("sqlserver") => "16.00.4175.1.v1",
        _ => "8.0.41",
    }
}

fn master_secret(maker: &Maker<'_>) -> String {
    let managed = maker.value("manage_master_user_password").and_then(Value::as_bool);
    if managed != Some(true) {
        return "[]".to_owned();
    }
    let (place, partition) = (maker.place, maker.place.partition());
    let prefix = if maker.ty.contains("cluster") { "rds!cluster" } else { "rds!db" };
    let secret = format!(
        "arn:{partition}:secretsmanager:{}:{}:secret:{prefix}-{}-{}",
        place.region,
        place.account,
        maker.seed.part("secret").uuid(),
        maker.seed.part("secret").mixed(6)
    );
    let key = format!(
        "arn:{partition}:kms:{}:{}:key/{}",
        place.region,
        place.account,
        maker.seed.part("kms").uuid()
    );
    json!([{ "kms_key_id": key, "secret_arn": secret, "secret_status": "active" }]).to_string()
}

/// Returns the id of the organization, or what its root's id ends with.
fn organization(maker: &Maker<'_>, what: &str) -> String {
    let found = maker.world.of_type(maker.place, Scope::Global, "aws_organizations_organization");
    let organization = found.map(|(_, object)| object).next();
    let root = organization.and_then(|object| object.state.get("roots")?.as_items()?.first());
    let root = root.and_then(|root| root.get("id")?.as_str()?.strip_prefix("r-"));
    if what == "root" {
        let parent = maker.known("parent_id").map(|id| {
            let id = id.strip_prefix("ou-").and_then(|id| id.split('-').next()).unwrap_or(id);
            id.trim_start_matches("r-").to_owned()
        });
        return parent.or(root.map(str::to_owned)).unwrap_or_else(|| "root".to_owned());
    }
    organization.map_or_else(|| "o-exampleorg".to_owned(), |object| object.id.clone())
}

/// Returns an attribute that is more than a text and follows from others.
pub(crate) fn structured(maker: &mut Maker<'_>, name: &str, ty: &Type) -> Option<Value> {
    match (maker.ty, name) {
        ("aws_acm_certificate", "domain_validation_options") => validation_options(maker, ty),
        (_, "availability_zone_id") => zone_id(maker),
        (_, "zone_id") if maker.ty.ends_with("lb") => load_balancer_zone(maker),
        ("aws_default_security_group", "id") => {
            let vpc = maker.text("vpc_id");
            let group = maker.world.attribute(maker.place, &vpc, "default_security_group_id");
            group.map(Value::from)
        }
        ("aws_default_vpc" | "aws_default_subnet", "id") => native_id(maker),
        ("aws_route53_record", "fqdn") => fqdn(maker),
        ("aws_s3_bucket", "hosted_zone_id") => Some(bucket_zone(&maker.place.region).into()),
        ("aws_autoscaling_group" | "aws_lb" | "aws_elb", "vpc_zone_identifier" | "subnets")
        | (_, "availability_zones") => {
            let (Type::List(element) | Type::Set(element)) = ty else { return None };
            if **element != Type::String {
                return None;
            }
            let zones = if name == "availability_zones" { zones(maker) } else { Vec::new() };
            let zones = zones.into_iter().map(Value::string);
            Some(if matches!(ty, Type::Set(_)) {
                Value::set((**element).clone(), zones)
            } else {
                Value::list((**element).clone(), zones)
            })
        }
        _ => None,
    }
}

/// Returns one record to create for each distinct domain of a certificate.
fn validation_options(maker: &mut Maker<'_>, ty: &Type) -> Option<Value> {
    let domain = maker.text("domain_name");
    let mut names = BTreeSet::from([domain]);
    let others = maker.resolve("subject_alternative_names");
    let others = others.as_ref().and_then(Value::as_items).unwrap_or_default();
    names.extend(others.iter().filter_map(Value::as_str).map(str::to_owned));
    names.remove("");
    if maker.known("validation_method") != Some("DNS") {
        names.clear();
    }
    let options: Vec<_> = names
        .iter()
        .map(|name| {
            // A wildcard is proven by the same record as the domain below it.
            let base = name.strip_prefix("*.").unwrap_or(name);
            let seed = maker.seed.part(base);
            json!({
                "domain_name": name,
                "resource_record_name": format!("_{}.{base}.", seed.hex(32)),
                "resource_record_type": "CNAME",
                "resource_record_value":
                    format!("_{}.{}.acm-validations.aws.", seed.part("value").hex(32), seed.part("set").lower(10)),
            })
        })
        .collect();
    from_json_as(&options.into(), ty).ok()
}

/// Returns the id of the default VPC, or of the default subnet of a zone, which such a resource takes over.
fn native_id(maker: &mut Maker<'_>) -> Option<Value> {
    let zone = maker.text("availability_zone");
    let (ty, name, wanted) = if maker.ty == "aws_default_vpc" {
        ("aws_vpc", "default", Value::from(true))
    } else {
        ("aws_subnet", "availability_zone", Value::from(zone))
    };
    let mut natives = maker.world.of_type(maker.place, Scope::Region, ty);
    let native = natives.find(|(_, object)| object.state.get(name) == Some(&wanted));
    native.map(|(_, object)| object.id.clone().into())
}

fn zone_id(maker: &mut Maker<'_>) -> Option<Value> {
    let zone = maker.text("availability_zone");
    let zones = maker.place.zones();
    zones.into_iter().find(|(name, _)| *name == zone).map(|(_, id)| id.into())
}

fn load_balancer_zone(maker: &Maker<'_>) -> Option<Value> {
    let region = Region::find(&maker.place.region)?;
    let network = maker.known("load_balancer_type") == Some("network");
    let zone = if network { region.nlb_zone } else { region.elb_zone };
    zone.map(Value::from)
}

fn fqdn(maker: &mut Maker<'_>) -> Option<Value> {
    let (name, zone) = (maker.text("name"), maker.text("zone_id"));
    let zone_name = maker.world.attribute(maker.place, &zone, "name").or_else(|| {
        let mut zones = maker.world.of_type(maker.place, Scope::Account, "aws_route53_zone");
        let zone = zones.find(|(_, object)| object.id == zone)?.1;
        Some(zone.state.get("name")?.as_str()?.to_owned())
    })?;
    let name = name.trim_end_matches('.');
    let zone_name = zone_name.trim_end_matches('.');
    let inside = name == zone_name || name.ends_with(&format!(".{zone_name}"));
    Some(match (name.is_empty(), inside) {
        (true, _) => zone_name.into(),
        (false, true) => name.into(),
        (false, false) => format!("{name}.{zone_name}").into(),
    })
}

/// Returns the hosted zone of a region's S3 endpoints.
fn bucket_zone(region: &str) -> &'static str {
    match region {
        "us-east-1" => "Z3AQBSTGFYJSTF",
        "us-east-2" => "Z2O1EMRO9K5GLX",
        "us-west-1" => "Z2F56UZL2M1ACD",
        "us-west-2" => "Z3BJ6K6RIION7M",
        "af-south-1" => "Z83WF9RJE8B12",
        "ap-east-1" => "ZNB98KWMFR0R6",
        "ap-south-1" => "Z11RGJOFQNVJUP",
        "ap-northeast-1" => "Z2M4EHUR26P7ZW",
        "ap-northeast-2" => "Z3W03O7B5YMIYP",
        "ap-northeast-3" => "Z2YQB5RD63NC85",
        "ap-southeast-1" => "Z3O0J2DXBE1FTB",
        "ap-southeast-2" => "Z1WCIGYICN2BYD",
        "ca-central-1" => "Z1QDHH18159H29",
        "eu-central-1" => "Z21DNDUVLTQW6Q",
        "eu-north-1" => "Z3BAZG2TWCNX0D",
        "eu-south-1" => "Z30OZKI7KPW7MI",
        "eu-west-1" => "Z1BKCTXD74EZPE",
        "eu-west-2" => "Z3GKZC51ZF0DB4",
        "eu-west-3" => "Z3R1K369G5AVDG",
        "me-south-1" => "Z1MPMWCPA7YB62",
        "sa-east-1" => "Z7KQH4QJS55SO",
        _ => "",
    }
}

/// Returns the ids with a prefix among the object's known values, in order.
fn ids(maker: &Maker<'_>, prefix: &str) -> Vec<String> {
    fn collect(value: &Value, prefix: &str, found: &mut Vec<String>) {
        let text = value.as_str().filter(|text| id_prefix(text) == Some(prefix));
        found.extend(
            text.filter(|text| !found.iter().any(|known| known == text)).map(str::to_owned),
        );
        value.children().for_each(|child| collect(child, prefix, found));
    }
    let mut found = Vec::new();
    maker.values().for_each(|value| collect(value, prefix, &mut found));
    found
}

/// Returns the VPC that the object is in by what it refers to, or the default one.
pub(crate) fn home_vpc(maker: &Maker<'_>) -> String {
    let near = ["subnet", "sg", "rtb", "acl", "eni"].into_iter().flat_map(|kind| ids(maker, kind));
    let mut vpcs = near.filter_map(|id| {
        let owner = maker.world.owner(maker.place, Scope::Region, &id)?;
        let is_vpc = owner.ty == "aws_vpc";
        let vpc = owner.state.get("vpc_id").and_then(Value::as_str);
        if is_vpc { Some(owner.id.clone()) } else { vpc.map(str::to_owned) }
    });
    let default = || {
        let mut vpcs = maker.world.of_type(maker.place, Scope::Region, "aws_vpc");
        let is_default =
            |value: &Value| value.get("default").and_then(Value::as_bool) == Some(true);
        let default = vpcs.find(|(_, object)| is_default(&object.state));
        default.map(|(_, object)| object.id.clone())
    };
    vpcs.next().or_else(default).unwrap_or_default()
}

/// Returns the zones of the subnets that the object refers to, or those of the region.
pub(crate) fn zones(maker: &Maker<'_>) -> Vec<String> {
    let subnets = ids(maker, "subnet");
    let attribute = |id: &String| maker.world.attribute(maker.place, id, "availability_zone");
    let of_subnets: BTreeSet<String> = subnets.iter().filter_map(attribute).collect();
    if of_subnets.is_empty() {
        maker.place.zones().into_iter().map(|(name, _)| name).take(3).collect()
    } else {
        of_subnets.into_iter().collect()
    }
}

/// Returns an address inside the first subnet that the object refers to.
pub(crate) fn private_ip(maker: &Maker<'_>, path: &str) -> String {
    let cidr = ids(maker, "subnet")
        .iter()
        .find_map(|id| maker.world.attribute(maker.place, id, "cidr_block"))
        .and_then(|cidr| Cidr::parse(&cidr))
        .or_else(|| Cidr::parse("10.0.0.0/16"));
    // AWS keeps the first four addresses and the last one.
    cidr.map_or_else(String::new, |cidr| {
        cidr.host(4 + maker.seed.part(path).below(cidr.size().saturating_sub(5)))
    })
}
