mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}", minified_json = "{}" }
  }
}

variables {
  name            = "acme"
  allowed_regions = ["eu-west-1", "eu-central-1"]

  organizational_units = {
    security  = { name = "Security" }
    workloads = {}
    prod      = { name = "Prod", parent = "workloads" }
  }

  accounts = {
    security = { email = "aws+security@acme.example", ou = "security" }
    prod     = { email = "aws+prod@acme.example", ou = "prod", name = "acme-prod" }
    sandbox  = { email = "aws+sandbox@acme.example" }
  }
}

run "makes_an_organization_with_all_features" {
  command = plan

  assert {
    condition     = aws_organizations_organization.this.feature_set == "ALL" && aws_organizations_organization.this.enabled_policy_types == toset(["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"])
    error_message = "both kinds of control policies must be enabled"
  }

  assert {
    condition     = aws_backup_global_settings.this[0].global_settings.isCrossAccountBackupEnabled == "true"
    error_message = "backups can be copied to another account"
  }

  assert {
    condition     = length(setsubtract(["cloudtrail.amazonaws.com", "config.amazonaws.com", "guardduty.amazonaws.com", "securityhub.amazonaws.com", "access-analyzer.amazonaws.com", "sso.amazonaws.com", "backup.amazonaws.com", "ram.amazonaws.com"], aws_organizations_organization.this.aws_service_access_principals)) == 0
    error_message = "the services of a landing zone must be able to work across accounts"
  }

  assert {
    condition     = aws_iam_organizations_features.this[0].enabled_features == toset(["RootCredentialsManagement", "RootSessions"]) && length(aws_ram_sharing_with_organization.this) == 1
    error_message = "root users must be managed centrally, and sharing must be on"
  }
}

run "makes_units_and_accounts" {
  command = plan

  assert {
    condition     = { for key, ou in aws_organizations_organizational_unit.top : key => ou.name } == { security = "Security", workloads = "workloads" } && aws_organizations_organizational_unit.nested["prod"].name == "Prod"
    error_message = "units must be named and nested"
  }

  assert {
    condition     = { for key, account in aws_organizations_account.this : key => account.name } == { security = "security", prod = "acme-prod", sandbox = "sandbox" }
    error_message = "accounts must be named after their keys unless they have a name"
  }

  assert {
    condition     = alltrue([for account in aws_organizations_account.this : account.role_name == "OrganizationAccountAccessRole" && account.close_on_deletion == false])
    error_message = "no account may be closed by taking it out of the map"
  }

  assert {
    condition     = length(aws_organizations_delegated_administrator.this) == 0
    error_message = "nothing is delegated unless asked for"
  }
}

run "binds_every_member_account" {
  command = plan

  assert {
    condition     = { for key, policy in aws_organizations_policy.this : key => "${policy.name} ${policy.type}" } == { foundation = "acme-foundation SERVICE_CONTROL_POLICY", workloads = "acme-workloads SERVICE_CONTROL_POLICY", resources = "acme-resources RESOURCE_CONTROL_POLICY" }
    error_message = "two service control policies and a resource control policy must be made"
  }

  assert {
    condition     = toset(keys(aws_organizations_policy_attachment.this)) == toset(["foundation/root", "workloads/root", "resources/root"])
    error_message = "the policies must be attached to the root"
  }
}

run "keeps_accounts_in_and_root_users_out" {
  command = plan

  assert {
    condition     = data.aws_iam_policy_document.identity.statement[0].effect == "Deny" && data.aws_iam_policy_document.identity.statement[0].actions == toset(["organizations:LeaveOrganization"]) && length(data.aws_iam_policy_document.identity.statement[0].condition) == 0
    error_message = "nobody may leave the organization"
  }

  assert {
    condition     = data.aws_iam_policy_document.identity.statement[1].effect == "Deny" && data.aws_iam_policy_document.identity.statement[1].actions == toset(["*"]) && { for condition in data.aws_iam_policy_document.identity.statement[1].condition : condition.variable => condition.values } == { "aws:PrincipalArn" = tolist(["arn:aws:iam::*:root"]), "aws:AssumedRoot" = tolist(["true"]) }
    error_message = "root users may do nothing, but sessions of the management account must get through"
  }

  assert {
    condition     = length(setsubtract(["iam:CreateRole", "iam:CreatePolicyVersion"], data.aws_iam_policy_document.identity.statement[2].actions)) == 0 && data.aws_iam_policy_document.identity.statement[2].resources == toset(["arn:aws:iam::*:role/OrganizationAccountAccessRole", "arn:aws:iam::*:role/landform-*", "arn:aws:iam::*:policy/OrganizationAccountAccessRole", "arn:aws:iam::*:policy/landform-*"])
    error_message = "nobody may make a role that is exempt, or change what it may do"
  }

  assert {
    condition     = one(data.aws_iam_policy_document.identity.statement[2].condition).test == "ArnNotLike" && toset(one(data.aws_iam_policy_document.identity.statement[2].condition).values) == toset(["arn:aws:iam::*:role/OrganizationAccountAccessRole", "arn:aws:iam::*:role/landform-*"])
    error_message = "exempt roles must be able to look after themselves"
  }

  assert {
    condition     = aws_organizations_policy.this["foundation"].type == "SERVICE_CONTROL_POLICY"
    error_message = "the rules must be a policy"
  }
}

run "keeps_lasting_credentials_out" {
  command = plan

  assert {
    condition     = data.aws_iam_policy_document.identity.statement[3].effect == "Deny" && length(setsubtract(["iam:CreateUser", "iam:UpdateUser", "iam:UploadServerCertificate"], data.aws_iam_policy_document.identity.statement[3].actions)) == 0 && data.aws_iam_policy_document.identity.statement[3].resources == toset(["*"])
    error_message = "nobody may make users or certificates"
  }

  assert {
    condition     = data.aws_iam_policy_document.identity.statement[4].effect == "Deny" && data.aws_iam_policy_document.identity.statement[4].actions == toset(["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateServiceSpecificCredential"]) && data.aws_iam_policy_document.identity.statement[4].not_resources == toset(["arn:aws:iam::*:user/people/*"])
    error_message = "only users that come from code may have passwords and keys"
  }

  assert {
    condition     = alltrue([for statement in slice(data.aws_iam_policy_document.identity.statement, 3, 5) : one(statement.condition).test == "ArnNotLike" && toset(one(statement.condition).values) == toset(["arn:aws:iam::*:role/OrganizationAccountAccessRole", "arn:aws:iam::*:role/landform-*"])])
    error_message = "the landing zone itself must be able to make users"
  }

  assert {
    condition     = aws_organizations_policy.this["foundation"].type == "SERVICE_CONTROL_POLICY"
    error_message = "the rules must be a policy"
  }
}

run "keeps_audit_running" {
  command = plan

  assert {
    condition     = length(setsubtract(["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder", "guardduty:DeleteDetector", "guardduty:Disassociate*", "securityhub:Disable*", "access-analyzer:DeleteAnalyzer"], data.aws_iam_policy_document.audit.statement[0].actions)) == 0 && data.aws_iam_policy_document.audit.statement[0].effect == "Deny"
    error_message = "nobody may blind the audit"
  }
}

run "keeps_workloads_in_their_regions" {
  command = plan

  assert {
    condition     = data.aws_iam_policy_document.regions.statement[0].effect == "Deny" && length([for condition in data.aws_iam_policy_document.regions.statement[0].condition : condition if condition.variable == "aws:RequestedRegion" && condition.test == "StringNotEquals" && toset(condition.values) == toset(["eu-west-1", "eu-central-1"])]) == 1
    error_message = "other regions must be denied"
  }

  assert {
    condition     = length(setsubtract(["iam:*", "sts:*", "organizations:*", "route53:*", "cloudfront:*", "support:*"], data.aws_iam_policy_document.regions.statement[0].not_actions)) == 0
    error_message = "global services must stay usable"
  }

  assert {
    condition     = aws_organizations_policy.this["workloads"].type == "SERVICE_CONTROL_POLICY"
    error_message = "the rules must be a policy"
  }
}

run "keeps_workloads_private" {
  command = plan

  assert {
    condition     = contains(data.aws_iam_policy_document.workloads.statement[0].actions, "s3:PutAccountPublicAccessBlock")
    error_message = "nobody may lift the block on public buckets"
  }

  assert {
    condition     = aws_organizations_policy.this["workloads"].type == "SERVICE_CONTROL_POLICY" && aws_organizations_policy.this["resources"].type == "RESOURCE_CONTROL_POLICY"
    error_message = "what callers may do and what resources demand must be policies of their kinds"
  }

  assert {
    condition     = data.aws_iam_policy_document.workloads.statement[1].actions == toset(["ec2:RunInstances"]) && one(data.aws_iam_policy_document.workloads.statement[1].condition).variable == "ec2:MetadataHttpTokens" && one(data.aws_iam_policy_document.workloads.statement[1].condition).test == "StringNotEquals"
    error_message = "instances must start with IMDSv2"
  }

  assert {
    condition     = data.aws_iam_policy_document.workloads.statement[2].actions == toset(["ec2:ModifyInstanceMetadataOptions"])
    error_message = "instances must keep IMDSv2"
  }

  assert {
    condition     = contains(data.aws_iam_policy_document.resources.statement[0].actions, "s3:*") && one(data.aws_iam_policy_document.resources.statement[0].principals).type == "*" && { for condition in data.aws_iam_policy_document.resources.statement[0].condition : condition.variable => condition.values } == { "aws:SecureTransport" = tolist(["false"]), "aws:PrincipalIsAWSService" = tolist(["false"]) }
    error_message = "buckets must refuse everybody who comes without TLS"
  }
}

run "binds_units_and_delegates" {
  command = plan

  variables {
    guardrail_ous            = ["workloads", "prod"]
    delegated_administrators = { "config.amazonaws.com" = "security" }
    landing_zone_roles       = []
    exempt_principal_arns    = ["arn:aws:iam::444444444444:role/break-glass"]
    region_exempt_actions    = ["bedrock:InvokeModel"]
    further_policy_types     = ["TAG_POLICY"]
  }

  assert {
    condition     = toset(keys(aws_organizations_policy_attachment.this)) == toset(["foundation/ou/workloads", "foundation/ou/prod", "workloads/ou/workloads", "workloads/ou/prod", "resources/ou/workloads", "resources/ou/prod"])
    error_message = "the policies must be attached to the units and nowhere else"
  }

  assert {
    condition     = toset(keys(aws_organizations_delegated_administrator.this)) == toset(["config.amazonaws.com"])
    error_message = "the service must be delegated"
  }

  assert {
    condition     = data.aws_iam_policy_document.identity.statement[2].resources == toset(["arn:aws:iam::444444444444:role/break-glass"]) && contains(data.aws_iam_policy_document.regions.statement[0].not_actions, "bedrock:InvokeModel")
    error_message = "exemptions must be as given"
  }

  assert {
    condition     = contains(aws_organizations_organization.this.enabled_policy_types, "TAG_POLICY")
    error_message = "the further type must be enabled"
  }
}

run "exempts_nobody_if_told_so" {
  command = plan

  variables {
    landing_zone_roles = []
  }

  assert {
    condition     = length(data.aws_iam_policy_document.identity.statement) == 4 && length(data.aws_iam_policy_document.identity.statement[2].condition) + length(data.aws_iam_policy_document.identity.statement[3].condition) == 0 && length(data.aws_iam_policy_document.audit.statement[0].condition) == 0 && length(data.aws_iam_policy_document.regions.statement[0].condition) == 1
    error_message = "no condition may have an empty list of values"
  }
}

run "can_lift_rules" {
  command = plan

  variables {
    guardrails = { membership = false, root_user = false, landing_zone_roles = false, credentials = false, regions = false, public_access = false, imdsv2 = false, tls_only = false }
  }

  assert {
    condition     = toset(keys(aws_organizations_policy.this)) == toset(["foundation"]) && length(data.aws_iam_policy_document.audit.statement) == 1 && length(data.aws_iam_policy_document.identity.statement) == 0
    error_message = "only the rule on audit must be left"
  }
}

run "can_lift_all_rules" {
  command = plan

  variables {
    guardrails                = { membership = false, root_user = false, landing_zone_roles = false, credentials = false, audit = false, regions = false, public_access = false, imdsv2 = false, tls_only = false }
    service_access_principals = ["cloudtrail.amazonaws.com"]
    central_root_access       = false
    cross_account_backup      = false
  }

  assert {
    condition     = length(aws_organizations_policy.this) == 0 && length(aws_organizations_policy_attachment.this) == 0 && length(aws_ram_sharing_with_organization.this) == 0 && length(aws_iam_organizations_features.this) == 0
    error_message = "no policy must be made"
  }
}

run "rejects_a_policy_that_is_too_long" {
  command = plan

  override_data {
    target = data.aws_iam_policy_document.policy

    # No function may be called here: 8 * 8 * 8 * 10 characters and one more.
    values = { minified_json = "%{for a in [1, 2, 3, 4, 5, 6, 7, 8]}%{for b in [1, 2, 3, 4, 5, 6, 7, 8]}%{for c in [1, 2, 3, 4, 5, 6, 7, 8]}0123456789%{endfor}%{endfor}%{endfor}!" }
  }

  expect_failures = [aws_organizations_policy.this]
}

run "rejects_a_bad_name" {
  command = plan
  variables { name = "acme corp" }
  expect_failures = [var.name]
}

run "rejects_an_empty_list_of_regions" {
  command = plan
  variables { allowed_regions = [] }
  expect_failures = [var.allowed_regions]
}

run "rejects_a_long_name_of_a_unit" {
  command = plan
  variables { organizational_units = { security = { name = format("%0129d", 0) }, prod = {} } }
  expect_failures = [var.organizational_units]
}

run "rejects_a_third_level_of_units" {
  command = plan
  variables { organizational_units = { security = {}, workloads = { parent = "security" }, prod = { parent = "workloads" } } }
  expect_failures = [var.organizational_units]
}

run "rejects_a_bad_address" {
  command = plan
  variables { accounts = { prod = { email = "prod" } } }
  expect_failures = [var.accounts]
}

run "rejects_a_shared_address" {
  command = plan
  variables { accounts = { dev = { email = "aws@acme.example" }, prod = { email = "AWS@acme.example" } } }
  expect_failures = [var.accounts]
}

run "rejects_a_bad_account_name" {
  command = plan
  variables { accounts = { prod = { email = "aws@acme.example", name = "zürich" } } }
  expect_failures = [var.accounts]
}

run "rejects_a_bad_role_name" {
  command = plan
  variables { accounts = { prod = { email = "aws@acme.example", role_name = "a/b" } } }
  expect_failures = [var.accounts]
}

run "rejects_an_account_in_an_unknown_unit" {
  command = plan
  variables { accounts = { prod = { email = "aws@acme.example", ou = "nowhere" } } }
  expect_failures = [aws_organizations_account.this]
}

run "rejects_a_bad_service_principal" {
  command = plan
  variables { service_access_principals = ["cloudtrail"] }
  expect_failures = [var.service_access_principals]
}

run "rejects_a_bad_delegated_service" {
  command = plan
  variables { delegated_administrators = { config = "security" } }
  expect_failures = [var.delegated_administrators]
}

run "rejects_an_unknown_administrator" {
  command = plan
  variables { delegated_administrators = { "config.amazonaws.com" = "nobody" } }
  expect_failures = [aws_organizations_delegated_administrator.this]
}

run "rejects_a_delegation_without_access" {
  command = plan
  variables { delegated_administrators = { "macie.amazonaws.com" = "security" } }
  expect_failures = [aws_organizations_delegated_administrator.this]
}

run "rejects_central_root_access_without_iam" {
  command = plan
  variables { service_access_principals = ["backup.amazonaws.com"] }
  expect_failures = [aws_iam_organizations_features.this]
}

run "rejects_a_bad_policy_type" {
  command = plan
  variables { further_policy_types = ["SCP"] }
  expect_failures = [var.further_policy_types]
}

run "rejects_a_path_without_slashes" {
  command = plan
  variables { iam_user_path = "people" }
  expect_failures = [var.iam_user_path]
}

run "rejects_guardrails_of_an_unknown_unit" {
  command = plan
  variables { guardrail_ous = ["nowhere"] }
  expect_failures = [aws_organizations_policy_attachment.this]
}

run "rejects_a_role_of_any_name" {
  command = plan
  variables { landing_zone_roles = ["role/*"] }
  expect_failures = [var.landing_zone_roles]
}

run "rejects_an_exempt_user" {
  command = plan
  variables { exempt_principal_arns = ["arn:aws:iam::444444444444:user/bob"] }
  expect_failures = [var.exempt_principal_arns]
}

run "rejects_a_bad_action" {
  command = plan
  variables { region_exempt_actions = ["*"] }
  expect_failures = [var.region_exempt_actions]
}

run "rejects_copies_without_the_service" {
  command = plan

  variables { service_access_principals = ["iam.amazonaws.com"] }

  expect_failures = [aws_backup_global_settings.this]
}

run "no_copies_between_accounts" {
  command = plan

  variables { cross_account_backup = false }

  assert {
    condition     = length(aws_backup_global_settings.this) == 0
    error_message = "the setting is left alone where it is not wanted"
  }
}
