//! Data sources: facts, look-ups in the world, and plausible answers for the rest.

use std::collections::BTreeMap;

use landform_plugin::Schema;
use landform_value::{Type, Value, convert, from_json_as};
use serde_json::{Value as Json, json};

use crate::account::Account;
use crate::facts::facts;
use crate::filter::Filters;
use crate::lookup::{find, list};
use crate::maker::complete;
use crate::place::Place;
use crate::seed::Seed;
use crate::special::db_version;
use crate::world::World;

/// What a data source is read against.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) world: &'a World,
    pub(crate) account: &'a Account,
    /// The provider also has a resource type of the data source's name.
    pub(crate) twin: bool,
    /// Refuse what can only be made up.
    pub(crate) strict: bool,
}

/// Returns a data source's whole value.
///
/// # Errors
/// Says what AWS says if there is no such thing.
pub(crate) fn read(
    reading: Reading<'_>,
    (ty, schema): (&str, &Schema),
    config: &Value,
) -> Result<Value, String> {
    let Reading { world, account, .. } = reading;
    if let Some(answer) = facts(ty, account, config) {
        return Ok(with_defaults(ty, exact(schema, config, &answer?)));
    }
    if let Some(lists) = list(world, &account.place, ty, config) {
        let lists: BTreeMap<&str, Value> = lists.into_iter().collect();
        let state = merged(schema, config, |name| lists.get(name).cloned());
        return Ok(finished(reading, (ty, schema), config, &state));
    }
    if let Some(answer) = native(ty, account, config) {
        let answer = answer?;
        let state = merged(schema, config, |name| from_answer(schema, &answer, name));
        return Ok(finished(reading, (ty, schema), config, &state));
    }
    if !reading.twin && ty != "aws_service_discovery_dns_namespace" {
        if reading.strict {
            return Err(format!("the simulator does not know what `{ty}` would answer"));
        }
        let state = merged(schema, config, |_| None);
        return Ok(finished(reading, (ty, schema), config, &state));
    }
    let found = find(world, &account.place, (ty, schema), config);
    let newest = config.get("most_recent").and_then(Value::as_bool) == Some(true);
    let object = match found.as_slice() {
        [] => return Err(missing(ty, config)),
        [one] => one,
        [one, ..] if newest => one,
        several => {
            let count = several.len();
            return Err(format!(
                "multiple {} matched; use additional constraints to reduce matches to a single one ({count} found)",
                plural(ty)
            ));
        }
    };
    let state = merged(schema, config, |name| renamed(ty, &object.state, name));
    Ok(finished(reading, (ty, schema), config, &state))
}

fn plural(ty: &str) -> String {
    format!("{}s", ty.trim_start_matches("aws_").replace('_', " "))
}

/// Returns the answer as it is: what it does not say is null.
fn exact(schema: &Schema, config: &Value, answer: &Json) -> Value {
    merged(schema, config, |name| {
        let attribute = schema.block.attributes.get(name)?;
        let given = from_answer(schema, answer, name);
        Some(given.unwrap_or_else(|| Value::null(attribute.ty())))
    })
}

fn from_answer(schema: &Schema, answer: &Json, name: &str) -> Option<Value> {
    let ty = schema.block.attributes.get(name)?.ty();
    from_json_as(answer.get(name)?, &ty).ok()
}

/// Returns an object's attribute under the name that its data source has for it.
fn renamed(ty: &str, state: &Value, name: &str) -> Option<Value> {
    let other = match (ty, name) {
        ("aws_secretsmanager_secret_version", "secret_binary") => return Some("".into()),
        ("aws_ssm_parameter", "value" | "insecure_value") => {
            let value = state.get("value").filter(|value| value.as_str().is_some());
            return value.or_else(|| state.get("insecure_value")).cloned();
        }
        ("aws_ecs_cluster", "cluster_name") => "name",
        ("aws_ecs_service", "service_name") => "name",
        ("aws_db_instance", "db_instance_arn") => "arn",
        ("aws_kms_alias", "target_key_arn") => "target_key_arn",
        ("aws_iam_user", "user_id") | ("aws_iam_group", "group_id") => "unique_id",
        ("aws_identitystore_user", "id") => "user_id",
        ("aws_identitystore_group", "id") => "group_id",
        ("aws_acm_certificate", "domain") => "domain_name",
        ("aws_vpc_peering_connection", "status") => "accept_status",
        _ => name,
    };
    state.get(other).cloned()
}

/// Returns the configuration with what is found put in; computed attributes of which nothing is found are unknown.
fn merged(schema: &Schema, config: &Value, found: impl Fn(&str) -> Option<Value>) -> Value {
    let attributes = schema.block.attributes.iter().map(|(name, attribute)| {
        let given = config.get(name).filter(|value| !value.is_null());
        let found = || found(name).and_then(|value| convert(&value, &attribute.ty()).ok());
        let open = || {
            let ty = attribute.ty();
            if attribute.computed { Value::unknown(ty) } else { Value::null(ty) }
        };
        let value = given.cloned().or_else(found).unwrap_or_else(open);
        (name.clone(), value)
    });
    let blocks = schema.block.blocks.iter().map(|(name, nested)| {
        let given = config.get(name).cloned();
        (name.clone(), given.unwrap_or_else(|| Value::null(nested.ty())))
    });
    Value::object(attributes.chain(blocks).collect::<Vec<_>>())
}

/// Makes up what is still unknown.
fn finished(
    reading: Reading<'_>,
    (ty, schema): (&str, &Schema),
    config: &Value,
    state: &Value,
) -> Value {
    let place = &reading.account.place;
    let seed = Seed::new([&place.account, &place.region, "data", ty, &config.to_string()]);
    complete((ty, schema), state, place, reading.world, seed)
}

/// Puts in what the real data source puts in where a policy document leaves something out.
fn with_defaults(ty: &str, state: Value) -> Value {
    if ty != "aws_iam_policy_document" {
        return state;
    }
    let Some(entries) = state.as_entries() else { return state };
    let filled = entries.iter().map(|(name, value)| {
        let value = match name.as_str() {
            "version" if value.is_null() => "2012-10-17".into(),
            "statement" => statements(value),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::object(filled.collect::<Vec<_>>())
}

fn statements(value: &Value) -> Value {
    let (Some(items), Some(element)) = (value.as_items(), value.ty().element().cloned()) else {
        return value.clone();
    };
    let statement = |item: &Value| {
        let entries = item.as_entries().into_iter().flatten().map(|(name, value)| {
            let value = match (name.as_str(), value.ty()) {
                ("effect", _) if value.is_null() => "Allow".into(),
                ("sid", _) if value.is_null() => "".into(),
                (_, Type::Set(element)) if value.is_null() => Value::set(*element, []),
                _ => value.clone(),
            };
            (name.clone(), value)
        });
        Value::object(entries.collect::<Vec<_>>())
    };
    Value::list(element, items.iter().map(statement))
}

/// Returns what AWS itself provides, of which no object is in the world; nothing for all else.
fn native(ty: &str, account: &Account, config: &Value) -> Option<Result<Json, String>> {
    let place = &account.place;
    let (partition, region) = (place.partition(), &place.region);
    let text = |name: &str| config.get(name).and_then(Value::as_str).filter(|t| !t.is_empty());
    let seed = |what: &str| Seed::new([region.as_str(), ty, what]);
    Some(Ok(match ty {
        "aws_ssm_parameter" => {
            let name = text("name").filter(|name| name.starts_with("/aws/service/"))?;
            let value = public_parameter(name, &seed(name));
            json!({
                "id": name, "type": "String", "value": value, "insecure_value": value, "version": 1,
                "arn": format!("arn:{partition}:ssm:{region}::parameter{name}"),
            })
        }
        "aws_ami" => ami(&seed(&config.to_string()), place, config),
        "aws_ami_ids" => json!({ "ids": [format!("ami-{}", seed(&config.to_string()).hex(17))] }),
        "aws_prefix_list" | "aws_ec2_managed_prefix_list" => {
            let filters = Filters::of(config);
            let name = text("name").or_else(|| filters.first("prefix-list-name"));
            let name = name.filter(|name| name.starts_with("com.amazonaws."))?;
            let cidr = format!("52.{}.0.0/16", seed(name).below(256));
            json!({
                "id": format!("pl-{}", seed(name).hex(8)), "name": name, "address_family": "IPv4",
                "cidr_blocks": [cidr], "entries": [{ "cidr": cidr, "description": "" }],
                "owner_id": "AWS", "version": 1, "max_entries": 55, "tags": {},
                "arn": format!("arn:{partition}:ec2:{region}:aws:prefix-list/pl-{}", seed(name).hex(8)),
            })
        }
        "aws_iam_policy" => managed_policy(place, text("arn"), text("name"))?,
        "aws_kms_alias" => {
            let name = text("name").filter(|name| name.starts_with("alias/aws/"))?;
            let key = Seed::new([&place.account, region, name]).uuid();
            let arn = |what: &str| format!("arn:{partition}:kms:{region}:{}:{what}", place.account);
            json!({
                "id": arn(name), "arn": arn(name), "target_key_id": key,
                "target_key_arn": arn(&format!("key/{key}")),
            })
        }
        "aws_kms_key" => {
            let alias = text("key_id").filter(|id| id.starts_with("alias/aws/"))?;
            let key = Seed::new([&place.account, region, alias]).uuid();
            let arn = format!("arn:{partition}:kms:{region}:{}:key/{key}", place.account);
            json!({
                "id": key, "arn": arn, "aws_account_id": place.account, "enabled": true,
                "key_manager": "AWS", "key_state": "Enabled", "key_usage": "ENCRYPT_DECRYPT",
                "key_spec": "SYMMETRIC_DEFAULT", "customer_master_key_spec": "SYMMETRIC_DEFAULT",
                "origin": "AWS_KMS", "multi_region": false,
            })
        }
        "aws_vpc_endpoint_service" => {
            let service = text("service");
            let full = text("service_name").map(str::to_owned);
            let full =
                full.or_else(|| service.map(|name| format!("com.amazonaws.{region}.{name}")))?;
            if !full.starts_with("com.amazonaws.") || full.contains(".vpce.") {
                return None;
            }
            let short = full.rsplit('.').next().unwrap_or_default();
            let gateway =
                matches!(short, "s3" | "dynamodb") && text("service_type") != Some("Interface");
            let zones: Vec<String> = place.zones().into_iter().map(|(name, _)| name).collect();
            json!({
                "service_name": full, "service_type": if gateway { "Gateway" } else { "Interface" },
                "availability_zones": zones, "owner": "amazon", "acceptance_required": false,
                "manages_vpc_endpoints": false, "vpc_endpoint_policy_supported": true,
                "private_dns_name": format!("{short}.{region}.{}", place.suffix()), "region": region,
                "base_endpoint_dns_names": [format!("{short}.{region}.vpce.{}", place.suffix())],
                "supported_ip_address_types": ["ipv4"],
            })
        }
        "aws_rds_engine_version" | "aws_docdb_engine_version" | "aws_neptune_engine_version" => {
            engine_version(text("engine").unwrap_or("docdb"), config)
        }
        "aws_ssoadmin_instances" => {
            let seed = Seed::new(["ssoadmin"]);
            json!({
                "id": region, "arns": [format!("arn:{partition}:sso:::instance/ssoins-{}", seed.hex(16))],
                "identity_store_ids": [format!("d-{}", seed.part("store").hex(10))],
            })
        }
        "aws_iam_role" => {
            let name = text("name").filter(|name| name.starts_with("AWSServiceRoleFor"))?;
            let arn =
                format!("arn:{partition}:iam::{}:role/aws-service-role/{name}", place.account);
            json!({ "id": name, "arn": arn, "path": "/aws-service-role/" })
        }
        "aws_cloudfront_cache_policy"
        | "aws_cloudfront_origin_request_policy"
        | "aws_cloudfront_response_headers_policy" => {
            let name = text("name").filter(|name| name.starts_with("Managed-"))?;
            json!({ "id": Seed::new(["cloudfront", name]).uuid(), "etag": "E23ZP02F085DFQ" })
        }
        _ => return None,
    }))
}

/// Returns the value of a parameter that AWS publishes.
fn public_parameter(name: &str, seed: &Seed) -> String {
    let image = format!("ami-{}", seed.hex(17));
    if name.starts_with("/aws/service/ecs/") && name.ends_with("/recommended") {
        return json!({ "image_id": image, "image_name": "ecs-optimized", "os": "Amazon Linux 2023" }).to_string();
    }
    if name.contains("ami")
        || name.contains("/eks/")
        || name.contains("/ecs/")
        || name.contains("image")
    {
        return image;
    }
    if let Some(rest) = name.strip_prefix("/aws/service/global-infrastructure/") {
        return rest.rsplit('/').next().unwrap_or_default().to_owned();
    }
    image
}

fn ami(seed: &Seed, place: &Place, config: &Value) -> Json {
    let filters = Filters::of(config);
    let id = format!("ami-{}", seed.hex(17));
    let name = filters.first("name").unwrap_or("al2023-ami-*").replace('*', "2025.01.01.0");
    let owners = config.get("owners").and_then(Value::as_items).and_then(<[Value]>::first);
    let owner = owners.and_then(Value::as_str).unwrap_or("amazon");
    let account = if owner.len() == 12 { owner } else { "137112412989" };
    json!({
        "id": id, "image_id": id, "name": name, "owner_id": account,
        "arn": format!("arn:{}:ec2:{}::image/{id}", place.partition(), place.region),
        "architecture": filters.first("architecture").unwrap_or("x86_64"),
        "creation_date": "2025-01-01T00:00:00.000Z", "deprecation_time": "2027-01-01T00:00:00.000Z",
        "description": name, "hypervisor": "xen", "image_owner_alias": "amazon",
        "image_type": "machine", "ena_support": true, "platform_details": "Linux/UNIX",
        "public": true, "root_device_name": "/dev/xvda", "root_device_type": "ebs",
        "root_snapshot_id": format!("snap-{}", seed.part("snap").hex(17)), "state": "available",
        "virtualization_type": "hvm", "usage_operation": "RunInstances", "boot_mode": "uefi-preferred",
        "imds_support": "v2.0", "tags": {}, "block_device_mappings": [], "product_codes": [],
        "state_reason": { "code": "UNSET", "message": "UNSET" },
    })
}

/// Returns a policy that AWS manages: asked for by its ARN, or by a name that AWS's policies have.
fn managed_policy(place: &Place, arn: Option<&str>, name: Option<&str>) -> Option<Json> {
    let prefix = format!("arn:{}:iam::aws:policy", place.partition());
    const STARTS: &[&str] = &[
        "AWS",
        "Amazon",
        "Administrator",
        "CloudWatch",
        "IAM",
        "PowerUser",
        "ReadOnly",
        "Security",
        "ViewOnly",
    ];
    let full = match (arn, name) {
        (Some(arn), _) if arn.starts_with(&prefix) => arn.to_owned(),
        (None, Some(name)) if STARTS.iter().any(|start| name.starts_with(start)) => {
            format!("{prefix}/{name}")
        }
        _ => return None,
    };
    let path = full.strip_prefix(&prefix).unwrap_or_default();
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    let seed = Seed::new([full.as_str()]);
    Some(json!({
        "id": full, "arn": full, "name": name, "path": format!("{folder}/"), "description": "",
        "policy_id": format!("ANPA{}", seed.upper(17)), "attachment_count": 0, "tags": {},
        "policy": r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    }))
}

fn engine_version(engine: &str, config: &Value) -> Json {
    let given = ["preferred_versions", "version"].iter().find_map(|name| {
        let value = config.get(name)?;
        let first = value.as_items().and_then(<[Value]>::first);
        first.unwrap_or(value).as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    });
    let version = given.unwrap_or_else(|| db_version(engine).to_owned());
    let major = version.split('.').next().unwrap_or_default().to_owned();
    let family = config.get("parameter_group_family").and_then(Value::as_str);
    let family = family.map_or_else(|| format!("{engine}{major}"), str::to_owned);
    json!({
        "id": version, "version": version, "version_actual": version, "parameter_group_family": family,
        "engine": engine, "engine_description": engine, "status": "available",
        "version_description": format!("{engine} {version}"), "supported_modes": ["provisioned"],
        "supports_global_databases": true, "supports_read_replica": true,
    })
}

/// Returns what AWS says if there is no such object.
fn missing(ty: &str, config: &Value) -> String {
    let text = |name: &str| config.get(name).and_then(Value::as_str).unwrap_or_default();
    match ty {
        "aws_ssm_parameter" => format!(
            "reading SSM Parameter ({0}): api error ParameterNotFound: parameter {0} not found", text("name")
        ),
        "aws_iam_role" => format!(
            "reading IAM Role ({0}): api error NoSuchEntity: The role with name {0} cannot be found.", text("name")
        ),
        "aws_iam_policy" => "no IAM policy found matching criteria; try different search".to_owned(),
        "aws_s3_bucket" => format!("reading S3 Bucket ({}): couldn't find resource", text("bucket")),
        "aws_kms_key" | "aws_kms_alias" => format!(
            "reading KMS: api error NotFoundException: {} is not found.",
            ["key_id", "name"].map(text).concat()
        ),
        "aws_secretsmanager_secret" | "aws_secretsmanager_secret_version" => {
            "api error ResourceNotFoundException: Secrets Manager can't find the specified secret.".to_owned()
        }
        "aws_lb" | "aws_alb" => "api error LoadBalancerNotFound: no matching load balancer found".to_owned(),
        "aws_ecs_cluster" => "api error ClusterNotFoundException: Cluster not found.".to_owned(),
        "aws_route53_zone" => "no matching Route 53 Hosted Zone found".to_owned(),
        "aws_organizations_organization" => {
            "api error AWSOrganizationsNotInUseException: Your account is not a member of an organization.".to_owned()
        }
        _ => format!("no matching {} found", ty.trim_start_matches("aws_").replace('_', " ")),
    }
}
