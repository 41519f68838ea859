locals {
  # Rules about the account as a whole run in the home region only: elsewhere they would find, and cost, the same once more.
  usual_rules = {
    encrypted-volumes      = { identifier = "ENCRYPTED_VOLUMES", global = false, parameters = {} }
    ebs-default-encryption = { identifier = "EC2_EBS_ENCRYPTION_BY_DEFAULT", global = false, parameters = {} }
    imdsv2                 = { identifier = "EC2_IMDSV2_CHECK", global = false, parameters = {} }
    restricted-ssh         = { identifier = "INCOMING_SSH_DISABLED", global = false, parameters = {} }
    authorized-ports       = { identifier = "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS", global = false, parameters = { authorizedTcpPorts = "80,443" } }
    default-security-group = { identifier = "VPC_DEFAULT_SECURITY_GROUP_CLOSED", global = false, parameters = {} }
    flow-logs              = { identifier = "VPC_FLOW_LOGS_ENABLED", global = false, parameters = {} }
    rds-encryption         = { identifier = "RDS_STORAGE_ENCRYPTED", global = false, parameters = {} }
    rds-public-access      = { identifier = "RDS_INSTANCE_PUBLIC_ACCESS_CHECK", global = false, parameters = {} }
    s3-public-read         = { identifier = "S3_BUCKET_PUBLIC_READ_PROHIBITED", global = false, parameters = {} }
    s3-public-write        = { identifier = "S3_BUCKET_PUBLIC_WRITE_PROHIBITED", global = false, parameters = {} }
    s3-tls-only            = { identifier = "S3_BUCKET_SSL_REQUESTS_ONLY", global = false, parameters = {} }
    key-rotation           = { identifier = "CMK_BACKING_KEY_ROTATION_ENABLED", global = false, parameters = {} }
    cloudtrail             = { identifier = "CLOUD_TRAIL_ENABLED", global = false, parameters = {} }
    guardduty              = { identifier = "GUARDDUTY_ENABLED_CENTRALIZED", global = false, parameters = {} }
    network-acls           = { identifier = "NACL_NO_UNRESTRICTED_SSH_RDP", global = false, parameters = {} }
    instance-profile       = { identifier = "EC2_INSTANCE_PROFILE_ATTACHED", global = false, parameters = {} }
    efs-encryption         = { identifier = "EFS_ENCRYPTED_CHECK", global = false, parameters = {} }
    rds-minor-versions     = { identifier = "RDS_AUTOMATIC_MINOR_VERSION_UPGRADE_ENABLED", global = false, parameters = {} }
    server-certificates    = { identifier = "IAM_SERVER_CERTIFICATE_EXPIRATION_CHECK", global = false, parameters = {} }
    root-mfa               = { identifier = "ROOT_ACCOUNT_MFA_ENABLED", global = true, parameters = {} }
    root-access-keys       = { identifier = "IAM_ROOT_ACCESS_KEY_CHECK", global = true, parameters = {} }
    user-mfa               = { identifier = "IAM_USER_MFA_ENABLED", global = true, parameters = {} }
    user-policies          = { identifier = "IAM_USER_NO_POLICIES_CHECK", global = true, parameters = {} }
    unused-credentials     = { identifier = "IAM_USER_UNUSED_CREDENTIALS_CHECK", global = true, parameters = { maxCredentialUsageAge = "45" } }
    access-key-age         = { identifier = "ACCESS_KEYS_ROTATED", global = true, parameters = { maxAccessKeyAge = "90" } }
    support-role           = { identifier = "IAM_POLICY_IN_USE", global = true, parameters = { policyARN = "${local.aws_policies}/AWSSupportAccess" } }
    cloudshell             = { identifier = "IAM_POLICY_BLACKLISTED_CHECK", global = true, parameters = { policyArns = "${local.aws_policies}/AWSCloudShellFullAccess" } }

    # A boundary grants nothing, so it may name everything.
    admin-policies = { identifier = "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS", global = true, parameters = { excludePermissionBoundaryPolicy = "true" } }

    password-policy = {
      identifier = "IAM_PASSWORD_POLICY"
      global     = true
      parameters = {
        RequireUppercaseCharacters = "true"
        RequireLowercaseCharacters = "true"
        RequireSymbols             = "true"
        RequireNumbers             = "true"
        MinimumPasswordLength      = "14"
        PasswordReusePrevention    = "24"
        MaxPasswordAge             = "90"
      }
    }
  }

  # Only somebody who holds a device and the password of the root user can fulfil these, account by account.
  benchmark_rules = {
    mfa-delete        = { identifier = "S3_BUCKET_MFA_DELETE_ENABLED", global = false, parameters = {} }
    root-hardware-mfa = { identifier = "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED", global = true, parameters = {} }
  }

  # AWS has these in one region alone, for what is kept there.
  regional_rules = { server-certificates = "us-east-1" }

  default_rules = merge(local.usual_rules, { for name, rule in local.benchmark_rules : name => rule if var.benchmark_rules })

  chosen_defaults = {
    for name, rule in local.default_rules : name => { identifier = rule.identifier, parameters = rule.parameters, resource_types = [], frequency = null }
    if var.default_rules && (var.is_home_region || !rule.global) && !contains(keys(var.excluded_rules), name) && lookup(local.regional_rules, name, local.region) == local.region
  }

  rules = merge(local.chosen_defaults, var.rules)

  rule_names         = sort(concat(keys(local.usual_rules), keys(local.benchmark_rules)))
  unknown_exclusions = sort(setsubtract(keys(var.excluded_rules), local.rule_names))
}

resource "aws_config_config_rule" "this" {
  for_each = local.rules

  name                        = "${var.name}-${each.key}"
  input_parameters            = length(each.value.parameters) > 0 ? jsonencode(each.value.parameters) : null
  maximum_execution_frequency = each.value.frequency

  source {
    owner             = "AWS"
    source_identifier = each.value.identifier
  }

  dynamic "scope" {
    for_each = length(each.value.resource_types) > 0 ? [each.value.resource_types] : []

    content {
      compliance_resource_types = scope.value
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.unknown_exclusions) == 0
      error_message = "there is no default rule called ${join(", ", local.unknown_exclusions)}; the names are ${join(", ", local.rule_names)}"
    }
  }

  # A rule is refused as long as nothing is recorded.
  depends_on = [aws_config_configuration_recorder_status.this]
}

resource "aws_cloudwatch_event_rule" "noncompliance" {
  count = var.alerts == null ? 0 : 1

  name        = "${var.name}-config-noncompliance"
  description = "Resources that stopped to comply with a rule of ${var.name}"

  event_pattern = jsonencode({
    source        = ["aws.config"]
    "detail-type" = ["Config Rules Compliance Change"]
    detail = {
      configRuleName      = [{ prefix = "${var.name}-" }]
      newEvaluationResult = { complianceType = ["NON_COMPLIANT"] }
    }
  })
}

resource "aws_cloudwatch_event_target" "noncompliance" {
  count = var.alerts == null ? 0 : 1

  rule      = aws_cloudwatch_event_rule.noncompliance[0].name
  target_id = "alerts"
  arn       = var.alerts.topic_arn
}
