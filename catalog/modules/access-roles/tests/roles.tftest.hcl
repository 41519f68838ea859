mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "333333333333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  trusted_account_ids = ["222222222222"]
}

run "offers_everything_but_full_access" {
  command = plan

  assert {
    condition     = { for key, role in aws_iam_role.this : key => role.name } == { "read-only" = "access-read-only", developer = "access-developer", billing = "access-billing", support = "access-support", logs = "access-logs" }
    error_message = "full access must be off by default"
  }

  assert {
    condition     = { for key, role in aws_iam_role.this : key => role.max_session_duration } == { "read-only" = 28800, developer = 14400, billing = 14400, support = 14400, logs = 14400 }
    error_message = "sessions must last 4 to 8 hours"
  }

  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.trust : { for condition in document.statement[0].condition : condition.variable => "${condition.test} ${join(",", condition.values)}" } == { "aws:MultiFactorAuthPresent" = "Bool true", "aws:MultiFactorAuthAge" = "NumericLessThan 28800" } && one(document.statement[0].principals).identifiers == toset(["arn:aws:iam::222222222222:root"])])
    error_message = "only people of the trusted account with a second factor may get in"
  }

  assert {
    condition     = { for name, attachment in aws_iam_role_policy_attachment.this : name => attachment.policy_arn if !startswith(name, "logs/") } == { "read-only/SecurityAudit" = "arn:aws:iam::aws:policy/SecurityAudit", "read-only/ViewOnlyAccess" = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "developer/ViewOnlyAccess" = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "billing/AWSBillingReadOnlyAccess" = "arn:aws:iam::aws:policy/AWSBillingReadOnlyAccess", "support/AWSSupportAccess" = "arn:aws:iam::aws:policy/AWSSupportAccess" }
    error_message = "roles must have narrow policies"
  }

  assert {
    condition     = sort(data.aws_iam_policy_document.developer[0].statement[0].actions) == tolist(["cloudwatch:*", "ec2:*", "ecs:*", "elasticache:*", "lambda:*", "logs:*", "rds:*", "route53:*"])
    error_message = "developers must work with their services"
  }

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.developer[0].statement : statement if contains(statement.actions, "iam:PassRole")]) == 0
    error_message = "developers must not hand on roles by default"
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.read_only[0].statement : statement.sid => statement.effect } == { DenySecrets = "Deny", DenyParameters = "Deny" }
    error_message = "secrets must stay closed to readers"
  }

  assert {
    condition     = length(setsubtract(["ec2:DisableEbsEncryptionByDefault", "ec2:ModifySnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute"], flatten([for statement in data.aws_iam_policy_document.developer[0].statement : statement.actions if statement.effect == "Deny"]))) == 0
    error_message = "developers must not weaken the account or share its data"
  }

  assert {
    condition     = length(aws_iam_role_policy.logs) == 0 && output.switch_role_urls["read-only"] == "https://signin.aws.amazon.com/switchrole?account=333333333333&roleName=access-read-only&displayName=333333333333+read-only"
    error_message = "roles must have an address in the console"
  }
}

run "offers_what_is_asked_for" {
  command = plan

  variables {
    name_prefix              = "acme-"
    account_name             = "acme-logs"
    permissions_boundary_arn = "arn:aws:iam::333333333333:policy/landform-boundary"
    read_only                = { reads_data = true, session_hours = 1 }
    developer                = { services = ["sqs"], passable_role_arns = ["arn:aws:iam::333333333333:role/acme-app-*"] }
    billing                  = { may_change = true }
    support                  = null
    full_access              = {}

    logs = {
      bucket_arns  = ["arn:aws:s3:::acme-logs-cloudtrail"]
      kms_key_arns = ["arn:aws:kms:eu-west-1:333333333333:key/0a1b2c3d"]
    }
  }

  assert {
    condition     = { for key, role in aws_iam_role.this : key => role.name } == { "read-only" = "acme-read-only", developer = "acme-developer", billing = "acme-billing", logs = "acme-logs", "full-access" = "break-glass-full-access" }
    error_message = "the chosen roles must exist"
  }

  assert {
    condition     = aws_iam_role.this["full-access"].max_session_duration == 3600 && [for condition in data.aws_iam_policy_document.trust["full-access"].statement[0].condition : join(",", condition.values) if condition.variable == "aws:MultiFactorAuthAge"] == ["900"]
    error_message = "full access must be short and fresh"
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.this : role.permissions_boundary == "arn:aws:iam::333333333333:policy/landform-boundary"])
    error_message = "every role must carry the boundary"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.developer[0].statement : sort(statement.resources) if contains(statement.actions, "iam:PassRole")] == [tolist(["arn:aws:iam::333333333333:role/acme-app-*"])]
    error_message = "developers must hand on named roles only"
  }

  assert {
    condition     = { for statement in data.aws_iam_policy_document.logs[0].statement : statement.sid => sort(statement.resources) } == { List = tolist(["arn:aws:s3:::acme-logs-cloudtrail"]), Read = tolist(["arn:aws:s3:::acme-logs-cloudtrail/*"]), Decrypt = tolist(["arn:aws:kms:eu-west-1:333333333333:key/0a1b2c3d"]) }
    error_message = "the archive must be readable"
  }

  assert {
    condition     = aws_iam_role_policy_attachment.this["read-only/ReadOnlyAccess"].policy_arn == "arn:aws:iam::aws:policy/ReadOnlyAccess" && aws_iam_role_policy_attachment.this["billing/Billing"].policy_arn == "arn:aws:iam::aws:policy/job-function/Billing" && aws_iam_role_policy_attachment.this["full-access/AdministratorAccess"].policy_arn == "arn:aws:iam::aws:policy/AdministratorAccess"
    error_message = "wider policies must be attached where asked for"
  }

  assert {
    condition     = output.switch_role_urls["full-access"] == "https://signin.aws.amazon.com/switchrole?account=333333333333&roleName=break-glass-full-access&displayName=acme-logs+full-access"
    error_message = "the console must show the name of the account"
  }
}

run "offers_support_alone" {
  command = plan

  variables {
    read_only = null
    developer = null
    billing   = null
    logs      = null
  }

  assert {
    condition     = keys(aws_iam_role.this) == ["support"] && length(aws_iam_role_policy.developer) == 0 && keys(output.documents) == ["support_trust"]
    error_message = "each role must be optional"
  }
}
