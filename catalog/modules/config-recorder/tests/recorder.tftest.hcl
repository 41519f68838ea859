mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "333333333333" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
}

variables {
  name           = "acme-dev"
  is_home_region = true
  bucket_name    = "acme-logs-config"
}

run "home_region" {
  command = plan

  assert {
    condition     = aws_config_configuration_recorder.this.recording_group[0].all_supported && aws_config_configuration_recorder.this.recording_group[0].include_global_resource_types && aws_config_configuration_recorder.this.recording_mode[0].recording_frequency == "CONTINUOUS"
    error_message = "everything must be recorded at each change, IAM included"
  }

  assert {
    condition     = aws_config_configuration_recorder_status.this.is_enabled && aws_config_delivery_channel.this.s3_bucket_name == "acme-logs-config"
    error_message = "the recorder must record and deliver"
  }

  assert {
    condition     = aws_config_configuration_recorder.this.role_arn == "arn:aws:iam::333333333333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig" && length(aws_iam_service_linked_role.this) == 1
    error_message = "the service-linked role must be made and used"
  }

  assert {
    condition     = length(aws_config_config_rule.this) == 29 && alltrue([for name in ["encrypted-volumes", "password-policy", "restricted-ssh", "rds-encryption", "root-mfa", "s3-public-read", "s3-public-write", "cloudtrail", "imdsv2"] : contains(keys(aws_config_config_rule.this), name)])
    error_message = "all default rules must be checked"
  }

  assert {
    condition     = jsondecode(aws_config_config_rule.this["password-policy"].input_parameters).MinimumPasswordLength == "14" && aws_config_config_rule.this["encrypted-volumes"].input_parameters == null
    error_message = "rules must get their parameters"
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.noncompliance) == 0
    error_message = "without a topic nobody is told"
  }
}

run "other_region" {
  command = plan

  variables {
    is_home_region = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:222222222222:key/00000000-0000-0000-0000-000000000000"
    alerts         = { topic_arn = "arn:aws:sns:eu-west-1:333333333333:acme-dev-alarms" }
  }

  assert {
    condition     = aws_config_configuration_recorder.this.recording_group[0].all_supported && !aws_config_configuration_recorder.this.recording_group[0].include_global_resource_types && length(aws_iam_service_linked_role.this) == 0
    error_message = "IAM and the role belong to the home region"
  }

  assert {
    condition     = length(aws_config_config_rule.this) == 19 && !contains(keys(aws_config_config_rule.this), "root-mfa")
    error_message = "rules about the account belong to the home region"
  }

  assert {
    condition     = endswith(aws_config_delivery_channel.this.s3_kms_key_arn, ":key/00000000-0000-0000-0000-000000000000")
    error_message = "the key must be used"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.noncompliance[0].event_pattern).detail.configRuleName == [{ prefix = "acme-dev-" }] && aws_cloudwatch_event_target.noncompliance[0].arn == "arn:aws:sns:eu-west-1:333333333333:acme-dev-alarms"
    error_message = "findings of the own rules must reach the topic"
  }
}

run "checks_people_and_root_user" {
  command = plan

  assert {
    condition     = { for name in ["root-access-keys", "root-mfa", "user-mfa", "user-policies"] : name => aws_config_config_rule.this[name].source[0].source_identifier } == { root-access-keys = "IAM_ROOT_ACCESS_KEY_CHECK", root-mfa = "ROOT_ACCOUNT_MFA_ENABLED", user-mfa = "IAM_USER_MFA_ENABLED", user-policies = "IAM_USER_NO_POLICIES_CHECK" }
    error_message = "the root user must have no keys, everybody a second factor, and users no rights of their own"
  }

  assert {
    condition     = aws_config_config_rule.this["unused-credentials"].source[0].source_identifier == "IAM_USER_UNUSED_CREDENTIALS_CHECK" && jsondecode(aws_config_config_rule.this["unused-credentials"].input_parameters) == { maxCredentialUsageAge = "45" }
    error_message = "credentials that nobody has used for 45 days must be found"
  }

  assert {
    condition     = aws_config_config_rule.this["access-key-age"].source[0].source_identifier == "ACCESS_KEYS_ROTATED" && jsondecode(aws_config_config_rule.this["access-key-age"].input_parameters) == { maxAccessKeyAge = "90" }
    error_message = "access keys older than 90 days must be found"
  }

  assert {
    condition     = aws_config_config_rule.this["password-policy"].source[0].source_identifier == "IAM_PASSWORD_POLICY" && jsondecode(aws_config_config_rule.this["password-policy"].input_parameters).PasswordReusePrevention == "24"
    error_message = "weak rules for passwords must be found"
  }
}

run "checks_policies" {
  command = plan

  assert {
    condition     = aws_config_config_rule.this["admin-policies"].source[0].source_identifier == "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS" && jsondecode(aws_config_config_rule.this["admin-policies"].input_parameters) == { excludePermissionBoundaryPolicy = "true" }
    error_message = "policies that grant everything must be found, boundaries excepted"
  }

  assert {
    condition     = aws_config_config_rule.this["support-role"].source[0].source_identifier == "IAM_POLICY_IN_USE" && jsondecode(aws_config_config_rule.this["support-role"].input_parameters) == { policyARN = "arn:aws:iam::aws:policy/AWSSupportAccess" }
    error_message = "somebody must be able to work with AWS Support"
  }

  assert {
    condition     = aws_config_config_rule.this["cloudshell"].source[0].source_identifier == "IAM_POLICY_BLACKLISTED_CHECK" && jsondecode(aws_config_config_rule.this["cloudshell"].input_parameters) == { policyArns = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess" }
    error_message = "nobody may have all of CloudShell"
  }

  assert {
    condition     = !contains(keys(aws_config_config_rule.this), "server-certificates")
    error_message = "a rule that AWS does not have in this region must be left out"
  }
}

run "checks_certificates_in_their_region" {
  command = plan

  override_data {
    target = data.aws_region.this
    values = { id = "us-east-1" }
  }

  assert {
    condition     = length(aws_config_config_rule.this) == 30 && aws_config_config_rule.this["server-certificates"].source[0].source_identifier == "IAM_SERVER_CERTIFICATE_EXPIRATION_CHECK"
    error_message = "expired certificates in IAM must be found"
  }
}

run "checks_storage" {
  command = plan

  assert {
    condition     = { for name in ["ebs-default-encryption", "encrypted-volumes", "efs-encryption", "rds-encryption", "rds-minor-versions", "rds-public-access", "key-rotation"] : name => aws_config_config_rule.this[name].source[0].source_identifier } == { ebs-default-encryption = "EC2_EBS_ENCRYPTION_BY_DEFAULT", encrypted-volumes = "ENCRYPTED_VOLUMES", efs-encryption = "EFS_ENCRYPTED_CHECK", rds-encryption = "RDS_STORAGE_ENCRYPTED", rds-minor-versions = "RDS_AUTOMATIC_MINOR_VERSION_UPGRADE_ENABLED", rds-public-access = "RDS_INSTANCE_PUBLIC_ACCESS_CHECK", key-rotation = "CMK_BACKING_KEY_ROTATION_ENABLED" }
    error_message = "volumes, file systems and databases must be encrypted and private"
  }

  assert {
    condition     = { for name in ["s3-public-read", "s3-public-write", "s3-tls-only"] : name => aws_config_config_rule.this[name].source[0].source_identifier } == { s3-public-read = "S3_BUCKET_PUBLIC_READ_PROHIBITED", s3-public-write = "S3_BUCKET_PUBLIC_WRITE_PROHIBITED", s3-tls-only = "S3_BUCKET_SSL_REQUESTS_ONLY" }
    error_message = "buckets must be private and refuse plain transport"
  }
}

run "checks_networks_and_servers" {
  command = plan

  assert {
    condition     = { for name in ["restricted-ssh", "network-acls", "default-security-group", "flow-logs"] : name => aws_config_config_rule.this[name].source[0].source_identifier } == { restricted-ssh = "INCOMING_SSH_DISABLED", network-acls = "NACL_NO_UNRESTRICTED_SSH_RDP", default-security-group = "VPC_DEFAULT_SECURITY_GROUP_CLOSED", flow-logs = "VPC_FLOW_LOGS_ENABLED" }
    error_message = "ports of administration must be closed, and traffic be logged"
  }

  assert {
    condition     = aws_config_config_rule.this["authorized-ports"].source[0].source_identifier == "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS" && jsondecode(aws_config_config_rule.this["authorized-ports"].input_parameters) == { authorizedTcpPorts = "80,443" }
    error_message = "the internet may only reach the ports of the web, by IPv4 and IPv6"
  }

  assert {
    condition     = { for name in ["imdsv2", "instance-profile"] : name => aws_config_config_rule.this[name].source[0].source_identifier } == { imdsv2 = "EC2_IMDSV2_CHECK", instance-profile = "EC2_INSTANCE_PROFILE_ATTACHED" }
    error_message = "servers must have a role, and give away its credentials to nobody"
  }
}

run "checks_what_needs_the_root_user" {
  command = plan

  variables { benchmark_rules = true }

  assert {
    condition     = length(aws_config_config_rule.this) == 31 && { for name in ["mfa-delete", "root-hardware-mfa"] : name => aws_config_config_rule.this[name].source[0].source_identifier } == { mfa-delete = "S3_BUCKET_MFA_DELETE_ENABLED", root-hardware-mfa = "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED" }
    error_message = "the further rules of the benchmark must be checked"
  }
}

run "cheap_and_narrow" {
  command = plan

  variables {
    is_home_region = false
    recording      = { frequency = "DAILY", continuous_types = ["AWS::EC2::SecurityGroup"], excluded_types = ["AWS::EC2::NetworkInterface"] }
  }

  assert {
    condition     = aws_config_configuration_recorder.this.recording_mode[0].recording_frequency == "DAILY" && one(aws_config_configuration_recorder.this.recording_mode[0].recording_mode_override).resource_types == toset(["AWS::EC2::SecurityGroup"])
    error_message = "all types but one must be recorded daily"
  }

  assert {
    condition     = one(aws_config_configuration_recorder.this.recording_group[0].exclusion_by_resource_types).resource_types == toset(["AWS::EC2::NetworkInterface", "AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"]) && !aws_config_configuration_recorder.this.recording_group[0].all_supported
    error_message = "IAM must be left out as well outside of the home region"
  }
}

run "chosen_rules_and_role" {
  command = plan

  variables {
    role_arn       = "arn:aws:iam::333333333333:role/config"
    excluded_rules = { s3-tls-only = "all buckets are checked by the build already" }
    rules = {
      eks-logs         = { identifier = "EKS_CLUSTER_LOGGING_ENABLED", frequency = "Twelve_Hours", resource_types = ["AWS::EKS::Cluster"] }
      authorized-ports = { identifier = "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS", parameters = { authorizedTcpPorts = "443" } }
    }
  }

  assert {
    condition     = length(aws_config_config_rule.this) == 29 && !contains(keys(aws_config_config_rule.this), "s3-tls-only") && jsondecode(aws_config_config_rule.this["authorized-ports"].input_parameters).authorizedTcpPorts == "443"
    error_message = "rules must be added, replaced and left out"
  }

  assert {
    condition     = one(aws_config_config_rule.this["eks-logs"].scope).compliance_resource_types == toset(["AWS::EKS::Cluster"]) && aws_config_config_rule.this["eks-logs"].maximum_execution_frequency == "Twelve_Hours"
    error_message = "a rule must get its scope and frequency"
  }

  assert {
    condition     = aws_config_configuration_recorder.this.role_arn == "arn:aws:iam::333333333333:role/config" && length(aws_iam_service_linked_role.this) == 0
    error_message = "the given role must be used"
  }
}

run "without_default_rules" {
  command = plan

  variables { default_rules = false }

  assert {
    condition     = length(aws_config_config_rule.this) == 0
    error_message = "no rule must be left"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_an_upper_case_bucket" {
  command = plan
  variables { bucket_name = "Acme" }
  expect_failures = [var.bucket_name]
}

run "rejects_a_key_id" {
  command = plan
  variables { kms_key_arn = "00000000-0000-0000-0000-000000000000" }
  expect_failures = [var.kms_key_arn]
}

run "rejects_a_role_name" {
  command = plan
  variables { role_arn = "config" }
  expect_failures = [var.role_arn]
}

run "rejects_an_unknown_frequency" {
  command = plan
  variables { recording = { frequency = "WEEKLY" } }
  expect_failures = [var.recording]
}

run "rejects_a_needless_override" {
  command = plan
  variables { recording = { continuous_types = ["AWS::EC2::SecurityGroup"] } }
  expect_failures = [var.recording]
}

run "rejects_a_bad_type" {
  command = plan
  variables { recording = { excluded_types = ["security groups"] } }
  expect_failures = [var.recording]
}

run "rejects_a_type_both_recorded_and_not" {
  command = plan
  variables { recording = { frequency = "DAILY", continuous_types = ["AWS::EC2::Instance"], excluded_types = ["AWS::EC2::Instance"] } }
  expect_failures = [var.recording]
}

run "rejects_an_unknown_snapshot_frequency" {
  command = plan
  variables { snapshot_frequency = "Daily" }
  expect_failures = [var.snapshot_frequency]
}

run "rejects_a_short_retention" {
  command = plan
  variables { retention_days = 7 }
  expect_failures = [var.retention_days]
}

run "rejects_an_exclusion_without_reason" {
  command = plan
  variables { excluded_rules = { s3-tls-only = "no" } }
  expect_failures = [var.excluded_rules]
}

run "rejects_an_unknown_exclusion" {
  command = plan
  variables { excluded_rules = { s3-tls = "all buckets are checked by the build already" } }
  expect_failures = [aws_config_config_rule.this]
}

run "rejects_a_bad_rule_name" {
  command = plan
  variables { rules = { EKS = { identifier = "EKS_CLUSTER_LOGGING_ENABLED" } } }
  expect_failures = [var.rules]
}

run "rejects_a_bad_identifier" {
  command = plan
  variables { rules = { eks = { identifier = "eks-cluster-logging-enabled" } } }
  expect_failures = [var.rules]
}

run "rejects_a_bad_rule_frequency" {
  command = plan
  variables { rules = { eks = { identifier = "EKS_CLUSTER_LOGGING_ENABLED", frequency = "Daily" } } }
  expect_failures = [var.rules]
}

run "rejects_a_topic_name" {
  command = plan
  variables { alerts = { topic_arn = "alarms" } }
  expect_failures = [var.alerts]
}
