//! Duplicates: names that AWS gives away only once.

use landform_value::Value;

use crate::place::Place;
use crate::refusal::Refusal;
use crate::world::{Scope, World};

/// What must be unique among the objects of a type.
struct Unique {
    ty: &'static str,
    /// The attributes that together must differ; none means that there can be only one object.
    attributes: &'static [&'static str],
    scope: Scope,
    code: &'static str,
    /// The message; `{}` is the first attribute, `{1}` the second.
    message: &'static str,
}

const fn unique(
    ty: &'static str,
    attributes: &'static [&'static str],
    scope: Scope,
    code: &'static str,
    message: &'static str,
) -> Unique {
    Unique { ty, attributes, scope, code, message }
}

use Scope::{Account, Global, Region};

const TABLE: &[Unique] = &[
    unique(
        "aws_accessanalyzer_analyzer",
        &["analyzer_name"],
        Region,
        "ConflictException",
        "Analyzer with the name {} already exists",
    ),
    unique(
        "aws_autoscaling_group",
        &["name"],
        Region,
        "AlreadyExists",
        "AutoScalingGroup by this name already exists - A group with the name {} already exists",
    ),
    unique(
        "aws_backup_vault",
        &["name"],
        Region,
        "AlreadyExistsException",
        "Backup vault with the same name already exists",
    ),
    unique(
        "aws_budgets_budget",
        &["name"],
        Account,
        "DuplicateRecordException",
        "Error creating budget: {} - the budget already exists.",
    ),
    unique(
        "aws_cloudfront_origin_access_control",
        &["name"],
        Account,
        "OriginAccessControlAlreadyExists",
        "An origin access control with the same name already exists.",
    ),
    unique(
        "aws_cloudtrail",
        &["name"],
        Region,
        "TrailAlreadyExistsException",
        "Trail {} already exists",
    ),
    unique(
        "aws_cloudwatch_event_bus",
        &["name"],
        Region,
        "ResourceAlreadyExistsException",
        "Event bus {} already exists.",
    ),
    unique(
        "aws_cloudwatch_log_group",
        &["name"],
        Region,
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
    ),
    unique(
        "aws_config_configuration_recorder",
        &[],
        Region,
        "MaxNumberOfConfigurationRecordersExceededException",
        "Failed to put configuration recorder because the maximum number of customer managed configuration recorders: 1 is reached.",
    ),
    unique(
        "aws_config_delivery_channel",
        &[],
        Region,
        "MaxNumberOfDeliveryChannelsExceededException",
        "Failed to put delivery channel because the maximum number of delivery channels: 1 is reached.",
    ),
    unique(
        "aws_db_instance",
        &["identifier"],
        Region,
        "DBInstanceAlreadyExists",
        "DB instance already exists",
    ),
    unique(
        "aws_db_parameter_group",
        &["name"],
        Region,
        "DBParameterGroupAlreadyExists",
        "Parameter group {} already exists",
    ),
    unique(
        "aws_db_subnet_group",
        &["name"],
        Region,
        "DBSubnetGroupAlreadyExists",
        "The DB subnet group '{}' already exists.",
    ),
    unique(
        "aws_dynamodb_table",
        &["name"],
        Region,
        "ResourceInUseException",
        "Table already exists: {}",
    ),
    unique(
        "aws_ecr_repository",
        &["name"],
        Region,
        "RepositoryAlreadyExistsException",
        "The repository with name '{}' already exists in the registry",
    ),
    unique(
        "aws_ecs_service",
        &["name", "cluster"],
        Region,
        "InvalidParameterException",
        "Creation of service was not idempotent.",
    ),
    unique(
        "aws_efs_file_system",
        &["creation_token"],
        Region,
        "FileSystemAlreadyExists",
        "File system already exists with creation token {}",
    ),
    unique(
        "aws_eks_cluster",
        &["name"],
        Region,
        "ResourceInUseException",
        "Cluster already exists with name: {}",
    ),
    unique(
        "aws_elasticache_cluster",
        &["cluster_id"],
        Region,
        "CacheClusterAlreadyExists",
        "Cache cluster {} already exists",
    ),
    unique(
        "aws_elasticache_parameter_group",
        &["name"],
        Region,
        "CacheParameterGroupAlreadyExists",
        "Cache parameter group {} already exists.",
    ),
    unique(
        "aws_elasticache_replication_group",
        &["replication_group_id"],
        Region,
        "ReplicationGroupAlreadyExists",
        "Replication group already exists for {}.",
    ),
    unique(
        "aws_elasticache_subnet_group",
        &["name"],
        Region,
        "CacheSubnetGroupAlreadyExists",
        "Cache subnet group {} already exists.",
    ),
    unique(
        "aws_guardduty_detector",
        &[],
        Region,
        "BadRequestException",
        "The request is rejected because a detector already exists for the current account.",
    ),
    unique(
        "aws_iam_account_alias",
        &["account_alias"],
        Global,
        "EntityAlreadyExists",
        "The account alias {} already exists.",
    ),
    unique(
        "aws_iam_group",
        &["name"],
        Account,
        "EntityAlreadyExists",
        "Group with name {} already exists.",
    ),
    unique(
        "aws_iam_instance_profile",
        &["name"],
        Account,
        "EntityAlreadyExists",
        "Instance Profile {} already exists.",
    ),
    unique(
        "aws_iam_openid_connect_provider",
        &["url"],
        Account,
        "EntityAlreadyExists",
        "Provider with url {} already exists.",
    ),
    unique(
        "aws_iam_policy",
        &["name"],
        Account,
        "EntityAlreadyExists",
        "A policy called {} already exists. Duplicate names are not allowed.",
    ),
    unique(
        "aws_iam_role",
        &["name"],
        Account,
        "EntityAlreadyExists",
        "Role with name {} already exists.",
    ),
    unique(
        "aws_iam_saml_provider",
        &["name"],
        Account,
        "EntityAlreadyExists",
        "SAML provider with name {} already exists.",
    ),
    unique(
        "aws_iam_user",
        &["name"],
        Account,
        "EntityAlreadyExists",
        "User with name {} already exists.",
    ),
    unique(
        "aws_internet_gateway",
        &["vpc_id"],
        Region,
        "InvalidParameterValue",
        "Network {} already has an internet gateway attached",
    ),
    unique(
        "aws_key_pair",
        &["key_name"],
        Region,
        "InvalidKeyPair.Duplicate",
        "The keypair already exists",
    ),
    unique(
        "aws_kms_alias",
        &["name"],
        Region,
        "AlreadyExistsException",
        "An alias with the name {} already exists",
    ),
    unique(
        "aws_lambda_function",
        &["function_name"],
        Region,
        "ResourceConflictException",
        "Function already exist: {}",
    ),
    unique(
        "aws_launch_template",
        &["name"],
        Region,
        "InvalidLaunchTemplateName.AlreadyExistsException",
        "Launch template name already in use.",
    ),
    unique(
        "aws_lb",
        &["name"],
        Region,
        "DuplicateLoadBalancerName",
        "A load balancer with the same name '{}' exists, but with different settings",
    ),
    unique(
        "aws_lb_listener",
        &["load_balancer_arn", "port"],
        Region,
        "DuplicateListener",
        "A listener already exists on port {1} for this load balancer '{}'",
    ),
    unique(
        "aws_lb_listener_rule",
        &["listener_arn", "priority"],
        Region,
        "PriorityInUse",
        "Priority '{1}' is currently in use",
    ),
    unique(
        "aws_lb_target_group",
        &["name"],
        Region,
        "DuplicateTargetGroupName",
        "A target group with the same name '{}' exists, but with different settings",
    ),
    unique(
        "aws_organizations_account",
        &["email"],
        Global,
        "EMAIL_ALREADY_EXISTS",
        "The email {} is already associated with another account.",
    ),
    unique(
        "aws_organizations_organization",
        &[],
        Account,
        "AlreadyInOrganizationException",
        "The AWS account is already a member of an organization.",
    ),
    unique(
        "aws_organizations_organizational_unit",
        &["name", "parent_id"],
        Account,
        "DuplicateOrganizationalUnitException",
        "An OU with the same name {} already exists.",
    ),
    unique(
        "aws_organizations_policy",
        &["name"],
        Account,
        "DuplicatePolicyException",
        "A policy with the same name {} already exists.",
    ),
    unique(
        "aws_rds_cluster",
        &["cluster_identifier"],
        Region,
        "DBClusterAlreadyExistsFault",
        "DB Cluster already exists",
    ),
    unique(
        "aws_rds_cluster_instance",
        &["identifier"],
        Region,
        "DBInstanceAlreadyExists",
        "DB instance already exists",
    ),
    unique(
        "aws_rds_cluster_parameter_group",
        &["name"],
        Region,
        "DBParameterGroupAlreadyExists",
        "Parameter group {} already exists",
    ),
    unique(
        "aws_route",
        &[
            "route_table_id",
            "destination_cidr_block",
            "destination_ipv6_cidr_block",
            "destination_prefix_list_id",
        ],
        Region,
        "RouteAlreadyExists",
        "The route identified by {1} already exists.",
    ),
    unique(
        "aws_route_table_association",
        &["subnet_id"],
        Region,
        "Resource.AlreadyAssociated",
        "the specified association for subnet {} conflicts with an existing association",
    ),
    unique(
        "aws_route53_record",
        &["zone_id", "name", "type", "set_identifier"],
        Account,
        "InvalidChangeBatch",
        "[Tried to create resource record set [name='{1}'] but it already exists]",
    ),
    unique(
        "aws_s3_bucket",
        &["bucket"],
        Global,
        "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
    ),
    unique(
        "aws_scheduler_schedule",
        &["name", "group_name"],
        Region,
        "ConflictException",
        "Schedule {} already exists.",
    ),
    unique(
        "aws_secretsmanager_secret",
        &["name"],
        Region,
        "ResourceExistsException",
        "The operation failed because the secret {} already exists.",
    ),
    unique(
        "aws_security_group",
        &["name", "vpc_id"],
        Region,
        "InvalidGroup.Duplicate",
        "The security group '{}' already exists for VPC '{1}'",
    ),
    unique(
        "aws_securityhub_account",
        &[],
        Region,
        "ResourceConflictException",
        "Account is already subscribed to Security Hub",
    ),
    unique(
        "aws_service_discovery_http_namespace",
        &["name"],
        Region,
        "NamespaceAlreadyExists",
        "Namespace {} already exists.",
    ),
    unique(
        "aws_sfn_state_machine",
        &["name"],
        Region,
        "StateMachineAlreadyExists",
        "State Machine Already Exists: '{}'",
    ),
    unique(
        "aws_sqs_queue",
        &["name"],
        Region,
        "QueueAlreadyExists",
        "A queue already exists with the same name and a different value for an attribute: {}",
    ),
    unique(
        "aws_ssm_document",
        &["name"],
        Region,
        "DocumentAlreadyExists",
        "Document with same name {} already exists",
    ),
    unique(
        "aws_ssm_parameter",
        &["name"],
        Region,
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    ),
    unique(
        "aws_ssoadmin_permission_set",
        &["name", "instance_arn"],
        Account,
        "ConflictException",
        "PermissionSet with name {} already exists.",
    ),
    unique(
        "aws_wafv2_ip_set",
        &["name", "scope"],
        Region,
        "WAFDuplicateItemException",
        "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
    ),
    unique(
        "aws_wafv2_web_acl",
        &["name", "scope"],
        Region,
        "WAFDuplicateItemException",
        "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
    ),
];

/// Attributes that say that an existing object of the same name may be taken over.
const TAKE_OVER: &[(&str, &str)] =
    &[("aws_route53_record", "allow_overwrite"), ("aws_ssm_parameter", "overwrite")];

/// Checks that a new object has no name that is taken.
///
/// # Errors
/// Says what AWS says when the name is taken.
pub(crate) fn check_unique(
    world: &World,
    place: &Place,
    ty: &str,
    state: &Value,
) -> Result<(), Refusal> {
    let Some(unique) = TABLE.iter().find(|unique| unique.ty == ty) else { return Ok(()) };
    let text = |state: &Value, name: &str| {
        state.get(name).filter(|value| !value.is_null()).map(ToString::to_string)
    };
    let own: Vec<_> = unique.attributes.iter().map(|name| text(state, name)).collect();
    if !own.is_empty() && own.first().is_some_and(Option::is_none) {
        return Ok(());
    }
    let takes_over = TAKE_OVER
        .iter()
        .any(|(kind, flag)| *kind == ty && state.get(flag).and_then(Value::as_bool) == Some(true));
    let taken = world.of_type(place, unique.scope, ty).find(|(_, object)| {
        unique.attributes.iter().map(|name| text(&object.state, name)).eq(own.iter().cloned())
    });
    let Some((owner, _)) = taken.filter(|_| !takes_over) else { return Ok(()) };
    if ty == "aws_s3_bucket" && owner.account == place.account {
        return Err(Refusal::new(
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.",
        ));
    }
    let word = |index: usize| {
        let rest = own.iter().skip(index).flatten().next();
        rest.map_or("", |text| text.trim_matches('"')).to_owned()
    };
    let message = unique.message.replace("{}", &word(0)).replace("{1}", &word(1));
    Err(Refusal::new(unique.code, message))
}

#[cfg(test)]
pub(crate) fn unique_attributes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = TABLE.iter().flat_map(|u| u.attributes.iter().map(|name| (u.ty, *name)));
    own.chain(TAKE_OVER.iter().copied())
}
