//! Look-ups: data sources that find objects in the world by arguments, tags and filters.

use landform_plugin::Schema;
use landform_value::{Type, Value};

use crate::filter::Filters;
use crate::place::Place;
use crate::world::{Object, Scope, World};

/// Services whose objects are found from every region of an account.
const GLOBAL: &[&str] = &[
    "aws_cloudfront_",
    "aws_globalaccelerator_",
    "aws_iam_",
    "aws_organizations_",
    "aws_route53_",
    "aws_s3_bucket",
    "aws_identitystore_",
    "aws_ssoadmin_",
];

/// Types whose objects may be shared between accounts.
const SHARED: &[&str] = &[
    "aws_ec2_transit_gateway",
    "aws_organizations_organization",
    "aws_organizations_organizational_unit",
    "aws_ram_resource_share",
    "aws_vpc_peering_connection",
];

/// Arguments that choose among objects in a way that the world does not know, or not at all.
const IGNORED: &[&str] = &[
    "all_availability_zones",
    "filter",
    "include_public_key",
    "key_types",
    "most_recent",
    "owners",
    "statuses",
    "timeouts",
    "types",
    "version_stage",
    "with_decryption",
    "with_decryption_wo",
];

/// Arguments of data sources that the resource knows under another name.
const ALIASES: &[(&str, &str, &str)] = &[
    ("aws_acm_certificate", "domain", "domain_name"),
    ("aws_db_instance", "db_instance_identifier", "identifier"),
    ("aws_ecs_cluster", "cluster_name", "name"),
    ("aws_ecs_service", "cluster_arn", "cluster"),
    ("aws_ecs_service", "service_name", "name"),
    ("aws_iam_group", "group_name", "name"),
    ("aws_iam_user", "user_name", "name"),
    ("aws_internet_gateway", "internet_gateway_id", "id"),
    ("aws_kms_key", "key_id", "key_id"),
    ("aws_sfn_state_machine", "arn", "arn"),
    ("aws_ssm_document", "name", "name"),
];

/// Which list of a data source comes from which attribute of the objects.
type Columns = &'static [(&'static str, &'static str)];

/// Data sources that list objects, and the resource type of these.
const LISTS: &[(&str, &str, Columns)] = &[
    ("aws_autoscaling_groups", "aws_autoscaling_group", &[("names", "name"), ("arns", "arn")]),
    (
        "aws_cloudwatch_log_groups",
        "aws_cloudwatch_log_group",
        &[("log_group_names", "name"), ("arns", "arn")],
    ),
    (
        "aws_db_instances",
        "aws_db_instance",
        &[("instance_identifiers", "identifier"), ("instance_arns", "arn")],
    ),
    ("aws_dynamodb_tables", "aws_dynamodb_table", &[("names", "name")]),
    ("aws_ebs_volumes", "aws_ebs_volume", &[("ids", "id")]),
    ("aws_ecr_repositories", "aws_ecr_repository", &[("names", "name")]),
    ("aws_ecs_clusters", "aws_ecs_cluster", &[("cluster_arns", "arn")]),
    ("aws_efs_access_points", "aws_efs_access_point", &[("ids", "id"), ("arns", "arn")]),
    ("aws_eips", "aws_eip", &[("allocation_ids", "id"), ("public_ips", "public_ip")]),
    ("aws_eks_clusters", "aws_eks_cluster", &[("names", "name")]),
    (
        "aws_iam_instance_profiles",
        "aws_iam_instance_profile",
        &[("names", "name"), ("arns", "arn")],
    ),
    ("aws_iam_roles", "aws_iam_role", &[("names", "name"), ("arns", "arn")]),
    ("aws_iam_users", "aws_iam_user", &[("names", "name"), ("arns", "arn")]),
    (
        "aws_instances",
        "aws_instance",
        &[("ids", "id"), ("private_ips", "private_ip"), ("public_ips", "public_ip")],
    ),
    (
        "aws_lambda_functions",
        "aws_lambda_function",
        &[("function_names", "function_name"), ("function_arns", "arn")],
    ),
    ("aws_lbs", "aws_lb", &[("arns", "arn")]),
    ("aws_nat_gateways", "aws_nat_gateway", &[("ids", "id")]),
    ("aws_network_acls", "aws_network_acl", &[("ids", "id")]),
    ("aws_network_interfaces", "aws_network_interface", &[("ids", "id")]),
    (
        "aws_rds_clusters",
        "aws_rds_cluster",
        &[("cluster_identifiers", "cluster_identifier"), ("cluster_arns", "arn")],
    ),
    ("aws_route53_zones", "aws_route53_zone", &[("ids", "id")]),
    ("aws_route_tables", "aws_route_table", &[("ids", "id")]),
    (
        "aws_secretsmanager_secrets",
        "aws_secretsmanager_secret",
        &[("names", "name"), ("arns", "arn")],
    ),
    (
        "aws_security_groups",
        "aws_security_group",
        &[("ids", "id"), ("arns", "arn"), ("vpc_ids", "vpc_id")],
    ),
    ("aws_sqs_queues", "aws_sqs_queue", &[("queue_urls", "url")]),
    ("aws_subnets", "aws_subnet", &[("ids", "id")]),
    ("aws_vpc_peering_connections", "aws_vpc_peering_connection", &[("ids", "id")]),
    ("aws_vpcs", "aws_vpc", &[("ids", "id")]),
];

/// Returns the attributes of a data source that lists objects; nothing if it is none.
pub(crate) fn list(
    world: &World,
    place: &Place,
    ty: &str,
    config: &Value,
) -> Option<Vec<(&'static str, Value)>> {
    let (_, resource, columns) = LISTS.iter().find(|(name, ..)| *name == ty)?;
    let scope = scope_of(resource);
    let found = world.of_type(place, scope, resource).map(|(_, object)| object);
    let filters = Filters::of(config);
    let mut found: Vec<&Object> = found
        .filter(|object| {
            has_tags(object, config, "tags")
                && has_tags(object, config, "instance_tags")
                && filters.all(|name| filtered(object, name))
                && argument_fits(object, config, "vpc_id")
                && argument_fits(object, config, "file_system_id")
        })
        .collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Some(
        columns
            .iter()
            .map(|(column, attribute)| {
                let values = found.iter().filter_map(|object| object.state.get(attribute).cloned());
                (
                    *column,
                    Value::list(Type::String, values.filter(|value| value.as_str().is_some())),
                )
            })
            .collect(),
    )
}

fn argument_fits(object: &Object, config: &Value, name: &str) -> bool {
    let wanted = config.get(name).filter(|wanted| wanted.as_str().is_some());
    wanted.is_none_or(|wanted| object.state.get(name) == Some(wanted))
}

/// Returns what a data source finds among the objects of the resource type of the same name.
pub(crate) fn find<'a>(
    world: &'a World,
    place: &'a Place,
    (ty, schema): (&str, &Schema),
    config: &Value,
) -> Vec<&'a Object> {
    let filters = Filters::of(config);
    let resource = resource_of(ty);
    let objects = world.within(place, scope_of(resource)).map(|(_, object)| object);
    let mut found: Vec<&Object> = objects
        .filter(|object| object.ty == resource || object.ty == alternative(resource))
        .filter(|object| fits(object, (ty, schema), config, &filters))
        .collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// Returns the resource type that a data source is about.
fn resource_of(ty: &str) -> &str {
    match ty {
        "aws_alb" => "aws_lb",
        "aws_alb_listener" => "aws_lb_listener",
        "aws_alb_target_group" => "aws_lb_target_group",
        "aws_s3_bucket_object" => "aws_s3_object",
        "aws_service_discovery_dns_namespace" => "aws_service_discovery_private_dns_namespace",
        _ => ty,
    }
}

/// Returns another resource type that makes the same kind of thing.
fn alternative(resource: &str) -> &str {
    match resource {
        "aws_vpc" => "aws_default_vpc",
        "aws_subnet" => "aws_default_subnet",
        "aws_security_group" => "aws_default_security_group",
        "aws_lb" => "aws_alb",
        "aws_lb_listener" => "aws_alb_listener",
        "aws_lb_target_group" => "aws_alb_target_group",
        "aws_kms_key" => "aws_kms_replica_key",
        "aws_service_discovery_private_dns_namespace" => {
            "aws_service_discovery_public_dns_namespace"
        }
        _ => resource,
    }
}

fn scope_of(ty: &str) -> Scope {
    if SHARED.contains(&ty) {
        Scope::Global
    } else if GLOBAL.iter().any(|start| ty.starts_with(start)) {
        Scope::Account
    } else {
        Scope::Region
    }
}

fn fits(object: &Object, (ty, schema): (&str, &Schema), config: &Value, filters: &Filters) -> bool {
    let arguments = schema.block.attributes.iter().filter(|(_, attribute)| attribute.settable());
    let given = arguments.filter_map(|(name, _)| Some((name.as_str(), config.get(name)?)));
    let mut given = given.filter(|(name, value)| !value.is_null() && !IGNORED.contains(name));
    given.all(|(name, value)| match name {
        "tags" => has_tags(object, config, "tags"),
        _ => argument(object, ty, name, value),
    }) && filters.all(|name| filtered(object, name))
        && has_unique_attribute(object, config)
}

/// Tells whether a user or a group of an identity store has the unique attribute by which a data source asks for it: the block `unique_attribute` in `alternate_identifier`, whose paths are those of SCIM (`DisplayName`, `emails.value`).
fn has_unique_attribute(object: &Object, config: &Value) -> bool {
    let blocks = |value: &Value, name: &str| {
        let blocks = value.get(name).and_then(Value::as_items);
        blocks.unwrap_or_default().to_vec()
    };
    let alternates = blocks(config, "alternate_identifier");
    let mut asked = alternates.iter().flat_map(|block| blocks(block, "unique_attribute"));
    asked.all(|block| {
        let path = block.get("attribute_path").and_then(Value::as_str).unwrap_or_default();
        let path: Vec<String> = path.split('.').map(snake_case).collect();
        let wanted = block.get("attribute_value").and_then(Value::as_str);
        holds(&object.state, &path, wanted.unwrap_or_default())
    })
}

/// Tells whether what a path leads to is a text; of a list, any item counts.
fn holds(value: &Value, path: &[String], wanted: &str) -> bool {
    if let Some(items) = value.as_items() {
        return items.iter().any(|item| holds(item, path, wanted));
    }
    match path.split_first() {
        None => value.as_str() == Some(wanted),
        Some((name, rest)) => value.get(name).is_some_and(|value| holds(value, rest, wanted)),
    }
}

fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// Tells whether an object is what an argument asks for; an argument that it does not know says nothing.
fn argument(object: &Object, ty: &str, name: &str, wanted: &Value) -> bool {
    let alias = ALIASES.iter().find(|(kind, argument, _)| *kind == ty && *argument == name);
    let attribute = alias.map_or(name, |(_, _, attribute)| attribute);
    if attribute == "key_id" && ty == "aws_kms_key" {
        return is_named(object, wanted);
    }
    if ty == "aws_route53_zone" && name == "private_zone" {
        let private = object.state.get("vpc").and_then(Value::as_items);
        return wanted.as_bool() == Some(private.is_some_and(|vpcs| !vpcs.is_empty()));
    }
    if ty == "aws_kms_alias" && name == "name" {
        return object.state.get("name") == Some(wanted);
    }
    let Some(actual) = object.state.get(attribute) else {
        if ["default", "default_for_az"].contains(&name) {
            return wanted.as_bool() != Some(true);
        }
        // `cluster_name`, `bucket_arn` and the like: the last word says which attribute is meant.
        let named = ["_id", "_arn", "_name", "_identifier"].iter().any(|end| name.ends_with(end));
        return !named || is_named(object, wanted);
    };
    if attribute == "cluster" || attribute == "secret_id" {
        return same_tail(actual, wanted);
    }
    match (actual.as_str(), wanted.as_str()) {
        (Some(actual), Some(wanted)) => {
            actual.trim_end_matches('.') == wanted.trim_end_matches('.')
        }
        // What the state does not say (an unset boolean) is false.
        _ if actual.is_null() => wanted.as_bool() == Some(false) || wanted.as_str() == Some(""),
        _ => actual == wanted,
    }
}

fn same_tail(actual: &Value, wanted: &Value) -> bool {
    let tail = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.rsplit(['/', ':']).next().unwrap_or_default().to_owned()
    };
    tail(actual) == tail(wanted)
}

fn is_named(object: &Object, wanted: &Value) -> bool {
    let names = ["id", "arn", "name", "identifier", "key_id"];
    object.id.as_str() == wanted.as_str().unwrap_or_default()
        || names.iter().any(|name| object.state.get(name) == Some(wanted))
}

fn has_tags(object: &Object, config: &Value, argument: &str) -> bool {
    let wanted = config.get(argument).and_then(Value::as_entries).into_iter().flatten();
    let tag = |key: &str| {
        let tags = |name: &str| object.state.get(name)?.get(key).cloned();
        tags("tags_all").or_else(|| tags("tags"))
    };
    wanted.into_iter().all(|(key, value)| tag(key).as_ref() == Some(value))
}

/// Returns what a filter looks at.
fn filtered(object: &Object, name: &str) -> Option<String> {
    let text = |name: &str| object.state.get(name).and_then(shown);
    if let Some(key) = name.strip_prefix("tag:") {
        let tags = |name: &str| object.state.get(name)?.get(key).and_then(shown);
        return Some(tags("tags_all").or_else(|| tags("tags")).unwrap_or_default());
    }
    match name {
        "subnet-id"
        | "vpc-id"
        | "group-id"
        | "internet-gateway-id"
        | "route-table-id"
        | "instance-id"
        | "nat-gateway-id"
        | "prefix-list-id"
        | "allocation-id" => {
            let own = name.replace('-', "_");
            let is_own = match name {
                "group-id" => object.ty.contains("security_group"),
                _ => object.ty.ends_with(own.trim_end_matches("_id")),
            };
            if is_own { Some(object.id.clone()) } else { text(&own) }
        }
        "group-name" | "prefix-list-name" | "name" => text("name"),
        "cidr" | "cidr-block" | "cidrBlock" => text("cidr_block"),
        "isDefault" | "is-default" => text("default").or_else(|| Some("false".to_owned())),
        "default-for-az" | "defaultForAz" => {
            text("default_for_az").or_else(|| Some("false".to_owned()))
        }
        "availabilityZone" => text("availability_zone"),
        "attachment.vpc-id" => text("vpc_id"),
        "state" => None,
        other => text(&other.replace('-', "_")),
    }
}

fn shown(value: &Value) -> Option<String> {
    match (value.as_str(), value.as_bool()) {
        (Some(text), _) => Some(text.to_owned()),
        (_, Some(truth)) => Some(truth.to_string()),
        _ => value.as_number().map(ToString::to_string),
    }
}
