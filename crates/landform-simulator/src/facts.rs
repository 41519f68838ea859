//! Facts: data sources whose answers follow from the account, the region and what is known of AWS.

use landform_value::Value;
use serde_json::{Value as Json, json};

use crate::account::Account;
use crate::filter::Filters;
use crate::functions::arn_parts;
use crate::place::{Place, Region, partition_of, suffix_of};
use crate::policy_document::policy_document;
use crate::seed::Seed;

/// Returns the attributes that a data source gives beyond its configuration; nothing if it is no matter of facts.
pub(crate) fn facts(ty: &str, account: &Account, config: &Value) -> Option<Result<Json, String>> {
    let place = &account.place;
    let region = || text(config, "region").unwrap_or(&place.region).to_owned();
    let by_region = |read: fn(&Region) -> Option<&'static str>, what: &str| {
        let region = region();
        let found = Region::find(&region).and_then(read);
        found.ok_or_else(|| format!("unsupported {what} ({region})"))
    };
    let of_account = |read: fn(&Region) -> Option<&'static str>, what: &str, path: &str| {
        let id = by_region(read, what)?;
        Ok(json!({ "id": id, "arn": format!("arn:{}:iam::{id}:{path}", place.partition()) }))
    };
    let id_only = |id: Result<&'static str, String>| id.map(|id| json!({ "id": id }));
    Some(match ty {
        "aws_iam_policy_document" => policy_document(config).map(|document| {
            json!({ "id": document.id, "json": document.json, "minified_json": document.minified_json })
        }),
        "aws_caller_identity" => Ok(caller(place)),
        "aws_partition" => Ok(partition(place)),
        "aws_region" => region_fact(place, config),
        "aws_regions" => Ok(regions(place)),
        "aws_availability_zones" => Ok(zones(place, config)),
        "aws_availability_zone" => zone(place, config),
        "aws_default_tags" => Ok(json!({
            "id": place.partition(),
            "tags": account.tags.defaults,
        })),
        "aws_arn" => arn(text(config, "arn").unwrap_or_default()),
        "aws_service" => service(place, config),
        "aws_service_principal" => Ok(service_principal(config, &region())),
        "aws_canonical_user_id" => Ok(json!({
            "id": Seed::new([place.account.as_str(), "canonical"]).hex(64),
            "display_name": "",
        })),
        "aws_elb_service_account" => of_account(|r| r.elb_account, "AWS Region", "root"),
        "aws_cloudtrail_service_account" => {
            of_account(|r| r.cloudtrail_account, "CloudTrail Service Account Region", "root")
        }
        "aws_redshift_service_account" => {
            of_account(|r| r.redshift_account, "Redshift Service Account Region", "user/logs")
        }
        "aws_billing_service_account" => Ok(json!({
            "id": "386209384616",
            "arn": format!("arn:{}:iam::386209384616:root", place.partition()),
        })),
        "aws_elb_hosted_zone_id" => id_only(by_region(|r| r.elb_zone, "AWS Region")),
        "aws_lb_hosted_zone_id" => {
            let network = text(config, "load_balancer_type") == Some("network");
            let zone = if network { |r: &Region| r.nlb_zone } else { |r: &Region| r.elb_zone };
            let kind = if network { "network" } else { "application" };
            by_region(zone, "AWS Region").map(|id| json!({ "id": id, "load_balancer_type": kind }))
        }
        "aws_elastic_beanstalk_hosted_zone" => {
            id_only(by_region(|r| r.beanstalk_zone, "Elastic Beanstalk Region"))
        }
        "aws_apprunner_hosted_zone_id" => id_only(by_region(|r| r.apprunner_zone, "AWS Region")),
        "aws_cloudfront_log_delivery_canonical_user_id" => {
            let china = partition_of(&region()) == "aws-cn";
            Ok(json!({ "id": if china {
                "a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56"
            } else {
                "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
            }}))
        }
        "aws_iam_session_context" => Ok(session(text(config, "arn").unwrap_or_default())),
        _ => return None,
    })
    .map(|answer| answer.map(|facts| with_region(ty, facts, &region())))
}

/// Data sources that repeat the region that they were asked for, or else work in.
const REGIONAL: &[&str] = &[
    "aws_apprunner_hosted_zone_id",
    "aws_cloudtrail_service_account",
    "aws_elastic_beanstalk_hosted_zone",
    "aws_elb_hosted_zone_id",
    "aws_elb_service_account",
    "aws_lb_hosted_zone_id",
    "aws_redshift_service_account",
];

fn with_region(ty: &str, mut facts: Json, region: &str) -> Json {
    if let (true, Some(entries)) = (REGIONAL.contains(&ty), facts.as_object_mut()) {
        entries.insert("region".to_owned(), region.into());
    }
    facts
}

fn text<'a>(config: &'a Value, name: &str) -> Option<&'a str> {
    config.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn texts(config: &Value, name: &str) -> Vec<String> {
    let items = config.get(name).and_then(Value::as_items).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn caller(place: &Place) -> Json {
    let Place { account, .. } = place;
    let user = Seed::new([account.as_str(), "caller"]).upper(17);
    json!({
        "account_id": account,
        "arn": format!("arn:{}:sts::{account}:assumed-role/landform/landform", place.partition()),
        "user_id": format!("AROA{user}:landform"),
        "id": account,
    })
}

fn reverse_dns(suffix: &str) -> String {
    let parts: Vec<&str> = suffix.rsplit('.').collect();
    parts.join(".")
}

fn partition(place: &Place) -> Json {
    json!({
        "id": place.partition(),
        "partition": place.partition(),
        "dns_suffix": place.suffix(),
        "reverse_dns_prefix": reverse_dns(place.suffix()),
    })
}

fn region_fact(place: &Place, config: &Value) -> Result<Json, String> {
    let endpoint_of = |name: &str| format!("ec2.{name}.{}", suffix_of(partition_of(name)));
    let by_endpoint = text(config, "endpoint").map(|endpoint| {
        let found = Region::all().iter().find(|region| endpoint_of(region.name) == endpoint);
        found
            .map(|region| region.name)
            .ok_or_else(|| format!("region not found for endpoint: {endpoint}"))
    });
    let name = match (text(config, "name"), by_endpoint) {
        (Some(name), _) => name,
        (None, Some(found)) => found?,
        (None, None) => &place.region,
    };
    let region = Region::find(name).ok_or_else(|| format!("region not found for name: {name}"))?;
    Ok(json!({
        "id": name,
        "name": name,
        "endpoint": endpoint_of(name),
        "description": region.description,
    }))
}

/// Regions that an account has to opt in to.
const OPT_IN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

fn regions(place: &Place) -> Json {
    let names = Region::all().iter().map(|region| region.name);
    let names = names.filter(|name| partition_of(name) == place.partition());
    let names: Vec<_> = names.filter(|name| !OPT_IN.contains(name)).collect();
    json!({ "id": place.partition(), "names": names })
}

fn zones(place: &Place, config: &Value) -> Json {
    let (no_names, no_ids) = (texts(config, "exclude_names"), texts(config, "exclude_zone_ids"));
    let wanted = text(config, "state").unwrap_or("available");
    let filters = Filters::of(config);
    let zones = place.zones().into_iter().filter(|(name, id)| {
        let attributes = json!({
            "group-name": place.region, "message": "", "opt-in-status": "opt-in-not-required",
            "parent-zone-id": "", "region-name": place.region, "state": "available",
            "zone-id": id, "zone-name": name, "zone-type": "availability-zone",
        });
        let given = |filter: &str| attributes.get(filter).and_then(Json::as_str).map(str::to_owned);
        wanted == "available"
            && !no_names.contains(name)
            && !no_ids.contains(id)
            && filters.all(|filter| given(filter))
    });
    let (names, ids): (Vec<_>, Vec<_>) = zones.unzip();
    let groups: Vec<&str> = if names.is_empty() { Vec::new() } else { vec![&place.region] };
    json!({ "id": place.region, "names": names, "zone_ids": ids, "group_names": groups })
}

fn zone(place: &Place, config: &Value) -> Result<Json, String> {
    let (name, id) = (text(config, "name"), text(config, "zone_id"));
    let mut zones = place.zones().into_iter();
    let found = zones.find(|(zone, zone_id)| {
        (name.is_some() || id.is_some())
            && name.is_none_or(|name| name == zone)
            && id.is_none_or(|id| id == zone_id)
    });
    let (name, zone_id) = found.ok_or("no matching EC2 Availability Zone found")?;
    let suffix = name.strip_prefix(place.region.as_str()).unwrap_or_default();
    Ok(json!({
        "id": name, "name": name, "name_suffix": suffix, "zone_id": zone_id, "region": place.region,
        "group_name": place.region, "network_border_group": place.region, "state": "available",
        "opt_in_status": "opt-in-not-required", "zone_type": "availability-zone",
        "parent_zone_id": "", "parent_zone_name": "",
    }))
}

fn arn(text: &str) -> Result<Json, String> {
    let parts = arn_parts(text).ok_or_else(|| format!("parsing `{text}`: arn: invalid prefix"))?;
    let [partition, service, region, account, resource] = parts;
    Ok(json!({
        "id": text, "arn": text, "partition": partition, "service": service, "region": region,
        "account": account, "resource": resource,
    }))
}

fn service(place: &Place, config: &Value) -> Result<Json, String> {
    let mut region = text(config, "region").unwrap_or(&place.region).to_owned();
    let mut service = text(config, "service_id").unwrap_or_default().to_owned();
    if let Some(name) = text(config, "dns_name") {
        let mut parts = name.splitn(3, '.');
        let (Some(id), Some(at)) = (parts.next(), parts.next()) else {
            return Err(format!("invalid service DNS name: {name}"));
        };
        (service, region) = (id.to_owned(), at.to_owned());
    } else if let Some(name) = text(config, "reverse_dns_name") {
        let mut parts = name.rsplitn(3, '.');
        let (Some(id), Some(at)) = (parts.next(), parts.next()) else {
            return Err(format!("invalid service reverse DNS name: {name}"));
        };
        (service, region) = (id.to_owned(), at.to_owned());
    }
    let partition = partition_of(&region);
    let prefix = text(config, "reverse_dns_prefix").map(str::to_owned);
    let prefix = prefix.unwrap_or_else(|| reverse_dns(suffix_of(partition)));
    let reverse = format!("{prefix}.{region}.{service}");
    let dns: Vec<&str> = reverse.rsplit('.').collect();
    Ok(json!({
        "id": reverse, "reverse_dns_name": reverse, "dns_name": dns.join("."), "region": region,
        "partition": partition, "reverse_dns_prefix": prefix, "service_id": service, "supported": true,
    }))
}

/// Services whose principals in China end as the region's domains do.
const CHINESE: &[&str] = &["codedeploy", "elasticmapreduce", "logs"];

fn service_principal(config: &Value, region: &str) -> Json {
    let service = text(config, "service_name").unwrap_or_default();
    let partition = partition_of(region);
    let suffix = match partition {
        "aws-cn" if CHINESE.contains(&service) => "amazonaws.com.cn",
        "aws-iso" | "aws-iso-b" if CHINESE.contains(&service) => suffix_of(partition),
        _ => "amazonaws.com",
    };
    json!({
        "id": format!("{service}.{region}.{suffix}"),
        "name": format!("{service}.{suffix}"),
        "region": region,
        "suffix": suffix,
    })
}

/// Returns the role behind an assumed role's ARN, or the ARN itself.
fn session(arn: &str) -> Json {
    let assumed = arn_parts(arn).and_then(|[partition, service, _, account, resource]| {
        let mut parts = resource.strip_prefix("assumed-role/")?.split('/');
        let (role, session) = (parts.next()?, parts.next()?);
        let issuer = format!("arn:{partition}:iam::{account}:role/{role}");
        let id = format!("AROA{}", Seed::new([issuer.as_str(), "unique"]).upper(17));
        let answer = json!({
            "id": arn, "issuer_arn": issuer, "issuer_name": role, "issuer_id": id,
            "session_name": session,
        });
        (service == "sts").then_some(answer)
    });
    assumed.unwrap_or_else(|| {
        json!({ "id": arn, "issuer_arn": arn, "issuer_name": "", "issuer_id": "", "session_name": "" })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use landform_value::from_json;

    use super::*;
    use crate::tags::TagRules;

    fn account(region: &str) -> Account {
        let defaults = BTreeMap::from([("A".to_owned(), "1".to_owned())]);
        let tags = TagRules { defaults, ..TagRules::default() };
        Account { place: Place::new("123456789012", region), tags }
    }

    #[test]
    fn answers_are_those_of_the_real_provider() {
        let golden: Json =
            serde_json::from_str(include_str!("../tests/golden/lookups.json")).unwrap();
        let mut kinds = std::collections::BTreeSet::new();
        for case in golden["cases"].as_array().unwrap() {
            let (ty, region) = (case["type"].as_str().unwrap(), case["region"].as_str().unwrap());
            let mut answer = case["config"].clone();
            let made = facts(ty, &account(region), &from_json(&case["config"])).unwrap().unwrap();
            for (name, value) in made.as_object().unwrap() {
                answer[name] = value.clone();
            }
            for (name, expected) in case["answer"].as_object().unwrap() {
                let actual = answer.get(name).unwrap_or(&Json::Null);
                assert_eq!(actual, expected, "{ty} {} {name}", case["config"]);
            }
            kinds.insert(ty);
        }
        assert_eq!(kinds.len(), 15, "{kinds:?}");
    }

    #[test]
    fn zones_are_filtered() {
        for (config, expected) in [
            ("{}", "eu-west-1a eu-west-1b eu-west-1c"),
            (r#"{"exclude_names": ["eu-west-1a"]}"#, "eu-west-1b eu-west-1c"),
            (
                r#"{"exclude_zone_ids": ["euw1-az2"], "state": "available"}"#,
                "eu-west-1a eu-west-1c",
            ),
            (r#"{"state": "impaired"}"#, ""),
            (
                r#"{"filter": [{"name": "opt-in-status", "values": ["opt-in-not-required"]}]}"#,
                "eu-west-1a eu-west-1b eu-west-1c",
            ),
            (r#"{"filter": [{"name": "zone-type", "values": ["local-zone"]}]}"#, ""),
            (r#"{"filter": [{"name": "zone-name", "values": ["*b"]}]}"#, "eu-west-1b"),
        ] {
            let config = from_json(&serde_json::from_str(config).unwrap());
            let zones = facts("aws_availability_zones", &account("eu-west-1"), &config);
            let zones = zones.unwrap().unwrap();
            let names = zones["names"].as_array().unwrap();
            let names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();
            assert_eq!(names.join(" "), expected, "{config}");
        }
    }

    #[test]
    fn other_facts() {
        let get = |ty: &str, config: &str| {
            let config = from_json(&serde_json::from_str(config).unwrap());
            facts(ty, &account("eu-west-1"), &config).unwrap()
        };
        let caller = get("aws_caller_identity", "{}").unwrap();
        assert_eq!(caller["account_id"], "123456789012");
        let arn = r#"{"arn": "arn:aws:sts::1:assumed-role/admin/me"}"#;
        assert_eq!(
            get("aws_iam_session_context", arn).unwrap()["issuer_arn"],
            "arn:aws:iam::1:role/admin"
        );
        assert_eq!(get("aws_regions", "{}").unwrap()["names"].as_array().unwrap().len(), 17);
        for (ty, config, error) in [
            ("aws_region", r#"{"name": "x"}"#, "region not found for name: x"),
            ("aws_elb_service_account", r#"{"region": "x"}"#, "unsupported AWS Region (x)"),
            ("aws_availability_zone", "{}", "no matching EC2 Availability Zone found"),
            ("aws_arn", r#"{"arn": "x"}"#, "parsing `x`: arn: invalid prefix"),
        ] {
            assert_eq!(get(ty, config).unwrap_err(), error);
        }
        assert_eq!(facts("aws_vpc", &account("eu-west-1"), &from_json(&json!({}))), None);
    }
}
