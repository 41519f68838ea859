//! References: objects that a new one names and that must exist.

use landform_value::{Data, Value};

use crate::cidr::Cidr;
use crate::place::Place;
use crate::refusal::Refusal;
use crate::world::{Scope, World, id_prefix};

/// By prefix of ids: where the object must be, and what AWS says if it is not; `{}` is the id.
const IDS: &[(&str, Scope, &str, &str)] = &[
    ("vpc", Scope::Region, "InvalidVpcID.NotFound", "The vpc ID '{}' does not exist"),
    ("subnet", Scope::Region, "InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist"),
    ("sg", Scope::Region, "InvalidGroup.NotFound", "The security group '{}' does not exist"),
    ("rtb", Scope::Region, "InvalidRouteTableID.NotFound", "The routeTable ID '{}' does not exist"),
    (
        "igw",
        Scope::Region,
        "InvalidInternetGatewayID.NotFound",
        "The internetGateway ID '{}' does not exist",
    ),
    ("eigw", Scope::Region, "InvalidGatewayID.NotFound", "The gateway ID '{}' does not exist"),
    ("nat", Scope::Region, "InvalidNatGatewayID.NotFound", "The natGateway ID '{}' does not exist"),
    (
        "eipalloc",
        Scope::Region,
        "InvalidAllocationID.NotFound",
        "The allocation ID '{}' does not exist",
    ),
    ("acl", Scope::Region, "InvalidNetworkAclID.NotFound", "The networkAcl ID '{}' does not exist"),
    (
        "vpce",
        Scope::Region,
        "InvalidVpcEndpointId.NotFound",
        "The Vpc Endpoint Id '{}' does not exist",
    ),
    (
        "eni",
        Scope::Region,
        "InvalidNetworkInterfaceID.NotFound",
        "The networkInterface ID '{}' does not exist",
    ),
    ("i", Scope::Region, "InvalidInstanceID.NotFound", "The instance ID '{}' does not exist"),
    (
        "lt",
        Scope::Region,
        "InvalidLaunchTemplateId.NotFound",
        "The specified launch template, with template ID {}, does not exist.",
    ),
    ("vol", Scope::Region, "InvalidVolume.NotFound", "The volume '{}' does not exist."),
    (
        "dopt",
        Scope::Region,
        "InvalidDhcpOptionsID.NotFound",
        "The dhcpOption ID '{}' does not exist",
    ),
    (
        "cgw",
        Scope::Region,
        "InvalidCustomerGatewayID.NotFound",
        "The customerGateway ID '{}' does not exist",
    ),
    ("vgw", Scope::Region, "InvalidVpnGatewayID.NotFound", "The vpnGateway ID '{}' does not exist"),
    ("fs", Scope::Region, "FileSystemNotFound", "File system '{}' does not exist."),
    ("fsap", Scope::Region, "AccessPointNotFound", "Access point {} does not exist."),
    (
        "pcx",
        Scope::Global,
        "InvalidVpcPeeringConnectionID.NotFound",
        "The vpcPeeringConnection ID '{}' does not exist",
    ),
    (
        "tgw",
        Scope::Global,
        "InvalidTransitGatewayID.NotFound",
        "Transit Gateway {} was deleted or does not exist.",
    ),
    (
        "tgw-rtb",
        Scope::Global,
        "InvalidRouteTableID.NotFound",
        "Transit Gateway Route Table {} was deleted or does not exist.",
    ),
    (
        "tgw-attach",
        Scope::Global,
        "InvalidTransitGatewayAttachmentID.NotFound",
        "Transit Gateway Attachment {} was deleted or does not exist.",
    ),
];

/// Attributes whose ids may be of another place: the other side of a peering, shared subnets, zones of other regions.
const ANYWHERE: &[&str] = &[
    "peer_vpc_id",
    "peer_transit_gateway_id",
    "referenced_security_group_id",
    "security_groups",
    "source_security_group_id",
];

/// Types all of whose ids may be of another place.
const ANYWHERE_TYPES: &[&str] = &[
    "aws_ram_resource_association",
    "aws_route53_vpc_association_authorization",
    "aws_route53_zone",
    "aws_route53_zone_association",
];

/// Attributes that hold any text, even such as looks like an id.
const FREE_TEXT: &[&str] = &["tags", "tags_all", "name", "description", "value", "user_data"];

/// An attribute that names an object of some type by id, ARN or name.
struct Named {
    /// The types with the attribute; a final `*` stands for any ending.
    ty: &'static str,
    attribute: &'static str,
    target: &'static str,
    scope: Scope,
    code: &'static str,
    message: &'static str,
}

const fn named(
    ty: &'static str,
    attribute: &'static str,
    target: &'static str,
    scope: Scope,
    code: &'static str,
    message: &'static str,
) -> Named {
    Named { ty, attribute, target, scope, code, message }
}

use Scope::{Account, Region};

const NAMED: &[Named] = &[
    named(
        "aws_s3_bucket_*",
        "bucket",
        "aws_s3_bucket",
        Account,
        "NoSuchBucket",
        "The specified bucket does not exist",
    ),
    named(
        "aws_s3_object",
        "bucket",
        "aws_s3_bucket",
        Account,
        "NoSuchBucket",
        "The specified bucket does not exist",
    ),
    named(
        "aws_iam_role_policy*",
        "role",
        "aws_iam_role",
        Account,
        "NoSuchEntity",
        "The role with name {} cannot be found.",
    ),
    named(
        "aws_iam_instance_profile",
        "role",
        "aws_iam_role",
        Account,
        "NoSuchEntity",
        "The role with name {} cannot be found.",
    ),
    named(
        "aws_iam_user_*",
        "user",
        "aws_iam_user",
        Account,
        "NoSuchEntity",
        "The user with name {} cannot be found.",
    ),
    named(
        "aws_iam_access_key",
        "user",
        "aws_iam_user",
        Account,
        "NoSuchEntity",
        "The user with name {} cannot be found.",
    ),
    named(
        "aws_iam_group_*",
        "group",
        "aws_iam_group",
        Account,
        "NoSuchEntity",
        "The group with name {} cannot be found.",
    ),
    named(
        "aws_iam_*_policy_attachment",
        "policy_arn",
        "aws_iam_policy",
        Account,
        "NoSuchEntity",
        "Policy {} does not exist or is not attachable.",
    ),
    named(
        "aws_ecs_service",
        "cluster",
        "aws_ecs_cluster",
        Region,
        "ClusterNotFoundException",
        "Cluster not found.",
    ),
    named(
        "aws_ecs_cluster_capacity_providers",
        "cluster_name",
        "aws_ecs_cluster",
        Region,
        "ClusterNotFoundException",
        "Cluster not found.",
    ),
    named(
        "aws_rds_cluster_instance",
        "cluster_identifier",
        "aws_rds_cluster",
        Region,
        "DBClusterNotFoundFault",
        "Could not find DB Cluster: {}",
    ),
    named(
        "aws_rds_cluster_endpoint",
        "cluster_identifier",
        "aws_rds_cluster",
        Region,
        "DBClusterNotFoundFault",
        "DBCluster {} not found.",
    ),
    named(
        "aws_rds_cluster*",
        "db_subnet_group_name",
        "aws_db_subnet_group",
        Region,
        "DBSubnetGroupNotFoundFault",
        "DB subnet group '{}' does not exist.",
    ),
    named(
        "aws_db_instance",
        "db_subnet_group_name",
        "aws_db_subnet_group",
        Region,
        "DBSubnetGroupNotFoundFault",
        "DB subnet group '{}' does not exist.",
    ),
    named(
        "aws_elasticache_*",
        "subnet_group_name",
        "aws_elasticache_subnet_group",
        Region,
        "CacheSubnetGroupNotFoundFault",
        "Cache Subnet Group {} does not exist.",
    ),
    named(
        "aws_autoscaling_*",
        "autoscaling_group_name",
        "aws_autoscaling_group",
        Region,
        "ValidationError",
        "AutoScalingGroup name not found - {}",
    ),
    named(
        "aws_lb_listener",
        "load_balancer_arn",
        "aws_lb",
        Region,
        "LoadBalancerNotFound",
        "One or more load balancers not found",
    ),
    named(
        "aws_lb_listener_*",
        "listener_arn",
        "aws_lb_listener",
        Region,
        "ListenerNotFound",
        "One or more listeners not found",
    ),
    named(
        "aws_lb_target_group_attachment",
        "target_group_arn",
        "aws_lb_target_group",
        Region,
        "TargetGroupNotFound",
        "One or more target groups not found",
    ),
    named(
        "aws_cloudwatch_log_*",
        "log_group_name",
        "aws_cloudwatch_log_group",
        Region,
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    ),
    named(
        "aws_cloudwatch_event_target",
        "rule",
        "aws_cloudwatch_event_rule",
        Region,
        "ResourceNotFoundException",
        "Rule {} does not exist on EventBus default.",
    ),
    named(
        "aws_route53_record",
        "zone_id",
        "aws_route53_zone",
        Account,
        "NoSuchHostedZone",
        "No hosted zone found with ID: {}",
    ),
    named(
        "aws_ecr_*_policy",
        "repository",
        "aws_ecr_repository",
        Region,
        "RepositoryNotFoundException",
        "The repository with name '{}' does not exist in the registry",
    ),
    named(
        "aws_kms_alias",
        "target_key_id",
        "aws_kms_*",
        Region,
        "NotFoundException",
        "Key '{}' does not exist",
    ),
    named(
        "aws_secretsmanager_secret_*",
        "secret_id",
        "aws_secretsmanager_secret",
        Region,
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret.",
    ),
    named(
        "aws_sns_topic_subscription",
        "topic_arn",
        "aws_sns_topic",
        Region,
        "NotFound",
        "Topic does not exist",
    ),
    named(
        "aws_sqs_queue_*",
        "queue_url",
        "aws_sqs_queue",
        Region,
        "AWS.SimpleQueueService.NonExistentQueue",
        "The specified queue does not exist.",
    ),
    named(
        "aws_guardduty_*",
        "detector_id",
        "aws_guardduty_detector",
        Region,
        "BadRequestException",
        "The request is rejected because the input detectorId is not owned by the current account.",
    ),
    named(
        "aws_eks_*",
        "cluster_name",
        "aws_eks_cluster",
        Region,
        "ResourceNotFoundException",
        "No cluster found for name: {}.",
    ),
    named(
        "aws_lambda_permission",
        "function_name",
        "aws_lambda_function",
        Region,
        "ResourceNotFoundException",
        "Function not found: {}",
    ),
    named(
        "aws_backup_*",
        "backup_vault_name",
        "aws_backup_vault",
        Region,
        "ResourceNotFoundException",
        "Backup vault {} not found",
    ),
    named(
        "aws_backup_selection",
        "plan_id",
        "aws_backup_plan",
        Region,
        "ResourceNotFoundException",
        "Backup Plan {} not found",
    ),
    named(
        "aws_config_configuration_recorder_status",
        "name",
        "aws_config_configuration_recorder",
        Region,
        "NoSuchConfigurationRecorderException",
        "Cannot find configuration recorder with the specified name '{}'.",
    ),
    named(
        "aws_organizations_policy_attachment",
        "policy_id",
        "aws_organizations_policy",
        Account,
        "PolicyNotFoundException",
        "We can't find a policy with the ID {} that you specified.",
    ),
    named(
        "aws_wafv2_web_acl_*",
        "web_acl_arn",
        "aws_wafv2_web_acl",
        Region,
        "WAFNonexistentItemException",
        "AWS WAF couldn’t perform the operation because your resource doesn’t exist.",
    ),
];

/// Values that stand for something that every account has.
const ALWAYS_THERE: &[&str] = &["default", "", "p-FullAWSAccess"];

/// Checks that everything that a new object refers to exists.
///
/// # Errors
/// Says what AWS says of the first thing that does not.
pub(crate) fn check_references(
    world: &World,
    place: &Place,
    ty: &str,
    state: &Value,
) -> Result<(), Refusal> {
    let check = Check { world, place, ty };
    for (name, value) in state.as_entries().into_iter().flatten() {
        check.ids(name, value)?;
    }
    check.names(state)?;
    if ty == "aws_subnet" { check_subnet(world, place, state) } else { Ok(()) }
}

struct Check<'a> {
    world: &'a World,
    place: &'a Place,
    ty: &'a str,
}

impl Check<'_> {
    fn ids(&self, name: &str, value: &Value) -> Result<(), Refusal> {
        if FREE_TEXT.contains(&name) {
            return Ok(());
        }
        if let Data::String(text) = value.data() {
            return self.id(name, text);
        }
        if let Some(entries) = value.as_entries() {
            let object = matches!(value.data(), Data::Object(_));
            return entries
                .iter()
                .try_for_each(|(key, item)| self.ids(if object { key } else { name }, item));
        }
        value.children().try_for_each(|item| self.ids(name, item))
    }

    fn id(&self, name: &str, text: &str) -> Result<(), Refusal> {
        let Some(prefix) = id_prefix(text) else { return Ok(()) };
        let Some((_, scope, code, message)) = IDS.iter().find(|(known, ..)| *known == prefix)
        else {
            return Ok(());
        };
        let anywhere = ANYWHERE.contains(&name) || ANYWHERE_TYPES.contains(&self.ty);
        let scope = if anywhere { Scope::Global } else { *scope };
        match self.world.owner(self.place, scope, text) {
            Some(_) => Ok(()),
            None => Err(Refusal::new(*code, message.replace("{}", text))),
        }
    }

    fn names(&self, state: &Value) -> Result<(), Refusal> {
        for named in NAMED.iter().filter(|named| fits(named.ty, self.ty)) {
            let value = state.get(named.attribute).and_then(Value::as_str);
            let Some(value) = value.filter(|value| !ALWAYS_THERE.contains(value)) else { continue };
            if self.is_elsewhere(value) || self.exists(named, value) {
                continue;
            }
            return Err(Refusal::new(named.code, named.message.replace("{}", value)));
        }
        Ok(())
    }

    /// Tells whether an ARN is of another account (or of AWS itself), of which nothing is known here.
    fn is_elsewhere(&self, value: &str) -> bool {
        let account = value.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(3));
        account.is_some_and(|account| account != self.place.account)
    }

    fn exists(&self, named: &Named, value: &str) -> bool {
        // An ARN may end with the name or go on with a version or alias.
        let is = |state: &Value, name: &str| {
            let found = state.get(name).and_then(Value::as_str).filter(|found| !found.is_empty());
            found.is_some_and(|found| {
                found == value || value.split([':', '/']).any(|part| part == found)
            })
        };
        self.world.within(self.place, named.scope).any(|(_, object)| {
            fits(named.target, &object.ty)
                && (object.id == value
                    || [named.attribute, "arn", "name", "identifier", "key_id", "bucket"]
                        .iter()
                        .any(|name| is(&object.state, name)))
        })
    }
}

/// Tells whether a type is meant by a pattern with at most one `*`.
pub(crate) fn fits(pattern: &str, ty: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            ty.len() >= start.len() + end.len() && ty.starts_with(start) && ty.ends_with(end)
        }
        None => pattern == ty,
    }
}

/// Checks that a subnet is inside its VPC and apart from the others.
fn check_subnet(world: &World, place: &Place, state: &Value) -> Result<(), Refusal> {
    let text =
        |state: &Value, name: &str| state.get(name).and_then(Value::as_str).map(str::to_owned);
    let (Some(cidr), Some(vpc)) = (text(state, "cidr_block"), text(state, "vpc_id")) else {
        return Ok(());
    };
    let invalid = || Refusal::new("InvalidSubnet.Range", format!("The CIDR '{cidr}' is invalid."));
    let range = Cidr::parse(&cidr).ok_or_else(invalid)?;
    let in_vpc = |state: &Value| text(state, "vpc_id").as_ref() == Some(&vpc);
    let of_vpc =
        world.within(place, Scope::Region).filter(|(_, object)| match object.ty.as_str() {
            "aws_vpc" | "aws_default_vpc" => object.id == vpc,
            "aws_vpc_ipv4_cidr_block_association" => in_vpc(&object.state),
            _ => false,
        });
    let mut ranges: Vec<Cidr> = Vec::new();
    for (_, object) in of_vpc {
        ranges.extend(text(&object.state, "cidr_block").and_then(|cidr| Cidr::parse(&cidr)));
    }
    if !ranges.is_empty() && !ranges.iter().any(|outer| outer.contains(range)) {
        return Err(invalid());
    }
    let other = world.of_type(place, Scope::Region, "aws_subnet").find(|(_, object)| {
        let other = text(&object.state, "cidr_block").and_then(|cidr| Cidr::parse(&cidr));
        in_vpc(&object.state) && other.is_some_and(|other| other.overlaps(range))
    });
    match other {
        Some(_) => Err(Refusal::new(
            "InvalidSubnet.Conflict",
            format!("The CIDR '{cidr}' conflicts with another subnet"),
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) fn named_attributes() -> impl Iterator<Item = (&'static str, &'static str, &'static str)>
{
    NAMED.iter().map(|named| (named.ty, named.attribute, named.target))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::world::Object;

    fn world(objects: &[(&str, &str, &str)]) -> (World, Place) {
        let place = Place::new("111111111111", "eu-west-1");
        let mut world = World::default();
        for (ty, id, name) in objects {
            let state = Value::object([("id", Value::from(*id)), ("name", Value::from(*name))]);
            let (ty, id) = ((*ty).to_owned(), (*id).to_owned());
            world.put(
                &place,
                Object {
                    ty,
                    id,
                    state,
                    minted: BTreeSet::from(["sg-00000001".to_owned()]),
                    origin: None,
                },
            );
        }
        (world, place)
    }

    #[test]
    fn references_are_found_by_id_name_and_arn() {
        let (world, place) = world(&[
            ("aws_lambda_function", "f", "f"),
            ("aws_ecs_cluster", "arn:aws:ecs:eu-west-1:111111111111:cluster/c", "c"),
            ("aws_vpc", "vpc-00000001", ""),
        ]);
        for (ty, name, value, code) in [
            ("aws_lambda_permission", "function_name", "f", None),
            (
                "aws_lambda_permission",
                "function_name",
                "arn:aws:lambda:eu-west-1:111111111111:function:f:live",
                None,
            ),
            ("aws_lambda_permission", "function_name", "g", Some("ResourceNotFoundException")),
            (
                "aws_lambda_permission",
                "function_name",
                "arn:aws:lambda:eu-west-1:222222222222:function:g",
                None,
            ),
            ("aws_ecs_service", "cluster", "c", None),
            ("aws_ecs_service", "cluster", "arn:aws:ecs:eu-west-1:111111111111:cluster/c", None),
            ("aws_ecs_service", "cluster", "d", Some("ClusterNotFoundException")),
            ("aws_subnet", "vpc_id", "vpc-00000001", None),
            ("aws_subnet", "vpc_id", "vpc-00000002", Some("InvalidVpcID.NotFound")),
            ("aws_instance", "subnet_id", "subnet-00000001", Some("InvalidSubnetID.NotFound")),
            ("aws_instance", "group", "sg-00000001", None),
            ("aws_instance", "user_data", "subnet-00000001", None),
            ("aws_instance", "subnet_id", "subnet-x", None),
        ] {
            let state = Value::object([(name, Value::from(value))]);
            let refused = check_references(&world, &place, ty, &state).err().map(|e| e.code);
            assert_eq!(refused.as_deref(), code, "{ty}.{name} = {value}");
        }
    }
}
