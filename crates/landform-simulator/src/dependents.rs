//! Dependents: objects that keep others from being deleted.

use landform_value::Value;

use crate::place::Place;
use crate::refusal::Refusal;
use crate::world::{Object, Scope, World};

/// A rule: objects of `ty` cannot go while one of `users` names them.
struct Rule {
    ty: &'static str,
    users: &'static [&'static str],
    code: &'static str,
    /// The message; `{}` is the id.
    message: &'static str,
    /// The attribute that, if true, lets the object go with all that is in it.
    unless: Option<&'static str>,
}

const IN_SUBNETS: &[&str] = &[
    "aws_db_subnet_group",
    "aws_ec2_transit_gateway_vpc_attachment",
    "aws_ecs_service",
    "aws_efs_mount_target",
    "aws_eks_cluster",
    "aws_elasticache_subnet_group",
    "aws_instance",
    "aws_lambda_function",
    "aws_lb",
    "aws_nat_gateway",
    "aws_network_interface",
    "aws_vpc_endpoint",
];

const IN_GROUPS: &[&str] = &[
    "aws_db_instance",
    "aws_ecs_service",
    "aws_efs_mount_target",
    "aws_eks_cluster",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_instance",
    "aws_lambda_function",
    "aws_lb",
    "aws_network_interface",
    "aws_rds_cluster",
    "aws_vpc_endpoint",
];

const IN_VPCS: &[&str] = &[
    "aws_egress_only_internet_gateway",
    "aws_internet_gateway",
    "aws_nat_gateway",
    "aws_network_acl",
    "aws_route_table",
    "aws_security_group",
    "aws_subnet",
    "aws_vpc_endpoint",
    "aws_vpn_gateway",
];

const fn rule(
    ty: &'static str,
    users: &'static [&'static str],
    code: &'static str,
    message: &'static str,
    unless: Option<&'static str>,
) -> Rule {
    Rule { ty, users, code, message, unless }
}

const RULES: &[Rule] = &[
    rule(
        "aws_vpc",
        IN_VPCS,
        "DependencyViolation",
        "The vpc '{}' has dependencies and cannot be deleted.",
        None,
    ),
    rule(
        "aws_subnet",
        IN_SUBNETS,
        "DependencyViolation",
        "The subnet '{}' has dependencies and cannot be deleted.",
        None,
    ),
    rule(
        "aws_security_group",
        IN_GROUPS,
        "DependencyViolation",
        "resource {} has a dependent object",
        None,
    ),
    rule(
        "aws_route_table",
        &["aws_route_table_association"],
        "DependencyViolation",
        "The routeTable '{}' has dependencies and cannot be deleted.",
        None,
    ),
    rule("aws_eip", &["aws_nat_gateway"], "InvalidIPAddress.InUse", "Address {} is in use.", None),
    rule(
        "aws_s3_bucket",
        &["aws_s3_object"],
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty",
        Some("force_destroy"),
    ),
    rule(
        "aws_iam_role",
        &["aws_iam_role_policy_attachment", "aws_iam_role_policy"],
        "DeleteConflict",
        "Cannot delete entity, must detach all policies first.",
        Some("force_detach_policies"),
    ),
    rule(
        "aws_iam_policy",
        &[
            "aws_iam_role_policy_attachment",
            "aws_iam_user_policy_attachment",
            "aws_iam_group_policy_attachment",
        ],
        "DeleteConflict",
        "Cannot delete a policy attached to entities.",
        None,
    ),
    rule(
        "aws_ecs_cluster",
        &["aws_ecs_service"],
        "ClusterContainsServicesException",
        "The Cluster cannot be deleted while Services are active.",
        None,
    ),
    rule(
        "aws_lb_target_group",
        &["aws_lb_listener", "aws_lb_listener_rule"],
        "ResourceInUse",
        "Target group '{}' is currently in use by a listener or a rule",
        None,
    ),
    rule(
        "aws_acm_certificate",
        &["aws_lb_listener", "aws_lb_listener_certificate", "aws_cloudfront_distribution"],
        "ResourceInUseException",
        "Certificate {} in use",
        None,
    ),
    rule(
        "aws_db_subnet_group",
        &["aws_db_instance", "aws_rds_cluster"],
        "InvalidDBSubnetGroupStateFault",
        "Cannot delete the subnet group '{}' because at least one database instance is still using it.",
        None,
    ),
    rule(
        "aws_rds_cluster",
        &["aws_rds_cluster_instance"],
        "InvalidDBClusterStateFault",
        "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
        None,
    ),
    rule(
        "aws_rds_cluster_parameter_group",
        &["aws_rds_cluster"],
        "InvalidDBParameterGroupState",
        "One or more database instances are still members of this parameter group {}, so the group cannot be deleted",
        None,
    ),
    rule(
        "aws_db_parameter_group",
        &["aws_db_instance", "aws_rds_cluster_instance"],
        "InvalidDBParameterGroupState",
        "One or more database instances are still members of this parameter group {}, so the group cannot be deleted",
        None,
    ),
    rule(
        "aws_elasticache_subnet_group",
        &["aws_elasticache_cluster", "aws_elasticache_replication_group"],
        "CacheSubnetGroupInUse",
        "Cache subnet group {} is currently in use by a cache cluster.",
        None,
    ),
    rule(
        "aws_route53_zone",
        &["aws_route53_record"],
        "HostedZoneNotEmpty",
        "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        Some("force_destroy"),
    ),
    rule(
        "aws_launch_template",
        &["aws_autoscaling_group"],
        "ResourceInUse",
        "Launch template {} is in use.",
        None,
    ),
    rule(
        "aws_organizations_policy",
        &["aws_organizations_policy_attachment"],
        "PolicyInUseException",
        "The policy {} is attached to one or more entities.",
        None,
    ),
    rule(
        "aws_organizations_organizational_unit",
        &["aws_organizations_account", "aws_organizations_organizational_unit"],
        "OrganizationalUnitNotEmptyException",
        "The OU {} is not empty.",
        None,
    ),
    rule(
        "aws_service_discovery_private_dns_namespace",
        &["aws_service_discovery_service"],
        "ResourceInUse",
        "Namespace {} has associated services.",
        None,
    ),
];

/// Checks that nothing that exists needs an object that is to go.
///
/// # Errors
/// Says what AWS says when something does.
pub(crate) fn check_unused(world: &World, place: &Place, object: &Object) -> Result<(), Refusal> {
    let Some(rule) = RULES.iter().find(|rule| rule.ty == object.ty) else { return Ok(()) };
    let lets_go = |flag: &str| object.state.get(flag).and_then(Value::as_bool) == Some(true);
    if rule.unless.is_some_and(lets_go) {
        return Ok(());
    }
    let text = |name: &str| object.state.get(name).and_then(Value::as_str).unwrap_or_default();
    let ids = [object.id.as_str(), text("arn")];
    let name = if object.ty == "aws_s3_bucket" { text("bucket") } else { text("name") };
    let sought = Sought { ids: &ids, name };
    let used = world.within(place, Scope::Region).any(|(_, user)| {
        let is_self = user.ty == object.ty && user.id == object.id;
        !is_self && rule.users.contains(&user.ty.as_str()) && sought.is_in("", &user.state)
    });
    if used {
        return Err(Refusal::new(rule.code, rule.message.replace("{}", &object.id)));
    }
    Ok(())
}

/// Attributes that hold names of other objects; elsewhere a name may be anything's.
const NAMING: &[&str] = &[
    "bucket",
    "cluster",
    "db_cluster_parameter_group_name",
    "db_parameter_group_name",
    "db_subnet_group_name",
    "group",
    "parameter_group_name",
    "role",
    "subnet_group_name",
    "user",
];

/// Attributes that do not refer to other objects.
const OWN: &[&str] = &["tags", "tags_all", "name", "id", "arn", "description"];

/// What an object is known by.
struct Sought<'a> {
    ids: &'a [&'a str],
    name: &'a str,
}

impl Sought<'_> {
    /// Tells whether the object is named anywhere in a value.
    fn is_in(&self, attribute: &str, value: &Value) -> bool {
        if let Some(text) = value.as_str().filter(|text| !text.is_empty()) {
            let named = NAMING.contains(&attribute) && text == self.name;
            return named || self.ids.contains(&text);
        }
        if let Some(entries) = value.as_entries() {
            return entries
                .iter()
                .any(|(name, item)| !OWN.contains(&name.as_str()) && self.is_in(name, item));
        }
        value.children().any(|item| self.is_in(attribute, item))
    }
}

#[cfg(test)]
pub(crate) fn types() -> impl Iterator<Item = &'static str> {
    RULES.iter().flat_map(|rule| std::iter::once(rule.ty).chain(rule.users.iter().copied()))
}
